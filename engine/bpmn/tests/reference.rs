//! The committed reference pages are what the code gives. `UPDATE_REFERENCE=1` writes them anew.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("reference")
}

#[test]
fn the_committed_pages_are_those_the_code_gives() {
    let pages = bpmn::reference::pages();
    if std::env::var_os("UPDATE_REFERENCE").is_some() {
        // Pages of rules that are gone go too.
        std::fs::remove_dir_all(folder().join("rules")).expect("the pages");
        for (path, text) in &pages {
            let file = folder().join(path);
            std::fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            std::fs::write(file, text).expect("written");
        }
    }
    for (path, text) in &pages {
        let committed = std::fs::read_to_string(folder().join(path)).unwrap_or_default();
        assert_eq!(
            &committed, text,
            "{path} is not what the code gives: UPDATE_REFERENCE=1 cargo test -p bpmn --test reference"
        );
    }
    let known: BTreeSet<&str> = pages.iter().map(|(path, _)| path.as_str()).collect();
    for entry in std::fs::read_dir(folder().join("rules")).expect("the pages") {
        let name = entry.expect("an entry").file_name();
        let path = format!("rules/{}", name.to_string_lossy());
        assert!(known.contains(path.as_str()), "{path} is of no rule");
    }
}

#[test]
fn a_page_says_what_is_wrong_and_what_to_do_in_both_languages() {
    let pages = bpmn::reference::pages();
    for (path, text) in pages.iter().filter(|(p, _)| p != "rules/README.md") {
        // `${…}` is what an author writes; no other placeholder is left.
        let left = text
            .match_indices('{')
            .find(|(at, _)| !text[..*at].ends_with(['$', '#']));
        assert_eq!(left, None, "{path}: {text}");
    }
    let elements = &pages[0].1;
    // The page tells apart what runs from what is refused, by name.
    assert!(elements.contains("| semplice | none | ✓ |"), "{elements}");
    assert!(elements.contains("TSK002"), "{elements}");
}
