//! Who may do what, as one table: every route of the description, asked by nobody and by each role of
//! the office *edilizia*, about things that belong to the office *tributi*.
//!
//! The list of routes is read from the OpenAPI document: a route without a row fails the test. Every
//! row gets fresh things, so that no answer depends on the rows before it.

use super::*;
use chrono::Utc;
use store::{WriteSet, row};
use uuid::Uuid;

/// Who asks, in the order of the columns; nobody comes first.
const ASKERS: [(&str, &str, Option<&str>); 6] = [
    ("olga", "operatore", Some("edilizia")),
    ("pino", "protocollista", Some("edilizia")),
    ("sara", "supervisore", Some("edilizia")),
    ("lia", "consultazione", Some("edilizia")),
    ("ugo", "analista", None),
    ("gina", "amministratore", None),
];

/// Method and path; a letter for nobody and each asker: `U` 401, `F` 403, `N` 404, `+` done. What is
/// done is answered with the last number: refused for another reason than the person, where it is 4xx.
const TABLE: &[(&str, &str, u16)] = &[
    // Sessions and oneself.
    ("get /session", "U++++++", 200),
    ("post /session", "UUUUUUU", 401),
    ("delete /session", "U++++++", 204),
    ("put /profile", "U++++++", 204),
    ("put /profile/password", "U++++++", 422),
    ("get /profile/tokens", "U++++++", 200),
    ("post /profile/tokens", "U++++++", 201),
    // Nobody has a token of this name.
    ("delete /profile/tokens/{id}", "UNNNNNN", 0),
    // Tasks.
    ("get /tasks", "U++++++", 200),
    ("get /tasks/counts", "U++++++", 200),
    ("post /tasks/next", "U++++++", 204),
    ("get /tasks/{id}", "UNNNNN+", 200),
    ("post /tasks/{id}/claim", "UNNNNNF", 0),
    ("post /tasks/{id}/release", "UNNNNN+", 200),
    ("post /tasks/{id}/unclaim", "UNNNNN+", 200),
    ("post /tasks/{id}/assign", "UNNNNN+", 200),
    ("post /tasks/{id}/complete", "UNNNNNF", 0),
    ("put /tasks/{id}/draft", "UNNNNN+", 422),
    ("get /tasks/{id}/why", "UNNNNN+", 200),
    ("get /tasks/{id}/versions", "UNNNNN+", 200),
    ("post /tasks/{id}/distribute", "UNNNNN+", 204),
    // Nobody gave it to this office.
    ("post /tasks/{id}/refuse", "UNNNNNF", 0),
    // Who oversees it does not hold it.
    ("post /tasks/{id}/opinion", "UNNNNNF", 0),
    ("post /tasks/{id}/snooze", "UNNNNNF", 0),
    // Each of many says for itself why not.
    ("post /tasks/bulk", "U++++++", 200),
    ("post /tags", "U++++++", 200),
    // No answer is written in this task.
    ("put /tasks/{id}/reply", "UNNNNN+", 422),
    ("delete /tasks/{id}/reply", "UNNNNN+", 422),
    ("post /tasks/{id}/reply/take-over", "UNNNNN+", 422),
    ("post /tasks/{id}/reply/ask", "UNNNNN+", 422),
    ("post /tasks/{id}/check", "UNNNNN+", 422),
    // Nobody has concluded it.
    ("post /tasks/{id}/take-back", "UNNNNN+", 409),
    ("get /recipients", "U+++FF+", 200),
    ("post /writings", "U+++FF+", 201),
    // It is no new message.
    ("delete /writings/{task}", "UNNNNNN", 0),
    ("get /tasks/{id}/letters", "UNNNNN+", 200),
    ("post /tasks/{id}/letters/{key}", "UNNNNNN", 0),
    ("get /tasks/{id}/attachments/{n}", "UNNNNNN", 0),
    ("get /tasks/{id}/attachments/{n}/contents", "UNNNNNN", 0),
    ("get /tasks/{id}/attachments/{n}/inner", "UNNNNNN", 0),
    // Who oversees it does not hold it.
    ("post /tasks/{id}/signature", "UNNNNNF", 0),
    // It has nothing to be signed.
    ("get /tasks/{id}/signature/{part}", "UNNNNNN", 0),
    ("get /tasks/{id}/signature/{part}/contents", "UNNNNNN", 0),
    ("get /tasks/{id}/signature/{part}/inner", "UNNNNNN", 0),
    ("get /notices", "U++++++", 200),
    ("post /notices/{id}/read", "UNNNNNN", 0),
    ("post /uploads", "U+++FF+", 201),
    // Cases.
    ("get /instances", "U++++++", 200),
    ("get /instances/{id}", "UNNNNN+", 200),
    ("get /instances/{id}/tasks", "UNNNNN+", 200),
    ("get /instances/{id}/incidents", "UNNNNN+", 200),
    ("get /instances/{id}/notes", "UNNNNN+", 200),
    ("post /instances/{id}/notes", "UNNNNN+", 201),
    ("get /instances/{id}/beside", "UNNNNN+", 200),
    ("get /instances/{id}/why", "UNNNNN+", 200),
    ("get /instances/{id}/record", "UNNNNN+", 200),
    ("get /instances/{id}/record/export", "UNNNNN+", 200),
    ("get /instances/{id}/trace", "UNNNNN+", 200),
    ("get /instances/{id}/variables", "UNNNNN+", 200),
    ("patch /instances/{id}/variables", "UNNNNN+", 200),
    ("get /instances/{id}/variables/history", "UNNNNN+", 200),
    ("get /instances/{id}/holders", "UNNNNN+", 200),
    ("get /instances/{id}/log", "UNNNNN+", 200),
    // There is nothing to change, and no such version.
    ("post /instances/{id}/modify", "UNNNNN+", 422),
    ("post /instances/{id}/migrate", "UNNNNN+", 422),
    ("get /migrations/plan", "UFFNFFN", 0),
    ("post /instances/{id}/cancel", "UNNNNN+", 200),
    ("post /instances/{id}/suspend", "UNNNNN+", 200),
    ("post /instances/{id}/resume", "UNNNNN+", 200),
    // Processes.
    ("get /processes", "U++++++", 200),
    ("get /processes/startable", "U++++++", 200),
    ("get /processes/{key}/versions", "U++++++", 200),
    ("get /processes/{key}/xml", "U++++++", 200),
    ("post /processes/{key}/instances", "U+++FF+", 201),
    ("post /processes/{key}/start-form", "U+++FF+", 201),
    ("get /connectors", "U++++++", 200),
    ("get /rules", "U++++++", 200),
    ("get /rules/{code}", "U++++++", 200),
    ("get /elements", "U++++++", 200),
    ("get /expressions", "U++++++", 200),
    ("get /deployments", "UFF++++", 200),
    ("post /deployments", "UFFFF++", 422),
    ("get /deployments/{id}/files/{path}", "UFF++++", 200),
    ("delete /deployments/{id}", "UFFFFF+", 409),
    ("post /check", "UFFFF++", 200),
    ("post /scripts/check", "UFFFF++", 200),
    ("get /drafts", "UFFFF++", 200),
    ("post /drafts", "UFFFF++", 409),
    ("get /drafts/{name}", "UFFFF++", 200),
    ("put /drafts/{name}", "UFFFF++", 200),
    // The analyst threw it away already.
    ("delete /drafts/{name}", "UFFFF+N", 204),
    ("post /drafts/{name}/check", "UFFFF++", 200),
    ("post /drafts/{name}/publish", "UFFFF++", 422),
    // Mail.
    ("get /mailboxes", "U++++++", 200),
    ("post /mailboxes", "UFFFFF+", 422),
    // What does not work is the answer.
    ("post /mailboxes/try", "UFFFFF+", 200),
    ("patch /mailboxes/{id}", "UFFFFF+", 200),
    // An empty list: by office and role.
    ("put /mailboxes/{id}/rights", "UFFFFF+", 200),
    ("post /mailboxes/{id}/pause", "UFFFFF+", 200),
    ("post /mailboxes/{id}/resume", "UFFFFF+", 200),
    ("get /mailboxes/{id}/archives", "UFFFFF+", 200),
    ("post /mailboxes/{id}/archives", "UFFFFF+", 202),
    // Nobody ordered it.
    ("get /archives/{id}/file", "UNNNNNN", 0),
    ("delete /archives/{id}", "UNNNNNN", 0),
    ("post /mailboxes/{id}/test", "UFFFFF+", 200),
    ("get /mailboxes/standing", "UFF+FF+", 200),
    ("get /mailboxes/{id}/upkeep", "UFFFFF+", 200),
    ("put /mailboxes/{id}/upkeep", "UFFFFF+", 200),
    // Its folder is nowhere.
    ("post /mailboxes/{id}/count", "UFFFFF+", 422),
    ("post /mailboxes/{id}/fetch-missing", "UFFFFF+", 422),
    ("get /mailboxes/{id}/looks", "UFFFFF+", 200),
    ("get /mailboxes/{id}/report", "UFFFFF+", 200),
    ("get /providers", "UFFFFF+", 200),
    ("put /providers/{key}", "UFFFFF+", 200),
    // The row before added it.
    ("delete /providers/{key}", "UFFFFF+", 204),
    ("get /mails", "U++++++", 200),
    // Of no mail.
    ("get /mails/openings", "U++++++", 422),
    ("get /mails/{id}", "UNNNNN+", 200),
    ("get /mails/{id}/beside", "UNNNNN+", 200),
    ("get /mails/{id}/thread", "UNNNNN+", 200),
    ("get /mails/{id}/record", "UNNNNN+", 200),
    ("get /mails/{id}/record/export", "UNNNNN+", 200),
    ("get /mails/{id}/html", "UNNNNN+", 200),
    ("get /mails/{id}/raw", "UNNNNN+", 200),
    ("get /mails/{id}/attachments/{path}", "UNNNNN+", 200),
    // Files are opened by the program, which the program of these tests is not.
    (
        "get /mails/{id}/attachments/{path}/contents",
        "UNNNNN+",
        422,
    ),
    ("get /mails/{id}/attachments/{path}/inner", "UNNNNN+", 422),
    ("post /mails/bulk", "U++++++", 200),
    ("post /mails/{id}/start", "UNNNNN+", 201),
    ("post /mails/{id}/link", "UNNNNN+", 204),
    ("post /mails/{id}/archive", "UNNNNN+", 204),
    // It could be read at once.
    ("post /mails/{id}/read-again", "UNNNNN+", 409),
    // It was joined to no case.
    ("post /mails/{id}/unlink", "UNNNNN+", 409),
    // No case was opened by it.
    ("post /mails/{id}/no-answer", "UNNNNN+", 409),
    ("get /unanswered", "U++++++", 200),
    ("get /unanswered/counts", "U++++++", 200),
    ("get /despatches", "U++++++", 200),
    ("get /despatches/{id}", "UNNNNN+", 200),
    ("get /despatches/{id}/thread", "UNNNNN+", 200),
    ("get /despatches/{id}/record", "UNNNNN+", 200),
    ("get /despatches/{id}/record/export", "UNNNNN+", 200),
    ("get /despatches/{id}/raw", "UNNNNN+", 200),
    ("get /despatches/{id}/evidence", "UNNNNN+", 200),
    ("get /despatches/{id}/attachments/{n}", "UNNNNN+", 200),
    (
        "get /despatches/{id}/attachments/{n}/contents",
        "UNNNNN+",
        422,
    ),
    ("get /despatches/{id}/attachments/{n}/inner", "UNNNNN+", 422),
    ("post /despatches/{id}/resolve", "UNNNNN+", 204),
    ("get /mailings/{id}", "UNNNNN+", 200),
    ("get /mailings/{id}/recipients", "UNNNNN+", 200),
    ("get /mailings/{id}/report", "UNNNNN+", 200),
    // No part waits: there is nothing to halt or resume.
    ("post /mailings/{id}/halt", "UNNNNN+", 409),
    ("post /mailings/{id}/resume", "UNNNNN+", 409),
    ("post /recipient-lists", "U+++FF+", 201),
    // The task writes no message.
    ("get /tasks/{id}/recipients", "UNNNNNN", 0),
    // The mail is no receipt of nobody.
    ("get /mails/{id}/suggestions", "UNNNNN+", 409),
    ("post /mails/{id}/attach", "UNNNNN+", 409),
    ("get /contacts", "U++++++", 200),
    ("post /contacts/import", "UF+FFF+", 422),
    ("get /parties", "U++++++", 200),
    ("get /parties/sources", "U++++++", 200),
    // It says nothing.
    ("post /parties", "U+++FF+", 422),
    ("get /parties/{id}", "U++++++", 200),
    ("patch /parties/{id}", "U+++FF+", 200),
    // The cases and messages in it are each person's own.
    ("get /parties/{id}/exchanged", "U++++++", 200),
    ("post /parties/{id}/close", "U+++FF+", 204),
    ("post /parties/{id}/reopen", "U+++FF+", 204),
    // There is no other.
    ("post /parties/{id}/merge", "UFNFFFN", 0),
    ("post /imports/files", "UF+FFF+", 201),
    // No file is named.
    ("post /imports/preview", "UF+FFF+", 422),
    ("post /imports", "UF+FFF+", 422),
    ("get /imports", "UF+FFF+", 200),
    ("get /imports/{id}", "UFNFFFN", 0),
    ("get /imports/{id}/lines", "UFNFFFN", 0),
    ("post /imports/{id}/undo", "UFNFFFN", 0),
    // Operations.
    ("get /webhooks", "UFFFFF+", 200),
    ("post /webhooks", "UFFFFF+", 422),
    ("patch /webhooks/{id}", "UFFFFFN", 0),
    ("delete /webhooks/{id}", "UFFFFFN", 0),
    ("get /webhooks/{id}/deliveries", "UFFFFF+", 200),
    ("post /deliveries/{id}/retry", "UFFFFFN", 0),
    ("get /credentials", "UFFFFF+", 200),
    ("post /credentials", "UFFFFF+", 422),
    ("patch /credentials/{id}", "UFFFFFN", 0),
    ("delete /credentials/{id}", "UFFFFFN", 0),
    ("get /incidents", "U++++++", 200),
    ("post /incidents/{id}/retry", "UNNNNN+", 200),
    ("post /incidents/{id}/dismiss", "UNNNNN+", 422),
    ("get /batches", "U++++++", 200),
    // Those who may steer cases, though none of these are theirs.
    ("post /batches", "UFFNFF+", 201),
    ("get /batches/{id}", "UNNNNNN", 0),
    ("get /batches/{id}/items", "UNNNNNN", 0),
    ("post /batches/{id}/stop", "UNNNNNN", 0),
    ("get /removals", "UF+FFF+", 200),
    // Empty: nothing of that id was removed.
    ("get /removals/of/{id}", "U++++++", 200),
    // It says nothing.
    ("post /removals", "UF+FFF+", 422),
    ("post /removals/{id}/confirm", "UFFFFFN", 0),
    ("post /removals/{id}/withdraw", "UFNFFFN", 0),
    ("get /audit", "UFFFFF+", 200),
    ("get /statistics/overview", "U++++++", 200),
    ("post /messages", "UFFFFF+", 200),
    ("post /signals", "UFFFFF+", 200),
    ("post /conditions", "UFFFFF+", 200),
    ("post /jobs/acquire", "UFFFFF+", 200),
    ("post /jobs/{id}/complete", "UFFFFF+", 200),
    ("post /jobs/{id}/fail", "UFFFFF+", 200),
    ("post /jobs/{id}/bpmn-error", "UFFFFF+", 200),
    ("post /jobs/{id}/extend", "UFFFFF+", 200),
    ("get /clock", "U++++++", 200),
    ("put /clock", "UFFFFF+", 200),
    ("get /events", "U++++++", 200),
    ("post /backups", "UFFFFF+", 201),
    // The house.
    ("get /people", "U++++++", 200),
    ("post /people", "UFFFFF+", 201),
    ("patch /people/{id}", "UFFFFF+", 200),
    // One's own; that of somebody else is not seen.
    ("get /people/{id}/belongings", "UFFFFF+", 200),
    // Nobody is named as successor.
    ("post /people/{id}/leave", "UFFFFF+", 422),
    ("get /absences", "U++++++", 200),
    ("post /absences", "U++++++", 201),
    ("patch /absences/{id}", "UNNNNNN", 0),
    ("delete /absences/{id}", "UNNNNNN", 0),
    ("get /people/{id}/identities", "UFFFFF+", 200),
    ("post /people/{id}/identities", "UFFFFF+", 201),
    ("patch /identities/{id}", "UFFFFF+", 200),
    ("get /people/{id}/password-links", "UFFFFF+", 200),
    ("post /people/{id}/password-links", "UFFFFF+", 201),
    ("delete /password-links/{id}", "UFFFFFN", 0),
    // For whoever has a link; this one opens nothing.
    ("post /password-links/look", "+++++++", 409),
    ("post /password-links/use", "+++++++", 409),
    ("post /people/import/preview", "UFFFFF+", 200),
    ("post /people/import", "UFFFFF+", 200),
    ("get /people/imports", "UFFFFF+", 200),
    ("post /people/imports/{id}/undo", "UFFFFFN", 0),
    ("get /areas", "U++++++", 200),
    ("post /areas", "UFFFFF+", 201),
    ("patch /areas/{id}", "UFFFFF+", 200),
    ("delete /areas/{id}", "UFFFFF+", 204),
    ("get /calendars", "U++++++", 200),
    ("get /calendars/{scope}/days", "U++++++", 200),
    ("put /calendars/{scope}", "UFFFFF+", 200),
    ("delete /calendars/{scope}", "UFFFFF+", 204),
    ("get /offices", "U++++++", 200),
    ("post /offices", "UFFFFF+", 201),
    ("patch /offices/{id}", "UFFFFF+", 200),
    // The demonstration: not here, and nobody of it.
    ("get /demo/people", "+++++++", 200),
    ("post /demo/session", "NNNNNNN", 0),
    ("post /demo/arrivals", "UNNNNNN", 0),
    ("get /demo/rail", "UNNNNNN", 0),
];

