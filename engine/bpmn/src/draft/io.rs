//! What goes into an element and comes out of it by its own data inputs and outputs: where the standard lets data
//! be, and that they fit the operation, the message, signal, error or escalation, or the called element of this
//! file. Source: BPMN 2.0.2 §10.4.1–10.4.2, §8.4.7 (interfaces and operations), §10.3.6 (called elements).
//!
//! An event carries one value for each of its definitions, in order: what is thrown is its data inputs, what is
//! caught its data outputs. A definition without a structure takes any value.

use super::Reader;
use super::data::name_of;
use super::message::local_id;
use crate::model::{Call, NodeKind, Passing};
use crate::report::Place;
use crate::rule;
use crate::vocabulary::{is_activity, is_event, is_global_task};
use crate::xml::{Element, ElementIndex};

/// A text in both languages.
type Said<'a> = (&'a str, &'a str);

/// Which way data go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

impl Way {
    fn data(self) -> &'static str {
        match self {
            Way::In => "dataInput",
            Way::Out => "dataOutput",
        }
    }

    fn set(self) -> &'static str {
        match self {
            Way::In => "inputSet",
            Way::Out => "outputSet",
        }
    }
}

/// Why a part of the data of an element has no effect here; None: it has.
pub(super) fn without_effect(
    holder: &Element,
    local: &str,
    carries: bool,
) -> Option<Said<'static>> {
    let tag = holder.local.as_str();
    let allowed = match local {
        "ioSpecification" => is_activity(tag) || tag == "process" || is_global_task(tag),
        "dataInputAssociation" => is_activity(tag) && tag != "receiveTask",
        "dataOutputAssociation" => is_activity(tag) && tag != "sendTask",
        _ => false,
    };
    let moves = matches!(
        local,
        "dataInput"
            | "inputSet"
            | "dataInputAssociation"
            | "dataOutput"
            | "outputSet"
            | "dataOutputAssociation"
    );
    let inward = matches!(local, "dataInput" | "inputSet" | "dataInputAssociation");
    match local {
        _ if allowed => None,
        "ioBinding" => Some((
            "un processo non offre operazioni ad altri programmi",
            "a process offers no operations to other programs",
        )),
        "correlationSubscription" => Some((
            "il caso si riconosce da staffetta:correlationKey",
            "the case is known by staffetta:correlationKey",
        )),
        _ if moves && is_event(tag) => {
            let throws = matches!(tag, "endEvent" | "intermediateThrowEvent");
            match (throws, inward) {
                _ if !carries => Some((
                    "l'evento non porta dati: non ha messaggio, segnale, errore né escalation",
                    "the event carries no data: it has no message, signal, error or escalation",
                )),
                (true, true) | (false, false) => None,
                (true, false) => Some((
                    "un evento che lancia non riceve dati",
                    "an event that throws receives no data",
                )),
                (false, true) => Some((
                    "un evento che attende non manda dati",
                    "an event that waits sends no data",
                )),
            }
        }
        "dataInputAssociation" if tag == "receiveTask" => Some((
            "un'attività di ricezione non manda dati",
            "a receive task sends no data",
        )),
        "dataOutputAssociation" if tag == "sendTask" => Some((
            "un'attività di invio non riceve dati",
            "a send task receives no data",
        )),
        _ => Some((
            "sta fuori da ioSpecification",
            "it stands outside ioSpecification",
        )),
    }
}

