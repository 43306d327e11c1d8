//! What a multi-instance activity throws when an item has ended, for its own boundary events: for each item,
//! for the first, or whatever belongs to a condition that is true then (BPMN 2.0.2, table 10.30 and 13.3.7).
//!
//! The event carries the counts of the activity, as the standard asks of its default signal. A boundary event
//! that interrupts ends the activity there; items that are still to come are not made.

use crate::command::{Refusal, TraceKind};
use crate::events::throw::{self, Leaving};
use crate::events::{escalation, signal};
use crate::instance::{ScopeId, TokenId};
use crate::process::{BehaviorPlan, Ix, ThrowPlan};
use crate::run::{Run, Stop};
use rules::{Map, Value};

/// What is to be thrown when an item is gone, everything evaluated.
pub(crate) struct Due<'p> {
    throws: Vec<&'p ThrowPlan>,
    leaving: Leaving,
    payload: Map,
}

/// What one item throws; it is counted as completed already.
pub(crate) fn due<'p>(
    run: &Run<'p>,
    item: TokenId,
    scope: ScopeId,
    ix: Ix,
) -> Result<Option<Due<'p>>, Stop> {
    let process = run.process;
    let Some(multi) = process.node(ix).multi.as_deref() else {
        return Ok(None);
    };
    let throws = match &multi.behavior {
        BehaviorPlan::All => return Ok(None),
        BehaviorPlan::Each(throw) => vec![throw],
        BehaviorPlan::First(throw) => {
            let first =
                counts(run, item, scope)?.get("nrOfCompletedInstances") == Some(&Value::Int(1));
            if first { vec![throw] } else { Vec::new() }
        }
        BehaviorPlan::Complex(all) => {
            let mut throws = Vec::new();
            for (condition, throw) in all {
                if run.with_call(Some(item), scope, |call| condition.test(call))? {
                    throws.push(throw);
                }
            }
            throws
        }
    };
    if throws.is_empty() {
        return Ok(None);
    }
    let payload = counts(run, item, scope)?;
    let leaving = throw::prepare(run, item, ix, throws.iter().copied(), &payload)?;
    Ok(Some(Due {
        throws,
        leaving,
        payload,
    }))
}

/// The loop variables as the item sees them.
fn counts(run: &Run, item: TokenId, scope: ScopeId) -> Result<Map, Stop> {
    run.with_call(Some(item), scope, |call| {
        let seen = |name: &str| Some((name.to_owned(), call.variables.get(name)?.clone()));
        Ok([
            "loopCounter",
            "nrOfInstances",
            "nrOfCompletedInstances",
            "nrOfActiveInstances",
        ]
        .into_iter()
        .filter_map(seen)
        .collect())
    })
}

/// Throws from the activity, whose body may be taken back by it.
pub(crate) fn throw(run: &mut Run, body: TokenId, ix: Ix, due: Due) -> Result<(), Refusal> {
    throw::leave(run, body, ix, due.leaving)?;
    for thrown in due.throws {
        match thrown {
            ThrowPlan::Message { .. } => {}
            ThrowPlan::Signal { name, within } => {
                if *within {
                    run.event_text(TraceKind::Thrown, ix, Some(format!("signal {name}")));
                }
                if run.process.heard.signals.contains(name) {
                    signal::within(run, name, &due.payload)?;
                }
            }
            ThrowPlan::Escalation { code } => {
                escalation::from_called(run, body, ix, code, &due.payload)?;
            }
        }
        if run.instance.token(body).is_none() || run.instance.state.is_some() {
            break;
        }
    }
    Ok(())
}
