//! By what a message was let out: the approved hash, who approved it and when, what was added at sending, the hash of what left.

use super::Dossier;
use super::report::heading;
use crate::names::PersonRef;
use crate::route::approval::ReleaseShown;
use serde_json::{Value, json};

/// For people.
pub(super) fn write(d: &Dossier<'_>, out: &mut Vec<String>) {
    heading(out, d.w("Approvazione e invio", "Approval and what left"));
    let Some(release) = &d.let_out else {
        out.push(
            d.w(
                "Il processo non chiedeva approvazioni, e all'invio non è stato aggiunto nulla.",
                "The process asked for no approval, and nothing was added at sending.",
            )
            .into(),
        );
        return;
    };
    match &release.approved {
        Some(hash) => {
            out.push(format!(
                "{} {hash}",
                d.w("Impronta approvata (SHA-256):", "Approved hash (SHA-256):")
            ));
            out.push(
                d.w(
                    "    È l'impronta di testo, oggetto, destinatari, casella e allegati, come sono stati letti da chi ha approvato.",
                    "    It is the hash of text, subject, recipients, mailbox and attachments, as whoever approved read them.",
                )
                .into(),
            );
        }
        None => out.push(
            d.w(
                "Il processo non chiedeva approvazioni.",
                "The process asked for no approval.",
            )
            .into(),
        ),
    }
    for approval in &release.approvals {
        out.push(format!(
            "{} {}, {} – {} ({} {})",
            d.w("Approvato da", "Approved by"),
            who(d, &approval.by),
            d.time(approval.at),
            approval.task,
            d.w("versione", "version"),
            approval.version,
        ));
    }
    let added = &release.additions;
    out.push(d.w("Aggiunto all'invio:", "Added at sending:").into());
    if added.subject_prefix.is_empty() && added.attachments.is_empty() && added.signed.is_empty() {
        out.push(format!("    {}", d.w("nulla", "nothing")));
    }
    if !added.subject_prefix.is_empty() {
        let words = d.w("prima dell'oggetto", "before the subject");
        out.push(format!("    {words}: {}", added.subject_prefix));
    }
    for file in &added.attachments {
        let words = d.w("un allegato", "an attachment");
        out.push(format!(
            "    {words}: {}, {} byte, SHA-256 {}",
            file.name, file.size, file.sha256
        ));
    }
    for file in &added.signed {
        let words = d.w(
            "il documento firmato, al posto di quello approvato",
            "the signed document, in the place of the approved one",
        );
        out.push(format!(
            "    {words}: {}, {} byte, SHA-256 {}",
            file.name, file.size, file.sha256
        ));
        out.push(format!(
            "        {} {}",
            d.w("approvato: SHA-256", "approved: SHA-256"),
            file.approved_sha256
        ));
    }
    out.push(format!(
        "{} {}",
        d.w(
            "Impronta di ciò che è partito (messaggio.eml, SHA-256):",
            "Hash of what left (messaggio.eml, SHA-256):"
        ),
        release.sent
    ));
}

/// For programs.
pub(super) fn data(release: &ReleaseShown) -> Value {
    let approvals = release.approvals.iter().map(|a| {
        json!({ "by": a.by.name, "in_place_of": a.by.in_place_of.as_ref().map(|absent| &absent.name),
            "task": a.task, "version": a.version, "sha256": a.hash, "at": a.at })
    });
    json!({ "approved_sha256": release.approved, "approvals": approvals.collect::<Vec<_>>(),
        "additions": release.additions, "sent_sha256": release.sent })
}

/// What an approval here does not prove.
pub(super) fn gaps(d: &Dossier<'_>, say: &mut impl FnMut(String)) {
    let approved = d.let_out.as_ref().is_some_and(|r| !r.approvals.is_empty());
    say(match approved {
        true => d.w(
            "Le approvazioni: sono righe del registro di questa casa, senza la firma di chi ha approvato.",
            "The approvals: they are lines of this house's record, without the signature of who approved.",
        ),
        false => d.w(
            "Che qualcuno lo abbia approvato prima dell'invio: nessuna approvazione è registrata.",
            "That somebody approved it before it left: no approval is recorded.",
        ),
    }
    .into());
}

fn who(d: &Dossier<'_>, person: &PersonRef) -> String {
    match &person.in_place_of {
        None => person.name.clone(),
        Some(absent) => format!(
            "{} ({} {})",
            person.name,
            d.w("in sostituzione di", "in place of"),
            absent.name
        ),
    }
}
