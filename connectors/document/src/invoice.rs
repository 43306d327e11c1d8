//! Two connectors for electronic invoices: `fattura.read` opens one that came, `fattura.outcome` writes what a public body
//! answers about it (DM 55/2013: within fifteen days).

use crate::open::{Asked, Contents};
use crate::opener::{Opener, OpenerError};
use contract::{Boxed, Call, Document, InputProblem, Outbound, Outcome, Prepared, Template, Text};
use fattura::Judgement;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::time::Duration;

/// The topics.
pub const READ: &str = "fattura.read";
pub const OUTCOME: &str = "fattura.outcome";

/// The inputs of reading.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Read {
    #[schemars(extend("at" = 1, "proposed" = "${mail.sdi.invoice}", "it" = ["Fattura", "L'allegato con la fattura, anche firmato (.p7m)."],
        "en" = ["Invoice", "The attachment with the invoice, signed (.p7m) or not."]))]
    #[allow(
        dead_code,
        reason = "the engine hands the file over; the connector only requires it"
    )]
    pub attachment: Value,
}

/// Opens an invoice in a process of its own.
#[derive(Clone)]
pub struct Reader {
    opener: Opener,
}

impl Reader {
    pub fn new(opener: Opener) -> Reader {
        Reader { opener }
    }
}

impl Outbound for Reader {
    fn template(&self) -> Template {
        Template {
            kind: READ.into(),
            name: Text::new(
                "Leggi una fattura elettronica",
                "Read an electronic invoice",
            ),
            help: Text::new(
                "Apre la fattura arrivata dal Sistema di Interscambio e ne dà i dati al processo.",
                "Opens the invoice that came from the exchange system and hands its data to the process.",
            ),
            inputs: contract::inputs_of::<Read>(),
            outputs: vec![(
                "fattura".into(),
                Text::new(
                    "numero, data, anno, tipo, totale, valuta, fornitore, partita_iva, scadenza, cig, firmata, rilievi",
                    "numero, data, anno, tipo, totale, valuta, fornitore, partita_iva, scadenza, cig, firmata, rilievi",
                ),
            )],
        }
    }

    fn check(&self, inputs: &Map<String, Value>) -> Vec<InputProblem> {
        contract::check_inputs(&self.template().inputs, inputs)
    }

    fn prepare(&self, _: &Call) -> Result<Option<Prepared>, Outcome> {
        Ok(None)
    }

    fn perform<'a>(&'a self, call: &'a Call, _: Option<&'a Prepared>) -> Boxed<'a, Outcome> {
        Box::pin(async move {
            let Some(file) = call.attachments.first() else {
                return Outcome::never("invoice_missing", "there is no invoice among the files");
            };
            let asked = Asked {
                name: file.name.clone(),
                media_type: file.media_type.clone(),
                at: call.now,
                anchors: Vec::new(),
            };
            match self.opener.open(&asked, &file.bytes).await {
                Ok((contents, _)) => facts(&contents),
                Err(OpenerError::Start(cause)) => Outcome::RetryAfter {
                    after: Duration::from_secs(60),
                    reason: cause.to_string(),
                },
                Err(error) => Outcome::never("invoice_unreadable", error.to_string()),
            }
        })
    }
}

