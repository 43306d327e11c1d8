//! The command line in Italian: help and wrong words. English is in the definitions themselves, and clap's own.

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};

/// Command and argument (`deploy path`; `* url` for any command) in Italian.
const TEXTS: &[(&str, &str)] = &[
    ("", "Flussi di lavoro per uffici che vivono di PEC"),
    (
        " config",
        "File delle impostazioni; staffetta.toml di questa cartella, se c'è",
    ),
    (" log_json", "Righe di log in JSON"),
    ("serve", "Avvia il server"),
    (
        "serve clock",
        "«test»: un orologio che PUT /api/v1/clock sposta; solo per un archivio nato così, solo su questa macchina",
    ),
    (
        "demo",
        "Una piccola organizzazione inventata da provare; alla fine tutto si cancella",
    ),
    (
        "demo ente",
        "Un comune, un ordine professionale o un'azienda",
    ),
    (
        "deploy",
        "Pubblica un pacchetto: una cartella, uno zip o un file BPMN",
    ),
    ("deploy path", "Il pacchetto"),
    (
        "deploy name",
        "Nome del pacchetto; se manca, quello di bundle.toml o della cartella",
    ),
    (
        "check",
        "Controlla un pacchetto senza pubblicarlo. Esce con 1 se sarebbe rifiutato. Di una cartella con più modelli e senza bundle.toml dà una tabella: ogni file accettato o rifiutato, con il motivo",
    ),
    ("check path", "Il pacchetto, o la cartella di modelli"),
    (
        "test",
        "Prova gli scenari di un pacchetto sul motore, con un orologio virtuale e connettori registrati. Esce con 1 se qualcosa non torna",
    ),
    (
        "test path",
        "La cartella di un pacchetto, o uno dei suoi scenarios/*.toml",
    ),
    (
        "test flows",
        "Fallisce anche se in un processo è percorsa una parte minore dei flussi, in percento",
    ),
    ("user", "Persone che accedono"),
    (
        "user add",
        "Aggiunge una persona. La password si legge dalla prima riga dell'ingresso",
    ),
    ("user add login", "Nome utente"),
    ("user add name", "Nome e cognome"),
    ("user add email", "Indirizzo di posta"),
    (
        "user add roles",
        "«ruolo» o «ruolo@ufficio»; ruoli: operatore, protocollista, supervisore, consultazione, analista, amministratore",
    ),
    (
        "user add no_password",
        "Non accede con password (un programma, con un token)",
    ),
    (
        "user password",
        "Cambia una password, letta dalla prima riga dell'ingresso. Chiude le sessioni della persona",
    ),
    ("user password login", "Nome utente"),
    ("user list", "Elenca le persone e i loro ruoli"),
    ("office", "Uffici"),
    ("office add", "Aggiunge un ufficio"),
    (
        "office add key",
        "Nome breve usato nei processi, per esempio «tributi»",
    ),
    ("office add name", "Nome per esteso"),
    ("office add parent", "Nome breve dell'ufficio superiore"),
    ("office add head", "Nome utente del responsabile"),
    ("office add deputy", "Nome utente del vicario"),
    ("office list", "Elenca gli uffici"),
    (
        "token",
        "Crea un token per una persona e lo mostra una volta",
    ),
    ("token login", "Nome utente"),
    ("token name", "A che cosa serve"),
    ("token days", "Giorni di validità; senza, non scade"),
    ("trust", "Certificati dei gestori alle cui firme si crede"),
    (
        "trust add",
        "Importa il certificato di un gestore, o dell'autorità che l'ha emesso (PEM)",
    ),
    ("trust add file", "Il file PEM"),
    (
        "trust add name",
        "Mostrato con ogni verifica, per esempio il nome del gestore",
    ),
    (
        "trust add domains",
        "Dominio per cui il gestore firma; si può ripetere; senza, tutti",
    ),
    ("trust list", "Elenca ciò a cui si crede"),
    (
        "gestore",
        "Un gestore PEC in miniatura, solo per prove: GESTORE DI PROVA – SENZA VALORE LEGALE",
    ),
    ("gestore folder", "Dove sta tutto; creata se manca"),
    (
        "gestore host",
        "Il dominio del gestore; firma come posta-certificata@<host>",
    ),
    (
        "gestore domains",
        "Dominio certificato le cui caselle stanno qui; si può ripetere",
    ),
    ("gestore accounts", "«indirizzo:password»; si può ripetere"),
    (
        "gestore submission",
        "Porta con STARTTLS; 0 ne prende una libera",
    ),
    ("gestore submissions", "Porta con TLS dal primo byte"),
    ("gestore relay", "Porta per la posta ordinaria da fuori"),
    (
        "backup",
        "Scrive una copia di base dati e contenuti in una cartella vuota; il server può restare in funzione (con --url)",
    ),
    (
        "backup to",
        "Cartella vuota o nuova; con --url la sceglie il server, nella sua cartella dei dati",
    ),
    (
        "restore",
        "Riporta una copia in una cartella dei dati vuota",
    ),
    ("restore from", "La cartella della copia"),
    ("audit", "Il registro delle operazioni"),
    (
        "audit verify",
        "Dimostra che nessun anello del registro manca o è cambiato, e che ogni attività, lavoro, timer e iscrizione è attesa dalla sua pratica. Esce con 1 se la prova fallisce",
    ),
    ("search", "L'indice con cui si trovano i messaggi"),
    ("search rebuild", "Rifà l'indice dai messaggi conservati"),
    ("openapi", "Stampa la descrizione dell'API HTTP"),
    (
        "reference",
        "Scrive le pagine di riferimento (elementi, regole) in una cartella",
    ),
    ("reference folder", "La cartella"),
    (
        "* url",
        "Un server in funzione, per esempio https://staffetta.example",
    ),
    ("* token", "Token di chi chiede"),
];

