//! Plays the scenarios of `processes/` on the real reader, rules, forms and interpreter.
//!
//! What the runtime adds is said here in a line each: the drafted message, the approval, the office
//! clock. Connectors answer what the scenario says.

use bpmn::read;
use chrono::{DateTime, Utc};
use forms::Form;
use interpreter::{
    Command, Effect, End, Env, Instance, NewJob, NewTask, Process, Step, compile, create, step,
};
use rules::{Library, Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use toml::Value as Toml;

/// A case as the runtime would keep it.
struct Case {
    process: Process,
    forms: BTreeMap<String, Form>,
    instance: Option<Instance>,
    now: DateTime<Utc>,
    tasks: BTreeMap<u64, NewTask>,
    jobs: BTreeMap<u64, NewJob>,
    timers: BTreeMap<u64, DateTime<Utc>>,
    subscriptions: BTreeMap<u64, (String, String, String)>,
    log: Vec<String>,
    passed: BTreeSet<String>,
    ended: Option<End>,
}

impl Case {
    fn new(bundle: &Path, key: &str, now: DateTime<Utc>) -> Case {
        let text = |path: &Path| std::fs::read_to_string(path).expect("utf-8");
        let list = |folder: &str| {
            let mut files: Vec<_> = std::fs::read_dir(bundle.join(folder))
                .expect("folder")
                .map(|e| e.expect("entry").path())
                .collect();
            files.sort();
            files
        };
        let rules: Vec<_> = list("rules")
            .iter()
            .map(|f| (f.display().to_string(), text(f)))
            .collect();
        let library = Library::compile(&rules).expect("rules compile");
        let reading = read(
            text(&bundle.join("process.bpmn")).as_bytes(),
            "process.bpmn",
        );
        let definitions = reading
            .definitions
            .unwrap_or_else(|| panic!("{:#?}", reading.findings));
        let model = definitions
            .processes
            .iter()
            .find(|p| p.id == key)
            .expect("the process of the scenario");
        let process = compile(model, &definitions, &library, "process.bpmn")
            .unwrap_or_else(|f| panic!("{f:#?}"));
        let forms = list("forms")
            .iter()
            .map(|f| Form::read(text(f).as_bytes(), "form").unwrap_or_else(|p| panic!("{p:#?}")))
            .map(|form| (form.id().expect("an id").to_owned(), form))
            .collect();
        let instance = Some(create(&process));
        Case {
            process,
            forms,
            instance,
            now,
            tasks: BTreeMap::new(),
            jobs: BTreeMap::new(),
            timers: BTreeMap::new(),
            subscriptions: BTreeMap::new(),
            log: Vec::new(),
            passed: BTreeSet::new(),
            ended: None,
        }
    }

    fn run(&mut self, command: Command) {
        let env = Env {
            now: self.now,
            zone: chrono_tz::Europe::Rome,
            principal: None,
        };
        let mut command = command;
        loop {
            let instance = self.instance.take().expect("an instance");
            let done = step(&self.process, instance, &command, &env)
                .unwrap_or_else(|r| panic!("{command:?}: {r}"));
            let more = done.more;
            self.keep(done);
            if !more {
                return;
            }
            command = Command::Continue;
        }
    }

    fn keep(&mut self, done: Step) {
        for event in &done.trace {
            self.passed.insert(event.id.to_string());
            if event.kind == interpreter::TraceKind::Log {
                self.log.extend(event.text.clone());
            }
        }
        // As after a commit: what is loaded again is what was saved.
        let bytes = done.instance.to_bytes();
        self.instance = Some(Instance::from_bytes(&bytes).expect("a snapshot loads"));
        for effect in done.effects {
            match effect {
                Effect::CreateTask(task) => drop(self.tasks.insert(task.wait, *task)),
                Effect::CreateJob(job) => drop(self.jobs.insert(job.wait, job)),
                Effect::CreateTimer { wait, due_at, .. } => drop(self.timers.insert(wait, due_at)),
                Effect::Subscribe {
                    wait,
                    element,
                    name,
                    key,
                } => {
                    drop(self.subscriptions.insert(wait, (element, name, key)));
                }
                Effect::CloseWait { wait, .. } => {
                    self.tasks.remove(&wait);
                    self.jobs.remove(&wait);
                    self.timers.remove(&wait);
                    self.subscriptions.remove(&wait);
                }
                Effect::RaiseIncident {
                    element,
                    code,
                    message,
                    ..
                } => panic!("incident at {element}: {code} {message}"),
                Effect::Listen { element, .. }
                | Effect::PublishMessage { element, .. }
                | Effect::PublishSignal { element, .. } => {
                    panic!("{element}: no bundle signals or publishes")
                }
                // Nobody called it.
                Effect::Escalate { .. } => {}
                Effect::CancelChild { wait } => panic!("no bundle calls another: wait {wait}"),
                Effect::ResolveIncident { .. } => {}
                Effect::Ended { state, .. } => self.ended = Some(state),
            }
        }
    }

    fn variables(&self) -> &Map {
        self.instance.as_ref().expect("an instance").variables()
    }

    fn task(&self, element: &str) -> NewTask {
        self.tasks
            .values()
            .find(|t| t.element == element)
            .unwrap_or_else(|| panic!("no task {element}: {:?}", self.tasks))
            .clone()
    }

    fn job(&self, element: &str) -> u64 {
        self.jobs
            .values()
            .find(|j| j.element == element)
            .unwrap_or_else(|| panic!("no job {element}"))
            .wait
    }

    /// A person finishes a task: the form decides what of it counts.
    fn complete(&mut self, act: &Toml) {
        let task = self.task(act["task"].as_str().expect("a task"));
        let mut variables = Map::new();
        if let Some(form) = &task.form {
            let form = self
                .forms
                .get(form)
                .unwrap_or_else(|| panic!("no form {form}"));
            let sent = match act.get("form").map(json) {
                Some(serde_json::Value::Object(sent)) => sent,
                _ => serde_json::Map::new(),
            };
            variables = form
                .validate_with(&sent, self.variables())
                .unwrap_or_else(|p| panic!("{p:#?}"));
        }
        if let Some(name) = &task.drafts {
            variables.insert(
                name.clone(),
                value(act.get("message").expect("who drafts gives a message")),
            );
        }
        if let Some(name) = &task.approves
            && variables.get("esito") == Some(&Value::Text("approva".into()))
        {
            let approval = Map::from([("by".to_owned(), value(&act["by"]))]);
            variables.insert(format!("{name}_approvata"), Value::Map(approval));
        }
        self.run(Command::CompleteTask {
            wait: task.wait,
            variables,
        });
    }

    /// Office time moves through each due instant in order.
    fn advance(&mut self, until: DateTime<Utc>) {
        while let Some((wait, due)) = self
            .timers
            .iter()
            .map(|(w, d)| (*w, *d))
            .filter(|(_, d)| *d <= until)
            .min_by_key(|(_, d)| *d)
        {
            self.now = self.now.max(due);
            self.timers.remove(&wait);
            self.run(Command::FireTimer { wait });
        }
        self.now = until;
    }

    fn act(&mut self, act: &Toml, given: &Toml) {
        let (kind, what) = act
            .as_table()
            .and_then(|t| t.iter().next())
            .expect("one action");
        match kind.as_str() {
            "arrive" => {
                let mut mail = match value(&given["mail"]) {
                    Value::Map(mail) => mail,
                    other => panic!("{other:?}"),
                };
                // The keys the runtime always gives.
                for key in ["sent_at", "arrived_at", "reply_to"] {
                    mail.entry(key.into()).or_insert(Value::Null);
                }
                mail.insert(
                    "ref".into(),
                    Value::Ref(rules::Ref {
                        kind: rules::RefKind::Message,
                        id: "m-1".into(),
                    }),
                );
                let event = self.process.starts().first().expect("a start").id.clone();
                self.run(Command::Start {
                    event: Some(event),
                    variables: Map::from([("mail".into(), Value::Map(mail))]),
                });
            }
            "complete" => self.complete(what),
            "job" => {
                let wait = self.job(what["element"].as_str().expect("an element"));
                let Value::Map(variables) = value(&what["result"]) else {
                    panic!("a result is a table")
                };
                self.run(Command::CompleteJob { wait, variables });
            }
            "error" => {
                let wait = self.job(what["element"].as_str().expect("an element"));
                self.run(Command::ThrowError {
                    wait,
                    code: what["code"].as_str().expect("a code").into(),
                    message: what
                        .get("message")
                        .and_then(Toml::as_str)
                        .map(str::to_owned),
                    variables: Map::new(),
                });
            }
            "message" => {
                let (name, key) = (
                    what["name"].as_str().expect("a name"),
                    what["key"].as_str().expect("a key"),
                );
                let found = self
                    .subscriptions
                    .iter()
                    .find(|(_, (_, n, k))| n == name && k == key);
                let wait = *found
                    .unwrap_or_else(|| {
                        panic!("nobody waits for {name} {key}: {:?}", self.subscriptions)
                    })
                    .0;
                let Value::Map(variables) = value(&what["variables"]) else {
                    panic!("variables are a table")
                };
                self.run(Command::Deliver {
                    wait,
                    name: name.into(),
                    variables,
                });
            }
            "clock" => self.advance(instant(what)),
            other => panic!("unknown action {other}"),
        }
    }

    fn check(&self, then: &Toml, when: &str) {
        for (what, expected) in then.as_table().expect("a table") {
            match what.as_str() {
                "tasks" => {
                    let found: BTreeSet<_> = self
                        .tasks
                        .values()
                        .map(|t| (t.element.clone(), t.candidate_groups.clone()))
                        .collect();
                    let wanted: BTreeSet<_> = rows(expected)
                        .map(|t| {
                            (
                                string(&t["element"]),
                                t["groups"]
                                    .as_array()
                                    .expect("groups")
                                    .iter()
                                    .map(string)
                                    .collect::<Vec<_>>(),
                            )
                        })
                        .collect();
                    assert_eq!(found, wanted, "{when}");
                }
                "jobs" => {
                    for wanted in rows(expected) {
                        let job = &self.jobs[&self.job(&string(&wanted["element"]))];
                        assert_eq!(job.kind, string(&wanted["topic"]), "{when}");
                        for (name, value_wanted) in wanted
                            .get("inputs")
                            .and_then(Toml::as_table)
                            .into_iter()
                            .flatten()
                        {
                            assert_eq!(
                                job.inputs.get(name),
                                Some(&value(value_wanted)),
                                "{when}: {name}"
                            );
                        }
                    }
                }
                "waits" => {
                    let found: BTreeSet<_> = self.subscriptions.values().cloned().collect();
                    let wanted: BTreeSet<_> = rows(expected)
                        .map(|w| {
                            (
                                string(&w["element"]),
                                string(&w["message"]),
                                string(&w["key"]),
                            )
                        })
                        .collect();
                    assert_eq!(found, wanted, "{when}");
                }
                "variables" => {
                    for (name, wanted) in expected.as_table().expect("a table") {
                        assert_eq!(
                            self.variables().get(name),
                            Some(&value(wanted)),
                            "{when}: {name}"
                        );
                    }
                }
                "state" => assert_eq!(
                    self.ended.map_or("running", End::word),
                    string(expected),
                    "{when}"
                ),
                "ended_at" => assert!(
                    self.passed.contains(&string(expected)),
                    "{when}: {:?}",
                    self.passed
                ),
                "log" => assert_eq!(
                    self.log,
                    expected
                        .as_array()
                        .expect("lines")
                        .iter()
                        .map(string)
                        .collect::<Vec<_>>(),
                    "{when}"
                ),
                other => panic!("unknown expectation {other}"),
            }
        }
    }
}

fn rows(list: &Toml) -> impl Iterator<Item = &Toml> {
    list.as_array().expect("a list").iter()
}

fn string(value: &Toml) -> String {
    value.as_str().expect("a text").to_owned()
}

fn json(value: &Toml) -> serde_json::Value {
    serde_json::to_value(value).expect("TOML is JSON")
}

fn value(toml: &Toml) -> Value {
    Value::from_json(json(toml)).expect("a value")
}

fn instant(text: &Toml) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text.as_str().expect("an instant"))
        .expect("RFC 3339")
        .to_utc()
}

#[test]
fn every_scenario_of_every_bundle_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../processes");
    let mut played = 0;
    for bundle in std::fs::read_dir(root)
        .expect("processes/")
        .map(|e| e.expect("entry").path())
        .filter(|p| p.join("process.bpmn").is_file())
    {
        let mut files: Vec<_> = std::fs::read_dir(bundle.join("scenarios"))
            .expect("scenarios")
            .map(|e| e.expect("entry").path())
            .collect();
        files.sort();
        assert!(!files.is_empty(), "{} has no scenario", bundle.display());
        for file in files {
            let text = std::fs::read_to_string(&file).expect("utf-8");
            let scenario: Toml =
                toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            let given = &scenario["given"];
            let mut case = Case::new(
                &bundle,
                scenario["process"].as_str().expect("a process"),
                instant(&given["now"]),
            );
            for step in scenario["step"].as_array().expect("steps") {
                let when = format!(
                    "{}: {}",
                    file.display(),
                    step["when"].as_str().expect("when")
                );
                println!("{when}");
                case.act(&step["do"], given);
                case.check(&step["then"], &when);
            }
            played += 1;
        }
    }
    assert!(played >= 5, "{played}");
}
