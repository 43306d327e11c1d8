//! A form: read once at deployment, used at every completion of its task.

use crate::convert::convert;
use crate::schema::{Field, SchemaReader};
use bpmn::rule::form as rule;
use bpmn::{Finding, Text};
use rules::{Map, Value};
use serde::Serialize;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// Bytes of a `.form` file at most.
const FILE_BYTES_MAX: usize = 1024 * 1024;
/// Hiding a field may show another; more rounds than this is a form that never settles.
const ROUNDS_MAX: usize = 20;

/// A checked form.
#[derive(Debug, Clone)]
pub struct Form {
    id: Option<String>,
    schema: Json,
    /// In the order of the page.
    pub fields: Vec<Field>,
}

/// What is wrong with one field a person sent; shown beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldProblem {
    /// Key of the field as sent.
    pub field: String,
    pub it: String,
    pub en: String,
}

impl Form {
    /// Reads form-js JSON of any schema version. `file` is the name the findings carry.
    pub fn read(bytes: &[u8], file: &str) -> Result<Form, Vec<Finding>> {
        let mut reader = SchemaReader::new(file);
        if bytes.len() > FILE_BYTES_MAX {
            reader.problem(&rule::FORM_TOO_BIG, None, &[]);
            return Err(reader.problems);
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let schema: Json = match serde_json::from_slice(bytes) {
            Ok(schema) => schema,
            Err(error) => {
                reader.problem(&rule::NOT_JSON, None, &[("detail", &error.to_string())]);
                if let Some(problem) = reader.problems.last_mut() {
                    problem.line = u32::try_from(error.line()).ok();
                    problem.column = u32::try_from(error.column()).ok();
                }
                return Err(reader.problems);
            }
        };
        Form::of_schema(schema, file)
    }

    /// The form that this JSON describes.
    pub(crate) fn of_schema(schema: Json, file: &str) -> Result<Form, Vec<Finding>> {
        let mut reader = SchemaReader::new(file);
        let id = schema
            .get("id")
            .and_then(Json::as_str)
            .filter(|id| !id.is_empty())
            .map(str::to_owned);
        let components = schema.get("components").is_some_and(Json::is_array);
        let Some(object) = schema.as_object().filter(|_| components) else {
            reader.problem(&rule::NOT_A_FORM, None, &[]);
            return Err(reader.problems);
        };
        reader.components(object);
        if reader.problems.is_empty() {
            Ok(Form {
                id,
                fields: reader.fields,
                schema,
            })
        } else {
            Err(reader.problems)
        }
    }

    /// [`Form::validate_with`] for a form that needs no variable of the case.
    pub fn validate(
        &self,
        submitted: &serde_json::Map<String, Json>,
    ) -> Result<Map, Vec<FieldProblem>> {
        self.validate_with(submitted, &Map::new())
    }

    /// What the person sent, as values. `variables` are those of the case: conditions may name them,
    /// and choices by `valuesKey` come from them.
    ///
    /// Every shown field gives a variable: an empty text, null, false or an empty list where it was
    /// left empty. Hidden, disabled and read-only fields give none, whatever was sent for them. A key
    /// that is no field of the form is refused. All problems are given at once.
    pub fn validate_with(
        &self,
        submitted: &serde_json::Map<String, Json>,
        variables: &Map,
    ) -> Result<Map, Vec<FieldProblem>> {
        let known: BTreeMap<&str, &Field> =
            self.fields.iter().map(|f| (f.key.as_str(), f)).collect();
        let mut problems: Vec<FieldProblem> = submitted
            .keys()
            .filter(|key| !known.contains_key(key.as_str()))
            .map(|key| FieldProblem {
                field: key.clone(),
                it: "non fa parte del modulo".into(),
                en: "is not part of the form".into(),
            })
            .collect();
        let converted: Vec<Result<Value, Text>> = self
            .fields
            .iter()
            .map(|f| convert(f, submitted.get(&f.key), variables))
            .collect();
        let hidden = self.hidden(&converted, variables);
        let mut out = Map::new();
        for ((field, value), hidden) in self.fields.iter().zip(converted).zip(hidden) {
            if hidden || field.fixed {
                continue;
            }
            match value {
                Ok(value) => {
                    out.insert(field.key.clone(), value);
                }
                Err(text) => problems.push(FieldProblem {
                    field: field.key.clone(),
                    it: text.it,
                    en: text.en,
                }),
            }
        }
        if problems.is_empty() {
            Ok(out)
        } else {
            Err(problems)
        }
    }

    /// Which fields are hidden, given the values of those that are not.
    fn hidden(&self, converted: &[Result<Value, Text>], variables: &Map) -> Vec<bool> {
        let mut hidden = vec![false; self.fields.len()];
        if self.fields.iter().all(|f| f.hide.is_empty()) {
            return hidden;
        }
        for _ in 0..ROUNDS_MAX {
            let mut values = variables.clone();
            for ((field, value), hidden) in self.fields.iter().zip(converted).zip(&hidden) {
                if field.fixed {
                    continue;
                }
                let value = match value {
                    Ok(value) if !hidden => value.clone(),
                    _ => Value::Null,
                };
                values.insert(field.key.clone(), value);
            }
            let next: Vec<bool> = self
                .fields
                .iter()
                .map(|f| f.hide.iter().any(|c| c.holds(&values)))
                .collect();
            if next == hidden {
                break;
            }
            hidden = next;
        }
        hidden
    }

    /// What `camunda:formRef` names; None where the file does not say.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The JSON as it was read, for the page that shows it.
    pub fn schema(&self) -> &Json {
        &self.schema
    }

    /// The keys of all fields, in the order of the page.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|f| f.key.as_str())
    }
}
