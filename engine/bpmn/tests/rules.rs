//! Every rule of the catalogue is broken by a small file here, and found at its element.

use bpmn::{Severity, read, rules};
use std::collections::BTreeSet;

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:c="http://camunda.org/schema/1.0/bpmn"
  xmlns:s="urn:staffetta:bpmn:1" xmlns:z="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="urn:t">"#;

/// A file with this inside its definitions.
fn file(inside: &str) -> String {
    format!("{HEAD}\n{inside}\n</b:definitions>")
}

/// A process whose start leads to `one` and on to the end; `more` lies beside them.
fn between(one: &str, more: &str) -> String {
    file(&format!(
        "<b:message id='m' name='M'/><b:error id='err' errorCode='E1'/>\n<b:process id='p'>\n<b:startEvent id='start'/>\n\
         <b:sequenceFlow id='f1' sourceRef='start' targetRef='x'/>\n{one}\n\
         <b:sequenceFlow id='f2' sourceRef='x' targetRef='end'/>\n<b:endEvent id='end'/>\n{more}\n</b:process>"
    ))
}

/// A process whose start `x` is this.
fn started(start: &str) -> String {
    file(&format!(
        "<b:message id='m' name='M'/>\n<b:process id='p'>\n{start}\n<b:sequenceFlow id='f' sourceRef='x' targetRef='end'/>\n\
         <b:endEvent id='end'/>\n</b:process>"
    ))
}

/// A process whose exclusive gateway `x` has these ways out to `a` and `b`.
fn choice(attributes: &str, ways: &str) -> String {
    file(&format!(
        "<b:process id='p'>\n<b:startEvent id='start'/><b:sequenceFlow id='f1' sourceRef='start' targetRef='x'/>\n\
         <b:exclusiveGateway id='x' {attributes}/>\n{ways}\n<b:endEvent id='a'/><b:endEvent id='b'/>\n</b:process>"
    ))
}

/// A process whose event-based gateway `g` leads to these.
fn waits(attributes: &str, targets: &str) -> String {
    file(&format!(
        "<b:message id='m' name='M'/><b:process id='p'>\n<b:startEvent id='start'/>\n\
         <b:sequenceFlow id='f1' sourceRef='start' targetRef='g'/>\n<b:eventBasedGateway id='g' {attributes}/>\n{targets}\n\
         <b:endEvent id='end'/>\n</b:process>"
    ))
}

/// A split `x` whose two branches, one with this condition, come together in a join.
fn branches(split: &str, condition: &str, join: &str) -> String {
    file(&format!(
        "<b:process id='p'><b:startEvent id='start'/><b:sequenceFlow id='f1' sourceRef='start' targetRef='x'/>\n{split}\n\
         <b:sequenceFlow id='a' sourceRef='x' targetRef='t'/>\n\
         <b:sequenceFlow id='b' sourceRef='x' targetRef='j'>{condition}</b:sequenceFlow>\n\
         <b:task id='t'/><b:sequenceFlow id='c' sourceRef='t' targetRef='j'/>\n{join}\n\
         <b:sequenceFlow id='d' sourceRef='j' targetRef='end'/>\n<b:endEvent id='end'/>\n</b:process>"
    ))
}

fn way(id: &str, from: &str, to: &str, condition: &str) -> String {
    let inside = if condition.is_empty() {
        String::new()
    } else {
        format!("<b:conditionExpression>{condition}</b:conditionExpression>")
    };
    format!(
        "<b:sequenceFlow id='{id}' sourceRef='{from}' targetRef='{to}'>{inside}</b:sequenceFlow>"
    )
}

fn catch(id: &str) -> String {
    format!(
        "<b:intermediateCatchEvent id='{id}'><b:timerEventDefinition><b:timeDuration>PT1S</b:timeDuration></b:timerEventDefinition>\
         </b:intermediateCatchEvent><b:sequenceFlow id='g{id}' sourceRef='g' targetRef='{id}'/>\
         <b:sequenceFlow id='e{id}' sourceRef='{id}' targetRef='end'/>"
    )
}

/// A link that arrives at this event.
fn link(id: &str) -> String {
    format!(
        "<b:intermediateCatchEvent id='{id}'><b:linkEventDefinition name='L'/></b:intermediateCatchEvent>"
    )
}

/// An event subprocess `esp` around these parts and a task `t2`.
fn reaction(attributes: &str, parts: &str) -> String {
    format!(
        "<b:subProcess id='esp' triggeredByEvent='true' {attributes}>{parts}<b:task id='t2'/>\
         <b:sequenceFlow id='fs' sourceRef='s2' targetRef='t2'/></b:subProcess>"
    )
}

const MESSAGE_START: &str =
    "<b:startEvent id='s2'><b:messageEventDefinition messageRef='m'/></b:startEvent>";
const TASK: &str = "<b:task id='x'/>";

fn user(extensions: &str) -> String {
    between(
        &format!(
            "<b:userTask id='x'><b:extensionElements>{extensions}</b:extensionElements></b:userTask>"
        ),
        "",
    )
}

fn multi(attributes: &str, inside: &str) -> String {
    between(
        &format!(
            "<b:userTask id='x'><b:multiInstanceLoopCharacteristics {attributes}>{inside}</b:multiInstanceLoopCharacteristics></b:userTask>"
        ),
        "",
    )
}

