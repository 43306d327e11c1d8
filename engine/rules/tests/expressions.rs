//! Templates, rhai, JUEL and FEEL expressions: what each gives, and what is refused where.

#![allow(clippy::unwrap_used)]

use rules::{Call, Expression, Library, Map, Script, Syntax, Value};

fn variables() -> Map {
    let json = serde_json::json!({
        "n": 7, "amount": 1500.50, "kind": "PEC", "flag": true, "nothing": null, "tags": ["a", "b"],
        "mail": {"subject": "Istanza", "from": "uno@posta.example"},
        "lines": [{"q": 2}, {"q": 3}],
    });
    match Value::from_json(json).unwrap() {
        Value::Map(map) => map,
        _ => unreachable!(),
    }
}

fn call(variables: &Map) -> Call<'_> {
    Call {
        variables,
        now: "2026-03-01T08:30:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::Rome,
        calendars: rules::Calendars::usual(),
    }
}

#[track_caller]
fn gives(text: &str, syntax: Syntax) -> String {
    let expression =
        Expression::compile(text, syntax).unwrap_or_else(|problem| panic!("{text}: {problem}"));
    match expression.eval(&call(&variables())) {
        Ok(value) => value.to_json().to_string(),
        Err(failure) => failure.code().to_owned(),
    }
}

