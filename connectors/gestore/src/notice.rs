//! Composes what a gestore writes: transport envelope, the notices, anomaly envelope. All signed.
//!
//! Header values are exactly those of RFC 6109 App. A, structure is §4.3. Same arguments give the
//! same bytes, so one envelope in two mailboxes is one mail.

use crate::{
    daticert::{self, Facts},
    mime,
    original::Original,
    submission::{Scope, Submission},
    text,
};
use chrono::{DateTime, Utc};
use signature::{AuthorityError, Signer, Style};

/// A gestore that writes and signs.
pub struct Issuer {
    pub host: String,
    pub signer: Signer,
    pub style: Style,
}

/// One notice about one submission.
pub struct Notice<'a> {
    /// Value of `X-Ricevuta` and `postacert/@tipo`.
    pub tipo: &'static str,
    pub subject_prefix: &'static str,
    pub errore: &'static str,
    /// `X-VerificaSicurezza: errore`.
    pub unsafe_content: bool,
    pub scope: Option<Scope>,
    pub recipient: Option<&'a str>,
    pub received: &'a [String],
    pub explanation: Option<String>,
    pub title: &'static str,
    pub happened: String,
    /// Goes in as `postacert.eml`.
    pub original: Option<Vec<u8>>,
    /// The mailbox it is addressed to.
    pub to: &'a str,
    pub at: DateTime<Utc>,
}

impl Issuer {
    pub fn address(&self) -> String {
        format!("posta-certificata@{}", self.host)
    }

    fn name(&self) -> String {
        format!("GESTORE DI PROVA – SENZA VALORE LEGALE ({})", self.host)
    }

    /// A receipt or a notice, addressed to one mailbox.
    pub fn notice(
        &self,
        submission: &Submission,
        notice: &Notice<'_>,
    ) -> Result<Vec<u8>, AuthorityError> {
        let own_id = format!("ricevuta.{}@{}", uuid::Uuid::new_v4().simple(), self.host);
        let mut head = String::new();
        mime::header(&mut head, "Date", &mime::date(notice.at));
        mime::header(&mut head, "From", &self.address());
        mime::header(&mut head, "To", notice.to);
        mime::text_header(
            &mut head,
            "Subject",
            &format!("{}{}", notice.subject_prefix, submission.subject),
        );
        mime::header(&mut head, "Message-ID", &format!("<{own_id}>"));
        mime::header(
            &mut head,
            "X-Riferimento-Message-ID",
            &format!("<{}>", submission.reference()),
        );
        mime::header(&mut head, "X-Ricevuta", notice.tipo);
        if let Some(scope) = notice.scope {
            mime::header(&mut head, "X-TipoRicevuta", scope.word());
        }
        if notice.unsafe_content {
            mime::header(&mut head, "X-VerificaSicurezza", "errore");
        }
        if notice.tipo == "rilevazione-virus" {
            mime::header(&mut head, "X-Mittente", &submission.sender);
        }
        let facts = Facts {
            tipo: notice.tipo,
            errore: notice.errore,
            gestore: &self.name(),
            at: notice.at,
            ricevuta: notice.scope.map(Scope::word),
            consegna: notice.recipient,
            ricezione: notice.received,
            errore_esteso: notice.explanation.as_deref(),
        };
        let readable = text::notice(notice.title, &notice.happened, submission, notice.at);
        let parts = self.parts(
            &own_id,
            &readable,
            notice.original.as_deref(),
            Some(&daticert::write(submission, &facts)),
        );
        self.sign(head, &mime::multipart("mixed", &own_id, &parts), notice.at)
    }

