//! Drafts of the designer: a bundle being written, by name, until it is published.
//!
//! A draft is kept whole at each save, guarded by its revision; publishing is the deployment verb.

use crate::bundle::DeployedBundle;
use crate::{Act, Fault, Runtime, audit};
use bpmn::Finding;
use office::Verb;
use serde_json::{Map as Json, Value, json};
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

const DRAFT_BYTES_MAX: usize = 8 << 20;
const FILES_MAX: usize = 500;

impl Runtime {
    /// Makes a draft: empty, or from the newest deployment of this name. Refuses a name in use.
    pub async fn new_draft(
        &self,
        act: &Act,
        name: &str,
        from_deployment: bool,
    ) -> Result<row::Draft, Fault> {
        let act = &act.may(Verb::Design)?;
        let name = name.trim();
        if !is_name(name) {
            return Err(invalid(
                "name",
                "Lettere minuscole, cifre e trattini.",
                "Lower-case letters, digits and dashes.",
            ));
        }
        if load::draft(&self.store, name).await?.is_some() {
            return Err(Fault::conflict(
                "draft_exists",
                "C'è già una bozza con questo nome.",
                "A draft of this name exists.",
            ));
        }
        let mut files = Json::new();
        if from_deployment {
            let newest = load::deployments(&self.store)
                .await?
                .into_iter()
                .filter(|d| d.name == name)
                .max_by_key(|d| d.id);
            let newest = newest.ok_or_else(|| Fault::not_found("deployment"))?;
            for (path, sha) in &newest.files {
                let bytes = self.store.blobs().get(sha).await?;
                // What is no UTF-8 text (a diagram in UTF-16) cannot be edited as text here.
                let text = String::from_utf8(bytes.to_vec()).map_err(|_| {
                    invalid(
                        path,
                        "Il file non è testo UTF-8.",
                        "The file is not UTF-8 text.",
                    )
                })?;
                files.insert(path.clone(), Value::String(text));
            }
        }
        let draft = row::Draft {
            id: Uuid::now_v7(),
            revision: 0,
            name: name.into(),
            files: Value::Object(files),
            updated_at: self.clock.now(),
            updated_by: act.viewer.login.clone(),
        };
        self.put_draft(act, draft, Expect::Absent, "draft.create")
            .await
    }

    /// Saves all files of a draft. `revision`: refuse when it is another by now; None makes it if it is missing.
    pub async fn save_draft_bundle(
        &self,
        act: &Act,
        name: &str,
        files: Json<String, Value>,
        revision: Option<i64>,
    ) -> Result<row::Draft, Fault> {
        let act = &act.may(Verb::Design)?;
        check_files(&files)?;
        let found = load::draft(&self.store, name).await?;
        let (id, expect) = match (&found, revision) {
            (Some(draft), Some(wanted)) if draft.revision != wanted => {
                return Err(changed(&draft.updated_by));
            }
            (Some(draft), _) => (draft.id, Expect::Revision(draft.revision)),
            (None, Some(_)) => return Err(Fault::not_found("draft")),
            (None, None) if !is_name(name) => {
                return Err(invalid(
                    "name",
                    "Lettere minuscole, cifre e trattini.",
                    "Lower-case letters, digits and dashes.",
                ));
            }
            (None, None) => (Uuid::now_v7(), Expect::Absent),
        };
        let draft = row::Draft {
            id,
            revision: found.map_or(0, |d| d.revision),
            name: name.into(),
            files: Value::Object(files),
            updated_at: self.clock.now(),
            updated_by: act.viewer.login.clone(),
        };
        self.put_draft(act, draft, expect, "draft.save").await
    }

    /// Throws a draft away; what is deployed stays.
    pub async fn delete_draft(&self, act: &Act, name: &str) -> Result<(), Fault> {
        let act = &act.may(Verb::Design)?;
        let draft = self.draft(name).await?;
        let mut set = self.set(act);
        set.guard(Table::Draft, draft.id, Expect::Revision(draft.revision))
            .write(Write::Delete(Table::Draft, draft.id));
        set.audit(audit(
            act,
            "draft.delete",
            "draft",
            draft.id,
            json!({ "name": name }),
        ));
        self.commit(set).await.map(|_| ())
    }

