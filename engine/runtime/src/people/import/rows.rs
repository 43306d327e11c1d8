//! What a row of the file says, and what it would do to the person there is.

use super::{Amounts, ImportRow};
use crate::csv;
use crate::people::RoleGiven;
use chrono::NaiveDate;
use contract::is_address;
use office::Role;
use office::tax_code::is_tax_code;
use std::collections::{BTreeMap, BTreeSet};
use store::row;
use uuid::Uuid;

/// What rows are compared with.
pub(super) struct House {
    pub last_admin: Option<Uuid>,
    pub people: BTreeMap<String, row::Person>,
    pub memberships: Vec<row::Membership>,
    pub offices: Vec<row::Office>,
    /// (name, person) of every identity, closed ones too.
    pub identities: BTreeMap<String, Uuid>,
}

/// Positions of the columns.
pub(super) struct Columns {
    name: usize,
    surname: usize,
    login: usize,
    email: Option<usize>,
    tax_code: Option<usize>,
    office: Option<usize>,
    roles: Option<usize>,
    last_day: Option<usize>,
}

impl Columns {
    pub fn of(table: &csv::Table) -> Option<Columns> {
        Some(Columns {
            name: table.column(&["nome", "name"])?,
            surname: table.column(&["cognome", "surname"])?,
            login: table.column(&["utente", "nome_utente", "login"])?,
            email: table.column(&["email", "e-mail", "mail"]),
            tax_code: table.column(&["codice_fiscale", "cf", "tax_code"]),
            office: table.column(&["ufficio", "office"]),
            roles: table.column(&["ruoli", "ruolo", "roles", "role"]),
            last_day: table.column(&["fino_al", "scadenza", "last_day"]),
        })
    }

    pub fn row(&self, line: usize, fields: &[String], house: &House) -> ImportRow {
        let field = |at: usize| fields.get(at).map_or("", |f| f.trim());
        let given = |at: Option<usize>| at.map(field).filter(|f| !f.is_empty());
        let login = field(self.login).to_lowercase();
        let person = house.people.get(&login);
        let mut row = ImportRow {
            line,
            name: format!("{} {}", field(self.name), field(self.surname)),
            amounts: Amounts::Same,
            email: given(self.email).map(String::from),
            tax_code: given(self.tax_code).map(str::to_uppercase),
            roles: None,
            person: person.map(|p| p.id),
            login,
        };
        row.amounts = self
            .understood(
                &mut row,
                given(self.roles),
                given(self.office),
                given(self.last_day),
                house,
            )
            .and_then(|()| compared(&row, person, house))
            .unwrap_or_else(|(it, en)| Amounts::Refused(it, en));
        if field(self.name).is_empty() || field(self.surname).is_empty() {
            row.amounts = Amounts::Refused(
                "manca il nome o il cognome".into(),
                "name or surname is missing".into(),
            );
        }
        row
    }

