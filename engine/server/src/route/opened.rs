//! What an attachment holds, for the page that shows it: the same answer for mails, despatches and tasks.

use crate::answer::{Json, file};
use crate::app::Shared;
use crate::problem::Problem;
use crate::wire::{self, Contents, OpenerError};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use store::load;
use utoipa::IntoParams;

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FileQuery {
    /// To be shown rather than saved, where that is safe.
    #[serde(default)]
    pub inline: bool,
}

/// An attachment with its bytes.
pub struct Found {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
    /// When it came or was made.
    pub at: DateTime<Utc>,
}

impl Found {
    /// The attachment itself.
    pub fn itself(self, inline: bool) -> Response {
        file(&self.name, &self.media_type, self.bytes, inline)
    }

    /// Who signed it and what is inside.
    pub async fn contents(self, app: &Shared) -> Result<Json<Contents>, Problem> {
        Ok(Json(self.open(app).await?.0))
    }

    /// What is inside its signed containers.
    pub async fn inner(self, app: &Shared, inline: bool) -> Result<Response, Problem> {
        let (contents, bytes) = self.open(app).await?;
        Ok(file(&contents.name, &contents.media_type, bytes, inline))
    }

    /// What is inside, and the innermost bytes.
    pub async fn open(self, app: &Shared) -> Result<(Contents, Vec<u8>), Problem> {
        let anchors = load::anchors(app.runtime.store()).await?;
        let asked = wire::asked(self.name, self.media_type, self.at, &anchors);
        app.opener.open(&asked, &self.bytes).await.map_err(refused)
    }
}

/// The three ways to the files of one place, over its `found(app, who, key)`: itself, who signed it and what it holds, and
/// what is inside its signed containers. Each with what it is, its name and its path.
macro_rules! ways_to_files {
    ($key:tt, $tag:tt;
     $about_itself:tt $itself:ident $itself_path:tt;
     $about_contents:tt $contents:ident $contents_path:tt;
     $about_inner:tt $inner:ident $inner_path:tt) => {
        #[doc = $about_itself]
        #[utoipa::path(get, path = $itself_path, tag = $tag, params($crate::route::opened::FileQuery), responses((status = 200, content_type = "application/octet-stream"), (status = 404)))]
        async fn $itself(
            axum::extract::State(app): axum::extract::State<$crate::app::Shared>,
            who: $crate::who::Who,
            $crate::answer::Path(key): $crate::answer::Path<$key>,
            $crate::answer::Query(query): $crate::answer::Query<$crate::route::opened::FileQuery>,
        ) -> Result<axum::response::Response, $crate::problem::Problem> {
            Ok(found(&app, &who, key).await?.itself(query.inline))
        }

        #[doc = $about_contents]
        #[utoipa::path(get, path = $contents_path, tag = $tag, responses((status = 200, body = $crate::schema::DocumentContents), (status = 404), (status = 422)))]
        async fn $contents(
            axum::extract::State(app): axum::extract::State<$crate::app::Shared>,
            who: $crate::who::Who,
            $crate::answer::Path(key): $crate::answer::Path<$key>,
        ) -> Result<$crate::answer::Json<$crate::wire::Contents>, $crate::problem::Problem> {
            found(&app, &who, key).await?.contents(&app).await
        }

        #[doc = $about_inner]
        #[utoipa::path(get, path = $inner_path, tag = $tag, params($crate::route::opened::FileQuery), responses((status = 200, content_type = "application/octet-stream"), (status = 404), (status = 422)))]
        async fn $inner(
            axum::extract::State(app): axum::extract::State<$crate::app::Shared>,
            who: $crate::who::Who,
            $crate::answer::Path(key): $crate::answer::Path<$key>,
            $crate::answer::Query(query): $crate::answer::Query<$crate::route::opened::FileQuery>,
        ) -> Result<axum::response::Response, $crate::problem::Problem> {
            found(&app, &who, key).await?.inner(&app, query.inline).await
        }
    };
}
pub(crate) use ways_to_files;

fn refused(error: OpenerError) -> Problem {
    let (code, it, en) = match error {
        OpenerError::TooLarge { .. } => (
            "document_too_large",
            "Il file è troppo grande per l'anteprima: scaricarlo.",
            "The file is too large for a preview: download it.",
        ),
        OpenerError::TooMuch => (
            "document_too_heavy",
            "Aprire il file ha richiesto troppo tempo o troppa memoria: scaricarlo, e aprirlo solo se si conosce il mittente.",
            "Opening the file took too much time or memory: download it, and open it only if you know the sender.",
        ),
        OpenerError::Failed(_) => (
            "document_unreadable",
            "Il file non si può aprire: scaricarlo, e aprirlo solo se si conosce il mittente.",
            "The file cannot be opened: download it, and open it only if you know the sender.",
        ),
        OpenerError::Start(cause) => return Problem::broken(&cause),
    };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, it, en)
}
