//! Named points at which a test may stop the process dead.
//!
//! `STAFFETTA_CRASH_AT=commit.before:3` aborts at the third time the point `commit.before` is passed.
//! Points here: `blob.before`, `blob.after`, `commit.begin`, `commit.before`, `commit.after`,
//! `checkpoint.before`, `checkpoint.after`, `boot.file`, `backup.database`.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

static TARGET: OnceLock<Option<(String, u64)>> = OnceLock::new();
static HITS: AtomicU64 = AtomicU64::new(0);

/// Aborts the process here when the environment names this point and this hit of it; free otherwise.
pub fn crash_point(name: &str) {
    let target = TARGET.get_or_init(|| {
        let value = std::env::var("STAFFETTA_CRASH_AT").ok()?;
        let (name, hit) = value.rsplit_once(':').unwrap_or((&value, "1"));
        Some((name.to_string(), hit.parse().unwrap_or(1)))
    });
    if let Some((wanted, hit)) = target
        && wanted == name
        && HITS.fetch_add(1, Ordering::SeqCst) + 1 == *hit
    {
        std::process::abort();
    }
}
