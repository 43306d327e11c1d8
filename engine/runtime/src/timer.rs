//! Timers: rows with a due instant in office time, fired in order, each exactly once.
//!
//! The timer's row is a guard of the step it causes: two that fire it cannot both commit.

use crate::{
    Act, Fault, Runtime, audit,
    consequence::Consequence,
    drive::{Birth, Extra},
    ids,
};
use chrono::{DateTime, Duration, Utc};
use futures::stream::{self, StreamExt};
use interpreter::{Command, Due, Env};
use office::Verb;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

/// Timers read at once; the cases read ahead for them, and those stepped at once: what fires together is written together.
const AT_ONCE: usize = 4_096;
const READ_AHEAD: usize = 128;
const STEPPED_AT_ONCE: usize = 128;

impl Runtime {
    /// Fires every timer that is due now: those of one case in due order, cases side by side. Answers what follows.
    pub(crate) async fn fire_due(&self) -> Result<Vec<Consequence>, Fault> {
        let mut consequences = Vec::new();
        loop {
            let due = load::timers_due(&self.store, self.clock.now(), AT_ONCE).await?;
            let read = due.len();
            let mut of_case: BTreeMap<Uuid, Vec<row::Timer>> = BTreeMap::new();
            for timer in due {
                let case = timer.instance.unwrap_or(timer.id);
                of_case.entry(case).or_default().push(timer);
            }
            let of_case: Vec<(Uuid, Vec<row::Timer>)> = of_case.into_iter().collect();
            let portions: Vec<_> = of_case.chunks(READ_AHEAD).map(<[_]>::to_vec).collect();
            // The next cases are read while those before are stepped.
            let done: Vec<(usize, Vec<Consequence>)> = stream::iter(portions)
                .map(|cases| self.with_rows(cases))
                .buffered(2)
                .flat_map(stream::iter)
                .map(|(case, timers)| self.fire_in_turn(case, timers))
                .buffer_unordered(STEPPED_AT_ONCE)
                .collect()
                .await;
            let stuck: usize = done.iter().map(|(stuck, _)| stuck).sum();
            consequences.extend(done.into_iter().flat_map(|(_, more)| more));
            if read < AT_ONCE || stuck == read {
                return Ok(consequences);
            }
        }
    }

    /// Timers with the rows of their cases, read in one statement. Where that fails each is read when its turn comes.
    async fn with_rows(
        &self,
        timers: Vec<(Uuid, Vec<row::Timer>)>,
    ) -> Vec<(Option<row::Instance>, Vec<row::Timer>)> {
        let cases: Vec<Uuid> = timers.iter().map(|(case, _)| *case).collect();
        let read = load::instances(&self.store, &cases).await;
        let rows = read.unwrap_or_else(|error| {
            tracing::warn!(%error, "the cases of due timers are read one by one");
            Vec::new()
        });
        let mut rows: HashMap<Uuid, row::Instance> =
            rows.into_iter().map(|row| (row.id, row)).collect();
        timers
            .into_iter()
            .map(|(case, timers)| (rows.remove(&case), timers))
            .collect()
    }

    /// Fires timers of one case, one after the other; answers how many could not fire, and what follows.
    async fn fire_in_turn(
        &self,
        mut case: Option<row::Instance>,
        timers: Vec<row::Timer>,
    ) -> (usize, Vec<Consequence>) {
        let (mut stuck, mut consequences) = (0, Vec::new());
        for timer in &timers {
            match self.fire(timer, case.take()).await {
                Ok(more) => consequences.extend(more),
                Err(Fault::Conflict { .. }) => stuck += 1,
                Err(e) => {
                    stuck += 1;
                    tracing::error!(timer = %timer.id, error = %e, "a timer could not fire and will be tried again");
                }
            }
        }
        (stuck, consequences)
    }

