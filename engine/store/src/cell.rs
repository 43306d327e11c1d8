//! How one value lies in a column, the same on both back ends: ids and hashes as bytes (PostgreSQL: uuid),
//! times as microseconds since 1970 UTC, days as `2026-11-28`, lists and objects as JSON text.
//!
//! PostgreSQL keeps no NUL in text, so NUL becomes U+FFFD on both.

use crate::row::{Instant, Sha};
use ::office::{Behalf, Grant};
use chrono::{DateTime, NaiveDate};
use sea_orm::{DbErr, QueryResult, Value};
use serde_json::Value as Json;
use uuid::Uuid;

pub(crate) trait Cell: Sized {
    fn put(&self) -> Value;
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr>;
}

pub(crate) fn text(s: &str) -> Value {
    Value::String(Some(if s.contains('\0') {
        s.replace('\0', "\u{fffd}")
    } else {
        s.to_string()
    }))
}

pub(crate) fn micros(at: Instant) -> i64 {
    at.timestamp_micros()
}

pub(crate) fn instant(micros: i64) -> Result<Instant, DbErr> {
    DateTime::from_timestamp_micros(micros)
        .ok_or_else(|| DbErr::Type(format!("{micros} is not a time")))
}

fn json_of<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|e| DbErr::Json(e.to_string()))
}

fn sha_of(bytes: Vec<u8>) -> Result<Sha, DbErr> {
    bytes
        .try_into()
        .map_err(|_| DbErr::Type("a hash of another length".into()))
}

macro_rules! plain {
    ($($t:ty => $v:ident),+) => {$(
        impl Cell for $t {
            fn put(&self) -> Value { Value::$v(Some(self.clone())) }
            fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> { row.try_get_by_index(at) }
        }
        impl Cell for Option<$t> {
            fn put(&self) -> Value { Value::$v(self.clone()) }
            fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> { row.try_get_by_index(at) }
        }
    )+};
}
plain!(Uuid => Uuid, i64 => BigInt, i32 => Int, bool => Bool, Vec<u8> => Bytes);

impl Cell for String {
    fn put(&self) -> Value {
        text(self)
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        row.try_get_by_index(at)
    }
}

impl Cell for Option<String> {
    fn put(&self) -> Value {
        self.as_deref().map_or(Value::String(None), text)
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        row.try_get_by_index(at)
    }
}

impl Cell for Sha {
    fn put(&self) -> Value {
        Value::Bytes(Some(self.to_vec()))
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        sha_of(row.try_get_by_index(at)?)
    }
}

impl Cell for Instant {
    fn put(&self) -> Value {
        Value::BigInt(Some(micros(*self)))
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        instant(row.try_get_by_index(at)?)
    }
}

impl Cell for Option<Instant> {
    fn put(&self) -> Value {
        Value::BigInt(self.map(micros))
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        row.try_get_by_index::<Option<i64>>(at)?
            .map(instant)
            .transpose()
    }
}

fn day_of(text: &str) -> Result<NaiveDate, DbErr> {
    text.parse()
        .map_err(|_| DbErr::Type(format!("{text} is not a day")))
}

/// Days sort as their texts do.
impl Cell for NaiveDate {
    fn put(&self) -> Value {
        text(&self.to_string())
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        day_of(&row.try_get_by_index::<String>(at)?)
    }
}

impl Cell for Option<NaiveDate> {
    fn put(&self) -> Value {
        Value::String(self.map(|day| day.to_string()))
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        row.try_get_by_index::<Option<String>>(at)?
            .as_deref()
            .map(day_of)
            .transpose()
    }
}

impl Cell for Option<Behalf> {
    fn put(&self) -> Value {
        Value::String(
            self.as_ref()
                .map(|behalf| serde_json::json!(behalf).to_string()),
        )
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        row.try_get_by_index::<Option<String>>(at)?
            .as_deref()
            .map(json_of)
            .transpose()
    }
}

impl Cell for Vec<Grant> {
    fn put(&self) -> Value {
        Value::String(Some(serde_json::json!(self).to_string()))
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        json_of(&row.try_get_by_index::<String>(at)?)
    }
}

impl Cell for Json {
    fn put(&self) -> Value {
        Value::String(Some(self.to_string()))
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        json_of(&row.try_get_by_index::<String>(at)?)
    }
}

impl Cell for Option<Json> {
    fn put(&self) -> Value {
        Value::String(self.as_ref().map(Json::to_string))
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        row.try_get_by_index::<Option<String>>(at)?
            .as_deref()
            .map(json_of)
            .transpose()
    }
}

impl Cell for Vec<String> {
    fn put(&self) -> Value {
        Value::String(Some(Json::from(self.clone()).to_string()))
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        json_of(&row.try_get_by_index::<String>(at)?)
    }
}

/// Files of a deployment: `[[path, hex], …]`.
impl Cell for Vec<(String, Sha)> {
    fn put(&self) -> Value {
        let pairs: Vec<(&str, String)> = self
            .iter()
            .map(|(path, sha)| (path.as_str(), hex::encode(sha)))
            .collect();
        Value::String(Some(serde_json::json!(pairs).to_string()))
    }
    fn get(row: &QueryResult, at: usize) -> Result<Self, DbErr> {
        let pairs: Vec<(String, String)> = json_of(&row.try_get_by_index::<String>(at)?)?;
        let decode = |(path, hash): (String, String)| {
            let bytes = hex::decode(&hash).map_err(|e| DbErr::Type(e.to_string()))?;
            Ok((path, sha_of(bytes)?))
        };
        pairs.into_iter().map(decode).collect()
    }
}
