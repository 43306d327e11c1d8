//! Dates, times and durations while an expression is evaluated (DMN 1.3 §10.3.2.2, §10.3.4). Outside they
//! are ISO 8601 texts, as everywhere here; a text beside one of them is read as what it says.

use crate::time::{Span, from_local};
use crate::{Call, Value};
use chrono::{
    DateTime, Datelike, Duration, FixedOffset, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset,
    TimeZone, Timelike, Utc,
};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use std::cmp::Ordering;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Temporal {
    Date(NaiveDate),
    Time(NaiveTime, Option<FixedOffset>),
    /// Without an offset: on the clock of the call's zone.
    DateTime(NaiveDateTime, Option<FixedOffset>),
    /// A duration of years and months.
    Months(i64),
    /// A duration of days and time, in milliseconds.
    Elapsed(i64),
}

const DAY: i64 = 86_400_000;

impl Temporal {
    /// What an ISO 8601 text says: a date, date and time, time or duration.
    pub fn read(text: &str) -> Option<Temporal> {
        let text = text.trim();
        Temporal::date(text)
            .or_else(|| Temporal::date_time(text))
            .or_else(|| Temporal::time(text))
            .or_else(|| Temporal::duration(text))
    }

    pub fn date(text: &str) -> Option<Temporal> {
        let plain = text.len() == 10 && text.is_ascii();
        let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
        date.filter(|_| plain).map(Temporal::Date)
    }

    /// `2026-03-01T09:00:00`, with `Z`, `+01:00` or `@Europe/Rome` after it or nothing.
    pub fn date_time(text: &str) -> Option<Temporal> {
        let (date, rest) = text.split_once('T')?;
        let Temporal::Date(date) = Temporal::date(date)? else {
            return None;
        };
        if let Some((clock, zone)) = rest.split_once('@') {
            let zone: chrono_tz::Tz = zone.parse().ok()?;
            let local = date.and_time(clock_of(clock)?);
            let offset = zone.from_local_datetime(&local).earliest()?.offset().fix();
            return Some(Temporal::DateTime(local, Some(offset)));
        }
        let (clock, offset) = with_offset(rest)?;
        Some(Temporal::DateTime(date.and_time(clock), offset))
    }

    /// `09:00:00`, with `Z` or `+01:00` after it or nothing.
    pub fn time(text: &str) -> Option<Temporal> {
        let (clock, offset) = with_offset(text.strip_prefix('T').unwrap_or(text))?;
        Some(Temporal::Time(clock, offset))
    }

    /// `P1Y2M` or `P1DT2H`, `-` before it for a negative one; never both sorts in one.
    pub fn duration(text: &str) -> Option<Temporal> {
        let (sign, text) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let span = Span::parse(text).ok()?;
        let elapsed = i64::from(span.days) * DAY + span.milliseconds;
        match (span.months, elapsed) {
            (0, _) if !text.contains('Y') && !months_written(text) => {
                Some(Temporal::Elapsed(sign * elapsed))
            }
            (months, 0) => Some(Temporal::Months(sign * i64::from(months))),
            _ => None,
        }
    }

    pub fn instant(at: DateTime<Utc>) -> Temporal {
        let utc = FixedOffset::east_opt(0);
        Temporal::DateTime(at.naive_utc(), utc)
    }

    pub fn to_text(self) -> String {
        match self {
            Temporal::Date(date) => date.to_string(),
            Temporal::Time(time, offset) => format!("{}{}", clock_text(time), offset_text(offset)),
            Temporal::DateTime(at, offset) => format!(
                "{}T{}{}",
                at.date(),
                clock_text(at.time()),
                offset_text(offset)
            ),
            Temporal::Months(months) => {
                let (sign, count) = (sign(months), months.unsigned_abs());
                match (count / 12, count % 12) {
                    (0, months) => format!("{sign}P{months}M"),
                    (years, 0) => format!("{sign}P{years}Y"),
                    (years, months) => format!("{sign}P{years}Y{months}M"),
                }
            }
            Temporal::Elapsed(elapsed) => elapsed_text(elapsed),
        }
    }

