//! The signed attachments of a message that left: who signed, what was found of it, and what is inside.
//!
//! Of a document that was signed in its case the evidence says what was found on the day it came back. Of any other signed
//! attachment it says what is found as the evidence is made, and says so.

use super::Dossier;
use super::report::{heading, one_line};
use crate::app::Shared;
use crate::problem::Problem;
use crate::route::approval::ReleaseShown;
use crate::route::opened::Found;
use crate::wire::{self, DocumentSignature};
use chrono::{DateTime, Utc};
use contract::{Attachment, Revocation, RevocationStatus, SignatureFormat, SignedBy};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{load, row};

/// Attachments that are opened for one evidence.
const OPENED_MAX: usize = 50;

/// An attachment somebody signed.
#[derive(Serialize)]
pub(super) struct SignedAttachment {
    pub name: String,
    pub sha256: String,
    /// Both, where one signed inside the PDF and another put a container around it.
    pub formats: Vec<SignatureFormat>,
    /// Of the document inside; None: a PDF signed inside is its own document.
    pub inner_sha256: Option<String>,
    /// When the signatures were judged.
    pub judged_at: DateTime<Utc>,
    /// It came back signed in the case, as the approved document; otherwise it was read as the evidence was made.
    pub recorded: bool,
    pub signers: Vec<Signer>,
}

/// One signature on it.
#[derive(Serialize)]
pub(super) struct Signer {
    /// The bytes are those that were signed.
    pub intact: bool,
    #[serde(flatten)]
    pub by: SignedBy,
}

/// The signed attachments, and names of those that could not be opened.
#[derive(Default)]
pub(super) struct Attached {
    pub signed: Vec<SignedAttachment>,
    pub unread: Vec<String>,
}

/// Reads what is attached to a message that left.
pub(super) async fn read(
    app: &Shared,
    despatch: &row::Despatch,
    let_out: Option<&ReleaseShown>,
    raw: &[u8],
) -> Result<Attached, Problem> {
    let bytes = raw.to_vec();
    let parts = tokio::task::spawn_blocking(move || {
        let listed = wire::sent_content(&bytes).1.into_iter();
        let signable = listed.filter(may_be_signed);
        let with = signable.filter_map(|a| Some((wire::part(&bytes, &a.path)?, a)));
        with.collect::<Vec<(Vec<u8>, Attachment)>>()
    });
    let parts = parts.await.map_err(|e| Problem::broken(&e))?;
    let known = match despatch.instance {
        Some(case) => load::signatures(app.runtime.store(), case).await?,
        None => Vec::new(),
    };
    let now = app.runtime.clock().now();
    let mut attached = Attached::default();
    for (n, (bytes, listed)) in parts.into_iter().enumerate() {
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let mut taken = let_out.iter().flat_map(|r| &r.additions.signed);
        if let Some(file) = taken.find(|f| f.sha256 == sha256) {
            let row = known.iter().find(|s| hex::encode(s.signed) == sha256);
            let signers = file.found.everybody().cloned();
            attached.signed.push(SignedAttachment {
                name: listed.name,
                formats: vec![file.found.format],
                inner_sha256: Some(file.approved_sha256.clone()),
                judged_at: row.map_or(despatch.created_at, |row| row.at),
                recorded: true,
                // Only what holds is ever taken.
                signers: signers.map(|by| Signer { intact: true, by }).collect(),
                sha256,
            });
            continue;
        }
        let name = listed.name.clone();
        let found = Found {
            name: listed.name,
            media_type: listed.media_type,
            bytes,
            at: despatch.created_at,
        };
        let opened = match n < OPENED_MAX {
            true => found.open(app).await.ok(),
            false => None,
        };
        let Some((contents, inner)) = opened else {
            attached.unread.push(name);
            continue;
        };
        let mut formats = Vec::new();
        if !contents.layers.is_empty() {
            formats.push(SignatureFormat::Cades);
        }
        if !contents.pdf_signatures.is_empty() {
            formats.push(SignatureFormat::Pades);
        }
        let around = contents.layers.into_iter().flat_map(|l| l.signatures);
        let inside = contents.pdf_signatures.into_iter().map(|s| s.signature);
        let signers: Vec<Signer> = around.chain(inside).map(signer).collect();
        if signers.is_empty() {
            continue;
        }
        attached.signed.push(SignedAttachment {
            inner_sha256: formats
                .contains(&SignatureFormat::Cades)
                .then(|| hex::encode(Sha256::digest(&inner))),
            name,
            sha256,
            formats,
            judged_at: now,
            recorded: false,
            signers,
        });
    }
    Ok(attached)
}

