//! One submitted value: JSON to a value of ours, checked against its field.

use crate::schema::{DateSort, Field, FieldKind, Options};
use bpmn::Text;
use rules::{Map, VALUE_BYTES_MAX, Value};
use rust_decimal::Decimal;
use serde_json::Value as Json;

/// The value, or what to tell the person. `submitted` None and JSON null mean not filled in.
pub(crate) fn convert(
    field: &Field,
    submitted: Option<&Json>,
    variables: &Map,
) -> Result<Value, Text> {
    let submitted = submitted.filter(|v| !v.is_null());
    let value = match &field.kind {
        FieldKind::Line | FieldKind::Area => text(field, submitted)?,
        FieldKind::Number {
            decimal_digits,
            as_text,
        } => number(field, submitted, *decimal_digits, *as_text)?,
        FieldKind::Checkbox => match submitted {
            None => Value::Bool(false),
            Some(Json::Bool(flag)) => Value::Bool(*flag),
            Some(_) => return Err(Text::new("deve essere sì o no", "must be yes or no")),
        },
        FieldKind::One(options) => match submitted {
            None => Value::Null,
            Some(Json::String(text)) if text.is_empty() => Value::Null,
            Some(chosen) => choice(chosen, &allowed(options, variables))?,
        },
        FieldKind::Several(options) => several(submitted, &allowed(options, variables))?,
        FieldKind::Date(sort) => date(*sort, submitted)?,
    };
    let missing = match &value {
        Value::Bool(flag) => !flag,
        other => other.is_empty() || other.as_text().is_some_and(|t| t.trim().is_empty()),
    };
    if field.validation.required && missing {
        return Err(match field.kind {
            FieldKind::Checkbox => Text::new("va spuntato", "must be ticked"),
            _ => Text::new("va compilato", "must be filled in"),
        });
    }
    Ok(value)
}

fn text(field: &Field, submitted: Option<&Json>) -> Result<Value, Text> {
    let text = match submitted {
        None => "",
        Some(Json::String(text)) => text.as_str(),
        Some(_) => return Err(Text::new("deve essere un testo", "must be a text")),
    };
    if text.len() > VALUE_BYTES_MAX - 64 {
        return Err(Text::new(
            "è troppo lungo (al massimo 64 KiB)",
            "is too long (at most 64 KiB)",
        ));
    }
    if field.kind == FieldKind::Line && text.contains(['\n', '\r']) {
        return Err(Text::new("deve stare su una riga", "must be on one line"));
    }
    if text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(Text::new(
            "contiene caratteri non ammessi",
            "contains characters that are not allowed",
        ));
    }
    // An empty field is judged by `required` alone, as in the browser.
    if !text.is_empty() {
        let rules = &field.validation;
        let length = text.chars().count();
        if let Some(least) = rules.min_length.filter(|l| length < *l) {
            return Err(Text::new(
                format!("deve avere almeno {least} caratteri"),
                format!("must have at least {least} characters"),
            ));
        }
        if let Some(most) = rules.max_length.filter(|l| length > *l) {
            return Err(Text::new(
                format!("può avere al massimo {most} caratteri"),
                format!("may have at most {most} characters"),
            ));
        }
        if rules.pattern.as_ref().is_some_and(|p| !p.is_match(text)) {
            return Err(Text::new(
                "non ha la forma richiesta",
                "does not have the required form",
            ));
        }
        if rules.email && !is_email(text) {
            return Err(Text::new(
                "non è un indirizzo di posta",
                "is not an e-mail address",
            ));
        }
    }
    Ok(Value::Text(text.to_owned()))
}

fn number(
    field: &Field,
    submitted: Option<&Json>,
    digits: Option<u32>,
    as_text: bool,
) -> Result<Value, Text> {
    let wrong = || Text::new("deve essere un numero", "must be a number");
    let written = match submitted {
        None => return Ok(Value::Null),
        Some(Json::Number(number)) => number.to_string(),
        Some(Json::String(text)) if text.trim().is_empty() => return Ok(Value::Null),
        Some(Json::String(text)) => text.trim().to_owned(),
        Some(_) => return Err(wrong()),
    };
    let number = written
        .parse::<Decimal>()
        .or_else(|_| Decimal::from_scientific(&written))
        .map_err(|_| wrong())?;
    let rules = &field.validation;
    if let Some(least) = rules.min.filter(|l| number < *l) {
        return Err(Text::new(
            format!("deve essere almeno {least}"),
            format!("must be at least {least}"),
        ));
    }
    if let Some(most) = rules.max.filter(|m| number > *m) {
        return Err(Text::new(
            format!("può essere al massimo {most}"),
            format!("may be at most {most}"),
        ));
    }
    if let Some(digits) = digits.filter(|d| number.normalize().scale() > *d) {
        return Err(Text::new(
            format!("può avere al massimo {digits} decimali"),
            format!("may have at most {digits} decimals"),
        ));
    }
    if as_text {
        return Ok(Value::Text(number.to_string()));
    }
    Ok(match i64::try_from(number) {
        Ok(whole) if number.scale() == 0 => Value::Int(whole),
        _ => Value::Decimal(number),
    })
}

