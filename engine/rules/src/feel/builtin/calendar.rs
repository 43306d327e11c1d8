//! The functions of the calendar that rhai has ([`NAMES`]), under the same names: FEEL has none of its own. What rhai
//! refuses with an error is null here.

use super::super::item::{Item, NULL};
use super::super::temporal::Temporal;
use super::{Builtin, taken};
use crate::call::OFFICE;
use crate::functions::{FUNCTIONS, calendar::NAMES};
use crate::working::{Counted, Working};
use crate::{Call, Value};
use std::sync::LazyLock;

/// With the texts and examples of the list of functions.
pub(super) static TABLE: LazyLock<Vec<Builtin>> = LazyLock::new(|| {
    let listed = FUNCTIONS.iter().filter(|f| NAMES.contains(&f.name));
    listed
        .filter_map(|f| {
            let (arguments, answers, run) = run_of(f.name)?;
            let mut builtin = Builtin::new(f.signature, f.it, f.en, f.example, arguments, run);
            builtin.answers = answers;
            Some(builtin)
        })
        .collect()
});

type Run = fn(Vec<Item>, &Call) -> Item;

/// Fewest and most arguments, whether it answers true or false, and what it does.
fn run_of(name: &str) -> Option<((usize, usize), bool, Run)> {
    Some(match name {
        "days_after" => ((2, 2), false, |a, call| {
            let [from, days] = taken(a);
            day_count(call, &from, &days, &NULL, |w, from, days| {
                w.calendar_days_after(from, days)
            })
        }),
        "is_working_day" => ((1, 2), true, |a, call| {
            let [at, office] = taken(a);
            let answer = |w: &Working, at: &str| w.is_working_day(at);
            by(call, &at, &office, answer).map_or(NULL, Item::bool)
        }),
        "working_days_after" => ((2, 3), false, |a, call| {
            let [from, days, office] = taken(a);
            day_count(call, &from, &days, &office, |w, from, days| {
                w.days_after(from, days)
            })
        }),
        "working_hours_after" => ((2, 3), false, |a, call| {
            let [from, hours, office] = taken(a);
            day_count(call, &from, &hours, &office, |w, from, hours| {
                w.hours_after(from, hours)
            })
        }),
        "working_days_between" => ((2, 3), false, |a, call| {
            let [a, b, office] = taken(a);
            between(call, &a, &b, &office, |w, a, b| w.days_between(a, b))
        }),
        "working_minutes_between" => ((2, 3), false, |a, call| {
            let [a, b, office] = taken(a);
            between(call, &a, &b, &office, |w, a, b| w.minutes_between(a, b))
        }),
        "next_working_day" => ((1, 2), false, |a, call| {
            let [at, office] = taken(a);
            moment(by(call, &at, &office, |w, at| w.next_day(at)))
        }),
        "past_holidays" => ((1, 2), false, |a, call| {
            let [at, saturdays] = taken(a);
            let saturdays = match saturdays.as_bool() {
                None if !saturdays.is_null() => return NULL,
                said => said == Some(true),
            };
            moment(by(call, &at, &NULL, |w, at| w.past_holidays(at, saturdays)))
        }),
        "holiday" => ((1, 2), false, |a, call| {
            let [at, office] = taken(a);
            by(call, &at, &office, |w, at| w.holiday(at)).map_or(NULL, Item::text)
        }),
        _ => return None,
    })
}

/// By the calendar of the office named, else of the case's; None where something is not what it should be.
fn by<T>(
    call: &Call,
    at: &Item,
    office: &Item,
    count: impl FnOnce(&Working, &str) -> Counted<T>,
) -> Option<T> {
    let named = match office {
        named if named.is_null() => match call.variables.get(OFFICE) {
            Some(Value::Text(key)) => Some(key.as_str()),
            _ => None,
        },
        named => Some(named.as_text()?),
    };
    let working = Working {
        calendar: call.calendars.of(named),
        zone: call.zone,
    };
    count(&working, &text_of(at)?).ok()
}

fn day_count(
    call: &Call,
    from: &Item,
    count: &Item,
    office: &Item,
    act: impl FnOnce(&Working, &str, i64) -> Counted<String>,
) -> Item {
    let Some(count) = count.as_int() else {
        return NULL;
    };
    moment(by(call, from, office, |w, from| act(w, from, count)))
}

fn between(
    call: &Call,
    a: &Item,
    b: &Item,
    office: &Item,
    act: impl FnOnce(&Working, &str, &str) -> Counted<i64>,
) -> Item {
    let Some(b) = text_of(b) else {
        return NULL;
    };
    by(call, a, office, |w, a| act(w, a, &b)).map_or(NULL, Item::int)
}

/// A date or instant as `time` reads it.
fn text_of(item: &Item) -> Option<String> {
    match item {
        Item::Temporal(at @ (Temporal::Date(_) | Temporal::DateTime(..))) => Some(at.to_text()),
        text => text.as_text().map(str::to_owned),
    }
}

/// A date or date and time, to be counted on with.
fn moment(found: Option<String>) -> Item {
    let read =
        |text: String| Temporal::read(&text).map_or_else(|| Item::text(text), Item::Temporal);
    found.map_or(NULL, read)
}
