//! People from a CSV file: looked at first, row by row, then taken in one commit; undone by closing the door to those it made.

mod rows;

use super::roles::RoleGiven;
use super::wrong;
use crate::{Act, Fault, Runtime, audit, csv};
use office::Verb;
use rows::{Columns, House};
use serde_json::json;
use std::collections::BTreeMap;
use store::{Expect, Table, Write, load, row};
use uuid::Uuid;

/// Rows of one file: each new person costs a password hash.
const ROWS_MAX: usize = 500;

/// What a row of the file amounts to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amounts {
    New,
    /// These of name, email, tax_code, roles.
    Changed(Vec<&'static str>),
    Same,
    /// Why, in Italian and English: nothing of the row is taken.
    Refused(String, String),
}

/// A row of the file as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// From 1, with the line of names.
    pub line: usize,
    pub login: String,
    pub name: String,
    pub amounts: Amounts,
    email: Option<String>,
    tax_code: Option<String>,
    /// None: the file says nothing about roles.
    roles: Option<Vec<RoleGiven>>,
    person: Option<Uuid>,
}

/// How a new person comes in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WayIn {
    /// PHC string of a password made for them.
    Password(String),
    /// SHA-256 of the secret of a link by which they set one, and when it was made (lease time).
    Link(row::Sha, row::Instant),
}

/// What an import did.
#[derive(Debug, Clone)]
pub struct PeopleImported {
    pub id: Uuid,
    pub rows: Vec<ImportRow>,
}

impl Runtime {
    /// Reads people from the bytes of a CSV file (UTF-8 or Windows-1252) and says what each row amounts to; writes nothing. The first line names the columns: `nome`
    /// (`name`), `cognome` (`surname`), `utente` (`login`), `email`, `codice_fiscale` (`tax_code`), `ruoli` (`roles`),
    /// `ufficio` (`office`), `fino_al` (`last_day`); separated by `;` or `,`. Roles are words with `|` between them, each
    /// with an office of its own after `@` where it has one, and a last day after `:`, e.g. `operatore@tributi:2027-12-31`.
    pub async fn read_people(&self, act: &Act, file: &[u8]) -> Result<Vec<ImportRow>, Fault> {
        let _ = act.may(Verb::ManagePeople)?;
        let (text, _) = csv::text_of(file).map_err(|(it, en)| refused_file(&it, &en))?;
        let table = csv::Table::read(&text)
            .ok_or_else(|| refused_file("Il file è vuoto.", "The file is empty."))?;
        let columns = Columns::of(&table).ok_or_else(|| {
            refused_file(
                "La prima riga deve nominare le colonne: nome; cognome; utente; email; codice_fiscale; ufficio; ruoli; fino_al (le prime tre servono).",
                "The first line must name the columns: name; surname; login; email; tax_code; office; roles; last_day (the first three are needed).",
            )
        })?;
        let (people, memberships, offices, identities) = tokio::try_join!(
            load::people(&self.store),
            load::memberships(&self.store),
            load::offices(&self.store),
            load::identity_names(&self.store),
        )?;
        let house = House {
            last_admin: self.last_administrator().await?,
            people: people.into_iter().map(|p| (p.login.clone(), p)).collect(),
            memberships,
            offices,
            identities,
        };
        let mut rows: Vec<ImportRow> = Vec::new();
        let (mut logins, mut codes) = (BTreeMap::new(), BTreeMap::new());
        for (line, fields) in table.records {
            if fields.iter().all(|f| f.trim().is_empty()) {
                continue;
            }
            if rows.len() >= ROWS_MAX {
                return Err(refused_file(
                    "Più di 500 persone: dividere il file.",
                    "More than 500 people: split the file.",
                ));
            }
            let mut row = columns.row(line, &fields, &house);
            let repeat = [
                (&mut logins, Some(row.login.clone())),
                (&mut codes, row.tax_code.clone()),
            ];
            for (seen, key) in repeat {
                let Some(key) = key.filter(|k| !k.is_empty()) else {
                    continue;
                };
                if let Some(first) = seen.get(&key)
                    && !matches!(row.amounts, Amounts::Refused(..))
                {
                    row.amounts = Amounts::Refused(
                        format!("«{key}» è già alla riga {first}"),
                        format!("«{key}» stands in line {first} already"),
                    );
                }
                seen.entry(key).or_insert(line);
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// Takes what the file says of people, in one commit. Rows that are refused are left out. `ways`: how those
    /// who are new come in, by login; every new person needs one.
    pub async fn import_people(
        &self,
        act: &Act,
        source: &str,
        file: &[u8],
        mut ways: BTreeMap<String, WayIn>,
    ) -> Result<PeopleImported, Fault> {
        let rows = self.read_people(act, file).await?;
        let act = &act.may(Verb::ManagePeople)?;
        let (mut set, mut fields, mut created) = (self.set(act), Vec::new(), Vec::new());
        let (mut changed, mut refused) = (0, 0);
        for row in &rows {
            match &row.amounts {
                Amounts::Refused(..) => refused += 1,
                Amounts::Same => {}
                Amounts::New => {
                    let Some(way) = ways.remove(&row.login) else {
                        // Somebody took that person away since the file was looked at.
                        return Err(changed_since());
                    };
                    let person = row::Person {
                        id: Uuid::now_v7(),
                        revision: 0,
                        login: row.login.clone(),
                        name: row.name.clone(),
                        email: row.email.clone(),
                        tax_code: row.tax_code.clone().unwrap_or_default(),
                        active: true,
                        language: "it".into(),
                        created_at: self.clock.now(),
                    };
                    let roles = row.roles.clone().unwrap_or_default();
                    self.put_roles(person.id, &roles, &mut set, &mut fields)
                        .await?;
                    match way {
                        WayIn::Password(password) => {
                            let login = person.login.clone();
                            self.put_identity(act, person.id, login, password, &mut set);
                        }
                        WayIn::Link(secret, now) => {
                            self.put_link(act, person.id, secret, now, &mut set);
                        }
                    }
                    set.audit(audit(
                        act,
                        "person.create",
                        "person",
                        person.id,
                        json!({ "roles": roles.len() }),
                    ));
                    created.push(person.id);
                    set.guard(Table::Person, person.id, Expect::Absent)
                        .put(person);
                }
                Amounts::Changed(what) => {
                    changed += 1;
                    let id = row.person.ok_or_else(changed_since)?;
                    let was = load::person(&self.store, id)
                        .await?
                        .ok_or_else(changed_since)?;
                    if let (true, Some(roles)) = (what.contains(&"roles"), &row.roles) {
                        for old in load::memberships_of(&self.store, id).await? {
                            set.write(Write::Delete(Table::Membership, old.id));
                        }
                        self.put_roles(id, roles, &mut set, &mut fields).await?;
                    }
                    set.guard(Table::Person, id, Expect::Revision(was.revision))
                        .put(row::Person {
                            name: row.name.clone(),
                            email: row.email.clone().or(was.email),
                            tax_code: row.tax_code.clone().unwrap_or(was.tax_code),
                            ..was
                        });
                    set.audit(audit(act, "person.update", "person", id, json!({})));
                }
            }
        }
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields });
        }
        let import = row::PersonImport {
            id: Uuid::now_v7(),
            source: source.trim().chars().take(200).collect(),
            created: created.iter().map(Uuid::to_string).collect(),
            changed,
            refused,
            state: "done".into(),
            imported_by: act.viewer.login.clone(),
            imported_at: self.clock.now(),
            undone_by: None,
            undone_at: None,
        };
        let id = import.id;
        set.audit(audit(
            act,
            "person.import",
            "person_import",
            id,
            json!({ "created": created.len(), "changed": changed, "refused": refused }),
        ));
        set.put(import);
        self.commit(set).await?;
        Ok(PeopleImported { id, rows })
    }

