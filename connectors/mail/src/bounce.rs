//! Delivery status notifications: why a mail did not arrive, and at whom.
//!
//! Reads the machine-readable part only, never the prose around it. One notification may speak of many recipients
//! (§2.3): each is one [`Bounce`]. Source: RFC 3464, RFC 3462.

use crate::header;
use crate::tree::Tree;
use contract::{Bounce, BounceAction};
use std::collections::BTreeSet;

/// Recipients of one notification that are read; who writes more is no mail server.
const RECIPIENTS_MAX: usize = 1_000;

/// Every recipient of a notification found at or below `root`, also inside a nested mail (an anomaly envelope wraps
/// it): failed ones first, then delayed, then others, each in the order written and once. Empty when there is none.
pub fn find(tree: &Tree<'_>, root: usize) -> Vec<Bounce> {
    let within = tree.parts[root].path.as_slice();
    let Some(status) = tree.parts.iter().position(|p| {
        p.path.starts_with(within)
            && matches!(
                p.media_type.as_str(),
                "message/delivery-status" | "message/global-delivery-status"
            )
    }) else {
        return Vec::new();
    };
    let Some(report) = tree.parts[status].parent else {
        return Vec::new();
    };
    let text = crate::decode::text(&tree.content(status), None);
    let mut bounces: Vec<Bounce> = groups(&text)
        .iter()
        .filter_map(|group| read(group))
        .take(RECIPIENTS_MAX)
        .collect();
    let rank = |b: &Bounce| match b.action {
        BounceAction::Failed => 0,
        BounceAction::Delayed => 1,
        BounceAction::Other => 2,
    };
    bounces.sort_by_key(rank);
    // What is said of one recipient twice: the worse counts.
    let mut said = BTreeSet::new();
    bounces.retain(|bounce| said.insert(bounce.recipient.clone()));
    let original_id = returned_id(tree, report, status);
    for bounce in &mut bounces {
        bounce.original_id.clone_from(&original_id);
    }
    bounces
}

/// Field groups separated by blank lines, folding undone.
fn groups(text: &str) -> Vec<Vec<(String, String)>> {
    let mut groups: Vec<Vec<(String, String)>> = vec![Vec::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            groups.push(Vec::new());
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = groups.last_mut().and_then(|g| g.last_mut()) {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let (Some((name, value)), Some(group)) = (line.split_once(':'), groups.last_mut())
        {
            group.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    groups
}

fn read(group: &[(String, String)]) -> Option<Bounce> {
    let field = |name: &str| {
        group
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
    };
    let recipient = field("final-recipient").or_else(|| field("original-recipient"))?;
    let action = match field("action")
        .unwrap_or_default()
        .to_ascii_lowercase()
        .as_str()
    {
        "failed" => BounceAction::Failed,
        "delayed" => BounceAction::Delayed,
        _ => BounceAction::Other,
    };
    Some(Bounce {
        action,
        recipient: after_type(recipient)
            .trim_matches(['<', '>'])
            .to_lowercase(),
        status: field("status")
            .and_then(|s| s.split_whitespace().next())
            .map(str::to_owned),
        diagnostic: field("diagnostic-code").map(|d| after_type(d).to_owned()),
        original_id: None,
    })
}

/// `rfc822; a@b.example` → `a@b.example`.
fn after_type(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// Message-ID in the returned mail or its headers, beside the status part.
fn returned_id(tree: &Tree<'_>, report: usize, status: usize) -> Option<String> {
    for sibling in tree.parts[report].children.iter().filter(|s| **s != status) {
        let part = &tree.parts[*sibling];
        if part.is_message() {
            let id = tree
                .value(part.children[0], "message-id")
                .and_then(|v| header::ids(v).into_iter().next());
            if id.is_some() {
                return id;
            }
        }
        if matches!(
            part.media_type.as_str(),
            "text/rfc822-headers" | "message/global-headers" | "message/rfc822-headers"
        ) {
            let bytes = tree.content(*sibling);
            let headers = Tree::read(&bytes).ok()?;
            let id = headers
                .value(0, "message-id")
                .and_then(|v| header::ids(v).into_iter().next());
            if id.is_some() {
                return id;
            }
        }
    }
    None
}
