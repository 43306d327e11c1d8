//! People from a CSV file: looked at, taken, undone. For administrators.

use crate::answer::{Json, List, Path};
use crate::app::Shared;
use crate::language::Language;
use crate::problem::Problem;
use crate::route::password_link::page;
use crate::who::{By, Who};
use axum::extract::State;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use login::{password, secret};
use office::Verb;
use runtime::{Amounts, ImportRow, WayIn};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::view;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// Characters of a password made for somebody: 120 bits of base64url.
const PASSWORD_LENGTH: usize = 20;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(preview))
        .routes(routes!(import))
        .routes(routes!(imports))
        .routes(routes!(undo))
}

#[derive(Deserialize, ToSchema)]
pub struct PeopleFile {
    /// Name of the file.
    #[serde(default)]
    source: String,
    /// CSV with a first line of names: nome, cognome, utente, email, codice_fiscale, ufficio, ruoli, fino_al.
    #[serde(default)]
    csv: String,
    /// The bytes of the file in base64, in the place of `csv`: UTF-8 or Windows-1252, which a browser cannot tell.
    #[serde(default)]
    bytes: Option<String>,
    #[serde(default)]
    ways: Ways,
}

impl PeopleFile {
    /// The file as it came.
    fn content(&self) -> Result<Vec<u8>, Problem> {
        match &self.bytes {
            None => Ok(self.csv.clone().into_bytes()),
            Some(bytes) => STANDARD.decode(bytes).map_err(|_| {
                Problem::field(
                    "bytes",
                    "I byte del file vanno scritti in base64.",
                    "The bytes of the file must be written in base64.",
                )
            }),
        }
    }
}

/// How those who are new come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ways {
    /// A password is made for each.
    #[default]
    Passwords,
    /// A link for each, by which they set a password themselves within 48 hours.
    Links,
}

/// What a line of the file amounts to.
#[derive(Serialize, ToSchema)]
pub struct PersonLine {
    /// From 1, with the line of names.
    pub line: usize,
    pub login: String,
    pub name: String,
    /// new | changed | same | refused
    pub state: &'static str,
    /// Of a changed one: name, email, tax_code, roles.
    pub changes: Vec<&'static str>,
    /// Of a refused one, in the reader's language.
    pub reason: Option<String>,
}

/// What an import did.
#[derive(Serialize, ToSchema)]
pub struct PeopleTaken {
    /// By which it can be undone.
    pub id: Uuid,
    pub lines: Vec<PersonLine>,
    /// Of those who are new, where passwords were asked for; shown this once.
    pub passwords: Vec<PasswordMade>,
    /// Of those who are new, where links were asked for; shown this once.
    pub links: Vec<LinkMade>,
}

/// A link made for somebody new.
#[derive(Serialize, ToSchema)]
pub struct LinkMade {
    pub login: String,
    pub name: String,
    /// From the root of this server.
    pub path: String,
}

/// A password made for somebody new.
#[derive(Serialize, ToSchema)]
pub struct PasswordMade {
    pub login: String,
    pub password: String,
}

/// An import that was done.
#[derive(Serialize, ToSchema)]
pub struct PersonImport {
    pub id: Uuid,
    /// Name of the file.
    pub source: String,
    pub created: usize,
    pub changed: i32,
    pub refused: i32,
    pub imported_by: String,
    pub imported_at: DateTime<Utc>,
    pub undone_by: Option<String>,
    pub undone_at: Option<DateTime<Utc>>,
}

/// How many people were made inactive.
#[derive(Serialize, ToSchema)]
pub struct ImportUndone {
    pub people: usize,
}

fn line(row: ImportRow, language: Language) -> PersonLine {
    let (state, changes, reason) = match row.amounts {
        Amounts::New => ("new", Vec::new(), None),
        Amounts::Changed(what) => ("changed", what, None),
        Amounts::Same => ("same", Vec::new(), None),
        Amounts::Refused(it, en) => {
            let said = language.pick(&it, &en).to_string();
            ("refused", Vec::new(), Some(said))
        }
    };
    PersonLine {
        line: row.line,
        login: row.login,
        name: row.name,
        state,
        changes,
        reason,
    }
}

