//! What a connector is: the words the engine and the connectors share.
//!
//! Knows no transport, no storage and no process. Everything here is plain data, but for the three
//! traits of the workspace that are async: [`Outbound`] (does something outside), [`Inbound`] (brings messages in)
//! and [`RemoteSigner`] (signs a document for a person). Their futures are boxed by hand so that this crate needs no runtime.

pub mod address;
pub mod arrival;
pub mod described;
pub mod inbound;
pub mod outbound;
pub mod probe;
pub mod proof;
pub mod signing;
pub mod template;
pub mod token;

pub use address::is_address;
pub use arrival::{
    Arrival, Attachment, Bounce, BounceAction, Daticert, Extra, Kind, ReceiptKind, ReceiptScope,
    Recipient, RecipientType, Sdi, Verdict, VerdictStatus,
};
pub use described::{inputs_of, parse};
pub use inbound::{
    Batch, Cursor, Disposition, Distrust, Fetched, Inbound, Listed, Listing, Quota, Raw,
    SourceError, Survey,
};
pub use outbound::{
    Call, Credential, Document, Endpoint, Letter, Login, MailboxAccess, Outbound, Outcome,
    Prepared, Security, SmtpEndpoint,
};
pub use probe::{Check, Checked, Probed};
pub use proof::{Matched, Proof, ProofPart};
pub use signing::{
    RemoteSigner, Revocation, RevocationStatus, SignatureFormat, Signed, SignedBy, SigningRefusal,
    TimeStamp, ToSign,
};
pub use template::{Input, InputKind, InputProblem, Template, Text, check_inputs};
pub use token::{Token, TokenAsk, TokenError};

/// A boxed future of std, so that the traits stay object safe without a macro.
pub type Boxed<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
