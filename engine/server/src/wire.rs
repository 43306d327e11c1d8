//! The one file that names concrete connectors: it hands them to the runtime, and reads mails for the
//! pages with the same code that recognised them.

use crate::command::speech::doing;
use crate::config::Config;
use crate::language::words;
use anyhow::Context;
use base64::{Engine, engine::general_purpose::STANDARD};
use contract::{Arrival, Attachment, Inbound, Login, Outbound, SigningRefusal, SourceError};
use http_call::Reach;
use runtime::{
    AskToken, Clock, CompareSigned, Extract, OpenSource, Probe, Probing, Recognise, Runtime,
    SourceSettings, ToCompare, Wiring,
};
use signature::{Anchor, TrustStore};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use store::{OpenOptions, Sealer, Store, row};

pub use contract::Document as ArchivedFile;
pub use document::{
    ArchiveWriter, Asked, Contents, Opener, OpenerError, WriteError as ReportError, archive,
};
pub use gestore::{
    Account, Clock as GestoreClock, Config as GestoreConfig, Gestore, Handle as GestoreHandle,
    Letter, Ports,
};
pub use mail::HtmlBody;
pub use signature::DocumentSignature;

/// Opens the organisation's store, making what is missing when `create`, and builds its runtime.
/// Nothing runs in the background yet.
pub async fn open(config: &Config, clock: Clock, create: bool) -> anyhow::Result<Runtime> {
    open_with(config, clock, create, opener()?).await
}

/// As [`open`], with strangers' files opened by another program than this one.
pub async fn open_with(
    config: &Config,
    clock: Clock,
    create: bool,
    opener: Opener,
) -> anyhow::Result<Runtime> {
    if create {
        std::fs::create_dir_all(&config.data)
            .with_context(|| doing("creando la cartella", "making the folder", &config.data))?;
    }
    let options = OpenOptions {
        clock_test: clock.is_test(),
        create,
    };
    let store = Store::open(&config.database(), &config.blobs()?, options)
        .await
        .context(words!("aprendo l'archivio", "opening the store"))?;
    let key = config.key_file();
    let sealer = Sealer::open(&key, create).with_context(|| {
        doing(
            "aprendo il file della chiave (dopo un ripristino va rimesso al suo posto)",
            "opening the key file (after a restore it must be put back in its place)",
            &key,
        )
    })?;
    let spool = config.spool();
    std::fs::create_dir_all(&spool)
        .with_context(|| doing("creando la cartella", "making the folder", &spool))?;
    let undo = match clock.is_test() {
        true => 0,
        false => config.undo_seconds,
    };
    let wiring = Wiring {
        store,
        clock,
        zone: config.zone,
        outbound: outbound(config)?,
        recognise: recognise(config.sdi_domains.clone()),
        extract: extract(),
        test_authority: Arc::new(is_test_authority),
        compare: Arc::new(pec::compare),
        compare_signed: compare_signed(opener),
        // A service of signature has its own connector; the runtime offers this one in test stores only.
        signer: Some(Arc::new(document::TestSigner::default())),
        open_source: open_source(spool.clone()),
        probe: probe(spool),
        token: token(config)?,
        mail_size_cap: config.mail_size_cap_bytes,
        sealer,
        workers: config.workers,
        lease: std::time::Duration::from_secs(config.lease_seconds),
        reply_lease: std::time::Duration::from_secs(config.reply_seconds),
        unclaimed_hours: config.unclaimed_hours,
        undo: chrono::TimeDelta::seconds(undo.into()),
        node: node(config),
    };
    Runtime::new(wiring).context(words!("preparando il motore", "building the runtime"))
}

/// This machine and its data folder: the folder's lock lets only one process have this name.
fn node(config: &Config) -> String {
    let folder = std::path::absolute(&config.data).unwrap_or_else(|_| config.data.clone());
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{} {}", host.trim(), folder.display())
}

/// Every connector that sends.
pub fn outbound(config: &Config) -> anyhow::Result<Vec<Arc<dyn Outbound>>> {
    // One pool: both kinds may send through the same server.
    let smtp = mail::Smtp::default();
    let http = http(config)?;
    Ok(vec![
        Arc::new(pec::Send::new(smtp.clone())),
        Arc::new(mail::Send::new(smtp)),
        Arc::new(document::Send),
        Arc::new(document::Reader::new(opener()?)),
        Arc::new(document::Outcomes),
        Arc::new(http_call::Send::new(http.clone())),
        Arc::new(notify::Send::new(http)),
    ])
}

