//! The list an activity makes of what its items give, in the order of the items.

use super::int;
use crate::command::Refusal;
use crate::instance::{ScopeId, TokenId, page_of};
use crate::process::{Ix, MultiPlan};
use crate::run::{Run, Stop};
use rules::Value;

/// The element an item gives to the list of its activity.
pub(super) fn give(run: &Run, id: TokenId, scope: ScopeId, ix: Ix) -> Result<Option<Value>, Stop> {
    let process = run.process;
    match process.node(ix).multi.as_deref() {
        Some(MultiPlan {
            output: Some((_, element)),
            ..
        }) => run
            .with_call(Some(id), scope, |call| element.eval(call))
            .map(Some),
        _ => Ok(None),
    }
}

pub(super) fn keep_result(
    run: &mut Run,
    body: TokenId,
    id: TokenId,
    given: Option<Value>,
) -> Result<(), Refusal> {
    let counter = run
        .instance
        .token(id)
        .and_then(|token| token.item.as_ref())
        .map(|item| int(&item.counter));
    match given.zip(counter) {
        Some((value, item)) => push_result(run, page_of(id), body, item, value),
        None => Ok(()),
    }
}

pub(super) fn push_result(
    run: &mut Run,
    page: u32,
    body: TokenId,
    item: u32,
    value: Value,
) -> Result<(), Refusal> {
    run.instance.bytes += value.size_bytes() as u64;
    let page = run.page_mut(page)?;
    page.dirty = true;
    page.results.push((body, item, value));
    Ok(())
}

/// What the items of a body gave so far, by number; all its segments must be loaded.
pub(super) fn given(run: &Run, body: TokenId) -> Vec<(u32, Value)> {
    let mut all: Vec<(u32, Value)> = run
        .instance
        .pages()
        .flat_map(|page| &page.results)
        .filter(|(other, ..)| *other == body)
        .map(|(_, item, value)| (*item, value.clone()))
        .collect();
    all.sort_by_key(|(item, _)| *item);
    all
}

/// Completing: the list of what the items gave is written around the activity.
pub(crate) fn gather(run: &mut Run, body: TokenId) -> Result<(), Stop> {
    let Some(token) = run.instance.token(body) else {
        return Ok(());
    };
    let (process, scope, ix) = (run.process, token.scope, token.node);
    let Some((collection, _)) = process
        .node(ix)
        .multi
        .as_deref()
        .and_then(|plan| plan.output.as_ref())
    else {
        return Ok(());
    };
    let parts = crate::instance::live_parts(token);
    let missing: Vec<_> = parts
        .iter()
        .copied()
        .filter(|part| run.instance.page(*part as u32).is_none())
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::Need(missing).into());
    }
    let list = given(run, body).into_iter().map(|(_, value)| value);
    let list = Value::List(list.collect());
    let kept = run.instance.bytes;
    let held: u64 = list.size_bytes() as u64;
    run.instance.bytes = kept.saturating_sub(held);
    if let Err(stop) = run.write_all(scope, vec![(collection.clone(), list)]) {
        run.instance.bytes = kept;
        return Err(stop);
    }
    run.instance.bytes += held;
    run.kill_items(body, &parts)?;
    Ok(())
}
