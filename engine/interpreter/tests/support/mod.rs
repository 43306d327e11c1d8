//! Builds small processes by hand and drives them: the only place of these tests that touches the API.

#![allow(dead_code)]

use bpmn::{
    Definitions, EndResult, Flow, Language, Mapping, MappingValue, MessageCatch, Multi, Node,
    NodeKind, ProcessModel, Scope, ServiceTask, Source, Throw, Timer, TimerKind, Trigger,
};
use interpreter::{
    Command, Effect, Env, Instance, Process, Refusal, Step, TraceEvent, TraceKind, compile, create,
    step,
};
use rules::{Library, Map, Value};
use std::collections::BTreeMap;

/// A process under construction. Nodes are named; flows connect names.
pub struct Draft {
    pub model: ProcessModel,
    scope: usize,
}

pub fn draft() -> Draft {
    let scopes = vec![Scope {
        id: "process".into(),
        ..Default::default()
    }];
    Draft {
        model: ProcessModel {
            id: "process".into(),
            executable: true,
            scopes,
            ..Default::default()
        },
        scope: 0,
    }
}

pub fn rhai(text: &str) -> Source {
    Source {
        text: text.into(),
        language: Language::Rhai,
        line: 1,
    }
}

pub fn template(text: &str) -> Source {
    Source {
        text: text.into(),
        language: Language::Template,
        line: 1,
    }
}

impl Draft {
    pub fn node(mut self, id: &str, kind: NodeKind) -> Self {
        self.add(id, kind);
        self
    }

    pub fn add(&mut self, id: &str, kind: NodeKind) -> usize {
        let index = self.model.nodes.len();
        if let NodeKind::Boundary { host, .. } = &kind {
            self.model.nodes[*host].boundaries.push(index);
        }
        self.model.nodes.push(Node {
            id: id.into(),
            line: 1,
            scope: self.scope,
            kind,
            ..Node::default()
        });
        self.model.scopes[self.scope].nodes.push(index);
        index
    }

    pub fn index(&self, id: &str) -> usize {
        self.model
            .nodes
            .iter()
            .position(|node| node.id == id)
            .unwrap_or_else(|| panic!("no node {id}"))
    }

    pub fn change(mut self, id: &str, act: impl FnOnce(&mut Node)) -> Self {
        let index = self.index(id);
        act(&mut self.model.nodes[index]);
        self
    }

    pub fn start(self, id: &str) -> Self {
        self.node(
            id,
            NodeKind::Start {
                trigger: Trigger::None,
                interrupting: true,
            },
        )
    }

    pub fn end(self, id: &str) -> Self {
        self.node(
            id,
            NodeKind::End {
                result: EndResult::None,
            },
        )
    }

    pub fn pass(self, id: &str) -> Self {
        self.node(id, NodeKind::PassTask)
    }

    pub fn user(self, id: &str) -> Self {
        self.node(id, NodeKind::UserTask(Box::default()))
    }

    pub fn job(self, id: &str, topic: &str) -> Self {
        self.node(
            id,
            NodeKind::ServiceTask(ServiceTask {
                topic: topic.into(),
                priority: None,
                trigger: None,
            }),
        )
    }

    pub fn script(self, id: &str, text: &str, result: Option<&str>) -> Self {
        self.node(
            id,
            NodeKind::ScriptTask {
                script: rhai(text),
                result_variable: result.map(str::to_owned),
            },
        )
    }

    pub fn catch(self, id: &str, name: &str, key: Option<&str>) -> Self {
        self.node(
            id,
            NodeKind::Catch {
                trigger: Trigger::Message(message(name, key)),
            },
        )
    }

    pub fn timer(self, id: &str, kind: TimerKind, value: &str) -> Self {
        self.node(
            id,
            NodeKind::Catch {
                trigger: Trigger::Timer(Timer {
                    kind,
                    value: template(value),
                    until: None,
                    line: 1,
                }),
            },
        )
    }

    pub fn boundary(self, id: &str, host: &str, interrupting: bool, trigger: Trigger) -> Self {
        let host = self.index(host);
        self.node(
            id,
            NodeKind::Boundary {
                host,
                interrupting,
                trigger,
            },
        )
    }

