//! The bytes of an instance: JSON, `format` first, elements by id through a dictionary of its own.
//!
//! Format 1. One-letter keys inside tokens and waits keep a segment small; what has its usual value
//! is left out. Ids of the same page are written without the page. Unknown formats are refused; a
//! reader of a later version keeps reading this one (`tests/fixtures`).

use crate::command::{End, PartId, Refusal};
use crate::instance::{
    Done, Incident, Instance, Item, Multi, Page, Phase, Scope, Token, Undo, Wait, WaitingFor, Work,
};
use crate::process::{Ix, Kind, Process};
use chrono::{DateTime, Utc};
use rules::{Map, Value};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

pub const FORMAT: u64 = 1;

/// Why bytes are not an instance, a part or a trace.
#[derive(Debug, thiserror::Error)]
pub enum FormatError {
    #[error("format {0} is not known to this version")]
    Unknown(u64),
    #[error("part {0} does not belong here")]
    WrongPart(PartId),
    #[error("the bytes name element {0} that is not in their dictionary")]
    Dictionary(u32),
    #[error("the bytes are damaged")]
    Broken(#[from] serde_json::Error),
}

impl Instance {
    /// The snapshot, without its parts (those are in `Step::parts`).
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut words = Dictionary::default();
        let page = write_page(&self.main, &mut words);
        let queue = self
            .queue
            .iter()
            .map(|work| write_work(work, &mut words))
            .collect();
        let row = InstanceRow {
            format: FORMAT,
            process: Cow::Borrowed(&self.process),
            ids: words.ids(&self.main.names),
            started: self.started,
            suspended: self.suspended,
            state: self.state,
            error_code: self.error_code.as_deref().map(Cow::Borrowed),
            variables: Cow::Borrowed(&self.variables),
            bytes: self.bytes,
            activations: self.activations,
            last_part: self.last_part,
            queue,
            page,
        };
        serde_json::to_vec(&row).expect("a snapshot is always JSON: its keys are text")
    }

    /// Reads a snapshot. Its parts are supplied when a step asks for them.
    pub fn from_bytes(bytes: &[u8]) -> Result<Instance, FormatError> {
        known_format(bytes)?;
        let row: InstanceRow = serde_json::from_slice(bytes)?;
        let names: Arc<[Arc<str>]> = row.ids.iter().map(|id| Arc::from(id.as_ref())).collect();
        let main = read_page(row.page, 0, names)?;
        let queue = row
            .queue
            .into_iter()
            .map(|work| read_work(work, &main.names))
            .collect::<Result<_, _>>()?;
        Ok(Instance {
            process: row.process.into_owned(),
            started: row.started,
            suspended: row.suspended,
            state: row.state,
            error_code: row.error_code.map(Cow::into_owned),
            variables: row.variables.into_owned(),
            bytes: row.bytes,
            activations: row.activations,
            last_part: row.last_part,
            queue,
            main,
            loaded: Vec::new(),
        })
    }

    /// Gives a part that [`Refusal::Need`] asked for; a second time replaces it.
    pub fn supply_part(&mut self, part: PartId, bytes: &[u8]) -> Result<(), FormatError> {
        known_format(bytes)?;
        let row: PartRow = serde_json::from_slice(bytes)?;
        let id = u32::try_from(part).map_err(|_| FormatError::WrongPart(part))?;
        if id == 0 || row.part != id || id > self.last_part {
            return Err(FormatError::WrongPart(part));
        }
        let names: Arc<[Arc<str>]> = row.ids.iter().map(|id| Arc::from(id.as_ref())).collect();
        let page = read_page(row.page, id, names)?;
        self.loaded.retain(|page| page.id != id);
        self.loaded.push(page);
        Ok(())
    }
}

/// The row of a part.
pub(crate) fn part_to_bytes(page: &Page) -> Vec<u8> {
    let mut words = Dictionary::default();
    let row = write_page(page, &mut words);
    let row = PartRow {
        format: FORMAT,
        part: page.id,
        ids: words.ids(&page.names),
        page: row,
    };
    serde_json::to_vec(&row).expect("a part is always JSON: its keys are text")
}

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

