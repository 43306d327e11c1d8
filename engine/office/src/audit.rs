//! What the record of operations calls each act. The chain holds the verb; people read the name.

/// The name of an act in Italian and English; an unknown verb is shown as it is.
pub fn name(verb: &str) -> (&str, &str) {
    NAMES
        .iter()
        .find(|(v, _, _)| *v == verb)
        .map_or((verb, verb), |(_, it, en)| (it, en))
}

/// Acts by which somebody came to see a message or a case; the first of them is its first reading.
pub const LOOKS: [&str; 7] = [
    "despatch.attachment",
    "despatch.download",
    "despatch.view",
    "instance.view",
    "mail.attachment",
    "mail.download",
    "mail.view",
];

/// (verb, Italian, English), in the order of the words.
pub const NAMES: &[(&str, &str, &str)] = &[
    (
        "absence.create",
        "Assenza registrata",
        "Absence written down",
    ),
    ("absence.update", "Assenza cambiata", "Absence changed"),
    ("absence.withdraw", "Assenza ritirata", "Absence taken back"),
    (
        "anchor.create",
        "Certificato di un gestore importato",
        "Provider certificate imported",
    ),
    (
        "approval.void",
        "Approvazione decaduta: il testo è un altro",
        "Approval void: the text is another",
    ),
    (
        "archive.delete",
        "File di un archivio eliminato",
        "File of an archive deleted",
    ),
    (
        "archive.download",
        "Archivio di un periodo scaricato",
        "Archive of a period downloaded",
    ),
    (
        "archive.failed",
        "Archivio di un periodo non riuscito",
        "Archive of a period failed",
    ),
    (
        "archive.made",
        "Archivio di un periodo pronto",
        "Archive of a period ready",
    ),
    (
        "archive.order",
        "Archivio di un periodo ordinato",
        "Archive of a period ordered",
    ),
    ("area.create", "Area organizzativa aggiunta", "Area added"),
    ("area.remove", "Area organizzativa tolta", "Area removed"),
    ("area.update", "Area organizzativa cambiata", "Area changed"),
    ("backup.create", "Copia di sicurezza fatta", "Backup made"),
    (
        "batch.create",
        "Operazione su più pratiche avviata",
        "Batch begun",
    ),
    (
        "batch.stop",
        "Operazione su più pratiche fermata",
        "Batch stopped",
    ),
    ("calendar.update", "Calendario cambiato", "Calendar changed"),
    (
        "chain.checkpoint",
        "Registro delle operazioni ancorato",
        "Record of operations anchored",
    ),
    (
        "chain.open",
        "Registro delle operazioni aperto",
        "Record of operations opened",
    ),
    ("contact.close", "Contatto chiuso", "Contact closed"),
    ("contact.create", "Contatto aggiunto", "Contact added"),
    (
        "contact.import",
        "Rubrica importata",
        "Address book imported",
    ),
    (
        "contact.merge",
        "Due contatti uniti",
        "Two contacts made one",
    ),
    ("contact.reopen", "Contatto riaperto", "Contact reopened"),
    (
        "contact.undo",
        "Importazione nella rubrica annullata",
        "Import into the address book undone",
    ),
    ("contact.update", "Contatto cambiato", "Contact changed"),
    (
        "correction.delivered",
        "Rimedio chiuso: il messaggio è arrivato",
        "Remedy closed: the message arrived",
    ),
    (
        "correction.open",
        "Destinatario non raggiunto: rimedio aperto",
        "Recipient not reached: remedy opened",
    ),
    (
        "correction.resent",
        "Rimedio chiuso: spedito di nuovo",
        "Remedy closed: sent again",
    ),
    (
        "correction.waived",
        "Rimedio chiuso con un motivo",
        "Remedy closed with a reason",
    ),
    (
        "credential.create",
        "Credenziali per altri programmi aggiunte",
        "Credentials added",
    ),
    (
        "credential.delete",
        "Credenziali per altri programmi tolte",
        "Credentials removed",
    ),
    (
        "credential.update",
        "Credenziali per altri programmi cambiate",
        "Credentials changed",
    ),
    (
        "deployment.create",
        "Versione pubblicata",
        "Deployment published",
    ),
    ("deployment.remove", "Versione tolta", "Deployment removed"),
    (
        "despatch.attachment",
        "Allegato spedito aperto o scaricato",
        "Sent attachment opened or downloaded",
    ),
    (
        "despatch.confirm",
        "Spedizione confermata",
        "Despatch confirmed",
    ),
    (
        "despatch.create",
        "Spedizione preparata",
        "Despatch prepared",
    ),
    (
        "despatch.download",
        "Spedizione scaricata",
        "Despatch downloaded",
    ),
    (
        "despatch.resend",
        "Spedizione ripetuta",
        "Despatch sent again",
    ),
    (
        "despatch.resolve",
        "Spedizione incerta risolta",
        "Uncertain despatch resolved",
    ),
    (
        "despatch.submitted",
        "Spedizione accettata dal server",
        "Despatch taken by the server",
    ),
    ("despatch.view", "Spedizione vista", "Despatch viewed"),
    (
        "draft.create",
        "Bozza di processo iniziata",
        "Process draft begun",
    ),
    (
        "draft.delete",
        "Bozza di processo eliminata",
        "Process draft deleted",
    ),
    (
        "draft.save",
        "Bozza di processo salvata",
        "Process draft saved",
    ),
    ("identity.create", "Accesso aggiunto", "Way to log in added"),
    (
        "identity.update",
        "Accesso cambiato",
        "Way to log in changed",
    ),
    (
        "incident.dismiss",
        "Errore archiviato",
        "Incident dismissed",
    ),
    ("incident.retry", "Errore riprovato", "Incident retried"),
    (
        "instance.cancel",
        "Processo interrotto",
        "Instance cancelled",
    ),
    (
        "instance.migrate",
        "Pratica passata a un'altra versione",
        "Case taken to another version",
    ),
    (
        "instance.modify",
        "Processo spostato a mano",
        "Instance moved by hand",
    ),
    ("instance.resume", "Processo ripreso", "Instance resumed"),
    ("instance.start", "Processo avviato", "Instance started"),
    (
        "instance.suspend",
        "Processo messo in pausa",
        "Instance suspended",
    ),
    (
        "instance.variables",
        "Variabili della pratica cambiate",
        "Variables of the case changed",
    ),
    ("instance.view", "Pratica vista", "Case viewed"),
    (
        "job.complete",
        "Lavoro esterno concluso",
        "External job completed",
    ),
    (
        "job.done",
        "Lavoro automatico concluso",
        "Automatic job done",
    ),
    (
        "job.error",
        "Errore BPMN da un lavoro esterno",
        "BPMN error from an external job",
    ),
    (
        "job.fail",
        "Lavoro automatico non riuscito",
        "Automatic job failed",
    ),
    (
        "mail.answer",
        "Risposta ricevuta a un nostro messaggio",
        "Answer to our message received",
    ),
    ("mail.archive", "Messaggio archiviato", "Mail archived"),
    (
        "mail.attachment",
        "Allegato aperto o scaricato",
        "Attachment opened or downloaded",
    ),
    (
        "mail.automatic",
        "Risposta automatica preparata",
        "Automatic answer prepared",
    ),
    (
        "mail.download",
        "Messaggio scaricato da una persona",
        "Message downloaded by somebody",
    ),
    (
        "mail.forward",
        "Inoltro del messaggio iniziato",
        "Forward of the message begun",
    ),
    ("mail.inbox", "Messaggio da smistare", "Mail to be sorted"),
    (
        "mail.keep",
        "Messaggio scaricato e conservato",
        "Mail fetched and kept",
    ),
    (
        "mail.link",
        "Messaggio collegato a una pratica",
        "Mail linked to a case",
    ),
    (
        "mail.read_again",
        "Messaggio in quarantena riletto",
        "Quarantined mail read again",
    ),
    (
        "mail.start",
        "Pratica avviata da un messaggio",
        "Case started from a mail",
    ),
    (
        "mail.unlink",
        "Messaggio tolto dalla pratica",
        "Mail taken out of the case",
    ),
    ("mail.view", "Messaggio visto", "Message viewed"),
    ("mailbox.create", "Casella collegata", "Mailbox connected"),
    (
        "mailbox.fetch",
        "Messaggi mancanti scaricati",
        "Missing messages fetched",
    ),
    (
        "mailbox.renumbered",
        "Casella rinumerata dal server",
        "Mailbox renumbered by the server",
    ),
    (
        "mailbox.rights",
        "Diritti della casella cambiati",
        "Rights of the mailbox changed",
    ),
    (
        "mailbox.token",
        "Token di accesso della casella rinnovato dal gestore",
        "Refresh token of the mailbox renewed by its provider",
    ),
    ("mailbox.update", "Casella modificata", "Mailbox changed"),
    (
        "mailbox.upkeep",
        "Scadenze della casella cambiate",
        "Terms of the mailbox changed",
    ),
    (
        "mailing.create",
        "Invio a molti diviso in lotti",
        "Message to many cut into parts",
    ),
    (
        "mailing.halt",
        "Invio a molti fermato",
        "Message to many halted",
    ),
    (
        "mailing.resume",
        "Invio a molti ripreso",
        "Message to many resumed",
    ),
    (
        "message.discard",
        "Messaggio scartato da chi lo scriveva",
        "Message discarded by its writer",
    ),
    ("message.publish", "Evento pubblicato", "Message published"),
    (
        "message.take_back",
        "Messaggio ripreso prima della partenza",
        "Message taken back before it left",
    ),
    ("note.create", "Nota aggiunta", "Note added"),
    ("notice", "Avviso nella scrivania", "Notice on the desk"),
    ("notice.read", "Avviso letto", "Notice read"),
    ("office.create", "Ufficio creato", "Office created"),
    ("office.update", "Ufficio modificato", "Office changed"),
    ("opinion.ask", "Parere chiesto", "Opinion asked"),
    ("opinion.give", "Parere dato", "Opinion given"),
    (
        "owed.answered",
        "Risposta data a chi ha scritto",
        "Whoever wrote was answered",
    ),
    (
        "owed.reopen",
        "Da riscontrare di nuovo: la risposta non è arrivata",
        "Unanswered again: the answer did not arrive",
    ),
    (
        "owed.task",
        "Pratica finita senza risposta",
        "Case ended without an answer",
    ),
    (
        "owed.waived",
        "Motivo per cui non si risponde",
        "Reason for no answer",
    ),
    (
        "password.change",
        "Parola d'accesso cambiata",
        "Password changed",
    ),
    (
        "password.link_create",
        "Collegamento per la parola d'accesso creato",
        "Password link made",
    ),
    (
        "password.link_revoke",
        "Collegamento per la parola d'accesso ritirato",
        "Password link taken back",
    ),
    (
        "password.link_use",
        "Parola d'accesso scelta con un collegamento",
        "Password set by a link",
    ),
    ("person.create", "Persona aggiunta", "Person added"),
    ("person.import", "Persone importate", "People imported"),
    (
        "person.import_undo",
        "Importazione di persone annullata",
        "Import of people undone",
    ),
    (
        "person.leave",
        "Persona che lascia l'ente: passaggio di consegne",
        "Person left: handed over",
    ),
    ("person.update", "Persona modificata", "Person changed"),
    (
        "provider.delete",
        "Modifiche a un gestore di posta tolte",
        "Changes of a mail provider taken back",
    ),
    (
        "provider.update",
        "Gestore di posta modificato",
        "Mail provider changed",
    ),
    (
        "receipt.attach",
        "Ricevuta senza corrispondenza unita a una spedizione",
        "Receipt of nobody put to a despatch",
    ),
    (
        "receipt.take",
        "Ricevuta registrata nella spedizione",
        "Receipt taken into its despatch",
    ),
    ("record.export", "Registro esportato", "Record exported"),
    (
        "register.gap",
        "Salto di numerazione dichiarato",
        "Gap in numbering declared",
    ),
    ("registration.draw", "Protocollato", "Registered"),
    ("removal.ask", "Rimozione chiesta", "Removal asked for"),
    ("removal.dispose", "Scarto eseguito", "Disposed of"),
    (
        "removal.withdraw",
        "Richiesta di rimozione ritirata",
        "Removal withdrawn",
    ),
    (
        "removal.withhold",
        "Sottratto alla vista",
        "Withheld from view",
    ),
    (
        "reply.ask",
        "Risposta chiesta a chi la scrive",
        "Answer asked for",
    ),
    ("reply.prolong", "Risposta tenuta", "Answer kept"),
    ("reply.put_down", "Risposta lasciata", "Answer put down"),
    (
        "reply.refused",
        "Risposta negata: la scrive un'altra persona",
        "Answer refused: somebody else writes it",
    ),
    ("reply.take", "Risposta presa", "Answer taken"),
    (
        "reply.take_over",
        "Subentro nella risposta",
        "Answer taken over",
    ),
    (
        "search.rebuild",
        "Indice di ricerca ricostruito",
        "Search index rebuilt",
    ),
    ("session.create", "Accesso", "Login"),
    ("session.end", "Uscita", "Logout"),
    ("signal.publish", "Segnale inviato", "Signal sent"),
    (
        "store.restored",
        "Copia di sicurezza ripristinata",
        "Backup restored",
    ),
    ("tag.change", "Etichette cambiate", "Tags changed"),
    ("task.assign", "Attività assegnata", "Task assigned"),
    ("task.claim", "Attività presa in carico", "Task claimed"),
    ("task.complete", "Attività conclusa", "Task completed"),
    (
        "task.distribute",
        "Attività assegnata a un ufficio",
        "Task assigned to an office",
    ),
    (
        "task.draft",
        "Bozza di risposta salvata",
        "Draft of an answer saved",
    ),
    (
        "task.offer",
        "Attività proposta a un'altra persona",
        "Task offered to another person",
    ),
    (
        "task.refuse",
        "Assegnazione rifiutata",
        "Assignment refused",
    ),
    ("task.release", "Attività rimessa in coda", "Task released"),
    ("task.sign", "Documento firmato", "Document signed"),
    ("task.snooze", "Attività rimandata", "Task put off"),
    (
        "task.unclaimed",
        "Attività che nessuno prende in carico",
        "Tasks nobody takes",
    ),
    (
        "token.create",
        "Chiave di accesso creata",
        "Access token made",
    ),
    (
        "token.revoke",
        "Chiave di accesso revocata",
        "Access token taken away",
    ),
    (
        "webhook.create",
        "Indirizzo da avvisare aggiunto",
        "Webhook added",
    ),
    (
        "webhook.delete",
        "Indirizzo da avvisare tolto",
        "Webhook removed",
    ),
    (
        "webhook.redeliver",
        "Avviso rimandato",
        "Webhook call sent again",
    ),
    (
        "webhook.update",
        "Indirizzo da avvisare cambiato",
        "Webhook changed",
    ),
];

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_sorted_and_single() {
        assert!(super::NAMES.windows(2).all(|w| w[0].0 < w[1].0));
        assert_eq!(super::name("webhook.update").1, "Webhook changed");
        assert_eq!(super::name("task.claim").0, "Attività presa in carico");
        assert_eq!(super::name("future.verb"), ("future.verb", "future.verb"));
    }
}
