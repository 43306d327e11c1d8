//! What is wrong with a text at compile time ([`ScriptProblem`]) and at run time ([`Failure`]).

use serde::{Deserialize, Serialize};

/// A script or expression that cannot be used. Lines and columns count from 1 inside the text given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("line {line}, column {column}: {en}")]
pub struct ScriptProblem {
    /// File of a library; empty for a single text.
    pub file: String,
    pub line: u32,
    pub column: u32,
    pub it: String,
    pub en: String,
    /// What is called and cannot be, where that is what is wrong.
    pub function: Option<String>,
}

impl ScriptProblem {
    pub(crate) fn at(line: u32, column: u32, it: impl Into<String>, en: impl Into<String>) -> Self {
        ScriptProblem {
            file: String::new(),
            line: line.max(1),
            column: column.max(1),
            it: it.into(),
            en: en.into(),
            function: None,
        }
    }

    /// The same, about a function that cannot be called.
    pub(crate) fn about(self, function: &str) -> Self {
        ScriptProblem {
            function: Some(function.to_owned()),
            ..self
        }
    }
}

/// Why an evaluation gave no value.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Failure {
    /// The text, the variables or a limit: shown to a person as an incident.
    #[error("{0}")]
    Error(Box<ScriptError>),
    /// `bpmn_error(code[, message])`: for the process to catch.
    #[error("BPMN error {code}")]
    Bpmn {
        code: String,
        message: Option<String>,
    },
    /// The wall clock cut it; nothing of the step may be kept (design §4).
    #[error("cut by the wall clock")]
    Aborted,
}

/// A failure at run time. `code` is stable: `script.unknown_variable`, `script.too_long` (operations),
/// `script.too_big` (data), `script.too_deep` (calls), `script.type`, `script.failed`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{en}")]
pub struct ScriptError {
    pub code: &'static str,
    pub it: String,
    pub en: String,
    pub line: u32,
    pub column: u32,
}

impl Failure {
    pub(crate) fn error(code: &'static str, it: impl Into<String>, en: impl Into<String>) -> Self {
        Failure::Error(Box::new(ScriptError {
            code,
            it: it.into(),
            en: en.into(),
            line: 0,
            column: 0,
        }))
    }

    /// Stable code: of the error, `script.bpmn_error`, or `script.aborted`.
    pub fn code(&self) -> &'static str {
        match self {
            Failure::Error(error) => error.code,
            Failure::Bpmn { .. } => "script.bpmn_error",
            Failure::Aborted => "script.aborted",
        }
    }
}
