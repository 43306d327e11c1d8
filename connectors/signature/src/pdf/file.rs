//! A PDF by its cross-reference tables: where each object lies, and the tables of later updates.

use super::object::{Dict, Object, Parser};
use std::collections::BTreeMap;

/// Objects of one file.
const OBJECTS_MAX: usize = 200_000;
/// Updates one after the other.
const UPDATES_MAX: usize = 64;

/// One table with its trailer.
pub(super) struct Section {
    /// Offset of `xref`.
    pub at: usize,
    /// Objects in use: number → offset and generation.
    pub used: BTreeMap<u32, (usize, u16)>,
    /// Numbers that are free from here on; 0 always is.
    pub freed: Vec<u32>,
    pub trailer: Dict,
    /// After `%%EOF` and its line end.
    pub end: usize,
}

impl Section {
    pub fn previous(&self) -> Option<usize> {
        self.trailer.get(b"Prev".as_slice())?.size()
    }
}

/// A body that is a dictionary with or without a stream, or anything else.
pub(super) struct Found {
    pub object: Object,
    pub stream: bool,
    /// Where the bytes of its stream begin and end, as they are written; equal where it has none.
    pub data: (usize, usize),
    pub generation: u16,
    /// After `endobj`.
    pub end: usize,
}

/// The table at this offset; None where it is written otherwise or cannot be followed.
pub(super) fn section(bytes: &[u8], at: usize) -> Option<Section> {
    let mut parser = Parser::new(bytes, at);
    if !bytes.get(at..)?.starts_with(b"xref") {
        return None;
    }
    parser.word(b"xref")?;
    let (mut used, mut freed) = (BTreeMap::new(), Vec::new());
    while parser.word(b"trailer").is_none() {
        let first = u32::try_from(parser.number()?).ok()?;
        let count = u32::try_from(parser.number()?).ok()?;
        for n in 0..count {
            let offset = parser.number()?;
            let generation = u16::try_from(parser.number()?).ok()?;
            let number = first.checked_add(n)?;
            if parser.word(b"n").is_some() {
                // A number listed twice has two meanings.
                if used.insert(number, (offset, generation)).is_some() {
                    return None;
                }
            } else {
                parser.word(b"f")?;
                freed.push(number);
            }
            if used.len() + freed.len() > OBJECTS_MAX {
                return None;
            }
        }
    }
    let Object::Dict(trailer) = parser.object(0)? else {
        return None;
    };
    for other in ["XRefStm", "Encrypt"] {
        if trailer.contains_key(other.as_bytes()) {
            return None;
        }
    }
    // Some signing programs leave their name here; nothing reads it.
    parser.skip();
    while bytes.get(parser.at) == Some(&b'%') {
        let line = bytes[parser.at..]
            .iter()
            .position(|b| b"\r\n".contains(b))?;
        parser.at += line;
        parser.skip();
    }
    parser.word(b"startxref")?;
    // The first table of a file made for the network says 0: the last one is named at its end.
    parser.number()?;
    parser.skip();
    bytes.get(parser.at..)?.strip_prefix(b"%%EOF")?;
    let mut end = parser.at + 5;
    if bytes.get(end) == Some(&b'\r') {
        end += 1;
    }
    if bytes.get(end) == Some(&b'\n') {
        end += 1;
    }
    Some(Section {
        at,
        used,
        freed,
        trailer,
        end,
    })
}

/// What the last `startxref` of these bytes names.
pub(super) fn last_table(bytes: &[u8]) -> Option<usize> {
    let at = memchr::memmem::rfind(bytes, b"startxref")?;
    let mut parser = Parser::new(bytes, at);
    parser.word(b"startxref")?;
    let offset = parser.number()?;
    parser.skip();
    bytes[parser.at..].strip_prefix(b"%%EOF")?;
    Some(offset)
}

/// Tables from the last to the first, until one lies before `from`, whose offset is given as well.
pub(super) fn chain(bytes: &[u8], from: usize) -> Option<(Vec<Section>, Option<usize>)> {
    let mut sections: Vec<Section> = Vec::new();
    let mut next = Some(last_table(bytes)?);
    while let Some(at) = next.filter(|at| *at >= from) {
        let later = sections.last().map_or(usize::MAX, |s| s.at);
        // An update names an earlier one: no rounds.
        if at >= later || sections.len() == UPDATES_MAX {
            return None;
        }
        let found = section(bytes, at)?;
        next = found.previous();
        sections.push(found);
    }
    Some((sections, next))
}

