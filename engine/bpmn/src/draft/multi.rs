//! How activities repeat: `standardLoopCharacteristics` and `multiInstanceLoopCharacteristics`.
//! Source: BPMN 2.0.2 §10.3.8.

use super::Reader;
use super::message::local_id;
use super::task::is_variable;
use crate::model::{Behavior, Language, Multi, MultiOutput, Source, StandardLoop};
use crate::rule;
use crate::vocabulary::{Ns, is_event_definition};
use crate::xml::{Element, ElementIndex};

impl Reader<'_, '_, '_> {
    /// How an activity repeats, or None when it does not.
    pub fn repeats(&mut self, at: ElementIndex) -> Option<Multi> {
        let owner = self.tree.get(at);
        let ways = [
            "standardLoopCharacteristics",
            "multiInstanceLoopCharacteristics",
        ]
        .into_iter()
        .map(|way| self.tree.named(at, way).count())
        .sum::<usize>();
        if ways > 1 {
            self.report
                .add(&rule::LOOP_TWICE, owner, &[("name", owner.label())]);
        }
        self.standard_loop(at).or_else(|| self.multi(at))
    }

    fn standard_loop(&mut self, at: ElementIndex) -> Option<Multi> {
        let tree = self.tree;
        let (index, element) = tree.first(at, "standardLoopCharacteristics")?;
        self.extension_attributes(index, at);
        let owner = tree.get(at);
        let name = owner.label();
        let condition = tree
            .first(index, "loopCondition")
            .map(|(index, _)| self.expression_element(index))
            .filter(|condition| !condition.text.is_empty());
        let written = element.attribute("loopMaximum").map(str::trim);
        let maximum = written
            .and_then(|text| text.parse::<u32>().ok())
            .filter(|maximum| *maximum > 0);
        match (written, &condition) {
            (Some(value), _) if maximum.is_none() => self.report.add(
                &rule::LOOP_MAXIMUM,
                owner,
                &[("name", name), ("value", value)],
            ),
            (None, None) => self
                .report
                .add(&rule::LOOP_ENDLESS, owner, &[("name", name)]),
            _ => {}
        }
        Some(Multi {
            sequential: true,
            standard: Some(StandardLoop {
                test_before: element.flag("testBefore", false),
                condition,
                maximum,
            }),
            line: element.line,
            ..Multi::default()
        })
    }

    fn multi(&mut self, at: ElementIndex) -> Option<Multi> {
        let tree = self.tree;
        let (index, element) = tree.first(at, "multiInstanceLoopCharacteristics")?;
        self.extension_attributes(index, at);
        let owner = tree.get(at);
        let name = owner.label();
        let refuse = |reader: &mut Self, part: &str| {
            reader.report.add(
                &rule::MULTI_UNSUPPORTED,
                owner,
                &[("name", name), ("part", part)],
            );
        };
        let mut cardinality = None;
        let mut completion = None;
        for (child, part) in tree.children(index) {
            match part.local.as_str() {
                "loopCardinality" => cardinality = Some(self.expression_element(child)),
                "completionCondition" => completion = Some(self.expression_element(child)),
                // What they name is read with the collection and the output.
                "loopDataInputRef"
                | "inputDataItem"
                | "loopDataOutputRef"
                | "outputDataItem"
                | "complexBehaviorDefinition"
                | "extensionElements"
                | "documentation" => {}
                other => refuse(self, other),
            }
        }
        for (list, item) in [
            ("loopDataInputRef", "inputDataItem"),
            ("loopDataOutputRef", "outputDataItem"),
        ] {
            if !self.loop_fits(index, list, item) {
                refuse(self, item);
            }
        }
        let collection = self
            .extension(element, "collection")
            .map(str::to_owned)
            .or_else(|| self.loop_data(index, "loopDataInputRef"));
        let element_variable = self
            .extension(element, "elementVariable")
            .map(str::to_owned)
            .or_else(|| self.loop_item(index, "inputDataItem"));
        let collection = collection.map(|text| self.variable_or_template(at, &text, element.line));
        self.check_multi(
            at,
            cardinality.as_ref(),
            collection.as_ref(),
            element_variable.as_deref(),
            completion.as_ref(),
        );
        Some(Multi {
            sequential: element.flag("isSequential", false),
            cardinality,
            collection,
            element_variable,
            index_variable: self
                .extension(element, "elementIndexVariable")
                .map(str::to_owned),
            output: self.multi_output(at, index, element),
            completion,
            behavior: self.behavior(at, index),
            standard: None,
            line: element.line,
        })
    }

    /// What is thrown for items that have ended. A default signal would have no name, so nobody could catch
    /// it: the definition must be named.
    fn behavior(&mut self, at: ElementIndex, index: ElementIndex) -> Behavior {
        let tree = self.tree;
        let element = tree.get(index);
        let named = |attribute: &str| {
            let found = self.ids.get(local_id(element.attribute(attribute)?));
            found.copied()
        };
        match element.attribute("behavior").unwrap_or("All") {
            "All" => Behavior::All,
            "None" => {
                let definition = named("noneBehaviorEventRef");
                self.behavior_throw(at, "noneBehaviorEventRef", definition)
                    .map_or(Behavior::All, Behavior::Each)
            }
            "One" => {
                let definition = named("oneBehaviorEventRef");
                self.behavior_throw(at, "oneBehaviorEventRef", definition)
                    .map_or(Behavior::All, Behavior::First)
            }
            "Complex" => self.complex_behavior(at, index),
            other => {
                let owner = tree.get(at);
                self.report.add(
                    &rule::VALUE_NOT_ALLOWED,
                    owner,
                    &[
                        ("attribute", "behavior"),
                        ("value", other),
                        ("name", owner.label()),
                        ("wanted", "All | None | One | Complex"),
                    ],
                );
                Behavior::All
            }
        }
    }

    /// Conditions, each with the event of its implicit throw event.
    fn complex_behavior(&mut self, at: ElementIndex, index: ElementIndex) -> Behavior {
        let tree = self.tree;
        let mut all = Vec::new();
        let definitions: Vec<ElementIndex> = tree
            .named(index, "complexBehaviorDefinition")
            .map(|(definition, _)| definition)
            .collect();
        if definitions.is_empty() {
            self.behavior_throw(at, "complexBehaviorDefinition", None);
        }
        for definition in definitions {
            let condition = tree
                .first(definition, "condition")
                .map(|(condition, _)| self.expression_element(condition))
                .filter(|condition| !condition.text.is_empty());
            if condition.is_none() {
                let owner = tree.get(at);
                self.report.add(
                    &rule::EVENT_CONDITION_EMPTY,
                    owner,
                    &[("name", owner.label())],
                );
            }
            let event = tree
                .first(definition, "event")
                .and_then(|(event, _)| self.event_definitions(event).first().copied());
            let throw = self.behavior_throw(at, "complexBehaviorDefinition", event);
            all.extend(condition.zip(throw));
        }
        Behavior::Complex(all)
    }

    fn behavior_throw(
        &mut self,
        at: ElementIndex,
        part: &str,
        definition: Option<ElementIndex>,
    ) -> Option<crate::model::Throw> {
        let tree = self.tree;
        let throws = |definition: &ElementIndex| {
            let local = tree.get(*definition).local.as_str();
            is_event_definition(local)
                && matches!(
                    local,
                    "signalEventDefinition"
                        | "escalationEventDefinition"
                        | "messageEventDefinition"
                )
        };
        match definition.filter(throws) {
            Some(definition) => self.thrown(at, definition),
            None => {
                let owner = tree.get(at);
                self.report.add(
                    &rule::MULTI_BEHAVIOR,
                    owner,
                    &[("name", owner.label()), ("part", part)],
                );
                None
            }
        }
    }

    /// `staffetta:outputCollection` with `outputElement`, else `flowable:variableAggregation`.
    fn multi_output(
        &mut self,
        at: ElementIndex,
        index: ElementIndex,
        element: &Element,
    ) -> Option<MultiOutput> {
        let owner = self.tree.get(at);
        let name = owner.label();
        let collection = self.extension(element, "outputCollection");
        let given = self.extension(element, "outputElement");
        match (collection, given) {
            (None, None) => match (
                self.loop_data(index, "loopDataOutputRef"),
                self.loop_item(index, "outputDataItem"),
            ) {
                (Some(collection), Some(item)) => Some(MultiOutput {
                    collection,
                    element: self.variable_or_template(at, &item, element.line),
                }),
                _ => self.aggregation(at, index),
            },
            (Some(collection), Some(given)) if is_variable(collection) => Some(MultiOutput {
                collection: collection.to_owned(),
                element: self.variable_or_template(at, given, element.line),
            }),
            (_, given) => {
                let part = if given.is_none() {
                    "staffetta:outputElement"
                } else {
                    "staffetta:outputCollection"
                };
                self.report.add(
                    &rule::MULTI_OUTPUT,
                    owner,
                    &[("name", name), ("part", part)],
                );
                None
            }
        }
    }

    /// A list of maps, each with the variables named.
    fn aggregation(&mut self, at: ElementIndex, index: ElementIndex) -> Option<MultiOutput> {
        let tree = self.tree;
        let (block, element) = tree
            .extensions(index)
            .find(|(_, e)| e.ns == Ns::Vendor && e.local == "variableAggregation")?;
        let owner = tree.get(at);
        let mut parts = Vec::new();
        for (_, variable) in tree.children(block) {
            let source = variable.attribute("source").unwrap_or_default().trim();
            let target = variable.attribute("target").map_or(source, str::trim);
            if is_variable(source) && is_variable(target) {
                parts.push(format!("{target}: {source}"));
            }
        }
        match element.attribute("target").map(str::trim) {
            Some(target) if is_variable(target) && !parts.is_empty() => Some(MultiOutput {
                collection: target.to_owned(),
                element: Source {
                    text: format!("#{{{}}}", parts.join(", ")),
                    language: Language::Rhai,
                    line: element.line,
                },
            }),
            _ => {
                self.report.add(
                    &rule::MULTI_OUTPUT,
                    owner,
                    &[("name", owner.label()), ("part", "target")],
                );
                None
            }
        }
    }

    /// A bare word is the name of a variable, as in Camunda 7.
    fn variable_or_template(&mut self, at: ElementIndex, text: &str, line: u32) -> Source {
        if text.contains("${") || text.starts_with("#{") {
            return self.template(at, text, line);
        }
        Source {
            text: text.to_owned(),
            language: Language::Rhai,
            line,
        }
    }

    fn check_multi(
        &mut self,
        at: ElementIndex,
        cardinality: Option<&Source>,
        collection: Option<&Source>,
        variable: Option<&str>,
        completion: Option<&Source>,
    ) {
        let owner = self.tree.get(at);
        let name = owner.label();
        match (cardinality.filter(|c| !c.text.is_empty()), collection) {
            (None, None) => self
                .report
                .add(&rule::MULTI_COUNT, owner, &[("name", name)]),
            (Some(_), Some(_)) => self.report.add(&rule::MULTI_BOTH, owner, &[("name", name)]),
            (Some(count), None)
                if count.text.parse::<f64>().is_ok() && count.text.parse::<u32>().is_err() =>
            {
                self.report.add(
                    &rule::MULTI_CARDINALITY,
                    owner,
                    &[("name", name), ("value", &count.text)],
                );
            }
            _ => {}
        }
        if variable.is_some() && collection.is_none() {
            self.report
                .add(&rule::MULTI_VARIABLE, owner, &[("name", name)]);
        }
        if let Some(condition) = completion {
            let text = condition.text.as_str();
            if text.is_empty() || text.parse::<f64>().is_ok() || is_quoted(text) {
                self.report.add(
                    &rule::MULTI_CONDITION,
                    owner,
                    &[("name", name), ("value", text)],
                );
            }
        }
    }
}

fn is_quoted(text: &str) -> bool {
    ['"', '\''].into_iter().any(|q| {
        text.len() >= 2 && text.starts_with(q) && text.ends_with(q) && text.matches(q).count() == 2
    })
}
