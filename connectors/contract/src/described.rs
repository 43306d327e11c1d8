//! A connector's inputs as one struct: its schema describes them, its parsing reads them.
//!
//! Each field carries its words beside it:
//! `#[schemars(extend("it" = ["Indirizzo", "Aiuto"], "en" = ["Address", "Help"], "at" = 1))]`; `at` is its
//! place in the form, `proposed` the source text the designer proposes.

use crate::{Input, InputKind, Outcome, Text};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The inputs a struct describes, in the order of their places. A closed list of values becomes a choice,
/// a truth value a boolean, a text with `long` a long text, anything else a text that may hold an expression.
pub fn inputs_of<T: JsonSchema>() -> Vec<Input> {
    let settings = SchemaSettings::draft2020_12().with(|s| s.inline_subschemas = true);
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let schema = schema.as_value();
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut found: Vec<(u64, Input)> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, property)| {
            let words = |n: usize| {
                let word = |language: &str| property[language][n].as_str().unwrap_or_default();
                Text::new(word("it"), word("en"))
            };
            let input = Input {
                name: name.clone(),
                label: words(0),
                help: words(1),
                kind: kind(property),
                required: required.contains(&name.as_str()),
                default: property["proposed"].as_str().map(str::to_owned),
            };
            (property["at"].as_u64().unwrap_or(u64::MAX), input)
        })
        .collect();
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, input)| input).collect()
}

fn kind(property: &Value) -> InputKind {
    let texts = |values: &Value| -> Vec<String> {
        values
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|v| v.as_str().map(str::to_owned))
            .collect()
    };
    // An optional list is `anyOf` the list and null.
    let alternatives = property["anyOf"].as_array().into_iter().flatten();
    let choice = std::iter::once(property)
        .chain(alternatives)
        .map(|p| texts(&p["enum"]))
        .find(|values| !values.is_empty());
    match choice {
        Some(values) => InputKind::Choice(values),
        None if property["type"] == "boolean" => InputKind::Boolean,
        None if property["long"] == true => InputKind::LongText,
        None => InputKind::Text,
    }
}

/// Reads the inputs of a job. What was left empty counts as not given; *true* and *false* may come as text.
pub fn parse<T: DeserializeOwned>(inputs: &Map<String, Value>) -> Result<T, Outcome> {
    let given = inputs
        .iter()
        .filter(|(_, value)| !value.is_null() && value.as_str().map(str::trim) != Some(""))
        .map(|(name, value)| {
            let value = match value.as_str().map(str::trim) {
                Some("true") => Value::Bool(true),
                Some("false") => Value::Bool(false),
                _ => value.clone(),
            };
            (name.clone(), value)
        })
        .collect();
    serde_json::from_value(Value::Object(given)).map_err(|e| Outcome::Never {
        code: "bad_input".into(),
        reason: e.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;
    use serde_json::json;

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    enum Colour {
        #[serde(rename = "rosso")]
        Red,
        #[serde(rename = "blu")]
        Blue,
    }

    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Paint {
        #[schemars(extend("it" = ["Parete", "Quale"], "en" = ["Wall", "Which"], "at" = 1, "proposed" = "${parete}"))]
        wall: String,
        #[schemars(extend("it" = ["Colore", ""], "en" = ["Colour", ""], "at" = 2))]
        colour: Option<Colour>,
        #[serde(default)]
        #[schemars(extend("it" = ["Due mani", ""], "en" = ["Two coats", ""], "at" = 0))]
        twice: bool,
    }

    #[test]
    fn a_struct_describes_its_inputs() {
        let inputs = inputs_of::<Paint>();
        let names: Vec<&str> = inputs.iter().map(|i| i.name.as_str()).collect();
        assert_eq!(names, ["twice", "wall", "colour"]);
        assert_eq!(inputs[1].label, Text::new("Parete", "Wall"));
        assert_eq!(inputs[1].default.as_deref(), Some("${parete}"));
        assert!(inputs[1].required && !inputs[0].required && !inputs[2].required);
        assert_eq!(inputs[0].kind, InputKind::Boolean);
        assert_eq!(
            inputs[2].kind,
            InputKind::Choice(vec!["rosso".into(), "blu".into()])
        );
    }

    #[test]
    fn what_was_left_empty_is_not_given() {
        let read = |inputs: Value| parse::<Paint>(inputs.as_object().unwrap());
        let paint = read(json!({ "wall": "nord", "colour": " ", "twice": "true" })).unwrap();
        assert_eq!(
            paint,
            Paint {
                wall: "nord".into(),
                colour: None,
                twice: true
            }
        );
        assert!(matches!(
            read(json!({ "wall": "" })),
            Err(Outcome::Never { code, reason }) if code == "bad_input" && reason.contains("wall")
        ));
    }
}
