//! Data objects, associations and loop data, from the file to the variables.

#![allow(clippy::unwrap_used)]

mod support;

use interpreter::{End, compile};
use rules::{Library, Map, Value};
use support::{Case, vars};

/// A process `start > t > end` whose activity and data are these.
fn process(activity: &str, data: &str) -> Case {
    let text = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:t">
        <itemDefinition id="i"/><process id="p"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
        {activity}<sequenceFlow id="f2" sourceRef="t" targetRef="e"/><endEvent id="e"/>{data}</process></definitions>"#
    );
    let reading = bpmn::read(text.as_bytes(), "p.bpmn");
    let definitions = reading
        .definitions
        .unwrap_or_else(|| panic!("{:#?}", reading.findings));
    let library = Library::default();
    Case::of(compile(&definitions.processes[0], &definitions, &library, "p.bpmn").unwrap())
}

fn begin(mut case: Case, variables: Map) -> Case {
    case.go(interpreter::Command::Start {
        event: None,
        variables,
    })
    .unwrap();
    case
}

const DATA: &str = r#"<property id="totale"/><dataObject id="DO" name="pratica"/><dataObjectReference id="DOR" dataObjectRef="DO"/>"#;

#[test]
fn an_output_association_moves_what_the_task_gave_and_only_that() {
    let task = r#"<scriptTask id="t" scriptFormat="rhai"><ioSpecification><dataOutput id="esito"/><inputSet/><outputSet/></ioSpecification>
        <dataOutputAssociation><sourceRef>esito</sourceRef><targetRef>DOR</targetRef></dataOutputAssociation>
        <script>esito = 7;</script></scriptTask>"#;
    let case = begin(process(task, DATA), Map::new());
    assert_eq!(case.instance.state(), Some(End::Completed));
    let variables = Value::Map(case.instance.variables().clone()).to_json();
    assert_eq!(variables, serde_json::json!({"pratica": 7}));
}

#[test]
fn an_input_association_gives_a_local_with_or_without_transformation() {
    let task = r#"<scriptTask id="t" scriptFormat="rhai"><ioSpecification><dataInput id="in1"/><dataInput id="in2"/><inputSet/><outputSet/></ioSpecification>
        <dataInputAssociation><sourceRef>DOR</sourceRef><targetRef>in1</targetRef></dataInputAssociation>
        <dataInputAssociation><sourceRef>DOR</sourceRef><targetRef>in2</targetRef><transformation>pratica * 2</transformation></dataInputAssociation>
        <script>totale = in1 + in2;</script></scriptTask>"#;
    let case = begin(process(task, DATA), vars([("pratica", Value::Int(5))]));
    assert!(
        case.incidents().is_empty(),
        "{:?}",
        case.instance.incidents()
    );
    let variables = Value::Map(case.instance.variables().clone()).to_json();
    assert_eq!(variables, serde_json::json!({"pratica": 5, "totale": 15}));
}

#[test]
fn a_drawn_association_that_names_no_value_changes_nothing() {
    let task = r#"<scriptTask id="t" scriptFormat="rhai"><property id="P" name="__targetRef_placeholder"/>
        <dataInputAssociation><sourceRef>DOR</sourceRef><targetRef>P</targetRef></dataInputAssociation>
        <dataOutputAssociation><targetRef>DOR</targetRef></dataOutputAssociation>
        <script>pratica = 1;</script></scriptTask>"#;
    let case = begin(process(task, DATA), Map::new());
    let variables = Value::Map(case.instance.variables().clone()).to_json();
    assert_eq!(variables, serde_json::json!({"pratica": 1}));
}

#[test]
fn loop_data_is_the_list_and_its_results() {
    let task = r#"<scriptTask id="t" scriptFormat="rhai">
        <ioSpecification><dataInput id="righe"/><dataOutput id="esiti"/><inputSet/><outputSet/></ioSpecification>
        <multiInstanceLoopCharacteristics isSequential="true"><loopDataInputRef>righe</loopDataInputRef>
        <loopDataOutputRef>esiti</loopDataOutputRef><inputDataItem id="riga"/><outputDataItem id="esito"/></multiInstanceLoopCharacteristics>
        <script>esito = riga * 10;</script></scriptTask>"#;
    let rows = Value::List(vec![Value::Int(1), Value::Int(2)]);
    let case = begin(process(task, ""), vars([("righe", rows)]));
    let esiti = case.instance.variables()["esiti"].to_json();
    assert_eq!(esiti, serde_json::json!([10, 20]));
}
