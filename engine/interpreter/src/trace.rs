//! The history of one step, packed: command, principal and events in one small JSON text.
//!
//! Ids are written once; an event is `[kind, id]`, `[kind, id, text]` or `[kind, id, text, value]`.

use crate::command::{Command, TraceEvent, TraceKind};
use crate::snapshot::{FORMAT, FormatError};
use rules::Value;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

/// What [`unpack`] gives back.
#[derive(Debug, Clone, PartialEq)]
pub struct Packed {
    pub command: Command,
    pub principal: Option<String>,
    /// In whose place the principal asked: the absent person, then the substitutes between. Empty: in their own name.
    pub in_place_of: Vec<String>,
    /// Version of the calendars ([`rules::Calendars`]) it went by; 0: nobody had set any.
    pub calendars: u64,
    pub events: Vec<TraceEvent>,
}

#[derive(Serialize, Deserialize)]
struct Row<'a> {
    format: u64,
    command: Cow<'a, Command>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<Cow<'a, str>>,
    #[serde(default, rename = "for", skip_serializing_if = "Vec::is_empty")]
    in_place_of: Vec<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "is_zero")]
    calendars: u64,
    ids: Vec<Cow<'a, str>>,
    events: Vec<EventRow<'a>>,
}

fn is_zero(version: &u64) -> bool {
    *version == 0
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum EventRow<'a> {
    Value(u8, u32, Option<Cow<'a, str>>, Cow<'a, Value>),
    Text(u8, u32, Cow<'a, str>),
    Plain(u8, u32),
}

/// Order is the code on disk: new kinds are added at the end.
const KINDS: [TraceKind; 19] = [
    TraceKind::Started,
    TraceKind::Activated,
    TraceKind::Waiting,
    TraceKind::Completed,
    TraceKind::Cancelled,
    TraceKind::Flow,
    TraceKind::Variable,
    TraceKind::Log,
    TraceKind::Incident,
    TraceKind::Resolved,
    TraceKind::Error,
    TraceKind::Suspended,
    TraceKind::Resumed,
    TraceKind::Ended,
    TraceKind::JoinTieBroken,
    TraceKind::Thrown,
    TraceKind::Modified,
    TraceKind::Migrated,
    TraceKind::Decided,
];

/// `in_place_of`, `calendars`: see [`Packed`].
pub fn pack(
    events: &[TraceEvent],
    command: &Command,
    principal: Option<&str>,
    in_place_of: &[String],
    calendars: u64,
) -> Vec<u8> {
    let (mut ids, mut index) = (Vec::new(), HashMap::new());
    let rows = events.iter().map(|event| {
        let id = *index.entry(&*event.id).or_insert_with(|| {
            ids.push(Cow::Borrowed(&*event.id));
            ids.len() as u32 - 1
        });
        let kind = KINDS
            .iter()
            .position(|kind| *kind == event.kind)
            .unwrap_or_default() as u8;
        match (&event.text, &event.value) {
            (text, Some(value)) => EventRow::Value(
                kind,
                id,
                text.as_deref().map(Cow::Borrowed),
                Cow::Borrowed(value),
            ),
            (Some(text), None) => EventRow::Text(kind, id, Cow::Borrowed(text)),
            (None, None) => EventRow::Plain(kind, id),
        }
    });
    let events = rows.collect();
    let row = Row {
        format: FORMAT,
        command: Cow::Borrowed(command),
        by: principal.map(Cow::Borrowed),
        in_place_of: in_place_of
            .iter()
            .map(|login| Cow::Borrowed(login.as_str()))
            .collect(),
        calendars,
        ids,
        events,
    };
    serde_json::to_vec(&row).expect("a trace is always JSON: its keys are text")
}

pub fn unpack(bytes: &[u8]) -> Result<Packed, FormatError> {
    let row: Row = serde_json::from_slice(bytes)?;
    if row.format != FORMAT {
        return Err(FormatError::Unknown(row.format));
    }
    let ids: Vec<Arc<str>> = row.ids.iter().map(|id| Arc::from(id.as_ref())).collect();
    let events = row.events.into_iter().map(|event| {
        let (kind, id, text, value) = match event {
            EventRow::Plain(kind, id) => (kind, id, None, None),
            EventRow::Text(kind, id, text) => (kind, id, Some(text.into_owned()), None),
            EventRow::Value(kind, id, text, value) => (
                kind,
                id,
                text.map(Cow::into_owned),
                Some(value.into_owned()),
            ),
        };
        let kind = *KINDS
            .get(usize::from(kind))
            .ok_or(FormatError::Unknown(kind.into()))?;
        let id = ids
            .get(id as usize)
            .ok_or(FormatError::Dictionary(id))?
            .clone();
        Ok(TraceEvent {
            kind,
            id,
            text,
            value,
        })
    });
    Ok(Packed {
        events: events.collect::<Result<_, FormatError>>()?,
        command: row.command.into_owned(),
        principal: row.by.map(Cow::into_owned),
        calendars: row.calendars,
        in_place_of: row.in_place_of.into_iter().map(Cow::into_owned).collect(),
    })
}
