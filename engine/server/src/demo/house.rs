//! The invented organisation of a plan: offices, people, mailboxes, processes.

use super::plan::{Organisation, Plan};
use super::post::Post;
use super::{Demo, invoice, step, worked};
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

/// Builds the house in `folder`: store, gestore, people, mailboxes, processes and some mail already
/// worked. Answers the runtime, not yet running in the background until this made it run, and the demo.
pub async fn build(
    organisation: Organisation,
    config: &Config,
    folder: &Path,
) -> anyhow::Result<(Runtime, runtime::Background, Demo)> {
    // Its exchange system writes from a reserved domain.
    let config = Config {
        sdi_domains: vec![invoice::DOMAIN.into()],
        ..config.clone()
    };
    let runtime = wire::open(&config, Clock::System, true).await?;
    let plan = organisation.plan();
    let mut gestore = GestoreConfig::new(
        folder.join("gestore"),
        "gestore-di-prova.example",
        plan.domains,
    );
    // The exchange system writes from the other gestore.
    for peer in &mut gestore.peers {
        peer.domains.push(invoice::DOMAIN.into());
    }
    let gestore = plan.boxes.iter().fold(gestore, |gestore, mailbox| {
        gestore.account(mailbox.address, MAILBOX_PASSWORD)
    });
    let gestore = Gestore::start(gestore.clock(GestoreClock::system()))
        .await
        .context("starting the gestore")?;
    for anchor in gestore.anchors()? {
        runtime
            .add_anchor(&Act::system(), &anchor.name, &anchor.pem, anchor.domains)
            .await?;
    }
    settle_people(plan, &runtime).await?;
    worked::lay_down(plan, &gestore)?;
    invoice::lay_down(plan, &gestore)?;
    let post = Post::open(folder.join("posta-ordinaria")).await?;
    let submission = gestore.submission();
    let certified_smtp = |address: &str| SmtpSettings {
        host: submission.ip().to_string(),
        port: submission.port(),
        security: Security::StartTls,
        user: address.into(),
        ca_pem: Some(gestore.ca_pem().into()),
    };
    let ordinary_smtp = SmtpSettings {
        host: post.address().ip().to_string(),
        port: post.address().port(),
        security: Security::Plain,
        user: String::new(),
        ca_pem: None,
    };
    for mailbox in plan.boxes {
        let address = mailbox.address;
        let maildir = gestore
            .maildir(address)
            .with_context(|| format!("no Maildir of {address}"))?;
        let new = NewMailbox {
            key: mailbox.key.into(),
            address: address.into(),
            display_name: mailbox.display.into(),
            certified: mailbox.certified,
            settings: Settings {
                source: SourceSettings::Maildir {
                    path: maildir.display().to_string(),
                },
                smtp: Some(if mailbox.certified {
                    certified_smtp(address)
                } else {
                    ordinary_smtp.clone()
                }),
                disposition: Disposition::Nothing,
                writing: Default::default(),
                oauth: None,
                limits: Default::default(),
            },
            password: MAILBOX_PASSWORD.into(),
            smtp_password: None,
            oauth: None,
            offices: mailbox.offices.iter().map(|o| o.to_string()).collect(),
            area: String::new(),
            starting_point: StartingPoint::All,
        };
        runtime
            .add_mailbox(&Act::system(), new)
            .await
            .with_context(|| format!("connecting {address}"))?;
    }
    let wanted = |name: &String| plan.bundles.contains(&name.as_str());
    for (name, files) in bundles().into_iter().filter(|(name, _)| wanted(name)) {
        runtime
            .deploy(&Act::system(), Some(name.clone()), adapted(plan, files))
            .await
            .with_context(|| format!("deploying {name}"))?;
    }
    keep_book(plan, &runtime).await?;
    let background = runtime.run().await?;
    let demo = Demo::new(plan, gestore, post);
    worked::work(&runtime, &demo).await?;
    step::work(&runtime, plan).await;
    worked::arrive_today(&demo)?;
    absences(plan, &runtime).await?;
    Ok((runtime, background, demo))
}

/// The bundles in the words of this organisation, as whoever adopts them would change them.
fn adapted(plan: &Plan, files: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let in_our_words = |bytes: Vec<u8>| match String::from_utf8(bytes) {
        Ok(text) => {
            let change = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
            plan.words.iter().fold(text, change).into_bytes()
        }
        Err(other) => other.into_bytes(),
    };
    let adapt = |(path, bytes)| (path, in_our_words(bytes));
    files.into_iter().map(adapt).collect()
}

/// Who the organisation writes to.
async fn keep_book(plan: &Plan, runtime: &Runtime) -> anyhow::Result<()> {
    if plan.book.is_empty() {
        return Ok(());
    }
    let mut text = String::from("nome;pec;codice_fiscale\n");
    for (name, pec, tax_code) in plan.book {
        text.push_str(&format!("{name};{pec};{tax_code}\n"));
    }
    let kept = runtime
        .import_contacts(&Act::system(), "Archivio dimostrativo", &text)
        .await
        .context("keeping the address book")?;
    anyhow::ensure!(kept.refused.is_empty(), "{:?}", kept.refused);
    Ok(())
}

/// Who is on leave; a substitute may be away for some of the days.
async fn absences(plan: &Plan, runtime: &Runtime) -> anyhow::Result<()> {
    let day = |n: u64| runtime.today() + chrono::Days::new(n);
    for &(person, substitute, first, last) in plan.absences {
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

async fn settle_people(plan: &Plan, runtime: &Runtime) -> anyhow::Result<()> {
    let mut offices = Vec::new();
    for (key, name) in plan.offices {
        let change = OfficeChange {
            key: Some(key.to_string()),
            name: Some(name.to_string()),
            ..OfficeChange::default()
        };
        offices.push(runtime.add_office(&Act::system(), change).await?);
    }
    let hash = tokio::task::spawn_blocking(|| login::password::hash(PASSWORD)).await??;
    for person in plan.people {
        let roles = person.roles.iter().map(|(role, office)| RoleGiven {
            role: role.to_string(),
            office: office.map(String::from),
            area: None,
            last_day: None,
        });
        let new = NewPerson {
            login: person.login.into(),
            name: person.name.into(),
            email: None,
            tax_code: None,
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
