//! Events of the model: what they wait for, what they throw, and how a process can begin.

use super::Compiler;
use crate::process::{
    Catch, Catcher, ConditionPlan, Heard, Ix, Kind, MessagePlan, StartKind, StartView, ThrowPlan,
    TimerPlan, Triggers,
};
use bpmn::rule::bundle as rule;
use bpmn::{MessageCatch, NodeKind, ProcessModel, Throw, Trigger};
use std::collections::HashMap;

impl Compiler<'_> {
    pub(super) fn triggers(&mut self, trigger: &Trigger) -> Triggers {
        let mut out = Triggers {
            parallel: trigger.parallel(),
            ..Triggers::default()
        };
        for one in trigger.each() {
            match one {
                Trigger::Message(catch) => out.waits.push(Catch::Message(self.message(catch))),
                Trigger::Timer(timer) => out.waits.push(Catch::Timer(self.timer(timer))),
                Trigger::Signal { name } => out.waits.push(Catch::Signal { name: name.clone() }),
                Trigger::Condition(condition) => out.waits.push(Catch::Condition(ConditionPlan {
                    expression: self.expression(&condition.expression),
                    variable: condition.variable.clone(),
                    on_create: condition.on_create,
                    on_update: condition.on_update,
                })),
                Trigger::Error {
                    code,
                    code_variable,
                    message_variable,
                } => out.errors.push(Catcher {
                    code: code.clone(),
                    code_variable: code_variable.clone(),
                    message_variable: message_variable.clone(),
                }),
                Trigger::Escalation {
                    code,
                    code_variable,
                } => out.escalations.push(Catcher {
                    code: code.clone(),
                    code_variable: code_variable.clone(),
                    message_variable: None,
                }),
                // The reader makes no empty and no nested ones.
                Trigger::None | Trigger::Compensation | Trigger::Several { .. } => {}
            }
        }
        out
    }

    pub(super) fn throw(&mut self, throw: &Throw) -> ThrowPlan {
        match throw {
            Throw::Message(message) => ThrowPlan::Message {
                name: message.name.clone(),
                key: self.maybe(&message.correlation_key),
                time_to_live: self.maybe(&message.time_to_live),
            },
            Throw::Signal { name, within } => ThrowPlan::Signal {
                name: name.clone(),
                within: *within,
            },
            Throw::Escalation { code } => ThrowPlan::Escalation { code: code.clone() },
        }
    }

    pub(super) fn message(&mut self, catch: &MessageCatch) -> MessagePlan {
        let fallback = || {
            self.definitions
                .messages
                .values()
                .find(|message| message.name == catch.name)?
                .correlation_key
                .clone()
        };
        let key = catch.correlation_key.clone().or_else(fallback);
        let name = match &catch.receipt {
            Some(milestone) => format!("receipt.{milestone}"),
            None => catch.name.clone(),
        };
        MessagePlan {
            name,
            key: self.maybe(&key),
            when: self.maybe(&catch.when),
        }
    }

    fn timer(&mut self, timer: &bpmn::Timer) -> TimerPlan {
        let value = self.expression(&timer.value);
        if let Some(rules::Value::Text(literal)) = value.as_literal()
            && let Err(error) = crate::timer::check(timer.kind, literal)
        {
            let said = error.to_string();
            self.finding(
                &rule::TIMER_VALUE,
                timer.value.line.max(timer.line),
                None,
                &[("value", literal), ("detail", &said)],
            );
        }
        TimerPlan {
            kind: timer.kind,
            value,
            until: self.maybe(&timer.until),
        }
    }
}

/// The event subprocess of a scope, with its start event.
pub(super) fn subprocess(model: &ProcessModel, scope: usize) -> Kind {
    let start = model.scopes[scope]
        .nodes
        .iter()
        .find_map(|node| match &model.nodes[*node].kind {
            NodeKind::Start { interrupting, .. } => Some((*node as Ix, *interrupting)),
            _ => None,
        });
    match start {
        Some((start, interrupting)) => Kind::EventSubProcess {
            scope: scope as u32,
            start,
            interrupting,
        },
        // The reader refuses one without a start event; it could never begin.
        None => Kind::Pass,
    }
}

