//! The library of a bundle: the functions of its `rules/*.rhai`, called by business rule tasks and scripts,
//! and its decision tables, called by business rule tasks as `id#shape` ([`crate::Shape`]).

use crate::call::{Call, Outcome, Variables, unknown_variable};
use crate::callable::{Callable, called};
use crate::{Failure, Map, ScriptProblem, Value, names, run, sandbox};
use rhai::AST;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The compiled functions; clones share them. The default is an empty library.
#[derive(Debug, Clone, Default)]
pub struct Library(
    Option<Arc<Compiled>>,
    Arc<BTreeMap<String, crate::Decision>>,
);

#[derive(Debug)]
struct Compiled {
    ast: AST,
    /// Parameter names by function name.
    rules: BTreeMap<String, Vec<String>>,
    /// Those that call, themselves or through others, what writes to the case.
    writing: BTreeSet<String>,
}

impl Library {
    /// Compiles (file name, text) pairs. A file holds functions only; a name may be used once.
    /// All problems of all files are given, each with its file.
    pub fn compile(files: &[(String, String)]) -> Result<Library, Vec<ScriptProblem>> {
        let (mut problems, mut rules, mut library) = (Vec::new(), BTreeMap::new(), AST::empty());
        let mut texts: Vec<(&String, AST)> = Vec::new();
        for (file, text) in files {
            let mut found = Vec::new();
            match sandbox::scripts().compile(text) {
                Err(error) => found.push(run::syntax(&error)),
                Ok(ast) => {
                    if !only_functions(&ast) {
                        found.push(ScriptProblem::at(
                            1,
                            1,
                            "un file di regole contiene solo funzioni (fn nome(parametri) { … })",
                            "a rules file holds functions only (fn name(parameters) { … })",
                        ));
                    }
                    names::check_functions(&ast, &mut found);
                    for function in ast.iter_functions() {
                        let parameters = function
                            .params
                            .iter()
                            .map(|name| (*name).to_owned())
                            .collect();
                        if rules.insert(function.name.to_owned(), parameters).is_some() {
                            found.push(ScriptProblem::at(
                                1,
                                1,
                                format!("la funzione «{}» è definita due volte", function.name),
                                format!("the function `{}` is defined twice", function.name),
                            ));
                        }
                    }
                    library = library.merge(&ast.clone_functions_only());
                    texts.push((file, ast));
                }
            }
            problems.extend(found.into_iter().map(|problem| ScriptProblem {
                file: file.clone(),
                ..problem
            }));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        if rules.is_empty() {
            return Ok(Library::default());
        }
        let writing = writing(&texts);
        let compiled = Compiled {
            ast: library,
            rules,
            writing,
        };
        let library = Library(Some(Arc::new(compiled)), Arc::default());
        // Any function may call any other, in whatever file it is.
        let callable = Callable {
            writing: true,
            library: &library,
        };
        for (file, ast) in &texts {
            let mut found = Vec::new();
            callable.check(ast, &mut found);
            problems.extend(found.into_iter().map(|problem| ScriptProblem {
                file: (*file).clone(),
                ..problem
            }));
        }
        match problems.is_empty() {
            true => Ok(library),
            false => Err(problems),
        }
    }

    /// The same library with these decision tables, by id.
    pub fn with_decisions(self, decisions: BTreeMap<String, crate::Decision>) -> Library {
        Library(self.0, Arc::new(decisions))
    }

    /// `id#shape`: the table and what is asked of it.
    fn decision(&self, rule: &str) -> Option<(&crate::Decision, crate::Shape)> {
        let (id, shape) = rule.rsplit_once('#')?;
        Some((self.1.get(id)?, crate::Shape::named(shape)?))
    }

    /// No function; decisions do not count.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// Every function with its parameter names, by name.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().flat_map(|library| {
            library
                .rules
                .iter()
                .map(|(name, params)| (name.as_str(), params.as_slice()))
        })
    }

    /// Parameter names of one function; None when there is no such function.
    pub fn parameters(&self, rule: &str) -> Option<&[String]> {
        if let Some((decision, _)) = self.decision(rule) {
            return Some(decision.names());
        }
        self.0
            .as_ref()
            .and_then(|library| library.rules.get(rule))
            .map(Vec::as_slice)
    }

    /// Whether the function of this name writes to the case or may end the step.
    pub(crate) fn writes(&self, name: &str) -> bool {
        let compiled = self.0.as_ref();
        compiled.is_some_and(|library| library.writing.contains(name))
    }

    /// The decision table of `id` or `id#shape`, and what is asked of it: without a shape, what it gives by itself.
    pub(crate) fn table(&self, key: &str) -> Option<(&crate::Decision, crate::Shape)> {
        match key.contains('#') {
            true => self.decision(key),
            false => self.1.get(key).map(|table| (table, table.shape())),
        }
    }

    /// What the table of [`Library::table`] gives over the variables of the call, with the rows that matched.
    pub(crate) fn decided(
        &self,
        key: &str,
        call: &Call,
        decided: &mut Vec<String>,
    ) -> Result<Value, Failure> {
        let (table, shape) = self.table(key).ok_or_else(|| unknown_rule(key))?;
        self.decide(table, shape, call, &mut BTreeMap::new(), decided)
    }

    /// Calls a function; each argument is the variable of the parameter's name. A variable that
    /// does not exist is an error that names it.
    pub fn run(&self, rule: &str, call: &Call) -> Result<Outcome, Failure> {
        if let Some((decision, shape)) = self.decision(rule) {
            let mut decided = Vec::new();
            let value = self.decide(decision, shape, call, &mut BTreeMap::new(), &mut decided)?;
            return Ok(Outcome {
                value,
                decided,
                ..Outcome::default()
            });
        }
        let Some((library, parameters)) = self.0.as_ref().and_then(|library| {
            library
                .rules
                .get(rule)
                .map(|parameters| (library, parameters))
        }) else {
            return Err(unknown_rule(rule));
        };
        let arguments = parameters
            .iter()
            .map(|name| {
                call.variables
                    .get(name)
                    .ok_or_else(|| unknown_variable(name))
            })
            .collect::<Result<Vec<_>, _>>()?;
        run::run_function(sandbox::scripts(), &library.ast, rule, arguments, call)
    }

    /// A decision after those it requires, each decided once; it sees their results beside the variables.
    fn decide(
        &self,
        decision: &crate::Decision,
        shape: crate::Shape,
        call: &Call,
        done: &mut BTreeMap<String, Value>,
        decided: &mut Vec<String>,
    ) -> Result<Value, Failure> {
        if decision.requires.is_empty() {
            return decision.decide(shape, call, decided);
        }
        let mut results = Map::new();
        for id in &decision.requires {
            let Some(required) = self.1.get(id) else {
                continue;
            };
            let value = match done.get(id) {
                Some(value) => value.clone(),
                None => self.decide(required, required.shape(), call, done, decided)?,
            };
            done.insert(id.clone(), value.clone());
            results.insert(required.name.clone(), value);
        }
        let variables = Beside {
            results: &results,
            variables: call.variables,
        };
        let call = Call {
            variables: &variables,
            ..*call
        };
        decision.decide(shape, &call, decided)
    }

    pub(crate) fn functions(&self) -> AST {
        self.0
            .as_ref()
            .map_or_else(AST::empty, |library| library.ast.clone())
    }
}

