//! A copy of everything, made while the store runs, and the way back.
//!
//! A backup is a folder: the database as of one instant (SQLite: a file by `VACUUM INTO`; PostgreSQL: one file of JSON lines a
//! table, read in one snapshot), the blobs, the anchors, and last `manifest.json` with the hash of every file. Without
//! a manifest a backup is not whole. The key file of secrets is not in it.

use crate::blob::{BlobRoot, Blobs};
use crate::boot;
use crate::cell::Cell;
use crate::committer::chain::ANCHORS;
use crate::connect::{Purpose, connect};
use crate::crash::{Point, crash_point};
use crate::fault::{BackupFault, StoreError};
use crate::health::Health;
use crate::migration::Migrator;
use crate::row::{Instant, Sha};
use crate::sql::Run;
use crate::store::Store;
use crate::table::Table;
use sea_orm::{AccessMode, ConnectionTrait, DatabaseConnection, IsolationLevel, TransactionTrait};
use sea_orm_migration::MigratorTrait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "database.sqlite";
/// Rows fetched or written at once on PostgreSQL.
const ROWS: usize = 500;
/// Tables beside those of rows.
const OWN: [&str; 6] = ["meta", "chain", "audit", "command", "blob", "task_lane"];

/// What a backup holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    pub at: Instant,
    /// sqlite | postgres
    pub backend: String,
    /// Migrations the copy was made at.
    pub migrations: Vec<String>,
    /// Path in the folder, size in bytes, SHA-256 as hex.
    pub files: Vec<ManifestFile>,
    pub blobs: usize,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestFile {
    pub path: String,
    pub size: u64,
    pub sha256: String,
}

fn io(context: &Path) -> impl Fn(std::io::Error) -> StoreError + '_ {
    move |e| StoreError::file(context.display().to_string(), e)
}

fn tables() -> impl Iterator<Item = &'static str> {
    // Parents first: `chain` before `audit`, the rest in writing order.
    OWN.into_iter().chain(Table::ALL.iter().map(|t| t.name()))
}

impl Store {
    /// Writes a backup into `to`, which must not exist or be empty. Verbs go on meanwhile.
    pub async fn backup(&self, to: &Path) -> Result<Manifest, StoreError> {
        tokio::fs::create_dir_all(to).await.map_err(io(to))?;
        if tokio::fs::read_dir(to)
            .await
            .map_err(io(to))?
            .next_entry()
            .await
            .map_err(io(to))?
            .is_some()
        {
            return Err(BackupFault::NotEmpty(to.display().to_string()).into());
        }
        let at = chrono::Utc::now();
        let mut files = Vec::new();
        // The anchors first: a later one would name links the copy does not have.
        let anchors = self.blobs().root().join(ANCHORS);
        if tokio::fs::try_exists(&anchors)
            .await
            .map_err(io(&anchors))?
        {
            let bytes = tokio::fs::read(&anchors).await.map_err(io(&anchors))?;
            files.push(write(to, ANCHORS, &bytes).await?);
        }
        let shas = if self.is_postgres() {
            self.copy_postgres(to, &mut files).await?
        } else {
            self.copy_sqlite(to, &mut files).await?
        };
        crash_point(Point::BackupDatabase);
        let blobs = shas.len();
        for sha in shas {
            let name = hex::encode(sha);
            let path = format!("sha256/{}/{name}", &name[..2]);
            match self.blobs().get(&sha).await {
                Ok(bytes) => files.push(write(to, &path, &bytes).await?),
                // Disposed since the copy of the database.
                Err(StoreError::NoBlob(_)) if !self.names(&sha).await? => {}
                Err(error) => return Err(error),
            }
        }
        let applied = "SELECT version FROM seaql_migrations ORDER BY version";
        let applied = self.read().all(applied, vec![]).await?;
        let migrations = applied
            .iter()
            .map(|r| Cell::get(r, 0))
            .collect::<Result<_, _>>()?;
        let backend = if self.is_postgres() {
            "postgres"
        } else {
            "sqlite"
        };
        let manifest = Manifest {
            format: 1,
            at,
            backend: backend.into(),
            migrations,
            files,
            blobs,
        };
        let bytes =
            serde_json::to_vec_pretty(&manifest).map_err(|e| StoreError::Broken(e.to_string()))?;
        write(to, MANIFEST, &bytes).await?;
        sync_folders(to).await?;
        Ok(manifest)
    }

    async fn names(&self, sha: &Sha) -> Result<bool, StoreError> {
        Ok(self
            .read()
            .one("SELECT 1 FROM blob WHERE sha = ?", vec![sha.put()])
            .await?
            .is_some())
    }

