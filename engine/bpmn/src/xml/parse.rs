//! Text to [`Tree`]: quick-xml events, our own namespace table, a place for every element.
//!
//! One finding and the end at the first thing that is not well-formed XML 1.0 with namespaces. No
//! DTD, so no entities but the five of the standard. Diagram interchange is checked for its form
//! and not kept. No recursion: depth costs a counter.

use super::limits::{ATTRIBUTES_MAX, DEPTH_MAX, ELEMENTS_MAX};
use super::tree::{Attribute, Element, ElementIndex, Tree};
use crate::report::{Place, Report};
use crate::rule::{self, Rule};
use crate::vocabulary::{Ns, namespace};
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The tree, or None with one finding.
pub(crate) fn parse(text: &str, report: &mut Report) -> Option<Tree> {
    let mut parser = Parser::new(text);
    match parser.run() {
        Ok(()) => Some(parser.tree),
        Err(stop) => {
            let (line, column) = parser.places.at(stop.offset);
            report.add(
                stop.rule,
                Place::at(line, column),
                &[("detail", &stop.detail)],
            );
            None
        }
    }
}

/// Why reading ends here.
struct Stop {
    rule: &'static Rule,
    offset: usize,
    detail: String,
}

fn stop<T>(rule: &'static Rule, offset: usize, detail: impl Into<String>) -> Result<T, Stop> {
    Err(Stop {
        rule,
        offset,
        detail: detail.into(),
    })
}

/// Line and column of offsets that come in rising order: the text is walked once.
struct Places<'t> {
    text: &'t str,
    offset: usize,
    line: u32,
    column: u32,
}

impl Places<'_> {
    fn at(&mut self, offset: usize) -> (u32, u32) {
        let offset = offset.min(self.text.len());
        if offset > self.offset {
            let passed = &self.text.as_bytes()[self.offset..offset];
            let counted = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            let lines = passed.iter().filter(|byte| **byte == b'\n').count();
            let mut on_line = passed;
            if lines > 0 {
                self.line = self.line.saturating_add(counted(lines));
                self.column = 1;
                let last = passed.iter().rposition(|byte| *byte == b'\n');
                on_line = &passed[last.map_or(0, |at| at + 1)..];
            }
            // Every byte but the continuations of a character counts one column.
            let columns = on_line.iter().filter(|byte| **byte & 0xC0 != 0x80).count();
            self.column = self.column.saturating_add(counted(columns));
            self.offset = offset;
        }
        (self.line, self.column)
    }
}

/// What an element and its diagram take in a file at least, nearly always.
const BYTES_AN_ELEMENT: usize = 96;

/// With its prefix, where it has one.
fn prefixed(written: &str, local: &str) -> Option<String> {
    (written.len() != local.len()).then(|| written.to_owned())
}

/// One open element: its place in the tree (None inside the diagram) and what it declared.
struct Open {
    index: Option<ElementIndex>,
    /// Prefixes bound here; each gives its binding back at the end.
    bound: Vec<String>,
}

