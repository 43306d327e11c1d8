//! Forms that a BPMN file describes itself, field by field.
#![allow(clippy::unwrap_used)]

use bpmn::{FormField, FormFieldKind};
use forms::Form;
use rules::Value;
use serde_json::json;

fn field(key: &str, kind: FormFieldKind) -> FormField {
    FormField {
        key: key.into(),
        label: key.to_uppercase(),
        kind,
        line: 7,
        ..FormField::default()
    }
}

fn form() -> Form {
    let choice =
        FormFieldKind::Choice(vec![("si".into(), "Sì".into()), ("no".into(), "No".into())]);
    let fields = [
        FormField {
            required: true,
            bounds: vec![("maxLength".into(), "5".into())],
            ..field("motivo", FormFieldKind::Text)
        },
        FormField {
            bounds: vec![("min".into(), "1".into()), ("max".into(), "30".into())],
            default: Some("10".into()),
            ..field("giorni", FormFieldKind::Number { whole: true })
        },
        FormField {
            required: true,
            ..field("urgente", FormFieldKind::Checkbox)
        },
        field("quando", FormFieldKind::Date),
        field("esito", choice),
        FormField {
            readonly: true,
            ..field("nota", FormFieldKind::Text)
        },
    ];
    Form::of_fields("p/t", &fields, "p.bpmn").unwrap()
}

#[test]
fn what_is_sent_is_checked_as_in_any_form() {
    let form = form();
    assert_eq!(form.id(), Some("p/t"));
    assert_eq!(form.schema()["components"][1]["defaultValue"], json!(10));
    let sent = json!({ "motivo": "ferie", "giorni": 3, "quando": "2026-03-01", "esito": "si", "nota": "x" });
    let values = form.validate(sent.as_object().unwrap()).unwrap();
    assert_eq!(values["giorni"], Value::Int(3));
    assert_eq!(values["urgente"], Value::Bool(false));
    assert!(
        !values.contains_key("nota"),
        "what is read-only gives nothing"
    );
    for (sent, wrong) in [
        (json!({ "giorni": 3 }), "motivo"),
        (json!({ "motivo": "lunghissimo" }), "motivo"),
        (json!({ "motivo": "a", "giorni": 31 }), "giorni"),
        (json!({ "motivo": "a", "giorni": 1.5 }), "giorni"),
        (json!({ "motivo": "a", "quando": "ieri" }), "quando"),
        (json!({ "motivo": "a", "esito": "forse" }), "esito"),
        (json!({ "motivo": "a", "altro": 1 }), "altro"),
    ] {
        let problems = form.validate(sent.as_object().unwrap()).unwrap_err();
        assert_eq!(problems[0].field, wrong, "{sent}");
    }
}

#[test]
fn a_field_that_cannot_be_kept_is_found_at_its_line() {
    for (bad, code) in [
        (field("a.b", FormFieldKind::Text), "FRM004"),
        (field("scelta", FormFieldKind::Choice(Vec::new())), "FRM006"),
        (
            FormField {
                bounds: vec![("min".into(), "molto".into())],
                ..field("n", FormFieldKind::Number { whole: true })
            },
            "FRM008",
        ),
    ] {
        let findings = Form::of_fields("p/t", &[bad], "p.bpmn").unwrap_err();
        assert_eq!(
            (findings[0].code.as_str(), findings[0].line),
            (code, Some(7))
        );
        assert_eq!(findings[0].file, "p.bpmn");
    }
}
