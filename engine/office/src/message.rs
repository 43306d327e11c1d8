//! An incoming message on the clerk's table: is it certified, may it start a process, what would the
//! answer be called.
//!
//! A mail that claims to be PEC and whose signature does not verify is ordinary mail that claims
//! something: it never starts a process that asks for PEC.

use contract::{Arrival, Kind, VerdictStatus};

/// What a message start event asks for (`staffetta:mailbox`, `staffetta:accepts`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartRule<'a> {
    /// Key or address of the mailbox, or `*`.
    pub mailbox: &'a str,
    /// `pec`, `mail`, `sdi` or `any`; None is `any`.
    pub accepts: Option<&'a str>,
}

/// Whether a transport envelope proves what it claims.
pub fn is_certified(arrival: &Arrival) -> bool {
    arrival.kind == Kind::Transport
        && arrival
            .verdict
            .as_ref()
            .is_some_and(|v| v.status == VerdictStatus::Trusted)
}

/// Whether this mail, fetched from the mailbox (`key`, `address`), may start a process by this rule.
///
/// Receipts and bounces never do, nor does a mail the mailbox sent to itself: it would answer itself. What the exchange
/// system of invoices wrote starts only what asks for it: it is no citizen's request.
pub fn may_start(rule: &StartRule, key: &str, address: &str, arrival: &Arrival) -> bool {
    let here =
        rule.mailbox == "*" || rule.mailbox == key || rule.mailbox.eq_ignore_ascii_case(address);
    let kind = match rule.accepts.unwrap_or("any") {
        "sdi" => arrival.sdi.is_some(),
        _ if arrival.sdi.is_some() => false,
        "pec" => is_certified(arrival),
        "mail" => !is_certified(arrival),
        _ => true,
    };
    here && kind && is_correspondence(address, arrival)
}

/// Whether a person or an office wrote this to us: not a receipt, not a bounce, not our own mail.
pub fn is_correspondence(own_address: &str, arrival: &Arrival) -> bool {
    !matches!(arrival.kind, Kind::Receipt(_))
        && arrival.bounce.is_none()
        && !arrival.from.eq_ignore_ascii_case(own_address)
}

/// Providers whose domains many people share who have nothing to do with each other.
const SHARED_DOMAINS: [&str; 24] = [
    "alice.it",
    "arubapec.it",
    "fastwebnet.it",
    "gmail.com",
    "gmx.com",
    "hotmail.com",
    "hotmail.it",
    "icloud.com",
    "legalmail.it",
    "libero.it",
    "live.it",
    "outlook.com",
    "outlook.it",
    "pec.it",
    "poste.it",
    "postecert.it",
    "proton.me",
    "protonmail.com",
    "sicurezzapostale.it",
    "tim.it",
    "tin.it",
    "tiscali.it",
    "virgilio.it",
    "yahoo.it",
];

/// The domain of an address in lower case, where it tells whose it is: a body's or a company's own, not one that
/// a provider gives to everybody. None for what is no address.
pub fn body_domain(address: &str) -> Option<String> {
    let (_, domain) = address.trim().rsplit_once('@')?;
    let domain = domain.to_lowercase();
    (!domain.is_empty() && !SHARED_DOMAINS.contains(&domain.as_str())).then_some(domain)
}

/// Prefixes a gestore puts before the subject (RFC 6109 App. A).
const ENVELOPE_PREFIXES: [&str; 2] = ["POSTA CERTIFICATA:", "ANOMALIA MESSAGGIO:"];

/// The subject of the answer: `Re: ` once, without the gestore's prefix. Empty subjects get a name.
pub fn answer_subject(subject: &str) -> String {
    prefixed("Re: ", &["re:", "r:", "rif:"], subject)
}

/// The subject of a mail that is passed on: `I: ` once, as [`answer_subject`] does it.
pub fn forward_subject(subject: &str) -> String {
    prefixed("I: ", &["i:", "fw:", "fwd:"], subject)
}

/// The subject without what gestori, answers and forwards put before it.
pub fn bare_subject(subject: &str) -> &str {
    bare(&["re:", "r:", "rif:", "i:", "fw:", "fwd:"], subject)
}

/// The subject with this prefix once; what stands before it of the gestore's or of `same` goes.
fn prefixed(prefix: &str, same: &[&str], subject: &str) -> String {
    match bare(same, subject) {
        "" => format!("{prefix}(senza oggetto)"),
        rest => format!("{prefix}{rest}"),
    }
}

