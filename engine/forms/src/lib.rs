//! The `.form` of a task: form-js JSON in, and what a person submitted checked on the server.
//!
//! [`Form::read`] takes the components a person can fill in and refuses by name (rules `FRM`) what would
//! not be checked here. [`Form::validate`] turns what a browser sent into values: a field that is not in the
//! form is refused, a hidden one is dropped, types are made ours (no floating point). The browser may
//! hint; this decides.

mod condition;
mod convert;
mod form;
mod own;
mod schema;

pub use form::{FieldProblem, Form};
pub use schema::{DateSort, Field, FieldKind, Options, Validation};
