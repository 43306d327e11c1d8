//! Mails as they come: odd, broken and hostile ones. All are written by hand for these tests.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use contract::BounceAction;
use mail::{Limits, Malformed, Tree, arrival, attachment_bytes, html_body};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn crlf(text: &str) -> Vec<u8> {
    text.replace('\n', "\r\n").into_bytes()
}

#[track_caller]
fn read(text: &str) -> contract::Arrival {
    arrival(&crlf(text)).unwrap()
}

fn names(arrival: &contract::Arrival) -> Vec<String> {
    arrival
        .attachments
        .iter()
        .map(|a| format!("{:?} {} {}", a.path, a.name, a.media_type))
        .collect()
}

#[test]
fn a_plain_mail_is_read_whole() {
    let mail = read(
        "From: Anna Rossi <Anna@Posta.example>\nTo: uff@comune.example, b@c.example\nCc: uff@comune.example\n\
         Reply-To: altra@posta.example\nSubject: =?utf-8?Q?Citt=C3=A0?=\nDate: Mon, 2 Mar 2026 10:00:00 +0100\n\
         Message-ID: <m1@posta.example>\nIn-Reply-To: <m0@comune.example>\nReferences: <a@b.example> <m0@comune.example>\n\
         Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nPerch=E9 no?\n",
    );
    assert_eq!(
        (mail.from.as_str(), mail.from_name.as_str()),
        ("anna@posta.example", "Anna Rossi")
    );
    assert_eq!(mail.to, ["uff@comune.example", "b@c.example"]);
    assert_eq!(mail.cc, ["uff@comune.example"]);
    assert_eq!(mail.reply_to.as_deref(), Some("altra@posta.example"));
    assert_eq!(
        (mail.subject.as_str(), mail.text.as_str()),
        ("Città", "Perché no?")
    );
    assert_eq!(mail.message_id, "m1@posta.example");
    assert_eq!(mail.in_reply_to, ["m0@comune.example"]);
    assert_eq!(mail.references, ["a@b.example", "m0@comune.example"]);
    assert_eq!(mail.date.unwrap().to_rfc3339(), "2026-03-02T09:00:00+00:00");
    assert_eq!(mail.verdict, None);
}

#[test]
fn a_program_or_a_list_is_known_by_its_header() {
    let rows = [
        ("", false),
        ("Auto-Submitted: no\n", false),
        (
            "Auto-Submitted: auto-replied; owner-email=\"a@b.example\"\n",
            true,
        ),
        ("auto-submitted: Auto-Generated\n", true),
        ("List-Unsubscribe: <mailto:via@lista.example>\n", true),
        ("Precedence: bulk\n", true),
        ("Precedence: first-class\n", false),
        ("Return-Path: < >\n", true),
        ("Return-Path: <a@b.example>\n", false),
        ("X-Auto-Response-Suppress: All\n", true),
        ("Listino: 3\n", false),
    ];
    for (header, expected) in rows {
        let mail = read(&format!("From: a@b.example\n{header}\nTesto\n"));
        assert_eq!(mail.automatic, expected, "{header}");
    }
}

const NESTED: &str = "From: a@b.example\nContent-Type: multipart/mixed; boundary=\"x\"\n\npreamble\n--x\n\
Content-Type: multipart/related; boundary=xx\n\n--xx\nContent-Type: multipart/alternative; boundary=xxx\n\n\
--xxx\nContent-Type: text/plain\n\ntesto\n--xxx\nContent-Type: text/html\n\n<p>pagina <img src=\"cid:logo@x\"></p>\n--xxx--\n\
--xx\nContent-Type: image/png; name=logo.png\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64\n\naGVsbG8=\n--xx--\n\
--x\nContent-Type: message/rfc822\n\nSubject: dentro\nContent-Type: multipart/mixed; boundary=y\n\n\
--y\n\ninterno\n--y\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"../a.pdf\"\n\nPDF\n--y--\n\
--x\nContent-Type: text/plain; name=\"note.txt\"\n\nnota\n--x--\nepilogue\n";

