//! The forms and rules of `processes/`: read without a problem, and they do what their scenarios need.

use chrono::{TimeZone, Utc};
use forms::Form;
use rules::{Call, Library, Map, Value};
use std::path::{Path, PathBuf};

fn files(bundle: &str, folder: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../processes")
        .join(bundle)
        .join(folder);
    let mut out: Vec<_> = std::fs::read_dir(root)
        .expect("folder")
        .map(|e| e.expect("entry").path())
        .collect();
    out.sort();
    out
}

#[test]
fn every_form_is_read_and_named_as_its_file() {
    for bundle in [
        "accesso-atti",
        "accesso-civico",
        "invio-con-approvazione",
        "istanza-pec",
        "offerta",
        "posta-ordinaria",
        "reclamo",
        "richiesta-sportello",
    ] {
        for file in files(bundle, "forms") {
            let form = Form::read(&std::fs::read(&file).expect("file"), "x.form")
                .unwrap_or_else(|p| panic!("{}: {p:#?}", file.display()));
            assert_eq!(
                form.id(),
                file.file_stem().and_then(|s| s.to_str()),
                "{}",
                file.display()
            );
        }
    }
}

#[test]
fn a_rule_chooses_the_office_by_what_the_message_says() {
    for bundle in ["istanza-pec", "posta-ordinaria"] {
        let sources: Vec<_> = files(bundle, "rules")
            .into_iter()
            .map(|f| {
                (
                    f.display().to_string(),
                    std::fs::read_to_string(&f).expect("utf-8"),
                )
            })
            .collect();
        let library = Library::compile(&sources).unwrap_or_else(|p| panic!("{p:#?}"));
        for (subject, body, attachment, office) in [
            (
                "Richiesta di accesso agli atti: permesso di costruire",
                "",
                "",
                "edilizia",
            ),
            ("Istanza di rimborso IMU", "", "", "tributi"),
            ("Invio documenti", "", "SCIA_via-roma.pdf", "edilizia"),
            ("Domanda", "vorrei pagare la TARI a rate", "", "tributi"),
            ("Corso per volontari", "", "", "urp"),
            ("SCIA e TARI", "", "", "urp"),
            ("Orari", "Buongiorno", "", "urp"),
            ("", "", "", "urp"),
        ] {
            let text = |t: &str| Value::Text(t.into());
            let attachments = if attachment.is_empty() {
                vec![]
            } else {
                vec![Value::Map(Map::from([("name".into(), text(attachment))]))]
            };
            let mail = Map::from([
                ("subject".into(), text(subject)),
                ("text".into(), text(body)),
                ("attachments".into(), Value::List(attachments)),
            ]);
            let variables = Map::from([("mail".to_owned(), Value::Map(mail))]);
            let now = Utc
                .with_ymd_and_hms(2026, 3, 2, 8, 0, 0)
                .single()
                .expect("an instant");
            let call = Call {
                variables: &variables,
                now,
                zone: chrono_tz::Europe::Rome,
                calendars: rules::Calendars::usual(),
            };
            let outcome = library
                .run("scegli_ufficio", &call)
                .unwrap_or_else(|e| panic!("{subject}: {e}"));
            assert_eq!(outcome.value, text(office), "{subject}");
        }
    }
}
