//! What comes back for each recipient, and what is in it.

use crate::harness::{ANNA, Mail, PROTOCOLLO, letter, post, start_of_day};
use chrono::Duration;
use gestore::Behaviour;
use sha2::{Digest, Sha256};

fn gists(mails: &[Mail]) -> Vec<String> {
    mails.iter().map(|mail| mail.trusted().gist()).collect()
}

#[tokio::test]
async fn each_recipient_gets_the_notice_its_name_asks_for() {
    let own = "@pec.sanmartino.example";
    let rows: &[(String, &[&str], &str)] = &[
        (
            PROTOCOLLO.into(),
            &["avvenuta-consegna nessuno {} gestore.example"],
            "",
        ),
        (
            "chiunque@pec.altro.example".into(),
            &["avvenuta-consegna nessuno {} altrogestore.example"],
            "",
        ),
        (
            format!("full{own}"),
            &["errore-consegna altro {} gestore.example"],
            "5.2.2 - gestore.example - casella piena",
        ),
        (
            "full+2@pec.altro.example".into(),
            &["errore-consegna altro {} altrogestore.example"],
            "casella piena",
        ),
        (
            format!("unknown{own}"),
            &["errore-consegna no-dest {} gestore.example"],
            "5.1.1 - gestore.example - indirizzo non valido",
        ),
        (
            format!("nessuno{own}"),
            &["errore-consegna no-dest {} gestore.example"],
            "5.1.1",
        ),
        (
            "chiunque@spento.example".into(),
            &["errore-consegna no-dominio {} gestore.example"],
            "5.1.2",
        ),
        (
            format!("virus{own}"),
            &["errore-consegna virus {} gestore.example"],
            "virus",
        ),
        (format!("silent{own}"), &[], ""),
    ];
    for (recipient, expected, extended) in rows {
        let post = post().await;
        post.send(&letter(recipient, ""), &[recipient]).await;
        let mails = post.read(ANNA);
        let mut all = vec!["accettazione nessuno - gestore.example".to_owned()];
        all.extend(expected.iter().map(|gist| gist.replace("{}", recipient)));
        assert_eq!(gists(&mails), all, "{recipient}");
        for mail in &mails {
            assert_eq!(
                mail.header("X-Riferimento-Message-ID").as_deref(),
                Some("<M1@pec.sanmartino.example>")
            );
            assert_eq!(
                mail.fact("msgid").as_deref(),
                Some("&lt;M1@pec.sanmartino.example&gt;")
            );
            assert_eq!(mail.header("To").as_deref(), Some(ANNA));
            assert!(
                mail.fact("identificativo")
                    .unwrap()
                    .ends_with("@gestore.example")
            );
            assert!(
                mail.fact("gestore-emittente")
                    .unwrap()
                    .contains("SENZA VALORE LEGALE")
            );
        }
        let why = mails
            .last()
            .unwrap()
            .fact("errore-esteso")
            .unwrap_or_default();
        assert!(why.contains(extended), "{recipient}: {why}");
        assert_eq!(
            mails
                .last()
                .unwrap()
                .header("X-VerificaSicurezza")
                .is_some(),
            recipient.starts_with("virus")
        );
        assert!(
            !mails[0].daticert().contains("<ricevuta"),
            "an acceptance names no kind of receipt"
        );
    }
}

