//! SC-08 Shared box, double-reply prevention.
//!
//! Carla and Franco open the same PEC. Carla presses reply (lease). Franco sees "in lavorazione da Carla dal
//! 10:02", reply disabled, may leave a note or request hand-over; Carla's browser dies → lease expires after N
//! minutes or Bruno forces take-over with log. Outcome: exactly one reply leaves even with two simultaneous API
//! sends (second gets 409); log shows both views and the denial.

use crate::program::town::{Kind, MARIO, Town, person_as};
use crate::program::{Caller, Program, until};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Duration;
use tests::postgres::Postgres;

/// N minutes, the shortest the program takes.
const LEASE_SECONDS: u64 = 5;
/// Messages answered by two at once.
const RACES: usize = 8;

struct Office {
    town: Town,
    program: Program,
    carla: Caller,
    franco: Caller,
    bruno: Caller,
}

impl Office {
    async fn open(database: Option<&str>) -> Office {
        let town = Town::as_set(|start| {
            *start = start
                .clone()
                .with("STAFFETTA_REPLY_SECONDS", &LEASE_SECONDS.to_string());
            if let Some(url) = database {
                *start = start.clone().with("STAFFETTA_DATABASE_URL", url);
            }
        })
        .await;
        let bundle = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite/sc/shared_box");
        town.start
            .run(&["deploy", &bundle.display().to_string()])
            .await;
        let start = &town.start;
        let carla = person_as(start, "carla.rosi", "Carla Rosi", &["operatore"]).await;
        let franco = person_as(start, "franco.villa", "Franco Villa", &["operatore"]).await;
        let bruno = person_as(start, "bruno.sala", "Bruno Sala", &["supervisore"]).await;
        let program = town.start.ready().await;
        let office = json!({ "key": "urp", "name": "URP" });
        town.dario
            .post(&program.url, "/api/v1/offices", &office)
            .await;
        Office {
            town,
            program,
            carla,
            franco,
            bruno,
        }
    }

    /// The `n`-th PEC comes; answers the task to reply to it.
    async fn message(&self, n: usize) -> Value {
        self.town.deliver(Kind::Answered, n);
        let title = format!("Risposta attesa {n}");
        until("the message to become work", async || {
            self.town.gestore.tick().await.expect("the gestore works");
            let page = self
                .get(&self.franco, "tasks?filter=groups&limit=100")
                .await;
            let found = page["items"]
                .as_array()?
                .iter()
                .find(|t| t["title"] == title.as_str())?;
            Some(found.clone())
        })
        .await
    }

    async fn get(&self, who: &Caller, path: &str) -> Value {
        who.get(&self.program.url, &format!("/api/v1/{path}")).await
    }