const PROCESS: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <process id="altrui" name="Altrui" isExecutable="true">
    <startEvent id="inizio"/><sequenceFlow id="f1" sourceRef="inizio" targetRef="insieme"/>
    <parallelGateway id="insieme"/>
    <sequenceFlow id="f2" sourceRef="insieme" targetRef="scrivi"/><sequenceFlow id="f3" sourceRef="insieme" targetRef="rotto"/><sequenceFlow id="f4" sourceRef="insieme" targetRef="fuori"/>
    <userTask id="scrivi" camunda:candidateGroups="ufficio:tributi"/>
    <scriptTask id="rotto" scriptFormat="rhai"><script>throw "no"</script></scriptTask>
    <serviceTask id="fuori" camunda:type="external" camunda:topic="catasto"/>
    <sequenceFlow id="f5" sourceRef="scrivi" targetRef="fine"/><sequenceFlow id="f6" sourceRef="rotto" targetRef="fine"/><sequenceFlow id="f7" sourceRef="fuori" targetRef="fine"/>
    <endEvent id="fine"/>
  </process>
</definitions>"#;

pub(super) const RAW: &[u8] = b"From: Rosa Prova <rosa@mail.example>\r\nTo: tributi@comune.example\r\nSubject: Prova\r\nMessage-ID: <m1@mail.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nBuongiorno.\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nallegato\r\n--b--\r\n";