#[tokio::test]
async fn the_acceptance_is_one_for_all_and_says_who_is_certified() {
    let post = post().await;
    let to = format!("{PROTOCOLLO}, cittadino@esterno.example");
    post.send(
        &letter(&to, "Cc: x@pec.altro.example\r\n"),
        &[
            PROTOCOLLO,
            "cittadino@esterno.example",
            "x@pec.altro.example",
        ],
    )
    .await;
    let mails = post.read(ANNA);
    let acceptance = mails[0].trusted();
    assert_eq!(acceptance.subject(), "ACCETTAZIONE: Città & accesso");
    for line in [
        "<destinatari tipo=\"certificato\">protocollo@pec.sanmartino.example</destinatari>",
        "<destinatari tipo=\"esterno\">cittadino@esterno.example</destinatari>",
        "<destinatari tipo=\"certificato\">x@pec.altro.example</destinatari>",
        "<oggetto>Città &amp; accesso</oggetto>",
        "<data zona=\"+0100\">",
        "<giorno>02/03/2026</giorno>",
        "<ora>10:30:00</ora>",
    ] {
        assert!(
            acceptance.daticert().contains(line),
            "{line} not in\n{}",
            acceptance.daticert()
        );
    }
    assert_eq!(
        mails
            .iter()
            .filter(|mail| mail.header("X-Ricevuta").as_deref() == Some("accettazione"))
            .count(),
        1
    );
    assert_eq!(
        post.read_folder(&post.handle.external_maildir("cittadino@esterno.example"))
            .len(),
        1
    );
}

/// An address of a certified domain that is no PEC: a mistyped one, or one that was given up.
#[tokio::test]
async fn external_is_no_pec_in_any_domain() {
    for to in [
        "external@pec.altro.example",
        "external+2@pec.sanmartino.example",
    ] {
        let post = post().await;
        post.send(&letter(to, ""), &[to]).await;
        let mails = post.read(ANNA);
        assert_eq!(
            gists(&mails),
            ["accettazione nessuno - gestore.example"],
            "{to}"
        );
        let line = format!("<destinatari tipo=\"esterno\">{to}</destinatari>");
        assert!(
            mails[0].daticert().contains(&line),
            "{}",
            mails[0].daticert()
        );
        let folder = post.handle.external_maildir(to);
        assert_eq!(post.read_folder(&folder).len(), 1, "{to}");
    }
}

#[tokio::test]
async fn the_envelope_carries_the_original_and_the_same_bytes_go_to_every_mailbox() {
    let post = post().await;
    post.send(
        &letter(
            &format!("{PROTOCOLLO}, {ANNA}"),
            "Reply-To: altra@pec.altro.example\r\n",
        ),
        &[PROTOCOLLO, ANNA],
    )
    .await;
    let mut envelopes = post.read(PROTOCOLLO);
    let envelope = envelopes.remove(0);
    envelope.trusted();
    let header = |name: &str| envelope.header(name).unwrap_or_default();
    let id = envelope.fact("identificativo").unwrap();
    assert_eq!(header("X-Trasporto"), "posta-certificata");
    assert_eq!(header("X-TipoRicevuta"), "completa");
    assert_eq!(
        header("From"),
        format!("\"Per conto di: {ANNA}\" <posta-certificata@gestore.example>")
    );
    assert_eq!(header("Reply-To"), "altra@pec.altro.example");
    assert_eq!(header("Message-ID"), format!("<{id}>"));
    assert_eq!(
        header("X-Riferimento-Message-ID"),
        "<M1@pec.sanmartino.example>"
    );
    assert_eq!(header("Return-Path"), format!("<{ANNA}>"));
    assert_eq!(header("X-Ricevuta"), "");
    assert_eq!(envelope.subject(), "POSTA CERTIFICATA: Città & accesso");
    assert_eq!(
        envelope.gist(),
        "posta-certificata nessuno - gestore.example"
    );
    let original = String::from_utf8(envelope.part("postacert.eml").unwrap()).unwrap();
    let body = letter("", "").split_once("\r\n\r\n").unwrap().1.to_owned();
    assert!(original.trim_end().ends_with(body.trim_end()), "{original}");
    assert!(
        original.contains(&format!("Message-ID: <{id}>"))
            && original.contains("X-Riferimento-Message-ID: <M1@"),
        "{original}"
    );
    let mine = post.read(ANNA);
    let copies: Vec<_> = mine
        .iter()
        .filter(|mail| mail.header("X-Trasporto").is_some())
        .collect();
    assert_eq!(copies.len(), 1);
    assert_eq!(
        Sha256::digest(&copies[0].raw),
        Sha256::digest(&envelope.raw)
    );
}