    /// A chain of flows; `a>b>c`. Flow ids are `a-b`.
    pub fn flow(mut self, chain: &str) -> Self {
        let names: Vec<String> = chain
            .split('>')
            .map(|name| name.trim().to_owned())
            .collect();
        for pair in names.windows(2) {
            self.connect(&pair[0], &pair[1], None);
        }
        self
    }

    pub fn when(mut self, from: &str, to: &str, condition: &str) -> Self {
        self.connect(from, to, Some(rhai(condition)));
        self
    }

    pub fn default(mut self, from: &str, to: &str) -> Self {
        let flow = self.connect(from, to, None);
        let from = self.index(from);
        self.model.nodes[from].default = Some(flow);
        self
    }

    pub fn connect(&mut self, from: &str, to: &str, condition: Option<Source>) -> usize {
        let (source, target) = (self.index(from), self.index(to));
        let flow = self.model.flows.len();
        self.model.flows.push(Flow {
            id: format!("{from}-{to}"),
            name: None,
            line: 1,
            source,
            target,
            condition,
            listeners: Vec::new(),
        });
        self.model.nodes[source].outgoing.push(flow);
        self.model.nodes[target].incoming.push(flow);
        let scope = self.model.nodes[source].scope;
        self.model.scopes[scope].flows.push(flow);
        flow
    }

    /// Nodes added by `inside` belong to a new embedded subprocess.
    pub fn sub(mut self, id: &str, inside: impl FnOnce(Draft) -> Draft) -> Self {
        let scope = self.model.scopes.len();
        let owner = self.add(id, NodeKind::SubProcess { scope });
        self.model.scopes.push(Scope {
            id: id.into(),
            owner: Some(owner),
            ..Default::default()
        });
        self.within(scope, inside)
    }

    /// An ad-hoc subprocess with what `inside` adds.
    pub fn ad_hoc(
        mut self,
        id: &str,
        sequential: bool,
        completion: Option<&str>,
        cancel_remaining: bool,
        inside: impl FnOnce(Draft) -> Draft,
    ) -> Self {
        let scope = self.model.scopes.len();
        let kind = NodeKind::AdHocSubProcess(Box::new(bpmn::AdHoc {
            scope,
            sequential,
            completion: completion.map(rhai),
            cancel_remaining,
        }));
        let owner = self.add(id, kind);
        self.model.scopes.push(Scope {
            id: id.into(),
            owner: Some(owner),
            ..Default::default()
        });
        self.within(scope, inside)
    }

    /// An event subprocess: its start event, then what `inside` adds; flows begin at `{id}-start`.
    pub fn reaction(
        mut self,
        id: &str,
        interrupting: bool,
        trigger: Trigger,
        inside: impl FnOnce(Draft) -> Draft,
    ) -> Self {
        let scope = self.model.scopes.len();
        let owner = self.add(id, NodeKind::EventSubProcess { scope });
        self.model.scopes.push(Scope {
            id: id.into(),
            owner: Some(owner),
            ..Default::default()
        });
        let start = NodeKind::Start {
            trigger,
            interrupting,
        };
        self.within(scope, |it| inside(it.node(&format!("{id}-start"), start)))
    }

    /// Nodes added by `inside` belong to this scope.
    pub fn within(mut self, scope: usize, inside: impl FnOnce(Draft) -> Draft) -> Self {
        let outer = std::mem::replace(&mut self.scope, scope);
        let mut after = inside(self);
        after.scope = outer;
        after
    }

    pub fn begins(self, id: &str, trigger: Trigger) -> Self {
        let interrupting = true;
        self.node(
            id,
            NodeKind::Start {
                trigger,
                interrupting,
            },
        )
    }

    pub fn waits(self, id: &str, trigger: Trigger) -> Self {
        self.node(id, NodeKind::Catch { trigger })
    }

    pub fn throws(self, id: &str, throws: Vec<Throw>) -> Self {
        self.node(id, NodeKind::Throw { throws })
    }

    pub fn compile(&self) -> Process {
        self.compile_with(&Library::default())
    }

    pub fn compile_with(&self, library: &Library) -> Process {
        compile(&self.model, &Definitions::default(), library, "test.bpmn")
            .unwrap_or_else(|findings| panic!("{findings:#?}"))
    }
}

/// An event-based gateway inside a process.
pub fn race() -> NodeKind {
    NodeKind::EventBasedGateway {
        instantiate: false,
        parallel: false,
    }
}

