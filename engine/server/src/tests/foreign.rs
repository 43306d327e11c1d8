//! What belongs to another office is not there: every route of the OpenAPI document that names an object, asked by every role of
//! the office *edilizia* about objects of the office *tributi*.
//!
//! Routes, parameters and bodies come from the document, so that a new route is asked without anybody thinking of it. The answer
//! is 403 or 404, never 200 and never 5xx; a list asked for a foreign object is empty. [`OPEN`] says what is not an office's.

use super::rights::Things;
use super::*;
use store::{WriteSet, row};
use uuid::Uuid;

/// Login, role, office. The administrator, who looks after everything, is not among them.
const ASKERS: [(&str, &str, Option<&str>); 5] = [
    ("olga", "operatore", Some("edilizia")),
    ("pino", "protocollista", Some("edilizia")),
    ("sara", "supervisore", Some("edilizia")),
    ("lia", "consultazione", Some("edilizia")),
    ("ugo", "analista", None),
];

/// Routes whose object is the whole house's: who may, and why.
const OPEN: &[(&str, &[&str], &str)] = &[
    (
        "get /processes/{key}/versions",
        &["olga", "pino", "sara", "lia", "ugo"],
        "a published process is no office's: who works with it may read it",
    ),
    (
        "get /processes/{key}/xml",
        &["olga", "pino", "sara", "lia", "ugo"],
        "the drawing of a published process; no case is in it",
    ),
    (
        "post /processes/{key}/instances",
        &["olga", "pino", "sara"],
        "who works in an office may begin a case of any published process; it is their own",
    ),
    (
        "post /processes/{key}/start-form",
        &["olga", "pino", "sara"],
        "as above, by its form",
    ),
    (
        "get /rules/{code}",
        &["olga", "pino", "sara", "lia", "ugo"],
        "the reference of findings",
    ),
    (
        "get /deployments/{id}/files/{path}",
        &["sara", "lia", "ugo"],
        "files of a published bundle: what a supervisor steers, a reader reads, an analyst draws",
    ),
    (
        "get /drafts/{name}",
        &["ugo"],
        "drafts of processes are the analysts' together",
    ),
    ("put /drafts/{name}", &["ugo"], "as above"),
    ("post /drafts/{name}/check", &["ugo"], "as above"),
    ("post /drafts/{name}/publish", &["ugo"], "as above"),
    (
        "get /calendars/{scope}/days",
        &["olga", "pino", "sara", "lia", "ugo"],
        "days of rest are the whole house's",
    ),
    (
        "get /parties/{id}",
        &["olga", "pino", "sara", "lia", "ugo"],
        "the address book is the whole house's",
    ),
    (
        "get /parties/{id}/exchanged",
        &["olga", "pino", "sara", "lia", "ugo"],
        "the messages and cases in it are each reader's own",
    ),
    (
        "patch /parties/{id}",
        &["olga", "pino", "sara"],
        "who writes messages keeps the address book",
    ),
    (
        "post /parties/{id}/close",
        &["olga", "pino", "sara"],
        "as above",
    ),
    (
        "post /parties/{id}/reopen",
        &["olga", "pino", "sara"],
        "as above",
    ),
    (
        "get /removals/of/{id}",
        &["olga", "pino", "sara", "lia", "ugo"],
        "empty for who may not see the thing",
    ),
    ("delete /drafts/{name}", &["ugo"], "as above"),
];

/// Routes of things that are no office's and have a test of their own, by the beginning of their path.
const NO_OBJECT: &[(&str, &str)] = &[
    (
        "/deliveries/",
        "rows of webhooks, which are nobody's but the administrator's",
    ),
    (
        "/imports/",
        "of the address book, which is the whole house's",
    ),
    (
        "/password-links/",
        "of the people, whom administrators look after",
    ),
    (
        "/people/imports/",
        "of the people, whom administrators look after",
    ),
];

