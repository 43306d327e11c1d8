//! The skeleton of a mail: which parts it has and where their bytes lie.
//!
//! One pass over the lines, without recursion, so that a hostile mail costs no stack and no more
//! than [`Limits`] allow: the caps hold *before* anything is decoded. Ranges point into the raw
//! bytes as they came, which is what a signature is checked over. A part is addressed by child
//! indices from the root: child `i` of a multipart is `path + [i]`, the mail inside a
//! `message/rfc822` part is `path + [0]`. Sources: RFC 5322 §2, RFC 2045, RFC 2046 §5.

use crate::decode::{self, Encoding};
use crate::{header, parameter};
use std::{borrow::Cow, ops::Range};

/// What a mail may have before it is put aside unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Raw bytes, and again the bytes decoded from encoded nested mails.
    pub bytes: usize,
    /// Levels of parts below the root.
    pub depth: usize,
    pub parts: usize,
    /// Bytes of one header block.
    pub header_bytes: usize,
    /// Header fields of the whole mail.
    pub fields: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 150 * 1024 * 1024,
            depth: 64,
            parts: 2_000,
            header_bytes: 1024 * 1024,
            fields: 20_000,
        }
    }
}

/// Why a mail is not read but kept aside with its bytes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    #[error("the mail is empty")]
    Empty,
    #[error("the mail has {bytes} bytes, more than {limit}")]
    TooLarge { bytes: usize, limit: usize },
    #[error("parts are nested deeper than {limit} levels")]
    TooDeep { limit: usize },
    #[error("more than {limit} parts")]
    TooManyParts { limit: usize },
    #[error("a header block has more than {limit} bytes")]
    HeaderTooLarge { limit: usize },
    #[error("more than {limit} header fields")]
    TooManyFields { limit: usize },
}

impl Malformed {
    /// Machine-readable word for the incident.
    pub fn code(&self) -> &'static str {
        match self {
            Malformed::Empty => "mail_empty",
            Malformed::TooLarge { .. } => "mail_too_large",
            Malformed::TooDeep { .. } => "mail_too_deep",
            Malformed::TooManyParts { .. } => "mail_too_many_parts",
            Malformed::HeaderTooLarge { .. } => "mail_header_too_large",
            Malformed::TooManyFields { .. } => "mail_too_many_fields",
        }
    }
}

/// Name and raw value of a header field, in the buffer of its part.
#[derive(Debug, Clone)]
struct Field {
    name: Range<usize>,
    value: Range<usize>,
}

/// One part. `head` and `body` are ranges of the part's buffer; the newline before the next
/// boundary belongs to the boundary and to neither.
#[derive(Debug)]
pub struct Part {
    pub parent: Option<usize>,
    pub children: Vec<usize>,
    /// Child indices from the root.
    pub path: Vec<u32>,
    pub head: Range<usize>,
    pub body: Range<usize>,
    /// Lower case, e.g. `text/plain`; `text/plain` when absent or unreadable.
    pub media_type: String,
    pub charset: Option<String>,
    pub encoding: Encoding,
    /// `attachment`, `inline` or what was written, lower case.
    pub disposition: Option<String>,
    /// File name as given, decoded but not sanitised.
    pub file_name: Option<String>,
    /// Without angle brackets.
    pub content_id: Option<String>,
    buffer: usize,
    fields: Vec<Field>,
    boundary: Option<Vec<u8>>,
    /// A header block that starts a mail of its own.
    is_message_root: bool,
}

impl Part {
    pub fn is_multipart(&self) -> bool {
        self.boundary.is_some()
    }

    /// A `message/rfc822` (or `message/global`) part whose mail is its child 0.
    pub fn is_message(&self) -> bool {
        !self.children.is_empty() && self.boundary.is_none()
    }

    pub fn is_message_root(&self) -> bool {
        self.is_message_root
    }

    /// From the first byte of the header block to the last of the body.
    pub fn range(&self) -> Range<usize> {
        self.head.start..self.body.end
    }

    /// Whether the ranges point into the raw mail itself, not into a decoded nested one.
    pub fn lies_in_raw(&self) -> bool {
        self.buffer == 0
    }
}

