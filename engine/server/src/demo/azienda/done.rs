//! What the company has done of its month.

use crate::demo::plan::{Begun, Step};

pub const BEGUN: [Begun; 1] = [Begun(
    "rita.ghiro",
    "amministrazione",
    "Disdetta del contratto di noleggio dei carrelli",
    "in_ordine",
)];

pub const STEPS: [Step; 26] = [
    Step(
        "Invio File 70304",
        "controlla",
        "rita.ghiro",
        r#"{"proposta": "paga"}"#,
    ),
    Step(
        "Invio File 70304",
        "autorizza",
        "piero.lepre",
        r#"{"decisione": "paga"}"#,
    ),
    Step(
        "Invio File 70304",
        "paga",
        "rita.ghiro",
        r#"{"disposizione": "Bonifico disposto alla scadenza."}"#,
    ),
    Step(
        "Invio File 70321",
        "controlla",
        "rita.ghiro",
        r#"{"proposta": "paga"}"#,
    ),
    Step(
        "Invio File 70321",
        "autorizza",
        "piero.lepre",
        r#"{"decisione": "paga"}"#,
    ),
    Step(
        "Invio File 70340",
        "controlla",
        "rita.ghiro",
        r#"{"proposta": "contesta", "nota": "Due motori in meno rispetto alla bolla."}"#,
    ),
    Step(
        "Invio File 70340",
        "autorizza",
        "piero.lepre",
        r#"{"decisione": "contesta"}"#,
    ),
    Step(
        "Invio File 70340",
        "scrivi",
        "rita.ghiro",
        r#"{"message": {"to": ["componenti.airone@pec.altro.example"], "subject": "Contestazione della fattura 1021", "body": "Spett.le Componenti Airone S.r.l.,\n\ncon riferimento alla fattura n. 1021 si contesta la quantità: la bolla riporta dieci motori, la fattura dodici. Si chiede una nota di credito per due motori; fino alla definizione il pagamento resta sospeso.\n\nDistinti saluti"}}"#,
    ),
    Step(
        "Invio File 70340",
        "approva",
        "piero.lepre",
        r#"{"esito": "approva"}"#,
    ),
    Step(
        "Invio File 70352",
        "controlla",
        "rita.ghiro",
        r#"{"proposta": "paga"}"#,
    ),
    Step(
        "Richiesta di preventivo: due macchine M3",
        "valuta",
        "cinzia.volpe",
        r#"{"decisione": "offri", "richiesta": "Due macchine M3 entro giugno, montaggio compreso."}"#,
    ),
    Step(
        "Richiesta di preventivo: due macchine M3",
        "parte_tecnica",
        "teo.istrice",
        r#"{"parte_tecnica_testo": "Due macchine M3 con quadro elettrico e montaggio presso la sede del cliente.", "giorni_consegna": 45}"#,
    ),
    Step(
        "Richiesta di preventivo: due macchine M3",
        "parte_economica",
        "rita.ghiro",
        r#"{"importo": 18400, "condizioni": "30% all'ordine, saldo a 30 giorni dal collaudo."}"#,
    ),
    Step(
        "Richiesta di preventivo: due macchine M3",
        "scrivi_offerta",
        "cinzia.volpe",
        r#"{"message": {"subject": "Offerta per due macchine M3", "body": "Gentili Officine Cervo,\n\nproponiamo due macchine M3 con quadro elettrico e montaggio, a euro 18.400 IVA esclusa. Consegna in 45 giorni dall'ordine; pagamento 30% all'ordine, saldo a 30 giorni dal collaudo.\n\nL'offerta è valida trenta giorni.\n\nCordiali saluti"}}"#,
    ),
    Step(
        "Richiesta di preventivo: due macchine M3",
        "approva",
        "bice.tasso",
        r#"{"esito": "approva"}"#,
    ),
    Step(
        "Preventivo per ricambi della linea 2",
        "valuta",
        "cinzia.volpe",
        r#"{"decisione": "offri", "richiesta": "Ricambi della linea 2, come da elenco."}"#,
    ),
    Step(
        "Preventivo per ricambi della linea 2",
        "parte_economica",
        "rita.ghiro",
        r#"{"importo": 2150, "condizioni": "30 giorni data fattura."}"#,
    ),
    Step(
        "Macchina arrivata rotta",
        "prendi_in_carico",
        "piera.donnola",
        r#"{"gravita": "alta", "ufficio": "assistenza"}"#,
    ),
    Step(
        "Macchina arrivata rotta",
        "istruisci",
        "piera.donnola",
        r#"{"accertamenti": "La scheda di comando è difettosa.", "decisione": "fondato"}"#,
    ),
    Step(
        "Macchina arrivata rotta",
        "scrivi_risposta",
        "piera.donnola",
        r#"{"message": {"subject": "Risposta al reclamo: macchina arrivata rotta", "body": "Gentile Gemma,\n\nha ragione: la scheda di comando è difettosa. Il tecnico la sostituisce entro tre giorni, senza spese.\n\nCordiali saluti"}}"#,
    ),
    Step(
        "Macchina arrivata rotta",
        "approva",
        "omar.lontra",
        r#"{"esito": "approva"}"#,
    ),
    Step(
        "Tecnico mai venuto",
        "prendi_in_carico",
        "piera.donnola",
        r#"{"gravita": "media", "ufficio": "assistenza"}"#,
    ),
    Step(
        "Ordine 118: ricambi",
        "smista",
        "piera.donnola",
        r#"{"azione": "rispondi", "ufficio": "amministrazione"}"#,
    ),
    Step(
        "Ordine 118: ricambi",
        "prepara_risposta",
        "rita.ghiro",
        r#"{"message": {"body": "Gentili Magazzini Daino,\n\nl'ordine 118 è confermato: i ricambi partono in settimana.\n\nCordiali saluti"}}"#,
    ),
    Step(
        "Disdetta del contratto di noleggio dei carrelli",
        "scrivi",
        "rita.ghiro",
        r#"{"message": {"mailbox": "amministrazione", "to": ["noleggi.falco@pec.altro.example"], "subject": "Disdetta del contratto di noleggio dei carrelli", "body": "Spett.le Noleggi Falco,\n\nsi comunica la disdetta del contratto di noleggio dei carrelli alla prima scadenza utile.\n\nDistinti saluti"}}"#,
    ),
    Step(
        "Disdetta del contratto di noleggio dei carrelli",
        "approva_in_ordine",
        "piero.lepre",
        r#"{"esito": "approva"}"#,
    ),
];
