//! Ad-hoc subprocesses: what begins by itself, in which order, and when enough was done.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{NodeKind, TimerKind};
use interpreter::{Command, End};
use rules::{Map, Value};
use support::{Case, Draft, draft, on_timer, vars};

/// Three tasks side by side, the third followed by a fourth.
fn choice(sequential: bool, completion: Option<&str>, cancel_remaining: bool) -> Draft {
    draft()
        .start("s")
        .ad_hoc("some", sequential, completion, cancel_remaining, |it| {
            it.user("a").user("b").user("c").user("d").flow("c>d")
        })
        .pass("after")
        .end("e")
        .flow("s>some>after>e")
}

fn done(name: &str) -> Map {
    vars([("done", Value::from(name))])
}

#[test]
fn activities_without_a_way_in_begin_at_once_and_the_last_one_ends_it() {
    let mut case = Case::start(&choice(false, None, true), Map::new());
    assert_eq!(case.waits(), ["a", "b", "c"]);
    for task in ["c", "a", "d"] {
        case.complete(task, Map::new()).unwrap();
    }
    assert_eq!(case.waits(), ["b"]);
    case.complete("b", Map::new()).unwrap();
    case.says(
        "completed b
        completed some
        > some-after
        activated after
        completed after
        > after-e
        activated e
        completed e
        ended process completed",
    );
}

#[test]
fn one_at_a_time_they_come_in_the_order_of_the_file_and_a_flow_is_followed_first() {
    let mut case = Case::start(&choice(true, None, true), Map::new());
    let mut order = Vec::new();
    while case.instance.state().is_none() {
        let waits = case.waits();
        assert_eq!(waits.len(), 1, "one at a time: {waits:?}");
        case.complete(&waits[0], Map::new()).unwrap();
        order.extend(waits);
    }
    assert_eq!(order, ["a", "b", "c", "d"]);
}

#[test]
fn when_the_condition_holds_what_still_runs_is_taken_back() {
    let story = choice(false, Some("done == \"b\""), true);
    let mut case = Case::start(&story, done(""));
    case.complete("a", done("a")).unwrap();
    assert_eq!(case.waits(), ["b", "c"]);
    case.complete("b", done("b")).unwrap();
    assert!(
        case.lines.contains(&"cancelled c".to_owned()),
        "{:?}",
        case.lines
    );
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn or_what_still_runs_may_end_and_nothing_else_begins() {
    let story = choice(false, Some("done == \"b\""), false);
    let mut case = Case::start(&story, done(""));
    case.complete("b", done("b")).unwrap();
    assert_eq!(case.waits(), ["a", "c"]);
    case.complete("c", Map::new()).unwrap();
    assert_eq!(case.waits(), ["a"], "d does not begin any more");
    case.complete("a", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn in_sequence_the_condition_leaves_out_what_has_not_begun() {
    let story = choice(true, Some("done == \"b\""), true);
    let mut case = Case::start(&story, done(""));
    case.complete("a", done("a")).unwrap();
    case.complete("b", done("b")).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert!(
        case.lines.iter().all(|line| line != "activated c"),
        "{:?}",
        case.lines
    );
}

#[test]
fn a_condition_that_fails_is_an_incident_at_the_activity_that_asked() {
    let story = choice(false, Some("enough"), true);
    let mut case = Case::start(&story, Map::new());
    case.complete("a", Map::new()).unwrap();
    assert_eq!(case.incidents(), ["a: script.unknown_variable @ leaving"]);
    case.set(vars([("enough", Value::Bool(true))])).unwrap();
    case.retry().unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn joins_inside_wait_for_their_turn_like_everything_else() {
    let story = draft()
        .start("s")
        .ad_hoc("some", true, None, true, |it| {
            it.user("a")
                .user("b")
                .node("join", NodeKind::ParallelGateway)
                .user("c")
                .user("d")
                .flow("a>join>c")
                .flow("b>join")
        })
        .end("e")
        .flow("s>some>e");
    let mut case = Case::start(&story, Map::new());
    let mut order = Vec::new();
    while case.instance.state().is_none() {
        let waits = case.waits();
        assert_eq!(waits.len(), 1, "one at a time: {waits:?}");
        case.complete(&waits[0], Map::new()).unwrap();
        order.extend(waits);
    }
    assert_eq!(order, ["a", "b", "c", "d"]);
}

#[test]
fn a_boundary_event_takes_the_whole_of_it_back() {
    let story = draft()
        .start("s")
        .ad_hoc("some", true, None, true, |it| it.user("a").user("b"))
        .boundary("late", "some", true, on_timer(TimerKind::Duration, "PT1H"))
        .end("e")
        .end("e2")
        .flow("s>some>e")
        .flow("late>e2");
    let mut case = Case::start(&story, Map::new());
    case.fire("late").unwrap();
    case.says(
        "cancelled a
        cancelled some
        activated late
        completed late
        > late-e2
        activated e2
        completed e2
        ended process completed",
    );
    let mut case = Case::start(&story, Map::new());
    case.go(Command::Cancel {
        reason: "enough".into(),
    })
    .unwrap();
    assert!(case.waits().is_empty());
}
