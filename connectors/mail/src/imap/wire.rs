//! A logged-in IMAP connection: commands out, responses in, the end of each command seen.
//!
//! A command is over when its tagged response came, never when the stream ended: a connection cut
//! between two messages must not look like an empty folder. Every wait has an end. Sources:
//! RFC 3501 (and RFC 9051 where they agree), RFC 2177 (IDLE), RFC 8314 (TLS).

use super::guard::{Guarded, LINES_BYTES_MAX, Limit, Stream};
use super::{ImapConfig, utf7};
use async_imap::error::Error;
use async_imap::imap_proto::rfc2087::QuotaResourceName;
use async_imap::imap_proto::{
    AttributeValue, MailboxDatum, MessageSection, Response, ResponseCode, SectionPath, Status,
};
use async_imap::{Client, Session};
use chrono::{DateTime, Utc};
use contract::{Distrust, Login, Quota, Security, SourceError};
use rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use rustls::{ClientConfig, RootCertStore};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};
use tokio_rustls::TlsConnector;

/// Connecting, TLS and login, each.
const CONNECT_WITHIN: Duration = Duration::from_secs(30);
/// Silence in the middle of a command.
pub const ANSWER_WITHIN: Duration = Duration::from_secs(120);
/// The server must confirm the end of IDLE this soon, else the line is dead.
const IDLE_ENDS_WITHIN: Duration = Duration::from_secs(20);

/// The connection.
#[derive(Debug)]
pub struct Wire {
    session: Session<Guarded>,
    limit: Limit,
    capabilities: BTreeSet<String>,
    /// A message was announced since the folder was last read.
    pub news: bool,
}

/// The tagged end of a command.
#[derive(Debug)]
pub struct Ending {
    pub ok: bool,
    pub try_create: bool,
    /// The server's words.
    pub said: String,
}

/// What EXAMINE or SELECT told.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Folder {
    pub exists: u32,
    pub uid_validity: u64,
    /// 0 when the server does not say.
    pub uid_next: u64,
    pub highest_modseq: Option<u64>,
}

/// One FETCH response.
#[derive(Debug, Default)]
pub struct Item {
    pub uid: u64,
    pub size: Option<u64>,
    pub internal_date: Option<DateTime<Utc>>,
    pub body: Option<Vec<u8>>,
    /// Some fields of the header, where those were asked for.
    pub header: Option<Vec<u8>>,
}

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
                Security::Tls => client(tls(config, Box::new(tcp)).await?, &limit),
                Security::StartTls | Security::Plain => client(Box::new(tcp), &limit),
            };
            greeting(&mut client).await.map_err(&unreachable)?;
            if config.security == Security::StartTls {
                client
                    .run_command_and_check_ok("STARTTLS", None)
                    .await
                    .map_err(|e| unreachable(format!("STARTTLS: {}", words(&e))))?;
                // What came in clear after the answer is thrown away with the old client's buffer.
                client = self::client(tls(config, client.into_inner().into_inner()).await?, &limit);
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
        let mut wire = Wire {
            session,
            limit,
            capabilities: BTreeSet::new(),
            news: false,
        };
        let mut capabilities = BTreeSet::new();
        wire.command("CAPABILITY", |response| {
            if let Response::Capabilities(list) = response {
                capabilities.extend(list.iter().map(async_imap::types::Capability::from).map(
                    |c| match c {
                        async_imap::types::Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
                        async_imap::types::Capability::Auth(name) => {
                            format!("AUTH={}", name.to_ascii_uppercase())
                        }
                        async_imap::types::Capability::Atom(name) => name.to_ascii_uppercase(),
                    },
                ));
            }
        })
        .await?;
        wire.capabilities = capabilities;
        Ok(wire)
    }
}

fn late(config: &ImapConfig) -> SourceError {
    SourceError::Unreachable {
        host: format!("{}:{}", config.host, config.port),
        said: format!("no connection within {} s", CONNECT_WITHIN.as_secs()),
    }
}

impl Wire {
    /// Connects and logs in.
    pub async fn open(config: &ImapConfig) -> Result<Wire, SourceError> {
        Greeted::connect(config).await?.log_in(config).await
    }

