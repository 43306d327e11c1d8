//! Every element: accepted, interrupted, stopped by an incident and tried again.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{EndResult, Mapping, MappingValue, NodeKind, TimerKind, UserTask};
use interpreter::{Command, Effect, End, ExpectedRow, Refusal, WaitKind, rows};
use rules::{Map, Value};
use support::{Case, Draft, draft, map, on_error, on_message, on_timer, rhai, template, vars};

fn end(result: EndResult) -> NodeKind {
    NodeKind::End { result }
}

fn error(code: &str) -> EndResult {
    EndResult::Error {
        code: code.into(),
        message: Some("perché sì".into()),
    }
}

fn effects(case: &Case) -> Vec<String> {
    let describe = |effect: &Effect| match effect {
        Effect::ChangeTask { task, .. } => format!("change {}", task.element),
        Effect::CreateTask(task) => format!("task {}", task.element),
        Effect::CreateJob(job) => format!("job {} {}", job.element, job.kind),
        Effect::CreateTimer {
            element, due_at, ..
        } => format!("timer {element} {due_at}"),
        Effect::Subscribe {
            element, name, key, ..
        } => format!("subscribe {element} {name} [{key}]"),
        Effect::Listen { element, name, .. } => format!("listen {element} {name}"),
        Effect::PublishMessage { name, key, .. } => format!("message {name} [{key}]"),
        Effect::PublishSignal { name, .. } => format!("signal {name}"),
        Effect::Escalate { code, .. } => format!("escalate {code}"),
        Effect::CloseWait { done, .. } => format!("close {done}"),
        Effect::RaiseIncident {
            element,
            phase,
            code,
            ..
        } => format!("incident {element} {phase} {code}"),
        Effect::ResolveIncident { .. } => "resolve".to_owned(),
        Effect::CancelChild { .. } => "cancel child".to_owned(),
        Effect::Ended { state, .. } => format!("ended {}", state.word()),
    };
    case.effects.iter().map(describe).collect()
}

// --- gateways ------------------------------------------------------------------------------------

#[test]
fn an_exclusive_gateway_without_a_true_condition_is_an_incident_that_a_retry_resolves() {
    let story = draft()
        .start("s")
        .node("g", NodeKind::ExclusiveGateway)
        .pass("a")
        .pass("b")
        .end("e")
        .flow("s>g")
        .when("g", "a", "x == 1")
        .when("g", "b", "x == 2")
        .flow("a>e")
        .flow("b>e");
    let mut case = Case::start(&story, vars([("x", Value::Int(3))]));
    assert_eq!(case.incidents(), ["g: gateway.no_flow @ leaving"]);
    case.go(Command::SetVariables {
        variables: vars([("x", Value::Int(2))]),
    })
    .unwrap();
    assert_eq!(case.lines, ["variable x = 2"]);
    case.retry().unwrap();
    case.says("resolved g\ncompleted g\n> g-b\nactivated b\ncompleted b\n> b-e\nactivated e\ncompleted e\nended process completed");
    assert_eq!(effects(&case), ["resolve", "ended completed"]);
}

#[test]
fn a_condition_on_a_missing_variable_names_it() {
    let story = draft()
        .start("s")
        .node("g", NodeKind::ExclusiveGateway)
        .end("e")
        .flow("s>g")
        .when("g", "e", "importo > 1");
    let case = Case::start(&story, Map::new());
    let incident = &case.instance.incidents()[0];
    assert_eq!(
        (incident.code.as_str(), incident.phase.as_str()),
        ("script.unknown_variable", "leaving")
    );
    let (it, en) = incident.message.split_once('\n').unwrap();
    assert!(
        it.contains("«importo»") && en.contains("`importo`"),
        "{it} / {en}"
    );
}

/// Two tokens can come by `merge`, one or two by `straight`.
fn two_ways(second_straight: bool) -> Draft {
    let mut story = draft()
        .start("s")
        .node("split", NodeKind::ParallelGateway)
        .user("one")
        .user("two")
        .user("straight")
        .node("merge", NodeKind::ExclusiveGateway)
        .node("merge2", NodeKind::ExclusiveGateway)
        .node("join", NodeKind::ParallelGateway)
        .pass("after")
        .end("e")
        .flow("s>split>one>merge>join>after>e")
        .flow("split>two>merge")
        .flow("split>straight>merge2>join");
    if second_straight {
        story = story.user("again").flow("split>again>merge2");
    }
    story
}

fn fired(case: &Case) -> usize {
    case.lines
        .iter()
        .filter(|line| *line == "activated after")
        .count()
}

#[test]
fn a_parallel_join_takes_one_token_from_each_flow_and_keeps_the_rest() {
    let mut case = Case::start(&two_ways(true), Map::new());
    case.complete("one", Map::new()).unwrap();
    case.complete("two", Map::new()).unwrap();
    assert_eq!(
        fired(&case),
        0,
        "two tokens by one flow are not one by each"
    );
    case.complete("straight", Map::new()).unwrap();
    assert_eq!(
        (fired(&case), case.instance.state()),
        (1, None),
        "the second token is kept"
    );
    case.complete("again", Map::new()).unwrap();
    assert_eq!(
        (fired(&case), case.instance.state()),
        (1, Some(End::Completed))
    );
}

