//! Bundles: files in, findings or a deployment out. Deployed processes are compiled once and cached.
//!
//! The bytes of every file are kept as they came; the content hash covers all paths and bytes.

use crate::{Act, Fault, Runtime, kinds, manifest::Manifest};
use bpmn::{Definitions, Finding, MessageCatch, NodeKind, ProcessModel, Severity, Text, Trigger};
use forms::Form;
use interpreter::{Env, Process, StartKind, StartView};
use office::Verb;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashMap},
    io::{Cursor, Read},
    sync::Arc,
    time::{Duration, Instant},
};
use store::{Expect, Row, Table, Write, load, row};
use uuid::Uuid;

/// Files of one bundle at most, all together, unpacked.
const BUNDLE_BYTES_MAX: u64 = 32 << 20;
const BUNDLE_FILES_MAX: usize = 500;

/// A bundle read and compiled, before or after it is deployed.
pub struct Bundle {
    pub name: String,
    pub files: BTreeMap<String, Vec<u8>>,
    pub forms: HashMap<String, Form>,
    pub letters: Vec<Letter>,
    pub processes: Vec<Arc<Deployed>>,
}

/// A letter template: `letters/<key>.txt`, first line `Oggetto: …`, then `Copia: …` where it has one.
#[derive(Debug, Clone, Serialize)]
pub struct Letter {
    pub key: String,
    pub title: contract::Text,
    pub subject: String,
    pub cc: String,
    pub body: String,
}

/// One process, compiled. `row` is complete only once deployed.
pub struct Deployed {
    pub row: row::Process,
    pub definitions: Arc<Definitions>,
    pub index: usize,
    pub process: Arc<Process>,
}

impl Deployed {
    pub fn model(&self) -> &ProcessModel {
        &self.definitions.processes[self.index]
    }

    /// The node with this id.
    pub fn node(&self, id: &str) -> Option<&bpmn::Node> {
        self.model().nodes.iter().find(|n| n.id == id)
    }

    /// The message that is trigger `number` of a start event.
    pub fn start_message(&self, element: &str, number: i64) -> Option<&MessageCatch> {
        self.process.starts().iter().find_map(|s| match &s.kind {
            StartKind::Message(catch) if s.id == element && i64::from(s.number) == number => {
                Some(&**catch)
            }
            _ => None,
        })
    }

    /// Whether an error with this code, thrown at `element`, meets a boundary event or an event
    /// subprocess that catches it.
    pub fn catches(&self, element: &str, code: &str) -> bool {
        let model = self.model();
        let takes = |trigger: &Trigger| {
            trigger.each().iter().any(|one| match one {
                Trigger::Error { code: wanted, .. } => wanted.as_deref().is_none_or(|w| w == code),
                _ => false,
            })
        };
        let at_boundary = |node: usize| {
            model.nodes[node]
                .boundaries
                .iter()
                .any(|b| match &model.nodes[*b].kind {
                    NodeKind::Boundary { trigger, .. } => takes(trigger),
                    _ => false,
                })
        };
        let reacts =
            |scope: usize| {
                model.scopes[scope]
                    .nodes
                    .iter()
                    .any(|n| match model.nodes[*n].kind {
                        NodeKind::EventSubProcess { scope } => model.scopes[scope]
                            .nodes
                            .iter()
                            .any(|n| match &model.nodes[*n].kind {
                                NodeKind::Start { trigger, .. } => takes(trigger),
                                _ => false,
                            }),
                        _ => false,
                    })
            };
        let mut at = model.nodes.iter().position(|n| n.id == element);
        while let Some(node) = at {
            let scope = model.nodes[node].scope;
            if at_boundary(node) || reacts(scope) {
                return true;
            }
            at = model.scopes[scope].owner;
        }
        false
    }
}

