//! Working days and hours, by the calendar of the case's office or of the office named; and terms that end on a holiday.

use super::date::Answer;
use crate::call::{calendar, now_and_zone};
use crate::working::{Counted, Working};
use rhai::{Engine, INT};

/// Their names, and `days_after`, which they are used with: FEEL has them too.
pub const NAMES: [&str; 9] = [
    "days_after",
    "holiday",
    "is_working_day",
    "next_working_day",
    "past_holidays",
    "working_days_after",
    "working_days_between",
    "working_hours_after",
    "working_minutes_between",
];

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("days_after", |from: &str, days: INT| {
        by(None, |w| w.calendar_days_after(from, days))
    });
    engine.register_fn("is_working_day", |at: &str| {
        by(None, |w| w.is_working_day(at))
    });
    engine.register_fn("is_working_day", |at: &str, office: &str| {
        by(Some(office), |w| w.is_working_day(at))
    });
    engine.register_fn("working_days_after", |from: &str, days: INT| {
        by(None, |w| w.days_after(from, days))
    });
    engine.register_fn(
        "working_days_after",
        |from: &str, days: INT, office: &str| by(Some(office), |w| w.days_after(from, days)),
    );
    engine.register_fn("working_days_between", |a: &str, b: &str| {
        by(None, |w| w.days_between(a, b))
    });
    engine.register_fn("working_days_between", |a: &str, b: &str, office: &str| {
        by(Some(office), |w| w.days_between(a, b))
    });
    engine.register_fn("working_hours_after", |from: &str, hours: INT| {
        by(None, |w| w.hours_after(from, hours))
    });
    engine.register_fn(
        "working_hours_after",
        |from: &str, hours: INT, office: &str| by(Some(office), |w| w.hours_after(from, hours)),
    );
    engine.register_fn("working_minutes_between", |a: &str, b: &str| {
        by(None, |w| w.minutes_between(a, b))
    });
    engine.register_fn(
        "working_minutes_between",
        |a: &str, b: &str, office: &str| by(Some(office), |w| w.minutes_between(a, b)),
    );
    engine.register_fn("next_working_day", |at: &str| by(None, |w| w.next_day(at)));
    engine.register_fn("next_working_day", |at: &str, office: &str| {
        by(Some(office), |w| w.next_day(at))
    });
    engine.register_fn("past_holidays", |at: &str| {
        by(None, |w| w.past_holidays(at, false))
    });
    engine.register_fn("past_holidays", |at: &str, saturdays: bool| {
        by(None, |w| w.past_holidays(at, saturdays))
    });
    engine.register_fn("holiday", |at: &str| by(None, |w| w.holiday(at)));
    engine.register_fn("holiday", |at: &str, office: &str| {
        by(Some(office), |w| w.holiday(at))
    });
}

/// By the calendar of the case's office, or of the office named.
fn by<T>(office: Option<&str>, count: impl FnOnce(&Working) -> Counted<T>) -> Answer<T> {
    let (calendar, zone) = (calendar(office), now_and_zone().1);
    let working = Working {
        calendar: &calendar,
        zone,
    };
    count(&working).map_err(Into::into)
}
