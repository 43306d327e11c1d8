//! A running server, over HTTP.

use super::speech::{complain, say};
use crate::language::{Language, words};
use anyhow::Context;
use reqwest::header::ACCEPT_LANGUAGE;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Response};
use serde_json::Value;
use std::process::ExitCode;

/// Where it is, and who asks.
pub struct Remote {
    base: String,
    token: String,
    client: Client,
}

impl Remote {
    pub fn new(url: &str, token: &str) -> Remote {
        Remote {
            base: format!("{}/api/v1", url.trim_end_matches('/')),
            token: token.into(),
            client: Client::new(),
        }
    }

    pub async fn deploy(
        &self,
        name: Option<String>,
        files: Vec<(String, Vec<u8>)>,
    ) -> anyhow::Result<ExitCode> {
        let mut form = multipart(files);
        if let Some(name) = name {
            form = form.text("name", name);
        }
        let (ok, body) = self.post("/deployments", form).await?;
        show(&body);
        if ok {
            say(words!(
                "{} pubblicato: {}",
                "{} deployed: {}",
                text(&body, "name"),
                text(&body, "id")
            ))?;
            for process in body["processes"].as_array().into_iter().flatten() {
                say(words!(
                    "  {} versione {}",
                    "  {} version {}",
                    text(process, "key"),
                    process["version"]
                ))?;
            }
        }
        Ok(code(ok))
    }

    pub async fn check(&self, files: Vec<(String, Vec<u8>)>) -> anyhow::Result<ExitCode> {
        let (ok, body) = self.post("/check", multipart(files)).await?;
        show(&body);
        let refused = body["findings"]
            .as_array()
            .into_iter()
            .flatten()
            .any(|f| f["severity"] == "error");
        Ok(code(ok && !refused))
    }

    /// Asks the server for a backup; it answers the folder on its own disk.
    pub async fn backup(&self) -> anyhow::Result<ExitCode> {
        let (ok, body) = self.post("/backups", Form::new()).await?;
        show(&body);
        if ok {
            say(words!(
                "copia scritta sul server: {}",
                "backup written on the server: {}",
                text(&body, "folder")
            ))?;
        }
        Ok(code(ok))
    }

    async fn post(&self, path: &str, form: Form) -> anyhow::Result<(bool, Value)> {
        let request = self
            .client
            .post(format!("{}{path}", self.base))
            .bearer_auth(&self.token)
            .header(ACCEPT_LANGUAGE, Language::of_terminal().code())
            .multipart(form);
        let response: Response = request.send().await.map_err(|error| {
            let base = &self.base;
            match error.is_connect() {
                true => words!(
                    "{} non risponde: il server è acceso, l'indirizzo è giusto? ({})",
                    "{} does not answer: is the server up, is the address right? ({})",
                    base,
                    cause(&error)
                ),
                false => words!("chiedendo a {}: {}", "asking {}: {}", base, cause(&error)),
            }
        })?;
        let status = response.status();
        let body: Value = response.json().await.with_context(|| {
            words!(
                "{} ha risposto {} senza JSON: è Staffetta?",
                "{} answered {} without JSON: is it Staffetta?",
                self.base,
                status
            )
        })?;
        if status.is_client_error() && body.get("findings").is_none() || status.is_server_error() {
            anyhow::bail!("{status}: {}", text(&body, "detail"));
        }
        Ok((status.is_success(), body))
    }
}

fn multipart(files: Vec<(String, Vec<u8>)>) -> Form {
    files.into_iter().fold(Form::new(), |form, (path, bytes)| {
        form.part("files", Part::bytes(bytes).file_name(path))
    })
}

fn show(body: &Value) {
    for f in body["findings"].as_array().into_iter().flatten() {
        let line = f["line"]
            .as_u64()
            .map(|l| format!(":{l}"))
            .unwrap_or_default();
        complain(format!(
            "{}{line} [{}]: {} {}: {}",
            text(f, "file"),
            text(f, "element"),
            text(f, "severity"),
            text(f, "code"),
            text(f, "message")
        ));
        complain(format!("    {}", text(f, "fix")));
    }
}

/// The innermost reason: the others only wrap it.
fn cause(error: &reqwest::Error) -> String {
    let mut inner: &dyn std::error::Error = error;
    while let Some(next) = inner.source() {
        inner = next;
    }
    inner.to_string()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn code(ok: bool) -> ExitCode {
    if ok {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
