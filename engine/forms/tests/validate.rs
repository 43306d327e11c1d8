//! What a browser may send, and what the server makes of it.

use bpmn::Finding;
use forms::Form;
use rules::{Map, Value};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};

fn read(components: Json) -> Result<Form, Vec<Finding>> {
    let file =
        json!({"type": "default", "id": "prova", "schemaVersion": 16, "components": components});
    Form::read(file.to_string().as_bytes(), "prova.form")
}

#[track_caller]
fn form(components: Json) -> Form {
    read(components).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

fn object(json: Json) -> serde_json::Map<String, Json> {
    match json {
        Json::Object(map) => map,
        other => panic!("{other} is no object"),
    }
}

/// Ok(value of `x`), or the English message.
fn one(component: Json, sent: Json) -> Result<Value, String> {
    let mut component = object(component);
    component.insert("key".into(), json!("x"));
    let form = form(json!([component]));
    let submitted = if sent == json!("—") {
        object(json!({}))
    } else {
        object(json!({ "x": sent }))
    };
    match form.validate(&submitted) {
        Ok(mut values) => Ok(values.remove("x").expect("a shown field gives a variable")),
        Err(problems) => {
            assert!(
                problems.iter().all(|p| p.field == "x" && !p.it.is_empty()),
                "{problems:?}"
            );
            Err(problems[0].en.clone())
        }
    }
}

#[test]
fn each_type_takes_what_it_says_and_nothing_else() {
    let text = |t: &str| Ok(Value::Text(t.into()));
    let dec = |t: &str| Ok(Value::Decimal(t.parse::<Decimal>().expect("a decimal")));
    let no = |t: &str| Err(t.to_owned());
    let choices = json!([{"label": "A", "value": "a"}, {"label": "1", "value": 1}, {"label": "sì", "value": true}]);
    let absent = json!("—");
    let rows: Vec<(Json, Json, Result<Value, String>)> = vec![
        (json!({"type": "textfield"}), json!("però"), text("però")),
        (json!({"type": "textfield"}), absent.clone(), text("")),
        (json!({"type": "textfield"}), json!(null), text("")),
        (json!({"type": "textfield"}), json!(3), no("must be a text")),
        (
            json!({"type": "textfield"}),
            json!("a\nb"),
            no("must be on one line"),
        ),
        (json!({"type": "textarea"}), json!("a\nb"), text("a\nb")),
        (
            json!({"type": "textarea"}),
            json!("a\u{0}"),
            no("contains characters that are not allowed"),
        ),
        (
            json!({"type": "textarea"}),
            json!("x".repeat(70_000)),
            no("is too long (at most 64 KiB)"),
        ),
        (
            json!({"type": "textfield", "validate": {"required": true}}),
            json!("  "),
            no("must be filled in"),
        ),
        (
            json!({"type": "textfield", "validate": {"required": true}}),
            absent.clone(),
            no("must be filled in"),
        ),
        (
            json!({"type": "textfield", "validate": {"minLength": 3}}),
            json!("èà"),
            no("must have at least 3 characters"),
        ),
        (
            json!({"type": "textfield", "validate": {"minLength": 3}}),
            json!(""),
            text(""),
        ),
        (
            json!({"type": "textfield", "validate": {"maxLength": "2"}}),
            json!("èàì"),
            no("may have at most 2 characters"),
        ),
        (
            json!({"type": "textfield", "validate": {"pattern": "^[0-9]{5}$"}}),
            json!("00100"),
            text("00100"),
        ),
        (
            json!({"type": "textfield", "validate": {"pattern": "^[0-9]{5}$"}}),
            json!("100"),
            no("does not have the required form"),
        ),
        (
            json!({"type": "textfield", "validate": {"validationType": "email"}}),
            json!("a@b.example"),
            text("a@b.example"),
        ),
        (
            json!({"type": "textfield", "validate": {"validationType": "email"}}),
            json!("a@b"),
            no("is not an e-mail address"),
        ),
        (json!({"type": "number"}), json!(3), Ok(Value::Int(3))),
        (json!({"type": "number"}), json!(0.1), dec("0.1")),
        (json!({"type": "number"}), json!("12.50"), dec("12.50")),
        (
            json!({"type": "number"}),
            json!("tre"),
            no("must be a number"),
        ),
        (json!({"type": "number"}), absent.clone(), Ok(Value::Null)),
        (
            json!({"type": "number", "validate": {"min": 1, "max": "9.5"}}),
            json!(0),
            no("must be at least 1"),
        ),
        (
            json!({"type": "number", "validate": {"min": 1, "max": "9.5"}}),
            json!(9.6),
            no("may be at most 9.5"),
        ),
        (
            json!({"type": "number", "decimalDigits": 2}),
            json!("1.005"),
            no("may have at most 2 decimals"),
        ),
        (
            json!({"type": "number", "decimalDigits": 2}),
            json!("1.500"),
            dec("1.500"),
        ),
        (
            json!({"type": "number", "serializeToString": true}),
            json!("12.50"),
            text("12.50"),
        ),
        (
            json!({"type": "checkbox"}),
            json!(true),
            Ok(Value::Bool(true)),
        ),
        (
            json!({"type": "checkbox"}),
            absent.clone(),
            Ok(Value::Bool(false)),
        ),
        (
            json!({"type": "checkbox"}),
            json!("true"),
            no("must be yes or no"),
        ),
        (
            json!({"type": "checkbox", "validate": {"required": true}}),
            json!(false),
            no("must be ticked"),
        ),
        (
            json!({"type": "radio", "values": choices}),
            json!("a"),
            text("a"),
        ),
        (
            json!({"type": "select", "values": choices}),
            json!(1),
            Ok(Value::Int(1)),
        ),
        (
            json!({"type": "select", "values": choices}),
            json!("1"),
            no("is not one of the choices"),
        ),
        (
            json!({"type": "select", "values": choices}),
            json!({"a": 1}),
            no("is not one of the choices"),
        ),
        (
            json!({"type": "select", "values": choices}),
            absent.clone(),
            Ok(Value::Null),
        ),
        (
            json!({"type": "radio", "values": choices, "validate": {"required": true}}),
            absent.clone(),
            no("must be filled in"),
        ),
        (
            json!({"type": "checklist", "values": choices}),
            json!(["a", true]),
            Ok(Value::List(vec![
                Value::Text("a".into()),
                Value::Bool(true),
            ])),
        ),
        (
            json!({"type": "checklist", "values": choices}),
            json!(["a", "a"]),
            no("holds repeated or wrong choices"),
        ),
        (
            json!({"type": "checklist", "values": choices}),
            json!(["b"]),
            no("is not one of the choices"),
        ),
        (
            json!({"type": "checklist", "values": choices}),
            absent.clone(),
            Ok(Value::List(vec![])),
        ),
        (
            json!({"type": "checklist", "values": choices, "validate": {"required": true}}),
            json!([]),
            no("must be filled in"),
        ),
        (
            json!({"type": "datetime", "subtype": "date"}),
            json!("2026-02-28"),
            text("2026-02-28"),
        ),
        (
            json!({"type": "datetime", "subtype": "date"}),
            json!("2026-02-29"),
            no("is not a date (yyyy-mm-dd)"),
        ),
        (
            json!({"type": "datetime", "subtype": "time"}),
            json!("09:30"),
            text("09:30"),
        ),
        (
            json!({"type": "datetime", "subtype": "time"}),
            json!("25:00"),
            no("is not a time (hh:mm)"),
        ),
        (
            json!({"type": "datetime", "subtype": "datetime"}),
            json!("2026-02-28T09:30+01:00"),
            text("2026-02-28T09:30+01:00"),
        ),
        (
            json!({"type": "datetime", "subtype": "datetime"}),
            json!("2026-02-28"),
            no("is not a date with time (yyyy-mm-ddThh:mm)"),
        ),
    ];
    for (component, sent, expected) in rows {
        assert_eq!(
            one(component.clone(), sent.clone()),
            expected,
            "{component} {sent}"
        );
    }
}

#[test]
fn a_field_that_is_not_in_the_form_is_refused_and_all_problems_come_at_once() {
    let form = form(json!([
        {"type": "textfield", "key": "nome", "validate": {"required": true}},
        {"type": "number", "key": "quanti"}
    ]));
    let sent = object(json!({"quanti": "tanti", "ruolo": "amministratore"}));
    let problems = form.validate(&sent).expect_err("three problems");
    let mut fields: Vec<_> = problems.iter().map(|p| p.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["nome", "quanti", "ruolo"]);
}

#[test]
fn what_is_hidden_or_fixed_is_dropped_whatever_was_sent() {
    for hide in ["esito != \"rimanda\"", "=esito != \"rimanda\""] {
        let form = form(json!([
            {"type": "radio", "key": "esito", "values": [{"label": "", "value": "approva"}, {"label": "", "value": "rimanda"}]},
            {"type": "group", "label": "Motivo", "conditional": {"hide": hide}, "components": [
                {"type": "text", "text": "Perché"},
                {"type": "textarea", "key": "osservazioni", "validate": {"required": true}},
                {"type": "textfield", "key": "dettaglio", "conditional": {"hide": "=osservazioni = null or osservazioni = \"\""}}
            ]},
            {"type": "textfield", "key": "protocollo", "readonly": true, "validate": {"required": true}},
            {"type": "textfield", "key": "ufficio", "disabled": true}
        ]));
        let approved = object(
            json!({"esito": "approva", "osservazioni": "x", "protocollo": "falso", "ufficio": "falso"}),
        );
        let values = form
            .validate(&approved)
            .expect("hidden fields need nothing");
        assert_eq!(
            values,
            Map::from([("esito".into(), Value::Text("approva".into()))]),
            "{hide}"
        );
        let back = object(
            json!({"esito": "rimanda", "osservazioni": "manca il bollo", "dettaglio": "pagina 2"}),
        );
        let values = form.validate(&back).expect("all is there");
        assert_eq!(
            values.keys().collect::<Vec<_>>(),
            ["dettaglio", "esito", "osservazioni"],
            "{hide}"
        );
        let silent = object(json!({"esito": "rimanda"}));
        assert_eq!(
            form.validate(&silent).expect_err("a reason is required")[0].field,
            "osservazioni",
            "{hide}"
        );
    }
}

#[test]
fn choices_and_conditions_may_come_from_the_case() {
    let form = form(json!([
        {"type": "select", "key": "ufficio", "valuesKey": "uffici"},
        {"type": "textfield", "key": "nota", "conditional": {"hide": "urgente"}}
    ]));
    let variables = Map::from([
        (
            "uffici".into(),
            Value::List(vec![
                Value::Text("urp".into()),
                Value::Map(Map::from([
                    ("label".into(), Value::Text("Tributi".into())),
                    ("value".into(), Value::Text("tributi".into())),
                ])),
            ]),
        ),
        ("urgente".into(), Value::Bool(true)),
    ]);
    let sent = object(json!({"ufficio": "tributi", "nota": "x"}));
    let values = form
        .validate_with(&sent, &variables)
        .expect("a choice of the case");
    assert_eq!(
        values,
        Map::from([("ufficio".into(), Value::Text("tributi".into()))])
    );
    assert!(
        form.validate(&sent).is_err(),
        "without the case there are no choices"
    );
}

#[test]
fn what_would_not_be_checked_is_refused_when_deployed() {
    for (code, components) in [
        ("FRM003", json!([{"type": "html", "content": "<b>"}])),
        ("FRM003", json!([{"type": "filepicker", "key": "a"}])),
        ("FRM004", json!([{"type": "textfield", "key": "a.b"}])),
        ("FRM004", json!([{"type": "textfield"}])),
        (
            "FRM005",
            json!([{"type": "textfield", "key": "a"}, {"type": "number", "key": "a"}]),
        ),
        ("FRM006", json!([{"type": "select", "key": "a"}])),
        (
            "FRM006",
            json!([{"type": "select", "key": "a", "values": [{"value": {}}]}]),
        ),
        (
            "FRM007",
            json!([{"type": "textfield", "key": "a", "validate": {"pattern": "(?=a)"}}]),
        ),
        (
            "FRM008",
            json!([{"type": "textfield", "key": "a", "validate": {"minLength": -1}}]),
        ),
        (
            "FRM008",
            json!([{"type": "number", "key": "a", "validate": {"max": "molto"}}]),
        ),
        (
            "FRM009",
            json!([{"type": "textfield", "key": "a", "conditional": {"hide": "b =="}}]),
        ),
        (
            "FRM009",
            json!([{"type": "textfield", "key": "a", "conditional": {"hide": "now() > x"}}]),
        ),
        (
            "FRM010",
            json!([{"type": "datetime", "key": "a", "disallowPassedDates": true}]),
        ),
        (
            "FRM010",
            json!([{"type": "group", "path": "p", "components": []}]),
        ),
        ("FRM002", json!(["testo"])),
    ] {
        let problems = read(components.clone()).expect_err("refused");
        assert_eq!(problems[0].code, code, "{components}: {problems:#?}");
    }
    let problem = Form::read(b"{\n\"id\": }", "a.form")
        .expect_err("no JSON")
        .remove(0);
    assert_eq!(
        (problem.code.as_str(), problem.line, problem.file.as_str()),
        ("FRM001", Some(2), "a.form")
    );
    assert_eq!(
        Form::read(b"[]", "a.form").expect_err("no form")[0].code,
        "FRM002"
    );
    assert_eq!(
        Form::read(&vec![b' '; 2 << 20], "a.form").expect_err("too big")[0].code,
        "FRM011"
    );
    let deep = format!(
        "{}{}",
        "{\"id\":\"a\",\"components\":[".repeat(5_000),
        "]}".repeat(5_000)
    );
    assert_eq!(
        Form::read(deep.as_bytes(), "a.form").expect_err("too deep")[0].code,
        "FRM001"
    );
}

proptest::proptest! {
    /// Whatever is sent, a form answers with its own keys or with problems.
    #[test]
    fn no_value_of_another_key_ever_comes_out(key in "[a-c]{1,2}", text in ".{0,20}", number: f64, list: Vec<bool>) {
        let form = form(json!([
            {"type": "textfield", "key": "a"}, {"type": "number", "key": "b"},
            {"type": "checklist", "key": "c", "values": [{"label": "", "value": true}]}
        ]));
        for sent in [json!(text), json!(number), json!(list), json!({"a": list})] {
            if let Ok(values) = form.validate(&object(json!({ key.as_str(): sent }))) {
                let keys: Vec<_> = values.keys().map(String::as_str).collect();
                proptest::prop_assert_eq!(keys, ["a", "b", "c"]);
            }
        }
    }
}
