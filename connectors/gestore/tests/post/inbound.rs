//! Mail that others write to our mailboxes.

use crate::harness::{ANNA, PROTOCOLLO, post, start_of_day};
use chrono::Duration;
use contract::ReceiptScope;
use gestore::Letter;

#[tokio::test]
async fn another_gestores_user_writes_to_us() {
    let post = post().await;
    let mut letter = Letter::new(
        "m.verdi@pec.altro.example",
        PROTOCOLLO,
        "Istanza – accesso agli atti",
        "Buongiorno,\nchiedo copia degli atti.\n",
    )
    .attach(
        "Richiesta però.pdf",
        "application/pdf",
        *b"%PDF-1.4\nprova\n",
    );
    letter.from_name = "Mario Verdi, avv.".into();
    letter.sent_at = Some(start_of_day() - Duration::days(20));
    letter.scope = ReceiptScope::Breve;
    letter.message_id = Some("X9@pec.altro.example".into());
    let injected = post.handle.inject(&letter).unwrap();
    assert_eq!(injected.message_id, "X9@pec.altro.example");
    let mails = post.read(PROTOCOLLO);
    assert_eq!((mails.len(), injected.files.len()), (1, 1));
    let envelope = mails[0].trusted();
    assert_eq!(
        envelope.gist(),
        "posta-certificata nessuno - altrogestore.example"
    );
    assert_eq!(
        envelope.header("Message-ID"),
        Some(format!("<{}>", injected.identificativo))
    );
    assert_eq!(
        envelope.subject(),
        "POSTA CERTIFICATA: Istanza – accesso agli atti"
    );
    assert_eq!(envelope.fact("giorno").as_deref(), Some("10/02/2026"));
    assert_eq!(
        envelope.signed.as_ref().unwrap().verdict.signed_at,
        letter.sent_at
    );
    let original = envelope.part("postacert.eml").unwrap();
    let inner = mail_parser::MessageParser::default()
        .parse(&original)
        .unwrap();
    assert_eq!(
        inner.from().unwrap().first().unwrap().name(),
        Some("Mario Verdi, avv.")
    );
    assert_eq!(
        inner.body_text(0).unwrap().trim_end(),
        "Buongiorno,\r\nchiedo copia degli atti."
    );
    let file = inner.attachment(0).unwrap();
    assert_eq!(
        (
            mail_parser::MimeHeaders::attachment_name(file),
            file.contents()
        ),
        (Some("Richiesta però.pdf"), &b"%PDF-1.4\nprova\n"[..])
    );
}

#[tokio::test]
async fn a_letter_to_nobody_here_is_refused() {
    let post = post().await;
    for (from, to) in [
        ("a@pec.altro.example", "b@altrove.example"),
        ("a@pec.altro.example", "nessuno@pec.sanmartino.example"),
        ("not an address", ANNA),
    ] {
        assert!(
            post.handle
                .inject(&Letter::new(from, to, "x", "y"))
                .is_err(),
            "{from} {to}"
        );
    }
    assert!(
        post.handle
            .deliver_ordinary(
                b"From: a@b.example\r\n\r\nx",
                "nessuno@pec.sanmartino.example"
            )
            .is_err()
    );
}

#[tokio::test]
async fn ordinary_mail_arrives_wrapped_whole() {
    let post = post().await;
    let raw = "From: Carla <carla@esterno.example>\nTo: anna\nReply-To: altra@esterno.example\nSubject: Domanda sul canone\n\nciao\n";
    post.handle.deliver_ordinary(raw.as_bytes(), ANNA).unwrap();
    let mails = post.read(ANNA);
    let anomaly = mails[0].trusted();
    assert_eq!(anomaly.subject(), "ANOMALIA MESSAGGIO: Domanda sul canone");
    assert_eq!(
        anomaly.header("Reply-To").as_deref(),
        Some("altra@esterno.example")
    );
    assert_eq!(
        anomaly.part("postacert.eml").unwrap(),
        raw.replace('\n', "\r\n")
            .trim_end()
            .as_bytes()
            .iter()
            .chain(b"\r\n")
            .copied()
            .collect::<Vec<u8>>()
    );
    assert!(anomaly.part("daticert.xml").is_none());
}
