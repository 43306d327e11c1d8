//! Fetching from a real Dovecot over TLS, with other programs at work on the same mailbox.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

mod fixture;

use contract::{Batch, Cursor, Disposition, Distrust, Inbound, Raw, Security, SourceError};
use fixture::{Meddler, proxy};
use mail::{ImapConfig, ImapSource};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tests::dovecot::Dovecot;

const CAP: u64 = 100_000;

fn password(secret: &str) -> contract::Login {
    contract::Login::Password(secret.into())
}

fn mail(number: usize) -> Vec<u8> {
    format!("From: a@posta.example\r\nMessage-ID: <m{number}@posta.example>\r\nSubject: n. {number}\r\n\r\ntesto {number}\r\n").into_bytes()
}

fn whole(batch: &Batch) -> Vec<(u64, Vec<u8>)> {
    let bytes = |raw: &Raw| match raw {
        Raw::Whole(bytes) => bytes.clone(),
        Raw::Oversize { file, .. } => std::fs::read(file).unwrap(),
    };
    batch.items.iter().map(|i| (i.uid, bytes(&i.raw))).collect()
}

fn next(batch: &Batch, after: u64) -> Cursor {
    let uid = batch
        .items
        .iter()
        .map(|i| i.uid)
        .chain(batch.vanished.iter().copied())
        .max()
        .unwrap_or(after);
    Cursor {
        uid_validity: batch.uid_validity,
        uid,
    }
}

/// Plain connection through a proxy, for tests that meddle.
fn through(dovecot: &Dovecot, port: u16) -> ImapConfig {
    ImapConfig {
        host: "127.0.0.1".into(),
        port,
        security: Security::Plain,
        ..dovecot.config()
    }
}

#[tokio::test]
async fn messages_come_once_in_order_whatever_their_flags() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    for n in 0..5 {
        dovecot.deliver("INBOX", &mail(n));
    }
    dovecot
        .other_client(&["SELECT INBOX", "STORE 2 +FLAGS (\\Seen \\Flagged)"])
        .await;
    let before = dovecot.files("INBOX");
    let mut source = ImapSource::new(dovecot.config());
    let first = source.fetch(Cursor::default(), 3, CAP).await.unwrap();
    assert!(first.more && !first.renumbered);
    assert_eq!(whole(&first), [(1, mail(0)), (2, mail(1)), (3, mail(2))]);
    assert!(first.items.iter().all(|i| i.internal_date.is_some()));
    let cursor = next(&first, 0);
    let rest = source.fetch(cursor, 3, CAP).await.unwrap();
    assert!(!rest.more);
    assert_eq!(whole(&rest), [(4, mail(3)), (5, mail(4))]);
    let cursor = next(&rest, 3);
    for _ in 0..2 {
        let none = source.fetch(cursor, 3, CAP).await.unwrap();
        assert!(none.items.is_empty() && !none.more && none.vanished.is_empty());
    }
    dovecot.deliver("INBOX", &mail(5));
    let new = source.fetch(cursor, 3, CAP).await.unwrap();
    assert_eq!(whole(&new), [(6, mail(5))]);
    // Reading left no trace.
    let after: Vec<String> = dovecot
        .files("INBOX")
        .into_iter()
        .filter(|f| !f.contains("M000005"))
        .collect();
    assert_eq!(after, before);
}

#[tokio::test]
async fn gaps_in_the_numbers_are_passed_over() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    for n in 0..4 {
        dovecot.deliver("INBOX", &mail(n));
    }
    dovecot
        .other_client(&[
            "SELECT INBOX",
            "STORE 2:3 +FLAGS.SILENT (\\Deleted)",
            "EXPUNGE",
        ])
        .await;
    let mut source = ImapSource::new(dovecot.config());
    let batch = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    assert_eq!(whole(&batch), [(1, mail(0)), (4, mail(3))]);
    assert!(batch.vanished.is_empty());
}

#[tokio::test]
async fn the_survey_counts_years_and_reads_nothing() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    let mut source = ImapSource::new(dovecot.config());
    assert_eq!(source.list().await.unwrap().items.len(), 0);
    for n in 0..3 {
        dovecot.deliver("INBOX", &mail(n));
    }
    let old = "APPEND INBOX \"05-Mar-2021 10:00:00 +0100\" {5+}\r\nx: y\n";
    dovecot.other_client(&[old]).await;
    let survey = contract::Survey::of(&source.list().await.unwrap());
    assert_eq!(
        (survey.total, survey.uid_next, survey.per_year.get(&2021)),
        (4, 5, Some(&1))
    );
    assert_eq!(survey.per_year.values().sum::<u64>(), 4);
    let batch = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    assert_eq!(batch.uid_validity, survey.uid_validity);
}

