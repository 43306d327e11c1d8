//! The connector `document.render`: a letter of the bundle, filled in for the case, as a PDF/A.

use crate::write::{Letter, pdf};
use contract::{Boxed, Call, Document, InputProblem, Outbound, Outcome, Prepared, Template, Text};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

/// The topic of the connector.
pub const KIND: &str = "document.render";

/// The inputs of a document.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Render {
    #[schemars(extend("at" = 1, "it" = ["Lettera", "Il nome di una lettera del processo, ad esempio accoglimento; viene compilata con i dati della pratica."],
        "en" = ["Letter", "The name of a letter of the process, e.g. granted; it is filled in with the data of the case."]))]
    pub letter: Option<String>,
    #[schemars(extend("at" = 2, "long" = true, "it" = ["Testo", "Il testo, quando non viene da una lettera."], "en" = ["Text", "The text, when it comes from no letter."]))]
    pub text: Option<String>,
    #[schemars(extend("at" = 3, "it" = ["Titolo", "In alto nel documento; se manca, l'oggetto della lettera."], "en" = ["Title", "On top of the document; the letter's subject when empty."]))]
    pub title: Option<String>,
    #[schemars(extend("at" = 4, "proposed" = "documento.pdf", "it" = ["Nome del file", ""], "en" = ["Name of the file", ""]))]
    pub name: Option<String>,
}

/// Makes documents; it needs nothing from outside.
#[derive(Clone, Copy, Default)]
pub struct Send;

impl Outbound for Send {
    fn template(&self) -> Template {
        Template {
            kind: KIND.into(),
            name: Text::new("Prepara un documento (PDF/A)", "Make a document (PDF/A)"),
            help: Text::new(
                "Compila una lettera e la scrive come PDF/A, da allegare a una risposta o da conservare.",
                "Fills in a letter and writes it as PDF/A, to be attached to an answer or kept.",
            ),
            inputs: contract::inputs_of::<Render>(),
            outputs: vec![(
                "document".into(),
                Text::new(
                    "Il documento: name, media_type, size, ref",
                    "The document: name, media_type, size, ref",
                ),
            )],
        }
    }

    fn check(&self, inputs: &Map<String, Value>) -> Vec<InputProblem> {
        let mut problems = contract::check_inputs(&self.template().inputs, inputs);
        let given = |name: &str| {
            inputs
                .get(name)
                .and_then(Value::as_str)
                .is_some_and(|s| !s.trim().is_empty())
        };
        if given("letter") == given("text") {
            problems.push(InputProblem {
                input: "letter".into(),
                message: Text::new(
                    "Serve una lettera oppure un testo, non entrambi.",
                    "Either a letter or a text is needed, not both.",
                ),
                expected: "letter | text".into(),
                fix: Text::new(
                    "Compila uno solo dei due dati.",
                    "Fill in just one of the two inputs.",
                ),
            });
        }
        problems
    }

    fn prepare(&self, _: &Call) -> Result<Option<Prepared>, Outcome> {
        Ok(None)
    }

    fn perform<'a>(&'a self, call: &'a Call, _: Option<&'a Prepared>) -> Boxed<'a, Outcome> {
        Box::pin(async move {
            let inputs = match contract::parse::<Render>(&call.inputs) {
                Ok(inputs) => inputs,
                Err(outcome) => return outcome,
            };
            let (name, letter) = match letter(inputs, call) {
                Ok(letter) => letter,
                Err((code, reason)) => return Outcome::never(code, reason),
            };
            match tokio::task::spawn_blocking(move || pdf(&letter)).await {
                Ok(Ok(bytes)) => Outcome::Made(Document {
                    name,
                    media_type: "application/pdf".into(),
                    bytes,
                }),
                Ok(Err(e)) => Outcome::never("document_refused", e.to_string()),
                Err(e) => Outcome::never("document_refused", e.to_string()),
            }
        })
    }
}

fn letter(inputs: Render, call: &Call) -> Result<(String, Letter), (&'static str, String)> {
    let (subject, text) = match (&inputs.letter, &call.letter, inputs.text) {
        (Some(_), Some(filled), _) => (filled.subject.clone(), filled.body.clone()),
        (Some(key), None, _) => {
            return Err((
                "letter_missing",
                format!("the process has no letter «{key}»"),
            ));
        }
        (None, _, Some(text)) => (String::new(), text),
        (None, _, None) => return Err(("bad_input", "neither letter nor text is given".into())),
    };
    let mut name = inputs.name.unwrap_or_else(|| "documento.pdf".into());
    name.retain(|c| !c.is_control() && !"/\\:*?\"<>|".contains(c));
    if !name.to_lowercase().ends_with(".pdf") {
        name.push_str(".pdf");
    }
    Ok((
        name,
        Letter {
            title: inputs.title.unwrap_or(subject),
            text,
            language: "it-IT".into(),
            created_at: call.now,
        },
    ))
}
