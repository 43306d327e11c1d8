//! Expressions: conditions, mappings and attributes. They read; they never write, loop or log.

use crate::call::{Call, unknown_variable};
use crate::callable::{self, Callable};
use crate::feel::Feel;
use crate::names::{self, Names};
use crate::{Failure, Library, ScriptProblem, Value, juel, run, sandbox, template};
use rhai::AST;
use serde::{Deserialize, Serialize};

/// How a text is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Syntax {
    /// Literal, with `${…}` parts evaluated (rhai and the words of JUEL). A text that is one single
    /// `${…}` keeps the value's type; otherwise the result is a text. A text that begins with `=` is FEEL.
    Template,
    /// One rhai expression.
    Rhai,
    /// The FEEL subset, with or without the leading `=`.
    Feel,
}

/// Longest text of an expression.
pub const TEXT_BYTES_MAX: usize = 16 * 1024;

/// A compiled expression. Cheap to evaluate, `Send + Sync`; clones share the compiled text.
#[derive(Debug, Clone)]
pub struct Expression(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Literal(Value),
    /// A plain variable, the commonest case: no engine is needed.
    Name(String),
    Rhai(Box<Code>),
    Feel(Box<Feel>),
    /// Parts joined into a text.
    Parts(Vec<Expression>),
}

#[derive(Debug, Clone)]
struct Code {
    ast: AST,
    names: Names,
    /// It calls functions of the bundle, which may loop.
    of_bundle: bool,
    library: Library,
}

impl Expression {
    /// Compiles `text` for a place that knows no bundle. Problems name line and column inside `text`.
    pub fn compile(text: &str, syntax: Syntax) -> Result<Expression, ScriptProblem> {
        Expression::compile_in(text, syntax, &Library::default())
    }

    /// Compiles `text`, which may call the functions of `library` that write nothing (in rhai and `${…}`), and ask
    /// its decision tables by `decision("id")`.
    pub fn compile_in(
        text: &str,
        syntax: Syntax,
        library: &Library,
    ) -> Result<Expression, ScriptProblem> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(run::too_long_a_text(TEXT_BYTES_MAX));
        }
        match syntax {
            Syntax::Rhai => rhai(text, library),
            Syntax::Feel => feel(text),
            Syntax::Template if text.starts_with('=') => feel(text),
            Syntax::Template => {
                let mut parts = Vec::new();
                for part in template::parts(text)? {
                    parts.push(match part {
                        template::Part::Literal(text) => {
                            Expression(Kind::Literal(Value::Text(text)))
                        }
                        template::Part::Code { text, line, column } => embedded(&text, library)
                            .map_err(|problem| moved(problem, line, column))?,
                    });
                }
                Ok(match parts.len() {
                    0 => Expression(Kind::Literal(Value::Text(String::new()))),
                    1 => parts.remove(0),
                    _ => Expression(Kind::Parts(parts)),
                })
            }
        }
    }

    /// A value that is always the same.
    pub fn literal(value: Value) -> Expression {
        Expression(Kind::Literal(value))
    }

    /// The value when the text is a plain literal.
    pub fn as_literal(&self) -> Option<&Value> {
        match &self.0 {
            Kind::Literal(value) => Some(value),
            _ => None,
        }
    }

    /// Evaluates. A variable that does not exist is an error that names it (in FEEL it is null).
    pub fn eval(&self, call: &Call) -> Result<Value, Failure> {
        match &self.0 {
            Kind::Literal(value) => Ok(value.clone()),
            Kind::Name(name) => call
                .variables
                .get(name)
                .cloned()
                .ok_or_else(|| unknown_variable(name)),
            Kind::Rhai(code) => {
                let engine = match code.of_bundle {
                    true => sandbox::scripts(),
                    false => sandbox::expressions(),
                };
                run::run(engine, &code.ast, &code.names, &code.library, call)
                    .map(|outcome| outcome.value)
            }
            Kind::Feel(feel) => feel.eval(call),
            Kind::Parts(parts) => {
                let mut out = String::new();
                for part in parts {
                    out.push_str(&part.eval(call)?.to_string());
                }
                Ok(Value::Text(out))
            }
        }
    }

    /// Evaluates a condition: anything but true or false is an error.
    pub fn test(&self, call: &Call) -> Result<bool, Failure> {
        match self.eval(call)? {
            Value::Bool(flag) => Ok(flag),
            // FEEL: a comparison with null is null, and null is not true.
            Value::Null if matches!(self.0, Kind::Feel(_)) => Ok(false),
            other => Err(Failure::error(
                "script.type",
                format!(
                    "una condizione deve dare vero o falso, non {}",
                    other.sort()
                ),
                format!("a condition must give true or false, not {}", other.sort()),
            )),
        }
    }

    /// The variables it names, in order, each once.
    pub fn names(&self) -> Vec<&str> {
        let mut out = Vec::new();
        self.collect(&mut out);
        out.sort_unstable();
        out.dedup();
        out
    }

    fn collect<'a>(&'a self, out: &mut Vec<&'a str>) {
        match &self.0 {
            Kind::Literal(_) => {}
            Kind::Name(name) => out.push(name),
            Kind::Rhai(code) => {
                let names = code.names.used.iter().chain(&code.names.asked);
                out.extend(names.map(String::as_str));
                for key in &code.names.decisions {
                    let table = code.library.table(key).into_iter();
                    out.extend(
                        table
                            .flat_map(|(table, _)| table.names())
                            .map(String::as_str),
                    );
                }
            }
            Kind::Feel(feel) => feel.names(out),
            Kind::Parts(parts) => parts.iter().for_each(|part| part.collect(out)),
        }
    }
}

