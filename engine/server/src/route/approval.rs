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
    /// A list of further recipients.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<crate::schema::RecipientList>)]
    pub to_list: Option<runtime::RecipientList>,
    /// How the list of the last version differs from the one of this; absent where it is the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub list_change: Option<ListChangeShown>,
    /// completa | breve | sintetica, where its writer chose.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// Each recipient gets a message of their own and sees no other.
    pub separately: bool,
    pub cc: Vec<String>,
    pub subject: String,
    pub body: String,
    pub attachments: Vec<FileOfVersion>,
}

/// How a list of recipients differs from an earlier one.
#[derive(Serialize, ToSchema)]
pub struct ListChangeShown {
    /// Addresses in the earlier list; 0: it had none.
    pub before: usize,
    /// Addresses in the list as it is.
    pub now: usize,
    /// How many are only in the list as it is, and the first of them.
    pub added: usize,
    pub added_first: Vec<String>,
    /// How many are only in the earlier list, and the first of them.
    pub removed: usize,
    pub removed_first: Vec<String>,
    /// False: one of the two is no longer kept as it was, so that nobody can tell who was added or removed.
    pub readable: bool,
}

/// Addresses shown of those added or removed.
const CHANGED_MAX: usize = 200;

fn change_shown(change: runtime::ListChange) -> ListChangeShown {
    let first = |all: &[String]| all.iter().take(CHANGED_MAX).cloned().collect();
    ListChangeShown {
        before: change.before,
        now: change.now,
        added: change.added.len(),
        added_first: first(&change.added),
        removed: change.removed.len(),
        removed_first: first(&change.removed),
        readable: change.readable,
    }
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
    let mut known = Vec::new();
    for version in load::versions(store, task.instance, variable).await? {
        let message: Outgoing =
            serde_json::from_value(version.message.clone()).map_err(|e| Problem::broken(&e))?;
        known.push((version, message));
    }
    let last = known.last().and_then(|(_, m)| m.to_list.clone());
    let mut items = Vec::new();
    for (version, message) in known {
        let change = app
            .runtime
            .list_change(message.to_list.as_ref(), last.as_ref())
            .await?;
        let mailbox = mailboxes.iter().find(|m| m.key == message.mailbox);
        items.push(VersionShown {
            number: version.number,
            hash: version.hash,
            author: names.doer(&version.author, version.author_for.as_ref()),
            at: version.at,
            mailbox: mailbox.map_or(message.mailbox, |m| m.address.clone()),
            to: message.to,
            to_list: message.to_list,
            list_change: change.map(change_shown),
            receipt: message.receipt,
            separately: message.separately,
            cc: message.cc,
            subject: message.subject,
            body: message.body,
            attachments: message
                .attachments
                .into_iter()
                .map(|a| FileOfVersion {
                    reference: a.id().unwrap_or_default().into(),
                    name: a.name,
                    size: a.size,
                })
                .collect(),
        });
    }
    Ok(Json(MessageVersions { items }))
}