/// The object at an offset, which must have this number. `length`: what a length elsewhere says.
pub(super) fn object(
    bytes: &[u8],
    at: usize,
    number: u32,
    length: &dyn Fn(u32) -> Option<usize>,
) -> Option<Found> {
    let mut parser = Parser::new(bytes, at);
    if !bytes.get(at)?.is_ascii_digit() || parser.number()? != number as usize {
        return None;
    }
    let generation = u16::try_from(parser.number()?).ok()?;
    parser.word(b"obj")?;
    let object = parser.object(0)?;
    let (mut stream, mut data) = (false, (parser.at, parser.at));
    if let Object::Dict(dict) = &object
        && parser.word(b"stream").is_some()
    {
        stream = true;
        if bytes.get(parser.at) == Some(&b'\r') {
            parser.at += 1;
        }
        if bytes.get(parser.at) != Some(&b'\n') {
            return None;
        }
        let size = match dict.get(b"Length".as_slice())? {
            Object::Ref(number, _) => length(*number)?,
            direct => direct.size()?,
        };
        let from = parser.at + 1;
        parser.at = from.checked_add(size)?;
        data = (from, parser.at);
        parser.word(b"endstream")?;
    }
    parser.word(b"endobj")?;
    Some(Found {
        object,
        stream,
        data,
        generation,
        end: parser.at,
    })
}

/// A whole file: its newest trailer, and its objects by number.
pub(super) struct File {
    pub table: usize,
    pub trailer: Dict,
    pub objects: BTreeMap<u32, Found>,
}

impl File {
    /// Reads every object; None where the file is written in a way that is not read here.
    pub fn read(bytes: &[u8]) -> Option<File> {
        let (sections, _) = chain(bytes, 0)?;
        let mut places: BTreeMap<u32, Option<(usize, u16)>> = BTreeMap::new();
        for section in &sections {
            for (number, place) in &section.used {
                places.entry(*number).or_insert(Some(*place));
            }
            for number in &section.freed {
                places.entry(*number).or_insert(None);
            }
        }
        let length = |number: u32| {
            let (at, _) = (*places.get(&number)?)?;
            object(bytes, at, number, &|_| None)?.object.size()
        };
        let mut objects = BTreeMap::new();
        for (number, place) in &places {
            if let Some((at, _)) = place {
                objects.insert(*number, object(bytes, *at, *number, &length)?);
            }
        }
        let newest = sections.into_iter().next()?;
        Some(File {
            table: newest.at,
            trailer: newest.trailer,
            objects,
        })
    }

    /// The object behind a reference, or the object itself.
    pub fn get<'a>(&'a self, object: &'a Object) -> Option<&'a Object> {
        match object {
            Object::Ref(number, _) => Some(&self.objects.get(number)?.object),
            direct => Some(direct),
        }
    }

    /// Number of the catalogue.
    pub fn root(&self) -> Option<u32> {
        Some(self.trailer.get(b"Root".as_slice())?.reference()?.0)
    }

    pub fn dict(&self, number: u32) -> Option<&Dict> {
        self.objects.get(&number)?.object.dict()
    }

    /// Numbers of all its pages, in the order they are read.
    pub fn pages(&self) -> Option<Vec<u32>> {
        let first = self.dict(self.root()?)?.get(b"Pages".as_slice())?;
        let mut waiting = vec![first.reference()?.0];
        let mut pages = Vec::new();
        let mut seen = 0;
        while let Some(number) = waiting.pop() {
            seen += 1;
            if seen > OBJECTS_MAX {
                return None;
            }
            let node = self.dict(number)?;
            match node.get(b"Kids".as_slice()) {
                Some(kids) => {
                    let kids = self.get(kids)?.array()?;
                    for kid in kids.iter().rev() {
                        waiting.push(kid.reference()?.0);
                    }
                }
                None => pages.push(number),
            }
        }
        Some(pages)
    }
}
