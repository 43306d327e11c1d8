//! Sockets and TLS around the SMTP conversation. Loopback only.

use crate::{
    handle::Shared,
    provider::received,
    smtp::{Door, Line, Role, Session, Step, Transaction},
};
use std::{io, sync::Arc, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;

/// A client that says nothing for this long is left (RFC 5321 §4.5.3.2.7).
const IDLE: Duration = Duration::from_secs(300);
const SESSIONS_MAX: usize = 200;

/// One port: its door, and whether TLS comes first.
pub struct Port {
    pub listener: TcpListener,
    pub door: Arc<Door>,
    pub tls: TlsAcceptor,
    pub tls_first: bool,
}

/// Serves a port until the task is aborted; its conversations end with it.
pub async fn serve(port: Port, shared: Arc<Shared>) {
    let places = Arc::new(Semaphore::new(SESSIONS_MAX));
    let mut sessions = JoinSet::new();
    loop {
        while sessions.try_join_next().is_some() {}
        let stream = match port.listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "accept failed");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        let (door, tls, shared, tls_first) = (
            port.door.clone(),
            port.tls.clone(),
            shared.clone(),
            port.tls_first,
        );
        sessions.spawn(async move {
            let _place = place;
            if let Err(error) = converse(stream, door, tls, tls_first, &shared).await {
                tracing::debug!(%error, "smtp conversation ended");
            }
        });
    }
}

async fn converse(
    mut stream: TcpStream,
    door: Arc<Door>,
    tls: TlsAcceptor,
    tls_first: bool,
    shared: &Arc<Shared>,
) -> io::Result<()> {
    stream.set_nodelay(true)?;
    if !tls_first {
        let mut session = Session::new(door.clone(), false);
        let greeting = session.greeting();
        stream.write_all(greeting.as_bytes()).await?;
        if !talk(&mut stream, &mut session, &door, shared).await? {
            return Ok(());
        }
    }
    let mut stream = tls.accept(stream).await?;
    let mut session = Session::new(door.clone(), true);
    if tls_first {
        stream.write_all(session.greeting().as_bytes()).await?;
    }
    talk(&mut stream, &mut session, &door, shared).await?;
    stream.shutdown().await
}

/// Talks until the end; true when TLS is to begin.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    session: &mut Session,
    door: &Door,
    shared: &Arc<Shared>,
) -> io::Result<bool> {
    let mut lines = Lines::default();
    let mut replies = Vec::new();
    loop {
        let line = match lines.next(session.line_max()) {
            Some(line) => line,
            None => {
                // Everything pipelined so far is answered in one go.
                stream.write_all(&replies).await?;
                stream.flush().await?;
                replies.clear();
                let mut chunk = [0u8; 16 * 1024];
                let read = timeout(IDLE, stream.read(&mut chunk))
                    .await
                    .map_err(|_| io::ErrorKind::TimedOut)??;
                if read == 0 {
                    return Ok(false);
                }
                lines.push(&chunk[..read]);
                continue;
            }
        };
        let step = session.line(match &line {
            Some(bytes) => Line::Whole(bytes),
            None => Line::TooLong,
        });
        match step {
            Step::Silent => {}
            Step::Say(reply) => replies.extend_from_slice(reply.as_bytes()),
            Step::SayThenClose(reply) => {
                replies.extend_from_slice(reply.as_bytes());
                stream.write_all(&replies).await?;
                stream.flush().await?;
                return Ok(false);
            }
            Step::SayThenTls(reply) => {
                // What was sent behind STARTTLS in plain text must not be taken for protected.
                if !lines.is_empty() {
                    return Ok(false);
                }
                replies.extend_from_slice(reply.as_bytes());
                stream.write_all(&replies).await?;
                stream.flush().await?;
                return Ok(true);
            }
            Step::Take(transaction) => match take(transaction, door, shared).await {
                Some(reply) => replies.extend_from_slice(reply.as_bytes()),
                None => return Ok(false),
            },
        }
    }
}

