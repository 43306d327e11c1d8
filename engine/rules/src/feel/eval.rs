//! The value of a tree. What cannot be compared or computed is null, as FEEL says.

use super::{Function, Node, Operator};
use crate::time::{format_instant, parse_instant};
use crate::{Call, Failure, Map, Value};
use rust_decimal::Decimal;
use std::cmp::Ordering;

pub(super) fn eval(node: &Node, call: &Call) -> Result<Value, Failure> {
    Ok(match node {
        Node::Literal(value) => value.clone(),
        Node::Name(name) => call.variables.get(name).cloned().unwrap_or_default(),
        Node::Path(inner, name) => path(eval(inner, call)?, name),
        Node::Item(list, index) => item(eval(list, call)?, &eval(index, call)?),
        Node::List(items) => Value::List(
            items
                .iter()
                .map(|item| eval(item, call))
                .collect::<Result<_, _>>()?,
        ),
        Node::Context(entries) => {
            let entries = entries
                .iter()
                .map(|(key, node)| Ok((key.clone(), eval(node, call)?)));
            Value::Map(entries.collect::<Result<Map, Failure>>()?)
        }
        // A range or a test stands for itself only after `in`.
        Node::Range { .. } | Node::Unary(..) => Value::Null,
        Node::If(condition, yes, no) => {
            let branch = if eval(condition, call)? == Value::Bool(true) {
                yes
            } else {
                no
            };
            eval(branch, call)?
        }
        Node::Binary(operator, a, b) => binary(*operator, a, b, call)?,
        Node::Negate(inner) => match number(&eval(inner, call)?) {
            Some(number) => whole(-number),
            None => Value::Null,
        },
        Node::In(inner, tests) => {
            let value = eval(inner, call)?;
            let mut found = false;
            for test in tests {
                found = found || passes(&value, test, call)?;
            }
            Value::Bool(found)
        }
        Node::Call(function, arguments) => {
            let arguments = arguments
                .iter()
                .map(|node| eval(node, call))
                .collect::<Result<Vec<_>, _>>()?;
            apply(*function, &arguments, call)
        }
    })
}

fn path(value: Value, name: &str) -> Value {
    match value {
        Value::Map(mut map) => map.remove(name).unwrap_or_default(),
        Value::List(items) => Value::List(items.into_iter().map(|item| path(item, name)).collect()),
        Value::Ref(reference) if name == "id" => Value::Text(reference.id),
        Value::Ref(reference) if name == "kind" => Value::from(reference.kind.word()),
        _ => Value::Null,
    }
}

fn item(list: Value, index: &Value) -> Value {
    let (Value::List(mut items), Value::Int(index)) = (list, index) else {
        return Value::Null;
    };
    let at = if *index > 0 {
        index.checked_sub(1)
    } else {
        i64::try_from(items.len())
            .ok()
            .and_then(|len| len.checked_add(*index))
    };
    match at.and_then(|at| usize::try_from(at).ok()) {
        Some(at) if *index != 0 && at < items.len() => items.swap_remove(at),
        _ => Value::Null,
    }
}

fn binary(operator: Operator, a: &Node, b: &Node, call: &Call) -> Result<Value, Failure> {
    let left = eval(a, call)?;
    match (operator, &left) {
        (Operator::And, Value::Bool(false)) => return Ok(Value::Bool(false)),
        (Operator::Or, Value::Bool(true)) => return Ok(Value::Bool(true)),
        _ => {}
    }
    let right = eval(b, call)?;
    Ok(match operator {
        Operator::And => match (&left, &right) {
            (_, Value::Bool(false)) => Value::Bool(false),
            (Value::Bool(true), Value::Bool(true)) => Value::Bool(true),
            _ => Value::Null,
        },
        Operator::Or => match (&left, &right) {
            (_, Value::Bool(true)) => Value::Bool(true),
            (Value::Bool(false), Value::Bool(false)) => Value::Bool(false),
            _ => Value::Null,
        },
        Operator::Add | Operator::Subtract | Operator::Multiply | Operator::Divide => {
            arithmetic(operator, &left, &right)
        }
        _ => compare(operator, &left, &right, call),
    })
}

fn compare(operator: Operator, a: &Value, b: &Value, call: &Call) -> Value {
    match operator {
        Operator::Equal => return Value::Bool(equal(a, b)),
        Operator::NotEqual => return Value::Bool(!equal(a, b)),
        _ => {}
    }
    let Some(order) = order(a, b, call) else {
        return Value::Null;
    };
    Value::Bool(match operator {
        Operator::Less => order == Ordering::Less,
        Operator::LessOrEqual => order != Ordering::Greater,
        Operator::Greater => order == Ordering::Greater,
        _ => order != Ordering::Less,
    })
}

