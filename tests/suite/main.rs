//! The suite that runs the real program: one binary, one module per subject.

mod architecture;
mod thread;
