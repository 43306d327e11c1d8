//! Numbers and days as the format writes them.

use crate::tree::{Element, XmlFault};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::str::FromStr;

/// A decimal with a point, `1234.50`; None when it is not there.
pub fn amount(at: &Element, path: &[&str]) -> Result<Option<Decimal>, XmlFault> {
    parsed(at, path, "a number such as 1234.50", |text| {
        Decimal::from_str(text).ok()
    })
}

/// `2026-11-28`, also with a zone behind it (`xs:date`); None when it is not there.
pub fn day(at: &Element, path: &[&str]) -> Result<Option<NaiveDate>, XmlFault> {
    parsed(at, path, "a day such as 2026-11-28", |text| {
        NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()
    })
}

pub fn whole(at: &Element, path: &[&str]) -> Result<Option<u32>, XmlFault> {
    parsed(at, path, "a whole number", |text| text.parse().ok())
}

fn parsed<T>(
    at: &Element,
    path: &[&str],
    expected: &'static str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, XmlFault> {
    let Some(text) = at.text_at(path) else {
        return Ok(None);
    };
    match read(&text) {
        Some(value) => Ok(Some(value)),
        None => Err(XmlFault::Value {
            path: at.path_to(path),
            text: text.chars().take(60).collect(),
            expected,
        }),
    }
}
