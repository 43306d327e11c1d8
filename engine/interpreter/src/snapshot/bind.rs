//! From the dictionary of stored bytes to the indices of a compiled process.

use crate::command::Refusal;
use crate::instance::{Done, Instance, Page, Work};
use crate::process::{Ix, Kind, Process};
use std::sync::Arc;

/// Turns the dictionary indices of every page into indices of `process`.
pub(crate) fn bind(instance: &mut Instance, process: &Process) -> Result<(), Refusal> {
    if instance.process != process.id {
        return Err(Refusal::Aborted(format!(
            "the instance runs {}, not {}",
            instance.process, process.id
        )));
    }
    if !Arc::ptr_eq(&instance.main.names, &process.names) {
        let words = translation(&instance.main.names, process)?;
        for work in &mut instance.queue {
            match work {
                Work::Flow { flow: ix, .. } | Work::Node { node: ix, .. } => {
                    *ix = words[*ix as usize]
                }
                Work::Go { .. } | Work::Items { .. } | Work::Throw { .. } => {}
            }
        }
    }
    for page in std::iter::once(&mut instance.main).chain(&mut instance.loaded) {
        bind_page(page, process)?;
    }
    Ok(())
}

pub(super) fn bind_page(page: &mut Page, process: &Process) -> Result<(), Refusal> {
    if Arc::ptr_eq(&page.names, &process.names) {
        return Ok(());
    }
    let words = translation(&page.names, process)?;
    for token in &mut page.tokens {
        token.node = words[token.node as usize];
        bind_done(&mut token.inner, &words);
        if let Some(undo) = token.undo.as_deref_mut() {
            bind_done(&mut undo.pending, &words);
        }
        for wait in &mut token.waits {
            wait.node = words[wait.node as usize];
        }
    }
    for incident in &mut page.incidents {
        incident.node = words[incident.node as usize];
    }
    for scope in &mut page.scopes {
        for (flow, _) in &mut scope.joins {
            *flow = words[*flow as usize];
        }
        bind_done(&mut scope.done, &words);
        for ix in &mut scope.rest {
            *ix = words[*ix as usize];
        }
        for (gateway, flows) in &mut scope.resets {
            *gateway = words[*gateway as usize];
            for flow in flows {
                *flow = words[*flow as usize];
            }
        }
        if let Some(owner) = scope.owner {
            let node = page
                .tokens
                .iter()
                .find(|token| token.id == owner)
                .map(|token| token.node);
            scope.plan = match node
                .and_then(|node| process.nodes.get(node as usize))
                .map(|node| &node.kind)
            {
                Some(Kind::SubProcess { scope } | Kind::EventSubProcess { scope, .. }) => *scope,
                Some(Kind::AdHoc(plan)) => plan.scope,
                _ => {
                    return Err(Refusal::Aborted(
                        "a scope of the instance is no subprocess of the process".to_owned(),
                    ));
                }
            };
        }
    }
    page.names = process.names.clone();
    Ok(())
}

pub(super) fn translation(names: &[Arc<str>], process: &Process) -> Result<Vec<Ix>, Refusal> {
    names
        .iter()
        .map(|id| {
            let found = process.index.get(id).copied();
            found.ok_or_else(|| {
                Refusal::Aborted(format!(
                    "element {id} of the instance is not in the process"
                ))
            })
        })
        .collect()
}

pub(super) fn bind_done(all: &mut [Done], words: &[Ix]) {
    for done in all {
        done.node = words[done.node as usize];
        bind_done(&mut done.inner, words);
    }
}
