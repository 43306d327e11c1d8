//! Elements of which something cannot be computed: where they stop, and what follows once it can.

use super::elements::{
    between, compensate, end, ends, guarded, joined, reacting, repeated, rule, throws, undoing,
};
use crate::support::{
    Draft, a_message, a_signal, an_escalation, message, multi, on_error, on_timer, race, rhai,
    several,
};
use bpmn::{
    Behavior, EndResult, Mapping, MappingValue, MessageCatch, MessageThrow, MultiOutput, NodeKind,
    Passing, ServiceTask, Source, StandardLoop, Throw, Timer, TimerKind, Trigger, UserTask,
};
use rules::Value;

pub struct Row {
    pub name: &'static str,
    pub story: fn(Draft) -> Draft,
    /// What it is computed from.
    pub variable: &'static str,
    /// With what it cannot be computed; None: without the variable.
    pub wrong: Option<Value>,
    pub right: Value,
    /// Work done before it comes so far.
    pub before: &'static [&'static str],
    /// `element: code @ phase`.
    pub incident: &'static str,
    /// A line of the history that comes after the retry only.
    pub then: &'static str,
}

fn need() -> Source {
    rhai("need")
}

/// A duration only when `need` is 1.
fn duration() -> Source {
    rhai("if need == 1 { \"PT1H\" } else { \"soon\" }")
}

/// True when `need` is 1, a failure when it is 0.
fn condition() -> Trigger {
    Trigger::Condition(bpmn::Condition {
        expression: rhai("1 / need > 0"),
        variable: None,
        on_create: true,
        on_update: true,
        line: 1,
    })
}

fn awaited() -> MessageCatch {
    MessageCatch {
        correlation_key: Some(need()),
        ..message("m", None)
    }
}

fn on_awaited() -> Trigger {
    Trigger::Message(awaited())
}

fn late() -> Trigger {
    Trigger::Timer(Timer {
        kind: TimerKind::Duration,
        value: duration(),
        until: None,
        line: 1,
    })
}

fn keyed() -> Throw {
    Throw::Message(MessageThrow {
        name: "m".into(),
        correlation_key: Some(need()),
        time_to_live: None,
        line: 1,
    })
}

fn kept() -> Throw {
    Throw::Message(MessageThrow {
        name: "m".into(),
        correlation_key: None,
        time_to_live: Some(duration()),
        line: 1,
    })
}

fn computed(name: &str) -> Mapping {
    Mapping {
        name: name.into(),
        value: MappingValue::Text(need()),
        line: 1,
    }
}

fn with_input(draft: Draft, id: &str) -> Draft {
    draft.change(id, |node| node.inputs = vec![computed("corpo")])
}

fn job() -> NodeKind {
    NodeKind::ServiceTask(ServiceTask {
        topic: "t".into(),
        ..ServiceTask::default()
    })
}

