//! Which listeners run at which moment of a compiled node.
//!
//! Some elements have no moment of their own to begin or to end: an event that has happened already when its
//! token stands there, an end event that takes everything back. Their listeners run at the one there is.

use super::Compiler;
use bpmn::{EndResult, NodeKind, ProcessModel, Source, TaskListener, TaskMoment, Trigger};
use rules::Script;

impl Compiler<'_> {
    pub(super) fn scripts(&mut self, sources: &[Source]) -> Vec<Script> {
        sources
            .iter()
            .filter_map(|source| self.script(source))
            .collect()
    }

    pub(super) fn task_listeners(
        &mut self,
        listeners: &[TaskListener],
    ) -> Vec<(TaskMoment, Script)> {
        listeners
            .iter()
            .filter_map(|one| Some((one.moment, self.script(&one.script)?)))
            .collect()
    }

    /// Scripts of the beginning and of the end, in order.
    pub(super) fn listeners(
        &mut self,
        model: &ProcessModel,
        node: &bpmn::Node,
    ) -> (Vec<Script>, Vec<Script>) {
        let mut start: Vec<&Source> = Vec::new();
        let mut end: Vec<&Source> = Vec::new();
        if let Some(flow) = awaited(model, node) {
            start.extend(&model.flows[flow].listeners);
        }
        start.extend(&node.listeners.start);
        end.extend(&node.listeners.end);
        if happens_first(model, node) {
            end.splice(0..0, std::mem::take(&mut start));
        }
        if let NodeKind::End { result } = node.kind.last() {
            let all = matches!(result, EndResult::Terminate { all: true });
            let root = node.scope == 0 && matches!(result, EndResult::Terminate { .. });
            if !matches!(result, EndResult::None) {
                start.append(&mut end);
            }
            if all || root {
                start.extend(&model.listeners.end);
            }
        }
        if matches!(node.kind.last(), NodeKind::CancelEnd) {
            start.append(&mut end);
        }
        let start: Vec<Source> = start.into_iter().cloned().collect();
        let end: Vec<Source> = end.into_iter().cloned().collect();
        (self.scripts(&start), self.scripts(&end))
    }
}

/// Whether something must run when the node is left: a flow that is heard, or the end of the process.
pub(super) fn heard_on_leaving(model: &ProcessModel, node: &bpmn::Node) -> bool {
    let flow = |flow: &usize| !model.flows[*flow].listeners.is_empty();
    let last = node.scope == 0 && node.outgoing.is_empty();
    node.outgoing.iter().any(flow) || (last && !model.listeners.end.is_empty())
}

/// Whether the process begins at the node and somebody hears of that.
pub(super) fn hears_the_beginning(model: &ProcessModel, node: &bpmn::Node) -> bool {
    node.scope == 0
        && matches!(node.kind, NodeKind::Start { .. })
        && !model.listeners.start.is_empty()
}

/// The flow from an event-based gateway, whose events are awaited at the gateway.
fn awaited(model: &ProcessModel, node: &bpmn::Node) -> Option<usize> {
    node.incoming.iter().copied().find(|flow| {
        matches!(
            model.nodes[model.flows[*flow].source].kind,
            NodeKind::EventBasedGateway { .. }
        )
    })
}

/// Whether the event has happened already when its token comes to stand there.
fn happens_first(model: &ProcessModel, node: &bpmn::Node) -> bool {
    match &node.kind {
        NodeKind::Boundary { .. } => true,
        NodeKind::Start { trigger, .. } => trigger.parallel() && !matches!(trigger, Trigger::None),
        NodeKind::ReceiveTask { instantiate, .. } => *instantiate || awaited(model, node).is_some(),
        NodeKind::Catch { .. } => awaited(model, node).is_some(),
        _ => false,
    }
}
