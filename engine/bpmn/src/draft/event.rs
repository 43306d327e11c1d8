//! Start, end, intermediate and boundary events. Source: BPMN 2.0.2 §10.5, tables 10.84–10.93.

use super::Reader;
use super::message::local_id;
use crate::model::{BoundaryTrigger, EndResult, NodeKind, Trigger};
use crate::rule;
use crate::vocabulary::is_event_definition;
use crate::xml::ElementIndex;

/// Definitions an event may have: by the standard, and here today.
struct Allowed {
    standard: &'static [&'static str],
    here: &'static [&'static str],
}

fn allowed(tag: &str) -> Allowed {
    match tag {
        "startEvent" => Allowed {
            standard: &[
                "messageEventDefinition",
                "timerEventDefinition",
                "conditionalEventDefinition",
                "signalEventDefinition",
            ],
            here: &["messageEventDefinition", "timerEventDefinition"],
        },
        "endEvent" => Allowed {
            standard: &[
                "messageEventDefinition",
                "errorEventDefinition",
                "escalationEventDefinition",
                "cancelEventDefinition",
                "compensateEventDefinition",
                "signalEventDefinition",
                "terminateEventDefinition",
            ],
            here: &["errorEventDefinition", "terminateEventDefinition"],
        },
        "intermediateCatchEvent" => Allowed {
            standard: &[
                "messageEventDefinition",
                "timerEventDefinition",
                "conditionalEventDefinition",
                "linkEventDefinition",
                "signalEventDefinition",
            ],
            here: &["messageEventDefinition", "timerEventDefinition"],
        },
        "boundaryEvent" => Allowed {
            standard: &[
                "messageEventDefinition",
                "timerEventDefinition",
                "errorEventDefinition",
                "escalationEventDefinition",
                "cancelEventDefinition",
                "compensateEventDefinition",
                "conditionalEventDefinition",
                "signalEventDefinition",
            ],
            here: &[
                "messageEventDefinition",
                "timerEventDefinition",
                "errorEventDefinition",
            ],
        },
        _ => Allowed {
            standard: &[
                "messageEventDefinition",
                "compensateEventDefinition",
                "linkEventDefinition",
                "signalEventDefinition",
                "escalationEventDefinition",
            ],
            here: &[],
        },
    }
}

impl Reader<'_, '_, '_> {
    /// What the event does, and the local name of its definition. A boundary event's host is filled
    /// in when all nodes are known. None with a finding where it cannot run.
    pub fn event(
        &mut self,
        at: ElementIndex,
        inside_subprocess: bool,
    ) -> (Option<NodeKind>, Option<String>) {
        let tree = self.tree;
        let element = tree.get(at);
        let tag = element.local.as_str();
        let name = element.label();
        let definitions = self.event_definitions(at);
        for &definition in &definitions {
            self.extension_attributes(definition, at);
        }
        if definitions.len() > 1 {
            let count = definitions.len().to_string();
            self.report.add(
                &rule::SEVERAL_DEFINITIONS,
                element,
                &[("name", name), ("count", &count)],
            );
        }
        if let Some(found) = self.undoing(at, &definitions) {
            return found;
        }
        let can = allowed(tag);
        let mut runs = definitions.len() <= 1;
        for &definition in &definitions {
            let local = tree.get(definition).local.as_str();
            let values = [("name", name), ("tag", tag), ("definition", local)];
            if !can.standard.contains(&local) {
                let wanted = can.standard.join(", ");
                self.report.add(
                    &rule::DEFINITION_NOT_HERE,
                    element,
                    &[&values[..], &[("wanted", &wanted)]].concat(),
                );
                runs = false;
            } else if inside_subprocess && tag == "startEvent" {
                self.report.add(&rule::SUBPROCESS_START, element, &values);
                runs = false;
            } else if !can.here.contains(&local) {
                let wanted = if can.here.is_empty() {
                    "—".to_owned()
                } else {
                    can.here.join(", ")
                };
                self.report.add(
                    &rule::EVENT_NOT_EXECUTABLE,
                    element,
                    &[&values[..], &[("wanted", &wanted)]].concat(),
                );
                runs = false;
            }
        }
        let Some(&definition) = definitions.first() else {
            return (self.event_without_definition(at), None);
        };
        let local = tree.get(definition).local.clone();
        let kind = if runs {
            self.event_with(at, definition, &local)
        } else {
            None
        };
        (kind, Some(local))
    }

    fn event_without_definition(&mut self, at: ElementIndex) -> Option<NodeKind> {
        let element = self.tree.get(at);
        match element.local.as_str() {
            "startEvent" => Some(NodeKind::Start {
                trigger: Trigger::None,
                interrupting: true,
            }),
            "endEvent" => Some(NodeKind::End {
                result: EndResult::None,
            }),
            "intermediateThrowEvent" => Some(NodeKind::ThrowNone),
            tag => {
                // An event definition that could not be found has its finding from the references.
                if self.tree.first(at, "eventDefinitionRef").is_none() {
                    self.report.add(
                        &rule::DEFINITION_MISSING,
                        element,
                        &[("name", element.label()), ("tag", tag)],
                    );
                }
                None
            }
        }
    }

    fn event_with(
        &mut self,
        at: ElementIndex,
        definition: ElementIndex,
        local: &str,
    ) -> Option<NodeKind> {
        let tree = self.tree;
        let element = tree.get(at);
        match (element.local.as_str(), local) {
            ("startEvent", "messageEventDefinition") => {
                let trigger = Trigger::Message(self.message_catch(at, definition)?);
                Some(NodeKind::Start {
                    trigger,
                    interrupting: true,
                })
            }
            ("startEvent", _) => {
                let trigger = Trigger::Timer(self.timer(at, definition)?);
                Some(NodeKind::Start {
                    trigger,
                    interrupting: true,
                })
            }
            ("intermediateCatchEvent", "messageEventDefinition") => Some(NodeKind::Catch {
                trigger: Trigger::Message(self.message_catch(at, definition)?),
            }),
            ("intermediateCatchEvent", _) => Some(NodeKind::Catch {
                trigger: Trigger::Timer(self.timer(at, definition)?),
            }),
            ("endEvent", "terminateEventDefinition") => Some(NodeKind::End {
                result: EndResult::Terminate,
            }),
            ("endEvent", _) => {
                let error = self.error_code(definition).cloned();
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
            (_, local) => {
                let interrupting = element.flag("cancelActivity", true);
                let trigger = match local {
                    "messageEventDefinition" => {
                        BoundaryTrigger::Message(self.message_catch(at, definition)?)
                    }
                    "timerEventDefinition" => BoundaryTrigger::Timer(self.timer(at, definition)?),
                    _ => self.error_trigger(at, definition, interrupting)?,
                };
                Some(NodeKind::Boundary {
                    host: usize::MAX,
                    interrupting,
                    trigger,
                })
            }
        }
    }

    fn error_trigger(
        &mut self,
        at: ElementIndex,
        definition: ElementIndex,
        interrupting: bool,
    ) -> Option<BoundaryTrigger> {
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
            Some(_) => self.error_code(definition)?.code.clone(),
        };
        Some(BoundaryTrigger::Error {
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
    fn event_definitions(&self, at: ElementIndex) -> Vec<ElementIndex> {
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
