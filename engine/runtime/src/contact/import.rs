//! Importing a file into the address book as one batch: looked at first, done in commits of some lines, taken back whole.
//!
//! An import is a row that says how far it is; each commit writes some parties, what was done to each, and the next
//! place, guarded by the row's revision. So it goes on after a crash, and no line is taken twice.

use super::columns::{ColumnSet, Columns};
use super::doubt::{DECISIONS_MAX, Decision, Doubt};
use super::entry::Said;
use super::line::{self, KINDS};
use super::same::Book;
use super::take::{Told, is_empty};
use crate::csv::{Record, Records, separator_of, text_of};
use crate::{Act, Fault, Runtime, audit, consequence::Consequence};
use chrono::NaiveDate;
use office::Verb;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use store::{Expect, Table, WriteSet, load, row};
use uuid::Uuid;

/// Lines of one commit.
const CHUNK: usize = 100;
/// How long commits follow each other before others get their turn, and it is said how far the import is.
const ROUND: Duration = Duration::from_secs(1);
/// Tables whose rows an import writes by the thousand: they are told changed once, at the end.
const WRITTEN: [Table; 3] = [Table::Party, Table::Contact, Table::ImportItem];
/// Lines of one file.
pub const LINES_MAX: usize = 200_000;
/// Lines a preview names of each outcome; of the doubtful, as many as can be decided one by one.
const SHOWN: usize = 50;
const SOURCE_CHARS_MAX: usize = 200;

/// How a file is read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ImportOptions {
    /// Field to column, where the names of the columns are not known; fields: `name`, `surname`, `tax_code`, `pec`,
    /// `email`, `kind`, `position`, `checked`.
    #[serde(default)]
    pub mapping: BTreeMap<String, String>,
    /// body, company or person, of those the file does not tell.
    #[serde(default)]
    pub kind: Option<String>,
    /// The day the file was made, where its lines do not say; None: today.
    #[serde(default)]
    pub checked_on: Option<NaiveDate>,
    /// What becomes of the doubtful that are not among the decisions.
    #[serde(default)]
    pub doubtful: Doubt,
    /// At most 500.
    #[serde(default)]
    pub decisions: Vec<Decision>,
}

/// Lines by what becomes of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    pub new: usize,
    pub changed: usize,
    pub same: usize,
    pub doubtful: usize,
    pub refused: usize,
}

/// What an import would do.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub set: ColumnSet,
    /// The names of the first line.
    pub columns: Vec<String>,
    pub encoding: &'static str,
    pub counts: Counts,
    /// The first of each outcome.
    pub lines: Vec<Told>,
}

impl Counts {
    fn add(&mut self, outcome: &str) {
        match outcome {
            "new" => self.new += 1,
            "changed" => self.changed += 1,
            "same" => self.same += 1,
            "doubtful" => self.doubtful += 1,
            _ => self.refused += 1,
        }
    }

    pub(super) fn of(stored: &serde_json::Value) -> Counts {
        serde_json::from_value(stored.clone()).unwrap_or_default()
    }
}

/// A file opened: its records after the first, and where what stands in them.
struct Open<'t> {
    columns: Columns,
    names: Vec<String>,
    records: Records<'t>,
}

fn invalid(field: &str, it: &str, en: &str) -> Fault {
    Fault::Invalid {
        fields: vec![(field.into(), it.into(), en.into())],
    }
}

fn open<'t>(text: &'t str, options: &ImportOptions) -> Result<Open<'t>, Fault> {
    let mut records = Records::new(text, separator_of(text));
    let Some(first) = records.next().filter(|r| !is_empty(r)) else {
        return Err(invalid("file", "Il file è vuoto.", "The file is empty."));
    };
    if first.unclosed {
        return Err(unclosed_first());
    }
    if let Some(kind) = options.kind.as_deref().filter(|k| !KINDS.contains(k)) {
        return Err(invalid(
            "kind",
            &format!("«{kind}» non è body, company o person."),
            &format!("«{kind}» is none of body, company, person."),
        ));
    }
    let columns = Columns::of(&first.fields, &options.mapping)
        .map_err(|(field, it, en)| invalid(&field, &it, &en))?;
    Ok(Open {
        columns,
        names: first.fields.iter().map(|n| n.trim().to_string()).collect(),
        records,
    })
}

fn unclosed_first() -> Fault {
    invalid(
        "file",
        "Le virgolette aperte nella prima riga non si chiudono.",
        "The quotes opened in the first line are never closed.",
    )
}

