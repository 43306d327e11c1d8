//! How a figure is printed: one line, with the raw limit of the same run where there is one.

use std::path::PathBuf;

/// `BENCH <name> <value> <unit>`.
pub fn print(name: &str, value: f64, unit: &str) {
    println!("BENCH {name} {} {unit}", rounded(value));
}

/// As [`print`], beside what the machine gives without us.
pub fn print_beside(name: &str, value: f64, unit: &str, limit: f64) {
    println!(
        "BENCH {name} {} {unit} limit={} ratio={:.2}",
        rounded(value),
        rounded(limit),
        value / limit
    );
}

fn rounded(value: f64) -> String {
    if value >= 100.0 {
        format!("{value:.0}")
    } else {
        format!("{value:.2}")
    }
}

/// Length of one measurement, in seconds: `STAFFETTA_BENCH_SECONDS`, else four.
pub fn seconds() -> f64 {
    std::env::var("STAFFETTA_BENCH_SECONDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(4.0)
}

/// A folder on the disk that is used (beside the build, or `STAFFETTA_BENCH_FOLDER`), never in memory. It goes with its value.
///
/// # Errors
/// The folder cannot be made.
pub fn folder(beside: &str) -> std::io::Result<tempfile::TempDir> {
    let base = std::env::var("STAFFETTA_BENCH_FOLDER")
        .map_or_else(|_| PathBuf::from(beside), PathBuf::from);
    std::fs::create_dir_all(&base)?;
    tempfile::tempdir_in(base)
}
