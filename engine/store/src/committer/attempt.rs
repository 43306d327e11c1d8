//! One run of one batch: a transaction from its first read to its COMMIT.

use super::chain::{self, Chain};
use super::plan::{self, Plan};
use super::register::Registers;
use super::removal;
use super::script::Script;
use super::{Change, Committer, apply, guard, leasing};
use crate::blob::Kept;
use crate::crash::{Point, crash_point};
use crate::lease::Lease;
use crate::row::{self, Sha};
use crate::write::{CommitError, Committed, Write, WriteSet};
use sea_orm::{DatabaseTransaction, DbErr};
use std::collections::HashMap;
use std::task::Poll;

/// What became of one set.
pub(super) enum Outcome {
    Committed {
        committed: Committed,
        changes: Vec<Change>,
    },
    Refused(CommitError),
}

/// One outcome a set, one list of jobs a lease.
pub(super) type Answers = (Vec<Outcome>, Vec<Vec<row::Job>>);

pub(super) struct Done {
    /// Where the chain stands after it; None: not opened yet.
    pub chain: Option<Chain>,
    pub answers: Answers,
}

pub(super) struct Failure {
    pub error: DbErr,
    /// COMMIT was sent: this is what holds if it happened.
    pub sent: Option<Done>,
}

impl Failure {
    pub(super) fn before(error: DbErr) -> Box<Failure> {
        Box::new(Failure { error, sent: None })
    }
}

/// Nothing was written so far, or something was.
struct Work {
    done: Done,
    dirty: bool,
    blobs: Vec<(Sha, Kept)>,
    plan: Plan,
}

pub(super) async fn attempt(
    committer: &mut Committer,
    sets: &[&WriteSet],
    leases: &[&Lease],
) -> Result<Done, Box<Failure>> {
    let tx = crate::boot::begin(&committer.writer)
        .await
        .map_err(Failure::before)?;
    crash_point(Point::CommitBegin);
    let work = match work(committer, &tx, sets, leases).await {
        Ok(work) if work.dirty => work,
        other => {
            // Refusals and repeats only, or an error. A rollback that fails leaves the connection to be replaced.
            committer.stale |= tx.rollback().await.is_err();
            return other.map(|work| work.done).map_err(Failure::before);
        }
    };
    crash_point(Point::CommitBefore);
    let Work {
        done, blobs, plan, ..
    } = work;
    let mut sent = std::pin::pin!(tx.commit());
    let ended = futures::poll!(&mut sent);
    // The disk is at work now: the time to let go of the rows.
    drop(plan);
    let ended = match ended {
        Poll::Ready(ended) => ended,
        Poll::Pending => sent.await,
    };
    match ended {
        Ok(()) => {
            crash_point(Point::CommitAfter);
            committer.blobs.settled(&blobs);
            Ok(done)
        }
        Err(error) => {
            committer.stale = true;
            Err(Box::new(Failure {
                error,
                sent: Some(done),
            }))
        }
    }
}

