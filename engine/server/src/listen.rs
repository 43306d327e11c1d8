//! Taking connections: plain or TLS, until told to stop, then finishing what is under way.

use crate::command::speech::doing;
use crate::config::Config;
use crate::language::words;
use anyhow::Context;
use axum::Router;
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::mpsc;
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// A client that does not finish its handshake is let go.
const HANDSHAKE_AT_MOST: Duration = Duration::from_secs(10);
/// Requests under way get this long after the signal to stop.
const FINISH_WITHIN: Duration = Duration::from_secs(20);

/// Where the connection comes from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub SocketAddr);

impl Connected<IncomingStream<'_, TcpListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Peer {
        Peer(*stream.remote_addr())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Peer {
        Peer(*stream.remote_addr())
    }
}

/// Serves until `stop` is done, then lets requests finish for a while. With `tls` nothing is answered in the clear.
pub async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let graceful = async move {
        stop.await;
        let _ = stopping.send(());
    };
    let service = router.into_make_service_with_connect_info::<Peer>();
    let serving: std::pin::Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>> = match tls {
        Some(acceptor) => {
            let listener = TlsListener::start(listener, acceptor)?;
            Box::pin(
                axum::serve(listener, service)
                    .with_graceful_shutdown(graceful)
                    .into_future(),
            )
        }
        None => Box::pin(
            axum::serve(listener, service)
                .with_graceful_shutdown(graceful)
                .into_future(),
        ),
    };
    let patience = async {
        match stopped.await {
            Ok(()) => tokio::time::sleep(FINISH_WITHIN).await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        done = serving => done.context(words!("servendo le richieste", "serving")),
        () = patience => {
            tracing::warn!("some requests did not finish in time and are cut");
            Ok(())
        }
    }
}

/// TLS connections, each shaken hands with on a task of its own: a slow client holds up nobody.
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl TlsListener {
    fn start(listener: TcpListener, acceptor: TlsAcceptor) -> anyhow::Result<TlsListener> {
        let address = listener.local_addr()?;
        let (shaken, ready) = mpsc::channel(64);
        tokio::spawn(async move {
            loop {
                let (stream, peer) = match listener.accept().await {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        // Out of file descriptors, most likely: wait for some to come back.
                        tracing::warn!(%error, "a connection could not be taken");
                        tokio::time::sleep(Duration::from_millis(200)).await;
                        continue;
                    }
                };
                let (acceptor, shaken) = (acceptor.clone(), shaken.clone());
                if shaken.is_closed() {
                    return;
                }
                tokio::spawn(async move {
                    match tokio::time::timeout(HANDSHAKE_AT_MOST, acceptor.accept(stream)).await {
                        Ok(Ok(stream)) => drop(shaken.send((stream, peer)).await),
                        Ok(Err(error)) => tracing::debug!(%peer, %error, "no TLS handshake"),
                        Err(_) => tracing::debug!(%peer, "no TLS handshake in time"),
                    }
                });
            }
        });
        Ok(TlsListener { ready, address })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Certificate and key of the settings, read; None without them.
pub fn acceptor(config: &Config) -> anyhow::Result<Option<TlsAcceptor>> {
    let (Some(certificate), Some(key)) = (&config.tls_certificate, &config.tls_key) else {
        return Ok(None);
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| {
            doing(
                "leggendo il certificato",
                "reading the certificate",
                certificate,
            )
        })?;
    let key = PrivateKeyDer::from_pem_file(key)
        .with_context(|| doing("leggendo la chiave", "reading the key", key))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut tls = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .context(words!(
            "scegliendo le versioni di TLS",
            "choosing TLS versions"
        ))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .context(words!(
            "certificato e chiave non vanno insieme",
            "certificate and key do not go together"
        ))?;
    tls.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Some(TlsAcceptor::from(Arc::new(tls))))
}

/// Ctrl-C and SIGTERM, heard from the moment this is made: the process then ends in order, or not at all.
pub struct Stop {
    interrupt: Signal,
    terminate: Signal,
}

impl Stop {
    pub fn listen() -> anyhow::Result<Stop> {
        let hear =
            |kind| signal(kind).context(words!("ascoltando i segnali", "listening for signals"));
        Ok(Stop {
            interrupt: hear(SignalKind::interrupt())?,
            terminate: hear(SignalKind::terminate())?,
        })
    }

    /// Done when the process is told to stop, or was already.
    pub async fn told(mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
