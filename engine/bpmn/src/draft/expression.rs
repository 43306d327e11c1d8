//! Texts that are evaluated later: which language they are in, and whether they are whole.

use super::Reader;
use crate::model::{Language, Source};
use crate::rule;
use crate::xml::{Element, ElementIndex};

impl Reader<'_, '_, '_> {
    /// An attribute or parameter: literal unless it holds `${…}`.
    pub fn template(&mut self, at: ElementIndex, text: &str, line: u32) -> Source {
        let text = text.trim();
        let element = self.tree.get(at);
        // `#{…}` is JUEL's other way to write `${…}`.
        let deferred = text.strip_prefix('#').filter(|rest| rest.starts_with('{'));
        let text = &deferred.map_or_else(|| text.to_owned(), |rest| format!("${rest}"));
        if !closed(text) {
            self.report
                .add(&rule::EXPRESSION_OPEN, element, &[("value", text)]);
        }
        Source {
            text: text.clone(),
            language: Language::Template,
            line,
        }
    }

    /// An extension attribute as a template, or None where it is missing or empty.
    pub fn template_attribute(&mut self, at: ElementIndex, local: &str) -> Option<Source> {
        let element = self.tree.get(at);
        let value = self.extension(element, local)?.to_owned();
        Some(self.template(at, &value, element.line))
    }

    /// A condition or count: rhai unless the text begins with `${` or `=`, or `language` says else.
    pub fn expression(
        &mut self,
        at: ElementIndex,
        text: &str,
        language: Option<&str>,
        line: u32,
    ) -> Source {
        let text = text.trim();
        if text.starts_with("${") || text.starts_with("#{") {
            return self.template(at, text, line);
        }
        if text.starts_with('=') {
            return Source {
                // With its sign, so that positions stay true.
                text: text.to_owned(),
                language: Language::Feel,
                line,
            };
        }
        let language = match language.map(str::trim).filter(|l| !l.is_empty()) {
            None => Language::Rhai,
            Some(written) => match known_language(written) {
                Some(language) => language,
                None => {
                    let element = self.tree.get(at);
                    self.report
                        .add(&rule::SCRIPT_LANGUAGE, element, &[("value", written)]);
                    Language::Rhai
                }
            },
        };
        Source {
            text: text.to_owned(),
            language,
            line,
        }
    }

    /// The text of an expression element (`conditionExpression`, `loopCardinality`, …).
    pub fn expression_element(&mut self, at: ElementIndex) -> Source {
        let element = self.tree.get(at);
        if let Some(resource) = self.extension(element, "resource") {
            let resource = resource.to_owned();
            self.report.add(
                &rule::SCRIPT_RESOURCE,
                element,
                &[("name", label(element)), ("value", &resource)],
            );
        }
        let text = element.text.clone();
        self.expression(at, &text, element.attribute("language"), element.text_line)
    }
}

fn label(element: &Element) -> &str {
    element.label()
}

/// The language a `scriptFormat` or `language` names, or None when it does not run here.
pub(crate) fn known_language(written: &str) -> Option<Language> {
    let lower = written.to_ascii_lowercase();
    match lower.as_str() {
        "rhai" | "application/x-rhai" | "text/x-rhai" | "application/rhai" | "text/rhai" => {
            Some(Language::Rhai)
        }
        "feel" => Some(Language::Feel),
        // `${…}` texts never come here; what is left of JUEL would be a literal.
        "juel" => Some(Language::Template),
        other if other.starts_with("http") && other.contains("/feel") => Some(Language::Feel),
        _ => None,
    }
}

/// Every `${` but an escaped one (`\${`) has its closing brace, texts in quotes inside it not counted.
fn closed(text: &str) -> bool {
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let body = &rest[start + 2..];
        if rest[..start].ends_with('\\') {
            rest = body;
            continue;
        }
        let mut depth = 1usize;
        let mut quote: Option<char> = None;
        let mut end = None;
        let mut escaped = false;
        for (at, c) in body.char_indices() {
            if escaped {
                escaped = false;
                continue;
            }
            match (quote, c) {
                (Some(_), '\\') => escaped = true,
                (Some(q), c) if c == q => quote = None,
                (Some(_), _) => {}
                (None, '"' | '\'' | '`') => quote = Some(c),
                (None, '{') => depth += 1,
                (None, '}') => {
                    depth -= 1;
                    if depth == 0 {
                        end = Some(at);
                        break;
                    }
                }
                (None, _) => {}
            }
        }
        match end {
            Some(at) => rest = &body[at + 1..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::closed;

    #[test]
    fn braces_close_outside_of_quotes() {
        for (text, whole) in [
            ("ufficio:${ufficio}", true),
            ("${a}${b}", true),
            ("${ #{x: 1}.x }", true),
            ("${ \"}\" }", true),
            ("${a", false),
            ("${ '}' ", false),
            ("{a}", true),
            ("$a {", true),
            ("\\${a", true),
            ("${ `}` }", true),
        ] {
            assert_eq!(closed(text), whole, "{text}");
        }
    }
}
