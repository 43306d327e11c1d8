//! The invented town hall: offices, people, mailboxes, processes.

use super::post::Post;
use super::{Demo, PROTOCOLLO, URP, worked};
use crate::bundled::bundles;
use crate::config::Config;
use crate::wire::{self, Gestore, GestoreClock, GestoreConfig};
use anyhow::Context;
use contract::{Disposition, Security};
use runtime::{
    Act, Clock, NewAbsence, NewMailbox, NewPerson, OfficeChange, RoleGiven, Runtime, Settings,
    SmtpSettings, SourceSettings, StartingPoint,
};
use std::path::Path;

/// The password of everybody in the demonstration; its server listens on loopback only.
pub const PASSWORD: &str = "prova-staffetta";
const MAILBOX_PASSWORD: &str = "prova";

/// Somebody of the demonstration.
pub struct DemoPerson {
    pub login: &'static str,
    pub name: &'static str,
    /// What the person does, in Italian and English.
    pub title: (&'static str, &'static str),
    pub roles: &'static [(&'static str, Option<&'static str>)],
    /// Office the person heads.
    pub heads: Option<&'static str>,
}

const OFFICES: [(&str, &str); 3] = [
    ("urp", "URP"),
    ("edilizia", "Edilizia privata"),
    ("tributi", "Tributi"),
];

/// What people call an office.
pub fn office_name(key: &str) -> Option<&'static str> {
    OFFICES
        .iter()
        .find(|(k, _)| *k == key)
        .map(|(_, name)| *name)
}

/// Everybody who can be clicked on.
pub const PEOPLE: [DemoPerson; 9] = [
    DemoPerson {
        login: "anna.neri",
        name: "Anna Neri",
        title: ("Istruttrice, Edilizia", "Clerk, Building"),
        roles: &[("operatore", Some("edilizia"))],
        heads: None,
    },
    DemoPerson {
        login: "giorgio.conti",
        name: "Giorgio Conti",
        title: ("Responsabile, Edilizia", "Head, Building"),
        roles: &[("supervisore", Some("edilizia"))],
        heads: Some("edilizia"),
    },
    DemoPerson {
        login: "luca.bruni",
        name: "Luca Bruni",
        title: ("Istruttore, Tributi", "Clerk, Taxes"),
        roles: &[("operatore", Some("tributi"))],
        heads: None,
    },
    DemoPerson {
        login: "marta.galli",
        name: "Marta Galli",
        title: ("Responsabile, Tributi", "Head, Taxes"),
        roles: &[("supervisore", Some("tributi"))],
        heads: Some("tributi"),
    },
    DemoPerson {
        login: "elena.riva",
        name: "Elena Riva",
        title: ("Sportello e protocollo, URP", "Desk and register, URP"),
        roles: &[("operatore", Some("urp")), ("protocollista", None)],
        heads: None,
    },
    DemoPerson {
        login: "paolo.ferri",
        name: "Paolo Ferri",
        title: ("Responsabile, URP", "Head, URP"),
        roles: &[("supervisore", Some("urp"))],
        heads: Some("urp"),
    },
    DemoPerson {
        login: "irene.sala",
        name: "Irene Sala",
        title: (
            "Segretaria generale: vede tutto",
            "Secretary: sees everything",
        ),
        roles: &[("supervisore", None)],
        heads: None,
    },
    DemoPerson {
        login: "sara.costa",
        name: "Sara Costa",
        title: (
            "Analista: disegna i processi",
            "Analyst: draws the processes",
        ),
        roles: &[("analista", None)],
        heads: None,
    },
    DemoPerson {
        login: "dario.monti",
        name: "Dario Monti",
        title: ("Amministratore del sistema", "Administrator"),
        roles: &[("amministratore", None)],
        heads: None,
    },
];

