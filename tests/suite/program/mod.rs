//! The real program as a child process: started, asked over HTTP, killed, started again.

pub mod chance;
pub mod ledger;
pub mod syscalls;
pub mod town;

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::sync::OnceLock;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

/// Longer than anything a test waits for may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// Waits for something that must come; says what did not.
pub async fn until<T, F: Future<Output = Option<T>>>(what: &str, mut look: impl FnMut() -> F) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look().await {
            return found;
        }
        assert!(
            Instant::now() < end,
            "waited {} s for {what}",
            PATIENCE.as_secs()
        );
        sleep(Duration::from_millis(25)).await;
    }
}

/// The program as it is built from the sources that are here now, or the one `STAFFETTA_BINARY` names.
pub fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        if let Some(named) = std::env::var_os("STAFFETTA_BINARY") {
            return named.into();
        }
        let test = std::env::current_exe().expect("this test is a file");
        let profile = test
            .parent()
            .and_then(Path::parent)
            .expect("below a profile's folder");
        let mut build = std::process::Command::new("cargo");
        build.args(["build", "--quiet", "--workspace"]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        // What cargo tells a test about itself would make it take some crates for changed.
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name == "LD_LIBRARY_PATH"
                || name.starts_with("CARGO_PKG_")
                || name.starts_with("CARGO_MANIFEST_")
            {
                build.env_remove(name);
            }
        }
        let built = build
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .expect("cargo runs");
        assert!(built.success(), "the program does not build");
        profile.join("staffetta")
    })
}

/// One life of `staffetta serve`.
pub struct Program {
    child: Child,
    /// `http://127.0.0.1:port`; empty until it says so.
    pub url: String,
    log: PathBuf,
}

/// How it is started.
#[derive(Clone)]
pub struct Start {
    pub data: PathBuf,
    /// Where the blobs lie as files, when they are in a bucket.
    pub bucket: Option<PathBuf>,
    pub log: PathBuf,
    pub environment: Vec<(String, String)>,
    /// Words before the program's own, as `strace -f -o file`.
    pub under: Vec<String>,
}

impl Start {
    pub fn new(folder: &Path) -> Start {
        Start {
            data: folder.join("data"),
            bucket: None,
            log: folder.join("program.log"),
            environment: Vec::new(),
            under: Vec::new(),
        }
    }

    pub fn with(mut self, name: &str, value: &str) -> Start {
        self.environment.push((name.into(), value.into()));
        self
    }

    /// The PostgreSQL it works on; None: a SQLite file in its data folder.
    pub fn database_url(&self) -> Option<&str> {
        let mut set = self.environment.iter();
        set.rfind(|(name, _)| name == "STAFFETTA_DATABASE_URL")
            .map(|(_, url)| url.as_str())
    }

    pub fn blobs(&self) -> PathBuf {
        if let Some(bucket) = &self.bucket {
            return bucket.clone();
        }
        let mut set = self.environment.iter();
        set.rfind(|(name, _)| name == "STAFFETTA_BLOBS_FOLDER")
            .map_or_else(|| self.data.join("blobs"), |(_, path)| path.into())
    }

    fn command(&self) -> Command {
        let mut words: Vec<&std::ffi::OsStr> = self.under.iter().map(|w| w.as_ref()).collect();
        words.push(binary().as_os_str());
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .env("STAFFETTA_DATA", &self.data)
            .env_remove("STAFFETTA_DATABASE_URL")
            .env_remove("STAFFETTA_CRASH_AT")
            .env("PORT", "0")
            .env("LC_ALL", "C")
            .envs(self.environment.iter().map(|(n, v)| (n, v)))
            .current_dir(self.log.parent().expect("the log lies in a folder"))
            .kill_on_drop(true);
        command
    }

    /// Runs a command of the program to its end; answers what it printed. Panics when it fails.
    pub async fn run(&self, words: &[&str]) -> String {
        let done = self.command().args(words).output().await.expect("it runs");
        assert!(
            done.status.success(),
            "staffetta {}: {}",
            words.join(" "),
            String::from_utf8_lossy(&done.stderr)
        );
        String::from_utf8(done.stdout).expect("text")
    }

    /// Runs a command that must fail; answers what it said.
    pub async fn fails(&self, words: &[&str]) -> String {
        let done = self.command().args(words).output().await.expect("it runs");
        assert!(!done.status.success(), "staffetta {}", words.join(" "));
        let said = [done.stdout, done.stderr].concat();
        String::from_utf8(said).expect("text")
    }

    /// Begins a life and does not wait for anything.
    pub fn spawn(&self) -> Program {
        let log = File::options()
            .create(true)
            .append(true)
            .open(&self.log)
            .expect("a log");
        let child = self
            .command()
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .expect("the program starts");
        Program {
            child,
            url: String::new(),
            log: self.log.clone(),
        }
    }

    /// Begins a life that is ready to answer.
    pub async fn ready(&self) -> Program {
        let mut program = self.spawn();
        assert!(
            program.listens().await,
            "it ended before it listened: {}",
            program.last_words()
        );
        program.answers().await;
        program
    }
}

