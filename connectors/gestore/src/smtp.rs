//! The SMTP conversation, seen from the server, without any socket: lines in, steps out.
//!
//! Commands: EHLO HELO STARTTLS AUTH MAIL RCPT DATA RSET NOOP VRFY QUIT. Extensions: PIPELINING,
//! SIZE, 8BITMIME, STARTTLS, AUTH PLAIN LOGIN, ENHANCEDSTATUSCODES. Only CRLF ends a line; a bare CR
//! or LF in a mail is refused, so nothing can be smuggled behind a false end of data.
//! Sources: RFC 5321, 4954, 3207, 1870, 6152, 2920.
//!
//! ```text
//! Command --AUTH PLAIN/LOGIN--> Credentials --> Command
//! Command --DATA--> Data --"."--> Command (after the listener has answered for the mail)
//! Command --STARTTLS--> Command, as new, under TLS
//! ```

use crate::{address, directory::Directory, faults::Faults};
use base64::{Engine, engine::general_purpose::STANDARD};
use std::sync::Arc;

/// Longest text line with its CRLF (RFC 5321 §4.5.3.1.6).
pub const TEXT_LINE_MAX: usize = 1000;
/// Longest command line: what AUTH asks for (RFC 4954 §4).
pub const COMMAND_LINE_MAX: usize = 12_288;

/// Which door this is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Our users; AUTH required, only under TLS.
    Submission,
    /// Anybody, to our mailboxes only.
    Relay,
}

/// What stays the same for all conversations of one door.
pub struct Door {
    pub role: Role,
    pub host: String,
    pub directory: Arc<Directory>,
    pub faults: Faults,
    pub size_bytes_max: usize,
    pub recipients_max: usize,
    /// STARTTLS is offered while the conversation is plain.
    pub start_tls: bool,
}

/// One line as the listener cut it.
pub enum Line<'a> {
    /// Without its CRLF.
    Whole(&'a [u8]),
    /// Longer than allowed; its bytes were thrown away.
    TooLong,
}

/// What the listener does next.
#[derive(Debug, PartialEq)]
pub enum Step {
    /// Nothing to say: a line of a mail.
    Silent,
    Say(String),
    SayThenTls(String),
    SayThenClose(String),
    /// A mail is complete. The listener decides and answers.
    Take(Transaction),
}

/// A mail with its envelope.
#[derive(Debug, PartialEq)]
pub struct Transaction {
    /// Lower case; empty for the null reverse-path.
    pub sender: String,
    pub recipients: Vec<String>,
    /// As sent, dots unstuffed, CRLF throughout.
    pub raw: Vec<u8>,
    /// What the client called itself, made safe for a header.
    pub helo: String,
}

enum Mode {
    Command,
    Plain,
    LoginUser,
    LoginPassword {
        user: String,
    },
    Data {
        raw: Vec<u8>,
        refusal: Option<&'static str>,
    },
}

/// One conversation.
pub struct Session {
    door: Arc<Door>,
    secure: bool,
    helo: Option<String>,
    /// Address the authenticated user may send from.
    user: Option<String>,
    sender: Option<String>,
    recipients: Vec<String>,
    mode: Mode,
    mistakes: u32,
}

impl Session {
    pub fn new(door: Arc<Door>, secure: bool) -> Session {
        Session {
            door,
            secure,
            helo: None,
            user: None,
            sender: None,
            recipients: Vec::new(),
            mode: Mode::Command,
            mistakes: 0,
        }
    }

    pub fn greeting(&self) -> String {
        format!(
            "220 {} ESMTP GESTORE DI PROVA - SENZA VALORE LEGALE\r\n",
            self.door.host
        )
    }

    /// Longest line allowed now, its CRLF included.
    pub fn line_max(&self) -> usize {
        if matches!(self.mode, Mode::Data { .. }) {
            TEXT_LINE_MAX
        } else {
            COMMAND_LINE_MAX
        }
    }

