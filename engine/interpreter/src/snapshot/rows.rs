//! The shape of the bytes: what serde reads and writes.

use crate::command::End;
use chrono::{DateTime, Utc};
use rules::{Map, Value};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

pub(super) fn is<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(Serialize, Deserialize)]
pub(super) struct InstanceRow<'a> {
    pub format: u64,
    pub process: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "is")]
    pub started: bool,
    #[serde(default, skip_serializing_if = "is")]
    pub opening: bool,
    #[serde(default, skip_serializing_if = "is")]
    pub suspended: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<End>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_code: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub variables: Cow<'a, Map>,
    #[serde(default, skip_serializing_if = "is")]
    pub bytes: u64,
    #[serde(default, skip_serializing_if = "is")]
    pub activations: u32,
    #[serde(default, skip_serializing_if = "is")]
    pub last_part: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub queue: Vec<WorkRow>,
    pub page: PageRow<'a>,
}

// serde's `skip_serializing_if` passes the field as it is.
#[allow(clippy::ptr_arg)]
pub(super) fn is_empty(map: &Cow<Map>) -> bool {
    map.is_empty()
}

#[derive(Serialize, Deserialize)]
pub(super) struct PartRow<'a> {
    pub format: u64,
    pub part: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids: Vec<Cow<'a, str>>,
    pub page: PageRow<'a>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct PageRow<'a> {
    pub last: u32,
    /// Body and scope of the items of a segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<(u64, u64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<ScopeRow<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tokens: Vec<TokenRow<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<IncidentRow<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<(u64, u32, Cow<'a, Value>)>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum WorkRow {
    Flow(u64, u32),
    Node(u64, u32),
    Go(u64),
    Items(u64),
    Throw(u64),
}

#[derive(Serialize, Deserialize)]
pub(super) struct ScopeRow<'a> {
    pub i: u64,
    /// Owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub o: Option<u64>,
    /// Live tokens.
    pub l: u32,
    /// Joins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub j: Vec<(u32, u32)>,
    /// Ad-hoc, one at a time: what is still to come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub a: Vec<u32>,
    /// Ad-hoc: nothing begins any more.
    #[serde(default, skip_serializing_if = "is")]
    pub e: bool,
    /// Complex gateways in their reset phase.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub r: Vec<(u32, Vec<u32>)>,
    /// Completed activities that can be compensated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub d: Vec<DoneRow<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct DoneRow<'a> {
    pub n: u32,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub l: Cow<'a, Map>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub d: Vec<DoneRow<'a>>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct UndoRow<'a> {
    pub d: Vec<DoneRow<'a>>,
    pub s: u64,
    #[serde(default, skip_serializing_if = "is")]
    pub detached: bool,
}

#[derive(Serialize, Deserialize)]
pub(super) struct TokenRow<'a> {
    pub i: u64,
    /// Scope; left out for the items of a segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub s: Option<u64>,
    #[serde(default, skip_serializing_if = "is")]
    pub n: u32,
    /// Phase; left out when active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<PhaseRow>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub l: Cow<'a, Map>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub w: Vec<WaitRow<'a>>,
    /// Incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<u64>,
    /// `loopCounter` of an item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub c: Option<u32>,
    /// Body of an item that lives on the body's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub b: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub m: Option<MultiRow<'a>>,
    /// Child scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub k: Option<u64>,
    /// Completed inside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub d: Vec<DoneRow<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<UndoRow<'a>>,
    /// The token this one compensates for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<u64>,
}

#[derive(Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(super) enum PhaseRow {
    Before,
    Activating,
    Active,
    Completing,
    After,
    Leaving,
}

#[derive(Serialize, Deserialize)]
pub(super) struct MultiRow<'a> {
    pub total: u32,
    #[serde(default, skip_serializing_if = "is")]
    pub done: u32,
    #[serde(default, skip_serializing_if = "is")]
    pub active: u32,
    #[serde(default, skip_serializing_if = "is")]
    pub made: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rest: Vec<Cow<'a, Value>>,
    #[serde(default, skip_serializing_if = "is")]
    pub first_part: u32,
    /// Hexadecimal, 16 digits a word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub segments: String,
}

/// Without `k` it is a person's task.
#[derive(Serialize, Deserialize)]
pub(super) struct WaitRow<'a> {
    pub i: u64,
    /// Element, when not the token's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub k: Option<KindRow<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KindRow<'a> {
    Job,
    Continue,
    Timer {
        due: DateTime<Utc>,
        rule: Cow<'a, str>,
        left: Option<u32>,
    },
    Message {
        name: Cow<'a, str>,
        key: Cow<'a, str>,
    },
    Signal(Cow<'a, str>),
    /// Number of the condition at its event, and what it was.
    Condition(u32, bool),
}

#[derive(Serialize, Deserialize)]
pub(super) struct IncidentRow<'a> {
    pub i: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub t: Option<u64>,
    pub n: u32,
    pub p: PhaseRow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub w: Option<u64>,
    pub code: Cow<'a, str>,
    pub message: Cow<'a, str>,
}
