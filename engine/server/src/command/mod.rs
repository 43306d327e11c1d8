//! The command line. Commands that change the house open its data folder themselves, and so need the
//! server to be down (a lock says so), or speak to it over HTTP with `--url` and `--token`.

mod archive;
mod bundle;
mod folder;
mod gestore;
mod house;
mod italian;
mod rehearse;
mod remote;
mod run;
pub(crate) mod speech;

use crate::config::Config;
use crate::demo::Organisation;
use crate::language::Language;
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

/// Workflow for offices that live by PEC. Flussi di lavoro per uffici che vivono di PEC.
#[derive(Parser)]
#[command(name = "staffetta", version, about)]
pub struct Cli {
    /// Settings file; `staffetta.toml` of this folder when it is there.
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    /// Log lines as JSON.
    #[arg(long, global = true)]
    pub log_json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs the server.
    Serve {
        /// `test`: a clock that PUT /api/v1/clock moves; only for a store made so, only on loopback.
        #[arg(long, value_parser = ["test"])]
        clock: Option<String>,
    },
    /// A small invented organisation to try; everything goes away at the end.
    Demo {
        /// comune: a town hall; ordine: a professional order; azienda: a company.
        #[arg(long, value_enum, default_value_t, hide_possible_values = true)]
        ente: Organisation,
    },
    /// Deploys a bundle: a folder, a zip or a BPMN file.
    Deploy {
        path: PathBuf,
        /// Name of the bundle; by default that of bundle.toml or of the folder.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        server: Server,
    },
    /// Checks a bundle without deploying it. Exit code 1 when it would be refused. A folder of several
    /// models without bundle.toml gives a table: each file accepted or refused, with the reason.
    Check {
        path: PathBuf,
        #[command(flatten)]
        server: Server,
    },
    /// Plays the scenarios of a bundle on the engine, with a virtual clock and recorded connectors.
    /// Exit code 1 when something did not hold.
    Test {
        /// The folder of a bundle, or one of its scenarios/*.toml.
        path: PathBuf,
        /// Fails too when a process has less than this share of its flows passed, in percent.
        #[arg(long, default_value_t = 0, value_parser = clap::value_parser!(u8).range(..=100))]
        flows: u8,
    },
    /// People who log in.
    #[command(subcommand)]
    User(house::User),
    /// Offices.
    #[command(subcommand)]
    Office(house::Office),
    /// Makes an API token for a person and prints it once.
    Token {
        login: String,
        /// What it is for.
        #[arg(long)]
        name: String,
        /// Days until it expires; for ever when absent.
        #[arg(long)]
        days: Option<u16>,
    },
    /// Certificates of gestori whose signatures are believed.
    #[command(subcommand)]
    Trust(house::Trust),
    /// A PEC provider in a box, for tests only: GESTORE DI PROVA – SENZA VALORE LEGALE.
    Gestore(gestore::Gestore),
    /// Writes a backup of database and blobs into an empty folder; the server may run (with --url).
    Backup {
        /// Empty or missing folder; with --url the server chooses one below its data folder.
        to: Option<PathBuf>,
        #[command(flatten)]
        server: Server,
    },
    /// Brings a backup back into an empty data folder.
    Restore { from: PathBuf },
    /// The record of operations.
    #[command(subcommand)]
    Audit(archive::Audit),
    /// The index by which mails are found.
    #[command(subcommand)]
    Search(archive::Search),
    /// Prints the description of the HTTP API.
    Openapi,
    /// Writes the reference pages (elements, rules, expressions) into a folder.
    Reference { folder: PathBuf },
}

/// A running server, instead of the data folder.
#[derive(Args)]
struct Server {
    /// e.g. `https://staffetta.example`
    #[arg(long, requires = "token")]
    url: Option<String>,
    #[arg(long, env = "STAFFETTA_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

impl Server {
    fn remote(&self) -> Option<remote::Remote> {
        Some(remote::Remote::new(
            self.url.as_deref()?,
            self.token.as_deref().unwrap_or_default(),
        ))
    }
}

impl Cli {
    /// Reads the words of the command line. What is wrong with them, or the help asked for, is shown; the exit code
    /// says which.
    pub fn read() -> Result<Cli, ExitCode> {
        let italian = Language::of_terminal() == Language::It;
        let command = match italian {
            true => italian::speaking(Cli::command()),
            false => Cli::command(),
        };
        let read = command
            .try_get_matches()
            .and_then(|words| Cli::from_arg_matches(&words));
        read.map_err(|error| {
            match italian::wrong(&error).filter(|_| italian) {
                Some(wrong) => speech::complain(wrong),
                // A reader that left has seen enough of the help.
                None => error.print().unwrap_or_default(),
            }
            ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
        })
    }

    /// An error of [`Cli::run`] for whoever sits at the terminal.
    pub fn complain(error: &anyhow::Error) {
        speech::complain(format!("staffetta: {}", speech::told(error)));
    }

    /// Does what was asked; the exit code is 0 when it went well.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let named = self.config.is_some();
        let file = self
            .config
            .unwrap_or_else(|| PathBuf::from("staffetta.toml"));
        let config = || Config::read(&file, named);
        match self.command {
            Command::Serve { clock } => run::serve(config()?, clock.is_some()).await,
            Command::Demo { ente } => run::demo(config()?, ente).await,
            Command::Deploy { path, name, server } => {
                bundle::deploy(&config()?, &path, name, server.remote()).await
            }
            Command::Check { path, server } => {
                bundle::check(&config()?, &path, server.remote()).await
            }
            Command::Test { path, flows } => rehearse::run(&path, flows).await,
            Command::User(user) => house::user(&config()?, user).await,
            Command::Office(office) => house::office(&config()?, office).await,
            Command::Token { login, name, days } => {
                house::token(&config()?, &login, &name, days).await
            }
            Command::Trust(trust) => house::trust(&config()?, trust).await,
            Command::Gestore(gestore) => gestore.run().await,
            Command::Backup { to, server } => {
                archive::backup(&config()?, to, server.remote()).await
            }
            Command::Restore { from } => archive::restore(&config()?, &from).await,
            Command::Audit(audit) => archive::audit(&config()?, audit).await,
            Command::Search(search) => archive::search(&config()?, search).await,
            Command::Reference { folder } => bundle::reference(&folder),
            Command::Openapi => {
                speech::say(crate::app::openapi()?)?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}
