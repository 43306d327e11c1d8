//! What one core does in a second: instances run from start to end, trace recorded; what a round of a long loop
//! and an item of a large activity cost; how long a large model takes to be read, checked and compiled.
//!
//! Each instance is created, started, run to its end and dropped. Time is that of the one thread on its core, so other
//! work on the machine does not count.

mod model;

use bpmn::{Multi, NodeKind};
use interpreter::{Command, End, Env, Instance, Process, Step, compile, create, step};
use model::{Model, cardinality, condition, drawn, script, user};
use rules::{Library, Map, Value};
use rustix::time::{ClockId, clock_gettime};
use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// The program's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn env() -> Env {
    Env {
        now: chrono::DateTime::UNIX_EPOCH,
        zone: chrono_tz::UTC,
        calendars: rules::Calendars::usual().clone(),
        principal: None,
    }
}

fn start(variables: Map) -> Command {
    Command::Start {
        event: None,
        variables,
    }
}

/// How long this thread has been running on a core.
fn on_core() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

/// Seconds on the core that `act` takes.
fn spent(act: impl FnOnce()) -> f64 {
    let before = on_core();
    act();
    (on_core() - before).as_secs_f64()
}

/// Instances a second, the best of five runs.
fn measure(name: &str, process: &Process, n: i64, expected: i64) {
    let env = env();
    let command = start(Map::from([("n".to_owned(), Value::Int(n))]));
    let once = || {
        let done = step(process, create(process), &command, &env).expect("the step is taken");
        assert_eq!(done.instance.state(), Some(End::Completed));
        assert_eq!(
            done.instance.variables().get("n"),
            Some(&Value::Int(expected))
        );
        black_box(done);
    };
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let mut count = 0_u32;
        let seconds = spent(|| {
            let wall = Instant::now();
            while wall.elapsed() < Duration::from_millis(400) {
                for _ in 0..500 {
                    once();
                }
                count += 500;
            }
        });
        best = best.max(f64::from(count) / seconds);
    }
    println!("BENCH {name} {best:.0} instances/s");
}

/// A round of the last thousand of ten thousand over one of the first.
fn long_loop() {
    let process = Model::new()
        .node("add", script("n + 1"))
        .node("enough", NodeKind::ExclusiveGateway)
        .flow("start", "add")
        .flow("add", "enough")
        .when("enough", "add", condition("n < 10000"))
        .otherwise("enough", "end")
        .compile();
    let env = env();
    let mut command = start(Map::from([("n".to_owned(), Value::Int(0))]));
    let (mut instance, mut costs) = (create(&process), Vec::new());
    loop {
        let mut done: Option<Step> = None;
        let seconds = spent(|| done = step(&process, instance.clone(), &command, &env).ok());
        let done = done.expect("the step is taken");
        costs.push(seconds);
        if !done.more {
            assert_eq!(
                done.instance.variables().get("n"),
                Some(&Value::Int(10_000))
            );
            break;
        }
        instance =
            Instance::from_bytes(&done.instance.to_bytes()).expect("what was written is read");
        command = Command::Continue;
    }
    // A thousand rounds are two steps of a thousand activations; the last step of all is shorter.
    let whole = &costs[..costs.len() - 1];
    let first: f64 = whole[..2].iter().sum();
    let last: f64 = whole[whole.len() - 2..].iter().sum();
    println!("BENCH loop_10k_ratio {:.2} x", last / first);
}

/// Seconds to complete one of so many items, loaded and saved as a store does.
fn one_item(count: u32) -> f64 {
    let process = Model::new()
        .repeated(
            "t",
            user(),
            Multi {
                cardinality: Some(cardinality(count)),
                line: 1,
                ..Multi::default()
            },
        )
        .flow("start", "t")
        .flow("t", "end")
        .compile();
    let env = env();
    let mut parts: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    let mut keep = |done: Step| {
        for (part, bytes) in done.parts {
            match bytes {
                Some(bytes) => drop(parts.insert(part, bytes)),
                None => drop(parts.remove(&part)),
            }
        }
        (done.instance.to_bytes(), done.more)
    };
    let done = step(&process, create(&process), &start(Map::new()), &env).expect("started");
    let (mut bytes, mut more) = keep(done);
    while more {
        let instance = Instance::from_bytes(&bytes).expect("read");
        let done = step(&process, instance, &Command::Continue, &env).expect("continued");
        (bytes, more) = keep(done);
    }
    let mut whole = Instance::from_bytes(&bytes).expect("read");
    for (part, bytes) in &parts {
        whole.supply_part(*part, bytes).expect("its part");
    }
    let waits: Vec<u64> = whole.waits().iter().map(|wait| wait.wait).collect();
    assert_eq!(waits.len(), count as usize);
    // The same item again and again from the same bytes: what one completion costs.
    let wait = waits[waits.len() / 2];
    let rounds = 2_000;
    let seconds = spent(|| {
        for _ in 0..rounds {
            let mut instance = Instance::from_bytes(&bytes).expect("read");
            let part = wait >> 32;
            if part > 0 {
                instance.supply_part(part, &parts[&part]).expect("its part");
            }
            let command = Command::CompleteTask {
                wait,
                variables: Map::new(),
            };
            let done = step(&process, instance, &command, &env).expect("completed");
            black_box((done.instance.to_bytes(), done.parts));
        }
    });
    seconds / f64::from(rounds)
}

