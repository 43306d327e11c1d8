//! What comes in: kept first, decided second. Receipts are ordinary arrivals; there is no second pipeline.
//!
//! A batch is kept in one commit with the cursor; only then may the server be told. Each kept mail is
//! then decided by its own verb, guarded by its state `new`, so that a crash in between repeats nothing.

use crate::{
    Act, Fault, Runtime, audit,
    consequence::Consequence,
    despatch::journey,
    drive::{Birth, Extra},
    ids, mailbox,
};
use contract::{Arrival, Cursor, Fetched, Inbound, Kind, Raw};
use futures::future::join_all;
use interpreter::{Command, Env};
use office::{
    Verb,
    despatch::Evidence,
    message::{StartRule, is_certified, may_start},
};
use rules::{Map, Ref, RefKind, Value};
use serde_json::json;
use std::collections::HashMap;
use store::{
    Expect, Table, Write, WriteSet,
    crash::{Point, crash_point},
    load, row, view,
};
use uuid::Uuid;

const BATCH: u32 = 64;
const DECIDE_AGAIN: u32 = 5;
/// Decisions under way at once.
const DECIDE_AT_ONCE: usize = 32;

impl Runtime {
    /// Reads one batch, keeps it, applies the mailbox's disposition, decides. True: more is waiting.
    pub(crate) async fn poll(&self, id: Uuid, source: &mut dyn Inbound) -> Result<bool, Fault> {
        let mailbox = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let settings = mailbox::settings(&mailbox).map_err(Fault::broken)?;
        let cursor = Cursor {
            uid_validity: mailbox.uid_validity as u64,
            uid: mailbox.cursor_uid as u64,
        };
        let batch = source
            .fetch(cursor, BATCH, self.mail_size_cap)
            .await
            .map_err(|e| Fault::refused("source", &e.to_string(), &e.to_string()))?;
        for uid in &batch.vanished {
            tracing::info!(mailbox = %mailbox.key, uid, "a message vanished before it could be read");
        }
        if batch.items.is_empty() {
            if batch.renumbered {
                let mut set = self.own_set();
                set.write(Write::AdvanceCursor {
                    mailbox: id,
                    uid_validity: batch.uid_validity as i64,
                    uid: 0,
                });
                set.audit(audit(
                    &Act::system(),
                    "mailbox.renumbered",
                    "mailbox",
                    id,
                    json!({ "uid_validity": batch.uid_validity }),
                ));
                self.commit(set).await?;
            }
            return Ok(batch.more);
        }
        let uids: Vec<u64> = batch.items.iter().map(|i| i.uid).collect();
        let kept = self
            .keep(
                &mailbox,
                settings.source.folder(),
                batch.uid_validity,
                batch.renumbered,
                batch.items,
            )
            .await?;
        if settings.disposition != contract::Disposition::Nothing {
            for uid in uids {
                source
                    .settle(uid, &settings.disposition)
                    .await
                    .map_err(|e| Fault::refused("source", &e.to_string(), &e.to_string()))?;
            }
        }
        for some in kept.chunks(DECIDE_AT_ONCE) {
            join_all(
                some.iter()
                    .map(|mail| self.settle(vec![Consequence::Mail(*mail)])),
            )
            .await;
        }
        Ok(batch.more)
    }

