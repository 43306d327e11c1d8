//! The bundles of `processes/` are read without an error or a warning, and drawn in full.

use bpmn::{NodeKind, Trigger, read};
use std::path::Path;

#[test]
fn every_bundle_is_sound_and_every_element_is_drawn() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../processes");
    let mut seen = 0;
    for entry in std::fs::read_dir(root).expect("processes/") {
        let file = entry.expect("entry").path().join("process.bpmn");
        if !file.is_file() {
            continue;
        }
        seen += 1;
        let text = std::fs::read_to_string(&file).expect("utf-8");
        let reading = read(text.as_bytes(), &file.to_string_lossy());
        assert_eq!(reading.findings, vec![], "{}", file.display());
        let definitions = reading.definitions.expect("no findings");
        for process in &definitions.processes {
            let drawn = process
                .nodes
                .iter()
                .map(|n| &n.id)
                .chain(process.flows.iter().map(|f| &f.id));
            for id in drawn {
                assert!(
                    text.contains(&format!("bpmnElement=\"{id}\"")),
                    "{id} is not drawn in {}",
                    file.display()
                );
            }
            for node in &process.nodes {
                let incoming = node.incoming.iter().filter(|f| {
                    text.contains(&format!(
                        "<bpmn:incoming>{}</bpmn:incoming>",
                        process.flows[**f].id
                    ))
                });
                assert_eq!(incoming.count(), node.incoming.len(), "{}", node.id);
            }
        }
    }
    assert!(seen >= 2, "{seen} bundles");
}

#[test]
fn the_certified_request_says_what_the_runtime_needs() {
    let file =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../processes/istanza-pec/process.bpmn");
    let reading = read(&std::fs::read(file).expect("file"), "process.bpmn");
    let definitions = reading.definitions.expect("sound");
    let process = &definitions.processes[0];
    let node = |id: &str| {
        process
            .nodes
            .iter()
            .find(|n| n.id == id)
            .unwrap_or_else(|| panic!("{id}"))
    };
    let NodeKind::Start {
        trigger: Trigger::Message(start),
        ..
    } = &node("arriva_pec").kind
    else {
        panic!("a message start")
    };
    assert_eq!(
        (start.mailbox.as_deref(), start.accepts.as_deref()),
        (Some("protocollo"), Some("pec"))
    );
    let NodeKind::UserTask(draft) = &node("prepara_risposta").kind else {
        panic!("a user task")
    };
    assert_eq!(draft.drafts.as_deref(), Some("risposta"));
    let NodeKind::UserTask(approve) = &node("approva_risposta").kind else {
        panic!("a user task")
    };
    assert_eq!(approve.approves.as_deref(), Some("risposta"));
    let NodeKind::ReceiveTask { catch, .. } = &node("attendi_consegna").kind else {
        panic!("a receive task")
    };
    assert_eq!(
        catch.correlation_key.as_ref().map(|k| k.text.as_str()),
        Some("${spedizione}")
    );
    assert_eq!(
        node("lavora_richiesta").boundaries.len(),
        2,
        "reminder and alarm"
    );
}