    pub fn line(&mut self, line: Line<'_>) -> Step {
        if let Mode::Data { .. } = self.mode {
            return self.data_line(line);
        }
        let Line::Whole(bytes) = line else {
            return self.mistake("500 5.5.2 Line too long");
        };
        let Some(text) = std::str::from_utf8(bytes)
            .ok()
            .filter(|text| !text.contains(['\r', '\n', '\0']))
        else {
            return self.mistake("500 5.5.2 Only plain characters, lines end with CRLF");
        };
        match std::mem::replace(&mut self.mode, Mode::Command) {
            Mode::Plain => self.plain(text),
            Mode::LoginUser => match decoded(text) {
                Some(user) => {
                    self.mode = Mode::LoginPassword { user };
                    say("334 UGFzc3dvcmQ6")
                }
                None => self.mistake("501 5.5.2 Authentication cancelled or not base64"),
            },
            Mode::LoginPassword { user } => match decoded(text) {
                Some(password) => self.log_in(&user, &password),
                None => self.mistake("501 5.5.2 Authentication cancelled or not base64"),
            },
            _ => self.command(text),
        }
    }

    fn command(&mut self, text: &str) -> Step {
        let (verb, argument) = text.split_once(' ').unwrap_or((text, ""));
        let argument = argument.trim();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" => self.hello(argument, true),
            "HELO" => self.hello(argument, false),
            "NOOP" => say("250 2.0.0 OK"),
            "RSET" => {
                self.reset();
                say("250 2.0.0 OK")
            }
            "QUIT" => Step::SayThenClose("221 2.0.0 Bye\r\n".into()),
            "VRFY" => say("252 2.5.0 Not verified"),
            "STARTTLS" if self.secure || !self.door.start_tls => {
                self.mistake("503 5.5.1 TLS is on or not offered")
            }
            "STARTTLS" if !argument.is_empty() => self.mistake("501 5.5.4 No argument allowed"),
            "STARTTLS" => Step::SayThenTls("220 2.0.0 Ready to start TLS\r\n".into()),
            _ if self.helo.is_none() => self.mistake("503 5.5.1 Say EHLO first"),
            "AUTH" => self.auth(argument),
            "MAIL" => self.mail(argument),
            "RCPT" => self.rcpt(argument),
            "DATA" if !argument.is_empty() => self.mistake("501 5.5.4 No argument allowed"),
            "DATA" if self.sender.is_none() => self.mistake("503 5.5.1 MAIL first"),
            "DATA" if self.recipients.is_empty() => self.mistake("554 5.5.1 No valid recipients"),
            "DATA" => {
                self.mode = Mode::Data {
                    raw: Vec::new(),
                    refusal: None,
                };
                say("354 End data with <CR><LF>.<CR><LF>")
            }
            _ => self.mistake("500 5.5.1 Command unknown"),
        }
    }

    fn hello(&mut self, name: &str, extended: bool) -> Step {
        if name.is_empty() {
            return self.mistake("501 5.5.4 A name is needed");
        }
        self.reset();
        let safe: String = name
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || ".-[]:_".contains(*c))
            .take(255)
            .collect();
        self.helo = Some(if safe.is_empty() {
            "unknown".into()
        } else {
            safe
        });
        let host = &self.door.host;
        if !extended {
            return say(&format!("250 {host}"));
        }
        let mut lines = vec![
            host.clone(),
            "PIPELINING".into(),
            format!("SIZE {}", self.door.size_bytes_max),
            "8BITMIME".into(),
        ];
        if self.door.start_tls && !self.secure {
            lines.push("STARTTLS".into());
        }
        if self.door.role == Role::Submission && self.secure {
            lines.push("AUTH PLAIN LOGIN".into());
        }
        let mut reply: String = lines.iter().map(|line| format!("250-{line}\r\n")).collect();
        reply.push_str("250 ENHANCEDSTATUSCODES\r\n");
        Step::Say(reply)
    }

    fn auth(&mut self, argument: &str) -> Step {
        if self.door.role == Role::Relay {
            return self.mistake("502 5.5.1 AUTH is not offered here");
        }
        if !self.secure {
            return self
                .mistake("538 5.7.11 Encryption required for requested authentication mechanism");
        }
        if self.user.is_some() {
            return self.mistake("503 5.5.1 Already authenticated");
        }
        if self.sender.is_some() {
            return self.mistake("503 5.5.1 Not during a mail transaction");
        }
        let (mechanism, initial) = argument.split_once(' ').unwrap_or((argument, ""));
        match (mechanism.to_ascii_uppercase().as_str(), initial.trim()) {
            ("PLAIN", "") => {
                self.mode = Mode::Plain;
                say("334 ")
            }
            ("PLAIN", response) => self.plain(response),
            ("LOGIN", "") => {
                self.mode = Mode::LoginUser;
                say("334 VXNlcm5hbWU6")
            }
            ("LOGIN", user) => match decoded(user) {
                Some(user) => {
                    self.mode = Mode::LoginPassword { user };
                    say("334 UGFzc3dvcmQ6")
                }
                None => self.mistake("501 5.5.2 Not base64"),
            },
            _ => self.mistake("504 5.5.4 Mechanism unknown"),
        }
    }

    fn plain(&mut self, response: &str) -> Step {
        let Some(text) = decoded(response) else {
            return self.mistake("501 5.5.2 Authentication cancelled or not base64");
        };
        let mut fields = text.split('\0');
        match (fields.next(), fields.next(), fields.next(), fields.next()) {
            (Some(_), Some(user), Some(password), None) => {
                let (user, password) = (user.to_owned(), password.to_owned());
                self.log_in(&user, &password)
            }
            _ => self.mistake("501 5.5.2 Three fields are needed"),
        }
    }

    fn log_in(&mut self, user: &str, password: &str) -> Step {
        match self.door.directory.login(user, password) {
            Some(address) => {
                self.user = Some(address.to_owned());
                say("235 2.7.0 Authentication succeeded")
            }
            None => self.mistake("535 5.7.8 Authentication credentials invalid"),
        }
    }

    fn mail(&mut self, argument: &str) -> Step {
        if self.sender.is_some() {
            return self.mistake("503 5.5.1 A transaction is open");
        }
        if self.door.role == Role::Submission && self.user.is_none() {
            return self.mistake("530 5.7.0 Authentication required");
        }
        if self.door.faults.take(|plan| &mut plan.refuse_421) {
            return Step::SayThenClose(
                "421 4.3.2 Service not available, closing transmission channel\r\n".into(),
            );
        }
        let Some((path, parameters)) = path(argument, "FROM:") else {
            return self.mistake("501 5.5.4 Syntax: MAIL FROM:<address>");
        };
        for parameter in parameters.split_ascii_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match (name.to_ascii_uppercase().as_str(), value) {
                ("SIZE", size) => match size.parse::<usize>() {
                    Ok(size) if size <= self.door.size_bytes_max => {}
                    Ok(_) => return say("552 5.3.4 Message too big for system"),
                    Err(_) => return self.mistake("501 5.5.4 SIZE is not a number"),
                },
                ("BODY", body)
                    if body.eq_ignore_ascii_case("8BITMIME")
                        || body.eq_ignore_ascii_case("7BIT") => {}
                ("AUTH", _) if self.door.role == Role::Submission => {}
                _ => return self.mistake("555 5.5.4 Parameter not supported"),
            }
        }
        let sender = match (path, address::valid(path)) {
            ("", _) if self.door.role == Role::Relay => String::new(),
            (_, Some(sender)) => sender,
            _ => return self.mistake("553 5.1.7 Sender address not valid"),
        };
        if self.user.as_ref().is_some_and(|user| *user != sender) {
            return self
                .mistake("553 5.7.1 Sender address rejected: not owned by the authenticated user");
        }
        if self.door.role == Role::Relay
            && self
                .door
                .directory
                .domains
                .iter()
                .any(|own| own == address::domain(&sender))
        {
            return self
                .mistake("530 5.7.0 Our own users must authenticate on the submission port");
        }
        self.sender = Some(sender);
        say("250 2.1.0 OK")
    }

    fn rcpt(&mut self, argument: &str) -> Step {
        if self.sender.is_none() {
            return self.mistake("503 5.5.1 MAIL first");
        }
        let Some((path, parameters)) = path(argument, "TO:") else {
            return self.mistake("501 5.5.4 Syntax: RCPT TO:<address>");
        };
        if !parameters.is_empty() {
            return self.mistake("555 5.5.4 Parameter not supported");
        }
        let Some(recipient) = address::valid(path) else {
            return self.mistake("553 5.1.3 Recipient address not valid");
        };
        if self.recipients.len() >= self.door.recipients_max {
            return say("452 4.5.3 Too many recipients");
        }
        if self.door.role == Role::Relay
            && !self
                .door
                .directory
                .domains
                .iter()
                .any(|own| own == address::domain(&recipient))
        {
            return self.mistake("550 5.7.1 Relaying denied");
        }
        if self.door.role == Role::Relay && self.door.directory.maildir(&recipient).is_none() {
            return self.mistake("550 5.1.1 No such mailbox");
        }
        if !self.recipients.contains(&recipient) {
            self.recipients.push(recipient);
        }
        say("250 2.1.5 OK")
    }

    fn data_line(&mut self, line: Line<'_>) -> Step {
        let size_max = self.door.size_bytes_max;
        let Mode::Data { raw, refusal } = &mut self.mode else {
            return Step::Silent;
        };
        match line {
            Line::TooLong => {
                *refusal = refusal.or(Some("554 5.6.0 A line is longer than 998 characters"))
            }
            Line::Whole(b".") => {
                let (raw, refusal) = (std::mem::take(raw), *refusal);
                self.mode = Mode::Command;
                let helo = self.helo.clone().unwrap_or_default();
                let (sender, recipients) = (
                    self.sender.take().unwrap_or_default(),
                    std::mem::take(&mut self.recipients),
                );
                return match refusal {
                    Some(reply) => say(reply),
                    None => Step::Take(Transaction {
                        sender,
                        recipients,
                        raw,
                        helo,
                    }),
                };
            }
            Line::Whole(bytes) => {
                let bytes = bytes.strip_prefix(b".").unwrap_or(bytes);
                if bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n' | 0)) {
                    *refusal = refusal.or(Some("554 5.6.0 A bare CR, LF or NUL is not allowed"));
                } else if raw.len() + bytes.len() + 2 > size_max {
                    *refusal = refusal.or(Some("552 5.3.4 Message too big for system"));
                }
                match refusal {
                    Some(_) => *raw = Vec::new(),
                    None => {
                        raw.extend_from_slice(bytes);
                        raw.extend_from_slice(b"\r\n");
                    }
                }
            }
        }
        Step::Silent
    }

    fn reset(&mut self) {
        self.sender = None;
        self.recipients.clear();
        self.mode = Mode::Command;
    }

    /// A refusal; after twenty of them the conversation ends.
    fn mistake(&mut self, reply: &str) -> Step {
        self.mistakes += 1;
        if self.mistakes > 20 {
            return Step::SayThenClose("421 4.7.0 Too many errors\r\n".into());
        }
        say(reply)
    }
}