fn boundary(attributes: &str, definition: &str) -> String {
    between(
        TASK,
        &format!(
            "<b:boundaryEvent id='e' {attributes}>{definition}</b:boundaryEvent><b:sequenceFlow id='f3' sourceRef='e' targetRef='end'/>"
        ),
    )
}

/// (code, id the finding names, file)
fn rows() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let sub = "<b:subProcess id='x'><b:startEvent id='s2'/><b:sequenceFlow id='f3' sourceRef='s2' targetRef='t2'/>\
               <b:task id='t2'/></b:subProcess>";
    let text: Vec<(&str, &str, String)> = vec![
        ("XML001", "", " ".into()),
        ("XML002", "", "<?xml version='1.0' encoding='klingon'?><a/>".into()),
        ("XML004", "", file("<b:process></b:other>")),
        ("XML005", "", HEAD.into()),
        ("XML006", "", format!("{}<x/>", file(""))),
        ("XML007", "", file("<b:process id='p' id='p'/>")),
        ("XML008", "", file("&egrave;")),
        ("XML009", "", file("<q:process/>")),
        ("XML010", "", file("\u{8}")),
        ("XML011", "", file("<b:-process/>")),
        ("LIM001", "", "x".repeat(bpmn::limits::FILE_BYTES_MAX + 1)),
        ("LIM002", "", file(&"<b:x>".repeat(300))),
        ("LIM003", "", file(&format!("<b:x {}/>", (0..300).map(|i| format!("a{i}='' ")).collect::<String>()))),
        ("LIM004", "", file(&"<b:x/>".repeat(bpmn::limits::ELEMENTS_MAX))),
        ("LIM005", "", format!("<!DOCTYPE a [<!ENTITY a 'b'>]>{}", file(""))),
        ("LIM006", "", between(&format!("<b:task id='x{}'/>", "y".repeat(300)), "")),
        ("LIM007", "", file(&"<b:process/>".repeat(600))),
        ("DOC001", "", "<html/>".into()),
        ("DOC002", "d", file("<b:process id='p' isExecutable='false'/>")),
        ("DOC003", "x", user("<z:userTask/>")),
        ("DOC004", "q", file("<b:property id='q'/>")),
        ("DOC005", "x", between("<b:task id='x'><b:documentation textFormat='plain'>a</b:documentation></b:task>", "")),
        (
            "WRN001",
            "j",
            branches("<b:exclusiveGateway id='x' default='a'/>", "<b:conditionExpression>true</b:conditionExpression>", "<b:parallelGateway id='j'/>"),
        ),
        ("WRN002", "j", branches("<b:parallelGateway id='x'/>", "", "<b:exclusiveGateway id='j'/>")),
        ("WRN003", "x", between("<b:userTask id='x' s:drafts='risposta'/>", "")),
        ("WRN004", "x", between("<b:userTask id='x' s:approves='risposta'/>", "")),
        ("WRN005", "x", between("<b:userTask id='x'/>", "")),
        ("WRN006", "x", between("<b:receiveTask id='x' messageRef='m'/>", "")),
        ("IDN001", "x", between(TASK, TASK)),
        ("IDN002", "", between(TASK, "<b:task name='no id'/>")),
        ("REF001", "x", between("<b:task id='x'><b:incoming>nowhere</b:incoming></b:task>", "")),
        ("REF002", "f3", between(TASK, "<b:sequenceFlow id='f3' sourceRef='x' targetRef='m'/>")),
        ("REF003", "f3", between(TASK, "<b:sequenceFlow id='f3' sourceRef='x'/>")),
        ("REF004", "x", between("<b:task id='x'><b:incoming>f2</b:incoming></b:task>", "")),
        ("FLW001", "f4", between(sub, "<b:sequenceFlow id='f4' sourceRef='t2' targetRef='end'/>")),
        ("FLW002", "start", between(TASK, &way("f3", "x", "start", ""))),
        ("FLW003", "end", between(TASK, &way("f3", "end", "x", ""))),
        (
            "FLW004",
            "e",
            between(
                TASK,
                &format!("<b:boundaryEvent id='e' attachedToRef='x'><b:errorEventDefinition/></b:boundaryEvent>{}{}", way("f3", "e", "end", ""), way("f4", "x", "e", "")),
            ),
        ),
        ("FLW005", "e", between(TASK, "<b:boundaryEvent id='e' attachedToRef='x'><b:errorEventDefinition/></b:boundaryEvent>")),
        ("FLW006", "f3", between("<b:parallelGateway id='x'/>", &way("f3", "x", "end", "true"))),
        (
            "FLW007",
            "f3",
            file(&format!("<b:process id='p'><b:startEvent id='a'/>{}<b:task id='b'/>{}<b:task id='c'/></b:process>", way("f1", "a", "b", ""), way("f3", "b", "c", "i &gt; 1"))),
        ),
        ("FLW008", "x", choice("", &[way("f2", "x", "a", "i == 1"), way("f3", "x", "b", "i == 2")].concat())),
        ("FLW009", "x", choice("default='f1'", &[way("f2", "x", "a", "i == 1"), way("f3", "x", "b", "i == 2")].concat())),
        ("FLW010", "x", choice("default='f3'", &[way("f2", "x", "a", "i == 1"), way("f3", "x", "b", "i == 2")].concat())),
        ("FLW011", "x", between("<b:parallelGateway id='x' default='f2'/>", "")),
        ("FLW012", "f3", choice("default='f2'", &[way("f2", "x", "a", ""), way("f3", "x", "b", " ")].concat())),
        ("FLW013", "y", between(TASK, "<b:task id='y'/>")),
        ("FLW014", "x", between("<b:task id='x'><b:incoming>f1</b:incoming><b:incoming>f1</b:incoming></b:task>", "")),
        ("PRC001", "p", file("<b:process id='p'><b:task id='x'/></b:process>")),
        (
            "PRC002",
            "s3",
            between(
                "<b:subProcess id='x'><b:startEvent id='s2'/><b:startEvent id='s3'/><b:task id='t2'/>\
                 <b:sequenceFlow id='f3' sourceRef='s2' targetRef='t2'/><b:sequenceFlow id='f4' sourceRef='s3' targetRef='t2'/></b:subProcess>",
                "",
            ),
        ),
        (
            "PRC003",
            "s2",
            between(
                "<b:subProcess id='x'><b:startEvent id='s2'><b:messageEventDefinition messageRef='m'/></b:startEvent>\
                 <b:sequenceFlow id='f3' sourceRef='s2' targetRef='t2'/><b:task id='t2'/></b:subProcess>",
                "",
            ),
        ),
        ("PRC004", "r", between("<b:subProcess id='x'><b:receiveTask id='r' messageRef='m' instantiate='true'/></b:subProcess>", "")),
        ("PRC005", "x", between("<b:receiveTask id='x' messageRef='m' instantiate='true'/>", "")),
        (
            "PRC006",
            "esp",
            between(TASK, &reaction("", &format!("{MESSAGE_START}<b:startEvent id='s3'><b:messageEventDefinition messageRef='m'/></b:startEvent>{}", way("f4", "s3", "t2", "")))),
        ),
        ("PRC007", "s2", between(TASK, &reaction("", "<b:startEvent id='s2'/>"))),
        ("PRC008", "esp", between(TASK, &format!("{}{}", reaction("", MESSAGE_START), way("f4", "x", "esp", "")))),
        (
            "PRC009",
            "esp",
            between(TASK, &reaction("", &format!("{MESSAGE_START}<b:multiInstanceLoopCharacteristics><b:loopCardinality>2</b:loopCardinality></b:multiInstanceLoopCharacteristics>"))),
        ),
        ("GTW001", "x", between("<b:exclusiveGateway id='x' gatewayDirection='Mixed'/>", "")),
        ("GTW002", "f3", choice("", &[way("f2", "x", "a", "i == 1"), way("f3", "x", "b", "")].concat())),
        ("GTW003", "g", waits("", &catch("a"))),
        ("GTW004", "t", waits("", &format!("{}<b:task id='t'/>{}{}", catch("a"), way("g1", "g", "t", ""), way("g2", "t", "end", "")))),
        ("GTW005", "b", waits("", &format!("{}{}{}", catch("a"), catch("b"), way("more", "a", "b", "")))),
        (
            "GTW006",
            "r",
            waits(
                "",
                &format!(
                    "{}<b:receiveTask id='r' messageRef='m'/>{}{}<b:boundaryEvent id='e' attachedToRef='r'><b:errorEventDefinition/></b:boundaryEvent>{}",
                    catch("a"),
                    way("g1", "g", "r", ""),
                    way("g2", "r", "end", ""),
                    way("g3", "e", "end", "")
                ),
            ),
        ),
        (
            "GTW007",
            "g",
            waits(
                "",
                &format!(
                    "<b:intermediateCatchEvent id='a'><b:messageEventDefinition messageRef='m'/></b:intermediateCatchEvent>{}{}\
                     <b:receiveTask id='r' messageRef='m'/>{}{}",
                    way("g0", "g", "a", ""),
                    way("g3", "a", "end", ""),
                    way("g1", "g", "r", ""),
                    way("g2", "r", "end", "")
                ),
            ),
        ),
        ("GTW009", "x", between("<b:complexGateway id='x'/>", &way("f3", "start", "x", ""))),
        (
            "GTW010",
            "x",
            between(
                "<b:inclusiveGateway id='x'/>",
                &format!("<b:inclusiveGateway id='y'/>{}{}{}", way("f3", "start", "y", ""), way("f4", "x", "y", ""), way("f5", "y", "x", "i == 1")),
            ),
        ),
        ("GTW011", "g", waits("eventGatewayType='Parallel'", &[catch("a"), catch("b")].concat())),
        ("GTW012", "a", waits("instantiate='true'", &[catch("a"), catch("b")].concat())),
        ("EVT001", "x", started("<b:startEvent id='x'><b:terminateEventDefinition/></b:startEvent>")),
        ("EVT003", "x", between("<b:intermediateCatchEvent id='x'/>", "")),
        ("EVT004", "e", boundary("attachedToRef='x' cancelActivity='false'", "<b:errorEventDefinition/>")),
        ("EVT005", "e", between(sub, &format!("<b:boundaryEvent id='e' attachedToRef='t2'><b:errorEventDefinition/></b:boundaryEvent>{}", way("f5", "e", "end", "")))),
        ("EVT006", "y", between(TASK, &format!("<b:endEvent id='y'><b:errorEventDefinition/></b:endEvent>{}", way("f3", "x", "y", "")))),
        ("EVT007", "x", between("<b:receiveTask id='x'/>", "")),
        ("EVT008", "x", file(&format!("<b:message id='m2'/><b:process id='p'><b:startEvent id='x'><b:messageEventDefinition messageRef='m2'/></b:startEvent>{}<b:endEvent id='e'/></b:process>", way("f", "x", "e", "")))),
        ("EVT009", "x", file(&format!("<b:itemDefinition id='i'/><b:message id='m2' name='M' itemRef='i'/><b:process id='p'><b:startEvent id='x'><b:messageEventDefinition messageRef='m2'/></b:startEvent>{}<b:endEvent id='e'/></b:process>", way("f", "x", "e", "")))),
        ("EVT010", "x", started("<b:startEvent id='x'><b:timerEventDefinition/></b:startEvent>")),
        ("EVT011", "x", started("<b:startEvent id='x'><b:timerEventDefinition><b:timeDate>2026-01-01</b:timeDate><b:timeDuration>P1D</b:timeDuration></b:timerEventDefinition></b:startEvent>")),
        ("EVT012", "e2", between(TASK, &format!("<b:boundaryEvent id='e1' attachedToRef='x'><b:errorEventDefinition errorRef='err'/></b:boundaryEvent>{}<b:boundaryEvent id='e2' attachedToRef='x'><b:errorEventDefinition errorRef='err'/></b:boundaryEvent>{}", way("f3", "e1", "end", ""), way("f4", "e2", "end", "")))),
        ("EVT013", "y", started(&format!("<b:startEvent id='x'><b:messageEventDefinition messageRef='m'/></b:startEvent><b:startEvent id='y'><b:messageEventDefinition messageRef='m'/></b:startEvent>{}", way("f3", "y", "end", "")))),
        ("EVT014", "x", between("<b:intermediateThrowEvent id='x'><b:messageEventDefinition messageRef='m'/><b:linkEventDefinition name='L'/></b:intermediateThrowEvent>", "")),
        ("EVT015", "e", boundary("attachedToRef='x' parallelMultiple='true'", "<b:errorEventDefinition/><b:messageEventDefinition messageRef='m'/>")),
        ("EVT016", "x", between("<b:intermediateThrowEvent id='x'><b:messageEventDefinition/></b:intermediateThrowEvent>", "")),
        ("EVT017", "x", between("<b:intermediateThrowEvent id='x'><b:signalEventDefinition/></b:intermediateThrowEvent>", "")),
        (
            "EVT018",
            "x",
            between("<b:intermediateThrowEvent id='x'><b:signalEventDefinition signalRef='sig'/></b:intermediateThrowEvent>", "")
                .replace("<b:message id='m'", "<b:signal id='sig' name='avviso ${ufficio}'/><b:message id='m'"),
        ),
        ("EVT019", "y", between(TASK, &format!("<b:endEvent id='y'><b:escalationEventDefinition/></b:endEvent>{}", way("f3", "x", "y", "")))),
        (
            "EVT020",
            "e2",
            between(
                TASK,
                &format!(
                    "<b:boundaryEvent id='e1' attachedToRef='x'><b:escalationEventDefinition/></b:boundaryEvent>{}\
                     <b:boundaryEvent id='e2' attachedToRef='x'><b:escalationEventDefinition/></b:boundaryEvent>{}",
                    way("f3", "e1", "end", ""),
                    way("f4", "e2", "end", "")
                ),
            ),
        ),
        ("EVT021", "x", started("<b:startEvent id='x'><b:conditionalEventDefinition/></b:startEvent>")),
        ("EVT022", "x", between("<b:intermediateThrowEvent id='x'><b:linkEventDefinition/></b:intermediateThrowEvent>", "")),
        ("EVT023", "y", between(TASK, &format!("<b:intermediateThrowEvent id='y'><b:linkEventDefinition name='L'/></b:intermediateThrowEvent>{}", way("f3", "x", "y", "")))),
        ("EVT024", "y", between(TASK, &format!("{}{}", link("y"), way("f3", "y", "end", "")))),
        ("EVT025", "z", between(TASK, &format!("{}{}{}{}", link("y"), link("z"), way("f3", "y", "end", ""), way("f4", "z", "end", "")))),
        ("EVT026", "y", between(TASK, &format!("{}{}{}", link("y"), way("f3", "y", "end", ""), way("f4", "x", "y", "")))),
        ("TSK001", "x", between("<b:serviceTask id='x'/>", "")),
        ("TSK002", "x", between("<b:serviceTask id='x' c:class='it.example.Sender'/>", "")),
        ("TSK003", "x", between("<b:serviceTask id='x' c:type='shell'/>", "")),
        ("TSK004", "x", between("<b:scriptTask id='x' scriptFormat='rhai'><b:script> </b:script></b:scriptTask>", "")),
        ("TSK005", "x", between("<b:scriptTask id='x' scriptFormat='groovy'><b:script>1</b:script></b:scriptTask>", "")),
        ("TSK006", "x", between("<b:scriptTask id='x' scriptFormat='rhai' c:resource='deployment://a.rhai'/>", "")),
        ("TSK007", "x", between("<b:businessRuleTask id='x'/>", "")),
        ("TSK008", "x", between("<b:businessRuleTask id='x' s:rule='scegli(mail)'/>", "")),
        ("TSK009", "x", between("<b:businessRuleTask id='x' c:decisionRef='a#b'/>", "")),
        ("TSK010", "x", between("<b:userTask id='x' s:drafts='risposta' s:approves='risposta'/>", "")),
        ("TSK017", "x", between("<b:userTask id='x' s:signs='atto' s:approves='risposta'/>", "")),
        ("MUL001", "x", multi("", "")),
        ("MUL002", "x", multi("", "<b:loopCardinality>3</b:loopCardinality><b:task/>")),
        ("MUL011", "x", multi("behavior='One'", "<b:loopCardinality>3</b:loopCardinality>")),
        ("MUL003", "x", multi("", "<b:loopCardinality>3</b:loopCardinality><b:completionCondition>23</b:completionCondition>")),
        ("MUL004", "x", multi("", "<b:loopCardinality>-3</b:loopCardinality>")),
        ("MUL005", "x", multi("c:collection='items'", "<b:loopCardinality>3</b:loopCardinality>")),
        ("MUL006", "x", multi("c:elementVariable='item'", "<b:loopCardinality>3</b:loopCardinality>")),
        ("TSK011", "x", between("<b:callActivity id='x'/>", "")),
        ("TSK012", "x", between("<b:callActivity id='x' calledElement='q' c:calledElementBinding='version'/>", "")),
        ("TSK014", "x", between("<b:serviceTask id='x' c:type='mail'/>", "")),
        ("TSK015", "x", between("<b:serviceTask id='x' c:type='http'><b:extensionElements><c:field name='requestUrl' stringValue='https://a.example'/><c:field name='basicAuth' stringValue='a'/></b:extensionElements></b:serviceTask>", "")),
        ("TSK016", "x", between("<b:serviceTask id='x' c:type='dmn'/>", "")),
        ("TSK013", "x", between("<b:callActivity id='x' calledElement='q'><b:extensionElements><c:in source='a'/></b:extensionElements></b:callActivity>", "")),
        ("MUL007", "x", between("<b:task id='x'><b:standardLoopCharacteristics testBefore='true'/></b:task>", "")),
        ("MUL008", "x", between("<b:task id='x'><b:standardLoopCharacteristics loopMaximum='-1'/></b:task>", "")),
        ("MUL009", "x", between("<b:task id='x'><b:standardLoopCharacteristics loopMaximum='2'/><b:standardLoopCharacteristics loopMaximum='2'/></b:task>", "")),
        ("MUL010", "x", multi("s:outputCollection='esiti'", "<b:loopCardinality>3</b:loopCardinality>")),
        ("ELM001", "x", between("<b:implicitThrowEvent id='x'/>", "")),
        ("CMP007", "s2", between(TASK, &reaction("", "<b:startEvent id='s2'><b:compensateEventDefinition/></b:startEvent>"))),
        ("PRC010", "s2", between("<b:adHocSubProcess id='x'><b:task id='t'/><b:startEvent id='s2'/></b:adHocSubProcess>", "")),
        ("PRC011", "x", between("<b:adHocSubProcess id='x' ordering='Sequential'/>", "")),
        ("ELM004", "x", between("<b:task id='x'><b:dataInput id='q'/></b:task>", "")),
        ("PRC012", "x", file("<b:message id='m' name='M'/><b:process id='p'><b:receiveTask id='x' messageRef='m' instantiate='true'><b:multiInstanceLoopCharacteristics><b:loopCardinality>2</b:loopCardinality></b:multiInstanceLoopCharacteristics></b:receiveTask></b:process>")),
        ("DAT001", "x", with_operation(&between("<b:serviceTask id='x' operationRef='o'/>", ""))),
        ("DAT002", "x", with_operation(&between("<b:sendTask id='x' operationRef='o'><b:ioSpecification><b:dataInput id='q'/><b:inputSet/><b:outputSet/></b:ioSpecification></b:sendTask>", ""))),
        ("DAT003", "x", between("<b:callActivity id='x' calledElement='g'/>", "").replace("</b:definitions>", "<b:globalTask id='g'><b:ioSpecification><b:dataInput id='q'/><b:inputSet><b:dataInputRefs>q</b:dataInputRefs></b:inputSet><b:outputSet/></b:ioSpecification></b:globalTask></b:definitions>")),
        ("ELM005", "x", between("<b:userTask id='x'><b:potentialOwner/></b:userTask>", "")),
        ("ELM006", "x", between("<b:task id='x' startQuantity='0'/>", "")),
        ("CMP001", "e", between(TASK, "<b:boundaryEvent id='e' attachedToRef='x'><b:compensateEventDefinition/></b:boundaryEvent>")),
        ("CMP002", "x", between("<b:task id='x' isForCompensation='true'/>", "")),
        ("CMP003", "x", between("<b:intermediateThrowEvent id='x'><b:compensateEventDefinition activityRef='start'/></b:intermediateThrowEvent>", "")),
        ("CMP004", "y", between(TASK, &format!("<b:endEvent id='y'><b:cancelEventDefinition/></b:endEvent>{}", way("f3", "x", "y", "")))),
        (
            "CMP006",
            "e",
            boundary("attachedToRef='x'", "<b:compensateEventDefinition/>"),
        ),
        (
            "CMP005",
            "e",
            between(
                &sub.replace("subProcess", "transaction"),
                &format!("<b:boundaryEvent id='e' attachedToRef='x' cancelActivity='false'><b:cancelEventDefinition/></b:boundaryEvent>{}", way("f9", "e", "end", "")),
            ),
        ),
        ("ELM008", "c1", file("<b:choreography id='c1'/>")),
        ("EXT001", "x", between("<b:userTask id='x' c:asignee='anna'/>", "")),
        ("EXT002", "x", between("<b:serviceTask id='x' c:type='http' c:triggerable='true'><b:extensionElements><c:field name='requestUrl' stringValue='https://servizi.example'/></b:extensionElements></b:serviceTask>", "")),
        ("EXT003", "x", user("<c:unheard/>")),
        ("EXT004", "x", user("<c:taskListener event='create' class='it.example.L'/>")),
        ("EXT005", "x", started("<b:startEvent id='x'><b:messageEventDefinition messageRef='m' s:mailbox='urp' s:accepts='fax'/></b:startEvent>")),
        ("EXT006", "x", started("<b:startEvent id='x'><b:messageEventDefinition messageRef='m' s:accepts='pec'/></b:startEvent>")),
        ("EXT007", "x", between("<b:receiveTask id='x' messageRef='m' s:receipt='esito'/>", "")),
        ("EXT008", "x", user("<c:inputOutput><c:inputParameter>1</c:inputParameter></c:inputOutput>")),
        ("EXT009", "x", user("<c:inputOutput><c:inputParameter name='a'><c:connector/></c:inputParameter></c:inputOutput>")),
        ("EXT010", "x", between("<b:userTask id='x' c:jobPriority='3'/>", "")),
        ("EXT010", "x", between("<b:userTask id='x' c:formRef='m' c:formRefVersion='2'/>", "")),
        ("EXT001", "x", between("<b:callActivity id='x' calledElement='q'><b:extensionElements><c:in source='a' traget='b'/></b:extensionElements></b:callActivity>", "")),
        ("EXT001", "x", user("<c:inputOutput><c:inputParameter name='a' tpye='x'>1</c:inputParameter></c:inputOutput>")),
        ("TSK013", "x", between("<b:callActivity id='x' calledElement='q'><b:extensionElements><c:in sourceExpression='${a}' target='b' local='true'/></b:extensionElements></b:callActivity>", "")),
        ("ELM005", "x", between("<b:userTask id='x' c:assignee='anna'><b:humanPerformer><b:resourceAssignmentExpression><b:formalExpression>bice</b:formalExpression></b:resourceAssignmentExpression></b:humanPerformer></b:userTask>", "")),
        ("EVT014", "y", between(TASK, &format!("<b:endEvent id='y'><b:errorEventDefinition errorRef='err'/><b:terminateEventDefinition/></b:endEvent>{}", way("f3", "x", "y", "")))),
        ("EXP001", "x", between("<b:userTask id='x' c:candidateGroups='ufficio:${ufficio'/>", "")),
        ("EXP003", "x", between("<b:receiveTask id='x' messageRef='m' s:correlationKey=' '/>", "")),
        ("TIM001", "x", started("<b:startEvent id='x'><b:timerEventDefinition><b:timeDate>domani</b:timeDate></b:timerEventDefinition></b:startEvent>")),
        ("TIM002", "x", started("<b:startEvent id='x'><b:timerEventDefinition><b:timeDuration>30</b:timeDuration></b:timerEventDefinition></b:startEvent>")),
        ("TIM003", "x", started("<b:startEvent id='x'><b:timerEventDefinition><b:timeCycle>R3</b:timeCycle></b:timerEventDefinition></b:startEvent>")),
        ("TIM004", "x", between("<b:serviceTask id='x' c:topic='t'><b:extensionElements><c:failedJobRetryTimeCycle>3</c:failedJobRetryTimeCycle></b:extensionElements></b:serviceTask>", "")),
        ("COL001", "mf", between(TASK, "").replace("</b:definitions>", "<b:collaboration id='c'><b:participant id='pool' processRef='p'/><b:messageFlow id='mf' sourceRef='x' targetRef='end'/></b:collaboration></b:definitions>")),
        ("COL003", "mf", file("<b:message id='m' name='M'/><b:message id='n' name='N'/><b:process id='p'><b:startEvent id='s'/>\
             <b:sequenceFlow id='f1' sourceRef='s' targetRef='x'/><b:sendTask id='x' messageRef='m'/></b:process>\
             <b:process id='q'><b:startEvent id='s2'><b:messageEventDefinition messageRef='n'/></b:startEvent>\
             <b:sequenceFlow id='f2' sourceRef='s2' targetRef='y'/><b:task id='y'/></b:process>\
             <b:collaboration id='c'><b:messageFlow id='mf' sourceRef='x' targetRef='s2'/></b:collaboration>")),
        ("COL002", "pool", between(TASK, "").replace("</b:definitions>", "<b:collaboration id='c'><b:participant id='pool'><b:participantMultiplicity minimum='-1' maximum='2'/></b:participant></b:collaboration></b:definitions>")),
    ];
    let mut rows: Vec<_> = text
        .into_iter()
        .map(|(code, id, text)| (code, id, text.into_bytes()))
        .collect();
    rows.push(("XML003", "", b"<a>\xFF</a>".to_vec()));
    rows
}

