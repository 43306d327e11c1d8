//! An instance goes over to another version of its process: its tokens, waits and incidents keep their places,
//! by the ids of the elements or as the plan says; everything is checked before anything is changed.
//!
//! What waits goes on waiting as it was armed: a timer keeps its instant, a subscription its key. Boundary events
//! and event subprocesses that only one version has are armed or closed where their activity is running. A dry
//! run is a step whose result is thrown away.

use crate::command::{Effect, MigrationPlan, Refusal, TraceKind};
use crate::events::{catch, event_subprocess};
use crate::instance::{Instance, Page, Phase, ScopeId, Token, TokenId, Wait, WaitingFor, Work};
use crate::modify::refuse;
use crate::process::{Catch, Ix, Kind, Node, Process};
use crate::run::Run;
use crate::snapshot::{self, part_to_bytes};
use crate::tasks::user;
use crate::variables::as_invalid;
use std::mem::{Discriminant, discriminant};
use std::sync::Arc;

/// What a migration would do, and what stands in its way.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    pub plan: MigrationPlan,
    /// Elements of the old version without one of the same id and sort in the new, in document order; an
    /// instance with a token there cannot go over until the plan moves it.
    pub without_counterpart: Vec<String>,
}

/// A plan by ids from one version of a process to another.
pub fn propose(from: &Process, to: &Process) -> Proposal {
    let mut plan = MigrationPlan::default();
    let mut without_counterpart = Vec::new();
    for (ix, node) in from.nodes.iter().enumerate() {
        let id = &from.names[ix];
        let counterpart = find(to, id).filter(|other| sort(other) == sort(node));
        match counterpart {
            Some(other) => {
                if let (Kind::Job { topic, .. }, Kind::Job { topic: new, .. }) =
                    (&node.kind, &other.kind)
                    && topic != new
                {
                    plan.renew.push(id.to_string());
                }
                let differing = user::differing(node, other);
                if !differing.is_empty() {
                    plan.tasks.insert(id.to_string(), differing);
                }
            }
            None if by_event(from, ix as Ix) => plan.close.push(id.to_string()),
            None => without_counterpart.push(id.to_string()),
        }
    }
    for (ix, node) in to.nodes.iter().enumerate() {
        let id = &to.names[ix];
        let known = find(from, id).is_some_and(|other| sort(other) == sort(node));
        if !known && by_event(to, ix as Ix) {
            plan.arm.push(id.to_string());
        }
    }
    Proposal {
        plan,
        without_counterpart,
    }
}

fn find<'p>(process: &'p Process, id: &str) -> Option<&'p Node> {
    process.nodes.get(*process.index.get(id)? as usize)
}

fn sort(node: &Node) -> (Discriminant<Kind>, bool) {
    (discriminant(&node.kind), node.multi.is_some())
}

/// Boundary events and event subprocesses: they wait without a token that is counted.
fn by_event(process: &Process, ix: Ix) -> bool {
    matches!(process.node(ix).kind, Kind::Boundary { .. }) || process.is_event_subprocess(ix)
}

/// The instance with its places named as the new version has them; what is closed on the way.
pub(crate) fn rename(
    instance: &Instance,
    plan: &MigrationPlan,
    to: &Process,
) -> Result<(Instance, Vec<Effect>), Refusal> {
    let mut instance = compact(instance)?;
    let mut closed = Vec::new();
    let parts = instance.parts();
    let missing: Vec<_> = parts
        .into_iter()
        .filter(|part| instance.page(*part as u32).is_none())
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::Need(missing));
    }
    for page in pages(&mut instance) {
        close(page, plan, &mut closed);
    }
    let mut instance = compact(&instance)?;
    for page in pages(&mut instance) {
        page.names = page
            .names
            .iter()
            .map(|id| match plan.moves.get(&**id) {
                Some(new) => Arc::from(new.as_str()),
                None => id.clone(),
            })
            .collect();
        let lost = page.names.iter().find(|id| !to.index.contains_key(*id));
        if let Some(id) = lost {
            return Err(refuse(
                id,
                "migrate.gone",
                "la nuova versione non ha questo elemento e il piano non dice dove portarlo",
                "the new version has no such element and the plan does not say where it goes",
            ));
        }
        page.dirty = true;
    }
    Ok((instance, closed))
}

