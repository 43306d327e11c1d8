//! A row for every element that runs: its history as lines to read, saved and loaded after every step, taken
//! back from outside and by a boundary event at every wait, stopped by an incident at every wait and tried again.
//!
//! The histories stand in `fixtures/elements.txt`; `UPDATE_TRACES=1` writes them anew, to be read in the diff.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{Behavior, EndResult, MultiOutput, NodeKind, StandardLoop, TimerKind, Trigger};
use interpreter::{Command, End, ExpectedRow, WaitKind, rows as expected_rows};
use rules::{Map, Value};
use support::{
    Case, Draft, a_message, a_signal, an_escalation, draft, message, multi, on_condition, on_error,
    on_escalation, on_message, on_signal, on_timer, race, rhai, several, template, vars,
};

type Row = (&'static str, fn(Draft) -> Draft);

fn between(draft: Draft, kind: NodeKind) -> Draft {
    draft.start("s").node("x", kind).end("e").flow("s>x>e")
}

fn waits(draft: Draft, trigger: Trigger) -> Draft {
    between(draft, NodeKind::Catch { trigger })
}

fn ends(draft: Draft, kind: NodeKind) -> Draft {
    draft.start("s").user("t").node("x", kind).flow("s>t>x")
}

fn guarded(draft: Draft, interrupting: bool, trigger: Trigger) -> Draft {
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

fn reacting(draft: Draft, interrupting: bool, trigger: Trigger) -> Draft {
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

fn repeated(draft: Draft, plan: bpmn::Multi) -> Draft {
    draft
        .start("s")
        .user("x")
        .end("e")
        .flow("s>x>e")
        .change("x", |node| node.multi = Some(plan))
}

fn undoing(draft: Draft, kind: NodeKind) -> Draft {
    let mut draft = draft.start("s").user("a").node("x", kind).flow("s>a>x");
    let handler = draft.add("undo", NodeKind::UserTask(Box::default()));
    draft.model.nodes[handler].compensation = true;
    let host = draft.index("a");
    let boundary = draft.add("c", NodeKind::CompensationBoundary { host, handler });
    draft.model.nodes[host].boundaries.push(boundary);
    draft
}

fn joined(draft: Draft, split: NodeKind, join: NodeKind) -> Draft {
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

fn compensate(wait: bool) -> NodeKind {
    NodeKind::Compensate {
        activity: None,
        wait,
    }
}

fn throws(throw: bpmn::Throw) -> NodeKind {
    NodeKind::Throw {
        throws: vec![throw],
    }
}

fn end(result: EndResult) -> NodeKind {
    NodeKind::End { result }
}

const ROWS: &[Row] = &[
    ("user task", |it| {
        between(it, NodeKind::UserTask(Box::default()))
    }),
    ("service task", |it| {
        let task = bpmn::ServiceTask {
            topic: "t".into(),
            priority: None,
        };
        between(it, NodeKind::ServiceTask(task))
    }),
    ("send task", |it| {
        between(it, throws(a_message("m", "${n}")))
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
    ("boundary multiple", |it| {
        guarded(
            it,
            true,
            several(false, vec![on_message("m"), on_signal("s")]),
        )
    }),
    ("boundary parallel multiple", |it| {
        guarded(
            it,
            true,
            several(true, vec![on_message("m"), on_signal("s")]),
        )
    }),
    ("catch message", |it| waits(it, on_message("m"))),
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
    ("end escalation", |it| ends(it, throws(an_escalation("X")))),
    ("end compensation", |it| undoing(it, compensate(true))),
    ("end terminate", |it| {
        it.start("s")
            .node("f", NodeKind::ParallelGateway)
            .user("t")
            .user("other")
            .node("x", end(EndResult::Terminate))
            .end("e")
            .flow("s>f>t>x")
            .flow("f>other>e")
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
    ("event subprocess, timer", |it| {
        reacting(it, false, on_timer(TimerKind::Duration, "PT1H"))
    }),
    ("event subprocess, signal", |it| {
        reacting(it, true, on_signal("s"))
    }),
    ("event subprocess, condition", |it| {
        reacting(it, true, on_condition("go"))
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

fn start() -> Command {
    Command::Start {
        event: None,
        variables: vars([("n", Value::Int(1)), ("go", Value::Bool(false))]),
    }
}

/// Whatever comes next: the latest wait first, so that boundary events happen before their tasks end.
fn next(case: &Case) -> Command {
    let waits = case.whole().waits();
    let wait = waits.last().expect("something is waited for");
    let (id, kind) = (wait.wait, wait.kind);
    let name = expected_rows(&case.process, &case.whole())
        .unwrap()
        .into_iter()
        .find_map(|row| match row {
            ExpectedRow::Subscription { wait, name, .. }
            | ExpectedRow::Signal { wait, name, .. }
                if wait == id =>
            {
                Some(name)
            }
            _ => None,
        });
    let (wait, variables) = (id, Map::new());
    match kind {
        WaitKind::Task => Command::CompleteTask { wait, variables },
        WaitKind::Job => Command::CompleteJob { wait, variables },
        WaitKind::Timer => Command::FireTimer { wait },
        WaitKind::Message => Command::Deliver {
            wait,
            name: name.unwrap(),
            variables,
        },
        WaitKind::Signal => Command::Signal {
            name: name.unwrap(),
            waits: vec![wait],
            variables,
        },
        WaitKind::Condition => {
            let held = case.instance.variables()["go"] == Value::Bool(true);
            Command::SetVariables {
                variables: vars([("go", Value::Bool(!held))]),
            }
        }
    }
}

/// A message or signal that does not interrupt comes at most so many times.
const TURNS_MAX: usize = 12;

/// From start to end; what could go on for ever is ended by its tasks.
fn run(mut case: Case, lines: &mut Vec<String>) -> Case {
    case.go(start()).unwrap();
    lines.append(&mut case.lines);
    for turn in 0.. {
        if case.instance.state().is_some() {
            break;
        }
        assert!(turn < 100, "the row ends");
        let command = if turn < TURNS_MAX {
            next(&case)
        } else {
            task(&case)
        };
        case.go(command).unwrap();
        lines.append(&mut case.lines);
    }
    case
}

fn task(case: &Case) -> Command {
    let found = case
        .whole()
        .waits()
        .into_iter()
        .find(|wait| wait.kind == WaitKind::Task);
    Command::CompleteTask {
        wait: found.expect("a task is left").wait,
        variables: Map::new(),
    }
}

fn nothing_is_left(case: &Case, name: &str) {
    assert!(
        case.waits().is_empty() && case.parts.is_empty() && case.incidents().is_empty(),
        "{name}"
    );
}

#[test]
fn every_element_has_the_history_it_had_saved_and_loaded_after_every_step() {
    let mut all = String::new();
    for (name, row) in ROWS {
        let story = row(draft());
        let (mut saved, mut kept) = (Vec::new(), Vec::new());
        let done = run(Case::new(&story), &mut saved);
        nothing_is_left(&done, name);
        let mut unsaved = Case::new(&story);
        unsaved.reload = false;
        run(unsaved, &mut kept);
        assert_eq!(saved, kept, "{name}");
        all.push_str(&format!("## {name}\n{}\n\n", saved.join("\n")));
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/elements.txt");
    if std::env::var_os("UPDATE_TRACES").is_some() {
        std::fs::write(path, &all).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap();
    for (is, was) in all.split("## ").zip(committed.split("## ")) {
        assert_eq!(is, was);
    }
    assert_eq!(all.len(), committed.len());
}

/// Drives a row to each of its waits and does something there.
fn at_every_wait(story: &Draft, mut act: impl FnMut(&mut Case)) {
    for stop in 0..TURNS_MAX {
        let mut case = Case::new(story);
        case.go(start()).unwrap();
        for _ in 0..stop {
            if case.instance.state().is_none() {
                let command = next(&case);
                case.go(command).unwrap();
            }
        }
        if case.instance.state().is_some() {
            return;
        }
        act(&mut case);
    }
}

#[test]
fn every_element_can_be_taken_back_at_every_wait() {
    for (name, row) in ROWS {
        at_every_wait(&row(draft()), |case| {
            case.go(Command::Cancel {
                reason: "enough".into(),
            })
            .unwrap();
            assert_eq!(case.instance.state(), Some(End::Terminated), "{name}");
            nothing_is_left(case, name);
        });
    }
}

#[test]
fn every_element_can_be_interrupted_at_every_wait() {
    for (name, row) in ROWS {
        let story = draft()
            .start("outer-start")
            .sub("outer", row)
            .boundary("stop", "outer", true, on_message("stop"))
            .end("outer-end")
            .end("stopped")
            .flow("outer-start>outer>outer-end")
            .flow("stop>stopped");
        for stop in 0..TURNS_MAX {
            let mut case = Case::new(&story);
            case.go(start()).unwrap();
            for _ in 0..stop {
                let inside = case
                    .whole()
                    .waits()
                    .iter()
                    .any(|wait| wait.element != "stop");
                if case.instance.state().is_none() && inside {
                    let command = next(&case);
                    case.go(command).unwrap();
                }
            }
            if case.instance.state().is_some() {
                break;
            }
            case.deliver("stop", "stop", Map::new()).unwrap();
            assert!(
                case.lines.contains(&"activated stopped".to_owned()),
                "{name}: {:?}",
                case.lines
            );
            assert_eq!(case.instance.state(), Some(End::Completed), "{name}");
            nothing_is_left(&case, name);
        }
    }
}

#[test]
fn every_element_stopped_by_an_incident_goes_on_after_a_retry() {
    for (name, row) in ROWS {
        at_every_wait(&row(draft()), |case| {
            let wait = case.whole().waits().last().expect("a wait").wait;
            let raised = Command::RaiseIncident {
                code: "x".into(),
                message: "no".into(),
                wait: Some(wait),
            };
            case.go(raised).unwrap();
            assert_eq!(case.incidents().len(), 1, "{name}");
            case.retry().unwrap();
            assert!(
                case.incidents().is_empty(),
                "{name}: {:?}",
                case.incidents()
            );
            for turn in 0..100 {
                if case.instance.state().is_some() {
                    break;
                }
                let command = if turn < TURNS_MAX {
                    next(case)
                } else {
                    task(case)
                };
                case.go(command).unwrap();
            }
            assert!(case.instance.state().is_some(), "{name} ends");
            nothing_is_left(case, name);
        });
    }
}
