//! The reader's language: Italian unless `Accept-Language` prefers English.

use axum::extract::FromRequestParts;
use axum::http::{HeaderMap, header::ACCEPT_LANGUAGE, request::Parts};
use std::convert::Infallible;

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
