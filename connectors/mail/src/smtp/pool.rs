//! Connections kept open between messages to the same server.
//!
//! At most [`PER_ENDPOINT`] at once to one endpoint; one that stood idle is asked first whether it
//! still lives. Endpoints with other credentials never share a connection.

use super::{Timeouts, both, connect, submit};
use contract::{Outcome, Prepared, SmtpEndpoint};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Mutex, Semaphore};
use tokio::time::timeout;

/// Connections to one endpoint at once.
const PER_ENDPOINT: usize = 4;
/// Longest rest before a connection is closed instead of used again.
const IDLE_MAX: Duration = Duration::from_secs(30);
/// How long a resting connection may take to answer that it lives.
const ALIVE_WITHIN: Duration = Duration::from_secs(5);

type Key = [u8; 32];

struct Resting {
    connection: AsyncSmtpConnection,
    since: Instant,
}

struct Endpoint {
    permits: Arc<Semaphore>,
    resting: Vec<Resting>,
}

/// A sender that keeps its connections. Cheap to clone.
#[derive(Clone)]
pub struct Smtp {
    endpoints: Arc<Mutex<HashMap<Key, Endpoint>>>,
    timeouts: Timeouts,
}

impl Default for Smtp {
    fn default() -> Smtp {
        Smtp::new(Timeouts::default())
    }
}

impl Smtp {
    pub fn new(timeouts: Timeouts) -> Smtp {
        Smtp {
            endpoints: Arc::default(),
            timeouts,
        }
    }

    /// Sends one message. *Done* holds `message_id` and `smtp_answer`. *Never* `smtp_rejected` has
    /// the server's words. *Uncertain* only when the final dot was, or may have been, on its way.
    pub async fn send(&self, endpoint: &SmtpEndpoint, prepared: &Prepared) -> Outcome {
        let key = key(endpoint);
        let permits = self.permits(key).await;
        let Ok(_permit) = permits.acquire_owned().await else {
            return Outcome::RetryAfter {
                after: super::pause::BUSY,
                reason: both("the sender is closing", "l'invio si sta chiudendo"),
            };
        };
        let mut connection = match self.resting(key).await {
            Some(connection) => connection,
            None => match connect::open(endpoint, self.timeouts).await {
                Ok(connection) => connection,
                Err(outcome) => return outcome,
            },
        };
        let outcome = submit(&mut connection, prepared, self.timeouts).await;
        if matches!(outcome, Outcome::Done(_)) && !connection.has_broken() {
            self.rest(key, connection).await;
        } else {
            close(connection);
        }
        outcome
    }

    async fn permits(&self, key: Key) -> Arc<Semaphore> {
        let mut endpoints = self.endpoints.lock().await;
        // Passwords change; what nobody used for a while goes.
        endpoints.retain(|_, e| {
            e.resting.retain(|r| r.since.elapsed() < IDLE_MAX);
            !e.resting.is_empty() || e.permits.available_permits() < PER_ENDPOINT
        });
        let fresh = || Endpoint {
            permits: Arc::new(Semaphore::new(PER_ENDPOINT)),
            resting: Vec::new(),
        };
        endpoints.entry(key).or_insert_with(fresh).permits.clone()
    }

    /// A connection that rested and says that it lives.
    async fn resting(&self, key: Key) -> Option<AsyncSmtpConnection> {
        loop {
            let Resting {
                mut connection,
                since,
            } = self.endpoints.lock().await.get_mut(&key)?.resting.pop()?;
            if since.elapsed() < IDLE_MAX
                && matches!(
                    timeout(ALIVE_WITHIN, connection.test_connected()).await,
                    Ok(true)
                )
            {
                return Some(connection);
            }
            close(connection);
        }
    }

    async fn rest(&self, key: Key, connection: AsyncSmtpConnection) {
        match self.endpoints.lock().await.get_mut(&key) {
            Some(endpoint) if endpoint.resting.len() < PER_ENDPOINT => {
                endpoint.resting.push(Resting {
                    connection,
                    since: Instant::now(),
                });
            }
            _ => close(connection),
        }
    }
}

/// Takes leave in the background: the outcome is known, whether QUIT is answered changes nothing.
fn close(mut connection: AsyncSmtpConnection) {
    tokio::spawn(async move {
        let _ = timeout(ALIVE_WITHIN, connection.abort()).await;
    });
}

fn key(endpoint: &SmtpEndpoint) -> Key {
    let fields = (
        &endpoint.host,
        endpoint.port,
        format!("{:?}", endpoint.security),
        &endpoint.user,
        matches!(endpoint.login, contract::Login::Token(_)),
        endpoint.login.secret(),
        &endpoint.ca_pem,
    );
    Sha256::digest(format!("{fields:?}")).into()
}
