//! A signer for demos and tests: it signs at once, for whoever asks, and what it signs says FIRMA DI PROVA.
//!
//! Its authority lives as long as the program and nobody trusts it.

use crate::mark::mark;
use contract::{Boxed, Document, RemoteSigner, SignatureFormat, SigningRefusal, Text, ToSign};
use signature::Authority;
use std::sync::{Arc, OnceLock};

/// Nobody's tax code.
const TAX_CODE: &str = "XXXXXX00X00X000X";
const ADDRESS: &str = "firma@prova.example";

/// The test signer. Cloning shares its authority.
#[derive(Clone, Default)]
pub struct TestSigner {
    authority: Arc<OnceLock<Authority>>,
}

impl RemoteSigner for TestSigner {
    fn name(&self) -> Text {
        Text::new("Firma di prova", "Test signature")
    }

    fn is_test(&self) -> bool {
        true
    }

    fn sign<'a>(&'a self, asked: &'a ToSign) -> Boxed<'a, Result<Document, SigningRefusal>> {
        Box::pin(async move {
            let (signer, asked) = (self.clone(), asked.clone());
            tokio::task::spawn_blocking(move || signer.signed(asked))
                .await
                .unwrap_or_else(|e| Err(failed(&e.to_string())))
        })
    }
}

impl TestSigner {
    fn signed(&self, asked: ToSign) -> Result<Document, SigningRefusal> {
        let said = |e: signature::AuthorityError| failed(&e.to_string());
        if self.authority.get().is_none() {
            let made = Authority::create(ADDRESS, asked.at).map_err(said)?;
            // Who was faster made one as good.
            let _ = self.authority.set(made);
        }
        let authority = self.authority.get().ok_or_else(|| failed("no authority"))?;
        let (given, surname) = asked.name.rsplit_once(' ').unwrap_or(("", &asked.name));
        let given = format!("FIRMA DI PROVA – {given}");
        let person = authority
            .issue_person(given.trim(), surname, TAX_CODE, asked.at)
            .map_err(said)?;
        let Document { name, bytes, .. } = asked.document;
        match asked.format {
            SignatureFormat::Cades => {
                // Whoever signs after another signs beside them, not around.
                let beside = person.sign_beside(&bytes, asked.at).map_err(said)?;
                let (name, bytes) = match beside {
                    Some(beside) => (name, beside),
                    None => (
                        format!("{name}.p7m"),
                        person.sign_opaque(&bytes, asked.at).map_err(said)?,
                    ),
                };
                Ok(Document {
                    name,
                    media_type: "application/pkcs7-mime".into(),
                    bytes,
                })
            }
            SignatureFormat::Pades => {
                let lines = [
                    "FIRMA DI PROVA – SENZA VALORE LEGALE".to_owned(),
                    format!("{} · {} UTC", asked.name, asked.at.format("%d/%m/%Y %H:%M")),
                ];
                let mark = mark(&lines).ok_or_else(|| failed("the font cannot be read"))?;
                let signed = person.sign_pdf(&bytes, asked.at, &mark).map_err(said)?;
                let bytes = signed.ok_or_else(|| {
                    SigningRefusal::new(
                        "signer_cannot_read",
                        "Questo PDF non si può firmare qui all'interno: scegliere il formato .p7m.",
                        "This PDF cannot be signed inside: choose the format .p7m.",
                    )
                })?;
                Ok(Document {
                    name,
                    media_type: "application/pdf".into(),
                    bytes,
                })
            }
        }
    }
}

fn failed(said: &str) -> SigningRefusal {
    SigningRefusal::new(
        "signer_failed",
        &format!("La firma non è riuscita: {said}. Riprovare, o firmare fuori e caricare il file."),
        &format!("Signing failed: {said}. Try again, or sign outside and upload the file."),
    )
}
