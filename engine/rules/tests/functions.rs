//! Every function shown to the analyst does what its example says.

#![allow(clippy::unwrap_used)]

use rules::{Call, FUNCTIONS, Library, Map, Script, Value};

pub fn call(variables: &Map) -> Call<'_> {
    Call {
        variables,
        now: "2026-03-01T08:30:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::Rome,
        calendars: rules::Calendars::usual(),
    }
}

#[test]
fn every_example_gives_what_it_says() {
    let variables = Map::from([(
        "amount".to_owned(),
        Value::Decimal("12.50".parse().unwrap()),
    )]);
    let library: Library = rules::reference::library().unwrap();
    for function in FUNCTIONS {
        let value = if function.script_only {
            let script = Script::compile(function.example, &library);
            script
                .unwrap_or_else(|problem| panic!("{}: {problem:?}", function.name))
                .run(&call(&variables))
                .map(|outcome| outcome.value)
        } else {
            let (text, syntax) = (function.example, rules::Syntax::Rhai);
            let expression = rules::Expression::compile_in(text, syntax, &library);
            expression
                .unwrap_or_else(|problem| panic!("{}: {problem}", function.name))
                .eval(&call(&variables))
        };
        let value = value.unwrap_or_else(|failure| panic!("{}: {failure}", function.name));
        assert_eq!(
            value.to_json().to_string(),
            function.gives,
            "{}",
            function.name
        );
        assert!(
            function.signature.starts_with(function.name),
            "{}",
            function.name
        );
    }
}
