//! Data objects, associations and loop data, from the file to the variables.

#![allow(clippy::unwrap_used)]

mod support;

use interpreter::{Effect, End, compile};
use rules::{Library, Map, Value};
use support::{Case, vars};

/// A process `start > t > end` whose activity and data are these.
fn process(activity: &str, data: &str) -> Case {
    process_with("", activity, data)
}

fn process_with(definitions: &str, activity: &str, data: &str) -> Case {
    let text = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="urn:t">
        <itemDefinition id="i"/>{definitions}<process id="p"><startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
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

/// The job a call activity waits for, and what it gives to the called process.
fn called(case: &Case) -> serde_json::Value {
    case.effects
        .iter()
        .find_map(|effect| match effect {
            Effect::CreateJob(job) => Some(job.inputs["variables"].to_json()),
            _ => None,
        })
        .expect("a call")
}

#[test]
fn a_call_gets_its_inputs_and_gives_its_outputs_by_association() {
    let task = r#"<callActivity id="t" calledElement="altro">
        <ioSpecification><dataInput id="di" name="importo"/><dataInput id="dj" name="doppio"/><dataOutput id="esito"/><inputSet/><outputSet/></ioSpecification>
        <dataInputAssociation><sourceRef>DOR</sourceRef><targetRef>di</targetRef></dataInputAssociation>
        <dataInputAssociation><sourceRef>DOR</sourceRef><targetRef>dj</targetRef><transformation>pratica * 2</transformation></dataInputAssociation>
        <dataOutputAssociation><sourceRef>esito</sourceRef><targetRef>totale</targetRef></dataOutputAssociation></callActivity>"#;
    let mut case = begin(process(task, DATA), vars([("pratica", Value::Int(5))]));
    assert_eq!(
        called(&case),
        serde_json::json!({"importo": 5, "doppio": 10})
    );
    let given = vars([("esito", Value::Int(9)), ("altro", Value::Int(1))]);
    case.finish_job("t", given).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
    let variables = Value::Map(case.instance.variables().clone()).to_json();
    assert_eq!(variables, serde_json::json!({"pratica": 5, "totale": 9}));
}

#[test]
fn what_a_message_carries_is_moved_by_association() {
    let definitions = r#"<message id="m" name="M"/>"#;
    let send = r#"<sendTask id="t" messageRef="m"><ioSpecification><dataInput id="corpo"/><inputSet/><outputSet/></ioSpecification>
        <dataInputAssociation><sourceRef>DOR</sourceRef><targetRef>corpo</targetRef></dataInputAssociation></sendTask>"#;
    let case = begin(
        process_with(definitions, send, DATA),
        vars([("pratica", Value::Int(5))]),
    );
    let carried = case.effects.iter().find_map(|effect| match effect {
        Effect::PublishMessage { variables, .. } => Some(variables.clone()),
        _ => None,
    });
    assert_eq!(carried, Some(vars([("corpo", Value::Int(5))])));
    assert_eq!(case.instance.state(), Some(End::Completed));
    let receive = r#"<receiveTask id="t" messageRef="m"><ioSpecification><dataOutput id="corpo"/><inputSet/><outputSet/></ioSpecification>
        <dataOutputAssociation><sourceRef>corpo</sourceRef><targetRef>DOR</targetRef></dataOutputAssociation></receiveTask>"#;
    let mut case = begin(process_with(definitions, receive, DATA), Map::new());
    let given = vars([("corpo", Value::Int(7)), ("altro", Value::Int(1))]);
    case.deliver("t", "M", given).unwrap();
    assert_eq!(
        case.instance.state(),
        Some(End::Completed),
        "{:?}",
        case.incidents()
    );
    let variables = Value::Map(case.instance.variables().clone()).to_json();
    assert_eq!(variables, serde_json::json!({"pratica": 7}));
}