impl Runtime {
    /// What importing this file would do. Nothing is written.
    pub async fn preview_import(
        &self,
        act: &Act,
        file: &row::Sha,
        source: &str,
        options: &ImportOptions,
    ) -> Result<Preview, Fault> {
        let _ = act.may(Verb::KeepContacts)?;
        let (text, encoding) = self.text(file).await?;
        let mut open = open(&text, options)?;
        let mut preview = Preview {
            set: open.columns.set,
            columns: open.names.clone(),
            encoding,
            counts: Counts::default(),
            lines: Vec::new(),
        };
        let mut shown: BTreeMap<&str, usize> = BTreeMap::new();
        let said = self.said(act, source, options);
        let mut book = Book::default();
        loop {
            let some: Vec<Record> = open.records.by_ref().take(CHUNK).collect();
            if some.is_empty() {
                break;
            }
            too_long(open.records.line)?;
            let import = (Uuid::nil(), said.now);
            for told in self
                .take(import, &open.columns, &some, options, &said, &mut book)
                .await?
            {
                preview.counts.add(told.outcome);
                let n = shown.entry(told.outcome).or_default();
                *n += 1;
                let most = match told.outcome {
                    "doubtful" => DECISIONS_MAX,
                    _ => SHOWN,
                };
                if *n <= most {
                    preview.lines.push(told);
                }
            }
        }
        Ok(preview)
    }

    /// Begins to import a file; small ones are done when this answers. `source`: what is shown beside each contact.
    pub async fn begin_import(
        &self,
        act: &Act,
        file: row::Sha,
        source: &str,
        options: ImportOptions,
    ) -> Result<(row::Import, bool), Fault> {
        let act = &act.may(Verb::KeepContacts)?;
        let source = source.trim();
        if source.is_empty() || source.chars().count() > SOURCE_CHARS_MAX {
            return Err(invalid(
                "source",
                "Indicare la fonte, in al più 200 caratteri.",
                "Give the source, in at most 200 characters.",
            ));
        }
        if options.decisions.len() > DECISIONS_MAX {
            return Err(invalid(
                "decisions",
                "Al più 500 righe si decidono una per una: per le altre vale la scelta comune.",
                "At most 500 lines are decided one by one: for the others the common choice holds.",
            ));
        }
        let import = self.new_import(act, file, source, options).await?;
        let pending = self.settle(vec![Consequence::Import(import.id)]).await;
        let now = load::import(&self.store, import.id).await?;
        Ok((now.unwrap_or(import), pending))
    }

    /// Writes down that a file is imported, after it was found to be readable.
    pub(super) async fn new_import(
        &self,
        act: &Act,
        file: row::Sha,
        source: &str,
        options: ImportOptions,
    ) -> Result<row::Import, Fault> {
        let (text, _) = self.text(&file).await?;
        let asked = options.clone();
        let counted = tokio::task::spawn_blocking(move || -> Result<(usize, usize), Fault> {
            let Open { mut records, .. } = open(&text, &asked)?;
            let first = (records.at, records.line);
            records.by_ref().for_each(drop);
            too_long(records.line)?;
            Ok(first)
        });
        let (at, first) = counted.await.map_err(Fault::broken)??;
        let import = row::Import {
            id: Uuid::now_v7(),
            revision: 0,
            source: source.into(),
            file,
            options: json!(options),
            state: "running".into(),
            next_byte: at as i64,
            next_line: first as i64,
            counts: json!(Counts::default()),
            created_by: act.viewer.login.clone(),
            created_at: self.clock.now(),
            ended_at: None,
            undone_by: None,
        };
        let mut set = self.set(act);
        set.guard(Table::Import, import.id, Expect::Absent)
            .put(import.clone());
        set.audit(audit(
            act,
            "contact.import",
            "import",
            import.id,
            json!({ "file": hex::encode(file) }),
        ));
        self.commit(set).await?;
        Ok(import)
    }

    /// Does some of an import or of its undoing; answers itself as long as there is more.
    pub(crate) async fn work_import(&self, id: Uuid) -> Result<Vec<Consequence>, Fault> {
        if !self.batches.lock().is_ok_and(|mut held| held.insert(id)) {
            return Ok(Vec::new());
        }
        let done = self.work_some_lines(id).await;
        if let Ok(mut held) = self.batches.lock() {
            held.remove(&id);
        }
        Ok(match done? {
            true => vec![Consequence::Import(id)],
            false => Vec::new(),
        })
    }

