//! The library of a bundle: the functions of its `rules/*.rhai`, called by business rule tasks and scripts,
//! and its decision tables, called by business rule tasks as `id#shape` ([`crate::Shape`]).

use crate::call::{Call, Outcome, Variables, unknown_variable};
use crate::{Failure, Map, ScriptProblem, Value, names, run, sandbox};
use rhai::AST;
use std::collections::BTreeMap;
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
}

impl Library {
    /// Compiles (file name, text) pairs. A file holds functions only; a name may be used once.
    /// All problems of all files are given, each with its file.
    pub fn compile(files: &[(String, String)]) -> Result<Library, Vec<ScriptProblem>> {
        let (mut problems, mut rules, mut library) = (Vec::new(), BTreeMap::new(), AST::empty());
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
        Ok(if rules.is_empty() {
            Library::default()
        } else {
            Library(
                Some(Arc::new(Compiled {
                    ast: library,
                    rules,
                })),
                Arc::default(),
            )
        })
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
            return Err(Failure::error(
                "script.unknown_rule",
                format!("la regola «{rule}» non esiste nel pacchetto"),
                format!("there is no rule `{rule}` in the bundle"),
            ));
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
