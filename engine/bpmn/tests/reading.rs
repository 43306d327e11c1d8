//! What a file says, as values: one rich file, the dialects, the encodings, and hostile bytes.

use bpmn::*;
use proptest::prelude::*;
use std::time::{Duration, Instant};

const RICH: &str = include_str!("fixtures/rich.bpmn");

fn definitions(text: &str) -> Definitions {
    let reading = read(text.as_bytes(), "rich.bpmn");
    reading
        .definitions
        .unwrap_or_else(|| panic!("{:#?}", reading.findings))
}

fn node<'d>(process: &'d ProcessModel, id: &str) -> &'d Node {
    process
        .nodes
        .iter()
        .find(|n| n.id == id)
        .unwrap_or_else(|| panic!("no node {id}"))
}

fn template(text: &str, line: u32) -> Source {
    Source {
        text: text.into(),
        language: Language::Template,
        line,
    }
}

#[test]
fn a_file_with_every_element_is_read_without_a_finding() {
    let reading = read(RICH.as_bytes(), "rich.bpmn");
    assert_eq!(reading.findings, vec![]);
    let definitions = reading.definitions.expect("no findings");
    let [process] = definitions.processes.as_slice() else {
        panic!("one process runs, the other is skipped")
    };
    assert_eq!(
        (process.id.as_str(), process.version_tag.as_deref()),
        ("rich", Some("2026.1"))
    );
    assert_eq!(process.start_form.as_deref(), Some("nuova"));
    assert_eq!(process.initiator.as_deref(), Some("chi"));
    assert_eq!(
        process.lanes,
        vec![bpmn::Lane {
            name: "Sportello".to_owned(),
            nodes: vec!["start".to_owned(), "prepara".to_owned()],
            groups: None,
        }]
    );
    for (index, node) in process.nodes.iter().enumerate() {
        assert!(process.scopes[node.scope].nodes.contains(&index));
        for flow in &node.incoming {
            assert_eq!(process.flows[*flow].target, index);
        }
        for flow in &node.outgoing {
            assert_eq!(process.flows[*flow].source, index);
        }
        for boundary in &node.boundaries {
            assert!(
                matches!(process.nodes[*boundary].kind, NodeKind::Boundary { host, .. } if host == index)
            );
        }
    }
    for (index, scope) in process.scopes.iter().enumerate().skip(1) {
        let owner = scope.owner.expect("only the process has no owner");
        assert_eq!(
            process.nodes[owner].kind,
            NodeKind::SubProcess { scope: index }
        );
        assert_eq!(process.nodes[owner].id, scope.id);
    }
}

#[test]
fn tasks_say_who_does_the_work() {
    let definitions = definitions(RICH);
    let process = &definitions.processes[0];
    let NodeKind::UserTask(task) = &node(process, "prepara").kind else {
        panic!("a user task")
    };
    assert_eq!(
        **task,
        UserTask {
            assignee: Some(template("${holder}", 37)),
            candidate_users: Some(template("anna,bruno", 37)),
            candidate_groups: Some(template("ufficio:${ufficio}", 37)),
            due_date: Some(template("${termine}", 37)),
            follow_up_date: Some(template("P3D", 37)),
            priority: Some(template("70", 37)),
            form: Some("risposta".into()),
            drafts: Some("risposta".into()),
            approves: None,
            signs: None,
            listeners: Vec::new(),
        }
    );
    let invia = node(process, "invia");
    assert_eq!(
        invia.kind,
        NodeKind::ServiceTask(ServiceTask {
            topic: "pec.send".into(),
            priority: Some(template("5", 58)),
            trigger: None,
        })
    );
    assert_eq!(invia.retry.as_deref(), Some("R3/PT10M"));
    assert!(invia.async_before && !invia.async_after);
    let names: Vec<_> = invia.inputs.iter().map(|m| m.name.as_str()).collect();
    assert_eq!(names, ["message", "quanti", "a", "intestazioni"]);
    assert_eq!(
        invia.inputs[0].value,
        MappingValue::Text(template("${risposta}", 62))
    );
    assert!(
        matches!(&invia.inputs[1].value, MappingValue::Script(s) if s.language == Language::Rhai && s.text == "1 + 1")
    );
    assert!(matches!(&invia.inputs[2].value, MappingValue::List(items) if items.len() == 2));
    assert!(
        matches!(&invia.inputs[3].value, MappingValue::Map(entries) if entries[0].0 == "X-Uno")
    );
    assert_eq!(
        invia.outputs[0].value,
        MappingValue::Text(template("${despatch}", 69))
    );
    assert_eq!(
        node(process, "regola").kind,
        NodeKind::BusinessRuleTask {
            rule: "scegli_ufficio".into(),
            result_variable: Some("ufficio".into())
        }
    );
    let multi = node(process, "pareri").multi.as_ref().expect("it repeats");
    assert!(!multi.sequential);
    assert_eq!(
        multi
            .collection
            .as_ref()
            .map(|c| (c.text.as_str(), c.language)),
        Some(("uffici", Language::Rhai))
    );
    assert_eq!(multi.element_variable.as_deref(), Some("ufficio"));
    assert_eq!(
        multi.completion.as_ref().map(|c| c.text.as_str()),
        Some("nr_of_completed_instances >= 2")
    );
}

