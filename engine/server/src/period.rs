//! Makes the archives of a mailbox and a period that people ordered: one zip, written to disk message by message.
//!
//! Only one message is in memory at a time, and one page of rows; what is written last (index, record, hashes) is gathered
//! in files beside. An archive that was under way at a stop is made anew at the next start.

use crate::app::Shared;
use crate::record_file::{HOW_TO_VERIFY, link_json};
use crate::wire::{ArchiveWriter, ReportError};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use chrono_tz::Tz;
use office::Viewer;
use runtime::ArchiveMade;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use store::view::{self, Period, RecordScope};
use store::{load, row};
use tokio::sync::mpsc;
use uuid::Uuid;

/// How often it is looked whether an archive was ordered.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Rows read at once.
const ROWS: usize = 200;
/// Messages that may wait for the writer.
const AHEAD: usize = 2;
/// How often it is said how far an archive is.
const SAY_EVERY: Duration = Duration::from_secs(2);

/// Why an archive could not be made.
#[derive(Debug, thiserror::Error)]
enum ArchiveError {
    #[error(transparent)]
    Store(#[from] store::StoreError),
    #[error(transparent)]
    Runtime(#[from] runtime::Fault),
    #[error("{0}")]
    Zip(#[from] ReportError),
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    #[error("the bytes of {0} are not those that were kept")]
    Differs(Uuid),
    #[error("the days of the period are not in the calendar")]
    Days,
    #[error("it was deleted while it was made")]
    Deleted,
    #[error("the program stops")]
    Stopping,
    #[error("the writer ended: {0}")]
    Writer(String),
}

/// Where the file of an archive lies.
pub fn path(data: &Path, id: Uuid) -> PathBuf {
    data.join("archives").join(format!("{id}.zip"))
}

/// Makes what was ordered, one archive after the other, until the program stops.
pub async fn work(app: Shared) {
    let mut stop = app.runtime.stop_signal();
    loop {
        if *stop.borrow_and_update() {
            return;
        }
        match next(&app).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "an archive could not be looked for or ended"),
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.changed() => {}
        }
    }
}

/// Makes the oldest archive that waits; false when none does.
pub async fn next(app: &Shared) -> Result<bool, runtime::Fault> {
    let Some(ordered) = app.runtime.archive_waiting().await? else {
        return Ok(false);
    };
    let id = ordered.id;
    let made = make(app, &ordered).await;
    if app.runtime.stop_signal().borrow().to_owned() && made.is_err() {
        // Half an archive is made anew at the next start.
        remove(app, id).await;
        return Ok(false);
    }
    let made = match made {
        Err(ArchiveError::Deleted) => {
            remove(app, id).await;
            return Ok(true);
        }
        Err(error) => {
            tracing::error!(archive = %id, %error, "an archive could not be made");
            Err(error.code())
        }
        Ok(made) => Ok(made),
    };
    app.runtime.archive_made(ordered, made).await?;
    if load::period_archive(app.runtime.store(), id)
        .await?
        .is_none_or(|a| a.state != "ready")
    {
        remove(app, id).await;
    }
    Ok(true)
}

impl ArchiveError {
    /// What is kept of it: a word, with the message it is about.
    fn code(&self) -> String {
        match self {
            ArchiveError::Differs(id) => format!("{DIFFERS}{id}"),
            ArchiveError::Days => "days".into(),
            ArchiveError::File(_) | ArchiveError::Zip(_) => "file".into(),
            _ => "broken".into(),
        }
    }
}

const DIFFERS: &str = "differs ";

/// Why an archive could not be made, in Italian and English, from what was kept of it.
pub fn failure(code: &str) -> (String, String) {
    if let Some(id) = code.strip_prefix(DIFFERS) {
        return (
            format!(
                "I byte del messaggio {id} non sono più quelli conservati: avvisare chi amministra (staffetta audit verify)."
            ),
            format!(
                "The bytes of message {id} are no longer those that were kept: tell an administrator (staffetta audit verify)."
            ),
        );
    }
    let (it, en) = match code {
        "days" => (
            "Il periodo non è nel calendario: ordinare l'archivio con altri giorni.",
            "The period is not in the calendar: order the archive with other days.",
        ),
        "file" => (
            "Il file non si è potuto scrivere: forse il disco è pieno. Liberare spazio e ordinare di nuovo.",
            "The file could not be written: the disk may be full. Make room and order it again.",
        ),
        _ => (
            "L'archivio non si è potuto preparare; il motivo è nel diario del programma. Ordinarlo di nuovo o avvisare chi amministra.",
            "The archive could not be made; the reason is in the log of the program. Order it again or tell an administrator.",
        ),
    };
    (it.into(), en.into())
}

/// What lies beside an archive while it is made: the file so far, and what becomes part of it at the end.
const BESIDE: [&str; 4] = ["part", "sums", "index", "record"];

/// Deletes the file of an archive and what lies beside it, where there is any.
pub async fn remove(app: &Shared, id: Uuid) {
    let path = path(&app.config.data, id);
    let beside = BESIDE.map(|extension| path.with_extension(extension));
    for path in beside.into_iter().chain([path]) {
        match tokio::fs::remove_file(&path).await {
            Ok(()) => {}
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                tracing::error!(archive = %id, %error, "a file of an archive could not be deleted")
            }
        }
    }
}

