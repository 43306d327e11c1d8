//! `text ${expr} text`: where the literal ends and the expression begins.

use crate::ScriptProblem;

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Literal(String),
    /// `line` and `column` of its first character in the whole text.
    Code {
        text: String,
        line: u32,
        column: u32,
    },
}

/// Splits a text. `\${` is a literal `${`. Braces and quotes inside the expression are respected.
pub(crate) fn parts(text: &str) -> Result<Vec<Part>, ScriptProblem> {
    let (mut out, mut literal, mut rest, mut offset) = (Vec::new(), String::new(), text, 0);
    while let Some(at) = rest.find("${") {
        if rest[..at].ends_with('\\') {
            literal.push_str(&rest[..at - 1]);
            literal.push_str("${");
            rest = &rest[at + 2..];
            offset += at + 2;
            continue;
        }
        literal.push_str(&rest[..at]);
        let (line, column) = position(text, offset + at + 2);
        let code = &rest[at + 2..];
        let Some(end) = closing(code) else {
            return Err(ScriptProblem::at(
                line,
                column,
                "manca la «}» di «${»",
                "the `}` of `${` is missing",
            ));
        };
        if !literal.is_empty() {
            out.push(Part::Literal(std::mem::take(&mut literal)));
        }
        out.push(Part::Code {
            text: code[..end].to_owned(),
            line,
            column,
        });
        rest = &code[end + 1..];
        offset += at + 2 + end + 1;
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        out.push(Part::Literal(literal));
    }
    Ok(out)
}

fn closing(code: &str) -> Option<usize> {
    let (mut depth, mut quote, mut escaped) = (0_u32, None, false);
    for (at, letter) in code.char_indices() {
        match (quote, letter) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), _) if open == letter => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(letter),
            (None, '{') => depth += 1,
            (None, '}') if depth == 0 => return Some(at),
            (None, '}') => depth -= 1,
            (None, _) => {}
        }
    }
    None
}

fn position(text: &str, at: usize) -> (u32, u32) {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |last| last.chars().count())
        + 1;
    (line as u32, column as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_expressions() {
        let code = |text: &str, line, column| Part::Code {
            text: text.into(),
            line,
            column,
        };
        let literal = |text: &str| Part::Literal(text.into());
        for (text, expected) in [
            ("plain", vec![literal("plain")]),
            ("${a}", vec![code("a", 1, 3)]),
            (
                "n. ${a} of ${b}",
                vec![
                    literal("n. "),
                    code("a", 1, 6),
                    literal(" of "),
                    code("b", 1, 14),
                ],
            ),
            (
                "x\n${#{k: \"}\"}.k}",
                vec![literal("x\n"), code("#{k: \"}\"}.k", 2, 3)],
            ),
            (r"\${a}", vec![literal("${a}")]),
            ("", vec![]),
        ] {
            assert_eq!(parts(text).unwrap(), expected, "{text}");
        }
        assert_eq!(parts("a\n ${b").unwrap_err().line, 2);
    }
}
