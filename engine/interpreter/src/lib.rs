//! The run: (process, instance, command, env) → step. Pure; knows no clock, no storage, no XML.
//!
//! Public surface (frozen; the runtime is written against it):
//! - `compile(&bpmn::ProcessModel, &bpmn::Definitions, &rules::Library, file: &str) -> Result<Process, Vec<bpmn::Finding>>`
//! - `create(&Process) -> Instance`
//! - `step(&Process, Instance, &Command, &Env) -> Result<Step, Refusal>`
//! - `Instance::{to_bytes() -> Vec<u8>, from_bytes(&[u8]) -> Result<Instance, FormatError>, supply_part(PartId, &[u8])}`
//! - `Instance::{waits() -> Vec<WaitView>, variables() -> &rules::Map, state() -> Option<End>, suspended(), incidents()}`
//! - `trace::{pack(&[TraceEvent], &Command, principal) -> Vec<u8>, unpack(&[u8]) -> …}`
//! - `rows(&Process, &Instance) -> Vec<ExpectedRow>`: the wait rows the snapshot implies, for the check.

pub mod command;
pub mod instance;

pub use command::*;
