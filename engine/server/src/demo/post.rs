//! The ordinary post of the demonstration: an SMTP server on loopback that takes every mail and puts it
//! into a folder per recipient. No certificates, no receipts: what ordinary mail is.

use anyhow::Context;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

const MESSAGE_BYTES_MAX: usize = 40 << 20;
const LINE_BYTES_MAX: usize = 4 << 10;
const RECIPIENTS_MAX: usize = 100;

/// A running post office; dropping it closes the door.
pub struct Post {
    address: SocketAddr,
    door: JoinHandle<()>,
}

impl Post {
    /// Listens on a free port of loopback; mails are kept below `folder`, one file each.
    pub async fn open(folder: PathBuf) -> anyhow::Result<Post> {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("opening the ordinary post")?;
        let address = listener.local_addr()?;
        let folder = Arc::new(folder);
        let door = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let folder = folder.clone();
                tokio::spawn(async move {
                    if let Err(error) = serve(stream, &folder).await {
                        tracing::debug!(%error, "a connection of the ordinary post ended early");
                    }
                });
            }
        });
        Ok(Post { address, door })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Post {
    fn drop(&mut self) {
        self.door.abort();
    }
}

async fn serve(stream: TcpStream, folder: &Path) -> anyhow::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read);
    let mut recipients: Vec<String> = Vec::new();
    let mut sender = false;
    write.write_all(b"220 posta.example ready\r\n").await?;
    while let Some(line) = line(&mut lines).await? {
        let text = String::from_utf8_lossy(&line).trim_end().to_string();
        let verb = text
            .split([' ', ':'])
            .next()
            .unwrap_or_default()
            .to_ascii_uppercase();
        let answer = match verb.as_str() {
            "EHLO" | "HELO" => "250-posta.example\r\n250-8BITMIME\r\n250 SMTPUTF8",
            "MAIL" => {
                sender = true;
                recipients.clear();
                "250 2.1.0 ok"
            }
            "RCPT" if !sender => "503 5.5.1 MAIL first",
            "RCPT" if recipients.len() >= RECIPIENTS_MAX => "452 4.5.3 too many recipients",
            "RCPT" => match between_brackets(&text) {
                Some(address) => {
                    recipients.push(address);
                    "250 2.1.5 ok"
                }
                None => "501 5.1.3 no address",
            },
            "DATA" if recipients.is_empty() => "503 5.5.1 RCPT first",
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let kept = match message(&mut lines).await? {
                    Some(bytes) => keep(folder, &recipients, &bytes).await,
                    None => Err(anyhow::anyhow!("the message is too large")),
                };
                (sender, recipients) = (false, Vec::new());
                match kept {
                    Ok(()) => "250 2.0.0 taken",
                    Err(_) => "552 5.3.4 not taken",
                }
            }
            "RSET" => {
                (sender, recipients) = (false, Vec::new());
                "250 2.0.0 ok"
            }
            "NOOP" => "250 2.0.0 ok",
            "QUIT" => {
                write.write_all(b"221 2.0.0 bye\r\n").await?;
                return Ok(());
            }
            _ => "502 5.5.1 unknown",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

/// The next line with its end; None at the end of the connection. Longer ones end it.
async fn line<R: AsyncBufRead + Unpin>(from: &mut R) -> anyhow::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    loop {
        let available = from.fill_buf().await?;
        if available.is_empty() {
            return Ok(None);
        }
        let end = available
            .iter()
            .position(|b| *b == b'\n')
            .map_or(available.len(), |n| n + 1);
        line.extend_from_slice(&available[..end]);
        from.consume(end);
        anyhow::ensure!(line.len() <= LINE_BYTES_MAX, "a line is too long");
        if line.ends_with(b"\n") {
            return Ok(Some(line));
        }
    }
}

/// Up to the lone dot, with doubled dots made single (RFC 5321 §4.5.2); None when it is too large.
async fn message<R: AsyncBufRead + Unpin>(from: &mut R) -> anyhow::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    let mut fits = true;
    while let Some(line) = line(from).await? {
        if line == b".\r\n" {
            return Ok(fits.then_some(bytes));
        }
        fits &= bytes.len() + line.len() <= MESSAGE_BYTES_MAX;
        if fits {
            bytes.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
    anyhow::bail!("the connection ended inside a message")
}

fn between_brackets(text: &str) -> Option<String> {
    let address = text
        .split_once('<')?
        .1
        .split_once('>')?
        .0
        .trim()
        .to_lowercase();
    let fits = |c: char| c.is_ascii_alphanumeric() || "@._+-".contains(c);
    (address.contains('@') && !address.contains("..") && address.chars().all(fits))
        .then_some(address)
}

async fn keep(folder: &Path, recipients: &[String], bytes: &[u8]) -> anyhow::Result<()> {
    for recipient in recipients {
        let folder = folder.join(recipient);
        tokio::fs::create_dir_all(&folder).await?;
        tokio::fs::write(folder.join(format!("{}.eml", uuid::Uuid::now_v7())), bytes).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn talk(address: SocketAddr, said: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(said.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let mut answer = String::new();
        tokio::io::AsyncReadExt::read_to_string(&mut stream, &mut answer)
            .await
            .unwrap();
        answer
    }

    #[tokio::test]
    async fn mail_is_kept_for_each_recipient_with_its_dots() {
        let folder = tempfile::tempdir().unwrap();
        let post = Post::open(folder.path().into()).await.unwrap();
        let said = "EHLO x\r\nMAIL FROM:<a@comune.example>\r\nRCPT TO:<Lina@posta.example>\r\nRCPT TO:<b@posta.example>\r\nDATA\r\nSubject: x\r\n\r\n..punto\r\nfine\r\n.\r\nQUIT\r\n";
        let answer = talk(post.address(), said).await;
        assert!(
            answer.contains("250 2.0.0 taken") && answer.ends_with("221 2.0.0 bye\r\n"),
            "{answer}"
        );
        for recipient in ["lina@posta.example", "b@posta.example"] {
            let files: Vec<_> = std::fs::read_dir(folder.path().join(recipient))
                .unwrap()
                .collect();
            assert_eq!(files.len(), 1);
            let text = std::fs::read_to_string(files[0].as_ref().unwrap().path()).unwrap();
            assert_eq!(text, "Subject: x\r\n\r\n.punto\r\nfine\r\n");
        }
    }

    #[tokio::test]
    async fn what_is_out_of_order_or_leads_elsewhere_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let post = Post::open(folder.path().into()).await.unwrap();
        let rows = [
            ("RCPT TO:<a@b.example>\r\nQUIT\r\n", "503"),
            ("MAIL FROM:<a@b.example>\r\nDATA\r\nQUIT\r\n", "503"),
            (
                "MAIL FROM:<a@b.example>\r\nRCPT TO:<../../etc/x@b.example>\r\nQUIT\r\n",
                "501",
            ),
            ("HELP\r\nQUIT\r\n", "502"),
        ];
        for (said, code) in rows {
            assert!(
                talk(post.address(), said)
                    .await
                    .contains(&format!("\r\n{code} ")),
                "{said}"
            );
        }
        assert!(
            talk(post.address(), &"x".repeat(10_000))
                .await
                .starts_with("220")
        );
    }
}
