//! Every kind of certified mail, signed by a test authority, and everything that only looks like one.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use chrono::{DateTime, Utc};
use contract::{
    Arrival, BounceAction, Extra, Kind, ReceiptKind, ReceiptScope, RecipientType, VerdictStatus,
};
use pec::recognise;
use proptest::prelude::*;
use signature::{Anchor, Authority, Style, TrustStore};
use std::sync::LazyLock;

const GESTORE: &str = "posta-certificata@gestore.example";
const REF: &str = "X-Riferimento-Message-ID: <m1@comune.example>";

static AUTHORITY: LazyLock<Authority> = LazyLock::new(|| Authority::create(GESTORE, at()).unwrap());
static STRANGER: LazyLock<Authority> = LazyLock::new(|| Authority::create(GESTORE, at()).unwrap());
static TRUST: LazyLock<TrustStore> = LazyLock::new(|| {
    let pem = AUTHORITY.ca_pem().unwrap();
    let anchor = Anchor {
        name: "prova".into(),
        pem,
        domains: vec![],
        imported_at: at(),
    };
    TrustStore::from_anchors(&[anchor]).unwrap()
});

fn at() -> DateTime<Utc> {
    "2026-03-02T09:30:00Z".parse().unwrap()
}

fn crlf(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\n', "\r\n")
}

/// The daticert of a notice; `dati` is what follows `msgid`.
fn daticert(tipo: &str, errore: &str, dati: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<postacert tipo=\"{tipo}\"{errore}>\
<intestazione><mittente>uff@pec.comune.example</mittente>\
<destinatari tipo=\"certificato\">anna@pec.example</destinatari>\
<destinatari tipo=\"esterno\">Ugo@posta.example</destinatari>\
<destinatari>bruno@pec.example</destinatari>\
<risposte>uff@pec.comune.example</risposte><oggetto>Esito &amp; atti</oggetto></intestazione>\
<dati><gestore-emittente>Gestore di prova</gestore-emittente>\
<data zona=\"+0200\"><giorno>01/04/2026</giorno><ora>12:00:00</ora></data>\
<identificativo>p1.2026@gestore.example</identificativo>\
<msgid>&lt;m1@comune.example&gt;</msgid>{dati}</dati></postacert>"
    )
}

const ORIGINAL: &str = "From: Anna Rossi <anna@pec.example>\nTo: uff@pec.comune.example\n\
Subject: Istanza di accesso\nMessage-ID: <m1@comune.example>\nIn-Reply-To: <m0@comune.example>\n\
Content-Type: multipart/mixed; boundary=o\n\n--o\nContent-Type: multipart/alternative; boundary=a\n\n\
--a\nContent-Type: text/plain; charset=utf-8\n\nChiedo copia.\n\
--a\nContent-Type: text/html; charset=utf-8\n\n<p>Chiedo copia.</p>\n--a--\n\
--o\nContent-Type: application/pdf; name=atto.pdf\n\nPDF\n--o--\n";

/// A mail of a gestore: parts in a multipart/mixed, signed.
#[derive(Clone)]
struct Notice {
    headers: String,
    daticert: Option<String>,
    original: Option<String>,
    from: String,
    signer: Option<&'static Authority>,
}

fn notice(headers: &str, daticert: Option<String>, original: Option<&str>) -> Notice {
    Notice {
        headers: format!("{headers}\n{REF}"),
        daticert,
        original: original.map(str::to_owned),
        from: GESTORE.into(),
        signer: Some(&AUTHORITY),
    }
}

impl Notice {
    fn entity(&self) -> String {
        let mut entity = String::from(
            "Content-Type: multipart/mixed; boundary=m\n\n--m\n\
Content-Type: text/plain; charset=iso-8859-1\n\nTesto del gestore\n",
        );
        if let Some(xml) = &self.daticert {
            entity +=
                &format!("--m\nContent-Type: application/xml; name=\"daticert.xml\"\n\n{xml}\n");
        }
        if let Some(original) = &self.original {
            entity += &format!(
                "--m\nContent-Type: message/rfc822; name=\"postacert.eml\"\n\n{original}\n"
            );
        }
        crlf(&(entity + "--m--"))
    }

