//! The program itself, serving a folder: as it is deployed, over HTTP.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

pub const TOKEN: &str = "bench-0123456789abcdef0123456789abcdef";
/// Clock ticks of `/proc/<pid>/stat` a second, on every Linux.
const TICKS: f64 = 100.0;

/// The program beside this bench: `target/release/staffetta` for `target/release/deps/program-…`.
fn program() -> PathBuf {
    let here = std::env::current_exe().expect("this program");
    let folder = here.ancestors().nth(2).expect("target/<profile>");
    let program = folder.join("staffetta");
    assert!(
        program.exists(),
        "build the workspace first: {} is missing",
        program.display()
    );
    program
}

/// An API token for a person of the folder, made by the command line.
pub fn token(data: &Path, login: &str) -> String {
    let run = Command::new(program())
        .args(["token", login, "--name", "bench"])
        .current_dir(data)
        .env("STAFFETTA_DATA", data)
        .output()
        .expect("the program starts");
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    String::from_utf8_lossy(&run.stdout).trim().to_string()
}

/// A server of our own, which ends with its value.
pub struct Running(Child, u16);

impl Running {
    pub fn start(data: &Path) -> Running {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .and_then(|l| l.local_addr())
            .expect("a free port")
            .port();
        let child = Command::new(program())
            .arg("serve")
            .current_dir(data)
            .env("STAFFETTA_DATA", data)
            .env("PORT", port.to_string())
            .env("STAFFETTA_BOOTSTRAP_TOKEN", TOKEN)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        Running(child, port)
    }

    /// The address of a path on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.1)
    }

    /// Asks `/readyz` until it says 200.
    pub fn until_ready(&mut self) {
        loop {
            if let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.1)) {
                let mut answer = String::new();
                let asked = stream.write_all(
                    b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                );
                if asked.is_ok()
                    && stream.read_to_string(&mut answer).is_ok()
                    && answer.starts_with("HTTP/1.1 200")
                {
                    return;
                }
            }
            assert!(
                self.0.try_wait().expect("its state").is_none(),
                "the program ended at its start"
            );
            std::thread::sleep(Duration::from_micros(500));
        }
    }

    /// Memory of its own, in MB.
    pub fn memory_mb(&self) -> f64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).expect("it runs");
        let line = status
            .lines()
            .find_map(|l| l.strip_prefix("RssAnon:"))
            .expect("a process has memory");
        let kb: f64 = line
            .trim()
            .trim_end_matches(" kB")
            .parse()
            .expect("a number");
        kb / 1_024.0
    }

    /// Seconds of processor time so far.
    pub fn worked(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).expect("it runs");
        let fields: Vec<&str> = stat
            .rsplit(')')
            .next()
            .expect("after its name")
            .split_whitespace()
            .collect();
        fields[11..13]
            .iter()
            .map(|ticks| ticks.parse::<f64>().expect("ticks"))
            .sum::<f64>()
            / TICKS
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().expect("the program is ours");
        self.0.wait().expect("it ends");
    }
}
