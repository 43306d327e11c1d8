//! FEEL beyond the basics: dates and durations, repetitions, filters, functions, and its limits.

#![allow(clippy::unwrap_used)]

use rules::{Call, Expression, Map, Syntax, Value};
use serde_json::json;

#[track_caller]
fn gives(text: &str) -> String {
    let given = json!({
        "n": 7, "nome": "Anna", "scadenza": "2026-03-10", "ricevuta": "2026-03-01T10:00:00Z", "Monthly Salary": 1200,
        "righe": [{ "q": 2, "tipo": "a" }, { "q": 5, "tipo": "b" }], "numeri": [4, 1, 9],
    });
    let variables: Map = given
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), Value::from_json(value.clone()).unwrap()))
        .collect();
    let call = Call {
        variables: &variables,
        now: "2026-03-01T08:30:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::Rome,
        calendars: rules::Calendars::usual(),
    };
    let expression = Expression::compile(text, Syntax::Feel);
    match expression
        .unwrap_or_else(|e| panic!("{text}: {e}"))
        .eval(&call)
    {
        Ok(value) => value.to_json().to_string(),
        Err(failure) => failure.code().to_owned(),
    }
}

#[track_caller]
fn table(rows: &[(&str, &str)]) {
    for (text, expected) in rows {
        assert_eq!(gives(text), *expected, "{text}");
    }
}

