//! Calls to other programs over HTTP, and the connector `http.request`.
//!
//! A process names the address, so the address is not to be trusted: names are resolved here, every
//! address is judged before it is connected to, and the connection goes to exactly that address
//! (no second look-up that could answer otherwise). Redirects are judged in the same way. Sizes and
//! times have an end. Sources: RFC 9110, RFC 9112; RFC 6890 (special addresses).

mod address;
mod credential;
mod exchange;
mod reach;
mod request;
mod token;

pub use address::is_public;
pub use exchange::{Answer, Client, Failure, Message};
pub use reach::{BadEntry, Reach};
pub use request::{KIND, Request, Send};
pub use token::token;
