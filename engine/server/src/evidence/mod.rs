//! *Prova della PEC*: all that is kept about one message that left, in one archive that needs no program of ours.
//!
//! The message and every receipt byte for byte, their SHA-256 as `sha256sum -c` reads them, the verdicts and the timeline
//! for programs, the certificates of who signed, and a report for people that also says what is not proven. Verdicts are
//! those of the day a receipt or a signed document came; only signed attachments that never came back signed here are read
//! as it is made, and it says so. What was withheld by act is left out and named.

mod gaps;
mod let_out;
mod report;
mod signed;

use crate::app::Shared;
use crate::language::Language;
use crate::names::Names;
use crate::problem::Problem;
use crate::route::approval::{self, ReleaseShown};
use crate::wire::{self, ArchivedFile};
use chrono::{DateTime, Utc};
use contract::{Arrival, Proof, Verdict};
use office::Viewer;
use office::despatch::Journey;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use store::{row, view};
use uuid::Uuid;

/// One receipt with its bytes.
struct Kept {
    receipt: row::Receipt,
    /// Its place in the archive; None: withheld by act.
    file: Option<String>,
    sha256: String,
    verdict: Option<Verdict>,
    proof: Option<Proof>,
}

/// What the report and the gaps are written from.
struct Dossier<'a> {
    despatch: &'a row::Despatch,
    journey: Journey,
    mailbox: String,
    author: Option<String>,
    sha256: String,
    let_out: Option<ReleaseShown>,
    attached: signed::Attached,
    receipts: Vec<Kept>,
    made_at: DateTime<Utc>,
    zone: chrono_tz::Tz,
    language: Language,
}

impl Dossier<'_> {
    fn w<'a>(&self, it: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::It => it,
            Language::En => en,
        }
    }

    /// Legal local time with its offset, to the second.
    fn time(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone)
            .format("%d/%m/%Y %H:%M:%S %:z")
            .to_string()
    }
}

/// The archive of a despatch the viewer may see; its name and its bytes.
pub async fn archive(
    app: &Shared,
    viewer: &Viewer,
    item: &view::DespatchItem,
    names: &Names,
    language: Language,
) -> Result<(String, Vec<u8>), Problem> {
    let runtime = &app.runtime;
    let despatch = &item.despatch;
    let journey: Journey =
        serde_json::from_value(despatch.journey.clone()).map_err(|e| Problem::broken(&e))?;
    let proofs: HashMap<Uuid, Proof> = journey
        .evidence()
        .filter_map(|e| Some((e.mail?, e.proof.clone()?)))
        .collect();
    let blobs = runtime.store().blobs();
    let sent = blobs.get(&despatch.raw).await?.to_vec();
    let let_out = approval::release(app, names, despatch).await?;
    let attached = signed::read(app, despatch, let_out.as_ref(), &sent).await?;
    let mut files = vec![file("messaggio.eml", sent)];
    let mut receipts = Vec::new();
    let mut certificates: BTreeMap<String, String> = BTreeMap::new();
    for (n, receipt) in item.receipts.iter().flatten().enumerate() {
        let seen = view::mail(viewer, runtime.store(), receipt.mail).await?;
        let Some(mail) = seen.filter(|m| !m.withheld).map(|m| m.mail) else {
            receipts.push(Kept {
                receipt: receipt.clone(),
                file: None,
                sha256: String::new(),
                verdict: None,
                proof: None,
            });
            continue;
        };
        let arrival: Option<Arrival> = serde_json::from_value(mail.arrival).ok();
        let verdict = arrival.and_then(|a| a.verdict);
        for pem in verdict.iter().flat_map(|v| &v.chain_pem) {
            certificates.insert(hex::encode(Sha256::digest(pem)), pem.clone());
        }
        let name = format!("ricevute/{:03}-{}.eml", n + 1, receipt.kind);
        files.push(file(&name, blobs.get(&mail.raw).await?.to_vec()));
        receipts.push(Kept {
            file: Some(name),
            sha256: hex::encode(mail.raw),
            verdict,
            proof: proofs.get(&receipt.mail).cloned(),
            receipt: receipt.clone(),
        });
    }
    for (n, pem) in certificates.into_values().enumerate() {
        let name = format!("certificati/{:02}.pem", n + 1);
        files.push(file(&name, pem.into_bytes()));
    }
    let name_of = |login: &Option<String>| login.as_deref().map(|l| names.person(l).name);
    let dossier = Dossier {
        mailbox: names.address(despatch.mailbox),
        author: name_of(&despatch.author),
        let_out,
        attached,
        sha256: hex::encode(despatch.raw),
        despatch,
        journey,
        receipts,
        made_at: runtime.clock().now(),
        zone: app.config.zone,
        language,
    };
    let data = serde_json::to_vec_pretty(&data(&dossier)).map_err(|e| Problem::broken(&e))?;
    files.push(file("prova.json", data));
    let (title, text) = report::write(&dossier);
    let made_at = dossier.made_at;
    let english = language == Language::En;
    let name = format!("prova-{}.zip", despatch.id);
    let bytes = tokio::task::spawn_blocking(move || {
        let pdf = wire::report(title, text, english, made_at)?;
        files.push(file("prova.pdf", pdf));
        let sums: String = files
            .iter()
            .map(|f| format!("{}  {}\n", hex::encode(Sha256::digest(&f.bytes)), f.name))
            .collect();
        files.push(file("impronte.sha256", sums.into_bytes()));
        wire::archive(&files, made_at)
    });
    let bytes = bytes
        .await
        .map_err(|e| Problem::broken(&e))?
        .map_err(|e| Problem::broken(&e))?;
    Ok((name, bytes))
}

fn file(name: &str, bytes: Vec<u8>) -> ArchivedFile {
    ArchivedFile {
        name: name.into(),
        media_type: String::new(),
        bytes,
    }
}

/// The same for programs: times in UTC, verdicts whole.
fn data(d: &Dossier<'_>) -> serde_json::Value {
    let mut journey = json!(d.journey);
    if let Some(journey) = journey.as_object_mut() {
        // The evidence is told as receipts.
        journey.remove("evidence");
    }
    let receipts: Vec<_> = d
        .receipts
        .iter()
        .map(|k| {
            let r = &k.receipt;
            json!({ "kind": r.kind, "recipient": r.recipient, "identifier": r.identifier, "at": r.at, "counted": r.counted,
                "file": k.file, "sha256": k.sha256, "verdict": k.verdict, "proof": k.proof })
        })
        .collect();
    json!({
        "made_at": d.made_at,
        "message": { "file": "messaggio.eml", "sha256": d.sha256, "size": d.despatch.size, "message_id": d.despatch.message_id,
            "pec_id": d.despatch.pec_id, "subject": d.despatch.subject, "mailbox": d.mailbox, "certified": d.despatch.certified,
            "author": d.author, "created_at": d.despatch.created_at, "submitted_at": d.despatch.submitted_at,
            "outcome": d.despatch.outcome, "resends": d.despatch.resends },
        "let_out": d.let_out.as_ref().map(let_out::data),
        "signed_attachments": d.attached.signed,
        "journey": journey,
        "receipts": receipts,
        "not_proven": gaps::gaps(d),
    })
}
