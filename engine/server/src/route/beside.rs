//! What else there is with whoever wrote: beside a mail, and beside a case.

use crate::answer::{Json, Path};
use crate::app::Shared;
use crate::names::Names;
use crate::problem::Problem;
use crate::route::case::{Instance, shown};
use crate::route::mail::{MailSummary, summary};
use crate::route::party::PartyRef;
use crate::who::Who;
use axum::extract::State;
use serde::Serialize;
use store::view::{self, MailFilter};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

const SHOWN: usize = 6;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(of_mail))
        .routes(routes!(of_case))
}

/// Other open cases and last mails of somebody, as far as the reader may see them.
#[derive(Serialize, ToSchema)]
pub struct BesideShown {
    /// The sender's address, and those of the same tax code in the address book.
    pub addresses: Vec<String>,
    /// The sender's domain, where it is a body's own: its people count as the sender.
    pub domain: Option<String>,
    pub tax_code: Option<String>,
    /// The sender's address, lower case; empty where there is none.
    pub address: String,
    /// Who of the address book has it, open ones first.
    pub contacts: Vec<PartyRef>,
    /// Open cases, newest first, each with who holds it.
    pub cases: Vec<Instance>,
    /// Newest first.
    pub mails: Vec<MailSummary>,
}

async fn beside(
    app: &Shared,
    who: &Who,
    address: &str,
    except: (Option<Uuid>, Option<Uuid>),
) -> Result<Json<BesideShown>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let names = Names::load(app, viewer).await?;
    let found = view::beside(viewer, store, address, except, SHOWN).await?;
    let address = address.trim().to_lowercase();
    let contacts = view::parties_at(viewer, store, &address).await?.into_iter();
    Ok(Json(BesideShown {
        contacts: contacts
            .map(|p| PartyRef {
                id: p.id,
                name: p.name,
            })
            .collect(),
        address,
        addresses: found.addresses,
        domain: found.domain,
        tax_code: found.tax_code,
        cases: found.cases.into_iter().map(|c| shown(c, &names)).collect(),
        mails: found
            .mails
            .into_iter()
            .map(|m| summary(m, &names))
            .collect(),
    }))
}

/// What else there is with the sender of a mail.
#[utoipa::path(get, path = "/mails/{id}/beside", tag = "mail", responses((status = 200, body = BesideShown), (status = 404)))]
async fn of_mail(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<BesideShown>, Problem> {
    let found = view::mail(who.viewer(), app.runtime.store(), id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let mail = found.mail;
    beside(&app, &who, &mail.from_address, (Some(id), mail.instance)).await
}

/// What else there is with whoever wrote the mail that opened a case; nothing for a case without mail.
#[utoipa::path(get, path = "/instances/{id}/beside", tag = "cases", responses((status = 200, body = BesideShown), (status = 404)))]
async fn of_case(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<BesideShown>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    view::instance(viewer, store, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let filter = MailFilter {
        instance: Some(id),
        ..Default::default()
    };
    let mails = view::mails(viewer, store, &filter, None, 200).await?.items;
    let first = mails
        .into_iter()
        .rfind(|m| m.mail.kind != "receipt")
        .map(|m| (m.mail.id, m.mail.from_address));
    let (mail, address) = first.unzip();
    beside(
        &app,
        &who,
        address.as_deref().unwrap_or_default(),
        (mail, Some(id)),
    )
    .await
}