/// The parts of a mail; part 0 is the root. Parents come before their children.
#[derive(Debug)]
pub struct Tree<'a> {
    pub parts: Vec<Part>,
    buffers: Vec<Cow<'a, [u8]>>,
    limits: Limits,
    fields_seen: usize,
    decoded_bytes: usize,
}

/// A part that is open while lines are read, outermost first.
struct Open {
    part: usize,
    /// Lines that open a child or close this part; None once closed and for leaves.
    boundary: Option<Vec<u8>>,
}

impl<'a> Tree<'a> {
    /// Reads the skeleton under the usual limits.
    pub fn read(raw: &'a [u8]) -> Result<Tree<'a>, Malformed> {
        Tree::read_within(raw, Limits::default())
    }

    /// Reads the skeleton. Refuses what exceeds `limits`; anything else has a reading.
    pub fn read_within(raw: &'a [u8], limits: Limits) -> Result<Tree<'a>, Malformed> {
        if raw.is_empty() {
            return Err(Malformed::Empty);
        }
        if raw.len() > limits.bytes {
            return Err(Malformed::TooLarge {
                bytes: raw.len(),
                limit: limits.bytes,
            });
        }
        let mut tree = Tree {
            parts: Vec::new(),
            buffers: vec![Cow::Borrowed(raw)],
            limits,
            fields_seen: 0,
            decoded_bytes: 0,
        };
        // Buffers still to be scanned, with the part whose decoded content they are.
        let mut waiting: Vec<(usize, Option<usize>)> = vec![(0, None)];
        while let Some((buffer, parent)) = waiting.pop() {
            let encoded = tree.scan(buffer, parent)?;
            for part in encoded {
                let bytes =
                    decode::transfer(tree.body(part), tree.parts[part].encoding).into_owned();
                tree.decoded_bytes = tree.decoded_bytes.saturating_add(bytes.len());
                if tree.decoded_bytes > limits.bytes {
                    return Err(Malformed::TooLarge {
                        bytes: tree.decoded_bytes,
                        limit: limits.bytes,
                    });
                }
                if bytes.is_empty() {
                    continue;
                }
                tree.buffers.push(Cow::Owned(bytes));
                waiting.push((tree.buffers.len() - 1, Some(part)));
            }
        }
        Ok(tree)
    }

    /// The part at a path of child indices.
    pub fn at(&self, path: &[u32]) -> Option<usize> {
        let mut part = 0;
        for index in path {
            part = *self.parts.get(part)?.children.get(*index as usize)?;
        }
        Some(part)
    }

    /// The raw bytes of a part's body, still in their transfer encoding.
    pub fn body(&self, part: usize) -> &[u8] {
        let part = &self.parts[part];
        &self.buffers[part.buffer][part.body.clone()]
    }

    /// The body with its transfer encoding undone. Tolerant: what cannot be decoded is left out.
    pub fn content(&self, part: usize) -> Cow<'_, [u8]> {
        decode::transfer(self.body(part), self.parts[part].encoding)
    }

    /// Every raw value of a header field, in order; the name in any case.
    pub fn values<'t>(&'t self, part: usize, name: &str) -> impl Iterator<Item = &'t [u8]> {
        let buffer = &self.buffers[self.parts[part].buffer];
        self.parts[part]
            .fields
            .iter()
            .filter(move |f| buffer[f.name.clone()].eq_ignore_ascii_case(name.as_bytes()))
            .map(move |f| &buffer[f.value.clone()])
    }

    /// The first raw value of a header field.
    pub fn value(&self, part: usize, name: &str) -> Option<&[u8]> {
        let buffer = &self.buffers[self.parts[part].buffer];
        let found = self.parts[part]
            .fields
            .iter()
            .find(|f| buffer[f.name.clone()].eq_ignore_ascii_case(name.as_bytes()))?;
        Some(&buffer[found.value.clone()])
    }

    /// Names of all header fields of a part, in order, as written.
    pub fn names(&self, part: usize) -> impl Iterator<Item = &[u8]> {
        let buffer = &self.buffers[self.parts[part].buffer];
        self.parts[part]
            .fields
            .iter()
            .map(move |f| &buffer[f.name.clone()])
    }

    /// Reads one buffer; answers the `message/rfc822` parts whose mail is itself encoded.
    fn scan(&mut self, buffer: usize, parent: Option<usize>) -> Result<Vec<usize>, Malformed> {
        let mut encoded = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut in_head = true;
        let end = self.buffers[buffer].len();
        let mut at = self.begin(buffer, 0, parent, true, &mut open)?;
        while at < end {
            let line_end = next_line(&self.buffers[buffer], at);
            if let Some((level, closing)) = boundary_of(&self.buffers[buffer][at..line_end], &open)
            {
                let stop = before_newline(&self.buffers[buffer], at);
                self.close(&mut open, level + 1, stop, in_head)?;
                in_head = false;
                at = line_end;
                if closing {
                    open[level].boundary = None;
                } else {
                    let parent = open[level].part;
                    at = self.begin(buffer, at, Some(parent), false, &mut open)?;
                    in_head = true;
                }
                continue;
            }
            if in_head {
                let part = open.last().map_or(0, |o| o.part);
                let head_start = self.parts[part].head.start;
                if line_end - head_start > self.limits.header_bytes {
                    return Err(Malformed::HeaderTooLarge {
                        limit: self.limits.header_bytes,
                    });
                }
                let line = &self.buffers[buffer][at..line_end];
                let blank = line == b"\r\n" || line == b"\n";
                if blank {
                    self.parts[part].head.end = at;
                    self.parts[part].body = line_end..line_end;
                    self.describe(part)?;
                    in_head = false;
                    at = line_end;
                    let described = &self.parts[part];
                    if described.boundary.is_some() {
                        let boundary = described.boundary.clone();
                        if let Some(top) = open.last_mut() {
                            top.boundary = boundary;
                        }
                    } else if matches!(
                        described.media_type.as_str(),
                        "message/rfc822" | "message/global"
                    ) {
                        if described.encoding.is_identity() {
                            at = self.begin(buffer, at, Some(part), true, &mut open)?;
                            in_head = true;
                        } else {
                            encoded.push(part);
                        }
                    }
                    continue;
                }
            }
            at = line_end;
        }
        self.close(&mut open, 0, end, in_head)?;
        Ok(encoded)
    }

    /// Opens a part whose header block starts at `at`; answers where its first line starts.
    fn begin(
        &mut self,
        buffer: usize,
        at: usize,
        parent: Option<usize>,
        is_message_root: bool,
        open: &mut Vec<Open>,
    ) -> Result<usize, Malformed> {
        if self.parts.len() >= self.limits.parts {
            return Err(Malformed::TooManyParts {
                limit: self.limits.parts,
            });
        }
        let path = match parent {
            None => Vec::new(),
            Some(p) => {
                let mut path = self.parts[p].path.clone();
                path.push(u32::try_from(self.parts[p].children.len()).unwrap_or(u32::MAX));
                path
            }
        };
        if path.len() > self.limits.depth {
            return Err(Malformed::TooDeep {
                limit: self.limits.depth,
            });
        }
        // An mbox "From " line before the header belongs to nobody.
        let bytes = &self.buffers[buffer];
        let start = if is_message_root && bytes[at..].starts_with(b"From ") {
            next_line(bytes, at)
        } else {
            at
        };
        let index = self.parts.len();
        if let Some(p) = parent {
            self.parts[p].children.push(index);
        }
        self.parts.push(Part {
            parent,
            children: Vec::new(),
            path,
            head: start..start,
            body: start..start,
            media_type: "text/plain".into(),
            charset: None,
            encoding: Encoding::Identity,
            disposition: None,
            file_name: None,
            content_id: None,
            buffer,
            fields: Vec::new(),
            boundary: None,
            is_message_root,
        });
        open.push(Open {
            part: index,
            boundary: None,
        });
        Ok(start)
    }

    /// Ends every open part from `level` inwards at `stop`.
    fn close(
        &mut self,
        open: &mut Vec<Open>,
        level: usize,
        stop: usize,
        in_head: bool,
    ) -> Result<(), Malformed> {
        if in_head && open.len() > level {
            let part = open[open.len() - 1].part;
            let stop = stop.max(self.parts[part].head.start);
            self.parts[part].head.end = stop;
            self.parts[part].body = stop..stop;
            self.describe(part)?;
        }
        for closed in open.drain(level.min(open.len())..) {
            let body = &mut self.parts[closed.part].body;
            body.end = stop.max(body.start);
        }
        Ok(())
    }

    /// Splits the header block into fields and reads those that shape the tree.
    fn describe(&mut self, part: usize) -> Result<(), Malformed> {
        let Part {
            buffer,
            head,
            parent,
            ..
        } = &self.parts[part];
        let bytes = &self.buffers[*buffer];
        let fields = fields_of(bytes, head.clone());
        self.fields_seen += fields.len();
        if self.fields_seen > self.limits.fields {
            return Err(Malformed::TooManyFields {
                limit: self.limits.fields,
            });
        }
        let in_digest = parent.is_some_and(|p| self.parts[p].media_type == "multipart/digest");
        if fields.is_empty() && !head.is_empty() {
            // Nothing in it is a field: there is no header block, the text starts at once.
            let part = &mut self.parts[part];
            part.head.end = part.head.start;
            part.body.start = part.head.start;
            return Ok(());
        }
        self.parts[part].fields = fields;
        let typed = self.value(part, "content-type").and_then(parameter::read);
        let disposed = self
            .value(part, "content-disposition")
            .and_then(parameter::read);
        let encoding = self
            .value(part, "content-transfer-encoding")
            .map_or(Encoding::Identity, Encoding::of);
        let content_id = self
            .value(part, "content-id")
            .and_then(|v| header::ids(v).into_iter().next());
        let described = &mut self.parts[part];
        described.encoding = encoding;
        described.content_id = content_id;
        if in_digest {
            described.media_type = "message/rfc822".into();
        }
        if let Some(disposed) = &disposed {
            described.disposition = Some(disposed.value.clone());
            described.file_name = disposed.parameter("filename").map(str::to_owned);
        }
        if let Some(typed) = typed {
            if described.file_name.is_none() {
                described.file_name = typed.parameter("name").map(str::to_owned);
            }
            described.charset = typed.parameter("charset").map(str::to_owned);
            if typed.value.starts_with("multipart/") {
                let boundary = typed
                    .parameter("boundary")
                    .filter(|b| !b.is_empty() && b.len() <= 1_000);
                described.boundary = boundary.map(|b| b.trim_end().as_bytes().to_vec());
            }
            described.media_type = typed.value;
        }
        Ok(())
    }
}

