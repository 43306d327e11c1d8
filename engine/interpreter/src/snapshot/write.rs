//! From state to rows.

use super::rows::*;
use super::{Dictionary, near};
use crate::instance::{Done, Multi, Page, Phase, Token, Wait, WaitingFor, Work};
use rules::Value;
use std::borrow::Cow;

pub(super) fn write_page<'a>(page: &'a Page, words: &mut Dictionary) -> PageRow<'a> {
    let near = |id: u64| near(page.id, id);
    let of = page.body.and_then(|body| {
        let item = page
            .tokens
            .iter()
            .find(|token| token.item.as_ref().is_some_and(|item| item.body == body))?;
        Some((body, item.scope))
    });
    let tokens = page.tokens.iter().map(|token| {
        let of_segment = token
            .item
            .as_ref()
            .is_some_and(|item| Some(item.body) == page.body);
        TokenRow {
            i: near(token.id),
            s: (!of_segment).then(|| near(token.scope)),
            n: words.add(token.node),
            p: (token.phase != Phase::Active).then(|| phase_row(token.phase)),
            l: Cow::Borrowed(&token.locals),
            w: token
                .waits
                .iter()
                .map(|wait| write_wait(wait, token, near(wait.id), words))
                .collect(),
            x: token.incident.map(near),
            c: token.item.as_ref().map(|item| int(&item.counter)),
            b: token
                .item
                .as_ref()
                .filter(|_| !of_segment)
                .map(|item| near(item.body)),
            m: token.multi.as_deref().map(write_multi),
            k: token.child.map(near),
            d: token.inner.iter().map(|it| write_done(it, words)).collect(),
            undo: token.undo.as_deref().map(|undo| UndoRow {
                d: undo
                    .pending
                    .iter()
                    .map(|it| write_done(it, words))
                    .collect(),
                s: near(undo.scope),
                detached: undo.detached,
            }),
            by: token.by.map(near),
        }
    });
    let tokens = tokens.collect();
    PageRow {
        last: page.last,
        of: of.or(page.body.map(|body| (body, 0))),
        tokens,
        scopes: page
            .scopes
            .iter()
            .map(|scope| ScopeRow {
                i: near(scope.id),
                o: scope.owner.map(near),
                l: scope.live,
                j: scope
                    .joins
                    .iter()
                    .map(|(flow, count)| (words.add(*flow), *count))
                    .collect(),
                a: scope.rest.iter().map(|ix| words.add(*ix)).collect(),
                e: scope.closing,
                r: scope
                    .resets
                    .iter()
                    .map(|(gateway, flows)| {
                        let flows = flows.iter().map(|flow| words.add(*flow)).collect();
                        (words.add(*gateway), flows)
                    })
                    .collect(),
                d: scope.done.iter().map(|it| write_done(it, words)).collect(),
            })
            .collect(),
        incidents: page
            .incidents
            .iter()
            .map(|incident| IncidentRow {
                i: near(incident.id),
                t: incident.token.map(near),
                n: words.add(incident.node),
                p: phase_row(incident.phase),
                w: incident.wait.map(near),
                code: Cow::Borrowed(&incident.code),
                message: Cow::Borrowed(&incident.message),
            })
            .collect(),
        results: page
            .results
            .iter()
            .map(|(body, item, value)| (near(*body), *item, Cow::Borrowed(value)))
            .collect(),
    }
}

pub(super) fn write_done<'a>(done: &'a Done, words: &mut Dictionary) -> DoneRow<'a> {
    DoneRow {
        n: words.add(done.node),
        l: Cow::Borrowed(&done.locals),
        d: done.inner.iter().map(|it| write_done(it, words)).collect(),
    }
}

pub(super) fn write_wait<'a>(
    wait: &'a Wait,
    token: &Token,
    i: u64,
    words: &mut Dictionary,
) -> WaitRow<'a> {
    let k = match &wait.kind {
        WaitingFor::Task => None,
        WaitingFor::Job => Some(KindRow::Job),
        WaitingFor::Continue => Some(KindRow::Continue),
        WaitingFor::Timer { due, rule, left } => Some(KindRow::Timer {
            due: *due,
            rule: Cow::Borrowed(rule),
            left: *left,
        }),
        WaitingFor::Message { name, key } => Some(KindRow::Message {
            name: Cow::Borrowed(name),
            key: Cow::Borrowed(key),
        }),
        WaitingFor::Signal { name } => Some(KindRow::Signal(Cow::Borrowed(name))),
        WaitingFor::Condition { number, was } => Some(KindRow::Condition(*number, *was)),
    };
    WaitRow {
        i,
        n: (wait.node != token.node).then(|| words.add(wait.node)),
        k,
    }
}

pub(super) fn write_multi(multi: &Multi) -> MultiRow<'_> {
    MultiRow {
        total: int(&multi.total),
        done: int(&multi.completed),
        active: int(&multi.active),
        made: multi.made,
        rest: multi.rest.iter().map(Cow::Borrowed).collect(),
        first_part: multi.first_part,
        segments: multi
            .segments
            .iter()
            .map(|word| format!("{word:016x}"))
            .collect(),
    }
}

pub(super) fn write_work(work: &Work, words: &mut Dictionary) -> WorkRow {
    match work {
        Work::Flow { scope, flow } => WorkRow::Flow(*scope, words.add(*flow)),
        Work::Node { scope, node } => WorkRow::Node(*scope, words.add(*node)),
        Work::Go { token } => WorkRow::Go(*token),
        Work::Items { token } => WorkRow::Items(*token),
        Work::Throw { token } => WorkRow::Throw(*token),
    }
}

pub(super) fn phase_row(phase: Phase) -> PhaseRow {
    match phase {
        Phase::Before => PhaseRow::Before,
        Phase::Activating => PhaseRow::Activating,
        Phase::Active => PhaseRow::Active,
        Phase::Completing => PhaseRow::Completing,
        Phase::After => PhaseRow::After,
        Phase::Leaving => PhaseRow::Leaving,
    }
}

pub(super) fn int(value: &Value) -> u32 {
    match value {
        Value::Int(number) => u32::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}
