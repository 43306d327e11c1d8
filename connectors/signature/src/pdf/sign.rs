//! A signature put into a PDF by an update, as signing programs do: field, widget, signature, new catalogue and page.

use super::file::File;
use super::object::Object;
use crate::{
    authority::AuthorityError,
    signer::{Proofs, Signer},
};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Bytes kept for the CMS.
const ROOM: usize = 12_000;
/// Margin of the mark on its page, in points.
const MARGIN: f64 = 24.0;

/// What is seen of a signature, at the foot of the first page.
#[derive(Debug, Clone)]
pub struct Mark {
    /// In points.
    pub width: f64,
    pub height: f64,
    /// Drawing operators, from the lower left corner; they name no font, so that an archived file stays one.
    pub operators: Vec<u8>,
}

impl Signer {
    /// The PDF with a signature over all of it, as `ETSI.CAdES.detached` names it; `mark` is drawn at the foot of page one.
    /// None where the PDF is written in a way that is not read here.
    pub fn sign_pdf(
        &self,
        pdf: &[u8],
        at: DateTime<Utc>,
        mark: &Mark,
    ) -> Result<Option<Vec<u8>>, AuthorityError> {
        self.sign_pdf_proven(pdf, at, mark, &Proofs::default())
    }

    /// As [`Signer::sign_pdf`]; the signature also brings what proves its time and that the certificate held.
    pub fn sign_pdf_proven(
        &self,
        pdf: &[u8],
        at: DateTime<Utc>,
        mark: &Mark,
        proofs: &Proofs<'_>,
    ) -> Result<Option<Vec<u8>>, AuthorityError> {
        let kind = format!(
            "/Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /M (D:{}Z)",
            at.format("%Y%m%d%H%M%S")
        );
        put_into(pdf, &kind, mark, |covered| {
            self.sign_proven(covered, at, false, proofs)
        })
    }

    /// The PDF with a time stamp over all of it (EN 319 142-1 §5.4.3). None where the PDF is written in a way that is not read here.
    pub fn stamp_pdf(
        &self,
        pdf: &[u8],
        at: DateTime<Utc>,
    ) -> Result<Option<Vec<u8>>, AuthorityError> {
        let kind = "/Type /DocTimeStamp /Filter /Adobe.PPKLite /SubFilter /ETSI.RFC3161";
        let unseen = Mark {
            width: 0.0,
            height: 0.0,
            operators: Vec::new(),
        };
        put_into(pdf, kind, &unseen, |covered| self.stamp(covered, at))
    }
}

/// Puts a CMS over all of the PDF into it.
fn put_into(
    pdf: &[u8],
    kind: &str,
    mark: &Mark,
    cms: impl FnOnce(&[u8]) -> Result<Vec<u8>, AuthorityError>,
) -> Result<Option<Vec<u8>>, AuthorityError> {
    let Some((mut out, hole)) = prepared(pdf, kind, mark) else {
        return Ok(None);
    };
    let after = hole + ROOM * 2 + 2;
    let Some(place) = memchr::memmem::rfind(&out[..hole], RANGE) else {
        return Ok(None);
    };
    let range = format!("/ByteRange [0 {hole} {after} {}", out.len() - after);
    let closed = format!("{range:<width$}]", width = RANGE.len() - 1);
    out[place..place + RANGE.len()].copy_from_slice(closed.as_bytes());
    let cms = cms(&[&out[..hole], &out[after..]].concat())?;
    if cms.len() > ROOM {
        return Ok(None);
    }
    let digits = hex::encode(cms);
    out[hole + 1..hole + 1 + digits.len()].copy_from_slice(digits.as_bytes());
    Ok(Some(out))
}

/// Room for any range, filled in once the length is known.
const RANGE: &[u8] = b"/ByteRange [0                                            ]";

