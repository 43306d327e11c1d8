//! The words of JUEL inside `${…}`, said in rhai: `eq ne lt gt le ge and or not empty`, `'text'`,
//! `null`, `a ? b : c`. Everything else is left as it is, so rhai inside `${…}` works unchanged.
//!
//! A name after `empty` may be unset: `empty x` is true for it, as JUEL says.

use crate::ScriptProblem;

/// The rhai text of an expression that may use JUEL's words. Lines are kept, columns may move.
pub(crate) fn to_rhai(text: &str) -> Result<String, ScriptProblem> {
    let tokens = tokens(text);
    if !tokens.iter().any(|token| needs_translation(token)) {
        return Ok(text.to_owned());
    }
    let mut reader = Reader {
        tokens: &tokens,
        at: 0,
        depth: 0,
    };
    let out = reader.choice(false)?;
    match reader.peek() {
        None => Ok(out),
        Some(_) => Err(problem(
            "simbolo inatteso",
            "unexpected symbol",
            &tokens[reader.at..],
        )),
    }
}

const DEPTH_MAX: u32 = 32;

fn needs_translation(token: &str) -> bool {
    token == "?"
        || token.starts_with('\'')
        || word(token).is_some()
        || matches!(token, "empty" | "null")
}

fn word(token: &str) -> Option<&'static str> {
    Some(match token {
        "eq" => " == ",
        "ne" => " != ",
        "lt" => " < ",
        "gt" => " > ",
        "le" => " <= ",
        "ge" => " >= ",
        "and" => " && ",
        "or" => " || ",
        "not" => "!",
        "div" => " / ",
        "mod" => " % ",
        _ => return None,
    })
}

/// Words, quoted texts, spaces and single symbols; together they are the text.
fn tokens(text: &str) -> Vec<&str> {
    let (mut out, mut rest) = (Vec::new(), text);
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' | '\'' | '`' => quoted(rest, first),
            _ if first.is_alphanumeric() || first == '_' => {
                run_of(rest, |letter| letter.is_alphanumeric() || letter == '_')
            }
            _ if first.is_whitespace() => run_of(rest, char::is_whitespace),
            _ => first.len_utf8(),
        };
        out.push(&rest[..end]);
        rest = &rest[end..];
    }
    out
}

fn run_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !belongs(letter)).unwrap_or(text.len())
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if letter == quote => return at + letter.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

struct Reader<'a> {
    tokens: &'a [&'a str],
    at: usize,
    depth: u32,
}

