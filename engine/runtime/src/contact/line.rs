//! Whom one record of a file names. Pure.

use super::columns::{Certified, ColumnSet, Columns};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use contract::is_address;

const NAME_CHARS_MAX: usize = 300;
const CODE_CHARS_MAX: usize = 40;
/// Addresses of one party.
pub(super) const ADDRESSES_MAX: usize = 20;
/// What is written where nothing is known.
const NOTHING: [&str; 6] = [
    "da_indicare",
    "da indicare",
    "n.d.",
    "nd",
    "-",
    "00000000000",
];

/// Kinds of parties.
pub(super) const KINDS: [&str; 3] = ["body", "company", "person"];

/// Somebody as a source names them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Draft {
    /// One of [`KINDS`].
    pub kind: &'static str,
    /// Empty: the source says none.
    pub name: String,
    pub tax_code: String,
    pub ipa_code: String,
    /// Which of the line's drafts it belongs to.
    pub body: Option<usize>,
    pub position: String,
    /// Lower case, with whether it is a PEC.
    pub addresses: Vec<(String, bool)>,
    pub checked_at: Option<DateTime<Utc>>,
    /// It only stands above another: nothing of it is news where it is known.
    pub only_named: bool,
}

impl Draft {
    /// How deep below a body it is.
    pub(super) fn rank(&self) -> i32 {
        match (self.body, self.kind) {
            (None, _) => 0,
            (Some(_), "person") => 2,
            (Some(_), _) => 1,
        }
    }
}

/// What a record gives: drafts, and what of it could not be taken (Italian, English).
#[derive(Debug, Default, PartialEq)]
pub(super) struct Given {
    pub drafts: Vec<Draft>,
    pub refused: Vec<(String, String)>,
}

/// `kind`: of whoever the record does not tell.
pub(super) fn read(columns: &Columns, fields: &[String], kind: Option<&str>) -> Given {
    let field = |at: usize| {
        let text = fields.get(at).map_or("", |f| f.trim());
        Some(text)
            .filter(|t| !NOTHING.contains(&t.to_lowercase().as_str()))
            .unwrap_or_default()
    };
    let optional = |at: Option<usize>| at.map_or("", field);
    let mut given = Given::default();
    let words: Vec<&str> = columns.name.iter().map(|at| field(*at)).collect();
    let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    let name = short(&words.join(" "), NAME_CHARS_MAX);
    let tax_code = code(optional(columns.tax_code));
    let ipa_code = code(optional(columns.ipa_code));
    if name.is_empty() && (columns.set != ColumnSet::Domiciles || tax_code.is_empty()) {
        given.refused.push(match columns.set {
            ColumnSet::Domiciles => (
                "mancano nome e codice fiscale".into(),
                "name and tax code are missing".into(),
            ),
            _ => ("manca il nome".into(), "the name is missing".into()),
        });
        return given;
    }
    let addresses = addresses(columns, &field, &mut given.refused);
    let checked_at = day(optional(columns.checked));
    let whole = Draft {
        kind: kind_of(
            optional(columns.kind),
            &tax_code,
            &ipa_code,
            columns.set,
            kind,
        ),
        name,
        tax_code,
        ipa_code,
        position: short(optional(columns.position), NAME_CHARS_MAX),
        addresses,
        checked_at,
        ..Draft::default()
    };
    match &columns.part {
        None if whole.addresses.is_empty() && whole.ipa_code.is_empty() => {
            if given.refused.is_empty() {
                let name = &whole.name;
                given.refused.push((
                    format!("«{name}»: manca l'indirizzo"),
                    format!("«{name}»: the address is missing"),
                ));
            }
        }
        None => given.drafts.push(whole),
        Some(part) => {
            let (name, own) = (
                short(field(part.name), NAME_CHARS_MAX),
                code(field(part.code)),
            );
            if name.is_empty() || own.is_empty() {
                given.refused.push((
                    "mancano denominazione e codice dell'unità".into(),
                    "name and code of the unit are missing".into(),
                ));
                return given;
            }
            let unit = Draft {
                kind: "body",
                name: short(&format!("{} – {name}", whole.name), NAME_CHARS_MAX),
                ipa_code: format!("{}:{own}", part.sort),
                body: Some(0),
                addresses: whole.addresses.clone(),
                checked_at,
                ..Draft::default()
            };
            given.drafts.push(Draft {
                addresses: Vec::new(),
                only_named: true,
                ..whole
            });
            given.drafts.push(unit);
        }
    }
    if let (Some((first, family, mail)), false) = (columns.head, given.drafts.is_empty()) {
        let address = field(mail).to_lowercase();
        let name = short(
            &format!("{} {}", field(family), field(first)),
            NAME_CHARS_MAX,
        );
        if is_address(&address) && !field(family).is_empty() {
            given.drafts.push(Draft {
                kind: "person",
                name: name.trim().to_string(),
                body: Some(given.drafts.len() - 1),
                position: "Responsabile".into(),
                addresses: vec![(address, false)],
                checked_at,
                ..Draft::default()
            });
        }
    }
    given
}

