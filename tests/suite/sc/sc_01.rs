//! SC-01 Access to documents (L. 241/1990), 30 days.
//!
//! Citizen's lawyer by PEC with a p7m request → rule "accesso" → process start; Carla claims; notice by PEC to two
//! counterparties (10 days, which do not suspend the term); draft reply → Dario approves → PEC reply in thread, receipts
//! linked. Timers at day 20 (reminder to the holder), 27 (alarm to the supervisor), 30 (breach; the effect of silence is what
//! the analyst wrote). Outcome: calendar days from the earlier of *inviata* and *giunta in casella*; the case closes only with a
//! reply; the timeline shows who held it how long. *Fail if* the clock starts from download time, if 30 days are counted as
//! working days, or the case closes silently.
//!
//! Register, dossier and *Riferimenti* are the register's: no part of this.

use super::post_office::{PostOffice, US, bundle, map, on_each, person};
use chrono::{DateTime, Duration, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Rome;
use gestore::Letter;
use office::despatch::{Journey, State};
use runtime::Act;
use serde_json::{Value, json};
use signature::Authority;
use store::{load, row};
use uuid::Uuid;

const LAWYER: &str = "avv.bianchi@pec.altro.example";
const OPPONENT: &str = "vicino.verdi@pec.altro.example";
const SILENT: &str = "vicina.gialli@pec.altro.example";
const OFFICE: &str = "ufficio:edilizia";

#[tokio::test(flavor = "multi_thread")]
async fn sc_01() {
    on_each(access).await;
}

/// A case under way, and who works it.
struct Access {
    office: PostOffice,
    case: Uuid,
    carla: Act,
}

impl Access {
    /// Every act has an id of its own.
    fn carla(&self) -> Act {
        Act::of(self.carla.viewer.clone(), None)
    }

    async fn variable(&self, name: &str) -> Value {
        let found = load::instance(self.office.runtime.store(), self.case).await;
        let instance = found.expect("loads").expect("is there");
        let all = self.office.runtime.instance_variables(&instance).await;
        let all = all.expect("variables");
        all.get(name)
            .unwrap_or_else(|| panic!("no variable {name}"))
            .to_json()
    }

    async fn instant(&self, name: &str) -> DateTime<Utc> {
        let value = self.variable(name).await;
        let text = value.as_str().unwrap_or_else(|| panic!("{name}: {value}"));
        text.parse()
            .unwrap_or_else(|e| panic!("{name}: {text}: {e}"))
    }

    async fn task(&self, element: &str) -> row::Task {
        self.office.task(self.case, element).await
    }

    async fn conclude(&self, act: &Act, element: &str, data: Value) {
        let task = self.task(element).await;
        let seen = self.office.runtime.task_form(&task).await.expect("a form");
        let said = self
            .office
            .runtime
            .complete(act, task.id, map(data), seen.message_hash.as_deref())
            .await;
        said.unwrap_or_else(|e| panic!("{element}: {e}"));
    }

    async fn despatches(&self) -> Vec<row::Despatch> {
        let found = load::despatches_of_instance(self.office.runtime.store(), self.case).await;
        found.expect("despatches")
    }

    async fn notices(&self) -> Vec<row::Notice> {
        let found = load::notices_of_instance(self.office.runtime.store(), self.case).await;
        let mut found = found.expect("notices");
        found.sort_by_key(|n| n.created_at);
        found
    }

    /// Office time moves to this instant.
    async fn until(&self, at: DateTime<Utc>) {
        let by = at - self.office.runtime.clock().now();
        assert!(by > TimeDelta::zero(), "office time does not go back: {by}");
        self.office.pass(by).await;
    }
}

/// The end of the day in Rome that many calendar days later.
fn days_after(from: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    end_of(from.with_timezone(&Rome).date_naive() + Duration::days(days))
}

/// As [`days_after`], moved past Sundays and public holidays (art. 2963 c.c.); today's date decides whether it moves.
fn due(from: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    let day = from.with_timezone(&Rome).date_naive() + Duration::days(days);
    end_of(office::calendar::past_holidays(day, false))
}

fn end_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_hms_opt(23, 59, 59)
        .and_then(|at| at.and_local_timezone(Rome).earliest())
        .expect("a time of the day")
        .with_timezone(&Utc)
}

