//! Reading the messages that were listed: small ones together, large ones in parts into a file.
//!
//! Promises whole messages only: a literal has the length it announced and the message the size it
//! was listed with, else it is asked for again. A message that is gone meanwhile is *vanished*, and
//! only the server can say that it is gone.

use super::wire::{Item, Wire};
use super::{BATCH_BYTES_MAX, ImapSource};
use contract::{Batch, Fetched, Raw, SourceError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt;

/// Bytes asked for by one command.
const CHUNK_BYTES: u64 = 8 * 1024 * 1024;
/// Bytes of a large message asked for at once.
const PART_BYTES: u64 = 1024 * 1024;
/// Bytes of one message written at most, whatever the server says.
const FILE_BYTES_MAX: u64 = 2 * 1024 * 1024 * 1024;

impl ImapSource {
    /// Reads the listed messages into the batch, ascending. Stops early when the batch is large
    /// enough and says so in `more`.
    pub(super) async fn read_bodies(
        &mut self,
        wire: &mut Wire,
        listed: Vec<Item>,
        size_cap: u64,
        batch: &mut Batch,
    ) -> Result<(), SourceError> {
        let mut bytes = 0u64;
        let mut waiting = listed.into_iter().peekable();
        while waiting.peek().is_some() {
            if bytes >= BATCH_BYTES_MAX {
                batch.more = true;
                return Ok(());
            }
            let mut chunk: Vec<Item> = Vec::new();
            let mut chunk_bytes = 0;
            while let Some(next) = waiting.peek() {
                let size = next.size.unwrap_or(0);
                let alone = size > size_cap || self.distrusted.contains(&next.uid);
                if !chunk.is_empty() && (alone || chunk_bytes + size > CHUNK_BYTES) {
                    break;
                }
                chunk_bytes += size;
                chunk.extend(waiting.next());
                if alone {
                    break;
                }
            }
            bytes += chunk_bytes.min(size_cap);
            let large = chunk
                .iter()
                .any(|i| i.size.unwrap_or(0) > size_cap || self.distrusted.contains(&i.uid));
            match chunk.first() {
                Some(item) if large => self.read_in_parts(wire, item, size_cap, batch).await?,
                _ => self.read_together(wire, chunk, batch).await?,
            }
        }
        Ok(())
    }

    /// Several whole messages by one command.
    async fn read_together(
        &mut self,
        wire: &mut Wire,
        chunk: Vec<Item>,
        batch: &mut Batch,
    ) -> Result<(), SourceError> {
        let largest = chunk.iter().filter_map(|i| i.size).max().unwrap_or(0);
        let mut bodies: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
        wire.allow(largest);
        let command = format!("UID FETCH {} (UID BODY.PEEK[])", set(&chunk));
        let read = wire
            .fetch(&command, |item| {
                if let Some(body) = item.body {
                    bodies.insert(item.uid, body);
                }
            })
            .await;
        wire.allow_lines();
        // A NO here may only mean that some are gone (RFC 5530 EXPUNGEISSUED): each is asked again.
        if let Err(error) = read {
            // One of them may be larger than it says, and broke the line: never together again.
            self.distrusted.extend(
                chunk
                    .iter()
                    .map(|i| i.uid)
                    .filter(|uid| !bodies.contains_key(uid)),
            );
            return Err(error);
        }
        let missing: Vec<&Item> = chunk
            .iter()
            .filter(|i| !fits(i, bodies.get(&i.uid)))
            .collect();
        let there = if missing.is_empty() {
            BTreeSet::new()
        } else {
            still_there(wire, &missing).await?
        };
        for item in &chunk {
            match bodies.remove(&item.uid) {
                Some(body) if fits(item, Some(&body)) => {
                    batch.items.push(fetched(item, Raw::Whole(body)))
                }
                _ if !there.contains(&item.uid) => batch.vanished.push(item.uid),
                first => {
                    let body = again(wire, item, first).await?;
                    batch.items.push(fetched(item, Raw::Whole(body)));
                }
            }
        }
        Ok(())
    }

    /// One message in parts into a file. When it turns out to be under the cap it is given whole.
    async fn read_in_parts(
        &mut self,
        wire: &mut Wire,
        item: &Item,
        size_cap: u64,
        batch: &mut Batch,
    ) -> Result<(), SourceError> {
        let path = self
            .config
            .spool_dir
            .join(format!("imap-{}-{}.eml", batch.uid_validity, item.uid));
        let written = match write_parts(wire, item.uid, &path).await {
            Ok(written) => written,
            Err(error) => {
                let _ = tokio::fs::remove_file(&path).await;
                return Err(error);
            }
        };
        let Some(size) = written else {
            remove(&path).await?;
            batch.vanished.push(item.uid);
            return Ok(());
        };
        if size > size_cap {
            batch
                .items
                .push(fetched(item, Raw::Oversize { file: path, size }));
        } else {
            let bytes = tokio::fs::read(&path).await.map_err(|e| disk(&path, &e))?;
            remove(&path).await?;
            batch.items.push(fetched(item, Raw::Whole(bytes)));
        }
        self.distrusted.remove(&item.uid);
        Ok(())
    }
}

/// Writes a message part by part; answers its size, or None when it is gone.
async fn write_parts(
    wire: &mut Wire,
    uid: u64,
    path: &PathBuf,
) -> Result<Option<u64>, SourceError> {
    if let Some(folder) = path.parent() {
        tokio::fs::create_dir_all(folder)
            .await
            .map_err(|e| disk(folder, &e))?;
    }
    let mut file = tokio::fs::File::create(path)
        .await
        .map_err(|e| disk(path, &e))?;
    let mut size = 0u64;
    wire.allow(PART_BYTES);
    loop {
        let mut part: Option<Vec<u8>> = None;
        let command = format!("UID FETCH {uid} (UID BODY.PEEK[]<{size}.{PART_BYTES}>)");
        let ending = wire
            .fetch(&command, |item| {
                if item.uid == uid && item.body.is_some() {
                    part = item.body;
                }
            })
            .await?;
        let Some(part) = part else {
            wire.allow_lines();
            let asked = Item {
                uid,
                ..Item::default()
            };
            if !still_there(wire, &[&asked]).await?.contains(&uid) {
                return Ok(None);
            }
            if size > 0 && ending.ok {
                // Past the end some servers answer nothing instead of an empty part.
                break;
            }
            return Err(SourceError::Protocol {
                said: format!("message {uid} cannot be read: {}", ending.said),
            });
        };
        if part.len() as u64 > PART_BYTES {
            return Err(SourceError::Protocol {
                said: "a part is larger than was asked for".into(),
            });
        }
        file.write_all(&part).await.map_err(|e| disk(path, &e))?;
        size += part.len() as u64;
        if (part.len() as u64) < PART_BYTES {
            break;
        }
        if size >= FILE_BYTES_MAX {
            tracing::warn!(
                uid,
                size,
                "message cut: it is larger than anything that can be kept"
            );
            break;
        }
    }
    wire.allow_lines();
    file.flush().await.map_err(|e| disk(path, &e))?;
    Ok(Some(size))
}

/// Asks for one message again. Servers miscount sizes: the same bytes twice are the message.
async fn again(
    wire: &mut Wire,
    item: &Item,
    first: Option<Vec<u8>>,
) -> Result<Vec<u8>, SourceError> {
    let size = first
        .as_ref()
        .map_or(0, |f| f.len() as u64)
        .max(item.size.unwrap_or(0));
    let mut second = None;
    wire.allow(size);
    let command = format!("UID FETCH {} (UID BODY.PEEK[])", item.uid);
    let ending = wire
        .fetch(&command, |i| {
            if i.uid == item.uid && i.body.is_some() {
                second = i.body;
            }
        })
        .await?;
    wire.allow_lines();
    match second {
        Some(body) if fits(item, Some(&body)) || first.as_ref() == Some(&body) => Ok(body),
        Some(body) => Err(SourceError::Protocol {
            said: format!(
                "message {} was listed with {} bytes and came with {}",
                item.uid,
                item.size.unwrap_or(0),
                body.len()
            ),
        }),
        None => Err(SourceError::Protocol {
            said: format!("message {} cannot be read: {}", item.uid, ending.said),
        }),
    }
}

/// Which of these the server still has.
async fn still_there(wire: &mut Wire, items: &[&Item]) -> Result<BTreeSet<u64>, SourceError> {
    let mut there = BTreeSet::new();
    // A message another program removed leaves this view of the folder only with a NOOP or CHECK.
    wire.command("NOOP", |_| {}).await?;
    let list = items
        .iter()
        .map(|i| i.uid.to_string())
        .collect::<Vec<_>>()
        .join(",");
    wire.fetch(&format!("UID FETCH {list} (UID)"), |item| {
        there.insert(item.uid);
    })
    .await?;
    Ok(there)
}

fn fits(item: &Item, body: Option<&Vec<u8>>) -> bool {
    body.is_some_and(|b| Some(b.len() as u64) == item.size)
}

fn fetched(item: &Item, raw: Raw) -> Fetched {
    Fetched {
        uid: item.uid,
        internal_date: item.internal_date,
        raw,
    }
}

fn set(items: &[Item]) -> String {
    items
        .iter()
        .map(|i| i.uid.to_string())
        .collect::<Vec<_>>()
        .join(",")
}

async fn remove(path: &Path) -> Result<(), SourceError> {
    tokio::fs::remove_file(path)
        .await
        .map_err(|e| disk(path, &e))
}

fn disk(path: &Path, error: &std::io::Error) -> SourceError {
    SourceError::Disk {
        path: path.display().to_string(),
        said: error.to_string(),
    }
}
