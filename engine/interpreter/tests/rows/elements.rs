//! Elements that run anywhere, each in a small process.

use crate::support::{
    Draft, a_message, a_signal, an_escalation, message, multi, on_condition, on_error,
    on_escalation, on_message, on_signal, on_timer, race, rhai, several, template,
};
use bpmn::{
    Behavior, EndResult, Mapping, MappingValue, MultiOutput, NodeKind, StandardLoop, TimerKind,
    Trigger,
};

/// A task, and an end that throws these before it ends.
fn ends_after(draft: Draft, throws: Vec<bpmn::Throw>, then: NodeKind) -> Draft {
    let then = Box::new(then);
    draft
        .start("s1")
        .user("t")
        .node("x", NodeKind::ThrowThen { throws, then })
        .flow("s1>t>x")
}

/// A name, and the element in a process.
pub type Row = (&'static str, fn(Draft) -> Draft);

pub(super) fn between(draft: Draft, kind: NodeKind) -> Draft {
    draft.start("s").node("x", kind).end("e").flow("s>x>e")
}

fn waits(draft: Draft, trigger: Trigger) -> Draft {
    between(draft, NodeKind::Catch { trigger })
}

pub(super) fn ends(draft: Draft, kind: NodeKind) -> Draft {
    draft.start("s").user("t").node("x", kind).flow("s>t>x")
}

pub(super) fn guarded(draft: Draft, interrupting: bool, trigger: Trigger) -> Draft {
    draft
        .start("s")
        .user("t")
        .boundary("x", "t", interrupting, trigger)
        .user("then")
        .end("e")
        .end("e2")
        .flow("s>t>e")
        .flow("x>then>e2")
}

pub(super) fn reacting(draft: Draft, interrupting: bool, trigger: Trigger) -> Draft {
    draft
        .start("s")
        .user("t")
        .end("e")
        .reaction("x", interrupting, trigger, |it| {
            it.user("then").end("e2").flow("x-start>then>e2")
        })
        .flow("s>t>e")
}

/// A subprocess that throws, and who hears it.
fn thrown(draft: Draft, kind: NodeKind, trigger: Trigger, interrupting: bool) -> Draft {
    draft
        .start("s")
        .sub("sub", |it| {
            it.start("s1")
                .node("throw", kind)
                .user("t")
                .end("e1")
                .flow("s1>throw>t>e1")
        })
        .boundary("x", "sub", interrupting, trigger)
        .end("e")
        .end("e2")
        .flow("s>sub>e")
        .flow("x>e2")
}

pub(super) fn repeated(draft: Draft, plan: bpmn::Multi) -> Draft {
    draft
        .start("s")
        .user("x")
        .end("e")
        .flow("s>x>e")
        .change("x", |node| node.multi = Some(plan))
}

pub(super) fn undoing(draft: Draft, kind: NodeKind) -> Draft {
    let mut draft = draft.start("s").user("a").node("x", kind).flow("s>a>x");
    let handler = draft.add("undo", NodeKind::UserTask(Box::default()));
    draft.model.nodes[handler].compensation = true;
    let host = draft.index("a");
    let boundary = draft.add("c", NodeKind::CompensationBoundary { host, handler });
    draft.model.nodes[host].boundaries.push(boundary);
    draft
}

pub(super) fn joined(draft: Draft, split: NodeKind, join: NodeKind) -> Draft {
    draft
        .start("s")
        .node("split", split)
        .user("a")
        .user("b")
        .node("join", join)
        .end("e")
        .flow("s>split>a>join>e")
        .flow("split>b>join")
}

/// A data association: the first of these variables that has a value.
fn moved(name: &str, from: &[&str]) -> Mapping {
    Mapping {
        name: name.into(),
        value: MappingValue::Copy(from.iter().map(|it| (*it).to_owned()).collect()),
        line: 0,
    }
}

/// What comes is the data output `name`, moved into `variable`.
fn received(node: &mut bpmn::Node, name: &str, variable: &str) {
    node.takes = Some(name.into());
    node.outputs = vec![moved(variable, &[name, variable])];
}

pub(super) fn rule(name: &str, result_variable: Option<&str>) -> NodeKind {
    NodeKind::BusinessRuleTask {
        rule: name.into(),
        result_variable: result_variable.map(str::to_owned),
    }
}

pub(super) fn compensate(wait: bool) -> NodeKind {
    NodeKind::Compensate {
        activity: None,
        wait,
    }
}

pub(super) fn throws(throw: bpmn::Throw) -> NodeKind {
    NodeKind::Throw {
        throws: vec![throw],
    }
}

pub(super) fn end(result: EndResult) -> NodeKind {
    NodeKind::End { result }
}

pub const ROWS: &[Row] = &[
    ("user task", |it| {
        between(it, NodeKind::UserTask(Box::default()))
    }),
    ("service task", |it| {
        let task = bpmn::ServiceTask {
            topic: "t".into(),
            priority: None,
            trigger: None,
        };
        between(it, NodeKind::ServiceTask(task))
    }),
    ("send task", |it| {
        between(it, throws(a_message("m", "${n}")))
    }),
    ("service task with a trigger", |it| {
        let task = bpmn::ServiceTask {
            topic: "t".into(),
            priority: None,
            trigger: Some(message("x", None)),
        };
        between(it, NodeKind::ServiceTask(task))
    }),
    ("receive task", |it| {
        let catch = message("m", None);
        between(
            it,
            NodeKind::ReceiveTask {
                catch,
                instantiate: false,
            },
        )
    }),
    ("script task", |it| {
        between(
            it,
            NodeKind::ScriptTask {
                script: rhai("n + 1"),
                result_variable: Some("n".into()),
            },
        )
    }),
    ("business rule task", |it| {
        between(it, rule("next", Some("n")))
    }),
    ("business rule task, its map spread", |it| {
        between(it, rule("both", None))
    }),
    ("business rule task, decision table", |it| {
        between(it, rule("size#singleEntry", Some("n")))
    }),
    ("manual task, undefined task", |it| {
        between(it, NodeKind::PassTask)
    }),
    ("task with token quantities", |it| {
        between(it, NodeKind::PassTask)
            .change("x", |node| node.quantity.completion = 2)
            .user("all")
            .change("all", |node| node.quantity.start = 2)
            .change("x", |node| node.outgoing.clear())
            .flow("x>all>e")
    }),
    ("call activity", |it| {
        let call = bpmn::Call {
            called: template("other"),
            ..bpmn::Call::default()
        };
        between(it, NodeKind::CallActivity(Box::new(call)))
    }),
    ("exclusive gateway with default", |it| {
        it.start("s")
            .node("x", NodeKind::ExclusiveGateway)
            .pass("a")
            .end("e")
            .end("e2")
            .flow("s>x")
            .when("x", "a", "n > 5")
            .default("x", "e")
            .flow("a>e2")
    }),
    ("parallel gateway", |it| {
        joined(it, NodeKind::ParallelGateway, NodeKind::ParallelGateway)
    }),
    ("inclusive gateway", |it| {
        joined(it, NodeKind::InclusiveGateway, NodeKind::InclusiveGateway)
    }),
    ("complex gateway", |it| {
        let activation = Some(rhai("activationCount >= 1"));
        joined(
            it,
            NodeKind::ParallelGateway,
            NodeKind::ComplexGateway { activation },
        )
    }),
    ("event-based gateway", |it| {
        it.start("s")
            .node("x", race())
            .catch("m", "m", None)
            .timer("late", TimerKind::Duration, "PT1H")
            .end("e")
            .end("e2")
            .flow("s>x>m>e")
            .flow("x>late>e2")
    }),
    ("conditional flow, implicit fork and merge", |it| {
        it.start("s")
            .pass("x")
            .pass("a")
            .pass("b")
            .pass("m")
            .end("e")
            .flow("s>x>a>m>e")
            .when("x", "b", "n == 1")
            .flow("b>m")
    }),
    ("boundary message, interrupting", |it| {
        guarded(it, true, on_message("m"))
    }),
    ("boundary message", |it| guarded(it, false, on_message("m"))),
    ("boundary timer, interrupting", |it| {
        guarded(it, true, on_timer(TimerKind::Duration, "PT1H"))
    }),
    ("boundary timer", |it| {
        guarded(it, false, on_timer(TimerKind::Duration, "PT1H"))
    }),
    ("boundary timer, cycle", |it| {
        guarded(it, false, on_timer(TimerKind::Cycle, "R2/PT1H"))
    }),
    ("boundary signal, interrupting", |it| {
        guarded(it, true, on_signal("s"))
    }),
    ("boundary signal", |it| guarded(it, false, on_signal("s"))),
    ("boundary condition, interrupting", |it| {
        guarded(it, true, on_condition("go"))
    }),
    ("boundary condition", |it| {
        guarded(it, false, on_condition("go"))
    }),
    ("boundary error", |it| {
        let failing = end(EndResult::Error {
            code: "E".into(),
            message: None,
        });
        it.start("s")
            .sub("sub", |it| {
                it.start("s1").node("fail", failing).flow("s1>fail")
            })
            .boundary("x", "sub", true, on_error(Some("E")))
            .end("e")
            .end("e2")
            .flow("s>sub>e")
            .flow("x>e2")
    }),
    ("boundary escalation, interrupting", |it| {
        thrown(
            it,
            throws(an_escalation("X")),
            on_escalation(Some("X")),
            true,
        )
    }),
    ("boundary escalation", |it| {
        thrown(it, throws(an_escalation("X")), on_escalation(None), false)
    }),
    ("boundary multiple, interrupting", |it| {
        let trigger = several(false, vec![on_message("m"), on_signal("s")]);
        guarded(it, true, trigger)
    }),
    ("boundary multiple", |it| {
        let trigger = several(false, vec![on_message("m"), on_signal("s")]);
        guarded(it, false, trigger)
    }),
    ("boundary parallel multiple, interrupting", |it| {
        let trigger = several(true, vec![on_message("m"), on_signal("s")]);
        guarded(it, true, trigger)
    }),
    ("boundary parallel multiple", |it| {
        let trigger = several(true, vec![on_message("m"), on_signal("s")]);
        guarded(it, false, trigger)
    }),
    ("catch message", |it| waits(it, on_message("m"))),
    ("throw message, by a data input", |it| {
        between(it, throws(a_message("m", ""))).change("x", |node| {
            node.inputs = vec![moved("corpo", &["n"])];
        })
    }),
    ("catch message, by a data output", |it| {
        waits(it, on_message("m")).change("x", |node| received(node, "corpo", "pratica"))
    }),
    ("receive task, by a data output", |it| {
        let catch = message("m", None);
        let kind = NodeKind::ReceiveTask {
            catch,
            instantiate: false,
        };
        between(it, kind).change("x", |node| received(node, "corpo", "pratica"))
    }),
    ("service task of an operation, by data", |it| {
        let task = bpmn::ServiceTask {
            topic: "protocolla".into(),
            priority: None,
            trigger: None,
        };
        between(it, NodeKind::ServiceTask(task)).change("x", |node| {
            node.inputs = vec![moved("domanda", &["n"])];
            received(node, "risposta", "pratica");
        })
    }),
    ("boundary signal, by a data output", |it| {
        guarded(it, true, on_signal("s")).change("x", |node| received(node, "corpo", "pratica"))
    }),
    ("end error with data, caught with data", |it| {
        let failing = end(EndResult::Error {
            code: "E".into(),
            message: None,
        });
        it.start("s")
            .sub("sub", |it| {
                it.start("s1")
                    .user("t")
                    .node("fail", failing)
                    .flow("s1>t>fail")
                    .change("fail", |node| node.inputs = vec![moved("causa", &["n"])])
            })
            .boundary("x", "sub", true, on_error(Some("E")))
            .user("then")
            .end("e")
            .end("e2")
            .flow("s>sub>e")
            .flow("x>then>e2")
            .change("x", |node| received(node, "motivo", "pratica"))
    }),
    ("catch timer, date", |it| {
        waits(it, on_timer(TimerKind::Date, "2026-03-02T09:00:00"))
    }),
    ("catch timer, duration", |it| {
        waits(it, on_timer(TimerKind::Duration, "P1D"))
    }),
    ("catch signal", |it| waits(it, on_signal("s"))),
    ("catch condition", |it| waits(it, on_condition("go"))),
    ("catch multiple", |it| {
        waits(it, several(false, vec![on_message("m"), on_signal("s")]))
    }),
    ("catch parallel multiple", |it| {
        waits(it, several(true, vec![on_message("m"), on_signal("s")]))
    }),
    ("link", |it| {
        let mut it = it.start("s").waits("to", Trigger::None).user("t").end("e");
        let target = it.index("to");
        it.add("from", NodeKind::Link { target });
        it.flow("s>from").flow("to>t>e")
    }),
    ("throw none", |it| {
        between(it, NodeKind::Throw { throws: Vec::new() })
    }),
    ("throw message", |it| {
        between(it, throws(a_message("m", "")))
    }),
    ("throw signal", |it| {
        thrown(it, throws(a_signal("s")), on_signal("s"), false)
    }),
    ("throw escalation nobody catches", |it| {
        between(it, throws(an_escalation("X")))
    }),
    ("throw compensation", |it| {
        undoing(it, compensate(true)).end("e").flow("x>e")
    }),
    ("throw compensation without waiting", |it| {
        undoing(it, compensate(false)).end("e").flow("x>e")
    }),
    ("end message", |it| ends(it, throws(a_message("m", "")))),
    ("end signal", |it| ends(it, throws(a_signal("s")))),
    ("end multiple, terminate last", |it| {
        let then = end(EndResult::Terminate { all: false });
        ends_after(it, vec![a_message("m", ""), an_escalation("X")], then)
    }),
    ("end multiple, error last", |it| {
        let then = end(EndResult::Error {
            code: "E".into(),
            message: None,
        });
        it.start("s")
            .sub("sub", |it| ends_after(it, vec![a_signal("s")], then))
            .boundary("caught", "sub", true, on_error(Some("E")))
            .boundary("heard", "sub", false, on_signal("s"))
            .end("e")
            .end("e2")
            .end("e3")
            .flow("s>sub>e")
            .flow("caught>e2")
            .flow("heard>e3")
    }),
    ("end multiple, compensation last", |it| {
        let throws = vec![a_message("m", ""), an_escalation("X")];
        let then = Box::new(compensate(true));
        undoing(it, NodeKind::ThrowThen { throws, then })
    }),
    ("end multiple, cancel last", |it| {
        let throws = vec![a_message("m", "")];
        let then = Box::new(NodeKind::CancelEnd);
        let mut it = it
            .start("s0")
            .sub("transaction", |it| {
                undoing(it, NodeKind::ThrowThen { throws, then })
            })
            .end("e0")
            .end("e2");
        let host = it.index("transaction");
        let boundary = it.add("cancelled", NodeKind::CancelBoundary { host });
        it.model.nodes[host].boundaries.push(boundary);
        it.flow("s0>transaction>e0").flow("cancelled>e2")
    }),
    ("throw multiple", |it| {
        let throws = vec![a_message("m", ""), a_signal("s"), an_escalation("X")];
        between(it, NodeKind::Throw { throws })
    }),
    ("end multiple", |it| {
        let throws = vec![a_message("m", ""), a_signal("s"), an_escalation("X")];
        ends(it, NodeKind::Throw { throws })
    }),
    ("end escalation", |it| ends(it, throws(an_escalation("X")))),
    ("end compensation", |it| undoing(it, compensate(true))),
    ("end terminate", |it| {
        it.start("s")
            .node("f", NodeKind::ParallelGateway)
            .user("t")
            .user("other")
            .node("x", end(EndResult::Terminate { all: false }))
            .end("e")
            .flow("s>f>t>x")
            .flow("f>other>e")
    }),
    ("end terminate, all", |it| {
        it.start("s")
            .sub("sub", |it| {
                it.start("s1")
                    .node("f", NodeKind::ParallelGateway)
                    .user("t")
                    .user("other")
                    .node("x", end(EndResult::Terminate { all: true }))
                    .end("e1")
                    .flow("s1>f>t>x")
                    .flow("f>other>e1")
            })
            .end("e")
            .flow("s>sub>e")
    }),
    ("embedded subprocess", |it| {
        it.start("s")
            .sub("x", |it| it.start("s1").user("t").end("e1").flow("s1>t>e1"))
            .end("e")
            .flow("s>x>e")
    }),
    ("transaction, cancel end and cancel boundary", |it| {
        let mut it = it
            .start("s0")
            .sub("transaction", |it| undoing(it, NodeKind::CancelEnd))
            .end("e0")
            .end("e2");
        let host = it.index("transaction");
        let boundary = it.add("cancelled", NodeKind::CancelBoundary { host });
        it.model.nodes[host].boundaries.push(boundary);
        it.flow("s0>transaction>e0").flow("cancelled>e2")
    }),
    ("event subprocess, message, interrupting", |it| {
        reacting(it, true, on_message("m"))
    }),
    ("event subprocess, message", |it| {
        reacting(it, false, on_message("m"))
    }),
    ("event subprocess, timer, interrupting", |it| {
        reacting(it, true, on_timer(TimerKind::Duration, "PT1H"))
    }),
    ("event subprocess, timer", |it| {
        reacting(it, false, on_timer(TimerKind::Duration, "PT1H"))
    }),
    ("event subprocess, signal, interrupting", |it| {
        reacting(it, true, on_signal("s"))
    }),
    ("event subprocess, signal", |it| {
        reacting(it, false, on_signal("s"))
    }),
    ("event subprocess, condition, interrupting", |it| {
        reacting(it, true, on_condition("go"))
    }),
    ("event subprocess, condition", |it| {
        reacting(it, false, on_condition("go"))
    }),
    ("event subprocess, multiple, interrupting", |it| {
        let trigger = several(false, vec![on_message("m"), on_signal("s")]);
        reacting(it, true, trigger)
    }),
    ("event subprocess, multiple", |it| {
        let trigger = several(false, vec![on_message("m"), on_signal("s")]);
        reacting(it, false, trigger)
    }),
    ("event subprocess, parallel multiple", |it| {
        let trigger = several(true, vec![on_message("m"), on_signal("s")]);
        reacting(it, true, trigger)
    }),
    ("event subprocess, escalation, interrupting", |it| {
        it.start("s")
            .node("throw", throws(an_escalation("X")))
            .user("t")
            .end("e")
            .flow("s>throw>t>e")
            .reaction("x", true, on_escalation(None), |it| {
                it.user("then").end("e2").flow("x-start>then>e2")
            })
    }),
    ("event subprocess, error", |it| {
        let failing = end(EndResult::Error {
            code: "E".into(),
            message: None,
        });
        it.start("s").node("fail", failing).flow("s>fail").reaction(
            "x",
            true,
            on_error(None),
            |it| it.user("then").end("e2").flow("x-start>then>e2"),
        )
    }),
    ("event subprocess, escalation", |it| {
        it.start("s")
            .node("throw", throws(an_escalation("X")))
            .user("t")
            .end("e")
            .flow("s>throw>t>e")
            .reaction("x", false, on_escalation(None), |it| {
                it.user("then").end("e2").flow("x-start>then>e2")
            })
    }),
    ("event subprocess, compensation", |it| {
        it.start("s")
            .sub("sub", |it| {
                it.start("s1").user("a").end("e1").flow("s1>a>e1").reaction(
                    "x",
                    true,
                    Trigger::Compensation,
                    |it| it.user("undo").end("e2").flow("x-start>undo>e2"),
                )
            })
            .node("throw", compensate(true))
            .end("e")
            .flow("s>sub>throw>e")
    }),
    ("ad-hoc subprocess, parallel", |it| {
        it.start("s")
            .ad_hoc("x", false, Some("n > 5"), true, |it| {
                it.user("a").user("b").flow("a>b").user("c")
            })
            .end("e")
            .flow("s>x>e")
    }),
    ("ad-hoc subprocess, sequential", |it| {
        it.start("s")
            .ad_hoc("x", true, None, true, |it| {
                it.user("a").user("b").user("c").flow("a>c")
            })
            .end("e")
            .flow("s>x>e")
    }),
    ("multi-instance, parallel, cardinality", |it| {
        repeated(
            it,
            bpmn::Multi {
                cardinality: Some(rhai("2")),
                ..multi(false)
            },
        )
    }),
    ("multi-instance, sequential, collection, output", |it| {
        repeated(
            it,
            bpmn::Multi {
                collection: Some(rhai("[\"a\", \"b\"]")),
                element_variable: Some("item".into()),
                output: Some(MultiOutput {
                    collection: "all".into(),
                    element: rhai("item + \"!\""),
                }),
                ..multi(true)
            },
        )
    }),
    ("multi-instance, completion condition", |it| {
        repeated(
            it,
            bpmn::Multi {
                cardinality: Some(rhai("3")),
                completion: Some(rhai("nrOfCompletedInstances >= 1")),
                ..multi(false)
            },
        )
    }),
    ("multi-instance, behavior", |it| {
        guarded(it, false, on_signal("done")).change("t", |node| {
            node.multi = Some(bpmn::Multi {
                cardinality: Some(rhai("2")),
                behavior: Behavior::First(a_signal("done")),
                ..multi(true)
            });
        })
    }),
    ("standard loop", |it| {
        let standard = StandardLoop {
            test_before: true,
            condition: Some(rhai("loopCounter < 2")),
            maximum: None,
        };
        repeated(
            it,
            bpmn::Multi {
                standard: Some(standard),
                ..multi(true)
            },
        )
    }),
];
