//! Keeps the dependency invariants of ARCHITECTURE.md (1, 2, 3 and 9) by reading `cargo metadata`.
//! Normal dependencies only: what a crate uses in its own tests is its own affair.

use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

struct Workspace {
    /// Crate → (path from the root, names of normal dependencies).
    crates: BTreeMap<String, (String, BTreeSet<String>)>,
    /// Package id → ids of normal dependencies, over the whole graph.
    graph: BTreeMap<String, BTreeSet<String>>,
    names: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
}

fn root() -> std::path::PathBuf {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the tests crate lies below the root")
        .to_path_buf()
}

fn workspace() -> Workspace {
    let version = Command::new(env!("CARGO"))
        .arg("-vV")
        .output()
        .expect("cargo runs")
        .stdout;
    let host = String::from_utf8_lossy(&version)
        .lines()
        .find_map(|l| l.strip_prefix("host: ").map(str::to_string))
        .expect("cargo names its host");
    // Packages of other platforms may not be on this machine.
    let out = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--format-version",
            "1",
            "--offline",
            "--locked",
            "--filter-platform",
            &host,
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(
        out.status.success(),
        "cargo metadata: {}",
        String::from_utf8_lossy(&out.stderr)
    );
    let meta: Value = serde_json::from_slice(&out.stdout).expect("cargo metadata is JSON");
    let members: BTreeSet<&str> = meta["workspace_members"]
        .as_array()
        .expect("members")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let mut w = Workspace {
        crates: BTreeMap::new(),
        graph: BTreeMap::new(),
        names: BTreeMap::new(),
        ids: BTreeMap::new(),
    };
    for p in meta["packages"].as_array().expect("packages") {
        let (id, name) = (
            p["id"].as_str().expect("id"),
            p["name"].as_str().expect("name"),
        );
        w.names.insert(id.into(), name.into());
        if members.contains(id) {
            let manifest = p["manifest_path"].as_str().expect("manifest");
            let path = std::path::Path::new(manifest)
                .parent()
                .and_then(|d| d.strip_prefix(root()).ok())
                .expect("a member lies below the root")
                .to_string_lossy()
                .into_owned();
            let direct = p["dependencies"]
                .as_array()
                .expect("dependencies")
                .iter()
                .filter(|d| d["kind"].is_null())
                .filter_map(|d| d["name"].as_str())
                .map(str::to_string)
                .collect();
            w.crates.insert(name.into(), (path, direct));
            w.ids.insert(name.into(), id.into());
        }
    }
    for node in meta["resolve"]["nodes"].as_array().expect("resolve") {
        let normal = node["deps"]
            .as_array()
            .expect("deps")
            .iter()
            .filter(|d| {
                d["dep_kinds"]
                    .as_array()
                    .is_some_and(|k| k.iter().any(|k| k["kind"].is_null()))
            })
            .filter_map(|d| d["pkg"].as_str())
            .map(str::to_string)
            .collect();
        w.graph
            .insert(node["id"].as_str().expect("id").into(), normal);
    }
    w
}

impl Workspace {
    /// Names of everything in the tree below a member, itself left out.
    fn tree(&self, name: &str) -> BTreeSet<String> {
        let mut seen = BTreeSet::new();
        let mut todo = vec![self.ids[name].clone()];
        while let Some(id) = todo.pop() {
            for below in &self.graph[&id] {
                if seen.insert(below.clone()) {
                    todo.push(below.clone());
                }
            }
        }
        seen.iter().map(|id| self.names[id].clone()).collect()
    }
}

#[test]
fn the_pure_crates_have_no_runtime_storage_or_transport_in_their_tree() {
    let w = workspace();
    for name in [
        "contract",
        "bpmn",
        "rules",
        "forms",
        "interpreter",
        "office",
    ] {
        let tree = w.tree(name);
        for foreign in ["tokio", "sea-orm", "sqlx", "axum", "async-imap", "lettre"] {
            assert!(!tree.contains(foreign), "{name} has {foreign} in its tree");
        }
    }
}

