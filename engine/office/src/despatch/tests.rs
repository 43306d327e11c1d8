use super::*;
use chrono::{Duration, TimeZone};
use contract::{
    Extra,
    RecipientType::{self, Certificato, Esterno},
};
use proptest::prelude::*;

const A: &str = "anna@pec.example";
const B: &str = "bruno@pec.example";

fn start() -> Instant {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).unwrap()
}

fn evidence(kind: EvidenceKind, recipient: Option<&str>, minutes: i64) -> Evidence {
    Evidence {
        kind,
        verified: true,
        at: start() + Duration::minutes(minutes),
        identifier: "opec1.test@gestore.example".into(),
        recipient: recipient.map(String::from),
        recipients: Vec::new(),
        extra: Extra::Nessuno,
        virus: false,
        reason: None,
        mail: None,
        proof: None,
    }
}

fn accepted(types: &[(&str, RecipientType)]) -> Evidence {
    let recipients = types.iter().map(|(a, t)| (a.to_string(), *t)).collect();
    Evidence {
        recipients,
        ..evidence(EvidenceKind::Accettazione, None, 1)
    }
}

fn delivered(minutes: i64) -> Evidence {
    evidence(EvidenceKind::AvvenutaConsegna, Some(A), minutes)
}

fn notice(hours: i64) -> Evidence {
    evidence(
        EvidenceKind::PreavvisoErroreConsegna,
        Some(A),
        1 + hours * 60,
    )
}

fn failed(extra: Extra, minutes: i64) -> Evidence {
    Evidence {
        extra,
        virus: extra == Extra::Virus,
        ..evidence(EvidenceKind::ErroreConsegna, Some(A), minutes)
    }
}

fn bounce(kind: EvidenceKind) -> Evidence {
    Evidence {
        identifier: "dsn1@mx.example".into(),
        ..evidence(kind, Some(A), 9)
    }
}

fn journey(evidence: &[Evidence]) -> Journey {
    let mut journey = Journey::new([A], start());
    for e in evidence {
        journey.apply(e);
    }
    journey
}

type Row<'a> = (&'a str, Vec<Evidence>, State, &'a [Flag], Outcome);

