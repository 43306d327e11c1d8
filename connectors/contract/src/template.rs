//! What a connector looks like to an analyst: label, help and typed inputs, in both languages.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    pub it: String,
    pub en: String,
}

impl Text {
    pub fn new(it: &str, en: &str) -> Text {
        Text {
            it: it.into(),
            en: en.into(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The topic, e.g. `pec.send`.
    pub kind: String,
    pub name: Text,
    pub help: Text,
    pub inputs: Vec<Input>,
    /// Names the job's result has, with what they hold.
    pub outputs: Vec<(String, Text)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    pub name: String,
    pub label: Text,
    pub help: Text,
    pub kind: InputKind,
    pub required: bool,
    /// Source text the designer proposes, e.g. `${risposta}`.
    pub default: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "type", content = "values")]
pub enum InputKind {
    Text,
    LongText,
    Boolean,
    /// Closed list of literal values.
    Choice(Vec<String>),
}

/// A literal input that cannot work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputProblem {
    pub input: String,
    pub message: Text,
    pub expected: String,
    pub fix: Text,
}

/// Checks source texts of inputs against their description: what is required is there, nothing is
/// unknown, a literal of a closed list is one of it. Expressions are not evaluated.
pub fn check_inputs(
    known: &[Input],
    inputs: &serde_json::Map<String, serde_json::Value>,
) -> Vec<InputProblem> {
    let source = |name: &str| {
        inputs
            .get(name)
            .and_then(serde_json::Value::as_str)
            .map(str::trim)
            .unwrap_or_default()
    };
    let mut problems = Vec::new();
    for input in known {
        let given = source(&input.name);
        if input.required && given.is_empty() {
            problems.push(InputProblem {
                input: input.name.clone(),
                message: Text::new("Il dato manca.", "The input is missing."),
                expected: input.default.clone().unwrap_or_default(),
                fix: Text::new("Indica la variabile da usare.", "Name the variable to use."),
            });
        }
        let literal = !given.is_empty() && !given.contains("${") && !given.starts_with('=');
        if let (InputKind::Choice(values), true) = (&input.kind, literal)
            && !values.iter().any(|v| v == given)
        {
            problems.push(InputProblem {
                input: input.name.clone(),
                message: Text::new(
                    &format!("Il valore `{given}` non è ammesso."),
                    &format!("The value `{given}` is not allowed."),
                ),
                expected: values.join(", "),
                fix: Text::new(
                    "Scegli uno dei valori ammessi.",
                    "Choose one of the allowed values.",
                ),
            });
        }
    }
    for name in inputs
        .keys()
        .filter(|name| !known.iter().any(|i| i.name == **name))
    {
        let close = Text::new(
            "Togli il dato o correggi il nome.",
            "Remove the input or correct its name.",
        );
        problems.push(InputProblem {
            input: name.clone(),
            message: Text::new(
                "Questo connettore non conosce il dato.",
                "This connector does not know the input.",
            ),
            expected: known
                .iter()
                .map(|i| i.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
            fix: close,
        });
    }
    problems
}
