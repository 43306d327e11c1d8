//! Receipts and bounces, folded into the journey of the despatch they are about.

use crate::{
    Act, Fault, Runtime, audit,
    consequence::Consequence,
    despatch::{NO_OUTCOME, SILENCE, journey},
    drive::Extra,
    ids,
};
use contract::{Arrival, Proof, ReceiptScope};
use office::despatch::{Applied, Evidence, EvidenceKind, Journey, Milestone, State};
use serde_json::json;
use store::{
    Expect, Table, WriteSet,
    crash::{Point, crash_point},
    load, row,
};
use uuid::Uuid;

/// Receipts that named one message before its acceptance did; more come with the next look.
const ORPHANS_MAX: usize = 500;

/// By what id the gestore, or the recipient's server, names the message a receipt or bounce is about.
pub(super) fn about(arrival: &Arrival) -> Option<String> {
    let bounced = arrival.bounces().find_map(|b| b.original_id.clone());
    let receipt = || arrival.daticert.as_ref().map(|d| d.identificativo.clone());
    bounced.or_else(receipt).filter(|id| !id.is_empty())
}

impl Runtime {
    /// A receipt or bounce: folded into the journey of its despatch. A receipt of nobody is kept as such.
    pub(super) async fn take_evidence(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
        evidence: Vec<Evidence>,
    ) -> Result<Vec<Consequence>, Fault> {
        let Some(despatch) = self.despatch_of(arrival).await? else {
            // A receipt or a bounce of something that did not leave from here: a person looks (pec.md §2.5).
            let orphan = row::Mail {
                state: "orphan".into(),
                about: about(arrival),
                ..mail.clone()
            };
            self.mark(mail, orphan.clone(), "receipt.orphan").await?;
            // The acceptance that tells whose it is may have been taken at the same time.
            return match self.despatch_of(arrival).await? {
                Some(_) => self.decide_again(orphan).await,
                None => Ok(Vec::new()),
            };
        };
        let act = Act::system();
        self.fold(&act, mail, arrival, evidence, despatch.id).await
    }

