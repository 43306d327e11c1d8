//! Opening: clocks, copies, settings, blobs.

use crate::base::*;
use store::{BlobRoot, Bucket, CommitError, OpenOptions, Store, StoreError, Write, load};

fn options(clock_test: bool, create: bool) -> OpenOptions {
    OpenOptions { clock_test, create }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_opens_only_with_the_clock_it_was_made_with() {
    for made_for_test in [true, false] {
        on_each(|place| async move {
            assert!(matches!(
                Store::open(&place.url, &place.blobs, options(made_for_test, false)).await,
                Err(StoreError::Missing(_))
            ));
            Store::open(&place.url, &place.blobs, options(made_for_test, true))
                .await
                .unwrap()
                .close()
                .await;
            let other = Store::open(&place.url, &place.blobs, options(!made_for_test, true)).await;
            match made_for_test {
                true => assert!(matches!(other, Err(StoreError::MadeForTestClock))),
                false => assert!(matches!(other, Err(StoreError::NotMadeForTestClock))),
            }
            let again = Store::open(&place.url, &place.blobs, options(made_for_test, false))
                .await
                .unwrap();
            assert_eq!(again.is_clock_test(), made_for_test);
            let erased = again
                .commit({
                    let mut s = set();
                    s.write(Write::EraseInstance(id()));
                    s
                })
                .await;
            assert_eq!(erased.is_ok(), made_for_test);
            again.close().await;
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_instance_leaves_nothing() {
    on_each(|place| async move {
        let store = Store::open(&place.url, &place.blobs, options(true, true))
            .await
            .unwrap();
        let i = instance();
        let mut s = set();
        s.put(i.clone())
            .put(trace(&i, 0))
            .put(task(&i, 1))
            .put(job(&i, 2, 0));
        store.commit(s).await.unwrap();
        store
            .commit({
                let mut s = set();
                s.write(Write::EraseInstance(i.id));
                s
            })
            .await
            .unwrap();
        assert_eq!(load::instance(&store, i.id).await.unwrap(), None);
        assert!(
            load::trace(&store, i.id, 0).await.unwrap().is_empty()
                && load::tasks_of_instance(&store, i.id)
                    .await
                    .unwrap()
                    .is_empty()
        );
        store.close().await;
        assert_eq!(
            raw_texts(&place.url, "SELECT CAST(COUNT(*) AS TEXT) FROM task_lane").await,
            ["0"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn boots_are_counted_and_an_older_database_is_a_restored_copy() {
    let place = sqlite();
    place.open().await.close().await;
    let file = place.folder.join("store.db");
    let older = place.folder.join("older.db");
    std::fs::copy(&file, &older).unwrap();
    let store = place.open().await;
    assert_eq!((store.boot().count, store.boot().restored_copy), (2, false));
    store.close().await;
    std::fs::rename(&older, &file).unwrap();
    let store = place.open().await;
    assert!(store.boot().restored_copy);
    store.close().await;
    // It stays a copy until it is settled.
    let store = place.open().await;
    assert!(store.boot().restored_copy);
    store
        .settle_restored(at(0), "anna", &[], &Default::default())
        .await
        .unwrap();
    store.close().await;
    let store = place.open().await;
    assert!(!store.boot().restored_copy);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_blobs_than_the_databases_own_make_a_restored_copy() {
    on_each_with_blobs_anywhere(|place| async move {
        place.open().await.close().await;
        let mut other = BlobRoot::folder(place.folder.join("elsewhere"));
        if let Some(bucket) = place.blobs.bucket {
            other.bucket = Some(Bucket {
                prefix: "altrove".into(),
                ..bucket
            });
        }
        let store = Store::open(&place.url, &other, options(false, true))
            .await
            .unwrap();
        assert!(store.boot().restored_copy);
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn blobs_come_back_and_a_damaged_one_is_not_given_out() {
    on_each_with_blobs_anywhere(|place| async move {
        let store = place.open().await;
        let put = || store.blobs().put(b"corpo del messaggio".to_vec());
        let sha = put().await.unwrap();
        assert_eq!(put().await.unwrap(), sha);
        let found = store.blobs().get(&sha).await.unwrap();
        assert_eq!(found, "corpo del messaggio");
        let mut s = set();
        s.audit(audit("x", 1));
        store.commit(s).await.unwrap();
        let path = place.blob_file(&sha).await;
        std::fs::write(&path, b"corpo del messaggiO").unwrap();
        assert!(matches!(
            store.blobs().get(&sha).await,
            Err(StoreError::DamagedBlob(_))
        ));
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(
            store.blobs().get(&sha).await,
            Err(StoreError::NoBlob(_))
        ));
        assert!(!store.blobs().exists(&sha).await.unwrap());
        store.close().await;
        assert_eq!(
            raw_texts(&place.url, "SELECT codec FROM blob").await,
            ["raw"]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_another_process_holds_the_write_lock_callers_are_told_to_come_back() {
    use sea_orm::ConnectionTrait;
    let place = sqlite();
    let store = place.open().await;
    let mut options = sea_orm::ConnectOptions::new(place.url.clone());
    options.max_connections(1);
    let other = sea_orm::Database::connect(options).await.unwrap();
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let mut s = set();
    s.put(instance());
    assert!(matches!(
        store.commit(s.clone()).await,
        Err(CommitError::Unavailable(_))
    ));
    other.execute_unprepared("ROLLBACK").await.unwrap();
    store.commit(s).await.unwrap();
    other.close().await.unwrap();
    store.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_close_the_file_is_whole_and_nobody_has_it_open() {
    let place = sqlite();
    let store = place.open().await;
    let mut s = set();
    s.put(instance());
    store.commit(s).await.unwrap();
    store.close().await;
    let mut left: Vec<_> = std::fs::read_dir(&place.folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, ["blobs", "store.db"]);
    let open = std::fs::read_dir("/proc/self/fd").unwrap();
    let open = open.filter_map(|fd| std::fs::read_link(fd.unwrap().path()).ok());
    let open: Vec<_> = open.filter(|f| f.starts_with(&place.folder)).collect();
    assert!(open.is_empty(), "{open:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_close_commits_are_refused() {
    let place = sqlite();
    let store = place.open().await;
    store.close().await;
    assert!(matches!(
        store.commit(set()).await,
        Err(CommitError::Unavailable(_))
    ));
}
