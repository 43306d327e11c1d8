//! An electronic invoice: `FatturaElettronica` 1.2 (`FPA12`, `FPR12`) and the simplified `FSM10`.

use crate::amount::{amount, day, whole};
use crate::tree::{Element, XmlFault};
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One file: a header and one body an invoice.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Invoice {
    /// `FPA12` to a public body, `FPR12` between companies, `FSM10` simplified.
    pub format: String,
    /// `CodiceDestinatario`: the office of the body (6) or the channel of the company (7).
    pub recipient_code: Option<String>,
    pub seller: Party,
    pub buyer: Party,
    pub bodies: Vec<Body>,
}

/// *Cedente/prestatore* or *cessionario/committente*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "InvoiceParty")]
pub struct Party {
    /// The company's name, or name and surname.
    pub name: String,
    /// With its country: `IT01234567890`.
    pub vat: Option<String>,
    pub tax_code: Option<String>,
    /// One line: street, number, postal code, town (province), country.
    pub address: Option<String>,
    /// `PECDestinatario` for the buyer, `Contatti/Email` for the seller.
    pub email: Option<String>,
}

/// One invoice. Amounts in `currency`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "InvoiceBody")]
pub struct Body {
    /// `TipoDocumento`, e.g. `TD01`.
    pub document_type: String,
    pub currency: String,
    pub date: Option<NaiveDate>,
    pub number: String,
    /// `ImportoTotaleDocumento`; where it is missing, the sum of the rates.
    #[schemars(with = "Option<String>")]
    pub total: Option<Decimal>,
    pub causes: Vec<String>,
    pub orders: Vec<Order>,
    pub lines: Vec<Line>,
    pub rates: Vec<Rate>,
    pub instalments: Vec<Instalment>,
    pub attached: Vec<Attached>,
    pub remarks: Vec<Remark>,
}

/// `DatiOrdineAcquisto`, `DatiContratto` or `DatiConvenzione`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "InvoiceOrder")]
pub struct Order {
    pub id: String,
    pub cup: Option<String>,
    pub cig: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "InvoiceLine")]
pub struct Line {
    pub number: Option<u32>,
    pub text: String,
    #[schemars(with = "Option<String>")]
    pub quantity: Option<Decimal>,
    pub unit: Option<String>,
    #[schemars(with = "Option<String>")]
    pub unit_price: Option<Decimal>,
    #[schemars(with = "Option<String>")]
    pub total: Option<Decimal>,
    /// Percent.
    #[schemars(with = "Option<String>")]
    pub rate: Option<Decimal>,
    /// `Natura`, e.g. `N2.1`.
    pub exemption: Option<String>,
}

/// `DatiRiepilogo`: one rate of tax.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "InvoiceRate")]
pub struct Rate {
    #[schemars(with = "Option<String>")]
    pub rate: Option<Decimal>,
    pub exemption: Option<String>,
    #[schemars(with = "String")]
    pub taxable: Decimal,
    #[schemars(with = "String")]
    pub tax: Decimal,
    /// `EsigibilitaIVA`: I at once, D deferred, S paid by the public body (*scissione dei pagamenti*).
    pub due: Option<String>,
}

/// `DettaglioPagamento`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "InvoiceInstalment")]
pub struct Instalment {
    /// `ModalitaPagamento`, e.g. `MP05`.
    pub method: String,
    pub due: Option<NaiveDate>,
    #[schemars(with = "String")]
    pub amount: Decimal,
    pub iban: Option<String>,
    pub beneficiary: Option<String>,
}

