//! Messages, errors, and what an element that waits for a message says about it.

use super::Reader;
use super::time::is_duration;
use crate::model::{ErrorDef, Message, MessageCatch, MessageThrow, Source};
use crate::rule::{self, Rule};
use crate::vocabulary::Ns;
use crate::xml::{Element, ElementIndex};

const RECEIPTS: [&str; 4] = ["accettazione", "consegna", "esito", "rimedio"];
const ACCEPTS: [&str; 4] = ["pec", "mail", "sdi", "any"];

impl Reader<'_, '_, '_> {
    /// The messages and errors the file declares.
    pub fn declarations(&mut self) {
        for (index, element) in self.tree.named(0, "message") {
            self.extension_attributes(index, index);
            let Some(id) = element.id() else { continue };
            let correlation_key = self.template_attribute(index, "correlationKey");
            let message = Message {
                id: id.to_owned(),
                name: element
                    .attribute("name")
                    .unwrap_or_default()
                    .trim()
                    .to_owned(),
                correlation_key,
                time_to_live: element
                    .in_namespace(Ns::Staffetta, "timeToLive")
                    .map(|text| text.trim().to_owned())
                    .filter(|text| !text.is_empty()),
                line: element.line,
            };
            self.definitions
                .messages
                .entry(id.to_owned())
                .or_insert(message);
        }
        for (index, element) in self.tree.named(0, "error") {
            self.extension_attributes(index, index);
            let Some(id) = element.id() else { continue };
            let error = ErrorDef {
                id: id.to_owned(),
                name: element.attribute("name").map(str::to_owned),
                code: element
                    .attribute("errorCode")
                    .map(str::trim)
                    .filter(|c| !c.is_empty())
                    .map(str::to_owned),
                line: element.line,
            };
            self.definitions
                .errors
                .entry(id.to_owned())
                .or_insert(error);
        }
    }

    /// The subscription of a catching event (with its `messageEventDefinition`) or of a receive task
    /// (`definition` is the task itself). None with a finding when the message is missing.
    pub fn message_catch(
        &mut self,
        at: ElementIndex,
        definition: ElementIndex,
    ) -> Option<MessageCatch> {
        let element = self.tree.get(at);
        let message = self.message(at, definition, &rule::MESSAGE_MISSING);
        for attribute in ["type", "topic"] {
            if self
                .extension(self.tree.get(definition), attribute)
                .is_some()
                && definition != at
            {
                self.report.add(
                    &rule::ATTRIBUTE_UNKNOWN,
                    element,
                    &[
                        ("attribute", attribute),
                        ("name", element.label()),
                        ("tag", &element.local),
                    ],
                );
            }
        }
        let mut out = MessageCatch {
            line: element.line,
            ..MessageCatch::default()
        };
        out.mailbox = self.word(at, definition, "mailbox");
        out.accepts = self.word(at, definition, "accepts");
        out.receipt = self.word(at, definition, "receipt");
        out.time_to_live = self.word(at, definition, "timeToLive");
        out.when = self
            .word(at, definition, "when")
            .map(|text| self.expression(at, &text, None, element.line));
        out.correlation_key = self
            .word(at, definition, "correlationKey")
            .map(|text| self.template(at, &text, element.line))
            .or_else(|| message.as_ref().and_then(|m| m.correlation_key.clone()));
        self.check_catch(at, &out);
        let message = message?;
        out.name = message.name;
        Some(out)
    }

    /// The message an event definition or task names, and that it can be found by its name.
    fn message(
        &mut self,
        at: ElementIndex,
        definition: ElementIndex,
        missing: &Rule,
    ) -> Option<Message> {
        let tree = self.tree;
        let element = tree.get(at);
        let name = element.label();
        let carrier = tree.get(definition);
        let named = self.message_of(at, definition);
        let message = match named {
            None => {
                self.report
                    .add(missing, element, &[("name", name), ("tag", &element.local)]);
                None
            }
            // A reference to nothing, or to something else, has its finding from the references.
            Some(reference) => {
                let known = &self.definitions.messages;
                known
                    .get(reference)
                    .or_else(|| known.get(local_id(reference)))
                    .cloned()
            }
        };
        let described = carrier.attribute("operationRef").is_some()
            || tree.first(definition, "operationRef").is_some()
            || tree.first(at, "ioSpecification").is_some()
            || ["dataInput", "dataOutput"]
                .iter()
                .any(|data| tree.first(at, data).is_some());
        if let Some(message) = &message {
            if message.name.is_empty() {
                self.report.add(
                    &rule::MESSAGE_NAMELESS,
                    element,
                    &[("target", &message.id), ("name", name)],
                );
            }
            let typed = self
                .ids
                .get(message.id.as_str())
                .is_some_and(|i| tree.get(*i).attribute("itemRef").is_some());
            if typed && !described {
                self.report.add(
                    &rule::MESSAGE_TYPED,
                    element,
                    &[("target", &message.id), ("name", name)],
                );
            }
        }
        message
    }

    /// The message a throwing event or a send task publishes. None with a finding when it is missing.
    pub fn message_throw(
        &mut self,
        at: ElementIndex,
        definition: ElementIndex,
    ) -> Option<MessageThrow> {
        let element = self.tree.get(at);
        let message = self.message(at, definition, &rule::MESSAGE_TO_SEND_MISSING);
        for attribute in ["mailbox", "accepts", "when", "receipt"] {
            if self.word(at, definition, attribute).is_some() {
                let attribute = format!("staffetta:{attribute}");
                self.report.add(
                    &rule::ATTRIBUTE_UNKNOWN,
                    element,
                    &[
                        ("attribute", &attribute),
                        ("name", element.label()),
                        ("tag", &element.local),
                    ],
                );
            }
        }
        let correlation_key = self
            .word(at, definition, "correlationKey")
            .map(|text| self.template(at, &text, element.line))
            .or_else(|| message.as_ref().and_then(|m| m.correlation_key.clone()));
        let time_to_live = self
            .word(at, definition, "timeToLive")
            .or_else(|| message.as_ref().and_then(|m| m.time_to_live.clone()));
        if let Some(ttl) = &time_to_live {
            self.check_time_to_live(element, ttl);
        }
        let time_to_live = time_to_live.map(|text| self.template(at, &text, element.line));
        Some(MessageThrow {
            name: message?.name,
            correlation_key,
            time_to_live,
            line: element.line,
        })
    }

    fn check_time_to_live(&mut self, element: &Element, ttl: &str) {
        if !ttl.contains("${") && !is_duration(ttl) {
            self.report
                .add(&rule::TIME_DURATION, element, &[("value", ttl)]);
        }
    }

    /// A staffetta attribute on the event definition, else on the element.
    fn word(&mut self, at: ElementIndex, definition: ElementIndex, local: &str) -> Option<String> {
        let tree = self.tree;
        let written = tree
            .get(definition)
            .in_namespace(Ns::Staffetta, local)
            .or_else(|| tree.get(at).in_namespace(Ns::Staffetta, local))?;
        let value = written.trim();
        if value.is_empty() {
            let element = tree.get(at);
            let attribute = format!("staffetta:{local}");
            self.report.add(
                &rule::EXPRESSION_MISSING,
                element,
                &[("attribute", &attribute), ("name", element.label())],
            );
            return None;
        }
        Some(value.to_owned())
    }

    fn check_catch(&mut self, at: ElementIndex, catch: &MessageCatch) {
        let tree = self.tree;
        let element = tree.get(at);
        let start = element.is_bpmn("startEvent");
        if let Some(receipt) = &catch.receipt {
            self.one_of(element, "staffetta:receipt", receipt, &RECEIPTS);
            if catch.correlation_key.is_none() {
                self.report
                    .add(&rule::NEEDS_KEY, element, &[("name", element.label())]);
            }
            if start {
                self.report.add(
                    &rule::ATTRIBUTE_NOT_EXECUTABLE,
                    element,
                    &[
                        ("attribute", "staffetta:receipt"),
                        ("value", receipt),
                        ("name", element.label()),
                        ("instead.it", "Le ricevute si attendono con un evento intermedio o un'attività di ricezione"),
                        ("instead.en", "Receipts are awaited by an intermediate event or a receive task"),
                    ],
                );
            }
        }
        if let Some(accepts) = &catch.accepts {
            self.one_of(element, "staffetta:accepts", accepts, &ACCEPTS);
        }
        for (attribute, given) in [
            ("staffetta:accepts", catch.accepts.is_some()),
            ("staffetta:when", catch.when.is_some()),
        ] {
            if given && !(start && catch.mailbox.is_some()) {
                self.report.add(
                    &rule::NEEDS_MAILBOX,
                    element,
                    &[("attribute", attribute), ("name", element.label())],
                );
            }
        }
        if let Some(ttl) = &catch.time_to_live {
            self.check_time_to_live(element, ttl);
        }
    }

    fn one_of(&mut self, element: &Element, attribute: &str, value: &str, allowed: &[&str]) {
        if !allowed.contains(&value) {
            let wanted = allowed.join(" | ");
            self.report.add(
                &rule::VALUE_NOT_ALLOWED,
                element,
                &[
                    ("attribute", attribute),
                    ("value", value),
                    ("name", element.label()),
                    ("wanted", &wanted),
                ],
            );
        }
    }

    /// The error an `errorEventDefinition` names.
    pub fn error(&self, definition: ElementIndex) -> Option<&ErrorDef> {
        let reference = self.tree.get(definition).attribute("errorRef")?;
        self.definitions.errors.get(local_id(reference))
    }
}

/// References are QNames; the prefix of the target namespace is not part of the id.
pub(crate) fn local_id(reference: &str) -> &str {
    let reference = reference.trim();
    reference
        .rsplit_once(':')
        .map_or(reference, |(_, local)| local)
}

/// What two start events would have to differ in.
pub(crate) fn start_terms(
    catch: &MessageCatch,
) -> (&str, Option<&str>, Option<&str>, Option<&Source>) {
    (
        &catch.name,
        catch.mailbox.as_deref(),
        catch.accepts.as_deref(),
        catch.when.as_ref(),
    )
}
