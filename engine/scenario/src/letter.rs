//! Mails and receipts of a scenario as the recogniser would have seen them.

use crate::script::{Letter, Receipt};
use chrono::{DateTime, Utc};
use contract::{
    Arrival, Attachment, Daticert, Extra, Kind, ReceiptKind, Recipient, RecipientType, Verdict,
    VerdictStatus,
};
use store::row;

const GESTORE: &str = "posta-certificata@gestore.example";

/// The mail of `given`, numbered so that two are never the same.
pub(crate) fn arrival(letter: &Letter, to: &str, number: u64, now: DateTime<Utc>) -> Arrival {
    let recipients = match letter.to.as_slice() {
        [] => vec![to.to_string()],
        given => given.to_vec(),
    };
    let message_id = format!("{number}@scenario.example");
    let sent_at = letter.certified.then_some(letter.sent_at).flatten();
    Arrival {
        kind: if letter.certified {
            Kind::Transport
        } else {
            Kind::Ordinary
        },
        envelope_from: if letter.certified {
            GESTORE.into()
        } else {
            letter.from.clone()
        },
        from: letter.from.to_lowercase(),
        from_name: letter.from_name.clone(),
        to: recipients.clone(),
        cc: letter.cc.clone(),
        subject: letter.subject.clone(),
        date: letter.sent_at,
        certified_sent_at: sent_at,
        text: letter.text.clone(),
        attachments: (2..)
            .zip(&letter.attachments)
            .map(|(part, a)| Attachment {
                path: vec![part],
                name: a.name.clone(),
                media_type: a.media_type.clone(),
                size: a.size,
                sha256: String::new(),
            })
            .collect(),
        daticert: letter.certified.then(|| Daticert {
            tipo: "posta-certificata".into(),
            mittente: letter.from.clone(),
            destinatari: certified(&recipients),
            data: sent_at,
            oggetto: Some(letter.subject.clone()),
            ..daticert(&message_id)
        }),
        verdict: letter.certified.then(|| trusted(now)),
        sdi: letter.sdi.clone(),
        ..empty(message_id)
    }
}

/// A receipt of the gestore about a message that left.
pub(crate) fn receipt(
    receipt: &Receipt,
    despatch: &row::Despatch,
    number: u64,
    now: DateTime<Utc>,
) -> Arrival {
    let tipo = serde_json::to_value(receipt.kind)
        .ok()
        .and_then(|v| v.as_str().map(str::to_string))
        .unwrap_or_default();
    let failed = matches!(
        receipt.kind,
        ReceiptKind::ErroreConsegna | ReceiptKind::NonAccettazione
    );
    Arrival {
        kind: Kind::Receipt(receipt.kind),
        reference_id: Some(despatch.message_id.clone()),
        envelope_from: GESTORE.into(),
        from: GESTORE.into(),
        subject: format!("{}: {}", tipo.to_uppercase(), despatch.subject),
        date: Some(now),
        daticert: Some(Daticert {
            tipo,
            errore: if failed { Extra::Altro } else { Extra::Nessuno },
            destinatari: certified(&despatch.recipients),
            data: Some(now),
            msgid: Some(despatch.message_id.clone()),
            consegna: receipt.recipient.clone(),
            errore_esteso: receipt.reason.clone(),
            oggetto: Some(despatch.subject.clone()),
            ..daticert(&format!("opec-{}", despatch.id))
        }),
        verdict: Some(trusted(now)),
        ..empty(format!("{number}@gestore.example"))
    }
}

fn certified(addresses: &[String]) -> Vec<Recipient> {
    addresses
        .iter()
        .map(|address| Recipient {
            address: address.clone(),
            r#type: RecipientType::Certificato,
        })
        .collect()
}

fn trusted(now: DateTime<Utc>) -> Verdict {
    Verdict {
        status: VerdictStatus::Trusted,
        signer: None,
        signer_address: Some(GESTORE.into()),
        certificate_sha256: None,
        serial: None,
        algorithm: None,
        signed_at: Some(now),
        verified_at: now,
        chain_pem: Vec::new(),
        trusted_by: Some("scenario".into()),
        reasons: Vec::new(),
    }
}

fn daticert(identifier: &str) -> Daticert {
    Daticert {
        tipo: String::new(),
        errore: Extra::Nessuno,
        mittente: String::new(),
        destinatari: Vec::new(),
        risposte: String::new(),
        oggetto: None,
        gestore_emittente: "Gestore di scena".into(),
        data: None,
        identificativo: identifier.into(),
        msgid: None,
        ricevuta: None,
        consegna: None,
        ricezione: Vec::new(),
        errore_esteso: None,
    }
}

fn empty(message_id: String) -> Arrival {
    Arrival {
        kind: Kind::Ordinary,
        message_id,
        reference_id: None,
        in_reply_to: Vec::new(),
        references: Vec::new(),
        envelope_from: String::new(),
        from: String::new(),
        from_name: String::new(),
        reply_to: None,
        to: Vec::new(),
        cc: Vec::new(),
        subject: String::new(),
        date: None,
        certified_sent_at: None,
        text: String::new(),
        has_html: false,
        attachments: Vec::new(),
        daticert: None,
        verdict: None,
        bounce: None,
        further_bounces: Vec::new(),
        sdi: None,
        automatic: false,
        warnings: Vec::new(),
    }
}