    async fn work_some_lines(&self, id: Uuid) -> Result<bool, Fault> {
        let Some(mut import) = load::import(&self.store, id).await? else {
            return Ok(false);
        };
        if import.state == "undoing" {
            return self.undo_some(import).await;
        }
        if import.state != "running" {
            return Ok(false);
        }
        let options: ImportOptions =
            serde_json::from_value(import.options.clone()).map_err(Fault::broken)?;
        let (text, _) = self.text(&import.file).await?;
        let open = open(&text, &options)?;
        let place = (
            usize::try_from(import.next_byte).map_err(Fault::broken)?,
            usize::try_from(import.next_line).map_err(Fault::broken)?,
        );
        let mut records = open
            .records
            .from(place.0, place.1)
            .ok_or_else(|| Fault::broken("an import stands where its file has no line"))?;
        let begun = Instant::now();
        loop {
            let some: Vec<Record> = records.by_ref().take(CHUNK).collect();
            let place = (records.at, records.line);
            let round = begun.elapsed() >= ROUND;
            import = self
                .import_some(import, &open.columns, &some, (&options, place, round))
                .await?;
            if import.state != "running" || self.stopping() {
                return Ok(false);
            }
            if round {
                return Ok(true);
            }
        }
    }

    /// One commit of an import. No lines: it is done. `told`: open pages hear how far it is.
    async fn import_some(
        &self,
        import: row::Import,
        columns: &Columns,
        some: &[Record],
        (options, place, told): (&ImportOptions, (usize, usize), bool),
    ) -> Result<row::Import, Fault> {
        let by = Act::of(
            office::Viewer {
                login: import.created_by.clone(),
                ..office::Viewer::system()
            },
            None,
        );
        let said = Said {
            now: self.clock.now(),
            ..self.said(&by, &import.source, options)
        };
        let mut book = Book::default();
        let as_of = (import.id, import.created_at);
        let lines = self
            .take(as_of, columns, some, options, &said, &mut book)
            .await?;
        let mut counts = Counts::of(&import.counts);
        lines.iter().for_each(|t| counts.add(t.outcome));
        let done = some.is_empty();
        let next = row::Import {
            next_byte: place.0 as i64,
            next_line: place.1 as i64,
            counts: json!(counts),
            state: if done { "done" } else { "running" }.into(),
            ended_at: done.then(|| self.clock.now()),
            ..import
        };
        let mut set = self.own_set();
        quietly(&mut set, told, done);
        set.guard(Table::Import, next.id, Expect::Revision(next.revision))
            .put(next.clone());
        self.write_parties(&mut set, next.id, &lines, &book).await?;
        self.commit(set).await?;
        Ok(row::Import {
            revision: next.revision + 1,
            ..next
        })
    }

    fn said<'s>(&self, act: &'s Act, source: &'s str, options: &ImportOptions) -> Said<'s> {
        let now = self.clock.now();
        Said {
            source: source.trim(),
            at: options.checked_on.and_then(line::noon).unwrap_or(now),
            now,
            by: &act.viewer.login,
        }
    }

    /// The text of a file and its encoding. A large one is read aside, so that nobody waits for it.
    async fn text(&self, file: &row::Sha) -> Result<(String, &'static str), Fault> {
        let bytes = self.file(file).await?;
        let read = tokio::task::spawn_blocking(move || {
            text_of(&bytes).map(|(text, encoding)| (text.into_owned(), encoding))
        });
        let read = read.await.map_err(Fault::broken)?;
        read.map_err(|(it, en)| invalid("file", &it, &en))
    }

    async fn file(&self, file: &row::Sha) -> Result<bytes::Bytes, Fault> {
        if !self.store.blobs().exists(file).await? {
            return Err(invalid(
                "file",
                "Il file non c'è: va caricato di nuovo.",
                "The file is not there: upload it again.",
            ));
        }
        Ok(self.store.blobs().get(file).await?)
    }
}

/// Bulk work of many sets: the book is told changed when it ends, the import once a round (`told`).
pub(super) fn quietly(set: &mut WriteSet, told: bool, ends: bool) {
    set.bulk = true;
    set.hushed.extend(WRITTEN);
    if ends {
        set.told.push(Table::Party);
    } else if !told {
        set.hushed.push(Table::Import);
    }
}

fn too_long(line: usize) -> Result<(), Fault> {
    match line > LINES_MAX + 2 {
        true => Err(invalid(
            "file",
            "Più di 200.000 righe: dividere il file.",
            "More than 200,000 lines: split the file.",
        )),
        false => Ok(()),
    }
}
