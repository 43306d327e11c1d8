//! Functions over lists. What takes a list takes several values too; a single value is a list of one.

use super::super::item::{Item, NULL, equal, number, order, same};
use super::{Builtin, MANY, taken};
use crate::{Call, Value};
use rust_decimal::Decimal;
use std::cmp::Ordering;

/// Lists in lists: deeper than this nobody writes.
const DEPTH_MAX: usize = 32;

pub(super) const TABLE: &[Builtin] = &[
    Builtin::new(
        "count(list)",
        "quanti elementi",
        "how many items",
        "count([1, 2, 3])",
        (1, MANY),
        |a, _| Item::int(gathered(a).len() as i64),
    ),
    Builtin::new(
        "sum(list)",
        "la somma dei numeri; nullo se è vuoto",
        "the sum of the numbers; null when empty",
        "sum([1, 2.5])",
        (1, MANY),
        |a, _| fold(a, |a, b| a.checked_add(b)),
    ),
    Builtin::new(
        "product(list)",
        "il prodotto dei numeri",
        "the product of the numbers",
        "product(2, 3, 4)",
        (1, MANY),
        |a, _| fold(a, |a, b| a.checked_mul(b)),
    ),
    Builtin::new(
        "mean(list)",
        "la media dei numeri",
        "the mean of the numbers",
        "mean([1, 2, 6])",
        (1, MANY),
        |a, _| {
            let items = gathered(a);
            let count = Decimal::from(items.len());
            match total(&items, |a, b| a.checked_add(b)).and_then(|sum| sum.checked_div(count)) {
                Some(mean) => Item::number(mean),
                None => NULL,
            }
        },
    ),
    Builtin::new(
        "median(list)",
        "il valore di mezzo",
        "the middle value",
        "median([8, 2, 5, 3])",
        (1, MANY),
        |a, _| {
            let numbers: Option<Vec<Decimal>> = gathered(a).iter().map(number).collect();
            let Some(mut numbers) = numbers.filter(|numbers| !numbers.is_empty()) else {
                return NULL;
            };
            numbers.sort();
            let middle = numbers.len() / 2;
            if numbers.len() % 2 == 1 {
                return Item::number(numbers[middle]);
            }
            numbers[middle - 1]
                .checked_add(numbers[middle])
                .and_then(|sum| sum.checked_div(Decimal::TWO))
                .map_or(NULL, Item::number)
        },
    ),
    Builtin::new(
        "min(list)",
        "il più piccolo, o il primo",
        "the smallest, or the earliest",
        "min(3, 1, 2)",
        (1, MANY),
        |a, call| extreme(a, Ordering::Less, call),
    ),
    Builtin::new(
        "max(list)",
        "il più grande, o l'ultimo",
        "the biggest, or the latest",
        r#"max(["2026-03-01", "2026-04-01"])"#,
        (1, MANY),
        |a, call| extreme(a, Ordering::Greater, call),
    ),
    Builtin::new(
        "list contains(list, item)",
        "se l'elenco lo contiene",
        "whether the list contains it",
        r#"list contains(["a", "b"], "b")"#,
        (2, 2),
        |a, call| {
            let [list, item] = taken(a);
            if list.is_null() {
                return NULL;
            }
            let found = list
                .into_list()
                .into_iter()
                .any(|other| equal(&Item::Plain(other), &item, call));
            Item::bool(found)
        },
    )
    .answering(),
    Builtin::new(
        "all(list)",
        "se tutti sono veri",
        "whether all are true",
        "all([true, false])",
        (1, MANY),
        |a, _| logic(&gathered(a), false),
    )
    .answering(),
    Builtin::new(
        "any(list)",
        "se almeno uno è vero",
        "whether one is true",
        "any([true, false])",
        (1, MANY),
        |a, _| logic(&gathered(a), true),
    )
    .answering(),
    Builtin::new(
        "append(list, item…)",
        "con altri elementi in fondo",
        "with more items at the end",
        "append([1], 2, 3)",
        (2, MANY),
        |a, _| {
            let mut a = a.into_iter();
            let mut list = a.next().map(Item::into_list).unwrap_or_default();
            list.extend(a.map(Item::plain));
            listed(list)
        },
    ),
    Builtin::new(
        "concatenate(list…)",
        "un elenco dopo l'altro",
        "one list after the other",
        "concatenate([1], [2, 3])",
        (1, MANY),
        |a, _| listed(a.into_iter().flat_map(Item::into_list).collect()),
    ),
    Builtin::new(
        "union(list…)",
        "come concatenate, ogni valore una volta",
        "as concatenate, each value once",
        "union([1, 2], [2, 3])",
        (1, MANY),
        |a, _| listed(distinct(a.into_iter().flat_map(Item::into_list).collect())),
    ),
    Builtin::new(
        "distinct values(list)",
        "ogni valore una volta",
        "each value once",
        "distinct values([1, 2, 1])",
        (1, 1),
        |a, _| {
            let [list] = taken(a);
            listed(distinct(list.into_list()))
        },
    ),
    Builtin::new(
        "flatten(list)",
        "gli elenchi dentro l'elenco diventano elementi",
        "lists inside the list become items",
        "flatten([1, [2, [3]]])",
        (1, 1),
        |a, _| {
            let [list] = taken(a);
            let mut out = Vec::new();
            flatten(list.into_list(), 0, &mut out);
            listed(out)
        },
    ),
    Builtin::new(
        "reverse(list)",
        "dall'ultimo al primo",
        "from the last to the first",
        "reverse([1, 2, 3])",
        (1, 1),
        |a, _| {
            let [list] = taken(a);
            let mut list = list.into_list();
            list.reverse();
            listed(list)
        },
    ),
    Builtin::new(
        "sublist(list, start[, length])",
        "una parte, da 1; dalla fine se negativo",
        "a part, from 1; from the end when negative",
        "sublist([1, 2, 3], 2)",
        (2, 3),
        |a, _| {
            let [list, start, length] = taken(a);
            let list = list.into_list();
            let Some(from) = place(&start, list.len()) else {
                return NULL;
            };
            let count = match length {
                none if none.is_null() => Some(list.len()),
                length => length.as_int().and_then(|n| usize::try_from(n).ok()),
            };
            count.map_or(NULL, |count| {
                listed(list.into_iter().skip(from).take(count).collect())
            })
        },
    ),
    Builtin::new(
        "index of(list, item)",
        "dove si trova, da 1",
        "where it is, from 1",
        r#"index of(["a", "b", "a"], "a")"#,
        (2, 2),
        |a, call| {
            let [list, item] = taken(a);
            let places = list
                .into_list()
                .into_iter()
                .enumerate()
                .filter(|(_, other)| equal(&Item::Plain(other.clone()), &item, call))
                .map(|(at, _)| Value::Int(at as i64 + 1))
                .collect();
            listed(places)
        },
    ),
    Builtin::new(
        "insert before(list, position, item)",
        "con un elemento in più prima di quel posto",
        "with one more item before that place",
        "insert before([1, 3], 2, 2)",
        (3, 3),
        |a, _| {
            let [list, position, item] = taken(a);
            let mut list = list.into_list();
            match place(&position, list.len()) {
                Some(at) if at <= list.len() => {
                    list.insert(at, item.plain());
                    listed(list)
                }
                _ => NULL,
            }
        },
    ),
    Builtin::new(
        "remove(list, position)",
        "senza l'elemento di quel posto",
        "without the item of that place",
        "remove([1, 2, 3], 2)",
        (2, 2),
        |a, _| {
            let [list, position] = taken(a);
            let mut list = list.into_list();
            match place(&position, list.len()) {
                Some(at) if at < list.len() => {
                    list.remove(at);
                    listed(list)
                }
                _ => NULL,
            }
        },
    ),
];

