//! A PEC provider in a box, for demos and tests: SMTP in, signed envelopes and receipts out.
//!
//! **GESTORE DI PROVA – SENZA VALORE LEGALE.** It listens on loopback only and connects to nothing.
//! It follows RFC 6109 as it is on the wire; what leaves is written and signed here, with no code of
//! the client that reads it, so that a mistake of one is seen by the other.
//!
//! # Doors
//! Three SMTP ports: *submission* (STARTTLS, AUTH required), *submissions* (TLS from the first
//! byte, AUTH required) and *relay* (no AUTH: ordinary mail from outside, wrapped in an anomaly
//! envelope). [`Handle::inject`] makes another gestore's user write; [`Handle::deliver_ordinary`]
//! is the relay without SMTP.
//!
//! # Folder
//! ```text
//! users                       one account a line: user address salt hex-sha256(salt, password)
//! authority/                  ca.pem signer.pem tls.pem and their keys
//! mail/<domain>/<local>/      Maildir of each account: tmp new cur
//! service/                    Maildir of the provider itself: presa in carico, rilevazione virus
//! external/<domain>/<local>/  Maildir of what left for ordinary mailboxes
//! spool/                      submissions not yet finished; they survive a restart
//! ```
//!
//! # What a recipient does
//! By its local part (also with a suffix, `full+2@`), in every certified domain:
//!
//! | local part | what comes back after the acceptance |
//! |---|---|
//! | `full` | errore-consegna, `altro`: mailbox full |
//! | `unknown`, or any address without an account in an own domain | errore-consegna, `no-dest` |
//! | any, in a dead domain ([`Config::dead_domains`]) | errore-consegna, `no-dominio` |
//! | `slow` | 12 h notice, 24 h notice, nothing else |
//! | `late` | 12 h notice, delivery after 14 h |
//! | `verylate` | 24 h notice only, delivery after 25 h |
//! | `belated` | 12 h notice, 24 h notice, delivery after 25 h |
//! | `virus` | errore-consegna per virus, rilevazione-virus to the service box |
//! | `silent` | nothing at all |
//! | others | avvenuta-consegna: complete, brief or short as asked; short for Cc |
//!
//! `external`, in any domain where it has no account, is `esterno`: an ordinary mailbox that takes the mail.
//! Any other domain is `esterno`: known ones ([`Config::external_domains`]) take the mail (`unknown`
//! and `full` bounce, `slow` is delayed after 4 h and fails after 48 h), unknown ones bounce; a
//! bounce comes as a delivery status notification in an anomaly envelope.
//! [`Handle::behave`] overrides the table for one address. The word [`VIRUS_MARK`] in a subject, an
//! attachment's name or any decoded text makes the submission a non-accettazione per virus.
//!
//! # Faults on demand
//! [`Plan`], at start by [`Config::faults`] or at any time by [`Handle::faults`]: refuse with 421,
//! defer or reject after DATA, accept or lose after DATA without an answer, duplicate receipts,
//! receipts before the acceptance, delayed or withheld receipts. [`forge`] makes forged receipts.
//!
//! # Time
//! Everything obeys [`Clock`]. Notices that come later wait in the spool and are dated with the
//! instant they were due, however far the clock jumps.

mod address;
mod behaviour;
mod check;
mod clock;
mod config;
mod daticert;
mod decode;
mod directory;
mod dsn;
mod faults;
pub mod forge;
mod handle;
mod inbound;
mod letter;
mod listen;
mod maildir;
mod mime;
mod notice;
mod original;
mod outcome;
mod provider;
mod smtp;
mod spool;
mod start;
mod submission;
mod text;

pub use behaviour::Behaviour;
pub use clock::{Clock, ClockNotSettable};
pub use config::{Account, Config, Peer, Ports};
pub use faults::{Faults, Plan};
pub use handle::{GestoreError, Handle};
pub use letter::{Injected, Letter};
pub use original::VIRUS_MARK;
pub use start::Gestore;
