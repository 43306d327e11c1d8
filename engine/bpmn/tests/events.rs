//! Events as they are drawn, read into the model.

use bpmn::{
    Behavior, EndResult, MessageThrow, NodeKind, ProcessModel, Severity, Throw, TimerKind, Trigger,
    read,
};

/// One process with these parts; the declarations every row may use stand before it.
fn process(parts: &str) -> ProcessModel {
    let text = format!(
        "<b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:c='http://camunda.org/schema/1.0/bpmn' \
         xmlns:f='http://flowable.org/bpmn' xmlns:s='urn:staffetta:bpmn:1' id='d' targetNamespace='urn:t'>\
         <b:message id='m' name='M' s:timeToLive='P1D'/><b:signal id='sig' name='Allarme'/><b:signal id='own' name='Interno' f:scope='processInstance'/>\
         <b:escalation id='esc' escalationCode='LATE'/><b:error id='err' errorCode='E1'/>\
         <b:process id='p'>{parts}</b:process></b:definitions>"
    );
    let reading = read(text.as_bytes(), "events.bpmn");
    let errors: Vec<_> = reading
        .findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .map(|finding| format!("{} {}", finding.code, finding.message.en))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{parts}");
    reading.definitions.expect("no errors").processes.remove(0)
}

fn kind<'m>(model: &'m ProcessModel, id: &str) -> &'m NodeKind {
    let node = model.nodes.iter().find(|node| node.id == id);
    &node.unwrap_or_else(|| panic!("no node {id}")).kind
}

/// A process whose second step is this element `x`.
fn second(element: &str) -> NodeKind {
    let model = process(&format!(
        "<b:startEvent id='start'/><b:sequenceFlow id='f1' sourceRef='start' targetRef='x'/>{element}\
         <b:sequenceFlow id='f2' sourceRef='x' targetRef='end'/><b:endEvent id='end'/>"
    ));
    kind(&model, "x").clone()
}

fn caught(definitions: &str) -> Trigger {
    let event =
        format!("<b:intermediateCatchEvent id='x'>{definitions}</b:intermediateCatchEvent>");
    match second(&event) {
        NodeKind::Catch { trigger } => trigger,
        other => panic!("{other:?}"),
    }
}

fn thrown(definitions: &str) -> Vec<Throw> {
    let event =
        format!("<b:intermediateThrowEvent id='x'>{definitions}</b:intermediateThrowEvent>");
    match second(&event) {
        NodeKind::Throw { throws } => throws,
        other => panic!("{other:?}"),
    }
}

fn signal(name: &str) -> Trigger {
    Trigger::Signal { name: name.into() }
}

#[test]
fn what_intermediate_events_wait_for() {
    assert_eq!(
        caught("<b:signalEventDefinition signalRef='sig'/>"),
        signal("Allarme")
    );
    let Trigger::Condition(condition) = caught(
        "<b:conditionalEventDefinition c:variableName='importo' c:variableEvents='update'>\
         <b:condition>importo &gt; 10</b:condition></b:conditionalEventDefinition>",
    ) else {
        panic!("a condition")
    };
    assert_eq!(condition.expression.text, "importo > 10");
    assert_eq!(condition.variable.as_deref(), Some("importo"));
    assert_eq!((condition.on_create, condition.on_update), (false, true));
    let Trigger::Several { parallel, of } = caught(
        "<b:signalEventDefinition signalRef='sig'/><b:messageEventDefinition messageRef='m'/>\
         <b:timerEventDefinition><b:timeCycle>R3/PT1H</b:timeCycle></b:timerEventDefinition>",
    ) else {
        panic!("a multiple event")
    };
    assert!(!parallel);
    assert!(matches!(
        of.as_slice(),
        [Trigger::Signal { .. }, Trigger::Message(_), Trigger::Timer(timer)] if timer.kind == TimerKind::Cycle
    ));
}

#[test]
fn what_throwing_events_send() {
    let message = |key: Option<&str>, time_to_live: &str| {
        Throw::Message(MessageThrow {
            name: "M".into(),
            correlation_key: key.map(|text| bpmn::Source {
                text: text.into(),
                language: bpmn::Language::Template,
                line: 1,
            }),
            time_to_live: Some(bpmn::Source {
                text: time_to_live.into(),
                language: bpmn::Language::Template,
                line: 1,
            }),
            line: 1,
        })
    };
    assert_eq!(thrown(""), []);
    assert_eq!(
        thrown(
            "<b:messageEventDefinition messageRef='m' s:correlationKey='${numero}' s:timeToLive='PT1H'/>"
        ),
        [message(Some("${numero}"), "PT1H")]
    );
    assert_eq!(
        thrown(
            "<b:messageEventDefinition messageRef='m'/><b:signalEventDefinition signalRef='own'/><b:escalationEventDefinition escalationRef='esc'/>"
        ),
        [
            message(None, "P1D"),
            Throw::Signal {
                name: "Interno".into(),
                within: true
            },
            Throw::Escalation {
                code: "LATE".into()
            }
        ]
    );
    let task = second("<b:sendTask id='x' messageRef='m'/>");
    assert_eq!(
        task,
        NodeKind::Throw {
            throws: vec![message(None, "P1D")]
        }
    );
    let by_topic = second(
        "<b:intermediateThrowEvent id='x'><b:messageEventDefinition c:type='external' c:topic='pec.send'/></b:intermediateThrowEvent>",
    );
    assert!(matches!(by_topic, NodeKind::SendTask(service) if service.topic == "pec.send"));
}

