//! People, offices, tokens and trust anchors from the command line.

use super::folder;
use super::speech::{complain, doing, say};
use crate::config::Config;
use crate::language::{Words, words};
use crate::wire;
use anyhow::Context;
use chrono::Utc;
use clap::Subcommand;
use login::{password, secret};
use office::Viewer;
use runtime::{Act, NewPerson, OfficeChange, PersonChange, RoleGiven, Runtime};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use store::{row, view};

#[derive(Subcommand)]
pub enum User {
    /// Adds a person. The password is read from the first line of the input.
    Add {
        login: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        email: Option<String>,
        /// `role`, `role@office` or `role@aoo:area`; roles: operatore, protocollista, supervisore, consultazione, analista, amministratore.
        #[arg(long = "role", required = true)]
        roles: Vec<String>,
        /// Cannot log in by password (a program, with a token).
        #[arg(long)]
        no_password: bool,
    },
    /// Changes a password, read from the first line of the input. Ends the person's sessions.
    Password { login: String },
    /// Lists people and their roles.
    List,
}

#[derive(Subcommand)]
pub enum Office {
    /// Adds an office.
    Add {
        /// Short name used in processes, e.g. `tributi`.
        key: String,
        #[arg(long)]
        name: String,
        /// Key of the office above.
        #[arg(long)]
        parent: Option<String>,
        /// Login of the head.
        #[arg(long)]
        head: Option<String>,
        #[arg(long)]
        deputy: Option<String>,
    },
    /// Lists offices.
    List,
}

#[derive(Subcommand)]
pub enum Trust {
    /// Imports a gestore's certificate or the authority that issued it (PEM).
    Add {
        file: PathBuf,
        /// Shown with every verdict, e.g. the gestore's name.
        #[arg(long)]
        name: String,
        /// Domain the gestore signs for; may be repeated; any when absent.
        #[arg(long = "domain")]
        domains: Vec<String>,
    },
    /// Lists what is trusted.
    List,
}

