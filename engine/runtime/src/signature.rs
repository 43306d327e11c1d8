//! What stands under a message: the words of its mailbox, filled in for who writes it.

use crate::{Act, Fault, Runtime, mailbox};
use minijinja::{Environment, context};
use store::{load, row};

/// Name, office and box on a line each.
const PLAIN: &str = "{{ nome }}\n{{ ufficio }}\n{{ casella }}";
const CHARACTERS_MAX: usize = 2_000;

/// Refuses a signature that cannot be filled in.
pub(crate) fn checked(text: &str) -> Result<(), Fault> {
    let wrong = |it: String, en: String| {
        Err(Fault::Invalid {
            fields: vec![("signature".into(), it, en)],
        })
    };
    if text.chars().count() > CHARACTERS_MAX {
        return wrong(
            "Al più 2.000 caratteri.".into(),
            "At most 2,000 characters.".into(),
        );
    }
    match fill(text, ["", "", "", ""]) {
        Ok(_) => Ok(()),
        Err(said) => wrong(
            format!("La firma non si può compilare: {said}"),
            format!("The signature cannot be filled in: {said}"),
        ),
    }
}

fn fill(
    text: &str,
    [nome, ufficio, casella, indirizzo]: [&str; 4],
) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let filled = environment.render_str(text, context! { nome, ufficio, casella, indirizzo })?;
    // What is not known leaves no empty line.
    let lines = filled.lines().map(str::trim_end);
    let kept: Vec<&str> = match text == PLAIN {
        true => lines.filter(|l| !l.is_empty()).collect(),
        false => lines.collect(),
    };
    Ok(kept.join("\n").trim().to_string())
}

impl Runtime {
    /// The signature of this mailbox for who acts; empty without a mailbox.
    pub(crate) async fn signature(
        &self,
        act: &Act,
        mailbox: Option<&row::Mailbox>,
    ) -> Result<String, Fault> {
        let Some(mailbox) = mailbox else {
            return Ok(String::new());
        };
        let own = mailbox::settings(mailbox)
            .ok()
            .and_then(|s| s.writing.signature);
        let text = own.as_deref().unwrap_or(PLAIN);
        let offices = load::offices(&self.store).await?;
        let office = offices
            .iter()
            .filter(|o| act.viewer.in_group(&format!("ufficio:{}", o.key)))
            .min_by_key(|o| !mailbox.offices.contains(&o.key))
            .map_or("", |o| o.name.as_str());
        let known = [
            act.viewer.name.as_str(),
            office,
            mailbox.display_name.as_str(),
            mailbox.address.as_str(),
        ];
        fill(text, known).map_err(Fault::broken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_leaves_no_hole_in_the_plain_signature() {
        let known = ["Anna Prova", "", "Comune di Esempio", "urp@comune.example"];
        assert_eq!(fill(PLAIN, known).unwrap(), "Anna Prova\nComune di Esempio");
        let own = "{{ nome }}\n\nTel. 000 – {{ indirizzo }}";
        assert_eq!(
            fill(own, known).unwrap(),
            "Anna Prova\n\nTel. 000 – urp@comune.example"
        );
    }

    #[test]
    fn a_signature_that_cannot_be_filled_in_is_refused() {
        assert!(checked("{{ nome").is_err());
        assert!(checked(&"x".repeat(2_001)).is_err());
        assert!(checked("{{ nome }}").is_ok());
    }
}
