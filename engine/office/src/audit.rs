//! What the record of operations calls each act. The chain holds the verb; people read the name.

/// The name of an act in Italian and English; an unknown verb is shown as it is.
pub fn name(verb: &str) -> (&str, &str) {
    NAMES
        .iter()
        .find(|(v, _, _)| *v == verb)
        .map_or((verb, verb), |(_, it, en)| (it, en))
}

/// (verb, Italian, English), in the order of the words.
pub const NAMES: &[(&str, &str, &str)] = &[
    (
        "anchor.create",
        "Certificato di un gestore importato",
        "Provider certificate imported",
    ),
    ("backup.create", "Copia di sicurezza fatta", "Backup made"),
    (
        "deployment.create",
        "Versione pubblicata",
        "Deployment published",
    ),
    ("deployment.remove", "Versione tolta", "Deployment removed"),
    (
        "despatch.resolve",
        "Spedizione incerta risolta",
        "Uncertain despatch resolved",
    ),
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
    ("instance.resume", "Processo ripreso", "Instance resumed"),
    ("instance.start", "Processo avviato", "Instance started"),
    (
        "instance.suspend",
        "Processo messo in pausa",
        "Instance suspended",
    ),
    (
        "job.complete",
        "Lavoro esterno concluso",
        "External job completed",
    ),
    (
        "job.error",
        "Errore BPMN da un lavoro esterno",
        "BPMN error from an external job",
    ),
    ("mail.archive", "Messaggio archiviato", "Mail archived"),
    (
        "mail.link",
        "Messaggio collegato a una pratica",
        "Mail linked to a case",
    ),
    (
        "mail.start",
        "Pratica avviata da un messaggio",
        "Case started from a mail",
    ),
    ("mailbox.create", "Casella collegata", "Mailbox connected"),
    ("mailbox.update", "Casella modificata", "Mailbox changed"),
    ("message.publish", "Evento pubblicato", "Message published"),
    ("note.create", "Nota aggiunta", "Note added"),
    ("office.create", "Ufficio creato", "Office created"),
    ("office.update", "Ufficio modificato", "Office changed"),
    (
        "password.change",
        "Parola d'accesso cambiata",
        "Password changed",
    ),
    ("person.create", "Persona aggiunta", "Person added"),
    ("person.update", "Persona modificata", "Person changed"),
    ("session.create", "Accesso", "Login"),
    ("session.end", "Uscita", "Logout"),
    ("task.assign", "Attività assegnata", "Task assigned"),
    ("task.claim", "Attività presa in carico", "Task claimed"),
    ("task.complete", "Attività conclusa", "Task completed"),
    ("task.release", "Attività rimessa in coda", "Task released"),
    (
        "token.create",
        "Chiave di accesso creata",
        "Access token made",
    ),
];

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_sorted_and_single() {
        assert!(super::NAMES.windows(2).all(|w| w[0].0 < w[1].0));
        assert_eq!(super::name("task.claim").0, "Attività presa in carico");
        assert_eq!(super::name("future.verb"), ("future.verb", "future.verb"));
    }
}
