//! The reader's language: Italian unless `Accept-Language` prefers English; at a terminal, that of its locale.

use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE, request::Parts};
use std::convert::Infallible;
use std::fmt::{Display, Formatter};
use std::sync::OnceLock;

/// One of the two languages of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    #[default]
    It,
    En,
}

impl Language {
    /// By quality value; of equal ones the first named. Languages we do not speak are passed over.
    pub fn of(headers: &HeaderMap) -> Language {
        let wanted = headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|v| v.to_str().ok())
            .unwrap_or_default();
        let mut best = (0.0, Language::It);
        for part in wanted.split(',') {
            let mut pieces = part.split(';');
            let tag = pieces
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase();
            let quality = pieces
                .find_map(|p| {
                    p.trim()
                        .strip_prefix("q=")
                        .map(|q| q.trim().parse::<f32>().unwrap_or(0.0))
                })
                .unwrap_or(1.0);
            let language = match tag.split('-').next() {
                Some("it") => Language::It,
                Some("en") => Language::En,
                _ => continue,
            };
            if quality > best.0 {
                best = (quality, language);
            }
        }
        best.1
    }

    /// Of who sits at the terminal, by `LC_ALL`, `LC_MESSAGES` and `LANG`. A machine without a language (`C`) speaks English.
    pub fn of_terminal() -> Language {
        static TERMINAL: OnceLock<Language> = OnceLock::new();
        *TERMINAL.get_or_init(|| {
            let names = ["LC_ALL", "LC_MESSAGES", "LANG"];
            Language::of_locale(names.map(|name| std::env::var(name).unwrap_or_default()))
        })
    }

    /// The first that is set decides (POSIX.1-2017 §8.2).
    fn of_locale(values: [String; 3]) -> Language {
        match values.iter().find(|v| !v.is_empty()) {
            Some(locale) if locale == "it" || locale.starts_with("it_") => Language::It,
            _ => Language::En,
        }
    }

    /// `it` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Language::It => "it",
            Language::En => "en",
        }
    }

    /// The text of this language.
    pub fn pick<'a>(self, it: &'a str, en: &'a str) -> &'a str {
        match self {
            Language::It => it,
            Language::En => en,
        }
    }

    /// One language of what the engine says of itself: its codes have a dot (`gateway.no_flow`), its words
    /// are an Italian line and an English one. What others said (a mail server) stays whole.
    pub fn of_engine<'a>(self, code: &str, said: &'a str) -> &'a str {
        match said.split_once('\n') {
            Some((it, en)) if code.contains('.') && !en.contains('\n') => self.pick(it, en),
            _ => said,
        }
    }
}

/// A text in both languages. Shown as it is, or as what was being done when an error came, in the terminal's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    pub it: String,
    pub en: String,
}

/// `words!("italiano {}", "english {}", values…)`: both texts take the same values.
macro_rules! words {
    ($it:literal, $en:literal $(, $value:expr)* $(,)?) => {
        $crate::language::Words::new(format!($it $(, $value)*), format!($en $(, $value)*))
    };
}
pub(crate) use words;

impl Words {
    pub fn new(it: impl Into<String>, en: impl Into<String>) -> Words {
        Words {
            it: it.into(),
            en: en.into(),
        }
    }
}

impl Display for Words {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(Language::of_terminal().pick(&self.it, &self.en))
    }
}

impl std::error::Error for Words {}

impl<S: Send + Sync> FromRequestParts<S> for Language {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Language, Infallible> {
        Ok(Language::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_speaks_italian_where_its_locale_does() {
        let rows = [
            (["", "", "it_IT.UTF-8"], Language::It),
            (["", "it_CH", "en_GB"], Language::It),
            (["C", "it_IT", "it_IT"], Language::En),
            (["", "", "it"], Language::It),
            (["", "", "italiano"], Language::En),
            (["", "", "de_DE.UTF-8"], Language::En),
            (["", "", ""], Language::En),
        ];
        for (values, expected) in rows {
            assert_eq!(
                Language::of_locale(values.map(String::from)),
                expected,
                "{values:?}"
            );
        }
    }

    #[test]
    fn the_preferred_of_our_languages_is_taken() {
        let rows = [
            ("", Language::It),
            ("en", Language::En),
            ("en-GB,it;q=0.9", Language::En),
            ("it,en;q=0.9", Language::It),
            ("de,fr;q=0.8", Language::It),
            ("de, en;q=0.5", Language::En),
            ("it;q=0.4, en;q=0.5", Language::En),
            ("en;q=0", Language::It),
            ("*", Language::It),
            ("en;q=bad", Language::It),
        ];
        for (header, expected) in rows {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
            assert_eq!(Language::of(&headers), expected, "{header}");
        }
    }

    #[test]
    fn the_engine_is_heard_in_one_language_and_others_whole() {
        let rows = [
            (
                "gateway.no_flow",
                "nessuna via\nno way",
                "nessuna via",
                "no way",
            ),
            ("script.failed", "una riga", "una riga", "una riga"),
            (
                "smtp_rejected",
                "550-first\n550 last",
                "550-first\n550 last",
                "550-first\n550 last",
            ),
            ("script.failed", "a\nb\nc", "a\nb\nc", "a\nb\nc"),
        ];
        for (code, said, it, en) in rows {
            assert_eq!(Language::It.of_engine(code, said), it);
            assert_eq!(Language::En.of_engine(code, said), en);
        }
    }
}
