//! What the kept evidence does not prove. A proof that claims too much is worth less than none.

use super::{Dossier, let_out, signed};
use contract::{Matched, RecipientType, VerdictStatus};
use office::despatch::{Flag, RecipientState, State};

/// Sentences in the reader's language: first about this message, then what no PEC proves.
pub(super) fn gaps(d: &Dossier<'_>) -> Vec<String> {
    let mut gaps = Vec::new();
    let mut say = |text: String| gaps.push(text);
    if !d.despatch.certified {
        say(d
            .w(
                "È partito da una casella ordinaria: nessun gestore ne certifica l'invio o la consegna.",
                "It left from an ordinary mailbox: no gestore certifies that it was sent or delivered.",
            )
            .into());
    } else if d.journey.accepted_at.is_none() {
        say(d
            .w(
                "L'invio: non c'è una ricevuta di accettazione con la firma verificata.",
                "Sending: there is no acceptance receipt with a verified signature.",
            )
            .into());
    }
    for r in &d.journey.recipients {
        let (address, why) = (&r.address, d.w(why(r).0, why(r).1));
        if !r.state.is_delivered() {
            say(format!(
                "{} {address}: {why}.",
                d.w("La consegna a", "Delivery to")
            ));
        } else if r.flags.contains(&Flag::Conflict) {
            say(format!(
                "{} {address}: {}",
                d.w("La consegna a", "Delivery to"),
                d.w(
                    "le ricevute si contraddicono.",
                    "the receipts contradict each other."
                ),
            ));
        }
    }
    for k in &d.receipts {
        let (kind, at) = (&k.receipt.kind, d.time(k.receipt.at));
        if k.file.is_none() {
            say(format!(
                "{kind}, {at}: {}",
                d.w(
                    "il messaggio è stato rimosso con un atto e non è qui.",
                    "the message was removed by an act and is not here."
                ),
            ));
            continue;
        }
        let bounce = kind.starts_with("bounce");
        let trusted = k
            .verdict
            .as_ref()
            .is_some_and(|v| v.status == VerdictStatus::Trusted);
        if !trusted {
            say(format!(
                "{kind}, {at}: {}",
                d.w(
                    "la firma non è verificata, e la ricevuta non conta.",
                    "the signature is not verified, and the receipt does not count."
                ),
            ));
        } else if bounce {
            say(format!(
                "{kind}, {at}: {}",
                d.w(
                    "lo scrive il server del destinatario, che nessuno certifica; il gestore certifica soltanto di averlo ricevuto.",
                    "it is written by the recipient's server, which nobody certifies; the gestore certifies only that it came."
                ),
            ));
        }
        let weak = k
            .verdict
            .iter()
            .flat_map(|v| &v.reasons)
            .any(|r| r == "weak_digest");
        if trusted && weak {
            say(format!(
                "{kind}, {at}: {}",
                d.w(
                    "la firma usa un'impronta debole (SHA-1).",
                    "the signature uses a weak hash (SHA-1)."
                ),
            ));
        }
        if kind != "avvenuta-consegna" || !trusted {
            continue;
        }
        let whom = k.receipt.recipient.as_deref().unwrap_or_default();
        let content = d.w("Il contenuto consegnato a", "What was delivered to");
        match &k.proof {
            None => say(format!(
                "{content} {whom}: {}",
                d.w(
                    "la ricevuta è sintetica, o non restituisce nulla da confrontare.",
                    "the receipt is a short one, or gives nothing back to compare."
                ),
            )),
            Some(proof) if !proof.same => say(format!(
                "{content} {whom}: {}",
                d.w(
                    "ciò che la ricevuta restituisce non è ciò che è partito.",
                    "what the receipt gives back is not what left."
                ),
            )),
            Some(proof) if proof.parts.iter().any(|p| by_hash(p.matched)) => say(format!(
                "{content} {whom}: {}",
                d.w(
                    "degli allegati la ricevuta breve dà soltanto l'impronta SHA-1.",
                    "of the attachments the brief receipt gives the SHA-1 hash only."
                ),
            )),
            Some(_) => {}
        }
    }
    let_out::gaps(d, &mut say);
    signed::gaps(d, &mut say);
    for (it, en) in [
        (
            "Che il messaggio sia stato letto: consegnato vuol dire messo nella casella.",
            "That the message was read: delivered means put into the mailbox.",
        ),
        (
            "Chi usa le caselle: la PEC certifica caselle e tempi, non le persone.",
            "Who uses the mailboxes: PEC certifies mailboxes and times, not people.",
        ),
        (
            "Che i certificati dei gestori non fossero revocati: la revoca non è stata controllata. I verdetti sono quelli del giorno in cui la ricevuta è arrivata.",
            "That the gestori's certificates were not revoked: revocation was not checked. Verdicts are those of the day the receipt came.",
        ),
        (
            "La data di questo archivio: non ha firma né marca temporale. Valgono i file .eml, firmati dai gestori.",
            "The date of this archive: it bears no signature and no time stamp. What counts are the .eml files, signed by the gestori.",
        ),
    ] {
        say(d.w(it, en).into());
    }
    gaps
}

fn by_hash(matched: Matched) -> bool {
    matches!(
        matched,
        Matched::HashEncoded | Matched::HashEncodedWithLineEnd | Matched::HashDecoded
    )
}

/// Why a delivery is not proven, in Italian and English.
pub(super) fn why(r: &RecipientState) -> (&'static str, &'static str) {
    match r.state {
        State::Sent => ("in attesa dell'accettazione", "the acceptance is awaited"),
        State::Accepted => (
            "accettata, in attesa di consegna",
            "accepted, delivery is awaited",
        ),
        State::AcceptedExternal => (
            "accettata per una casella non PEC, la consegna non si può certificare",
            "accepted for a mailbox that is no PEC, delivery cannot be certified",
        ),
        State::Delivered => ("consegnata", "delivered"),
        State::DeliveredLate => (
            "consegnata in ritardo, dopo un avviso di mancata consegna",
            "delivered late, after a notice of failure",
        ),
        State::Delayed12h => (
            "non ancora consegnata dopo 12 ore",
            "not delivered yet after 12 hours",
        ),
        State::DelayedExternal => (
            "il server del destinatario sta ancora provando",
            "the recipient's server is still trying",
        ),
        State::Undelivered24h => (
            "non consegnata nelle 24 ore",
            "not delivered within 24 hours",
        ),
        State::Failed if r.r#type == Some(RecipientType::Esterno) => (
            "non consegnata, casella non PEC",
            "not delivered, no PEC mailbox",
        ),
        State::Failed => ("non consegnata", "not delivered"),
        State::FailedVirus => ("non consegnata per virus", "not delivered for a virus"),
        State::Bounced => (
            "respinta dal server del destinatario",
            "returned by the recipient's server",
        ),
        State::NoEvidence => (
            "nessuna ricevuta 26 ore dopo l'accettazione",
            "no receipt 26 hours after the acceptance",
        ),
        State::NotAccepted => ("non accettata dal gestore", "not accepted by the gestore"),
    }
}
