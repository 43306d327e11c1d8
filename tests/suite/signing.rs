//! A letter written, approved, signed and sent: what leaves is the approved PDF with signatures and nothing else, and the record
//! says approved, added, sent. Other content comes nowhere. Through the real program where a stranger's file is opened.

use crate::sc::post_office::{PostOffice, STUDIO, map, on_each, person};
use chrono::TimeDelta;
use contract::{SignatureFormat, Signed};
use runtime::{Act, Additions, Fault, Given, Outgoing};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use signature::Authority;
use store::{load, row};
use uuid::Uuid;

const BODY: &str = "La strada chiude lunedì alle 8.\n\nDistinti saluti.";

fn sha(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[track_caller]
fn code(result: Result<row::Signature, Fault>) -> String {
    match result {
        Err(Fault::Refused { code, it, en, .. }) => {
            assert!(!it.is_empty() && !en.is_empty() && it != en);
            code
        }
        other => panic!("not refused: {other:?}"),
    }
}

/// Files of a message that left, by name.
async fn files(office: &PostOffice, despatch: &row::Despatch) -> Vec<(String, Vec<u8>)> {
    let store = office.runtime.store();
    let raw = store.blobs().get(&despatch.raw).await.expect("its bytes");
    let arrival = mail::arrival(&raw).expect("a mail");
    let attached = arrival.attachments.iter();
    attached
        .map(|a| {
            let bytes = mail::attachment_bytes(&raw, &a.path);
            let bytes = bytes.expect("a mail").expect("a part");
            (a.name.clone(), bytes)
        })
        .collect()
}

async fn complete(office: &PostOffice, act: &Act, case: Uuid, element: &str, data: Value) {
    let task = office.task(case, element).await;
    let seen = office.runtime.task_form(&task).await.expect("a form");
    office
        .runtime
        .complete(act, task.id, map(data), seen.message_hash.as_deref())
        .await
        .unwrap_or_else(|e| panic!("{element}: {e}"));
    office.pass(TimeDelta::seconds(1)).await;
}

fn letter() -> Value {
    json!({ "mailbox": "protocollo", "to": [STUDIO], "subject": "Chiusura di via Lunga", "body": BODY })
}

async fn upload(office: &PostOffice, act: &Act, bytes: &[u8]) -> Given {
    let kept = office.runtime.keep_upload(act, bytes.to_vec()).await;
    Given::File(json!(hex::encode(kept.expect("kept"))))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_is_approved_signed_and_leaves_signed() {
    on_each(|office| async move {
        let (franco, elena) = (
            person("franco", "ufficio:urp"),
            person("elena", "responsabile:urp"),
        );
        let sara = person("sara", "ruolo:supervisore");
        let given = json!({ "oggetto": "Chiusura", "ufficio": "urp", "ordine": "in_ordine", "firma": "si" });
        let started = office
            .runtime
            .start(&franco, "invio_con_approvazione", None, map(given), None)
            .await;
        let case = started.expect("it starts").id;
        complete(&office, &franco, case, "scrivi", json!({ "lettera": letter() })).await;
        for approver in [&elena, &sara] {
            complete(&office, approver, case, "approva_in_ordine", json!({ "esito": "approva" })).await;
        }
        let runtime = &office.runtime;
        let task = office.task(case, "firma_atto").await;
        let signing = runtime.signing(&task).await.expect("read").expect("a document");
        assert_eq!(signing.document.name, "lettera.pdf");
        let by: Vec<&str> = signing.approvals.iter().map(|a| a.decided_by.as_str()).collect();
        assert_eq!(by, ["elena", "sara"], "both approved the very PDF");
        assert!(signing.remote.is_some_and(|(_, test)| test));
        let (_, pdf) = runtime.document_to_sign(&task).await.expect("read").expect("there");
        assert!(pdf.starts_with(b"%PDF-1.7") && sha(&pdf) == signing.sha256);

        // Nothing goes on without a signature, and whoever is not to sign does not.
        let early = runtime
            .complete(&elena, task.id, map(json!({ "esito": "firma" })), None)
            .await;
        assert!(matches!(early, Err(Fault::Refused { ref code, .. }) if code == "not_signed_yet"), "{early:?}");
        let foreign = upload(&office, &franco, b"niente").await;
        assert_eq!(code(runtime.sign(&franco, task.id, foreign).await), "not_candidate");

        // What comes back from outside.
        let now = runtime.clock().now();
        let authority = Authority::create("posta-certificata@prova.example", now).expect("made");
        let dario = authority
            .issue_person("Dario", "Esempi", "SMPDRA70A01X000X", now)
            .expect("made");
        let long_ago = authority
            .issue_person("Dario", "Esempi", "SMPDRA70A01X000X", now - TimeDelta::days(365 * 14))
            .expect("made");
        let mut altered = pdf.clone();
        altered.extend(b"\n5 0 obj\n<<>>\nendobj\n");
        for (given, expected) in [
            (b"niente".to_vec(), "signed_by_nobody"),
            (pdf.clone(), "signed_by_nobody"),
            (dario.sign_opaque(b"altro", now).expect("signed"), "signed_other_content"),
            (dario.sign_detached(&pdf, now).expect("signed"), "signed_detached"),
            (long_ago.sign_opaque(&pdf, now).expect("signed"), "certificate_expired"),
            (altered, "signed_by_nobody"),
        ] {
            let given = upload(&office, &elena, &given).await;
            assert_eq!(code(runtime.sign(&elena, task.id, given).await), expected);
        }
        assert!(runtime.signed_document(&task).await.expect("read").is_none());

        // By the test signer, inside the PDF: it says what it is.
        let signed = runtime.sign(&elena, task.id, Given::Remote(SignatureFormat::Pades)).await;
        let signed = signed.expect("signed");
        let found: Signed = serde_json::from_value(signed.found.clone()).expect("read");
        assert_eq!((found.format, signed.way.as_str()), (SignatureFormat::Pades, "remote"));
        assert!(found.by[0].name.starts_with("FIRMA DI PROVA"), "{found:?}");
        assert!(!found.by[0].qualified && found.by[0].trusted_by.is_none());
        assert_eq!(found.visible_on, [1]);
        let (_, inside) = runtime.signed_document(&task).await.expect("read").expect("there");
        assert!(inside.starts_with(&pdf) && inside.len() > pdf.len());

        // Taken away and signed outside: the last one counts.
        let p7m = dario.sign_opaque(&pdf, now).expect("signed");
        let given = upload(&office, &elena, &p7m).await;
        let signed = runtime.sign(&elena, task.id, given).await.expect("taken");
        assert_eq!((signed.name.as_str(), signed.way.as_str()), ("lettera.pdf.p7m", "upload"));
        complete(&office, &elena, case, "firma_atto", json!({ "esito": "firma" })).await;
        complete(&office, &franco, case, "numera", json!({ "numero": "Prot. 12/2026" })).await;

        let sent = load::despatches_of_instance(runtime.store(), case).await;
        let sent = sent.expect("despatches").pop().expect("one left");
        assert_eq!(sent.subject, "Prot. 12/2026 Chiusura di via Lunga");
        assert_eq!(files(&office, &sent).await, [("lettera.pdf.p7m".to_owned(), p7m.clone())]);
        let release = load::release(runtime.store(), sent.id).await.expect("read").expect("one");
        let additions: Additions = serde_json::from_value(release.additions).expect("read");
        let [file] = additions.signed.as_slice() else {
            panic!("{additions:?}")
        };
        assert_eq!((&file.sha256, &file.approved_sha256), (&sha(&p7m), &sha(&pdf)));
        assert_eq!(file.found.by[0].name, "Dario Esempi");
        assert_eq!(file.found.by[0].tax_code.as_deref(), Some("SMPDRA70A01X000X"));
        let approved = signing.approvals[0].hash.clone();
        assert_eq!(release.approved, Some(approved));
        office.close().await;
    })
    .await;
}

/// A letter with a file beside it: `DECLARED` is what the task that sends says of it, `SCRIPT` what happens after approval.
fn process(script: &str, declared: &str) -> Vec<(String, Vec<u8>)> {
    let text = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:prova">
  <process id="con_segnatura" name="Con segnatura" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="scrivi"/>
    <userTask id="scrivi" name="Scrivi" camunda:candidateGroups="ufficio:urp" staffetta:drafts="lettera"/>
    <sequenceFlow id="f2" sourceRef="scrivi" targetRef="approva"/>
    <userTask id="approva" name="Approva" camunda:candidateGroups="responsabile:urp" staffetta:approves="lettera"/>
    <sequenceFlow id="f3" sourceRef="approva" targetRef="dopo"/>
    <scriptTask id="dopo" scriptFormat="rhai"><script>SCRIPT</script></scriptTask>
    <sequenceFlow id="f4" sourceRef="dopo" targetRef="invia"/>
    <serviceTask id="invia" name="Invia" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="message">${lettera}</camunda:inputParameter>
      <camunda:inputParameter name="approval">${lettera_approvata}</camunda:inputParameter>
      DECLARED
    </camunda:inputOutput></extensionElements></serviceTask>
    <sequenceFlow id="f5" sourceRef="invia" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;
    let text = text.replace("SCRIPT", script).replace("DECLARED", declared);
    vec![("con_segnatura.bpmn".into(), text.into_bytes())]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_addition_that_is_declared_leaves_and_any_other_is_refused() {
    const XML: &[u8] = b"<?xml version=\"1.0\"?><Segnatura/>";
    const DECLARED: &str =
        r#"<camunda:inputParameter name="added_attachments">${segnatura}</camunda:inputParameter>"#;
    const SIGNED: &str = r#"<camunda:inputParameter name="signed_attachments">${segnatura}</camunda:inputParameter>"#;
    // The file put into the message by the process itself, after everybody approved.
    const SMUGGLED: &str = "let l = lettera; l.attachments.push(segnatura); set(\"lettera\", l);";
    on_each(|office| async move {
        for (script, declared, refused) in [
            ("let x = 1;", DECLARED, None),
            (SMUGGLED, "", Some("approval_void")),
            (SMUGGLED, DECLARED, Some("approval_void")),
            ("let x = 1;", SIGNED, Some("signed_not_approved")),
        ] {
            // An act is one request: the same again would hear the first answer.
            let franco = person("franco", "ufficio:urp");
            let elena = person("elena", "responsabile:urp");
            let runtime = &office.runtime;
            runtime
                .deploy(&Act::system(), None, process(script, declared))
                .await
                .expect("it deploys");
            let kept = runtime
                .keep_upload(&franco, XML.to_vec())
                .await
                .expect("kept");
            let segnatura = json!({
                "name": "Segnatura.xml", "media_type": "application/xml", "size": XML.len(),
                "ref": { "$ref": "document", "id": hex::encode(kept) },
            });
            let given = map(json!({ "segnatura": segnatura }));
            let started = runtime
                .start(&franco, "con_segnatura", None, given, None)
                .await;
            let case = started.expect("it starts").id;
            complete(
                &office,
                &franco,
                case,
                "scrivi",
                json!({ "lettera": letter() }),
            )
            .await;
            let approval = office.task(case, "approva").await;
            let said = runtime
                .to_be_added(approval.instance, "lettera")
                .await
                .expect("read");
            match declared {
                "" => assert!(said.is_empty(), "{said:?}"),
                _ => assert_eq!(said[0].1, "${segnatura}", "told before approving"),
            }
            complete(&office, &elena, case, "approva", json!({})).await;
            let sent = load::despatches_of_instance(runtime.store(), case)
                .await
                .expect("read");
            match refused {
                Some(code) => {
                    assert!(sent.is_empty(), "nothing leaves");
                    let incidents = load::incidents_of_instance(runtime.store(), case).await;
                    let incidents = incidents.expect("read");
                    assert_eq!(incidents.len(), 1);
                    assert_eq!(incidents[0].code, code, "{}", incidents[0].message);
                }
                None => {
                    let [sent] = sent.as_slice() else {
                        panic!("{sent:?}")
                    };
                    assert_eq!(
                        files(&office, sent).await,
                        [("Segnatura.xml".to_owned(), XML.to_vec())]
                    );
                    let release = load::release(runtime.store(), sent.id).await.expect("read");
                    let release = release.expect("one");
                    let additions: Additions =
                        serde_json::from_value(release.additions).expect("read");
                    assert_eq!(additions.attachments[0].sha256, sha(XML));
                    let version = load::last_version(runtime.store(), case, "lettera").await;
                    let version = version.expect("read").expect("one");
                    let message: Outgoing = serde_json::from_value(version.message).expect("read");
                    assert!(message.attachments.is_empty(), "what was approved had none");
                    assert_eq!(release.approved.as_deref(), Some(version.hash.as_str()));
                }
            }
        }
        office.close().await;
    })
    .await;
}

/// Two sign one after the other: the second task signs what the first gave.
const TWO_SIGN: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:prova">
  <process id="due_firme" name="Due firme" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="scrivi"/>
    <userTask id="scrivi" name="Scrivi" camunda:candidateGroups="ufficio:urp" staffetta:drafts="lettera"/>
    <sequenceFlow id="f2" sourceRef="scrivi" targetRef="approva"/>
    <userTask id="approva" name="Approva" camunda:candidateGroups="responsabile:urp" staffetta:approves="lettera"/>
    <sequenceFlow id="f3" sourceRef="approva" targetRef="firma_prima"/>
    <userTask id="firma_prima" name="Prima firma" camunda:candidateGroups="responsabile:urp" staffetta:signs="atto"/>
    <sequenceFlow id="f4" sourceRef="firma_prima" targetRef="firma_seconda"/>
    <userTask id="firma_seconda" name="Seconda firma" camunda:candidateGroups="ruolo:supervisore" staffetta:signs="atto_firmato"/>
    <sequenceFlow id="f5" sourceRef="firma_seconda" targetRef="invia"/>
    <serviceTask id="invia" name="Invia" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="message">${lettera}</camunda:inputParameter>
      <camunda:inputParameter name="approval">${lettera_approvata}</camunda:inputParameter>
      <camunda:inputParameter name="signed_attachments">${atto_firmato_firmato}</camunda:inputParameter>
    </camunda:inputOutput></extensionElements></serviceTask>
    <sequenceFlow id="f6" sourceRef="invia" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;

/// How two people sign the same document.
#[derive(Debug, Clone, Copy)]
enum Together {
    /// Both inside the PDF.
    Inside,
    /// A container with two signatures beside each other.
    Beside,
    /// A container around the other's.
    Around,
    /// A container around a PDF that is signed inside.
    AroundInside,
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_sign_the_same_document_one_after_the_other() {
    on_each(|office| async move {
        let now = office.runtime.clock().now();
        let authority = Authority::create("posta-certificata@prova.example", now).expect("made");
        let [first, second] = [("Elena", "Riva"), ("Sara", "Costa")].map(|(given, surname)| {
            let made = authority.issue_person(given, surname, "XXXXXX00X00X000X", now);
            made.expect("made")
        });
        let letter_of = document::Letter {
            title: "Atto".into(),
            text: BODY.into(),
            language: "it-IT".into(),
            created_at: now,
        };
        let pdf = document::pdf(&letter_of).expect("a PDF/A");
        let mark = signature::Mark {
            width: 120.0,
            height: 20.0,
            operators: b"0 0 120 20 re S".to_vec(),
        };
        let inside = |by: &signature::Signer, pdf: &[u8]| {
            by.sign_pdf(pdf, now, &mark).expect("signed").expect("read")
        };
        for way in [
            Together::Inside,
            Together::Beside,
            Together::Around,
            Together::AroundInside,
        ] {
            // An act is one request: the same again would hear the first answer.
            let (franco, elena) = (
                person("franco", "ufficio:urp"),
                person("elena", "responsabile:urp"),
            );
            let sara = person("sara", "ruolo:supervisore");
            let runtime = &office.runtime;
            let bundle = vec![("due_firme.bpmn".to_owned(), TWO_SIGN.as_bytes().to_vec())];
            runtime
                .deploy(&Act::system(), None, bundle)
                .await
                .expect("it deploys");
            let kept = hex::encode(
                runtime
                    .keep_upload(&franco, pdf.clone())
                    .await
                    .expect("kept"),
            );
            let file =
                json!({ "name": "atto.pdf", "media_type": "application/pdf", "size": pdf.len() });
            let with = |reference: Value| {
                let mut file = file.clone();
                file["ref"] = reference;
                file
            };
            let given = map(json!({ "atto": with(json!({ "$ref": "document", "id": kept })) }));
            let started = runtime.start(&franco, "due_firme", None, given, None).await;
            let case = started.expect("it starts").id;
            let mut message = letter();
            message["attachments"] = json!([with(json!(kept))]);
            complete(
                &office,
                &franco,
                case,
                "scrivi",
                json!({ "lettera": message }),
            )
            .await;
            complete(&office, &elena, case, "approva", json!({})).await;

            let task = office.task(case, "firma_prima").await;
            let once = match way {
                Together::Inside | Together::AroundInside => inside(&first, &pdf),
                Together::Beside | Together::Around => {
                    first.sign_opaque(&pdf, now).expect("signed")
                }
            };
            let given = upload(&office, &elena, &once).await;
            let signed = runtime.sign(&elena, task.id, given).await.expect("taken");
            let once_name = signed.name;
            complete(&office, &elena, case, "firma_prima", json!({})).await;

            // The second is shown what the first signed, who signed it, and who approved the document inside.
            let task = office.task(case, "firma_seconda").await;
            let signing = runtime
                .signing(&task)
                .await
                .expect("read")
                .expect("a document");
            assert_eq!(
                (signing.document.name.as_str(), &signing.sha256),
                (once_name.as_str(), &sha(&once))
            );
            let before: Vec<&str> = signing.before.iter().map(|s| s.name.as_str()).collect();
            assert_eq!(before, ["Elena Riva"], "{way:?}");
            assert_eq!(signing.approvals.len(), 1, "{way:?}");
            let (_, to_sign) = runtime
                .document_to_sign(&task)
                .await
                .expect("read")
                .expect("there");
            assert_eq!(to_sign, once);

            // The document without the first signature, the first alone, the first once more, and what was changed in between.
            let without = match way {
                Together::Inside => inside(&second, &pdf),
                _ => second.sign_opaque(&pdf, now).expect("signed"),
            };
            let between = match way {
                Together::Inside | Together::AroundInside => {
                    let mut changed = once.clone();
                    changed.extend(b"\n5 0 obj\n<<>>\nendobj\n");
                    second.sign_opaque(&changed, now).expect("signed")
                }
                Together::Beside | Together::Around => second
                    .sign_opaque(&first.sign_opaque(b"altro", now).expect("signed"), now)
                    .expect("signed"),
            };
            let again = match way {
                Together::Inside => inside(&first, &once),
                Together::Beside => first
                    .sign_beside(&once, now + TimeDelta::minutes(1))
                    .expect("signed")
                    .expect("a container"),
                Together::Around | Together::AroundInside => {
                    first.sign_opaque(&once, now).expect("signed")
                }
            };
            for (given, expected) in [
                (again, "signed_by_same"),
                (without, "signed_other_content"),
                (once.clone(), "signed_by_nobody"),
                (between, "signed_other_content"),
            ] {
                let given = upload(&office, &sara, &given).await;
                let refused = code(runtime.sign(&sara, task.id, given).await);
                assert_eq!(refused, expected, "{way:?}");
            }

            let twice = match way {
                Together::Inside => inside(&second, &once),
                Together::Beside => second
                    .sign_beside(&once, now)
                    .expect("signed")
                    .expect("a container"),
                Together::Around | Together::AroundInside => {
                    second.sign_opaque(&once, now).expect("signed")
                }
            };
            let given = upload(&office, &sara, &twice).await;
            let signed = runtime.sign(&sara, task.id, given).await;
            let signed = signed.unwrap_or_else(|e| panic!("{way:?}: {e}"));
            let name = match way {
                Together::Inside => "atto.pdf",
                Together::Beside | Together::AroundInside => "atto.pdf.p7m",
                Together::Around => "atto.pdf.p7m.p7m",
            };
            assert_eq!(signed.name, name);
            complete(&office, &sara, case, "firma_seconda", json!({})).await;

            let sent = load::despatches_of_instance(runtime.store(), case).await;
            let sent = sent
                .expect("despatches")
                .pop()
                .unwrap_or_else(|| panic!("{way:?}: nothing left"));
            assert_eq!(
                files(&office, &sent).await,
                [(name.to_owned(), twice.clone())]
            );
            let release = load::release(runtime.store(), sent.id)
                .await
                .expect("read")
                .expect("one");
            let additions: Additions = serde_json::from_value(release.additions).expect("read");
            let [file] = additions.signed.as_slice() else {
                panic!("{additions:?}")
            };
            assert_eq!(
                (&file.sha256, &file.approved_sha256),
                (&sha(&twice), &sha(&pdf))
            );
            let everybody: Vec<&str> = file.found.everybody().map(|s| s.name.as_str()).collect();
            assert_eq!(
                everybody,
                ["Elena Riva", "Sara Costa"],
                "{way:?}: the record names both"
            );
        }
        office.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_test_signer_signs_after_another_too() {
    let signer = document::TestSigner::default();
    let now = chrono::Utc::now();
    let trust = signature::TrustStore::default();
    for format in [SignatureFormat::Pades, SignatureFormat::Cades] {
        let letter = document::Letter {
            title: "Atto".into(),
            text: BODY.into(),
            language: "it-IT".into(),
            created_at: now,
        };
        let approved = document::pdf(&letter).expect("a PDF/A");
        let mut given = contract::Document {
            name: "atto.pdf".into(),
            media_type: "application/pdf".into(),
            bytes: approved.clone(),
        };
        for name in ["Elena Riva", "Sara Costa"] {
            let asked = contract::ToSign {
                document: given,
                format,
                login: "prova".into(),
                name: name.into(),
                at: now,
            };
            given = contract::RemoteSigner::sign(&signer, &asked)
                .await
                .expect("signed");
        }
        let found = signature::signed_content(&approved, &given.bytes, &trust, now);
        let mut names: Vec<String> = found
            .expect("whole")
            .signatures
            .into_iter()
            .map(|s| s.name)
            .collect();
        names.sort();
        assert_eq!(
            names,
            ["FIRMA DI PROVA – Elena Riva", "FIRMA DI PROVA – Sara Costa"],
            "{format:?}"
        );
    }
}
