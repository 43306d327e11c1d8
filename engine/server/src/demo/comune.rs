//! The town hall.

mod done;
mod month;

use super::house::DemoPerson;
use super::plan::{ADMINISTRATOR, ANALYST, Mailbox, Plan, Text};
use super::sample::Kind;

pub const PLAN: Plan = Plan {
    name: "Comune di Esempio",
    domains: &["pec.comune.example", "comune.example"],
    offices: &OFFICES,
    people: &PEOPLE,
    boxes: &BOXES,
    certified: "protocollo@pec.comune.example",
    desk: "urp@comune.example",
    public_body: true,
    bundles: &[
        "accesso-atti",
        "accesso-civico",
        "fattura-passiva",
        "invio-con-approvazione",
        "istanza-pec",
        "messaggio",
        "posta-ordinaria",
        "reclamo",
        "richiesta-sportello",
        "risposta-automatica",
    ],
    words: &WORDS,
    hands: &HANDS,
    past: &month::PAST,
    post: &month::POST,
    unsorted: &month::UNSORTED,
    letters: &month::LETTERS,
    invoices: &month::INVOICES,
    book: &[],
    begun: &done::BEGUN,
    steps: &done::STEPS,
    absences: &[
        ("luca.bruni", "marta.galli", 0, 11),
        ("marta.galli", "paolo.ferri", 5, 7),
    ],
    samples: &SAMPLES,
};

const OFFICES: [(&str, &str); 5] = [
    ("urp", "URP"),
    ("edilizia", "Edilizia privata"),
    ("tributi", "Tributi"),
    ("rpct", "Trasparenza"),
    ("ragioneria", "Ragioneria"),
];

const PEOPLE: [DemoPerson; 11] = [
    DemoPerson {
        login: "anna.neri",
        name: "Anna Neri",
        title: ("Istruttrice, Edilizia", "Clerk, Building"),
        roles: &[("operatore", Some("edilizia"))],
        heads: None,
    },
    DemoPerson {
        login: "giorgio.conti",
        name: "Giorgio Conti",
        title: ("Responsabile, Edilizia", "Head, Building"),
        roles: &[("supervisore", Some("edilizia"))],
        heads: Some("edilizia"),
    },
    DemoPerson {
        login: "luca.bruni",
        name: "Luca Bruni",
        title: ("Istruttore, Tributi", "Clerk, Taxes"),
        roles: &[("operatore", Some("tributi"))],
        heads: None,
    },
    DemoPerson {
        login: "marta.galli",
        name: "Marta Galli",
        title: ("Responsabile, Tributi", "Head, Taxes"),
        roles: &[("supervisore", Some("tributi"))],
        heads: Some("tributi"),
    },
    DemoPerson {
        login: "elena.riva",
        name: "Elena Riva",
        title: ("Sportello e protocollo, URP", "Desk and register, URP"),
        roles: &[("operatore", Some("urp")), ("protocollista", None)],
        heads: None,
    },
    DemoPerson {
        login: "paolo.ferri",
        name: "Paolo Ferri",
        title: ("Responsabile, URP", "Head, URP"),
        roles: &[("supervisore", Some("urp"))],
        heads: Some("urp"),
    },
    DemoPerson {
        login: "rita.pini",
        name: "Rita Pini",
        title: ("Istruttrice, Ragioneria", "Clerk, Accounts"),
        roles: &[("operatore", Some("ragioneria"))],
        heads: None,
    },
    DemoPerson {
        login: "aldo.serra",
        name: "Aldo Serra",
        title: ("Responsabile, Ragioneria", "Head, Accounts"),
        roles: &[("supervisore", Some("ragioneria"))],
        heads: Some("ragioneria"),
    },
    DemoPerson {
        login: "irene.sala",
        name: "Irene Sala",
        title: (
            "Segretaria generale: vede tutto",
            "Secretary: sees everything",
        ),
        roles: &[("supervisore", None)],
        heads: Some("rpct"),
    },
    ANALYST,
    ADMINISTRATOR,
];

