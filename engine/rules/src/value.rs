//! The values of a process: what a variable can hold (design §4). No floating point.
//!
//! In a snapshot a value is natural JSON, with two exceptions that keep it lossless: a decimal is
//! `{"$dec":"12.50"}` (its scale counts: 12.50 stays 12.50) and a reference is
//! `{"$ref":"message","id":"…"}`. A map of the user's with a key that begins with `$` is written
//! as `{"$map":[[key,value],…]}`. At the API ([`Value::to_json`]) a decimal is a JSON number where
//! that is exact and text where it is not.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Map keys are ordered, so that equal values have equal bytes.
pub type Map = BTreeMap<String, Value>;

/// Most bytes one variable may have, by [`Value::size_bytes`].
pub const VALUE_BYTES_MAX: usize = 64 * 1024;
/// Most bytes all variables of one instance may have together.
pub const INSTANCE_BYTES_MAX: usize = 1024 * 1024;
/// Deepest nesting of lists and maps.
pub const VALUE_DEPTH_MAX: usize = 32;

#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    Decimal(Decimal),
    Text(String),
    List(Vec<Value>),
    Map(Map),
    /// A mail or a document kept elsewhere; never its bytes.
    Ref(Ref),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ref {
    pub kind: RefKind,
    pub id: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefKind {
    /// A mail by its id.
    Message,
    /// A document: `<mail id>/<path>` for an attachment, or a blob by SHA-256.
    Document,
}

impl RefKind {
    /// The word used in snapshots, JSON and rules: `message` or `document`.
    pub fn word(self) -> &'static str {
        match self {
            RefKind::Message => "message",
            RefKind::Document => "document",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        match word {
            "message" => Some(RefKind::Message),
            "document" => Some(RefKind::Document),
            _ => None,
        }
    }
}

/// Why JSON is not a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ValueError {
    #[error("the number {0} is outside the range of a decimal")]
    Number(String),
    #[error("nested deeper than {VALUE_DEPTH_MAX} levels")]
    Depth,
    #[error("{0} is not a decimal")]
    Decimal(String),
    #[error("{0} is not a kind of reference")]
    Kind(String),
    #[error("a map whose key begins with $ is not one of $dec, $ref, $map")]
    Shape,
}

impl Value {
    /// The value of a JSON text of the API. Numbers with a fraction or an exponent, and whole
    /// numbers beyond i64, become decimals by way of their text; `{"$dec":…}` and `{"$ref":…}` are read.
    pub fn from_json(json: serde_json::Value) -> Result<Value, ValueError> {
        read(json, 0)
    }

    /// JSON for people and programs: decimals as numbers when that loses nothing, else as text;
    /// references as `{"$ref":kind,"id":id}`.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value as Json;
        match self {
            Value::Null => Json::Null,
            Value::Bool(flag) => Json::Bool(*flag),
            Value::Int(number) => Json::from(*number),
            Value::Decimal(decimal) => decimal_json(decimal),
            Value::Text(text) => Json::String(text.clone()),
            Value::List(items) => Json::Array(items.iter().map(Value::to_json).collect()),
            Value::Map(map) => {
                Json::Object(map.iter().map(|(k, v)| (k.clone(), v.to_json())).collect())
            }
            Value::Ref(reference) => {
                serde_json::json!({"$ref": reference.kind.word(), "id": reference.id})
            }
        }
    }

    /// Bytes this value counts for: about its JSON, never less than its text.
    pub fn size_bytes(&self) -> usize {
        match self {
            Value::Null | Value::Bool(_) => 4,
            Value::Int(_) => 8,
            Value::Decimal(_) => 16,
            Value::Text(text) => text.len() + 2,
            Value::List(items) => {
                2 + items
                    .iter()
                    .map(|item| item.size_bytes() + 1)
                    .sum::<usize>()
            }
            Value::Map(map) => {
                2 + map
                    .iter()
                    .map(|(k, v)| k.len() + 4 + v.size_bytes())
                    .sum::<usize>()
            }
            Value::Ref(reference) => reference.id.len() + 24,
        }
    }

    /// The bytes to hash: the snapshot's JSON without spaces. Equal values have equal bytes.
    pub fn canonical_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a value is always JSON: its keys are text")
    }

    /// Whether a list, map or text is empty; null is.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Null => true,
            Value::Text(text) => text.is_empty(),
            Value::List(items) => items.is_empty(),
            Value::Map(map) => map.is_empty(),
            _ => false,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Name of the sort of value, for messages: `null`, `bool`, `int`, `decimal`, `text`, `list`, `map`, `ref`.
    pub fn sort(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "bool",
            Value::Int(_) => "int",
            Value::Decimal(_) => "decimal",
            Value::Text(_) => "text",
            Value::List(_) => "list",
            Value::Map(_) => "map",
            Value::Ref(_) => "ref",
        }
    }
}

/// How a value reads inside a text (`text ${expr} text`): numbers and words as they are, null as
/// nothing, lists and maps as JSON, a reference as its id.
impl std::fmt::Display for Value {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Null => Ok(()),
            Value::Bool(flag) => write!(out, "{flag}"),
            Value::Int(number) => write!(out, "{number}"),
            Value::Decimal(decimal) => write!(out, "{decimal}"),
            Value::Text(text) => out.write_str(text),
            Value::Ref(reference) => out.write_str(&reference.id),
            Value::List(_) | Value::Map(_) => write!(out, "{}", self.to_json()),
        }
    }
}

