//! From raw bytes to an [`Arrival`]: the claim of the headers, confirmed or not by what is signed.
//!
//! The outer headers are not signed; the daticert is. So a verdict stays *trusted* only when the
//! signed part says the same as the headers: same kind, same message. Anything else keeps the mail
//! readable and makes the verdict *invalid*, which moves nothing. Sources: RFC 6109 §3–4, §7.

use crate::{daticert, kind};
use chrono::{DateTime, Utc};
use contract::{Arrival, Daticert, Extra, Kind, Verdict, VerdictStatus};
use mail::{HtmlBody, Malformed, Tree, bounce, header, reading};
use signature::TrustStore;

/// Recognises a mail. `at` is when it came, UTC. Refuses only what must be put aside unread.
pub fn recognise(raw: &[u8], trust: &TrustStore, at: DateTime<Utc>) -> Result<Arrival, Malformed> {
    let tree = Tree::read(raw)?;
    let claim = kind::claim(&tree);
    let mut arrival = reading::arrival_of(&tree);
    arrival.kind = claim.kind;
    arrival.warnings = claim.warnings;
    if !claim.certified {
        return Ok(arrival);
    }
    let references: Vec<String> = tree
        .values(0, "X-Riferimento-Message-ID")
        .flat_map(header::ids)
        .collect();
    arrival.reference_id = references.first().cloned();
    let envelope = envelope(&tree);
    let signed = signature::verify_mail(raw, trust, at);
    let mut verdict = match &signed {
        Some(signed) => signed.verdict.clone(),
        None => absent(at),
    };
    if signed.is_none() {
        arrival
            .warnings
            .push("unsigned_claim: it claims to be certified and carries no signature".into());
    }
    // The daticert is read from exactly the bytes that were judged.
    let certificate = match &signed {
        Some(signed) if signed.embedded.is_some() => {
            arrival
                .warnings
                .push("opaque_signature: the signed part is packed inside the signature".into());
            Tree::read(signed.entity(raw)).map(|inner| parts_of(&inner, 0).daticert(&inner))?
        }
        _ => envelope.daticert(&tree),
    };
    if let Some(signed) = signed
        .as_ref()
        .filter(|s| s.embedded.is_none() && !s.content.is_empty())
    {
        let read = &tree.parts[envelope.root];
        if !read.lies_in_raw() || read.range() != signed.content {
            object(
                &mut verdict,
                &mut arrival,
                "signed_part_differs",
                "the part that is read is not the part that is signed",
            );
        }
    }
    if references.iter().any(|id| Some(id) != references.first()) {
        object(
            &mut verdict,
            &mut arrival,
            "header_repeated",
            "X-Riferimento-Message-ID has several values",
        );
    }
    keep_daticert(&tree, certificate, &mut verdict, &mut arrival);
    match arrival.kind {
        Kind::Transport | Kind::Anomaly => read_original(&tree, &envelope, &mut arrival),
        Kind::Receipt(_) => read_notice(&tree, &envelope, &mut arrival),
        Kind::Ordinary => {}
    }
    arrival.verdict = Some(verdict);
    Ok(arrival)
}

/// The HTML body people read: of the original inside a transport or anomaly envelope, else of the mail.
pub fn html_body(raw: &[u8]) -> Result<Option<HtmlBody>, Malformed> {
    let path = {
        let tree = Tree::read(raw)?;
        let root = match kind::claim(&tree).kind {
            Kind::Transport | Kind::Anomaly => envelope(&tree).original.unwrap_or(0),
            Kind::Receipt(_) => envelope(&tree).root,
            Kind::Ordinary => 0,
        };
        tree.parts[root].path.clone()
    };
    mail::html_body(raw, &path)
}

/// Root of the mail a notice or an envelope holds.
pub(crate) fn original_of(tree: &Tree<'_>) -> Option<usize> {
    envelope(tree).original
}

/// The signed part of the gestore and what lies directly in it.
struct Envelope {
    root: usize,
    daticert: Vec<usize>,
    /// Root of the mail inside `postacert.eml`.
    original: Option<usize>,
}

impl Envelope {
    fn daticert(&self, tree: &Tree<'_>) -> Certificate {
        match self.daticert.as_slice() {
            [] => Certificate::Missing,
            [first, rest @ ..] => match daticert::read(&tree.content(*first)) {
                Ok(read) => Certificate::Read {
                    daticert: Box::new(read),
                    others: rest.len(),
                },
                Err(error) => Certificate::Unreadable(error.to_string()),
            },
        }
    }
}

enum Certificate {
    Missing,
    Unreadable(String),
    Read {
        daticert: Box<Daticert>,
        others: usize,
    },
}

fn envelope(tree: &Tree<'_>) -> Envelope {
    let root = &tree.parts[0];
    let signed = root.media_type == "multipart/signed" && !root.children.is_empty();
    parts_of(tree, if signed { root.children[0] } else { 0 })
}

/// Looks through the part and its multiparts, never into a mail inside it: a forwarded envelope has
/// a daticert of its own, which is not ours.
fn parts_of(tree: &Tree<'_>, root: usize) -> Envelope {
    let mut envelope = Envelope {
        root,
        daticert: Vec::new(),
        original: None,
    };
    let mut unnamed_mail = None;
    let mut waiting = vec![root];
    while let Some(index) = waiting.pop() {
        let part = &tree.parts[index];
        if part.is_multipart() {
            waiting.extend(part.children.iter().rev());
            continue;
        }
        let name = part
            .file_name
            .as_deref()
            .unwrap_or_default()
            .trim()
            .to_lowercase();
        if name == "daticert.xml" {
            envelope.daticert.push(index);
        } else if part.is_message() {
            if name == "postacert.eml" && envelope.original.is_none() {
                envelope.original = Some(part.children[0]);
            }
            unnamed_mail.get_or_insert(part.children[0]);
        }
    }
    envelope.original = envelope.original.or(unnamed_mail);
    envelope
}

