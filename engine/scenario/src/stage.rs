//! The house of one scenario: store, runtime, people, offices, mailboxes, the bundle deployed.

use crate::script::{Needs, Script};
use crate::tape::Tape;
use crate::{Coverage, Files, Unplayable};
use chrono::{DateTime, Utc};
use contract::{Inbound, Outbound, Security, SignatureFormat, Signed, SignedBy, SourceError};
use office::Role;
use runtime::{
    Act, Clock, Fault, NewMailbox, NewPerson, OfficeChange, RoleGiven, Runtime, Settings,
    SmtpSettings, SourceSettings, StartingPoint, Wiring,
};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use store::{BlobRoot, OpenOptions, Sealer, Store, load, row};
use uuid::Uuid;

/// Where SQLite lives in memory on Linux; elsewhere a temporary folder does.
const MEMORY: &str = "/dev/shm";
/// More cases than a scenario can mean to begin.
const INSTANCES_MAX: usize = 1_000;

pub(crate) struct Stage {
    pub runtime: Runtime,
    pub tape: Tape,
    deployment: Uuid,
    _folder: tempfile::TempDir,
}

fn house(error: impl std::fmt::Display) -> Unplayable {
    Unplayable::House(error.to_string())
}

impl Stage {
    pub async fn build(
        files: &Files,
        needs: &Needs,
        script: &Script,
        connectors: &[Arc<dyn Outbound>],
    ) -> Result<Stage, Unplayable> {
        let folder = if Path::new(MEMORY).is_dir() {
            tempfile::Builder::new()
                .prefix("staffetta-")
                .tempdir_in(MEMORY)
        } else {
            tempfile::tempdir()
        }
        .map_err(house)?;
        let tape = Tape::default();
        let runtime = open(folder.path(), script.given.now, &tape, connectors).await?;
        settle_people(&runtime, needs, script).await?;
        settle_calendars(&runtime, script).await?;
        for mailbox in mailboxes(needs) {
            runtime
                .add_mailbox(&Act::system(), mailbox)
                .await
                .map_err(house)?;
        }
        let deployed = match runtime.deploy(&Act::system(), None, files.clone()).await {
            Ok(deployed) => deployed,
            Err(Fault::Findings(findings)) => return Err(Unplayable::Refused(findings)),
            Err(other) => return Err(house(other)),
        };
        Ok(Stage {
            runtime,
            tape,
            deployment: deployed.id,
            _folder: folder,
        })
    }

    pub fn store(&self) -> &Store {
        self.runtime.store()
    }

    /// Every case so far, oldest first; those of called processes too.
    pub async fn instances(&self) -> Result<Vec<row::Instance>, Fault> {
        let mut found =
            load::instances_of_deployment(self.store(), self.deployment, None, INSTANCES_MAX)
                .await?;
        found.sort_by_key(|i| (i.started_at, i.id));
        Ok(found)
    }

    /// A person of the scenario, as the server would know them.
    pub async fn person(&self, login: &str) -> Result<Act, String> {
        let found = load::person_by_login(self.store(), login)
            .await
            .map_err(|e| e.to_string())?
            .ok_or_else(|| format!("{login} is not among given.people"))?;
        let viewer = self
            .runtime
            .viewer(&found)
            .await
            .map_err(|e| e.to_string())?;
        Ok(Act::of(viewer, None))
    }

    /// Adds what the cases passed to the coverage.
    pub async fn cover(&self, coverage: &mut Coverage) -> Result<(), Unplayable> {
        let bundle = self.runtime.bundle(self.deployment).await.map_err(house)?;
        for process in &bundle.processes {
            coverage.know(process.model());
        }
        for instance in self.instances().await.map_err(house)? {
            for step in load::trace(self.store(), instance.id, 0)
                .await
                .map_err(house)?
            {
                let packed = interpreter::trace::unpack(&step.bytes).map_err(house)?;
                coverage.pass(&instance.process_key, &packed.events);
            }
        }
        Ok(())
    }

    pub async fn close(self) {
        self.runtime.shut_down();
        self.runtime.store().close().await;
    }
}

async fn open(
    folder: &Path,
    now: DateTime<Utc>,
    tape: &Tape,
    connectors: &[Arc<dyn Outbound>],
) -> Result<Runtime, Unplayable> {
    let options = OpenOptions {
        clock_test: true,
        create: true,
    };
    let url = format!("sqlite://{}", folder.join("scenario.db").display());
    let store = Store::open(&url, &BlobRoot::folder(folder.join("blobs")), options)
        .await
        .map_err(house)?;
    let sources = tape.clone();
    Runtime::new(Wiring {
        store,
        clock: Clock::test(now),
        zone: chrono_tz::Europe::Rome,
        outbound: connectors
            .iter()
            .map(|c| Arc::new(tape.connector(c.clone())) as Arc<dyn Outbound>)
            .collect(),
        recognise: Arc::new(|raw, _, _| serde_json::from_slice(raw).map_err(|e| e.to_string())),
        compare: Arc::new(|_, _| None),
        // What is signed outside is recorded, as what connectors do is: the file a scenario gives counts as the document.
        compare_signed: Arc::new(|given| {
            Box::pin(async move {
                let name = String::from_utf8_lossy(&given.given).into_owned();
                Ok(recorded(name))
            })
        }),
        signer: None,
        // The scenario names its attachments; what is in them is what its connectors are said to have found.
        extract: Arc::new(|_, _| Some(Vec::new())),
        test_authority: Arc::new(|_| false),
        open_source: Arc::new(move |settings, _| match settings {
            SourceSettings::Maildir { path } => {
                Ok(Box::new(sources.source(path)) as Box<dyn Inbound>)
            }
            SourceSettings::Imap { .. } => Err(SourceError::Lost {
                said: "a scenario has no IMAP".into(),
            }),
        }),
        // Its mailboxes are folders, and nobody logs in.
        probe: Arc::new(|_| Box::pin(async { (Vec::new(), None) })),
        token: Arc::new(|_| {
            let said = "a scenario has no provider".into();
            Box::pin(async { Err(contract::TokenError::Unreachable { said }) })
        }),
        mail_size_cap: 1 << 20,
        sealer: Sealer::open(&folder.join("key"), true).map_err(house)?,
        workers: 1,
        lease: std::time::Duration::from_secs(180),
        reply_lease: std::time::Duration::from_secs(900),
        // A scenario tells what its process does, not what the house says about it.
        unclaimed_hours: u32::MAX,
        undo: chrono::TimeDelta::zero(),
        node: "scenario".into(),
    })
    .map_err(house)
}

