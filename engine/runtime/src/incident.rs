//! Errors to resolve: those of a case are retried at the phase that failed; the others are set aside.

use crate::{Act, Fault, Runtime, audit, consequence::Consequence, drive::Extra, ids};
use interpreter::Command;
use office::{Verb, Viewer};
use serde_json::json;
use store::{Expect, Table, load, row, view};
use uuid::Uuid;

impl Runtime {
    /// Tries the failed phase again. A job that gave up is made anew, with its inputs evaluated again.
    pub async fn retry(&self, act: &Act, incident: Uuid) -> Result<bool, Fault> {
        let (act, found) = self.open_incident(act, incident).await?;
        let act = &act;
        let Some(instance) = found.instance else {
            return Err(Fault::refused(
                "no_retry",
                "Questo errore non appartiene a una pratica: si può solo archiviare.",
                "This error belongs to no case: it can only be dismissed.",
            ));
        };
        let consequences = self
            .retry_with(act, &found, instance, Extra::default())
            .await?;
        Ok(self.settle(consequences).await)
    }

    /// As [`Runtime::retry`], for a caller that has the permission; `extra` goes into its commit.
    pub(crate) async fn retry_with(
        &self,
        act: &Act,
        found: &row::Incident,
        instance: Uuid,
        extra: Extra,
    ) -> Result<Vec<Consequence>, Fault> {
        let extra = extra
            .guard(Table::Incident, found.id, Expect::State("open".into()))
            .audit(audit(
                act,
                "incident.retry",
                "incident",
                found.id,
                json!({ "instance": instance }),
            ));
        let command = Command::Retry {
            incident: found.number as u64,
        };
        let driven = self.drive(act, instance, command, extra).await?;
        self.jobs_wake.notify_one();
        Ok(driven.consequences)
    }

    /// Sets aside an error that belongs to no case, with a reason.
    pub async fn dismiss(&self, act: &Act, incident: Uuid, reason: &str) -> Result<(), Fault> {
        if reason.trim().is_empty() {
            return Err(Fault::Invalid {
                fields: vec![(
                    "reason".into(),
                    "Indicare il motivo.".into(),
                    "Give the reason.".into(),
                )],
            });
        }
        let (act, found) = self.open_incident(act, incident).await?;
        let act = &act;
        if found.instance.is_some() {
            return Err(Fault::refused(
                "case_incident",
                "L'errore di una pratica si risolve riprovando o interrompendo il processo.",
                "An error of a case is resolved by retrying or by cancelling the process.",
            ));
        }
        let mut set = self.set(act);
        set.guard(Table::Incident, incident, Expect::State("open".into()));
        set.put(row::Incident {
            state: "resolved".into(),
            resolved_at: Some(self.clock.now()),
            resolved_by: Some(act.viewer.login.clone()),
            ..found
        });
        set.audit(audit(
            act,
            "incident.dismiss",
            "incident",
            incident,
            json!({}),
        ));
        self.commit(set).await.map(|_| ())
    }

    /// An error the person sees and may resolve: it belongs to the office of its case, or to the house.
    pub(crate) async fn open_incident(
        &self,
        act: &Act,
        id: Uuid,
    ) -> Result<(Act, row::Incident), Fault> {
        let found = view::incident(&act.viewer, &self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("incident"))?;
        let act = match found.instance {
            Some(case) => {
                let case = view::instance(&Viewer::system(), &self.store, case).await?;
                act.may_in(
                    Verb::ResolveIncident,
                    &Vec::from_iter(case.and_then(|c| c.instance.office)),
                )?
            }
            None => act.may(Verb::ResolveIncident)?,
        };
        if found.state == "open" {
            return Ok((act, found));
        }
        Err(Fault::conflict(
            "incident_closed",
            "L'errore è già stato risolto.",
            "The incident is already resolved.",
        ))
    }

    /// An error that belongs to no case, once per subject and code while it is open.
    pub(crate) fn outside_incident(
        &self,
        subject: Uuid,
        code: &str,
        message: &str,
    ) -> row::Incident {
        row::Incident {
            id: crate::ids::derived(subject, code.as_bytes(), "incident"),
            instance: None,
            number: 0,
            process_key: None,
            element: None,
            phase: None,
            code: code.into(),
            message: message.chars().take(2_000).collect(),
            state: "open".into(),
            subject: Some(subject),
            created_at: self.clock.now(),
            resolved_at: None,
            resolved_by: None,
        }
    }

    /// Opens an incident of no case unless it is open already.
    pub(crate) async fn open_outside(&self, incident: row::Incident) -> Result<(), Fault> {
        match load::incident(&self.store, incident.id).await? {
            Some(found) if found.state == "open" && found.message == incident.message => Ok(()),
            _ => {
                let mut set = self.own_set();
                set.put(incident);
                self.commit(set).await.map(|_| ())
            }
        }
    }

    /// Closes an incident of no case once its cause is gone.
    pub(crate) async fn close_outside(&self, subject: Uuid, code: &str) -> Result<(), Fault> {
        let Some(resolved) = self.resolved_outside(subject, code).await? else {
            return Ok(());
        };
        let mut set = self.own_set();
        set.put(resolved);
        self.commit(set).await.map(|_| ())
    }

    /// The row of an open incident of no case as it is once its cause is gone; None when none is open.
    pub(crate) async fn resolved_outside(
        &self,
        subject: Uuid,
        code: &str,
    ) -> Result<Option<row::Incident>, Fault> {
        let id = ids::derived(subject, code.as_bytes(), "incident");
        let found = load::incident(&self.store, id).await?;
        Ok(found
            .filter(|i| i.state == "open")
            .map(|found| row::Incident {
                state: "resolved".into(),
                resolved_at: Some(self.clock.now()),
                resolved_by: Some("system".into()),
                ..found
            }))
    }
}
