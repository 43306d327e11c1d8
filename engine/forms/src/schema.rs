//! The fields of a form, from form-js JSON of any schema version.
//!
//! Read: textfield, textarea, number, checkbox, radio, select, checklist, datetime; groups of them.
//! Drawn only, and skipped: text, separator, spacer, button. Everything else is refused by name.

use crate::condition::Condition;
use bpmn::Finding;
use bpmn::rule::{Rule, form as rule};
use regex::Regex;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use std::collections::HashSet;

/// Groups in groups: deeper nobody lays out a page.
const DEPTH_MAX: usize = 16;
const FIELDS_MAX: usize = 1_000;

/// One field a person can fill in.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name of the variable it gives.
    pub key: String,
    pub label: String,
    pub kind: FieldKind,
    pub validation: Validation,
    /// Shown but never taken from the browser (`disabled` or `readonly`).
    pub fixed: bool,
    /// Conditions of the field and of the groups around it; any that holds hides it.
    pub(crate) hide: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum FieldKind {
    /// `textfield`.
    Line,
    /// `textarea`.
    Area,
    Number {
        /// Most digits after the point; None for any.
        decimal_digits: Option<u32>,
        /// The value is kept as text (`serializeToString`).
        as_text: bool,
    },
    Checkbox,
    /// `radio` and `select`.
    One(Options),
    /// `checklist`.
    Several(Options),
    Date(DateSort),
}

/// What can be chosen.
#[derive(Debug, Clone, PartialEq)]
pub enum Options {
    /// `values`, as JSON.
    Fixed(Vec<Json>),
    /// `valuesKey`: a list in a variable, of plain values or of `{label, value}`.
    Variable(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateSort {
    Date,
    Time,
    DateTime,
}

/// `validate` of a component.
#[derive(Debug, Clone, Default)]
pub struct Validation {
    pub required: bool,
    /// Characters.
    pub min_length: Option<usize>,
    pub max_length: Option<usize>,
    pub min: Option<Decimal>,
    pub max: Option<Decimal>,
    /// Found anywhere in the text, as a browser tests it.
    pub pattern: Option<Regex>,
    /// `validationType: email`.
    pub email: bool,
}

/// Gathers the fields and every problem of a schema.
pub(crate) struct SchemaReader<'f> {
    file: &'f str,
    pub fields: Vec<Field>,
    pub problems: Vec<Finding>,
    keys: HashSet<String>,
}

impl<'f> SchemaReader<'f> {
    pub fn new(file: &'f str) -> Self {
        SchemaReader {
            file,
            fields: Vec::new(),
            problems: Vec::new(),
            keys: HashSet::new(),
        }
    }

    pub fn problem(&mut self, rule: &Rule, component: Option<&str>, values: &[(&str, &str)]) {
        self.problems
            .push(rule.finding(self.file, component, None, values));
    }

    /// The components of one level; groups are walked with a stack of their own.
    pub fn components(&mut self, schema: &Map<String, Json>) {
        // Reversed, so that fields come out in the order of the page.
        let mut open: Vec<(&Json, Vec<Condition>, usize)> = list(schema, "components")
            .iter()
            .rev()
            .map(|c| (c, Vec::new(), 0))
            .collect();
        while let Some((component, hidden, depth)) = open.pop() {
            let Some(component) = component.as_object() else {
                self.problem(&rule::NOT_A_FORM, None, &[]);
                continue;
            };
            let kind = component
                .get("type")
                .and_then(Json::as_str)
                .unwrap_or_default();
            let name = name_of(component).to_owned();
            let mut hide = hidden;
            match self.condition(component, &name) {
                Ok(Some(condition)) => hide.push(condition),
                Ok(None) => {}
                Err(()) => continue,
            }
            match kind {
                "group" => {
                    if component
                        .get("path")
                        .and_then(Json::as_str)
                        .is_some_and(|p| !p.is_empty())
                    {
                        self.unsupported(&name, "path");
                    }
                    if depth >= DEPTH_MAX {
                        self.unsupported(&name, "group in group");
                        continue;
                    }
                    open.extend(
                        list(component, "components")
                            .iter()
                            .rev()
                            .map(|c| (c, hide.clone(), depth + 1)),
                    );
                }
                // Drawn only; what is submitted is the page's own button.
                "text" | "separator" | "spacer" | "button" => {}
                _ => self.field(component, kind, &name, hide),
            }
        }
    }

    fn field(
        &mut self,
        component: &Map<String, Json>,
        kind: &str,
        name: &str,
        hide: Vec<Condition>,
    ) {
        let Some(kind) = self.kind(component, kind, name) else {
            return;
        };
        let key = component
            .get("key")
            .and_then(Json::as_str)
            .unwrap_or_default();
        if !is_variable(key) {
            self.problem(&rule::FIELD_KEY, Some(name), &[("value", key)]);
            return;
        }
        if !self.keys.insert(key.to_owned()) {
            self.problem(&rule::FIELD_TWICE, Some(key), &[("value", key)]);
            return;
        }
        if self.fields.len() >= FIELDS_MAX {
            self.unsupported(name, "more than 1000 fields");
            return;
        }
        let validation = self.validation(component, key);
        let flag = |name: &str| component.get(name).and_then(Json::as_bool) == Some(true);
        self.fields.push(Field {
            key: key.to_owned(),
            label: component
                .get("label")
                .and_then(Json::as_str)
                .filter(|l| !l.is_empty())
                .unwrap_or(key)
                .to_owned(),
            kind,
            validation,
            fixed: flag("disabled") || flag("readonly"),
            hide,
        });
    }

