//! The conversation a message belongs to: by its case, and by who names whom in References and In-Reply-To.
//!
//! Receipts are left out: they are told with their despatch. What the viewer may not see is counted, not shown.

use super::mail::{newest, newest_despatches};
use super::reach::{Where, despatches as despatch_reach, mails as mail_reach};
use super::{DespatchItem, MailItem};
use crate::cell::{Cell, text};
use crate::fault::StoreError;
use crate::sql::{Run, list, uuids};
use crate::store::Store;
use ::office::Viewer;
use sea_orm::Value;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Where a conversation is looked at from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ThreadOf {
    Mail(Uuid),
    Despatch(Uuid),
}

/// What belongs together, as far as the viewer may see it. In no order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Thread {
    pub mails: Vec<MailItem>,
    pub despatches: Vec<DespatchItem>,
    /// There are so many more that the viewer may not see.
    pub hidden: usize,
    /// It was longer than is followed.
    pub partial: bool,
}

/// Messages of one conversation that are followed.
const THREAD_MAX: usize = 400;
/// How far from the message names are followed.
const ROUNDS_MAX: usize = 12;

/// The conversation of a message; None when the viewer may not see the message itself.
pub async fn thread(
    viewer: &Viewer,
    store: &Store,
    of: ThreadOf,
) -> Result<Option<Thread>, StoreError> {
    let mut found = Found::default();
    let case = match of {
        ThreadOf::Mail(id) => match super::mail(viewer, store, id).await? {
            Some(item) => {
                found.mails.insert(id);
                item.mail.instance
            }
            None => return Ok(None),
        },
        ThreadOf::Despatch(id) => match super::despatch(viewer, store, id).await? {
            Some(item) => {
                found.despatches.insert(id);
                item.despatch.instance
            }
            None => return Ok(None),
        },
    };
    if let Some(case) = case {
        found.of_case(store, case).await?;
    }
    let (mut mails, mut despatches) = (found.mails.clone(), found.despatches.clone());
    let mut partial = true;
    for _ in 0..ROUNDS_MAX {
        let known = (found.mails.len(), found.despatches.len());
        found.follow(store, &mails, &despatches).await?;
        if known == (found.mails.len(), found.despatches.len()) {
            partial = false;
            break;
        }
        if found.mails.len() + found.despatches.len() >= THREAD_MAX {
            break;
        }
        (mails, despatches) = (found.mails.clone(), found.despatches.clone());
    }
    let mut seen = Thread {
        partial,
        ..Thread::default()
    };
    if !found.mails.is_empty() {
        let (places, values) = list(uuids(found.mails.iter().copied()));
        let mut w = Where::default();
        w.and(&format!("m.id IN ({places})"), values);
        w.reach(mail_reach(viewer));
        seen.mails = newest(store, w, found.mails.len()).await?;
    }
    if !found.despatches.is_empty() {
        let (places, values) = list(uuids(found.despatches.iter().copied()));
        let mut w = Where::default();
        w.and(&format!("m.id IN ({places})"), values);
        w.reach(despatch_reach(viewer));
        seen.despatches = newest_despatches(store, w, found.despatches.len()).await?;
    }
    let all = found.mails.len() + found.despatches.len();
    seen.hidden = all - seen.mails.len() - seen.despatches.len();
    Ok(Some(seen))
}

#[derive(Default)]
struct Found {
    mails: BTreeSet<Uuid>,
    despatches: BTreeSet<Uuid>,
    /// Message-IDs and PEC identifiers they have or name.
    names: BTreeSet<String>,
}

const MESSAGES: &str = "m.kind <> 'receipt' AND m.state <> 'duplicate'";

impl Found {
    async fn of_case(&mut self, store: &Store, case: Uuid) -> Result<(), StoreError> {
        let sql = format!(
            "SELECT m.id FROM mail m WHERE m.instance = ? AND {MESSAGES} ORDER BY m.id LIMIT {THREAD_MAX}"
        );
        for r in &store.read().all(&sql, vec![case.put()]).await? {
            self.mails.insert(Cell::get(r, 0)?);
        }
        let sql =
            format!("SELECT id FROM despatch WHERE instance = ? ORDER BY id LIMIT {THREAD_MAX}");
        for r in &store.read().all(&sql, vec![case.put()]).await? {
            self.despatches.insert(Cell::get(r, 0)?);
        }
        Ok(())
    }

    /// Adds what these messages name, what names them, and what answers them.
    async fn follow(
        &mut self,
        store: &Store,
        mails: &BTreeSet<Uuid>,
        despatches: &BTreeSet<Uuid>,
    ) -> Result<(), StoreError> {
        if !mails.is_empty() {
            let (places, values) = list(uuids(mails.iter().copied()));
            let sql = format!("SELECT message_id, despatch FROM mail WHERE id IN ({places})");
            for r in &store.read().all(&sql, values.clone()).await? {
                self.names.insert(Cell::get(r, 0)?);
                let answered: Option<Uuid> = r.try_get_by_index(1)?;
                self.despatches.extend(answered);
            }
            let sql =
                format!("SELECT DISTINCT message_id FROM mail_reference WHERE mail IN ({places})");
            for r in &store.read().all(&sql, values.clone()).await? {
                self.names.insert(Cell::get(r, 0)?);
            }
            let sql = format!("SELECT id FROM despatch WHERE answers IN ({places})");
            for r in &store.read().all(&sql, values).await? {
                self.despatches.insert(Cell::get(r, 0)?);
            }
        }
        if !despatches.is_empty() {
            let (places, values) = list(uuids(despatches.iter().copied()));
            let sql = format!(
                "SELECT message_id, COALESCE(pec_id, ''), answers FROM despatch WHERE id IN ({places})"
            );
            for r in &store.read().all(&sql, values).await? {
                self.names.insert(Cell::get(r, 0)?);
                self.names.insert(Cell::get(r, 1)?);
                let answers: Option<Uuid> = r.try_get_by_index(2)?;
                self.mails.extend(answers);
            }
        }
        self.names.remove("");
        if self.names.is_empty() {
            return Ok(());
        }
        let names: Vec<Value> = self
            .names
            .iter()
            .take(THREAD_MAX * 4)
            .map(|n| text(n))
            .collect();
        let (places, values) = list(names);
        let ways = [
            format!(
                "SELECT m.id FROM mail m WHERE m.message_id IN ({places}) AND {MESSAGES} LIMIT {THREAD_MAX}"
            ),
            format!(
                "SELECT m.id FROM mail m WHERE m.id IN (SELECT mail FROM mail_reference WHERE message_id IN ({places})) AND {MESSAGES} LIMIT {THREAD_MAX}"
            ),
        ];
        for sql in ways {
            for r in &store.read().all(&sql, values.clone()).await? {
                self.mails.insert(Cell::get(r, 0)?);
            }
        }
        for column in ["message_id", "pec_id"] {
            let sql =
                format!("SELECT id FROM despatch WHERE {column} IN ({places}) LIMIT {THREAD_MAX}");
            for r in &store.read().all(&sql, values.clone()).await? {
                self.despatches.insert(Cell::get(r, 0)?);
            }
        }
        Ok(())
    }
}
