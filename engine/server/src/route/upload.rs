//! Files that a person attaches to an answer, and multipart bodies in general.

use crate::answer::Json;
use crate::app::Shared;
use crate::problem::Problem;
use crate::who::By;
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The gestore takes 30 MiB in all, encoded; more than this cannot be sent anyway.
const UPLOAD_BYTES_MAX: usize = 25 << 20;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX + (64 << 10)))
}

/// A file kept, to be named in an answer.
#[derive(Serialize, ToSchema)]
pub struct Uploaded {
    pub r#ref: String,
    pub name: String,
    pub media_type: String,
    pub size: usize,
}

/// Every file of a multipart body with its name (of any field), and the text of the field `name`.
pub struct Parts {
    pub files: Vec<(String, Option<String>, Vec<u8>)>,
    pub name: Option<String>,
}

/// Reads a multipart body whole; the route's body limit holds for all of it.
///
/// `max`: that limit in bytes, named to whom sends more (413 `too_large`); what cannot be read is 400.
pub async fn read(mut multipart: Multipart, max: usize) -> Result<Parts, Problem> {
    let unreadable = |e: axum::extract::multipart::MultipartError| {
        if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
            let mib = max >> 20;
            return Problem::new(
                e.status(),
                "too_large",
                &format!("Supera i {mib} MB ammessi: va ridotto o diviso."),
                &format!("It is over the {mib} MB allowed: make it smaller or split it."),
            );
        }
        let problem = Problem::new(
            e.status(),
            "multipart_unreadable",
            "I file inviati non sono leggibili.",
            "The files sent cannot be read.",
        );
        problem.with("said", e.body_text())
    };
    let mut parts = Parts {
        files: Vec::new(),
        name: None,
    };
    while let Some(field) = multipart.next_field().await.map_err(unreadable)? {
        let file_name = field.file_name().map(base_path);
        let field_name = field.name().unwrap_or_default().to_string();
        let media_type = field.content_type().map(String::from);
        let bytes = field.bytes().await.map_err(unreadable)?.to_vec();
        match file_name {
            Some(file_name) if !file_name.is_empty() => {
                parts.files.push((file_name, media_type, bytes))
            }
            _ if field_name == "name" => {
                parts.name = String::from_utf8(bytes)
                    .ok()
                    .map(|n| n.trim().to_string())
                    .filter(|n| !n.is_empty())
            }
            // A field without a file name but with a path as its name is a file too (`-F forms/a.form=@…`).
            _ if field_name.contains('.') => {
                parts
                    .files
                    .push((base_path(&field_name), media_type, bytes))
            }
            _ => {}
        }
    }
    Ok(parts)
}

/// Folders inside a bundle are kept, everything that leads elsewhere is not.
fn base_path(name: &str) -> String {
    let parts = name
        .split(['/', '\\'])
        .filter(|p| !p.is_empty() && *p != "." && *p != ".." && !p.contains(':'));
    let path: Vec<String> = parts
        .map(|p| p.chars().filter(|c| !c.is_control()).collect())
        .collect();
    path.join("/")
}

/// Keeps a file for an answer.
#[utoipa::path(post, path = "/uploads", tag = "tasks", request_body(content = crate::schema::FileSent, content_type = "multipart/form-data"), responses((status = 201, body = Uploaded), (status = 413)))]
async fn upload(
    State(app): State<Shared>,
    by: By,
    multipart: Multipart,
) -> Result<(StatusCode, Json<Uploaded>), Problem> {
    // The verb asks too; here it saves reading 25 MiB for nothing.
    by.who.may(office::Verb::StartCase)?;
    let missing = || Problem::field("file", "Manca il file.", "The file is missing.");
    let (path, media_type, bytes) = read(multipart, UPLOAD_BYTES_MAX)
        .await?
        .files
        .into_iter()
        .next()
        .ok_or_else(missing)?;
    let name = path.rsplit('/').next().unwrap_or_default().to_string();
    let size = bytes.len();
    let sha = app.runtime.keep_upload(&by.act, bytes).await?;
    let media_type = media_type
        .filter(|t| t.contains('/') && t.is_ascii())
        .unwrap_or_else(|| "application/octet-stream".into());
    Ok((
        StatusCode::CREATED,
        Json(Uploaded {
            r#ref: hex::encode(sha),
            name,
            media_type,
            size,
        }),
    ))
}

#[cfg(test)]
mod tests {
    use super::base_path;

    #[test]
    fn names_stay_inside() {
        let rows = [
            ("forms/a.form", "forms/a.form"),
            ("../../etc/passwd", "etc/passwd"),
            ("C:\\x\\a.pdf", "x/a.pdf"),
            ("a\r\nb.txt", "ab.txt"),
            ("/", ""),
        ];
        for (name, expected) in rows {
            assert_eq!(base_path(name), expected, "{name}");
        }
    }
}
