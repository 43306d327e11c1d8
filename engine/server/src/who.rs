//! Who asks: a session's cookie or a bearer token, and the proof that the page itself asks.
//!
//! A cookie alone never changes anything: an unsafe verb needs the session's `X-CSRF-Token`, and an
//! `Origin` (where the browser sends one) that is our own. Bearer tokens carry no such risk.

use crate::app::{self, Shared};
use crate::listen::Peer;
use crate::problem::Problem;
use crate::repeat::Fingerprint;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use login::{secret, session};
use office::{Role, Subject, Verb, Viewer};
use runtime::Act;
use std::sync::Arc;
use store::row;
use uuid::Uuid;

pub const COOKIE: &str = "staffetta_session";
const IDEMPOTENCY_KEY_MAX: usize = 200;

/// Somebody known.
#[derive(Debug, Clone)]
pub struct Known {
    pub viewer: Viewer,
    /// None for the bootstrap token.
    pub person: Option<row::Person>,
    /// None for bearers.
    pub session: Option<row::Session>,
}

/// Extractor: somebody known, or 401.
#[derive(Debug, Clone)]
pub struct Who(pub Arc<Known>);

impl Who {
    pub fn viewer(&self) -> &Viewer {
        &self.0.viewer
    }

    /// Refuses with 403 what the person's roles do not allow on the house.
    pub fn may(&self, verb: Verb) -> Result<(), Problem> {
        office::may(self.viewer(), verb, &Subject::House)?;
        Ok(())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Who {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Who, Problem> {
        parts
            .extensions
            .get::<Arc<Known>>()
            .cloned()
            .map(Who)
            .ok_or_else(Problem::unauthorized)
    }
}

/// Extractor: who asks, as the runtime wants it, with the `Idempotency-Key`.
pub struct By {
    pub who: Who,
    pub act: Act,
}

impl<S: Send + Sync> FromRequestParts<S> for By {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<By, Problem> {
        let who = Who::from_request_parts(parts, state).await?;
        let act = Act {
            request: parts.extensions.get::<Fingerprint>().map(|f| f.0.clone()),
            ..Act::of(who.viewer().clone(), idempotency_key(&parts.headers)?)
        };
        Ok(By { who, act })
    }
}

/// The caller's key for this request, where there is one; 400 when it is none.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let key = headers
        .get("idempotency-key")
        .map(|k| k.to_str().map(String::from));
    match key {
        None => Ok(None),
        Some(Ok(key)) if (1..=IDEMPOTENCY_KEY_MAX).contains(&key.len()) => Ok(Some(key)),
        Some(_) => Err(Problem::bad_request(
            "idempotency_key",
            "Idempotency-Key: da 1 a 200 caratteri ASCII.",
            "Idempotency-Key: 1 to 200 ASCII characters.",
        )),
    }
}

/// Finds out who asks and puts them beside the request; refuses forged ones.
pub async fn identify(State(app): State<Shared>, mut request: Request, next: Next) -> Response {
    let unsafe_verb = !matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    match known(&app, request.headers()).await {
        Ok(Some(known)) => {
            let logs_in =
                request.uri().path().ends_with("/session") && request.method() == Method::POST;
            if let (Some(session), true) = (&known.session, unsafe_verb)
                && let Err(problem) =
                    asked_by_our_page(request.headers(), session, logs_in, app.config.behind_proxy)
            {
                return problem.into_response();
            }
            touch(&app, &known);
            request.extensions_mut().insert(Arc::new(known));
        }
        Ok(None) if unsafe_verb && !own_origin(request.headers(), app.config.behind_proxy) => {
            return forged().into_response();
        }
        Ok(None) => {}
        Err(problem) => return problem.into_response(),
    }
    next.run(request).await
}

async fn known(app: &Shared, headers: &HeaderMap) -> Result<Option<Known>, Problem> {
    if let Some(token) = bearer(headers) {
        return by_token(app, token).await;
    }
    let Some(cookie) = cookie(headers) else {
        return Ok(None);
    };
    let Some((session, person)) = app.runtime.session(&secret::fingerprint(cookie)).await? else {
        return Ok(None);
    };
    if !session::is_alive(session.created_at, session.seen_at, Utc::now()) {
        return Ok(None);
    }
    let viewer = app.runtime.viewer(&person).await?;
    Ok(Some(Known {
        viewer,
        person: Some(person),
        session: Some(session),
    }))
}

async fn by_token(app: &Shared, token: &str) -> Result<Option<Known>, Problem> {
    if app.bootstrap.admits(token, false) {
        // Asked only for the right token, so that nothing is learnt by asking.
        let spent = app.demo.is_none() && app.runtime.bootstrap_spent().await?;
        return Ok(app.bootstrap.admits(token, spent).then(|| Known {
            viewer: bootstrap_viewer(),
            person: None,
            session: None,
        }));
    }
    let Some(person) = app
        .runtime
        .token_owner(&secret::fingerprint(token), Utc::now())
        .await?
    else {
        return Ok(None);
    };
    let viewer = app.runtime.viewer(&person).await?;
    Ok(Some(Known {
        viewer,
        person: Some(person),
        session: None,
    }))
}

/// An administrator without a name, who sets up the house.
pub fn bootstrap_viewer() -> Viewer {
    Viewer {
        person: Some(Uuid::nil()),
        login: "bootstrap".into(),
        name: "Bootstrap".into(),
        roles: [(Role::Amministratore, None)].into(),
        groups: Default::default(),
        mailboxes: None,
        given: Default::default(),
        standing_in: Vec::new(),
    }
}

/// The value of our cookie.
pub fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok());
    all.flat_map(|v| v.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// Sets the cookie, or takes it away when `value` is empty.
pub fn set_cookie(value: &str, secure: bool) -> HeaderValue {
    let ends = if value.is_empty() { "; Max-Age=0" } else { "" };
    let secure = if secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}");
    HeaderValue::from_str(&cookie).unwrap_or(HeaderValue::from_static(""))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn asked_by_our_page(
    headers: &HeaderMap,
    session: &row::Session,
    logs_in: bool,
    behind_proxy: bool,
) -> Result<(), Problem> {
    let token = headers
        .get("x-csrf-token")
        .and_then(|v| v.to_str().ok())
        .unwrap_or_default();
    // A login begins a new session and needs no token of the old one.
    let proved = logs_in || secret::equal(token, &session.csrf);
    if proved && own_origin(headers, behind_proxy) {
        Ok(())
    } else {
        Err(forged())
    }
}

fn forged() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "csrf",
        "La richiesta non viene da questa pagina: ricaricare.",
        "The request does not come from this page: reload.",
    )
}

