//! Electronic invoices as the exchange system delivers them to the demonstration: the file, plain or signed by an
//! invented person with the gestore's test authority, and its metadata.

use super::plan::{Invoice, Plan};
use super::worked::{ago, arrived};
use crate::wire::{GestoreHandle, Letter};
use anyhow::Context;
use chrono::{DateTime, Duration, NaiveDate, Utc};
use std::fmt::Write;

/// Where the exchange system of the demonstration writes from.
pub const DOMAIN: &str = "pec.fatturapa.example";
const VAT_PER_CENT: i64 = 22;
/// Days from the date of the invoice to the day it is due.
const DUE_DAYS: i64 = 30;

/// Puts the invoices of the plan into its mailboxes, dated back.
pub fn lay_down(plan: &Plan, gestore: &GestoreHandle) -> anyhow::Result<()> {
    for invoice in plan.invoices {
        deliver(plan, gestore, invoice, ago(invoice.days))
            .with_context(|| format!("laying down invoice {}", invoice.number))?;
    }
    Ok(())
}

/// The `number`-th invoice asked for arrives now: the latest of the plan, billed again.
pub fn arrive(plan: &Plan, gestore: &GestoreHandle, number: usize) -> anyhow::Result<()> {
    let latest = plan.invoices.last().context("nobody sends invoices here")?;
    let sdi = latest.sdi + u32::try_from(number)?;
    let billed = format!("{}-{number}", latest.number);
    let again = Invoice {
        sdi,
        number: &billed,
        ..*latest
    };
    deliver(plan, gestore, &again, Utc::now())
}

fn deliver(
    plan: &Plan,
    gestore: &GestoreHandle,
    invoice: &Invoice<'_>,
    sent_at: DateTime<Utc>,
) -> anyhow::Result<()> {
    let xml = file(plan, invoice, sent_at.date_naive() - Duration::days(1));
    let stem = format!("IT{}_{:05}", invoice.vat, invoice.sdi % 100_000);
    let (name, bytes) = match invoice.signer {
        Some((given, surname)) => {
            // A certificate is valid from the day it is made, and the signature is a day older than the delivery.
            let signed_at = sent_at - Duration::days(1);
            let signer =
                gestore
                    .authority()
                    .issue_person(given, surname, "SMPVRD70A01X000X", signed_at)?;
            let signed = signer.sign_opaque(xml.as_bytes(), signed_at)?;
            (format!("{stem}.xml.p7m"), signed)
        }
        None => (format!("{stem}.xml"), xml.into_bytes()),
    };
    let metadata = metadata(plan, invoice, &name, sent_at);
    let letter = Letter::new(
        &format!("sdi05@{DOMAIN}"),
        invoice.to,
        &format!("Invio File {}", invoice.sdi),
        "In allegato la fattura e il file dei suoi metadati.",
    );
    let mut letter = letter
        .attach(&name, "application/octet-stream", bytes)
        .attach(
            &format!("{stem}_MT_001.xml"),
            "application/xml",
            metadata.into_bytes(),
        );
    letter.from_name = "Sistema di Interscambio".into();
    letter.sent_at = Some(sent_at);
    for laid in gestore.inject(&letter)?.files {
        arrived(&laid, sent_at + Duration::seconds(20))?;
    }
    Ok(())
}

/// `MetadatiInvioFile` 1.0.
fn metadata(plan: &Plan, invoice: &Invoice<'_>, name: &str, at: DateTime<Utc>) -> String {
    let (format, code) = recipient(plan);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<types:MetadatiInvioFile xmlns:types=\"http://www.fatturapa.gov.it/sdi/messaggi/v1.0\" versione=\"1.0\"><IdentificativoSdI>{}</IdentificativoSdI><NomeFile>{name}</NomeFile><CodiceDestinatario>{code}</CodiceDestinatario><Formato>{format}</Formato><TentativiInvio>1</TentativiInvio><MessageId>{}</MessageId></types:MetadatiInvioFile>\n",
        invoice.sdi,
        at.timestamp(),
    )
}

/// Format and code of the recipient: six characters for an office of a public body, seven elsewhere (FatturaPA 1.2.3).
fn recipient(plan: &Plan) -> (&'static str, &'static str) {
    match plan.public_body {
        true => ("FPA12", "UFX000"),
        false => ("FPR12", "0000000"),
    }
}

fn file(plan: &Plan, invoice: &Invoice<'_>, date: NaiveDate) -> String {
    let (format, code) = recipient(plan);
    let mut lines = String::new();
    for (n, (text, cents)) in invoice.lines.iter().enumerate() {
        let (price, text) = (euro(*cents), escaped(text));
        let _ = write!(
            lines,
            "<DettaglioLinee><NumeroLinea>{}</NumeroLinea><Descrizione>{text}</Descrizione><Quantita>1.00</Quantita><PrezzoUnitario>{price}</PrezzoUnitario><PrezzoTotale>{price}</PrezzoTotale><AliquotaIVA>{VAT_PER_CENT}.00</AliquotaIVA></DettaglioLinee>",
            n + 1
        );
    }
    let taxable: i64 = invoice.lines.iter().map(|(_, cents)| cents).sum();
    let tax = (taxable * VAT_PER_CENT + 50) / 100;
    let due = date + Duration::days(DUE_DAYS);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="{format}" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"><FatturaElettronicaHeader>
<DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>{vat}</IdCodice></IdTrasmittente><ProgressivoInvio>{sdi}</ProgressivoInvio><FormatoTrasmissione>{format}</FormatoTrasmissione><CodiceDestinatario>{code}</CodiceDestinatario></DatiTrasmissione>
<CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>{vat}</IdCodice></IdFiscaleIVA><Anagrafica><Denominazione>{supplier}</Denominazione></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici><Sede><Indirizzo>Via dell'Esempio 3</Indirizzo><CAP>00000</CAP><Comune>Altrove</Comune><Nazione>IT</Nazione></Sede><Contatti><Email>{email}</Email></Contatti></CedentePrestatore>
<CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80000000017</CodiceFiscale><Anagrafica><Denominazione>{buyer}</Denominazione></Anagrafica></DatiAnagrafici><Sede><Indirizzo>Piazza dell'Esempio 1</Indirizzo><CAP>00000</CAP><Comune>Esempio</Comune><Nazione>IT</Nazione></Sede></CessionarioCommittente>
</FatturaElettronicaHeader><FatturaElettronicaBody>
<DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>{date}</Data><Numero>{number}</Numero><ImportoTotaleDocumento>{total}</ImportoTotaleDocumento></DatiGeneraliDocumento></DatiGenerali>
<DatiBeniServizi>{lines}<DatiRiepilogo><AliquotaIVA>{VAT_PER_CENT}.00</AliquotaIVA><ImponibileImporto>{taxable}</ImponibileImporto><Imposta>{tax}</Imposta></DatiRiepilogo></DatiBeniServizi>
<DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento><DataScadenzaPagamento>{due}</DataScadenzaPagamento><ImportoPagamento>{total}</ImportoPagamento><IBAN>IT00X0000000000000000000000</IBAN></DettaglioPagamento></DatiPagamento>
</FatturaElettronicaBody></p:FatturaElettronica>
"#,
        vat = invoice.vat,
        sdi = invoice.sdi,
        supplier = escaped(invoice.supplier),
        email = invoice.email,
        buyer = escaped(plan.name),
        number = invoice.number,
        total = euro(taxable + tax),
        taxable = euro(taxable),
        tax = euro(tax),
    )
}

fn euro(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}
