//! A full disk: nothing acknowledged is lost, callers are told, work goes on once there is room again.

use crate::base::*;
use std::path::Path;
use std::process::Command;
use store::{BlobRoot, CommitError, OpenOptions, Store, StoreError, load, row};

/// A file system of this size in memory, where this machine lets us make one.
struct Small {
    folder: tempfile::TempDir,
}

impl Small {
    fn mount(bytes: u64) -> Option<Small> {
        let folder = tempfile::tempdir().unwrap();
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"])
            .arg(folder.path())
            .output()
            .ok()?;
        if !done.status.success() {
            eprintln!(
                "NO SMALL FILE SYSTEM HERE (mount needs root): the test of a full disk did not run"
            );
            return None;
        }
        Some(Small { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        Command::new("umount")
            .arg("-l")
            .arg(self.folder.path())
            .status()
            .ok();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_loses_nothing_and_heals_by_itself() {
    let Some(small) = Small::mount(40 << 20) else {
        return;
    };
    let filler = small.path().join("filler");
    std::fs::write(&filler, vec![1; 28 << 20]).unwrap();
    let url = format!("sqlite://{}", small.path().join("store.db").display());
    let blobs = BlobRoot::folder(small.path().join("blobs"));
    let store = Store::open(
        &url,
        &blobs,
        OpenOptions {
            clock_test: false,
            create: true,
        },
    )
    .await
    .unwrap();
    let big = || row::Instance {
        snapshot: vec![5; 100_000],
        ..instance()
    };
    let mut acknowledged = Vec::new();
    let mut refused = 0;
    for _ in 0..400 {
        let i = big();
        let mut s = set();
        s.put(i.clone()).put(trace(&i, 0)).audit(audit("x", i.id));
        match store.commit(s).await {
            Ok(_) => acknowledged.push(i.id),
            Err(CommitError::Unavailable(_)) => refused += 1,
            Err(other) => panic!("{other:?}"),
        }
        if refused == 5 {
            break;
        }
    }
    assert!(
        refused == 5 && acknowledged.len() > 10,
        "{refused} refused, {} acknowledged",
        acknowledged.len()
    );
    assert!(matches!(
        store.blobs().put(vec![3; 4 << 20]).await,
        Err(StoreError::Unavailable(_))
    ));
    std::fs::remove_file(&filler).unwrap();
    let mut healed = false;
    for _ in 0..20 {
        let i = big();
        let mut s = set();
        s.put(i.clone()).put(trace(&i, 0)).audit(audit("x", i.id));
        if store.commit(s).await.is_ok() {
            acknowledged.push(i.id);
            healed = true;
        }
    }
    assert!(healed);
    store.blobs().put(vec![3; 1 << 20]).await.unwrap();
    let reopened = {
        store.close().await;
        Store::open(&url, &blobs, OpenOptions::default())
            .await
            .unwrap()
    };
    for id in &acknowledged {
        assert!(
            load::instance(&reopened, *id).await.unwrap().is_some(),
            "{id} was acknowledged and is lost"
        );
    }
    assert_eq!(reopened.audit_verify().await.unwrap().faults, vec![]);
    reopened.close().await;
    println!(
        "RELIABILITY name=store_disk_full n={} refused={refused} lost=0",
        acknowledged.len()
    );
}
