//! A connector of one's own: a kind of service task that writes a line into a file.
//!
//! The template is what the designer shows and what a deployment is checked against. In a server it is one
//! more entry of the list in `engine/server/src/wire.rs`.

use contract::{
    Boxed, Call, Input, InputKind, InputProblem, Outbound, Outcome, Prepared, Template, Text,
    check_inputs,
};
use serde_json::{Map, Value, json};
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// The topic `journal.write`.
pub struct Journal {
    pub file: PathBuf,
}

impl Outbound for Journal {
    fn template(&self) -> Template {
        Template {
            kind: "journal.write".into(),
            name: Text::new("Annota nel giornale", "Write into the journal"),
            help: Text::new(
                "Aggiunge una riga al giornale.",
                "Adds a line to the journal.",
            ),
            inputs: vec![Input {
                name: "line".into(),
                label: Text::new("Riga", "Line"),
                help: Text::new("Il testo da annotare.", "The text to write down."),
                kind: InputKind::Text,
                required: true,
                default: Some("${oggetto}".into()),
            }],
            outputs: vec![("written".into(), Text::new("Byte scritti", "Bytes written"))],
        }
    }

    fn check(&self, inputs: &Map<String, Value>) -> Vec<InputProblem> {
        check_inputs(&self.template().inputs, inputs)
    }

    /// Nothing to fix beforehand: writing a line twice after a crash harms nobody.
    fn prepare(&self, _: &Call) -> Result<Option<Prepared>, Outcome> {
        Ok(None)
    }

    fn perform<'a>(&'a self, call: &'a Call, _: Option<&'a Prepared>) -> Boxed<'a, Outcome> {
        Box::pin(async move {
            let line = call.inputs.get("line").and_then(Value::as_str);
            let text = format!("{} {}\n", call.now.to_rfc3339(), line.unwrap_or_default());
            let mut options = std::fs::OpenOptions::new();
            let opened = options.create(true).append(true).open(&self.file);
            match opened.and_then(|mut file| file.write_all(text.as_bytes())) {
                Ok(()) => Outcome::Done(Map::from_iter([("written".into(), json!(text.len()))])),
                Err(error) => Outcome::RetryAfter {
                    after: Duration::from_secs(60),
                    reason: error.to_string(),
                },
            }
        })
    }
}

#[allow(dead_code)] // The test of the examples uses the connector itself.
fn main() -> anyhow::Result<()> {
    let file = PathBuf::from("journal.txt");
    let kinds =
        runtime::Kinds::new(vec![Arc::new(Journal { file })]).map_err(anyhow::Error::msg)?;
    println!("{:#}", json!(kinds.element_templates("it")));
    Ok(())
}
