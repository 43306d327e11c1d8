//! Keeping a batch: blobs, rows, cursor and audit in one commit, before the server is told anything.

use crate::search::words_of;
use crate::{Act, Fault, Runtime, audit, consequence::Consequence, ids, mailbox};
use contract::{Arrival, Fetched, Kind, Raw};
use futures::future::join_all;
use office::Verb;
use serde_json::json;
use std::collections::HashMap;
use store::{
    Expect, Table, Write,
    crash::{Point, crash_point},
    load, row, view,
};
use uuid::Uuid;

impl Runtime {
    /// Blobs, rows, cursor and audit of a batch in one commit. Answers the mails that wait for a decision.
    pub(crate) async fn keep(
        &self,
        mailbox: &row::Mailbox,
        folder: &str,
        uid_validity: u64,
        items: Vec<Fetched>,
        look: Option<row::Look>,
    ) -> Result<Vec<Uuid>, Fault> {
        let anchors = std::sync::Arc::new(load::anchors(&self.store).await?);
        let last = items.last().map_or(0, |i| i.uid);
        let read = join_all(
            items
                .into_iter()
                .map(|item| self.read_one(mailbox, folder, uid_validity, item, anchors.clone())),
        )
        .await;
        let mut mails = Vec::new();
        for one in read {
            mails.push(one?);
        }
        crash_point(Point::ArrivalBlobs);
        let mut set = self.own_set();
        self.guard_watch(mailbox.id, &mut set).await?;
        if let Some(look) = look {
            set.put(look);
        }
        let mut waiting = Vec::new();
        let kept = load::mails_kept(&self.store, mails.iter().map(|(m, _)| m.id).collect()).await?;
        mails.retain(|(m, _)| !kept.contains(&m.id));
        let raws: Vec<row::Sha> = mails.iter().map(|(m, _)| m.raw).collect();
        let ids: Vec<&str> = mails
            .iter()
            .map(|(m, _)| m.message_id.as_str())
            .filter(|id| !id.is_empty())
            .collect();
        let mut same_id: HashMap<String, Uuid> = HashMap::new();
        for known in load::mails_by_message_ids(&self.store, &ids).await? {
            if known.mailbox == mailbox.id {
                same_id.entry(known.message_id).or_insert(known.id);
            }
        }
        let mut same_bytes: HashMap<row::Sha, Uuid> = HashMap::new();
        if !raws.is_empty() {
            for known in load::mails_by_shas(&self.store, &raws).await? {
                // One that only shares its Message-ID with another is a mail of its own.
                if known.mailbox == mailbox.id && known.state != "duplicate" {
                    same_bytes.entry(known.raw).or_insert(known.id);
                }
            }
        }
        for (mut mail, quarantine) in mails {
            let twin = same_bytes.get(&mail.raw).copied();
            same_bytes.entry(mail.raw).or_insert(mail.id);
            if let Some(first) = twin {
                mail.state = "duplicate".into();
                mail.same_as = Some(first);
            } else {
                if !mail.message_id.is_empty()
                    && let Some(other) = same_id.get(&mail.message_id).copied()
                {
                    // Same Message-ID, other bytes: not a repeat (somebody may hide a mail behind another's id).
                    mail.same_as = Some(other);
                    if let Some(warnings) = mail
                        .arrival
                        .get_mut("warnings")
                        .and_then(|w| w.as_array_mut())
                    {
                        warnings.push(json!(format!(
                            "Message-ID already used by another mail ({other})"
                        )));
                    }
                }
                match (quarantine, is_archive(mailbox, &mail)) {
                    // What lay there before the starting point raises no alarm either.
                    (Some(_), true) => {}
                    (Some(said), false) => {
                        set.put(self.outside_incident(mail.id, "mail_quarantined", &said));
                    }
                    (None, true) => mail.state = "archive".into(),
                    (None, false) => waiting.push(mail.id),
                }
            }
            set.audit(audit(
                &Act::system(),
                "mail.keep",
                "mail",
                mail.id,
                json!({ "raw": hex::encode(mail.raw), "uid": mail.uid }),
            ));
            set.guard(Table::Mail, mail.id, Expect::Absent).put(mail);
        }
        set.write(Write::AdvanceCursor {
            mailbox: mailbox.id,
            uid_validity: uid_validity as i64,
            uid: last as i64,
        });
        crash_point(Point::ArrivalBefore);
        self.commit(set).await?;
        crash_point(Point::ArrivalKept);
        Ok(waiting)
    }

