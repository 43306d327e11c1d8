//! Deploying a bundle as one, and removing it.

use super::{
    Bundle,
    read::read,
    unpack::{content_hash, name_of, unpack},
};
use crate::{Act, Fault, Runtime};
use bpmn::Finding;
use office::Verb;
use serde::Serialize;
use store::{Expect, Row, Table, Write, load, row};
use uuid::Uuid;

/// What a deployment answered.
#[derive(Debug, Clone, Serialize)]
pub struct DeployedBundle {
    pub id: Uuid,
    pub name: String,
    pub processes: Vec<DeployedProcess>,
    /// Warnings; errors refuse.
    pub findings: Vec<Finding>,
    /// The same content was there already.
    pub existed: bool,
}

#[derive(Debug, Clone, Serialize)]
pub struct DeployedProcess {
    pub id: Uuid,
    pub key: String,
    pub version: i32,
}

impl Runtime {
    /// Reads and compiles without deploying. Answers every problem of every file.
    pub async fn check(
        &self,
        act: &Act,
        files: Vec<(String, Vec<u8>)>,
    ) -> Result<Vec<Finding>, Fault> {
        let _ = act.may(Verb::Design)?;
        let kinds = self.kinds.clone();
        let files = unpack(files)?;
        let read = self
            .pool
            .run(crate::pool::Lane::Aside, move || {
                read("check".into(), files, &kinds)
            })
            .await;
        Ok(read
            .ok_or_else(|| Fault::broken("reading the bundle ended unexpectedly"))?
            .1)
    }

    /// Deploys a bundle as one. The same content again answers the deployment that is there.
    ///
    /// Refuses with [`Fault::Findings`] when any finding is an error. Running instances stay on the
    /// version they began with; message and timer starts move to the new version in the same commit.
    pub async fn deploy(
        &self,
        act: &Act,
        name: Option<String>,
        files: Vec<(String, Vec<u8>)>,
    ) -> Result<DeployedBundle, Fault> {
        let act = &act.may(Verb::Deploy)?;
        let files = unpack(files)?;
        let name = name.unwrap_or_else(|| name_of(&files));
        let hash = content_hash(&name, &files);
        if let Some(found) = load::deployment_by_content(&self.store, &hash).await? {
            return self.describe_existing(found).await;
        }
        let kinds = self.kinds.clone();
        let bundle_name = name.clone();
        let (bundle, findings) = self
            .pool
            .run(crate::pool::Lane::Aside, move || {
                read(bundle_name, files, &kinds)
            })
            .await
            .ok_or_else(|| Fault::broken("reading the bundle ended unexpectedly"))?;
        let Some(bundle) = bundle else {
            return Err(Fault::Findings(findings));
        };
        let mut shas = Vec::new();
        for (path, bytes) in &bundle.files {
            shas.push((path.clone(), self.store.blobs().put(bytes.clone()).await?));
        }
        for _ in 0..4 {
            match self
                .put_deployment(act, &name, hash, &shas, &bundle, &findings)
                .await
            {
                Err(Fault::Conflict { .. }) => {
                    if let Some(found) = load::deployment_by_content(&self.store, &hash).await? {
                        return self.describe_existing(found).await;
                    }
                }
                other => return other,
            }
        }
        Err(Fault::conflict(
            "deploy_race",
            "Un'altra pubblicazione dello stesso processo è in corso.",
            "Another deployment of the same process is under way.",
        ))
    }

    async fn describe_existing(&self, found: row::Deployment) -> Result<DeployedBundle, Fault> {
        let processes = load::processes_of_deployment(&self.store, found.id).await?;
        Ok(DeployedBundle {
            id: found.id,
            name: found.name,
            processes: processes
                .into_iter()
                .map(|p| DeployedProcess {
                    id: p.id,
                    key: p.key,
                    version: p.version,
                })
                .collect(),
            findings: Vec::new(),
            existed: true,
        })
    }