#[tokio::test]
async fn delivery_receipts_are_complete_brief_or_short_as_asked() {
    for (asked, to_kind, inside) in [
        ("", "completa", "JVBERi0xLjQK"),
        ("X-TipoRicevuta: breve\r\n", "breve", "atto.pdf.hash"),
        ("X-TipoRicevuta: sintetica\r\n", "sintetica", ""),
    ] {
        let post = post().await;
        let extra = format!("{asked}Cc: copia@pec.altro.example\r\n");
        post.send(
            &letter(PROTOCOLLO, &extra),
            &[PROTOCOLLO, "copia@pec.altro.example"],
        )
        .await;
        let mails = post.read(ANNA);
        let by_recipient = |address: &str| {
            mails
                .iter()
                .find(|mail| mail.fact("consegna").as_deref() == Some(address))
                .unwrap()
        };
        let (to, cc) = (
            by_recipient(PROTOCOLLO),
            by_recipient("copia@pec.altro.example"),
        );
        for (mail, kind) in [(to, to_kind), (cc, "sintetica")] {
            assert!(
                mail.daticert()
                    .contains(&format!("<ricevuta tipo=\"{kind}\"/>")),
                "{}",
                mail.daticert()
            );
            assert_eq!(mail.header("X-TipoRicevuta").as_deref(), Some(kind));
        }
        assert!(
            cc.part("postacert.eml").is_none(),
            "a copy gives a short receipt"
        );
        let original = to
            .part("postacert.eml")
            .map(|bytes| String::from_utf8(bytes).unwrap());
        assert_eq!(original.is_some(), to_kind != "sintetica");
        let original = original.unwrap_or_default();
        assert!(original.contains(inside), "{original}");
        if to_kind == "breve" {
            assert!(!original.contains("JVBERi0xLjQK"), "{original}");
            // printf JVBERi0xLjQKYXR0byBkaSBwcm92YQo= | sha1sum
            let inner = mail_parser::MessageParser::default()
                .parse(original.as_bytes())
                .unwrap();
            let hash = inner.attachment(0).unwrap();
            assert_eq!(
                String::from_utf8_lossy(hash.contents()),
                SHA1_OF_THE_ENCODED_ATTACHMENT
            );
        }
    }
}

const SHA1_OF_THE_ENCODED_ATTACHMENT: &str = "2a2daf71032cdee20fe792f795075d16bb262990";

#[tokio::test]
async fn what_is_formally_wrong_or_infected_is_not_accepted() {
    let rows: &[(&str, String, &[&str], &str, &str)] = &[
        (
            "From differs",
            letter(PROTOCOLLO, "").replace(&format!("<{ANNA}>"), "<altra@pec.sanmartino.example>"),
            &[PROTOCOLLO],
            "altro",
            "non coincide",
        ),
        (
            "hidden copy",
            letter(PROTOCOLLO, "Bcc: x@pec.altro.example\r\n"),
            &[PROTOCOLLO, "x@pec.altro.example"],
            "altro",
            "copia nascosta",
        ),
        (
            "other recipients",
            letter(PROTOCOLLO, ""),
            &[PROTOCOLLO, "x@pec.altro.example"],
            "altro",
            "destinatari della spedizione",
        ),
        (
            "no To",
            letter(PROTOCOLLO, "").replace(&format!("To: {PROTOCOLLO}\r\n"), ""),
            &[PROTOCOLLO],
            "altro",
            "manca il destinatario",
        ),
        (
            "virus",
            letter(PROTOCOLLO, "").replace("Buongiorno", gestore::VIRUS_MARK),
            &[PROTOCOLLO],
            "virus",
            "virus",
        ),
    ];
    for (name, raw, recipients, errore, why) in rows {
        let post = post().await;
        post.send(raw, recipients).await;
        let mails = post.read(ANNA);
        assert_eq!(
            gists(&mails),
            [format!("non-accettazione {errore} - gestore.example")],
            "{name}"
        );
        assert!(
            mails[0].fact("errore-esteso").unwrap().contains(why),
            "{name}"
        );
        assert!(
            mails[0].part("postacert.eml").is_none(),
            "{name}: the original must not come back"
        );
        assert_eq!(
            mails[0].header("X-VerificaSicurezza").is_some(),
            *errore == "virus",
            "{name}"
        );
        assert!(post.read(PROTOCOLLO).is_empty(), "{name}");
    }
}