#[test]
fn body_attachments_and_nested_mail_are_told_apart() {
    let raw = crlf(NESTED);
    let mail = arrival(&raw).unwrap();
    assert_eq!(mail.text, "testo");
    assert!(mail.has_html);
    assert_eq!(
        names(&mail),
        [
            "[0, 1] logo.png image/png",
            "[1] dentro.eml message/rfc822",
            "[1, 0, 1] a.pdf application/pdf",
            "[2] note.txt text/plain",
        ]
    );
    let bytes =
        |path: &[u32]| String::from_utf8(attachment_bytes(&raw, path).unwrap().unwrap()).unwrap();
    assert_eq!(bytes(&[0, 1]), "hello");
    assert_eq!(bytes(&[1, 0, 1]), "PDF");
    assert_eq!(bytes(&[2]), "nota");
    assert!(bytes(&[1]).starts_with("Subject: dentro\r\n") && bytes(&[1]).ends_with("--y--"));
    assert_eq!(attachment_bytes(&raw, &[9, 9]).unwrap(), None);
    let body = html_body(&raw, &[]).unwrap().unwrap();
    assert!(body.html.contains("pagina"));
    assert_eq!(body.cids["logo@x"], [0, 1]);
    assert_eq!(html_body(&raw, &[1]).unwrap(), None);
    for attachment in &mail.attachments {
        assert_eq!(
            attachment.size,
            attachment_bytes(&raw, &attachment.path)
                .unwrap()
                .unwrap()
                .len() as u64
        );
    }
}

#[test]
fn a_nested_mail_in_base64_is_opened_too() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let inner = STANDARD.encode(crlf(
        "Subject: dentro\nContent-Type: application/pdf; name=a.pdf\n\nPDF",
    ));
    let raw = crlf(&format!(
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\ntesto\n--x\nContent-Type: message/rfc822; name=postacert.eml\nContent-Transfer-Encoding: base64\n\n{inner}\n--x--\n"
    ));
    let mail = arrival(&raw).unwrap();
    assert_eq!(
        names(&mail),
        [
            "[1] postacert.eml message/rfc822",
            "[1, 0] a.pdf application/pdf"
        ]
    );
    assert_eq!(attachment_bytes(&raw, &[1, 0]).unwrap().unwrap(), b"PDF");
}

#[test]
fn odd_mails_still_have_a_reading() {
    let rows: &[(&str, &[u8], &str, &str)] = &[
        ("bare LF", b"Subject: a\nFrom: x@y.example\n\nciao\n", "a", "ciao"),
        ("no header at all", b"ciao a tutti\r\ncome va\r\n", "", "ciao a tutti\ncome va"),
        ("mbox line first", b"From x@y Mon Mar 2\r\nSubject: a\r\n\r\nciao", "a", "ciao"),
        ("header only", b"Subject: a", "a", ""),
        ("NUL and bare CR", b"Sub\0ject: no\r\nSubject: a\0\rb\r\n\r\nci\0ao\rx", "a  b", "ci\nao\nx"),
        ("boundary missing", b"Subject: a\r\nContent-Type: multipart/mixed\r\n\r\nciao", "a", ""),
        ("boundary never met", b"Subject: a\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\nciao", "a", ""),
        ("never closed", b"Content-Type: multipart/mixed; boundary=x\r\nSubject: a\r\n\r\n--x\r\n\r\nciao", "a", "ciao"),
        ("two content types", b"Subject: a\r\nContent-Type: text/plain\r\nContent-Type: text/html\r\n\r\n<p>ciao", "a", "<p>ciao"),
        ("html only", b"Subject: a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Citt\xc3\xa0</p>", "a", "Città"),
        ("blank before colon", b"Subject : a\r\n\r\nciao", "a", "ciao"),
        ("boundary with blanks after", b"Subject: a\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x  \r\n\r\nciao\r\n--x--  \r\n", "a", "ciao"),
        ("one boundary starts another", b"Subject: a\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/mixed; boundary=xy\r\n\r\n--xy\r\n\r\nciao\r\n--xy--\r\n--x--", "a", "ciao"),
    ];
    for (name, raw, subject, text) in rows {
        let mail = arrival(raw).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert_eq!(
            (mail.subject.as_str(), mail.text.as_str()),
            (*subject, *text),
            "{name}"
        );
    }
}

#[test]
fn long_text_is_cut_and_long_attachments_are_not() {
    let mail = read(&format!("Subject: a\n\n{}", "è parola ".repeat(20_000)));
    assert!(mail.text.len() <= 32 * 1024 && mail.text.len() > 32 * 1024 - 4);
}

#[test]
fn a_bounce_is_read_from_its_status_part() {
    let mail = read(
        "From: mailer-daemon@mx.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nnon consegnato\n\
         --x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; A@B.example\n\
         Action: delayed\nStatus: 4.4.1\n\nFinal-Recipient: rfc822; c@d.example\nAction: failed\nStatus: 5.1.1 (nobody)\n\
         Diagnostic-Code: smtp; 550 5.1.1\n no such user\n\n--x\nContent-Type: text/rfc822-headers\n\nMessage-ID: <ours@comune.example>\nSubject: x\n--x--\n",
    );
    let further: Vec<_> = mail
        .further_bounces
        .iter()
        .map(|b| (b.action, b.recipient.as_str(), b.original_id.as_deref()))
        .collect();
    assert_eq!(
        further,
        [(
            BounceAction::Delayed,
            "a@b.example",
            Some("ours@comune.example")
        )]
    );
    let bounce = mail.bounce.unwrap();
    assert_eq!(bounce.action, BounceAction::Failed);
    assert_eq!(bounce.recipient, "c@d.example");
    assert_eq!(bounce.status.as_deref(), Some("5.1.1"));
    assert_eq!(bounce.diagnostic.as_deref(), Some("550 5.1.1 no such user"));
    assert_eq!(bounce.original_id.as_deref(), Some("ours@comune.example"));
}

