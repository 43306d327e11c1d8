//! Code lists of the format as words: (Italian, English).

/// `TipoDocumento`.
pub fn document_type(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "TD01" => ("Fattura", "Invoice"),
        "TD02" => ("Acconto o anticipo su fattura", "Advance on an invoice"),
        "TD03" => ("Acconto o anticipo su parcella", "Advance on a fee note"),
        "TD04" => ("Nota di credito", "Credit note"),
        "TD05" => ("Nota di debito", "Debit note"),
        "TD06" => ("Parcella", "Fee note"),
        "TD07" => ("Fattura semplificata", "Simplified invoice"),
        "TD08" => ("Nota di credito semplificata", "Simplified credit note"),
        "TD09" => ("Nota di debito semplificata", "Simplified debit note"),
        "TD16" => ("Integrazione per inversione contabile interna", "Reverse charge, domestic"),
        "TD17" => ("Autofattura per servizi dall'estero", "Self-billing of services from abroad"),
        "TD18" => ("Integrazione per beni intracomunitari", "Goods bought within the Union"),
        "TD19" => ("Autofattura per beni ex art. 17 c. 2", "Self-billing of goods, art. 17 (2)"),
        "TD20" => ("Autofattura per regolarizzazione", "Self-billing to put right"),
        "TD21" => ("Autofattura per splafonamento", "Self-billing beyond the ceiling"),
        "TD22" => ("Estrazione beni da deposito IVA", "Goods out of a VAT warehouse"),
        "TD23" => ("Estrazione da deposito IVA con versamento", "Out of a VAT warehouse, tax paid"),
        "TD24" => ("Fattura differita", "Deferred invoice"),
        "TD25" => ("Fattura differita, triangolazione", "Deferred invoice, chain supply"),
        "TD26" => ("Cessione di beni ammortizzabili", "Sale of fixed assets"),
        "TD27" => ("Autoconsumo o cessione gratuita", "Own use or free supply"),
        "TD28" => ("Acquisti da San Marino con IVA", "Bought from San Marino with VAT"),
        "TD29" => ("Comunicazione di omessa fatturazione", "Report of a missing invoice"),
        _ => return None,
    })
}

/// `Natura`: why a line bears no tax. A finer code (`N2.1`) has the words of its group.
pub fn exemption(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code.split('.').next().unwrap_or(code) {
        "N1" => ("Escluse ex art. 15", "Outside the base, art. 15"),
        "N2" => ("Non soggette", "Not subject to VAT"),
        "N3" => ("Non imponibili", "Not taxable"),
        "N4" => ("Esenti", "Exempt"),
        "N5" => ("Regime del margine", "Margin scheme"),
        "N6" => ("Inversione contabile", "Reverse charge"),
        "N7" => ("IVA assolta in altro Stato UE", "VAT paid in another state of the Union"),
        _ => return None,
    })
}

/// `ModalitaPagamento`.
pub fn payment_method(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "MP01" => ("Contanti", "Cash"),
        "MP02" => ("Assegno", "Cheque"),
        "MP03" => ("Assegno circolare", "Banker's draft"),
        "MP04" => ("Contanti presso Tesoreria", "Cash at the treasury"),
        "MP05" => ("Bonifico", "Bank transfer"),
        "MP06" => ("Vaglia cambiario", "Promissory note"),
        "MP07" => ("Bollettino bancario", "Bank payment slip"),
        "MP08" => ("Carta di pagamento", "Payment card"),
        "MP09" | "MP10" | "MP11" => ("RID", "Direct debit (RID)"),
        "MP12" => ("RIBA", "Bank collection (RIBA)"),
        "MP13" => ("MAV", "MAV slip"),
        "MP14" => ("Quietanza erario", "Treasury receipt"),
        "MP15" => ("Giroconto su contabilità speciale", "Transfer between special accounts"),
        "MP16" => ("Domiciliazione bancaria", "Bank standing order"),
        "MP17" => ("Domiciliazione postale", "Postal standing order"),
        "MP18" => ("Bollettino postale", "Postal payment slip"),
        "MP19" | "MP20" | "MP21" => ("Addebito SEPA", "SEPA direct debit"),
        "MP22" => ("Trattenuta su somme già riscosse", "Kept from sums already collected"),
        "MP23" => ("PagoPA", "PagoPA"),
        _ => return None,
    })
}
