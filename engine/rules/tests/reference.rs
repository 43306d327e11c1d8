//! The committed page of expressions is what the code gives. `UPDATE_REFERENCE=1` writes it anew.

use rules::Syntax;
use std::path::Path;

#[test]
fn the_committed_page_of_expressions_is_the_one_the_code_gives() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../bpmn/reference/expressions.md");
    let page = rules::reference::page();
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        std::fs::write(&file, &page).expect("written");
    }
    assert_eq!(
        std::fs::read_to_string(&file).unwrap_or_default(),
        page,
        "expressions.md is not what the code gives: UPDATE_REFERENCE=1 cargo test -p rules --test reference"
    );
}

#[test]
fn what_is_refused_is_refused_with_its_name_and_everything_else_gives_a_value() {
    let refused: Vec<(Syntax, &str, String)> = rules::reference::entries()
        .into_iter()
        .filter_map(|e| e.gives.err().map(|p| (e.language, e.form, p.en)))
        .collect();
    let forms: Vec<_> = refused.iter().map(|(l, form, _)| (*l, *form)).collect();
    assert_eq!(
        forms,
        [
            (Syntax::Template, "bean.method(…)"),
            (Syntax::Template, "task.…"),
            (Syntax::Feel, "f(…)"),
        ]
    );
    for ((_, _, said), name) in refused.iter().zip(["`send`", "`assignee`", "`inventata`"]) {
        assert!(said.contains(name), "{said}");
    }
}
