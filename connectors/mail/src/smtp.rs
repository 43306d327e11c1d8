//! Sending by SMTP, with an outcome nobody has to guess about.
//!
//! The commands are driven one by one, because what matters after a failure is *where* it happened:
//! before the final dot of DATA nothing can have been accepted, so the same bytes may be tried again;
//! after it nobody knows, and the answer is [`Outcome::Uncertain`]. Recipients are all or none: one
//! refused recipient stops the message before DATA. Sources: RFC 5321 §4.5.3.2 (timeouts), §6.1;
//! RFC 3207; RFC 4954.

mod connect;
mod pool;

use crate::header;
use contract::{Outcome, Prepared, SmtpEndpoint};
use lettre::address::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::response::{Response, Severity};
use serde_json::{Map, Value};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::timeout;

pub use pool::Smtp;

/// Bytes given to the connection at once.
const CHUNK_BYTES: usize = 64 * 1024;

/// How long each stage may take.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Connecting, TLS and login together.
    pub connect: Duration,
    /// Each command up to DATA.
    pub command: Duration,
    /// The message and the answer to its final dot.
    pub data: Duration,
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts {
            connect: Duration::from_secs(60),
            command: Duration::from_secs(120),
            data: Duration::from_secs(600),
        }
    }
}

/// Pauses before another attempt.
mod pause {
    use std::time::Duration;
    /// The server is there and asks for patience.
    pub const BUSY: Duration = Duration::from_secs(5 * 60);
    /// The server cannot be reached or went away.
    pub const UNREACHABLE: Duration = Duration::from_secs(60);
    /// Wrong password, wrong certificate: a person must change something.
    pub const SETTINGS: Duration = Duration::from_secs(15 * 60);
}

/// Sends one message over a connection of its own. See [`Smtp`] for many.
pub async fn send(endpoint: &SmtpEndpoint, prepared: &Prepared) -> Outcome {
    let timeouts = Timeouts::default();
    match connect::open(endpoint, timeouts).await {
        Ok(mut connection) => {
            let outcome = submit(&mut connection, prepared, timeouts).await;
            if matches!(outcome, Outcome::Done(_)) {
                // The message is accepted: whether QUIT is answered changes nothing.
                let _ = timeout(Duration::from_secs(5), connection.quit()).await;
            }
            outcome
        }
        Err(outcome) => outcome,
    }
}

/// Connects, encrypts and logs in, and says goodbye: nothing is sent.
pub async fn greet(endpoint: &SmtpEndpoint) -> Result<(), Outcome> {
    let mut connection = connect::open(endpoint, Timeouts::default()).await?;
    // Whether QUIT is answered changes nothing.
    let _ = timeout(Duration::from_secs(5), connection.quit()).await;
    Ok(())
}

/// MAIL, RCPT…, DATA, the message. After anything but `Done` the connection must not be used again.
async fn submit(
    connection: &mut AsyncSmtpConnection,
    prepared: &Prepared,
    timeouts: Timeouts,
) -> Outcome {
    let bad = |address: &str| Outcome::Never {
        code: "bad_address".into(),
        reason: both(
            &format!("`{address}` is not an address SMTP can carry"),
            &format!("«{address}» non è un indirizzo che SMTP possa portare"),
        ),
    };
    let Ok(sender) = prepared.sender.parse::<Address>() else {
        return bad(&prepared.sender);
    };
    let mut recipients = Vec::with_capacity(prepared.recipients.len());
    for address in &prepared.recipients {
        match address.parse::<Address>() {
            Ok(recipient) => recipients.push(recipient),
            Err(_) => return bad(address),
        }
    }
    if recipients.is_empty() {
        return Outcome::Never {
            code: "no_recipient".into(),
            reason: both("there is no recipient", "non c'è nessun destinatario"),
        };
    }
    if has_bare_line_ends(&prepared.bytes) {
        // Servers disagree about a bare LF, so a dot after one can end a message early.
        let reason = both(
            "the message has a line end that is not CRLF",
            "il messaggio ha un a capo che non è CRLF",
        );
        return Outcome::Never {
            code: "bad_line_ends".into(),
            reason,
        };
    }
    let wait = timeouts.command;
    if let Err(outcome) = command(
        connection.command(Mail::new(Some(sender), vec![])),
        wait,
        "MAIL FROM",
    )
    .await
    {
        return outcome;
    }
    for recipient in recipients {
        let stage = format!("RCPT TO <{recipient}>");
        if let Err(outcome) = command(
            connection.command(Rcpt::new(recipient, vec![])),
            wait,
            &stage,
        )
        .await
        {
            return outcome;
        }
    }
    match command(connection.command(Data), wait, "DATA").await {
        Ok(answer) if answer.has_code(354) => deliver(connection, prepared, timeouts.data).await,
        Ok(answer) => Outcome::RetryAfter {
            after: pause::BUSY,
            reason: unexpected("DATA", &answer),
        },
        Err(outcome) => outcome,
    }
}

