//! A small XML file as a tree of elements by local name: no document type, bounded size and depth.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

const DEPTH_MAX: usize = 32;
const ELEMENTS_MAX: usize = 200_000;

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlFault {
    #[error("{bytes} bytes, more than {max}", max = crate::BYTES_MAX)]
    TooLarge { bytes: usize },
    #[error("more than {ELEMENTS_MAX} elements or {DEPTH_MAX} levels")]
    TooComplex,
    #[error("a document type is not accepted")]
    Doctype,
    #[error("unknown entity &{name};")]
    Entity { name: String },
    #[error("not well-formed at byte {at}: {said}")]
    IllFormed { at: u64, said: String },
    /// `path` leads to the element, e.g. `DatiGeneraliDocumento/Data`.
    #[error("`{path}`: {text:?} is not {expected}")]
    Value {
        path: String,
        text: String,
        expected: &'static str,
    },
    #[error("`{path}` is missing")]
    Missing { path: String },
}

#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    /// `versione` of the root.
    pub version: Option<String>,
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|c| c.name == name)
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |c| c.name == name)
    }

    /// The element at the end of a path of child names.
    pub fn at(&self, path: &[&str]) -> Option<&Element> {
        path.iter().try_fold(self, |here, name| here.child(name))
    }

    /// Its text, None when it is missing or empty.
    pub fn text_at(&self, path: &[&str]) -> Option<String> {
        self.at(path)
            .map(|e| e.text.trim().to_owned())
            .filter(|t| !t.is_empty())
    }

    pub fn required(&self, path: &[&str]) -> Result<String, XmlFault> {
        self.text_at(path).ok_or_else(|| XmlFault::Missing {
            path: self.path_to(path),
        })
    }

    pub fn path_to(&self, path: &[&str]) -> String {
        let mut whole = self.name.clone();
        for name in path {
            whole.push('/');
            whole.push_str(name);
        }
        whole
    }
}

/// The root element.
pub fn read(bytes: &[u8]) -> Result<Element, XmlFault> {
    if bytes.len() > crate::BYTES_MAX {
        return Err(XmlFault::TooLarge { bytes: bytes.len() });
    }
    let text = mail::decode::xml(bytes);
    let text = text.trim_start();
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut open = vec![Element::default()];
    let mut elements = 0;
    loop {
        let event = reader.read_event().map_err(|e| XmlFault::IllFormed {
            at: reader.error_position(),
            said: e.to_string(),
        })?;
        match event {
            Event::Start(start) => {
                elements += 1;
                open.push(element(&start));
                if open.len() > DEPTH_MAX || elements > ELEMENTS_MAX {
                    return Err(XmlFault::TooComplex);
                }
            }
            Event::Empty(start) => {
                elements += 1;
                if elements > ELEMENTS_MAX {
                    return Err(XmlFault::TooComplex);
                }
                open.push(element(&start));
                close(&mut open);
            }
            Event::End(_) => close(&mut open),
            Event::Text(piece) => append(&mut open, &piece.into_inner()),
            Event::CData(piece) => append(&mut open, &piece.into_inner()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) => append(&mut open, c.encode_utf8(&mut [0; 4])),
                _ => {
                    let name = reference.into_inner();
                    let known =
                        resolve_predefined_entity(&name).ok_or_else(|| XmlFault::Entity {
                            name: name.chars().take(40).collect(),
                        })?;
                    append(&mut open, known);
                }
            },
            Event::DocType(_) => return Err(XmlFault::Doctype),
            Event::Decl(_) | Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    let at_end = |said: String| XmlFault::IllFormed {
        at: text.len() as u64,
        said,
    };
    if open.len() > 1 {
        let name = open.pop().map(|e| e.name).unwrap_or_default();
        return Err(at_end(format!("<{name}> is not closed")));
    }
    open.pop()
        .and_then(|mut whole| whole.children.pop())
        .ok_or_else(|| at_end("there is no element".into()))
}

fn element(start: &BytesStart) -> Element {
    let local = |name: &str| name.rsplit(':').next().unwrap_or(name).to_owned();
    let version = start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|a| a.key.as_ref() == "versione")
        .map(|a| a.value.trim().to_owned());
    Element {
        name: local(start.name().as_ref()),
        version,
        ..Element::default()
    }
}

fn append(open: &mut [Element], piece: &str) {
    if let Some(top) = open.last_mut() {
        top.text.push_str(piece);
    }
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(done) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.children.push(done);
    }
}