    /// The room of a folder's mailbox (RFC 2087, in units of 1024 bytes). None: no limit, or the server does not say.
    pub async fn quota(&mut self, folder: &str) -> Result<Option<Quota>, SourceError> {
        if !self.can("QUOTA") {
            return Ok(None);
        }
        let mut found: Option<Quota> = None;
        let command = format!("GETQUOTAROOT {}", quoted(folder)?);
        let ending = self
            .command(&command, |response| {
                let Response::Quota(quota) = response else {
                    return;
                };
                for resource in &quota.resources {
                    if resource.name == QuotaResourceName::Storage && resource.limit > 0 {
                        let one = Quota {
                            used: resource.usage.saturating_mul(1024),
                            limit: resource.limit.saturating_mul(1024),
                        };
                        // Of several roots the fullest counts.
                        let share = |q: Quota| u128::from(q.used) * 1_000_000 / u128::from(q.limit);
                        if found.is_none_or(|f| share(one) >= share(f)) {
                            found = Some(one);
                        }
                    }
                }
            })
            .await?;
        Ok(found.filter(|_| ending.ok))
    }

    pub fn can(&self, capability: &str) -> bool {
        self.capabilities.contains(capability)
    }

    /// The largest response to allow while `bytes` of messages are asked for.
    pub fn allow(&self, bytes: u64) {
        self.limit.set(bytes.saturating_add(super::SLACK_BYTES));
    }

    /// Back to what lines need.
    pub fn allow_lines(&self) {
        self.limit.set(LINES_BYTES_MAX);
    }

