//! When an office works, and what a process counts by it; areas.

use super::*;
use chrono::{DateTime, Utc};

/// A term of thirty days and a timer of one working day, both over an Easter.
const PROCESS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">
  <process id="pasqua" name="Pasqua" isExecutable="true">
    <startEvent id="inizio" name="Inizio"/>
    <sequenceFlow id="f1" sourceRef="inizio" targetRef="conta"/>
    <scriptTask id="conta" name="Conta" scriptFormat="rhai"><script>
      set("calcolato", days_after("2035-02-23", 30));
      set("termine", past_holidays(days_after("2035-02-23", 30)));
      set("lavorativo", is_working_day("2035-03-27"));
    </script></scriptTask>
    <sequenceFlow id="f2" sourceRef="conta" targetRef="aspetta"/>
    <intermediateCatchEvent id="aspetta" name="Un giorno lavorativo">
      <timerEventDefinition><timeDate>${working_days_after("2035-03-23", 1)}</timeDate></timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="f3" sourceRef="aspetta" targetRef="fai"/>
    <userTask id="fai" name="Fai" camunda:candidateGroups="ufficio:edilizia" camunda:dueDate="${working_hours_after(&quot;2035-03-23T15:00:00Z&quot;, 2)}"/>
    <sequenceFlow id="f4" sourceRef="fai" targetRef="fine"/>
    <endEvent id="fine" name="Fine"/>
  </process>
</definitions>"#;

async fn begun(house: &House, browser: &Browser, office: &str) -> uuid::Uuid {
    let body = json!({ "variables": { "ufficio": office } });
    let begun = house
        .post(browser, "/processes/pasqua/instances", body)
        .await;
    let id = begun.expect(201).json()["id"].clone();
    id.as_str().unwrap().parse().unwrap()
}

