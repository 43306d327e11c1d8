//! The values of a process: what a variable can hold (design §4). No floating point.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Map keys are ordered, so that equal values have equal bytes.
pub type Map = BTreeMap<String, Value>;

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Text(String),
    List(Vec<Value>),
    Map(Map),
    /// A mail or a document kept elsewhere; never its bytes.
    Ref(Ref),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ref {
    pub kind: RefKind,
    pub id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefKind {
    /// A mail by its id.
    Message,
    /// A document: `<mail id>/<path>` for an attachment, or a blob by SHA-256.
    Document,
}
