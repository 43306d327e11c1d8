//! Every byte of an update accounted for: its objects lie one after the other, and a signature covers all but its own hole.

use super::file::{Found, Section, object};
use super::object::Parser;
use crate::content::NotTheSame;
use std::collections::BTreeMap;

/// Objects of an update by number, and where each begins and ends.
pub(super) type LaidOut = (BTreeMap<u32, Found>, Vec<(u32, (usize, usize))>);

/// Reads the objects of an update, between which there is nothing but white space.
pub(super) fn laid_out(
    signed: &[u8],
    from: usize,
    section: &Section,
) -> Result<LaidOut, NotTheSame> {
    let unjudged = || NotTheSame::Unjudged("update");
    let length = |number: u32| {
        let (at, _) = section.used.get(&number)?;
        object(signed, *at, number, &|_| None)?.object.size()
    };
    let mut order: Vec<_> = section
        .used
        .iter()
        .map(|(n, (at, g))| (*at, *n, *g))
        .collect();
    order.sort_unstable();
    let next = |at: usize| {
        let mut parser = Parser::new(signed, at);
        parser.skip();
        parser.at
    };
    let (mut at, mut objects, mut places) = (from, BTreeMap::new(), Vec::new());
    for (offset, number, generation) in order {
        if next(at) != offset {
            return Err(unjudged());
        }
        let found = object(signed, offset, number, &length).ok_or_else(unjudged)?;
        if found.generation != generation {
            return Err(unjudged());
        }
        at = found.end;
        places.push((number, (offset, at)));
        objects.insert(number, found);
    }
    match next(at) == section.at {
        true => Ok((objects, places)),
        false => Err(unjudged()),
    }
}

/// A range covers its whole revision but for the hole in its own object.
pub(super) fn covering(
    signed: &[u8],
    approved: usize,
    range: [usize; 4],
    (from, to): (usize, usize),
    section: &Section,
) -> Result<[usize; 4], NotTheSame> {
    let [start, hole, after, rest] = range;
    let end = after.checked_add(rest);
    let whole = start == 0
        && hole >= approved
        && (from..to).contains(&hole)
        && (hole..to).contains(&after)
        && end.is_some_and(|end| {
            end > section.at
                && end <= section.end
                && signed[end..section.end].trim_ascii().is_empty()
        });
    match whole {
        true => Ok(range),
        false => Err(NotTheSame::NotCovered),
    }
}
