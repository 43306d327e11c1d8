//! Standard loop: one round after another while its condition holds, at most so many (BPMN 2.0.2, 13.3.6).
//!
//! Runs as a multi-instance body whose items are made one by one; `loopCounter` is the number of the
//! round from 0, and in the condition the rounds done.

use crate::command::Refusal;
use crate::instance::{TokenId, page_of};
use crate::multi_instance::{finish, make_one};
use crate::process::LoopPlan;
use crate::run::{RUN_ACTIVATIONS_MAX, Run, circle};
use rules::Value;

/// Begins the next round, or ends the loop.
pub(crate) fn next(run: &mut Run, body: TokenId, plan: &LoopPlan) -> Result<(), Refusal> {
    let Some(token) = run.instance.token(body) else {
        return Ok(());
    };
    let (ix, scope) = (token.node, token.scope);
    let Some(multi) = token.multi.as_deref() else {
        return Ok(());
    };
    let made = multi.made;
    if multi.active != Value::Int(0) {
        return Ok(());
    }
    if run.instance.activations > RUN_ACTIVATIONS_MAX {
        return run.stop(body, circle());
    }
    if plan.maximum.is_some_and(|maximum| made >= maximum) {
        finish(run, body);
        return Ok(());
    }
    if let Some(condition) = plan
        .condition
        .as_ref()
        .filter(|_| plan.test_before || made > 0)
    {
        match run.with_call(Some(body), scope, |call| condition.test(call)) {
            Ok(true) => {}
            Ok(false) => {
                finish(run, body);
                return Ok(());
            }
            Err(stop) => return run.stop(body, stop),
        }
    }
    if let Some(multi) = run
        .instance
        .token_mut(body)
        .and_then(|token| token.multi.as_deref_mut())
    {
        multi.total = Value::Int(i64::from(made) + 1);
    }
    make_one(run, body, page_of(body), scope, ix)
}
