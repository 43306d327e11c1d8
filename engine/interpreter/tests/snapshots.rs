//! A snapshot of each format that was ever stored loads and finishes, for ever. Other formats are refused.

#![allow(clippy::unwrap_used)]

mod support;

use bpmn::{NodeKind, TimerKind};
use interpreter::{Command, End, FormatError, Instance};
use rules::{Map, Value};
use std::collections::BTreeMap;
use support::{Case, Draft, draft, map, multi, on_timer, template, vars};

/// The process the fixture was made with; new compilers number it as they like.
fn story() -> Draft {
    draft()
        .start("inizio")
        .node("dividi", NodeKind::ParallelGateway)
        .sub("istruttoria", |it| {
            it.start("apri")
                .user("esamina")
                .end("chiudi")
                .flow("apri>esamina>chiudi")
                .boundary(
                    "sollecito",
                    "esamina",
                    false,
                    on_timer(TimerKind::Cycle, "R3/P10D"),
                )
        })
        .user("pareri")
        .catch("risposta", "risposta", Some("${numero}"))
        .node("unisci", NodeKind::ParallelGateway)
        .job("invia", "pec.send")
        .end("fine")
        .flow("inizio>dividi>istruttoria>unisci>invia>fine")
        .flow("dividi>pareri>unisci")
        .flow("dividi>risposta>unisci")
        .change("pareri", |node| {
            let mut plan = multi(false);
            plan.cardinality = Some(template("${quanti}"));
            node.multi = Some(plan);
        })
        .change("istruttoria", |node| {
            node.inputs = vec![map("termine", "${importo}")]
        })
        .change("invia", |node| {
            node.inputs = vec![map("oggetto", "pratica ${numero}")]
        })
}

fn begun() -> Case {
    let mail = rules::Ref {
        kind: rules::RefKind::Message,
        id: "m-1".into(),
    };
    let variables = vars([
        ("numero", Value::Int(42)),
        ("quanti", Value::Int(103)),
        ("importo", Value::Decimal("12.50".parse().unwrap())),
        ("mail", Value::Ref(mail)),
        (
            "righe",
            Value::List(vec![Value::Null, Value::Bool(true), Value::from("è")]),
        ),
    ]);
    let mut case = Case::start(&story(), variables);
    // A sequence flow waits at the join, a part is half done, an incident is open.
    case.deliver("risposta", "risposta", vars([("esito", Value::from("ok"))]))
        .unwrap();
    case.complete("pareri", Map::new()).unwrap();
    let wait = case.wait_of("esamina");
    case.go(Command::RaiseIncident {
        code: "prova".into(),
        message: "fermo".into(),
        wait: Some(wait),
        after: None,
    })
    .unwrap();
    case
}

fn finish(mut case: Case) {
    assert_eq!(case.incidents(), ["esamina: prova @ active"]);
    case.fire("sollecito").unwrap();
    while case.waits().contains(&"pareri".to_owned()) {
        case.complete("pareri", Map::new()).unwrap();
    }
    case.complete("esamina", Map::new()).unwrap();
    case.finish_job("invia", Map::new()).unwrap();
    assert_eq!(case.instance.state(), Some(End::Completed));
    assert!(case.parts.is_empty());
    let variables = case.instance.variables();
    assert_eq!(variables["importo"].to_json(), serde_json::json!(12.5));
    assert_eq!(
        variables["righe"].to_json(),
        serde_json::json!([null, true, "è"])
    );
    assert_eq!(variables["esito"], Value::from("ok"));
}

#[test]
fn the_snapshot_of_format_1_loads_and_finishes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/format-1");
    if std::env::var_os("WRITE_FIXTURES").is_some() {
        let case = begun();
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(format!("{folder}/instance.json"), case.instance.to_bytes()).unwrap();
        for (part, bytes) in &case.parts {
            std::fs::write(format!("{folder}/part-{part}.json"), bytes).unwrap();
        }
    }
    let mut case = Case::new(&story());
    case.instance =
        Instance::from_bytes(&std::fs::read(format!("{folder}/instance.json")).unwrap()).unwrap();
    case.parts = case
        .instance
        .parts()
        .into_iter()
        .map(|part| {
            (
                part,
                std::fs::read(format!("{folder}/part-{part}.json")).unwrap(),
            )
        })
        .collect::<BTreeMap<_, _>>();
    assert!(case.parts.len() > 1);
    finish(case);
}

#[test]
fn a_compiler_that_numbers_differently_changes_nothing() {
    let case = begun();
    // The same elements in another order: every index is another one.
    let mut turned = story();
    turned.model.nodes.push(turned.model.nodes[0].clone());
    let last = turned.model.nodes.len() - 1;
    turned.model.nodes[last].id = "mai".into();
    turned.model.nodes[last].outgoing.clear();
    let rotated = rotate(turned);
    let mut other = Case::of(rotated.compile());
    other.instance = Instance::from_bytes(&case.instance.to_bytes()).unwrap();
    other.parts = case.parts.clone();
    finish(other);
    finish(case);
}

/// Moves the last node to the front and everything that points at nodes with it.
fn rotate(mut draft: Draft) -> Draft {
    let model = &mut draft.model;
    let count = model.nodes.len();
    let moved = |index: usize| (index + 1) % count;
    model.nodes.rotate_right(1);
    for node in &mut model.nodes {
        node.boundaries
            .iter_mut()
            .for_each(|index| *index = moved(*index));
        if let NodeKind::Boundary { host, .. } = &mut node.kind {
            *host = moved(*host);
        }
    }
    for flow in &mut model.flows {
        (flow.source, flow.target) = (moved(flow.source), moved(flow.target));
    }
    for scope in &mut model.scopes {
        scope
            .nodes
            .iter_mut()
            .for_each(|index| *index = moved(*index));
        scope.owner = scope.owner.map(moved);
    }
    draft
}

#[test]
fn what_is_not_this_format_is_refused() {
    for (bytes, unknown) in [
        ("{\"format\":2,\"process\":\"p\"}", true),
        ("{}", false),
        ("", false),
        ("{\"format\":1,\"process\"", false),
    ] {
        match Instance::from_bytes(bytes.as_bytes()) {
            Err(FormatError::Unknown(2)) => assert!(unknown, "{bytes}"),
            Err(FormatError::Broken(_)) => assert!(!unknown, "{bytes}"),
            other => panic!("{bytes}: {other:?}"),
        }
    }
    let case = begun();
    let mut instance = case.instance.clone();
    let (part, bytes) = case.parts.iter().next().unwrap();
    assert!(matches!(
        instance.supply_part(part + 1, bytes),
        Err(FormatError::WrongPart(_))
    ));
    let text = String::from_utf8(case.instance.to_bytes()).unwrap();
    assert!(text.starts_with("{\"format\":1,"));
    let lost = text.replacen("\"ids\":[", "\"ids\":[],\"x\":[", 1);
    assert!(matches!(
        Instance::from_bytes(lost.as_bytes()),
        Err(FormatError::Dictionary(_))
    ));
}

#[test]
fn an_element_that_is_gone_stops_the_step_and_nothing_else() {
    let case = begun();
    let mut renamed = story();
    let index = renamed.index("esamina");
    renamed.model.nodes[index].id = "altro".into();
    let refused = interpreter::step(
        &renamed.compile(),
        case.instance.clone(),
        &Command::Resume,
        &case.env,
    );
    assert!(matches!(refused, Err(interpreter::Refusal::Aborted(why)) if why.contains("esamina")));
}
