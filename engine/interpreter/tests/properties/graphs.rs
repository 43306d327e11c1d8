//! Free graphs: nodes of any sort with ways forward to anywhere, and back to where somebody waits. They need not
//! end: joins may wait for ever, tokens may multiply. What must hold is that each token is accounted for.

use crate::blocks::{Block, Builder, block_of};
use crate::support::{Case, Draft, draft, rhai};
use bpmn::{EndResult, NodeKind};
use interpreter::{TraceEvent, TraceKind};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Debug, Clone)]
pub enum Part {
    /// An element or a block of them.
    Work(Block),
    Exclusive,
    Parallel,
    Inclusive,
    /// Begins with the first token; the rest of its round is swallowed.
    Complex,
    End,
    /// Ends the process around, or the whole instance.
    Terminate(bool),
}

/// Parts in order, each with where its ways lead: forward so many, and back to the so-manieth person.
#[derive(Debug, Clone)]
pub struct Graph(Vec<(Part, Vec<u16>, Option<u16>)>);

pub fn graph() -> impl Strategy<Value = Graph> {
    let part = prop_oneof![
        6 => block_of(2, 8, 3).prop_map(Part::Work),
        3 => Just(Part::Work(Block::User)),
        3 => Just(Part::Exclusive),
        4 => Just(Part::Parallel),
        4 => Just(Part::Inclusive),
        2 => Just(Part::Complex),
        1 => Just(Part::End),
        1 => any::<bool>().prop_map(Part::Terminate),
    ];
    let ways = prop::collection::vec(any::<u16>(), 1..4);
    let back = prop::option::weighted(0.2, any::<u16>());
    prop::collection::vec((part, ways, back), 2..11).prop_map(Graph)
}

impl Graph {
    pub fn draft(&self) -> Draft {
        let mut builder = Builder {
            draft: draft(),
            count: 0,
            quiet: false,
        };
        let start = bpmn::Trigger::None;
        let start = builder.node(
            "start",
            NodeKind::Start {
                trigger: start,
                interrupting: true,
            },
        );
        let places: Vec<(String, String)> =
            self.0.iter().map(|(part, ..)| builder.part(part)).collect();
        let end = builder.node(
            "end",
            NodeKind::End {
                result: EndResult::None,
            },
        );
        builder.join(&start, &places[0].0);
        let people: Vec<usize> = (0..self.0.len())
            .filter(|at| matches!(self.0[*at].0, Part::Work(Block::User)))
            .collect();
        for (at, (part, ways, back)) in self.0.iter().enumerate() {
            if matches!(part, Part::End | Part::Terminate(_)) {
                continue;
            }
            let forward = |way: &u16| {
                let left = self.0.len() - at;
                places
                    .get(at + 1 + *way as usize % left)
                    .map_or(end.clone(), |place| place.0.clone())
            };
            let mut to: Vec<String> = ways.iter().map(forward).collect();
            // Every way back leads to somebody who waits, so that no run goes round by itself.
            let behind = people.iter().filter(|person| **person <= at).count();
            if let Some(back) = back.filter(|_| behind > 0) {
                to.push(places[people[back as usize % behind]].0.clone());
            }
            let mut seen = Vec::new();
            to.retain(|id| {
                !seen.contains(id) && {
                    seen.push(id.clone());
                    true
                }
            });
            let from = &places[at].1;
            let chooses = matches!(part, Part::Exclusive | Part::Inclusive) && to.len() > 1;
            for (number, to_id) in to.iter().enumerate() {
                let last = number + 1 == to.len();
                let condition =
                    (chooses && !last).then(|| rhai(&format!("(total + {number}) % 2 == 0")));
                let flow = builder.draft.connect(from, to_id, condition);
                if chooses && last {
                    let index = builder.draft.index(from);
                    builder.draft.model.nodes[index].default = Some(flow);
                }
            }
        }
        builder.draft
    }
}

impl Builder {
    /// Adds a part; its first and its last node.
    fn part(&mut self, part: &Part) -> (String, String) {
        let end = |result| NodeKind::End { result };
        let id = match part {
            Part::Work(block) => return self.block(block),
            Part::Exclusive => self.node("xor", NodeKind::ExclusiveGateway),
            Part::Parallel => self.node("and", NodeKind::ParallelGateway),
            Part::Inclusive => self.node("or", NodeKind::InclusiveGateway),
            Part::Complex => self.node(
                "complex",
                NodeKind::ComplexGateway {
                    activation: Some(rhai("activationCount >= 1")),
                },
            ),
            Part::End => self.node("end", end(EndResult::None)),
            Part::Terminate(all) => self.node("terminate", end(EndResult::Terminate { all: *all })),
        };
        (id.clone(), id)
    }
}

/// What the history says went where.
#[derive(Default)]
pub struct Ledger {
    /// By the name of the kind and the id.
    counts: BTreeMap<(String, String), usize>,
}

