//! The OpenAPI document: what the pages are typed from.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn document() -> Value {
    serde_json::from_str(&crate::app::openapi().unwrap()).unwrap()
}

#[test]
fn the_committed_document_is_the_one_of_this_program() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../designer/openapi.json");
    let text = fs::read_to_string(&committed).unwrap();
    assert!(
        text.trim_end() == crate::app::openapi().unwrap(),
        "designer/openapi.json is of another program: make openapi, and commit it with the types made from it"
    );
}

/// utoipa keeps one of two types of the same name and says nothing.
#[test]
fn every_schema_has_a_name_of_its_own() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut folders = vec![sources];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                for name in described(&fs::read_to_string(&path).unwrap()) {
                    let file = path.file_name().unwrap().to_string_lossy().into_owned();
                    places.entry(name).or_default().push(file);
                }
            }
        }
    }
    assert!(places.len() > 80, "{} schemas found", places.len());
    places.retain(|_, files| files.len() > 1);
    assert!(places.is_empty(), "used twice: {places:?}");
}

/// Names of the types of a source that derive a schema.
fn described(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut renamed: Option<String> = None;
    let mut derives = false;
    for line in source.lines().map(str::trim_start) {
        if line.starts_with("#[derive(") {
            derives = line.contains("ToSchema");
            renamed = None;
        } else if let Some(name) = line.strip_prefix("#[schema(as = ") {
            renamed = name.split(')').next().map(String::from);
        } else if derives && let Some(rest) = line.strip_prefix("pub ") {
            let name = rest.split_whitespace().nth(1).unwrap_or_default();
            let plain = name.split(['<', '(', ';', '{']).next().unwrap_or_default();
            names.push(renamed.take().unwrap_or_else(|| plain.to_string()));
            derives = false;
        }
    }
    names
}

#[test]
fn every_reference_leads_somewhere_and_no_object_is_without_a_shape() {
    let document = document();
    let mut open: Vec<(String, &Value)> = vec![(String::new(), &document)];
    let mut wrong = Vec::new();
    while let Some((at, value)) = open.pop() {
        if let Some(target) = value.get("$ref").and_then(Value::as_str)
            && document.pointer(target.trim_start_matches('#')).is_none()
        {
            wrong.push(format!("{at} leads to {target}"));
        }
        let is_object = value.get("type").is_some_and(|t| {
            t == "object" || t.as_array().is_some_and(|a| a.contains(&"object".into()))
        });
        if is_object
            && value.get("properties").is_none()
            && value.get("additionalProperties").is_none()
        {
            wrong.push(format!("{at} is an object of no shape"));
        }
        match value {
            Value::Object(members) => {
                open.extend(members.iter().map(|(k, v)| (format!("{at}/{k}"), v)))
            }
            Value::Array(items) => open.extend(
                items
                    .iter()
                    .enumerate()
                    .map(|(n, v)| (format!("{at}/{n}"), v)),
            ),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
