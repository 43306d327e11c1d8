//! The rules of an office, as a clerk could state them: people, offices, roles, permission,
//! messages, despatches, registers, deadlines. Pure; knows no storage and no transport.

pub mod audit;
pub mod calendar;
pub mod despatch;
pub mod message;
pub mod people;
pub mod permission;
pub mod reply;
pub mod substitute;
pub mod viewer;

pub use permission::{Refusal, Subject, TaskSubject, Verb, may};
pub use substitute::Behalf;
pub use viewer::{Role, StandIn, Viewer};
