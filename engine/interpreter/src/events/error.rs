//! BPMN errors: from an error end event, `bpmn_error` in a script, or a worker, to the nearest
//! boundary event with its code; one that nobody catches fails the instance.

use super::boundary;
use crate::command::{End, Refusal, TraceKind};
use crate::instance::{ROOT, ScopeId, TokenId};
use crate::process::{BoundaryKind, Ix, Kind};
use crate::run::Run;
use rules::{Map, Value};

/// Thrown at a token: its own boundary events come first (those of the body for an item).
pub(crate) fn throw_from_token(
    run: &mut Run,
    id: TokenId,
    code: String,
    message: Option<String>,
    given: Map,
) -> Result<(), Refusal> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let (node, host) = (token.node, token.item.as_ref().map_or(id, |item| item.body));
    run.event_text(TraceKind::Error, node, Some(code.clone()));
    climb(run, Some(host), code, message, given)
}

/// Thrown by an element without a token, which has no boundary events.
pub(crate) fn throw_from_scope(
    run: &mut Run,
    scope: ScopeId,
    node: Ix,
    code: String,
    message: Option<String>,
) -> Result<(), Refusal> {
    run.event_text(TraceKind::Error, node, Some(code.clone()));
    let owner = run.scope_mut(scope)?.owner;
    let host = owner.map(|owner| {
        run.instance
            .token(owner)
            .and_then(|token| token.item.as_ref())
            .map_or(owner, |item| item.body)
    });
    climb(run, host, code, message, Map::new())
}

fn climb(
    run: &mut Run,
    from: Option<TokenId>,
    code: String,
    message: Option<String>,
    given: Map,
) -> Result<(), Refusal> {
    let mut host = from;
    while let Some(id) = host {
        run.need(id)?;
        let Some(token) = run.instance.token(id) else {
            break;
        };
        if let Some((event, mut variables)) = catcher(run, token.node, &code, message.as_deref()) {
            let mut all = given;
            all.append(&mut variables);
            return boundary::interrupt(run, id, event, &all);
        }
        let scope = token.scope;
        host = run.scope_mut(scope)?.owner;
        if let Some(item) = host
            .and_then(|owner| run.instance.token(owner))
            .and_then(|token| token.item.as_ref())
        {
            host = Some(item.body);
        }
    }
    run.empty_scope(ROOT)?;
    run.end(End::Failed, Some(code));
    Ok(())
}

/// The boundary event that catches: one that names the code before one that takes all.
fn catcher(run: &Run, host: Ix, thrown: &str, message: Option<&str>) -> Option<(Ix, Map)> {
    let process = run.process;
    let mut found = None;
    for boundary in &process.node(host).boundaries {
        if let Kind::Boundary {
            trigger:
                BoundaryKind::Error {
                    code,
                    code_variable,
                    message_variable,
                },
            ..
        } = &process.node(*boundary).kind
        {
            let exact = code.as_deref() == Some(thrown);
            if exact || (code.is_none() && found.is_none()) {
                let mut variables = Map::new();
                if let Some(name) = code_variable {
                    variables.insert(name.clone(), Value::from(thrown));
                }
                if let Some(name) = message_variable {
                    variables.insert(name.clone(), message.map_or(Value::Null, Value::from));
                }
                found = Some((*boundary, variables));
            }
            if exact {
                break;
            }
        }
    }
    found
}
