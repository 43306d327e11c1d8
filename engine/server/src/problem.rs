//! What is answered when a request is not done: RFC 9457, `application/problem+json`.
//!
//! The one place that maps refusals and faults to HTTP. A problem carries its texts in both
//! languages; the outermost layer ([`speak`]) writes the body in the reader's. What is ours to mend
//! is logged with its cause and shown as a number only.

use crate::language::Language;
use axum::extract::Request;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bpmn::{Finding, Severity};
use runtime::Fault;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;

/// Refusals that say "not you" rather than "not so".
const NOT_YOU: [&str; 14] = [
    "role_missing",
    "not_candidate",
    "not_holder",
    "four_eyes",
    "approved_already",
    "own_topic",
    "cascade_refused",
    "csrf",
    "right_view",
    "right_reply",
    "right_forward",
    "right_send",
    "right_register",
    "right_sort",
];

/// An answer that is not the one hoped for.
#[derive(Debug, Clone)]
pub struct Problem {
    pub status: StatusCode,
    pub code: String,
    pub it: String,
    pub en: String,
    /// Further members, as they are.
    pub extra: Map<String, Value>,
    /// (field, Italian, English).
    fields: Vec<(String, String, String)>,
    findings: Vec<Finding>,
    retry_after_seconds: Option<u64>,
}

impl Problem {
    pub fn new(status: StatusCode, code: &str, it: &str, en: &str) -> Problem {
        Problem {
            status,
            code: code.into(),
            it: it.into(),
            en: en.into(),
            extra: Map::new(),
            fields: Vec::new(),
            findings: Vec::new(),
            retry_after_seconds: None,
        }
    }

    /// Nobody is logged in, or the session ended.
    pub fn unauthorized() -> Problem {
        Problem::new(
            StatusCode::UNAUTHORIZED,
            "login_needed",
            "Serve l'accesso.",
            "A login is needed.",
        )
    }

    /// There is none, or the reader may not know.
    pub fn not_found() -> Problem {
        Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            "Non esiste, o non è visibile con il tuo ruolo.",
            "There is none, or your role does not show it.",
        )
    }

    /// What was sent cannot be read.
    pub fn bad_request(code: &str, it: &str, en: &str) -> Problem {
        Problem::new(StatusCode::BAD_REQUEST, code, it, en)
    }

    /// One field of a form that was refused.
    pub fn field(name: &str, it: &str, en: &str) -> Problem {
        Problem::fields(vec![(name.into(), it.into(), en.into())])
    }

    /// Fields that were refused: (field, Italian, English).
    pub fn fields(fields: Vec<(String, String, String)>) -> Problem {
        let problem = Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "form_invalid",
            "Alcuni campi vanno corretti.",
            "Some fields need correction.",
        );
        Problem { fields, ..problem }
    }

    /// What is wrong with a bundle.
    pub fn findings(findings: Vec<Finding>) -> Problem {
        let problem = Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "bundle_refused",
            "I file non si possono pubblicare.",
            "The files cannot be deployed.",
        );
        Problem {
            findings,
            ..problem
        }
    }

    /// Ours to mend: logs the cause, shows a number.
    pub fn broken(cause: &dyn std::fmt::Display) -> Problem {
        let number = Uuid::now_v7();
        tracing::error!(%number, %cause, "a request failed");
        let mut problem = Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "broken",
            "Si è rotto qualcosa: il numero aiuta chi amministra a trovare la causa.",
            "Something broke: the number helps the administrator to find the cause.",
        );
        problem.extra.insert("number".into(), json!(number));
        problem
    }

    /// Nothing was done; it may work later.
    pub fn unavailable(cause: &str) -> Problem {
        tracing::warn!(cause, "a request could not be done now");
        let problem = Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "In questo momento non si può salvare: nulla è stato fatto, riprovare fra poco.",
            "Nothing can be saved right now: nothing was done, try again soon.",
        );
        Problem {
            retry_after_seconds: Some(5),
            ..problem
        }
    }

    /// Too many attempts.
    pub fn too_many(wait: std::time::Duration) -> Problem {
        let problem = Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_attempts",
            "Troppi tentativi: aspettare un poco.",
            "Too many attempts: wait a while.",
        );
        Problem {
            retry_after_seconds: Some(wait.as_secs().max(1)),
            ..problem
        }
    }

    /// Who asked with `If-Match` is told 412 where others are told 409.
    pub fn if_match(self, conditional: bool) -> Problem {
        match self.status {
            StatusCode::CONFLICT if conditional => Problem {
                status: StatusCode::PRECONDITION_FAILED,
                ..self
            },
            _ => self,
        }
    }

    /// Adds a member.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Problem {
        self.extra.insert(name.into(), value.into());
        self
    }

    fn written(&self, language: Language) -> Vec<u8> {
        // Text, numbers and JSON values can always be written.
        serde_json::to_vec(&self.body(language)).unwrap_or_default()
    }

    fn body(&self, language: Language) -> ProblemShown<'_> {
        let field = |(name, it, en): &(String, String, String)| FieldShown {
            field: name.clone(),
            message: language.pick(it, en).into(),
        };
        ProblemShown {
            r#type: format!("urn:staffetta:problem:{}", self.code),
            title: title(self.status, language),
            status: self.status.as_u16(),
            code: self.code.clone(),
            detail: language.pick(&self.it, &self.en).into(),
            fields: self.fields.iter().map(field).collect(),
            findings: findings_shown(&self.findings, language),
            extra: &self.extra,
        }
    }
}

