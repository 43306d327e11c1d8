//! One writer per instance: a verb holds the instance's turn until its commit is answered.
//!
//! A signal has one too, while it is spread, a despatch while receipts are folded into it, a mailbox while what leaves from it
//! is planned. Turns are given in the order they were asked for. Who holds that of a mailbox may ask for an instance's, and
//! nobody else for a second one, so there is no cycle.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, Weak},
};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use uuid::Uuid;

const SHARDS: usize = 32;
/// Dead entries are swept when a shard holds more than this.
const SWEEP_AT: usize = 256;

/// The turns of all instances that somebody waits for.
#[derive(Default)]
pub(crate) struct Turns {
    shards: [Mutex<HashMap<Uuid, Weak<Turn<()>>>>; SHARDS],
}

impl Turns {
    /// Waits for the turn of this instance; dropping the guard passes it on.
    pub(crate) async fn take(&self, instance: Uuid) -> OwnedMutexGuard<()> {
        let turn = {
            let shard = &self.shards[instance.as_bytes()[15] as usize % self.shards.len()];
            let mut shard = shard.lock().expect("no code panics while holding a shard");
            if shard.len() > SWEEP_AT {
                shard.retain(|_, turn| turn.strong_count() > 0);
            }
            match shard.get(&instance).and_then(Weak::upgrade) {
                Some(turn) => turn,
                None => {
                    let turn = Arc::new(Turn::new(()));
                    shard.insert(instance, Arc::downgrade(&turn));
                    turn
                }
            }
        };
        turn.lock_owned().await
    }
}
