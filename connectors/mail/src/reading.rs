//! A mail as people and rules see it: who wrote, what, and what is attached.
//!
//! Knows nothing of certified mail; `pec` reads an original inside an envelope with the same
//! functions, starting from another part. Raw bytes are never changed. Sources: RFC 5322, RFC 2046,
//! RFC 2183, RFC 2392.

use crate::header::{self, Person};
use crate::tree::{Malformed, Tree};
use crate::{bounce, decode, html, name};
use chrono::{DateTime, Utc};
use contract::{Arrival, Attachment, Kind};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Longest text kept for reading and rules, in bytes.
pub const TEXT_BYTES_MAX: usize = 32 * 1024;

/// An HTML body for the safe frame, not sanitised, with the parts its `cid:` addresses name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HtmlBody {
    pub html: String,
    /// Content-ID without brackets → path of the part.
    pub cids: BTreeMap<String, Vec<u32>>,
}

/// The header of one mail (outer or nested). Addresses lower case, ids without brackets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Head {
    pub message_id: String,
    pub in_reply_to: Vec<String>,
    pub references: Vec<String>,
    pub from: Person,
    pub reply_to: Option<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub subject: String,
    pub date: Option<DateTime<Utc>>,
}

/// Text and attachments of one mail (outer or nested).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// At most [`TEXT_BYTES_MAX`] bytes.
    pub text: String,
    pub has_html: bool,
    pub attachments: Vec<Attachment>,
}

/// Reads an ordinary mail. Refuses what exceeds the limits of [`Tree::read`].
pub fn arrival(raw: &[u8]) -> Result<Arrival, Malformed> {
    let tree = Tree::read(raw)?;
    Ok(arrival_of(&tree))
}

/// An ordinary mail from its parts.
pub fn arrival_of(tree: &Tree<'_>) -> Arrival {
    let head = head(tree, 0);
    let content = content(tree, 0);
    let bounces = bounce::find(tree, 0);
    let mut arrival = Arrival {
        kind: Kind::Ordinary,
        message_id: head.message_id,
        reference_id: None,
        in_reply_to: head.in_reply_to,
        references: head.references,
        envelope_from: head.from.address.clone(),
        from: head.from.address,
        from_name: head.from.name,
        reply_to: head.reply_to,
        to: head.to,
        cc: head.cc,
        subject: head.subject,
        date: head.date,
        certified_sent_at: None,
        text: content.text,
        has_html: content.has_html,
        attachments: content.attachments,
        daticert: None,
        verdict: None,
        bounce: None,
        further_bounces: Vec::new(),
        sdi: None,
        automatic: is_automatic(tree, 0),
        warnings: Vec::new(),
    };
    arrival.take_bounces(bounces);
    arrival
}

/// Whether a program or a list wrote the mail whose root is `part`, by what its header says of itself.
pub fn is_automatic(tree: &Tree<'_>, part: usize) -> bool {
    let words = |name| {
        tree.values(part, name)
            .map(|value| header::keyword(value).to_ascii_lowercase())
    };
    words("auto-submitted").any(|word| word != "no")
        || words("precedence").any(|word| matches!(word.as_str(), "bulk" | "list" | "junk"))
        || words("return-path").any(|path| path.replace(' ', "") == "<>")
        || tree
            .names(part)
            .any(|name| name.to_ascii_lowercase().starts_with(b"list-"))
        || tree.value(part, "x-auto-response-suppress").is_some()
        || tree.value(part, "x-autoreply").is_some()
}

/// The header of the mail whose root is `part`.
pub fn head(tree: &Tree<'_>, part: usize) -> Head {
    let ids = |name| {
        tree.values(part, name)
            .flat_map(header::ids)
            .collect::<Vec<_>>()
    };
    let addresses = |name| {
        let mut list: Vec<String> = tree
            .values(part, name)
            .flat_map(header::people)
            .map(|p| p.address)
            .filter(|a| a.contains('@'))
            .collect();
        let mut seen = std::collections::HashSet::new();
        list.retain(|a| seen.insert(a.clone()));
        list
    };
    Head {
        message_id: ids("message-id").into_iter().next().unwrap_or_default(),
        in_reply_to: ids("in-reply-to"),
        references: ids("references"),
        from: tree
            .value(part, "from")
            .and_then(|v| header::people(v).into_iter().next())
            .unwrap_or_default(),
        reply_to: addresses("reply-to").into_iter().next(),
        to: addresses("to"),
        cc: addresses("cc"),
        subject: tree
            .value(part, "subject")
            .map(header::text)
            .unwrap_or_default(),
        date: tree.value(part, "date").and_then(header::date),
    }
}

/// Text and attachments of the mail (or part) at `root`.
pub fn content(tree: &Tree<'_>, root: usize) -> Content {
    let chosen = choose(tree, root);
    let mut text = String::new();
    for part in &chosen.text {
        append(&mut text, &plain_text(tree, *part));
    }
    if text.trim().is_empty() {
        text.clear();
        for part in &chosen.html {
            append(&mut text, &plain_text(tree, *part));
        }
    }
    Content {
        text: cut(&text, TEXT_BYTES_MAX).to_owned(),
        has_html: !chosen.html.is_empty(),
        attachments: chosen
            .attachments
            .iter()
            .map(|part| describe(tree, *part))
            .collect(),
    }
}