#[test]
fn a_join_that_nothing_can_complete_any_more_waits_and_says_so() {
    let mut case = Case::start(&two_ways(false), Map::new());
    case.complete("straight", Map::new()).unwrap();
    case.complete("one", Map::new()).unwrap();
    let told = |case: &Case| case.lines.iter().any(|l| l.contains("join_stuck"));
    assert_eq!((fired(&case), told(&case)), (1, false));
    case.complete("two", Map::new()).unwrap();
    assert!(told(&case), "{:?}", case.lines);
    assert_eq!((case.incidents().len(), case.instance.state()), (0, None));
    case.go(Command::Cancel {
        reason: "test".into(),
    })
    .unwrap();
    assert_eq!(effects(&case), ["ended terminated"]);
}

#[test]
fn flows_out_of_a_task_fork_by_condition_with_the_default_as_rest() {
    let story = |x: i64| {
        let draft = draft()
            .start("s")
            .pass("t")
            .pass("a")
            .pass("b")
            .pass("d")
            .end("e")
            .flow("s>t")
            .when("t", "a", "x > 1")
            .when("t", "b", "x > 2")
            .default("t", "d")
            .flow("a>e")
            .flow("b>e")
            .flow("d>e");
        let case = Case::start(&draft, vars([("x", Value::Int(x))]));
        assert_eq!(case.instance.state(), Some(End::Completed));
        case.lines
            .iter()
            .filter_map(|line| line.strip_prefix("> t-").map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(story(3), ["a", "b"]);
    assert_eq!(story(2), ["a"]);
    assert_eq!(story(1), ["d"]);
}

#[test]
fn the_first_event_takes_the_token_of_an_event_based_gateway() {
    let story = || {
        draft()
            .start("s")
            .node("g", support::race())
            .catch("answer", "reply", Some("${id}"))
            .timer("late", TimerKind::Duration, "P3D")
            .pass("a")
            .pass("b")
            .end("e")
            .flow("s>g>answer>a>e")
            .flow("g>late>b>e")
    };
    let mut case = Case::start(&story(), vars([("id", Value::Int(42))]));
    assert_eq!(
        effects(&case),
        [
            "subscribe answer reply [42]",
            "timer late 2026-03-04 08:30:00 UTC"
        ]
    );
    case.deliver("answer", "reply", vars([("text", Value::from("sì"))]))
        .unwrap();
    assert_eq!(
        effects(&case),
        ["close true", "close false", "ended completed"]
    );
    assert!(
        case.lines.contains(&"> g-answer".to_owned())
            && case.lines.contains(&"activated a".to_owned())
    );
    assert_eq!(case.instance.variables()["text"], Value::from("sì"));

    let mut case = Case::start(&story(), vars([("id", Value::Int(42))]));
    case.fire("late").unwrap();
    assert!(case.lines.contains(&"activated b".to_owned()));

    let case = Case::start(&story(), Map::new());
    assert_eq!(case.incidents(), ["g: script.unknown_variable @ active"]);
    assert!(
        case.waits().is_empty(),
        "no wait of a gateway is open while one cannot be computed"
    );
}

// --- boundary events and errors ---------------------------------------------------------------------

fn with_boundary(interrupting: bool, trigger: bpmn::Trigger) -> Draft {
    draft()
        .start("s")
        .user("t")
        .boundary("b", "t", interrupting, trigger)
        .pass("after")
        .pass("side")
        .end("e")
        .end("e2")
        .flow("s>t>after>e")
        .flow("b>side>e2")
}

#[test]
fn an_interrupting_boundary_event_takes_the_task_back_first() {
    let mut case = Case::start(&with_boundary(true, on_message("stop")), Map::new());
    assert_eq!(effects(&case), ["subscribe b stop []", "task t"]);
    case.deliver("b", "stop", Map::new()).unwrap();
    case.says(
        "cancelled t
         activated b
         completed b
         > b-side
         activated side
         completed side
         > side-e2
         activated e2
         completed e2
         ended process completed",
    );
    assert_eq!(
        effects(&case),
        ["close true", "close false", "ended completed"]
    );
}

#[test]
fn a_completed_task_closes_its_boundary_events() {
    let mut case = Case::start(
        &with_boundary(true, on_timer(TimerKind::Duration, "PT1H")),
        Map::new(),
    );
    let timer = case.wait_of("b");
    case.complete("t", Map::new()).unwrap();
    assert_eq!(
        effects(&case),
        ["close true", "close false", "ended completed"]
    );
    assert_eq!(
        case.go(Command::FireTimer { wait: timer }),
        Err(Refusal::Ended)
    );
}

#[test]
fn a_repeating_boundary_timer_fires_as_often_as_it_says_and_keeps_its_rhythm() {
    let mut case = Case::start(
        &with_boundary(false, on_timer(TimerKind::Cycle, "R3/PT10M")),
        Map::new(),
    );
    let mut dues = Vec::new();
    for _ in 0..3 {
        dues.extend(
            effects(&case)
                .into_iter()
                .filter(|line| line.starts_with("timer")),
        );
        case.env.now += chrono::Duration::minutes(25);
        case.fire("b").unwrap();
        assert_eq!(case.instance.state(), None);
    }
    assert_eq!(
        dues,
        [
            "timer b 2026-03-01 08:40:00 UTC",
            "timer b 2026-03-01 08:50:00 UTC",
            "timer b 2026-03-01 09:00:00 UTC"
        ]
    );
    assert_eq!(case.waits(), ["t"]);
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_message_may_come_again_at_a_boundary_that_does_not_interrupt() {
    let mut case = Case::start(&with_boundary(false, on_message("note")), Map::new());
    for _ in 0..3 {
        case.deliver("b", "note", Map::new()).unwrap();
    }
    assert_eq!(case.waits(), ["t", "b"]);
}

#[test]
fn a_bpmn_error_goes_to_the_nearest_event_with_its_code() {
    let story = |inner: Option<&'static str>, outer: Option<&'static str>| {
        let mut draft = draft().start("s").sub("sub", |it| {
            let it = it.start("s2").sub("deep", |it| {
                it.start("s3")
                    .node("throw", end(error("E1")))
                    .flow("s3>throw")
            });
            it.end("e3").flow("s2>deep>e3")
        });
        draft = draft
            .boundary("catch", "sub", true, on_error(outer))
            .pass("caught")
            .end("e")
            .end("e2");
        draft = draft.flow("s>sub>e").flow("catch>caught>e2");
        if let Some(inner) = inner {
            let host = draft.index("deep");
            let scope = draft.model.nodes[host].scope;
            let boundary = draft.add(
                "inner",
                NodeKind::Boundary {
                    host,
                    interrupting: true,
                    trigger: on_error(Some(inner)),
                },
            );
            draft.model.scopes[0].nodes.pop();
            draft.model.nodes[boundary].scope = scope;
            draft.model.scopes[scope].nodes.push(boundary);
            draft.connect("inner", "e3", None);
        }
        let case = Case::start(&draft, Map::new());
        let caught: Vec<String> = case
            .lines
            .iter()
            .filter_map(|line| line.strip_prefix("activated "))
            .map(str::to_owned)
            .collect();
        (
            caught,
            case.instance.state(),
            case.instance.error_code().map(str::to_owned),
            case,
        )
    };
    let (activated, state, _, case) = story(None, Some("E1"));
    assert!(
        activated.contains(&"caught".to_owned()) && state == Some(End::Completed),
        "{activated:?}"
    );
    assert_eq!(case.instance.variables()["error_code"], Value::from("E1"));
    assert_eq!(
        case.instance.variables()["error_message"],
        Value::from("perché sì")
    );
    let (activated, ..) = story(Some("E1"), Some("E1"));
    assert!(
        activated.contains(&"inner".to_owned()) && !activated.contains(&"caught".to_owned()),
        "{activated:?}"
    );
    let (activated, ..) = story(Some("E2"), None);
    assert!(
        activated.contains(&"caught".to_owned()),
        "an event without a code takes every error: {activated:?}"
    );
    let (_, state, code, case) = story(Some("E2"), Some("E3"));
    assert_eq!((state, code.as_deref()), (Some(End::Failed), Some("E1")));
    assert!(case.waits().is_empty() && effects(&case).ends_with(&["ended failed".to_owned()]));
}

#[test]
fn a_worker_or_a_script_can_throw_too() {
    let story = || {
        draft()
            .start("s")
            .job("j", "http.request")
            .boundary("b", "j", true, on_error(Some("GONE")))
            .script(
                "x",
                "if code == \"X\" { bpmn_error(\"X1\", \"no\") } log(`code ${code}`)",
                None,
            )
            .boundary("bx", "x", true, on_error(None))
            .end("e")
            .end("e2")
            .flow("s>j>x>e")
            .flow("b>e2")
            .flow("bx>e2")
    };
    let throw = |case: &mut Case, code: &str| {
        let wait = case.wait_of("j");
        let variables = vars([("detail", Value::Int(410))]);
        case.go(Command::ThrowError {
            wait,
            code: code.into(),
            message: None,
            variables,
        })
        .unwrap();
    };
    let mut case = Case::start(&story(), Map::new());
    throw(&mut case, "GONE");
    case.says(
        "error j GONE
         cancelled j
         activated b
         variable detail = 410
         variable error_code = \"GONE\"
         variable error_message = null
         completed b
         > b-e2
         activated e2
         completed e2
         ended process completed",
    );
    let mut case = Case::start(&story(), Map::new());
    throw(&mut case, "OTHER");
    assert_eq!(
        (case.instance.state(), case.instance.error_code()),
        (Some(End::Failed), Some("OTHER"))
    );

    let mut case = Case::start(&story(), Map::new());
    case.finish_job("j", vars([("code", Value::from("X"))]))
        .unwrap();
    assert!(
        case.lines.contains(&"error x X1".to_owned())
            && case.lines.contains(&"activated bx".to_owned())
    );
    let mut case = Case::start(&story(), Map::new());
    case.finish_job("j", vars([("code", Value::from("Y"))]))
        .unwrap();
    assert!(
        case.lines.contains(&"log x code Y".to_owned()),
        "{:?}",
        case.lines
    );
}

// --- ends and scopes -------------------------------------------------------------------------------

#[test]
fn terminate_ends_its_scope_only_and_leaves_nothing_open() {
    let inside = |it: Draft| {
        it.start("s2")
            .node("fork", NodeKind::ParallelGateway)
            .user("open")
            .user("stopper")
            .node("kill", end(EndResult::Terminate { all: false }))
            .end("e2")
            .flow("s2>fork>open>e2")
            .flow("fork>stopper>kill")
    };
    let story = draft()
        .start("s")
        .sub("sub", inside)
        .pass("after")
        .end("e")
        .flow("s>sub>after>e");
    let mut case = Case::start(&story, Map::new());
    assert_eq!(case.waits(), ["open", "stopper"]);
    case.complete("stopper", Map::new()).unwrap();
    assert!(
        case.lines.contains(&"cancelled open".to_owned())
            && case.lines.contains(&"activated after".to_owned())
    );
    assert_eq!(case.instance.state(), Some(End::Completed));

    let mut case = Case::start(&inside(draft()), Map::new());
    case.complete("stopper", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Terminated));
    assert!(case.waits().is_empty());
}

#[test]
fn a_subprocess_maps_in_and_out() {
    let story = draft()
        .start("s")
        .sub("sub", |it| {
            it.start("s2")
                .script("x", "local = local + 1; set(\"fresh\", local)", None)
                .end("e2")
                .flow("s2>x>e2")
        })
        .end("e")
        .flow("s>sub>e")
        .change("sub", |node| {
            node.inputs = vec![map("local", "${n * 10}")];
            node.outputs = vec![map("result", "${local}")];
        });
    let case = Case::start(&story, vars([("n", Value::Int(2))]));
    let variables = case.instance.variables();
    assert_eq!(variables["result"], Value::Int(21));
    assert_eq!(variables["fresh"], Value::Int(21));
    assert!(
        !variables.contains_key("local"),
        "a local of the subprocess ends with it"
    );
}

// --- tasks -----------------------------------------------------------------------------------------

#[test]
fn a_user_task_carries_everything_evaluated() {
    let task = UserTask {
        assignee: Some(template("${boss}")),
        candidate_users: Some(template("anna, ${boss} ,")),
        candidate_groups: Some(template("${groups}")),
        due_date: Some(template("2026-03-29")),
        follow_up_date: Some(template("P1D")),
        priority: Some(template("${n}")),
        form: Some("answer".into()),
        ..UserTask::default()
    };
    let story = draft()
        .start("s")
        .node("t", NodeKind::UserTask(Box::new(task)))
        .end("e")
        .flow("s>t>e")
        .change("t", |node| node.name = Some("Rispondi".into()));
    let groups = Value::List(vec![
        Value::from("ufficio:legale"),
        Value::from("ruolo:operatore"),
    ]);
    let case = Case::start(
        &story,
        vars([
            ("boss", Value::from("bruno")),
            ("groups", groups),
            ("n", Value::Int(70)),
        ]),
    );
    let Some(Effect::CreateTask(task)) = case.effects.first() else {
        panic!("no task")
    };
    assert_eq!(
        (task.name.as_str(), task.assignee.as_deref(), task.priority),
        ("Rispondi", Some("bruno"), 70)
    );
    assert_eq!(task.candidate_users, ["anna", "bruno"]);
    assert_eq!(task.candidate_groups, ["ufficio:legale", "ruolo:operatore"]);
    assert_eq!(task.due_at.unwrap().to_string(), "2026-03-29 21:59:59 UTC");
    assert_eq!(
        task.follow_up_at.unwrap().to_string(),
        "2026-03-02 08:30:00 UTC"
    );
    let case = Case::start(&story, Map::new());
    assert_eq!(case.incidents(), ["t: script.unknown_variable @ active"]);
}

#[test]
fn a_failing_output_mapping_refuses_the_persons_input_and_the_task_stays() {
    let story = draft()
        .start("s")
        .user("t")
        .end("e")
        .flow("s>t>e")
        .change("t", |node| node.outputs = vec![map("total", "${a + b}")]);
    let mut case = Case::start(&story, Map::new());
    let before = case.instance.to_bytes();
    let refused = case.complete("t", vars([("a", Value::Int(1))]));
    assert!(
        matches!(&refused, Err(Refusal::Invalid { element, code, .. }) if element == "t" && code == "script.unknown_variable")
    );
    assert_eq!(case.instance.to_bytes(), before);
    case.complete("t", vars([("a", Value::Int(1)), ("b", Value::Int(2))]))
        .unwrap();
    assert_eq!(
        case.instance.variables(),
        &vars([("total", Value::Int(3))]),
        "with output mappings the form is the task's own"
    );
}

#[test]
fn a_job_that_fails_waits_with_an_incident_until_it_is_tried_again() {
    let story = draft()
        .start("s")
        .job("j", "pec.send")
        .end("e")
        .flow("s>j>e")
        .change("j", |node| {
            node.inputs = vec![map("to", "${to}")];
            node.outputs = vec![map("sent", "${id}")];
            node.retry = Some("R5/PT10M".into());
        });
    let mut case = Case::start(&story, vars([("to", Value::from("a@posta.example"))]));
    let first = case.wait_of("j");
    case.go(Command::FailJob {
        wait: first,
        code: "smtp.refused".into(),
        message: "550 no".into(),
    })
    .unwrap();
    assert_eq!(effects(&case), ["incident j active smtp.refused"]);
    assert_eq!(case.wait_of("j"), first, "the wait stays");
    case.go(Command::SetVariables {
        variables: vars([("to", Value::from("b@posta.example"))]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(effects(&case), ["resolve", "close false", "job j pec.send"]);
    assert!(matches!(&case.effects[2], Effect::CreateJob(job) if job.retries == 5));
    assert_eq!(
        case.go(Command::CompleteJob {
            wait: first,
            variables: Map::new()
        }),
        Err(Refusal::NotWaiting(first))
    );
    case.finish_job("j", Map::new()).unwrap();
    assert_eq!(
        case.incidents(),
        ["j: script.unknown_variable @ completing"],
        "the work is kept, the phase is tried again"
    );
    case.go(Command::SetVariables {
        variables: vars([("id", Value::Int(9))]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(case.instance.variables()["sent"], Value::Int(9));
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_script_that_fails_is_tried_again_as_a_whole() {
    let story = draft()
        .start("s")
        .script("x", "set(\"half\", 1); log(\"go\"); 10 / n", Some("r"))
        .end("e")
        .flow("s>x>e");
    let mut case = Case::start(&story, vars([("n", Value::Int(0))]));
    assert_eq!(case.incidents(), ["x: script.failed @ active"]);
    assert!(
        !case.instance.variables().contains_key("half")
            && !case.lines.iter().any(|line| line.starts_with("log"))
    );
    case.go(Command::SetVariables {
        variables: vars([("n", Value::Int(5))]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(case.instance.variables()["r"], Value::Int(2));
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_business_rule_spreads_its_map_or_fills_its_variable() {
    let library = rules::Library::compile(&[(
        "r.rhai".into(),
        "fn route(kind) { log(kind); #{office: kind, days: 30} }".into(),
    )])
    .unwrap();
    for (result, expected) in [
        (None, vec!["days", "kind", "office"]),
        (Some("route".to_owned()), vec!["kind", "route"]),
    ] {
        let rule = NodeKind::BusinessRuleTask {
            rule: "route".into(),
            result_variable: result,
        };
        let story = draft().start("s").node("r", rule).end("e").flow("s>r>e");
        let mut case = Case::of(story.compile_with(&library));
        case.go(Command::Start {
            event: None,
            variables: vars([("kind", Value::from("anagrafe"))]),
        })
        .unwrap();
        assert_eq!(
            case.instance.variables().keys().collect::<Vec<_>>(),
            expected
        );
        assert!(case.lines.contains(&"log r anagrafe".to_owned()));
    }
}

#[test]
fn async_cuts_become_jobs_that_continue() {
    let story = draft()
        .start("s")
        .script("x", "n + 1", Some("n"))
        .end("e")
        .flow("s>x>e")
        .change("x", |node| {
            node.async_before = true;
            node.async_after = true;
        });
    let mut case = Case::start(&story, vars([("n", Value::Int(1))]));
    assert_eq!(effects(&case), ["job x staffetta.continue"]);
    case.finish_job("x", Map::new()).unwrap();
    assert_eq!(effects(&case), ["close true", "job x staffetta.continue"]);
    assert_eq!(case.instance.variables()["n"], Value::Int(2));
    case.finish_job("x", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert_eq!(case.instance.variables()["n"], Value::Int(2));
}

#[test]
fn mappings_make_lists_maps_and_scripts() {
    let value = MappingValue::Map(vec![
        (
            "who".into(),
            MappingValue::List(vec![
                MappingValue::Text(template("${a}")),
                MappingValue::Text(template("x")),
            ]),
        ),
        (
            "sum".into(),
            MappingValue::Script(rhai("let t = 0; for i in 0..4 { t += i; } t")),
        ),
    ]);
    let story = draft()
        .start("s")
        .job("j", "t")
        .end("e")
        .flow("s>j>e")
        .change("j", |node| {
            node.inputs = vec![Mapping {
                name: "m".into(),
                value,
                line: 1,
            }]
        });
    let case = Case::start(&story, vars([("a", Value::Int(1))]));
    let Some(Effect::CreateJob(job)) = case.effects.first() else {
        panic!("no job")
    };
    assert_eq!(
        job.inputs["m"].to_json(),
        serde_json::json!({"who": [1, "x"], "sum": 6})
    );
}

#[test]
fn a_receipt_is_a_message_named_by_its_milestone() {
    let catch = bpmn::MessageCatch {
        name: "ignored".into(),
        correlation_key: Some(template("${despatch}")),
        receipt: Some("esito".into()),
        ..Default::default()
    };
    let story = draft()
        .start("s")
        .node(
            "r",
            NodeKind::ReceiveTask {
                catch,
                instantiate: false,
            },
        )
        .end("e")
        .flow("s>r>e");
    let mut case = Case::start(&story, vars([("despatch", Value::from("d-1"))]));
    assert_eq!(effects(&case), ["subscribe r receipt.esito [d-1]"]);
    let wait = case.wait_of("r");
    let wrong = Command::Deliver {
        wait,
        name: "esito".into(),
        variables: Map::new(),
    };
    assert_eq!(case.go(wrong), Err(Refusal::NotWaiting(wait)));
    case.deliver("r", "receipt.esito", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

// --- time ------------------------------------------------------------------------------------------

#[test]
fn timers_are_computed_when_armed_in_the_zone() {
    for (kind, value, due) in [
        (
            TimerKind::Date,
            "2026-03-29T02:30:00",
            "2026-03-29 01:00:00 UTC",
        ),
        (
            TimerKind::Date,
            "2026-10-25T02:30:00",
            "2026-10-25 00:30:00 UTC",
        ),
        (
            TimerKind::Date,
            "${plus(now(), \"P1M\")}",
            "2026-04-01 07:30:00 UTC",
        ),
        (TimerKind::Duration, "P30D", "2026-03-31 07:30:00 UTC"),
        (TimerKind::Duration, "PT720H", "2026-03-31 08:30:00 UTC"),
        (
            TimerKind::Cycle,
            "R/2026-03-05T10:00/P1D",
            "2026-03-05 09:00:00 UTC",
        ),
        (TimerKind::Cycle, "0 8 * * 1-5", "2026-03-02 07:00:00 UTC"),
    ] {
        let story = draft()
            .start("s")
            .timer("t", kind, value)
            .end("e")
            .flow("s>t>e");
        let mut case = Case::start(&story, Map::new());
        assert_eq!(effects(&case), [format!("timer t {due}")], "{value}");
        case.fire("t").unwrap();
        assert_eq!(case.instance.state(), Some(End::Completed));
    }
    let story = draft()
        .start("s")
        .timer("t", TimerKind::Duration, "${span}")
        .end("e")
        .flow("s>t>e");
    let mut case = Case::start(&story, vars([("span", Value::from("tomorrow"))]));
    assert_eq!(case.incidents(), ["t: timer.value @ active"]);
    case.go(Command::SetVariables {
        variables: vars([("span", Value::from("P1D"))]),
    })
    .unwrap();
    case.retry().unwrap();
    assert_eq!(
        effects(&case),
        ["resolve", "timer t 2026-03-02 08:30:00 UTC"]
    );
}

#[test]
fn a_start_event_and_every_condition_see_the_rules_of_the_bundle() {
    let library = rules::Library::compile(&[(
        "r.rhai".into(),
        "fn urgente(mail) { let n = 0; for p in split(mail.subject, \" \") { if p == \"urgente\" { n += 1; } } n > 0 }".into(),
    )])
    .unwrap();
    let table = rules::Table {
        id: "ufficio".into(),
        policy: rules::Policy::First,
        inputs: vec!["mail.subject".into()],
        outputs: vec![rules::Output::default()],
        rows: vec![rules::Row {
            tests: vec!["contains(?, \"TARI\")".into()],
            outputs: vec!["\"tributi\"".into()],
            line: 1,
        }],
        ..Default::default()
    };
    let table = rules::Decision::compile(&table).unwrap();
    let library = library.with_decisions([("ufficio".to_owned(), table)].into());
    let mail = |subject: &str| {
        let mail = Map::from([("subject".to_owned(), Value::from(subject))]);
        vars([("mail", Value::Map(mail))])
    };
    for (when, accepted, refused) in [
        ("urgente(mail)", "TARI urgente", "TARI"),
        (
            "decision(\"ufficio\", \"singleEntry\") == \"tributi\"",
            "TARI",
            "urgente",
        ),
    ] {
        let catch = bpmn::MessageCatch {
            name: "order".into(),
            when: Some(rhai(when)),
            ..Default::default()
        };
        let story = draft()
            .node(
                "m",
                NodeKind::Start {
                    trigger: bpmn::Trigger::Message(catch),
                    interrupting: true,
                },
            )
            .node("g", NodeKind::ExclusiveGateway)
            .user("u")
            .end("e")
            .flow("m>g")
            .default("g", "e")
            .when("g", "u", "urgente(mail)")
            .flow("u>e");
        let process = story.compile_with(&library);
        let env = support::env();
        assert_eq!(
            process.start_accepts("m", 0, &mail(accepted), &env),
            Ok(true),
            "{when}"
        );
        assert_eq!(
            process.start_accepts("m", 0, &mail(refused), &env),
            Ok(false),
            "{when}"
        );
        let lone = interpreter::compile(
            &story.model,
            &Default::default(),
            &Default::default(),
            "f.bpmn",
        );
        let findings = lone.expect_err("without its bundle it calls what is not there");
        assert!(findings.iter().all(|f| f.code == "EXP005"), "{findings:?}");
        let elements: Vec<_> = findings
            .iter()
            .filter_map(|f| f.element.as_deref())
            .collect();
        assert!(
            elements.contains(&"m") && elements.contains(&"g-u"),
            "{elements:?}"
        );
    }
}

#[test]
fn start_events_tell_when_and_for_what_they_start() {
    let catch = bpmn::MessageCatch {
        name: "order".into(),
        when: Some(rhai("amount > 10")),
        ..Default::default()
    };
    let timer = bpmn::Timer {
        kind: TimerKind::Cycle,
        value: template("R2/P1D"),
        until: None,
        line: 1,
    };
    let story = draft()
        .node(
            "m",
            NodeKind::Start {
                trigger: bpmn::Trigger::Message(catch),
                interrupting: true,
            },
        )
        .node(
            "t",
            NodeKind::Start {
                trigger: bpmn::Trigger::Timer(timer),
                interrupting: true,
            },
        )
        .user("u")
        .end("e")
        .flow("m>u>e")
        .flow("t>u");
    let process = story.compile();
    let env = support::env();
    assert_eq!(
        process
            .starts()
            .iter()
            .map(|start| start.id.as_str())
            .collect::<Vec<_>>(),
        ["m", "t"]
    );
    assert_eq!(
        process.start_accepts("m", 0, &vars([("amount", Value::Int(11))]), &env),
        Ok(true)
    );
    assert_eq!(
        process.start_accepts("m", 0, &vars([("amount", Value::Int(9))]), &env),
        Ok(false)
    );
    assert!(process.start_accepts("m", 0, &Map::new(), &env).is_err());
    let first = process.start_due("t", 0, None, &env).unwrap().unwrap();
    assert_eq!(first.at.to_string(), "2026-03-02 08:30:00 UTC");
    let second = process
        .start_due("t", 0, Some(&first), &env)
        .unwrap()
        .unwrap();
    assert_eq!(second.at.to_string(), "2026-03-03 08:30:00 UTC");
    assert_eq!(process.start_due("t", 0, Some(&second), &env), Ok(None));

    let mut case = Case::of(process);
    assert_eq!(
        case.go(Command::Start {
            event: None,
            variables: Map::new()
        }),
        Err(Refusal::NoSuchStart("none".into()))
    );
    assert_eq!(
        case.go(Command::Start {
            event: Some("u".into()),
            variables: Map::new()
        }),
        Err(Refusal::NoSuchStart("u".into()))
    );
    case.go(Command::Start {
        event: Some("m".into()),
        variables: Map::new(),
    })
    .unwrap();
    assert_eq!(case.waits(), ["u"]);
}

// --- the instance as a whole --------------------------------------------------------------------------

#[test]
fn a_suspended_instance_takes_no_work_and_goes_on_when_resumed() {
    let story = draft().start("s").user("t").end("e").flow("s>t>e");
    let mut case = Case::start(&story, Map::new());
    case.go(Command::Suspend).unwrap();
    case.says("suspended process");
    assert!(case.instance.suspended());
    assert_eq!(case.complete("t", Map::new()), Err(Refusal::Suspended));
    case.go(Command::SetVariables {
        variables: vars([("x", Value::Int(1))]),
    })
    .unwrap();
    case.go(Command::Resume).unwrap();
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn cancelling_closes_everything() {
    let story = with_boundary(false, on_timer(TimerKind::Duration, "P1D"));
    let mut case = Case::start(&story, Map::new());
    case.go(Command::Cancel {
        reason: "doppione".into(),
    })
    .unwrap();
    case.says("cancelled t\ncancelled process doppione\nended process terminated");
    assert_eq!(
        effects(&case),
        ["close false", "close false", "ended terminated"]
    );
    assert!(case.waits().is_empty() && case.incidents().is_empty());
}

#[test]
fn too_much_is_refused_to_a_person_and_an_incident_for_a_job() {
    let big = || vars([("big", Value::Text("x".repeat(rules::VALUE_BYTES_MAX)))]);
    let story = draft()
        .start("s")
        .user("t")
        .job("j", "x")
        .end("e")
        .flow("s>t>j>e");
    let mut case = Case::start(&story, Map::new());
    assert!(
        matches!(case.complete("t", big()), Err(Refusal::Invalid { code, .. }) if code == "variable.too_big")
    );
    let many: Map = (0..20)
        .map(|n| (format!("v{n}"), Value::Text("x".repeat(60_000))))
        .collect();
    assert!(
        matches!(case.complete("t", many), Err(Refusal::Invalid { code, .. }) if code == "variable.instance_too_big")
    );
    case.complete("t", Map::new()).unwrap();
    case.finish_job("j", big()).unwrap();
    assert_eq!(case.incidents(), ["j: variable.too_big @ active"]);
    case.finish_job("j", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn a_process_that_runs_in_a_circle_gives_way_and_at_last_stops() {
    let story = draft().start("s").pass("a").pass("b").flow("s>a>b>a");
    let mut case = Case::new(&story);
    case.reload = false;
    let started = case
        .one(&Command::Start {
            event: None,
            variables: Map::new(),
        })
        .unwrap();
    assert!(started.more && started.effects.is_empty());
    assert_eq!(
        started
            .trace
            .iter()
            .filter(|event| event.kind == interpreter::TraceKind::Activated)
            .count(),
        1_000
    );
    case.keep(started);
    let mut steps = 1;
    loop {
        case.lines.clear();
        case.trace.clear();
        let done = case.one(&Command::Continue).unwrap();
        let more = done.more;
        case.keep(done);
        steps += 1;
        if !more {
            break;
        }
    }
    assert_eq!(steps, 1_001);
    assert_eq!(case.incidents().len(), 1);
    assert!(
        case.incidents()[0].contains("engine.activations @ activating"),
        "{:?}",
        case.incidents()
    );
}

#[test]
fn an_incident_from_outside_stands_at_the_work_at_hand() {
    let story = draft().start("s").pass("a").pass("b").flow("s>a>b>a");
    let mut case = Case::new(&story);
    let started = case
        .one(&Command::Start {
            event: None,
            variables: Map::new(),
        })
        .unwrap();
    case.keep(started);
    let raise = Command::RaiseIncident {
        code: "engine.clock".into(),
        message: "cut".into(),
        wait: None,
        after: None,
    };
    let done = case.one(&raise).unwrap();
    assert!(!done.more);
    case.keep(done);
    assert_eq!(case.incidents().len(), 1);
    let incident = case.instance.incidents()[0].incident;
    assert!(
        case.one(&Command::Retry { incident }).unwrap().more,
        "it runs on where it was stopped"
    );

    let story = draft().start("s").user("t").end("e").flow("s>t>e");
    let mut case = Case::start(&story, Map::new());
    let wait = case.wait_of("t");
    case.go(Command::RaiseIncident {
        code: "engine.clock".into(),
        message: "cut".into(),
        wait: Some(wait),
        after: None,
    })
    .unwrap();
    assert_eq!(case.incidents(), ["t: engine.clock @ active"]);
    case.retry().unwrap();
    assert_eq!(case.wait_of("t"), wait, "a person's task stays as it is");
    case.complete("t", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

/// A command that was cut is taken all the same: what a person or a mail gave is kept, and a retry goes on from there.
#[test]
fn a_command_that_was_cut_is_taken_and_what_follows_waits_for_a_retry() {
    let cut = |after: Command| Command::RaiseIncident {
        code: "step_too_long".into(),
        message: "cut".into(),
        wait: None,
        after: Some(Box::new(after)),
    };
    let story = draft()
        .start("s")
        .user("t")
        .pass("p")
        .end("e")
        .flow("s>t>p>e");
    let mut case = Case::new(&story);
    case.go(cut(Command::Start {
        event: None,
        variables: vars([("n", Value::Int(1))]),
    }))
    .unwrap();
    assert_eq!(case.incidents(), ["s: step_too_long @ activating"]);
    assert_eq!(case.instance.variables()["n"], Value::Int(1));
    case.retry().unwrap();
    let wait = case.wait_of("t");
    case.go(cut(Command::CompleteTask {
        wait,
        variables: vars([("n", Value::Int(2))]),
    }))
    .unwrap();
    assert_eq!(case.incidents(), ["p: step_too_long @ activating"]);
    assert_eq!(case.instance.variables()["n"], Value::Int(2));
    assert!(case.waits().is_empty(), "the task is done");
    case.retry().unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn rows_are_a_function_of_the_snapshot() {
    let story = draft()
        .start("s")
        .node("fork", NodeKind::ParallelGateway)
        .user("t")
        .boundary("b", "t", true, on_timer(TimerKind::Duration, "PT1H"))
        .job("j", "pec.send")
        .catch("m", "reply", Some("${k}"))
        .end("e")
        .flow("s>fork>t>e")
        .flow("fork>j>e")
        .flow("fork>m>e")
        .flow("b>e");
    let case = Case::start(&story, vars([("k", Value::Int(5))]));
    let rows = rows(&case.process, &case.instance).unwrap();
    let shown: Vec<String> = rows
        .iter()
        .map(|row| match row {
            ExpectedRow::Task { element, .. } => format!("task {element}"),
            ExpectedRow::Job { element, kind, .. } => format!("job {element} {kind}"),
            ExpectedRow::Timer {
                element, due_at, ..
            } => format!("timer {element} {due_at}"),
            ExpectedRow::Subscription {
                element, name, key, ..
            } => format!("subscribe {element} {name} [{key}]"),
            ExpectedRow::Signal { element, name, .. } => format!("listen {element} {name}"),
        })
        .collect();
    assert_eq!(
        shown,
        [
            "timer b 2026-03-01 09:30:00 UTC",
            "task t",
            "job j pec.send",
            "subscribe m reply [5]"
        ]
    );
    assert_eq!(shown, effects(&case), "the effects made exactly these rows");
    let kinds: Vec<WaitKind> = case.instance.waits().iter().map(|wait| wait.kind).collect();
    assert_eq!(
        kinds,
        [
            WaitKind::Timer,
            WaitKind::Task,
            WaitKind::Job,
            WaitKind::Message
        ]
    );
}

#[test]
fn problems_of_texts_are_findings_at_their_element() {
    let story = draft()
        .start("s")
        .script("x", "let a = ;\n", None)
        .node(
            "r",
            NodeKind::BusinessRuleTask {
                rule: "nobody".into(),
                result_variable: None,
            },
        )
        .timer("t", TimerKind::Duration, "three days")
        .end("e")
        .flow("s>x>r>t")
        .when("t", "e", "a >");
    let findings = interpreter::compile(
        &story.model,
        &Default::default(),
        &Default::default(),
        "f.bpmn",
    )
    .unwrap_err();
    let mut shown: Vec<(String, String)> = findings
        .iter()
        .map(|finding| {
            (
                finding.code.clone(),
                finding.element.clone().unwrap_or_default(),
            )
        })
        .collect();
    shown.sort();
    let expected = [
        ("BUN102", "r"),
        ("EXP004", "t-e"),
        ("EXP004", "x"),
        ("TIM006", "t"),
    ];
    assert_eq!(
        shown,
        expected.map(|(code, element)| (code.to_owned(), element.to_owned()))
    );
    assert!(
        findings
            .iter()
            .all(|finding| finding.file == "f.bpmn" && finding.line.is_some())
    );
}

// --- tokens ----------------------------------------------------------------------------------------

#[test]
fn an_activity_begins_with_as_many_tokens_as_it_asks_for_and_gives_as_many_as_it_says() {
    let quantity = |start, completion| bpmn::Quantity { start, completion };
    let story = draft()
        .start("s")
        .pass("many")
        .pass("each")
        .user("all")
        .end("e")
        .flow("s>many>each>all>e")
        .change("many", |node| node.quantity = quantity(1, 5))
        .change("all", |node| node.quantity = quantity(2, 1));
    let mut case = Case::start(&story, Map::new());
    let count = |case: &Case, line: &str| case.lines.iter().filter(|it| *it == line).count();
    assert_eq!(count(&case, "activated each"), 5);
    assert_eq!(
        case.waits(),
        ["all", "all"],
        "the fifth token waits for another"
    );
    case.complete("all", Map::new()).unwrap();
    case.complete("all", Map::new()).unwrap();
    assert_eq!((case.waits().len(), case.instance.state()), (0, None));
    case.go(Command::Cancel {
        reason: "enough".into(),
    })
    .unwrap();
    assert_eq!(effects(&case), ["ended terminated"]);
}