#[test]
fn what_end_events_throw() {
    let end = |definition: &str| {
        let model = process(&format!(
            "<b:startEvent id='start'/><b:sequenceFlow id='f1' sourceRef='start' targetRef='x'/><b:endEvent id='x'>{definition}</b:endEvent>"
        ));
        kind(&model, "x").clone()
    };
    assert_eq!(
        end("<b:signalEventDefinition signalRef='sig'/>"),
        NodeKind::Throw {
            throws: vec![Throw::Signal {
                name: "Allarme".into(),
                within: false
            }]
        }
    );
    assert_eq!(
        end("<b:escalationEventDefinition escalationRef='esc'/>"),
        NodeKind::Throw {
            throws: vec![Throw::Escalation {
                code: "LATE".into()
            }]
        }
    );
    assert_eq!(
        end(""),
        NodeKind::End {
            result: EndResult::None
        }
    );
}

#[test]
fn boundary_events_and_event_subprocesses_catch_what_is_thrown_inside() {
    let model = process(
        "<b:startEvent id='start'/><b:sequenceFlow id='f1' sourceRef='start' targetRef='x'/><b:userTask id='x'/>\
         <b:boundaryEvent id='b' attachedToRef='x' cancelActivity='false'><b:escalationEventDefinition c:escalationCodeVariable='livello'/></b:boundaryEvent>\
         <b:sequenceFlow id='f2' sourceRef='b' targetRef='end'/><b:endEvent id='end'/>\
         <b:subProcess id='r' triggeredByEvent='true'><b:startEvent id='rs' isInterrupting='true'><b:errorEventDefinition errorRef='err' c:errorCodeVariable='codice'/></b:startEvent>\
         <b:sequenceFlow id='f3' sourceRef='rs' targetRef='rt'/><b:task id='rt'/></b:subProcess>\
         <b:subProcess id='n' triggeredByEvent='true'><b:startEvent id='ns' isInterrupting='false'><b:signalEventDefinition signalRef='sig'/></b:startEvent>\
         <b:sequenceFlow id='f4' sourceRef='ns' targetRef='nt'/><b:task id='nt'/></b:subProcess>",
    );
    assert_eq!(
        kind(&model, "b"),
        &NodeKind::Boundary {
            host: 1,
            interrupting: false,
            trigger: Trigger::Escalation {
                code: None,
                code_variable: Some("livello".into())
            }
        }
    );
    assert!(matches!(
        kind(&model, "r"),
        NodeKind::EventSubProcess { scope: 1 }
    ));
    assert_eq!(
        kind(&model, "rs"),
        &NodeKind::Start {
            trigger: Trigger::Error {
                code: Some("E1".into()),
                code_variable: Some("codice".into()),
                message_variable: None
            },
            interrupting: true
        }
    );
    assert_eq!(
        kind(&model, "ns"),
        &NodeKind::Start {
            trigger: signal("Allarme"),
            interrupting: false
        }
    );
}

#[test]
fn links_know_their_other_end() {
    let model = process(
        "<b:startEvent id='start'/><b:sequenceFlow id='f1' sourceRef='start' targetRef='from'/>\
         <b:intermediateThrowEvent id='from'><b:linkEventDefinition name='A'/></b:intermediateThrowEvent>\
         <b:intermediateCatchEvent id='to'><b:linkEventDefinition name='A'/></b:intermediateCatchEvent>\
         <b:sequenceFlow id='f2' sourceRef='to' targetRef='end'/><b:endEvent id='end'/>",
    );
    let NodeKind::Link { target } = kind(&model, "from") else {
        panic!("a link")
    };
    assert_eq!(model.nodes[*target].id, "to");
}