async fn due(house: &House, instance: uuid::Uuid) -> Option<DateTime<Utc>> {
    let tasks = store::load::tasks_of_instance(house.app.runtime.store(), instance).await;
    tasks.unwrap().first().and_then(|t| t.due_at)
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[tokio::test]
async fn terms_and_timers_pass_over_easter_and_each_offices_closing_days() {
    let house = House::new().await;
    let (marta, ada) = (house.login("marta").await, house.login("ada").await);
    house
        .deploy(&ada, &[("process.bpmn", PROCESS)])
        .await
        .expect(201);
    // Edilizia is closed on the Tuesday after Easter 2035; the rest of the house works.
    let mut closed = json!(office::calendar::Calendar::default());
    closed["closings"] =
        json!([{ "first_day": "2035-03-27", "last_day": "2035-03-27", "reason": "Ponte" }]);
    let put = |path: &'static str, body: Value| house.call(&marta, Method::PUT, path, Some(body));
    let set = put("/calendars/ufficio:edilizia", closed.clone()).await;
    assert_eq!(set.expect(200).json()["number"], 1);
    put("/calendars/ufficio:nessuno", closed.clone())
        .await
        .expect(404);
    closed["week"] = json!([[], [], [], [], [], [], []]);
    let refused = put("/calendars/casa", closed).await.expect(422).json();
    assert_eq!(refused["fields"][0]["field"], "week");
    let days = house
        .get(&ada, "/calendars/ufficio:edilizia/days?year=2035")
        .await;
    let days = days.expect(200).json();
    let named = |day: &str| {
        let items = days["items"].as_array().unwrap();
        let found = items.iter().find(|d| d["day"] == day);
        found.map(|d| d["name"].as_str().unwrap().to_string())
    };
    assert_eq!(named("2035-03-26").as_deref(), Some("Lunedì dell'Angelo"));
    assert_eq!(named("2035-03-27").as_deref(), Some("Ponte"));
    assert_eq!(named("2035-03-28"), None);

    let (edilizia, tributi) = (
        begun(&house, &marta, "edilizia").await,
        begun(&house, &marta, "tributi").await,
    );
    let runtime = &house.app.runtime;
    for (case, works) in [(edilizia, false), (tributi, true)] {
        let detail = house
            .get(&marta, &format!("/instances/{case}"))
            .await
            .json();
        // Thirty days end on Easter Sunday; the term moves past its Monday.
        assert_eq!(detail["term_at"], "2035-03-27T21:59:59Z", "{detail}");
        let row = store::load::instance(runtime.store(), case).await.unwrap();
        let variables = runtime.instance_variables(&row.unwrap()).await.unwrap();
        assert_eq!(variables["calcolato"].to_string(), "2035-03-25T21:59:59Z");
        assert_eq!(variables["lavorativo"].to_string(), works.to_string());
    }
    let system = runtime::Act::system();
    runtime
        .move_clock(&system, at("2035-03-27T21:00:00Z"))
        .await
        .unwrap();
    assert_eq!(
        (due(&house, edilizia).await, due(&house, tributi).await),
        (None, None)
    );
    runtime
        .move_clock(&system, at("2035-03-27T22:00:00Z"))
        .await
        .unwrap();
    // Friday 16:00 and two hours of work: one on Friday, one on the next day that is worked.
    assert_eq!(due(&house, tributi).await, Some(at("2035-03-27T08:00:00Z")));
    assert_eq!(due(&house, edilizia).await, None);
    runtime
        .move_clock(&system, at("2035-03-28T22:00:00Z"))
        .await
        .unwrap();
    assert_eq!(
        due(&house, edilizia).await,
        Some(at("2035-03-28T08:00:00Z"))
    );
}

#[tokio::test]
async fn a_role_in_an_area_holds_in_its_offices_and_with_its_mailboxes() {
    let house = House::new().await;
    let marta = house.login("marta").await;
    let area = house
        .post(
            &marta,
            "/areas",
            json!({ "key": "scuola", "name": "Scuola", "code": "a1b2" }),
        )
        .await
        .expect(201)
        .json();
    assert_eq!(area["code"], "A1B2");
    let people = house.get(&marta, "/people").await.json();
    let anna = people["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|p| p["login"] == "anna");
    let anna = format!("/people/{}", anna.unwrap()["id"].as_str().unwrap());
    let offices = house.get(&marta, "/offices").await.json();
    let tributi = offices["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|o| o["key"] == "tributi");
    let tributi = format!("/offices/{}", tributi.unwrap()["id"].as_str().unwrap());
    let patch = |path: String, body: Value| {
        let (house, marta) = (&house, &marta);
        async move { house.call(marta, Method::PATCH, &path, Some(body)).await }
    };
    let role = json!({ "roles": [{ "role": "operatore", "area": "scuola" }] });
    let changed = patch(anna.clone(), role).await.expect(200).json();
    assert_eq!(changed["roles"][0]["area"], "scuola");
    let groups = async || {
        let browser = house.session_of("anna").await;
        let session = house.get(&browser, "/session").await.json();
        session["groups"].to_string()
    };
    assert!(
        !groups().await.contains("ufficio:"),
        "no office is in it yet"
    );
    patch(tributi, json!({ "area": "scuola" }))
        .await
        .expect(200);
    assert!(groups().await.contains("ufficio:tributi"));
    assert!(!groups().await.contains("ufficio:edilizia"));
    // Lists by area.
    super::case::deployed(&house).await;
    for office in ["tributi", "edilizia"] {
        let body = json!({ "variables": { "ufficio": office } });
        let begun = house.post(&marta, "/processes/parere/instances", body);
        begun.await.expect(201);
    }
    for (list, of, offices) in [
        ("instances", "scuola", vec!["tributi"]),
        ("instances", "nessuna", vec![]),
        ("tasks", "scuola", vec!["tributi"]),
        ("tasks", "nessuna", vec![]),
        ("mails", "scuola", vec![]),
        ("despatches", "scuola", vec![]),
    ] {
        let found = house.get(&marta, &format!("/{list}?area={of}")).await;
        let found = found.expect(200).json();
        let items = found["items"].as_array().unwrap();
        let seen: Vec<_> = items
            .iter()
            .map(|i| i["office"].as_str().unwrap())
            .collect();
        assert_eq!(seen, offices, "{list} {of}: {found}");
    }

    // The next task of an area is one of its offices'.
    let bruno = house.login("bruno").await;
    let ask = json!({ "filter": "groups", "area": "nessuna" });
    house.post(&bruno, "/tasks/next", ask).await.expect(204);
    let ask = json!({ "filter": "groups", "area": "scuola" });
    let next = house.post(&bruno, "/tasks/next", ask).await.expect(200);
    assert_eq!(next.json()["office"], "tributi");

    let both =
        json!({ "roles": [{ "role": "operatore", "office": "edilizia", "area": "scuola" }] });
    patch(anna.clone(), both).await.expect(422);
    let unknown = json!({ "roles": [{ "role": "operatore", "area": "nessuna" }] });
    patch(anna, unknown).await.expect(422);
    let path = format!("/areas/{}", area["id"].as_str().unwrap());
    let refused = house.call(&marta, Method::DELETE, &path, None).await;
    assert_eq!(refused.expect(422).json()["code"], "area_in_use");
}
