//! SC-07 Ordinary mail arrives at the PEC box.
//!
//! A citizen's ordinary mail → busta di anomalia. Outcome: shown as *ordinary, not certified* badge; inner message and
//! attachments opened; no PEC date claims; default rule sends it to URP triage; a person may answer with the letter "use PEC
//! or the desk" (never automatic); not counted as a PEC; DSN inside anomaly is recognised as bounce, not as a citizen
//! message.

use super::post_office::{PostOffice, US, map, on_each, person};
use chrono::TimeDelta;
use contract::{Arrival, Kind};
use office::despatch::State;
use office::message::is_certified;
use serde_json::json;
use store::view::{self, DespatchFilter, MailFilter};
use store::{load, row};

const CITIZEN: &str = "lina@posta.example";

/// What a server says of a mail that did not leave from here (RFC 3464).
const FOREIGN_BOUNCE: &str = "Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.posta.example>
To: protocollo@pec.comune.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 02 Mar 2026 10:29:00 +0100
Message-ID: <dsn@mx.posta.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.posta.example

Final-Recipient: rfc822; nessuno@posta.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--b
Content-Type: text/rfc822-headers

From: protocollo@pec.comune.example
To: nessuno@posta.example
Subject: Da un altro programma
Message-ID: <altro-programma@pec.comune.example>

--b--
";

#[tokio::test(flavor = "multi_thread")]
async fn sc_07() {
    on_each(ordinary).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_07_bounce() {
    on_each(bounces).await;
}

async fn anomalies(office: &PostOffice) -> Vec<row::Mail> {
    let all = MailFilter {
        kind: Some("anomaly".into()),
        ..MailFilter::default()
    };
    let system = office::Viewer::system();
    let page = view::mails(&system, office.runtime.store(), &all, None, 50).await;
    let page = page.expect("mails");
    page.items.into_iter().map(|item| item.mail).collect()
}

async fn ordinary(office: PostOffice) {
    let (runtime, store) = (&office.runtime, office.runtime.store());
    let raw = format!(
        "From: Lina Esempio <{CITIZEN}>\r\nTo: {US}\r\nSubject: Orari dello sportello\r\nDate: Mon, 02 Mar 2026 10:29:00 +0100\r\n\
         Message-ID: <orari@posta.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nQuando siete aperti?\r\n\
         --b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=\"orari.csv\"\r\n\r\nlun;9\r\n--b--\r\n"
    );
    office
        .gestore
        .deliver_ordinary(raw.as_bytes(), US)
        .expect("it is delivered");
    office.pass(TimeDelta::seconds(1)).await;

    // Ordinary, not certified: no verdict counts for it, and no certified date is claimed.
    let found = anomalies(&office).await;
    let [mail] = found.as_slice() else {
        panic!("one mail: {found:?}")
    };
    let detail = view::mail(&office::Viewer::system(), store, mail.id).await;
    let mail = detail.expect("loads").expect("is there").mail;
    let arrival: Arrival = serde_json::from_value(mail.arrival.clone()).expect("an arrival");
    assert_eq!(arrival.kind, Kind::Anomaly);
    assert!(!is_certified(&arrival));
    assert_eq!((mail.sent_at, arrival.certified_sent_at), (None, None));
    // The inner message and its attachments are what is read.
    assert_eq!(
        (mail.from_address.as_str(), mail.subject.as_str()),
        (CITIZEN, "Orari dello sportello")
    );
    assert!(arrival.text.contains("Quando siete aperti?"));
    let [file] = arrival.attachments.as_slice() else {
        panic!("one file: {:?}", arrival.attachments)
    };
    assert_eq!(file.name, "orari.csv");
    let path: Vec<String> = file.path.iter().map(u32::to_string).collect();
    let reference = json!({ "$ref": "document", "id": format!("{}/{}", mail.id, path.join(".")) });
    let bytes = runtime.document(&reference).await.expect("reads");
    assert_eq!(bytes.expect("opened").trim_ascii(), b"lun;9");

    // The default rule sends it to the URP, which sorts it.
    let case = mail.instance.expect("a case");
    let began = load::instance(store, case).await.expect("loads");
    assert_eq!(began.expect("is there").process_key, "posta_ordinaria");
    let sorting = office.task(case, "smista").await;
    assert_eq!(sorting.candidate_groups, ["ufficio:urp"]);

    // Not counted as a PEC.
    let of_kind = async |kind: &str| {
        let filter = MailFilter {
            kind: Some(kind.into()),
            ..MailFilter::default()
        };
        let page = view::mails(&office::Viewer::system(), store, &filter, None, 50).await;
        page.expect("mails").items.len()
    };
    assert_eq!(
        (of_kind("transport").await, of_kind("anomaly").await),
        (0, 1)
    );

    // Nothing is answered by itself, however long one waits.
    let left = async || {
        let (system, all) = (office::Viewer::system(), DespatchFilter::default());
        let page = view::despatches(&system, store, &all, None, 50).await;
        page.expect("despatches").items.len()
    };
    office.pass(TimeDelta::days(3)).await;
    assert_eq!(left().await, 0);

    // A person may answer with the letter.
    let anna = || person("anna", "ufficio:urp");
    let answer = map(json!({ "azione": "rispondi", "ufficio": "urp" }));
    runtime
        .complete(&anna(), sorting.id, answer, None)
        .await
        .expect("sorted");
    let draft = office.task(case, "prepara_risposta").await;
    let form = runtime.task_form(&draft).await.expect("a form");
    assert!(form.letters.iter().any(|l| l.key == "usare-la-pec"));
    let letter = runtime.fill_letter(&draft, "usare-la-pec").await;
    let letter = letter.expect("filled in");
    assert!(
        letter
            .body
            .contains("posta elettronica certificata oppure allo sportello")
    );
    let mut message = form.data["risposta"].clone();
    assert_eq!(message["to"], json!([CITIZEN]));
    message["body"] = json!(letter.body);
    runtime
        .complete(&anna(), draft.id, map(json!({ "risposta": message })), None)
        .await
        .expect("handed over");
    office.pass(TimeDelta::seconds(1)).await;
    assert_eq!(left().await, 1);
    office.close().await;
}

async fn bounces(office: PostOffice) {
    let store = office.runtime.store();
    // Of a message of ours: it speaks of its recipient.
    let despatch = office.answer_to("nessuno@sconosciuto.example").await;
    office.pass(TimeDelta::minutes(2)).await;
    assert_eq!(office.recipient(despatch.id).await.state, State::Bounced);
    let found = anomalies(&office).await;
    let [bounce] = found.as_slice() else {
        panic!("one bounce: {found:?}")
    };
    assert_eq!(
        (bounce.state.as_str(), bounce.despatch),
        ("receipt", Some(despatch.id))
    );

    // Of a message another program sent: among the receipts without a despatch, no case begins.
    office
        .gestore
        .deliver_ordinary(FOREIGN_BOUNCE.replace('\n', "\r\n").as_bytes(), US)
        .expect("it is delivered");
    office.pass(TimeDelta::seconds(1)).await;
    let found = anomalies(&office).await;
    let orphans: Vec<_> = found.iter().filter(|m| m.state == "orphan").collect();
    assert_eq!(orphans.len(), 1, "{found:?}");
    let citizens = load::latest_process(store, "posta_ordinaria").await;
    let citizens = citizens.expect("loads").expect("deployed");
    let cases = load::instances_of_deployment(store, citizens.deployment, None, 10).await;
    assert!(cases.expect("cases").is_empty(), "no citizen wrote");
    office.close().await;
}
