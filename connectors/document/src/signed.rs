//! Whether a file that came back is the approved document, signed. Pure: [`crate::Opener`] runs it in a process of its own.

use crate::open::Asked;
use contract::{SignatureFormat, Signed, SignedBy, SigningRefusal};
use signature::{NotTheSame, TrustStore, signed_content};

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
        by: found.signatures.into_iter().map(SignedBy::from).collect(),
        before: found.before.into_iter().map(SignedBy::from).collect(),
        beside: found.beside,
        visible_on: found.visible_on,
    })
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
        NotTheSame::SameSigner(name) => said(
            "signed_by_same",
            &format!(
                "{name} aveva già firmato questo documento, e il file non contiene altre firme nuove: serve la firma di un'altra persona."
            ),
            &format!(
                "{name} had signed this document already, and the file holds no other new signature: somebody else's is needed."
            ),
        ),
        NotTheSame::Expired { name, to } => said(
            "certificate_expired",
            &format!(
                "Il certificato di {name} è scaduto il {} e nessuna marca temporale prova che la firma è di prima: firmare con un certificato valido.",
                to.format("%d/%m/%Y")
            ),
            &format!(
                "The certificate of {name} expired on {} and no time stamp proves that the signature is older: sign with a valid certificate.",
                to.format("%d/%m/%Y")
            ),
        ),
        NotTheSame::Revoked { name, at } => said(
            "certificate_revoked",
            &format!(
                "Il certificato di {name} è stato revocato prima della firma, il {}: firmare con un altro certificato.",
                at.format("%d/%m/%Y")
            ),
            &format!(
                "The certificate of {name} was revoked before it signed, on {}: sign with another certificate.",
                at.format("%d/%m/%Y")
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
