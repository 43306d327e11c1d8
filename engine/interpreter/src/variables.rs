//! Who sees which variable, who writes where, and the mappings in and out of an element.
//!
//! Looking goes from the element outwards: its own locals (input mappings), the loop variables of a
//! multi-instance activity, the locals of each subprocess around it, the process. Writing changes
//! the first holder of the name on that way outwards, beginning around the element, else the process.

use crate::command::Refusal;
use crate::events::condition::Change;
use crate::instance::{Instance, ROOT, ScopeId, Token, TokenId};
use crate::process::{Ix, MappingValue, MultiPlan};
use crate::run::{Run, Stop, incident};
use rules::{Call, Failure, INSTANCE_BYTES_MAX, Map, VALUE_BYTES_MAX, Value, Variables};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

const NAME_BYTES_MAX: usize = 200;

pub(crate) struct Look<'a> {
    pub instance: &'a Instance,
    pub token: Option<TokenId>,
    pub scope: ScopeId,
    /// Seen before everything else: counts of a gateway, what a called process gave.
    pub more: &'a Map,
    /// Null until written.
    pub data: &'a HashSet<String>,
}

static NULL: Value = Value::Null;

impl Look<'_> {
    /// Everything seen, the nearest of each name. Loop variables are left out.
    pub fn all(&self) -> Map {
        let mut all = Map::new();
        let (mut token, mut scope) = (self.token, self.scope);
        loop {
            if let Some(holder) = token.and_then(|id| self.instance.token(id)) {
                for (name, value) in &holder.locals {
                    all.entry(name.clone()).or_insert_with(|| value.clone());
                }
            }
            if scope == ROOT {
                break;
            }
            token = self.instance.scope(scope).and_then(|scope| scope.owner);
            match token.and_then(|id| self.instance.token(id)) {
                Some(owner) => scope = owner.scope,
                None => break,
            }
        }
        for (name, value) in &self.instance.variables {
            all.entry(name.clone()).or_insert_with(|| value.clone());
        }
        all
    }
}

impl Variables for Look<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        if let Some(value) = self.more.get(name) {
            return Some(value);
        }
        let (mut token, mut scope) = (self.token, self.scope);
        loop {
            if let Some(id) = token {
                let holder = self.instance.token(id)?;
                if let Some(value) = holder.locals.get(name) {
                    return Some(value);
                }
                let mut body = holder.multi.as_deref();
                if let Some(item) = &holder.item {
                    if name == "loopCounter" {
                        return Some(&item.counter);
                    }
                    body = self
                        .instance
                        .token(item.body)
                        .and_then(|body| body.multi.as_deref());
                }
                if let Some(multi) = body {
                    match name {
                        // Seen by the condition of a loop: rounds done.
                        "loopCounter" => return Some(&multi.completed),
                        "nrOfInstances" => return Some(&multi.total),
                        "nrOfCompletedInstances" => return Some(&multi.completed),
                        "nrOfActiveInstances" => return Some(&multi.active),
                        _ => {}
                    }
                }
            }
            if scope == ROOT {
                let declared = || self.data.contains(name).then_some(&NULL);
                return self.instance.variables.get(name).or_else(declared);
            }
            token = self.instance.scope(scope)?.owner;
            scope = self.instance.token(token?)?.scope;
        }
    }
}

