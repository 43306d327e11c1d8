//! Opening files in a process of its own: little memory, little time, no file it could write.
//!
//! The child is this program again, started with the hidden command `open-document`, with an empty environment. A file that
//! breaks it costs that file its preview and nothing else.

use crate::open::{Asked, Contents, open};
use rustix::process::{Resource, Rlimit, setrlimit};
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
        let size = bytes.len() as u64;
        if size > INPUT_BYTES_MAX {
            return Err(OpenerError::TooLarge { size });
        }
        let head = serde_json::to_vec(asked).map_err(|e| OpenerError::Failed(e.to_string()))?;
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
            let _ = input.write_all(bytes).await;
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
        let broken = || OpenerError::Failed("an answer that cannot be read".into());
        let (length, rest) = answer.split_first_chunk::<4>().ok_or_else(broken)?;
        let (head, inner) = rest
            .split_at_checked(u32::from_be_bytes(*length) as usize)
            .ok_or_else(broken)?;
        let contents = serde_json::from_slice(head).map_err(|_| broken())?;
        Ok((contents, inner.to_vec()))
    }
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
    let asked: Asked = serde_json::from_slice(&head)?;
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    let (contents, inner) = open(&asked, bytes);
    let head = serde_json::to_vec(&contents)?;
    let mut output = std::io::stdout().lock();
    output.write_all(&(head.len() as u32).to_be_bytes())?;
    output.write_all(&head)?;
    output.write_all(&inner)?;
    output.flush()
}
