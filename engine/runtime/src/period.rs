//! Archives of a mailbox and a period: ordered by who looks after the box, made in the background by the node they were
//! ordered on, kept there as a file until somebody deletes it.
//!
//! Who orders one must be able to see every class of message of the box: a box that gives rights alone gives this one too.

use crate::{Act, Fault, Runtime, audit};
use chrono::NaiveDate;
use office::permission::archive_needs;
use serde_json::json;
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// Archives shown of one box.
const SHOWN_MAX: usize = 50;

/// What an archive came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub messages: i64,
    pub withheld: i64,
    /// Bytes of the file.
    pub size: i64,
    /// Hex SHA-256 of the list of hashes inside.
    pub index_sha: String,
}

impl Runtime {
    /// Orders an archive of all that came to and left a box in these days, both included.
    pub async fn order_archive(
        &self,
        act: &Act,
        mailbox: Uuid,
        first_day: Option<NaiveDate>,
        last_day: Option<NaiveDate>,
    ) -> Result<row::PeriodArchive, Fault> {
        let act = &self.may_archive(act, mailbox).await?;
        let today = self.clock.now().with_timezone(&self.zone).date_naive();
        let mut fields = Vec::new();
        let mut wrong = |field: &str, it: &str, en: &str| {
            fields.push((field.to_string(), it.to_string(), en.to_string()));
        };
        match (first_day, last_day) {
            (None, _) => wrong(
                "first_day",
                "Indicare il primo giorno, per esempio 2026-01-01.",
                "Give the first day, e.g. 2026-01-01.",
            ),
            (_, None) => wrong(
                "last_day",
                "Indicare l'ultimo giorno, per esempio 2026-01-31.",
                "Give the last day, e.g. 2026-01-31.",
            ),
            (Some(first), Some(last)) if last < first => wrong(
                "last_day",
                "L'ultimo giorno viene prima del primo.",
                "The last day comes before the first.",
            ),
            (Some(_), Some(last)) if last > today => wrong(
                "last_day",
                "Il periodo deve essere già trascorso: al più fino a oggi.",
                "The period must be past: until today at most.",
            ),
            _ => {}
        }
        let (Some(first_day), Some(last_day), true) = (first_day, last_day, fields.is_empty())
        else {
            return Err(Fault::Invalid { fields });
        };
        let ordered = row::PeriodArchive {
            id: Uuid::now_v7(),
            mailbox,
            first_day,
            last_day,
            state: "waiting".into(),
            node: self.node.clone(),
            ordered_by: act.viewer.login.clone(),
            ordered_at: self.clock.now(),
            expected: 0,
            messages: 0,
            withheld: 0,
            size: 0,
            index_sha: None,
            failure: None,
            ended_at: None,
        };
        let mut set = self.set(act);
        set.put(ordered.clone());
        let detail = json!({ "archive": ordered.id, "first_day": first_day, "last_day": last_day });
        set.audit(audit(act, "archive.order", "mailbox", mailbox, detail));
        self.commit(set).await?;
        Ok(ordered)
    }

    /// The archives of a box, newest first.
    pub async fn archives(
        &self,
        act: &Act,
        mailbox: Uuid,
    ) -> Result<Vec<row::PeriodArchive>, Fault> {
        let _ = self.may_archive(act, mailbox).await?;
        Ok(load::period_archives(&self.store, mailbox, SHOWN_MAX).await?)
    }

    /// An archive whose file may be taken away, and is said to be in the record.
    pub async fn take_archive(&self, act: &Act, id: Uuid) -> Result<row::PeriodArchive, Fault> {
        let (act, archive) = self.known_archive(act, id).await?;
        if archive.state != "ready" {
            return Err(Fault::conflict(
                "archive_not_ready",
                "Il file di questo archivio non c'è: non è ancora pronto, o è stato eliminato.",
                "There is no file of this archive: it is not ready yet, or it was deleted.",
            ));
        }
        if archive.node != self.node {
            let (it, en) = (
                format!("Il file è sul nodo {}: scaricarlo da lì.", archive.node),
                format!("The file is on node {}: download it there.", archive.node),
            );
            return Err(Fault::conflict("archive_elsewhere", &it, &en));
        }
        let mut set = self.set(&act);
        let detail = json!({ "archive": id });
        let mailbox = archive.mailbox;
        set.audit(audit(&act, "archive.download", "mailbox", mailbox, detail));
        self.commit(set).await?;
        Ok(archive)
    }