#[test]
fn each_rule_is_found_at_its_element_in_both_languages() {
    for (code, id, bytes) in rows() {
        let reading = read(&bytes, "prova.bpmn");
        let found = reading.findings.iter().find(|f| f.code == code);
        let Some(finding) = found else {
            panic!(
                "{code}: {:#?}\n{}",
                reading.findings,
                String::from_utf8_lossy(&bytes[..bytes.len().min(2_000)])
            );
        };
        if !id.is_empty() {
            assert_eq!(finding.element.as_deref(), Some(id), "{finding:#?}");
        }
        assert_eq!(finding.file, "prova.bpmn");
        if !matches!(code, "LIM001" | "LIM007") {
            assert!(finding.line.is_some_and(|l| l >= 1), "{finding:#?}");
        }
        for text in [&finding.message, &finding.expected, &finding.fix] {
            for said in [&text.it, &text.en] {
                let literal = said
                    .replace("${espressione}", "")
                    .replace("${spedizione}", "")
                    .replace("${…}", "")
                    .replace("#{…}", "");
                assert!(
                    code.starts_with("EXP") || !literal.contains('{'),
                    "{code}: a placeholder is left in {said}"
                );
            }
        }
        assert_eq!(
            reading.definitions.is_none(),
            reading
                .findings
                .iter()
                .any(|f| f.severity == Severity::Error),
            "{code}"
        );
    }
}