    async fn copy_sqlite(
        &self,
        to: &Path,
        files: &mut Vec<ManifestFile>,
    ) -> Result<Vec<Sha>, StoreError> {
        let file = to.join(DATABASE);
        let connection = connect(&self.inner.url, Purpose::Upkeep, false).await?;
        connection
            .run(
                "VACUUM INTO ?",
                vec![crate::cell::text(&file.display().to_string())],
            )
            .await?;
        connection.close().await?;
        let copy = connect(
            &format!("sqlite://{}", file.display()),
            Purpose::Write,
            false,
        )
        .await?;
        let shas = shas(&copy).await?;
        // The copy is one file again: no WAL stays beside it.
        copy.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
            .await?;
        copy.close().await?;
        sync(&file).await?;
        files.push(entry(to, DATABASE).await?);
        Ok(shas)
    }

    async fn copy_postgres(
        &self,
        to: &Path,
        files: &mut Vec<ManifestFile>,
    ) -> Result<Vec<Sha>, StoreError> {
        let tx = self
            .read()
            .begin_with_config(
                Some(IsolationLevel::RepeatableRead),
                Some(AccessMode::ReadOnly),
            )
            .await?;
        for table in tables() {
            let name = format!("{table}.jsonl");
            let path = to.join(&name);
            let mut out =
                tokio::io::BufWriter::new(tokio::fs::File::create(&path).await.map_err(io(&path))?);
            tx.execute_unprepared(&format!("DECLARE rows_of NO SCROLL CURSOR FOR SELECT row_to_json(t)::text FROM \"{table}\" t")).await?;
            loop {
                let rows = tx
                    .all(&format!("FETCH {ROWS} FROM rows_of"), vec![])
                    .await?;
                for row in &rows {
                    let line: String = Cell::get(row, 0)?;
                    out.write_all(line.as_bytes()).await.map_err(io(&path))?;
                    out.write_all(b"\n").await.map_err(io(&path))?;
                }
                if rows.len() < ROWS {
                    break;
                }
            }
            tx.execute_unprepared("CLOSE rows_of").await?;
            out.flush().await.map_err(io(&path))?;
            out.into_inner().sync_all().await.map_err(io(&path))?;
            files.push(entry(to, &name).await?);
        }
        let shas = shas(&tx).await?;
        tx.rollback().await?;
        Ok(shas)
    }
}

async fn shas(on: &impl Run) -> Result<Vec<Sha>, StoreError> {
    let rows = on.all("SELECT sha FROM blob ORDER BY sha", vec![]).await?;
    Ok(rows
        .iter()
        .map(|r| Cell::get(r, 0))
        .collect::<Result<_, _>>()?)
}

/// Reads the manifest and every file it names. [`StoreError::Backup`] says which is missing or changed.
pub async fn verify(from: &Path) -> Result<Manifest, StoreError> {
    let path = from.join(MANIFEST);
    let bytes = tokio::fs::read(&path)
        .await
        .map_err(|e| BackupFault::NoManifest(e.to_string()))?;
    let manifest: Manifest =
        serde_json::from_slice(&bytes).map_err(|e| BackupFault::Unreadable(e.to_string()))?;
    if manifest.format != 1 {
        return Err(BackupFault::UnknownFormat(manifest.format).into());
    }
    for file in &manifest.files {
        let found = entry(from, &file.path)
            .await
            .map_err(|_| BackupFault::Missing(file.path.clone()))?;
        if found != *file {
            return Err(BackupFault::Changed(file.path.clone()).into());
        }
    }
    Ok(manifest)
}

/// Brings a backup back into an empty place: a SQLite file that is not there, or an empty PostgreSQL database, and an empty
/// blob root. The store then opens as a restored copy.
pub async fn restore(from: &Path, url: &str, blobs: &BlobRoot) -> Result<Manifest, StoreError> {
    let manifest = verify(from).await?;
    let wanted = if url.starts_with("sqlite:") {
        "sqlite"
    } else {
        "postgres"
    };
    if manifest.backend != wanted {
        return Err(BackupFault::OtherDatabase(manifest.backend).into());
    }
    let target = Blobs::open(blobs, true, false, Health::new()).await?;
    if target.mark(boot::FILE).await?.is_some() {
        let place = blobs.bucket.as_ref().map(ToString::to_string);
        let place = place.unwrap_or_else(|| blobs.folder.display().to_string());
        return Err(BackupFault::InUse(place).into());
    }
    for file in manifest
        .files
        .iter()
        .filter(|f| f.path.starts_with("sha256/"))
    {
        let sha = target.put_file(&from.join(&file.path)).await?;
        if !file.path.ends_with(&hex::encode(sha)) {
            return Err(BackupFault::Changed(file.path.clone()).into());
        }
    }
    if manifest.files.iter().any(|f| f.path == ANCHORS) {
        let bytes = tokio::fs::read(from.join(ANCHORS))
            .await
            .map_err(io(from))?;
        write(target.root(), ANCHORS, &bytes).await?;
    }
    if wanted == "sqlite" {
        restore_sqlite(from, url).await
    } else {
        restore_postgres(from, url, &manifest).await
    }?;
    Ok(manifest)
}

