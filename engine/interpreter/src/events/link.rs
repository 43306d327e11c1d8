//! Link events: a throw link is left at the catch link of its name, without a flow between.

use crate::command::TraceKind;
use crate::instance::{TokenId, Work};
use crate::process::Ix;
use crate::run::{Run, Started};

pub(crate) fn start(run: &mut Run, id: TokenId, ix: Ix, target: Ix) -> Started {
    if let Some(scope) = run.instance.token(id).map(|token| token.scope) {
        run.remove_token(id);
        run.event(TraceKind::Completed, ix);
        let node = target;
        run.instance.queue.push_back(Work::Node { scope, node });
    }
    Started::Waiting
}