    /// Runs one command, gives every untagged response to `each`, answers its tagged end.
    pub async fn command(
        &mut self,
        text: &str,
        mut each: impl FnMut(&Response<'_>),
    ) -> Result<Ending, SourceError> {
        let id = timeout(ANSWER_WITHIN, self.session.run_command(text))
            .await
            .map_err(silent)?
            .map_err(|e| lost(&e))?;
        let mut bye = None;
        loop {
            let read = timeout(ANSWER_WITHIN, self.session.read_response())
                .await
                .map_err(silent)?;
            let Some(response) = read.map_err(|e| lost(&Error::Io(e)))? else {
                return Err(SourceError::Lost {
                    said: bye.unwrap_or_else(|| "the server closed the connection".into()),
                });
            };
            match response.parsed() {
                Response::Done {
                    tag,
                    status,
                    outcome,
                } if *tag == id => {
                    return Ok(Ending {
                        ok: *status == Status::Ok,
                        try_create: matches!(outcome.code, Some(ResponseCode::TryCreate)),
                        said: said(outcome.information.as_deref()),
                    });
                }
                Response::Data {
                    status: Status::Bye,
                    outcome,
                } => bye = Some(said(outcome.information.as_deref())),
                other => {
                    if matches!(other, Response::MailboxData(MailboxDatum::Exists(_))) {
                        self.news = true;
                    }
                    each(other);
                }
            }
        }
    }

    /// A command that must succeed.
    pub async fn must(&mut self, text: &str) -> Result<(), SourceError> {
        let ending = self.command(text, |_| {}).await?;
        if ending.ok {
            Ok(())
        } else {
            Err(SourceError::Protocol { said: ending.said })
        }
    }

    /// EXAMINE (read only) or SELECT.
    pub async fn open_folder(
        &mut self,
        folder: &str,
        writable: bool,
    ) -> Result<Folder, SourceError> {
        let verb = if writable { "SELECT" } else { "EXAMINE" };
        // Servers number changes only for who asks (RFC 7162 §3.1.8).
        let counting = match self.can("CONDSTORE") {
            true => " (CONDSTORE)",
            false => "",
        };
        let mut told = Folder::default();
        let ending = self
            .command(
                &format!("{verb} {}{counting}", quoted(folder)?),
                |response| match response {
                    Response::MailboxData(MailboxDatum::Exists(n)) => told.exists = *n,
                    Response::Data { outcome, .. } => match outcome.code {
                        Some(ResponseCode::UidValidity(n)) => told.uid_validity = u64::from(n),
                        Some(ResponseCode::UidNext(n)) => told.uid_next = u64::from(n),
                        Some(ResponseCode::HighestModSeq(n)) => told.highest_modseq = Some(n),
                        _ => {}
                    },
                    _ => {}
                },
            )
            .await?;
        if !ending.ok {
            return Err(SourceError::NoFolder {
                folder: folder.to_owned(),
                said: ending.said,
            });
        }
        if told.uid_validity == 0 {
            return Err(SourceError::Protocol {
                said: "the server gives no UIDVALIDITY".into(),
            });
        }
        self.news = false;
        Ok(told)
    }

    /// FETCH or UID FETCH; responses without a UID are passed over.
    pub async fn fetch(
        &mut self,
        command: &str,
        mut each: impl FnMut(Item),
    ) -> Result<Ending, SourceError> {
        self.command(command, |response| {
            if let Response::Fetch(_, attributes) = response {
                let item = item(attributes);
                if item.uid != 0 {
                    each(item);
                }
            }
        })
        .await
    }

    /// Waits in IDLE until a message is announced or the time is over.
    pub async fn idle(&mut self, at_most: Duration) -> Result<(), SourceError> {
        let until = Instant::now() + at_most;
        let id = timeout(ANSWER_WITHIN, self.session.run_command("IDLE"))
            .await
            .map_err(silent)?
            .map_err(|e| lost(&e))?;
        let (mut accepted, mut news, mut done_by) = (false, false, None);
        loop {
            if accepted && done_by.is_none() && (news || Instant::now() >= until) {
                self.session
                    .run_command_untagged("DONE")
                    .await
                    .map_err(|e| lost(&e))?;
                done_by = Some(Instant::now() + IDLE_ENDS_WITHIN);
            }
            let limit = done_by.unwrap_or(if accepted {
                until
            } else {
                Instant::now() + ANSWER_WITHIN
            });
            let response = match timeout_at(limit, self.session.read_response()).await {
                Err(_) if accepted && done_by.is_none() => continue,
                Err(elapsed) => return Err(silent(elapsed)),
                Ok(Err(error)) => return Err(lost(&Error::Io(error))),
                Ok(Ok(None)) => {
                    return Err(SourceError::Lost {
                        said: "the server closed the connection".into(),
                    });
                }
                Ok(Ok(Some(response))) => response,
            };
            match response.parsed() {
                Response::Continue(_) => accepted = true,
                Response::MailboxData(MailboxDatum::Exists(_)) => news = true,
                Response::Data {
                    status: Status::Bye,
                    outcome,
                } => {
                    return Err(SourceError::Lost {
                        said: said(outcome.information.as_deref()),
                    });
                }
                Response::Done {
                    tag,
                    status,
                    outcome,
                } if *tag == id => {
                    self.news |= news;
                    return match status {
                        Status::Ok => Ok(()),
                        _ => Err(SourceError::Protocol {
                            said: format!("IDLE: {}", said(outcome.information.as_deref())),
                        }),
                    };
                }
                _ => {}
            }
        }
    }
}

/// A folder name or search text as a quoted string; control characters are refused.
pub fn quoted(text: &str) -> Result<String, SourceError> {
    let ascii = utf7::encode(text);
    if ascii.chars().any(|c| c.is_control()) {
        return Err(SourceError::NoFolder {
            folder: crate::header::printable(text),
            said: "not a folder name".into(),
        });
    }
    Ok(format!(
        "\"{}\"",
        ascii.replace('\\', "\\\\").replace('"', "\\\"")
    ))
}

fn item(attributes: &[AttributeValue<'_>]) -> Item {
    let mut item = Item::default();
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(uid) => item.uid = u64::from(*uid),
            AttributeValue::Rfc822Size(size) => item.size = Some(u64::from(*size)),
            AttributeValue::InternalDate(date) => {
                let read = DateTime::parse_from_str(date.trim(), "%d-%b-%Y %H:%M:%S %z");
                item.internal_date = read.ok().map(|d| d.to_utc());
            }
            AttributeValue::BodySection {
                section: None,
                data: Some(body),
                ..
            } => item.body = Some(body.to_vec()),
            AttributeValue::BodySection {
                section: Some(SectionPath::Full(MessageSection::Header)),
                data: Some(header),
                ..
            } => item.header = Some(header.to_vec()),
            _ => {}
        }
    }
    item
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

async fn tls(config: &ImapConfig, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, SourceError> {
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

fn silent(_: tokio::time::error::Elapsed) -> SourceError {
    SourceError::Lost {
        said: "the server does not answer".into(),
    }
}

fn lost(error: &Error) -> SourceError {
    match error {
        Error::Parse(_) | Error::Bad(_) | Error::No(_) => {
            SourceError::Protocol { said: words(error) }
        }
        _ => SourceError::Lost { said: words(error) },
    }
}

fn said(information: Option<&str>) -> String {
    crate::header::printable(information.unwrap_or("no reason given"))
}

/// The server's words out of an error of the library, which wraps them in its own.
fn words(error: &Error) -> String {
    let text = error.to_string();
    let inner = text
        .split_once("info: Some(\"")
        .and_then(|(_, rest)| rest.rsplit_once("\")"))
        .map(|(inner, _)| inner);
    crate::header::printable(inner.unwrap_or(&text))
}
