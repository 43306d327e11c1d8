//! How a whole process begins: by its plain start event, or by whatever can begin one.

use crate::blocks::{Block, Builder};
use crate::support::{message, on_condition, on_message, on_signal, on_timer, several, vars};
use bpmn::{EndResult, NodeKind, TimerKind, Trigger};
use interpreter::Command;
use proptest::prelude::*;
use rules::{Map, Value};

#[derive(Debug, Clone, Copy)]
pub enum Begin {
    Plain,
    /// One of two plain start events, named.
    Named,
    Message,
    Timer,
    Signal,
    Condition,
    /// A multiple start event: any of its triggers, or all.
    Several(bool),
    ReceiveTask,
    /// An event-based gateway: the first of its events, or all.
    Gateway(bool),
}

pub fn begin() -> impl Strategy<Value = Begin> {
    prop_oneof![
        4 => Just(Begin::Plain),
        1 => Just(Begin::Named),
        1 => Just(Begin::Message),
        1 => Just(Begin::Timer),
        1 => Just(Begin::Signal),
        1 => Just(Begin::Condition),
        1 => any::<bool>().prop_map(Begin::Several),
        1 => Just(Begin::ReceiveTask),
        1 => any::<bool>().prop_map(Begin::Gateway),
    ]
}

/// What every random process begins with.
fn variables() -> Map {
    let list = Value::List((1..4).map(Value::Int).collect());
    vars([
        ("total", Value::Int(0)),
        ("gate", Value::Int(0)),
        ("list", list),
    ])
}

pub fn plainly() -> Command {
    Command::Start {
        event: None,
        variables: variables(),
    }
}

fn by(event: &str) -> Command {
    Command::StartBy {
        event: event.into(),
        trigger: 0,
        variables: variables(),
    }
}

impl Builder {
    /// A whole process around a block; the command that begins it.
    pub fn begun(&mut self, begin: Begin, block: &Block) -> Command {
        let interrupting = true;
        let start = |trigger| NodeKind::Start {
            trigger,
            interrupting,
        };
        let trigger = match begin {
            Begin::Plain => {
                self.whole(block, EndResult::None);
                return plainly();
            }
            Begin::Named => {
                let other = self.node("start", start(Trigger::None));
                let rest = self.node(
                    "end",
                    NodeKind::End {
                        result: EndResult::None,
                    },
                );
                self.join(&other, &rest);
                Trigger::None
            }
            Begin::Message => on_message("begin"),
            Begin::Timer => on_timer(TimerKind::Cycle, "R3/PT1H"),
            Begin::Signal => on_signal("begin"),
            Begin::Condition => on_condition("total >= 0"),
            // Its condition turns true when the gate has the number of the event, which comes next.
            Begin::Several(parallel) => {
                let gate = on_condition(&format!("gate == {}", self.count + 1));
                several(parallel, vec![on_message("begin"), on_signal("s"), gate])
            }
            Begin::ReceiveTask => {
                let task = NodeKind::ReceiveTask {
                    catch: message("begin", None),
                    instantiate: true,
                };
                let task = self.node("receive", task);
                self.through(&task, block);
                return by(&task);
            }
            Begin::Gateway(parallel) => return self.gateway(parallel, block),
        };
        let id = self.node("start", start(trigger));
        self.through(&id, block);
        match begin {
            Begin::Named => Command::Start {
                event: Some(id),
                variables: variables(),
            },
            _ => by(&id),
        }
    }

    fn gateway(&mut self, parallel: bool, block: &Block) -> Command {
        let gateway = NodeKind::EventBasedGateway {
            instantiate: true,
            parallel,
        };
        let gateway = self.node("gateway", gateway);
        let join = match parallel {
            true => NodeKind::ParallelGateway,
            false => NodeKind::ExclusiveGateway,
        };
        let join = self.node("merge", join);
        let first = self.node(
            "message",
            NodeKind::Catch {
                trigger: on_message("begin"),
            },
        );
        let second = self.node(
            "signal",
            NodeKind::Catch {
                trigger: on_signal("s"),
            },
        );
        for event in [&first, &second] {
            self.join(&gateway, event);
            self.join(event, &join);
        }
        self.through(&join, block);
        by(&first)
    }

    fn through(&mut self, from: &str, block: &Block) {
        let (first, last) = self.block(block);
        let end = self.node(
            "end",
            NodeKind::End {
                result: EndResult::None,
            },
        );
        self.join(from, &first);
        self.join(&last, &end);
    }
}
