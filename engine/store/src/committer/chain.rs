//! The audit chain: each link holds the hash of the one before, a digest of its own content, and nothing else.
//!
//! A chain is one committer's life. Its first link names the heads of chains nobody had named yet, so the chains
//! together are one graph whose loose ends are the anchors a checkpoint writes outside the database.

use super::Committer;
use super::script::Script;
use crate::cell::{Cell, text};
use crate::crash::{Point, crash_point};
use crate::row::{self, Instant, Sha};
use crate::sql::{Run, insert};
use crate::write::CommitError;
use sea_orm::{DatabaseTransaction, DbBackend, DbErr, Value};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::io::Write as _;
use uuid::Uuid;

/// Where a chain stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chain {
    pub id: Uuid,
    /// Of the last link.
    pub seq: i64,
    pub head: Sha,
    /// Batches committed in this life.
    pub batches: i64,
    /// The last link an anchor was written for.
    anchored: i64,
}

/// The file of anchors, in the blob root: one JSON line for each checkpoint.
pub(crate) const ANCHORS: &str = "anchors.jsonl";

/// How long a command is answered from the store.
const COMMANDS_KEPT: chrono::TimeDelta = chrono::TimeDelta::hours(48);

/// A link ready to be stored.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub chain: Uuid,
    pub seq: i64,
    pub at: Instant,
    pub audit: row::Audit,
    pub digest: Sha,
    pub hash: Sha,
}

/// Over the stored content of a link; every field with its length before it.
pub(crate) fn digest(at: Instant, audit: &row::Audit) -> Sha {
    let mut hasher = Sha256::new();
    let detail = audit.detail.to_string();
    let at = at.timestamp_micros().to_be_bytes();
    let on_behalf_of = audit
        .on_behalf_of
        .as_deref()
        .map_or_else(Vec::new, |s| [b"+", s.as_bytes()].concat());
    let fields: [&[u8]; 7] = [
        &at,
        audit.actor.as_bytes(),
        &on_behalf_of,
        audit.verb.as_bytes(),
        audit.object_kind.as_bytes(),
        audit.object.as_bytes(),
        detail.as_bytes(),
    ];
    for field in fields {
        hasher.update((field.len() as u64).to_be_bytes());
        hasher.update(field);
    }
    hasher.finalize().into()
}

pub(crate) fn link_hash(before: &Sha, chain: Uuid, seq: i64, digest: &Sha) -> Sha {
    let mut hasher = Sha256::new();
    hasher.update(b"staffetta audit 1");
    hasher.update(before);
    hasher.update(chain.as_bytes());
    hasher.update(seq.to_be_bytes());
    hasher.update(digest);
    hasher.finalize().into()
}

impl Chain {
    /// Appends; the content is cleaned as the columns will hold it.
    pub(super) fn append(&mut self, at: Instant, audit: &row::Audit) -> Link {
        let clean = |s: &str| s.replace('\0', "\u{fffd}");
        let audit = row::Audit {
            actor: clean(&audit.actor),
            on_behalf_of: audit.on_behalf_of.as_deref().map(clean),
            verb: clean(&audit.verb),
            object_kind: clean(&audit.object_kind),
            object: clean(&audit.object),
            detail: audit.detail.clone(),
        };
        let digest = digest(at, &audit);
        let hash = link_hash(&self.head, self.id, self.seq + 1, &digest);
        self.seq += 1;
        self.head = hash;
        Link {
            chain: self.id,
            seq: self.seq,
            at,
            audit,
            digest,
            hash,
        }
    }

    fn system(&mut self, at: Instant, verb: &str, detail: serde_json::Value) -> Link {
        let audit = row::Audit {
            actor: "system".into(),
            on_behalf_of: None,
            verb: verb.into(),
            object_kind: "chain".into(),
            object: self.id.to_string(),
            detail,
        };
        self.append(at, &audit)
    }
}

/// Opens a chain inside the transaction: its first link names the loose heads.
pub(super) async fn open(tx: &DatabaseTransaction, at: Instant) -> Result<(Chain, Link), DbErr> {
    let mut chain = Chain {
        id: Uuid::now_v7(),
        seq: 0,
        head: [0; 32],
        batches: 0,
        anchored: 0,
    };
    let loose = tx
        .all(
            "SELECT id, seq, head FROM chain WHERE anchored_seq < seq ORDER BY id",
            vec![],
        )
        .await?;
    let mut heads = Vec::with_capacity(loose.len());
    for found in &loose {
        let (id, seq, head): (Uuid, i64, Sha) = (
            Cell::get(found, 0)?,
            Cell::get(found, 1)?,
            Cell::get(found, 2)?,
        );
        heads.push(json!({ "chain": id, "seq": seq, "hash": hex::encode(head) }));
        tx.run(
            "UPDATE chain SET anchored_seq = ? WHERE id = ? AND anchored_seq < ?",
            vec![seq.put(), id.put(), seq.put()],
        )
        .await?;
    }
    let columns = ["id", "opened_at", "seq", "head", "batches", "anchored_seq"];
    let row = vec![
        chain.id.put(),
        at.put(),
        0i64.put(),
        chain.head.put(),
        0i64.put(),
        0i64.put(),
    ];
    let (sql, values) = insert("chain", &columns, vec![row], "");
    tx.run(&sql, values).await?;
    let link = chain.system(at, "chain.open", json!({ "heads": heads }));
    Ok((chain, link))
}