    /// The transport envelope around the original as the recipient gets it.
    pub fn envelope(
        &self,
        submission: &Submission,
        raw: &[u8],
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, AuthorityError> {
        let mail = Original::read(raw);
        let mut head = kept_headers(&mail, &submission.sender);
        mime::header(&mut head, "Date", &mime::date(at));
        mime::header(
            &mut head,
            "From",
            &format!(
                "\"Per conto di: {}\" <{}>",
                submission.sender,
                self.address()
            ),
        );
        if mail.first("reply-to").is_none() {
            mime::header(&mut head, "Reply-To", &submission.reply_to);
        }
        mime::text_header(
            &mut head,
            "Subject",
            &format!("POSTA CERTIFICATA: {}", submission.subject),
        );
        mime::header(&mut head, "Message-ID", &format!("<{}>", submission.id));
        mime::header(
            &mut head,
            "X-Riferimento-Message-ID",
            &format!("<{}>", submission.reference()),
        );
        mime::header(&mut head, "X-Trasporto", "posta-certificata");
        mime::header(&mut head, "X-TipoRicevuta", submission.scope.word());
        let facts = Facts {
            tipo: "posta-certificata",
            errore: "nessuno",
            gestore: &self.name(),
            at,
            ricevuta: Some(submission.scope.word()),
            consegna: None,
            ricezione: &[],
            errore_esteso: None,
        };
        let readable = text::notice(
            "Messaggio di posta certificata",
            "è stato spedito un messaggio di posta certificata, allegato come postacert.eml. I dati di \
             certificazione sono nell'allegato daticert.xml.",
            submission,
            at,
        );
        let original = stamped(raw, submission);
        let parts = self.parts(
            &submission.id,
            &readable,
            Some(&original),
            Some(&daticert::write(submission, &facts)),
        );
        self.sign(head, &mime::multipart("mixed", &submission.id, &parts), at)
    }

    /// The anomaly envelope around a mail that is not certified. It has no daticert (RFC 6109 §3.2.2).
    pub fn anomaly(
        &self,
        raw: &[u8],
        sender: &str,
        to: &str,
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, AuthorityError> {
        let mail = Original::read(raw);
        let own_id = format!("anomalia.{}@{}", uuid::Uuid::new_v4().simple(), self.host);
        let author = mail
            .addresses("from")
            .and_then(|list| list.into_iter().next());
        let author = author.unwrap_or_else(|| {
            if sender.is_empty() {
                "sconosciuto".into()
            } else {
                sender.to_owned()
            }
        });
        let subject = mail.subject();
        let mut head = kept_headers(&mail, sender);
        if mail.first("to").is_none() {
            mime::header(&mut head, "To", to);
        }
        mime::header(&mut head, "Date", &mime::date(at));
        mime::header(
            &mut head,
            "From",
            &format!("\"Per conto di: {author}\" <{}>", self.address()),
        );
        if mail.first("reply-to").is_none() {
            mime::header(&mut head, "Reply-To", &author);
        }
        mime::text_header(
            &mut head,
            "Subject",
            &format!("ANOMALIA MESSAGGIO: {subject}"),
        );
        mime::header(&mut head, "Message-ID", &format!("<{own_id}>"));
        mime::header(&mut head, "X-Trasporto", "errore");
        let parts = self.parts(
            &own_id,
            &text::anomaly(&author, &subject, at),
            Some(raw),
            None,
        );
        self.sign(head, &mime::multipart("mixed", &own_id, &parts), at)
    }

    /// Text, original, daticert: in the order this gestore's style puts them.
    fn parts(
        &self,
        seed: &str,
        readable: &str,
        original: Option<&[u8]>,
        daticert: Option<&str>,
    ) -> Vec<Vec<u8>> {
        let plain = mime::latin_text("text/plain", readable);
        let first = match self.style {
            Style::Legacy => plain,
            Style::Registered => {
                let page = mime::latin_text("text/html", &text::html(readable));
                mime::multipart("alternative", seed, &[plain, page])
            }
        };
        let original = original.map(|raw| mime::message("postacert.eml", raw));
        let daticert = daticert
            .map(|xml| mime::file("application/xml", "inline", "daticert.xml", xml.as_bytes()));
        let (second, third) = match self.style {
            Style::Legacy => (daticert, original),
            Style::Registered => (original, daticert),
        };
        [Some(first), second, third].into_iter().flatten().collect()
    }

    /// Signs an entity and puts the headers in front.
    pub fn sign(
        &self,
        head: String,
        entity: &[u8],
        at: DateTime<Utc>,
    ) -> Result<Vec<u8>, AuthorityError> {
        // The line break before the outer boundary is not signed, so the entity ends without one.
        let entity = entity.strip_suffix(b"\r\n").unwrap_or(entity);
        Ok([
            head.into_bytes(),
            self.signer.sign_mail(entity, at, self.style)?,
        ]
        .concat())
    }
}

/// The original as it is handed on: the gestore's id in place of the client's (RFC 6109 §2.2.1).
pub fn stamped(raw: &[u8], submission: &Submission) -> Vec<u8> {
    let mut lines = String::new();
    mime::header(
        &mut lines,
        "X-Riferimento-Message-ID",
        &format!("<{}>", submission.reference()),
    );
    mime::header(&mut lines, "Message-ID", &format!("<{}>", submission.id));
    mime::header(&mut lines, "X-TipoRicevuta", submission.scope.word());
    Original::read(raw).with_headers(
        &["message-id", "x-riferimento-message-id", "x-tiporicevuta"],
        &lines,
    )
}

/// Headers of the original that an envelope keeps as they are (RFC 6109 §2.1.1.2).
fn kept_headers(mail: &Original<'_>, sender: &str) -> String {
    let mut head = String::new();
    mime::header(&mut head, "Return-Path", &format!("<{sender}>"));
    for name in ["received", "to", "cc", "reply-to"] {
        for line in mail.lines(name) {
            head.push_str(&String::from_utf8_lossy(line));
        }
    }
    head
}
