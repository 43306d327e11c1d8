//! Files of the exchange system, read and written.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use fattura::{Document, Judgement, NoticeKind, Outcome, Remark, XmlFault, file_name, read};
use mail::xml::XmlError;
use proptest::prelude::*;
use rust_decimal::Decimal;

const SUPPLY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<p:FatturaElettronica versione="FPA12" xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2">
<FatturaElettronicaHeader>
 <DatiTrasmissione><IdTrasmittente><IdPaese>IT</IdPaese><IdCodice>00000000017</IdCodice></IdTrasmittente>
  <ProgressivoInvio>00001</ProgressivoInvio><FormatoTrasmissione>FPA12</FormatoTrasmissione>
  <CodiceDestinatario>UFX000</CodiceDestinatario></DatiTrasmissione>
 <CedentePrestatore><DatiAnagrafici><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>00000000017</IdCodice></IdFiscaleIVA>
   <Anagrafica><Denominazione>Carta &amp; Colla S.r.l.</Denominazione></Anagrafica><RegimeFiscale>RF01</RegimeFiscale></DatiAnagrafici>
  <Sede><Indirizzo>Via dell'Esempio</Indirizzo><NumeroCivico>3</NumeroCivico><CAP>00100</CAP><Comune>Esempio</Comune><Provincia>EX</Provincia><Nazione>IT</Nazione></Sede>
  <Contatti><Email>conti@carta.example</Email></Contatti></CedentePrestatore>
 <CessionarioCommittente><DatiAnagrafici><CodiceFiscale>80000000017</CodiceFiscale>
   <Anagrafica><Denominazione>Comune di Esempio</Denominazione></Anagrafica></DatiAnagrafici>
  <Sede><Indirizzo>Piazza Municipio 1</Indirizzo><CAP>00100</CAP><Comune>Esempio</Comune><Nazione>IT</Nazione></Sede></CessionarioCommittente>
</FatturaElettronicaHeader>
<FatturaElettronicaBody>
 <DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD01</TipoDocumento><Divisa>EUR</Divisa><Data>2026-03-02</Data>
   <Numero>12/A</Numero><ImportoTotaleDocumento>122.00</ImportoTotaleDocumento><Causale>Risme</Causale></DatiGeneraliDocumento>
  <DatiOrdineAcquisto><IdDocumento>ORD 7</IdDocumento><CodiceCIG>Z000000000</CodiceCIG></DatiOrdineAcquisto></DatiGenerali>
 <DatiBeniServizi>
  <DettaglioLinee><NumeroLinea>1</NumeroLinea><Descrizione>Carta A4</Descrizione><Quantita>20.00</Quantita><UnitaMisura>risme</UnitaMisura>
   <PrezzoUnitario>5.00</PrezzoUnitario><PrezzoTotale>100.00</PrezzoTotale><AliquotaIVA>22.00</AliquotaIVA></DettaglioLinee>
  <DatiRiepilogo><AliquotaIVA>22.00</AliquotaIVA><ImponibileImporto>100.00</ImponibileImporto><Imposta>22.00</Imposta><EsigibilitaIVA>S</EsigibilitaIVA></DatiRiepilogo>
 </DatiBeniServizi>
 <DatiPagamento><CondizioniPagamento>TP02</CondizioniPagamento><DettaglioPagamento><ModalitaPagamento>MP05</ModalitaPagamento>
  <DataScadenzaPagamento>2026-04-01</DataScadenzaPagamento><ImportoPagamento>100.00</ImportoPagamento><IBAN>IT00X0000000000000000000000</IBAN></DettaglioPagamento></DatiPagamento>
 <Allegati><NomeAttachment>ddt.txt</NomeAttachment><Attachment>Y29uc2VnbmE=</Attachment></Allegati>
</FatturaElettronicaBody></p:FatturaElettronica>"#;

fn invoice(text: &str) -> fattura::Invoice {
    match read(text.as_bytes()).unwrap() {
        Some(Document::Invoice(invoice)) => *invoice,
        other => panic!("{other:?}"),
    }
}

