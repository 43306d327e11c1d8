//! From a host name to a logged-in connection: TCP, TLS as asked, the greeting, the login.
//!
//! Sources: RFC 3501 §6.2, RFC 4616 (PLAIN), RFC 8314 (TLS).

use super::fault::{lost, said, words};
use super::guard::{Guarded, Limit, Stream};
use super::wire::Wire;
use super::{ImapConfig, tls};
use async_imap::error::Error;
use async_imap::imap_proto::{Response, Status};
use async_imap::{Client, Session};
use contract::{Login, Security, SourceError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Connecting, TLS and login, each.
const CONNECT_WITHIN: Duration = Duration::from_secs(30);

/// A server that greeted, encrypted as asked; nobody has logged in.
#[derive(Debug)]
pub struct Greeted {
    client: Client<Guarded>,
    limit: Limit,
}

impl Greeted {
    /// Connects. No password leaves before TLS, unless the server is this machine.
    pub async fn connect(config: &ImapConfig) -> Result<Greeted, SourceError> {
        let unreachable = |said: String| SourceError::Unreachable {
            host: format!("{}:{}", config.host, config.port),
            said,
        };
        let limit = Limit::default();
        let connect = async {
            let addresses: Vec<_> = tokio::net::lookup_host((config.host.as_str(), config.port))
                .await
                .map_err(|e| unreachable(e.to_string()))?
                .collect();
            if config.security == Security::Plain && !addresses.iter().all(|a| a.ip().is_loopback())
            {
                return Err(unreachable(
                    "a connection without encryption is allowed to this machine only".into(),
                ));
            }
            let tcp = TcpStream::connect(addresses.as_slice())
                .await
                .map_err(|e| unreachable(e.to_string()))?;
            tcp.set_nodelay(true)
                .map_err(|e| unreachable(e.to_string()))?;
            let mut client = match config.security {
                Security::Tls => client(tls::encrypt(config, Box::new(tcp)).await?, &limit),
                Security::StartTls | Security::Plain => client(Box::new(tcp), &limit),
            };
            greeting(&mut client).await.map_err(&unreachable)?;
            if config.security == Security::StartTls {
                client
                    .run_command_and_check_ok("STARTTLS", None)
                    .await
                    .map_err(|e| unreachable(format!("STARTTLS: {}", words(&e))))?;
                // What came in clear after the answer is thrown away with the old client's buffer.
                client = self::client(
                    tls::encrypt(config, client.into_inner().into_inner()).await?,
                    &limit,
                );
            }
            Ok(client)
        };
        let client = timeout(CONNECT_WITHIN, connect)
            .await
            .map_err(|_| late(config))??;
        Ok(Greeted { client, limit })
    }

    /// Logs in.
    pub async fn log_in(self, config: &ImapConfig) -> Result<Wire, SourceError> {
        let Greeted { client, limit } = self;
        let session = timeout(CONNECT_WITHIN, login(client, config))
            .await
            .map_err(|_| late(config))??;
        let mut wire = Wire::of(session, limit);
        wire.ask_capabilities().await?;
        Ok(wire)
    }
}

fn late(config: &ImapConfig) -> SourceError {
    SourceError::Unreachable {
        host: format!("{}:{}", config.host, config.port),
        said: format!("no connection within {} s", CONNECT_WITHIN.as_secs()),
    }
}

fn client(stream: Box<dyn Stream>, limit: &Limit) -> Client<Guarded> {
    Client::new(Guarded::new(stream, limit.clone()))
}

async fn greeting(client: &mut Client<Guarded>) -> Result<(), String> {
    let Some(response) = client.read_response().await.map_err(|e| e.to_string())? else {
        return Err("the server closed the connection".into());
    };
    match response.parsed() {
        Response::Data {
            status: Status::Ok, ..
        } => Ok(()),
        Response::Data { outcome, .. } => Err(said(outcome.information.as_deref())),
        _ => Err("this is not an IMAP server".into()),
    }
}

async fn login(
    client: Client<Guarded>,
    config: &ImapConfig,
) -> Result<Session<Guarded>, SourceError> {
    let user = config.user.as_str();
    let session = match &config.login {
        Login::Password(password) if user.is_ascii() && password.is_ascii() => {
            client.login(user, password).await
        }
        Login::Password(password) => client.authenticate("PLAIN", Plain { user, password }).await,
        Login::Token(token) => client.authenticate("XOAUTH2", Bearer { user, token }).await,
    };
    session.map_err(|(error, _)| match error {
        Error::No(_) | Error::Bad(_) | Error::Validate(_) => SourceError::LoginRefused {
            said: words(&error),
        },
        other => lost(&other),
    })
}

/// SASL PLAIN (RFC 4616), which carries UTF-8 where LOGIN cannot.
struct Plain<'a> {
    user: &'a str,
    password: &'a str,
}

impl async_imap::Authenticator for Plain<'_> {
    type Response = String;
    fn process(&mut self, _: &[u8]) -> String {
        format!("\0{}\0{}", self.user, self.password)
    }
}

/// XOAUTH2: the token at once; a server that refuses it explains why and wants an empty line before it says so.
struct Bearer<'a> {
    user: &'a str,
    token: &'a str,
}

impl async_imap::Authenticator for Bearer<'_> {
    type Response = String;
    fn process(&mut self, challenge: &[u8]) -> String {
        match challenge {
            [] => format!("user={}\x01auth=Bearer {}\x01\x01", self.user, self.token),
            _ => String::new(),
        }
    }
}
