//! A small XML file as a tree of elements by local name: no document type, bounded size and depth.

use mail::xml::{Limits, Piece, XmlError, read as pieces};

const LIMITS: Limits = Limits {
    bytes: crate::BYTES_MAX,
    depth: 32,
    elements: 200_000,
    attributes: 64,
};

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum XmlFault {
    #[error(transparent)]
    Unreadable(#[from] XmlError),
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
    // What holds the root, then the elements that are open.
    let mut open = vec![Element::default()];
    pieces(bytes, LIMITS, |piece| -> Result<(), XmlFault> {
        match piece {
            Piece::Opened(name, attributes) => {
                let version = attributes.into_iter().find(|(name, _)| name == "versione");
                open.push(Element {
                    name,
                    version: version.map(|(_, value)| value),
                    ..Element::default()
                });
            }
            Piece::Closed => close(&mut open),
            Piece::Text(text) => {
                if let Some(top) = open.last_mut() {
                    top.text.push_str(text);
                }
            }
        }
        Ok(())
    })?;
    let root = open.pop().and_then(|mut whole| whole.children.pop());
    root.ok_or_else(|| XmlFault::Missing { path: "/".into() })
}

fn close(open: &mut Vec<Element>) {
    if open.len() > 1
        && let Some(done) = open.pop()
        && let Some(parent) = open.last_mut()
    {
        parent.children.push(done);
    }
}
