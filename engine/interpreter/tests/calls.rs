//! Call activities: what goes in, what comes back, what is taken back.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{Binding, Call, CalledKey, EndResult, NodeKind, Passing};
use interpreter::{CALL, Command, Effect, End, NewJob, Refusal};
use rules::{Map, Value};
use support::{Case, Draft, draft, map, on_error, on_message, template, vars};

fn calling(call: Call) -> Draft {
    draft()
        .start("s")
        .node("c", NodeKind::CallActivity(Box::new(call)))
        .end("e")
        .flow("s>c>e")
}

fn passes(source: &str, target: &str) -> Passing {
    Passing::Variable {
        source: source.into(),
        target: target.into(),
    }
}

fn computed(text: &str, target: &str) -> Passing {
    Passing::Expression {
        value: template(text),
        target: target.into(),
    }
}

fn simple() -> Call {
    Call {
        called: template("figlio"),
        ..Call::default()
    }
}

fn job(case: &Case) -> NewJob {
    let found = case.effects.iter().find_map(|effect| match effect {
        Effect::CreateJob(job) if job.kind == CALL => Some(job.clone()),
        _ => None,
    });
    found.expect("a call is a job")
}

#[test]
fn a_call_says_what_to_start_with_which_variables() {
    let call = Call {
        called: template("${quale}"),
        binding: Binding::VersionTag(template("v${2}")),
        business_key: Some(CalledKey::Value(template("K-${n}"))),
        inputs: vec![
            passes("n", "numero"),
            passes("missing", "niente"),
            computed("${n + 1}", "dopo"),
        ],
        outputs: vec![],
    };
    let case = Case::start(
        &calling(call),
        vars([("quale", Value::from("figlio")), ("n", Value::Int(4))]),
    );
    case.says("started process\nvariable n = 4\nvariable quale = \"figlio\"\nactivated s\ncompleted s\n> s-c\nactivated c\nwaiting c");
    assert_eq!(
        Value::Map(job(&case).inputs).to_json(),
        serde_json::json!({
            "process": "figlio", "binding": "version_tag", "which": "v2", "business_key": "K-4",
            "variables": {"numero": 4, "niente": null, "dopo": 5},
        })
    );
}

