//! SC-12: absence, hand-over, turnover. *People leave, information stays.* On both databases.
//!
//! What nobody has claimed for four working hours is a figure of the dashboard: no part of this.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use office::{Behalf, Viewer};
use runtime::{
    Act, Clock, Fault, Heirs, MailboxChange, NewAbsence, NewMailbox, NewPerson, OfficeChange,
    Outgoing, PersonChange, RoleGiven, Runtime, Settings, SmtpSettings, SourceSettings,
    StartingPoint,
};
use serde_json::{Map, Value, json};
use server::{Config, wire};
use std::future::Future;
use store::view::{self, AuditFilter, Scope, TaskFilter};
use store::{load, row};
use tests::postgres::Postgres;
use uuid::Uuid;

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="d" targetNamespace="urn:prova">
  <process id="lettera" name="Lettera" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="scrivi"/>
    <userTask id="scrivi" name="Scrivi" camunda:assignee="${chi}" staffetta:drafts="lettera"/>
    <sequenceFlow id="f2" sourceRef="scrivi" targetRef="approva"/>
    <userTask id="approva" name="Approva" camunda:candidateGroups="responsabile:urp" staffetta:approves="lettera"/>
    <sequenceFlow id="f3" sourceRef="approva" targetRef="archivia"/>
    <userTask id="archivia" name="Archivia" camunda:candidateGroups="ufficio:urp"/>
    <sequenceFlow id="f4" sourceRef="archivia" targetRef="fine"/><endEvent id="fine"/>
  </process>
</definitions>"#;

/// The URP: Franco heads it, Anna and Bruno work elsewhere, Carla writes letters.
struct Urp {
    runtime: Runtime,
    _folder: tempfile::TempDir,
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().expect("an object").clone()
}

