//! What is counted by a calendar, for rhai and FEEL alike: working days and hours, and terms that end on a holiday.
//!
//! Dates and instants come and go as texts, see `time`; the days are those of `office::calendar`.

use crate::call::work;
use crate::time::{self, end_of_day, format_instant, from_local, parse_date, parse_instant};
use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;
use office::calendar::{Calendar, past_holidays};

/// Hours that [`Working::hours_after`] may go.
const HOURS_MAX: i64 = 20_000;

/// One calendar, in the zone of the call.
pub(crate) struct Working<'a> {
    pub calendar: &'a Calendar,
    pub zone: Tz,
}

/// What was asked for, or why there is none, for a person.
pub(crate) type Counted<T> = Result<T, String>;

impl Working<'_> {
    pub fn is_working_day(&self, at: &str) -> Counted<bool> {
        Ok(self.calendar.is_working(self.day(at)?))
    }

    pub fn days_after(&self, from: &str, days: i64) -> Counted<String> {
        charge(days);
        let from = self.day(from)?;
        let day = self.calendar.working_days_after(from, days);
        let end = end_of_day(day.ok_or_else(out_of_reach)?, self.zone);
        end.map(format_instant).map_err(|e| e.to_string())
    }

    pub fn days_between(&self, a: &str, b: &str) -> Counted<i64> {
        let (a, b) = (self.day(a)?, self.day(b)?);
        charge((b - a).num_days());
        let days = self.calendar.working_days_between(a, b);
        days.ok_or_else(out_of_reach)
    }

    pub fn hours_after(&self, from: &str, hours: i64) -> Counted<String> {
        if !(0..=HOURS_MAX).contains(&hours) {
            return Err(out_of_reach());
        }
        charge(hours);
        let from = self.local(from)?.naive_local();
        let at = self.calendar.working_minutes_after(from, hours * 60);
        let at = from_local(at.ok_or_else(out_of_reach)?, self.zone);
        at.map(format_instant).map_err(|e| e.to_string())
    }

    pub fn minutes_between(&self, a: &str, b: &str) -> Counted<i64> {
        let (a, b) = (self.local(a)?.naive_local(), self.local(b)?.naive_local());
        charge((b - a).num_days());
        let minutes = self.calendar.working_minutes_between(a, b);
        minutes.ok_or_else(out_of_reach)
    }

    pub fn next_day(&self, at: &str) -> Counted<String> {
        self.moved(at, |day| self.calendar.working_from(day))
    }

    pub fn past_holidays(&self, at: &str, saturdays: bool) -> Counted<String> {
        self.moved(at, |day| Some(past_holidays(day, saturdays)))
    }

    /// Why that day is one of rest; empty: it is none.
    pub fn holiday(&self, at: &str) -> Counted<String> {
        let rest = self.calendar.rest(self.day(at)?);
        Ok(rest.map(|(it, _)| it).unwrap_or_default())
    }

    /// The end of the day that many calendar days later.
    pub fn calendar_days_after(&self, from: &str, days: i64) -> Counted<String> {
        let from = parse_instant(from, self.zone).map_err(|e| e.to_string())?;
        time::days_after(from, days, self.zone)
            .map(format_instant)
            .map_err(|e| e.to_string())
    }

    /// A date stays a date, an instant keeps its local time of the day; what does not move stays as it was written.
    fn moved(&self, at: &str, to: impl FnOnce(NaiveDate) -> Option<NaiveDate>) -> Counted<String> {
        let from = self.day(at)?;
        let day = to(from).ok_or_else(out_of_reach)?;
        if day == from {
            return Ok(at.to_owned());
        }
        if parse_date(at).is_some() {
            return Ok(day.to_string());
        }
        let time = self.local(at)?.time();
        from_local(day.and_time(time), self.zone)
            .map(format_instant)
            .map_err(|e| e.to_string())
    }

    fn local(&self, text: &str) -> Counted<DateTime<Tz>> {
        let at = parse_instant(text, self.zone).map_err(|e| e.to_string())?;
        Ok(at.with_timezone(&self.zone))
    }

    fn day(&self, text: &str) -> Counted<NaiveDate> {
        Ok(self.local(text)?.date_naive())
    }
}

/// Each day looked at costs as much as a few operations of a script.
fn charge(days: i64) {
    work(usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX));
}

fn out_of_reach() -> String {
    "the calendar has no such day: 2,500 working days or 20,000 working hours at most, and some day must be worked"
        .to_owned()
}
