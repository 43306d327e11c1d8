//! The BPMN file: bytes in, [`Definitions`] and findings out. Pure; knows no engine.
//!
//! [`read`] is the only door. A file either becomes values the engine runs in full, or a list of
//! everything that is wrong with it: nothing that would change behaviour is dropped in silence.
//! The rules are one catalogue, [`rules`]. Source: BPMN 2.0.2 (OMG formal/2013-12-09).

mod check;
mod decision;
mod draft;
pub mod finding;
pub mod model;
mod reading;
pub mod reference;
mod report;
pub mod rule;
mod vocabulary;
mod xml;

pub use decision::{DecisionOutput, DecisionRow, DecisionTable, read_decisions};
pub use finding::{Finding, Severity, Text};
pub use model::*;
pub use reading::{Handlers, Reading, read, read_with};
pub use rule::{Rule, Wording, rules};
pub use xml::limits;
