//! Which ends BUN104 names: a subprocess that a mail reaches, and the ways out of it.

use super::check_answers;
use std::collections::HashMap;

const ANSWER: &str = r#"<serviceTask id="NAME" camunda:type="external" camunda:topic="pec.send"><extensionElements><camunda:inputOutput>
  <camunda:inputParameter name="message">${risposta}</camunda:inputParameter><camunda:inputParameter name="in_reply_to">${mail.ref}</camunda:inputParameter>
</camunda:inputOutput></extensionElements></serviceTask>"#;
const ERROR_END: &str =
    r#"<endEvent id="NAME"><errorEventDefinition errorRef="manca"/></endEvent>"#;
const CAUGHT: &str = r#"<boundaryEvent id="preso" attachedToRef="lavora"><errorEventDefinition errorRef="manca"/></boundaryEvent>"#;
const CANCELLED: &str =
    r#"<boundaryEvent id="preso" attachedToRef="lavora"><cancelEventDefinition/></boundaryEvent>"#;
const LATE: &str = r#"<boundaryEvent id="preso" attachedToRef="lavora"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"#;

fn answer(id: &str) -> String {
    ANSWER.replace("NAME", id)
}

fn error_end(id: &str) -> String {
    ERROR_END.replace("NAME", id)
}

