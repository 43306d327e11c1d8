//! When a mailbox may send: what its provider takes in an hour and in a day, of single messages and of parts of mailings
//! alike. The one place that decides.
//!
//! A message counts from the instant it is handed to the server (`left_at`), whatever the server makes of it later; one that
//! the server refused does not count. A mailing is planned so that it keeps the limits, and every message is asked about
//! again as it leaves, since single ones come in between.

use super::mailing::part_jobs;
use crate::{Fault, Runtime, mailbox::Limits};
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use store::{Expect, Table, load, row};
use uuid::Uuid;

type Instant = DateTime<Utc>;

/// Messages that wait and are asked about again at once; the others leave when they are due.
const ASKED_AT_MOST: usize = 500;

/// A limit that lets nothing more through, and until when a message waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full {
    most: u32,
    span: TimeDelta,
    pub until: Instant,
}

impl Full {
    /// What a person reads beside a message that waits, in both languages.
    pub(super) fn reason(&self, zone: Tz) -> String {
        let until = self.until.with_timezone(&zone);
        let (it, en) = match self.span == TimeDelta::hours(1) {
            true => ("in un'ora", "in an hour"),
            false => ("in un giorno", "in a day"),
        };
        format!(
            "the mailbox has sent the {most} messages its provider takes {en}: it leaves on {day} at {hour} / la casella ha già spedito i {most} messaggi che il gestore accetta {it}: parte il {day} alle {hour}",
            most = self.most,
            day = until.format("%d/%m/%Y"),
            hour = until.format("%H:%M"),
        )
    }
}

fn windows(limits: &Limits) -> impl Iterator<Item = (u32, TimeDelta)> + use<> {
    [
        (limits.per_hour, TimeDelta::hours(1)),
        (limits.per_day, TimeDelta::days(1)),
    ]
    .into_iter()
    .filter_map(|(most, span)| Some((most?.max(1), span)))
}

/// Whether there is a limit for an hour or a day.
pub(super) fn limited(limits: &Limits) -> bool {
    windows(limits).next().is_some()
}

/// From when on one more message may leave after those of these times (in order), and by which limit; None: no limit says.
fn free_at(limits: &Limits, times: &[Instant]) -> Option<Full> {
    windows(limits)
        .filter_map(|(most, span)| {
            let first = times.len().checked_sub(most as usize).map(|i| times[i])?;
            let until = first + span;
            Some(Full { most, span, until })
        })
        .max_by_key(|full| full.until)
}

/// Between two parts of mailings.
pub(super) fn gap(limits: &Limits) -> TimeDelta {
    TimeDelta::milliseconds(60_000 / i64::from(limits.per_minute.max(1)))
}

/// When each of `n` more messages may leave, soonest first, so that with those of `before` (in order of time) no minute,
/// hour or day has more than its share.
pub(crate) fn pace(limits: &Limits, before: Vec<Instant>, now: Instant, n: usize) -> Vec<Instant> {
    let gap = gap(limits);
    let mut times = before;
    let known = times.len();
    for _ in 0..n {
        let at = times.last().map_or(now, |last| (*last + gap).max(now));
        let free = free_at(limits, &times).map_or(at, |full| full.until);
        times.push(at.max(free));
    }
    times.split_off(known)
}

impl Runtime {
    /// Whether a limit of the mailbox keeps a message back now. Who asks holds the mailbox's turn until it is written that
    /// the message leaves or waits, so that each sees those before it.
    pub(super) async fn full(
        &self,
        mailbox: &row::Mailbox,
        limits: &Limits,
    ) -> Result<Option<Full>, Fault> {
        if !limited(limits) {
            return Ok(None);
        }
        let now = self.clock.now();
        let mut times = self.left_of_late(mailbox, limits).await?;
        if free_at(limits, &times).is_none_or(|full| full.until <= now) {
            return Ok(None);
        }
        // Behind those that wait already: not all try for the same place.
        times.extend(load::held(&self.store, mailbox.id, now).await?);
        times.sort();
        Ok(free_at(limits, &times))
    }