#[tokio::test]
async fn a_renumbered_folder_starts_again() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    dovecot.deliver("Protocollo", &mail(0));
    dovecot.deliver("Protocollo", &mail(1));
    let mut source = ImapSource::new(ImapConfig {
        folder: "Protocollo".into(),
        ..dovecot.config()
    });
    let first = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    assert_eq!(first.items.len(), 2);
    dovecot
        .other_client(&["DELETE Protocollo", "CREATE Protocollo"])
        .await;
    dovecot.deliver("Protocollo", &mail(7));
    let old = next(&first, 0);
    // The connection may have been closed with the folder: one more call makes it anew.
    let again = match source.fetch(old, 10, CAP).await {
        Ok(batch) => batch,
        Err(_) => source.fetch(old, 10, CAP).await.unwrap(),
    };
    assert!(again.renumbered && again.uid_validity != first.uid_validity);
    assert_eq!(whole(&again), [(1, mail(7))]);
    let calm = source.fetch(next(&again, 0), 10, CAP).await.unwrap();
    assert!(!calm.renumbered && calm.items.is_empty());
}

#[tokio::test]
async fn a_message_over_the_cap_goes_to_a_file_in_parts() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    let mut big = mail(1);
    while big.len() < 3_500_000 {
        big.extend(b"riga di prova numero qualunque\r\n");
    }
    dovecot.deliver("INBOX", &mail(0));
    dovecot.deliver("INBOX", &big);
    // A whole number of parts, too.
    big.truncate(2 * 1024 * 1024 - 2);
    big.extend(b"\r\n");
    dovecot.deliver("INBOX", &big);
    dovecot.deliver("INBOX", &mail(3));
    let mut source = ImapSource::new(dovecot.config());
    let batch = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    let sizes: Vec<Option<u64>> = batch
        .items
        .iter()
        .map(|i| match &i.raw {
            Raw::Whole(_) => None,
            Raw::Oversize { size, .. } => Some(*size),
        })
        .collect();
    assert_eq!(sizes[0], None);
    assert!(sizes[1].unwrap() >= 3_500_000);
    assert_eq!(sizes[2], Some(2 * 1024 * 1024));
    assert_eq!(sizes[3], None);
    assert_eq!(whole(&batch)[2].1, big);
    // Under the cap the same message comes whole.
    let batch = source
        .fetch(
            Cursor {
                uid: 2,
                ..next(&batch, 0)
            },
            1,
            5_000_000,
        )
        .await
        .unwrap();
    assert!(matches!(&batch.items[0].raw, Raw::Whole(bytes) if *bytes == big));
}

#[tokio::test]
async fn a_message_removed_between_listing_and_reading_has_vanished() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    for n in 0..3 {
        dovecot.deliver("INBOX", &mail(n));
    }
    let port = dovecot.imap;
    let once = Arc::new(AtomicBool::new(false));
    let meddler = Meddler {
        client: Box::new(move |line| {
            let first = line.contains("BODY.PEEK")
                && !once.swap(line.contains("BODY.PEEK"), Ordering::SeqCst);
            Box::pin(async move {
                if first {
                    tests::dovecot::say(
                        port,
                        &[
                            "SELECT INBOX",
                            "STORE 2 +FLAGS.SILENT (\\Deleted)",
                            "EXPUNGE",
                        ],
                    )
                    .await;
                }
            })
        }),
        ..Meddler::none()
    };
    let port = proxy(dovecot.imap, meddler).await;
    let mut source = ImapSource::new(through(&dovecot, port));
    let batch = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    assert_eq!(whole(&batch), [(1, mail(0)), (3, mail(2))]);
    assert_eq!(batch.vanished, [2]);
}

