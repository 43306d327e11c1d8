//! What was added after an approved PDF, and whether it is signatures and nothing else.
//!
//! That the file begins with the approved bytes proves nothing: an update may put other pages in their place. So every byte
//! that was added is accounted for, and only this may have changed: the catalogue's form and validation data, the list of
//! annotations of a page by widgets of signatures that cover an eighth of it at most, title and metadata. Whatever cannot be
//! judged is refused. Known attacks this answers: incremental saving, wrapping, shadow replacement (pdf-insecurity.org).

use super::account::{covering, laid_out};
use super::file::{File, Found, Section, chain};
use super::object::{Dict, Object};
use crate::content::NotTheSame;
use std::collections::{BTreeMap, BTreeSet};

/// A visible signature covers this part of its page at most.
const PAGE_PART: f64 = 1.0 / 8.0;
/// A4 in points, for pages that say nothing.
const PAGE_AREA: f64 = 595.0 * 842.0;
const CATALOGUE: [&str; 5] = ["AcroForm", "DSS", "Extensions", "Perms", "Version"];
const FORM: [&str; 5] = ["Fields", "SigFlags", "DA", "DR", "NeedAppearances"];
const WIDGET: [&str; 17] = [
    "Type", "Subtype", "FT", "T", "TU", "V", "Rect", "P", "F", "Ff", "AP", "MK", "DA", "DR",
    "Parent", "Kids", "Lock",
];
/// Nothing that acts, and nothing that holds further objects.
const NEVER: [&str; 17] = [
    "JavaScript",
    "JS",
    "Launch",
    "EmbeddedFile",
    "EmbeddedFiles",
    "OpenAction",
    "AA",
    "XFA",
    "RichMedia",
    "URI",
    "SubmitForm",
    "ImportData",
    "GoToR",
    "GoToE",
    "Rendition",
    "ObjStm",
    "XRef",
];

/// The signatures that were added.
pub(crate) struct Added {
    /// Their byte ranges, in the order they were made, with those of time stamps of the document.
    pub ranges: Vec<[usize; 4]>,
    /// Pages (from 1) on which one of them is seen.
    pub visible_on: Vec<usize>,
}

/// Judges all that follows the approved bytes.
pub(crate) fn added_signatures(approved: &[u8], signed: &[u8]) -> Result<Added, NotTheSame> {
    if !signed.starts_with(approved) {
        return Err(NotTheSame::OtherContent);
    }
    let base = File::read(approved).ok_or(NotTheSame::Unjudged("approved"))?;
    let pages = base.pages().ok_or(NotTheSame::Unjudged("approved"))?;
    let (mut sections, before) =
        chain(signed, approved.len()).ok_or(NotTheSame::Unjudged("update"))?;
    if sections.is_empty() {
        return Err(NotTheSame::NotSigned);
    }
    if before != Some(base.table) {
        return Err(NotTheSame::Unjudged("update"));
    }
    sections.reverse();
    let mut referred = BTreeSet::new();
    let mut note = |object: &Object| {
        object.walk(&mut |inner| {
            if let Object::Ref(number, _) = inner {
                referred.insert(*number);
            }
        });
    };
    base.objects.values().for_each(|found| note(&found.object));
    base.trailer.values().for_each(&mut note);
    let mut update = Update {
        base: &base,
        pages,
        referred,
        added: BTreeMap::new(),
        visible_on: Vec::new(),
    };
    let (mut at, mut ranges) = (approved.len(), Vec::new());
    for section in &sections {
        let (objects, places) = laid_out(signed, at, section)?;
        update.take(section, objects)?;
        for (number, place) in places {
            let range = update.signature(number)?;
            if let Some(range) = range {
                ranges.push(covering(signed, approved.len(), range, place, section)?);
            }
        }
        at = section.end;
    }
    if !signed[at..].trim_ascii().is_empty() {
        return Err(NotTheSame::Unjudged("update"));
    }
    if ranges.is_empty() {
        return Err(NotTheSame::NotSigned);
    }
    Ok(Added {
        ranges,
        visible_on: update.visible_on,
    })
}

