//! The demonstration: a small town hall in a temporary folder, its mailboxes at a gestore on
//! loopback. Everything is invented and goes away at the end; nothing leaves this computer.

mod house;
mod post;
mod rail;
mod sample;
mod worked;

pub use house::{DemoPerson, PASSWORD, PEOPLE, build, office_name};
pub use rail::{RailStep, rail};
pub use sample::Sample;

use crate::wire::GestoreHandle;
use post::Post;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Address of the certified mailbox.
pub const PROTOCOLLO: &str = "protocollo@pec.comune.example";
/// Address of the ordinary mailbox.
pub const URP: &str = "urp@comune.example";

/// What only a demonstration has.
pub struct Demo {
    gestore: GestoreHandle,
    _post: Post,
    /// Message-ID of the latest arrival asked for: what the rail follows.
    followed: Mutex<Option<String>>,
    arrivals: Mutex<HashMap<Kind, usize>>,
}

impl Demo {
    fn new(gestore: GestoreHandle, post: Post) -> Demo {
        Demo {
            gestore,
            _post: post,
            followed: Mutex::default(),
            arrivals: Mutex::default(),
        }
    }

    /// Makes a mail arrive. Blocks for the disk.
    pub fn arrive(&self, kind: Kind) -> anyhow::Result<()> {
        let number = {
            let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            let number = arrivals.entry(kind).or_insert(0);
            *number += 1;
            *number
        };
        let followed = Sample::of(kind, number).deliver(&self.gestore)?;
        if let Some(id) = followed {
            self.follow(Some(id));
        }
        Ok(())
    }

    fn follow(&self, id: Option<String>) {
        *self.followed.lock().unwrap_or_else(PoisonError::into_inner) = id;
    }

    fn followed(&self) -> Option<String> {
        self.followed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Ends the gestore.
    pub async fn stop(self) {
        self.gestore.stop().await;
    }
}

pub use sample::Kind;
