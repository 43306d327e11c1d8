//! Which process variables a text names: found in its syntax tree, so that only those are converted.

use crate::ScriptProblem;
use rhai::{AST, ASTNode, Expr, Position, Stmt};
use std::collections::BTreeSet;

/// Functions that change their first argument in place.
const MUTATORS: [&str; 6] = ["push", "pop", "remove", "insert", "clear", "append"];

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Names {
    /// Read or written, and not declared by the text itself.
    pub used: Vec<String>,
    /// Of `used`: may be changed by the text, by assignment or in place.
    pub changed: Vec<String>,
    /// Asked for by `is_set("name")`.
    pub asked: Vec<String>,
    /// Asked for by `decision("id")` or `decision("id", "shape")`: `id` or `id#shape`.
    pub decisions: Vec<String>,
    /// A function or method is called by name.
    pub calls: bool,
}

/// Names of the statements at the top; `problems` gets what can never work.
pub(crate) fn of(ast: &AST, problems: &mut Vec<ScriptProblem>) -> Names {
    let mut top = ast.clone();
    top.clear_functions();
    let (mut used, mut changed, mut asked, mut calls) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), false);
    let mut decisions = BTreeSet::new();
    top.walk(&mut |path| {
        match path.last() {
            Some(ASTNode::Expr(expr)) => {
                if let Some((name, _)) = free(expr) {
                    used.insert(name.to_owned());
                }
                calls |= match expr {
                    Expr::FnCall(call, _) => !call.is_operator_call(),
                    Expr::MethodCall(..) => true,
                    _ => false,
                };
                in_place(expr, &mut changed);
                is_set(expr, &mut asked, problems);
                decision(expr, &mut decisions, problems);
            }
            Some(ASTNode::Stmt(stmt)) => {
                if let Stmt::Assignment(assignment) = stmt
                    && let Some(name) = root(&assignment.1.lhs)
                {
                    changed.insert(name.to_owned());
                }
                if let Stmt::FnCall(call, position) = stmt {
                    calls |= !call.is_operator_call();
                    let expr = Expr::FnCall(call.clone(), *position);
                    in_place(&expr, &mut changed);
                    is_set(&expr, &mut asked, problems);
                    decision(&expr, &mut decisions, problems);
                }
            }
            _ => {}
        }
        true
    });
    for name in &changed {
        used.insert(name.clone());
    }
    Names {
        used: list(used),
        changed: list(changed),
        asked: list(asked),
        decisions: list(decisions),
        calls,
    }
}

/// Functions see their arguments only; a free name in one is a mistake found before it runs.
pub(crate) fn check_functions(ast: &AST, problems: &mut Vec<ScriptProblem>) {
    let (mut unused, mut decisions) = (BTreeSet::new(), BTreeSet::new());
    ast.clone_functions_only().walk(&mut |path| {
        let called;
        let expr = match path.last() {
            Some(ASTNode::Expr(expr)) => Some(*expr),
            // A call that stands as a statement, as the last of a function does.
            Some(ASTNode::Stmt(Stmt::FnCall(call, position))) => {
                called = Expr::FnCall(call.clone(), *position);
                Some(&called)
            }
            _ => None,
        };
        if let Some(expr) = expr {
            if let Some((name, position)) = free(expr) {
                problems.push(problem(
                    position,
                    format!("«{name}» non è un parametro né una variabile della funzione: una funzione vede solo i suoi parametri"),
                    format!("`{name}` is neither a parameter nor a variable of the function: a function sees its parameters only"),
                ));
            }
            is_set(expr, &mut unused, problems);
            decision(expr, &mut decisions, problems);
        }
        true
    });
    if !decisions.is_empty() {
        problems.push(problem(
            Position::NONE,
            "decision non si può usare in una funzione: passare il risultato come parametro",
            "decision cannot be used inside a function: pass the result as a parameter",
        ));
    }
    if !unused.is_empty() {
        problems.push(problem(
            Position::NONE,
            "is_set non si può usare in una funzione: passare il valore come parametro",
            "is_set cannot be used inside a function: pass the value as a parameter",
        ));
    }
}

