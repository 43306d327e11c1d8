//! Steering a gestore that runs.

use crate::{
    address,
    behaviour::Behaviour,
    clock::Clock,
    faults::Faults,
    letter::{Injected, Letter},
    maildir,
    provider::{Provider, ProviderError},
};
use chrono::{DateTime, Utc};
use signature::{Anchor, Authority, AuthorityError};
use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};
use tokio::{sync::Notify, task::JoinHandle};

/// A running gestore. Dropping it ends the servers; what is spooled goes on at the next start.
pub struct Handle {
    pub(crate) shared: Arc<Shared>,
    pub(crate) authority: Authority,
    pub(crate) submission: SocketAddr,
    pub(crate) submissions: SocketAddr,
    pub(crate) relay: SocketAddr,
    pub(crate) ca_pem: String,
    pub(crate) tasks: Vec<JoinHandle<()>>,
}

pub(crate) struct Shared {
    provider: Mutex<Provider>,
    pub clock: Clock,
    /// A submission was kept.
    pub work: Notify,
}

impl Shared {
    pub fn new(provider: Provider, clock: Clock) -> Shared {
        Shared {
            provider: Mutex::new(provider),
            clock,
            work: Notify::new(),
        }
    }

    pub fn provider(&self) -> MutexGuard<'_, Provider> {
        // Every change of the provider is one call; after a panic its spool is still whole.
        self.provider
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
    }

    /// Does everything that is due now, in order; answers how many acts.
    pub async fn run(self: &Arc<Self>) -> Result<usize, GestoreError> {
        let shared = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let now = shared.clock.now();
            let mut count = 0;
            // Locked for one act at a time, so that a client is answered between two of them.
            while shared.provider().run_one(now)? {
                count += 1;
            }
            Ok::<usize, ProviderError>(count)
        });
        Ok(done.await.map_err(|_| GestoreError::Stopped)??)
    }
}

/// Why a gestore cannot start or do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum GestoreError {
    #[error("{what}: {source}")]
    Folder { what: String, source: io::Error },
    #[error("authority: {0}")]
    Authority(#[from] AuthorityError),
    #[error("port {port}: {source}")]
    Port { port: u16, source: io::Error },
    #[error("TLS: {0}")]
    Tls(String),
    #[error("{address}: no mailbox of this gestore")]
    NoMailbox { address: String },
    #[error("{0}: not an address")]
    NotAnAddress(String),
    #[error("the mail is not signed in parts")]
    NotSigned,
    #[error("disk: {0}")]
    Disk(io::Error),
    #[error("the gestore's worker stopped")]
    Stopped,
}

impl From<ProviderError> for GestoreError {
    fn from(error: ProviderError) -> GestoreError {
        match error {
            ProviderError::Disk(source) => GestoreError::Disk(source),
            ProviderError::Signature(source) => GestoreError::Authority(source),
            ProviderError::NoMailbox { address } => GestoreError::NoMailbox { address },
        }
    }
}

impl Handle {
    /// Address of the port with STARTTLS and AUTH. Its certificate is for `localhost` and `127.0.0.1`.
    pub fn submission(&self) -> SocketAddr {
        self.submission
    }

    /// Address of the port with TLS from the first byte and AUTH.
    pub fn submissions(&self) -> SocketAddr {
        self.submissions
    }

    /// Address of the port for ordinary mail from outside.
    pub fn relay(&self) -> SocketAddr {
        self.relay
    }

    /// The authority's certificate in PEM: root of the TLS certificate and of every signature here.
    pub fn ca_pem(&self) -> &str {
        &self.ca_pem
    }

    /// The trust list under which this gestore and its peers are believed.
    pub fn anchors(&self) -> Result<Vec<Anchor>, GestoreError> {
        Ok(vec![self.authority.anchor(&[], self.shared.clock.now())?])
    }

    /// The authority, to sign or to forge.
    pub fn authority(&self) -> &Authority {
        &self.authority
    }

    /// `posta-certificata@<host>`.
    pub fn address(&self) -> String {
        self.shared.provider().own.address()
    }

    /// The Maildir of one of our mailboxes (folder with `new` and `cur`); None when there is none.
    pub fn maildir(&self, address: &str) -> Option<PathBuf> {
        self.shared
            .provider()
            .directory
            .maildir(&address.to_ascii_lowercase())
    }