#[test]
fn templates_keep_the_type_of_a_single_expression() {
    for (text, expected) in [
        ("plain", r#""plain""#),
        ("", r#""""#),
        ("${n}", "7"),
        ("${n + 1}", "8"),
        ("n. ${n} of ${kind}", r#""n. 7 of PEC""#),
        ("${amount}", "1500.5"),
        ("${amount * 2 + 0.01}", "3001.01"),
        ("${tags}", r#"["a","b"]"#),
        ("${mail.subject}!", r#""Istanza!""#),
        ("[${nothing}]", r#""[]""#),
        ("${missing}", "script.unknown_variable"),
        ("${missing + 1}", "script.unknown_variable"),
        ("${is_set(\"missing\") && missing > 1}", "false"),
        ("${kind eq 'PEC' and n gt 3}", "true"),
        ("${not flag or n le 3}", "false"),
        ("${flag ? 'si' : 'no'}", r#""si""#),
        ("${empty missing}", "true"),
        ("${empty tags or empty mail.subject}", "false"),
        ("=n + 1", "8"),
        ("\\${n}", r#""${n}""#),
    ] {
        assert_eq!(gives(text, Syntax::Template), expected, "{text}");
    }
}

#[test]
fn decimals_never_become_floats() {
    for (text, expected) in [
        ("0.1 + 0.2", "0.3"),
        ("1 / 4", "0"),
        ("1.0 / 4", "0.25"),
        ("12.50 * 3", "37.5"),
        ("2.5 > 2", "true"),
    ] {
        assert_eq!(gives(text, Syntax::Rhai), expected, "{text}");
    }
}

#[test]
fn feel_follows_its_rules_for_null_ranges_and_lists() {
    for (text, expected) in [
        ("n = 7", "true"),
        ("= n != 7", "false"),
        ("n in [1..7]", "true"),
        ("n in [1..7)", "false"),
        ("n in (7..9]", "false"),
        ("n in ]6..8[", "true"),
        ("n in (1, 7)", "true"),
        ("n in (< 3, > 6)", "true"),
        ("n between 7 and 9", "true"),
        ("kind in [\"MAIL\", \"PEC\"]", "true"),
        ("kind in tags", "false"),
        ("missing", "null"),
        ("missing > 3", "null"),
        ("missing = null", "true"),
        ("missing.deep.path", "null"),
        ("mail.subject", r#""Istanza""#),
        ("lines.q", "[2,3]"),
        ("sum(lines.q) * 2", "10"),
        ("lines[1].q", "2"),
        ("lines[-1].q", "3"),
        ("lines[5]", "null"),
        ("if n > 5 then \"many\" else \"few\"", r#""many""#),
        ("flag and missing", "null"),
        ("false and missing", "false"),
        ("true or missing", "true"),
        ("not(flag)", "false"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("7 / 2", "3.5"),
        ("-n + 10", "3"),
        ("1 / 0", "null"),
        ("\"a\" + \"b\"", r#""ab""#),
        ("\"2026-03-01\" < \"2026-03-01T09:00:00Z\"", "true"),
        ("starts with(mail.subject, \"Ist\")", "true"),
        ("string length(kind)", "3"),
        ("list contains(tags, \"b\")", "true"),
        ("count(tags)", "2"),
        ("max(1, n, 3)", "7"),
        ("{a: n, b: [1]}", r#"{"a":7,"b":[1]}"#),
        ("today()", r#""2026-03-01""#),
        ("is defined(missing)", "false"),
    ] {
        assert_eq!(gives(text, Syntax::Feel), expected, "{text}");
    }
    for bad in [
        "",
        "=",
        "n >",
        "n in [1..",
        "for x in tags",
        "some x in tags return x",
        "n instance of cosa",
        "@\"ieri\"",
        "unknown(1)",
        "if n then 1",
        "\"open",
        "1 2",
        "#",
        "not(1, 2)",
    ] {
        assert!(Expression::compile(bad, Syntax::Feel).is_err(), "{bad}");
    }
    assert!(
        Expression::compile(
            &format!("{}1{}", "(".repeat(5000), ")".repeat(5000)),
            Syntax::Feel
        )
        .is_err()
    );
}

#[test]
fn a_problem_says_where_it_is() {
    for (text, syntax, line, column) in [
        ("a +", Syntax::Rhai, 1, 4),
        ("x\n ${a +}", Syntax::Template, 2, 7),
        ("=1 +\n #", Syntax::Template, 2, 2),
        ("is_set(n)", Syntax::Rhai, 1, 1),
    ] {
        let problem = Expression::compile(text, syntax).expect_err(text);
        assert_eq!(
            (problem.line, problem.column),
            (line, column),
            "{text}: {problem:?}"
        );
        assert!(!problem.it.is_empty() && problem.it != problem.en);
    }
}

#[test]
fn a_condition_gives_true_or_false() {
    let variables = variables();
    let test = |text: &str, syntax| {
        Expression::compile(text, syntax)
            .unwrap()
            .test(&call(&variables))
    };
    assert_eq!(test("n > 3", Syntax::Rhai), Ok(true));
    assert_eq!(test("missing > 3", Syntax::Feel), Ok(false));
    assert_eq!(test("n", Syntax::Rhai).unwrap_err().code(), "script.type");
}

#[test]
fn only_named_variables_are_seen_and_written() {
    let variables = variables();
    let run = |text: &str| {
        Script::compile(text, &Library::default())
            .unwrap()
            .run(&call(&variables))
    };
    let done = run("let local = n + 1; n += local; tags.push(\"c\"); set(\"fresh\", local); log(`n is ${n}`); tags.len").unwrap();
    assert_eq!(done.value, Value::Int(3));
    assert_eq!(done.log, ["n is 15"]);
    let writes: Vec<String> = done
        .writes
        .iter()
        .map(|(name, value)| format!("{name}={}", value.to_json()))
        .collect();
    assert_eq!(writes, ["fresh=8", "n=15", r#"tags=["a","b","c"]"#]);
    assert!(
        run("n = n; tags.len").unwrap().writes.is_empty(),
        "what did not change is not written"
    );
    assert_eq!(
        run("total = 1").unwrap_err().code(),
        "script.unknown_variable"
    );
    assert_eq!(
        run("log(\"x\"); bpmn_error(\"E1\", \"because\")"),
        Err(rules::Failure::Bpmn {
            code: "E1".into(),
            message: Some("because".into())
        })
    );
    assert_eq!(
        run("try { bpmn_error(\"E1\") } catch { } 1")
            .unwrap_err()
            .code(),
        "script.bpmn_error"
    );
    let names: Vec<String> = Script::compile("if is_set(\"b\") { a }", &Library::default())
        .unwrap()
        .names()
        .map(str::to_owned)
        .collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn a_library_is_called_by_parameter_name() {
    let text = "fn office(kind, amount) { if amount > limit() { #{office: \"legale\"} } else { #{office: kind} } }\nfn limit() { 1000 }";
    let library = Library::compile(&[("rules/a.rhai".into(), text.into())]).unwrap();
    assert_eq!(
        library.parameters("office"),
        Some(&["kind".to_owned(), "amount".to_owned()][..])
    );
    let variables = variables();
    assert_eq!(
        library
            .run("office", &call(&variables))
            .unwrap()
            .value
            .to_json()
            .to_string(),
        r#"{"office":"legale"}"#
    );
    assert_eq!(
        library.run("nobody", &call(&variables)).unwrap_err().code(),
        "script.unknown_rule"
    );
    assert_eq!(
        library
            .run("office", &call(&Map::new()))
            .unwrap_err()
            .code(),
        "script.unknown_variable"
    );
    let script = Script::compile("limit() + n", &library).unwrap();
    assert_eq!(
        script.run(&call(&variables)).unwrap().value,
        Value::Int(1007)
    );

    let bad = [
        ("a.rhai".to_owned(), "fn f(x) { y }".to_owned()),
        ("b.rhai".to_owned(), "fn f(x) { x } let z = 1;".to_owned()),
        ("c.rhai".to_owned(), "fn (".to_owned()),
    ];
    let problems = Library::compile(&bad).unwrap_err();
    let files: Vec<&str> = problems
        .iter()
        .map(|problem| problem.file.as_str())
        .collect();
    assert_eq!(
        files,
        ["a.rhai", "b.rhai", "b.rhai", "c.rhai"],
        "{problems:#?}"
    );
}