fn list(set: BTreeSet<String>) -> Vec<String> {
    set.into_iter().collect()
}

/// A variable that the text itself does not declare.
fn free(expr: &Expr) -> Option<(&str, Position)> {
    match expr {
        Expr::Variable(variable, None, position) if variable.0.is_none() => {
            Some((variable.1.as_str(), *position))
        }
        _ => None,
    }
}

/// The free variable at the root of `a.b[c].d`.
fn root(expr: &Expr) -> Option<&str> {
    let mut expr = expr;
    loop {
        match expr {
            Expr::Dot(pair, ..) | Expr::Index(pair, ..) => expr = &pair.lhs,
            _ => return free(expr).map(|(name, _)| name),
        }
    }
}

fn in_place(expr: &Expr, changed: &mut BTreeSet<String>) {
    let name = match expr {
        Expr::FnCall(call, _) if MUTATORS.contains(&call.name.as_str()) => {
            call.args.first().and_then(root)
        }
        Expr::Dot(pair, ..) | Expr::Index(pair, ..) if calls_mutator(&pair.rhs) => root(&pair.lhs),
        _ => None,
    };
    if let Some(name) = name {
        changed.insert(name.to_owned());
    }
}

fn calls_mutator(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(call, _) => MUTATORS.contains(&call.name.as_str()),
        Expr::Dot(pair, ..) | Expr::Index(pair, ..) => {
            calls_mutator(&pair.lhs) || calls_mutator(&pair.rhs)
        }
        _ => false,
    }
}

fn is_set(expr: &Expr, asked: &mut BTreeSet<String>, problems: &mut Vec<ScriptProblem>) {
    let Expr::FnCall(call, position) = expr else {
        return;
    };
    if call.name != "is_set" {
        return;
    }
    match call.args.first() {
        Some(Expr::StringConstant(name, _)) if call.args.len() == 1 => {
            asked.insert(name.to_string());
        }
        _ => problems.push(problem(
            *position,
            "is_set vuole il nome scritto tra virgolette: is_set(\"importo\")",
            "is_set wants the name written in quotes: is_set(\"amount\")",
        )),
    }
}

/// Every decision that is asked for is in the bundle.
pub(crate) fn check_decisions(
    names: &Names,
    library: &crate::Library,
    problems: &mut Vec<ScriptProblem>,
) {
    for key in &names.decisions {
        if library.table(key).is_none() {
            let said = problem(
                Position::NONE,
                format!("la tabella di decisione «{key}» non è nel pacchetto"),
                format!("the decision table `{key}` is not in the bundle"),
            );
            problems.push(said.about("decision"));
        }
    }
}

/// A decision table by its id, which must be written: what it sees is known before the text runs.
fn decision(expr: &Expr, asked: &mut BTreeSet<String>, problems: &mut Vec<ScriptProblem>) {
    let Expr::FnCall(call, position) = expr else {
        return;
    };
    if call.name != "decision" {
        return;
    }
    match call.args.as_slice() {
        [Expr::StringConstant(id, _)] => {
            asked.insert(id.to_string());
        }
        [Expr::StringConstant(id, _), Expr::StringConstant(shape, _)] => {
            asked.insert(format!("{id}#{shape}"));
        }
        _ => problems.push(problem(
            *position,
            "decision vuole l'id della tabella scritto tra virgolette: decision(\"sconto\")",
            "decision wants the id of the table written in quotes: decision(\"discount\")",
        )),
    }
}

pub(crate) fn problem(
    position: Position,
    it: impl Into<String>,
    en: impl Into<String>,
) -> ScriptProblem {
    let (line, column) = (
        position.line().unwrap_or(1),
        position.position().unwrap_or(1),
    );
    ScriptProblem::at(line as u32, column as u32, it, en)
}
