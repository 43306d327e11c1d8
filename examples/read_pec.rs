//! Reads a certified mail: what it is, who wrote it, and what its signature proves.
//!
//! `cargo run -p examples --example read_pec -- mail.eml gestore-ca.pem`

use anyhow::Context;
use chrono::Utc;
use contract::{Arrival, VerdictStatus};
use signature::{Anchor, TrustStore};

/// Recognises a raw mail against one authority (PEM) that is believed.
pub fn read(raw: &[u8], authority: &str) -> anyhow::Result<Arrival> {
    let anchor = Anchor {
        name: "Gestore".into(),
        pem: authority.into(),
        domains: Vec::new(),
        imported_at: Utc::now(),
    };
    let trust = TrustStore::from_anchors(&[anchor])?;
    Ok(pec::recognise(raw, &trust, Utc::now())?)
}

/// Lines for a person.
pub fn tell(mail: &Arrival) -> Vec<String> {
    let status = mail.verdict.as_ref().map(|v| v.status);
    let mut lines = vec![
        format!("kind: {:?}", mail.kind),
        format!("from: {} <{}>", mail.from_name, mail.from),
        format!("subject: {}", mail.subject),
        match status {
            Some(VerdictStatus::Trusted) => {
                "signature: holds, of a gestore that is believed".into()
            }
            Some(other) => format!("signature: {other:?}; nothing in the mail is proved"),
            None => "signature: none is claimed".into(),
        },
    ];
    if let Some(sent) = mail.certified_sent_at {
        lines.push(format!("sent: {sent}"));
    }
    for attachment in &mail.attachments {
        lines.push(format!(
            "attachment: {} ({} bytes)",
            attachment.name, attachment.size
        ));
    }
    lines
}

#[allow(dead_code)] // The test of the examples calls `read` itself.
fn main() -> anyhow::Result<()> {
    let mut files = std::env::args().skip(1);
    let mail = files.next().context("the file of the mail (.eml)")?;
    let authority = files.next().context("the file of the authority (.pem)")?;
    let arrival = read(&std::fs::read(mail)?, &std::fs::read_to_string(authority)?)?;
    tell(&arrival).iter().for_each(|line| println!("{line}"));
    Ok(())
}
