//! The address book: imported from CSV, looked up by processes (`contact.lookup`) and people.

use crate::{Act, Fault, Runtime, audit, csv, ids};
use contract::is_address;
use office::Verb;
use rules::{Map, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{load, row};
use uuid::Uuid;

/// What a look-up answers at most.
const FOUND_MAX: u64 = 20;
const ROWS_MAX: usize = 50_000;
/// Rows of one commit.
const CHUNK: usize = 100;

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
    /// New or changed.
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
    /// Imports contacts from CSV. The first line names the columns: `name` (`nome`, `denominazione`), `address`
    /// (`pec`, `email`, `indirizzo`), `tax_code` (`codice_fiscale`, `partita_iva`); separated by `;` or `,`.
    /// An address under the column `pec` is a certified one. The same person and address again is the same contact.
    pub async fn import_contacts(
        &self,
        act: &Act,
        source: &str,
        text: &str,
    ) -> Result<Imported, Fault> {
        let act = &act.may(Verb::ManageMailboxes)?;
        let (contacts, refused) = read(text, source.trim(), self.clock.now())?;
        for some in contacts.chunks(CHUNK) {
            let mut set = self.own_set();
            for contact in some {
                set.put(contact.clone());
            }
            self.commit(set).await?;
        }
        let mut set = self.set(act);
        set.audit(audit(
            act,
            "contact.import",
            "contact",
            hex::encode(Sha256::digest(text.as_bytes())),
            json!({ "kept": contacts.len(), "refused": refused.len() }),
        ));
        self.commit(set).await?;
        Ok(Imported {
            kept: contacts.len(),
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

/// The columns of a contact, by position.
struct Columns {
    name: usize,
    address: usize,
    tax_code: Option<usize>,
    certified: bool,
}

fn read(
    text: &str,
    source: &str,
    now: row::Instant,
) -> Result<(Vec<row::Contact>, Vec<Refused>), Fault> {
    let bad = |it: &str, en: &str| Fault::Invalid {
        fields: vec![("file".into(), it.into(), en.into())],
    };
    let Some(table) = csv::Table::read(text) else {
        return Err(bad("Il file è vuoto.", "The file is empty."));
    };
    let column = |words: &[&str]| table.column(words);
    let pec = column(&["pec", "domicilio_digitale"]);
    let (Some(name), Some(address)) = (
        column(&["name", "nome", "denominazione"]),
        pec.or_else(|| column(&["address", "email", "indirizzo"])),
    ) else {
        return Err(bad(
            "La prima riga deve nominare le colonne: nome; pec (o email); codice_fiscale.",
            "The first line must name the columns: name; pec (or email); tax_code.",
        ));
    };
    let columns = Columns {
        name,
        address,
        tax_code: column(&["tax_code", "codice_fiscale", "partita_iva", "cf"]),
        certified: pec.is_some(),
    };
    let (mut contacts, mut refused) = (Vec::new(), Vec::new());
    for (line, fields) in table.records {
        if fields.iter().all(|f| f.trim().is_empty()) {
            continue;
        }
        if contacts.len() >= ROWS_MAX {
            return Err(bad(
                "Più di 50.000 righe: dividere il file.",
                "More than 50,000 lines: split the file.",
            ));
        }
        match contact(&columns, &fields, source, now) {
            Ok(contact) => contacts.push(contact),
            Err((it, en)) => refused.push(Refused { line, it, en }),
        }
    }
    Ok((contacts, refused))
}

fn contact(
    columns: &Columns,
    fields: &[String],
    source: &str,
    now: row::Instant,
) -> Result<row::Contact, (String, String)> {
    let field = |at: usize| fields.get(at).map_or("", |f| f.trim());
    let name = field(columns.name);
    if name.is_empty() {
        return Err(("manca il nome".into(), "the name is missing".into()));
    }
    let address = field(columns.address).to_lowercase();
    if !is_address(&address) {
        return Err((
            format!("«{address}» non è un indirizzo"),
            format!("«{address}» is not an address"),
        ));
    }
    let tax_code = columns.tax_code.map_or("", field).to_uppercase();
    let identity = format!(
        "{tax_code}\0{address}\0{}",
        match tax_code.as_str() {
            // Without a code two people of one address are told by their names.
            "" => name.to_lowercase(),
            _ => String::new(),
        }
    );
    Ok(row::Contact {
        id: ids::derived(Uuid::nil(), identity.as_bytes(), "contact"),
        name_key: name.to_lowercase(),
        name: name.chars().take(300).collect(),
        tax_code,
        address,
        certified: columns.certified,
        source: source.chars().take(200).collect(),
        imported_at: now,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn csv_is_read_by_its_rules() {
        let text = "\u{feff}Nome;PEC;Codice_Fiscale\r\n\"Rossi; \"\"Ada\"\"\";ADA@pec.example;rssdaa80a01h501x\r\n\r\nBruno;non valido;\r\n;x@pec.example;\r\n\"Due\nrighe\";due@pec.example";
        let (contacts, refused) = read(text, "prova.csv", chrono::Utc::now()).unwrap();
        let short: Vec<_> = contacts
            .iter()
            .map(|c| (c.name.as_str(), c.address.as_str(), c.tax_code.as_str()))
            .collect();
        assert_eq!(
            short,
            [
                ("Rossi; \"Ada\"", "ada@pec.example", "RSSDAA80A01H501X"),
                ("Due\nrighe", "due@pec.example", "")
            ]
        );
        assert!(contacts.iter().all(|c| c.certified));
        let lines: Vec<_> = refused.iter().map(|r| r.line).collect();
        assert_eq!(lines, [4, 5]);
        assert!(refused[0].it.contains("non valido"));
    }

    #[test]
    fn a_file_without_its_columns_is_refused() {
        for bad in ["", "a,b\n1,2", "nome\nAda"] {
            assert!(
                matches!(
                    read(bad, "", chrono::Utc::now()),
                    Err(Fault::Invalid { .. })
                ),
                "{bad}"
            );
        }
        let (contacts, _) =
            read("name,email\nAda,ada@posta.example", "", chrono::Utc::now()).unwrap();
        assert!(!contacts[0].certified);
    }
}
