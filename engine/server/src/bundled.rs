//! The processes that come with Staffetta, inside the binary.

use rust_embed::Embed;
use std::collections::BTreeMap;

#[derive(Embed)]
#[folder = "../../processes"]
struct Processes;

/// A bundle: its name and its files, paths inside the bundle.
pub type Bundle = (String, Vec<(String, Vec<u8>)>);

/// Every bundle of the folder `processes`, by name.
pub fn bundles() -> Vec<Bundle> {
    let mut found: BTreeMap<String, Vec<(String, Vec<u8>)>> = BTreeMap::new();
    for path in Processes::iter() {
        let Some((bundle, inner)) = path.split_once('/') else {
            continue;
        };
        if let Some(file) = Processes::get(&path) {
            found
                .entry(bundle.into())
                .or_default()
                .push((inner.into(), file.data.into_owned()));
        }
    }
    found.retain(|_, files| files.iter().any(|(path, _)| path == "bundle.toml"));
    found.into_iter().collect()
}

/// The bundle of this name.
pub fn bundle(name: &str) -> Option<Bundle> {
    bundles().into_iter().find(|(found, _)| found == name)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_bundles_are_inside() {
        let bundles = super::bundles();
        let names: Vec<&str> = bundles.iter().map(|(name, _)| name.as_str()).collect();
        assert!(
            names.contains(&"istanza-pec") && names.contains(&"posta-ordinaria"),
            "{names:?}"
        );
        for (name, files) in &bundles {
            assert!(
                files.iter().any(|(path, _)| path.ends_with(".bpmn")),
                "{name}"
            );
        }
    }
}