#[test]
fn a_process_may_begin_in_many_ways() {
    let model = process(
        "<b:startEvent id='one'/><b:sequenceFlow id='f1' sourceRef='one' targetRef='end'/>\
         <b:startEvent id='two'/><b:sequenceFlow id='f2' sourceRef='two' targetRef='end'/>\
         <b:startEvent id='all' parallelMultiple='true'><b:messageEventDefinition messageRef='m'/><b:signalEventDefinition signalRef='sig'/></b:startEvent>\
         <b:sequenceFlow id='f3' sourceRef='all' targetRef='end'/>\
         <b:receiveTask id='r' messageRef='m' instantiate='true'/><b:sequenceFlow id='f4' sourceRef='r' targetRef='end'/>\
         <b:eventBasedGateway id='g' instantiate='true' eventGatewayType='Parallel'/>\
         <b:sequenceFlow id='g1' sourceRef='g' targetRef='a'/><b:intermediateCatchEvent id='a'><b:signalEventDefinition signalRef='sig'/></b:intermediateCatchEvent>\
         <b:sequenceFlow id='g2' sourceRef='g' targetRef='c'/><b:intermediateCatchEvent id='c'><b:messageEventDefinition messageRef='m'/></b:intermediateCatchEvent>\
         <b:sequenceFlow id='f5' sourceRef='a' targetRef='end'/><b:sequenceFlow id='f6' sourceRef='c' targetRef='end'/><b:endEvent id='end'/>",
    );
    assert!(matches!(
        kind(&model, "all"),
        NodeKind::Start { trigger: Trigger::Several { parallel: true, of }, .. } if of.len() == 2
    ));
    assert!(matches!(
        kind(&model, "r"),
        NodeKind::ReceiveTask {
            instantiate: true,
            ..
        }
    ));
    assert_eq!(
        kind(&model, "g"),
        &NodeKind::EventBasedGateway {
            instantiate: true,
            parallel: true
        }
    );
}

#[test]
fn what_repeating_activities_throw_for_their_items() {
    let behavior = |attributes: &str, inside: &str| {
        let model = process(&format!(
            "<b:startEvent id='start'/><b:sequenceFlow id='f1' sourceRef='start' targetRef='x'/>\
             <b:task id='x'><b:multiInstanceLoopCharacteristics {attributes}><b:loopCardinality>3</b:loopCardinality>{inside}\
             </b:multiInstanceLoopCharacteristics></b:task>\
             <b:intermediateThrowEvent id='thr'><b:signalEventDefinition id='def' signalRef='sig'/></b:intermediateThrowEvent>\
             <b:sequenceFlow id='f2' sourceRef='x' targetRef='thr'/>\
             <b:sequenceFlow id='f3' sourceRef='thr' targetRef='end'/><b:endEvent id='end'/>"
        ));
        let node = model.nodes.into_iter().find(|node| node.id == "x");
        node.and_then(|node| node.multi).expect("repeats").behavior
    };
    let alarm = || Throw::Signal {
        name: "Allarme".into(),
        within: false,
    };
    assert_eq!(behavior("", ""), Behavior::All);
    assert_eq!(
        behavior("behavior='None' noneBehaviorEventRef='def'", ""),
        Behavior::Each(alarm())
    );
    assert_eq!(
        behavior("behavior='One' oneBehaviorEventRef='def'", ""),
        Behavior::First(alarm())
    );
    let complex = behavior(
        "behavior='Complex'",
        "<b:complexBehaviorDefinition><b:condition>loopCounter == 1</b:condition>\
         <b:event><b:escalationEventDefinition escalationRef='esc'/></b:event></b:complexBehaviorDefinition>",
    );
    let Behavior::Complex(all) = complex else {
        panic!("{complex:?}")
    };
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].0.text, "loopCounter == 1");
    assert_eq!(
        all[0].1,
        Throw::Escalation {
            code: "LATE".into()
        }
    );
}

#[test]
fn ad_hoc_subprocesses_and_the_tokens_of_activities() {
    let ad_hoc = |attributes: &str, condition: &str| match second(&format!(
        "<b:adHocSubProcess id='x' {attributes}><b:task id='t1'/><b:task id='t2'/>{condition}</b:adHocSubProcess>"
    )) {
        NodeKind::AdHocSubProcess(ad_hoc) => *ad_hoc,
        other => panic!("{other:?}"),
    };
    let plain = ad_hoc("", "");
    assert_eq!(
        (plain.sequential, plain.completion, plain.cancel_remaining),
        (false, None, true)
    );
    let other = ad_hoc(
        "ordering='Sequential' cancelRemainingInstances='false'",
        "<b:completionCondition>fatto</b:completionCondition>",
    );
    assert_eq!((other.sequential, other.cancel_remaining), (true, false));
    assert_eq!(other.completion.map(|it| it.text).as_deref(), Some("fatto"));

    let model = process(
        "<b:startEvent id='start'/><b:sequenceFlow id='f1' sourceRef='start' targetRef='x'/>\
         <b:task id='x' startQuantity='2' completionQuantity='3'/>",
    );
    let node = model.nodes.iter().find(|node| node.id == "x").expect("x");
    assert_eq!((node.quantity.start, node.quantity.completion), (2, 3));
}

