//! File names of the exchange system: `IT01234567890_FPA01.xml.p7m`, `IT01234567890_FPA01_MT_001.xml`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a notice says, by the two letters in its file name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "SdiNoticeKind")]
#[serde(rename_all = "UPPERCASE")]
pub enum NoticeKind {
    /// *Ricevuta di consegna*: the invoice reached its recipient.
    Rc,
    /// *Notifica di scarto*: the exchange system refused the file.
    Ns,
    /// *Mancata consegna*: it could not be delivered (yet).
    Mc,
    /// *Notifica di esito*: what the public body answered, told to the sender.
    Ne,
    /// *Metadati di invio del file*: comes with an invoice, to its recipient.
    Mt,
    /// *Esito committente*: the public body's own answer.
    Ec,
    /// *Scarto esito committente*: that answer was refused.
    Se,
    /// *Decorrenza termini*: fifteen days went by without an answer.
    Dt,
    /// *Attestazione di avvenuta trasmissione con impossibilità di recapito*.
    At,
}

impl NoticeKind {
    const ALL: [(NoticeKind, &str); 9] = [
        (NoticeKind::Rc, "RC"),
        (NoticeKind::Ns, "NS"),
        (NoticeKind::Mc, "MC"),
        (NoticeKind::Ne, "NE"),
        (NoticeKind::Mt, "MT"),
        (NoticeKind::Ec, "EC"),
        (NoticeKind::Se, "SE"),
        (NoticeKind::Dt, "DT"),
        (NoticeKind::At, "AT"),
    ];

    fn of(letters: &str) -> Option<NoticeKind> {
        let found = NoticeKind::ALL.iter().find(|(_, l)| *l == letters);
        found.map(|(kind, _)| *kind)
    }

    /// The two letters in file names.
    pub fn letters(self) -> &'static str {
        let found = NoticeKind::ALL.iter().find(|(kind, _)| *kind == self);
        found.map_or("", |(_, letters)| letters)
    }
}

/// A file name of the exchange system, taken apart. It proves nothing: who sent it is told by the PEC envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileName {
    /// `IT01234567890_FPA01`: the invoice file it is or speaks of.
    pub invoice: String,
    pub notice: Option<NoticeKind>,
    /// The file is a CMS container: `.p7m`.
    pub signed: bool,
}

impl FileName {
    /// None: not a name of the exchange system. Letter case of the ending does not matter.
    pub fn read(name: &str) -> Option<FileName> {
        let lower = name.to_ascii_lowercase();
        let (base, signed) = match lower.strip_suffix(".p7m") {
            Some(base) => (base, true),
            None => (lower.as_str(), false),
        };
        let stem = &name[..base.strip_suffix(".xml")?.len()];
        let mut pieces = stem.split('_');
        let (issuer, progressive) = (pieces.next()?, pieces.next()?);
        let country = issuer.get(..2)?;
        let code = issuer.get(2..)?;
        let named = country.bytes().all(|b| b.is_ascii_uppercase())
            && (2..=28).contains(&code.len())
            && code.bytes().all(|b| b.is_ascii_alphanumeric())
            && (1..=5).contains(&progressive.len())
            && progressive.bytes().all(|b| b.is_ascii_alphanumeric());
        if !named {
            return None;
        }
        let notice = match (pieces.next(), pieces.next(), pieces.next()) {
            (None, ..) => None,
            (Some(letters), Some(number), None)
                if (1..=3).contains(&number.len())
                    && number.bytes().all(|b| b.is_ascii_alphanumeric()) =>
            {
                Some(NoticeKind::of(letters)?)
            }
            _ => return None,
        };
        Some(FileName {
            invoice: format!("{issuer}_{progressive}"),
            notice,
            signed,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_invoices_and_notices_are_taken_apart() {
        let invoice = FileName::read("IT01234567890_FPA01.xml.p7m").unwrap();
        assert_eq!(invoice.invoice, "IT01234567890_FPA01");
        assert!(invoice.signed && invoice.notice.is_none());
        let metadata = FileName::read("IT01234567890_FPA01_MT_001.XML").unwrap();
        assert_eq!(metadata.notice, Some(NoticeKind::Mt));
        assert_eq!(metadata.invoice, invoice.invoice);
        for other in [
            "fattura.xml",
            "IT_1.xml",
            "IT01234567890_FPA01.pdf",
            "IT01234567890_FPA0123.xml",
            "IT01234567890_FPA01_ZZ_001.xml",
            "IT01234567890_FPA01_MT.xml",
            "IT01234567890_FPA01_MT_001_2.xml",
            "à_1.xml",
            "",
        ] {
            assert_eq!(FileName::read(other), None, "{other}");
        }
    }
}
