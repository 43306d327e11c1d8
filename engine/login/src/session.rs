//! How long a session lasts: eight hours without use, twenty-four in all.
//!
//! The cookie is drawn anew at every login and change of password, so a value planted before is worth
//! nothing after. Times are lease time.

use chrono::{DateTime, Duration, Utc};

/// Without a request for so long the session is over: a working day.
pub const IDLE_MAX: Duration = Duration::hours(8);
/// However busy, it is over after a day.
pub const AGE_MAX: Duration = Duration::hours(24);
/// `seen_at` is written at most once in this time, so that reading costs no commit.
const TOUCH_EVERY: Duration = Duration::minutes(5);

/// Whether a session begun and last seen at these times still holds.
pub fn is_alive(created_at: DateTime<Utc>, seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now < created_at + AGE_MAX && now < seen_at + IDLE_MAX
}

/// When the session ends for certain, to be kept in its row.
pub fn expires_at(created_at: DateTime<Utc>) -> DateTime<Utc> {
    created_at + AGE_MAX
}

/// Whether `seen_at` is old enough to be written again.
pub fn wants_touch(seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - seen_at >= TOUCH_EVERY
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_end_by_idleness_and_by_age() {
        let start: DateTime<Utc> = "2026-03-02T08:00:00Z".parse().unwrap();
        let at = |minutes| start + Duration::minutes(minutes);
        let rows = [
            ("fresh", 0, 1, true),
            ("just before idle", 0, 479, true),
            ("idle", 0, 480, false),
            ("used since", 400, 870, true),
            ("used since, too old", 1430, 1440, false),
            ("just before too old", 1430, 1439, true),
        ];
        for (name, seen, now, alive) in rows {
            assert_eq!(is_alive(start, at(seen), at(now)), alive, "{name}");
        }
        assert!(!wants_touch(start, at(4)) && wants_touch(start, at(5)));
    }
}
