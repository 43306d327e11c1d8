//! Who comes in: passwords, secrets, sessions, attempts.
//!
//! Pure rules over plain values; rows are kept by the store, cookies and headers by the server.
//! All times here are *lease time*: the machine's clock, which a test clock never moves.

pub mod attempt;
pub mod bootstrap;
pub mod password;
pub mod secret;
pub mod session;

pub use attempt::Attempts;
pub use bootstrap::Bootstrap;
