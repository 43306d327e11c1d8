//! What changed, as it changes: server-sent events with kind, id and version only. The page fetches
//! again what it shows, and so sees only what it may.

use crate::app::Shared;
use crate::who::Who;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use serde::Serialize;
use std::convert::Infallible;
use std::time::Duration;
use store::Table;
use tokio::sync::broadcast::error::RecvError;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(events))
}

/// Proxies close what is silent for longer.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// One change. Kind `lost`: some were missed, fetch everything again.
#[derive(Serialize, ToSchema)]
pub struct Change {
    pub kind: String,
    pub id: Uuid,
    pub version: Option<i64>,
}

/// Tables whose changes no page shows.
fn is_shown(table: Table) -> bool {
    !matches!(
        table,
        Table::Session
            | Table::Token
            | Table::Trace
            | Table::InstancePart
            | Table::Job
            | Table::Watch
            | Table::Timer
            | Table::Subscription
            | Table::Event
    )
}

/// Changes from now on, as events `change`. After a reconnection (`Last-Event-ID`) the first is `lost`.
#[utoipa::path(get, path = "/events", tag = "operations", responses((status = 200, content_type = "text/event-stream", body = Change)))]
async fn events(
    State(app): State<Shared>,
    _who: Who,
    headers: axum::http::HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = app.runtime.store().notify();
    let reconnected = headers.contains_key("last-event-id");
    let stopping = app.runtime.stop_signal();
    let stream = futures::stream::unfold(
        (changes, 0u64, reconnected, stopping),
        |(mut changes, n, lost, mut stopping)| async move {
            let change = match lost {
                true => Change {
                    kind: "lost".into(),
                    id: Uuid::nil(),
                    version: None,
                },
                false => loop {
                    let next = tokio::select! {
                        next = changes.recv() => next,
                        _ = stopping.wait_for(|stop| *stop) => return None,
                    };
                    match next {
                        Ok(change) if is_shown(change.table) => {
                            break Change {
                                kind: change.table.name().into(),
                                id: change.id,
                                version: change.revision,
                            };
                        }
                        Ok(_) => {}
                        Err(RecvError::Lagged(_)) => {
                            break Change {
                                kind: "lost".into(),
                                id: Uuid::nil(),
                                version: None,
                            };
                        }
                        Err(RecvError::Closed) => return None,
                    }
                },
            };
            let event = Event::default()
                .event("change")
                .id(n.to_string())
                .json_data(change)
                .unwrap_or_default();
            Some((Ok(event), (changes, n + 1, false, stopping)))
        },
    );
    Sse::new(stream).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}
