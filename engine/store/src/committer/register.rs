//! Drawing register numbers: counter rows locked in the transaction, so that a number that was drawn was registered.
//!
//! No number lies in the wrong year (the year is Rome's) and none is earlier than the one before it, whatever the
//! clock did in between (DPR 445/2000 art. 53, technical rules on the register).

use super::script::Script;
use crate::cell::Cell;
use crate::row::{self, Instant, Sha};
use crate::sql::{Run, insert, list, uuids};
use crate::table::{Stored, Table};
use crate::write::{CommitError, Registered, Write, WriteSet};
use chrono::{DateTime, Datelike};
use chrono_tz::Europe::Rome;
use sea_orm::{DatabaseTransaction, DbErr};
use serde_json::json;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

#[derive(Default)]
pub(super) struct Registers {
    counters: BTreeMap<Uuid, row::Register>,
    moved: BTreeSet<Uuid>,
    by_origin: HashMap<String, Registered>,
    fresh: Vec<row::Registration>,
}

impl Registers {
    /// Locks the counters the sets draw from, then reads the origins that are known.
    pub(super) async fn load<'s>(
        tx: &DatabaseTransaction,
        sets: impl Iterator<Item = &'s WriteSet>,
        postgres: bool,
    ) -> Result<Registers, DbErr> {
        let mut registers = Registers::default();
        let mut ids = BTreeSet::new();
        let mut origins = BTreeSet::new();
        for set in sets {
            for write in &set.writes {
                if let Write::Register(r) = write {
                    ids.insert(r.register);
                    origins.insert(r.origin.replace('\0', "\u{fffd}"));
                }
            }
        }
        if ids.is_empty() {
            return Ok(registers);
        }
        let (places, values) = list(uuids(ids));
        let lock = if postgres { " FOR UPDATE" } else { "" };
        for counter in tx
            .rows::<row::Register>(&format!("WHERE id IN ({places}) ORDER BY id{lock}"), values)
            .await?
        {
            registers.counters.insert(counter.id, counter);
        }
        let (places, values) = list(origins.iter().map(|o| crate::cell::text(o)).collect());
        for known in tx
            .rows::<row::Registration>(&format!("WHERE origin IN ({places})"), values)
            .await?
        {
            registers
                .by_origin
                .insert(known.origin.clone(), answer(&known, true));
        }
        Ok(registers)
    }

    /// The register of each registration must exist.
    pub(super) fn refusal(&self, set: &WriteSet) -> Option<CommitError> {
        set.writes.iter().find_map(|write| match write {
            Write::Register(r) if !self.counters.contains_key(&r.register) => {
                Some(CommitError::Conflict {
                    table: Table::Register,
                    id: r.register,
                })
            }
            _ => None,
        })
    }

    /// The next number; or the one this origin has. The audit entry of a fresh one comes with it.
    pub(super) fn draw(
        &mut self,
        wanted: &row::Registration,
    ) -> Option<(Registered, Option<row::Audit>)> {
        let origin = wanted.origin.replace('\0', "\u{fffd}");
        if let Some(known) = self.by_origin.get(&origin) {
            return Some((
                Registered {
                    repeat: true,
                    ..known.clone()
                },
                None,
            ));
        }
        let counter = self.counters.get_mut(&wanted.register)?;
        let at = micros(
            counter
                .last_at
                .map_or(wanted.registered_at, |last| last.max(wanted.registered_at)),
        );
        let year = at.with_timezone(&Rome).year();
        if year != counter.year {
            counter.year = year;
            counter.last_number = 0;
        }
        counter.last_number += 1;
        counter.last_at = Some(at);
        self.moved.insert(counter.id);
        let drawn = row::Registration {
            year,
            number: counter.last_number,
            registered_at: at,
            origin: origin.clone(),
            ..wanted.clone()
        };
        let registered = answer(&drawn, false);
        let audit = row::Audit {
            actor: drawn.registered_by.clone(),
            on_behalf_of: None,
            verb: "registration.draw".into(),
            object_kind: "registration".into(),
            object: drawn.id.to_string(),
            detail: json!({ "register": drawn.register, "year": year, "number": drawn.number, "sha256": hex::encode(digest(&drawn)) }),
        };
        self.by_origin.insert(origin, registered.clone());
        self.fresh.push(drawn);
        Some((registered, Some(audit)))
    }

    pub(super) async fn store(self, script: &mut Script<'_>) -> Result<(), DbErr> {
        for counter in self.moved.iter().filter_map(|id| self.counters.get(id)) {
            let values = vec![
                counter.year.put(),
                counter.last_number.put(),
                counter.last_at.put(),
                counter.id.put(),
            ];
            script
                .run(
                    "UPDATE register SET year = ?, last_number = ?, last_at = ? WHERE id = ?",
                    values,
                )
                .await?;
        }
        if !self.fresh.is_empty() {
            let rows = self.fresh.iter().map(Stored::cells).collect();
            let (sql, values) = insert("registration", Table::Registration.columns(), rows, "");
            script.run(&sql, values).await?;
        }
        Ok(())
    }
}

/// Over the whole registration as stored: its audit link holds it, so that a changed one is found.
pub(crate) fn digest(registration: &row::Registration) -> Sha {
    let r = registration;
    let content = json!([
        r.id,
        r.register,
        r.year,
        r.number,
        r.registered_at.timestamp_micros(),
        r.direction,
        r.subject,
        r.correspondent,
        r.mail,
        r.despatch,
        r.instance,
        r.origin,
        r.registered_by
    ]);
    Sha256::digest(
        content
            .to_string()
            .replace("\\u0000", "\u{fffd}")
            .as_bytes(),
    )
    .into()
}

fn answer(r: &row::Registration, repeat: bool) -> Registered {
    Registered {
        id: r.id,
        register: r.register,
        number: r.number,
        year: r.year,
        at: r.registered_at,
        repeat,
    }
}

/// As the column holds it.
fn micros(at: Instant) -> Instant {
    DateTime::from_timestamp_micros(at.timestamp_micros()).unwrap_or(at)
}
