//! The tree: an arena in document order. A child's index is always greater than its parent's.

use crate::vocabulary::Ns;

pub(crate) type ElementIndex = usize;

#[derive(Debug)]
pub(crate) struct Attribute {
    pub ns: Ns,
    pub local: String,
    /// With its prefix, where it was written with one.
    pub prefixed: Option<String>,
    pub value: String,
}

impl Attribute {
    /// As written: for messages only.
    pub fn written(&self) -> &str {
        self.prefixed.as_deref().unwrap_or(&self.local)
    }
}

#[derive(Debug)]
pub(crate) struct Element {
    pub ns: Ns,
    pub local: String,
    /// With its prefix, where it was written with one.
    pub prefixed: Option<String>,
    pub attributes: Vec<Attribute>,
    /// Character data directly inside, joined.
    pub text: String,
    /// Line of the first character data that is not white space; the element's own line without any.
    pub text_line: u32,
    pub parent: Option<ElementIndex>,
    pub children: Vec<ElementIndex>,
    pub line: u32,
    pub column: u32,
}

impl Element {
    /// As written: for messages only.
    pub fn written(&self) -> &str {
        self.prefixed.as_deref().unwrap_or(&self.local)
    }

    /// Attribute without a namespace, as the standard writes its own.
    pub fn attribute(&self, local: &str) -> Option<&str> {
        self.in_namespace(Ns::None, local)
    }

    pub fn in_namespace(&self, ns: Ns, local: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|a| a.ns == ns && a.local == local)
            .map(|a| a.value.as_str())
    }

    pub fn id(&self) -> Option<&str> {
        self.attribute("id").filter(|id| !id.is_empty())
    }

    pub fn is_bpmn(&self, local: &str) -> bool {
        self.ns == Ns::Bpmn && self.local == local
    }

    /// A boolean attribute of the standard: `true` and `1` are true, missing is `default`.
    pub fn flag(&self, local: &str, default: bool) -> bool {
        match self.attribute(local).map(str::trim) {
            Some("true" | "1") => true,
            Some("false" | "0") => false,
            _ => default,
        }
    }

    /// Name for a person: the name, else the id, else the element's own word.
    pub fn label(&self) -> &str {
        self.attribute("name")
            .filter(|name| !name.trim().is_empty())
            .or_else(|| self.id())
            .unwrap_or_else(|| self.written())
    }
}

#[derive(Debug, Default)]
pub(crate) struct Tree {
    /// Index 0 is the root.
    pub elements: Vec<Element>,
}

impl Tree {
    pub fn get(&self, index: ElementIndex) -> &Element {
        &self.elements[index]
    }

    pub fn root(&self) -> &Element {
        &self.elements[0]
    }

    pub fn children(&self, index: ElementIndex) -> impl Iterator<Item = (ElementIndex, &Element)> {
        self.elements[index]
            .children
            .iter()
            .map(|&i| (i, &self.elements[i]))
    }

    /// Children in the BPMN namespace with this name.
    pub fn named<'t>(
        &'t self,
        index: ElementIndex,
        local: &'t str,
    ) -> impl Iterator<Item = (ElementIndex, &'t Element)> {
        self.children(index).filter(move |(_, e)| e.is_bpmn(local))
    }

    pub fn first(&self, index: ElementIndex, local: &str) -> Option<(ElementIndex, &Element)> {
        self.children(index).find(|(_, e)| e.is_bpmn(local))
    }

    /// The elements inside `extensionElements` of this element.
    pub fn extensions(
        &self,
        index: ElementIndex,
    ) -> impl Iterator<Item = (ElementIndex, &Element)> {
        self.children(index)
            .filter(|(_, e)| e.is_bpmn("extensionElements"))
            .flat_map(|(i, _)| self.children(i))
    }

    /// The process an element lies in, if any.
    pub fn process_of(&self, index: ElementIndex) -> Option<ElementIndex> {
        let mut at = Some(index);
        while let Some(i) = at {
            if self.elements[i].is_bpmn("process") {
                return Some(i);
            }
            at = self.elements[i].parent;
        }
        None
    }
}
