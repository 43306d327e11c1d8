//! Trying a mailbox that is already connected, with the password that is kept.

use crate::{Act, Fault, Runtime, mailbox};
use contract::Survey;
use office::Verb;
use store::load;
use uuid::Uuid;

impl Runtime {
    /// Connects and counts, reading no message. Refuses with the server's own words when it does not work.
    pub async fn test_mailbox(&self, act: &Act, id: Uuid) -> Result<Survey, Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        let row = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let settings = mailbox::settings(&row).map_err(Fault::broken)?;
        let secrets = self.secrets(&row).map_err(Fault::broken)?;
        self.survey_mailbox(act, &settings, &secrets.password).await
    }
}