    /// The word of `instance of`.
    pub fn sort(self) -> &'static str {
        match self {
            Temporal::Date(_) => "date",
            Temporal::Time(..) => "time",
            Temporal::DateTime(..) => "date and time",
            Temporal::Months(_) => "years and months duration",
            Temporal::Elapsed(_) => "days and time duration",
        }
    }

    /// `.year`, `.hours` and so on.
    pub fn property(self, name: &str) -> Value {
        let int = |number: i64| Value::Int(number);
        let date = |date: NaiveDate| match name {
            "year" => Some(i64::from(date.year())),
            "month" => Some(date.month().into()),
            "day" => Some(date.day().into()),
            "weekday" => Some(date.weekday().number_from_monday().into()),
            _ => None,
        };
        let clock = |time: NaiveTime| match name {
            "hour" => Some(i64::from(time.hour())),
            "minute" => Some(time.minute().into()),
            "second" => Some(time.second().into()),
            _ => None,
        };
        let offset = |offset: Option<FixedOffset>| match (name, offset) {
            ("time offset", Some(offset)) => {
                let elapsed = i64::from(offset.local_minus_utc()) * 1000;
                Value::Text(elapsed_text(elapsed))
            }
            _ => Value::Null,
        };
        let found = match self {
            Temporal::Date(at) => date(at),
            Temporal::Time(time, zone) => match clock(time) {
                None => return offset(zone),
                found => found,
            },
            Temporal::DateTime(at, zone) => match date(at.date()).or_else(|| clock(at.time())) {
                None => return offset(zone),
                found => found,
            },
            Temporal::Months(months) => match name {
                "years" => Some(months / 12),
                "months" => Some(months % 12),
                _ => None,
            },
            Temporal::Elapsed(elapsed) => match name {
                "days" => Some(elapsed / DAY),
                "hours" => Some(elapsed % DAY / 3_600_000),
                "minutes" => Some(elapsed % 3_600_000 / 60_000),
                "seconds" => Some(elapsed % 60_000 / 1000),
                _ => None,
            },
        };
        found.map_or(Value::Null, int)
    }

    /// Which comes first; None for two sorts that cannot be compared.
    pub fn order(self, other: Temporal, call: &Call) -> Option<Ordering> {
        Some(match (self, other) {
            (Temporal::Months(a), Temporal::Months(b)) => a.cmp(&b),
            (Temporal::Elapsed(a), Temporal::Elapsed(b)) => a.cmp(&b),
            (Temporal::Date(a), Temporal::Date(b)) => a.cmp(&b),
            (Temporal::Time(a, zone), Temporal::Time(b, other)) => {
                since_midnight(a, zone).cmp(&since_midnight(b, other))
            }
            _ => self.at(call)?.cmp(&other.at(call)?),
        })
    }

    /// The instant; None for what is none.
    fn at(self, call: &Call) -> Option<DateTime<Utc>> {
        let (local, offset) = match self {
            Temporal::Date(date) => (date.and_time(NaiveTime::MIN), None),
            Temporal::DateTime(at, offset) => (at, offset),
            _ => return None,
        };
        match offset {
            Some(offset) => Some(offset.from_local_datetime(&local).single()?.to_utc()),
            None => from_local(local, call.zone).ok(),
        }
    }

    pub fn plus(self, other: Temporal) -> Option<Temporal> {
        match (self, other) {
            (Temporal::Months(a), Temporal::Months(b)) => a.checked_add(b).map(Temporal::Months),
            (Temporal::Elapsed(a), Temporal::Elapsed(b)) => a.checked_add(b).map(Temporal::Elapsed),
            (
                Temporal::Months(_) | Temporal::Elapsed(_),
                Temporal::Months(_) | Temporal::Elapsed(_),
            ) => None,
            (Temporal::Months(_) | Temporal::Elapsed(_), _) => other.plus(self),
            (Temporal::Date(date), Temporal::Months(months)) => {
                moved(date.and_time(NaiveTime::MIN), months).map(|at| Temporal::Date(at.date()))
            }
            (Temporal::Date(date), Temporal::Elapsed(elapsed)) => date
                .and_time(NaiveTime::MIN)
                .checked_add_signed(Duration::milliseconds(elapsed))
                .map(|at| Temporal::Date(at.date())),
            (Temporal::DateTime(at, zone), Temporal::Months(months)) => {
                moved(at, months).map(|at| Temporal::DateTime(at, zone))
            }
            (Temporal::DateTime(at, zone), Temporal::Elapsed(elapsed)) => at
                .checked_add_signed(Duration::milliseconds(elapsed))
                .map(|at| Temporal::DateTime(at, zone)),
            (Temporal::Time(time, zone), Temporal::Elapsed(elapsed)) => {
                let (time, _) = time.overflowing_add_signed(Duration::milliseconds(elapsed));
                Some(Temporal::Time(time, zone))
            }
            _ => None,
        }
    }

    pub fn minus(self, other: Temporal, call: &Call) -> Option<Temporal> {
        match (self, other) {
            (_, Temporal::Months(_) | Temporal::Elapsed(_)) => {
                self.plus(other.times(-Decimal::ONE)?)
            }
            (Temporal::Date(a), Temporal::Date(b)) => {
                Some(Temporal::Elapsed((a - b).num_milliseconds()))
            }
            (Temporal::Time(a, zone), Temporal::Time(b, other)) => Some(Temporal::Elapsed(
                since_midnight(a, zone) - since_midnight(b, other),
            )),
            (Temporal::DateTime(a, None), Temporal::DateTime(b, None)) => {
                Some(Temporal::Elapsed((a - b).num_milliseconds()))
            }
            _ => Some(Temporal::Elapsed(
                (self.at(call)? - other.at(call)?).num_milliseconds(),
            )),
        }
    }

    /// A duration so many times.
    pub fn times(self, factor: Decimal) -> Option<Temporal> {
        let scaled = |count: i64| Decimal::from(count).checked_mul(factor)?.trunc().to_i64();
        match self {
            Temporal::Months(months) => scaled(months).map(Temporal::Months),
            Temporal::Elapsed(elapsed) => scaled(elapsed).map(Temporal::Elapsed),
            _ => None,
        }
    }

    /// How often a duration holds another of its sort.
    pub fn ratio(self, other: Temporal) -> Option<Decimal> {
        match (self, other) {
            (Temporal::Months(a), Temporal::Months(b))
            | (Temporal::Elapsed(a), Temporal::Elapsed(b)) => {
                Decimal::from(a).checked_div(Decimal::from(b))
            }
            _ => None,
        }
    }

    /// Whole months from one date to another.
    pub fn months_between(from: NaiveDate, to: NaiveDate) -> i64 {
        let count = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
        let months = count(to) - count(from);
        match to.day().cmp(&from.day()) {
            Ordering::Less if months > 0 => months - 1,
            Ordering::Greater if months < 0 => months + 1,
            _ => months,
        }
    }
}