    /// When messages of this mailbox left of late or are planned to leave, in order of time. `except`: a mailing that is
    /// planned anew.
    pub(crate) async fn planned(
        &self,
        mailbox: &row::Mailbox,
        limits: &Limits,
        except: Option<Uuid>,
    ) -> Result<Vec<Instant>, Fault> {
        let mut times = self.left_of_late(mailbox, limits).await?;
        let since = self.clock.now() - longest(limits);
        for mailing in load::mailings_leaving(&self.store, mailbox.id, since).await? {
            if Some(mailing.id) == except || mailing.state == "halted" {
                continue;
            }
            let jobs = load::jobs(&self.store, &part_jobs(&mailing)).await?;
            let waiting = jobs.into_iter().filter(|j| j.despatch.is_none());
            times.extend(waiting.filter(|j| j.state != "failed").map(|j| j.due_at));
        }
        times.sort();
        Ok(times)
    }

    /// What waits in the outbox of a mailbox is asked about at once, because its settings changed.
    pub(crate) async fn ask_again(&self, mailbox: Uuid) -> Result<(), Fault> {
        let now = self.clock.now();
        for job in load::jobs_held(&self.store, mailbox, now, ASKED_AT_MOST).await? {
            let mut set = self.own_set();
            set.guard(Table::Job, job.id, Expect::Revision(job.revision))
                .put(row::Job { due_at: now, ..job });
            match self.commit(set).await {
                // It is being tried already.
                Ok(_) | Err(Fault::Conflict { .. }) => {}
                Err(e) => return Err(e),
            }
        }
        self.jobs_wake.notify_one();
        Ok(())
    }

    /// When messages of this mailbox left, as far back as a limit looks, in order of time.
    async fn left_of_late(
        &self,
        mailbox: &row::Mailbox,
        limits: &Limits,
    ) -> Result<Vec<Instant>, Fault> {
        let since = self.clock.now() - longest(limits);
        let most = windows(limits).map(|(most, _)| most as usize).max();
        let mut times = load::left(&self.store, mailbox.id, since, most.unwrap_or(1)).await?;
        times.reverse();
        Ok(times)
    }
}

/// The longest time a limit looks back.
fn longest(limits: &Limits) -> TimeDelta {
    let spans = windows(limits).map(|(_, span)| span);
    spans.max().unwrap_or_else(|| TimeDelta::minutes(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            per_minute: 30,
            ..Limits::default()
        }
    }

    fn most_in(times: &[Instant], window: TimeDelta) -> usize {
        let within = |from: &Instant| {
            let to = *from + window;
            times.iter().filter(|t| **t >= *from && **t < to).count()
        };
        times.iter().map(within).max().unwrap_or_default()
    }

    #[test]
    fn no_window_has_more_than_its_share_whatever_left_before() {
        let now = Utc::now();
        let before: Vec<Instant> = (0..40)
            .map(|n| now - TimeDelta::minutes(50) + TimeDelta::seconds(n))
            .collect();
        let limits = Limits {
            per_hour: Some(60),
            per_day: Some(200),
            ..limits()
        };
        let due = pace(&limits, before.clone(), now, 300);
        assert_eq!((due.len(), due[0]), (300, now));
        assert!(due.is_sorted());
        let all = [before, due.clone()].concat();
        assert_eq!(most_in(&due, TimeDelta::minutes(1)), 30);
        assert_eq!(most_in(&all, TimeDelta::hours(1)), 60);
        assert_eq!(most_in(&all, TimeDelta::days(1)), 200);
    }

    #[test]
    fn without_a_limit_the_minute_alone_counts() {
        let now = Utc::now();
        let due = pace(&limits(), Vec::new(), now, 100);
        assert_eq!(due[99] - now, TimeDelta::seconds(198));
        // What is planned already goes first.
        let later = now + TimeDelta::minutes(5);
        let next = pace(&limits(), vec![later], now, 1);
        assert_eq!(next, [later + TimeDelta::seconds(2)]);
    }

    #[test]
    fn the_limit_that_lets_through_last_is_the_one_told() {
        let now = Utc::now();
        let limits = Limits {
            per_hour: Some(2),
            per_day: Some(3),
            ..limits()
        };
        let ago = |minutes| now - TimeDelta::minutes(minutes);
        let said = |times: &[Instant]| free_at(&limits, times).map(|f| (f.most, f.until - now));
        assert_eq!(said(&[ago(5)]), None);
        let hour = Some((2, TimeDelta::minutes(30)));
        assert_eq!(said(&[ago(30), ago(5)]), hour);
        let day = Some((3, TimeDelta::hours(23)));
        assert_eq!(said(&[ago(60), ago(30), ago(5)]), day);
    }
}