/// Keeps a mail and answers for it; None: close without an answer.
async fn take(transaction: Transaction, door: &Door, shared: &Arc<Shared>) -> Option<String> {
    let faults = &door.faults;
    if faults.take(|plan| &mut plan.lose_after_data) {
        return None;
    }
    if faults.take(|plan| &mut plan.defer_after_data) {
        return Some("451 4.3.0 Try again later\r\n".into());
    }
    if faults.take(|plan| &mut plan.reject_after_data) {
        return Some("554 5.7.1 Transaction failed\r\n".into());
    }
    let dropped = faults.take(|plan| &mut plan.drop_after_data);
    let now = shared.clock.now();
    let protocol = if door.role == Role::Submission {
        "ESMTPSA"
    } else {
        "ESMTP"
    };
    let trace = received(&transaction.helo, &door.host, protocol, now);
    let raw = [trace.as_bytes(), &transaction.raw].concat();
    let (role, shared) = (door.role, shared.clone());
    let kept = tokio::task::spawn_blocking(move || {
        let mut provider = shared.provider();
        match role {
            Role::Submission => {
                provider.submit(&raw, &transaction.sender, transaction.recipients, now)?
            }
            Role::Relay => {
                for recipient in &transaction.recipients {
                    provider.deliver_ordinary(&raw, &transaction.sender, recipient, now)?;
                }
            }
        }
        drop(provider);
        shared.work.notify_one();
        Ok::<(), crate::provider::ProviderError>(())
    })
    .await;
    match kept {
        Ok(Ok(())) if dropped => None,
        Ok(Ok(())) => Some("250 2.0.0 OK: queued\r\n".into()),
        Ok(Err(error)) => {
            tracing::error!(%error, "mail not kept");
            Some("451 4.3.0 Local error, try again later\r\n".into())
        }
        Err(error) => {
            tracing::error!(%error, "keeping a mail failed");
            Some("451 4.3.0 Local error, try again later\r\n".into())
        }
    }
}

/// Cuts what was read into lines that end with CRLF.
#[derive(Default)]
struct Lines {
    bytes: Vec<u8>,
    /// How far `bytes` was handed out.
    start: usize,
    /// How far it was searched.
    searched: usize,
    /// The line being read is already too long.
    overflow: bool,
}

impl Lines {
    fn push(&mut self, chunk: &[u8]) {
        self.bytes.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        self.bytes.extend_from_slice(chunk);
    }

    fn is_empty(&self) -> bool {
        self.start == self.bytes.len()
    }

    /// The next whole line; the inner None is a line longer than `max` bytes.
    fn next(&mut self, max: usize) -> Option<Option<Vec<u8>>> {
        let from = self.searched.max(self.start);
        match self.bytes[from..]
            .windows(2)
            .position(|pair| pair == b"\r\n")
        {
            Some(at) => {
                let end = from + at;
                let line = self.bytes[self.start..end].to_vec();
                let long = std::mem::take(&mut self.overflow) || line.len() + 2 > max;
                self.start = end + 2;
                self.searched = self.start;
                Some((!long).then_some(line))
            }
            None => {
                // The last byte may be the CR of a CRLF.
                self.searched = self.bytes.len().saturating_sub(1).max(self.start);
                if self.searched - self.start > max {
                    self.overflow = true;
                    self.start = self.searched;
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_at_crlf_only_wherever_the_reads_end() {
        let text = b"one\r\ntwo\nstill\rtwo\r\n\r\n0123456789012345\r\nend\r\n";
        for size in 1..text.len() {
            let mut lines = Lines::default();
            let mut found = Vec::new();
            for chunk in text.chunks(size) {
                lines.push(chunk);
                while let Some(line) = lines.next(16) {
                    found.push(line.map(|bytes| String::from_utf8(bytes).unwrap()));
                }
            }
            let expected = [
                Some("one"),
                Some("two\nstill\rtwo"),
                Some(""),
                None,
                Some("end"),
            ]
            .map(|line| line.map(str::to_owned));
            assert_eq!(found, expected, "in pieces of {size}");
            assert!(lines.is_empty());
        }
    }
}