/// The line is cut after every so many bytes of the answer: never half a message, never a message
/// taken for vanished, and the next call goes on.
#[tokio::test]
async fn a_cut_line_loses_nothing() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    for n in 0..3 {
        dovecot.deliver("INBOX", &mail(n));
    }
    let (mut cuts, mut wholes) = (0, 0);
    for cut_at in (0..4000usize).step_by(131).chain([usize::MAX]) {
        let passed = Arc::new(AtomicUsize::new(0));
        let meddler = Meddler {
            server: Box::new(move |bytes| {
                let before = passed.fetch_add(bytes.len(), Ordering::SeqCst);
                let room = cut_at.saturating_sub(before);
                Some(bytes[..bytes.len().min(room)].to_vec())
            }),
            ..Meddler::none()
        };
        let port = proxy(dovecot.imap, meddler).await;
        let mut source = ImapSource::new(through(&dovecot, port));
        match source.fetch(Cursor::default(), 10, CAP).await {
            Ok(batch) => {
                assert!(batch.vanished.is_empty(), "cut at {cut_at}");
                assert_eq!(
                    whole(&batch),
                    [(1, mail(0)), (2, mail(1)), (3, mail(2))],
                    "cut at {cut_at}"
                );
            }
            Err(SourceError::Lost { .. } | SourceError::Unreachable { .. }) => {
                cuts += 1;
                continue;
            }
            Err(other) => panic!("cut at {cut_at}: {other:?}"),
        }
        wholes += 1;
    }
    assert!(cuts > 5 && wholes > 0, "{cuts} cut, {wholes} whole");
}

#[tokio::test]
async fn idle_wakes_when_a_message_arrives_and_ends_in_time() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    dovecot.deliver("INBOX", &mail(0));
    let mut source = ImapSource::new(dovecot.config());
    let first = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    let started = Instant::now();
    source.wait(Duration::from_millis(700)).await.unwrap();
    assert!(
        started.elapsed() >= Duration::from_millis(700),
        "{:?}",
        started.elapsed()
    );
    let started = Instant::now();
    let (woken, ()) = tokio::join!(source.wait(Duration::from_secs(30)), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        dovecot.deliver("INBOX", &mail(1));
    });
    woken.unwrap();
    assert!(
        started.elapsed() < Duration::from_secs(10),
        "{:?}",
        started.elapsed()
    );
    let new = source.fetch(next(&first, 0), 10, CAP).await.unwrap();
    assert_eq!(whole(&new), [(2, mail(1))]);
    // A wait that is given up leaves the source usable.
    let given_up = tokio::time::timeout(
        Duration::from_millis(200),
        source.wait(Duration::from_secs(30)),
    )
    .await;
    assert!(given_up.is_err());
    assert!(
        source
            .fetch(next(&new, 0), 10, CAP)
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

/// Where the server numbers changes (RFC 7162), a folder that did not change is not listed again.
#[tokio::test]
async fn a_folder_that_did_not_change_is_not_listed_again() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    for n in 0..3 {
        dovecot.deliver("INBOX", &mail(n));
    }
    // The last number is gone, so that the next number alone does not say that nothing came.
    dovecot
        .other_client(&[
            "SELECT INBOX",
            "STORE 3 +FLAGS.SILENT (\\Deleted)",
            "EXPUNGE",
        ])
        .await;
    // A server that was asked to number changes goes on doing so: first as if it could not.
    for (counted, lists) in [(false, 2), (true, 1)] {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let meddler = Meddler {
            client: Box::new(move |line| {
                count.fetch_add(usize::from(line.contains("RFC822.SIZE")), Ordering::SeqCst);
                Box::pin(async {})
            }),
            server: Box::new(move |bytes| {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                let without = text.replace("CONDSTORE", "NOTHINGS!");
                Some(if counted { text } else { without }.into_bytes())
            }),
        };
        let port = proxy(dovecot.imap, meddler).await;
        let mut source = ImapSource::new(through(&dovecot, port));
        let first = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
        assert_eq!(whole(&first), [(1, mail(0)), (2, mail(1))]);
        let again = source.fetch(next(&first, 0), 10, CAP).await.unwrap();
        assert!(again.items.is_empty() && !again.more);
        assert_eq!(
            asked.load(Ordering::SeqCst),
            lists,
            "changes numbered: {counted}"
        );
    }
    // A change is seen.
    let mut source = ImapSource::new(dovecot.config());
    let first = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    dovecot.deliver("INBOX", &mail(4));
    let new = source.fetch(next(&first, 0), 10, CAP).await.unwrap();
    assert_eq!(whole(&new), [(4, mail(4))]);
}

