//! A case that begins with a form filled in by a person (*Nuova pratica*).
//!
//! A process can be begun by hand when it has a none start event. Its form, if any, is `avvia-<key>`
//! (or `avvia`) of its bundle; what is submitted is checked against it on the server.

use crate::{Act, Fault, Runtime, Started, bundle::Deployed};
use bpmn::{NodeKind, Trigger};
use forms::Form;
use office::{Subject, Verb, Viewer, may};
use serde::Serialize;
use serde_json::{Map as Json, Value};
use std::sync::Arc;
use store::load;

/// A process a person may begin.
#[derive(Debug, Clone, Serialize)]
pub struct Startable {
    pub key: String,
    pub name: String,
    /// The `.form` as it lies in the bundle.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form: Option<Value>,
}

impl Runtime {
    /// Processes the viewer may begin by hand, by key, in their latest version.
    pub async fn startable(&self, viewer: &Viewer) -> Result<Vec<Startable>, Fault> {
        let mut found = Vec::new();
        if may(viewer, Verb::StartCase, &Subject::House).is_err() {
            return Ok(found);
        }
        for row in load::latest_processes(&self.store).await? {
            let deployed = self.deployed(row.id).await?;
            if !begins_by_hand(&deployed) || !may_begin(&deployed, viewer) {
                continue;
            }
            let bundle = self.bundle(row.deployment).await?;
            let form = form_of(&bundle.forms, &row.key).map(|f| f.schema().clone());
            found.push(Startable {
                key: row.key,
                name: row.name,
                form,
            });
        }
        Ok(found)
    }

    /// Begins a case with a filled-in form. Refuses fields that are not in it, and any field when there is none.
    pub async fn start_by_form(
        &self,
        act: &Act,
        key: &str,
        submitted: Json<String, Value>,
    ) -> Result<Started, Fault> {
        act.may(Verb::StartCase)?;
        let row = load::latest_process(&self.store, key)
            .await?
            .ok_or_else(|| Fault::not_found("process"))?;
        let deployed = self.deployed(row.id).await?;
        if !begins_by_hand(&deployed) || !may_begin(&deployed, &act.viewer) {
            return Err(Fault::not_found("process"));
        }
        let bundle = self.bundle(row.deployment).await?;
        let given = match form_of(&bundle.forms, key) {
            Some(form) => {
                let problems = |p: Vec<forms::FieldProblem>| Fault::Invalid {
                    fields: p.into_iter().map(|p| (p.field, p.it, p.en)).collect(),
                };
                form.validate(&submitted)
                    .map_err(problems)?
                    .iter()
                    .map(|(name, value)| (name.clone(), value.to_json()))
                    .collect()
            }
            None => match submitted.keys().next() {
                Some(field) => {
                    return Err(Fault::Invalid {
                        fields: vec![(
                            field.clone(),
                            "Questo processo non ha un modulo di avvio.".into(),
                            "This process has no start form.".into(),
                        )],
                    });
                }
                None => Json::new(),
            },
        };
        self.start(act, key, None, given, None).await
    }
}

fn begins_by_hand(deployed: &Arc<Deployed>) -> bool {
    let model = deployed.model();
    let is_none_start = |n: &usize| {
        matches!(
            &model.nodes[*n].kind,
            NodeKind::Start {
                trigger: Trigger::None,
                ..
            }
        )
    };
    model.executable
        && model
            .scopes
            .first()
            .is_some_and(|s| s.nodes.iter().any(is_none_start))
}

/// `candidateStarterGroups`, comma separated; none given: everybody who may begin cases.
fn may_begin(deployed: &Arc<Deployed>, viewer: &Viewer) -> bool {
    match &deployed.model().candidate_starter_groups {
        Some(groups) if viewer.person.is_some() => groups
            .text
            .split(',')
            .any(|g| viewer.groups.contains(g.trim())),
        _ => true,
    }
}

fn form_of<'a>(forms: &'a std::collections::HashMap<String, Form>, key: &str) -> Option<&'a Form> {
    forms
        .get(&format!("avvia-{key}"))
        .or_else(|| forms.get("avvia"))
}