/// `Allegati`: a file inside the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "InvoiceAttached")]
pub struct Attached {
    pub name: String,
    pub format: Option<String>,
    pub text: Option<String>,
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

/// Where the file contradicts itself. Never a reason to refuse by itself: a person looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "InvoiceRemark")]
pub enum Remark {
    /// Lines of a rate do not add up to its taxable amount.
    LinesDiffer,
    /// Taxable amounts and taxes do not add up to the total.
    TotalDiffers,
    /// What an attached file holds is not Base64.
    AttachedUnreadable,
}

/// Amounts on paper are rounded to cents, line by line.
const ROUNDING: Decimal = Decimal::ONE;

pub(crate) fn read(root: &Element) -> Result<Option<Invoice>, XmlFault> {
    if !matches!(
        root.name.as_str(),
        "FatturaElettronica" | "FatturaElettronicaSemplificata"
    ) {
        return Ok(None);
    }
    let header = part(root, "FatturaElettronicaHeader")?;
    let sent = header.child("DatiTrasmissione");
    let of_sent = |name: &str| sent.and_then(|s| s.text_at(&[name]));
    let mut bodies = Vec::new();
    for body in root.all("FatturaElettronicaBody") {
        bodies.push(read_body(body)?);
    }
    if bodies.is_empty() {
        return Err(XmlFault::Missing {
            path: root.path_to(&["FatturaElettronicaBody"]),
        });
    }
    let mut buyer = party(part(header, "CessionarioCommittente")?);
    buyer.email = of_sent("PECDestinatario");
    Ok(Some(Invoice {
        format: of_sent("FormatoTrasmissione")
            .or_else(|| root.version.clone())
            .unwrap_or_default(),
        recipient_code: of_sent("CodiceDestinatario"),
        seller: party(part(header, "CedentePrestatore")?),
        buyer,
        bodies,
    }))
}

fn part<'a>(at: &'a Element, name: &str) -> Result<&'a Element, XmlFault> {
    at.child(name).ok_or_else(|| XmlFault::Missing {
        path: at.path_to(&[name]),
    })
}

/// The simplified format has the same words one level higher, or under `IdentificativiFiscali` and `AltriDatiIdentificativi`.
fn party(at: &Element) -> Party {
    let places = [
        at.child("DatiAnagrafici"),
        at.child("IdentificativiFiscali"),
        at.child("AltriDatiIdentificativi"),
        Some(at),
    ];
    let first = |path: &[&str]| places.iter().flatten().find_map(|p| p.text_at(path));
    let named = |name: &str| first(&["Anagrafica", name]).or_else(|| first(&[name]));
    let name = named("Denominazione").unwrap_or_else(|| {
        [named("Nome"), named("Cognome")]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" ")
    });
    let vat = first(&["IdFiscaleIVA", "IdCodice"])
        .map(|code| first(&["IdFiscaleIVA", "IdPaese"]).unwrap_or_default() + &code);
    let seat = places.iter().flatten().find_map(|p| p.child("Sede"));
    Party {
        name,
        vat,
        tax_code: first(&["CodiceFiscale"]),
        address: seat.map(address).filter(|a| !a.is_empty()),
        email: at.text_at(&["Contatti", "Email"]),
    }
}

fn address(seat: &Element) -> String {
    let text = |name: &str| seat.text_at(&[name]);
    let join = |pieces: Vec<Option<String>>, by: &str| {
        pieces.into_iter().flatten().collect::<Vec<_>>().join(by)
    };
    let street = join(vec![text("Indirizzo"), text("NumeroCivico")], " ");
    let province = text("Provincia").map(|p| format!("({p})"));
    let town = join(vec![text("CAP"), text("Comune"), province], " ");
    let country = text("Nazione").filter(|n| n != "IT");
    join(
        vec![
            Some(street).filter(|s| !s.is_empty()),
            Some(town).filter(|t| !t.is_empty()),
            country,
        ],
        ", ",
    )
}

fn read_body(body: &Element) -> Result<Body, XmlFault> {
    let general = part(part(body, "DatiGenerali")?, "DatiGeneraliDocumento")?;
    let mut remarks = Vec::new();
    let (lines, rates) = match body.child("DatiBeniServizi") {
        // The simplified format has one element a line, with its tax inside.
        Some(simple) if simple.child("Importo").is_some() => (simple_lines(body)?, Vec::new()),
        Some(goods) => (lines(goods)?, rates(goods)?),
        None => (Vec::new(), Vec::new()),
    };
    let summed: Decimal = rates.iter().map(|r| r.taxable + r.tax).sum();
    let stated = amount(general, &["ImportoTotaleDocumento"])?;
    if let Some(stated) = stated
        && !rates.is_empty()
        && (stated - summed - rounding_of(general)?).abs() > ROUNDING
    {
        remarks.push(Remark::TotalDiffers);
    }
    if rates.iter().any(|rate| {
        let of_rate = lines
            .iter()
            .filter(|l| l.rate == rate.rate && l.exemption == rate.exemption);
        let sum: Decimal = of_rate.filter_map(|l| l.total).sum();
        (sum - rate.taxable).abs() > ROUNDING && !has_surcharges(general)
    }) {
        remarks.push(Remark::LinesDiffer);
    }
    let attached: Vec<Attached> = body.all("Allegati").map(attachment).collect();
    if attached.iter().any(|a| a.bytes.is_empty()) {
        remarks.push(Remark::AttachedUnreadable);
    }
    let of_lines: Decimal = lines.iter().filter_map(|l| l.total).sum();
    let computed = if rates.is_empty() { of_lines } else { summed };
    Ok(Body {
        document_type: general.required(&["TipoDocumento"])?,
        currency: general.text_at(&["Divisa"]).unwrap_or_else(|| "EUR".into()),
        date: day(general, &["Data"])?,
        number: general.required(&["Numero"])?,
        total: stated.or(Some(computed)),
        causes: general
            .all("Causale")
            .map(|c| c.text.trim().to_owned())
            .collect(),
        orders: orders(body),
        lines,
        rates,
        instalments: instalments(body)?,
        attached,
        remarks,
    })
}

