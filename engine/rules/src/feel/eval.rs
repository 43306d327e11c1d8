//! The value of a tree. What cannot be compared or computed is null, as FEEL says.

use super::item::{Item, NULL, equal, order};
use super::{Node, Operator};
use crate::{Call, Failure, Map, Value};
use rust_decimal::Decimal;
use std::cell::{Cell, RefCell};
use std::cmp::Ordering;

/// Most nodes one evaluation may visit: what repeats in repetitions ends here.
pub(super) const WORK_MAX: u32 = 200_000;
/// Longest list a range or repetition may make.
const ITEMS_MAX: usize = 10_000;

pub(super) fn eval(node: &Node, call: &Call) -> Result<Value, Failure> {
    crate::call::rested();
    let scope = Scope {
        call,
        bound: RefCell::new(Vec::new()),
        work: Cell::new(0),
    };
    scope.eval(node).map(Item::plain)
}

/// Where an expression is evaluated: the variables, and the names bound on the way.
struct Scope<'c> {
    call: &'c Call<'c>,
    /// The nearest last.
    bound: RefCell<Vec<(String, Item)>>,
    work: Cell<u32>,
}

impl Scope<'_> {
    fn eval(&self, node: &Node) -> Result<Item, Failure> {
        self.count()?;
        Ok(match node {
            Node::Literal(value) => Item::Plain(value.clone()),
            Node::Temporal(temporal) => Item::Temporal(*temporal),
            Node::Name(name) => self.name(name),
            Node::Input => self.name("?"),
            Node::Path(inner, name) => path(self.eval(inner)?, name),
            Node::Item(list, index) => self.item(list, index)?,
            Node::List(items) => {
                let items = items.iter().map(|item| Ok(self.eval(item)?.plain()));
                Item::Plain(Value::List(items.collect::<Result<_, Failure>>()?))
            }
            Node::Context(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, node)| Ok((key.clone(), self.eval(node)?.plain())));
                Item::Plain(Value::Map(entries.collect::<Result<Map, Failure>>()?))
            }
            // A range or a test stands for itself only after `in`.
            Node::Range { .. } | Node::Unary(..) => NULL,
            Node::If(condition, yes, no) => {
                let held = self.eval(condition)?.as_bool() == Some(true);
                self.eval(if held { yes } else { no })?
            }
            Node::Binary(operator, a, b) => self.binary(*operator, a, b)?,
            Node::Negate(inner) => match self.eval(inner)? {
                Item::Temporal(temporal) => Item::temporal(temporal.times(-Decimal::ONE)),
                other => other.as_number().map_or(NULL, |n| Item::number(-n)),
            },
            Node::In(inner, tests) => {
                let value = self.eval(inner)?;
                for test in tests {
                    if self.passes(&value, test)? {
                        return Ok(Item::bool(true));
                    }
                }
                Item::bool(false)
            }
            Node::Call(builtin, arguments) => {
                let mut values = Vec::with_capacity(arguments.len());
                for node in arguments {
                    values.push(self.eval(node)?);
                }
                let item = (builtin.run)(values, self.call);
                if crate::call::overworked() {
                    return Err(too_long());
                }
                item
            }
            Node::For { over, gives } => {
                let mut out = Vec::new();
                self.each(over, &mut |scope| {
                    if out.len() >= ITEMS_MAX {
                        return Err(too_long());
                    }
                    out.push(scope.eval(gives)?.plain());
                    Ok(true)
                })?;
                Item::Plain(Value::List(out))
            }
            Node::Quantified { every, over, holds } => {
                let mut answer = *every;
                self.each(over, &mut |scope| {
                    let held = scope.eval(holds)?.as_bool() == Some(true);
                    if held != *every {
                        answer = held;
                    }
                    Ok(held == *every)
                })?;
                Item::bool(answer)
            }
            Node::InstanceOf(inner, sort) => {
                let found = self.eval(inner)?;
                Item::bool(is_instance(&found, sort))
            }
        })
    }

    fn count(&self) -> Result<(), Failure> {
        let work = self.work.get() + 1;
        self.work.set(work);
        if work > WORK_MAX {
            Err(too_long())
        } else {
            Ok(())
        }
    }

    fn name(&self, name: &str) -> Item {
        let bound = self.bound.borrow();
        match bound.iter().rev().find(|(other, _)| other == name) {
            Some((_, item)) => item.clone(),
            None => Item::Plain(self.call.variables.get(name).cloned().unwrap_or_default()),
        }
    }

    /// Evaluates with further names bound.
    fn with<T>(
        &self,
        names: Vec<(String, Item)>,
        act: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let before = self.bound.borrow().len();
        self.bound.borrow_mut().extend(names);
        let out = act();
        self.bound.borrow_mut().truncate(before);
        out
    }

    /// Goes through every combination, the last name fastest, until `act` answers false.
    fn each(
        &self,
        over: &[(String, Node)],
        act: &mut dyn FnMut(&Self) -> Result<bool, Failure>,
    ) -> Result<bool, Failure> {
        let Some(((name, list), rest)) = over.split_first() else {
            return act(self);
        };
        for value in self.items(list)? {
            let bound = vec![(name.clone(), Item::Plain(value))];
            if !self.with(bound, || self.each(rest, act))? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What is gone through: a list, or the whole numbers of a range in its direction.
    fn items(&self, node: &Node) -> Result<Vec<Value>, Failure> {
        let Node::Range { low, high, .. } = node else {
            return Ok(self.eval(node)?.into_list());
        };
        let (low, high) = (self.eval(low)?.as_int(), self.eval(high)?.as_int());
        let (Some(low), Some(high)) = (low, high) else {
            return Ok(Vec::new());
        };
        if low.abs_diff(high) >= ITEMS_MAX as u64 {
            return Err(too_long());
        }
        Ok(if low <= high {
            (low..=high).map(Value::Int).collect()
        } else {
            (high..=low).rev().map(Value::Int).collect()
        })
    }

    fn item(&self, list: &Node, index: &Node) -> Result<Item, Failure> {
        let list = self.eval(list)?.into_list();
        if !is_condition(index) {
            return Ok(match self.eval(index)? {
                Item::Plain(Value::Bool(true)) => Item::Plain(Value::List(list)),
                Item::Plain(Value::Bool(false)) => Item::Plain(Value::List(Vec::new())),
                index => at(list, &index),
            });
        }
        let mut out = Vec::new();
        for value in list {
            let mut bound = match &value {
                Value::Map(entries) => entries
                    .iter()
                    .map(|(name, value)| (name.clone(), Item::Plain(value.clone())))
                    .collect(),
                _ => Vec::new(),
            };
            bound.push(("item".to_owned(), Item::Plain(value.clone())));
            if self.with(bound, || self.eval(index))?.as_bool() == Some(true) {
                out.push(value);
            }
        }
        Ok(Item::Plain(Value::List(out)))
    }

    fn binary(&self, operator: Operator, a: &Node, b: &Node) -> Result<Item, Failure> {
        let left = self.eval(a)?;
        match (operator, left.as_bool()) {
            (Operator::And, Some(false)) => return Ok(Item::bool(false)),
            (Operator::Or, Some(true)) => return Ok(Item::bool(true)),
            _ => {}
        }
        let right = self.eval(b)?;
        Ok(match operator {
            Operator::And => match (left.as_bool(), right.as_bool()) {
                (_, Some(false)) => Item::bool(false),
                (Some(true), Some(true)) => Item::bool(true),
                _ => NULL,
            },
            Operator::Or => match (left.as_bool(), right.as_bool()) {
                (_, Some(true)) => Item::bool(true),
                (Some(false), Some(false)) => Item::bool(false),
                _ => NULL,
            },
            Operator::Add
            | Operator::Subtract
            | Operator::Multiply
            | Operator::Divide
            | Operator::Power => arithmetic(operator, &left, &right, self.call),
            _ => self.compare(operator, &left, &right),
        })
    }

    fn compare(&self, operator: Operator, a: &Item, b: &Item) -> Item {
        match operator {
            Operator::Equal => return Item::bool(equal(a, b, self.call)),
            Operator::NotEqual => return Item::bool(!equal(a, b, self.call)),
            _ => {}
        }
        let Some(order) = order(a, b, self.call) else {
            return NULL;
        };
        Item::bool(match operator {
            Operator::Less => order == Ordering::Less,
            Operator::LessOrEqual => order != Ordering::Greater,
            Operator::Greater => order == Ordering::Greater,
            _ => order != Ordering::Less,
        })
    }

    fn passes(&self, value: &Item, test: &Node) -> Result<bool, Failure> {
        self.count()?;
        Ok(match test {
            Node::Range {
                low,
                high,
                low_open,
                high_open,
            } => {
                let (low, high) = (self.eval(low)?, self.eval(high)?);
                let above = order(value, &low, self.call).is_some_and(|order| {
                    order == Ordering::Greater || (order == Ordering::Equal && !low_open)
                });
                let below = order(value, &high, self.call).is_some_and(|order| {
                    order == Ordering::Less || (order == Ordering::Equal && !high_open)
                });
                above && below
            }
            Node::Unary(operator, other) => {
                let other = self.eval(other)?;
                self.compare(*operator, value, &other).as_bool() == Some(true)
            }
            Node::List(items) => {
                for item in items {
                    if self.passes(value, item)? {
                        return Ok(true);
                    }
                }
                false
            }
            other if names_input(other) => {
                let bound = vec![("?".to_owned(), value.clone())];
                self.with(bound, || self.eval(other))?.as_bool() == Some(true)
            }
            other => match self.eval(other)? {
                Item::Plain(Value::List(items)) => items
                    .into_iter()
                    .any(|item| equal(value, &Item::Plain(item), self.call)),
                single => equal(value, &single, self.call),
            },
        })
    }
}

fn too_long() -> Failure {
    Failure::error(
        "script.too_long",
        "l'espressione fa troppi passi",
        "the expression takes too many steps",
    )
}

fn path(item: Item, name: &str) -> Item {
    match item {
        Item::Temporal(temporal) => Item::Plain(temporal.property(name)),
        Item::Plain(Value::Map(mut map)) => Item::Plain(map.remove(name).unwrap_or_default()),
        Item::Plain(Value::List(items)) => Item::Plain(Value::List(
            items
                .into_iter()
                .map(|item| path(Item::Plain(item), name).plain())
                .collect(),
        )),
        Item::Plain(Value::Ref(reference)) if name == "id" => Item::text(reference.id),
        Item::Plain(Value::Ref(reference)) if name == "kind" => {
            Item::Plain(Value::from(reference.kind.word()))
        }
        text => text
            .as_temporal()
            .map_or(NULL, |temporal| Item::Plain(temporal.property(name))),
    }
}

fn at(mut list: Vec<Value>, index: &Item) -> Item {
    let Some(index) = index.as_int() else {
        return NULL;
    };
    let at = if index > 0 {
        index.checked_sub(1)
    } else {
        i64::try_from(list.len())
            .ok()
            .and_then(|len| len.checked_add(index))
    };
    match at.and_then(|at| usize::try_from(at).ok()) {
        Some(at) if index != 0 && at < list.len() => Item::Plain(list.swap_remove(at)),
        _ => NULL,
    }
}

/// Whether what stands in brackets chooses items rather than counts them.
fn is_condition(node: &Node) -> bool {
    match node {
        Node::Binary(operator, ..) => !matches!(
            operator,
            Operator::Add
                | Operator::Subtract
                | Operator::Multiply
                | Operator::Divide
                | Operator::Power
        ),
        Node::In(..) | Node::Quantified { .. } | Node::InstanceOf(..) => true,
        Node::Call(builtin, _) => builtin.answers,
        _ => false,
    }
}

/// Whether a test speaks of its value as `?`.
fn names_input(node: &Node) -> bool {
    match node {
        Node::Input => true,
        Node::Literal(_) | Node::Temporal(_) | Node::Name(_) => false,
        Node::Path(inner, _)
        | Node::Negate(inner)
        | Node::Unary(_, inner)
        | Node::InstanceOf(inner, _) => names_input(inner),
        Node::Item(a, b) | Node::Binary(_, a, b) => names_input(a) || names_input(b),
        Node::Range { low, high, .. } => names_input(low) || names_input(high),
        Node::If(a, b, c) => [a, b, c].into_iter().any(|node| names_input(node)),
        Node::List(items) | Node::Call(_, items) => items.iter().any(names_input),
        Node::Context(entries) => entries.iter().any(|(_, node)| names_input(node)),
        Node::In(inner, tests) => names_input(inner) || tests.iter().any(names_input),
        Node::For { over, gives: body }
        | Node::Quantified {
            over, holds: body, ..
        } => over.iter().any(|(_, node)| names_input(node)) || names_input(body),
    }
}

fn arithmetic(operator: Operator, a: &Item, b: &Item, call: &Call) -> Item {
    if let (Some(a), Some(b)) = (a.as_number(), b.as_number()) {
        let result = match operator {
            Operator::Add => a.checked_add(b),
            Operator::Subtract => a.checked_sub(b),
            Operator::Multiply => a.checked_mul(b),
            Operator::Power => power(a, b),
            _ => a.checked_div(b),
        };
        return result.map_or(NULL, Item::number);
    }
    if let (Operator::Add, Some(a), Some(b)) = (operator, a.as_text(), b.as_text()) {
        return Item::text(format!("{a}{b}"));
    }
    let sides = (a.as_temporal(), b.as_temporal());
    if a.as_text().is_some() && b.as_text().is_some() {
        // Two texts are dates only by a function that says so.
        return NULL;
    }
    match (operator, sides, a.as_number(), b.as_number()) {
        (Operator::Add, (Some(a), Some(b)), ..) => Item::temporal(a.plus(b)),
        (Operator::Subtract, (Some(a), Some(b)), ..) => Item::temporal(a.minus(b, call)),
        (Operator::Multiply, (Some(span), None), _, Some(factor))
        | (Operator::Multiply, (None, Some(span)), Some(factor), _) => {
            Item::temporal(span.times(factor))
        }
        (Operator::Divide, (Some(span), None), _, Some(by)) => {
            let factor = Decimal::ONE.checked_div(by);
            Item::temporal(factor.and_then(|factor| span.times(factor)))
        }
        (Operator::Divide, (Some(a), Some(b)), ..) => a.ratio(b).map_or(NULL, Item::number),
        _ => NULL,
    }
}

/// A power with a whole exponent.
fn power(base: Decimal, exponent: Decimal) -> Option<Decimal> {
    const EXPONENT_MAX: i64 = 1_000;
    if !exponent.fract().is_zero() {
        return None;
    }
    let exponent = i64::try_from(exponent.trunc()).ok()?;
    if exponent.abs() > EXPONENT_MAX {
        return None;
    }
    let mut out = Decimal::ONE;
    for _ in 0..exponent.abs() {
        out = out.checked_mul(base)?;
    }
    if exponent < 0 {
        Decimal::ONE.checked_div(out)
    } else {
        Some(out)
    }
}

fn is_instance(item: &Item, sort: &str) -> bool {
    let found = match item {
        Item::Temporal(temporal) => temporal.sort(),
        Item::Plain(Value::Null) => return sort == "Null",
        Item::Plain(Value::Bool(_)) => "boolean",
        Item::Plain(Value::Int(_) | Value::Decimal(_)) => "number",
        Item::Plain(Value::Text(_)) => "string",
        Item::Plain(Value::List(_)) => "list",
        Item::Plain(Value::Map(_) | Value::Ref(_)) => "context",
    };
    sort == "Any" || sort == found
}