    /// Folds what a mail proves into the journey of this despatch, in one commit. Receipts of one despatch take turns:
    /// fifty come together, and each would else be decided as often as there are others.
    pub(super) async fn fold(
        &self,
        act: &Act,
        mail: &row::Mail,
        arrival: &Arrival,
        evidence: Vec<Evidence>,
        despatch: Uuid,
    ) -> Result<Vec<Consequence>, Fault> {
        let turn = self.turns.take(despatch).await;
        let despatch = load::despatch(&self.store, despatch)
            .await?
            .ok_or_else(|| Fault::not_found("despatch"))?;
        let mut journey = journey(&despatch)?;
        let mut applied = Applied::default();
        let mut first_counted = None;
        let mut set = self.set(act);
        set.guard(Table::Mail, mail.id, Expect::State(mail.state.clone()))
            .guard(
                Table::Despatch,
                despatch.id,
                Expect::Revision(despatch.revision),
            );
        for evidence in evidence {
            let evidence = Evidence {
                proof: self.proof(mail, arrival, &evidence, &despatch).await?,
                ..evidence
            };
            let known = journey.evidence().count();
            let one = journey.apply(&evidence);
            if journey.evidence().count() > known {
                set.put(receipt_row(mail, &despatch, &evidence, one.counted));
            }
            if evidence.proof.as_ref().is_some_and(|proof| !proof.same) {
                set.put(self.outside_incident(
                    mail.id,
                    "receipt_differs",
                    "what the receipt gives back is not what left / ciò che la ricevuta restituisce non è ciò che è partito",
                ));
            }
            set.audit(audit(
                act,
                match act.viewer.person {
                    Some(_) => "receipt.attach",
                    None => "receipt.take",
                },
                "despatch",
                despatch.id,
                json!({ "mail": mail.id, "kind": evidence.kind.name(), "counted": one.counted }),
            ));
            if one.counted {
                first_counted = first_counted.or(Some(evidence.at));
            }
            applied.and(one);
        }
        self.once_only(&mut applied, despatch.id).await?;
        let mut row = despatch.clone();
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
                row.submitted_at = first_counted;
                row.left_at = row.left_at.or(first_counted);
            }
        }
        let mut extra = Extra::default();
        self.put_journey(&mut row, &journey, &applied, &mut extra)?;
        if applied.counted && despatch.certified {
            self.learn_of(&journey, &mut extra).await?;
        }
        set.put(row::Mail {
            state: "receipt".into(),
            despatch: Some(despatch.id),
            instance: despatch.instance,
            about: None,
            ..mail.clone()
        });
        let sent = row.clone();
        set.put(row);
        set.writes.extend(extra.writes);
        self.tell_of(&applied, &despatch, &mut set).await?;
        let corrections = self.correct(&sent, &journey, &applied, &mut set).await?;
        let mut consequences: Vec<Consequence> =
            extra.events.into_iter().map(Consequence::Event).collect();
        if !(applied.reached.is_empty() && corrections.is_empty()) {
            consequences.extend(sent.mailing.map(Consequence::Mailing));
        }
        if applied.changed {
            let more = self
                .remedied(&sent, &journey, &corrections, &mut set)
                .await?;
            consequences.extend(more);
        }
        if applied.counted {
            self.take_up_again(&despatch, &journey, &mut set).await?;
        }
        self.commit(set).await?;
        drop(turn);
        crash_point(Point::ReceiptTaken);
        if despatch.pec_id.is_none() && sent.pec_id.is_some() {
            consequences.extend(self.claim_orphans(&sent).await?);
        }
        if applied.counted {
            consequences.extend(self.complete_sent(despatch.id).await?);
        }
        Ok(consequences)
    }

    /// What came about it before its acceptance told the gestore's id, by which alone a bounce may name it: decided again.
    async fn claim_orphans(&self, despatch: &row::Despatch) -> Result<Vec<Consequence>, Fault> {
        let mut claimed = Vec::new();
        let Some(pec_id) = despatch.pec_id.as_deref() else {
            return Ok(claimed);
        };
        for mail in load::orphans_about(&self.store, pec_id, ORPHANS_MAX).await? {
            claimed.extend(self.decide_again(mail).await?);
        }
        Ok(claimed)
    }

    /// Whose an orphan is shows now. Nothing when somebody else saw it too.
    async fn decide_again(&self, orphan: row::Mail) -> Result<Vec<Consequence>, Fault> {
        let id = orphan.id;
        let fresh = row::Mail {
            state: "new".into(),
            about: None,
            ..orphan.clone()
        };
        match self.mark(&orphan, fresh, "receipt.claim").await {
            Ok(_) => Ok(vec![Consequence::Mail(id)]),
            Err(Fault::Conflict { .. }) => Ok(Vec::new()),
            Err(e) => Err(e),
        }
    }

    /// A milestone that people reached before the journey did is told already.
    async fn once_only(&self, applied: &mut Applied, despatch: Uuid) -> Result<(), Fault> {
        let later = applied.reached.contains(&Milestone::Rimedio)
            && !applied.reached.contains(&Milestone::Esito);
        if later && self.is_told(despatch, Milestone::Rimedio).await? {
            applied.reached.retain(|m| *m != Milestone::Rimedio);
        }
        Ok(())
    }

    /// What a person must hear of at once: receipts that contradict each other, a delivery after somebody may have
    /// acted on its failure.
    async fn tell_of(
        &self,
        applied: &Applied,
        despatch: &row::Despatch,
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        if applied.conflict {
            set.put(self.outside_incident(
                despatch.id,
                "despatch_conflict",
                "receipts contradict each other; the state was not lowered / ricevute in contraddizione; lo stato non è stato abbassato",
            ));
        }
        if !applied.delivered_late.is_empty() {
            let (who, subject) = (applied.delivered_late.join(", "), &despatch.subject);
            let it =
                format!("Consegnata in ritardo, dopo la mancata consegna: {who} («{subject}»).");
            let en =
                format!("Delivered late, after the failure was reported: {who} (“{subject}”).");
            self.tell_holders(despatch, ("late", &who), (it, en), set)
                .await?;
        }
        Ok(())
    }

    /// What a receipt settles beside the journey: alarms about silence end, and a job that waited for evidence
    /// is due again, so that the worker concludes it even when this program ends right after the commit.
    async fn take_up_again(
        &self,
        despatch: &row::Despatch,
        journey: &Journey,
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        let silent = journey
            .recipients
            .iter()
            .any(|r| r.state == State::NoEvidence);
        let open = journey.recipients.iter().any(|r| !r.state.is_terminal());
        for code in SILENCE {
            let lasts = match code {
                "despatch_no_evidence" => silent,
                NO_OUTCOME => open,
                _ => false,
            };
            if lasts {
                continue;
            }
            if let Some(incident) = self.resolved_outside(despatch.id, code).await? {
                set.put(incident);
            }
        }
        let job = match despatch.job {
            Some(id) => load::job(&self.store, id).await?,
            None => None,
        };
        if let Some(job) = job.filter(|j| j.state == "uncertain") {
            let waiting = row::Job {
                state: "waiting".into(),
                due_at: set.at,
                ..job
            };
            set.guard(Table::Job, job.id, Expect::Revision(job.revision))
                .put(waiting);
        }
        Ok(())
    }

    /// What a verified delivery receipt gives back, compared with the bytes in the outbox (RFC 6109 §3.3.2).
    async fn proof(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
        evidence: &Evidence,
        despatch: &row::Despatch,
    ) -> Result<Option<Proof>, Fault> {
        let scope = arrival.daticert.as_ref().and_then(|d| d.ricevuta);
        if evidence.kind != EvidenceKind::AvvenutaConsegna
            || !evidence.verified
            || scope == Some(ReceiptScope::Sintetica)
        {
            return Ok(None);
        }
        let blobs = self.store.blobs();
        let (receipt, sent) = tokio::try_join!(blobs.get(&mail.raw), blobs.get(&despatch.raw))?;
        let compare = self.compare.clone();
        // A comparison that broke is none: the receipt counts by its signature alone.
        Ok(self
            .pool
            .run(crate::pool::Lane::Fast, move || compare(&receipt, &sent))
            .await
            .flatten())
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
}

/// The row of a receipt: another for each recipient a bounce speaks of.
fn receipt_row(
    mail: &row::Mail,
    despatch: &row::Despatch,
    evidence: &Evidence,
    counted: bool,
) -> row::Receipt {
    let identifier = evidence.receipt_identifier();
    let name = format!(
        "{}\0{}\0{identifier}\0{}",
        evidence.kind.name(),
        evidence.recipient.as_deref().unwrap_or(""),
        evidence.verified
    );
    row::Receipt {
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
        counted,
    }
}
