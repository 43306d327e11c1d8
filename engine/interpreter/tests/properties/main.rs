//! Random processes under random interleavings: no token is lost or made, the same arguments give the same
//! result, saving and loading changes nothing, every wait that was opened is closed exactly once, terminating
//! and cancelling leave nothing open. Block-structured ones always end; free graphs may stop at their joins.

#![allow(clippy::unwrap_used)]

mod activities;
mod begins;
mod blocks;
mod drive;
mod graphs;
mod kinds;
#[path = "../support/mod.rs"]
mod support;

use begins::{begin, plainly};
use blocks::{Builder, block};
use drive::{Drive, Seen, run};
use graphs::{Ledger, graph};
use proptest::prelude::*;
use support::draft;

/// Commands after which a free graph has been seen enough of.
const FREE_TURNS: usize = 40;

/// How many random processes: `STAFFETTA_CASES`, for long runs.
fn cases() -> u32 {
    std::env::var("STAFFETTA_CASES").map_or(2_000, |n| n.parse().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), ..ProptestConfig::default() })]

    #[test]
    fn any_block_structured_process_ends_with_nothing_open(
        begin in begin(),
        block in block(),
        choices in prop::collection::vec(any::<u64>(), 1..20),
        cancel_after in prop::option::weighted(0.2, 0_usize..8),
    ) {
        let mut builder = Builder { draft: draft(), count: 0, quiet: false };
        let begin = builder.begun(begin, &block);
        let drive = Drive { begin, choices: &choices, cancel_after, free: None };
        run(&builder.draft, &drive, |_, _| {});
    }

    #[test]
    fn any_graph_accounts_for_its_tokens(
        graph in graph(),
        choices in prop::collection::vec(any::<u64>(), 1..20),
        cancel_after in prop::option::weighted(0.1, 0_usize..8),
    ) {
        let draft = graph.draft();
        let mut ledger = Ledger::default();
        let drive = Drive { begin: plainly(), choices: &choices, cancel_after, free: Some(FREE_TURNS) };
        run(&draft, &drive, |case, seen| {
            match seen {
                Seen::Running => {
                    ledger.read(&case.trace);
                    ledger.balances(&draft, case);
                }
                Seen::Stuck => ledger.stuck(&draft, case),
                Seen::Ended => {}
            }
        });
    }
}
