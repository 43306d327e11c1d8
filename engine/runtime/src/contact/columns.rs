//! Which file it is, by the names of its columns: the files of the index of public bodies (IPA: bodies, AOO, UO, and
//! the older `amministrazioni.txt`), extracts of INI-PEC and INAD, members' rolls, and plain lists. Pure.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// IPA numbers its addresses: `Mail1` with `Tipo_Mail1` to `Mail5`.
const NUMBERED_MAX: usize = 5;

/// A set of columns that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ColumnSet {
    IpaBodies,
    /// Aree organizzative omogenee.
    IpaAoo,
    /// Unità organizzative.
    IpaUo,
    /// `amministrazioni.txt`.
    IpaOld,
    /// Extracts of INI-PEC or INAD: a tax code and a digital domicile.
    Domiciles,
    /// Family and given names.
    Roll,
    Plain,
}

/// Whether an address is a PEC mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Certified {
    Yes,
    No,
    /// Another column says `pec`.
    AsSaid(usize),
}

/// A part of a body, in the files of the IPA.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    pub name: usize,
    pub code: usize,
    /// `AOO` or `UO`, before the code.
    pub sort: &'static str,
}

/// Where in a record what stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Columns {
    pub set: ColumnSet,
    /// Written one after the other; empty: the file has no names.
    pub name: Vec<usize>,
    pub tax_code: Option<usize>,
    pub ipa_code: Option<usize>,
    pub part: Option<Part>,
    /// Given name, family name, address of who answers for a part.
    pub head: Option<(usize, usize, usize)>,
    pub addresses: Vec<(usize, Certified)>,
    pub kind: Option<usize>,
    pub position: Option<usize>,
    /// A day on which the source was read.
    pub checked: Option<usize>,
}

const TAX_CODE: &[&str] = &[
    "tax_code",
    "codice_fiscale",
    "codice_fiscale_ente",
    "codicefiscale",
    "cf",
    "partita_iva",
];
const PEC: &[&str] = &[
    "pec",
    "domicilio_digitale",
    "indirizzo_pec",
    "digital_address",
    "digitaladdress",
];
const EMAIL: &[&str] = &[
    "email",
    "e-mail",
    "address",
    "mail",
    "posta_elettronica",
    "indirizzo_email",
];
const NAME: &[&str] = &[
    "name",
    "nome",
    "denominazione",
    "ragione_sociale",
    "nominativo",
];

/// The name of a column as it is compared: lower case, no accents, `_` between words.
pub(super) fn key(name: &str) -> String {
    let plain = store::plain(name.trim());
    plain.split_whitespace().collect::<Vec<_>>().join("_")
}

impl Columns {
    /// By the names of the first line (any case). `mapping`: field (`name`, `surname`, `tax_code`, `pec`, `email`,
    /// `kind`, `position`, `checked`) to the name of its column, for lists whose names are not known. The error
    /// names the field and what to do.
    pub(super) fn of(
        names: &[String],
        mapping: &BTreeMap<String, String>,
    ) -> Result<Columns, (String, String, String)> {
        let keys: Vec<String> = names.iter().map(|n| key(n)).collect();
        for (field, column) in mapping {
            if !column.is_empty() && !keys.contains(&key(column)) {
                return Err((
                    format!("mapping.{field}"),
                    format!("Il file non ha la colonna «{column}»."),
                    format!("The file has no column «{column}»."),
                ));
            }
        }
        let column = |words: &[&str]| words.iter().find_map(|w| keys.iter().position(|n| n == w));
        let field = |name: &str, words: &[&str]| match mapping.get(name) {
            Some(given) => keys.iter().position(|n| *n == key(given)),
            None => column(words),
        };
        let mut columns = Columns {
            set: ColumnSet::Plain,
            name: Vec::new(),
            tax_code: field("tax_code", TAX_CODE),
            ipa_code: column(&["codice_ipa", "cod_amm"]),
            part: None,
            head: None,
            addresses: Vec::new(),
            kind: field("kind", &["kind", "tipo", "natura"]),
            position: field("position", &["position", "ruolo", "qualifica"]),
            checked: field(
                "checked",
                &[
                    "checked",
                    "data_verifica",
                    "data_estrazione",
                    "data_consultazione",
                ],
            ),
        };
        if let (true, Some(name), Some(_)) = (
            mapping.is_empty(),
            column(&["denominazione_ente", "des_amm"]),
            columns.ipa_code,
        ) {
            columns.of_ipa(&column, name);
            return Ok(columns);
        }
        let surname = field("surname", &["cognome", "surname"]);
        let name = field("name", NAME);
        columns.name = surname.into_iter().chain(name).collect();
        let pec = field("pec", PEC);
        columns.addresses.extend(pec.map(|at| (at, Certified::Yes)));
        let email = field("email", EMAIL);
        columns
            .addresses
            .extend(email.map(|at| (at, Certified::No)));
        if columns.addresses.is_empty() && mapping.is_empty() {
            // Beside other addresses this is a street.
            let street = column(&["indirizzo"]);
            columns
                .addresses
                .extend(street.map(|at| (at, Certified::No)));
        }
        columns.set = match (surname, columns.tax_code, pec) {
            _ if !mapping.is_empty() => ColumnSet::Plain,
            (Some(_), ..) => ColumnSet::Roll,
            (None, Some(_), Some(at)) if keys[at] != "pec" => ColumnSet::Domiciles,
            _ => ColumnSet::Plain,
        };
        let nameless = columns.name.is_empty() && columns.set != ColumnSet::Domiciles;
        if nameless || columns.addresses.is_empty() {
            return Err((
                "file".into(),
                "La prima riga deve nominare le colonne: nome; pec (o email); codice_fiscale. Altrimenti indicare quale colonna è il nome e quale l'indirizzo.".into(),
                "The first line must name the columns: name; pec (or email); tax_code. Else say which column is the name and which the address.".into(),
            ));
        }
        Ok(columns)
    }

    fn of_ipa(&mut self, column: &dyn Fn(&[&str]) -> Option<usize>, name: usize) {
        self.name = vec![name];
        self.kind = None;
        self.position = None;
        for n in 1..=NUMBERED_MAX {
            if let Some(at) = column(&[&format!("mail{n}")]) {
                let said = column(&[&format!("tipo_mail{n}")]);
                let certified = said.map_or(Certified::No, Certified::AsSaid);
                self.addresses.push((at, certified));
            }
        }
        let part = |name: &str, code: &str, sort| {
            Some(Part {
                name: column(&[name])?,
                code: column(&[code])?,
                sort,
            })
        };
        let uo = part("descrizione_uo", "codice_uni_uo", "UO");
        let aoo = part("denominazione_aoo", "codice_uni_aoo", "AOO");
        self.set = match (&uo, &aoo) {
            (Some(_), _) => ColumnSet::IpaUo,
            (None, Some(_)) => ColumnSet::IpaAoo,
            _ if column(&["des_amm"]).is_some() => ColumnSet::IpaOld,
            _ => ColumnSet::IpaBodies,
        };
        self.part = uo.or(aoo);
        let head = |part| column(&[part]);
        self.head = match (
            head("nome_responsabile"),
            head("cognome_responsabile"),
            head("mail_responsabile"),
        ) {
            (Some(name), Some(surname), Some(address)) => Some((name, surname, address)),
            _ => None,
        };
    }
}