#[test]
fn every_row_of_the_state_machine() {
    use EvidenceKind::*;
    use State::*;
    let cert = || accepted(&[(A, Certificato)]);
    let ext = || accepted(&[(A, Esterno)]);
    let refusal = || Evidence {
        reason: Some("5.6.0 dati errati".into()),
        ..evidence(NonAccettazione, None, 1)
    };
    let unverified = |mut e: Evidence| {
        e.verified = false;
        e
    };
    let rows: Vec<Row> = vec![
        ("nothing yet", vec![], Sent, &[], Outcome::Pending),
        (
            "acceptance, certified",
            vec![cert()],
            Accepted,
            &[],
            Outcome::Pending,
        ),
        (
            "delivery",
            vec![cert(), delivered(5)],
            Delivered,
            &[],
            Outcome::AllDelivered,
        ),
        (
            "notice at 12 h",
            vec![cert(), notice(12)],
            Delayed12h,
            &[Flag::Delayed],
            Outcome::Pending,
        ),
        (
            "notice just before 22 h",
            vec![cert(), notice(21)],
            Delayed12h,
            &[Flag::Delayed],
            Outcome::Pending,
        ),
        (
            "notice at 22 h",
            vec![cert(), notice(22)],
            Undelivered24h,
            &[],
            Outcome::AllFailed,
        ),
        (
            "12 h, then 24 h",
            vec![cert(), notice(12), notice(24)],
            Undelivered24h,
            &[Flag::Delayed],
            Outcome::AllFailed,
        ),
        (
            "12 h, then delivery",
            vec![cert(), notice(12), delivered(900)],
            Delivered,
            &[Flag::Delayed],
            Outcome::AllDelivered,
        ),
        (
            "unknown mailbox",
            vec![cert(), failed(Extra::NoDest, 3)],
            Failed,
            &[],
            Outcome::AllFailed,
        ),
        (
            "unknown domain",
            vec![cert(), failed(Extra::NoDominio, 3)],
            Failed,
            &[],
            Outcome::AllFailed,
        ),
        (
            "12 h, then failure",
            vec![cert(), notice(12), failed(Extra::Altro, 800)],
            Failed,
            &[Flag::Delayed],
            Outcome::AllFailed,
        ),
        (
            "virus",
            vec![cert(), failed(Extra::Virus, 3)],
            FailedVirus,
            &[],
            Outcome::AllFailed,
        ),
        (
            "24 h, then delivery",
            vec![cert(), notice(24), delivered(1600)],
            DeliveredLate,
            &[],
            Outcome::AllDelivered,
        ),
        (
            "failure, then delivery",
            vec![cert(), failed(Extra::Altro, 3), delivered(9)],
            DeliveredLate,
            &[],
            Outcome::AllDelivered,
        ),
        (
            "virus, then delivery",
            vec![cert(), failed(Extra::Virus, 3), delivered(9)],
            DeliveredLate,
            &[],
            Outcome::AllDelivered,
        ),
        (
            "delivery, then failure",
            vec![cert(), delivered(3), failed(Extra::Altro, 9)],
            Delivered,
            &[Flag::Conflict],
            Outcome::AllDelivered,
        ),
        (
            "delivery, then notice",
            vec![cert(), delivered(3), notice(12)],
            Delivered,
            &[Flag::Conflict],
            Outcome::AllDelivered,
        ),
        (
            "delivery and failure at once",
            vec![cert(), failed(Extra::Altro, 3), delivered(3)],
            Delivered,
            &[Flag::Conflict],
            Outcome::AllDelivered,
        ),
        (
            "failure after late delivery",
            vec![
                cert(),
                notice(24),
                delivered(1600),
                failed(Extra::Altro, 1700),
            ],
            DeliveredLate,
            &[Flag::Conflict],
            Outcome::AllDelivered,
        ),
        (
            "duplicate delivery",
            vec![cert(), delivered(5), delivered(5)],
            Delivered,
            &[],
            Outcome::AllDelivered,
        ),
        (
            "delivery before acceptance",
            vec![delivered(5)],
            Delivered,
            &[],
            Outcome::AllDelivered,
        ),
        (
            "24 h notice before acceptance",
            vec![notice(24)],
            Undelivered24h,
            &[],
            Outcome::AllFailed,
        ),
        (
            "failure, then 24 h notice",
            vec![cert(), failed(Extra::NoDest, 3), notice(24)],
            Failed,
            &[],
            Outcome::AllFailed,
        ),
        (
            "acceptance, external",
            vec![ext()],
            AcceptedExternal,
            &[],
            Outcome::ExternalOnly,
        ),
        (
            "external bounces",
            vec![ext(), bounce(BounceFailed)],
            Bounced,
            &[],
            Outcome::AllFailed,
        ),
        (
            "external delayed",
            vec![ext(), bounce(BounceDelayed)],
            DelayedExternal,
            &[],
            Outcome::ExternalOnly,
        ),
        (
            "external delayed, then bounce",
            vec![ext(), bounce(BounceDelayed), bounce(BounceFailed)],
            Bounced,
            &[],
            Outcome::AllFailed,
        ),
        (
            "certified never bounces",
            vec![cert(), bounce(BounceFailed)],
            Accepted,
            &[],
            Outcome::Pending,
        ),
        (
            "external and yet delivered",
            vec![ext(), delivered(5)],
            Delivered,
            &[Flag::Conflict],
            Outcome::AllDelivered,
        ),
        (
            "refused",
            vec![refusal()],
            NotAccepted,
            &[],
            Outcome::NotAccepted,
        ),
        (
            "refused and accepted",
            vec![refusal(), cert()],
            Accepted,
            &[Flag::Conflict],
            Outcome::Pending,
        ),
        (
            "refused and delivered",
            vec![refusal(), delivered(9)],
            Delivered,
            &[Flag::Conflict],
            Outcome::AllDelivered,
        ),
        (
            "taken in charge means nothing",
            vec![evidence(PresaInCarico, Some(A), 2)],
            Sent,
            &[],
            Outcome::Pending,
        ),
        (
            "forged delivery",
            vec![cert(), unverified(delivered(5))],
            Accepted,
            &[Flag::Unverified],
            Outcome::Pending,
        ),
        (
            "forged acceptance",
            vec![unverified(cert())],
            Sent,
            &[Flag::Unverified],
            Outcome::Pending,
        ),
        (
            "forged failure after delivery",
            vec![cert(), delivered(5), unverified(failed(Extra::Altro, 6))],
            Delivered,
            &[Flag::Unverified],
            Outcome::AllDelivered,
        ),
    ];
    for (name, evidence, state, flags, outcome) in rows {
        let journey = journey(&evidence);
        let recipient = &journey.recipients[0];
        assert_eq!(recipient.state, state, "{name}");
        assert_eq!(recipient.flags, flags.iter().copied().collect(), "{name}");
        assert_eq!(journey.outcome(), outcome, "{name}");
        let again: Journey =
            serde_json::from_value(serde_json::to_value(&journey).unwrap()).unwrap();
        assert_eq!(again, journey, "{name}: stored and read back");
    }
}

