//! A backup made while verbs go on comes back whole, and knows that it is a copy.

use crate::base::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use store::{Store, StoreError, Write, backup, load, row};

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_under_load_restores_to_a_sound_store() {
    on_each_with_blobs_anywhere(|place| async move {
        let store = place.open().await;
        let (protocol, b) = (register("protocollo"), mailbox("protocollo"));
        let mut s = set();
        s.put(protocol.clone()).put(b.clone());
        store.commit(s).await.unwrap();
        let stop = Arc::new(AtomicBool::new(false));
        let writer = tokio::spawn(write(
            store.clone(),
            stop.clone(),
            protocol.clone(),
            b.clone(),
        ));
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        let to = place.folder.join("backup");
        let manifest = store.backup(&to).await.unwrap();
        assert!(manifest.blobs > 0);
        assert!(
            matches!(store.backup(&to).await, Err(StoreError::Backup(_))),
            "the folder is not empty"
        );
        // Given out after the backup.
        let mut s = set();
        let late = job(&instance(), 1, 0);
        s.write(Write::Register(registration(&protocol, "late", 50)))
            .put(late.clone());
        let late_number = store.commit(s).await.unwrap().registered[0].number;
        stop.store(true, Ordering::SeqCst);
        writer.await.unwrap();
        store.close().await;

        let home = place.another().await;
        backup::restore(&to, &home.url, &home.blobs).await.unwrap();
        let copy = home.open().await;
        assert!(copy.boot().restored_copy);
        let report = copy.audit_verify().await.unwrap();
        assert_eq!(report.faults, vec![]);
        // Numbers 1..n are there, every mail has its bytes.
        let rows = raw_texts(
            &home.url,
            "SELECT CAST(number AS TEXT) FROM registration ORDER BY registration.number",
        )
        .await;
        assert_eq!(
            rows,
            (1..=rows.len()).map(|n| n.to_string()).collect::<Vec<_>>()
        );
        let mails = load::mails_in_state(&copy, "new", None, 10_000)
            .await
            .unwrap();
        assert!(!mails.is_empty());
        for mail in &mails {
            copy.blobs().get(&mail.raw).await.unwrap();
        }
        // The late number is not given out again once the paper register was looked at.
        let jobs_before = load::uncertain_jobs(&copy, 10).await.unwrap().len();
        assert_eq!(jobs_before, 0);
        let given = BTreeMap::from([(protocol.id, late_number)]);
        let restored = copy
            .settle_restored(at(60), "anna", &["pec.send".into()], &given)
            .await
            .unwrap();
        assert!(
            restored.jobs > 0 && restored.gaps[0].skipped_through >= late_number,
            "{restored:?}"
        );
        let mut s = set();
        s.write(Write::Register(registration(&protocol, "next", 61)));
        assert_eq!(
            copy.commit(s).await.unwrap().registered[0].number,
            restored.gaps[0].skipped_through + 1
        );
        assert!(copy.audit_verify().await.unwrap().is_sound());
        copy.close().await;
    })
    .await;
}

async fn write(store: Store, stop: Arc<AtomicBool>, protocol: row::Register, b: row::Mailbox) {
    let mut n = 0;
    while !stop.load(Ordering::SeqCst) {
        n += 1;
        let raw = store
            .blobs()
            .put(format!("messaggio {n}").into_bytes())
            .await
            .unwrap();
        let i = instance();
        let mut s = set();
        s.put(i.clone())
            .put(trace(&i, 0))
            .put(job(&i, 1, 0))
            .put(mail(&b, n, raw))
            .write(Write::Register(registration(&protocol, &n.to_string(), 0)));
        s.audit(audit("mail.keep", n));
        store.commit(s).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_or_cut_backup_is_refused() {
    let place = sqlite();
    let store = place.open().await;
    let sha = store.blobs().put(b"uno".to_vec()).await.unwrap();
    store
        .commit({
            let mut s = set();
            s.audit(audit("x", 1));
            s
        })
        .await
        .unwrap();
    let to = place.folder.join("backup");
    store.backup(&to).await.unwrap();
    store.close().await;
    backup::verify(&to).await.unwrap();
    let name = hex::encode(sha);
    let blob = to.join("sha256").join(&name[..2]).join(&name);
    std::fs::write(&blob, b"due").unwrap();
    let home = sqlite();
    assert!(matches!(
        backup::restore(&to, &home.url, &home.blobs).await,
        Err(StoreError::Backup(_))
    ));
    std::fs::remove_file(&blob).unwrap();
    assert!(matches!(
        backup::verify(&to).await,
        Err(StoreError::Backup(_))
    ));
    std::fs::remove_file(to.join("manifest.json")).unwrap();
    assert!(matches!(
        backup::verify(&to).await,
        Err(StoreError::Backup(_))
    ));
}
