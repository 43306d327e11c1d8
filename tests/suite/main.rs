//! The suite that runs the real program: one binary, one module per subject.

mod architecture;
mod bad_input;
mod bucket;
mod command;
mod copy;
mod crash;
mod disk;
mod mailboxes;
mod mailing;
mod many;
mod nodes;
mod oauth;
mod opening;
mod order;
mod orphan;
mod post;
mod program;
mod race;
mod sc;
mod scenarios;
mod signing;
mod silence;
mod starting_point;
mod thread;
mod unanswered;
mod upkeep;