/// The instant a day begins; the first there is, where midnight does not exist.
fn begins(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    (0..24).find_map(|hour| {
        let at = day.and_hms_opt(hour, 0, 0)?.and_local_timezone(zone);
        at.earliest().map(|at| at.with_timezone(&Utc))
    })
}

/// What the writer's thread is handed.
enum Part {
    /// Name in the archive, its bytes, and its line of the index without name and hash.
    Message(String, bytes::Bytes, String),
    /// A line of the index for what is not there.
    Absent(String),
    Link(String),
}

async fn make(app: &Shared, ordered: &row::PeriodArchive) -> Result<ArchiveMade, ArchiveError> {
    let zone = app.config.zone;
    let days = (
        begins(ordered.first_day, zone),
        ordered
            .last_day
            .succ_opt()
            .and_then(|day| begins(day, zone)),
    );
    let (Some(from), Some(to)) = days else {
        return Err(ArchiveError::Days);
    };
    let period = Period {
        mailbox: ordered.mailbox,
        from,
        to,
    };
    let at = path(&app.config.data, ordered.id);
    let folder = at.parent().map(Path::to_path_buf).unwrap_or_default();
    tokio::fs::create_dir_all(&folder).await?;
    let address = load::mailbox(app.runtime.store(), ordered.mailbox)
        .await?
        .map(|m| m.address)
        .unwrap_or_default();
    let (parts, taken) = mpsc::channel(AHEAD);
    let about = About {
        address,
        archive: ordered.clone(),
        made_at: app.runtime.clock().now(),
        zone,
    };
    let writer = tokio::task::spawn_blocking(move || write(&at, about, taken));
    let mut far = Far::of(app, ordered, period).await?;
    let gathered = gather(app, period, &parts, &mut far).await;
    drop(parts);
    let written = writer
        .await
        .map_err(|e| ArchiveError::Writer(e.to_string()))?;
    // Why the writer ended says more than that it took no more.
    match (gathered, &written) {
        (Err(ArchiveError::Writer(_)), Err(_)) => {}
        (gathered, _) => gathered?,
    }
    let (size, index_sha) = written?;
    Ok(ArchiveMade {
        messages: far.messages,
        withheld: far.withheld,
        size: i64::try_from(size).unwrap_or(i64::MAX),
        index_sha,
    })
}

async fn hand(parts: &mpsc::Sender<Part>, part: Part) -> Result<(), ArchiveError> {
    let gone = |_| ArchiveError::Writer("it took no more".into());
    parts.send(part).await.map_err(gone)
}

/// How far an archive is, told while it is made.
struct Far<'a> {
    app: &'a Shared,
    archive: &'a row::PeriodArchive,
    expected: i64,
    messages: i64,
    withheld: i64,
    said: Instant,
}

impl<'a> Far<'a> {
    async fn of(
        app: &'a Shared,
        archive: &'a row::PeriodArchive,
        period: Period,
    ) -> Result<Far<'a>, ArchiveError> {
        let store = app.runtime.store();
        let expected = view::count_of_period(&Viewer::system(), store, period).await?;
        let far = Far {
            app,
            archive,
            expected,
            messages: 0,
            withheld: 0,
            said: Instant::now(),
        };
        far.say().await?;
        Ok(far)
    }

    async fn say(&self) -> Result<(), ArchiveError> {
        let runtime = &self.app.runtime;
        if *runtime.stop_signal().borrow() {
            return Err(ArchiveError::Stopping);
        }
        let goes_on = runtime.archive_goes_on(self.archive, self.expected, self.messages);
        match goes_on.await? {
            true => Ok(()),
            false => Err(ArchiveError::Deleted),
        }
    }

    async fn handed_over(&mut self, withheld: bool) -> Result<(), ArchiveError> {
        match withheld {
            true => self.withheld += 1,
            false => self.messages += 1,
        }
        if self.said.elapsed() >= SAY_EVERY {
            self.say().await?;
            self.said = Instant::now();
        }
        Ok(())
    }
}

