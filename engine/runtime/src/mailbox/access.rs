//! How a mailbox logs in: passwords as they are kept, or an access token that is asked for in time.
//!
//! A token is asked for when there is none or it ends soon, and lives in memory only. A provider that gives another
//! refresh token with it has that one kept, sealed, before the token is used. Times here are lease time.

use super::{CHANGE_AGAIN, OAuthSecrets, OAuthSettings, Secrets, Settings};
use crate::{Act, Fault, Runtime, audit};
use contract::{Login, TokenAsk, TokenError};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use store::{Expect, Table, load, row};
use uuid::Uuid;

/// A token is asked for anew this long before it ends.
const EARLY: Duration = Duration::from_secs(300);
/// How long one is used when the provider does not say.
const UNTOLD: Duration = Duration::from_secs(600);

/// Access tokens, by what they were asked with.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<HashMap<[u8; 32], Arc<tokio::sync::Mutex<Option<Held>>>>>);

#[derive(Clone)]
struct Held {
    token: String,
    until: Instant,
    /// What must be shown next time, when that is another.
    refresh_token: Option<String>,
}

impl Tokens {
    fn place(&self, key: [u8; 32]) -> Arc<tokio::sync::Mutex<Option<Held>>> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        places.retain(|k, place| {
            let over = |held: &Option<Held>| held.as_ref().is_none_or(|h| h.until < now);
            *k == key || Arc::strong_count(place) > 1 || !place.try_lock().is_ok_and(|h| over(&h))
        });
        places.entry(key).or_default().clone()
    }
}

/// How a mailbox logs in, for reading and for sending.
#[derive(Debug, Clone)]
pub(crate) struct Logins {
    pub incoming: Login,
    pub outgoing: Login,
    /// From then on they are to be asked for anew; None: never.
    pub until: Option<Instant>,
}

/// Why a mailbox cannot log in now; both languages, the mailbox named.
#[derive(Debug, Clone)]
pub(crate) struct NoLogin {
    pub it: String,
    pub en: String,
}

impl NoLogin {
    /// In one line, for who reads an error to resolve.
    pub fn both(&self) -> String {
        format!("{} / {}", self.en, self.it)
    }
}

impl Runtime {
    /// How these secrets log in. What the provider gave in place of the refresh token is put among them.
    pub(super) async fn logins(
        &self,
        settings: &Settings,
        secrets: &mut Secrets,
    ) -> Result<Logins, TokenError> {
        let Some(oauth) = &settings.oauth else {
            let password = secrets.password.clone();
            return Ok(Logins {
                outgoing: Login::Password(
                    secrets
                        .smtp_password
                        .clone()
                        .unwrap_or_else(|| password.clone()),
                ),
                incoming: Login::Password(password),
                until: None,
            });
        };
        let held = self
            .token(oauth, secrets.oauth.get_or_insert_default())
            .await?;
        let login = Login::Token(held.token);
        Ok(Logins {
            incoming: login.clone(),
            outgoing: login,
            until: Some(held.until),
        })
    }

    async fn token(
        &self,
        oauth: &OAuthSettings,
        secrets: &mut OAuthSecrets,
    ) -> Result<Held, TokenError> {
        let ask = TokenAsk {
            endpoint: oauth.token_endpoint.clone(),
            client_id: oauth.client_id.clone(),
            client_secret: secrets.client_secret.clone(),
            refresh_token: secrets.refresh_token.clone(),
            scope: oauth.scope.clone(),
        };
        let place = self.tokens.place(fingerprint(&ask));
        let mut held = place.lock().await;
        let found = match held.clone().filter(|h| h.until > Instant::now()) {
            Some(found) => found,
            None => {
                let given = (self.token)(ask.clone()).await?;
                let lives = match given.expires_in_seconds.map(Duration::from_secs) {
                    Some(told) if told > EARLY * 2 => told - EARLY,
                    Some(told) => told / 2,
                    None => UNTOLD,
                };
                Held {
                    token: given.access_token,
                    until: Instant::now() + lives,
                    refresh_token: given.refresh_token.filter(|t| *t != ask.refresh_token),
                }
            }
        };
        *held = Some(found.clone());
        if let Some(next) = &found.refresh_token {
            secrets.refresh_token = next.clone();
            let next = TokenAsk {
                refresh_token: next.clone(),
                ..ask
            };
            // Whoever shows the new one meanwhile needs no token of their own.
            let place = self.tokens.place(fingerprint(&next));
            let mut held = place.lock().await;
            held.get_or_insert(Held {
                refresh_token: None,
                ..found.clone()
            });
        }
        Ok(found)
    }

