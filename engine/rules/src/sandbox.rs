//! The box: two rhai engines that can reach nothing and cannot run long (stack: rhai 1.27, sync).
//!
//! What bounds a text, each with a bomb in `tests/bombs.rs`:
//! operations, call levels, expression depth, text, list and map sizes, variables, functions; no
//! `eval`, `import`, `print`, `debug`, `sleep`, no modules, no function values (so no comparator
//! that loops); of the standard packages only arithmetic, logic, mathematics and ranges, the rest is
//! our own (`functions`), which charges what it touches; every 64th access to a variable weighs the
//! scope, which stops growth past the limits by way of `map[key] = text` and nesting past the stack.
//! A wall clock may only abort ([`crate::with_deadline`]).

use crate::call;
use rhai::packages::{
    ArithmeticPackage, BasicIteratorPackage, BasicMathPackage, LogicPackage, Package,
};
use rhai::{Dynamic, Engine, EvalAltResult, EvalContext, OptimizationLevel, Position, Scope};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

pub const OPERATIONS_MAX: u64 = 100_000;
pub const CALL_LEVELS_MAX: usize = 16;
pub const TEXT_BYTES_MAX: usize = crate::value::VALUE_BYTES_MAX;
pub const LIST_ITEMS_MAX: usize = 10_000;
pub const MAP_KEYS_MAX: usize = 1_000;
pub const VARIABLES_MAX: usize = 100;
pub const FUNCTIONS_MAX: usize = 20;
/// All variables of a running text together.
pub const SCOPE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Functions of one bundle's library together; a single script may define [`FUNCTIONS_MAX`].
pub const LIBRARY_FUNCTIONS_MAX: usize = 200;
const NESTING_MAX: usize = 100;

/// For conditions, mappings and attributes: one expression, no loops, no writing.
pub(crate) fn expressions() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut engine = base();
        engine.set_allow_looping(false).set_max_functions(0);
        engine
    })
}

/// For script tasks and the functions of a bundle: loops, functions, writing.
pub(crate) fn scripts() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut engine = base();
        crate::functions::register_writing(&mut engine);
        engine.set_max_functions(LIBRARY_FUNCTIONS_MAX);
        watch(&mut engine);
        weigh_scope(&mut engine);
        engine
    })
}

/// The functions an engine has, with the numbers of arguments each takes; operators are not among them.
pub(crate) fn functions(writing: bool) -> &'static Functions {
    static SCRIPTS: OnceLock<Functions> = OnceLock::new();
    static EXPRESSIONS: OnceLock<Functions> = OnceLock::new();
    let (cell, engine): (_, fn() -> &'static Engine) = match writing {
        true => (&SCRIPTS, scripts),
        false => (&EXPRESSIONS, expressions),
    };
    cell.get_or_init(|| {
        let one = |info: rhai::FuncInfo| {
            let name = info.metadata.name.as_str();
            let callable = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
            // Getters of properties are called `get$…`.
            (callable && !name.contains('$')).then(|| (name.to_owned(), info.metadata.num_params))
        };
        // A word of the language, not of a package.
        let mut functions = Functions::from([("type_of".to_owned(), BTreeSet::from([1]))]);
        for (name, arguments) in engine().collect_fn_metadata(None, one, true) {
            functions.entry(name).or_default().insert(arguments);
        }
        if !writing {
            // rhai has a logarithm of the name of what writes to the log.
            functions.retain(|name, _| !WRITERS.contains(&name.as_str()));
        }
        functions
    })
}

/// Functions that write to the case or end the step.
pub(crate) const WRITERS: [&str; 3] = ["set", "log", "bpmn_error"];

/// Numbers of arguments by name.
pub(crate) type Functions = BTreeMap<String, BTreeSet<usize>>;

fn base() -> Engine {
    let mut engine = Engine::new_raw();
    ArithmeticPackage::new().register_into_engine(&mut engine);
    LogicPackage::new().register_into_engine(&mut engine);
    BasicMathPackage::new().register_into_engine(&mut engine);
    BasicIteratorPackage::new().register_into_engine(&mut engine);
    crate::functions::register(&mut engine);
    engine
        .set_max_operations(OPERATIONS_MAX)
        .set_max_call_levels(CALL_LEVELS_MAX)
        .set_max_expr_depths(32, 16)
        .set_max_string_size(TEXT_BYTES_MAX)
        .set_max_array_size(LIST_ITEMS_MAX)
        .set_max_map_size(MAP_KEYS_MAX)
        .set_max_variables(VARIABLES_MAX)
        .set_fail_on_invalid_map_property(true)
        .set_allow_anonymous_fn(false)
        .set_optimization_level(OptimizationLevel::Simple);
    for symbol in [
        "eval",
        "import",
        "export",
        "print",
        "debug",
        "Fn",
        "call",
        "curry",
        "is_def_fn",
        "is_def_var",
        "is_shared",
    ] {
        engine.disable_symbol(symbol);
    }
    // `sleep` is a function of a package we leave out; named here so that its absence is a plain answer.
    engine.register_fn("sleep", |_: Dynamic| -> Result<(), Box<EvalAltResult>> {
        Err("sleep is not allowed".into())
    });
    engine
}

/// Counts native work with the operations, and lets the wall clock abort. An expression needs
/// neither: without loops it is bounded by its own text.
fn watch(engine: &mut Engine) {
    engine.on_progress(|operations| {
        if call::overworked() {
            return Some(Dynamic::from(Stop::Overworked));
        }
        (operations.is_multiple_of(256) && call::past_deadline())
            .then(|| Dynamic::from(Stop::Deadline))
    });
}

/// Why `on_progress` or `bpmn_error` ended an evaluation: the token of the termination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    Overworked,
    Deadline,
    BpmnError,
}

// rhai marks `on_var` as deprecated only to say that it is volatile; the bombs notice a change.
#[allow(deprecated)]
fn weigh_scope(engine: &mut Engine) {
    engine.on_var(|_, _, context: EvalContext| {
        if call::time_to_weigh() && !fits(context.scope()) {
            let what = "all variables together".to_owned();
            return Err(EvalAltResult::ErrorDataTooLarge(what, Position::NONE).into());
        }
        Ok(None)
    });
}

fn fits(scope: &Scope) -> bool {
    let (mut bytes, mut items) = (0, 0);
    let fits = scope
        .iter_raw()
        .all(|(_, _, value)| weigh(value, 0, &mut bytes, &mut items));
    call::work(items / 8);
    fits
}

/// Adds up a value; false as soon as it is too big or too deep.
fn weigh(value: &Dynamic, depth: usize, bytes: &mut usize, items: &mut usize) -> bool {
    *bytes += 16;
    *items += 1;
    if depth > NESTING_MAX || *bytes > SCOPE_BYTES_MAX {
        return false;
    }
    if let Ok(list) = value.as_array_ref() {
        return list.iter().all(|item| weigh(item, depth + 1, bytes, items));
    }
    if let Ok(map) = value.as_map_ref() {
        // rhai does not measure a map that grows by `map[key] = value`.
        return map.len() <= MAP_KEYS_MAX
            && map.iter().all(|(key, item)| {
                *bytes += key.len();
                weigh(item, depth + 1, bytes, items)
            });
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        *bytes += text.len();
    }
    *bytes <= SCOPE_BYTES_MAX
}