fn addresses<'f>(
    columns: &Columns,
    field: &dyn Fn(usize) -> &'f str,
    refused: &mut Vec<(String, String)>,
) -> Vec<(String, bool)> {
    let mut found: Vec<(String, bool)> = Vec::new();
    for (at, certified) in &columns.addresses {
        let address = field(*at).to_lowercase();
        if address.is_empty() {
            continue;
        }
        if !is_address(&address) {
            refused.push((
                format!("«{address}» non è un indirizzo"),
                format!("«{address}» is not an address"),
            ));
            continue;
        }
        let certified = match certified {
            Certified::Yes => true,
            Certified::No => false,
            Certified::AsSaid(at) => field(*at).eq_ignore_ascii_case("pec"),
        };
        match found.iter_mut().find(|(a, _)| *a == address) {
            Some(known) => known.1 |= certified,
            None => found.push((address, certified)),
        }
    }
    found.truncate(ADDRESSES_MAX);
    found
}

/// Said by the file; else by the codes; else as asked; else a person.
fn kind_of(
    said: &str,
    tax_code: &str,
    ipa_code: &str,
    set: ColumnSet,
    asked: Option<&str>,
) -> &'static str {
    let of = |word: &str| match store::plain(word).as_str() {
        "body" | "ente" | "pa" | "pubblica amministrazione" => Some("body"),
        "company" | "impresa" | "azienda" | "societa" => Some("company"),
        "person" | "persona" | "persona fisica" | "professionista" => Some("person"),
        _ => None,
    };
    if !ipa_code.is_empty() {
        return "body";
    }
    of(said)
        .or_else(|| (set == ColumnSet::Roll).then_some("person"))
        .or_else(|| by_tax_code(tax_code))
        .or_else(|| asked.and_then(of))
        .unwrap_or("person")
}

/// 16 characters are a person's; eleven digits a company's, or from 8 on those of a body without VAT number.
pub(super) fn by_tax_code(code: &str) -> Option<&'static str> {
    let digits = code.len() == 11 && code.bytes().all(|b| b.is_ascii_digit());
    match code.as_bytes().first() {
        Some(b'8' | b'9') if digits => Some("body"),
        Some(_) if digits => Some("company"),
        Some(_) if code.len() == 16 => Some("person"),
        _ => None,
    }
}

/// Upper case without spaces.
pub(super) fn code(text: &str) -> String {
    let code: String = text.split_whitespace().collect();
    short(&code.to_uppercase(), CODE_CHARS_MAX)
}

fn short(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}

/// `2026-11-28` or `28/11/2026`, at noon UTC; None where it is neither.
fn day(text: &str) -> Option<DateTime<Utc>> {
    let date = text.get(..10)?;
    let day = NaiveDate::parse_from_str(date, "%Y-%m-%d")
        .or_else(|_| NaiveDate::parse_from_str(date, "%d/%m/%Y"));
    noon(day.ok()?)
}

