//! Bodies, companies and persons of the address book: found, read with all that was exchanged, written by people.

use crate::answer::{IfMatch, Json, List, Path, Query, Tagged};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::case::{Instance, Made, shown as case_shown};
use crate::route::despatch::{DespatchSummary, summary as despatch_summary};
use crate::route::mail::{MailSummary, summary as mail_summary};
use crate::who::{By, Who};
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use runtime::{CHECK_AFTER_DAYS, NewParty, PartyChange};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::view::{self, PartyFilter, PartyItem};
use store::{load, row};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// Parts and people of a body that are shown.
const PEOPLE_SHOWN: usize = 200;
/// Messages of each direction, and cases, that are shown.
const EXCHANGED_SHOWN: usize = 50;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(sources))
        .routes(routes!(one, change))
        .routes(routes!(exchanged))
        .routes(routes!(close))
        .routes(routes!(reopen))
        .routes(routes!(merge))
}

/// An address of somebody.
#[derive(Serialize, ToSchema)]
pub struct PartyAddress {
    pub address: String,
    /// It is said to be a PEC mailbox.
    pub certified: bool,
    /// Where it comes from; `manual`: typed by somebody.
    pub source: String,
    /// When that said so.
    pub checked_at: DateTime<Utc>,
    /// Checked so long ago (`check_after_days`) that it is to be checked again before a notification.
    pub old: bool,
    /// Legal time of the last delivery there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<DateTime<Utc>>,
}

/// A party by name.
#[derive(Serialize, ToSchema)]
pub struct PartyRef {
    pub id: Uuid,
    pub name: String,
}

/// A body, company or person of the address book.
#[derive(Serialize, ToSchema)]
pub struct PartySummary {
    pub id: Uuid,
    /// body | company | person
    pub kind: String,
    pub name: String,
    /// Codice fiscale or partita IVA; empty when not known.
    pub tax_code: String,
    /// Code of the IPA; empty when not known.
    pub ipa_code: String,
    /// The body it is a part of, or works for.
    pub body: Option<PartyRef>,
    /// What somebody is there.
    pub position: String,
    /// open | closed | merged
    pub state: String,
    /// One of its addresses is said to be a PEC mailbox.
    pub certified: bool,
    /// Where it was read last; `manual`: typed by somebody.
    pub source: String,
    pub checked_at: DateTime<Utc>,
    pub old: bool,
    /// PEC first.
    pub addresses: Vec<PartyAddress>,
}

/// A party whole.
#[derive(Serialize, ToSchema)]
pub struct PartyDetail {
    #[serde(flatten)]
    pub summary: PartySummary,
    pub revision: i64,
    pub note: String,
    /// The contact this one was made part of.
    pub merged_into: Option<Uuid>,
    /// Its parts and people, open ones, by kind and name; at most 200.
    pub people: Vec<PartySummary>,
    pub changed_by: PersonRef,
    pub changed_at: DateTime<Utc>,
    /// An address checked longer ago is old.
    pub check_after_days: i64,
}

/// Messages and cases with somebody, newest first, as far as the reader may see them; at most 50 of each.
#[derive(Serialize, ToSchema)]
pub struct ExchangedShown {
    pub mails: Vec<MailSummary>,
    pub despatches: Vec<DespatchSummary>,
    pub cases: Vec<Instance>,
}