/// The body of a refusal (RFC 9457 §3), in the reader's language.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemShown<'p> {
    /// `urn:staffetta:problem:` and the code.
    pub r#type: String,
    pub title: &'static str,
    pub status: u16,
    /// What programs tell refusals apart by.
    pub code: String,
    pub detail: String,
    /// What is wrong with which field of what was sent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldShown>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FindingShown>,
    /// What this code has besides, e.g. `holder` of a task that is taken.
    #[serde(flatten)]
    #[schema(value_type = std::collections::BTreeMap<String, Value>)]
    pub extra: &'p Map<String, Value>,
}

/// A field of a form or of a body that is not as it must be.
#[derive(Serialize, ToSchema)]
#[schema(as = FieldProblem)]
pub struct FieldShown {
    pub field: String,
    pub message: String,
}

/// What sort of refusal it is, in a word or two.
fn title(status: StatusCode, language: Language) -> &'static str {
    let (it, en) = match status.as_u16() {
        401 => ("Accesso necessario.", "Login needed."),
        403 => ("Non permesso.", "Not allowed."),
        404 => ("Non trovato.", "Not found."),
        409 | 412 => ("Cambiato nel frattempo.", "Changed meanwhile."),
        422 => ("Da correggere.", "To be corrected."),
        429 => ("Troppi tentativi.", "Too many attempts."),
        503 => ("Non disponibile.", "Unavailable."),
        500.. => ("Errore del server.", "Server error."),
        _ => ("Richiesta non valida.", "Invalid request."),
    };
    language.pick(it, en)
}

/// A finding with its texts in one language.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Finding)]
pub struct FindingShown {
    pub code: String,
    pub severity: SeverityShown,
    pub file: String,
    /// Id of the element; of a form, its component.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub element: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    pub message: String,
    pub expected: String,
    pub fix: String,
}

/// Errors stop a deployment, warnings do not.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Severity)]
pub enum SeverityShown {
    Error,
    Warning,
}

impl From<Severity> for SeverityShown {
    fn from(severity: Severity) -> SeverityShown {
        match severity {
            Severity::Error => SeverityShown::Error,
            Severity::Warning => SeverityShown::Warning,
        }
    }
}