/// Things of the office *tributi*, made anew for every row of the table.
pub(super) struct Things {
    pub(super) task: Uuid,
    pub(super) instance: Uuid,
    incident: Uuid,
    job: Uuid,
    lease: i64,
    pub(super) mail: Uuid,
    pub(super) despatch: Uuid,
    pub(super) mailbox: Uuid,
    person: Uuid,
    office: Uuid,
    deployment: Uuid,
    party: Uuid,
    area: Uuid,
    identity: Uuid,
    tag: String,
}

impl Things {
    pub(super) async fn new(house: &House, n: usize) -> Things {
        let runtime = &house.app.runtime;
        let (system, store) = (Act::system(), runtime.store());
        let tag = format!("riga{n}");
        let deployed = runtime
            .deploy(
                &system,
                None,
                vec![("p.bpmn".into(), PROCESS.as_bytes().to_vec())],
            )
            .await
            .unwrap();
        let variables = json!({ "ufficio": "tributi" }).as_object().unwrap().clone();
        let instance = runtime
            .start(&system, "altrui", None, variables, None)
            .await
            .unwrap()
            .id;
        let task = store::load::tasks_of_instance(store, instance)
            .await
            .unwrap()
            .remove(0);
        let mut set = WriteSet::new(runtime.clock().now());
        // Held, so that putting it back is a real act.
        set.put(row::Task {
            assignee: ["release", "unclaim", "assign"]
                .iter()
                .any(|verb| TABLE[n].0.ends_with(verb))
                .then(|| "tea".to_string()),
            ..task.clone()
        });
        let incident = store::load::incidents_of_instance(store, instance)
            .await
            .unwrap()
            .remove(0)
            .id;
        let second = std::time::Duration::from_secs(60);
        let topics = vec!["catasto".to_string()];
        let job = if TABLE[n].0.ends_with("acquire") {
            (Uuid::nil(), 0)
        } else {
            let jobs = runtime
                .acquire_jobs(&system, topics, "prova", 100, second, Default::default())
                .await
                .unwrap();
            let job = jobs.iter().find(|j| j.instance == instance).unwrap();
            (job.id, job.lease)
        };
        let now = Utc::now();
        let raw = store.blobs().put(RAW.to_vec()).await.unwrap();
        let mailbox = row::Mailbox {
            address: format!("{tag}@comune.example"),
            certified: false,
            settings: json!({ "source": { "kind": "maildir", "path": "/nowhere" } }),
            offices: vec!["tributi".into()],
            state: "active".into(),
            ..a_mailbox(&tag)
        };
        let mail = row::Mail {
            id: Uuid::now_v7(),
            mailbox: mailbox.id,
            folder: "INBOX".into(),
            uid_validity: 1,
            uid: 1,
            raw,
            size: RAW.len() as i64,
            kind: "ordinary".into(),
            message_id: format!("{tag}@mail.example"),
            from_address: "rosa@mail.example".into(),
            from_name: "Rosa Prova".into(),
            subject: "Prova".into(),
            sent_at: None,
            arrived_at: Some(now),
            fetched_at: now,
            arrival: serde_json::to_value(mail_arrival()).unwrap(),
            verdict: None,
            state: "inbox".into(),
            instance: None,
            despatch: None,
            same_as: None,
            about: None,
        };
        let journey = office::despatch::Journey::ordinary(["rosa@mail.example"].iter(), now);
        let despatch = row::Despatch {
            id: Uuid::now_v7(),
            revision: 0,
            job: None,
            instance: None,
            mailbox: mailbox.id,
            message_id: format!("out-{tag}@comune.example"),
            pec_id: None,
            raw,
            size: RAW.len() as i64,
            subject: "Prova".into(),
            certified: false,
            state: "unknown".into(),
            journey: serde_json::to_value(&journey).unwrap(),
            outcome: "pending".into(),
            recipients: vec!["rosa@mail.example".into()],
            author: None,
            approver: None,
            author_for: None,
            approver_for: None,
            answers: None,
            resends: None,
            mailing: None,
            last_error: None,
            created_at: now,
            submitted_at: None,
            left_at: None,
            watch_at: None,
        };
        // The despatch is the only part of a mailing that is named as it is.
        let despatch = row::Despatch {
            mailing: Some(despatch.id),
            ..despatch
        };
        set.put(row::Mailing {
            id: despatch.id,
            revision: 0,
            job: despatch.id,
            instance: despatch.id,
            mailbox: despatch.mailbox,
            state: "open".into(),
            subject: "Prova".into(),
            author: None,
            parts: 1,
            recipients: 1,
            size: despatch.size,
            receipt: Some("breve".into()),
            quota: 1,
            created_at: now,
            paced_until: now,
        });
        let draft = row::Draft {
            id: Uuid::now_v7(),
            revision: 0,
            name: tag.clone(),
            files: json!({}),
            updated_at: now,
            updated_by: "ada".into(),
        };
        let new = runtime::NewParty {
            kind: "body".into(),
            name: tag.clone(),
            ..Default::default()
        };
        let party = runtime.add_party(&system, new).await.unwrap();
        let ids = (mailbox.id, mail.id, despatch.id);
        set.put(mailbox).put(mail).put(despatch).put(draft);
        store.commit(set).await.unwrap();
        let tea = store::load::person_by_login(store, "tea")
            .await
            .unwrap()
            .unwrap();
        let offices = store::load::offices(store).await.unwrap();
        let new = runtime::AreaChange {
            key: Some(format!("area-{tag}")),
            name: Some("Area".into()),
            ..Default::default()
        };
        let area = runtime.add_area(&system, new).await.unwrap();
        Things {
            task: task.id,
            instance,
            incident,
            job: job.0,
            lease: job.1,
            mailbox: ids.0,
            mail: ids.1,
            despatch: ids.2,
            person: tea.id,
            office: offices.iter().find(|o| o.key == "tributi").unwrap().id,
            deployment: deployed.id,
            party,
            area: area.id,
            identity: store::load::identity_by_name(store, "tea")
                .await
                .unwrap()
                .unwrap()
                .id,
            tag,
        }
    }

