//! What a gestore is started with.

use crate::{clock::Clock, faults::Plan};
use std::path::PathBuf;

/// Everything a gestore needs; [`Config::new`] fills in what a test wants.
#[derive(Clone)]
pub struct Config {
    /// Where everything lies: see the crate's documentation for the layout. Made when missing.
    pub folder: PathBuf,
    /// The gestore's own domain; it signs as `posta-certificata@<host>`.
    pub host: String,
    /// Certified domains whose mailboxes lie here.
    pub domains: Vec<String>,
    /// Added to the `users` file at start; their Maildirs are made. Accounts already in the file stay.
    pub accounts: Vec<Account>,
    /// Other gestori, played here: they sign their own receipts and their users write to ours.
    pub peers: Vec<Peer>,
    /// Domains that pass for certified and do not exist any more (`no-dominio`).
    pub dead_domains: Vec<String>,
    /// Ordinary domains that take mail; any other domain bounces.
    pub external_domains: Vec<String>,
    pub ports: Ports,
    /// Largest mail, and largest product of size and recipients (RFC 6109 §3.1.1).
    pub size_bytes_max: usize,
    pub recipients_max: usize,
    pub clock: Clock,
    pub faults: Plan,
}

/// A mailbox and who may send from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Login name; usually the address.
    pub user: String,
    pub address: String,
    pub password: String,
}

/// Another gestore with its domains. Every address there exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peer {
    pub host: String,
    pub domains: Vec<String>,
}

/// Loopback ports; 0 takes a free one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ports {
    /// STARTTLS and AUTH.
    pub submission: u16,
    /// TLS from the first byte and AUTH.
    pub submissions: u16,
    /// Ordinary mail from outside.
    pub relay: u16,
}

impl Config {
    /// A gestore `host` in `folder` for these domains: no accounts, one peer `altrogestore.example`
    /// with `pec.altro.example`, dead domain `spento.example`, external `esterno.example`, free
    /// ports, 30 MiB and 50 recipients, the machine's clock, no faults.
    pub fn new(folder: impl Into<PathBuf>, host: &str, domains: &[&str]) -> Config {
        Config {
            folder: folder.into(),
            host: host.to_ascii_lowercase(),
            domains: domains
                .iter()
                .map(|domain| domain.to_ascii_lowercase())
                .collect(),
            accounts: Vec::new(),
            peers: vec![Peer {
                host: "altrogestore.example".into(),
                domains: vec!["pec.altro.example".into()],
            }],
            dead_domains: vec!["spento.example".into()],
            external_domains: vec!["esterno.example".into()],
            ports: Ports::default(),
            size_bytes_max: 30 << 20,
            recipients_max: 50,
            clock: Clock::system(),
            faults: Plan::default(),
        }
    }

    /// Adds a mailbox whose login name is its address.
    pub fn account(mut self, address: &str, password: &str) -> Config {
        let address = address.to_ascii_lowercase();
        self.accounts.push(Account {
            user: address.clone(),
            address,
            password: password.into(),
        });
        self
    }

    /// Sets the clock.
    pub fn clock(mut self, clock: Clock) -> Config {
        self.clock = clock;
        self
    }
}