    fn raw(&self) -> Vec<u8> {
        let head = format!(
            "From: \"Per conto di: anna@pec.example\" <{}>\nTo: uff@pec.comune.example\n\
Date: Wed, 1 Apr 2026 12:00:01 +0200\nMessage-ID: <p1.2026@gestore.example>\n\
Subject: oggetto esterno\n{}\n",
            self.from, self.headers
        );
        let mut raw = crlf(&head).into_bytes();
        match self.signer {
            Some(authority) => {
                let signer = authority.signer();
                raw.extend(
                    signer
                        .sign_mail(self.entity().as_bytes(), at(), Style::Legacy)
                        .unwrap(),
                );
            }
            None => raw.extend(format!("MIME-Version: 1.0\r\n{}", self.entity()).into_bytes()),
        }
        raw
    }

    #[track_caller]
    fn read(&self) -> Arrival {
        recognise(&self.raw(), &TRUST, at()).unwrap()
    }
}

fn codes(arrival: &Arrival) -> Vec<&str> {
    for warning in &arrival.warnings {
        assert_ne!(
            pec::explain(warning).it,
            *warning,
            "a warning without a text"
        );
    }
    arrival
        .warnings
        .iter()
        .map(|w| w.split(':').next().unwrap())
        .collect()
}

fn status(arrival: &Arrival) -> Option<VerdictStatus> {
    arrival.verdict.as_ref().map(|v| v.status)
}

fn names(arrival: &Arrival) -> Vec<&str> {
    arrival
        .attachments
        .iter()
        .map(|a| a.name.as_str())
        .collect()
}

/// One row of the table of kinds.
struct Row {
    headers: &'static str,
    errore: &'static str,
    dati: &'static str,
    original: bool,
    kind: ReceiptKind,
    extra: Extra,
    scope: Option<ReceiptScope>,
    consegna: bool,
}

#[test]
fn every_notice_of_the_standard_is_recognised_and_trusted() {
    use ReceiptKind::*;
    const TO: &str = "<consegna>Anna@pec.example</consegna>";
    let row = |headers, errore, dati, original, kind, extra, scope, consegna| Row {
        headers,
        errore,
        dati,
        original,
        kind,
        extra,
        scope,
        consegna,
    };
    let complete = "<ricevuta tipo=\"completa\"/><consegna>Anna@pec.example</consegna>";
    let brief = "<ricevuta tipo=\"breve\"/><consegna>Anna@pec.example</consegna>";
    let short = "<ricevuta tipo=\"sintetica\"/><consegna>Anna@pec.example</consegna>";
    let late = "<consegna>Anna@pec.example</consegna><errore-esteso>5.4.1</errore-esteso>";
    let none = Extra::Nessuno;
    let rows = [
        row(
            "X-Ricevuta: accettazione",
            "",
            "",
            false,
            Accettazione,
            none,
            None,
            false,
        ),
        row(
            "X-Ricevuta: non-accettazione",
            " errore=\"altro\"",
            "",
            false,
            NonAccettazione,
            Extra::Altro,
            None,
            false,
        ),
        row(
            "X-Ricevuta: non-accettazione\nX-VerificaSicurezza: errore",
            " errore=\"virus\"",
            "",
            false,
            NonAccettazione,
            Extra::Virus,
            None,
            false,
        ),
        row(
            "X-Ricevuta: presa-in-carico",
            "",
            "<ricezione>a@b.example</ricezione>",
            false,
            PresaInCarico,
            none,
            None,
            false,
        ),
        row(
            "X-Ricevuta: avvenuta-consegna",
            "",
            complete,
            true,
            AvvenutaConsegna,
            none,
            Some(ReceiptScope::Completa),
            true,
        ),
        row(
            "x-ricevuta: avvenuta-consegna\nX-Tiporicevuta: breve",
            "",
            brief,
            true,
            AvvenutaConsegna,
            none,
            Some(ReceiptScope::Breve),
            true,
        ),
        row(
            "X-RICEVUTA:avvenuta-consegna",
            "",
            short,
            false,
            AvvenutaConsegna,
            none,
            Some(ReceiptScope::Sintetica),
            true,
        ),
        row(
            "X-Ricevuta: preavviso-errore-consegna",
            "",
            late,
            false,
            PreavvisoErroreConsegna,
            none,
            None,
            true,
        ),
        row(
            "X-Ricevuta: errore-consegna",
            " errore=\"no-dest\"",
            TO,
            false,
            ErroreConsegna,
            Extra::NoDest,
            None,
            true,
        ),
        row(
            "X-Ricevuta: errore-consegna",
            " errore=\"no-dominio\"",
            TO,
            false,
            ErroreConsegna,
            Extra::NoDominio,
            None,
            true,
        ),
        row(
            "X-Ricevuta: errore-consegna\nX-VerificaSicurezza: errore",
            " errore=\"virus\"",
            TO,
            false,
            ErroreConsegna,
            Extra::Virus,
            None,
            true,
        ),
        row(
            "X-Ricevuta: rilevazione-virus\nX-Mittente: a@b.example",
            " errore=\"virus\"",
            TO,
            false,
            RilevazioneVirus,
            Extra::Virus,
            None,
            true,
        ),
    ];
    for row in rows {
        let headers = row.headers;
        let tipo = headers
            .split(':')
            .nth(1)
            .unwrap()
            .split('\n')
            .next()
            .unwrap()
            .trim();
        let xml = daticert(tipo, row.errore, row.dati);
        let read = notice(headers, Some(xml), row.original.then_some(ORIGINAL)).read();
        assert_eq!(read.kind, Kind::Receipt(row.kind), "{headers}");
        assert_eq!(
            status(&read),
            Some(VerdictStatus::Trusted),
            "{headers}: {:?}",
            read.verdict
        );
        assert!(read.warnings.is_empty(), "{headers}: {:?}", read.warnings);
        assert_eq!(
            read.reference_id.as_deref(),
            Some("m1@comune.example"),
            "{headers}"
        );
        assert_eq!(
            (read.from.as_str(), read.certified_sent_at),
            (GESTORE, None),
            "{headers}"
        );
        let daticert = read.daticert.as_ref().unwrap();
        assert_eq!(
            (daticert.tipo.as_str(), daticert.errore),
            (tipo, row.extra),
            "{headers}"
        );
        assert_eq!(daticert.ricevuta, row.scope, "{headers}");
        assert_eq!(
            daticert.consegna.as_deref(),
            row.consegna.then_some("anna@pec.example"),
            "{headers}"
        );
        assert_eq!(
            names(&read),
            if row.original {
                vec!["atto.pdf"]
            } else {
                vec![]
            },
            "{headers}"
        );
        assert_eq!(read.text, "Testo del gestore", "{headers}");
    }
}

