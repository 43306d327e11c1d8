//! Scripts: the text of a script task. They may loop, call the bundle's functions, write and log.

use crate::call::{Call, Outcome};
use crate::callable::Callable;
use crate::library::Library;
use crate::names::{self, Names};
use crate::{Failure, ScriptProblem, juel, run, sandbox, template};
use rhai::AST;

/// A compiled script. The value of its last expression is its result. Assigning to a process
/// variable that exists writes it; a new one is made with `set(name, value)`; `let` is local.
#[derive(Debug, Clone)]
pub struct Script {
    ast: AST,
    names: Names,
    /// Whose decision tables it asks.
    library: Library,
    /// It is one expression that neither writes nor loops: the lighter engine can run it.
    plain: bool,
}

/// Longest text of a script.
const TEXT_BYTES_MAX: usize = 64 * 1024;

impl Script {
    /// Compiles `text` with the functions of `library` at hand.
    pub fn compile(text: &str, library: &Library) -> Result<Script, Vec<ScriptProblem>> {
        if text.len() > TEXT_BYTES_MAX {
            return Err(vec![run::too_long_a_text(TEXT_BYTES_MAX)]);
        }
        if let Some(script) = plain(text) {
            return Ok(script);
        }
        let own = sandbox::scripts()
            .compile(text)
            .map_err(|error| vec![run::syntax(&error)])?;
        let mut problems = Vec::new();
        let names = names::of(&own, &mut problems);
        names::check_functions(&own, &mut problems);
        let callable = Callable {
            writing: true,
            library,
        };
        callable.check(&own, &mut problems);
        names::check_decisions(&names, library, &mut problems);
        let count = own.iter_functions().count();
        if count > sandbox::FUNCTIONS_MAX {
            problems.push(ScriptProblem::at(
                1,
                1,
                format!(
                    "lo script definisce {count} funzioni; al massimo {}",
                    sandbox::FUNCTIONS_MAX
                ),
                format!(
                    "the script defines {count} functions; at most {}",
                    sandbox::FUNCTIONS_MAX
                ),
            ));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let ast = if library.is_empty() {
            own
        } else {
            library.functions().merge(&own)
        };
        Ok(Script {
            ast,
            names,
            library: library.clone(),
            plain: false,
        })
    }

    /// Compiles what stands in one `${…}` with nothing around it: rhai, or JUEL's words.
    pub fn of_template(text: &str, library: &Library) -> Result<Script, Vec<ScriptProblem>> {
        let parts = template::parts(text.trim()).map_err(|problem| vec![problem])?;
        match parts.as_slice() {
            [template::Part::Code { text, .. }] => {
                let rhai = juel::to_script(text, library).map_err(|problem| vec![problem])?;
                Script::compile(&rhai, library)
            }
            _ => Err(vec![ScriptProblem::at(
                1,
                1,
                "atteso un solo ${…} senza testo intorno",
                "one `${…}` is expected, with no text around it",
            )]),
        }
    }

    /// Runs it once. On a failure nothing of its writes and log counts.
    pub fn run(&self, call: &Call) -> Result<Outcome, Failure> {
        let engine = if self.plain {
            sandbox::expressions()
        } else {
            sandbox::scripts()
        };
        run::run(engine, &self.ast, &self.names, &self.library, call)
    }

    /// The process variables it names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names
            .used
            .iter()
            .chain(&self.names.asked)
            .map(String::as_str)
    }
}

/// A short text that is one expression of operators alone: nothing in it can write, loop or be a
/// function of the bundle.
fn plain(text: &str) -> Option<Script> {
    if text.len() > crate::expression::TEXT_BYTES_MAX {
        return None;
    }
    let ast = sandbox::expressions().compile_expression(text).ok()?;
    let mut problems = Vec::new();
    let names = names::of(&ast, &mut problems);
    (problems.is_empty() && !names.calls).then_some(Script {
        ast,
        names,
        library: Library::default(),
        plain: true,
    })
}