fn task(id: &str) -> String {
    format!(r#"<userTask id="{id}"/>"#)
}

fn end(id: &str) -> String {
    format!(r#"<endEvent id="{id}"/>"#)
}

fn way(from: &str, to: &str) -> String {
    format!(r#"<sequenceFlow id="{from}_{to}" sourceRef="{from}" targetRef="{to}"/>"#)
}

/// A gateway with a way to each of two.
fn either(one: &str, other: &str) -> String {
    format!(
        r#"<exclusiveGateway id="scelta" default="scelta_{one}"/>{}<sequenceFlow id="scelta_{other}" sourceRef="scelta" targetRef="{other}"><conditionExpression>${{altro == true}}</conditionExpression></sequenceFlow>"#,
        way("scelta", one)
    )
}

/// `lavora`, a subprocess (or transaction) with `inside` between its start and what follows; then `after`.
fn within(kind: &str, inside: &str, after: &str) -> String {
    format!(
        r#"<{kind} id="lavora"><startEvent id="dentro"/>{}{inside}</{kind}>{}{after}"#,
        way("dentro", "scelta"),
        way("arriva", "lavora")
    )
}

/// The ends that the rule names, in the order of the file.
fn named(body: &str) -> Vec<String> {
    let file = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:test">
  <message id="posta" name="posta.arrivata"/><error id="manca" name="Manca" errorCode="manca"/>
  <process id="p" isExecutable="true"><startEvent id="arriva"><messageEventDefinition messageRef="posta" staffetta:mailbox="*"/></startEvent>{body}</process>
</definitions>"#
    );
    let reading = bpmn::read(file.as_bytes(), "p.bpmn");
    let definitions = reading
        .definitions
        .unwrap_or_else(|| panic!("{:?}\n{file}", reading.findings));
    let mut findings = Vec::new();
    check_answers(
        "p.bpmn",
        &definitions.processes[0],
        &HashMap::new(),
        &mut findings,
    );
    let element = |f: bpmn::Finding| {
        assert_eq!(f.code, "BUN104");
        f.element.expect("it names the end")
    };
    findings.into_iter().map(element).collect()
}

/// Inside: `manda` answers and ends at `mandata`, or `esce` leaves otherwise.
fn leaving_by(esce: &str) -> String {
    [
        &*either("manda", "esce"),
        &answer("manda"),
        &way("manda", "mandata"),
        &end("mandata"),
        esce,
    ]
    .concat()
}

#[test]
fn an_error_that_leaves_a_subprocess_is_followed_to_whoever_catches_it() {
    let over = [way("lavora", "fine"), end("fine")].concat();
    let caught_and_answered = [
        CAUGHT,
        &way("preso", "avvisa"),
        &answer("avvisa"),
        &way("avvisa", "avvisato"),
        &end("avvisato"),
    ]
    .concat();
    let caught_and_dropped = [CAUGHT, &way("preso", "lasciata"), &end("lasciata")].concat();
    let inside = leaving_by(&error_end("esce"));
    let rows: [(&str, String, &[&str]); 4] = [
        (
            "caught, and answered there",
            [&*over, &caught_and_answered].concat(),
            &[],
        ),
        (
            "caught, and dropped there",
            [&*over, &caught_and_dropped].concat(),
            &["lasciata"],
        ),
        (
            "caught by nobody: it stops as an error to resolve and ends nothing",
            over.clone(),
            &[],
        ),
        (
            "caught, and answered in the same way as the rest",
            [
                CAUGHT,
                &way("preso", "avvisa"),
                &way("lavora", "avvisa"),
                &answer("avvisa"),
                &way("avvisa", "fine"),
                &end("fine"),
            ]
            .concat(),
            &[],
        ),
    ];
    for (what, after, ends) in rows {
        assert_eq!(
            named(&within("subProcess", &inside, &after)),
            ends,
            "{what}"
        );
    }
}

#[test]
fn a_plain_end_inside_a_subprocess_is_the_end_of_a_way_without_an_answer() {
    let over = [way("lavora", "fine"), end("fine")].concat();
    let plain = leaving_by(&[task("esce"), way("esce", "taciuta"), end("taciuta")].concat());
    assert_eq!(named(&within("subProcess", &plain, &over)), ["fine"]);
    // What follows may answer for it.
    let answered = [
        &*way("lavora", "manda_poi"),
        &answer("manda_poi"),
        &way("manda_poi", "fine"),
        &end("fine"),
    ]
    .concat();
    assert_eq!(
        named(&within("subProcess", &plain, &answered)),
        Vec::<String>::new()
    );
    // All its ways answer, but a timer takes it away before they do.
    let inside = leaving_by(&[answer("esce"), way("esce", "detta"), end("detta")].concat());
    assert_eq!(
        named(&within("subProcess", &inside, &over)),
        Vec::<String>::new()
    );
    let late = [&*over, LATE, &way("preso", "scaduta"), &end("scaduta")].concat();
    assert_eq!(named(&within("subProcess", &inside, &late)), ["scaduta"]);
}

#[test]
fn a_cancelled_transaction_is_followed_to_its_boundary() {
    let inside = leaving_by(r#"<endEvent id="esce"><cancelEventDefinition/></endEvent>"#);
    let over = [way("lavora", "fine"), end("fine")].concat();
    let dropped = [
        &*over,
        CANCELLED,
        &way("preso", "annullata"),
        &end("annullata"),
    ]
    .concat();
    assert_eq!(
        named(&within("transaction", &inside, &dropped)),
        ["annullata"]
    );
    let answered = [
        &*over,
        CANCELLED,
        &way("preso", "avvisa"),
        &answer("avvisa"),
        &way("avvisa", "avvisato"),
        &end("avvisato"),
    ]
    .concat();
    assert_eq!(
        named(&within("transaction", &inside, &answered)),
        Vec::<String>::new()
    );
}

#[test]
fn an_error_of_the_process_goes_on_in_the_event_subprocess_that_catches_it() {
    let catcher = |after: &str| {
        format!(
            r#"<subProcess id="se_manca" triggeredByEvent="true"><startEvent id="presa"><errorEventDefinition errorRef="manca"/></startEvent>{}{after}</subProcess>"#,
            way("presa", "dopo")
        )
    };
    let thrown = [
        way("arriva", "guarda"),
        task("guarda"),
        way("guarda", "esce"),
        error_end("esce"),
    ]
    .concat();
    let answers = [answer("dopo"), way("dopo", "detta"), end("detta")].concat();
    assert_eq!(
        named(&[&*thrown, &catcher(&answers)].concat()),
        Vec::<String>::new()
    );
    let drops = [task("dopo"), way("dopo", "taciuta"), end("taciuta")].concat();
    assert_eq!(named(&[&*thrown, &catcher(&drops)].concat()), ["se_manca"]);
    // Nobody catches it.
    assert_eq!(named(&thrown), ["esce"]);
}
