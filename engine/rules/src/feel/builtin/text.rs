//! Functions over texts. Positions count characters from 1, from the end when negative.

use super::super::item::{Item, NULL};
use super::{Builtin, MANY, taken};
use crate::Value;
use regex::{Regex, RegexBuilder};

/// Longest pattern, and most memory its machine may take.
const PATTERN_BYTES_MAX: usize = 1_000;
const PATTERN_SIZE_MAX: usize = 1 << 20;

pub(super) const TABLE: &[Builtin] = &[
    Builtin::new(
        "contains(text, part)",
        "se contiene",
        "whether it contains",
        r#"contains("Istanza di accesso", "accesso")"#,
        (2, 2),
        |a, _| two(a, |text, part| Item::bool(text.contains(part))),
    )
    .answering(),
    Builtin::new(
        "starts with(text, start)",
        "se comincia con",
        "whether it begins with",
        r#"starts with("PEC: avviso", "PEC")"#,
        (2, 2),
        |a, _| two(a, |text, start| Item::bool(text.starts_with(start))),
    )
    .answering(),
    Builtin::new(
        "ends with(text, end)",
        "se finisce con",
        "whether it ends with",
        r#"ends with("atto.pdf", ".pdf")"#,
        (2, 2),
        |a, _| two(a, |text, end| Item::bool(text.ends_with(end))),
    )
    .answering(),
    Builtin::new(
        "matches(text, pattern[, flags])",
        "se l'espressione regolare vi si trova; flags i, s, m, x",
        "whether the regular expression is found in it; flags i, s, m, x",
        r#"matches("Prot. 123", "[0-9]{3}")"#,
        (2, 3),
        |a, _| {
            let [text, pattern, flags] = taken(a);
            match (text.as_text(), regex(&pattern, &flags)) {
                (Some(text), Some(regex)) => Item::bool(regex.is_match(text)),
                _ => NULL,
            }
        },
    )
    .answering(),
    Builtin::new(
        "replace(text, pattern, replacement[, flags])",
        "sostituisce ciò che l'espressione regolare trova; $1 è il primo gruppo",
        "replaces what the regular expression finds; $1 is the first group",
        r#"replace("12/2026", "([0-9]+)/([0-9]+)", "$2-$1")"#,
        (3, 4),
        |a, _| {
            let [text, pattern, new, flags] = taken(a);
            match (text.as_text(), new.as_text(), regex(&pattern, &flags)) {
                (Some(text), Some(new), Some(regex)) => {
                    // `$1x` means group 1, then x.
                    let new = GROUP.replace_all(new, "$${$1}");
                    Item::text(regex.replace_all(text, new.as_ref()).into_owned())
                }
                _ => NULL,
            }
        },
    ),
    Builtin::new(
        "split(text, pattern)",
        "divide in un elenco",
        "divides into a list",
        r#"split("a;b;c", ";")"#,
        (2, 2),
        |a, _| {
            let [text, pattern] = taken(a);
            match (text.as_text(), regex(&pattern, &NULL)) {
                (Some(text), Some(regex)) => {
                    Item::Plain(Value::List(regex.split(text).map(Value::from).collect()))
                }
                _ => NULL,
            }
        },
    ),
    Builtin::new(
        "upper case(text)",
        "in maiuscolo",
        "in capitals",
        r#"upper case("pec")"#,
        (1, 1),
        |a, _| one(a, |text| Item::text(text.to_uppercase())),
    ),
    Builtin::new(
        "lower case(text)",
        "in minuscolo",
        "in small letters",
        r#"lower case("PEC")"#,
        (1, 1),
        |a, _| one(a, |text| Item::text(text.to_lowercase())),
    ),
    Builtin::new(
        "trim(text)",
        "senza spazi ai lati",
        "without space around it",
        r#"trim("  ok ")"#,
        (1, 1),
        |a, _| one(a, |text| Item::text(text.trim())),
    ),
    Builtin::new(
        "string length(text)",
        "quanti caratteri",
        "how many characters",
        r#"string length("àbc")"#,
        (1, 1),
        |a, _| one(a, |text| Item::int(text.chars().count() as i64)),
    ),
    Builtin::new(
        "substring(text, start[, length])",
        "una parte, da 1; dalla fine se negativo",
        "a part, from 1; from the end when negative",
        r#"substring("protocollo", -4)"#,
        (2, 3),
        |a, _| {
            let [text, start, length] = taken(a);
            substring(&text, &start, &length).map_or(NULL, Item::text)
        },
    ),
    Builtin::new(
        "substring before(text, part)",
        "ciò che viene prima",
        "what comes before",
        r#"substring before("2026/12", "/")"#,
        (2, 2),
        |a, _| {
            two(a, |text, part| {
                Item::text(text.split_once(part).map_or("", |(before, _)| before))
            })
        },
    ),
    Builtin::new(
        "substring after(text, part)",
        "ciò che viene dopo",
        "what comes after",
        r#"substring after("2026/12", "/")"#,
        (2, 2),
        |a, _| {
            two(a, |text, part| {
                Item::text(text.split_once(part).map_or("", |(_, after)| after))
            })
        },
    ),
    Builtin::new(
        "string join(list[, separator])",
        "unisce un elenco in un testo; i nulli non contano",
        "joins a list into a text; nulls do not count",
        r#"string join(["a", null, "b"], ", ")"#,
        (1, 2),
        |a, _| {
            let [list, separator] = taken(a);
            let parts: Option<Vec<String>> = list
                .into_list()
                .into_iter()
                .filter(|value| *value != Value::Null)
                .map(|value| value.as_text().map(str::to_owned))
                .collect();
            let separator = separator.as_text().unwrap_or_default();
            parts.map_or(NULL, |parts| Item::text(parts.join(separator)))
        },
    ),
    Builtin::new(
        "string(value)",
        "il valore come testo",
        "the value as a text",
        "string(1.10)",
        (1, 1),
        |a, _| {
            let [value] = taken(a);
            match value {
                Item::Plain(Value::Null) => NULL,
                Item::Plain(value @ (Value::List(_) | Value::Map(_))) => {
                    Item::text(value.to_json().to_string())
                }
                other => Item::text(other.plain().to_string()),
            }
        },
    ),
    Builtin::new(
        "is defined(value)",
        "se c'è e non è nullo",
        "whether it is there and not null",
        "is defined(nota)",
        (1, 1),
        |a, _| {
            let [value] = taken(a);
            Item::bool(!value.is_null())
        },
    )
    .answering(),
    Builtin::new(
        "concat(text…)",
        "un testo dopo l'altro",
        "one text after the other",
        r#"concat("a", "b")"#,
        (1, MANY),
        |a, _| {
            let mut out = String::new();
            for item in a {
                match item.as_text() {
                    Some(text) => out.push_str(text),
                    None => return NULL,
                }
            }
            Item::text(out)
        },
    ),
];