fn may_be_signed(listed: &Attachment) -> bool {
    let name = listed.name.to_ascii_lowercase();
    let kind = listed.media_type.to_ascii_lowercase();
    name.ends_with(".p7m")
        || name.ends_with(".pdf")
        || kind.contains("pkcs7")
        || kind == "application/pdf"
}

fn signer(signature: DocumentSignature) -> Signer {
    Signer {
        intact: signature.intact,
        by: signature.into(),
    }
}

/// For people.
pub(super) fn write(d: &Dossier<'_>, out: &mut Vec<String>) {
    if d.attached.signed.is_empty() {
        return;
    }
    heading(out, d.w("Allegati firmati", "Signed attachments"));
    for file in &d.attached.signed {
        let formats: Vec<&str> = file.formats.iter().map(|f| format(*f)).collect();
        out.push(format!("{}: {}", file.name, formats.join(", ")));
        out.push(format!("    SHA-256 {}", file.sha256));
        if let Some(inner) = &file.inner_sha256 {
            let words = d.w("documento all'interno", "document inside");
            out.push(format!("    {words}: SHA-256 {inner}"));
        }
        let when = match file.recorded {
            true => d.w(
                "verificato quando è tornato firmato, il",
                "verified when it came back signed, on",
            ),
            false => d.w(
                "letto mentre si preparava questa prova, il",
                "read while this evidence was made, on",
            ),
        };
        out.push(format!("    {when} {}", d.time(file.judged_at)));
        for signer in &file.signers {
            for (n, line) in lines(d, signer).into_iter().enumerate() {
                let indent = if n == 0 { "    – " } else { "        " };
                out.push(format!("{indent}{line}"));
            }
        }
    }
}

fn format(format: SignatureFormat) -> &'static str {
    match format {
        SignatureFormat::Cades => "CAdES",
        SignatureFormat::Pades => "PAdES",
    }
}

/// What was found of one signature, the name first.
fn lines(d: &Dossier<'_>, signer: &Signer) -> Vec<String> {
    let by = &signer.by;
    let mut first = vec![name(d, by)];
    first.extend(
        by.tax_code
            .as_ref()
            .map(|code| format!("{} {code}", d.w("codice fiscale", "tax code"))),
    );
    first.extend(by.organisation.as_deref().map(one_line));
    let mut verdict = vec![
        match signer.intact {
            true => d.w("firma integra", "signature whole"),
            false => d.w(
                "firma che non corrisponde al contenuto",
                "signature that does not match the content",
            ),
        }
        .to_owned(),
    ];
    verdict.push(match &by.trusted_by {
        Some(anchor) => format!(
            "{} {}",
            d.w("garantita da", "vouched for by"),
            one_line(anchor)
        ),
        None => d
            .w(
                "di chi nessuna voce dell'elenco garantisce",
                "of somebody no entry of the list vouches for",
            )
            .into(),
    });
    if by.qualified {
        verdict.push(
            d.w(
                "qualificata, secondo il certificato",
                "qualified, by the certificate",
            )
            .into(),
        );
    }
    let mut lines = vec![first.join(", "), verdict.join("; ")];
    let mut certificate = vec![format!(
        "{} {}",
        d.w("certificato di", "certificate of"),
        one_line(&by.issuer)
    )];
    certificate.extend(
        by.serial
            .as_ref()
            .map(|serial| format!("{} {serial}", d.w("numero", "number"))),
    );
    if let (Some(from), Some(to)) = (by.valid_from, by.valid_to) {
        certificate.push(format!(
            "{} {} – {}",
            d.w("valido", "valid"),
            d.time(from),
            d.time(to)
        ));
    }
    lines.push(certificate.join("; "));
    if let Some(at) = by.signed_at {
        let words = d.w("ora dichiarata dal firmatario", "time the signer states");
        lines.push(format!("{words}: {}", d.time(at)));
    }
    if let Some(stamp) = &by.stamp {
        let proven = match &stamp.trusted_by {
            Some(anchor) => format!(
                "{} {}",
                d.w("garantita da", "vouched for by"),
                one_line(anchor)
            ),
            None => d.w("non verificata", "not verified").into(),
        };
        lines.push(format!(
            "{} {} ({}), {proven}",
            d.w("marca temporale del", "time stamp of"),
            d.time(stamp.at),
            one_line(&stamp.by)
        ));
    }
    lines.push(revocation(d, &by.revocation));
    let said = ["unknown_issuer", "digest_mismatch", "signature_mismatch"];
    let others = by.reasons.iter().filter(|r| !said.contains(&r.as_str()));
    let others: Vec<&str> = others.map(String::as_str).collect();
    if !others.is_empty() {
        lines.push(format!(
            "{}: {}",
            d.w("rilievi", "remarks"),
            others.join(", ")
        ));
    }
    lines
}

