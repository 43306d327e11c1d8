//! An external worker over HTTP: takes the jobs of a topic, works them, reports under its lease.
//!
//! `STAFFETTA_TOKEN=… cargo run -p examples --example worker -- http://127.0.0.1:8080`. The token is one of a
//! person who administers: *Profilo → Chiavi di accesso*.

use anyhow::Context;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

/// Waits once for work, at most `seconds`; answers how many jobs were done.
pub async fn once(client: &Client, url: &str, token: &str, seconds: u64) -> anyhow::Result<usize> {
    let post = async |path: String, body: Value| {
        let request = client.post(format!("{url}/api/v1{path}"));
        request.bearer_auth(token).json(&body).send().await
    };
    let asked = json!({
        "topics": ["catasto.visura"], "worker": "esempio", "max": 5,
        "lease_seconds": 60, "wait_seconds": seconds,
    });
    let answer = post("/jobs/acquire".into(), asked).await?;
    let jobs: Value = answer.error_for_status()?.json().await?;
    let jobs = jobs["items"].as_array().context("a list of jobs")?.clone();
    for job in &jobs {
        let path = format!("/jobs/{}", job["id"].as_str().context("an id")?);
        let lease = &job["lease"];
        let (path, body) = match job["variables"]["particella"].as_i64() {
            Some(number) => (
                format!("{path}/complete"),
                json!({ "lease": lease, "variables": { "visura": format!("Particella {number}") } }),
            ),
            // A business error: the process may catch it by its code.
            None => (
                format!("{path}/bpmn-error"),
                json!({ "lease": lease, "code": "particella_mancante" }),
            ),
        };
        let done = post(path, body).await?;
        match done.status() {
            // Somebody else has the job now; what was done here does not count.
            StatusCode::CONFLICT => println!("lease lost: {}", job["id"]),
            _ => drop(done.error_for_status()?),
        }
    }
    Ok(jobs.len())
}

#[allow(dead_code)] // The test of the examples calls `once` itself.
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| anyhow::anyhow!("another TLS provider is installed"))?;
    let url = std::env::args()
        .nth(1)
        .context("the address of the server")?;
    let token = std::env::var("STAFFETTA_TOKEN").context("STAFFETTA_TOKEN")?;
    let client = Client::new();
    loop {
        let done = once(&client, &url, &token, 30).await?;
        println!("{done} jobs");
    }
}
