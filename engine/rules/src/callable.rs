//! Which functions a text may call, and what is wrong where it calls another.
//!
//! rhai looks functions up by name and number of arguments when it runs; everything that can be called is known
//! before: what the engine has, what the bundle's library defines, what the script itself defines.

use crate::names::problem;
use crate::{Library, ScriptProblem, sandbox};
use rhai::{AST, ASTNode, Expr, FnCallExpr, Position, Stmt};
use std::collections::BTreeSet;

/// What a text can call.
pub(crate) struct Callable<'a> {
    /// Loops, functions and writing are allowed: a script or a function of the library.
    pub writing: bool,
    pub library: &'a Library,
}

impl Callable<'_> {
    /// Whether anything of this name can be called.
    pub fn knows(&self, name: &str) -> bool {
        sandbox::functions(self.writing).contains_key(name)
            || self.library.parameters(name).is_some()
    }

    /// Adds a problem for each call in `ast` of what it neither defines nor finds.
    pub fn check(&self, ast: &AST, problems: &mut Vec<ScriptProblem>) {
        let own: BTreeSet<(&str, usize)> = ast
            .iter_functions()
            .map(|f| (f.name, f.params.len()))
            .collect();
        each_call(ast, &mut |call, method, position| {
            let name = call.name.as_str();
            let given = call.args.len();
            // `x.f(a)` gives x to a function of the house as its first argument, to one of ours as `this`.
            let to_house = given + usize::from(method);
            let takes = sandbox::functions(self.writing)
                .get(name)
                .is_some_and(|counts| counts.contains(&to_house));
            let ours = self.library.parameters(name).map(<[String]>::len);
            if takes || own.contains(&(name, given)) || ours == Some(given) {
                // A function of the bundle comes before one of the house.
                if ours == Some(given) && !self.writing && self.library.writes(name) {
                    problems.push(writes(name, position));
                }
                return;
            }
            let defined = own.iter().any(|(other, _)| *other == name);
            problems.push(match defined || self.knows(name) {
                true => miscounted(name, to_house, position),
                false => self.unknown(name, position),
            });
        });
    }

    fn unknown(&self, name: &str, position: Position) -> ScriptProblem {
        let only_scripts = !self.writing && sandbox::functions(true).contains_key(name);
        let (it, en) = match only_scripts {
            true => (
                format!(
                    "«{name}» si può chiamare solo in uno script o in una funzione di rules/*.rhai"
                ),
                format!("`{name}` can be called in a script or a function of rules/*.rhai only"),
            ),
            false => (
                format!("la funzione «{name}» non esiste"),
                format!("there is no function `{name}`"),
            ),
        };
        problem(position, it, en).about(name)
    }
}

/// The functions called in a text, its own functions' bodies included.
pub(crate) fn called(ast: &AST) -> BTreeSet<(String, usize)> {
    let mut out = BTreeSet::new();
    each_call(ast, &mut |call, _, _| {
        out.insert((call.name.to_string(), call.args.len()));
    });
    out
}

/// Every call that is no operator; whether it is written `x.f(…)`, and where.
fn each_call(ast: &AST, act: &mut dyn FnMut(&FnCallExpr, bool, Position)) {
    ast.walk(&mut |path| {
        match path.last() {
            Some(ASTNode::Expr(Expr::FnCall(call, position)))
            | Some(ASTNode::Stmt(Stmt::FnCall(call, position)))
                if !call.is_operator_call() =>
            {
                act(call, false, *position);
            }
            Some(ASTNode::Expr(Expr::MethodCall(call, position))) => act(call, true, *position),
            _ => {}
        }
        true
    });
}

fn miscounted(name: &str, given: usize, position: Position) -> ScriptProblem {
    let signature = crate::FUNCTIONS.iter().find(|f| f.name == name);
    let form = signature.map_or_else(|| name.to_owned(), |f| f.signature.to_owned());
    problem(
        position,
        format!("la funzione «{name}» non prende {given} argomenti: {form}"),
        format!("the function `{name}` does not take {given} arguments: {form}"),
    )
    .about(name)
}

fn writes(name: &str, position: Position) -> ScriptProblem {
    problem(
        position,
        format!(
            "«{name}» scrive nella pratica (set, log o bpmn_error): qui si possono chiamare solo funzioni che calcolano"
        ),
        format!(
            "`{name}` writes to the case (set, log or bpmn_error): only functions that compute can be called here"
        ),
    )
    .about(name)
}