    async fn ask(
        &self,
        who: &Caller,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> (StatusCode, Value) {
        who.ask(
            &self.program.url,
            method,
            &format!("/api/v1/{path}"),
            body.as_ref(),
        )
        .await
        .expect("an answer")
    }

    async fn send(&self, who: &Caller, task: &str, text: &str) -> (StatusCode, Value) {
        let body = json!({ "data": { "risposta": {
            "mailbox": "protocollo", "to": [MARIO], "subject": "Riscontro", "body": text,
        } } });
        self.ask(
            who,
            Method::POST,
            &format!("tasks/{task}/complete"),
            Some(body),
        )
        .await
    }

    async fn despatches(&self, instance: &str) -> usize {
        let page = self.get(&self.town.dario, "despatches?limit=200").await;
        let items = page["items"].as_array().expect("a list");
        items.iter().filter(|d| d["instance"] == instance).count()
    }

    async fn log(&self, task: &str) -> Vec<(String, String)> {
        let page = self
            .get(&self.town.dario, &format!("audit?object={task}&limit=100"))
            .await;
        let items = page["items"].as_array().expect("a list").iter().rev();
        items
            .map(|a| (text(&a["act"]), text(&a["by"]["login"])))
            .filter(|(verb, _)| verb.starts_with("reply."))
            .collect()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().into()
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_08_on_sqlite() {
    sc_08(None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sc_08_on_postgresql() {
    let Some(postgres) = Postgres::start() else {
        return;
    };
    sc_08(Some(&postgres.database("staffetta"))).await;
}

async fn sc_08(database: Option<&str>) {
    let office = Office::open(database).await;
    let found = office.message(0).await;
    let (task, instance) = (text(&found["id"]), text(&found["instance"]));
    let reply = format!("tasks/{task}/reply");

    // Both open the same PEC.
    let listed = office
        .get(&office.franco, &format!("mails?instance={instance}"))
        .await;
    let mail = text(&listed["items"][0]["id"]);
    for who in [&office.carla, &office.franco] {
        office.get(who, &format!("mails/{mail}")).await;
    }

    // Carla presses reply: a lease on the server.
    let (status, taken) = office.ask(&office.carla, Method::PUT, &reply, None).await;
    assert_eq!(
        (status, &taken["state"]),
        (StatusCode::OK, &json!("mine")),
        "{taken}"
    );

    // Franco sees "in lavorazione da Carla dal …", reply disabled.
    let page = office.get(&office.franco, &format!("tasks/{task}")).await;
    assert_eq!(page["reply"]["state"], "held", "{page}");
    assert_eq!(page["reply"]["holder"]["name"], "Carla Rosi");
    assert_eq!(page["reply"]["since"], taken["since"]);
    assert_eq!(page["reply"]["may"]["take"], false);
    let (status, refused) = office.ask(&office.franco, Method::PUT, &reply, None).await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(
        (&refused["code"], &refused["holder"], &refused["since"]),
        (&json!("reply_held"), &json!("Carla Rosi"), &taken["since"]),
        "{refused}"
    );
    let (status, _) = office.send(&office.franco, &task, "Di Franco").await;
    assert_eq!(status, StatusCode::CONFLICT);

    // He may leave a note or request hand-over.
    let note = json!({ "text": "Ha telefonato ieri." });
    let (status, _) = office
        .ask(
            &office.franco,
            Method::POST,
            &format!("instances/{instance}/notes"),
            Some(note),
        )
        .await;
    assert_eq!(status, StatusCode::CREATED);
    let (status, _) = office
        .ask(
            &office.franco,
            Method::POST,
            &format!("{reply}/ask"),
            Some(json!({ "text": "" })),
        )
        .await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let notices = office.get(&office.carla, "notices").await;
    assert!(
        text(&notices["items"][0]["text"]).starts_with("Franco Villa chiede di poter scrivere"),
        "{notices}"
    );

    // Carla's browser dies: the lease expires after N minutes.
    tokio::time::sleep(Duration::from_secs(LEASE_SECONDS)).await;
    let (status, _) = office.ask(&office.franco, Method::PUT, &reply, None).await;
    assert_eq!(status, StatusCode::OK);
    // Or Bruno forces take-over with log.
    let (status, _) = office.ask(&office.bruno, Method::PUT, &reply, None).await;
    assert_ne!(status, StatusCode::OK);
    let (status, over) = office
        .ask(
            &office.bruno,
            Method::POST,
            &format!("{reply}/take-over"),
            Some(json!({ "reason": "Franco è fuori sede." })),
        )
        .await;
    assert_eq!(
        (status, &over["state"]),
        (StatusCode::OK, &json!("mine")),
        "{over}"
    );
    let (status, _) = office.send(&office.franco, &task, "Di Franco").await;
    assert_eq!(status, StatusCode::CONFLICT);
    let (status, said) = office.send(&office.bruno, &task, "Di Bruno").await;
    assert_eq!(status, StatusCode::OK, "{said}");

    // The log shows both views and the denial.
    let seen = office
        .get(
            &office.town.dario,
            &format!("audit?object={mail}&limit=100"),
        )
        .await;
    for who in ["carla.rosi", "franco.villa"] {
        let views = seen["items"].as_array().expect("a list").iter();
        let views = views.filter(|a| a["act"] == "mail.view" && a["by"]["login"] == who);
        assert_eq!(views.count(), 1, "{who}: {seen}");
    }
    let line = |verb: &str, who: &str| (verb.to_string(), who.to_string());
    assert_eq!(
        office.log(&task).await,
        [
            line("reply.take", "carla.rosi"),
            line("reply.refused", "franco.villa"),
            line("reply.ask", "franco.villa"),
            line("reply.take", "franco.villa"),
            line("reply.take_over", "bruno.sala"),
        ]
    );

    // Exactly one reply leaves even with two simultaneous API sends: the second gets 409.
    let mut instances = vec![instance];
    let mut won = [0; 2];
    for n in 1..=RACES {
        let found = office.message(n).await;
        let task = text(&found["id"]);
        let (a, b) = tokio::join!(
            office.send(&office.carla, &task, "Di Carla"),
            office.send(&office.franco, &task, "Di Franco"),
        );
        let lost = match (a.0, b.0) {
            (StatusCode::OK, _) => {
                won[0] += 1;
                b
            }
            (_, StatusCode::OK) => {
                won[1] += 1;
                a
            }
            _ => panic!("nobody won: {a:?} {b:?}"),
        };
        assert_eq!(lost.0, StatusCode::CONFLICT, "{}", lost.1);
        instances.push(text(&found["instance"]));
    }
    until("every answer to be delivered", async || {
        office.town.gestore.tick().await.expect("the gestore works");
        let page = office.get(&office.town.dario, "despatches?limit=200").await;
        let done = page["items"]
            .as_array()?
            .iter()
            .filter(|d| d["outcome"] == "all_delivered")
            .count();
        (done == instances.len()).then_some(())
    })
    .await;
    for instance in &instances {
        assert_eq!(office.despatches(instance).await, 1, "{instance}");
    }
    let Office { town, program, .. } = office;
    program.stop().await;
    town.verify_audit().await;
    println!(
        "RELIABILITY name=two_replies n={RACES} winners={}+{} dup=0",
        won[0], won[1]
    );
}