    /// The address of the thing a path asks for.
    pub(super) fn path(&self, path: &str) -> String {
        let id = match path.split('/').nth(1).unwrap() {
            "tasks" => self.task,
            "instances" => self.instance,
            "incidents" => self.incident,
            "jobs" => self.job,
            "mails" => self.mail,
            "despatches" | "mailings" => self.despatch,
            "mailboxes" => self.mailbox,
            "people" => self.person,
            "offices" => self.office,
            "deployments" => self.deployment,
            "parties" => self.party,
            "areas" => self.area,
            "identities" => self.identity,
            _ => Uuid::nil(),
        };
        if path.ends_with("/record/export") {
            return format!("{}?format=csv", path.replace("{id}", &id.to_string()));
        }
        if path.starts_with("/migrations") {
            return format!("{path}?from={id}&to={id}");
        }
        let file = if path.starts_with("/mails") {
            "1"
        } else {
            "p.bpmn"
        };
        path.replace("{id}", &id.to_string())
            .replace("{key}", "altrui")
            .replace("{name}", &self.tag)
            .replace("{scope}", "casa")
            .replace("{code}", "XML001")
            .replace("{path}", file)
            .replace("{part}", "document")
            .replace("{n}", "0")
    }

    /// What a request that is well formed says.
    fn body(&self, route: &str, asker: &str) -> Value {
        let maildir = json!({ "source": { "kind": "maildir", "path": "/nowhere" } });
        match route {
            "post /session" => json!({ "login": asker, "password": "un'altra" }),
            // Each asker's own: ten tries of one link are held.
            "post /password-links/look" | "post /password-links/use" => {
                json!({ "secret": format!("{}-{asker}", self.tag) })
            }
            "put /profile" => json!({ "language": "it" }),
            "put /profile/password" => {
                json!({ "current": "un'altra", "password": "una frase nuova" })
            }
            "post /profile/tokens" => json!({ "name": "prova" }),
            "post /tasks/next" => json!({ "filter": "groups" }),
            "post /tasks/{id}/distribute" => json!({ "office": "tributi" }),
            "post /tasks/{id}/opinion" => json!({ "login": "tea", "question": "Che ne pensi?" }),
            "post /tasks/bulk" => json!({ "ids": [self.task], "act": "claim" }),
            "post /tags" => json!({ "kind": "instance", "ids": [self.instance], "add": ["prova"] }),
            "post /tasks/{id}/assign" => json!({ "login": "tea" }),
            "post /instances/{id}/notes" => json!({ "text": "Nota" }),
            "post /instances/{id}/cancel"
            | "post /mails/{id}/archive"
            | "post /mails/{id}/no-answer"
            | "post /mails/{id}/unlink"
            | "post /tasks/{id}/refuse"
            | "post /tasks/{id}/reply/take-over"
            | "post /incidents/{id}/dismiss" => json!({ "reason": "prova" }),
            "post /batches" => json!({ "kind": "suspend_instances", "ids": [self.instance] }),
            "patch /instances/{id}/variables" => json!({ "variables": {} }),
            "post /instances/{id}/modify" => json!({ "changes": [] }),
            "post /instances/{id}/migrate" => json!({ "process": Uuid::nil() }),
            "post /scripts/check" => json!({ "text": "1 + 1", "kind": "condition" }),
            "post /drafts" => json!({ "name": self.tag }),
            "put /drafts/{name}" => json!({ "files": { "a.txt": "x" } }),
            "post /mailboxes/try" => json!({ "settings": maildir, "password": "" }),
            "put /mailboxes/{id}/upkeep" => json!({ "secret_days": 90 }),
            "put /providers/{key}" => {
                let server = |port: u16| json!({ "host": "posta.gestore.example", "port": port, "security": "tls" });
                json!({ "name": "Gestore", "settings": {
                    "certified": true, "imap": server(993), "smtp": server(465), "user_is_address": true,
                } })
            }
            "post /mailboxes" => {
                json!({ "key": "nuova", "address": "nuova@comune.example", "certified": false, "settings": maildir })
            }
            "post /mailboxes/{id}/archives" => {
                json!({ "first_day": "2026-01-01", "last_day": "2026-01-31" })
            }
            "put /mailboxes/{id}/rights" => json!({ "rights": [] }),
            "patch /mailboxes/{id}" => json!({ "display_name": "Tributi e canoni" }),
            "post /mails/bulk" => {
                json!({ "ids": [self.mail], "act": "archive", "reason": "prova" })
            }
            "post /mails/{id}/start" => json!({ "process": "altrui" }),
            "post /mails/{id}/attach" => json!({ "despatch": self.despatch }),
            "post /mails/{id}/link" => json!({ "instance": self.instance }),
            "post /despatches/{id}/resolve" => json!({ "how": "sent", "reason": "prova" }),
            "post /messages" | "post /signals" => json!({ "name": "nessuno" }),
            "post /jobs/acquire" => json!({ "topics": ["catasto"], "worker": "prova" }),
            "post /jobs/{id}/complete" => json!({ "lease": self.lease }),
            "post /jobs/{id}/fail" => json!({ "lease": self.lease, "message": "prova" }),
            "post /jobs/{id}/bpmn-error" => json!({ "lease": self.lease, "code": "prova" }),
            "post /jobs/{id}/extend" => json!({ "lease": self.lease, "lease_seconds": 60 }),
            "put /clock" => json!({ "advance_seconds": 0.0 }),
            "post /people" => json!({ "login": self.tag, "name": "Nuova Prova" }),
            "post /people/{id}/leave" => json!({ "successor": "" }),
            "post /absences" => json!({ "first_day": "2999-01-01", "last_day": "2999-01-02" }),
            "post /people/{id}/identities" => {
                json!({ "name": format!("tea.{}", self.tag), "password": "una frase lunga" })
            }
            "patch /identities/{id}" => json!({ "open": true }),
            "post /people/import" | "post /people/import/preview" => {
                json!({ "source": "prova.csv", "csv": "nome;cognome;utente" })
            }
            "post /areas" => json!({ "key": self.tag, "name": "Nuova area" }),
            "put /calendars/{scope}" => json!(office::calendar::Calendar::default()),
            "post /offices" => json!({ "key": self.tag, "name": "Nuovo" }),
            "patch /people/{id}" => json!({ "language": "it" }),
            "patch /offices/{id}" => json!({ "name": "TRIBUTI" }),
            "post /demo/session" => json!({ "login": "tea" }),
            "post /tasks/{id}/signature" => json!({ "remote": "pades" }),
            "put /tasks/{id}/draft" => json!({ "data": {} }),
            _ => json!({}),
        }
    }
}

