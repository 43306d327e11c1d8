//! What `bundle.toml` says of a bundle: its name, and what its letters are called.

use contract::Text;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The parts that are read; everything else in the file is for people.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Manifest {
    #[serde(default)]
    pub name: Option<String>,
    /// `letters/<key>.txt` → title.
    #[serde(default)]
    pub letters: BTreeMap<String, Title>,
    /// Java class, delegate expression or expression of a foreign model → topic that does its work.
    #[serde(default)]
    pub handlers: bpmn::Handlers,
}

/// One text for both languages, or one for each.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(crate) enum Title {
    One(String),
    Each { it: String, en: String },
}

impl Manifest {
    /// Reads the file; None stands for a bundle without one. The error is the reader's own words.
    pub(crate) fn read(bytes: Option<&[u8]>) -> Result<Manifest, String> {
        let Some(bytes) = bytes else {
            return Ok(Manifest::default());
        };
        let text = std::str::from_utf8(bytes).map_err(|e| e.to_string())?;
        toml::from_str(text).map_err(|e| e.to_string())
    }

    /// The title of a letter; where none is given, its key as words (`usare-la-pec` → `Usare la pec`).
    pub(crate) fn title(&self, key: &str) -> Text {
        match self.letters.get(key) {
            Some(Title::One(text)) => Text::new(text, text),
            Some(Title::Each { it, en }) => Text::new(it, en),
            None => {
                let words = as_words(key);
                Text::new(&words, &words)
            }
        }
    }
}

fn as_words(key: &str) -> String {
    let spaced = key.replace(['-', '_'], " ");
    let mut letters = spaced.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => key.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_called_as_the_bundle_says_or_by_the_words_of_their_file() {
        let text = b"name = \"x\"\n[letters]\na = \"Uno\"\nb = { it = \"Due\", en = \"Two\" }\n";
        let manifest = Manifest::read(Some(text)).unwrap();
        assert_eq!(manifest.name.as_deref(), Some("x"));
        let said = |key| {
            let title = manifest.title(key);
            (title.it, title.en)
        };
        assert_eq!(said("a"), ("Uno".into(), "Uno".into()));
        assert_eq!(said("b"), ("Due".into(), "Two".into()));
        assert_eq!(said("senza-titolo").0, "Senza titolo");
        assert_eq!(said("è_così").1, "È così");
        assert_eq!(said("-").0, "-");
        assert!(Manifest::read(Some(b"name = ")).is_err());
        assert!(Manifest::read(None).unwrap().name.is_none());
    }
}
