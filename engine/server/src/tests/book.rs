//! The address book over HTTP: written, changed against a revision, refused where it is there already, imported.

use super::*;

async fn ids(house: &House, who: &Browser, query: &str) -> Vec<String> {
    let path = format!("/parties?{query}");
    let found = house.get(who, &path).await.expect(200).json();
    let items = found["items"].as_array().unwrap().iter();
    items
        .map(|p| p["name"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_is_written_changed_and_closed() {
    let house = House::new().await;
    let anna = house.session_of("anna").await;
    let new = json!({ "kind": "company", "name": "Studio Olmo", "tax_code": "01234567890",
        "addresses": [{ "address": "OLMO@pec.altro.example", "certified": true }] });
    let made = house.post(&anna, "/parties", new.clone()).await;
    let id = made.expect(201).json()["id"].as_str().unwrap().to_owned();
    let again = house.post(&anna, "/parties", new).await.expect(422).json();
    assert_eq!(
        (&again["code"], &again["contact"]),
        (&json!("contact_known"), &json!(id)),
        "{again}"
    );
    let bad = json!({ "kind": "x", "name": " ", "addresses": [{ "address": "niente" }] });
    let refused = house.post(&anna, "/parties", bad).await.expect(422).json();
    let fields = refused["fields"].as_array().unwrap().iter();
    let fields: Vec<_> = fields.map(|f| f["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["addresses.0", "kind", "name"], "{refused}");

    let path = format!("/parties/{id}");
    let read = house.get(&anna, &path).await.expect(200).json();
    let address = &read["addresses"][0];
    assert_eq!(
        (
            &address["address"],
            &address["certified"],
            &address["source"],
            &address["old"]
        ),
        (
            &json!("olmo@pec.altro.example"),
            &json!(true),
            &json!("manual"),
            &json!(false)
        )
    );
    let change = json!({ "position": "Architetto", "checked": ["olmo@pec.altro.example"] });
    let changed = house.call(&anna, Method::PATCH, &path, Some(change)).await;
    let changed = changed.expect(200).json();
    assert_eq!(
        (&changed["position"], &changed["revision"]),
        (&json!("Architetto"), &json!(1))
    );

    assert_eq!(ids(&house, &anna, "q=olmo%20012").await, ["Studio Olmo"]);
    assert_eq!(
        ids(&house, &anna, "address=Olmo@PEC.altro.example").await,
        ["Studio Olmo"]
    );
    house
        .post(&anna, &format!("{path}/close"), json!({}))
        .await
        .expect(204);
    assert!(ids(&house, &anna, "q=olmo").await.is_empty());
    assert_eq!(
        ids(&house, &anna, "q=olmo&closed=true").await,
        ["Studio Olmo"]
    );
    let typed = house
        .get(&anna, "/recipients?q=olmo")
        .await
        .expect(200)
        .json();
    assert_eq!(
        typed["items"],
        json!([]),
        "a closed contact is not proposed"
    );
    house
        .post(&anna, &format!("{path}/reopen"), json!({}))
        .await
        .expect(204);
    assert_eq!(
        ids(&house, &anna, "q=olmo&pec=true&kind=company").await,
        ["Studio Olmo"]
    );

    // Every act is in the record of operations.
    let marta = house.session_of("marta").await;
    let log = house
        .get(&marta, "/audit?limit=50")
        .await
        .expect(200)
        .json();
    let log = log["items"].as_array().unwrap().iter();
    let verbs: Vec<_> = log
        .filter_map(|a| a["act"].as_str().filter(|v| v.starts_with("contact.")))
        .collect();
    assert_eq!(
        verbs,
        [
            "contact.reopen",
            "contact.close",
            "contact.update",
            "contact.create"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_looked_at_imported_and_undone() {
    let house = House::new().await;
    let marta = house.session_of("marta").await;
    let csv = "nome;pec\nStudio Pino;pino@pec.example\nSenza;niente\n";
    let kept = house
        .upload(&marta, "/imports/files", &[("elenco.csv", csv)])
        .await;
    let file = kept.expect(201).json()["ref"].clone();
    let asked = json!({ "file": file, "source": "elenco.csv" });
    let would = house
        .post(&marta, "/imports/preview", asked.clone())
        .await
        .expect(200)
        .json();
    assert_eq!(
        (
            &would["set"],
            &would["counts"]["new"],
            &would["counts"]["refused"]
        ),
        (&json!("plain"), &json!(1), &json!(1)),
        "{would}"
    );
    assert!(
        ids(&house, &marta, "q=pino").await.is_empty(),
        "a preview keeps nothing"
    );
    let done = house
        .post(&marta, "/imports", asked)
        .await
        .expect(201)
        .json();
    assert_eq!(done["state"], "done", "{done}");
    let path = format!("/imports/{}", done["id"].as_str().unwrap());
    let lines = house
        .get(&marta, &format!("{path}/lines?outcome=refused"))
        .await;
    let lines = lines.expect(200).json();
    assert_eq!(lines["items"][0]["line"], 3, "{lines}");
    assert!(
        lines["items"][0]["reason"]
            .as_str()
            .unwrap()
            .contains("niente")
    );
    let undone = house
        .post(&marta, &format!("{path}/undo"), json!({}))
        .await
        .expect(200)
        .json();
    assert_eq!(undone["state"], "undone");
    assert!(ids(&house, &marta, "q=pino").await.is_empty());
    house
        .post(&marta, &format!("{path}/undo"), json!({}))
        .await
        .expect(409);

    // Somebody doubtful is told with whom it may be, and becomes what was decided.
    let csv = "nome;pec\nOlmo;olmo@pec.example\nOlmo e figli;olmo@pec.example\n";
    let kept = house
        .upload(&marta, "/imports/files", &[("olmo.csv", csv)])
        .await;
    let mut asked = json!({ "file": kept.expect(201).json()["ref"], "source": "olmo.csv" });
    let would = house.post(&marta, "/imports/preview", asked.clone()).await;
    let would = would.expect(200).json();
    let doubtful = would["lines"].as_array().unwrap().iter();
    let doubtful = doubtful
        .clone()
        .find(|l| l["outcome"] == "doubtful")
        .unwrap();
    let like = &doubtful["like"][0];
    assert_eq!(
        (&like["name"], &like["line"], &like["into"]),
        (&json!("Olmo"), &json!(2), &json!("2:0")),
        "{would}"
    );
    asked["decisions"] = json!([{ "line": 3, "place": 0, "doubt": "merge", "into": "2:0" }]);
    let done = house
        .post(&marta, "/imports", asked)
        .await
        .expect(201)
        .json();
    assert_eq!(done["counts"]["doubtful"], 0, "{done}");
    assert_eq!(ids(&house, &marta, "q=olmo").await, ["Olmo"]);
    let workbook = house
        .upload(&marta, "/imports/files", &[("x.xlsx", "PK\u{3}\u{4}")])
        .await;
    let file = workbook.expect(201).json()["ref"].clone();
    let refused = house
        .post(&marta, "/imports/preview", json!({ "file": file }))
        .await;
    assert!(refused.expect(422).json().to_string().contains("CSV"));
}
