//! What is wrong, too large or never done has a stated answer (SECURITY.md, "What is too much"), and holds up nobody else.

use crate::program::ledger::database;
use crate::program::{Caller, Program, Start, until};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::PathBuf;

const HEAD: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:prova">
<message id="m" name="prova.arrivo"/>"#;

/// Round and round, and nothing to wait for.
const CIRCLE: &str = r#"<process id="giro" isExecutable="true"><startEvent id="s"/><task id="a"/><task id="b"/>
<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="b"/><sequenceFlow id="h" sourceRef="b" targetRef="a"/></process>"#;

/// A case that waits for a message, then for a worker, then for a person.
const WAITING: &str = r#"<process id="attesa" isExecutable="true"><startEvent id="s"/><receiveTask id="r" messageRef="m"/>
<serviceTask id="j" camunda:type="external" camunda:topic="prova"/><userTask id="u" name="Vedi"/><endEvent id="e"/>
<sequenceFlow id="f" sourceRef="s" targetRef="r"/><sequenceFlow id="g" sourceRef="r" targetRef="j"/><sequenceFlow id="h" sourceRef="j" targetRef="u"/>
<sequenceFlow id="i" sourceRef="u" targetRef="e"/></process>"#;

/// A house with one administrator, one program, and whatever is deployed.
struct House {
    start: Start,
    dario: Caller,
    token: String,
    program: Program,
    _folder: tempfile::TempDir,
}

impl House {
    async fn open() -> House {
        let folder = tempfile::tempdir().expect("a folder");
        let start = Start::new(folder.path());
        let add = [
            "user",
            "add",
            "dario",
            "--name",
            "Dario Prova",
            "--no-password",
            "--role",
            "amministratore",
            "--role",
            "operatore",
            "--role",
            "supervisore",
        ];
        start.run(&add).await;
        let token = start.run(&["token", "dario", "--name", "prova"]).await;
        let token = token.trim().to_owned();
        let dario = Caller::new(&token);
        let program = start.ready().await;
        House {
            start,
            dario,
            token,
            program,
            _folder: folder,
        }
    }

    fn file(&self, name: &str, model: &str) -> PathBuf {
        let path = self.start.log.with_file_name(format!("{name}.bpmn"));
        std::fs::write(&path, model).expect("a file");
        path
    }

    async fn deploy(&self, name: &str, process: &str) {
        let file = self.file(name, &format!("{HEAD}{process}</definitions>"));
        let to = ["--url", &self.program.url, "--token", &self.token];
        let words = [&["deploy"][..], &to, &[&file.display().to_string()]];
        self.start.run(&words.concat()).await;
    }

    async fn ask(&self, path: &str, body: Value) -> (StatusCode, Value) {
        let path = format!("/api/v1{path}");
        let asked = || {
            self.dario
                .ask(&self.program.url, Method::POST, &path, Some(&body))
        };
        // A body that is too large is refused while it is still being written: the answer may be lost with the connection.
        for _ in 0..20 {
            match asked().await {
                Ok(answer) => return answer,
                Err(error) if error.is_request() => {}
                Err(error) => panic!("it answers: {error}"),
            }
        }
        panic!("{path}: no answer in twenty times")
    }

    async fn get(&self, path: &str) -> Value {
        self.dario
            .get(&self.program.url, &format!("/api/v1{path}"))
            .await
    }

    async fn begin(&self, process: &str) -> String {
        let path = format!("/processes/{process}/instances");
        let (status, said) = self.ask(&path, json!({ "variables": {} })).await;
        assert_eq!(status, StatusCode::CREATED, "{said}");
        said["id"].as_str().expect("an id").into()
    }

    /// Codes of the open errors of a case, once there is one.
    async fn incident(&self, case: &str) -> Value {
        until("an error to resolve", async || {
            let found = self.get(&format!("/instances/{case}/incidents")).await;
            found["items"].get(0).cloned()
        })
        .await
    }

