//! The server: HTTP, sessions, wiring, command line. It holds no decision: a route is parse, then one
//! runtime verb or one view, then the response.

#![deny(clippy::print_stdout, clippy::print_stderr)]

mod answer;
mod app;
mod bundled;
pub mod command;
pub mod config;
mod demo;
mod evidence;
mod header;
mod health;
mod language;
mod listen;
mod names;
mod page;
mod period;
mod problem;
mod record_file;
mod repeat;
mod route;
mod sanitise;
mod schema;
mod search;
#[cfg(test)]
mod tests;
mod who;
pub mod wire;

pub use app::{App, Shared, site};
pub use config::Config;

/// Rows, values and messages are many small pieces that one thread makes and another drops.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
