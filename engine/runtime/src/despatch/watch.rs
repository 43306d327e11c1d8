//! Silence after a despatch left becomes an alarm, never a verdict.
//!
//! When each is looked at next stands in its row; the look, what it found and the next time are one
//! commit, so an alarm is raised once and stays closed when a person closes it.

use super::submitted::journey;
use crate::{Fault, Runtime, drive::Extra, ids};
use office::despatch::Applied;
use store::{Expect, Table, WriteSet, load, row};

/// Despatches read at once.
const AT_ONCE: usize = 256;

/// The alarms about a despatch that end when evidence comes.
pub(crate) const SILENCE: [&str; 5] = [
    "despatch_uncertain",
    "despatch_no_acceptance",
    "despatch_no_acceptance_24h",
    NO_OUTCOME,
    "despatch_no_evidence",
];
/// A day after the acceptance nobody knows how it ended.
pub(crate) const NO_OUTCOME: &str = "despatch_no_outcome";

impl Runtime {
    /// Looks after everything that left and is due to be looked at.
    pub(crate) async fn watch_despatches(&self) -> Result<(), Fault> {
        loop {
            let due = load::despatches_to_watch(&self.store, self.clock.now(), AT_ONCE).await?;
            let last = due.len() < AT_ONCE;
            let mut moved = false;
            for despatch in due {
                moved |= self.watch_despatch(despatch).await?;
            }
            if last || !moved {
                return Ok(());
            }
        }
    }

    /// False: something else was written to it meanwhile, and the next look sees that.
    async fn watch_despatch(&self, despatch: row::Despatch) -> Result<bool, Fault> {
        let (id, revision) = (despatch.id, despatch.revision);
        let mut row = row::Despatch {
            watch_at: None,
            ..despatch
        };
        let mut set = self.own_set();
        let mut told = Vec::new();
        let mut alarm = |code: &str, message: &str| {
            told.push(self.outside_incident(id, code, message));
        };
        let (mut late, mut ended) = (Vec::new(), false);
        match row.state.as_str() {
            "unknown" => alarm(
                "despatch_uncertain",
                row.last_error.as_deref().unwrap_or_default(),
            ),
            "submitted" | "accepted" => {
                let mut journey = journey(&row)?;
                let watch = journey.watch(self.clock.now());
                if watch.escalate {
                    alarm(
                        "despatch_no_acceptance_24h",
                        "no acceptance 24 hours after submission / nessuna accettazione 24 ore dopo l'invio",
                    );
                } else if watch.no_acceptance {
                    alarm(
                        "despatch_no_acceptance",
                        "no acceptance 30 minutes after submission / nessuna accettazione 30 minuti dopo l'invio",
                    );
                }
                if !watch.no_outcome.is_empty() {
                    let silent = watch.no_outcome.join(", ");
                    alarm(
                        NO_OUTCOME,
                        &format!(
                            "24 hours after acceptance neither delivery nor failure: {silent} / 24 ore dopo l'accettazione né consegna né mancata consegna: {silent}"
                        ),
                    );
                }
                if !watch.no_evidence.is_empty() {
                    let silent = watch.no_evidence.join(", ");
                    alarm(
                        "despatch_no_evidence",
                        &format!(
                            "26 hours after acceptance neither delivery nor failure: {silent} / 26 ore dopo l'accettazione né consegna né mancata consegna: {silent}"
                        ),
                    );
                }
                ended = !watch.no_evidence.is_empty();
                late = watch.no_notice;
                // The look itself is remembered by the journey, even when it found nothing.
                self.put_journey(
                    &mut row,
                    &journey,
                    &Applied::default(),
                    &mut Extra::default(),
                )?;
            }
            _ => {}
        }
        for incident in told {
            set.put(incident);
        }
        if ended && let Some(before) = self.resolved_outside(id, NO_OUTCOME).await? {
            // The later alarm says the same and more.
            set.put(before);
        }
        if !late.is_empty() {
            let (who, subject) = (late.join(", "), &row.subject);
            let it = format!(
                "Dopo 12 ore il gestore non ha ancora detto nulla di: {who} («{subject}»)."
            );
            let en = format!(
                "After 12 hours the gestore has said nothing yet about: {who} (“{subject}”)."
            );
            self.tell_holders(&row, ("12h", &who), (it, en), &mut set)
                .await?;
        }
        set.guard(Table::Despatch, id, Expect::Revision(revision))
            .put(row);
        match self.commit(set).await {
            Ok(_) => Ok(true),
            Err(Fault::Conflict { .. }) => Ok(false),
            Err(e) => Err(e),
        }
    }
    /// Adds a notice to who holds the case of a despatch, and to who wrote it. `about` tells it from others of the despatch.
    pub(crate) async fn tell_holders(
        &self,
        despatch: &row::Despatch,
        (what, about): (&str, &str),
        (text_it, text_en): (String, String),
        set: &mut WriteSet,
    ) -> Result<(), Fault> {
        let Some(instance) = despatch.instance else {
            return Ok(());
        };
        let mut recipients = self.holders_of(instance).await?;
        recipients.extend(despatch.author.as_ref().map(|login| format!("m:{login}")));
        recipients.sort();
        recipients.dedup();
        for recipient in recipients {
            let name = format!("{recipient}\0{about}");
            set.put(row::Notice {
                id: ids::at(ids::derived(despatch.id, name.as_bytes(), what), set.at),
                recipient,
                instance,
                text_it: text_it.clone(),
                text_en: text_en.clone(),
                created_at: set.at,
            });
        }
        Ok(())
    }
}
