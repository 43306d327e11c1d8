//! Finding mails by their words, on both back ends alike.

use super::base::*;
use office::Viewer;
use std::collections::BTreeSet;
use store::view::{self, MailFilter};
use store::{MailWords, Store, Write, WriteSet, load, row};
use uuid::Uuid;

async fn found(store: &Store, viewer: &Viewer, words: &str) -> Vec<i64> {
    let filter = MailFilter {
        words: Some(words.into()),
        ..MailFilter::default()
    };
    let page = view::mails(viewer, store, &filter, None, 10).await.unwrap();
    page.items.iter().map(|m| m.mail.uid).collect()
}

async fn index(store: &Store, texts: &[(Uuid, &str)]) {
    let mut s = set();
    for (mail, text) in texts {
        s.write(Write::IndexMail(MailWords::of(*mail, [*text])));
    }
    store.commit(s).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_are_found_by_words_and_phrases_within_ones_reach() {
    on_each(|place| async move {
        let store = place.open().await;
        let (urp, riservata) = (mailbox("urp"), mailbox("riservata"));
        let mails = [
            mail(&urp, 1, [1; 32]),
            mail(&urp, 2, [2; 32]),
            mail(&riservata, 3, [3; 32]),
        ];
        let mut s = set();
        s.put(urp.clone()).put(riservata.clone());
        for m in &mails {
            s.put(m.clone());
        }
        store.commit(s).await.unwrap();
        let waiting = load::mails_to_index(&store, 10).await.unwrap();
        assert_eq!(waiting.len(), 3, "what is kept waits to be indexed");
        index(
            &store,
            &[
                (
                    mails[0].id,
                    "Accesso agli atti: perché la città tace? anna.neri@comune.example",
                ),
                (
                    mails[1].id,
                    "Gli atti di accesso, pianta-catastale.pdf 12/2026",
                ),
                (mails[2].id, "Accesso agli atti riservati"),
            ],
        )
        .await;
        assert!(load::mails_to_index(&store, 10).await.unwrap().is_empty());
        let all = Viewer::system();
        let rows: [(&str, &[i64]); 11] = [
            ("accesso", &[1, 2, 3]),
            ("ATTI acces", &[1, 2, 3]),
            ("\"accesso agli atti\"", &[1, 3]),
            ("perche citta", &[1]),
            ("PERCHÉ", &[1]),
            ("neri@comune.example", &[1]),
            ("catastale.pdf", &[2]),
            ("12/2026", &[2]),
            ("catastale città", &[]),
            ("\" ' ) OR 1=1 --", &[]),
            ("!", &[]),
        ];
        for (words, expected) in rows {
            let found: BTreeSet<i64> = found(&store, &all, words).await.into_iter().collect();
            assert_eq!(found, expected.iter().copied().collect(), "{words}");
        }
        let anna = Viewer {
            person: Some(Uuid::now_v7()),
            mailboxes: Some(BTreeSet::from([urp.id])),
            given: Default::default(),
            ..Viewer::system()
        };
        assert_eq!(found(&store, &anna, "\"accesso agli atti\"").await, [1]);
        assert!(found(&store, &anna, "riservati").await.is_empty());

        // Other words instead of the old ones; the same again changes nothing.
        index(
            &store,
            &[(mails[0].id, "Tettoia"), (mails[0].id, "Tettoia")],
        )
        .await;
        assert_eq!(found(&store, &all, "tettoia").await, [1]);
        assert!(found(&store, &all, "citta").await.is_empty());
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withheld_is_found_by_nothing_and_an_index_is_made_anew() {
    on_each(|place| async move {
        let store = place.open().await;
        let urp = mailbox("urp");
        let mails = [mail(&urp, 1, [1; 32]), mail(&urp, 2, [2; 32])];
        let mut s = set();
        s.put(urp.clone())
            .put(mails[0].clone())
            .put(mails[1].clone());
        store.commit(s).await.unwrap();
        index(
            &store,
            &[(mails[0].id, "segreto"), (mails[1].id, "segreto")],
        )
        .await;
        let mut s: WriteSet = set();
        s.write(Write::Remove(row::Removal {
            id: Uuid::now_v7(),
            act: "withhold".into(),
            table: "mail".into(),
            object: mails[0].id,
            reason: "dati di terzi".into(),
            reference: "atto 7".into(),
            asked_by: "anna".into(),
            confirmed_by: "bruno".into(),
            at: at(0),
        }));
        store.commit(s).await.unwrap();
        let all = Viewer::system();
        assert_eq!(found(&store, &all, "segreto").await, [2]);
        // Whoever read the mail before it was withheld enters nothing any more.
        index(&store, &[(mails[0].id, "segreto")]).await;
        assert_eq!(found(&store, &all, "segreto").await, [2]);

        let mut s = set();
        s.write(Write::ForgetWords);
        store.commit(s).await.unwrap();
        assert!(found(&store, &all, "segreto").await.is_empty());
        let waiting = load::mails_to_index(&store, 10).await.unwrap();
        assert_eq!(waiting.iter().map(|m| m.uid).collect::<Vec<_>>(), [2]);
        store.close().await;
    })
    .await;
}