fn listed(items: Vec<Value>) -> Item {
    Item::Plain(Value::List(items))
}

/// One list, or the arguments as a list.
fn gathered(mut arguments: Vec<Item>) -> Vec<Value> {
    if arguments.len() == 1 {
        return arguments.swap_remove(0).into_list();
    }
    arguments.into_iter().map(Item::plain).collect()
}

fn total(items: &[Value], act: impl Fn(Decimal, Decimal) -> Option<Decimal>) -> Option<Decimal> {
    let mut numbers = items.iter().map(number);
    let mut total = numbers.next()??;
    for next in numbers {
        total = act(total, next?)?;
    }
    Some(total)
}

fn fold(arguments: Vec<Item>, act: impl Fn(Decimal, Decimal) -> Option<Decimal>) -> Item {
    total(&gathered(arguments), act).map_or(NULL, Item::number)
}

/// The first that is before (or after) all others; null where two cannot be compared.
fn extreme(arguments: Vec<Item>, side: Ordering, call: &Call) -> Item {
    let mut items = match arguments.len() {
        1 => arguments
            .into_iter()
            .flat_map(Item::into_list)
            .map(Item::Plain)
            .collect::<Vec<_>>(),
        _ => arguments,
    }
    .into_iter();
    let Some(mut best) = items.next() else {
        return NULL;
    };
    if order(&best, &best, call).is_none() {
        return NULL;
    }
    for item in items {
        match order(&item, &best, call) {
            Some(found) if found == side => best = item,
            Some(_) => {}
            None => return NULL,
        }
    }
    best
}

/// `decided` as soon as one item says so; null where an item is neither true nor false.
fn logic(items: &[Value], decided: bool) -> Item {
    if items.contains(&Value::Bool(decided)) {
        return Item::bool(decided);
    }
    if items.iter().all(|item| matches!(item, Value::Bool(_))) {
        Item::bool(!decided)
    } else {
        NULL
    }
}

fn distinct(items: Vec<Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for item in items {
        if !out.iter().any(|other| same(other, &item)) {
            out.push(item);
        }
    }
    out
}

fn flatten(items: Vec<Value>, depth: usize, out: &mut Vec<Value>) {
    for item in items {
        match item {
            Value::List(inner) if depth < DEPTH_MAX => flatten(inner, depth + 1, out),
            other => out.push(other),
        }
    }
}

/// A position from 1, from the end when negative, as an index.
fn place(position: &Item, len: usize) -> Option<usize> {
    match position.as_int()? {
        0 => None,
        n if n > 0 => usize::try_from(n - 1).ok(),
        n => len.checked_sub(usize::try_from(n.unsigned_abs()).ok()?),
    }
}
