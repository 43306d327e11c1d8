//! What a connector looks like to an analyst: label, help and typed inputs, in both languages.

use serde::{Deserialize, Serialize};

/// A text in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub it: String,
    pub en: String,
}

impl Text {
    pub fn new(it: &str, en: &str) -> Text {
        Text { it: it.into(), en: en.into() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The topic, e.g. `pec.send`.
    pub kind: String,
    pub name: Text,
    pub help: Text,
    pub inputs: Vec<Input>,
    /// Names the job's result has, with what they hold.
    pub outputs: Vec<(String, Text)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub name: String,
    pub label: Text,
    pub help: Text,
    pub kind: InputKind,
    pub required: bool,
    /// Source text the designer proposes, e.g. `${risposta}`.
    pub default: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "type", content = "values")]
pub enum InputKind {
    Text,
    LongText,
    Boolean,
    /// Closed list of literal values.
    Choice(Vec<String>),
}

/// A literal input that cannot work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputProblem {
    pub input: String,
    pub message: Text,
    pub expected: String,
    pub fix: Text,
}