    async fn put_deployment(
        &self,
        act: &Act,
        name: &str,
        hash: row::Sha,
        shas: &[(String, row::Sha)],
        bundle: &Bundle,
        findings: &[Finding],
    ) -> Result<DeployedBundle, Fault> {
        let now = self.clock.now();
        let deployment = row::Deployment {
            id: Uuid::now_v7(),
            name: name.into(),
            content_hash: hash,
            files: shas.to_vec(),
            created_at: now,
            created_by: act.viewer.login.clone(),
        };
        let mut set = self.set(act);
        set.guard(Table::Deployment, deployment.id, Expect::Absent);
        set.writes
            .push(Write::Put(Row::Deployment(deployment.clone())));
        let mut processes = Vec::new();
        for compiled in &bundle.processes {
            let latest = load::latest_process(&self.store, &compiled.row.key).await?;
            let row = row::Process {
                id: Uuid::now_v7(),
                deployment: deployment.id,
                version: latest.as_ref().map_or(1, |p| p.version + 1),
                created_at: now,
                xml: shas
                    .iter()
                    .find(|(path, _)| *path == compiled.row.file)
                    .map(|(_, sha)| *sha)
                    .unwrap_or_default(),
                ..compiled.row.clone()
            };
            if let Some(latest) = latest {
                self.drop_starts(latest.id, &mut set.writes).await?;
            }
            self.start_rows(&row, compiled, now, &mut set.writes)?;
            processes.push(DeployedProcess {
                id: row.id,
                key: row.key.clone(),
                version: row.version,
            });
            set.writes.push(Write::Put(Row::Process(row)));
        }
        set.audit(crate::audit(
            act,
            "deployment.create",
            "deployment",
            deployment.id,
            serde_json::json!({ "hash": hex::encode(hash) }),
        ));
        self.commit(set).await?;
        self.forget(deployment.id);
        Ok(DeployedBundle {
            id: deployment.id,
            name: name.into(),
            processes,
            findings: findings.to_vec(),
            existed: false,
        })
    }

    /// Removes a deployment. Refuses while instances exist; `cascade` (test clock only) removes them too.
    pub async fn undeploy(&self, act: &Act, id: Uuid, cascade: bool) -> Result<(), Fault> {
        let act = &act.may(Verb::Undeploy)?;
        let found = load::deployment(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("deployment"))?;
        if cascade && !self.clock.is_test() {
            return Err(Fault::refused(
                "cascade_refused",
                "La cancellazione a cascata esiste solo in prova.",
                "Cascade removal exists only under the test clock.",
            ));
        }
        if !cascade && load::has_instances(&self.store, id).await? {
            return Err(Fault::conflict(
                "deployment_in_use",
                "Ci sono esecuzioni di questa versione: non si può togliere.",
                "Instances of this deployment exist: it cannot be removed.",
            ));
        }
        let mut set = self.set(act);
        if cascade {
            let mut after = None;
            loop {
                let some = load::instances_of_deployment(&self.store, id, after, 500).await?;
                let Some(last) = some.last() else { break };
                after = Some(last.id);
                set.writes
                    .extend(some.iter().map(|i| Write::EraseInstance(i.id)));
            }
        }
        // The version before takes its starts back, so that removing the newest is not a silent stop.
        for gone in load::processes_of_deployment(&self.store, id).await? {
            self.drop_starts(gone.id, &mut set.writes).await?;
            set.write(Write::Delete(Table::Process, gone.id));
            let versions = load::process_versions(&self.store, &gone.key).await?;
            let newest = versions
                .iter()
                .max_by_key(|p| p.version)
                .is_some_and(|p| p.id == gone.id);
            if let Some(before) = versions
                .iter()
                .filter(|p| p.deployment != id)
                .max_by_key(|p| p.version)
                .filter(|_| newest)
            {
                let compiled = self.deployed(before.id).await?;
                self.start_rows(before, &compiled, self.clock.now(), &mut set.writes)?;
            }
        }
        set.write(Write::Delete(Table::Deployment, id));
        set.audit(crate::audit(
            act,
            "deployment.remove",
            "deployment",
            id,
            serde_json::json!({ "hash": hex::encode(found.content_hash), "cascade": cascade }),
        ));
        self.commit(set).await?;
        self.forget(id);
        Ok(())
    }
}
