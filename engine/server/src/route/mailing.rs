//! A message to so many that it leaves in parts: how far it is, and what became of each recipient.

use crate::answer::{Json, Path, file};
use crate::app::Shared;
use crate::language::Language;
use crate::names::Names;
use crate::problem::Problem;
use crate::who::Who;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use office::despatch::Journey;
use serde::Serialize;
use store::view::{self, DespatchFilter};
use store::{load, row};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(one))
        .routes(routes!(report))
}

#[derive(Serialize, ToSchema)]
pub struct MailingShown {
    pub id: Uuid,
    pub instance: Uuid,
    /// Key of the mailbox it leaves from.
    pub mailbox: String,
    pub recipients: i64,
    pub parts: i64,
    /// Parts a server has taken.
    pub parts_sent: usize,
    /// completa | breve | sintetica
    pub receipt: String,
    /// Bytes its receipts will take in the mailbox, about.
    pub quota_bytes: i64,
    pub delivered: usize,
    pub failed: usize,
    /// Accepted for mailboxes whose delivery cannot be certified.
    pub external: usize,
    pub created_at: DateTime<Utc>,
    /// When the last part is due to leave, at the pace of the mailbox.
    pub paced_until: DateTime<Utc>,
}

/// The mailing and those of its parts the reader may see; none seen is not found.
async fn seen(
    app: &Shared,
    who: &Who,
    id: Uuid,
) -> Result<(row::Mailing, Vec<row::Despatch>), Problem> {
    let store = app.runtime.store();
    let filter = DespatchFilter {
        mailing: Some(id),
        ..DespatchFilter::default()
    };
    let (mut parts, mut cursor) = (Vec::new(), None::<String>);
    loop {
        let page = view::despatches(who.viewer(), store, &filter, cursor.as_deref(), 200).await?;
        parts.extend(
            page.items
                .into_iter()
                .filter(|d| !d.withheld)
                .map(|d| d.despatch),
        );
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    match load::mailing(store, id).await? {
        Some(mailing) if !parts.is_empty() => Ok((mailing, parts)),
        _ => Err(Problem::not_found()),
    }
}

fn journey(part: &row::Despatch) -> Result<Journey, Problem> {
    serde_json::from_value(part.journey.clone()).map_err(|e| Problem::broken(&e))
}

/// How far a message that leaves in parts is.
#[utoipa::path(get, path = "/mailings/{id}", tag = "mail", responses((status = 200, body = MailingShown), (status = 404)))]
async fn one(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<MailingShown>, Problem> {
    let (mailing, parts) = seen(&app, &who, id).await?;
    let names = Names::load(&app, who.viewer()).await?;
    let mut shown = MailingShown {
        id,
        instance: mailing.instance,
        mailbox: names.mailbox(mailing.mailbox),
        recipients: mailing.recipients,
        parts: mailing.parts,
        parts_sent: parts.iter().filter(|d| d.submitted_at.is_some()).count(),
        receipt: mailing.receipt,
        quota_bytes: mailing.quota,
        delivered: 0,
        failed: 0,
        external: 0,
        created_at: mailing.created_at,
        paced_until: mailing.paced_until,
    };
    for part in &parts {
        let journey = journey(part)?;
        let count = |test: fn(office::despatch::State) -> bool| {
            let found = journey.recipients.iter().filter(|r| test(r.state));
            found.count()
        };
        shown.delivered += count(office::despatch::State::is_delivered);
        shown.failed += count(office::despatch::State::is_failed);
        shown.external += count(office::despatch::State::is_external);
    }
    Ok(Json(shown))
}

/// What became of each recipient, as CSV separated by semicolons.
#[utoipa::path(get, path = "/mailings/{id}/report", tag = "mail", responses((status = 200, content_type = "text/csv"), (status = 404)))]
async fn report(
    State(app): State<Shared>,
    who: Who,
    language: Language,
    Path(id): Path<Uuid>,
) -> Result<Response, Problem> {
    let (_, parts) = seen(&app, &who, id).await?;
    let head = match language {
        Language::It => "destinatario;stato;accettata;consegnata;motivo;message-id",
        Language::En => "recipient;state;accepted;delivered;reason;message-id",
    };
    let mut lines = vec![head.to_string()];
    for part in &parts {
        for r in journey(part)?.recipients {
            let state = serde_json::to_value(r.state).map_err(|e| Problem::broken(&e))?;
            let time = |at: Option<DateTime<Utc>>| at.map(|t| t.to_rfc3339()).unwrap_or_default();
            let fields = [
                r.address.clone(),
                state.as_str().unwrap_or_default().to_string(),
                time(r.accepted_at),
                time(r.delivered_at),
                r.reason.clone().unwrap_or_default(),
                part.message_id.clone(),
            ];
            lines.push(fields.map(|f| quoted(&f)).join(";"));
        }
    }
    lines.push(String::new());
    let csv = lines.join("\r\n").into_bytes();
    Ok(file(&format!("invio-{id}.csv"), "text/csv", csv, false))
}

/// A field of CSV (RFC 4180). What a spreadsheet would take for a formula is kept a text.
fn quoted(text: &str) -> String {
    let text = match text.starts_with(['=', '+', '-', '@']) {
        true => format!("'{text}"),
        false => text.into(),
    };
    match text.contains(['"', ';', '\r', '\n']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}