fn say(reply: &str) -> Step {
    Step::Say(format!("{reply}\r\n"))
}

fn decoded(text: &str) -> Option<String> {
    String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()
}

/// The address between angle brackets after `FROM:` or `TO:`, and the parameters behind it.
fn path<'a>(argument: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let head = argument.get(..keyword.len())?;
    let rest = argument[keyword.len()..]
        .trim_start()
        .strip_prefix('<')
        .filter(|_| head.eq_ignore_ascii_case(keyword))?;
    let (path, parameters) = rest.split_once('>')?;
    Some((path, parameters.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{config::Config, faults::Plan};
    use proptest::prelude::*;

    fn door(role: Role, folder: &std::path::Path) -> Arc<Door> {
        let config = Config::new(folder, "g.example", &["x.example"]).account("a@x.example", "p");
        Arc::new(Door {
            role,
            host: "g.example".into(),
            directory: Arc::new(Directory::open(&config).unwrap()),
            faults: Faults::new(Plan::default()),
            size_bytes_max: 1000,
            recipients_max: 2,
            start_tls: true,
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn no_line_stops_the_conversation_and_every_reply_is_one(
            lines in proptest::collection::vec(prop_oneof![
                "(EHLO|HELO|AUTH|MAIL|RCPT|DATA|RSET|STARTTLS|NOOP)( .{0,30})?",
                "(MAIL FROM|RCPT TO):<?[a-zé@. ]{0,20}>?( [A-Z]+(=[0-9]{0,25})?)?",
                ".{0,40}",
                Just(".".to_owned()),
            ], 0..60),
            secure in any::<bool>(),
            relay in any::<bool>(),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let role = if relay { Role::Relay } else { Role::Submission };
            let mut session = Session::new(door(role, folder.path()), secure);
            for line in &lines {
                match session.line(Line::Whole(line.as_bytes())) {
                    Step::Say(reply) | Step::SayThenClose(reply) | Step::SayThenTls(reply) => {
                        prop_assert!(reply.ends_with("\r\n") && reply.lines().all(|line| line[..3].parse::<u32>().is_ok()));
                    }
                    Step::Take(mail) => prop_assert!(relay && !mail.recipients.is_empty()),
                    Step::Silent => {}
                }
            }
        }
    }
}
