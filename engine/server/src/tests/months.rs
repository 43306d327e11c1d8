//! The three demonstrations: five mailboxes each, every process with cases, and the month's work done as the plan says.

use super::*;
use crate::demo::{self, Organisation};
use office::Viewer;
use std::collections::{BTreeMap, BTreeSet};
use store::view::{self, MailFilter};
use store::{load, row};

/// Begun by hand at the counter, by the composer or by a setting of a mailbox: the month needs none of them.
const WITHOUT_CASES: [&str; 3] = ["richiesta_sportello", "messaggio", "risposta_automatica"];

#[tokio::test(flavor = "multi_thread")]
async fn the_month_of_the_town_hall() {
    month(Organisation::Comune).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_of_the_order() {
    month(Organisation::Ordine).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_month_of_the_company() {
    month(Organisation::Azienda).await;
}

async fn month(organisation: Organisation) {
    let folder = Folder::new();
    let config = Config {
        data: folder.path().join("data"),
        workers: 2,
        ..Config::default()
    };
    let (runtime, background, demo) = demo::build(organisation, &config, folder.path())
        .await
        .expect("the demonstration opens");
    let plan = organisation.plan();
    let (system, store) = (Viewer::system(), runtime.store());

    let boxes = view::mailboxes(&system, store).await.expect("mailboxes");
    assert_eq!(boxes.len(), 5, "{}", plan.name);
    let mails = view::mails(&system, store, &MailFilter::default(), None, 200)
        .await
        .expect("mails");
    let mails: Vec<row::Mail> = mails.items.into_iter().map(|m| m.mail).collect();
    for mailbox in &boxes {
        let came = mails.iter().filter(|m| m.mailbox == mailbox.id).count();
        assert!(came >= 2, "{} mails came to {}", came, mailbox.address);
    }

    // Each step of the plan is a task that was concluded, by whom the plan says.
    let mut wanted: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for step in plan.steps {
        *wanted.entry((step.0, step.1, step.2)).or_default() += 1;
    }
    let cases = view::instances(&system, store, &view::InstanceFilter::default(), None, 200)
        .await
        .expect("cases");
    let cases: Vec<row::Instance> = cases.items.into_iter().map(|c| c.instance).collect();
    let opened_by = |c: &row::Instance, subject: &str| {
        let mut opening = mails.iter().filter(|m| m.instance == Some(c.id));
        c.title == subject || opening.any(|m| m.subject == subject)
    };
    let case_of = |subject: &str| {
        let case = cases.iter().find(|c| opened_by(c, subject));
        case.unwrap_or_else(|| panic!("no case of «{subject}»"))
    };
    for ((subject, element, who), times) in wanted {
        let case = case_of(subject);
        let tasks = load::tasks_of_instance(store, case.id)
            .await
            .expect("tasks");
        let done = tasks
            .iter()
            .filter(|t| t.element == element && t.ended_by.as_deref() == Some(who))
            .count();
        assert_eq!(done, times, "{element} of «{subject}» by {who}");
    }

    // That they are read is seen where the program runs, which opens strangers' files in another process.
    for invoice in plan.invoices {
        let case = case_of(&format!("Invio File {}", invoice.sdi));
        assert_eq!(case.business_key, Some(format!("sdi:{}", invoice.sdi)));
    }

    // Every process published here has work, but for those that begin otherwise.
    let worked: BTreeSet<&str> = cases.iter().map(|c| c.process_key.as_str()).collect();
    let published = view::processes(&system, store).await.expect("processes");
    assert_eq!(published.len(), plan.bundles.len());
    for process in published {
        assert!(
            worked.contains(process.key.as_str()) || WITHOUT_CASES.contains(&process.key.as_str()),
            "{} has no case",
            process.key
        );
    }
    let open = view::IncidentFilter {
        state: Some("open".into()),
        ..view::IncidentFilter::default()
    };
    let stuck = view::incidents(&system, store, &open, None, 50).await;
    let stuck = stuck.expect("incidents").items;
    let stuck: Vec<_> = stuck.iter().map(|i| &i.message).collect();
    assert!(stuck.is_empty(), "{stuck:?}");
    runtime.shut_down();
    background.ended().await;
    demo.stop().await;
}
