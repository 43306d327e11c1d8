//! How often one may try: a bucket of attempts per account and one per network address.
//!
//! A bucket refills with time; an empty one tells how long to wait. A login that succeeds gives its
//! attempts back. In memory: a restart empties it, which costs an attacker more than it gives.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So many tries at once, then one more each `every`.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    size: u32,
    every: Duration,
}

/// Ten tries, then two a minute.
const ACCOUNT: Bucket = Bucket {
    size: 10,
    every: Duration::from_secs(30),
};
/// A whole office may come from one address: sixty tries, then one every two seconds.
const ADDRESS: Bucket = Bucket {
    size: 60,
    every: Duration::from_secs(2),
};
/// Full buckets are forgotten when there are more than this many.
const KEPT_MAX: usize = 20_000;

/// Whose attempts are counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Whose {
    Account(String),
    Address(String),
}

impl Whose {
    fn bucket(&self) -> Bucket {
        match self {
            Whose::Account(_) => ACCOUNT,
            Whose::Address(_) => ADDRESS,
        }
    }
}

/// Attempts used up, and since when the bucket refills.
#[derive(Debug, Clone, Copy)]
struct Used {
    attempts: u32,
    since: Instant,
}

/// All buckets of this process.
#[derive(Debug, Default)]
pub struct Attempts {
    used: Mutex<HashMap<Whose, Used>>,
}

impl Attempts {
    /// Takes one attempt for the account and one for the address; `now` is lease time.
    /// Err: how long to wait; nothing was taken.
    pub fn admit(&self, account: &str, address: &str, now: Instant) -> Result<(), Duration> {
        let both = [
            Whose::Account(account.to_lowercase()),
            Whose::Address(address.into()),
        ];
        let mut used = self.lock();
        if used.len() > KEPT_MAX {
            used.retain(|whose, u| refilled(whose.bucket(), *u, now).attempts > 0);
        }
        let states = both.map(|whose| {
            let fresh = Used {
                attempts: 0,
                since: now,
            };
            let state = refilled(
                whose.bucket(),
                used.get(&whose).copied().unwrap_or(fresh),
                now,
            );
            (whose, state)
        });
        let wait = states
            .iter()
            .filter(|(whose, state)| state.attempts >= whose.bucket().size);
        if let Some(wait) = wait
            .map(|(whose, state)| whose.bucket().every.saturating_sub(now - state.since))
            .max()
        {
            return Err(wait.max(Duration::from_secs(1)));
        }
        for (whose, state) in states {
            used.insert(
                whose,
                Used {
                    attempts: state.attempts + 1,
                    ..state
                },
            );
        }
        Ok(())
    }

    /// The login held: the account's bucket is full again, the address gets its attempt back.
    pub fn succeeded(&self, account: &str, address: &str) {
        let mut used = self.lock();
        used.remove(&Whose::Account(account.to_lowercase()));
        if let Some(state) = used.get_mut(&Whose::Address(address.into())) {
            state.attempts = state.attempts.saturating_sub(1);
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Whose, Used>> {
        // Each change is one insert: a panic elsewhere leaves the counts whole.
        self.used.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn refilled(bucket: Bucket, used: Used, now: Instant) -> Used {
    let back =
        (now.saturating_duration_since(used.since).as_millis() / bucket.every.as_millis()) as u32;
    if back >= used.attempts {
        return Used {
            attempts: 0,
            since: now,
        };
    }
    Used {
        attempts: used.attempts - back,
        since: used.since + bucket.every * back,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_held_after_ten_tries_and_released_with_time() {
        let attempts = Attempts::default();
        let start = Instant::now();
        for n in 0..10 {
            assert!(
                attempts
                    .admit("Anna", &format!("10.0.0.{n}"), start)
                    .is_ok(),
                "try {n}"
            );
        }
        let wait = attempts.admit("anna", "10.0.0.99", start).unwrap_err();
        assert_eq!(wait, Duration::from_secs(30));
        assert!(
            attempts.admit("bruno", "10.0.0.99", start).is_ok(),
            "another account is free"
        );
        assert!(
            attempts
                .admit("anna", "10.0.0.99", start + Duration::from_secs(29))
                .is_err()
        );
        assert!(
            attempts
                .admit("anna", "10.0.0.99", start + Duration::from_secs(30))
                .is_ok()
        );
        assert!(
            attempts
                .admit("anna", "10.0.0.99", start + Duration::from_secs(31))
                .is_err()
        );
    }

    #[test]
    fn an_address_that_tries_many_names_is_held() {
        let attempts = Attempts::default();
        let start = Instant::now();
        for n in 0..60 {
            assert!(
                attempts
                    .admit(&format!("name{n}"), "10.0.0.1", start)
                    .is_ok()
            );
        }
        assert!(attempts.admit("another", "10.0.0.1", start).is_err());
        assert!(attempts.admit("another", "10.0.0.2", start).is_ok());
    }

    #[test]
    fn success_gives_the_attempts_back() {
        let attempts = Attempts::default();
        let start = Instant::now();
        for _ in 0..200 {
            assert!(attempts.admit("anna", "10.0.0.1", start).is_ok());
            attempts.succeeded("anna", "10.0.0.1");
        }
    }
}