/// Browsers name the page's origin on unsafe verbs; a program may leave it out.
fn own_origin(headers: &HeaderMap, behind_proxy: bool) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if text("sec-fetch-site").is_some_and(|s| s == "cross-site") {
        return false;
    }
    let Some(origin) = text("origin") else {
        return true;
    };
    let host = Some(behind_proxy)
        .filter(|p| *p)
        .and_then(|_| text("x-forwarded-host"))
        .or_else(|| text("host"));
    let authority = origin.split_once("://").map(|(_, rest)| rest);
    authority.is_some()
        && authority.map(str::to_ascii_lowercase) == host.map(str::to_ascii_lowercase)
}

fn touch(app: &Shared, known: &Known) {
    let Some(session) = known
        .session
        .clone()
        .filter(|s| session::wants_touch(s.seen_at, Utc::now()))
    else {
        return;
    };
    let runtime = app.runtime.clone();
    tokio::spawn(async move {
        if let Err(error) = runtime
            .touch_session(row::Session {
                seen_at: Utc::now(),
                ..session
            })
            .await
        {
            tracing::warn!(%error, "the last use of a session could not be written");
        }
    });
}

/// The network address of the client, for counting attempts.
pub struct Address(pub String);

impl FromRequestParts<Shared> for Address {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Shared) -> Result<Address, Problem> {
        // The last entry is the one our own proxy wrote; those before it are the client's word.
        let forwarded = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|v| v.to_str().ok())
            .next_back();
        let forwarded = forwarded
            .and_then(|v| v.rsplit(',').next())
            .map(|v| v.trim().to_string());
        let peer = parts
            .extensions
            .get::<ConnectInfo<Peer>>()
            .map(|c| c.0.0.ip().to_string());
        let address = match app.config.behind_proxy {
            true => forwarded.or(peer),
            false => peer,
        };
        Ok(Address(address.unwrap_or_else(|| "unknown".into())))
    }
}

/// Everything outside the API is a page.
pub async fn outside_api(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if uri.path().starts_with("/api/") {
        return Problem::not_found().into_response();
    }
    app::pages(method, uri, headers).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (n.parse::<header::HeaderName>().unwrap(), v.parse().unwrap()))
            .collect()
    }

    #[test]
    fn the_origin_must_be_our_own() {
        type Row<'a> = (&'a [(&'a str, &'a str)], bool, bool);
        let rows: [Row; 9] = [
            (&[("host", "x.example")], false, true),
            (
                &[("host", "x.example"), ("origin", "https://x.example")],
                false,
                true,
            ),
            (
                &[("host", "X.example"), ("origin", "https://x.example")],
                false,
                true,
            ),
            (
                &[("host", "x.example"), ("origin", "https://evil.example")],
                false,
                false,
            ),
            (&[("host", "x.example"), ("origin", "null")], false, false),
            (
                &[("host", "x.example:8080"), ("origin", "http://x.example")],
                false,
                false,
            ),
            (
                &[("host", "x.example"), ("sec-fetch-site", "cross-site")],
                false,
                false,
            ),
            (
                &[
                    ("host", "inner"),
                    ("x-forwarded-host", "x.example"),
                    ("origin", "https://x.example"),
                ],
                true,
                true,
            ),
            (
                &[
                    ("host", "inner"),
                    ("x-forwarded-host", "x.example"),
                    ("origin", "https://x.example"),
                ],
                false,
                false,
            ),
        ];
        for (pairs, behind_proxy, expected) in rows {
            let headers: HeaderMap = pairs
                .iter()
                .map(|(n, v)| (n.parse::<header::HeaderName>().unwrap(), v.parse().unwrap()))
                .collect();
            assert_eq!(own_origin(&headers, behind_proxy), expected, "{pairs:?}");
        }
    }

    #[test]
    fn our_cookie_is_found_among_others() {
        let all = headers(&[("cookie", "a=b; staffetta_session=xyz; c=d")]);
        assert_eq!(cookie(&all), Some("xyz"));
        assert_eq!(
            cookie(&headers(&[("cookie", "staffetta_session_old=xyz")])),
            None
        );
        let set = set_cookie("xyz", true);
        assert_eq!(
            set,
            "staffetta_session=xyz; Path=/; HttpOnly; SameSite=Lax; Secure"
        );
        assert!(
            set_cookie("", false)
                .to_str()
                .unwrap()
                .ends_with("Max-Age=0")
        );
    }
}
