//! Deployed processes are compiled once and kept in memory.

use super::{Bundle, Deployed, read::read};
use crate::{Fault, Runtime, pool::Weight};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::{Duration, Instant},
};
use store::load;
use uuid::Uuid;

/// Another node's deployment is seen after this long.
const LATEST_FOR: Duration = Duration::from_secs(1);

/// Compiled bundles in memory.
#[derive(Default)]
pub(crate) struct Cache {
    bundles: HashMap<Uuid, Arc<Bundle>>,
    processes: HashMap<Uuid, Arc<Deployed>>,
    /// By key, with the moment it was read.
    latest: HashMap<String, (Arc<Deployed>, Instant)>,
    /// Deployments this program made or removed.
    deployments: u64,
}

impl Runtime {
    /// The latest version of a process, as it was at most [`LATEST_FOR`] ago; what this program deploys counts at once.
    pub(crate) async fn latest(&self, key: &str) -> Result<Arc<Deployed>, Fault> {
        let deployments = {
            let cache = self.cache.lock().expect("the cache lock is never poisoned");
            match cache.latest.get(key) {
                Some((found, read)) if read.elapsed() < LATEST_FOR => return Ok(found.clone()),
                _ => cache.deployments,
            }
        };
        let read = Instant::now();
        let row = load::latest_process(&self.store, key)
            .await?
            .ok_or_else(|| Fault::not_found("process"))?;
        let found = self.deployed(row.id).await?;
        let mut cache = self.cache.lock().expect("the cache lock is never poisoned");
        // Read before a deployment and kept after it would be believed too long.
        if cache.deployments == deployments {
            cache.latest.insert(key.to_string(), (found.clone(), read));
        }
        Ok(found)
    }

    /// The compiled process, from the cache or from its deployment's files.
    pub async fn deployed(&self, process: Uuid) -> Result<Arc<Deployed>, Fault> {
        if let Some(found) = self.cached(process) {
            return Ok(found);
        }
        let row = load::process(&self.store, process)
            .await?
            .ok_or_else(|| Fault::not_found("process"))?;
        self.bundle(row.deployment).await?;
        self.cached(process)
            .ok_or_else(|| Fault::broken(format!("process {} is not in its deployment", row.key)))
    }

    /// The bundle of a deployment, compiled.
    pub async fn bundle(&self, deployment: Uuid) -> Result<Arc<Bundle>, Fault> {
        if let Some(found) = self
            .cache
            .lock()
            .expect("the cache lock is never poisoned")
            .bundles
            .get(&deployment)
        {
            return Ok(found.clone());
        }
        let row = load::deployment(&self.store, deployment)
            .await?
            .ok_or_else(|| Fault::not_found("deployment"))?;
        let mut files = BTreeMap::new();
        for (path, sha) in &row.files {
            files.insert(path.clone(), self.store.blobs().get(sha).await?.to_vec());
        }
        let kinds = self.kinds.clone();
        let name = row.name.clone();
        let (bundle, findings) = self
            .pool
            .run(crate::pool::Lane::Fast, move || read(name, files, &kinds))
            .await
            .ok_or_else(|| Fault::broken("compiling the bundle ended unexpectedly"))?;
        // What was once accepted must load for ever: findings here are our fault, not the analyst's.
        let mut bundle = bundle.ok_or_else(|| {
            Fault::broken(format!(
                "deployment {deployment} no longer compiles: {}",
                findings
                    .first()
                    .map(|f| f.message.en.clone())
                    .unwrap_or_default()
            ))
        })?;
        let rows = load::processes_of_deployment(&self.store, deployment).await?;
        bundle.processes = bundle
            .processes
            .iter()
            .filter_map(|c| {
                let row = rows.iter().find(|r| r.key == c.row.key)?.clone();
                Some(Arc::new(Deployed {
                    row,
                    definitions: c.definitions.clone(),
                    index: c.index,
                    process: c.process.clone(),
                    weight: Weight::default(),
                }))
            })
            .collect();
        let bundle = Arc::new(bundle);
        let mut cache = self.cache.lock().expect("the cache lock is never poisoned");
        for p in &bundle.processes {
            cache.processes.insert(p.row.id, p.clone());
        }
        cache.bundles.insert(deployment, bundle.clone());
        Ok(bundle)
    }

    fn cached(&self, process: Uuid) -> Option<Arc<Deployed>> {
        self.cache
            .lock()
            .expect("the cache lock is never poisoned")
            .processes
            .get(&process)
            .cloned()
    }

    /// After a deployment was made or removed.
    pub(super) fn forget(&self, deployment: Uuid) {
        let mut cache = self.cache.lock().expect("the cache lock is never poisoned");
        cache.bundles.remove(&deployment);
        cache.latest.clear();
        cache.deployments += 1;
        cache
            .processes
            .retain(|_, p| p.row.deployment != deployment);
    }
}
