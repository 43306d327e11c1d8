//! Bytes that people hand over or take along: files for an answer, and copies of the whole house.

use crate::{Act, Fault, Runtime, task::OutgoingFile};
use contract::Document;
use office::Verb;
use rules::{Ref, RefKind};
use serde_json::{Value, json};
use std::path::Path;
use store::{Manifest, load, row, view};
use uuid::Uuid;

impl Runtime {
    /// Keeps a file that a person attaches to an answer; its hash names it.
    pub async fn keep_upload(&self, act: &Act, bytes: Vec<u8>) -> Result<row::Sha, Fault> {
        let _ = act.may(Verb::StartCase)?;
        Ok(self.store.blobs().put(bytes).await?)
    }

    /// Keeps what a connector made; the value of the case that names it, as an answer's attachment is named.
    pub(crate) async fn keep_made(&self, made: Document) -> Result<Value, Fault> {
        let size = made.bytes.len();
        let sha = self.store.blobs().put(made.bytes).await?;
        let reference = Ref {
            kind: RefKind::Document,
            id: hex::encode(sha),
        };
        Ok(json!({
            "name": made.name,
            "media_type": made.media_type,
            "size": size,
            "ref": rules::Value::Ref(reference).to_json(),
        }))
    }

    /// Whether a file may go into an answer: it was uploaded, or it is part of a mail the person sees and may forward.
    pub(crate) async fn may_attach(&self, act: &Act, reference: &Value) -> Result<bool, Fault> {
        let Some(id) = reference_id(reference) else {
            return Ok(false);
        };
        if let Some((mail, _)) = id.split_once('/') {
            let Ok(mail) = mail.parse() else {
                return Ok(false);
            };
            match view::mail(&act.viewer, &self.store, mail).await? {
                // What leaves with it leaves the box's circle.
                Some(found) if !found.withheld => {
                    let _ = self
                        .may_with_mail(act, Verb::ForwardMail, &found.mail)
                        .await?;
                }
                _ => return Ok(false),
            }
        }
        Ok(self.document(reference).await?.is_some())
    }

    /// The `n`th file (from 0) of the message a task drafts or approves, for whoever sees the task.
    pub async fn task_attachment(
        &self,
        task: &row::Task,
        n: usize,
    ) -> Result<Option<(OutgoingFile, Vec<u8>)>, Fault> {
        let files = self
            .task_form(task)
            .await?
            .message
            .map(|m| m.attachments)
            .unwrap_or_default();
        let Some(file) = files.into_iter().nth(n) else {
            return Ok(None);
        };
        Ok(self.document(&file.r#ref).await?.map(|bytes| (file, bytes)))
    }

    /// Writes a consistent copy of database and blobs into `folder` while everybody works on.
    pub async fn back_up(&self, act: &Act, folder: &Path) -> Result<Manifest, Fault> {
        let _ = act.may(Verb::ManagePeople)?;
        Ok(self.store.backup(folder).await?)
    }

    /// The bytes behind a document reference: an attachment of a kept mail, or an uploaded blob.
    pub async fn document(&self, reference: &Value) -> Result<Option<Vec<u8>>, Fault> {
        let Some(id) = reference_id(reference) else {
            return Ok(None);
        };
        if let Some((mail, path)) = id.split_once('/') {
            let (Ok(mail), Ok(path)) = (
                mail.parse::<Uuid>(),
                path.split('.')
                    .map(str::parse)
                    .collect::<Result<Vec<u32>, _>>(),
            ) else {
                return Ok(None);
            };
            let Some(mail) = load::mail(&self.store, mail).await? else {
                return Ok(None);
            };
            let raw = self.store.blobs().get(&mail.raw).await?;
            let extract = self.extract.clone();
            return Ok(self
                .pool
                .run(crate::pool::Lane::Fast, move || extract(&raw, &path))
                .await
                .flatten());
        }
        let mut sha = row::Sha::default();
        if hex::decode_to_slice(id, &mut sha).is_err() || !self.store.blobs().exists(&sha).await? {
            return Ok(None);
        }
        Ok(Some(self.store.blobs().get(&sha).await?.to_vec()))
    }
}

/// What a reference names: it is written as `{"$ref", "id"}`, and by pages as the id alone.
pub(crate) fn reference_id(reference: &Value) -> Option<&str> {
    reference
        .get("id")
        .and_then(Value::as_str)
        .or(reference.as_str())
}
