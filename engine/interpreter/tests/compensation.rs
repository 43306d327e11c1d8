//! Compensation and transactions: who makes good what, in which order, with which data.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{EndResult, NodeKind};
use interpreter::{Command, End};
use rules::{Map, Value};
use support::{Case, Draft, draft, map, multi, on_error, template, vars};

/// Gives `host` a handler `undo_<host>`, a user task unless it is there already.
fn undone(mut draft: Draft, host: &str) -> Draft {
    let name = format!("undo_{host}");
    let handler = draft.add(&name, NodeKind::UserTask(Box::default()));
    draft.model.nodes[handler].compensation = true;
    let host = draft.index(host);
    let boundary = format!("c_{}", draft.model.nodes[host].id);
    let boundary = draft.add(&boundary, NodeKind::CompensationBoundary { host, handler });
    draft.model.nodes[host].boundaries.push(boundary);
    draft
}

fn compensate(wait: bool) -> NodeKind {
    NodeKind::Compensate {
        activity: None,
        wait,
    }
}

fn booked(wait: bool) -> Draft {
    let story = draft()
        .start("s")
        .pass("a")
        .pass("b")
        .node("throw", compensate(wait))
        .user("after")
        .end("e");
    undone(undone(story, "a"), "b").flow("s>a>b>throw>after>e")
}