#[test]
fn every_rule_of_the_catalogue_has_its_row() {
    let covered: BTreeSet<&str> = rows().iter().map(|(code, ..)| *code).collect();
    // What lies around the file is found by whoever reads the bundle, and has its rows there.
    let around: BTreeSet<&str> = bpmn::rule::bundle::ALL
        .iter()
        .chain(&bpmn::rule::form::ALL)
        .map(|r| r.code)
        .collect();
    let all: BTreeSet<&str> = rules()
        .map(|r| r.code)
        .filter(|code| !around.contains(code))
        .collect();
    assert_eq!(
        all.difference(&covered).collect::<Vec<_>>(),
        Vec::<&&str>::new()
    );
    assert_eq!(
        covered.difference(&all).collect::<Vec<_>>(),
        Vec::<&&str>::new()
    );
}

#[test]
fn a_mistyped_attribute_or_value_is_never_dropped() {
    for (code, text) in [
        ("EXT001", between("<b:task id='x' defalt='f2'/>", "")),
        (
            "EXT001",
            boundary(
                "attachedToRef='x' cancelActivty='false'",
                "<b:errorEventDefinition/>",
            ),
        ),
        (
            "EXT005",
            boundary(
                "attachedToRef='x' cancelActivity='no'",
                "<b:errorEventDefinition/>",
            ),
        ),
        (
            "EXT001",
            between("<b:userTask id='x' s:draft='risposta'/>", ""),
        ),
    ] {
        let codes: Vec<String> = read(text.as_bytes(), "a.bpmn")
            .findings
            .into_iter()
            .map(|f| f.code)
            .collect();
        assert!(
            codes.iter().any(|c| c == code),
            "{code} in {codes:?}: {text}"
        );
    }
}

