//! The test clock.

use crate::answer::{Json, Settled};
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::{By, Who};
use axum::extract::State;
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(read, advance))
}

/// Office time.
#[derive(Serialize, ToSchema)]
pub struct ClockShown {
    pub now: DateTime<Utc>,
}

fn only_test(app: &Shared) -> Result<(), Problem> {
    if app.runtime.clock().is_test() {
        Ok(())
    } else {
        Err(Problem::not_found())
    }
}

/// Office time; 404 without `--clock test`.
#[utoipa::path(get, path = "/clock", tag = "operations", responses((status = 200, body = ClockShown), (status = 404)))]
async fn read(State(app): State<Shared>, _who: Who) -> Result<Json<ClockShown>, Problem> {
    only_test(&app)?;
    Ok(Json(ClockShown {
        now: app.runtime.clock().now(),
    }))
}

/// One of the two.
#[derive(Deserialize, ToSchema)]
pub struct ClockAsked {
    /// May be a fraction.
    pub advance_seconds: Option<f64>,
    pub now: Option<DateTime<Utc>>,
}

/// Longer jumps are surely a mistake.
const ADVANCE_SECONDS_MAX: f64 = 100.0 * 366.0 * 86_400.0;

/// Moves the clock forward, going through each due instant in order.
#[utoipa::path(put, path = "/clock", tag = "operations", request_body = ClockAsked, responses((status = 200, body = ClockShown), (status = 404)))]
async fn advance(
    State(app): State<Shared>,
    by: By,
    Json(asked): Json<ClockAsked>,
) -> Result<Settled<ClockShown>, Problem> {
    only_test(&app)?;
    let pending = match (asked.advance_seconds, asked.now) {
        (Some(seconds), None) if (0.0..=ADVANCE_SECONDS_MAX).contains(&seconds) => {
            app.runtime
                .advance_clock(
                    &by.act,
                    Duration::microseconds((seconds * 1e6).round() as i64),
                )
                .await?
        }
        (None, Some(now)) => app.runtime.move_clock(&by.act, now).await?,
        _ => {
            return Err(Problem::field(
                "advance_seconds",
                "Un numero di secondi, oppure `now`.",
                "A number of seconds, or `now`.",
            ));
        }
    };
    Ok(Settled::ok(
        pending,
        ClockShown {
            now: app.runtime.clock().now(),
        },
    ))
}
