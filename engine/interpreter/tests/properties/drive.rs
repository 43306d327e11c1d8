//! Driving a process by random choices, with everything that must hold after every step.

use crate::activities::RULES;
use crate::support::{Case, Draft, vars};
use interpreter::{Command, Effect, End, ExpectedRow, Process, Refusal, WaitKind, rows};
use rules::{Library, Map, Value};
use std::collections::BTreeMap;

/// What a run looks like from outside after a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    Running,
    /// It has not ended and waits for nothing.
    Stuck,
    Ended,
}

/// Rows as a store would keep them from effects alone.
#[derive(Default)]
struct Rows(BTreeMap<u64, String>);

impl Rows {
    fn apply(&mut self, effects: &[Effect]) {
        for effect in effects {
            let (wait, row) = match effect {
                Effect::CreateTask(task) => (task.wait, format!("task {}", task.element)),
                Effect::CreateJob(job) => (job.wait, format!("job {} {}", job.element, job.kind)),
                Effect::CreateTimer {
                    wait,
                    element,
                    due_at,
                    rule,
                } => (*wait, format!("timer {element} {due_at} {rule}")),
                Effect::Subscribe {
                    wait,
                    element,
                    name,
                    key,
                } => (*wait, format!("message {element} {name} {key}")),
                Effect::Listen {
                    wait,
                    element,
                    name,
                } => (*wait, format!("signal {element} {name}")),
                Effect::CloseWait { wait, .. } => {
                    assert!(self.0.remove(wait).is_some(), "wait {wait} is closed once");
                    continue;
                }
                _ => continue,
            };
            assert!(
                self.0.insert(wait, row).is_none(),
                "wait {wait} is opened once"
            );
        }
    }

    fn same_as(&self, case: &Case) {
        let expected = rows(&case.process, &case.whole()).unwrap();
        let expected: BTreeMap<u64, String> = expected
            .into_iter()
            .map(|row| {
                let text = match &row {
                    ExpectedRow::Task { element, .. } => format!("task {element}"),
                    ExpectedRow::Job { element, kind, .. } => format!("job {element} {kind}"),
                    ExpectedRow::Timer {
                        element,
                        due_at,
                        rule,
                        ..
                    } => format!("timer {element} {due_at} {rule}"),
                    ExpectedRow::Subscription {
                        element, name, key, ..
                    } => format!("message {element} {name} {key}"),
                    ExpectedRow::Signal { element, name, .. } => format!("signal {element} {name}"),
                };
                (row.wait(), text)
            })
            .collect();
        assert_eq!(self.0, expected, "rows are what the snapshot implies");
    }
}

/// The next command by a random number; boundary messages come at most `notes` times.
fn next(case: &Case, choice: u64, notes: &mut u32) -> Command {
    let whole = case.whole();
    let mut waits = whole.waits();
    let is_note = |element: &str| element.starts_with("boundary");
    if *notes == 0 && waits.iter().any(|wait| !is_note(&wait.element)) {
        waits.retain(|wait| !is_note(&wait.element));
    }
    assert!(
        !waits.is_empty(),
        "an instance that has not ended waits for something"
    );
    let wait = &waits[choice as usize % waits.len()];
    if is_note(&wait.element) {
        *notes = notes.saturating_sub(1);
    }
    let (wait, kind, element) = (wait.wait, wait.kind, wait.element.clone());
    match kind {
        WaitKind::Task => Command::CompleteTask {
            wait,
            variables: vars([("last", Value::Int(wait as i64))]),
        },
        WaitKind::Job if element.starts_with("risky") && choice.is_multiple_of(2) => {
            Command::ThrowError {
                wait,
                code: "E".into(),
                message: None,
                variables: Map::new(),
            }
        }
        WaitKind::Job if element.starts_with("telling") && *notes > 0 => {
            *notes -= 1;
            Command::Escalate {
                wait,
                code: "X".into(),
                variables: Map::new(),
            }
        }
        WaitKind::Job if choice.is_multiple_of(7) => Command::FailJob {
            wait,
            code: "x".into(),
            message: "no".into(),
        },
        WaitKind::Job => Command::CompleteJob {
            wait,
            variables: Map::new(),
        },
        WaitKind::Timer => Command::FireTimer { wait },
        WaitKind::Signal => Command::Signal {
            name: "s".into(),
            waits: vec![wait],
            variables: Map::new(),
        },
        // Its number is that of the element; where it is so already, something else comes between.
        WaitKind::Condition => {
            let digits = element.trim_start_matches(|c: char| !c.is_ascii_digit());
            let number = Value::Int(digits.parse().unwrap());
            let held = case.instance.variables()["gate"] == number;
            Command::SetVariables {
                variables: vars([("gate", if held { Value::Int(0) } else { number })]),
            }
        }
        WaitKind::Message => {
            let expected = rows(&case.process, &whole).unwrap();
            let name = expected.into_iter().find_map(|row| match row {
                ExpectedRow::Subscription {
                    wait: other, name, ..
                } if other == wait => Some(name),
                _ => None,
            });
            Command::Deliver {
                wait,
                name: name.unwrap(),
                variables: Map::new(),
            }
        }
    }
}