fn text(key: &str) -> Option<&'static str> {
    TEXTS.iter().find(|(k, _)| *k == key).map(|(_, it)| *it)
}

fn of_argument(path: &str, id: &str) -> Option<&'static str> {
    text(&format!("{path} {id}")).or_else(|| text(&format!("* {id}")))
}

/// The same commands with Italian help.
pub fn speaking(command: Command) -> Command {
    let version = Arg::new("version").short('V').long("version");
    below(command, "").disable_version_flag(true).arg(
        version
            .action(ArgAction::Version)
            .help("Mostra la versione")
            .help_heading("Opzioni"),
    )
}

fn below(command: Command, path: &str) -> Command {
    let command = match text(path) {
        Some(about) => command.about(about).long_about(None),
        None => command,
    };
    let help = Arg::new("help").short('h').long("help");
    command
        .mut_args(|arg| {
            let heading = if arg.is_positional() {
                "Argomenti"
            } else {
                "Opzioni"
            };
            let found = of_argument(path, arg.get_id().as_str());
            let arg = arg.help_heading(heading);
            match found {
                Some(help) => arg.help(help),
                None => arg,
            }
        })
        .mut_subcommands(|sub| {
            let path = format!("{path} {}", sub.get_name());
            below(sub, path.trim_start())
        })
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .arg(
            help.action(ArgAction::Help)
                .help("Mostra questo aiuto")
                .help_heading("Opzioni"),
        )
        .subcommand_help_heading("Comandi")
        .subcommand_value_name("COMANDO")
        .help_template("{about}\n\nUso: {usage}\n\n{all-args}")
}

/// What is wrong with the words given, and how they should be; None where clap only shows help.
pub fn wrong(error: &clap::Error) -> Option<String> {
    let get = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (arg, value) = (get(ContextKind::InvalidArg), get(ContextKind::InvalidValue));
    let what = match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => {
            format!("manca il valore di {arg}")
        }
        ErrorKind::InvalidValue => {
            let valid = get(ContextKind::ValidValue);
            format!("«{value}» non va bene per {arg}; si può dare: {valid}")
        }
        ErrorKind::ValueValidation => format!("«{value}» non va bene per {arg}"),
        ErrorKind::UnknownArgument => format!("argomento sconosciuto: {arg}"),
        ErrorKind::InvalidSubcommand => {
            format!(
                "comando sconosciuto: {}",
                get(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::MissingRequiredArgument => format!("manca: {arg}"),
        ErrorKind::MissingSubcommand => "manca il comando".into(),
        ErrorKind::ArgumentConflict => {
            format!("{arg} non va insieme a {}", get(ContextKind::PriorArg))
        }
        ErrorKind::InvalidUtf8 => "un argomento non è testo UTF-8".into(),
        _ => error.to_string(),
    };
    let usage = get(ContextKind::Usage).replace("Usage:", "Uso:");
    let mut lines = vec![format!("errore: {what}")];
    lines.extend(Some(usage).filter(|u| !u.is_empty()));
    lines.push("Per sapere di più: --help".into());
    Some(lines.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    /// Every command and argument below `command`, by key.
    fn keys(command: &Command, path: &str, found: &mut Vec<String>) {
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str();
            if of_argument(path, id).is_none() {
                found.push(format!("{path} {id}"));
            }
        }
        for sub in command.get_subcommands() {
            let path = format!("{path} {}", sub.get_name())
                .trim_start()
                .to_string();
            if text(&path).is_none() {
                found.push(path.clone());
            }
            keys(sub, &path, found);
        }
    }

    #[test]
    fn every_command_and_argument_speaks_italian_and_no_text_is_left_over() {
        let command = super::super::Cli::command();
        let mut missing = Vec::new();
        keys(&command, "", &mut missing);
        assert!(missing.is_empty(), "without Italian: {missing:?}");
        for (key, _) in TEXTS.iter().filter(|(key, _)| !key.starts_with('*')) {
            let mut at = &command;
            let mut words = key.split(' ').filter(|w| !w.is_empty()).peekable();
            while let Some(sub) = words.peek().and_then(|w| at.find_subcommand(w)) {
                at = sub;
                words.next();
            }
            let argument = |id: &str| at.get_arguments().any(|a| a.get_id() == id);
            assert!(words.next().is_none_or(argument), "left over: {key}");
        }
        speaking(command).debug_assert();
    }
}
