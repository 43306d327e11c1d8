//! Forged receipts are told from genuine ones by signature or by what they certify.

use crate::harness::{ANNA, PROTOCOLLO, letter, post};
use contract::VerdictStatus::{Invalid, Trusted, UntrustedChain};
use gestore::{
    Letter,
    forge::{Forgery, forge, wrap_inner},
};
use signature::verify_mail;

#[tokio::test]
async fn each_forgery_is_seen_for_what_it_is() {
    let post = post().await;
    post.send(&letter(PROTOCOLLO, ""), &[PROTOCOLLO]).await;
    let mails = post.read(ANNA);
    let (receipt, envelope) = (&mails[1].raw, &post.read(PROTOCOLLO)[0].raw);
    let now = post.handle.clock().now();
    let make = |forgery, from: &[u8]| {
        forge(
            forgery,
            from,
            post.handle.authority(),
            "M2@pec.sanmartino.example",
            now,
        )
        .unwrap()
    };
    for forgery in Forgery::ALL {
        let genuine = if forgery == Forgery::RelabelledEnvelope {
            envelope
        } else {
            receipt
        };
        let raw = make(forgery, genuine);
        let verdict = verify_mail(&raw, &post.trust, now).map(|signed| signed.verdict);
        let found = verdict
            .as_ref()
            .map(|verdict| (verdict.status, verdict.reasons.first().map(String::as_str)));
        let expected = match forgery {
            Forgery::Unsigned => None,
            Forgery::ForeignAuthority => Some((UntrustedChain, Some("unknown_issuer"))),
            Forgery::OtherAddress => Some((Invalid, Some("signer_address_differs"))),
            Forgery::AlteredDaticert => Some((Invalid, Some("digest_mismatch"))),
            Forgery::ExtraDaticert => Some((Invalid, Some("extra_parts"))),
            // Headers are outside the signature: only daticert and its msgid tell.
            Forgery::ReplayedReference | Forgery::RelabelledEnvelope => Some((Trusted, None)),
        };
        assert_eq!(found, expected, "{forgery:?}");
        let text = String::from_utf8_lossy(&raw);
        assert!(
            text.contains("X-Ricevuta: avvenuta-consegna"),
            "{forgery:?} still claims a delivery"
        );
    }
    let replay = String::from_utf8(make(Forgery::ReplayedReference, receipt)).unwrap();
    assert!(
        replay.contains("X-Riferimento-Message-ID: <M2@")
            && mails[1].daticert().contains("&lt;M1@")
    );
}

#[tokio::test]
async fn a_genuine_envelope_can_hold_a_forged_receipt() {
    let post = post().await;
    post.send(&letter(PROTOCOLLO, ""), &[PROTOCOLLO]).await;
    let receipt = &post.read(ANNA)[1].raw;
    let now = post.handle.clock().now();
    let inner = forge(Forgery::Unsigned, receipt, post.handle.authority(), "", now).unwrap();
    let raw = wrap_inner(
        &post.handle,
        &Letter::new("x@pec.altro.example", ANNA, "x", ""),
        &inner,
    )
    .unwrap();
    post.handle.place(&raw, ANNA).unwrap();
    let mails = post.read(ANNA);
    let outer = mails[2].trusted();
    assert_eq!(
        outer.gist(),
        "posta-certificata nessuno - altrogestore.example"
    );
    assert!(
        String::from_utf8_lossy(&outer.part("postacert.eml").unwrap())
            .contains("X-Ricevuta: avvenuta-consegna")
    );
}
