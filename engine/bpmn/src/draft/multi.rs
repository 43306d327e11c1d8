//! `multiInstanceLoopCharacteristics`. Source: BPMN 2.0.2 §10.3.8.

use super::Reader;
use crate::model::{Language, Multi, Source};
use crate::rule;
use crate::xml::ElementIndex;

impl Reader<'_, '_, '_> {
    /// How an activity repeats, or None when it does not.
    pub fn multi(&mut self, at: ElementIndex) -> Option<Multi> {
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
        if let Some(behavior) = element.attribute("behavior").filter(|b| *b != "All") {
            refuse(self, &format!("behavior=\"{behavior}\""));
        }
        for attribute in ["oneBehaviorEventRef", "noneBehaviorEventRef"] {
            if element.attribute(attribute).is_some() {
                refuse(self, attribute);
            }
        }
        let mut cardinality = None;
        let mut completion = None;
        for (child, part) in tree.children(index) {
            match part.local.as_str() {
                "loopCardinality" => cardinality = Some(self.expression_element(child)),
                "completionCondition" => completion = Some(self.expression_element(child)),
                "extensionElements" | "documentation" => {}
                other => refuse(self, other),
            }
        }
        let collection = self.extension(element, "collection").map(str::to_owned);
        let element_variable = self
            .extension(element, "elementVariable")
            .map(str::to_owned);
        let collection = collection.map(|text| {
            if text.contains("${") || text.starts_with("#{") {
                self.template(at, &text, element.line)
            } else {
                // A bare word is the name of a variable, as in Camunda 7.
                Source {
                    text,
                    language: Language::Rhai,
                    line: element.line,
                }
            }
        });
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
            completion,
            line: element.line,
        })
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