/// Without IDLE the wait is a rest of at most a minute, and the next look finds what came.
#[tokio::test]
async fn without_idle_the_mailbox_is_polled() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    let idled = Arc::new(AtomicBool::new(false));
    let seen = idled.clone();
    let meddler = Meddler {
        client: Box::new(move |line| {
            seen.fetch_or(line.trim_end().ends_with("IDLE"), Ordering::SeqCst);
            Box::pin(async {})
        }),
        server: Box::new(|bytes| {
            let text = String::from_utf8_lossy(&bytes).replace(" IDLE", " NONE");
            Some(text.into_bytes())
        }),
    };
    let port = proxy(dovecot.imap, meddler).await;
    let mut source = ImapSource::new(through(&dovecot, port));
    let none = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    let started = Instant::now();
    let (rested, ()) = tokio::join!(source.wait(Duration::from_millis(600)), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        dovecot.deliver("INBOX", &mail(0));
    });
    rested.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(600));
    let new = source.fetch(next(&none, 0), 10, CAP).await.unwrap();
    assert_eq!(whole(&new), [(1, mail(0))]);
    assert!(
        !idled.load(Ordering::SeqCst),
        "a command the server does not know was sent"
    );
}

#[tokio::test]
async fn settling_marks_or_moves_and_may_be_repeated() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    for n in 0..4 {
        dovecot.deliver("INBOX", &mail(n));
    }
    let mut source = ImapSource::new(dovecot.config());
    let batch = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    source.settle(1, &Disposition::Nothing).await.unwrap();
    assert!(!dovecot.files("INBOX").iter().any(|f| f.ends_with('S')));
    for _ in 0..2 {
        source.settle(1, &Disposition::MarkSeen).await.unwrap();
        source
            .settle(2, &Disposition::Move("Già letti".into()))
            .await
            .unwrap();
    }
    assert_eq!(
        dovecot
            .files("INBOX")
            .iter()
            .filter(|f| f.ends_with('S'))
            .count(),
        1
    );
    assert_eq!(
        (
            dovecot.files("INBOX").len(),
            dovecot.files("Gi&AOA- letti").len()
        ),
        (3, 1)
    );
    // Without MOVE: copied, and only that one expunged.
    dovecot
        .other_client(&["SELECT INBOX", "UID STORE 4 +FLAGS.SILENT (\\Deleted)"])
        .await;
    let meddler = Meddler {
        server: Box::new(|bytes| {
            let text: Vec<u8> = String::from_utf8_lossy(&bytes)
                .replace(" MOVE", " XMOV")
                .into_bytes();
            Some(text)
        }),
        ..Meddler::none()
    };
    let port = proxy(dovecot.imap, meddler).await;
    let mut without = ImapSource::new(through(&dovecot, port));
    for _ in 0..2 {
        without
            .settle(3, &Disposition::Move("Fatti".into()))
            .await
            .unwrap();
    }
    assert_eq!(
        (dovecot.files("INBOX").len(), dovecot.files("Fatti").len()),
        (2, 1)
    );
    // Moving changed no number of the others.
    assert!(
        source
            .fetch(next(&batch, 0), 10, CAP)
            .await
            .unwrap()
            .items
            .is_empty()
    );
}

#[tokio::test]
async fn the_sent_folder_is_searched_by_message_id() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    dovecot.deliver("Inviati", &mail(9));
    let sent = |folder: Option<&str>| ImapConfig {
        sent_folder: folder.map(str::to_owned),
        ..dovecot.config()
    };
    let mut source = ImapSource::new(sent(Some("Inviati")));
    assert_eq!(
        source.sent_contains("m9@posta.example").await.unwrap(),
        Some(true)
    );
    assert_eq!(
        source.sent_contains("altro@posta.example").await.unwrap(),
        Some(false)
    );
    dovecot.deliver("INBOX", &mail(0));
    assert_eq!(
        whole(&source.fetch(Cursor::default(), 10, CAP).await.unwrap()),
        [(1, mail(0))]
    );
    assert_eq!(
        ImapSource::new(sent(None))
            .sent_contains("m9@posta.example")
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        ImapSource::new(sent(Some("Manca")))
            .sent_contains("m9@posta.example")
            .await
            .unwrap(),
        None
    );
}

