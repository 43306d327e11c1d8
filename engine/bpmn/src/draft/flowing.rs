//! Message flows between processes of one file: an end that names no message gets it from the flow, or from the
//! other end, so that what is thrown in one pool is caught in the other. Source: BPMN 2.0.2 §9.4.

use super::Reader;
use super::message::local_id;
use crate::model::Message;
use crate::rule;
use crate::xml::{Element, ElementIndex};

impl Reader<'_, '_, '_> {
    /// Messages by the event or task that gets them from a message flow. Where neither the flow nor an end names
    /// one, it is a message of its own, found by process and flow.
    pub fn message_flows(&mut self) {
        let tree = self.tree;
        for (collaboration, _) in tree.named(0, "collaboration") {
            for (_, flow) in tree.named(collaboration, "messageFlow") {
                self.message_flow(flow);
            }
        }
    }

    fn message_flow(&mut self, flow: &Element) {
        let end = |attribute: &str| {
            let at = *self.ids.get(local_id(flow.attribute(attribute)?))?;
            self.sends_or_waits(at).then_some(at)
        };
        let (source, target) = (end("sourceRef"), end("targetRef"));
        let of_flow = flow
            .attribute("messageRef")
            .map(|it| local_id(it).to_owned());
        let thrown = source.and_then(|at| self.own_message(at));
        let caught = target.and_then(|at| self.own_message(at));
        if let (Some(thrown), Some(caught)) = (&thrown, &caught) {
            let name = |id: &str| self.definitions.messages.get(id).map(|m| m.name.clone());
            if let (Some(from), Some(to)) = (name(thrown), name(caught))
                && from != to
            {
                self.report.add(
                    &rule::MESSAGE_FLOW_NAMES,
                    flow,
                    &[("source", &from), ("target", &to)],
                );
            }
            return;
        }
        let named = of_flow
            .or_else(|| thrown.clone())
            .or_else(|| caught.clone());
        let id = match (named, source, target, flow.id()) {
            (Some(named), ..) => named,
            (None, Some(source), Some(_), Some(id)) => {
                let process = self.tree.process_of(source);
                let process = process.and_then(|at| self.tree.get(at).id());
                let name = format!("{}/{id}", process.unwrap_or_default());
                let message = Message {
                    id: name.clone(),
                    name: name.clone(),
                    correlation_key: None,
                    time_to_live: None,
                    line: flow.line,
                };
                self.definitions.messages.insert(name.clone(), message);
                name
            }
            _ => return,
        };
        for (at, own) in [(source, thrown), (target, caught)] {
            if let (Some(at), None) = (at, own) {
                self.flowing.insert(at, id.clone());
            }
        }
    }

    /// Whether an element of a process that runs sends a message by its name or waits for one.
    fn sends_or_waits(&self, at: ElementIndex) -> bool {
        let process = self.tree.process_of(at);
        if !process.is_some_and(|process| self.tree.get(process).flag("isExecutable", true)) {
            return false;
        }
        match self.tree.get(at).local.as_str() {
            "sendTask" => !self.names_work(at),
            "receiveTask" => true,
            _ => self
                .message_definition(at)
                .is_some_and(|definition| !self.names_work(definition)),
        }
    }

    fn message_definition(&self, at: ElementIndex) -> Option<ElementIndex> {
        let definitions = self.event_definitions(at);
        definitions
            .into_iter()
            .find(|definition| self.tree.get(*definition).local == "messageEventDefinition")
    }

    /// Id of the message an end names itself.
    fn own_message(&self, at: ElementIndex) -> Option<String> {
        let carrier = self.message_definition(at).unwrap_or(at);
        let reference = self.tree.get(carrier).attribute("messageRef")?;
        Some(local_id(reference).to_owned()).filter(|id| !id.is_empty())
    }
}
