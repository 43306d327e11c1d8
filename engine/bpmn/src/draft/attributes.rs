//! Attributes and extensions of an element, checked against the [`dialect`](super::dialect): what is read,
//! what is harmless, what is refused.

use super::Reader;
use super::dialect::{
    BOOLEANS, CALENDARS, FLAGS, Use, as_task, inside, own, standard, vendor, vendor_element,
};
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::ElementIndex;

impl Reader<'_, '_, '_> {
    /// Checks the extension attributes of one element of an executable process.
    pub fn extension_attributes(&mut self, at: ElementIndex, owner: ElementIndex) {
        let tree = self.tree;
        let element = tree.get(at);
        let tag = element.local.as_str();
        let name = tree.get(owner).label();
        for attribute in &element.attributes {
            let local = attribute.local.as_str();
            let found = match attribute.ns {
                Ns::Vendor => vendor(as_task(tag), local),
                Ns::Staffetta => own(as_task(tag), local),
                Ns::None => {
                    self.standard_attribute(owner, tag, local, &attribute.value);
                    continue;
                }
                Ns::Zeebe => {
                    self.report.add(
                        &rule::FOREIGN_DIALECT,
                        element,
                        &[("tag", attribute.written())],
                    );
                    continue;
                }
                _ => continue,
            };
            let written = attribute.written();
            let value = attribute.value.as_str();
            let place = tree.get(owner);
            let worked = self.tree.get(owner);
            match found {
                Use::Known => {}
                Use::Unused => self.report.add(
                    &rule::ATTRIBUTE_UNUSED,
                    place,
                    &[("attribute", written), ("value", value), ("name", name)],
                ),
                // A deployment's handler map says what stands in for it.
                Use::Java if self.handlers.contains_key(value.trim()) => {}
                // The result of an expression is kept in it.
                Use::Refused(..)
                    if matches!(local, "resultVariable" | "resultVariableName")
                        && self.extension(worked, "expression").is_some() => {}
                Use::Refused(..) if local == "triggerable" && self.is_triggerable(owner) => {}
                // Written out at its default it changes nothing.
                Use::Refused(..) if value.trim() == "false" && FLAGS.contains(&local) => {}
                Use::Refused(..)
                    if local == "businessCalendarName" && CALENDARS.contains(&value.trim()) => {}
                Use::Refused(it, en) => self.report.add(
                    &rule::ATTRIBUTE_NOT_EXECUTABLE,
                    place,
                    &[
                        ("attribute", written),
                        ("value", value),
                        ("name", name),
                        ("instead.it", it),
                        ("instead.en", en),
                    ],
                ),
                Use::Java => self.report.add(
                    &rule::JAVA_CODE,
                    place,
                    &[("attribute", written), ("value", value), ("name", name)],
                ),
                Use::Unknown => self.report.add(
                    &rule::ATTRIBUTE_UNKNOWN,
                    place,
                    &[("attribute", written), ("name", name), ("tag", tag)],
                ),
            }
        }
    }

    /// An attribute of the standard: known on this element, and true or false where it must be.
    fn standard_attribute(&mut self, owner: ElementIndex, tag: &str, local: &str, value: &str) {
        let place = self.tree.get(owner);
        let name = place.label();
        if !standard(tag, local) {
            self.report.add(
                &rule::ATTRIBUTE_UNKNOWN,
                place,
                &[("attribute", local), ("name", name), ("tag", tag)],
            );
        } else if BOOLEANS.contains(&local) && !matches!(value.trim(), "true" | "false" | "1" | "0")
        {
            self.report.add(
                &rule::VALUE_NOT_ALLOWED,
                place,
                &[
                    ("attribute", local),
                    ("value", value),
                    ("name", name),
                    ("wanted", "true | false"),
                ],
            );
        }
    }

    /// Checks the elements inside `extensionElements`; those that are read are read elsewhere.
    pub fn extension_elements(&mut self, at: ElementIndex) {
        let tree = self.tree;
        let element = tree.get(at);
        let name = element.label();
        for (index, extension) in tree.extensions(at) {
            let tag = extension.written();
            let found = match extension.ns {
                Ns::Vendor => vendor_element(as_task(&element.local), &extension.local),
                Ns::Staffetta => Use::Unknown,
                Ns::Zeebe => {
                    self.report
                        .add(&rule::FOREIGN_DIALECT, element, &[("tag", tag)]);
                    continue;
                }
                _ => continue,
            };
            match found {
                Use::Known => self.inside(at, index),
                Use::Refused(..)
                    if extension.local == "field"
                        && (self.handler(at).is_some() || self.foreign_work(at).is_some()) => {}
                Use::Refused(it, en) => self.report.add(
                    &rule::EXTENSION_NOT_EXECUTABLE,
                    element,
                    &[
                        ("tag", tag),
                        ("name", name),
                        ("instead.it", it),
                        ("instead.en", en),
                    ],
                ),
                _ => self.report.add(
                    &rule::EXTENSION_UNKNOWN,
                    element,
                    &[("tag", tag), ("name", name)],
                ),
            }
        }
    }

    /// The attributes of an extension that is read, and of its parameters: what is not known there is a mistake.
    fn inside(&mut self, owner: ElementIndex, at: ElementIndex) {
        let tree = self.tree;
        let children = tree.children(at).map(|(_, child)| child);
        for element in std::iter::once(tree.get(at)).chain(children) {
            let Some(known) = inside(&element.local) else {
                continue;
            };
            for attribute in &element.attributes {
                if attribute.ns == Ns::None && !known.contains(&attribute.local.as_str()) {
                    let place = tree.get(owner);
                    self.report.add(
                        &rule::ATTRIBUTE_UNKNOWN,
                        crate::report::Place {
                            element: place.id().map(str::to_owned),
                            ..element.into()
                        },
                        &[
                            ("attribute", attribute.written()),
                            ("name", place.label()),
                            ("tag", element.written()),
                        ],
                    );
                }
            }
        }
    }
}
