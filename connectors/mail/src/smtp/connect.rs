//! Opening a connection to a submission server: TLS, certificate, login.
//!
//! Promises that no password leaves over a connection that is not encrypted, unless the server is
//! this very machine. Certificates are checked against the public roots and the endpoint's own root.

use super::{Timeouts, both, pause};
use crate::header;
use contract::{Login, Outcome, Security, SmtpEndpoint};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters, TlsVersion,
};
use lettre::transport::smtp::extension::ClientId;
use std::net::SocketAddr;
use tokio::time::timeout;

/// A connection ready for MAIL FROM. Nothing was sent of any message, so every error is *retry after*.
pub async fn open(
    endpoint: &SmtpEndpoint,
    timeouts: Timeouts,
) -> Result<AsyncSmtpConnection, Outcome> {
    match timeout(timeouts.connect, connect(endpoint, timeouts)).await {
        Ok(connected) => connected,
        Err(_) => Err(Outcome::RetryAfter {
            after: pause::UNREACHABLE,
            reason: {
                let s = timeouts.connect.as_secs();
                let none = both(
                    &format!("no connection within {s} s"),
                    &format!("nessun collegamento entro {s} s"),
                );
                format!("{}:{}: {none}", endpoint.host, endpoint.port)
            },
        }),
    }
}

async fn connect(
    endpoint: &SmtpEndpoint,
    timeouts: Timeouts,
) -> Result<AsyncSmtpConnection, Outcome> {
    let at = |what: &str| format!("{}:{}: {what}", endpoint.host, endpoint.port);
    let settings = |what: String| Outcome::RetryAfter {
        after: pause::SETTINGS,
        reason: at(&what),
    };
    let addresses: Vec<SocketAddr> =
        tokio::net::lookup_host((endpoint.host.as_str(), endpoint.port))
            .await
            .map_err(|e| Outcome::RetryAfter {
                after: pause::UNREACHABLE,
                reason: at(&e.to_string()),
            })?
            .collect();
    if endpoint.security == Security::Plain && !addresses.iter().all(|a| a.ip().is_loopback()) {
        return Err(settings(both(
            "a connection without encryption is allowed to this machine only",
            "un collegamento non cifrato è ammesso solo verso questo computer",
        )));
    }
    let tls = match endpoint.security {
        Security::Plain => None,
        _ => Some(tls(endpoint).map_err(|e| settings(e.to_string()))?),
    };
    let hello = ClientId::default();
    let first = if endpoint.security == Security::Tls {
        tls.clone()
    } else {
        None
    };
    let mut connection = AsyncSmtpConnection::connect_tokio1(
        addresses.as_slice(),
        Some(timeouts.connect),
        &hello,
        first,
        None,
    )
    .await
    .map_err(|e| not_connected(&e, &at))?;
    if let (Security::StartTls, Some(tls)) = (endpoint.security, tls) {
        if !connection.can_starttls() {
            connection.abort().await;
            return Err(settings(both(
                "the server does not offer STARTTLS",
                "il server non offre STARTTLS",
            )));
        }
        connection
            .starttls(tls, &hello)
            .await
            .map_err(|e| not_connected(&e, &at))?;
    }
    if !endpoint.user.is_empty() {
        let secret = endpoint.login.secret().to_owned();
        let credentials = Credentials::new(endpoint.user.clone(), secret);
        let mechanisms: &[Mechanism] = match endpoint.login {
            Login::Password(_) => &[Mechanism::Plain, Mechanism::Login],
            Login::Token(_) => &[Mechanism::Xoauth2],
        };
        if let Err(error) = connection.auth(mechanisms, &credentials).await {
            let after = if error.is_transient() {
                pause::BUSY
            } else {
                pause::SETTINGS
            };
            let reason = at(&format!(
                "{}: {}",
                both("login refused", "accesso rifiutato"),
                header::printable(&error.to_string())
            ));
            connection.abort().await;
            return Err(Outcome::RetryAfter { after, reason });
        }
    }
    Ok(connection)
}

fn tls(endpoint: &SmtpEndpoint) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(endpoint.host.clone())
        .certificate_store(CertificateStore::WebpkiRoots)
        .set_min_tls_version(TlsVersion::Tlsv12);
    if let Some(pem) = endpoint
        .ca_pem
        .as_deref()
        .filter(|pem| !pem.trim().is_empty())
    {
        builder = builder.add_root_certificate(Certificate::from_pem(pem.as_bytes())?);
    }
    builder.build_rustls()
}

fn not_connected(error: &Error, at: &impl Fn(&str) -> String) -> Outcome {
    // A 5xx greeting or a certificate that does not fit will not mend itself in a minute.
    let lasting = error.is_tls()
        || error.is_permanent()
        || format!("{error:?}").contains("InvalidCertificate");
    let after = match (lasting, error.is_transient()) {
        (true, _) => pause::SETTINGS,
        (_, true) => pause::BUSY,
        _ => pause::UNREACHABLE,
    };
    Outcome::RetryAfter {
        after,
        reason: at(&header::printable(&error.to_string())),
    }
}
