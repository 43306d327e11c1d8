//! *Perché è qui*: what brought a case to its process, its office and its step: the condition of the start event, the
//! conditions of the flows it took, the rows of decision tables that matched, the people who moved it; each with the
//! values that were read, as they were then.
//!
//! Nothing is computed anew but which values a condition names: the ways taken and the rows are in the history.

use crate::answer::{Json, Path};
use crate::app::Shared;
use crate::names::{Names, PersonRef};
use crate::problem::Problem;
use crate::route::history::doer;
use crate::route::task;
use crate::who::Who;
use axum::extract::State;
use bpmn::{MessageCatch, NodeKind, ProcessModel, Source};
use chrono::{DateTime, Utc};
use interpreter::{Command, TraceEvent, TraceKind, trace};
use office::Viewer;
use rules::Map;
use runtime::bundle::Deployed;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use store::view;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

pub fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(of_case))
        .routes(routes!(of_task))
}

/// What a condition read.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ValueRead {
    /// As the condition names it, e.g. `mail.subject`.
    pub name: String,
    pub value: Value,
}

/// One reason why the case stands where it does.
#[derive(Debug, Serialize, ToSchema)]
pub struct WhyReason {
    pub at: DateTime<Utc>,
    /// start (a message met the start rule) | begun (by a person or program) | condition (a flow whose condition held) |
    /// otherwise (no other condition held) | decision (a row of a table) | office (whose it became) | offered (to whom a
    /// task was offered, by a rule) | moved (by hand)
    pub sort: &'static str,
    pub element: String,
    pub element_name: Option<String>,
    /// Where the way led, of conditions.
    pub to: Option<String>,
    /// The condition, the row, or the expression as written; absent where there is none.
    pub rule: Option<String>,
    pub values: Vec<ValueRead>,
    /// Who asked for the step; absent for the engine itself.
    pub by: Option<PersonRef>,
}

/// Reasons, oldest first.
#[derive(Serialize, ToSchema)]
pub struct WhyShown {
    pub items: Vec<WhyReason>,
    /// The history is longer than is read.
    pub partial: bool,
}

/// Steps of a history that are read.
const STEPS_MAX: usize = 5_000;
const STEPS_AT_ONCE: usize = 500;
const REASONS_MAX: usize = 500;
const VALUE_CHARS_MAX: usize = 300;
/// The variable that says whose a case is.
const OFFICE: &str = "ufficio";

/// Why a case is where it is.
#[utoipa::path(get, path = "/instances/{id}/why", tag = "cases", responses((status = 200, body = WhyShown), (status = 404)))]
async fn of_case(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<WhyShown>, Problem> {
    why(&app, who.viewer(), &who, id, None).await
}

/// Why a task is on the desks it is on: what led the case here, up to the moment the task was made.
#[utoipa::path(get, path = "/tasks/{id}/why", tag = "tasks", responses((status = 200, body = WhyShown), (status = 404)))]
async fn of_task(
    State(app): State<Shared>,
    who: Who,
    Path(id): Path<Uuid>,
) -> Result<Json<WhyShown>, Problem> {
    let task = task::visible(&app, who.viewer(), id).await?.task;
    // Whoever may see the task sees the case beside it.
    let until = Some(task.created_at);
    why(&app, &Viewer::system(), &who, task.instance, until).await
}

async fn why(
    app: &Shared,
    viewer: &Viewer,
    who: &Who,
    id: Uuid,
    until: Option<DateTime<Utc>>,
) -> Result<Json<WhyShown>, Problem> {
    let store = app.runtime.store();
    let case = view::instance(viewer, store, id)
        .await?
        .ok_or_else(Problem::not_found)?;
    let deployed = app.runtime.deployed(case.instance.process).await?;
    let names = Names::load(app, who.viewer()).await?;
    let mut told = Told {
        deployed: &deployed,
        values: Map::new(),
        reasons: Vec::new(),
    };
    let (mut from, mut read) = (0, 0);
    let mut partial = false;
    'steps: loop {
        let steps = view::trace(viewer, store, id, from, STEPS_AT_ONCE).await?;
        let more = steps.len() == STEPS_AT_ONCE;
        for step in steps {
            if until.is_some_and(|until| step.at > until) {
                break 'steps;
            }
            from = step.seq + 1;
            let packed = trace::unpack(&step.bytes).map_err(|e| Problem::broken(&e))?;
            let by = doer(&names, &packed);
            told.step(step.at, packed, by);
        }
        read += STEPS_AT_ONCE;
        partial = more && read >= STEPS_MAX || told.reasons.len() >= REASONS_MAX;
        if !more || partial {
            break;
        }
    }
    told.reasons.truncate(REASONS_MAX);
    Ok(Json(WhyShown {
        items: told.reasons,
        partial,
    }))
}

