//! What a mail claims to be, by the exact values of its headers.
//!
//! Never by its subject and never by its sender: anybody can type those. Source: RFC 6109 App. A;
//! order of the checks: `X-Ricevuta` before `X-Trasporto`.

use contract::{Kind, ReceiptKind, ReceiptScope};
use mail::{Tree, header};

/// A claim, still without proof.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub kind: Kind,
    /// It has headers of certified mail, whatever their values.
    pub certified: bool,
    /// Oddities of the headers.
    pub warnings: Vec<String>,
}

/// Starts of the subjects gestori write; somebody who imitates them imitates these.
const SUBJECTS: &[&str] = &[
    "posta certificata:",
    "accettazione:",
    "avviso di non accettazione",
    "consegna:",
    "presa in carico:",
    "avviso di mancata consegna",
    "problema di sicurezza:",
    "anomalia messaggio:",
];

/// Reads the claim of the outer header.
pub fn claim(tree: &Tree<'_>) -> Claim {
    let mut warnings = Vec::new();
    let receipt = value(tree, "X-Ricevuta", &mut warnings);
    let transport = value(tree, "X-Trasporto", &mut warnings);
    let repeated = !warnings.is_empty();
    let kind = match (receipt.as_deref(), transport.as_deref()) {
        // Two values that differ: nobody can say which of them a reader would believe.
        _ if repeated => Kind::Ordinary,
        (Some(value), _) => match receipt_kind(value) {
            Some(kind) => Kind::Receipt(kind),
            None if value == "mancata-consegna" => {
                warnings.push(format!("nonstandard_value: X-Ricevuta: {value}"));
                Kind::Receipt(ReceiptKind::ErroreConsegna)
            }
            None => {
                warnings.push(format!("unknown_receipt_kind: X-Ricevuta: {value}"));
                Kind::Ordinary
            }
        },
        (None, Some("posta-certificata")) => Kind::Transport,
        (None, Some("errore")) => Kind::Anomaly,
        (None, Some(value)) => {
            warnings.push(format!("unknown_transport_kind: X-Trasporto: {value}"));
            Kind::Ordinary
        }
        (None, None) => Kind::Ordinary,
    };
    let certified = receipt.is_some() || transport.is_some();
    if !certified {
        let head = mail::reading::head(tree, 0);
        let subject = head.subject.to_lowercase();
        if SUBJECTS.iter().any(|start| subject.starts_with(start)) {
            warnings.push(
                "suspected_fake_receipt: only the subject looks like a notice of a gestore".into(),
            );
        } else if head.from.address.starts_with("posta-certificata@") {
            warnings.push("gestore_sender_without_headers: the sender looks like a gestore, the headers do not".into());
        }
    }
    Claim {
        kind,
        certified,
        warnings,
    }
}

/// The one value of a header, lower case; values that differ are an oddity.
fn value(tree: &Tree<'_>, name: &str, warnings: &mut Vec<String>) -> Option<String> {
    let mut values: Vec<String> = tree
        .values(0, name)
        .map(|v| header::keyword(v).to_lowercase())
        .filter(|v| !v.is_empty())
        .collect();
    values.dedup();
    if values.len() > 1 {
        warnings.push(format!(
            "header_repeated: {name} has {} values",
            values.len()
        ));
    }
    values.into_iter().next()
}

/// The exact words of `X-Ricevuta`, which are also those of `postacert/@tipo`.
pub fn receipt_kind(value: &str) -> Option<ReceiptKind> {
    Some(match value {
        "accettazione" => ReceiptKind::Accettazione,
        "non-accettazione" => ReceiptKind::NonAccettazione,
        "presa-in-carico" => ReceiptKind::PresaInCarico,
        "avvenuta-consegna" => ReceiptKind::AvvenutaConsegna,
        "errore-consegna" => ReceiptKind::ErroreConsegna,
        "preavviso-errore-consegna" => ReceiptKind::PreavvisoErroreConsegna,
        "rilevazione-virus" => ReceiptKind::RilevazioneVirus,
        _ => return None,
    })
}

/// `completa`, `breve`, `sintetica` in any case.
pub fn scope(value: &str) -> Option<ReceiptScope> {
    match value.trim().to_ascii_lowercase().as_str() {
        "completa" => Some(ReceiptScope::Completa),
        "breve" => Some(ReceiptScope::Breve),
        "sintetica" => Some(ReceiptScope::Sintetica),
        _ => None,
    }
}

/// Whether the signed `postacert/@tipo` says what the unsigned header claims.
pub fn agrees(kind: Kind, tipo: &str) -> bool {
    let tipo = tipo.to_ascii_lowercase();
    match kind {
        Kind::Transport => tipo == "posta-certificata",
        Kind::Receipt(claimed) => receipt_kind(&tipo) == Some(claimed),
        Kind::Anomaly | Kind::Ordinary => true,
    }
}