/// Everything of the other office that has an id, by the first word of its path.
struct Foreign {
    things: Things,
    others: Vec<(&'static str, String)>,
}

impl Foreign {
    async fn new(house: &House, n: usize) -> Foreign {
        let things = Things::new(house, n).await;
        let (marta, tea) = (
            house.session_of("marta").await,
            house.session_of("tea").await,
        );
        let made = async |who: &Browser, path: &str, body: Value| -> String {
            let answer = house.post(who, path, body).await.expect(201).json();
            let id = answer["id"].as_str().or(answer["task"].as_str());
            id.unwrap_or_else(|| panic!("{path}: {answer}")).to_owned()
        };
        let instance = things.path("/instances/{id}")["/instances/".len()..].to_owned();
        let away = json!({ "first_day": format!("29{n:02}-01-01"), "last_day": format!("29{n:02}-01-02") });
        let hook = json!({ "name": format!("foreign{n}"), "url": "https://altro.example/eventi", "events": ["task.created"] });
        let credential = json!({ "name": format!("foreign{n}"), "scheme": "bearer", "address": "https://altro.example/", "secret": "una-parola" });
        let removal = json!({ "act": "withhold", "kind": "mail", "object": things.mail, "reason": "prova", "reference": "Determina 1" });
        let batch = json!({ "kind": "suspend_instances", "ids": [instance] });
        let period = json!({ "first_day": "2026-01-01", "last_day": "2026-01-31" });
        let archives = format!("/mailboxes/{}/archives", things.mailbox);
        let archive = house.post(&marta, &archives, period).await.expect(202);
        let archive = archive.json()["id"].as_str().unwrap().to_owned();
        // A token is shown once, its id in the list.
        let named = json!({ "name": format!("prova{n}") });
        house.post(&tea, "/profile/tokens", named).await.expect(201);
        let tokens = house.get(&tea, "/profile/tokens").await.json();
        let first = tokens["items"][0]["id"].as_str();
        let token = first.or(tokens[0]["id"].as_str()).unwrap().to_owned();
        let mut others = vec![
            ("archives", archive),
            ("absences", made(&tea, "/absences", away).await),
            ("profile", token),
            ("webhooks", made(&marta, "/webhooks", hook).await),
            (
                "credentials",
                made(&marta, "/credentials", credential).await,
            ),
            ("removals", made(&marta, "/removals", removal).await),
            ("batches", made(&marta, "/batches", batch).await),
        ];
        let notice = row::Notice {
            id: Uuid::now_v7(),
            recipient: "m:tea".into(),
            instance: instance.parse().unwrap(),
            text_it: "Prova".into(),
            text_en: "Test".into(),
            created_at: chrono::Utc::now(),
        };
        others.push(("notices", notice.id.to_string()));
        // What tea writes.
        others.push((
            "writings",
            things.path("/tasks/{id}")["/tasks/".len()..].to_owned(),
        ));
        let mut set = WriteSet::new(house.app.runtime.clock().now());
        set.put(notice);
        house.app.runtime.store().commit(set).await.unwrap();
        Foreign { things, others }
    }

    fn id_of(&self, path: &str) -> Option<String> {
        let word = path.split('/').nth(1)?;
        let other = self.others.iter().find(|(name, _)| *name == word);
        other.map(|(_, id)| id.clone()).or_else(|| {
            let whole = self.things.path(&format!("/{word}/{{id}}"));
            let id = whole.rsplit('/').next()?.to_owned();
            (id != Uuid::nil().to_string()).then_some(id)
        })
    }

    /// The address of the foreign thing; None: nothing of the sort is anybody's.
    fn path(&self, path: &str) -> Option<String> {
        let id = if path.contains("{id}") || path.contains("{task}") {
            self.id_of(path)?
        } else {
            String::new()
        };
        let filled = path.replace("{id}", &id).replace("{task}", &id);
        Some(self.things.path(&filled))
    }
}

/// The smallest value a schema allows: required properties, first choices.
fn sample(document: &Value, schema: &Value, id: &str) -> Value {
    if let Some(named) = schema["$ref"].as_str() {
        let name = named.rsplit('/').next().unwrap();
        return sample(document, &document["components"]["schemas"][name], id);
    }
    for several in ["allOf", "oneOf", "anyOf"] {
        if let Some(list) = schema[several].as_array() {
            let first = list.iter().find(|s| s["type"] != "null");
            return first.map_or(Value::Null, |s| sample(document, s, id));
        }
    }
    if let Some(first) = schema["enum"].as_array().and_then(|all| all.first()) {
        return first.clone();
    }
    if !schema["const"].is_null() {
        return schema["const"].clone();
    }
    let kind = match &schema["type"] {
        Value::Array(several) => several.iter().find(|t| *t != "null").cloned(),
        one => Some(one.clone()),
    };
    match kind.as_ref().and_then(Value::as_str).unwrap_or("object") {
        "string" => match schema["format"].as_str() {
            Some("uuid") => json!(id),
            Some("date-time") => json!("2999-01-01T00:00:00Z"),
            Some("date") => json!("2999-01-01"),
            _ => json!("prova"),
        },
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(false),
        "array" => json!([sample(document, &schema["items"], id)]),
        _ => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let names = required.iter().filter_map(Value::as_str);
            names
                .map(|name| {
                    let property = sample(document, &schema["properties"][name], id);
                    (name.to_owned(), property)
                })
                .collect::<serde_json::Map<_, _>>()
                .into()
        }
    }
}