/// Over to the same version: nothing happens but a line in the history.
fn migrated(case: &mut Case, same: Process) {
    let plan = interpreter::propose(&case.process, &same).plan;
    assert_eq!(plan, interpreter::MigrationPlan::default());
    case.process = same;
    case.go(Command::Migrate { plan }).unwrap();
    // A join that waits for ever says so again.
    case.lines.retain(|line| !line.starts_with("waiting "));
    assert_eq!(
        (case.lines.as_slice(), case.effects.len()),
        (&["migrated process".to_owned()][..], 0)
    );
}

fn compiled(draft: &Draft) -> Process {
    let rules = Library::compile(&[("rules.rhai".into(), RULES.into())]);
    draft.compile_with(&rules.unwrap())
}

/// How a run is driven, and what it may do.
pub struct Drive<'a> {
    pub begin: Command,
    pub choices: &'a [u64],
    pub cancel_after: Option<usize>,
    /// It need not end: it is cancelled after so many turns, or where nothing can come any more.
    pub free: Option<usize>,
}

/// Tokens of a free graph that multiply are enough at some time.
const TOKENS_ENOUGH: usize = 400;

/// Drives a process to its end; `look` sees the case after every command.
pub fn run(draft: &Draft, drive: &Drive, mut look: impl FnMut(&Case, Seen)) {
    let mut saved = Case::of(compiled(draft));
    let mut kept = Case::of(compiled(draft));
    kept.reload = false;
    let (mut store, mut commands, mut notes) = (Rows::default(), Vec::new(), 6);
    let mut command = drive.begin.clone();
    for turn in 0.. {
        assert!(turn < 3_000, "the run ends");
        let choices = drive.choices;
        // The same arguments give the same result.
        let (a, b) = (saved.one(&command).unwrap(), saved.one(&command).unwrap());
        assert_eq!(
            (&a.trace, &a.effects, &a.parts, a.instance.to_bytes()),
            (&b.trace, &b.effects, &b.parts, b.instance.to_bytes())
        );
        saved.go(command.clone()).unwrap();
        kept.go(command.clone()).unwrap();
        assert_eq!(
            saved.trace, kept.trace,
            "saving and loading changes nothing"
        );
        let bytes = interpreter::trace::pack(&saved.trace, &command, None, &[], 0);
        let unpacked = interpreter::trace::unpack(&bytes).unwrap();
        assert_eq!(
            (&unpacked.events, &unpacked.command),
            (&saved.trace, &command)
        );
        store.apply(&saved.effects);
        store.same_as(&saved);
        commands.push(command);
        if saved.instance.state().is_some() {
            look(&saved, Seen::Ended);
            break;
        }
        look(&saved, Seen::Running);
        if choices[turn % choices.len()] % 5 == 3 {
            migrated(&mut saved, compiled(draft));
        }
        let open: Vec<String> = saved
            .incidents()
            .into_iter()
            .filter(|incident| !incident.contains(": x @"))
            .collect();
        assert!(open.is_empty(), "{open:?}");
        let whole = saved.whole();
        let nothing_waits = whole.waits().is_empty() && whole.incidents().is_empty();
        if nothing_waits && drive.free.is_some() {
            look(&saved, Seen::Stuck);
        }
        let enough = drive.free.is_some_and(|turns| {
            turn >= turns || nothing_waits || whole.tokens().len() > TOKENS_ENOUGH
        });
        command = match whole.incidents().first() {
            _ if enough || drive.cancel_after == Some(turn) => Command::Cancel {
                reason: "enough".into(),
            },
            Some(incident) => Command::Retry {
                incident: incident.incident,
            },
            None => next(
                &saved,
                choices[turn % choices.len()].wrapping_add(turn as u64),
                &mut notes,
            ),
        };
    }
    let cancelled = matches!(commands.last(), Some(Command::Cancel { .. }));
    let ended = saved.instance.state();
    // A free graph may also come to an end event that terminates it.
    let terminated = cancelled || drive.free.is_some() && ended == Some(End::Terminated);
    let expected = match terminated {
        true => End::Terminated,
        false => End::Completed,
    };
    assert_eq!(ended, Some(expected));
    assert!(
        store.0.is_empty() && saved.parts.is_empty() && saved.waits().is_empty(),
        "nothing is left open"
    );
    // The recorded commands applied to an empty instance give the stored state.
    let mut replayed = Case::of(compiled(draft));
    for command in commands {
        replayed.go(command).unwrap();
    }
    assert_eq!(
        replayed.instance.to_bytes(),
        saved.instance.to_bytes(),
        "migrations changed nothing"
    );
    assert_eq!(replayed.go(Command::Resume), Err(Refusal::Ended));
}