    /// How a connected mailbox logs in; a new refresh token is kept before this returns.
    pub(crate) async fn logins_of(&self, mailbox: &row::Mailbox) -> Result<Logins, NoLogin> {
        let address = &mailbox.address;
        let broken = |said: String| NoLogin {
            it: format!("casella {address}: {said}"),
            en: format!("mailbox {address}: {said}"),
        };
        let settings = super::settings(mailbox).map_err(broken)?;
        let mut secrets = self.secrets(mailbox).map_err(broken)?;
        let before = secrets.oauth.clone().unwrap_or_default().refresh_token;
        let logins = match self.logins(&settings, &mut secrets).await {
            Ok(logins) => logins,
            Err(refused) => return Err(no_access(address, &refused)),
        };
        let after = secrets.oauth.unwrap_or_default().refresh_token;
        if after != before {
            self.keep_refresh_token(mailbox.id, &before, &after)
                .await
                .map_err(|e| broken(e.to_string()))?;
        }
        Ok(logins)
    }

    /// Puts a refresh token in the place of another; one that was changed by a person meanwhile stays.
    async fn keep_refresh_token(&self, id: Uuid, before: &str, after: &str) -> Result<(), Fault> {
        for again in (0..CHANGE_AGAIN).rev() {
            let Some(mailbox) = load::mailbox(&self.store, id).await? else {
                return Ok(());
            };
            let mut secrets = self.secrets(&mailbox).map_err(Fault::broken)?;
            match &mut secrets.oauth {
                Some(oauth) if oauth.refresh_token == before => {
                    oauth.refresh_token = after.to_owned();
                }
                _ => return Ok(()),
            }
            let revision = mailbox.revision;
            let changed = row::Mailbox {
                secrets: self.seal(id, &secrets)?,
                ..mailbox
            };
            let mut set = self.own_set();
            set.guard(Table::Mailbox, id, Expect::Revision(revision))
                .put(changed);
            let act = Act::system();
            set.audit(audit(&act, "mailbox.token", "mailbox", id, json!({})));
            match self.commit(set).await {
                Err(Fault::Conflict { .. }) if again > 0 => continue,
                done => return done.map(|_| ()),
            }
        }
        Ok(())
    }
}

fn no_access(address: &str, error: &TokenError) -> NoLogin {
    let (it, en) = match error {
        TokenError::Refused { .. } => (
            " Va autorizzata di nuovo presso il gestore, e il nuovo refresh token scritto in Amministrazione, Caselle, Modifica.",
            " Authorise it again with the provider, and write the new refresh token under Administration, Mailboxes, Edit.",
        ),
        TokenError::Unreachable { .. } => ("", ""),
    };
    NoLogin {
        it: format!("casella {address}: {}.{it}", error.it()),
        en: format!("mailbox {address}: {error}.{en}"),
    }
}

fn fingerprint(ask: &TokenAsk) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [
        &ask.endpoint,
        &ask.client_id,
        &ask.client_secret,
        &ask.refresh_token,
        &ask.scope,
    ] {
        hash = hash
            .chain_update((part.len() as u64).to_be_bytes())
            .chain_update(part);
    }
    hash.finalize().into()
}
