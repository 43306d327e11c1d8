//! The demonstration: a small organisation in a temporary folder, its mailboxes at a gestore on
//! loopback. Everything is invented and goes away at the end; nothing leaves this computer.

mod azienda;
mod comune;
mod house;
mod invoice;
mod ordine;
mod plan;
mod post;
mod rail;
mod sample;
mod step;
mod worked;

pub use house::{DemoPerson, PASSWORD, build};
pub use plan::{Organisation, Plan};
pub use rail::{RailStep, rail};
pub use sample::Sample;

use crate::wire::GestoreHandle;
use anyhow::Context;
use post::Post;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What only a demonstration has.
pub struct Demo {
    plan: &'static Plan,
    gestore: GestoreHandle,
    _post: Post,
    /// Message-ID of the latest arrival asked for: what the rail follows.
    followed: Mutex<Option<String>>,
    arrivals: Mutex<HashMap<Kind, usize>>,
}

impl Demo {
    fn new(plan: &'static Plan, gestore: GestoreHandle, post: Post) -> Demo {
        Demo {
            plan,
            gestore,
            _post: post,
            followed: Mutex::default(),
            arrivals: Mutex::default(),
        }
    }

    /// The organisation it shows.
    pub fn plan(&self) -> &'static Plan {
        self.plan
    }

    /// Makes a mail arrive. Blocks for the disk.
    pub fn arrive(&self, kind: Kind) -> anyhow::Result<()> {
        let number = {
            let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
            let number = arrivals.entry(kind).or_insert(0);
            *number += 1;
            *number
        };
        if kind == Kind::Fattura {
            return invoice::arrive(self.plan, &self.gestore, number);
        }
        let sample = Sample::of(self.plan, kind, number).context("nothing of this kind arrives")?;
        let followed = sample.deliver(&self.gestore)?;
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
