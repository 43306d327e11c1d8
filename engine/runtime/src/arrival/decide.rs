//! Whose a kept mail is: of a despatch, of a case, of a process, or of a person who sorts.

use super::joined::News;
use super::start::invoice_key;
use super::variable::{mail_value, sdi_value};
use crate::{Act, Fault, Runtime, audit, automatic::AUTOMATIC, consequence::Consequence};
use contract::Arrival;
use office::despatch::Evidence;
use rules::{Map, Value};
use serde_json::json;
use store::{Expect, Table, load, row};
use uuid::Uuid;

const DECIDE_AGAIN: u32 = 5;

impl Runtime {
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
                Err(e) => return Err(e),
                Ok(mut consequences) => {
                    // The mail is decided: what goes wrong here is a matter of its own.
                    match self.answer_by_itself(&mail, &arrival).await {
                        Ok(more) => consequences.extend(more),
                        Err(e) => {
                            tracing::error!(mail = %id, error = %e, "an automatic answer could not be begun")
                        }
                    }
                    return Ok(consequences);
                }
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
        let evidence = evidence_of(mail, arrival);
        if !evidence.is_empty() {
            return self.take_evidence(mail, arrival, evidence).await;
        }
        if let Some(done) = self.answer_to_known(mail, arrival).await? {
            return Ok(done);
        }
        if let Some(done) = self.notice_of_invoice(mail, arrival).await? {
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

    pub(super) async fn mark(
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
            let found = load::instance(&self.store, instance).await?;
            // Whoever answers what nobody wrote goes on with their own matter.
            if found.as_ref().is_some_and(|c| c.process_key == AUTOMATIC) {
                continue;
            }
            let open = found.is_some_and(|c| c.ended_at.is_none());
            let key = self.mailbox_key(mail.mailbox).await?;
            let said = Map::from([(
                "risposta_ricevuta".to_string(),
                mail_value(mail, arrival, &key),
            )]);
            let news = open.then(|| News {
                name: "mail.reply",
                key: despatch.id.to_string(),
                variables: Value::Map(said),
                owed: true,
            });
            let joined = self.join(mail, instance, Some(despatch.id), news);
            return Ok(Some(joined.await?));
        }
        Ok(None)
    }

    /// A notice about an invoice belongs to the case of that invoice, and so does the same invoice come again: one piece of
    /// work each. A process may wait for `sdi.notice` with the identifier as its key.
    async fn notice_of_invoice(
        &self,
        mail: &row::Mail,
        arrival: &Arrival,
    ) -> Result<Option<Vec<Consequence>>, Fault> {
        let Some(sdi) = &arrival.sdi else {
            return Ok(None);
        };
        let cases = load::instances_of_business_key(&self.store, &invoice_key(sdi)).await?;
        let case = cases.iter().find(|c| c.ended_at.is_none()).or(cases.last());
        let Some(case) = case else {
            return Ok(None);
        };
        let news = case.ended_at.is_none().then(|| News {
            name: "sdi.notice",
            key: sdi.identifier.clone(),
            variables: Value::Map(Map::from([(
                "notifica_sdi".to_string(),
                sdi_value(mail, arrival, sdi),
            )])),
            owed: false,
        });
        Ok(Some(self.join(mail, case.id, None, news).await?))
    }
}

/// What a kept mail proves about a despatch; empty: nothing.
pub(super) fn evidence_of(mail: &row::Mail, arrival: &Arrival) -> Vec<Evidence> {
    let kept_at = mail.arrived_at.unwrap_or(mail.fetched_at);
    Evidence::of(arrival, Some(mail.id), kept_at)
}