fn bare<'a>(same: &[&str], subject: &'a str) -> &'a str {
    let mut rest = subject.trim();
    loop {
        let mut cut = ENVELOPE_PREFIXES
            .iter()
            .filter_map(|p| rest.strip_prefix(p));
        let before = same.iter().filter_map(|p| {
            rest.get(..p.len())
                .filter(|h| h.eq_ignore_ascii_case(p))
                .map(|_| &rest[p.len()..])
        });
        match cut.next().or_else(|| before.into_iter().next()) {
            Some(shorter) => rest = shorter.trim_start(),
            None => return rest,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use chrono::Utc;
    use contract::{Bounce, BounceAction, ReceiptKind, Verdict};

    pub(crate) fn arrival(kind: Kind, status: Option<VerdictStatus>) -> Arrival {
        Arrival {
            kind,
            message_id: "m1@mail.example".into(),
            reference_id: None,
            in_reply_to: vec![],
            references: vec![],
            envelope_from: "posta-certificata@gestore.example".into(),
            from: "rosa@pec.example".into(),
            from_name: String::new(),
            reply_to: None,
            to: vec![],
            cc: vec![],
            subject: "Istanza".into(),
            date: None,
            certified_sent_at: None,
            text: String::new(),
            has_html: false,
            attachments: vec![],
            daticert: None,
            verdict: status.map(|status| Verdict {
                status,
                signer: None,
                signer_address: None,
                certificate_sha256: None,
                serial: None,
                algorithm: None,
                signed_at: None,
                verified_at: Utc::now(),
                chain_pem: vec![],
                trusted_by: None,
                reasons: vec![],
            }),
            bounce: None,
            further_bounces: Vec::new(),
            sdi: None,
            automatic: false,
            warnings: vec![],
        }
    }

    #[test]
    fn only_a_verified_envelope_is_pec() {
        use VerdictStatus::*;
        let rows = [
            ("pec", Kind::Transport, Some(Trusted), true),
            ("pec", Kind::Transport, Some(UntrustedChain), false),
            ("pec", Kind::Transport, Some(Invalid), false),
            ("pec", Kind::Transport, Some(Absent), false),
            ("pec", Kind::Ordinary, None, false),
            ("pec", Kind::Anomaly, Some(Trusted), false),
            ("mail", Kind::Anomaly, Some(Trusted), true),
            ("mail", Kind::Transport, Some(Trusted), false),
            ("any", Kind::Transport, Some(Trusted), true),
            ("any", Kind::Ordinary, None, true),
            (
                "any",
                Kind::Receipt(ReceiptKind::AvvenutaConsegna),
                Some(Trusted),
                false,
            ),
        ];
        for (accepts, kind, status, expected) in rows {
            let rule = StartRule {
                mailbox: "protocollo",
                accepts: Some(accepts),
            };
            let answer = may_start(
                &rule,
                "protocollo",
                "protocollo@pec.comune.example",
                &arrival(kind, status),
            );
            assert_eq!(answer, expected, "{accepts} {kind:?} {status:?}");
        }
    }

    #[test]
    fn a_rule_names_a_mailbox_by_key_address_or_star() {
        let mail = arrival(Kind::Ordinary, None);
        for (mailbox, expected) in [
            ("urp", true),
            ("URP@comune.example", true),
            ("*", true),
            ("protocollo", false),
        ] {
            let rule = StartRule {
                mailbox,
                accepts: None,
            };
            assert_eq!(
                may_start(&rule, "urp", "urp@comune.example", &mail),
                expected,
                "{mailbox}"
            );
        }
    }

    #[test]
    fn own_mail_and_bounces_start_nothing() {
        let rule = StartRule {
            mailbox: "*",
            accepts: None,
        };
        let own = arrival(Kind::Ordinary, None);
        assert!(!may_start(&rule, "x", "rosa@pec.example", &own));
        let bounce = Bounce {
            action: BounceAction::Failed,
            recipient: "x@mail.example".into(),
            status: None,
            diagnostic: None,
            original_id: None,
        };
        assert!(!may_start(
            &rule,
            "x",
            "x@comune.example",
            &Arrival {
                bounce: Some(bounce),
                ..own
            }
        ));
    }

    #[test]
    fn a_domain_tells_whose_it_is_unless_everybody_has_it() {
        let rows = [
            ("Mario@PEC.Studio.example", Some("pec.studio.example")),
            ("mario@gmail.com", None),
            ("mario@PEC.it", None),
            ("nessuno", None),
            ("x@", None),
        ];
        for (address, expected) in rows {
            assert_eq!(body_domain(address).as_deref(), expected, "{address}");
        }
        assert!(SHARED_DOMAINS.windows(2).all(|w| w[0] < w[1]));
    }

    #[test]
    fn answers_are_named_once() {
        let rows = [
            ("Accesso agli atti", "Re: Accesso agli atti"),
            ("POSTA CERTIFICATA: Accesso", "Re: Accesso"),
            ("RE: R: Re: Accesso", "Re: Accesso"),
            ("POSTA CERTIFICATA: Re: Accesso", "Re: Accesso"),
            ("  ", "Re: (senza oggetto)"),
            ("Relazione", "Re: Relazione"),
            ("è", "Re: è"),
        ];
        for (subject, expected) in rows {
            assert_eq!(answer_subject(subject), expected);
        }
        let rows = [
            ("POSTA CERTIFICATA: Accesso", "I: Accesso"),
            ("Fwd: I: Accesso", "I: Accesso"),
            ("Re: Accesso", "I: Re: Accesso"),
            ("Inoltro", "I: Inoltro"),
            ("", "I: (senza oggetto)"),
        ];
        for (subject, expected) in rows {
            assert_eq!(forward_subject(subject), expected);
        }
    }
}
