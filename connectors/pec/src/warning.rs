//! What an oddity means to the person who reads the mail, in both languages.
//!
//! A warning of an [`contract::Arrival`] is `code: detail`; the code is stable, the detail is not.

use contract::Text;

/// Code, Italian, English.
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "unsigned_claim",
        "Dice di essere un messaggio certificato ma non è firmato.",
        "It claims to be certified and is not signed.",
    ),
    (
        "suspected_fake_receipt",
        "Solo l'oggetto somiglia a una ricevuta: può essere un falso.",
        "Only the subject looks like a receipt: it may be a fake.",
    ),
    (
        "gestore_sender_without_headers",
        "Il mittente somiglia a un gestore, il messaggio non è certificato.",
        "The sender looks like a provider, the message is not certified.",
    ),
    (
        "tipo_differs",
        "I dati firmati dicono un'altra cosa rispetto alle intestazioni: il messaggio non ha effetto.",
        "The signed data and the headers disagree: the message has no effect.",
    ),
    (
        "reference_differs",
        "La ricevuta firmata riguarda un altro messaggio: non ha effetto.",
        "The signed receipt is about another message: it has no effect.",
    ),
    (
        "signed_part_differs",
        "La parte che si legge non è quella firmata: il messaggio non ha effetto.",
        "The part that is read is not the part that is signed: the message has no effect.",
    ),
    (
        "daticert_missing",
        "Manca il file con i dati di certificazione: il messaggio non ha effetto.",
        "The certification data are missing: the message has no effect.",
    ),
    (
        "daticert_unreadable",
        "I dati di certificazione non si leggono: il messaggio non ha effetto.",
        "The certification data cannot be read: the message has no effect.",
    ),
    (
        "several_daticert",
        "Ci sono più file di certificazione: vale il primo.",
        "There are several certification files: the first counts.",
    ),
    (
        "header_repeated",
        "Un'intestazione di certificazione compare più volte con valori diversi.",
        "A certification header appears several times with different values.",
    ),
    (
        "unknown_receipt_kind",
        "Il tipo di ricevuta non è tra quelli previsti.",
        "The kind of receipt is not one of the standard.",
    ),
    (
        "unknown_transport_kind",
        "Il tipo di busta non è tra quelli previsti.",
        "The kind of envelope is not one of the standard.",
    ),
    (
        "nonstandard_value",
        "Un'intestazione ha un valore fuori norma.",
        "A header has a value outside the standard.",
    ),
    (
        "security_header_differs",
        "L'intestazione parla di virus, i dati di certificazione no.",
        "The header speaks of a virus, the certification data do not.",
    ),
    (
        "original_missing",
        "Nella busta manca il messaggio originale.",
        "The envelope does not hold the original message.",
    ),
    (
        "sender_differs",
        "Il mittente certificato non è quello scritto nel messaggio.",
        "The certified sender is not the one written in the message.",
    ),
    (
        "opaque_signature",
        "La parte firmata è racchiusa nella firma: gli allegati si aprono solo da lì.",
        "The signed part is packed inside the signature: attachments open only from there.",
    ),
];

/// The text of a warning; its own words when the code is unknown.
pub fn explain(warning: &str) -> Text {
    let code = warning.split(':').next().unwrap_or_default();
    match TEXTS.iter().find(|(known, _, _)| *known == code) {
        Some((_, it, en)) => Text::new(it, en),
        None => Text::new(warning, warning),
    }
}
