//! Writes `daticert.xml`: the certified facts of one notice, element by element as the DTD orders.
//!
//! Source: RFC 6109 §4.4.

use crate::submission::Submission;
use chrono::{DateTime, Utc};
use chrono_tz::Europe::Rome;

/// What one notice says beside the facts of the mail.
pub struct Facts<'a> {
    pub tipo: &'a str,
    pub errore: &'a str,
    /// Display name of the certifying gestore.
    pub gestore: &'a str,
    pub at: DateTime<Utc>,
    pub ricevuta: Option<&'a str>,
    pub consegna: Option<&'a str>,
    pub ricezione: &'a [String],
    pub errore_esteso: Option<&'a str>,
}

/// The document in UTF-8, line feeds only.
pub fn write(submission: &Submission, facts: &Facts<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<postacert tipo=\"{}\" errore=\"{}\">\n  <intestazione>\n",
        facts.tipo, facts.errore
    ));
    element(&mut out, 4, "mittente", "", &submission.sender);
    for (address, certified) in submission.destinations() {
        let kind = if certified { "certificato" } else { "esterno" };
        element(
            &mut out,
            4,
            "destinatari",
            &format!(" tipo=\"{kind}\""),
            address,
        );
    }
    element(&mut out, 4, "risposte", "", &submission.reply_to);
    element(&mut out, 4, "oggetto", "", &submission.subject);
    out.push_str("  </intestazione>\n  <dati>\n");
    element(&mut out, 4, "gestore-emittente", "", facts.gestore);
    let local = facts.at.with_timezone(&Rome);
    out.push_str(&format!(
        "    <data zona=\"{}\">\n      <giorno>{}</giorno>\n      <ora>{}</ora>\n    </data>\n",
        local.format("%z"),
        local.format("%d/%m/%Y"),
        local.format("%H:%M:%S")
    ));
    element(&mut out, 4, "identificativo", "", &submission.id);
    if let Some(id) = &submission.client_id {
        element(&mut out, 4, "msgid", "", &format!("<{id}>"));
    }
    if let Some(kind) = facts.ricevuta {
        out.push_str(&format!("    <ricevuta tipo=\"{kind}\"/>\n"));
    }
    if let Some(recipient) = facts.consegna {
        element(&mut out, 4, "consegna", "", recipient);
    }
    for recipient in facts.ricezione {
        element(&mut out, 4, "ricezione", "", recipient);
    }
    if let Some(text) = facts.errore_esteso {
        element(&mut out, 4, "errore-esteso", "", text);
    }
    out.push_str("  </dati>\n</postacert>\n");
    out
}

fn element(out: &mut String, indent: usize, name: &str, attributes: &str, text: &str) {
    out.push_str(&format!(
        "{:indent$}<{name}{attributes}>{}</{name}>\n",
        "",
        escape(text)
    ));
}

/// Text content: markup escaped, characters XML 1.0 forbids replaced.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