/// Hands over every message and link of the period.
async fn gather(
    app: &Shared,
    period: Period,
    parts: &mpsc::Sender<Part>,
    far: &mut Far<'_>,
) -> Result<(), ArchiveError> {
    let (viewer, store) = (Viewer::system(), app.runtime.store());
    app.runtime.looks_written().await?;
    let mut cases = BTreeSet::new();
    let mut after = Uuid::nil();
    loop {
        let found = view::mails_of_period(&viewer, store, period, after, ROWS).await?;
        let Some(last) = found.last() else { break };
        after = last.mail.id;
        for item in found {
            let mail = item.mail;
            let folder = match mail.kind.as_str() {
                "receipt" => "ricevute",
                _ => "ricevuti",
            };
            let at = mail.arrived_at.unwrap_or(mail.fetched_at);
            let about = [mail.from_address, mail.subject];
            cases.extend(mail.instance);
            let one = Message {
                folder,
                kind: &mail.kind,
                id: mail.id,
                raw: mail.raw,
                at,
                about,
                withheld: item.withheld,
            };
            one.hand_over(app, parts).await?;
            far.handed_over(item.withheld).await?;
        }
    }
    after = Uuid::nil();
    loop {
        let found = view::despatches_of_period(&viewer, store, period, after, ROWS).await?;
        let Some(last) = found.last() else { break };
        after = last.despatch.id;
        for item in found {
            let despatch = item.despatch;
            cases.extend(despatch.instance);
            let one = Message {
                folder: "inviati",
                kind: "sent",
                id: despatch.id,
                raw: despatch.raw,
                at: despatch.submitted_at.unwrap_or(despatch.created_at),
                about: [despatch.recipients.join(", "), despatch.subject],
                withheld: item.withheld,
            };
            one.hand_over(app, parts).await?;
            far.handed_over(item.withheld).await?;
        }
    }
    for case in cases {
        let tasks = load::task_ids_of_instance(store, case, 10_000).await?;
        let objects = tasks.into_iter().chain([case]);
        links(app, RecordScope::of(objects), parts).await?;
    }
    Ok(())
}

/// The record of these objects, newest first.
async fn links(
    app: &Shared,
    scope: RecordScope,
    parts: &mpsc::Sender<Part>,
) -> Result<(), ArchiveError> {
    let (viewer, store) = (Viewer::system(), app.runtime.store());
    let mut cursor: Option<String> = None;
    loop {
        let page = view::record(&viewer, store, &scope, cursor.as_deref(), ROWS).await?;
        for item in &page.items {
            hand(parts, Part::Link(link_json(item).to_string())).await?;
        }
        cursor = page.next_cursor;
        if cursor.is_none() {
            return Ok(());
        }
    }
}

struct Message<'a> {
    folder: &'static str,
    kind: &'a str,
    id: Uuid,
    raw: row::Sha,
    at: DateTime<Utc>,
    /// Who it is from, or to, and its subject.
    about: [String; 2],
    withheld: bool,
}

impl Message<'_> {
    async fn hand_over(self, app: &Shared, parts: &mpsc::Sender<Part>) -> Result<(), ArchiveError> {
        let line = |state: &str| {
            let at = self.at.to_rfc3339_opts(SecondsFormat::Secs, true);
            let [who, subject] = &self.about;
            let cells = [self.kind, state, &at, who, subject, &self.id.to_string()];
            cells.map(crate::record_file::cell).join(";")
        };
        if self.withheld {
            hand(parts, Part::Absent(line("withheld"))).await?;
        } else {
            let bytes = app.runtime.store().blobs().get(&self.raw).await?;
            if Sha256::digest(&bytes).as_slice() != self.raw {
                return Err(ArchiveError::Differs(self.id));
            }
            let name = format!(
                "{}/{}/{}.eml",
                self.folder,
                self.at.format("%Y-%m-%d"),
                self.id
            );
            hand(parts, Part::Message(name, bytes, line("present"))).await?;
        }
        links(app, RecordScope::of([self.id]), parts).await
    }
}

/// What the notes in the archive say.
struct About {
    address: String,
    archive: row::PeriodArchive,
    made_at: DateTime<Utc>,
    zone: Tz,
}

/// A file beside the archive that becomes one of its parts at the end.
struct Beside {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Beside {
    fn create(archive: &Path, extension: &str) -> std::io::Result<Beside> {
        let path = archive.with_extension(extension);
        let file = BufWriter::new(File::create(&path)?);
        Ok(Beside { path, file })
    }

    fn line(&mut self, text: &str) -> std::io::Result<()> {
        self.file.write_all(text.as_bytes())?;
        self.file.write_all(b"\n")
    }

