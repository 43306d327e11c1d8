//! What must hold of the whole file once it is read. Each file asks one kind of question.

mod collaboration;
mod declaration;
mod event;
mod flow;
mod gateway;
mod identity;
mod probable;
mod reach;
mod reference;

use crate::draft::{Draft, Ids};
use crate::report::Report;
use crate::xml::Tree;

pub(crate) use identity::identity;

/// Every check; each adds what it finds.
pub(crate) fn run(tree: &Tree, ids: &Ids, draft: &Draft, report: &mut Report) {
    declaration::check(tree, report);
    reference::check(tree, ids, draft, report);
    collaboration::check(tree, ids, report);
    for process in &draft.processes {
        flow::check(tree, process, report);
        gateway::check(tree, process, report);
        event::check(tree, process, report);
        reach::check(tree, process, report);
        probable::check(tree, process, report);
    }
}
