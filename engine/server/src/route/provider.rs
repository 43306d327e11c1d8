//! Providers of mail, offered when a mailbox is connected; changed by administrators.

use crate::answer::{Json, List, Path};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::By;
use axum::extract::State;
use axum::http::StatusCode;
use runtime::{NewProvider, Provider, ProviderSettings};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(put, remove))
}

/// A provider and what fills the fields of a mailbox of it.
#[derive(Serialize, ToSchema)]
pub struct ProviderShown {
    pub key: String,
    pub name: String,
    #[schema(value_type = crate::schema::ProviderSettings)]
    pub settings: ProviderSettings,
    /// One of the house's.
    pub of_the_house: bool,
    /// Changed or added by an administrator.
    pub changed: bool,
    /// Not offered.
    pub hidden: bool,
}

fn shown(p: Provider) -> ProviderShown {
    ProviderShown {
        key: p.key,
        name: p.name,
        settings: p.settings,
        of_the_house: p.of_the_house,
        changed: p.changed,
        hidden: p.hidden,
    }
}

/// Providers by name, hidden ones too; for administrators.
#[utoipa::path(get, path = "/providers", tag = "mail", responses((status = 200, body = List<ProviderShown>), (status = 403)))]
async fn list(State(app): State<Shared>, by: By) -> Result<Json<List<ProviderShown>>, Problem> {
    let found = app.runtime.providers(&by.act).await?;
    Ok(List::whole(found.into_iter().map(shown).collect()))
}

/// Changes a provider, or adds one. Mailboxes that are connected keep what they have.
#[utoipa::path(put, path = "/providers/{key}", tag = "mail", request_body = crate::schema::NewProvider, responses((status = 200, body = ProviderShown), (status = 403), (status = 422)))]
async fn put(
    State(app): State<Shared>,
    by: By,
    Path(key): Path<String>,
    Json(body): Json<Value>,
) -> Result<Json<ProviderShown>, Problem> {
    by.who.may(office::Verb::ManageMailboxes)?;
    let new: NewProvider = serde_json::from_value(body).map_err(|e| {
        Problem::field(
            "settings",
            &format!("Dati del gestore incompleti: {e}"),
            &format!("Incomplete data of the provider: {e}"),
        )
    })?;
    Ok(Json(shown(
        app.runtime.put_provider(&by.act, &key, new).await?,
    )))
}

/// Takes back what was changed: one of the house's is as it was, another is gone.
#[utoipa::path(delete, path = "/providers/{key}", tag = "mail", responses((status = 204), (status = 403), (status = 404)))]
async fn remove(
    State(app): State<Shared>,
    by: By,
    Path(key): Path<String>,
) -> Result<StatusCode, Problem> {
    app.runtime.remove_provider(&by.act, &key).await?;
    Ok(StatusCode::NO_CONTENT)
}