/// The row of one trigger of a start event.
fn start_id(process: Uuid, start: &StartView, sort: &str) -> Uuid {
    let part = match start.number {
        0 => start.id.clone(),
        number => format!("{}\0{number}", start.id),
    };
    crate::ids::derived(process, part.as_bytes(), sort)
}

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
        act.may(Verb::Design)?;
        let kinds = self.kinds.clone();
        let files = unpack(files)?;
        let read = self
            .pool
            .run(false, move || read("check".into(), files, &kinds))
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
        act.may(Verb::Deploy)?;
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
            .run(false, move || read(bundle_name, files, &kinds))
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

    /// Takes what starts a process by itself away.
    async fn drop_starts(&self, process: Uuid, writes: &mut Vec<Write>) -> Result<(), Fault> {
        writes.extend(
            load::subscriptions_of_process(&self.store, process)
                .await?
                .into_iter()
                .map(|s| Write::Delete(Table::Subscription, s.id)),
        );
        writes.extend(
            load::timers_of_process(&self.store, process)
                .await?
                .into_iter()
                .map(|t| Write::Delete(Table::Timer, t.id)),
        );
        Ok(())
    }

    /// What starts a process by itself, as rows.
    fn start_rows(
        &self,
        row: &row::Process,
        compiled: &Deployed,
        now: row::Instant,
        writes: &mut Vec<Write>,
    ) -> Result<(), Fault> {
        let env = Env {
            now,
            zone: self.zone,
            principal: None,
        };
        for start in compiled.process.starts() {
            let (kind, name, mailbox) = match &start.kind {
                StartKind::None => continue,
                StartKind::Message(catch) => ("message", catch.name.clone(), catch.mailbox.clone()),
                StartKind::Signal { name } => ("signal", name.clone(), None),
                StartKind::Condition => ("condition", String::new(), None),
                StartKind::Timer => {
                    let due = compiled
                        .process
                        .start_due(&start.id, start.number, None, &env)
                        .map_err(|e| {
                            Fault::refused(
                                "start_timer",
                                &format!("{}: {e}", start.id),
                                &format!("{}: {e}", start.id),
                            )
                        })?;
                    if let Some(due) = due {
                        writes.push(Write::Put(Row::Timer(row::Timer {
                            id: start_id(row.id, start, "start timer"),
                            instance: None,
                            process: Some(row.id),
                            wait: start.number.into(),
                            element: start.id.clone(),
                            due_at: due.at,
                            rule: crate::timer::kept(&due),
                        })));
                    }
                    continue;
                }
            };
            writes.push(Write::Put(Row::Subscription(row::Subscription {
                id: start_id(row.id, start, "start"),
                kind: kind.into(),
                instance: None,
                process: Some(row.id),
                process_key: row.key.clone(),
                wait: start.number.into(),
                element: start.id.clone(),
                name,
                key: String::new(),
                mailbox,
            })));
        }
        Ok(())
    }

    /// Removes a deployment. Refuses while instances exist; `cascade` (test clock only) removes them too.
    pub async fn undeploy(&self, act: &Act, id: Uuid, cascade: bool) -> Result<(), Fault> {
        act.may(Verb::Undeploy)?;
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
            .run(false, move || read(name, files, &kinds))
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
    fn forget(&self, deployment: Uuid) {
        let mut cache = self.cache.lock().expect("the cache lock is never poisoned");
        cache.bundles.remove(&deployment);
        cache.latest.clear();
        cache.deployments += 1;
        cache
            .processes
            .retain(|_, p| p.row.deployment != deployment);
    }
}

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

/// Another node's deployment is seen after this long.
const LATEST_FOR: Duration = Duration::from_secs(1);