/// Self-signed as `openssl req -x509` makes them: trusted by the admin, and still no certificate of a server.
#[tokio::test]
async fn the_certificate_of_an_authority_is_told_apart() {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
    let folder = tempfile::tempdir().unwrap();
    let authority =
        signature::Authority::create("posta-certificata@gestore.example", chrono::Utc::now())
            .unwrap();
    authority.save(folder.path()).unwrap();
    let ca_pem = authority.ca_pem().unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let settings = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(ca_pem.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_file(folder.path().join("ca.key")).unwrap(),
        )
        .unwrap();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(settings));
        assert!(acceptor.accept(stream).await.is_err());
    });
    let mut source = ImapSource::new(ImapConfig {
        host: "localhost".into(),
        port,
        security: Security::Tls,
        user: "ufficio".into(),
        login: password("segreto"),
        folder: "INBOX".into(),
        sent_folder: None,
        ca_pem: Some(ca_pem),
        spool_dir: folder.path().join("spool"),
    });
    let told = source.list().await.unwrap_err();
    assert!(
        matches!(&told, SourceError::Untrusted { why, .. } if *why == Distrust::IsAuthority),
        "{told:?}"
    );
    assert!(told.it().contains("CA:FALSE"), "{}", told.it());
    server.await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_reached_says_why() {
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    let base = dovecot.config();
    let fetch = async |config: ImapConfig| {
        ImapSource::new(config)
            .fetch(Cursor::default(), 1, CAP)
            .await
            .unwrap_err()
    };
    let wrong = fetch(ImapConfig {
        login: password("altra"),
        ..base.clone()
    })
    .await;
    assert!(
        matches!(&wrong, SourceError::LoginRefused { said } if said.contains("Authentication failed")),
        "{wrong:?}"
    );
    let accents = fetch(ImapConfig {
        login: password("però"),
        ..base.clone()
    })
    .await;
    assert!(
        matches!(accents, SourceError::LoginRefused { .. }),
        "{accents:?}"
    );
    let folder = fetch(ImapConfig {
        folder: "Manca".into(),
        ..base.clone()
    })
    .await;
    assert!(matches!(folder, SourceError::NoFolder { .. }), "{folder:?}");
    let stranger = fetch(ImapConfig {
        ca_pem: None,
        ..base.clone()
    })
    .await;
    assert!(
        matches!(&stranger, SourceError::Untrusted { why, .. } if *why == Distrust::Authority),
        "{stranger:?}"
    );
    let elsewhere = fetch(ImapConfig {
        host: "127.0.0.2".into(),
        ..base.clone()
    })
    .await;
    assert!(
        matches!(elsewhere, SourceError::Unreachable { .. }),
        "{elsewhere:?}"
    );
    let far = ImapConfig {
        host: "192.0.2.1".into(),
        security: Security::Plain,
        ..base.clone()
    };
    let far = fetch(far).await;
    assert!(
        matches!(&far, SourceError::Unreachable { said, .. } if said.contains("without encryption")),
        "{far:?}"
    );
    let start_tls = ImapConfig {
        port: dovecot.imap,
        security: Security::StartTls,
        ..base
    };
    dovecot.deliver("INBOX", &mail(0));
    assert_eq!(
        ImapSource::new(start_tls)
            .fetch(Cursor::default(), 1, CAP)
            .await
            .unwrap()
            .items
            .len(),
        1
    );
}

