//! Withholding and disposing of what is kept: the only ways it leaves (DPR 445/2000 art. 68; GDPR art. 17).
//!
//! One person asks, with a reason and the reference of the act that orders it; another decides. What is
//! withheld stays and is shown to nobody; what is disposed of is gone with its bytes. Hash, dates and
//! names stay in the record of operations.

use crate::{Act, Fault, Runtime, audit};
use office::Verb;
use serde_json::json;
use store::{Expect, Table, Write, load, row, view};
use uuid::Uuid;

const ACTS: [&str; 2] = ["withhold", "dispose"];
/// What may be withheld; disposed of may be the last two too.
const KINDS: [&str; 5] = ["mail", "despatch", "registration", "receipt", "trace"];
const WITHHELD: usize = 3;
const TEXT_MAX: usize = 2_000;

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct NewRemoval {
    /// withhold | dispose
    pub act: String,
    /// mail | despatch | registration; to dispose of also receipt | trace (the history of the case `object`)
    pub kind: String,
    pub object: Uuid,
    pub reason: String,
    /// Of the act that orders it, e.g. `Determina 12/2026`.
    pub reference: String,
}

impl Runtime {
    /// Asks for a removal; nothing is removed before another person confirms it.
    pub async fn ask_removal(
        &self,
        act: &Act,
        new: NewRemoval,
    ) -> Result<row::RemovalProposal, Fault> {
        let act = &act.may(Verb::AskRemoval)?;
        check(&new)?;
        if !self.is_kept(act, &new.kind, new.object).await? {
            return Err(Fault::not_found(&new.kind));
        }
        let proposal = row::RemovalProposal {
            id: Uuid::now_v7(),
            act: new.act,
            kind: new.kind,
            object: new.object,
            reason: new.reason.trim().into(),
            reference: new.reference.trim().into(),
            state: "open".into(),
            asked_by: act.viewer.login.clone(),
            asked_at: self.clock.now(),
            decided_by: None,
            decided_at: None,
        };
        let mut set = self.set(act);
        set.guard(Table::RemovalProposal, proposal.id, Expect::Absent)
            .put(proposal.clone());
        set.audit(told(act, "removal.ask", &proposal));
        self.commit(set).await?;
        Ok(proposal)
    }

    /// Confirms what another person asked for, and does it in the same commit.
    pub async fn confirm_removal(
        &self,
        act: &Act,
        id: Uuid,
    ) -> Result<row::RemovalProposal, Fault> {
        let act = &act.may(Verb::ConfirmRemoval)?;
        let proposal = self.open_proposal(id).await?;
        if [act.desk(), &act.viewer.login].contains(&proposal.asked_by.as_str()) {
            return Err(Fault::refused(
                "four_eyes",
                "Chi ha chiesto la rimozione non può confermarla: serve una seconda persona.",
                "Who asked for the removal cannot confirm it: a second person is needed.",
            ));
        }
        if !self.is_kept(act, &proposal.kind, proposal.object).await? {
            return Err(Fault::conflict(
                "removed_already",
                "Non c'è più: è già stato rimosso.",
                "It is gone: it was removed before.",
            ));
        }
        let done = decided(proposal, act, "done", self.clock.now());
        let mut set = self.set(act);
        set.guard(Table::RemovalProposal, id, Expect::State("open".into()))
            .put(done.clone());
        set.write(Write::Remove(row::Removal {
            id: done.id,
            act: done.act.clone(),
            table: done.kind.clone(),
            object: done.object,
            reason: done.reason.clone(),
            reference: done.reference.clone(),
            asked_by: done.asked_by.clone(),
            confirmed_by: act.viewer.login.clone(),
            at: self.clock.now(),
        }));
        self.commit(set).await?;
        Ok(done)
    }

