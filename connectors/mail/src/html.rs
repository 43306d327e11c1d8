//! HTML to plain text, for reading in a list, for rules and for search.
//!
//! Not a sanitiser: what is shown as HTML goes through one elsewhere. One pass, never fails; the
//! text of scripts, styles and the head is left out. Source: WHATWG HTML §13.2 as far as it matters.

use mail_parser::decoders::html::add_html_token;

/// Elements that begin and end a line of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "div",
    "dl",
    "dt",
    "dd",
    "fieldset",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
];
/// Elements whose content nobody reads.
const SILENT: &[&str] = &[
    "head", "script", "style", "template", "title", "noscript", "svg", "object",
];

/// The text of an HTML document, at most `max_bytes` long.
pub fn to_text(html: &str, max_bytes: usize) -> String {
    let mut out = Writer {
        text: String::new(),
        blank: false,
        newlines: 0,
    };
    let mut rest = html;
    let mut silent: Option<&str> = None;
    while !rest.is_empty() && out.text.len() < max_bytes {
        let Some(open) = rest.find('<') else {
            if silent.is_none() {
                out.words(rest);
            }
            break;
        };
        if silent.is_none() {
            out.words(&rest[..open]);
        }
        rest = &rest[open..];
        if rest.starts_with("<!--") {
            rest = rest.find("-->").map_or("", |end| &rest[end + 3..]);
            continue;
        }
        let after = &rest[1..];
        if !after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!' || c == '?')
        {
            if silent.is_none() {
                out.words("<");
            }
            rest = after;
            continue;
        }
        let end = tag_end(rest);
        let tag = rest[1..end].trim_end_matches('>');
        rest = &rest[end..];
        let closing = tag.starts_with('/');
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric())
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if let Some(waiting) = silent {
            // A body starts the visible part even where the head was never closed.
            if (closing && name == waiting) || (waiting == "head" && name == "body") {
                silent = None;
            }
            continue;
        }
        if !closing
            && !tag.ends_with('/')
            && let Some(name) = SILENT.iter().find(|s| **s == name)
        {
            silent = Some(name);
        } else if name == "br" {
            out.line();
        } else if name == "td" || name == "th" {
            out.blank = true;
        } else if BLOCKS.contains(&name.as_str()) {
            out.block(matches!(
                name.as_str(),
                "p" | "table" | "blockquote" | "h1" | "h2" | "h3"
            ));
        }
    }
    crate::reading::cut(out.text.trim(), max_bytes).to_owned()
}

/// One past the `>` of a tag, quotes respected; the whole rest when it never ends.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(q), b) if q == b => quote = None,
            _ => {}
        }
    }
    // An unbalanced quote: end at the first `>` instead of swallowing the mail.
    tag.find('>').map_or(tag.len(), |at| at + 1)
}

struct Writer {
    text: String,
    blank: bool,
    newlines: usize,
}

impl Writer {
    fn words(&mut self, piece: &str) {
        let mut rest = piece;
        while let Some(first) = rest.chars().next() {
            if first.is_whitespace() && first != '\u{a0}' {
                self.blank = true;
                rest = &rest[first.len_utf8()..];
                continue;
            }
            if self.blank && self.newlines == 0 && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.blank = false;
            self.newlines = 0;
            if first == '&'
                && let Some(len) = entity_len(rest)
            {
                let start = self.text.len();
                add_html_token(&mut self.text, &rest.as_bytes()[..len], false);
                if self.text[start..] == *"\u{a0}" {
                    self.text.truncate(start);
                    self.text.push(' ');
                }
                rest = &rest[len..];
                continue;
            }
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| c.is_whitespace() || *c == '&')
                .map_or(rest.len(), |(n, _)| n);
            self.text.extend(
                rest[..end]
                    .chars()
                    .map(|c| if c == '\u{a0}' { ' ' } else { c }),
            );
            rest = &rest[end..];
        }
    }

    fn line(&mut self) {
        self.blank = false;
        if !self.text.is_empty() && self.newlines < 2 {
            self.text.push('\n');
            self.newlines += 1;
        }
    }

    fn block(&mut self, spaced: bool) {
        self.blank = false;
        if self.newlines == 0 || (spaced && self.newlines == 1) {
            self.line();
        }
    }
}

/// Length of a character reference with its semicolon, when there is one at the start.
fn entity_len(text: &str) -> Option<usize> {
    let end = text.bytes().take(12).position(|b| b == b';')?;
    let body = &text.as_bytes()[1..end];
    let ok = !body.is_empty() && body.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'#');
    ok.then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::to_text;

    #[test]
    fn html_reads_like_the_page_it_shows() {
        let rows = [
            ("paragraphs", "<p>Uno</p><p>Due</p>", "Uno\n\nDue"),
            ("lines", "Uno<br>Due<br/>Tre", "Uno\nDue\nTre"),
            ("divs", "<div>Uno</div><div>Due</div>", "Uno\nDue"),
            ("blanks", "  Uno \r\n  <b>due</b>  tre ", "Uno due tre"),
            (
                "entities",
                "Citt&agrave; &amp; 5 &lt; 6 &#8364; &euro;&nbsp;x",
                "Città & 5 < 6 € € x",
            ),
            (
                "broken entity",
                "a & b &unknownthing c",
                "a & b &unknownthing c",
            ),
            (
                "script",
                "a<script>if (a < b) {}</script>b<style>p{}</style>c",
                "abc",
            ),
            (
                "head",
                "<html><head><title>T</title></head><body>Uno</body></html>",
                "Uno",
            ),
            (
                "head never closed",
                "<html><head><meta x><body>Uno</body></html>",
                "Uno",
            ),
            ("comment", "a<!-- <p>no</p> -->b", "ab"),
            ("quoted angle", "<a title=\"a > b\">testo</a>", "testo"),
            ("stray angle", "5 < 6", "5 < 6"),
            (
                "table",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
                "a b\nc",
            ),
            ("unfinished", "testo <a href=\"", "testo"),
        ];
        for (name, html, expected) in rows {
            assert_eq!(to_text(html, 1000), expected, "{name}");
        }
    }

    #[test]
    fn long_text_is_cut_at_a_character() {
        assert_eq!(to_text(&"à".repeat(100), 11), "à".repeat(5));
    }
}
