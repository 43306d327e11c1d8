//! Which of the waiting sets go together: none that would have to see another's effect.

use super::Answer;
use crate::table::{Key, Row, Table};
use crate::write::{Write, WriteSet};
use std::collections::{HashSet, VecDeque};
use std::time::Duration;
use tokio::time::Instant;
use uuid::Uuid;

/// While others commit, bulk work rests this many times as long as its last batch took.
const RESTS: u32 = 3;
/// The longest rest.
const REST_MAX: Duration = Duration::from_millis(50);
/// Others are about so long after their last set.
const OTHERS_FOR: Duration = Duration::from_millis(100);

const SETS_MAX: usize = 256;
const BYTES_MAX: usize = 4 << 20;

pub(crate) struct Waiting {
    pub set: WriteSet,
    pub answer: Answer,
    touches: Touches,
    bytes: usize,
}

/// Something two sets can meet at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Spot {
    Row(Table, Key),
    /// Tasks and jobs of a wait.
    Wait(Uuid, i64),
    Command(Uuid),
    Idempotency(String, String),
}

#[derive(Debug, Default)]
struct Touches {
    written: Vec<Spot>,
    read: Vec<Spot>,
    /// Touches more than it names.
    alone: bool,
}

impl Waiting {
    pub(super) fn new(set: WriteSet, answer: Answer) -> Waiting {
        let touches = touches(&set);
        let bytes = set.writes.iter().map(weight).sum::<usize>() + 256 * (set.audit.len() + 1);
        Waiting {
            set,
            answer,
            touches,
            bytes,
        }
    }
}

fn touches(set: &WriteSet) -> Touches {
    let mut t = Touches::default();
    if let Some(command) = &set.command {
        t.written.push(Spot::Command(command.id));
        if let Some(key) = &command.idempotency_key {
            t.written
                .push(Spot::Idempotency(command.principal.clone(), key.clone()));
        }
    }
    t.read
        .extend(set.guards.iter().map(|g| Spot::Row(g.table, Key::Id(g.id))));
    for write in &set.writes {
        match write {
            Write::Put(row) => {
                t.written.push(Spot::Row(row.table(), row.key()));
                match row {
                    Row::Task(task) => t.written.push(Spot::Wait(task.instance, task.wait)),
                    Row::Job(job) => t.written.push(Spot::Wait(job.instance, job.wait)),
                    _ => {}
                }
            }
            Write::Delete(table, id) => t.written.push(Spot::Row(*table, Key::Id(*id))),
            Write::DeletePart { instance, part } => t
                .written
                .push(Spot::Row(Table::InstancePart, Key::Pair(*instance, *part))),
            Write::DeleteSession(sha) => t.written.push(Spot::Row(Table::Session, Key::Hash(*sha))),
            Write::DeleteToken(sha) => t.written.push(Spot::Row(Table::Token, Key::Hash(*sha))),
            Write::CloseWait { instance, wait } => t.written.push(Spot::Wait(*instance, *wait)),
            Write::Register(r) => t
                .written
                .push(Spot::Row(Table::Registration, Key::Id(r.id))),
            Write::Answer { principal, key, .. } => t
                .written
                .push(Spot::Idempotency(principal.clone(), key.clone())),
            // Cursors only move forward and numbers are drawn in order: they may meet in one batch.
            Write::AdvanceCursor { .. } => {}
            // The last words entered hold.
            Write::IndexMail(_) => {}
            Write::Remove(_)
            | Write::EraseInstance(_)
            | Write::SkipNumbers { .. }
            | Write::ForgetWords
            | Write::RestoredSettled => t.alone = true,
        }
    }
    t
}

fn weight(write: &Write) -> usize {
    let extra = match write {
        Write::Put(Row::Instance(r)) => r.snapshot.len(),
        Write::Put(Row::InstancePart(r)) => r.bytes.len(),
        Write::Put(Row::Trace(r)) => r.bytes.len(),
        Write::IndexMail(words) => words.len(),
        Write::Put(Row::Mail(_) | Row::Despatch(_)) => 4_096,
        Write::Put(Row::Job(_) | Row::Event(_) | Row::Task(_)) => 1_024,
        Write::Put(Row::Draft(r)) => r.files.as_object().map_or(0, |files| {
            files
                .values()
                .map(|v| v.as_str().map_or(64, str::len))
                .sum()
        }),
        _ => 0,
    };
    256 + extra
}

#[derive(Default)]
pub(super) struct Queue {
    waiting: VecDeque<Waiting>,
    bulk: VecDeque<Waiting>,
    /// When somebody else's set was last picked.
    others_at: Option<Instant>,
    /// Bulk work is not picked before.
    rests_until: Option<Instant>,
}

impl Queue {
    pub(super) fn push(&mut self, waiting: Waiting) {
        if waiting.set.bulk {
            self.bulk.push_back(waiting)
        } else {
            self.waiting.push_back(waiting)
        }
    }

