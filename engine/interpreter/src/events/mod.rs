//! Events, one file per sort of work: what catches, what throws, and what happens then.

pub(crate) mod boundary;
pub(crate) mod catch;
pub(crate) mod climb;
pub(crate) mod condition;
pub(crate) mod end;
pub(crate) mod error;
pub(crate) mod escalation;
pub(crate) mod event_subprocess;
pub(crate) mod link;
pub(crate) mod signal;
pub(crate) mod throw;
