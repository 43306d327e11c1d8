//! Nothing is told before it is on disk: the order of syncs and answers, as the kernel saw it.
//!
//! A killed process does not lose what it wrote without a sync; only a power cut does. So the kill tests
//! cannot see a missing sync, and this one looks at the calls themselves.

use crate::program::syscalls::{self, Trace};
use crate::program::town::{Kind, PROTOCOLLO, Town};
use crate::program::{Start, until};
use futures::future::join_all;
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// Verbs at once, so that they share commits.
const VERBS: usize = 24;

/// A mail server that takes everything and keeps nothing; answers its port on loopback.
async fn listen() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                let mut in_mail = false;
                let mut say = "220 posta.example";
                loop {
                    if write
                        .write_all(format!("{say}\r\n").as_bytes())
                        .await
                        .is_err()
                    {
                        return;
                    }
                    // The lines of a mail are answered together.
                    let line = loop {
                        match lines.next_line().await {
                            Ok(Some(line)) if in_mail && line != "." => {}
                            Ok(Some(line)) => break line,
                            _ => return,
                        }
                    };
                    in_mail = line == "DATA";
                    say = if in_mail { "354 go on" } else { "250 ok" };
                }
            });
        }
    });
    port
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_waits_for_its_sync() {
    if !syscalls::is_possible() {
        return;
    }
    // Without TLS the bytes of a submission can be read in the trace; the door is on loopback. A mail is
    // marked on the server once it is kept.
    let port = listen().await;
    let town = Town::connected(
        |_| {},
        |_| {
            json!({
                "smtp": { "host": "127.0.0.1", "port": port, "security": "plain", "user": "" },
                "disposition": { "do": "mark_seen" },
            })
        },
    )
    .await;
    let file = town.folder.path().join("calls");
    let start = Start {
        under: syscalls::under(&file),
        ..town.start.clone()
    };
    let program = start.ready().await;
    let offices: Vec<String> = (0..VERBS)
        .map(|n| format!("ufficio-segnato-{n}-fine"))
        .collect();
    let (dario, url) = (&town.dario, &program.url);
    join_all(offices.iter().map(|key| async move {
        let body = json!({ "key": key, "name": "Ufficio" });
        dario.post(url, "/api/v1/offices", &body).await
    }))
    .await;

    town.deliver(Kind::Answered, 7_531);
    let new = town.maildir(PROTOCOLLO).join("new");
    let letter = std::fs::read_dir(&new)
        .expect("a Maildir")
        .next()
        .expect("a mail")
        .expect("an entry")
        .path();
    let name = letter
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let sha = hex::encode(Sha256::digest(std::fs::read(&letter).expect("a mail")));
    let message_id = until("the answer to leave", || async {
        let page = town.dario.get(&program.url, "/api/v1/despatches").await;
        let sent = page["items"][0].clone();
        let path = format!("/api/v1/despatches/{}", sent["id"].as_str()?);
        (sent["state"] == "submitted").then_some(())?;
        let detail = town.dario.get(&program.url, &path).await;
        Some(detail["message_id"].as_str()?.to_string())
    })
    .await;
    until("the mail to be marked", || async {
        (!letter.exists()).then_some(())
    })
    .await;
    program.stop().await;
    let text = until("strace to end", || async {
        let text = std::fs::read_to_string(&file).ok()?;
        let last = text.lines().last()?;
        last.contains("+++ exited").then_some(text)
    })
    .await;
    let trace = Trace::read(&text);

    // A verb: the page of the WAL that holds it is synced before its answer is sent.
    for key in &offices {
        let answer = trace.first("the answer", |c| {
            c.sends() && c.holds("HTTP/1.1 201") && c.holds(key)
        });
        trace
            .synced(trace.logged(&[key]), answer.begins)
            .expect("the answer waits");
    }

    // A mail: its bytes and their folder are on disk before the row names them, the row before the server is told.
    let blob = trace.first("the blob written", |c| {
        c.name.contains("write") && c.path().contains(&sha)
    });
    let moved = trace.first("the blob named", |c| c.moves() && c.holds(&sha));
    trace
        .synced(blob, moved.begins)
        .expect("the blob is synced");
    let folder = trace.first("the blob's folder synced", |c| {
        c.name.contains("sync")
            && c.begins > moved.ends
            && c.path().ends_with(&format!("/sha256/{}", &sha[..2]))
    });
    let row = trace.logged(&["Risposta attesa 7531"]);
    assert!(
        folder.ends < row.begins,
        "the row was written before the blob was safe"
    );
    let told = trace.first("the mail marked", |c| {
        c.moves() && c.holds(&name) && c.holds("/cur/")
    });
    trace
        .synced(row, told.begins)
        .expect("the server is told last");

    // What leaves: the outbox says that it may be leaving before the first byte of it does.
    let body = trace.first("the submission", |c| c.sends() && c.holds(&message_id));
    let data = trace
        .0
        .iter()
        .rfind(|c| c.begins < body.begins && c.sends() && c.holds("DATA\\r\\n"))
        .expect("a DATA command");
    let leaving = trace.logged(&[&message_id, "submitting"]);
    trace
        .synced(leaving, data.begins)
        .expect("DATA waits for the outbox");
    println!(
        "RELIABILITY name=program_sync_order n={} calls={} early=0",
        VERBS + 3,
        trace.0.len()
    );
}
