//! Events, one file per position: caught in the flow, at a boundary, at the end, and BPMN errors.

pub(crate) mod boundary;
pub(crate) mod catch;
pub(crate) mod end;
pub(crate) mod error;
