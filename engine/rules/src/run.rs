//! Running a compiled text in the box and saying in two languages what went wrong.

use crate::call::{self, Call, Left, Outcome};
use crate::convert::{from_dynamic, to_dynamic};
use crate::names::Names;
use crate::problem::ScriptError;
use crate::sandbox::Stop;
use crate::{Failure, Library, ScriptProblem, Value};
use rhai::{AST, CallFnOptions, Dynamic, Engine, EvalAltResult, ParseError, Position, Scope};

/// Evaluates `ast` with the variables it names; those that do not exist are left out, so that
/// reading one is an error where it is read and nowhere else.
pub(crate) fn run(
    engine: &Engine,
    ast: &AST,
    names: &Names,
    library: &Library,
    call: &Call,
) -> Result<Outcome, Failure> {
    let mut decided = Vec::new();
    // Decided before, because two evaluations never overlap on a thread; a failure counts only where it is asked for.
    let decisions: Vec<(String, Result<Value, Failure>)> = names
        .decisions
        .iter()
        .map(|key| (key.clone(), library.decided(key, call, &mut decided)))
        .collect();
    let mut scope = Scope::new();
    for name in &names.used {
        if let Some(value) = call.variables.get(name) {
            scope.push_dynamic(name.as_str(), to_dynamic(value));
        }
    }
    let exists = names
        .asked
        .iter()
        .filter(|name| call.variables.get(name).is_some())
        .cloned()
        .collect();
    guard()?;
    call::begin(call, exists, decisions);
    let result = engine.eval_ast_with_scope::<Dynamic>(&mut scope, ast);
    let Left {
        mut writes,
        log,
        error,
        failure: failed,
    } = call::end();
    if let (Some(failed), true) = (failed, result.is_err()) {
        return Err(failed);
    }
    if let Some((code, message)) = error {
        return Err(Failure::Bpmn { code, message });
    }
    let value = from_dynamic(result.map_err(|error| failure(*error))?)?;
    for name in &names.changed {
        // A local variable of the same name lies above ours; ours is the lowest.
        let found = scope
            .iter_raw()
            .find(|(other, ..)| other == name)
            .map(|(.., value)| value.clone());
        if let Some(value) = found {
            let value = from_dynamic(value)?;
            if call.variables.get(name) != Some(&value)
                && !writes.iter().any(|(other, _)| other == name)
            {
                writes.push((name.clone(), value));
            }
        }
    }
    Ok(Outcome {
        value,
        writes,
        log,
        decided,
    })
}

/// Calls one function of a library.
pub(crate) fn run_function(
    engine: &Engine,
    ast: &AST,
    name: &str,
    arguments: Vec<&Value>,
    call: &Call,
) -> Result<Outcome, Failure> {
    let arguments: Vec<Dynamic> = arguments.into_iter().map(to_dynamic).collect();
    guard()?;
    call::begin(call, Vec::new(), Vec::new());
    let options = CallFnOptions::new().eval_ast(false);
    let result =
        engine.call_fn_with_options::<Dynamic>(options, &mut Scope::new(), ast, name, arguments);
    let Left {
        writes, log, error, ..
    } = call::end();
    if let Some((code, message)) = error {
        return Err(Failure::Bpmn { code, message });
    }
    let value = from_dynamic(result.map_err(|error| failure(*error))?)?;
    Ok(Outcome {
        value,
        writes,
        log,
        ..Outcome::default()
    })
}

/// Short texts never reach the check inside the engine; a step made of many of them must stop too.
fn guard() -> Result<(), Failure> {
    if call::past_deadline() {
        Err(Failure::Aborted)
    } else {
        Ok(())
    }
}

/// The problem of a text that does not parse.
pub(crate) fn syntax(error: &ParseError) -> ScriptProblem {
    let position = error.position();
    let (line, column) = (
        position.line().unwrap_or(1),
        position.position().unwrap_or(1),
    );
    let (it, en) = (
        crate::syntax::in_italian(error.err_type()),
        error.err_type(),
    );
    ScriptProblem::at(
        line as u32,
        column as u32,
        format!("errore di sintassi: {it}"),
        format!("syntax error: {en}"),
    )
}

/// The problem of a text longer than `bytes`.
pub(crate) fn too_long_a_text(bytes: usize) -> ScriptProblem {
    ScriptProblem::at(
        1,
        1,
        format!("il testo supera {bytes} byte"),
        format!("the text is longer than {bytes} bytes"),
    )
}

fn failure(error: EvalAltResult) -> Failure {
    let position = error.position();
    let mut failure = describe(error);
    if let Failure::Error(error) = &mut failure {
        locate(error, position);
    }
    failure
}

fn locate(error: &mut ScriptError, position: Position) {
    if let Some(line) = position.line().filter(|_| error.line == 0) {
        error.line = line as u32;
        error.column = position.position().unwrap_or(1) as u32;
    }
}

fn describe(error: EvalAltResult) -> Failure {
    use EvalAltResult as E;
    match error {
        E::ErrorInFunctionCall(_, _, inner, _) => failure(*inner),
        E::ErrorTerminated(token, _) => match token.try_cast::<Stop>() {
            Some(Stop::Deadline) => Failure::Aborted,
            _ => too_long(),
        },
        E::ErrorTooManyOperations(_) => too_long(),
        E::ErrorStackOverflow(_) => Failure::error(
            "script.too_deep",
            "le chiamate sono annidate oltre il limite",
            "calls are nested beyond the limit",
        ),
        E::ErrorDataTooLarge(what, _) => Failure::error(
            "script.too_big",
            format!("i dati superano il limite ({what})"),
            format!("the data are beyond the limit ({what})"),
        ),
        E::ErrorTooManyVariables(_) => {
            Failure::error("script.too_big", "troppe variabili", "too many variables")
        }
        E::ErrorVariableNotFound(name, _) => call::unknown_variable(&name),
        E::ErrorFunctionNotFound(signature, _) => Failure::error(
            "script.type",
            format!("non esiste una funzione o un operatore per questi tipi: {signature}"),
            format!("there is no function or operator for these types: {signature}"),
        ),
        E::ErrorMismatchDataType(wanted, given, _)
        | E::ErrorMismatchOutputType(wanted, given, _) => Failure::error(
            "script.type",
            format!("atteso {wanted}, trovato {given}"),
            format!("expected {wanted}, found {given}"),
        ),
        other => {
            let text = plain(&other);
            Failure::error(
                "script.failed",
                format!("errore nello script: {text}"),
                format!("the script failed: {text}"),
            )
        }
    }
}

/// rhai's words without the position, which we give in numbers.
fn plain(error: &EvalAltResult) -> String {
    if let EvalAltResult::ErrorRuntime(value, _) = error
        && value.is_string()
    {
        return value.to_string();
    }
    let text = error.to_string();
    text.split(" (line ").next().unwrap_or_default().to_owned()
}

fn too_long() -> Failure {
    Failure::error(
        "script.too_long",
        "lo script fa troppe operazioni",
        "the script does too many operations",
    )
}
