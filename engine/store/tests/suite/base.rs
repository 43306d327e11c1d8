//! Stores to test on, and rows to put in them. All names are invented.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::OnceLock;
use store::{BlobRoot, Bucket, OpenOptions, Store, WriteSet, row};
use tests::bucket::{ACCESS_KEY, BUCKET, Bucket as S3, SECRET_KEY};
use tests::folder::Folder;
use tests::postgres::Postgres;
use tokio::sync::Mutex;
use uuid::Uuid;

/// A place for a store: its URL and its blob root.
#[derive(Clone)]
pub struct Place {
    pub url: String,
    pub blobs: BlobRoot,
    pub postgres: bool,
    pub folder: PathBuf,
    /// Where the blobs are, when not in the folder.
    pub s3: Option<Arc<Mutex<S3>>>,
    /// Deleted with the last place that names it.
    pub keep: Arc<Folder>,
}

impl Place {
    pub async fn open(&self) -> Store {
        Store::open(
            &self.url,
            &self.blobs,
            OpenOptions {
                clock_test: false,
                create: true,
            },
        )
        .await
        .unwrap()
    }
}

impl Place {
    /// The same with its blobs in a bucket.
    pub async fn in_bucket(self) -> Place {
        let s3 = S3::start().await;
        let mut blobs = self.blobs;
        blobs.bucket = Some(Bucket {
            name: BUCKET.into(),
            prefix: "comune/staffetta".into(),
            endpoint: Some(s3.endpoint()),
            region: "eu-south-1".into(),
            access_key: ACCESS_KEY.into(),
            secret_key: SECRET_KEY.into(),
            session_token: None,
        });
        Place {
            blobs,
            s3: Some(Arc::new(Mutex::new(s3))),
            ..self
        }
    }

    /// An empty place of the same sort.
    pub async fn another(&self) -> Place {
        let place = match self.postgres {
            true => postgres().await.unwrap(),
            false => sqlite(),
        };
        match self.s3 {
            Some(_) => place.in_bucket().await,
            None => place,
        }
    }

    /// The file that holds a blob.
    pub async fn blob_file(&self, sha: &row::Sha) -> PathBuf {
        let name = hex::encode(sha);
        let key = format!("sha256/{}/{name}", &name[..2]);
        match &self.s3 {
            Some(s3) => s3.lock().await.file(&format!("comune/staffetta/{key}")),
            None => self.blobs.folder.join(key),
        }
    }
}

/// As [`on_each`], and then with the blobs in an S3 bucket.
pub async fn on_each_with_blobs_anywhere<F, Fut>(test: F)
where
    F: Fn(Place) -> Fut,
    Fut: Future<Output = ()>,
{
    on_each(&test).await;
    on_each_in_a_bucket(test).await;
}

/// On a fresh store of each back end, with the blobs in an S3 bucket.
pub async fn on_each_in_a_bucket<F, Fut>(test: F)
where
    F: Fn(Place) -> Fut,
    Fut: Future<Output = ()>,
{
    for place in [Some(sqlite()), postgres().await].into_iter().flatten() {
        let place = place.in_bucket().await;
        // The server stays until the test ends.
        let keep = place.clone();
        test(place).await;
        drop(keep);
    }
}

/// Runs the test on a fresh store of each back end.
pub async fn on_each<F, Fut>(test: F)
where
    F: Fn(Place) -> Fut,
    Fut: Future<Output = ()>,
{
    for place in [Some(sqlite()), postgres().await].into_iter().flatten() {
        // A test may move out of the place what it needs; the folder stays until it ends.
        let keep = place.keep.clone();
        test(place).await;
        drop(keep);
    }
}

pub fn sqlite() -> Place {
    let folder = Folder::new();
    let path = folder.path().to_path_buf();
    Place {
        url: format!("sqlite://{}", path.join("store.db").display()),
        blobs: BlobRoot::folder(path.join("blobs")),
        postgres: false,
        folder: path,
        s3: None,
        keep: folder.into(),
    }
}