#[test]
fn a_daticert_is_read_in_full() {
    let xml = daticert(
        "presa-in-carico",
        "",
        "<ignoto x=\"1\"><y/></ignoto><ricezione>Anna@pec.example</ricezione>",
    );
    let daticert = notice("X-Ricevuta: presa-in-carico", Some(xml), None)
        .read()
        .daticert
        .unwrap();
    assert_eq!(daticert.mittente, "uff@pec.comune.example");
    let recipients: Vec<_> = daticert
        .destinatari
        .iter()
        .map(|r| (r.address.as_str(), r.r#type))
        .collect();
    assert_eq!(
        recipients,
        [
            ("anna@pec.example", RecipientType::Certificato),
            ("ugo@posta.example", RecipientType::Esterno),
            ("bruno@pec.example", RecipientType::Certificato)
        ]
    );
    assert_eq!(daticert.oggetto.as_deref(), Some("Esito & atti"));
    assert_eq!(daticert.risposte, "uff@pec.comune.example");
    assert_eq!(daticert.gestore_emittente, "Gestore di prova");
    assert_eq!(daticert.identificativo, "p1.2026@gestore.example");
    assert_eq!(daticert.msgid.as_deref(), Some("m1@comune.example"));
    assert_eq!(daticert.ricezione, ["anna@pec.example"]);
    assert_eq!(daticert.data, Some("2026-04-01T10:00:00Z".parse().unwrap()));
}

#[test]
fn a_transport_envelope_shows_its_original() {
    let xml = daticert("posta-certificata", "", "<ricevuta tipo=\"completa\"/>").replacen(
        "uff@pec.comune",
        "anna@pec",
        1,
    );
    let xml = xml.replacen("anna@pec.example", "ANNA@pec.example", 1);
    let mail = notice("X-Trasporto: posta-certificata", Some(xml), Some(ORIGINAL));
    let read = mail.read();
    assert_eq!(
        (read.kind, status(&read)),
        (Kind::Transport, Some(VerdictStatus::Trusted))
    );
    assert_eq!(
        (read.from.as_str(), read.from_name.as_str()),
        ("anna@pec.example", "Anna Rossi")
    );
    assert_eq!(read.envelope_from, GESTORE);
    assert_eq!(read.subject, "Istanza di accesso");
    assert_eq!((read.text.as_str(), read.has_html), ("Chiedo copia.", true));
    assert_eq!(read.message_id, "p1.2026@gestore.example");
    assert_eq!(read.in_reply_to, ["m0@comune.example"]);
    assert_eq!(
        read.certified_sent_at,
        Some("2026-04-01T10:00:00Z".parse().unwrap())
    );
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    let bytes = mail::attachment_bytes(&mail.raw(), &read.attachments[0].path)
        .unwrap()
        .unwrap();
    assert_eq!(bytes, b"PDF");
    assert!(
        pec::html_body(&mail.raw())
            .unwrap()
            .unwrap()
            .html
            .contains("<p>Chiedo copia.</p>")
    );
}

#[test]
fn a_brief_receipt_lists_the_hash_files() {
    const SHA1: &str = "0beec7b5ea3f0fdbc95d0dd47f3c5bc275da8a33";
    let part = format!("Content-Type: text/plain; name=\"atto.pdf.hash\"\n\n{SHA1}");
    let original = ORIGINAL.replace("Content-Type: application/pdf; name=atto.pdf\n\nPDF", &part);
    let dati = "<ricevuta tipo=\"breve\"/><consegna>anna@pec.example</consegna>";
    let mail = notice(
        "X-Ricevuta: avvenuta-consegna",
        Some(daticert("avvenuta-consegna", "", dati)),
        Some(&original),
    );
    let read = mail.read();
    assert_eq!(names(&read), ["atto.pdf.hash"]);
    let bytes = mail::attachment_bytes(&mail.raw(), &read.attachments[0].path)
        .unwrap()
        .unwrap();
    assert_eq!(bytes, SHA1.as_bytes());
}

#[test]
fn a_forwarded_envelope_inside_is_not_taken_for_ours() {
    let xml = daticert(
        "avvenuta-consegna",
        "",
        "<consegna>anna@pec.example</consegna>",
    );
    let inner = notice("X-Ricevuta: avvenuta-consegna", Some(xml), Some(ORIGINAL));
    let forwarded = String::from_utf8(inner.raw()).unwrap();
    let original = format!(
        "From: uff@pec.comune.example\nSubject: inoltro\nContent-Type: multipart/mixed; boundary=f\n\n\
--f\n\nVedi sotto\n--f\nContent-Type: message/rfc822; name=\"postacert.eml\"\n\n{forwarded}\n--f--\n"
    );
    let outer = "X-Trasporto: posta-certificata";
    let read = notice(
        outer,
        Some(daticert("posta-certificata", "", "")),
        Some(&original),
    )
    .read();
    assert_eq!(
        (read.kind, status(&read)),
        (Kind::Transport, Some(VerdictStatus::Trusted))
    );
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    assert_eq!(read.daticert.as_ref().unwrap().tipo, "posta-certificata");
    assert_eq!(
        (read.subject.as_str(), read.text.as_str()),
        ("inoltro", "Vedi sotto")
    );
    assert!(
        names(&read).contains(&"postacert.eml") && names(&read).contains(&"atto.pdf"),
        "{:?}",
        names(&read)
    );

    // Without a daticert of its own the envelope has none, whatever lies deeper.
    let read = notice(outer, None, Some(&original)).read();
    assert_eq!(
        (&read.daticert, codes(&read)),
        (&None, vec!["daticert_missing"])
    );
    assert_eq!(status(&read), Some(VerdictStatus::Invalid));
}

#[test]
fn an_anomaly_envelope_gives_the_bounce_inside() {
    let dsn = "From: mailer-daemon@mx.example\nSubject: Undelivered Mail\n\
Content-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nnon consegnato\n\
--r\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n\
Final-Recipient: rfc822; ugo@posta.example\nAction: failed\nStatus: 5.1.1\n\n\
Final-Recipient: rfc822; ida@posta.example\nAction: failed\nStatus: 5.2.2\n\n\
--r\nContent-Type: message/rfc822\n\nMessage-ID: <m1@comune.example>\nSubject: x\n\ny\n--r--\n";
    let read = notice("X-Trasporto: errore", None, Some(dsn)).read();
    assert_eq!(
        (read.kind, status(&read)),
        (Kind::Anomaly, Some(VerdictStatus::Trusted))
    );
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    let told: Vec<_> = read.bounces().map(|b| b.recipient.as_str()).collect();
    assert_eq!(told, ["ugo@posta.example", "ida@posta.example"]);
    let bounce = read.bounce.unwrap();
    assert_eq!(
        (bounce.action, bounce.recipient.as_str()),
        (BounceAction::Failed, "ugo@posta.example")
    );
    assert_eq!(bounce.original_id.as_deref(), Some("m1@comune.example"));
    assert_eq!(
        (read.from.as_str(), read.subject.as_str()),
        ("mailer-daemon@mx.example", "Undelivered Mail")
    );
}

#[test]
fn what_is_not_proved_is_never_trusted() {
    use VerdictStatus::*;
    let good = notice(
        "X-Ricevuta: accettazione",
        Some(daticert("accettazione", "", "")),
        None,
    );
    let with = |change: &dyn Fn(&mut Notice)| {
        let mut notice = good.clone();
        change(&mut notice);
        notice
    };
    assert_eq!(status(&good.read()), Some(Trusted));
    let doctype = "<!DOCTYPE postacert [<!ENTITY a \"b\">]><postacert";
    let rows: Vec<(&str, Notice, VerdictStatus, Vec<&str>)> = vec![
        (
            "no signature",
            with(&|n| n.signer = None),
            Absent,
            vec!["unsigned_claim"],
        ),
        (
            "an authority nobody imported",
            with(&|n| n.signer = Some(&STRANGER)),
            UntrustedChain,
            vec![],
        ),
        (
            "another sender",
            with(&|n| n.from = "posta-certificata@altro.example".into()),
            Invalid,
            vec![],
        ),
        (
            "header says delivered",
            with(&|n| n.headers = format!("X-Ricevuta: avvenuta-consegna\n{REF}")),
            Invalid,
            vec!["tipo_differs"],
        ),
        (
            "header says envelope",
            with(&|n| n.headers = format!("X-Trasporto: posta-certificata\n{REF}")),
            Invalid,
            vec!["tipo_differs", "original_missing"],
        ),
        (
            "receipt of another message",
            with(&|n| n.headers = n.headers.replace("m1@", "altro@")),
            Invalid,
            vec!["reference_differs"],
        ),
        (
            "two references",
            with(&|n| n.headers += "\nX-Riferimento-Message-ID: <altro@x.example>"),
            Invalid,
            vec!["header_repeated"],
        ),
        (
            "no daticert",
            with(&|n| n.daticert = None),
            Invalid,
            vec!["daticert_missing"],
        ),
        (
            "document type",
            with(&|n| {
                n.daticert = n
                    .daticert
                    .as_ref()
                    .map(|d| d.replace("<postacert", doctype))
            }),
            Invalid,
            vec!["daticert_unreadable"],
        ),
        (
            "broken daticert",
            with(&|n| n.daticert = Some("<postacert tipo=\"accettazione\"><dati>".into())),
            Invalid,
            vec!["daticert_unreadable"],
        ),
        (
            "unknown entity",
            with(&|n| n.daticert = n.daticert.as_ref().map(|d| d.replace("&amp;", "&x;"))),
            Invalid,
            vec!["daticert_unreadable"],
        ),
    ];
    for (name, notice, expected, warnings) in rows {
        let read = notice.read();
        assert_eq!(
            status(&read),
            Some(expected),
            "{name}: {:?} {:?}",
            read.verdict,
            read.warnings
        );
        assert_eq!(codes(&read), warnings, "{name}");
    }
    // One letter changed in the signed part.
    let mut raw = good.raw();
    let place = raw.windows(9).position(|w| w == b"gestore\r\n").unwrap();
    raw[place] = b'G';
    assert_eq!(
        status(&recognise(&raw, &TRUST, at()).unwrap()),
        Some(Invalid)
    );
    // A second, unsigned mail wrapped around the signed one.
    let wrapped = format!(
        "From: {GESTORE}\r\nX-Ricevuta: accettazione\r\n{REF}\r\nContent-Type: multipart/mixed; boundary=w\r\n\r\n--w\r\n{}\r\n--w--\r\n",
        String::from_utf8(good.raw()).unwrap()
    );
    let read = recognise(wrapped.as_bytes(), &TRUST, at()).unwrap();
    assert_eq!(status(&read), Some(Absent));
}

#[test]
fn the_words_of_the_headers_are_compared_whole() {
    let delivered = Kind::Receipt(ReceiptKind::ErroreConsegna);
    let accepted = Kind::Receipt(ReceiptKind::Accettazione);
    let rows = [
        (
            "X-Ricevuta: non-accettazione-x",
            Kind::Ordinary,
            Some("unknown_receipt_kind"),
        ),
        (
            "X-Ricevuta: consegna",
            Kind::Ordinary,
            Some("unknown_receipt_kind"),
        ),
        (
            "X-Ricevuta: mancata-consegna",
            delivered,
            Some("nonstandard_value"),
        ),
        (
            "X-Ricevuta: accettazione\nX-Ricevuta: avvenuta-consegna",
            Kind::Ordinary,
            Some("header_repeated"),
        ),
        (
            "X-Trasporto: certificata",
            Kind::Ordinary,
            Some("unknown_transport_kind"),
        ),
        (
            "X-Ricevuta: accettazione\nX-Trasporto: posta-certificata",
            accepted,
            None,
        ),
        (
            "X-Nothing: x",
            Kind::Ordinary,
            Some("gestore_sender_without_headers"),
        ),
    ];
    for (headers, kind, warning) in rows {
        let read = notice(headers, Some(daticert("accettazione", "", "")), None).read();
        assert_eq!(read.kind, kind, "{headers}");
        match warning {
            Some(warning) => assert!(
                codes(&read).contains(&warning),
                "{headers}: {:?}",
                read.warnings
            ),
            None => assert!(read.warnings.is_empty(), "{headers}: {:?}", read.warnings),
        }
    }
}

#[test]
fn a_subject_alone_is_a_suspected_fake() {
    let rows = [
        ("ACCETTAZIONE: Esito", true),
        ("Avviso di mancata consegna: Esito", true),
        ("CONSEGNA: Esito", true),
        ("R: CONSEGNA: Esito", false),
        ("consegna dei lavori", false),
    ];
    for (subject, suspected) in rows {
        let raw = crlf(&format!(
            "From: x@posta.example\nSubject: {subject}\n\nciao"
        ));
        let read = recognise(raw.as_bytes(), &TRUST, at()).unwrap();
        assert_eq!((read.kind, &read.verdict), (Kind::Ordinary, &None));
        assert_eq!(
            codes(&read) == ["suspected_fake_receipt"],
            suspected,
            "{subject}: {:?}",
            read.warnings
        );
    }
}

#[test]
fn an_opaque_signature_is_read_from_what_was_signed() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let mail = notice("", Some(daticert("accettazione", "", "")), None);
    let der = AUTHORITY
        .signer()
        .sign_opaque(mail.entity().as_bytes(), at())
        .unwrap();
    let raw = crlf(&format!(
        "From: {GESTORE}\nX-Ricevuta: accettazione\n{REF}\nMIME-Version: 1.0\n\
Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\n\
Content-Transfer-Encoding: base64\n\n{}\n",
        STANDARD.encode(der)
    ));
    let read = recognise(raw.as_bytes(), &TRUST, at()).unwrap();
    assert_eq!(
        (status(&read), codes(&read)),
        (Some(VerdictStatus::Trusted), vec!["opaque_signature"])
    );
    assert_eq!(read.daticert.unwrap().tipo, "accettazione");
}

#[test]
fn a_bomb_is_refused() {
    let raw = "Content-Type: message/rfc822\r\n\r\n".repeat(1000);
    let refused = recognise(raw.as_bytes(), &TRUST, at()).map(|_| ());
    assert_eq!(refused, Err(mail::Malformed::TooDeep { limit: 64 }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// One byte changed in what is signed is never trusted; bytes changed anywhere never panic.
    #[test]
    fn a_changed_receipt_is_never_trusted(at_byte in any::<prop::sample::Index>(), to in any::<u8>(), more in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..20)) {
        let mail = notice("X-Ricevuta: accettazione", Some(daticert("accettazione", "", "")), None);
        let mut raw = mail.raw();
        let entity = mail.entity();
        let start = raw.windows(entity.len()).position(|w| w == entity.as_bytes()).unwrap();
        let place = start + at_byte.index(entity.len());
        let changed = raw[place] != to;
        raw[place] = to;
        let read = recognise(&raw, &TRUST, at()).unwrap();
        prop_assert!(!changed || status(&read) != Some(VerdictStatus::Trusted), "{:?}", read.verdict);
        for (index, byte) in more {
            let place = index.index(raw.len());
            raw[place] = byte;
        }
        let _ = recognise(&raw, &TRUST, at());
    }
}
