//! The rules of an office, as a clerk could state them: people, offices, roles, permission,
//! messages, despatches, registers, deadlines. Pure; knows no storage and no transport.

pub mod despatch;
pub mod viewer;
pub use viewer::{Role, Viewer};
