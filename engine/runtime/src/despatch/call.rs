//! What a connector is called with: credentials, attachments, the mail answered, the approval checked.

use super::correction;
use super::release::{Declared, Replaced};
use crate::{
    Fault, Runtime,
    task::{Outgoing, OutgoingFile},
    webhook::WEBHOOK,
};
use contract::{Call, Document, Login, MailboxAccess};
use serde_json::{Map as Json, Value as JsonValue};
use store::{load, row};
use uuid::Uuid;

/// Why a job cannot even be prepared.
#[derive(Debug)]
pub(super) struct Unfit {
    pub(super) code: &'static str,
    pub(super) reason: String,
}

impl Runtime {
    pub(super) async fn mailbox_of(&self, job: &row::Job) -> Result<Option<row::Mailbox>, Fault> {
        let text = |v: Option<&JsonValue>| {
            v.and_then(JsonValue::as_str)
                .filter(|s| !s.is_empty())
                .map(str::to_string)
        };
        let message = job.inputs.get("message");
        match text(job.inputs.get("mailbox"))
            .or_else(|| text(message.and_then(|m| m.get("mailbox"))))
        {
            Some(key) => Ok(load::mailbox_by_key(&self.store, &key).await?),
            None => Ok(None),
        }
    }

    /// Gathers what a connector needs: credentials, attachments, the mail answered.
    pub(super) async fn call(
        &self,
        job: &row::Job,
        message_id: &str,
    ) -> Result<Result<Call, Unfit>, Fault> {
        let mut inputs = job.inputs.as_object().cloned().unwrap_or_default();
        let message: Option<Outgoing> = inputs
            .get("message")
            .and_then(|m| serde_json::from_value(m.clone()).ok());
        if let Err(unfit) = self.approved_by(job, message.as_ref()).await? {
            return Ok(Err(unfit));
        }
        let declared = match Declared::read(&inputs) {
            Ok(declared) => declared,
            Err(unfit) => return Ok(Err(unfit)),
        };
        declared.put_before_subject(&mut inputs);
        // What whoever wrote it chose goes before what the process says.
        if let Some(chosen) = message.as_ref().and_then(|m| m.receipt.clone()) {
            inputs.insert("receipt".into(), JsonValue::String(chosen));
        }
        let mailbox = match self.mailbox_of(job).await? {
            Some(mailbox) => match self.access(&mailbox) {
                Ok(access) => Some(access),
                Err(reason) => {
                    return Ok(Err(Unfit {
                        code: "mailbox_settings",
                        reason,
                    }));
                }
            },
            None => None,
        };
        let mut attachments = Vec::new();
        let named: Option<OutgoingFile> = inputs
            .get("attachment")
            .and_then(|a| serde_json::from_value(a.clone()).ok());
        let replaced = match self.replaced(job, &declared, message.as_ref()).await? {
            Ok(replaced) => replaced,
            Err(unfit) => return Ok(Err(unfit)),
        };
        let files = message.iter().flat_map(|m| &m.attachments);
        let files = files.map(|file| Replaced::of(&replaced, file));
        let files = files.chain(&named).chain(&declared.files);
        for file in files {
            match self.document(&file.r#ref).await? {
                Some(bytes) => attachments.push(Document {
                    name: file.name.clone(),
                    media_type: file.media_type.clone(),
                    bytes,
                }),
                None => {
                    return Ok(Err(Unfit {
                        code: "attachment_missing",
                        reason: format!("attachment {} cannot be found", file.name),
                    }));
                }
            }
        }
        let also = match &message {
            Some(message) => self.named_beside(job.instance, message).await?,
            None => Vec::new(),
        };
        let (mut in_reply_to, mut references) = (None, also.clone());
        if let Some(answered) = answered_mail(&inputs)
            && let Some(mail) = load::mail(&self.store, answered).await?
            && let Ok(arrival) = serde_json::from_value::<contract::Arrival>(mail.arrival.clone())
        {
            // A gestore replaces the sender's own id: the sender's program threads by its own.
            references = arrival.references.clone();
            references.extend(also);
            references.extend(
                [arrival.message_id.clone()]
                    .into_iter()
                    .chain(arrival.reference_id.clone())
                    .filter(|r| !r.is_empty()),
            );
            in_reply_to = arrival
                .reference_id
                .or(Some(arrival.message_id))
                .filter(|r| !r.is_empty());
        }
        let name = |input: &str| inputs.get(input).and_then(JsonValue::as_str).map(str::trim);
        let letter = match name("letter").filter(|key| !key.is_empty()) {
            Some(key) => match self.letter_of(job.instance, key).await? {
                Ok(letter) => letter,
                Err(reason) => {
                    return Ok(Err(Unfit {
                        code: "letter_failed",
                        reason,
                    }));
                }
            },
            None => None,
        };
        let endpoint = match name("webhook").filter(|_| job.kind == WEBHOOK) {
            Some(name) => match load::webhook_by_name(&self.store, name).await? {
                Some(webhook) => Some(self.endpoint(&webhook)?),
                None => None,
            },
            None => None,
        };
        let credential = match name("credential").filter(|name| !name.is_empty()) {
            Some(name) if self.takes_credential(&job.kind) => match self.named(name).await? {
                Ok(credential) => Some(credential),
                Err(unfit) => return Ok(Err(unfit)),
            },
            _ => None,
        };
        Ok(Ok(Call {
            kind: job.kind.clone(),
            job: job.id.to_string(),
            attempt: job.attempts.max(0) as u32,
            now: job.created_at,
            inputs,
            mailbox,
            attachments,
            in_reply_to,
            references,
            message_id: message_id.into(),
            interrupted: job.result.is_some(),
            endpoint,
            letter,
            credential,
            again: self.sent_before(job).await?,
        }))
    }