impl Reader<'_> {
    fn peek(&self) -> Option<&str> {
        self.tokens.get(self.at).copied()
    }

    /// `condition ? yes : no`, up to a closing bracket, a comma, or a colon when `inner`.
    fn choice(&mut self, inner: bool) -> Result<String, ScriptProblem> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(problem(
                "annidato troppo",
                "nested too deep",
                &self.tokens[..0],
            ));
        }
        let condition = self.plain(inner)?;
        let out = if self.peek() == Some("?") {
            self.at += 1;
            let yes = self.choice(true)?;
            if self.peek() != Some(":") {
                return Err(problem(
                    "manca «:» dopo «?»",
                    "the `:` after `?` is missing",
                    &self.tokens[self.at..],
                ));
            }
            self.at += 1;
            let no = self.choice(inner)?;
            format!("if {condition} {{ {yes} }} else {{ {no} }}")
        } else {
            condition
        };
        self.depth -= 1;
        Ok(out)
    }

    fn plain(&mut self, inner: bool) -> Result<String, ScriptProblem> {
        let mut out = String::new();
        while let Some(token) = self.tokens.get(self.at).copied() {
            // After a dot a word is the name of a property, not an operator.
            let property = out.ends_with('.');
            match token {
                "?" | ")" | "]" | "}" | "," => break,
                ":" if inner => break,
                "(" | "[" | "{" => {
                    self.at += 1;
                    self.bracket(token, &mut out)?;
                    continue;
                }
                _ if property => out.push_str(token),
                "empty" => {
                    self.at += 1;
                    self.empty(&mut out)?;
                    continue;
                }
                "null" => out.push_str("()"),
                _ if token.starts_with('\'') && token.chars().count() > 1 => {
                    out.push_str(&text(token))
                }
                _ => out.push_str(word(token).unwrap_or(token)),
            }
            self.at += 1;
        }
        Ok(out)
    }

    fn bracket(&mut self, open: &str, out: &mut String) -> Result<(), ScriptProblem> {
        let close = match open {
            "(" => ")",
            "[" => "]",
            _ => "}",
        };
        out.push_str(open);
        loop {
            out.push_str(&self.choice(false)?);
            match self.peek() {
                Some(",") => {
                    out.push(',');
                    self.at += 1;
                }
                Some(token) if token == close => {
                    out.push_str(close);
                    self.at += 1;
                    return Ok(());
                }
                _ => {
                    return Err(problem(
                        "parentesi non chiusa",
                        "a bracket is not closed",
                        &self.tokens[self.at..],
                    ));
                }
            }
        }
    }

    /// `empty name.path` or `empty (…)`.
    fn empty(&mut self, out: &mut String) -> Result<(), ScriptProblem> {
        while self.peek().is_some_and(|token| token.trim().is_empty()) {
            self.at += 1;
        }
        let mut operand = String::new();
        if self.peek() == Some("(") {
            self.at += 1;
            self.bracket("(", &mut operand)?;
            out.push_str(&format!("is_empty{operand}"));
            return Ok(());
        }
        let name = self.peek().unwrap_or_default().to_owned();
        while let Some(token) = self.peek().filter(|token| {
            *token == "." || run_of(token, |it| it.is_alphanumeric() || it == '_') == token.len()
        }) {
            operand.push_str(token);
            self.at += 1;
        }
        if operand.is_empty() {
            return Err(problem(
                "dopo «empty» manca un nome",
                "a name is missing after `empty`",
                &self.tokens[self.at..],
            ));
        }
        out.push_str(&format!("(!is_set(\"{name}\") || is_empty({operand}))"));
        Ok(())
    }
}

/// A JUEL text in single quotes as a rhai text in double quotes.
fn text(token: &str) -> String {
    let inside = token
        .trim_start_matches('\'')
        .strip_suffix('\'')
        .unwrap_or_default();
    format!("\"{}\"", inside.replace("\\'", "'").replace('"', "\\\""))
}

fn problem(it: &str, en: &str, rest: &[&str]) -> ScriptProblem {
    let near: String = rest.concat().chars().take(20).collect();
    ScriptProblem::at(1, 1, format!("{it}: «{near}»"), format!("{en}: `{near}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_juel_become_operators_of_rhai() {
        for (juel, rhai) in [
            ("amount > 3", "amount > 3"),
            ("kind eq 'PEC'", "kind  ==  \"PEC\""),
            (
                "a ge 1 and not b or c lt 2",
                "a  >=  1  &&  ! b  ||  c  <  2",
            ),
            ("a ? 1 : 2", "if a  {  1  } else {  2 }"),
            ("f(a ? 1 : 2, 'x')", "f(if a  {  1  } else {  2 }, \"x\")"),
            (
                "empty mail.subject",
                "(!is_set(\"mail\") || is_empty(mail.subject))",
            ),
            ("order.eq == 1 and x", "order.eq == 1  &&  x"),
            ("x == null", "x == ()"),
            ("\"and or\"", "\"and or\""),
            ("'it''s'", "\"it\"\"s\""),
            ("#{a: 1}.a", "#{a: 1}.a"),
        ] {
            assert_eq!(to_rhai(juel).unwrap(), rhai, "{juel}");
        }
        for bad in ["a ? 1", "(a eq 1", "a eq 1)", "empty"] {
            assert!(to_rhai(bad).is_err(), "{bad}");
        }
        assert!(to_rhai(&format!("{}a eq 1{}", "(".repeat(100), ")".repeat(100))).is_err());
    }
}
