//! What is kept leaves by two people, a reason and an act, and by nothing else.

use super::rights::Things;
use super::*;

async fn asked(house: &House, browser: &Browser, act: &str, mail: uuid::Uuid) -> String {
    asked_of(house, browser, act, "mail", mail).await
}

async fn asked_of(
    house: &House,
    browser: &Browser,
    act: &str,
    kind: &str,
    object: uuid::Uuid,
) -> String {
    let new = json!({ "act": act, "kind": kind, "object": object, "reason": "Inviata per errore", "reference": "Determina 12/2026" });
    let made = house.post(browser, "/removals", new).await.expect(201);
    let made = made.json();
    assert_eq!(
        (&made["state"], &made["act"]),
        (&json!("open"), &json!(act))
    );
    format!("/removals/{}", made["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_mail_is_withheld_then_disposed_of_by_two_people_and_the_record_says_so() {
    let house = House::new().await;
    house.add_person("tina", "protocollista", None).await;
    house.add_person("gino", "amministratore", None).await;
    let things = Things::new(&house, 0).await;
    let (tina, marta, gino) = (
        house.session_of("tina").await,
        house.session_of("marta").await,
        house.session_of("gino").await,
    );
    let mail = format!("/mails/{}", things.mail);
    let whole = house.get(&marta, &mail).await.expect(200).json();
    assert_eq!(whole["subject"], "Prova");

    // What is not said well, or not there, is not asked for.
    let empty = house
        .post(&tina, "/removals", json!({ "act": "burn" }))
        .await;
    let empty = empty.expect(422).json();
    let fields: Vec<&str> = empty["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["field"].as_str().unwrap())
        .collect();
    assert_eq!(fields, ["act", "kind", "reason", "reference"]);
    let nothing = json!({ "act": "dispose", "kind": "mail", "object": uuid::Uuid::nil(), "reason": "x", "reference": "y" });
    house.post(&tina, "/removals", nothing).await.expect(404);

    // One person is not two, whatever the roles.
    let own = asked(&house, &marta, "withhold", things.mail).await;
    let refused = house
        .post(&marta, &format!("{own}/confirm"), json!({}))
        .await;
    assert_eq!(refused.expect(403).json()["code"], "four_eyes");
    house
        .post(&tina, &format!("{own}/withdraw"), json!({}))
        .await
        .expect(403);
    house
        .post(&marta, &format!("{own}/withdraw"), json!({}))
        .await
        .expect(204);
    let late = house
        .post(&gino, &format!("{own}/confirm"), json!({}))
        .await;
    assert_eq!(late.expect(409).json()["code"], "decided_already");
    house.get(&marta, &format!("{mail}/raw")).await.expect(200);

    let withheld = asked(&house, &tina, "withhold", things.mail).await;
    let done = house
        .post(&marta, &format!("{withheld}/confirm"), json!({}))
        .await;
    let done = done.expect(200).json();
    assert_eq!(
        (
            &done["state"],
            &done["asked_by"]["login"],
            &done["decided_by"]["login"]
        ),
        (&json!("done"), &json!("tina"), &json!("marta"))
    );
    let shown = house.get(&marta, &mail).await.expect(200);
    assert_eq!(shown.json()["withheld"], true);
    let text = String::from_utf8(shown.bytes.clone()).unwrap();
    for secret in ["Prova", "rosa@mail.example", "Buongiorno", "a.txt"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    for part in ["/raw", "/html", "/attachments/1"] {
        house
            .get(&marta, &format!("{mail}{part}"))
            .await
            .expect(404);
    }

    // Where it was, whoever may see the place sees by which act.
    let (tea, anna) = (
        house.session_of("tea").await,
        house.session_of("anna").await,
    );
    let place = format!("/removals/of/{}", things.mail);
    let trace = house.get(&tea, &place).await.expect(200).json();
    let line = &trace["items"][0];
    assert_eq!(
        (
            &line["act"],
            &line["reference"],
            &line["confirmed_by"]["name"]
        ),
        (
            &json!("withhold"),
            &json!("Determina 12/2026"),
            &json!("Marta Prova")
        )
    );
    assert!(!trace.to_string().contains("per errore"), "{trace}");
    let unseen = house.get(&anna, &place).await.expect(200).json();
    assert_eq!(unseen["items"], json!([]), "she may not see the place");

    let disposed = asked(&house, &tina, "dispose", things.mail).await;
    house
        .post(&gino, &format!("{disposed}/confirm"), json!({}))
        .await
        .expect(200);
    house.get(&marta, &mail).await.expect(404);
    let trace = house.get(&tea, &place).await.expect(200).json();
    assert_eq!(trace["items"][1]["act"], "dispose", "{trace}");
    let again = json!({ "act": "dispose", "kind": "mail", "object": things.mail, "reason": "x", "reference": "y" });
    house.post(&tina, "/removals", again).await.expect(404);

    let audit = house
        .get(&marta, "/audit?limit=50")
        .await
        .expect(200)
        .json();
    let acts: Vec<(&str, &str)> = audit["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|i| i["act"].as_str().unwrap().starts_with("removal."))
        .map(|i| {
            (
                i["act"].as_str().unwrap(),
                i["by"]["login"].as_str().unwrap_or_default(),
            )
        })
        .collect();
    let expected = [
        ("removal.dispose", "gino"),
        ("removal.ask", "tina"),
        ("removal.withhold", "marta"),
        ("removal.ask", "tina"),
        ("removal.withdraw", "marta"),
        ("removal.ask", "marta"),
    ];
    assert_eq!(acts, expected, "{audit}");
    assert!(
        !audit.to_string().contains("per errore"),
        "the chain holds no text about people"
    );
    let listed = house.get(&tina, "/removals").await.expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 3);
    assert!(
        house
            .app
            .runtime
            .store()
            .audit_verify()
            .await
            .unwrap()
            .is_sound()
    );
}

#[tokio::test]
async fn of_two_who_confirm_at_once_one_does() {
    let house = House::new().await;
    house.add_person("tina", "protocollista", None).await;
    house.add_person("gino", "amministratore", None).await;
    let things = Things::new(&house, 0).await;
    let tina = house.session_of("tina").await;
    let (marta, gino) = (
        house.session_of("marta").await,
        house.session_of("gino").await,
    );
    let confirm = format!(
        "{}/confirm",
        asked(&house, &tina, "dispose", things.mail).await
    );
    let (one, two) = tokio::join!(
        house.post(&marta, &confirm, json!({})),
        house.post(&gino, &confirm, json!({}))
    );
    let mut codes = [one.status.as_u16(), two.status.as_u16()];
    codes.sort_unstable();
    assert_eq!(codes, [200, 409]);
}

#[tokio::test]
async fn of_a_despatch_that_is_withheld_nothing_is_shown_but_that_it_left() {
    let house = House::new().await;
    house.add_person("tina", "protocollista", None).await;
    let things = Things::new(&house, 0).await;
    let (tina, marta) = (
        house.session_of("tina").await,
        house.session_of("marta").await,
    );
    let path = format!("/despatches/{}", things.despatch);
    let before = house.get(&marta, &path).await.expect(200).json();
    assert_eq!(before["withheld"], false);
    let subject = before["subject"].as_str().unwrap();
    let asked = asked_of(&house, &tina, "withhold", "despatch", things.despatch).await;
    house
        .post(&marta, &format!("{asked}/confirm"), json!({}))
        .await
        .expect(200);
    let shown = house.get(&marta, &path).await.expect(200);
    assert_eq!(shown.json()["withheld"], true);
    let text = String::from_utf8(shown.bytes.clone()).unwrap();
    for secret in [subject, "rosa@mail.example"] {
        assert!(
            !secret.is_empty() && !text.contains(secret),
            "{secret}: {text}"
        );
    }
    house.get(&marta, &format!("{path}/raw")).await.expect(404);
}
