//! The connector kinds there are: those that act outside, and those that touch only our own tables.
//!
//! Built once at start; a kind named twice refuses to start. A topic that is not here belongs to
//! external workers.

use bpmn::{Language, MappingValue, Node};
use contract::{Input, InputKind, InputProblem, Outbound, Template, Text};
use serde_json::{Map as Json, Value, json};
use std::{collections::BTreeMap, sync::Arc};

/// `notify`: tells people in the page; a runtime verb, done in the commit that completes the job.
pub(crate) const NOTIFY: &str = "notify";
/// `contact.lookup`: looks into the address book; a runtime verb too.
pub(crate) const CONTACT: &str = "contact.lookup";
/// `asyncBefore`/`asyncAfter`: only a cut of the transaction.
pub(crate) const CONTINUE: &str = "staffetta.continue";
/// A call activity: starts the called process, and later gives back what it held.
pub(crate) const CALL: &str = interpreter::CALL;
/// Cancels a called process that nobody waits for any more.
pub(crate) const CANCEL_CHILD: &str = "staffetta.cancel_child";

#[derive(Clone, Default)]
pub struct Kinds {
    outbound: BTreeMap<String, Arc<dyn Outbound>>,
    templates: Vec<Template>,
}

impl Kinds {
    /// Refuses when two connectors have the same kind; the error is the kind.
    pub fn new(connectors: Vec<Arc<dyn Outbound>>) -> Result<Kinds, String> {
        let mut kinds = Kinds::default();
        for connector in connectors {
            let template = connector.template();
            if [NOTIFY, CONTACT].contains(&template.kind.as_str())
                || kinds.outbound.contains_key(&template.kind)
            {
                return Err(template.kind);
            }
            kinds.outbound.insert(template.kind.clone(), connector);
            kinds.templates.push(template);
        }
        kinds.templates.push(notify());
        kinds.templates.push(contact());
        kinds.templates.sort_by(|a, b| a.kind.cmp(&b.kind));
        Ok(kinds)
    }

    pub fn templates(&self) -> &[Template] {
        &self.templates
    }

    pub(crate) fn outbound(&self, kind: &str) -> Option<Arc<dyn Outbound>> {
        self.outbound.get(kind).cloned()
    }

    /// Kinds whose jobs act outside.
    pub(crate) fn outward(&self) -> Vec<String> {
        self.outbound.keys().cloned().collect()
    }

    /// Kinds whose jobs this runtime performs itself.
    pub(crate) fn own(&self) -> Vec<String> {
        self.outbound
            .keys()
            .cloned()
            .chain([NOTIFY, CONTACT, CONTINUE, CALL, CANCEL_CHILD].map(str::to_owned))
            .collect()
    }

    /// What is wrong with a service task's inputs. Lists, maps and scripts count as expressions.
    pub(crate) fn check(&self, topic: &str, node: &Node) -> Vec<InputProblem> {
        let Some(template) = self.templates.iter().find(|t| t.kind == topic) else {
            return Vec::new();
        };
        let source = |value: &MappingValue| match value {
            MappingValue::Text(source) if source.language == Language::Template => {
                source.text.clone()
            }
            _ => "${…}".into(),
        };
        let inputs: Json<String, Value> = node
            .inputs
            .iter()
            .map(|m| (m.name.clone(), Value::String(source(&m.value))))
            .collect();
        match self.outbound.get(topic) {
            Some(connector) => connector.check(&inputs),
            None => contract::check_inputs(&template.inputs, &inputs),
        }
    }

    /// The kinds as C7 element templates for the designer, in one language (`it` or `en`).
    pub fn element_templates(&self, language: &str) -> Vec<Value> {
        let say = |t: &Text| {
            if language == "en" {
                t.en.clone()
            } else {
                t.it.clone()
            }
        };
        self.templates
            .iter()
            .map(|t| {
                let mut properties = vec![
                    json!({ "type": "Hidden", "value": "external", "binding": { "type": "property", "name": "camunda:type" } }),
                    json!({ "type": "Hidden", "value": t.kind, "binding": { "type": "property", "name": "camunda:topic" } }),
                ];
                for input in &t.inputs {
                    let mut property = json!({
                        "label": say(&input.label),
                        "description": say(&input.help),
                        "value": input.default.clone().unwrap_or_default(),
                        "binding": { "type": "camunda:inputParameter", "name": input.name },
                        "constraints": { "notEmpty": input.required },
                    });
                    match &input.kind {
                        InputKind::Choice(values) => {
                            property["type"] = json!("Dropdown");
                            property["choices"] = values.iter().map(|v| json!({ "name": v, "value": v })).collect();
                        }
                        InputKind::LongText => property["type"] = json!("Text"),
                        InputKind::Text | InputKind::Boolean => property["type"] = json!("String"),
                    }
                    properties.push(property);
                }
                for (name, label) in &t.outputs {
                    properties.push(json!({
                        "label": say(label),
                        "type": "String",
                        "value": name,
                        "binding": { "type": "camunda:outputParameter", "source": format!("${{{name}}}") },
                    }));
                }
                json!({
                    "$schema": "https://unpkg.com/@camunda/element-templates-json-schema/resources/schema.json",
                    "id": format!("staffetta.{}", t.kind),
                    "name": say(&t.name),
                    "description": say(&t.help),
                    "version": 1,
                    "appliesTo": ["bpmn:ServiceTask", "bpmn:SendTask"],
                    "properties": properties,
                })
            })
            .collect()
    }
}

fn contact() -> Template {
    Template {
        kind: CONTACT.into(),
        name: Text::new("Cerca nella rubrica", "Look into the address book"),
        help: Text::new(
            "Cerca un contatto per codice fiscale, indirizzo o nome.",
            "Looks for a contact by tax code, address or name.",
        ),
        inputs: contract::inputs_of::<crate::contact::Lookup>(),
        outputs: vec![
            (
                "contact".into(),
                Text::new(
                    "Il contatto, se è uno solo: name, address, tax_code, certified",
                    "The contact, when there is just one: name, address, tax_code, certified",
                ),
            ),
            (
                "contacts".into(),
                Text::new("Tutti i contatti trovati", "All contacts found"),
            ),
            (
                "found".into(),
                Text::new("Quanti sono", "How many there are"),
            ),
        ],
    }
}

fn notify() -> Template {
    let text = |name: &str, it: &str, en: &str, required| Input {
        name: name.into(),
        label: Text::new(it, en),
        help: Text::new("", ""),
        kind: InputKind::Text,
        required,
        default: None,
    };
    Template {
        kind: NOTIFY.into(),
        name: Text::new("Avviso nella scrivania", "Notice on the desk"),
        help: Text::new(
            "Scrive un promemoria nella pratica e lo mostra a chi la tiene o al gruppo indicato.",
            "Writes a reminder on the case and shows it to its holder or to the group given.",
        ),
        inputs: vec![
            text(
                "to",
                "A chi (assignee, o un gruppo)",
                "To whom (assignee, or a group)",
                true,
            ),
            text("text_it", "Testo italiano", "Italian text", true),
            text("text_en", "Testo inglese", "English text", false),
        ],
        outputs: Vec::new(),
    }
}
