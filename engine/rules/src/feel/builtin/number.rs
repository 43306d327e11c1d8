//! Functions over numbers, and `not`.

use super::super::item::{Item, NULL};
use super::{Builtin, taken};
use crate::Value;
use rust_decimal::{Decimal, RoundingStrategy};

/// Most digits after the point.
const SCALE_MAX: i64 = 28;

pub(super) const TABLE: &[Builtin] = &[
    Builtin::new(
        "not(flag)",
        "il contrario; nullo se non è vero o falso",
        "the contrary; null unless it is true or false",
        "not(amount > 20)",
        (1, 1),
        |a, _| {
            let [flag] = taken(a);
            flag.as_bool().map_or(NULL, |flag| Item::bool(!flag))
        },
    )
    .answering(),
    Builtin::new(
        "number(text[, grouping[, point]])",
        "il numero scritto nel testo, nullo se non lo è",
        "the number in the text, null if there is none",
        r#"number("1.234,50", ".", ",")"#,
        (1, 3),
        |a, _| {
            let [text, grouping, point] = taken(a);
            let Some(written) = text.as_text() else {
                return text.as_number().map_or(NULL, Item::number);
            };
            let mut written = written.trim().to_owned();
            if let Some(grouping) = grouping.as_text() {
                written = written.replace(grouping, "");
            }
            if let Some(point) = point.as_text() {
                written = written.replace(point, ".");
            }
            written.parse().map_or(NULL, Item::number)
        },
    ),
    Builtin::new(
        "abs(number)",
        "senza segno; anche di una durata",
        "without its sign; of a duration too",
        "abs(-3)",
        (1, 1),
        |a, _| {
            let [number] = taken(a);
            if let Some(number) = number.as_number() {
                return Item::number(number.abs());
            }
            match number.as_temporal() {
                Some(span) => {
                    let text = span.to_text();
                    Item::temporal(if text.starts_with('-') {
                        span.times(-Decimal::ONE)
                    } else {
                        span.times(Decimal::ONE)
                    })
                }
                None => NULL,
            }
        },
    ),
    Builtin::new(
        "floor(number[, scale])",
        "arrotonda in giù",
        "rounds down",
        "floor(-1.5)",
        (1, 2),
        |a, _| rounded(a, RoundingStrategy::ToNegativeInfinity),
    ),
    Builtin::new(
        "ceiling(number[, scale])",
        "arrotonda in su",
        "rounds up",
        "ceiling(1.234, 2)",
        (1, 2),
        |a, _| rounded(a, RoundingStrategy::ToPositiveInfinity),
    ),
    Builtin::new(
        "round up(number, scale)",
        "arrotonda via da zero",
        "rounds away from zero",
        "round up(1.121, 2)",
        (2, 2),
        |a, _| rounded(a, RoundingStrategy::AwayFromZero),
    ),
    Builtin::new(
        "round down(number, scale)",
        "arrotonda verso zero",
        "rounds towards zero",
        "round down(1.129, 2)",
        (2, 2),
        |a, _| rounded(a, RoundingStrategy::ToZero),
    ),
    Builtin::new(
        "round half up(number, scale)",
        "arrotonda; la metà via da zero",
        "rounds; a half away from zero",
        "round half up(1.125, 2)",
        (2, 2),
        |a, _| rounded(a, RoundingStrategy::MidpointAwayFromZero),
    ),
    Builtin::new(
        "round half down(number, scale)",
        "arrotonda; la metà verso zero",
        "rounds; a half towards zero",
        "round half down(1.125, 2)",
        (2, 2),
        |a, _| rounded(a, RoundingStrategy::MidpointTowardZero),
    ),
    Builtin::new(
        "decimal(number, scale)",
        "arrotonda; la metà alla cifra pari",
        "rounds; a half to the even digit",
        "decimal(2.5, 0)",
        (2, 2),
        |a, _| rounded(a, RoundingStrategy::MidpointNearestEven),
    ),
    Builtin::new(
        "modulo(a, b)",
        "il resto, con il segno del divisore",
        "the rest, with the sign of the divisor",
        "modulo(-12, 5)",
        (2, 2),
        |a, _| {
            let [a, b] = taken(a);
            let rest = a.as_number().zip(b.as_number()).and_then(|(a, b)| {
                let rest = a.checked_rem(b)?;
                let other_side = !rest.is_zero() && rest.is_sign_negative() != b.is_sign_negative();
                if other_side {
                    rest.checked_add(b)
                } else {
                    Some(rest)
                }
            });
            rest.map_or(NULL, Item::number)
        },
    ),
    Builtin::new(
        "odd(number)",
        "se è dispari",
        "whether it is odd",
        "odd(3)",
        (1, 1),
        |a, _| parity(a, 1),
    )
    .answering(),
    Builtin::new(
        "even(number)",
        "se è pari",
        "whether it is even",
        "even(3)",
        (1, 1),
        |a, _| parity(a, 0),
    )
    .answering(),
];

fn rounded(arguments: Vec<Item>, how: RoundingStrategy) -> Item {
    let [number, scale] = taken(arguments);
    let scale = if scale.is_null() {
        Some(0)
    } else {
        scale.as_int()
    };
    let (Some(number), Some(scale)) = (number.as_number(), scale) else {
        return NULL;
    };
    match u32::try_from(scale) {
        Ok(places) if scale <= SCALE_MAX => {
            Item::number(number.round_dp_with_strategy(places, how))
        }
        _ => NULL,
    }
}

fn parity(arguments: Vec<Item>, wanted: i64) -> Item {
    let [number] = taken(arguments);
    match number.as_int() {
        Some(number) => Item::Plain(Value::Bool(number.rem_euclid(2) == wanted)),
        None => NULL,
    }
}
