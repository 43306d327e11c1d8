//! What the order has done of its month.

use crate::demo::plan::{Begun, Step};

pub const BEGUN: [Begun; 2] = [
    Begun(
        "nadia.frassino",
        "segreteria",
        "Convocazione dell'assemblea annuale degli iscritti",
        "in_ordine",
    ),
    Begun(
        "nadia.frassino",
        "segreteria",
        "Quota annuale: termine e modalità di pagamento",
        "in_ordine",
    ),
];

pub const STEPS: [Step; 14] = [
    Step(
        "Certificato di iscrizione per un concorso",
        "smista",
        "nadia.frassino",
        r#"{"azione": "rispondi", "ufficio": "albo"}"#,
    ),
    Step(
        "Certificato di iscrizione per un concorso",
        "prepara_risposta",
        "carla.acero",
        r#"{"message": {"body": "Gentile collega,\n\nil certificato di iscrizione è pronto: può ritirarlo in segreteria o riceverlo alla Sua PEC.\n\nCordiali saluti"}}"#,
    ),
    Step(
        "Cambio di indirizzo dello studio",
        "smista",
        "nadia.frassino",
        r#"{"azione": "rispondi", "ufficio": "albo"}"#,
    ),
    Step(
        "Corso sulla sicurezza dei cantieri",
        "smista",
        "nadia.frassino",
        r#"{"azione": "rispondi", "ufficio": "albo"}"#,
    ),
    Step(
        "Corso sulla sicurezza dei cantieri",
        "prepara_risposta",
        "carla.acero",
        r#"{"message": {"body": "Gentile collega,\n\nrestano otto posti. L'iscrizione si fa rispondendo a questo messaggio.\n\nCordiali saluti"}}"#,
    ),
    Step(
        "Invio File 80211",
        "verifica",
        "silvia.pioppo",
        r#"{"esito": "EC01"}"#,
    ),
    Step(
        "Invio File 80211",
        "conferma",
        "tullio.rovere",
        r#"{"decisione": "conferma"}"#,
    ),
    Step(
        "Richiesta di accesso agli atti: verbale del consiglio",
        "esamina",
        "nadia.frassino",
        r#"{"regolare": "regolare", "controinteressati": "no"}"#,
    ),
    Step(
        "Convocazione dell'assemblea annuale degli iscritti",
        "scrivi",
        "nadia.frassino",
        r#"{"everybody": true, "message": {"mailbox": "protocollo", "subject": "Convocazione dell'assemblea annuale degli iscritti", "body": "Gentili colleghe e colleghi,\n\nl'assemblea annuale è convocata nella sede dell'Ordine. All'ordine del giorno il bilancio consuntivo e il programma dei corsi.\n\nCordiali saluti"}}"#,
    ),
    Step(
        "Convocazione dell'assemblea annuale degli iscritti",
        "approva_in_ordine",
        "bruno.larice",
        r#"{"esito": "approva"}"#,
    ),
    Step(
        "Convocazione dell'assemblea annuale degli iscritti",
        "approva_in_ordine",
        "agnese.olmo",
        r#"{"esito": "approva"}"#,
    ),
    Step(
        "Convocazione dell'assemblea annuale degli iscritti",
        "numera",
        "nadia.frassino",
        r#"{}"#,
    ),
    Step(
        "Quota annuale: termine e modalità di pagamento",
        "scrivi",
        "nadia.frassino",
        r#"{"everybody": true, "message": {"mailbox": "protocollo", "subject": "Quota annuale: termine e modalità di pagamento", "body": "Gentili colleghe e colleghi,\n\nsi ricordano termine e modalità di pagamento della quota annuale. Chi ha già pagato non deve fare nulla.\n\nCordiali saluti"}}"#,
    ),
    Step(
        "Quota annuale: termine e modalità di pagamento",
        "approva_in_ordine",
        "bruno.larice",
        r#"{"esito": "approva"}"#,
    ),
];