/// Every operation: method, path below `/api/v1`, its description.
fn operations(document: &Value) -> Vec<(Method, String, Value)> {
    let mut found = Vec::new();
    for (path, all) in document["paths"].as_object().unwrap() {
        for (method, operation) in all.as_object().unwrap() {
            let path = path.strip_prefix("/api/v1").unwrap().replace("{*", "{");
            found.push((
                method.to_uppercase().parse().unwrap(),
                path,
                operation.clone(),
            ));
        }
    }
    // What takes a thing away comes last: the others need it.
    found.sort_by_key(|(method, ..)| *method == Method::DELETE);
    found
}

#[tokio::test]
async fn an_object_of_another_office_is_refused_on_every_route_to_every_role() {
    let house = House::new().await;
    for (login, role, office) in ASKERS {
        house.add_person(login, role, office).await;
    }
    let committed = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../designer/openapi.json"),
    )
    .unwrap();
    let document: Value = serde_json::from_str(&committed).unwrap();
    let (mut asked, mut wrong) = (0, Vec::new());
    let mut opened: Vec<(String, &str)> = Vec::new();
    for (n, (login, _, _)) in ASKERS.iter().enumerate() {
        let foreign = Foreign::new(&house, n).await;
        let browser = house.session_of(login).await;
        for (method, path, operation) in operations(&document) {
            let route = format!("{} {path}", method.as_str().to_lowercase());
            if !path.contains('{') {
                continue;
            }
            let Some(address) = foreign.path(&path) else {
                let known = NO_OBJECT.iter().any(|(of, _)| path.starts_with(of));
                assert!(known, "no foreign object for {path}");
                continue;
            };
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let id = foreign.id_of(&path).unwrap_or_default();
            let body = match route.as_str() {
                // What their schemas allow says nothing yet.
                "put /calendars/{scope}" => Some(json!(office::calendar::Calendar::default())),
                "post /tasks/{id}/signature" => Some(json!({ "remote": "pades" })),
                _ => (method != Method::GET).then(|| sample(&document, schema, &id)),
            };
            let status = house
                .call(&browser, method, &address, body)
                .await
                .status
                .as_u16();
            asked += 1;
            let open = OPEN
                .iter()
                .any(|(r, who, reason)| *r == route && who.contains(login) && !reason.is_empty());
            match status {
                403 | 404 if open => {
                    wrong.push(format!("{route} as {login}: no exception: {status}"))
                }
                403 | 404 => {}
                500.. => wrong.push(format!("{route} as {login}: {status}")),
                _ if open => opened.push((route, *login)),
                _ => wrong.push(format!("{route} as {login}: {status}")),
            }
        }
        // A list asked for what is foreign has nothing in it.
        for (method, path, operation) in operations(&document) {
            for parameter in operation["parameters"].as_array().into_iter().flatten() {
                let name = parameter["name"].as_str().unwrap();
                let about = match name {
                    "instance" | "deployment" | "mailbox" => {
                        format!("/{name}{}", if name == "mailbox" { "es" } else { "s" })
                    }
                    _ => continue,
                };
                if parameter["in"] != "query" || path.contains('{') || method != Method::GET {
                    continue;
                }
                let id = foreign.id_of(&about).unwrap();
                let answer = house.get(&browser, &format!("{path}?{name}={id}")).await;
                asked += 1;
                let empty = || answer.json()["items"] == json!([]);
                match answer.status.as_u16() {
                    403 | 404 => {}
                    200 if empty() => {}
                    status => wrong.push(format!(
                        "get {path}?{name}= as {login}: {status} with {}",
                        String::from_utf8_lossy(&answer.bytes)
                    )),
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {asked}\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    // Each exception is one: it is used, by each who is named.
    for (route, who, _) in OPEN {
        for login in *who {
            assert!(
                opened.iter().any(|(r, l)| r == route && l == login),
                "{route} is no exception for {login}"
            );
        }
    }
    assert!(asked > 500, "{asked} questions");
}