/// Noon of a day, UTC: the same day in Italy.
pub(super) fn noon(day: NaiveDate) -> Option<DateTime<Utc>> {
    Some(day.and_time(NaiveTime::from_hms_opt(12, 0, 0)?).and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::{Records, separator_of};
    use std::collections::BTreeMap;

    fn all(text: &str) -> (ColumnSet, Vec<Draft>, Vec<(String, String)>) {
        with(text, &[])
    }

    fn with(
        text: &str,
        mapping: &[(&str, &str)],
    ) -> (ColumnSet, Vec<Draft>, Vec<(String, String)>) {
        let mapping: BTreeMap<String, String> = mapping
            .iter()
            .map(|(f, c)| (f.to_string(), c.to_string()))
            .collect();
        let mut records = Records::new(text, separator_of(text));
        let columns = Columns::of(&records.next().unwrap().fields, &mapping).unwrap();
        let (mut drafts, mut refused) = (Vec::new(), Vec::new());
        for record in records {
            let given = read(&columns, &record.fields, None);
            drafts.extend(given.drafts);
            refused.extend(given.refused);
        }
        (columns.set, drafts, refused)
    }

    fn pec(address: &str) -> (String, bool) {
        (address.into(), true)
    }

    fn ordinary(address: &str) -> (String, bool) {
        (address.into(), false)
    }

    #[test]
    fn bodies_of_the_ipa_have_up_to_five_addresses_and_placeholders() {
        let text = "Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Tipologia,Indirizzo,Mail1,Tipo_Mail1,Mail2,Tipo_Mail2,Mail3,Tipo_Mail3\n\
            c_x123,Comune di Prova,80000000001,Comuni,\"Via Roma, 1\",comune@pec.prova.example,Pec,INFO@prova.example,Altro,da_indicare,da_indicare\n\
            c_y,Ente Muto,80000000002,,,,,,,,\n";
        let (set, drafts, refused) = all(text);
        assert_eq!((set, refused.len()), (ColumnSet::IpaBodies, 0));
        assert_eq!(
            drafts[0],
            Draft {
                kind: "body",
                name: "Comune di Prova".into(),
                tax_code: "80000000001".into(),
                ipa_code: "C_X123".into(),
                addresses: vec![
                    pec("comune@pec.prova.example"),
                    ordinary("info@prova.example")
                ],
                ..Draft::default()
            }
        );
        assert!(drafts[1].addresses.is_empty(), "its parts may have some");
    }

    #[test]
    fn units_stand_below_their_body_with_who_answers_for_them() {
        let text = "_id;Codice_IPA;Denominazione_ente;Codice_fiscale_ente;Codice_uni_uo;Descrizione_uo;Nome_responsabile;Cognome_responsabile;Mail_responsabile;Mail1;Tipo_Mail1\n\
            1;c_x123;Comune di Prova;80000000001;UFAB12;Ufficio Tributi;Ada;Prova;ada@prova.example;tributi@pec.prova.example;pec\n\
            2;c_x123;Comune di Prova;80000000001;UFAB13;Anagrafe;da_indicare;da_indicare;da_indicare;;\n";
        let (set, drafts, refused) = all(text);
        assert_eq!((set, refused.len()), (ColumnSet::IpaUo, 0));
        let told: Vec<_> = drafts
            .iter()
            .map(|d| (d.name.as_str(), d.ipa_code.as_str(), d.body, d.rank()))
            .collect();
        assert_eq!(
            told,
            [
                ("Comune di Prova", "C_X123", None, 0),
                ("Comune di Prova – Ufficio Tributi", "UO:UFAB12", Some(0), 1),
                ("Prova Ada", "", Some(1), 2),
                ("Comune di Prova", "C_X123", None, 0),
                ("Comune di Prova – Anagrafe", "UO:UFAB13", Some(0), 1),
            ]
        );
        assert_eq!(drafts[1].tax_code, "", "the code is the body's");
        assert!(drafts[0].only_named && !drafts[1].only_named);
        assert_eq!(drafts[2].addresses, [ordinary("ada@prova.example")]);
    }

    #[test]
    fn areas_and_the_older_file_are_read() {
        let text = "Codice_IPA,Denominazione_ente,Codice_fiscale_ente,Codice_uni_aoo,Denominazione_aoo,Mail1,Tipo_Mail1,Protocollo_informatico,URI_Protocollo_informatico\n\
            c_x123,Comune di Prova,80000000001,A1B2C3,Protocollo,aoo@pec.prova.example,Pec,S,\n";
        let (set, drafts, _) = all(text);
        assert_eq!(set, ColumnSet::IpaAoo);
        assert_eq!(drafts[1].ipa_code, "AOO:A1B2C3");
        assert_eq!(drafts[1].addresses, [pec("aoo@pec.prova.example")]);

        let text = "cod_amm\tdes_amm\tComune\tnome_resp\tcogn_resp\tIndirizzo\tCf\tmail1\ttipo_mail1\tmail2\ttipo_mail2\n\
            c_x123\tComune di Prova\tProva\tAda\tProva\tVia Roma\t80000000001\tx@pec.prova.example\tPEC\ty@prova.example\taltro\n";
        let (set, drafts, _) = all(text);
        assert_eq!(set, ColumnSet::IpaOld);
        assert_eq!(
            drafts[0].addresses,
            [pec("x@pec.prova.example"), ordinary("y@prova.example")]
        );
    }

    #[test]
    fn extracts_rolls_and_lists_are_read() {
        let text = "Codice_Fiscale;Denominazione;Domicilio_Digitale;Data_verifica\n\
            01234567890;Olmo SRL;OLMO@pec.example;28/11/2026\nPRVDAA80A01H501X;;ada@pec.example;\n;;niente@pec.example;\n";
        let (set, drafts, refused) = all(text);
        assert_eq!((set, refused.len()), (ColumnSet::Domiciles, 1));
        assert_eq!((drafts[0].kind, drafts[1].kind), ("company", "person"));
        assert_eq!(drafts[0].addresses, [pec("olmo@pec.example")]);
        let day = drafts[0].checked_at.map(|at| at.date_naive().to_string());
        assert_eq!(day.as_deref(), Some("2026-11-28"));
        assert_eq!(drafts[1].name, "", "known by its code");

        let text = "Cognome;Nome;Codice Fiscale;PEC;Email;Qualifica\nProva;Ada;prvdaa80a01h501x;ada@pec.example;ada@posta.example;Architetta\n";
        let (set, drafts, _) = all(text);
        assert_eq!(set, ColumnSet::Roll);
        assert_eq!(
            drafts[0],
            Draft {
                kind: "person",
                name: "Prova Ada".into(),
                tax_code: "PRVDAA80A01H501X".into(),
                position: "Architetta".into(),
                addresses: vec![pec("ada@pec.example"), ordinary("ada@posta.example")],
                ..Draft::default()
            }
        );

        let text = "Nome;PEC;Tipo\nStudio Olmo;olmo@pec.example;impresa\nSenza;niente;\n;x@pec.example;\nVuoto;;\n";
        let (set, drafts, refused) = all(text);
        assert_eq!((set, drafts.len(), refused.len()), (ColumnSet::Plain, 1, 3));
        assert_eq!(drafts[0].kind, "company");
        assert!(refused[0].0.contains("«niente»"), "{refused:?}");
    }

    #[test]
    fn columns_of_other_names_are_mapped() {
        let text = "Chi,Dove,CodFisc\nStudio Olmo,olmo@pec.example,01234567890\n";
        let names: Vec<String> = ["Chi", "Dove"].map(String::from).into();
        let refused = Columns::of(&names, &BTreeMap::new()).unwrap_err();
        assert_eq!(refused.0, "file");
        let given = [("name", "Chi"), ("pec", "Dove"), ("tax_code", "CodFisc")];
        let (set, drafts, _) = with(text, &given);
        assert_eq!(set, ColumnSet::Plain);
        assert_eq!(drafts[0].addresses, [pec("olmo@pec.example")]);
        let wrong = BTreeMap::from([("pec".to_string(), "Altrove".to_string())]);
        let refused = Columns::of(&names, &wrong).unwrap_err();
        assert_eq!(refused.0, "mapping.pec");
    }
}
