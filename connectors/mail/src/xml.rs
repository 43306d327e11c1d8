//! A stranger's XML file, read strictly: no document type, no entity but the five predefined ones, bounded size, depth and
//! number of elements and attributes. Says what comes, in order; what it means is the caller's.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// How much of a file is read before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    pub bytes: usize,
    /// Levels of elements, the root among them.
    pub depth: usize,
    pub elements: usize,
    /// Of one element.
    pub attributes: usize,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    #[error("{bytes} bytes, more than {max}")]
    TooLarge { bytes: usize, max: usize },
    #[error("more than {} elements, {} levels or {} attributes", .0.elements, .0.depth, .0.attributes)]
    TooComplex(Limits),
    #[error("a document type is not accepted")]
    Doctype,
    #[error("unknown entity &{name};")]
    Entity { name: String },
    #[error("not well-formed at byte {at}: {said}")]
    IllFormed { at: u64, said: String },
}

/// What comes next.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece<'x> {
    /// An element begins: its local name, and its attributes by local name.
    Opened(String, Vec<(String, String)>),
    /// The element that began last, of those still open, ends.
    Closed,
    /// Text of the innermost open element; it may come in several pieces.
    Text(&'x str),
}

/// Hands over the pieces in order, until the end or the first error, the caller's or our own.
pub fn read<E: From<XmlError>>(
    bytes: &[u8],
    limits: Limits,
    mut take: impl FnMut(Piece) -> Result<(), E>,
) -> Result<(), E> {
    if bytes.len() > limits.bytes {
        let (bytes, max) = (bytes.len(), limits.bytes);
        return Err(XmlError::TooLarge { bytes, max }.into());
    }
    let text = crate::decode::xml(bytes);
    let text = text.trim_start();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let (mut open, mut elements) = (Vec::new(), 0);
    loop {
        let event = reader.read_event().map_err(|e| XmlError::IllFormed {
            at: reader.error_position(),
            said: e.to_string(),
        })?;
        let begins = matches!(&event, Event::Start(_) | Event::Empty(_));
        elements += usize::from(begins);
        if elements > limits.elements || begins && open.len() >= limits.depth {
            return Err(XmlError::TooComplex(limits).into());
        }
        match event {
            Event::Start(start) => {
                let (name, attributes) = element(&start, limits, reader.buffer_position())?;
                open.push(name.clone());
                take(Piece::Opened(name, attributes))?;
            }
            Event::Empty(start) => {
                let (name, attributes) = element(&start, limits, reader.buffer_position())?;
                take(Piece::Opened(name, attributes))?;
                take(Piece::Closed)?;
            }
            Event::End(_) => {
                open.pop();
                take(Piece::Closed)?;
            }
            Event::Text(piece) => take(Piece::Text(&piece.into_inner()))?,
            Event::CData(piece) => take(Piece::Text(&piece.into_inner()))?,
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => take(Piece::Text(c.encode_utf8(&mut [0; 4])))?,
                _ => {
                    let name = reference.into_inner();
                    let known = resolve_predefined_entity(&name);
                    take(Piece::Text(known.ok_or_else(|| XmlError::Entity {
                        name: name.chars().take(40).collect(),
                    })?))?;
                }
            },
            Event::DocType(_) => return Err(XmlError::Doctype.into()),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    let said = match open.last() {
        Some(name) => format!("<{name}> is not closed"),
        None if elements == 0 => "there is no element".into(),
        None => return Ok(()),
    };
    let at = text.len() as u64;
    Err(XmlError::IllFormed { at, said }.into())
}

type Named = (String, Vec<(String, String)>);

fn element(start: &BytesStart, limits: Limits, at: u64) -> Result<Named, XmlError> {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    let ill = |said: String| XmlError::IllFormed { at, said };
    let mut attributes = Vec::new();
    for attribute in start.attributes().with_checks(false) {
        if attributes.len() >= limits.attributes {
            return Err(XmlError::TooComplex(limits));
        }
        let attribute = attribute.map_err(|e| ill(e.to_string()))?;
        let value = attribute
            .normalized_value(quick_xml::XmlVersion::Implicit1_0)
            .map_err(|e| ill(e.to_string()))?;
        attributes.push((local(attribute.key.as_ref()), value.trim().to_owned()));
    }
    Ok((local(start.name().as_ref()), attributes))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        bytes: 400,
        depth: 3,
        elements: 5,
        attributes: 2,
    };

    fn all(text: &str) -> Result<String, XmlError> {
        let mut told = String::new();
        read(text.as_bytes(), LIMITS, |piece| -> Result<(), XmlError> {
            told += &match piece {
                Piece::Opened(name, attributes) => format!("<{name} {}>", attributes.len()),
                Piece::Closed => "</>".into(),
                Piece::Text(text) => text.to_owned(),
            };
            Ok(())
        })?;
        Ok(told)
    }

    #[test]
    fn pieces_come_in_order() {
        let text = "\u{feff}<?xml version=\"1.0\"?><!-- x --><p:a x:b=' 1 '><c/>t &amp; &#233;<![CDATA[<&]]></p:a>";
        assert_eq!(all(text).unwrap(), "<a 1><c 0></>t & é<&</>");
    }

    #[test]
    fn what_is_too_much_or_unsafe_is_refused() {
        let many = format!("<a>{}</a>", "<b/>".repeat(5));
        for (what, text, complex) in [
            ("elements", many.as_str(), true),
            ("levels", "<a><b><c><d/></c></b></a>", true),
            ("attributes", "<a b='1' c='2' d='3'/>", true),
            ("entity", "<a>&x;</a>", false),
            ("document type", "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>", false),
            ("not closed", "<a><b></b>", false),
            ("crossed", "<a><b></a></b>", false),
            ("nothing", "  ", false),
        ] {
            let refused = all(text).unwrap_err();
            let is_complex = matches!(refused, XmlError::TooComplex(_));
            assert_eq!(is_complex, complex, "{what}: {refused}");
        }
        let large = " ".repeat(401);
        assert!(matches!(
            all(&large),
            Err(XmlError::TooLarge {
                bytes: 401,
                max: 400
            })
        ));
    }
}
