//! Decoding, stepping and encoding on a worker, with the segments the step asks for.

use super::refusal::refused;
use crate::{Act, Fault, Runtime, bundle::Deployed, pool::Lane};
use interpreter::{Command, Env, Instance, PartId, Refusal, Step, trace};
use office::Behalf;
use rules::Value;
use std::{sync::Arc, time::Duration};
use store::{load, row};

/// A step that takes longer is thrown away and goes to the slow lane; there it may take longer once. What waits behind
/// it waits no longer either.
const FAST_AT_MOST: Duration = Duration::from_millis(50);

const SLOW_AT_MOST: Duration = Duration::from_secs(15);

/// A snapshot that is read in less time than the way to a worker and back takes.
const SMALL_BYTES: usize = 16 << 10;

/// A step with everything encoded, ready to be written.
pub(crate) struct Decided {
    pub(crate) step: Step,
    pub(super) snapshot: Vec<u8>,
    pub(super) trace: Vec<u8>,
    pub(super) office: Option<String>,
    pub(super) term_at: Option<row::Instant>,
    pub(super) title: Option<String>,
}

impl Runtime {
    /// Decodes, steps and encodes on a worker; loads segments the step asks for.
    pub(super) async fn decide(
        &self,
        act: &Act,
        deployed: &Arc<Deployed>,
        row: Option<&row::Instance>,
        command: Command,
    ) -> Result<Decided, Fault> {
        let mut parts: Vec<(PartId, Vec<u8>)> = Vec::new();
        let small = row.is_none_or(|r| r.snapshot.len() <= SMALL_BYTES);
        let mut lane = match deployed.weight.is_heavy() {
            true => Lane::Slow,
            false if deployed.process.is_plain() && small => Lane::Here,
            false => Lane::Fast,
        };
        let mut command = command;
        loop {
            let env = Env {
                now: self.clock.now(),
                zone: self.zone,
                calendars: self.calendars(),
                principal: act.login(),
            };
            let in_place_of = act.behalf.as_ref().map(Behalf::chain).unwrap_or_default();
            let process = deployed.process.clone();
            let snapshot = row.map(|r| r.snapshot.clone());
            let have = parts.clone();
            let asked = command.clone();
            let result: Result<Result<Decided, Refusal>, Fault> = self
                .pool
                .run(lane, move || {
                    let mut instance = match snapshot {
                        Some(bytes) => Instance::from_bytes(&bytes).map_err(Fault::broken)?,
                        None => interpreter::create(&process),
                    };
                    for (id, bytes) in have {
                        instance.supply_part(id, &bytes).map_err(Fault::broken)?;
                    }
                    let principal = env.principal.clone();
                    let at_most = match lane {
                        Lane::Here | Lane::Fast => FAST_AT_MOST,
                        Lane::Slow | Lane::Aside => SLOW_AT_MOST,
                    };
                    let deadline = std::time::Instant::now() + at_most;
                    Ok(rules::with_deadline(deadline, || {
                        interpreter::step(&process, instance, &asked, &env)
                    })
                    .map(|step| Decided {
                        snapshot: step.instance.to_bytes(),
                        trace: trace::pack(
                            &step.trace,
                            &asked,
                            principal.as_deref(),
                            &in_place_of,
                            env.calendars.version,
                        ),
                        office: match step.instance.variables().get("ufficio") {
                            Some(Value::Text(key)) => Some(key.clone()),
                            _ => None,
                        },
                        term_at: term_of(step.instance.variables()),
                        title: title_of(step.instance.variables()),
                        step,
                    }))
                })
                .await
                .ok_or_else(|| Fault::broken("a step ended unexpectedly"))?;
            match result? {
                Ok(decided) => return Ok(decided),
                Err(Refusal::Need(missing)) => {
                    let id = row
                        .map(|r| r.id)
                        .ok_or_else(|| Fault::broken("a new instance asks for segments"))?;
                    let wanted: Vec<i64> = missing.iter().map(|p| *p as i64).collect();
                    let found = load::parts(&self.store, id, &wanted).await?;
                    if found.len() < missing.len() {
                        return Err(Fault::broken(format!(
                            "segments of instance {id} are missing"
                        )));
                    }
                    parts.extend(found.into_iter().map(|p| (p.part as PartId, p.bytes)));
                }
                Err(Refusal::Aborted(why)) if lane != Lane::Slow => {
                    tracing::warn!(process = %deployed.row.key, why, "a step was cut by the clock and goes to the slow lane");
                    deployed.weight.cut();
                    lane = Lane::Slow;
                }
                Err(Refusal::Aborted(why)) => {
                    command = stopped(command, why)?;
                }
                Err(refusal) => return Err(refused(refusal)),
            }
        }
    }
}

/// What is done instead of a command that the clock cut twice: it is taken, with an error to resolve in the place of
/// what follows. Where even taking it is too long, what it was for stays as it was, with the error there.
fn stopped(command: Command, why: String) -> Result<Command, Fault> {
    let (after, wait) = match command {
        Command::RaiseIncident { after: None, .. } => return Err(Fault::broken(why)),
        Command::RaiseIncident {
            after: Some(cut), ..
        } => (None, waits_at(&cut)),
        Command::Migrate { .. } | Command::Modify { .. } => (None, None),
        cut => (Some(Box::new(cut)), None),
    };
    Ok(Command::RaiseIncident {
        code: "step_too_long".into(),
        message: why,
        wait,
        after,
    })
}

/// The wait a command was for.
fn waits_at(command: &Command) -> Option<u64> {
    match command {
        Command::CompleteTask { wait, .. }
        | Command::CompleteJob { wait, .. }
        | Command::FailJob { wait, .. }
        | Command::ThrowError { wait, .. }
        | Command::FireTimer { wait }
        | Command::Deliver { wait, .. }
        | Command::Escalate { wait, .. }
        | Command::TerminateAll { wait } => Some(*wait),
        _ => None,
    }
}

/// What people read instead of the subject that began the case: the variable `titolo`, at most 200 characters.
fn title_of(variables: &rules::Map) -> Option<String> {
    match variables.get("titolo") {
        Some(Value::Text(said)) => {
            let title: String = said.trim().chars().take(200).collect();
            Some(title).filter(|t| !t.is_empty())
        }
        _ => None,
    }
}

/// The end of the case's legal term: the variable `termine`, an instant.
fn term_of(variables: &rules::Map) -> Option<row::Instant> {
    match variables.get("termine") {
        Some(Value::Text(at)) => at.parse().ok(),
        _ => None,
    }
}
