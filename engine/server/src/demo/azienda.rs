//! A company with five mailboxes: offers, complaints, suppliers.

use super::house::DemoPerson;
use super::plan::{ADMINISTRATOR, ANALYST, Mailbox, Note, Past, Plan, Stage, Text};
use super::sample::Kind;

pub const PLAN: Plan = Plan {
    name: "Macchine di Esempio S.r.l.",
    domains: &["pec.macchine.example", "macchine.example"],
    offices: &OFFICES,
    people: &PEOPLE,
    boxes: &BOXES,
    certified: "macchine@pec.macchine.example",
    desk: "info@macchine.example",
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
    past: &PAST,
    post: &POST,
    unsorted: &UNSORTED,
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

const PAST: [Past; 9] = [
    Past(
        30,
        "amministrazione",
        "banca.airone@pec.altro.example",
        "Banca Airone",
        "Rinnovo del contratto di conto corrente",
        "Si trasmette il contratto per la firma.",
        Stage::Answered,
    ),
    Past(
        26,
        "tecnico",
        "officine.gabbiano@pec.altro.example",
        "Officine Gabbiano",
        "Collaudo della macchina M3: verbale",
        "Si trasmette il verbale di collaudo della macchina M3.",
        Stage::Answered,
    ),
    Past(
        23,
        "assistenza",
        "full+cliente@pec.altro.example",
        "Cliente Rondine",
        "Garanzia: richiesta di intervento",
        "Si chiede un intervento in garanzia presso la nostra sede.",
        Stage::Answered,
    ),
    Past(
        20,
        "amministrazione",
        "carta.colla@pec.altro.example",
        "Carta e Colla S.r.l.",
        "Sollecito di pagamento della fattura 12",
        "Si sollecita il pagamento della fattura 12 del mese scorso.",
        Stage::Taken,
    ),
    Past(
        16,
        "tecnico",
        "cantiere.nibbio@pec.altro.example",
        "Cantiere Nibbio",
        "Impianto di via Lunga: manuali mancanti",
        "Mancano i manuali dell'impianto di via Lunga.",
        Stage::Answered,
    ),
    Past(
        13,
        "amministrazione",
        "assicura.falco@pec.altro.example",
        "Assicurazioni Falco",
        "Polizza assicurativa dei mezzi",
        "Si trasmette la polizza dei mezzi per il rinnovo.",
        Stage::Drafted,
    ),
    Past(
        8,
        "assistenza",
        "hotel.allodola@pec.altro.example",
        "Hotel Allodola",
        "Visita periodica della lavatrice",
        "Si chiede la data della visita periodica.",
        Stage::Waiting,
    ),
    Past(
        5,
        "tecnico",
        "ente.sicurezza@pec.altro.example",
        "Ente di controllo di Esempio",
        "Verifica di sicurezza della linea 2",
        "Si comunica la verifica di sicurezza della linea 2.",
        Stage::Taken,
    ),
    Past(
        2,
        "amministrazione",
        "fornitore.merlo@pec.altro.example",
        "Fornitore Merlo",
        "Contratto di fornitura: proposta",
        "Si propone il contratto di fornitura per il nuovo anno.",
        Stage::Waiting,
    ),
];

const POST: [Note; 8] = [
    Note(
        21,
        "commerciale@macchine.example",
        "acquisti@officine.example",
        "Officine Cervo",
        "Richiesta di preventivo: due macchine M3",
        "Ci servono due macchine M3 entro giugno.\nOfficine Cervo",
    ),
    Note(
        6,
        "commerciale@macchine.example",
        "ufficio@falegnameria.example",
        "Falegnameria Capriolo",
        "Richiesta di offerta: manutenzione annuale",
        "Vorremmo un’offerta per la manutenzione annuale.\nFalegnameria Capriolo",
    ),
    Note(
        24,
        "reclami@macchine.example",
        "gemma@posta.example",
        "Gemma Cliente",
        "Macchina arrivata rotta",
        "La macchina arrivata ieri non si accende.\nGemma Cliente",
    ),
    Note(
        9,
        "reclami@macchine.example",
        "aldo@posta.example",
        "Aldo Cliente",
        "Tecnico mai venuto",
        "Il tecnico doveva venire lunedì e non si è visto.\nAldo Cliente",
    ),
    Note(
        14,
        "info@macchine.example",
        "stampa@giornale.example",
        "Il Giornale di Esempio",
        "Intervista",
        "Vorremmo intervistare la direzione.\nIl Giornale di Esempio",
    ),
    Note(
        3,
        "info@macchine.example",
        "lia@posta.example",
        "Lia Prova",
        "Candidatura",
        "Invio il mio curriculum.\nLia Prova",
    ),
    Note(
        17,
        "ordini@macchine.example",
        "magazzino@cliente.example",
        "Magazzini Daino",
        "Ordine 118: ricambi",
        "Ordiniamo i ricambi come da listino.\nMagazzini Daino",
    ),
    Note(
        1,
        "ordini@macchine.example",
        "magazzino@cliente.example",
        "Magazzini Daino",
        "Ordine 121: ricambi",
        "Ordiniamo altri ricambi.\nMagazzini Daino",
    ),
];

const UNSORTED: [Note; 2] = [
    Note(
        4,
        "info@macchine.example",
        "camera.commercio@pec.altro.example",
        "Camera di commercio di Esempio",
        "Diritto annuale: avviso",
        "Si ricorda la scadenza del diritto annuale.",
    ),
    Note(
        2,
        "ordini@macchine.example",
        "logistica.gru@pec.altro.example",
        "Logistica Gru",
        "Consegna rinviata",
        "La consegna è rinviata di due giorni.",
    ),
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
