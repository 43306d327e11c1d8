//! Start, end, intermediate and boundary events. Source: BPMN 2.0.2 §10.5, tables 10.84–10.93.

use super::Reader;
use super::message::local_id;
use crate::model::{EndResult, NodeKind, Throw, Trigger};
use crate::rule;
use crate::vocabulary::is_event_definition;
use crate::xml::{Element, ElementIndex};

/// Where an event stands; start events differ by it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Around {
    Process,
    SubProcess,
    EventSubProcess,
}

/// Definitions an event may have.
fn allowed(tag: &str, around: Around) -> &'static [&'static str] {
    match tag {
        "startEvent" if around == Around::EventSubProcess => &[
            "messageEventDefinition",
            "timerEventDefinition",
            "conditionalEventDefinition",
            "signalEventDefinition",
            "errorEventDefinition",
            "escalationEventDefinition",
            "compensateEventDefinition",
        ],
        "startEvent" => &[
            "messageEventDefinition",
            "timerEventDefinition",
            "conditionalEventDefinition",
            "signalEventDefinition",
        ],
        "endEvent" => &[
            "messageEventDefinition",
            "errorEventDefinition",
            "escalationEventDefinition",
            "cancelEventDefinition",
            "compensateEventDefinition",
            "signalEventDefinition",
            "terminateEventDefinition",
        ],
        "intermediateCatchEvent" => &[
            "messageEventDefinition",
            "timerEventDefinition",
            "conditionalEventDefinition",
            "linkEventDefinition",
            "signalEventDefinition",
        ],
        "boundaryEvent" => &[
            "messageEventDefinition",
            "timerEventDefinition",
            "errorEventDefinition",
            "escalationEventDefinition",
            "cancelEventDefinition",
            "compensateEventDefinition",
            "conditionalEventDefinition",
            "signalEventDefinition",
        ],
        _ => &[
            "messageEventDefinition",
            "compensateEventDefinition",
            "linkEventDefinition",
            "signalEventDefinition",
            "escalationEventDefinition",
        ],
    }
}

/// Definitions that stand alone: they cannot be one of several.
const ALONE: [&str; 4] = [
    "linkEventDefinition",
    "terminateEventDefinition",
    "cancelEventDefinition",
    "compensateEventDefinition",
];

/// What an event that throws does last, whatever else it throws; one event has one of them.
const LAST: [&str; 4] = [
    "terminateEventDefinition",
    "cancelEventDefinition",
    "compensateEventDefinition",
    "errorEventDefinition",
];