/// Builds the house in `folder`: store, gestore, people, mailboxes, processes and some mail already
/// worked. Answers the runtime, not yet running in the background until this made it run, and the demo.
pub async fn build(
    config: &Config,
    folder: &Path,
) -> anyhow::Result<(Runtime, runtime::Background, Demo)> {
    let runtime = wire::open(config, Clock::System, true).await?;
    let gestore = GestoreConfig::new(
        folder.join("gestore"),
        "gestore-di-prova.example",
        &["pec.comune.example", "comune.example"],
    )
    .account(PROTOCOLLO, MAILBOX_PASSWORD)
    .account(URP, MAILBOX_PASSWORD)
    .clock(GestoreClock::system());
    let gestore = Gestore::start(gestore)
        .await
        .context("starting the gestore")?;
    for anchor in gestore.anchors()? {
        runtime
            .add_anchor(&Act::system(), &anchor.name, &anchor.pem, anchor.domains)
            .await?;
    }
    settle_people(&runtime).await?;
    worked::lay_down(&gestore)?;
    let post = Post::open(folder.join("posta-ordinaria")).await?;
    let submission = gestore.submission();
    let certified_smtp = SmtpSettings {
        host: submission.ip().to_string(),
        port: submission.port(),
        security: Security::StartTls,
        user: PROTOCOLLO.into(),
        ca_pem: Some(gestore.ca_pem().into()),
    };
    let ordinary_smtp = SmtpSettings {
        host: post.address().ip().to_string(),
        port: post.address().port(),
        security: Security::Plain,
        user: String::new(),
        ca_pem: None,
    };
    for (key, address, name, certified, offices) in [
        (
            "protocollo",
            PROTOCOLLO,
            "Comune di Esempio – Protocollo",
            true,
            vec!["urp", "edilizia", "tributi"],
        ),
        ("urp", URP, "Comune di Esempio – URP", false, vec!["urp"]),
    ] {
        let maildir = gestore
            .maildir(address)
            .with_context(|| format!("no Maildir of {address}"))?;
        let new = NewMailbox {
            key: key.into(),
            address: address.into(),
            display_name: name.into(),
            certified,
            settings: Settings {
                source: SourceSettings::Maildir {
                    path: maildir.display().to_string(),
                },
                smtp: Some(if certified {
                    certified_smtp.clone()
                } else {
                    ordinary_smtp.clone()
                }),
                disposition: Disposition::Nothing,
                writing: Default::default(),
                limits: Default::default(),
            },
            password: MAILBOX_PASSWORD.into(),
            smtp_password: None,
            offices: offices.into_iter().map(String::from).collect(),
            starting_point: StartingPoint::All,
        };
        runtime
            .add_mailbox(&Act::system(), new)
            .await
            .with_context(|| format!("connecting {address}"))?;
    }
    for (name, files) in bundles() {
        runtime
            .deploy(&Act::system(), Some(name.clone()), files)
            .await
            .with_context(|| format!("deploying {name}"))?;
    }
    let background = runtime.run().await?;
    let demo = Demo::new(gestore, post);
    worked::work(&runtime, &demo).await?;
    absences(&runtime).await?;
    Ok((runtime, background, demo))
}

/// A clerk on leave; the head in the clerk's place, who is away herself for some of the days.
async fn absences(runtime: &Runtime) -> anyhow::Result<()> {
    let day = |n: u64| runtime.today() + chrono::Days::new(n);
    for (person, substitute, first, last) in [
        ("luca.bruni", "marta.galli", 0, 11),
        ("marta.galli", "paolo.ferri", 5, 7),
    ] {
        let new = NewAbsence {
            person: person.into(),
            substitute: Some(substitute.into()),
            first_day: day(first),
            last_day: day(last),
        };
        runtime
            .add_absence(&Act::system(), new)
            .await
            .with_context(|| format!("writing down the absence of {person}"))?;
    }
    Ok(())
}

async fn settle_people(runtime: &Runtime) -> anyhow::Result<()> {
    let mut offices = Vec::new();
    for (key, name) in OFFICES {
        let change = OfficeChange {
            key: Some(key.into()),
            name: Some(name.into()),
            ..OfficeChange::default()
        };
        offices.push(runtime.add_office(&Act::system(), change).await?);
    }
    let hash = tokio::task::spawn_blocking(|| login::password::hash(PASSWORD)).await??;
    for person in &PEOPLE {
        let roles = person.roles.iter().map(|(role, office)| RoleGiven {
            role: role.to_string(),
            office: office.map(String::from),
            last_day: None,
        });
        let new = NewPerson {
            login: person.login.into(),
            name: person.name.into(),
            email: None,
            password: Some(hash.clone()),
            roles: roles.collect(),
            language: None,
        };
        runtime
            .add_person(&Act::system(), new)
            .await
            .with_context(|| format!("adding {}", person.login))?;
        if let Some(office) = person
            .heads
            .and_then(|key| offices.iter().find(|o| o.key == key))
        {
            let change = OfficeChange {
                head: Some(person.login.into()),
                ..OfficeChange::default()
            };
            runtime
                .change_office(&Act::system(), office.id, change)
                .await?;
        }
    }
    Ok(())
}
