//! What others wait while scripts that never get done run: callers with short processes, alone and beside callers whose
//! scripts use up every limit.

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

pub async fn run() {
    let seconds = figure::seconds();
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let runtime = organisation(in_folder(&folder.path().join("data"))).await;
    let files = vec![("heavy.bpmn".into(), HEAVY.as_bytes().to_vec())];
    let deployed = runtime.deploy(&Act::system(), None, files).await;
    deployed.expect("the heavy process deploys");
    light(&runtime, 0.5).await;
    let alone = light(&runtime, seconds).await;

    let (stop, ran) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    let heavy: Vec<_> = (0..HEAVY_CALLERS)
        .map(|_| {
            let (runtime, stop, ran) = (runtime.clone(), stop.clone(), ran.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    let act = Act::system();
                    let started = runtime.start(&act, "heavy", None, Default::default(), None);
                    let started = started.await.expect("the heavy process starts");
                    assert_eq!(started.state, "completed");
                    ran.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    let beside = light(&runtime, seconds).await;
    stop.store(true, Ordering::Relaxed);
    for caller in heavy {
        caller.await.expect("no caller panics");
    }
    assert!(ran.load(Ordering::Relaxed) > 0, "the heavy callers ran");
    for (name, part) in [("p50", 0.5), ("p99", 0.99)] {
        let at = |times: &[Duration]| {
            times[((times.len() - 1) as f64 * part) as usize].as_secs_f64() * 1_000.0
        };
        figure::print(&format!("beside_scripts_{name}_ms"), at(&beside), "ms");
        figure::print(
            &format!("beside_scripts_{name}_ratio"),
            at(&beside) / at(&alone),
            "x",
        );
    }
    runtime.store().close().await;
}
