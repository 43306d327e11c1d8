//! Instants, local dates and ISO 8601 durations, always in a named zone.
//!
//! An hour that does not exist (spring) stands for the first valid instant after the gap; an hour
//! that comes twice (autumn) for its first coming (design §4). Years, months, weeks and days of a
//! duration are counted on the calendar of the zone; hours, minutes and seconds are elapsed time.

use chrono::{
    DateTime, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone,
    Utc,
};
use chrono_tz::Tz;

/// An ISO 8601 duration such as `P1Y2M10DT2H30M`, `P2W` or `PT0.5S`. Never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    pub months: u32,
    pub days: u32,
    pub milliseconds: i64,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    #[error(
        "`{0}` is not a date or instant (2026-03-01, 2026-03-01T09:00 or 2026-03-01T09:00:00Z)"
    )]
    Instant(String),
    #[error("`{0}` is not an ISO 8601 duration such as P3D or PT2H")]
    Span(String),
    #[error("the date is outside the calendar")]
    Range,
}

/// The instant of a local date and time in `zone`, by the rule of this module.
pub fn from_local(local: NaiveDateTime, zone: Tz) -> Result<DateTime<Utc>, TimeError> {
    let mut at = local;
    // Gaps of the time zone data are at most a day (Samoa skipped one); quarter hours find every edge.
    for _ in 0..=96 {
        if let Some(found) = zone.from_local_datetime(&at).earliest() {
            if at != local {
                return first_after_gap(at, zone);
            }
            return Ok(found.with_timezone(&Utc));
        }
        at = at
            .checked_add_signed(Duration::minutes(15))
            .ok_or(TimeError::Range)?;
    }
    Err(TimeError::Range)
}

/// `at` is valid and the quarter hour before it is not: walk back to the edge by seconds halved.
fn first_after_gap(at: NaiveDateTime, zone: Tz) -> Result<DateTime<Utc>, TimeError> {
    let (mut low, mut high) = (0_i64, 15 * 60_i64);
    while high - low > 1 {
        let middle = (low + high) / 2;
        match zone
            .from_local_datetime(&(at - Duration::seconds(middle)))
            .earliest()
        {
            Some(_) => low = middle,
            None => high = middle,
        }
    }
    let edge = zone
        .from_local_datetime(&(at - Duration::seconds(low)))
        .earliest()
        .ok_or(TimeError::Range)?;
    Ok(edge.with_timezone(&Utc))
}

/// Reads an instant with offset, a local date and time, or a local date (its first instant).
pub fn parse_instant(text: &str, zone: Tz) -> Result<DateTime<Utc>, TimeError> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.with_timezone(&Utc));
    }
    for pattern in [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%d %H:%M",
    ] {
        if let Ok(local) = NaiveDateTime::parse_from_str(text, pattern) {
            return from_local(local, zone);
        }
    }
    for pattern in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M%#z"] {
        if let Ok(at) = DateTime::parse_from_str(text, pattern) {
            return Ok(at.with_timezone(&Utc));
        }
    }
    match parse_date(text) {
        Some(date) => from_local(date.and_time(NaiveTime::MIN), zone),
        None => Err(TimeError::Instant(text.chars().take(60).collect())),
    }
}

/// `2026-03-01`, nothing else.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok()
}

/// ISO 8601 in UTC with `Z`; milliseconds only where there are any.
pub fn format_instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// The last second of a local day.
pub fn end_of_day(date: NaiveDate, zone: Tz) -> Result<DateTime<Utc>, TimeError> {
    let next = date.succ_opt().ok_or(TimeError::Range)?;
    Ok(from_local(next.and_time(NaiveTime::MIN), zone)? - Duration::seconds(1))
}

/// `days` calendar days after the local day of `from` (before it, when negative): the last second of that
/// day. The day of the event does not count, the last one does (art. 155 c.p.c., art. 2963 c.c.).
pub fn days_after(from: DateTime<Utc>, days: i64, zone: Tz) -> Result<DateTime<Utc>, TimeError> {
    let date = from.with_timezone(&zone).date_naive();
    let moved = if days >= 0 {
        date.checked_add_days(Days::new(days.unsigned_abs()))
    } else {
        date.checked_sub_days(Days::new(days.unsigned_abs()))
    };
    end_of_day(moved.ok_or(TimeError::Range)?, zone)
}

