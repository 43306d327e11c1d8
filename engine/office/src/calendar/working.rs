//! When an office works, and what is counted by it. Local days and times; the zone is the caller's.

use super::holiday;
use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Most stretches of a day, most closings of a calendar, longest closing in days.
const STRETCHES_MAX: usize = 4;
const CLOSINGS_MAX: usize = 200;
const CLOSING_DAYS_MAX: i64 = 366;
/// Most working days counted at once.
const COUNT_MAX: i64 = 2_500;
/// Days without work after which there is none.
const IDLE_DAYS_MAX: usize = 2 * CLOSING_DAYS_MAX as usize;
const DAY_MINUTES: u16 = 24 * 60;

/// A stretch of work of a day, in minutes since local midnight; written `09:00`. `to` may be `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stretch {
    #[serde(with = "clock")]
    #[schemars(with = "String")]
    pub from: u16,
    #[serde(with = "clock")]
    #[schemars(with = "String")]
    pub to: u16,
}

/// The feast of the patron saint, every year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Patron {
    pub month: u32,
    pub day: u32,
    /// As people call it; may be empty.
    #[serde(default)]
    pub name: String,
}

/// Days on which the office is closed, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Closing {
    #[schemars(with = "String")]
    pub first_day: NaiveDate,
    #[schemars(with = "String")]
    pub last_day: NaiveDate,
    /// Why; may be empty.
    #[serde(default)]
    pub reason: String,
}

/// When an office works. Public holidays are known and need not be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Calendar {
    /// Working hours, Monday to Sunday; a day without any is not worked.
    pub week: [Vec<Stretch>; 7],
    #[serde(default)]
    pub patron: Option<Patron>,
    #[serde(default)]
    pub closings: Vec<Closing>,
}

impl Default for Calendar {
    fn default() -> Calendar {
        let worked = vec![Stretch {
            from: 9 * 60,
            to: 17 * 60,
        }];
        let week = std::array::from_fn(|day| if day < 5 { worked.clone() } else { Vec::new() });
        Calendar {
            week,
            patron: None,
            closings: Vec::new(),
        }
    }
}

impl Calendar {
    /// What is wrong with it: (field, Italian, English). A calendar that passes works on some day.
    pub fn problems(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let mut found = Vec::new();
        let hours_fit = |day: &Vec<Stretch>| {
            day.len() <= STRETCHES_MAX
                && day.iter().all(|s| s.from < s.to && s.to <= DAY_MINUTES)
                && day.windows(2).all(|two| two[0].to <= two[1].from)
        };
        if !self.week.iter().all(hours_fit) {
            found.push((
                "week",
                "Le ore di un giorno vanno dalla prima all'ultima senza sovrapporsi, ad esempio 09:00-13:00 e 14:00-17:00.",
                "The hours of a day go from first to last without overlap, e.g. 09:00-13:00 and 14:00-17:00.",
            ));
        } else if self.week.iter().all(Vec::is_empty) {
            found.push((
                "week",
                "Almeno un giorno della settimana deve avere ore di lavoro.",
                "At least one day of the week must have working hours.",
            ));
        }
        let exists = |p: &Patron| NaiveDate::from_ymd_opt(2024, p.month, p.day).is_some();
        if self.patron.as_ref().is_some_and(|p| !exists(p)) {
            found.push((
                "patron",
                "Questo giorno dell'anno non esiste.",
                "There is no such day of the year.",
            ));
        }
        if self.patron.as_ref().is_some_and(|p| p.name.len() > 200)
            || self.closings.iter().any(|c| c.reason.len() > 200)
        {
            found.push((
                "closings",
                "Un nome è al massimo di 200 caratteri.",
                "A name has 200 characters at most.",
            ));
        }
        let lasts =
            |c: &Closing| (0..CLOSING_DAYS_MAX).contains(&(c.last_day - c.first_day).num_days());
        if self.closings.len() > CLOSINGS_MAX || !self.closings.iter().all(lasts) {
            found.push((
                "closings",
                "Ogni chiusura va dal primo all'ultimo giorno, per un anno al massimo; in tutto 200.",
                "Each closing goes from its first to its last day, for a year at most; 200 in all.",
            ));
        }
        found
    }

    /// Why nobody works on this day though it is a day of the week that is worked: Italian and English.
    pub fn rest(&self, day: NaiveDate) -> Option<(String, String)> {
        if let Some((it, en)) = holiday(day) {
            return Some((it.into(), en.into()));
        }
        let feast = |p: &&Patron| p.month == day.month() && p.day == day.day();
        if let Some(patron) = self.patron.as_ref().filter(feast) {
            let named = |plain: &str| match patron.name.trim() {
                "" => plain.to_string(),
                name => name.to_string(),
            };
            return Some((named("Santo patrono"), named("Patron saint's day")));
        }
        let closed = |c: &&Closing| c.first_day <= day && day <= c.last_day;
        self.closings.iter().find(closed).map(|c| {
            let named = |plain: &str| match c.reason.trim() {
                "" => plain.to_string(),
                reason => reason.to_string(),
            };
            (named("Ufficio chiuso"), named("Office closed"))
        })
    }