/// Decoded bytes of the part at `path`; None when there is no such part. A nested mail is given whole.
pub fn attachment_bytes(raw: &[u8], path: &[u32]) -> Result<Option<Vec<u8>>, Malformed> {
    let tree = Tree::read(raw)?;
    Ok(tree.at(path).map(|part| tree.content(part).into_owned()))
}

/// The HTML body of the mail whose root is at `path` (empty: the outer mail); None when it has none.
pub fn html_body(raw: &[u8], path: &[u32]) -> Result<Option<HtmlBody>, Malformed> {
    let tree = Tree::read(raw)?;
    let Some(mut root) = tree.at(path) else {
        return Ok(None);
    };
    if tree.parts[root].is_message() {
        root = tree.parts[root].children[0];
    }
    let chosen = choose(&tree, root);
    if chosen.html.is_empty() {
        return Ok(None);
    }
    let html = chosen
        .html
        .iter()
        .map(|part| part_text(&tree, *part))
        .collect::<Vec<_>>()
        .join("<hr>");
    let mut cids = BTreeMap::new();
    for (index, part) in tree.parts.iter().enumerate() {
        let within = part.path.starts_with(&tree.parts[root].path);
        if let (Some(id), true, true) = (&part.content_id, within, index != root) {
            cids.entry(id.clone()).or_insert_with(|| part.path.clone());
        }
    }
    Ok(Some(HtmlBody { html, cids }))
}

/// What a part is for.
#[derive(Default)]
struct Chosen {
    text: Vec<usize>,
    html: Vec<usize>,
    attachments: Vec<usize>,
}

/// How the parent presents its children.
#[derive(Clone, Copy, PartialEq)]
enum Setting {
    /// Shown one after the other.
    Body,
    /// One of several forms of the same.
    Alternative,
    /// A companion of a page or a report: never body.
    Aside,
    /// Inside an attached mail: never body, and its own text is part of that mail.
    Inside,
}

/// Walks the parts in reading order and tells body from attachments.
fn choose(tree: &Tree<'_>, root: usize) -> Chosen {
    let mut chosen = Chosen::default();
    let mut waiting = vec![(root, Setting::Body)];
    while let Some((index, setting)) = waiting.pop() {
        let part = &tree.parts[index];
        if part.is_multipart() {
            let inner = |position: usize| match part.media_type.as_str() {
                _ if matches!(setting, Setting::Aside | Setting::Inside) => setting,
                "multipart/alternative" => Setting::Alternative,
                "multipart/related" if position > 0 => Setting::Aside,
                "multipart/signed" if position > 0 => Setting::Aside,
                "multipart/report" if position > 0 => Setting::Aside,
                _ => setting,
            };
            waiting.extend(
                part.children
                    .iter()
                    .enumerate()
                    .rev()
                    .map(|(n, child)| (*child, inner(n))),
            );
            continue;
        }
        let named = part.file_name.as_deref().is_some_and(|n| !n.is_empty());
        let unnamed = part.disposition.as_deref() != Some("attachment") && !named;
        let body = unnamed && matches!(setting, Setting::Body | Setting::Alternative);
        match part.media_type.as_str() {
            "text/html" if body => {
                chosen.html.push(index);
                // An HTML part outside an alternative carries text of its own.
                if setting == Setting::Body && !chosen.text.is_empty() {
                    chosen.text.push(index);
                }
            }
            "text/plain" | "text/enriched" if body => chosen.text.push(index),
            "text/plain" | "text/enriched" | "text/html"
                if unnamed && setting == Setting::Inside => {}
            // A body in one form only that nobody asked to save, e.g. a calendar in an alternative.
            _ => {
                // The root of a mail without any body text is not its own attachment when empty.
                if index != root || !part.body.is_empty() {
                    chosen.attachments.push(index);
                }
                waiting.extend(
                    part.children
                        .iter()
                        .rev()
                        .map(|child| (*child, Setting::Inside)),
                );
            }
        }
    }
    chosen
}

fn plain_text(tree: &Tree<'_>, part: usize) -> String {
    let text = part_text(tree, part);
    if tree.parts[part].media_type == "text/html" {
        html::to_text(&text, TEXT_BYTES_MAX)
    } else {
        text
    }
}

fn part_text(tree: &Tree<'_>, part: usize) -> String {
    let text = decode::text(&tree.content(part), tree.parts[part].charset.as_deref());
    if tree.parts[part].media_type == "text/html" {
        text
    } else {
        text.replace("\r\n", "\n").replace(['\r', '\0'], "\n")
    }
}

fn append(text: &mut String, more: &str) {
    let more = more.trim_end();
    if !more.trim().is_empty() && text.len() < TEXT_BYTES_MAX {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(cut(more, TEXT_BYTES_MAX));
    }
}

/// The longest start of `text` of at most `max_bytes` that ends at a character.
pub(crate) fn cut(text: &str, max_bytes: usize) -> &str {
    let mut end = text.len().min(max_bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn describe(tree: &Tree<'_>, index: usize) -> Attachment {
    let part = &tree.parts[index];
    let bytes = tree.content(index);
    let subject = (part.is_message())
        .then(|| tree.value(part.children[0], "subject").map(header::text))
        .flatten();
    Attachment {
        path: part.path.clone(),
        name: name::of(
            part.file_name.as_deref(),
            subject.as_deref(),
            &part.media_type,
            index,
        ),
        media_type: part.media_type.clone(),
        size: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(&bytes)),
    }
}
