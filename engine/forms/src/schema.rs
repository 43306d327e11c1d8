//! The fields of a form, from form-js JSON of any schema version.
//!
//! Read: textfield, textarea, number, checkbox, radio, select, checklist, datetime; groups of them.
//! Drawn only, and skipped: text, separator, spacer, button. Everything else is refused by name.

use crate::condition::Condition;
use crate::problem::{Problem, Text};
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
    pub problems: Vec<Problem>,
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

    pub fn problem(
        &mut self,
        code: &'static str,
        component: Option<&str>,
        message: Text,
        expected: Text,
        fix: Text,
    ) {
        self.problems.push(Problem {
            code,
            file: self.file.to_owned(),
            element: component.map(str::to_owned),
            line: None,
            column: None,
            it: message.it,
            en: message.en,
            expected,
            fix,
        });
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
                self.problem(
                    "FRM002",
                    None,
                    Text::new(
                        "Un componente non è un oggetto.",
                        "A component is not an object.",
                    ),
                    Text::new("Oggetti con type e key.", "Objects with type and key."),
                    Text::new(
                        "Salvare di nuovo il modulo dal disegnatore.",
                        "Save the form again in the designer.",
                    ),
                );
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
            self.problem(
                "FRM004",
                Some(name),
                Text::new(
                    format!("La chiave «{key}» non è il nome di una variabile."),
                    format!("The key “{key}” is not the name of a variable."),
                ),
                Text::new(
                    "Lettere, cifre e _, senza punti.",
                    "Letters, digits and _, without dots.",
                ),
                Text::new(
                    "Cambiare la chiave del campo.",
                    "Change the key of the field.",
                ),
            );
            return;
        }
        if !self.keys.insert(key.to_owned()) {
            self.problem(
                "FRM005",
                Some(key),
                Text::new(
                    format!("La chiave «{key}» è usata due volte."),
                    format!("The key “{key}” is used twice."),
                ),
                Text::new("Una chiave per campo.", "One key for each field."),
                Text::new(
                    "Cambiare una delle due chiavi.",
                    "Change one of the two keys.",
                ),
            );
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
                self.problem(
                    "FRM003",
                    Some(name),
                    Text::new(
                        format!("Il componente «{other}» non è ammesso nei moduli."),
                        format!("The component “{other}” is not allowed in forms."),
                    ),
                    Text::new(
                        "textfield, textarea, number, checkbox, radio, select, checklist, datetime, text o group.",
                        "textfield, textarea, number, checkbox, radio, select, checklist, datetime, text or group.",
                    ),
                    Text::new("Sostituire o togliere il componente.", "Replace or remove the component."),
                );
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
            self.problem(
                "FRM006",
                Some(name),
                Text::new(
                    "Le scelte del campo non si possono leggere.",
                    "The choices of the field cannot be read.",
                ),
                Text::new(
                    "values con label e value, o valuesKey con il nome di una variabile.",
                    "values with label and value, or valuesKey with the name of a variable.",
                ),
                Text::new(
                    "Scrivere le scelte nel disegnatore.",
                    "Write the choices in the designer.",
                ),
            );
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
                    "FRM007",
                    Some(key),
                    Text::new(
                        format!("L'espressione regolare «{pattern}» non si può usare: {error}"),
                        format!("The regular expression “{pattern}” cannot be used: {error}"),
                    ),
                    Text::new(
                        "Un'espressione regolare senza riferimenti all'indietro né sguardi avanti.",
                        "A regular expression without back references or look-around.",
                    ),
                    Text::new("Semplificare l'espressione.", "Simplify the expression."),
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
                "FRM008",
                Some(key),
                Text::new(
                    format!("{name} è «{written}»."),
                    format!("{name} is “{written}”."),
                ),
                Text::new("Un numero.", "A number."),
                Text::new(format!("Correggere {name}."), format!("Correct {name}.")),
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
                    "FRM009",
                    Some(name),
                    Text::new(
                        format!("La condizione «{text}» non si può leggere: {}", why.it),
                        format!("The condition “{text}” cannot be read: {}", why.en),
                    ),
                    Text::new(
                        "Un confronto come =esito = \"rimanda\".",
                        "A comparison such as =esito = \"rimanda\".",
                    ),
                    Text::new(
                        "Correggere la condizione del campo.",
                        "Correct the condition of the field.",
                    ),
                );
                Err(())
            }
        }
    }

    fn unsupported(&mut self, name: &str, what: &str) {
        self.problem(
            "FRM010",
            Some(name),
            Text::new(
                format!("«{what}» su questo componente non sarebbe controllato dal server."),
                format!("“{what}” on this component would not be checked by the server."),
            ),
            Text::new(
                "Solo ciò che il server controlla.",
                "Only what the server checks.",
            ),
            Text::new(format!("Togliere «{what}»."), format!("Remove “{what}”.")),
        );
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