fn bind_page(page: &mut Page, process: &Process) -> Result<(), Refusal> {
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

fn translation(names: &[Arc<str>], process: &Process) -> Result<Vec<Ix>, Refusal> {
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

fn known_format(bytes: &[u8]) -> Result<(), FormatError> {
    if bytes.starts_with(b"{\"format\":1,") {
        return Ok(());
    }
    #[derive(Deserialize)]
    struct Head {
        format: u64,
    }
    match serde_json::from_slice::<Head>(bytes)?.format {
        FORMAT => Ok(()),
        other => Err(FormatError::Unknown(other)),
    }
}

/// Indices in the order of their first use.
#[derive(Default)]
struct Dictionary(Vec<Ix>);

impl Dictionary {
    fn add(&mut self, ix: Ix) -> u32 {
        match self.0.iter().rposition(|other| *other == ix) {
            Some(at) => at as u32,
            None => {
                self.0.push(ix);
                self.0.len() as u32 - 1
            }
        }
    }

    fn ids<'a>(&self, names: &'a [Arc<str>]) -> Vec<Cow<'a, str>> {
        self.0
            .iter()
            .map(|ix| Cow::Borrowed(&*names[*ix as usize]))
            .collect()
    }
}

fn is<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

#[derive(Serialize, Deserialize)]
struct InstanceRow<'a> {
    format: u64,
    process: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ids: Vec<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "is")]
    started: bool,
    #[serde(default, skip_serializing_if = "is")]
    suspended: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    state: Option<End>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_code: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "is_empty")]
    variables: Cow<'a, Map>,
    #[serde(default, skip_serializing_if = "is")]
    bytes: u64,
    #[serde(default, skip_serializing_if = "is")]
    activations: u32,
    #[serde(default, skip_serializing_if = "is")]
    last_part: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    queue: Vec<WorkRow>,
    page: PageRow<'a>,
}

// serde's `skip_serializing_if` passes the field as it is.
#[allow(clippy::ptr_arg)]
fn is_empty(map: &Cow<Map>) -> bool {
    map.is_empty()
}

#[derive(Serialize, Deserialize)]
struct PartRow<'a> {
    format: u64,
    part: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    ids: Vec<Cow<'a, str>>,
    page: PageRow<'a>,
}

#[derive(Serialize, Deserialize)]
struct PageRow<'a> {
    last: u32,
    /// Body and scope of the items of a segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<(u64, u64)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    scopes: Vec<ScopeRow<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tokens: Vec<TokenRow<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    incidents: Vec<IncidentRow<'a>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    results: Vec<(u64, u32, Cow<'a, Value>)>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WorkRow {
    Flow(u64, u32),
    Node(u64, u32),
    Go(u64),
    Items(u64),
    Throw(u64),
}

#[derive(Serialize, Deserialize)]
struct ScopeRow<'a> {
    i: u64,
    /// Owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    o: Option<u64>,
    /// Live tokens.
    l: u32,
    /// Joins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    j: Vec<(u32, u32)>,
    /// Ad-hoc, one at a time: what is still to come.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    a: Vec<u32>,
    /// Ad-hoc: nothing begins any more.
    #[serde(default, skip_serializing_if = "is")]
    e: bool,
    /// Complex gateways in their reset phase.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    r: Vec<(u32, Vec<u32>)>,
    /// Completed activities that can be compensated.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    d: Vec<DoneRow<'a>>,
}

#[derive(Serialize, Deserialize)]
struct DoneRow<'a> {
    n: u32,
    #[serde(default, skip_serializing_if = "is_empty")]
    l: Cow<'a, Map>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    d: Vec<DoneRow<'a>>,
}

#[derive(Serialize, Deserialize)]
struct UndoRow<'a> {
    d: Vec<DoneRow<'a>>,
    s: u64,
    #[serde(default, skip_serializing_if = "is")]
    detached: bool,
}

#[derive(Serialize, Deserialize)]
struct TokenRow<'a> {
    i: u64,
    /// Scope; left out for the items of a segment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    s: Option<u64>,
    #[serde(default, skip_serializing_if = "is")]
    n: u32,
    /// Phase; left out when active.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    p: Option<PhaseRow>,
    #[serde(default, skip_serializing_if = "is_empty")]
    l: Cow<'a, Map>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    w: Vec<WaitRow<'a>>,
    /// Incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    x: Option<u64>,
    /// `loopCounter` of an item.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    c: Option<u32>,
    /// Body of an item that lives on the body's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    b: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    m: Option<MultiRow<'a>>,
    /// Child scope.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<u64>,
    /// Completed inside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    d: Vec<DoneRow<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    undo: Option<UndoRow<'a>>,
    /// The token this one compensates for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<u64>,
}

#[derive(Serialize, Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum PhaseRow {
    Before,
    Activating,
    Active,
    Completing,
    After,
    Leaving,
}

