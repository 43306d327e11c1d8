//! Blobs in an S3 bucket: what only a bucket can do wrong, and deletions beside puts.

use crate::base::*;
use std::time::{Duration, SystemTime};
use store::{BucketFault, OpenOptions, Store, StoreError};

const MAKE: OpenOptions = OpenOptions {
    clock_test: false,
    create: true,
};

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_cannot_be_used_is_told_when_the_store_is_opened() {
    on_each_in_a_bucket(|place| async move {
        let fault = async |change: fn(&mut store::Bucket)| {
            let mut blobs = place.blobs.clone();
            change(blobs.bucket.as_mut().unwrap());
            match Store::open(&place.url, &blobs, MAKE).await {
                Err(StoreError::Bucket(fault)) => fault,
                other => panic!("{other:?}"),
            }
        };
        let missing = fault(|b| b.name = "nessuno".into()).await;
        let told = "s3://nessuno/comune/staffetta";
        assert!(
            matches!(&missing, BucketFault::Missing { place, said } if place == told && said.starts_with("NoSuchBucket")),
            "{missing:?}"
        );
        let wrong = fault(|b| b.secret_key = "un altro".into()).await;
        assert!(
            matches!(&wrong, BucketFault::Refused { said, .. } if said.starts_with("SignatureDoesNotMatch")),
            "{wrong:?}"
        );
        let unknown = fault(|b| b.access_key = "nessuno".into()).await;
        assert!(
            matches!(unknown, BucketFault::Refused { .. }),
            "{unknown:?}"
        );
        place.s3.as_ref().unwrap().lock().await.stop().await;
        let away = fault(|_| ()).await;
        let endpoint = place.blobs.bucket.clone().unwrap().endpoint.unwrap();
        assert!(
            matches!(&away, BucketFault::Unreachable { endpoint: told, said } if *told == endpoint && said.contains("refused")),
            "{away:?}"
        );
        place.s3.as_ref().unwrap().lock().await.resume().await;
        let store = place.open().await;
        assert!(!store.boot().restored_copy);
        let shown = format!("{store:?}");
        assert!(!shown.contains(tests::bucket::SECRET_KEY), "{shown}");
        store.close().await;
        // The next start knows its bucket again.
        let store = place.open().await;
        assert_eq!((store.boot().count, store.boot().restored_copy), (2, false));
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_is_away_is_an_alarm_that_ends_by_itself() {
    on_each_in_a_bucket(|place| async move {
        let store = place.open().await;
        let before = store.blobs().put(b"prima".to_vec()).await.unwrap();
        let s3 = place.s3.as_ref().unwrap();
        s3.lock().await.stop().await;
        let put = store.blobs().put(b"durante".to_vec()).await;
        assert!(matches!(put, Err(StoreError::Unavailable(_))), "{put:?}");
        let reason = store.unwritable().unwrap().reason;
        assert!(reason.contains("refused"), "{reason}");
        let got = store.blobs().get(&before).await;
        assert!(matches!(got, Err(StoreError::Unavailable(_))), "{got:?}");
        // The database works on; what needs no blob is written.
        let mut s = set();
        s.audit(audit("x", 1));
        store.commit(s).await.unwrap();
        assert!(store.unwritable().is_some());
        s3.lock().await.resume().await;
        let healed = tokio::time::timeout(Duration::from_secs(30), async {
            while store.unwritable().is_some() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        });
        healed.await.unwrap();
        assert_eq!(store.blobs().get(&before).await.unwrap(), "prima");
        store.blobs().put(b"dopo".to_vec()).await.unwrap();
        store.close().await;
    })
    .await;
}

/// A deletion that was marked and stands still: whoever puts waits for it, then puts again.
#[tokio::test(flavor = "multi_thread")]
async fn bytes_put_beside_a_deletion_that_stands_still_are_there_when_it_is_over() {
    let Some(place) = postgres().await else {
        return;
    };
    let place = place.in_bucket().await;
    let store = place.open().await;
    let sha = store.blobs().put(b"ancora".to_vec()).await.unwrap();
    let name = hex::encode(sha);
    let mark = place
        .s3
        .as_ref()
        .unwrap()
        .lock()
        .await
        .file(&format!("comune/staffetta/leaving/{name}/altro-nodo"));
    std::fs::create_dir_all(mark.parent().unwrap()).unwrap();
    std::fs::write(&mark, b"").unwrap();
    let putting = tokio::spawn({
        let store = store.clone();
        async move { store.blobs().put(b"ancora".to_vec()).await }
    });
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!putting.is_finished());
    std::fs::remove_file(place.blob_file(&sha).await).unwrap();
    assert_eq!(putting.await.unwrap().unwrap(), sha);
    assert_eq!(store.blobs().get(&sha).await.unwrap(), "ancora");
    // One that gave it up is not waited for.
    let putting = tokio::spawn({
        let store = store.clone();
        async move { store.blobs().put(b"ancora".to_vec()).await }
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    let since = std::time::Instant::now();
    std::fs::remove_file(&mark).unwrap();
    putting.await.unwrap().unwrap();
    assert!(since.elapsed() < Duration::from_secs(5));
    store.close().await;
    // Marks of long ago go with the next start.
    std::fs::write(&mark, b"").unwrap();
    let file = std::fs::File::options().write(true).open(&mark).unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(7_200);
    file.set_modified(long_ago).unwrap();
    let store = place.open().await;
    assert!(!mark.exists());
    store.close().await;
}
