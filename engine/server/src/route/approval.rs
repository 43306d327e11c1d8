//! Approvals as pages show them: who decided what about which version, the versions, and by what a mail was let out.

use crate::answer::{Json, Path};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::task::visible;
use crate::who::Who;
use axum::extract::State;
use chrono::{DateTime, Utc};
use office::Viewer;
use runtime::{Additions, Outgoing};
use serde::Serialize;
use store::{load, row, view};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(versions))
}

/// What somebody decided about a version of a message.
#[derive(Serialize, ToSchema)]
pub struct ApprovalShown {
    /// What the task was called.
    pub task: String,
    /// Number of the version.
    pub version: i64,
    /// Hex SHA-256 of the message as it was read.
    pub hash: String,
    /// approved | sent_back
    pub decision: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remarks: Option<String>,
    pub by: PersonRef,
    pub at: DateTime<Utc>,
    /// It was given to another text than the one that stands now.
    pub void: bool,
}

/// A version of a message.
#[derive(Serialize, ToSchema)]
pub struct VersionShown {
    pub number: i64,
    pub hash: String,
    pub author: PersonRef,
    pub at: DateTime<Utc>,
    /// Address of the mailbox it would leave from.
    pub mailbox: String,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub subject: String,
    pub body: String,
    pub attachments: Vec<FileOfVersion>,
}

/// A file of a version: the same reference is the same bytes.
#[derive(Serialize, ToSchema)]
pub struct FileOfVersion {
    pub name: String,
    /// Bytes.
    pub size: u64,
    pub reference: String,
}

/// Versions of the message a task drafts or approves.
#[derive(Serialize, ToSchema)]
pub struct MessageVersions {
    /// Oldest first.
    pub items: Vec<VersionShown>,
}

/// By what a mail was let out.
#[derive(Serialize, ToSchema)]
pub struct ReleaseShown {
    /// Hash of the approved message; absent where the process asks for no approval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approved: Option<String>,
    pub approvals: Vec<ApprovalShown>,
    #[schema(value_type = crate::schema::Additions)]
    pub additions: Additions,
    /// Hex SHA-256 of the bytes that left.
    pub sent: String,
}

fn shown(a: row::Approval, names: &Names, void: bool) -> ApprovalShown {
    ApprovalShown {
        task: a.name,
        version: a.number,
        hash: a.hash,
        decision: a.decision,
        remarks: a.remarks,
        by: names.doer(&a.decided_by, a.decided_for.as_ref()),
        at: a.at,
        void,
    }
}

/// An approval that holds.
pub fn standing(approval: row::Approval, names: &Names) -> ApprovalShown {
    shown(approval, names, false)
}

/// What was decided about the message of this variable, oldest first. `version`, `hash`: what stands now.
pub async fn decided(
    app: &Shared,
    names: &Names,
    instance: Uuid,
    variable: &str,
    (version, hash): (i64, &str),
) -> Result<Vec<ApprovalShown>, Problem> {
    let found = load::approvals(app.runtime.store(), instance).await?;
    let found = found.into_iter().filter(|a| a.variable == variable);
    Ok(found
        .map(|a| {
            let changed = a.number == version && a.hash != hash && a.decision == "approved";
            let void = a.void_at.is_some() || changed;
            shown(a, names, void)
        })
        .collect())
}

/// By what a despatch was let out; None where there was neither approval nor addition.
pub async fn release(
    app: &Shared,
    names: &Names,
    despatch: &row::Despatch,
) -> Result<Option<ReleaseShown>, Problem> {
    let store = app.runtime.store();
    let found = match (load::release(store, despatch.id).await?, despatch.mailing) {
        // A part was approved as the whole was.
        (_, Some(mailing)) if despatch.resends.is_none() => load::release(store, mailing).await?,
        (own, _) => own,
    };
    let Some(found) = found else {
        return Ok(None);
    };
    let approvals: Vec<row::Approval> =
        serde_json::from_value(found.approvals).map_err(|e| Problem::broken(&e))?;
    Ok(Some(ReleaseShown {
        approved: found.approved,
        approvals: approvals
            .into_iter()
            .map(|a| shown(a, names, false))
            .collect(),
        additions: serde_json::from_value(found.additions).map_err(|e| Problem::broken(&e))?,
        sent: hex::encode(despatch.raw),
    }))
}

/// The versions of the message a task drafts or approves, to be compared.
#[utoipa::path(get, path = "/tasks/{id}/versions", tag = "tasks", responses((status = 200, body = MessageVersions), (status = 404)))]
async fn versions(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<MessageVersions>, Problem> {
    let task = visible(&app, who.viewer(), id).await?.task;
    let Some(variable) = task.approves.as_ref().or(task.drafts.as_ref()) else {
        return Ok(Json(MessageVersions { items: Vec::new() }));
    };
    let store = app.runtime.store();
    let names = Names::load(&app, who.viewer()).await?;
    let mailboxes = view::mailboxes(&Viewer::system(), store).await?;
    let mut items = Vec::new();
    for version in load::versions(store, task.instance, variable).await? {
        let message: Outgoing =
            serde_json::from_value(version.message).map_err(|e| Problem::broken(&e))?;
        let mailbox = mailboxes.iter().find(|m| m.key == message.mailbox);
        items.push(VersionShown {
            number: version.number,
            hash: version.hash,
            author: names.doer(&version.author, version.author_for.as_ref()),
            at: version.at,
            mailbox: mailbox.map_or(message.mailbox, |m| m.address.clone()),
            to: message.to,
            cc: message.cc,
            subject: message.subject,
            body: message.body,
            attachments: message
                .attachments
                .into_iter()
                .map(|a| FileOfVersion {
                    reference: a.r#ref["id"].as_str().unwrap_or_default().into(),
                    name: a.name,
                    size: a.size,
                })
                .collect(),
        });
    }
    Ok(Json(MessageVersions { items }))
}
