//! A stream that is cut when the server sends more than was asked for.
//!
//! The IMAP library buffers one response whole, however large the literal in it claims to be. This
//! wrapper watches the bytes go by, knows lines from literals, and fails the read as soon as a
//! response is, or announces to be, larger than the limit of the moment. Bytes outside literals are
//! kept 7-bit, as RFC 3501 §9 demands. Nothing else is understood here.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What a response may hold when no message is being fetched: long search results, long lists.
pub const LINES_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// Any stream IMAP can run over.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + std::fmt::Debug> Stream for T {}

/// The largest response allowed now, shared with whoever gives the commands.
#[derive(Debug, Clone)]
pub struct Limit(Arc<AtomicU64>);

impl Default for Limit {
    fn default() -> Limit {
        Limit(Arc::new(AtomicU64::new(LINES_BYTES_MAX)))
    }
}

impl Limit {
    pub fn set(&self, bytes: u64) {
        self.0.store(bytes, Ordering::Relaxed);
    }
}

/// The guarded stream.
#[derive(Debug)]
pub struct Guarded {
    inner: Box<dyn Stream>,
    limit: Limit,
    meter: Meter,
}

impl Guarded {
    pub fn new(inner: Box<dyn Stream>, limit: Limit) -> Guarded {
        Guarded {
            inner,
            limit,
            meter: Meter::default(),
        }
    }

    /// The stream itself, for STARTTLS.
    pub fn into_inner(self) -> Box<dyn Stream> {
        self.inner
    }
}

/// Where in a response the stream is.
#[derive(Debug, Default)]
struct Meter {
    /// Bytes of the response so far.
    response: u64,
    /// Bytes of a literal still to come.
    literal: u64,
    /// Digits of a `{n}` that may be ending the line; None when the line does not end in one.
    announced: Announced,
}

/// Progress through `{123}\r\n` or `{123+}\r\n`.
#[derive(Debug, Default, Clone, Copy)]
enum Announced {
    #[default]
    No,
    Digits(u64),
    Plus(u64),
    Closed(u64),
    Return(u64),
}

impl Meter {
    /// Passes over bytes that were just read, making those outside literals 7-bit.
    fn pass(&mut self, bytes: &mut [u8], limit: u64) -> Result<(), u64> {
        let mut at = 0;
        while at < bytes.len() {
            if self.literal > 0 {
                let step = self.literal.min((bytes.len() - at) as u64);
                self.literal -= step;
                self.response += step;
                at += step as usize;
            } else {
                if !bytes[at].is_ascii() {
                    bytes[at] = b'?';
                }
                self.line_byte(bytes[at]);
                at += 1;
            }
            let expected = self.response.saturating_add(self.literal);
            if expected > limit {
                return Err(expected);
            }
        }
        Ok(())
    }

    fn line_byte(&mut self, byte: u8) {
        self.response += 1;
        self.announced = match (self.announced, byte) {
            (_, b'{') => Announced::Digits(0),
            (Announced::Digits(n), b'0'..=b'9') => {
                Announced::Digits(n.saturating_mul(10).saturating_add(u64::from(byte - b'0')))
            }
            (Announced::Digits(n), b'+') => Announced::Plus(n),
            (Announced::Digits(n) | Announced::Plus(n), b'}') => Announced::Closed(n),
            (Announced::Closed(n), b'\r') => Announced::Return(n),
            (Announced::Closed(n) | Announced::Return(n), b'\n') => {
                self.literal = n;
                Announced::No
            }
            (_, b'\n') => {
                self.response = 0;
                Announced::No
            }
            _ => Announced::No,
        };
    }
}

impl AsyncRead for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        let before = buf.filled().len();
        std::task::ready!(Pin::new(&mut self.inner).poll_read(cx, buf))?;
        let limit = self.limit.0.load(Ordering::Relaxed);
        let Guarded { meter, .. } = &mut *self;
        match meter.pass(&mut buf.filled_mut()[before..], limit) {
            Ok(()) => Poll::Ready(Ok(())),
            Err(bytes) => {
                let said = format!("a response of {bytes} bytes, more than the {limit} asked for");
                Poll::Ready(Err(Error::new(ErrorKind::InvalidData, said)))
            }
        }
    }
}

impl AsyncWrite for Guarded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use super::Meter;

    #[test]
    fn a_response_is_measured_however_it_is_cut() {
        // (name, bytes, limit, passes)
        let rows: &[(&str, &[u8], u64, bool)] = &[
            ("short lines", b"* 1 EXISTS\r\n* 2 EXISTS\r\n", 14, true),
            ("a long line", b"* SEARCH 1 2 3 4 5 6 7 8\r\n", 14, false),
            (
                "a literal that fits",
                b"* 1 FETCH (BODY[] {5}\r\nabcde)\r\n* 1 EXISTS\r\n",
                33,
                true,
            ),
            (
                "a literal announced too large",
                b"* 1 FETCH (BODY[] {50}\r\n",
                40,
                false,
            ),
            (
                "two literals in one response",
                b"* 1 F (A {5}\r\nabcde B {5}\r\nabcde)\r\n",
                30,
                false,
            ),
            (
                "a number no counter can hold",
                b"* 1 F (A {99999999999999999999999}\r\n",
                1 << 40,
                false,
            ),
            (
                "braces that announce nothing",
                b"* OK {5} is {6}x\r\n* OK\r\n",
                20,
                true,
            ),
            (
                "an announcement inside a literal",
                b"* 1 F (A {8}\r\n{99999}\n)\r\n",
                40,
                true,
            ),
            ("non-synchronising", b"* 1 F (A {50+}\r\n", 40, false),
        ];
        for (name, bytes, limit, passes) in rows {
            for step in [1, 3, 1000] {
                let mut meter = Meter::default();
                let mut copy = bytes.to_vec();
                let ok = copy
                    .chunks_mut(step)
                    .all(|piece| meter.pass(piece, *limit).is_ok());
                assert_eq!(ok, *passes, "{name} by {step}");
            }
        }
    }

    #[test]
    fn only_literals_keep_their_eighth_bit() {
        let mut bytes = b"* OK \xe9\r\n* 1 F (A {2}\r\n\xe9\xe8)\r\n".to_vec();
        Meter::default().pass(&mut bytes, 100).unwrap();
        assert_eq!(bytes, b"* OK ?\r\n* 1 F (A {2}\r\n\xe9\xe8)\r\n");
    }
}
