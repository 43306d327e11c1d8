//! Conditional events: watched after each change of variables, and happening when the condition turns
//! from false to true; one that is true when the event begins to wait happens at once.
//!
//! A variable that does not exist yet makes a condition false. Any other failure is an incident at the
//! element that waits; a retry looks again.

use super::catch;
use crate::command::{Refusal, WaitId};
use crate::instance::{Instance, ROOT, TokenId, WaitingFor};
use crate::process::{Catch, ConditionPlan, Ix, Kind, Process};
use crate::run::{Run, Stop};
use rules::{Failure, Map};
use std::sync::Arc;

/// A variable was written, for the first time or again.
#[derive(Debug)]
pub(crate) struct Change {
    pub name: Arc<str>,
    pub created: bool,
}

/// What there is to look at again.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    pub of: Vec<Change>,
    /// Every condition, whatever it is about: after a pause.
    pub all: bool,
}

impl Changes {
    pub fn any(&self) -> bool {
        self.all || !self.of.is_empty()
    }

    fn concern(&self, plan: &ConditionPlan) -> bool {
        self.all
            || self.of.iter().any(|change| {
                plan.variable
                    .as_deref()
                    .is_none_or(|name| name == &*change.name)
                    && if change.created {
                        plan.on_create
                    } else {
                        plan.on_update
                    }
            })
    }
}

/// Whether the condition is true for the token that waits.
pub(crate) fn holds(run: &Run, id: TokenId, plan: &ConditionPlan) -> Result<bool, Stop> {
    let scope = run.instance.token(id).map_or(ROOT, |token| token.scope);
    run.with_call(Some(id), scope, |call| match plan.expression.test(call) {
        Err(Failure::Error(error)) if error.code == "script.unknown_variable" => Ok(false),
        other => other,
    })
}

/// The conditions of an element that begins to wait now.
pub(crate) fn begin(run: &mut Run, id: TokenId) -> Result<(), Refusal> {
    if !run.process.heard.conditions {
        return Ok(());
    }
    for wait in open(&run.instance, Some(id)) {
        look(run, wait.0, wait.1, None)?;
    }
    Ok(())
}

/// Looks at every condition the changes concern, until nothing more changes.
pub(crate) fn check(run: &mut Run) -> Result<(), Refusal> {
    while run.changes.any() && run.instance.state.is_none() {
        let changes = std::mem::take(&mut run.changes);
        if run.process.heard.conditions_in_parts {
            run.need_all()?;
        }
        for (token, wait) in open(&run.instance, None) {
            look(run, token, wait, Some(&changes))?;
        }
    }
    Ok(())
}

/// After a retry: the condition whose evaluation failed.
pub(crate) fn retry(run: &mut Run, token: TokenId, wait: WaitId) -> Result<(), Refusal> {
    look(run, token, wait, None)
}

/// Open waits for conditions, of one token or of all, in the order they were opened.
fn open(instance: &Instance, of: Option<TokenId>) -> Vec<(TokenId, WaitId)> {
    let mut out: Vec<(TokenId, WaitId)> = instance
        .pages()
        .flat_map(|page| &page.tokens)
        .filter(|token| of.is_none_or(|id| token.id == id))
        .flat_map(|token| {
            token
                .waits
                .iter()
                .filter(|wait| matches!(wait.kind, WaitingFor::Condition { .. }))
                .map(|wait| (token.id, wait.id))
        })
        .collect();
    out.sort_by_key(|(_, wait)| *wait);
    out
}

fn look(
    run: &mut Run,
    id: TokenId,
    wait: WaitId,
    changes: Option<&Changes>,
) -> Result<(), Refusal> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let Some(found) = token.waits.iter().find(|other| other.id == wait) else {
        return Ok(());
    };
    let WaitingFor::Condition { number, was } = found.kind else {
        return Ok(());
    };
    let (node, stopped) = (found.node, token.incident);
    let Some(plan) = plan_of(run.process, node, number) else {
        return Ok(());
    };
    if changes.is_some_and(|changes| !changes.concern(plan)) {
        return Ok(());
    }
    // Its own incident keeps it until somebody tries again.
    let its_own = stopped.is_some_and(|incident| {
        run.instance
            .pages()
            .flat_map(|page| &page.incidents)
            .any(|other| other.id == incident && other.wait == Some(wait))
    });
    if its_own {
        return Ok(());
    }
    let now = match holds(run, id, plan) {
        Ok(now) => now,
        Err(Stop::Refuse(refusal)) => return Err(refusal),
        Err(Stop::Incident { code, message }) => {
            run.stay(id, wait, &code, &message);
            return Ok(());
        }
        Err(Stop::Error { code, message }) => {
            run.stay(id, wait, &code, &message.unwrap_or_default());
            return Ok(());
        }
    };
    if now == was {
        return Ok(());
    }
    if let Some(found) = run
        .instance
        .token_mut(id)
        .and_then(|token| token.waits.iter_mut().find(|other| other.id == wait))
    {
        found.kind = WaitingFor::Condition { number, was: now };
    }
    if now {
        catch::happen(run, id, wait, node, &Map::new())?;
    }
    Ok(())
}

/// The condition of an event by its number.
fn plan_of(process: &Process, node: Ix, number: u32) -> Option<&ConditionPlan> {
    let triggers = match &process.node(node).kind {
        Kind::Start(Some(triggers)) | Kind::Catch(triggers) => triggers,
        Kind::Boundary { triggers, .. } => triggers,
        _ => return None,
    };
    match triggers.waits.get(number as usize)? {
        Catch::Condition(plan) => Some(plan),
        _ => None,
    }
}