/// Stores the links and where the chain stands now.
pub(super) async fn store(
    script: &mut Script<'_>,
    chain: &Chain,
    links: Vec<Link>,
) -> Result<(), DbErr> {
    let columns = [
        "chain",
        "seq",
        "at",
        "actor",
        "on_behalf_of",
        "verb",
        "object_kind",
        "object",
        "detail",
        "digest",
        "hash",
    ];
    let cells = |l: Link| {
        vec![
            l.chain.put(),
            l.seq.put(),
            l.at.put(),
            text(&l.audit.actor),
            l.audit.on_behalf_of.put(),
            text(&l.audit.verb),
            text(&l.audit.object_kind),
            text(&l.audit.object),
            Value::String(Some(l.audit.detail.to_string())),
            l.digest.put(),
            l.hash.put(),
        ]
    };
    let mut rows: Vec<Vec<Value>> = links.into_iter().map(cells).collect();
    while !rows.is_empty() {
        let rest = rows.split_off(rows.len().min(512));
        let (sql, values) = insert("audit", &columns, rows, "");
        script.run(&sql, values).await?;
        rows = rest;
    }
    let sql = "UPDATE chain SET seq = ?, head = ?, batches = ? WHERE id = ?";
    script
        .run(
            sql,
            vec![
                chain.seq.put(),
                chain.head.put(),
                chain.batches.put(),
                chain.id.put(),
            ],
        )
        .await?;
    Ok(())
}

/// Whether the chain in the database stands where this one does: it tells if a COMMIT without answer happened.
///
/// On PostgreSQL that COMMIT may still be under way in the server: its transaction holds the chain's row, and the
/// lock waits for its end.
pub(super) async fn is_stored(on: &impl Run, expected: &Chain) -> Result<bool, DbErr> {
    let lock = match on.get_database_backend() {
        DbBackend::Postgres => " FOR UPDATE",
        _ => "",
    };
    let found = on
        .one(
            &format!("SELECT seq, head, batches FROM chain WHERE id = ?{lock}"),
            vec![expected.id.put()],
        )
        .await?;
    let Some(found) = found else { return Ok(false) };
    let (seq, head, batches): (i64, Sha, i64) = (
        Cell::get(&found, 0)?,
        Cell::get(&found, 1)?,
        Cell::get(&found, 2)?,
    );
    Ok((seq, head, batches) == (expected.seq, expected.head, expected.batches))
}

impl Committer {
    /// Writes a link with all loose heads and our own, and the same line in the file outside the database. Nothing to
    /// do when nothing was committed since the last one.
    pub(super) async fn checkpoint(&mut self) -> Result<(), CommitError> {
        let Some(chain) = self.chain.clone() else {
            return Ok(());
        };
        if chain.anchored == chain.seq {
            return Ok(());
        }
        let unavailable = |e: DbErr| CommitError::Unavailable(e.to_string());
        self.renew().await.map_err(unavailable)?;
        let at = chrono::Utc::now();
        let outcome = self.anchor(chain, at).await;
        let (chain, line) = match outcome {
            Ok(done) => done,
            Err(error) => {
                // The next batch opens a chain of its own; this one stays provable as it is.
                self.stale = true;
                self.chain = None;
                return Err(unavailable(error));
            }
        };
        let path = self.blobs.root().join(ANCHORS);
        let append = || -> std::io::Result<()> {
            let mut file = std::fs::OpenOptions::new()
                .create(true)
                .append(true)
                .open(&path)?;
            file.write_all(line.as_bytes())?;
            file.sync_all()
        };
        let written = append();
        // An anchor that is not on disk is none: the next minute makes another.
        let anchored = if written.is_ok() { chain.seq } else { 0 };
        self.chain = Some(Chain { anchored, ..chain });
        written.map_err(|e| CommitError::Unavailable(format!("{ANCHORS}: {e}")))?;
        crash_point(Point::CheckpointAfter);
        Ok(())
    }

    async fn anchor(&self, mut chain: Chain, at: Instant) -> Result<(Chain, String), DbErr> {
        let tx = crate::boot::begin(&self.writer).await?;
        let loose = tx
            .all(
                "SELECT id, seq, head FROM chain WHERE anchored_seq < seq ORDER BY id",
                vec![],
            )
            .await?;
        let mut heads = Vec::with_capacity(loose.len());
        for found in &loose {
            let (id, seq, head): (Uuid, i64, Sha) = (
                Cell::get(found, 0)?,
                Cell::get(found, 1)?,
                Cell::get(found, 2)?,
            );
            heads.push(json!({ "chain": id, "seq": seq, "hash": hex::encode(head) }));
            if id != chain.id {
                tx.run(
                    "UPDATE chain SET anchored_seq = ? WHERE id = ? AND anchored_seq < ?",
                    vec![seq.put(), id.put(), seq.put()],
                )
                .await?;
            }
        }
        chain.batches += 1;
        let link = chain.system(at, "chain.checkpoint", json!({ "heads": heads }));
        let own = json!({ "chain": chain.id, "seq": chain.seq, "hash": hex::encode(chain.head) });
        let mut script = Script::new(&tx, false);
        store(&mut script, &chain, vec![link]).await?;
        script.send().await?;
        drop(script);
        let ended = at - COMMANDS_KEPT;
        let sql =
            "DELETE FROM command WHERE id IN (SELECT id FROM command WHERE at < ? LIMIT 20000)";
        tx.run(sql, vec![ended.put()]).await?;
        let mut numbers = Vec::new();
        for r in tx.rows::<row::Register>("ORDER BY id", vec![]).await? {
            numbers.push(json!({ "register": r.id, "year": r.year, "number": r.last_number }));
        }
        crash_point(Point::CheckpointBefore);
        tx.commit().await?;
        heads.retain(|h| h["chain"] != own["chain"]);
        heads.push(own);
        Ok((
            chain,
            format!(
                "{}\n",
                json!({ "at": at, "heads": heads, "registers": numbers })
            ),
        ))
    }
}
