//! What we write reads back as what was meant, whatever the texts contain.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Utc};
use contract::{Document, ReceiptScope};
use mail::{ComposeError, Outgoing, Tree, compose, decode, reading};
use proptest::prelude::*;

fn at() -> DateTime<Utc> {
    "2026-03-02T09:30:00Z".parse().unwrap()
}

fn message() -> Outgoing {
    Outgoing {
        message_id: "0190.job@comune.example".into(),
        date: at(),
        sender: "protocollo@pec.comune.example".into(),
        sender_name: "Comune di Prova".into(),
        to: vec!["anna.rossi@pec.example".into()],
        cc: vec![],
        subject: "Risposta".into(),
        body: "Gentile Anna,\nla risposta è allegata.\n".into(),
        attachments: vec![],
        in_reply_to: None,
        references: vec![],
        receipt: None,
        automatic: false,
        again: None,
    }
}

fn names(bytes: &[u8]) -> Vec<String> {
    let tree = Tree::read(bytes).unwrap();
    tree.names(0)
        .map(|n| String::from_utf8_lossy(n).into_owned())
        .collect()
}

fn assert_wire_form(bytes: &[u8]) {
    assert!(bytes.is_ascii());
    let text = std::str::from_utf8(bytes).unwrap();
    for line in text.split("\r\n") {
        assert!(!line.contains(['\r', '\n']), "bare CR or LF in {line:?}");
        assert!(line.len() <= 998, "line of {} bytes", line.len());
    }
    assert!(text.ends_with("\r\n"));
}

#[test]
fn the_same_message_gives_the_same_bytes() {
    let mut one = message();
    one.attachments = vec![Document {
        name: "città.pdf".into(),
        media_type: "application/pdf".into(),
        bytes: vec![0, 1, 255],
    }];
    assert_eq!(compose(&one).unwrap().bytes, compose(&one).unwrap().bytes);
}

#[test]
fn a_plain_answer_looks_like_this_on_the_wire() {
    let mut out = message();
    out.in_reply_to = Some("m1@pec.example".into());
    out.references = vec!["m0@pec.example".into()];
    out.receipt = Some(ReceiptScope::Breve);
    let bytes = compose(&out).unwrap().bytes;
    let expected = "Date: Mon, 2 Mar 2026 09:30:00 +0000\r\n\
From: Comune di Prova <protocollo@pec.comune.example>\r\n\
To: anna.rossi@pec.example\r\n\
Subject: Risposta\r\n\
Message-ID: <0190.job@comune.example>\r\n\
In-Reply-To: <m1@pec.example>\r\n\
References: <m0@pec.example>\r\n <m1@pec.example>\r\n\
X-TipoRicevuta: breve\r\n\
MIME-Version: 1.0\r\n\
Content-Type: text/plain; charset=utf-8\r\n\
Content-Transfer-Encoding: quoted-printable\r\n\
\r\n\
Gentile Anna,\r\n\
la risposta =C3=A8 allegata.\r\n";
    assert_eq!(String::from_utf8(bytes).unwrap(), expected);
}

#[test]
fn what_nobody_wrote_says_so_and_is_known_by_it() {
    let mut out = message();
    assert!(
        !reading::arrival(&compose(&out).unwrap().bytes)
            .unwrap()
            .automatic
    );
    out.automatic = true;
    let bytes = compose(&out).unwrap().bytes;
    assert!(names(&bytes).contains(&"Auto-Submitted".to_string()));
    assert!(reading::arrival(&bytes).unwrap().automatic);
}

#[test]
fn what_cannot_be_sent_is_refused_by_name() {
    type Spoil = Box<dyn Fn(&mut Outgoing)>;
    let rows: Vec<(&str, Spoil, &str)> = vec![
        (
            "line break in subject",
            Box::new(|m| m.subject = "a\r\nBcc: x@y.example".into()),
            "control_character",
        ),
        (
            "NUL in name",
            Box::new(|m| m.sender_name = "a\0b".into()),
            "control_character",
        ),
        (
            "LF in address",
            Box::new(|m| m.to = vec!["a@b.example\nBcc: x@y.example".into()]),
            "control_character",
        ),
        ("no recipient", Box::new(|m| m.to.clear()), "no_recipient"),
        (
            "only copies",
            Box::new(|m| {
                m.to.clear();
                m.cc = vec!["a@b.example".into()]
            }),
            "no_to",
        ),
        (
            "not an address",
            Box::new(|m| m.to = vec!["anna".into()]),
            "bad_address",
        ),
        (
            "two addresses in one",
            Box::new(|m| m.to = vec!["a@b.example, c@d.example".into()]),
            "bad_address",
        ),
        (
            "not ASCII",
            Box::new(|m| m.to = vec!["però@b.example".into()]),
            "bad_address",
        ),
        (
            "id with bracket",
            Box::new(|m| m.message_id = "a>b@c.example".into()),
            "bad_message_id",
        ),
        (
            "line break in file name",
            Box::new(|m| {
                m.attachments = vec![Document {
                    name: "a\r\nX: y".into(),
                    media_type: "a/b".into(),
                    bytes: vec![],
                }]
            }),
            "control_character",
        ),
    ];
    for (name, spoil, code) in rows {
        let mut out = message();
        spoil(&mut out);
        assert_eq!(
            compose(&out)
                .map(|_| ())
                .map_err(|e: ComposeError| e.code()),
            Err(code),
            "{name}"
        );
    }
}

