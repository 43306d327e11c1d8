//! Messages that left, and which of them a receipt of a scenario is about.
//!
//! A receipt that names none is about the last one that left. Virtual time stands still within a step, so several may
//! have left at one instant: then it must be said which, or who received it must tell.

use crate::script::{Receipt, Which};
use crate::stage::Stage;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use store::{load, row};
use uuid::Uuid;

/// A message that left.
pub(crate) struct Sent {
    pub despatch: row::Despatch,
    /// The element that sent it; empty where it was sent again by the house.
    element: String,
    at: DateTime<Utc>,
}

impl Sent {
    fn fits(&self, which: &Which) -> bool {
        let same = |wanted: &Option<String>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == found)
        };
        same(&which.element, &self.element)
            && same(&which.subject, &self.despatch.subject)
            && which.to.as_ref().is_none_or(|to| self.went_to(to))
    }

    fn went_to(&self, address: &str) -> bool {
        let recipients = &self.despatch.recipients;
        recipients.iter().any(|to| to.eq_ignore_ascii_case(address))
    }

    fn line(&self) -> String {
        let (element, row) = (&self.element, &self.despatch);
        format!(
            "{element} «{}» to {}",
            row.subject,
            row.recipients.join(", ")
        )
    }
}

/// What has left of a case, in the order of leaving. `elements`: those of the jobs that were reported.
pub(crate) async fn of_case(
    stage: &Stage,
    case: Uuid,
    elements: &HashMap<Uuid, String>,
) -> Result<Vec<Sent>, String> {
    let store = stage.store();
    let found = load::despatches_of_instance(store, case).await;
    let mut left: Vec<Sent> = found
        .map_err(|e| e.to_string())?
        .into_iter()
        .filter_map(|despatch| {
            let at = despatch.submitted_at?;
            let element = despatch.job.and_then(|job| elements.get(&job).cloned());
            Some(Sent {
                despatch,
                element: element.unwrap_or_default(),
                at,
            })
        })
        .collect();
    left.sort_by_key(|sent| sent.at);
    Ok(left)
}

/// The message a receipt is about.
pub(crate) fn about<'a>(receipt: &Receipt, left: &'a [Sent]) -> Result<&'a row::Despatch, String> {
    let all = Which::default();
    let which = receipt.despatch.as_ref().unwrap_or(&all);
    let named: Vec<&Sent> = left.iter().filter(|sent| sent.fits(which)).collect();
    let Some(last) = named.iter().map(|sent| sent.at).max() else {
        return Err(match left.is_empty() {
            true => "no message has left".into(),
            false => format!(
                "no such message has left; there are: {}",
                lines(left.iter())
            ),
        });
    };
    let mut last: Vec<&Sent> = named.into_iter().filter(|sent| sent.at == last).collect();
    if let (true, Some(recipient)) = (last.len() > 1, &receipt.recipient) {
        last.retain(|sent| sent.went_to(recipient));
    }
    match last.as_slice() {
        [one] => Ok(&one.despatch),
        [] => Err(format!(
            "none of the messages that left went to {}: {}",
            receipt.recipient.as_deref().unwrap_or_default(),
            lines(left.iter())
        )),
        several => Err(format!(
            "{} messages left at one instant ({}): say which the receipt is about, by despatch = {{ element = …, subject = …, to = … }}",
            several.len(),
            lines(several.iter().copied())
        )),
    }
}

fn lines<'a>(sent: impl Iterator<Item = &'a Sent>) -> String {
    sent.map(Sent::line).collect::<Vec<_>>().join("; ")
}
