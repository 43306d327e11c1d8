//! The workers that decide: steps and scripts run here, never on tokio's workers.
//!
//! A pool thread runs one job to its end. The slow lane is a single thread for steps that the wall
//! clock cut once, so that a heavy script cannot hold up the others.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

type Job = Box<dyn FnOnce() + Send>;

pub(crate) struct Pool {
    fast: Sender<Job>,
    slow: Sender<Job>,
}

impl Pool {
    /// Starts `threads` fast workers and the slow lane. Threads end when the pool is dropped.
    pub(crate) fn start(threads: usize) -> std::io::Result<Pool> {
        let (fast, fast_jobs) = channel::<Job>();
        let fast_jobs = Arc::new(Mutex::new(fast_jobs));
        for n in 0..threads.max(1) {
            let jobs = fast_jobs.clone();
            std::thread::Builder::new()
                .name(format!("step-{n}"))
                .stack_size(8 << 20)
                .spawn(move || {
                    loop {
                        let job = jobs
                            .lock()
                            .expect("a worker never panics while it holds the queue")
                            .recv();
                        match job {
                            Ok(job) => job(),
                            Err(_) => return,
                        }
                    }
                })?;
        }
        let (slow, slow_jobs) = channel::<Job>();
        std::thread::Builder::new()
            .name("step-slow".into())
            .stack_size(8 << 20)
            .spawn(move || {
                while let Ok(job) = slow_jobs.recv() {
                    job();
                }
            })?;
        Ok(Pool { fast, slow })
    }

    /// Runs `work` on a worker and answers its value; None when it panicked.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        slow: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        let (answer, result) = oneshot::channel();
        let job: Job = Box::new(move || {
            // A panic inside a step must not end the worker; the caller sees a dropped answer.
            if let Ok(value) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
                let _ = answer.send(value);
            }
        });
        let lane = if slow { &self.slow } else { &self.fast };
        lane.send(job).ok()?;
        result.await.ok()
    }
}