/// Says what each line of a file amounts to, and writes nothing.
#[utoipa::path(post, path = "/people/import/preview", tag = "people", request_body = PeopleFile, responses((status = 200, body = List<PersonLine>), (status = 422)))]
async fn preview(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Json(asked): Json<PeopleFile>,
) -> Result<Json<List<PersonLine>>, Problem> {
    by.who.may(Verb::ManagePeople)?;
    let rows = app.runtime.read_people(&by.act, &asked.content()?).await?;
    Ok(List::whole(
        rows.into_iter().map(|r| line(r, language)).collect(),
    ))
}

/// Takes what the file says, all at once; refused lines are left out. Each new person gets a password or a link, shown this once.
#[utoipa::path(post, path = "/people/import", tag = "people", request_body = PeopleFile, responses((status = 200, body = PeopleTaken), (status = 409), (status = 422)))]
async fn import(
    State(app): State<Shared>,
    by: By,
    language: Language,
    Json(asked): Json<PeopleFile>,
) -> Result<Json<PeopleTaken>, Problem> {
    by.who.may(Verb::ManagePeople)?;
    let file = asked.content()?;
    let rows = app.runtime.read_people(&by.act, &file).await?;
    let new: Vec<(String, String)> = rows
        .into_iter()
        .filter(|r| r.amounts == Amounts::New)
        .map(|r| (r.login, r.name))
        .collect();
    let made = match asked.ways {
        Ways::Links => links(new)?,
        Ways::Passwords => tokio::task::spawn_blocking(move || passwords(new))
            .await
            .map_err(|e| Problem::broken(&e))??,
    };
    let taken = app
        .runtime
        .import_people(&by.act, &asked.source, &file, made.ways)
        .await?;
    Ok(Json(PeopleTaken {
        id: taken.id,
        lines: taken.rows.into_iter().map(|r| line(r, language)).collect(),
        passwords: made.passwords,
        links: made.links,
    }))
}

/// What is told of the new people, once, and what is kept of it, by login.
#[derive(Default)]
struct Made {
    passwords: Vec<PasswordMade>,
    links: Vec<LinkMade>,
    ways: BTreeMap<String, WayIn>,
}

/// A password for each (login, name).
fn passwords(new: Vec<(String, String)>) -> Result<Made, Problem> {
    let mut made = Made::default();
    for (login, _) in new {
        let mut password = secret::draw().map_err(|e| Problem::broken(&e))?;
        password.truncate(PASSWORD_LENGTH);
        let hash = password::hash(&password).map_err(|e| Problem::broken(&e))?;
        made.ways.insert(login.clone(), WayIn::Password(hash));
        made.passwords.push(PasswordMade { login, password });
    }
    Ok(made)
}

/// A link for each (login, name).
fn links(new: Vec<(String, String)>) -> Result<Made, Problem> {
    let (mut made, now) = (Made::default(), Utc::now());
    for (login, name) in new {
        let drawn = secret::draw().map_err(|e| Problem::broken(&e))?;
        let way = WayIn::Link(secret::fingerprint(&drawn), now);
        made.ways.insert(login.clone(), way);
        made.links.push(LinkMade {
            login,
            name,
            path: page(&drawn),
        });
    }
    Ok(made)
}

/// The last fifty imports, the newest first.
#[utoipa::path(get, path = "/people/imports", tag = "people", responses((status = 200, body = List<PersonImport>)))]
async fn imports(State(app): State<Shared>, who: Who) -> Result<Json<List<PersonImport>>, Problem> {
    who.may(Verb::ManagePeople)?;
    let found = view::person_imports(who.viewer(), app.runtime.store()).await?;
    let shown = |i: store::row::PersonImport| PersonImport {
        id: i.id,
        source: i.source,
        created: i.created.len(),
        changed: i.changed,
        refused: i.refused,
        imported_by: i.imported_by,
        imported_at: i.imported_at,
        undone_by: i.undone_by,
        undone_at: i.undone_at,
    };
    Ok(List::whole(found.into_iter().map(shown).collect()))
}

/// Makes everybody inactive whom an import made. What it changed of others stays.
#[utoipa::path(post, path = "/people/imports/{id}/undo", tag = "people", responses((status = 200, body = ImportUndone), (status = 404), (status = 409)))]
async fn undo(
    State(app): State<Shared>,
    by: By,
    Path(id): Path<Uuid>,
) -> Result<Json<ImportUndone>, Problem> {
    let people = app.runtime.undo_people_import(&by.act, id).await?;
    Ok(Json(ImportUndone { people }))
}
