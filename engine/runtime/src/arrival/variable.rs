//! A mail as the variable `mail` of a process.

use contract::{Arrival, Attachment, Sdi};
use office::message::is_certified;
use rules::{Map, Ref, RefKind, Value};
use store::row;

fn text(s: &str) -> Value {
    Value::Text(s.chars().take(16_000).collect())
}

fn attachment_value(mail: &row::Mail, attachment: &Attachment) -> Value {
    let path = attachment
        .path
        .iter()
        .map(u32::to_string)
        .collect::<Vec<_>>()
        .join(".");
    Value::Map(Map::from([
        ("name".to_string(), text(&attachment.name)),
        ("media_type".into(), text(&attachment.media_type)),
        ("size".into(), Value::Int(attachment.size as i64)),
        (
            "ref".into(),
            Value::Ref(Ref {
                kind: RefKind::Document,
                id: format!("{}/{path}", mail.id),
            }),
        ),
    ]))
}

/// A notice of the exchange system; `invoice` is the attachment that holds the invoice, or nothing.
pub(super) fn sdi_value(mail: &row::Mail, arrival: &Arrival, sdi: &Sdi) -> Value {
    let invoice = arrival
        .attachments
        .iter()
        .find(|a| Some(&a.path) == sdi.invoice.as_ref());
    Value::Map(Map::from([
        ("notice".to_string(), text(&sdi.notice)),
        ("identifier".into(), text(&sdi.identifier)),
        ("file".into(), sdi.file.as_deref().map_or(Value::Null, text)),
        (
            "invoice".into(),
            invoice.map_or(Value::Null, |a| attachment_value(mail, a)),
        ),
    ]))
}

/// What a subject of a one-stop business desk says; null where there is none.
fn suap_value(arrival: &Arrival) -> Value {
    let Some(suap) = suap_of(arrival) else {
        return Value::Null;
    };
    let or_null = |t: Option<String>| t.as_deref().map_or(Value::Null, text);
    let at = suap
        .handed_in
        .map(|at| at.format("%Y-%m-%dT%H:%M").to_string());
    Value::Map(Map::from([
        ("pratica".to_string(), or_null(suap.file)),
        ("codice_fiscale".into(), or_null(suap.tax_code)),
        ("denominazione".into(), or_null(suap.name)),
        ("presentata_il".into(), or_null(at)),
        ("protocollo".into(), or_null(suap.registration)),
    ]))
}

/// The business file a mail is about, when its subject has the form of the desk.
pub(super) fn suap_of(arrival: &Arrival) -> Option<office::suap::Suap> {
    let files = arrival.attachments.iter().map(|a| a.name.as_str());
    office::suap::read(&arrival.subject, &arrival.text, files)
}

/// The variable `mail` of a process.
pub(super) fn mail_value(mail: &row::Mail, arrival: &Arrival, mailbox: &str) -> Value {
    let time = |at: Option<row::Instant>| {
        at.map_or(Value::Null, |t| {
            Value::Text(t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
        })
    };
    let attachments = arrival
        .attachments
        .iter()
        .take(200)
        .map(|a| attachment_value(mail, a))
        .collect();
    Value::Map(Map::from([
        (
            "ref".to_string(),
            Value::Ref(Ref {
                kind: RefKind::Message,
                id: mail.id.to_string(),
            }),
        ),
        ("mailbox".into(), text(mailbox)),
        ("from".into(), text(&arrival.from)),
        ("from_name".into(), text(&arrival.from_name)),
        (
            "reply_to".into(),
            arrival.reply_to.as_deref().map_or(Value::Null, text),
        ),
        (
            "cc".into(),
            Value::List(arrival.cc.iter().take(200).map(|a| text(a)).collect()),
        ),
        ("subject".into(), text(&arrival.subject)),
        ("text".into(), text(&arrival.text)),
        ("sent_at".into(), time(mail.sent_at)),
        ("arrived_at".into(), time(mail.arrived_at)),
        ("fetched_at".into(), time(Some(mail.fetched_at))),
        ("certified".into(), Value::Bool(is_certified(arrival))),
        ("message_id".into(), text(&arrival.message_id)),
        ("attachments".into(), Value::List(attachments)),
        ("suap".into(), suap_value(arrival)),
        (
            "sdi".into(),
            arrival
                .sdi
                .as_ref()
                .map_or(Value::Null, |sdi| sdi_value(mail, arrival, sdi)),
        ),
    ]))
}