    /// Adds it to the archive; the hex SHA-256 of what was in it.
    fn become_part(
        mut self,
        zip: &mut ArchiveWriter<BufWriter<File>>,
        name: &str,
    ) -> Result<String, ArchiveError> {
        self.file.flush()?;
        let (mut hash, mut piece) = (Sha256::new(), vec![0; 64 << 10]);
        let mut file = File::open(&self.path)?;
        loop {
            match file.read(&mut piece)? {
                0 => break,
                n => hash.update(&piece[..n]),
            }
        }
        zip.add(name, &mut File::open(&self.path)?)?;
        std::fs::remove_file(&self.path)?;
        Ok(hex::encode(hash.finalize()))
    }
}

const INDEX_HEAD: &str = "file;sha256;tipo/kind;stato/state;quando/when;chi/who;oggetto/subject;id";

/// Writes what comes until nothing more does; size of the file, and hex SHA-256 of the list of hashes.
fn write(
    at: &Path,
    about: About,
    mut parts: mpsc::Receiver<Part>,
) -> Result<(u64, String), ArchiveError> {
    let mut zip = ArchiveWriter::create(&at.with_extension("part"), about.made_at)?;
    let mut sums = Beside::create(at, "sums")?;
    let mut index = Beside::create(at, "index")?;
    let mut record = Beside::create(at, "record")?;
    index.line(&format!("\u{feff}{INDEX_HEAD}"))?;
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::Message(name, bytes, line) => {
                let sha = hex::encode(Sha256::digest(&bytes));
                zip.add(&name, &mut &bytes[..])?;
                sums.line(&format!("{sha}  {name}"))?;
                index.line(&format!("\"{name}\";\"{sha}\";{line}"))?;
            }
            Part::Absent(line) => index.line(&format!("\"\";\"\";{line}"))?,
            Part::Link(line) => record.line(&line)?,
        }
    }
    for (beside, name) in [(index, "indice.csv"), (record, "registro.jsonl")] {
        let sha = beside.become_part(&mut zip, name)?;
        sums.line(&format!("{sha}  {name}"))?;
    }
    let read_me = about.read_me();
    zip.add("LEGGIMI.txt", &mut read_me.as_bytes())?;
    sums.line(&format!(
        "{}  LEGGIMI.txt",
        hex::encode(Sha256::digest(&read_me))
    ))?;
    let index_sha = sums.become_part(&mut zip, "impronte.sha256")?;
    let size = zip.finish()?;
    std::fs::rename(at.with_extension("part"), at)?;
    Ok((size, index_sha))
}

impl About {
    fn read_me(&self) -> String {
        let a = &self.archive;
        let made = self
            .made_at
            .with_timezone(&self.zone)
            .to_rfc3339_opts(SecondsFormat::Secs, false);
        format!(
            "ARCHIVIO DELLA CASELLA {address}
dal {first} al {last} (giorni compresi, ora di {zone}); preparato il {made}; archivio {id}

ricevuti/   i messaggi arrivati, byte per byte come sono arrivati (.eml)
ricevute/   le ricevute e gli avvisi dei gestori, byte per byte
inviati/    i messaggi partiti, byte per byte come sono partiti
indice.csv  un messaggio per riga, con la sua impronta SHA-256; «withheld» = sottratto alla vista con atto: non è qui
registro.jsonl  chi ha visto, risposto, inoltrato o cambiato questi messaggi e le loro pratiche: un anello della catena per riga
impronte.sha256 le impronte SHA-256 di tutti i file, anche dell'indice e del registro

COME VERIFICARE
1. sha256sum -c impronte.sha256   (ogni file deve dare OK)
2. L'impronta SHA-256 di impronte.sha256 deve essere quella mostrata dal programma accanto a questo archivio, che sta anche
   nel registro delle operazioni (atto archive.made): sha256sum impronte.sha256
3. Il registro nel programma si prova con: staffetta audit verify
4. Ogni riga di registro.jsonl si ricalcola così: {how}
I messaggi che il server ha numerato due volte ci sono una volta sola. Non ci sono messaggi di altre caselle, neanche delle
stesse pratiche.

ARCHIVE OF THE MAILBOX {address}
from {first} to {last} (both included, time of {zone}); made at {made}; archive {id}

ricevuti/ came in, ricevute/ receipts and notices of the providers, inviati/ left: byte for byte (.eml). indice.csv: one message
a line with its SHA-256; `withheld`: withheld by act, not in here. registro.jsonl: who saw, answered, passed on or changed these
messages and their cases, one link of the chain a line. impronte.sha256: the SHA-256 of every file.

HOW TO VERIFY
1. sha256sum -c impronte.sha256   (every file must be OK)
2. The SHA-256 of impronte.sha256 must be the one the program shows beside this archive, which is in its record of operations
   too (act archive.made): sha256sum impronte.sha256
3. The record inside the program is proved by: staffetta audit verify
4. Each line of registro.jsonl can be computed again: {how}
Messages the server numbered twice are in here once. Messages of other mailboxes are not, those of the same cases neither.
",
            address = self.address,
            first = a.first_day,
            last = a.last_day,
            zone = self.zone,
            id = a.id,
            how = HOW_TO_VERIFY,
        )
    }
}
