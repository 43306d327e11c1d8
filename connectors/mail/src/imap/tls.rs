//! TLS to a server of mail: which roots it is trusted by, and what is wrong with a certificate that is not.

use super::ImapConfig;
use super::guard::Stream;
use contract::{Distrust, SourceError};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use std::sync::Arc;
use tokio_rustls::TlsConnector;

/// Encrypts the stream. The server is trusted by the public roots and those of the mailbox.
pub async fn encrypt(
    config: &ImapConfig,
    stream: Box<dyn Stream>,
) -> Result<Box<dyn Stream>, SourceError> {
    let unreachable = |said: String| SourceError::Unreachable {
        host: format!("{}:{}", config.host, config.port),
        said,
    };
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    for certificate in
        CertificateDer::pem_slice_iter(config.ca_pem.as_deref().unwrap_or_default().as_bytes())
    {
        let added = certificate
            .map_err(|e| e.to_string())
            .and_then(|c| roots.add(c).map_err(|e| e.to_string()));
        added.map_err(|e| unreachable(format!("the mailbox's own root certificate: {e}")))?;
    }
    let settings =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| unreachable(e.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
    let name = ServerName::try_from(config.host.clone()).map_err(|e| unreachable(e.to_string()))?;
    let connected = TlsConnector::from(Arc::new(settings))
        .connect(name, stream)
        .await;
    connected
        .map(|stream| Box::new(stream) as Box<dyn Stream>)
        .map_err(|error| match distrust(&error) {
            Some(why) => SourceError::Untrusted {
                host: format!("{}:{}", config.host, config.port),
                why,
            },
            None => unreachable(format!("TLS: {error}")),
        })
}

/// What is wrong with the server's certificate, when that is what ended the handshake.
fn distrust(error: &std::io::Error) -> Option<Distrust> {
    let rustls::Error::InvalidCertificate(why) = error.get_ref()?.downcast_ref()? else {
        return None;
    };
    use rustls::CertificateError as E;
    Some(match why {
        E::UnknownIssuer => Distrust::Authority,
        E::NotValidForName | E::NotValidForNameContext { .. } => Distrust::Name,
        E::Expired | E::ExpiredContext { .. } => Distrust::Expired,
        E::NotValidYet | E::NotValidYetContext { .. } => Distrust::Early,
        // The library has no name of its own for it.
        E::Other(other) if format!("{other:?}").contains("CaUsedAsEndEntity") => {
            Distrust::IsAuthority
        }
        other => Distrust::Other(other.to_string()),
    })
}
