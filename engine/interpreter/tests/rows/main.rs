//! A row for every element that runs: its history as lines to read, saved and loaded after every step, taken
//! back from outside and by what interrupts it at every wait, stopped by an incident at every wait and tried again.
//!
//! The histories stand in `fixtures/elements.txt`; `UPDATE_TRACES=1` writes them anew, to be read in the diff.

#![allow(clippy::unwrap_used)]

mod elements;
mod starts;
#[path = "../support/mod.rs"]
mod support;

use elements::ROWS;
use interpreter::{Command, End, ExpectedRow, WaitKind, rows as expected_rows};
use rules::{Decision, Library, Map, Policy, Table, Value};
use starts::{BEGINNINGS, variables};
use std::collections::BTreeMap;
use std::sync::LazyLock;
use support::{Case, Draft, draft, on_message, vars};

/// What the business rule tasks call.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let text = "fn next(n) { n + 1 }\nfn both(n) { #{n: n + 1, office: \"urp\"} }";
    let table = Table {
        id: "size".into(),
        policy: Policy::Unique,
        inputs: vec!["n".into()],
        outputs: vec![rules::Output {
            name: "size".into(),
            ..rules::Output::default()
        }],
        // Without `n` both rows match, which this table does not bear.
        rows: [("null", "none"), ("-", "small")]
            .map(|(test, size)| rules::Row {
                tests: vec![test.into()],
                outputs: vec![format!("\"{size}\"")],
                line: 1,
            })
            .into(),
        line: 1,
        ..Table::default()
    };
    let table = Decision::compile(&table).unwrap();
    Library::compile(&[("r.rhai".into(), text.into())])
        .unwrap()
        .with_decisions(BTreeMap::from([("size".to_owned(), table)]))
});

fn case(story: &Draft) -> Case {
    Case::of(story.compile_with(&LIBRARY))
}

/// Every row: its process, and what begins it.
fn stories() -> impl Iterator<Item = (&'static str, Draft, Command)> {
    let inside = ROWS
        .iter()
        .map(|(name, row)| (*name, row(draft()), start()));
    inside.chain(
        BEGINNINGS
            .iter()
            .map(|(name, story, begin)| (*name, story(), begin())),
    )
}

fn start() -> Command {
    Command::Start {
        event: None,
        variables: variables(),
    }
}

/// What interrupts everything, where it stands.
const STOPS: [&str; 2] = ["stop", "stop-start"];

/// Whatever comes next: the latest wait first, so that boundary events happen before their tasks end.
fn next(case: &Case) -> Command {
    let mut waits = case.whole().waits();
    waits.retain(|wait| !STOPS.contains(&wait.element.as_str()));
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
fn run(mut case: Case, begin: Command, lines: &mut Vec<String>) -> Case {
    case.go(begin).unwrap();
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
    for (name, story, begin) in stories() {
        let (mut saved, mut kept) = (Vec::new(), Vec::new());
        let done = run(case(&story), begin.clone(), &mut saved);
        nothing_is_left(&done, name);
        let mut unsaved = case(&story);
        unsaved.reload = false;
        run(unsaved, begin, &mut kept);
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
fn at_every_wait(story: &Draft, begin: &Command, mut act: impl FnMut(&mut Case)) {
    for stop in 0..TURNS_MAX {
        let mut case = case(story);
        case.go(begin.clone()).unwrap();
        for _ in 0..stop {
            let inside = case
                .whole()
                .waits()
                .iter()
                .any(|wait| !STOPS.contains(&wait.element.as_str()));
            if case.instance.state().is_none() && inside {
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
    for (name, story, begin) in stories() {
        at_every_wait(&story, &begin, |case| {
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
    let wrapped = ROWS.iter().map(|(name, row)| {
        let story = draft()
            .start("outer-start")
            .sub("outer", row)
            .boundary("stop", "outer", true, on_message("stop"))
            .end("outer-end")
            .end("stopped")
            .flow("outer-start>outer>outer-end")
            .flow("stop>stopped");
        (*name, story, start(), STOPS[0])
    });
    let begun = BEGINNINGS.iter().map(|(name, story, begin)| {
        let story = story().reaction("stop", true, on_message("stop"), |it| {
            it.end("stopped").flow("stop-start>stopped")
        });
        (*name, story, begin(), STOPS[1])
    });
    for (name, story, begin, stop) in wrapped.chain(begun) {
        at_every_wait(&story, &begin, |case| {
            case.deliver(stop, "stop", Map::new()).unwrap();
            assert!(
                case.lines.contains(&"activated stopped".to_owned()),
                "{name}: {:?}",
                case.lines
            );
            assert_eq!(case.instance.state(), Some(End::Completed), "{name}");
            nothing_is_left(case, name);
        });
    }
}

#[test]
fn every_element_stopped_by_an_incident_goes_on_after_a_retry() {
    for (name, story, begin) in stories() {
        at_every_wait(&story, &begin, |case| {
            let wait = case.whole().waits().last().expect("a wait").wait;
            let raised = Command::RaiseIncident {
                code: "x".into(),
                message: "no".into(),
                wait: Some(wait),
                after: None,
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

/// A rule is over in the step it begins in: it stops where it fails, and is tried again as a whole.
#[test]
fn a_business_rule_that_fails_is_an_incident_that_a_retry_resolves() {
    // In a decision table what is missing is null, which is no failure.
    let functions = |name: &str| name.contains("business rule") && !name.contains("decision table");
    for (name, row) in ROWS.iter().filter(|(name, _)| functions(name)) {
        let mut case = case(&row(draft()));
        case.go(Command::Start {
            event: None,
            variables: Map::new(),
        })
        .unwrap();
        let stopped = case.incidents();
        assert_eq!(stopped.len(), 1, "{name}: {:?}", case.lines);
        assert!(
            stopped[0].starts_with("x: ") && stopped[0].ends_with("@ active"),
            "{stopped:?}"
        );
        case.set(vars([("n", Value::Int(1))])).unwrap();
        case.retry().unwrap();
        assert_eq!(case.instance.state(), Some(End::Completed), "{name}");
        nothing_is_left(&case, name);
    }
}