fn equal(a: &Value, b: &Value) -> bool {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a == b,
    }
}

/// Numbers by size; two instants or dates by time; other texts by letters.
fn order(a: &Value, b: &Value, call: &Call) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (number(a), number(b)) {
        return Some(a.cmp(&b));
    }
    let (a, b) = (a.as_text()?, b.as_text()?);
    match (parse_instant(a, call.zone), parse_instant(b, call.zone)) {
        (Ok(a), Ok(b)) => Some(a.cmp(&b)),
        _ => Some(a.cmp(b)),
    }
}

fn arithmetic(operator: Operator, a: &Value, b: &Value) -> Value {
    if let (Operator::Add, Value::Text(a), Value::Text(b)) = (operator, a, b) {
        return Value::Text(format!("{a}{b}"));
    }
    let (Some(a), Some(b)) = (number(a), number(b)) else {
        return Value::Null;
    };
    let result = match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        _ => a.checked_div(b),
    };
    result.map_or(Value::Null, whole)
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Int(int) => Some(Decimal::from(*int)),
        Value::Decimal(decimal) => Some(*decimal),
        _ => None,
    }
}

/// A whole number where it is one.
fn whole(number: Decimal) -> Value {
    if number.scale() == 0
        && let Ok(int) = i64::try_from(number)
    {
        return Value::Int(int);
    }
    Value::Decimal(number)
}

fn passes(value: &Value, test: &Node, call: &Call) -> Result<bool, Failure> {
    Ok(match test {
        Node::Range {
            low,
            high,
            low_open,
            high_open,
        } => {
            let (low, high) = (eval(low, call)?, eval(high, call)?);
            let above = order(value, &low, call).is_some_and(|order| {
                order == Ordering::Greater || (order == Ordering::Equal && !low_open)
            });
            let below = order(value, &high, call).is_some_and(|order| {
                order == Ordering::Less || (order == Ordering::Equal && !high_open)
            });
            above && below
        }
        Node::Unary(operator, other) => {
            compare(*operator, value, &eval(other, call)?, call) == Value::Bool(true)
        }
        Node::List(items) => {
            for item in items {
                if passes(value, item, call)? {
                    return Ok(true);
                }
            }
            false
        }
        other => match eval(other, call)? {
            Value::List(items) => items.iter().any(|item| equal(value, item)),
            single => equal(value, &single),
        },
    })
}

fn apply(function: Function, arguments: &[Value], call: &Call) -> Value {
    let text = |at: usize| arguments.get(at).and_then(Value::as_text);
    let two = |test: fn(&str, &str) -> bool| match (text(0), text(1)) {
        (Some(a), Some(b)) => Value::Bool(test(a, b)),
        _ => Value::Null,
    };
    match function {
        Function::Not => match arguments {
            [Value::Bool(flag)] => Value::Bool(!flag),
            _ => Value::Null,
        },
        Function::IsDefined => {
            Value::Bool(arguments.first().is_some_and(|value| *value != Value::Null))
        }
        Function::Count => match arguments {
            [Value::List(items)] => Value::Int(items.len() as i64),
            [Value::Null] | [] => Value::Int(0),
            _ => Value::Int(1),
        },
        Function::Sum => fold(arguments, |a, b| a.checked_add(b)),
        Function::Min => fold(arguments, |a, b| Some(a.min(b))),
        Function::Max => fold(arguments, |a, b| Some(a.max(b))),
        Function::Contains => two(|text, part| text.contains(part)),
        Function::StartsWith => two(|text, start| text.starts_with(start)),
        Function::EndsWith => two(|text, end| text.ends_with(end)),
        Function::ListContains => match arguments {
            [Value::List(items), item] => Value::Bool(items.iter().any(|other| equal(other, item))),
            _ => Value::Null,
        },
        Function::UpperCase => text(0).map_or(Value::Null, |text| Value::Text(text.to_uppercase())),
        Function::LowerCase => text(0).map_or(Value::Null, |text| Value::Text(text.to_lowercase())),
        Function::StringLength => {
            text(0).map_or(Value::Null, |text| Value::Int(text.chars().count() as i64))
        }
        Function::Now => Value::Text(format_instant(call.now)),
        Function::Today => Value::Text(call.now.with_timezone(&call.zone).date_naive().to_string()),
    }
}

fn fold(arguments: &[Value], act: impl Fn(Decimal, Decimal) -> Option<Decimal>) -> Value {
    let items = match arguments {
        [Value::List(items)] => items.as_slice(),
        other => other,
    };
    let mut numbers = items.iter().map(number);
    let Some(Some(mut total)) = numbers.next() else {
        return Value::Null;
    };
    for next in numbers {
        match next.and_then(|next| act(total, next)) {
            Some(next) => total = next,
            None => return Value::Null,
        }
    }
    whole(total)
}
