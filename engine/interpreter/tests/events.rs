//! Events, one row each: the history of a run, the same run saved and loaded after each step, stopped
//! by an incident and tried again at each wait, and cancelled at each place.
//!
//! The histories are in `fixtures/events.txt`, written anew with `WRITE_FIXTURES=1`.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{EndResult, NodeKind, TimerKind, Trigger};
use interpreter::{Command, Effect, End, WaitKind};
use rules::{Map, Value};
use std::collections::BTreeSet;
use support::{
    Case, Draft, a_message, a_signal, an_escalation, draft, map, message, on_condition, on_error,
    on_escalation, on_message, on_signal, on_timer, race, several, vars,
};

/// One thing that is done to an instance.
#[derive(Clone)]
enum Do {
    Start(Map),
    By(&'static str, u32, Map),
    Task(&'static str),
    Deliver(&'static str, &'static str),
    Fire(&'static str),
    Signal(&'static str),
    Set(Map),
}

use Do::{By, Deliver, Fire, Set, Signal, Start, Task};

struct Row {
    name: &'static str,
    story: Draft,
    acts: Vec<Do>,
    end: Option<End>,
}

fn act(case: &mut Case, act: &Do) {
    let given = || vars([("given", Value::from("x"))]);
    match act.clone() {
        Start(variables) => case.go(Command::Start {
            event: None,
            variables,
        }),
        By(event, trigger, variables) => case.go(Command::StartBy {
            event: event.into(),
            trigger,
            variables,
        }),
        Task(element) => case.complete(element, Map::new()),
        Deliver(element, name) => case.deliver(element, name, given()),
        Fire(element) => case.fire(element),
        Signal(name) => case.signal(name, given()),
        Set(variables) => case.set(variables),
    }
    .unwrap();
}

fn nothing() -> Do {
    Start(Map::new())
}

fn level(value: i64) -> Map {
    vars([("level", Value::Int(value))])
}

/// `s > t > e`, with `t` a task, and what is added.
fn work() -> Draft {
    draft().start("s").user("t").end("e").flow("s>t>e")
}

/// A task in a subprocess `sub`, with an end `e2` outside for what a boundary leads to.
fn inside(add: impl FnOnce(Draft) -> Draft) -> Draft {
    draft()
        .start("s")
        .sub("sub", |it| add(it.start("s1").end("e1")))
        .pass("after")
        .end("e")
        .end("e2")
        .flow("s>sub>after>e")
}

/// An event subprocess beside a task, in the process itself.
fn reacting(interrupting: bool, trigger: Trigger) -> Draft {
    work().reaction("r", interrupting, trigger, |it| {
        it.user("handle").end("re").flow("r-start>handle>re")
    })
}

fn guarded(interrupting: bool, trigger: Trigger) -> Draft {
    work()
        .boundary("b", "t", interrupting, trigger)
        .pass("side")
        .end("e2")
        .flow("b>side>e2")
}

fn throwing(throws: Vec<bpmn::Throw>) -> Draft {
    draft()
        .start("s")
        .throws("throw", throws)
        .end("e")
        .flow("s>throw>e")
}

fn rows() -> Vec<Row> {
    let done = Some(End::Completed);
    let row = |name, story, acts, end| Row {
        name,
        story,
        acts,
        end,
    };
    vec![
        row(
            "a message event subprocess interrupts",
            reacting(true, on_message("stop")),
            vec![nothing(), Deliver("r-start", "stop"), Task("handle")],
            done,
        ),
        row(
            "a message event subprocess beside the work, twice",
            reacting(false, on_message("note")),
            vec![
                nothing(),
                Deliver("r-start", "note"),
                Deliver("r-start", "note"),
                Task("t"),
                Task("handle"),
                Task("handle"),
            ],
            done,
        ),
        row(
            "a signal event subprocess interrupts",
            reacting(true, on_signal("alarm")),
            vec![nothing(), Signal("alarm"), Task("handle")],
            done,
        ),
        row(
            "a repeating timer of an event subprocess",
            reacting(false, on_timer(TimerKind::Cycle, "R2/PT1H")),
            vec![
                nothing(),
                Fire("r-start"),
                Fire("r-start"),
                Task("handle"),
                Task("handle"),
                Task("t"),
            ],
            done,
        ),
        row(
            "a conditional event subprocess sees the variable change",
            reacting(true, on_condition("level > 3")),
            vec![nothing(), Set(level(2)), Set(level(4)), Task("handle")],
            done,
        ),
        row(
            "a condition that is true already interrupts before anything begins",
            reacting(true, on_condition("level > 3")),
            vec![Start(level(9)), Task("handle")],
            done,
        ),
        row(
            "an error event subprocess before the boundary event around it",
            inside(|it| {
                it.node(
                    "fail",
                    NodeKind::End {
                        result: EndResult::Error {
                            code: "E1".into(),
                            message: Some("no".into()),
                        },
                    },
                )
                .user("other")
                .node("fork", NodeKind::ParallelGateway)
                .flow("s1>fork>other>e1")
                .flow("fork>fail")
                .reaction("r", true, on_error(Some("E1")), |it| {
                    it.user("handle").end("re").flow("r-start>handle>re")
                })
            })
            .boundary("b", "sub", true, on_error(None))
            .flow("b>e2"),
            vec![nothing(), Task("handle")],
            done,
        ),
        row(
            "an error in the event subprocess leaves its scope",
            inside(|it| {
                it.user("t")
                    .flow("s1>t>e1")
                    .reaction("r", true, on_message("m"), |it| {
                        it.node(
                            "fail",
                            NodeKind::End {
                                result: EndResult::Error {
                                    code: "E1".into(),
                                    message: None,
                                },
                            },
                        )
                        .flow("r-start>fail")
                    })
            })
            .boundary("b", "sub", true, on_error(Some("E1")))
            .flow("b>e2"),
            vec![nothing(), Deliver("r-start", "m")],
            done,
        ),
        row(
            "an escalation event subprocess interrupts",
            inside(|it| {
                it.throws("up", vec![an_escalation("LATE")])
                    .pass("never")
                    .flow("s1>up>never>e1")
                    .reaction("r", true, on_escalation(Some("LATE")), |it| {
                        it.user("handle").end("re").flow("r-start>handle>re")
                    })
            }),
            vec![nothing(), Task("handle")],
            done,
        ),
        row(
            "an escalation event subprocess beside the work does not catch its own",
            inside(|it| {
                it.throws("up", vec![an_escalation("LATE")])
                    .user("t")
                    .flow("s1>up>t>e1")
                    .reaction("r", false, on_escalation(None), |it| {
                        it.throws("again", vec![an_escalation("WORSE")])
                            .end("re")
                            .flow("r-start>again>re")
                    })
            })
            .boundary("b", "sub", false, on_escalation(Some("WORSE")))
            .flow("b>e2"),
            vec![nothing(), Task("t")],
            done,
        ),
        row(
            "event subprocesses nest",
            work().reaction("r", false, on_message("outer"), |it| {
                it.user("handle")
                    .end("re")
                    .flow("r-start>handle>re")
                    .reaction("n", true, on_signal("inner"), |it| {
                        it.user("deep").end("ne").flow("n-start>deep>ne")
                    })
            }),
            vec![
                nothing(),
                Deliver("r-start", "outer"),
                Signal("inner"),
                Task("deep"),
                Task("t"),
            ],
            done,
        ),
        row(
            "a signal wakes an intermediate event",
            draft()
                .start("s")
                .waits("c", on_signal("go"))
                .end("e")
                .flow("s>c>e"),
            vec![nothing(), Signal("go")],
            done,
        ),
        row(
            "a signal boundary event interrupts",
            guarded(true, on_signal("stop")),
            vec![nothing(), Signal("stop")],
            done,
        ),
        row(
            "a signal boundary event beside the work, twice",
            guarded(false, on_signal("note")),
            vec![nothing(), Signal("note"), Signal("note"), Task("t")],
            done,
        ),
        row(
            "a signal reaches all who wait in its own instance, those queued with it too",
            draft()
                .start("s")
                .node("fork", NodeKind::ParallelGateway)
                .throws("throw", vec![a_signal("go")])
                .waits("c", on_signal("go"))
                .end("e")
                .flow("s>fork>throw>e")
                .flow("fork>c>e"),
            vec![nothing()],
            done,
        ),
        row(
            "a signal thrown inside takes its own subprocess back",
            inside(|it| {
                it.throws("throw", vec![a_signal("out")])
                    .pass("never")
                    .flow("s1>throw>never>e1")
            })
            .boundary("b", "sub", true, on_signal("out"))
            .flow("b>e2"),
            vec![nothing()],
            done,
        ),
        row(
            "an escalation boundary event interrupts",
            inside(|it| {
                it.throws("up", vec![an_escalation("LATE")])
                    .pass("never")
                    .flow("s1>up>never>e1")
            })
            .boundary("b", "sub", true, on_escalation(Some("LATE")))
            .flow("b>e2"),
            vec![nothing()],
            done,
        ),
        row(
            "an escalation boundary event beside the work",
            inside(|it| {
                it.throws("up", vec![an_escalation("LATE")])
                    .user("t")
                    .flow("s1>up>t>e1")
            })
            .boundary("b", "sub", false, on_escalation(None))
            .flow("b>e2"),
            vec![nothing(), Task("t")],
            done,
        ),
        row(
            "an escalation nobody catches is told and passes",
            throwing(vec![an_escalation("LATE")]),
            vec![nothing()],
            done,
        ),
        row(
            "a condition is caught when it turns true",
            draft()
                .start("s")
                .waits("c", on_condition("level > 3"))
                .end("e")
                .flow("s>c>e"),
            vec![nothing(), Set(level(3)), Set(level(5))],
            done,
        ),
        row(
            "a conditional boundary event interrupts",
            guarded(true, on_condition("level > 3")),
            vec![nothing(), Set(level(4))],
            done,
        ),
        row(
            "a conditional boundary event fires at the edge only",
            guarded(false, on_condition("level > 3")),
            vec![
                nothing(),
                Set(level(4)),
                Set(level(5)),
                Set(level(1)),
                Set(level(6)),
                Task("t"),
            ],
            done,
        ),
        row(
            "a message is published with its key",
            throwing(vec![a_message("order", "${number}")]),
            vec![Start(vars([("number", Value::Int(7))]))],
            done,
        ),
        row(
            "a signal end event in a subprocess",
            inside(|it| {
                it.throws("end", vec![a_signal("done")])
                    .flow("s1>end")
                    .reaction("r", false, on_signal("done"), |it| {
                        it.user("handle").end("re").flow("r-start>handle>re")
                    })
            }),
            vec![nothing(), Task("handle")],
            done,
        ),
        row(
            "a link goes on at its other end",
            {
                let story = draft()
                    .start("s")
                    .node("from", NodeKind::Link { target: 0 })
                    .waits("to", Trigger::None)
                    .end("e")
                    .flow("s>from")
                    .flow("to>e");
                let target = story.index("to");
                story.change("from", |node| node.kind = NodeKind::Link { target })
            },
            vec![nothing()],
            done,
        ),
        row(
            "any of several wakes a multiple event",
            draft()
                .start("s")
                .waits(
                    "c",
                    several(
                        false,
                        vec![
                            on_message("m"),
                            on_timer(TimerKind::Duration, "PT1H"),
                            on_signal("go"),
                        ],
                    ),
                )
                .end("e")
                .flow("s>c>e"),
            vec![nothing(), Signal("go")],
            done,
        ),
        row(
            "all of several wake a parallel multiple event",
            draft()
                .start("s")
                .waits(
                    "c",
                    several(
                        true,
                        vec![on_message("m"), on_signal("go"), on_condition("level > 3")],
                    ),
                )
                .end("e")
                .flow("s>c>e"),
            vec![nothing(), Signal("go"), Set(level(4)), Deliver("c", "m")],
            done,
        ),
        row(
            "a multiple boundary event catches waits and errors alike",
            guarded(
                true,
                several(
                    false,
                    vec![on_error(None), on_message("stop"), on_signal("stop")],
                ),
            ),
            vec![nothing(), Deliver("b", "stop")],
            done,
        ),
        row(
            "a parallel multiple boundary event beside the work waits for both again",
            guarded(false, several(true, vec![on_message("a"), on_signal("b")])),
            vec![
                nothing(),
                Deliver("b", "a"),
                Signal("b"),
                Signal("b"),
                Task("t"),
            ],
            done,
        ),
        row(
            "a parallel multiple event subprocess interrupts",
            reacting(true, several(true, vec![on_message("a"), on_signal("b")])),
            vec![
                nothing(),
                Signal("b"),
                Deliver("r-start", "a"),
                Task("handle"),
            ],
            done,
        ),
        row(
            "a multiple throw event throws in order",
            throwing(vec![
                a_message("order", "1"),
                a_signal("go"),
                an_escalation("LATE"),
            ]),
            vec![nothing()],
            done,
        ),
        row(
            "a parallel multiple start waits for the rest",
            draft()
                .begins("s", several(true, vec![on_message("a"), on_signal("b")]))
                .user("t")
                .end("e")
                .flow("s>t>e"),
            vec![By("s", 1, level(1)), Deliver("s", "a"), Task("t")],
            done,
        ),
        row(
            "any trigger of a multiple start begins",
            draft()
                .begins("s", several(false, vec![on_message("a"), on_signal("b")]))
                .user("t")
                .end("e")
                .flow("s>t>e"),
            vec![By("s", 1, level(1)), Task("t")],
            done,
        ),
        row(
            "a receive task begins the process",
            draft()
                .node(
                    "r",
                    NodeKind::ReceiveTask {
                        catch: message("m", None),
                        instantiate: true,
                    },
                )
                .user("t")
                .end("e")
                .flow("r>t>e")
                .change("r", |node| node.outputs = vec![map("kept", "${level}")]),
            vec![By("r", 0, level(1)), Task("t")],
            done,
        ),
        row(
            "an event-based gateway begins the process with one of its events",
            instantiating(false),
            vec![By("b", 0, level(1)), Task("tb")],
            done,
        ),
        row(
            "a parallel one waits for the others too",
            instantiating(true),
            vec![
                By("b", 0, level(1)),
                Task("tb"),
                Deliver("a", "a"),
                Task("ta"),
            ],
            done,
        ),
        row(
            "an event-based gateway waits for a signal, a condition and a receive task",
            draft()
                .start("s")
                .node("g", race())
                .waits("sig", on_signal("go"))
                .waits("cond", on_condition("level > 3"))
                .node(
                    "rec",
                    NodeKind::ReceiveTask {
                        catch: message("m", None),
                        instantiate: false,
                    },
                )
                .end("e")
                .flow("s>g>sig>e")
                .flow("g>cond>e")
                .flow("g>rec>e"),
            vec![nothing(), Set(level(4))],
            done,
        ),
    ]
}

fn instantiating(parallel: bool) -> Draft {
    draft()
        .node(
            "g",
            NodeKind::EventBasedGateway {
                instantiate: true,
                parallel,
            },
        )
        .waits("a", on_message("a"))
        .waits("b", on_signal("b"))
        .user("ta")
        .user("tb")
        .end("e")
        .flow("g>a>ta>e")
        .flow("g>b>tb>e")
}

/// Runs all acts; what happened in each.
fn history(row: &Row, reload: bool) -> (Vec<Vec<String>>, Case) {
    let mut case = Case::new(&row.story);
    case.reload = reload;
    let mut lines = Vec::new();
    for one in &row.acts {
        act(&mut case, one);
        lines.push(case.lines.clone());
    }
    (lines, case)
}

#[test]
fn every_event_leaves_its_history() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/events.txt");
    let mut text = String::new();
    for row in rows() {
        let (steps, case) = history(&row, true);
        assert_eq!(case.instance.state(), row.end, "{}: {steps:#?}", row.name);
        assert!(case.waits().is_empty(), "{}", row.name);
        text.push_str(&format!("# {}\n", row.name));
        for lines in steps {
            text.push_str(&lines.join("; "));
            text.push('\n');
        }
        text.push('\n');
    }
    if std::env::var_os("WRITE_FIXTURES").is_some() {
        std::fs::write(file, &text).unwrap();
    }
    let expected = std::fs::read_to_string(file).unwrap();
    for (found, wanted) in text.split("\n\n").zip(expected.split("\n\n")) {
        assert_eq!(found, wanted);
    }
    assert_eq!(text, expected);
}

#[test]
fn saving_and_loading_after_each_step_changes_nothing() {
    for row in rows() {
        let (saved, kept) = (history(&row, true), history(&row, false));
        assert_eq!(saved.0, kept.0, "{}", row.name);
        assert_eq!(saved.1.instance.to_bytes(), kept.1.instance.to_bytes());
    }
}

#[test]
fn cancelled_anywhere_nothing_is_left_open() {
    for row in rows() {
        for stop in 1..row.acts.len() {
            let mut case = Case::new(&row.story);
            let mut open = BTreeSet::new();
            let mut count = |effects: &[Effect]| {
                for effect in effects {
                    match effect {
                        Effect::CreateTask(task) => assert!(open.insert(task.wait)),
                        Effect::CreateTimer { wait, .. }
                        | Effect::Subscribe { wait, .. }
                        | Effect::Listen { wait, .. } => assert!(open.insert(*wait)),
                        Effect::CloseWait { wait, .. } => assert!(open.remove(wait)),
                        _ => {}
                    }
                }
                open.len()
            };
            for one in &row.acts[..stop] {
                act(&mut case, one);
                count(&case.effects);
            }
            if case.instance.state().is_some() {
                continue;
            }
            let reason = "enough".to_owned();
            case.go(Command::Cancel { reason }).unwrap();
            assert_eq!(count(&case.effects), 0, "{} after {stop}", row.name);
            assert_eq!(case.instance.state(), Some(End::Terminated));
            assert!(case.waits().is_empty(), "{} after {stop}", row.name);
        }
    }
}

#[test]
fn an_incident_at_any_wait_is_tried_again_and_the_run_goes_on() {
    for row in rows() {
        let plain: Vec<String> = history(&row, true).0.into_iter().flatten().collect();
        for at in 1..row.acts.len() {
            let mut case = Case::new(&row.story);
            let mut lines = Vec::new();
            for (number, one) in row.acts.iter().enumerate() {
                if number == at {
                    let waits = case.instance.waits();
                    for wait in waits.iter().filter(|wait| wait.kind != WaitKind::Condition) {
                        case.go(Command::RaiseIncident {
                            code: "test".into(),
                            message: "stopped".into(),
                            wait: Some(wait.wait),
                            after: None,
                        })
                        .unwrap();
                        lines.extend(case.lines.clone());
                    }
                    while !case.incidents().is_empty() {
                        case.retry().unwrap();
                        lines.extend(case.lines.clone());
                    }
                }
                act(&mut case, one);
                lines.extend(case.lines.clone());
            }
            lines.retain(|line| !line.starts_with("incident") && !line.starts_with("resolved"));
            assert_eq!(lines, plain, "{} at {at}", row.name);
        }
    }
}

/// In Rome the clocks go forward on 29 March 2026 at 2:00 and back on 25 October 2026 at 3:00.
#[test]
fn timers_keep_the_local_hour_across_both_changes() {
    // (what, rule, begun, instants at which it fires)
    let rows: [(TimerKind, &str, &str, &[&str]); 8] = [
        (
            TimerKind::Cycle,
            "R3/P1D",
            "2026-03-28T08:00:00Z",
            &[
                "2026-03-29T07:00:00Z",
                "2026-03-30T07:00:00Z",
                "2026-03-31T07:00:00Z",
            ],
        ),
        (
            TimerKind::Cycle,
            "R3/P1D",
            "2026-10-24T07:00:00Z",
            &[
                "2026-10-25T08:00:00Z",
                "2026-10-26T08:00:00Z",
                "2026-10-27T08:00:00Z",
            ],
        ),
        // Exact hours are exact.
        (
            TimerKind::Cycle,
            "R2/PT12H",
            "2026-03-28T20:00:00Z",
            &["2026-03-29T08:00:00Z", "2026-03-29T20:00:00Z"],
        ),
        (
            TimerKind::Cycle,
            "R2/PT12H",
            "2026-10-24T20:00:00Z",
            &["2026-10-25T08:00:00Z", "2026-10-25T20:00:00Z"],
        ),
        (
            TimerKind::Cycle,
            "0 9 * * *",
            "2026-03-28T09:00:00Z",
            &["2026-03-29T07:00:00Z", "2026-03-30T07:00:00Z"],
        ),
        (
            TimerKind::Cycle,
            "0 9 * * *",
            "2026-10-24T09:00:00Z",
            &["2026-10-25T08:00:00Z", "2026-10-26T08:00:00Z"],
        ),
        // An hour that does not exist is the first valid instant; one that comes twice is the first.
        (
            TimerKind::Date,
            "2026-03-29T02:30:00",
            "2026-03-28T09:00:00Z",
            &["2026-03-29T01:00:00Z"],
        ),
        (
            TimerKind::Date,
            "2026-10-25T02:30:00",
            "2026-10-24T09:00:00Z",
            &["2026-10-25T00:30:00Z"],
        ),
    ];
    let due = |case: &Case| {
        case.effects.iter().find_map(|effect| match effect {
            Effect::CreateTimer { due_at, .. } => Some(*due_at),
            _ => None,
        })
    };
    for (kind, rule, begun, expected) in rows {
        for (story, element) in [
            (guarded(false, on_timer(kind, rule)), "b"),
            (reacting(false, on_timer(kind, rule)), "r-start"),
        ] {
            let mut case = Case::new(&story);
            case.env.now = begun.parse().unwrap();
            act(&mut case, &nothing());
            for instant in expected {
                let at =
                    due(&case).unwrap_or_else(|| panic!("{rule} {element} fires at {instant}"));
                assert_eq!(
                    at,
                    instant.parse::<chrono::DateTime<chrono::Utc>>().unwrap(),
                    "{rule} at {element}"
                );
                case.env.now = at;
                case.fire(element).unwrap();
            }
        }
        // A start event counts in the same way.
        let process = draft()
            .begins("s", on_timer(kind, rule))
            .end("e")
            .flow("s>e")
            .compile();
        let mut env = support::env();
        env.now = begun.parse().unwrap();
        let mut last = None;
        for instant in expected {
            let next = process.start_due("s", 0, last.as_ref(), &env).unwrap();
            let next = next.unwrap_or_else(|| panic!("{rule} starts at {instant}"));
            assert_eq!(
                next.at,
                instant.parse::<chrono::DateTime<chrono::Utc>>().unwrap(),
                "{rule}"
            );
            env.now = next.at;
            last = Some(next);
        }
    }
}