    /// Makes everybody inactive whom an import made, and ends their sessions. What it changed of others stays. Answers how
    /// many; refuses a second time.
    pub async fn undo_people_import(&self, act: &Act, id: Uuid) -> Result<usize, Fault> {
        let act = &act.may(Verb::ManagePeople)?;
        let import = load::person_import(&self.store, id)
            .await?
            .ok_or_else(|| Fault::not_found("import"))?;
        if import.state == "undone" {
            return Err(Fault::conflict(
                "import_undone",
                "L'importazione è già stata annullata.",
                "The import was undone already.",
            ));
        }
        let mut set = self.set(act);
        let mut done = 0;
        for person in &import.created {
            let person: Uuid = person.parse().map_err(Fault::broken)?;
            let Some(was) = load::person(&self.store, person).await? else {
                continue;
            };
            if !was.active {
                continue;
            }
            if self.is_last_administrator(person).await? {
                return Err(super::persons::last_administrator());
            }
            done += 1;
            self.end_sessions(act, person, None, &mut set).await?;
            for token in load::tokens_of(&self.store, person).await? {
                set.write(Write::DeleteToken(token.id));
            }
            set.guard(Table::Person, person, Expect::Revision(was.revision))
                .put(row::Person {
                    active: false,
                    ..was
                });
            set.audit(audit(
                act,
                "person.update",
                "person",
                person,
                json!({ "active": false }),
            ));
        }
        set.audit(audit(
            act,
            "person.import_undo",
            "person_import",
            id,
            json!({ "people": done }),
        ));
        set.guard(Table::PersonImport, id, Expect::State("done".into()))
            .put(row::PersonImport {
                state: "undone".into(),
                undone_by: Some(act.viewer.login.clone()),
                undone_at: Some(self.clock.now()),
                ..import
            });
        self.commit(set).await?;
        Ok(done)
    }
}

fn refused_file(it: &str, en: &str) -> Fault {
    Fault::Invalid {
        fields: vec![wrong("file", it, en)],
    }
}

fn changed_since() -> Fault {
    Fault::conflict(
        "changed_meanwhile",
        "Qualcuno ha cambiato le persone nel frattempo: guardare di nuovo il file e riprovare.",
        "Somebody changed people meanwhile: look at the file again and retry.",
    )
}