    fn kind(&mut self, component: &Map<String, Json>, kind: &str, name: &str) -> Option<FieldKind> {
        Some(match kind {
            "textfield" => FieldKind::Line,
            "textarea" => FieldKind::Area,
            "number" => FieldKind::Number {
                decimal_digits: component
                    .get("decimalDigits")
                    .and_then(Json::as_u64)
                    .map(|d| d.min(28) as u32),
                as_text: component.get("serializeToString").and_then(Json::as_bool) == Some(true),
            },
            "checkbox" => FieldKind::Checkbox,
            "radio" | "select" => FieldKind::One(self.options(component, name)?),
            "checklist" => FieldKind::Several(self.options(component, name)?),
            "datetime" => {
                if component.get("disallowPassedDates").and_then(Json::as_bool) == Some(true) {
                    self.unsupported(name, "disallowPassedDates");
                }
                FieldKind::Date(match component.get("subtype").and_then(Json::as_str) {
                    None | Some("date") => DateSort::Date,
                    Some("time") => DateSort::Time,
                    Some("datetime") => DateSort::DateTime,
                    Some(other) => {
                        self.unsupported(name, other);
                        return None;
                    }
                })
            }
            other => {
                self.problem(&rule::COMPONENT, Some(name), &[("value", other)]);
                return None;
            }
        })
    }

    fn options(&mut self, component: &Map<String, Json>, name: &str) -> Option<Options> {
        if let Some(key) = component
            .get("valuesKey")
            .and_then(Json::as_str)
            .filter(|k| !k.is_empty())
        {
            return Some(Options::Variable(key.to_owned()));
        }
        let values: Vec<Json> = list(component, "values")
            .iter()
            .filter_map(|v| v.get("value"))
            .cloned()
            .collect();
        let scalar = values
            .iter()
            .all(|v| v.is_string() || v.is_number() || v.is_boolean());
        if values.is_empty() || !scalar || component.contains_key("valuesExpression") {
            self.problem(&rule::CHOICES, Some(name), &[]);
            return None;
        }
        Some(Options::Fixed(values))
    }

    fn validation(&mut self, component: &Map<String, Json>, key: &str) -> Validation {
        let empty = Map::new();
        let rules = component
            .get("validate")
            .and_then(Json::as_object)
            .unwrap_or(&empty);
        let mut out = Validation {
            required: rules.get("required").and_then(Json::as_bool) == Some(true),
            ..Validation::default()
        };
        out.min_length = self
            .bound(rules, "minLength", key)
            .and_then(|n| usize::try_from(n).ok());
        out.max_length = self
            .bound(rules, "maxLength", key)
            .and_then(|n| usize::try_from(n).ok());
        out.min = self.bound(rules, "min", key);
        out.max = self.bound(rules, "max", key);
        match rules.get("validationType").and_then(Json::as_str) {
            None | Some("" | "custom") => {}
            Some("email") => out.email = true,
            Some(other) => self.unsupported(key, &format!("validationType {other}")),
        }
        if let Some(pattern) = rules
            .get("pattern")
            .and_then(Json::as_str)
            .filter(|p| !p.is_empty())
        {
            match Regex::new(pattern) {
                Ok(regex) => out.pattern = Some(regex),
                Err(error) => self.problem(
                    &rule::PATTERN,
                    Some(key),
                    &[("value", pattern), ("detail", &error.to_string())],
                ),
            }
        }
        out
    }

    /// A number of `validate`, which form-js writes as a number or as text.
    fn bound(&mut self, rules: &Map<String, Json>, name: &str, key: &str) -> Option<Decimal> {
        let written = match rules.get(name)? {
            Json::Null => return None,
            Json::String(text) if text.is_empty() => return None,
            Json::String(text) => text.clone(),
            other => other.to_string(),
        };
        let number = written
            .parse::<Decimal>()
            .or_else(|_| Decimal::from_scientific(&written))
            .ok();
        let length = name.ends_with("Length");
        if number.is_none_or(|n| length && (n.is_sign_negative() || !n.fract().is_zero())) {
            self.problem(
                &rule::BOUND,
                Some(key),
                &[("attribute", name), ("value", &written)],
            );
            return None;
        }
        number
    }

    /// `conditional.hide`: Err when it was refused.
    fn condition(
        &mut self,
        component: &Map<String, Json>,
        name: &str,
    ) -> Result<Option<Condition>, ()> {
        let hide = component.get("conditional").and_then(|c| c.get("hide"));
        let text = match hide {
            None | Some(Json::Null | Json::Bool(false)) => return Ok(None),
            Some(Json::Bool(true)) => "=true",
            Some(Json::String(text)) if text.trim().is_empty() => return Ok(None),
            Some(Json::String(text)) => text.as_str(),
            Some(_) => "=",
        };
        match Condition::read(text) {
            Ok(condition) => Ok(Some(condition)),
            Err(why) => {
                self.problem(
                    &rule::FIELD_CONDITION,
                    Some(name),
                    &[
                        ("value", text),
                        ("detail.it", &why.it),
                        ("detail.en", &why.en),
                    ],
                );
                Err(())
            }
        }
    }

    fn unsupported(&mut self, name: &str, what: &str) {
        self.problem(&rule::UNCHECKED, Some(name), &[("value", what)]);
    }
}

fn list<'j>(object: &'j Map<String, Json>, name: &str) -> &'j [Json] {
    object
        .get(name)
        .and_then(Json::as_array)
        .map_or(&[], Vec::as_slice)
}

fn name_of(component: &Map<String, Json>) -> &str {
    ["key", "id", "label", "type"]
        .into_iter()
        .find_map(|n| {
            component
                .get(n)
                .and_then(Json::as_str)
                .filter(|v| !v.is_empty())
        })
        .unwrap_or("?")
}

/// A name a rhai script can use.
fn is_variable(name: &str) -> bool {
    let mut chars = name.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