fn unknown_rule(rule: &str) -> Failure {
    Failure::error(
        "script.unknown_rule",
        format!("la regola «{rule}» non esiste nel pacchetto"),
        format!("there is no rule `{rule}` in the bundle"),
    )
}

/// The functions that write, themselves or through others.
fn writing(texts: &[(&String, AST)]) -> BTreeSet<String> {
    let mut calls: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, ast) in texts {
        for function in ast.iter_functions() {
            let mut alone = ast.clone_functions_only();
            alone.retain_functions(|_, _, name, _| name == function.name);
            let called = called(&alone).into_iter().map(|(name, _)| name).collect();
            calls.insert(function.name.to_owned(), called);
        }
    }
    let mut writing: BTreeSet<String> = BTreeSet::new();
    loop {
        let before = writing.len();
        for (name, called) in &calls {
            let by_itself = sandbox::WRITERS
                .iter()
                .any(|writer| called.contains(*writer));
            if by_itself || !called.is_disjoint(&writing) {
                writing.insert(name.clone());
            }
        }
        if writing.len() == before {
            return writing;
        }
    }
}

/// Results of required decisions, seen before the variables.
struct Beside<'a> {
    results: &'a Map,
    variables: &'a dyn Variables,
}

impl Variables for Beside<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        self.results.get(name).or_else(|| self.variables.get(name))
    }
}

fn only_functions(ast: &AST) -> bool {
    let mut top = ast.clone();
    top.clear_functions();
    let mut empty = true;
    top.walk(&mut |_| {
        empty = false;
        false
    });
    empty
}
