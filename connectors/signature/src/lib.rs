//! Signatures of certified mail: CMS verify and sign, trust anchors, a test authority.
//!
//! Verification works on the raw bytes as they came and never re-serialises a mail. It never
//! panics on garbage: what cannot be read becomes a [`contract::Verdict`] with a reason. Nothing
//! here fetches from the network: of mails revocation is not checked (neither CRL nor OCSP), of documents what the file
//! itself brings is read, and so are its time stamps.
//! The only crate of the workspace that names openssl. Sources: RFC 5652, RFC 8551, RFC 1847,
//! RFC 6109 §2.1, §5.5, §7.
//!
//! Reasons a verdict may carry. They make it *invalid*: `malformed_mime`, `malformed_signature`,
//! `extra_parts`, `several_content_types`, `several_from`, `from_missing`, `no_signer`,
//! `several_signers`, `certificate_missing`, `digest_mismatch`, `signature_mismatch`,
//! `broken_digest`, `signer_address_absent`, `signer_address_differs`, `key_usage`; of a time stamp
//! `imprint_differs` too. They make the *chain untrusted*: `unknown_issuer`, `self_signed`, `certificate_expired`,
//! `certificate_not_yet_valid`, `domain_not_covered`, `chain_refused`. They only inform:
//! `weak_digest`, `weak_key`, `canonicalised`, `lax_certificate`, `signed_in_future`,
//! `certificate_expired_since`.

mod authority;
mod certificate;
mod content;
mod der;
mod document;
mod mail;
mod pdf;
mod revocation;
mod signed_data;
mod signer;
mod stamp;
mod standing;
mod trust;
mod verify;

pub use authority::{Authority, AuthorityError, TlsIdentity};
pub use content::{NotTheSame, SignedContent, signed_content};
pub use document::{DocumentSignature, NotSigned, Opened, PdfSignature, open_p7m, pdf_signatures};
pub use mail::{SignedMail, verify_mail};
pub use pdf::Mark;
pub use signer::{Digest, Proofs, Signer, Style};
pub use trust::{Anchor, TrustError, TrustStore};
pub use verify::{verify_detached, verify_opaque};

/// SHA-1 of bytes, only for the hash files of brief receipts, which the standard fixes to SHA-1
/// (RFC 6109 §3.3.2). It proves nothing against somebody who wants a collision.
pub fn sha1(bytes: &[u8]) -> [u8; 20] {
    openssl::sha::sha1(bytes)
}
