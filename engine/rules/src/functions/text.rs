//! Texts and numbers in texts. Positions and counts are characters, never bytes.

use crate::call::work;
use crate::convert::from_dynamic;
use rhai::{Array, Dynamic, Engine, EvalAltResult, INT, ImmutableString};
use rust_decimal::{Decimal, RoundingStrategy};

type Answer<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("contains", |text: &str, part: &str| {
        search(text, || text.contains(part))
    });
    engine.register_fn("contains", |text: &str, part: char| {
        search(text, || text.contains(part))
    });
    engine.register_fn("starts_with", |text: &str, start: &str| {
        text.starts_with(start)
    });
    engine.register_fn("ends_with", |text: &str, end: &str| text.ends_with(end));
    engine.register_fn("lower", |text: &str| search(text, || text.to_lowercase()));
    engine.register_fn("upper", |text: &str| search(text, || text.to_uppercase()));
    engine.register_fn("trim", |text: &str| search(text, || text.trim().to_owned()));
    engine.register_fn("split", split);
    engine.register_fn("join", |list: Array, separator: &str| join(list, separator));
    engine.register_fn("replace", |text: &str, old: &str, new: &str| {
        replace(text, old, new)
    });
    engine.register_fn("part", |text: &str, from: INT, count: INT| -> String {
        let (from, count) = (
            usize::try_from(from).unwrap_or(0),
            usize::try_from(count).unwrap_or(0),
        );
        search(text, || text.chars().skip(from).take(count).collect())
    });
    engine.register_fn("len", |text: &str| {
        search(text, || text.chars().count() as INT)
    });
    engine.register_get("len", |text: &mut ImmutableString| {
        search(text, || text.chars().count() as INT)
    });
    engine.register_fn("text", |value: Dynamic| plain(&value));
    engine.register_fn("to_string", |value: &mut Array| {
        plain(&Dynamic::from_array(value.clone()))
    });
    engine.register_fn("to_string", |value: &mut rhai::Map| {
        plain(&Dynamic::from_map(value.clone()))
    });
    engine.register_fn("to_string", |value: Decimal| value.to_string());
    engine.register_fn("to_string", |_: ()| String::new());
    engine.register_fn("+", |text: ImmutableString, item: Dynamic| {
        text + plain(&item)
    });
    engine.register_fn("+", |item: Dynamic, text: ImmutableString| {
        ImmutableString::from(plain(&item)) + text
    });
    engine.register_fn("+", |a: ImmutableString, b: ImmutableString| a + b);
    engine.register_fn("+=", |text: &mut ImmutableString, item: Dynamic| {
        *text += plain(&item)
    });
    engine.register_fn("is_empty", |value: Dynamic| {
        from_dynamic(value).is_ok_and(|value| value.is_empty())
    });
    engine.register_fn("decimal", |text: &str| parse_decimal(text));
    engine.register_fn("decimal", |number: INT| Decimal::from(number));
    engine.register_fn("decimal", |number: Decimal| number);
    engine.register_fn("integer", |text: &str| -> Answer<INT> {
        text.trim()
            .parse()
            .map_err(|_| format!("`{}` is not a whole number", cut(text)).into())
    });
    engine.register_fn("integer", |number: INT| number);
    engine.register_fn("integer", |number: Decimal| -> Answer<INT> {
        let whole = number.trunc();
        INT::try_from(whole).map_err(|_| format!("{number} does not fit a whole number").into())
    });
    engine.register_fn("round_to", |number: Decimal, places: INT| {
        round_to(number, places)
    });
    engine.register_fn("round_to", |number: INT, places: INT| {
        round_to(number.into(), places)
    });
}

fn search<T>(text: &str, act: impl FnOnce() -> T) -> T {
    work(text.len() / 16);
    act()
}

fn split(text: &str, separator: &str) -> Array {
    work(text.len());
    if separator.is_empty() {
        return vec![text.to_owned().into()];
    }
    // One more than the limit is enough for rhai to refuse the list by its own size check.
    text.split(separator)
        .take(crate::sandbox::LIST_ITEMS_MAX + 1)
        .map(|part| part.to_owned().into())
        .collect()
}

fn join(list: Array, separator: &str) -> Answer<String> {
    let mut out = String::new();
    for (index, item) in list.iter().enumerate() {
        if index > 0 {
            out.push_str(separator);
        }
        out.push_str(&plain(item));
        fits(out.len())?;
    }
    Ok(out)
}

fn replace(text: &str, old: &str, new: &str) -> Answer<String> {
    work(text.len());
    if old.is_empty() {
        return Ok(text.to_owned());
    }
    // The size is known before the text is made, so that a bomb never exists.
    let count = text.matches(old).count();
    fits(
        text.len()
            .saturating_add(count.saturating_mul(new.len()))
            .saturating_sub(count * old.len()),
    )?;
    Ok(text.replace(old, new))
}

fn fits(bytes: usize) -> Answer<()> {
    if bytes <= crate::sandbox::TEXT_BYTES_MAX {
        return Ok(());
    }
    Err(
        EvalAltResult::ErrorDataTooLarge("Length of string".to_owned(), rhai::Position::NONE)
            .into(),
    )
}

/// A value as it reads inside a text; at most the longest text allowed plus one value.
fn plain(value: &Dynamic) -> String {
    if let Ok(text) = value.as_immutable_string_ref() {
        work(text.len() / 16);
        return text.to_string();
    }
    if let Ok(list) = value.as_array_ref() {
        work(list.len() * 8);
    } else if let Ok(map) = value.as_map_ref() {
        work(map.len() * 8);
    }
    match from_dynamic(value.clone()) {
        Ok(value) => {
            let text = value.to_string();
            work(text.len());
            text
        }
        Err(_) => value.type_name().to_owned(),
    }
}

fn parse_decimal(text: &str) -> Answer<Decimal> {
    text.trim()
        .parse()
        .map_err(|_| format!("`{}` is not a number", cut(text)).into())
}

fn round_to(number: Decimal, places: INT) -> Answer<Decimal> {
    let places = u32::try_from(places).ok().filter(|places| *places <= 28);
    let places = places.ok_or("places must be from 0 to 28")?;
    Ok(number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero))
}

fn cut(text: &str) -> String {
    text.chars().take(40).collect()
}