/// A file with a message of a structure and an operation that takes it and answers with it.
fn with_operation(text: &str) -> String {
    text.replace(
        "</b:definitions>",
        "<b:itemDefinition id='i' structureRef='String'/><b:itemDefinition id='j' structureRef='Number'/>\
         <b:message id='typed' name='T' itemRef='i'/><b:signal id='sig' name='S' structureRef='i'/><b:interface id='if'>\
         <b:operation id='o' name='protocolla'><b:inMessageRef>typed</b:inMessageRef><b:outMessageRef>typed</b:outMessageRef></b:operation>\
         </b:interface></b:definitions>",
    )
}

fn codes(text: &str) -> Vec<String> {
    read(text.as_bytes(), "a.bpmn")
        .findings
        .into_iter()
        .filter(|f| f.severity == Severity::Error)
        .map(|f| f.code)
        .collect()
}

/// What an element cannot take or give by the standard is refused; what it can is not.
#[test]
fn data_go_only_where_the_standard_lets_them() {
    let io = "<b:ioSpecification><b:dataInput id='q'/><b:dataOutput id='r'/><b:inputSet/><b:outputSet/></b:ioSpecification>";
    let into = "<b:dataInputAssociation><b:sourceRef>D</b:sourceRef><b:targetRef>q</b:targetRef></b:dataInputAssociation>";
    let out = "<b:dataOutputAssociation><b:sourceRef>r</b:sourceRef><b:targetRef>D</b:targetRef></b:dataOutputAssociation>";
    let rows = [
        ("callActivity", "calledElement='p2'", true, true),
        ("sendTask", "messageRef='m'", true, false),
        ("receiveTask", "messageRef='m'", false, true),
        ("userTask", "", true, true),
    ];
    for (tag, attributes, takes, gives) in rows {
        for (association, allowed) in [(into, takes), (out, gives)] {
            let element = format!("<b:{tag} id='x' {attributes}>{io}{association}</b:{tag}>");
            let codes = codes(&between(&element, "<b:dataObject id='D'/>"));
            let refused = codes.iter().any(|code| code == "ELM004");
            assert_eq!(refused, !allowed, "{tag} {association}: {codes:?}");
        }
    }
    let (takes, gives) = (
        format!("<b:dataInput id='q'/>{into}"),
        format!("<b:dataOutput id='r'/>{out}"),
    );
    let message = "<b:messageEventDefinition messageRef='m'/>";
    let timer =
        "<b:timerEventDefinition><b:timeDuration>P1D</b:timeDuration></b:timerEventDefinition>";
    let events = [
        ("intermediateThrowEvent", &takes, message, true),
        ("intermediateThrowEvent", &gives, message, false),
        ("intermediateThrowEvent", &takes, "", false),
        ("intermediateCatchEvent", &gives, message, true),
        ("intermediateCatchEvent", &takes, message, false),
        ("intermediateCatchEvent", &gives, timer, false),
    ];
    for (tag, data, definition, allowed) in events {
        let element = format!("<b:{tag} id='x'>{data}{definition}</b:{tag}>");
        let codes = codes(&between(&element, "<b:dataObject id='D'/>"));
        let refused = codes.iter().any(|code| code == "ELM004");
        assert_eq!(refused, !allowed, "{element}: {codes:?}");
    }
}

