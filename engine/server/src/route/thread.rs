//! The conversation a message belongs to, by its case and by References and In-Reply-To.

use crate::answer::{Json, Path};
use crate::app::Shared;
use crate::names::Names;
use crate::problem::Problem;
use crate::who::Who;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use store::view::{self, DespatchItem, MailItem, ThreadOf};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(of_mail))
        .routes(routes!(of_despatch))
}

/// A message of a conversation.
#[derive(Serialize, ToSchema)]
pub struct ThreadItem {
    pub id: Uuid,
    /// It left; else it came.
    pub sent: bool,
    /// When it was sent as certified, else when it came; when it left.
    pub at: DateTime<Utc>,
    /// Who wrote; of what left the box it left from.
    pub from: String,
    /// Of what left.
    pub recipients: Vec<String>,
    pub subject: String,
    pub instance: Option<Uuid>,
    pub certified: bool,
    /// Withheld by act: that it exists is all that is shown.
    pub withheld: bool,
    /// The message the conversation is looked at from.
    pub current: bool,
}

/// A conversation, oldest first.
#[derive(Serialize, ToSchema)]
pub struct ThreadShown {
    pub items: Vec<ThreadItem>,
    /// So many more belong to it that the reader may not see.
    pub hidden: usize,
    /// It is longer than is followed.
    pub partial: bool,
}

fn received(item: MailItem, of: ThreadOf) -> ThreadItem {
    let mail = item.mail;
    let from = match mail.from_name.trim() {
        "" => mail.from_address.clone(),
        name => name.to_string(),
    };
    ThreadItem {
        id: mail.id,
        sent: false,
        at: mail.sent_at.or(mail.arrived_at).unwrap_or(mail.fetched_at),
        from,
        recipients: Vec::new(),
        certified: super::mail::is_certified(&mail),
        subject: mail.subject,
        instance: mail.instance,
        withheld: item.withheld,
        current: of == ThreadOf::Mail(mail.id),
    }
}

fn left(item: DespatchItem, names: &Names, of: ThreadOf) -> ThreadItem {
    let despatch = item.despatch;
    ThreadItem {
        id: despatch.id,
        sent: true,
        at: despatch.submitted_at.unwrap_or(despatch.created_at),
        from: names.address(despatch.mailbox),
        recipients: despatch.recipients,
        subject: despatch.subject,
        instance: despatch.instance,
        certified: despatch.certified,
        withheld: item.withheld,
        current: of == ThreadOf::Despatch(despatch.id),
    }
}

async fn thread(app: &Shared, who: &Who, of: ThreadOf) -> Result<Json<ThreadShown>, Problem> {
    let found = view::thread(who.viewer(), app.runtime.store(), of)
        .await?
        .ok_or_else(Problem::not_found)?;
    let names = Names::load(app, who.viewer()).await?;
    let sent = found.despatches.into_iter().map(|d| left(d, &names, of));
    let mut items: Vec<ThreadItem> = sent.collect();
    items.extend(found.mails.into_iter().map(|m| received(m, of)));
    items.sort_by_key(|i| (i.at, i.id));
    Ok(Json(ThreadShown {
        items,
        hidden: found.hidden,
        partial: found.partial,
    }))
}

/// The conversation of a mail, oldest first.
#[utoipa::path(get, path = "/mails/{id}/thread", tag = "mail", responses((status = 200, body = ThreadShown), (status = 404)))]
async fn of_mail(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<ThreadShown>, Problem> {
    thread(&app, &who, ThreadOf::Mail(id)).await
}

/// The conversation of a message that left, oldest first.
#[utoipa::path(get, path = "/despatches/{id}/thread", tag = "mail", responses((status = 200, body = ThreadShown), (status = 404)))]
async fn of_despatch(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<ThreadShown>, Problem> {
    thread(&app, &who, ThreadOf::Despatch(id)).await
}
