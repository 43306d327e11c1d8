//! A runtime on a store of its own, as tests see it from outside.
#![allow(dead_code)]

use chrono::{DateTime, Utc};
use contract::{Inbound, SourceError};
use office::{Role, Viewer};
use runtime::{Act, Clock, Fault, Runtime, Wiring};
use serde_json::{Map, Value};
use std::{collections::BTreeSet, path::Path, sync::Arc};
use store::{BlobRoot, OpenOptions, Sealer, Store, load};
use tests::folder::Folder;
use uuid::Uuid;

pub struct House {
    pub runtime: Runtime,
    _folder: Option<Folder>,
}

pub async fn house() -> House {
    let folder = Folder::new();
    let runtime = runtime_in(folder.path()).await;
    House {
        runtime,
        _folder: Some(folder),
    }
}

/// A house in a folder that outlives it.
pub async fn house_in(folder: &Path) -> House {
    House {
        runtime: runtime_in(folder).await,
        _folder: None,
    }
}

/// A house on a fresh database of a server.
pub async fn house_at(url: &str) -> House {
    let folder = Folder::new();
    let runtime = runtime_at(url, folder.path()).await;
    House {
        runtime,
        _folder: Some(folder),
    }
}

pub async fn runtime_in(folder: &Path) -> Runtime {
    let url = format!("sqlite://{}", folder.join("s.db").display());
    runtime_at(&url, folder).await
}

async fn runtime_at(url: &str, folder: &Path) -> Runtime {
    let store = Store::open(
        url,
        &BlobRoot::folder(folder.join("blobs")),
        OpenOptions {
            clock_test: true,
            create: true,
        },
    )
    .await
    .unwrap();
    let start: DateTime<Utc> = "2026-03-27T09:00:00Z".parse().unwrap();
    Runtime::new(Wiring {
        store,
        clock: Clock::test(start),
        zone: chrono_tz::Europe::Rome,
        outbound: Vec::new(),
        recognise: Arc::new(|_, _, _| Err("no mail here".into())),
        extract: Arc::new(|_, _| None),
        test_authority: std::sync::Arc::new(|_| false),
        compare: Arc::new(|_, _| None),
        compare_signed: Arc::new(|_| {
            Box::pin(async {
                Err(contract::SigningRefusal::new(
                    "none",
                    "nessuna firma",
                    "no signature",
                ))
            })
        }),
        signer: None,
        open_source: Arc::new(|_, _| {
            Err::<Box<dyn Inbound>, _>(SourceError::Lost {
                said: "none".into(),
            })
        }),
        probe: Arc::new(|_| Box::pin(async { (Vec::new(), None) })),
        token: Arc::new(|_| {
            Box::pin(async {
                Err(contract::TokenError::Unreachable {
                    said: "none".into(),
                })
            })
        }),
        mail_size_cap: 1 << 20,
        sealer: Sealer::open(&folder.join("key"), true).unwrap(),
        workers: 2,
        lease: std::time::Duration::from_secs(180),
        reply_lease: std::time::Duration::from_secs(900),
        unclaimed_hours: 4,
        undo: chrono::TimeDelta::zero(),
        node: "prova".into(),
    })
    .unwrap()
}

pub fn person(login: &str, groups: &[&str]) -> Act {
    let viewer = Viewer {
        person: Some(Uuid::now_v7()),
        login: login.into(),
        name: login.into(),
        roles: BTreeSet::from([(Role::Operatore, None)]),
        groups: groups.iter().map(|g| g.to_string()).collect(),
        mailboxes: None,
        given: Default::default(),
        standing_in: Vec::new(),
    };
    Act::of(viewer, None)
}

/// A program that works jobs and publishes messages.
pub fn program(login: &str) -> Act {
    let act = person(login, &[]);
    Act::of(
        Viewer {
            roles: BTreeSet::from([(Role::Amministratore, None)]),
            ..act.viewer
        },
        None,
    )
}

pub fn map(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

pub fn bpmn(body: &str) -> Vec<(String, Vec<u8>)> {
    let text = format!(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:staffetta="urn:staffetta:bpmn:1" id="defs" targetNamespace="urn:test">{body}</definitions>"#
    );
    vec![("p.bpmn".into(), text.into_bytes())]
}

pub async fn deployed(house: &House, body: &str) {
    if let Err(e) = house.runtime.deploy(&Act::system(), None, bpmn(body)).await {
        match e {
            Fault::Findings(findings) => panic!(
                "{:#?}",
                findings
                    .iter()
                    .map(|f| format!("{} {:?} {}", f.code, f.element, f.message.en))
                    .collect::<Vec<_>>()
            ),
            other => panic!("{other}"),
        }
    }
}

impl House {
    pub async fn state(&self, id: Uuid) -> String {
        load::instance(self.runtime.store(), id)
            .await
            .unwrap()
            .unwrap()
            .state
    }
    pub async fn task(&self, instance: Uuid) -> store::row::Task {
        load::tasks_of_instance(self.runtime.store(), instance)
            .await
            .unwrap()
            .into_iter()
            .find(|t| t.state == "open")
            .expect("an open task")
    }
}
