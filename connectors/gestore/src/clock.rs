//! The instant everything here obeys: the machine's, one that is set by hand, or another's.

use chrono::{DateTime, Duration, Utc};
use std::sync::{Arc, Mutex};
use tokio::sync::Notify;

/// A clock handle; clones show the same time.
#[derive(Clone)]
pub struct Clock {
    source: Arc<Source>,
    changed: Arc<Notify>,
}

enum Source {
    System,
    Set(Mutex<DateTime<Utc>>),
    Follow(Box<dyn Fn() -> DateTime<Utc> + Send + Sync>),
}

/// Only a clock made by [`Clock::at`] can be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this clock is not set by hand")]
pub struct ClockNotSettable;

impl Clock {
    /// The machine's clock.
    pub fn system() -> Clock {
        Clock::of(Source::System)
    }

    /// A clock that stands still at `instant` until it is moved.
    pub fn at(instant: DateTime<Utc>) -> Clock {
        Clock::of(Source::Set(Mutex::new(instant)))
    }

    /// A clock that shows what `now` answers, e.g. the test clock of a server. Polled once a second.
    pub fn follow(now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Clock {
        Clock::of(Source::Follow(Box::new(now)))
    }

    fn of(source: Source) -> Clock {
        Clock {
            source: Arc::new(source),
            changed: Arc::new(Notify::new()),
        }
    }

    pub fn now(&self) -> DateTime<Utc> {
        match &*self.source {
            Source::System => Utc::now(),
            Source::Set(instant) => *instant
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner()),
            Source::Follow(now) => now(),
        }
    }

    /// Moves the clock to an instant, also backwards; what is due then is done soon after.
    pub fn set(&self, to: DateTime<Utc>) -> Result<(), ClockNotSettable> {
        let Source::Set(instant) = &*self.source else {
            return Err(ClockNotSettable);
        };
        *instant
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = to;
        self.changed.notify_waiters();
        Ok(())
    }

    /// Moves the clock on.
    pub fn advance(&self, by: Duration) -> Result<(), ClockNotSettable> {
        self.set(self.now() + by)
    }

    /// How long to sleep at most until `due`; None: until the clock is moved.
    pub(crate) fn sleep_until(&self, due: DateTime<Utc>) -> Option<std::time::Duration> {
        let left = (due - self.now()).to_std().unwrap_or_default();
        match &*self.source {
            Source::System => Some(left),
            Source::Set(_) if !left.is_zero() => None,
            Source::Set(_) => Some(left),
            Source::Follow(_) => Some(left.min(std::time::Duration::from_secs(1))),
        }
    }

    /// Completes when the clock is moved by hand.
    pub(crate) fn changed(&self) -> tokio::sync::futures::Notified<'_> {
        self.changed.notified()
    }
}
