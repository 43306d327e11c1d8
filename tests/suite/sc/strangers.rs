//! Mails of strangers, and words of ours, that want to be more than a mail: names that are paths, headers inside headers,
//! charsets that are none, a thousand recipients, forty megabytes.

use super::post_office::{PostOffice, STUDIO, US, map, person};
use chrono::TimeDelta;
use contract::Arrival;
use gestore::Letter;
use serde_json::{Value, json};
use signature::TrustStore;
use std::collections::BTreeSet;
use store::view::{self, MailFilter};
use store::{load, row};

async fn newest(office: &PostOffice) -> row::Mail {
    let (system, store) = (office::Viewer::system(), office.runtime.store());
    let page = view::mails(&system, store, &MailFilter::default(), None, 200).await;
    let items = page.expect("mails").items.into_iter().map(|i| i.mail);
    let newest = items.max_by_key(|m| m.uid).expect("a mail").id;
    let found = view::mail(&system, store, newest).await;
    found.expect("loads").expect("is there").mail
}

/// Puts a mail into the box and has it read: what was kept.
async fn take(office: &PostOffice, raw: &[u8]) -> (row::Mail, Arrival) {
    office.gestore.place(raw, US).expect("placed");
    office.pass(TimeDelta::seconds(1)).await;
    let mail = newest(office).await;
    let kept = office.runtime.store().blobs().get(&mail.raw).await;
    assert_eq!(kept.expect("the bytes"), raw, "kept byte for byte");
    let arrival = serde_json::from_value(mail.arrival.clone()).expect("an arrival");
    (mail, arrival)
}