#[test]
fn causes_are_read_from_the_receipt() {
    let rows = [
        (Extra::NoDest, None, Cause::UnknownMailbox),
        (Extra::NoDominio, None, Cause::UnknownDomain),
        (
            Extra::Altro,
            Some("5.2.2 - gestore.example - casella piena"),
            Cause::FullMailbox,
        ),
        (
            Extra::Altro,
            Some("5.1.1 - gestore.example - indirizzo non valido"),
            Cause::UnknownMailbox,
        ),
        (Extra::Altro, None, Cause::Other),
        (Extra::Virus, None, Cause::Virus),
    ];
    for (extra, reason, cause) in rows {
        let journey = journey(&[Evidence {
            reason: reason.map(String::from),
            ..failed(extra, 3)
        }]);
        assert_eq!(
            journey.recipients[0].cause,
            Some(cause),
            "{extra:?} {reason:?}"
        );
        assert_eq!(journey.recipients[0].reason.as_deref(), reason);
    }
}

#[test]
fn legal_times_are_those_of_the_receipts() {
    let journey = journey(&[delivered(5), accepted(&[(A, Certificato)])]);
    assert_eq!(journey.accepted_at, Some(start() + Duration::minutes(1)));
    assert_eq!(journey.recipients[0].accepted_at, journey.accepted_at);
    assert_eq!(
        journey.recipients[0].delivered_at,
        Some(start() + Duration::minutes(5))
    );
    assert_eq!(
        journey.identifier.as_deref(),
        Some("opec1.test@gestore.example")
    );
}

#[test]
fn a_repeat_changes_nothing_and_is_not_counted() {
    let mut journey = Journey::new([A], start());
    let acceptance = accepted(&[(A, Certificato)]);
    let first = journey.apply(&acceptance);
    assert!(first.changed && first.counted);
    assert_eq!(first.reached, [Milestone::Accettazione]);
    let second = journey.apply(&Evidence {
        mail: Some(Uuid::from_u128(7)),
        ..acceptance
    });
    assert_eq!(second, Applied::default());
    let forged = journey.apply(&Evidence {
        verified: false,
        ..delivered(5)
    });
    assert!(!forged.counted);
    let stranger = journey.apply(&evidence(
        EvidenceKind::AvvenutaConsegna,
        Some("nobody@pec.example"),
        5,
    ));
    assert!(!stranger.counted && !stranger.changed);
}

#[test]
fn two_recipients_fare_on_their_own() {
    let mut journey = Journey::new([A, B], start());
    journey.apply(&accepted(&[(A, Certificato), (B, Certificato)]));
    let applied = journey.apply(&delivered(5));
    assert_eq!(applied.reached, [Milestone::Consegna]);
    assert_eq!(journey.outcome(), Outcome::Partial);
    let failure = Evidence {
        recipient: Some(B.to_uppercase()),
        ..failed(Extra::NoDest, 6)
    };
    let applied = journey.apply(&failure);
    assert_eq!(
        (applied.failed.as_slice(), applied.reached.as_slice()),
        ([B.to_string()].as_slice(), [Milestone::Esito].as_slice())
    );
    assert_eq!(
        (journey.outcome(), journey.delivered()),
        (Outcome::SomeFailed, (1, 2))
    );
}

#[test]
fn an_address_of_the_book_that_turns_out_ordinary_is_reported_at_once() {
    let mut journey = Journey::new(
        [Addressee {
            address: A.into(),
            expected_certified: true,
        }],
        start(),
    );
    let applied = journey.apply(&accepted(&[(A, Esterno)]));
    assert_eq!(applied.unexpected_external, [A]);
    assert!(
        journey.recipients[0]
            .flags
            .contains(&Flag::ExpectedCertified)
    );
}

#[test]
fn a_late_delivery_and_a_conflict_are_reported_once() {
    let mut journey = journey(&[accepted(&[(A, Certificato)]), notice(24)]);
    assert_eq!(journey.apply(&delivered(1600)).delivered_late, [A]);
    assert!(journey.apply(&failed(Extra::Altro, 1700)).conflict);
    assert!(!journey.apply(&failed(Extra::Altro, 1700)).conflict);
}