struct Parser<'t> {
    text: &'t str,
    places: Places<'t>,
    tree: Tree,
    open: Vec<Open>,
    bindings: HashMap<String, Vec<Ns>>,
    root_seen: bool,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        let bindings = HashMap::from([
            (String::new(), vec![Ns::None]),
            ("xml".to_owned(), vec![Ns::Xml]),
        ]);
        Parser {
            text,
            places: Places {
                text,
                offset: 0,
                line: 1,
                column: 1,
            },
            // Growing it would copy every element again and again.
            tree: Tree {
                elements: Vec::with_capacity(text.len() / BYTES_AN_ELEMENT),
            },
            open: Vec::new(),
            bindings,
            root_seen: false,
        }
    }

    fn run(&mut self) -> Result<(), Stop> {
        if may_hold_others(self.text)
            && let Some(at) = self.text.find(|c: char| !is_xml_char(c))
        {
            return stop(
                &rule::XML_CHARACTER,
                at,
                format!("U+{:04X}", char_at(self.text, at)),
            );
        }
        let mut reader = Reader::from_str(self.text);
        let config = reader.config_mut();
        config.check_comments = true;
        config.check_end_names = true;
        loop {
            let offset = position(reader.buffer_position());
            let event = match reader.read_event() {
                Ok(event) => event,
                Err(error) => {
                    let at = position(reader.error_position());
                    return stop(&rule::XML_ILL_FORMED, at, error.to_string());
                }
            };
            match event {
                Event::Start(start) => self.element(&start, offset, false)?,
                Event::Empty(start) => self.element(&start, offset, true)?,
                Event::End(_) => self.close(),
                Event::Text(text) => {
                    let text = text.into_inner();
                    if text.contains("]]>") {
                        return stop(&rule::XML_ILL_FORMED, offset, "]]>");
                    }
                    self.characters(&text, offset)?;
                }
                Event::CData(data) => {
                    if self.open.is_empty() {
                        return stop(&rule::XML_OUTSIDE_ROOT, offset, "<![CDATA[");
                    }
                    self.characters(&data.into_inner(), offset)?;
                }
                Event::GeneralRef(reference) => {
                    let resolved = match reference.resolve_char_ref() {
                        Ok(Some(c)) if is_xml_char(c) => c.to_string(),
                        Ok(None) => {
                            match resolve_predefined_entity(&reference.clone().into_inner()) {
                                Some(text) => text.to_owned(),
                                None => {
                                    let name = format!("&{};", reference.into_inner());
                                    return stop(&rule::XML_ENTITY, offset, name);
                                }
                            }
                        }
                        _ => {
                            let name = format!("&{};", reference.into_inner());
                            return stop(&rule::XML_ENTITY, offset, name);
                        }
                    };
                    self.characters(&resolved, offset)?;
                }
                Event::DocType(_) => return stop(&rule::DOCTYPE_REFUSED, offset, ""),
                Event::Decl(_) => {
                    if offset != 0 {
                        return stop(&rule::XML_ILL_FORMED, offset, "<?xml … ?>");
                    }
                }
                Event::Comment(_) | Event::PI(_) => {}
                Event::Eof => break,
            }
        }
        if let Some(open) = self.open.last() {
            let name = open
                .index
                .map_or("", |i| self.tree.elements[i].written())
                .to_owned();
            return stop(&rule::XML_UNCLOSED, self.text.len(), name);
        }
        if !self.root_seen {
            return stop(&rule::XML_EMPTY, self.text.len(), "");
        }
        Ok(())
    }

    fn element(&mut self, start: &BytesStart, offset: usize, empty: bool) -> Result<(), Stop> {
        if self.open.is_empty() && self.root_seen {
            return stop(
                &rule::XML_OUTSIDE_ROOT,
                offset,
                format!("<{}>", start.name().as_ref()),
            );
        }
        self.root_seen = true;
        if self.open.len() >= DEPTH_MAX {
            return stop(&rule::TOO_DEEP, offset, DEPTH_MAX.to_string());
        }
        let raw = raw_attributes(start, offset)?;
        let mut bound = Vec::new();
        for (name, value) in &raw {
            let prefix = match name.strip_prefix("xmlns") {
                Some("") => "",
                Some(rest) if rest.starts_with(':') => &rest[1..],
                _ => continue,
            };
            if (value.is_empty() && !prefix.is_empty()) || prefix == "xmlns" {
                return stop(&rule::XML_PREFIX, offset, *name);
            }
            self.bindings
                .entry(prefix.to_owned())
                .or_default()
                .push(namespace(value));
            bound.push(prefix.to_owned());
        }
        let name = start.name();
        let written = name.as_ref();
        let (ns, local) = self.resolve(written, true, offset)?;
        let parent = self.open.last().map(|o| o.index);
        let kept = ns != Ns::Diagram && parent != Some(None);
        let mut attributes = Vec::with_capacity(if kept { raw.len() } else { 0 });
        for (name, value) in raw {
            if name == "xmlns" || name.starts_with("xmlns:") {
                continue;
            }
            let (ns, local) = self.resolve(name, false, offset)?;
            if kept {
                attributes.push(Attribute {
                    ns,
                    local: local.to_owned(),
                    prefixed: prefixed(name, local),
                    value: value.into_owned(),
                });
            }
        }
        let index = if kept {
            let (line, column) = self.places.at(offset);
            Some(self.keep(
                Element {
                    ns,
                    local: local.to_owned(),
                    prefixed: prefixed(written, local),
                    attributes,
                    text: String::new(),
                    text_line: line,
                    parent: parent.flatten(),
                    children: Vec::new(),
                    line,
                    column,
                },
                offset,
            )?)
        } else {
            if parent.is_none() {
                return stop(&rule::NOT_BPMN, offset, written);
            }
            None
        };
        self.open.push(Open { index, bound });
        if empty {
            self.close();
        }
        Ok(())
    }

    fn keep(&mut self, element: Element, offset: usize) -> Result<ElementIndex, Stop> {
        let index = self.tree.elements.len();
        if index >= ELEMENTS_MAX {
            return stop(&rule::TOO_MANY_ELEMENTS, offset, ELEMENTS_MAX.to_string());
        }
        if let Some(parent) = element.parent {
            self.tree.elements[parent].children.push(index);
        }
        self.tree.elements.push(element);
        Ok(index)
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        for prefix in open.bound {
            if let Some(stack) = self.bindings.get_mut(&prefix) {
                stack.pop();
            }
        }
    }

    fn characters(&mut self, text: &str, offset: usize) -> Result<(), Stop> {
        let blank = text.bytes().all(|b| b.is_ascii_whitespace());
        let Some(open) = self.open.last() else {
            return if blank
                || (offset == 0 && text.trim_start_matches('\u{FEFF}').trim().is_empty())
            {
                Ok(())
            } else {
                stop(
                    &rule::XML_OUTSIDE_ROOT,
                    offset,
                    crate::report::clip(text.trim()),
                )
            };
        };
        let Some(index) = open.index else {
            return Ok(());
        };
        if !blank
            && self.tree.elements[index]
                .text
                .bytes()
                .all(|b| b.is_ascii_whitespace())
        {
            let lead = text.len() - text.trim_start().len();
            let (line, _) = self.places.at(offset + lead);
            self.tree.elements[index].text_line = line;
        }
        let kept = &mut self.tree.elements[index].text;
        if text.contains('\r') {
            kept.push_str(&text.replace("\r\n", "\n").replace('\r', "\n"));
        } else {
            kept.push_str(text);
        }
        Ok(())
    }

    /// Namespace and local name; an attribute without a prefix is in none.
    fn resolve<'w>(
        &self,
        written: &'w str,
        element: bool,
        offset: usize,
    ) -> Result<(Ns, &'w str), Stop> {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        if !is_name(local) || (!prefix.is_empty() && !is_name(prefix)) || written.starts_with(':') {
            return stop(&rule::XML_NAME, offset, crate::report::clip(written));
        }
        if prefix.is_empty() && !element {
            return Ok((Ns::None, local));
        }
        match self.bindings.get(prefix).and_then(|stack| stack.last()) {
            Some(ns) => Ok((*ns, local)),
            None => stop(&rule::XML_PREFIX, offset, crate::report::clip(prefix)),
        }
    }
}