#[test]
fn recipients_are_named_once_to_before_cc() {
    let mut out = message();
    out.to = vec![
        "A@b.example".into(),
        "a@B.example".into(),
        "c@d.example".into(),
    ];
    out.cc = vec!["C@d.example".into(), "e@f.example".into()];
    let prepared = compose(&out).unwrap();
    assert_eq!(
        prepared.recipients,
        ["a@b.example", "c@d.example", "e@f.example"]
    );
    let head = reading::head(&Tree::read(&prepared.bytes).unwrap(), 0);
    assert_eq!((head.to, head.cc), (prepared.to, prepared.cc));
}

#[test]
fn attachments_come_back_byte_for_byte_under_their_names() {
    let mut out = message();
    let long = format!("{}.pdf", "relazione tecnica è ".repeat(7).trim());
    let names = [
        "determina.pdf",
        "città d'arte.pdf",
        "a\"b.pdf",
        long.as_str(),
    ];
    out.attachments = names
        .iter()
        .map(|n| Document {
            name: (*n).into(),
            media_type: "application/pdf".into(),
            bytes: (0..=255).cycle().take(5000).collect(),
        })
        .collect();
    let bytes = compose(&out).unwrap().bytes;
    assert_wire_form(&bytes);
    let arrival = mail::arrival(&bytes).unwrap();
    let read: Vec<&str> = arrival
        .attachments
        .iter()
        .map(|a| a.name.as_str())
        .collect();
    assert_eq!(
        read,
        ["determina.pdf", "città d'arte.pdf", "ab.pdf", long.as_str()]
    );
    for attachment in &arrival.attachments {
        assert_eq!(
            mail::attachment_bytes(&bytes, &attachment.path)
                .unwrap()
                .unwrap(),
            out.attachments[0].bytes
        );
    }
    assert_eq!(arrival.text, "Gentile Anna,\nla risposta è allegata.");
}

#[test]
fn an_attached_mail_travels_as_bytes() {
    let mut out = message();
    out.attachments = vec![Document {
        name: "x.eml".into(),
        media_type: "message/rfc822".into(),
        bytes: b"Subject: a\r\n\r\nb".to_vec(),
    }];
    let bytes = compose(&out).unwrap().bytes;
    assert_eq!(
        mail::arrival(&bytes).unwrap().attachments[0].media_type,
        "application/octet-stream"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Whatever the texts hold, the mail is refused or has exactly the fields we meant.
    #[test]
    fn no_text_can_add_a_header(
        subject in "\\PC{0,120}|[ -~\r\n\0]{0,60}|(Bcc: x@y\\.example\r\n){0,2}",
        name in "\\PC{0,60}|[ -~\r\n\0]{0,30}",
        file in "\\PC{0,80}|[ -~\r\n\0]{0,30}",
        body in "(\\PC|\r|\n|\0|\\.){0,300}",
        id in "[ -~\r\n]{0,30}|[a-z]{1,9}@[a-z]{1,9}",
        reply in "[ -~\r\n]{0,30}|[a-z]{1,9}@[a-z]{1,9}",
    ) {
        let mut out = message();
        out.subject = subject.clone();
        out.sender_name = name.clone();
        out.body = body.clone();
        out.message_id = id.clone();
        out.in_reply_to = Some(reply);
        out.attachments = vec![Document { name: file.clone(), media_type: "text/x;y\r\nz: 1".into(), bytes: vec![13, 10, 46] }];
        if let Ok(prepared) = compose(&out) {
            prop_assert!([&subject, &name, &file, &id].iter().all(|t| !t.chars().any(char::is_control)));
            assert_wire_form(&prepared.bytes);
            let mut fields = names(&prepared.bytes);
            fields.retain(|f| f != "In-Reply-To" && f != "References");
            prop_assert_eq!(fields, ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type"]);
            let tree = Tree::read(&prepared.bytes).unwrap();
            prop_assert_eq!(tree.parts.len(), 3);
            let head = reading::head(&tree, 0);
            prop_assert_eq!(head.subject, subject.trim());
            prop_assert_eq!(head.from.name, name.trim());
            prop_assert_eq!(head.from.address, "protocollo@pec.comune.example");
            prop_assert_eq!(head.message_id, id);
            let text = decode::text(&tree.content(1), tree.parts[1].charset.as_deref());
            let meant = body.replace("\r\n", "\n").replace('\r', "\n");
            let text = text.replace("\r\n", "\n");
            prop_assert_eq!(text.trim_end_matches('\n'), meant.trim_end_matches('\n'));
        }
    }
}
