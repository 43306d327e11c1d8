//! From the box to an open page: a mail is delivered to a Dovecot, and a page that listens to the events of the program
//! fetches its list again until the new row is there.

use crate::arrival::{mailbox, ordinary, organisation};
use crate::serving::{Running, TOKEN};
use gestore::Gestore;
use runtime::Act;
use std::time::{Duration, Instant};
use tests::dovecot::Dovecot;
use tests::figure;

const MAILS: usize = 20;
/// The program waits for the server's word by then.
const SETTLES_IN: Duration = Duration::from_secs(5);
const GIVES_UP_AFTER: Duration = Duration::from_secs(60);

/// The page: told that something changed, it fetches its list. Answers when a row with these words is there.
async fn until_shown(running: &Running, page: &mut reqwest::Response, words: &str) {
    let client = reqwest::Client::new();
    loop {
        let told = page.chunk().await.expect("the events go on");
        told.expect("the program goes on");
        let list = client
            .get(running.url("/api/v1/tasks?filter=all&limit=50"))
            .bearer_auth(TOKEN)
            .send()
            .await
            .and_then(reqwest::Response::error_for_status)
            .expect("the list is read");
        if list.text().await.expect("a whole answer").contains(words) {
            return;
        }
    }
}

pub async fn run() {
    let folder = figure::folder(env!("CARGO_TARGET_TMPDIR")).expect("the build folder");
    let Some(dovecot) = Dovecot::start() else {
        println!("arrival_to_page_ms is left out: it needs Dovecot");
        return;
    };
    let elsewhere = tempfile::tempdir().expect("a folder");
    let gestore = Gestore::start(gestore::Config::new(
        elsewhere.path(),
        "gestore.example",
        &["pec.comune.example"],
    ))
    .await
    .expect("the gestore starts");
    let runtime = organisation(folder.path(), "posta-ordinaria", &gestore).await;
    gestore.stop().await;
    runtime
        .add_mailbox(&Act::system(), mailbox(&dovecot, false))
        .await
        .expect("the mailbox connects");
    runtime.store().close().await;
    let mut running = Running::start(folder.path());
    running.until_ready();
    let mut page = reqwest::Client::new()
        .get(running.url("/api/v1/events"))
        .bearer_auth(TOKEN)
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .expect("the page listens");
    tokio::time::sleep(SETTLES_IN).await;
    let mut times = Vec::new();
    for number in 1..=MAILS {
        let mail = ordinary(number);
        let began = Instant::now();
        dovecot.deliver("INBOX", &mail);
        let words = format!("Richiesta n. {number}\"");
        tokio::time::timeout(GIVES_UP_AFTER, until_shown(&running, &mut page, &words))
            .await
            .expect("the mail is shown");
        times.push(began.elapsed().as_secs_f64() * 1e3);
        // The next comes when the program waits again.
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    times.sort_by(f64::total_cmp);
    figure::print("arrival_to_page_p50_ms", times[MAILS / 2], "ms");
    figure::print("arrival_to_page_ms", times[MAILS - 1], "ms");
}