    pub(super) fn len(&self) -> usize {
        self.waiting.len() + self.bulk.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.waiting.len() >= SETS_MAX
    }

    /// When a batch can be picked; None: nothing waits.
    pub(super) fn ready_at(&self, now: Instant) -> Option<Instant> {
        if !self.waiting.is_empty() {
            return Some(now);
        }
        let rests_until = self.rests_until.unwrap_or(now).max(now);
        (!self.bulk.is_empty()).then_some(rests_until)
    }

    /// A batch with bulk work took so long.
    pub(super) fn rest(&mut self, now: Instant, took: Duration) {
        let others = self
            .others_at
            .is_some_and(|at| now.duration_since(at) < OTHERS_FOR);
        self.rests_until = others.then(|| now + (took * RESTS).min(REST_MAX));
    }

    /// The next batch. A set that meets one before it, in the batch or left behind, stays for the next, so that
    /// no set overtakes another it depends on.
    pub(super) fn pick(&mut self, now: Instant) -> Vec<Waiting> {
        let mut picked = Picked::default();
        let mut half = SETS_MAX;
        if !self.waiting.is_empty() {
            self.others_at = Some(now);
            half = SETS_MAX / 2;
        }
        if self.rests_until.is_none_or(|until| now >= until) {
            picked.from(&mut self.bulk, half, BYTES_MAX / 2);
        }
        picked.from(&mut self.waiting, SETS_MAX, BYTES_MAX);
        picked.batch
    }
}

#[derive(Default)]
struct Picked {
    batch: Vec<Waiting>,
    bytes: usize,
    written: HashSet<Spot>,
    closed: bool,
}

impl Picked {
    fn from(&mut self, queue: &mut VecDeque<Waiting>, sets_max: usize, bytes_max: usize) {
        let mut left = VecDeque::new();
        while let Some(next) = queue.pop_front() {
            let full = self.closed
                || self.batch.len() >= sets_max
                || (!self.batch.is_empty() && self.bytes + next.bytes > bytes_max);
            if full {
                left.push_back(next);
                break;
            }
            let meets = next
                .touches
                .written
                .iter()
                .chain(&next.touches.read)
                .any(|spot| self.written.contains(spot));
            let fits = if next.touches.alone {
                self.batch.is_empty() && left.is_empty()
            } else {
                !meets
            };
            self.written.extend(next.touches.written.iter().cloned());
            if fits {
                self.closed = next.touches.alone;
                self.bytes += next.bytes;
                self.batch.push(next);
            } else {
                // Nothing may pass a set that must be alone.
                self.closed = next.touches.alone;
                left.push_back(next);
            }
        }
        while let Some(set) = left.pop_back() {
            queue.push_front(set);
        }
    }
}

/// The row a unique error is most likely about: the first put whose table the error names.
pub(super) fn unique_suspect(set: &WriteSet, error: &str) -> Option<(Table, Uuid)> {
    let named = |table: Table| {
        error.contains(&format!("{}.", table.name()))
            || error.contains(&format!("\"{}_", table.name()))
    };
    set.writes.iter().find_map(|write| match write {
        Write::Put(row) if named(row.table()) => match row.key() {
            Key::Id(id) | Key::Pair(id, _) => Some((row.table(), id)),
            Key::Hash(_) => None,
        },
        Write::Register(r) if named(Table::Registration) => Some((Table::Registration, r.id)),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn push(queue: &mut Queue, bulk: bool) {
        let mut set = WriteSet::new(chrono::Utc::now());
        set.bulk = bulk;
        let (answer, _) = tokio::sync::oneshot::channel();
        queue.push(Waiting::new(set, answer));
    }

    #[test]
    fn bulk_work_rests_between_its_batches_while_others_commit() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        let ms = |n| start + Duration::from_millis(n);
        push(&mut queue, false);
        push(&mut queue, true);
        assert_eq!(queue.pick(start).len(), 2);
        queue.rest(ms(2), Duration::from_millis(2));
        push(&mut queue, true);
        assert_eq!(queue.ready_at(ms(3)), Some(ms(8)));
        assert!(queue.pick(ms(3)).is_empty());
        push(&mut queue, false);
        assert_eq!(queue.ready_at(ms(3)), Some(ms(3)));
        let picked = queue.pick(ms(3));
        assert!(picked.len() == 1 && !picked[0].set.bulk);
        let picked = queue.pick(ms(8));
        assert!(picked.len() == 1 && picked[0].set.bulk);
    }

    #[test]
    fn bulk_work_alone_never_rests() {
        let (mut queue, start) = (Queue::default(), Instant::now());
        push(&mut queue, true);
        assert_eq!(queue.pick(start).len(), 1);
        queue.rest(start, Duration::from_millis(2));
        push(&mut queue, true);
        assert_eq!(queue.ready_at(start), Some(start));
        assert_eq!(queue.pick(start).len(), 1);
    }
}