/// Where contacts come from.
#[derive(Serialize, ToSchema)]
pub struct PartySource {
    pub source: String,
    /// Open contacts that were read there last.
    pub count: i64,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PartyQuery {
    /// Words that are all in name, codes or addresses, anywhere.
    q: Option<String>,
    /// Whose this whole address is; nothing else is asked then.
    address: Option<String>,
    /// body | company | person
    kind: Option<String>,
    /// Only those with a PEC mailbox.
    #[serde(default)]
    pec: bool,
    source: Option<String>,
    /// Only those to be checked again.
    #[serde(default)]
    old: bool,
    /// Closed ones instead of the open.
    #[serde(default)]
    closed: bool,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// What was checked before this is old.
pub fn old_before(app: &Shared) -> DateTime<Utc> {
    app.runtime.clock().now() - TimeDelta::days(CHECK_AFTER_DAYS)
}

/// Parties as shown; `delivered`: with the last deliveries.
async fn shown(
    app: &Shared,
    items: Vec<PartyItem>,
    delivered: bool,
) -> Result<Vec<PartySummary>, Problem> {
    let store = app.runtime.store();
    let bodies: Vec<Uuid> = items.iter().filter_map(|i| i.party.body).collect();
    let bodies: HashMap<Uuid, String> = load::parties(store, &bodies)
        .await?
        .into_iter()
        .map(|b| (b.id, b.name))
        .collect();
    let mut last: HashMap<String, DateTime<Utc>> = HashMap::new();
    if delivered {
        let all = items.iter().flat_map(|i| &i.contacts);
        let addresses: Vec<String> = all.map(|c| c.address.clone()).collect();
        let known = load::correspondents_at(store, &addresses).await?;
        last.extend(
            known
                .into_iter()
                .filter_map(|c| Some((c.address, c.delivered_at?))),
        );
    }
    let since = old_before(app);
    let address = |c: row::Contact| PartyAddress {
        delivered_at: last.get(&c.address).copied(),
        address: c.address,
        certified: c.certified,
        source: c.source,
        checked_at: c.imported_at,
        old: c.imported_at < since,
    };
    Ok(items
        .into_iter()
        .map(|item| PartySummary {
            addresses: item.contacts.into_iter().map(address).collect(),
            id: item.party.id,
            kind: item.party.kind,
            name: item.party.name,
            tax_code: item.party.tax_code,
            ipa_code: item.party.ipa_code,
            body: item.party.body.and_then(|id| {
                let name = bodies.get(&id)?.clone();
                Some(PartyRef { id, name })
            }),
            position: item.party.position,
            state: item.party.state,
            certified: item.party.certified,
            source: item.party.source,
            checked_at: item.party.checked_at,
            old: item.party.checked_at < since,
        })
        .collect())
}

/// The address book by name; everybody of the house reads it.
#[utoipa::path(get, path = "/parties", tag = "mail", params(PartyQuery), responses((status = 200, body = List<PartySummary>)))]
async fn list(
    State(app): State<Shared>,
    who: Who,
    Query(query): Query<PartyQuery>,
) -> Result<Json<List<PartySummary>>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let given = |text: Option<String>| text.filter(|t| !t.trim().is_empty());
    let (found, next_cursor) = match given(query.address) {
        Some(address) => (view::parties_at(viewer, store, &address).await?, None),
        None => {
            let filter = PartyFilter {
                text: given(query.q),
                kind: given(query.kind),
                certified: query.pec,
                source: given(query.source),
                checked_before: query.old.then(|| old_before(&app)),
                closed: query.closed,
            };
            let cursor = query.cursor.as_deref().filter(|c| !c.is_empty());
            let page =
                view::parties(viewer, store, &filter, cursor, query.limit.unwrap_or(50)).await?;
            (page.items, page.next_cursor)
        }
    };
    let items = view::with_contacts(viewer, store, found).await?;
    let items = shown(&app, items, false).await?;
    Ok(Json(List { items, next_cursor }))
}

/// Where the open contacts come from, with how many each; at most 100.
#[utoipa::path(get, path = "/parties/sources", tag = "mail", responses((status = 200, body = List<PartySource>)))]
async fn sources(State(app): State<Shared>, who: Who) -> Result<Json<List<PartySource>>, Problem> {
    let found = view::party_sources(who.viewer(), app.runtime.store()).await?;
    let items = found.into_iter();
    Ok(List::whole(
        items
            .map(|(source, count)| PartySource { source, count })
            .collect(),
    ))
}

async fn detail(app: &Shared, who: &Who, id: Uuid) -> Result<Tagged<PartyDetail>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let item = view::party(viewer, store, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let people = view::people_of(viewer, store, id, PEOPLE_SHOWN).await?;
    let people = view::with_contacts(viewer, store, people).await?;
    let people = shown(app, people, false).await?;
    let names = Names::load(app, viewer).await?;
    let party = item.party.clone();
    let summary = shown(app, vec![item], true).await?.pop();
    Ok(Tagged(
        party.revision,
        PartyDetail {
            summary: summary.ok_or_else(Problem::not_found)?,
            revision: party.revision,
            note: party.note,
            merged_into: party.merged_into,
            people,
            changed_by: names.person(&party.changed_by),
            changed_at: party.changed_at,
            check_after_days: CHECK_AFTER_DAYS,
        },
    ))
}

/// Somebody of the address book, with the people of a body.
#[utoipa::path(get, path = "/parties/{id}", tag = "mail", responses((status = 200, body = PartyDetail), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Tagged<PartyDetail>, Problem> {
    detail(&app, &who, id).await
}

