//! A professional order: secretariat, roll and dues.

mod done;
mod month;

use super::house::DemoPerson;
use super::plan::{ADMINISTRATOR, ANALYST, Mailbox, Plan, Text};
use super::sample::Kind;

pub const PLAN: Plan = Plan {
    name: "Ordine dei Periti di Esempio",
    domains: &["pec.ordine.example", "ordine.example"],
    offices: &OFFICES,
    people: &PEOPLE,
    boxes: &BOXES,
    certified: "ordine@pec.ordine.example",
    desk: "segreteria@ordine.example",
    public_body: true,
    bundles: &[
        "accesso-atti",
        "fattura-passiva",
        "istanza-pec",
        "posta-ordinaria",
        "richiesta-sportello",
        "messaggio",
        "invio-con-approvazione",
        "risposta-automatica",
    ],
    words: &WORDS,
    hands: &HANDS,
    past: &month::PAST,
    post: &month::POST,
    unsorted: &month::UNSORTED,
    letters: &month::LETTERS,
    invoices: &month::INVOICES,
    book: &BOOK,
    begun: &done::BEGUN,
    steps: &done::STEPS,
    absences: &[("silvia.pioppo", "tullio.rovere", 0, 9)],
    samples: &SAMPLES,
};

const OFFICES: [(&str, &str); 3] = [
    ("segreteria", "Segreteria"),
    ("albo", "Albo e formazione"),
    ("quote", "Quote e tesoreria"),
];

const PEOPLE: [DemoPerson; 9] = [
    DemoPerson {
        login: "nadia.frassino",
        name: "Nadia Frassino",
        title: ("Segreteria e protocollo", "Secretariat and register"),
        roles: &[("operatore", Some("segreteria")), ("protocollista", None)],
        heads: None,
    },
    DemoPerson {
        login: "bruno.larice",
        name: "Bruno Larice",
        title: ("Direttore", "Director"),
        roles: &[("supervisore", Some("segreteria"))],
        heads: Some("segreteria"),
    },
    DemoPerson {
        login: "carla.acero",
        name: "Carla Acero",
        title: ("Impiegata, Albo", "Clerk, Roll"),
        roles: &[("operatore", Some("albo"))],
        heads: None,
    },
    DemoPerson {
        login: "remo.tiglio",
        name: "Remo Tiglio",
        title: ("Consigliere segretario: Albo", "Councillor: Roll"),
        roles: &[("supervisore", Some("albo"))],
        heads: Some("albo"),
    },
    DemoPerson {
        login: "silvia.pioppo",
        name: "Silvia Pioppo",
        title: ("Impiegata, Quote", "Clerk, Dues"),
        roles: &[("operatore", Some("quote"))],
        heads: None,
    },
    DemoPerson {
        login: "tullio.rovere",
        name: "Tullio Rovere",
        title: ("Tesoriere", "Treasurer"),
        roles: &[("supervisore", Some("quote"))],
        heads: Some("quote"),
    },
    DemoPerson {
        login: "agnese.olmo",
        name: "Agnese Olmo",
        title: ("Presidente: vede tutto", "President: sees everything"),
        roles: &[("supervisore", None)],
        heads: None,
    },
    ANALYST,
    ADMINISTRATOR,
];

const BOXES: [Mailbox; 5] = [
    Mailbox {
        key: "protocollo",
        address: "ordine@pec.ordine.example",
        display: "Ordine dei Periti – Protocollo",
        certified: true,
        offices: &["segreteria", "albo", "quote"],
    },
    Mailbox {
        key: "segreteria",
        address: "segreteria@ordine.example",
        display: "Ordine dei Periti – Segreteria",
        certified: false,
        offices: &["segreteria"],
    },
    Mailbox {
        key: "iscritti",
        address: "iscritti@ordine.example",
        display: "Ordine dei Periti – Iscritti",
        certified: false,
        offices: &["albo"],
    },
    Mailbox {
        key: "formazione",
        address: "formazione@ordine.example",
        display: "Ordine dei Periti – Formazione",
        certified: false,
        offices: &["albo"],
    },
    Mailbox {
        key: "fatture",
        address: "fatture@pec.ordine.example",
        display: "Ordine dei Periti – Fatture",
        certified: true,
        offices: &["quote"],
    },
];

const WORDS: [(&str, &str); 15] = [
    (
        "set(\"ufficio\", \"ragioneria\")",
        "set(\"ufficio\", \"quote\")",
    ),
    ("parole_edilizia", "parole_albo"),
    ("parole_tributi", "parole_quote"),
    (
        "\"edilizi\", ",
        "\"albo\", \"iscrizion\", \"cancellazion\", \"trasferiment\", \"crediti formativi\", \"tirocini\", \"formazione\", ",
    ),
    ("\"tribut\", ", "\"quota\", \"contribut\", \"moros\", "),
    ("urp", "segreteria"),
    ("URP", "Segreteria"),
    ("edilizia", "albo"),
    ("Edilizia privata", "Albo e formazione"),
    ("Edilizia", "Albo"),
    ("tributi", "quote"),
    ("Tributi", "Quote"),
    ("ufficio:ragioneria", "ufficio:quote"),
    ("responsabile:ragioneria", "responsabile:quote"),
    ("offices = [\"ragioneria\"]", "offices = [\"quote\"]"),
];

