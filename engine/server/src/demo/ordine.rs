//! A professional order: secretariat, roll and dues.

use super::house::DemoPerson;
use super::plan::{ADMINISTRATOR, ANALYST, Mailbox, Note, Past, Plan, Stage, Text};
use super::sample::Kind;

pub const PLAN: Plan = Plan {
    name: "Ordine dei Periti di Esempio",
    domains: &["pec.ordine.example", "ordine.example"],
    offices: &OFFICES,
    people: &PEOPLE,
    boxes: &BOXES,
    certified: "ordine@pec.ordine.example",
    desk: "segreteria@ordine.example",
    bundles: &[
        "istanza-pec",
        "posta-ordinaria",
        "messaggio",
        "invio-con-approvazione",
        "risposta-automatica",
    ],
    words: &WORDS,
    hands: &HANDS,
    past: &PAST,
    post: &POST,
    unsorted: &UNSORTED,
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

const BOXES: [Mailbox; 2] = [
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
];

const WORDS: [(&str, &str); 11] = [
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
];

const HANDS: [(&str, &str, &str); 3] = [
    ("segreteria", "nadia.frassino", "bruno.larice"),
    ("albo", "carla.acero", "remo.tiglio"),
    ("quote", "silvia.pioppo", "tullio.rovere"),
];

const PAST: [Past; 11] = [
    Past(
        31,
        "albo",
        "ivo.modello@pec.altro.example",
        "Ivo Modello",
        "Domanda di iscrizione all'albo",
        "Chiedo l'iscrizione all'albo, avendo superato l'esame di Stato.",
        Stage::Answered,
    ),
    Past(
        27,
        "quote",
        "lea.prova@pec.altro.example",
        "Lea Prova",
        "Quota annuale: rateizzazione",
        "Chiedo di pagare la quota annuale in due rate.",
        Stage::Answered,
    ),
    Past(
        25,
        "segreteria",
        "tribunale.sezione@pec.altro.example",
        "Tribunale di Esempio",
        "Elenco dei consulenti tecnici",
        "Si chiede di confermare i nominativi disponibili come consulenti.",
        Stage::Answered,
    ),
    Past(
        22,
        "albo",
        "full+gino@pec.altro.example",
        "Gino Campione",
        "Trasferimento ad altro albo provinciale",
        "Chiedo il nulla osta al trasferimento all'albo di un'altra provincia.",
        Stage::Answered,
    ),
    Past(
        18,
        "quote",
        "studio.abete@pec.altro.example",
        "Studio Abete",
        "Contributo versato due volte",
        "Il contributo è stato versato due volte: si chiede il rimborso.",
        Stage::Taken,
    ),
    Past(
        15,
        "albo",
        "mara.esempio@pec.altro.example",
        "Mara Esempio",
        "Crediti formativi: riconoscimento di un corso",
        "Chiedo il riconoscimento dei crediti formativi del corso allegato.",
        Stage::Drafted,
    ),
    Past(
        12,
        "segreteria",
        "comune.vicino@pec.altro.example",
        "Comune di Altrove",
        "Commissione edilizia: designazione",
        "Si chiede la designazione di un componente.",
        Stage::Waiting,
    ),
    Past(
        9,
        "albo",
        "rino.modello@pec.altro.example",
        "Rino Modello",
        "Cancellazione dall'albo",
        "Chiedo la cancellazione dall'albo per cessata attività.",
        Stage::Answered,
    ),
    Past(
        6,
        "quote",
        "ada.campione@pec.altro.example",
        "Ada Campione",
        "Morosità: chiarimenti",
        "Ho ricevuto un sollecito, ma la quota è pagata.",
        Stage::Waiting,
    ),
    Past(
        3,
        "albo",
        "pio.prova@pec.altro.example",
        "Pio Prova",
        "Tirocinio: inizio della pratica",
        "Comunico l’inizio del tirocinio presso lo Studio Abete.",
        Stage::Taken,
    ),
    Past(
        1,
        "segreteria",
        "associazione.querce@pec.altro.example",
        "Associazione Le Querce",
        "Patrocinio di un convegno",
        "Si chiede il patrocinio del convegno di maggio.",
        Stage::Waiting,
    ),
];

const POST: [Note; 2] = [
    Note(
        10,
        "segreteria@ordine.example",
        "nora.esempio@posta.example",
        "Nora Esempio",
        "Orario della segreteria",
        "Buongiorno, quando siete aperti ad agosto?\nNora Esempio",
    ),
    Note(
        3,
        "segreteria@ordine.example",
        "ezio.prova@posta.example",
        "Ezio Prova",
        "Tesserino smarrito",
        "Ho smarrito il tesserino: come ne ottengo un altro?\nEzio Prova",
    ),
];

const UNSORTED: [Note; 3] = [
    Note(
        7,
        "segreteria@ordine.example",
        "collegio.altrove@pec.altro.example",
        "Collegio di Altrove",
        "Scambio di informazioni su un iscritto",
        "Si chiedono informazioni su un iscritto trasferito.",
    ),
    Note(
        2,
        "segreteria@ordine.example",
        "ditta.ginepro@pec.altro.example",
        "Ditta Ginepro",
        "Assistenza degli impianti: rinnovo",
        "Si propone il rinnovo dell’assistenza.",
    ),
    Note(
        1,
        "segreteria@ordine.example",
        "assicura.mirto@pec.altro.example",
        "Assicurazioni Mirto",
        "Polizza collettiva degli iscritti",
        "Si invia il testo della polizza per il rinnovo.",
    ),
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
