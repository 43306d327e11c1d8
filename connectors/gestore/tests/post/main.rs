//! The gestore from outside: mail goes in over TLS by a real SMTP client, what comes out is read
//! with an independent MIME reader and its signature verified.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod faults;
mod forgeries;
mod harness;
mod inbound;
mod receipts;
mod smtp;
