//! What others write to our mailboxes: certified by another gestore, or ordinary and wrapped.

use crate::{
    address,
    directory::Place,
    letter::{Injected, Letter},
    maildir,
    provider::{Provider, ProviderError, crlf, new_id},
    submission::Submission,
};
use chrono::{DateTime, Utc};
use std::path::PathBuf;

impl Provider {
    /// An ordinary mail from outside, wrapped, into one of our mailboxes.
    pub fn deliver_ordinary(
        &self,
        raw: &[u8],
        sender: &str,
        to: &str,
        now: DateTime<Utc>,
    ) -> Result<PathBuf, ProviderError> {
        let Some(mailbox) = self.directory.maildir(to) else {
            return Err(ProviderError::NoMailbox {
                address: to.to_owned(),
            });
        };
        let envelope = self.own.anomaly(&crlf(raw), sender, to, now)?;
        Ok(maildir::deliver(&mailbox, &self.own.host, &envelope, now)?)
    }

    /// The envelope of a letter and where it goes. `inner` stands in for the mail the letter makes.
    pub fn compose(
        &self,
        letter: &Letter,
        inner: Option<&[u8]>,
        now: DateTime<Utc>,
    ) -> Result<(Vec<u8>, Submission), ProviderError> {
        let at = letter.sent_at.unwrap_or(now);
        let issuer = match self.directory.place(&letter.from) {
            Place::Own => &self.own,
            Place::Peer(index) => &self.peers[index],
            _ => self.peers.first().unwrap_or(&self.own),
        };
        let domain = address::domain(&letter.from);
        let message_id = letter
            .message_id
            .clone()
            .unwrap_or_else(|| format!("{}@{domain}", uuid::Uuid::new_v4().simple()));
        let raw = letter.original(&message_id, at);
        let recipients = letter.to.iter().chain(&letter.cc).cloned().collect();
        let submission = letter.submission(&raw, new_id(issuer), recipients, at);
        Ok((
            issuer.envelope(&submission, inner.unwrap_or(&raw), at)?,
            submission,
        ))
    }

    /// Delivers a letter to those of its recipients that are mailboxes here.
    pub fn inject(&self, letter: &Letter, now: DateTime<Utc>) -> Result<Injected, ProviderError> {
        let (envelope, submission) = self.compose(letter, None, now)?;
        let mailboxes: Vec<PathBuf> = submission
            .recipients
            .iter()
            .filter_map(|address| self.directory.maildir(address))
            .collect();
        if mailboxes.is_empty() {
            return Err(ProviderError::NoMailbox {
                address: submission.recipients.join(", "),
            });
        }
        let mut files = Vec::new();
        for mailbox in mailboxes {
            let at = submission.at;
            files.push(maildir::deliver(&mailbox, &self.own.host, &envelope, at)?);
        }
        let message_id = submission.reference().to_owned();
        Ok(Injected {
            message_id,
            identificativo: submission.id,
            files,
        })
    }
}