impl Reader<'_, '_, '_> {
    /// What the event does, and the local names of its definitions. A boundary event's host is filled
    /// in when all nodes are known. None with a finding where it cannot run.
    pub fn event(&mut self, at: ElementIndex) -> (Option<NodeKind>, Vec<String>) {
        let tree = self.tree;
        let element = tree.get(at);
        let definitions = self.event_definitions(at);
        let locals: Vec<String> = definitions
            .iter()
            .map(|definition| tree.get(*definition).local.clone())
            .collect();
        for &definition in &definitions {
            self.extension_attributes(definition, at);
            self.extension_elements(definition);
        }
        if let Some(kind) = self.undoing(at, &definitions) {
            return (Some(kind), locals);
        }
        if !self.definitions_allowed(element, &locals) {
            return (None, locals);
        }
        let kind = match definitions.as_slice() {
            [] => self.event_without_definition(at),
            _ if matches!(
                element.local.as_str(),
                "endEvent" | "intermediateThrowEvent"
            ) =>
            {
                self.throwing(at, &definitions)
            }
            _ => self.catching(at, &definitions),
        };
        (kind, locals)
    }

    /// Whether all definitions may stand here; each that may not has its finding.
    fn definitions_allowed(&mut self, element: &Element, locals: &[String]) -> bool {
        let (tag, name) = (element.local.as_str(), element.label());
        let around = self.around(element);
        let can = allowed(tag, around);
        let mut runs = true;
        for local in locals {
            let local = local.as_str();
            let values = [("name", name), ("tag", tag), ("definition", local)];
            if !can.contains(&local) {
                let wanted = can.join(", ");
                self.report.add(
                    &rule::DEFINITION_NOT_HERE,
                    element,
                    &[&values[..], &[("wanted", &wanted)]].concat(),
                );
                runs = false;
            } else if around == Around::SubProcess && tag == "startEvent" {
                self.report.add(&rule::SUBPROCESS_START, element, &values);
                runs = false;
            }
        }
        let parallel = element.flag("parallelMultiple", false);
        if runs && locals.len() > 1 {
            let throwing = matches!(tag, "endEvent" | "intermediateThrowEvent");
            let mut lasts = locals
                .iter()
                .filter(|local| throwing && LAST.contains(&local.as_str()));
            let alone = locals
                .iter()
                .find(|local| {
                    ALONE.contains(&local.as_str()) && !(throwing && LAST.contains(&local.as_str()))
                })
                .or_else(|| lasts.nth(1));
            let thrown = |local: &&String| {
                matches!(
                    local.as_str(),
                    "errorEventDefinition" | "escalationEventDefinition"
                )
            };
            if let Some(local) = alone {
                self.report.add(
                    &rule::DEFINITION_ALONE,
                    element,
                    &[("name", name), ("definition", local)],
                );
                runs = false;
            } else if let Some(local) = locals.iter().find(|local| parallel && thrown(local)) {
                self.report.add(
                    &rule::PARALLEL_THROWN,
                    element,
                    &[("name", name), ("definition", local)],
                );
                runs = false;
            }
        }
        runs
    }

    fn around(&self, element: &Element) -> Around {
        match element.parent.map(|parent| self.tree.get(parent)) {
            Some(parent) if parent.is_bpmn("process") => Around::Process,
            Some(parent) if parent.flag("triggeredByEvent", false) => Around::EventSubProcess,
            _ => Around::SubProcess,
        }
    }

    fn event_without_definition(&mut self, at: ElementIndex) -> Option<NodeKind> {
        let element = self.tree.get(at);
        let name = element.label();
        match element.local.as_str() {
            "startEvent" if self.around(element) == Around::EventSubProcess => {
                // A reference that leads nowhere has its finding elsewhere.
                if self.tree.first(at, "eventDefinitionRef").is_none() {
                    self.report
                        .add(&rule::EVENT_SUBPROCESS_TRIGGER, element, &[("name", name)]);
                }
                None
            }
            "startEvent" => Some(NodeKind::Start {
                trigger: Trigger::None,
                interrupting: true,
            }),
            "endEvent" => Some(NodeKind::End {
                result: EndResult::None,
            }),
            "intermediateThrowEvent" => Some(NodeKind::Throw { throws: Vec::new() }),
            tag => {
                if self.tree.first(at, "eventDefinitionRef").is_none() {
                    self.report.add(
                        &rule::DEFINITION_MISSING,
                        element,
                        &[("name", name), ("tag", tag)],
                    );
                }
                None
            }
        }
    }

    fn catching(&mut self, at: ElementIndex, definitions: &[ElementIndex]) -> Option<NodeKind> {
        let element = self.tree.get(at);
        let tag = element.local.as_str();
        let interrupting = match tag {
            "startEvent" => element.flag("isInterrupting", true),
            _ => element.flag("cancelActivity", true),
        };
        // All are read, so that every problem is found.
        let triggers: Vec<Option<Trigger>> = definitions
            .iter()
            .map(|definition| self.trigger(at, *definition, interrupting))
            .collect();
        let mut triggers = triggers.into_iter().collect::<Option<Vec<_>>>()?;
        let trigger = if triggers.len() == 1 {
            triggers.remove(0)
        } else {
            Trigger::Several {
                parallel: element.flag("parallelMultiple", false),
                of: triggers,
            }
        };
        Some(match tag {
            "startEvent" => NodeKind::Start {
                trigger,
                interrupting,
            },
            "boundaryEvent" => NodeKind::Boundary {
                host: usize::MAX,
                interrupting,
                trigger,
            },
            _ => NodeKind::Catch { trigger },
        })
    }

    fn trigger(
        &mut self,
        at: ElementIndex,
        definition: ElementIndex,
        interrupting: bool,
    ) -> Option<Trigger> {
        let carrier = self.tree.get(definition);
        match carrier.local.as_str() {
            "messageEventDefinition" => Some(Trigger::Message(self.message_catch(at, definition)?)),
            "timerEventDefinition" => Some(Trigger::Timer(self.timer(at, definition)?)),
            "signalEventDefinition" => Some(Trigger::Signal {
                name: self.signal(at, definition)?.name,
            }),
            "conditionalEventDefinition" => {
                Some(Trigger::Condition(self.condition(at, definition)?))
            }
            "linkEventDefinition" => {
                self.link_name(at, definition)?;
                Some(Trigger::None)
            }
            "compensateEventDefinition" => Some(Trigger::Compensation),
            "escalationEventDefinition" => {
                let code = match carrier.attribute("escalationRef") {
                    None => None,
                    Some(_) => self.escalation(definition)?.code.clone(),
                };
                Some(Trigger::Escalation {
                    code,
                    code_variable: self
                        .extension(carrier, "escalationCodeVariable")
                        .map(str::to_owned),
                })
            }
            _ => self.error_trigger(at, definition, interrupting),
        }
    }

    fn throwing(&mut self, at: ElementIndex, definitions: &[ElementIndex]) -> Option<NodeKind> {
        let tree = self.tree;
        let element = tree.get(at);
        let name = element.label();
        let (mut throws, mut last) = (Vec::new(), None);
        let mut whole = true;
        for &definition in definitions {
            match tree.get(definition).local.as_str() {
                "terminateEventDefinition" => {
                    let all = self.extension(tree.get(definition), "terminateAll") == Some("true");
                    last = Some(NodeKind::End {
                        result: EndResult::Terminate { all },
                    });
                }
                "errorEventDefinition" => match self.error_end(at, definition) {
                    Some(end) => last = Some(end),
                    None => whole = false,
                },
                "cancelEventDefinition" | "compensateEventDefinition" => {
                    last = self.undoing(at, &[definition]);
                }
                "linkEventDefinition" => {
                    self.link_name(at, definition)?;
                    return Some(NodeKind::Link { target: usize::MAX });
                }
                "messageEventDefinition" if self.names_work(definition) => {
                    if definitions.len() > 1 {
                        self.report.add(
                            &rule::DEFINITION_ALONE,
                            element,
                            &[("name", name), ("definition", "camunda:topic")],
                        );
                        return None;
                    }
                    return self.service_of(at, definition).map(NodeKind::SendTask);
                }
                _ => match self.thrown(at, definition) {
                    Some(throw) => throws.push(throw),
                    None => whole = false,
                },
            }
        }
        whole.then(|| match last {
            None => NodeKind::Throw { throws },
            Some(last) if throws.is_empty() => last,
            Some(last) => NodeKind::ThrowThen {
                throws,
                then: Box::new(last),
            },
        })
    }

    /// The message, signal or escalation of one definition; None with a finding where it is missing.
    pub fn thrown(&mut self, at: ElementIndex, definition: ElementIndex) -> Option<Throw> {
        let tree = self.tree;
        match tree.get(definition).local.as_str() {
            "messageEventDefinition" => self.message_throw(at, definition).map(Throw::Message),
            "signalEventDefinition" => self.signal(at, definition).map(|signal| Throw::Signal {
                name: signal.name,
                within: signal.within,
            }),
            _ => {
                let code = self.escalation(definition).and_then(|e| e.code.clone());
                if code.is_none() {
                    let element = tree.get(at);
                    self.report.add(
                        &rule::ESCALATION_CODE_MISSING,
                        element,
                        &[("name", element.label())],
                    );
                }
                code.map(|code| Throw::Escalation { code })
            }
        }
    }

    fn error_end(&mut self, at: ElementIndex, definition: ElementIndex) -> Option<NodeKind> {
        let element = self.tree.get(at);
        let error = self.error(definition).cloned();
        let Some((code, message)) = error.and_then(|e| e.code.map(|c| (c, e.name))) else {
            self.report.add(
                &rule::ERROR_CODE_MISSING,
                element,
                &[("name", element.label())],
            );
            return None;
        };
        Some(NodeKind::End {
            result: EndResult::Error { code, message },
        })
    }

    fn error_trigger(
        &mut self,
        at: ElementIndex,
        definition: ElementIndex,
        interrupting: bool,
    ) -> Option<Trigger> {
        let tree = self.tree;
        let element = tree.get(at);
        if !interrupting {
            self.report.add(
                &rule::ERROR_NOT_INTERRUPTING,
                element,
                &[("name", element.label())],
            );
        }
        let carrier = tree.get(definition);
        let code = match carrier.attribute("errorRef") {
            None => None,
            Some(_) => self.error(definition)?.code.clone(),
        };
        Some(Trigger::Error {
            code,
            code_variable: self
                .extension(carrier, "errorCodeVariable")
                .map(str::to_owned),
            message_variable: self
                .extension(carrier, "errorMessageVariable")
                .map(str::to_owned),
        })
    }

    /// The event's definitions: its own, and those it refers to.
    pub fn event_definitions(&self, at: ElementIndex) -> Vec<ElementIndex> {
        let mut out = Vec::new();
        for (index, child) in self.tree.children(at) {
            if child.is_bpmn("eventDefinitionRef") {
                if let Some(&target) = self.ids.get(local_id(&child.text))
                    && is_event_definition(&self.tree.get(target).local)
                {
                    out.push(target);
                }
            } else if child.ns == crate::vocabulary::Ns::Bpmn && is_event_definition(&child.local) {
                out.push(index);
            }
        }
        out
    }
}
