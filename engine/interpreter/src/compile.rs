//! From a read BPMN file to a [`Process`]: indices, compiled texts, reachability of joins.
//!
//! All problems of all texts are found in one pass; each becomes a finding at its element and line.

mod event;
mod listener;
mod passing;
mod reach;
mod scope;
mod text;

use crate::process::{
    AdHocPlan, BehaviorPlan, Catch, EndKind, Flow, Ix, Kind, LoopPlan, MultiPlan, Node, Process,
    ScopePlan, Triggers, UserPlan, UserTexts,
};
use bpmn::{Definitions, EndResult, Finding, NodeKind, ProcessModel, Trigger};
use rules::Library;
use scope::{is_activity, is_join};
use std::collections::HashMap;
use std::sync::Arc;

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
        computes: false,
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
    compiler.element.clone_from(&model.id);
    let on_start = compiler.scripts(&model.listeners.start);
    let on_end = compiler.scripts(&model.listeners.end);
    let scopes: Vec<ScopePlan> = model
        .scopes
        .iter()
        .map(|scope| scope::plan(model, scope))
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
    let (findings, plain) = (compiler.findings, !compiler.computes);
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
        input_sets: model.input_sets.clone(),
        starts: event::starts(model),
        together: event::together(model),
        heard: event::heard(model),
        initiator: model.initiator.clone(),
        on_start,
        on_end,
        library: library.clone(),
        plain,
    };
    reach::reach(&mut process);
    reach::settling(&mut process);
    Ok(process)
}

struct Compiler<'a> {
    definitions: &'a Definitions,
    library: &'a Library,
    file: &'a str,
    /// Id of the element being compiled.
    element: String,
    findings: Vec<Finding>,
    /// Some text is more than a literal.
    computes: bool,
}

impl Compiler<'_> {
    fn flow(&mut self, flow: &bpmn::Flow) -> Flow {
        self.element.clone_from(&flow.id);
        Flow {
            source: flow.source as Ix,
            target: flow.target as Ix,
            condition: self.maybe(&flow.condition),
            listeners: self.scripts(&flow.listeners),
        }
    }

    fn node(&mut self, model: &ProcessModel, node: &bpmn::Node) -> Node {
        self.element.clone_from(&node.id);
        let kind = self.kind(model, node);
        let inputs = self.mappings(&node.inputs);
        let outputs = self.mappings(&node.outputs);
        let (on_start, on_end) = self.listeners(model, node);
        let skip = self.maybe(&node.skip);
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
            && on_start.is_empty()
            && on_end.is_empty()
            && skip.is_none()
            && !listener::heard_on_leaving(model, node)
            && !listener::hears_the_beginning(model, node)
            && node.quantity.completion == 1;
        let ad_hoc = is_activity(node)
            && model.scopes[node.scope].owner.is_some_and(|owner| {
                matches!(model.nodes[owner].kind, NodeKind::AdHocSubProcess(_))
            });
        let (retries, pauses) = self.retries(node);
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
            takes: node.takes.clone(),
            on_start,
            on_end,
            skip,
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
            retries,
            pauses,
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
                EndResult::Terminate { all } => EndKind::Terminate { all: *all },
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
            NodeKind::ThrowThen { throws, then } => {
                let last = bpmn::Node {
                    kind: (**then).clone(),
                    ..node.clone()
                };
                Kind::ThrowThen {
                    throws: throws.iter().map(|throw| self.throw(throw)).collect(),
                    then: Box::new(self.kind(model, &last)),
                }
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
                listeners: self.task_listeners(&task.listeners),
                drafts: task.drafts.clone(),
                approves: task.approves.clone(),
                signs: task.signs.clone(),
                texts: UserTexts {
                    assignee: written(&task.assignee),
                    candidate_users: written(&task.candidate_users),
                    candidate_groups: written(&task.candidate_groups),
                    due_date: written(&task.due_date),
                    follow_up_date: written(&task.follow_up_date),
                    priority: written(&task.priority),
                },
            })),
            NodeKind::ServiceTask(task) | NodeKind::SendTask(task) => Kind::Job {
                topic: task.topic.clone(),
                priority: self.maybe(&task.priority),
                trigger: task.trigger.as_ref().map(|catch| {
                    Box::new(Triggers {
                        waits: vec![Catch::Message(self.message(catch))],
                        ..Triggers::default()
                    })
                }),
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
                self.computes = true;
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
}

fn written(source: &Option<bpmn::Source>) -> Option<String> {
    source.as_ref().map(|source| source.text.clone())
}
