//! Values of ours to values of rhai and back.

use crate::value::VALUE_DEPTH_MAX;
use crate::{Failure, Map, Ref, Value};
use rhai::{Array, Dynamic, Identifier};

pub(crate) fn to_dynamic(value: &Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(flag) => Dynamic::from_bool(*flag),
        Value::Int(number) => Dynamic::from_int(*number),
        Value::Decimal(decimal) => Dynamic::from_decimal(*decimal),
        Value::Text(text) => Dynamic::from(text.as_str().to_owned()),
        Value::List(items) => Dynamic::from_array(items.iter().map(to_dynamic).collect::<Array>()),
        Value::Map(map) => {
            let map: rhai::Map = map
                .iter()
                .map(|(k, v)| (Identifier::from(k.as_str()), to_dynamic(v)))
                .collect();
            Dynamic::from_map(map)
        }
        Value::Ref(reference) => Dynamic::from(reference.clone()),
    }
}

pub(crate) fn from_dynamic(value: Dynamic) -> Result<Value, Failure> {
    read(value, 0)
}

fn read(value: Dynamic, depth: usize) -> Result<Value, Failure> {
    if depth > VALUE_DEPTH_MAX {
        return Err(Failure::error(
            "script.too_big",
            format!("il valore è annidato oltre {VALUE_DEPTH_MAX} livelli"),
            format!("the value is nested deeper than {VALUE_DEPTH_MAX} levels"),
        ));
    }
    if value.is_unit() {
        return Ok(Value::Null);
    }
    if let Ok(flag) = value.as_bool() {
        return Ok(Value::Bool(flag));
    }
    if let Ok(number) = value.as_int() {
        return Ok(Value::Int(number));
    }
    if let Ok(decimal) = value.as_decimal() {
        return Ok(Value::Decimal(decimal));
    }
    if let Ok(letter) = value.as_char() {
        return Ok(Value::Text(letter.to_string()));
    }
    if value.is_string() {
        return Ok(Value::Text(value.into_string().unwrap_or_default()));
    }
    if value.is_array() {
        let items = value.into_array().unwrap_or_default();
        return Ok(Value::List(
            items
                .into_iter()
                .map(|item| read(item, depth + 1))
                .collect::<Result<_, _>>()?,
        ));
    }
    if value.is_map() {
        let map = value.try_cast::<rhai::Map>().unwrap_or_default();
        return Ok(Value::Map(
            map.into_iter()
                .map(|(k, v)| Ok((k.to_string(), read(v, depth + 1)?)))
                .collect::<Result<Map, Failure>>()?,
        ));
    }
    let sort = value.type_name();
    match value.try_cast::<Ref>() {
        Some(reference) => Ok(Value::Ref(reference)),
        None => Err(Failure::error(
            "script.type",
            format!("un valore di tipo {sort} non può diventare una variabile"),
            format!("a value of type {sort} cannot become a variable"),
        )),
    }
}