async fn restore_sqlite(from: &Path, url: &str) -> Result<(), StoreError> {
    let target = PathBuf::from(
        url.trim_start_matches("sqlite://")
            .split('?')
            .next()
            .unwrap_or_default(),
    );
    if target.exists() {
        return Err(BackupFault::InUse(target.display().to_string()).into());
    }
    if let Some(folder) = target.parent() {
        tokio::fs::create_dir_all(folder)
            .await
            .map_err(io(folder))?;
    }
    let partial = target.with_extension("restoring");
    tokio::fs::copy(from.join(DATABASE), &partial)
        .await
        .map_err(io(&partial))?;
    sync(&partial).await?;
    tokio::fs::rename(&partial, &target)
        .await
        .map_err(io(&target))?;
    let database = connect(url, Purpose::Write, false).await?;
    mark(&database).await?;
    Ok(database.close().await?)
}

async fn restore_postgres(from: &Path, url: &str, manifest: &Manifest) -> Result<(), StoreError> {
    let database = connect(url, Purpose::Write, false).await?;
    if boot::exists(&database).await? {
        return Err(BackupFault::InUse("database_url".into()).into());
    }
    // The schema as it was; the next start brings it up to date.
    Migrator::up(&database, u32::try_from(manifest.migrations.len()).ok()).await?;
    let tx = database.begin().await?;
    for table in tables() {
        let name = format!("{table}.jsonl");
        let text = tokio::fs::read_to_string(from.join(&name))
            .await
            .map_err(|_| BackupFault::Missing(name.clone()))?;
        let lines: Vec<&str> = text.lines().collect();
        for chunk in lines.chunks(ROWS) {
            let sql = format!(
                "INSERT INTO \"{table}\" SELECT * FROM json_populate_recordset(NULL::\"{table}\", CAST(? AS json))"
            );
            tx.run(
                &sql,
                vec![crate::cell::text(&format!("[{}]", chunk.join(",")))],
            )
            .await?;
        }
    }
    tx.commit().await?;
    mark(&database).await?;
    Ok(database.close().await?)
}

async fn mark(database: &DatabaseConnection) -> Result<(), StoreError> {
    boot::set(database, "restored", "1").await
}

/// Writes a file, synced, and answers its line of the manifest.
async fn write(folder: &Path, name: &str, bytes: &[u8]) -> Result<ManifestFile, StoreError> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        tokio::fs::create_dir_all(parent)
            .await
            .map_err(io(parent))?;
    }
    let mut file = tokio::fs::File::create(&path).await.map_err(io(&path))?;
    file.write_all(bytes).await.map_err(io(&path))?;
    file.sync_all().await.map_err(io(&path))?;
    Ok(ManifestFile {
        path: name.into(),
        size: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(bytes)),
    })
}

async fn entry(folder: &Path, name: &str) -> Result<ManifestFile, StoreError> {
    let path = folder.join(name);
    let mut file = tokio::fs::File::open(&path).await.map_err(io(&path))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut size = 0;
    loop {
        let n = file.read(&mut buffer).await.map_err(io(&path))?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
        size += n as u64;
    }
    Ok(ManifestFile {
        path: name.into(),
        size,
        sha256: hex::encode(hasher.finalize()),
    })
}

async fn sync(file: &Path) -> Result<(), StoreError> {
    tokio::fs::File::open(file)
        .await
        .map_err(io(file))?
        .sync_all()
        .await
        .map_err(io(file))
}

async fn sync_folders(to: &Path) -> Result<(), StoreError> {
    let blobs = to.join("sha256");
    if blobs.is_dir() {
        let mut folders = tokio::fs::read_dir(&blobs).await.map_err(io(&blobs))?;
        while let Some(folder) = folders.next_entry().await.map_err(io(&blobs))? {
            sync(&folder.path()).await?;
        }
        sync(&blobs).await?;
    }
    sync(to).await
}
