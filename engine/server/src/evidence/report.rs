//! The report for people: a few pages one can read aloud.

use super::{Dossier, Kept, gaps, let_out, signed};
use contract::VerdictStatus;

/// Title and text, in the reader's language.
pub(super) fn write(d: &Dossier<'_>) -> (String, String) {
    let mut out = Vec::new();
    message(d, &mut out);
    let_out::write(d, &mut out);
    signed::write(d, &mut out);
    recipients(d, &mut out);
    timeline(d, &mut out);
    receipts(d, &mut out);
    heading(
        &mut out,
        d.w("Che cosa non è provato", "What is not proven"),
    );
    out.extend(gaps::gaps(d).into_iter().map(|gap| format!("– {gap}")));
    heading(&mut out, d.w("Come si verifica", "How to verify it"));
    out.push(
        d.w(
            "I file .eml sono i messaggi come sono partiti e arrivati, byte per byte; le ricevute sono firmate dai gestori (S/MIME) e si aprono con un programma di posta o con openssl. Le impronte SHA-256 di tutti i file sono in impronte.sha256 (sha256sum -c impronte.sha256); i certificati dei firmatari in certificati/; gli stessi dati per i programmi in prova.json.",
            "The .eml files are the messages as they left and came, byte for byte; the receipts are signed by the gestori (S/MIME) and open in a mail program or with openssl. The SHA-256 of every file is in impronte.sha256 (sha256sum -c impronte.sha256), the signers' certificates in certificati/, the same data for programs in prova.json.",
        )
        .into(),
    );
    let title = d.w("Prova della PEC", "Evidence of a certified message");
    (title.into(), out.join("\n"))
}

pub(super) fn heading(out: &mut Vec<String>, text: &str) {
    out.push(String::new());
    out.push(text.to_uppercase());
}

fn message(d: &Dossier<'_>, out: &mut Vec<String>) {
    let mut fact = |name: &str, value: &str| out.push(format!("{name}: {value}"));
    let sent = d.despatch;
    fact(d.w("Oggetto", "Subject"), &sent.subject);
    fact(d.w("Da", "From"), &d.mailbox);
    fact("Message-ID", &sent.message_id);
    if let Some(id) = &sent.pec_id {
        fact(d.w("Identificativo del gestore", "The gestore's id"), id);
    }
    if let Some(author) = &d.author {
        fact(d.w("Scritto da", "Written by"), author);
    }
    fact(
        "messaggio.eml",
        &format!("{} byte, SHA-256 {}", sent.size, d.sha256),
    );
    let (delivered, all) = d.journey.delivered();
    let of = match d.language {
        crate::language::Language::It => format!("consegnato a {delivered} di {all} destinatari"),
        crate::language::Language::En => format!("delivered to {delivered} of {all} recipients"),
    };
    fact(d.w("Esito", "Outcome"), &of);
    let made = d.time(d.made_at);
    fact(
        d.w("Prova preparata il", "This evidence was made on"),
        &made,
    );
}

fn recipients(d: &Dossier<'_>, out: &mut Vec<String>) {
    heading(out, d.w("Destinatari", "Recipients"));
    for r in &d.journey.recipients {
        let (it, en) = gaps::why(r);
        let when = r.delivered_at.or(r.failed_at).map(|at| d.time(at));
        let when = when.map(|at| format!(" ({at})")).unwrap_or_default();
        out.push(format!("{}: {}{when}", r.address, d.w(it, en)));
        if let Some(reason) = &r.reason {
            out.push(format!(
                "    {}: {}",
                d.w("Parole del gestore", "The gestore's words"),
                one_line(reason)
            ));
        }
    }
}

