//! From a read BPMN file to a [`Process`]: indices, compiled texts, reachability of joins.
//!
//! All problems of all texts are found in one pass; each becomes a finding at its element and line.

mod event;

use crate::process::{
    AdHocPlan, BehaviorPlan, Bits, CallPlan, Catch, EndKind, Flow, Ix, Kind, LoopPlan, Mapping,
    MappingValue, MultiPlan, Node, PassingPlan, Process, ScopePlan, Triggers, UserPlan,
};
use bpmn::rule::{Rule, bundle as rule};
use bpmn::{Definitions, EndResult, Finding, Language, NodeKind, ProcessModel, Source, Trigger};
use rules::{Expression, Library, Script, ScriptProblem, Syntax};
use std::collections::HashMap;
use std::sync::Arc;

/// Most times `failedJobRetryTimeCycle` may ask for.
const RETRIES_MAX: i32 = 1000;
const RETRIES: i32 = 3;

/// Compiles one process of `definitions`. `file` is the name put into findings.
pub fn compile(
    model: &ProcessModel,
    definitions: &Definitions,
    library: &Library,
    file: &str,
) -> Result<Process, Vec<Finding>> {
    let mut compiler = Compiler {
        definitions,
        library,
        file,
        element: String::new(),
        findings: Vec::new(),
    };
    let names: Arc<[Arc<str>]> = model
        .nodes
        .iter()
        .map(|node| node.id.as_str())
        .chain(model.flows.iter().map(|flow| flow.id.as_str()))
        .chain([model.id.as_str()])
        .map(Arc::from)
        .collect();
    let flows = model.flows.iter().map(|flow| compiler.flow(flow)).collect();
    let nodes = model
        .nodes
        .iter()
        .map(|node| compiler.node(model, node))
        .collect();
    let scopes: Vec<ScopePlan> = model
        .scopes
        .iter()
        .map(|scope| plan(model, scope))
        .collect();
    let mut nodes: Vec<Node> = nodes;
    for node in &model.nodes {
        if let NodeKind::CompensationBoundary { host, handler } = node.kind {
            nodes[host].handler = Some(handler as Ix);
            nodes[host].recorded = true;
        }
    }
    for (plan, scope) in scopes.iter().zip(&model.scopes) {
        if let (Some(_), Some(owner)) = (plan.undo, scope.owner) {
            nodes[owner].recorded = true;
        }
    }
    let findings = compiler.findings;
    if !findings.is_empty() {
        return Err(findings);
    }
    let index: HashMap<Arc<str>, Ix> = names
        .iter()
        .enumerate()
        .map(|(ix, id)| (id.clone(), ix as Ix))
        .collect();
    let mut process = Process {
        id: model.id.clone(),
        name: model.name.clone(),
        names,
        index,
        nodes,
        flows,
        scopes,
        settles: false,
        ad_hoc: model
            .nodes
            .iter()
            .any(|node| matches!(node.kind, NodeKind::AdHocSubProcess(_))),
        data: model.data.iter().cloned().collect(),
        starts: event::starts(model),
        together: event::together(model),
        heard: event::heard(model),
        initiator: model.initiator.clone(),
        library: library.clone(),
    };
    reach(&mut process);
    settling(&mut process);
    Ok(process)
}

fn plan(model: &ProcessModel, scope: &bpmn::Scope) -> ScopePlan {
    let is_none_start = |node: &usize| {
        matches!(
            model.nodes[*node].kind,
            NodeKind::Start {
                trigger: Trigger::None,
                ..
            }
        )
    };
    let joins = |node: &&usize| {
        let node = &model.nodes[**node];
        node.quantity.start > 1 || (is_join(node) && node.incoming.len() > 1)
    };
    let undoes = |node: &usize| undoes(model, *node);
    let ad_hoc = scope
        .owner
        .and_then(|owner| match &model.nodes[owner].kind {
            NodeKind::AdHocSubProcess(ad_hoc) => Some(ad_hoc),
            _ => None,
        });
    let begins = |node: &&usize| {
        let node = &model.nodes[**node];
        ad_hoc.is_some() && is_activity(node) && node.incoming.is_empty() && !node.compensation
    };
    ScopePlan {
        owner: scope.owner.map(|owner| owner as Ix),
        start: scope
            .nodes
            .iter()
            .copied()
            .find(is_none_start)
            .map(|node| node as Ix),
        joins: scope
            .nodes
            .iter()
            .filter(joins)
            .map(|node| *node as Ix)
            .collect(),
        events: scope
            .nodes
            .iter()
            .filter(|node| matches!(model.nodes[**node].kind, NodeKind::EventSubProcess { .. }))
            .filter(|node| !undoes(node))
            .map(|node| *node as Ix)
            .collect(),
        undo: scope
            .nodes
            .iter()
            .copied()
            .find(undoes)
            .map(|node| node as Ix),
        begin: scope
            .nodes
            .iter()
            .filter(begins)
            .map(|node| *node as Ix)
            .collect(),
        sequential: ad_hoc.is_some_and(|it| it.sequential),
    }
}

