//! Activities of every kind, with what can be put around one: boundary events, repetition, listeners and mappings,
//! a handler that makes it good.

use crate::blocks::{Builder, On, on};
use crate::support::{map, message, multi, on_error, on_escalation, rhai, template};
use bpmn::{NodeKind, Passing};
use proptest::prelude::*;

#[derive(Debug, Clone, Copy)]
pub enum Activity {
    Pass,
    Script,
    /// A business rule of the library.
    Rule,
    User,
    Service,
    Send,
    Receive,
    Call,
}

/// What is around an activity.
#[derive(Debug, Clone, Copy)]
pub enum Around {
    Nothing,
    /// A boundary event: it interrupts or notes.
    Guard(bool, On),
    /// A boundary event for the error that its job may report.
    Error,
    /// A boundary event for the escalation that may come out of a call.
    Escalation(bool),
    /// For each element of a list, enough when two are done: one after another or all at once.
    Each(bool),
    /// So many at once that they are kept in segments, enough when two are done.
    Segments,
    /// A standard loop: tested before the first round or not.
    Rounds(bool),
    /// Input and output mappings, execution and task listeners.
    Mapped,
    /// Made good by a throw event that names it.
    Undone,
}

pub fn activity() -> impl Strategy<Value = Activity> {
    prop_oneof![
        Just(Activity::Pass),
        Just(Activity::Script),
        Just(Activity::Rule),
        Just(Activity::User),
        Just(Activity::Service),
        Just(Activity::Send),
        Just(Activity::Receive),
        Just(Activity::Call),
    ]
}

pub fn around() -> impl Strategy<Value = Around> {
    prop_oneof![
        4 => Just(Around::Nothing),
        3 => (any::<bool>(), on()).prop_map(|(interrupting, on)| Around::Guard(interrupting, on)),
        1 => Just(Around::Error),
        1 => any::<bool>().prop_map(Around::Escalation),
        2 => any::<bool>().prop_map(Around::Each),
        1 => Just(Around::Segments),
        1 => any::<bool>().prop_map(Around::Rounds),
        2 => Just(Around::Mapped),
        1 => Just(Around::Undone),
    ]
}

/// A rule for the library of every random process: gives a map that is spread over the variables.
pub const RULES: &str = "fn decided(total) { #{ decided: total >= 0 } }";

impl Builder {
    /// Adds an activity with what is around it; the first and the last node.
    pub fn activity(&mut self, activity: Activity, around: Around) -> (String, String) {
        let kind = kind(activity);
        // Only a job reports an error: the driver knows it by its name.
        let risky = matches!(
            (around, &kind),
            (
                Around::Error,
                NodeKind::ServiceTask(_) | NodeKind::SendTask(_) | NodeKind::CallActivity(_)
            )
        );
        let word = match (&kind, around) {
            (_, Around::Error) if risky => "risky",
            (NodeKind::CallActivity(_), Around::Escalation(_)) => "telling",
            _ => "work",
        };
        let id = self.node(word, kind);
        let index = self.draft.index(&id);
        match around {
            Around::Nothing => {}
            Around::Guard(interrupting, on) => {
                let trigger = self.trigger(on);
                let merge = self.guard(&id, interrupting, trigger);
                return (id, merge);
            }
            Around::Error => {
                let merge = self.guard(&id, true, on_error(risky.then_some("E")));
                return (id, merge);
            }
            Around::Escalation(interrupting) => {
                let merge = self.guard(&id, interrupting, on_escalation(Some("X")));
                return (id, merge);
            }
            Around::Each(sequential) => {
                let mut plan = multi(sequential);
                plan.collection = Some(template("${list}"));
                plan.element_variable = Some("element".into());
                plan.index_variable = Some("index".into());
                plan.completion = Some(rhai("nrOfCompletedInstances >= 2"));
                plan.output = Some(bpmn::MultiOutput {
                    collection: format!("all_{id}"),
                    element: rhai("element + index"),
                });
                self.draft.model.nodes[index].multi = Some(plan);
            }
            Around::Segments => {
                let mut plan = multi(false);
                plan.cardinality = Some(template("105"));
                plan.completion = Some(rhai("nrOfCompletedInstances >= 2"));
                self.draft.model.nodes[index].multi = Some(plan);
            }
            Around::Rounds(before) => {
                let mut plan = multi(true);
                plan.standard = Some(bpmn::StandardLoop {
                    test_before: before,
                    condition: Some(rhai("loopCounter < 2")),
                    maximum: Some(3),
                });
                self.draft.model.nodes[index].multi = Some(plan);
            }
            Around::Mapped => {
                let node = &mut self.draft.model.nodes[index];
                node.inputs = vec![map("given", "${total + 1}")];
                node.outputs = vec![map(&format!("made_{id}"), "${given}")];
                node.listeners.start = vec![rhai("set(\"begun\", true)")];
                node.listeners.end = vec![rhai("set(\"begun\", false)")];
                if let NodeKind::UserTask(task) = &mut node.kind {
                    let moments = [
                        bpmn::TaskMoment::Create,
                        bpmn::TaskMoment::Complete,
                        bpmn::TaskMoment::Delete,
                    ];
                    task.listeners = moments
                        .into_iter()
                        .map(|moment| bpmn::TaskListener {
                            moment,
                            script: rhai("set(\"heard\", true)"),
                        })
                        .collect();
                }
            }
            Around::Undone => {
                self.handler(&id);
                let throw = NodeKind::Compensate {
                    activity: Some(index),
                    wait: true,
                };
                let throw = self.node("compensate", throw);
                self.join(&id, &throw);
                return (id, throw);
            }
        }
        (id.clone(), id)
    }
}

fn kind(activity: Activity) -> NodeKind {
    let job = || bpmn::ServiceTask {
        topic: "t".into(),
        priority: None,
        trigger: None,
    };
    match activity {
        Activity::Pass => NodeKind::PassTask,
        Activity::Script => NodeKind::ScriptTask {
            script: rhai("total + 1"),
            result_variable: Some("total".into()),
        },
        Activity::Rule => NodeKind::BusinessRuleTask {
            rule: "decided".into(),
            result_variable: None,
        },
        Activity::User => NodeKind::UserTask(Box::default()),
        Activity::Service => NodeKind::ServiceTask(job()),
        Activity::Send => NodeKind::SendTask(job()),
        Activity::Receive => NodeKind::ReceiveTask {
            catch: message("m", Some("${total}")),
            instantiate: false,
        },
        Activity::Call => NodeKind::CallActivity(Box::new(bpmn::Call {
            called: template("other"),
            business_key: Some(bpmn::CalledKey::Inherited),
            inputs: vec![Passing::All],
            outputs: vec![Passing::All],
            ..bpmn::Call::default()
        })),
    }
}