/// Zip files are opened, paths made plain, a single top folder taken away.
fn unpack(files: Vec<(String, Vec<u8>)>) -> Result<BTreeMap<String, Vec<u8>>, Fault> {
    let mut plain = BTreeMap::new();
    let mut left = BUNDLE_BYTES_MAX;
    for (name, bytes) in files {
        if name.to_lowercase().ends_with(".zip") || bytes.starts_with(b"PK\x03\x04") {
            let unreadable = |e: &dyn std::fmt::Display| {
                Fault::Findings(vec![finding(
                    "BUN001",
                    &name,
                    None,
                    (
                        "Il file zip non si può leggere.",
                        "The zip file cannot be read.",
                    ),
                    ("un archivio zip", "a zip archive"),
                    (&e.to_string(), &e.to_string()),
                )])
            };
            let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
            for n in 0..zip.len() {
                let entry = zip.by_index(n).map_err(|e| unreadable(&e))?;
                let Some(path) = entry.enclosed_name().filter(|_| entry.is_file()) else {
                    continue;
                };
                let path = path.to_string_lossy().replace('\\', "/");
                if path
                    .split('/')
                    .any(|part| part.starts_with('.') || part == "__MACOSX")
                {
                    continue;
                }
                let mut bytes = Vec::new();
                entry
                    .take(left + 1)
                    .read_to_end(&mut bytes)
                    .map_err(|e| unreadable(&e))?;
                left = left.checked_sub(bytes.len() as u64).ok_or_else(too_big)?;
                plain.insert(path, bytes);
            }
        } else {
            left = left.checked_sub(bytes.len() as u64).ok_or_else(too_big)?;
            plain.insert(name.trim_start_matches('/').replace('\\', "/"), bytes);
        }
        if plain.len() > BUNDLE_FILES_MAX {
            return Err(too_big());
        }
    }
    let top = plain
        .keys()
        .next()
        .and_then(|p| p.split_once('/'))
        .map(|(top, _)| format!("{top}/"));
    let known = ["forms/", "rules/", "letters/", "scenarios/"];
    match top {
        Some(top)
            if plain.keys().all(|p| p.starts_with(&top)) && !known.contains(&top.as_str()) =>
        {
            Ok(plain
                .into_iter()
                .map(|(p, b)| (p[top.len()..].to_string(), b))
                .collect())
        }
        _ => Ok(plain),
    }
}

fn too_big() -> Fault {
    Fault::Findings(vec![finding(
        "BUN002",
        "",
        None,
        ("Il pacchetto è troppo grande.", "The bundle is too big."),
        ("al più 32 MiB in 500 file", "at most 32 MiB in 500 files"),
        (
            "Togliere i file che il processo non usa.",
            "Remove files the process does not use.",
        ),
    )])
}

fn content_hash(name: &str, files: &BTreeMap<String, Vec<u8>>) -> row::Sha {
    let mut hash = Sha256::new();
    hash.update((name.len() as u64).to_be_bytes());
    hash.update(name);
    for (path, bytes) in files {
        hash.update((path.len() as u64).to_be_bytes());
        hash.update(path);
        hash.update(Sha256::digest(bytes));
    }
    hash.finalize().into()
}

/// `name` of bundle.toml, else the first BPMN file's stem.
fn name_of(files: &BTreeMap<String, Vec<u8>>) -> String {
    // What cannot be read is told as a finding when the bundle is read.
    let from_toml = Manifest::read(files.get("bundle.toml").map(Vec::as_slice))
        .ok()
        .and_then(|m| m.name);
    let stem = || {
        files.keys().find(|p| is_bpmn(p)).map(|p| {
            p.rsplit('/')
                .next()
                .unwrap_or(p)
                .split('.')
                .next()
                .unwrap_or(p)
                .to_string()
        })
    };
    from_toml
        .filter(|n| !n.is_empty())
        .or_else(stem)
        .unwrap_or_else(|| "bundle".into())
}

fn is_bpmn(path: &str) -> bool {
    let path = path.to_lowercase();
    [".bpmn", ".bpmn2", ".xml", ".bpmn20.xml"]
        .iter()
        .any(|end| path.ends_with(end))
}