#[test]
fn dates_and_durations_add_up() {
    table(&[
        (r#"date("2026-01-31") + duration("P1M")"#, r#""2026-02-28""#),
        (r#"@"2026-03-28" + @"P2D""#, r#""2026-03-30""#),
        (r#"@"P2D" + @"2026-03-28""#, r#""2026-03-30""#),
        (r#"date("2026-03-10") - date("2026-03-01")"#, r#""P9D""#),
        (r#"(date("2026-03-10") - date("2026-03-01")).days"#, "9"),
        (
            r#"@"2026-03-01T09:00:00" + @"PT90M""#,
            r#""2026-03-01T10:30:00""#,
        ),
        (
            r#"@"2026-03-01T09:00:00+01:00" - @"2026-03-01T07:30:00Z""#,
            r#""PT30M""#,
        ),
        (r#"time("23:30:00") + duration("PT1H")"#, r#""00:30:00""#),
        (r#"@"P1D" * 2.5"#, r#""P2DT12H""#),
        (r#"@"P1Y" / 4"#, r#""P3M""#),
        (r#"@"P2D" / @"PT12H""#, "4"),
        (r#"-@"P1Y2M""#, r#""-P1Y2M""#),
        (r#"@"P1M" + @"P1D""#, "null"),
        (
            r#"years and months duration(@"2024-01-15", @"2026-03-14")"#,
            r#""P2Y1M""#,
        ),
        // A text beside a date is read as what it says; two texts stay texts.
        (r#"scadenza + @"P30D""#, r#""2026-04-09""#),
        (r#"scadenza > today()"#, "true"),
        (r#"scadenza in [@"2026-03-01"..@"2026-03-31"]"#, "true"),
        (r#"ricevuta + duration("P1D")"#, r#""2026-03-02T10:00:00Z""#),
        (r#"(scadenza - today()).days"#, "9"),
        (r#"scadenza + "x""#, r#""2026-03-10x""#),
        ("now()", r#""2026-03-01T08:30:00Z""#),
        ("now() > ricevuta", "false"),
    ]);
}

#[test]
fn dates_are_made_and_taken_apart() {
    table(&[
        ("date(2026, 2, 29)", "null"),
        ("date(2028, 2, 29)", r#""2028-02-29""#),
        (r#"date("2026-2-1")"#, "null"),
        ("date(ricevuta)", r#""2026-03-01""#),
        (
            r#"date and time(date("2026-03-01"), time("09:00:00"))"#,
            r#""2026-03-01T09:00:00""#,
        ),
        (
            r#"date and time("2026-07-01T09:00:00@Europe/Rome")"#,
            r#""2026-07-01T09:00:00+02:00""#,
        ),
        (r#"time("09:00:00Z") < time("09:30:00+01:00")"#, "false"),
        (r#"time(ricevuta)"#, r#""10:00:00Z""#),
        (r#"duration("P1Y2M").months"#, "2"),
        (r#"duration("P1DT2H").hours"#, "2"),
        (r#"duration("un giorno")"#, "null"),
        ("today().weekday", "7"),
        ("scadenza.year", "2026"),
        (r#"@"P0D""#, r#""PT0S""#),
        (r#"abs(@"-P1D")"#, r#""P1D""#),
        (r#"string(@"2026-03-01")"#, r#""2026-03-01""#),
        (r#"@"2026-03-01" instance of date"#, "true"),
        ("scadenza instance of string", "true"),
        (r#"@"P1D" instance of days and time duration"#, "true"),
        ("n instance of number and nome instance of Any", "true"),
    ]);
}

#[test]
fn lists_are_gone_through_and_filtered() {
    table(&[
        ("for x in numeri return x * 2", "[8,2,18]"),
        (
            "for x in 1..3, y in [10, 20] return x + y",
            "[11,21,12,22,13,23]",
        ),
        ("for x in 3..1 return x", "[3,2,1]"),
        ("some x in numeri satisfies x > 8", "true"),
        ("every x in numeri satisfies x > 1", "false"),
        ("every x in [] satisfies x > 1", "true"),
        ("numeri[item > 2]", "[4,9]"),
        ("righe[q > 2].tipo", r#"["b"]"#),
        (r#"righe[tipo = "a" and n = 7].q"#, "[2]"),
        (r#"righe[starts with(tipo, "b")][1].q"#, "5"),
        ("numeri[n - 6]", "4"),
        ("count(numeri[item > 100])", "0"),
        ("sum(for r in righe return r.q)", "7"),
        ("Monthly Salary * 12", "14400"),
        ("n in (odd(?), ? > 100)", "true"),
        ("n in (even(?))", "false"),
    ]);
}

#[test]
fn functions_over_numbers_texts_and_lists() {
    table(&[
        ("floor(1.5)", "1"),
        ("floor(-1.56, 1)", "-1.6"),
        ("ceiling(-1.5)", "-1"),
        ("decimal(1.115, 2)", "1.12"),
        ("decimal(2.5, 0)", "2"),
        ("round half up(2.5, 0)", "3"),
        ("modulo(-12, 5)", "3"),
        ("modulo(1, 0)", "null"),
        ("2 ** 10", "1024"),
        ("2 ** -1", "0.5"),
        ("-2 ** 2", "4"),
        (".5 + 1", "1.5"),
        (r#"number("12,5", ".", ",")"#, "12.5"),
        ("mean(1, 2, 6)", "3"),
        ("median([1, 3, 2])", "2"),
        (r#"min("b", "a")"#, r#""a""#),
        (r#"max(@"2026-01-01", @"2026-02-01")"#, r#""2026-02-01""#),
        ("max([])", "null"),
        (r#"sum(1, "a")"#, "null"),
        (r#"substring("protocollo", 3, 3)"#, r#""oto""#),
        (r#"substring("abc", 0)"#, "null"),
        (
            r#"matches("RSSMRA80A01H501U", "^[A-Z]{6}[0-9]{2}")"#,
            "true",
        ),
        (r#"matches("PEC", "pec", "i")"#, "true"),
        (r#"matches("a", "(")"#, "null"),
        (r#"replace("abc", "b", "$0$0")"#, r#""abbc""#),
        (r#"string join(["a", "b"], "-")"#, r#""a-b""#),
        (r#"split("a, b", ",\\s*")"#, r#"["a","b"]"#),
        ("append(numeri, 2)", "[4,1,9,2]"),
        ("concatenate([1], [2], [])", "[1,2]"),
        ("distinct values([1, 1.0, 2])", "[1,2]"),
        ("flatten([[1], [[2]]])", "[1,2]"),
        ("sublist(numeri, -2, 1)", "[1]"),
        ("index of([1, 2, 1], 1)", "[1,3]"),
        ("insert before([1, 3], 2, 2)", "[1,2,3]"),
        ("remove([1, 2], -1)", "[1]"),
        ("all([true, null])", "null"),
        ("any([false, true, null])", "true"),
    ]);
}

#[test]
fn what_repeats_in_repetitions_is_counted() {
    let three = "for a in 1..1000, b in 1..1000, c in 1..1000 return a";
    assert_eq!(gives(three), "script.too_long");
    assert_eq!(
        gives("count(for a in 1..100000 return a)"),
        "script.too_long"
    );
    assert_eq!(
        gives(r#"some a in 1..9000, b in 1..9000 satisfies a < 0"#),
        "script.too_long"
    );
    assert_eq!(gives(r#"matches("a", "(a{1000}){1000}")"#), "null");
}

#[test]
fn a_name_that_is_bound_is_no_variable() {
    let expression = Expression::compile(
        "for riga in righe return riga.q * fattore + somma[item > 2][1]",
        Syntax::Feel,
    );
    assert_eq!(expression.unwrap().names(), ["fattore", "righe", "somma"]);
}

#[test]
fn the_functions_of_the_calendar_give_what_they_give_in_rhai() {
    let names = [
        "days_after",
        "holiday",
        "is_working_day",
        "next_working_day",
        "past_holidays",
        "working_days_after",
        "working_days_between",
        "working_hours_after",
        "working_minutes_between",
    ];
    for name in names {
        let function = rules::FUNCTIONS.iter().find(|f| f.name == name).unwrap();
        assert_eq!(gives(function.example), function.gives, "{name}");
    }
    table(&[
        // What they give is a date or an instant that one can count on with.
        (
            r#"working_days_after(@"2026-04-03", 2) + @"P1D""#,
            r#""2026-04-09T21:59:59Z""#,
        ),
        (
            r#"next_working_day(@"2026-04-25") - @"2026-04-25""#,
            r#""P2D""#,
        ),
        (
            r#"next_working_day(date("2026-04-04") + @"P1D")"#,
            r#""2026-04-07""#,
        ),
        (r#"past_holidays(@"2026-04-04", true)"#, r#""2026-04-07""#),
        (r#"past_holidays(@"2026-04-04")"#, r#""2026-04-04""#),
        (
            r#"past_holidays(@"2026-04-05T10:00:00")"#,
            r#""2026-04-07T08:00:00Z""#,
        ),
        // A condition among others.
        (
            r#"for d in [@"2026-04-03", @"2026-04-06"][is_working_day(item)] return d"#,
            r#"["2026-04-03"]"#,
        ),
        // What rhai refuses is null.
        (r#"working_days_after("domani", 2)"#, "null"),
        (r#"working_days_after("2026-04-03", 1.5)"#, "null"),
        (r#"working_days_after("2026-04-03", 9999)"#, "null"),
        (r#"past_holidays("2026-04-04", "sì")"#, "null"),
        ("is_working_day(null)", "null"),
        (
            r#"for n in 1..9000 return working_days_after("2026-01-01", 2000)"#,
            "script.too_long",
        ),
    ]);
    let one = Expression::compile("working_days_after(1)", Syntax::Feel);
    assert!(
        one.unwrap_err()
            .en
            .contains("working_days_after(instant|date")
    );
}

#[test]
fn the_functions_of_the_calendar_go_by_the_case_s_office_in_every_language() {
    use office::calendar::{Calendar, Closing};
    use std::sync::Arc;
    let closed = Calendar {
        closings: vec![Closing {
            first_day: "2026-03-02".parse().unwrap(),
            last_day: "2026-03-02".parse().unwrap(),
            reason: "Trasloco".into(),
        }],
        ..Calendar::default()
    };
    let mut calendars = rules::Calendars::clone(rules::Calendars::usual());
    calendars
        .offices
        .insert("anagrafe".into(), Arc::new(closed));
    let calendars = Arc::new(calendars);
    let case = |office: &str| Map::from([("ufficio".to_owned(), Value::from(office))]);
    for (text, office, expected) in [
        (r#"next_working_day("2026-03-02")"#, "tributi", "2026-03-02"),
        (
            r#"next_working_day("2026-03-02")"#,
            "anagrafe",
            "2026-03-03",
        ),
        (
            r#"next_working_day("2026-03-02", "anagrafe")"#,
            "tributi",
            "2026-03-03",
        ),
        (
            r#"holiday("2026-03-02", "anagrafe")"#,
            "tributi",
            "Trasloco",
        ),
    ] {
        let variables = case(office);
        let call = Call {
            variables: &variables,
            now: "2026-03-01T08:30:00Z".parse().unwrap(),
            zone: chrono_tz::Europe::Rome,
            calendars: &calendars,
        };
        for (text, syntax) in [
            (text.to_owned(), Syntax::Feel),
            (text.to_owned(), Syntax::Rhai),
            (format!("${{{}}}", text.replace('"', "'")), Syntax::Template),
        ] {
            let expression = Expression::compile(&text, syntax).unwrap();
            let given = expression.eval(&call).unwrap();
            assert_eq!(
                given,
                Value::from(expected),
                "{syntax:?} {text} of {office}"
            );
        }
    }
}
