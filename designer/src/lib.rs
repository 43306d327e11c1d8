//! designer.
