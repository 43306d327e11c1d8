//! The HTTP API, one file per thing it is about. A route reads the request, calls one verb of the
//! runtime or one view of the store, and writes the answer; it decides nothing.

pub mod absence;
pub mod approval;
pub mod area;
pub mod backup;
pub mod batch;
pub mod beside;
pub mod calendar;
pub mod case;
pub mod clock;
pub mod contact;
pub mod credential;
pub mod demo;
pub mod deployment;
pub mod desk;
pub mod despatch;
pub mod distribute;
pub mod draft;
pub mod event;
pub mod evidence;
pub mod history;
pub mod holding;
pub mod identity;
pub mod import;
pub mod incident;
pub mod job;
pub mod leaving;
pub mod mail;
pub mod mailbox;
pub mod mailing;
pub mod message;
pub mod moving;
pub mod notice;
pub mod office;
pub mod opened;
pub mod orphan;
pub mod owed;
pub mod party;
pub mod password_link;
pub mod people;
pub mod people_import;
pub mod period;
pub mod process;
pub mod provider;
pub mod record;
pub mod reference;
pub mod removal;
pub mod reply;
pub mod session;
pub mod signature;
pub mod task;
pub mod thread;
pub mod upkeep;
pub mod upload;
pub mod webhook;
pub mod why;
pub mod writing;

use crate::app::Shared;
use crate::problem::ProblemShown;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{Components, InfoBuilder, OpenApi, SecurityRequirement};
use utoipa::{PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// Every route under `/api/v1`, with its description.
pub fn api() -> OpenApiRouter<Shared> {
    let routes = OpenApiRouter::new()
        .merge(session::routes())
        .merge(people::routes())
        .merge(absence::routes())
        .merge(leaving::routes())
        .merge(identity::routes())
        .merge(people_import::routes())
        .merge(password_link::routes())
        .merge(office::routes())
        .merge(area::routes())
        .merge(calendar::routes())
        .merge(task::routes())
        .merge(desk::routes())
        .merge(approval::routes())
        .merge(signature::routes())
        .merge(reply::routes())
        .merge(writing::routes())
        .merge(distribute::routes())
        .merge(notice::routes())
        .merge(upload::routes())
        .merge(case::routes())
        .merge(history::routes())
        .merge(holding::routes())
        .merge(moving::routes())
        .merge(process::routes())
        .merge(reference::routes())
        .merge(deployment::routes())
        .merge(draft::routes())
        .merge(mailbox::routes())
        .merge(provider::routes())
        .merge(upkeep::routes())
        .merge(mail::routes())
        .merge(owed::routes())
        .merge(beside::routes())
        .merge(despatch::routes())
        .merge(backup::routes())
        .merge(batch::routes())
        .merge(period::routes())
        .merge(record::routes())
        .merge(thread::routes())
        .merge(why::routes())
        .merge(removal::routes())
        .merge(incident::routes())
        .merge(contact::routes())
        .merge(party::routes())
        .merge(import::routes())
        .merge(credential::routes())
        .merge(webhook::routes())
        .merge(message::routes())
        .merge(job::routes())
        .merge(clock::routes())
        .merge(event::routes())
        .merge(evidence::routes())
        .merge(mailing::routes())
        .merge(orphan::routes())
        .merge(demo::routes());
    OpenApiRouter::new().nest("/api/v1", routes)
}

/// Title, version and ways to log in.
pub fn describe(openapi: &mut OpenApi) {
    openapi.info = InfoBuilder::new()
        .title("Staffetta")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some("Workflow for offices that live by PEC. Errors are RFC 9457 problems; texts follow Accept-Language (it, en)."))
        .build();
    let components = openapi.components.get_or_insert_with(Components::new);
    let mut named = vec![(ProblemShown::name().into(), ProblemShown::schema())];
    ProblemShown::schemas(&mut named);
    components.schemas.extend(named);
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new(crate::who::COOKIE))),
    );
    components.add_security_scheme(
        "token",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
    );
    let none: [&str; 0] = [];
    openapi.security = Some(vec![
        SecurityRequirement::new("session", none),
        SecurityRequirement::new("token", none),
    ]);
}
