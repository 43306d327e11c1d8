//! Who held the work of a case, and how long: from the record, by task, never by person.

use crate::answer::{Json, Path};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::who::Who;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::HashMap;
use store::view::{self, AuditItem, RecordOf};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(holders))
}

/// Links of the record read for one case.
const PAGES_MAX: usize = 20;

/// One stretch in which somebody held a task.
#[derive(Debug, Serialize, ToSchema)]
pub struct Holding {
    pub task: Uuid,
    /// Name of the task.
    pub name: String,
    pub holder: PersonRef,
    pub since: DateTime<Utc>,
    /// Null: they hold it still.
    pub until: Option<DateTime<Utc>>,
    /// Whole seconds, up to now where they hold it still.
    pub seconds: i64,
    /// completed | released | handed_over | taken_over | given_back | ended; null: they hold it still.
    pub how: Option<String>,
}

/// A stretch as the record tells it.
#[derive(Debug, PartialEq)]
struct Stretch {
    task: Uuid,
    login: String,
    since: DateTime<Utc>,
    until: Option<(DateTime<Utc>, &'static str)>,
}

/// What these links, oldest first, tell of who held which task.
fn stretches<'a>(links: impl Iterator<Item = &'a AuditItem>) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    let mut open: HashMap<Uuid, usize> = HashMap::new();
    for link in links {
        let Ok(task) = Uuid::try_parse(&link.object) else {
            continue;
        };
        let (taken_by, how) = match link.verb.as_str() {
            "task.claim" | "reply.take" => (Some(link.actor.as_str()), "taken_over"),
            "reply.take_over" => (Some(link.actor.as_str()), "taken_over"),
            "task.assign" => (link.detail["to"].as_str(), "handed_over"),
            "task.offer" => (None, "handed_over"),
            "task.distribute" => (None, "handed_over"),
            "task.release" => (None, "released"),
            "task.refuse" => (None, "given_back"),
            "task.complete" => (None, "completed"),
            _ => continue,
        };
        let before = open.get(&task).copied();
        // Who takes again what they hold goes on holding it.
        if let (Some(at), Some(login)) = (before, taken_by)
            && all[at].login == login
        {
            continue;
        }
        if let Some(at) = open.remove(&task) {
            all[at].until = Some((link.at, how));
        }
        if let Some(login) = taken_by {
            open.insert(task, all.len());
            all.push(Stretch {
                task,
                login: login.into(),
                since: link.at,
                until: None,
            });
        }
    }
    all
}

/// Who held the tasks of a case, since when and how long, oldest first.
#[utoipa::path(get, path = "/instances/{id}/holders", tag = "cases", responses((status = 200, body = Vec<Holding>), (status = 404)))]
async fn holders(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<Vec<Holding>>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let scope = view::record_scope(viewer, store, RecordOf::Case(id))
        .await?
        .ok_or_else(Problem::not_found)?;
    let (mut links, mut cursor) = (Vec::new(), None::<String>);
    for _ in 0..PAGES_MAX {
        let page = view::record(viewer, store, &scope, cursor.as_deref(), view::PAGE_MAX).await?;
        links.extend(page.items.into_iter().map(|i| i.link));
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    let tasks: HashMap<Uuid, store::row::Task> = view::tasks_of_instance(viewer, store, id)
        .await?
        .into_iter()
        .map(|task| (task.id, task))
        .collect();
    let names = Names::load(&app, viewer).await?;
    let now = app.runtime.clock().now();
    let shown = |s: Stretch| {
        let task = tasks.get(&s.task)?;
        // A task the process took back ends without a word of its own.
        let until = s.until.or(task.ended_at.map(|at| (at, "ended")));
        Some(Holding {
            task: s.task,
            name: task.name.clone(),
            holder: names.person(&s.login),
            since: s.since,
            until: until.map(|(at, _)| at),
            seconds: (until.map_or(now, |(at, _)| at) - s.since)
                .num_seconds()
                .max(0),
            how: until.map(|(_, how)| how.into()),
        })
    };
    Ok(Json(
        stretches(links.iter().rev())
            .into_iter()
            .filter_map(shown)
            .collect(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn link(task: Uuid, minute: i64, verb: &str, actor: &str, to: &str) -> AuditItem {
        AuditItem {
            chain: Uuid::nil(),
            seq: minute,
            at: DateTime::UNIX_EPOCH + chrono::TimeDelta::minutes(minute),
            actor: actor.into(),
            on_behalf_of: None,
            verb: verb.into(),
            object_kind: "task".into(),
            object: task.to_string(),
            detail: json!({ "to": to }),
            hash: String::new(),
        }
    }

    #[test]
    fn claims_hand_overs_and_releases_are_stretches() {
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let links = [
            link(one, 0, "task.claim", "anna", ""),
            link(two, 1, "task.complete", "carla", ""),
            link(one, 5, "task.draft", "anna", ""),
            link(one, 10, "task.claim", "anna", ""),
            link(one, 30, "task.assign", "anna", "bruno"),
            link(one, 45, "task.release", "bruno", ""),
            link(one, 60, "task.claim", "carla", ""),
            link(one, 90, "task.complete", "carla", ""),
            link(two, 95, "task.claim", "anna", ""),
        ];
        let told: Vec<(String, i64, Option<&str>)> = stretches(links.iter())
            .into_iter()
            .map(|s| {
                let minutes = s.until.map_or(0, |(at, _)| (at - s.since).num_minutes());
                (s.login, minutes, s.until.map(|(_, how)| how))
            })
            .collect();
        assert_eq!(
            told,
            [
                ("anna".into(), 30, Some("handed_over")),
                ("bruno".into(), 15, Some("released")),
                ("carla".into(), 30, Some("completed")),
                ("anna".into(), 0, None),
            ]
        );
    }
}