#[tokio::test]
async fn notices_come_when_the_clock_passes_them_and_are_dated_so() {
    let rows: &[(&str, &[(i64, &str)])] = &[
        (
            "slow",
            &[
                (12, "preavviso-errore-consegna altro"),
                (24, "preavviso-errore-consegna altro"),
            ],
        ),
        (
            "late",
            &[
                (12, "preavviso-errore-consegna altro"),
                (14, "avvenuta-consegna nessuno"),
            ],
        ),
        (
            "verylate",
            &[
                (24, "preavviso-errore-consegna altro"),
                (25, "avvenuta-consegna nessuno"),
            ],
        ),
    ];
    for (name, expected) in rows {
        let post = post().await;
        let recipient = format!("{name}@pec.altro.example");
        post.send(&letter(&recipient, ""), &[&recipient]).await;
        let mut seen = 1;
        assert_eq!(
            post.read(ANNA).len(),
            seen,
            "{name}: only the acceptance at first"
        );
        for hour in 1..=30 {
            post.handle
                .clock()
                .set(start_of_day() + Duration::hours(hour))
                .unwrap();
            post.handle.tick().await.unwrap();
            let mails = post.read(ANNA);
            let due = expected.iter().find(|(at, _)| *at == hour);
            assert_eq!(
                mails.len() - seen,
                usize::from(due.is_some()),
                "{name}: {hour} h"
            );
            if let Some((_, gist)) = due {
                let mail = mails.last().unwrap().trusted();
                assert!(mail.gist().starts_with(gist), "{name}: {}", mail.gist());
                assert_eq!(
                    mail.fact("ora").unwrap(),
                    "10:30:00".replace("10", &format!("{:02}", (10 + hour) % 24))
                );
                assert_eq!(mail.fact("consegna").unwrap(), recipient);
            }
            seen = mails.len();
        }
    }
}

#[tokio::test]
async fn one_long_jump_of_the_clock_gives_the_same_notices_with_their_own_times() {
    let post = post().await;
    post.send(
        &letter("slow@pec.altro.example", ""),
        &["slow@pec.altro.example"],
    )
    .await;
    post.handle.clock().advance(Duration::days(3)).unwrap();
    post.handle.tick().await.unwrap();
    let times: Vec<String> = post
        .read(ANNA)
        .iter()
        .map(|mail| {
            format!(
                "{} {}",
                mail.fact("giorno").unwrap(),
                mail.fact("ora").unwrap()
            )
        })
        .collect();
    assert_eq!(
        times,
        [
            "02/03/2026 10:30:00",
            "02/03/2026 22:30:00",
            "03/03/2026 10:30:00"
        ]
    );
}

#[tokio::test]
async fn the_service_box_gets_what_no_user_sees() {
    let post = post().await;
    let all = [PROTOCOLLO, "x@pec.altro.example", "virus@pec.altro.example"];
    post.send(&letter(&all.join(", "), ""), &all).await;
    let service = post.read_folder(&post.handle.service_maildir());
    assert_eq!(
        gists(&service),
        [
            "presa-in-carico nessuno - gestore.example",
            "presa-in-carico nessuno - altrogestore.example",
            "rilevazione-virus virus virus@pec.altro.example altrogestore.example"
        ]
    );
    assert!(
        service[1]
            .daticert()
            .contains("<ricezione>x@pec.altro.example</ricezione>")
    );
    assert_eq!(service[2].header("X-Mittente").as_deref(), Some(ANNA));
    assert!(post.read(ANNA).iter().all(|mail| {
        !["presa-in-carico", "rilevazione-virus"]
            .contains(&mail.header("X-Ricevuta").unwrap().as_str())
    }));
}