    /// Whether anybody works on this day.
    pub fn is_working(&self, day: NaiveDate) -> bool {
        !self.stretches(day).is_empty()
    }

    /// The first working day from this one on; None: none within two years.
    pub fn working_from(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.iter_days()
            .take(IDLE_DAYS_MAX)
            .find(|d| self.is_working(*d))
    }

    /// The working day so many working days after this day, which does not count (before it, when negative);
    /// with 0 the day itself or, where nobody works, the next working one. None: out of reach (2,500 at most).
    pub fn working_days_after(&self, day: NaiveDate, count: i64) -> Option<NaiveDate> {
        if count == 0 {
            return self.working_from(day);
        }
        if count.abs() > COUNT_MAX {
            return None;
        }
        let (mut at, mut left, mut idle) = (day, count.abs(), 0);
        while left > 0 {
            at = match count > 0 {
                true => at.succ_opt()?,
                false => at.pred_opt()?,
            };
            match self.is_working(at) {
                true => (left, idle) = (left - 1, 0),
                false => idle += 1,
            }
            if idle > IDLE_DAYS_MAX {
                return None;
            }
        }
        Some(at)
    }

    /// Working days from `from`, which does not count, to `to`, which does; negative when `to` comes first. None: more
    /// than 2,500 days apart.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Option<i64> {
        if (to - from).num_days().abs() > COUNT_MAX {
            return None;
        }
        let count = |after: NaiveDate, through: NaiveDate| {
            after
                .iter_days()
                .skip(1)
                .take_while(|d| *d <= through)
                .filter(|d| self.is_working(*d))
                .count() as i64
        };
        Some(match from <= to {
            true => count(from, to),
            false => -count(to, from),
        })
    }

    /// The local time at which so many minutes have been worked since `from`. None: out of reach.
    pub fn working_minutes_after(
        &self,
        from: NaiveDateTime,
        minutes: i64,
    ) -> Option<NaiveDateTime> {
        if !(0..=COUNT_MAX * i64::from(DAY_MINUTES)).contains(&minutes) {
            return None;
        }
        let (mut left, mut idle) = (Duration::minutes(minutes), 0);
        for day in from.date().iter_days() {
            let worked = self.stretches(day);
            idle = if worked.is_empty() { idle + 1 } else { 0 };
            if idle > IDLE_DAYS_MAX {
                return None;
            }
            for stretch in worked {
                let (begin, end) = (at(day, stretch.from)?.max(from), at(day, stretch.to)?);
                if begin >= end {
                    continue;
                }
                if left <= end - begin {
                    return Some(begin + left);
                }
                left -= end - begin;
            }
        }
        None
    }

    /// Minutes worked between two local times, whole ones; negative when `to` comes first. None: more than 2,500 days.
    pub fn working_minutes_between(&self, from: NaiveDateTime, to: NaiveDateTime) -> Option<i64> {
        if to < from {
            return self.working_minutes_between(to, from).map(|m| -m);
        }
        if (to - from).num_days() > COUNT_MAX {
            return None;
        }
        let mut worked = Duration::zero();
        for day in from.date().iter_days().take_while(|d| *d <= to.date()) {
            for stretch in self.stretches(day) {
                let (begin, end) = (
                    at(day, stretch.from)?.max(from),
                    at(day, stretch.to)?.min(to),
                );
                worked += (end - begin).max(Duration::zero());
            }
        }
        Some(worked.num_minutes())
    }

    /// The hours worked on this day; none on a day of rest.
    fn stretches(&self, day: NaiveDate) -> &[Stretch] {
        let hours = self.week[day.weekday().num_days_from_monday() as usize].as_slice();
        match hours.is_empty() || self.rest(day).is_some() {
            true => &[],
            false => hours,
        }
    }
}

fn at(day: NaiveDate, minutes: u16) -> Option<NaiveDateTime> {
    day.and_time(NaiveTime::MIN)
        .checked_add_signed(Duration::minutes(minutes.into()))
}

