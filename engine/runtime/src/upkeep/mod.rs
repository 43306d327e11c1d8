//! The care of mailboxes: the log of looks at them, what was counted, what is about to end, and the alarms about it.

mod alarm;
mod count;
mod look;
mod report;
mod standing;

pub(crate) use look::{LookLog, Seen};
pub use report::{MailboxReport, MissingReceipt};
pub use standing::Watched;

use crate::mailbox::CHANGE_AGAIN;
use crate::{Act, Fault, Runtime, audit};
use chrono::NaiveDate;
use office::Verb;
use office::upkeep::{Health, Warning};
use serde_json::json;
use store::{Expect, Table, WriteSet, load, row};
use uuid::Uuid;

/// Longest term a secret may have, in days.
const SECRET_DAYS_MAX: i64 = 3_650;

/// What an administrator writes of a mailbox's terms; the inner None takes one away.
#[derive(Debug, Clone, Default)]
pub struct UpkeepChange {
    pub renewal_on: Option<Option<NaiveDate>>,
    pub secret_days: Option<Option<i64>>,
}

/// What is known of a mailbox, with what must be seen to.
#[derive(Debug, Clone)]
pub struct Kept {
    pub row: row::Upkeep,
    pub warnings: Vec<Warning>,
    pub secret_until: Option<NaiveDate>,
    /// The newest look.
    pub look: Option<row::Look>,
    /// Since when messages wait on the server, or it cannot be read.
    pub behind_since: Option<row::Instant>,
}

/// Since when messages wait on the server, as far as a look tells; None: none does. After a look that failed: since the
/// failing began.
fn behind_since(look: &row::Look) -> Option<row::Instant> {
    match &look.error {
        Some(_) => Some(look.at),
        None => look.oldest_at.filter(|_| look.more),
    }
}

/// Nothing is known yet: not stored.
pub(crate) fn fresh(mailbox: Uuid) -> row::Upkeep {
    row::Upkeep {
        id: mailbox,
        revision: -1,
        renewal_on: None,
        secret_at: None,
        secret_days: None,
        quota_used: None,
        quota_limit: None,
        counted_at: None,
        on_server: 0,
        in_store: 0,
        waiting: 0,
        waiting_since: None,
        missing: json!([]),
        count_error: None,
    }
}

/// Adds the row to a set, as changed from what was loaded.
pub(crate) fn write(set: &mut WriteSet, changed: row::Upkeep) {
    let expect = match changed.revision {
        ..0 => Expect::Absent,
        revision => Expect::Revision(revision),
    };
    set.guard(Table::Upkeep, changed.id, expect)
        .put(row::Upkeep {
            revision: changed.revision.max(0),
            ..changed
        });
}

impl Runtime {
    /// What is stored of a mailbox's health, or a fresh row.
    pub(crate) async fn upkeep_of(&self, mailbox: Uuid) -> Result<row::Upkeep, Fault> {
        Ok(load::upkeep(&self.store, mailbox)
            .await?
            .unwrap_or_else(|| fresh(mailbox)))
    }

    /// Sets when the contract ends and how old a secret may be.
    pub async fn change_upkeep(
        &self,
        act: &Act,
        id: Uuid,
        change: UpkeepChange,
    ) -> Result<Kept, Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        let days = change.secret_days.flatten();
        if days.is_some_and(|d| !(1..=SECRET_DAYS_MAX).contains(&d)) {
            return Err(Fault::Invalid {
                fields: vec![(
                    "secret_days".into(),
                    format!("Da 1 a {SECRET_DAYS_MAX} giorni."),
                    format!("From 1 to {SECRET_DAYS_MAX} days."),
                )],
            });
        }
        if load::mailbox(&self.store, id).await?.is_none() {
            return Err(Fault::not_found("mailbox"));
        }
        let detail = json!({ "renewal_on": change.renewal_on.flatten(), "secret_days": days });
        let line = audit(act, "mailbox.upkeep", "mailbox", id, detail);
        let edit = |row: &mut row::Upkeep| {
            if let Some(day) = change.renewal_on {
                row.renewal_on = day;
            }
            if let Some(days) = change.secret_days {
                row.secret_days = days;
            }
        };
        let row = self.edit_upkeep(act, id, Some(line), edit).await?;
        self.watch_terms(id, &row).await?;
        self.kept(row).await
    }

    /// What is known of a mailbox, for administrators.
    pub async fn upkeep(&self, act: &Act, id: Uuid) -> Result<Kept, Fault> {
        let _ = act.may(Verb::ManageMailboxes)?;
        self.kept(self.upkeep_of(id).await?).await
    }

    async fn kept(&self, row: row::Upkeep) -> Result<Kept, Fault> {
        let health = self.health(&row);
        let look = load::looks(&self.store, row.id, None, 1).await?.pop();
        Ok(Kept {
            warnings: health.warnings(self.today()),
            secret_until: health.secret_until(),
            behind_since: look.as_ref().and_then(behind_since),
            look,
            row,
        })
    }

    /// Changes the row of a mailbox, again when another was faster.
    async fn edit_upkeep(
        &self,
        act: &Act,
        id: Uuid,
        line: Option<row::Audit>,
        edit: impl Fn(&mut row::Upkeep),
    ) -> Result<row::Upkeep, Fault> {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut row = self.upkeep_of(id).await?;
            edit(&mut row);
            let mut set = self.set(act);
            write(&mut set, row.clone());
            if let Some(line) = &line {
                set.audit(line.clone());
            }
            match self.commit(set).await {
                Err(Fault::Conflict { code, .. }) if code == "race" && tries < CHANGE_AGAIN => {}
                Err(e) => return Err(e),
                Ok(_) => {
                    row.revision += 1;
                    return Ok(row);
                }
            }
        }
    }

    fn health(&self, row: &row::Upkeep) -> Health {
        let bytes = |n: i64| u64::try_from(n).unwrap_or_default();
        let since = row
            .secret_at
            .map(|at| at.with_timezone(&self.zone).date_naive());
        Health {
            renewal_on: row.renewal_on,
            secret_since: since,
            secret_days: row.secret_days,
            quota: row
                .quota_used
                .zip(row.quota_limit)
                .map(|(u, l)| (bytes(u), bytes(l))),
        }
    }
}
