//! One piece of evidence about a message that left: a receipt, a notice or a bounce.
//!
//! Two copies of one receipt have equal [`Evidence::key`]s. The 12 h and the 24 h notice agree in
//! kind, recipient and `identificativo` (RFC 6109 §3.1.6): only their times tell them apart.

use super::{Cause, Instant, normal};
use contract::{
    Arrival, BounceAction, Extra, Kind, Proof, ReceiptKind, RecipientType, VerdictStatus,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What the evidence says happened. The order breaks ties between events of one second: a delivery
/// counts before a failure, so that the contradiction is flagged.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    Accettazione,
    NonAccettazione,
    PresaInCarico,
    AvvenutaConsegna,
    PreavvisoErroreConsegna,
    ErroreConsegna,
    RilevazioneVirus,
    BounceDelayed,
    BounceFailed,
}

impl EvidenceKind {
    /// Comes from the recipient's server as a delivery status notification (RFC 3464).
    pub fn is_bounce(self) -> bool {
        matches!(
            self,
            EvidenceKind::BounceDelayed | EvidenceKind::BounceFailed
        )
    }

    /// The name kept in the receipt's row: the value of `X-Ricevuta`, or `bounce-…`.
    pub fn name(self) -> &'static str {
        match self {
            EvidenceKind::Accettazione => "accettazione",
            EvidenceKind::NonAccettazione => "non-accettazione",
            EvidenceKind::PresaInCarico => "presa-in-carico",
            EvidenceKind::AvvenutaConsegna => "avvenuta-consegna",
            EvidenceKind::PreavvisoErroreConsegna => "preavviso-errore-consegna",
            EvidenceKind::ErroreConsegna => "errore-consegna",
            EvidenceKind::RilevazioneVirus => "rilevazione-virus",
            EvidenceKind::BounceDelayed => "bounce-delayed",
            EvidenceKind::BounceFailed => "bounce-failed",
        }
    }
}

impl From<ReceiptKind> for EvidenceKind {
    fn from(kind: ReceiptKind) -> EvidenceKind {
        match kind {
            ReceiptKind::Accettazione => EvidenceKind::Accettazione,
            ReceiptKind::NonAccettazione => EvidenceKind::NonAccettazione,
            ReceiptKind::PresaInCarico => EvidenceKind::PresaInCarico,
            ReceiptKind::AvvenutaConsegna => EvidenceKind::AvvenutaConsegna,
            ReceiptKind::ErroreConsegna => EvidenceKind::ErroreConsegna,
            ReceiptKind::PreavvisoErroreConsegna => EvidenceKind::PreavvisoErroreConsegna,
            ReceiptKind::RilevazioneVirus => EvidenceKind::RilevazioneVirus,
        }
    }
}

/// The evidence itself, as plain values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    pub kind: EvidenceKind,
    /// The signature of the gestore holds, its chain is trusted, and the `daticert` agrees with the
    /// header. Without it nothing moves.
    pub verified: bool,
    /// Time of the event: `data` of the daticert; for a bounce the date of the mail.
    pub at: Instant,
    /// `identificativo`; for a bounce its own Message-ID.
    pub identifier: String,
    /// `consegna`, or the recipient of the bounce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipient: Option<String>,
    /// `destinatari` of an acceptance, with their types.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub recipients: Vec<(String, RecipientType)>,
    /// `@errore` of the daticert.
    pub extra: Extra,
    /// `X-VerificaSicurezza: errore` or `@errore="virus"`.
    pub virus: bool,
    /// `errore-esteso`, or the diagnostic of the bounce.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The kept mail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<Uuid>,
    /// What a delivery receipt gives back, compared with what left. Shown; it moves nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proof: Option<Proof>,
}

/// What makes two receipts the same: verified or not, kind, recipient, identifier.
pub(super) type Key = (bool, EvidenceKind, String, String);

impl Evidence {
    /// Reads the evidence of an arrival: a receipt, or a bounce (bare or in an anomaly envelope), one piece for each
    /// recipient it speaks of. `kept_at` stands in for a missing date. Empty: the mail is no evidence about a despatch.
    pub fn of(arrival: &Arrival, mail: Option<Uuid>, kept_at: Instant) -> Vec<Evidence> {
        let trusted = arrival
            .verdict
            .as_ref()
            .is_some_and(|v| v.status == VerdictStatus::Trusted);
        if let Kind::Receipt(kind) = arrival.kind {
            return vec![Evidence::of_receipt(arrival, kind, trusted, mail, kept_at)];
        }
        let verified = trusted && arrival.kind == Kind::Anomaly;
        arrival
            .bounces()
            .filter_map(|bounce| {
                let kind = match bounce.action {
                    BounceAction::Failed => EvidenceKind::BounceFailed,
                    BounceAction::Delayed => EvidenceKind::BounceDelayed,
                    BounceAction::Other => return None,
                };
                let words = [bounce.status.as_deref(), bounce.diagnostic.as_deref()];
                let reason = words.into_iter().flatten().collect::<Vec<_>>().join(" ");
                Some(Evidence {
                    kind,
                    verified,
                    at: arrival.date.unwrap_or(kept_at),
                    identifier: arrival.message_id.clone(),
                    recipient: Some(normal(&bounce.recipient)),
                    recipients: Vec::new(),
                    extra: Extra::Nessuno,
                    virus: false,
                    reason: (!reason.is_empty()).then_some(reason),
                    mail,
                    proof: None,
                })
            })
            .collect()
    }

