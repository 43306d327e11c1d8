//! All mailboxes at once: what somebody must see to in each, now.

use super::behind_since;
use crate::{Act, Fault, Runtime, mailbox};
use chrono::TimeDelta;
use office::Verb;
use office::upkeep::{Concern, Standing, Warning};
use std::collections::HashMap;
use store::{load, row, view};
use uuid::Uuid;

/// A mailbox, with what must be seen to.
#[derive(Debug, Clone)]
pub struct Watched {
    /// Without its secrets.
    pub mailbox: row::Mailbox,
    /// The gravest first; empty: nothing.
    pub warnings: Vec<Warning>,
    /// Since when it cannot be read, or messages wait on the server.
    pub since: Option<row::Instant>,
    /// Why it cannot be read, in the server's words.
    pub failing: Option<String>,
    /// Why it could not be counted, in the server's words.
    pub uncounted: Option<String>,
}

impl Runtime {
    /// The mailboxes a person looks after, by key: all of them for administrators; for supervisors those they see, of
    /// their offices.
    pub async fn watched(&self, act: &Act) -> Result<Vec<Watched>, Fault> {
        let act = act.may(Verb::ResolveIncident)?;
        let all = act.may(Verb::ManageMailboxes).is_ok();
        let mut kept: HashMap<Uuid, row::Upkeep> = load::upkeeps(&self.store)
            .await?
            .into_iter()
            .map(|row| (row.id, row))
            .collect();
        let quarantined: HashMap<Uuid, i64> =
            load::quarantined(&self.store).await?.into_iter().collect();
        let mut found = Vec::new();
        for mailbox in view::mailboxes(&act.viewer, &self.store).await? {
            if !all && act.may_in(Verb::ResolveIncident, &mailbox.offices).is_err() {
                continue;
            }
            let row = kept
                .remove(&mailbox.id)
                .unwrap_or_else(|| super::fresh(mailbox.id));
            let unread = quarantined.get(&mailbox.id).copied().unwrap_or_default();
            found.push(self.watched_one(mailbox, row, unread).await?);
        }
        Ok(found)
    }

    async fn watched_one(
        &self,
        mailbox: row::Mailbox,
        row: row::Upkeep,
        quarantined: i64,
    ) -> Result<Watched, Fault> {
        let paused = mailbox.state == "paused";
        let look = load::looks(&self.store, mailbox.id, None, 1).await?.pop();
        // Nobody reads a box that stands still, and nothing of it is late.
        let since = look.as_ref().filter(|_| !paused).and_then(behind_since);
        let limits = mailbox::settings(&mailbox).map_err(Fault::broken)?.limits;
        let missing = row.missing.as_array().map_or(0, Vec::len);
        let standing = Standing {
            failing: mailbox.state == "failing",
            behind_minutes: since.map(|at| (self.clock.now() - at).num_minutes()),
            missing,
            uncounted: row.count_error.is_some() && !paused,
            quarantined,
            hour: self
                .share(mailbox.id, limits.per_hour, TimeDelta::hours(1))
                .await?,
            day: self
                .share(mailbox.id, limits.per_day, TimeDelta::days(1))
                .await?,
        };
        let mut warnings = standing.warnings();
        warnings.extend(self.health(&row).warnings(self.today()));
        warnings.sort_by_key(|w| std::cmp::Reverse(w.degree));
        let of = |concern| warnings.iter().any(|w| w.concern == concern);
        let told = of(Concern::Failing) || of(Concern::Behind);
        Ok(Watched {
            since: since.filter(|_| told),
            failing: mailbox.last_error.clone().filter(|_| of(Concern::Failing)),
            uncounted: row.count_error.filter(|_| of(Concern::Uncounted)),
            warnings,
            mailbox,
        })
    }

    /// What left the mailbox within the window, and what its provider takes; None: as much as there is.
    async fn share(
        &self,
        mailbox: Uuid,
        most: Option<u32>,
        window: TimeDelta,
    ) -> Result<Option<(i64, i64)>, Fault> {
        let Some(most) = most else {
            return Ok(None);
        };
        let since = self.clock.now() - window;
        let left = load::left(&self.store, mailbox, since, most as usize).await?;
        Ok(Some((left.len() as i64, i64::from(most))))
    }
}
