//! The town hall.

use super::house::DemoPerson;
use super::plan::{ADMINISTRATOR, ANALYST, Mailbox, Note, Past, Plan, Stage, Text};
use super::sample::Kind;

pub const PLAN: Plan = Plan {
    name: "Comune di Esempio",
    domains: &["pec.comune.example", "comune.example"],
    offices: &OFFICES,
    people: &PEOPLE,
    boxes: &BOXES,
    certified: "protocollo@pec.comune.example",
    desk: "urp@comune.example",
    bundles: &[],
    words: &WORDS,
    hands: &HANDS,
    past: &PAST,
    post: &POST,
    unsorted: &UNSORTED,
    absences: &[
        ("luca.bruni", "marta.galli", 0, 11),
        ("marta.galli", "paolo.ferri", 5, 7),
    ],
    samples: &SAMPLES,
};

const OFFICES: [(&str, &str); 4] = [
    ("urp", "URP"),
    ("edilizia", "Edilizia privata"),
    ("tributi", "Tributi"),
    ("rpct", "Trasparenza"),
];

const PEOPLE: [DemoPerson; 9] = [
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

const BOXES: [Mailbox; 2] = [
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
];

const WORDS: [(&str, &str); 0] = [];

const HANDS: [(&str, &str, &str); 3] = [
    ("urp", "elena.riva", "paolo.ferri"),
    ("edilizia", "anna.neri", "giorgio.conti"),
    ("tributi", "luca.bruni", "marta.galli"),
];

const PAST: [Past; 13] = [
    Past(
        33,
        "tributi",
        "aldo.modello@pec.altro.example",
        "Aldo Modello",
        "Annullamento avviso di accertamento IMU",
        "Chiedo l'annullamento dell'avviso di accertamento IMU: l'immobile è stato venduto.",
        Stage::Taken,
    ),
    Past(
        28,
        "edilizia",
        "full+verdi@pec.altro.example",
        "Geometra Verdi",
        "Certificato di agibilità, via Lunga 12",
        "Si chiede copia del certificato di agibilità dell'edificio di via Lunga 12.",
        Stage::Answered,
    ),
    Past(
        24,
        "urp",
        "associazione.prato@pec.altro.example",
        "Associazione Il Prato",
        "Richiesta di patrocinio per la festa di quartiere",
        "L'associazione chiede il patrocinio del Comune per la festa di primavera.",
        Stage::Answered,
    ),
    Past(
        21,
        "tributi",
        "bar.centrale@pec.altro.example",
        "Bar Centrale snc",
        "Rateizzazione del canone unico",
        "Si chiede di pagare il canone unico in quattro rate.",
        Stage::Waiting,
    ),
    Past(
        17,
        "tributi",
        "nora.prova@pec.altro.example",
        "Nora Prova",
        "Rimborso TARI per trasferimento",
        "Mi sono trasferita a gennaio: chiedo il rimborso della TARI pagata in più.",
        Stage::Answered,
    ),
    Past(
        14,
        "edilizia",
        "impresa.larice@pec.altro.example",
        "Impresa Larice srl",
        "CILA per manutenzione straordinaria, via Alta 2",
        "Si trasmette la CILA per i lavori di via Alta 2.",
        Stage::Answered,
    ),
    Past(
        9,
        "edilizia",
        "studio.acero@pec.altro.example",
        "Studio Acero",
        "Condono edilizio: stato della pratica",
        "Si chiede lo stato della domanda di condono dell'immobile di via Bassa 9.",
        Stage::Drafted,
    ),
    Past(
        6,
        "urp",
        "ugo.campione@pec.altro.example",
        "Ugo Campione",
        "Segnalazione di una buca in via Nuova",
        "Segnalo una buca profonda davanti al numero 8 di via Nuova.",
        Stage::Taken,
    ),
    Past(
        3,
        "tributi",
        "teatro.piccolo@pec.altro.example",
        "Teatro Piccolo",
        "Esenzione dal canone unico per spettacolo",
        "Si chiede l'esenzione dal canone unico per lo spettacolo in piazza.",
        Stage::Waiting,
    ),
    Past(
        1,
        "edilizia",
        "condominio.sole@pec.altro.example",
        "Condominio Sole",
        "Ristrutturazione della facciata: planimetria",
        "Si chiede la planimetria catastale per la ristrutturazione della facciata.",
        Stage::Waiting,
    ),
    Past(
        30,
        "urp",
        "circolo.faggio@pec.altro.example",
        "Circolo Il Faggio",
        "Uso della sala civica per un'assemblea",
        "Si chiede l'uso della sala civica per l'assemblea annuale dei soci.",
        Stage::Answered,
    ),
    Past(
        19,
        "edilizia",
        "studio.ontano@pec.altro.example",
        "Studio Ontano",
        "SCIA per cambio di serramenti, via Nuova 14",
        "Si trasmette la SCIA per la sostituzione dei serramenti di via Nuova 14.",
        Stage::Answered,
    ),
    Past(
        11,
        "urp",
        "lega.quartiere@pec.altro.example",
        "Comitato di via Alta",
        "Richiesta di un incontro sul traffico in via Alta",
        "Il comitato chiede un incontro sul traffico davanti alla scuola.",
        Stage::Taken,
    ),
];

const POST: [Note; 2] = [
    Note(
        12,
        "urp@comune.example",
        "pia.modello@posta.example",
        "Pia Modello",
        "Certificato di residenza",
        "Buongiorno, come posso avere un certificato di residenza?\nPia Modello",
    ),
    Note(
        4,
        "urp@comune.example",
        "ugo.prova@posta.example",
        "Ugo Prova",
        "Raccolta del verde",
        "Buongiorno, quando passa la raccolta del verde in via Corta?\nUgo Prova",
    ),
];

const UNSORTED: [Note; 3] = [
    Note(
        5,
        "urp@comune.example",
        "notaio.cedro@pec.altro.example",
        "Notaio Cedro",
        "Richiesta di visura, atto del 3 marzo",
        "Si chiede la visura degli atti relativi all'immobile di via Corta 5.",
    ),
    Note(
        2,
        "urp@comune.example",
        "scuola.tiglio@pec.altro.example",
        "Scuola Il Tiglio",
        "Gita scolastica: uso del pulmino comunale",
        "La scuola chiede l'uso del pulmino comunale per il 20 del mese.",
    ),
    Note(
        1,
        "urp@comune.example",
        "impresa.salice@pec.altro.example",
        "Impresa Salice snc",
        "Fornitura di arredi: chiarimenti",
        "Si chiedono chiarimenti sulla consegna degli arredi.",
    ),
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