    /// Takes a proposal back: who asked, or who could have confirmed it.
    pub async fn withdraw_removal(&self, act: &Act, id: Uuid) -> Result<(), Fault> {
        let act = &act.may(Verb::AskRemoval)?;
        let proposal = self.open_proposal(id).await?;
        let act = &match proposal.asked_by == act.viewer.login {
            true => act.clone(),
            false => act.may(Verb::ConfirmRemoval)?,
        };
        let withdrawn = decided(proposal, act, "withdrawn", self.clock.now());
        let mut set = self.set(act);
        set.guard(Table::RemovalProposal, id, Expect::State("open".into()))
            .put(withdrawn.clone());
        set.audit(told(act, "removal.withdraw", &withdrawn));
        self.commit(set).await.map(|_| ())
    }

    async fn open_proposal(&self, id: Uuid) -> Result<row::RemovalProposal, Fault> {
        let proposal = load::removal_proposal(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("removal"))?;
        match proposal.state.as_str() {
            "open" => Ok(proposal),
            _ => Err(Fault::conflict(
                "decided_already",
                "Su questa richiesta si è già deciso.",
                "This was decided already.",
            )),
        }
    }

    /// Whether it is there, as far as the person sees.
    async fn is_kept(&self, act: &Act, kind: &str, object: Uuid) -> Result<bool, Fault> {
        let (viewer, store) = (&act.viewer, &self.store);
        Ok(match kind {
            "mail" => view::mail(viewer, store, object).await?.is_some(),
            "despatch" => view::despatch(viewer, store, object).await?.is_some(),
            // The register is one for the house, and so are those who work with it.
            "registration" => load::registration(store, object).await?.is_some(),
            "receipt" => match load::receipt(store, object).await? {
                Some(receipt) => view::mail(viewer, store, receipt.mail).await?.is_some(),
                None => false,
            },
            _ => {
                view::instance(viewer, store, object).await?.is_some()
                    && !load::trace(store, object, 0).await?.is_empty()
            }
        })
    }
}

fn check(new: &NewRemoval) -> Result<(), Fault> {
    let mut fields = Vec::new();
    let mut wrong = |field: &str, it: &str, en: &str| {
        fields.push((field.to_string(), it.to_string(), en.to_string()));
    };
    if !ACTS.contains(&new.act.as_str()) {
        wrong(
            "act",
            "withhold (sottrarre alla vista) o dispose (scartare).",
            "withhold or dispose.",
        );
    }
    let kinds = match new.act.as_str() {
        "withhold" => &KINDS[..WITHHELD],
        _ => &KINDS[..],
    };
    if !kinds.contains(&new.kind.as_str()) {
        let kinds = kinds.join(", ");
        wrong(
            "kind",
            &format!("Uno di: {kinds}."),
            &format!("One of: {kinds}."),
        );
    }
    let written = |text: &str| (1..=TEXT_MAX).contains(&text.trim().chars().count());
    if !written(&new.reason) {
        wrong(
            "reason",
            "Il motivo, fino a 2000 caratteri.",
            "The reason, up to 2000 characters.",
        );
    }
    if !written(&new.reference) {
        wrong(
            "reference",
            "Gli estremi dell'atto che lo dispone, fino a 2000 caratteri.",
            "The reference of the act that orders it, up to 2000 characters.",
        );
    }
    match fields.is_empty() {
        true => Ok(()),
        false => Err(Fault::Invalid { fields }),
    }
}

fn decided(
    proposal: row::RemovalProposal,
    act: &Act,
    state: &str,
    at: row::Instant,
) -> row::RemovalProposal {
    row::RemovalProposal {
        state: state.into(),
        decided_by: Some(act.viewer.login.clone()),
        decided_at: Some(at),
        ..proposal
    }
}

/// Reason and reference stay out: they are text about people.
fn told(act: &Act, verb: &str, proposal: &row::RemovalProposal) -> row::Audit {
    let detail = json!({ "removal": proposal.id, "act": proposal.act });
    audit(act, verb, &proposal.kind, proposal.object, detail)
}