/// Every bomb is refused, quickly, on a thread with the small stack of a runtime worker.
#[test]
fn bombs_are_refused_before_they_cost_anything() {
    fn nest(levels: usize) -> Vec<u8> {
        (0..levels)
            .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
            .collect::<String>()
            .into_bytes()
    }
    let forwarded = |levels: usize| {
        "Content-Type: message/rfc822\r\n\r\n"
            .repeat(levels)
            .into_bytes()
    };
    let parts = |count: usize| {
        let mut raw = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n".to_vec();
        raw.extend(b"--x\r\n\r\n".repeat(count));
        raw
    };
    let mut fields = b"A: b\r\n".repeat(30_000);
    fields.extend(b"\r\n");
    let rows: Vec<(&str, Vec<u8>, Malformed)> = vec![
        (
            "nested multiparts",
            nest(100_000),
            Malformed::TooDeep { limit: 64 },
        ),
        (
            "nested mails",
            forwarded(100_000),
            Malformed::TooDeep { limit: 64 },
        ),
        (
            "a million parts",
            parts(1_000_000),
            Malformed::TooManyParts { limit: 2_000 },
        ),
        (
            "a header without end",
            [b"Subject: ".to_vec(), vec![b'a'; 3_000_000]].concat(),
            Malformed::HeaderTooLarge { limit: 1024 * 1024 },
        ),
        (
            "many fields",
            fields,
            Malformed::TooManyFields { limit: 20_000 },
        ),
        ("nothing", vec![], Malformed::Empty),
    ];
    let worker = std::thread::Builder::new()
        .stack_size(512 * 1024)
        .spawn(move || {
            for (name, raw, expected) in rows {
                let started = Instant::now();
                assert_eq!(arrival(&raw).map(|_| ()), Err(expected), "{name}");
                assert!(
                    started.elapsed() < Duration::from_secs(5),
                    "{name}: {:?}",
                    started.elapsed()
                );
            }
        });
    worker.unwrap().join().unwrap();
    let small = Limits {
        bytes: 10,
        ..Limits::default()
    };
    assert_eq!(
        Tree::read_within(&[b'a'; 11], small).map(|_| ()),
        Err(Malformed::TooLarge {
            bytes: 11,
            limit: 10
        })
    );
}

#[test]
fn the_deepest_mail_allowed_is_read() {
    let raw: String = (0..64)
        .map(|n| format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"))
        .collect();
    assert_eq!(
        arrival(format!("{raw}\r\nciao").as_bytes()).unwrap().text,
        "ciao"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Any bytes, and any mutilation of a real mail, have a reading or a refusal, never a panic;
    /// every attachment listed can be opened and has the size it says.
    #[test]
    fn no_bytes_make_the_reader_panic(
        noise in proptest::collection::vec(any::<u8>(), 0..400),
        cuts in proptest::collection::vec((0usize..2000, any::<u8>(), 0usize..3), 0..12),
        shape in 0usize..3,
    ) {
        let mut raw = match shape {
            0 => noise.clone(),
            1 => crlf(NESTED),
            _ => [b"Content-Type: multipart/mixed; boundary=\"".to_vec(), noise.clone(), b"\"\r\n\r\n--".to_vec(), noise.clone(), b"\r\nContent-Transfer-Encoding: base64\r\nSubject: =?".to_vec(), noise].concat(),
        };
        for (at, byte, how) in cuts {
            if raw.is_empty() { break; }
            let at = at % raw.len();
            match how {
                0 => raw[at] = byte,
                1 => { raw.remove(at); }
                _ => raw.insert(at, byte),
            }
        }
        if let Ok(mail) = arrival(&raw) {
            prop_assert!(mail.text.len() <= 32 * 1024);
            for attachment in &mail.attachments {
                let bytes = attachment_bytes(&raw, &attachment.path).unwrap();
                prop_assert_eq!(bytes.map(|b| b.len() as u64), Some(attachment.size));
                prop_assert!(!attachment.name.is_empty() && !attachment.name.contains(['/', '\\', '\0', '\n']));
            }
            let _ = html_body(&raw, &[]);
        }
    }
}
