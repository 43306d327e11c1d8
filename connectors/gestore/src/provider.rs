//! What the gestore decides: acceptance, delivery, failure, notices, each written when it is due.
//!
//! Synchronous and single: one caller at a time drives it with an instant. An act writes mail into
//! Maildirs, then is noted as done in the spool. Source: RFC 6109 §3.

use crate::{
    behaviour::Behaviour,
    check,
    directory::{Directory, Place},
    dsn::{self, Bounced},
    faults::Faults,
    letter::{Injected, Letter},
    maildir, mime,
    notice::{Issuer, Notice, stamped},
    original::Original,
    spool::{Due, Spool},
};
use chrono::{DateTime, Duration, Utc};
use contract::ReceiptScope;
use serde::{Deserialize, Serialize};
use signature::AuthorityError;
use std::{collections::HashMap, io, path::PathBuf, sync::Arc};

/// One accepted or refused mail: what the notices about it say.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Submission {
    /// `identificativo`, without brackets.
    pub id: String,
    /// The client's `Message-ID`, without brackets.
    pub client_id: Option<String>,
    pub sender: String,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub recipients: Vec<String>,
    /// Recipients that are not certified; known from the acceptance on.
    pub external: Vec<String>,
    pub reply_to: String,
    pub subject: String,
    pub scope: Scope,
    /// Of acceptance; of submission until then.
    pub at: DateTime<Utc>,
}

/// `X-TipoRicevuta`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    Completa,
    Breve,
    Sintetica,
}

impl Scope {
    pub fn word(self) -> &'static str {
        match self {
            Scope::Completa => "completa",
            Scope::Breve => "breve",
            Scope::Sintetica => "sintetica",
        }
    }

    /// Anything but the two other words means complete (RFC 6109 §3.3.2).
    fn read(value: Option<&str>) -> Scope {
        match value
            .map(|value| value.trim().to_ascii_lowercase())
            .as_deref()
        {
            Some("breve") => Scope::Breve,
            Some("sintetica") => Scope::Sintetica,
            _ => Scope::Completa,
        }
    }
}

impl From<ReceiptScope> for Scope {
    fn from(scope: ReceiptScope) -> Scope {
        match scope {
            ReceiptScope::Completa => Scope::Completa,
            ReceiptScope::Breve => Scope::Breve,
            ReceiptScope::Sintetica => Scope::Sintetica,
        }
    }
}

impl Submission {
    pub fn read(
        mail: &Original<'_>,
        sender: &str,
        recipients: Vec<String>,
        id: String,
        at: DateTime<Utc>,
    ) -> Submission {
        let reply_to = mail
            .addresses("reply-to")
            .and_then(|list| list.into_iter().next());
        Submission {
            id,
            client_id: mail.message_id(),
            sender: sender.to_owned(),
            to: mail.addresses("to").unwrap_or_default(),
            cc: mail.addresses("cc").unwrap_or_default(),
            recipients,
            external: Vec::new(),
            reply_to: reply_to.unwrap_or_else(|| sender.to_owned()),
            subject: mail.subject(),
            scope: Scope::read(mail.first("x-tiporicevuta")),
            at,
        }
    }

    /// `X-Riferimento-Message-ID`: the client's id, or the gestore's when the client gave none.
    pub fn reference(&self) -> &str {
        self.client_id.as_deref().unwrap_or(&self.id)
    }

    /// To, then Cc, each once, and whether it is certified. Those of the transaction when both are empty.
    pub fn destinations(&self) -> Vec<(&str, bool)> {
        let mut found: Vec<(&str, bool)> = Vec::new();
        let named = self.to.iter().chain(&self.cc);
        let spare = self
            .recipients
            .iter()
            .filter(|_| self.to.is_empty() && self.cc.is_empty());
        for address in named.chain(spare) {
            if !found.iter().any(|(known, _)| known == address) {
                found.push((address, !self.external.contains(address)));
            }
        }
        found
    }

