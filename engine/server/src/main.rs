//! `staffetta`: one binary, several roles. See `staffetta --help`.

use anyhow::Context;
use server::command::Cli;
use std::io::IsTerminal;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    // Before anything is read or started: this process is for one file of a stranger's.
    if let Some(ended) = server::wire::open_document() {
        return ended;
    }
    let cli = match Cli::read() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    let filter = EnvFilter::try_from_env("STAFFETTA_LOG").unwrap_or_else(|_| {
        EnvFilter::new("warn,server=info,runtime=info,store=info,tower_http=warn,html5ever=off")
    });
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    if cli.log_json {
        log.json().init()
    } else {
        log.init()
    }
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            Cli::complain(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    // One provider, named once: two linked in would make rustls panic at the first connection.
    if rustls::crypto::ring::default_provider()
        .install_default()
        .is_err()
    {
        anyhow::bail!("another TLS provider is installed already");
    }
    let tokio = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // A verb followed through all its consequences is deep where nothing is optimised.
        .thread_stack_size(8 << 20)
        .build()
        .context("starting the async workers")?;
    tokio.block_on(cli.run())
}
