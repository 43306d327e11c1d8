//! `daticert.xml`: what the gestore certifies, in full.
//!
//! Reads the elements by name and ignores those it does not know; absent attributes take the
//! defaults of the DTD. Source: RFC 6109 §4.4.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, Utc};
use contract::{Daticert, Extra, Recipient, RecipientType};
use mail::xml::{Limits, Piece, XmlError, read as pieces};

const LIMITS: Limits = Limits {
    bytes: 2 * 1024 * 1024,
    depth: 16,
    elements: 20_000,
    attributes: 16,
};
/// Longest text of one element kept.
const TEXT_BYTES_MAX: usize = 16 * 1024;

/// Why a file is not a daticert.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DaticertError {
    #[error(transparent)]
    Unreadable(#[from] XmlError),
    #[error("the root is `{found}`, not `postacert`")]
    WrongRoot { found: String },
    #[error("`{name}` is missing")]
    Missing { name: &'static str },
}

/// An element that is open.
struct Open {
    name: String,
    tipo: Option<String>,
    errore: Option<String>,
    zona: Option<String>,
    text: String,
}

/// Reads the decoded bytes of the part.
pub fn read(bytes: &[u8]) -> Result<Daticert, DaticertError> {
    let mut open: Vec<Open> = Vec::new();
    let mut found = Found::default();
    pieces(bytes, LIMITS, |piece| -> Result<(), DaticertError> {
        match piece {
            Piece::Opened(name, attributes) => {
                open.push(element(name, attributes));
                found.opened(&open)?;
            }
            Piece::Closed => found.closed(&mut open),
            Piece::Text(text) => append(&mut open, text),
        }
        Ok(())
    })?;
    found.finish()
}

/// The first of attributes of one name counts.
fn element(name: String, attributes: Vec<(String, String)>) -> Open {
    let mut open = Open {
        name,
        tipo: None,
        errore: None,
        zona: None,
        text: String::new(),
    };
    for (name, value) in attributes {
        let slot = match name.as_str() {
            "tipo" => &mut open.tipo,
            "errore" => &mut open.errore,
            "zona" => &mut open.zona,
            _ => continue,
        };
        slot.get_or_insert(value);
    }
    open
}

fn append(open: &mut [Open], piece: &str) {
    if let Some(top) = open.last_mut() {
        let room = TEXT_BYTES_MAX.saturating_sub(top.text.len());
        if piece.len() <= room {
            top.text.push_str(piece);
        } else {
            top.text.extend(piece.chars().take(room / 4));
        }
    }
}

/// What was read so far. The first of an element that may come once wins.
#[derive(Default)]
struct Found {
    tipo: Option<String>,
    errore: Option<String>,
    mittente: Option<String>,
    destinatari: Vec<Recipient>,
    risposte: Option<String>,
    oggetto: Option<String>,
    gestore: Option<String>,
    zona: Option<String>,
    giorno: Option<String>,
    ora: Option<String>,
    identificativo: Option<String>,
    msgid: Option<String>,
    ricevuta: Option<String>,
    consegna: Option<String>,
    ricezione: Vec<String>,
    errore_esteso: Option<String>,
}

impl Found {
    fn opened(&mut self, open: &[Open]) -> Result<(), DaticertError> {
        let Some(top) = open.last() else {
            return Ok(());
        };
        match (open.len(), top.name.as_str()) {
            (1, "postacert") => {
                self.tipo = top.tipo.clone();
                self.errore = top.errore.clone();
            }
            (1, other) => {
                return Err(DaticertError::WrongRoot {
                    found: other.to_owned(),
                });
            }
            (3, "data") => self.zona = top.zona.clone().or_else(|| self.zona.take()),
            (3, "ricevuta") if self.ricevuta.is_none() => self.ricevuta = top.tipo.clone(),
            _ => {}
        }
        Ok(())
    }

    fn closed(&mut self, open: &mut Vec<Open>) {
        let Some(closed) = open.pop() else {
            return;
        };
        let place: Vec<&str> = open.iter().skip(1).map(|o| o.name.as_str()).collect();
        let text = closed.text.trim().to_owned();
        let once = |slot: &mut Option<String>, text: String| {
            slot.get_or_insert(text);
        };
        match (place.as_slice(), closed.name.as_str()) {
            (["intestazione"], "mittente") => once(&mut self.mittente, address(&text)),
            (["intestazione"], "destinatari") => {
                let esterno = closed
                    .tipo
                    .as_deref()
                    .is_some_and(|t| t.eq_ignore_ascii_case("esterno"));
                let r#type = if esterno {
                    RecipientType::Esterno
                } else {
                    RecipientType::Certificato
                };
                self.destinatari.push(Recipient {
                    address: address(&text),
                    r#type,
                });
            }
            (["intestazione"], "risposte") => once(&mut self.risposte, address(&text)),
            (["intestazione"], "oggetto") => once(&mut self.oggetto, text),
            (["dati"], "gestore-emittente") => once(&mut self.gestore, text),
            (["dati", "data"], "giorno") => once(&mut self.giorno, text),
            (["dati", "data"], "ora") => once(&mut self.ora, text),
            (["dati"], "identificativo") => {
                once(&mut self.identificativo, mail::header::bare_id(&text))
            }
            (["dati"], "msgid") => once(&mut self.msgid, mail::header::bare_id(&text)),
            (["dati"], "consegna") => once(&mut self.consegna, address(&text)),
            (["dati"], "ricezione") => self.ricezione.push(address(&text)),
            (["dati"], "errore-esteso") => once(&mut self.errore_esteso, text),
            _ => {}
        }
    }

    fn finish(self) -> Result<Daticert, DaticertError> {
        let full = |value: Option<String>| value.filter(|v| !v.is_empty());
        Ok(Daticert {
            tipo: full(self.tipo).ok_or(DaticertError::Missing { name: "tipo" })?,
            errore: extra(self.errore.as_deref()),
            mittente: self
                .mittente
                .ok_or(DaticertError::Missing { name: "mittente" })?,
            destinatari: self.destinatari,
            risposte: self.risposte.unwrap_or_default(),
            oggetto: self.oggetto,
            gestore_emittente: self.gestore.unwrap_or_default(),
            data: instant(
                self.giorno.as_deref(),
                self.ora.as_deref(),
                self.zona.as_deref(),
            ),
            identificativo: full(self.identificativo).ok_or(DaticertError::Missing {
                name: "identificativo",
            })?,
            msgid: full(self.msgid),
            ricevuta: self.ricevuta.as_deref().and_then(crate::kind::scope),
            consegna: full(self.consegna),
            ricezione: self.ricezione,
            errore_esteso: full(self.errore_esteso),
        })
    }
}