pub(super) fn mail_arrival() -> contract::Arrival {
    let store = signature::TrustStore::from_anchors(&[]).unwrap();
    pec::recognise(RAW, &store, Utc::now()).unwrap()
}

async fn ask(house: &House, browser: &Browser, things: &Things, route: &str, who: &str) -> Answer {
    let (method, path) = route.split_once(' ').unwrap();
    let method: Method = method.to_uppercase().parse().unwrap();
    let address = things.path(path);
    let multipart = match route {
        "post /uploads" | "post /imports/files" => Some(("a.txt", "ciao")),
        "post /recipient-lists" => Some(("a.csv", "rosa@mail.example")),
        "post /deployments" | "post /check" => Some(("p.bpmn", "<definitions")),
        _ => None,
    };
    if let Some(file) = multipart {
        return house.upload(browser, &address, &[file]).await;
    }
    let body = (method != Method::GET).then(|| things.body(route, who));
    house.call(browser, method, &address, body).await
}

#[tokio::test]
async fn every_route_answers_every_role_as_the_table_says() {
    let house = House::new().await;
    for (login, role, office) in ASKERS {
        house.add_person(login, role, office).await;
    }
    let document: Value = serde_json::from_str(&crate::app::openapi().unwrap()).unwrap();
    let mut described: Vec<String> = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            described.push(format!(
                "{method} {}",
                path.strip_prefix("/api/v1").unwrap().replace("{*", "{")
            ));
        }
    }
    described.sort();
    let mut listed: Vec<String> = TABLE.iter().map(|row| row.0.to_string()).collect();
    listed.sort();
    assert_eq!(described, listed, "the table names every route once");

    let mut wrong = Vec::new();
    for (n, (route, letters, done)) in TABLE.iter().enumerate() {
        let things = Things::new(&house, n).await;
        let askers = std::iter::once("").chain(ASKERS.iter().map(|a| a.0));
        for (asker, letter) in askers.zip(letters.chars()) {
            let browser = match asker {
                "" => Browser::default(),
                // A session of its own: one route ends it, and tries are counted.
                login => house.session_of(login).await,
            };
            let answer = ask(&house, &browser, &things, route, asker).await;
            let expected = match letter {
                'U' => 401,
                'F' => 403,
                'N' => 404,
                _ => *done,
            };
            if answer.status.as_u16() != expected {
                wrong.push(format!(
                    "{route} as {asker:?}: {} instead of {expected}: {}",
                    answer.status,
                    String::from_utf8_lossy(&answer.bytes[..answer.bytes.len().min(300)])
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