/// Whether a node is the event subprocess that makes good what its scope did.
fn undoes(model: &ProcessModel, node: usize) -> bool {
    let NodeKind::EventSubProcess { scope } = model.nodes[node].kind else {
        return false;
    };
    model.scopes[scope].nodes.iter().any(|inner| {
        matches!(
            model.nodes[*inner].kind,
            NodeKind::Start {
                trigger: Trigger::Compensation,
                ..
            }
        )
    })
}

fn is_join(node: &bpmn::Node) -> bool {
    matches!(
        node.kind,
        NodeKind::ParallelGateway | NodeKind::InclusiveGateway | NodeKind::ComplexGateway { .. }
    )
}

/// Tasks, subprocesses and calls. A send task that publishes its message is one, and in an ad-hoc
/// subprocess looks like the event that throws it.
fn is_activity(node: &bpmn::Node) -> bool {
    matches!(
        node.kind,
        NodeKind::UserTask(_)
            | NodeKind::ServiceTask(_)
            | NodeKind::SendTask(_)
            | NodeKind::ReceiveTask { .. }
            | NodeKind::ScriptTask { .. }
            | NodeKind::BusinessRuleTask { .. }
            | NodeKind::PassTask
            | NodeKind::SubProcess { .. }
            | NodeKind::AdHocSubProcess(_)
            | NodeKind::CallActivity(_)
            | NodeKind::Throw { .. }
    )
}

/// Fills [`Node::reach`] of the parallel joins: backwards from each incoming flow, never through the join.
fn reach(process: &mut Process) {
    let mut backwards: Vec<Vec<Ix>> = vec![Vec::new(); process.nodes.len()];
    for (source, node) in process.nodes.iter().enumerate() {
        for flow in &node.outgoing {
            backwards[process.flows[*flow as usize].target as usize].push(source as Ix);
        }
        for boundary in &node.boundaries {
            backwards[*boundary as usize].push(source as Ix);
        }
        if let Kind::Link { target } = node.kind {
            backwards[target as usize].push(source as Ix);
        }
    }
    let joins: Vec<Ix> = process
        .scopes
        .iter()
        .flat_map(|scope| scope.joins.iter().copied())
        .collect();
    for join in joins {
        let mut all = Vec::new();
        for flow in process.node(join).incoming.clone() {
            let mut bits = Bits::with_len(process.nodes.len());
            let mut todo = vec![process.flows[flow as usize].source];
            while let Some(node) = todo.pop() {
                if node != join && bits.add(node) {
                    todo.extend(&backwards[node as usize]);
                }
            }
            all.push(bits);
        }
        process.nodes[join as usize].reach = all;
    }
}

/// Sorts the joins of each scope by topological order, where some are decided at rest: the order in
/// which ties are broken.
fn settling(process: &mut Process) {
    let at_rest = |join: &Ix| {
        matches!(
            process.nodes[*join as usize].kind,
            Kind::Inclusive | Kind::Complex { .. }
        )
    };
    process.settles = process
        .scopes
        .iter()
        .flat_map(|scope| &scope.joins)
        .any(at_rest);
    if !process.settles {
        return;
    }
    let order = topological(process);
    for scope in &mut process.scopes {
        scope.joins.sort_by_key(|join| order[*join as usize]);
    }
}

