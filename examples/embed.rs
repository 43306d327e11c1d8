//! The interpreter alone: a process read from BPMN, run step by step, without store or server.
//!
//! A step is a function: instance and command in, instance and effects out. What must wait (here a task for a
//! person) is an effect; the caller keeps it and answers with the next command.

use anyhow::{Context, bail};
use chrono::Utc;
use interpreter::{Command, Effect, Env, Instance, step};
use rules::{Library, Map, Value};

const PROCESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="esempio" targetNamespace="urn:example">
  <process id="permesso" isExecutable="true">
    <startEvent id="inizio"/>
    <sequenceFlow id="f1" sourceRef="inizio" targetRef="decidi"/>
    <userTask id="decidi" name="Decidi il permesso"/>
    <sequenceFlow id="f2" sourceRef="decidi" targetRef="esito"/>
    <exclusiveGateway id="esito" default="no"/>
    <sequenceFlow id="si" sourceRef="esito" targetRef="concesso"><conditionExpression>giorni &lt;= 3</conditionExpression></sequenceFlow>
    <sequenceFlow id="no" sourceRef="esito" targetRef="negato"/>
    <endEvent id="concesso"/>
    <endEvent id="negato"/>
  </process>
</definitions>"#;

/// Asks for some days; answers the end event that was reached.
pub fn run(days: i64) -> anyhow::Result<String> {
    let reading = bpmn::read(PROCESS.as_bytes(), "permesso.bpmn");
    let Some(definitions) = reading.definitions else {
        bail!("refused: {:?}", reading.findings);
    };
    let model = definitions.processes.first().context("one process")?;
    let process = interpreter::compile(model, &definitions, &Library::default(), "permesso.bpmn")
        .map_err(|findings| anyhow::anyhow!("{findings:?}"))?;
    let env = Env {
        now: Utc::now(),
        zone: chrono_tz::Europe::Rome,
        calendars: rules::Calendars::usual().clone(),
        principal: Some("anna".into()),
    };
    let start = Command::Start {
        event: None,
        variables: Map::new(),
    };
    let first = step(&process, interpreter::create(&process), &start, &env)?;
    let wait = first.effects.iter().find_map(|effect| match effect {
        Effect::CreateTask(task) => Some(task.wait),
        _ => None,
    });

    // Between two steps an instance is bytes; any process that has them can go on.
    let kept = first.instance.to_bytes();
    let complete = Command::CompleteTask {
        wait: wait.context("a task waits")?,
        variables: Map::from([("giorni".to_string(), Value::Int(days))]),
    };
    let last = step(&process, Instance::from_bytes(&kept)?, &complete, &env)?;
    let end = last
        .trace
        .iter()
        .rev()
        .find(|event| ["concesso", "negato"].contains(&&*event.id));
    Ok(end.context("an end event was reached")?.id.to_string())
}

#[allow(dead_code)] // The test of the examples calls `run` itself.
fn main() -> anyhow::Result<()> {
    for days in [2, 5] {
        println!("{days} giorni: {}", run(days)?);
    }
    Ok(())
}
