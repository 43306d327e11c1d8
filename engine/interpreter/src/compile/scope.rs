//! What a scope knows of its nodes: where it begins, what joins and listens in it.

use crate::process::{Ix, ScopePlan};
use bpmn::{NodeKind, ProcessModel, Trigger};

pub(super) fn plan(model: &ProcessModel, scope: &bpmn::Scope) -> ScopePlan {
    let is_none_start = |node: &usize| {
        matches!(
            model.nodes[*node].kind,
            NodeKind::Start {
                trigger: Trigger::None,
                ..
            }
        )
    };
    let joins = |node: &&usize| {
        let node = &model.nodes[**node];
        node.quantity.start > 1 || (is_join(node) && node.incoming.len() > 1)
    };
    let undoes = |node: &usize| undoes(model, *node);
    let ad_hoc = scope
        .owner
        .and_then(|owner| match &model.nodes[owner].kind {
            NodeKind::AdHocSubProcess(ad_hoc) => Some(ad_hoc),
            _ => None,
        });
    let begins = |node: &&usize| {
        let node = &model.nodes[**node];
        ad_hoc.is_some() && is_activity(node) && node.incoming.is_empty() && !node.compensation
    };
    ScopePlan {
        owner: scope.owner.map(|owner| owner as Ix),
        start: scope
            .nodes
            .iter()
            .copied()
            .find(is_none_start)
            .map(|node| node as Ix),
        joins: scope
            .nodes
            .iter()
            .filter(joins)
            .map(|node| *node as Ix)
            .collect(),
        events: scope
            .nodes
            .iter()
            .filter(|node| matches!(model.nodes[**node].kind, NodeKind::EventSubProcess { .. }))
            .filter(|node| !undoes(node))
            .map(|node| *node as Ix)
            .collect(),
        undo: scope
            .nodes
            .iter()
            .copied()
            .find(undoes)
            .map(|node| node as Ix),
        begin: scope
            .nodes
            .iter()
            .filter(begins)
            .map(|node| *node as Ix)
            .collect(),
        sequential: ad_hoc.is_some_and(|it| it.sequential),
    }
}

/// Whether a node is the event subprocess that makes good what its scope did.
pub(super) fn undoes(model: &ProcessModel, node: usize) -> bool {
    let NodeKind::EventSubProcess { scope } = model.nodes[node].kind else {
        return false;
    };
    model.scopes[scope].nodes.iter().any(|inner| {
        matches!(
            model.nodes[*inner].kind,
            NodeKind::Start {
                trigger: Trigger::Compensation,
                ..
            }
        )
    })
}

pub(super) fn is_join(node: &bpmn::Node) -> bool {
    matches!(
        node.kind,
        NodeKind::ParallelGateway | NodeKind::InclusiveGateway | NodeKind::ComplexGateway { .. }
    )
}

/// Tasks, subprocesses and calls. A send task that publishes its message is one, and in an ad-hoc
/// subprocess looks like the event that throws it.
pub(super) fn is_activity(node: &bpmn::Node) -> bool {
    matches!(
        node.kind,
        NodeKind::UserTask(_)
            | NodeKind::ServiceTask(_)
            | NodeKind::SendTask(_)
            | NodeKind::ReceiveTask { .. }
            | NodeKind::ScriptTask { .. }
            | NodeKind::BusinessRuleTask { .. }
            | NodeKind::PassTask
            | NodeKind::SubProcess { .. }
            | NodeKind::AdHocSubProcess(_)
            | NodeKind::CallActivity(_)
            | NodeKind::Throw { .. }
    )
}
