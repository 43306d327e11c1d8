//! Every kind of element and of trigger occurs among the random processes. A kind that is new does not compile here
//! until somebody says its name, and fails until a generator draws it.

use crate::begins::begin;
use crate::blocks::{Builder, block};
use crate::support::draft;
use bpmn::{EndResult, NodeKind, Trigger};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use std::collections::BTreeSet;

/// Drawn for the search; the same ones at each run.
const DRAWN: usize = 2_000;

fn element(kind: &NodeKind) -> &'static str {
    match kind {
        NodeKind::Start { .. } => "start",
        NodeKind::End { result } => match result {
            EndResult::None => "end",
            EndResult::Terminate { .. } => "terminate end",
            EndResult::Error { .. } => "error end",
        },
        NodeKind::Catch { .. } => "catch",
        NodeKind::Throw { .. } => "throw",
        NodeKind::ThrowThen { then, .. } => match **then {
            NodeKind::CancelEnd => "throw, then cancel",
            NodeKind::Compensate { .. } => "throw, then compensate",
            _ => "throw, then end",
        },
        NodeKind::Link { .. } => "link",
        NodeKind::Boundary { .. } => "boundary",
        NodeKind::UserTask(_) => "user task",
        NodeKind::ServiceTask(_) => "service task",
        NodeKind::SendTask(_) => "send task",
        NodeKind::ReceiveTask { instantiate, .. } => match instantiate {
            true => "instantiating receive task",
            false => "receive task",
        },
        NodeKind::ScriptTask { .. } => "script task",
        NodeKind::BusinessRuleTask { .. } => "business rule task",
        NodeKind::PassTask => "task",
        NodeKind::ExclusiveGateway => "exclusive gateway",
        NodeKind::ParallelGateway => "parallel gateway",
        NodeKind::InclusiveGateway => "inclusive gateway",
        NodeKind::ComplexGateway { .. } => "complex gateway",
        NodeKind::EventBasedGateway {
            instantiate,
            parallel,
        } => match (instantiate, parallel) {
            (false, _) => "event-based gateway",
            (true, false) => "instantiating event-based gateway",
            (true, true) => "instantiating parallel event-based gateway",
        },
        NodeKind::SubProcess { .. } => "subprocess",
        NodeKind::AdHocSubProcess(_) => "ad-hoc subprocess",
        NodeKind::CallActivity(_) => "call activity",
        NodeKind::Compensate { activity, .. } => match activity {
            None => "compensate",
            Some(_) => "compensate by name",
        },
        NodeKind::CancelEnd => "cancel end",
        NodeKind::CancelBoundary { .. } => "cancel boundary",
        NodeKind::CompensationBoundary { .. } => "compensation boundary",
        NodeKind::EventSubProcess { .. } => "event subprocess",
    }
}

const ELEMENTS: [&str; 35] = [
    "start",
    "end",
    "terminate end",
    "error end",
    "catch",
    "throw",
    "throw, then cancel",
    "throw, then compensate",
    "throw, then end",
    "link",
    "boundary",
    "user task",
    "service task",
    "send task",
    "instantiating receive task",
    "receive task",
    "script task",
    "business rule task",
    "task",
    "exclusive gateway",
    "parallel gateway",
    "inclusive gateway",
    "complex gateway",
    "event-based gateway",
    "instantiating event-based gateway",
    "instantiating parallel event-based gateway",
    "subprocess",
    "ad-hoc subprocess",
    "call activity",
    "compensate",
    "compensate by name",
    "cancel end",
    "cancel boundary",
    "compensation boundary",
    "event subprocess",
];

/// What an event waits for, and where: of a process, of an event subprocess, in between, at an activity.
fn trigger(model: &bpmn::ProcessModel, node: &bpmn::Node) -> Option<(&'static str, &'static str)> {
    let (place, trigger) = match &node.kind {
        NodeKind::Start { trigger, .. } if node.scope == 0 => ("process", trigger),
        NodeKind::Start { trigger, .. } => match model.scopes[node.scope].owner {
            Some(owner) if matches!(model.nodes[owner].kind, NodeKind::EventSubProcess { .. }) => {
                ("event subprocess", trigger)
            }
            _ => return None,
        },
        NodeKind::Catch { trigger } => ("between", trigger),
        NodeKind::Boundary { trigger, .. } => ("boundary", trigger),
        _ => return None,
    };
    let word = match trigger {
        Trigger::None => "none",
        Trigger::Message(_) => "message",
        Trigger::Timer(_) => "timer",
        Trigger::Signal { .. } => "signal",
        Trigger::Condition(_) => "condition",
        Trigger::Error { .. } => "error",
        Trigger::Escalation { .. } => "escalation",
        Trigger::Compensation => "compensation",
        Trigger::Several { parallel, .. } => match parallel {
            true => "all of several",
            false => "one of several",
        },
    };
    Some((place, word))
}

const TRIGGERS: [&str; 6] = [
    "message",
    "timer",
    "signal",
    "condition",
    "all of several",
    "one of several",
];

/// By place, what is there beside [`TRIGGERS`]; the other end of a link is an event in between that waits for nothing.
const MORE: [(&str, &[&str]); 4] = [
    ("process", &["none"]),
    ("between", &["none"]),
    ("boundary", &["error", "escalation"]),
    ("event subprocess", &["error", "escalation", "compensation"]),
];

#[test]
fn every_kind_of_element_and_trigger_is_drawn() {
    let mut runner = TestRunner::deterministic();
    let (mut elements, mut triggers) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..DRAWN {
        let drawn = (begin(), block()).new_tree(&mut runner).unwrap();
        let (begin, block) = drawn.current();
        let mut builder = Builder {
            draft: draft(),
            count: 0,
            quiet: false,
        };
        builder.begun(begin, &block);
        let model = &builder.draft.model;
        for node in &model.nodes {
            elements.insert(element(&node.kind));
            triggers.extend(trigger(model, node));
        }
    }
    assert_eq!(elements, BTreeSet::from(ELEMENTS));
    let all = MORE.into_iter().flat_map(|(place, more)| {
        let words = TRIGGERS.iter().chain(more);
        words.map(move |word| (place, *word))
    });
    assert_eq!(triggers, all.collect());
}