/// The choices as they stand: fixed ones, or those a variable of the case holds.
fn allowed(options: &Options, variables: &Map) -> Vec<Json> {
    match options {
        Options::Fixed(values) => values.clone(),
        Options::Variable(name) => match variables.get(name) {
            Some(Value::List(items)) => items
                .iter()
                .map(|item| match item {
                    Value::Map(entry) => entry.get("value").map_or(Json::Null, Value::to_json),
                    other => other.to_json(),
                })
                .filter(|v| !v.is_null())
                .collect(),
            _ => Vec::new(),
        },
    }
}

fn choice(chosen: &Json, allowed: &[Json]) -> Result<Value, Text> {
    if !allowed.contains(chosen) {
        return Err(Text::new(
            "non è fra le scelte",
            "is not one of the choices",
        ));
    }
    Value::from_json(chosen.clone())
        .map_err(|_| Text::new("non è fra le scelte", "is not one of the choices"))
}

fn several(submitted: Option<&Json>, allowed: &[Json]) -> Result<Value, Text> {
    let chosen = match submitted {
        None => return Ok(Value::List(Vec::new())),
        Some(Json::Array(items)) => items,
        Some(_) => return Err(Text::new("deve essere un elenco", "must be a list")),
    };
    // Longer than the choices it holds one twice.
    if chosen.len() > allowed.len()
        || chosen
            .iter()
            .enumerate()
            .any(|(i, v)| chosen[..i].contains(v))
    {
        return Err(Text::new(
            "contiene scelte ripetute o non ammesse",
            "holds repeated or wrong choices",
        ));
    }
    chosen
        .iter()
        .map(|v| choice(v, allowed))
        .collect::<Result<_, _>>()
        .map(Value::List)
}

fn date(sort: DateSort, submitted: Option<&Json>) -> Result<Value, Text> {
    let text = match submitted {
        None => return Ok(Value::Null),
        Some(Json::String(text)) if text.is_empty() => return Ok(Value::Null),
        Some(Json::String(text)) => text.as_str(),
        Some(_) => return Err(Text::new("deve essere una data", "must be a date")),
    };
    let (sound, it, en) = match sort {
        DateSort::Date => (
            is_date(text),
            "non è una data (aaaa-mm-gg)",
            "is not a date (yyyy-mm-dd)",
        ),
        DateSort::Time => (
            is_time(text),
            "non è un'ora (oo:mm)",
            "is not a time (hh:mm)",
        ),
        DateSort::DateTime => (
            text.split_once('T')
                .is_some_and(|(date, time)| is_date(date) && is_time(time)),
            "non è una data con ora (aaaa-mm-ggToo:mm)",
            "is not a date with time (yyyy-mm-ddThh:mm)",
        ),
    };
    if sound {
        Ok(Value::Text(text.to_owned()))
    } else {
        Err(Text::new(it, en))
    }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

/// `hh:mm`, seconds optional, zone `Z` or `±hh:mm` optional.
fn is_time(text: &str) -> bool {
    let (clock, zone) = text
        .find(['Z', '+', '-'])
        .map_or((text, ""), |at| text.split_at(at));
    let clock_ok = match clock.len() {
        5 => chrono::NaiveTime::parse_from_str(clock, "%H:%M").is_ok(),
        8 => chrono::NaiveTime::parse_from_str(clock, "%H:%M:%S").is_ok(),
        _ => false,
    };
    let zone_ok = matches!(zone, "" | "Z")
        || (zone.len() == 6 && chrono::NaiveTime::parse_from_str(&zone[1..], "%H:%M").is_ok());
    clock_ok && zone_ok
}

/// Good enough to catch a slip; whether it exists only a delivery tells.
fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.contains('@')
            && domain.contains('.')
            && domain.split('.').all(|part| !part.is_empty())
            && !text.contains(char::is_whitespace)
    })
}