fn timeline(d: &Dossier<'_>, out: &mut Vec<String>) {
    heading(out, d.w("Cronologia", "Timeline"));
    let mut lines = vec![(
        d.despatch.created_at,
        d.w("preparato", "prepared").to_string(),
    )];
    if let Some(at) = d.despatch.submitted_at {
        let words = d.w(
            "preso dal server del gestore",
            "taken by the gestore's server",
        );
        lines.push((at, words.into()));
    }
    for k in &d.receipts {
        let whom = k.receipt.recipient.as_deref();
        let whom = whom.map(|w| format!(", {w}")).unwrap_or_default();
        lines.push((k.receipt.at, format!("{}{whom}", kind(d, &k.receipt.kind))));
    }
    lines.sort_by_key(|(at, _)| *at);
    out.extend(
        lines
            .into_iter()
            .map(|(at, what)| format!("{}  {what}", d.time(at))),
    );
}

fn receipts(d: &Dossier<'_>, out: &mut Vec<String>) {
    heading(out, d.w("Ricevute", "Receipts"));
    if d.receipts.is_empty() {
        out.push(d.w("Nessuna.", "None.").into());
    }
    for k in &d.receipts {
        let Some(file) = &k.file else { continue };
        out.push(format!("{file}: {}", kind(d, &k.receipt.kind)));
        out.push(format!("    SHA-256 {}", k.sha256));
        out.push(format!("    {}", verdict(d, k)));
        if let Some(proof) = &k.proof {
            let same = match proof.same {
                true => d.w("restituisce ciò che è partito", "gives back what left"),
                false => d.w(
                    "restituisce altro da ciò che è partito",
                    "gives back something else than what left",
                ),
            };
            out.push(format!("    {same}"));
        }
    }
}

fn verdict(d: &Dossier<'_>, k: &Kept) -> String {
    let Some(v) = &k.verdict else {
        return d.w("senza firma", "unsigned").into();
    };
    let words = match v.status {
        VerdictStatus::Trusted => d.w(
            "firma integra, di un gestore dell'elenco",
            "signature whole, of a listed gestore",
        ),
        VerdictStatus::UntrustedChain => d.w(
            "firma integra, di chi non è nell'elenco dei gestori",
            "signature whole, of somebody not among the listed gestori",
        ),
        VerdictStatus::Invalid => d.w("firma non valida", "signature not valid"),
        VerdictStatus::Absent => d.w("firma assente", "no signature"),
    };
    let mut parts = vec![words.to_string()];
    parts.extend(v.signer.as_deref().map(one_line));
    parts.extend(v.algorithm.clone());
    parts.extend(
        v.certificate_sha256
            .as_ref()
            .map(|sha| format!("{} SHA-256 {sha}", d.w("certificato", "certificate"))),
    );
    parts.extend(v.trusted_by.as_deref().map(one_line));
    parts.push(format!(
        "{} {}",
        d.w("verificata il", "verified on"),
        d.time(v.verified_at)
    ));
    parts.join("; ")
}

/// What a receipt is called.
fn kind<'a>(d: &Dossier<'_>, kind: &'a str) -> &'a str {
    let (it, en) = match kind {
        "accettazione" => ("ricevuta di accettazione", "acceptance receipt"),
        "non-accettazione" => ("avviso di non accettazione", "notice of non-acceptance"),
        "presa-in-carico" => ("presa in carico", "taken in charge"),
        "avvenuta-consegna" => ("ricevuta di avvenuta consegna", "delivery receipt"),
        "preavviso-errore-consegna" => (
            "avviso di mancata consegna per superamento del tempo",
            "notice of delay",
        ),
        "errore-consegna" => ("avviso di mancata consegna", "notice of failed delivery"),
        "rilevazione-virus" => ("avviso di virus", "virus notice"),
        "bounce-failed" => (
            "avviso di mancato recapito del server del destinatario",
            "delivery failure of the recipient's server",
        ),
        "bounce-delayed" => (
            "avviso di ritardo del server del destinatario",
            "delay notice of the recipient's server",
        ),
        other => (other, other),
    };
    d.w(it, en)
}

pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