    /// Keeps the bytes and recognises them; the second value says why it must be quarantined.
    async fn read_one(
        &self,
        mailbox: &row::Mailbox,
        folder: &str,
        uid_validity: u64,
        item: Fetched,
        anchors: std::sync::Arc<Vec<row::Anchor>>,
    ) -> Result<(row::Mail, Option<String>), Fault> {
        let now = self.clock.now();
        let mut mail = row::Mail {
            // The server's time of arrival, but never one that has not come yet.
            id: ids::of_mail(
                mailbox.id,
                folder,
                uid_validity,
                item.uid,
                item.internal_date.map_or(now, |at| at.min(now)),
            ),
            mailbox: mailbox.id,
            folder: folder.into(),
            uid_validity: uid_validity as i64,
            uid: item.uid as i64,
            raw: Default::default(),
            size: 0,
            kind: "quarantined".into(),
            message_id: String::new(),
            from_address: String::new(),
            from_name: String::new(),
            subject: String::new(),
            sent_at: None,
            arrived_at: item.internal_date,
            fetched_at: now,
            arrival: serde_json::Value::Null,
            verdict: None,
            state: "quarantined".into(),
            instance: None,
            despatch: None,
            same_as: None,
            about: None,
        };
        let bytes = match item.raw {
            Raw::Whole(bytes) => bytes::Bytes::from(bytes),
            Raw::Oversize { file, size } => {
                mail.raw = self.store.blobs().put_file(&file).await?;
                mail.size = size as i64;
                if let Err(e) = tokio::fs::remove_file(&file).await {
                    tracing::warn!(file = %file.display(), error = %e, "a spooled message could not be removed");
                }
                return Ok((mail, Some(self.too_large())));
            }
        };
        mail.size = bytes.len() as i64;
        let (sha, arrival) = tokio::join!(
            self.store.blobs().put(bytes.clone()),
            self.recognised(bytes, anchors, now)
        );
        mail.raw = sha?;
        match arrival {
            Ok(arrival) => Ok((as_recognised(mail, &arrival)?, None)),
            Err(said) => Ok((mail, Some(said))),
        }
    }

    /// Recognises a mail on a worker; the error says why it must be quarantined.
    async fn recognised(
        &self,
        raw: bytes::Bytes,
        anchors: std::sync::Arc<Vec<row::Anchor>>,
        now: row::Instant,
    ) -> Result<Arrival, String> {
        let recognise = self.recognise.clone();
        let read = move || recognise(&raw, &anchors, now);
        self.pool
            .run(crate::pool::Lane::Fast, read)
            .await
            .unwrap_or_else(|| Err("the message broke the reader".into()))
    }

    /// Reads a quarantined mail again, with the program and the trusted authorities of today. Refused, with the reason,
    /// when it still cannot be read: it stays as it is.
    pub async fn read_again(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let item = view::mail(&act.viewer, &self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mail"))?;
        let mail = item.mail;
        let act = self.may_with_mail(act, Verb::SortMail, &mail).await?;
        if mail.state != "quarantined" {
            return Err(Fault::conflict(
                "not_quarantined",
                "Il messaggio non è in quarantena.",
                "The mail is not in quarantine.",
            ));
        }
        let mailbox = load::mailbox(&self.store, mail.mailbox)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let still = |said: String| {
            Fault::refused(
                "mail_unreadable",
                &format!(
                    "Il messaggio non si riesce ancora a leggere, e resta in quarantena: {said}"
                ),
                &format!("The message still cannot be read, and stays in quarantine: {said}"),
            )
        };
        if mail.size as u64 > self.mail_size_cap {
            return Err(still(self.too_large()));
        }
        let anchors = std::sync::Arc::new(load::anchors(&self.store).await?);
        let raw = self.store.blobs().get(&mail.raw).await?;
        let arrival = self
            .recognised(raw, anchors, self.clock.now())
            .await
            .map_err(still)?;
        let mut mail = as_recognised(mail, &arrival)?;
        if is_archive(&mailbox, &mail) {
            mail.state = "archive".into();
        }
        let waits = mail.state == "new";
        let mut set = self.set(&act);
        set.guard(Table::Mail, id, Expect::State("quarantined".into()))
            .put(mail.clone());
        if let Some(closed) = self.resolved_outside(id, "mail_quarantined").await? {
            set.put(closed);
        }
        set.write(Write::IndexMail(words_of(&mail)));
        set.audit(audit(&act, "mail.read_again", "mail", id, json!({})));
        self.commit(set).await?;
        if waits {
            self.settle(vec![Consequence::Mail(id)]).await;
        }
        Ok(())
    }

    fn too_large(&self) -> String {
        format!("the message is larger than {} bytes", self.mail_size_cap)
    }
}

/// A mail with what was recognised in it, to be decided.
fn as_recognised(mut mail: row::Mail, arrival: &Arrival) -> Result<row::Mail, Fault> {
    mail.kind = match arrival.kind {
        Kind::Transport => "transport",
        Kind::Receipt(_) => "receipt",
        Kind::Anomaly => "anomaly",
        Kind::Ordinary => "ordinary",
    }
    .into();
    mail.message_id = arrival.message_id.clone();
    mail.from_address = arrival.from.clone();
    mail.from_name = arrival.from_name.clone();
    mail.subject = arrival.subject.clone();
    mail.sent_at = arrival.certified_sent_at;
    mail.verdict = arrival
        .verdict
        .as_ref()
        .and_then(|v| serde_json::to_value(v.status).ok())
        .and_then(|v| v.as_str().map(str::to_string));
    mail.arrival = serde_json::to_value(arrival).map_err(Fault::broken)?;
    mail.state = "new".into();
    Ok(mail)
}

/// Older than the starting point the admin chose: searchable, but it starts nothing.
fn is_archive(mailbox: &row::Mailbox, mail: &row::Mail) -> bool {
    match serde_json::from_value(mailbox.starting_point.clone()) {
        Ok(mailbox::StartingPoint::All) => false,
        Ok(mailbox::StartingPoint::Date { date }) => mail.arrived_at.is_some_and(|at| at < date),
        // New numbers say nothing about age: then the day it came into the box decides.
        _ if mailbox.archive_uid < 0 || mail.uid_validity != mailbox.uid_validity => {
            mail.arrived_at.is_some_and(|at| at < mailbox.created_at)
        }
        _ => mail.uid <= mailbox.archive_uid,
    }
}
