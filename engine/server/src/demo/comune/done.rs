//! What the town hall has done of its month.

use crate::demo::plan::{Begun, Step};

pub const BEGUN: [Begun; 2] = [
    Begun(
        "elena.riva",
        "urp",
        "Convocazione della conferenza dei servizi per la pista ciclabile",
        "in_ordine",
    ),
    Begun(
        "elena.riva",
        "urp",
        "Chiusura degli uffici nel giorno del patrono",
        "in_ordine",
    ),
];

pub const STEPS: [Step; 17] = [
    Step(
        "Invio File 90104",
        "verifica",
        "rita.pini",
        r#"{"esito": "EC01"}"#,
    ),
    Step(
        "Invio File 90104",
        "conferma",
        "aldo.serra",
        r#"{"decisione": "conferma"}"#,
    ),
    Step(
        "Invio File 90141",
        "verifica",
        "rita.pini",
        r#"{"esito": "EC02", "motivo": "Il lotto 2 non è stato eseguito."}"#,
    ),
    Step(
        "Richiesta di accesso agli atti: verbale della commissione mensa",
        "esamina",
        "elena.riva",
        r#"{"regolare": "regolare", "controinteressati": "no"}"#,
    ),
    Step(
        "Richiesta di accesso agli atti: verbale della commissione mensa",
        "scrivi_risposta",
        "elena.riva",
        r#"{"decisione": "accoglie", "message": {"body": "Gentile avvocata,\n\nla richiesta è accolta: il verbale è consultabile presso l'URP e si trasmette in copia.\n\nDistinti saluti"}}"#,
    ),
    Step(
        "Accesso civico generalizzato: spese per l'illuminazione della piazza",
        "esamina",
        "elena.riva",
        r#"{"controinteressati": "no"}"#,
    ),
    Step(
        "Cassonetti non svuotati in via Corta",
        "prendi_in_carico",
        "elena.riva",
        r#"{"gravita": "media", "ufficio": "urp"}"#,
    ),
    Step(
        "Cassonetti non svuotati in via Corta",
        "istruisci",
        "elena.riva",
        r#"{"accertamenti": "Il gestore ha saltato due turni.", "decisione": "fondato"}"#,
    ),
    Step(
        "Cassonetti non svuotati in via Corta",
        "scrivi_risposta",
        "elena.riva",
        r#"{"message": {"subject": "Risposta al reclamo sui cassonetti di via Corta", "body": "Gentile Lia Faggio,\n\nha ragione: il gestore ha saltato due turni. I cassonetti saranno svuotati domani, e abbiamo chiesto conto dell'accaduto.\n\nCordiali saluti"}}"#,
    ),
    Step(
        "Cassonetti non svuotati in via Corta",
        "approva",
        "paolo.ferri",
        r#"{"esito": "approva"}"#,
    ),
    Step(
        "Lampione spento davanti alla scuola",
        "prendi_in_carico",
        "elena.riva",
        r#"{"gravita": "alta", "ufficio": "urp"}"#,
    ),
    Step(
        "Convocazione della conferenza dei servizi per la pista ciclabile",
        "scrivi",
        "elena.riva",
        r#"{"message": {"mailbox": "protocollo", "to": ["provincia.esempio@pec.altro.example", "azienda.sanitaria@pec.altro.example", "vigili.fuoco@pec.altro.example"], "subject": "Convocazione della conferenza dei servizi per la pista ciclabile", "body": "Ai destinatari in indirizzo,\n\nla conferenza dei servizi sul progetto della pista ciclabile è convocata in modalità asincrona. Le determinazioni vanno rese entro quarantacinque giorni.\n\nDistinti saluti"}}"#,
    ),
    Step(
        "Convocazione della conferenza dei servizi per la pista ciclabile",
        "approva_in_ordine",
        "paolo.ferri",
        r#"{"esito": "approva"}"#,
    ),
    Step(
        "Convocazione della conferenza dei servizi per la pista ciclabile",
        "approva_in_ordine",
        "irene.sala",
        r#"{"esito": "approva"}"#,
    ),
    Step(
        "Convocazione della conferenza dei servizi per la pista ciclabile",
        "numera",
        "elena.riva",
        r#"{}"#,
    ),
    Step(
        "Chiusura degli uffici nel giorno del patrono",
        "scrivi",
        "elena.riva",
        r#"{"message": {"mailbox": "protocollo", "to": ["scuola.tiglio@pec.altro.example", "associazione.prato@pec.altro.example"], "subject": "Chiusura degli uffici nel giorno del patrono", "body": "Ai destinatari in indirizzo,\n\nnel giorno del patrono gli uffici comunali restano chiusi; lo stato civile risponde per le sole urgenze.\n\nDistinti saluti"}}"#,
    ),
    Step(
        "Chiusura degli uffici nel giorno del patrono",
        "approva_in_ordine",
        "paolo.ferri",
        r#"{"esito": "approva"}"#,
    ),
];
