//! The actions of a scenario, each a verb of the runtime.

use crate::expect;
use crate::letter;
use crate::report::{Difference, Played};
use crate::script::{Action, Letter, Script};
use crate::sent;
use crate::stage::Stage;
use contract::{Arrival, Document, Outcome};
use runtime::{Act, Given, PublishMessage};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::time::Duration;
use store::{load, row};
use uuid::Uuid;

/// A worker's lease: longer than any scenario takes.
const LEASE: Duration = Duration::from_secs(600);

/// One scenario under way.
pub(crate) struct Play<'a> {
    pub stage: &'a Stage,
    script: &'a Script,
    /// The case, once it has begun.
    pub case: Option<Uuid>,
    /// Jobs of external topics this worker holds: lease by job.
    held: HashMap<Uuid, i64>,
    /// Elements of the jobs that were reported: a job that is done leaves no row.
    elements: HashMap<Uuid, String>,
    arrivals: u64,
}

/// Plays the steps until one differs.
pub(crate) async fn play(stage: &Stage, file: String, script: &Script) -> Played {
    let mut play = Play {
        stage,
        script,
        case: None,
        held: HashMap::new(),
        elements: HashMap::new(),
        arrivals: 0,
    };
    let mut played = Played {
        file,
        title: (script.title.it.clone(), script.title.en.clone()),
        steps: 0,
        differences: Vec::new(),
    };
    for (number, step) in (1..).zip(&script.steps) {
        played.steps = number;
        let found = match play.act(&step.r#do).await {
            Ok(()) => expect::differences(&play, &step.then).await,
            Err(said) => Err(said),
        };
        let differences =
            found.unwrap_or_else(|said| vec![("do".into(), "the step to be done".into(), said)]);
        played
            .differences
            .extend(
                differences
                    .into_iter()
                    .map(|(what, expected, found)| Difference {
                        step: number,
                        when: step.when.clone(),
                        what,
                        expected,
                        found,
                    }),
            );
        if !played.differences.is_empty() {
            break;
        }
    }
    played
}

