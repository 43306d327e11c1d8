//! A Maildir as a source: stable numbers, nothing touched unless told.

// Helpers of tests stop the test where they stand.
#![allow(clippy::unwrap_used)]

use contract::{Cursor, Disposition, Inbound, Raw};
use mail::MaildirSource;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        let dir = tempfile::tempdir().unwrap();
        for part in ["new", "cur", "tmp"] {
            std::fs::create_dir(dir.path().join(part)).unwrap();
        }
        Folder(dir)
    }
    fn path(&self) -> &Path {
        self.0.path()
    }
    fn put(&self, name: &str, body: &str, age_seconds: u64) {
        let path = self.path().join(name);
        std::fs::write(&path, body).unwrap();
        let file = std::fs::File::options().write(true).open(path).unwrap();
        file.set_modified(SystemTime::now() - Duration::from_secs(age_seconds))
            .unwrap();
    }
    fn source(&self) -> MaildirSource {
        MaildirSource::new(self.path(), None, self.path().join("spool"))
    }
    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = ["new", "cur"]
            .iter()
            .flat_map(|part| std::fs::read_dir(self.path().join(part)).unwrap())
            .map(|e| {
                e.unwrap()
                    .path()
                    .strip_prefix(self.path())
                    .unwrap()
                    .display()
                    .to_string()
            })
            .collect();
        names.sort();
        names
    }
}

async fn uids(source: &mut MaildirSource, after: Cursor) -> (Vec<(u64, String)>, Cursor, bool) {
    let batch = source.fetch(after, 100, 1000).await.unwrap();
    let list: Vec<(u64, String)> = batch
        .items
        .iter()
        .map(|i| match &i.raw {
            Raw::Whole(bytes) => (i.uid, String::from_utf8(bytes.clone()).unwrap()),
            Raw::Oversize { file, .. } => (
                i.uid,
                format!("file {}", std::fs::read(file).unwrap().len()),
            ),
        })
        .collect();
    let uid = list.last().map_or(after.uid, |l| l.0);
    (
        list,
        Cursor {
            uid_validity: batch.uid_validity,
            uid,
        },
        batch.renumbered,
    )
}

fn pairs(list: &[(u64, &str)]) -> Vec<(u64, String)> {
    list.iter().map(|(n, t)| (*n, t.to_string())).collect()
}

#[tokio::test]
async fn numbers_are_stable_across_moves_flags_and_restarts() {
    let folder = Folder::new();
    folder.put("new/b", "secondo", 100);
    folder.put("cur/a:2,S", "primo", 200);
    folder.put("cur/.hidden", "x", 1);
    let before = folder.files();
    let (list, cursor, renumbered) = uids(&mut folder.source(), Cursor::default()).await;
    assert_eq!(
        (list, renumbered),
        (pairs(&[(1, "primo"), (2, "secondo")]), false)
    );
    assert_eq!(folder.files(), before);

    std::fs::rename(
        folder.path().join("new/b"),
        folder.path().join("cur/b:2,RS"),
    )
    .unwrap();
    folder.put("new/c", "terzo", 300);
    let (list, later, _) = uids(&mut folder.source(), cursor).await;
    assert_eq!(list, pairs(&[(3, "terzo")]));
    let (all, _, _) = uids(&mut folder.source(), Cursor { uid: 0, ..later }).await;
    assert_eq!(all, pairs(&[(1, "primo"), (2, "secondo"), (3, "terzo")]));
}

#[tokio::test]
async fn a_lost_index_is_a_renumbering() {
    let folder = Folder::new();
    folder.put("new/a", "primo", 1);
    let (_, cursor, _) = uids(&mut folder.source(), Cursor::default()).await;
    std::fs::remove_file(folder.path().join(".staffetta-uids")).unwrap();
    let old = Cursor {
        uid_validity: cursor.uid_validity - 1,
        uid: 7,
    };
    let (list, _, renumbered) = uids(&mut folder.source(), old).await;
    assert_eq!((list, renumbered), (pairs(&[(1, "primo")]), true));
}

