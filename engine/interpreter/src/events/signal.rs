//! Signals: to everything in this instance that waits for the name now. Other instances hear of it
//! after the commit (`Effect::PublishSignal`).

use super::catch;
use crate::command::{PartId, Refusal, WaitId};
use crate::instance::{TokenId, WaitingFor, page_of};
use crate::run::Run;
use rules::Map;

/// A signal thrown by the instance itself.
pub(crate) fn within(run: &mut Run, name: &str, given: &Map) -> Result<(), Refusal> {
    if run.process.heard.signals_in_parts {
        run.need_all()?;
    }
    let mut waiting: Vec<WaitId> = run
        .instance
        .pages()
        .flat_map(|page| &page.tokens)
        .flat_map(|token| &token.waits)
        .filter(|wait| matches!(&wait.kind, WaitingFor::Signal { name: wanted } if wanted == name))
        .map(|wait| wait.id)
        .collect();
    waiting.sort_unstable();
    for wait in waiting {
        to(run, wait, name, given)?;
    }
    Ok(())
}

/// A signal from outside, for these waits. Refused when none of them is open.
pub(crate) fn deliver(
    run: &mut Run,
    name: &str,
    waits: &[WaitId],
    given: &Map,
) -> Result<(), Refusal> {
    let missing: Vec<PartId> = waits
        .iter()
        .map(|wait| page_of(*wait))
        .filter(|page| run.part_is_alive(*page) && run.instance.page(*page).is_none())
        .map(PartId::from)
        .collect();
    if !missing.is_empty() {
        return Err(Refusal::Need(missing));
    }
    let mut heard = false;
    for wait in waits {
        heard |= to(run, *wait, name, given)?;
    }
    match waits.first() {
        Some(first) if !heard => Err(Refusal::NotWaiting(*first)),
        _ => Ok(()),
    }
}

/// One wait; false when it is no longer open. Another of the same signal may have closed it.
fn to(run: &mut Run, wait: WaitId, name: &str, given: &Map) -> Result<bool, Refusal> {
    let found: Option<(TokenId, _)> = run.instance.page(page_of(wait)).and_then(|page| {
        page.tokens.iter().find_map(|token| {
            let found = token.waits.iter().find(|other| other.id == wait)?;
            matches!(&found.kind, WaitingFor::Signal { name: wanted } if wanted == name)
                .then_some((token.id, found.node))
        })
    });
    let Some((token, node)) = found.filter(|_| run.instance.state.is_none()) else {
        return Ok(false);
    };
    run.need(token)?;
    catch::happen(run, token, wait, node, given)?;
    Ok(true)
}
