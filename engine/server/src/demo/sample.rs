//! Mails that can be made to arrive. People, firms and facts are invented; domains are reserved.

use super::{PROTOCOLLO, URP};
use crate::wire::{GestoreHandle, Letter};
use anyhow::Context;
use chrono::Utc;
use serde::Deserialize;
use utoipa::ToSchema;

/// What arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A request for documents by PEC.
    #[default]
    Istanza,
    /// A request about taxes by PEC.
    Tributi,
    /// A building matter by PEC.
    Edilizia,
    /// An e-mail to the desk.
    Ordinaria,
    /// Ordinary mail to the certified box: an anomaly envelope.
    Anomalia,
}

/// One mail, ready to be delivered.
pub struct Sample {
    kind: Kind,
    from: &'static str,
    from_name: &'static str,
    subject: String,
    text: String,
    attachment: Option<(&'static str, &'static str)>,
    /// Whom the writer put in copy; the letters of the bundle answer them too.
    copy: Option<&'static str>,
}

/// The mailbox of whoever is in copy of a followed mail is full at their gestore: the tour shows one
/// recipient that fails.
const FULL: &str = "full@pec.altro.example";

impl Sample {
    /// The `number`-th arrival of this kind, from 1; the number tells the later ones from the first.
    pub fn of(kind: Kind, number: usize) -> Sample {
        let (from, from_name, subject, text, attachment) = match kind {
            Kind::Istanza => (
                "studio.olmo@pec.altro.example",
                "Studio Olmo",
                "Richiesta di accesso agli atti",
                "Spett.le Comune,\n\nsi chiede copia del permesso di costruire relativo all'immobile di via delle Rose 7, a nome della signora Rosa Prova che ci ha delegati.\n\nIl geometra incaricato legge in copia.\n\nDistinti saluti\nStudio Olmo",
                Some((
                    "delega.txt",
                    "La sottoscritta Rosa Prova delega lo Studio Olmo a chiedere copia degli atti.\n",
                )),
            ),
            Kind::Tributi => (
                "mario.campione@pec.altro.example",
                "Mario Campione",
                "Rimborso TARI versata due volte",
                "Buongiorno,\n\nho versato due volte la prima rata della TARI di quest'anno. Chiedo il rimborso della somma versata in più.\n\nMario Campione",
                None,
            ),
            Kind::Edilizia => (
                "cantieri.betulla@pec.altro.example",
                "Cantieri Betulla srl",
                "SCIA per ristrutturazione, via del Pozzo 3",
                "Si trasmette segnalazione certificata di inizio attività per la ristrutturazione dell'edificio di via del Pozzo 3.\n\nCantieri Betulla srl",
                Some((
                    "relazione.txt",
                    "Relazione tecnica asseverata: documento di prova.\n",
                )),
            ),
            Kind::Ordinaria => (
                "lina.esempio@posta.example",
                "Lina Esempio",
                "Orari dello sportello",
                "Buongiorno,\nquali sono gli orari dello sportello il sabato? Devo ritirare un certificato.\nGrazie\nLina Esempio",
                None,
            ),
            Kind::Anomalia => (
                "lina.esempio@posta.example",
                "Lina Esempio",
                "Domanda sulla carta d'identità",
                "Buongiorno,\nscrivo alla vostra PEC dalla mia posta ordinaria: come rinnovo la carta d'identità?\nLina Esempio",
                None,
            ),
        };
        Sample {
            kind,
            from,
            from_name,
            subject: match number {
                ..=1 => subject.into(),
                _ => format!("{subject} ({number})"),
            },
            text: text.into(),
            attachment,
            copy: matches!(kind, Kind::Istanza | Kind::Tributi | Kind::Edilizia).then_some(FULL),
        }
    }

    /// Delivers it; answers the Message-ID of the envelope when it is one the rail can follow.
    pub fn deliver(&self, gestore: &GestoreHandle) -> anyhow::Result<Option<String>> {
        match self.kind {
            Kind::Istanza | Kind::Tributi | Kind::Edilizia => {
                let delivered = gestore
                    .inject(&self.letter())
                    .context("delivering a certified mail")?;
                Ok(Some(delivered.identificativo))
            }
            Kind::Ordinaria => {
                gestore
                    .place(&self.ordinary(URP), URP)
                    .context("delivering an e-mail")?;
                Ok(None)
            }
            Kind::Anomalia => {
                gestore
                    .deliver_ordinary(&self.ordinary(PROTOCOLLO), PROTOCOLLO)
                    .context("delivering an e-mail to the certified box")?;
                Ok(None)
            }
        }
    }

    /// The mail as its writer's gestore takes it.
    pub fn letter(&self) -> Letter {
        let mut letter = Letter::new(self.from, PROTOCOLLO, &self.subject, &self.text);
        letter.from_name = self.from_name.into();
        letter.cc.extend(self.copy.map(String::from));
        match self.attachment {
            Some((name, text)) => letter.attach(name, "text/plain", text.as_bytes()),
            None => letter,
        }
    }

    fn ordinary(&self, to: &str) -> Vec<u8> {
        let id = uuid::Uuid::now_v7();
        let subject = encoded(&self.subject);
        let date = Utc::now().to_rfc2822();
        format!(
            "From: {} <{}>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {date}\r\nMessage-ID: <{id}@posta.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
            self.from_name,
            self.from,
            self.text.replace('\n', "\r\n")
        )
        .into_bytes()
    }
}

/// RFC 2047, for the accents of a subject.
fn encoded(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    if text.is_ascii() {
        text.into()
    } else {
        format!("=?utf-8?B?{}?=", STANDARD.encode(text))
    }
}