/// Reads and compiles everything. The bundle is None when a finding is an error.
fn read(
    name: String,
    files: BTreeMap<String, Vec<u8>>,
    kinds: &kinds::Kinds,
) -> (Option<Bundle>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut rule_files = Vec::new();
    let mut forms = HashMap::new();
    let mut letters = Vec::new();
    let manifest =
        Manifest::read(files.get("bundle.toml").map(Vec::as_slice)).unwrap_or_else(|said| {
            findings.push(finding(
                "BUN006",
                "bundle.toml",
                None,
                (
                    &format!("Il file del pacchetto non si può leggere: {said}"),
                    &format!("The bundle's file cannot be read: {said}"),
                ),
                ("TOML corretto", "well-formed TOML"),
                ("Correggere la riga indicata.", "Correct the line given."),
            ));
            Manifest::default()
        });
    for (path, bytes) in &files {
        let stem = path
            .rsplit('/')
            .next()
            .unwrap_or(path)
            .rsplit_once('.')
            .map_or("", |(stem, _)| stem)
            .to_string();
        if path.ends_with(".rhai") {
            match std::str::from_utf8(bytes) {
                Ok(text) => rule_files.push((path.clone(), text.to_string())),
                Err(e) => findings.push(not_utf8(path, &e)),
            }
        } else if path.ends_with(".form") {
            match Form::read(bytes, path) {
                Ok(form) => {
                    forms.insert(form.id().map_or(stem, str::to_string), form);
                }
                Err(problems) => findings.extend(problems.into_iter().map(|p| Finding {
                    line: p.line,
                    column: p.column,
                    ..finding(
                        p.code,
                        path,
                        p.element,
                        (&p.it, &p.en),
                        (&p.expected.it, &p.expected.en),
                        (&p.fix.it, &p.fix.en),
                    )
                })),
            }
        } else if path.starts_with("letters/") {
            match std::str::from_utf8(bytes) {
                Ok(text) => match crate::letter::read(&stem, manifest.title(&stem), text) {
                    Ok(letter) => letters.push(letter),
                    Err(said) => findings.push(finding(
                        "LET001",
                        path,
                        None,
                        (
                            &format!("La lettera tipo non si può leggere: {said}"),
                            &format!("The letter template cannot be read: {said}"),
                        ),
                        (
                            "una lettera con «Oggetto: …» nella prima riga",
                            "a letter whose first line is «Oggetto: …»",
                        ),
                        ("Correggere la lettera.", "Correct the letter."),
                    )),
                },
                Err(e) => findings.push(not_utf8(path, &e)),
            }
        }
    }
    let library = match rules::Library::compile(&rule_files) {
        Ok(library) => Some(library),
        Err(problems) => {
            findings.extend(problems.into_iter().map(|p| Finding {
                line: Some(p.line),
                column: Some(p.column),
                ..finding(
                    "RHAI001",
                    &p.file,
                    None,
                    (&p.it, &p.en),
                    ("una regola rhai corretta", "a correct rhai rule"),
                    (
                        "Correggere la regola alla riga indicata.",
                        "Correct the rule at the line given.",
                    ),
                )
            }));
            None
        }
    };
    let mut processes: Vec<Arc<Deployed>> = Vec::new();
    let mut any_bpmn = false;
    for (path, bytes) in files.iter().filter(|(p, _)| is_bpmn(p)) {
        any_bpmn = true;
        let reading = bpmn::read(bytes, path);
        findings.extend(reading.findings);
        let (Some(definitions), Some(library)) = (reading.definitions, library.as_ref()) else {
            continue;
        };
        let definitions = Arc::new(definitions);
        for (index, model) in definitions.processes.iter().enumerate() {
            if let Some(twin) = processes.iter().find(|p| p.row.key == model.id) {
                findings.push(finding(
                    "BUN004",
                    path,
                    Some(model.id.clone()),
                    (
                        &format!("Il processo «{}» c'è già in {}.", model.id, twin.row.file),
                        &format!("Process «{}» is already in {}.", model.id, twin.row.file),
                    ),
                    (
                        "una sola definizione per processo",
                        "one definition per process",
                    ),
                    (
                        "Dare un altro id al processo.",
                        "Give the process another id.",
                    ),
                ));
                continue;
            }
            check_references(path, model, &forms, library, kinds, &mut findings);
            match interpreter::compile(model, &definitions, library, path) {
                Ok(process) => processes.push(Arc::new(Deployed {
                    row: row::Process {
                        id: Uuid::nil(),
                        deployment: Uuid::nil(),
                        key: model.id.clone(),
                        version: 0,
                        name: model.name.clone().unwrap_or_else(|| model.id.clone()),
                        file: path.clone(),
                        xml: Default::default(),
                        created_at: Default::default(),
                    },
                    definitions: definitions.clone(),
                    index,
                    process: Arc::new(process),
                })),
                Err(found) => findings.extend(found),
            }
        }
    }
    if !any_bpmn {
        findings.push(finding(
            "BUN003",
            "",
            None,
            (
                "Nel pacchetto non c'è nessun file BPMN.",
                "There is no BPMN file in the bundle.",
            ),
            ("almeno un file .bpmn", "at least one .bpmn file"),
            ("Aggiungere il processo.", "Add the process."),
        ));
    }
    let refused = findings.iter().any(|f| f.severity == Severity::Error);
    (
        (!refused).then_some(Bundle {
            name,
            files,
            forms,
            letters,
            processes,
        }),
        findings,
    )
}

