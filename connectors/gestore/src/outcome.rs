//! Writes what became of a mail: acceptance, refusal, delivery, failure, lateness. One verb, one notice.
//!
//! Who signs: the sender's gestore for what happens at its side and for lateness and viruses, the
//! recipient's for what happens in its mailbox. Source: RFC 6109 §3.1.2 to §3.3.3.

use crate::{
    maildir,
    notice::{Issuer, Notice, stamped},
    original::Original,
    provider::{Cause, Provider, ProviderError},
    spool::Due,
    submission::{Scope, Submission},
};
use chrono::{DateTime, Utc};

impl Provider {
    pub fn refuse(
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

    pub fn acceptance(&self, submission: &Submission) -> Result<(), ProviderError> {
        let notice = Notice {
            tipo: "accettazione",
            subject_prefix: "ACCETTAZIONE: ",
            title: "Ricevuta di accettazione",
            happened: "il messaggio è stato accettato e avviato ai destinatari.".into(),
            ..blank(submission, submission.at)
        };
        self.notify_sender(&self.own, submission, &notice)
    }

    pub fn take_charge(
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
            maildir::deliver(&self.directory.service(), &self.own.host, &raw, at)?;
        }
        Ok(())
    }

    pub fn deliver(
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
                due.at,
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

    pub fn fail(
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
            maildir::deliver(&self.directory.service(), &self.own.host, &raw, at)?;
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

    pub fn overdue(
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
            notice.at,
        )
    }

    pub fn to_user(
        &self,
        address: &str,
        raw: &[u8],
        copies: u32,
        at: DateTime<Utc>,
    ) -> Result<(), ProviderError> {
        let Some(mailbox) = self.directory.maildir(address) else {
            // The account was removed while its mail was under way: nobody is left to tell.
            tracing::warn!("a receipt has no mailbox any more");
            return Ok(());
        };
        for _ in 0..=copies {
            maildir::deliver(&mailbox, &self.own.host, raw, at)?;
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