pub fn message(name: &str, key: Option<&str>) -> MessageCatch {
    MessageCatch {
        name: name.into(),
        correlation_key: key.map(template),
        ..Default::default()
    }
}

pub fn on_message(name: &str) -> Trigger {
    Trigger::Message(message(name, None))
}

pub fn on_timer(kind: TimerKind, value: &str) -> Trigger {
    Trigger::Timer(Timer {
        kind,
        value: template(value),
        until: None,
        line: 1,
    })
}

pub fn on_signal(name: &str) -> Trigger {
    Trigger::Signal { name: name.into() }
}

/// A rhai condition, over any variable.
pub fn on_condition(text: &str) -> Trigger {
    Trigger::Condition(bpmn::Condition {
        expression: rhai(text),
        variable: None,
        on_create: true,
        on_update: true,
        line: 1,
    })
}

pub fn on_escalation(code: Option<&str>) -> Trigger {
    Trigger::Escalation {
        code: code.map(str::to_owned),
        code_variable: Some("escalation".into()),
    }
}

pub fn several(parallel: bool, of: Vec<Trigger>) -> Trigger {
    Trigger::Several { parallel, of }
}

pub fn a_signal(name: &str) -> Throw {
    Throw::Signal {
        name: name.into(),
        within: false,
    }
}

pub fn an_escalation(code: &str) -> Throw {
    Throw::Escalation { code: code.into() }
}

pub fn a_message(name: &str, key: &str) -> Throw {
    Throw::Message(bpmn::MessageThrow {
        name: name.into(),
        correlation_key: Some(template(key)),
        time_to_live: None,
        line: 1,
    })
}

pub fn on_error(code: Option<&str>) -> Trigger {
    Trigger::Error {
        code: code.map(str::to_owned),
        code_variable: Some("error_code".into()),
        message_variable: Some("error_message".into()),
    }
}

pub fn map(name: &str, value: &str) -> Mapping {
    Mapping {
        name: name.into(),
        value: MappingValue::Text(template(value)),
        line: 1,
    }
}

pub fn multi(sequential: bool) -> Multi {
    Multi {
        sequential,
        line: 1,
        ..Multi::default()
    }
}

