//! A Dovecot of our own on loopback: an IMAP server as offices have it.
//!
//! Everything lies in a temporary folder; the server ends with its value.

// What cannot start its server stops where it stands.
#![allow(clippy::unwrap_used)]

use contract::Security;
use mail::ImapConfig;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

const PROGRAM: &str = "/usr/sbin/dovecot";
pub const USER: &str = "ufficio@comune.example";
pub const PASSWORD: &str = "segreto";

/// A running Dovecot with one account, [`USER`].
pub struct Dovecot {
    dir: tempfile::TempDir,
    child: Child,
    pub imap: u16,
    pub imaps: u16,
    pub ca_pem: String,
    delivered: AtomicU64,
}

fn run(program: &str, args: &[&str]) -> String {
    let out = Command::new(program).args(args).output().unwrap();
    String::from_utf8(out.stdout).unwrap().trim().to_owned()
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

fn serve(dir: &Path) -> Child {
    Command::new(PROGRAM)
        .args(["-F", "-c", &dir.join("dovecot.conf").display().to_string()])
        .stdout(Stdio::null())
        .spawn()
        .unwrap()
}

/// What a Dovecot of some test has beside the usual.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extra {
    /// Takes access tokens (XOAUTH2), and asks here whose they are.
    pub token_info: Option<std::net::SocketAddr>,
    /// Room of the mailbox.
    pub quota_kilobytes: Option<u64>,
}

impl Extra {
    /// Lines at the end of the configuration.
    fn config(&self, dir: &Path) -> String {
        let mut lines = String::new();
        if let Some(address) = self.token_info {
            let file = dir.join("oauth2.conf");
            let text = format!(
                "tokeninfo_url = http://{address}/tokeninfo?oauth=\nusername_attribute = email\n"
            );
            std::fs::write(&file, text).unwrap();
            lines += &format!(
                "passdb {{\n  driver = oauth2\n  mechanisms = xoauth2\n  args = {}\n}}\n",
                file.display()
            );
        }
        if let Some(kilobytes) = self.quota_kilobytes {
            lines += &format!(
                "mail_plugins = quota\nprotocol imap {{\n  mail_plugins = quota imap_quota\n}}\n\
plugin {{\n  quota = count:Casella\n  quota_vsizes = yes\n  quota_rule = *:storage={kilobytes}K\n}}\n"
            );
        }
        lines
    }
}

impl Dovecot {
    /// The password of the account is another from now on; connections that are open stay.
    pub fn set_password(&self, password: &str) {
        let line = format!("{USER}:{{PLAIN}}{password}\n");
        std::fs::write(self.dir.path().join("users"), line).unwrap();
    }

    /// None, with a plain word on the terminal, when there is no Dovecot on this machine.
    pub fn start() -> Option<Dovecot> {
        Dovecot::with(Extra::default())
    }

    /// As [`Dovecot::start`], with more than passwords and room without end.
    pub fn with(extra: Extra) -> Option<Dovecot> {
        if !Path::new(PROGRAM).exists() {
            println!("SKIPPED: {PROGRAM} is not installed (Debian package dovecot-imapd)");
            return None;
        }
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().display();
        let authority =
            signature::Authority::create("posta-certificata@gestore.example", chrono::Utc::now())
                .unwrap();
        std::fs::write(dir.path().join("cert.pem"), &authority.tls().chain_pem).unwrap();
        std::fs::write(dir.path().join("key.pem"), &authority.tls().key_pem).unwrap();
        std::fs::write(
            dir.path().join("users"),
            format!("{USER}:{{PLAIN}}{PASSWORD}\n"),
        )
        .unwrap();
        let root = run("id", &["-u"]) == "0";
        let user = if root {
            "dovecot".to_owned()
        } else {
            run("id", &["-un"])
        };
        let group = run("id", &["-gn", &user]);
        let (imap, imaps) = (free_port(), free_port());
        let mechanisms = match extra.token_info {
            Some(_) => "xoauth2",
            None => "",
        };
        let config = format!(
            "protocols = imap\nlisten = 127.0.0.1\nbase_dir = {at}/run\nstate_dir = {at}/state\nlog_path = {at}/log\n\
auth_mechanisms = plain login {mechanisms}\nauth_failure_delay = 0\ndisable_plaintext_auth = no\n\
ssl = yes\nssl_cert = <{at}/cert.pem\nssl_key = <{at}/key.pem\n\
default_internal_user = {user}\ndefault_internal_group = {group}\ndefault_login_user = {user}\nmailbox_idle_check_interval = 1s\n\
mail_location = maildir:~/Maildir\nfirst_valid_uid = 1\n\
passdb {{\n  driver = passwd-file\n  args = username_format=%u {at}/users\n}}\n\
userdb {{\n  driver = static\n  args = uid={user} gid={group} home={at}/mail/%u\n}}\n\
namespace inbox {{\n  inbox = yes\n  separator = /\n  mailbox Inviati {{\n    auto = create\n  }}\n}}\n\
service anvil {{\n  chroot =\n}}\n\
service imap-login {{\n  chroot =\n  inet_listener imap {{\n    port = {imap}\n  }}\n  inet_listener imaps {{\n    port = {imaps}\n    ssl = yes\n  }}\n}}\n"
        );
        let config = config + &extra.config(dir.path());
        std::fs::write(dir.path().join("dovecot.conf"), config).unwrap();
        for folder in ["run", "state", "mail"] {
            std::fs::create_dir(dir.path().join(folder)).unwrap();
        }
        run("chmod", &["755", &at.to_string()]);
        run(
            "chown",
            &[
                "-R",
                &format!("{user}:{group}"),
                &format!("{at}/run"),
                &format!("{at}/state"),
                &format!("{at}/mail"),
            ],
        );
        let dovecot = Dovecot {
            child: serve(dir.path()),
            dir,
            imap,
            imaps,
            ca_pem: authority.ca_pem().unwrap(),
            delivered: AtomicU64::new(0),
        };
        dovecot.answers();
        Some(dovecot)
    }

