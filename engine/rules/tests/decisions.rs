//! Decision tables: each hit policy, each shape of the result, the unary tests.
#![allow(clippy::unwrap_used)]

use rules::{Call, Decision, Failure, Library, Map, Output, Policy, Row, Shape, Table, Value};

fn table(policy: Policy, rows: &[(&[&str], &[&str])]) -> Decision {
    let texts = |list: &[&str]| list.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>();
    Decision::compile(&Table {
        id: "t".into(),
        policy,
        inputs: texts(&["amount", "kind"]),
        outputs: [("office", "\"c\", \"b\", \"a\""), ("days", "")]
            .map(|(name, values)| Output {
                name: name.into(),
                values: values.into(),
                ..Output::default()
            })
            .into(),
        rows: rows
            .iter()
            .map(|(tests, outputs)| Row {
                tests: texts(tests),
                outputs: texts(outputs),
                line: 7,
            })
            .collect(),
        line: 1,
        ..Table::default()
    })
    .unwrap_or_else(|p| panic!("{p:?}"))
}

fn run(decision: &Decision, shape: Shape, amount: i64, kind: &str) -> Result<String, Failure> {
    let variables = Map::from([
        ("amount".to_owned(), Value::Int(amount)),
        ("kind".to_owned(), Value::from(kind)),
    ]);
    let call = Call {
        variables: &variables,
        now: "2026-03-01T08:30:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::Rome,
        calendars: rules::Calendars::usual(),
    };
    decision.run(shape, &call).map(|v| v.to_json().to_string())
}

#[test]
fn unary_tests_choose_the_row() {
    let decision = table(
        Policy::First,
        &[
            (&["< 10", "\"imu\""], &["\"small\"", "1"]),
            (
                &["[10..20)", "not(\"imu\", \"tari\")"],
                &["\"middle\"", "2"],
            ),
            (&["20, 30", "-"], &["\"listed\"", "amount * 2"]),
            (&["> 100", ""], &["\"big\"", ""]),
        ],
    );
    for (amount, kind, expected) in [
        (9, "imu", "small"),
        (10, "altro", "middle"),
        (30, "imu", "listed"),
        (101, "tari", "big"),
    ] {
        assert_eq!(
            run(&decision, Shape::SingleEntry, amount, kind).unwrap(),
            format!("\"{expected}\""),
            "{amount} {kind}"
        );
    }
    for (amount, kind) in [(9, "tari"), (20, "imu"), (10, "imu"), (50, "imu")] {
        let found = run(&decision, Shape::SingleEntry, amount, kind).unwrap();
        let expected = if amount == 20 { "\"listed\"" } else { "null" };
        assert_eq!(found, expected, "{amount} {kind}");
    }
    assert_eq!(
        run(&decision, Shape::SingleResult, 30, "x").unwrap(),
        r#"{"days":60,"office":"listed"}"#
    );
}