/// Up to so many attributes are compared without a table.
const FEW: usize = 16;

/// Names and unescaped values, each name once, at most the limit of them.
fn raw_attributes<'s>(
    start: &'s BytesStart,
    offset: usize,
) -> Result<Vec<(&'s str, Cow<'s, str>)>, Stop> {
    let mut attributes = start.attributes();
    attributes.with_checks(false);
    // Few names are compared one by one; only many are worth a table.
    let mut seen: HashSet<&str> = HashSet::new();
    let mut out: Vec<(&str, Cow<str>)> = Vec::new();
    for attribute in attributes {
        let attribute = match attribute {
            Ok(attribute) => attribute,
            Err(error) => return stop(&rule::XML_ATTRIBUTE, offset, error.to_string()),
        };
        if out.len() >= ATTRIBUTES_MAX {
            return stop(
                &rule::TOO_MANY_ATTRIBUTES,
                offset,
                ATTRIBUTES_MAX.to_string(),
            );
        }
        let name = attribute.key.into_inner();
        let twice = if out.len() < FEW {
            out.iter().any(|(other, _)| *other == name)
        } else {
            if seen.is_empty() {
                seen.extend(out.iter().map(|(other, _)| *other));
            }
            !seen.insert(name)
        };
        if twice {
            return stop(&rule::XML_ATTRIBUTE, offset, crate::report::clip(name));
        }
        if attribute.value.contains('<') {
            return stop(
                &rule::XML_ATTRIBUTE,
                offset,
                format!("{}: <", crate::report::clip(name)),
            );
        }
        if !attribute.value.contains(['\r', '\n', '\t', '&']) {
            out.push((name, attribute.value));
            continue;
        }
        // Literal white space in a value is a space (XML 1.0 §3.3.3); references keep theirs.
        let flat = attribute
            .value
            .replace("\r\n", " ")
            .replace(['\n', '\r', '\t'], " ");
        let value = match unescape(&flat) {
            Ok(value) => value.into_owned(),
            Err(error) => return stop(&rule::XML_ENTITY, offset, error.to_string()),
        };
        if value.contains(|c| !is_xml_char(c)) {
            return stop(&rule::XML_CHARACTER, offset, crate::report::clip(name));
        }
        out.push((name, Cow::Owned(value)));
    }
    Ok(out)
}