/// The place of each node when every node comes after those that lead to it, loops cut where they
/// close (reverse postorder from the nodes without a way in).
fn topological(process: &Process) -> Vec<u32> {
    let count = process.nodes.len();
    let (mut seen, mut after) = (vec![false; count], Vec::with_capacity(count));
    let next = |ix: usize, nth: usize| {
        let node = &process.nodes[ix];
        node.outgoing
            .iter()
            .map(|flow| process.flows[*flow as usize].target)
            .chain(node.boundaries.iter().copied())
            .chain(match node.kind {
                Kind::Link { target } => Some(target),
                _ => None,
            })
            .nth(nth)
    };
    let is_boundary = |ix: usize| matches!(process.nodes[ix].kind, Kind::Boundary { .. });
    let first = (0..count).filter(|ix| process.nodes[*ix].incoming.is_empty() && !is_boundary(*ix));
    for root in first.chain(0..count) {
        let mut open = if std::mem::replace(&mut seen[root], true) {
            continue;
        } else {
            vec![(root, 0)]
        };
        while let Some((ix, nth)) = open.last_mut() {
            match next(*ix, *nth) {
                Some(target) => {
                    *nth += 1;
                    if !std::mem::replace(&mut seen[target as usize], true) {
                        open.push((target as usize, 0));
                    }
                }
                None => {
                    after.push(*ix);
                    open.pop();
                }
            }
        }
    }
    let mut order = vec![0; count];
    for (place, ix) in after.into_iter().rev().enumerate() {
        order[ix] = place as u32;
    }
    order
}

struct Compiler<'a> {
    definitions: &'a Definitions,
    library: &'a Library,
    file: &'a str,
    /// Id of the element being compiled.
    element: String,
    findings: Vec<Finding>,
}

