//! When a mailbox needs somebody's care: what ends, what is full, what cannot be read, what waits.

use chrono::{Days, NaiveDate};
use serde::Serialize;

/// From so many days before on somebody is warned, and then again.
pub const DAYS_BEFORE: [i64; 2] = [30, 7];
/// From so many per cent of its room on, and then again.
pub const PERCENT: [u64; 2] = [80, 95];

/// From so many minutes of waiting on, messages on the server are late, and then again.
pub const BEHIND_MINUTES: [i64; 2] = [15, 60];

/// What is known of a mailbox, days in the office's zone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Health {
    /// The contract with the provider ends that day.
    pub renewal_on: Option<NaiveDate>,
    /// Since when the secret is what it is, and after how many days it must be another.
    pub secret_since: Option<NaiveDate>,
    pub secret_days: Option<i64>,
    /// Bytes used and allowed.
    pub quota: Option<(u64, u64)>,
}

/// What a mailbox is like at this moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The last try to read it failed: a refused login, a server that is not there.
    pub failing: bool,
    /// For so many minutes messages have waited on the server; None: none waits.
    pub behind_minutes: Option<i64>,
    /// Messages on the server that should have been kept and were not.
    pub missing: usize,
    /// Server and store could not be compared.
    pub uncounted: bool,
    /// Messages that could not be read and that nobody has seen to.
    pub quarantined: i64,
    /// What left in the last hour and the last day, and what the provider takes; None: it sets no limit.
    pub hour: Option<(i64, i64)>,
    pub day: Option<(i64, i64)>,
}

/// What somebody must see to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    Failing,
    Missing,
    Behind,
    Uncounted,
    Quarantined,
    HourFull,
    DayFull,
    Renewal,
    Secret,
    Quota,
}

impl Concern {
    /// As other programs read it.
    pub fn name(self) -> &'static str {
        match self {
            Concern::Failing => "failing",
            Concern::Missing => "missing",
            Concern::Behind => "behind",
            Concern::Uncounted => "uncounted",
            Concern::Quarantined => "quarantined",
            Concern::HourFull => "hour_full",
            Concern::DayFull => "day_full",
            Concern::Renewal => "renewal",
            Concern::Secret => "secret",
            Concern::Quota => "quota",
        }
    }
}

/// A warning, of the first degree (0), the second (1), or for what is past (2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Warning {
    pub concern: Concern,
    pub degree: u8,
    /// The day it ends; None where nothing ends.
    pub on: Option<NaiveDate>,
    /// Days that are left, per cent that are used, minutes of waiting, messages, or what the provider takes.
    pub value: i64,
}

