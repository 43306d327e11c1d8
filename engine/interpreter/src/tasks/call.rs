//! Call activity: another process, run as an instance of its own; this one waits until it has ended.
//!
//! The wait is a job of kind [`CALL`] that the runtime does itself: its inputs say what to start, its
//! result is what the called process gave.

use crate::instance::{TokenId, WaitingFor};
use crate::process::{CallPlan, Ix, PassingPlan};
use crate::run::{Run, Started, Stop, incident};
use crate::variables::Look;
use crate::{Effect, NewJob, TraceKind};
use rules::{Map, Value, Variables};

/// Kind of the job a call activity waits for. Inputs: `process`, `binding` (`latest`, `deployment`,
/// `version`, `version_tag`), `which`, `business_key` (null: none; true: the caller's), `variables`.
pub const CALL: &str = "staffetta.call";

/// The local that holds what the called process gave, until it is passed on. No variable can be named so.
const GIVEN: &str = "#given";

pub(crate) fn start(run: &mut Run, id: TokenId, ix: Ix, plan: &CallPlan) -> Result<Started, Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(Started::Waiting);
    };
    let scope = token.scope;
    let called = run.with_call(Some(id), scope, |call| plan.called.eval(call))?;
    let which = match &plan.binding.1 {
        Some(which) => run.with_call(Some(id), scope, |call| which.eval(call))?,
        None => Value::Null,
    };
    let key = match &plan.business_key {
        None => Value::Null,
        Some(None) => Value::Bool(true),
        Some(Some(key)) => {
            let key = run.with_call(Some(id), scope, |call| key.eval(call))?;
            Value::from(key.to_string().as_str())
        }
    };
    let variables = given(run, id, plan)?;
    let inputs = Map::from_iter([
        (
            "process".to_owned(),
            Value::from(called.to_string().as_str()),
        ),
        ("binding".to_owned(), Value::from(plan.binding.0)),
        ("which".to_owned(), which),
        ("business_key".to_owned(), key),
        ("variables".to_owned(), Value::Map(variables)),
    ]);
    let wait = run.open_wait(id, ix, WaitingFor::Job)?;
    run.event(TraceKind::Waiting, ix);
    let element = run.id(ix).to_string();
    run.effects.push(Effect::CreateJob(NewJob {
        wait,
        element,
        kind: CALL.to_owned(),
        inputs,
        priority: 0,
        retries: run.process.node(ix).retries,
    }));
    Ok(Started::Waiting)
}

/// What goes into the called process.
fn given(run: &Run, id: TokenId, plan: &CallPlan) -> Result<Map, Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(Map::new());
    };
    let scope = token.scope;
    let nothing = Map::new();
    let look = Look {
        instance: &run.instance,
        token: Some(id),
        scope,
        more: &nothing,
        data: &run.process.data,
    };
    let mut variables = Map::new();
    for passing in &plan.inputs {
        match passing {
            PassingPlan::All => variables.extend(look.all()),
            PassingPlan::Variable { source, target } => {
                let value = look.get(source).cloned().unwrap_or_default();
                variables.insert(target.clone(), value);
            }
            PassingPlan::Expression { value, target } => {
                let value = run.with_call(Some(id), scope, |call| value.eval(call))?;
                variables.insert(target.clone(), value);
            }
            PassingPlan::Local(inner) => match &**inner {
                PassingPlan::Variable { source, target } => {
                    let value = token.locals.get(source).cloned().unwrap_or_default();
                    variables.insert(target.clone(), value);
                }
                _ => variables.extend(
                    token
                        .locals
                        .iter()
                        .map(|(name, value)| (name.clone(), value.clone())),
                ),
            },
        }
    }
    Ok(variables)
}

/// The called process has ended: what it holds is kept until it is passed on.
pub(crate) fn keep(run: &mut Run, id: TokenId, variables: &Map) -> Result<(), Stop> {
    let given = Value::Map(variables.clone());
    let bytes = (GIVEN.len() + given.size_bytes()) as u64;
    if run.instance.bytes + bytes > rules::INSTANCE_BYTES_MAX as u64 {
        return Err(incident(
            "call.too_much",
            "il processo chiamato restituisce più variabili di quante il caso possa tenere",
            "the called process gives back more variables than the instance can hold",
        ));
    }
    if let Some(token) = run.instance.token_mut(id) {
        token.locals.insert(GIVEN.to_owned(), given);
        run.instance.bytes += bytes;
    }
    Ok(())
}

/// Completing: what the called process gave is passed on, all or nothing. Also after a retry.
pub(crate) fn take(run: &mut Run, id: TokenId, plan: &CallPlan) -> Result<(), Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let (scope, local) = (token.scope, run.keeps(token));
    let given = match token.locals.get(GIVEN) {
        Some(Value::Map(given)) => given.clone(),
        _ => Map::new(),
    };
    let mut writes = Vec::new();
    for passing in &plan.outputs {
        match passing {
            PassingPlan::All => {
                writes.extend(
                    given
                        .iter()
                        .map(|(name, value)| (name.clone(), value.clone())),
                );
            }
            PassingPlan::Variable { source, target } => {
                let value = given.get(source).cloned().unwrap_or_default();
                writes.push((target.clone(), value));
            }
            PassingPlan::Expression { value, target } => {
                let value = run.with_more(Some(id), scope, &given, |call| value.eval(call))?;
                writes.push((target.clone(), value));
            }
            // Only what goes in is told apart so.
            PassingPlan::Local(_) => {}
        }
    }
    if writes.is_empty() {
        Ok(())
    } else if local {
        run.add_locals(id, writes)
    } else {
        run.write_all(scope, writes)
    }
}
