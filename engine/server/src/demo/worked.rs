//! Some weeks of mail already worked, so that no page of the demonstration is empty.
//!
//! The letters are dated back and lie in the mailbox before it is connected; the work is done by the
//! same verbs a person uses, while the gestore answers. When it was done is today, and says so.

use super::Demo;
use super::plan::{Note, Past, Plan, Stage};
use super::sample::ordinary;
use crate::wire::{GestoreHandle, Letter};
use anyhow::Context;
use chrono::{DateTime, Duration, Utc};
use office::Viewer;
use runtime::{Act, Runtime};
use serde_json::{Map, Value, json};
use std::fs::File;
use std::time::Duration as Wait;
use store::row;
use store::view::{self, MailFilter};
use tokio::time::Instant;
use uuid::Uuid;

/// The house is ready even if something takes longer than this: what is under way goes on.
const WAIT_AT_MOST: Wait = Wait::from_secs(20);
const LOOK_EVERY: Wait = Wait::from_millis(20);

/// Puts the mail of the last month into the mailboxes, dated back. Call it before they are connected.
pub fn lay_down(plan: &Plan, gestore: &GestoreHandle) -> anyhow::Result<()> {
    for Past(days, _, from, name, subject, text, _) in plan.past {
        certified(gestore, *days, plan.certified, from, name, subject, text)?;
    }
    for Note(days, to, from, name, subject, text) in plan.unsorted.iter().chain(plan.letters) {
        certified(gestore, *days, to, from, name, subject, text)?;
    }
    for Note(days, to, from, name, subject, text) in plan.post {
        let sent_at = ago(*days);
        let mail = ordinary(from, name, to, subject, text, sent_at);
        let file = gestore.place(&mail, to).context("laying down an e-mail")?;
        arrived(&file, sent_at + Duration::seconds(20))?;
    }
    Ok(())
}

pub(super) fn ago(days: i64) -> DateTime<Utc> {
    Utc::now() - Duration::days(days) - Duration::minutes(37 * days % 240)
}

fn certified(
    gestore: &GestoreHandle,
    days: i64,
    to: &str,
    from: &str,
    name: &str,
    subject: &str,
    text: &str,
) -> anyhow::Result<()> {
    let sent_at = ago(days);
    // The id of a file of the business desk holds the day.
    let dated = |text: &str| text.replace("GGMMAAAA", &sent_at.format("%d%m%Y").to_string());
    let text = format!("{}\n\nDistinti saluti\n{name}", dated(text));
    let mut letter = Letter::new(from, to, &dated(subject), &text);
    letter.from_name = name.to_string();
    letter.sent_at = Some(sent_at);
    let laid = gestore.inject(&letter).context("laying down a letter")?;
    for file in laid.files {
        arrived(&file, sent_at + Duration::seconds(20))?;
    }
    Ok(())
}

/// The time of the file is when the mail came into the box.
pub(super) fn arrived(file: &std::path::Path, at: DateTime<Utc>) -> anyhow::Result<()> {
    let opened = File::options()
        .append(true)
        .open(file)
        .with_context(|| format!("opening {}", file.display()))?;
    opened
        .set_modified(at.into())
        .with_context(|| format!("dating {}", file.display()))
}

/// Works the letters as far as the table says.
pub async fn work(runtime: &Runtime, demo: &Demo) -> anyhow::Result<()> {
    for Past(_, office, _, _, subject, _, stage) in demo.plan().past {
        if let Err(error) = bring(demo.plan(), runtime, office, subject, *stage).await {
            tracing::warn!(%error, subject, "a case of the demonstration stands where it is");
        }
    }
    Ok(())
}

/// Lets today's mail arrive.
pub fn arrive_today(demo: &Demo) -> anyhow::Result<()> {
    for kind in [
        super::Kind::Tributi,
        super::Kind::Ordinaria,
        super::Kind::Anomalia,
    ] {
        demo.arrive(kind)?;
    }
    // The rail begins with what the visitor lets arrive.
    demo.follow(None);
    Ok(())
}

async fn bring(
    plan: &Plan,
    runtime: &Runtime,
    office: &str,
    subject: &str,
    stage: Stage,
) -> anyhow::Result<()> {
    let (_, clerk, head) = plan
        .hands
        .iter()
        .find(|(key, _, _)| *key == office)
        .with_context(|| format!("nobody works for {office}"))?;
    let instance = case_of(runtime, subject).await?;
    let draft = open_task(runtime, instance, |t| t.drafts.is_some()).await?;
    if stage == Stage::Waiting {
        return Ok(());
    }
    runtime.claim(&act(runtime, clerk).await?, draft.id).await?;
    if stage == Stage::Taken {
        return Ok(());
    }
    write(runtime, &draft, clerk).await?;
    if stage == Stage::Drafted {
        return Ok(());
    }
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

/// The proposed answer with the text of the first letter: the name of its variable, and the message.
pub(super) async fn proposed(
    runtime: &Runtime,
    draft: &row::Task,
) -> anyhow::Result<(String, Value)> {
    let form = runtime.task_form(draft).await?;
    let name = draft
        .drafts
        .clone()
        .context("a drafting task names its variable")?;
    let mut message = json!(form.message.unwrap_or_default());
    if let Some(letter) = form.letters.first() {
        let filled = runtime.fill_letter(draft, &letter.key).await?;
        message["subject"] = json!(filled.subject);
        message["cc"] = json!(filled.cc);
        message["body"] = json!(filled.body);
    }
    Ok((name, message))
}

async fn write(runtime: &Runtime, draft: &row::Task, clerk: &str) -> anyhow::Result<()> {
    let (name, message) = proposed(runtime, draft).await?;
    runtime
        .complete(
            &act(runtime, clerk).await?,
            draft.id,
            Map::from_iter([(name, message)]),
            None,
        )
        .await?;
    Ok(())
}

/// One act of this person: each has an id of its own, a repeated one would do nothing.
pub(super) async fn act(runtime: &Runtime, login: &str) -> anyhow::Result<Act> {
    let person = runtime
        .person_for_login(login)
        .await?
        .with_context(|| format!("{login} is not there"))?;
    Ok(Act::of(runtime.viewer(&person).await?, None))
}

/// The case that this letter opened.
pub(super) async fn case_of(runtime: &Runtime, subject: &str) -> anyhow::Result<Uuid> {
    let end = Instant::now() + WAIT_AT_MOST;
    let filter = MailFilter {
        state: Some("case".into()),
        ..MailFilter::default()
    };
    loop {
        let mails = view::mails(&Viewer::system(), runtime.store(), &filter, None, 200).await?;
        if let Some(instance) = mails
            .items
            .iter()
            .find(|m| m.mail.subject == subject)
            .and_then(|m| m.mail.instance)
        {
            return Ok(instance);
        }
        anyhow::ensure!(Instant::now() < end, "the letter opened no case");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

pub(super) async fn open_task(
    runtime: &Runtime,
    instance: Uuid,
    wanted: impl Fn(&row::Task) -> bool,
) -> anyhow::Result<row::Task> {
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