impl Program {
    /// Waits until it says where it listens; false when it ended before.
    pub async fn listens(&mut self) -> bool {
        let out = self.child.stdout.take().expect("asked for once");
        let mut lines = BufReader::new(out).lines();
        let said = async {
            while let Some(line) = lines.next_line().await.expect("text") {
                if let Some(url) = line.strip_prefix("Staffetta: ") {
                    return Some(url.to_string());
                }
            }
            None
        };
        match timeout(PATIENCE, said).await.expect("it starts or ends") {
            Some(url) => {
                self.url = url;
                true
            }
            None => false,
        }
    }

    /// Waits until it hears SIGTERM: from then on a signal ends it in order.
    pub async fn hears(&self) {
        let pid = self.child.id().expect("it lives");
        until("it to hear signals", async || {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
            let caught = status.lines().find_map(|l| l.strip_prefix("SigCgt:"))?;
            let caught = u64::from_str_radix(caught.trim(), 16).ok()?;
            // SIGTERM is 15, and signal 1 is the lowest bit.
            (caught >> 14 & 1 == 1).then_some(())
        })
        .await;
    }

    /// Waits until it answers.
    pub async fn answers(&self) {
        let nobody = Caller::new("");
        let alive = nobody.ask(&self.url, Method::GET, "/healthz", None).await;
        assert!(
            matches!(alive, Ok((StatusCode::OK, _))),
            "{alive:?} {}",
            self.last_words()
        );
    }

    /// SIGKILL, by its own id. Harmless when it has ended.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("it is ours to kill");
    }

    /// SIGTERM, without waiting.
    pub async fn terminate(&self) {
        self.signal("-TERM").await;
    }

    /// SIGSTOP: it stands still where it is, connections and locks in its hands.
    pub async fn freeze(&self) {
        self.signal("-STOP").await;
    }

    /// SIGCONT.
    pub async fn thaw(&self) {
        self.signal("-CONT").await;
    }

    async fn signal(&self, signal: &str) {
        if let Some(pid) = self.child.id() {
            let done = Command::new("kill")
                .args([signal, &pid.to_string()])
                .status();
            assert!(done.await.expect("kill runs").success());
        }
    }

    /// Waits for its end.
    pub async fn ends(&mut self) -> ExitStatus {
        match timeout(PATIENCE, self.child.wait()).await {
            Ok(status) => status.expect("its end can be waited for"),
            Err(_) => panic!("it does not end: {}", self.last_words()),
        }
    }

    /// SIGTERM, and a clean end.
    pub async fn stop(mut self) {
        self.terminate().await;
        let status = self.ends().await;
        assert!(status.success(), "{status}: {}", self.last_words());
    }

    pub fn last_words(&self) -> String {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

/// Somebody with an API token.
#[derive(Clone)]
pub struct Caller {
    client: Client,
    token: String,
}

impl Caller {
    pub fn new(token: &str) -> Caller {
        static TLS: std::sync::Once = std::sync::Once::new();
        TLS.call_once(|| {
            // Another test of this process may have been first; either is the same provider.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        Caller {
            client: Client::builder()
                .timeout(PATIENCE)
                .build()
                .expect("a client"),
            token: token.into(),
        }
    }

    /// The answer; the error means that the program went away before it came.
    pub async fn ask(
        &self,
        url: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<(StatusCode, Value), reqwest::Error> {
        self.ask_with(url, method, path, body, &[]).await
    }

    /// The whole answer to what must be answered, headers included.
    pub async fn whole(&self, url: &str, method: Method, path: &str, body: &Value) -> Response {
        self.client
            .request(method, format!("{url}{path}"))
            .bearer_auth(&self.token)
            .json(body)
            .send()
            .await
            .expect("it answers")
    }

    /// As [`Caller::ask`], with these headers.
    pub async fn ask_with(
        &self,
        url: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Result<(StatusCode, Value), reqwest::Error> {
        let mut request = self
            .client
            .request(method, format!("{url}{path}"))
            .bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(body);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        Ok((
            status,
            serde_json::from_str(&text).unwrap_or(Value::String(text)),
        ))
    }

    /// Reads what must be there.
    pub async fn get(&self, url: &str, path: &str) -> Value {
        let (status, body) = self
            .ask(url, Method::GET, path, None)
            .await
            .expect("it answers");
        assert!(status.is_success(), "GET {path}: {status} {body}");
        body
    }

    /// Changes what must change.
    pub async fn patch(&self, url: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self
            .ask(url, Method::PATCH, path, Some(body))
            .await
            .expect("it answers");
        assert!(status.is_success(), "PATCH {path}: {status} {answer}");
        answer
    }

    /// Does what must succeed.
    pub async fn post(&self, url: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self
            .ask(url, Method::POST, path, Some(body))
            .await
            .expect("it answers");
        assert!(status.is_success(), "POST {path}: {status} {answer}");
        answer
    }
}
