//! Faults on demand: what goes wrong next, set while the gestore runs.

use serde::{Deserialize, Serialize};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

/// What goes wrong. Counters are used up one transaction at a time; the default is no fault.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    /// The next n `MAIL FROM` are answered 421 and the connection is closed.
    pub refuse_421: u32,
    /// The next n mails are answered 451 after DATA and forgotten.
    pub defer_after_data: u32,
    /// The next n mails are answered 554 after DATA and forgotten.
    pub reject_after_data: u32,
    /// The next n mails are accepted and processed, but the connection is closed without an answer.
    pub drop_after_data: u32,
    /// The next n mails are forgotten and the connection is closed without an answer.
    pub lose_after_data: u32,
    /// Further copies of every receipt written to the sender.
    pub duplicate_receipts: u32,
    /// Delivery receipts are written before the acceptance they belong to.
    pub receipts_before_acceptance: bool,
    /// The next n acceptances are never written; everything else goes on.
    pub withhold_acceptance: u32,
    /// Time between submission and acceptance.
    pub acceptance_delay: Duration,
    /// Time between submission and deliveries, failures and bounces, on top of the behaviour's own.
    pub receipt_delay: Duration,
}

/// The control handle; clones steer the same gestore.
#[derive(Clone, Default)]
pub struct Faults(Arc<Mutex<Plan>>);

impl Faults {
    pub fn new(plan: Plan) -> Faults {
        Faults(Arc::new(Mutex::new(plan)))
    }

    /// Changes the plan: `faults.set(|plan| plan.refuse_421 = 2)`.
    pub fn set(&self, change: impl FnOnce(&mut Plan)) {
        change(&mut self.lock());
    }

    /// The plan as it stands, counters as far as they are used up.
    pub fn plan(&self) -> Plan {
        self.lock().clone()
    }

    /// Uses up one of a counter; false when it is at zero.
    pub(crate) fn take(&self, counter: impl FnOnce(&mut Plan) -> &mut u32) -> bool {
        let mut plan = self.lock();
        let left = counter(&mut plan);
        let any = *left > 0;
        *left = left.saturating_sub(1);
        any
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Plan> {
        self.0
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }
}
