//! Who looked: every view of a message or a case by a person becomes a link of the record of operations.
//!
//! The reader does not wait for it: looks are gathered for a moment and written in one commit, each at the time it
//! happened. An orderly stop writes what is left; a crash loses at most the looks of the last [`GATHER`] and of the commit
//! under way. While the store cannot write they wait in memory. The same person looking at the same thing again within
//! [`SAME_LOOK`] of office time is the same look, so that a page that renews itself fills no record.

use crate::{Fault, Runtime, drive};
use chrono::TimeDelta;
use futures::future::join_all;
use office::Viewer;
use serde_json::Value as Json;
use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;
use std::time::Duration;
use store::{CommitError, WriteSet, row};
use uuid::Uuid;

/// How long looks are gathered before they are written.
const GATHER: Duration = Duration::from_millis(200);
/// How long the store is left alone when it could not write.
const AGAIN: Duration = Duration::from_secs(2);
/// How long the same look is one.
const SAME_LOOK: TimeDelta = TimeDelta::minutes(10);
/// Looks written in one commit.
const TOGETHER_MAX: usize = 128;
/// Looks that wait while the store cannot write; the oldest are given up beyond, and the log says how many.
const WAITING_MAX: usize = 100_000;
/// Looks remembered before those that are over are forgotten.
const REMEMBERED: usize = 10_000;

/// Looks that are not on disk yet.
#[derive(Default)]
pub(crate) struct Looks {
    state: Mutex<State>,
    /// Held from taking looks until they are on disk.
    writing: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<(row::Instant, row::Audit)>,
    /// (login, verb, object, detail) → when it was last entered.
    seen: HashMap<(String, &'static str, Uuid, String), row::Instant>,
    /// Somebody is about to write what waits.
    written_soon: bool,
}

impl Runtime {
    /// Notes that a person looked at something: `verb` is one of `office::audit::LOOKS`, `kind` mail, despatch or instance,
    /// `detail` ids only. The engine's own reading is no look. Never fails and never waits.
    pub fn looked(
        &self,
        viewer: &Viewer,
        verb: &'static str,
        kind: &'static str,
        object: Uuid,
        detail: Json,
    ) {
        if viewer.person.is_none() {
            return;
        }
        let now = self.clock.now();
        let key = (viewer.login.clone(), verb, object, detail.to_string());
        let mut state = self.looks.state.lock().expect("looks never panic");
        if state
            .seen
            .get(&key)
            .is_some_and(|at| now - *at < SAME_LOOK && *at <= now)
        {
            return;
        }
        if state.seen.len() >= REMEMBERED {
            state.seen.retain(|_, at| now - *at < SAME_LOOK);
        }
        state.seen.insert(key, now);
        let audit = row::Audit {
            actor: viewer.login.clone(),
            on_behalf_of: None,
            verb: verb.into(),
            object_kind: kind.into(),
            object: object.to_string(),
            detail,
        };
        state.waiting.push_back((now, audit));
        if state.waiting.len() > WAITING_MAX {
            state.waiting.pop_front();
            tracing::error!(
                waiting = WAITING_MAX,
                "a look was given up: the store has not written for too long"
            );
        }
        if !std::mem::replace(&mut state.written_soon, true) {
            tokio::spawn(self.clone().write_looks());
        }
    }

    async fn write_looks(self) {
        loop {
            tokio::time::sleep(GATHER).await;
            if let Err(error) = self.looks_written().await {
                tracing::warn!(%error, "looks could not be written and are tried again");
                // Whoever stops the program writes what is left, once.
                if self.stopping() {
                    return;
                }
                tokio::time::sleep(AGAIN).await;
            }
            let mut state = self.looks.state.lock().expect("looks never panic");
            if state.waiting.is_empty() {
                state.written_soon = false;
                return;
            }
        }
    }

    /// Writes every look noted so far: before the record is read, and before the store is closed.
    pub async fn looks_written(&self) -> Result<(), Fault> {
        let _one = self.looks.writing.lock().await;
        loop {
            let taken: Vec<(row::Instant, row::Audit)> = {
                let mut state = self.looks.state.lock().expect("looks never panic");
                let n = state.waiting.len().min(TOGETHER_MAX);
                state.waiting.drain(..n).collect()
            };
            if taken.is_empty() {
                return Ok(());
            }
            let sets = taken.iter().map(|(at, audit)| {
                let mut set = WriteSet::new(*at);
                set.bulk = true;
                set.audit(audit.clone());
                self.store.commit(set)
            });
            let answers = join_all(sets).await;
            let (mut back, mut fault) = (Vec::new(), None);
            for (look, answer) in taken.into_iter().zip(answers) {
                let Err(error) = answer else { continue };
                if matches!(error, CommitError::Unavailable(_)) {
                    back.push(look);
                }
                fault = Some(drive::commit_fault(error));
            }
            if let Some(fault) = fault {
                let mut state = self.looks.state.lock().expect("looks never panic");
                for look in back.into_iter().rev() {
                    state.waiting.push_front(look);
                }
                return Err(fault);
            }
        }
    }
}
