//! Embedded subprocess: a scope of its own, begun at its none start, done when its last token is.

use crate::events::event_subprocess;
use crate::instance::{TokenId, Work};
use crate::run::{Run, Started, Stop};

pub(crate) fn start(run: &mut Run, id: TokenId, plan: u32) -> Result<Started, Stop> {
    let Some(node) = run.process.scopes[plan as usize].start else {
        return Ok(Started::Done);
    };
    let scope = run.add_scope(id, plan)?;
    run.instance.queue.push_back(Work::Node { scope, node });
    event_subprocess::listen(run, scope)?;
    Ok(Started::Waiting)
}
