//! How a message to many is cut, and what its receipts cost. Pure.

use crate::mailbox::Limits;
use contract::ReceiptScope;

/// What one address adds to the head of a message, at most about.
const ADDRESS_BYTES: u64 = 80;
/// A receipt without what it gives back: text, daticert, signature.
const RECEIPT_BYTES: u64 = 8_000;
/// Text and head of a message, of which a brief receipt gives everything back.
const HEAD_BYTES: u64 = 2_000;

/// A message to many, as far as its cutting depends on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bulk {
    pub certified: bool,
    /// Bytes of the message for one recipient.
    pub size: u64,
    pub recipients: usize,
    /// Each recipient gets a message of their own.
    pub separately: bool,
}

/// Recipients of one part; 0: the message is too big for even one. What a provider of ordinary mail takes does not
/// depend on bytes times recipients.
pub(crate) fn per_part(limits: &Limits, bulk: Bulk) -> usize {
    let most = match bulk.separately {
        true => 1,
        false => u64::from(limits.recipients.max(1)),
    };
    let most = most.min(bulk.recipients as u64);
    let room = match bulk.certified {
        true => limits.bytes / (bulk.size + ADDRESS_BYTES * most).max(1),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_as_large_as_both_limits_allow_and_one_where_each_gets_their_own() {
        let rows = [
            // (certified, bytes, recipients, separately, expected)
            (true, 1_000, 5_000, false, 50),
            (true, 1_000, 7, false, 7),
            (true, 3_000_000, 5_000, false, 9),
            (true, 31_000_000, 5_000, false, 0),
            (false, 3_000_000, 5_000, false, 50),
            (true, 1_000, 5_000, true, 1),
            (true, 31_000_000, 5_000, true, 0),
            (false, 1_000, 2, true, 1),
        ];
        for (certified, size, recipients, separately, expected) in rows {
            let bulk = Bulk {
                certified,
                size,
                recipients,
                separately,
            };
            assert_eq!(per_part(&Limits::default(), bulk), expected, "{bulk:?}");
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
