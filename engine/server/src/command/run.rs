//! `serve` and `demo`.

use super::folder;
use super::speech::say;
use crate::app::{App, site};
use crate::config::Config;
use crate::demo::{self, Demo, Organisation, PASSWORD, Plan};
use crate::language::{Language, words};
use crate::listen::{self, Stop};
use crate::period;
use crate::wire;
use anyhow::Context;
use chrono::Utc;
use login::{Attempts, Bootstrap};
use metrics_exporter_prometheus::PrometheusBuilder;
use runtime::{Background, Clock, Runtime};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Sessions that ended are removed this often.
const SWEEP_EVERY: Duration = Duration::from_secs(15 * 60);

/// Runs until told to stop.
pub async fn serve(config: Config, clock_test: bool) -> anyhow::Result<ExitCode> {
    let stop = Stop::listen()?;
    let address = config.address(clock_test)?;
    let bootstrap = Bootstrap::new(config.bootstrap_token.clone())?;
    // Read before anything is opened or announced.
    let tls = listen::acceptor(&config)?;
    let _lock = folder::take(&config, true)?;
    // Bound before anything else is begun: a port that is taken is told at once.
    let listener = TcpListener::bind(address)
        .await
        .with_context(|| words!("in ascolto su {}", "listening on {}", address))?;
    let clock = if clock_test {
        Clock::test(Utc::now())
    } else {
        Clock::System
    };
    let runtime = wire::open(&config, clock, true).await?;
    if runtime.store().boot().restored_copy {
        tracing::warn!(
            "this is a restored copy: what may have left since the backup is uncertain and waits for a person"
        );
    }
    let background = runtime.run().await?;
    let scheme = if config.has_tls() { "https" } else { "http" };
    say(format!("Staffetta: {scheme}://{}", listener.local_addr()?))?;
    let door = Door {
        listener,
        tls,
        stop,
    };
    attend(config, runtime, background, bootstrap, None, door).await
}

/// The demonstration: its own folder, loopback only, whatever the settings say.
pub async fn demo(config: Config, organisation: Organisation) -> anyhow::Result<ExitCode> {
    let stop = Stop::listen()?;
    let folder = tempfile::Builder::new()
        .prefix("staffetta-demo-")
        .tempdir()
        .context(words!(
            "creando una cartella temporanea",
            "making a temporary folder"
        ))?;
    let config = Config {
        organisation: organisation.plan().name.into(),
        port: config.port,
        data: folder.path().join("data"),
        zone: config.zone,
        sdi_domains: vec![demo::SDI_DOMAIN.into()],
        ..Config::default()
    };
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], config.port))).await;
    let listener = listener.with_context(|| {
        words!(
            "in ascolto sulla porta {} (PORT=… ne sceglie un'altra)",
            "listening on port {} (PORT=… chooses another)",
            config.port
        )
    })?;
    let (runtime, background, demo) = demo::build(organisation, &config, folder.path()).await?;
    announce(demo.plan(), listener.local_addr()?)?;
    let door = Door {
        listener,
        tls: None,
        stop,
    };
    attend(
        config,
        runtime,
        background,
        Bootstrap::default(),
        Some(demo),
        door,
    )
    .await
}

fn announce(plan: &Plan, address: SocketAddr) -> std::io::Result<()> {
    say("")?;
    say(
        "  DEMO · dati inventati · nessun messaggio esce da questo computer · tutto si cancella alla chiusura",
    )?;
    say("")?;
    say(format!("  {}", plan.name))?;
    say(format!("  http://localhost:{}", address.port()))?;
    say("")?;
    for person in plan.people {
        say(format!(
            "  {:<16} {:<16} {}",
            person.login,
            person.name,
            Language::of_terminal().pick(person.title.0, person.title.1)
        ))?;
    }
    say("")?;
    say(words!(
        "  Si entra con un clic; la parola d'accesso di tutti è: {}",
        "  One click logs in; everybody's password is: {}",
        PASSWORD
    ))?;
    say("")
}

/// Where requests come in, and what ends that.
struct Door {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    stop: Stop,
}

async fn attend(
    config: Config,
    runtime: Runtime,
    background: Background,
    bootstrap: Bootstrap,
    demo: Option<Demo>,
    door: Door,
) -> anyhow::Result<ExitCode> {
    let metrics = PrometheusBuilder::new()
        .install_recorder()
        .context(words!("avviando le misure", "starting the figures"))?;
    let app = Arc::new(App {
        runtime: runtime.clone(),
        config,
        attempts: Attempts::default(),
        bootstrap,
        demo,
        metrics,
        opener: wire::opener()?,
    });
    let sweeper = tokio::spawn(sweep(runtime.clone()));
    let archivist = tokio::spawn(period::work(app.clone()));
    let stopping = runtime.clone();
    let stop = async move {
        door.stop.told().await;
        tracing::info!("stopping: requests under way may finish");
        stopping.shut_down();
    };
    let served = listen::serve(door.listener, door.tls, site(app.clone()), stop).await;
    runtime.shut_down();
    sweeper.abort();
    // An archive under way is made anew at the next start.
    archivist.abort();
    archivist.await.ok();
    background.ended().await;
    if let Some(demo) = Arc::into_inner(app).and_then(|app| app.demo) {
        demo.stop().await;
    }
    runtime.store().close().await;
    served.map(|()| ExitCode::SUCCESS)
}

async fn sweep(runtime: Runtime) {
    let mut every = tokio::time::interval(SWEEP_EVERY);
    loop {
        every.tick().await;
        if let Err(error) = runtime.sweep_sessions(Utc::now()).await {
            tracing::warn!(%error, "ended sessions could not be removed");
        }
    }
}