/// A fresh database on the server, if there is one.
pub async fn postgres() -> Option<Place> {
    let server = server()?;
    let folder = Folder::new();
    let path = folder.path().to_path_buf();
    let name = format!("store_{}", Uuid::new_v4().simple());
    raw(server, &[&format!("CREATE DATABASE {name}")]).await;
    let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
    Some(Place {
        url,
        blobs: BlobRoot::folder(path.join("blobs")),
        postgres: true,
        folder: path,
        s3: None,
        keep: folder.into(),
    })
}

/// Runs SQL behind the store's back, statement by statement.
pub async fn raw(url: &str, statements: &[&str]) {
    let database = sea_orm::Database::connect(url).await.unwrap();
    for sql in statements {
        database
            .execute_unprepared(sql)
            .await
            .unwrap_or_else(|e| panic!("{sql}: {e}"));
    }
    database.close().await.unwrap();
}

/// The first column of a query, as text, read behind the store's back.
pub async fn raw_texts(url: &str, sql: &str) -> Vec<String> {
    let database = sea_orm::Database::connect(url).await.unwrap();
    let rows = database
        .query_all_raw(sea_orm::Statement::from_string(
            database.get_database_backend(),
            sql,
        ))
        .await
        .unwrap();
    let texts = rows
        .iter()
        .map(|r| r.try_get_by_index(0).unwrap())
        .collect();
    database.close().await.unwrap();
    texts
}

/// The server named by `STAFFETTA_TEST_POSTGRES`, else one of our own that ends with this process.
fn server() -> Option<&'static str> {
    static SERVER: OnceLock<Option<(String, Option<Postgres>)>> = OnceLock::new();
    let server = SERVER.get_or_init(|| match std::env::var("STAFFETTA_TEST_POSTGRES") {
        Ok(url) => Some((url, None)),
        Err(_) => Postgres::start().map(|own| (own.url("postgres"), Some(own))),
    });
    server.as_ref().map(|(url, _)| url.as_str())
}

/// Three minutes to noon on an ordinary Tuesday, and minutes after it.
pub fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_535_420, 0).unwrap() + TimeDelta::minutes(minutes)
}

pub fn id() -> Uuid {
    Uuid::now_v7()
}

pub fn instance() -> row::Instance {
    row::Instance {
        id: id(),
        revision: 1,
        process: Uuid::nil(),
        process_key: "istanza".into(),
        deployment: Uuid::nil(),
        state: "running".into(),
        business_key: Some("2026/17".into()),
        title: "Istanza di accesso".into(),
        office: Some("urp".into()),
        term_at: None,
        parent: None,
        parent_wait: None,
        started_at: at(0),
        ended_at: None,
        error_code: None,
        open_incidents: 0,
        steps: 1,
        snapshot: vec![7; 600],
    }
}

pub fn trace(of: &row::Instance, seq: i64) -> row::Trace {
    row::Trace {
        instance: of.id,
        seq,
        at: at(seq),
        bytes: vec![1; 200],
    }
}

pub fn task(of: &row::Instance, wait: i64) -> row::Task {
    row::Task {
        id: id(),
        revision: 1,
        instance: of.id,
        wait,
        process_key: of.process_key.clone(),
        element: "risposta".into(),
        name: "Scrivi la risposta".into(),
        state: "open".into(),
        assignee: None,
        candidate_users: vec![],
        candidate_groups: vec!["ufficio:urp".into()],
        priority: 50,
        due_at: None,
        follow_up_at: None,
        form: None,
        drafts: None,
        approves: None,
        signs: None,
        draft: None,
        draft_by: None,
        draft_at: None,
        created_at: at(0),
        claimed_at: None,
        ended_at: None,
        ended_by: None,
        ended_for: None,
    }
}