#[tokio::test]
async fn a_torn_index_line_gives_no_number_twice() {
    let folder = Folder::new();
    folder.put("new/a", "primo", 1);
    let (_, cursor, _) = uids(&mut folder.source(), Cursor::default()).await;
    let index = folder.path().join(".staffetta-uids");
    let mut bytes = std::fs::read(&index).unwrap();
    bytes.extend(b"2 tor");
    std::fs::write(&index, bytes).unwrap();
    folder.put("new/b", "secondo", 0);
    let (list, _, renumbered) = uids(&mut folder.source(), cursor).await;
    assert_eq!(
        (list.len(), list[0].1.as_str(), renumbered),
        (1, "secondo", false)
    );
    assert!(list[0].0 >= 2);
    let (again, _, _) = uids(&mut folder.source(), cursor).await;
    assert_eq!(again, list);
}

#[tokio::test]
async fn limit_cap_and_vanished_are_answered() {
    let folder = Folder::new();
    folder.put("new/a", "primo", 300);
    folder.put("new/b", &"x".repeat(2000), 200);
    folder.put("new/c", "terzo", 100);
    let mut source = folder.source();
    let batch = source.fetch(Cursor::default(), 2, 1000).await.unwrap();
    assert!(batch.more && batch.items.len() == 2);
    let Raw::Oversize { file, size } = &batch.items[1].raw else {
        panic!("not oversize")
    };
    assert_eq!((*size, std::fs::read(file).unwrap().len()), (2000, 2000));
    assert!(file.starts_with(folder.path().join("spool")));
    let survey = contract::Survey::of(&source.list().await.unwrap());
    assert_eq!(
        (survey.total, survey.uid_next, survey.uid_validity),
        (3, 4, batch.uid_validity)
    );
    std::fs::remove_file(folder.path().join("new/c")).unwrap();
    let rest = source
        .fetch(
            Cursor {
                uid_validity: batch.uid_validity,
                uid: 2,
            },
            10,
            1000,
        )
        .await
        .unwrap();
    assert!(rest.items.is_empty() && !rest.more);
}

#[tokio::test]
async fn settling_marks_or_moves_and_may_be_repeated() {
    let folder = Folder::new();
    folder.put("new/a", "primo", 2);
    folder.put("cur/b:2,F", "secondo", 1);
    let mut source = folder.source();
    uids(&mut source, Cursor::default()).await;
    let nothing = folder.files();
    source.settle(1, &Disposition::Nothing).await.unwrap();
    assert_eq!(folder.files(), nothing);
    for _ in 0..2 {
        source.settle(1, &Disposition::MarkSeen).await.unwrap();
        source.settle(2, &Disposition::MarkSeen).await.unwrap();
    }
    assert_eq!(folder.files(), ["cur/a:2,S", "cur/b:2,FS"]);
    for _ in 0..2 {
        source
            .settle(1, &Disposition::Move("Lavorati/2026".into()))
            .await
            .unwrap();
    }
    assert!(folder.path().join(".Lavorati.2026/cur/a:2,S").exists());
    assert_eq!(folder.files(), ["cur/b:2,FS"]);
    assert!(
        source
            .settle(2, &Disposition::Move("../../etc".into()))
            .await
            .is_err()
    );
    source.settle(99, &Disposition::MarkSeen).await.unwrap();
}

#[tokio::test]
async fn waiting_ends_when_something_arrives_or_after_the_time() {
    let folder = Folder::new();
    let mut source = folder.source();
    // Directories made just now prove nothing yet.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    uids(&mut source, Cursor::default()).await;
    let started = Instant::now();
    source.wait(Duration::from_millis(600)).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(600));
    let new: PathBuf = folder.path().join("new/x");
    let writer = tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        std::fs::write(new, "arrivato").unwrap();
    });
    let started = Instant::now();
    source.wait(Duration::from_secs(20)).await.unwrap();
    assert!(started.elapsed() < Duration::from_secs(5));
    writer.await.unwrap();
    assert_eq!(
        uids(&mut source, Cursor::default()).await.0,
        pairs(&[(1, "arrivato")])
    );
}

#[tokio::test]
async fn the_sent_folder_is_searched_by_message_id() {
    let folder = Folder::new();
    let sent = Folder::new();
    sent.put(
        "cur/s:2,S",
        "Subject: x\r\nMessage-ID: <uno@comune.example>\r\n\r\nx",
        1,
    );
    let mut source = MaildirSource::new(folder.path(), Some(sent.path().into()), folder.path());
    assert_eq!(
        source.sent_contains("uno@comune.example").await.unwrap(),
        Some(true)
    );
    assert_eq!(
        source.sent_contains("due@comune.example").await.unwrap(),
        Some(false)
    );
    assert_eq!(
        folder
            .source()
            .sent_contains("uno@comune.example")
            .await
            .unwrap(),
        None
    );
}
