//! The readable first part of each notice, in Italian. For people only: programs read the daticert.

use crate::submission::Submission;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Rome;

/// Stands at the end of every text.
const WARNING: &str =
    "GESTORE DI PROVA - SENZA VALORE LEGALE. Messaggio prodotto da un simulatore.";

/// `Il 02/03/2026 alle 10:30:00 (+0100)`.
pub fn when(at: DateTime<Utc>) -> String {
    at.with_timezone(&Rome)
        .format("Il %d/%m/%Y alle %H:%M:%S (%z)")
        .to_string()
}

/// Title, what happened, the facts of the mail.
pub fn notice(title: &str, happened: &str, submission: &Submission, at: DateTime<Utc>) -> String {
    let mut recipients = String::new();
    for (address, certified) in submission.destinations() {
        let kind = if certified {
            "posta certificata"
        } else {
            "posta ordinaria"
        };
        recipients.push_str(&format!("  {address} ({kind})\n"));
    }
    format!(
        "{title}\n\n{when} {happened}\n\nOggetto: {subject}\nMittente: {sender}\nDestinatari:\n{recipients}\
         Identificativo: {id}\n\n{WARNING}\n",
        when = when(at),
        subject = submission.subject,
        sender = submission.sender,
        id = submission.id,
    )
}

/// Text of an anomaly envelope.
pub fn anomaly(sender: &str, subject: &str, at: DateTime<Utc>) -> String {
    format!(
        "Anomalia nel messaggio\n\n{} è arrivato da {sender} un messaggio con oggetto \"{subject}\" che non è \
         posta certificata: mancano una busta di trasporto o una firma valida. Il messaggio è allegato per \
         intero; i suoi dati non sono certificati.\n\n{WARNING}\n",
        when(at)
    )
}

/// The same text as a small page without references.
pub fn html(text: &str) -> String {
    let escaped = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        "<html><body><p>{}</p></body></html>\n",
        escaped.replace("\n\n", "</p>\n<p>").replace('\n', "<br>\n")
    )
}