/// Compares what is signed with what is claimed.
fn keep_daticert(
    tree: &Tree<'_>,
    certificate: Certificate,
    verdict: &mut Verdict,
    arrival: &mut Arrival,
) {
    let wanted = matches!(arrival.kind, Kind::Transport | Kind::Receipt(_));
    let daticert = match certificate {
        Certificate::Missing if wanted => {
            return object(
                verdict,
                arrival,
                "daticert_missing",
                "the envelope has no daticert.xml",
            );
        }
        Certificate::Missing => return,
        Certificate::Unreadable(said) => {
            return object(verdict, arrival, "daticert_unreadable", &said);
        }
        Certificate::Read { daticert, others } => {
            if others > 0 {
                arrival.warnings.push(format!(
                    "several_daticert: {} more daticert.xml are ignored",
                    others
                ));
            }
            *daticert
        }
    };
    if !kind::agrees(arrival.kind, &daticert.tipo) {
        let said = format!(
            "daticert says `{}`, the headers say otherwise",
            daticert.tipo
        );
        object(verdict, arrival, "tipo_differs", &said);
    }
    if let (Some(header), Some(msgid)) = (&arrival.reference_id, &daticert.msgid)
        && !header.eq_ignore_ascii_case(msgid)
    {
        object(
            verdict,
            arrival,
            "reference_differs",
            "X-Riferimento-Message-ID and daticert/msgid name different messages",
        );
    }
    let virus_header = tree
        .value(0, "X-VerificaSicurezza")
        .is_some_and(|v| header::keyword(v).eq_ignore_ascii_case("errore"));
    if virus_header && daticert.errore != Extra::Virus {
        arrival.warnings.push(
            "security_header_differs: X-VerificaSicurezza says virus, daticert does not".into(),
        );
    }
    if arrival.kind == Kind::Transport {
        arrival.certified_sent_at = daticert.data;
    }
    arrival.reference_id = arrival
        .reference_id
        .take()
        .or_else(|| daticert.msgid.clone());
    arrival.daticert = Some(daticert);
}

/// A finding that forbids to believe the mail, whatever the signature says.
fn object(verdict: &mut Verdict, arrival: &mut Arrival, code: &str, said: &str) {
    arrival.warnings.push(format!("{code}: {said}"));
    verdict.reasons.push(code.into());
    if verdict.status != VerdictStatus::Absent {
        verdict.status = VerdictStatus::Invalid;
    }
}

/// A transport or anomaly envelope: who wrote and what is in the original.
fn read_original(tree: &Tree<'_>, envelope: &Envelope, arrival: &mut Arrival) {
    let Some(root) = envelope.original else {
        arrival
            .warnings
            .push("original_missing: the envelope does not hold the original".into());
        read_notice(tree, envelope, arrival);
        if let Some(daticert) = &arrival.daticert {
            arrival.from = daticert.mittente.clone();
            arrival.from_name = String::new();
            arrival.subject = daticert.oggetto.clone().unwrap_or_default();
        }
        return;
    };
    let head = reading::head(tree, root);
    let content = reading::content(tree, root);
    let answer_to = head.reply_to.clone().or(arrival.reply_to.take());
    arrival.from = if head.from.address.is_empty() {
        answer_to.clone().unwrap_or_default()
    } else {
        head.from.address
    };
    arrival.from_name = head.from.name;
    arrival.reply_to = answer_to;
    arrival.subject = head.subject;
    for (ours, theirs) in [
        (&mut arrival.to, head.to),
        (&mut arrival.cc, head.cc),
        (&mut arrival.in_reply_to, head.in_reply_to),
        (&mut arrival.references, head.references),
    ] {
        if !theirs.is_empty() {
            *ours = theirs;
        }
    }
    arrival.text = content.text;
    arrival.has_html = content.has_html;
    arrival.attachments = content.attachments;
    // What the original says of itself; of the envelope a gestore wrote every one.
    arrival.automatic = reading::is_automatic(tree, root);
    arrival.take_bounces(match arrival.kind {
        Kind::Anomaly => bounce::find(tree, root),
        _ => Vec::new(),
    });
    if let Some(daticert) = arrival
        .daticert
        .as_ref()
        .filter(|d| !d.mittente.is_empty() && d.mittente != arrival.from)
    {
        let said = format!(
            "sender_differs: daticert names {}, the original {}",
            daticert.mittente, arrival.from
        );
        arrival.warnings.push(said);
    }
}

/// A notice of the gestore: its own text; attachments are those of the original it gives back.
fn read_notice(tree: &Tree<'_>, envelope: &Envelope, arrival: &mut Arrival) {
    let content = reading::content(tree, envelope.root);
    arrival.text = content.text;
    arrival.has_html = content.has_html;
    arrival.attachments = match envelope.original {
        Some(original) => reading::content(tree, original).attachments,
        None => Vec::new(),
    };
    arrival.take_bounces(Vec::new());
}

fn absent(at: DateTime<Utc>) -> Verdict {
    Verdict {
        status: VerdictStatus::Absent,
        signer: None,
        signer_address: None,
        certificate_sha256: None,
        serial: None,
        algorithm: None,
        signed_at: None,
        verified_at: at,
        chain_pem: Vec::new(),
        trusted_by: None,
        reasons: Vec::new(),
    }
}
