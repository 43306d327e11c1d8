//! Multi-instance activities: in sequence and in parallel, small and large.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::NodeKind;
use interpreter::{Command, End, Refusal, create, multi_instance::SEGMENT_ITEMS, step};
use rules::{Map, Value};
use std::collections::BTreeSet;
use support::{
    Case, Draft, a_signal, an_escalation, draft, multi, on_error, on_escalation, on_message,
    on_signal, rhai, template, vars,
};

fn items(sequential: bool, count: i64) -> Draft {
    draft()
        .start("s")
        .user("t")
        .pass("after")
        .end("e")
        .flow("s>t>after>e")
        .change("t", |node| {
            let mut plan = multi(sequential);
            plan.cardinality = Some(template(&count.to_string()));
            node.multi = Some(plan);
        })
}

fn over(sequential: bool, completion: Option<&str>) -> Draft {
    draft()
        .start("s")
        .user("t")
        .pass("after")
        .end("e")
        .flow("s>t>after>e")
        .change("t", |node| {
            let mut plan = multi(sequential);
            plan.collection = Some(template("${people}"));
            plan.element_variable = Some("person".into());
            plan.completion = completion.map(rhai);
            node.multi = Some(plan);
            let user = bpmn::UserTask {
                assignee: Some(template("${person}-${loopCounter}")),
                ..Default::default()
            };
            node.kind = NodeKind::UserTask(Box::new(user));
        })
}

fn people(names: &[&str]) -> Map {
    vars([(
        "people",
        Value::List(names.iter().map(|name| Value::from(*name)).collect()),
    )])
}

fn assignees(case: &Case) -> Vec<String> {
    let assignee = |effect: &interpreter::Effect| match effect {
        interpreter::Effect::CreateTask(task) => task.assignee.clone(),
        _ => None,
    };
    case.effects.iter().filter_map(assignee).collect()
}

#[test]
fn a_sequence_makes_one_item_after_the_other() {
    let mut case = Case::start(&over(true, None), people(&["anna", "bruno"]));
    assert_eq!(assignees(&case), ["anna-0"]);
    case.complete("t", Map::new()).unwrap();
    assert_eq!(assignees(&case), ["bruno-1"]);
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert!(!case.instance.variables().contains_key("person"));
}

#[test]
fn parallel_items_end_when_all_are_done_or_the_condition_says_so() {
    let mut case = Case::start(&over(false, None), people(&["anna", "bruno", "carla"]));
    assert_eq!(assignees(&case), ["anna-0", "bruno-1", "carla-2"]);
    for _ in 0..3 {
        assert_eq!(case.instance.state(), None);
        case.complete("t", Map::new()).unwrap();
    }
    assert_eq!(case.instance.state(), Some(End::Completed));

    let condition = "nrOfCompletedInstances >= 2 || nrOfActiveInstances == 0";
    let mut case = Case::start(
        &over(false, Some(condition)),
        people(&["anna", "bruno", "carla"]),
    );
    case.complete("t", Map::new()).unwrap();
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert_eq!(
        case.lines
            .iter()
            .filter(|line| *line == "cancelled t")
            .count(),
        1
    );

    for sequential in [true, false] {
        let case = Case::start(&over(sequential, None), people(&[]));
        assert_eq!(
            case.instance.state(),
            Some(End::Completed),
            "nothing to do is done"
        );
    }
}

