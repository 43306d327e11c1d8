//! What came of a message, against a scripted server that fails at every stage.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use contract::{Outcome, Prepared, Security, SmtpEndpoint};
use mail::Smtp;
use mail::smtp::Timeouts;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// What the server does at one stage instead of agreeing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Do {
    Say(&'static str),
    Drop,
    Hang,
    /// Says nothing and goes on.
    Skip,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum At {
    Greeting,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After some bytes of the message were read.
    Body,
    /// After the final dot.
    Dot,
}

#[derive(Default, Clone)]
struct Seen {
    messages: Arc<Mutex<Vec<String>>>,
    connections: Arc<Mutex<usize>>,
    commands: Arc<Mutex<Vec<String>>>,
}

async fn serve(fault: Option<(At, Do)>) -> (u16, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Seen::default();
    let shared = seen.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            *shared.connections.lock().unwrap() += 1;
            tokio::spawn(talk(stream, fault, shared.clone()));
        }
    });
    (port, seen)
}

async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    fault: Option<(At, Do)>,
    seen: Seen,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let fault_at = |at: At| fault.filter(|f| f.0 == at).map(|f| f.1);
    macro_rules! answer {
        ($at:expr, $ok:expr) => {
            match fault_at($at) {
                None => stream.write_all($ok.as_bytes()).await.ok()?,
                Some(Do::Say(text)) => {
                    stream
                        .write_all(format!("{text}\r\n").as_bytes())
                        .await
                        .ok()?;
                }
                Some(Do::Drop) => return None,
                Some(Do::Skip) => {}
                Some(Do::Hang) => {
                    tokio::time::sleep(Duration::from_secs(60)).await;
                    return None;
                }
            }
        };
    }
    answer!(At::Greeting, "220 fake\r\n");
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let command = line.trim().to_owned();
        seen.commands.lock().unwrap().push(command.clone());
        let verb = command
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => stream
                .write_all(b"250-fake\r\n250-AUTH PLAIN LOGIN XOAUTH2\r\n250 8BITMIME\r\n")
                .await
                .ok()?,
            "AUTH" => answer!(At::Auth, "235 ok\r\n"),
            "MAIL" => answer!(At::Mail, "250 ok\r\n"),
            "RCPT" if command.contains("b@") => answer!(At::Rcpt, "250 ok\r\n"),
            "DATA" => {
                answer!(At::Data, "354 go\r\n");
                if fault_at(At::Data).is_some() {
                    continue;
                }
                if fault_at(At::Body).is_some() {
                    let mut some = [0u8; 1000];
                    stream.read_exact(&mut some).await.ok()?;
                    return None;
                }
                let mut message = String::new();
                while !message.ends_with("\r\n.\r\n") {
                    if stream.read_line(&mut message).await.ok()? == 0 {
                        return None;
                    }
                }
                seen.messages
                    .lock()
                    .unwrap()
                    .push(message.trim_end_matches(".\r\n").to_owned());
                answer!(At::Dot, "250 2.0.0 queued as 42\r\n");
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n").await.ok()?;
                return None;
            }
            _ => stream.write_all(b"250 ok\r\n").await.ok()?,
        }
    }
}

fn endpoint(port: u16) -> SmtpEndpoint {
    SmtpEndpoint {
        host: "127.0.0.1".into(),
        port,
        security: Security::Plain,
        user: "u".into(),
        login: contract::Login::Password("p".into()),
        ca_pem: None,
    }
}

fn message(bytes: &str) -> Prepared {
    Prepared {
        message_id: "m1@comune.example".into(),
        sender: "a@comune.example".into(),
        recipients: vec!["a@posta.example".into(), "b@posta.example".into()],
        to: vec![],
        cc: vec![],
        subject: "s".into(),
        bytes: bytes.as_bytes().to_vec(),
    }
}

fn sender() -> Smtp {
    let second = Duration::from_secs(1);
    Smtp::new(Timeouts {
        connect: second,
        command: second,
        data: second,
    })
}

fn word(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Done(_) | Outcome::Made(_) => "done".into(),
        Outcome::RetryAfter { after, .. } => format!("retry {}", after.as_secs()),
        Outcome::Never { code, .. } => format!("never {code}"),
        Outcome::Uncertain { .. } => "uncertain".into(),
    }
}

fn reason(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Done(_) | Outcome::Made(_) => "",
        Outcome::RetryAfter { reason, .. }
        | Outcome::Never { reason, .. }
        | Outcome::Uncertain { reason } => reason,
    }
}

