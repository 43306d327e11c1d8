//! A backup of the running house, on the server's own disk.

use crate::answer::Json;
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::By;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(make))
}

#[derive(Serialize, ToSchema)]
pub struct Backup {
    /// On the server, below its data folder.
    pub folder: String,
    pub files: usize,
    pub blobs: usize,
}

/// Writes a consistent copy of database and blobs while everybody works on.
#[utoipa::path(post, path = "/backups", tag = "operations", responses((status = 201, body = Backup), (status = 403)))]
async fn make(State(app): State<Shared>, by: By) -> Result<(StatusCode, Json<Backup>), Problem> {
    let name = chrono::Utc::now().format("%Y-%m-%dT%H%M%S%3fZ").to_string();
    let folder = app.config.data.join("backups").join(name);
    let manifest = app.runtime.back_up(&by.act, &folder).await?;
    Ok((
        StatusCode::CREATED,
        Json(Backup {
            folder: folder.display().to_string(),
            files: manifest.files.len(),
            blobs: manifest.blobs,
        }),
    ))
}
