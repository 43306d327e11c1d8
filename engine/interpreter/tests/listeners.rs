//! Listeners of every kind of element: when they run, what they write, and what happens when one fails.

#![allow(clippy::unwrap_used)]

mod support;

use interpreter::{Change, Command, End, compile};
use rules::{Library, Map, Value};
use support::{Case, vars};

const HEAD: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:c="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:t">
    <message id="m" name="M"/>"#;

/// The extension that adds `word` to the variable `traccia` at this event.
fn on(event: &str, word: &str) -> String {
    script(event, &format!("traccia += \" {word}\""))
}

fn script(event: &str, text: &str) -> String {
    format!(
        r#"<c:executionListener event="{event}"><c:script scriptFormat="rhai">{text}</c:script></c:executionListener>"#
    )
}

fn ext(listeners: &[String]) -> String {
    format!(
        "<extensionElements>{}</extensionElements>",
        listeners.concat()
    )
}

/// A process with these listeners and this inside, begun with `traccia` empty.
fn begun(listeners: &[String], inside: &str, given: Map) -> Case {
    let text = format!(
        "{HEAD}<process id=\"p\">{}{inside}</process></definitions>",
        ext(listeners)
    );
    let reading = bpmn::read(text.as_bytes(), "p.bpmn");
    let definitions = reading
        .definitions
        .unwrap_or_else(|| panic!("{:#?}", reading.findings));
    let process = compile(
        &definitions.processes[0],
        &definitions,
        &Library::default(),
        "p.bpmn",
    );
    let mut case = Case::of(process.unwrap_or_else(|f| panic!("{f:#?}")));
    let mut variables = given;
    variables.insert("traccia".into(), Value::from(""));
    case.go(Command::Start {
        event: None,
        variables,
    })
    .unwrap();
    case
}

fn trail(case: &Case) -> String {
    case.instance.variables()["traccia"]
        .to_string()
        .trim()
        .to_owned()
}