#[test]
fn connectors_do_not_know_the_engine_and_only_the_server_knows_connectors() {
    let w = workspace();
    let below = |path: &str| {
        w.crates
            .iter()
            .filter(|(_, (p, _))| p.starts_with(path))
            .map(|(n, _)| n.clone())
            .collect::<BTreeSet<_>>()
    };
    let (connectors, engine) = (below("connectors/"), below("engine/"));
    for c in &connectors {
        let known: Vec<_> = w.crates[c].1.intersection(&engine).collect();
        assert!(known.is_empty(), "{c} depends on {known:?}");
    }
    for e in engine.iter().filter(|e| *e != "server") {
        let known: Vec<_> = w.crates[e]
            .1
            .intersection(&connectors)
            .filter(|c| *c != "contract")
            .collect();
        assert!(known.is_empty(), "{e} names the connectors {known:?}");
    }
}

#[test]
fn each_big_library_has_one_home() {
    let w = workspace();
    for (library, homes) in [
        ("sea-orm", &["store"][..]),
        ("sea-orm-migration", &["store"]),
        ("axum", &["server"]),
        ("rhai", &["rules"]),
        ("quick-xml", &["bpmn", "fattura", "mail"]),
        ("async-imap", &["mail"]),
        ("lettre", &["mail"]),
        ("openssl", &["signature"]),
        ("tokio-cron-scheduler", &["runtime"]),
    ] {
        for (name, (_, direct)) in &w.crates {
            assert!(
                !direct.contains(library) || homes.contains(&name.as_str()),
                "{name} names {library}; its home is {homes:?}"
            );
        }
    }
}

#[test]
fn no_crate_has_a_name_that_says_nothing() {
    let w = workspace();
    let root = root();
    let empty = [
        "common", "core", "util", "utils", "helper", "helpers", "service", "services", "manager",
        "misc",
    ];
    for (name, (path, _)) in &w.crates {
        assert!(!empty.contains(&name.as_str()), "crate {name}");
        let mut todo = vec![root.join(path).join("src")];
        while let Some(dir) = todo.pop() {
            for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
                let stem = entry
                    .path()
                    .file_stem()
                    .map(|s| s.to_string_lossy().into_owned())
                    .unwrap_or_default();
                assert!(
                    !empty.contains(&stem.as_str()),
                    "{}",
                    entry.path().display()
                );
                if entry.path().is_dir() {
                    todo.push(entry.path());
                }
            }
        }
    }
}

#[test]
fn nothing_but_the_house_lies_at_the_top() {
    let out = Command::new("git")
        .args(["ls-files", "--cached"])
        .current_dir(root())
        .output();
    // A copy without its history has nothing to compare.
    let Some(out) = out.ok().filter(|o| o.status.success()) else {
        return;
    };
    let house = [
        "connectors",
        "designer",
        "engine",
        "examples",
        "processes",
        "tests",
    ];
    let documents = ["Cargo.toml", "Cargo.lock", "LICENSE", "NOTICE", "Makefile"];
    for path in String::from_utf8_lossy(&out.stdout).lines() {
        let (top, inside) = path
            .split_once('/')
            .map_or((path, false), |(t, _)| (t, true));
        let fits = top.starts_with('.')
            || match inside {
                true => house.contains(&top),
                false => {
                    documents.contains(&top)
                        || [".md", ".yml", ".toml"].iter().any(|e| top.ends_with(e))
                }
            };
        assert!(fits, "{path}: the top level holds {house:?} and documents");
    }
}

#[test]
fn every_crate_has_its_line_on_the_map() {
    let map =
        std::fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is there");
    for (name, (path, _)) in workspace().crates {
        assert!(
            map.contains(&format!("`{path}`")),
            "ARCHITECTURE.md has no line for `{path}` ({name})"
        );
    }
}
