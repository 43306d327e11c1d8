//! Values survive the snapshot exactly; the API's JSON loses nothing that it could keep.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use rules::{Map, Ref, RefKind, Value, ValueError};

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (any::<i64>(), 0_u32..20)
            .prop_map(|(number, scale)| Value::Decimal(rust_decimal::Decimal::new(number, scale))),
        ".{0,12}".prop_map(Value::Text),
        ("[a-z0-9/]{1,8}", any::<bool>()).prop_map(|(id, message)| {
            let kind = if message {
                RefKind::Message
            } else {
                RefKind::Document
            };
            Value::Ref(Ref { kind, id })
        }),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        let key = prop_oneof![
            "[a-z]{1,5}",
            Just("$dec".to_owned()),
            Just("$ref".to_owned()),
            Just("$map".to_owned())
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::List),
            prop::collection::btree_map(key, inner, 0..5).prop_map(Value::Map),
        ]
    })
}

proptest! {
    #[test]
    fn a_snapshot_of_a_value_is_lossless(value in any_value()) {
        let bytes = serde_json::to_vec(&value).unwrap();
        let back: Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(&back, &value);
        prop_assert_eq!(back.canonical_bytes(), value.canonical_bytes());
    }
}

#[test]
fn the_api_reads_and_writes_natural_json() {
    for (given, expected) in [
        ("12.5", "12.5"),
        ("1e3", "1000.0"),
        ("12345678901234567890", "\"12345678901234567890\""),
        ("0.1000000000000000000000001", "0.1"),
        (r#"{"$dec":"12.50"}"#, "12.5"),
        (
            r#"{"$ref":"message","id":"m1"}"#,
            r#"{"$ref":"message","id":"m1"}"#,
        ),
        (r#"[1,"a",null,true]"#, r#"[1,"a",null,true]"#),
    ] {
        let value = Value::from_json(serde_json::from_str(given).unwrap()).unwrap();
        assert_eq!(value.to_json().to_string(), expected, "{given}");
    }
    let exact = Value::Decimal("0.1000000000000000000000001".parse().unwrap());
    assert_eq!(
        exact.to_json(),
        serde_json::json!("0.1000000000000000000000001")
    );
    for bad in [
        r#"{"$dec":"x"}"#,
        r#"{"$ref":"file","id":"1"}"#,
        r#"{"$x":1}"#,
        r#"{"$dec":"1","a":1}"#,
        "1e400",
    ] {
        if let Ok(json) = serde_json::from_str(bad) {
            assert!(Value::from_json(json).is_err(), "{bad}");
        }
    }
    let mut deep = serde_json::json!(1);
    for _ in 0..40 {
        deep = serde_json::json!([deep]);
    }
    assert_eq!(Value::from_json(deep), Err(ValueError::Depth));
}

#[test]
fn sizes_count_text_and_structure() {
    assert_eq!(Value::from("abc").size_bytes(), 5);
    assert_eq!(
        Value::Map(Map::from([("k".into(), Value::Int(1))])).size_bytes(),
        2 + 1 + 4 + 8
    );
    assert!(Value::List(vec![Value::Null; 100]).size_bytes() > 400);
}