pub fn job(of: &row::Instance, wait: i64, due: i64) -> row::Job {
    row::Job {
        id: id(),
        revision: 1,
        instance: of.id,
        wait,
        element: "invio".into(),
        kind: "pec.send".into(),
        inputs: json!({}),
        state: "waiting".into(),
        attempts: 0,
        retries_left: 3,
        due_at: at(due),
        priority: 0,
        lease_owner: None,
        lease_until: None,
        epoch: 0,
        despatch: None,
        last_error: None,
        result: None,
        created_at: at(0),
    }
}

pub fn mailbox(key: &str) -> row::Mailbox {
    row::Mailbox {
        id: id(),
        revision: 1,
        key: key.into(),
        address: format!("{key}@comune.example"),
        display_name: "Protocollo".into(),
        certified: true,
        settings: json!({"maildir": "/srv/mail"}),
        secrets: b"sealed-canary".to_vec(),
        offices: vec!["urp".into()],
        rights: Vec::new(),
        area: None,
        starting_point: json!("now"),
        uid_validity: 0,
        cursor_uid: 0,
        archive_uid: 0,
        state: "active".into(),
        last_error: None,
        last_polled_at: None,
        created_at: at(0),
    }
}

pub fn mail(of: &row::Mailbox, uid: i64, raw: row::Sha) -> row::Mail {
    row::Mail {
        id: id(),
        mailbox: of.id,
        folder: "INBOX".into(),
        uid_validity: 9,
        uid,
        raw,
        size: 10,
        kind: "transport".into(),
        message_id: format!("m{uid}@posta.example"),
        from_address: "ada@posta.example".into(),
        from_name: "Ada Bianchi".into(),
        subject: "Accesso agli atti".into(),
        sent_at: Some(at(0)),
        arrived_at: Some(at(1)),
        fetched_at: at(2),
        arrival: json!({"text": "corpo"}),
        verdict: Some("valid".into()),
        state: "new".into(),
        instance: None,
        despatch: None,
        same_as: None,
        about: None,
    }
}

pub fn despatch(of: &row::Mailbox, raw: row::Sha) -> row::Despatch {
    let id = id();
    row::Despatch {
        id,
        revision: 1,
        job: None,
        instance: None,
        mailbox: of.id,
        message_id: format!("{id}@comune.example"),
        pec_id: None,
        raw,
        size: 10,
        subject: "Risposta".into(),
        certified: true,
        state: "submitted".into(),
        journey: json!({}),
        outcome: "pending".into(),
        recipients: vec!["ada@posta.example".into()],
        author: Some("anna".into()),
        approver: Some("bruno".into()),
        author_for: None,
        approver_for: None,
        answers: None,
        resends: None,
        mailing: None,
        last_error: None,
        created_at: at(0),
        submitted_at: Some(at(1)),
        left_at: Some(at(1)),
        watch_at: Some(at(2)),
    }
}

pub fn register(key: &str) -> row::Register {
    row::Register {
        id: id(),
        key: key.into(),
        name: "Protocollo generale".into(),
        year: 0,
        last_number: 0,
        last_at: None,
    }
}

pub fn registration(register: &row::Register, origin: &str, minutes: i64) -> row::Registration {
    row::Registration {
        id: id(),
        register: register.id,
        year: 0,
        number: 0,
        registered_at: at(minutes),
        direction: "in".into(),
        subject: "Accesso agli atti".into(),
        correspondent: "Ada Bianchi".into(),
        mail: None,
        despatch: None,
        instance: None,
        origin: origin.into(),
        registered_by: "anna".into(),
    }
}

pub fn audit(verb: &str, object: impl ToString) -> row::Audit {
    row::Audit {
        actor: "anna".into(),
        on_behalf_of: None,
        verb: verb.into(),
        object_kind: "task".into(),
        object: object.to_string(),
        detail: json!({"n": 1}),
    }
}

pub fn set() -> WriteSet {
    WriteSet::new(at(5))
}
