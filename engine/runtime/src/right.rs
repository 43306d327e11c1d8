//! Rights over the messages of a mailbox, given one by one by an administrator.
//!
//! A box never gives its messages to nobody: whatever class comes in has somebody who sees and sorts it.

use crate::mailbox::CHANGE_AGAIN;
use crate::{Act, Fault, Runtime, audit};
use office::{Grant, MessageClass, Right, Role, Verb, people, right::PERSON};
use serde_json::json;
use std::collections::BTreeSet;
use store::{Expect, Table, load, row};
use uuid::Uuid;

const GRANTS_MAX: usize = 200;

impl Runtime {
    /// Replaces the rights a mailbox gives; none: it goes by its offices and their roles again.
    pub async fn give_rights(
        &self,
        act: &Act,
        id: Uuid,
        rights: Vec<Grant>,
    ) -> Result<row::Mailbox, Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        let fields = self.wrong_rights(&rights).await?;
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        // Whoever watches the mailbox writes to its row too.
        let mut tries = 0;
        loop {
            tries += 1;
            let mailbox = load::mailbox(&self.store, id)
                .await?
                .ok_or_else(|| Fault::not_found("mailbox"))?;
            let changed = row::Mailbox {
                rights: rights.clone(),
                ..mailbox.clone()
            };
            let mut set = self.set(act);
            set.guard(Table::Mailbox, id, Expect::Revision(mailbox.revision))
                .put(changed.clone());
            set.audit(audit(
                act,
                "mailbox.rights",
                "mailbox",
                id,
                json!({ "before": mailbox.rights, "after": rights }),
            ));
            match self.commit(set).await {
                Err(Fault::Conflict { code, .. }) if code == "race" && tries < CHANGE_AGAIN => {}
                Err(e) => return Err(e),
                Ok(_) => {
                    return Ok(row::Mailbox {
                        revision: mailbox.revision + 1,
                        ..changed
                    });
                }
            }
        }
    }

    /// What is wrong with these rights, by field.
    async fn wrong_rights(&self, rights: &[Grant]) -> Result<Vec<(String, String, String)>, Fault> {
        let mut fields = Vec::new();
        let mut wrong = |field: String, it: String, en: String| fields.push((field, it, en));
        if rights.len() > GRANTS_MAX {
            wrong(
                "rights".into(),
                format!("Al più {GRANTS_MAX} righe: dare i diritti a uffici invece che a persone."),
                format!("At most {GRANTS_MAX} lines: give rights to offices rather than people."),
            );
            return Ok(fields);
        }
        let offices: BTreeSet<String> = load::offices(&self.store)
            .await?
            .into_iter()
            .flat_map(|o| [people::office_group(&o.key), people::head_group(&o.key)])
            .collect();
        let roles = Role::ALL.map(people::role_group);
        for (n, grant) in rights.iter().enumerate() {
            let known = match grant.to.strip_prefix(PERSON) {
                Some(login) => load::person_by_login(&self.store, login)
                    .await?
                    .is_some_and(|p| p.active),
                None => offices.contains(&grant.to) || roles.contains(&grant.to),
            };
            if !known {
                wrong(
                    format!("rights.{n}.to"),
                    format!(
                        "«{}» non è un ufficio, un responsabile, un ruolo o una persona attiva.",
                        grant.to
                    ),
                    format!("«{}» is no office, head, role or active person.", grant.to),
                );
            }
            let needs_view = grant.rights.iter().any(|r| *r != Right::Send);
            if grant.rights.is_empty() {
                wrong(
                    format!("rights.{n}.rights"),
                    "Scegliere almeno un diritto, o togliere la riga.".into(),
                    "Choose one right at least, or remove the line.".into(),
                );
            } else if needs_view && !grant.rights.contains(&Right::View) {
                wrong(
                    format!("rights.{n}.rights"),
                    "Chi risponde, inoltra, protocolla o smista deve anche vedere: aggiungere «Vedere».".into(),
                    "Who answers, forwards, registers or sorts must also see: add \"See\".".into(),
                );
            }
        }
        let given = |right: Right, class: MessageClass| {
            // What ends one day leaves nobody then.
            rights.iter().filter(|g| g.last_day.is_none()).any(|g| {
                g.rights.contains(&right) && (g.classes.is_empty() || g.classes.contains(&class))
            })
        };
        for class in MessageClass::ALL {
            let (it, en) = words(class);
            if !rights.is_empty() && !given(Right::View, class) {
                wrong(
                    "rights".into(),
                    format!(
                        "Nessuno potrebbe vedere {it}: dare a qualcuno il diritto di vedere, senza scadenza."
                    ),
                    format!(
                        "Nobody could see {en}: give somebody the right to see, without an end."
                    ),
                );
            } else if !rights.is_empty() && comes_in(class) && !given(Right::Sort, class) {
                wrong(
                    "rights".into(),
                    format!(
                        "Nessuno potrebbe smistare {it}: dare a qualcuno il diritto di smistare, senza scadenza."
                    ),
                    format!(
                        "Nobody could sort {en}: give somebody the right to sort, without an end."
                    ),
                );
            }
        }
        Ok(fields)
    }
}

/// Messages that wait for a person when they start nothing.
fn comes_in(class: MessageClass) -> bool {
    !matches!(class, MessageClass::Sent | MessageClass::Receipt)
}

fn words(class: MessageClass) -> (&'static str, &'static str) {
    match class {
        MessageClass::Certified => ("la PEC ricevuta", "certified mail"),
        MessageClass::Ordinary => ("la posta ordinaria", "ordinary mail"),
        MessageClass::Receipt => ("le ricevute", "receipts"),
        MessageClass::Quarantined => ("i messaggi in quarantena", "quarantined messages"),
        MessageClass::Sent => ("i messaggi spediti", "what was sent"),
    }
}
