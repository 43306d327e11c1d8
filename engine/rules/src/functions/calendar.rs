//! Working days and hours, by the calendar of the case's office or of the office named; and terms that end on a holiday.

use super::date::{Answer, instant, local, plain};
use crate::call::{calendar, now_and_zone, work};
use crate::time::{end_of_day, format_instant, from_local, parse_date};
use chrono::NaiveDate;
use office::calendar::past_holidays;
use rhai::{Engine, INT};

/// Hours that `working_hours_after` may go.
const HOURS_MAX: INT = 20_000;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("is_working_day", |at: &str| is_working_day(at, None));
    engine.register_fn("is_working_day", |at: &str, office: &str| {
        is_working_day(at, Some(office))
    });
    engine.register_fn("working_days_after", |from: &str, days: INT| {
        working_days_after(from, days, None)
    });
    engine.register_fn(
        "working_days_after",
        |from: &str, days: INT, office: &str| working_days_after(from, days, Some(office)),
    );
    engine.register_fn("working_days_between", |a: &str, b: &str| {
        working_days_between(a, b, None)
    });
    engine.register_fn("working_days_between", |a: &str, b: &str, office: &str| {
        working_days_between(a, b, Some(office))
    });
    engine.register_fn("working_hours_after", |from: &str, hours: INT| {
        working_hours_after(from, hours, None)
    });
    engine.register_fn(
        "working_hours_after",
        |from: &str, hours: INT, office: &str| working_hours_after(from, hours, Some(office)),
    );
    engine.register_fn("working_minutes_between", |a: &str, b: &str| {
        working_minutes_between(a, b, None)
    });
    engine.register_fn(
        "working_minutes_between",
        |a: &str, b: &str, office: &str| working_minutes_between(a, b, Some(office)),
    );
    engine.register_fn("next_working_day", |at: &str| next_working_day(at, None));
    engine.register_fn("next_working_day", |at: &str, office: &str| {
        next_working_day(at, Some(office))
    });
    engine.register_fn("past_holidays", |at: &str| {
        moved(at, |day| Some(past_holidays(day, false)))
    });
    engine.register_fn("past_holidays", |at: &str, saturdays: bool| {
        moved(at, |day| Some(past_holidays(day, saturdays)))
    });
    engine.register_fn("holiday", |at: &str| holiday(at, None));
    engine.register_fn("holiday", |at: &str, office: &str| {
        holiday(at, Some(office))
    });
}

fn is_working_day(at: &str, office: Option<&str>) -> Answer<bool> {
    Ok(calendar(office).is_working(day(at)?))
}

fn working_days_after(from: &str, days: INT, office: Option<&str>) -> Answer<String> {
    charge(days);
    let day = calendar(office)
        .working_days_after(day(from)?, days)
        .ok_or_else(out_of_reach)?;
    end_of_day(day, now_and_zone().1)
        .map(format_instant)
        .map_err(plain)
}

fn working_days_between(a: &str, b: &str, office: Option<&str>) -> Answer<INT> {
    let (a, b) = (day(a)?, day(b)?);
    charge((b - a).num_days());
    calendar(office)
        .working_days_between(a, b)
        .ok_or_else(|| out_of_reach().into())
}

fn working_hours_after(from: &str, hours: INT, office: Option<&str>) -> Answer<String> {
    if !(0..=HOURS_MAX).contains(&hours) {
        return Err(out_of_reach().into());
    }
    charge(hours);
    let from = local(from)?.naive_local();
    let at = calendar(office)
        .working_minutes_after(from, hours * 60)
        .ok_or_else(out_of_reach)?;
    from_local(at, now_and_zone().1)
        .map(format_instant)
        .map_err(plain)
}

fn working_minutes_between(a: &str, b: &str, office: Option<&str>) -> Answer<INT> {
    let (a, b) = (local(a)?.naive_local(), local(b)?.naive_local());
    charge((b - a).num_days());
    calendar(office)
        .working_minutes_between(a, b)
        .ok_or_else(|| out_of_reach().into())
}

fn next_working_day(at: &str, office: Option<&str>) -> Answer<String> {
    let calendar = calendar(office);
    moved(at, |day| calendar.working_from(day))
}

fn holiday(at: &str, office: Option<&str>) -> Answer<String> {
    let rest = calendar(office).rest(day(at)?);
    Ok(rest.map(|(it, _)| it).unwrap_or_default())
}

/// A date stays a date, an instant keeps its local time of the day; what does not move stays as it was written.
fn moved(at: &str, to: impl FnOnce(NaiveDate) -> Option<NaiveDate>) -> Answer<String> {
    let from = day(at)?;
    let day = to(from).ok_or_else(out_of_reach)?;
    if day == from {
        return Ok(at.to_owned());
    }
    if parse_date(at).is_some() {
        return Ok(day.to_string());
    }
    let (zone, time) = (now_and_zone().1, local(at)?.time());
    from_local(day.and_time(time), zone)
        .map(format_instant)
        .map_err(plain)
}

/// The local day.
fn day(text: &str) -> Answer<NaiveDate> {
    let zone = now_and_zone().1;
    Ok(instant(text)?.with_timezone(&zone).date_naive())
}

/// Each day looked at costs as much as a few operations of a script.
fn charge(days: INT) {
    work(usize::try_from(days.unsigned_abs()).unwrap_or(usize::MAX));
}

fn out_of_reach() -> String {
    "the calendar has no such day: 2,500 working days or 20,000 working hours at most, and some day must be worked"
        .to_owned()
}
