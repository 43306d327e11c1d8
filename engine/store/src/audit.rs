//! Proving the audit chain: every link, every head, every anchor outside the database, every registration.

use crate::cell::Cell;
use crate::committer::chain::{ANCHORS, digest, link_hash};
use crate::committer::{Request, register};
use crate::fault::StoreError;
use crate::row::{self, Sha};
use crate::sql::Run;
use crate::store::Store;
use crate::write::CommitError;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use tokio::sync::oneshot;
use uuid::Uuid;

/// What the proof found. Sound when `faults` is empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct AuditReport {
    pub chains: usize,
    pub links: u64,
    /// Lines of the anchor file that were compared.
    pub anchors: u64,
    pub registrations: u64,
    pub faults: Vec<AuditFault>,
}

impl AuditReport {
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Where the chain does not hold, and how.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AuditFault {
    pub chain: Option<Uuid>,
    pub seq: Option<i64>,
    /// changed | missing | broken | truncated | anchor | registration
    pub kind: &'static str,
    pub text: String,
}

#[derive(Deserialize)]
struct Anchored {
    heads: Vec<Head>,
}

#[derive(Debug, Clone, Deserialize)]
struct Head {
    chain: Uuid,
    seq: i64,
    hash: String,
}

/// Links read at once.
const LINKS_MAX: i64 = 5_000;

struct Proof {
    report: AuditReport,
    /// Heads somebody named: they must be there.
    named: Vec<(Head, String)>,
    /// Hash of the links that were named, once seen.
    seen: HashMap<(Uuid, i64), Sha>,
    /// Registration id → digest its link holds.
    drawn: HashMap<String, String>,
    disposed: HashSet<String>,
}

impl Store {
    /// Reads all chains and says where they do not hold. Runs beside the committer; takes a minute for some millions of links.
    pub async fn audit_verify(&self) -> Result<AuditReport, StoreError> {
        let mut proof = Proof {
            report: AuditReport::default(),
            named: Vec::new(),
            seen: HashMap::new(),
            drawn: HashMap::new(),
            disposed: HashSet::new(),
        };
        proof.anchors(self).await?;
        // Heads that are named are looked for while the links pass by.
        let named: HashSet<(Uuid, i64)> =
            proof.named.iter().map(|(h, _)| (h.chain, h.seq)).collect();
        let chains = self
            .read()
            .all("SELECT id, seq, head FROM chain ORDER BY id", vec![])
            .await?;
        let mut wanted = named;
        for chain in &chains {
            let (id, seq, head): (Uuid, i64, Sha) = (
                Cell::get(chain, 0)?,
                Cell::get(chain, 1)?,
                Cell::get(chain, 2)?,
            );
            proof.chain(self, id, seq, head, &mut wanted).await?;
        }
        proof.report.chains = chains.len();
        proof.orphans(self).await?;
        proof.heads(self).await?;
        proof.registrations(self).await?;
        Ok(proof.report)
    }

    /// Anchors the heads of all chains now, in the chain and in the file outside the database. Done each minute by itself.
    pub async fn checkpoint_audit(&self) -> Result<(), StoreError> {
        let (answer, answered) = oneshot::channel();
        let closed = || StoreError::Commit(CommitError::Unavailable("the store is closed".into()));
        self.inner
            .requests
            .send(Request::Checkpoint(answer))
            .await
            .map_err(|_| closed())?;
        Ok(answered.await.map_err(|_| closed())??)
    }
}

impl Proof {
    fn fault(
        &mut self,
        chain: Option<Uuid>,
        seq: Option<i64>,
        kind: &'static str,
        text: impl Into<String>,
    ) {
        self.report.faults.push(AuditFault {
            chain,
            seq,
            kind,
            text: text.into(),
        });
    }

    /// The file outside the database.
    async fn anchors(&mut self, store: &Store) -> Result<(), StoreError> {
        let path = store.blobs().root().join(ANCHORS);
        let text = match tokio::fs::read_to_string(&path).await {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            Err(e) => return Err(StoreError::file(ANCHORS, e)),
        };
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            match serde_json::from_str::<Anchored>(line) {
                Ok(anchored) => {
                    self.report.anchors += 1;
                    self.named.extend(
                        anchored
                            .heads
                            .into_iter()
                            .map(|h| (h, format!("line {} of {ANCHORS}", at + 1))),
                    );
                }
                // A crash may leave half of a last line.
                Err(_) if at + 1 == lines.len() && !text.ends_with('\n') => {}
                Err(_) => self.fault(
                    None,
                    None,
                    "anchor",
                    format!("line {} of {ANCHORS} cannot be read", at + 1),
                ),
            }
        }
        Ok(())
    }

