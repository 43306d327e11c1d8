//! A company with five mailboxes: offers, complaints, suppliers.

mod done;
mod month;

use super::house::DemoPerson;
use super::plan::{ADMINISTRATOR, ANALYST, Mailbox, Plan, Text};
use super::sample::Kind;

pub const PLAN: Plan = Plan {
    name: "Macchine di Esempio S.r.l.",
    domains: &["pec.macchine.example", "macchine.example"],
    offices: &OFFICES,
    people: &PEOPLE,
    boxes: &BOXES,
    certified: "macchine@pec.macchine.example",
    desk: "info@macchine.example",
    public_body: false,
    bundles: &[
        "fattura-fornitore",
        "offerta",
        "reclamo",
        "istanza-pec",
        "posta-ordinaria",
        "messaggio",
        "invio-con-approvazione",
        "risposta-automatica",
    ],
    words: &WORDS,
    hands: &HANDS,
    past: &month::PAST,
    post: &month::POST,
    unsorted: &month::UNSORTED,
    letters: &[],
    invoices: &month::INVOICES,
    book: &[],
    begun: &done::BEGUN,
    steps: &done::STEPS,
    absences: &[("teo.istrice", "ines.faina", 0, 6)],
    samples: &SAMPLES,
};

const OFFICES: [(&str, &str); 4] = [
    ("amministrazione", "Amministrazione"),
    ("commerciale", "Commerciale"),
    ("tecnico", "Ufficio tecnico"),
    ("assistenza", "Assistenza"),
];

const PEOPLE: [DemoPerson; 11] = [
    DemoPerson {
        login: "rita.ghiro",
        name: "Rita Ghiro",
        title: ("Amministrazione", "Administration"),
        roles: &[("operatore", Some("amministrazione"))],
        heads: None,
    },
    DemoPerson {
        login: "piero.lepre",
        name: "Piero Lepre",
        title: ("Responsabile amministrativo", "Head of administration"),
        roles: &[("supervisore", Some("amministrazione"))],
        heads: Some("amministrazione"),
    },
    DemoPerson {
        login: "cinzia.volpe",
        name: "Cinzia Volpe",
        title: ("Commerciale", "Sales"),
        roles: &[("operatore", Some("commerciale"))],
        heads: None,
    },
    DemoPerson {
        login: "bice.tasso",
        name: "Bice Tasso",
        title: ("Responsabile commerciale", "Head of sales"),
        roles: &[("supervisore", Some("commerciale"))],
        heads: Some("commerciale"),
    },
    DemoPerson {
        login: "teo.istrice",
        name: "Teo Istrice",
        title: ("Ufficio tecnico", "Technical office"),
        roles: &[("operatore", Some("tecnico"))],
        heads: None,
    },
    DemoPerson {
        login: "ines.faina",
        name: "Ines Faina",
        title: ("Responsabile tecnico", "Head of the technical office"),
        roles: &[("supervisore", Some("tecnico"))],
        heads: Some("tecnico"),
    },
    DemoPerson {
        login: "piera.donnola",
        name: "Piera Donnola",
        title: ("Assistenza clienti e posta", "Customer care and mail"),
        roles: &[("operatore", Some("assistenza")), ("protocollista", None)],
        heads: None,
    },
    DemoPerson {
        login: "omar.lontra",
        name: "Omar Lontra",
        title: ("Responsabile assistenza", "Head of customer care"),
        roles: &[("supervisore", Some("assistenza"))],
        heads: Some("assistenza"),
    },
    DemoPerson {
        login: "sofia.airone",
        name: "Sofia Airone",
        title: ("Direzione: vede tutto", "Management: sees everything"),
        roles: &[("supervisore", None)],
        heads: None,
    },
    ANALYST,
    ADMINISTRATOR,
];