/// Where the line after the one at `at` starts.
fn next_line(bytes: &[u8], at: usize) -> usize {
    bytes[at..]
        .iter()
        .position(|b| *b == b'\n')
        .map_or(bytes.len(), |n| at + n + 1)
}

/// The end of the line before `at`, without its newline.
fn before_newline(bytes: &[u8], at: usize) -> usize {
    match &bytes[..at] {
        [.., b'\r', b'\n'] => at - 2,
        [.., b'\n'] => at - 1,
        _ => at,
    }
}

/// The innermost open multipart this line delimits, and whether it closes it.
fn boundary_of(line: &[u8], open: &[Open]) -> Option<(usize, bool)> {
    let rest = line.strip_prefix(b"--")?.trim_ascii_end();
    open.iter().enumerate().rev().find_map(|(level, o)| {
        let after = rest.strip_prefix(o.boundary.as_deref()?)?;
        match after {
            b"" => Some((level, false)),
            b"--" => Some((level, true)),
            _ => None,
        }
    })
}

fn looks_like_field(line: &[u8]) -> bool {
    match line.iter().position(|b| *b == b':') {
        Some(colon) if colon > 0 => line[..colon]
            .trim_ascii_end()
            .iter()
            .all(|b| (33..127).contains(b)),
        _ => false,
    }
}

/// Fields of a header block. Lines that are neither a field nor its continuation are passed over.
fn fields_of(bytes: &[u8], head: Range<usize>) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let mut at = head.start;
    let mut continues = false;
    while at < head.end {
        let end = next_line(bytes, at).min(head.end);
        let line = &bytes[at..end];
        if line.first().is_some_and(|b| *b == b' ' || *b == b'\t') {
            if continues && let Some(last) = fields.last_mut() {
                last.value.end = end;
            }
        } else if looks_like_field(line) {
            let colon = line.iter().position(|b| *b == b':').unwrap_or(0);
            let name = line[..colon].trim_ascii_end().len();
            fields.push(Field {
                name: at..at + name,
                value: at + colon + 1..end,
            });
            continues = true;
        } else {
            continues = false;
        }
        at = end;
    }
    fields
}