async fn work(
    committer: &Committer,
    tx: &DatabaseTransaction,
    sets: &[&WriteSet],
    leases: &[&Lease],
) -> Result<Work, DbErr> {
    let postgres = committer.is_postgres();
    let repeats = guard::repeats(tx, sets).await?;
    let mut refusals: HashMap<usize, CommitError> = HashMap::new();
    for (at, set) in sets.iter().enumerate() {
        if let Some(refusal) = plan::refusal(set, committer.clock_test) {
            refusals.insert(at, refusal);
        }
    }
    let asked = |refusals: &HashMap<usize, CommitError>| -> Vec<(usize, &WriteSet)> {
        sets.iter()
            .enumerate()
            .filter(|(at, _)| !repeats.contains_key(at) && !refusals.contains_key(at))
            .map(|(at, set)| (at, *set))
            .collect()
    };
    let failures = guard::failures(tx, asked(&refusals).into_iter(), postgres).await?;
    refusals.extend(failures);
    let mut registers = Registers::load(
        tx,
        asked(&refusals).into_iter().map(|(_, set)| set),
        postgres,
    )
    .await?;
    for (at, set) in asked(&refusals) {
        if let Some(refusal) = registers.refusal(set) {
            refusals.insert(at, refusal);
        }
    }
    let mut removed: Vec<row::Audit> = Vec::new();
    for (at, set) in asked(&refusals) {
        for act in set.writes.iter().filter_map(|w| {
            if let Write::Remove(act) = w {
                Some(act)
            } else {
                None
            }
        }) {
            match removal::remove(tx, act).await? {
                Ok(done) => removed.push(done),
                // A set with an act is alone in its batch: the rollback undoes only its own.
                Err(refusal) => {
                    refusals.insert(at, refusal);
                }
            }
        }
    }
    let live = asked(&refusals);
    let touched = live.iter().flat_map(|(_, set)| set.jobs()).collect();
    let mut jobs = Vec::with_capacity(leases.len());
    for lease in leases {
        jobs.push(leasing::take(tx, lease, &touched, postgres).await?);
    }
    let leased = jobs.iter().any(|taken| !taken.is_empty());
    let dirty = leased
        || live.iter().any(|(_, set)| {
            !set.writes.is_empty() || !set.audit.is_empty() || set.command.is_some()
        });
    let answer = |(at, outcome): (usize, Option<Outcome>)| {
        if let Some(answer) = repeats.get(&at) {
            let committed = Committed {
                registered: Vec::new(),
                at: sets[at].at,
                duplicate_of: Some(answer.clone()),
            };
            return Outcome::Committed {
                committed,
                changes: Vec::new(),
            };
        }
        let refusal = || {
            refusals
                .get(&at)
                .cloned()
                .unwrap_or_else(|| CommitError::Broken("a set without an outcome".into()))
        };
        outcome.unwrap_or_else(|| Outcome::Refused(refusal()))
    };
    let mut outcomes: Vec<Option<Outcome>> = sets.iter().map(|_| None).collect();
    if !dirty {
        // The sets that are live want nothing written.
        for (at, set) in &live {
            let committed = Committed {
                registered: Vec::new(),
                at: set.at,
                duplicate_of: None,
            };
            outcomes[*at] = Some(Outcome::Committed {
                committed,
                changes: Vec::new(),
            });
        }
        let outcomes = outcomes.into_iter().enumerate().map(answer).collect();
        return Ok(Work {
            done: Done {
                chain: committer.chain.clone(),
                answers: (outcomes, jobs),
            },
            dirty,
            blobs: Vec::new(),
            plan: Plan::default(),
        });
    }
    let (mut chain, mut links) = match &committer.chain {
        Some(chain) => (chain.clone(), Vec::new()),
        None => {
            let (chain, link) = chain::open(tx, chrono::Utc::now()).await?;
            (chain, vec![link])
        }
    };
    let mut plan = Plan::default();
    for (at, set) in &live {
        let changes = plan.add(set);
        links.extend(set.audit.iter().map(|entry| chain.append(set.at, entry)));
        let mut registered = Vec::new();
        for wanted in set.writes.iter().filter_map(|w| {
            if let Write::Register(r) = w {
                Some(r)
            } else {
                None
            }
        }) {
            if let Some((number, audit)) = registers.draw(wanted) {
                links.extend(audit.map(|entry| chain.append(number.at, &entry)));
                registered.push(number);
            }
        }
        let committed = Committed {
            registered,
            at: set.at,
            duplicate_of: None,
        };
        outcomes[*at] = Some(Outcome::Committed { committed, changes });
    }
    let at = live
        .first()
        .map_or_else(chrono::Utc::now, |(_, set)| set.at);
    links.extend(removed.iter().map(|entry| chain.append(at, entry)));
    let mut script = Script::new(tx, sets.len() == 1 && !postgres);
    let cancelled = apply::apply(&mut script, &plan).await?;
    registers.store(&mut script).await?;
    let blobs = committer.blobs.fresh_rows();
    apply::blobs(&mut script, &blobs).await?;
    guard::remember(&mut script, live.iter().map(|(_, set)| *set)).await?;
    chain.batches += 1;
    chain::store(&mut script, &chain, links).await?;
    script.send().await?;
    if let Some(Outcome::Committed { changes, .. }) =
        live.first().and_then(|(at, _)| outcomes[*at].as_mut())
    {
        changes.extend(cancelled);
    }
    let outcomes = outcomes.into_iter().enumerate().map(answer).collect();
    Ok(Work {
        done: Done {
            chain: Some(chain),
            answers: (outcomes, jobs),
        },
        dirty,
        blobs,
        plan,
    })
}