/// What calls other programs, within the limits of the configuration.
fn http(config: &Config) -> anyhow::Result<http_call::Client> {
    let reach = Reach::new(&config.http_allow, config.http_allow_only).context("http_allow")?;
    let ca = config
        .http_ca
        .as_ref()
        .map(|path| {
            std::fs::read_to_string(path).with_context(|| doing("leggendo", "reading", path))
        })
        .transpose()?;
    http_call::Client::new(reach, ca.as_deref())
        .map_err(anyhow::Error::msg)
        .context("http_ca")
}

/// `sdi_domains`: from where the exchange system writes.
fn recognise(sdi_domains: Vec<String>) -> Arc<Recognise> {
    // Reading the anchors' certificates for each mail would cost more than the mail.
    let known: Mutex<(Vec<row::Anchor>, TrustStore)> = Mutex::default();
    Arc::new(move |raw, anchors, at| -> Result<Arrival, String> {
        let trust = {
            let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
            if known.0 != anchors {
                *known = (anchors.to_vec(), trust_store(anchors)?);
            }
            known.1.clone()
        };
        let mut arrival = pec::recognise(raw, &trust, at).map_err(|e| e.to_string())?;
        if office::message::is_certified(&arrival) && is_written_from(&arrival, &sdi_domains) {
            arrival.sdi = fattura::recognise(&arrival.attachments, |path| part(raw, path));
        }
        Ok(arrival)
    })
}

/// Whether the sender whom the gestore certifies has an address of one of these domains (`daticert` `mittente`, RFC 6109 §4.4).
fn is_written_from(arrival: &Arrival, domains: &[String]) -> bool {
    let sender = arrival.daticert.as_ref().map(|facts| facts.mittente.trim());
    let domain = sender.and_then(|address| address.rsplit_once('@'));
    domain.is_some_and(|(_, of)| domains.iter().any(|d| d.eq_ignore_ascii_case(of)))
}

fn trust_store(anchors: &[row::Anchor]) -> Result<TrustStore, String> {
    TrustStore::from_anchors(&anchors_of(anchors)).map_err(|e| e.to_string())
}

fn anchors_of(rows: &[row::Anchor]) -> Vec<Anchor> {
    let anchors = rows.iter().map(|a| Anchor {
        name: a.name.clone(),
        pem: a.pem.clone(),
        domains: a.domains.clone(),
        imported_at: a.imported_at,
    });
    anchors.collect()
}

/// Opens files of strangers in processes of their own: this program again.
pub fn opener() -> anyhow::Result<Opener> {
    let program = std::env::current_exe().context(words!(
        "cercando il percorso di questo programma",
        "finding the path of this program"
    ))?;
    Ok(Opener::new(program))
}

/// Compares what came back signed in a process of its own, for strangers made it.
fn compare_signed(opener: Opener) -> Arc<CompareSigned> {
    Arc::new(move |given: ToCompare| {
        let opener = opener.clone();
        Box::pin(async move {
            let asked = asked(String::new(), String::new(), given.at, &given.anchors);
            match opener.compare(&asked, &given.approved, &given.given).await {
                Ok(compared) => compared,
                Err(why) => Err(SigningRefusal::new(
                    "signed_unreadable",
                    &format!(
                        "Il file firmato non si può leggere ({why}): firmare di nuovo il PDF scaricato da questa pagina."
                    ),
                    &format!(
                        "The signed file cannot be read ({why}): sign the PDF downloaded from this page again."
                    ),
                )),
            }
        })
    })
}

/// What the opener is told about a file.
pub fn asked(
    name: String,
    media_type: String,
    at: chrono::DateTime<chrono::Utc>,
    anchors: &[row::Anchor],
) -> Asked {
    Asked {
        name,
        media_type,
        at,
        anchors: anchors_of(anchors),
    }
}

/// The whole life of a process that opens one file; None when this is not one.
pub fn open_document() -> Option<std::process::ExitCode> {
    let asked = std::env::args_os().nth(1)? == document::OPEN_COMMAND;
    asked.then(|| match document::serve() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(_) => std::process::ExitCode::FAILURE,
    })
}

/// Whether the text holds certificates that can be trust anchors; the error says what is wrong.
pub fn check_anchor(name: &str, pem: &str) -> Result<(), String> {
    let anchor = Anchor {
        name: name.into(),
        pem: pem.into(),
        domains: Vec::new(),
        imported_at: chrono::Utc::now(),
    };
    TrustStore::from_anchors(&[anchor])
        .map(|_| ())
        .map_err(|e| e.to_string())
}

