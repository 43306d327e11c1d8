//! The form of a corrective task: what happened, whom to send to instead, or how else.

use super::{ADDRESS, AGAIN, HOW, NOTE, OTHERWISE, PROPOSED, concerned, near::Proposed};
use crate::{Fault, Runtime};
use office::{
    Viewer,
    despatch::{RecipientState, Remedy, State},
};
use serde_json::{Value as JsonValue, json};
use store::{load, row, view};

impl Runtime {
    /// In Italian and in English.
    pub(crate) async fn correction_forms(&self, task: &row::Task) -> Result<[JsonValue; 2], Fault> {
        let correction = load::correction(&self.store, task.id)
            .await?
            .ok_or_else(|| Fault::broken(format!("task {} corrects nothing", task.id)))?;
        let whole = correction.kind == Remedy::NotAccepted.name();
        let despatch = view::despatch(&Viewer::system(), &self.store, correction.despatch).await?;
        let (despatch, journey) = match despatch.filter(|d| !d.withheld) {
            Some(item) => {
                let journey = super::super::journey(&item.despatch)?;
                (Some(item.despatch), Some(journey))
            }
            None => (None, None),
        };
        let recipients = match &journey {
            Some(journey) => concerned(&correction, journey),
            None => Vec::new(),
        };
        let proposed = match (&despatch, recipients.as_slice()) {
            (Some(despatch), [one]) if !whole => self.proposals(despatch, &one.address).await?,
            _ => Vec::new(),
        };
        let failed = recipients.first().copied();
        let repeats = failed.and_then(Remedy::of).is_some_and(Remedy::may_repeat);
        let form = |italian: bool| {
            let w = |it: &str, en: &str| if italian { it } else { en }.to_string();
            let mut components = vec![json!({
                "type": "text", "id": "spiega",
                "text": told(failed, whole, correction.reason.as_deref(), italian),
            })];
            components.push(json!({
                "type": "radio", "id": HOW, "key": HOW, "label": w("Che cosa fare", "What to do"),
                "validate": { "required": true },
                "values": [
                    { "value": AGAIN, "label": w("Spedire di nuovo: parte un messaggio nuovo, collegato a questo", "Send again: a new message leaves, linked to this one") },
                    { "value": OTHERWISE, "label": w("Raggiungere il destinatario in un altro modo, o spiegare perché non si può", "Reach the recipient another way, or say why that cannot be") },
                ],
            }));
            let hide = json!({ "hide": format!("={HOW} != \"{AGAIN}\"") });
            if !whole {
                if !proposed.is_empty() {
                    let mut values: Vec<JsonValue> = proposed.iter().map(option).collect();
                    values.push(json!({ "value": "altro", "label": w("Un altro indirizzo", "Another address") }));
                    components.push(json!({
                        "type": "radio", "id": PROPOSED, "key": PROPOSED, "conditional": hide,
                        "label": w("Indirizzi proposti", "Addresses proposed"), "values": values,
                    }));
                }
                let same = failed.map(|r| r.address.as_str()).filter(|_| repeats);
                let unless_proposed = match proposed.is_empty() {
                    true => hide,
                    false => {
                        json!({ "hide": format!("={HOW} != \"{AGAIN}\" or {PROPOSED} != \"altro\"") })
                    }
                };
                let mut address = json!({
                    "type": "textfield", "id": ADDRESS, "key": ADDRESS, "conditional": unless_proposed,
                    "label": w("Altro indirizzo", "Another address"),
                });
                if let Some(same) = same {
                    address["defaultValue"] = json!(same);
                }
                components.push(address);
            }
            components.push(json!({
                "type": "textarea", "id": NOTE, "key": NOTE,
                "conditional": { "hide": format!("={HOW} != \"{OTHERWISE}\"") },
                "label": w("Come è stato raggiunto, o perché non si può (resta tra le note della pratica)", "How the recipient was reached, or why that cannot be (kept among the notes of the case)"),
            }));
            json!({ "type": "default", "schemaVersion": 18, "components": components })
        };
        Ok([form(true), form(false)])
    }
}

fn option(proposed: &Proposed) -> JsonValue {
    let whose = [&proposed.name, &proposed.source]
        .into_iter()
        .filter(|t| !t.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    let label = match whose.as_str() {
        "" => proposed.address.clone(),
        _ => format!("{} ({whose})", proposed.address),
    };
    json!({ "value": proposed.address, "label": label })
}

/// What happened, in the gestore's words where it gave some.
fn told(
    recipient: Option<&RecipientState>,
    whole: bool,
    failed_again: Option<&str>,
    italian: bool,
) -> String {
    let w = |it: &str, en: &str| if italian { it } else { en }.to_string();
    let mut lines = Vec::new();
    match recipient {
        None => lines.push(w(
            "Il messaggio è stato rimosso con un atto.",
            "The message was removed by an act.",
        )),
        Some(_) if whole => lines.push(w(
            "Il gestore non ha accettato il messaggio: non è partito per nessuno.",
            "The gestore did not accept the message: it left for nobody.",
        )),
        Some(r) => {
            lines.push(format!("**{}**", plain(&r.address)));
            lines.push(match Remedy::of(r) {
                None => w(
                    "Nel frattempo la consegna è arrivata.",
                    "Meanwhile the delivery has come.",
                ),
                Some(Remedy::Address) if r.state == State::Bounced => w(
                    "Non è una casella PEC, e il server del destinatario ha respinto il messaggio.",
                    "It is no certified mailbox, and the recipient's server returned the message.",
                ),
                Some(Remedy::Address) => w(
                    "La casella o il dominio non esiste.",
                    "The mailbox or the domain does not exist.",
                ),
                Some(Remedy::FullBox) => w("La casella è piena.", "The mailbox is full."),
                Some(Remedy::ExpectedCertified) => w(
                    "In rubrica è una PEC, per il gestore è posta ordinaria: un errore di battitura, o un dominio spento.",
                    "The address book says PEC, the gestore ordinary mail: a typing error, or a dead domain.",
                ),
                Some(Remedy::Undelivered) => w(
                    "Il gestore non l'ha consegnato nelle 24 ore. Una consegna più tarda chiude questa attività da sé.",
                    "The gestore did not deliver it within 24 hours. A later delivery closes this task by itself.",
                ),
                Some(Remedy::Virus) => w(
                    "Il gestore del destinatario vi ha trovato un virus.",
                    "The recipient's gestore found a virus in it.",
                ),
                Some(_) => w("Non è stato consegnato.", "It was not delivered."),
            });
        }
    }
    if let Some(reason) = recipient.and_then(|r| r.reason.as_deref()) {
        lines.push(format!(
            "{}: {}",
            w("Parole del gestore", "The gestore's words"),
            plain(reason)
        ));
    }
    if let Some(reason) = failed_again {
        lines.push(format!(
            "{}: {}",
            w(
                "L'ultima spedizione non è riuscita",
                "Sending it again did not work"
            ),
            plain(reason)
        ));
    }
    lines.join("\n\n")
}

/// One line of what others wrote.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}