pub fn vars<const N: usize>(pairs: [(&str, Value); N]) -> Map {
    pairs
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

pub fn env() -> Env {
    Env {
        now: "2026-03-01T08:30:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::Rome,
        calendars: rules::Calendars::usual().clone(),
        principal: Some("anna".into()),
    }
}

/// A run with its rows as a store would hold them, and its history as readable lines.
pub struct Case {
    pub process: Process,
    pub instance: Instance,
    pub env: Env,
    pub parts: BTreeMap<u64, Vec<u8>>,
    pub lines: Vec<String>,
    pub effects: Vec<Effect>,
    pub trace: Vec<TraceEvent>,
    /// Save and load after every step.
    pub reload: bool,
    /// Bytes of snapshot and parts written by the last step.
    pub written: usize,
}

impl Case {
    pub fn new(draft: &Draft) -> Self {
        Self::of(draft.compile())
    }

    pub fn of(process: Process) -> Self {
        let instance = create(&process);
        Case {
            process,
            instance,
            env: env(),
            parts: BTreeMap::new(),
            lines: vec![],
            effects: vec![],
            trace: vec![],
            reload: true,
            written: 0,
        }
    }

    pub fn start(draft: &Draft, variables: Map) -> Self {
        let mut case = Case::new(draft);
        case.go(Command::Start {
            event: None,
            variables,
        })
        .unwrap();
        case
    }

    /// One command and all its continuations; lines and effects are those of this call.
    pub fn go(&mut self, command: Command) -> Result<(), Refusal> {
        self.lines.clear();
        self.effects.clear();
        self.trace.clear();
        let mut command = command;
        loop {
            let done = self.one(&command)?;
            let more = done.more;
            self.keep(done);
            if !more {
                return Ok(());
            }
            command = Command::Continue;
        }
    }

    /// One step, its parts supplied as asked.
    pub fn one(&self, command: &Command) -> Result<Step, Refusal> {
        let mut instance = self.instance.clone();
        loop {
            match step(&self.process, instance.clone(), command, &self.env) {
                Err(Refusal::Need(parts)) => {
                    assert!(!parts.is_empty());
                    for part in parts {
                        instance.supply_part(part, &self.parts[&part]).unwrap();
                    }
                }
                other => return other,
            }
        }
    }

    pub fn keep(&mut self, done: Step) {
        let bytes = done.instance.to_bytes();
        self.written = bytes.len()
            + done
                .parts
                .iter()
                .filter_map(|(_, bytes)| bytes.as_ref())
                .map(Vec::len)
                .sum::<usize>();
        for (part, bytes) in done.parts {
            match bytes {
                Some(bytes) => drop(self.parts.insert(part, bytes)),
                None => drop(
                    self.parts
                        .remove(&part)
                        .expect("only a stored part is removed"),
                ),
            }
        }
        self.lines.extend(done.trace.iter().map(line));
        self.trace.extend(done.trace);
        self.effects.extend(done.effects);
        self.instance = if self.reload {
            Instance::from_bytes(&bytes).unwrap()
        } else {
            done.instance
        };
        assert_eq!(
            self.instance.to_bytes(),
            bytes,
            "saving what was loaded changes nothing"
        );
    }

    pub fn wait_of(&self, element: &str) -> u64 {
        let found = self
            .whole()
            .waits()
            .into_iter()
            .find(|wait| wait.element == element);
        found
            .unwrap_or_else(|| panic!("{element} does not wait: {:?}", self.whole().waits()))
            .wait
    }

    pub fn waits(&self) -> Vec<String> {
        self.whole()
            .waits()
            .into_iter()
            .map(|wait| wait.element)
            .collect()
    }

    /// The instance with all its parts.
    pub fn whole(&self) -> Instance {
        let mut whole = self.instance.clone();
        for (part, bytes) in &self.parts {
            whole.supply_part(*part, bytes).unwrap();
        }
        whole
    }

    pub fn complete(&mut self, element: &str, variables: Map) -> Result<(), Refusal> {
        let wait = self.wait_of(element);
        self.go(Command::CompleteTask { wait, variables })
    }

    pub fn finish_job(&mut self, element: &str, variables: Map) -> Result<(), Refusal> {
        let wait = self.wait_of(element);
        self.go(Command::CompleteJob { wait, variables })
    }

    pub fn fire(&mut self, element: &str) -> Result<(), Refusal> {
        let wait = self.wait_of(element);
        self.go(Command::FireTimer { wait })
    }

    pub fn deliver(&mut self, element: &str, name: &str, variables: Map) -> Result<(), Refusal> {
        let wait = self.wait_of(element);
        self.go(Command::Deliver {
            wait,
            name: name.into(),
            variables,
        })
    }

    /// A signal for every wait of its name, as the runtime sends it.
    pub fn signal(&mut self, name: &str, variables: Map) -> Result<(), Refusal> {
        let expected = interpreter::rows(&self.process, &self.whole()).unwrap();
        let waits = expected
            .into_iter()
            .filter_map(|row| match row {
                interpreter::ExpectedRow::Signal {
                    wait, name: other, ..
                } if other == name => Some(wait),
                _ => None,
            })
            .collect();
        self.go(Command::Signal {
            name: name.into(),
            waits,
            variables,
        })
    }

    pub fn set(&mut self, variables: Map) -> Result<(), Refusal> {
        self.go(Command::SetVariables { variables })
    }

    pub fn retry(&mut self) -> Result<(), Refusal> {
        let incident = self.whole().incidents()[0].incident;
        self.go(Command::Retry { incident })
    }

    /// `element: code @ phase` of each open incident.
    pub fn incidents(&self) -> Vec<String> {
        self.whole()
            .incidents()
            .iter()
            .map(|it| format!("{}: {} @ {}", it.element, it.code, it.phase))
            .collect()
    }

    #[track_caller]
    pub fn says(&self, expected: &str) {
        let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
        assert_eq!(self.lines, expected);
    }
}

/// One event as a line to read.
pub fn line(event: &TraceEvent) -> String {
    let kind = match event.kind {
        TraceKind::Flow => return format!("> {}", event.id),
        other => format!("{other:?}").to_lowercase(),
    };
    let mut line = format!("{kind} {}", event.id);
    if let Some(text) = &event.text {
        let first = text.lines().next().unwrap_or_default();
        line.push_str(&format!(
            " {}",
            first.split(": ").next().unwrap_or_default()
        ));
    }
    if let Some(value) = &event.value {
        line.push_str(&format!(" = {}", value.to_json()));
    }
    line
}