fn decimal_json(decimal: &Decimal) -> serde_json::Value {
    let text = decimal.to_string();
    match text.parse::<f64>() {
        // Only a number that reads back as the very same text is exact for every reader of JSON.
        Ok(float)
            if Decimal::from_str_exact(&float.to_string())
                .ok()
                .is_some_and(|back| back == *decimal) =>
        {
            serde_json::Number::from_f64(float)
                .map_or(serde_json::Value::String(text), serde_json::Value::Number)
        }
        _ => serde_json::Value::String(text),
    }
}

fn decimal_text(text: &str) -> Option<Decimal> {
    text.parse::<Decimal>()
        .or_else(|_| Decimal::from_scientific(text))
        .ok()
}

fn read(json: serde_json::Value, depth: usize) -> Result<Value, ValueError> {
    use serde_json::Value as Json;
    if depth > VALUE_DEPTH_MAX {
        return Err(ValueError::Depth);
    }
    Ok(match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(flag),
        Json::Number(number) => match number.as_i64() {
            Some(int) => Value::Int(int),
            None => {
                let text = number.to_string();
                Value::Decimal(decimal_text(&text).ok_or(ValueError::Number(text))?)
            }
        },
        Json::String(text) => Value::Text(text),
        Json::Array(items) => Value::List(
            items
                .into_iter()
                .map(|item| read(item, depth + 1))
                .collect::<Result<_, _>>()?,
        ),
        Json::Object(map) => {
            if map.keys().any(|key| key.starts_with('$')) {
                return read_marked(map, depth);
            }
            Value::Map(
                map.into_iter()
                    .map(|(k, v)| Ok((k, read(v, depth + 1)?)))
                    .collect::<Result<_, ValueError>>()?,
            )
        }
    })
}

/// `{"$dec":…}`, `{"$ref":…,"id":…}`, `{"$map":[[k,v],…]}`.
fn read_marked(
    mut map: serde_json::Map<String, serde_json::Value>,
    depth: usize,
) -> Result<Value, ValueError> {
    use serde_json::Value as Json;
    let (dec, kind, id, pairs) = (
        map.remove("$dec"),
        map.remove("$ref"),
        map.remove("id"),
        map.remove("$map"),
    );
    match (dec, kind, id, pairs, map.is_empty()) {
        (Some(Json::String(text)), None, None, None, true) => decimal_text(&text)
            .map(Value::Decimal)
            .ok_or(ValueError::Decimal(text)),
        (None, Some(Json::String(kind)), Some(Json::String(id)), None, true) => {
            let kind = RefKind::from_word(&kind).ok_or(ValueError::Kind(kind))?;
            Ok(Value::Ref(Ref { kind, id }))
        }
        (None, None, None, Some(Json::Array(pairs)), true) => {
            let mut out = Map::new();
            for pair in pairs {
                match pair {
                    Json::Array(mut two) if two.len() == 2 => {
                        let value = two.pop().unwrap_or_default();
                        let Some(Json::String(key)) = two.pop() else {
                            return Err(ValueError::Shape);
                        };
                        out.insert(key, read(value, depth + 1)?);
                    }
                    _ => return Err(ValueError::Shape),
                }
            }
            Ok(Value::Map(out))
        }
        _ => Err(ValueError::Shape),
    }
}

impl Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        use serde::ser::{SerializeMap, SerializeSeq};
        match self {
            Value::Null => out.serialize_unit(),
            Value::Bool(flag) => out.serialize_bool(*flag),
            Value::Int(number) => out.serialize_i64(*number),
            Value::Text(text) => out.serialize_str(text),
            Value::Decimal(decimal) => {
                let mut map = out.serialize_map(Some(1))?;
                map.serialize_entry("$dec", &decimal.to_string())?;
                map.end()
            }
            Value::Ref(reference) => {
                let mut map = out.serialize_map(Some(2))?;
                map.serialize_entry("$ref", reference.kind.word())?;
                map.serialize_entry("id", &reference.id)?;
                map.end()
            }
            Value::List(items) => {
                let mut list = out.serialize_seq(Some(items.len()))?;
                for item in items {
                    list.serialize_element(item)?;
                }
                list.end()
            }
            Value::Map(entries) if entries.keys().any(|key| key.starts_with('$')) => {
                let mut map = out.serialize_map(Some(1))?;
                map.serialize_entry("$map", &entries.iter().collect::<Vec<_>>())?;
                map.end()
            }
            Value::Map(entries) => {
                let mut map = out.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let json = serde_json::Value::deserialize(input)?;
        Value::from_json(json).map_err(serde::de::Error::custom)
    }
}

macro_rules! from {
    ($($from:ty => |$it:ident| $make:expr),+ $(,)?) => {
        $(impl From<$from> for Value { fn from($it: $from) -> Self { $make } })+
    };
}
from! {
    bool => |it| Value::Bool(it),
    i64 => |it| Value::Int(it),
    i32 => |it| Value::Int(it.into()),
    Decimal => |it| Value::Decimal(it),
    &str => |it| Value::Text(it.to_owned()),
    String => |it| Value::Text(it),
    Vec<Value> => |it| Value::List(it),
    Map => |it| Value::Map(it),
}