/// Forms, rules and connector inputs that a process names must exist and fit.
fn check_references(
    file: &str,
    model: &ProcessModel,
    forms: &HashMap<String, Form>,
    library: &rules::Library,
    kinds: &kinds::Kinds,
    findings: &mut Vec<Finding>,
) {
    if let Some(form) = model
        .start_form
        .as_deref()
        .filter(|f| !forms.contains_key(*f))
    {
        findings.push(Finding {
            line: Some(model.line),
            ..no_form(file, &model.id, form)
        });
    }
    for node in &model.nodes {
        let at = |f: Finding| Finding {
            line: Some(node.line),
            ..f
        };
        let id = || Some(node.id.clone());
        match &node.kind {
            NodeKind::UserTask(task) => {
                if let Some(form) = task.form.as_deref().filter(|f| !forms.contains_key(*f)) {
                    findings.push(at(no_form(file, &node.id, form)));
                }
            }
            NodeKind::BusinessRuleTask { rule, .. } if library.parameters(rule).is_none() => {
                findings.push(at(finding(
                    "BUN102",
                    file,
                    id(),
                    (
                        &format!("La regola «{rule}» non c'è nel pacchetto."),
                        &format!("Rule «{rule}» is not in the bundle."),
                    ),
                    (
                        &format!("fn {rule}(…) in rules/*.rhai"),
                        &format!("fn {rule}(…) in rules/*.rhai"),
                    ),
                    (
                        "Scrivere la funzione o correggere il nome.",
                        "Write the function or correct its name.",
                    ),
                )));
            }
            NodeKind::ServiceTask(task) | NodeKind::SendTask(task) => {
                for p in kinds.check(&task.topic, node) {
                    findings.push(at(finding(
                        "BUN103",
                        file,
                        id(),
                        (
                            &format!("{}: {}", p.input, p.message.it),
                            &format!("{}: {}", p.input, p.message.en),
                        ),
                        (&p.expected, &p.expected),
                        (&p.fix.it, &p.fix.en),
                    )));
                }
            }
            _ => {}
        }
    }
}

fn no_form(file: &str, element: &str, form: &str) -> Finding {
    let path = format!("forms/{form}.form");
    finding(
        "BUN101",
        file,
        Some(element.into()),
        (
            &format!("Il modulo «{form}» non c'è nel pacchetto."),
            &format!("Form «{form}» is not in the bundle."),
        ),
        (&path, &path),
        (
            "Aggiungere il modulo o correggere il nome.",
            "Add the form or correct its name.",
        ),
    )
}

fn not_utf8(path: &str, e: &std::str::Utf8Error) -> Finding {
    finding(
        "BUN005",
        path,
        None,
        (
            &format!("Il file non è UTF-8 (byte {}).", e.valid_up_to()),
            &format!("The file is not UTF-8 (byte {}).", e.valid_up_to()),
        ),
        ("testo UTF-8", "UTF-8 text"),
        ("Salvare il file come UTF-8.", "Save the file as UTF-8."),
    )
}

fn finding(
    code: &str,
    file: &str,
    element: Option<String>,
    message: (&str, &str),
    expected: (&str, &str),
    fix: (&str, &str),
) -> Finding {
    let text = |(it, en): (&str, &str)| Text {
        it: it.into(),
        en: en.into(),
    };
    Finding {
        code: code.into(),
        severity: Severity::Error,
        file: file.into(),
        element,
        line: None,
        column: None,
        message: text(message),
        expected: text(expected),
        fix: text(fix),
    }
}
