//! Some mail already worked, so that no page of the demonstration is empty: done by the same verbs a
//! person uses, while the gestore answers.

use super::{Demo, Kind};
use anyhow::Context;
use office::Viewer;
use runtime::{Act, Runtime};
use serde_json::{Map, json};
use std::time::Duration;
use store::view::{self, MailFilter};
use tokio::time::Instant;
use uuid::Uuid;

/// The house is ready even if something takes longer than this: what is under way goes on.
const WAIT_AT_MOST: Duration = Duration::from_secs(20);
const LOOK_EVERY: Duration = Duration::from_millis(25);

/// Who drafts and who approves, by office.
const HANDS: [(&str, &str, &str); 2] = [
    ("edilizia", "anna.neri", "giorgio.conti"),
    ("tributi", "luca.bruni", "marta.galli"),
];

/// Lets mails arrive, and has two of them answered to the end.
pub async fn work(runtime: &Runtime, demo: &Demo) -> anyhow::Result<()> {
    for kind in [
        Kind::Edilizia,
        Kind::Tributi,
        Kind::Istanza,
        Kind::Ordinaria,
        Kind::Anomalia,
    ] {
        demo.arrive(kind)?;
    }
    let ready = wait(async || Ok(cases(runtime).await?.len() >= 4)).await?;
    if !ready {
        tracing::warn!("the first mails of the demonstration are still on their way");
        return Ok(());
    }
    for instance in cases(runtime).await? {
        let Some((_, drafter, head)) = HANDS.iter().find(|(office, _, _)| {
            instance.office.as_deref() == Some(*office) && !instance.title.contains("accesso")
        }) else {
            continue;
        };
        if let Err(error) = answer(runtime, instance.id, drafter, head).await {
            tracing::warn!(%error, "a case of the demonstration could not be worked to its end");
        }
    }
    // The rail begins with what the visitor lets arrive.
    *demo
        .followed
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    Ok(())
}

async fn cases(runtime: &Runtime) -> anyhow::Result<Vec<Case>> {
    let system = Viewer::system();
    let mails = view::mails(
        &system,
        runtime.store(),
        &MailFilter {
            state: Some("case".into()),
            ..MailFilter::default()
        },
        None,
        200,
    )
    .await?;
    let mut found = Vec::new();
    for id in mails.items.iter().filter_map(|m| m.mail.instance) {
        let tasks = view::tasks_of_instance(&system, runtime.store(), id).await?;
        let group = tasks
            .iter()
            .flat_map(|t| &t.candidate_groups)
            .find_map(|g| g.strip_prefix("ufficio:"))
            .map(String::from);
        if let Some(item) = view::instance(&system, runtime.store(), id).await? {
            found.push(Case {
                id,
                title: item.instance.title.to_lowercase(),
                office: item.instance.office.or(group),
            });
        }
    }
    Ok(found)
}

struct Case {
    id: Uuid,
    title: String,
    office: Option<String>,
}

/// Drafts from the first letter, approves, waits for the receipts.
async fn answer(
    runtime: &Runtime,
    instance: Uuid,
    drafter: &str,
    head: &str,
) -> anyhow::Result<()> {
    let draft = open_task(runtime, instance, |t| t.drafts.is_some()).await?;
    runtime
        .claim(&act(runtime, drafter).await?, draft.id)
        .await?;
    let form = runtime.task_form(&draft).await?;
    let name = draft
        .drafts
        .clone()
        .context("a drafting task names its variable")?;
    let mut data = Map::new();
    let mut message = json!(form.message.unwrap_or_default());
    if let Some(letter) = form.letters.first() {
        let (subject, body) = runtime.fill_letter(&draft, &letter.key).await?;
        message["subject"] = json!(subject);
        message["body"] = json!(body);
    }
    data.insert(name, message);
    runtime
        .complete(&act(runtime, drafter).await?, draft.id, data, None)
        .await?;
    let approval = open_task(runtime, instance, |t| t.approves.is_some()).await?;
    runtime
        .claim(&act(runtime, head).await?, approval.id)
        .await?;
    let seen = runtime.task_form(&approval).await?.message_hash;
    let data = Map::from_iter([("esito".to_string(), json!("approva"))]);
    runtime
        .complete(
            &act(runtime, head).await?,
            approval.id,
            data,
            seen.as_deref(),
        )
        .await?;
    Ok(())
}

/// One act of this person: each has an id of its own, a repeated one would do nothing.
async fn act(runtime: &Runtime, login: &str) -> anyhow::Result<Act> {
    let person = runtime
        .person_for_login(login)
        .await?
        .with_context(|| format!("{login} is not there"))?;
    Ok(Act::of(runtime.viewer(&person).await?, None))
}

async fn open_task(
    runtime: &Runtime,
    instance: Uuid,
    wanted: impl Fn(&store::row::Task) -> bool,
) -> anyhow::Result<store::row::Task> {
    let end = Instant::now() + WAIT_AT_MOST;
    loop {
        let tasks = view::tasks_of_instance(&Viewer::system(), runtime.store(), instance).await?;
        if let Some(task) = tasks.into_iter().find(|t| t.state == "open" && wanted(t)) {
            return Ok(task);
        }
        anyhow::ensure!(Instant::now() < end, "the task did not come");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

async fn wait(ready: impl AsyncFn() -> anyhow::Result<bool>) -> anyhow::Result<bool> {
    let end = Instant::now() + WAIT_AT_MOST;
    while !ready().await? {
        if Instant::now() >= end {
            return Ok(false);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(true)
}