    /// What the check says of a draft.
    pub async fn check_draft(&self, act: &Act, name: &str) -> Result<Vec<Finding>, Fault> {
        self.check(act, bytes(&self.draft(name).await?)).await
    }

    /// Deploys a draft; it stays as a draft.
    pub async fn publish_draft(&self, act: &Act, name: &str) -> Result<DeployedBundle, Fault> {
        let act = &act.may(Verb::Deploy)?;
        let draft = self.draft(name).await?;
        self.deploy(act, Some(draft.name.clone()), bytes(&draft))
            .await
    }

    async fn draft(&self, name: &str) -> Result<row::Draft, Fault> {
        load::draft(&self.store, name)
            .await?
            .ok_or_else(|| Fault::not_found("draft"))
    }

    async fn put_draft(
        &self,
        act: &Act,
        draft: row::Draft,
        expect: Expect,
        verb: &str,
    ) -> Result<row::Draft, Fault> {
        let saved_again = matches!(expect, Expect::Revision(_));
        let mut set = self.set(act);
        set.guard(Table::Draft, draft.id, expect).put(draft.clone());
        set.audit(audit(
            act,
            verb,
            "draft",
            draft.id,
            json!({ "name": draft.name }),
        ));
        match self.commit(set).await {
            Ok(_) => Ok(row::Draft {
                revision: draft.revision + i64::from(saved_again),
                ..draft
            }),
            Err(Fault::Conflict { code, .. }) if code == "race" => Err(changed("")),
            Err(e) => Err(e),
        }
    }
}

fn changed(by: &str) -> Fault {
    Fault::Conflict {
        code: "draft_changed".into(),
        it: "La bozza è stata salvata da altri nel frattempo.".into(),
        en: "The draft was saved by somebody else meanwhile.".into(),
        holder: Some(by.to_string()).filter(|b| !b.is_empty()),
    }
}

fn check_files(files: &Json<String, Value>) -> Result<(), Fault> {
    let mut size = 0;
    for (path, text) in files {
        let Some(text) = text.as_str() else {
            return Err(invalid(
                path,
                "Il contenuto dev'essere testo.",
                "The content must be text.",
            ));
        };
        size += text.len();
        if !is_path(path) {
            return Err(invalid(
                path,
                "Il percorso del file non va bene.",
                "The file's path will not do.",
            ));
        }
    }
    if size > DRAFT_BYTES_MAX || files.len() > FILES_MAX {
        return Err(invalid(
            "files",
            "La bozza è troppo grande.",
            "The draft is too large.",
        ));
    }
    Ok(())
}

fn bytes(draft: &row::Draft) -> Vec<(String, Vec<u8>)> {
    let files = draft.files.as_object().into_iter().flatten();
    files
        .filter_map(|(path, text)| Some((path.clone(), text.as_str()?.as_bytes().to_vec())))
        .collect()
}

fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c))
        && !name.starts_with('.')
}

/// Relative, without `..`, hidden parts or control characters.
fn is_path(path: &str) -> bool {
    let part_fits = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.contains(|c: char| c.is_control() || "\\:".contains(c))
    };
    path.len() <= 200 && path.split('/').all(part_fits)
}

fn invalid(field: &str, it: &str, en: &str) -> Fault {
    Fault::Invalid {
        fields: vec![(field.into(), it.into(), en.into())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside_the_bundle() {
        for good in ["process.bpmn", "forms/approva.form", "letters/è bello.txt"] {
            assert!(is_path(good), "{good}");
        }
        for bad in [
            "",
            "/etc/passwd",
            "../x",
            "forms/../../x",
            "forms//x",
            ".git/config",
            "a\\b",
            "c:x",
            "a\nb",
        ] {
            assert!(!is_path(bad), "{bad}");
        }
    }
}
