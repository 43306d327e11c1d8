//! Documents to be signed: given to a remote signer, or taken away, signed outside and brought back.
//!
//! Whatever comes back is a stranger's file until it was compared: inside must be exactly the document that was to be
//! signed, under signatures that hold. The last one given counts; concluding the task hands it to the case.

use super::{outgoing::OutgoingFile, taken_by};
use crate::{Act, Fault, Runtime, audit};
use contract::{Document, SignatureFormat, Signed, SignedBy, SigningRefusal, Text, ToSign};
use office::Verb;
use rules::{Map, Ref, RefKind, Value};
use serde_json::{Value as JsonValue, json};
use std::pin::Pin;
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// What a signing task's form calls its choice, and the word for going on with a signature.
const OUTCOME: &str = "esito";
const SIGN: &str = "firma";

/// A file somebody says is the approved document, signed.
pub struct ToCompare {
    pub approved: Vec<u8>,
    pub given: Vec<u8>,
    pub anchors: Vec<row::Anchor>,
    /// When it came, UTC.
    pub at: chrono::DateTime<chrono::Utc>,
}

/// Compares a signed file with the approved document, in a process of its own where strangers made it.
pub type CompareSigned = dyn Fn(ToCompare) -> Pin<Box<dyn Future<Output = Result<Signed, SigningRefusal>> + Send>>
    + Send
    + Sync;

/// How a document comes to be signed.
#[derive(Debug, Clone)]
pub enum Given {
    /// A file that was uploaded.
    File(JsonValue),
    /// By the remote signer.
    Remote(SignatureFormat),
}

/// A document to be signed, as the page of its task shows it.
#[derive(Debug, Clone)]
pub struct Signing {
    pub document: OutgoingFile,
    /// Hex.
    pub sha256: String,
    /// Who approved a message that carries exactly this document.
    pub approvals: Vec<row::Approval>,
    /// Who signed it before: several sign one after the other, each what the one before signed.
    pub before: Vec<SignedBy>,
    /// What was given, and is of this document.
    pub signed: Option<row::Signature>,
    /// Name of the remote signer, and whether it is a test.
    pub remote: Option<(Text, bool)>,
}

impl Runtime {
    /// What is to be signed in a task; None where the task signs nothing or the case has no document yet.
    pub async fn signing(&self, task: &row::Task) -> Result<Option<Signing>, Fault> {
        let Some(name) = &task.signs else {
            return Ok(None);
        };
        let instance = load::instance(&self.store, task.instance)
            .await?
            .ok_or_else(|| Fault::not_found("instance"))?;
        let values = self.task_variables(&instance, task).await?;
        let Some(document) = values.get(name).and_then(file) else {
            return Ok(None);
        };
        let Some(sha) = sha(&document) else {
            return Ok(None);
        };
        let signed = load::signature(&self.store, task.id).await?;
        let known = load::signatures(&self.store, task.instance).await?;
        let before = match known.iter().find(|earlier| earlier.signed == sha) {
            Some(earlier) => {
                let found: Signed =
                    serde_json::from_value(earlier.found.clone()).map_err(Fault::broken)?;
                found.everybody().cloned().collect()
            }
            None => Vec::new(),
        };
        let approved = innermost(&known, sha);
        Ok(Some(Signing {
            sha256: hex::encode(sha),
            approvals: self.approved_with(task.instance, approved).await?,
            before,
            document,
            signed: signed.filter(|s| s.document == sha),
            remote: self
                .remote_signer()
                .await?
                .map(|signer| (signer.name(), signer.is_test())),
        }))
    }