pub fn findings_shown(findings: &[Finding], language: Language) -> Vec<FindingShown> {
    let one = |f: &Finding| FindingShown {
        code: f.code.clone(),
        severity: f.severity.into(),
        file: f.file.clone(),
        element: f.element.clone(),
        line: f.line,
        column: f.column,
        message: language.pick(&f.message.it, &f.message.en).into(),
        expected: language.pick(&f.expected.it, &f.expected.en).into(),
        fix: language.pick(&f.fix.it, &f.fix.en).into(),
    };
    findings.iter().map(one).collect()
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Problem {
        match fault {
            Fault::Refused {
                code,
                it,
                en,
                extra,
            } => {
                let status = if NOT_YOU.contains(&code.as_str()) {
                    StatusCode::FORBIDDEN
                } else {
                    StatusCode::UNPROCESSABLE_ENTITY
                };
                Problem {
                    extra,
                    ..Problem::new(status, &code, &it, &en)
                }
            }
            Fault::NotFound { .. } => Problem::not_found(),
            Fault::Conflict {
                code,
                it,
                en,
                holder,
            } => {
                let problem = Problem::new(StatusCode::CONFLICT, &code, &it, &en);
                match holder {
                    Some(holder) => problem.with("holder", holder),
                    None => problem,
                }
            }
            Fault::ReplyHeld {
                holder,
                since,
                until,
            } => Problem::new(
                StatusCode::CONFLICT,
                "reply_held",
                &format!("Chi scrive la risposta è {holder}."),
                &format!("The answer is being written by {holder}."),
            )
            .with("holder", holder)
            .with("since", json!(since))
            .with("until", json!(until)),
            Fault::Invalid { fields } => Problem::fields(fields),
            Fault::Findings(findings) => Problem::findings(findings),
            Fault::Unavailable(cause) => Problem::unavailable(&cause),
            Fault::Broken(cause) => Problem::broken(&cause),
        }
    }
}

impl From<store::StoreError> for Problem {
    fn from(error: store::StoreError) -> Problem {
        match error {
            store::StoreError::Hidden => office::Refusal {
                code: "role_missing",
                it: "Il tuo ruolo non lo permette.",
                en: "Your role does not allow this.",
            }
            .into(),
            store::StoreError::Cursor => Problem::bad_request(
                "cursor",
                "Il punto della lista non è valido: ricominciare dall'inizio.",
                "The cursor is not one of this list: begin again.",
            ),
            other => Fault::from(other).into(),
        }
    }
}

impl From<office::Refusal> for Problem {
    fn from(refusal: office::Refusal) -> Problem {
        Problem::new(StatusCode::FORBIDDEN, refusal.code, refusal.it, refusal.en)
    }
}

impl From<JsonRejection> for Problem {
    fn from(rejection: JsonRejection) -> Problem {
        let status = rejection.status();
        if status == StatusCode::PAYLOAD_TOO_LARGE {
            return bare(status);
        }
        let problem = Problem::new(
            status,
            "body_unreadable",
            "Il contenuto inviato non è leggibile.",
            "The body cannot be read.",
        );
        problem.with("said", rejection.body_text())
    }
}

impl From<QueryRejection> for Problem {
    fn from(rejection: QueryRejection) -> Problem {
        let problem = Problem::bad_request(
            "query_unreadable",
            "I parametri dell'indirizzo non sono leggibili.",
            "The query cannot be read.",
        );
        problem.with("said", rejection.body_text())
    }
}

impl From<PathRejection> for Problem {
    /// An id that is none names nothing.
    fn from(_: PathRejection) -> Problem {
        Problem::not_found()
    }
}

/// The problem travels beside an empty response until [`speak`] writes it.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The outermost layer: writes problems in the reader's language, and gives every bare error of the
/// router (404, 405, 413) the same shape.
pub async fn speak(request: Request, next: Next) -> Response {
    let language = Language::of(request.headers());
    let api = request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    let told = response.extensions().get::<Arc<Problem>>().cloned();
    let problem = match told {
        Some(problem) => problem,
        None if api && is_bare_error(&response) => Arc::new(bare(response.status())),
        None => return response,
    };
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    parts.headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(language.code()),
    );
    if let Some(seconds) = problem.retry_after_seconds {
        parts
            .headers
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    if problem.status == StatusCode::UNAUTHORIZED {
        parts
            .headers
            .insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    Response::from_parts(parts, problem.written(language).into())
}

fn is_bare_error(response: &Response) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let text = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_none_or(|t| t.as_bytes().starts_with(b"text/plain"));
    failed && text
}