#[test]
fn handlers_run_one_after_another_the_last_completed_first() {
    let mut case = Case::start(&booked(true), Map::new());
    assert_eq!(case.waits(), ["undo_b"]);
    case.complete("undo_b", Map::new()).unwrap();
    case.says("completed undo_b\nactivated undo_a\nwaiting undo_a");
    case.complete("undo_a", Map::new()).unwrap();
    case.says("completed undo_a\ncompleted throw\n> throw-after\nactivated after\nwaiting after");
    case.complete("after", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn without_waiting_the_event_goes_on_and_the_process_ends_after_the_handlers() {
    let mut case = Case::start(&booked(false), Map::new());
    let mut waits = case.waits();
    waits.sort();
    assert_eq!(waits, ["after", "undo_b"]);
    case.complete("after", Map::new()).unwrap();
    assert_eq!(case.instance.state(), None);
    case.complete("undo_b", Map::new()).unwrap();
    case.complete("undo_a", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn only_the_activity_named_is_compensated_and_only_once() {
    let story = draft()
        .start("s")
        .pass("a")
        .pass("b")
        .node("throw", compensate(true))
        .node("again", compensate(true))
        .end("e");
    let mut story = undone(undone(story, "a"), "b").flow("s>a>b>throw>again>e");
    let a = story.index("a");
    for event in ["throw", "again"] {
        story = story.change(event, |node| {
            node.kind = NodeKind::Compensate {
                activity: Some(a),
                wait: true,
            };
        });
    }
    let mut case = Case::start(&story, Map::new());
    assert_eq!(case.waits(), ["undo_a"]);
    case.complete("undo_a", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn what_was_not_completed_is_not_compensated() {
    let story = draft()
        .start("s")
        .node("split", NodeKind::ParallelGateway)
        .user("a")
        .user("b")
        .node("throw", compensate(true))
        .end("e");
    let story = undone(undone(story, "a"), "b")
        .flow("s>split>a>throw>e")
        .flow("split>b>e");
    let mut case = Case::start(&story, Map::new());
    case.complete("a", Map::new()).unwrap();
    assert_eq!(case.waits(), ["b", "undo_a"]);
}

#[test]
fn a_handler_sees_the_locals_of_its_activity_as_they_were() {
    let story = undone(
        draft()
            .start("s")
            .pass("a")
            .script("change", "n = 2", None)
            .node("throw", compensate(true))
            .end("e"),
        "a",
    )
    .flow("s>a>change>throw>e")
    .change("a", |node| node.inputs = vec![map("was", "${n}")])
    .change("undo_a", |node| {
        node.inputs = vec![map("seen", "${was}/${n}")]
    })
    .change("undo_a", |node| {
        node.outputs = vec![map("result", "${seen}")]
    });
    let mut case = Case::start(&story, vars([("n", Value::Int(1))]));
    case.complete("undo_a", Map::new()).unwrap();
    assert_eq!(case.instance.variables()["result"], Value::from("1/2"));
}

#[test]
fn a_completed_subprocess_is_compensated_from_inside() {
    let story = draft()
        .start("s")
        .sub("sub", |it| {
            undone(
                undone(it.start("s2").pass("a").pass("b").end("e2"), "a"),
                "b",
            )
            .flow("s2>a>b>e2")
        })
        .node("throw", compensate(true))
        .end("e")
        .flow("s>sub>throw>e");
    let mut case = Case::start(&story, Map::new());
    assert_eq!(case.waits(), ["undo_b"]);
    case.complete("undo_b", Map::new()).unwrap();
    case.complete("undo_a", Map::new()).unwrap();
    case.says("completed undo_a\ncompleted sub\ncompleted throw\n> throw-e\nactivated e\ncompleted e\nended process completed");
}

#[test]
fn every_item_of_a_multi_instance_activity_is_compensated() {
    let story = undone(
        draft()
            .start("s")
            .pass("a")
            .node("throw", compensate(true))
            .end("e"),
        "a",
    )
    .flow("s>a>throw>e")
    .change("a", |node| {
        let mut plan = multi(true);
        plan.cardinality = Some(template("3"));
        node.multi = Some(plan);
    });
    let mut case = Case::start(&story, Map::new());
    for _ in 0..3 {
        assert_eq!(case.waits(), ["undo_a"]);
        case.complete("undo_a", Map::new()).unwrap();
    }
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_handler_that_fails_is_an_incident_and_a_retry_goes_on() {
    let story = undone(
        draft()
            .start("s")
            .pass("a")
            .node("throw", compensate(true))
            .end("e"),
        "a",
    )
    .flow("s>a>throw>e")
    .change("undo_a", |node| node.inputs = vec![map("x", "${missing}")]);
    let mut case = Case::start(&story, Map::new());
    assert_eq!(
        case.incidents(),
        ["undo_a: script.unknown_variable @ activating"]
    );
    case.go(Command::SetVariables {
        variables: vars([("missing", Value::Int(1))]),
    })
    .unwrap();
    case.retry().unwrap();
    case.complete("undo_a", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn cancelling_the_instance_takes_handlers_back() {
    let mut case = Case::start(&booked(true), Map::new());
    case.go(Command::Cancel {
        reason: "test".into(),
    })
    .unwrap();
    assert!(case.waits().is_empty());
    assert_eq!(case.instance.state(), Some(End::Terminated));
}

/// A transaction that a person cancels or lets be.
fn transaction(caught: bool) -> Draft {
    let story = draft()
        .start("s")
        .sub("t", |it| {
            undone(
                it.start("s2")
                    .pass("book")
                    .node("split", NodeKind::ParallelGateway)
                    .user("choose")
                    .user("other")
                    .node("x", NodeKind::ExclusiveGateway)
                    .node("cancel", NodeKind::CancelEnd)
                    .end("e2")
                    .end("e3"),
                "book",
            )
            .flow("s2>book>split>choose>x")
            .flow("split>other>e3")
            .when("x", "cancel", "no")
            .default("x", "e2")
        })
        .end("e")
        .flow("s>t>e");
    if !caught {
        return story;
    }
    let mut story = story;
    let host = story.index("t");
    let boundary = story.add("cancelled", NodeKind::CancelBoundary { host });
    story.model.nodes[host].boundaries.push(boundary);
    story.end("gone").flow("cancelled>gone")
}

#[test]
fn a_cancelled_transaction_makes_good_what_it_did_and_leaves_by_its_cancel_event() {
    let mut case = Case::start(&transaction(true), Map::new());
    case.complete("choose", vars([("no", Value::Bool(true))]))
        .unwrap();
    assert_eq!(
        case.waits(),
        ["undo_book"],
        "the other branch was taken back"
    );
    case.complete("undo_book", Map::new()).unwrap();
    case.says(
        "completed undo_book
        completed cancel
        cancelled t
        activated cancelled
        completed cancelled
        > cancelled-gone
        activated gone
        completed gone
        ended process completed",
    );
}

#[test]
fn a_cancelled_transaction_without_a_cancel_event_ends_its_branch() {
    let mut case = Case::start(&transaction(false), Map::new());
    case.complete("choose", vars([("no", Value::Bool(true))]))
        .unwrap();
    case.complete("undo_book", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert!(!case.lines.contains(&"activated e".to_owned()));
}

#[test]
fn a_transaction_that_completes_goes_on() {
    let mut case = Case::start(&transaction(true), Map::new());
    case.complete("choose", vars([("no", Value::Bool(false))]))
        .unwrap();
    case.complete("other", Map::new()).unwrap();
    assert!(case.lines.contains(&"activated e".to_owned()));
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn an_error_leaves_a_transaction_without_compensation() {
    let story = draft()
        .start("s")
        .sub("t", |it| {
            undone(
                it.start("s2").pass("book").node(
                    "bad",
                    NodeKind::End {
                        result: EndResult::Error {
                            code: "E".into(),
                            message: None,
                        },
                    },
                ),
                "book",
            )
            .flow("s2>book>bad")
        })
        .end("e")
        .flow("s>t>e")
        .boundary("hazard", "t", true, on_error(Some("E")))
        .end("gone")
        .flow("hazard>gone");
    let case = Case::start(&story, Map::new());
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert!(case.lines.contains(&"completed gone".to_owned()));
}

/// A subprocess with two handlers inside and an event subprocess that makes it good as a whole.
fn made_good_from_inside() -> Draft {
    draft()
        .start("s")
        .sub("trip", |it| {
            let it = it.start("s1").pass("a").end("e1");
            undone(it, "a").flow("s1>a>e1").reaction(
                "undo",
                true,
                bpmn::Trigger::Compensation,
                |it| {
                    it.user("call")
                        .node("inner", compensate(true))
                        .end("e2")
                        .flow("undo-start>call>inner>e2")
                },
            )
        })
        .node("throw", compensate(true))
        .user("after")
        .end("e")
        .flow("s>trip>throw>after>e")
}

#[test]
fn a_compensation_event_subprocess_takes_the_place_of_the_handlers_inside() {
    let mut case = Case::start(&made_good_from_inside(), Map::new());
    assert_eq!(
        case.waits(),
        ["call"],
        "nothing listens while the scope runs, and no handler begins by itself"
    );
    case.complete("call", Map::new()).unwrap();
    assert_eq!(
        case.waits(),
        ["undo_a"],
        "what it throws means what was done around it"
    );
    case.complete("undo_a", Map::new()).unwrap();
    assert_eq!(case.waits(), ["after"]);
    case.complete("after", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_compensation_event_subprocess_is_remembered_without_handlers_and_goes_with_a_cancel() {
    let story = draft()
        .start("s")
        .sub("trip", |it| {
            it.start("s1").pass("a").end("e1").flow("s1>a>e1").reaction(
                "undo",
                true,
                bpmn::Trigger::Compensation,
                |it| it.user("call").end("e2").flow("undo-start>call>e2"),
            )
        })
        .node("throw", compensate(true))
        .end("e")
        .flow("s>trip>throw>e");
    let mut case = Case::start(&story, Map::new());
    assert_eq!(case.waits(), ["call"]);
    case.go(Command::Cancel {
        reason: "enough".into(),
    })
    .unwrap();
    assert_eq!(
        (case.waits().len(), case.instance.state()),
        (0, Some(End::Terminated))
    );
}

#[test]
fn what_an_event_subprocess_did_is_made_good_too() {
    let story = draft()
        .start("s")
        .user("wait")
        .node("throw", compensate(true))
        .end("e")
        .reaction("esp", false, support::on_message("m"), |it| {
            let it = it.pass("a").end("e1");
            undone(it, "a").flow("esp-start>a>e1")
        })
        .flow("s>wait>throw>e");
    let mut case = Case::start(&story, Map::new());
    case.deliver("esp-start", "m", Map::new()).unwrap();
    case.complete("wait", Map::new()).unwrap();
    assert_eq!(case.waits(), ["esp-start", "undo_a"]);
    case.complete("undo_a", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}
