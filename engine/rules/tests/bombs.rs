//! Each limit of the box, proved by a text that tries to pass it.

#![allow(clippy::unwrap_used)]

use rules::{Call, Expression, Failure, Library, Map, Script, Syntax, Value};
use std::time::{Duration, Instant};

fn call(variables: &Map) -> Call<'_> {
    Call {
        variables,
        now: "2026-03-01T08:30:00Z".parse().unwrap(),
        zone: chrono_tz::Europe::Rome,
        calendars: rules::Calendars::usual(),
    }
}

fn run(text: &str) -> Result<Value, Failure> {
    let script = Script::compile(text, &Library::default()).expect("the bomb compiles");
    script.run(&call(&Map::new())).map(|outcome| outcome.value)
}

#[test]
fn bombs_are_stopped_by_a_counted_limit() {
    let vars = (0..150)
        .map(|i| format!("let v{i} = {i};"))
        .collect::<String>();
    for (name, text, code) in [
        ("loop", "loop { }", "script.too_long"),
        ("while", "while true { }", "script.too_long"),
        (
            "long range",
            "let n = 0; for i in 0..1000000000 { n += 1; }",
            "script.too_long",
        ),
        ("recursion", "fn f(x) { f(x + 1) } f(0)", "script.too_deep"),
        (
            "mutual recursion",
            "fn a(x) { b(x) } fn b(x) { a(x) } a(0)",
            "script.too_deep",
        ),
        (
            "text doubling",
            r#"let s = "aaaaaaaaaaaaaaaa"; loop { s += s; }"#,
            "script.too_big",
        ),
        (
            "replace growth",
            r#"let s = "a"; loop { s = replace(s, "a", "aaaaaaaaaa"); }"#,
            "script.too_big",
        ),
        (
            "replace loop",
            r#"let s = "a"; for i in 0..15 { s += s; } loop { replace(s, "a", "b"); }"#,
            "script.too_long",
        ),
        (
            "contains loop",
            r#"let s = "a"; for i in 0..15 { s += s; } loop { contains(s, "b"); }"#,
            "script.too_long",
        ),
        (
            "list doubling",
            "let a = [1]; loop { a += a; }",
            "script.too_big",
        ),
        (
            "list push",
            "let a = []; loop { a.push(1); }",
            "script.too_big",
        ),
        (
            "list search",
            "let a = []; for i in 0..5000 { a.push(i); } loop { a.contains(-1); }",
            "script.too_long",
        ),
        (
            "list in",
            "let a = []; for i in 0..5000 { a.push(i); } loop { -1 in a; }",
            "script.too_long",
        ),
        (
            "list compare",
            "let a = []; for i in 0..5000 { a.push(i); } loop { a == a; }",
            "script.too_long",
        ),
        (
            "list to text",
            r#"let a = []; for i in 0..5000 { a.push(i); } loop { let s = "" + a; }"#,
            "script.too_long",
        ),
        (
            "list in backticks",
            "let a = []; for i in 0..5000 { a.push(i); } loop { let s = `${a}`; }",
            "script.too_long",
        ),
        (
            "map growth",
            r#"let m = #{}; let i = 0; loop { m["k" + i] = i; i += 1; }"#,
            "script.too_big",
        ),
        (
            "map of long texts",
            r#"let s = "x"; for i in 0..15 { s += s; } let m = #{}; let i = 0; loop { m["k" + i] = s + i; i += 1; }"#,
            "script.too_big",
        ),
        (
            "list of long texts in a map in a map",
            r#"let s = "x"; for i in 0..15 { s += s; } let m = #{a: #{}}; let i = 0; loop { m.a["k" + i] = s + i; i += 1; }"#,
            "script.too_big",
        ),
        (
            "list in list",
            "let a = []; loop { a = [a]; }",
            "script.too_big",
        ),
        (
            "map in map",
            "let a = 1; loop { a = #{a: a}; }",
            "script.too_big",
        ),
        ("variables", &vars, "script.too_big"),
        (
            "swallowed",
            r#"loop { try { loop { } } catch { } }"#,
            "script.too_long",
        ),
        ("overflow", "9223372036854775807 + 1", "script.failed"),
        ("division", "1 / 0", "script.failed"),
        ("log", r#"loop { log("x") }"#, "script.failed"),
        (
            "set",
            r#"let i = 0; loop { set("v" + i, 1); i += 1; }"#,
            "script.failed",
        ),
        ("sleep", "sleep(1000)", "script.failed"),
    ] {
        let started = Instant::now();
        let failure = run(text).expect_err(name);
        assert_eq!(failure.code(), code, "{name}: {failure}");
        assert!(
            started.elapsed() < Duration::from_secs(10),
            "{name} took {:?}",
            started.elapsed()
        );
    }
}

#[test]
fn what_is_not_allowed_does_not_compile() {
    let deep = format!("{}1{}", "(".repeat(500), ")".repeat(500));
    let functions = |count: usize| -> String {
        (0..count)
            .map(|i| format!("fn f{i}() {{ {i} }}\n"))
            .collect()
    };
    let many = functions(21);
    let long = format!("let a = \"{}\";", "x".repeat(64 * 1024));
    let library = |count| Library::compile(&[("r.rhai".into(), functions(count))]);
    assert!(library(200).is_ok());
    assert!(library(201).is_err(), "a library of 201 functions");
    assert!(Script::compile(&functions(20), &Library::default()).is_ok());
    let long_expression = format!("1{}", " + 1".repeat(5_000));
    assert!(Expression::compile(&long_expression, Syntax::Rhai).is_err());
    let deep_expression = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    assert!(Expression::compile(&deep_expression, Syntax::Rhai).is_err());
    for (name, text) in [
        ("functions", many.as_str()),
        ("length", long.as_str()),
        ("blob", "blob(1000000000, 1)"),
        ("sort", "let a = [2, 1]; a.sort()"),
        ("pad", "let a = []; a.pad(1000000000, 0)"),
        ("eval", r#"eval("1")"#),
        ("import", r#"import "x" as y;"#),
        ("print", r#"print("x")"#),
        ("function value", r#"let f = Fn("log"); 1"#),
        ("closure", "let f = |x| x; 1"),
        ("deep", &deep),
    ] {
        assert!(
            Script::compile(text, &Library::default()).is_err(),
            "{name}"
        );
    }
    for (name, text) in [
        ("loop", "loop { }"),
        ("block", "{ let x = 1; x }"),
        ("two", "1; 2"),
        ("closure", "[1].map(|x| x)"),
        ("assignment", "a = 1"),
    ] {
        assert!(Expression::compile(text, Syntax::Rhai).is_err(), "{name}");
    }
}

#[test]
fn a_condition_cannot_write_or_log() {
    for text in [r#"log("x")"#, r#"set("a", 1)"#, r#"bpmn_error("a")"#] {
        let refused = Expression::compile(text, Syntax::Rhai).expect_err(text);
        assert!(refused.en.contains("script"), "{refused:?}");
    }
}

#[test]
fn a_wall_clock_only_aborts() {
    let script = Script::compile(
        "let a = 0; for i in 0..20000 { a += i; } a",
        &Library::default(),
    )
    .unwrap();
    let variables = Map::new();
    let past = Instant::now();
    assert_eq!(
        rules::with_deadline(past, || script.run(&call(&variables))),
        Err(Failure::Aborted)
    );
    assert_eq!(
        script.run(&call(&variables)).unwrap().value,
        Value::Int(199_990_000)
    );
    let loud = Script::compile("loop { }", &Library::default()).unwrap();
    let soon = Instant::now() + Duration::from_micros(1);
    std::thread::sleep(Duration::from_millis(1));
    assert_eq!(
        rules::with_deadline(soon, || loud.run(&call(&variables))),
        Err(Failure::Aborted)
    );
}
