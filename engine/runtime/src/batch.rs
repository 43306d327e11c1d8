//! One operation on many cases or errors: what it is done to is stored with it, then done one by one.
//!
//! Each item is a verb of its own that marks the item in its own commit, so that a crash or a second worker does
//! nothing twice. An item that cannot be done is marked with the reason and the others go on. What a person may
//! not do to something is refused, or passed over where it was not named, when the batch is made.

use crate::{Act, Fault, Onto, Runtime, audit, consequence::Consequence, drive::Extra, ids};
use futures::future::join_all;
use interpreter::{Command, MigrationPlan};
use office::{Behalf, Verb, Viewer};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use store::view::{self, IncidentFilter, InstanceFilter};
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// More things are two operations.
const ITEMS_MAX: usize = 10_000;
/// Items under way at the same time.
const TOGETHER: usize = 16;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchKind {
    RetryIncidents,
    CancelInstances,
    SuspendInstances,
    ResumeInstances,
    MigrateInstances,
}

/// What it is done to: those named, or all that the filter finds and the person may steer.
#[derive(Debug, Clone)]
pub enum Selection {
    Ids(Vec<Uuid>),
    /// Of the errors: only the open ones of the process.
    Filter(InstanceFilter),
}

#[derive(Debug, Clone)]
pub struct NewBatch {
    pub kind: BatchKind,
    pub selection: Selection,
    /// Why, where the operation asks for it.
    pub reason: Option<String>,
    /// The version to go to.
    pub onto: Option<Onto>,
}

/// What a batch keeps beside its items.
#[derive(Serialize, Deserialize)]
struct Given {
    reason: Option<String>,
    process: Option<Uuid>,
    plan: Option<MigrationPlan>,
    /// Items that whoever made the batch may steer only in an absent person's place.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    in_place_of: BTreeMap<Uuid, Behalf>,
}

impl BatchKind {
    fn verb(self) -> Verb {
        match self {
            BatchKind::RetryIncidents => Verb::ResolveIncident,
            _ => Verb::SteerCase,
        }
    }

    fn word(self) -> String {
        let value = serde_json::to_value(self).ok();
        value
            .and_then(|v| v.as_str().map(String::from))
            .unwrap_or_default()
    }
}

impl Runtime {
    /// Makes a batch and begins it. Refuses one that finds nothing, or more than 10,000 things.
    pub async fn begin_batch(&self, act: &Act, new: NewBatch) -> Result<(row::Batch, bool), Fault> {
        let act = &act.may(new.kind.verb())?;
        let reason = new
            .reason
            .map(|r| r.trim().to_string())
            .filter(|r| !r.is_empty());
        if new.kind == BatchKind::CancelInstances && reason.is_none() {
            return Err(missing("reason", "Indicare il motivo.", "Give the reason."));
        }
        if new.kind == BatchKind::MigrateInstances {
            let onto = new
                .onto
                .as_ref()
                .ok_or_else(|| missing("process", "Indicare la versione.", "Give the version."))?;
            self.version(onto.process).await?;
        }
        let objects = self.select(act, new.kind, new.selection).await?;
        let batch = row::Batch {
            id: Uuid::now_v7(),
            kind: new.kind.word(),
            given: json!(Given {
                reason,
                process: new.onto.as_ref().map(|o| o.process),
                plan: new.onto.and_then(|o| o.plan),
                in_place_of: objects
                    .iter()
                    .filter_map(|(id, behalf)| Some((*id, behalf.clone()?)))
                    .collect(),
            }),
            state: "running".into(),
            created_by: act.viewer.login.clone(),
            created_at: self.clock.now(),
            ended_at: None,
        };
        let mut set = self.set(act);
        set.guard(Table::Batch, batch.id, Expect::Absent)
            .put(batch.clone());
        set.audit(audit(
            act,
            "batch.create",
            "batch",
            batch.id,
            json!({ "kind": batch.kind, "items": objects.len() }),
        ));
        for object in objects.into_keys() {
            set.put(row::BatchItem {
                id: ids::derived(batch.id, object.as_bytes(), "item"),
                batch: batch.id,
                object,
                state: "waiting".into(),
                failure_it: None,
                failure_en: None,
            });
        }
        self.commit(set).await?;
        let pending = self.settle(vec![Consequence::Batch(batch.id)]).await;
        let now = load::batch(&self.store, batch.id).await?;
        Ok((now.unwrap_or(batch), pending))
    }

