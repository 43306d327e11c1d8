//! The workers that decide: scripts run here, never on tokio's workers. A step that computes nothing is shorter than the
//! way to a worker and back, and is done where it is asked for.
//!
//! A pool thread runs one job to its end. The slow lane is a single thread for steps that the wall
//! clock cut once, so that a heavy script cannot hold up the others. It gives way to them on the cores too.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// How much those lanes give way (0 to 19, `nice(2)`).
const GIVES_WAY: i32 = 10;

/// How long the steps of a process whose step was cut begin on the slow lane.
const HEAVY_FOR: Duration = Duration::from_secs(60);

/// Whether steps of a process were cut lately: each try on the fast lane would hold up the others again.
#[derive(Debug, Default)]
pub struct Weight(Mutex<Option<Instant>>);

impl Weight {
    pub(crate) fn cut(&self) {
        *self.0.lock().expect("nothing panics while it is held") = Some(Instant::now());
    }

    pub(crate) fn is_heavy(&self) -> bool {
        self.0
            .lock()
            .expect("nothing panics while it is held")
            .is_some_and(|cut| cut.elapsed() < HEAVY_FOR)
    }
}

/// Where something is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    /// By who asks: nothing is computed.
    Here,
    Fast,
    Slow,
    /// Models that are being checked or deployed: nobody but who asked waits for them.
    Aside,
}

type Job = Box<dyn FnOnce() + Send>;

pub(crate) struct Pool {
    fast: Sender<Job>,
    slow: Sender<Job>,
    aside: Sender<Job>,
}

/// A thread that does one job after the other and gives way to all others on the cores.
fn giving_way(name: &str) -> std::io::Result<Sender<Job>> {
    let (sender, jobs) = channel::<Job>();
    std::thread::Builder::new()
        .name(name.into())
        .stack_size(8 << 20)
        .spawn(move || {
            // On Linux a thread of its own may be nice; where it may not, it only shares more evenly.
            if let Err(error) = rustix::process::nice(GIVES_WAY) {
                tracing::debug!(%error, "a lane does not give way");
            }
            while let Ok(job) = jobs.recv() {
                job();
            }
        })?;
    Ok(sender)
}

impl Pool {
    /// Starts `threads` fast workers and the lanes that give way. Threads end when the pool is dropped.
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
        Ok(Pool {
            fast,
            slow: giving_way("step-slow")?,
            aside: giving_way("models")?,
        })
    }

    /// Runs `work` on its lane and answers its value; None when it panicked.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        lane: Lane,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Option<T> {
        // A panic inside a step must not end the worker; the caller sees a dropped answer.
        let caught = || std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok();
        let (answer, result) = oneshot::channel();
        let lane = match lane {
            Lane::Here => return caught(),
            Lane::Fast => &self.fast,
            Lane::Slow => &self.slow,
            Lane::Aside => &self.aside,
        };
        let job: Job = Box::new(move || {
            if let Some(value) = caught() {
                let _ = answer.send(value);
            }
        });
        lane.send(job).ok()?;
        result.await.ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_heavy_for_a_while_after_a_cut() {
        let weight = Weight::default();
        assert!(!weight.is_heavy());
        weight.cut();
        assert!(weight.is_heavy());
    }

    #[tokio::test]
    async fn the_slow_lane_holds_up_nobody_and_a_panic_ends_no_worker() {
        let pool = Pool::start(1).unwrap();
        let (go, gone) = std::sync::mpsc::channel::<()>();
        let slow = pool.run(Lane::Slow, move || gone.recv().is_ok());
        let fast = async {
            assert_eq!(
                pool.run(Lane::Fast, || panic!("of a step")).await,
                None::<()>
            );
            assert_eq!(
                pool.run(Lane::Here, || panic!("of a step")).await,
                None::<()>
            );
            let answer = pool.run(Lane::Fast, || 7).await;
            go.send(()).unwrap();
            answer
        };
        assert_eq!(tokio::join!(slow, fast), (Some(true), Some(7)));
    }
}
