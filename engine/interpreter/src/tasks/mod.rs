//! Tasks, one file per family. What passes through (manual and undefined task) needs none.

pub(crate) mod call;
pub(crate) mod job;
pub(crate) mod rule;
pub(crate) mod script;
pub(crate) mod user;