const BOXES: [Mailbox; 5] = [
    Mailbox {
        key: "amministrazione",
        address: "macchine@pec.macchine.example",
        display: "Macchine di Esempio – PEC",
        certified: true,
        offices: &["amministrazione", "tecnico", "assistenza"],
    },
    Mailbox {
        key: "info",
        address: "info@macchine.example",
        display: "Macchine di Esempio – Informazioni",
        certified: false,
        offices: &["assistenza"],
    },
    Mailbox {
        key: "commerciale",
        address: "commerciale@macchine.example",
        display: "Macchine di Esempio – Commerciale",
        certified: false,
        offices: &["commerciale"],
    },
    Mailbox {
        key: "reclami",
        address: "reclami@macchine.example",
        display: "Macchine di Esempio – Reclami",
        certified: false,
        offices: &["assistenza"],
    },
    Mailbox {
        key: "ordini",
        address: "ordini@macchine.example",
        display: "Macchine di Esempio – Ordini",
        certified: false,
        offices: &["amministrazione"],
    },
];

const WORDS: [(&str, &str); 14] = [
    ("parole_edilizia", "parole_tecnico"),
    ("parole_tributi", "parole_amministrazione"),
    (
        "\"edilizi\", ",
        "\"collaudo\", \"impianto\", \"macchin\", \"ricambi\", \"manual\", \"sicurezza\", ",
    ),
    (
        "\"tribut\", ",
        "\"fattur\", \"pagament\", \"contratt\", \"sollecito\", \"assicura\", ",
    ),
    (
        "staffetta:mailbox=\"protocollo\"",
        "staffetta:mailbox=\"amministrazione\"",
    ),
    ("mailbox = \"protocollo\"", "mailbox = \"amministrazione\""),
    ("key = \"protocollo\"", "key = \"amministrazione\""),
    ("urp", "assistenza"),
    ("URP", "Assistenza"),
    ("edilizia", "tecnico"),
    ("Edilizia privata", "Ufficio tecnico"),
    ("Edilizia", "Tecnico"),
    ("tributi", "amministrazione"),
    ("Tributi", "Amministrazione"),
];

const HANDS: [(&str, &str, &str); 3] = [
    ("assistenza", "piera.donnola", "omar.lontra"),
    ("tecnico", "teo.istrice", "ines.faina"),
    ("amministrazione", "rita.ghiro", "piero.lepre"),
];

const SAMPLES: [(Kind, Text); 5] = [
    (
        Kind::Istanza,
        Text {
            from: "cliente.fenice@pec.altro.example",
            from_name: "Cliente Fenice S.p.A.",
            subject: "Collaudo della macchina: documenti",
            text: "Spett.le Macchine di Esempio,\n\nsi chiedono i documenti del collaudo della macchina consegnata il mese scorso. Il nostro consulente legge in copia.\n\nCliente Fenice S.p.A.",
            attachment: Some(("bolla.txt", "Bolla di consegna: documento di prova.\n")),
        },
    ),
    (
        Kind::Tributi,
        Text {
            from: "fornitore.merlo@pec.altro.example",
            from_name: "Fornitore Merlo",
            subject: "Fattura 40: pagamento",
            text: "Si chiede quando sarà disposto il pagamento della fattura 40.\n\nFornitore Merlo",
            attachment: None,
        },
    ),
    (
        Kind::Edilizia,
        Text {
            from: "cantiere.nibbio@pec.altro.example",
            from_name: "Cantiere Nibbio",
            subject: "Impianto fermo: ricambi urgenti",
            text: "L’impianto è fermo: si chiedono i ricambi allegati.\n\nCantiere Nibbio",
            attachment: Some(("ricambi.txt", "Elenco dei ricambi: documento di prova.\n")),
        },
    ),
    (
        Kind::Ordinaria,
        Text {
            from: "lina.esempio@posta.example",
            from_name: "Lina Esempio",
            subject: "Orari della sede",
            text: "Buongiorno,\nquando posso venire a vedere le macchine?\nLina Esempio",
            attachment: None,
        },
    ),
    (
        Kind::Anomalia,
        Text {
            from: "lina.esempio@posta.example",
            from_name: "Lina Esempio",
            subject: "Domanda sulla garanzia",
            text: "Buongiorno,\nscrivo alla vostra PEC dalla mia posta ordinaria: quanto dura la garanzia?\nLina Esempio",
            attachment: None,
        },
    ),
];
