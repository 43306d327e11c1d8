//! What stands in for the outside: a mailbox that holds what the scenario puts there, and connectors
//! that answer what the scenario says. They check and prepare with their own code.

use chrono::{DateTime, Utc};
use contract::{
    Arrival, Batch, Boxed, Call, Cursor, Disposition, Fetched, Inbound, InputProblem, Listed,
    Listing, Outbound, Outcome, Prepared, Quota, Raw, SourceError, Template,
};
use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Shared between the scenario, its mailboxes and its connectors.
#[derive(Clone, Default)]
pub(crate) struct Tape(Arc<Mutex<Recorded>>);

#[derive(Default)]
struct Recorded {
    /// Mails by mailbox (the path of its source), uid from 1.
    mails: BTreeMap<String, Vec<(Option<DateTime<Utc>>, Vec<u8>)>>,
    /// Answers by kind, oldest first.
    answers: BTreeMap<String, VecDeque<Outcome>>,
    /// Kinds that were asked and had no answer.
    unanswered: Vec<String>,
}

impl Tape {
    fn open(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lays a mail into a mailbox; answers its uid.
    pub fn lay(
        &self,
        mailbox: &str,
        arrived_at: Option<DateTime<Utc>>,
        arrival: &Arrival,
    ) -> Result<u64, serde_json::Error> {
        let bytes = serde_json::to_vec(arrival)?;
        let mut tape = self.open();
        let mails = tape.mails.entry(mailbox.into()).or_default();
        mails.push((arrived_at, bytes));
        Ok(mails.len() as u64)
    }

    /// What the next job of this kind will be told.
    pub fn answer(&self, kind: &str, outcome: Outcome) {
        self.open()
            .answers
            .entry(kind.into())
            .or_default()
            .push_back(outcome);
    }

    /// Takes the kinds that had no answer, and forgets answers nobody asked for.
    pub fn settle(&self) -> (Vec<String>, Vec<String>) {
        let mut tape = self.open();
        let unasked = std::mem::take(&mut tape.answers)
            .into_iter()
            .filter(|(_, left)| !left.is_empty())
            .map(|(kind, _)| kind)
            .collect();
        (std::mem::take(&mut tape.unanswered), unasked)
    }

    pub fn source(&self, mailbox: &str) -> Source {
        Source {
            tape: self.clone(),
            mailbox: mailbox.into(),
        }
    }

    pub fn connector(&self, inner: Arc<dyn Outbound>) -> Connector {
        Connector {
            tape: self.clone(),
            inner,
        }
    }
}

pub(crate) struct Source {
    tape: Tape,
    mailbox: String,
}

impl Inbound for Source {
    fn list(&mut self) -> Boxed<'_, Result<Listing, SourceError>> {
        let tape = self.tape.open();
        let mails = tape.mails.get(&self.mailbox).into_iter().flatten();
        let items: Vec<Listed> = mails
            .zip(1..)
            .map(|((arrived, _), uid)| Listed {
                uid,
                internal_date: *arrived,
            })
            .collect();
        Box::pin(async move {
            Ok(Listing {
                uid_validity: 1,
                uid_next: items.len() as u64 + 1,
                items,
            })
        })
    }

    fn quota(&mut self) -> Boxed<'_, Result<Option<Quota>, SourceError>> {
        Box::pin(async { Ok(None) })
    }

    fn fetch(
        &mut self,
        cursor: Cursor,
        limit: u32,
        _size_cap: u64,
    ) -> Boxed<'_, Result<Batch, SourceError>> {
        let items: Vec<Fetched> = self
            .tape
            .open()
            .mails
            .get(&self.mailbox)
            .into_iter()
            .flatten()
            .zip(1..)
            .filter(|(_, uid)| *uid > cursor.uid)
            .take(limit as usize)
            .map(|((arrived, bytes), uid)| Fetched {
                uid,
                internal_date: *arrived,
                raw: Raw::Whole(bytes.clone()),
            })
            .collect();
        Box::pin(async move {
            Ok(Batch {
                uid_validity: 1,
                renumbered: false,
                more: items.len() == limit as usize,
                items,
                vanished: Vec::new(),
            })
        })
    }

    fn wait(&mut self, _at_most: Duration) -> Boxed<'_, Result<(), SourceError>> {
        Box::pin(async { Ok(()) })
    }

    fn settle<'a>(
        &'a mut self,
        _uid: u64,
        _disposition: &'a Disposition,
    ) -> Boxed<'a, Result<(), SourceError>> {
        Box::pin(async { Ok(()) })
    }

    fn answered(&mut self) -> Boxed<'_, Result<Option<HashSet<String>>, SourceError>> {
        Box::pin(async { Ok(None) })
    }

    fn sent_contains<'a>(
        &'a mut self,
        _message_id: &'a str,
    ) -> Boxed<'a, Result<Option<bool>, SourceError>> {
        Box::pin(async { Ok(None) })
    }
}

pub(crate) struct Connector {
    tape: Tape,
    inner: Arc<dyn Outbound>,
}

impl Outbound for Connector {
    fn template(&self) -> Template {
        self.inner.template()
    }

    fn check(&self, inputs: &serde_json::Map<String, serde_json::Value>) -> Vec<InputProblem> {
        self.inner.check(inputs)
    }

    fn prepare(&self, call: &Call) -> Result<Option<Prepared>, Outcome> {
        self.inner.prepare(call)
    }

    fn perform<'a>(
        &'a self,
        call: &'a Call,
        _prepared: Option<&'a Prepared>,
    ) -> Boxed<'a, Outcome> {
        Box::pin(async move {
            let mut tape = self.tape.open();
            let told = tape
                .answers
                .get_mut(&call.kind)
                .and_then(VecDeque::pop_front);
            told.unwrap_or_else(|| {
                tape.unanswered.push(call.kind.clone());
                Outcome::RetryAfter {
                    after: Duration::from_secs(1),
                    reason: "the scenario does not say what the connector answers".into(),
                }
            })
        })
    }
}
