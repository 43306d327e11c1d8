//! What is wrong with a `.form` file: always the whole list.

use serde::Serialize;

/// A text in both languages; the server picks one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Text {
    pub it: String,
    pub en: String,
}

impl Text {
    pub(crate) fn new(it: impl Into<String>, en: impl Into<String>) -> Self {
        Text {
            it: it.into(),
            en: en.into(),
        }
    }
}

/// One problem of a form, with what a finding needs. Codes begin `FRM`; `FRM001` is ill-formed JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub code: &'static str,
    pub file: String,
    /// Key or id of the component.
    pub element: Option<String>,
    pub line: Option<u32>,
    pub column: Option<u32>,
    /// What is wrong, in both languages.
    pub it: String,
    pub en: String,
    pub expected: Text,
    pub fix: Text,
}
