//! A row for every element that runs: its history as lines to read, saved and loaded after every step, taken
//! back from outside and by what interrupts it at every wait, stopped by an incident at every wait and tried again.
//!
//! The histories stand in `fixtures/elements.txt`; `UPDATE_TRACES=1` writes them anew, to be read in the diff.

#![allow(clippy::unwrap_used)]

mod elements;
mod failing;
mod starts;
#[path = "../support/mod.rs"]
mod support;
mod unready;

use elements::ROWS;
use interpreter::{Command, End, ExpectedRow, WaitKind, WaitView, rows as expected_rows};
use rules::{Decision, Library, Map, Policy, Table, Value};
use starts::{BEGINNINGS, variables};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use support::{Case, Draft, draft, on_message, vars};

/// What the business rule tasks call.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    let text =
        "fn next(n) { n + 1 }\nfn both(n) { #{n: n + 1, office: \"urp\"} }\nfn scegli(n) { n }";
    let table = |id: &str| Table {
        id: id.into(),
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
    // Those after the first are named by the models of the page of elements.
    let tables =
        ["size", "ufficio", "d"].map(|id| (id.to_owned(), Decision::compile(&table(id)).unwrap()));
    Library::compile(&[("r.rhai".into(), text.into())])
        .unwrap()
        .with_decisions(BTreeMap::from(tables))
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

/// So often events come before the work they stand at: twice, so that what does not interrupt comes again and
/// what waits for two has both.
const EVENT_TURNS: usize = 2;

/// The wait a row goes on with: at first the event's, afterwards work before events that could come for ever.
fn wait_of(case: &Case, turn: usize) -> WaitView {
    let mut waits = case.whole().waits();
    waits.retain(|wait| !STOPS.contains(&wait.element.as_str()));
    let work = |wait: &&WaitView| matches!(wait.kind, WaitKind::Task | WaitKind::Job);
    let event = waits.iter().find(|wait| !work(wait));
    let found = if turn < EVENT_TURNS {
        event.or(waits.last())
    } else {
        waits.iter().rev().find(work).or(waits.last())
    };
    found.expect("something is waited for").clone()
}

/// Whatever comes next.
fn next(case: &Case, turn: usize) -> Command {
    let wait = wait_of(case, turn);
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

/// No row stands at more places.
const STOPS_MAX: usize = 12;

/// From start to end.
fn run(mut case: Case, begin: Command, lines: &mut Vec<String>) -> Case {
    case.go(begin).unwrap();
    lines.append(&mut case.lines);
    for turn in 0.. {
        if case.instance.state().is_some() {
            break;
        }
        assert!(turn < 100, "the row ends");
        case.go(next(&case, turn)).unwrap();
        lines.append(&mut case.lines);
    }
    case
}

/// Does this for every row, and names all that fail.
fn each<T>(rows: impl IntoIterator<Item = (&'static str, T)>, check: impl Fn(&'static str, T)) {
    let mut failed = Vec::new();
    for (name, row) in rows {
        let done = catch_unwind(AssertUnwindSafe(|| check(name, row)));
        if done.is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
}

fn nothing_is_left(case: &Case, name: &str) {
    assert!(
        case.waits().is_empty() && case.parts.is_empty() && case.incidents().is_empty(),
        "{name}"
    );
}

/// What a row is about, and what follows from it.
const ABOUT: [&str; 12] = [
    "x",
    "x-start",
    "then",
    "throw",
    "fail",
    "join",
    "from",
    "to",
    "undo",
    "cancelled",
    "s2",
    "r",
];

/// Everything the row is about began.
fn the_element_ran(story: &Draft, name: &str, lines: &[String]) {
    let about = |id: &&str| ABOUT.contains(id);
    // What begins a process is named by the command.
    let mut some = BEGINNINGS.iter().any(|(other, ..)| *other == name);
    for id in story
        .model
        .nodes
        .iter()
        .map(|node| node.id.as_str())
        .filter(about)
    {
        some = true;
        assert!(
            lines.contains(&format!("activated {id}")),
            "{name}: {id} never began"
        );
    }
    assert!(some, "{name} is about nothing");
}

#[test]
fn every_element_has_the_history_it_had_saved_and_loaded_after_every_step() {
    let all = RefCell::new(String::new());
    let rows = stories().map(|(name, story, begin)| (name, (story, begin)));
    each(rows, |name, (story, begin)| {
        let (mut saved, mut kept) = (Vec::new(), Vec::new());
        let done = run(case(&story), begin.clone(), &mut saved);
        nothing_is_left(&done, name);
        the_element_ran(&story, name, &saved);
        let mut unsaved = case(&story);
        unsaved.reload = false;
        run(unsaved, begin, &mut kept);
        assert_eq!(saved, kept, "{name}");
        let row = format!("## {name}\n{}\n\n", saved.join("\n"));
        all.borrow_mut().push_str(&row);
    });
    let all = all.into_inner();
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

/// Rows that end in the step they begin in: what stops them is in [`failing::ROWS`].
const WAITLESS: [&str; 15] = [
    "send task",
    "script task",
    "business rule task",
    "business rule task, its map spread",
    "business rule task, decision table",
    "manual task, undefined task",
    "exclusive gateway with default",
    "conditional flow, implicit fork and merge",
    "boundary error",
    "boundary escalation, interrupting",
    "throw message, by a data input",
    "throw none",
    "throw message",
    "throw escalation nobody catches",
    "throw multiple",
];

/// Drives a row to each of its waits and does something there, told how many turns were taken.
fn at_every_wait(
    name: &str,
    story: &Draft,
    begin: &Command,
    mut act: impl FnMut(&mut Case, usize),
) {
    let mut stops = 0;
    for stop in 0..STOPS_MAX {
        let mut case = case(story);
        case.go(begin.clone()).unwrap();
        for turn in 0..stop {
            let inside = case
                .whole()
                .waits()
                .iter()
                .any(|wait| !STOPS.contains(&wait.element.as_str()));
            if case.instance.state().is_none() && inside {
                let command = next(&case, turn);
                case.go(command).unwrap();
            }
        }
        if case.instance.state().is_some() {
            break;
        }
        stops += 1;
        act(&mut case, stop);
    }
    assert_eq!(
        stops == 0,
        WAITLESS.contains(&name),
        "{name}: {stops} stops"
    );
}

/// What the page of elements says runs is more than read: it is compiled, too.
#[test]
fn whatever_the_page_of_elements_says_runs_can_be_made_ready() {
    let running = bpmn::reference::elements()
        .iter()
        .filter(|row| row.refused.is_none())
        .map(|row| (row.form.en, row.file.as_str()));
    each(running, |name, file| {
        let definitions = bpmn::read(file.as_bytes(), "reference.bpmn")
            .definitions
            .unwrap();
        for model in &definitions.processes {
            let made = interpreter::compile(model, &definitions, &LIBRARY, "reference.bpmn");
            assert!(made.is_ok(), "{name}: {:#?}", made.err());
        }
    });
}

#[test]
fn every_element_can_be_taken_back_at_every_wait() {
    let rows = stories().map(|(name, story, begin)| (name, (story, begin)));
    each(rows, |name, (story, begin)| {
        at_every_wait(name, &story, &begin, |case, _| {
            case.go(Command::Cancel {
                reason: "enough".into(),
            })
            .unwrap();
            assert_eq!(case.instance.state(), Some(End::Terminated), "{name}");
            nothing_is_left(case, name);
        });
    });
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
        (*name, (story, start(), STOPS[0]))
    });
    let begun = BEGINNINGS.iter().map(|(name, story, begin)| {
        let story = story().reaction("stop", true, on_message("stop"), |it| {
            it.end("stopped").flow("stop-start>stopped")
        });
        (*name, (story, begin(), STOPS[1]))
    });
    each(wrapped.chain(begun), |name, (story, begin, stop)| {
        at_every_wait(name, &story, &begin, |case, _| {
            case.deliver(stop, "stop", Map::new()).unwrap();
            assert!(
                case.lines.contains(&"activated stopped".to_owned()),
                "{name}: {:?}",
                case.lines
            );
            assert_eq!(case.instance.state(), Some(End::Completed), "{name}");
            nothing_is_left(case, name);
        });
    });
}

#[test]
fn every_element_stopped_by_an_incident_goes_on_after_a_retry() {
    let rows = stories().map(|(name, story, begin)| (name, (story, begin)));
    each(rows, |name, (story, begin)| {
        at_every_wait(name, &story, &begin, |case, turns| {
            let wait = wait_of(case, turns);
            let raised = Command::RaiseIncident {
                code: "x".into(),
                message: "no".into(),
                wait: Some(wait.wait),
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
            for turn in turns..100 {
                if case.instance.state().is_some() {
                    break;
                }
                case.go(next(case, turn)).unwrap();
            }
            assert!(case.instance.state().is_some(), "{name} ends");
            nothing_is_left(case, name);
        });
    });
}

/// A row that stops where something of it cannot be computed, wrapped in what can interrupt it.
fn failing(row: &failing::Row) -> Draft {
    draft()
        .start("outer-start")
        .sub("outer", row.story)
        .boundary("stop", "outer", true, on_message("stop"))
        .end("outer-end")
        .end("stopped")
        .flow("outer-start>outer>outer-end")
        .flow("stop>stopped")
}

/// Started, and brought to where it stops.
fn stopped(row: &failing::Row) -> Case {
    let mut case = case(&failing(row));
    let mut variables = vars([("go", Value::Bool(false))]);
    if let Some(wrong) = row.wrong.clone() {
        variables.insert(row.variable.into(), wrong);
    }
    case.go(Command::Start {
        event: None,
        variables,
    })
    .unwrap();
    for element in row.before {
        let wait = case.wait_of(element);
        let variables = Map::new();
        let view = case.whole().waits().into_iter().find(|it| it.wait == wait);
        let command = match view.unwrap().kind {
            WaitKind::Job => Command::CompleteJob { wait, variables },
            _ => Command::CompleteTask { wait, variables },
        };
        case.go(command).unwrap();
    }
    assert_eq!(
        case.incidents(),
        [row.incident],
        "{}: {:#?}",
        row.name,
        case.lines
    );
    case
}

#[test]
fn what_cannot_be_computed_stops_where_it_stands_and_goes_on_after_a_retry() {
    let rows = failing::ROWS.iter().map(|row| (row.name, row));
    each(rows, |_, row| {
        let mut case = stopped(row);
        case.retry().unwrap();
        assert_eq!(
            case.incidents(),
            [row.incident],
            "{}: still wrong",
            row.name
        );
        let right = row.right.clone();
        case.set(vars([(row.variable, right)])).unwrap();
        let mut lines = std::mem::take(&mut case.lines);
        // A gateway that is decided at rest has been decided by now.
        if !case.incidents().is_empty() {
            case.retry().unwrap();
            lines.append(&mut case.lines);
        }
        assert!(
            case.incidents().is_empty(),
            "{}: {:?}",
            row.name,
            case.incidents()
        );
        for turn in 0..100 {
            if case.instance.state().is_some() {
                break;
            }
            case.go(next(&case, turn)).unwrap();
            lines.append(&mut case.lines);
        }
        assert_eq!(
            case.instance.state(),
            Some(End::Completed),
            "{}: {lines:#?}",
            row.name
        );
        assert!(
            lines.iter().any(|line| line == row.then),
            "{}: {lines:#?}",
            row.name
        );
        nothing_is_left(&case, row.name);
    });
}

#[test]
fn what_cannot_be_computed_can_be_interrupted_and_taken_back() {
    let rows = failing::ROWS.iter().map(|row| (row.name, row));
    each(rows, |_, row| {
        let mut case = stopped(row);
        case.deliver("stop", "stop", Map::new()).unwrap();
        assert!(
            case.lines.contains(&"activated stopped".to_owned()),
            "{}: {:?}",
            row.name,
            case.lines
        );
        assert_eq!(case.instance.state(), Some(End::Completed), "{}", row.name);
        nothing_is_left(&case, row.name);
        let mut case = stopped(row);
        case.go(Command::Cancel {
            reason: "enough".into(),
        })
        .unwrap();
        assert_eq!(case.instance.state(), Some(End::Terminated), "{}", row.name);
        nothing_is_left(&case, row.name);
    });
}