struct Update<'a> {
    base: &'a File,
    pages: Vec<u32>,
    /// Numbers the approved file speaks of, whether it has them or not.
    referred: BTreeSet<u32>,
    added: BTreeMap<u32, Found>,
    visible_on: Vec<usize>,
}

impl Update<'_> {
    fn now(&self, number: u32) -> Option<&Found> {
        self.added
            .get(&number)
            .or_else(|| self.base.objects.get(&number))
    }

    /// What an object is once references are followed.
    fn resolved<'o>(&'o self, object: &'o Object) -> Option<&'o Object> {
        match object {
            Object::Ref(number, _) => Some(&self.now(*number)?.object),
            direct => Some(direct),
        }
    }

    fn take(&mut self, section: &Section, objects: BTreeMap<u32, Found>) -> Result<(), NotTheSame> {
        let known = ["Size", "Prev", "Root", "Info", "ID"];
        let of = |name: &str| name.as_bytes().to_vec();
        let strange = section
            .trailer
            .keys()
            .any(|key| !known.iter().any(|k| of(k) == *key));
        let root = of("Root");
        if strange
            || section.freed.iter().any(|number| *number != 0)
            || section.trailer.get(&root) != self.base.trailer.get(&root)
        {
            return Err(NotTheSame::Unjudged("update"));
        }
        for found in objects.values() {
            let mut acts = false;
            found.object.walk(&mut |inner| {
                acts |= match inner {
                    Object::Dict(dict) => dict.keys().any(|key| never(key)),
                    Object::Name(name) => never(name),
                    _ => false,
                };
            });
            if acts {
                return Err(NotTheSame::Unjudged("acts"));
            }
        }
        // What stood before, of each that is written again.
        let mut before: Vec<(u32, Object, bool)> = Vec::new();
        for number in objects.keys() {
            match self.now(*number) {
                Some(old) => before.push((*number, old.object.clone(), old.stream)),
                // A number the approved file speaks of and lacks would come to life.
                None if self.referred.contains(number) => {
                    return Err(NotTheSame::Unjudged("update"));
                }
                None => {}
            }
        }
        let lists: BTreeMap<u32, usize> = self
            .pages
            .iter()
            .enumerate()
            .filter_map(|(n, page)| {
                let list = self.now(*page)?.object.dict()?.get(b"Annots".as_slice())?;
                Some((list.reference()?.0, n))
            })
            .collect();
        let form = self
            .catalogue()
            .and_then(|c| c.get(b"AcroForm".as_slice()).cloned());
        let old_fields: Vec<Object> = form
            .as_ref()
            .and_then(|form| self.resolved(form))
            .and_then(|form| {
                self.resolved(form.dict()?.get(b"Fields".as_slice())?)?
                    .array()
            })
            .map(<[Object]>::to_vec)
            .unwrap_or_default();
        // Lists of annotations as they were, since they may be written again under the same number.
        let old_lists: BTreeMap<usize, Vec<Object>> = (0..self.pages.len())
            .map(|n| (n, self.annotations(self.pages[n]).unwrap_or_default()))
            .collect();
        let touched: BTreeSet<usize> = objects
            .keys()
            .filter_map(|number| {
                let page = self.pages.iter().position(|page| page == number);
                page.or_else(|| lists.get(number).copied())
            })
            .collect();
        self.added.extend(objects);
        for (number, old, stream) in &before {
            self.written_again(*number, old, *stream, &lists, form.as_ref())?;
        }
        for page in touched {
            self.annotated(page, &old_lists[&page])?;
        }
        self.form_holds(&old_fields)
    }

    fn catalogue(&self) -> Option<&Dict> {
        self.now(self.base.root()?)?.object.dict()
    }

    /// An object that was there may be written again only where this is known to change nothing that is read.
    fn written_again(
        &self,
        number: u32,
        old: &Object,
        stream: bool,
        lists: &BTreeMap<u32, usize>,
        form: Option<&Object>,
    ) -> Result<(), NotTheSame> {
        let found = self.now(number).ok_or(NotTheSame::Unjudged("update"))?;
        let new = &found.object;
        let page = self.pages.iter().position(|page| *page == number);
        let changed = || match page {
            Some(n) => NotTheSame::PageChanged(n + 1),
            None => NotTheSame::Rewritten(number),
        };
        let names = |key: &str| {
            let of = |dict: Option<&Dict>| dict?.get(key.as_bytes())?.reference();
            of(self.base.root().and_then(|root| self.base.dict(root)))
                .or_else(|| of(Some(&self.base.trailer)))
                .is_some_and(|(named, _)| named == number)
        };
        if names("Metadata") || names("Info") {
            return Ok(());
        }
        if stream || found.stream {
            return Err(changed());
        }
        if new == old {
            return Ok(());
        }
        let (Some(was), Some(is)) = (old.dict(), new.dict()) else {
            // A list of annotations is judged with its page, a list of fields with the form.
            return match lists.contains_key(&number) || !self.base.objects.contains_key(&number) {
                true => Ok(()),
                false => Err(changed()),
            };
        };
        let same_but = |allowed: &[&str]| {
            let kept = |dict: &Dict| -> Vec<(Vec<u8>, Object)> {
                let all = dict
                    .iter()
                    .filter(|(key, _)| !allowed.iter().any(|a| a.as_bytes() == key.as_slice()));
                all.map(|(k, v)| (k.clone(), v.clone())).collect()
            };
            kept(was) == kept(is)
        };
        let fine = if self.base.root() == Some(number) {
            same_but(&CATALOGUE)
        } else if page.is_some() {
            same_but(&["Annots"])
        } else if form
            .and_then(Object::reference)
            .is_some_and(|(n, _)| n == number)
        {
            true
        } else {
            // Added by an earlier signature: no signature and no widget, then.
            !self.base.objects.contains_key(&number)
                && ![was, is].iter().any(|d| {
                    d.contains_key(b"Subtype".as_slice()) || d.contains_key(b"ByteRange".as_slice())
                })
        };
        match fine {
            true => Ok(()),
            false => Err(changed()),
        }
    }

    fn annotations(&self, page: u32) -> Option<Vec<Object>> {
        match self.now(page)?.object.dict()?.get(b"Annots".as_slice()) {
            None => Some(Vec::new()),
            Some(list) => Some(self.resolved(list)?.array()?.to_vec()),
        }
    }

    /// A page's annotations are those it had, then widgets of signatures.
    fn annotated(&mut self, page: usize, old: &[Object]) -> Result<(), NotTheSame> {
        let changed = NotTheSame::PageChanged(page + 1);
        let new = self
            .annotations(self.pages[page])
            .ok_or_else(|| changed.clone())?;
        let added = new.strip_prefix(old).ok_or_else(|| changed.clone())?;
        let area = self.area(self.pages[page]);
        for item in added {
            let (number, _) = item.reference().ok_or_else(|| changed.clone())?;
            if self.base.objects.contains_key(&number) {
                return Err(changed);
            }
            let widget = self
                .now(number)
                .and_then(|f| f.object.dict())
                .ok_or_else(|| changed.clone())?;
            let covered = self.covered(widget).ok_or_else(|| changed.clone())?;
            if covered > area * PAGE_PART {
                return Err(NotTheSame::Covers(page + 1));
            }
            if covered > 0.0 && !self.visible_on.contains(&(page + 1)) {
                self.visible_on.push(page + 1);
            }
        }
        Ok(())
    }

    /// Area of the widget of a signature; None where it is anything else.
    fn covered(&self, widget: &Dict) -> Option<f64> {
        let is = |key: &str, name: &str| {
            widget.get(key.as_bytes()).and_then(Object::name) == Some(name.as_bytes())
        };
        let known = widget
            .keys()
            .all(|key| WIDGET.iter().any(|w| w.as_bytes() == key.as_slice()));
        if !known || !is("Subtype", "Widget") || !self.signs(widget) {
            return None;
        }
        let rect = self.resolved(widget.get(b"Rect".as_slice())?)?.array()?;
        area(rect)
    }

    /// The field is one for a signature.
    fn signs(&self, field: &Dict) -> bool {
        let kind = |dict: &Dict| {
            dict.get(b"FT".as_slice())
                .and_then(Object::name)
                .map(<[u8]>::to_vec)
        };
        let parent = || {
            let (number, _) = field.get(b"Parent".as_slice())?.reference()?;
            if self.base.objects.contains_key(&number) {
                return None;
            }
            kind(self.now(number)?.object.dict()?)
        };
        kind(field).or_else(parent).as_deref() == Some(b"Sig")
    }

    fn area(&self, page: u32) -> f64 {
        let mut at = Some(page);
        for _ in 0..32 {
            let Some(node) = at.and_then(|n| self.base.dict(n)) else {
                break;
            };
            let found = node
                .get(b"MediaBox".as_slice())
                .and_then(|b| area(self.base.get(b)?.array()?));
            if let Some(found) = found {
                return found;
            }
            at = node
                .get(b"Parent".as_slice())
                .and_then(Object::reference)
                .map(|(n, _)| n);
        }
        PAGE_AREA
    }

    /// The form holds the fields it held, then fields of signatures, and nothing that would draw or act.
    fn form_holds(&self, old: &[Object]) -> Result<(), NotTheSame> {
        let unjudged = || NotTheSame::Unjudged("form");
        let Some(form) = self.catalogue().and_then(|c| c.get(b"AcroForm".as_slice())) else {
            return match old.is_empty() {
                true => Ok(()),
                false => Err(unjudged()),
            };
        };
        let form = self
            .resolved(form)
            .and_then(Object::dict)
            .ok_or_else(unjudged)?;
        let known = form
            .keys()
            .all(|key| FORM.iter().any(|f| f.as_bytes() == key.as_slice()));
        let draws = form
            .get(b"NeedAppearances".as_slice())
            .is_some_and(|v| *v != Object::Word(b"false".to_vec()));
        let fields = match form.get(b"Fields".as_slice()) {
            Some(fields) => self
                .resolved(fields)
                .and_then(Object::array)
                .ok_or_else(unjudged)?,
            None => &[],
        };
        let added = fields.strip_prefix(old).ok_or_else(unjudged)?;
        let all_sign = added.iter().all(|field| {
            let number = field
                .reference()
                .map(|(n, _)| n)
                .filter(|n| !self.base.objects.contains_key(n));
            number
                .and_then(|n| self.now(n)?.object.dict())
                .is_some_and(|f| self.signs(f))
        });
        match known && !draws && all_sign {
            true => Ok(()),
            false => Err(unjudged()),
        }
    }

    /// The byte range of an object that is a signature, or a time stamp of the document; None for all other objects.
    fn signature(&self, number: u32) -> Result<Option<[usize; 4]>, NotTheSame> {
        let Some(dict) = self.now(number).and_then(|f| f.object.dict()) else {
            return Ok(None);
        };
        let Some(range) = dict.get(b"ByteRange".as_slice()) else {
            return Ok(None);
        };
        let filter = dict.get(b"SubFilter".as_slice()).and_then(Object::name);
        match filter {
            Some(b"adbe.pkcs7.detached" | b"ETSI.CAdES.detached" | b"ETSI.RFC3161") => {}
            _ => return Err(NotTheSame::Unjudged("signature")),
        }
        let numbers: Option<Vec<usize>> = range
            .array()
            .and_then(|items| items.iter().map(Object::size).collect());
        let range: Option<[usize; 4]> = numbers.and_then(|numbers| numbers.try_into().ok());
        range.map(Some).ok_or(NotTheSame::Unjudged("signature"))
    }
}

fn never(name: &[u8]) -> bool {
    NEVER.iter().any(|n| n.as_bytes() == name)
}

fn area(rect: &[Object]) -> Option<f64> {
    let [left, bottom, right, top] = rect else {
        return None;
    };
    let sides = (right.real()? - left.real()?, top.real()? - bottom.real()?);
    let area = (sides.0 * sides.1).abs();
    area.is_finite().then_some(area)
}