/// A history read from its beginning, with the variables as they were.
struct Told<'a> {
    deployed: &'a Deployed,
    values: Map,
    reasons: Vec<WhyReason>,
}

impl Told<'_> {
    fn model(&self) -> &ProcessModel {
        self.deployed.model()
    }

    fn step(&mut self, at: DateTime<Utc>, packed: trace::Packed, by: Option<PersonRef>) {
        let begun = match &packed.command {
            Command::StartBy { event, trigger, .. } => {
                let catch = self.deployed.start_message(event, i64::from(*trigger));
                let rule = catch.map(|c| match &c.when {
                    Some(when) => when.text.clone(),
                    None => start_rule(c),
                });
                Some(("start", event.clone(), rule))
            }
            Command::Start { event, .. } => {
                Some(("begun", event.clone().unwrap_or_default(), None))
            }
            _ => None,
        };
        if let Command::Start { variables, .. }
        | Command::StartBy { variables, .. }
        | Command::CompleteTask { variables, .. }
        | Command::CompleteJob { variables, .. }
        | Command::Deliver { variables, .. } = packed.command
        {
            self.values.extend(variables);
        }
        if let Some((sort, element, rule)) = begun {
            self.add(at, sort, element, None, rule, by.clone());
        }
        for event in packed.events {
            self.event(at, event, by.clone());
        }
    }

    fn event(&mut self, at: DateTime<Utc>, event: TraceEvent, by: Option<PersonRef>) {
        let id = event.id.to_string();
        match event.kind {
            TraceKind::Variable => {
                let value = event.value.unwrap_or_default();
                let becomes = id == OFFICE && self.values.get(OFFICE) != Some(&value);
                self.values.insert(id.clone(), value);
                if becomes {
                    self.add(at, "office", String::new(), None, Some(OFFICE.into()), by);
                }
            }
            TraceKind::Flow => self.flow(at, &id, by),
            TraceKind::Decided => self.add(at, "decision", id, None, event.text, by),
            TraceKind::Modified => self.add(at, "moved", id, None, event.text, by),
            TraceKind::Waiting => {
                let Some(node) = self.model().nodes.iter().find(|n| n.id == id) else {
                    return;
                };
                let NodeKind::UserTask(user) = &node.kind else {
                    return;
                };
                let computed = |s: &&Source| s.text.contains("${") || s.text.starts_with('=');
                let sources = [
                    &user.candidate_groups,
                    &user.candidate_users,
                    &user.assignee,
                ];
                let written: Vec<String> = sources
                    .into_iter()
                    .flatten()
                    .filter(computed)
                    .map(|s| s.text.clone())
                    .collect();
                if !written.is_empty() {
                    self.add(at, "offered", id, None, Some(written.join("; ")), by);
                }
            }
            _ => {}
        }
    }

    /// A flow that was taken for a reason: its condition held, or no other did.
    fn flow(&mut self, at: DateTime<Utc>, id: &str, by: Option<PersonRef>) {
        let model = self.model();
        let Some(n) = model.flows.iter().position(|f| f.id == id) else {
            return;
        };
        let flow = &model.flows[n];
        let source = &model.nodes[flow.source];
        let target = &model.nodes[flow.target];
        let to = flow
            .name
            .clone()
            .or_else(|| target.name.clone())
            .unwrap_or_else(|| target.id.clone());
        let (element, of_flow) = (source.id.clone(), flow.condition.as_ref());
        let (sort, rule) = match of_flow {
            Some(condition) => ("condition", condition.text.clone()),
            None if source.default.is_some_and(|d| d == n) => {
                let others = source
                    .outgoing
                    .iter()
                    .filter_map(|f| model.flows[*f].condition.as_ref())
                    .map(|c| c.text.as_str());
                ("otherwise", others.collect::<Vec<_>>().join("; "))
            }
            None => return,
        };
        self.add(at, sort, element, Some(to), Some(rule), by);
    }

    fn add(
        &mut self,
        at: DateTime<Utc>,
        sort: &'static str,
        element: String,
        to: Option<String>,
        rule: Option<String>,
        by: Option<PersonRef>,
    ) {
        let node = self.model().nodes.iter().find(|n| n.id == element);
        let element_name = node.and_then(|n| n.name.clone());
        let values = rule
            .as_deref()
            .map(|text| values_read(text, &self.values))
            .unwrap_or_default();
        self.reasons.push(WhyReason {
            at,
            sort,
            element_name,
            element,
            to,
            rule,
            values,
            by,
        });
    }
}

