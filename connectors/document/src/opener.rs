//! Opening files in a process of its own: little memory, little time, no file it could write.
//!
//! The child is this program again, started with the hidden command `open-document`, with an empty environment. A file that
//! breaks it costs that file its preview and nothing else.

use crate::open::{Asked, Contents, open};
use crate::signed::compare;
use contract::{Signed, SigningRefusal};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::sync::Semaphore;

/// The hidden command.
pub const COMMAND: &str = "open-document";

const INPUT_BYTES_MAX: u64 = 128 << 20;
/// Address space, of which the program's allocator reserves some before anything is read.
const MEMORY_BYTES_MAX: u64 = 4 << 30;
const CPU_SECONDS_MAX: u64 = 10;
const WALL: Duration = Duration::from_secs(20);
/// Children at once.
const CHILDREN_MAX: usize = 2;

/// Starts the children. Cloning shares the places.
#[derive(Debug, Clone)]
pub struct Opener {
    program: PathBuf,
    places: Arc<Semaphore>,
}

/// Why a file was not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenerError {
    #[error("{size} bytes, more than {INPUT_BYTES_MAX}")]
    TooLarge { size: u64 },
    /// It needed more time or memory than a file is given.
    #[error("opening took more than it may")]
    TooMuch,
    /// The file made the child fail.
    #[error("opening failed: {0}")]
    Failed(String),
    #[error("the child cannot be started: {0}")]
    Start(#[source] std::io::Error),
}

impl Opener {
    /// `program` understands the command `open-document`: normally this program's own path.
    pub fn new(program: PathBuf) -> Opener {
        Opener {
            program,
            places: Arc::new(Semaphore::new(CHILDREN_MAX)),
        }
    }

    /// What the file holds, and its innermost bytes.
    pub async fn open(
        &self,
        asked: &Asked,
        bytes: &[u8],
    ) -> Result<(Contents, Vec<u8>), OpenerError> {
        let head = Head {
            asked: asked.clone(),
            approved_size: None,
        };
        let (head, inner) = self.run(&head, &[bytes]).await?;
        let contents = serde_json::from_slice(&head).map_err(|_| unreadable())?;
        Ok((contents, inner))
    }

    /// Whether a file is an approved document with signatures and nothing else changed, and who signed it.
    pub async fn compare(
        &self,
        asked: &Asked,
        approved: &[u8],
        given: &[u8],
    ) -> Result<Result<Signed, SigningRefusal>, OpenerError> {
        let head = Head {
            asked: asked.clone(),
            approved_size: Some(approved.len()),
        };
        let (head, _) = self.run(&head, &[approved, given]).await?;
        serde_json::from_slice(&head).map_err(|_| unreadable())
    }

    /// One child: what it answers, and the bytes after that.
    async fn run(&self, head: &Head, pieces: &[&[u8]]) -> Result<(Vec<u8>, Vec<u8>), OpenerError> {
        let size = pieces.iter().map(|piece| piece.len() as u64).sum();
        if size > INPUT_BYTES_MAX {
            return Err(OpenerError::TooLarge { size });
        }
        let head = serde_json::to_vec(head).map_err(|e| OpenerError::Failed(e.to_string()))?;
        let _place = self
            .places
            .acquire()
            .await
            .map_err(|e| OpenerError::Failed(e.to_string()))?;
        let mut child = Command::new(&self.program)
            .arg(COMMAND)
            .env_clear()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(OpenerError::Start)?;
        let (Some(mut input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(OpenerError::Failed("no pipes".into()));
        };
        let write = async {
            // A child that died reads no further; how it ended says more than the broken pipe.
            let _ = input.write_all(&(head.len() as u32).to_be_bytes()).await;
            let _ = input.write_all(&head).await;
            for piece in pieces {
                let _ = input.write_all(piece).await;
            }
            drop(input);
        };
        let mut answer = Vec::new();
        let read = async {
            let limit = INPUT_BYTES_MAX + (64 << 20);
            (&mut output).take(limit).read_to_end(&mut answer).await
        };
        let both = async {
            let ((), read) = tokio::join!(write, read);
            read?;
            child.wait().await
        };
        let ended = match tokio::time::timeout(WALL, both).await {
            Err(_) => return Err(OpenerError::TooMuch),
            Ok(Err(e)) => return Err(OpenerError::Failed(e.to_string())),
            Ok(Ok(status)) => status,
        };
        if !ended.success() {
            return Err(match ended.code() {
                // Killed by the limit on its time, or aborted for want of memory.
                None => OpenerError::TooMuch,
                Some(code) => OpenerError::Failed(format!("exit code {code}")),
            });
        }
        let (length, rest) = answer.split_first_chunk::<4>().ok_or_else(unreadable)?;
        let (head, inner) = rest
            .split_at_checked(u32::from_be_bytes(*length) as usize)
            .ok_or_else(unreadable)?;
        Ok((head.to_vec(), inner.to_vec()))
    }
}

fn unreadable() -> OpenerError {
    OpenerError::Failed("an answer that cannot be read".into())
}

/// What the child is told before the bytes.
#[derive(Serialize, Deserialize)]
struct Head {
    #[serde(flatten)]
    asked: Asked,
    /// So many of the bytes are an approved document, with which the rest is compared.
    approved_size: Option<usize>,
}

/// The child: limits first, then one file from the standard input, its contents to the standard output.
pub fn serve() -> std::io::Result<()> {
    let limit = |resource, most: u64| {
        let both = Rlimit {
            current: Some(most),
            maximum: Some(most),
        };
        setrlimit(resource, both).map_err(std::io::Error::from)
    };
    limit(Resource::As, MEMORY_BYTES_MAX)?;
    limit(Resource::Cpu, CPU_SECONDS_MAX)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Core, 0)?;
    limit(Resource::Nofile, 16)?;
    let mut input = std::io::stdin().lock().take(INPUT_BYTES_MAX + (8 << 20));
    let mut length = [0; 4];
    input.read_exact(&mut length)?;
    let mut head = vec![0; u32::from_be_bytes(length) as usize];
    input.read_exact(&mut head)?;
    let head: Head = serde_json::from_slice(&head)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let (head, inner) = match head.approved_size {
        None => {
            let (contents, inner) = open(&head.asked, bytes);
            (serde_json::to_vec(&contents)?, inner)
        }
        Some(size) => {
            let (approved, given) = bytes.split_at(size.min(bytes.len()));
            let compared = compare(&head.asked, approved, given);
            (serde_json::to_vec(&compared)?, Vec::new())
        }
    };
    let mut output = std::io::stdout().lock();
    output.write_all(&(head.len() as u32).to_be_bytes())?;
    output.write_all(&head)?;
    output.write_all(&inner)?;
    output.flush()
}