    /// Blobs, rows, cursor and audit of a batch in one commit. Answers the mails that wait for a decision.
    async fn keep(
        &self,
        mailbox: &row::Mailbox,
        folder: &str,
        uid_validity: u64,
        renumbered: bool,
        items: Vec<Fetched>,
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
                if known.mailbox == mailbox.id && known.same_as.is_none() {
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
                if let Some(said) = quarantine {
                    set.put(self.outside_incident(mail.id, "mail_quarantined", &said));
                } else if is_archive(mailbox, &mail, renumbered) {
                    mail.state = "archive".into();
                } else {
                    waiting.push(mail.id);
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
        };
        let bytes = match item.raw {
            Raw::Whole(bytes) => bytes::Bytes::from(bytes),
            Raw::Oversize { file, size } => {
                mail.raw = self.store.blobs().put_file(&file).await?;
                mail.size = size as i64;
                if let Err(e) = tokio::fs::remove_file(&file).await {
                    tracing::warn!(file = %file.display(), error = %e, "a spooled message could not be removed");
                }
                return Ok((
                    mail,
                    Some(format!(
                        "the message is larger than {} bytes",
                        self.mail_size_cap
                    )),
                ));
            }
        };
        mail.size = bytes.len() as i64;
        let recognise = self.recognise.clone();
        let raw = bytes.clone();
        let (sha, arrival) = tokio::join!(
            self.store.blobs().put(bytes),
            self.pool.run(false, move || recognise(&raw, &anchors, now))
        );
        mail.raw = sha?;
        let arrival = match arrival {
            Some(Ok(arrival)) => arrival,
            Some(Err(said)) => return Ok((mail, Some(said))),
            None => return Ok((mail, Some("the message broke the reader".into()))),
        };
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
        mail.arrival = serde_json::to_value(&arrival).map_err(Fault::broken)?;
        mail.state = "new".into();
        Ok((mail, None))
    }

    /// Decides whose a kept mail is. Anything but state `new` is decided already.
    pub(crate) async fn decide_mail(&self, id: Uuid) -> Result<Vec<Consequence>, Fault> {
        for _ in 0..DECIDE_AGAIN {
            let Some(mail) = load::mail(&self.store, id)
                .await?
                .filter(|m| m.state == "new")
            else {
                return Ok(Vec::new());
            };
            let arrival: Arrival = serde_json::from_value(mail.arrival.clone())
                .map_err(|e| Fault::broken(format!("arrival of mail {id}: {e}")))?;
            let decided = self.decide_once(&mail, &arrival).await;
            match decided {
                Err(Fault::Conflict { .. }) => continue,
                other => return other,
            }
        }
        Err(Fault::conflict(
            "race",
            "Il messaggio viene deciso da altri.",
            "The mail is being decided by others.",
        ))
    }

    async fn decide_once(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
    ) -> Result<Vec<Consequence>, Fault> {
        if let Some(evidence) = Evidence::of(
            arrival,
            Some(mail.id),
            mail.arrived_at.unwrap_or(mail.fetched_at),
        ) && let Some(done) = self.take_evidence(mail, arrival, &evidence).await?
        {
            return Ok(done);
        }
        if let Some(done) = self.answer_to_known(mail, arrival).await? {
            return Ok(done);
        }
        if let Some(done) = self.start_process(mail, arrival).await? {
            return Ok(done);
        }
        self.mark(
            mail,
            row::Mail {
                state: "inbox".into(),
                ..mail.clone()
            },
            "mail.inbox",
        )
        .await
    }

    async fn mark(
        &self,
        before: &row::Mail,
        after: row::Mail,
        verb: &str,
    ) -> Result<Vec<Consequence>, Fault> {
        let mut set = self.own_set();
        set.guard(Table::Mail, before.id, Expect::State(before.state.clone()));
        set.audit(audit(
            &Act::system(),
            verb,
            "mail",
            before.id,
            json!({ "instance": after.instance, "despatch": after.despatch }),
        ));
        set.put(after);
        self.commit(set).await?;
        Ok(Vec::new())
    }

    /// A receipt or bounce: folded into the journey of its despatch. A receipt of nobody is kept as such.
    async fn take_evidence(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
        evidence: &Evidence,
    ) -> Result<Option<Vec<Consequence>>, Fault> {
        let Some(despatch) = self.despatch_of(arrival).await? else {
            return match arrival.kind {
                Kind::Receipt(_) => Ok(Some(
                    self.mark(
                        mail,
                        row::Mail {
                            state: "orphan".into(),
                            ..mail.clone()
                        },
                        "receipt.orphan",
                    )
                    .await?,
                )),
                // A bounce of something that did not leave from here is a mail like any other.
                _ => Ok(None),
            };
        };
        let mut journey = journey(&despatch)?;
        let known = journey.evidence().count();
        let applied = journey.apply(evidence);
        let fresh = journey.evidence().count() > known;
        let mut row = despatch.clone();
        let mut extra = Extra::default();
        self.put_journey(&mut row, &journey, &applied, &mut extra)?;
        if applied.counted {
            row.state = match (&journey.not_accepted, journey.accepted_at) {
                (Some(_), _) => "not_accepted".into(),
                (None, Some(_)) => "accepted".into(),
                // A delivery seen before its acceptance proves the submission just as well.
                (None, None) if matches!(row.state.as_str(), "unknown" | "submitting") => {
                    "submitted".into()
                }
                _ => row.state,
            };
            if row.submitted_at.is_none() {
                row.submitted_at = Some(evidence.at);
            }
        }
        let mut set = self.own_set();
        set.guard(Table::Mail, mail.id, Expect::State("new".into()))
            .guard(
                Table::Despatch,
                despatch.id,
                Expect::Revision(despatch.revision),
            );
        set.put(row::Mail {
            state: "receipt".into(),
            despatch: Some(despatch.id),
            instance: despatch.instance,
            ..mail.clone()
        });
        set.put(row);
        if fresh {
            let identifier = evidence.receipt_identifier();
            let name = format!(
                "{}\0{}\0{identifier}\0{}",
                evidence.kind.name(),
                evidence.recipient.as_deref().unwrap_or(""),
                evidence.verified
            );
            set.put(row::Receipt {
                id: ids::derived(despatch.id, name.as_bytes(), "receipt"),
                mail: mail.id,
                despatch: despatch.id,
                kind: evidence.kind.name().into(),
                recipient: evidence.recipient.clone(),
                // A claim that does not verify may not take the place of the true receipt.
                identifier: if evidence.verified {
                    identifier
                } else {
                    format!("{identifier}#unverified")
                },
                at: evidence.at,
                counted: applied.counted,
            });
        }
        set.writes.extend(extra.writes);
        set.audit(audit(
            &Act::system(),
            "receipt.take",
            "despatch",
            despatch.id,
            json!({ "mail": mail.id, "kind": evidence.kind.name(), "counted": applied.counted }),
        ));
        self.commit(set).await?;
        crash_point(Point::ReceiptTaken);
        let mut consequences: Vec<Consequence> =
            extra.events.into_iter().map(Consequence::Event).collect();
        if applied.counted {
            consequences.extend(self.complete_sent(despatch.id).await?);
            self.close_outside(despatch.id, "despatch_uncertain")
                .await?;
            self.close_outside(despatch.id, "despatch_no_acceptance")
                .await?;
        }
        Ok(Some(consequences))
    }

    /// The despatch a receipt is about: by our Message-ID, else by the gestore's id (pec.md §2.5).
    async fn despatch_of(&self, arrival: &Arrival) -> Result<Option<row::Despatch>, Fault> {
        let daticert = arrival.daticert.as_ref();
        let ours = [
            arrival.reference_id.as_deref(),
            daticert.and_then(|d| d.msgid.as_deref()),
            arrival
                .bounce
                .as_ref()
                .and_then(|b| b.original_id.as_deref()),
        ];
        for id in ours.into_iter().flatten() {
            if let Some(found) = load::despatch_by_message_id(&self.store, id).await? {
                return Ok(Some(found));
            }
        }
        let theirs = [
            daticert.map(|d| d.identificativo.as_str()),
            arrival
                .bounce
                .as_ref()
                .and_then(|b| b.original_id.as_deref()),
        ];
        for id in theirs.into_iter().flatten().filter(|id| !id.is_empty()) {
            if let Some(found) = load::despatch_by_pec_id(&self.store, id).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// An answer to something we sent belongs to that case: a waiting process is told, a person sees it there.
    async fn answer_to_known(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
    ) -> Result<Option<Vec<Consequence>>, Fault> {
        for id in arrival
            .in_reply_to
            .iter()
            .chain(arrival.references.iter().rev())
        {
            let found = match load::despatch_by_message_id(&self.store, id).await? {
                Some(found) => Some(found),
                None => load::despatch_by_pec_id(&self.store, id).await?,
            };
            let Some(despatch) = found else { continue };
            let Some(instance) = despatch.instance else {
                continue;
            };
            let case = load::instance(&self.store, instance).await?;
            if case.is_none_or(|c| c.ended_at.is_some()) {
                // The case is closed: a person decides whether it opens again, with the link at hand.
                return Ok(Some(
                    self.mark(
                        mail,
                        row::Mail {
                            state: "inbox".into(),
                            instance: Some(instance),
                            ..mail.clone()
                        },
                        "mail.answer",
                    )
                    .await?,
                ));
            }
            let key = self.mailbox_key(mail.mailbox).await?;
            let event = row::Event {
                id: ids::derived(mail.id, b"", "answer"),
                kind: "message".into(),
                name: "mail.reply".into(),
                key: despatch.id.to_string(),
                variables: Value::Map(Map::from([(
                    "risposta_ricevuta".to_string(),
                    mail_value(mail, arrival, &key),
                )]))
                .to_json(),
                message_id: Some(format!("answer:{}", mail.id)),
                target: Some(instance),
                source: None,
                reached: None,
                state: "waiting".into(),
                created_at: self.clock.now(),
                expires_at: None,
                taken_by: None,
            };
            let mut set = self.own_set();
            set.guard(Table::Mail, mail.id, Expect::State("new".into()));
            set.put(row::Mail {
                state: "case".into(),
                instance: Some(instance),
                despatch: Some(despatch.id),
                ..mail.clone()
            });
            set.put(event.clone());
            set.audit(audit(
                &Act::system(),
                "mail.answer",
                "mail",
                mail.id,
                json!({ "instance": instance, "despatch": despatch.id }),
            ));
            self.commit(set).await?;
            return Ok(Some(vec![Consequence::Event(event.id)]));
        }
        Ok(None)
    }

    /// The first deployed process whose start accepts this mail: exact mailbox before `*`.
    async fn start_process(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
    ) -> Result<Option<Vec<Consequence>>, Fault> {
        let mailbox = load::mailbox(&self.store, mail.mailbox)
            .await?
            .ok_or_else(|| Fault::broken("a mail without mailbox"))?;
        let mut starts =
            load::start_subscriptions_for_mailbox(&self.store, &mailbox.key, &mailbox.address)
                .await?;
        starts.sort_by_key(|s| (s.mailbox.as_deref() == Some("*"), s.process_key.clone()));
        let variables = Map::from([("mail".to_string(), mail_value(mail, arrival, &mailbox.key))]);
        for start in starts {
            let Some(process) = start.process else {
                continue;
            };
            let deployed = self.deployed(process).await?;
            let Some(catch) = deployed.start_message(&start.element, start.wait) else {
                continue;
            };
            let rule = StartRule {
                mailbox: catch.mailbox.as_deref().unwrap_or_default(),
                accepts: catch.accepts.as_deref(),
            };
            if !may_start(&rule, &mailbox.key, &mailbox.address, arrival) {
                continue;
            }
            if catch.when.is_some() {
                let env = Env {
                    now: self.clock.now(),
                    zone: self.zone,
                    principal: None,
                };
                let (process, element, number, given) = (
                    deployed.process.clone(),
                    start.element.clone(),
                    start.wait as u32,
                    variables.clone(),
                );
                let said = self
                    .pool
                    .run(false, move || {
                        process.start_accepts(&element, number, &given, &env)
                    })
                    .await;
                match said {
                    Some(Ok(true)) => {}
                    Some(Ok(false)) => continue,
                    Some(Err(e)) => {
                        // A start rule that fails must not lose the mail: it goes on to the next rule, and a person hears of it.
                        self.open_outside(self.outside_incident(
                            start.id,
                            "start_rule_failed",
                            &format!("{} · {}: {e}", start.process_key, start.element),
                        ))
                        .await?;
                        continue;
                    }
                    None => return Err(Fault::broken("a start rule ended unexpectedly")),
                }
            }
            return self
                .start_with(
                    &Act::system(),
                    mail,
                    &deployed,
                    Some((start.element, start.wait)),
                    variables,
                )
                .await
                .map(|(_, c)| Some(c));
        }
        Ok(None)
    }

    async fn start_with(
        &self,
        act: &Act,
        mail: &row::Mail,
        deployed: &std::sync::Arc<crate::bundle::Deployed>,
        event: Option<(String, i64)>,
        variables: Map,
    ) -> Result<(Uuid, Vec<Consequence>), Fault> {
        let id = ids::derived(mail.id, deployed.row.key.as_bytes(), "case");
        let title = if mail.subject.trim().is_empty() {
            deployed.row.name.clone()
        } else {
            mail.subject.chars().take(300).collect()
        };
        let extra = Extra::default()
            .guard(Table::Mail, mail.id, Expect::State(mail.state.clone()))
            .put(row::Mail {
                state: "case".into(),
                instance: Some(id),
                ..mail.clone()
            })
            .audit(audit(
                act,
                "instance.start",
                "instance",
                id,
                json!({ "mail": mail.id, "process": deployed.row.id }),
            ));
        let driven = self
            .drive_new(
                act,
                deployed,
                Birth {
                    id,
                    title,
                    business_key: None,
                },
                match event {
                    Some((event, trigger)) => Command::StartBy {
                        event,
                        trigger: trigger as u32,
                        variables,
                    },
                    None => Command::Start {
                        event: None,
                        variables,
                    },
                },
                extra,
            )
            .await?;
        crash_point(Point::ArrivalStarted);
        Ok((id, driven.consequences))
    }

    async fn mailbox_key(&self, id: Uuid) -> Result<String, Fault> {
        Ok(load::mailbox(&self.store, id)
            .await?
            .map(|m| m.key)
            .unwrap_or_default())
    }

    /// A person opens a case from a mail that started nothing.
    pub async fn start_from_mail(&self, act: &Act, id: Uuid, process: &str) -> Result<Uuid, Fault> {
        let mail = self.sortable(act, id).await?;
        let arrival: Arrival = serde_json::from_value(mail.arrival.clone()).map_err(|_| {
            Fault::refused(
                "mail_unreadable",
                "Il messaggio è in quarantena: si può solo scaricare.",
                "The mail is quarantined: it can only be downloaded.",
            )
        })?;
        let row = load::latest_process(&self.store, process)
            .await?
            .ok_or_else(|| Fault::not_found("process"))?;
        let deployed = self.deployed(row.id).await?;
        let event = deployed
            .process
            .starts()
            .iter()
            .find_map(|start| match &start.kind {
                interpreter::StartKind::Message(catch) if catch.mailbox.is_some() => {
                    Some((start.id.clone(), i64::from(start.number)))
                }
                _ => None,
            });
        let key = self.mailbox_key(mail.mailbox).await?;
        let variables = Map::from([("mail".to_string(), mail_value(&mail, &arrival, &key))]);
        let (instance, consequences) = self
            .start_with(act, &mail, &deployed, event, variables)
            .await?;
        self.settle(consequences).await;
        Ok(instance)
    }

    /// A person links a mail to a case that exists.
    pub async fn link_mail(&self, act: &Act, id: Uuid, instance: Uuid) -> Result<(), Fault> {
        let mail = self.sortable(act, id).await?;
        view::instance(&act.viewer, &self.store, instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))?;
        self.sort(
            act,
            &mail,
            row::Mail {
                state: "case".into(),
                instance: Some(instance),
                ..mail.clone()
            },
            "mail.link",
        )
        .await
    }

    /// A person sets a mail aside, with a reason.
    pub async fn archive_mail(&self, act: &Act, id: Uuid, reason: &str) -> Result<(), Fault> {
        if reason.trim().is_empty() {
            return Err(Fault::Invalid {
                fields: vec![(
                    "reason".into(),
                    "Indicare il motivo.".into(),
                    "Give the reason.".into(),
                )],
            });
        }
        let mail = self.sortable(act, id).await?;
        self.sort(
            act,
            &mail,
            row::Mail {
                state: "sorted".into(),
                ..mail.clone()
            },
            "mail.archive",
        )
        .await
    }

    /// A mail the person sees, may sort, and that belongs to no case yet.
    async fn sortable(&self, act: &Act, id: Uuid) -> Result<row::Mail, Fault> {
        let mail = view::mail(&act.viewer, &self.store, id)
            .await?
            .filter(|m| !m.withheld)
            .ok_or_else(|| Fault::not_found("mail"))?
            .mail;
        self.may_in_mailbox(act, Verb::SortMail, mail.mailbox)
            .await?;
        if matches!(
            mail.state.as_str(),
            "inbox" | "archive" | "sorted" | "orphan" | "quarantined"
        ) {
            return Ok(mail);
        }
        Err(Fault::conflict(
            "mail_sorted",
            "Il messaggio appartiene già a una pratica.",
            "The mail belongs to a case already.",
        ))
    }

    async fn sort(
        &self,
        act: &Act,
        before: &row::Mail,
        after: row::Mail,
        verb: &str,
    ) -> Result<(), Fault> {
        let mut set: WriteSet = self.set(act);
        set.guard(Table::Mail, before.id, Expect::State(before.state.clone()));
        set.audit(audit(
            act,
            verb,
            "mail",
            before.id,
            json!({ "instance": after.instance }),
        ));
        set.put(after);
        self.commit(set).await.map(|_| ())
    }
}

/// Older than the starting point the admin chose: searchable, but it starts nothing.
fn is_archive(mailbox: &row::Mailbox, mail: &row::Mail, renumbered: bool) -> bool {
    match serde_json::from_value(mailbox.starting_point.clone()) {
        Ok(mailbox::StartingPoint::All) => false,
        Ok(mailbox::StartingPoint::Date { date }) => mail.arrived_at.is_some_and(|at| at < date),
        // New numbers say nothing about age: then the day it came into the box decides.
        _ if renumbered || mail.uid_validity != mailbox.uid_validity => {
            mail.arrived_at.is_some_and(|at| at < mailbox.created_at)
        }
        _ => mail.uid <= mailbox.archive_uid,
    }
}

/// The variable `mail` of a process.
fn mail_value(mail: &row::Mail, arrival: &Arrival, mailbox: &str) -> Value {
    let text = |s: &str| Value::Text(s.chars().take(16_000).collect());
    let time = |at: Option<row::Instant>| {
        at.map_or(Value::Null, |t| {
            Value::Text(t.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
        })
    };
    let attachments = arrival
        .attachments
        .iter()
        .take(200)
        .map(|a| {
            let path = a
                .path
                .iter()
                .map(u32::to_string)
                .collect::<Vec<_>>()
                .join(".");
            Value::Map(Map::from([
                ("name".to_string(), text(&a.name)),
                ("media_type".into(), text(&a.media_type)),
                ("size".into(), Value::Int(a.size as i64)),
                (
                    "ref".into(),
                    Value::Ref(Ref {
                        kind: RefKind::Document,
                        id: format!("{}/{path}", mail.id),
                    }),
                ),
            ]))
        })
        .collect();
    Value::Map(Map::from([
        (
            "ref".to_string(),
            Value::Ref(Ref {
                kind: RefKind::Message,
                id: mail.id.to_string(),
            }),
        ),
        ("mailbox".into(), text(mailbox)),
        ("from".into(), text(&arrival.from)),
        ("from_name".into(), text(&arrival.from_name)),
        (
            "reply_to".into(),
            arrival.reply_to.as_deref().map_or(Value::Null, text),
        ),
        (
            "cc".into(),
            Value::List(arrival.cc.iter().take(200).map(|a| text(a)).collect()),
        ),
        ("subject".into(), text(&arrival.subject)),
        ("text".into(), text(&arrival.text)),
        ("sent_at".into(), time(mail.sent_at)),
        ("arrived_at".into(), time(mail.arrived_at)),
        ("fetched_at".into(), time(Some(mail.fetched_at))),
        ("certified".into(), Value::Bool(is_certified(arrival))),
        ("message_id".into(), text(&arrival.message_id)),
        ("attachments".into(), Value::List(attachments)),
    ]))
}