/// All ways to start the process, in document order.
pub(super) fn starts(model: &ProcessModel) -> Vec<StartView> {
    let mut out = Vec::new();
    let Some(root) = model.scopes.first() else {
        return out;
    };
    let mut add = |node: usize, trigger: &Trigger| {
        for (number, one) in trigger.each().iter().enumerate() {
            let kind = match one {
                Trigger::None => StartKind::None,
                Trigger::Message(catch) => StartKind::Message(Box::new(catch.clone())),
                Trigger::Timer(_) => StartKind::Timer,
                Trigger::Signal { name } => StartKind::Signal { name: name.clone() },
                Trigger::Condition(_) => StartKind::Condition,
                // Thrown from inside: they start no process.
                Trigger::Error { .. }
                | Trigger::Escalation { .. }
                | Trigger::Compensation
                | Trigger::Several { .. } => continue,
            };
            out.push(StartView {
                id: model.nodes[node].id.clone(),
                number: number as u32,
                kind,
            });
        }
    };
    for &node in &root.nodes {
        match &model.nodes[node].kind {
            NodeKind::Start { trigger, .. } => add(node, trigger),
            NodeKind::ReceiveTask {
                catch,
                instantiate: true,
            } => add(node, &Trigger::Message(catch.clone())),
            NodeKind::EventBasedGateway {
                instantiate: true, ..
            } => {
                for target in targets(model, node) {
                    match &model.nodes[target].kind {
                        NodeKind::Catch { trigger } => add(target, trigger),
                        NodeKind::ReceiveTask { catch, .. } => {
                            add(target, &Trigger::Message(catch.clone()));
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    out
}

/// Nodes that directly follow another.
fn targets(model: &ProcessModel, node: usize) -> impl Iterator<Item = usize> {
    model.nodes[node]
        .outgoing
        .iter()
        .map(|flow| model.flows[*flow].target)
}

/// The events of each parallel instantiating gateway, by each of them.
pub(super) fn together(model: &ProcessModel) -> HashMap<Ix, Vec<Ix>> {
    let mut out = HashMap::new();
    for node in 0..model.nodes.len() {
        if let NodeKind::EventBasedGateway {
            instantiate: true,
            parallel: true,
        } = model.nodes[node].kind
        {
            for one in targets(model, node) {
                let others = targets(model, node)
                    .filter(|other| *other != one)
                    .map(|other| other as Ix)
                    .collect();
                out.insert(one as Ix, others);
            }
        }
    }
    out
}

/// What an instance of the process could catch while it runs.
pub(super) fn heard(model: &ProcessModel) -> Heard {
    let mut out = Heard::default();
    for node in &model.nodes {
        let trigger = match &node.kind {
            // Those of the process itself begin instances and are no business of running ones.
            NodeKind::Start { trigger, .. } if node.scope > 0 || trigger.parallel() => trigger,
            NodeKind::Catch { trigger } | NodeKind::Boundary { trigger, .. } => trigger,
            _ => continue,
        };
        let mut inside = node.multi.is_some();
        let mut scope = node.scope;
        while let Some(owner) = model.scopes[scope].owner {
            inside |= model.nodes[owner].multi.is_some();
            scope = model.nodes[owner].scope;
        }
        for one in trigger.each() {
            match one {
                Trigger::Signal { name } => {
                    out.signals.insert(name.clone());
                    out.signals_in_parts |= inside;
                }
                Trigger::Condition(_) => {
                    out.conditions = true;
                    out.conditions_in_parts |= inside;
                }
                _ => {}
            }
        }
    }
    out
}
