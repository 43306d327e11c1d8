//! A PostgreSQL of our own on loopback, from Debian's binaries: started, stopped hard in the middle of work, started again.
//!
//! Its folder is a temporary one; the server ends with its value, and with this process. What a process left that was
//! killed is swept away by the next.

// What cannot start its server stops where it stands.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

const FOLDERS: &str = "staffetta-pg-";

pub struct Postgres {
    binaries: PathBuf,
    folder: tempfile::TempDir,
    port: u16,
    server: Option<Server>,
}

/// A running server, with the thread that watches it: `setpriv --pdeathsig` is about the thread that started it.
struct Server {
    pid: i32,
    watch: JoinHandle<()>,
}

impl Postgres {
    /// None, with a plain word on the terminal, when there is no PostgreSQL on this machine.
    pub fn start() -> Option<Postgres> {
        Postgres::start_in(&std::env::temp_dir())
    }

    /// As [`Postgres::start`], its folder in this one: on a certain disk.
    pub fn start_in(base: &Path) -> Option<Postgres> {
        let binaries = ["18", "17", "16", "15", "14"]
            .iter()
            .map(|v| PathBuf::from(format!("/usr/lib/postgresql/{v}/bin")))
            .find(|p| p.join("postgres").is_file());
        let Some(binaries) = binaries else {
            eprintln!("POSTGRESQL IS NOT HERE: what needs it did not run (install postgresql)");
            return None;
        };
        sweep(base);
        let folder = tempfile::Builder::new()
            .prefix(&format!("{FOLDERS}{}-", std::process::id()))
            .tempdir_in(base)
            .unwrap();
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(folder.path()));
        }
        let port = {
            let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            free.local_addr().unwrap().port()
        };
        let mut postgres = Postgres {
            binaries,
            folder,
            port,
            server: None,
        };
        let data = postgres.data();
        run(postgres.program("initdb").arg("-D").arg(&data).args([
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        ]));
        postgres.resume();
        Some(postgres)
    }

    /// Makes a database; answers its URL.
    pub fn database(&self, name: &str) -> String {
        let sql = format!("CREATE DATABASE {name}");
        let server = self.url("postgres");
        run(Command::new("psql").args(["-X", "-q", "-d", &server, "-c", &sql]));
        self.url(name)
    }

    /// The URL of a database; `postgres` is always there.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// SIGQUIT: connections are cut where they are, and the next start recovers from the log.
    pub fn crash(&mut self) {
        self.end("-QUIT");
    }

    /// SIGKILL: as when the machine's memory ran out. What it had begun ends by itself a moment later.
    pub fn kill(&mut self) {
        self.end("-KILL");
    }

    /// A restart in order: what is open is rolled back, connections are told.
    pub fn restart(&mut self) {
        self.end("-INT");
        self.resume();
    }

    fn end(&mut self, signal: &str) {
        if let Some(server) = self.server.take() {
            run(Command::new("kill").args([signal, &server.pid.to_string()]));
            server.watch.join().unwrap();
        }
    }

    /// Starts it again; returns when it takes connections.
    pub fn resume(&mut self) {
        let until = Instant::now() + Duration::from_secs(60);
        let url = self.url("postgres");
        self.server = Some(self.spawn());
        loop {
            let asked = Command::new("psql")
                .args(["-X", "-q", "-d", &url, "-c", "SELECT 1"])
                .output()
                .unwrap();
            if asked.status.success() {
                return;
            }
            assert!(
                Instant::now() < until,
                "{}",
                String::from_utf8_lossy(&asked.stderr)
            );
            std::thread::sleep(Duration::from_millis(50));
            // While a child of one that was killed still ends, the next refuses to start.
            if self.server.as_ref().is_none_or(|s| s.watch.is_finished()) {
                self.server = Some(self.spawn());
            }
        }
    }

    fn spawn(&self) -> Server {
        let mut command = self.program("postgres");
        command
            .arg("-D")
            .arg(self.data())
            .args(["-p", &self.port.to_string(), "-k"])
            .arg(self.folder.path())
            .args([
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "max_connections=200",
            ])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let (tell, told) = std::sync::mpsc::channel();
        let watch = std::thread::spawn(move || {
            let mut child = command.spawn().unwrap();
            tell.send(child.id() as i32).unwrap();
            child.wait().unwrap();
        });
        Server {
            pid: told.recv().unwrap(),
            watch,
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A program of the server, as the user who may run it.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.arg("--pdeathsig=INT").current_dir("/");
        if is_root() {
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups"]);
        }
        command.arg(self.binaries.join(name));
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.crash();
    }
}

/// Deletes the folders of processes that have ended.
fn sweep(base: &Path) {
    for entry in std::fs::read_dir(base).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let pid = name
            .strip_prefix(FOLDERS)
            .and_then(|rest| rest.split('-').next()?.parse::<u32>().ok());
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid.to_string()).exists()) {
            std::fs::remove_dir_all(entry.path()).ok();
        }
    }
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    Path::new("/proc/self").metadata().unwrap().uid() == 0
}

fn run(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(
        done.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}