fn bare(status: StatusCode) -> Problem {
    match status {
        StatusCode::NOT_FOUND => Problem::not_found(),
        StatusCode::METHOD_NOT_ALLOWED => Problem::new(
            status,
            "method_not_allowed",
            "Qui questo verbo non c'è.",
            "There is no such verb here.",
        ),
        StatusCode::PAYLOAD_TOO_LARGE => Problem::new(
            status,
            "too_large",
            "Il contenuto è troppo grande.",
            "The body is too large.",
        ),
        StatusCode::REQUEST_TIMEOUT => Problem::new(
            status,
            "timeout",
            "La richiesta ha impiegato troppo.",
            "The request took too long.",
        ),
        status if status.is_server_error() => Problem {
            status,
            ..Problem::broken(&status)
        },
        status => Problem::new(
            status,
            "refused",
            "La richiesta non è accettabile.",
            "The request is not acceptable.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware, routing::get};
    use tower::ServiceExt;

    async fn ask(problem: Problem, language: &str) -> (StatusCode, Value) {
        let router = Router::new()
            .route(
                "/api/x",
                get(move || async move { Err::<(), Problem>(problem.clone()) }),
            )
            .layer(middleware::from_fn(speak));
        let request = Request::builder()
            .uri("/api/x")
            .header("accept-language", language)
            .body(Body::empty())
            .unwrap();
        let response = router.oneshot(request).await.unwrap();
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    #[tokio::test]
    async fn each_fault_has_its_status_and_speaks_the_readers_language() {
        let refused = |code: &str| Fault::Refused {
            code: code.into(),
            it: "no".into(),
            en: "nope".into(),
            extra: Map::new(),
        };
        let taken = Fault::Conflict {
            code: "task_taken".into(),
            it: "preso".into(),
            en: "taken".into(),
            holder: Some("anna".into()),
        };
        let rows: Vec<(Fault, u16, &str)> = vec![
            (refused("four_eyes"), 403, "four_eyes"),
            (refused("mailbox_unreachable"), 422, "mailbox_unreachable"),
            (
                Fault::NotFound {
                    what: "task".into(),
                },
                404,
                "not_found",
            ),
            (taken, 409, "task_taken"),
            (
                Fault::Invalid {
                    fields: vec![("to".into(), "manca".into(), "missing".into())],
                },
                422,
                "form_invalid",
            ),
            (Fault::Unavailable("disk full".into()), 503, "unavailable"),
            (Fault::Broken("secret cause".into()), 500, "broken"),
        ];
        for (fault, status, code) in rows {
            let said = fault.to_string();
            let (got, body) = ask(fault.into(), "en").await;
            assert_eq!(
                (got.as_u16(), body["code"].as_str()),
                (status, Some(code)),
                "{said}"
            );
            assert!(!body.to_string().contains("secret cause"));
            assert_eq!(body["type"], format!("urn:staffetta:problem:{code}"));
        }
        let (_, body) = ask(Problem::field("to", "manca", "missing"), "it").await;
        assert_eq!(
            body["fields"],
            json!([{ "field": "to", "message": "manca" }])
        );
        let (_, body) = ask(Problem::field("to", "manca", "missing"), "en").await;
        assert_eq!(body["fields"][0]["message"], "missing");
    }

    #[tokio::test]
    async fn bare_errors_of_the_router_have_the_same_shape() {
        let router = Router::new()
            .route("/api/x", get(|| async {}))
            .layer(middleware::from_fn(speak));
        for (method, path, status, code) in [
            ("GET", "/api/none", 404, "not_found"),
            ("POST", "/api/x", 405, "method_not_allowed"),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .body(Body::empty())
                .unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status().as_u16(), status);
            let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
                .await
                .unwrap();
            assert_eq!(
                serde_json::from_slice::<Value>(&bytes).unwrap()["code"],
                code
            );
        }
    }
}