#[test]
fn a_compensation_start_waits_for_its_subprocess_to_be_compensated() {
    let model = process(
        "<b:startEvent id='start'/><b:sequenceFlow id='f1' sourceRef='start' targetRef='x'/>\
         <b:subProcess id='x'><b:startEvent id='s1'/><b:sequenceFlow id='f2' sourceRef='s1' targetRef='t'/><b:task id='t'/>\
         <b:subProcess id='undo' triggeredByEvent='true'><b:startEvent id='s2'><b:compensateEventDefinition/></b:startEvent>\
         <b:sequenceFlow id='f3' sourceRef='s2' targetRef='u'/><b:task id='u'/></b:subProcess></b:subProcess>",
    );
    assert!(matches!(
        kind(&model, "s2"),
        NodeKind::Start {
            trigger: Trigger::Compensation,
            ..
        }
    ));
}

#[test]
fn a_message_flow_gives_its_ends_the_message_they_do_not_name() {
    let two_pools = |flow: &str, thrown: &str, caught: &str| {
        let text = format!(
            "<b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL' id='d' targetNamespace='urn:t'>\
             <b:message id='m' name='M'/>\
             <b:process id='p'><b:startEvent id='s'/><b:sequenceFlow id='f1' sourceRef='s' targetRef='x'/>\
             <b:sendTask id='x' {thrown}/></b:process>\
             <b:process id='q'><b:startEvent id='s2'><b:messageEventDefinition {caught}/></b:startEvent>\
             <b:sequenceFlow id='f2' sourceRef='s2' targetRef='y'/><b:task id='y'/></b:process>\
             <b:collaboration id='c'><b:messageFlow id='mf' sourceRef='x' targetRef='s2' {flow}/></b:collaboration>\
             </b:definitions>"
        );
        let reading = read(text.as_bytes(), "pools.bpmn");
        assert!(
            reading
                .findings
                .iter()
                .all(|it| it.severity != Severity::Error),
            "{:#?}",
            reading.findings
        );
        let processes = reading.definitions.expect("sound").processes;
        let NodeKind::Throw { throws } = kind(&processes[0], "x") else {
            panic!("it publishes")
        };
        let [Throw::Message(thrown)] = throws.as_slice() else {
            panic!("a message")
        };
        let NodeKind::Start {
            trigger: Trigger::Message(caught),
            ..
        } = kind(&processes[1], "s2")
        else {
            panic!("a message start")
        };
        (thrown.name.clone(), caught.name.clone())
    };
    let both = |name: &str| (name.to_owned(), name.to_owned());
    assert_eq!(two_pools("", "messageRef='m'", ""), both("M"));
    assert_eq!(two_pools("", "", "messageRef='m'"), both("M"));
    assert_eq!(two_pools("messageRef='m'", "", ""), both("M"));
    assert_eq!(two_pools("", "", ""), both("p/mf"), "a message of its own");
}

#[test]
fn the_group_of_a_lane_gets_the_user_tasks_that_name_nobody() {
    let model = process(
        "<b:laneSet id='ls'><b:lane id='l1' name='ufficio:urp'><b:flowNodeRef>a</b:flowNodeRef><b:flowNodeRef>b</b:flowNodeRef>\
         <b:flowNodeRef>x</b:flowNodeRef><b:childLaneSet id='ls2'><b:lane id='l2' c:candidateGroups='ruolo:${ruolo}'>\
         <b:flowNodeRef>x</b:flowNodeRef></b:lane></b:childLaneSet></b:lane>\
         <b:lane id='l3' name='Cittadino'><b:flowNodeRef>c</b:flowNodeRef></b:lane></b:laneSet>\
         <b:startEvent id='s'/><b:sequenceFlow id='f1' sourceRef='s' targetRef='a'/><b:userTask id='a'/>\
         <b:sequenceFlow id='f2' sourceRef='a' targetRef='b'/><b:userTask id='b' c:assignee='anna'/>\
         <b:sequenceFlow id='f3' sourceRef='b' targetRef='c'/><b:userTask id='c'/>\
         <b:sequenceFlow id='f4' sourceRef='c' targetRef='x'/><b:userTask id='x'/>",
    );
    let groups = |id: &str| match kind(&model, id) {
        NodeKind::UserTask(task) => task.candidate_groups.as_ref().map(|it| it.text.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(groups("a").as_deref(), Some("ufficio:urp"));
    assert_eq!(
        groups("x").as_deref(),
        Some("ruolo:${ruolo}"),
        "the innermost lane that has one"
    );
    assert_eq!((groups("b"), groups("c")), (None, None));
}
