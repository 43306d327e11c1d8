//! Receipts and envelopes that lie, for tests of the reader: none of them may move a state.
//!
//! Each forgery starts from a genuine signed mail of a gestore and breaks one thing.

use crate::{handle::GestoreError, original::Original};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use signature::{Authority, Style};

/// What is wrong with a forged mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgery {
    /// The signature is taken away, the headers stay.
    Unsigned,
    /// Signed by another authority for the same address.
    ForeignAuthority,
    /// Signed by a right authority for another address than From.
    OtherAddress,
    /// The daticert was changed after signing.
    AlteredDaticert,
    /// `X-Riferimento-Message-ID` (not covered by the signature) names another mail; all else genuine.
    ReplayedReference,
    /// A genuine transport envelope whose headers say it is a delivery receipt.
    RelabelledEnvelope,
    /// One more daticert, of the forger's making, as an unsigned third part of the outer multipart.
    ExtraDaticert,
}

impl Forgery {
    pub const ALL: [Forgery; 7] = [
        Forgery::Unsigned,
        Forgery::ForeignAuthority,
        Forgery::OtherAddress,
        Forgery::AlteredDaticert,
        Forgery::ReplayedReference,
        Forgery::RelabelledEnvelope,
        Forgery::ExtraDaticert,
    ];
}

/// Makes the forgery from a genuine mail of `authority` (a receipt, or an envelope for
/// [`Forgery::RelabelledEnvelope`]), signed at `at` where it is signed anew. `other_id` is the
/// Message-ID (no brackets) a replay claims. Refuses a mail that is not signed in parts.
pub fn forge(
    forgery: Forgery,
    genuine: &[u8],
    authority: &Authority,
    other_id: &str,
    at: DateTime<Utc>,
) -> Result<Vec<u8>, GestoreError> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mail = Original::read(genuine);
    let entity = signed_entity(genuine)?;
    let head = outer_headers(&mail);
    Ok(match forgery {
        Forgery::Unsigned => [head.as_slice(), b"MIME-Version: 1.0\r\n", &entity].concat(),
        Forgery::ForeignAuthority => {
            let foreign = Authority::create(authority.address(), at)?;
            [head, foreign.sign_mail(&entity, at)?].concat()
        }
        Forgery::OtherAddress => {
            let signer = authority.issue_signer("posta-certificata@falso.example", at)?;
            [head, signer.sign_mail(&entity, at, Style::Legacy)?].concat()
        }
        Forgery::AlteredDaticert => alter_daticert(genuine)?,
        Forgery::ReplayedReference => {
            let line = format!("X-Riferimento-Message-ID: <{other_id}>\r\n");
            mail.with_headers(&["x-riferimento-message-id"], &line)
        }
        Forgery::RelabelledEnvelope => {
            mail.with_headers(&["x-trasporto"], "X-Ricevuta: avvenuta-consegna\r\n")
        }
        Forgery::ExtraDaticert => {
            let raw = text(genuine);
            let boundary = mail.boundary().ok_or_else(not_signed)?;
            let xml = "<postacert tipo=\"avvenuta-consegna\" errore=\"nessuno\"/>";
            let part = text(&crate::mime::file(
                "application/xml",
                "inline",
                "daticert.xml",
                xml.as_bytes(),
            ));
            let close = format!("--{boundary}--");
            raw.replace(&close, &format!("--{boundary}\r\n{part}\r\n{close}"))
                .into_bytes()
        }
    })
}

/// A genuine envelope of `letter` around any mail in place of the letter's own text, e.g. a forged
/// delivery receipt with a daticert inside: the reader must take the outer mail for what counts.
pub fn wrap_inner(
    handle: &crate::Handle,
    letter: &crate::Letter,
    inner: &[u8],
) -> Result<Vec<u8>, GestoreError> {
    handle.compose_around(letter, inner)
}

fn not_signed() -> GestoreError {
    GestoreError::NotSigned
}

/// Every header of the outer mail but the MIME ones.
fn outer_headers(mail: &Original<'_>) -> Vec<u8> {
    let head = Original::read(mail.head()).with_headers(&["mime-version", "content-type"], "");
    head.trim_ascii_end()
        .iter()
        .copied()
        .chain(*b"\r\n")
        .collect()
}

fn signed_entity(genuine: &[u8]) -> Result<Vec<u8>, GestoreError> {
    Original::read(genuine)
        .first_part()
        .map(<[u8]>::to_vec)
        .ok_or_else(not_signed)
}

/// Changes one letter of the certified sender inside the base64 of the daticert.
fn alter_daticert(genuine: &[u8]) -> Result<Vec<u8>, GestoreError> {
    let raw = String::from_utf8_lossy(genuine).into_owned();
    let name = raw
        .find("filename=\"daticert.xml\"")
        .ok_or_else(not_signed)?;
    let start = name + raw[name..].find("\r\n\r\n").ok_or_else(not_signed)? + 4;
    let end = start + raw[start..].find("\r\n--").ok_or_else(not_signed)?;
    let packed: String = raw[start..end].split_ascii_whitespace().collect();
    let xml = STANDARD.decode(packed).map_err(|_| not_signed())?;
    let changed = String::from_utf8_lossy(&xml)
        .replacen("<consegna>", "<consegna>x", 1)
        .replacen("<mittente>", "<mittente>x", 1);
    let body = crate::mime::base64_body(changed.as_bytes());
    Ok([
        &genuine[..start],
        body.strip_suffix(b"\r\n").unwrap_or(&body),
        &genuine[end..],
    ]
    .concat())
}
