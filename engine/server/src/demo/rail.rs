//! The six steps that tick themselves, read from what is stored about the followed mail.

use super::{Demo, DemoPerson, Plan};
use chrono::{DateTime, Utc};
use office::Viewer;
use office::despatch::{Journey, Milestone};
use serde::Serialize;
use store::view::{self, DespatchFilter, MailFilter};
use store::{Store, StoreError};
use utoipa::ToSchema;
use uuid::Uuid;

/// One step of the demonstration.
#[derive(Debug, Serialize, ToSchema)]
pub struct RailStep {
    pub key: RailKey,
    pub done: bool,
    pub at: Option<DateTime<Utc>>,
    pub instance: Option<Uuid>,
    pub task: Option<Uuid>,
    pub mail: Option<Uuid>,
    pub despatch: Option<Uuid>,
    /// Logins of the demonstration whose turn it is, while the step is open; empty when it is nobody's.
    pub actors: Vec<&'static str>,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RailKey {
    Arrived,
    Routed,
    Drafted,
    Approved,
    Receipts,
    Ended,
}

const KEYS: [RailKey; 6] = [
    RailKey::Arrived,
    RailKey::Routed,
    RailKey::Drafted,
    RailKey::Approved,
    RailKey::Receipts,
    RailKey::Ended,
];

/// Where the followed mail stands; all steps open while there is none.
pub async fn rail(demo: &Demo, store: &Store) -> Result<Vec<RailStep>, StoreError> {
    let mut steps: Vec<RailStep> = KEYS
        .iter()
        .map(|&key| RailStep {
            key,
            done: false,
            at: None,
            instance: None,
            task: None,
            mail: None,
            despatch: None,
            actors: Vec::new(),
        })
        .collect();
    let system = Viewer::system();
    let Some(followed) = demo.followed() else {
        return Ok(steps);
    };
    let mails = view::mails(&system, store, &MailFilter::default(), None, 200)
        .await?
        .items;
    let Some(mail) = mails
        .into_iter()
        .map(|m| m.mail)
        .find(|m| m.message_id == followed)
    else {
        return Ok(steps);
    };
    steps[0].done = true;
    steps[0].at = Some(mail.fetched_at);
    steps.iter_mut().for_each(|s| s.mail = Some(mail.id));
    let Some(instance) = mail.instance else {
        return Ok(steps);
    };
    steps.iter_mut().for_each(|s| s.instance = Some(instance));
    let mut tasks = view::tasks_of_instance(&system, store, instance).await?;
    tasks.sort_by_key(|t| (t.created_at, t.id));
    if let Some(first) = tasks.first() {
        steps[1].done = true;
        steps[1].at = Some(first.created_at);
    }
    let open = tasks.iter().rfind(|t| t.state == "open");
    for (at, drafting) in [(2, true), (3, false)] {
        let is_of = |t: &&store::row::Task| {
            if drafting {
                t.drafts.is_some()
            } else {
                t.approves.is_some()
            }
        };
        let done = tasks.iter().filter(is_of).rfind(|t| t.state == "completed");
        steps[at].done = done.is_some();
        steps[at].at = done.and_then(|t| t.ended_at);
        steps[at].task = done.or(open).map(|t| t.id);
    }
    steps[1].task = open.map(|t| t.id);
    // Sent back: the approval waits for another draft.
    let despatches = view::despatches(
        &system,
        store,
        &DespatchFilter {
            instance: Some(instance),
            ..DespatchFilter::default()
        },
        None,
        50,
    )
    .await?
    .items;
    steps[3].done &= !despatches.is_empty();
    if let Some(last) = despatches.first().map(|d| &d.despatch) {
        let journey: Option<Journey> = serde_json::from_value(last.journey.clone()).ok();
        steps[4].despatch = Some(last.id);
        steps[4].done = journey
            .as_ref()
            .is_some_and(|j| j.milestones().contains(&Milestone::Esito));
        steps[4].at = journey.and_then(|j| {
            j.recipients
                .iter()
                .filter_map(|r| r.delivered_at.or(r.failed_at))
                .max()
        });
    }
    if let Some(item) = view::instance(&system, store, instance).await? {
        steps[5].done = item.instance.state == "completed";
        steps[5].at = item.instance.ended_at;
        // What the failed recipient leaves to do.
        steps[5].task = open.map(|t| t.id);
        let office = item.instance.office.unwrap_or_default();
        steps[2].actors = clerks(demo.plan(), &office);
        steps[3].actors = heads(demo.plan(), &office);
        if steps[5].task.is_some() {
            steps[5].actors = clerks(demo.plan(), &office);
        }
    }
    for step in steps.iter_mut().filter(|s| s.done) {
        step.actors.clear();
    }
    Ok(steps)
}

fn clerks(plan: &Plan, office: &str) -> Vec<&'static str> {
    let works = |p: &&DemoPerson| p.roles.contains(&("operatore", Some(office)));
    plan.people.iter().filter(works).map(|p| p.login).collect()
}

fn heads(plan: &Plan, office: &str) -> Vec<&'static str> {
    let leads = |p: &&DemoPerson| p.heads == Some(office);
    plan.people.iter().filter(leads).map(|p| p.login).collect()
}