    /// Ends a batch before all is done; what is under way is finished.
    pub async fn stop_batch(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let batch = view::batch(&act.viewer, &self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("batch"))?;
        let mut set = self.set(act);
        set.guard(Table::Batch, id, Expect::State("running".into()))
            .put(row::Batch {
                state: "stopped".into(),
                ended_at: Some(self.clock.now()),
                ..batch
            });
        set.audit(audit(act, "batch.stop", "batch", id, json!({})));
        match self.commit(set).await {
            Err(Fault::Conflict { code, .. }) if code == "race" => Err(Fault::conflict(
                "batch_ended",
                "L'operazione è già terminata.",
                "The batch has ended already.",
            )),
            other => other.map(|_| ()),
        }
    }

    async fn select(
        &self,
        act: &Act,
        kind: BatchKind,
        selection: Selection,
    ) -> Result<BTreeMap<Uuid, Option<Behalf>>, Fault> {
        let mut found = BTreeMap::new();
        match selection {
            Selection::Ids(ids) => {
                for id in ids.into_iter().take(ITEMS_MAX + 1) {
                    let (act, case) = match kind {
                        BatchKind::RetryIncidents => {
                            let (act, found) = self.open_incident(act, id).await?;
                            (act, found.instance)
                        }
                        _ => (act.clone(), Some(id)),
                    };
                    let act = match case {
                        Some(case) => self.may_on_case(&act, kind.verb(), case).await?,
                        None => act,
                    };
                    found.insert(id, act.behalf);
                }
            }
            Selection::Filter(filter) => self.find(act, kind, filter, &mut found).await?,
        }
        if found.is_empty() {
            return Err(Fault::refused(
                "nothing_selected",
                "Non c'è nulla su cui operare.",
                "There is nothing to do it to.",
            ));
        }
        if found.len() > ITEMS_MAX {
            return Err(Fault::refused(
                "too_many",
                "Sono più di 10.000: restringere la scelta.",
                "There are more than 10,000: narrow the choice.",
            ));
        }
        Ok(found)
    }

    async fn find(
        &self,
        act: &Act,
        kind: BatchKind,
        filter: InstanceFilter,
        found: &mut BTreeMap<Uuid, Option<Behalf>>,
    ) -> Result<(), Fault> {
        let (viewer, store) = (&act.viewer, &self.store);
        let mut cursor: Option<String> = None;
        loop {
            let at = cursor.as_deref();
            if kind == BatchKind::RetryIncidents {
                let open = IncidentFilter {
                    state: Some("open".into()),
                    process: filter.process.clone(),
                    ..IncidentFilter::default()
                };
                let page = view::incidents(viewer, store, &open, at, view::PAGE_MAX).await?;
                for incident in page.items.into_iter().filter(|i| i.instance.is_some()) {
                    match self.open_incident(act, incident.id).await {
                        Ok((act, _)) => drop(found.insert(incident.id, act.behalf)),
                        // Not this person's to resolve, or resolved since.
                        Err(Fault::Refused { .. } | Fault::Conflict { .. }) => {}
                        Err(fault) => return Err(fault),
                    }
                }
                cursor = page.next_cursor;
            } else {
                let page = view::instances(viewer, store, &filter, at, view::PAGE_MAX).await?;
                let going = page.items.into_iter().map(|i| i.instance);
                found.extend(going.filter(|i| i.ended_at.is_none()).filter_map(|i| {
                    let permitted = act.may_in(kind.verb(), &Vec::from_iter(i.office)).ok()?;
                    Some((i.id, permitted.behalf))
                }));
                cursor = page.next_cursor;
            }
            if cursor.is_none() || found.len() > ITEMS_MAX {
                return Ok(());
            }
        }
    }

    /// Does some items of a batch; answers itself as long as there are more.
    pub(crate) async fn work_batch(&self, id: Uuid) -> Result<Vec<Consequence>, Fault> {
        if !self.batches.lock().is_ok_and(|mut held| held.insert(id)) {
            return Ok(Vec::new());
        }
        let done = self.work_some(id).await;
        if let Ok(mut held) = self.batches.lock() {
            held.remove(&id);
        }
        done
    }

