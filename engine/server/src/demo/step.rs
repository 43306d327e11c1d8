//! The cases of every process of the demonstration, worked by the same verbs a person uses.

use super::plan::{Begun, Plan, Step};
use super::worked::{act, case_of, open_task, proposed};
use anyhow::Context;
use runtime::Runtime;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use uuid::Uuid;

/// Begins and works what the plan says. A case whose step does not go stands where it is, and the log says why.
pub async fn work(runtime: &Runtime, plan: &Plan) {
    let mut cases = HashMap::new();
    for begun in plan.begun {
        match begin(runtime, begun).await {
            Ok(id) => {
                cases.insert(begun.2, id);
            }
            Err(error) => {
                tracing::warn!(%error, subject = begun.2, "a letter of the demonstration was not begun")
            }
        }
    }
    for step in plan.steps {
        let Step(subject, element, ..) = *step;
        if let Err(error) = take(runtime, plan, &mut cases, step).await {
            tracing::warn!(%error, subject, element, "a case of the demonstration stands where it is");
        }
    }
}

async fn begin(runtime: &Runtime, begun: &Begun) -> anyhow::Result<Uuid> {
    let Begun(login, office, subject, order) = *begun;
    let form = [
        ("oggetto", subject),
        ("ufficio", office),
        ("ordine", order),
        ("firma", "no"),
    ];
    let form = form.map(|(key, value)| (key.to_string(), json!(value)));
    let started = runtime
        .start_by_form(
            &act(runtime, login).await?,
            "invio_con_approvazione",
            Map::from_iter(form),
        )
        .await?;
    Ok(started.id)
}

async fn take(
    runtime: &Runtime,
    plan: &Plan,
    cases: &mut HashMap<&'static str, Uuid>,
    step: &Step,
) -> anyhow::Result<()> {
    let Step(subject, element, login, form) = *step;
    let case = match cases.get(subject) {
        Some(case) => *case,
        None => {
            let case = case_of(runtime, subject).await?;
            cases.insert(subject, case);
            case
        }
    };
    let mut data: Map<String, Value> =
        serde_json::from_str(form).context("the form of a step is JSON")?;
    let task = open_task(runtime, case, |t| t.element == element).await?;
    if task.assignee.is_none() {
        runtime.claim(&act(runtime, login).await?, task.id).await?;
    }
    let otherwise = data.remove("message");
    let everybody = data.remove("everybody").is_some();
    if task.drafts.is_some() {
        let (name, mut message) = proposed(runtime, &task).await?;
        if let Some(Value::Object(otherwise)) = otherwise {
            for (key, value) in otherwise {
                message[key] = value;
            }
        }
        if everybody {
            let addresses: Vec<&str> = plan.book.iter().map(|(_, pec, _)| *pec).collect();
            let read = runtime
                .keep_recipients(
                    &act(runtime, login).await?,
                    "Iscritti",
                    addresses.join("\n").as_bytes(),
                )
                .await?;
            message["to_list"] = json!(read.list);
        }
        data.insert(name, message);
    }
    let seen = match task.approves.is_some() {
        true => runtime.task_form(&task).await?.message_hash,
        false => None,
    };
    runtime
        .complete(&act(runtime, login).await?, task.id, data, seen.as_deref())
        .await?;
    Ok(())
}
