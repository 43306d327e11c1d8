//! Timers that fire with a million others pending: each takes its case to the end, on disk.

use crate::durable::in_folder;
use crate::raw::raw;
use chrono::{TimeDelta, Utc};
use futures::{StreamExt, stream};
use runtime::{Act, Clock, Runtime};
use server::wire;
use std::time::Instant;
use store::{WriteSet, row};
use tests::figure;
use uuid::Uuid;

const PENDING: usize = 1_000_000;
const FIRED: usize = 40_000;
const ROWS_A_SET: usize = 500;
/// What a fired timer leaves: a snapshot that ended, two traces, no timer.
const BYTES: usize = 600;

const MODEL: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:bench">
<process id="attesa" isExecutable="true"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="t"/>
<intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></intermediateCatchEvent>
<sequenceFlow id="g" sourceRef="t" targetRef="e"/><endEvent id="e"/></process></definitions>"#;

/// A million rows that are due in ten years, of cases that do not matter here.
async fn pending(runtime: &Runtime) {
    let due_at = Utc::now() + TimeDelta::days(3_650);
    let sets = (0..PENDING / ROWS_A_SET).map(|n| {
        let mut set = WriteSet::new(Utc::now());
        for row in 0..ROWS_A_SET {
            set.put(row::Timer {
                id: Uuid::now_v7(),
                instance: Some(Uuid::now_v7()),
                process: None,
                wait: 1,
                element: "t".into(),
                due_at: due_at + TimeDelta::milliseconds((n * ROWS_A_SET + row) as i64),
                rule: "PT1H".into(),
            });
        }
        runtime.store().commit(set)
    });
    let mut sets = stream::iter(sets).buffer_unordered(8);
    while let Some(done) = sets.next().await {
        done.expect("the rows are written");
    }
}

pub async fn run() {
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let limit = raw(folder.path(), 256, BYTES, 1.0).await * 256.0;
    let config = in_folder(&folder.path().join("data"));
    let runtime = wire::open(&config, Clock::test(Utc::now()), true)
        .await
        .expect("a fresh store");
    let act = Act::system();
    let files = vec![("attesa.bpmn".to_string(), MODEL.as_bytes().to_vec())];
    runtime.deploy(&act, None, files).await.expect("it deploys");
    pending(&runtime).await;
    let starts = (0..FIRED).map(|_| {
        let (runtime, act) = (&runtime, &act);
        async move {
            let started = runtime
                .start(act, "attesa", None, Default::default(), None)
                .await
                .expect("it starts");
            assert_eq!(started.state, "running");
        }
    });
    stream::iter(starts)
        .buffer_unordered(256)
        .collect::<Vec<()>>()
        .await;
    let start = Instant::now();
    let mut pending = runtime
        .advance_clock(&act, TimeDelta::hours(2))
        .await
        .expect("the clock moves");
    // What is left to the background after two seconds is asked for again.
    while pending {
        pending = runtime
            .advance_clock(&act, TimeDelta::seconds(1))
            .await
            .expect("the clock moves");
    }
    let took = start.elapsed().as_secs_f64();
    let left = store::load::timers_due(runtime.store(), runtime.clock().now(), 1)
        .await
        .expect("the store is read");
    assert!(left.is_empty(), "a timer is left");
    figure::print_beside("timers_sqlite_1m", FIRED as f64 / took, "timers/s", limit);
    runtime.store().close().await;
}