fn is_test_authority(pem: &str) -> bool {
    let anchor = Anchor {
        name: String::new(),
        pem: pem.into(),
        domains: Vec::new(),
        imported_at: chrono::Utc::now(),
    };
    TrustStore::from_anchors(&[anchor]).is_ok_and(|store| store.holds_test_authority())
}

fn extract() -> Arc<Extract> {
    Arc::new(part)
}

fn open_source(spool: PathBuf) -> Arc<OpenSource> {
    Arc::new(
        move |settings, login| -> Result<Box<dyn Inbound>, SourceError> {
            match settings {
                SourceSettings::Maildir { path } => Ok(Box::new(mail::MaildirSource::new(
                    maildir(path)?,
                    None,
                    spool.clone(),
                ))),
                SourceSettings::Imap { .. } => {
                    let config = imap(settings, login, &spool).ok_or_else(not_imap)?;
                    Ok(Box::new(mail::ImapSource::new(config)))
                }
            }
        },
    )
}

fn not_imap() -> SourceError {
    SourceError::Protocol {
        said: "these are no settings of IMAP".into(),
    }
}

/// How a mailbox is read over IMAP; None: it is no IMAP mailbox.
fn imap(settings: &SourceSettings, login: &Login, spool: &Path) -> Option<mail::ImapConfig> {
    let SourceSettings::Imap {
        host,
        port,
        security,
        user,
        folder,
        sent_folder,
        ca_pem,
    } = settings
    else {
        return None;
    };
    Some(mail::ImapConfig {
        host: host.clone(),
        port: *port,
        security: *security,
        user: user.clone(),
        login: login.clone(),
        folder: folder.clone(),
        sent_folder: sent_folder.clone(),
        ca_pem: ca_pem.clone(),
        spool_dir: spool.to_owned(),
    })
}

fn probe(spool: PathBuf) -> Arc<Probe> {
    Arc::new(move |probing: Probing| {
        let source = probing.source;
        let imap = source.and_then(|(settings, login)| imap(&settings, &login, &spool));
        Box::pin(async move { mail::probe(imap.as_ref(), probing.smtp.as_ref()).await })
    })
}

fn token(config: &Config) -> anyhow::Result<Arc<AskToken>> {
    let http = http(config)?;
    Ok(Arc::new(move |ask| {
        let http = http.clone();
        Box::pin(async move { http_call::token(&http, &ask).await })
    }))
}

fn maildir(path: &str) -> Result<&Path, SourceError> {
    let path = Path::new(path);
    if path.join("new").is_dir() && path.join("cur").is_dir() {
        Ok(path)
    } else {
        Err(SourceError::NoMaildir {
            path: path.display().to_string(),
        })
    }
}

/// The HTML body people read, of the original inside an envelope; None when there is none.
pub fn html_body(raw: &[u8]) -> Option<HtmlBody> {
    pec::html_body(raw).ok().flatten()
}

/// The decoded bytes of one part of a raw mail.
pub fn part(raw: &[u8], path: &[u32]) -> Option<Vec<u8>> {
    mail::attachment_bytes(raw, path).ok().flatten()
}

/// Pictures inside a mail at most this large are shown in its body.
const INLINE_IMAGE_BYTES_MAX: usize = 1 << 20;

/// A picture that travels in the mail, as a `data:` address; its type is told by its first bytes.
pub fn inline_image(raw: &[u8], path: &[u32]) -> Option<String> {
    let bytes = part(raw, path).filter(|b| b.len() <= INLINE_IMAGE_BYTES_MAX)?;
    let media_type = match bytes.get(..12)? {
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [b'G', b'I', b'F', b'8', ..] => "image/gif",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P'] => "image/webp",
        _ => return None,
    };
    Some(format!(
        "data:{media_type};base64,{}",
        STANDARD.encode(bytes)
    ))
}

/// A report as PDF/A, with what others wrote in it.
pub fn report(
    title: String,
    text: String,
    english: bool,
    created_at: chrono::DateTime<chrono::Utc>,
) -> Result<Vec<u8>, ReportError> {
    let (language, cut) = match english {
        true => (
            "en",
            "What follows is too long for this report: see prova.json.",
        ),
        false => (
            "it-IT",
            "Il resto è troppo lungo per questo documento: si veda prova.json.",
        ),
    };
    let letter = document::Letter {
        title,
        text,
        language: language.into(),
        created_at,
    };
    document::report(letter, cut)
}

/// Text and attachments of a mail that left.
pub fn sent_content(raw: &[u8]) -> (String, Vec<Attachment>) {
    match mail::arrival(raw) {
        Ok(read) => (read.text, read.attachments),
        // What we composed can always be read; an empty page is still better than none.
        Err(_) => (String::new(), Vec::new()),
    }
}