fn pages(instance: &mut Instance) -> impl Iterator<Item = &mut Page> {
    std::iter::once(&mut instance.main).chain(&mut instance.loaded)
}

/// The same instance with dictionaries that hold only what it uses.
fn compact(instance: &Instance) -> Result<Instance, Refusal> {
    let broken = |error: snapshot::FormatError| Refusal::Aborted(error.to_string());
    let mut out = Instance::from_bytes(&instance.to_bytes()).map_err(broken)?;
    for page in &instance.loaded {
        out.supply_part(page.id.into(), &part_to_bytes(page))
            .map_err(broken)?;
    }
    Ok(out)
}

/// Closes the waits of boundary events, and the listeners of event subprocesses, that go.
fn close(page: &mut Page, plan: &MigrationPlan, closed: &mut Vec<Effect>) {
    let names = page.names.clone();
    let goes = |ix: Ix| plan.close.iter().any(|id| **id == *names[ix as usize]);
    page.tokens.retain_mut(|token| {
        let listens = token.child.is_none() && token.incident.is_none() && goes(token.node);
        let node = token.node;
        let (out, kept): (Vec<Wait>, Vec<Wait>) = token
            .waits
            .drain(..)
            .partition(|wait| listens || (wait.node != node && goes(wait.node)));
        token.waits.extend(kept);
        closed.extend(
            out.iter()
                .filter(|wait| wait.has_row())
                .map(|wait| Effect::CloseWait {
                    wait: wait.id,
                    done: false,
                }),
        );
        !listens
    });
}

/// The instance is bound to the new version: checks every place, then arms what is new.
pub(crate) fn migrate(
    run: &mut Run,
    plan: &MigrationPlan,
    closed: Vec<Effect>,
) -> Result<(), Refusal> {
    check(run)?;
    run.effects.extend(closed);
    for id in &plan.arm {
        let Some(ix) = run.process.index.get(id.as_str()).copied() else {
            continue;
        };
        if run.process.is_event_subprocess(ix) {
            listen(run, ix)?;
        } else {
            arm(run, ix)?;
        }
    }
    let again: Vec<(TokenId, u64)> = run
        .instance
        .pages()
        .flat_map(|page| &page.tokens)
        .filter(|token| plan.renew.iter().any(|id| **id == **run.id(token.node)))
        .flat_map(|token| token.waits.iter().map(|wait| (token.id, wait)))
        .filter(|(_, wait)| wait.kind == WaitingFor::Job)
        .map(|(token, wait)| (token, wait.id))
        .collect();
    for (token, wait) in again {
        run.forgive(token);
        run.close_wait(token, wait, false);
        run.instance.queue.push_back(Work::Go { token });
    }
    describe(run, plan)?;
    run.changes.all = run.process.heard.conditions;
    run.event(TraceKind::Migrated, run.process.self_ix());
    Ok(())
}

/// Open tasks are described as the new version says, in what it says otherwise.
fn describe(run: &mut Run, plan: &MigrationPlan) -> Result<(), Refusal> {
    let process = run.process;
    for (id, aspects) in &plan.tasks {
        let Some(ix) = process.index.get(id.as_str()).copied() else {
            continue;
        };
        let Kind::User(user) = &process.node(ix).kind else {
            continue;
        };
        let open: Vec<(TokenId, ScopeId, u64)> = run
            .instance
            .pages()
            .flat_map(|page| &page.tokens)
            .filter(|token| token.node == ix)
            .flat_map(|token| {
                let tasks = token.waits.iter();
                tasks
                    .filter(|wait| wait.kind == WaitingFor::Task)
                    .map(|wait| (token.id, token.scope, wait.id))
            })
            .collect();
        for (token, scope, wait) in open {
            let mut task = user::described(run, token, scope, ix, user)
                .map_err(|stop| as_invalid(stop, id))?;
            task.wait = wait;
            run.effects.push(Effect::ChangeTask {
                task: Box::new(task),
                aspects: aspects.clone(),
            });
        }
    }
    Ok(())
}