/// All that was exchanged with somebody, by all their addresses.
#[utoipa::path(get, path = "/parties/{id}/exchanged", tag = "mail", responses((status = 200, body = ExchangedShown), (status = 404)))]
async fn exchanged(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<ExchangedShown>, Problem> {
    let (viewer, store) = (who.viewer(), app.runtime.store());
    let item = view::party(viewer, store, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let addresses: Vec<String> = item.contacts.into_iter().map(|c| c.address).collect();
    let found = view::exchanged(viewer, store, &addresses, EXCHANGED_SHOWN).await?;
    let names = Names::load(&app, viewer).await?;
    let mails = found.mails.into_iter();
    Ok(Json(ExchangedShown {
        mails: mails.map(|m| mail_summary(m, &names)).collect(),
        despatches: found
            .despatches
            .iter()
            .map(|d| despatch_summary(d, &names))
            .collect(),
        cases: found
            .cases
            .into_iter()
            .map(|c| case_shown(c, &names))
            .collect(),
    }))
}

/// An address as written.
#[derive(Deserialize, ToSchema)]
pub struct AddressAsked {
    #[serde(default)]
    address: String,
    /// It is a PEC mailbox.
    #[serde(default)]
    certified: bool,
}

fn pairs(addresses: Vec<AddressAsked>) -> Vec<(String, bool)> {
    let all = addresses.into_iter();
    all.map(|a| (a.address, a.certified)).collect()
}

/// Somebody to be written down.
#[derive(Deserialize, ToSchema)]
pub struct PartyAsked {
    /// body | company | person
    #[serde(default)]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    tax_code: String,
    #[serde(default)]
    ipa_code: String,
    body: Option<Uuid>,
    #[serde(default)]
    position: String,
    #[serde(default)]
    note: String,
    #[serde(default)]
    addresses: Vec<AddressAsked>,
}

/// What is left out stays.
#[derive(Deserialize, ToSchema)]
pub struct PartyChanged {
    kind: Option<String>,
    name: Option<String>,
    tax_code: Option<String>,
    ipa_code: Option<String>,
    /// The id of a body or company; empty: of none.
    body: Option<String>,
    position: Option<String>,
    note: Option<String>,
    addresses: Option<Vec<AddressAsked>>,
    /// Addresses that were looked up again just now.
    #[serde(default)]
    checked: Vec<String>,
}

/// Writes somebody down; refused with `contact` where the same is there already.
#[utoipa::path(post, path = "/parties", tag = "mail", request_body = PartyAsked, responses((status = 201, body = Made), (status = 422)))]
async fn add(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<PartyAsked>,
) -> Result<(StatusCode, Json<Made>), Problem> {
    let new = NewParty {
        kind: asked.kind,
        name: asked.name,
        tax_code: asked.tax_code,
        ipa_code: asked.ipa_code,
        body: asked.body,
        position: asked.position,
        note: asked.note,
        addresses: pairs(asked.addresses),
    };
    let id = app.runtime.add_party(&by.act, new).await?;
    Ok((StatusCode::CREATED, Json(Made { id })))
}

/// Changes somebody, if `If-Match` is still true.
#[utoipa::path(patch, path = "/parties/{id}", tag = "mail", params(("If-Match" = Option<String>, Header, description = "revision read before")),
    request_body = PartyChanged, responses((status = 200, body = PartyDetail), (status = 404), (status = 412), (status = 422)))]
async fn change(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    if_match: Option<IfMatch>,
    Json(asked): Json<PartyChanged>,
) -> Result<Tagged<PartyDetail>, Problem> {
    let body = match asked.body.as_deref().map(str::trim) {
        None => None,
        Some("") => Some(None),
        Some(id) => Some(Some(id.parse().map_err(|_| {
            Problem::field("body", "Non è un contatto.", "This is no contact.")
        })?)),
    };
    let change = PartyChange {
        kind: asked.kind,
        name: asked.name,
        tax_code: asked.tax_code,
        ipa_code: asked.ipa_code,
        body,
        position: asked.position,
        note: asked.note,
        addresses: asked.addresses.map(pairs),
        checked: asked.checked,
    };
    let revision = if_match.map(|m| m.0);
    let changed = app
        .runtime
        .change_party(&by.act, id, revision, change)
        .await;
    changed.map_err(|f| Problem::from(f).if_match(if_match.is_some()))?;
    detail(&app, &by.who, id).await
}

/// Closes somebody: found no more while one types, kept with all that was exchanged.
#[utoipa::path(post, path = "/parties/{id}/close", tag = "mail", responses((status = 204), (status = 404)))]
async fn close(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.close_party(&by.act, id, true).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens again who was closed.
#[utoipa::path(post, path = "/parties/{id}/reopen", tag = "mail", responses((status = 204), (status = 404)))]
async fn reopen(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    app.runtime.close_party(&by.act, id, false).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, ToSchema)]
pub struct MergeAsked {
    /// The contact that becomes part of this one.
    #[serde(default)]
    other: Uuid,
}

/// Makes one contact of two; refused where their codes differ.
#[utoipa::path(post, path = "/parties/{id}/merge", tag = "mail", request_body = MergeAsked, responses((status = 204), (status = 404), (status = 409), (status = 422)))]
async fn merge(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
    Json(asked): Json<MergeAsked>,
) -> Result<StatusCode, Problem> {
    app.runtime.merge_parties(&by.act, id, asked.other).await?;
    Ok(StatusCode::NO_CONTENT)
}
