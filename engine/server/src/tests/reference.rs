use super::*;

/// What an address answers, in a language.
async fn said(house: &House, browser: &Browser, path: &str, language: &str) -> Value {
    let request = Request::get(format!("/api/v1{path}"))
        .header(
            header::COOKIE,
            format!("staffetta_session={}", browser.cookie),
        )
        .header(header::ACCEPT_LANGUAGE, language)
        .body(Body::empty())
        .unwrap();
    let response = house.router.clone().oneshot(request).await.unwrap();
    Answer::read(response).await.expect(200).json()
}

#[tokio::test]
async fn the_catalogue_says_every_code_a_finding_can_have_in_the_readers_language() {
    let house = House::new().await;
    let anna = house.login("anna").await;
    let italian = said(&house, &anna, "/rules", "it").await;
    let english = said(&house, &anna, "/rules", "en").await;
    let codes = |list: &Value| -> Vec<String> {
        let items = list["items"].as_array().unwrap();
        items
            .iter()
            .map(|r| r["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(codes(&italian), codes(&english));
    for code in ["XML001", "EVT001", "DMN006", "FRM003", "WRN005"] {
        assert!(codes(&italian).iter().any(|c| c == code), "{code}");
    }
    for (one, other) in italian["items"]
        .as_array()
        .unwrap()
        .iter()
        .zip(english["items"].as_array().unwrap())
    {
        for part in ["group", "title", "explanation", "fix", "page"] {
            assert!(!one[part].as_str().unwrap().is_empty(), "{one}");
        }
        assert_ne!(one["page"], other["page"], "{one}");
    }

    // A form that is refused leads to the page of its rule.
    let ada = house.login("ada").await;
    let form = r#"{"id":"f","components":[{"type":"html","content":"x"}]}"#;
    let refused = house.deploy(&ada, &[("forms/f.form", form)]).await;
    let findings = refused.expect(422).json()["findings"].clone();
    let finding = findings
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["file"] == "forms/f.form")
        .unwrap();
    let code = finding["code"].as_str().unwrap();
    let page = said(&house, &anna, &format!("/rules/{code}"), "en").await;
    assert_eq!(
        (page["code"].as_str(), page["severity"].as_str()),
        (Some("FRM003"), Some("error"))
    );
    assert_eq!(page["title"], "The component “…” is not allowed in forms.");
    assert!(
        page["page"].as_str().unwrap().starts_with("# FRM003\n"),
        "{page}"
    );
    house.get(&anna, "/rules/FRM999").await.expect(404);
}

#[tokio::test]
async fn what_runs_and_what_is_refused_is_what_the_code_says() {
    let house = House::new().await;
    let anna = house.login("anna").await;
    let elements = said(&house, &anna, "/elements", "it").await;
    let rows = elements["items"].as_array().unwrap();
    let row = |form: &str| rows.iter().find(|r| r["form"] == form).unwrap();
    assert_eq!(row("messaggio")["runs"], true);
    let refused = row("coreografia");
    assert_eq!(
        (refused["runs"].as_bool(), refused["group"].as_str()),
        (Some(false), Some("Dati e contorno"))
    );
    let rule = refused["rule"].as_str().unwrap();
    assert_eq!(
        said(&house, &anna, &format!("/rules/{rule}"), "it").await["code"],
        rule
    );

    let expressions = said(&house, &anna, "/expressions", "en").await;
    let found = |language: &str, form: &str| {
        let mut items = expressions["items"].as_array().unwrap().iter();
        items
            .find(|e| e["language"] == language && e["form"] == form)
            .unwrap()
            .clone()
    };
    assert_eq!(found("feel", "x in [a..b]")["gives"], "true");
    assert_eq!(found("rhai", "upper(text) -> text")["gives"], "\"PEC\"");
    let java = found("template", "bean.method(…)");
    assert!(java["gives"].is_null(), "{java}");
    assert!(
        java["refused"]
            .as_str()
            .unwrap()
            .contains("no Java objects"),
        "{java}"
    );
}
