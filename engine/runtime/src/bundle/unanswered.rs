//! Ways through a process that begin with a mail and end without answering it.
//!
//! A way is answered where it passes a message that says which mail it answers, or a task whose form asks why
//! there is no answer ([`WHY_NONE`]). What a called process does is not looked into: it may answer.

use bpmn::{
    EndResult, Finding, Node, NodeIndex, NodeKind, ProcessModel, Trigger, rule::bundle as rule,
};
use forms::Form;
use std::collections::{BTreeSet, HashMap};

/// The variable with the reason why a case ends without an answer.
pub(crate) const WHY_NONE: &str = "senza_risposta";

/// A warning for each end that a mail can reach unanswered.
pub(super) fn check_answers(
    file: &str,
    model: &ProcessModel,
    forms: &HashMap<String, Form>,
    findings: &mut Vec<Finding>,
) {
    let walk = Walk { model, forms };
    let Some(process) = model.scopes.first() else {
        return;
    };
    let mut ends = BTreeSet::new();
    for start in process.nodes.iter().copied().filter(|n| walk.by_mail(*n)) {
        walk.ends_unanswered(start, &mut ends);
    }
    // What the process itself throws and an event subprocess of it may catch goes on there.
    if !walk.taking_over(0).is_empty() {
        ends.retain(|end| !walk.goes_on_outside(*end));
    }
    for end in ends {
        let node = &model.nodes[end];
        findings.push(rule::END_UNANSWERED.finding(
            file,
            Some(&node.id),
            Some(node.line),
            &[("name", node.name.as_deref().unwrap_or(&node.id))],
        ));
    }
}

struct Walk<'a> {
    model: &'a ProcessModel,
    forms: &'a HashMap<String, Form>,
}

impl Walk<'_> {
    /// Whether a mail that comes in begins the process here.
    fn by_mail(&self, node: NodeIndex) -> bool {
        let names_mailbox = |t: &Trigger| matches!(t, Trigger::Message(m) if m.mailbox.is_some());
        match &self.model.nodes[node].kind {
            NodeKind::Start { trigger, .. } => match trigger {
                Trigger::Several { of, .. } => of.iter().any(names_mailbox),
                one => names_mailbox(one),
            },
            _ => false,
        }
    }

    /// Adds the nodes at which a way from `start` ends, in its scope, without an answer on it.
    fn ends_unanswered(&self, start: NodeIndex, ends: &mut BTreeSet<NodeIndex>) {
        self.walk(start, true, ends);
        // An interrupting event subprocess may take over at any moment.
        for over in self.taking_over(self.model.nodes[start].scope) {
            self.walk(over, true, ends);
        }
    }

    /// `forks`: looks along each branch of a parallel gateway. Not along those of one met on the way there, or a loop
    /// would be followed for ever.
    fn walk(&self, start: NodeIndex, forks: bool, ends: &mut BTreeSet<NodeIndex>) {
        let mut seen = BTreeSet::from([start]);
        let mut next = vec![start];
        while let Some(at) = next.pop() {
            let node = &self.model.nodes[at];
            // What interrupts an activity does so before it has answered. What does not interrupt goes on beside the
            // way that answers, and ends nothing.
            let interrupts = |n: &NodeIndex| {
                !matches!(
                    self.model.nodes[*n].kind,
                    NodeKind::Boundary {
                        interrupting: false,
                        ..
                    } | NodeKind::CompensationBoundary { .. }
                )
            };
            let mut onward: Vec<NodeIndex> =
                node.boundaries.iter().copied().filter(interrupts).collect();
            if !(self.answers(node) || forks && self.one_branch_answers(node)) {
                match &node.kind {
                    NodeKind::Link { target } => onward.push(*target),
                    _ if node.outgoing.is_empty() => {
                        ends.insert(at);
                    }
                    _ => {}
                }
                onward.extend(node.outgoing.iter().map(|f| self.model.flows[*f].target));
            }
            next.extend(onward.into_iter().filter(|n| seen.insert(*n)));
        }
    }

    /// Whether a parallel gateway has a branch on which every way answers: all branches are gone.
    fn one_branch_answers(&self, node: &Node) -> bool {
        matches!(node.kind, NodeKind::ParallelGateway)
            && node.outgoing.len() > 1
            && node.outgoing.iter().any(|flow| {
                let mut ends = BTreeSet::new();
                self.walk(self.model.flows[*flow].target, false, &mut ends);
                ends.is_empty()
            })
    }

    fn taking_over(&self, scope: usize) -> Vec<NodeIndex> {
        let nodes = self.model.scopes[scope].nodes.iter().copied();
        nodes
            .filter(|n| match &self.model.nodes[*n].kind {
                NodeKind::EventSubProcess { scope } => {
                    self.model.scopes[*scope].nodes.iter().any(|inner| {
                        matches!(
                            self.model.nodes[*inner].kind,
                            NodeKind::Start {
                                interrupting: true,
                                ..
                            }
                        )
                    })
                }
                _ => false,
            })
            .collect()
    }

    /// Whether every way through this node answers the mail, or says why not.
    fn answers(&self, node: &Node) -> bool {
        let writes = |name: &str| node.outputs.iter().any(|o| o.name == name);
        match &node.kind {
            _ if writes(WHY_NONE) => true,
            NodeKind::ServiceTask(_) | NodeKind::SendTask(_) => {
                node.inputs.iter().any(|i| i.name == "in_reply_to")
            }
            NodeKind::UserTask(task) => task
                .form
                .as_deref()
                .and_then(|form| self.forms.get(form))
                .is_some_and(|form| form.fields.iter().any(|f| f.key == WHY_NONE)),
            NodeKind::ScriptTask { script, .. } => script.text.contains(WHY_NONE),
            NodeKind::CallActivity(_) => true,
            NodeKind::SubProcess { scope } | NodeKind::EventSubProcess { scope } => {
                self.answered_within(*scope)
            }
            NodeKind::AdHocSubProcess(inner) => self.answered_within(inner.scope),
            _ => false,
        }
    }

    fn answered_within(&self, scope: usize) -> bool {
        let mut ends = BTreeSet::new();
        let nodes = &self.model.scopes[scope].nodes;
        for first in nodes.iter().copied().filter(|n| {
            let node = &self.model.nodes[*n];
            node.incoming.is_empty()
                && !matches!(
                    node.kind,
                    NodeKind::Boundary { .. } | NodeKind::EventSubProcess { .. }
                )
        }) {
            self.ends_unanswered(first, &mut ends);
        }
        // The boundary event that catches it is walked from the activity.
        ends.retain(|end| !self.goes_on_outside(*end));
        ends.is_empty()
    }

    /// An error, and a cancelled transaction, end nothing here: whoever catches them goes on.
    fn goes_on_outside(&self, end: NodeIndex) -> bool {
        matches!(
            self.model.nodes[end].kind.last(),
            NodeKind::CancelEnd
                | NodeKind::End {
                    result: EndResult::Error { .. }
                }
        )
    }
}

#[cfg(test)]
mod tests;
