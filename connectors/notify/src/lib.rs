//! Webhooks: events told to programs of others, signed so that they can be believed.
//!
//! Headers and signature are those of Standard Webhooks 1.0 (`webhook-id`, `webhook-timestamp`,
//! `webhook-signature: v1,<base64 of HMAC-SHA256 over id.timestamp.body>`), so that receivers can use
//! the libraries they have. The id stays the same at every attempt: receivers tell repeats by it.

mod send;
mod signature;

pub use send::{Event, KIND, Send};
pub use signature::{Secret, sign, verify};
