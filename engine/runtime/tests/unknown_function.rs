//! A text that calls a function which is not there is refused at its element and place, in whatever language it is.

#![allow(clippy::unwrap_used)]

mod house;

use house::house;
use runtime::Act;

const PROCESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="d" targetNamespace="urn:test">
  <process id="p" name="P" isExecutable="true">
    <startEvent id="inizio" name="Inizio"/>
    <sequenceFlow id="f1" sourceRef="inizio" targetRef="conta"/>
    <scriptTask id="conta" name="Conta" scriptFormat="rhai"><script>let a = doppio(importo);
set("a", a);</script></scriptTask>
    <sequenceFlow id="f2" sourceRef="conta" targetRef="scelta"/>
    <exclusiveGateway id="scelta" name="Scelta" default="f4"/>
    <sequenceFlow id="f3" sourceRef="scelta" targetRef="fai">
      <conditionExpression xsi:type="tFormalExpression" language="rhai">doppio(importo) &gt; 10</conditionExpression>
    </sequenceFlow>
    <sequenceFlow id="f4" sourceRef="scelta" targetRef="fine"/>
    <userTask id="fai" name="Fai" camunda:candidateGroups="ufficio:urp" camunda:dueDate="${working_days_after(now(), doppio(1))}"/>
    <sequenceFlow id="f5" sourceRef="fai" targetRef="fine"/>
    <endEvent id="fine" name="Fine"/>
  </process>
</definitions>"#;
const RULES: &str = "fn doppio(n) {\n  n * 2\n}\n";
const TABLE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="dd" name="d" namespace="urn:test">
  <decision id="fascia" name="Fascia"><decisionTable id="t" hitPolicy="FIRST">
    <input id="i"><inputExpression id="ie"><text>importo</text></inputExpression></input>
    <output id="o" name="fascia"/>
    <rule id="r"><inputEntry id="a"><text>abs(?) &gt; 1</text></inputEntry><outputEntry id="b"><text>"alta"</text></outputEntry></rule>
  </decisionTable></decision>
</definitions>"#;

/// The bundle with one text changed, which must be there.
fn bundle(file: &str, from: &str, to: &str) -> Vec<(String, Vec<u8>)> {
    let files = [
        ("process.bpmn", PROCESS),
        ("rules/importo.rhai", RULES),
        ("decisions/fascia.dmn", TABLE),
    ];
    files
        .into_iter()
        .map(|(path, text)| {
            let changed = match path == file {
                true => text.replacen(from, to, 1),
                false => text.to_owned(),
            };
            assert!(path != file || from == to || changed != text, "{from}");
            (path.to_owned(), changed.into_bytes())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_function_is_a_finding_with_its_element_and_place() {
    let house = house().await;
    let check = async |files| {
        let found = house.runtime.check(&Act::system(), files).await.unwrap();
        let errors = found.into_iter().filter(|f| f.code != "WRN001");
        errors.collect::<Vec<_>>()
    };
    let good = check(bundle("process.bpmn", "", "")).await;
    assert!(good.iter().all(|f| f.code != "EXP005"), "{good:#?}");

    let process = "process.bpmn";
    for (file, from, to, element, line, column, name) in [
        (
            process,
            "doppio(importo);",
            "triplo(importo);",
            "conta",
            7,
            9,
            "triplo",
        ),
        (
            process,
            "set(\"a\", a)",
            "scrivi(\"a\", a)",
            "conta",
            8,
            1,
            "scrivi",
        ),
        (
            process,
            "doppio(importo) &gt;",
            "triplo(importo) &gt;",
            "f3",
            12,
            1,
            "triplo",
        ),
        (process, "doppio(1)", "triplo(1)", "fai", 15, 29, "triplo"),
        (
            process,
            "doppio(1)",
            "doppio(1, 2)",
            "fai",
            15,
            29,
            "doppio",
        ),
        (process, "doppio(1)", "log(1)", "fai", 15, 29, "log"),
        (
            process,
            "language=\"rhai\">doppio(importo) &gt; 10",
            ">=importo &gt; 1 and triplo(importo) &gt; 10",
            "f3",
            12,
            18,
            "triplo",
        ),
        ("rules/importo.rhai", "n * 2", "n * due()", "", 2, 7, "due"),
        (
            "decisions/fascia.dmn",
            "abs(?)",
            "assoluto(?)",
            "fascia",
            6,
            0,
            "assoluto",
        ),
    ] {
        let findings = check(bundle(file, from, to)).await;
        let found: Vec<_> = findings.iter().filter(|f| f.code == "EXP005").collect();
        assert_eq!(found.len(), 1, "{to}: {findings:#?}");
        let finding = found[0];
        assert_eq!(
            (
                finding.file.as_str(),
                finding.element.as_deref().unwrap_or_default(),
                finding.line.unwrap_or_default(),
                finding.column.unwrap_or_default()
            ),
            (file, element, line, column),
            "{to}: {finding:#?}"
        );
        for said in [&finding.message.it, &finding.message.en] {
            assert!(said.contains(name), "{said}");
        }
        assert!(finding.fix.it.contains(name), "{finding:#?}");
        let refused = house
            .runtime
            .deploy(&Act::system(), None, bundle(file, from, to))
            .await;
        assert!(refused.is_err(), "{to}");
    }
}