/// Milliseconds to read, check and compile a model of so many nodes, the best of ten.
fn deploy(nodes: usize) -> (f64, usize) {
    let text = drawn(nodes);
    let mut best = f64::MAX;
    for _ in 0..10 {
        let seconds = spent(|| {
            let reading = bpmn::read(text.as_bytes(), "bench.bpmn");
            let definitions = reading.definitions.expect("a sound model");
            for process in &definitions.processes {
                let made = compile(process, &definitions, &Library::default(), "bench.bpmn");
                black_box(made.expect("it compiles"));
            }
        });
        best = best.min(seconds * 1_000.0);
    }
    (best, text.len())
}

/// The figures, or those whose names contain an argument.
fn main() {
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| !a.starts_with("--"))
        .collect();
    let wanted = |name: &str| asked.is_empty() || asked.iter().any(|a| name.contains(a.as_str()));
    let measure = |name: &str, process: &Process, n: i64, expected: i64| {
        if wanted(name) {
            measure(name, process, n, expected);
        }
    };
    let five = |kind: fn() -> NodeKind| {
        let names = ["a", "b", "c", "d", "e"];
        let mut model = Model::new();
        let mut last = "start";
        for name in names {
            model = model.node(name, kind()).flow(last, name);
            last = name;
        }
        model.flow(last, "end").compile()
    };
    measure("interpreter_seq_pass", &five(|| NodeKind::PassTask), 0, 0);
    measure("interpreter_seq_rhai", &five(|| script("n + 1")), 0, 5);
    let mut exclusive = Model::new();
    let mut last = "start";
    for (gateway, task) in [("g1", "t1"), ("g2", "t2"), ("g3", "t3")] {
        exclusive = exclusive
            .node(gateway, NodeKind::ExclusiveGateway)
            .node(task, NodeKind::PassTask)
            .flow(last, gateway)
            .when(gateway, task, condition("n > 2"))
            .otherwise(gateway, "end");
        last = task;
    }
    measure(
        "interpreter_exc",
        &exclusive.flow(last, "end").compile(),
        3,
        3,
    );
    let mut parallel = Model::new()
        .node("fork", NodeKind::ParallelGateway)
        .node("join", NodeKind::ParallelGateway)
        .flow("start", "fork");
    for branch in ["a", "b", "c", "d"] {
        parallel = parallel
            .node(branch, NodeKind::PassTask)
            .flow("fork", branch)
            .flow(branch, "join");
    }
    measure(
        "interpreter_par",
        &parallel.flow("join", "end").compile(),
        0,
        0,
    );
    let items = Multi {
        cardinality: Some(cardinality(10)),
        line: 1,
        ..Multi::default()
    };
    let items = Model::new()
        .repeated("t", NodeKind::PassTask, items)
        .flow("start", "t")
        .flow("t", "end")
        .compile();
    measure("interpreter_mi", &items, 0, 0);
    if wanted("loop_10k_ratio") {
        long_loop();
    }
    if wanted("mi_10k_ratio") {
        println!(
            "BENCH mi_10k_ratio {:.2} x",
            one_item(10_000) / one_item(10)
        );
    }
    if !wanted("deploy_1000_ms") && !wanted("deploy_10k_ratio") {
        return;
    }
    let (thousand, bytes) = deploy(1_000);
    println!("BENCH deploy_1000_ms {thousand:.2} ms bytes={bytes}");
    let (ten_thousand, _) = deploy(10_000);
    println!(
        "BENCH deploy_10k_ratio {:.2} x",
        ten_thousand / thousand / 10.0
    );
}
