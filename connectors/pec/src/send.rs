//! The connector `pec.send`: a certified message, checked before the gestore checks it.
//!
//! A message that a gestore must refuse by form is refused here, with a reason a person can act on,
//! and no receipt is waited for. Sources: RFC 6109 §3.1.1 (formal checks), §3.3.2 (receipt asked
//! for); DM 2 November 2005 art. 12 (30 MB as size times recipients is guaranteed, a provider may take more).

use crate::kind;
use contract::{
    Boxed, Call, Input, InputKind, InputProblem, Outbound, Outcome, Prepared, ReceiptScope,
    Template, Text,
};
use mail::send::{inputs, outputs, perform};
use mail::{ComposeError, Outgoing, Smtp, compose, receipt_asked};
use serde_json::{Map, Value};

/// The topic of the connector.
pub const KIND: &str = "pec.send";

/// Sends certified mail. The connections are kept in the [`Smtp`] it is given.
#[derive(Clone, Default)]
pub struct Send {
    smtp: Smtp,
}

impl Send {
    pub fn new(smtp: Smtp) -> Send {
        Send { smtp }
    }
}

impl Outbound for Send {
    fn template(&self) -> Template {
        let mut inputs = inputs();
        inputs.push(Input {
            name: "receipt".into(),
            label: Text::new("Ricevuta di consegna", "Delivery receipt"),
            help: Text::new(
                "Completa: con il messaggio intero. Breve: con le impronte degli allegati. Sintetica: solo i dati.",
                "Full: with the whole message. Brief: with hashes of the attachments. Short: the data only.",
            ),
            kind: InputKind::Choice(vec!["completa".into(), "breve".into(), "sintetica".into()]),
            required: false,
            default: Some("completa".into()),
        });
        let mut outputs = outputs();
        outputs.push((
            "recipients".into(),
            Text::new("Numero di destinatari", "Number of recipients"),
        ));
        Template {
            kind: KIND.into(),
            name: Text::new("Invia PEC", "Send certified mail (PEC)"),
            help: Text::new(
                "Invia un messaggio di posta elettronica certificata e segue le ricevute di ogni destinatario.",
                "Sends a certified message and follows the receipts of each recipient.",
            ),
            inputs,
            outputs,
        }
    }

    fn check(&self, inputs: &Map<String, Value>) -> Vec<InputProblem> {
        contract::check_inputs(&self.template().inputs, inputs)
    }

    fn prepare(&self, call: &Call) -> Result<Option<Prepared>, Outcome> {
        let mut message = Outgoing::from_call(call)?;
        if call.mailbox.as_ref().is_some_and(|m| !m.certified) {
            return Err(Outcome::Never {
                code: "mailbox_not_certified".into(),
                reason: format!(
                    "{0} is not a certified mailbox / {0} non è una casella certificata",
                    message.sender
                ),
            });
        }
        message.receipt = match &call.again {
            Some(raw) => receipt_asked(raw),
            None => Some(receipt(call)?),
        };
        let prepared = compose(&message)?;
        let total = prepared.bytes.len() as u64 * prepared.recipients.len() as u64;
        if let Some(most) = call
            .mailbox
            .as_ref()
            .map(|m| m.bytes_max)
            .filter(|m| total > *m)
        {
            let mb = |bytes: u64| format!("{}.{}", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
            return Err(Outcome::Never {
                code: "too_big".into(),
                reason: format!(
                    "{0} MB for {1} recipients make {2} MB; the mailbox carries at most {3} MB in all: fewer recipients at a time, or smaller attachments / {0} MB per {1} destinatari fanno {2} MB; la casella porta al massimo {3} MB in tutto: meno destinatari per volta, o allegati più piccoli",
                    mb(prepared.bytes.len() as u64),
                    prepared.recipients.len(),
                    mb(total),
                    mb(most),
                ),
            });
        }
        Ok(Some(prepared))
    }

    fn perform<'a>(&'a self, call: &'a Call, prepared: Option<&'a Prepared>) -> Boxed<'a, Outcome> {
        Box::pin(async move {
            let mut outcome = perform(&self.smtp, call, prepared).await;
            if let (Outcome::Done(result), Some(prepared)) = (&mut outcome, prepared) {
                result.insert("recipients".into(), Value::from(prepared.recipients.len()));
            }
            outcome
        })
    }
}

/// The receipt asked for; complete when nothing is said.
fn receipt(call: &Call) -> Result<ReceiptScope, ComposeError> {
    match call.inputs.get("receipt") {
        None | Some(Value::Null) => Ok(ReceiptScope::Completa),
        Some(Value::String(word)) if word.trim().is_empty() => Ok(ReceiptScope::Completa),
        Some(Value::String(word)) => kind::scope(word).ok_or_else(|| ComposeError::BadReceipt {
            value: word.clone(),
        }),
        Some(other) => Err(ComposeError::BadReceipt {
            value: other.to_string(),
        }),
    }
}