#[test]
fn a_completion_condition_that_fails_is_tried_again_without_counting_twice() {
    let mut case = Case::start(
        &over(false, Some("nrOfCompletedInstances >= wanted")),
        people(&["anna", "bruno"]),
    );
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.incidents(), ["t: script.unknown_variable @ leaving"]);
    case.go(Command::SetVariables {
        variables: vars([("wanted", Value::Int(2))]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(case.instance.state(), None);
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_collection_that_is_none_is_an_incident_at_the_body() {
    let mut case = Case::start(&over(false, None), vars([("people", Value::Int(1))]));
    assert_eq!(case.incidents(), ["t: multi.collection @ activating"]);
    case.go(Command::SetVariables {
        variables: people(&["anna"]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(assignees(&case), ["anna-0"]);
}

#[test]
fn boundary_events_stand_at_the_body() {
    let with = |count: i64| {
        items(false, count)
            .boundary("stop", "t", true, on_message("stop"))
            .boundary("oops", "t", true, on_error(None))
            .end("e2")
            .flow("stop>e2")
            .flow("oops>e2")
    };
    for count in [3, 250] {
        let mut case = Case::start(&with(count), Map::new());
        assert_eq!(
            case.waits().iter().filter(|wait| *wait == "stop").count(),
            1
        );
        assert_eq!(
            case.waits().iter().filter(|wait| *wait == "t").count(),
            count as usize
        );
        case.deliver("stop", "stop", Map::new()).unwrap();
        assert_eq!(case.instance.state(), Some(End::Completed));
        assert!(
            case.waits().is_empty() && case.parts.is_empty(),
            "no part of {count} items is left"
        );
        assert_eq!(
            case.lines
                .iter()
                .filter(|line| *line == "cancelled t")
                .count(),
            count as usize + 1
        );
    }
}

#[test]
fn an_item_that_is_a_subprocess_has_its_own_loop_variables() {
    let story = draft()
        .start("s")
        .sub("sub", |it| {
            it.start("s2")
                .script(
                    "x",
                    "log(`${loopCounter} of ${nrOfInstances}: ${letter}`); letter += \"!\"",
                    None,
                )
                .user("u")
                .end("e2")
                .flow("s2>x>u>e2")
        })
        .end("e")
        .flow("s>sub>e")
        .change("sub", |node| {
            let mut plan = multi(false);
            plan.collection = Some(template("${letters}"));
            plan.element_variable = Some("letter".into());
            node.multi = Some(plan);
        });
    for count in [3_usize, 150] {
        let letters: Vec<Value> = (0..count).map(|n| Value::from(format!("l{n}"))).collect();
        let mut case = Case::start(&story, vars([("letters", Value::List(letters))]));
        let logs: Vec<&String> = case
            .lines
            .iter()
            .filter(|line| line.starts_with("log"))
            .collect();
        assert_eq!(logs.len(), count);
        assert!(!case.instance.variables().contains_key("letter"));
        assert_eq!(case.waits().len(), count);
        for _ in 0..count {
            case.complete("u", Map::new()).unwrap();
        }
        assert_eq!(case.instance.state(), Some(End::Completed));
        assert!(case.parts.is_empty());
    }
}

#[test]
fn large_activities_live_in_parts_that_are_asked_for() {
    let process = items(false, 101).compile();
    let env = support::env();
    let start = Command::Start {
        event: None,
        variables: Map::new(),
    };
    let mut done = step(&process, create(&process), &start, &env).unwrap();
    let part = done.parts[0].0;
    let mut parts: BTreeSet<_> = done.parts.iter().map(|(part, _)| *part).collect();
    while done.more {
        done = step(&process, done.instance, &Command::Continue, &env).unwrap();
        parts.extend(done.parts.iter().map(|(part, _)| *part));
    }
    assert_eq!(parts.len() as u32, 101_u32.div_ceil(SEGMENT_ITEMS));
    assert!(
        done.instance.waits().is_empty(),
        "parts are dropped at the end of a step"
    );
    let wait = (part << 32) + 2;
    let complete = Command::CompleteTask {
        wait,
        variables: Map::new(),
    };
    let asked = step(&process, done.instance.clone(), &complete, &env);
    assert!(matches!(asked, Err(Refusal::Need(parts)) if parts == [part]));
    let far = Command::CompleteTask {
        wait: 999 << 32,
        variables: Map::new(),
    };
    assert!(matches!(
        step(&process, done.instance.clone(), &far, &env),
        Err(Refusal::NotWaiting(_))
    ));

    let mut case = Case::start(&items(false, 101), Map::new());
    let mut order: Vec<u64> = case.whole().waits().iter().map(|wait| wait.wait).collect();
    order.reverse();
    for wait in order {
        assert_eq!(case.instance.state(), None);
        case.go(Command::CompleteTask {
            wait,
            variables: Map::new(),
        })
        .unwrap();
        assert_eq!(
            case.instance.parts(),
            case.parts.keys().copied().collect::<Vec<_>>()
        );
    }
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn completing_one_item_costs() {
    let bytes = |count: i64| {
        let mut case = Case::start(&items(false, count), Map::new());
        let waits = case.whole().waits();
        assert_eq!(waits.len() as i64, count);
        // The most expensive of several: the first, one in the middle, the last.
        let picks = [0, waits.len() / 2, waits.len() - 1];
        picks.map(|at| {
            case.go(Command::CompleteTask {
                wait: waits[at].wait,
                variables: Map::new(),
            })
            .unwrap();
            case.written
                + interpreter::trace::pack(&case.trace, &Command::Continue, None, &[], 0).len()
        })
    };
    let (few, many) = (bytes(10), bytes(10_000));
    println!("bytes written for one completion: of 10 {few:?}, of 10,000 {many:?}");
    let (few, many) = (few[0], many.into_iter().max().unwrap());
    assert!(
        many * 10 <= few * 23,
        "one of 10,000 wrote {many} bytes, one of 10 wrote {few}"
    );
}

// --- behaviour: what is thrown when an item has ended -------------------------------------------------

fn behaving(behavior: bpmn::Behavior, interrupting: bool, trigger: bpmn::Trigger) -> Draft {
    let mut draft = draft()
        .start("s")
        .user("t")
        .boundary("told", "t", interrupting, trigger)
        .user("heard")
        .end("e")
        .end("e2")
        .flow("s>t>e")
        .flow("told>heard>e2");
    let t = draft.index("t");
    draft.model.nodes[t].multi = Some(bpmn::Multi {
        cardinality: Some(rhai("3")),
        behavior,
        ..multi(true)
    });
    draft
}

fn rounds(mut case: Case) -> (usize, Case) {
    let mut heard = 0;
    while case.waits().iter().any(|wait| wait == "t") {
        case.complete("t", Map::new()).unwrap();
        heard += case
            .lines
            .iter()
            .filter(|line| *line == "activated told")
            .count();
    }
    (heard, case)
}

#[test]
fn behaviour_none_throws_for_each_item_and_one_for_the_first() {
    use bpmn::Behavior;
    let each = behaving(Behavior::Each(a_signal("done")), false, on_signal("done"));
    assert_eq!(rounds(Case::start(&each, Map::new())).0, 3);
    let first = behaving(Behavior::First(a_signal("done")), false, on_signal("done"));
    let (heard, case) = rounds(Case::start(&first, Map::new()));
    assert_eq!(heard, 1);
    assert_eq!(
        case.instance.variables()["nrOfCompletedInstances"],
        Value::Int(1),
        "the event carries the counts"
    );
    let escalated = behaving(
        Behavior::Each(an_escalation("LATE")),
        false,
        on_escalation(Some("LATE")),
    );
    assert_eq!(rounds(Case::start(&escalated, Map::new())).0, 3);
}

#[test]
fn behaviour_complex_throws_what_its_true_conditions_name() {
    let complex = bpmn::Behavior::Complex(vec![
        (rhai("nrOfCompletedInstances == 2"), a_signal("done")),
        (rhai("nrOfCompletedInstances == 3"), a_signal("other")),
    ]);
    let story = behaving(complex, false, on_signal("done"));
    assert_eq!(rounds(Case::start(&story, Map::new())).0, 1);
}

#[test]
fn a_boundary_event_that_interrupts_ends_the_activity_with_its_first_item() {
    let story = behaving(
        bpmn::Behavior::First(a_signal("done")),
        true,
        on_signal("done"),
    );
    let (heard, case) = rounds(Case::start(&story, Map::new()));
    assert_eq!((heard, case.waits()), (1, vec!["heard".to_owned()]));
}

#[test]
fn a_behaviour_that_cannot_be_evaluated_is_an_incident_and_nothing_was_thrown() {
    let complex = bpmn::Behavior::Complex(vec![(rhai("enough"), a_signal("done"))]);
    let mut case = Case::start(&behaving(complex, false, on_signal("done")), Map::new());
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.incidents(), ["t: script.unknown_variable @ leaving"]);
    case.set(vars([("enough", Value::Bool(true))])).unwrap();
    case.retry().unwrap();
    assert!(case.lines.contains(&"activated told".to_owned()));
}
