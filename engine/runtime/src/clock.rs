//! Office time: what timers, terms and registrations go by. Leases and timeouts never use it.

use chrono::{DateTime, Utc};
use std::sync::atomic::{AtomicI64, Ordering};

/// The office's clock: the machine's, or one that tests move.
#[derive(Debug)]
pub enum Clock {
    System,
    /// Microseconds since 1970, UTC.
    Test(AtomicI64),
}

impl Clock {
    /// A test clock that stands at this instant until it is moved.
    pub fn test(at: DateTime<Utc>) -> Clock {
        Clock::Test(AtomicI64::new(at.timestamp_micros()))
    }

    pub fn is_test(&self) -> bool {
        matches!(self, Clock::Test(_))
    }

    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Clock::System => Utc::now(),
            Clock::Test(at) => {
                DateTime::from_timestamp_micros(at.load(Ordering::SeqCst)).unwrap_or_default()
            }
        }
    }

    /// Moves a test clock forward; a time before the present one is ignored.
    pub(crate) fn move_to(&self, to: DateTime<Utc>) {
        if let Clock::Test(at) = self {
            at.fetch_max(to.timestamp_micros(), Ordering::SeqCst);
        }
    }
}
