//! Dates. An instant is ISO text in UTC, a date is `2026-03-01`; local means the zone of the call.

use crate::call::now_and_zone;
use crate::time::{Span, TimeError, format_instant, parse_instant};
use chrono::{DateTime, Datelike, Timelike, Utc};
use chrono_tz::Tz;
use rhai::{Engine, EvalAltResult, INT};

pub(super) type Answer<T> = Result<T, Box<EvalAltResult>>;

pub(super) fn register(engine: &mut Engine) {
    engine.register_fn("now", || format_instant(now_and_zone().0));
    engine.register_fn("today", || {
        let (now, zone) = now_and_zone();
        now.with_timezone(&zone).date_naive().to_string()
    });
    engine.register_fn("plus", |from: &str, span: &str| -> Answer<String> {
        let zone = now_and_zone().1;
        let span = Span::parse(span).map_err(plain)?;
        span.after(instant(from)?, zone)
            .map(format_instant)
            .map_err(plain)
    });
    engine.register_fn("earlier", |a: &str, b: &str| -> Answer<String> {
        Ok(if instant(b)? < instant(a)? { b } else { a }.to_owned())
    });
    engine.register_fn("later", |a: &str, b: &str| -> Answer<String> {
        Ok(if instant(b)? > instant(a)? { b } else { a }.to_owned())
    });
    engine.register_fn("is_before", |a: &str, b: &str| -> Answer<bool> {
        Ok(instant(a)? < instant(b)?)
    });
    engine.register_fn("days_between", |a: &str, b: &str| -> Answer<INT> {
        Ok((local(b)?.date_naive() - local(a)?.date_naive()).num_days())
    });
    engine.register_fn("date", |at: &str| -> Answer<String> {
        Ok(local(at)?.date_naive().to_string())
    });
    engine.register_fn("year", |at: &str| -> Answer<INT> {
        Ok(local(at)?.year().into())
    });
    engine.register_fn("month", |at: &str| -> Answer<INT> {
        Ok(local(at)?.month().into())
    });
    engine.register_fn("day", |at: &str| -> Answer<INT> {
        Ok(local(at)?.day().into())
    });
    engine.register_fn("hour", |at: &str| -> Answer<INT> {
        Ok(local(at)?.hour().into())
    });
    engine.register_fn("weekday", |at: &str| -> Answer<INT> {
        Ok(local(at)?.weekday().number_from_monday().into())
    });
}

fn instant(text: &str) -> Answer<DateTime<Utc>> {
    parse_instant(text, now_and_zone().1).map_err(plain)
}

fn local(text: &str) -> Answer<DateTime<Tz>> {
    Ok(instant(text)?.with_timezone(&now_and_zone().1))
}

fn plain(error: TimeError) -> Box<EvalAltResult> {
    error.to_string().into()
}
