//! Calls and mappings: what passes into an element and out of it.

use super::Compiler;
use crate::process::{CallPlan, Mapping, MappingValue, PassingPlan};

impl Compiler<'_> {
    pub(super) fn call(&mut self, call: &bpmn::Call) -> CallPlan {
        CallPlan {
            called: self.expression(&call.called),
            binding: match &call.binding {
                bpmn::Binding::Latest => ("latest", None),
                bpmn::Binding::Deployment => ("deployment", None),
                bpmn::Binding::Version(which) => ("version", Some(self.expression(which))),
                bpmn::Binding::VersionTag(which) => ("version_tag", Some(self.expression(which))),
            },
            business_key: call.business_key.as_ref().map(|key| match key {
                bpmn::CalledKey::Inherited => None,
                bpmn::CalledKey::Value(value) => Some(self.expression(value)),
            }),
            inputs: self.passings(&call.inputs),
            outputs: self.passings(&call.outputs),
        }
    }

    pub(super) fn passings(&mut self, passings: &[bpmn::Passing]) -> Vec<PassingPlan> {
        passings.iter().map(|it| self.passing(it)).collect()
    }

    fn passing(&mut self, it: &bpmn::Passing) -> PassingPlan {
        match it {
            bpmn::Passing::All => PassingPlan::All,
            bpmn::Passing::Variable { source, target } => PassingPlan::Variable {
                source: source.clone(),
                target: target.clone(),
            },
            bpmn::Passing::Expression { value, target } => PassingPlan::Expression {
                value: self.expression(value),
                target: target.clone(),
            },
            bpmn::Passing::Local(inner) => PassingPlan::Local(Box::new(self.passing(inner))),
        }
    }

    pub(super) fn mappings(&mut self, mappings: &[bpmn::Mapping]) -> Vec<Mapping> {
        mappings
            .iter()
            .map(|mapping| Mapping {
                name: mapping.name.clone(),
                value: self.mapping(&mapping.value),
            })
            .collect()
    }

    pub(super) fn mapping(&mut self, value: &bpmn::MappingValue) -> MappingValue {
        match value {
            bpmn::MappingValue::Text(source) => MappingValue::Text(self.expression(source)),
            bpmn::MappingValue::Script(source) => match self.script(source) {
                Some(script) => MappingValue::Script(Box::new(script)),
                None => MappingValue::List(Vec::new()),
            },
            bpmn::MappingValue::List(items) => {
                MappingValue::List(items.iter().map(|item| self.mapping(item)).collect())
            }
            bpmn::MappingValue::Copy(names) => MappingValue::Copy(names.clone()),
            bpmn::MappingValue::Map(entries) => MappingValue::Map(
                entries
                    .iter()
                    .map(|(key, item)| (key.clone(), self.mapping(item)))
                    .collect(),
            ),
        }
    }
}
