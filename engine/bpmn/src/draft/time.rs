//! Literal dates, durations and repetitions: whether they can be read. Values holding `${` are left
//! to run time. Source: ISO 8601-1 as BPMN 2.0.2 §10.5.5 uses it; cron as croner reads it.

use super::Reader;
use crate::model::{Timer, TimerKind};
use crate::rule::{self, Rule};
use crate::xml::ElementIndex;

impl Reader<'_, '_, '_> {
    /// The timer of a `timerEventDefinition` that belongs to the event `event`.
    pub fn timer(&mut self, event: ElementIndex, definition: ElementIndex) -> Option<Timer> {
        let tree = self.tree;
        let name = tree.get(event).label();
        let parts: Vec<_> = tree
            .children(definition)
            .filter_map(|(index, child)| {
                let kind = match child.local.as_str() {
                    "timeDate" => TimerKind::Date,
                    "timeDuration" => TimerKind::Duration,
                    "timeCycle" => TimerKind::Cycle,
                    _ => return None,
                };
                Some((index, kind))
            })
            .collect();
        let place = tree.get(event);
        if parts.len() > 1 {
            self.report
                .add(&rule::TIMER_SEVERAL, place, &[("name", name)]);
        }
        let Some(&(index, kind)) = parts
            .first()
            .filter(|(i, _)| !tree.get(*i).text.trim().is_empty())
        else {
            self.report
                .add(&rule::TIMER_EMPTY, place, &[("name", name)]);
            return None;
        };
        let part = tree.get(index);
        self.extension_attributes(index, event);
        let until = self.template_attribute(index, "endDate");
        if let Some(until) = &until
            && !until.text.contains("${")
            && !is_date(&until.text)
        {
            self.report
                .add(&rule::TIME_DATE, place, &[("value", &until.text)]);
        }
        let value = self.template(index, &part.text, part.text_line);
        if !value.text.contains("${")
            && let Some(rule) = fault(kind, &value.text)
        {
            let place = crate::report::Place {
                element: place.id().map(str::to_owned),
                ..part.into()
            };
            self.report.add(rule, place, &[("value", &value.text)]);
        }
        Some(Timer {
            kind,
            value,
            until,
            line: place.line,
        })
    }
}

fn fault(kind: TimerKind, text: &str) -> Option<&'static Rule> {
    match kind {
        TimerKind::Date => (!is_date(text)).then_some(&rule::TIME_DATE),
        TimerKind::Duration => (!is_duration(text)).then_some(&rule::TIME_DURATION),
        TimerKind::Cycle => (!is_cycle(text)).then_some(&rule::TIME_CYCLE),
    }
}

/// `2026-03-31`, `2026-03-31T12:00`, seconds and fraction optional, zone `Z` or `±hh:mm` optional,
/// a zone name in brackets optional.
pub(crate) fn is_date(text: &str) -> bool {
    let text = match text.split_once('[') {
        Some((head, name)) => {
            let Some(name) = name.strip_suffix(']') else {
                return false;
            };
            if name.is_empty()
                || !name
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"/_+-".contains(&b))
            {
                return false;
            }
            head
        }
        None => text,
    };
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let parts: Vec<&str> = date.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let (Some(year), Some(month), Some(day)) = (digits(year, 4), digits(month, 2), digits(day, 2))
    else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return false,
    };
    (1..=days).contains(&day) && time.is_none_or(is_time)
}