    async fn close(self) {
        self.program.answers().await;
        self.program.stop().await;
        self.start.run(&["audit", "verify"]).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_loop_without_a_wait_lets_others_through_and_can_be_stopped() {
    let house = House::open().await;
    house.deploy("giro", CIRCLE).await;
    house.deploy("attesa", WAITING).await;
    let circle = house.begin("giro").await;
    let steps = async || -> i64 {
        let mut db = database(&house.start.data).await;
        let sql = "SELECT steps FROM instance WHERE process_key = 'giro'";
        sqlx::query_scalar(sql)
            .fetch_one(&mut db)
            .await
            .expect("steps")
    };
    // It goes on by a thousand activations at a time; a million in one go are an error to resolve.
    let first = steps().await;
    until("the next steps", async || {
        (steps().await > first + 3).then_some(())
    })
    .await;
    let other = house.begin("attesa").await;
    assert_eq!(
        house.get(&format!("/instances/{other}")).await["state"],
        "running"
    );
    let stop = json!({ "reason": "Gira a vuoto." });
    let (status, said) = house
        .ask(&format!("/instances/{circle}/cancel"), stop)
        .await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let state = house.get(&format!("/instances/{circle}")).await["state"].clone();
    assert_eq!(state, "terminated");
    let at = steps().await;
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    assert_eq!(steps().await, at, "it is over");
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_never_ends_or_makes_too_much_is_an_error_to_resolve() {
    let house = House::open().await;
    for (name, script, code) in [
        ("sempre", "loop {}", "script.too_long"),
        (
            "sonno",
            "let n = 0; while true { n += 1; }",
            "script.too_long",
        ),
        (
            "troppo",
            r#"let t = "x"; loop { t += t; }"#,
            "script.too_big",
        ),
        (
            "lista",
            r#"let l = []; loop { l.push("xxxxxxxxxxxxxxxx"); }"#,
            "script.too_big",
        ),
        (
            "grande",
            r#"let t = "x"; for i in 0..18 { t += t; } grande = t;"#,
            "script.too_big",
        ),
    ] {
        let process = format!(
            r#"<process id="{name}" isExecutable="true"><startEvent id="s"/><scriptTask id="x" scriptFormat="rhai"><script><![CDATA[{script}]]></script></scriptTask>
<sequenceFlow id="f" sourceRef="s" targetRef="x"/><endEvent id="e"/><sequenceFlow id="g" sourceRef="x" targetRef="e"/></process>"#
        );
        house.deploy(name, &process).await;
        let case = house.begin(name).await;
        let found = house.incident(&case).await;
        assert_eq!(
            (&found["code"], &found["element"]),
            (&json!(code), &json!("x")),
            "{name}: {found}"
        );
    }
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_megabytes_of_variables_are_refused_whichever_way_they_come() {
    let house = House::open().await;
    house.deploy("attesa", WAITING).await;
    let case = house.begin("attesa").await;
    // One body for all: a hundred megabytes in a list of short texts, then one value over its own limit, then many
    // that are too much together.
    let huge = json!({ "v": vec!["x".repeat(1_000); 100_000] });
    let value = json!({ "v": "x".repeat(70_000) });
    let many: Value = (0..20)
        .map(|n| (format!("v{n}"), json!("x".repeat(60_000))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let message = |variables: &Value| json!({ "name": "prova.arrivo", "variables": variables });
    let begin = |variables: &Value| json!({ "variables": variables });

    let tried = async |path: &str, body: &dyn Fn(&Value) -> Value, what: &str| {
        for (given, status, told) in [
            (&huge, StatusCode::PAYLOAD_TOO_LARGE, "too_large"),
            (&value, StatusCode::UNPROCESSABLE_ENTITY, "65536"),
            (&many, StatusCode::UNPROCESSABLE_ENTITY, "1048576"),
        ] {
            let (got, said) = house.ask(path, body(given)).await;
            assert_eq!(got, status, "{what}: {said}");
            assert!(said.to_string().contains(told), "{what}: {said}");
        }
    };
    tried("/processes/attesa/instances", &begin, "a start").await;
    tried("/messages", &message, "a message").await;
    // What was refused left the case as it was.
    let (_, said) = house.ask("/messages", message(&json!({}))).await;
    assert_eq!(said["outcome"], "correlated", "{said}");
    let acquire = json!({ "topics": ["prova"], "worker": "uno", "max": 1, "lease_seconds": 60 });
    let (_, said) = house.ask("/jobs/acquire", acquire).await;
    let job = said["items"][0].clone();
    let lease = job["lease"].clone();
    let path = format!("/jobs/{}/complete", job["id"].as_str().expect("a job"));
    let report = |variables: &Value| json!({ "lease": lease, "variables": variables });
    tried(&path, &report, "a job's result").await;
    let (status, said) = house.ask(&path, report(&json!({ "v": 1 }))).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let tasks = house.get("/tasks?filter=all").await;
    let task = tasks["items"][0]["id"].as_str().expect("a task").to_owned();
    // A person's answer holds what its form asks for; this task asks for nothing.
    for (given, status) in [
        (&huge, StatusCode::PAYLOAD_TOO_LARGE),
        (&value, StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let path = format!("/tasks/{task}/complete");
        let (got, said) = house.ask(&path, json!({ "data": given })).await;
        assert_eq!(got, status, "a task: {said}");
    }
    let variables = house.get(&format!("/instances/{case}/variables")).await;
    assert!(
        variables.to_string().len() < 2_000,
        "nothing of it was kept"
    );
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_nested_elements_are_refused_by_name() {
    let house = House::open().await;
    let depth = 10_000;
    let mut model = String::from(HEAD);
    model.push_str(r#"<process id="profondo" isExecutable="true">"#);
    for n in 0..depth {
        model.push_str(&format!(r#"<subProcess id="n{n}">"#));
    }
    model.push_str(&"</subProcess>".repeat(depth));
    model.push_str("</process></definitions>");
    let file = house.file("profondo", &model);
    let said = house
        .start
        .fails(&["check", &file.display().to_string()])
        .await;
    assert!(
        said.contains("256") && said.contains("profondo.bpmn"),
        "{said}"
    );
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_keeps_the_version_it_began_with() {
    let house = House::open().await;
    house.deploy("attesa", WAITING).await;
    let case = house.begin("attesa").await;
    // The next version waits for nobody any more.
    let changed = r#"<process id="attesa" isExecutable="true"><startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process>"#;
    house.deploy("attesa", changed).await;
    let next = house.begin("attesa").await;
    let of = async |id: &str| house.get(&format!("/instances/{id}")).await;
    let (old, new) = (of(&case).await, of(&next).await);
    assert_eq!(
        (&old["state"], &new["state"]),
        (&json!("running"), &json!("completed"))
    );
    assert_eq!((&old["version"], &new["version"]), (&json!(1), &json!(2)));
    let (_, said) = house
        .ask("/messages", json!({ "name": "prova.arrivo" }))
        .await;
    assert_eq!(said["outcome"], "correlated", "it goes its own way: {said}");
    // A version with cases cannot be taken away.
    let listed = house.get("/deployments").await;
    for deployment in listed["items"].as_array().expect("a list") {
        let path = format!(
            "/api/v1/deployments/{}",
            deployment["id"].as_str().expect("an id")
        );
        let (status, said) = house
            .dario
            .ask(&house.program.url, Method::DELETE, &path, None)
            .await
            .expect("it answers");
        assert_eq!(
            (status, &said["code"]),
            (StatusCode::CONFLICT, &json!("deployment_in_use")),
            "{said}"
        );
    }
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_to_nobody_and_a_task_completed_twice_are_told() {
    let house = House::open().await;
    house.deploy("attesa", WAITING).await;
    let message = json!({ "name": "prova.arrivo" });
    let (status, said) = house.ask("/messages", message.clone()).await;
    assert_eq!((status, &said["outcome"]), (StatusCode::OK, &json!("none")));
    // With a time to live it waits for somebody.
    let lasting = json!({ "name": "prova.arrivo", "ttl_seconds": 600 });
    let (_, said) = house.ask("/messages", lasting).await;
    assert_eq!(said["outcome"], "buffered", "{said}");
    let case = house.begin("attesa").await;
    let acquire = json!({ "topics": ["prova"], "worker": "uno", "max": 1, "lease_seconds": 60, "wait_seconds": 10 });
    let (_, said) = house.ask("/jobs/acquire", acquire).await;
    let job = said["items"][0].clone();
    assert_eq!(
        job["instance"],
        json!(case),
        "it heard what was said before"
    );
    let path = format!("/jobs/{}/complete", job["id"].as_str().expect("a job"));
    house.ask(&path, json!({ "lease": job["lease"] })).await;
    let tasks = house.get("/tasks?filter=all").await;
    let task = tasks["items"][0]["id"].as_str().expect("a task").to_owned();
    let path = format!("/tasks/{task}/complete");
    let (status, said) = house.ask(&path, json!({ "data": {} })).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let (status, said) = house.ask(&path, json!({ "data": {} })).await;
    assert_eq!(
        (status, &said["holder"]),
        (StatusCode::CONFLICT, &json!("Dario Prova")),
        "{said}"
    );
    let state = house.get(&format!("/instances/{case}")).await["state"].clone();
    assert_eq!(state, "completed");
    house.close().await;
}