    fn answers(&self) {
        let started = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.imap)).is_err() {
            assert!(
                started.elapsed() < Duration::from_secs(20),
                "{}",
                self.log()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The provider is down: connections are refused. Mail can still be delivered.
    pub fn halt(&mut self) {
        run("kill", &[&self.child.id().to_string()]);
        self.child.wait().unwrap();
    }

    /// It is up again on the same ports; `renumbered` when the mailbox got a new UIDVALIDITY meanwhile.
    pub fn resume(&mut self, renumbered: bool) {
        if renumbered {
            for entry in std::fs::read_dir(self.maildir("INBOX")).unwrap() {
                let entry = entry.unwrap();
                if entry.file_name().to_string_lossy().starts_with("dovecot") {
                    std::fs::remove_file(entry.path()).unwrap();
                }
            }
        }
        self.child = serve(self.dir.path());
        self.answers();
    }

    /// What the server has logged.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.dir.path().join("log")).unwrap_or_default()
    }

    /// The account over TLS.
    pub fn config(&self) -> ImapConfig {
        ImapConfig {
            host: "localhost".into(),
            port: self.imaps,
            security: Security::Tls,
            user: USER.into(),
            login: contract::Login::Password(PASSWORD.into()),
            folder: "INBOX".into(),
            sent_folder: None,
            ca_pem: Some(self.ca_pem.clone()),
            spool_dir: self.dir.path().join("spool"),
        }
    }

    /// The Maildir of a folder (`INBOX` is the Maildir itself).
    pub fn maildir(&self, folder: &str) -> PathBuf {
        let root = self.dir.path().join("mail").join(USER).join("Maildir");
        if folder == "INBOX" {
            root
        } else {
            root.join(format!(".{folder}"))
        }
    }

    /// Puts a message into a folder as a delivery agent does.
    pub fn deliver(&self, folder: &str, bytes: &[u8]) {
        self.deliver_all(folder, [bytes]);
    }

    /// As [`Dovecot::deliver`], many at once.
    pub fn deliver_all<'a>(&self, folder: &str, messages: impl IntoIterator<Item = &'a [u8]>) {
        let maildir = self.maildir(folder);
        for part in ["tmp", "new", "cur"] {
            std::fs::create_dir_all(maildir.join(part)).unwrap();
        }
        let names: Vec<String> = messages
            .into_iter()
            .map(|bytes| {
                let number = self.delivered.fetch_add(1, Ordering::Relaxed);
                let name = format!("{}.M{number:06}.test", 1_700_000_000 + number);
                std::fs::write(maildir.join("tmp").join(&name), bytes).unwrap();
                name
            })
            .collect();
        let user = std::fs::metadata(self.dir.path().join("mail")).unwrap();
        let owner = format!("{}:{}", user.uid(), user.gid());
        run(
            "chown",
            &[
                "-R",
                &owner,
                &self.dir.path().join("mail").display().to_string(),
            ],
        );
        for name in names {
            std::fs::rename(
                maildir.join("tmp").join(&name),
                maildir.join("new").join(&name),
            )
            .unwrap();
        }
    }

    /// File names of a folder, `new` and `cur`.
    pub fn files(&self, folder: &str) -> Vec<String> {
        let mut names: Vec<String> = ["new", "cur"]
            .iter()
            .filter_map(|part| std::fs::read_dir(self.maildir(folder).join(part)).ok())
            .flatten()
            .map(|e| e.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Another program at work on the same mailbox.
    pub async fn other_client(&self, commands: &[&str]) {
        say(self.imap, commands).await;
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        run("kill", &[&self.child.id().to_string()]);
        self.child.wait().unwrap();
    }
}

/// Logs in without TLS and gives commands, each of which must succeed.
pub async fn say(port: u16, commands: &[&str]) {
    let mut stream = BufReader::new(TcpStream::connect(("127.0.0.1", port)).await.unwrap());
    let login = format!("LOGIN {USER} {PASSWORD}");
    let mut line = String::new();
    stream.read_line(&mut line).await.unwrap();
    for command in [login.as_str()].iter().chain(commands) {
        stream
            .write_all(format!("x {command}\r\n").as_bytes())
            .await
            .unwrap();
        loop {
            line.clear();
            assert!(
                stream.read_line(&mut line).await.unwrap() > 0,
                "closed after {command}"
            );
            if line.starts_with("x ") {
                assert!(line.starts_with("x OK"), "{command}: {line}");
                break;
            }
        }
    }
}