impl Run<'_> {
    /// Writes variables from inside `scope`, all or none.
    pub fn write_all(&mut self, scope: ScopeId, writes: Vec<(String, Value)>) -> Result<(), Stop> {
        self.fits(writes.iter().map(|(name, value)| (name.as_str(), value)))?;
        for (name, value) in writes {
            self.write(scope, name.into(), value);
        }
        Ok(())
    }

    /// Writes one variable whose name the process knows.
    pub fn write_one(&mut self, scope: ScopeId, name: &Arc<str>, value: Value) -> Result<(), Stop> {
        self.fits([(&**name, &value)])?;
        self.write(scope, name.clone(), value);
        Ok(())
    }

    /// Whether so much may be written: name, size of a value, size of the instance.
    fn fits<'v>(&self, writes: impl IntoIterator<Item = (&'v str, &'v Value)>) -> Result<(), Stop> {
        let mut total = self.instance.bytes as usize;
        for (name, value) in writes {
            if name.is_empty() || name.len() > NAME_BYTES_MAX {
                return Err(incident(
                    "variable.name",
                    "il nome di una variabile ha da 1 a 200 caratteri",
                    "the name of a variable has 1 to 200 characters",
                ));
            }
            let size = value.size_bytes();
            if size > VALUE_BYTES_MAX {
                return Err(incident(
                    "variable.too_big",
                    &format!("la variabile «{name}» ha {size} byte; al massimo {VALUE_BYTES_MAX}"),
                    &format!("the variable `{name}` has {size} bytes; at most {VALUE_BYTES_MAX}"),
                ));
            }
            total += size + name.len();
        }
        if total > INSTANCE_BYTES_MAX {
            return Err(incident(
                "variable.instance_too_big",
                &format!("le variabili del caso superano {INSTANCE_BYTES_MAX} byte"),
                &format!("the variables of the instance are more than {INSTANCE_BYTES_MAX} bytes"),
            ));
        }
        Ok(())
    }

    /// Writes what came with an event; what does not fit is refused as its sender's fault.
    pub fn write_given(&mut self, scope: ScopeId, given: &Map, node: Ix) -> Result<(), Refusal> {
        let element = self.id(node).clone();
        self.write_map(scope, given)
            .map_err(|stop| as_invalid(stop, &element))
    }

    pub fn write_map(&mut self, scope: ScopeId, given: &Map) -> Result<(), Stop> {
        let given = given
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        self.write_all(scope, given)
    }

    fn write(&mut self, scope: ScopeId, name: Arc<str>, value: Value) {
        self.variable_event(name.clone(), value.clone());
        let holder = self.holder(scope, &name);
        let locals = match holder.and_then(|holder| self.instance.token_mut(holder)) {
            Some(token) => &mut token.locals,
            None => &mut self.instance.variables,
        };
        let added = entry_bytes(&name, &value);
        let mut created = false;
        let removed = match locals.get_mut(&*name) {
            Some(old) => entry_bytes(&name, &std::mem::replace(old, value)),
            None => {
                created = true;
                locals.insert(name.to_string(), value);
                0
            }
        };
        if self.process.heard.conditions {
            self.changes.of.push(Change { name, created });
        }
        self.instance.bytes = (self.instance.bytes + added).saturating_sub(removed);
    }

    /// The nearest subprocess or item around `scope` that has a local of this name.
    fn holder(&self, scope: ScopeId, name: &str) -> Option<TokenId> {
        let mut scope = scope;
        while scope != ROOT {
            let owner = self.instance.scope(scope)?.owner?;
            let token = self.instance.token(owner)?;
            if token.locals.contains_key(name) {
                return Some(owner);
            }
            scope = token.scope;
        }
        None
    }

    /// Adds locals of one element.
    pub fn add_locals(&mut self, id: TokenId, locals: Vec<(String, Value)>) -> Result<(), Stop> {
        self.fits(locals.iter().map(|(name, value)| (name.as_str(), value)))?;
        let mut added = 0;
        if let Some(token) = self.instance.token_mut(id) {
            for (name, value) in locals {
                added += entry_bytes(&name, &value);
                if let Some(old) = token.locals.insert(name.clone(), value) {
                    added = added.saturating_sub(entry_bytes(&name, &old));
                }
            }
        }
        self.instance.bytes += added;
        Ok(())
    }

    pub fn forget_locals(&mut self, id: TokenId) {
        let Some(token) = self.instance.token_mut(id) else {
            return;
        };
        if token.locals.is_empty() {
            return;
        }
        let locals = std::mem::take(&mut token.locals);
        let bytes: u64 = locals
            .iter()
            .map(|(name, value)| entry_bytes(name, value))
            .sum();
        self.instance.bytes = self.instance.bytes.saturating_sub(bytes);
    }

    /// Input mappings in order; a later one sees the earlier. On a failure none remains.
    pub fn map_inputs(&mut self, id: TokenId) -> Result<(), Stop> {
        let Some(token) = self.instance.token(id) else {
            return Ok(());
        };
        let (ix, scope) = (token.node, token.scope);
        for mapping in &self.process.node(ix).inputs {
            let value = self.with_call(Some(id), scope, |call| evaluate(&mapping.value, call));
            let kept = value.and_then(|value| match value {
                Some(value) => self.add_locals(id, vec![(mapping.name.clone(), value)]),
                None => Ok(()),
            });
            if let Err(stop) = kept {
                self.forget_inputs(id, ix);
                return Err(stop);
            }
        }
        Ok(())
    }

    /// Takes back what [`Run::map_inputs`] mapped.
    pub fn forget_inputs(&mut self, id: TokenId, ix: Ix) {
        let process = self.process;
        for mapping in &process.node(ix).inputs {
            self.forget_local(id, &mapping.name);
        }
    }

    fn forget_local(&mut self, id: TokenId, name: &str) {
        if let Some(old) = self
            .instance
            .token_mut(id)
            .and_then(|token| token.locals.remove(name))
        {
            self.instance.bytes = self.instance.bytes.saturating_sub(entry_bytes(name, &old));
        }
    }

    /// Output mappings: all evaluated inside the element, then all written around it.
    pub fn map_outputs(&mut self, id: TokenId) -> Result<(), Stop> {
        let Some(token) = self.instance.token(id) else {
            return Ok(());
        };
        let (node, scope, child) = (self.process.node(token.node), token.scope, token.child);
        if !node.outputs.is_empty() {
            // The inside of a subprocess has no variables beyond the locals of its token.
            let mut writes = Vec::with_capacity(node.outputs.len());
            for mapping in &node.outputs {
                let value =
                    self.with_call(Some(id), scope, |call| evaluate(&mapping.value, call))?;
                writes.extend(value.map(|value| (mapping.name.clone(), value)));
            }
            self.write_all(scope, writes)?;
        }
        if let Some(child) = child {
            let inner = self
                .instance
                .scope_mut(child)
                .map(|scope| std::mem::take(&mut scope.done))
                .unwrap_or_default();
            self.remove_scope(child);
            if let Some(token) = self.instance.token_mut(id) {
                token.child = None;
                token.inner = inner;
            }
        }
        Ok(())
    }

    /// Whether what a task gives is its own: output mappings, or the list of its items, follow.
    pub fn keeps(&self, token: &Token) -> bool {
        let node = self.process.node(token.node);
        let gathers = |multi: &MultiPlan| multi.output.is_some();
        !node.outputs.is_empty()
            || (token.item.is_some() && node.multi.as_deref().is_some_and(gathers))
    }

    /// What came, as the element knows it: a single value has the name of its one data output, since what is sent
    /// and what is awaited may call it otherwise. Source: BPMN 2.0.2 §10.4.2.
    pub fn known_here<'g>(&self, node: Ix, given: &'g Map) -> Cow<'g, Map> {
        match (&self.process.node(node).takes, given.iter().next()) {
            (Some(name), Some((other, value))) if given.len() == 1 && name != other => {
                Cow::Owned(Map::from([(name.clone(), value.clone())]))
            }
            _ => Cow::Borrowed(given),
        }
    }

    /// What an element was given from outside: its locals when output mappings follow, else variables.
    pub fn receive(&mut self, id: TokenId, given: &Map) -> Result<(), Stop> {
        let Some(token) = self.instance.token(id) else {
            return Ok(());
        };
        let (local, scope) = (self.keeps(token), token.scope);
        let given: Vec<(String, Value)> = self
            .known_here(token.node, given)
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        if given.is_empty() {
            Ok(())
        } else if local {
            self.add_locals(id, given)
        } else {
            self.write_all(scope, given)
        }
    }
}

