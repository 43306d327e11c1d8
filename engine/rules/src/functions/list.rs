//! Lists, maps and references.

use crate::call::work;
use crate::convert::from_dynamic;
use crate::{Ref, Value};
use rhai::{Array, Dynamic, Engine, EvalAltResult, INT, Map};
use rust_decimal::Decimal;

type Answer<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("len", |list: &mut Array| list.len() as INT);
    engine.register_get("len", |list: &mut Array| list.len() as INT);
    engine.register_fn("len", |map: &mut Map| map.len() as INT);
    engine.register_fn("contains", |list: &mut Array, item: Dynamic| {
        work(list.len());
        list.iter().any(|other| same(other, &item))
    });
    engine.register_fn("contains", |map: &mut Map, key: &str| map.contains_key(key));
    engine.register_fn("keys", |map: &mut Map| -> Array {
        work(map.len());
        map.keys()
            .map(|key| Dynamic::from(key.to_string()))
            .collect()
    });
    engine.register_fn("values", |map: &mut Map| -> Array {
        work(map.len());
        map.values().cloned().collect()
    });
    engine.register_fn("sum", |list: &mut Array| sum(list));
    engine.register_fn("+", |mut a: Array, b: Array| -> Array {
        work(a.len() + b.len());
        a.extend(b);
        a
    });
    engine.register_fn("+=", |a: &mut Array, b: Array| {
        work(b.len());
        a.extend(b);
    });
    engine.register_fn("==", |a: &mut Array, b: Array| {
        equal(Dynamic::from_array(a.clone()), Dynamic::from_array(b))
    });
    engine.register_fn("!=", |a: &mut Array, b: Array| {
        !equal(Dynamic::from_array(a.clone()), Dynamic::from_array(b))
    });
    engine.register_fn("==", |a: &mut Map, b: Map| {
        equal(Dynamic::from_map(a.clone()), Dynamic::from_map(b))
    });
    engine.register_fn("!=", |a: &mut Map, b: Map| {
        !equal(Dynamic::from_map(a.clone()), Dynamic::from_map(b))
    });
    engine.register_type_with_name::<Ref>("ref");
    engine.register_get("id", |reference: &mut Ref| reference.id.clone());
    engine.register_get("kind", |reference: &mut Ref| {
        reference.kind.word().to_owned()
    });
    engine.register_fn("==", |a: Ref, b: Ref| a == b);
    engine.register_fn("!=", |a: Ref, b: Ref| a != b);
}

pub(super) fn register_writing(engine: &mut Engine) {
    engine.register_fn("push", |list: &mut Array, item: Dynamic| list.push(item));
    engine.register_fn("pop", |list: &mut Array| {
        list.pop().unwrap_or(Dynamic::UNIT)
    });
    engine.register_fn("remove", |list: &mut Array, index: INT| -> Dynamic {
        work(list.len() / 16);
        match usize::try_from(index) {
            Ok(index) if index < list.len() => list.remove(index),
            _ => Dynamic::UNIT,
        }
    });
    engine.register_fn("remove", |map: &mut Map, key: &str| {
        map.remove(key).unwrap_or(Dynamic::UNIT)
    });
}

fn sum(list: &mut Array) -> Answer<Dynamic> {
    work(list.len());
    let (mut whole, mut decimal, mut all_whole) = (0_i64, Decimal::ZERO, true);
    for item in list.iter() {
        let number = if let Ok(int) = item.as_int() {
            whole = whole.wrapping_add(int);
            Decimal::from(int)
        } else {
            all_whole = false;
            item.as_decimal()
                .map_err(|sort| format!("sum: {sort} is not a number"))?
        };
        decimal = decimal
            .checked_add(number)
            .ok_or("sum: the number is too big")?;
    }
    if all_whole && Decimal::from(whole) == decimal {
        return Ok(Dynamic::from_int(whole));
    }
    Ok(Dynamic::from_decimal(decimal))
}

/// Equality of single items: 1 equals 1.0, texts by letters, everything else by value.
fn same(a: &Dynamic, b: &Dynamic) -> bool {
    if let (Ok(a), Ok(b)) = (a.as_int(), b.as_int()) {
        return a == b;
    }
    if let (Ok(a), Ok(b)) = (a.as_immutable_string_ref(), b.as_immutable_string_ref()) {
        return *a == *b;
    }
    equal(a.clone(), b.clone())
}

fn equal(a: Dynamic, b: Dynamic) -> bool {
    match (from_dynamic(a), from_dynamic(b)) {
        (Ok(a), Ok(b)) => {
            work(a.size_bytes() / 4);
            match (&a, &b) {
                (Value::Int(a), Value::Decimal(b)) | (Value::Decimal(b), Value::Int(a)) => {
                    Decimal::from(*a) == *b
                }
                _ => a == b,
            }
        }
        _ => false,
    }
}