#[test]
fn events_say_what_they_wait_for() {
    let definitions = definitions(RICH);
    let process = &definitions.processes[0];
    let NodeKind::Start {
        trigger: Trigger::Message(catch),
        interrupting: true,
    } = &node(process, "arriva").kind
    else {
        panic!("a message start")
    };
    assert_eq!(
        (
            catch.name.as_str(),
            catch.mailbox.as_deref(),
            catch.accepts.as_deref()
        ),
        ("pec.arrivata", Some("protocollo"), Some("pec"))
    );
    assert_eq!(
        catch.when.as_ref().map(|w| (w.text.as_str(), w.language)),
        Some(("mail.subject != \"\"", Language::Rhai))
    );
    let NodeKind::ReceiveTask { catch, .. } = &node(process, "attendi").kind else {
        panic!("a receive task")
    };
    assert_eq!(catch.receipt.as_deref(), Some("esito"));
    assert_eq!(catch.correlation_key, Some(template("${spedizione}", 73)));
    assert_eq!(catch.time_to_live.as_deref(), Some("P7D"));
    // The key of the message itself, where the event has none of its own.
    let NodeKind::Catch {
        trigger: Trigger::Message(catch),
    } = &node(process, "integrazione").kind
    else {
        panic!("a catch")
    };
    assert_eq!(
        catch.correlation_key.as_ref().map(|k| k.text.as_str()),
        Some("${pratica}")
    );
    let NodeKind::Boundary {
        interrupting,
        trigger: Trigger::Timer(timer),
        ..
    } = &node(process, "promemoria").kind
    else {
        panic!("a timer boundary")
    };
    assert!(!interrupting);
    assert_eq!(
        (timer.kind, timer.value.text.as_str()),
        (TimerKind::Date, "${promemoria_il}")
    );
    assert_eq!(
        match &node(process, "rifiutata").kind {
            NodeKind::Boundary { trigger, .. } => trigger,
            other => panic!("{other:?}"),
        },
        &Trigger::Error {
            code: Some("smtp_rejected".into()),
            code_variable: Some("codice".into()),
            message_variable: Some("motivo".into())
        }
    );
    assert_eq!(
        node(process, "fallita").kind,
        NodeKind::End {
            result: EndResult::Error {
                code: "smtp_rejected".into(),
                message: Some("Rifiutata".into())
            }
        }
    );
}

#[test]
fn conditions_know_their_language() {
    let definitions = definitions(RICH);
    let process = &definitions.processes[0];
    let gateway = node(process, "scelta");
    let said: Vec<_> = gateway
        .outgoing
        .iter()
        .map(|f| {
            process.flows[*f]
                .condition
                .as_ref()
                .map(|c| (c.text.as_str(), c.language))
        })
        .collect();
    assert_eq!(
        said,
        [
            Some(("esito == \"rimanda\"", Language::Rhai)),
            Some(("${esito == 'altro'}", Language::Template)),
            Some(("esito = \"feel\"", Language::Feel)),
            None
        ]
    );
    assert_eq!(gateway.default, gateway.outgoing.last().copied());
}

