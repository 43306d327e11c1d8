//! What the command line says: every text in both languages, in that of the terminal.
//!
//! Texts leave by [`say`] and [`complain`] alone. A reader that has seen enough (`staffetta openapi |
//! head`) is no fault, and what was begun is ended all the same.

use crate::config::ConfigError;
use crate::language::{Language, Words, words};
use login::bootstrap::TooShort;
use runtime::Fault;
use scenario::Unplayable;
use std::error::Error;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use store::{BackupFault, BucketFault, StoreError};

/// A line for whoever reads the output. Fails when it cannot be written (disk full), not when nobody reads any more.
pub fn say(text: impl Display) -> io::Result<()> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}

/// A line beside the output: what is wrong. Where it cannot be written there is nobody left to tell.
pub fn complain(text: impl Display) {
    writeln!(io::stderr().lock(), "{text}").unwrap_or_default();
}

/// An error with everything below it, in the terminal's language.
pub fn told(error: &anyhow::Error) -> String {
    told_in(error, Language::of_terminal())
}

fn told_in(error: &anyhow::Error, language: Language) -> String {
    let mut said: Vec<String> = Vec::new();
    for cause in error.chain() {
        let text = in_words(cause, language);
        // Many a wrapper says again what it wraps.
        if said.iter().all(|before| !before.contains(&text)) {
            said.push(text);
        }
    }
    said.join(": ")
}

