//! Trying a mailbox: before it is connected, while it is, and before a new secret takes the place of the old one.

use super::{MailboxChange, OAuthSecrets, Secrets, Settings, SourceSettings};
use crate::{Act, Fault, Runtime};
use contract::{
    Check, Checked, Inbound, Listing, Login, Probed, SmtpEndpoint, SourceError, Survey, TokenError,
};
use office::Verb;
use std::time::Instant;
use store::load;
use uuid::Uuid;

/// What is tried outside: reading over IMAP with a login, sending.
#[derive(Debug, Clone)]
pub struct Probing {
    pub source: Option<(SourceSettings, Login)>,
    pub smtp: Option<SmtpEndpoint>,
}

/// What a person wants tried. What is None is what the mailbox keeps.
#[derive(Debug, Clone)]
pub struct Trial {
    pub settings: Settings,
    pub password: Option<String>,
    pub smtp_password: Option<String>,
    pub oauth: Option<OAuthSecrets>,
    /// The mailbox these settings are of; None: it is not connected yet.
    pub mailbox: Option<Uuid>,
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Tried {
    /// In the order they were made; nothing follows one that failed on the same side.
    pub checks: Vec<Probed>,
    /// What lies in the folder, when it could be counted.
    pub survey: Option<Survey>,
}

impl Tried {
    pub fn went_well(&self) -> bool {
        self.checks.iter().all(|c| c.result.is_ok())
    }
}

/// Secrets that were tried and may take the place of the old ones.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewSecrets {
    password: Option<String>,
    smtp_password: Option<String>,
    oauth: Option<OAuthSecrets>,
}

impl NewSecrets {
    pub fn any(&self) -> bool {
        self.password.is_some() || self.smtp_password.is_some() || self.oauth.is_some()
    }

    pub fn put_into(&self, secrets: &mut Secrets) {
        if let Some(password) = &self.password {
            secrets.password = password.clone();
        }
        if self.smtp_password.is_some() {
            secrets.smtp_password = self.smtp_password.clone();
        }
        if self.oauth.is_some() {
            secrets.oauth = self.oauth.clone();
        }
    }
}

impl Runtime {
    /// Tries every part of a mailbox, reading no message; within a minute. What failed is named, in both languages.
    pub async fn try_mailbox(&self, act: &Act, trial: Trial) -> Result<Tried, Fault> {
        let _ = act.may(Verb::ManageMailboxes)?;
        self.may_reach(&trial.settings).await?;
        trial.settings.check_oauth()?;
        let given = NewSecrets {
            password: trial.password,
            smtp_password: trial.smtp_password,
            oauth: trial.oauth,
        };
        let mut secrets = match trial.mailbox {
            Some(id) => self.kept_secrets(id, &trial.settings, &given).await?,
            None => Secrets::default(),
        };
        given.put_into(&mut secrets);
        self.run_trial(&trial.settings, &mut secrets, true, true)
            .await
    }

    /// Tries a mailbox that is connected, with the secrets that are kept.
    pub async fn test_mailbox(&self, act: &Act, id: Uuid) -> Result<Tried, Fault> {
        let _ = act.may(Verb::ManageMailboxes)?;
        let row = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let settings = super::settings(&row).map_err(Fault::broken)?;
        let mut secrets = self.secrets(&row).map_err(Fault::broken)?;
        // A new refresh token is kept first, so that trying never spends one.
        if settings.oauth.is_some()
            && let Ok(_kept) = self.logins_of(&row).await
            && let Some(row) = load::mailbox(&self.store, id).await?
        {
            secrets = self.secrets(&row).map_err(Fault::broken)?;
        }
        self.run_trial(&settings, &mut secrets, true, true).await
    }

    /// The kept secrets of a mailbox, for these settings: they go to no server they were not given for.
    async fn kept_secrets(
        &self,
        id: Uuid,
        settings: &Settings,
        given: &NewSecrets,
    ) -> Result<Secrets, Fault> {
        let row = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let before = super::settings(&row).map_err(Fault::broken)?;
        let mut fields = Vec::new();
        if source_host(settings) != source_host(&before) && given.password.is_none() {
            fields.push(again("password"));
        }
        let smtp_host = |s: &Settings| s.smtp.as_ref().map(|smtp| smtp.host.clone());
        let moved = settings.smtp.is_some() && smtp_host(settings) != smtp_host(&before);
        if moved && given.smtp_password.is_none() && given.password.is_none() {
            fields.push(again("smtp_password"));
        }
        let endpoint = |s: &Settings| s.oauth.as_ref().map(|o| o.token_endpoint.clone());
        if settings.oauth.is_some() {
            fields.clear();
            if endpoint(settings) != endpoint(&before) && given.oauth.is_none() {
                fields.push(again("refresh_token"));
            }
        }
        match fields.is_empty() {
            true => self.secrets(&row).map_err(Fault::broken),
            false => Err(Fault::Invalid { fields }),
        }
    }

