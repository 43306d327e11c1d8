//! A sequence with every sort of task, and a gateway: the shortest whole story.

#![allow(clippy::unwrap_used)]

mod support;

use interpreter::{Command, Effect, End, Refusal};
use rules::{Map, Value};
use support::{Case, draft, map, vars};

#[test]
fn a_sequence_with_user_task_job_script_and_gateway_runs_to_its_end() {
    let story = draft()
        .start("start")
        .user("ask")
        .job("send", "pec.send")
        .script("count", "n + 1", Some("n"))
        .node("which", bpmn::NodeKind::ExclusiveGateway)
        .pass("big")
        .pass("small")
        .end("done")
        .end("done2")
        .flow("start>ask>send>count>which")
        .when("which", "big", "n > 10")
        .default("which", "small")
        .flow("big>done")
        .flow("small>done2")
        .change("send", |node| {
            node.inputs = vec![map("to", "${recipient}"), map("subject", "case ${n}")]
        });
    let mut case = Case::start(&story, vars([("n", Value::Int(10))]));
    case.says(
        "started process
         variable n = 10
         activated start
         completed start
         > start-ask
         activated ask
         waiting ask",
    );
    assert!(matches!(&case.effects[..], [Effect::CreateTask(task)] if task.element == "ask"));

    case.complete(
        "ask",
        vars([("recipient", Value::from("uno@posta.example"))]),
    )
    .unwrap();
    let Some(Effect::CreateJob(job)) = case
        .effects
        .iter()
        .find(|effect| matches!(effect, Effect::CreateJob(_)))
    else {
        panic!("no job")
    };
    assert_eq!(
        job.inputs,
        vars([
            ("to", Value::from("uno@posta.example")),
            ("subject", Value::from("case 10"))
        ])
    );
    assert_eq!((job.kind.as_str(), job.retries), ("pec.send", 3));

    case.finish_job("send", Map::new()).unwrap();
    case.says(
        "completed send
         > send-count
         activated count
         variable n = 11
         completed count
         > count-which
         activated which
         completed which
         > which-big
         activated big
         completed big
         > big-done
         activated done
         completed done
         ended process completed",
    );
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert_eq!(case.go(Command::Suspend), Err(Refusal::Ended));
}