impl Reader<'_, '_, '_> {
    /// Whether one of an event's definitions can carry a value.
    pub(super) fn carries(&self, holder: &Element) -> bool {
        let at = holder.id().and_then(|id| self.ids.get(id));
        at.is_some_and(|at| {
            self.event_definitions(*at)
                .iter()
                .any(|definition| is_carrier(&self.tree.get(*definition).local))
        })
    }

    /// Compares the data of a node with what it sends, awaits or calls; gives the one data output of what is
    /// received, by which it is known.
    pub fn data_fits(&mut self, at: ElementIndex, kind: &NodeKind) -> Option<String> {
        let tag = self.tree.get(at).local.as_str();
        match tag {
            "serviceTask" => self.operation_fits(at),
            "sendTask" => {
                self.message_fits(at, Way::In);
                None
            }
            "receiveTask" => {
                self.message_fits(at, Way::Out);
                self.only_output(at)
            }
            "callActivity" => {
                if let NodeKind::CallActivity(call) = kind {
                    self.called_fits(at, call);
                }
                None
            }
            _ if is_event(tag) => {
                self.event_fits(at);
                self.only_output(at)
            }
            _ => None,
        }
    }

    /// The operation an element or event definition names.
    pub(super) fn operation(&self, carrier: ElementIndex) -> Option<ElementIndex> {
        let written = self
            .tree
            .get(carrier)
            .attribute("operationRef")
            .or_else(|| {
                let (_, child) = self.tree.first(carrier, "operationRef")?;
                Some(child.text.as_str())
            })?;
        let at = *self.ids.get(local_id(written))?;
        self.tree.get(at).is_bpmn("operation").then_some(at)
    }

    /// Id of the message that goes into an operation (`inMessageRef`) or comes back (`outMessageRef`).
    pub(super) fn operation_message(&self, operation: ElementIndex, local: &str) -> Option<&str> {
        let (_, reference) = self.tree.first(operation, local)?;
        Some(local_id(&reference.text))
    }

    /// The topic by which workers know an operation: its implementation, else its name, else its id.
    pub(super) fn operation_topic(&self, operation: ElementIndex) -> Option<String> {
        let element = self.tree.get(operation);
        ["implementationRef", "name", "id"]
            .into_iter()
            .filter_map(|attribute| element.attribute(attribute))
            .map(|text| local_id(text).to_owned())
            .find(|text| !text.is_empty())
    }

    /// The name under which what came is known: that of the only data output.
    fn only_output(&self, at: ElementIndex) -> Option<String> {
        match self.data(at, Way::Out).as_slice() {
            [one] => name_of(self.tree.get(*one)),
            _ => None,
        }
    }

    /// The data inputs or outputs an event holds itself, anything else in its `ioSpecification`.
    fn data(&self, at: ElementIndex, way: Way) -> Vec<ElementIndex> {
        let tree = self.tree;
        let holder = match tree.first(at, "ioSpecification") {
            Some((inside, _)) => inside,
            None if is_event(&tree.get(at).local) => at,
            None => return Vec::new(),
        };
        tree.named(holder, way.data())
            .map(|(index, _)| index)
            .collect()
    }

    /// A task that calls an operation says what goes in and, where the operation answers, what comes out.
    fn operation_fits(&mut self, at: ElementIndex) -> Option<String> {
        let operation = self.operation(at)?;
        let named = self.tree.get(operation).label().to_owned();
        if self.tree.first(at, "ioSpecification").is_none() {
            self.unfit(
                at,
                (
                    &format!("l'operazione «{named}» vuole un inputSet con un dataInput"),
                    &format!("the operation “{named}” wants an inputSet with one dataInput"),
                ),
            );
            return None;
        }
        for (way, local) in [(Way::In, "inMessageRef"), (Way::Out, "outMessageRef")] {
            let message = self.operation_message(operation, local).map(str::to_owned);
            match message {
                Some(message) => self.one_for(at, way, &message),
                None if !self.data(at, way).is_empty() => self.unfit(
                    at,
                    (
                        &format!("l'operazione «{named}» non risponde"),
                        &format!("the operation “{named}” does not answer"),
                    ),
                ),
                None => {}
            }
        }
        self.only_output(at)
    }

    /// A send or receive task that describes its data has one for its message.
    fn message_fits(&mut self, at: ElementIndex, way: Way) {
        if self.tree.first(at, "ioSpecification").is_none() {
            return;
        }
        let message = self.message_of(at, at).map(str::to_owned);
        if let Some(message) = message {
            self.one_for(at, way, &message);
        }
    }

    /// One set with one value, of the structure of the message.
    fn one_for(&mut self, at: ElementIndex, way: Way, message: &str) {
        let tree = self.tree;
        let sets = tree
            .first(at, "ioSpecification")
            .map_or(0, |(inside, _)| tree.named(inside, way.set()).count());
        let data = self.data(at, way);
        if sets > 1 || data.len() > 1 {
            let (set, one) = (way.set(), way.data());
            self.unfit(
                at,
                (
                    &format!("per un messaggio ci vuole un solo {set} con un solo {one}"),
                    &format!("a message takes one {set} with one {one} only"),
                ),
            );
        }
        let wanted = self
            .ids
            .get(message)
            .and_then(|at| tree.get(*at).attribute("itemRef"));
        if let Some(one) = data.first() {
            self.structure(at, *one, wanted, message);
        }
    }

    fn event_fits(&mut self, at: ElementIndex) {
        let tree = self.tree;
        let throws = matches!(
            tree.get(at).local.as_str(),
            "endEvent" | "intermediateThrowEvent"
        );
        let data = self.data(at, if throws { Way::In } else { Way::Out });
        if data.is_empty() {
            return;
        }
        let carriers: Vec<ElementIndex> = self
            .event_definitions(at)
            .into_iter()
            .filter(|definition| is_carrier(&tree.get(*definition).local))
            .collect();
        // One that carries nothing has its finding from its parts.
        if carriers.is_empty() {
            return;
        }
        if carriers.len() != data.len() {
            let (has, needs) = (data.len(), carriers.len());
            self.unfit(
                at,
                (
                    &format!("ha {has} dati per {needs} definizioni di evento"),
                    &format!("it has {has} data for {needs} event definitions"),
                ),
            );
            return;
        }
        for (definition, one) in carriers.into_iter().zip(data) {
            let (reference, structure) = match tree.get(definition).local.as_str() {
                "messageEventDefinition" => (self.message_of(at, definition), "itemRef"),
                "signalEventDefinition" => {
                    (tree.get(definition).attribute("signalRef"), "structureRef")
                }
                "errorEventDefinition" => {
                    (tree.get(definition).attribute("errorRef"), "structureRef")
                }
                _ => (
                    tree.get(definition).attribute("escalationRef"),
                    "structureRef",
                ),
            };
            let Some(id) = reference.map(|it| local_id(it).to_owned()) else {
                continue;
            };
            let wanted = self
                .ids
                .get(id.as_str())
                .and_then(|found| tree.get(*found).attribute(structure));
            self.structure(at, one, wanted, &id);
        }
    }

    /// Id of the message of a task or event definition: its own, that of its message flow, or of its operation.
    pub(super) fn message_of(&self, at: ElementIndex, carrier: ElementIndex) -> Option<&str> {
        let own = self.tree.get(carrier).attribute("messageRef");
        own.filter(|reference| !reference.is_empty())
            .or_else(|| self.flowing.get(&at).map(String::as_str))
            .or_else(|| self.operation_message(self.operation(carrier)?, "inMessageRef"))
    }

    /// A called process or global task of this file that says what it needs gets that, and nothing it does not know.
    fn called_fits(&mut self, at: ElementIndex, call: &Call) {
        let tree = self.tree;
        let called = local_id(tree.get(at).attribute("calledElement").unwrap_or_default());
        let Some(&target) = self.ids.get(called) else {
            return;
        };
        if tree.first(target, "ioSpecification").is_none() {
            return;
        }
        let named = |reader: &Self, of: ElementIndex, way| -> Vec<(String, ElementIndex)> {
            reader
                .data(of, way)
                .into_iter()
                .filter_map(|one| Some((name_of(tree.get(one))?, one)))
                .collect()
        };
        for way in [Way::In, Way::Out] {
            let (own, known) = (named(self, at, way), named(self, target, way));
            for (name, one) in own {
                match known.iter().find(|(other, _)| *other == name) {
                    Some((_, other)) => {
                        let wanted = tree.get(*other).attribute("itemSubjectRef");
                        self.structure(at, one, wanted, called);
                    }
                    None => self.called_unfit(
                        at,
                        called,
                        (
                            &format!("non conosce {} «{name}»", way.data()),
                            &format!("it does not know the {} “{name}”", way.data()),
                        ),
                    ),
                }
            }
        }
        let all = |passing: &Passing| matches!(passing, Passing::All);
        if call.inputs.iter().any(all) {
            return;
        }
        let mut given: Vec<String> = named(self, at, Way::In)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        given.extend(call.inputs.iter().filter_map(|passing| match passing {
            Passing::Variable { target, .. } | Passing::Expression { target, .. } => {
                Some(target.clone())
            }
            Passing::Local(inner) => match &**inner {
                Passing::Variable { target, .. } => Some(target.clone()),
                _ => None,
            },
            Passing::All => None,
        }));
        let sets = self.input_sets(target);
        let lacking = |set: &Vec<String>| set.iter().find(|name| !given.contains(name)).cloned();
        let missing: Option<Vec<String>> = sets.iter().map(lacking).collect();
        if let Some(name) = missing.and_then(|all| all.into_iter().next()) {
            self.called_unfit(
                at,
                called,
                (
                    &format!("le serve il dataInput «{name}»"),
                    &format!("it needs the dataInput “{name}”"),
                ),
            );
        }
    }

    /// What must be there for a process or global task to begin: the required names of each input set, any one set
    /// of which is enough. Empty: nothing.
    pub fn input_sets(&self, at: ElementIndex) -> Vec<Vec<String>> {
        let tree = self.tree;
        let Some((inside, _)) = tree.first(at, "ioSpecification") else {
            return Vec::new();
        };
        tree.named(inside, "inputSet")
            .map(|(set, _)| {
                let later: Vec<&str> = ["optionalInputRefs", "whileExecutingInputRefs"]
                    .into_iter()
                    .flat_map(|local| tree.named(set, local))
                    .map(|(_, reference)| local_id(&reference.text))
                    .collect();
                tree.named(set, "dataInputRefs")
                    .map(|(_, reference)| local_id(&reference.text))
                    .filter(|reference| !later.contains(reference))
                    .filter_map(|reference| self.data_named(reference))
                    .collect()
            })
            .collect()
    }

    /// Every data input and output of a process or global task is in a set.
    pub fn sets_complete(&mut self, at: ElementIndex) {
        let tree = self.tree;
        let Some((inside, _)) = tree.first(at, "ioSpecification") else {
            return;
        };
        for (way, references) in [(Way::In, "dataInputRefs"), (Way::Out, "dataOutputRefs")] {
            let named: Vec<&str> = tree
                .named(inside, way.set())
                .flat_map(|(set, _)| tree.named(set, references))
                .map(|(_, reference)| local_id(&reference.text))
                .collect();
            for (_, one) in tree.named(inside, way.data()) {
                if !one.id().is_some_and(|id| named.contains(&id)) {
                    let (label, set) = (one.label(), way.set());
                    self.unfit(
                        at,
                        (
                            &format!("«{label}» non sta in nessun {set}"),
                            &format!("“{label}” is in no {set}"),
                        ),
                    );
                }
            }
        }
    }

    /// A value is of the structure that is wanted: of the same item definition, or of one with the same structure.
    fn structure(
        &mut self,
        at: ElementIndex,
        one: ElementIndex,
        wanted: Option<&str>,
        target: &str,
    ) {
        let tree = self.tree;
        let Some(wanted) = wanted.and_then(|it| self.ids.get(local_id(it)).copied()) else {
            return;
        };
        let own = tree
            .get(one)
            .attribute("itemSubjectRef")
            .and_then(|it| self.ids.get(local_id(it)).copied());
        let same = |own: ElementIndex| {
            let (own, wanted) = (tree.get(own), tree.get(wanted));
            let structure = own.attribute("structureRef");
            structure.is_some()
                && structure == wanted.attribute("structureRef")
                && own.flag("isCollection", false) == wanted.flag("isCollection", false)
        };
        if own.is_some_and(|own| own == wanted || same(own)) {
            return;
        }
        let (owner, data) = (tree.get(at), tree.get(one));
        let place = Place {
            element: owner.id().map(str::to_owned),
            ..data.into()
        };
        self.report.add(
            &rule::DATA_STRUCTURE,
            place,
            &[
                ("name", owner.label()),
                ("value", data.label()),
                ("target", target),
            ],
        );
    }

    fn unfit(&mut self, at: ElementIndex, (it, en): Said) {
        let element = self.tree.get(at);
        self.report.add(
            &rule::DATA_SETS,
            element,
            &[
                ("name", element.label()),
                ("detail.it", it),
                ("detail.en", en),
            ],
        );
    }

    fn called_unfit(&mut self, at: ElementIndex, called: &str, (it, en): Said) {
        let element = self.tree.get(at);
        self.report.add(
            &rule::DATA_CALLED,
            element,
            &[
                ("name", element.label()),
                ("target", called),
                ("detail.it", it),
                ("detail.en", en),
            ],
        );
    }
}

/// Event definitions whose event carries a value.
fn is_carrier(local: &str) -> bool {
    matches!(
        local,
        "messageEventDefinition"
            | "signalEventDefinition"
            | "errorEventDefinition"
            | "escalationEventDefinition"
    )
}
