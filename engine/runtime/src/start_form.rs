//! A case that begins with a form filled in by a person (*Nuova pratica*).
//!
//! A process can be begun by hand when it has a none start event and does not say otherwise. Its form, if any, is the one its start
//! event names or describes, else `avvia-<key>` (or `avvia`) of its bundle; what is submitted is checked
//! against it on the server.

use crate::{Act, Fault, Runtime, Started, bundle::Deployed};
use bpmn::{NodeKind, Source, Trigger};
use forms::Form;
use office::{Subject, Verb, Viewer, may};
use serde::Serialize;
use serde_json::{Map as Json, Value};
use std::collections::HashMap;
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
        for row in load::latest_processes(&self.store).await? {
            let deployed = self.deployed(row.id).await?;
            if !begun_by(&deployed, viewer) {
                continue;
            }
            let bundle = self.bundle(row.deployment).await?;
            let form = form_of(&bundle.forms, &deployed).map(|f| f.schema().clone());
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
        let act = &act.may(Verb::StartCase)?;
        let row = load::latest_process(&self.store, key)
            .await?
            .ok_or_else(|| Fault::not_found("process"))?;
        let deployed = self.deployed(row.id).await?;
        if !begins_by_hand(&deployed) || !may_begin(&deployed, &act.viewer) {
            return Err(Fault::not_found("process"));
        }
        let bundle = self.bundle(row.deployment).await?;
        let given = match form_of(&bundle.forms, &deployed) {
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

/// Whether the viewer may begin it by hand.
pub(crate) fn begun_by(deployed: &Arc<Deployed>, viewer: &Viewer) -> bool {
    may(viewer, Verb::StartCase, &Subject::House).is_ok()
        && begins_by_hand(deployed)
        && may_begin(deployed, viewer)
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
        && !model.not_by_hand
        && model
            .scopes
            .first()
            .is_some_and(|s| s.nodes.iter().any(is_none_start))
}

/// `candidateStarterGroups` and `candidateStarterUsers`, comma separated: who is in one of them. None given:
/// everybody who may begin cases.
fn may_begin(deployed: &Arc<Deployed>, viewer: &Viewer) -> bool {
    let model = deployed.model();
    let (groups, users) = (
        &model.candidate_starter_groups,
        &model.candidate_starter_users,
    );
    if viewer.person.is_none() || (groups.is_none() && users.is_none()) {
        return true;
    }
    let named = |source: &Option<Source>, is: &dyn Fn(&str) -> bool| {
        source
            .as_ref()
            .is_some_and(|s| s.text.split(',').any(|name| is(name.trim())))
    };
    named(groups, &|group| viewer.in_group(group)) || named(users, &|login| viewer.acts_as(login))
}

fn form_of<'a>(forms: &'a HashMap<String, Form>, deployed: &Deployed) -> Option<&'a Form> {
    let named = deployed.model().start_form.as_ref();
    named
        .and_then(|name| forms.get(name))
        .or_else(|| forms.get(&format!("avvia-{}", deployed.row.key)))
        .or_else(|| forms.get("avvia"))
}