fn in_words(cause: &(dyn Error + 'static), language: Language) -> String {
    let words = if let Some(words) = cause.downcast_ref::<Words>() {
        words.clone()
    } else if let Some(error) = cause.downcast_ref::<ConfigError>() {
        error.words()
    } else if let Some(fault) = cause.downcast_ref::<Fault>() {
        of_fault(fault)
    } else if let Some(error) = cause.downcast_ref::<StoreError>() {
        of_store(error)
    } else if let Some(unplayable) = cause.downcast_ref::<Unplayable>() {
        of_scenarios(unplayable)
    } else if cause.is::<TooShort>() {
        words!(
            "STAFFETTA_BOOTSTRAP_TOKEN ha meno di 16 caratteri",
            "STAFFETTA_BOOTSTRAP_TOKEN is shorter than 16 characters"
        )
    } else if let Some(error) = cause.downcast_ref::<io::Error>() {
        of_machine(error)
    } else {
        return cause.to_string();
    };
    language.pick(&words.it, &words.en).to_string()
}

/// A refusal in words, fields and findings included.
fn of_fault(fault: &Fault) -> Words {
    let lines: Vec<(String, String)> = match fault {
        Fault::Invalid { fields } => fields
            .iter()
            .map(|(field, it, en)| (format!("{field}: {it}"), format!("{field}: {en}")))
            .collect(),
        Fault::Findings(findings) => findings
            .iter()
            .map(|f| {
                let place = format!("{} {}", f.file, f.code);
                (
                    format!("{place}: {}", f.message.it),
                    format!("{place}: {}", f.message.en),
                )
            })
            .collect(),
        Fault::ReplyHeld { holder, .. } => vec![(
            format!("chi scrive la risposta è {holder}"),
            format!("the answer is being written by {holder}"),
        )],
        Fault::Refused { it, en, .. } | Fault::Conflict { it, en, .. } => {
            vec![(it.clone(), en.clone())]
        }
        Fault::NotFound { what } => {
            vec![(format!("non c'è: {what}"), format!("not there: {what}"))]
        }
        Fault::Unavailable(said) => vec![(
            format!("in questo momento non si può scrivere: {said}"),
            format!("nothing can be written right now: {said}"),
        )],
        Fault::Broken(said) => vec![(format!("guasto: {said}"), format!("broken: {said}"))],
    };
    let (it, en): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
    Words::new(it.join("; "), en.join("; "))
}

fn of_store(error: &StoreError) -> Words {
    match error {
        StoreError::Missing(place) => words!(
            "qui non c'è un archivio di Staffetta: {}",
            "there is no store of Staffetta here: {}",
            place
        ),
        StoreError::UnknownUrl(scheme) => words!(
            "database_url comincia con sqlite:// o postgres://, non con {}:",
            "database_url begins with sqlite:// or postgres://, not with {}:",
            scheme
        ),
        StoreError::MadeForTestClock => words!(
            "questo archivio è nato con l'orologio di prova e si apre solo con --clock test",
            "this store was made with the test clock and opens with --clock test only"
        ),
        StoreError::NotMadeForTestClock => words!(
            "questo archivio non è nato con l'orologio di prova: togliere --clock test",
            "this store was not made with the test clock: leave --clock test out"
        ),
        StoreError::Unsealable => words!(
            "chiuso con un'altra chiave, o danneggiato: rimettere il file della chiave di allora",
            "sealed with another key, or damaged: put the key file of then back"
        ),
        StoreError::DamagedBlob(sha) => words!(
            "il contenuto {} non corrisponde più alla sua impronta",
            "the bytes {} no longer match their hash",
            sha
        ),
        StoreError::NoBlob(sha) => {
            words!("il contenuto {} non c'è", "the bytes {} are not there", sha)
        }
        StoreError::Unavailable(said) => words!(
            "la base dati non si raggiunge: {}",
            "the database cannot be reached: {}",
            said
        ),
        StoreError::Backup(fault) => of_backup(fault),
        StoreError::Bucket(fault) => of_bucket(fault),
        other => Words::new(other.to_string(), other.to_string()),
    }
}

/// What S3 or the network answered stays in its own words.
fn of_bucket(fault: &BucketFault) -> Words {
    match fault {
        BucketFault::Missing { place, said } => words!(
            "il bucket di blobs_url, {}, non c'è: crearlo, o correggere blobs_url (S3: {})",
            "the bucket of blobs_url, {}, is not there: make it, or correct blobs_url (S3: {})",
            place,
            said
        ),
        BucketFault::Refused { place, said } => words!(
            "il bucket di blobs_url, {}, rifiuta le credenziali: controllare AWS_ACCESS_KEY_ID e AWS_SECRET_ACCESS_KEY; servono i permessi di leggere, scrivere, elencare e cancellare (S3: {})",
            "the bucket of blobs_url, {}, refuses the credentials: check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; they must be allowed to get, put, list and delete (S3: {})",
            place,
            said
        ),
        BucketFault::Unreachable { endpoint, said } => words!(
            "il server S3 {} non risponde: è acceso, e blobs_endpoint e blobs_region sono giusti? ({})",
            "the S3 server {} does not answer: is it up, and are blobs_endpoint and blobs_region right? ({})",
            endpoint,
            said
        ),
        BucketFault::Unusable { place, said } => words!(
            "il bucket di blobs_url, {}, non si può usare: controllare blobs_region e blobs_endpoint (S3: {})",
            "the bucket of blobs_url, {}, cannot be used: check blobs_region and blobs_endpoint (S3: {})",
            place,
            said
        ),
    }
}

fn of_backup(fault: &BackupFault) -> Words {
    let it = match fault {
        BackupFault::NotEmpty(folder) => {
            format!("{folder} non è vuota: indicare una cartella vuota o nuova")
        }
        BackupFault::NoManifest(why) => format!(
            "non è una copia completa: manca manifest.json, che si scrive per ultimo ({why})"
        ),
        BackupFault::UnknownFormat(format) => {
            format!("il formato {format} della copia è di una versione più recente")
        }
        BackupFault::Missing(file) => format!("{file} manca dalla copia, o non si legge"),
        BackupFault::Changed(file) => format!("{file} non è più come quando la copia fu fatta"),
        BackupFault::OtherDatabase(made) => format!(
            "questa è una copia di {made}: database_url deve indicare una base dati dello stesso tipo"
        ),
        BackupFault::InUse(place) => {
            format!("{place} è già in uso: si ripristina solo dove non c'è nulla")
        }
        BackupFault::Unreadable(why) => format!("la copia non si legge: {why}"),
    };
    Words::new(it, fault.to_string())
}

fn of_scenarios(unplayable: &Unplayable) -> Words {
    let en = unplayable.to_string();
    match unplayable {
        Unplayable::NoScenario => Words::new("il pacchetto non ha scenarios/*.toml", en),
        Unplayable::House(why) => Words::new(format!("la prova non si può allestire: {why}"), en),
        _ => Words::new(en.clone(), en),
    }
}

/// What the operating system refuses most often; the rest as it says it.
fn of_machine(error: &io::Error) -> Words {
    let (it, en) = match error.kind() {
        ErrorKind::NotFound => ("non esiste", "is not there"),
        ErrorKind::PermissionDenied => ("accesso negato", "access denied"),
        ErrorKind::AlreadyExists => ("esiste già", "exists already"),
        ErrorKind::AddrInUse => (
            "la porta è occupata da un altro programma",
            "another program has this port",
        ),
        ErrorKind::AddrNotAvailable => (
            "questo indirizzo non è di questa macchina",
            "this address is not of this machine",
        ),
        ErrorKind::ConnectionRefused => ("nessuno risponde", "nobody answers"),
        ErrorKind::StorageFull => ("il disco è pieno", "the disk is full"),
        ErrorKind::ReadOnlyFilesystem => ("il disco è in sola lettura", "the disk is read-only"),
        ErrorKind::NotADirectory => ("non è una cartella", "is not a folder"),
        ErrorKind::IsADirectory => ("è una cartella", "is a folder"),
        _ => return Words::new(error.to_string(), error.to_string()),
    };
    Words::new(it, en)
}

/// While something is done to a path; for `with_context`.
pub fn doing(it: &str, en: &str, path: &std::path::Path) -> Words {
    Words::new(
        format!("{it} {}", path.display()),
        format!("{en} {}", path.display()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_told_whole_in_either_language_and_nothing_twice() {
        let missing = anyhow::Error::from(io::Error::from(ErrorKind::NotFound));
        assert_eq!(told_in(&missing, Language::It), "non esiste");
        assert_eq!(told_in(&missing, Language::En), "is not there");
        let fault = Fault::Invalid {
            fields: vec![("login".into(), "C'è già.".into(), "It exists.".into())],
        };
        let error = anyhow::Error::from(fault);
        assert_eq!(told_in(&error, Language::It), "login: C'è già.");
        let twice = anyhow::anyhow!("b: c").context("a: b: c");
        assert_eq!(told_in(&twice, Language::En), "a: b: c");
    }
}
