//! The connector `mail.send`: an ordinary e-mail from one of the office's mailboxes.
//!
//! [`template`], [`check`] and the composing are shared with certified mail, which adds an input and
//! its own checks.

use crate::compose::{Outgoing, compose};
use crate::smtp::Smtp;
use contract::{
    Boxed, Call, Input, InputKind, InputProblem, Outbound, Outcome, Prepared, Template, Text,
};
use serde_json::{Map, Value};

/// The topic of the connector.
pub const KIND: &str = "mail.send";

/// Sends ordinary mail. The connections are kept in the [`Smtp`] it is given.
#[derive(Clone, Default)]
pub struct Send {
    smtp: Smtp,
}

impl Send {
    pub fn new(smtp: Smtp) -> Send {
        Send { smtp }
    }
}

impl Outbound for Send {
    fn template(&self) -> Template {
        Template {
            kind: KIND.into(),
            name: Text::new("Invia e-mail", "Send e-mail"),
            help: Text::new(
                "Invia un messaggio di posta ordinaria. Della consegna non resta prova: per gli atti usa la PEC.",
                "Sends an ordinary e-mail. There is no proof of delivery: use certified mail for formal acts.",
            ),
            inputs: inputs(),
            outputs: outputs(),
        }
    }

    fn check(&self, inputs: &Map<String, Value>) -> Vec<InputProblem> {
        contract::check_inputs(&self.template().inputs, inputs)
    }

    fn prepare(&self, call: &Call) -> Result<Option<Prepared>, Outcome> {
        let message = Outgoing::from_call(call)?;
        Ok(Some(compose(&message)?))
    }

    fn perform<'a>(&'a self, call: &'a Call, prepared: Option<&'a Prepared>) -> Boxed<'a, Outcome> {
        Box::pin(perform(&self.smtp, call, prepared))
    }
}

/// Sends what was prepared through the call's mailbox. The result holds `message_id`.
pub async fn perform(smtp: &Smtp, call: &Call, prepared: Option<&Prepared>) -> Outcome {
    let never = |code: &str, reason: &str| Outcome::Never {
        code: code.into(),
        reason: reason.into(),
    };
    let Some(prepared) = prepared else {
        return never(
            "not_prepared",
            "the message was not prepared / il messaggio non è stato preparato",
        );
    };
    let Some(mailbox) = &call.mailbox else {
        return never(
            "mailbox_missing",
            "the job names no mailbox to send from / il lavoro non dice da quale casella spedire",
        );
    };
    smtp.send(&mailbox.smtp, prepared).await
}

/// The inputs every sending connector has.
pub fn inputs() -> Vec<Input> {
    let input =
        |name: &str, label: Text, help: Text, required: bool, default: Option<&str>| Input {
            name: name.into(),
            label,
            help,
            kind: InputKind::Text,
            required,
            default: default.map(str::to_owned),
        };
    vec![
        input(
            "message",
            Text::new("Messaggio", "Message"),
            Text::new(
                "La variabile con il messaggio: to, cc, subject, body, attachments.",
                "The variable that holds the message: to, cc, subject, body, attachments.",
            ),
            true,
            Some("${risposta}"),
        ),
        input(
            "mailbox",
            Text::new("Casella", "Mailbox"),
            Text::new(
                "Chiave della casella da cui inviare; se manca, quella della pratica.",
                "Key of the mailbox to send from; when empty, the mailbox of the case.",
            ),
            false,
            None,
        ),
        input(
            "in_reply_to",
            Text::new("In risposta a", "In reply to"),
            Text::new(
                "Il messaggio a cui si risponde, ad esempio ${messaggio}.",
                "The message being answered, e.g. ${messaggio}.",
            ),
            false,
            None,
        ),
        input(
            "approval",
            Text::new("Approvazione", "Approval"),
            Text::new(
                "La variabile dell'approvazione: parte solo il testo approvato.",
                "The variable of the approval: only the approved text leaves.",
            ),
            false,
            None,
        ),
        input(
            "subject_prefix",
            Text::new("Da mettere prima dell'oggetto", "To put before the subject"),
            Text::new(
                "Un numero o una sigla che si aggiunge all'oggetto approvato, ad esempio Prot. ${numero}; resta scritto con la spedizione.",
                "A number or mark added to the approved subject, e.g. Prot. ${numero}; it stays written with the despatch.",
            ),
            false,
            None,
        ),
        input(
            "added_attachments",
            Text::new("Da allegare all'invio", "To attach at sending"),
            Text::new(
                "Un documento, o un elenco, che si aggiunge agli allegati approvati, ad esempio ${segnatura}; resta scritto con la spedizione.",
                "A document, or a list of them, added to the approved attachments, e.g. ${segnatura}; it stays written with the despatch.",
            ),
            false,
            None,
        ),
        input(
            "signed_attachments",
            Text::new(
                "Allegati che partono firmati",
                "Attachments that leave signed",
            ),
            Text::new(
                "Il documento firmato, o un elenco, che parte al posto dell'allegato approvato, ad esempio ${atto_firmato}; resta scritto con la spedizione.",
                "The signed document, or a list of them, that leaves in the place of the approved attachment, e.g. ${atto_firmato}; it stays written with the despatch.",
            ),
            false,
            None,
        ),
        Input {
            name: "separately".into(),
            label: Text::new(
                "Un messaggio per destinatario",
                "A message for each recipient",
            ),
            help: Text::new(
                "true: ogni destinatario riceve un messaggio suo e non vede gli altri; sono tanti messaggi quanti i destinatari, al passo della casella. Nella PEC la copia nascosta non esiste.",
                "true: each recipient gets a message of their own and sees no other; there are as many messages as recipients, at the pace of the mailbox. Certified mail knows no hidden copies.",
            ),
            kind: InputKind::Choice(vec!["false".into(), "true".into()]),
            required: false,
            default: None,
        },
    ]
}

/// What the job's result holds.
pub fn outputs() -> Vec<(String, Text)> {
    vec![
        (
            "message_id".into(),
            Text::new(
                "Message-ID del messaggio inviato",
                "Message-ID of the message that left",
            ),
        ),
        (
            "smtp_answer".into(),
            Text::new("Risposta del server", "The server's answer"),
        ),
    ]
}
