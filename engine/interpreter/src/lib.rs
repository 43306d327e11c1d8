//! The run: (process, instance, command, env) → step. Pure; knows no clock, no storage, no XML.
//!
//! Public surface (frozen; the runtime is written against it):
//! - `compile(&bpmn::ProcessModel, &bpmn::Definitions, &rules::Library, file: &str) -> Result<Process, Vec<bpmn::Finding>>`
//! - `Process::{id() -> &str, name() -> Option<&str>, starts() -> &[StartView], element_name(id) -> Option<&str>}`
//! - `Process::start_accepts(event, number, &Map, &Env) -> Result<bool, Failure>`: the `staffetta:when` of a message start
//! - `Process::start_due(event, number, last: Option<&Due>, &Env) -> Result<Option<Due>, Failure>`: when a timer start fires (next)
//! - `Process::start_holds(event, number, &Map, &Env) -> Result<bool, Failure>`: whether a conditional start is true
//! - `create(&Process) -> Instance`
//! - `step(&Process, Instance, &Command, &Env) -> Result<Step, Refusal>`: on a refusal nothing happened; load the instance anew
//! - `Instance::{to_bytes() -> Vec<u8>, from_bytes(&[u8]) -> Result<Instance, FormatError>, supply_part(PartId, &[u8]) -> Result<(), FormatError>}`
//! - `Instance::{waits() -> Vec<WaitView>, variables() -> &rules::Map, state() -> Option<End>, error_code() -> Option<&str>,
//!   suspended() -> bool, incidents() -> Vec<IncidentView>, parts() -> Vec<PartId>, tokens() -> Vec<TokenView>}` (waits and incidents of loaded parts only)
//! - `trace::{pack(&[TraceEvent], &Command, Option<&str>) -> Vec<u8>, unpack(&[u8]) -> Result<Packed, FormatError>}`
//! - `propose(&from, &to) -> Proposal`: the plan of a `Migrate`; the step is then called with the new version
//! - `rows(&Process, &Instance) -> Result<Vec<ExpectedRow>, Refusal>`: the wait rows the snapshot implies, for the check;
//!   `Refusal::Need` when parts are not loaded.
//!
//! A wall clock for a step: `rules::with_deadline(Instant, || step(…))` → `Refusal::Aborted`.
//! Parts are dropped from the instance at the end of each step; a snapshot never contains them.
//! `WaitId`, `IncidentId`: the part in the high 32 bits (0: the snapshot itself), a counter in the low.

mod ad_hoc;
mod begin;
mod behavior;
mod cancel;
mod command;
mod compensation;
mod compile;
mod events;
mod gateways;
mod instance;
mod listeners;
mod migrate;
mod modify;
pub mod multi_instance;
mod process;
mod rows;
pub mod run;
mod snapshot;
mod standard_loop;
mod starts;
mod step;
mod subprocess;
mod tasks;
mod timer;
pub mod trace;
mod variables;

pub use command::*;
pub use compile::compile;
pub use instance::{IncidentView, Instance, TokenView, WaitKind, WaitView, create};
pub use migrate::{Proposal, propose};
pub use process::{Process, StartKind, StartView};
pub use rows::{ExpectedRow, rows};
pub use snapshot::{FORMAT, FormatError};
pub use step::step;
pub use tasks::call::CALL;
pub use timer::{Due, TimerError};