/// What a start event without a condition asks of a mail, as its file says it.
fn start_rule(catch: &MessageCatch) -> String {
    format!(
        "staffetta:mailbox=\"{}\" staffetta:accepts=\"{}\"",
        catch.mailbox.as_deref().unwrap_or_default(),
        catch.accepts.as_deref().unwrap_or("any")
    )
}

/// The variables a text of rhai, FEEL or `${…}` names, with their values; a path goes as deep as there is something.
fn values_read(text: &str, values: &Map) -> Vec<ValueRead> {
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    for path in paths(text) {
        let mut parts = path.split('.');
        let Some(root) = parts.next() else { continue };
        let Some(mut value) = values.get(root) else {
            continue;
        };
        let mut name = root.to_string();
        for part in parts {
            let rules::Value::Map(inner) = value else {
                break;
            };
            let Some(deeper) = inner.get(part) else { break };
            name = format!("{name}.{part}");
            value = deeper;
        }
        found.insert(name, short(value.to_json()));
    }
    found
        .into_iter()
        .map(|(name, value)| ValueRead { name, value })
        .collect()
}

/// Long texts and everything that is a list or a map are shown by their beginning.
fn short(value: Value) -> Value {
    let text = match value {
        Value::String(text) => text,
        Value::Array(_) | Value::Object(_) => value.to_string(),
        plain => return plain,
    };
    match text.char_indices().nth(VALUE_CHARS_MAX) {
        Some((end, _)) => Value::String(format!("{}…", &text[..end])),
        None => Value::String(text),
    }
}

/// `a.b.c` of a text, in order; what is inside quotes is not read.
fn paths(text: &str) -> Vec<String> {
    let (mut found, mut path) = (Vec::new(), String::new());
    let mut quote = None;
    let mut escaped = false;
    for c in text.chars().chain([' ']) {
        if let Some(open) = quote {
            if escaped {
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if c == open {
                quote = None;
            }
            continue;
        }
        let goes_on = c == '_' || c.is_alphabetic() || (c.is_numeric() && !path.is_empty());
        if goes_on || (c == '.' && !path.is_empty()) {
            path.push(c);
            continue;
        }
        if matches!(c, '"' | '\'' | '`') {
            quote = Some(c);
        }
        if !path.is_empty() {
            found.push(std::mem::take(&mut path).trim_end_matches('.').to_string());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_is_told_with_the_values_it_names() {
        let mail = Map::from([
            ("subject".to_string(), rules::Value::from("SCIA bar")),
            ("certified".to_string(), rules::Value::Bool(true)),
        ]);
        let values = Map::from([
            ("mail".to_string(), rules::Value::Map(mail)),
            ("giorni".to_string(), rules::Value::Int(30)),
            ("SCIA".to_string(), rules::Value::Int(1)),
        ]);
        let rows: [(&str, &[(&str, Value)]); 7] = [
            (
                "mail.subject.contains(\"SCIA\") && giorni > 10",
                &[("giorni", 30.into()), ("mail.subject", "SCIA bar".into())],
            ),
            ("${mail.certified}", &[("mail.certified", true.into())]),
            (
                "= contains(mail.subject, 'SCIA')",
                &[("mail.subject", "SCIA bar".into())],
            ),
            ("nessuno.qui == 1.5", &[]),
            ("\"non \\\" giorni\"", &[]),
            (
                "mail.text",
                &[(
                    "mail",
                    "{\"certified\":true,\"subject\":\"SCIA bar\"}".into(),
                )],
            ),
            ("ufficio:${giorni}", &[("giorni", 30.into())]),
        ];
        for (text, expected) in rows {
            let read: Vec<(String, Value)> = values_read(text, &values)
                .into_iter()
                .map(|v| (v.name, v.value))
                .collect();
            let expected: Vec<(String, Value)> = expected
                .iter()
                .map(|(n, v)| (n.to_string(), v.clone()))
                .collect();
            assert_eq!(read, expected, "{text}");
        }
    }
}
