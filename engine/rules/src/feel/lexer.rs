//! FEEL text to tokens, each with its line and column.

use crate::ScriptProblem;
use rust_decimal::Decimal;

pub(super) const TOKENS_MAX: usize = 2_000;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Number(Decimal),
    Text(String),
    Word(String),
    /// `@"…"`: a date, time or duration.
    At(String),
    Symbol(&'static str),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    pub token: Token,
    pub line: u32,
    pub column: u32,
}

/// Longer symbols first.
const SYMBOLS: [&str; 23] = [
    "**", "..", "!=", "<=", ">=", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ".", ":", "+",
    "-", "*", "/", "?", ";",
];

pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, ScriptProblem> {
    let (mut out, mut rest, mut line, mut column) = (Vec::new(), text, 1, 1);
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if first.is_whitespace() => first.len_utf8(),
            '"' => {
                let (value, length) = text_literal(rest).ok_or_else(|| {
                    ScriptProblem::at(
                        line,
                        column,
                        "il testo non è chiuso da «\"»",
                        "the text is not closed by `\"`",
                    )
                })?;
                out.push(Placed {
                    token: Token::Text(value),
                    line,
                    column,
                });
                length
            }
            '@' if rest[1..].starts_with('"') => {
                let (value, length) = text_literal(&rest[1..]).ok_or_else(|| {
                    ScriptProblem::at(
                        line,
                        column,
                        "il testo non è chiuso da «\"»",
                        "the text is not closed by `\"`",
                    )
                })?;
                out.push(Placed {
                    token: Token::At(value),
                    line,
                    column,
                });
                length + 1
            }
            _ if first.is_ascii_digit() || begins_fraction(rest, out.last()) => {
                let length = number_length(rest);
                let number = rest[..length].parse().map_err(|_| {
                    ScriptProblem::at(
                        line,
                        column,
                        "il numero è troppo grande",
                        "the number is too big",
                    )
                })?;
                out.push(Placed {
                    token: Token::Number(number),
                    line,
                    column,
                });
                length
            }
            _ if first.is_alphabetic() || first == '_' => {
                let length = rest
                    .find(|letter: char| !letter.is_alphanumeric() && letter != '_')
                    .unwrap_or(rest.len());
                out.push(Placed {
                    token: Token::Word(rest[..length].to_owned()),
                    line,
                    column,
                });
                length
            }
            _ => {
                let Some(symbol) = SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)) else {
                    return Err(ScriptProblem::at(
                        line,
                        column,
                        format!("simbolo sconosciuto «{first}»"),
                        format!("unknown symbol `{first}`"),
                    ));
                };
                out.push(Placed {
                    token: Token::Symbol(symbol),
                    line,
                    column,
                });
                symbol.len()
            }
        };
        if out.len() > TOKENS_MAX {
            return Err(ScriptProblem::at(
                line,
                column,
                "l'espressione è troppo lunga",
                "the expression is too long",
            ));
        }
        for letter in rest[..length].chars() {
            if letter == '\n' {
                (line, column) = (line + 1, 1);
            } else {
                column += 1;
            }
        }
        rest = &rest[length..];
    }
    Ok(out)
}

/// `.5` where no value stands before the point whose part it could name.
fn begins_fraction(rest: &str, before: Option<&Placed>) -> bool {
    let digit = rest.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
    let after_value = before.is_some_and(|placed| {
        matches!(
            placed.token,
            Token::Word(_) | Token::Number(_) | Token::Text(_) | Token::Symbol(")" | "]" | "}")
        )
    });
    rest.starts_with('.') && digit && !after_value
}

/// Digits with at most one point that is followed by a digit, so that `1..5` is a range.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        from + bytes[from..]
            .iter()
            .take_while(|byte| byte.is_ascii_digit())
            .count()
    };
    let whole = digits(0);
    if bytes.get(whole) == Some(&b'.') && bytes.get(whole + 1).is_some_and(u8::is_ascii_digit) {
        return digits(whole + 1);
    }
    whole
}

fn text_literal(text: &str) -> Option<(String, usize)> {
    let (mut out, mut escaped) = (String::new(), false);
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            'n' if escaped => out.push('\n'),
            't' if escaped => out.push('\t'),
            _ if escaped => out.push(letter),
            '\\' => {
                escaped = true;
                continue;
            }
            '"' => return Some((out, at + 1)),
            _ => out.push(letter),
        }
        escaped = false;
    }
    None
}