impl Compiler<'_> {
    fn flow(&mut self, flow: &bpmn::Flow) -> Flow {
        self.element.clone_from(&flow.id);
        Flow {
            source: flow.source as Ix,
            target: flow.target as Ix,
            condition: self.maybe(&flow.condition),
        }
    }

    fn node(&mut self, model: &ProcessModel, node: &bpmn::Node) -> Node {
        self.element.clone_from(&node.id);
        let kind = self.kind(model, node);
        let inputs = self.mappings(&node.inputs);
        let outputs = self.mappings(&node.outputs);
        let multi = node.multi.as_ref().map(|multi| {
            Box::new(MultiPlan {
                sequential: multi.sequential,
                cardinality: self.maybe(&multi.cardinality),
                collection: self.maybe(&multi.collection),
                element_variable: multi.element_variable.clone(),
                index_variable: multi.index_variable.clone(),
                output: multi
                    .output
                    .as_ref()
                    .map(|it| (it.collection.clone(), self.expression(&it.element))),
                completion: self.maybe(&multi.completion),
                behavior: match &multi.behavior {
                    bpmn::Behavior::All => BehaviorPlan::All,
                    bpmn::Behavior::Each(throw) => BehaviorPlan::Each(self.throw(throw)),
                    bpmn::Behavior::First(throw) => BehaviorPlan::First(self.throw(throw)),
                    bpmn::Behavior::Complex(all) => BehaviorPlan::Complex(
                        all.iter()
                            .map(|(when, throw)| (self.expression(when), self.throw(throw)))
                            .collect(),
                    ),
                },
                standard: multi.standard.as_ref().map(|it| LoopPlan {
                    test_before: it.test_before,
                    condition: self.maybe(&it.condition),
                    maximum: it.maximum,
                }),
            })
        });
        let passes = matches!(
            kind,
            Kind::Start(_)
                | Kind::Pass
                | Kind::Exclusive
                | Kind::Script { .. }
                | Kind::Rule { .. }
                | Kind::End(EndKind::None)
        ) || matches!(
            kind,
            Kind::Parallel | Kind::Inclusive | Kind::Complex { .. }
        );
        let bare = inputs.is_empty()
            && outputs.is_empty()
            && node.boundaries.is_empty()
            && multi.is_none()
            && node.quantity.completion == 1;
        let ad_hoc = is_activity(node)
            && model.scopes[node.scope].owner.is_some_and(|owner| {
                matches!(model.nodes[owner].kind, NodeKind::AdHocSubProcess(_))
            });
        Node {
            scope: node.scope as u32,
            compensation: node.compensation,
            title: node.name.clone(),
            incoming: node.incoming.iter().map(|flow| *flow as u32).collect(),
            outgoing: node.outgoing.iter().map(|flow| *flow as u32).collect(),
            default: node.default.map(|flow| flow as u32),
            simple: passes && bare && !ad_hoc && !node.async_before && !node.async_after,
            kind,
            inputs,
            outputs,
            boundaries: node
                .boundaries
                .iter()
                .map(|boundary| *boundary as Ix)
                .collect(),
            quantity: node.quantity,
            joins: node.quantity.start > 1 || (is_join(node) && node.incoming.len() > 1),
            ad_hoc,
            recorded: false,
            handler: None,
            multi,
            async_before: node.async_before,
            async_after: node.async_after,
            retries: self.retries(node),
            reach: Vec::new(),
        }
    }

    fn kind(&mut self, model: &ProcessModel, node: &bpmn::Node) -> Kind {
        match &node.kind {
            NodeKind::Start { trigger, .. } => Kind::Start(match trigger {
                Trigger::None => None,
                trigger => Some(Box::new(self.triggers(trigger))),
            }),
            NodeKind::End { result } => Kind::End(match result {
                EndResult::None => EndKind::None,
                EndResult::Terminate => EndKind::Terminate,
                EndResult::Error { code, message } => EndKind::Error {
                    code: code.clone(),
                    message: message.clone(),
                },
            }),
            NodeKind::Catch {
                trigger: Trigger::None,
            } => Kind::Pass,
            NodeKind::Catch { trigger } => Kind::Catch(Box::new(self.triggers(trigger))),
            NodeKind::Throw { throws } if throws.is_empty() => Kind::Pass,
            NodeKind::Throw { throws } => {
                Kind::Throw(throws.iter().map(|throw| self.throw(throw)).collect())
            }
            NodeKind::Link { target } => Kind::Link {
                target: *target as Ix,
            },
            NodeKind::PassTask => Kind::Pass,
            NodeKind::Boundary {
                interrupting,
                trigger,
                ..
            } => Kind::Boundary {
                interrupting: *interrupting,
                triggers: Box::new(self.triggers(trigger)),
            },
            NodeKind::UserTask(task) => Kind::User(Box::new(UserPlan {
                assignee: self.maybe(&task.assignee),
                candidate_users: self.maybe(&task.candidate_users),
                candidate_groups: self.maybe(&task.candidate_groups),
                due_date: self.maybe(&task.due_date),
                follow_up_date: self.maybe(&task.follow_up_date),
                priority: self.maybe(&task.priority),
                form: task.form.clone(),
                drafts: task.drafts.clone(),
                approves: task.approves.clone(),
            })),
            NodeKind::ServiceTask(task) | NodeKind::SendTask(task) => Kind::Job {
                topic: task.topic.clone(),
                priority: self.maybe(&task.priority),
            },
            NodeKind::ReceiveTask { catch, .. } => Kind::Catch(Box::new(Triggers {
                waits: vec![Catch::Message(self.message(catch))],
                ..Triggers::default()
            })),
            NodeKind::ScriptTask {
                script,
                result_variable,
            } => match self.script(script) {
                Some(script) => Kind::Script {
                    script,
                    result: result_variable.as_deref().map(Arc::from),
                },
                None => Kind::Pass,
            },
            NodeKind::BusinessRuleTask {
                rule,
                result_variable,
            } => {
                if self.library.parameters(rule).is_none() {
                    self.unknown_rule(rule, node.line);
                }
                Kind::Rule {
                    rule: rule.clone(),
                    result: result_variable.as_deref().map(Arc::from),
                }
            }
            NodeKind::ExclusiveGateway => Kind::Exclusive,
            NodeKind::ParallelGateway => Kind::Parallel,
            NodeKind::InclusiveGateway => Kind::Inclusive,
            NodeKind::ComplexGateway { activation } => Kind::Complex {
                activation: self.maybe(activation),
            },
            NodeKind::EventBasedGateway { .. } => Kind::EventBased,
            NodeKind::SubProcess { scope } => Kind::SubProcess {
                scope: *scope as u32,
            },
            NodeKind::AdHocSubProcess(ad_hoc) => Kind::AdHoc(Box::new(AdHocPlan {
                scope: ad_hoc.scope as u32,
                completion: self.maybe(&ad_hoc.completion),
                cancel_remaining: ad_hoc.cancel_remaining,
            })),
            NodeKind::Compensate { activity, wait } => Kind::Compensate {
                activity: activity.map(|activity| activity as Ix),
                wait: *wait,
            },
            NodeKind::CancelEnd => Kind::CancelEnd,
            NodeKind::CancelBoundary { .. } => Kind::CancelBoundary,
            NodeKind::CompensationBoundary { .. } => Kind::CompensationBoundary,
            NodeKind::CallActivity(call) => Kind::Call(Box::new(self.call(call))),
            NodeKind::EventSubProcess { scope } => event::subprocess(model, *scope),
        }
    }

    fn call(&mut self, call: &bpmn::Call) -> CallPlan {
        CallPlan {
            called: self.expression(&call.called),
            binding: match &call.binding {
                bpmn::Binding::Latest => ("latest", None),
                bpmn::Binding::Deployment => ("deployment", None),
                bpmn::Binding::Version(which) => ("version", Some(self.expression(which))),
                bpmn::Binding::VersionTag(which) => ("version_tag", Some(self.expression(which))),
            },
            business_key: call.business_key.as_ref().map(|key| match key {
                bpmn::CalledKey::Inherited => None,
                bpmn::CalledKey::Value(value) => Some(self.expression(value)),
            }),
            inputs: self.passings(&call.inputs),
            outputs: self.passings(&call.outputs),
        }
    }

    fn passings(&mut self, passings: &[bpmn::Passing]) -> Vec<PassingPlan> {
        let passing = |it: &bpmn::Passing| match it {
            bpmn::Passing::All => PassingPlan::All,
            bpmn::Passing::Variable { source, target } => PassingPlan::Variable {
                source: source.clone(),
                target: target.clone(),
            },
            bpmn::Passing::Expression { value, target } => PassingPlan::Expression {
                value: self.expression(value),
                target: target.clone(),
            },
        };
        passings.iter().map(passing).collect()
    }

    fn mappings(&mut self, mappings: &[bpmn::Mapping]) -> Vec<Mapping> {
        mappings
            .iter()
            .map(|mapping| Mapping {
                name: mapping.name.clone(),
                value: self.mapping(&mapping.value),
            })
            .collect()
    }

    fn mapping(&mut self, value: &bpmn::MappingValue) -> MappingValue {
        match value {
            bpmn::MappingValue::Text(source) => MappingValue::Text(self.expression(source)),
            bpmn::MappingValue::Script(source) => match self.script(source) {
                Some(script) => MappingValue::Script(Box::new(script)),
                None => MappingValue::List(Vec::new()),
            },
            bpmn::MappingValue::List(items) => {
                MappingValue::List(items.iter().map(|item| self.mapping(item)).collect())
            }
            bpmn::MappingValue::Copy(names) => MappingValue::Copy(names.clone()),
            bpmn::MappingValue::Map(entries) => MappingValue::Map(
                entries
                    .iter()
                    .map(|(key, item)| (key.clone(), self.mapping(item)))
                    .collect(),
            ),
        }
    }

    fn maybe(&mut self, source: &Option<Source>) -> Option<Expression> {
        source.as_ref().map(|source| self.expression(source))
    }

    fn expression(&mut self, source: &Source) -> Expression {
        let syntax = match source.language {
            Language::Template => Syntax::Template,
            Language::Rhai => Syntax::Rhai,
            Language::Feel => Syntax::Feel,
        };
        Expression::compile(&source.text, syntax).unwrap_or_else(|problem| {
            self.problem(&problem, source.line);
            Expression::literal(rules::Value::Null)
        })
    }

    fn script(&mut self, source: &Source) -> Option<Script> {
        match Script::compile(&source.text, self.library) {
            Ok(script) => Some(script),
            Err(problems) => {
                problems
                    .iter()
                    .for_each(|problem| self.problem(problem, source.line));
                None
            }
        }
    }

    /// `R3/PT10M` → 3, `PT1M,PT5M` → 2; the pause is the runtime's to read.
    fn retries(&mut self, node: &bpmn::Node) -> i32 {
        let Some(cycle) = node.retry.as_deref().map(str::trim) else {
            return RETRIES;
        };
        let count = match cycle.strip_prefix('R') {
            Some(rest) => rest.split('/').next().and_then(|count| count.parse().ok()),
            None => i32::try_from(cycle.split(',').count()).ok(),
        };
        match count {
            Some(count) if (1..=RETRIES_MAX).contains(&count) => count,
            _ => {
                let max = RETRIES_MAX.to_string();
                self.finding(
                    &rule::RETRIES,
                    node.line,
                    None,
                    &[("value", cycle), ("max", &max)],
                );
                RETRIES
            }
        }
    }

    fn unknown_rule(&mut self, rule: &str, line: u32) {
        let known: Vec<&str> = self.library.rules().map(|(name, _)| name).collect();
        let known = if known.is_empty() {
            "—".to_owned()
        } else {
            known.join(", ")
        };
        self.finding(
            &rule::RULE_NOT_IN_BUNDLE,
            line,
            None,
            &[("value", rule), ("known", &known)],
        );
    }

    fn problem(&mut self, problem: &ScriptProblem, line: u32) {
        self.finding(
            &rule::EXPRESSION_UNREADABLE,
            line + problem.line - 1,
            Some(problem.column),
            &[("detail.it", &problem.it), ("detail.en", &problem.en)],
        );
    }

    fn finding(&mut self, rule: &Rule, line: u32, column: Option<u32>, values: &[(&str, &str)]) {
        let found = rule.finding(self.file, Some(&self.element), Some(line), values);
        self.findings.push(Finding { column, ..found });
    }
}