    async fn chain(
        &mut self,
        store: &Store,
        id: Uuid,
        seq: i64,
        head: Sha,
        wanted: &mut HashSet<(Uuid, i64)>,
    ) -> Result<(), StoreError> {
        let mut before: Sha = [0; 32];
        let mut at = 0;
        loop {
            let sql = "SELECT seq, at, actor, on_behalf_of, verb, object_kind, object, detail, digest, hash FROM audit \
                       WHERE chain = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?";
            let links = store
                .read()
                .all(sql, vec![id.put(), at.put(), seq.put(), LINKS_MAX.put()])
                .await?;
            for r in &links {
                let found: i64 = Cell::get(r, 0)?;
                if found != at + 1 {
                    self.fault(
                        Some(id),
                        Some(at + 1),
                        "missing",
                        format!("links {} to {} are missing", at + 1, found - 1),
                    );
                }
                let audit = row::Audit {
                    actor: Cell::get(r, 2)?,
                    on_behalf_of: Cell::get(r, 3)?,
                    verb: Cell::get(r, 4)?,
                    object_kind: Cell::get(r, 5)?,
                    object: Cell::get(r, 6)?,
                    detail: Cell::get(r, 7).unwrap_or(serde_json::Value::Null),
                };
                let stored: (Sha, Sha) = (Cell::get(r, 8)?, Cell::get(r, 9)?);
                if digest(Cell::get(r, 1)?, &audit) != stored.0 {
                    self.fault(
                        Some(id),
                        Some(found),
                        "changed",
                        "the content is not what was hashed",
                    );
                }
                if link_hash(&before, id, found, &stored.0) != stored.1 {
                    self.fault(
                        Some(id),
                        Some(found),
                        "broken",
                        "the link does not follow from the one before it",
                    );
                }
                if wanted.remove(&(id, found)) {
                    self.seen.insert((id, found), stored.1);
                }
                self.content(&audit, id, found);
                before = stored.1;
                at = found;
                self.report.links += 1;
            }
            if links.len() < LINKS_MAX as usize {
                break;
            }
        }
        if at != seq || before != head {
            self.fault(
                Some(id),
                Some(at),
                "truncated",
                format!("the chain ends at {at}, its row says {seq}"),
            );
        }
        Ok(())
    }

    /// What a link says that can be compared with something else.
    fn content(&mut self, audit: &row::Audit, chain: Uuid, seq: i64) {
        match audit.verb.as_str() {
            "chain.open" | "chain.checkpoint" => {
                if let Ok(anchored) = serde_json::from_value::<Anchored>(audit.detail.clone()) {
                    self.named.extend(
                        anchored
                            .heads
                            .into_iter()
                            .map(|h| (h, format!("link {seq} of chain {chain}"))),
                    );
                }
            }
            "registration.draw" => {
                if let Some(sha) = audit.detail["sha256"].as_str() {
                    self.drawn.insert(audit.object.clone(), sha.to_string());
                }
            }
            "removal.dispose" if audit.object_kind == "registration" => {
                self.disposed.insert(audit.object.clone());
            }
            _ => {}
        }
    }

    /// Links beyond what their chain knows, or of no chain.
    async fn orphans(&mut self, store: &Store) -> Result<(), StoreError> {
        // A commit between our reads adds links and moves the head together; only links without a chain, or beyond a head read
        // in the same statement, are foreign.
        let sql = "SELECT a.chain, a.seq FROM audit a LEFT JOIN chain c ON c.id = a.chain WHERE c.id IS NULL OR a.seq > c.seq OR a.seq < 1 LIMIT 100";
        for r in store.read().all(sql, vec![]).await? {
            self.fault(
                Some(Cell::get(&r, 0)?),
                Some(Cell::get(&r, 1)?),
                "broken",
                "a link nobody wrote",
            );
        }
        Ok(())
    }

    /// Heads that the anchors and other chains name.
    async fn heads(&mut self, store: &Store) -> Result<(), StoreError> {
        for (head, by) in std::mem::take(&mut self.named) {
            let hash = match self.seen.get(&(head.chain, head.seq)) {
                Some(hash) => Some(*hash),
                None => {
                    let found = store
                        .read()
                        .one(
                            "SELECT hash FROM audit WHERE chain = ? AND seq = ?",
                            vec![head.chain.put(), head.seq.put()],
                        )
                        .await?;
                    found.map(|r| Cell::get(&r, 0)).transpose()?
                }
            };
            match hash {
                Some(hash) if hex::encode(hash) == head.hash => {}
                Some(_) => self.fault(
                    Some(head.chain),
                    Some(head.seq),
                    "anchor",
                    format!("{by} knows another hash"),
                ),
                None => self.fault(
                    Some(head.chain),
                    Some(head.seq),
                    "truncated",
                    format!("{by} knows a link that is gone"),
                ),
            }
        }
        Ok(())
    }

    /// Each registration is what its link hashed, and each drawn one is there.
    async fn registrations(&mut self, store: &Store) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        loop {
            let found: Vec<row::Registration> = store
                .read()
                .rows("WHERE id > ? ORDER BY id LIMIT 2000", vec![after.put()])
                .await?;
            for r in &found {
                self.report.registrations += 1;
                match self.drawn.remove(&r.id.to_string()) {
                    Some(sha) if sha == hex::encode(register::digest(r)) => {}
                    Some(_) => self.fault(
                        None,
                        None,
                        "registration",
                        format!("registration {} was changed", r.id),
                    ),
                    // Drawn after we read the chain.
                    None if self.drawn_since(store, r.id).await? => {}
                    None => self.fault(
                        None,
                        None,
                        "registration",
                        format!("registration {} was never drawn", r.id),
                    ),
                }
            }
            let Some(last) = found.last() else { break };
            after = last.id;
        }
        let missing: Vec<String> = self
            .drawn
            .keys()
            .filter(|id| !self.disposed.contains(*id))
            .cloned()
            .collect();
        for id in missing {
            self.fault(
                None,
                None,
                "registration",
                format!("registration {id} is gone"),
            );
        }
        Ok(())
    }

    async fn drawn_since(&self, store: &Store, id: Uuid) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM audit WHERE object = ? AND verb = 'registration.draw' LIMIT 1";
        Ok(store
            .read()
            .one(sql, vec![crate::cell::text(&id.to_string())])
            .await?
            .is_some())
    }
}
