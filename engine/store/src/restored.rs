//! After a restore: what the copy cannot know is marked uncertain, never done again by itself.

use crate::committer::chain::ANCHORS;
use crate::fault::StoreError;
use crate::load;
use crate::row::{self, Instant};
use crate::sql::{Run, list};
use crate::store::Store;
use crate::table::Table;
use crate::write::{CommitError, Expect, Write, WriteSet};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What was found and marked.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Restored {
    /// Jobs that reach outside and may have run after the copy was made: now `uncertain`.
    pub jobs: usize,
    /// Despatches that may have left: now `unknown`.
    pub despatches: usize,
    pub gaps: Vec<Gap>,
}

/// Register numbers that may have been given out and are not here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gap {
    pub register: Uuid,
    pub key: String,
    pub year: i32,
    /// The last number the copy knows.
    pub last_known: i64,
    /// The next registration gets the number after this.
    pub skipped_through: i64,
}

#[derive(Deserialize)]
struct Anchored {
    #[serde(default)]
    registers: Vec<Counter>,
}

#[derive(Deserialize)]
struct Counter {
    register: Uuid,
    year: i32,
    number: i64,
}

impl Store {
    /// Deals with a restored copy once: jobs of `outward` kinds that are not finished become `uncertain`, despatches not known to
    /// have left become `unknown`, and for every register a gap is declared in the audit chain.
    ///
    /// Numbers go on after the highest of: the copy's, the anchors' in the blob root, and `given_out` (register → last
    /// number a person found on paper). Does nothing when the store is no restored copy.
    pub async fn settle_restored(
        &self,
        at: Instant,
        actor: &str,
        outward: &[String],
        given_out: &BTreeMap<Uuid, i64>,
    ) -> Result<Restored, StoreError> {
        if !self.boot().restored_copy {
            return Ok(Restored::default());
        }
        let mut restored = Restored {
            jobs: self.doubt_jobs(at, outward).await?,
            despatches: self.doubt_despatches(at).await?,
            gaps: Vec::new(),
        };
        let anchored = self.anchored_numbers().await?;
        let mut set = WriteSet::new(at);
        for register in load::registers(self).await? {
            let seen = anchored
                .get(&(register.id, register.year))
                .copied()
                .unwrap_or(0);
            let through = register
                .last_number
                .max(seen)
                .max(given_out.get(&register.id).copied().unwrap_or(0));
            set.write(Write::SkipNumbers {
                register: register.id,
                through,
            });
            let gap = Gap {
                register: register.id,
                key: register.key,
                year: register.year,
                last_known: register.last_number,
                skipped_through: through,
            };
            set.audit(entry(
                actor,
                "register.gap",
                "register",
                register.id.to_string(),
                json!(gap),
            ));
            restored.gaps.push(gap);
        }
        set.write(Write::RestoredSettled);
        let found = json!({ "jobs": restored.jobs, "despatches": restored.despatches });
        set.audit(entry(
            actor,
            "store.restored",
            "store",
            self.boot().count.to_string(),
            found,
        ));
        self.commit(set).await?;
        Ok(restored)
    }

    async fn doubt_jobs(&self, at: Instant, outward: &[String]) -> Result<usize, StoreError> {
        if outward.is_empty() {
            return Ok(0);
        }
        let (places, kinds) = list(outward.iter().map(|k| crate::cell::text(k)).collect());
        let rest = format!(
            "WHERE state IN ('waiting', 'leased', 'prepared') AND kind IN ({places}) ORDER BY id LIMIT 100"
        );
        let mut done = 0;
        loop {
            let jobs: Vec<row::Job> = self.read().rows(&rest, kinds.clone()).await?;
            if jobs.is_empty() {
                return Ok(done);
            }
            done += jobs.len();
            let mut set = WriteSet::new(at);
            for mut job in jobs {
                job.state = "uncertain".into();
                job.last_error = Some("restored copy: it may have run already".into());
                set.guard(Table::Job, job.id, Expect::Revision(job.revision))
                    .put(job);
            }
            again(self.commit(set).await)?;
        }
    }

    async fn doubt_despatches(&self, at: Instant) -> Result<usize, StoreError> {
        let mut done = 0;
        loop {
            let found: Vec<row::Despatch> = self
                .read()
                .rows(
                    "WHERE state IN ('queued', 'submitting') ORDER BY id LIMIT 100",
                    vec![],
                )
                .await?;
            if found.is_empty() {
                return Ok(done);
            }
            done += found.len();
            let mut set = WriteSet::new(at);
            for mut despatch in found {
                despatch.state = "unknown".into();
                despatch.watch_at = Some(at);
                set.guard(
                    Table::Despatch,
                    despatch.id,
                    Expect::Revision(despatch.revision),
                )
                .put(despatch);
            }
            again(self.commit(set).await)?;
        }
    }

    /// The highest number of each register and year that an anchor outside the database saw.
    async fn anchored_numbers(&self) -> Result<BTreeMap<(Uuid, i32), i64>, StoreError> {
        let text = match tokio::fs::read_to_string(self.blobs().root().join(ANCHORS)).await {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(e) => return Err(StoreError::file(ANCHORS, e)),
        };
        let mut numbers = BTreeMap::new();
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str::<Anchored>(line).ok());
        for counter in lines.flat_map(|line| line.registers) {
            let highest = numbers.entry((counter.register, counter.year)).or_insert(0);
            *highest = counter.number.max(*highest);
        }
        Ok(numbers)
    }
}

/// A conflict means that somebody else moved a row: it is looked at again.
fn again<T>(answer: Result<T, CommitError>) -> Result<(), StoreError> {
    match answer {
        Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

fn entry(
    actor: &str,
    verb: &str,
    kind: &str,
    object: String,
    detail: serde_json::Value,
) -> row::Audit {
    row::Audit {
        actor: actor.into(),
        on_behalf_of: None,
        verb: verb.into(),
        object_kind: kind.into(),
        object,
        detail,
    }
}