#[test]
fn silence_after_acceptance_is_no_evidence_until_evidence_comes() {
    let mut journey = journey(&[accepted(&[(A, Certificato)])]);
    let accepted_at = journey.accepted_at.unwrap();
    let early = journey.watch(accepted_at + Duration::hours(26));
    assert!(early.no_evidence.is_empty());
    let due = journey.next_look().unwrap();
    assert_eq!(
        due - accepted_at,
        Duration::hours(26) + Duration::seconds(1)
    );
    let late = journey.watch(due);
    assert_eq!(late.no_evidence, [A.to_string()]);
    assert_eq!(journey.next_look(), None);
    assert_eq!(journey.recipients[0].state, State::NoEvidence);
    assert!(!journey.milestones().contains(&Milestone::Esito));
    journey.apply(&delivered(1700));
    assert_eq!(journey.recipients[0].state, State::Delivered);
}

#[test]
fn silence_is_noticed_even_when_the_acceptance_was_never_fetched() {
    let mut journey = Journey::new([A, B], start());
    journey.apply(&delivered(5));
    let due = start() + Duration::hours(26) + Duration::seconds(1);
    assert_eq!(journey.watch(due).no_evidence, [B.to_string()]);
}

#[test]
fn what_the_gestore_owes_after_half_a_day_and_after_a_day_is_told_once_each() {
    let (half, day) = (Duration::hours(12), Duration::hours(24));
    let second = Duration::seconds(1);
    let mut silent = journey(&[
        accepted(&[(A, Certificato), (B, Certificato)]),
        delivered(5),
    ]);
    let from = silent.accepted_at.unwrap();
    let both = |watch: &Watch| (watch.no_notice.clone(), watch.no_outcome.clone());
    let waits = vec![B.to_string()];
    assert_eq!(silent.next_look(), Some(from + half + second));
    let early = silent.watch(from + half);
    assert_eq!(both(&early), (vec![], vec![]));
    let told = silent.watch(from + half + second);
    assert_eq!(both(&told), (waits.clone(), vec![]));
    assert_eq!(silent.next_look(), Some(from + day + second));
    let told = silent.watch(from + day + second);
    assert_eq!(both(&told), (vec![], waits.clone()));
    assert!(told.no_evidence.is_empty());
    // From then on it is no evidence, and nothing else.
    let last = silent.next_look().unwrap();
    assert_eq!(last - from, Duration::hours(26) + second);
    let told = silent.watch(last);
    assert_eq!(both(&told), (vec![], vec![]));
    assert_eq!(told.no_evidence, waits);
    // The gestore said that it is late: half a day is no silence, a day is.
    let mut late = journey(&[accepted(&[(A, Certificato)]), notice(12)]);
    let from = late.accepted_at.unwrap();
    assert_eq!(both(&late.watch(from + half + second)), (vec![], vec![]));
    let told = late.watch(from + day + second);
    assert_eq!(both(&told), (vec![], vec![A.to_string()]));
}

#[test]
fn silence_before_acceptance_is_an_alarm_then_an_escalation() {
    let mut journey = Journey::new([A], start());
    let alarm = journey.next_look().unwrap();
    assert_eq!(alarm - start(), Duration::seconds(30 * 60 + 1));
    assert!(!journey.watch(start() + Duration::minutes(30)).no_acceptance);
    assert_eq!(journey.next_look(), Some(alarm));
    let watch = journey.watch(alarm);
    assert!(watch.no_acceptance && !watch.escalate);
    let escalation = journey.next_look().unwrap();
    assert_eq!(
        escalation - start(),
        Duration::hours(24) + Duration::seconds(1)
    );
    // A program that stood still for long sees all of it at once.
    let mut still = Journey::new([A], start());
    let all = still.watch(start() + Duration::days(3));
    assert!(all.no_acceptance && all.escalate);
    assert_eq!(still.next_look(), None);
    let watch = journey.watch(escalation);
    assert!(watch.escalate);
    assert_eq!(journey.next_look(), None);
    assert_eq!(journey.recipients[0].state, State::Sent);
}