fn is_time(text: &str) -> bool {
    let (clock, zone) = match text.find(['Z', '+', '-']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (clock, fraction) = match clock.split_once(['.', ',']) {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (clock, None),
    };
    let parts: Vec<_> = clock.split(':').map(|p| digits(p, 2)).collect();
    let clock_ok = match parts.as_slice() {
        [Some(h), Some(m)] => *h < 24 && *m < 60 && fraction.is_none(),
        [Some(h), Some(m), Some(s)] => *h < 24 && *m < 60 && *s < 60,
        _ => false,
    };
    let fraction_ok = fraction
        .is_none_or(|f| !f.is_empty() && f.len() <= 9 && f.bytes().all(|b| b.is_ascii_digit()));
    let zone_ok = match zone {
        "" | "Z" => true,
        _ => match zone[1..]
            .split(':')
            .map(|p| digits(p, 2))
            .collect::<Vec<_>>()
            .as_slice()
        {
            [Some(h)] => *h <= 18,
            [Some(h), Some(m)] => *h <= 18 && *m < 60,
            _ => {
                zone.len() == 5
                    && digits(&zone[1..], 4).is_some_and(|z| z / 100 <= 18 && z % 100 < 60)
            }
        },
    };
    clock_ok && fraction_ok && zone_ok
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

/// `P1Y2M3DT4H5M6.5S` or `P2W`; never negative, never empty.
pub(crate) fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else {
        return false;
    };
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    if date.is_empty() && time.is_none() || time == Some("") {
        return false;
    }
    components(date, "YMWD", false) && time.is_none_or(|t| components(t, "HMS", true))
}

/// Numbers each followed by its letter, letters in the order given, a fraction only before `S`.
fn components(text: &str, letters: &str, fraction: bool) -> bool {
    let mut letters = letters.chars();
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit()
            || (fraction && c == '.' && !number.is_empty() && !number.contains('.'))
        {
            number.push(c);
            // Longer than any real number of hours or seconds.
            if number.len() > 12 {
                return false;
            }
            continue;
        }
        if number.is_empty() || number.ends_with('.') || (number.contains('.') && c != 'S') {
            return false;
        }
        if !letters.any(|l| l == c) {
            return false;
        }
        number.clear();
    }
    number.is_empty()
}

/// `R/…`, `R3/PT1H`, `R3/2026-01-01T00:00/PT1H`, `R3/PT1H/2026-12-31`, or cron.
pub(crate) fn is_cycle(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('R') else {
        return is_cron(text);
    };
    let mut parts = rest.split('/');
    let count = parts.next().unwrap_or_default();
    if !count.bytes().all(|b| b.is_ascii_digit()) || count.len() > 9 {
        return false;
    }
    match parts.collect::<Vec<_>>().as_slice() {
        [one] => is_duration(one),
        [one, two] => {
            (is_date(one) && is_duration(two))
                || (is_duration(one) && is_date(two))
                || (is_date(one) && is_date(two))
        }
        _ => false,
    }
}

/// `R3/PT10M`, or durations separated by commas.
pub(crate) fn is_retry(text: &str) -> bool {
    text.split(',')
        .map(str::trim)
        .all(|part| match part.strip_prefix('R') {
            Some(rest) => rest.split_once('/').is_some_and(|(count, duration)| {
                !count.is_empty()
                    && count.len() <= 9
                    && count.bytes().all(|b| b.is_ascii_digit())
                    && is_duration(duration)
            }),
            None => is_duration(part),
        })
}