/// What a process needs to know of an invoice. A file may hold several: the first counts, `fatture` says how many.
fn facts(contents: &Contents) -> Outcome {
    let Some((invoice, body)) = contents
        .invoice
        .as_ref()
        .and_then(|i| Some((i, i.bodies.first()?)))
    else {
        return Outcome::never("invoice_unreadable", "the file holds no readable invoice");
    };
    let signatures = contents.layers.iter().flat_map(|l| &l.signatures);
    let signed = match signatures.clone().count() {
        0 => "no",
        _ if signatures.clone().all(|s| s.intact) => "integra",
        _ => "non integra",
    };
    let fattura = json!({
        "numero": body.number,
        "data": body.date,
        "anno": body.date.map(|d| d.format("%Y").to_string().parse::<i64>().unwrap_or_default()),
        "tipo": body.document_type,
        "totale": body.total.map(|t| t.to_string()),
        "valuta": body.currency,
        "fornitore": invoice.seller.name,
        "partita_iva": invoice.seller.vat,
        "email_fornitore": invoice.seller.email,
        "formato": invoice.format,
        "codice_destinatario": invoice.recipient_code,
        "scadenza": body.instalments.iter().filter_map(|i| i.due).min(),
        "cig": body.orders.iter().find_map(|o| o.cig.clone()),
        "firmata": signed,
        "rilievi": body.remarks,
        "fatture": invoice.bodies.len(),
    });
    Outcome::Done(Map::from_iter([("fattura".to_owned(), fattura)]))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
pub enum Answer {
    EC01,
    EC02,
}

/// The inputs of an outcome.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Write {
    #[schemars(extend("at" = 1, "proposed" = "${mail.sdi.identifier}", "it" = ["Identificativo SdI", ""], "en" = ["SdI identifier", ""]))]
    pub identifier: String,
    #[schemars(extend("at" = 2, "proposed" = "${mail.sdi.file}", "it" = ["File della fattura", "Il suo nome dà il nome all'esito."], "en" = ["Invoice file", "The outcome is named after it."]))]
    pub file: String,
    #[schemars(extend("at" = 3, "it" = ["Esito", "EC01 accettata, EC02 rifiutata."], "en" = ["Outcome", "EC01 accepted, EC02 refused."]))]
    pub outcome: Answer,
    #[schemars(extend("at" = 4, "long" = true, "it" = ["Motivo", "Serve quando la fattura è rifiutata; al massimo 255 caratteri."], "en" = ["Reason", "Needed when the invoice is refused; at most 255 characters."]))]
    pub reason: Option<String>,
}

/// Writes outcomes; it needs nothing from outside.
#[derive(Clone, Copy, Default)]
pub struct Outcomes;

impl Outbound for Outcomes {
    fn template(&self) -> Template {
        Template {
            kind: OUTCOME.into(),
            name: Text::new(
                "Prepara l'esito committente",
                "Write the customer's outcome",
            ),
            help: Text::new(
                "Scrive il file EC con cui una pubblica amministrazione accetta o rifiuta una fattura, da inviare per PEC alla casella del Sistema di Interscambio.",
                "Writes the EC file by which a public body accepts or refuses an invoice, to be sent by PEC to the mailbox of the exchange system.",
            ),
            inputs: contract::inputs_of::<Write>(),
            outputs: vec![(
                "document".into(),
                Text::new(
                    "Il file: name, media_type, size, ref",
                    "The file: name, media_type, size, ref",
                ),
            )],
        }
    }

    fn check(&self, inputs: &Map<String, Value>) -> Vec<InputProblem> {
        contract::check_inputs(&self.template().inputs, inputs)
    }

    fn prepare(&self, _: &Call) -> Result<Option<Prepared>, Outcome> {
        Ok(None)
    }

    fn perform<'a>(&'a self, call: &'a Call, _: Option<&'a Prepared>) -> Boxed<'a, Outcome> {
        let made = contract::parse::<Write>(&call.inputs).and_then(|inputs| write(&inputs));
        Box::pin(std::future::ready(made.unwrap_or_else(|outcome| outcome)))
    }
}

fn write(inputs: &Write) -> Result<Outcome, Outcome> {
    let judgement = match inputs.outcome {
        Answer::EC01 => Judgement::Accepted,
        Answer::EC02 => Judgement::Refused,
    };
    if judgement == Judgement::Refused && inputs.reason.is_none() {
        return Err(Outcome::never(
            "reason_missing",
            "a refusal needs a reason / un rifiuto vuole un motivo",
        ));
    }
    let name = fattura::file_name(&inputs.file, 1).ok_or_else(|| {
        Outcome::never(
            "bad_input",
            format!("«{}» is not the name of an invoice file", inputs.file),
        )
    })?;
    let outcome = fattura::Outcome {
        sdi: inputs.identifier.clone(),
        judgement,
        invoice: None,
        reason: inputs.reason.clone(),
        message_id: None,
    };
    Ok(Outcome::Made(Document {
        name,
        media_type: "application/xml".into(),
        bytes: outcome.xml().into_bytes(),
    }))
}
