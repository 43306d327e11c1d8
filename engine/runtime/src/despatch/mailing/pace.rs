//! How a message to many is cut, when its parts may leave, and what its receipts cost. Pure.

use crate::mailbox::Limits;
use chrono::{DateTime, TimeDelta, Utc};
use contract::ReceiptScope;

type Instant = DateTime<Utc>;

/// What one address adds to the head of a message, at most about.
const ADDRESS_BYTES: u64 = 80;
/// A receipt without what it gives back: text, daticert, signature.
const RECEIPT_BYTES: u64 = 8_000;
/// Text and head of a message, of which a brief receipt gives everything back.
const HEAD_BYTES: u64 = 2_000;

/// Recipients of one part; 0: the message is too big for even one. `size`: bytes of the message for one recipient.
/// What a provider of ordinary mail takes does not depend on bytes times recipients.
pub(crate) fn per_part(limits: &Limits, certified: bool, size: u64, recipients: usize) -> usize {
    let most = u64::from(limits.recipients.max(1)).min(recipients as u64);
    let room = match certified {
        true => limits.bytes / (size + ADDRESS_BYTES * most).max(1),
        false => most,
    };
    usize::try_from(most.min(room)).unwrap_or(usize::MAX)
}

/// Bytes the receipts will take in the mailbox, about: what each gives back, and an acceptance for each part.
pub(crate) fn quota(
    scope: ReceiptScope,
    recipients: usize,
    parts: usize,
    size: u64,
    text: u64,
) -> u64 {
    let returned = match scope {
        ReceiptScope::Completa => size,
        ReceiptScope::Breve => (text + HEAD_BYTES).min(size),
        ReceiptScope::Sintetica => 0,
    };
    recipients as u64 * (RECEIPT_BYTES + returned) + parts as u64 * RECEIPT_BYTES
}

/// When each of `n` more messages may leave, soonest first, so that with those of `before` (in order of time) no minute,
/// hour or day has more than its share.
pub(crate) fn pace(limits: &Limits, before: Vec<Instant>, now: Instant, n: usize) -> Vec<Instant> {
    let gap = TimeDelta::milliseconds(60_000 / i64::from(limits.per_minute.max(1)));
    let windows = [
        (limits.per_hour, TimeDelta::hours(1)),
        (limits.per_day, TimeDelta::days(1)),
    ];
    let mut times = before;
    let known = times.len();
    for _ in 0..n {
        let mut at = times.last().map_or(now, |last| (*last + gap).max(now));
        for (most, window) in windows {
            let most = most.map_or(usize::MAX, |m| m.max(1) as usize);
            if let Some(first) = times.len().checked_sub(most).map(|i| times[i]) {
                at = at.max(first + window);
            }
        }
        times.push(at);
    }
    times.split_off(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            per_minute: 30,
            ..Limits::default()
        }
    }

    fn most_in(times: &[Instant], window: TimeDelta) -> usize {
        let within = |from: &Instant| {
            let to = *from + window;
            times.iter().filter(|t| **t >= *from && **t < to).count()
        };
        times.iter().map(within).max().unwrap_or_default()
    }

    #[test]
    fn no_window_has_more_than_its_share_whatever_left_before() {
        let now = Utc::now();
        let before: Vec<Instant> = (0..40)
            .map(|n| now - TimeDelta::minutes(50) + TimeDelta::seconds(n))
            .collect();
        let limits = Limits {
            per_hour: Some(60),
            per_day: Some(200),
            ..limits()
        };
        let due = pace(&limits, before.clone(), now, 300);
        assert_eq!((due.len(), due[0]), (300, now));
        assert!(due.is_sorted());
        let all = [before, due.clone()].concat();
        assert_eq!(most_in(&due, TimeDelta::minutes(1)), 30);
        assert_eq!(most_in(&all, TimeDelta::hours(1)), 60);
        assert_eq!(most_in(&all, TimeDelta::days(1)), 200);
    }

    #[test]
    fn without_a_limit_the_minute_alone_counts() {
        let now = Utc::now();
        let due = pace(&limits(), Vec::new(), now, 100);
        assert_eq!(due[99] - now, TimeDelta::seconds(198));
        // What is planned already goes first.
        let later = now + TimeDelta::minutes(5);
        let next = pace(&limits(), vec![later], now, 1);
        assert_eq!(next, [later + TimeDelta::seconds(2)]);
    }

    #[test]
    fn a_part_is_as_large_as_both_limits_allow() {
        let rows = [
            // (certified, bytes, recipients, expected)
            (true, 1_000, 5_000, 50),
            (true, 1_000, 7, 7),
            (true, 3_000_000, 5_000, 9),
            (true, 31_000_000, 5_000, 0),
            (false, 3_000_000, 5_000, 50),
        ];
        for (certified, size, recipients, expected) in rows {
            let found = per_part(&limits(), certified, size, recipients);
            assert_eq!(found, expected, "{certified} {size} {recipients}");
        }
    }

    #[test]
    fn the_quota_follows_what_the_receipts_give_back() {
        let of = |scope| quota(scope, 5_000, 100, 2_000_000, 1_000);
        assert_eq!(of(ReceiptScope::Sintetica), 5_100 * 8_000);
        assert_eq!(of(ReceiptScope::Breve), 5_100 * 8_000 + 5_000 * 3_000);
        assert_eq!(
            of(ReceiptScope::Completa),
            5_100 * 8_000 + 5_000 * 2_000_000
        );
    }
}