    /// Marks an archive as deleted; its file goes next.
    pub async fn delete_archive(&self, act: &Act, id: Uuid) -> Result<row::PeriodArchive, Fault> {
        let (act, archive) = self.known_archive(act, id).await?;
        if archive.state == "deleted" {
            return Ok(archive);
        }
        let before = archive.state.clone();
        let deleted = row::PeriodArchive {
            state: "deleted".into(),
            ended_at: Some(self.clock.now()),
            ..archive
        };
        let mut set = self.set(&act);
        set.guard(Table::PeriodArchive, id, Expect::State(before));
        set.put(deleted.clone());
        let detail = json!({ "archive": id });
        let mailbox = deleted.mailbox;
        set.audit(audit(&act, "archive.delete", "mailbox", mailbox, detail));
        self.commit(set).await?;
        Ok(deleted)
    }

    /// The oldest archive this node has still to make; one begun before a stop is made anew.
    pub async fn archive_waiting(&self) -> Result<Option<row::PeriodArchive>, Fault> {
        Ok(load::period_archive_waiting(&self.store, &self.node).await?)
    }

    /// Says how far an archive is. False: it was deleted meanwhile and is not to be made.
    pub async fn archive_goes_on(
        &self,
        archive: &row::PeriodArchive,
        expected: i64,
        messages: i64,
    ) -> Result<bool, Fault> {
        let mut set = self.own_set();
        let waiting = Expect::State("waiting".into());
        set.guard(Table::PeriodArchive, archive.id, waiting)
            .put(row::PeriodArchive {
                expected,
                messages,
                ..archive.clone()
            });
        match self.commit(set).await {
            Err(Fault::Conflict { code, .. }) if code == "race" => Ok(false),
            other => other.map(|_| true),
        }
    }

    /// Says what an archive came to, or why it could not be made. One deleted meanwhile stays deleted.
    pub async fn archive_made(
        &self,
        archive: row::PeriodArchive,
        made: Result<Made, String>,
    ) -> Result<(), Fault> {
        let act = Act::system();
        let (id, mailbox) = (archive.id, archive.mailbox);
        let ended = row::PeriodArchive {
            ended_at: Some(self.clock.now()),
            ..archive
        };
        let (row, verb, detail) = match made {
            Ok(made) => (
                row::PeriodArchive {
                    state: "ready".into(),
                    expected: made.messages + made.withheld,
                    messages: made.messages,
                    withheld: made.withheld,
                    size: made.size,
                    index_sha: Some(made.index_sha.clone()),
                    ..ended
                },
                "archive.made",
                json!({ "archive": id, "index": made.index_sha, "messages": made.messages }),
            ),
            Err(why) => (
                row::PeriodArchive {
                    state: "failed".into(),
                    failure: Some(why),
                    ..ended
                },
                "archive.failed",
                json!({ "archive": id }),
            ),
        };
        let mut set = self.own_set();
        set.guard(Table::PeriodArchive, id, Expect::State("waiting".into()));
        set.put(row);
        set.audit(audit(&act, verb, "mailbox", mailbox, detail));
        match self.commit(set).await {
            Err(Fault::Conflict { code, .. }) if code == "race" => Ok(()),
            other => other.map(|_| ()),
        }
    }

    async fn known_archive(&self, act: &Act, id: Uuid) -> Result<(Act, row::PeriodArchive), Fault> {
        let archive = load::period_archive(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("archive"))?;
        let act = self.may_archive(act, archive.mailbox).await?;
        Ok((act, archive))
    }

    async fn may_archive(&self, act: &Act, mailbox: Uuid) -> Result<Act, Fault> {
        if load::mailbox(&self.store, mailbox).await?.is_none() {
            return Err(Fault::not_found("mailbox"));
        }
        let mut by = act.clone();
        for (verb, class) in archive_needs() {
            by = self.may_in_mailbox(act, verb, mailbox, class).await?;
        }
        Ok(by)
    }
}
