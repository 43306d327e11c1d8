//! What leaves as certified mail, and what is refused before a gestore refuses it.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use contract::{Call, Document, MailboxAccess, Outbound, Outcome, Security, SmtpEndpoint};
use serde_json::{Value, json};

fn call(inputs: Value) -> Call {
    Call {
        kind: "pec.send".into(),
        job: "j1".into(),
        attempt: 1,
        now: "2026-03-02T09:30:00Z".parse().unwrap(),
        inputs: inputs.as_object().unwrap().clone(),
        mailbox: Some(MailboxAccess {
            address: "Protocollo@pec.comune.example".into(),
            display_name: "Comune di Prova".into(),
            certified: true,
            bytes_max: 30_000_000,
            smtp: SmtpEndpoint {
                host: "localhost".into(),
                port: 1,
                security: Security::Plain,
                user: String::new(),
                login: contract::Login::Password(String::new()),
                ca_pem: None,
            },
        }),
        attachments: vec![],
        in_reply_to: Some("m1@pec.example".into()),
        references: vec!["m0@pec.example".into()],
        message_id: "j1@pec.comune.example".into(),
        interrupted: false,
        endpoint: None,
        letter: None,
        credential: None,
        again: None,
    }
}

fn message(extra: Value) -> Value {
    let mut message =
        json!({"to": ["Anna Rossi <anna@pec.example>"], "subject": "Esito", "body": "Accolta."});
    message
        .as_object_mut()
        .unwrap()
        .extend(extra.as_object().unwrap().clone());
    json!({ "message": message })
}

fn headers(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec())
        .unwrap()
        .split("\r\n\r\n")
        .next()
        .unwrap()
        .to_owned()
}

#[test]
fn a_certified_answer_is_fixed_before_it_leaves() {
    let rows = [
        (json!({}), "completa"),
        (json!({"receipt": "Breve"}), "breve"),
        (json!({"receipt": ""}), "completa"),
    ];
    for (extra, word) in rows {
        let mut inputs = message(json!({"cc": "b@pec.example; c@pec.example"}));
        inputs
            .as_object_mut()
            .unwrap()
            .extend(extra.as_object().unwrap().clone());
        let one = pec::Send::default()
            .prepare(&call(inputs.clone()))
            .unwrap()
            .unwrap();
        let two = pec::Send::default()
            .prepare(&call(inputs))
            .unwrap()
            .unwrap();
        assert_eq!(one, two);
        assert_eq!(one.sender, "protocollo@pec.comune.example");
        assert_eq!(
            one.recipients,
            ["anna@pec.example", "b@pec.example", "c@pec.example"]
        );
        let headers = headers(&one.bytes);
        for line in [
            &format!("X-TipoRicevuta: {word}"),
            "Message-ID: <j1@pec.comune.example>",
            "In-Reply-To: <m1@pec.example>",
            "From: Comune di Prova <protocollo@pec.comune.example>",
        ] {
            assert!(headers.contains(line), "{line}: {headers}");
        }
        assert!(!headers.to_lowercase().contains("bcc"));
    }
}

#[test]
fn what_a_gestore_would_refuse_is_refused_here() {
    let big = |bytes: usize| {
        vec![Document {
            name: "a.bin".into(),
            media_type: "application/octet-stream".into(),
            bytes: vec![0; bytes],
        }]
    };
    let two = json!({"to": ["a@pec.example", "b@pec.example"]});
    let rows: Vec<(&str, Call, &str)> = vec![
        (
            "hidden copies",
            call(message(json!({"bcc": "x@pec.example"}))),
            "bcc_not_allowed",
        ),
        ("nobody", call(message(json!({"to": []}))), "no_recipient"),
        (
            "not an address",
            call(message(json!({"to": "anna"}))),
            "bad_address",
        ),
        (
            "line break",
            call(message(json!({"subject": "a\r\nBcc: x@y.example"}))),
            "control_character",
        ),
        ("no message", call(json!({})), "message_missing"),
        (
            "unknown receipt",
            call(json!({"message": message(json!({}))["message"], "receipt": "lunga"})),
            "bad_receipt",
        ),
        (
            "too big for two",
            Call {
                attachments: big(12_000_000),
                ..call(message(two))
            },
            "too_big",
        ),
        (
            "no mailbox",
            Call {
                mailbox: None,
                ..call(message(json!({})))
            },
            "mailbox_missing",
        ),
    ];
    for (name, call, expected) in rows {
        let refused = pec::Send::default().prepare(&call).unwrap_err();
        let Outcome::Never { code, reason } = &refused else {
            panic!("{name}: {refused:?}");
        };
        assert_eq!(code, expected, "{name}: {reason}");
        assert!(
            reason.contains(" / "),
            "{name}: in both languages: {reason}"
        );
    }
    let mut ordinary = call(message(json!({})));
    ordinary.mailbox.as_mut().unwrap().certified = false;
    assert!(pec::Send::default().prepare(&ordinary).is_err());
    assert!(mail::Send::default().prepare(&ordinary).is_ok());
    // The same weight for one recipient is within the guarantee.
    let one = Call {
        attachments: big(12_000_000),
        ..call(message(json!({})))
    };
    assert!(pec::Send::default().prepare(&one).is_ok());
}

#[test]
fn literal_inputs_are_checked_when_a_process_is_deployed() {
    let check = |inputs: Value| {
        let problems = pec::Send::default().check(inputs.as_object().unwrap());
        problems.into_iter().map(|p| p.input).collect::<Vec<_>>()
    };
    assert!(check(json!({"message": "${risposta}", "receipt": "breve"})).is_empty());
    assert!(check(json!({"message": "${risposta}", "receipt": "${tipo}"})).is_empty());
    assert_eq!(check(json!({"receipt": "lunga"})), ["message", "receipt"]);
    assert_eq!(
        check(json!({"message": "${risposta}", "destinatario": "x"})),
        ["destinatario"]
    );
    let template = pec::Send::default().template();
    assert!(
        template
            .inputs
            .iter()
            .all(|i| !i.label.it.is_empty() && !i.help.en.is_empty())
    );
}
