//! The door: bytes to [`Reading`]. Decoding, the XML tree, the draft, the checks, the model.

use crate::finding::Finding;
use crate::model::Definitions;
use crate::report::Report;
use crate::{check, draft, xml};
use std::collections::BTreeMap;

/// What stands in for Java code: class, delegate expression or expression as written → topic of a connector
/// or external worker.
pub type Handlers = BTreeMap<String, String>;

/// What a file gave.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Some when no finding is an error.
    pub definitions: Option<Definitions>,
    /// Errors and warnings, by line.
    pub findings: Vec<Finding>,
}

/// Reads one `.bpmn` file. `file` is the name the findings carry.
///
/// Takes UTF-8, UTF-16 or an 8-bit encoding named by the XML declaration. Ill-formed XML gives one
/// finding whose code begins `XML`; what is over a limit of [`crate::limits`] gives one that begins
/// `LIM`; everything else is gathered and answered at once. Never panics, whatever the bytes.
pub fn read(bytes: &[u8], file: &str) -> Reading {
    read_with(bytes, file, &Handlers::new())
}

/// As [`read`], with a deployment's handler map.
pub fn read_with(bytes: &[u8], file: &str, handlers: &Handlers) -> Reading {
    let mut report = Report::new(file);
    let definitions = read_into(bytes, handlers, &mut report);
    let definitions = if report.has_errors() {
        None
    } else {
        definitions
    };
    Reading {
        definitions,
        findings: report.into_findings(),
    }
}

fn read_into(bytes: &[u8], handlers: &Handlers, report: &mut Report) -> Option<Definitions> {
    let text = xml::decode(bytes, report)?;
    let tree = xml::parse(&text, report)?;
    let ids = check::identity(&tree, report);
    let draft = draft::read(&tree, &ids, handlers, report)?;
    check::run(&tree, &ids, &draft, report);
    if report.has_errors() {
        return None;
    }
    Some(draft.into_definitions())
}
