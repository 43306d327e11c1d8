//! What a batch comes to, once its sets are folded: each row written once, in the order of tables.

use super::Change;
use crate::row::Instant;
use crate::search::MailWords;
use crate::table::{Key, Row, Table};
use crate::write::{CommitError, Expect, Write, WriteSet};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Tables whose rows leave by [`Write::Remove`] only.
const KEPT: [Table; 6] = [
    Table::Mail,
    Table::Receipt,
    Table::Despatch,
    Table::Registration,
    Table::Trace,
    Table::Removal,
];

/// A row to write; `new`: a guard says it is not there, so it is an insert.
pub(super) struct Put {
    pub row: Row,
    pub new: bool,
}

#[derive(Default)]
pub(super) struct Plan {
    pub puts: BTreeMap<(Table, Key), Put>,
    pub deletes: BTreeSet<(Table, Key)>,
    pub closes: Vec<(Uuid, i64, Instant)>,
    pub cursors: Vec<(Uuid, i64, i64)>,
    pub erased: Vec<Uuid>,
    pub skipped: Vec<(Uuid, i64)>,
    pub settled: bool,
    pub words: BTreeMap<Uuid, MailWords>,
    pub words_forgotten: bool,
    /// Principal, key, answer.
    pub answers: Vec<(String, String, serde_json::Value)>,
}

/// Why the set can never be written, seen from itself alone.
pub(super) fn refusal(set: &WriteSet, clock_test: bool) -> Option<CommitError> {
    set.writes
        .iter()
        .find_map(|write| match write {
            Write::Delete(table, _) if KEPT.contains(table) => {
                Some(format!("rows of {} leave by removal only", table.name()))
            }
            Write::Delete(Table::InstancePart | Table::Session | Table::Token, _) => {
                Some("this table has another key".into())
            }
            Write::Put(Row::Registration(_)) => Some("registrations are drawn, not put".into()),
            Write::Put(Row::Removal(_)) => Some("removals are acts, not put".into()),
            Write::EraseInstance(_) if !clock_test => {
                Some("instances are erased under the test clock only".into())
            }
            _ => None,
        })
        .map(CommitError::Refused)
}

impl Plan {
    /// Folds the set in, and answers what changes by it.
    pub(super) fn add(&mut self, set: &WriteSet) -> Vec<Change> {
        let guarded: HashMap<(Table, Uuid), &Expect> = set
            .guards
            .iter()
            .map(|g| ((g.table, g.id), &g.expect))
            .collect();
        let mut own: BTreeMap<(Table, Key), Put> = BTreeMap::new();
        for write in &set.writes {
            match write {
                Write::Put(row) => {
                    let spot = (row.table(), row.key());
                    let mut row = row.clone();
                    let mut new = own.get(&spot).is_some_and(|before| before.new);
                    if let Key::Id(id) = spot.1 {
                        match guarded.get(&(spot.0, id)) {
                            Some(Expect::Revision(n)) => row.revise(n + 1),
                            Some(Expect::Absent | Expect::Fresh) => new = true,
                            _ => {}
                        }
                    }
                    if let Row::Task(task) = &row {
                        let case = guarded.get(&(Table::Instance, task.instance));
                        new |= case == Some(&&Expect::Fresh);
                    }
                    self.deletes.remove(&spot);
                    own.insert(spot, Put { row, new });
                }
                Write::Delete(table, id) => self.delete(&mut own, (*table, Key::Id(*id))),
                Write::DeletePart { instance, part } => {
                    self.delete(&mut own, (Table::InstancePart, Key::Pair(*instance, *part)))
                }
                Write::DeleteSession(sha) => {
                    self.delete(&mut own, (Table::Session, Key::Hash(*sha)))
                }
                Write::DeleteToken(sha) => self.delete(&mut own, (Table::Token, Key::Hash(*sha))),
                Write::CloseWait { instance, wait } => {
                    own.retain(|_, put| close(&mut put.row, *instance, *wait, set.at));
                    self.closes.push((*instance, *wait, set.at));
                }
                Write::AdvanceCursor {
                    mailbox,
                    uid_validity,
                    uid,
                } => self.cursors.push((*mailbox, *uid_validity, *uid)),
                Write::EraseInstance(id) => self.erased.push(*id),
                Write::SkipNumbers { register, through } => {
                    self.skipped.push((*register, *through))
                }
                Write::RestoredSettled => self.settled = true,
                Write::IndexMail(words) => {
                    self.words.insert(words.mail, words.clone());
                }
                Write::ForgetWords => self.words_forgotten = true,
                Write::Answer {
                    principal,
                    key,
                    answer,
                } => self
                    .answers
                    .push((principal.clone(), key.clone(), answer.clone())),
                // Done by `register` and `removal`.
                Write::Register(_) | Write::Remove(_) => {}
            }
        }
        let changes = own
            .values()
            .filter_map(|put| change(&put.row))
            .chain(set.writes.iter().filter_map(other_change))
            .filter(|change| !set.hushed.contains(&change.table))
            .chain(set.told.iter().map(|table| Change {
                table: *table,
                id: Uuid::nil(),
                revision: None,
            }))
            .collect();
        // One by one: joining two maps walks both, and this one grows with the batch.
        self.puts.extend(own);
        changes
    }

    fn delete(&mut self, own: &mut BTreeMap<(Table, Key), Put>, spot: (Table, Key)) {
        own.remove(&spot);
        self.deletes.insert(spot);
    }
}

/// A row of the same set put before its wait was closed. False: it is not written at all.
fn close(row: &mut Row, instance: Uuid, wait: i64, at: Instant) -> bool {
    match row {
        Row::Timer(t) => (t.instance, t.wait) != (Some(instance), wait),
        Row::Subscription(s) => (s.instance, s.wait) != (Some(instance), wait),
        Row::Task(t) if (t.instance, t.wait) == (instance, wait) && t.state == "open" => {
            t.state = "cancelled".into();
            t.ended_at = Some(at);
            true
        }
        Row::Job(j)
            if (j.instance, j.wait) == (instance, wait)
                && !["done", "cancelled"].contains(&j.state.as_str()) =>
        {
            j.state = "cancelled".into();
            true
        }
        _ => true,
    }
}

fn change(row: &Row) -> Option<Change> {
    let Key::Id(id) = row.key() else { return None };
    let revision = match row {
        Row::Person(r) => Some(r.revision),
        Row::Office(r) => Some(r.revision),
        Row::Mailbox(r) => Some(r.revision),
        Row::Draft(r) => Some(r.revision),
        Row::Instance(r) => Some(r.revision),
        Row::Task(r) => Some(r.revision),
        Row::Job(r) => Some(r.revision),
        Row::Despatch(r) => Some(r.revision),
        Row::Reply(r) => Some(r.revision),
        _ => None,
    };
    Some(Change {
        table: row.table(),
        id,
        revision,
    })
}

fn other_change(write: &Write) -> Option<Change> {
    let (table, id) = match write {
        Write::Delete(table, id) => (*table, *id),
        Write::Register(r) => (Table::Registration, r.id),
        Write::AdvanceCursor { mailbox, .. } => (Table::Mailbox, *mailbox),
        Write::Remove(r) => (
            Table::ALL.iter().copied().find(|t| t.name() == r.table)?,
            r.object,
        ),
        Write::EraseInstance(id) => (Table::Instance, *id),
        _ => return None,
    };
    Some(Change {
        table,
        id,
        revision: None,
    })
}
