//! The figures of the product, each a line `BENCH <name> <value> <unit> [limit=<raw, same run>] [ratio=<r>]`.
//!
//! `cargo bench --bench figures -- arrival` runs one part, a name of `durable` one figure; `STAFFETTA_BENCH_SECONDS` sets
//! the length of one measurement.

mod arrival;
mod book;
mod crowd;
mod desk;
mod durable;
mod filled;
mod page;
mod program;
mod raw;
mod serving;
mod timers;

use std::path::Path;

#[tokio::main]
async fn main() {
    rustls::crypto::ring::default_provider()
        .install_default()
        .expect("the first in this process");
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    if let [flag, folder] = arguments.as_slice()
        && flag == durable::COUNTED
    {
        return durable::counted(Path::new(folder)).await;
    }
    let wanted = |part: &str| arguments.is_empty() || arguments.iter().any(|a| a == part);
    durable::run(|name| wanted("durable") || wanted(name)).await;
    if wanted("timers") {
        timers::run().await;
    }
    if wanted("crowd") {
        crowd::run().await;
    }
    if wanted("arrival") {
        arrival::run().await;
    }
    if wanted("page") {
        page::run().await;
    }
    if wanted("desk") {
        desk::run().await;
    }
    if wanted("book") {
        book::run().await;
    }
    if wanted("program") {
        program::run().await;
    }
}
