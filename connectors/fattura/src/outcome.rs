//! *Esito committente*: what a public body answers about an invoice within fifteen days (DM 55/2013, annex B §4.5).

use crate::name::FileName;
use quick_xml::escape::escape;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SdiJudgement")]
pub enum Judgement {
    /// EC01.
    #[serde(rename = "EC01")]
    Accepted,
    /// EC02.
    #[serde(rename = "EC02")]
    Refused,
}

impl Judgement {
    pub fn of(code: &str) -> Option<Judgement> {
        match code {
            "EC01" => Some(Judgement::Accepted),
            "EC02" => Some(Judgement::Refused),
            _ => None,
        }
    }

    pub fn code(self) -> &'static str {
        match self {
            Judgement::Accepted => "EC01",
            Judgement::Refused => "EC02",
        }
    }
}

/// The answer to one file, or to one invoice of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SdiOutcome")]
pub struct Outcome {
    /// `IdentificativoSdI` of the metadata that came with the invoice.
    pub sdi: String,
    pub judgement: Judgement,
    /// Number, year and place of one invoice; None answers for the whole file.
    pub invoice: Option<(String, u32, u32)>,
    /// Why; a refusal without a reason is of no use to its reader (at most 255 characters are written).
    pub reason: Option<String>,
    /// The sender's own mark, at most 14 characters.
    pub message_id: Option<String>,
}

impl Outcome {
    /// The file's text, UTF-8. Elements in the order of the schema.
    pub fn xml(&self) -> String {
        let mut body = element("IdentificativoSdI", &self.sdi, 12);
        if let Some((number, year, position)) = &self.invoice {
            let inside = [
                element("NumeroFattura", number, 20),
                element("AnnoFattura", &year.to_string(), 4),
                element("PosizioneFattura", &position.to_string(), 9),
            ];
            body += &format!(
                "<RiferimentoFattura>{}</RiferimentoFattura>",
                inside.concat()
            );
        }
        body += &element("Esito", self.judgement.code(), 4);
        if let Some(reason) = &self.reason {
            body += &element("Descrizione", reason, 255);
        }
        if let Some(id) = &self.message_id {
            body += &element("MessageIdCommittente", id, 14);
        }
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<types:NotificaEsitoCommittente \
             xmlns:types=\"http://www.fatturapa.gov.it/sdi/messaggi/v1.0\" versione=\"1.0\">{body}\
             </types:NotificaEsitoCommittente>\n"
        )
    }
}

/// The element with its text, cut to the length the schema allows.
fn element(name: &str, text: &str, most: usize) -> String {
    let cut: String = text.chars().take(most).collect();
    format!("<{name}>{}</{name}>", escape(cut.as_str()))
}

/// `IT01234567890_FPA01_EC_001.xml` for the invoice file; `attempt` counts from 1 to 999. None: not a name of an invoice file.
pub fn file_name(invoice_file: &str, attempt: u32) -> Option<String> {
    let name = FileName::read(invoice_file).filter(|n| n.notice.is_none())?;
    (1..=999)
        .contains(&attempt)
        .then(|| format!("{}_EC_{attempt:03}.xml", name.invoice))
}
