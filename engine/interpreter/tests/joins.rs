//! Inclusive and complex gateways: what is taken, what is waited for, what frees them.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{NodeKind, TimerKind};
use interpreter::{Command, End};
use rules::{Map, Value};
use support::{Case, Draft, draft, on_message, on_timer, rhai, vars};

fn inclusive(id: &str) -> impl FnOnce(Draft) -> Draft + '_ {
    move |draft| draft.node(id, NodeKind::InclusiveGateway)
}

fn complex(activation: &str) -> NodeKind {
    NodeKind::ComplexGateway {
        activation: Some(rhai(activation)),
    }
}

trait Pipe: Sized {
    fn pipe(self, act: impl FnOnce(Self) -> Self) -> Self {
        act(self)
    }
}
impl Pipe for Draft {}

/// Split and join, three ways by condition.
fn diamond() -> Draft {
    draft()
        .start("s")
        .pipe(inclusive("split"))
        .user("a")
        .user("b")
        .user("c")
        .pipe(inclusive("join"))
        .end("e")
        .flow("s>split")
        .when("split", "a", "x.contains(\"a\")")
        .when("split", "b", "x.contains(\"b\")")
        .default("split", "c")
        .flow("a>join>e")
        .flow("b>join")
        .flow("c>join")
}

fn with(text: &str) -> Map {
    vars([("x", Value::from(text))])
}

#[test]
fn an_inclusive_split_takes_every_true_way_and_the_default_as_rest() {
    for (x, waits) in [
        ("a", vec!["a"]),
        ("b", vec!["b"]),
        ("ab", vec!["a", "b"]),
        ("", vec!["c"]),
    ] {
        let case = Case::start(&diamond(), with(x));
        assert_eq!(case.waits(), waits, "{x}");
    }
}

