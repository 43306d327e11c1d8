//! Who may write the answer to a message: one person at a time, for as long as they give signs of life.

use chrono::{DateTime, TimeDelta, Utc};

/// Who has the answer in hand. Times are lease time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold<'a> {
    /// Login.
    pub holder: &'a str,
    /// Nobody else may write before this instant.
    pub until: DateTime<Utc>,
}

/// How the answer stands for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody writes, or whoever did gave no sign of life for too long.
    Free,
    /// They write themselves, even if their time has run out: nobody took it since.
    Mine,
    /// Somebody else writes.
    Held,
}

/// How the answer stands for `login` at this instant of lease time.
pub fn standing(hold: Option<Hold>, login: &str, now: DateTime<Utc>) -> Standing {
    match hold {
        Some(hold) if hold.holder == login => Standing::Mine,
        Some(hold) if now < hold.until => Standing::Held,
        _ => Standing::Free,
    }
}

/// How long before the end whoever writes is warned.
pub fn warning(lasts: TimeDelta) -> TimeDelta {
    // A short lease is warned of in good time too.
    TimeDelta::minutes(2).min(lasts / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_writes_until_the_time_is_over() {
        let at = |minute: u32| -> DateTime<Utc> {
            format!("2026-03-27T10:{minute:02}:00Z")
                .parse()
                .expect("a time")
        };
        let hold = Some(Hold {
            holder: "carla",
            until: at(15),
        });
        let rows = [
            (None, "franco", at(0), Standing::Free),
            (hold, "carla", at(2), Standing::Mine),
            (hold, "franco", at(2), Standing::Held),
            (hold, "franco", at(14), Standing::Held),
            (hold, "franco", at(15), Standing::Free),
            (hold, "carla", at(40), Standing::Mine),
        ];
        for (hold, login, now, expected) in rows {
            assert_eq!(standing(hold, login, now), expected, "{login} at {now}");
        }
    }

    #[test]
    fn the_warning_fits_the_lease() {
        assert_eq!(warning(TimeDelta::minutes(15)), TimeDelta::minutes(2));
        assert_eq!(warning(TimeDelta::minutes(1)), TimeDelta::seconds(30));
    }
}