const HANDS: [(&str, &str, &str); 3] = [
    ("segreteria", "nadia.frassino", "bruno.larice"),
    ("albo", "carla.acero", "remo.tiglio"),
    ("quote", "silvia.pioppo", "tullio.rovere"),
];

const SAMPLES: [(Kind, Text); 5] = [
    (
        Kind::Istanza,
        Text {
            from: "elio.prova@pec.altro.example",
            from_name: "Elio Prova",
            subject: "Domanda di iscrizione all'albo",
            text: "Spett.le Ordine,\n\nchiedo l'iscrizione all'albo. Allego la domanda; lo studio presso cui lavoro legge in copia.\n\nElio Prova",
            attachment: Some((
                "domanda.txt",
                "Domanda di iscrizione: documento di prova.\n",
            )),
        },
    ),
    (
        Kind::Tributi,
        Text {
            from: "marta.campione@pec.altro.example",
            from_name: "Marta Campione",
            subject: "Quota annuale versata due volte",
            text: "Buongiorno,\n\nho versato due volte la quota annuale. Chiedo il rimborso.\n\nMarta Campione",
            attachment: None,
        },
    ),
    (
        Kind::Edilizia,
        Text {
            from: "studio.ebano@pec.altro.example",
            from_name: "Studio Ebano",
            subject: "Crediti formativi: riconoscimento di un corso",
            text: "Si chiede il riconoscimento dei crediti formativi del corso allegato.\n\nStudio Ebano",
            attachment: Some((
                "programma.txt",
                "Programma del corso: documento di prova.\n",
            )),
        },
    ),
    (
        Kind::Ordinaria,
        Text {
            from: "lina.esempio@posta.example",
            from_name: "Lina Esempio",
            subject: "Orari della segreteria",
            text: "Buongiorno,\nquali sono gli orari della segreteria?\nLina Esempio",
            attachment: None,
        },
    ),
    (
        Kind::Anomalia,
        Text {
            from: "lina.esempio@posta.example",
            from_name: "Lina Esempio",
            subject: "Domanda sul tirocinio",
            text: "Buongiorno,\nscrivo alla vostra PEC dalla mia posta ordinaria: quanto dura il tirocinio?\nLina Esempio",
            attachment: None,
        },
    ),
];

/// The roll: members with their certified addresses; one of them does not empty the box.
const BOOK: [(&str, &str, &str); 24] = [
    (
        "Ivo Modello",
        "ivo.modello@pec.altro.example",
        "SMPBCD60A01X000X",
    ),
    (
        "Lea Prova",
        "lea.prova@pec.altro.example",
        "SMPCGN61A02X000X",
    ),
    (
        "Gino Campione",
        "gino.campione@pec.altro.example",
        "SMPDNV62A03X000X",
    ),
    (
        "Mara Esempio",
        "mara.esempio@pec.altro.example",
        "SMPFSF63A04X000X",
    ),
    (
        "Rino Modello",
        "rino.modello@pec.altro.example",
        "SMPGZP64A05X000X",
    ),
    (
        "Ada Campione",
        "ada.campione@pec.altro.example",
        "SMPLDZ65A06X000X",
    ),
    (
        "Pio Prova",
        "pio.prova@pec.altro.example",
        "SMPMLG66A07X000X",
    ),
    (
        "Elio Prova",
        "elio.prova@pec.altro.example",
        "SMPNPR67A08X000X",
    ),
    (
        "Marta Campione",
        "marta.campione@pec.altro.example",
        "SMPPTB68A09X000X",
    ),
    (
        "Nives Abete",
        "nives.abete@pec.altro.example",
        "SMPRBL69A10X000X",
    ),
    (
        "Ugo Larice",
        "ugo.larice@pec.altro.example",
        "SMPSFS70A11X000X",
    ),
    (
        "Irma Betulla",
        "irma.betulla@pec.altro.example",
        "SMPTMC71A12X000X",
    ),
    (
        "Dino Frassino",
        "dino.frassino@pec.altro.example",
        "SMPVRM72A13X000X",
    ),
    (
        "Olga Tiglio",
        "olga.tiglio@pec.altro.example",
        "SMPZVT73A14X000X",
    ),
    (
        "Lino Ontano",
        "lino.ontano@pec.altro.example",
        "SMPBCD74A15X000X",
    ),
    (
        "Vera Cedro",
        "vera.cedro@pec.altro.example",
        "SMPCGN75A16X000X",
    ),
    (
        "Siro Pino",
        "siro.pino@pec.altro.example",
        "SMPDNV76A17X000X",
    ),
    (
        "Elsa Faggio",
        "elsa.faggio@pec.altro.example",
        "SMPFSF77A18X000X",
    ),
    (
        "Tito Cipresso",
        "full+cipresso@pec.altro.example",
        "SMPGZP78A19X000X",
    ),
    (
        "Alba Noce",
        "alba.noce@pec.altro.example",
        "SMPLDZ79A20X000X",
    ),
    (
        "Enzo Salice",
        "enzo.salice@pec.altro.example",
        "SMPMLG80A21X000X",
    ),
    (
        "Ida Mirto",
        "ida.mirto@pec.altro.example",
        "SMPNPR81A22X000X",
    ),
    (
        "Otto Leccio",
        "otto.leccio@pec.altro.example",
        "SMPPTB82A23X000X",
    ),
    (
        "Rosa Ebano",
        "rosa.ebano@pec.altro.example",
        "SMPRBL83A24X000X",
    ),
];
