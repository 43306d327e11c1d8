//! By what a message is let out: the approvals of its text, and what the process adds to it at sending.
//!
//! Nothing else may differ from what was approved: words before the subject and further files, both declared at the
//! task that sends. The approved hash, the additions and the hash of what left stay with the despatch.

use super::call::Unfit;
use crate::{
    Fault, Runtime,
    task::{Outgoing, OutgoingFile},
};
use contract::{Call, Document};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map as Json, Value as JsonValue, json};
use sha2::{Digest, Sha256};
use store::row;
use uuid::Uuid;

pub(super) const APPROVAL_VOID: &str = "approval_void";
const SUBJECT: &str = "subject_prefix";
const FILES: &str = "added_attachments";

/// What a process adds to a message as it leaves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Additions {
    /// Before the approved subject, with a space between; empty: nothing.
    pub subject_prefix: String,
    pub attachments: Vec<AddedFile>,
}

/// A file the process adds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AddedFile {
    pub name: String,
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Hex.
    pub sha256: String,
}

/// What the task that sends declares.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub subject_prefix: String,
    pub files: Vec<OutgoingFile>,
}

impl Declared {
    /// Reads the inputs: a text, and a document or a list of them as connectors give them.
    pub(super) fn read(inputs: &Json<String, JsonValue>) -> Result<Declared, Unfit> {
        let unfit = |reason: &str| Unfit {
            code: "bad_additions",
            reason: reason.into(),
        };
        let given = |name: &str| {
            inputs
                .get(name)
                .filter(|v| !v.is_null() && v.as_str() != Some(""))
        };
        let subject_prefix = match given(SUBJECT) {
            None => String::new(),
            Some(JsonValue::String(text)) if !text.contains(['\r', '\n', '\0']) => {
                text.trim().into()
            }
            Some(JsonValue::Number(number)) => number.to_string(),
            Some(_) => {
                return Err(unfit(
                    "subject_prefix: what is added to the subject is one line of text / ciò che si aggiunge all'oggetto è un testo su una riga",
                ));
            }
        };
        let files = match given(FILES).cloned() {
            None => Vec::new(),
            Some(JsonValue::Array(files)) => files,
            Some(file) => vec![file],
        };
        let files = files
            .into_iter()
            .map(serde_json::from_value)
            .collect::<Result<_, _>>()
            .map_err(|_| {
                unfit("added_attachments: a document is needed, or a list of them / serve un documento, o un elenco di documenti")
            })?;
        Ok(Declared {
            subject_prefix,
            files,
        })
    }

    /// Puts what is declared in front of the approved subject.
    pub(super) fn put_before_subject(&self, inputs: &mut Json<String, JsonValue>) {
        if self.subject_prefix.is_empty() {
            return;
        }
        if let Some(subject) = inputs.get_mut("message").and_then(|m| m.get_mut("subject")) {
            let approved = subject.as_str().unwrap_or_default().to_owned();
            *subject = json!(format!("{} {approved}", self.subject_prefix));
        }
    }
}

/// The approval a job asks for; None: it asks for none.
fn approval(job: &row::Job) -> Option<&JsonValue> {
    let given = job.inputs.get("approval");
    given.filter(|a| !a.is_null() && a.as_str() != Some(""))
}

/// Hash of what was approved.
pub(super) fn approved_hash(job: &row::Job) -> Option<&str> {
    approval(job)?.get("hash")?.as_str()
}

impl Runtime {
    /// The approvals a job's message leaves by: none where the process asks for none. Unfit where the message is
    /// another than the approved one.
    pub(super) async fn approved_by(
        &self,
        job: &row::Job,
        message: Option<&Outgoing>,
    ) -> Result<Result<(Option<String>, Vec<row::Approval>), Unfit>, Fault> {
        if approval(job).is_none() {
            return Ok(Ok((None, Vec::new())));
        }
        let approved = approved_hash(job);
        let is = message.map(Outgoing::digest);
        let by = match is {
            Some(hash) if approved == Some(hash.as_str()) => self
                .let_out_by(job.instance, &hash)
                .await?
                .map(|by| (hash, by)),
            _ => None,
        };
        Ok(match by {
            Some((hash, by)) => Ok((Some(hash), by)),
            None => Err(Unfit {
                code: APPROVAL_VOID,
                reason: "The message is not the one that was approved: approve it again. / Il messaggio non è quello approvato: va approvato di nuovo.".into(),
            }),
        })
    }

    /// What stays with a despatch of the approvals and additions it left by; None where there were neither.
    pub(super) async fn let_out(
        &self,
        despatch: Uuid,
        job: &row::Job,
        call: &Call,
    ) -> Result<Option<row::Release>, Fault> {
        let message: Option<Outgoing> = job
            .inputs
            .get("message")
            .and_then(|m| serde_json::from_value(m.clone()).ok());
        let (approved, by) = match self.approved_by(job, message.as_ref()).await? {
            Ok(found) => found,
            Err(unfit) => return Err(Fault::broken(unfit.reason)),
        };
        let declared = Declared::read(&call.inputs).unwrap_or_default();
        let from = call.attachments.len().saturating_sub(declared.files.len());
        let added = |document: &Document| AddedFile {
            name: document.name.clone(),
            media_type: document.media_type.clone(),
            size: document.bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(&document.bytes)),
        };
        let additions = Additions {
            subject_prefix: declared.subject_prefix,
            attachments: call.attachments.iter().skip(from).map(added).collect(),
        };
        if approved.is_none() && additions == Additions::default() {
            return Ok(None);
        }
        Ok(Some(row::Release {
            id: despatch,
            approved,
            approvals: json!(by),
            additions: json!(additions),
        }))
    }
}