#[test]
fn every_dialect_and_prefix_is_one_vocabulary() {
    let camunda = definitions(RICH);
    for (uri, prefix) in [
        ("http://operaton.org/schema/1.0/bpmn", "operaton"),
        ("http://flowable.org/bpmn", "flowable"),
        ("http://activiti.org/bpmn", "x"),
    ] {
        let text = RICH
            .replace("http://camunda.org/schema/1.0/bpmn", uri)
            .replace("camunda:", &format!("{prefix}:"));
        let text = text.replace("xmlns:camunda", &format!("xmlns:{prefix}"));
        assert_eq!(definitions(&text), camunda, "{uri}");
    }
    let bare = RICH
        .replace("<bpmn:", "<")
        .replace("</bpmn:", "</")
        .replace("xmlns:bpmn=", "xmlns=");
    assert_eq!(definitions(&bare), camunda);
}

#[test]
fn our_own_word_wins_over_the_vendors() {
    let text = RICH.replace(
        "camunda:priority=\"70\"",
        "camunda:priority=\"70\" staffetta:priority=\"90\"",
    );
    let definitions = definitions(&text);
    let NodeKind::UserTask(task) = &node(&definitions.processes[0], "prepara").kind else {
        panic!("a user task")
    };
    assert_eq!(task.priority.as_ref().map(|p| p.text.as_str()), Some("90"));
}

/// A process `p` with these attributes and parts.
fn process(attributes: &str, parts: &str) -> ProcessModel {
    let text = format!(
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:c='http://camunda.org/schema/1.0/bpmn' id='d' targetNamespace='urn:t'>\
         <message id='m' name='M'/><signal id='g' name='G'/><error id='r' errorCode='E'/><escalation id='l' escalationCode='L'/>\
         <process id='p' {attributes}><startEvent id='s'/><sequenceFlow id='f1' sourceRef='s' targetRef='x'/>{parts}</process></definitions>"
    );
    definitions(&text).processes.remove(0)
}

#[test]
fn roles_of_the_standard_say_who_does_a_task() {
    let role = |tag: &str, text: &str| {
        format!(
            "<{tag}><resourceAssignmentExpression><formalExpression>{text}</formalExpression></resourceAssignmentExpression></{tag}>"
        )
    };
    let of = |roles: String| {
        let model = process("", &format!("<userTask id='x'>{roles}</userTask>"));
        match node(&model, "x").kind.clone() {
            NodeKind::UserTask(task) => {
                [task.assignee, task.candidate_users, task.candidate_groups]
                    .map(|it| it.map(|it| it.text))
            }
            other => panic!("{other:?}"),
        }
    };
    let texts = |texts: [&str; 3]| texts.map(|it| (!it.is_empty()).then(|| it.to_owned()));
    assert_eq!(
        of(role("humanPerformer", "${chi}")),
        texts(["${chi}", "", ""])
    );
    assert_eq!(of(role("performer", "anna")), texts(["anna", "", ""]));
    assert_eq!(
        of(role(
            "potentialOwner",
            "user(anna), group(ufficio:urp), ruolo:operatore"
        )),
        texts(["", "anna", "ufficio:urp,ruolo:operatore"])
    );
    let both = role("humanPerformer", "anna") + &role("potentialOwner", "group(${gruppi})");
    assert_eq!(of(both), texts(["anna", "", "${gruppi}"]));
}

#[test]
fn an_end_event_of_several_definitions_throws_before_it_ends() {
    let model = process(
        "",
        "<endEvent id='x'><errorEventDefinition errorRef='r'/><messageEventDefinition messageRef='m'/>\
         <signalEventDefinition signalRef='g'/></endEvent>",
    );
    let NodeKind::ThrowThen { throws, then } = &node(&model, "x").kind else {
        panic!("{:?}", node(&model, "x").kind)
    };
    assert!(
        matches!(&throws[..], [Throw::Message(_), Throw::Signal { .. }]),
        "{throws:?}"
    );
    assert!(
        matches!(&**then, NodeKind::End { result: EndResult::Error { code, .. } } if code == "E"),
        "{then:?}"
    );
    let model = process(
        "",
        "<task id='x'/><sequenceFlow id='f2' sourceRef='x' targetRef='y'/>\
         <endEvent id='y'><escalationEventDefinition escalationRef='l'/>\
         <compensateEventDefinition activityRef='x'/></endEvent>",
    );
    let done = model.nodes.iter().position(|node| node.id == "x");
    assert_eq!(
        *node(&model, "y").kind.last(),
        NodeKind::Compensate {
            activity: done,
            wait: true
        }
    );
}