/// The lawyer's request, signed, lies in the box for two days before anybody reads it.
async fn arrive(office: PostOffice) -> (Access, DateTime<Utc>) {
    let system = Act::system();
    office
        .runtime
        .deploy(&system, None, bundle("accesso-atti"))
        .await
        .expect("the bundle deploys");
    let now = office.runtime.clock().now();
    let authority = Authority::create("posta-certificata@gestore.example", now).expect("a CA");
    let signed = authority
        .issue_person("Verdiana", "Esempi", "SMPVRD70A01X000X", now)
        .expect("a signer")
        .sign_opaque("Istanza di accesso agli atti.".as_bytes(), now)
        .expect("signed");
    let mut letter = Letter::new(
        LAWYER,
        US,
        "Richiesta di accesso agli atti: permesso di costruire 12/2019",
        "Per conto della mia assistita chiedo copia degli elaborati del permesso di costruire.",
    )
    .attach("istanza.pdf.p7m", "application/pkcs7-mime", signed);
    letter.from_name = "Avv. Verdiana Esempi".into();
    letter.sent_at = Some(now);
    let came = office.gestore.inject(&letter).expect("it is delivered");
    // The mail server says when it came into the box: an hour after it was sent.
    for file in &came.files {
        let opened = std::fs::File::options().append(true).open(file);
        let at = now + Duration::hours(1);
        opened
            .and_then(|f| f.set_modified(at.into()))
            .expect("the time of the file");
    }
    let two_days = TimeDelta::days(2);
    office.gestore.clock().advance(two_days).expect("its clock");
    office
        .runtime
        .advance_clock(&system, two_days)
        .await
        .expect("our clock");
    office.pass(TimeDelta::seconds(1)).await;
    let ids = [came.identificativo.as_str()];
    let mails = load::mails_by_message_ids(office.runtime.store(), &ids).await;
    let mail = mails.expect("mails").pop().expect("the PEC");
    assert!(
        mail.fetched_at - now >= two_days,
        "it was read two days later"
    );
    let case = mail.instance.expect("it opened a case");
    let access = Access {
        office,
        case,
        carla: person("carla", OFFICE),
    };
    (access, now)
}