    /// `case`: the row of the timer's case, where it was read a moment ago.
    async fn fire(
        &self,
        timer: &row::Timer,
        case: Option<row::Instance>,
    ) -> Result<Vec<Consequence>, Fault> {
        let act = Act::system();
        let extra = Extra::default().guard(Table::Timer, timer.id, Expect::Present);
        if let Some(instance) = timer.instance {
            let command = Command::FireTimer {
                wait: timer.wait as u64,
            };
            let extra = extra.write(Write::Delete(Table::Timer, timer.id));
            let driven = match case {
                Some(case) => self.drive_from(&act, case, command, extra).await,
                None => self.drive(&act, instance, command, extra).await,
            };
            return match driven {
                Ok(driven) => Ok(driven.consequences),
                // The wait is over but its row stayed: a paused case keeps its timers, an ended one does not.
                Err(Fault::Conflict { code, .. })
                    if code == "not_waiting" || code == "instance_ended" =>
                {
                    let mut set = self.own_set();
                    set.write(Write::Delete(Table::Timer, timer.id));
                    self.commit(set).await?;
                    Ok(Vec::new())
                }
                Err(e) => Err(e),
            };
        }
        let Some(process) = timer.process else {
            return Err(Fault::broken(format!(
                "timer {} belongs to nothing",
                timer.id
            )));
        };
        let deployed = self.deployed(process).await?;
        let mut extra = extra.write(Write::Delete(Table::Timer, timer.id));
        let env = Env {
            now: self.clock.now(),
            zone: self.zone,
            calendars: self.calendars(),
            principal: None,
        };
        let next = deployed
            .process
            .start_due(&timer.element, timer.wait as u32, Some(&fired(timer)), &env)
            .map_err(Fault::broken)?;
        if let Some(next) = next {
            extra = extra.put(row::Timer {
                due_at: next.at,
                rule: kept(&next),
                ..timer.clone()
            });
        }
        let id = ids::derived(
            timer.id,
            &timer.due_at.timestamp_micros().to_be_bytes(),
            "started",
        );
        let birth = Birth {
            id: ids::at(id, self.clock.now()),
            drawn: false,
            title: deployed.row.name.clone(),
            business_key: None,
        };
        let extra = extra.audit(audit(
            &act,
            "instance.start",
            "instance",
            birth.id,
            json!({ "timer": timer.id }),
        ));
        let driven = self
            .drive_new(
                &act,
                &deployed,
                birth,
                Command::StartBy {
                    event: timer.element.clone(),
                    trigger: timer.wait as u32,
                    variables: Default::default(),
                },
                extra,
            )
            .await?;
        Ok(driven.consequences)
    }

    /// Moves a test clock forward, stopping at each due instant in order; answers whether work is still under way.
    pub async fn move_clock(&self, act: &Act, to: DateTime<Utc>) -> Result<bool, Fault> {
        let _ = act.may(Verb::MoveClock)?;
        if !self.clock.is_test() {
            return Err(Fault::refused(
                "no_test_clock",
                "L'orologio si sposta solo in prova.",
                "Only a test clock can be moved.",
            ));
        }
        let _one = self.clock_moves.lock().await;
        let mut pending = false;
        let mut last = None;
        while let Some(next) = self.next_due().await?.filter(|next| *next <= to) {
            // What is still due after it was visited (a paused case) must not hold the clock.
            if last == Some(next) {
                break;
            }
            last = Some(next);
            self.clock.move_to(next);
            pending |= self.settle(vec![Consequence::Timers]).await;
            self.run_due_jobs().await?;
        }
        self.clock.move_to(to);
        pending |= self.settle(vec![Consequence::Timers]).await;
        self.run_due_jobs().await?;
        self.tell_due_now().await?;
        self.watch_despatches().await?;
        self.watch_unclaimed().await?;
        self.watch_mailings().await?;
        Ok(pending)
    }

    /// The next instant at which a timer fires or a job of ours is tried.
    async fn next_due(&self) -> Result<Option<DateTime<Utc>>, Fault> {
        let timer = load::next_timer_due(&self.store).await?;
        let job = load::next_job_due(&self.store)
            .await?
            .filter(|at| *at > self.clock.now());
        Ok(timer.into_iter().chain(job).min())
    }

    /// Moves a test clock forward by a span.
    pub async fn advance_clock(&self, act: &Act, by: Duration) -> Result<bool, Fault> {
        self.move_clock(act, self.clock.now() + by).await
    }
}

/// A start timer's rule with the firings left, as its row keeps it.
pub(crate) fn kept(due: &Due) -> String {
    due.left.map_or_else(
        || due.rule.clone(),
        |left| format!("{}\tleft={left}", due.rule),
    )
}

/// The firing a start timer's row stands for.
fn fired(timer: &row::Timer) -> Due {
    let (rule, left) = timer
        .rule
        .split_once("\tleft=")
        .map_or((timer.rule.as_str(), None), |(rule, left)| {
            (rule, left.parse().ok())
        });
    Due {
        at: timer.due_at,
        rule: rule.into(),
        left,
    }
}