#[test]
fn events_gateways_flows_and_the_process_itself_are_heard() {
    let inside = format!(
        r#"<startEvent id="s">{}</startEvent>
        <sequenceFlow id="f1" sourceRef="s" targetRef="g">{}</sequenceFlow>
        <exclusiveGateway id="g" default="f3">{}</exclusiveGateway>
        <sequenceFlow id="f2" sourceRef="g" targetRef="e">{}<conditionExpression>false</conditionExpression></sequenceFlow>
        <sequenceFlow id="f3" sourceRef="g" targetRef="e">{}</sequenceFlow>
        <endEvent id="e">{}</endEvent>"#,
        ext(&[on("start", "s1"), on("end", "s2")]),
        ext(&[on("take", "f1")]),
        ext(&[on("start", "g1"), on("end", "g2")]),
        ext(&[on("take", "f2")]),
        ext(&[on("take", "f3")]),
        ext(&[on("start", "e1"), on("end", "e2")]),
    );
    let case = begun(&[on("start", "p1"), on("end", "p2")], &inside, Map::new());
    assert_eq!(trail(&case), "p1 s1 s2 f1 g1 g2 f3 e1 e2 p2");
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn the_end_of_the_process_is_heard_once_whatever_ends_it() {
    let parallel = r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="g"/><parallelGateway id="g"/>
        <sequenceFlow id="f2" sourceRef="g" targetRef="a"/><sequenceFlow id="f3" sourceRef="g" targetRef="b"/>
        <task id="a"/><task id="b"/>"#;
    let terminate = r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="e"/>
        <endEvent id="e"><terminateEventDefinition/></endEvent>"#;
    for (inside, end) in [(parallel, End::Completed), (terminate, End::Terminated)] {
        let case = begun(&[on("end", "p2")], inside, Map::new());
        assert_eq!(
            (trail(&case), case.instance.state()),
            ("p2".into(), Some(end))
        );
    }
}

#[test]
fn what_has_happened_already_is_heard_when_it_happens() {
    let inside = format!(
        r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="g"/><eventBasedGateway id="g"/>
        <sequenceFlow id="f2" sourceRef="g" targetRef="c">{}</sequenceFlow>
        <sequenceFlow id="f3" sourceRef="g" targetRef="t"/>
        <intermediateCatchEvent id="c">{}<messageEventDefinition messageRef="m"/></intermediateCatchEvent>
        <intermediateCatchEvent id="t"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>
        <sequenceFlow id="f4" sourceRef="c" targetRef="u"/><sequenceFlow id="f5" sourceRef="t" targetRef="u"/>
        <userTask id="u" c:assignee="anna">{}</userTask>
        <boundaryEvent id="b" attachedToRef="u">{}<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
        <sequenceFlow id="f6" sourceRef="u" targetRef="e"/><sequenceFlow id="f7" sourceRef="b" targetRef="e"/><endEvent id="e"/>"#,
        ext(&[on("take", "f2")]),
        ext(&[on("start", "c1"), on("end", "c2")]),
        ext(&[on("start", "u1"), on("end", "u2")]),
        ext(&[on("start", "b1"), on("end", "b2")]),
    );
    let mut case = begun(&[], &inside, Map::new());
    assert_eq!(trail(&case), "");
    case.deliver("c", "M", Map::new()).unwrap();
    assert_eq!(trail(&case), "f2 c1 c2 u1");
    case.fire("b").unwrap();
    assert_eq!(trail(&case), "f2 c1 c2 u1 u2 b1 b2");
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn each_item_of_a_repeated_activity_is_heard() {
    let inside = format!(
        r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
        <task id="t">{}<multiInstanceLoopCharacteristics isSequential="true" c:collection="nomi" c:elementVariable="nome"/></task>
        <sequenceFlow id="f2" sourceRef="t" targetRef="e"/><endEvent id="e"/>"#,
        ext(&[
            script("start", r#"traccia += " +" + nome"#),
            script("end", r#"traccia += " -" + nome"#)
        ]),
    );
    let names = Value::List(vec![Value::from("a"), Value::from("b")]);
    let case = begun(&[], &inside, vars([("nomi", names)]));
    assert_eq!(trail(&case), "+a -a +b -b");
}

#[test]
fn one_that_fails_is_an_incident_and_nothing_of_its_moment_is_kept() {
    let inside = format!(
        r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
        <task id="t">{}</task><sequenceFlow id="f2" sourceRef="t" targetRef="e"/><endEvent id="e"/>"#,
        ext(&[on("start", "t1"), script("start", "traccia += manca")]),
    );
    let mut case = begun(&[], &inside, Map::new());
    assert_eq!(case.incidents().len(), 1);
    assert_eq!(trail(&case), "");
    case.set(vars([("manca", Value::from(" x"))])).unwrap();
    case.retry().unwrap();
    assert_eq!(trail(&case), "t1 x");
    assert_eq!(case.instance.state(), Some(End::Completed));
}

#[test]
fn one_may_throw_a_bpmn_error_which_the_activity_catches() {
    let inside = format!(
        r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/><task id="t">{}</task>
        <boundaryEvent id="b" attachedToRef="t"><errorEventDefinition/></boundaryEvent>
        <sequenceFlow id="f2" sourceRef="t" targetRef="e"/><sequenceFlow id="f3" sourceRef="b" targetRef="k"/>
        <scriptTask id="k" scriptFormat="rhai"><script>traccia += "preso"</script></scriptTask>
        <endEvent id="e"/>"#,
        ext(&[script("end", r#"bpmn_error("E1")"#)]),
    );
    assert_eq!(trail(&begun(&[], &inside, Map::new())), "preso");
}

#[test]
fn what_fails_as_a_task_is_concluded_refuses_the_answer() {
    let inside = r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
        <userTask id="t" c:assignee="anna"><extensionElements>
          <c:taskListener event="complete"><c:script scriptFormat="rhai">if importo > 100 { throw "troppo" }</c:script></c:taskListener>
          <c:taskListener event="delete"><c:script scriptFormat="rhai">traccia += "tolta"</c:script></c:taskListener>
        </extensionElements></userTask>
        <sequenceFlow id="f2" sourceRef="t" targetRef="e"/><endEvent id="e"/>"#;
    let mut case = begun(&[], inside, Map::new());
    assert!(
        case.complete("t", vars([("importo", Value::Int(200))]))
            .is_err()
    );
    assert_eq!(case.instance.state(), None);
    case.complete("t", vars([("importo", Value::Int(20))]))
        .unwrap();
    assert_eq!(
        (trail(&case).as_str(), case.instance.state()),
        ("", Some(End::Completed))
    );

    let mut case = begun(&[], inside, Map::new());
    case.go(Command::Cancel {
        reason: "prova".into(),
    })
    .unwrap();
    assert_eq!(
        (trail(&case).as_str(), case.instance.state()),
        ("tolta", Some(End::Terminated))
    );
}

#[test]
fn a_listener_writes_the_elements_own_variable_where_it_has_one() {
    let inside = format!(
        r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
        <scriptTask id="t" scriptFormat="rhai"><extensionElements><c:inputOutput><c:inputParameter name="n">${{1 + 1}}</c:inputParameter>
        <c:outputParameter name="fuori">${{n}}</c:outputParameter></c:inputOutput>{}</extensionElements><script>n += 1;</script></scriptTask>
        <sequenceFlow id="f2" sourceRef="t" targetRef="e"/><endEvent id="e"/>"#,
        [script("start", "n = n * 10"), script("end", "n = n + 100")].concat(),
    );
    let case = begun(&[], &inside, Map::new());
    let variables = case.instance.variables();
    assert_eq!(variables["fuori"], Value::Int(121));
    assert!(!variables.contains_key("n"));
}

/// A process begun by a message at `event`.
fn begun_by(event: &str, listeners: &[String], inside: &str) -> Case {
    let text = format!(
        "{HEAD}<message id=\"n\" name=\"N\"/><process id=\"p\">{}{inside}</process></definitions>",
        ext(listeners)
    );
    let reading = bpmn::read(text.as_bytes(), "p.bpmn");
    let definitions = reading
        .definitions
        .unwrap_or_else(|| panic!("{:#?}", reading.findings));
    let process = compile(
        &definitions.processes[0],
        &definitions,
        &Library::default(),
        "p.bpmn",
    );
    let mut case = Case::of(process.unwrap());
    case.go(Command::StartBy {
        event: event.into(),
        trigger: 0,
        variables: vars([("traccia", Value::from(""))]),
    })
    .unwrap();
    case
}

/// Whatever begins the process, and whatever of the elements it may begin at runs later.
#[test]
fn the_beginning_of_the_process_is_heard_once() {
    let catches = |parallel: &str| {
        format!(
            r#"<eventBasedGateway id="g" instantiate="true" {parallel}/>
        <sequenceFlow id="f2" sourceRef="g" targetRef="a"/><sequenceFlow id="f3" sourceRef="g" targetRef="b"/>
        <receiveTask id="a" messageRef="m">{}</receiveTask><receiveTask id="b" messageRef="n">{}</receiveTask>"#,
            ext(&[on("start", "a1")]),
            ext(&[on("end", "b2")]),
        )
    };
    let case = begun_by("a", &[on("start", "p1")], &catches(""));
    assert_eq!(trail(&case), "p1 a1");
    let mut case = begun_by(
        "a",
        &[on("start", "p1")],
        &catches(r#"eventGatewayType="Parallel""#),
    );
    assert_eq!(trail(&case), "p1 a1");
    case.deliver("b", "N", Map::new()).unwrap();
    assert_eq!(trail(&case), "p1 a1 b2");

    // By hand it begins again at its start; the process does not.
    let plain = r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="t"/><userTask id="t" c:assignee="anna"/>"#;
    let mut case = begun(&[on("start", "p1")], plain, Map::new());
    let again = Change::StartBefore {
        element: "s".into(),
    };
    case.go(Command::Modify {
        changes: vec![again],
    })
    .unwrap();
    assert_eq!((trail(&case).as_str(), case.waits().len()), ("p1", 2));
}

#[test]
fn a_beginning_that_fails_is_heard_again_by_the_retry() {
    let inside = r#"<startEvent id="s"/><sequenceFlow id="f1" sourceRef="s" targetRef="e"/><endEvent id="e"/>"#;
    let listeners = [script("start", "traccia += \" p1\" + manca")];
    let mut case = begun(&listeners, inside, Map::new());
    assert_eq!(case.incidents().len(), 1);
    case.set(vars([("manca", Value::from("!"))])).unwrap();
    case.retry().unwrap();
    assert_eq!(
        (trail(&case).as_str(), case.instance.state()),
        ("p1!", Some(End::Completed))
    );
}