    /// The provider's own Maildir: presa in carico, rilevazione virus.
    pub fn service_maildir(&self) -> PathBuf {
        self.shared.provider().directory.service()
    }

    /// Where mail to an ordinary address ends up.
    pub fn external_maildir(&self, address: &str) -> PathBuf {
        self.shared
            .provider()
            .directory
            .external(&address.to_ascii_lowercase())
    }

    pub fn clock(&self) -> &Clock {
        &self.shared.clock
    }

    /// Faults on demand.
    pub fn faults(&self) -> Faults {
        self.shared.provider().faults.clone()
    }

    /// From now on this recipient behaves so; what is already on its way is not changed.
    pub fn behave(&self, address: &str, behaviour: Behaviour) {
        self.shared
            .provider()
            .behaviours
            .insert(address.to_ascii_lowercase(), behaviour);
    }

    /// Does everything that is due at the clock's present instant, in order; answers how many acts.
    /// The worker does the same by itself; after this returns nothing due is left.
    pub async fn tick(&self) -> Result<usize, GestoreError> {
        self.shared.run().await
    }

    /// Another gestore's user writes to our mailboxes: a signed envelope lies in `new` when this
    /// returns. The writer's domain decides which gestore signs (ours, a peer, else the first peer).
    /// Refuses a letter none of whose recipients is a mailbox here. Blocks for the disk.
    pub fn inject(&self, letter: &Letter) -> Result<Injected, GestoreError> {
        check_addresses(letter)?;
        Ok(self
            .shared
            .provider()
            .inject(letter, self.shared.clock.now())?)
    }

    /// The envelope [`Handle::inject`] would deliver, as bytes, written nowhere.
    pub fn compose(&self, letter: &Letter) -> Result<Vec<u8>, GestoreError> {
        check_addresses(letter)?;
        Ok(self
            .shared
            .provider()
            .compose(letter, None, self.shared.clock.now())?
            .0)
    }

    pub(crate) fn compose_around(
        &self,
        letter: &Letter,
        inner: &[u8],
    ) -> Result<Vec<u8>, GestoreError> {
        check_addresses(letter)?;
        Ok(self
            .shared
            .provider()
            .compose(letter, Some(inner), self.shared.clock.now())?
            .0)
    }

    /// An ordinary mail arrives for one of our mailboxes and is wrapped in an anomaly envelope.
    /// `raw` may have LF line ends. Answers the file. Blocks for the disk.
    pub fn deliver_ordinary(&self, raw: &[u8], to: &str) -> Result<PathBuf, GestoreError> {
        let to = address::valid(to).ok_or_else(|| GestoreError::NotAnAddress(to.to_owned()))?;
        Ok(self
            .shared
            .provider()
            .deliver_ordinary(raw, "", &to, self.shared.clock.now())?)
    }

    /// Puts bytes into a mailbox as they are, unsigned and unwrapped: a forged mail, or one of a
    /// provider that delivers ordinary mail bare. Answers the file.
    pub fn place(&self, raw: &[u8], to: &str) -> Result<PathBuf, GestoreError> {
        let mailbox = self.maildir(to).ok_or_else(|| GestoreError::NoMailbox {
            address: to.to_owned(),
        })?;
        deliver_into(&mailbox, raw, self.shared.clock.now())
    }

    /// Ends the servers and the worker and waits for them.
    pub async fn stop(mut self) {
        for task in std::mem::take(&mut self.tasks) {
            task.abort();
            // An aborted task answers with a cancellation, which is what was asked for.
            let _ = task.await;
        }
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

fn deliver_into(mailbox: &Path, raw: &[u8], at: DateTime<Utc>) -> Result<PathBuf, GestoreError> {
    maildir::deliver(mailbox, "localhost", raw, at).map_err(GestoreError::Disk)
}

fn check_addresses(letter: &Letter) -> Result<(), GestoreError> {
    for address in std::iter::once(&letter.from)
        .chain(&letter.to)
        .chain(&letter.cc)
    {
        if address::valid(address).as_ref() != Some(address) {
            return Err(GestoreError::NotAnAddress(address.clone()));
        }
    }
    Ok(())
}
