//! The BPMN file: bytes in, [`Definitions`] and findings out. Pure; knows no engine.

pub mod finding;
pub mod model;

pub use finding::{Finding, Severity, Text};
pub use model::*;
