//! Which functions a text may call: those of the house, and those of its bundle.

#![allow(clippy::unwrap_used)]

use rules::{Call, Expression, Failure, Library, Map, Script, ScriptProblem, Syntax, Value};

const RULES: &str = "fn importo_alto(n) { let somma = 0; for i in 0..3 { somma += n; } somma > 10 }
fn segna(n) { set(\"segnato\", n); n }
fn per_via(n) { segna(n) }
";

fn library() -> Library {
    let own = Library::compile(&[("rules/a.rhai".into(), RULES.into())]).unwrap();
    let table = rules::Table {
        id: "fascia".into(),
        policy: rules::Policy::Unique,
        inputs: vec!["amount".into()],
        outputs: vec![rules::Output::default()],
        rows: vec![
            rules::Row {
                tests: vec!["> 10".into()],
                outputs: vec!["\"alta\"".into()],
                line: 1,
            },
            rules::Row {
                tests: vec!["> 100".into()],
                outputs: vec!["\"altissima\"".into()],
                line: 2,
            },
        ],
        ..rules::Table::default()
    };
    let table = rules::Decision::compile(&table).unwrap();
    own.with_decisions([("fascia".to_owned(), table)].into())
}

fn eval(text: &str, syntax: Syntax, amount: i64) -> Result<Value, Failure> {
    let variables = Map::from([("amount".to_owned(), Value::Int(amount))]);
    let call = Call {
        variables: &variables,
        now: "2026-03-01T08:30:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::Rome,
        calendars: rules::Calendars::usual(),
    };
    Expression::compile_in(text, syntax, &library())
        .unwrap_or_else(|problem| panic!("{text}: {problem}"))
        .eval(&call)
}

#[test]
fn an_expression_calls_the_rules_and_tables_of_its_bundle() {
    for (text, syntax, amount, expected) in [
        ("importo_alto(amount)", Syntax::Rhai, 4, Value::Bool(true)),
        (
            "importo_alto(amount) && amount > 5",
            Syntax::Rhai,
            4,
            Value::Bool(false),
        ),
        (
            "${importo_alto(amount) and amount lt 5}",
            Syntax::Template,
            4,
            Value::Bool(true),
        ),
        (
            "decision(\"fascia\", \"singleEntry\")",
            Syntax::Rhai,
            12,
            Value::from("alta"),
        ),
        (
            "${decision('fascia', 'singleEntry') eq 'alta'}",
            Syntax::Template,
            12,
            Value::Bool(true),
        ),
        (
            "decision(\"fascia\", \"singleEntry\") == ()",
            Syntax::Rhai,
            1,
            Value::Bool(true),
        ),
        // Asked only where it is reached: two rows match, which this table does not allow.
        (
            "amount < 100 && decision(\"fascia\") == ()",
            Syntax::Rhai,
            200,
            Value::Bool(false),
        ),
    ] {
        assert_eq!(eval(text, syntax, amount).unwrap(), expected, "{text}");
    }
    let several = eval("decision(\"fascia\", \"singleEntry\")", Syntax::Rhai, 200);
    assert_eq!(several.unwrap_err().code(), "decision.several");
    // What a table looks at is looked at by who asks it.
    let asks = Expression::compile_in("decision(\"fascia\") == altro", Syntax::Rhai, &library());
    assert_eq!(asks.unwrap().names(), ["altro", "amount"]);
}

#[test]
fn a_script_asks_tables_and_tells_which_row_it_was() {
    let script = Script::compile("decision(\"fascia\", \"singleEntry\")", &library()).unwrap();
    let variables = Map::from([("amount".to_owned(), Value::Int(12))]);
    let call = Call {
        variables: &variables,
        now: "2026-03-01T08:30:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::Rome,
        calendars: rules::Calendars::usual(),
    };
    let outcome = script.run(&call).unwrap();
    assert_eq!(outcome.value, Value::from("alta"));
    assert_eq!(outcome.decided.len(), 1, "{:?}", outcome.decided);
}

#[track_caller]
fn refused(problem: &ScriptProblem, line: u32, column: u32, function: Option<&str>) {
    let told = (problem.line, problem.column, problem.function.as_deref());
    assert_eq!(told, (line, column, function), "{problem:?}");
    assert!(!problem.it.is_empty() && problem.it != problem.en);
}

#[test]
fn a_function_that_does_not_exist_is_refused_where_it_is_called() {
    for (text, syntax, column, function) in [
        (
            "amount > 1 && inventata(amount)",
            Syntax::Rhai,
            15,
            "inventata",
        ),
        ("amount.inventata()", Syntax::Rhai, 8, "inventata"),
        ("n. ${inventata(amount)}", Syntax::Template, 6, "inventata"),
        (
            "${amount gt 1 and inventata(amount)}",
            Syntax::Template,
            19,
            "inventata",
        ),
        ("${mailBean.send(amount)}", Syntax::Template, 12, "send"),
        (
            "=amount > 1 and inventata(amount)",
            Syntax::Template,
            17,
            "inventata",
        ),
        ("inventata(amount)", Syntax::Feel, 1, "inventata"),
        // Not so many arguments, of the house and of the bundle.
        ("days_between(amount)", Syntax::Rhai, 1, "days_between"),
        ("importo_alto(amount, 2)", Syntax::Rhai, 1, "importo_alto"),
        // What writes is for scripts.
        ("set(\"x\", 1)", Syntax::Rhai, 1, "set"),
        ("log(amount)", Syntax::Rhai, 1, "log"),
        ("segna(amount) > 1", Syntax::Rhai, 1, "segna"),
        ("per_via(amount) > 1", Syntax::Rhai, 1, "per_via"),
        ("decision(\"nessuna\")", Syntax::Rhai, 1, "decision"),
        (
            "decision(\"fascia\", \"a caso\")",
            Syntax::Rhai,
            1,
            "decision",
        ),
    ] {
        let problem = Expression::compile_in(text, syntax, &library());
        refused(&problem.expect_err(text), 1, column, Some(function));
    }
    let problem = Expression::compile_in("decision(amount)", Syntax::Rhai, &library());
    refused(&problem.unwrap_err(), 1, 1, None);
}

#[test]
fn a_script_and_a_rule_call_only_what_there_is() {
    let text = "fn mia(n) { n + 1 }\nlet a = mia(amount);\nset(\"a\", segna(a));\nmia(1, 2);\ninventata(a)";
    let problems = Script::compile(text, &library()).unwrap_err();
    assert_eq!(problems.len(), 2, "{problems:?}");
    refused(&problems[0], 4, 1, Some("mia"));
    refused(&problems[1], 5, 1, Some("inventata"));

    // Functions of other files are known, whichever comes first.
    let files = |second: &str| {
        let first = "fn prima(n) { seconda(n) }".to_owned();
        Library::compile(&[("a.rhai".into(), first), ("b.rhai".into(), second.into())])
    };
    assert!(files("fn seconda(n) { n }").is_ok());
    let problems = files("fn terza(n) {\n  n }").unwrap_err();
    assert_eq!(problems[0].file, "a.rhai");
    refused(&problems[0], 1, 15, Some("seconda"));
    let problems = files("fn seconda(n) { decision(\"fascia\") }").unwrap_err();
    assert!(problems[0].en.contains("parameter"), "{problems:?}");
}