impl Standing {
    /// What somebody must see to now, the gravest first.
    pub fn warnings(&self) -> Vec<Warning> {
        let of = |concern, degree, value| Warning {
            concern,
            degree,
            on: None,
            value,
        };
        let behind = self.behind_minutes.and_then(|minutes| {
            let degree = match minutes {
                _ if minutes >= BEHIND_MINUTES[1] => 1,
                _ if minutes >= BEHIND_MINUTES[0] => 0,
                _ => return None,
            };
            Some(of(Concern::Behind, degree, minutes))
        });
        let full = |concern, share: Option<(i64, i64)>| {
            let (left, most) = share?;
            (left >= most).then(|| of(concern, 0, most))
        };
        let missing = i64::try_from(self.missing).unwrap_or(i64::MAX);
        [
            self.failing.then(|| of(Concern::Failing, 1, 0)),
            (missing > 0).then(|| of(Concern::Missing, 1, missing)),
            // What cannot be read is late because of that.
            behind.filter(|_| !self.failing),
            self.uncounted.then(|| of(Concern::Uncounted, 0, 0)),
            (self.quarantined > 0).then(|| of(Concern::Quarantined, 0, self.quarantined)),
            full(Concern::HourFull, self.hour),
            full(Concern::DayFull, self.day),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

impl Health {
    /// The day the secret must be another; None: nobody set a term.
    pub fn secret_until(&self) -> Option<NaiveDate> {
        let days = u64::try_from(self.secret_days?).ok()?;
        self.secret_since?.checked_add_days(Days::new(days))
    }

    /// What somebody must see to today.
    pub fn warnings(&self, today: NaiveDate) -> Vec<Warning> {
        let dated = |concern, on: Option<NaiveDate>| {
            let on = on?;
            let left = (on - today).num_days();
            let degree = match left {
                ..0 => 2,
                _ if left <= DAYS_BEFORE[1] => 1,
                _ if left <= DAYS_BEFORE[0] => 0,
                _ => return None,
            };
            Some(Warning {
                concern,
                degree,
                on: Some(on),
                value: left,
            })
        };
        let full = self
            .quota
            .filter(|(_, limit)| *limit > 0)
            .and_then(|(used, limit)| {
                let percent = (u128::from(used) * 100 / u128::from(limit)) as u64;
                let degree = match percent {
                    100.. => 2,
                    _ if percent >= PERCENT[1] => 1,
                    _ if percent >= PERCENT[0] => 0,
                    _ => return None,
                };
                Some(Warning {
                    concern: Concern::Quota,
                    degree,
                    on: None,
                    value: percent as i64,
                })
            });
        [
            dated(Concern::Renewal, self.renewal_on),
            dated(Concern::Secret, self.secret_until()),
            full,
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn somebody_is_warned_thirty_and_seven_days_before_and_when_it_is_past() {
        let rows = [
            ("2026-12-31", None),
            ("2026-12-30", Some((0, 30))),
            ("2026-12-08", Some((0, 8))),
            ("2026-12-07", Some((1, 7))),
            ("2026-11-30", Some((1, 0))),
            ("2026-11-29", Some((2, -1))),
        ];
        for (on, expected) in rows {
            let health = Health {
                renewal_on: Some(day(on)),
                ..Health::default()
            };
            let found = health.warnings(day("2026-11-30"));
            let found = found.first().map(|w| (w.degree, w.value));
            assert_eq!(found, expected, "{on}");
        }
    }

    #[test]
    fn a_secret_is_old_when_its_term_says_so() {
        let health = Health {
            secret_since: Some(day("2026-09-01")),
            secret_days: Some(90),
            ..Health::default()
        };
        assert_eq!(health.secret_until(), Some(day("2026-11-30")));
        let found = health.warnings(day("2026-11-30"));
        assert_eq!(found[0].concern, Concern::Secret);
        let without_term = Health {
            secret_days: None,
            ..health
        };
        assert!(without_term.warnings(day("2030-01-01")).is_empty());
    }

    #[test]
    fn each_thing_that_is_wrong_now_is_a_warning_of_its_own() {
        let well = Standing {
            behind_minutes: Some(14),
            hour: Some((99, 100)),
            day: Some((0, 1_000)),
            ..Standing::default()
        };
        let rows = [
            (well, vec![]),
            (
                Standing {
                    behind_minutes: Some(15),
                    ..well
                },
                vec![(Concern::Behind, 0, 15)],
            ),
            (
                Standing {
                    behind_minutes: Some(60),
                    hour: Some((100, 100)),
                    ..well
                },
                vec![(Concern::Behind, 1, 60), (Concern::HourFull, 0, 100)],
            ),
            (
                Standing {
                    failing: true,
                    behind_minutes: Some(600),
                    missing: 2,
                    uncounted: true,
                    quarantined: 3,
                    day: Some((1_001, 1_000)),
                    ..well
                },
                vec![
                    (Concern::Failing, 1, 0),
                    (Concern::Missing, 1, 2),
                    (Concern::Uncounted, 0, 0),
                    (Concern::Quarantined, 0, 3),
                    (Concern::DayFull, 0, 1_000),
                ],
            ),
        ];
        for (standing, expected) in rows {
            let found = standing.warnings();
            let found: Vec<_> = found
                .iter()
                .map(|w| (w.concern, w.degree, w.value))
                .collect();
            assert_eq!(found, expected, "{standing:?}");
        }
    }

    #[test]
    fn room_counts_in_whole_per_cent() {
        let rows = [
            (799, None),
            (800, Some((0, 80))),
            (949, Some((0, 94))),
            (950, Some((1, 95))),
            (1000, Some((2, 100))),
        ];
        for (used, expected) in rows {
            let health = Health {
                quota: Some((used, 1000)),
                ..Health::default()
            };
            let found = health.warnings(day("2026-11-30"));
            let found = found.first().map(|w| (w.degree, w.value));
            assert_eq!(found, expected, "{used}");
        }
        let unlimited = Health {
            quota: Some((5, 0)),
            ..Health::default()
        };
        assert!(unlimited.warnings(day("2026-11-30")).is_empty());
    }
}