impl Ledger {
    pub fn read(&mut self, trace: &[TraceEvent]) {
        // That a complex gateway starts over is told beside what went through it.
        let starts_over = |event: &&TraceEvent| event.text.as_deref() == Some("reset");
        for event in trace.iter().filter(|event| !starts_over(event)) {
            *self
                .counts
                .entry((format!("{:?}", event.kind), event.id.to_string()))
                .or_default() += 1;
        }
    }

    fn count(&self, kind: TraceKind, id: &str) -> usize {
        self.counts
            .get(&(format!("{kind:?}"), id.to_owned()))
            .copied()
            .unwrap_or_default()
    }

    /// No token is lost and none is made: what came in began, what began is there, has ended or was taken
    /// back, and what ended went out by as many flows as its sort says.
    pub fn balances(&self, draft: &Draft, case: &Case) {
        let model = &draft.model;
        let whole = case.whole();
        let tokens = whole.tokens();
        // What is made good from inside begins once more without a token that comes.
        let compensates = model
            .nodes
            .iter()
            .any(|node| matches!(node.kind.last(), NodeKind::Compensate { .. }));
        for node in model.nodes.iter().filter(|node| node.scope == 0) {
            let plain = match &node.kind {
                NodeKind::PassTask
                | NodeKind::UserTask(_)
                | NodeKind::ServiceTask(_)
                | NodeKind::SendTask(_)
                | NodeKind::CallActivity(_)
                | NodeKind::BusinessRuleTask { .. }
                | NodeKind::ReceiveTask { .. }
                | NodeKind::ScriptTask { .. }
                | NodeKind::Catch { .. }
                | NodeKind::Throw { .. }
                | NodeKind::ExclusiveGateway
                | NodeKind::InclusiveGateway
                | NodeKind::ParallelGateway
                | NodeKind::ComplexGateway { .. } => true,
                NodeKind::SubProcess { .. } => !compensates,
                _ => false,
            };
            // The other end of a link begins without a flow.
            let once = !node.incoming.is_empty()
                && node.multi.is_none()
                && node.quantity == bpmn::Quantity::default()
                && !node.async_before
                && !node.compensation;
            if !plain || !once {
                continue;
            }
            let id = node.id.as_str();
            let flow = |flow: &usize| self.count(TraceKind::Flow, &model.flows[*flow].id);
            let came: Vec<usize> = node.incoming.iter().map(flow).collect();
            let went: Vec<usize> = node.outgoing.iter().map(flow).collect();
            let [began, done, back] = [
                TraceKind::Activated,
                TraceKind::Completed,
                TraceKind::Cancelled,
            ]
            .map(|kind| self.count(kind, id));
            let all: usize = came.iter().sum();
            let joins = came.len() > 1;
            match &node.kind {
                NodeKind::ParallelGateway if joins => {
                    let complete = came.iter().min().copied().unwrap_or_default();
                    assert_eq!(began, complete, "{id} joins {came:?}");
                }
                NodeKind::InclusiveGateway if joins => {
                    assert!(
                        began <= all
                            && (began == 0) <= (all == 0 || case.instance.state().is_none()),
                        "{id}: {began} of {came:?}"
                    );
                }
                NodeKind::ComplexGateway { .. } => assert!(began <= all, "{id}: {began} of {all}"),
                _ => assert_eq!(began, all, "{id} began as often as a token came: {came:?}"),
            }
            let here = tokens
                .iter()
                .filter(|token| token.element == id && !token.item)
                .count();
            assert_eq!(
                began,
                done + back + here,
                "{id}: began, done, taken back, here"
            );
            match &node.kind {
                NodeKind::ExclusiveGateway if !went.is_empty() => {
                    assert_eq!(
                        went.iter().sum::<usize>(),
                        done,
                        "{id} chooses one: {went:?}"
                    );
                }
                NodeKind::InclusiveGateway if went.len() > 1 => assert!(
                    went.iter().all(|way| *way <= done) && went.iter().sum::<usize>() >= done,
                    "{id} chooses one or more: {went:?} of {done}"
                ),
                NodeKind::ComplexGateway { .. } => {
                    assert!(
                        went.iter().all(|way| *way <= done),
                        "{id}: {went:?} of {done}"
                    );
                }
                _ => assert!(
                    went.iter().all(|way| *way == done),
                    "{id} goes out by all: {went:?} of {done}"
                ),
            }
        }
    }

    /// Nobody waits for anything, and the instance has not ended: whatever is left waits at a join.
    pub fn stuck(&self, draft: &Draft, case: &Case) {
        for token in case.whole().tokens() {
            let index = draft.index(&token.element);
            let node = &draft.model.nodes[index];
            let joins = matches!(
                node.kind,
                NodeKind::ParallelGateway
                    | NodeKind::InclusiveGateway
                    | NodeKind::ComplexGateway { .. }
            ) || node.quantity.start > 1;
            let holds = matches!(
                node.kind,
                NodeKind::SubProcess { .. }
                    | NodeKind::AdHocSubProcess(_)
                    | NodeKind::EventSubProcess { .. }
            ) || node.multi.is_some();
            assert!(joins || holds, "{} is left alone", token.element);
        }
    }
}
