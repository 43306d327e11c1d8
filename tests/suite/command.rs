//! The command line, as who sits at a terminal finds it: each command, wrong words, readers that leave.

use crate::program::binary;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tests::bucket::{ACCESS_KEY, Bucket, SECRET_KEY};

/// A folder with a house in it and something wrong of each sort.
struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        let desk = Desk {
            folder: tempfile::tempdir().expect("a folder"),
        };
        std::fs::write(desk.path("nothing.pem"), "x").expect("a file");
        std::fs::write(desk.path("wrong.toml"), "behind_proksy = true\n").expect("a file");
        std::fs::write(desk.path("wrong.bpmn"), "<definitions").expect("a file");
        std::fs::create_dir(desk.path("empty")).expect("a folder");
        let mut first = desk.command(&["user", "add", "anna", "--name", "Anna Prova"]);
        first.args(["--role", "amministratore"]);
        let made = ask(first, "una frase lunga\n");
        assert!(made.status.success(), "{}", text(&made.stderr));
        let made = ask(desk.command(&["backup", "copy"]), "");
        assert!(made.status.success(), "{}", text(&made.stderr));
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// In English, in this folder, on the house in `data`.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(binary());
        command
            .args(words)
            .current_dir(self.folder.path())
            .env("STAFFETTA_DATA", self.path("data"))
            .env("PORT", "0")
            .env("LC_ALL", "C");
        for name in [
            "STAFFETTA_DATABASE_URL",
            "STAFFETTA_TOKEN",
            "STAFFETTA_CRASH_AT",
            "AWS_ACCESS_KEY_ID",
        ] {
            command.env_remove(name);
        }
        command
    }
}

fn ask(mut command: Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // One that refuses its words does not read on.
    child
        .stdin
        .take()
        .expect("asked for")
        .write_all(input.as_bytes())
        .ok();
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn bundle(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the root");
    root.join("processes").join(name).display().to_string()
}

/// The settings of a bucket that is not there, on this server.
fn bucket<'a>(endpoint: &'a str, secret: &'a str) -> [(&'static str, &'a str); 4] {
    [
        ("STAFFETTA_BLOBS_URL", "s3://nessuno"),
        ("STAFFETTA_BLOBS_ENDPOINT", endpoint),
        ("AWS_ACCESS_KEY_ID", ACCESS_KEY),
        ("AWS_SECRET_ACCESS_KEY", secret),
    ]
}

/// Words, what is set, what is read, the exit code, and what is said in Italian and in English.
type Wrong<'a> = (
    &'a [&'a str],
    &'a [(&'a str, &'a str)],
    &'a str,
    i32,
    &'a str,
    &'a str,
);

