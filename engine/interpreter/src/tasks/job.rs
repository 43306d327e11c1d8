//! Service and send task: work for a connector or an outside worker, named by its topic.

use crate::instance::{TokenId, WaitingFor};
use crate::process::Ix;
use crate::run::{Run, Started, Stop, incident};
use crate::{Effect, NewJob, TraceKind};
use rules::{Expression, Value};

/// Opens the job with the input mappings as its inputs.
pub(crate) fn start(
    run: &mut Run,
    id: TokenId,
    ix: Ix,
    topic: &str,
    priority: Option<&Expression>,
) -> Result<Started, Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(Started::Waiting);
    };
    let (scope, inputs) = (token.scope, token.locals.clone());
    let priority = match priority {
        Some(priority) => number(&run.with_call(Some(id), scope, |call| priority.eval(call))?)?,
        None => 0,
    };
    let wait = run.open_wait(id, ix, WaitingFor::Job)?;
    run.event(TraceKind::Waiting, ix);
    let retries = run.process.node(ix).retries;
    let element = run.id(ix).to_string();
    run.effects.push(Effect::CreateJob(NewJob {
        wait,
        element,
        kind: topic.to_owned(),
        inputs,
        priority,
        retries,
    }));
    Ok(Started::Waiting)
}

/// A priority: a whole number, or a text that is one.
pub(super) fn number(value: &Value) -> Result<i32, Stop> {
    let number = match value {
        Value::Int(number) => i32::try_from(*number).ok(),
        Value::Text(text) => text.trim().parse().ok(),
        Value::Null => Some(0),
        _ => None,
    };
    number.ok_or_else(|| {
        incident(
            "element.priority",
            &format!("la priorità «{value}» non è un numero"),
            &format!("the priority `{value}` is not a number"),
        )
    })
}