/// A signature that a scenario says was made.
fn recorded(name: String) -> Signed {
    Signed {
        format: SignatureFormat::Cades,
        by: vec![SignedBy {
            name,
            tax_code: None,
            organisation: None,
            issuer: String::new(),
            serial: None,
            valid_from: None,
            valid_to: None,
            signed_at: None,
            trusted_by: None,
            qualified: false,
            reasons: Vec::new(),
            stamp: None,
            revocation: Default::default(),
        }],
        before: Vec::new(),
        beside: false,
        visible_on: Vec::new(),
    }
}

/// The offices of the bundle and of the people, then the people with their groups.
async fn settle_people(
    runtime: &Runtime,
    needs: &Needs,
    script: &Script,
) -> Result<(), Unplayable> {
    let groups = || script.given.people.values().flatten();
    let keys: BTreeSet<&str> = groups()
        .filter_map(|g| {
            g.strip_prefix("ufficio:")
                .or_else(|| g.strip_prefix("responsabile:"))
        })
        .chain(needs.offices.iter().map(String::as_str))
        .collect();
    let mut offices = Vec::new();
    for key in keys {
        let change = OfficeChange {
            key: Some(key.into()),
            name: Some(key.into()),
            ..OfficeChange::default()
        };
        let office = runtime
            .add_office(&Act::system(), change)
            .await
            .map_err(house)?;
        offices.push(office);
    }
    for (login, groups) in &script.given.people {
        let mut roles = Vec::new();
        let mut heads = Vec::new();
        for group in groups {
            match group.split_once(':') {
                Some(("ufficio", key)) => roles.push(RoleGiven {
                    role: Role::Operatore.name().into(),
                    office: Some(key.into()),
                    area: None,
                    last_day: None,
                }),
                Some(("responsabile", key)) => heads.push(key),
                Some(("ruolo", role)) => roles.push(RoleGiven {
                    role: role.into(),
                    office: None,
                    area: None,
                    last_day: None,
                }),
                _ => {
                    return Err(house(format!(
                        "{login}: {group} is no group (ufficio:, responsabile: or ruolo:)"
                    )));
                }
            }
        }
        let new = NewPerson {
            login: login.clone(),
            name: login.clone(),
            roles,
            ..NewPerson::default()
        };
        runtime
            .add_person(&Act::system(), new)
            .await
            .map_err(house)?;
        for key in heads {
            if let Some(office) = offices.iter().find(|o| o.key == key) {
                let change = OfficeChange {
                    head: Some(login.clone()),
                    ..OfficeChange::default()
                };
                runtime
                    .change_office(&Act::system(), office.id, change)
                    .await
                    .map_err(house)?;
            }
        }
    }
    Ok(())
}

/// The calendars of the scenario, each of the house or of an office there is.
async fn settle_calendars(runtime: &Runtime, script: &Script) -> Result<(), Unplayable> {
    for given in &script.given.calendars {
        let (scope, calendar) = (given.scope(), given.calendar());
        let system = Act::system();
        let set = runtime.set_calendar(&system, scope, Some(calendar), None);
        set.await.map_err(|fault| match fault {
            Fault::NotFound { .. } => house(format!(
                "given.calendar: {scope} is neither casa nor ufficio:<key> of an office that a person or bundle.toml names"
            )),
            other => house(format!("given.calendar of {scope}: {other}")),
        })?;
    }
    Ok(())
}

/// The mailboxes the bundle asks for.
fn mailboxes(needs: &Needs) -> Vec<NewMailbox> {
    needs
        .mailboxes
        .iter()
        .map(|m| NewMailbox {
            key: m.key.clone(),
            address: format!("{}@comune.example", m.key),
            display_name: m.key.clone(),
            certified: m.certified,
            settings: Settings {
                source: SourceSettings::Maildir {
                    path: m.key.clone(),
                },
                smtp: Some(SmtpSettings {
                    host: "smtp.comune.example".into(),
                    port: 465,
                    security: Security::Tls,
                    user: m.key.clone(),
                    ca_pem: None,
                }),
                disposition: Default::default(),
                writing: Default::default(),
                oauth: None,
                limits: Default::default(),
            },
            password: "recorded".into(),
            smtp_password: None,
            oauth: None,
            offices: needs.offices.clone(),
            area: String::new(),
            starting_point: StartingPoint::All,
        })
        .collect()
}
