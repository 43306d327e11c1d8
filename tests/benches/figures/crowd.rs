//! What others wait while scripts that never get done run, or very large models are deployed and begun: callers with short
//! processes, alone and beside those.

use crate::durable::{in_folder, organisation};
use runtime::{Act, Runtime};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tests::figure;

const CALLERS: usize = 8;
const HEAVY_CALLERS: usize = 8;
/// What a person or program leaves between two requests.
const PAUSE: Duration = Duration::from_millis(10);

/// A thousand activations a step, each a script up to the limit of operations.
const HEAVY: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="bench-heavy" targetNamespace="urn:bench">
<process id="heavy" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="x"/>
<scriptTask id="x" scriptFormat="rhai"><standardLoopCharacteristics loopMaximum="400"><loopCondition>true</loopCondition></standardLoopCharacteristics>
<script>let n = 0; while n &lt; 10000 { n += 1; } n</script></scriptTask>
<sequenceFlow id="b" sourceRef="x" targetRef="e"/><endEvent id="e"/></process></definitions>"#;

/// Times of the light callers, ascending.
async fn light(runtime: &Runtime, seconds: f64) -> Vec<Duration> {
    let until = Instant::now() + Duration::from_secs_f64(seconds);
    let callers: Vec<_> = (0..CALLERS)
        .map(|_| {
            let runtime = runtime.clone();
            tokio::spawn(async move {
                let mut times = Vec::new();
                while Instant::now() < until {
                    let began = Instant::now();
                    let act = Act::system();
                    let started = runtime.start(&act, "seq", None, Default::default(), None);
                    let started = started.await.expect("the bench's process starts");
                    assert_eq!(started.state, "completed");
                    times.push(began.elapsed());
                    tokio::time::sleep(PAUSE).await;
                }
                times
            })
        })
        .collect();
    let mut times = Vec::new();
    for caller in callers {
        times.extend(caller.await.expect("no caller panics"));
    }
    times.sort();
    times
}

/// Ten thousand tasks at once.
const MANY: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="bench-many" targetNamespace="urn:bench">
<process id="many" isExecutable="true"><startEvent id="s"/><sequenceFlow id="a" sourceRef="s" targetRef="u"/>
<userTask id="u"><multiInstanceLoopCharacteristics><loopCardinality>10000</loopCardinality></multiInstanceLoopCharacteristics></userTask>
<sequenceFlow id="b" sourceRef="u" targetRef="e"/><endEvent id="e"/></process></definitions>"#;

/// Ten thousand tasks in a row, a model that was never seen before.
fn long_model(number: u64) -> Vec<u8> {
    let mut model = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="bench-long" targetNamespace="urn:bench:{number}">
<process id="long" isExecutable="true"><startEvent id="n0"/>"#
    );
    for n in 1..=10_000 {
        let before = n - 1;
        model.push_str(&format!(
            r#"<task id="n{n}"/><sequenceFlow id="f{n}" sourceRef="n{before}" targetRef="n{n}"/>"#
        ));
    }
    model.push_str("</process></definitions>");
    model.into_bytes()
}

/// What the others do meanwhile.
#[derive(Clone, Copy)]
enum Heavy {
    Scripts,
    /// A deployment of a long model, and a case of very many tasks, by turns.
    Models,
}

impl Heavy {
    fn name(self) -> &'static str {
        match self {
            Heavy::Scripts => "scripts",
            Heavy::Models => "models",
        }
    }

    /// So many callers at a time.
    fn callers(self) -> u64 {
        match self {
            Heavy::Scripts => HEAVY_CALLERS as u64,
            Heavy::Models => 2,
        }
    }

    async fn once(self, runtime: &Runtime, number: u64) {
        let act = Act::system();
        let key = match self {
            Heavy::Scripts => "heavy",
            Heavy::Models if number.is_multiple_of(2) => {
                let files = vec![("long.bpmn".into(), long_model(number))];
                let deployed = runtime.deploy(&act, None, files).await;
                deployed.expect("the long model deploys");
                return;
            }
            Heavy::Models => "many",
        };
        let started = runtime.start(&act, key, None, Default::default(), None);
        started.await.expect("the heavy process starts");
    }
}

pub async fn run() {
    let seconds = figure::seconds();
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let runtime = organisation(in_folder(&folder.path().join("data"))).await;
    for (file, model) in [("heavy.bpmn", HEAVY), ("many.bpmn", MANY)] {
        let files = vec![(file.into(), model.as_bytes().to_vec())];
        let deployed = runtime.deploy(&Act::system(), None, files).await;
        deployed.expect("the heavy process deploys");
    }
    light(&runtime, 0.5).await;
    for heavy in [Heavy::Scripts, Heavy::Models] {
        beside(&runtime, heavy, seconds).await;
    }
    runtime.store().close().await;
}

/// The light callers alone, then beside heavy ones.
async fn beside(runtime: &Runtime, heavy: Heavy, seconds: f64) {
    let alone = light(runtime, seconds).await;
    let (stop, ran) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let callers: Vec<_> = (0..heavy.callers())
        .map(|caller| {
            let (runtime, stop, ran) = (runtime.clone(), stop.clone(), ran.clone());
            tokio::spawn(async move {
                let mut number = caller;
                while !stop.load(Ordering::Relaxed) {
                    heavy.once(&runtime, number).await;
                    number += heavy.callers() + 1;
                    ran.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let beside = light(runtime, seconds).await;
    stop.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.expect("no caller panics");
    }
    assert!(ran.load(Ordering::Relaxed) > 0, "the heavy callers ran");
    let name = heavy.name();
    for (part_name, part) in [("p50", 0.5), ("p99", 0.99)] {
        let at = |times: &[Duration]| {
            times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1_000.0
        };
        figure::print(&format!("beside_{name}_{part_name}_ms"), at(&beside), "ms");
        figure::print(
            &format!("beside_{name}_{part_name}_ratio"),
            at(&beside) / at(&alone),
            "x",
        );
    }
}
