//! Exclusive gateway: the first flow, in document order, whose condition is true; else the default.

use crate::instance::{ScopeId, TokenId};
use crate::process::Node;
use crate::run::{Run, Stop, incident};
use smallvec::{SmallVec, smallvec};

pub(crate) fn choose(
    run: &Run,
    token: Option<TokenId>,
    scope: ScopeId,
    node: &Node,
) -> Result<SmallVec<[u32; 2]>, Stop> {
    for flow in node
        .outgoing
        .iter()
        .filter(|flow| node.default != Some(**flow))
    {
        let open = match &run.process.flows[*flow as usize].condition {
            None => true,
            Some(condition) => run.with_call(token, scope, |call| condition.test(call))?,
        };
        if open {
            return Ok(smallvec![*flow]);
        }
    }
    match node.default {
        Some(default) => Ok(smallvec![default]),
        None if node.outgoing.is_empty() => Ok(SmallVec::new()),
        None => Err(no_flow()),
    }
}

/// No condition is true and there is no default.
pub(crate) fn no_flow() -> Stop {
    incident(
        "gateway.no_flow",
        "nessuna condizione è vera e manca il flusso predefinito",
        "no condition is true and there is no default flow",
    )
}
