//! A COMMIT that was sent and not answered: it is found out whether it happened, and what was asked is done once.

use crate::base::{audit, instance, postgres, raw, raw_texts, set};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use store::{Expect, Table};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const LET_THROUGH: u8 = 0;
/// The connection breaks before the server sees the next COMMIT.
const CUT_BEFORE: u8 = 1;
/// The server sees it; its answer finds nobody.
const CUT_AFTER: u8 = 2;

/// Stands between the store and the server and breaks a connection at a COMMIT.
async fn stand_between(server: String) -> (u16, Arc<AtomicU8>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let cut = Arc::new(AtomicU8::new(LET_THROUGH));
    let mode = cut.clone();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (server, mode) = (server.clone(), mode.clone());
            tokio::spawn(async move {
                let upstream = TcpStream::connect(server).await.unwrap();
                let (mut from_client, mut to_client) = client.into_split();
                let (mut from_server, mut to_server) = upstream.into_split();
                let back = tokio::spawn(async move {
                    tokio::io::copy(&mut from_server, &mut to_client).await.ok();
                });
                let mut buffer = vec![0; 1 << 16];
                while let Ok(n @ 1..) = from_client.read(&mut buffer).await {
                    let commits = buffer[..n].windows(6).any(|w| w == b"COMMIT");
                    let mode = match commits {
                        true => mode.swap(LET_THROUGH, Ordering::SeqCst),
                        false => LET_THROUGH,
                    };
                    if mode == CUT_BEFORE {
                        break;
                    }
                    to_server.write_all(&buffer[..n]).await.unwrap();
                    if mode == CUT_AFTER {
                        back.abort();
                        // The server goes on for itself; its connection stays open that long.
                        drop(from_client);
                        tokio::time::sleep(std::time::Duration::from_secs(5)).await;
                        break;
                    }
                }
                back.abort();
            });
        }
    });
    (port, cut)
}

/// The server takes a while over each commit, so that it is under way when the store asks about it.
const SLOW: [&str; 2] = [
    "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.8); RETURN NULL; END $$",
    "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON instance DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()",
];

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_without_answer_is_done_once() {
    let Some(mut place) = postgres().await else {
        return;
    };
    let direct = place.url.clone();
    let (server, name) = direct
        .rsplit_once('@')
        .and_then(|(_, rest)| rest.split_once('/'))
        .unwrap();
    let (port, cut) = stand_between(server.to_string()).await;
    place.url = format!("postgres://postgres@127.0.0.1:{port}/{name}");
    let store = place.open().await;
    // The chain is there before anything breaks.
    let mut first = set();
    first.audit(audit("first", "x"));
    store.commit(first).await.unwrap();
    for slow in [false, true] {
        if slow {
            raw(&direct, &SLOW).await;
        }
        for mode in [CUT_BEFORE, CUT_AFTER] {
            let row = instance();
            let verb = format!("asked.{slow}.{mode}");
            let mut asked = set();
            asked
                .guard(Table::Instance, row.id, Expect::Absent)
                .put(row.clone());
            asked.audit(audit(&verb, row.id));
            cut.store(mode, Ordering::SeqCst);
            let done = store.commit(asked).await;
            assert!(done.is_ok(), "{verb}: {done:?}");
            assert_eq!(cut.load(Ordering::SeqCst), LET_THROUGH, "a COMMIT was cut");
            let links = format!("SELECT object FROM audit WHERE verb = '{verb}'");
            assert_eq!(raw_texts(&direct, &links).await, [row.id.to_string()]);
        }
    }
    let report = store.audit_verify().await.unwrap();
    assert!(report.is_sound(), "{report:?}");
    store.close().await;
}
