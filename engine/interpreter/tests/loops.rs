//! Standard loops, and the list a multi-instance activity gives.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{Multi, MultiOutput, StandardLoop, TimerKind};
use interpreter::{Command, End};
use rules::{Map, Value};
use support::{Case, Draft, draft, multi, on_timer, rhai, template, vars};

fn looping(test_before: bool, condition: Option<&str>, maximum: Option<u32>) -> Multi {
    Multi {
        standard: Some(StandardLoop {
            test_before,
            condition: condition.map(rhai),
            maximum,
        }),
        ..multi(true)
    }
}

fn round(script: &str, plan: Multi) -> Draft {
    draft()
        .start("s")
        .script("t", script, None)
        .end("e")
        .flow("s>t>e")
        .change("t", |node| node.multi = Some(plan))
}

fn n(value: i64) -> Map {
    vars([("n", Value::Int(value))])
}

#[test]
fn a_loop_runs_while_its_condition_holds_and_no_longer_than_its_maximum() {
    for (before, condition, maximum, first, last) in [
        (false, Some("n < 3"), None, 0, 3),
        (false, Some("n < 3"), None, 7, 8),
        (true, Some("n < 3"), None, 7, 7),
        (true, Some("n < 3"), None, 1, 3),
        (false, None, Some(4), 0, 4),
        (false, Some("n < 9"), Some(2), 0, 2),
        (false, Some("loopCounter < 5"), None, 0, 5),
    ] {
        let case = Case::start(
            &round("n += 1", looping(before, condition, maximum)),
            n(first),
        );
        assert_eq!(case.instance.state(), Some(End::Completed));
        assert_eq!(
            case.instance.variables()["n"],
            Value::Int(last),
            "{before} {condition:?} {maximum:?} {first}"
        );
    }
}

#[test]
fn a_round_that_waits_is_one_task_at_a_time() {
    let story = draft()
        .start("s")
        .user("t")
        .end("e")
        .flow("s>t>e")
        .boundary("late", "t", true, on_timer(TimerKind::Duration, "P1D"))
        .end("gone")
        .flow("late>gone")
        .change("t", |node| {
            node.multi = Some(looping(false, Some("again"), None))
        });
    let mut case = Case::start(&story, Map::new());
    case.complete("t", vars([("again", Value::Bool(true))]))
        .unwrap();
    case.says("variable again = true\ncompleted t\nactivated t\nwaiting t");
    let mut other = Case::start(&story, Map::new());
    other.fire("late").unwrap();
    other.says("cancelled t\ncancelled t\nactivated late\ncompleted late\n> late-gone\nactivated gone\ncompleted gone\nended process completed");
    case.complete("t", vars([("again", Value::Bool(false))]))
        .unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_condition_that_fails_is_an_incident_of_the_loop_that_a_retry_resolves() {
    let mut case = Case::start(&round("1", looping(true, Some("more"), None)), Map::new());
    assert_eq!(case.incidents(), ["t: script.unknown_variable @ active"]);
    case.go(Command::SetVariables {
        variables: vars([("more", Value::Bool(false))]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_loop_that_never_ends_gives_way_and_stops() {
    let story = round("1", looping(false, Some("true"), None));
    let case = Case::new(&story);
    let step = case
        .one(&Command::Start {
            event: None,
            variables: Map::new(),
        })
        .unwrap();
    assert!(step.more, "others have their turn");
}

fn gathering(sequential: bool, count: u32) -> Draft {
    draft()
        .start("s")
        .user("t")
        .end("e")
        .flow("s>t>e")
        .change("t", |node| {
            node.multi = Some(Multi {
                cardinality: Some(template(&count.to_string())),
                index_variable: Some("i".into()),
                output: Some(MultiOutput {
                    collection: "all".into(),
                    element: rhai("`${i}:${answer}`"),
                }),
                ..multi(sequential)
            });
        })
}

#[test]
fn items_give_a_list_in_their_own_order() {
    for sequential in [true, false] {
        let mut case = Case::start(&gathering(sequential, 3), Map::new());
        while case.instance.state().is_none() {
            // The last of those that wait, so that they complete in another order.
            let wait = case.whole().waits().last().unwrap().wait;
            case.go(Command::CompleteTask {
                wait,
                variables: vars([("answer", Value::from("x"))]),
            })
            .unwrap();
        }
        let all = case.instance.variables()["all"].to_json();
        assert_eq!(all, serde_json::json!(["0:x", "1:x", "2:x"]));
        assert!(
            !case.instance.variables().contains_key("answer"),
            "it was the item's own"
        );
    }
}

#[test]
fn items_in_segments_give_their_list_too_and_an_enough_keeps_what_there_is() {
    let mut case = Case::start(&gathering(false, 130), Map::new());
    assert!(!case.parts.is_empty());
    let waits: Vec<u64> = case.whole().waits().iter().map(|it| it.wait).collect();
    for wait in waits {
        case.go(Command::CompleteTask {
            wait,
            variables: vars([("answer", Value::from("x"))]),
        })
        .unwrap();
    }
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert!(case.parts.is_empty());
    let Value::List(all) = &case.instance.variables()["all"] else {
        panic!("a list")
    };
    assert_eq!((all.len(), &all[129]), (130, &Value::from("129:x")));

    let enough = gathering(false, 130).change("t", |node| {
        node.multi.as_mut().unwrap().completion = Some(rhai("nrOfCompletedInstances >= 2"));
    });
    let mut case = Case::start(&enough, Map::new());
    for item in [127, 3] {
        let wait = case.whole().waits()[item].wait;
        case.go(Command::CompleteTask {
            wait,
            variables: vars([("answer", Value::from("x"))]),
        })
        .unwrap();
    }
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert!(case.parts.is_empty() && case.waits().is_empty());
    let all = case.instance.variables()["all"].to_json();
    assert_eq!(all.as_array().map(Vec::len), Some(2));
}

#[test]
fn a_result_that_fails_is_an_incident_of_its_item_and_none_is_an_empty_list() {
    let story = gathering(true, 1).change("t", |node| {
        node.multi.as_mut().unwrap().output = Some(MultiOutput {
            collection: "all".into(),
            element: rhai("missing"),
        });
    });
    let mut case = Case::start(&story, Map::new());
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.incidents(), ["t: script.unknown_variable @ leaving"]);
    case.go(Command::SetVariables {
        variables: vars([("missing", Value::Int(4))]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(
        case.instance.variables()["all"].to_json(),
        serde_json::json!([4])
    );
    let case = Case::start(&gathering(false, 0), Map::new());
    assert_eq!(
        case.instance.variables()["all"].to_json(),
        serde_json::json!([])
    );
}
