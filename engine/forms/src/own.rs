//! A form that a BPMN file describes itself, as the form-js form it stands for.

use bpmn::{Finding, FormField, FormFieldKind};
use serde_json::{Map, Value as Json, json};

use crate::Form;

impl Form {
    /// The form of these fields, in their order; `name` becomes its id. The findings carry `file` and the line
    /// of their field.
    pub fn of_fields(name: &str, fields: &[FormField], file: &str) -> Result<Form, Vec<Finding>> {
        let components: Vec<Json> = fields.iter().map(component).collect();
        let schema = json!({ "id": name, "type": "default", "components": components });
        Form::of_schema(schema, file).map_err(|mut findings| {
            for finding in &mut findings {
                finding.line = fields
                    .iter()
                    .find(|field| finding.element.as_ref() == Some(&field.key))
                    .or(fields.first())
                    .map(|field| field.line);
            }
            findings
        })
    }
}

fn component(field: &FormField) -> Json {
    let mut validate = Map::new();
    // A box that must be answered is answered by leaving it empty too.
    if field.required && field.kind != FormFieldKind::Checkbox {
        validate.insert("required".into(), json!(true));
    }
    for (name, value) in &field.bounds {
        validate.insert(name.clone(), json!(value));
    }
    let mut out = json!({
        "key": field.key,
        "id": field.key,
        "label": field.label,
        "type": match field.kind {
            FormFieldKind::Text => "textfield",
            FormFieldKind::Number { .. } => "number",
            FormFieldKind::Checkbox => "checkbox",
            FormFieldKind::Date => "datetime",
            FormFieldKind::Choice(_) => "select",
        },
    });
    match &field.kind {
        FormFieldKind::Number { whole: true } => out["decimalDigits"] = json!(0),
        FormFieldKind::Date => out["subtype"] = json!("date"),
        FormFieldKind::Choice(choices) => {
            out["values"] = choices
                .iter()
                .map(|(value, label)| json!({ "value": value, "label": label }))
                .collect();
        }
        _ => {}
    }
    if field.readonly {
        out["readonly"] = json!(true);
    }
    if let Some(default) = &field.default {
        out["defaultValue"] = match field.kind {
            FormFieldKind::Checkbox => json!(default == "true"),
            FormFieldKind::Number { .. } => {
                serde_json::from_str(default).unwrap_or_else(|_| json!(default))
            }
            _ => json!(default),
        };
    }
    if !validate.is_empty() {
        out["validate"] = Json::Object(validate);
    }
    out
}
