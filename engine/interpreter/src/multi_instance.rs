//! Multi-instance activities: a body token that counts, and one token for each item.
//!
//! Items share the body's page up to [`IN_PLACE_MAX`]; beyond that they live in segments of
//! [`SEGMENT_ITEMS`], each a part with a row of its own, so that completing one item rewrites one
//! small segment and the body's counters, however many items there are. Loop variables:
//! `loopCounter` from 0, `nrOfInstances`, `nrOfCompletedInstances`, `nrOfActiveInstances`.

mod results;
mod segments;

pub(crate) use results::gather;

use results::{give, given, keep_result, push_result};
use segments::{drop_if_empty, open_segment};

use crate::behavior::{self, Due};
use crate::command::{Refusal, TraceKind};
use crate::instance::{Item, Multi, Phase, ScopeId, TokenId, Work, page_of};
use crate::process::{Ix, MultiPlan};
use crate::run::{Run, Stop, incident};
use rules::Value;
use std::collections::VecDeque;

/// Up to so many items live in the snapshot itself.
pub const IN_PLACE_MAX: u32 = 100;
/// Items of one segment. Small, because a segment is rewritten whole: with 20 the bytes written for
/// one completion of 10,000 stay about twice those of one of 10 (test `completing_one_item_costs`).
pub const SEGMENT_ITEMS: u32 = 20;
/// Most items of one activity.
pub const ITEMS_MAX: u32 = 100_000;

/// Activating: how many items, and with which elements.
pub(crate) fn plan(run: &mut Run, id: TokenId) -> Result<(), Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let (process, scope) = (run.process, token.scope);
    let Some(plan) = process.node(token.node).multi.as_deref() else {
        return Ok(());
    };
    let mut rest = VecDeque::new();
    let mut total = None;
    if let Some(collection) = &plan.collection {
        match run.with_call(Some(id), scope, |call| collection.eval(call))? {
            Value::List(items) => rest = items.into(),
            other => {
                return Err(incident(
                    "multi.collection",
                    &format!("la collezione è di tipo {}, non un elenco", other.sort()),
                    &format!("the collection is a {}, not a list", other.sort()),
                ));
            }
        }
        total = u32::try_from(rest.len()).ok();
    }
    if let Some(cardinality) = &plan.cardinality {
        let value = run.with_call(Some(id), scope, |call| cardinality.eval(call))?;
        let count = count(&value)?;
        total = Some(total.map_or(count, |total| total.min(count)));
        rest.truncate(count as usize);
    }
    let total = total.unwrap_or(0);
    if total > ITEMS_MAX {
        return Err(incident(
            "multi.too_many",
            &format!("{total} elementi; al massimo {ITEMS_MAX}"),
            &format!("{total} items; at most {ITEMS_MAX}"),
        ));
    }
    let segmented = !plan.sequential && total > IN_PLACE_MAX;
    let mut first_part = 0;
    let mut segments = Vec::new();
    if segmented {
        let count = total.div_ceil(SEGMENT_ITEMS);
        first_part = run.instance.last_part + 1;
        run.instance.last_part += count;
        segments = vec![0; (count as usize).div_ceil(64)];
    }
    if plan.element_variable.is_none() {
        rest.clear();
    }
    let multi = Multi {
        total: Value::Int(total.into()),
        completed: Value::Int(0),
        active: Value::Int(0),
        made: 0,
        rest,
        first_part,
        segments,
    };
    if let Some(token) = run.instance.token_mut(id) {
        token.multi = Some(Box::new(multi));
    }
    Ok(())
}

fn count(value: &Value) -> Result<u32, Stop> {
    let count = match value {
        Value::Int(count) => u32::try_from(*count).ok(),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    };
    count.ok_or_else(|| {
        incident(
            "multi.cardinality",
            &format!("la cardinalità «{value}» non è un numero intero da 0"),
            &format!("the cardinality `{value}` is not a whole number from 0"),
        )
    })
}

/// Active: sets the making of items going, or ends at once when there are none. Also after a retry.
pub(crate) fn begin(run: &mut Run, id: TokenId) -> Result<(), Refusal> {
    let work = Work::Items { token: id };
    if !run.instance.queue.contains(&work) {
        run.instance.queue.push_back(work);
    }
    Ok(())
}

/// Makes the next items: one for a sequence, a segment or all for a parallel body.
pub(crate) fn make_items(run: &mut Run, body: TokenId) -> Result<(), Refusal> {
    let Some((ix, plan, multi)) = body_of(run, body) else {
        return Ok(());
    };
    if let Some(plan) = &plan.standard {
        return crate::standard_loop::next(run, body, plan);
    }
    let (total, made, active) = (int(&multi.total), multi.made, int(&multi.active));
    if made >= total {
        if active == 0 {
            finish(run, body);
        }
        return Ok(());
    }
    let (scope, first_part) = (
        run.instance.token(body).map_or(0, |token| token.scope),
        multi.first_part,
    );
    let (page, count) = match (plan.sequential, first_part) {
        (true, _) if active > 0 => return Ok(()),
        (true, _) => (page_of(body), 1),
        (false, 0) => (page_of(body), total - made),
        (false, first) => (
            open_segment(run, body, first, made / SEGMENT_ITEMS),
            (total - made).min(SEGMENT_ITEMS),
        ),
    };
    for _ in 0..count {
        if body_of(run, body).is_none() {
            return Ok(());
        }
        make_one(run, body, page, scope, ix)?;
    }
    drop_if_empty(run, body, page);
    if let Some((_, plan, multi)) = body_of(run, body)
        && !plan.sequential
        && multi.made < int(&multi.total)
    {
        run.instance.queue.push_back(Work::Items { token: body });
    }
    Ok(())
}