    /// The bytes of the message a job of the house sends again.
    async fn sent_before(&self, job: &row::Job) -> Result<Option<Vec<u8>>, Fault> {
        let Some(id) = correction::sent_before(job) else {
            return Ok(None);
        };
        let old = load::despatch(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("despatch"))?;
        Ok(Some(self.store.blobs().get(&old.raw).await?.to_vec()))
    }

    /// Whether the connector has an input that names credentials.
    fn takes_credential(&self, kind: &str) -> bool {
        self.kinds.outbound(kind).is_some_and(|connector| {
            let inputs = connector.template().inputs;
            inputs.iter().any(|input| input.name == "credential")
        })
    }

    /// Credentials by the name a process gives them, opened.
    async fn named(&self, name: &str) -> Result<Result<contract::Credential, Unfit>, Fault> {
        let Some(found) = load::credential_by_name(&self.store, name).await? else {
            return Ok(Err(Unfit {
                code: "credential_missing",
                reason: format!(
                    "Non ci sono credenziali «{name}»: un amministratore le aggiunge in Amministrazione, Credenziali. / \
                     There are no credentials `{name}`: an administrator adds them under Administration, Credentials."
                ),
            }));
        };
        Ok(self.opened(&found).map_err(|_| Unfit {
            code: "credential_sealed",
            reason: format!(
                "Le credenziali «{name}» non si aprono con la chiave di questo server: vanno scritte di nuovo. / \
                 The credentials `{name}` do not open with the key of this server: write them again."
            ),
        }))
    }

    /// How to send from a mailbox; the error says what its settings lack.
    fn access(&self, mailbox: &row::Mailbox) -> Result<MailboxAccess, String> {
        let settings = crate::mailbox::settings(mailbox)?;
        let smtp = settings
            .smtp
            .ok_or_else(|| format!("mailbox {} has no SMTP settings", mailbox.key))?;
        let secrets = self.secrets(mailbox)?;
        Ok(MailboxAccess {
            address: mailbox.address.clone(),
            display_name: mailbox.display_name.clone(),
            certified: mailbox.certified,
            bytes_max: settings.limits.bytes,
            // A mailbox with OAuth2 gets its token when the message leaves.
            smtp: smtp.endpoint(Login::Password(
                secrets.smtp_password.unwrap_or(secrets.password),
            )),
        })
    }
}

/// The mail a job's `in_reply_to` (or its message's) names.
pub(super) fn answered_mail(inputs: &Json<String, JsonValue>) -> Option<Uuid> {
    let of = |v: &JsonValue| {
        v.get("id")
            .and_then(JsonValue::as_str)
            .or(v.as_str())
            .and_then(|id| id.parse().ok())
    };
    inputs.get("in_reply_to").and_then(of).or_else(|| {
        inputs
            .get("message")
            .and_then(|m| m.get("in_reply_to"))
            .and_then(of)
    })
}
