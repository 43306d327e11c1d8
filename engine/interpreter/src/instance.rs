//! The state of one run.

#[derive(Debug, Clone)]
pub struct Instance {}