    /// Approvals that hold of a message with this document among its files.
    async fn approved_with(
        &self,
        instance: Uuid,
        sha: row::Sha,
    ) -> Result<Vec<row::Approval>, Fault> {
        let all = load::approvals(&self.store, instance).await?;
        let id = hex::encode(sha);
        let mut found = Vec::new();
        let (case, _, _) = self.case_of(instance).await?;
        let values = self.instance_variables(&case).await?;
        for approval in all {
            let message = values
                .get(&approval.variable)
                .and_then(super::Outgoing::from_value);
            let carries = message.is_some_and(|m| {
                m.digest() == approval.hash
                    && m.attachments.iter().any(|a| a.id() == Some(id.as_str()))
            });
            if carries
                && approval.decision == super::approval::APPROVED
                && approval.void_at.is_none()
            {
                found.push(approval);
            }
        }
        Ok(found)
    }

    /// The document a task has signed, to be taken away.
    pub async fn document_to_sign(
        &self,
        task: &row::Task,
    ) -> Result<Option<(OutgoingFile, Vec<u8>)>, Fault> {
        let Some(signing) = self.signing(task).await? else {
            return Ok(None);
        };
        let bytes = self.document(&signing.document.r#ref).await?;
        Ok(bytes.map(|bytes| (signing.document, bytes)))
    }

    /// The signed file a task was given last.
    pub async fn signed_document(
        &self,
        task: &row::Task,
    ) -> Result<Option<(row::Signature, Vec<u8>)>, Fault> {
        let signed = self.signing(task).await?.and_then(|s| s.signed);
        match signed {
            Some(signed) => {
                let bytes = self.store.blobs().get(&signed.signed).await?.to_vec();
                Ok(Some((signed, bytes)))
            }
            None => Ok(None),
        }
    }

    /// Takes a signed document for a task, or has it signed. Refuses whatever is not the document that was to be signed under
    /// signatures that hold, with the reason.
    pub async fn sign(&self, act: &Act, id: Uuid, given: Given) -> Result<row::Signature, Fault> {
        let item = self.open_task(act, id).await?;
        if act.viewer.person.is_some()
            && let Some(holder) = &item.task.assignee
            && !act.viewer.acts_as(holder)
        {
            return Err(taken_by(holder.clone()));
        }
        let act = &act.may_on_task(Verb::Complete, &item, None)?;
        let task = item.task;
        let nothing = || {
            Fault::refused(
                "nothing_to_sign",
                "In questa attività non c'è un documento da firmare.",
                "There is no document to be signed in this task.",
            )
        };
        let (document, approved) = self.document_to_sign(&task).await?.ok_or_else(nothing)?;
        let hash = sha(&document).ok_or_else(nothing)?;
        let now = self.clock.now();
        let (way, bytes) = match given {
            Given::File(reference) => {
                if !self.may_attach(act, &reference).await? {
                    return Err(Fault::not_found("file"));
                }
                let bytes = self.document(&reference).await?;
                ("upload", bytes.ok_or_else(|| Fault::not_found("file"))?)
            }
            Given::Remote(format) => {
                let Some(signer) = self.remote_signer().await? else {
                    return Err(Fault::refused(
                        "no_remote_signer",
                        "Qui non c'è un servizio di firma: scaricare il PDF, firmarlo e caricarlo.",
                        "There is no signing service here: download the PDF, sign it and upload it.",
                    ));
                };
                let person = match act.viewer.person {
                    Some(person) => load::person(&self.store, person).await?,
                    None => None,
                };
                let asked = ToSign {
                    document: Document {
                        name: document.name.clone(),
                        media_type: document.media_type.clone(),
                        bytes: approved.clone(),
                    },
                    format,
                    login: act.viewer.login.clone(),
                    name: person.map_or_else(|| act.viewer.login.clone(), |p| p.name),
                    at: now,
                };
                let signed = signer.sign(&asked).await.map_err(refused)?;
                ("remote", signed.bytes)
            }
        };
        let compare = ToCompare {
            approved,
            given: bytes.clone(),
            anchors: load::anchors(&self.store).await?,
            at: now,
        };
        let found = (self.compare_signed)(compare).await.map_err(refused)?;
        let (name, media_type) = match found.format {
            SignatureFormat::Cades if found.beside => {
                (document.name.clone(), "application/pkcs7-mime")
            }
            SignatureFormat::Cades => (format!("{}.p7m", document.name), "application/pkcs7-mime"),
            SignatureFormat::Pades => (document.name.clone(), "application/pdf"),
        };
        let signature = row::Signature {
            id: task.id,
            instance: task.instance,
            variable: task.signs.clone().unwrap_or_default(),
            document: hash,
            document_name: document.name,
            size: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            signed: self.store.blobs().put(bytes).await?,
            name,
            media_type: media_type.into(),
            way: way.into(),
            found: json!(found),
            given_by: act.viewer.login.clone(),
            given_for: act.behalf.clone(),
            at: now,
        };
        let mut set = self.own_set();
        set.guard(Table::Task, task.id, Expect::Revision(task.revision))
            // Whoever concludes it at this moment has seen another file.
            .put(task.clone())
            .put(signature.clone());
        set.audit(audit(
            act,
            "task.sign",
            "task",
            task.id,
            json!({
                "instance": task.instance, "document": hex::encode(hash), "signed": hex::encode(signature.signed),
                "format": found.format, "way": way,
            }),
        ));
        self.commit(set).await?;
        Ok(signature)
    }

    /// What concluding a signing task gives the case: `<name>_firmato`, the file, and `<name>_firma`, who signed what. Nothing where
    /// its form says that it is not signed.
    pub(super) async fn hand_on_signed(
        &self,
        task: &row::Task,
        name: &str,
        values: &Map,
        variables: &mut Map,
    ) -> Result<Option<row::Signature>, Fault> {
        if let Some(Value::Text(outcome)) = variables.get(OUTCOME)
            && outcome != SIGN
        {
            return Ok(None);
        }
        let wanted = values.get(name).and_then(file).and_then(|f| sha(&f));
        let signed = load::signature(&self.store, task.id).await?;
        let Some(signed) = signed.filter(|s| Some(s.document) == wanted) else {
            return Err(Fault::refused(
                "not_signed_yet",
                "Il documento non è ancora firmato: firmarlo qui, oppure scaricarlo, firmarlo e caricarlo.",
                "The document is not signed yet: sign it here, or download it, sign it and upload it.",
            ));
        };
        let reference = Ref {
            kind: RefKind::Document,
            id: hex::encode(signed.signed),
        };
        let document = json!({
            "name": signed.name, "media_type": signed.media_type, "size": signed.size,
            "ref": Value::Ref(reference).to_json(),
        });
        let record = json!({
            "document": hex::encode(signed.document), "signed": hex::encode(signed.signed),
            "found": signed.found, "by": signed.given_by, "at": signed.at,
        });
        for (suffix, value) in [("firmato", document), ("firma", record)] {
            let value = Value::from_json(value).map_err(Fault::broken)?;
            variables.insert(format!("{name}_{suffix}"), value);
        }
        Ok(Some(signed))
    }
}

/// What a document is of, through all who signed it before.
pub(crate) fn innermost(known: &[row::Signature], mut document: row::Sha) -> row::Sha {
    // No more rounds than there are signatures.
    for _ in known {
        match known.iter().find(|s| s.signed == document) {
            Some(earlier) => document = earlier.document,
            None => break,
        }
    }
    document
}

fn refused(why: SigningRefusal) -> Fault {
    Fault::refused(&why.code, &why.reason.it, &why.reason.en)
}

fn file(value: &Value) -> Option<OutgoingFile> {
    serde_json::from_value(value.to_json()).ok()
}

/// Hash of a kept document.
fn sha(file: &OutgoingFile) -> Option<row::Sha> {
    let mut sha = row::Sha::default();
    hex::decode_to_slice(file.id()?, &mut sha).ok()?;
    Some(sha)
}
