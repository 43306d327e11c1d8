//! Business rule task: a named function of the bundle, its arguments the variables of its parameters' names.

use super::script::keep;
use crate::instance::{ScopeId, TokenId};
use crate::process::Ix;
use crate::run::{Run, Stop};
use rules::Value;
use std::sync::Arc;

/// Without a result variable, the entries of a map become variables of their own.
pub(crate) fn run(
    run: &mut Run,
    token: Option<TokenId>,
    scope: ScopeId,
    ix: Ix,
    rule: &str,
    result: Option<&Arc<str>>,
) -> Result<(), Stop> {
    let library = &run.process.library;
    let mut outcome = run.with_call(token, scope, |call| library.run(rule, call))?;
    match (result, std::mem::take(&mut outcome.value)) {
        (Some(name), value) => outcome.writes.push((name.to_string(), value)),
        (None, Value::Map(entries)) => outcome.writes.extend(entries),
        (None, _) => {}
    }
    keep(run, token, scope, ix, outcome)
}
