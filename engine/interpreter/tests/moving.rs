//! A person moves an instance by hand, or takes it over to another version of its process.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{NodeKind, TimerKind};
use interpreter::{Change, Command, Effect, End, MigrationPlan, Refusal, TaskAspect, propose};
use rules::{Map, Value};
use support::{Case, Draft, draft, multi, on_message, on_timer, rhai, template, vars};

fn before(element: &str) -> Change {
    Change::StartBefore {
        element: element.into(),
    }
}

fn after(element: &str) -> Change {
    Change::StartAfter {
        element: element.into(),
    }
}

fn cancel(element: &str) -> Change {
    Change::Cancel {
        element: element.into(),
        token: None,
    }
}

fn modify(case: &mut Case, changes: Vec<Change>) -> Result<(), Refusal> {
    case.go(Command::Modify { changes })
}

fn refused(result: Result<(), Refusal>) -> String {
    match result {
        Err(Refusal::Invalid {
            element,
            code,
            message,
        }) => {
            assert_eq!(message.lines().count(), 2, "Italian and English: {message}");
            format!("{element}: {code}")
        }
        other => panic!("{other:?}"),
    }
}

fn story() -> Draft {
    draft()
        .start("s")
        .user("a")
        .sub("sub", |it| {
            it.start("s1")
                .user("b")
                .user("c")
                .end("e1")
                .flow("s1>b>c>e1")
        })
        .boundary("late", "sub", true, on_timer(TimerKind::Duration, "PT1H"))
        .user("d")
        .end("e")
        .end("e2")
        .flow("s>a>sub>d>e")
        .flow("late>e2")
}

