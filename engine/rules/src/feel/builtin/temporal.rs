//! Functions that make dates, times and durations.

use super::super::item::{Item, NULL};
use super::super::temporal::Temporal;
use super::{Builtin, taken};
use chrono::{NaiveDate, NaiveTime};

pub(super) const TABLE: &[Builtin] = &[
    Builtin::new(
        "now()",
        "adesso, in UTC",
        "now, in UTC",
        "now()",
        (0, 0),
        |_, call| Item::Temporal(Temporal::instant(call.now)),
    ),
    Builtin::new(
        "today()",
        "la data di oggi nel fuso",
        "today's date in the zone",
        "today()",
        (0, 0),
        |_, call| {
            Item::Temporal(Temporal::Date(
                call.now.with_timezone(&call.zone).date_naive(),
            ))
        },
    ),
    Builtin::new(
        "date and time(text), date and time(date, time)",
        "una data con ora",
        "a date with its time",
        r#"date and time("2026-03-01T09:00:00") + duration("PT90M")"#,
        (1, 2),
        |a, _| {
            let single = a.len() == 1;
            let [first, second] = taken(a);
            if single {
                let read = first.as_text().map(str::trim);
                return match read {
                    Some(text) => Item::temporal(
                        Temporal::date_time(text)
                            .or_else(|| Temporal::date(text).and_then(midnight)),
                    ),
                    None => NULL,
                };
            }
            match (day(&first), second.as_temporal()) {
                (Some(date), Some(Temporal::Time(time, zone))) => {
                    Item::Temporal(Temporal::DateTime(date.and_time(time), zone))
                }
                _ => NULL,
            }
        },
    ),
    Builtin::new(
        "date(text), date(date and time), date(year, month, day)",
        "una data",
        "a date",
        r#"date("2026-03-01") + duration("P1M")"#,
        (1, 3),
        |a, _| match a.len() {
            1 => {
                let [from] = taken(a);
                match &from {
                    Item::Temporal(_) => {
                        day(&from).map_or(NULL, |d| Item::Temporal(Temporal::Date(d)))
                    }
                    text => Item::temporal(text.as_text().and_then(|text| {
                        Temporal::date(text.trim()).or_else(|| day(&from).map(Temporal::Date))
                    })),
                }
            }
            3 => {
                let [year, month, day] = taken(a);
                let (Some(year), Some(month), Some(day)) =
                    (whole(&year), whole(&month), whole(&day))
                else {
                    return NULL;
                };
                let date = u32::try_from(month)
                    .ok()
                    .zip(u32::try_from(day).ok())
                    .and_then(|(month, day)| NaiveDate::from_ymd_opt(year, month, day));
                Item::temporal(date.map(Temporal::Date))
            }
            _ => NULL,
        },
    ),
    Builtin::new(
        "time(text), time(date and time), time(hour, minute, second)",
        "un'ora del giorno",
        "a time of day",
        r#"time("09:30:00") < time("10:00:00")"#,
        (1, 4),
        |a, _| match a.len() {
            1 => {
                let [from] = taken(a);
                match from.as_temporal() {
                    Some(Temporal::DateTime(at, zone)) => {
                        Item::Temporal(Temporal::Time(at.time(), zone))
                    }
                    Some(Temporal::Date(_)) => Item::Temporal(Temporal::Time(NaiveTime::MIN, None)),
                    Some(time @ Temporal::Time(..)) => Item::Temporal(time),
                    _ => NULL,
                }
            }
            3 => {
                let [hour, minute, second] = taken(a);
                let part = |item: &Item| whole(item).and_then(|n| u32::try_from(n).ok());
                let time = part(&hour).zip(part(&minute)).zip(part(&second)).and_then(
                    |((hour, minute), second)| NaiveTime::from_hms_opt(hour, minute, second),
                );
                Item::temporal(time.map(|time| Temporal::Time(time, None)))
            }
            _ => NULL,
        },
    ),
    Builtin::new(
        "years and months duration(from, to)",
        "anni e mesi interi fra due date",
        "whole years and months between two dates",
        r#"years and months duration(date("2024-01-15"), date("2026-03-14"))"#,
        (2, 2),
        |a, _| {
            let [from, to] = taken(a);
            match (day(&from), day(&to)) {
                (Some(from), Some(to)) => {
                    Item::Temporal(Temporal::Months(Temporal::months_between(from, to)))
                }
                _ => NULL,
            }
        },
    ),
    Builtin::new(
        "duration(text)",
        "una durata ISO 8601",
        "an ISO 8601 duration",
        r#"duration("P1DT2H") * 2"#,
        (1, 1),
        |a, _| {
            let [text] = taken(a);
            Item::temporal(text.as_text().map(str::trim).and_then(Temporal::duration))
        },
    ),
];

fn midnight(date: Temporal) -> Option<Temporal> {
    match date {
        Temporal::Date(date) => Some(Temporal::DateTime(date.and_time(NaiveTime::MIN), None)),
        _ => None,
    }
}

/// The day of a date, or of a date with time.
fn day(item: &Item) -> Option<NaiveDate> {
    match item.as_temporal()? {
        Temporal::Date(date) => Some(date),
        Temporal::DateTime(at, _) => Some(at.date()),
        _ => None,
    }
}

fn whole(item: &Item) -> Option<i32> {
    i32::try_from(item.as_int()?).ok()
}
