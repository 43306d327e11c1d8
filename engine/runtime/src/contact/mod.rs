//! The address book: bodies, companies and persons with their addresses; written by people, imported from CSV, looked
//! up by processes (`contact.lookup`). A row `party` is who it is, rows `contact` are the addresses.

mod columns;
mod doubt;
mod edit;
mod entry;
mod import;
mod items;
mod line;
mod merge;
mod same;
mod take;
mod undo;

pub use columns::ColumnSet;
pub use doubt::{Decision, Doubt, Like};
pub use edit::{NewParty, PartyChange};
pub use import::{Counts, ImportOptions, LINES_MAX, Preview};
pub use take::Told;

use crate::{Act, Fault, Runtime};
use office::Verb;
use rules::{Map, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::{load, row, view};
use uuid::Uuid;

/// What a look-up answers at most.
const FOUND_MAX: u64 = 20;
/// Lines not taken that an import for programs names.
const REFUSED_MAX: usize = 1_000;
const AGAIN: std::time::Duration = std::time::Duration::from_millis(5);
/// An address checked longer ago is to be checked again before a notification.
pub const CHECK_AFTER_DAYS: i64 = 180;

/// The inputs of `contact.lookup`: one of the three at least.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Lookup {
    #[schemars(extend("at" = 1, "it" = ["Codice fiscale", "Codice fiscale o partita IVA, per intero."], "en" = ["Tax code", "Tax code or VAT number, whole."]))]
    pub tax_code: Option<String>,
    #[schemars(extend("at" = 2, "it" = ["Indirizzo", "Indirizzo di posta, per intero."], "en" = ["Address", "E-mail address, whole."]))]
    pub address: Option<String>,
    #[schemars(extend("at" = 3, "it" = ["Nome", "Nome o denominazione, anche in parte."], "en" = ["Name", "Name, or a part of it."]))]
    pub name: Option<String>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// New, changed, or said again.
    pub kept: usize,
    /// Lines that were not taken, from 1 with the header, with the reason in both languages.
    pub refused: Vec<Refused>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    pub line: usize,
    pub it: String,
    pub en: String,
}

impl Runtime {
    /// Imports contacts from CSV and waits until it is done: for programs. Columns are known by their names
    /// ([`ColumnSet`]), who is the same is said in `same.rs`; doubtful lines are told with those refused.
    pub async fn import_contacts(
        &self,
        act: &Act,
        source: &str,
        text: &str,
    ) -> Result<Imported, Fault> {
        let act = &act.may(Verb::KeepContacts)?;
        let file = self.store.blobs().put(text.as_bytes().to_vec()).await?;
        let import = self
            .new_import(act, file, source.trim(), ImportOptions::default())
            .await?;
        loop {
            match self.work_import(import.id).await {
                Ok(_) | Err(Fault::Conflict { .. }) => {}
                Err(fault) => return Err(fault),
            }
            let now = load::import(&self.store, import.id).await?;
            match now.filter(|i| i.state == "running") {
                // The heartbeat may be at it.
                Some(_) if !self.stopping() => tokio::time::sleep(AGAIN).await,
                Some(_) => return Err(Fault::Unavailable("it goes on after the start".into())),
                None => break,
            }
        }
        self.imported(import.id).await
    }

    async fn imported(&self, id: Uuid) -> Result<Imported, Fault> {
        let import = load::import(&self.store, id).await?;
        let counts = import.map(|i| Counts::of(&i.counts)).unwrap_or_default();
        let mut refused = Vec::new();
        for outcome in ["refused", "doubtful"] {
            let system = office::Viewer::system();
            let lines = view::import_lines(&system, &self.store, id, outcome, REFUSED_MAX).await?;
            refused.extend(lines.into_iter().map(|l| Refused {
                line: usize::try_from(l.line).unwrap_or_default(),
                it: l.reason_it,
                en: l.reason_en,
            }));
        }
        refused.sort_by_key(|r| r.line);
        Ok(Imported {
            kept: counts.new + counts.changed + counts.same,
            refused,
        })
    }

    /// What a `contact.lookup` job answers: `found` (how many), `contact` (the only one, else null), `contacts`.
    /// The error is what its inputs lack.
    pub(crate) async fn look_up(&self, job: &row::Job) -> Result<Result<Map, String>, Fault> {
        let inputs = job.inputs.as_object().cloned().unwrap_or_default();
        let asked = match contract::parse::<Lookup>(&inputs) {
            Ok(asked) => asked,
            Err(outcome) => return Ok(Err(format!("{outcome:?}"))),
        };
        if asked.tax_code.is_none() && asked.address.is_none() && asked.name.is_none() {
            return Ok(Err(
                "tax_code, address or name: one must be given / indicarne almeno uno".into(),
            ));
        }
        let found = load::contacts(
            &self.store,
            asked.tax_code.as_deref(),
            asked.address.as_deref(),
            asked.name.as_deref(),
            FOUND_MAX,
        )
        .await?;
        let text = |s: &str| Value::Text(s.to_owned());
        let mut values: Vec<Value> = found
            .iter()
            .map(|c| {
                Value::Map(Map::from([
                    ("name".to_string(), text(&c.name)),
                    ("address".into(), text(&c.address)),
                    ("tax_code".into(), text(&c.tax_code)),
                    ("certified".into(), Value::Bool(c.certified)),
                ]))
            })
            .collect();
        let only = match values.as_slice() {
            [one] => one.clone(),
            _ => Value::Null,
        };
        Ok(Ok(Map::from([
            ("found".to_string(), Value::Int(values.len() as i64)),
            ("contact".into(), only),
            ("contacts".into(), Value::List(std::mem::take(&mut values))),
        ])))
    }
}
