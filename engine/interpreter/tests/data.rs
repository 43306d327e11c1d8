//! Data objects, associations and loop data, from the file to the variables.

#![allow(clippy::unwrap_used)]

mod support;

use interpreter::{Command, Effect, End, Refusal, compile};
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
    case.go(Command::Start {
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

/// What an element of this process throws is caught in another by its own name.
#[test]
fn an_event_carries_its_data_by_whatever_name_the_other_end_gives_it() {
    let definitions = r#"<message id="m" name="M"/><signal id="g" name="G"/>"#;
    let throw = r#"<intermediateThrowEvent id="t"><dataInput id="corpo"/>
        <dataInputAssociation><sourceRef>DOR</sourceRef><targetRef>corpo</targetRef></dataInputAssociation>
        <messageEventDefinition messageRef="m"/></intermediateThrowEvent>"#;
    let case = begin(
        process_with(definitions, throw, DATA),
        vars([("pratica", Value::Int(5))]),
    );
    let carried = case.effects.iter().find_map(|effect| match effect {
        Effect::PublishMessage { variables, .. } => Some(variables.clone()),
        _ => None,
    });
    assert_eq!(carried, Some(vars([("corpo", Value::Int(5))])));
    let catch = r#"<intermediateCatchEvent id="t"><dataOutput id="arrivo"/>
        <dataOutputAssociation><sourceRef>arrivo</sourceRef><targetRef>DOR</targetRef></dataOutputAssociation>
        <messageEventDefinition messageRef="m"/></intermediateCatchEvent>"#;
    for (given, kept) in [
        // The one value there is; the value of its name; nothing that could be meant.
        (vars([("corpo", Value::Int(5))]), 5),
        (vars([("arrivo", Value::Int(6)), ("b", Value::Int(1))]), 6),
    ] {
        let mut case = begin(process_with(definitions, catch, DATA), Map::new());
        case.deliver("t", "M", given).unwrap();
        let variables = Value::Map(case.instance.variables().clone()).to_json();
        assert_eq!(variables, serde_json::json!({"pratica": kept}));
    }
    let mut case = begin(process_with(definitions, catch, DATA), Map::new());
    let none = vars([("a", Value::Int(1)), ("b", Value::Int(1))]);
    case.deliver("t", "M", none).unwrap();
    assert!(case.instance.variables().is_empty());
}

#[test]
fn an_error_carries_its_data_to_who_catches_it() {
    let definitions = r#"<error id="er" errorCode="E"/>"#;
    let inside = r#"<subProcess id="t"><startEvent id="s1"/><sequenceFlow id="g1" sourceRef="s1" targetRef="x"/>
        <endEvent id="x"><dataInput id="causa"/><dataInputAssociation><sourceRef>DOR</sourceRef><targetRef>causa</targetRef></dataInputAssociation>
        <errorEventDefinition errorRef="er"/></endEvent></subProcess>
        <boundaryEvent id="b" attachedToRef="t"><dataOutput id="motivo"/>
        <dataOutputAssociation><sourceRef>motivo</sourceRef><targetRef>totale</targetRef></dataOutputAssociation>
        <errorEventDefinition errorRef="er"/></boundaryEvent>
        <sequenceFlow id="f9" sourceRef="b" targetRef="e"/>"#;
    let case = begin(
        process_with(definitions, inside, DATA),
        vars([("pratica", Value::Int(5))]),
    );
    assert_eq!(case.instance.state(), Some(End::Completed));
    let variables = Value::Map(case.instance.variables().clone()).to_json();
    assert_eq!(variables, serde_json::json!({"pratica": 5, "totale": 5}));
}

const OPERATION: &str = r#"<itemDefinition id="n" structureRef="Number"/><message id="ask" name="Ask" itemRef="n"/><message id="answer" name="Answer" itemRef="n"/>
    <interface id="if"><operation id="o" name="protocolla"><inMessageRef>ask</inMessageRef><outMessageRef>answer</outMessageRef></operation></interface>"#;

#[test]
fn a_service_task_asks_its_operation_of_a_worker() {
    let task = r#"<serviceTask id="t" operationRef="o"><ioSpecification><dataInput id="domanda" itemSubjectRef="n"/><dataOutput id="risposta" itemSubjectRef="n"/>
        <inputSet><dataInputRefs>domanda</dataInputRefs></inputSet><outputSet><dataOutputRefs>risposta</dataOutputRefs></outputSet></ioSpecification>
        <dataInputAssociation><sourceRef>DOR</sourceRef><targetRef>domanda</targetRef></dataInputAssociation>
        <dataOutputAssociation><sourceRef>risposta</sourceRef><targetRef>totale</targetRef></dataOutputAssociation></serviceTask>"#;
    let mut case = begin(
        process_with(OPERATION, task, DATA),
        vars([("pratica", Value::Int(5))]),
    );
    let job = case.effects.iter().find_map(|effect| match effect {
        Effect::CreateJob(job) => Some((job.kind.clone(), job.inputs.clone())),
        _ => None,
    });
    assert_eq!(
        job,
        Some(("protocolla".into(), vars([("domanda", Value::Int(5))])))
    );
    // A worker that does not know the file answers by a name of its own.
    case.finish_job("t", vars([("numero", Value::Int(9))]))
        .unwrap();
    let variables = Value::Map(case.instance.variables().clone()).to_json();
    assert_eq!(variables, serde_json::json!({"pratica": 5, "totale": 9}));
}

#[test]
fn an_operation_names_the_message_of_a_task_that_names_none() {
    for (tag, sends) in [("sendTask", true), ("receiveTask", false)] {
        let task = format!(r#"<{tag} id="t" operationRef="o"/>"#);
        let case = begin(process_with(OPERATION, &task, ""), Map::new());
        let named = case.effects.iter().any(|effect| match effect {
            Effect::PublishMessage { name, .. } => sends && name == "Ask",
            Effect::Subscribe { name, .. } => !sends && name == "Ask",
            _ => false,
        });
        assert!(named, "{tag}");
    }
}

/// Two input sets, the second without `b`, which is optional in the first.
#[test]
fn a_process_begins_when_one_of_its_input_sets_was_given() {
    let text = r#"<ioSpecification><dataInput id="a"/><dataInput id="b"/><dataInput id="c"/><dataOutput id="esito"/>
        <inputSet><dataInputRefs>a</dataInputRefs><dataInputRefs>b</dataInputRefs><optionalInputRefs>b</optionalInputRefs></inputSet>
        <inputSet><dataInputRefs>c</dataInputRefs></inputSet><outputSet><dataOutputRefs>esito</dataOutputRefs></outputSet></ioSpecification>"#;
    let task = r#"<scriptTask id="t" scriptFormat="rhai"><ioSpecification><dataInput id="x"/><dataOutput id="y"/><inputSet/><outputSet/></ioSpecification>
        <dataInputAssociation><sourceRef>a</sourceRef><targetRef>x</targetRef></dataInputAssociation>
        <dataOutputAssociation><sourceRef>y</sourceRef><targetRef>esito</targetRef></dataOutputAssociation><script>y = x;</script></scriptTask>"#;
    for (given, begins) in [
        (vars([("a", Value::Int(1))]), true),
        (vars([("c", Value::Int(1))]), true),
        (vars([("b", Value::Int(1))]), false),
        (vars([("a", Value::Null)]), false),
        (Map::new(), false),
    ] {
        let mut case = process(task, text);
        let begun = case.go(Command::Start {
            event: None,
            variables: given.clone(),
        });
        match begun {
            Ok(()) => assert!(begins, "{given:?}"),
            Err(Refusal::Invalid { code, message, .. }) => {
                assert!(!begins && code == "start.input_missing", "{given:?}");
                assert!(message.contains(": a\n"), "{message}");
            }
            Err(other) => panic!("{other:?}"),
        }
    }
    let case = begin(process(task, text), vars([("a", Value::Int(1))]));
    assert_eq!(case.instance.variables()["esito"], Value::Int(1));
}
