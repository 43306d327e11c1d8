//! Italian public holidays.
//!
//! Sources: L. 260/1949 and later amendments; L. 151/2025 (4 October, from 2026). Local feasts of
//! the patron saint stand in the calendar of an office.

use chrono::{Datelike, NaiveDate, Weekday};

/// The public holiday on this day, named in Italian and English. Sundays are not listed.
pub fn holiday(day: NaiveDate) -> Option<(&'static str, &'static str)> {
    let fixed = match (day.month(), day.day()) {
        (1, 1) => Some(("Capodanno", "New Year's Day")),
        (1, 6) => Some(("Epifania", "Epiphany")),
        (4, 25) => Some(("Festa della Liberazione", "Liberation Day")),
        (5, 1) => Some(("Festa del Lavoro", "Labour Day")),
        (6, 2) => Some(("Festa della Repubblica", "Republic Day")),
        (8, 15) => Some(("Assunzione", "Assumption Day")),
        (10, 4) if day.year() >= 2026 => {
            Some(("San Francesco d'Assisi", "Saint Francis of Assisi"))
        }
        (11, 1) => Some(("Ognissanti", "All Saints' Day")),
        (12, 8) => Some(("Immacolata Concezione", "Immaculate Conception")),
        (12, 25) => Some(("Natale", "Christmas Day")),
        (12, 26) => Some(("Santo Stefano", "Saint Stephen's Day")),
        _ => None,
    };
    let easter = easter(day.year());
    fixed
        .or((day == easter).then_some(("Pasqua", "Easter Sunday")))
        .or((Some(day) == easter.succ_opt()).then_some(("Lunedì dell'Angelo", "Easter Monday")))
}

/// The first day from this one on that is no holiday for a term of law: neither Sunday nor public holiday (art. 2963
/// c.c.), nor, where `saturdays` says so, a Saturday (art. 155 c.p.c., fifth paragraph). A patron's feast moves no term.
pub fn past_holidays(mut day: NaiveDate, saturdays: bool) -> NaiveDate {
    let rests = |day: NaiveDate| {
        day.weekday() == Weekday::Sun
            || saturdays && day.weekday() == Weekday::Sat
            || holiday(day).is_some()
    };
    while rests(day) {
        // The calendar of chrono ends in the year 262142: there a day stands for itself.
        match day.succ_opt() {
            Some(next) => day = next,
            None => break,
        }
    }
    day
}

/// Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876).
pub fn easter(year: i32) -> NaiveDate {
    let (a, b, c) = (
        year.rem_euclid(19),
        year.div_euclid(100),
        year.rem_euclid(100),
    );
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    NaiveDate::from_ymd_opt(year, month as u32, day as u32).unwrap_or(NaiveDate::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn easter_of_known_years() {
        for (year, date) in [
            (1961, "1961-04-02"),
            (2000, "2000-04-23"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2028, "2028-04-16"),
            (2029, "2029-04-01"),
            (2030, "2030-04-21"),
            (2038, "2038-04-25"),
            (2285, "2285-03-22"),
        ] {
            assert_eq!(easter(year), day(date));
            let monday = easter(year).succ_opt().unwrap();
            assert_eq!(holiday(monday).map(|h| h.0), Some("Lunedì dell'Angelo"));
            assert_eq!(monday.weekday(), Weekday::Mon);
        }
    }

    #[test]
    fn so_many_holidays_a_year() {
        // Twelve besides Easter Sunday, thirteen since Saint Francis; none falls on Easter in these years.
        for (year, holidays) in [
            (2024, 12),
            (2025, 12),
            (2026, 13),
            (2027, 13),
            (2028, 13),
            (2029, 13),
            (2030, 13),
        ] {
            let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap();
            let count = first
                .iter_days()
                .take_while(|d| d.year() == year)
                .filter(|d| holiday(*d).is_some())
                .count();
            assert_eq!(count, holidays, "{year}");
        }
    }

    #[test]
    fn a_term_passes_over_holidays() {
        let rows = [
            // 25 April 2026 is a Saturday and a holiday.
            ("2026-04-25", false, "2026-04-27"),
            // An ordinary Saturday counts for private law and not for procedure.
            ("2026-04-18", false, "2026-04-18"),
            ("2026-04-18", true, "2026-04-20"),
            // Easter and its Monday.
            ("2026-04-05", false, "2026-04-07"),
            // Christmas 2027 is a Saturday, Saint Stephen's a Sunday.
            ("2027-12-25", false, "2027-12-27"),
            ("2026-12-07", true, "2026-12-07"),
        ];
        for (term, saturdays, moved) in rows {
            assert_eq!(past_holidays(day(term), saturdays), day(moved), "{term}");
        }
    }

    #[test]
    fn holidays_of_italy() {
        let rows = [
            ("2026-04-06", Some("Lunedì dell'Angelo")),
            ("2026-06-02", Some("Festa della Repubblica")),
            ("2025-10-04", None),
            ("2026-10-04", Some("San Francesco d'Assisi")),
            ("2026-12-07", None),
            ("2026-12-08", Some("Immacolata Concezione")),
        ];
        for (text, name) in rows {
            assert_eq!(holiday(day(text)).map(|(it, _)| it), name, "{text}");
        }
    }
}
