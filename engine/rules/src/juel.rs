//! The words of JUEL inside `${…}`, said in rhai: `eq ne lt gt le ge div mod and or not empty`, `'text'`,
//! `null`, `a ? b : c`, `execution.getVariable('x')`, `execution.hasVariable('x')`, `dateTime()`; in scripts
//! `execution.setVariable('x', value)` too. Everything
//! else is left as it is, so rhai inside `${…}` works unchanged; what neither knows (methods of beans,
//! other members of `execution`, `task`) is refused where it stands.
//!
//! A name after `empty` may be unset: `empty x` is true for it, as JUEL says.

use crate::callable::Callable;
use crate::{Library, ScriptProblem};

/// The rhai text of an expression that may use JUEL's words. Lines are kept, columns may move.
pub(crate) fn to_rhai(text: &str, library: &Library) -> Result<String, ScriptProblem> {
    said_in_rhai(text, false, library)
}

/// As [`to_rhai`], where a script may stand: `execution.setVariable('x', value)` writes.
pub(crate) fn to_script(text: &str, library: &Library) -> Result<String, ScriptProblem> {
    said_in_rhai(text, true, library)
}

fn said_in_rhai(text: &str, writing: bool, library: &Library) -> Result<String, ScriptProblem> {
    let tokens = tokens(text);
    known(&tokens, &Callable { writing, library })?;
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
        || matches!(token, "empty" | "null" | "execution" | "dateTime")
}

/// Words that may stand before a bracket and are no functions.
const BEFORE_A_BRACKET: [&str; 6] = ["if", "switch", "in", "empty", "not", "dateTime"];

/// Every function that is called exists, and of `execution` only the variables are asked for.
fn known(tokens: &[&str], callable: &Callable) -> Result<(), ScriptProblem> {
    let writes = callable.writing;
    let after = |at: usize| {
        (at + 1..tokens.len())
            .map(|n| (n, tokens[n]))
            .find(|(_, token)| !token.trim().is_empty())
    };
    for (at, token) in tokens.iter().enumerate() {
        let is_word = token
            .chars()
            .next()
            .is_some_and(|first| first.is_alphabetic() || first == '_');
        if !is_word {
            continue;
        }
        let member = (0..at)
            .rev()
            .map(|n| tokens[n])
            .find(|token| !token.trim().is_empty())
            == Some(".");
        if matches!(*token, "execution" | "task") && !member {
            let of = after(at)
                .filter(|(_, next)| *next == ".")
                .and_then(|(n, _)| after(n));
            match of {
                Some((_, "getVariable" | "hasVariable")) if *token == "execution" => continue,
                Some((_, "setVariable")) if *token == "execution" && writes => continue,
                Some((n, word)) => return Err(unknown(tokens, n, word)),
                // A process variable may be called so.
                None => continue,
            }
        }
        if after(at).is_none_or(|(_, next)| next != "(") || word(token).is_some() {
            continue;
        }
        let asked = member
            && (matches!(*token, "getVariable" | "hasVariable")
                || (*token == "setVariable" && writes));
        if !asked && !BEFORE_A_BRACKET.contains(token) && !callable.knows(token) {
            return Err(unknown(tokens, at, token).about(token));
        }
    }
    Ok(())
}

