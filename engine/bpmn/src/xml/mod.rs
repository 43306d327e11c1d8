//! Bytes to a tree of elements with namespaces resolved and places kept.

mod decode;
pub mod limits;
mod parse;
mod tree;

pub(crate) use decode::decode;
pub(crate) use parse::parse;
pub(crate) use tree::{Element, ElementIndex, Tree};
