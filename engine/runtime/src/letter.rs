//! Letter templates: `Oggetto: …` in the first line, then the text, filled in by minijinja.
//!
//! Variables are those of the case; one that is missing stays visible as `[name]`, so that nobody
//! sends a letter with a silent hole.

use crate::bundle::Letter;
use minijinja::{
    Environment, UndefinedBehavior,
    value::{Serde, Value},
};

/// Reads a letter file; the error is minijinja's own words.
pub(crate) fn read(key: &str, text: &str) -> Result<Letter, String> {
    let text = text.trim_start_matches('\u{feff}');
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (subject, body) = match first.trim().split_once(':') {
        Some((word, subject)) if word.trim().eq_ignore_ascii_case("oggetto") => (
            subject.trim().to_string(),
            rest.trim_start_matches(['\r', '\n']).to_string(),
        ),
        _ => return Err("manca «Oggetto: …» nella prima riga".into()),
    };
    let environment = Environment::new();
    for source in [&subject, &body] {
        environment
            .template_from_str(source)
            .map_err(|e| e.to_string())?;
    }
    Ok(Letter {
        key: key.into(),
        title: key.replace(['-', '_'], " "),
        subject,
        body,
    })
}

/// Fills in subject and body. The error is minijinja's own words.
pub(crate) fn fill(
    letter: &Letter,
    variables: &serde_json::Map<String, serde_json::Value>,
) -> Result<(String, String), String> {
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
    Ok((
        fill(&letter.subject)?.replace(['\r', '\n'], " "),
        fill(&letter.body)?,
    ))
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
        let letter = read("riscontro", "Oggetto: Riscontro {{ mail.subject }}\n\nSpett.le {{ mail.from_name }}, prot. {{ numero }}, {{ mail.sent_at|data }}.").unwrap();
        let variables = serde_json::json!({ "mail": { "subject": "Accesso", "from_name": "Mario Prova", "sent_at": "2026-11-22T23:30:00Z" } });
        let (subject, body) = fill(&letter, variables.as_object().unwrap()).unwrap();
        assert_eq!(subject, "Riscontro Accesso");
        assert_eq!(body, "Spett.le Mario Prova, prot. […], 23/11/2026.");
    }

    #[test]
    fn a_letter_without_subject_is_refused() {
        assert!(read("x", "Spett.le").is_err());
        assert!(read("x", "Oggetto: {{ a").is_err());
    }
}
