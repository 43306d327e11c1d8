//! A mail as the variable `mail` of a process.

use contract::Arrival;
use office::message::is_certified;
use rules::{Map, Ref, RefKind, Value};
use store::row;

/// The variable `mail` of a process.
pub(super) fn mail_value(mail: &row::Mail, arrival: &Arrival, mailbox: &str) -> Value {
    let text = |s: &str| Value::Text(s.chars().take(16_000).collect());
    let time = |at: Option<row::Instant>| {
        at.map_or(Value::Null, |t| {
            Value::Text(t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
        })
    };
    let attachments = arrival
        .attachments
        .iter()
        .take(200)
        .map(|a| {
            let path = a
                .path
                .iter()
                .map(u32::to_string)
                .collect::<Vec<_>>()
                .join(".");
            Value::Map(Map::from([
                ("name".to_string(), text(&a.name)),
                ("media_type".into(), text(&a.media_type)),
                ("size".into(), Value::Int(a.size as i64)),
                (
                    "ref".into(),
                    Value::Ref(Ref {
                        kind: RefKind::Document,
                        id: format!("{}/{path}", mail.id),
                    }),
                ),
            ]))
        })
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
    ]))
}