#[test]
fn all_variables_pass_both_ways_and_the_key_is_inherited() {
    let call = Call {
        business_key: Some(CalledKey::Inherited),
        inputs: vec![Passing::All],
        outputs: vec![Passing::All, computed("${figli * 2}", "doppio")],
        ..simple()
    };
    let mut case = Case::start(&calling(call), vars([("a", Value::Int(1))]));
    let inputs = job(&case).inputs;
    assert_eq!(inputs["business_key"], Value::Bool(true));
    assert_eq!(inputs["variables"].to_json(), serde_json::json!({"a": 1}));
    case.finish_job("c", vars([("a", Value::Int(2)), ("figli", Value::Int(3))]))
        .unwrap();
    let variables = Value::Map(case.instance.variables().clone()).to_json();
    assert_eq!(
        variables,
        serde_json::json!({"a": 2, "figli": 3, "doppio": 6})
    );
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn without_passing_nothing_comes_back() {
    let mut case = Case::start(&calling(simple()), Map::new());
    case.finish_job("c", vars([("a", Value::Int(2))])).unwrap();
    case.says("completed c\n> c-e\nactivated e\ncompleted e\nended process completed");
    assert!(case.instance.variables().is_empty());
}

#[test]
fn what_came_back_is_kept_while_passing_it_on_fails() {
    let call = Call {
        outputs: vec![computed("${esito + missing}", "esito")],
        ..simple()
    };
    let mut case = Case::start(&calling(call), Map::new());
    case.finish_job("c", vars([("esito", Value::Int(2))]))
        .unwrap();
    assert_eq!(
        case.incidents(),
        ["c: script.unknown_variable @ completing"]
    );
    case.go(Command::SetVariables {
        variables: vars([("missing", Value::Int(5))]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(case.instance.variables()["esito"], Value::Int(7));
}

#[test]
fn an_interrupted_call_cancels_what_it_called_and_a_completed_one_does_not() {
    let story = calling(simple())
        .boundary("stop", "c", true, on_message("m"))
        .end("gone")
        .flow("stop>gone");
    let cancelled = |case: &Case| {
        case.effects
            .iter()
            .filter(|effect| matches!(effect, Effect::CancelChild { .. }))
            .count()
    };
    let mut case = Case::start(&story, Map::new());
    case.deliver("stop", "m", Map::new()).unwrap();
    case.says("cancelled c\nactivated stop\ncompleted stop\n> stop-gone\nactivated gone\ncompleted gone\nended process completed");
    assert_eq!(cancelled(&case), 1);
    let mut case = Case::start(&story, Map::new());
    case.go(Command::Cancel {
        reason: "test".into(),
    })
    .unwrap();
    assert_eq!(cancelled(&case), 1);
    let mut case = Case::start(&story, Map::new());
    case.finish_job("c", Map::new()).unwrap();
    assert_eq!(cancelled(&case), 0);
}

#[test]
fn an_error_of_the_called_process_meets_the_boundary_of_the_call() {
    let story = calling(simple())
        .boundary("oops", "c", true, on_error(Some("E1")))
        .end("caught")
        .flow("oops>caught");
    let mut case = Case::start(&story, Map::new());
    let wait = case.wait_of("c");
    case.go(Command::ThrowError {
        wait,
        code: "E1".into(),
        message: None,
        variables: Map::new(),
    })
    .unwrap();
    assert!(case.lines.contains(&"completed caught".to_owned()));
}

#[test]
fn a_call_that_cannot_start_waits_with_an_incident_and_a_retry_calls_anew() {
    let mut case = Case::start(&calling(simple()), Map::new());
    let wait = case.wait_of("c");
    case.go(Command::FailJob {
        wait,
        code: "call.not_found".into(),
        message: "non c'è\nit is not there".into(),
    })
    .unwrap();
    assert_eq!(case.incidents(), ["c: call.not_found @ active"]);
    case.retry().unwrap();
    assert_eq!(job(&case).kind, CALL);
    assert_ne!(case.wait_of("c"), wait);
}

#[test]
fn an_escalation_of_the_called_process_meets_the_boundary_of_the_call() {
    for (interrupting, code, left) in [
        (false, "LATE", vec!["c"]),
        (true, "LATE", vec![]),
        (false, "OTHER", vec!["c"]),
    ] {
        let story = calling(simple())
            .boundary("b", "c", interrupting, support::on_escalation(Some("LATE")))
            .end("told")
            .flow("b>told");
        let mut case = Case::start(&story, Map::new());
        let wait = case.wait_of("c");
        case.go(Command::Escalate {
            wait,
            code: code.into(),
            variables: Map::new(),
        })
        .unwrap();
        let caught = code == "LATE";
        assert_eq!(case.lines.contains(&"activated b".to_owned()), caught);
        assert_eq!(case.waits(), left);
        let cancelled = |effect: &Effect| matches!(effect, Effect::CancelChild { .. });
        assert_eq!(case.effects.iter().any(cancelled), interrupting);
        // Nobody here: the caller of this instance may know it.
        let higher =
            |effect: &Effect| matches!(effect, Effect::Escalate { code, .. } if code == "OTHER");
        assert_eq!(case.effects.iter().any(higher), !caught);
    }
}

fn ends_its_callers(case: &Case) -> bool {
    case.effects
        .iter()
        .any(|effect| matches!(effect, Effect::Ended { callers: true, .. }))
}

#[test]
fn terminate_all_ends_the_instance_from_within_and_says_so_to_its_caller() {
    let end = |all| NodeKind::End {
        result: EndResult::Terminate { all },
    };
    for all in [true, false] {
        let story = draft()
            .start("s")
            .sub("sub", |it| it.start("s1").node("x", end(all)).flow("s1>x"))
            .user("after")
            .flow("s>sub>after");
        let case = Case::start(&story, Map::new());
        assert_eq!(ends_its_callers(&case), all);
        let ended = all.then_some(End::Terminated);
        assert_eq!(case.instance.state(), ended, "{:?}", case.lines);
    }
}

#[test]
fn what_a_call_terminated_takes_back_everything_and_is_passed_on() {
    let other = Call {
        called: template("altro"),
        ..Call::default()
    };
    let story = draft()
        .start("s")
        .node("f", NodeKind::ParallelGateway)
        .node("c", NodeKind::CallActivity(Box::new(simple())))
        .node("d", NodeKind::CallActivity(Box::new(other)))
        .user("t")
        .end("e")
        .flow("s>f>c>e")
        .flow("f>d>e")
        .flow("f>t>e");
    let mut case = Case::start(&story, Map::new());
    let (wait, task) = (case.wait_of("c"), case.wait_of("t"));
    let wrong = case.one(&Command::TerminateAll { wait: task });
    assert!(matches!(wrong, Err(Refusal::NotWaiting(w)) if w == task));
    case.effects.clear();
    case.go(Command::TerminateAll { wait }).unwrap();
    case.says("cancelled c\ncancelled d\ncancelled t\nended process terminated");
    assert_eq!(case.instance.state(), Some(End::Terminated));
    assert!(case.waits().is_empty() && ends_its_callers(&case));
    let taken_back = case
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::CancelChild { .. }));
    // The one that has ended is left alone by whoever follows this.
    assert_eq!(taken_back.count(), 2);
}

#[test]
fn what_is_local_passes_only_what_the_call_holds_itself() {
    let call = Call {
        inputs: vec![
            Passing::Local(Box::new(Passing::All)),
            Passing::Local(Box::new(passes("a", "b"))),
        ],
        ..simple()
    };
    let story = calling(call).change("c", |node| node.inputs = vec![map("oggetto", "${a + 1}")]);
    let case = Case::start(&story, vars([("a", Value::Int(1))]));
    assert_eq!(
        job(&case).inputs["variables"].to_json(),
        serde_json::json!({"oggetto": 2, "b": null})
    );
}
