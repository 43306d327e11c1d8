//! Letter templates: `Oggetto: …` in the first line, `Copia: …` in the second where the letter also goes
//! to others (addresses with commas between), then the text; all filled in by minijinja.
//!
//! Variables are those of the case; one that is missing stays visible as `[name]`, so that nobody
//! sends a letter with a silent hole.

use crate::bundle::Letter;
use contract::Text;
use minijinja::{
    Environment, UndefinedBehavior,
    value::{Serde, Value},
};

/// Reads a letter file; the error is minijinja's own words.
pub(crate) fn read(key: &str, title: Text, text: &str) -> Result<Letter, String> {
    let text = text.trim_start_matches('\u{feff}');
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (subject, body) = match first.trim().split_once(':') {
        Some((word, subject)) if word.trim().eq_ignore_ascii_case("oggetto") => (
            subject.trim().to_string(),
            rest.trim_start_matches(['\r', '\n']).to_string(),
        ),
        _ => return Err("manca «Oggetto: …» nella prima riga".into()),
    };
    let (second, rest) = body.split_once('\n').unwrap_or((&body, ""));
    let (cc, body) = match second.trim().split_once(':') {
        Some((word, cc)) if word.trim().eq_ignore_ascii_case("copia") => (
            cc.trim().to_string(),
            rest.trim_start_matches(['\r', '\n']).to_string(),
        ),
        _ => (String::new(), body),
    };
    let environment = Environment::new();
    for source in [&subject, &cc, &body] {
        environment
            .template_from_str(source)
            .map_err(|e| e.to_string())?;
    }
    Ok(Letter {
        key: key.into(),
        title,
        subject,
        cc,
        body,
    })
}

/// A letter with the values of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    pub subject: String,
    /// Who else gets it, bare addresses; empty when the letter names nobody.
    pub cc: Vec<String>,
    pub body: String,
}

/// Fills in a letter. The error is minijinja's own words.
pub(crate) fn fill(
    letter: &Letter,
    variables: &serde_json::Map<String, serde_json::Value>,
) -> Result<Filled, String> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.add_filter("data", |at: String| italian_date(&at));
    environment.set_formatter(|out, state, value: &Value| {
        if value.is_undefined() || value.is_none() {
            return out.write_str("[…]").map_err(minijinja::Error::from);
        }
        minijinja::escape_formatter(out, state, value)
    });
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let context = Value::from(Serde(variables));
    let fill = |source: &str| {
        environment
            .render_str(source, context.clone())
            .map_err(|e| e.to_string())
    };
    // What is missing gives no address: only whole ones are kept.
    let cc = fill(&letter.cc)?
        .split([',', ';'])
        .map(str::trim)
        .filter(|address| address.contains('@'))
        .map(String::from)
        .collect();
    Ok(Filled {
        subject: fill(&letter.subject)?.replace(['\r', '\n'], " "),
        cc,
        body: fill(&letter.body)?,
    })
}

/// An ISO instant as `dd/mm/yyyy` in Rome; anything else unchanged.
fn italian_date(at: &str) -> String {
    chrono::DateTime::parse_from_rfc3339(at).map_or_else(
        |_| at.to_string(),
        |t| {
            t.with_timezone(&chrono_tz::Europe::Rome)
                .format("%d/%m/%Y")
                .to_string()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_names_what_is_missing_instead_of_leaving_a_hole() {
        let letter = read("riscontro", Text::new("Riscontro", "Answer"), "Oggetto: Riscontro {{ mail.subject }}\n\nSpett.le {{ mail.from_name }}, prot. {{ numero }}, {{ mail.sent_at|data }}.").unwrap();
        let variables = serde_json::json!({ "mail": { "subject": "Accesso", "from_name": "Mario Prova", "sent_at": "2026-11-22T23:30:00Z" } });
        let filled = fill(&letter, variables.as_object().unwrap()).unwrap();
        assert_eq!(filled.subject, "Riscontro Accesso");
        assert_eq!(filled.body, "Spett.le Mario Prova, prot. […], 23/11/2026.");
        assert!(filled.cc.is_empty());
    }

    #[test]
    fn a_letter_goes_in_copy_to_the_addresses_it_finds_and_to_no_hole() {
        let letter = read(
            "esito",
            Text::new("Riscontro", "Answer"),
            "Oggetto: Esito\nCopia: {{ mail.cc | join(\", \") }}, {{ assente }}\n\nSi comunica.",
        )
        .unwrap();
        let copied = |cc: &[&str]| {
            let variables = serde_json::json!({ "mail": { "cc": cc } });
            let filled = fill(&letter, variables.as_object().unwrap()).unwrap();
            assert_eq!(filled.body, "Si comunica.");
            filled.cc
        };
        assert_eq!(
            copied(&["a@pec.example", "b@pec.example"]),
            ["a@pec.example", "b@pec.example"]
        );
        assert!(copied(&[]).is_empty());
    }

    #[test]
    fn a_letter_without_subject_is_refused() {
        let title = || Text::new("x", "x");
        assert!(read("x", title(), "Spett.le").is_err());
        assert!(read("x", title(), "Oggetto: {{ a").is_err());
    }
}
