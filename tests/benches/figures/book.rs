//! The address book at size, over HTTP: a hundred thousand contacts imported from a list and from units of the IPA, and
//! names typed into the pages that search it, while it is imported and after.

use crate::desk::{asked, at, person};
use crate::durable::stored;
use crate::raw::{raw_all, raw_file};
use crate::serving::{Running, token};
use reqwest::multipart::{Form, Part};
use runtime::{Clock, RoleGiven};
use serde_json::{Value, json};
use server::{Config, wire};
use std::path::Path;
use std::time::{Duration, Instant};
use tests::figure;
use tokio::time::sleep;

/// Lines of the list, a contact each.
const LISTED: usize = 60_000;
/// Units, each with its head: two contacts a line.
const UNITS: usize = 20_000;
/// Units of one body, which all share its PEC.
const OF_ONE_BODY: usize = 500;
/// Lines an import writes together.
const TOGETHER: usize = 100;
const LOOK_EVERY: Duration = Duration::from_millis(200);
/// What somebody leaves between two letters.
const TYPING: Duration = Duration::from_millis(50);

/// Family and given name of the contact with this number.
fn name(n: usize) -> String {
    const FIRST: [&str; 8] = ["Ro", "Bian", "Ver", "Mon", "Fer", "Gal", "Lo", "Cas"];
    const MIDDLE: [&str; 8] = ["ssi", "chi", "di", "ta", "ra", "li", "com", "tel"];
    const LAST: [&str; 8] = ["ni", "no", "ri", "gnani", "ro", "etti", "bardi", "la"];
    const GIVEN: [&str; 10] = [
        "Ada", "Bruno", "Carla", "Dino", "Elsa", "Fabio", "Gina", "Ivo", "Lea", "Marco",
    ];
    let family = [FIRST[n % 8], MIDDLE[n / 8 % 8], LAST[n / 64 % 8]].concat();
    format!("{family} {} {}", GIVEN[n / 512 % 10], n / 5_120)
}

fn list() -> String {
    let lines = (0..LISTED).map(|n| format!("{};c{n}@pec.studio.example\n", name(n)));
    std::iter::once("nome;pec\n".to_string())
        .chain(lines)
        .collect()
}

/// Units as the IPA publishes them.
fn units() -> String {
    const NAMES: &str = "Codice_IPA;Denominazione_ente;Codice_fiscale_ente;Codice_uni_uo;Descrizione_uo;Nome_responsabile;\
        Cognome_responsabile;Mail_responsabile;Mail1;Tipo_Mail1;Mail2;Tipo_Mail2\n";
    let lines = (0..UNITS).map(|n| {
        let body = n / OF_ONE_BODY;
        format!(
            "c_e{body};Ente {body};8{body:010};UF{n:06};Ufficio {n};Ada;Prova{n};ada{n}@ente.example;ente{body}@pec.ente.example;Pec;\
             uo{n}@ente.example;Altro\n"
        )
    });
    std::iter::once(NAMES.to_string()).chain(lines).collect()
}

async fn prepare(data: &Path) {
    let config = Config {
        data: data.to_path_buf(),
        ..Config::default()
    };
    let open = wire::open(&config, Clock::System, true).await;
    let runtime = open.expect("a fresh folder");
    let keeps = RoleGiven {
        role: "protocollista".into(),
        office: None,
        area: None,
        last_day: None,
    };
    person(&runtime, "anna", vec![keeps]).await;
    runtime.store().close().await;
}

/// Imports a file as the page does; how many contacts there are of it.
async fn import(running: &Running, token: &str, source: &str, csv: String) -> u64 {
    let client = reqwest::Client::new();
    let post = |path: &str| client.post(running.url(path)).bearer_auth(token);
    let form = Form::new().part("file", Part::text(csv).file_name(source.to_string()));
    let (file, _) = asked(post("/api/v1/imports/files").multipart(form)).await;
    let wanted = json!({ "file": file["ref"], "source": source });
    let (mut now, _) = asked(post("/api/v1/imports").json(&wanted)).await;
    let path = format!("/api/v1/imports/{}", now["id"].as_str().expect("an id"));
    while now["state"] == "running" {
        sleep(LOOK_EVERY).await;
        let get = client.get(running.url(&path)).bearer_auth(token);
        (now, _) = asked(get).await;
    }
    assert_eq!(now["state"], "done", "{now}");
    now["counts"]["new"].as_u64().expect("a number")
}

