//! What an evaluation works with: our values, and dates, times and durations that are texts outside.

use super::temporal::Temporal;
use crate::time::parse_instant;
use crate::{Call, Value};
use rust_decimal::Decimal;
use std::cmp::Ordering;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Item {
    Plain(Value),
    Temporal(Temporal),
}

pub(super) const NULL: Item = Item::Plain(Value::Null);

impl Item {
    pub fn int(number: i64) -> Item {
        Item::Plain(Value::Int(number))
    }

    pub fn bool(flag: bool) -> Item {
        Item::Plain(Value::Bool(flag))
    }

    pub fn text(text: impl Into<String>) -> Item {
        Item::Plain(Value::Text(text.into()))
    }

    /// A whole number where it is one.
    pub fn number(number: Decimal) -> Item {
        let short = number.normalize();
        if short.scale() == 0
            && number.scale() == 0
            && let Ok(int) = i64::try_from(short)
        {
            return Item::int(int);
        }
        Item::Plain(Value::Decimal(number))
    }

    pub fn temporal(found: Option<Temporal>) -> Item {
        found.map_or(NULL, Item::Temporal)
    }

    /// As everybody else sees it.
    pub fn plain(self) -> Value {
        match self {
            Item::Plain(value) => value,
            Item::Temporal(temporal) => Value::Text(temporal.to_text()),
        }
    }

    pub fn is_null(&self) -> bool {
        *self == NULL
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Item::Plain(Value::Bool(flag)) => Some(*flag),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Item::Plain(Value::Text(text)) => Some(text),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<Decimal> {
        match self {
            Item::Plain(value) => number(value),
            Item::Temporal(_) => None,
        }
    }

    pub fn as_int(&self) -> Option<i64> {
        self.as_number()
            .filter(|n| n.fract().is_zero())
            .and_then(|n| i64::try_from(n.trunc()).ok())
    }

    /// What it is, or what its text says.
    pub fn as_temporal(&self) -> Option<Temporal> {
        match self {
            Item::Temporal(temporal) => Some(*temporal),
            Item::Plain(Value::Text(text)) => Temporal::read(text),
            Item::Plain(_) => None,
        }
    }

    /// Its items; a single value is a list of one, null an empty one.
    pub fn into_list(self) -> Vec<Value> {
        match self {
            Item::Plain(Value::List(items)) => items,
            Item::Plain(Value::Null) => Vec::new(),
            other => vec![other.plain()],
        }
    }
}

pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(int) => Some(Decimal::from(*int)),
        Value::Decimal(decimal) => Some(*decimal),
        _ => None,
    }
}

pub(super) fn equal(a: &Item, b: &Item, call: &Call) -> bool {
    if matches!(a, Item::Temporal(_)) || matches!(b, Item::Temporal(_)) {
        return match (a.as_temporal(), b.as_temporal()) {
            (Some(a), Some(b)) => a.order(b, call) == Some(Ordering::Equal),
            _ => false,
        };
    }
    match (a.as_number(), b.as_number()) {
        (Some(a), Some(b)) => a == b,
        _ => match (a, b) {
            (Item::Plain(Value::List(a)), Item::Plain(Value::List(b))) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            _ => a == b,
        },
    }
}

/// Whether two values of lists are equal: numbers by size.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

/// Numbers by size; dates, times and durations by time; two texts that are instants too; other texts by
/// letters.
pub(super) fn order(a: &Item, b: &Item, call: &Call) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (a.as_number(), b.as_number()) {
        return Some(a.cmp(&b));
    }
    if matches!(a, Item::Temporal(_)) || matches!(b, Item::Temporal(_)) {
        return a.as_temporal()?.order(b.as_temporal()?, call);
    }
    let (a, b) = (a.as_text()?, b.as_text()?);
    match (parse_instant(a, call.zone), parse_instant(b, call.zone)) {
        (Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => Some(a.cmp(b)),
    }
}