/// Refuses the token with this number, naming line and column of the text.
fn unknown(tokens: &[&str], at: usize, name: &str) -> ScriptProblem {
    let before = tokens[..at].concat();
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .map_or(0, |last| last.chars().count())
        + 1;
    ScriptProblem::at(
        line as u32,
        column as u32,
        format!(
            "«{name}» non esiste qui: in ${{…}} ci sono variabili, operatori e le funzioni dell'elenco, non oggetti Java"
        ),
        format!(
            "`{name}` does not exist here: `${{…}}` has variables, operators and the functions of the list, no Java objects"
        ),
    )
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
                "dateTime" => out.push_str("now"),
                "execution" => {
                    self.at += 1;
                    self.variable(&mut out)?;
                    continue;
                }
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

    /// `.getVariable('x')` or `.hasVariable('x')` after `execution`; a variable that is not there is null.
    /// `.setVariable(` becomes `set(`, its arguments read on.
    fn variable(&mut self, out: &mut String) -> Result<(), ScriptProblem> {
        let mut ahead = (self.at..self.tokens.len()).filter(|n| !self.tokens[*n].trim().is_empty());
        if let (Some(_), Some(word)) = (ahead.next(), ahead.next())
            && self.tokens[word] == "setVariable"
        {
            self.at = word + 1;
            out.push_str("set");
            return Ok(());
        }
        let (mut parts, from) = (Vec::new(), self.at);
        while let Some(token) = self.tokens.get(self.at).copied() {
            self.at += 1;
            if !token.trim().is_empty() {
                parts.push(token);
            }
            if token == ")" {
                break;
            }
        }
        let name = match parts.as_slice() {
            [".", _, "(", quoted, ")"] => quoted.trim_matches(['\'', '"']),
            // A process variable of this name.
            _ => {
                self.at = from;
                out.push_str("execution");
                return Ok(());
            }
        };
        let is_name = !name.is_empty()
            && name
                .chars()
                .all(|letter| letter.is_alphanumeric() || letter == '_');
        if !is_name {
            return Err(problem(
                "getVariable vuole il nome di una variabile tra apici",
                "getVariable wants the name of a variable in quotes",
                &self.tokens[self.at.min(self.tokens.len())..],
            ));
        }
        if parts[1] == "hasVariable" {
            out.push_str(&format!("is_set(\"{name}\")"));
        } else {
            out.push_str(&format!(
                "(if is_set(\"{name}\") {{ {name} }} else {{ () }})"
            ));
        }
        Ok(())
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
        let none = Library::default();
        for (juel, rhai) in [
            ("amount > 3", "amount > 3"),
            ("kind eq 'PEC'", "kind  ==  \"PEC\""),
            (
                "a ge 1 and not b or c lt 2",
                "a  >=  1  &&  ! b  ||  c  <  2",
            ),
            ("a ? 1 : 2", "if a  {  1  } else {  2 }"),
            (
                "max(a ? 1 : 2, 'x')",
                "max(if a  {  1  } else {  2 }, \"x\")",
            ),
            (
                "empty mail.subject",
                "(!is_set(\"mail\") || is_empty(mail.subject))",
            ),
            ("order.eq == 1 and x", "order.eq == 1  &&  x"),
            ("x == null", "x == ()"),
            ("\"and or\"", "\"and or\""),
            ("'it''s'", "\"it\"\"s\""),
            ("#{a: 1}.a", "#{a: 1}.a"),
            (
                "execution.getVariable('x') gt 1",
                "(if is_set(\"x\") { x } else { () })  >  1",
            ),
            ("execution.hasVariable(\"x\")", "is_set(\"x\")"),
            ("dateTime()", "now()"),
            ("execution + 1", "execution + 1"),
        ] {
            assert_eq!(to_rhai(juel, &none).unwrap(), rhai, "{juel}");
        }
        assert_eq!(
            to_script("execution.setVariable('x', a ? 1 : 2)", &none).unwrap(),
            "set(\"x\",if  a  {  1  } else {  2 })"
        );
        for bad in ["a ? 1", "(a eq 1", "a eq 1)", "empty"] {
            assert!(to_rhai(bad, &none).is_err(), "{bad}");
        }
        for (java, column) in [
            ("mailBean.send(order)", 10),
            ("a + execution.getProcessInstanceId()", 15),
            ("task.assignee", 6),
            ("dateTime().plusDays(3)", 12),
            ("a ? execution.setVariable('x', 1) : 2", 15),
        ] {
            let problem = to_rhai(java, &none).expect_err(java);
            assert_eq!((problem.line, problem.column), (1, column), "{java}");
        }
        assert!(
            to_rhai(
                &format!("{}a eq 1{}", "(".repeat(100), ")".repeat(100)),
                &none
            )
            .is_err()
        );
    }
}