async fn access(office: PostOffice) {
    let (access, sent) = arrive(office).await;
    let store = access.office.runtime.store();
    let began = load::instance(store, access.case).await.expect("loads");
    assert_eq!(
        began.expect("is there").process_key,
        "accesso_atti",
        "the request of access is not taken by the process of every PEC"
    );

    // Thirty calendar days from the sending the envelope certifies: neither from the arrival, nor from the download.
    let from = access.instant("decorrenza").await;
    assert!((from - sent).abs() < Duration::seconds(2), "{from} {sent}");
    let term = access.instant("termine").await;
    assert_eq!(term, due(sent, 30));
    let exam = access.task("esamina").await;
    assert_eq!(
        (exam.candidate_groups.as_slice(), exam.due_at),
        ([OFFICE.to_string()].as_slice(), Some(term))
    );
    let listed = load::instance(store, access.case).await.expect("loads");
    assert_eq!(listed.expect("is there").term_at, Some(term));

    // Carla claims it and tells two counterparties: one mail each, which is no answer to the lawyer.
    let claimed = access
        .office
        .runtime
        .claim(&access.carla(), exam.id)
        .await
        .expect("claimed");
    assert_eq!(claimed.assignee.as_deref(), Some("carla"));
    let regular = json!({ "regolare": "regolare", "controinteressati": "si" });
    access.conclude(&access.carla(), "esamina", regular).await;
    let draft = access.task("scrivi_avviso").await;
    let form = access
        .office
        .runtime
        .task_form(&draft)
        .await
        .expect("a form");
    let mut notice = form.data["avviso"].clone();
    assert_eq!(
        notice["to"],
        json!([]),
        "the notice does not go to who asks"
    );
    let letter = access
        .office
        .runtime
        .fill_letter(&draft, "avviso-controinteressati")
        .await
        .expect("the letter");
    assert!(letter.body.contains("dieci giorni") && letter.body.contains("non è sospeso"));
    notice["to"] = json!([OPPONENT, SILENT]);
    notice["subject"] = json!(letter.subject);
    notice["body"] = json!(letter.body);
    access
        .conclude(
            &access.carla(),
            "scrivi_avviso",
            json!({ "avviso": notice }),
        )
        .await;
    access.office.pass(TimeDelta::seconds(1)).await;
    let told = access.despatches().await;
    let mut parties: Vec<_> = told.iter().flat_map(|d| d.recipients.clone()).collect();
    parties.sort();
    assert_eq!(
        (told.len(), parties.as_slice()),
        (2, [SILENT.to_string(), OPPONENT.to_string()].as_slice())
    );
    assert!(told.iter().all(|d| d.answers.is_none()), "{told:?}");
    access.office.pass(TimeDelta::seconds(1)).await;
    let received = access.office.runtime.clock().now();

    // One opposes the next day, in the thread; the other has ten days from the receipt.
    access.office.pass(TimeDelta::days(1)).await;
    let to_opponent = access.despatches().await;
    let to_opponent = to_opponent
        .iter()
        .find(|d| d.recipients == [OPPONENT])
        .expect("the notice to who opposes");
    let mut reply = Letter::new(
        OPPONENT,
        US,
        "Opposizione",
        "Mi oppongo: riguarda la mia casa.",
    );
    reply.in_reply_to = Some(to_opponent.message_id.clone());
    access.office.gestore.inject(&reply).expect("delivered");
    access.office.pass(TimeDelta::seconds(1)).await;
    assert_eq!(access.variable("opposizioni").await, json!([OPPONENT]));
    access.until(due(received, 10) - Duration::seconds(2)).await;
    assert!(access.office.open_tasks(access.case).await.is_empty());
    access.until(due(received, 10)).await;
    let answer = access.task("scrivi_risposta").await;
    assert_eq!(answer.due_at, Some(term), "the notice suspends nothing");

    watched(&access, sent, answer).await;
    answered(&access).await;
    access.office.close().await;
}

/// Days 20, 27 and 30: a reminder to the holder, an alarm to the supervisor, a breach that ends nothing.
async fn watched(access: &Access, sent: DateTime<Utc>, answer: row::Task) {
    access
        .office
        .runtime
        .claim(&access.carla(), answer.id)
        .await
        .expect("claimed");
    for (days, whom, task) in [
        (20, "m:carla", None),
        (27, "g:ruolo:supervisore", Some("termine_in_scadenza")),
        (30, "g:ruolo:supervisore", Some("termine_scaduto")),
    ] {
        // Reminder and alarm stay where they are; the term itself moves past a holiday.
        let at = if days == 30 {
            due(sent, 30)
        } else {
            days_after(sent, days)
        };
        let before = access.notices().await.len();
        access.until(at - Duration::seconds(2)).await;
        assert_eq!(
            access.notices().await.len(),
            before,
            "day {days} is not over"
        );
        access.until(at).await;
        let notices = access.notices().await;
        assert_eq!(notices.len(), before + 1, "day {days}: {notices:?}");
        assert_eq!(notices[before].recipient, whom, "day {days}");
        if let Some(task) = task {
            let found = access.task(task).await;
            assert_eq!(found.candidate_groups, ["ruolo:supervisore"]);
        }
        assert_eq!(access.office.case_state(access.case).await, "running");
    }
    // The supervisor says what is done about it; the work goes on beside.
    let sara = person("sara", "ruolo:supervisore");
    let decided = json!({ "intervento": "Si risponde domani." });
    access
        .conclude(&sara, "termine_in_scadenza", decided.clone())
        .await;
    // What silence means is what the process says, and the page tells it.
    let effect = access.variable("effetto_del_silenzio").await;
    let effect = effect.as_str().expect("text");
    assert!(effect.contains("Silenzio-rigetto"), "{effect}");
    let last = access.notices().await.pop().expect("the breach");
    assert!(last.text_it.contains(effect), "{}", last.text_it);
    let breach = access.task("termine_scaduto").await;
    let form = access.office.runtime.task_form(&breach).await;
    assert_eq!(
        form.expect("a form").data["effetto_del_silenzio"],
        json!(effect)
    );
    let sara = person("sara", "ruolo:supervisore");
    access.conclude(&sara, "termine_scaduto", decided).await;
}

