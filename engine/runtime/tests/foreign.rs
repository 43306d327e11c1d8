//! Models in the style of Camunda 7, Operaton, Flowable and Activiti, written for this test: those
//! that need no Java are deployed unmodified, the others are refused by the name of what they need.
#![allow(clippy::unwrap_used)]

mod house;

use bpmn::Severity;
use house::{House, house, map, person, program};
use runtime::{Act, Fault};
use serde_json::json;
use std::path::Path;
use store::load;

type Files = Vec<(String, Vec<u8>)>;

fn folder(name: &str) -> Vec<(String, Files)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign");
    let decisions = std::fs::read(root.join("sconto.dmn")).unwrap();
    let mut found: Vec<(String, Files)> = std::fs::read_dir(root.join(name))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let file = path.file_name().unwrap().to_string_lossy().into_owned();
            let files = vec![
                (file.clone(), std::fs::read(&path).unwrap()),
                ("decisions/sconto.dmn".into(), decisions.clone()),
            ];
            (file, files)
        })
        .collect();
    found.sort();
    found
}

fn model(name: &str) -> Files {
    ["accepted", "refused"]
        .iter()
        .flat_map(|f| folder(f))
        .find(|(file, _)| file == name)
        .unwrap()
        .1
}

#[tokio::test(flavor = "multi_thread")]
async fn models_without_java_are_deployed_unmodified() {
    let house = house().await;
    let models = folder("accepted");
    assert_eq!(models.len(), 17);
    for (file, files) in models {
        match house.runtime.deploy(&Act::system(), None, files).await {
            Ok(deployed) => assert!(!deployed.processes.is_empty(), "{file}"),
            Err(Fault::Findings(findings)) => {
                let said: Vec<_> = findings
                    .iter()
                    .filter(|f| f.severity == Severity::Error)
                    .map(|f| format!("{} {:?} {}", f.code, f.element, f.message.en))
                    .collect();
                panic!("{file}: {said:#?}")
            }
            Err(other) => panic!("{file}: {other}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_java_or_what_is_not_there_is_refused_by_name() {
    let house = house().await;
    let models = folder("refused");
    let expected = [
        ("activiti-listener.bpmn", "EXT004", "activiti:taskListener"),
        ("camunda-class.bpmn", "TSK002", "org.example.SendMail"),
        ("camunda-listener.bpmn", "TSK005", "javascript"),
        ("camunda-mapping.bpmn", "EXT002", "org.example.Map"),
        ("camunda-moment.bpmn", "EXT005", "timeout"),
        ("camunda-policy.bpmn", "BUN102", "assente"),
        ("camunda-script.bpmn", "TSK005", "groovy"),
        ("camunda-validator.bpmn", "EXT005", "validator"),
        ("flowable-calendar.bpmn", "EXT002", "feste"),
        ("flowable-delegate.bpmn", "TSK002", "${mailBean}"),
        ("flowable-http.bpmn", "TSK015", "failStatusCodes"),
        ("flowable-mail.bpmn", "TSK014", "mail"),
        ("operaton-bean.bpmn", "EXP005", "send"),
    ];
    assert_eq!(models.len(), expected.len());
    for ((file, files), (wanted, code, names)) in models.into_iter().zip(expected) {
        assert_eq!(file, wanted);
        let findings = house.runtime.check(&Act::system(), files).await.unwrap();
        let finding = findings
            .iter()
            .find(|f| f.code == code)
            .unwrap_or_else(|| panic!("{file}: {findings:#?}"));
        assert_eq!(finding.element.as_deref(), Some("t"), "{file}");
        assert!(finding.line.is_some(), "{file}");
        assert!(finding.message.en.contains(names), "{file}: {finding:#?}");
    }
}

async fn value(house: &House, id: uuid::Uuid, name: &str) -> serde_json::Value {
    let row = load::instance(house.runtime.store(), id)
        .await
        .unwrap()
        .unwrap();
    let variables = house.runtime.instance_variables(&row).await.unwrap();
    variables[name].to_json()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_table_decides_in_the_step() {
    let house = house().await;
    house
        .runtime
        .deploy(&Act::system(), None, model("camunda-decision.bpmn"))
        .await
        .unwrap();
    for (client, amount, percent) in [
        ("ente", 2_000, 15),
        ("ente", 10, 5),
        ("scuola", 9_999, 5),
        ("privato", 9_999, 0),
    ] {
        let given = map(json!({ "cliente": client, "importo": amount }));
        let started = house
            .runtime
            .start(&person("anna", &[]), "camunda_decision", None, given, None)
            .await
            .unwrap();
        assert_eq!(started.state, "completed", "{client}");
        assert_eq!(value(&house, started.id, "sconto").await, json!(percent));
        assert_eq!(value(&house, started.id, "sconti").await, json!([percent]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn expressions_are_evaluated_in_the_step() {
    let house = house().await;
    house
        .runtime
        .deploy(&Act::system(), None, model("camunda-expression.bpmn"))
        .await
        .unwrap();
    let given = map(json!({ "prezzo": 12, "quantita": 3, "nota": "" }));
    let started = house
        .runtime
        .start(
            &person("anna", &[]),
            "camunda_expression",
            None,
            given,
            None,
        )
        .await
        .unwrap();
    assert_eq!(started.state, "completed");
    assert_eq!(value(&house, started.id, "totale").await, json!(36));
    assert_eq!(
        value(&house, started.id, "nota_finale").await,
        json!("nessuna")
    );
    assert_eq!(value(&house, started.id, "manca").await, json!(true));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_map_says_what_stands_in_for_java() {
    let house = house().await;
    let handlers = "name = \"posta\"\n[handlers]\n\"org.example.SendMail\" = \"spedisci\"\n";
    let body = String::from_utf8(model("camunda-class.bpmn").remove(0).1)
        .unwrap()
        .replace(
            "camunda:class=\"org.example.SendMail\" />",
            "camunda:class=\"org.example.SendMail\"><bpmn:extensionElements><camunda:field name=\"a\" stringValue=\"anna@posta.example\" /></bpmn:extensionElements></bpmn:serviceTask>",
        );
    let files = vec![
        ("bundle.toml".to_string(), handlers.as_bytes().to_vec()),
        ("p.bpmn".to_string(), body.into_bytes()),
    ];
    house
        .runtime
        .deploy(&Act::system(), None, files)
        .await
        .unwrap();
    let started = house
        .runtime
        .start(&program("p"), "camunda_class", None, map(json!({})), None)
        .await
        .unwrap();
    let jobs = load::jobs_of_instance(house.runtime.store(), started.id)
        .await
        .unwrap();
    assert_eq!(jobs[0].kind, "spedisci");
    assert_eq!(jobs[0].inputs["a"], json!("anna@posta.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_file_that_cannot_run_is_refused_where_it_fails() {
    let house = house().await;
    let table = String::from_utf8(model("camunda-decision.bpmn").remove(1).1).unwrap();
    for (from, to, code) in [
        ("hitPolicy=\"FIRST\"", "hitPolicy=\"BEST\"", "DMN004"),
        ("hitPolicy=\"FIRST\"", "hitPolicy=\"PRIORITY\"", "DMN007"),
        ("<text>-</text>", "<text>&lt; </text>", "DMN006"),
        (
            "<inputEntry id=\"b2\"><text>-</text></inputEntry>",
            "",
            "DMN005",
        ),
        ("<decisionTable", "<invocation/><other", "DMN003"),
        ("<decision id=\"sconto\"", "<decision", "DMN002"),
        (
            "<decisionTable",
            "<knowledgeRequirement><requiredKnowledge href=\"#f\"/></knowledgeRequirement><decisionTable",
            "DMN008",
        ),
        (
            "<decisionTable",
            "<informationRequirement><requiredDecision href=\"#altra\"/></informationRequirement><decisionTable",
            "DMN008",
        ),
        (
            "<decisionTable",
            "<informationRequirement><requiredDecision href=\"#sconto\"/></informationRequirement><decisionTable",
            "DMN008",
        ),
        ("<definitions", "<altro", "XML"),
    ] {
        let mut changed = table.replacen(from, to, 1);
        if code == "DMN003" {
            changed = changed.replace("</decisionTable>", "</other>");
        }
        assert_ne!(changed, table);
        let mut files = model("camunda-decision.bpmn");
        files[1].1 = changed.into_bytes();
        let findings = house.runtime.check(&Act::system(), files).await.unwrap();
        let found = findings
            .iter()
            .find(|f| f.file == "decisions/sconto.dmn" && f.code.starts_with(code));
        assert!(
            found.is_some_and(|f| f.line.is_some()),
            "{code}: {findings:#?}"
        );
    }
}