#[tokio::test]
async fn every_fault_has_the_outcome_it_deserves() {
    // (fault, outcome, words that must be told to the person)
    let rows = [
        (
            At::Greeting,
            Do::Say("421 too busy"),
            "retry 300",
            "too busy",
        ),
        (At::Greeting, Do::Say("554 go away"), "retry 900", "go away"),
        (At::Greeting, Do::Drop, "retry 60", ""),
        (
            At::Greeting,
            Do::Hang,
            "retry 60",
            "no connection within 1 s / nessun collegamento entro 1 s",
        ),
        (
            At::Auth,
            Do::Say("535 5.7.8 wrong password"),
            "retry 900",
            "wrong password",
        ),
        (At::Auth, Do::Say("454 try later"), "retry 300", "try later"),
        (
            At::Mail,
            Do::Say("550 5.1.8 unknown sender"),
            "never smtp_rejected",
            "unknown sender",
        ),
        (
            At::Mail,
            Do::Say("530 log in first"),
            "retry 900",
            "log in first",
        ),
        (
            At::Mail,
            Do::Say("451 greylisted"),
            "retry 300",
            "greylisted",
        ),
        (At::Mail, Do::Drop, "retry 60", "MAIL FROM"),
        (
            At::Rcpt,
            Do::Say("550 5.1.1 no such user"),
            "never smtp_rejected",
            "b@posta.example",
        ),
        (At::Rcpt, Do::Say("452 box full"), "retry 300", "box full"),
        (At::Rcpt, Do::Hang, "retry 300", "no answer"),
        (At::Data, Do::Say("554 no"), "never smtp_rejected", "554"),
        (At::Data, Do::Say("250 what"), "retry 300", "unexpected"),
        (At::Data, Do::Drop, "retry 60", "DATA"),
        (At::Body, Do::Drop, "retry 60", "while sending"),
        (
            At::Dot,
            Do::Say("552 5.3.4 too big"),
            "never smtp_rejected",
            "too big",
        ),
        (At::Dot, Do::Say("451 not now"), "retry 300", "not now"),
        (At::Dot, Do::Drop, "uncertain", "after DATA"),
        (At::Dot, Do::Hang, "uncertain", "after DATA / dopo DATA"),
        (At::Dot, Do::Say("nonsense"), "uncertain", "after DATA"),
        (At::Dot, Do::Say("354 go on"), "uncertain", "after DATA"),
    ];
    // Large enough not to fit into the buffers of the two sockets.
    let big = format!(
        "Subject: s\r\n\r\n{}\r\n",
        "riga di testo\r\n".repeat(2_000_000)
    );
    for (at, what, expected, told) in rows {
        let (port, seen) = serve(Some((at, what))).await;
        let prepared = if at == At::Body {
            message(&big)
        } else {
            message("Subject: s\r\n\r\nciao\r\n")
        };
        let outcome = sender().send(&endpoint(port), &prepared).await;
        assert_eq!(word(&outcome), expected, "{at:?} {what:?}: {outcome:?}");
        assert!(
            reason(&outcome).contains(told),
            "{at:?} {what:?}: {outcome:?}"
        );
        let arrived = seen.messages.lock().unwrap().len();
        assert_eq!(arrived, usize::from(at == At::Dot), "{at:?} {what:?}");
    }
}

#[tokio::test]
async fn nobody_listening_is_tried_again_later() {
    let port = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    assert_eq!(
        word(
            &sender()
                .send(&endpoint(port), &message("a: b\r\n\r\n"))
                .await
        ),
        "retry 60"
    );
}

#[tokio::test]
async fn the_exact_bytes_arrive_over_one_connection() {
    let (port, seen) = serve(None).await;
    let sender = sender();
    let bytes = "Subject: s\r\n\r\n.punto\r\n..due\r\n\r\nfine\r\n";
    for _ in 0..3 {
        let outcome = sender.send(&endpoint(port), &message(bytes)).await;
        let Outcome::Done(result) = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(result["message_id"], "m1@comune.example");
        assert!(
            result["smtp_answer"]
                .as_str()
                .unwrap()
                .contains("queued as 42")
        );
    }
    let received = seen.messages.lock().unwrap().clone();
    // Dots at the start of a line are doubled on the wire (RFC 5321 §4.5.2).
    assert_eq!(received, vec![bytes.replace("\r\n.", "\r\n.."); 3]);
    assert_eq!(*seen.connections.lock().unwrap(), 1);
    let commands = seen.commands.lock().unwrap().join("\n");
    assert!(
        commands.contains("MAIL FROM:<a@comune.example>")
            && commands.contains("RCPT TO:<b@posta.example>"),
        "{commands}"
    );
}