impl Play<'_> {
    async fn act(&mut self, action: &Action) -> Result<(), String> {
        match action {
            Action::Arrive(_) => self.arrive().await,
            Action::Start { by, variables } => self.start(by.as_deref(), variables).await,
            Action::Claim { task, by } => {
                let id = self.task(task).await?.id;
                let act = self.stage.person(by).await?;
                self.stage.runtime.claim(&act, id).await.map_err(said)?;
                Ok(())
            }
            Action::Complete {
                task,
                by,
                form,
                message,
            } => self.complete(task, by, form, message.as_ref()).await,
            Action::Job { element, result } => self.report(element, outcome(result)).await,
            Action::Error {
                element,
                code,
                message,
            } => {
                let outcome = Outcome::Never {
                    code: code.clone(),
                    reason: message.clone(),
                };
                self.report(element, outcome).await
            }
            Action::Receipts(receipts) => self.receipts(receipts).await,
            Action::Message {
                name,
                key,
                variables,
            } => {
                let message = PublishMessage {
                    name: name.clone(),
                    correlation_key: Some(self.filled(key).await?),
                    variables: variables.clone(),
                    ttl_seconds: 0,
                    message_id: None,
                };
                let published = self
                    .stage
                    .runtime
                    .publish_message(&Act::system(), message)
                    .await
                    .map_err(said)?;
                if published.outcome == "none" {
                    return Err(format!("nobody waits for the message {name}"));
                }
                self.case = self.case.or(published.instances.first().copied());
                Ok(())
            }
            Action::Signal { name, variables } => {
                self.stage
                    .runtime
                    .broadcast(&Act::system(), name, variables.clone())
                    .await
                    .map_err(said)?;
                self.find_case().await
            }
            Action::Clock(to) => {
                if *to < self.stage.runtime.clock().now() {
                    return Err("office time does not go back".into());
                }
                self.run_until(*to).await?;
                self.find_case().await
            }
        }
    }

    /// Office time moves on; what falls due on the way is done, our own jobs included.
    async fn run_until(&self, to: chrono::DateTime<chrono::Utc>) -> Result<(), String> {
        let unanswered = self.run(to).await?;
        if let Some(kind) = unanswered.first() {
            return Err(format!(
                "{kind} was tried and nobody says what came of it: give a job or error step first"
            ));
        }
        Ok(())
    }

    /// Lets the office's time go on; answers the kinds of connectors that were tried and had nothing to say.
    async fn run(&self, to: chrono::DateTime<chrono::Utc>) -> Result<Vec<String>, String> {
        self.stage
            .runtime
            .move_clock(&Act::system(), to)
            .await
            .map_err(said)?;
        let (unanswered, unasked) = self.stage.tape.settle();
        match unasked.first() {
            Some(kind) => Err(format!("{kind} was not tried")),
            None => Ok(unanswered),
        }
    }

    async fn arrive(&mut self) -> Result<(), String> {
        let given = self.script.given.mail.as_ref().ok_or("given has no mail")?;
        let mailbox = self.mailbox_of(given).await?;
        let now = self.stage.runtime.clock().now();
        self.arrivals += 1;
        let arrival = letter::arrival(given, &mailbox.address, self.arrivals, now);
        let mail = self.fetch(&mailbox, given.arrived_at, &arrival).await?;
        self.case = self.case.or(mail.instance);
        match mail.instance {
            Some(_) => Ok(()),
            None => Err(format!(
                "the mail began no case: it is in state {}",
                mail.state
            )),
        }
    }

    /// The mailbox a mail comes to: the one it names, else the one the process starts from, else the first.
    async fn mailbox_of(&self, given: &Letter) -> Result<row::Mailbox, String> {
        let store = self.stage.store();
        let wanted = match &given.mailbox {
            Some(key) => Some(key.clone()),
            None => {
                let process = load::latest_process(store, &self.script.process)
                    .await
                    .map_err(|e| e.to_string())?
                    .ok_or_else(|| format!("no process {}", self.script.process))?;
                load::subscriptions_of_process(store, process.id)
                    .await
                    .map_err(|e| e.to_string())?
                    .into_iter()
                    .find_map(|s| s.mailbox)
            }
        };
        let mailboxes = load::mailboxes(store).await.map_err(|e| e.to_string())?;
        mailboxes
            .into_iter()
            .find(|m| {
                wanted
                    .as_ref()
                    .is_none_or(|w| w == "*" || *w == m.key || *w == m.address)
            })
            .ok_or_else(|| {
                format!(
                    "the bundle needs no mailbox {}",
                    wanted.as_deref().unwrap_or("at all")
                )
            })
    }

    /// Lays a mail into a mailbox and has the runtime read it.
    async fn fetch(
        &self,
        mailbox: &row::Mailbox,
        arrived_at: Option<chrono::DateTime<chrono::Utc>>,
        arrival: &Arrival,
    ) -> Result<row::Mail, String> {
        let uid = self
            .stage
            .tape
            .lay(&mailbox.key, arrived_at, arrival)
            .map_err(|e| e.to_string())?;
        self.stage
            .runtime
            .read_mailbox(&Act::system(), mailbox.id)
            .await
            .map_err(said)?;
        load::mail_at(self.stage.store(), mailbox.id, "INBOX", 1, uid as i64)
            .await
            .map_err(|e| e.to_string())?
            .ok_or_else(|| "the mail was not kept".into())
    }

    async fn start(
        &mut self,
        by: Option<&str>,
        variables: &Map<String, Value>,
    ) -> Result<(), String> {
        let act = match by {
            Some(login) => self.stage.person(login).await?,
            None => Act::system(),
        };
        let started = self
            .stage
            .runtime
            .start(&act, &self.script.process, None, variables.clone(), None)
            .await
            .map_err(said)?;
        self.case = self.case.or(Some(started.id));
        Ok(())
    }

    async fn complete(
        &self,
        task: &str,
        by: &str,
        form: &Map<String, Value>,
        message: Option<&Value>,
    ) -> Result<(), String> {
        let act = self.stage.person(by).await?;
        let task = self.task_of(task, &act).await?;
        let mut submitted = form.clone();
        match (&task.drafts, message) {
            (Some(name), Some(message)) => drop(submitted.insert(name.clone(), message.clone())),
            (Some(_), None) => return Err("who drafts gives a message".into()),
            (None, Some(_)) => return Err("this task drafts no message".into()),
            (None, None) => {}
        }
        // Who signs brings the document signed, unless they say that they do not.
        let signs =
            !matches!(form.get("esito").and_then(Value::as_str), Some(word) if word != "firma");
        if task.signs.is_some() && signs {
            let kept = self
                .stage
                .runtime
                .keep_upload(&Act::system(), by.as_bytes().to_vec())
                .await
                .map_err(said)?;
            let reference = serde_json::json!({ "$ref": "document", "id": hex(&kept) });
            self.stage
                .runtime
                .sign(&act, task.id, Given::File(reference))
                .await
                .map_err(said)?;
        }
        // Who approves has read what will leave.
        let seen = self
            .stage
            .runtime
            .task_form(&task)
            .await
            .map_err(said)?
            .message_hash;
        self.stage
            .runtime
            .complete(&act, task.id, submitted, seen.as_deref())
            .await
            .map_err(said)?;
        Ok(())
    }

    /// A connector or worker tells what came of the job at this element.
    async fn report(&mut self, element: &str, outcome: Outcome) -> Result<(), String> {
        let job = self
            .jobs()
            .await?
            .into_iter()
            .find(|j| j.element == element)
            .ok_or_else(|| format!("no job waits at {element}"))?;
        self.elements.insert(job.id, job.element.clone());
        let runtime = &self.stage.runtime;
        if runtime
            .kinds()
            .templates()
            .iter()
            .any(|t| t.kind == job.kind)
        {
            self.stage.tape.answer(&job.kind, outcome);
            // A job tried before its turn in the scenario is tried again a moment later; what comes after this one has its turn
            // in a later step.
            self.run(runtime.clock().now().max(job.due_at)).await?;
            return Ok(());
        }
        let act = Act::system();
        let jobs = runtime
            .acquire_jobs(
                &act,
                vec![job.kind.clone()],
                "scenario",
                100,
                LEASE,
                Duration::ZERO,
            )
            .await
            .map_err(said)?;
        self.held.extend(jobs.iter().map(|j| (j.id, j.lease)));
        let lease = self.held.get(&job.id).copied();
        match outcome {
            Outcome::Done(result) => runtime.complete_job(&act, job.id, lease, result).await,
            Outcome::Never { code, reason } => {
                runtime
                    .bpmn_error(&act, job.id, lease, code, Some(reason), Map::new())
                    .await
            }
            Outcome::Made(_) | Outcome::RetryAfter { .. } | Outcome::Uncertain { .. } => {
                return Err("a scenario tells only what happened".into());
            }
        }
        .map_err(said)?;
        Ok(())
    }

    async fn receipts(&mut self, receipts: &[crate::script::Receipt]) -> Result<(), String> {
        let left = sent::of_case(
            self.stage,
            self.case.ok_or("no case has begun")?,
            &self.elements,
        )
        .await?;
        for receipt in receipts {
            let despatch = sent::about(receipt, &left)?;
            let mailbox = load::mailbox(self.stage.store(), despatch.mailbox)
                .await
                .map_err(|e| e.to_string())?
                .ok_or("the mailbox of the message is gone")?;
            self.arrivals += 1;
            let now = self.stage.runtime.clock().now();
            let arrival = letter::receipt(receipt, despatch, self.arrivals, now);
            let mail = self.fetch(&mailbox, Some(now), &arrival).await?;
            if mail.despatch.is_none() {
                return Err(format!(
                    "the receipt was not matched: it is in state {}",
                    mail.state
                ));
            }
        }
        Ok(())
    }

    /// The case that a signal or a timer began.
    async fn find_case(&mut self) -> Result<(), String> {
        if self.case.is_none() {
            self.case = self
                .stage
                .instances()
                .await
                .map_err(said)?
                .into_iter()
                .find(|i| i.process_key == self.script.process)
                .map(|i| i.id);
        }
        Ok(())
    }

    /// Of several open tasks of an element, one that is offered to the person; else the first.
    async fn task_of(&self, element: &str, act: &Act) -> Result<row::Task, String> {
        let offered = |t: &row::Task| {
            let groups = t.candidate_groups.iter();
            t.element == element && groups.into_iter().any(|g| act.viewer.groups.contains(g))
        };
        match self.tasks().await?.into_iter().find(offered) {
            Some(task) => Ok(task),
            None => self.task(element).await,
        }
    }

    async fn task(&self, element: &str) -> Result<row::Task, String> {
        let open = self.tasks().await?;
        let names: Vec<String> = open.iter().map(|t| t.element.clone()).collect();
        open.into_iter()
            .find(|t| t.element == element)
            .ok_or_else(|| format!("no open task {element}; open: {}", names.join(", ")))
    }

    /// Open tasks of all cases.
    pub async fn tasks(&self) -> Result<Vec<row::Task>, String> {
        let mut found = Vec::new();
        for instance in self.stage.instances().await.map_err(said)? {
            let tasks = load::tasks_of_instance(self.stage.store(), instance.id)
                .await
                .map_err(|e| e.to_string())?;
            found.extend(tasks.into_iter().filter(|t| t.state == "open"));
        }
        Ok(found)
    }

    /// Jobs under way; the engine's own cuts and calls are left out.
    pub async fn jobs(&self) -> Result<Vec<row::Job>, String> {
        let mut found = Vec::new();
        for instance in self.stage.instances().await.map_err(said)? {
            let jobs = load::jobs_of_instance(self.stage.store(), instance.id)
                .await
                .map_err(|e| e.to_string())?;
            found.extend(jobs.into_iter().filter(|j| {
                !j.kind.starts_with("staffetta.")
                    && !matches!(j.state.as_str(), "done" | "failed" | "cancelled")
            }));
        }
        Ok(found)
    }

    pub async fn variables(&self) -> Result<rules::Map, String> {
        let Some(case) = self.case else {
            return Ok(rules::Map::new());
        };
        let row = load::instance(self.stage.store(), case)
            .await
            .map_err(|e| e.to_string())?
            .ok_or("the case is gone")?;
        self.stage
            .runtime
            .instance_variables(&row)
            .await
            .map_err(said)
    }

    /// A text with `${…}` over the variables of the case.
    pub async fn filled(&self, text: &str) -> Result<String, String> {
        let variables = self.variables().await?;
        let call = rules::Call {
            variables: &variables,
            now: self.stage.runtime.clock().now(),
            zone: chrono_tz::Europe::Rome,
            calendars: &self.stage.runtime.calendars(),
        };
        rules::Expression::compile(text, rules::Syntax::Template)
            .map_err(|e| e.to_string())?
            .eval(&call)
            .map(|value| value.to_string())
            .map_err(|e| e.to_string())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A refusal in words, fields included.
fn said(fault: runtime::Fault) -> String {
    fault.to_string()
}

/// What a connector did. A `document` that names no kept file was made by it: its bytes do not matter here, its name does.
fn outcome(result: &Map<String, Value>) -> Outcome {
    let made = result.get("document").filter(|d| d.get("ref").is_none());
    let text = |name: &str| made?.get(name)?.as_str().map(str::to_owned);
    match (text("name"), text("media_type")) {
        (Some(name), Some(media_type)) => Outcome::Made(Document {
            name,
            media_type,
            bytes: Vec::new(),
        }),
        _ => Outcome::Done(result.clone()),
    }
}
