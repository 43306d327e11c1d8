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