fn address(text: &str) -> String {
    text.trim().trim_matches(['<', '>']).trim().to_lowercase()
}

/// `errore` of the DTD; absent means none, a word nobody knows is *altro*.
fn extra(value: Option<&str>) -> Extra {
    match value.unwrap_or("nessuno").to_ascii_lowercase().as_str() {
        "nessuno" | "" => Extra::Nessuno,
        "no-dest" => Extra::NoDest,
        "no-dominio" => Extra::NoDominio,
        "virus" => Extra::Virus,
        _ => Extra::Altro,
    }
}

/// Local day and hour with their zone (`+0100`) as an instant; None when one is unreadable.
fn instant(day: Option<&str>, time: Option<&str>, zone: Option<&str>) -> Option<DateTime<Utc>> {
    let day = NaiveDate::parse_from_str(day?, "%d/%m/%Y").ok()?;
    let time = NaiveTime::parse_from_str(time?, "%H:%M:%S").ok()?;
    let zone = zone?.replace(':', "");
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let number: i32 = (digits.len() == 4).then(|| digits.parse().ok()).flatten()?;
    let offset = FixedOffset::east_opt(sign * (number / 100 * 3600 + number % 100 * 60))?;
    Some(
        day.and_time(time)
            .and_local_timezone(offset)
            .single()?
            .to_utc(),
    )
}
