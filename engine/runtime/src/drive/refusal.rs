//! Why a step or its commit did not happen, as the caller is told.

use crate::Fault;
use interpreter::Refusal;
use store::{CommitError, Table};

pub(crate) fn commit_fault(e: CommitError) -> Fault {
    match e {
        CommitError::Conflict { table, .. } => {
            let mut fault = Fault::conflict(
                "race",
                "Qualcuno ha appena cambiato questo dato.",
                "Somebody has just changed this.",
            );
            if table == Table::Task
                && let Fault::Conflict { code, .. } = &mut fault
            {
                *code = "task_changed".into();
            }
            fault
        }
        CommitError::Unavailable(said) => Fault::Unavailable(said),
        CommitError::Refused(said) => Fault::Refused {
            code: "store_refused".into(),
            it: said.clone(),
            en: said,
            extra: Default::default(),
        },
        CommitError::Broken(said) => Fault::Broken(said),
    }
}

pub(super) fn refused(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::NotWaiting(_) => Fault::conflict(
            "not_waiting",
            "Questa attività non c'è più: è stata conclusa o superata.",
            "This is no longer waiting: it was completed or overtaken.",
        ),
        Refusal::Ended => Fault::conflict(
            "instance_ended",
            "Il processo è già terminato.",
            "The process has already ended.",
        ),
        Refusal::Suspended => Fault::conflict(
            "instance_suspended",
            "Il processo è in pausa.",
            "The process is suspended.",
        ),
        Refusal::NoSuchStart(event) => Fault::refused(
            "no_such_start",
            &format!("Il processo non si può avviare da «{event}»."),
            &format!("The process cannot be started at «{event}»."),
        ),
        Refusal::AmbiguousStart(starts) => {
            let starts = starts.join(", ");
            Fault::refused(
                "several_starts",
                &format!("Il processo ha più inizi: indicarne uno ({starts})."),
                &format!("The process has several starts: name one ({starts})."),
            )
        }
        Refusal::Invalid {
            element, message, ..
        } => {
            // The interpreter's own refusals are two lines, Italian and English; what a script says is one.
            let (it, en) = message.split_once('\n').unwrap_or((&message, &message));
            Fault::Invalid {
                fields: vec![(element, it.into(), en.into())],
            }
        }
        Refusal::NoSuchIncident(_) => Fault::conflict(
            "incident_closed",
            "L'errore è già stato risolto.",
            "The incident is already resolved.",
        ),
        Refusal::Need(_) | Refusal::Aborted(_) => Fault::broken(refusal),
    }
}
