//! From rows to state.

use super::rows::*;
use super::{FormatError, near};
use crate::instance::{
    Done, Incident, Item, Multi, Page, Phase, Scope, Token, Undo, Wait, WaitingFor, Work,
};
use crate::process::Ix;
use rules::Value;
use std::borrow::Cow;
use std::sync::Arc;

pub(super) fn read_done(rows: Vec<DoneRow>, names: &[Arc<str>]) -> Result<Vec<Done>, FormatError> {
    rows.into_iter()
        .map(|row| {
            Ok(Done {
                node: known(row.n, names)?,
                locals: row.l.into_owned(),
                inner: read_done(row.d, names)?,
            })
        })
        .collect()
}

pub(super) fn read_work(row: WorkRow, names: &[Arc<str>]) -> Result<Work, FormatError> {
    Ok(match row {
        WorkRow::Flow(scope, flow) => Work::Flow {
            scope,
            flow: known(flow, names)?,
        },
        WorkRow::Node(scope, node) => Work::Node {
            scope,
            node: known(node, names)?,
        },
        WorkRow::Go(token) => Work::Go { token },
        WorkRow::Items(token) => Work::Items { token },
        WorkRow::Throw(token) => Work::Throw { token },
    })
}

pub(super) fn read_page(
    row: PageRow,
    id: u32,
    names: Arc<[Arc<str>]>,
) -> Result<Page, FormatError> {
    let near = |number: u64| near(id, number);
    let mut tokens = Vec::with_capacity(row.tokens.len());
    for token in row.tokens {
        let node = known(token.n, &names)?;
        let mut waits = smallvec::SmallVec::new();
        for wait in token.w {
            let node = wait.n.map_or(Ok(node), |node| known(node, &names))?;
            waits.push(Wait {
                id: near(wait.i),
                node,
                kind: read_kind(wait.k),
            });
        }
        let item = match (token.c, token.b.map(near).or(row.of.map(|(body, _)| body))) {
            (Some(counter), Some(body)) => Some(Item {
                body,
                counter: Value::Int(counter.into()),
            }),
            _ => None,
        };
        tokens.push(Token {
            id: near(token.i),
            scope: token
                .s
                .map(near)
                .or(row.of.map(|(_, scope)| scope))
                .unwrap_or(0),
            node,
            phase: token.p.map_or(Phase::Active, phase),
            locals: token.l.into_owned(),
            waits,
            incident: token.x.map(near),
            item,
            multi: token.m.map(|multi| Box::new(read_multi(multi))),
            child: token.k.map(near),
            inner: read_done(token.d, &names)?,
            undo: match token.undo {
                Some(undo) => Some(Box::new(Undo {
                    pending: read_done(undo.d, &names)?,
                    scope: near(undo.s),
                    detached: undo.detached,
                })),
                None => None,
            },
            by: token.by.map(near),
        });
    }
    let mut scopes = Vec::with_capacity(row.scopes.len());
    for scope in row.scopes {
        let joins = scope
            .j
            .into_iter()
            .map(|(flow, count)| Ok((known(flow, &names)?, count)));
        let joins = joins.collect::<Result<_, FormatError>>()?;
        let mut resets = Vec::with_capacity(scope.r.len());
        for (gateway, flows) in scope.r {
            let flows = flows.into_iter().map(|flow| known(flow, &names));
            resets.push((known(gateway, &names)?, flows.collect::<Result<_, _>>()?));
        }
        scopes.push(Scope {
            id: near(scope.i),
            owner: scope.o.map(near),
            plan: 0,
            live: scope.l,
            joins,
            resets,
            done: read_done(scope.d, &names)?,
            rest: scope
                .a
                .into_iter()
                .map(|ix| known(ix, &names))
                .collect::<Result<_, _>>()?,
            closing: scope.e,
        });
    }
    let mut incidents = Vec::with_capacity(row.incidents.len());
    for incident in row.incidents {
        incidents.push(Incident {
            id: near(incident.i),
            token: incident.t.map(near),
            node: known(incident.n, &names)?,
            phase: phase(incident.p),
            wait: incident.w.map(near),
            code: incident.code.into_owned(),
            message: incident.message.into_owned(),
        });
    }
    let results = row
        .results
        .into_iter()
        .map(|(body, item, value)| (near(body), item, value.into_owned()))
        .collect();
    let body = row.of.map(|(body, _)| body);
    Ok(Page {
        id,
        names,
        last: row.last,
        body,
        scopes,
        tokens,
        incidents,
        results,
        dirty: false,
        stored: true,
    })
}

pub(super) fn known(ix: u32, names: &[Arc<str>]) -> Result<Ix, FormatError> {
    if (ix as usize) < names.len() {
        Ok(ix)
    } else {
        Err(FormatError::Dictionary(ix))
    }
}

pub(super) fn read_kind(row: Option<KindRow>) -> WaitingFor {
    match row {
        None => WaitingFor::Task,
        Some(KindRow::Job) => WaitingFor::Job,
        Some(KindRow::Continue) => WaitingFor::Continue,
        Some(KindRow::Timer { due, rule, left }) => WaitingFor::Timer {
            due,
            rule: rule.into_owned(),
            left,
        },
        Some(KindRow::Message { name, key }) => WaitingFor::Message {
            name: name.into_owned(),
            key: key.into_owned(),
        },
        Some(KindRow::Signal(name)) => WaitingFor::Signal {
            name: name.into_owned(),
        },
        Some(KindRow::Condition(number, was)) => WaitingFor::Condition { number, was },
    }
}

pub(super) fn read_multi(row: MultiRow) -> Multi {
    let digits = row.segments.as_bytes().chunks(16);
    let segments = digits.map(|word| {
        std::str::from_utf8(word)
            .ok()
            .and_then(|word| u64::from_str_radix(word, 16).ok())
    });
    Multi {
        total: Value::Int(row.total.into()),
        completed: Value::Int(row.done.into()),
        active: Value::Int(row.active.into()),
        made: row.made,
        rest: row.rest.into_iter().map(Cow::into_owned).collect(),
        first_part: row.first_part,
        segments: segments.map(Option::unwrap_or_default).collect(),
    }
}

pub(super) fn phase(row: PhaseRow) -> Phase {
    match row {
        PhaseRow::Before => Phase::Before,
        PhaseRow::Activating => Phase::Activating,
        PhaseRow::Active => Phase::Active,
        PhaseRow::Completing => Phase::Completing,
        PhaseRow::After => Phase::After,
        PhaseRow::Leaving => Phase::Leaving,
    }
}