#[test]
fn the_process_gives_its_jobs_their_priority_and_a_call_only_its_locals() {
    let job = "<serviceTask id='x' c:type='external' c:topic='t'/>";
    let priority = |model: &ProcessModel| match &node(model, "x").kind {
        NodeKind::ServiceTask(task) => task.priority.as_ref().map(|it| it.text.clone()),
        other => panic!("{other:?}"),
    };
    assert_eq!(priority(&process("", job)), None);
    let attribute = "c:taskPriority='7'";
    assert_eq!(priority(&process(attribute, job)).as_deref(), Some("7"));
    let own = job.replace("c:topic", "c:taskPriority='9' c:topic");
    assert_eq!(priority(&process(attribute, &own)).as_deref(), Some("9"));

    let model = process(
        "",
        "<callActivity id='x' calledElement='q'><extensionElements><c:in variables='all' local='true'/>\
         <c:out source='a' target='b' local='true'/></extensionElements></callActivity>",
    );
    let NodeKind::CallActivity(call) = &node(&model, "x").kind else {
        panic!("a call")
    };
    assert_eq!(call.inputs, [Passing::Local(Box::new(Passing::All))]);
    assert!(
        matches!(&call.outputs[..], [Passing::Variable { .. }]),
        "{call:?}"
    );
}

#[test]
fn every_encoding_gives_the_same_definitions() {
    let expected = definitions(RICH);
    let utf16 = |big: bool| -> Vec<u8> {
        let mut out = if big {
            vec![0xFE, 0xFF]
        } else {
            vec![0xFF, 0xFE]
        };
        let text = RICH.replace("UTF-8", "UTF-16");
        out.extend(text.encode_utf16().flat_map(|u| {
            if big {
                u.to_be_bytes()
            } else {
                u.to_le_bytes()
            }
        }));
        out
    };
    let latin = |name: &str| -> Vec<u8> {
        RICH.replace("UTF-8", name)
            .chars()
            .map(|c| u8::try_from(u32::from(c)).expect("Latin-1 text"))
            .collect()
    };
    let rows = [
        (
            "UTF-8 with mark",
            [b"\xEF\xBB\xBF".as_slice(), RICH.as_bytes()].concat(),
        ),
        ("UTF-16 LE", utf16(false)),
        ("UTF-16 BE", utf16(true)),
        ("ISO-8859-1", latin("ISO-8859-1")),
        ("windows-1252", latin("windows-1252")),
        ("carriage returns", RICH.replace('\n', "\r\n").into_bytes()),
    ];
    for (name, bytes) in rows {
        let reading = read(&bytes, "rich.bpmn");
        assert_eq!(
            reading.definitions.as_ref(),
            Some(&expected),
            "{name}: {:#?}",
            reading.findings
        );
    }
}

/// 10,000 nodes in a row, padded by documentation to `size` bytes.
fn large(nodes: usize, size: usize) -> String {
    let pad = "parola ".repeat(size / nodes / 7);
    let mut text = String::from(
        "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='d'><process id='p'><startEvent id='n0'/>",
    );
    for i in 1..=nodes {
        text.push_str(&format!(
            "<task id='n{i}'><documentation>{pad}</documentation></task><sequenceFlow id='f{i}' sourceRef='n{}' targetRef='n{i}'/>",
            i - 1
        ));
    }
    text.push_str("</process></definitions>");
    text
}

#[test]
fn ten_thousand_nodes_and_ten_megabytes_are_read_at_once() {
    let limit = if cfg!(debug_assertions) {
        Duration::from_secs(20)
    } else {
        Duration::from_secs(2)
    };
    for text in [large(10_000, 0), large(10_000, 8_800_000)] {
        assert!(text.len() < limits::FILE_BYTES_MAX);
        let begun = Instant::now();
        let reading = read(text.as_bytes(), "large.bpmn");
        let spent = begun.elapsed();
        println!("{} bytes in {spent:?}", text.len());
        assert_eq!(
            reading.definitions.map(|d| d.processes[0].nodes.len()),
            Some(10_001)
        );
        assert!(spent < limit, "{spent:?}");
    }
}