fn feel(text: &str) -> Result<Expression, ScriptProblem> {
    Ok(Expression(Kind::Feel(Box::new(Feel::parse(text)?))))
}

fn rhai(text: &str, library: &Library) -> Result<Expression, ScriptProblem> {
    if is_name(text.trim()) {
        return Ok(Expression(Kind::Name(text.trim().to_owned())));
    }
    let ast = sandbox::expressions()
        .compile_expression(text)
        .map_err(|error| run::syntax(&error))?;
    let mut problems = Vec::new();
    let names = names::of(&ast, &mut problems);
    let mut of_bundle = false;
    if names.calls {
        let callable = Callable {
            writing: false,
            library,
        };
        callable.check(&ast, &mut problems);
        names::check_decisions(&names, library, &mut problems);
        of_bundle = callable::called(&ast)
            .iter()
            .any(|(name, _)| library.parameters(name).is_some());
    }
    if let Some(problem) = problems.into_iter().next() {
        return Err(problem);
    }
    let ast = match of_bundle {
        true => library.functions().merge(&ast),
        false => ast,
    };
    let needs_library = of_bundle || !names.decisions.is_empty();
    Ok(Expression(Kind::Rhai(Box::new(Code {
        ast,
        names,
        of_bundle,
        library: match needs_library {
            true => library.clone(),
            false => Library::default(),
        },
    }))))
}

/// The inside of `${…}`: rhai, or JUEL words said in rhai.
fn embedded(text: &str, library: &Library) -> Result<Expression, ScriptProblem> {
    rhai(&juel::to_rhai(text, library)?, library)
}

fn moved(mut problem: ScriptProblem, line: u32, column: u32) -> ScriptProblem {
    if problem.line == 1 {
        problem.column += column - 1;
    }
    problem.line += line - 1;
    problem
}

fn is_name(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "true", "false", "if", "else", "switch", "let", "const", "this", "fn", "in", "return",
        "throw",
    ];
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|first| first == '_' || first.is_ascii_alphabetic())
        && letters.all(|letter| letter == '_' || letter.is_ascii_alphanumeric())
        && !WORDS.contains(&text)
        && text != "_"
}
