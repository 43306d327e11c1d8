//! Values and the box in which rhai runs. Pure: office time and zone come with each [`Call`].
//!
//! [`Expression`] for conditions, mappings and attributes; [`Script`] for script tasks; [`Library`]
//! for the functions of a bundle's `rules/*.rhai`. Limits inside an evaluation are counted, never
//! timed (`sandbox`); a wall clock may only abort ([`with_deadline`]).

pub mod call;
mod callable;
mod convert;
pub mod decision;
pub mod expression;
mod feel;
pub mod functions;
mod juel;
pub mod library;
mod names;
pub mod problem;
pub mod reference;
mod run;
pub mod sandbox;
pub mod script;
mod syntax;
mod template;
pub mod time;
pub mod value;
mod working;

pub use call::{Call, Outcome, Variables, with_deadline};
pub use decision::{Decision, Output, Policy, Row, Shape, Table};
pub use expression::{Expression, Syntax};
pub use functions::{FUNCTIONS, Function};
pub use library::Library;
pub use office::calendar::Calendars;
pub use problem::{Failure, ScriptError, ScriptProblem};
pub use script::Script;
pub use value::{
    INSTANCE_BYTES_MAX, Map, Ref, RefKind, VALUE_BYTES_MAX, VALUE_DEPTH_MAX, Value, ValueError,
};
