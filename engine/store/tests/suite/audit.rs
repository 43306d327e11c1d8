//! The chain finds what was changed behind the store's back.

use crate::base::*;
use store::{Store, Write};

const UNLOCK_SQLITE: &[&str] = &[
    "DROP TRIGGER audit_kept_delete",
    "DROP TRIGGER audit_kept_update",
    "DROP TRIGGER registration_kept_delete",
    "DROP TRIGGER registration_kept_update",
];
const UNLOCK_POSTGRES: &[&str] = &[
    "ALTER TABLE audit DISABLE TRIGGER ALL",
    "ALTER TABLE registration DISABLE TRIGGER ALL",
];

async fn filled(place: &Place) -> Store {
    let store = place.open().await;
    let protocol = register("protocollo");
    let mut s = set();
    s.put(protocol.clone())
        .audit(audit("register.create", protocol.id));
    store.commit(s).await.unwrap();
    for n in 0..20 {
        let mut s = set();
        s.write(Write::Register(registration(&protocol, &n.to_string(), n)))
            .audit(audit("task.complete", n));
        store.commit(s).await.unwrap();
    }
    store.checkpoint_audit().await.unwrap();
    store
}

#[tokio::test(flavor = "multi_thread")]
async fn an_untouched_chain_is_sound_over_several_lives() {
    on_each(|place| async move {
        filled(&place).await.close().await;
        for _ in 0..3 {
            let store = place.open().await;
            let mut s = set();
            s.audit(audit("task.claim", 1));
            store.commit(s).await.unwrap();
            store.close().await;
        }
        let store = place.open().await;
        let report = store.audit_verify().await.unwrap();
        assert_eq!(report.faults, vec![]);
        assert_eq!((report.chains, report.registrations), (4, 20));
        assert!(report.anchors >= 4 && report.links > 45, "{report:?}");
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_tampering_is_found() {
    let cases: &[(&str, &[&str])] = &[
        (
            "a text is changed",
            &["UPDATE audit SET actor = 'eva' WHERE seq = 7"],
        ),
        (
            "a detail is changed",
            &[
                "UPDATE audit SET detail = '{\"n\":2}' WHERE seq = 9 AND verb = 'task.complete'",
                "UPDATE audit SET detail = '{\"n\":2}' WHERE seq = 10 AND verb = 'task.complete'",
            ],
        ),
        (
            "a time is changed",
            &["UPDATE audit SET at = at + 1 WHERE seq = 5"],
        ),
        ("a link is deleted", &["DELETE FROM audit WHERE seq = 11"]),
        (
            "two links are swapped",
            &[
                "UPDATE audit SET seq = 1000 WHERE seq = 12",
                "UPDATE audit SET seq = 12 WHERE seq = 13",
                "UPDATE audit SET seq = 13 WHERE seq = 1000",
            ],
        ),
        (
            "the end is cut and the chain's row adjusted",
            &[
                "DELETE FROM audit WHERE seq > 20",
                "UPDATE chain SET seq = 20, head = (SELECT hash FROM audit WHERE seq = 20)",
            ],
        ),
        (
            "the whole chain is deleted",
            &["DELETE FROM audit", "DELETE FROM chain"],
        ),
        (
            "a link is added behind the end",
            &[
                "INSERT INTO audit SELECT chain, seq + 500, at, actor, on_behalf_of, verb, object_kind, object, detail, digest, hash FROM audit WHERE seq = 3",
            ],
        ),
        (
            "a registration is changed",
            &["UPDATE registration SET subject = 'altro' WHERE number = 4"],
        ),
        (
            "a registration is renumbered",
            &["UPDATE registration SET number = 999 WHERE number = 4"],
        ),
        (
            "a registration is deleted",
            &["DELETE FROM registration WHERE number = 4"],
        ),
    ];
    on_each(|place| async move {
        let make = |postgres: bool| async move {
            if postgres {
                postgres_place().await
            } else {
                sqlite()
            }
        };
        for (name, tampering) in cases {
            let place = make(place.postgres).await;
            let store = filled(&place).await;
            assert!(store.audit_verify().await.unwrap().is_sound());
            store.close().await;
            raw(
                &place.url,
                if place.postgres {
                    UNLOCK_POSTGRES
                } else {
                    UNLOCK_SQLITE
                },
            )
            .await;
            raw(&place.url, tampering).await;
            let store = place.open().await;
            let report = store.audit_verify().await.unwrap();
            assert!(!report.is_sound(), "{name}: not found");
            store.close().await;
        }
    })
    .await;
}

async fn postgres_place() -> Place {
    postgres().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anchor_that_disagrees_is_found() {
    let place = sqlite();
    let store = filled(&place).await;
    let file = place.blobs.folder.join("anchors.jsonl");
    let text = std::fs::read_to_string(&file).unwrap();
    let at = text.find("\"hash\":\"").unwrap() + 8;
    let other = if text.as_bytes()[at] == b'0' {
        "1"
    } else {
        "0"
    };
    std::fs::write(&file, format!("{}{other}{}", &text[..at], &text[at + 1..])).unwrap();
    assert!(!store.audit_verify().await.unwrap().is_sound());
    store.close().await;
}