#[test]
fn bombs_cost_nothing() {
    let limit = if cfg!(debug_assertions) {
        Duration::from_secs(20)
    } else {
        Duration::from_secs(2)
    };
    let head = "<definitions xmlns='http://www.omg.org/spec/BPMN/20100524/MODEL' id='d'>";
    let mut laughs = String::from("<!DOCTYPE a [<!ENTITY l0 'ha'>");
    for i in 1..30 {
        laughs.push_str(&format!(
            "<!ENTITY l{i} '{}'>",
            format!("&l{};", i - 1).repeat(10)
        ));
    }
    laughs.push_str("]><definitions>&l29;</definitions>");
    let star: String = (0..60_000)
        .map(|i| format!("<sequenceFlow id='f{i}' sourceRef='a' targetRef='b'/>"))
        .collect();
    let rows = [
        ("depth", format!("{head}{}", "<process>".repeat(5_000))),
        (
            "attributes",
            format!(
                "{head}<process {}/></definitions>",
                (0..20_000).map(|i| format!("a{i}='' ")).collect::<String>()
            ),
        ),
        ("billion laughs", laughs),
        (
            "huge id",
            format!(
                "{head}<process id='{}'/></definitions>",
                "x".repeat(9_000_000)
            ),
        ),
        (
            "huge ids",
            format!(
                "{head}{}</definitions>",
                (0..900)
                    .map(|i| format!("<process id='{}{i}'/>", "x".repeat(10_000)))
                    .collect::<String>()
            ),
        ),
        (
            "one line",
            format!("{head}{}</definitions>", "<task/>".repeat(190_000)),
        ),
        (
            "same id",
            format!(
                "{head}{}</definitions>",
                "<process id='p'/>".repeat(190_000)
            ),
        ),
        (
            "prefixes",
            format!("{head}{}</definitions>", "<a xmlns:b='c'/>".repeat(190_000)),
        ),
        (
            "star",
            format!(
                "{head}<process id='p'><startEvent id='a'/><exclusiveGateway id='b'/>{star}</process></definitions>"
            ),
        ),
        (
            "open expression",
            format!(
                "{head}<process id='{}'/></definitions>",
                "${".repeat(1_000_000)
            ),
        ),
    ];
    for (name, text) in rows {
        let begun = Instant::now();
        let reading = read(text.as_bytes(), "bomb.bpmn");
        let spent = begun.elapsed();
        println!("{name}: {spent:?}, {} findings", reading.findings.len());
        assert!(reading.definitions.is_none(), "{name}");
        assert!(reading.findings.len() <= 501, "{name}");
        let said: usize = reading
            .findings
            .iter()
            .map(|f| f.message.it.len() + f.element.as_ref().map_or(0, String::len))
            .sum();
        assert!(said < 1_000_000, "{name}: {said} bytes of findings");
        assert!(spent < limit, "{name}: {spent:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is cut, doubled or overwritten in a real file: findings or definitions, never a panic.
    #[test]
    fn damaged_files_never_panic(cuts in prop::collection::vec((any::<prop::sample::Index>(), 0usize..40, any::<u8>(), 0u8..3), 1..8)) {
        let mut bytes = RICH.as_bytes().to_vec();
        for (at, length, byte, how) in cuts {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            let end = (at + length).min(bytes.len());
            match how {
                0 => { bytes.drain(at..end); }
                1 => { let piece = bytes[at..end].to_vec(); bytes.splice(at..at, piece); }
                _ => bytes[at] = byte,
            }
        }
        let reading = read(&bytes, "damaged.bpmn");
        let errors = reading.findings.iter().any(|f| f.severity == Severity::Error);
        prop_assert_eq!(reading.definitions.is_none(), errors);
    }

    /// Any bytes at all.
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(read(&bytes, "noise.bpmn").definitions.is_none());
    }
}