fn with_file(name_header: &str) -> Vec<u8> {
    format!(
        "From: x@posta.example\r\nTo: {US}\r\nSubject: File\r\nMessage-ID: <{}@posta.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nEcco.\r\n--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; {name_header}\r\n\r\nPDF\r\n--b--\r\n",
        uuid::Uuid::now_v7()
    )
    .into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_are_paths_are_names_only() {
    let office = PostOffice::trusting(None, &[]).await;
    for name in [
        "filename=\"../../etc/passwd\"",
        "filename=\"/etc/shadow\"",
        "filename=\"..\\\\..\\\\windows\\\\system32\\\\a.dll\"",
        "filename=\"C:\\\\autoexec.bat\"",
        "filename=\"..\"",
        "filename=\".\"",
        "filename=\"\"",
        "filename=\"a\tb\u{7f}c.pdf\"",
        "filename*=utf-8''..%2F..%2Fa.pdf",
        "filename*=utf-8''a%00.pdf",
        "filename*=utf-8''a%0D%0ASet-Cookie%3A%20x.pdf",
        "filename*=utf-8''fatura%E2%80%AEfdp.exe",
        "filename=\"=?utf-8?Q?..=2F..=2Fb.pdf?=\"",
        "filename*0=\"../\"; filename*1=\"../c.pdf\"",
        "filename=\"~/.ssh/authorized_keys\"",
        "filename=\"con.pdf:stream\"",
    ] {
        let (_, arrival) = take(&office, &with_file(name)).await;
        let [file] = arrival.attachments.as_slice() else {
            panic!("{name}: one file: {:?}", arrival.attachments)
        };
        let given = file.name.as_str();
        assert!(
            !given.contains(['/', '\\'])
                && !given.chars().any(char::is_control)
                && !["..", "."].contains(&given),
            "{name}: {given:?}"
        );
    }
    let long = format!("filename=\"{}.pdf\"", "lungo".repeat(2_000));
    let (_, arrival) = take(&office, &with_file(&long)).await;
    assert_eq!(arrival.attachments.len(), 1);
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn charsets_that_are_none_lose_no_mail() {
    let office = PostOffice::trusting(None, &[]).await;
    let mut seen = BTreeSet::new();
    let rows: [(&str, &str, &[u8]); 15] = [
        ("utf-8", "8bit", b"citt\xe0 \xff\xfe fine"),
        ("utf-16", "8bit", b"\xff\xfec\0i\0t\0t\0\xe0"),
        ("iso-8859-1", "8bit", "città".as_bytes()),
        ("nessuno-così", "8bit", b"fine"),
        ("", "8bit", b"fine"),
        ("\"utf-8\" x", "8bit", b"fine"),
        ("utf-7", "7bit", b"+ADw-script+AD4- fine"),
        ("iso-2022-jp", "7bit", b"\x1b$B fine"),
        ("gb18030", "8bit", b"\x81\x30\x81 fine"),
        ("us-ascii", "8bit", b"\x80\x81 fine"),
        ("utf-8", "base64", b"!!!! non e' base64 ===="),
        ("utf-8", "quoted-printable", b"=ZZ=C3 fine="),
        ("utf-8", "x-uuencode", b"begin 644 a\nfine\nend"),
        ("utf-8", "nessuna", b"fine"),
        ("utf-8", "8bit", b"\0\0\0 fine"),
    ];
    for (charset, encoding, body) in rows {
        let mut raw = format!(
            "From: =?{charset}?Q?Citt=E0?= <x@posta.example>\r\nTo: {US}\r\nSubject: =?utf-8?B?4oKs/w==?= =?{charset}?B?w?=\r\nMessage-ID: <{}@posta.example>\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n",
            uuid::Uuid::now_v7()
        )
        .into_bytes();
        raw.extend_from_slice(body);
        let (mail, arrival) = take(&office, &raw).await;
        assert!(seen.insert(mail.id), "{charset} {encoding}: kept once each");
        assert_eq!(mail.from_address, "x@posta.example", "{charset} {encoding}");
        assert!(
            !arrival.text.contains('\0') && !mail.subject.contains(['\r', '\n', '\0']),
            "{charset} {encoding}: {:?}",
            arrival.text
        );
        // A person has it to do.
        assert_ne!(mail.state, "quarantined", "{charset} {encoding}");
        assert!(
            mail.instance.is_some(),
            "{charset} {encoding}: {}",
            mail.state
        );
    }
    office.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_recipients_and_forty_megabytes_are_one_mail() {
    let office = PostOffice::trusting(None, &[]).await;
    let many: Vec<String> = (0..1_000).map(|n| format!("p{n}@posta.example")).collect();
    let raw = format!(
        "From: x@posta.example\r\nTo: {US},\r\n {}\r\nCc: {}\r\nSubject: A tutti\r\nMessage-ID: <mille@posta.example>\r\n\r\nA tutti.\r\n",
        many[..500].join(",\r\n "),
        many[500..].join(", ")
    );
    let (mail, arrival) = take(&office, raw.as_bytes()).await;
    assert!(mail.instance.is_some());
    assert_eq!(arrival.to.len() + arrival.cc.len(), 1_001);

    let mut large = with_file("filename=\"grande.bin\"");
    let tail = large.split_off(large.len() - "\r\n--b--\r\n".len());
    let line = [[b'A'; 76].as_slice(), b"\r\n"].concat();
    large.extend(line.repeat((40 << 20) / line.len()));
    large.extend(tail);
    let (mail, arrival) = take(&office, &large).await;
    assert!(mail.size > 40 << 20, "{}", mail.size);
    assert!(mail.instance.is_some(), "{}", mail.state);
    assert_eq!(arrival.attachments[0].name, "grande.bin");
    office.close().await;
}

/// A certified request, and its answer with one field replaced.
async fn answer(office: &PostOffice, field: &str, value: Value) -> Result<Option<String>, String> {
    let letter = Letter::new(STUDIO, US, "Richiesta di informazioni", "Chiedo gli orari.");
    let came = office.gestore.inject(&letter).expect("delivered");
    office.pass(TimeDelta::seconds(1)).await;
    let ids = [came.identificativo.as_str()];
    let store = office.runtime.store();
    let mails = load::mails_by_message_ids(store, &ids).await;
    let case = mails.expect("mails").pop().and_then(|m| m.instance);
    let case = case.expect("a case");
    let draft = office.task(case, "prepara_risposta").await;
    let form = office.runtime.task_form(&draft).await.expect("a form");
    let mut message = form.data["risposta"].clone();
    message["body"] = json!("Dal lunedì al venerdì.");
    message[field] = value;
    let anna = person("anna", "ufficio:urp");
    let written = map(json!({ "risposta": message }));
    office
        .runtime
        .complete(&anna, draft.id, written, None)
        .await
        .map_err(|e| e.to_string())?;
    let approval = office.task(case, "approva_risposta").await;
    let seen = office.runtime.task_form(&approval).await.expect("a form");
    let elena = person("elena", "responsabile:urp");
    let approves = map(json!({ "esito": "approva" }));
    office
        .runtime
        .complete(&elena, approval.id, approves, seen.message_hash.as_deref())
        .await
        .map_err(|e| e.to_string())?;
    office.pass(TimeDelta::seconds(1)).await;
    let sent = load::despatches_of_instance(store, case).await;
    let Some(sent) = sent.expect("despatches").pop() else {
        return Ok(None);
    };
    let raw = store.blobs().get(&sent.raw).await.expect("the bytes");
    Ok(Some(String::from_utf8_lossy(&raw).into_owned()))
}

#[tokio::test(flavor = "multi_thread")]
async fn no_word_of_a_message_becomes_a_header() {
    let office = PostOffice::trusting(None, &[]).await;
    let (mut left, mut refused) = (0, 0);
    for (field, value) in [
        ("subject", json!("Orari\r\nBcc: falso@posta.example")),
        ("subject", json!("Orari\nBcc: falso@posta.example")),
        (
            "subject",
            json!("Orari\r\n\r\nX-Ricevuta: avvenuta-consegna"),
        ),
        (
            "subject",
            json!("Orari\u{2028}Bcc: falso@posta.example\u{85}X: y"),
        ),
        (
            "subject",
            json!("=?utf-8?Q?Orari=0D=0ABcc:_falso@posta.example?="),
        ),
        (
            "to",
            json!(["studio@pec.altro.example\r\nBcc: falso@posta.example"]),
        ),
        (
            "to",
            json!(["studio@pec.altro.example>\nBcc: <falso@posta.example"]),
        ),
        (
            "to",
            json!(["studio@pec.altro.example, falso@posta.example"]),
        ),
        (
            "cc",
            json!(["\"x\r\nBcc: falso@posta.example\" <a@pec.altro.example>"]),
        ),
        (
            "body",
            json!("Testo\r\n.\r\nMAIL FROM:<falso@posta.example>\r\n"),
        ),
        (
            "body",
            json!("--b\r\nContent-Type: text/html\r\n\r\n<script>1</script>"),
        ),
    ] {
        match answer(&office, field, value.clone()).await {
            Err(_) | Ok(None) => refused += 1,
            Ok(Some(raw)) => {
                left += 1;
                let head = raw.split("\r\n\r\n").next().expect("headers");
                for line in head.split(['\r', '\n']) {
                    let name = line.split(':').next().unwrap_or_default();
                    assert!(
                        !["bcc", "x", "x-ricevuta"].contains(&name.to_ascii_lowercase().as_str()),
                        "{field} {value}: {line}"
                    );
                }
                // Whoever reads it sees one text, and nobody else is written to.
                let trust = TrustStore::default();
                let read = pec::recognise(raw.as_bytes(), &trust, chrono::Utc::now());
                let read = read.expect("our own mail");
                assert!(
                    !read.has_html && read.attachments.is_empty(),
                    "{field} {value}"
                );
                assert!(
                    read.to.len() == 1 && read.cc.is_empty(),
                    "{field} {value}: {:?} {:?}",
                    read.to,
                    read.cc
                );
            }
        }
    }
    assert!(
        left >= 3 && refused >= 3,
        "{left} left, {refused} were refused"
    );
    // A thousand recipients of ours: they leave in parts that a provider takes, never half of them.
    let many: Vec<String> = (0..1_000)
        .map(|n| format!("p{n}@pec.altro.example"))
        .collect();
    let sent = answer(&office, "to", json!(many)).await;
    let raw = sent.expect("taken").expect("the first part left");
    let named = many.iter().filter(|to| raw.contains(to.as_str())).count();
    assert_eq!(named, 50, "what every gestore takes");
    let store = office.runtime.store();
    let boxes = load::mailboxes(store).await.expect("read");
    let now = office.runtime.clock().now();
    let leaving = load::mailings_leaving(store, boxes[0].id, now - TimeDelta::minutes(1));
    let leaving = leaving.await.expect("read");
    assert_eq!((leaving[0].recipients, leaving[0].parts), (1_000, 20));
    office.close().await;
}
