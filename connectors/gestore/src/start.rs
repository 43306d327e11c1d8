//! Starting a gestore: its folder, its keys, its ports and the worker that does what is due.

use crate::{
    config::Config,
    directory::Directory,
    faults::Faults,
    handle::{GestoreError, Handle, Shared},
    listen::{self, Port},
    maildir,
    notice::Issuer,
    provider::Provider,
    smtp::{Door, Role},
    spool::Spool,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use signature::{Authority, Style};
use std::{
    collections::HashMap,
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

/// The provider in a box.
pub struct Gestore;

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
        let shared = Arc::new(Shared::new(provider, config.clock.clone()));
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
        let failed = match shared.run().await {
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