static GROUP: std::sync::LazyLock<Regex> =
    std::sync::LazyLock::new(|| Regex::new(r"\$([0-9])").expect("the pattern is sound"));

fn one(arguments: Vec<Item>, act: impl FnOnce(&str) -> Item) -> Item {
    let [text] = taken(arguments);
    text.as_text().map_or(NULL, act)
}

fn two(arguments: Vec<Item>, act: impl FnOnce(&str, &str) -> Item) -> Item {
    let [a, b] = taken(arguments);
    match (a.as_text(), b.as_text()) {
        (Some(a), Some(b)) => act(a, b),
        _ => NULL,
    }
}

/// The pattern; None where it is no text, cannot be read or is too big.
fn regex(pattern: &Item, flags: &Item) -> Option<Regex> {
    let pattern = pattern
        .as_text()
        .filter(|text| text.len() <= PATTERN_BYTES_MAX)?;
    let flags = match flags {
        none if none.is_null() => "",
        flags => flags.as_text()?,
    };
    if flags.chars().any(|flag| !"isxm".contains(flag)) {
        return None;
    }
    RegexBuilder::new(pattern)
        .case_insensitive(flags.contains('i'))
        .dot_matches_new_line(flags.contains('s'))
        .multi_line(flags.contains('m'))
        .ignore_whitespace(flags.contains('x'))
        .size_limit(PATTERN_SIZE_MAX)
        .build()
        .ok()
}

fn substring(text: &Item, start: &Item, length: &Item) -> Option<String> {
    let letters: Vec<char> = text.as_text()?.chars().collect();
    let start = start.as_int()?;
    let from = match start {
        0 => return None,
        start if start > 0 => usize::try_from(start - 1).ok()?,
        start => letters
            .len()
            .checked_sub(usize::try_from(start.unsigned_abs()).ok()?)?,
    };
    let count = match length {
        none if none.is_null() => letters.len(),
        length => usize::try_from(length.as_int()?).ok()?,
    };
    Some(letters.into_iter().skip(from).take(count).collect())
}