    /// Tries the secrets of a change with the settings they are for. Refused when they do not work: the old ones stay.
    pub(super) async fn try_change(
        &self,
        id: Uuid,
        change: &MailboxChange,
    ) -> Result<NewSecrets, Fault> {
        let mut given = NewSecrets {
            password: change.password.clone(),
            smtp_password: change.smtp_password.clone(),
            oauth: change.oauth.clone(),
        };
        if !given.any() {
            return Ok(given);
        }
        let row = load::mailbox(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("mailbox"))?;
        let settings = match &change.settings {
            Some(settings) => settings.clone(),
            None => super::settings(&row).map_err(Fault::broken)?,
        };
        self.may_reach(&settings).await?;
        settings.check_oauth()?;
        let mut secrets = self.secrets(&row).map_err(Fault::broken)?;
        given.put_into(&mut secrets);
        let oauth = given.oauth.is_some();
        let reads = given.password.is_some() || oauth;
        let sends = given.smtp_password.is_some()
            || oauth
            || (given.password.is_some() && secrets.smtp_password.is_none());
        let tried = self
            .run_trial(&settings, &mut secrets, reads, sends)
            .await?;
        if oauth {
            given.oauth = secrets.oauth;
        }
        let failed = tried
            .checks
            .into_iter()
            .find_map(|c| Some((c.check, c.result.err()?)));
        match failed {
            None => Ok(given),
            Some((check, said)) => {
                let field = match check {
                    _ if oauth => "refresh_token",
                    Check::Smtp if given.smtp_password.is_some() => "smtp_password",
                    _ => "password",
                };
                Err(Fault::Invalid {
                    fields: vec![(
                        field.into(),
                        format!(
                            "Resta quella di prima, perché la nuova non funziona: {}",
                            said.it
                        ),
                        format!(
                            "The old one stays, for the new one does not work: {}",
                            said.en
                        ),
                    )],
                })
            }
        }
    }

    /// What lies in the folder, for the starting point of a mailbox that is being connected.
    pub(super) async fn survey(
        &self,
        settings: &Settings,
        secrets: &mut Secrets,
    ) -> Result<Survey, Fault> {
        let logins = self
            .logins(settings, secrets)
            .await
            .map_err(|e| cannot_connect(&e.it(), &e.to_string()))?;
        let source = (self.open_source)(&settings.source, &logins.incoming);
        let listed = match source {
            Ok(mut source) => source.list().await,
            Err(error) => Err(error),
        };
        listed
            .map(|listing| Survey::of(&listing))
            .map_err(|e| cannot_connect(&e.it(), &e.to_string()))
    }

    async fn run_trial(
        &self,
        settings: &Settings,
        secrets: &mut Secrets,
        reads: bool,
        sends: bool,
    ) -> Result<Tried, Fault> {
        let mut checks = Vec::new();
        let began = Instant::now();
        let logins = self.logins(settings, secrets).await;
        if settings.oauth.is_some() {
            let result = logins
                .as_ref()
                .map(|_| ())
                .map_err(|e: &TokenError| Checked {
                    it: e.it(),
                    en: e.to_string(),
                });
            checks.push(probed(Check::Token, began, result));
        }
        let Ok(logins) = logins else {
            return Ok(Tried {
                checks,
                survey: None,
            });
        };
        let smtp = settings.smtp.clone().filter(|_| sends);
        let mut probing = Probing {
            source: None,
            smtp: smtp.map(|smtp| smtp.endpoint(logins.outgoing)),
        };
        let mut listing = None;
        if reads {
            match &settings.source {
                source @ SourceSettings::Imap { .. } => {
                    probing.source = Some((source.clone(), logins.incoming));
                }
                source @ SourceSettings::Maildir { .. } => {
                    let opened = (self.open_source)(source, &logins.incoming);
                    listing = look_into(opened, &mut checks).await;
                }
            }
        }
        if probing.source.is_some() || probing.smtp.is_some() {
            let (made, listed) = (self.probe)(probing).await;
            checks.extend(made);
            listing = listing.or(listed);
        }
        Ok(Tried {
            checks,
            survey: listing.as_ref().map(Survey::of),
        })
    }
}

/// A folder of this machine: it is there, and what lies in it.
async fn look_into(
    opened: Result<Box<dyn Inbound>, SourceError>,
    checks: &mut Vec<Probed>,
) -> Option<Listing> {
    let began = Instant::now();
    let said = |e: SourceError| Checked {
        it: e.it(),
        en: e.to_string(),
    };
    let mut source = match opened {
        Ok(source) => source,
        Err(error) => {
            checks.push(probed(Check::Folders, began, Err(said(error))));
            return None;
        }
    };
    checks.push(probed(Check::Folders, began, Ok(())));
    let began = Instant::now();
    let (result, listing) = match source.list().await {
        Ok(listing) => (Ok(()), Some(listing)),
        Err(error) => (Err(said(error)), None),
    };
    checks.push(probed(Check::Count, began, result));
    listing
}

fn probed(check: Check, began: Instant, result: Result<(), Checked>) -> Probed {
    Probed {
        check,
        took_milliseconds: began.elapsed().as_millis() as u64,
        result,
    }
}

fn source_host(settings: &Settings) -> Option<String> {
    match &settings.source {
        SourceSettings::Imap { host, .. } => Some(host.clone()),
        SourceSettings::Maildir { .. } => None,
    }
}

fn again(field: &str) -> (String, String, String) {
    (
        field.into(),
        "Con un altro server va riscritto anche il segreto.".into(),
        "With another server the secret must be written again.".into(),
    )
}

fn cannot_connect(it: &str, en: &str) -> Fault {
    Fault::refused(
        "mailbox_unreachable",
        &format!("La casella non si può leggere: {it}"),
        &format!("The mailbox cannot be read: {en}"),
    )
}