#[test]
fn a_token_is_moved_by_beginning_there_and_taking_it_back_here() {
    let mut case = Case::start(&story(), Map::new());
    modify(&mut case, vec![cancel("a"), before("d")]).unwrap();
    case.says(
        "cancelled a
        modified process cancel a, before d
        activated d
        waiting d",
    );
    case.complete("d", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_subprocess_that_does_not_run_is_opened_around_what_begins_inside_it() {
    let mut case = Case::start(&story(), Map::new());
    modify(&mut case, vec![before("c"), cancel("a")]).unwrap();
    let mut waits = case.waits();
    waits.sort();
    assert_eq!(waits, ["c", "late"], "with its boundary events armed");
    case.complete("c", Map::new()).unwrap();
    assert_eq!(case.waits(), ["d"]);
}

#[test]
fn after_an_element_its_flows_are_taken_and_a_running_scope_is_used() {
    let mut case = Case::start(&story(), Map::new());
    case.complete("a", Map::new()).unwrap();
    modify(&mut case, vec![after("b")]).unwrap();
    let mut waits = case.waits();
    waits.sort();
    assert_eq!(waits, ["b", "c", "late"]);
    modify(&mut case, vec![cancel("b")]).unwrap();
    case.complete("c", Map::new()).unwrap();
    assert_eq!(case.waits(), ["d"]);
}

#[test]
fn what_is_left_without_a_token_goes_and_the_instance_with_its_last_one() {
    let mut case = Case::start(&story(), Map::new());
    case.complete("a", Map::new()).unwrap();
    modify(&mut case, vec![cancel("b")]).unwrap();
    case.says(
        "cancelled b
        cancelled sub
        ended process terminated
        modified process cancel b",
    );
    assert!(case.waits().is_empty());
}

#[test]
fn what_cannot_be_changed_is_refused_with_its_element_and_nothing_is_done() {
    let mut case = Case::start(&story(), Map::new());
    let held = case.instance.to_bytes();
    for (changes, expected) in [
        (vec![before("d"), cancel("c")], "c: modify.nothing_there"),
        (vec![before("nobody")], "nobody: modify.unknown"),
        (vec![before("late")], "late: modify.begun_by_event"),
        (vec![after("e")], "e: modify.no_way_on"),
    ] {
        assert_eq!(refused(modify(&mut case, changes)), expected);
        assert_eq!(case.instance.to_bytes(), held);
    }
    let mut repeated = story();
    let sub = repeated.index("sub");
    repeated.model.nodes[sub].multi = Some(bpmn::Multi {
        cardinality: Some(rhai("2")),
        ..multi(false)
    });
    let mut case = Case::start(&repeated, Map::new());
    assert_eq!(
        refused(modify(&mut case, vec![before("b")])),
        "b: modify.scope_not_running"
    );
    case.complete("a", Map::new()).unwrap();
    assert_eq!(
        refused(modify(&mut case, vec![before("c")])),
        "c: modify.several_scopes"
    );
}

#[test]
fn an_incident_goes_with_the_token_that_had_it_and_a_suspended_instance_can_be_moved() {
    let wrong = draft()
        .start("s")
        .script("x", "missing + 1", None)
        .user("after")
        .end("e")
        .flow("s>x>after>e");
    let mut case = Case::start(&wrong, Map::new());
    assert_eq!(case.incidents(), ["x: script.unknown_variable @ active"]);
    case.go(Command::Suspend).unwrap();
    modify(&mut case, vec![cancel("x"), after("x")]).unwrap();
    assert!(case.incidents().is_empty() && case.waits().is_empty());
    case.go(Command::Resume).unwrap();
    assert_eq!(case.waits(), ["after"]);
}

// --- another version ---------------------------------------------------------------------------------

fn migrate(case: &mut Case, to: &Draft, plan: Option<MigrationPlan>) -> Result<(), Refusal> {
    let to = to.compile();
    let plan = plan.unwrap_or_else(|| propose(&case.process, &to).plan);
    let from = std::mem::replace(&mut case.process, to);
    let done = case.go(Command::Migrate { plan });
    if done.is_err() {
        case.process = from;
    }
    done
}

#[test]
fn what_waits_goes_on_waiting_in_the_new_version() {
    let mut case = Case::start(&story(), vars([("n", Value::Int(1))]));
    case.complete("a", Map::new()).unwrap();
    let (task, timer) = (case.wait_of("b"), case.wait_of("late"));
    let longer = draft()
        .start("s")
        .user("a")
        .sub("sub", |it| {
            it.start("s1")
                .user("b")
                .script("x", "n + 1", Some("n"))
                .user("c")
                .end("e1")
                .flow("s1>b>x>c>e1")
        })
        .boundary("late", "sub", true, on_timer(TimerKind::Duration, "PT1H"))
        .user("d")
        .end("e")
        .end("e2")
        .flow("s>a>sub>d>e")
        .flow("late>e2");
    migrate(&mut case, &longer, None).unwrap();
    case.says("migrated process");
    assert_eq!((case.wait_of("b"), case.wait_of("late")), (task, timer));
    case.complete("b", Map::new()).unwrap();
    assert_eq!(case.instance.variables()["n"], Value::Int(2));
}

#[test]
fn boundary_events_and_event_subprocesses_that_differ_are_armed_and_closed() {
    let plain = |with: bool| {
        let mut story = draft()
            .start("s")
            .user("t")
            .end("e")
            .end("e2")
            .flow("s>t>e");
        story = if with {
            story
                .boundary("stop", "t", true, on_message("stop"))
                .reaction("esp", true, on_message("all"), |it| {
                    it.end("e3").flow("esp-start>e3")
                })
                .flow("stop>e2")
        } else {
            story
                .boundary("late", "t", false, on_timer(TimerKind::Duration, "PT1H"))
                .flow("late>e2")
        };
        story
    };
    let mut case = Case::start(&plain(false), Map::new());
    migrate(&mut case, &plain(true), None).unwrap();
    let mut waits = case.waits();
    waits.sort();
    assert_eq!(waits, ["esp-start", "stop", "t"]);
    assert!(matches!(
        case.effects[0],
        Effect::CloseWait { done: false, .. }
    ));
    migrate(&mut case, &plain(false), None).unwrap();
    let mut waits = case.waits();
    waits.sort();
    assert_eq!(waits, ["late", "t"]);
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_plan_says_where_an_element_went_and_what_cannot_go_is_named() {
    let old = draft().start("s").user("t").end("e").flow("s>t>e");
    let renamed = draft().start("s").user("other").end("e").flow("s>other>e");
    let mut case = Case::start(&old, Map::new());
    let proposal = propose(&case.process, &renamed.compile());
    assert_eq!(proposal.without_counterpart, ["t"]);
    assert_eq!(
        refused(migrate(&mut case, &renamed, None)),
        "t: migrate.gone"
    );
    let moves = [("t".to_owned(), "other".to_owned())].into();
    let plan = MigrationPlan {
        moves,
        ..MigrationPlan::default()
    };
    migrate(&mut case, &renamed, Some(plan)).unwrap();
    assert_eq!(case.waits(), ["other"]);
    let sorted = draft()
        .start("s")
        .job("other", "topic")
        .end("e")
        .flow("s>other>e");
    assert_eq!(
        refused(migrate(&mut case, &sorted, None)),
        "other: migrate.gone".replace("gone", "other_sort")
    );
    let inside = draft()
        .start("s")
        .sub("sub", |it| {
            it.start("s1").user("other").end("e1").flow("s1>other>e1")
        })
        .end("e")
        .flow("s>sub>e");
    assert_eq!(
        refused(migrate(&mut case, &inside, None)),
        "other: migrate.other_sort"
    );
    assert_eq!(case.waits(), ["other"], "nothing was done");
}

#[test]
fn a_job_of_another_topic_is_made_anew() {
    let with = |topic: &str| draft().start("s").job("j", topic).end("e").flow("s>j>e");
    let mut case = Case::start(&with("old"), Map::new());
    migrate(&mut case, &with("new"), None).unwrap();
    let kinds: Vec<_> = case
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::CreateJob(job) => Some(job.kind.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(kinds, ["new"]);
}

#[test]
fn items_in_parts_go_over_too() {
    let with = |task: &str| {
        let mut story = draft().start("s").user(task).end("e");
        let t = story.index(task);
        story.model.nodes[t].multi = Some(bpmn::Multi {
            cardinality: Some(template("150")),
            ..multi(false)
        });
        story.flow(&format!("s>{task}>e"))
    };
    let mut case = Case::start(&with("t"), Map::new());
    let moves = [("t".to_owned(), "u".to_owned())].into();
    let plan = MigrationPlan {
        moves,
        ..MigrationPlan::default()
    };
    migrate(&mut case, &with("u"), Some(plan)).unwrap();
    for _ in 0..150 {
        case.complete("u", Map::new()).unwrap();
    }
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn open_tasks_are_described_anew_in_what_the_new_version_says_otherwise() {
    let described = |form: &str, groups: &str, due: &str| {
        let task = bpmn::UserTask {
            form: Some(form.into()),
            candidate_groups: Some(support::template(groups)),
            due_date: Some(support::template(due)),
            ..bpmn::UserTask::default()
        };
        draft()
            .start("s")
            .node("t", NodeKind::UserTask(Box::new(task)))
            .end("e")
            .flow("s>t>e")
    };
    let given = || vars([("ufficio", Value::from("urp"))]);
    let old = described("uno", "ufficio:tributi", "P30D");
    let mut case = Case::start(&old, given());
    let wait = case.wait_of("t");
    migrate(
        &mut case,
        &described("due", "ufficio:${ufficio}", "P30D"),
        None,
    )
    .unwrap();
    let [Effect::ChangeTask { task, aspects }] = case.effects.as_slice() else {
        panic!("{:?}", case.effects);
    };
    assert_eq!(aspects, &[TaskAspect::CandidateGroups, TaskAspect::Form]);
    assert_eq!((task.wait, task.form.as_deref()), (wait, Some("due")));
    assert_eq!(task.candidate_groups, ["ufficio:urp"]);
    // The same again changes nothing.
    migrate(
        &mut case,
        &described("due", "ufficio:${ufficio}", "P30D"),
        None,
    )
    .unwrap();
    assert!(case.effects.is_empty(), "{:?}", case.effects);
    // What cannot be evaluated refuses the whole.
    let broken = described("due", "ufficio:${altro}", "P30D");
    assert!(matches!(
        migrate(&mut case, &broken, None),
        Err(Refusal::Invalid { element, .. }) if element == "t"
    ));
}
