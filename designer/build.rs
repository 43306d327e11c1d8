//! Makes sure the folder that `src/lib.rs` embeds exists, so that the workspace compiles before the
//! web app was built once.

fn main() -> std::io::Result<()> {
    let dist = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("dist");
    std::fs::create_dir_all(&dist)?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=dist");
    Ok(())
}