/// Every token stands where it can stand, and waits for what its element waits for.
fn check(run: &Run) -> Result<(), Refusal> {
    let process = run.process;
    for page in run.instance.pages() {
        for token in &page.tokens {
            let node = process.node(token.node);
            let scope = run.instance.scope(token.scope).map(|scope| scope.plan);
            if scope != Some(node.scope) || !fits(process, token) {
                return Err(misplaced(run, token.node));
            }
        }
        for scope in &page.scopes {
            let lost = scope.joins.iter().find(|(flow, _)| {
                let number = *flow as usize;
                let flow = number.checked_sub(process.nodes.len());
                flow.and_then(|flow| process.flows.get(flow))
                    .is_none_or(|flow| {
                        let target = process.node(flow.target);
                        !target.joins || target.scope != scope.plan
                    })
            });
            if let Some((flow, _)) = lost {
                return Err(misplaced(run, *flow));
            }
        }
    }
    Ok(())
}

fn misplaced(run: &Run, ix: Ix) -> Refusal {
    refuse(
        run.id(ix),
        "migrate.other_sort",
        "nella nuova versione l'elemento è di un altro tipo o in un altro sottoprocesso",
        "in the new version the element is of another sort or in another subprocess",
    )
}

fn fits(process: &Process, token: &Token) -> bool {
    let node = process.node(token.node);
    if token.item.is_some() || token.multi.is_some() {
        if node.multi.is_none() {
            return false;
        }
    } else if node.multi.is_some()
        && token.phase != Phase::Before
        && token.phase != Phase::Activating
    {
        return false;
    }
    token.waits.iter().all(|wait| {
        let kind = &process.node(wait.node).kind;
        if wait.node != token.node {
            let boundary = node.boundaries.contains(&wait.node);
            let listens =
                matches!(node.kind, Kind::EventSubProcess { start, .. } if start == wait.node);
            let raced = matches!(node.kind, Kind::EventBased)
                && node
                    .outgoing
                    .iter()
                    .any(|flow| process.flows[*flow as usize].target == wait.node);
            if !(boundary || listens || raced) {
                return false;
            }
        }
        let waits = match kind {
            Kind::Boundary { triggers, .. } => &triggers.waits[..],
            Kind::Catch(triggers) | Kind::Start(Some(triggers)) => &triggers.waits[..],
            Kind::Job {
                trigger: Some(trigger),
                ..
            } => &trigger.waits[..],
            _ => &[],
        };
        let any = |of: fn(&Catch) -> bool| waits.iter().any(of);
        match &wait.kind {
            WaitingFor::Task => matches!(kind, Kind::User(_)),
            WaitingFor::Job => matches!(kind, Kind::Job { .. } | Kind::Call(_)),
            WaitingFor::Continue => true,
            WaitingFor::Timer { .. } => any(|it| matches!(it, Catch::Timer(_))),
            WaitingFor::Message { .. } => any(|it| matches!(it, Catch::Message(_))),
            WaitingFor::Signal { .. } => any(|it| matches!(it, Catch::Signal { .. })),
            WaitingFor::Condition { number, .. } => {
                matches!(waits.get(*number as usize), Some(Catch::Condition(_)))
            }
        }
    })
}

/// A boundary event the old version did not have, at each running host.
fn arm(run: &mut Run, ix: Ix) -> Result<(), Refusal> {
    let process = run.process;
    let Kind::Boundary { triggers, .. } = &process.node(ix).kind else {
        return Ok(());
    };
    let hosts: Vec<TokenId> = run
        .instance
        .pages()
        .flat_map(|page| &page.tokens)
        .filter(|token| token.phase == Phase::Active && token.item.is_none())
        .filter(|token| process.node(token.node).boundaries.contains(&ix))
        .map(|token| token.id)
        .collect();
    let name = run.id(ix).to_string();
    for host in hosts {
        let armed =
            catch::arm_all(run, host, triggers, None).map_err(|stop| as_invalid(stop, &name))?;
        for one in armed {
            catch::open(run, host, ix, one)?;
        }
    }
    Ok(())
}

/// An event subprocess the old version did not have, in each running scope around it.
fn listen(run: &mut Run, ix: Ix) -> Result<(), Refusal> {
    let plan = run.process.node(ix).scope;
    if !run.process.scopes[plan as usize].events.contains(&ix) {
        return Ok(());
    }
    let scopes: Vec<ScopeId> = run
        .instance
        .pages()
        .flat_map(|page| &page.scopes)
        .filter(|scope| scope.plan == plan && scope.live > 0)
        .map(|scope| scope.id)
        .collect();
    for scope in scopes {
        event_subprocess::listen_at(run, scope, ix)?;
    }
    Ok(())
}
