//! The words by which mails are found: entered a moment after the mail was kept, as bulk work, so that reading
//! a mailbox waits for nothing. Which mails are still to be done is stored with them.

use crate::{Act, Fault, Runtime, audit};
use contract::Arrival;
use office::Verb;
use serde_json::json;
use store::{MailWords, Write, load, row};

/// Mails whose words are entered in one commit.
const AT_ONCE: usize = 50;

impl Runtime {
    /// Enters the words of all mails that wait for it; answers how many those were.
    pub async fn index_mails(&self) -> Result<usize, Fault> {
        let mut done = 0;
        loop {
            let mails = load::mails_to_index(&self.store, AT_ONCE).await?;
            if mails.is_empty() || self.stopping() {
                return Ok(done);
            }
            done += mails.len();
            let words = tokio::task::spawn_blocking(move || {
                mails.iter().map(words_of).collect::<Vec<MailWords>>()
            })
            .await
            .map_err(Fault::broken)?;
            let mut set = self.own_set();
            set.bulk = true;
            for words in words {
                set.write(Write::IndexMail(words));
            }
            self.commit(set).await?;
        }
    }

    /// Makes the search index anew from the mails; answers how many there are.
    pub async fn rebuild_search(&self, act: &Act) -> Result<usize, Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        let mut set = self.set(act);
        set.write(Write::ForgetWords);
        set.audit(audit(act, "search.rebuild", "store", "mail", json!({})));
        self.commit(set).await?;
        self.index_mails().await
    }
}

/// A mail that could not be read is found by its headers' columns, which are empty.
pub(crate) fn words_of(mail: &row::Mail) -> MailWords {
    let arrival: Option<Arrival> = serde_json::from_value(mail.arrival.clone()).ok();
    let mut texts: Vec<&str> = vec![
        &mail.subject,
        &mail.from_address,
        &mail.from_name,
        &mail.message_id,
    ];
    if let Some(a) = &arrival {
        texts.extend(a.to.iter().chain(&a.cc).map(String::as_str));
        texts.extend(a.reply_to.as_deref());
        texts.extend(a.attachments.iter().map(|a| a.name.as_str()));
        texts.push(&a.text);
    }
    MailWords::of(mail.id, texts)
}