#[derive(Serialize, Deserialize)]
struct MultiRow<'a> {
    total: u32,
    #[serde(default, skip_serializing_if = "is")]
    done: u32,
    #[serde(default, skip_serializing_if = "is")]
    active: u32,
    #[serde(default, skip_serializing_if = "is")]
    made: u32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rest: Vec<Cow<'a, Value>>,
    #[serde(default, skip_serializing_if = "is")]
    first_part: u32,
    /// Hexadecimal, 16 digits a word.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    segments: String,
}

/// Without `k` it is a person's task.
#[derive(Serialize, Deserialize)]
struct WaitRow<'a> {
    i: u64,
    /// Element, when not the token's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    n: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    k: Option<KindRow<'a>>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum KindRow<'a> {
    Job,
    Continue,
    Timer {
        due: DateTime<Utc>,
        rule: Cow<'a, str>,
        left: Option<u32>,
    },
    Message {
        name: Cow<'a, str>,
        key: Cow<'a, str>,
    },
    Signal(Cow<'a, str>),
    /// Number of the condition at its event, and what it was.
    Condition(u32, bool),
}

#[derive(Serialize, Deserialize)]
struct IncidentRow<'a> {
    i: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    t: Option<u64>,
    n: u32,
    p: PhaseRow,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    w: Option<u64>,
    code: Cow<'a, str>,
    message: Cow<'a, str>,
}

/// Strips or adds the page of an id: its own page's ids become small, others stay whole.
fn near(page: u32, id: u64) -> u64 {
    id ^ (u64::from(page) << 32)
}

fn write_page<'a>(page: &'a Page, words: &mut Dictionary) -> PageRow<'a> {
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

fn write_done<'a>(done: &'a Done, words: &mut Dictionary) -> DoneRow<'a> {
    DoneRow {
        n: words.add(done.node),
        l: Cow::Borrowed(&done.locals),
        d: done.inner.iter().map(|it| write_done(it, words)).collect(),
    }
}

fn read_done(rows: Vec<DoneRow>, names: &[Arc<str>]) -> Result<Vec<Done>, FormatError> {
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

fn bind_done(all: &mut [Done], words: &[Ix]) {
    for done in all {
        done.node = words[done.node as usize];
        bind_done(&mut done.inner, words);
    }
}

fn write_wait<'a>(wait: &'a Wait, token: &Token, i: u64, words: &mut Dictionary) -> WaitRow<'a> {
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

fn write_multi(multi: &Multi) -> MultiRow<'_> {
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

fn write_work(work: &Work, words: &mut Dictionary) -> WorkRow {
    match work {
        Work::Flow { scope, flow } => WorkRow::Flow(*scope, words.add(*flow)),
        Work::Node { scope, node } => WorkRow::Node(*scope, words.add(*node)),
        Work::Go { token } => WorkRow::Go(*token),
        Work::Items { token } => WorkRow::Items(*token),
        Work::Throw { token } => WorkRow::Throw(*token),
    }
}

fn read_work(row: WorkRow, names: &[Arc<str>]) -> Result<Work, FormatError> {
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

fn read_page(row: PageRow, id: u32, names: Arc<[Arc<str>]>) -> Result<Page, FormatError> {
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

fn known(ix: u32, names: &[Arc<str>]) -> Result<Ix, FormatError> {
    if (ix as usize) < names.len() {
        Ok(ix)
    } else {
        Err(FormatError::Dictionary(ix))
    }
}

fn read_kind(row: Option<KindRow>) -> WaitingFor {
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

fn read_multi(row: MultiRow) -> Multi {
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

fn int(value: &Value) -> u32 {
    match value {
        Value::Int(number) => u32::try_from(*number).unwrap_or(0),
        _ => 0,
    }
}

fn phase_row(phase: Phase) -> PhaseRow {
    match phase {
        Phase::Before => PhaseRow::Before,
        Phase::Activating => PhaseRow::Activating,
        Phase::Active => PhaseRow::Active,
        Phase::Completing => PhaseRow::Completing,
        Phase::After => PhaseRow::After,
        Phase::Leaving => PhaseRow::Leaving,
    }
}

fn phase(row: PhaseRow) -> Phase {
    match row {
        PhaseRow::Before => Phase::Before,
        PhaseRow::Activating => Phase::Activating,
        PhaseRow::Active => Phase::Active,
        PhaseRow::Completing => Phase::Completing,
        PhaseRow::After => Phase::After,
        PhaseRow::Leaving => Phase::Leaving,
    }
}