#[tokio::test]
async fn an_ordinary_address_bounces_inside_an_anomaly_envelope() {
    let rows = [
        ("qualcuno@nonesiste.example", "failed", "5.4.4"),
        ("unknown@esterno.example", "failed", "5.1.1"),
        ("full@esterno.example", "failed", "5.2.2"),
    ];
    for (recipient, action, status) in rows {
        let post = post().await;
        post.send(&letter(recipient, ""), &[recipient]).await;
        let mails = post.read(ANNA);
        assert_eq!(mails.len(), 2, "{recipient}");
        let anomaly = mails[1].trusted();
        assert_eq!(anomaly.header("X-Trasporto").as_deref(), Some("errore"));
        assert_eq!(
            anomaly.subject(),
            "ANOMALIA MESSAGGIO: Undelivered Mail Returned to Sender"
        );
        assert!(
            anomaly.part("daticert.xml").is_none(),
            "an anomaly envelope certifies nothing"
        );
        let report = String::from_utf8(anomaly.part("postacert.eml").unwrap()).unwrap();
        for line in [
            format!("Final-Recipient: rfc822; {recipient}"),
            format!("Action: {action}"),
            format!("Status: {status}"),
            "X-Riferimento-Message-ID: <M1@pec.sanmartino.example>".into(),
        ] {
            assert!(report.contains(&line), "{line} not in\n{report}");
        }
    }
}

#[tokio::test]
async fn an_ordinary_address_can_be_slow() {
    let post = post().await;
    post.send(
        &letter("slow@esterno.example", ""),
        &["slow@esterno.example"],
    )
    .await;
    post.handle.clock().advance(Duration::hours(49)).unwrap();
    post.handle.tick().await.unwrap();
    let reports: Vec<String> = post.read(ANNA)[1..]
        .iter()
        .map(|mail| String::from_utf8(mail.part("postacert.eml").unwrap()).unwrap())
        .collect();
    assert!(
        reports.len() == 2
            && reports[0].contains("Action: delayed")
            && reports[1].contains("Action: failed"),
        "{reports:?}"
    );
}

#[tokio::test]
async fn a_behaviour_can_be_given_to_any_address() {
    let post = post().await;
    post.handle.behave(PROTOCOLLO, Behaviour::Full);
    post.send(&letter(PROTOCOLLO, ""), &[PROTOCOLLO]).await;
    assert_eq!(
        post.read(ANNA)[1].gist(),
        format!("errore-consegna altro {PROTOCOLLO} gestore.example")
    );
}

/// The structure of one notice of each style, as a reader meets it.
#[tokio::test]
async fn the_structure_of_a_receipt() {
    let post = post().await;
    post.send(
        &letter(&format!("{PROTOCOLLO}, x@pec.altro.example"), ""),
        &[PROTOCOLLO, "x@pec.altro.example"],
    )
    .await;
    let mails = post.read(ANNA);
    let mut shown = String::new();
    for mail in &mails[1..] {
        let message = mail_parser::MessageParser::default()
            .parse(&mail.raw)
            .unwrap();
        for header in [
            "From",
            "To",
            "X-Ricevuta",
            "X-TipoRicevuta",
            "X-Riferimento-Message-ID",
        ] {
            shown.push_str(&format!("{header}: {}\n", mail.header(header).unwrap()));
        }
        outline(&message, 0, 0, &mut shown);
        let xml = mail
            .daticert()
            .replace(&mail.fact("identificativo").unwrap(), "ID");
        shown.push_str(&xml);
        shown.push('\n');
    }
    insta::assert_snapshot!(shown);
}

fn outline(message: &mail_parser::Message<'_>, part: u32, depth: usize, out: &mut String) {
    use mail_parser::MimeHeaders;
    let this = &message.parts[part as usize];
    let media = this
        .content_type()
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()))
        .unwrap_or_default();
    out.push_str(&format!(
        "{:width$}{media} {}\n",
        "",
        this.attachment_name().unwrap_or(""),
        width = depth * 2
    ));
    match &this.body {
        mail_parser::PartType::Multipart(children) => children
            .iter()
            .for_each(|child| outline(message, *child, depth + 1, out)),
        mail_parser::PartType::Message(inner) => outline(inner, 0, depth + 1, out),
        _ => {}
    }
}