/// Late or not, the answer is given: in the thread, approved by the head, delivered; that and nothing else ends the case.
async fn answered(access: &Access) {
    let store = access.office.runtime.store();
    let draft = access.task("scrivi_risposta").await;
    let form = access.office.runtime.task_form(&draft).await;
    let mut message = form.expect("a form").data["risposta"].clone();
    assert_eq!(message["to"], json!([LAWYER]));
    message["subject"] = json!("Accoglimento parziale della richiesta di accesso");
    message["body"] = json!("Si trasmettono le tavole 1-4; i dati di terzi sono oscurati.");
    let decided = json!({ "decisione": "accoglie_in_parte", "motivi": "Tutela dei terzi.", "risposta": message });
    access
        .conclude(&access.carla(), "scrivi_risposta", decided)
        .await;
    let dario = person("dario", "responsabile:edilizia");
    access
        .conclude(&dario, "approva_risposta", json!({ "esito": "approva" }))
        .await;
    access.office.pass(TimeDelta::seconds(1)).await;
    access.office.pass(TimeDelta::seconds(1)).await;

    let sent = access.despatches().await;
    let sent = sent
        .iter()
        .find(|d| d.recipients == [LAWYER])
        .expect("the answer left");
    let mails = load::mails_of_instance(store, access.case)
        .await
        .expect("mails");
    let request = mails
        .iter()
        .find(|m| m.subject.contains("permesso di costruire 12/2019"))
        .expect("the request is in the case");
    assert_eq!(
        sent.answers,
        Some(request.id),
        "the answer names the request"
    );
    assert_eq!(
        (sent.author.as_deref(), sent.approver.as_deref()),
        (Some("carla"), Some("dario"))
    );
    let raw = store.blobs().get(&sent.raw).await.expect("the bytes");
    let raw = String::from_utf8_lossy(&raw).into_owned();
    assert!(raw.contains("In-Reply-To:"), "it is in the thread");
    let journey: Journey = serde_json::from_value(sent.journey.clone()).expect("a journey");
    assert_eq!(journey.recipients[0].state, State::Delivered);
    assert!(
        mails.iter().any(|m| m.despatch == Some(sent.id)),
        "its receipts are linked"
    );
    assert_eq!(access.office.case_state(access.case).await, "completed");

    // Who held it, and how long.
    let tasks = load::tasks_of_instance(store, access.case)
        .await
        .expect("tasks");
    for (element, who) in [
        ("esamina", "carla"),
        ("scrivi_risposta", "carla"),
        ("approva_risposta", "dario"),
    ] {
        let task = tasks
            .iter()
            .find(|t| t.element == element)
            .unwrap_or_else(|| panic!("{element} is on record"));
        assert_eq!(task.ended_by.as_deref(), Some(who), "{element}");
        let (Some(from), Some(to)) = (task.claimed_at.or(Some(task.created_at)), task.ended_at)
        else {
            panic!("{element}: {task:?}")
        };
        assert!(from <= to, "{element}");
    }
    let held = tasks.iter().find(|t| t.element == "scrivi_risposta");
    let held = held.and_then(|t| Some(t.ended_at? - t.claimed_at?));
    assert!(held.expect("held") > Duration::days(15), "{held:?}");

    // Nobody who wrote in the case is left without an answer: the request has one, the opposition was waited for.
    let mut owed = load::owed_of_instance(store, access.case)
        .await
        .expect("what is owed");
    owed.sort_by_key(|o| o.joined_at);
    let states: Vec<&str> = owed.iter().map(|o| o.state.as_str()).collect();
    assert_eq!(states, ["answered", "waived"], "{owed:?}");
}