fn rounding_of(general: &Element) -> Result<Decimal, XmlFault> {
    Ok(amount(general, &["Arrotondamento"])?.unwrap_or_default())
}

/// Stamp duty, pension funds and discounts of the whole document are in the taxable amounts, not in the lines.
fn has_surcharges(general: &Element) -> bool {
    ["DatiCassaPrevidenziale", "ScontoMaggiorazione", "DatiBollo"]
        .iter()
        .any(|name| general.child(name).is_some())
}

fn orders(body: &Element) -> Vec<Order> {
    let general = body.child("DatiGenerali");
    ["DatiOrdineAcquisto", "DatiContratto", "DatiConvenzione"]
        .into_iter()
        .flat_map(|name| general.into_iter().flat_map(move |g| g.all(name)))
        .filter_map(|order| {
            Some(Order {
                id: order.text_at(&["IdDocumento"])?,
                cup: order.text_at(&["CodiceCUP"]),
                cig: order.text_at(&["CodiceCIG"]),
            })
        })
        .collect()
}

fn lines(goods: &Element) -> Result<Vec<Line>, XmlFault> {
    goods
        .all("DettaglioLinee")
        .map(|line| {
            Ok(Line {
                number: whole(line, &["NumeroLinea"])?,
                text: line.text_at(&["Descrizione"]).unwrap_or_default(),
                quantity: amount(line, &["Quantita"])?,
                unit: line.text_at(&["UnitaMisura"]),
                unit_price: amount(line, &["PrezzoUnitario"])?,
                total: amount(line, &["PrezzoTotale"])?,
                rate: amount(line, &["AliquotaIVA"])?,
                exemption: line.text_at(&["Natura"]),
            })
        })
        .collect()
}

fn simple_lines(body: &Element) -> Result<Vec<Line>, XmlFault> {
    body.all("DatiBeniServizi")
        .zip(1..)
        .map(|(line, number)| {
            Ok(Line {
                number: Some(number),
                text: line.text_at(&["Descrizione"]).unwrap_or_default(),
                quantity: None,
                unit: None,
                unit_price: None,
                total: amount(line, &["Importo"])?,
                rate: amount(line, &["DatiIVA", "Aliquota"])?,
                exemption: line.text_at(&["Natura"]),
            })
        })
        .collect()
}

fn rates(goods: &Element) -> Result<Vec<Rate>, XmlFault> {
    goods
        .all("DatiRiepilogo")
        .map(|rate| {
            Ok(Rate {
                rate: amount(rate, &["AliquotaIVA"])?,
                exemption: rate.text_at(&["Natura"]),
                taxable: amount(rate, &["ImponibileImporto"])?.unwrap_or_default(),
                tax: amount(rate, &["Imposta"])?.unwrap_or_default(),
                due: rate.text_at(&["EsigibilitaIVA"]),
            })
        })
        .collect()
}

fn instalments(body: &Element) -> Result<Vec<Instalment>, XmlFault> {
    body.all("DatiPagamento")
        .flat_map(|payment| payment.all("DettaglioPagamento"))
        .map(|detail| {
            Ok(Instalment {
                method: detail.text_at(&["ModalitaPagamento"]).unwrap_or_default(),
                due: day(detail, &["DataScadenzaPagamento"])?,
                amount: amount(detail, &["ImportoPagamento"])?.unwrap_or_default(),
                iban: detail.text_at(&["IBAN"]),
                beneficiary: detail.text_at(&["Beneficiario"]),
            })
        })
        .collect()
}

fn attachment(attached: &Element) -> Attached {
    let body = attached.text_at(&["Attachment"]).unwrap_or_default();
    let letters: Vec<u8> = body.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    Attached {
        name: attached
            .text_at(&["NomeAttachment"])
            .unwrap_or_else(|| "allegato".into()),
        format: attached.text_at(&["FormatoAttachment"]),
        text: attached.text_at(&["DescrizioneAttachment"]),
        bytes: STANDARD.decode(letters).unwrap_or_default(),
    }
}
