//! The scenarios of every bundle, on the production runtime; and that they can fail.

use scenario::{Files, Report};
use std::path::{Path, PathBuf};

fn bundles() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../processes");
    let mut found: Vec<PathBuf> = std::fs::read_dir(root)
        .expect("processes/ is there")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.is_dir())
        .collect();
    found.sort();
    assert!(found.len() >= 2, "{found:?}");
    found
}

fn files(bundle: &Path) -> Files {
    let mut files = Vec::new();
    let mut folders = vec![bundle.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(bundle).expect("below the bundle");
                files.push((
                    below.to_string_lossy().into_owned(),
                    std::fs::read(&path).expect("a file"),
                ));
            }
        }
    }
    files.sort();
    files
}

async fn play(files: &Files) -> Report {
    scenario::play(
        files,
        None,
        &server::wire::outbound(&server::Config::default()).expect("connectors"),
    )
    .await
    .unwrap_or_else(|e| panic!("{e}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_of_every_bundle_holds_and_together_they_pass_nine_flows_of_ten() {
    for bundle in bundles() {
        let report = play(&files(&bundle)).await;
        assert!(report.passed(), "{}\n{report}", bundle.display());
        assert!(
            report.coverage.flows_share() >= 0.9,
            "{}\n{report}",
            bundle.display()
        );
    }
}

/// The ordinary mail bundle with one scenario changed.
fn changed(from: &str, to: &str) -> Files {
    let bundle = bundles()
        .into_iter()
        .find(|p| p.ends_with("posta-ordinaria"))
        .expect("posta-ordinaria");
    files(&bundle)
        .into_iter()
        .filter(|(path, _)| {
            !path.starts_with("scenarios/") || path.ends_with("/archiviazione.toml")
        })
        .map(|(path, bytes)| {
            if !path.ends_with("/archiviazione.toml") {
                return (path, bytes);
            }
            let text = String::from_utf8(bytes).expect("UTF-8");
            assert!(text.contains(from), "{from}");
            (path, text.replacen(from, to, 1).into_bytes())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scenario_that_does_not_hold_says_what_differed() {
    for (from, to, what, found) in [
        (
            r#"groups = ["ufficio:urp"] }"#,
            r#"groups = ["ufficio:edilizia"] }"#,
            "tasks",
            "smista (ufficio:urp)",
        ),
        (
            r#"ufficio = "tributi""#,
            r#"ufficio = "edilizia""#,
            "variables.ufficio",
            "\"tributi\"",
        ),
        (
            r#"state = "completed""#,
            r#"state = "running""#,
            "state",
            "completed",
        ),
        (
            r#"ended_at = "archiviata""#,
            r#"ended_at = "risposta_inviata""#,
            "ended_at",
            "archiviata",
        ),
        (
            "Pubblicità.\"]",
            "Altro.\"]",
            "log",
            "Archiviata senza risposta: Pubblicità.",
        ),
        // Who is in no group of the task may not conclude it.
        (r#"by = "franco""#, r#"by = "gino""#, "do", "candidate"),
        // The form decides what may be sent.
        (
            r#"azione = "archivia""#,
            r#"azione = "brucia""#,
            "do",
            "azione",
        ),
        // The start rule decides what begins a case.
        (
            "certified = false",
            "certified = true",
            "do",
            "began no case",
        ),
    ] {
        let report = play(&changed(from, to)).await;
        assert!(!report.passed(), "{to} passed");
        let differences = &report.scenarios[0].differences;
        assert!(
            differences
                .iter()
                .any(|d| d.what == what && d.found.contains(found)),
            "{to}: {differences:?}"
        );
        // The page of words names the step and both sides.
        let said = report.to_string();
        assert!(said.contains("FAIL") && said.contains("step "), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_scenario_passes_is_named() {
    let report = play(&changed("Pubblicità", "Pubblicità")).await;
    let covered = &report.coverage.processes["posta_ordinaria"];
    let missed: Vec<&str> = covered.missed().collect();
    assert!(
        missed.contains(&"invia_mail") && missed.contains(&"invia_a_fine"),
        "{missed:?}"
    );
    assert!(covered.flows_share() < 0.9, "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_word_nobody_knows_in_a_scenario_is_refused() {
    let files = changed("[step.then]", "[step.then]\nvariabili = 1");
    let error = scenario::play(
        &files,
        None,
        &server::wire::outbound(&server::Config::default()).expect("connectors"),
    )
    .await
    .expect_err("an unknown key");
    assert!(error.to_string().contains("variabili"), "{error}");
}

/// The bundle of the request at the counter with only its scenario of closing days, changed.
fn closings(from: &str, to: &str) -> Files {
    let bundle = bundles()
        .into_iter()
        .find(|p| p.ends_with("richiesta-sportello"))
        .expect("richiesta-sportello");
    let only = |path: &String| !path.starts_with("scenarios/") || path.ends_with("/chiusure.toml");
    files(&bundle)
        .into_iter()
        .filter(|(path, _)| only(path))
        .map(|(path, bytes)| match path.ends_with("/chiusure.toml") {
            true => {
                let text = String::from_utf8(bytes).expect("UTF-8");
                assert!(text.contains(from), "{from}");
                (path, text.replacen(from, to, 1).into_bytes())
            }
            false => (path, bytes),
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_term_is_tested_on_the_closing_days_of_the_office() {
    assert!(play(&closings("Trasloco", "Trasloco")).await.passed());
    // Without the two days of closing the term would end on the 17th.
    let open = closings(
        "first_day = \"2026-03-05\", last_day = \"2026-03-06\"",
        "first_day = \"2026-04-07\", last_day = \"2026-04-08\"",
    );
    let report = play(&open).await;
    let differences = &report.scenarios[0].differences;
    assert!(
        differences.iter().any(|d| d.what == "tasks"
            && d.expected.contains("2026-03-19")
            && d.found.contains("2026-03-17")),
        "{differences:?}"
    );
    let connectors = server::wire::outbound(&server::Config::default()).expect("connectors");
    for (from, to, said) in [
        (
            "of = \"ufficio:tributi\"",
            "of = \"ufficio:nessuno\"",
            "ufficio:nessuno",
        ),
        ("month = 3", "month = 13", "patron"),
        (
            "closings = [{ first_day = \"2026-03-05\"",
            "chiusure = [{ first_day = \"2026-03-05\"",
            "chiusure",
        ),
    ] {
        let error = scenario::play(&closings(from, to), None, &connectors).await;
        let error = error.expect_err(to).to_string();
        assert!(error.contains(said), "{error}");
    }
}

/// Two messages that leave one after the other.
const ONE_AFTER_THE_OTHER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <process id="p" name="P" isExecutable="true">
    <startEvent id="inizio" name="Inizio"/>
    <sequenceFlow id="f1" sourceRef="inizio" targetRef="avvisa"/>
    <serviceTask id="avvisa" name="Avvisa" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="message">${avviso}</camunda:inputParameter>
    </camunda:inputOutput></extensionElements></serviceTask>
    <sequenceFlow id="f2" sourceRef="avvisa" targetRef="conferma"/>
    <serviceTask id="conferma" name="Conferma" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
      <camunda:inputParameter name="message">${testo}</camunda:inputParameter>
    </camunda:inputOutput></extensionElements></serviceTask>
    <sequenceFlow id="f3" sourceRef="conferma" targetRef="guarda"/>
    <userTask id="guarda" name="Guarda" camunda:candidateGroups="ufficio:urp"/>
    <sequenceFlow id="f4" sourceRef="guarda" targetRef="fine"/>
    <endEvent id="fine" name="Fine"/>
  </process>
</definitions>"#;

/// A scenario in which both leave and receipts come.
fn both_leave(receipts: &str) -> Files {
    let message = |to: &str, subject: &str| {
        format!(
            "{{ to = [\"{to}\"], cc = [], subject = \"{subject}\", body = \"Testo.\", mailbox = \"urp\" }}"
        )
    };
    let scenario = format!(
        r#"process = "p"
[title]
it = "Due insieme"
en = "Two together"
[given]
now = "2026-03-02T09:00:00+01:00"
[given.people]
franco = ["ufficio:urp"]
[[step]]
when = "si avvia"
do = {{ start = {{ variables = {{ avviso = {}, testo = {} }} }} }}
[[step]]
when = "la prima"
do = {{ job = {{ element = "avvisa" }} }}
[[step]]
when = "la seconda"
do = {{ job = {{ element = "conferma" }} }}
[[step]]
when = "le ricevute"
do = {{ receipts = [{receipts}] }}
"#,
        message("verdi@pec.example", "Avviso"),
        message("rossi@pec.example", "Conferma"),
    );
    let manifest = "name = \"p\"\n[needs]\noffices = [\"urp\"]\nmailboxes = [{ key = \"urp\", certified = true }]\n";
    vec![
        ("bundle.toml".into(), manifest.into()),
        ("process.bpmn".into(), ONE_AFTER_THE_OTHER.into()),
        ("scenarios/insieme.toml".into(), scenario.into_bytes()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_says_which_of_several_messages_it_is_about() {
    let accepted = |which: &str| format!(r#"{{ kind = "accettazione"{which} }}"#);
    for named in [
        r#", despatch = { element = "avvisa" }"#,
        r#", despatch = { subject = "Conferma" }"#,
        r#", despatch = { to = "VERDI@pec.example" }"#,
        r#", despatch = { element = "conferma", subject = "Conferma", to = "rossi@pec.example" }"#,
    ] {
        let report = play(&both_leave(&accepted(named))).await;
        assert!(report.passed(), "{named}\n{report}");
    }
    // One that names none is about the last that left.
    let report = play(&both_leave(&accepted(""))).await;
    assert!(report.passed(), "{report}");
    // Who received it tells which it was.
    let delivered = r#"{ kind = "accettazione", despatch = { to = "verdi@pec.example" } }, { kind = "avvenuta-consegna", recipient = "verdi@pec.example" }"#;
    let report = play(&both_leave(delivered)).await;
    assert!(report.passed(), "{report}");

    for (receipt, said) in [
        (
            accepted(r#", despatch = { subject = "Altro" }"#),
            ["no such message has left", "«Conferma»", "«Avviso»"],
        ),
        (
            accepted(r#", despatch = { element = "avvisa", to = "rossi@pec.example" }"#),
            ["no such message has left", "conferma", "avvisa"],
        ),
    ] {
        let report = play(&both_leave(&receipt)).await;
        let differences = &report.scenarios[0].differences;
        assert_eq!(differences.len(), 1, "{receipt}: {differences:?}");
        for word in said {
            assert!(
                differences[0].found.contains(word),
                "{receipt}: {differences:?}"
            );
        }
    }
    let unknown = accepted(r#", despatch = { messaggio = "Avviso" }"#);
    let connectors = server::wire::outbound(&server::Config::default()).expect("connectors");
    let error = scenario::play(&both_leave(&unknown), None, &connectors).await;
    assert!(
        error
            .expect_err("an unknown key")
            .to_string()
            .contains("messaggio")
    );
}