/// A name typed letter by letter, from the second on; every tenth is nobody's.
fn typed(n: usize) -> (String, bool) {
    match n % 10 {
        0 => (format!("Qwzx {n}"), false),
        _ => (name(n * 7_919 % LISTED), true),
    }
}

/// Types names into a search until told to stop. Answers the times.
async fn type_names(
    running: &Running,
    token: &str,
    query: &str,
    until: impl Fn() -> bool,
    rest: Option<Duration>,
    check: impl Fn(&Value, bool),
) -> Vec<Duration> {
    let client = reqwest::Client::new();
    let (mut times, mut n) = (Vec::new(), 0);
    while !until() {
        n += 1;
        let (whole, there) = typed(n);
        for letters in 2..=whole.len().min(12) {
            let typed = whole[..letters].replace(' ', "%20");
            let request = client.get(running.url(&format!("{query}{typed}")));
            let (answer, took) = asked(request.bearer_auth(token)).await;
            check(&answer, there);
            times.push(took);
            if let Some(rest) = rest {
                sleep(rest).await;
            }
        }
    }
    times
}

fn print(name: &str, times: &mut [Duration]) {
    figure::print(&format!("{name}_p50_ms"), at(times, 0.5), "ms");
    figure::print(&format!("{name}_p99_ms"), at(times, 0.99), "ms");
}

pub async fn run() {
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let data = folder.path().join("data");
    std::fs::create_dir(&data).expect("a folder in it");
    prepare(&data).await;
    let anna = token(&data, "anna");
    let before = stored(&data).await;
    let mut running = Running::start(&data);
    running.until_ready();
    let over = std::sync::atomic::AtomicBool::new(false);
    let began = Instant::now();
    let (times, took) = tokio::join!(
        type_names(
            &running,
            &anna,
            "/api/v1/parties?q=",
            || over.load(std::sync::atomic::Ordering::Relaxed),
            Some(TYPING),
            |_, _| {},
        ),
        async {
            let listed = import(&running, &anna, "elenco.csv", list()).await;
            let units = import(&running, &anna, "uo.csv", units()).await;
            over.store(true, std::sync::atomic::Ordering::Relaxed);
            assert_eq!(listed as usize, LISTED);
            assert!(units as usize >= 2 * UNITS, "{units}");
            began.elapsed()
        }
    );
    let mut during = times;
    figure::print("contacts_import_memory_mb", running.memory_mb(), "MB");
    let found = |answer: &Value, there: bool| {
        let items = answer["items"].as_array().expect("a list");
        assert_eq!(items.is_empty(), !there, "{items:?}");
    };
    for (name, query) in [
        ("contacts_100k", "/api/v1/contacts?name="),
        ("parties_100k", "/api/v1/parties?q="),
        ("recipients_100k", "/api/v1/recipients?q="),
    ] {
        let ends = Instant::now() + Duration::from_secs_f64(figure::seconds());
        let past = || Instant::now() >= ends;
        let mut times = type_names(&running, &anna, query, past, None, found).await;
        print(name, &mut times);
    }
    drop(running);
    let lines = LISTED + UNITS;
    let bytes = stored(&data).await.saturating_sub(before) as usize / lines;
    let raw = raw_file(folder.path()).await;
    let limit = raw_all(&raw, lines / TOGETHER, TOGETHER, bytes).await;
    figure::print("contacts_import_bytes", bytes as f64, "bytes");
    let (took, limit) = (took.as_secs_f64(), limit.as_secs_f64());
    figure::print_beside("contacts_import_100k_s", took, "s", limit);
    print("parties_importing", &mut during);
}
