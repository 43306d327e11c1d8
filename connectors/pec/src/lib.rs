//! Certified e-mail (PEC): recognising what came in, sending what goes out.
//!
//! [`recognise`] and [`daticert`] are pure. Nothing here believes a header: what may move a state is
//! a [`contract::Verdict`] that is trusted. Sources: RFC 6109, DPR 68/2005, DM 2 November 2005.

pub mod daticert;
pub mod kind;
mod recognise;
mod returned;
mod send;
mod warning;

pub use recognise::{html_body, recognise};
pub use returned::compare;
pub use send::{KIND, Send};
pub use warning::explain;