/// One command before the message: nothing can have been accepted yet.
async fn command(
    answer: impl Future<Output = Result<Response, Error>>,
    wait: Duration,
    stage: &str,
) -> Result<Response, Outcome> {
    match timeout(wait, answer).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(error)) => Err(refused(&error, stage)),
        Err(_) => Err(Outcome::RetryAfter {
            after: pause::BUSY,
            reason: silent(stage, wait),
        }),
    }
}

/// The message itself. `dot` is true once every byte was written and the final dot may be on its way.
async fn deliver(
    connection: &mut AsyncSmtpConnection,
    prepared: &Prepared,
    wait: Duration,
) -> Outcome {
    // The connection writes CRLF before the dot: without ours the exact bytes arrive.
    let bytes = prepared
        .bytes
        .strip_suffix(b"\r\n")
        .unwrap_or(&prepared.bytes);
    let dot = AtomicBool::new(false);
    let mut chunks = bytes.chunks(CHUNK_BYTES);
    let given = std::iter::from_fn(|| {
        let next = chunks.next();
        dot.store(next.is_none(), Ordering::Relaxed);
        next
    });
    let answer = timeout(wait, connection.message_iter(given)).await;
    let after_dot = dot.load(Ordering::Relaxed);
    match answer {
        Ok(Ok(answer)) if answer.code().severity == Severity::PositiveCompletion => {
            let mut result = Map::new();
            result.insert(
                "message_id".into(),
                Value::String(prepared.message_id.clone()),
            );
            result.insert("smtp_answer".into(), Value::String(words(&answer)));
            Outcome::Done(result)
        }
        Ok(Ok(answer)) => Outcome::Uncertain {
            reason: unexpected(AFTER_DATA, &answer),
        },
        Ok(Err(error)) if error.is_permanent() || error.is_transient() => {
            refused(&error, AFTER_DATA)
        }
        Ok(Err(error)) if after_dot => Outcome::Uncertain {
            reason: format!(
                "{}: {}",
                both("connection lost after DATA", "collegamento perso dopo DATA"),
                header::printable(&error.to_string())
            ),
        },
        Ok(Err(error)) => refused(
            &error,
            &both("while sending the message", "trasmettendo il messaggio"),
        ),
        Err(_) if after_dot => Outcome::Uncertain {
            reason: silent(AFTER_DATA, wait),
        },
        Err(_) => Outcome::RetryAfter {
            after: pause::UNREACHABLE,
            reason: both(
                "the message could not be written in time",
                "non si è riusciti a trasmettere il messaggio in tempo",
            ),
        },
    }
}

const AFTER_DATA: &str = "after DATA / dopo DATA";

/// Words of ours for whoever reads the error to resolve; those of a server stay as they came.
fn both(english: &str, italian: &str) -> String {
    format!("{english} / {italian}")
}

fn unexpected(stage: &str, answer: &Response) -> String {
    let unexpected = both("unexpected answer", "risposta inattesa");
    format!("{stage}: {unexpected}: {}", words(answer))
}

fn silent(stage: &str, wait: Duration) -> String {
    let s = wait.as_secs();
    let silent = both(
        &format!("no answer within {s} s"),
        &format!("nessuna risposta entro {s} s"),
    );
    format!("{stage}: {silent}")
}

/// What an error before acceptance means.
fn refused(error: &Error, stage: &str) -> Outcome {
    let reason = format!("{stage}: {}", header::printable(&error.to_string()));
    let code = error.status().map_or(0, u16::from);
    match code {
        // Authentication required, too weak or failed (RFC 4954 §6): the settings, not the message.
        530 | 534 | 535 | 538 => Outcome::RetryAfter {
            after: pause::SETTINGS,
            reason,
        },
        // 421 closes the channel whatever was asked.
        500..=599 => Outcome::Never {
            code: "smtp_rejected".into(),
            reason,
        },
        400..=499 => Outcome::RetryAfter {
            after: pause::BUSY,
            reason,
        },
        _ => Outcome::RetryAfter {
            after: pause::UNREACHABLE,
            reason,
        },
    }
}

fn words(answer: &Response) -> String {
    header::printable(&format!(
        "{} {}",
        answer.code(),
        answer.message().collect::<Vec<_>>().join(" ")
    ))
}

fn has_bare_line_ends(bytes: &[u8]) -> bool {
    let mut before = 0u8;
    for byte in bytes {
        if (*byte == b'\n') != (before == b'\r') {
            return true;
        }
        before = *byte;
    }
    before == b'\r'
}