/// The update with zeros in the place of the CMS, and where that place begins.
fn prepared(pdf: &[u8], kind: &str, mark: &Mark) -> Option<(Vec<u8>, usize)> {
    let file = File::read(pdf)?;
    let (root, page) = (file.root()?, *file.pages()?.first()?);
    let first = u32::try_from(file.trailer.get(b"Size".as_slice())?.size()?).ok()?;
    let (field, signature, drawing) = (first, first + 1, first + 2);
    let name = |text: &str| text.as_bytes().to_vec();
    let mut page_now = file.dict(page)?.clone();
    let mut annotations = match page_now.get(b"Annots".as_slice()) {
        Some(list) => file.get(list)?.array()?.to_vec(),
        None => Vec::new(),
    };
    annotations.push(Object::Ref(field, 0));
    page_now.insert(name("Annots"), Object::Array(annotations));
    let mut catalogue = file.dict(root)?.clone();
    if catalogue.contains_key(b"AcroForm".as_slice()) {
        let form = file.get(catalogue.get(b"AcroForm".as_slice())?)?.dict()?;
        let mut form = form.clone();
        let mut fields = match form.get(b"Fields".as_slice()) {
            Some(fields) => file.get(fields)?.array()?.to_vec(),
            None => Vec::new(),
        };
        fields.push(Object::Ref(field, 0));
        form.insert(name("Fields"), Object::Array(fields));
        form.insert(name("SigFlags"), Object::Number(name("3")));
        catalogue.insert(name("AcroForm"), Object::Dict(form));
    } else {
        let form = BTreeMap::from([
            (name("Fields"), Object::Array(vec![Object::Ref(field, 0)])),
            (name("SigFlags"), Object::Number(name("3"))),
        ]);
        catalogue.insert(name("AcroForm"), Object::Dict(form));
    }
    let rect = format!(
        "[{MARGIN} {MARGIN} {:.2} {:.2}]",
        MARGIN + mark.width,
        MARGIN + mark.height
    );
    let written = |object: Object| {
        let mut text = Vec::new();
        object.write(&mut text);
        text
    };
    let objects: [(u32, Vec<u8>); 5] = [
        (root, written(Object::Dict(catalogue))),
        (page, written(Object::Dict(page_now))),
        (
            field,
            format!(
                "<</Type /Annot /Subtype /Widget /FT /Sig /T (Firma{field}) /V {signature} 0 R /Rect {rect} /P {page} 0 R /F 132 /AP <</N {drawing} 0 R>>>>"
            )
            .into_bytes(),
        ),
        (
            signature,
            [
                format!("<<{kind} ").as_bytes(),
                RANGE,
                b" /Contents <",
                &b"0".repeat(ROOM * 2),
                b">>>",
            ]
            .concat(),
        ),
        (
            drawing,
            [
                format!(
                    "<</Type /XObject /Subtype /Form /BBox [0 0 {:.2} {:.2}] /Length {}>>\nstream\n",
                    mark.width,
                    mark.height,
                    mark.operators.len()
                )
                .as_bytes(),
                &mark.operators,
                b"\nendstream",
            ]
            .concat(),
        ),
    ];
    let mut out = pdf.to_vec();
    if out.last() != Some(&b'\n') {
        out.push(b'\n');
    }
    let mut offsets: BTreeMap<u32, usize> = BTreeMap::new();
    let mut hole = 0;
    for (number, body) in objects {
        offsets.insert(number, out.len());
        out.extend(format!("{number} 0 obj\n").bytes());
        if number == signature {
            hole = out.len() + body.len() - (ROOM * 2 + 2) - 2;
        }
        out.extend(body);
        out.extend(b"\nendobj\n");
    }
    let table = out.len();
    out.extend(b"xref\n");
    for (number, offset) in &offsets {
        out.extend(format!("{number} 1\n{offset:010} 00000 n \n").bytes());
    }
    let mut trailer = file.trailer.clone();
    trailer.insert(name("Size"), Object::Number(name(&(first + 3).to_string())));
    trailer.insert(name("Prev"), Object::Number(name(&file.table.to_string())));
    out.extend(b"trailer\n");
    out.extend(written(Object::Dict(trailer)));
    out.extend(format!("\nstartxref\n{table}\n%%EOF\n").bytes());
    Some((out, hole))
}
