//! A running server, over HTTP.

use anyhow::{Context, bail};
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
            println!("{} deployed: {}", text(&body, "name"), text(&body, "id"));
            for process in body["processes"].as_array().into_iter().flatten() {
                println!("  {} version {}", text(process, "key"), process["version"]);
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
            println!("backup written on the server: {}", text(&body, "folder"));
        }
        Ok(code(ok))
    }

    async fn post(&self, path: &str, form: Form) -> anyhow::Result<(bool, Value)> {
        let request = self
            .client
            .post(format!("{}{path}", self.base))
            .bearer_auth(&self.token)
            .multipart(form);
        let response: Response = request
            .send()
            .await
            .with_context(|| format!("asking {}", self.base))?;
        let status = response.status();
        let body: Value = response
            .json()
            .await
            .with_context(|| format!("{} answered {status} without JSON", self.base))?;
        if status.is_client_error() && body.get("findings").is_none() || status.is_server_error() {
            bail!("{status}: {}", text(&body, "detail"));
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
        eprintln!(
            "{}{line} [{}]: {} {}: {}",
            text(f, "file"),
            text(f, "element"),
            text(f, "severity"),
            text(f, "code"),
            text(f, "message")
        );
        eprintln!("    {}", text(f, "fix"));
    }
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
