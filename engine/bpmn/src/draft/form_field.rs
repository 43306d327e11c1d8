//! Forms that the file describes itself: `camunda:formData` with its fields, and the older `formProperty`.
//! Their schema is made where forms are; here the fields are read, and what would not be kept is refused.

use super::Reader;
use crate::model::{FormField, FormFieldKind};
use crate::rule;
use crate::vocabulary::Ns;
use crate::xml::{Element, ElementIndex};

impl Reader<'_, '_, '_> {
    /// The name of the form that the fields of a task or start event make; None where it has none.
    pub fn own_form(&mut self, at: ElementIndex) -> Option<String> {
        let fields = self.form_fields(at);
        if fields.is_empty() {
            return None;
        }
        let element = self.tree.get(at);
        let mut around = element.parent;
        while let Some(parent) = around.map(|parent| self.tree.get(parent)) {
            if parent.is_bpmn("process") {
                break;
            }
            around = parent.parent;
        }
        let process = around.and_then(|process| self.tree.get(process).id());
        let own = element.id().unwrap_or_default();
        let name = format!("{}/{own}", process.unwrap_or(own));
        self.forms.insert(name.clone(), fields);
        Some(name)
    }

    /// The fields of a user task or start event; empty where it has none.
    fn form_fields(&mut self, at: ElementIndex) -> Vec<FormField> {
        let tree = self.tree;
        let mut fields = Vec::new();
        let extensions: Vec<ElementIndex> = tree
            .extensions(at)
            .filter(|(_, e)| e.ns == Ns::Vendor)
            .map(|(index, _)| index)
            .collect();
        for index in extensions {
            match tree.get(index).local.as_str() {
                "formData" => {
                    if tree.get(index).attribute("businessKey").is_some() {
                        self.unkept(at, tree.get(index), "businessKey");
                    }
                    for (field, element) in tree.children(index) {
                        if element.ns == Ns::Vendor && element.local == "formField" {
                            fields.extend(self.form_field(at, field));
                        }
                    }
                }
                "formProperty" => fields.extend(self.form_field(at, index)),
                _ => {}
            }
        }
        fields
    }

    fn form_field(&mut self, at: ElementIndex, index: ElementIndex) -> Option<FormField> {
        let tree = self.tree;
        let element = tree.get(index);
        let said = |name: &str| {
            element
                .attribute(name)
                .map(str::trim)
                .filter(|value| !value.is_empty())
        };
        let id = said("id").unwrap_or_default();
        if said("expression").is_some() {
            self.unkept(at, element, "expression");
        }
        let kind = match said("type").unwrap_or("string") {
            "string" => FormFieldKind::Text,
            "long" | "integer" | "int" => FormFieldKind::Number { whole: true },
            "double" | "float" => FormFieldKind::Number { whole: false },
            "boolean" => FormFieldKind::Checkbox,
            "date" => FormFieldKind::Date,
            "enum" => FormFieldKind::Choice(
                tree.children(index)
                    .filter(|(_, e)| e.ns == Ns::Vendor && e.local == "value")
                    .map(|(_, e)| {
                        let value = e.attribute("id").unwrap_or_default();
                        (
                            value.to_owned(),
                            e.attribute("name").unwrap_or(value).to_owned(),
                        )
                    })
                    .collect(),
            ),
            other => {
                self.field_value(
                    at,
                    element,
                    "type",
                    other,
                    "string, long, double, boolean, date, enum",
                );
                return None;
            }
        };
        let default = said("defaultValue").or_else(|| said("default"));
        if let Some(default) = default.filter(|d| d.contains("${") || d.contains("#{")) {
            self.field_value(at, element, "defaultValue", default, "abc");
        }
        let mut field = FormField {
            key: said("variable").unwrap_or(id).to_owned(),
            label: said("label")
                .or_else(|| said("name"))
                .unwrap_or(id)
                .to_owned(),
            kind,
            default: default.map(str::to_owned),
            required: said("required") == Some("true"),
            readonly: said("writable") == Some("false"),
            bounds: Vec::new(),
            line: element.line,
        };
        for (block, _) in tree
            .children(index)
            .filter(|(_, e)| e.ns == Ns::Vendor && e.local == "validation")
        {
            for (_, constraint) in tree.children(block) {
                self.constraint(at, constraint, &mut field);
            }
        }
        Some(field)
    }

    fn constraint(&mut self, at: ElementIndex, constraint: &Element, field: &mut FormField) {
        let config = constraint.attribute("config").unwrap_or_default().trim();
        let on = config != "false";
        match constraint.attribute("name").unwrap_or_default().trim() {
            "required" => field.required = on,
            "readonly" => field.readonly = on,
            bound @ ("min" | "max" | "minlength" | "maxlength") => {
                let name = match bound {
                    "minlength" => "minLength",
                    "maxlength" => "maxLength",
                    other => other,
                };
                field.bounds.push((name.to_owned(), config.to_owned()));
            }
            // A validator of one's own is a Java class.
            other => self.field_value(
                at,
                constraint,
                "camunda:constraint name",
                other,
                "required, readonly, min, max, minlength, maxlength",
            ),
        }
    }

    fn unkept(&mut self, at: ElementIndex, element: &Element, attribute: &str) {
        let owner = self.tree.get(at);
        self.report.add(
            &rule::ATTRIBUTE_NOT_EXECUTABLE,
            owner,
            &[
                ("attribute", attribute),
                ("value", element.attribute(attribute).unwrap_or_default()),
                ("name", owner.label()),
                ("instead.it", "uno script dopo questo passo"),
                ("instead.en", "a script task after this step"),
            ],
        );
    }

    fn field_value(
        &mut self,
        at: ElementIndex,
        element: &Element,
        attribute: &str,
        value: &str,
        wanted: &str,
    ) {
        let owner = self.tree.get(at);
        let place = crate::report::Place {
            element: owner.id().map(str::to_owned),
            ..element.into()
        };
        self.report.add(
            &rule::VALUE_NOT_ALLOWED,
            place,
            &[
                ("attribute", attribute),
                ("value", value),
                ("name", owner.label()),
                ("wanted", wanted),
            ],
        );
    }
}