fn entry_bytes(name: &str, value: &Value) -> u64 {
    (name.len() + value.size_bytes()) as u64
}

/// Evaluates one mapping; None: there is nothing to write. A script in a mapping gives a value; it
/// cannot write.
pub(crate) fn evaluate(mapping: &MappingValue, call: &Call) -> Result<Option<Value>, Failure> {
    match mapping {
        MappingValue::Copy(names) => Ok(names
            .iter()
            .filter_map(|name| call.variables.get(name))
            .find(|value| **value != Value::Null)
            .cloned()),
        other => value(other, call).map(Some),
    }
}

fn value(mapping: &MappingValue, call: &Call) -> Result<Value, Failure> {
    Ok(match mapping {
        MappingValue::Text(expression) => expression.eval(call)?,
        MappingValue::Script(script) => script.run(call)?.value,
        MappingValue::List(items) => Value::List(
            items
                .iter()
                .map(|item| value(item, call))
                .collect::<Result<_, _>>()?,
        ),
        MappingValue::Map(entries) => Value::Map(
            entries
                .iter()
                .map(|(key, item)| Ok((key.clone(), value(item, call)?)))
                .collect::<Result<Map, Failure>>()?,
        ),
        // Associations are never inside lists or maps.
        MappingValue::Copy(_) => Value::Null,
    })
}

/// An incident as the refusal of a person's input.
pub(crate) fn as_invalid(stop: Stop, element: &str) -> Refusal {
    match stop {
        Stop::Refuse(refusal) => refusal,
        Stop::Incident { code, message } => Refusal::Invalid {
            element: element.to_owned(),
            code,
            message,
        },
        Stop::Error { code, message } => Refusal::Invalid {
            element: element.to_owned(),
            code,
            message: message.unwrap_or_default(),
        },
    }
}