fn revocation(d: &Dossier<'_>, of: &Revocation) -> String {
    let at = |time: Option<DateTime<Utc>>| time.map(|t| d.time(t)).unwrap_or_default();
    match of.status {
        RevocationStatus::NotVerified => d
            .w("revoca non verificata", "revocation not verified")
            .into(),
        RevocationStatus::NotRevoked => format!(
            "{} {}",
            d.w(
                "non revocato secondo i dati nel file, del",
                "not revoked by the data in the file, of"
            ),
            at(of.as_of)
        ),
        RevocationStatus::RevokedBefore => format!(
            "{} {}",
            d.w(
                "revocato prima della firma, il",
                "revoked before the signature, on"
            ),
            at(of.revoked_at)
        ),
        RevocationStatus::RevokedAfter => format!(
            "{} {}",
            d.w(
                "revocato dopo la firma, il",
                "revoked after the signature, on"
            ),
            at(of.revoked_at)
        ),
    }
}

fn name(d: &Dossier<'_>, by: &SignedBy) -> String {
    match by.name.trim() {
        "" => d
            .w("chi ha firmato non si sa", "who signed is not known")
            .into(),
        known => one_line(known),
    }
}

/// What the signatures do not prove.
pub(super) fn gaps(d: &Dossier<'_>, say: &mut impl FnMut(String)) {
    for name in &d.attached.unread {
        say(format!(
            "{} {name}: {}",
            d.w("L'allegato", "The attachment"),
            d.w(
                "non si è potuto aprire, e non si sa se è firmato.",
                "could not be opened, and it is not known whether it is signed."
            ),
        ));
    }
    for file in &d.attached.signed {
        for signer in &file.signers {
            let by = &signer.by;
            let whose = format!("{} ({})", name(d, by), file.name);
            if !signer.intact {
                say(format!(
                    "{} {whose}: {}",
                    d.w("La firma di", "The signature of"),
                    d.w(
                        "non corrisponde al contenuto.",
                        "it does not match the content."
                    )
                ));
                continue;
            }
            if by.trusted_by.is_none() {
                say(format!(
                    "{} {whose}: {}",
                    d.w("L'identità di", "The identity of"),
                    d.w(
                        "nessuna voce dell'elenco dei certificatori garantisce per il certificato.",
                        "no entry of the list of certifiers vouches for the certificate."
                    )
                ));
            }
            if !by.stamp.as_ref().is_some_and(|stamp| stamp.proves()) {
                say(format!(
                    "{} {whose}: {}",
                    d.w("Quando ha firmato", "When it was signed by"),
                    d.w(
                        "nessuna marca temporale verificata; l'ora è quella dichiarata da chi ha firmato.",
                        "no verified time stamp; the time is the one the signer states."
                    )
                ));
            }
            if by.revocation.status == RevocationStatus::NotVerified {
                say(format!(
                    "{} {whose}: {}",
                    d.w("Che non fosse revocato il certificato di", "That the certificate was not revoked of"),
                    d.w(
                        "la revoca non è verificata, nel file non ci sono dati che valgano e nessun altro è stato interrogato.",
                        "revocation is not verified, the file holds no data that counts and nobody else was asked."
                    )
                ));
            }
            if !by.qualified {
                say(format!(
                    "{} {whose}.",
                    d.w(
                        "Che sia qualificata la firma di",
                        "That the signature is qualified of"
                    )
                ));
            }
        }
    }
}
