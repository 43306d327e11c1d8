//! Silence after a despatch left becomes an alarm, never a verdict.
//!
//! When each is looked at next stands in its row; the look, what it found and the next time are one
//! commit, so an alarm is raised once and stays closed when a person closes it.

use super::submitted::journey;
use crate::{Fault, Runtime, drive::Extra};
use office::despatch::Applied;
use store::{Expect, Table, load, row};

/// Despatches read at once.
const AT_ONCE: usize = 256;

/// The alarms about a despatch that end when evidence comes.
pub(crate) const SILENCE: [&str; 4] = [
    "despatch_uncertain",
    "despatch_no_acceptance",
    "despatch_no_acceptance_24h",
    "despatch_no_evidence",
];

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
        let mut alarm = |code: &str, message: &str| {
            set.put(self.outside_incident(id, code, message));
        };
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
                if !watch.no_evidence.is_empty() {
                    let silent = watch.no_evidence.join(", ");
                    alarm(
                        "despatch_no_evidence",
                        &format!(
                            "26 hours after acceptance neither delivery nor failure: {silent} / 26 ore dopo l'accettazione né consegna né mancata consegna: {silent}"
                        ),
                    );
                }
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
        set.guard(Table::Despatch, id, Expect::Revision(revision))
            .put(row);
        match self.commit(set).await {
            Ok(_) => Ok(true),
            Err(Fault::Conflict { .. }) => Ok(false),
            Err(e) => Err(e),
        }
    }
}