#[tokio::test]
async fn a_message_that_could_be_cut_in_two_is_not_sent() {
    let (port, seen) = serve(None).await;
    for bytes in [
        "a: b\r\n\r\nx\n.\nMAIL FROM:<x@y.example>\r\n",
        "a: b\r\n\r\nx\r.\r\n",
    ] {
        assert_eq!(
            word(&sender().send(&endpoint(port), &message(bytes)).await),
            "never bad_line_ends"
        );
    }
    assert!(seen.messages.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_password_never_leaves_without_encryption() {
    let (port, seen) = serve(None).await;
    let start_tls = SmtpEndpoint {
        security: Security::StartTls,
        ..endpoint(port)
    };
    let outcome = sender().send(&start_tls, &message("a: b\r\n\r\n")).await;
    assert!(reason(&outcome).contains("STARTTLS"), "{outcome:?}");
    let far = SmtpEndpoint {
        host: "192.0.2.1".into(),
        ..endpoint(25)
    };
    let outcome = sender().send(&far, &message("a: b\r\n\r\n")).await;
    assert!(
        reason(&outcome).contains("without encryption"),
        "{outcome:?}"
    );
    assert!(
        !seen
            .commands
            .lock()
            .unwrap()
            .iter()
            .any(|c| c.starts_with("AUTH"))
    );
}

/// A server with a certificate of a test authority; STARTTLS when `start`, else TLS at once.
async fn serve_tls(authority: &signature::Authority, start: bool) -> (u16, Seen) {
    use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
    let tls = authority.tls();
    let chain = CertificateDer::pem_slice_iter(tls.chain_pem.as_bytes())
        .map(|c| c.unwrap())
        .collect();
    let key = PrivateKeyDer::from_pem_slice(tls.key_pem.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Seen::default();
    let shared = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (acceptor, seen) = (acceptor.clone(), shared.clone());
            tokio::spawn(async move {
                if start {
                    // The dialogue up to STARTTLS, then the rest inside TLS without a greeting.
                    let mut line = String::new();
                    let mut clear = BufReader::new(&mut stream);
                    clear.write_all(b"220 fake\r\n").await.ok()?;
                    clear.read_line(&mut line).await.ok()?;
                    clear
                        .write_all(b"250-fake\r\n250 STARTTLS\r\n")
                        .await
                        .ok()?;
                    clear.read_line(&mut line).await.ok()?;
                    assert!(line.ends_with("STARTTLS\r\n"), "{line}");
                    clear.write_all(b"220 go\r\n").await.ok()?;
                }
                let stream = acceptor.accept(stream).await.ok()?;
                talk(stream, start.then_some((At::Greeting, Do::Skip)), seen).await
            });
        }
    });
    (port, seen)
}

#[tokio::test]
async fn certificates_are_checked_before_anything_is_said() {
    let authority =
        signature::Authority::create("posta-certificata@gestore.example", chrono::Utc::now())
            .unwrap();
    let ca = authority.ca_pem().unwrap();
    let prepared = message("Subject: s\r\n\r\nciao\r\n");
    for (start, security) in [(false, Security::Tls), (true, Security::StartTls)] {
        let (port, seen) = serve_tls(&authority, start).await;
        let at = |host: &str, ca_pem: Option<&str>| SmtpEndpoint {
            host: host.into(),
            security,
            ca_pem: ca_pem.map(str::to_owned),
            ..endpoint(port)
        };
        for (name, endpoint) in [
            ("unknown authority", at("localhost", None)),
            ("another name", at("127.0.0.2", Some(&ca))),
        ] {
            let outcome = sender().send(&endpoint, &prepared).await;
            assert!(
                word(&outcome).starts_with("retry"),
                "{security:?} {name}: {outcome:?}"
            );
        }
        assert!(seen.commands.lock().unwrap().is_empty(), "{security:?}");
        let outcome = sender().send(&at("localhost", Some(&ca)), &prepared).await;
        assert_eq!(word(&outcome), "done", "{security:?}: {outcome:?}");
        assert_eq!(seen.messages.lock().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn an_access_token_is_shown_by_xoauth2_and_nothing_else() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let (port, seen) = serve(None).await;
    let with_token = SmtpEndpoint {
        user: "ufficio@comune.example".into(),
        login: contract::Login::Token("accesso".into()),
        ..endpoint(port)
    };
    mail::smtp::greet(&with_token).await.unwrap();
    let shown = "user=ufficio@comune.example\u{1}auth=Bearer accesso\u{1}\u{1}";
    let expected = format!("AUTH XOAUTH2 {}", STANDARD.encode(shown));
    let commands = seen.commands.lock().unwrap().clone();
    assert!(commands.contains(&expected), "{commands:?}");
    assert!(seen.messages.lock().unwrap().is_empty());
    // Whoever refuses it is told as whoever refuses a password.
    let (port, _) = serve(Some((At::Auth, Do::Say("535 5.7.8 token expired")))).await;
    let refused = SmtpEndpoint { port, ..with_token };
    let said = mail::smtp::greet(&refused).await.unwrap_err();
    assert!(
        matches!(&said, Outcome::RetryAfter { reason, .. } if reason.contains("token expired")),
        "{said:?}"
    );
}
