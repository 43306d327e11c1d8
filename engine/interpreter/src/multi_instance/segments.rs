//! Segments: parts with rows of their own, opened as items begin and dropped with the last of them.

use super::{SEGMENT_ITEMS, int};
use crate::instance::{Page, TokenId};
use crate::run::Run;

pub(super) fn open_segment(run: &mut Run, body: TokenId, first_part: u32, segment: u32) -> u32 {
    let part = first_part + segment;
    if run.instance.page(part).is_none() {
        run.instance.loaded.push(Page {
            id: part,
            names: run.process.names.clone(),
            last: 0,
            body: Some(body),
            scopes: Vec::new(),
            tokens: Vec::new(),
            incidents: Vec::new(),
            results: Vec::new(),
            dirty: true,
            stored: false,
        });
        mark(run, body, segment, true);
    }
    part
}

fn mark(run: &mut Run, body: TokenId, segment: u32, alive: bool) {
    if let Some(multi) = run
        .instance
        .token_mut(body)
        .and_then(|token| token.multi.as_deref_mut())
        && let Some(word) = multi.segments.get_mut(segment as usize / 64)
    {
        let bit = 1_u64 << (segment % 64);
        if alive { *word |= bit } else { *word &= !bit }
    }
}

/// A segment without items goes, once all of its items have been made.
pub(super) fn drop_if_empty(run: &mut Run, body: TokenId, page: u32) {
    let Some(multi) = run
        .instance
        .token(body)
        .and_then(|token| token.multi.as_deref())
    else {
        return;
    };
    if multi.first_part == 0 || page < multi.first_part {
        return;
    }
    let segment = page - multi.first_part;
    let all_made = multi.made >= ((segment + 1) * SEGMENT_ITEMS).min(int(&multi.total));
    if all_made
        && run
            .instance
            .page(page)
            .is_some_and(|page| page.tokens.is_empty() && page.results.is_empty())
    {
        mark(run, body, segment, false);
        run.drop_page(page);
    }
}
