//! The suite of the store: every test runs on SQLite and, where a server can be had, on PostgreSQL.
//!
//! `STAFFETTA_TEST_POSTGRES=postgres://…` names a server that may make and drop databases; without it a throw-away
//! one is started from Debian's binaries. Where neither is there the suite says so and runs on SQLite alone.

// The lint spares test functions, not the functions they share.
#![allow(clippy::unwrap_used)]

mod audit;
mod backup;
mod base;
mod bucket;
mod calendar;
mod commit;
mod crash;
mod lease;
mod lost;
mod open;
mod register;
mod removal;
mod search;
mod space;
mod view;