    /// Checks each field and reads the roles; the error says why not, in both languages.
    fn understood(
        &self,
        row: &mut ImportRow,
        roles: Option<&str>,
        office: Option<&str>,
        last_day: Option<&str>,
        house: &House,
    ) -> Result<(), (String, String)> {
        let said = |it: String, en: String| Err((it, en));
        if !super::super::is_word(&row.login) {
            return said(
                format!(
                    "nome utente «{}»: lettere minuscole, cifre, punti e trattini",
                    row.login
                ),
                format!(
                    "login «{}»: lower-case letters, digits, dots and dashes",
                    row.login
                ),
            );
        }
        if let Some(email) = row.email.as_ref().filter(|e| !is_address(e)) {
            return said(
                format!("«{email}» non è un indirizzo e-mail"),
                format!("«{email}» is no e-mail address"),
            );
        }
        if let Some(code) = row.tax_code.as_ref().filter(|c| !is_tax_code(c)) {
            return said(
                format!("codice fiscale «{code}»: non è giusto"),
                format!("tax code «{code}»: it is wrong"),
            );
        }
        let Some(roles) = roles else {
            return match office {
                Some(office) => said(
                    format!("ufficio «{office}» senza ruolo"),
                    format!("office «{office}» without a role"),
                ),
                None => Ok(()),
            };
        };
        let mut read = BTreeSet::new();
        for word in roles.split('|').map(str::trim).filter(|w| !w.is_empty()) {
            let (word, own_day) = match word.split_once(':') {
                Some((word, day)) => (word, Some(day.trim())),
                None => (word, last_day),
            };
            let (role, office) = match word.split_once('@') {
                Some((role, office)) => (role.trim(), Some(office.trim())),
                None => (word.trim(), office),
            };
            let role = role.to_lowercase();
            if Role::named(&role).is_none() {
                return said(
                    format!("«{role}» non è un ruolo"),
                    format!("«{role}» is no role"),
                );
            }
            if let Some(key) = office.filter(|k| !house.offices.iter().any(|o| o.key == *k)) {
                return said(
                    format!("«{key}» non è un ufficio"),
                    format!("«{key}» is no office"),
                );
            }
            let last_day = match own_day.map(day_of) {
                None => None,
                Some(Some(day)) => Some(day),
                Some(None) => {
                    let day = own_day.unwrap_or_default();
                    return said(
                        format!("«{day}» non è un giorno (2027-12-31 o 31/12/2027)"),
                        format!("«{day}» is no day (2027-12-31 or 31/12/2027)"),
                    );
                }
            };
            read.insert(RoleGiven {
                role,
                office: office.map(String::from),
                area: None,
                last_day,
            });
        }
        row.roles = Some(read.into_iter().collect());
        Ok(())
    }
}

/// What the row would do to the person there is.
fn compared(
    row: &ImportRow,
    person: Option<&row::Person>,
    house: &House,
) -> Result<Amounts, (String, String)> {
    if let Some(code) = &row.tax_code
        && let Some(other) = house
            .people
            .values()
            .find(|p| p.tax_code == *code && p.login != row.login)
    {
        return Err((
            format!("il codice fiscale è di «{}»", other.login),
            format!("the tax code is that of «{}»", other.login),
        ));
    }
    let Some(person) = person else {
        return match house.identities.contains_key(&row.login) {
            true => Err((
                format!("con «{}» entra già un'altra persona, o entrava", row.login),
                format!("«{}» is, or was, another person's way to log in", row.login),
            )),
            false => Ok(Amounts::New),
        };
    };
    if !person.active {
        return Err((
            format!("«{}» non è più attivo: riattivarlo in Persone", row.login),
            format!(
                "«{}» is no longer active: make them so under People",
                row.login
            ),
        ));
    }
    let mut what = Vec::new();
    if person.name != row.name {
        what.push("name");
    }
    if row.email.is_some() && row.email != person.email {
        what.push("email");
    }
    if row.tax_code.as_ref().is_some_and(|c| *c != person.tax_code) {
        what.push("tax_code");
    }
    if let Some(roles) = &row.roles {
        let key_of = |id: Uuid| {
            house
                .offices
                .iter()
                .find(|o| o.id == id)
                .map(|o| o.key.clone())
        };
        let held: BTreeSet<_> = house
            .memberships
            .iter()
            .filter(|m| m.person == person.id)
            .map(|m| {
                (
                    m.role.clone(),
                    m.office.and_then(key_of),
                    m.area.is_some(),
                    m.last_day,
                )
            })
            .collect();
        let asked: BTreeSet<_> = roles
            .iter()
            .map(|r| (r.role.clone(), r.office.clone(), false, r.last_day))
            .collect();
        if held != asked {
            let stays = roles
                .iter()
                .any(|r| r.role == Role::Amministratore.name() && r.last_day.is_none());
            if house.last_admin == Some(person.id) && !stays {
                return Err((
                    "è l'ultimo amministratore: prima nominarne un altro".into(),
                    "the last administrator: appoint another one first".into(),
                ));
            }
            what.push("roles");
        }
    }
    Ok(match what.is_empty() {
        true => Amounts::Same,
        false => Amounts::Changed(what),
    })
}

/// `2027-12-31` or `31/12/2027`.
fn day_of(text: &str) -> Option<NaiveDate> {
    let italian = || NaiveDate::parse_from_str(text, "%d/%m/%Y").ok();
    text.parse().ok().or_else(italian)
}
