//! The way of what is thrown from inside: outwards through event subprocesses and boundary events,
//! to the nearest that catches it (BPMN 2.0.2, 10.5.6). One that names the code comes before one that
//! takes all; event subprocesses of a scope come before the boundary events around it.

use crate::command::Refusal;
use crate::instance::{ScopeId, TokenId, page_of};
use crate::process::{Catcher, Ix, Kind, Triggers};
use crate::run::Run;
use rules::{Map, Value};

/// Who catches, and the variables that tell of it.
pub(crate) enum Caught {
    /// A boundary event of the token's activity.
    Boundary {
        host: TokenId,
        event: Ix,
        variables: Map,
    },
    /// The start event of an event subprocess that listens.
    Listener { listener: TokenId, variables: Map },
}

/// What is thrown.
pub(crate) struct Thrown<'a> {
    pub code: &'a str,
    pub message: Option<&'a str>,
    /// The catchers of its sort among an event's triggers.
    pub of: fn(&Triggers) -> &[Catcher],
}

/// From an activity outwards; its own boundary events come first (those of the body for an item).
pub(crate) fn from_token(
    run: &mut Run,
    id: TokenId,
    thrown: &Thrown,
) -> Result<Option<Caught>, Refusal> {
    let Some(token) = run.instance.token(id) else {
        return Ok(None);
    };
    let host = token.item.as_ref().map_or(id, |item| item.body);
    climb(run, Some(host), None, thrown)
}

/// From an event inside a scope outwards.
pub(crate) fn from_scope(
    run: &mut Run,
    scope: ScopeId,
    thrown: &Thrown,
) -> Result<Option<Caught>, Refusal> {
    climb(run, None, Some(scope), thrown)
}

fn climb(
    run: &mut Run,
    mut host: Option<TokenId>,
    mut scope: Option<ScopeId>,
    thrown: &Thrown,
) -> Result<Option<Caught>, Refusal> {
    // The event subprocess we come from does not catch its own.
    let mut from: Option<Ix> = None;
    loop {
        if let Some(id) = host {
            run.need(id)?;
            let Some(token) = run.instance.token(id) else {
                return Ok(None);
            };
            let (node, around) = (token.node, token.scope);
            if let Some((event, variables)) = at_boundary(run, node, thrown) {
                return Ok(Some(Caught::Boundary {
                    host: id,
                    event,
                    variables,
                }));
            }
            from = Some(node);
            scope = Some(around);
        }
        let Some(inside) = scope else {
            return Ok(None);
        };
        run.need(inside)?;
        if let Some(found) = listening(run, inside, from, thrown) {
            return Ok(Some(found));
        }
        let Some(owner) = run.scope_mut(inside)?.owner else {
            return Ok(None);
        };
        host = Some(
            run.instance
                .token(owner)
                .and_then(|token| token.item.as_ref())
                .map_or(owner, |item| item.body),
        );
    }
}

fn at_boundary(run: &Run, node: Ix, thrown: &Thrown) -> Option<(Ix, Map)> {
    let boundaries = run.process.node(node).boundaries.iter();
    best(
        boundaries.filter_map(|boundary| match &run.process.node(*boundary).kind {
            Kind::Boundary { triggers, .. } => Some((*boundary, &**triggers)),
            _ => None,
        }),
        thrown,
    )
}

fn listening(run: &Run, scope: ScopeId, from: Option<Ix>, thrown: &Thrown) -> Option<Caught> {
    let plan = run.instance.scope(scope)?.plan;
    if run.process.scopes[plan as usize].events.is_empty() {
        return None;
    }
    let page = run.instance.page(page_of(scope))?;
    let listeners: Vec<(TokenId, Ix)> = page
        .tokens
        .iter()
        .filter(|token| token.scope == scope && Some(token.node) != from)
        .filter(|token| run.listens(token.id))
        .filter_map(|token| match run.process.node(token.node).kind {
            Kind::EventSubProcess { start, .. } => Some((token.id, start)),
            _ => None,
        })
        .collect();
    let starts = listeners
        .iter()
        .filter_map(|(_, start)| match &run.process.node(*start).kind {
            Kind::Start(Some(triggers)) => Some((*start, &**triggers)),
            _ => None,
        });
    let (start, variables) = best(starts, thrown)?;
    let (listener, _) = listeners.into_iter().find(|(_, other)| *other == start)?;
    Some(Caught::Listener {
        listener,
        variables,
    })
}

/// The first that names the code, else the first that takes all.
fn best<'p>(
    events: impl Iterator<Item = (Ix, &'p Triggers)>,
    thrown: &Thrown,
) -> Option<(Ix, Map)> {
    let mut found = None;
    for (event, triggers) in events {
        for catcher in (thrown.of)(triggers) {
            let exact = catcher.code.as_deref() == Some(thrown.code);
            if exact || (catcher.code.is_none() && found.is_none()) {
                let mut variables = Map::new();
                if let Some(name) = &catcher.code_variable {
                    variables.insert(name.clone(), Value::from(thrown.code));
                }
                if let Some(name) = &catcher.message_variable {
                    variables.insert(
                        name.clone(),
                        thrown.message.map_or(Value::Null, Value::from),
                    );
                }
                found = Some((event, variables));
            }
            if exact {
                return found;
            }
        }
    }
    found
}
