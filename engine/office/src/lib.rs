//! The rules of an office, as a clerk could state them: people, offices, roles, permission,
//! messages, despatches, registers, deadlines. Pure; knows no storage and no transport.

pub mod audit;
pub mod automatic;
pub mod calendar;
pub mod despatch;
pub mod message;
pub mod people;
pub mod permission;
pub mod reply;
pub mod right;
pub mod suap;
pub mod substitute;
pub mod tax_code;
pub mod upkeep;
pub mod viewer;
pub mod writing;

pub use permission::{BoxSubject, Refusal, Subject, TaskSubject, Verb, may};
pub use right::{Given, Grant, MessageClass, Right};
pub use substitute::Behalf;
pub use viewer::{Role, StandIn, Viewer};
