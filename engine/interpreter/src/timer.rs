//! When timers are due: dates, durations, cycles and cron, in the zone of the call.
//!
//! An instant is computed when the timer is armed and kept in UTC with the rule it came from
//! (design §4; the hours that do not exist or come twice: `rules::time`).

use crate::process::TimerPlan;
use bpmn::TimerKind;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rules::time::{Span, TimeError, format_instant, parse_instant};
use rules::{Failure, Value};

/// A computed instant: what to wait for and how often still.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    pub at: DateTime<Utc>,
    /// The text it came from, after evaluation.
    pub rule: String,
    /// Firings left after this one; None: no end. 0 unless a cycle.
    pub left: Option<u32>,
}

/// Why a timer has no instant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimerError {
    #[error(transparent)]
    Time(#[from] TimeError),
    #[error("`{0}` is neither a cycle (R3/PT10M) nor cron (0 8 * * 1-5)")]
    Cycle(String),
    #[error("`{0}` never comes")]
    Never(String),
}

/// Checks a literal text without a zone or a clock.
pub(crate) fn check(kind: TimerKind, text: &str) -> Result<(), TimerError> {
    match kind {
        TimerKind::Date => parse_instant(text, chrono_tz::UTC).map(drop)?,
        TimerKind::Duration => Span::parse(text).map(drop)?,
        TimerKind::Cycle => Cycle::parse(text).map(drop)?,
    }
    Ok(())
}

/// Between a cycle and its end, in the rule that is kept with a timer.
const UNTIL: &str = " until ";

/// A cycle and its end.
fn parts(rule: &str) -> (&str, Option<&str>) {
    match rule.split_once(UNTIL) {
        Some((cycle, end)) => (cycle, Some(end)),
        None => (rule, None),
    }
}

/// The instant, unless it lies after the end of its cycle.
fn within(due: Due) -> Option<Due> {
    let end = parts(&due.rule)
        .1
        .and_then(|end| parse_instant(end, chrono_tz::UTC).ok());
    end.is_none_or(|end| due.at <= end).then_some(due)
}

enum Cycle {
    Repeat {
        count: Option<u32>,
        start: Option<String>,
        span: Span,
    },
    Cron(Box<croner::Cron>),
}

impl Cycle {
    fn parse(text: &str) -> Result<Cycle, TimerError> {
        let text = text.trim();
        let fail = || TimerError::Cycle(text.chars().take(60).collect());
        let Some(rest) = text.strip_prefix('R') else {
            let cron = croner::parser::CronParser::builder()
                .seconds(croner::parser::Seconds::Optional)
                .build()
                .parse(text)
                .map_err(|_| fail())?;
            return Ok(Cycle::Cron(Box::new(cron)));
        };
        let mut parts = rest.split('/');
        let count = match parts.next() {
            Some("") | None => None,
            Some(count) => Some(count.parse().map_err(|_| fail())?),
        };
        let (start, span) = match (parts.next(), parts.next(), parts.next()) {
            (Some(span), None, None) => (None, span),
            (Some(start), Some(span), None) => (Some(start.to_owned()), span),
            _ => return Err(fail()),
        };
        if let Some(start) = &start {
            parse_instant(start, chrono_tz::UTC)?;
        }
        let span = Span::parse(span)?;
        if span.is_zero() || count == Some(0) {
            return Err(fail());
        }
        Ok(Cycle::Repeat { count, start, span })
    }

    fn first(self, text: &str, now: DateTime<Utc>, zone: Tz) -> Result<Due, TimerError> {
        let rule = text.trim().to_owned();
        match self {
            Cycle::Repeat { count, start, span } => {
                let at = match start {
                    Some(start) => parse_instant(&start, zone)?,
                    None => span.after(now, zone)?,
                };
                Ok(Due {
                    at,
                    rule,
                    left: count.map(|count| count - 1),
                })
            }
            Cycle::Cron(cron) => Ok(Due {
                at: next_cron(&cron, now, zone, text)?,
                rule,
                left: None,
            }),
        }
    }
}

fn next_cron(
    cron: &croner::Cron,
    after: DateTime<Utc>,
    zone: Tz,
    text: &str,
) -> Result<DateTime<Utc>, TimerError> {
    let never = || TimerError::Never(text.to_owned());
    let next = cron
        .find_next_occurrence(&after.with_timezone(&zone), false)
        .map_err(|_| never())?;
    Ok(next.with_timezone(&Utc))
}

/// The first instant of a timer, armed now.
pub(crate) fn first(
    kind: TimerKind,
    text: &str,
    now: DateTime<Utc>,
    zone: Tz,
) -> Result<Due, TimerError> {
    let rule = text.trim().to_owned();
    match kind {
        TimerKind::Date => Ok(Due {
            at: parse_instant(text, zone)?,
            rule,
            left: Some(0),
        }),
        TimerKind::Duration => Ok(Due {
            at: Span::parse(text)?.after(now, zone)?,
            rule,
            left: Some(0),
        }),
        TimerKind::Cycle => Cycle::parse(parts(text).0)?.first(text, now, zone),
    }
}

/// The instant after `last`, or None when it was the last. A repeated span counts from the instant
/// that was due, never from when it was noticed, so nothing drifts and nothing is lost.
pub(crate) fn next(last: &Due, zone: Tz) -> Result<Option<Due>, TimerError> {
    if last.left == Some(0) {
        return Ok(None);
    }
    let next = match Cycle::parse(parts(&last.rule).0)? {
        Cycle::Repeat { span, .. } => {
            let left = last.left.map(|left| left - 1);
            Due {
                at: span.after(last.at, zone)?,
                rule: last.rule.clone(),
                left,
            }
        }
        Cycle::Cron(cron) => {
            let at = next_cron(&cron, last.at, zone, &last.rule)?;
            Due {
                at,
                rule: last.rule.clone(),
                left: None,
            }
        }
    };
    Ok(within(next))
}

/// Evaluates the plan and computes its first instant; None: it would come after its end.
pub(crate) fn arm(plan: &TimerPlan, call: &rules::Call) -> Result<Option<Due>, Failure> {
    let read = |value: Value| match value {
        Value::Text(text) => text,
        other => other.to_string(),
    };
    let text = read(plan.value.eval(call)?);
    let text = match &plan.until {
        None => text,
        Some(until) => {
            let end = parse_instant(&read(until.eval(call)?), call.zone)
                .map_err(|error| failure(&error.into()))?;
            format!("{}{UNTIL}{}", text.trim(), format_instant(end))
        }
    };
    let due = first(plan.kind, &text, call.now, call.zone).map_err(|error| failure(&error))?;
    Ok(within(due))
}

pub(crate) fn failure(error: &TimerError) -> Failure {
    Failure::Error(Box::new(rules::ScriptError {
        code: "timer.value",
        it: format!("il tempo non si può calcolare: {error}"),
        en: format!("the time cannot be computed: {error}"),
        line: 0,
        column: 0,
    }))
}
