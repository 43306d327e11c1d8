//! Values and the box in which rhai runs.

pub mod value;
pub use value::{Map, Ref, RefKind, Value};