const BOXES: [Mailbox; 5] = [
    Mailbox {
        key: "protocollo",
        address: "protocollo@pec.comune.example",
        display: "Comune di Esempio – Protocollo",
        certified: true,
        offices: &["urp", "edilizia", "tributi"],
    },
    Mailbox {
        key: "urp",
        address: "urp@comune.example",
        display: "Comune di Esempio – URP",
        certified: false,
        offices: &["urp"],
    },
    Mailbox {
        key: "suap",
        address: "suap@pec.comune.example",
        display: "Comune di Esempio – SUAP",
        certified: true,
        offices: &["urp"],
    },
    Mailbox {
        key: "fatture",
        address: "fatture@pec.comune.example",
        display: "Comune di Esempio – Fatture",
        certified: true,
        offices: &["ragioneria"],
    },
    Mailbox {
        key: "reclami",
        address: "reclami@comune.example",
        display: "Comune di Esempio – Reclami",
        certified: false,
        offices: &["urp"],
    },
];

const WORDS: [(&str, &str); 13] = [
    ("ufficio:assistenza", "ufficio:urp"),
    (
        "set(\"ufficio\", \"assistenza\")",
        "set(\"ufficio\", \"urp\")",
    ),
    (
        "offices = [\"assistenza\", \"commerciale\", \"amministrazione\"]",
        "offices = [\"urp\", \"edilizia\", \"tributi\"]",
    ),
    ("\"value\": \"assistenza\"", "\"value\": \"urp\""),
    ("\"label\": \"Assistenza\"", "\"label\": \"URP\""),
    ("\"value\": \"commerciale\"", "\"value\": \"edilizia\""),
    (
        "\"label\": \"Commerciale\"",
        "\"label\": \"Edilizia privata\"",
    ),
    ("\"value\": \"amministrazione\"", "\"value\": \"tributi\""),
    ("\"label\": \"Amministrazione\"", "\"label\": \"Tributi\""),
    ("Gentile cliente", "Gentile cittadina, gentile cittadino"),
    ("from_name or \"cliente\"", "from_name or \"cittadino\""),
    ("Replica del cliente", "Replica di chi ha scritto"),
    ("Il cliente ha risposto", "Chi ha scritto ha risposto"),
];

const HANDS: [(&str, &str, &str); 3] = [
    ("urp", "elena.riva", "paolo.ferri"),
    ("edilizia", "anna.neri", "giorgio.conti"),
    ("tributi", "luca.bruni", "marta.galli"),
];

const SAMPLES: [(Kind, Text); 5] = [
    (
        Kind::Istanza,
        Text {
            from: "studio.olmo@pec.altro.example",
            from_name: "Studio Olmo",
            subject: "Richiesta di copia del permesso di costruire",
            text: "Spett.le Comune,\n\nsi chiede copia del permesso di costruire relativo all'immobile di via delle Rose 7, a nome della signora Rosa Prova che ci ha delegati.\n\nIl geometra incaricato legge in copia.\n\nDistinti saluti\nStudio Olmo",
            attachment: Some((
                "delega.txt",
                "La sottoscritta Rosa Prova delega lo Studio Olmo a chiedere copia degli atti.\n",
            )),
        },
    ),
    (
        Kind::Tributi,
        Text {
            from: "mario.campione@pec.altro.example",
            from_name: "Mario Campione",
            subject: "Rimborso TARI versata due volte",
            text: "Buongiorno,\n\nho versato due volte la prima rata della TARI di quest'anno. Chiedo il rimborso della somma versata in più.\n\nMario Campione",
            attachment: None,
        },
    ),
    (
        Kind::Edilizia,
        Text {
            from: "cantieri.betulla@pec.altro.example",
            from_name: "Cantieri Betulla srl",
            subject: "SCIA per ristrutturazione, via del Pozzo 3",
            text: "Si trasmette segnalazione certificata di inizio attività per la ristrutturazione dell'edificio di via del Pozzo 3.\n\nCantieri Betulla srl",
            attachment: Some((
                "relazione.txt",
                "Relazione tecnica asseverata: documento di prova.\n",
            )),
        },
    ),
    (
        Kind::Ordinaria,
        Text {
            from: "lina.esempio@posta.example",
            from_name: "Lina Esempio",
            subject: "Orari dello sportello",
            text: "Buongiorno,\nquali sono gli orari dello sportello il sabato? Devo ritirare un certificato.\nGrazie\nLina Esempio",
            attachment: None,
        },
    ),
    (
        Kind::Anomalia,
        Text {
            from: "lina.esempio@posta.example",
            from_name: "Lina Esempio",
            subject: "Domanda sulla carta d'identità",
            text: "Buongiorno,\nscrivo alla vostra PEC dalla mia posta ordinaria: come rinnovo la carta d'identità?\nLina Esempio",
            attachment: None,
        },
    ),
];