fn notice(text: &str) -> fattura::Notice {
    match read(text.as_bytes()).unwrap() {
        Some(Document::Notice(notice)) => notice,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_supply_to_a_public_body_is_read_in_full() {
    let invoice = invoice(SUPPLY);
    assert_eq!(invoice.format, "FPA12");
    assert_eq!(invoice.recipient_code.as_deref(), Some("UFX000"));
    assert_eq!(invoice.seller.name, "Carta & Colla S.r.l.");
    assert_eq!(invoice.seller.vat.as_deref(), Some("IT00000000017"));
    assert_eq!(
        invoice.seller.address.as_deref(),
        Some("Via dell'Esempio 3, 00100 Esempio (EX)")
    );
    assert_eq!(invoice.buyer.tax_code.as_deref(), Some("80000000017"));
    let [body] = invoice.bodies.as_slice() else {
        panic!("{} bodies", invoice.bodies.len())
    };
    assert_eq!(
        (body.number.as_str(), body.document_type.as_str()),
        ("12/A", "TD01")
    );
    assert_eq!(body.total, Some(Decimal::new(12200, 2)));
    assert_eq!(body.orders[0].cig.as_deref(), Some("Z000000000"));
    assert_eq!(body.lines[0].unit.as_deref(), Some("risme"));
    assert_eq!(body.rates[0].due.as_deref(), Some("S"));
    assert_eq!(body.instalments[0].due.unwrap().to_string(), "2026-04-01");
    assert_eq!(body.attached[0].bytes, b"consegna");
    assert_eq!(body.remarks, []);
}

#[test]
fn sums_that_disagree_are_remarked_and_what_is_wrong_is_named() {
    let off = SUPPLY
        .replace(">122.00<", ">150.00<")
        .replace(">5.00<", ">4.00<");
    assert_eq!(invoice(&off).bodies[0].remarks, [Remark::TotalDiffers]);
    let off = SUPPLY.replace("<PrezzoTotale>100.00", "<PrezzoTotale>90.00");
    assert_eq!(invoice(&off).bodies[0].remarks, [Remark::LinesDiffer]);
    let unreadable = SUPPLY.replace("Y29uc2VnbmE=", "%%%");
    assert_eq!(
        invoice(&unreadable).bodies[0].remarks,
        [Remark::AttachedUnreadable]
    );
    let fault = read(SUPPLY.replace("2026-03-02", "2/3/26").as_bytes()).unwrap_err();
    assert_eq!(
        fault,
        XmlFault::Value {
            path: "DatiGeneraliDocumento/Data".into(),
            text: "2/3/26".into(),
            expected: "a day such as 2026-11-28"
        }
    );
    let fault = read(SUPPLY.replace("Numero>", "Numerone>").as_bytes()).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "`DatiGeneraliDocumento/Numero` is missing"
    );
    let cut = read(&SUPPLY.as_bytes()[..900]).unwrap_err();
    assert!(
        matches!(cut, XmlFault::Unreadable(XmlError::IllFormed { .. })),
        "{cut}"
    );
    let doctype = read(b"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>").unwrap_err();
    assert_eq!(doctype, XmlFault::Unreadable(XmlError::Doctype));
    assert_eq!(read(b"<altro/>").unwrap(), None);
}

#[test]
fn an_old_encoding_is_honoured() {
    let latin = SUPPLY
        .replace("UTF-8", "ISO-8859-1")
        .replace("Risme", "Qualit\u{e0}");
    let bytes: Vec<u8> = latin.chars().map(|c| c as u32 as u8).collect();
    let Some(Document::Invoice(invoice)) = read(&bytes).unwrap() else {
        panic!("no invoice")
    };
    assert_eq!(invoice.bodies[0].causes, ["Qualit\u{e0}"]);
}

#[test]
fn a_simplified_invoice_has_its_tax_in_the_lines() {
    let simple = r#"<FatturaElettronicaSemplificata versione="FSM10"><FatturaElettronicaHeader>
      <DatiTrasmissione><FormatoTrasmissione>FSM10</FormatoTrasmissione><CodiceDestinatario>0000000</CodiceDestinatario></DatiTrasmissione>
      <CedentePrestatore><IdFiscaleIVA><IdPaese>IT</IdPaese><IdCodice>00000000017</IdCodice></IdFiscaleIVA><Denominazione>Bar Esempio</Denominazione>
       <Sede><Indirizzo>Via Due</Indirizzo><CAP>00100</CAP><Comune>Esempio</Comune><Nazione>IT</Nazione></Sede></CedentePrestatore>
      <CessionarioCommittente><IdentificativiFiscali><CodiceFiscale>80000000017</CodiceFiscale></IdentificativiFiscali>
       <AltriDatiIdentificativi><Denominazione>Ordine di Esempio</Denominazione></AltriDatiIdentificativi></CessionarioCommittente>
     </FatturaElettronicaHeader><FatturaElettronicaBody><DatiGenerali><DatiGeneraliDocumento><TipoDocumento>TD07</TipoDocumento>
      <Divisa>EUR</Divisa><Data>2026-03-02</Data><Numero>9</Numero></DatiGeneraliDocumento></DatiGenerali>
      <DatiBeniServizi><Descrizione>Pranzo</Descrizione><Importo>33.00</Importo><DatiIVA><Imposta>3.00</Imposta></DatiIVA></DatiBeniServizi>
     </FatturaElettronicaBody></FatturaElettronicaSemplificata>"#;
    let invoice = invoice(simple);
    assert_eq!(invoice.buyer.name, "Ordine di Esempio");
    assert_eq!(
        invoice.seller.address.as_deref(),
        Some("Via Due, 00100 Esempio")
    );
    assert_eq!(invoice.bodies[0].total, Some(Decimal::new(3300, 2)));
}

#[test]
fn notices_are_told_by_their_root() {
    let metadata = notice(
        r#"<t:MetadatiInvioFile xmlns:t="http://www.fatturapa.gov.it/sdi/messaggi/v1.0" versione="1.0">
        <IdentificativoSdI>104</IdentificativoSdI><NomeFile>IT00000000017_00001.xml.p7m</NomeFile>
        <CodiceDestinatario>UFX000</CodiceDestinatario><Formato>FPA12</Formato><TentativiInvio>1</TentativiInvio>
        <MessageId>5</MessageId></t:MetadatiInvioFile>"#,
    );
    assert_eq!(
        (metadata.kind, metadata.sdi.as_str()),
        (NoticeKind::Mt, "104")
    );
    assert_eq!(
        metadata.file.as_deref(),
        Some("IT00000000017_00001.xml.p7m")
    );
    let refused = notice(
        r#"<NotificaScarto versione="1.0"><IdentificativoSdI>105</IdentificativoSdI><NomeFile>IT00000000017_00002.xml</NomeFile>
        <DataOraRicezione>2026-03-02T10:00:00.000+01:00</DataOraRicezione>
        <ListaErrori><Errore><Codice>00423</Codice><Descrizione>PrezzoTotale non calcolato</Descrizione></Errore></ListaErrori></NotificaScarto>"#,
    );
    assert_eq!(refused.faults[0].code, "00423");
    assert_eq!(
        refused.at.unwrap().to_rfc3339(),
        "2026-03-02T09:00:00+00:00"
    );
    let expired = notice(
        "<NotificaDecorrenzaTermini><IdentificativoSdI>104</IdentificativoSdI><RiferimentoFattura><NumeroFattura>12/A</NumeroFattura>\
         <AnnoFattura>2026</AnnoFattura></RiferimentoFattura></NotificaDecorrenzaTermini>",
    );
    assert_eq!((expired.kind, expired.year), (NoticeKind::Dt, Some(2026)));
    let told = notice(
        "<NotificaEsito><IdentificativoSdI>104</IdentificativoSdI><EsitoCommittente><IdentificativoSdI>104</IdentificativoSdI>\
         <Esito>EC02</Esito><Descrizione>Merce mai arrivata</Descrizione></EsitoCommittente></NotificaEsito>",
    );
    assert_eq!(told.judgement, Some(Judgement::Refused));
    assert_eq!(told.text.as_deref(), Some("Merce mai arrivata"));
    let odd = read(b"<NotificaEsitoCommittente><IdentificativoSdI>1</IdentificativoSdI><Esito>EC09</Esito></NotificaEsitoCommittente>");
    assert!(matches!(odd, Err(XmlFault::Value { .. })), "{odd:?}");
}

#[test]
fn the_name_of_an_outcome_follows_its_invoice() {
    let name = file_name("IT00000000017_00001.xml.p7m", 1);
    assert_eq!(name.as_deref(), Some("IT00000000017_00001_EC_001.xml"));
    assert_eq!(file_name("IT00000000017_00001_MT_001.xml", 1), None);
    assert_eq!(file_name("IT00000000017_00001.xml", 0), None);
}

proptest! {
    /// What is written is read again, whatever people put into reasons and numbers.
    #[test]
    fn an_outcome_is_read_as_it_was_written(
        refused in any::<bool>(),
        number in "[ -~]{1,20}",
        year in 2000u32..2100,
        reason in proptest::option::of("[a-zà-ù<>&\"' ]{1,255}"),
    ) {
        let number = number.trim().to_owned();
        prop_assume!(!number.is_empty());
        let judgement = if refused { Judgement::Refused } else { Judgement::Accepted };
        let outcome = Outcome {
            sdi: "104".into(),
            judgement,
            invoice: Some((number.clone(), year, 1)),
            reason: reason.clone(),
            message_id: None,
        };
        let back = notice(&outcome.xml());
        prop_assert_eq!(back.kind, NoticeKind::Ec);
        prop_assert_eq!(back.judgement, Some(judgement));
        prop_assert_eq!(back.number, Some(number));
        prop_assert_eq!(back.year, Some(year));
        let said = reason.map(|r| r.trim().to_owned()).filter(|r| !r.is_empty());
        prop_assert_eq!(back.text, said);
    }

    /// Nothing a stranger sends stops the reader.
    #[test]
    fn any_bytes_have_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..400), at in 0usize..3000) {
        let _ = read(&bytes);
        let mut damaged = SUPPLY.as_bytes().to_vec();
        let at = at.min(damaged.len() - 1);
        damaged.splice(at..at, bytes);
        let _ = read(&damaged);
    }
}