#[test]
fn what_is_wrong_is_said_in_the_terminals_language() {
    let desk = Desk::new();
    let threads = tokio::runtime::Runtime::new().expect("threads for S3");
    let server = threads.block_on(Bucket::start());
    let (s3, s3_away) = (server.endpoint(), "http://127.0.0.1:9".to_string());
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let bundle = bundle("istanza-pec");
    let user = ["user", "add", "bruno", "--name", "Bruno Prova", "--role"];
    let role = |role: &'static str| [&user[..], &[role]].concat();
    let (operator, mayor, nowhere) = (
        role("operatore"),
        role("sindaco"),
        role("operatore@nessuno"),
    );
    let phrase = "una frase lunga\n";
    #[rustfmt::skip]
    let rows: &[Wrong] = &[
        // The words themselves: 2.
        (&["bogus"], &[], "", 2, "comando sconosciuto: bogus", "unrecognized subcommand"),
        (&["serve", "--bogus"], &[], "", 2, "argomento sconosciuto: --bogus", "unexpected argument"),
        (&["serve", "--clock", "x"], &[], "", 2, "«x» non va bene per --clock <CLOCK>; si può dare: test", "invalid value 'x'"),
        (&["deploy"], &[], "", 2, "manca: <PATH>", "required arguments were not provided"),
        (&["deploy", "x", "--name"], &[], "", 2, "manca il valore di --name <NAME>", "a value is required"),
        (&["check"], &[], "", 2, "Uso: staffetta check", "Usage: staffetta check"),
        (&["test", "x", "--flows", "200"], &[], "", 2, "«200» non va bene per --flows", "200 is not in 0..=100"),
        (&["user"], &[], "", 2, "Uso: staffetta user", "Usage: staffetta user"),
        (&["user", "add", "bruno"], &[], "", 2, "manca: --name <NAME>, --role <ROLES>", "--role <ROLES>"),
        (&["office", "add"], &[], "", 2, "manca: --name <NAME>, <KEY>", "<KEY>"),
        (&["token", "anna"], &[], "", 2, "manca: --name <NAME>", "--name <NAME>"),
        (&["trust", "add", "x.pem"], &[], "", 2, "manca: --name <NAME>", "--name <NAME>"),
        (&["restore"], &[], "", 2, "manca: <FROM>", "<FROM>"),
        (&["audit", "bogus"], &[], "", 2, "comando sconosciuto: bogus", "unrecognized subcommand"),
        (&["search"], &[], "", 2, "Rifà l'indice", "Makes the index anew"),
        (&["reference"], &[], "", 2, "manca: <FOLDER>", "<FOLDER>"),
        (&["gestore"], &[], "", 2, "manca: <FOLDER>", "<FOLDER>"),
        (&["deploy", "x", "--url", "http://127.0.0.1:9"], &[], "", 2, "manca: --token <TOKEN>", "--token <TOKEN>"),
        // What they name: 1.
        (&["deploy", "none"], &[], "", 1, "leggendo none: non esiste", "reading none: is not there"),
        (&["deploy", "empty"], &[], "", 1, "empty non contiene file", "empty holds no files"),
        (&["deploy", "wrong.bpmn"], &[], "", 1, "rimedio:", "fix:"),
        (&["check", "none"], &[], "", 1, "leggendo none: non esiste", "reading none: is not there"),
        (&["check", "wrong.bpmn"], &[], "", 1, "wrong.bpmn:1: errore XML", "wrong.bpmn:1: error XML"),
        (&["test", "none"], &[], "", 1, "none non esiste", "none is not there"),
        (&["test", "wrong.bpmn"], &[], "", 1, "non è la cartella di un pacchetto", "is neither a bundle's folder"),
        (&operator, &[], "corta\n", 1, "almeno 10 caratteri", "At least 10 characters"),
        (&mayor, &[], phrase, 1, "«sindaco» non è un ruolo", "«sindaco» is no role"),
        (&nowhere, &[], phrase, 1, "«nessuno» non è un ufficio", "«nessuno» is no office"),
        (&["user", "password", "nessuno"], &[], phrase, 1, "nessuna persona attiva ha il nome utente nessuno", "nobody active has the login nessuno"),
        (&["office", "add", "a", "--name", "A", "--parent", "nessuno"], &[], "", 1, "parent: Ufficio sconosciuto.", "parent: Unknown office."),
        (&["token", "nessuno", "--name", "x"], &[], "", 1, "nessuna persona attiva", "nobody active"),
        (&["trust", "add", "none.pem", "--name", "x"], &[], "", 1, "leggendo none.pem: non esiste", "reading none.pem: is not there"),
        (&["trust", "add", "nothing.pem", "--name", "x"], &[], "", 1, "nothing.pem non contiene certificati", "nothing.pem holds no certificates"),
        (&["backup"], &[], "", 1, "indicare in quale cartella", "say into which folder"),
        (&["backup", "copy"], &[], "", 1, "copy non è vuota", "copy is not empty"),
        (&["backup", "--url", "http://127.0.0.1:9", "--token", "x"], &[], "", 1, "non risponde: il server è acceso", "does not answer: is the server up"),
        (&["restore", "empty"], &[], "", 1, "manca manifest.json", "manifest.json, which is written last, is missing"),
        (&["restore", "copy"], &[], "", 1, "blobs è già in uso", "blobs is in use already"),
        (&["reference", "nothing.pem/x"], &[], "", 1, "non è una cartella", "is not a folder"),
        (&["gestore", "g", "--account", "foo"], &[], "", 1, "«foo» non è indirizzo:password", "«foo» is not address:password"),
        (&["audit", "verify"], &[("STAFFETTA_DATA", "none")], "", 1, "in none non c'è Staffetta", "there is no Staffetta in none"),
        (&["user", "list"], &[("STAFFETTA_DATA", "none")], "", 1, "in none non c'è Staffetta", "there is no Staffetta in none"),
        // Settings.
        (&["serve"], &[("STAFFETTA_LISTEN", "0.0.0.0")], "", 1, "per ascoltare su 0.0.0.0 indicare tls_certificate", "to listen on 0.0.0.0 give tls_certificate"),
        (&["serve", "--clock", "test"], &[("STAFFETTA_LISTEN", "0.0.0.0"), ("STAFFETTA_BEHIND_PROXY", "true")], "", 1, "un orologio di prova ascolta solo", "a test clock listens on loopback only"),
        (&["serve", "--clock", "test"], &[], "", 1, "togliere --clock test", "leave --clock test out"),
        (&["serve"], &[("STAFFETTA_TLS_KEY", "x")], "", 1, "vanno insieme", "go together"),
        (&["serve"], &[("STAFFETTA_TLS_KEY", "x"), ("STAFFETTA_TLS_CERTIFICATE", "none.pem")], "", 1, "leggendo il certificato none.pem", "reading the certificate none.pem"),
        (&["serve"], &[("PORT", "99999")], "", 1, "ambiente: PORT: unsigned int `99999` non va bene, serve u16", "environment: PORT: unsigned int `99999` will not do, u16 is needed"),
        (&["serve"], &[("STAFFETTA_LISTEN", "bogus")], "", 1, "ambiente: STAFFETTA_LISTEN", "environment: STAFFETTA_LISTEN"),
        (&["serve"], &[("PORT", &port)], "", 1, "la porta è occupata", "another program has this port"),
        (&["demo"], &[("PORT", &port)], "", 1, "la porta è occupata", "another program has this port"),
        (&["serve"], &[("STAFFETTA_BOOTSTRAP_TOKEN", "short")], "", 1, "meno di 16 caratteri", "shorter than 16 characters"),
        (&["serve"], &[("STAFFETTA_DATABASE_URL", "mysql://x")], "", 1, "database_url comincia con", "database_url begins with"),
        (&["serve"], &[("STAFFETTA_BLOBS_URL", "https://x")], "", 1, "blobs_url è https://x: serve s3://bucket", "blobs_url is https://x: s3://bucket"),
        (&["serve"], &[("STAFFETTA_BLOBS_URL", "s3://b"), ("STAFFETTA_BLOBS_ENDPOINT", "http://s3.example")], "", 1, "senza TLS chi sta in mezzo legge", "without TLS anyone on the way reads"),
        (&["serve"], &[("STAFFETTA_BLOBS_URL", "s3://b")], "", 1, "l'ambiente deve contenere AWS_ACCESS_KEY_ID", "the environment must hold AWS_ACCESS_KEY_ID"),
        (&["serve"], &bucket(&s3_away, "x"), "", 1, "il server S3 http://127.0.0.1:9 non risponde", "the S3 server http://127.0.0.1:9 does not answer"),
        (&["serve"], &bucket(&s3, "wrong"), "", 1, "rifiuta le credenziali: controllare AWS_ACCESS_KEY_ID", "refuses the credentials: check AWS_ACCESS_KEY_ID"),
        (&["serve"], &bucket(&s3, SECRET_KEY), "", 1, "il bucket di blobs_url, s3://nessuno, non c'è", "the bucket of blobs_url, s3://nessuno, is not there"),
        (&["user", "list"], &[("STAFFETTA_DATABASE", "x")], "", 0, "STAFFETTA_DATABASE non è un'impostazione", "STAFFETTA_DATABASE is no setting"),
        (&["--config", "wrong.toml", "serve"], &[], "", 1, "«behind_proksy» non è un'impostazione", "«behind_proksy» is no setting"),
        (&["--config", "none.toml", "serve"], &[], "", 1, "none.toml", "none.toml"),
        (&["deploy", &bundle, "--url", "http://127.0.0.1:9", "--token", "x"], &[], "", 1, "non risponde", "does not answer"),
    ];
    let mut wrong = Vec::new();
    for (words, set, input, code, it, en) in rows {
        for (locale, expected) in [("it_IT.UTF-8", it), ("C", en)] {
            let mut command = desk.command(words);
            command.envs(set.iter().copied()).env("LC_ALL", locale);
            let done = ask(command, input);
            let said = format!("{}{}", text(&done.stdout), text(&done.stderr));
            if done.status.code() != Some(*code) || !said.contains(expected) {
                wrong.push(format!(
                    "{words:?} {set:?}: {} and not {code} «{expected}»: {said}",
                    done.status
                ));
            }
            if said.contains("Staffetta: http") {
                wrong.push(format!("{words:?} {set:?}: said that it serves: {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_check_leaves_the_house_as_it_is() {
    let desk = Desk::new();
    let mark = || std::fs::read(desk.path("data/blobs/boot.json")).expect("the mark of a start");
    let before = mark();
    let blobs = desk.path("data/blobs");
    let mut check = desk.command(&["check", &bundle("istanza-pec")]);
    check.env("STAFFETTA_BLOBS_FOLDER", &blobs);
    let done = ask(check, "");
    assert!(done.status.success(), "{}", text(&done.stderr));
    assert_eq!(mark(), before, "the house would think it is a copy");
}

fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the models") {
        let file = entry.expect("a model").path();
        let name = file.file_name().expect("a name");
        std::fs::copy(&file, to.join(name)).expect("a copy");
    }
}

/// Each model by itself, with the decisions that lie beside it; the first rule each offends.
#[test]
fn a_folder_of_models_is_checked_one_by_one() {
    let desk = Desk::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the root");
    let foreign = root.join("engine/runtime/tests/foreign");
    for folder in ["accepted", "refused"] {
        let to = desk.path("models").join(folder);
        copied(&foreign.join(folder), &to);
        std::fs::create_dir(to.join("decisions")).expect("a folder");
        std::fs::copy(foreign.join("sconto.dmn"), to.join("decisions/sconto.dmn")).expect("a copy");
    }
    let refused = [
        ("activiti-listener", "EXT004"),
        ("camunda-class", "TSK002"),
        ("camunda-listener", "TSK005"),
        ("camunda-mapping", "EXT002"),
        ("camunda-moment", "EXT005"),
        ("camunda-policy", "BUN102"),
        ("camunda-script", "TSK005"),
        ("camunda-validator", "EXT005"),
        ("flowable-calendar", "EXT002"),
        ("flowable-delegate", "TSK002"),
        ("flowable-http", "TSK015"),
        ("flowable-mail", "EXT004"),
        ("operaton-bean", "EXP005"),
    ];
    let done = ask(desk.command(&["check", "models"]), "");
    let said = text(&done.stdout);
    assert_eq!(done.status.code(), Some(1), "{said}");
    let lines: Vec<&str> = said.lines().collect();
    let of = |word: &str| -> Vec<&str> {
        let all = lines.iter().filter_map(|line| line.strip_prefix(word));
        all.map(str::trim).collect()
    };
    let accepted = of("accepted ");
    let there = std::fs::read_dir(foreign.join("accepted")).expect("the models");
    assert_eq!(accepted.len(), there.count(), "{said}");
    assert!(accepted.iter().all(|at| at.starts_with("accepted/")));
    let found = of("refused ");
    assert_eq!(found.len(), refused.len(), "{said}");
    for (line, (file, code)) in found.iter().zip(refused) {
        let words: Vec<&str> = line.split_whitespace().collect();
        assert_eq!(words[..3], [&format!("refused/{file}.bpmn:6"), code, "t"]);
    }
    assert!(lines.contains(&"17 accepted, 13 refused"), "{said}");
    for count in ["  EXT002  2", "  TSK002  2", "  BUN102  1"] {
        assert!(lines.contains(&count), "{count}: {said}");
    }

    let done = ask(desk.command(&["check", "models/accepted"]), "");
    let said = text(&done.stdout);
    assert!(done.status.success(), "{said}");
    assert!(said.contains("17 accepted, 0 refused"), "{said}");
    // Without its table the decision is not there.
    std::fs::remove_file(desk.path("models/accepted/decisions/sconto.dmn")).expect("it was there");
    let done = ask(desk.command(&["check", "models/accepted"]), "");
    let said = text(&done.stdout);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("refused   camunda-decision.bpmn"), "{said}");
}

#[test]
fn a_reader_that_left_is_no_fault_and_a_full_disk_is() {
    let desk = Desk::new();
    let bundle = bundle("posta-ordinaria");
    let rows: &[(&[&str], i32)] = &[
        (&["--help"], 0),
        (&["bogus"], 2),
        (&["openapi"], 0),
        (&["reference", "reference"], 0),
        (&["user", "list"], 0),
        (&["office", "add", "urp", "--name", "URP"], 0),
        (&["office", "list"], 0),
        (&["trust", "list"], 0),
        (&["token", "anna", "--name", "prova"], 0),
        (&["check", &bundle], 0),
        (&["check", "wrong.bpmn"], 1),
        (&["deploy", &bundle], 0),
        (&["deploy", "wrong.bpmn"], 1),
        (&["test", &bundle], 0),
        (&["backup", "other"], 0),
        (&["backup", "copy"], 1),
        (&["audit", "verify"], 0),
        (&["search", "rebuild"], 0),
    ];
    for (words, code) in rows {
        for errors_too in [false, true] {
            let (reader, writer) = std::io::pipe().expect("a pipe");
            drop(reader);
            let errors = writer.try_clone().expect("the same pipe");
            let mut command = desk.command(words);
            command.stdin(Stdio::null()).stdout(writer);
            match errors_too {
                true => command.stderr(errors),
                false => command.stderr(Stdio::piped()),
            };
            let done = command.output().expect("it ends");
            let again = errors_too && ["other", "urp"].iter().any(|w| words.contains(w));
            let code = if again { 1 } else { *code };
            assert_eq!(
                done.status.code(),
                Some(code),
                "{words:?}: {}",
                text(&done.stderr)
            );
        }
    }
    // What nobody read was done all the same.
    assert!(desk.path("other/manifest.json").is_file());
    assert!(desk.path("reference").is_dir());

    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let done = desk
        .command(&["openapi"])
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .expect("it ends");
    assert_eq!(done.status.code(), Some(1));
    assert!(
        text(&done.stderr).contains("the disk is full"),
        "{}",
        text(&done.stderr)
    );
}