const MONTHS: [&str; 12] = [
    "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// Five fields, or six with seconds first.
fn is_cron(text: &str) -> bool {
    if matches!(
        text,
        "@yearly" | "@annually" | "@monthly" | "@weekly" | "@daily" | "@hourly"
    ) {
        return true;
    }
    let fields: Vec<&str> = text.split_ascii_whitespace().collect();
    let fields = match fields.as_slice() {
        [seconds, rest @ ..] if rest.len() == 5 => {
            if !is_cron_field(seconds, 0, 59, &[], "") {
                return false;
            }
            rest
        }
        five if five.len() == 5 => five,
        _ => return false,
    };
    is_cron_field(fields[0], 0, 59, &[], "")
        && is_cron_field(fields[1], 0, 23, &[], "")
        && is_cron_field(fields[2], 1, 31, &[], "LW")
        && is_cron_field(fields[3], 1, 12, &MONTHS, "")
        && is_cron_field(fields[4], 0, 7, &DAYS, "L#")
}

fn is_cron_field(field: &str, low: u32, high: u32, names: &[&str], specials: &str) -> bool {
    let value = |text: &str| -> Option<u32> {
        if let Some(at) = names.iter().position(|n| n.eq_ignore_ascii_case(text)) {
            return u32::try_from(at).ok().map(|at| at + low);
        }
        if text.is_empty() || text.len() > 4 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        text.parse().ok().filter(|v| (low..=high).contains(v))
    };
    !field.is_empty()
        && field.split(',').all(|part| {
            let (range, step) = match part.split_once('/') {
                Some((range, step)) => (range, Some(step)),
                None => (part, None),
            };
            if step.is_some_and(|s| s.len() > 4 || s.parse::<u32>().map_or(true, |s| s == 0)) {
                return false;
            }
            if matches!(range, "*" | "?") {
                return true;
            }
            if specials.contains('L') && range == "L" {
                return true;
            }
            if specials.contains('#')
                && let Some((day, nth)) = range.split_once('#')
            {
                return value(day).is_some()
                    && matches!(nth, "1" | "2" | "3" | "4" | "5" | "L" | "l");
            }
            let bare = range.trim_end_matches(|c: char| specials.contains(c));
            match bare.split_once('-') {
                Some((from, to)) => value(from)
                    .zip(value(to))
                    .is_some_and(|(from, to)| from <= to),
                None => value(bare).is_some(),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_what_iso_8601_and_cron_say() {
        /// A reader, texts it takes, texts it refuses.
        type Row = (
            fn(&str) -> bool,
            &'static [&'static str],
            &'static [&'static str],
        );
        let rows: [Row; 5] = [
            (
                is_date,
                &[
                    "2026-03-31",
                    "2026-03-31T12:00",
                    "2024-02-29T23:59:59.5Z",
                    "2026-03-31T12:00:00+02:00",
                    "2026-03-31T12:00:00[Europe/Rome]",
                ],
                &[
                    "INVALID",
                    "2026-02-29",
                    "2026-13-01",
                    "2026-03-31T24:00",
                    "2026-3-1",
                    "2026-03-31T12",
                    "2026-03-31 12:00",
                    "2026-03-31T12:00:00[",
                    "",
                ],
            ),
            (
                is_duration,
                &["P30D", "PT12H", "P1Y2M3DT4H5M6.5S", "P2W", "PT0S"],
                &[
                    "INVALID",
                    "P",
                    "PT",
                    "P1",
                    "PT1D",
                    "P1H",
                    "-P1D",
                    "P1DT",
                    "PT1.5H",
                    "P1D2Y",
                    "PT9999999999999S",
                ],
            ),
            (
                is_cycle,
                &[
                    "R3/PT1H",
                    "R/PT1H",
                    "R3/2026-01-01T00:00/PT1H",
                    "R3/PT1H/2026-12-31",
                    "0 8 * * MON-FRI",
                    "0 0 8 1,15 * ?",
                    "*/5 * * * *",
                    "0 0 L * *",
                    "0 0 * * 5#2",
                    "@daily",
                ],
                &[
                    "R3",
                    "R3/",
                    "Rx/PT1H",
                    "PT1H",
                    "0 8 * *",
                    "60 8 * * *",
                    "0 8 * * FUN",
                    "0 8 5-2 * *",
                    "*/0 * * * *",
                    "",
                ],
            ),
            (
                is_retry,
                &["R3/PT10M", "PT1M,PT10M, PT1H", "R5/PT1M,PT1H"],
                &["3", "R/PT1M", "R3/10M", ""],
            ),
            (is_cron, &["0 8 * JAN,JUL *"], &["@reboot", "a b c d e"]),
        ];
        for (holds, good, bad) in rows {
            for text in good {
                assert!(holds(text), "{text} is right");
            }
            for text in bad {
                assert!(!holds(text), "{text} is wrong");
            }
        }
    }
}
