//! Starting a gestore and steering it.

use crate::{
    address,
    behaviour::Behaviour,
    clock::Clock,
    config::Config,
    directory::Directory,
    faults::Faults,
    letter::{Injected, Letter},
    listen::{self, Port},
    maildir,
    notice::Issuer,
    provider::{Provider, ProviderError},
    smtp::{Door, Role},
    spool::Spool,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use signature::{Anchor, Authority, AuthorityError, Style};
use std::{
    collections::HashMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard},
};
use tokio::{net::TcpListener, sync::Notify, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

/// The provider in a box.
pub struct Gestore;

/// A running gestore. Dropping it ends the servers; what is spooled goes on at the next start.
pub struct Handle {
    shared: Arc<Shared>,
    authority: Authority,
    submission: SocketAddr,
    submissions: SocketAddr,
    relay: SocketAddr,
    ca_pem: String,
    tasks: Vec<JoinHandle<()>>,
}

pub(crate) struct Shared {
    provider: Mutex<Provider>,
    pub clock: Clock,
    /// A submission was kept.
    pub work: Notify,
}

impl Shared {
    pub fn provider(&self) -> MutexGuard<'_, Provider> {
        // Every change of the provider is one call; after a panic its spool is still whole.
        self.provider
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
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

impl Gestore {
    /// Opens the folder, makes what is missing, listens and goes on with what is spooled.
    /// Must be called inside a tokio runtime.
    pub async fn start(config: Config) -> Result<Handle, GestoreError> {
        let (provider, authority) = tokio::task::spawn_blocking({
            let config = config.clone();
            move || open(&config)
        })
        .await
        .map_err(|_| GestoreError::Stopped)??;
        let tls = acceptor(&authority)?;
        let door = |role, start_tls| {
            Arc::new(Door {
                role,
                host: config.host.clone(),
                directory: provider.directory.clone(),
                faults: provider.faults.clone(),
                size_bytes_max: config.size_bytes_max,
                recipients_max: config.recipients_max,
                start_tls,
            })
        };
        let mut ports = Vec::new();
        let doors = [
            (config.ports.submission, door(Role::Submission, true), false),
            (
                config.ports.submissions,
                door(Role::Submission, false),
                true,
            ),
            (config.ports.relay, door(Role::Relay, true), false),
        ];
        for (port, door, tls_first) in doors {
            let bound = async {
                let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
                let address = listener.local_addr()?;
                Ok::<_, io::Error>((listener, address))
            };
            let (listener, address) = bound
                .await
                .map_err(|source| GestoreError::Port { port, source })?;
            ports.push((
                Port {
                    listener,
                    door,
                    tls: tls.clone(),
                    tls_first,
                },
                address,
            ));
        }
        let ca_pem = authority.ca_pem()?;
        let shared = Arc::new(Shared {
            provider: Mutex::new(provider),
            clock: config.clock.clone(),
            work: Notify::new(),
        });
        let addresses: Vec<SocketAddr> = ports.iter().map(|(_, address)| *address).collect();
        let mut tasks: Vec<JoinHandle<()>> = ports
            .into_iter()
            .map(|(port, _)| tokio::spawn(listen::serve(port, shared.clone())))
            .collect();
        tasks.push(tokio::spawn(work(shared.clone())));
        let [submission, submissions, relay] = [addresses[0], addresses[1], addresses[2]];
        Ok(Handle {
            shared,
            authority,
            submission,
            submissions,
            relay,
            ca_pem,
            tasks,
        })
    }
}

fn open(config: &Config) -> Result<(Provider, Authority), GestoreError> {
    let folder = |what: &str| {
        let what = format!("{what} of {}", config.folder.display());
        move |source| GestoreError::Folder { what, source }
    };
    std::fs::create_dir_all(&config.folder).map_err(folder("folder"))?;
    let now = config.clock.now();
    let address = format!("posta-certificata@{}", config.host);
    let authority = Authority::open_or_create(&config.folder.join("authority"), &address, now)?;
    let own = Issuer {
        host: config.host.clone(),
        signer: authority.signer().clone(),
        style: Style::Legacy,
    };
    let mut peers = Vec::new();
    for peer in &config.peers {
        let signer = authority.issue_signer(&format!("posta-certificata@{}", peer.host), now)?;
        peers.push(Issuer {
            host: peer.host.clone(),
            signer,
            style: Style::Registered,
        });
    }
    let directory = Arc::new(Directory::open(config).map_err(folder("users"))?);
    maildir::create(&directory.service()).map_err(folder("service box"))?;
    let spool = Spool::open(&config.folder.join("spool")).map_err(folder("spool"))?;
    let provider = Provider {
        directory,
        own,
        peers,
        faults: Faults::new(config.faults.clone()),
        spool,
        behaviours: HashMap::new(),
        size_bytes_max: config.size_bytes_max,
    };
    Ok((provider, authority))
}

fn acceptor(authority: &Authority) -> Result<TlsAcceptor, GestoreError> {
    let broken = |error: &dyn std::fmt::Display| GestoreError::Tls(error.to_string());
    let chain = CertificateDer::pem_slice_iter(authority.tls().chain_pem.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| broken(&error))?;
    let key = PrivateKeyDer::from_pem_slice(authority.tls().key_pem.as_bytes())
        .map_err(|error| broken(&error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| broken(&error))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| broken(&error))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Does what is due, then sleeps until something is.
async fn work(shared: Arc<Shared>) {
    loop {
        // Armed before looking, so a clock moved meanwhile is not missed.
        let changed = shared.clock.changed();
        tokio::pin!(changed);
        changed.as_mut().enable();
        let failed = match run(&shared).await {
            Ok(_) => false,
            Err(error) => {
                tracing::error!(%error, "an act of the gestore failed; it is tried again");
                true
            }
        };
        let next = shared
            .provider()
            .spool
            .next_due()
            .and_then(|due| shared.clock.sleep_until(due));
        let pause = if failed {
            Some(std::time::Duration::from_secs(1))
        } else {
            next
        };
        let sleep = async {
            match pause {
                Some(pause) => tokio::time::sleep(pause).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = sleep => {}
            () = shared.work.notified() => {}
            () = changed => {}
        }
    }
}

async fn run(shared: &Arc<Shared>) -> Result<usize, GestoreError> {
    let shared = shared.clone();
    let done = tokio::task::spawn_blocking(move || {
        let now = shared.clock.now();
        shared.provider().run(now)
    });
    Ok(done.await.map_err(|_| GestoreError::Stopped)??)
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
        run(&self.shared).await
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
        deliver_into(&mailbox, raw)
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

fn deliver_into(mailbox: &Path, raw: &[u8]) -> Result<PathBuf, GestoreError> {
    maildir::deliver(mailbox, "localhost", raw).map_err(GestoreError::Disk)
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