#[test]
fn the_hit_policy_decides_what_several_rows_mean() {
    let rows: &[(&[&str], &[&str])] = &[
        (&["> 1", "-"], &["\"a\"", "1"]),
        (&["> 2", "-"], &["\"b\"", "2"]),
        (&["> 9", "-"], &["\"c\"", "3"]),
    ];
    let entries = |policy, amount| run(&table(policy, rows), Shape::CollectEntries, amount, "");
    assert_eq!(entries(Policy::Unique, 2).unwrap(), r#"["a"]"#);
    assert_eq!(
        entries(Policy::Unique, 3).unwrap_err().code(),
        "decision.several"
    );
    assert_eq!(entries(Policy::First, 10).unwrap(), r#"["a"]"#);
    assert_eq!(entries(Policy::RuleOrder, 10).unwrap(), r#"["a","b","c"]"#);
    // By the weight that the values of the output have.
    assert_eq!(entries(Policy::Priority, 10).unwrap(), r#"["c"]"#);
    assert_eq!(entries(Policy::Priority, 3).unwrap(), r#"["b"]"#);
    assert_eq!(
        entries(Policy::OutputOrder, 10).unwrap(),
        r#"["c","b","a"]"#
    );
    assert_eq!(entries(Policy::Collect, 3).unwrap(), r#"["a","b"]"#);
    assert_eq!(entries(Policy::Collect, 0).unwrap(), "[]");
    assert_eq!(
        entries(Policy::Any, 3).unwrap_err().code(),
        "decision.several"
    );
    let same: &[(&[&str], &[&str])] = &[
        (&["> 1", "-"], &["\"a\"", "1"]),
        (&["> 2", "-"], &["\"a\"", "1"]),
    ];
    assert_eq!(
        run(&table(Policy::Any, same), Shape::SingleEntry, 3, "").unwrap(),
        "\"a\""
    );
    assert_eq!(
        run(&table(Policy::Collect, rows), Shape::SingleEntry, 3, "")
            .unwrap_err()
            .code(),
        "decision.several"
    );
}

#[test]
fn an_aggregation_makes_one_number() {
    let rows: &[(&[&str], &[&str])] = &[
        (&["> 1", "-"], &["10", "0"]),
        (&["> 2", "-"], &["2.5", "0"]),
        (&["> 9", "-"], &["7", "0"]),
    ];
    for (policy, expected) in [
        (Policy::CollectSum, "12.5"),
        (Policy::CollectMin, "2.5"),
        (Policy::CollectMax, "10"),
        (Policy::CollectCount, "2"),
    ] {
        assert_eq!(
            run(&table(policy, rows), Shape::SingleEntry, 3, "").unwrap(),
            expected,
            "{policy:?}"
        );
    }
}

#[test]
fn a_cell_that_cannot_be_read_is_named_by_its_line() {
    let problems = Decision::compile(&Table {
        inputs: vec!["a".into()],
        outputs: vec![Output {
            name: "b".into(),
            ..Output::default()
        }],
        rows: vec![Row {
            tests: vec!["< ".into()],
            outputs: vec!["1 +".into()],
            line: 12,
        }],
        ..Table::default()
    })
    .unwrap_err();
    assert_eq!(problems.len(), 2, "{problems:?}");
    assert!(problems.iter().all(|p| p.line == 12));
}

#[test]
fn what_no_row_decides_is_decided_by_the_defaults() {
    let output = |name: &str, default: &str| Output {
        name: name.into(),
        default: default.into(),
        ..Output::default()
    };
    let decision = Decision::compile(&Table {
        inputs: vec!["amount".into()],
        outputs: vec![output("office", "\"urp\""), output("days", "")],
        rows: vec![Row {
            tests: vec!["> 10".into()],
            outputs: vec!["\"legale\"".into(), "1".into()],
            line: 3,
        }],
        ..Table::default()
    })
    .unwrap();
    for (amount, expected) in [
        (20, r#"{"days":1,"office":"legale"}"#),
        (5, r#"{"days":null,"office":"urp"}"#),
    ] {
        assert_eq!(
            run(&decision, Shape::SingleResult, amount, "").unwrap(),
            expected
        );
    }
}

#[test]
fn a_decision_sees_the_results_of_those_it_requires() {
    let decision = |name: &str, requires: &[&str], policy, rows: &[(&str, &str)]| {
        let table = Table {
            id: name.to_lowercase(),
            name: name.into(),
            requires: requires.iter().map(|id| (*id).to_owned()).collect(),
            policy,
            inputs: rows
                .iter()
                .take(1)
                .filter(|r| !r.0.is_empty())
                .map(|_| "amount".into())
                .collect(),
            outputs: vec![Output {
                name: "x".into(),
                ..Output::default()
            }],
            rows: rows
                .iter()
                .map(|(test, output)| Row {
                    tests: if test.is_empty() {
                        vec![]
                    } else {
                        vec![(*test).into()]
                    },
                    outputs: vec![(*output).into()],
                    line: 1,
                })
                .collect(),
            line: 1,
        };
        (table.id.clone(), Decision::compile(&table).unwrap())
    };
    let library = Library::default().with_decisions(
        [
            decision("Base", &[], Policy::First, &[("> 100", "10"), ("-", "5")]),
            decision("Voci", &[], Policy::Collect, &[("> 1", "1"), ("> 2", "2")]),
            decision("Doppio", &["base"], Policy::Unique, &[("", "Base * 2")]),
            decision(
                "Totale",
                &["base", "doppio", "voci"],
                Policy::Unique,
                &[("", "Base + Doppio + sum(Voci)")],
            ),
        ]
        .into(),
    );
    let run = |amount: i64| {
        let variables = Map::from([("amount".to_owned(), Value::Int(amount))]);
        let call = Call {
            variables: &variables,
            now: "2026-03-01T08:30:00Z".parse().unwrap(),
            zone: chrono_tz::Europe::Rome,
            calendars: rules::Calendars::usual(),
        };
        library.run("totale#singleEntry", &call).unwrap().value
    };
    assert_eq!(run(200), Value::Int(33));
    assert_eq!(run(2), Value::Int(16));
}