/// Accepted and refused forms of data that must fit what is sent, awaited or called.
#[test]
fn data_fit_the_operation_the_message_and_the_called_element() {
    let io = |sort: &str, count: usize| {
        let data: String = (0..count)
            .map(|n| format!("<b:{sort} id='d{n}' itemSubjectRef='i'/>"))
            .collect();
        format!("<b:ioSpecification>{data}<b:inputSet/><b:outputSet/></b:ioSpecification>")
    };
    let input = io("dataInput", 1);
    let wrong = input.replace("'i'", "'j'");
    let two_sets = input.replace("<b:inputSet/>", "<b:inputSet/><b:inputSet/>");
    let throws = |data: &str, definitions: &str| {
        format!("<b:intermediateThrowEvent id='x'>{data}{definitions}</b:intermediateThrowEvent>")
    };
    let one = "<b:dataInput id='d1' itemSubjectRef='i'/>";
    let typed = "<b:messageEventDefinition messageRef='typed'/>";
    let signal = "<b:signalEventDefinition signalRef='sig'/>";
    let service =
        |inside: &str| format!("<b:serviceTask id='x' operationRef='o'>{inside}</b:serviceTask>");
    let send = |inside: &str| format!("<b:sendTask id='x' operationRef='o'>{inside}</b:sendTask>");
    let rows: Vec<(String, &[&str])> = vec![
        (service(&input), &[]),
        (service(&wrong), &["DAT002"]),
        (service(&two_sets), &["DAT001"]),
        (service(&io("dataInput", 2)), &["DAT001"]),
        (send(""), &[]),
        (send(&input), &[]),
        (send(&wrong), &["DAT002"]),
        (throws(one, typed), &[]),
        (throws("", typed), &["EVT009"]),
        (throws(&one.replace("'i'", "'j'"), typed), &["DAT002"]),
        (throws(one, &format!("{typed}{signal}")), &["DAT001"]),
        (
            throws(
                &format!("{one}{}", one.replace("id='d1'", "id='d2'")),
                &format!("{typed}{signal}"),
            ),
            &[],
        ),
    ];
    for (element, wanted) in rows {
        assert_eq!(
            codes(&with_operation(&between(&element, ""))),
            wanted,
            "{element}"
        );
    }
    let called = |call: &str, io: &str| {
        let inside = format!(
            "<b:globalTask id='g'><b:ioSpecification><b:dataInput id='q'/><b:dataInput id='z'/>{io}<b:outputSet/></b:ioSpecification></b:globalTask>"
        );
        between(
            &format!("<b:callActivity id='x' calledElement='g'>{call}</b:callActivity>"),
            "",
        )
        .replace("</b:definitions>", &format!("{inside}</b:definitions>"))
    };
    let both = "<b:inputSet><b:dataInputRefs>q</b:dataInputRefs><b:dataInputRefs>z</b:dataInputRefs><b:optionalInputRefs>z</b:optionalInputRefs></b:inputSet>";
    let passes = |name: &str| {
        format!("<b:extensionElements><c:in source='a' target='{name}'/></b:extensionElements>")
    };
    let own = |name: &str| {
        format!(
            "<b:ioSpecification><b:dataInput id='k' name='{name}'/><b:inputSet/><b:outputSet/></b:ioSpecification>"
        )
    };
    let rows: Vec<(String, &[&str])> = vec![
        (called(&passes("q"), both), &[]),
        (
            called(
                "<b:extensionElements><c:in variables='all'/></b:extensionElements>",
                both,
            ),
            &[],
        ),
        (called(&passes("z"), both), &["DAT003"]),
        (called(&own("q"), both), &[]),
        (called(&own("nulla"), both), &["DAT003", "DAT003"]),
        (
            called(
                &passes("q"),
                &both.replace("<b:dataInputRefs>z</b:dataInputRefs>", ""),
            ),
            &["DAT001"],
        ),
        (
            called(&passes("q"), &both.replace("Refs>z<", "Refs>nulla<")),
            &["DAT001", "REF001", "REF001"],
        ),
    ];
    for (text, wanted) in rows {
        assert_eq!(codes(&text), wanted, "{text}");
    }
}

#[test]
fn one_answer_holds_all_problems_of_a_file() {
    let text = between(
        "<b:serviceTask id='x'/>",
        "<b:implicitThrowEvent id='y'/><b:task id='x'/><b:scriptTask id='z' scriptFormat='python'><b:script>1</b:script></b:scriptTask>",
    );
    let codes: BTreeSet<String> = read(text.as_bytes(), "a.bpmn")
        .findings
        .into_iter()
        .map(|f| f.code)
        .collect();
    for code in ["TSK001", "ELM001", "IDN001", "TSK005", "FLW013"] {
        assert!(codes.contains(code), "{code} in {codes:?}");
    }
}