#[test]
fn ordinary_mail_is_done_when_taken_and_may_bounce() {
    let mut journey = Journey::ordinary([A], start());
    assert_eq!(journey.recipients[0].state, State::Sent);
    let taken = journey.submitted(start());
    assert_eq!(
        taken.reached,
        [
            Milestone::Accettazione,
            Milestone::Esito,
            Milestone::Rimedio
        ]
    );
    assert_eq!(journey.outcome(), Outcome::ExternalOnly);
    let back = journey.apply(&Evidence {
        verified: false,
        ..bounce(EvidenceKind::BounceFailed)
    });
    assert!(back.counted);
    assert_eq!(journey.outcome(), Outcome::AllFailed);
    assert_eq!(journey.watch(start() + Duration::days(9)), Watch::default());
}

fn any_evidence() -> impl Strategy<Value = Evidence> {
    use EvidenceKind::*;
    let kinds = prop::sample::select(vec![
        Accettazione,
        NonAccettazione,
        PresaInCarico,
        AvvenutaConsegna,
        PreavvisoErroreConsegna,
        ErroreConsegna,
        RilevazioneVirus,
        BounceDelayed,
        BounceFailed,
    ]);
    let extras = prop::sample::select(vec![
        Extra::Nessuno,
        Extra::NoDest,
        Extra::NoDominio,
        Extra::Virus,
        Extra::Altro,
    ]);
    let recipients = prop::sample::select(vec![A, B, "carla@mail.example", "nobody@pec.example"]);
    (
        kinds,
        extras,
        recipients,
        0i64..2000,
        any::<bool>(),
        0u8..8,
        any::<[bool; 4]>(),
        0u128..3,
    )
        .prop_map(
            |(kind, extra, recipient, minutes, verified, id, types, mail)| {
                let r#type = |external| if external { Esterno } else { Certificato };
                let listed = [A, B, "carla@mail.example", "dario@pec.example"]
                    .into_iter()
                    .zip(types);
                Evidence {
                    kind,
                    verified: verified || id > 2,
                    identifier: format!("{}@gestore.example", id % 3),
                    recipient: (!matches!(kind, Accettazione | NonAccettazione))
                        .then(|| recipient.to_string()),
                    recipients: match kind {
                        Accettazione => listed.map(|(a, t)| (a.to_string(), r#type(t))).collect(),
                        _ => Vec::new(),
                    },
                    extra,
                    virus: extra == Extra::Virus,
                    reason: (id > 4).then(|| format!("5.1.{id}")),
                    mail: Some(Uuid::from_u128(mail)),
                    ..evidence(kind, None, minutes)
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    /// Any order and any repetition of the same receipts ends in the same journey.
    #[test]
    fn receipts_converge(
        set in prop::collection::vec(any_evidence(), 0..12),
        order in any::<prop::sample::Index>(),
        repeats in prop::collection::vec(any::<prop::sample::Index>(), 0..12),
        watched in prop::collection::vec(any::<bool>(), 24),
        seed in any::<u64>(),
    ) {
        let fresh = || Journey::new([A, B, "carla@mail.example"], start());
        let end = start() + Duration::minutes(1900);
        let mut straight = fresh();
        set.iter().for_each(|e| { straight.apply(e); });
        straight.watch(end);

        let mut shuffled: Vec<&Evidence> = set.iter().collect();
        if !set.is_empty() {
            shuffled.extend(repeats.iter().map(|i| &set[i.index(set.len())]));
            shuffled.rotate_left(order.index(set.len()));
        }
        let mut state = seed | 1;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        let mut mixed = fresh();
        mixed.watch(end);
        for (i, e) in shuffled.into_iter().enumerate() {
            mixed.apply(e);
            if watched[i] {
                mixed.watch(start() + Duration::minutes(i as i64));
                mixed = serde_json::from_value(serde_json::to_value(&mixed).unwrap()).unwrap();
            }
        }
        prop_assert_eq!(straight.outcome(), mixed.outcome());
        prop_assert_eq!(straight, mixed);
    }

    /// What is not verified moves nothing but the mark that it was there.
    #[test]
    fn unverified_receipts_move_nothing(set in prop::collection::vec(any_evidence(), 0..12)) {
        let mut journey = Journey::new([A, B], start());
        for mut e in set {
            e.verified = false;
            prop_assert!(!journey.apply(&e).counted);
        }
        prop_assert!(journey.recipients.iter().all(|r| r.state == State::Sent));
        prop_assert_eq!(journey.outcome(), Outcome::Pending);
        prop_assert!(journey.milestones().is_empty());
    }
}
