//! A logged-in IMAP connection: commands out, responses in, the end of each command seen.
//!
//! A command is over when its tagged response came, never when the stream ended: a connection cut
//! between two messages must not look like an empty folder. Every wait has an end. Sources:
//! RFC 3501 (and RFC 9051 where they agree), RFC 2177 (IDLE).

use super::fault::{lost, said, silent};
use super::guard::{Guarded, LINES_BYTES_MAX, Limit};
use super::utf7;
use async_imap::Session;
use async_imap::error::Error;
use async_imap::imap_proto::rfc2087::QuotaResourceName;
use async_imap::imap_proto::{
    AttributeValue, MailboxDatum, MessageSection, Response, ResponseCode, SectionPath, Status,
};
use async_imap::types::Capability;
use chrono::{DateTime, Utc};
use contract::{Quota, SourceError};
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::{Instant, timeout, timeout_at};

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

impl Wire {
    /// Of a session that has just begun.
    pub(super) fn of(session: Session<Guarded>, limit: Limit) -> Wire {
        Wire {
            session,
            limit,
            capabilities: BTreeSet::new(),
            news: false,
        }
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

    /// Asks the server what it can do.
    pub(super) async fn ask_capabilities(&mut self) -> Result<(), SourceError> {
        let mut capabilities = BTreeSet::new();
        self.command("CAPABILITY", |response| {
            if let Response::Capabilities(list) = response {
                capabilities.extend(list.iter().map(Capability::from).map(|c| match c {
                    Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
                    Capability::Auth(name) => format!("AUTH={}", name.to_ascii_uppercase()),
                    Capability::Atom(name) => name.to_ascii_uppercase(),
                }));
            }
        })
        .await?;
        self.capabilities = capabilities;
        Ok(())
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