fn noon(day: &str) -> DateTime<Utc> {
    format!("{day}T11:00:00Z").parse().expect("a time")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Runs the test in the URP on each database there is, on Monday 2 March 2026.
async fn on_each<F: Future>(test: impl Fn(Urp) -> F) {
    test(Urp::begin(None).await).await;
    if let Some(postgres) = Postgres::start() {
        test(Urp::begin(Some(postgres.database("urp"))).await).await;
    }
}

impl Urp {
    async fn begin(database_url: Option<String>) -> Urp {
        let folder = tempfile::tempdir().expect("a folder");
        let config = Config {
            data: folder.path().join("data"),
            database_url,
            ..Config::default()
        };
        let runtime = wire::open(&config, Clock::test(noon("2026-03-02")), true)
            .await
            .expect("a new organisation opens");
        let urp = Urp {
            runtime,
            _folder: folder,
        };
        let system = Act::system();
        for key in ["urp", "tributi"] {
            let change = OfficeChange {
                key: Some(key.into()),
                name: Some(key.to_uppercase()),
                ..OfficeChange::default()
            };
            urp.runtime.add_office(&system, change).await.expect("kept");
        }
        for (login, name, role, office) in [
            ("franco", "Franco Verdi", "operatore", Some("urp")),
            ("anna", "Anna Neri", "operatore", Some("tributi")),
            ("bruno", "Bruno Bianchi", "operatore", Some("tributi")),
            ("carla", "Carla Rossi", "operatore", Some("urp")),
            ("gino", "Gino Blu", "amministratore", None),
        ] {
            let new = NewPerson {
                login: login.into(),
                name: name.into(),
                roles: vec![RoleGiven {
                    role: role.into(),
                    office: office.map(String::from),
                    area: None,
                    last_day: None,
                }],
                ..NewPerson::default()
            };
            urp.runtime.add_person(&system, new).await.expect("kept");
        }
        urp.head("franco").await;
        let maildir = urp._folder.path().join("posta");
        std::fs::create_dir_all(maildir.join("cur")).expect("a folder");
        std::fs::create_dir_all(maildir.join("new")).expect("a folder");
        let new = NewMailbox {
            key: "urp".into(),
            address: "urp@comune.example".into(),
            display_name: "URP".into(),
            certified: false,
            settings: Settings {
                source: SourceSettings::Maildir {
                    path: maildir.display().to_string(),
                },
                // Nothing leaves from here: a box that could is chosen.
                smtp: Some(SmtpSettings {
                    host: "localhost".into(),
                    port: 25,
                    security: contract::Security::Plain,
                    user: "urp".into(),
                    ca_pem: None,
                }),
                disposition: contract::Disposition::Nothing,
                writing: Default::default(),
                oauth: None,
                limits: Default::default(),
            },
            password: "mai-vista".into(),
            smtp_password: None,
            oauth: None,
            offices: vec!["urp".into()],
            area: String::new(),
            starting_point: StartingPoint::All,
        };
        urp.runtime.add_mailbox(&system, new).await.expect("kept");
        let files = vec![("lettera.bpmn".to_string(), PROCESS.as_bytes().to_vec())];
        urp.runtime
            .deploy(&system, None, files)
            .await
            .expect("it deploys");
        urp
    }

    async fn head(&self, login: &str) {
        let offices = load::offices(self.runtime.store()).await.expect("read");
        let urp = offices.iter().find(|o| o.key == "urp").expect("the URP");
        let change = OfficeChange {
            head: Some(login.into()),
            ..OfficeChange::default()
        };
        self.runtime
            .change_office(&Act::system(), urp.id, change)
            .await
            .expect("changed");
    }

    /// The clock goes on to noon of a day.
    async fn go_to(&self, day: &str) {
        let ahead = noon(day) - self.runtime.clock().now();
        assert!(ahead > TimeDelta::zero());
        let moved = self.runtime.move_clock(&Act::system(), noon(day)).await;
        moved.expect("the clock goes on");
    }

    /// As the person asks now: rights are read anew at every request.
    async fn act(&self, login: &str) -> Act {
        let person = self.runtime.person_for_login(login).await.expect("read");
        let person = person.unwrap_or_else(|| panic!("{login} may log in"));
        let viewer = self.runtime.viewer(&person).await.expect("read");
        Act::of(viewer, None)
    }

    async fn away(
        &self,
        who: &str,
        substitute: &str,
        from: &str,
        to: &str,
    ) -> Result<row::Absence, Fault> {
        let new = NewAbsence {
            person: who.into(),
            substitute: Some(substitute.into()),
            first_day: day(from),
            last_day: day(to),
        };
        self.runtime.add_absence(&self.act(who).await, new).await
    }

    /// A letter that somebody is to write; its case.
    async fn letter(&self, who: &str) -> Uuid {
        let given = object(json!({ "chi": who, "ufficio": "urp" }));
        let started = self
            .runtime
            .start(&Act::system(), "lettera", None, given, None)
            .await;
        started.expect("it starts").id
    }

    /// Names of the tasks on the person's desk.
    async fn desk(&self, login: &str) -> Vec<String> {
        let viewer = self.act(login).await.viewer;
        let filter = TaskFilter {
            scope: Scope::Desk,
            process: None,
            now: None,
            put_off: false,
        };
        let page = view::tasks(&viewer, self.runtime.store(), &filter, None, 50).await;
        let items = page.expect("read").items;
        let mut names: Vec<String> = items.into_iter().map(|t| t.task.name).collect();
        names.sort();
        names
    }

    async fn open(&self, case: Uuid) -> row::Task {
        let tasks = load::tasks_of_instance(self.runtime.store(), case).await;
        let open = tasks.expect("read").into_iter().find(|t| t.state == "open");
        open.expect("an open task")
    }

    async fn ended(&self, case: Uuid, element: &str) -> row::Task {
        let tasks = load::tasks_of_instance(self.runtime.store(), case).await;
        let mut tasks = tasks.expect("read").into_iter();
        tasks
            .find(|t| t.element == element && t.state == "completed")
            .expect("a task that ended")
    }

    async fn write(&self, act: &Act, task: Uuid) {
        let letter = json!({ "mailbox": "urp", "to": ["rosa@mail.example"], "subject": "Esito", "body": "Accolta." });
        let given = object(json!({ "lettera": letter }));
        let done = self.runtime.complete(act, task, given, None).await;
        done.expect("it is written");
    }

    async fn approve(&self, act: &Act, case: Uuid) -> Result<bool, Fault> {
        let task = self.open(case).await;
        let hash = self.letter_of(case).await.digest();
        self.runtime
            .complete(act, task.id, Map::new(), Some(&hash))
            .await
    }

    async fn variable(&self, case: Uuid, name: &str) -> Value {
        let row = load::instance(self.runtime.store(), case).await;
        let row = row.expect("read").expect("a case");
        let variables = self.runtime.instance_variables(&row).await.expect("read");
        variables.get(name).map(|v| v.to_json()).unwrap_or_default()
    }

    async fn letter_of(&self, case: Uuid) -> Outgoing {
        serde_json::from_value(self.variable(case, "lettera").await).expect("a letter")
    }

    async fn last_audit(&self, verb: &str) -> view::AuditItem {
        let filter = AuditFilter {
            verb: Some(verb.into()),
            ..AuditFilter::default()
        };
        let page = view::audit(&Viewer::system(), self.runtime.store(), &filter, None, 1).await;
        page.expect("read").items.remove(0)
    }
}

fn behalf(of: &str, via: &[&str]) -> Option<Behalf> {
    Some(Behalf {
        of: of.into(),
        via: via.iter().map(|v| v.to_string()).collect(),
    })
}

fn code(fault: Fault) -> String {
    match fault {
        Fault::Refused { code, .. } | Fault::Conflict { code, .. } => code,
        Fault::Invalid { fields } => fields.into_iter().map(|f| f.1).collect(),
        other => other.to_string(),
    }
}

/// Franco on leave 2 weeks with delegate Anna, who is herself absent 3 days with delegate Bruno. Tasks follow the
/// chain only in the dates; approvals record "Bruno on behalf of Franco via Anna".
#[tokio::test(flavor = "multi_thread")]
async fn sc_12_tasks_follow_the_chain_only_in_the_dates() {
    on_each(|urp| async move {
        let first = urp.letter("franco").await;
        let approval = urp.letter("carla").await;
        urp.write(&urp.act("carla").await, urp.open(approval).await.id)
            .await;
        assert_eq!(urp.desk("franco").await, ["Approva", "Scrivi"]);
        urp.away("franco", "anna", "2026-03-09", "2026-03-20")
            .await
            .expect("two weeks");
        urp.away("anna", "bruno", "2026-03-11", "2026-03-13")
            .await
            .expect("three days of them");

        // Before the first day nothing moves, and nobody else may.
        assert!(urp.desk("anna").await.is_empty());
        let refused = urp.approve(&urp.act("anna").await, approval).await;
        assert!(
            matches!(refused, Err(Fault::NotFound { .. })),
            "{refused:?}"
        );

        urp.go_to("2026-03-09").await;
        assert_eq!(urp.desk("anna").await, ["Approva", "Scrivi"]);
        assert!(urp.desk("bruno").await.is_empty());
        // Anna writes for Franco; the letter and the record say so.
        let anna = urp.act("anna").await;
        let task = urp.open(first).await;
        let draft = json!({ "lettera": { "body": "Acc" } });
        let drafted = urp.runtime.save_draft(&anna, task.id, draft, None).await;
        assert_eq!(drafted.expect("kept").draft_by.as_deref(), Some("anna"));
        assert_eq!(
            urp.last_audit("task.draft").await.on_behalf_of.as_deref(),
            Some("franco")
        );
        urp.write(&anna, task.id).await;
        let letter = urp.letter_of(first).await;
        assert_eq!(letter.author.as_deref(), Some("anna"));
        assert_eq!(letter.author_for, behalf("franco", &[]));
        // She wrote it: in the head's place she does not approve it.
        let own = urp.approve(&anna, first).await;
        assert_eq!(code(own.expect_err("four eyes")), "four_eyes");

        urp.go_to("2026-03-11").await;
        assert!(
            urp.desk("anna").await.is_empty(),
            "who is away stands in for nobody"
        );
        assert_eq!(urp.desk("bruno").await, ["Approva", "Approva"]);
        let bruno = urp.act("bruno").await;
        urp.approve(&bruno, approval)
            .await
            .expect("in the head's place");
        let ended = urp.ended(approval, "approva").await;
        assert_eq!(ended.ended_by.as_deref(), Some("bruno"));
        assert_eq!(ended.ended_for, behalf("franco", &["anna"]));
        assert_eq!(ended.assignee.as_deref(), Some("franco"));
        let record = urp.variable(approval, "lettera_approvata").await;
        assert_eq!(record["by"], "bruno");
        assert_eq!(
            record["on_behalf_of"],
            json!({ "of": "franco", "via": ["anna"] })
        );
        let link = urp.last_audit("task.complete").await;
        assert_eq!(link.actor, "bruno");
        assert_eq!(link.on_behalf_of.as_deref(), Some("franco"));
        assert_eq!(link.detail["via"], json!(["anna"]));
        let trace = view::trace(&Viewer::system(), urp.runtime.store(), approval, 0, 100).await;
        let steps = trace.expect("read");
        let step = interpreter::trace::unpack(&steps.last().expect("a step").bytes);
        let step = step.expect("a trace");
        assert_eq!(step.principal.as_deref(), Some("bruno"));
        assert_eq!(step.in_place_of, ["franco", "anna"]);

        // What Franco's group is offered and a substitute takes is Franco's, not the substitute's.
        let archive = urp.open(approval).await;
        let taken = urp.runtime.claim(&bruno, archive.id).await.expect("taken");
        assert_eq!(taken.assignee.as_deref(), Some("franco"));

        urp.go_to("2026-03-16").await;
        assert!(urp.desk("bruno").await.is_empty(), "Anna is back");
        assert_eq!(urp.desk("anna").await, ["Approva", "Archivia"]);
        let bruno = urp.act("bruno").await;
        let refused = urp.approve(&bruno, first).await;
        assert!(
            matches!(refused, Err(Fault::NotFound { .. })),
            "{refused:?}"
        );

        urp.go_to("2026-03-21").await;
        assert!(urp.desk("anna").await.is_empty(), "Franco is back");
        assert!(urp.desk("franco").await.contains(&"Approva".to_string()));
    })
    .await;
}

/// Rings are refused with the names and the day; so are second absences and days that are over.
#[tokio::test(flavor = "multi_thread")]
async fn sc_12_substitutes_form_no_ring() {
    on_each(|urp| async move {
        urp.away("franco", "anna", "2026-03-09", "2026-03-20")
            .await
            .expect("kept");
        urp.away("anna", "bruno", "2026-03-11", "2026-03-13")
            .await
            .expect("kept");
        let ring = urp.away("bruno", "franco", "2026-03-10", "2026-03-12").await;
        assert_eq!(
            code(ring.expect_err("a ring")),
            "Il 11/03/2026 i sostituti formerebbero un cerchio: Bruno Bianchi → Franco Verdi → Anna Neri → Bruno Bianchi. Scegliere un'altra persona."
        );
        urp.away("bruno", "franco", "2026-03-16", "2026-03-17")
            .await
            .expect("Anna is back by then");
        let twice = urp.away("franco", "carla", "2026-03-20", "2026-03-21").await;
        assert_eq!(
            code(twice.expect_err("a day counts once")),
            "In quei giorni c'è già un'assenza (09/03/2026 – 20/03/2026)."
        );
        let over = urp.away("carla", "anna", "2026-03-01", "2026-03-04").await;
        assert_eq!(
            code(over.expect_err("it is over")),
            "Il primo giorno non può essere passato."
        );
        let new = NewAbsence {
            person: "franco".into(),
            substitute: None,
            first_day: day("2026-05-04"),
            last_day: day("2026-05-04"),
        };
        let others = urp.runtime.add_absence(&urp.act("carla").await, new.clone()).await;
        assert_eq!(code(others.expect_err("not hers")), "role_missing");
        urp.runtime
            .add_absence(&urp.act("gino").await, new)
            .await
            .expect("an administrator's");
    })
    .await;
}

/// On resignation all items are re-assigned at once: tasks, drafts, offers, the office; nobody else loses anything, and
/// what Franco did stays his. The mailbox password is changed once, in the vault, and nobody ever knew it.
#[tokio::test(flavor = "multi_thread")]
async fn sc_12_who_leaves_hands_everything_over() {
    on_each(|urp| async move {
        let held = urp.letter("franco").await;
        let approval = urp.letter("carla").await;
        let done = urp.letter("franco").await;
        let franco = urp.act("franco").await;
        urp.write(&franco, urp.open(done).await.id).await;
        urp.write(&urp.act("carla").await, urp.open(approval).await.id)
            .await;
        let task = urp.open(held).await;
        let draft = json!({ "lettera": { "body": "A metà" } });
        let kept = urp
            .runtime
            .save_draft(&franco, task.id, draft.clone(), None)
            .await;
        kept.expect("a draft");
        urp.away("anna", "franco", "2026-03-04", "2026-03-06")
            .await
            .expect("kept");
        let id = franco.viewer.person.expect("a person");
        let session = row::Session {
            id: [7; 32],
            person: id,
            identity: None,
            csrf: "x".into(),
            created_at: Utc::now(),
            expires_at: Utc::now() + TimeDelta::hours(1),
            seen_at: Utc::now(),
        };
        let opened = urp
            .runtime
            .open_session(&franco.viewer, session, None)
            .await;
        opened.expect("a session");

        let gino = urp.act("gino").await;
        let had = urp.runtime.belongings(&gino, id).await.expect("looked at");
        assert_eq!(had.tasks.len(), 1);
        assert_eq!(had.offices.len(), 1);
        assert_eq!(had.substitutes.len(), 1);
        let refused = urp.runtime.belongings(&urp.act("carla").await, id).await;
        assert_eq!(code(refused.expect_err("not hers")), "role_missing");
        // With his roles, so that the successor may send from the box of the office.
        let heirs = |successor: &str| Heirs {
            successor: successor.into(),
            roles: true,
            ..Heirs::default()
        };
        let himself = urp.runtime.leave(&gino, id, heirs("franco")).await;
        assert_eq!(
            code(himself.expect_err("not to himself")),
            "Scegliere un'altra persona che può entrare."
        );
        urp.runtime
            .leave(&gino, id, heirs("bruno"))
            .await
            .expect("handed over");

        // The door is closed: no login, no session, no password.
        let login = urp.runtime.person_for_login("franco").await.expect("read");
        assert!(login.is_none());
        let session = urp.runtime.session(&[7; 32]).await.expect("read");
        assert!(session.is_none());
        // All of it is Bruno's, with the draft as Franco left it; the office too.
        assert_eq!(urp.desk("bruno").await, ["Approva", "Approva", "Scrivi"]);
        let bruno = urp.act("bruno").await;
        let item = view::task(&bruno.viewer, urp.runtime.store(), task.id).await;
        let item = item.expect("read").expect("his").task;
        assert_eq!(item.assignee.as_deref(), Some("bruno"));
        assert_eq!(item.draft, Some(draft));
        assert_eq!(item.draft_by.as_deref(), Some("franco"));
        let absences = load::absences(urp.runtime.store(), day("2026-03-04")).await;
        let substitute = absences
            .expect("read")
            .iter()
            .find_map(|a| (a.first_day == day("2026-03-04")).then_some(a.substitute));
        assert_eq!(substitute.flatten(), bruno.viewer.person);
        // What a process gives Franco later is not lost: Bruno works it in his place.
        let later = urp.letter("franco").await;
        let bruno = urp.act("bruno").await;
        urp.write(&bruno, urp.open(later).await.id).await;
        assert_eq!(
            urp.ended(later, "scrivi").await.ended_for,
            behalf("franco", &[])
        );
        // What he did stays named.
        assert_eq!(
            urp.ended(done, "scrivi").await.ended_by.as_deref(),
            Some("franco")
        );
        let names = view::names(&bruno.viewer, urp.runtime.store()).await;
        assert!(
            names
                .expect("read")
                .contains(&("franco".into(), "Franco Verdi".into()))
        );

        // The password of the box is changed once; no answer ever holds it.
        let boxes = load::mailboxes(urp.runtime.store()).await.expect("read");
        // A new password is tried at the server first; here none is, once the box sends no more.
        let mut settings: runtime::Settings =
            serde_json::from_value(boxes[0].settings.clone()).expect("settings");
        settings.smtp = None;
        let change = MailboxChange {
            settings: Some(settings),
            password: Some("cambiata-una-volta".into()),
            ..MailboxChange::default()
        };
        let gino = urp.act("gino").await;
        let changed = urp.runtime.update_mailbox(&gino, boxes[0].id, change).await;
        changed.expect("changed");
        for viewer in [&gino.viewer, &bruno.viewer] {
            let seen = view::mailboxes(viewer, urp.runtime.store()).await;
            let told = serde_json::to_string(&seen.expect("read")).expect("text");
            assert!(
                !told.contains("mai-vista") && !told.contains("cambiata"),
                "{told}"
            );
        }
        // Back again, he has his own desk and nobody stands in for him.
        let back = PersonChange {
            active: Some(true),
            ..PersonChange::default()
        };
        urp.runtime
            .change_person(&urp.act("gino").await, id, back)
            .await
            .expect("back");
        assert!(urp.act("bruno").await.viewer.standing_in.is_empty());
    })
    .await;
}

/// Dashboard "unclaimed > 4 working hours" empty: what nobody takes is seen there, and told, until somebody does.
#[tokio::test(flavor = "multi_thread")]
async fn sc_12_nothing_stays_unclaimed_without_a_word() {
    on_each(|urp| async move {
        let case = urp.letter("carla").await;
        urp.write(&urp.act("carla").await, urp.open(case).await.id)
            .await;
        let unclaimed = async || -> Vec<String> {
            let filter = TaskFilter {
                scope: Scope::All,
                ..TaskFilter::default()
            };
            let page =
                view::tasks(&Viewer::system(), urp.runtime.store(), &filter, None, 50).await;
            let mut items = page.expect("read").items;
            items.retain(|item| urp.runtime.waits_too_long(item));
            items.into_iter().map(|item| item.task.name).collect()
        };
        let told = async || -> Vec<String> {
            let viewer = urp.act("franco").await.viewer;
            let page = view::notices(&viewer, urp.runtime.store(), None, 50).await;
            let items = page.expect("read").items;
            let mut texts: Vec<String> = items.into_iter().map(|n| n.notice.text_it).collect();
            texts.retain(|text| text.contains("nessuno prende in carico"));
            texts
        };
        let go_to = async |at: &str| {
            let at: DateTime<Utc> = at.parse().expect("a time");
            let moved = urp.runtime.move_clock(&Act::system(), at).await;
            moved.expect("the clock goes on");
        };

        // Handed over on Monday at noon; the office works from 9 to 17.
        go_to("2026-03-02T14:30:00Z").await;
        assert!(unclaimed().await.is_empty(), "three and a half hours");
        assert!(told().await.is_empty());
        go_to("2026-03-02T16:30:00Z").await;
        assert_eq!(unclaimed().await, ["Approva"], "five, and the office has closed");
        let texts = told().await;
        assert_eq!(
            texts,
            ["URP: 1 attività che nessuno prende in carico da più di 4 ore lavorative. La prima è «Approva»."]
        );
        go_to("2026-03-02T20:00:00Z").await;
        assert_eq!(told().await.len(), 1, "once a day");

        let task = urp.open(case).await;
        let franco = urp.act("franco").await;
        urp.runtime.claim(&franco, task.id).await.expect("taken");
        assert!(unclaimed().await.is_empty());
        go_to("2026-03-03T16:00:00Z").await;
        assert_eq!(told().await.len(), 1, "there is nothing to tell any more");
    })
    .await;
}
