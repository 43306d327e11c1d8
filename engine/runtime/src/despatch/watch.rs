//! Silence after a despatch left becomes an alarm, never a verdict.

use super::submitted::journey;
use crate::{Fault, Runtime, drive::Extra};
use office::despatch::Applied;
use store::{Expect, Table, load};

/// Without evidence for this long an unknown despatch goes to a person (pec.md: 30 minutes).
const UNKNOWN_AT_MOST: chrono::Duration = chrono::Duration::minutes(30);

impl Runtime {
    /// Looks after everything that left and is not settled: silence becomes an alarm, never a verdict.
    pub(crate) async fn watch_despatches(&self) -> Result<(), Fault> {
        let now = self.clock.now();
        for despatch in load::despatches_unsettled(&self.store, None, 1_000).await? {
            if despatch.state == "unknown" {
                let since = despatch.submitted_at.unwrap_or(despatch.created_at);
                if now - since > UNKNOWN_AT_MOST {
                    let said = despatch.last_error.clone().unwrap_or_default();
                    self.open_outside(self.outside_incident(
                        despatch.id,
                        "despatch_uncertain",
                        &said,
                    ))
                    .await?;
                }
                continue;
            }
            if !matches!(despatch.state.as_str(), "submitted" | "accepted") {
                continue;
            }
            let mut journey = journey(&despatch)?;
            let watch = journey.watch(now);
            if watch.changed {
                let mut set = self.own_set();
                let mut extra = Extra::default();
                let mut row = despatch.clone();
                self.put_journey(&mut row, &journey, &Applied::default(), &mut extra)?;
                set.guard(
                    Table::Despatch,
                    despatch.id,
                    Expect::Revision(despatch.revision),
                )
                .put(row);
                match self.commit(set).await {
                    Ok(_) | Err(Fault::Conflict { .. }) => {}
                    Err(e) => return Err(e),
                }
            }
            if watch.no_acceptance {
                self.open_outside(self.outside_incident(
                    despatch.id,
                    "despatch_no_acceptance",
                    "no acceptance 30 minutes after submission",
                ))
                .await?;
            }
            if !watch.no_evidence.is_empty() {
                self.open_outside(self.outside_incident(
                    despatch.id,
                    "despatch_no_evidence",
                    "no evidence 26 hours after acceptance",
                ))
                .await?;
            }
        }
        Ok(())
    }
}
