//! Alarms about a mailbox's terms and room: raised once for each degree, closed by themselves when the cause is gone.

use crate::{Fault, Runtime};
use office::upkeep::{Concern, Warning};
use store::{load, row};
use uuid::Uuid;

/// The concerns that are alarms here, each with its code. What is wrong at a moment only (it cannot be read, something is
/// missing) is raised where it is found.
const ALARMS: [(Concern, &str); 3] = [
    (Concern::Renewal, "mailbox_renewal"),
    (Concern::Secret, "mailbox_secret_old"),
    (Concern::Quota, "mailbox_quota"),
];

/// In both languages; the same words for the same degree, so that it is told apart from the one before.
fn words(address: &str, warning: &Warning) -> String {
    let on = warning.on.map(|d| d.to_string()).unwrap_or_default();
    let (it, en) = match (warning.concern, warning.degree) {
        (Concern::Renewal, 2) => (
            format!("il contratto della casella è scaduto il {on}"),
            format!("the contract of the mailbox ended on {on}"),
        ),
        (Concern::Renewal, degree) => {
            let days = office::upkeep::DAYS_BEFORE[usize::from(degree)];
            (
                format!("il contratto della casella scade il {on}, entro {days} giorni"),
                format!("the contract of the mailbox ends on {on}, within {days} days"),
            )
        }
        (Concern::Secret, 2) => (
            format!("la password della casella andava cambiata entro il {on}"),
            format!("the password of the mailbox was to be changed by {on}"),
        ),
        (Concern::Secret, degree) => {
            let days = office::upkeep::DAYS_BEFORE[usize::from(degree)];
            (
                format!("la password della casella va cambiata entro il {on}, entro {days} giorni"),
                format!("the password of the mailbox is to be changed by {on}, within {days} days"),
            )
        }
        (_, 2) => (
            "la casella è piena: il gestore può rifiutare i messaggi".to_owned(),
            "the mailbox is full: the provider may refuse messages".to_owned(),
        ),
        (_, degree) => {
            let percent = office::upkeep::PERCENT[usize::from(degree)];
            (
                format!("la casella è piena per più del {percent} %"),
                format!("the mailbox is more than {percent} % full"),
            )
        }
    };
    format!("{address}: {en} / {it}")
}

impl Runtime {
    /// Raises and closes the alarms about what ends and what is full.
    pub(super) async fn watch_terms(&self, id: Uuid, row: &row::Upkeep) -> Result<(), Fault> {
        let Some(mailbox) = load::mailbox(&self.store, id).await? else {
            return Ok(());
        };
        let warnings = self.health(row).warnings(self.today());
        for (concern, code) in ALARMS {
            match warnings.iter().find(|w| w.concern == concern) {
                Some(warning) => {
                    let said = words(&mailbox.address, warning);
                    self.raise_once(self.outside_incident(id, code, &said))
                        .await?;
                }
                None => self.close_outside(id, code).await?,
            }
        }
        Ok(())
    }

    /// Raises an alarm of no case, unless it is open or a person closed the very same one.
    pub(super) async fn raise_once(&self, incident: row::Incident) -> Result<(), Fault> {
        let found = load::incident(&self.store, incident.id).await?;
        let by_person = |i: &row::Incident| i.resolved_by.as_deref() != Some("system");
        match found {
            Some(found) if found.message == incident.message && by_person(&found) => Ok(()),
            _ => self.open_outside(incident).await,
        }
    }
}