    fn of_receipt(
        arrival: &Arrival,
        kind: ReceiptKind,
        trusted: bool,
        mail: Option<Uuid>,
        kept_at: Instant,
    ) -> Evidence {
        let kind = EvidenceKind::from(kind);
        let daticert = arrival.daticert.as_ref();
        Evidence {
            kind,
            verified: trusted && daticert.is_some_and(|d| d.tipo.trim() == kind.name()),
            at: daticert
                .and_then(|d| d.data)
                .or(arrival.date)
                .unwrap_or(kept_at),
            identifier: daticert
                .map_or_else(|| arrival.message_id.clone(), |d| d.identificativo.clone()),
            recipient: daticert.and_then(|d| d.consegna.as_deref()).map(normal),
            recipients: daticert
                .filter(|_| kind == EvidenceKind::Accettazione)
                .map(|d| {
                    d.destinatari
                        .iter()
                        .map(|r| (normal(&r.address), r.r#type))
                        .collect()
                })
                .unwrap_or_default(),
            extra: daticert.map_or(Extra::Nessuno, |d| d.errore),
            virus: daticert.is_some_and(|d| d.errore == Extra::Virus),
            reason: daticert.and_then(|d| d.errore_esteso.clone()),
            mail,
            proof: None,
        }
    }

    /// What tells this receipt from others of its kind and recipient; the `identifier` of its row.
    pub fn receipt_identifier(&self) -> String {
        match self.kind {
            EvidenceKind::PreavvisoErroreConsegna => {
                format!("{}@{}", self.identifier, self.at.timestamp())
            }
            _ => self.identifier.clone(),
        }
    }

    /// Why it failed, read from `@errore` and the status code (RFC 3463) of the gestore's words.
    pub fn cause(&self) -> Cause {
        let words = self.reason.as_deref().unwrap_or_default().to_lowercase();
        let says = |needles: &[&str]| needles.iter().any(|n| words.contains(n));
        match self.extra {
            _ if self.virus => Cause::Virus,
            Extra::Virus => Cause::Virus,
            Extra::NoDest => Cause::UnknownMailbox,
            Extra::NoDominio => Cause::UnknownDomain,
            _ if self.kind == EvidenceKind::PreavvisoErroreConsegna => Cause::Timeout,
            _ if says(&[
                "5.2.2",
                "4.2.2",
                "casella piena",
                "mailbox full",
                "over quota",
            ]) =>
            {
                Cause::FullMailbox
            }
            _ if says(&["5.1.2", "5.4.4"]) => Cause::UnknownDomain,
            _ if says(&["5.1.1", "5.1.10"]) => Cause::UnknownMailbox,
            _ => Cause::Other,
        }
    }

    pub(super) fn key(&self) -> Key {
        (
            self.verified,
            self.kind,
            self.recipient.clone().unwrap_or_default(),
            self.receipt_identifier(),
        )
    }

    /// Of two copies of one receipt the smaller is kept.
    pub(super) fn canonical(&self) -> impl Ord + use<> {
        let recipients: Vec<_> = self
            .recipients
            .iter()
            .map(|(a, t)| (a.clone(), *t == RecipientType::Esterno))
            .collect();
        (
            self.at,
            self.mail,
            self.reason.clone(),
            self.virus,
            format!("{:?}", self.extra),
            recipients,
        )
    }

    pub(super) fn normalised(&self) -> Evidence {
        let mut evidence = self.clone();
        evidence.recipient = evidence.recipient.as_deref().map(normal);
        evidence.recipients = evidence
            .recipients
            .iter()
            .map(|(a, t)| (normal(a), *t))
            .collect();
        evidence
    }
}

/// The set is stored as a list: JSON has no compound keys.
pub(super) mod as_list {
    use super::{Evidence, Key};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    pub fn serialize<S: Serializer>(
        set: &BTreeMap<Key, Evidence>,
        to: S,
    ) -> Result<S::Ok, S::Error> {
        set.values().collect::<Vec<_>>().serialize(to)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<BTreeMap<Key, Evidence>, D::Error> {
        Ok(Vec::<Evidence>::deserialize(from)?
            .into_iter()
            .map(|e| (e.key(), e))
            .collect())
    }
}