impl Span {
    /// Reads `P…`; a fraction is allowed in the seconds only. Weeks may stand with other parts.
    pub fn parse(text: &str) -> Result<Span, TimeError> {
        let fail = || TimeError::Span(text.chars().take(60).collect());
        let rest = text.trim().strip_prefix('P').ok_or_else(fail)?;
        let (mut span, mut in_time, mut digits, mut parts) =
            (Span::default(), false, String::new(), 0);
        for letter in rest.chars() {
            if letter.is_ascii_digit() || letter == '.' || letter == ',' {
                digits.push(if letter == ',' { '.' } else { letter });
                continue;
            }
            if letter == 'T' && !in_time && digits.is_empty() {
                in_time = true;
                continue;
            }
            let whole = || digits.parse::<u32>().map_err(|_| fail());
            let elapsed = |unit: i64| whole().map(|n| i64::from(n) * unit);
            match (in_time, letter) {
                (false, 'Y') => {
                    span.months = whole()?
                        .checked_mul(12)
                        .and_then(|m| span.months.checked_add(m))
                        .ok_or_else(fail)?
                }
                (false, 'M') => span.months = span.months.checked_add(whole()?).ok_or_else(fail)?,
                (false, 'W') => {
                    span.days = whole()?
                        .checked_mul(7)
                        .and_then(|d| span.days.checked_add(d))
                        .ok_or_else(fail)?
                }
                (false, 'D') => span.days = span.days.checked_add(whole()?).ok_or_else(fail)?,
                (true, 'H') => span.milliseconds += elapsed(3_600_000)?,
                (true, 'M') => span.milliseconds += elapsed(60_000)?,
                (true, 'S') => {
                    let (seconds, fraction) = digits.split_once('.').unwrap_or((&digits, ""));
                    if fraction.contains('.') {
                        return Err(fail());
                    }
                    let thousandths: String =
                        fraction.chars().chain("000".chars()).take(3).collect();
                    let seconds: u32 = seconds.parse().map_err(|_| fail())?;
                    span.milliseconds += i64::from(seconds) * 1000
                        + thousandths.parse::<i64>().map_err(|_| fail())?;
                }
                _ => return Err(fail()),
            }
            digits.clear();
            parts += 1;
        }
        if parts == 0 || !digits.is_empty() || rest.ends_with('T') {
            return Err(fail());
        }
        Ok(span)
    }

    pub fn is_zero(self) -> bool {
        self == Span::default()
    }

    /// `from` moved on by this span: calendar parts on the local clock of `zone`, then elapsed time.
    pub fn after(self, from: DateTime<Utc>, zone: Tz) -> Result<DateTime<Utc>, TimeError> {
        let mut at = from;
        if self.months > 0 || self.days > 0 {
            let local = from.with_timezone(&zone).naive_local();
            let moved = local
                .checked_add_months(Months::new(self.months))
                .and_then(|date| date.checked_add_days(Days::new(self.days.into())))
                .ok_or(TimeError::Range)?;
            at = from_local(moved, zone)?;
        }
        at.checked_add_signed(Duration::milliseconds(self.milliseconds))
            .ok_or(TimeError::Range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROME: Tz = chrono_tz::Europe::Rome;

    #[track_caller]
    fn at(text: &str) -> DateTime<Utc> {
        parse_instant(text, ROME).unwrap()
    }

    #[test]
    fn local_times_follow_the_stated_rule_for_missing_and_double_hours() {
        for (local, utc) in [
            ("2026-03-01T09:00", "2026-03-01T08:00:00Z"),
            ("2026-03-01", "2026-02-28T23:00:00Z"),
            ("2026-03-29T02:30", "2026-03-29T01:00:00Z"),
            ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
            ("2026-07-01T09:00:00+02:00", "2026-07-01T07:00:00Z"),
            ("2026-07-01T09:00:00.250Z", "2026-07-01T09:00:00.250Z"),
        ] {
            assert_eq!(format_instant(at(local)), utc, "{local}");
        }
        assert!(parse_instant("yesterday", ROME).is_err());
    }

    #[test]
    fn spans_count_days_on_the_calendar_and_hours_on_the_clock() {
        for (from, span, to) in [
            ("2026-03-28T09:00", "P1D", "2026-03-29T07:00:00Z"),
            ("2026-03-28T09:00", "PT24H", "2026-03-29T08:00:00Z"),
            ("2026-01-31T12:00", "P1M", "2026-02-28T11:00:00Z"),
            ("2028-02-29T12:00", "P1Y", "2029-02-28T11:00:00Z"),
            ("2026-03-28T02:30", "P1D", "2026-03-29T01:00:00Z"),
            ("2026-01-01", "P1W", "2026-01-07T23:00:00Z"),
            ("2026-01-01", "PT0.5S", "2025-12-31T23:00:00.500Z"),
            ("2026-01-01", "P1DT2H", "2026-01-02T01:00:00Z"),
        ] {
            assert_eq!(
                format_instant(Span::parse(span).unwrap().after(at(from), ROME).unwrap()),
                to,
                "{from} {span}"
            );
        }
        for bad in [
            "",
            "P",
            "PT",
            "1D",
            "P1",
            "P1H",
            "PT1D",
            "P-1D",
            "P1.5D",
            "PT1M2",
            "P99999999999D",
            "PT1..5S",
        ] {
            assert!(Span::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_term_in_days_ends_with_the_last_second_of_the_local_day() {
        assert_eq!(
            format_instant(days_after(at("2026-03-01T23:30"), 30, ROME).unwrap()),
            "2026-03-31T21:59:59Z"
        );
        assert_eq!(
            format_instant(days_after(at("2026-03-01T00:10"), 0, ROME).unwrap()),
            "2026-03-01T22:59:59Z"
        );
        assert_eq!(
            format_instant(days_after(at("2026-03-01T00:10"), -1, ROME).unwrap()),
            "2026-02-28T22:59:59Z"
        );
        assert!(days_after(at("2026-03-01"), i64::MAX, ROME).is_err());
    }
}