/// Makes the next item and lets it begin.
pub(crate) fn make_one(
    run: &mut Run,
    body: TokenId,
    page: u32,
    scope: ScopeId,
    ix: Ix,
) -> Result<(), Refusal> {
    let process = run.process;
    let (Some(plan), Some(multi)) = (
        process.node(ix).multi.as_deref(),
        run.instance
            .token_mut(body)
            .and_then(|token| token.multi.as_deref_mut()),
    ) else {
        return Ok(());
    };
    let counter = Value::Int(multi.made.into());
    multi.made += 1;
    multi.active = Value::Int(i64::from(int(&multi.active)) + 1);
    let element = multi.rest.pop_front();
    run.activations += 1;
    run.instance.activations += 1;
    let item = run.spawn(page, scope, ix)?;
    let index = plan.index_variable.as_ref().map(|it| (it, counter.clone()));
    let locals = plan.element_variable.as_ref().zip(element).into_iter();
    let mut bytes = 0;
    if let Some(token) = run.instance.token_mut(item) {
        token.phase = Phase::Activating;
        token.item = Some(Item { body, counter });
        for (name, value) in locals.chain(index) {
            bytes += (name.len() + value.size_bytes()) as u64;
            token.locals.insert(name.clone(), value);
        }
    }
    run.instance.bytes += bytes;
    run.event(TraceKind::Activated, ix);
    run.advance(item)
}

/// An item is done: count it, ask the completion condition, go on or finish.
pub(crate) fn item_done(run: &mut Run, id: TokenId) -> Result<(), Stop> {
    let Some(token) = run.instance.token(id) else {
        return Ok(());
    };
    let (ix, scope) = (token.node, token.scope);
    let Some(body) = token.item.as_ref().map(|item| item.body) else {
        return Ok(());
    };
    run.need(body)?;
    add(run, body, 1);
    let process = run.process;
    let enough = match process
        .node(ix)
        .multi
        .as_deref()
        .and_then(|plan| plan.completion.as_ref())
    {
        Some(completion) => run.with_call(Some(id), scope, |call| completion.test(call)),
        None => Ok(false),
    };
    let decided = enough.and_then(|enough| {
        let due = behavior::due(run, id, scope, ix)?;
        Ok((enough, due, give(run, id, scope, ix)?))
    });
    let (enough, due) = match decided {
        Ok((enough, due, given)) => {
            keep_result(run, body, id, given)?;
            (enough, due)
        }
        Err(stop) => {
            add(run, body, -1);
            return Err(stop);
        }
    };
    if process.node(ix).recorded
        || run
            .instance
            .token(id)
            .is_some_and(|token| !token.inner.is_empty())
    {
        crate::compensation::record(run, id)?;
    }
    if enough {
        // All segments are asked for before anything is changed for good.
        let parts = run
            .instance
            .token(body)
            .map(crate::instance::live_parts)
            .unwrap_or_default();
        let missing: Vec<_> = parts
            .iter()
            .copied()
            .filter(|part| run.instance.page(*part as u32).is_none())
            .collect();
        if !missing.is_empty() {
            return Err(Refusal::Need(missing).into());
        }
        run.remove_token(id);
        run.event(TraceKind::Completed, ix);
        if !survives(run, body, ix, due)? {
            return Ok(());
        }
        // What completed items gave outlives the parts that go.
        let results = given(run, body);
        run.kill_items(body, &parts)?;
        for (item, value) in results {
            push_result(run, page_of(body), body, item, value)?;
        }
        finish(run, body);
        return Ok(());
    }
    run.remove_token(id);
    run.event(TraceKind::Completed, ix);
    if !survives(run, body, ix, due)? {
        return Ok(());
    }
    drop_if_empty(run, body, page_of(id));
    match body_of(run, body) {
        Some((_, plan, _)) if plan.standard.is_some() => begin(run, body)?,
        Some((_, _, multi)) if int(&multi.completed) >= int(&multi.total) => finish(run, body),
        Some((_, plan, _)) if plan.sequential => begin(run, body)?,
        _ => {}
    }
    Ok(())
}

/// Throws what an ended item throws; false when that has taken the whole activity back.
fn survives(run: &mut Run, body: TokenId, ix: Ix, due: Option<Due>) -> Result<bool, Refusal> {
    if let Some(due) = due {
        behavior::throw(run, body, ix, due)?;
    }
    Ok(run.instance.token(body).is_some() && run.instance.state.is_none())
}

pub(crate) fn finish(run: &mut Run, body: TokenId) {
    run.set_phase(body, Phase::Completing);
    run.instance.queue.push_back(Work::Go { token: body });
}

fn add(run: &mut Run, body: TokenId, done: i64) {
    if let Some(multi) = run
        .instance
        .token_mut(body)
        .and_then(|token| token.multi.as_deref_mut())
    {
        multi.completed = Value::Int(i64::from(int(&multi.completed)) + done);
        multi.active = Value::Int(i64::from(int(&multi.active)) - done);
    }
}

/// Node, plan and state of a body that is at its items.
fn body_of<'r, 'p>(run: &'r Run<'p>, body: TokenId) -> Option<(Ix, &'p MultiPlan, &'r Multi)> {
    let token = run
        .instance
        .token(body)
        .filter(|token| token.phase == Phase::Active && token.incident.is_none())?;
    Some((
        token.node,
        run.process.node(token.node).multi.as_deref()?,
        token.multi.as_deref()?,
    ))
}

fn int(value: &Value) -> u32 {
    match value {
        Value::Int(number) => u32::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}