#[test]
fn an_inclusive_join_waits_only_for_tokens_that_can_still_arrive() {
    let mut case = Case::start(&diamond(), with("ab"));
    case.complete("b", Map::new()).unwrap();
    case.says("completed b\n> b-join\nwaiting join");
    case.complete("a", Map::new()).unwrap();
    case.says(
        "completed a
        > a-join
        waiting join
        activated join
        completed join
        > join-e
        activated e
        completed e
        ended process completed",
    );
    let mut case = Case::start(&diamond(), with("a"));
    case.complete("a", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_token_taken_back_frees_the_join_that_waited_for_it() {
    let story = diamond()
        .boundary("late", "b", true, on_timer(TimerKind::Duration, "P1D"))
        .end("gone")
        .flow("late>gone");
    let mut case = Case::start(&story, with("ab"));
    case.complete("a", Map::new()).unwrap();
    assert_eq!(case.instance.state(), None);
    case.fire("late").unwrap();
    case.says(
        "cancelled b
        activated late
        completed late
        > late-gone
        activated gone
        completed gone
        activated join
        completed join
        > join-e
        activated e
        completed e
        ended process completed",
    );
}

#[test]
fn a_token_on_the_non_interrupting_way_of_a_boundary_event_counts() {
    let story = diamond()
        .boundary("note", "b", false, on_message("m"))
        .user("extra")
        .flow("note>extra>join");
    let mut case = Case::start(&story, with("ab"));
    case.deliver("note", "m", Map::new()).unwrap();
    case.complete("a", Map::new()).unwrap();
    case.complete("b", Map::new()).unwrap();
    assert_eq!(case.instance.state(), None, "extra can still arrive");
    case.complete("extra", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn two_tokens_by_one_flow_start_the_join_twice() {
    let story = draft()
        .start("s")
        .node("split", NodeKind::ParallelGateway)
        .user("a")
        .user("b")
        .node("merge", NodeKind::ExclusiveGateway)
        .user("c")
        .pipe(inclusive("join"))
        .pass("after")
        .end("e")
        .flow("s>split>a>merge>join>after>e")
        .flow("split>b>merge")
        .flow("split>c>join");
    let mut case = Case::start(&story, Map::new());
    let after = |case: &Case| {
        case.lines
            .iter()
            .filter(|l| *l == "activated after")
            .count()
    };
    case.complete("c", Map::new()).unwrap();
    case.complete("a", Map::new()).unwrap();
    assert_eq!(
        after(&case),
        1,
        "b reaches a flow that is full: it is not waited for"
    );
    case.complete("b", Map::new()).unwrap();
    assert_eq!(
        (after(&case), case.instance.state()),
        (1, Some(End::Completed))
    );
}

/// Each join leads to the other.
fn ring() -> Draft {
    draft()
        .start("s")
        .node("split", NodeKind::ParallelGateway)
        .user("a")
        .user("b")
        .pipe(inclusive("one"))
        .pipe(inclusive("two"))
        .node("x1", NodeKind::ExclusiveGateway)
        .node("x2", NodeKind::ExclusiveGateway)
        .end("e1")
        .end("e2")
        .flow("s>split>a>one>x1")
        .flow("split>b>two>x2")
        .when("x1", "two", "false")
        .default("x1", "e1")
        .when("x2", "one", "false")
        .default("x2", "e2")
}

#[test]
fn joins_that_wait_for_each_other_go_on_in_topological_order_and_say_so() {
    let mut case = Case::start(&ring(), Map::new());
    case.complete("b", Map::new()).unwrap();
    assert_eq!(case.lines, ["completed b", "> b-two", "waiting two"]);
    case.complete("a", Map::new()).unwrap();
    assert_eq!(
        &case.lines[..4],
        ["completed a", "> a-one", "waiting one", "jointiebroken one"]
    );
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn an_inclusive_split_without_a_true_condition_is_an_incident_that_a_retry_resolves() {
    let story = draft()
        .start("s")
        .pipe(inclusive("g"))
        .end("e")
        .pass("a")
        .flow("s>g")
        .when("g", "a", "x == 1")
        .flow("a>e");
    let mut case = Case::start(&story, vars([("x", Value::Int(2))]));
    assert_eq!(case.incidents(), ["g: gateway.no_flow @ leaving"]);
    case.go(Command::SetVariables {
        variables: vars([("x", Value::Int(1))]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

/// Goes on after two of three.
fn two_of_three() -> Draft {
    draft()
        .start("s")
        .node("split", NodeKind::ParallelGateway)
        .user("a")
        .user("b")
        .user("c")
        .node("join", complex("activationCount >= enough"))
        .pass("after")
        .end("e")
        .flow("s>split>a>join>after>e")
        .flow("split>b>join")
        .flow("split>c>join")
}

#[test]
fn a_complex_gateway_goes_on_when_enough_has_come_and_swallows_the_rest() {
    let mut case = Case::start(&two_of_three(), vars([("enough", Value::Int(2))]));
    case.complete("a", Map::new()).unwrap();
    case.says("completed a\n> a-join\nwaiting join");
    case.complete("c", Map::new()).unwrap();
    case.says(
        "completed c
        > c-join
        activated join
        completed join
        > join-after
        activated after
        completed after
        > after-e
        activated e
        completed e",
    );
    case.complete("b", Map::new()).unwrap();
    case.says("completed b\n> b-join\nwaiting join\ncompleted join reset\nended process completed");
}

#[test]
fn a_complex_gateway_starts_over_after_the_rest_has_come() {
    let story = draft()
        .start("s")
        .node("again", NodeKind::ExclusiveGateway)
        .node("split", NodeKind::ParallelGateway)
        .user("a")
        .user("b")
        .node("join", complex("activationCount >= 1"))
        .user("check")
        .node("x", NodeKind::ExclusiveGateway)
        .end("e")
        .flow("s>again>split>a>join>check>x")
        .flow("split>b>join")
        .when("x", "again", "more")
        .default("x", "e");
    let mut case = Case::start(&story, Map::new());
    case.complete("a", Map::new()).unwrap();
    case.complete("b", Map::new()).unwrap();
    assert_eq!(case.waits(), ["check"], "b was swallowed");
    case.complete("check", vars([("more", Value::Bool(true))]))
        .unwrap();
    case.complete("b", Map::new()).unwrap();
    assert_eq!(case.waits(), ["a", "check"], "the second round began anew");
    case.complete("a", Map::new()).unwrap();
    case.complete("check", vars([("more", Value::Bool(false))]))
        .unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_complex_condition_that_fails_is_an_incident_until_it_holds() {
    let mut case = Case::start(&two_of_three(), Map::new());
    case.complete("a", Map::new()).unwrap();
    assert_eq!(case.incidents(), ["join: script.unknown_variable @ active"]);
    case.complete("b", Map::new()).unwrap();
    assert_eq!(case.incidents().len(), 1, "told once");
    case.go(Command::SetVariables {
        variables: vars([("enough", Value::Int(2))]),
    })
    .unwrap();
    assert_eq!(case.incidents().len(), 0);
    assert!(case.lines.contains(&"activated after".to_owned()));
    case.complete("c", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn cancelling_takes_back_what_waits_at_joins() {
    for story in [diamond(), two_of_three()] {
        let mut case = Case::start(
            &story,
            vars([("x", Value::from("ab")), ("enough", Value::Int(9))]),
        );
        case.complete("a", Map::new()).unwrap();
        case.go(Command::Cancel {
            reason: "test".into(),
        })
        .unwrap();
        assert_eq!(case.instance.state(), Some(End::Terminated));
        assert!(case.waits().is_empty() && case.incidents().is_empty());
    }
}

#[test]
fn a_parallel_join_that_nothing_can_complete_says_so_once() {
    let story = draft()
        .start("s")
        .node("split", NodeKind::ParallelGateway)
        .user("a")
        .user("b")
        .user("c")
        .node("x", NodeKind::ExclusiveGateway)
        .node("join", NodeKind::ParallelGateway)
        .end("e")
        .end("other")
        .flow("s>split>a>join>e")
        .flow("split>b>x")
        .flow("split>c>other")
        .when("x", "join", "false")
        .default("x", "other");
    let told = |case: &Case| {
        let stuck = |event: &&interpreter::TraceEvent| {
            event.kind == interpreter::TraceKind::Waiting && event.text.is_some()
        };
        case.trace.iter().filter(stuck).count()
    };
    let mut case = Case::start(&story, Map::new());
    case.complete("a", Map::new()).unwrap();
    assert_eq!(told(&case), 0, "b may still come");
    case.complete("b", Map::new()).unwrap();
    assert_eq!(told(&case), 1);
    for command in [Command::Suspend, Command::Resume] {
        case.go(command).unwrap();
        assert_eq!(told(&case), 0);
    }
    case.complete("c", Map::new()).unwrap();
    assert_eq!(told(&case), 0, "it was said");
    assert_eq!(case.instance.state(), None);
}
