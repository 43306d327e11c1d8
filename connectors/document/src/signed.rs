//! Whether a file that came back is the approved document, signed. Pure: [`crate::Opener`] runs it in a process of its own.

use crate::open::Asked;
use contract::{SignatureFormat, Signed, SignedBy, SigningRefusal};
use signature::{DocumentSignature, NotTheSame, TrustStore, signed_content};

/// Compares a file with the approved document; the refusal says what is wrong and what to do.
pub fn compare(asked: &Asked, approved: &[u8], given: &[u8]) -> Result<Signed, SigningRefusal> {
    // A list that cannot be read vouches for nobody.
    let trust = TrustStore::from_anchors(&asked.anchors).unwrap_or_default();
    let found = signed_content(approved, given, &trust, asked.at).map_err(|why| refusal(&why))?;
    Ok(Signed {
        format: match found.inside {
            true => SignatureFormat::Pades,
            false => SignatureFormat::Cades,
        },
        by: found.signatures.into_iter().map(by).collect(),
        visible_on: found.visible_on,
    })
}

fn by(signature: DocumentSignature) -> SignedBy {
    SignedBy {
        qualified: signature.states_qualified && signature.trusted_by.is_some(),
        name: signature.name,
        tax_code: signature.tax_code,
        organisation: signature.organisation,
        issuer: signature.issuer,
        serial: signature.serial,
        valid_from: signature.valid_from,
        valid_to: signature.valid_to,
        signed_at: signature.signed_at,
        trusted_by: signature.trusted_by,
        reasons: signature.reasons,
    }
}

fn refusal(why: &NotTheSame) -> SigningRefusal {
    let said = |code: &str, it: &str, en: &str| SigningRefusal::new(code, it, en);
    match why {
        NotTheSame::NotSigned => said(
            "signed_by_nobody",
            "Nel file non c'è nessuna firma: firmare il PDF approvato e caricare il .p7m o il PDF firmato.",
            "Nobody signed the file: sign the approved PDF and upload the .p7m or the signed PDF.",
        ),
        NotTheSame::Detached => said(
            "signed_detached",
            "Il file contiene la firma ma non il documento: firmare con il documento incluso (.p7m), oppure dentro il PDF.",
            "The file holds the signature without the document: sign with the document included (.p7m), or inside the PDF.",
        ),
        NotTheSame::OtherContent => said(
            "signed_other_content",
            "Il documento firmato non è quello approvato: scaricare di nuovo il PDF da questa pagina, firmarlo senza modificarlo né salvarlo da altri programmi, e caricarlo.",
            "The signed document is not the approved one: download the PDF from this page again, sign it without changing it or saving it from other programs, and upload it.",
        ),
        NotTheSame::PageChanged(page) => said(
            "signed_page_changed",
            &format!(
                "Con la firma è stata cambiata la pagina {page}: si accetta il documento approvato, con la sola firma in più."
            ),
            &format!(
                "Page {page} was changed along with the signature: the approved document is accepted, with the signature added and nothing else."
            ),
        ),
        NotTheSame::Rewritten(object) => said(
            "signed_page_changed",
            &format!(
                "Con la firma è stata riscritta una parte del documento approvato (oggetto {object}): si accetta il documento approvato, con la sola firma in più."
            ),
            &format!(
                "A part of the approved document was written again along with the signature (object {object}): the approved document is accepted, with the signature added and nothing else."
            ),
        ),
        NotTheSame::Covers(page) => said(
            "signed_covers_page",
            &format!(
                "Il riquadro della firma copre più di un ottavo della pagina {page}: usare un riquadro più piccolo o una firma invisibile."
            ),
            &format!(
                "The signature's box covers more than an eighth of page {page}: use a smaller box or an invisible signature."
            ),
        ),
        NotTheSame::NotCovered => said(
            "signed_in_part",
            "Una firma non copre tutto il documento: firmare di nuovo il PDF approvato.",
            "A signature does not cover the whole document: sign the approved PDF again.",
        ),
        NotTheSame::Broken(name) => said(
            "signature_broken",
            &format!(
                "La firma di {name} non corrisponde al documento: il file è stato cambiato dopo la firma, o la firma è rovinata. Firmare di nuovo."
            ),
            &format!(
                "The signature of {name} does not match the document: the file was changed after signing, or the signature is damaged. Sign again."
            ),
        ),
        NotTheSame::Expired { name, to } => said(
            "certificate_expired",
            &format!(
                "Il certificato di {name} è scaduto il {}: firmare con un certificato valido.",
                to.format("%d/%m/%Y")
            ),
            &format!(
                "The certificate of {name} expired on {}: sign with a valid certificate.",
                to.format("%d/%m/%Y")
            ),
        ),
        NotTheSame::NotYetValid { name, from } => said(
            "certificate_not_yet_valid",
            &format!(
                "Il certificato di {name} vale dal {}: firmare con un certificato valido.",
                from.format("%d/%m/%Y")
            ),
            &format!(
                "The certificate of {name} is valid from {}: sign with a valid certificate.",
                from.format("%d/%m/%Y")
            ),
        ),
        NotTheSame::Unjudged(part) => said(
            "signed_not_judged",
            &format!(
                "Il PDF firmato è scritto in un modo che non si può verificare ({part}): firmare in formato .p7m (CAdES)."
            ),
            &format!(
                "The signed PDF is written in a way that cannot be checked ({part}): sign it as .p7m (CAdES)."
            ),
        ),
    }
}