/// Whether an `M` stands for months: before any `T`.
fn months_written(text: &str) -> bool {
    text.split('T')
        .next()
        .is_some_and(|date| date.contains('M'))
}

fn moved(at: NaiveDateTime, months: i64) -> Option<NaiveDateTime> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 {
        at.checked_sub_months(count)
    } else {
        at.checked_add_months(count)
    }
}

fn since_midnight(time: NaiveTime, zone: Option<FixedOffset>) -> i64 {
    let clock = i64::from(time.num_seconds_from_midnight()) * 1000
        + i64::from(time.nanosecond() / 1_000_000);
    clock - zone.map_or(0, |zone| i64::from(zone.local_minus_utc()) * 1000)
}

fn clock_of(text: &str) -> Option<NaiveTime> {
    let shape = text.as_bytes().get(2) == Some(&b':') && text.as_bytes().get(5) == Some(&b':');
    NaiveTime::parse_from_str(text, "%H:%M:%S%.f")
        .ok()
        .filter(|_| shape)
}

fn with_offset(text: &str) -> Option<(NaiveTime, Option<FixedOffset>)> {
    let Some(at) = text.find(['Z', '+', '-']) else {
        return Some((clock_of(text)?, None));
    };
    let (clock, zone) = text.split_at(at);
    let seconds = match zone {
        "Z" => 0,
        _ => {
            let (hours, minutes) = zone[1..].split_once(':')?;
            let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
            let seconds = hours * 3600 + minutes * 60;
            if zone.starts_with('-') {
                -seconds
            } else {
                seconds
            }
        }
    };
    Some((clock_of(clock)?, Some(FixedOffset::east_opt(seconds)?)))
}

fn clock_text(time: NaiveTime) -> String {
    match time.nanosecond() {
        0 => time.format("%H:%M:%S").to_string(),
        _ => time.format("%H:%M:%S%.3f").to_string(),
    }
}

fn offset_text(offset: Option<FixedOffset>) -> String {
    match offset.map(|offset| offset.local_minus_utc()) {
        None => String::new(),
        Some(0) => "Z".to_owned(),
        Some(seconds) => format!(
            "{}{:02}:{:02}",
            if seconds < 0 { '-' } else { '+' },
            seconds.abs() / 3600,
            seconds.abs() % 3600 / 60
        ),
    }
}

fn sign(number: i64) -> &'static str {
    if number < 0 { "-" } else { "" }
}

fn elapsed_text(elapsed: i64) -> String {
    let rest = elapsed.unsigned_abs();
    let mut out = format!("{}P", sign(elapsed));
    let days = rest / DAY.unsigned_abs();
    if days > 0 {
        out.push_str(&format!("{days}D"));
    }
    let (hours, minutes) = (rest / 3_600_000 % 24, rest / 60_000 % 60);
    let (seconds, thousandths) = (rest / 1000 % 60, rest % 1000);
    if !rest.is_multiple_of(DAY.unsigned_abs()) || days == 0 {
        out.push('T');
        if hours > 0 {
            out.push_str(&format!("{hours}H"));
        }
        if minutes > 0 {
            out.push_str(&format!("{minutes}M"));
        }
        match (seconds, thousandths) {
            (0, 0) if rest > 0 => {}
            (seconds, 0) => out.push_str(&format!("{seconds}S")),
            (seconds, part) => out.push_str(&format!("{seconds}.{part:03}S")),
        }
    }
    out
}