pub async fn user(config: &Config, command: User) -> anyhow::Result<ExitCode> {
    // The first person makes the house; who only looks makes none.
    let create = matches!(command, User::Add { .. });
    let (_lock, runtime) = folder::open(config, create).await?;
    let done = match command {
        User::Add {
            login,
            name,
            email,
            roles,
            no_password,
        } => add(&runtime, login, name, email, roles, no_password).await,
        User::Password { login } => change_password(&runtime, &login).await,
        User::List => list(&runtime).await,
    };
    folder::close(runtime).await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn add(
    runtime: &Runtime,
    login: String,
    name: String,
    email: Option<String>,
    roles: Vec<String>,
    no_password: bool,
) -> anyhow::Result<()> {
    let password = match no_password {
        true => None,
        false => Some(read_password(&login).await?),
    };
    let roles = roles.iter().map(|r| match r.split_once('@') {
        Some((role, place)) => {
            let area = place.strip_prefix("aoo:");
            RoleGiven {
                role: role.into(),
                office: area.is_none().then(|| place.into()),
                area: area.map(String::from),
                last_day: None,
            }
        }
        None => RoleGiven {
            role: r.clone(),
            office: None,
            area: None,
            last_day: None,
        },
    });
    let new = NewPerson {
        login,
        name,
        email,
        tax_code: None,
        password,
        roles: roles.collect(),
        language: None,
    };
    let person = runtime.add_person(&Act::system(), new).await?;
    Ok(say(words!("{} aggiunta", "{} added", person.login))?)
}

async fn change_password(runtime: &Runtime, login: &str) -> anyhow::Result<()> {
    let person = runtime.person_for_login(login).await?.with_context(|| {
        words!(
            "nessuna persona attiva ha il nome utente {}",
            "nobody active has the login {}",
            login
        )
    })?;
    let password = Some(read_password(login).await?);
    runtime
        .change_person(
            &Act::system(),
            person.id,
            PersonChange {
                password,
                ..PersonChange::default()
            },
        )
        .await?;
    Ok(say(words!(
        "password di {} cambiata",
        "password of {} changed",
        person.login
    ))?)
}

async fn list(runtime: &Runtime) -> anyhow::Result<()> {
    let system = Viewer::system();
    let offices = view::offices(&system, runtime.store()).await?;
    let areas = view::areas(&system, runtime.store()).await?;
    for item in view::people(&system, runtime.store()).await? {
        let place = |m: &row::Membership| {
            let office = offices.iter().find(|o| Some(o.id) == m.office);
            let area = areas.iter().find(|a| Some(a.id) == m.area);
            let area = area.map(|a| format!("@aoo:{}", a.key));
            office
                .map(|o| format!("@{}", o.key))
                .or(area)
                .unwrap_or_default()
        };
        let roles: Vec<String> = item
            .memberships
            .iter()
            .map(|m| format!("{}{}", m.role, place(m)))
            .collect();
        let active = match item.person.active {
            true => words!("", ""),
            false => words!(" (non attiva)", " (not active)"),
        };
        say(format!(
            "{:<20} {:<28} {}{active}",
            item.person.login,
            item.person.name,
            roles.join(" ")
        ))?;
    }
    Ok(())
}

/// Reads, checks and hashes a password. On a terminal it is asked for in words (and is visible there).
async fn read_password(login: &str) -> anyhow::Result<String> {
    if std::io::stdin().is_terminal() {
        complain(words!("Password di {}:", "Password for {}:", login));
    }
    let mut line = String::new();
    std::io::stdin()
        .read_line(&mut line)
        .context(words!("leggendo la password", "reading the password"))?;
    let given = line.trim_end_matches(['\r', '\n']).to_string();
    if let Err(weak) = password::check_new(&given, login) {
        let (it, en) = weak.texts();
        return Err(Words::new(it, en).into());
    }
    Ok(tokio::task::spawn_blocking(move || password::hash(&given)).await??)
}

pub async fn office(config: &Config, command: Office) -> anyhow::Result<ExitCode> {
    let create = matches!(command, Office::Add { .. });
    let (_lock, runtime) = folder::open(config, create).await?;
    let done = match command {
        Office::Add {
            key,
            name,
            parent,
            head,
            deputy,
        } => {
            let change = OfficeChange {
                key: Some(key),
                name: Some(name),
                parent,
                area: None,
                head,
                deputy,
                revision: None,
            };
            add_office(&runtime, change).await
        }
        Office::List => list_offices(&runtime).await,
    };
    folder::close(runtime).await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn add_office(runtime: &Runtime, change: OfficeChange) -> anyhow::Result<()> {
    let office = runtime.add_office(&Act::system(), change).await?;
    Ok(say(words!("{} aggiunto", "{} added", office.key))?)
}

async fn list_offices(runtime: &Runtime) -> anyhow::Result<()> {
    for office in view::offices(&Viewer::system(), runtime.store()).await? {
        let head = office
            .head
            .map(|h| words!("responsabile {}", "head {}", h).to_string())
            .unwrap_or_default();
        say(format!("{:<20} {:<28} {head}", office.key, office.name))?;
    }
    Ok(())
}

pub async fn token(
    config: &Config,
    login: &str,
    name: &str,
    days: Option<u16>,
) -> anyhow::Result<ExitCode> {
    let (_lock, runtime) = folder::open(config, false).await?;
    let done = make_token(&runtime, login, name, days).await;
    folder::close(runtime).await;
    say(done?)?;
    Ok(ExitCode::SUCCESS)
}

async fn make_token(
    runtime: &Runtime,
    login: &str,
    name: &str,
    days: Option<u16>,
) -> anyhow::Result<String> {
    let person = runtime.person_for_login(login).await?.with_context(|| {
        words!(
            "nessuna persona attiva ha il nome utente {}",
            "nobody active has the login {}",
            login
        )
    })?;
    let token = secret::draw_token()?;
    let now = Utc::now();
    let expires_at = days.map(|d| now + chrono::Duration::days(d.into()));
    let row = row::Token {
        id: secret::fingerprint(&token),
        person: person.id,
        name: name.into(),
        created_at: now,
        expires_at,
    };
    runtime.add_token(&Act::system(), row).await?;
    Ok(token)
}

pub async fn trust(config: &Config, command: Trust) -> anyhow::Result<ExitCode> {
    let create = matches!(command, Trust::Add { .. });
    let (_lock, runtime) = folder::open(config, create).await?;
    let done = match command {
        Trust::Add {
            file,
            name,
            domains,
        } => add_anchor(&runtime, &file, &name, domains).await,
        Trust::List => list_anchors(&runtime).await,
    };
    folder::close(runtime).await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn add_anchor(
    runtime: &Runtime,
    file: &std::path::Path,
    name: &str,
    domains: Vec<String>,
) -> anyhow::Result<()> {
    let pem = std::fs::read_to_string(file).with_context(|| doing("leggendo", "reading", file))?;
    if let Err(error) = wire::check_anchor(name, &pem) {
        return Err(words!(
            "{} non contiene certificati utilizzabili (PEM): {}",
            "{} holds no certificates that can be used (PEM): {}",
            file.display(),
            error
        )
        .into());
    }
    let anchor = runtime
        .add_anchor(&Act::system(), name, &pem, domains)
        .await?;
    Ok(say(words!(
        "ora {} è creduto",
        "{} is trusted",
        anchor.name
    ))?)
}

async fn list_anchors(runtime: &Runtime) -> anyhow::Result<()> {
    for anchor in view::anchors(&Viewer::system(), runtime.store()).await? {
        let domains = match anchor.domains.is_empty() {
            true => words!("ogni dominio", "any domain").to_string(),
            false => anchor.domains.join(" "),
        };
        say(format!(
            "{:<28} {} {domains}",
            anchor.name,
            anchor.imported_at.format("%Y-%m-%d")
        ))?;
    }
    Ok(())
}
