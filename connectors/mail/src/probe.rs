//! Trying what a mailbox needs: the steps, each with its name, its time and an end.

use crate::imap;
use crate::{ImapConfig, smtp};
use contract::{Check, Checked, Listing, Outcome, Probed, SmtpEndpoint};
use std::future::Future;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Reading and sending, each: with the token asked for before, whoever waits at the page is answered within a minute.
pub const PROBE_WITHIN: Duration = Duration::from_secs(35);

/// Steps taken one after the other; those that did not begin leave nothing.
pub struct Steps {
    until: Instant,
    pub taken: Vec<Probed>,
}

impl Steps {
    fn within(time: Duration) -> Steps {
        Steps {
            until: Instant::now() + time,
            taken: Vec::new(),
        }
    }

    /// Takes a step; None when it failed or the time is over.
    pub async fn step<T>(
        &mut self,
        check: Check,
        work: impl Future<Output = Result<T, Checked>>,
    ) -> Option<T> {
        let began = Instant::now();
        let done = timeout_at(self.until, work).await.unwrap_or_else(|_| {
            let s = PROBE_WITHIN.as_secs();
            Err(Checked {
                it: format!(
                    "non finito entro {s} secondi: il server è troppo lento o non risponde"
                ),
                en: format!(
                    "not done within {s} seconds: the server is too slow or does not answer"
                ),
            })
        });
        let (result, value) = match done {
            Ok(value) => (Ok(()), Some(value)),
            Err(said) => (Err(said), None),
        };
        self.taken.push(Probed {
            check,
            took_milliseconds: began.elapsed().as_millis() as u64,
            result,
        });
        value
    }
}

/// Tries a mailbox: `imap` where it is read over IMAP, `smtp` where it sends. Both at the same time. The list of the
/// folder is there when it could be made.
pub async fn probe(
    imap: Option<&ImapConfig>,
    smtp: Option<&SmtpEndpoint>,
) -> (Vec<Probed>, Option<Listing>) {
    let incoming = async {
        let mut steps = Steps::within(PROBE_WITHIN);
        let listing = match imap {
            Some(config) => imap::probe::probe(config, &mut steps).await,
            None => None,
        };
        (steps.taken, listing)
    };
    let outgoing = async {
        let mut steps = Steps::within(PROBE_WITHIN);
        if let Some(endpoint) = smtp {
            let _ = steps.step(Check::Smtp, leaves(endpoint)).await;
        }
        steps.taken
    };
    let ((mut taken, listing), sent) = tokio::join!(incoming, outgoing);
    taken.extend(sent);
    (taken, listing)
}

async fn leaves(endpoint: &SmtpEndpoint) -> Result<(), Checked> {
    match smtp::greet(endpoint).await {
        Ok(()) => Ok(()),
        Err(
            Outcome::RetryAfter { reason, .. }
            | Outcome::Never { reason, .. }
            | Outcome::Uncertain { reason },
        ) => Err(Checked {
            it: reason.clone(),
            en: reason,
        }),
        Err(Outcome::Done(_) | Outcome::Made(_)) => Ok(()),
    }
}

/// The name has an address.
pub async fn named((host, port): (&str, u16)) -> Result<(), Checked> {
    let found = tokio::net::lookup_host((host, port)).await;
    match found.map(|mut addresses| addresses.next()) {
        Ok(Some(_)) => Ok(()),
        Ok(None) => Err(Checked {
            it: format!("il nome {host} non ha un indirizzo: controllare com’è scritto"),
            en: format!("the name {host} has no address: check how it is written"),
        }),
        Err(error) => Err(Checked {
            it: format!("il nome {host} non si trova ({error}): controllare com’è scritto"),
            en: format!("the name {host} is not found ({error}): check how it is written"),
        }),
    }
}
