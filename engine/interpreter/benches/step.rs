//! How many instances a second one core runs, trace recorded: five tasks that pass, five scripts.
//!
//! Each instance is created, started with a variable, run to its end and dropped. Time is that of
//! the one thread on its core (Linux: `/proc/thread-self/schedstat`), so other work on the machine
//! does not count; elsewhere the wall clock.

use bpmn::{
    Definitions, EndResult, Flow, Language, Node, NodeKind, ProcessModel, Scope, Source, Trigger,
};
use interpreter::{Command, End, Env, Process, compile, create, step};
use rules::{Library, Map, Value};
use std::hint::black_box;
use std::time::{Duration, Instant};

fn sequence(task: NodeKind) -> Process {
    let start = NodeKind::Start {
        trigger: Trigger::None,
        interrupting: true,
    };
    let end = NodeKind::End {
        result: EndResult::None,
    };
    let kinds = std::iter::once(start)
        .chain(std::iter::repeat_n(task, 5))
        .chain([end]);
    let mut model = ProcessModel {
        id: "sequence".into(),
        executable: true,
        ..Default::default()
    };
    for (index, kind) in kinds.enumerate() {
        model.nodes.push(Node {
            id: format!("element_{index}"),
            line: 1,
            incoming: if index > 0 { vec![index - 1] } else { vec![] },
            outgoing: if index < 6 { vec![index] } else { vec![] },
            kind,
            ..Node::default()
        });
    }
    for index in 0..6 {
        let id = format!("flow_{index}");
        model.flows.push(Flow {
            id,
            name: None,
            line: 1,
            source: index,
            target: index + 1,
            condition: None,
        });
    }
    model.scopes.push(Scope {
        id: "sequence".into(),
        owner: None,
        nodes: (0..7).collect(),
        flows: (0..6).collect(),
    });
    compile(
        &model,
        &Definitions::default(),
        &Library::default(),
        "bench.bpmn",
    )
    .expect("the process compiles")
}

/// How long this thread has been running on a core.
fn on_core() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split(' ')
        .next()?
        .parse()
        .ok()
        .map(Duration::from_nanos)
}

fn measure(name: &str, process: &Process, variables: Map, expected: Option<i64>) {
    let env = Env {
        now: chrono::DateTime::UNIX_EPOCH,
        zone: chrono_tz::UTC,
        principal: None,
    };
    let command = Command::Start {
        event: None,
        variables,
    };
    let once = || {
        let done = step(process, create(process), &command, &env).expect("the step is taken");
        assert_eq!(done.instance.state(), Some(End::Completed));
        if let Some(expected) = expected {
            assert_eq!(
                done.instance.variables().get("n"),
                Some(&Value::Int(expected))
            );
        }
        black_box(done);
    };
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let (wall, started, mut count) = (Instant::now(), on_core(), 0_u32);
        while wall.elapsed() < Duration::from_millis(400) {
            for _ in 0..500 {
                once();
            }
            count += 500;
        }
        let spent = match (started, on_core()) {
            (Some(from), Some(to)) => to - from,
            _ => wall.elapsed(),
        };
        best = best.max(f64::from(count) / spent.as_secs_f64());
    }
    println!("BENCH {name} {best:.0} instances/s");
}

fn main() {
    measure(
        "interpreter_seq_pass",
        &sequence(NodeKind::PassTask),
        Map::new(),
        None,
    );
    let text = Source {
        text: "n + 1".into(),
        language: Language::Rhai,
        line: 1,
    };
    let script = NodeKind::ScriptTask {
        script: text,
        result_variable: Some("n".into()),
    };
    let variables = Map::from([("n".to_owned(), Value::Int(0))]);
    measure(
        "interpreter_seq_rhai",
        &sequence(script),
        variables,
        Some(5),
    );
}