    async fn work_some(&self, id: Uuid) -> Result<Vec<Consequence>, Fault> {
        let batch = load::batch(&self.store, id).await?;
        let Some(batch) = batch.filter(|b| b.state == "running") else {
            return Ok(Vec::new());
        };
        let items = load::batch_items_waiting(&self.store, id, TOGETHER).await?;
        if items.is_empty() {
            let mut set = self.own_set();
            set.guard(Table::Batch, id, Expect::State("running".into()))
                .put(row::Batch {
                    state: "completed".into(),
                    ended_at: Some(self.clock.now()),
                    ..batch
                });
            self.commit(set).await?;
            return Ok(Vec::new());
        }
        let each = items.into_iter().map(|item| self.do_item(&batch, item));
        let mut consequences = Vec::new();
        for done in join_all(each).await {
            consequences.extend(done?);
        }
        consequences.push(Consequence::Batch(id));
        Ok(consequences)
    }

    async fn do_item(
        &self,
        batch: &row::Batch,
        item: row::BatchItem,
    ) -> Result<Vec<Consequence>, Fault> {
        let mut given: Given =
            serde_json::from_value(batch.given.clone()).map_err(Fault::broken)?;
        // The permission was looked at when the batch was made; the record names who made it.
        let act = Act {
            behalf: given.in_place_of.remove(&item.object),
            ..Act::of(
                Viewer {
                    login: batch.created_by.clone(),
                    ..Viewer::system()
                },
                None,
            )
        };
        let waiting = Expect::State("waiting".into());
        let extra = Extra::default()
            .guard(Table::BatchItem, item.id, waiting.clone())
            .put(row::BatchItem {
                state: "done".into(),
                ..item.clone()
            });
        let (it, en) = match self.do_to(&act, batch, given, item.object, extra).await {
            Ok(consequences) => return Ok(consequences),
            // Somebody else changed it just now: it stays and is tried again.
            Err(Fault::Conflict { code, .. }) if code == "race" || code == "task_changed" => {
                return Ok(Vec::new());
            }
            Err(fault @ (Fault::Unavailable(_) | Fault::Broken(_))) => return Err(fault),
            Err(Fault::NotFound { .. }) => ("Non c'è più.".into(), "It is gone.".into()),
            Err(Fault::Refused { it, en, .. } | Fault::Conflict { it, en, .. }) => (it, en),
            Err(Fault::Invalid { fields }) => {
                let line = |pick: fn(&(String, String, String)) -> &String| {
                    let told = fields.iter().map(|f| format!("{}: {}", f.0, pick(f)));
                    told.collect::<Vec<_>>().join("; ")
                };
                (line(|f| &f.1), line(|f| &f.2))
            }
            Err(other) => (other.to_string(), other.to_string()),
        };
        let mut set = self.own_set();
        set.guard(Table::BatchItem, item.id, waiting)
            .put(row::BatchItem {
                state: "failed".into(),
                failure_it: Some(it),
                failure_en: Some(en),
                ..item
            });
        match self.commit(set).await {
            Ok(_) | Err(Fault::Conflict { .. }) => Ok(Vec::new()),
            Err(fault) => Err(fault),
        }
    }

    async fn do_to(
        &self,
        act: &Act,
        batch: &row::Batch,
        given: Given,
        object: Uuid,
        extra: Extra,
    ) -> Result<Vec<Consequence>, Fault> {
        let kind: BatchKind = serde_json::from_value(json!(batch.kind)).map_err(Fault::broken)?;
        let (command, verb) = match kind {
            BatchKind::RetryIncidents => {
                let (_, found) = self.open_incident(act, object).await?;
                let instance = found.instance.ok_or_else(|| Fault::not_found("instance"))?;
                return self.retry_with(act, &found, instance, extra).await;
            }
            BatchKind::MigrateInstances => {
                let process = given.process.ok_or_else(|| Fault::broken("no version"))?;
                let onto = Onto {
                    process,
                    plan: given.plan,
                };
                let moved = self.migrate_with(act, object, &onto, false, extra).await?;
                return Ok(moved.1);
            }
            BatchKind::CancelInstances => {
                let reason = given.reason.unwrap_or_default();
                (Command::Cancel { reason }, "instance.cancel")
            }
            BatchKind::SuspendInstances => (Command::Suspend, "instance.suspend"),
            BatchKind::ResumeInstances => (Command::Resume, "instance.resume"),
        };
        let extra = extra.audit(audit(
            act,
            verb,
            "instance",
            object,
            json!({ "batch": batch.id }),
        ));
        let driven = self.drive(act, object, command, extra).await?;
        Ok(driven.consequences)
    }
}

fn missing(field: &str, it: &str, en: &str) -> Fault {
    Fault::Invalid {
        fields: vec![(field.into(), it.into(), en.into())],
    }
}