fn position(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

fn char_at(text: &str, at: usize) -> u32 {
    text[at..].chars().next().map_or(0, u32::from)
}

/// Char of XML 1.0 §2.2.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// Whether a text could hold a character that XML does not allow: a control character, or one of those that
/// begin with the byte of U+FFFE and U+FFFF.
fn may_hold_others(text: &str) -> bool {
    text.bytes()
        .any(|byte| (byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0xEF)
}

/// NCName, with the letters of Unicode for its character classes.
fn is_name(name: &str) -> bool {
    let bytes = name.as_bytes();
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    if bytes
        .first()
        .is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
        && bytes.iter().all(plain)
    {
        return true;
    }
    let mut chars = name.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| {
            c.is_alphanumeric()
                || matches!(c, '_' | '-' | '.' | '\u{B7}')
                || (u32::from(c) >= 0x300 && !c.is_whitespace())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(String, Option<u32>, Option<u32>)> {
        let mut report = Report::new("a.bpmn");
        let parsed = parse(text, &mut report);
        assert_eq!(parsed.is_none(), report.has_errors());
        report
            .into_findings()
            .into_iter()
            .map(|f| (f.code, f.line, f.column))
            .collect()
    }

    #[track_caller]
    fn refused(text: &str, code: &str, line: u32) {
        let found = codes(text);
        assert_eq!(found.len(), 1, "{text:?}: {found:?}");
        assert_eq!(
            (found[0].0.as_str(), found[0].1),
            (code, Some(line)),
            "{text:?}: {found:?}"
        );
    }

    #[test]
    fn what_is_not_well_formed_is_named_with_its_line() {
        for (text, code, line) in [
            ("<a>\n<b></a>", "XML004", 2),
            ("<a>\n<b>", "XML005", 2),
            ("<a/>\n<b/>", "XML006", 2),
            ("<a/>\nwords", "XML006", 1),
            ("words<a/>", "XML006", 1),
            ("<a>\n<b x='1' x='2'/></a>", "XML007", 2),
            ("<a>\n<b x/></a>", "XML007", 2),
            ("<a>\n<b x='<'/></a>", "XML007", 2),
            ("<a>\n&bomb;</a>", "XML008", 2),
            ("<a x='&bomb;'/>", "XML008", 1),
            ("<a>\n<p:b/></a>", "XML009", 2),
            ("<a p:x='1'/>", "XML009", 1),
            ("<a>\n\u{1}</a>", "XML010", 2),
            ("<a>&#1;</a>", "XML008", 1),
            ("<1a/>", "XML011", 1),
            ("<a>\n<!-- a -- b --></a>", "XML004", 2),
            ("<!-- nothing -->", "XML001", 1),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "LIM005", 1),
        ] {
            refused(text, code, line);
        }
    }

    #[test]
    fn bombs_stop_at_their_limit() {
        refused(&"<a>".repeat(5_000), "LIM002", 1);
        let many: String = (0..20_000).map(|i| format!(" a{i}='1'")).collect();
        refused(&format!("<a{many}/>"), "LIM003", 1);
        refused(
            &format!("<a>{}</a>", "<b/>".repeat(ELEMENTS_MAX)),
            "LIM004",
            1,
        );
    }

    #[test]
    fn places_count_characters_and_texts_join() {
        let text = "<è>\n  à<b>\n  x &lt; <![CDATA[<y>]]> &#65;</b></è>";
        let mut report = Report::new("a.bpmn");
        let tree = parse(text, &mut report).expect("well-formed");
        let b = tree.get(1);
        assert_eq!(
            (b.line, b.column, b.text_line, b.text.trim()),
            (2, 4, 3, "x < <y> A")
        );
    }

    #[test]
    fn prefixes_mean_what_the_nearest_declaration_says() {
        let text = "<p:a xmlns:p='http://www.omg.org/spec/BPMN/20100524/MODEL'>\
                    <p:b xmlns:p='urn:staffetta:bpmn:1'/><p:c p:x='1' x='2'/></p:a>";
        let mut report = Report::new("a.bpmn");
        let tree = parse(text, &mut report).expect("well-formed");
        let seen: Vec<_> = tree
            .elements
            .iter()
            .map(|e| (e.ns, e.local.as_str()))
            .collect();
        assert_eq!(
            seen,
            [(Ns::Bpmn, "a"), (Ns::Staffetta, "b"), (Ns::Bpmn, "c")]
        );
        assert_eq!(tree.get(2).in_namespace(Ns::Bpmn, "x"), Some("1"));
        assert_eq!(tree.get(2).attribute("x"), Some("2"));
    }
}