/// Minutes of a day as `09:00`.
mod clock {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(minutes: &u16, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{:02}:{:02}", minutes / 60, minutes % 60))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u16, D::Error> {
        let text = String::deserialize(from)?;
        let number = |part: &str| {
            let digits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse::<u16>().ok()).flatten()
        };
        text.split_once(':')
            .and_then(|(hours, minutes)| Some((number(hours)?, number(minutes)?)))
            .filter(|(hours, minutes)| *minutes < 60 && hours * 60 + minutes <= super::DAY_MINUTES)
            .map(|(hours, minutes)| hours * 60 + minutes)
            .ok_or_else(|| {
                D::Error::custom(format!("`{text}` is no time of the day such as 09:00"))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn time(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    /// Nine to one, and two to five on Tuesdays; patron on 5 December; closed on Christmas Eve.
    fn town() -> Calendar {
        let morning = Stretch { from: 540, to: 780 };
        let afternoon = Stretch {
            from: 840,
            to: 1020,
        };
        let mut week: [Vec<Stretch>; 7] = std::array::from_fn(|_| vec![morning]);
        week[1].push(afternoon);
        week[5].clear();
        week[6].clear();
        Calendar {
            week,
            patron: Some(Patron {
                month: 12,
                day: 4,
                name: "Santa Barbara".into(),
            }),
            closings: vec![Closing {
                first_day: day("2026-12-24"),
                last_day: day("2026-12-24"),
                reason: String::new(),
            }],
        }
    }

    #[test]
    fn working_days_pass_over_weekends_holidays_patron_and_closings() {
        let town = town();
        assert_eq!(town.problems(), vec![]);
        let rows = [
            // 4 December is the patron's, 5 and 6 the weekend, 8 the Immaculate Conception.
            ("2026-12-03", 1, "2026-12-07"),
            ("2026-12-03", 2, "2026-12-09"),
            ("2026-12-23", 1, "2026-12-28"),
            ("2026-12-09", -2, "2026-12-03"),
            ("2026-12-04", 0, "2026-12-07"),
            ("2026-12-03", 0, "2026-12-03"),
            // Over Easter: Friday before it to Tuesday after.
            ("2026-04-03", 1, "2026-04-07"),
            ("2027-03-26", 1, "2027-03-30"),
        ];
        for (from, count, to) in rows {
            assert_eq!(
                town.working_days_after(day(from), count),
                Some(day(to)),
                "{from} {count}"
            );
        }
        for (from, to, count) in [
            ("2026-12-03", "2026-12-09", 2),
            ("2026-12-09", "2026-12-03", -2),
            ("2026-12-04", "2026-12-06", 0),
        ] {
            assert_eq!(
                town.working_days_between(day(from), day(to)),
                Some(count),
                "{from} {to}"
            );
        }
        assert_eq!(town.rest(day("2026-12-04")).unwrap().0, "Santa Barbara");
        assert_eq!(town.rest(day("2026-12-24")).unwrap().1, "Office closed");
        assert_eq!(town.working_days_after(day("2026-12-03"), 2_501), None);
    }

    #[test]
    fn working_days_of_whole_years() {
        // Monday to Friday without the public holidays that fall on them.
        let usual = Calendar::default();
        for (year, days) in [
            (2024, 254),
            (2025, 251),
            (2026, 254),
            (2027, 254),
            (2028, 249),
            (2029, 252),
            (2030, 252),
        ] {
            let eve = NaiveDate::from_ymd_opt(year - 1, 12, 31).unwrap();
            let end = NaiveDate::from_ymd_opt(year, 12, 31).unwrap();
            assert_eq!(usual.working_days_between(eve, end), Some(days), "{year}");
        }
    }

    #[test]
    fn working_hours_follow_the_day() {
        let town = town();
        let rows = [
            ("2026-12-03 12:00", 60, "2026-12-03 13:00"),
            ("2026-12-03 12:00", 90, "2026-12-07 09:30"),
            ("2026-12-03 20:00", 0, "2026-12-07 09:00"),
            // Tuesday 1 December has an afternoon.
            ("2026-12-01 12:30", 60, "2026-12-01 14:30"),
        ];
        for (from, minutes, to) in rows {
            assert_eq!(
                town.working_minutes_after(time(from), minutes),
                Some(time(to)),
                "{from} {minutes}"
            );
            if minutes > 0 {
                assert_eq!(
                    town.working_minutes_between(time(from), time(to)),
                    Some(minutes)
                );
            }
        }
        assert_eq!(
            town.working_minutes_after(time("2026-12-01 08:00"), -1),
            None
        );
        let negative =
            town.working_minutes_between(time("2026-12-07 09:30"), time("2026-12-03 12:00"));
        assert_eq!(negative, Some(-90));
    }

    #[test]
    fn what_a_calendar_cannot_be() {
        let mut idle = town();
        idle.week = Default::default();
        let mut crossed = town();
        crossed.week[0] = vec![Stretch { from: 600, to: 500 }];
        let mut never = town();
        never.patron = Some(Patron {
            month: 2,
            day: 30,
            name: String::new(),
        });
        let mut backwards = town();
        backwards.closings[0].last_day = day("2026-12-01");
        for (calendar, field) in [
            (idle, "week"),
            (crossed, "week"),
            (never, "patron"),
            (backwards, "closings"),
        ] {
            assert_eq!(calendar.problems()[0].0, field);
        }
        let json = serde_json::to_value(town()).unwrap();
        assert_eq!(json["week"][1][1]["from"], "14:00");
        assert_eq!(serde_json::from_value::<Calendar>(json).unwrap(), town());
        for wrong in ["9:00", "25:00", "10:60", "1000"] {
            let stretch = serde_json::json!({ "from": wrong, "to": "12:00" });
            assert!(
                serde_json::from_value::<Stretch>(stretch).is_err(),
                "{wrong}"
            );
        }
    }
}