    /// The receipt one recipient gives: Cc without To always short (RFC 6109 §3.3.2).
    fn scope_for(&self, recipient: &str) -> Scope {
        let only_copy =
            !self.to.iter().any(|to| to == recipient) && self.cc.iter().any(|cc| cc == recipient);
        if only_copy {
            Scope::Sintetica
        } else {
            self.scope
        }
    }
}

/// Something to do for a submission.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// Check it and decide everything that follows.
    Accept,
    /// Write the acceptance.
    Acceptance,
    /// The recipients' gestore says it has taken charge (to the service box).
    TakeCharge {
        recipients: Vec<String>,
    },
    Deliver {
        recipient: String,
    },
    Fail {
        recipient: String,
        cause: Cause,
    },
    /// The 12 h or 24 h notice.
    Overdue {
        recipient: String,
        hours: u32,
    },
    /// Hand the mail to an ordinary mailbox.
    Forward {
        recipient: String,
    },
    Bounce {
        recipient: String,
        bounced: Bounced,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    Full,
    NoMailbox,
    NoDomain,
    Virus,
}

/// Why an act could not be done. It stays in the spool and is tried again.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    #[error("disk: {0}")]
    Disk(#[from] io::Error),
    #[error("signature: {0}")]
    Signature(#[from] AuthorityError),
    #[error("{address}: no mailbox here")]
    NoMailbox { address: String },
}

pub struct Provider {
    pub directory: Arc<Directory>,
    pub own: Issuer,
    pub peers: Vec<Issuer>,
    pub faults: Faults,
    pub spool: Spool,
    pub behaviours: HashMap<String, Behaviour>,
    pub size_bytes_max: usize,
}

impl Provider {
    /// Takes a mail of one of our users. On disk when this returns; decided by [`Provider::run`].
    pub fn submit(
        &mut self,
        raw: &[u8],
        sender: &str,
        recipients: Vec<String>,
        now: DateTime<Utc>,
    ) -> Result<(), ProviderError> {
        let submission = Submission::read(
            &Original::read(raw),
            sender,
            recipients,
            new_id(&self.own),
            now,
        );
        let due = now + span(self.faults.plan().acceptance_delay);
        Ok(self.spool.add(submission, raw, due, Act::Accept)?)
    }

    /// Does everything that is due, in order; answers how many acts. Stops at the first error.
    pub fn run(&mut self, now: DateTime<Utc>) -> Result<usize, ProviderError> {
        let mut count = 0;
        while let Some(due) = self.spool.due(now) {
            let mut submission = due.submission.clone();
            let follow = self.perform(&due, &mut submission)?;
            self.spool.done(&due, submission, follow)?;
            count += 1;
        }
        Ok(count)
    }

    fn perform(
        &mut self,
        due: &Due,
        submission: &mut Submission,
    ) -> Result<Vec<(DateTime<Utc>, Act)>, ProviderError> {
        match &due.act {
            Act::Accept => return self.accept(due, submission),
            Act::Acceptance => self.acceptance(submission)?,
            Act::TakeCharge { recipients } => self.take_charge(submission, recipients, due.at)?,
            Act::Deliver { recipient } => self.deliver(due, submission, recipient)?,
            Act::Fail { recipient, cause } => self.fail(submission, recipient, *cause, due.at)?,
            Act::Overdue { recipient, hours } => {
                self.overdue(submission, recipient, *hours, due.at)?
            }
            Act::Forward { recipient } => {
                let envelope =
                    self.own
                        .envelope(submission, &self.spool.raw(&due.key)?, submission.at)?;
                maildir::deliver(
                    &self.directory.external(recipient),
                    &self.own.host,
                    &envelope,
                )?;
            }
            Act::Bounce { recipient, bounced } => {
                let sent =
                    self.own
                        .envelope(submission, &self.spool.raw(&due.key)?, submission.at)?;
                let returned = dsn::write(
                    &self.own.host,
                    &submission.sender,
                    recipient,
                    *bounced,
                    &sent,
                    due.at,
                );
                let anomaly = self
                    .own
                    .anomaly(&returned, "", &submission.sender, due.at)?;
                self.to_user(&submission.sender, &anomaly, 0)?;
            }
        }
        Ok(Vec::new())
    }

    /// Access point: checks, then the acceptance and the way of each recipient (RFC 6109 §3.1).
    fn accept(
        &mut self,
        due: &Due,
        submission: &mut Submission,
    ) -> Result<Vec<(DateTime<Utc>, Act)>, ProviderError> {
        let raw = self.spool.raw(&due.key)?;
        let mail = Original::read(&raw);
        let at = due.at;
        submission.at = at;
        let external = |address: &&String| !self.directory.certified(address);
        submission.external = submission
            .recipients
            .iter()
            .filter(external)
            .cloned()
            .collect();
        let wrong = check::formal(
            &mail,
            &submission.sender,
            &submission.recipients,
            self.size_bytes_max,
        );
        if !wrong.is_empty() {
            self.refuse(submission, "altro", &wrong.join("; "))?;
            return Ok(Vec::new());
        }
        if mail.infected() {
            self.refuse(submission, "virus", "è stato rilevato un virus")?;
            return Ok(Vec::new());
        }
        let plan = self.faults.plan();
        let later = at + span(plan.receipt_delay);
        let mut follow = Vec::new();
        let mut charged: Vec<String> = Vec::new();
        for recipient in &submission.recipients {
            let acts = self.way(recipient);
            if acts
                .iter()
                .any(|(_, act)| matches!(act, Act::Deliver { .. }))
                && !acts
                    .iter()
                    .any(|(_, act)| matches!(act, Act::Overdue { hours: 12, .. }))
            {
                charged.push(recipient.clone());
            }
            follow.extend(acts.into_iter().map(|(after, act)| (later + after, act)));
        }
        if !charged.is_empty() {
            follow.insert(
                0,
                (
                    later,
                    Act::TakeCharge {
                        recipients: charged,
                    },
                ),
            );
        }
        let withheld = self.faults.take(|plan| &mut plan.withhold_acceptance);
        match (withheld, plan.receipts_before_acceptance) {
            (true, _) => {}
            // The same instant, but behind: queued after everything that is due then.
            (false, true) => follow.push((later, Act::Acceptance)),
            (false, false) => follow.insert(0, (at, Act::Acceptance)),
        }
        Ok(follow)
    }

    /// What happens to a recipient, and how long after.
    fn way(&self, recipient: &str) -> Vec<(Duration, Act)> {
        let hours = Duration::hours;
        let now = Duration::zero();
        let to = || recipient.to_owned();
        let chosen = self
            .behaviours
            .get(recipient)
            .copied()
            .or_else(|| Behaviour::of(recipient));
        let place = self.directory.place(recipient);
        if matches!(place, Place::External | Place::Nowhere) {
            let bounce = |after, bounced| {
                (
                    after,
                    Act::Bounce {
                        recipient: to(),
                        bounced,
                    },
                )
            };
            return match (place, chosen) {
                (Place::Nowhere, _) | (_, Some(Behaviour::NoDomain)) => {
                    vec![bounce(now, Bounced::NoHost)]
                }
                (_, Some(Behaviour::Unknown)) => vec![bounce(now, Bounced::NoMailbox)],
                (_, Some(Behaviour::Full)) => vec![bounce(now, Bounced::Full)],
                (_, Some(Behaviour::Slow)) => vec![
                    bounce(hours(4), Bounced::Delayed),
                    bounce(hours(48), Bounced::Expired),
                ],
                (_, Some(Behaviour::Silent)) => vec![],
                _ => vec![(now, Act::Forward { recipient: to() })],
            };
        }
        let fail = |cause| {
            vec![(
                now,
                Act::Fail {
                    recipient: to(),
                    cause,
                },
            )]
        };
        let overdue = |after| {
            (
                hours(i64::from(after)),
                Act::Overdue {
                    recipient: to(),
                    hours: after,
                },
            )
        };
        let missing = place == Place::Own && self.directory.maildir(recipient).is_none();
        match (place, chosen) {
            (Place::Dead, _) | (_, Some(Behaviour::NoDomain)) => fail(Cause::NoDomain),
            (_, Some(Behaviour::Full)) => fail(Cause::Full),
            (_, Some(Behaviour::Unknown)) => fail(Cause::NoMailbox),
            (_, Some(Behaviour::Virus)) => fail(Cause::Virus),
            (_, Some(Behaviour::Silent)) => vec![],
            (_, Some(Behaviour::Slow)) => vec![overdue(12), overdue(24)],
            (_, Some(Behaviour::Late)) => {
                vec![overdue(12), (hours(14), Act::Deliver { recipient: to() })]
            }
            (_, Some(Behaviour::VeryLate)) => {
                vec![overdue(24), (hours(25), Act::Deliver { recipient: to() })]
            }
            (_, None) if missing => fail(Cause::NoMailbox),
            _ => vec![(now, Act::Deliver { recipient: to() })],
        }
    }

    fn refuse(
        &self,
        submission: &Submission,
        errore: &'static str,
        why: &str,
    ) -> Result<(), ProviderError> {
        let virus = errore == "virus";
        let code = if virus { "5.7.1" } else { "5.6.0" };
        let notice = Notice {
            tipo: "non-accettazione",
            subject_prefix: if virus {
                "AVVISO DI NON ACCETTAZIONE PER VIRUS: "
            } else {
                "AVVISO DI NON ACCETTAZIONE: "
            },
            errore,
            unsafe_content: virus,
            explanation: Some(format!("{code} - {} - {why}", self.own.host)),
            title: "Avviso di non accettazione",
            happened: format!(
                "il messaggio non è stato accettato: {why}. Nessun destinatario lo riceverà."
            ),
            ..blank(submission, submission.at)
        };
        self.notify_sender(&self.own, submission, &notice)
    }

    fn acceptance(&self, submission: &Submission) -> Result<(), ProviderError> {
        let notice = Notice {
            tipo: "accettazione",
            subject_prefix: "ACCETTAZIONE: ",
            title: "Ricevuta di accettazione",
            happened: "il messaggio è stato accettato e avviato ai destinatari.".into(),
            ..blank(submission, submission.at)
        };
        self.notify_sender(&self.own, submission, &notice)
    }

    fn take_charge(
        &self,
        submission: &Submission,
        recipients: &[String],
        at: DateTime<Utc>,
    ) -> Result<(), ProviderError> {
        for issuer in std::iter::once(&self.own).chain(&self.peers) {
            let theirs: Vec<String> = recipients
                .iter()
                .filter(|address| self.issuer(address).host == issuer.host)
                .cloned()
                .collect();
            if theirs.is_empty() {
                continue;
            }
            let box_address = self.own.address();
            let notice = Notice {
                tipo: "presa-in-carico",
                subject_prefix: "PRESA IN CARICO: ",
                received: &theirs,
                title: "Ricevuta di presa in carico",
                happened: "il messaggio è stato preso in carico dal gestore dei destinatari."
                    .into(),
                to: &box_address,
                ..blank(submission, at)
            };
            let raw = issuer.notice(submission, &notice)?;
            maildir::deliver(&self.directory.service(), &self.own.host, &raw)?;
        }
        Ok(())
    }

    fn deliver(
        &self,
        due: &Due,
        submission: &Submission,
        recipient: &str,
    ) -> Result<(), ProviderError> {
        let raw = self.spool.raw(&due.key)?;
        if let Some(mailbox) = self.directory.maildir(recipient) {
            maildir::deliver(
                &mailbox,
                &self.own.host,
                &self.own.envelope(submission, &raw, submission.at)?,
            )?;
        }
        let scope = submission.scope_for(recipient);
        let original = stamped(&raw, submission);
        let notice = Notice {
            tipo: "avvenuta-consegna",
            subject_prefix: "CONSEGNA: ",
            scope: Some(scope),
            recipient: Some(recipient),
            title: "Ricevuta di avvenuta consegna",
            happened: format!("il messaggio è stato consegnato nella casella {recipient}."),
            original: match scope {
                Scope::Completa => Some(original),
                Scope::Breve => Some(Original::read(&original).brief()),
                Scope::Sintetica => None,
            },
            ..blank(submission, due.at)
        };
        self.notify_sender(self.issuer(recipient), submission, &notice)
    }

    fn fail(
        &self,
        submission: &Submission,
        recipient: &str,
        cause: Cause,
        at: DateTime<Utc>,
    ) -> Result<(), ProviderError> {
        let (errore, code, why) = match cause {
            Cause::Full => ("altro", "5.2.2", "casella piena"),
            Cause::NoMailbox => ("no-dest", "5.1.1", "indirizzo non valido"),
            Cause::NoDomain => ("no-dominio", "5.1.2", "dominio non valido"),
            Cause::Virus => (
                "virus",
                "5.7.1",
                "virus rilevato dal gestore del destinatario",
            ),
        };
        let recipient_issuer = self.issuer(recipient);
        let virus = cause == Cause::Virus;
        if virus {
            let box_address = self.own.address();
            let notice = Notice {
                tipo: "rilevazione-virus",
                subject_prefix: "PROBLEMA DI SICUREZZA: ",
                errore: "virus",
                recipient: Some(recipient),
                explanation: Some(format!("{code} - {} - {why}", recipient_issuer.host)),
                title: "Avviso di rilevazione virus",
                happened: format!("nel messaggio per {recipient} è stato rilevato un virus."),
                to: &box_address,
                ..blank(submission, at)
            };
            let raw = recipient_issuer.notice(submission, &notice)?;
            maildir::deliver(&self.directory.service(), &self.own.host, &raw)?;
        }
        let notice = Notice {
            tipo: "errore-consegna",
            subject_prefix: if virus {
                "AVVISO DI MANCATA CONSEGNA PER VIRUS: "
            } else {
                "AVVISO DI MANCATA CONSEGNA: "
            },
            errore,
            unsafe_content: virus,
            recipient: Some(recipient),
            explanation: Some(format!("{code} - {} - {why}", recipient_issuer.host)),
            title: "Avviso di mancata consegna",
            happened: format!(
                "il messaggio non è stato consegnato nella casella {recipient}: {why}."
            ),
            ..blank(submission, at)
        };
        // The sender's gestore tells of a virus (§3.2.4), the recipient's of everything else (§3.3.3).
        let issuer = if virus || cause == Cause::NoDomain {
            &self.own
        } else {
            recipient_issuer
        };
        self.notify_sender(issuer, submission, &notice)
    }

    fn overdue(
        &self,
        submission: &Submission,
        recipient: &str,
        hours: u32,
        at: DateTime<Utc>,
    ) -> Result<(), ProviderError> {
        let (words, outlook) = if hours == 12 {
            ("dodici", "Il gestore continua a tentare la consegna.")
        } else {
            (
                "ventiquattro",
                "La spedizione si considera conclusa con esito negativo.",
            )
        };
        let notice = Notice {
            tipo: "preavviso-errore-consegna",
            subject_prefix: "AVVISO DI MANCATA CONSEGNA PER SUP. TEMPO MASSIMO: ",
            errore: "altro",
            recipient: Some(recipient),
            explanation: Some(format!(
                "5.4.1 - {} - il messaggio non risulta consegnato nelle prime {words} ore dal suo invio",
                self.own.host
            )),
            title: "Avviso di mancata consegna per superamento del tempo massimo",
            happened: format!(
                "il messaggio non risulta consegnato nella casella {recipient} nelle prime {words} ore dall'invio. {outlook}"
            ),
            ..blank(submission, at)
        };
        self.notify_sender(&self.own, submission, &notice)
    }

    /// An ordinary mail from outside, wrapped, into one of our mailboxes.
    pub fn deliver_ordinary(
        &self,
        raw: &[u8],
        sender: &str,
        to: &str,
        now: DateTime<Utc>,
    ) -> Result<PathBuf, ProviderError> {
        let Some(mailbox) = self.directory.maildir(to) else {
            return Err(ProviderError::NoMailbox {
                address: to.to_owned(),
            });
        };
        let envelope = self.own.anomaly(&crlf(raw), sender, to, now)?;
        Ok(maildir::deliver(&mailbox, &self.own.host, &envelope)?)
    }

    /// The envelope of a letter and where it goes. `inner` stands in for the mail the letter makes.
    pub fn compose(
        &self,
        letter: &Letter,
        inner: Option<&[u8]>,
        now: DateTime<Utc>,
    ) -> Result<(Vec<u8>, Submission), ProviderError> {
        let at = letter.sent_at.unwrap_or(now);
        let issuer = match self.directory.place(&letter.from) {
            Place::Own => &self.own,
            Place::Peer(index) => &self.peers[index],
            _ => self.peers.first().unwrap_or(&self.own),
        };
        let domain = crate::address::domain(&letter.from);
        let message_id = letter
            .message_id
            .clone()
            .unwrap_or_else(|| format!("{}@{domain}", uuid::Uuid::new_v4().simple()));
        let raw = letter.original(&message_id, at);
        let recipients = letter.to.iter().chain(&letter.cc).cloned().collect();
        let submission = letter.submission(&raw, new_id(issuer), recipients, at);
        Ok((
            issuer.envelope(&submission, inner.unwrap_or(&raw), at)?,
            submission,
        ))
    }

    /// Delivers a letter to those of its recipients that are mailboxes here.
    pub fn inject(&self, letter: &Letter, now: DateTime<Utc>) -> Result<Injected, ProviderError> {
        let (envelope, submission) = self.compose(letter, None, now)?;
        let mailboxes: Vec<PathBuf> = submission
            .recipients
            .iter()
            .filter_map(|address| self.directory.maildir(address))
            .collect();
        if mailboxes.is_empty() {
            return Err(ProviderError::NoMailbox {
                address: submission.recipients.join(", "),
            });
        }
        let mut files = Vec::new();
        for mailbox in mailboxes {
            files.push(maildir::deliver(&mailbox, &self.own.host, &envelope)?);
        }
        let message_id = submission.reference().to_owned();
        Ok(Injected {
            message_id,
            identificativo: submission.id,
            files,
        })
    }

    fn issuer(&self, recipient: &str) -> &Issuer {
        match self.directory.place(recipient) {
            Place::Peer(index) => &self.peers[index],
            _ => &self.own,
        }
    }

    fn notify_sender(
        &self,
        issuer: &Issuer,
        submission: &Submission,
        notice: &Notice<'_>,
    ) -> Result<(), ProviderError> {
        let raw = issuer.notice(submission, notice)?;
        self.to_user(
            &submission.sender,
            &raw,
            self.faults.plan().duplicate_receipts,
        )
    }

    fn to_user(&self, address: &str, raw: &[u8], copies: u32) -> Result<(), ProviderError> {
        let Some(mailbox) = self.directory.maildir(address) else {
            // The account was removed while its mail was under way: nobody is left to tell.
            tracing::warn!("a receipt has no mailbox any more");
            return Ok(());
        };
        for _ in 0..=copies {
            maildir::deliver(&mailbox, &self.own.host, raw)?;
        }
        Ok(())
    }
}

/// A notice to the sender with nothing in it yet.
fn blank(submission: &Submission, at: DateTime<Utc>) -> Notice<'_> {
    Notice {
        tipo: "",
        subject_prefix: "",
        errore: "nessuno",
        unsafe_content: false,
        scope: None,
        recipient: None,
        received: &[],
        explanation: None,
        title: "",
        happened: String::new(),
        original: None,
        to: &submission.sender,
        at,
    }
}

fn new_id(issuer: &Issuer) -> String {
    format!("prova.{}@{}", uuid::Uuid::now_v7().simple(), issuer.host)
}

fn span(delay: std::time::Duration) -> Duration {
    Duration::from_std(delay).unwrap_or(Duration::zero())
}

/// CRLF line ends throughout.
pub fn crlf(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 32);
    for (index, byte) in raw.iter().enumerate() {
        if *byte == b'\n' && (index == 0 || raw[index - 1] != b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

/// The trace line every server puts first (RFC 5321 §4.4).
pub fn received(helo: &str, host: &str, protocol: &str, at: DateTime<Utc>) -> String {
    let mut line = String::new();
    let id = uuid::Uuid::new_v4().simple().to_string();
    mime::header(
        &mut line,
        "Received",
        &format!(
            "from {helo} by {host} with {protocol} id {id}; {}",
            mime::date(at)
        ),
    );
    line
}
