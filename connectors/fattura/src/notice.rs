//! Notices of the exchange system (`MessaggiTypes` 1.1), told apart by their root element.

use crate::amount;
use crate::name::NoticeKind;
use crate::outcome::Judgement;
use crate::tree::{Element, XmlFault};
use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One notice, of either channel: the public body's (`FPA12`) and that between companies (`FPR12`) name some roots differently.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SdiNotice")]
pub struct Notice {
    pub kind: NoticeKind,
    /// `IdentificativoSdI`: what joins the notices of one file.
    pub sdi: String,
    /// `NomeFile` of the invoice it speaks of.
    pub file: Option<String>,
    /// `DataOraRicezione` or the like, with its zone.
    pub at: Option<DateTime<Utc>>,
    /// `CodiceDestinatario`: the office or channel the invoice is for.
    pub recipient_code: Option<String>,
    /// `RiferimentoFattura`: number, year and place of one invoice in the file.
    pub number: Option<String>,
    pub year: Option<u32>,
    pub position: Option<u32>,
    /// What the public body answered (NE, EC).
    pub judgement: Option<Judgement>,
    /// `Descrizione` or `Note`.
    pub text: Option<String>,
    pub faults: Vec<NoticeFault>,
}

/// A line of `ListaErrori`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SdiNoticeFault")]
pub struct NoticeFault {
    /// e.g. `00200`.
    pub code: String,
    pub text: String,
}

pub(crate) fn read(root: &Element) -> Result<Option<Notice>, XmlFault> {
    let kind = match root.name.as_str() {
        "RicevutaConsegna" => NoticeKind::Rc,
        "NotificaScarto" | "RicevutaScarto" => NoticeKind::Ns,
        "NotificaMancataConsegna" | "RicevutaImpossibilitaRecapito" => NoticeKind::Mc,
        "NotificaEsito" => NoticeKind::Ne,
        "MetadatiInvioFile" | "FileMetadati" => NoticeKind::Mt,
        "NotificaEsitoCommittente" => NoticeKind::Ec,
        "ScartoEsitoCommittente" => NoticeKind::Se,
        "NotificaDecorrenzaTermini" => NoticeKind::Dt,
        "AttestazioneTrasmissioneFattura" => NoticeKind::At,
        _ => return Ok(None),
    };
    // A notice of outcome carries the public body's answer inside.
    let answer = root.child("EsitoCommittente").unwrap_or(root);
    let reference = answer
        .child("RiferimentoFattura")
        .or_else(|| root.child("RiferimentoFattura"));
    let judgement = match answer.text_at(&["Esito"]) {
        None => None,
        Some(code) => Some(Judgement::of(&code).ok_or_else(|| XmlFault::Value {
            path: answer.path_to(&["Esito"]),
            text: code.chars().take(60).collect(),
            expected: "EC01 or EC02",
        })?),
    };
    let number_at = |name: &'static str| match reference {
        Some(reference) => amount::whole(reference, &[name]),
        None => Ok(None),
    };
    let first = |paths: &[&str]| paths.iter().find_map(|name| root.text_at(&[name]));
    let faults = root
        .child("ListaErrori")
        .into_iter()
        .flat_map(|list| list.all("Errore"))
        .map(|fault| NoticeFault {
            code: fault.text_at(&["Codice"]).unwrap_or_default(),
            text: fault.text_at(&["Descrizione"]).unwrap_or_default(),
        })
        .collect();
    Ok(Some(Notice {
        kind,
        sdi: root.required(&["IdentificativoSdI"])?,
        file: root.text_at(&["NomeFile"]),
        at: first(&["DataOraRicezione", "DataOraConsegna"])
            .and_then(|text| DateTime::parse_from_rfc3339(&text).ok())
            .map(|at| at.to_utc()),
        recipient_code: root.text_at(&["CodiceDestinatario"]),
        number: reference.and_then(|r| r.text_at(&["NumeroFattura"])),
        year: number_at("AnnoFattura")?,
        position: number_at("PosizioneFattura")?,
        judgement,
        text: answer
            .text_at(&["Descrizione"])
            .or_else(|| first(&["Descrizione", "Note"])),
        faults,
    }))
}