/// A server that lies about sizes: the literal is refused as soon as it is announced, and the
/// message is read in parts instead.
#[tokio::test]
async fn a_literal_larger_than_asked_is_cut() {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    const REAL: usize = 40_000_000;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let written = Arc::new(Mutex::new(0usize));
    let count = written.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let count = count.clone();
            tokio::spawn(async move {
                let mut stream = BufReader::new(stream);
                stream.write_all(b"* OK hello\r\n").await.ok()?;
                let mut line = String::new();
                while stream.read_line(&mut line).await.ok()? > 0 {
                    let (tag, rest) = line.split_once(' ').unwrap_or_default();
                    let mut answer = String::new();
                    if rest.starts_with("EXAMINE") {
                        answer =
                            "* 1 EXISTS\r\n* OK [UIDVALIDITY 9] x\r\n* OK [UIDNEXT 2] x\r\n".into();
                    } else if rest.contains("RFC822.SIZE") {
                        answer = "* 1 FETCH (UID 1 RFC822.SIZE 100)\r\n".into();
                    } else if let Some((_, part)) = rest.split_once("BODY.PEEK[]<") {
                        let (from, len) = part
                            .split_once('>')
                            .unwrap_or_default()
                            .0
                            .split_once('.')
                            .unwrap_or_default();
                        let (from, len): (usize, usize) =
                            (from.parse().unwrap_or(0), len.parse().unwrap_or(0));
                        let len = len.min(REAL.saturating_sub(from));
                        answer = format!(
                            "* 1 FETCH (UID 1 BODY[]<{from}> {{{len}}}\r\n{})\r\n",
                            "x".repeat(len)
                        );
                    } else if rest.contains("BODY.PEEK[]") {
                        stream
                            .write_all(format!("* 1 FETCH (UID 1 BODY[] {{{REAL}}}\r\n").as_bytes())
                            .await
                            .ok()?;
                        for _ in 0..REAL / 10_000 {
                            stream.write_all(&[b'x'; 10_000]).await.ok()?;
                            *count.lock().unwrap() += 10_000;
                        }
                        answer = ")\r\n".into();
                    }
                    stream
                        .write_all(format!("{answer}{tag} OK done\r\n").as_bytes())
                        .await
                        .ok()?;
                    line.clear();
                }
                Some(())
            });
        }
    });
    let spool = tempfile::tempdir().unwrap();
    let mut source = ImapSource::new(ImapConfig {
        host: "127.0.0.1".into(),
        port,
        security: Security::Plain,
        user: "u".into(),
        login: password("p"),
        folder: "INBOX".into(),
        sent_folder: None,
        ca_pem: None,
        spool_dir: spool.path().into(),
    });
    let cut = source.fetch(Cursor::default(), 10, CAP).await.unwrap_err();
    assert!(
        matches!(&cut, SourceError::Lost { said } if said.contains("more than the")),
        "{cut:?}"
    );
    let batch = source.fetch(Cursor::default(), 10, CAP).await.unwrap();
    assert!(
        matches!(&batch.items[0].raw, Raw::Oversize { size, .. } if *size == REAL as u64),
        "{:?}",
        batch.items[0]
    );
    // What left the server was in the sockets' buffers, not in ours.
    assert!(*written.lock().unwrap() < REAL / 2);
}

#[tokio::test]
async fn each_check_of_a_mailbox_has_its_name_and_stops_those_after_it() {
    use contract::Check::{Count, Dns, Folders, Login, Tls};
    let Some(dovecot) = Dovecot::start() else {
        return;
    };
    dovecot.deliver("INBOX", &mail(0));
    let good = dovecot.config();
    let other = |change: fn(&mut ImapConfig)| {
        let mut config = good.clone();
        change(&mut config);
        config
    };
    let rows = [
        (good.clone(), vec![Dns, Tls, Login, Folders, Count], None),
        (
            other(|c| c.host = "nessuno.invalid".into()),
            vec![Dns],
            Some(Dns),
        ),
        (other(|c| c.ca_pem = None), vec![Dns, Tls], Some(Tls)),
        (other(|c| c.port = 1), vec![Dns, Tls], Some(Tls)),
        (
            other(|c| c.login = password("altra")),
            vec![Dns, Tls, Login],
            Some(Login),
        ),
        (
            other(|c| c.sent_folder = Some("Mai vista".into())),
            vec![Dns, Tls, Login, Folders],
            Some(Folders),
        ),
    ];
    for (config, made, failed) in rows {
        let (probed, listing) = mail::probe(Some(&config), None).await;
        let checks: Vec<_> = probed.iter().map(|p| p.check).collect();
        assert_eq!(checks, made, "{failed:?}");
        let bad: Vec<_> = probed.iter().filter(|p| p.result.is_err()).collect();
        assert_eq!(bad.first().map(|p| p.check), failed);
        assert_eq!(
            listing.map(|l| l.items.len()),
            failed.is_none().then_some(1)
        );
    }
}

#[tokio::test]
async fn the_room_of_a_mailbox_is_what_the_server_says() {
    let extra = tests::dovecot::Extra {
        quota_kilobytes: Some(1_000),
        ..Default::default()
    };
    let Some(dovecot) = Dovecot::with(extra) else {
        return;
    };
    let mut source = ImapSource::new(dovecot.config());
    let empty = source.quota().await.unwrap().unwrap();
    assert_eq!((empty.used, empty.limit), (0, 1_024_000));
    let mut large = mail(0);
    large.extend(vec![b'x'; 500_000]);
    dovecot.deliver("INBOX", &large);
    // Counted when somebody opens the folder.
    assert_eq!(source.list().await.unwrap().items.len(), 1);
    let full = source.quota().await.unwrap().unwrap();
    assert!((400_000..=600_000).contains(&full.used), "{full:?}");
    let Some(without) = Dovecot::start() else {
        return;
    };
    let mut source = ImapSource::new(without.config());
    assert_eq!(source.quota().await.unwrap(), None);
}