pub const ROWS: &[Row] = &[
    Row {
        name: "throw message, its key",
        story: |it| between(it, throws(keyed())),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "thrown x message m",
    },
    Row {
        name: "throw message, its time to live",
        story: |it| between(it, throws(kept())),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "x: element.time_to_live @ active",
        then: "thrown x message m",
    },
    Row {
        name: "throw message, its data",
        story: |it| with_input(between(it, throws(a_message("m", ""))), "x"),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "thrown x message m",
    },
    Row {
        name: "throw message, one of two",
        story: |it| {
            between(
                it,
                NodeKind::Throw {
                    throws: vec![a_signal("s"), keyed()],
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "thrown x signal s",
    },
    Row {
        name: "end message, its key",
        story: |it| ends(it, throws(keyed())),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &["t"],
        incident: "x: script.unknown_variable @ active",
        then: "thrown x message m",
    },
    Row {
        name: "end message, its time to live",
        story: |it| ends(it, throws(kept())),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &["t"],
        incident: "x: element.time_to_live @ active",
        then: "thrown x message m",
    },
    Row {
        name: "end message, its data",
        story: |it| with_input(ends(it, throws(a_message("m", ""))), "x"),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &["t"],
        incident: "x: script.unknown_variable @ activating",
        then: "thrown x message m",
    },
    Row {
        name: "throw signal, its data",
        story: |it| with_input(between(it, throws(a_signal("s"))), "x"),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "thrown x signal s",
    },
    Row {
        name: "throw escalation, its data",
        story: |it| with_input(between(it, throws(an_escalation("X"))), "x"),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "thrown x escalation X, not caught",
    },
    Row {
        name: "end error, its data",
        story: |it| {
            let failing = end(EndResult::Error {
                code: "E".into(),
                message: None,
            });
            with_input(
                it.start("s")
                    .sub("sub", |it| it.start("s1").node("x", failing).flow("s1>x")),
                "x",
            )
            .boundary("caught", "sub", true, on_error(Some("E")))
            .end("e")
            .end("e2")
            .flow("s>sub>e")
            .flow("caught>e2")
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "error x E",
    },
    Row {
        name: "send task, its priority",
        story: |it| {
            let task = ServiceTask {
                topic: "t".into(),
                priority: Some(need()),
                trigger: None,
            };
            between(it, NodeKind::SendTask(task))
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "completed x",
    },
    Row {
        name: "service task, an input",
        story: |it| with_input(between(it, job()), "x"),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "completed x",
    },
    Row {
        name: "service task, an output",
        story: |it| between(it, job()).change("x", |node| node.outputs = vec![computed("esito")]),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &["x"],
        incident: "x: script.unknown_variable @ completing",
        then: "completed x",
    },
    Row {
        name: "user task, its due date",
        story: |it| {
            let task = UserTask {
                due_date: Some(duration()),
                ..UserTask::default()
            };
            between(it, NodeKind::UserTask(Box::new(task)))
        },
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "x: element.date @ active",
        then: "completed x",
    },
    Row {
        name: "user task, an input",
        story: |it| with_input(between(it, NodeKind::UserTask(Box::default())), "x"),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "completed x",
    },
    Row {
        name: "receive task, its key",
        story: |it| {
            between(
                it,
                NodeKind::ReceiveTask {
                    catch: awaited(),
                    instantiate: false,
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "completed x",
    },
    Row {
        name: "catch message, its key",
        story: |it| {
            between(
                it,
                NodeKind::Catch {
                    trigger: on_awaited(),
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "completed x",
    },
    Row {
        name: "catch timer",
        story: |it| between(it, NodeKind::Catch { trigger: late() }),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "x: timer.value @ active",
        then: "completed x",
    },
    Row {
        name: "catch condition",
        story: |it| {
            between(
                it,
                NodeKind::Catch {
                    trigger: condition(),
                },
            )
        },
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "x: script.failed @ active",
        then: "completed x",
    },
    Row {
        name: "catch multiple, one of two",
        story: |it| {
            let trigger = several(
                false,
                vec![on_timer(TimerKind::Duration, "PT1H"), on_awaited()],
            );
            between(it, NodeKind::Catch { trigger })
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "completed x",
    },
    Row {
        name: "boundary message, interrupting, its key",
        story: |it| guarded(it, true, on_awaited()),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "t: script.unknown_variable @ activating",
        then: "activated x",
    },
    Row {
        name: "boundary timer, interrupting",
        story: |it| guarded(it, true, late()),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "t: timer.value @ activating",
        then: "activated x",
    },
    Row {
        name: "boundary condition, interrupting",
        story: |it| guarded(it, true, condition()),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "t: script.failed @ activating",
        then: "activated x",
    },
    Row {
        name: "event subprocess, message, interrupting, its key",
        story: |it| reacting(it, true, on_awaited()),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "activated x-start",
    },
    Row {
        name: "event subprocess, timer, interrupting",
        story: |it| reacting(it, true, late()),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "x: timer.value @ activating",
        then: "activated x-start",
    },
    Row {
        name: "event subprocess, condition, interrupting",
        story: |it| reacting(it, true, condition()),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "x: script.failed @ activating",
        then: "activated x-start",
    },
    Row {
        name: "boundary message, its key",
        story: |it| guarded(it, false, on_awaited()),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "t: script.unknown_variable @ activating",
        then: "activated x",
    },
    Row {
        name: "boundary timer",
        story: |it| guarded(it, false, late()),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "t: timer.value @ activating",
        then: "activated x",
    },
    Row {
        name: "boundary condition",
        story: |it| guarded(it, false, condition()),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "t: script.failed @ activating",
        then: "activated x",
    },
    Row {
        name: "event subprocess, message, its key",
        story: |it| reacting(it, false, on_awaited()),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "activated x-start",
    },
    Row {
        name: "event subprocess, timer",
        story: |it| reacting(it, false, late()),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "x: timer.value @ activating",
        then: "activated x-start",
    },
    Row {
        name: "event subprocess, condition",
        story: |it| reacting(it, false, condition()),
        variable: "need",
        wrong: Some(Value::Int(0)),
        right: Value::Int(1),
        before: &[],
        incident: "x: script.failed @ activating",
        then: "activated x-start",
    },
    Row {
        name: "exclusive gateway, a condition",
        story: |it| {
            it.start("s")
                .node("x", NodeKind::ExclusiveGateway)
                .end("e")
                .end("e2")
                .flow("s>x")
                .when("x", "e2", "need > 1")
                .default("x", "e")
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ leaving",
        then: "> x-e",
    },
    Row {
        name: "inclusive gateway, a condition",
        story: |it| {
            it.start("s")
                .node("x", NodeKind::InclusiveGateway)
                .end("e")
                .end("e2")
                .flow("s>x")
                .when("x", "e2", "need == 1")
                .default("x", "e")
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ leaving",
        then: "> x-e2",
    },
    Row {
        name: "conditional flow out of a task",
        story: |it| {
            it.start("s")
                .pass("x")
                .end("e")
                .end("e2")
                .flow("s>x>e")
                .when("x", "e2", "need == 1")
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ leaving",
        then: "> x-e2",
    },
    Row {
        name: "complex gateway, its activation",
        story: |it| {
            let activation = Some(rhai("activationCount >= need"));
            joined(
                it,
                NodeKind::ParallelGateway,
                NodeKind::ComplexGateway { activation },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &["a"],
        incident: "join: script.unknown_variable @ active",
        then: "activated join",
    },
    Row {
        name: "event-based gateway, one of its events",
        story: |it| {
            it.start("s")
                .node("x", race())
                .waits("m", on_awaited())
                .timer("late", TimerKind::Duration, "PT1H")
                .end("e")
                .end("e2")
                .flow("s>x>m>e")
                .flow("x>late>e2")
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "completed m",
    },
    Row {
        name: "script task",
        story: |it| {
            between(
                it,
                NodeKind::ScriptTask {
                    script: rhai("need + 1"),
                    result_variable: Some("n".into()),
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "variable n = 2",
    },
    Row {
        name: "business rule task",
        story: |it| between(it, rule("next", Some("n"))),
        variable: "n",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "variable n = 2",
    },
    Row {
        name: "business rule task, its map spread",
        story: |it| between(it, rule("both", None)),
        variable: "n",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "variable office = \"urp\"",
    },
    Row {
        name: "business rule task, decision table",
        story: |it| between(it, rule("size#singleEntry", Some("size"))),
        variable: "n",
        wrong: Some(Value::Null),
        right: Value::Int(1),
        before: &[],
        incident: "x: decision.several @ active",
        then: "variable size = \"small\"",
    },
    Row {
        name: "call activity, what it gives",
        story: |it| {
            let given = Passing::Expression {
                value: need(),
                target: "given".into(),
            };
            let call = bpmn::Call {
                called: crate::support::template("other"),
                inputs: vec![given],
                ..bpmn::Call::default()
            };
            between(it, NodeKind::CallActivity(Box::new(call)))
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "completed x",
    },
    Row {
        name: "multi-instance, cardinality",
        story: |it| {
            repeated(
                it,
                bpmn::Multi {
                    cardinality: Some(need()),
                    ..multi(false)
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "completed x",
    },
    Row {
        name: "multi-instance, collection",
        story: |it| {
            repeated(
                it,
                bpmn::Multi {
                    collection: Some(rhai("[need, 2]")),
                    element_variable: Some("item".into()),
                    ..multi(true)
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ activating",
        then: "completed x",
    },
    Row {
        name: "multi-instance, output of an item",
        story: |it| {
            repeated(
                it,
                bpmn::Multi {
                    cardinality: Some(rhai("2")),
                    output: Some(MultiOutput {
                        collection: "all".into(),
                        element: need(),
                    }),
                    ..multi(true)
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &["x"],
        incident: "x: script.unknown_variable @ leaving",
        then: "variable all = [1,1]",
    },
    Row {
        name: "multi-instance, completion condition",
        story: |it| {
            repeated(
                it,
                bpmn::Multi {
                    cardinality: Some(rhai("2")),
                    completion: Some(rhai("need == 1")),
                    ..multi(true)
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &["x"],
        incident: "x: script.unknown_variable @ leaving",
        then: "completed x",
    },
    Row {
        name: "multi-instance, behavior",
        story: |it| {
            repeated(
                it,
                bpmn::Multi {
                    cardinality: Some(rhai("2")),
                    behavior: Behavior::First(keyed()),
                    ..multi(true)
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &["x"],
        incident: "x: script.unknown_variable @ leaving",
        then: "thrown x message m",
    },
    Row {
        name: "standard loop",
        story: |it| {
            let standard = StandardLoop {
                test_before: true,
                condition: Some(rhai("loopCounter < need")),
                maximum: None,
            };
            repeated(
                it,
                bpmn::Multi {
                    standard: Some(standard),
                    ..multi(true)
                },
            )
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &[],
        incident: "x: script.unknown_variable @ active",
        then: "completed x",
    },
    Row {
        name: "ad-hoc subprocess, completion condition",
        story: |it| {
            it.start("s")
                .ad_hoc("x", false, Some("need == 1"), true, |it| {
                    it.user("a").user("b")
                })
                .end("e")
                .flow("s>x>e")
        },
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &["a"],
        incident: "a: script.unknown_variable @ leaving",
        then: "completed x",
    },
    Row {
        name: "compensation, the handler",
        story: |it| with_input(undoing(it, compensate(true)).end("e").flow("x>e"), "undo"),
        variable: "need",
        wrong: None,
        right: Value::Int(1),
        before: &["a"],
        incident: "undo: script.unknown_variable @ activating",
        then: "completed undo",
    },
];
