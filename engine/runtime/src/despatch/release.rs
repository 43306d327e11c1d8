//! By what a message is let out: the approvals of its text, and what the process adds to it at sending.
//!
//! Nothing else may differ from what was approved: words before the subject, further files, and approved documents that
//! leave signed, all declared at the task that sends. The approved hash, the additions and the hash of what left stay with the despatch.

use super::call::Unfit;
use crate::{
    Fault, Runtime,
    task::{Outgoing, OutgoingFile, innermost},
};
use contract::{Call, Document};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map as Json, Value as JsonValue, json};
use sha2::{Digest, Sha256};
use store::{load, row};
use uuid::Uuid;

pub(super) const APPROVAL_VOID: &str = "approval_void";
const SUBJECT: &str = "subject_prefix";
const FILES: &str = "added_attachments";
const SIGNED: &str = "signed_attachments";

/// What a process adds to a message as it leaves.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Additions {
    /// Before the approved subject, with a space between; empty: nothing.
    pub subject_prefix: String,
    pub attachments: Vec<AddedFile>,
    /// Approved files that leave signed, each in the place of the one it is of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signed: Vec<SignedFile>,
}

/// An approved file with the signatures it was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SignedFile {
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Of the signed file, hex.
    pub sha256: String,
    /// Of the approved file inside, hex.
    pub approved_sha256: String,
    pub found: contract::Signed,
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
    pub signed: Vec<OutgoingFile>,
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
        let files = |name: &str| {
            let files = match given(name).cloned() {
                None => Vec::new(),
                Some(JsonValue::Array(files)) => files,
                Some(file) => vec![file],
            };
            let files = files.into_iter().map(serde_json::from_value);
            files.collect::<Result<Vec<OutgoingFile>, _>>().map_err(|_| {
                unfit(&format!(
                    "{name}: a document is needed, or a list of them / serve un documento, o un elenco di documenti"
                ))
            })
        };
        Ok(Declared {
            subject_prefix,
            files: files(FILES)?,
            signed: files(SIGNED)?,
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

/// A file that leaves signed, and what it is of.
pub(super) struct Replaced {
    pub file: OutgoingFile,
    row: row::Signature,
    /// The file of the message inside it: where several sign one after the other, what the first signed.
    approved: row::Sha,
}

impl Replaced {
    /// The signed file that goes in the place of this one.
    pub(super) fn of<'a>(all: &'a [Replaced], file: &'a OutgoingFile) -> &'a OutgoingFile {
        let id = file.id();
        all.iter()
            .find(|r| id == Some(hex::encode(r.approved).as_str()))
            .map_or(file, |r| &r.file)
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

    /// The signed files a job declares. Unfit: one that this case did not take as signed, or is of no file of the message.
    pub(super) async fn replaced(
        &self,
        job: &row::Job,
        declared: &Declared,
        message: Option<&Outgoing>,
    ) -> Result<Result<Vec<Replaced>, Unfit>, Fault> {
        if declared.signed.is_empty() {
            return Ok(Ok(Vec::new()));
        }
        let known = load::signatures(&self.store, job.instance).await?;
        let mut found = Vec::new();
        for file in &declared.signed {
            let id = file.id();
            let row = known
                .iter()
                .find(|s| id == Some(hex::encode(s.signed).as_str()));
            let carried = |approved: &row::Sha| {
                let id = hex::encode(approved);
                let mut files = message.iter().flat_map(|m| &m.attachments);
                files.any(|a| a.id() == Some(id.as_str()))
            };
            let with = row.map(|row| (row, innermost(&known, row.document)));
            match with.filter(|(_, approved)| carried(approved)) {
                Some((row, approved)) => found.push(Replaced {
                    // Its name is the one that was taken, whatever the case says now.
                    file: OutgoingFile {
                        name: row.name.clone(),
                        media_type: row.media_type.clone(),
                        size: row.size.unsigned_abs(),
                        r#ref: file.r#ref.clone(),
                    },
                    row: row.clone(),
                    approved,
                }),
                None => {
                    return Ok(Err(Unfit {
                        code: "signed_not_approved",
                        reason: format!(
                            "signed_attachments: «{0}» is no signed copy of a file of this message / signed_attachments: «{0}» non è la copia firmata di un file di questo messaggio",
                            file.name
                        ),
                    }));
                }
            }
        }
        Ok(Ok(found))
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
        let replaced = match self.replaced(job, &declared, message.as_ref()).await? {
            Ok(replaced) => replaced,
            Err(unfit) => return Err(Fault::broken(unfit.reason)),
        };
        let signed = replaced.into_iter().map(|r| {
            Ok(SignedFile {
                name: r.row.name,
                size: r.row.size.unsigned_abs(),
                sha256: hex::encode(r.row.signed),
                approved_sha256: hex::encode(r.approved),
                found: serde_json::from_value(r.row.found).map_err(Fault::broken)?,
            })
        });
        let additions = Additions {
            subject_prefix: declared.subject_prefix,
            attachments: call.attachments.iter().skip(from).map(added).collect(),
            signed: signed.collect::<Result<_, Fault>>()?,
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
