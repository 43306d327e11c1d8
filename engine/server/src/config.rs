//! How this server is run: `staffetta.toml`, then the environment, then the command line.
//!
//! Every key of the file has an environment variable `STAFFETTA_<KEY>`; the port is `PORT`. A key
//! nobody knows is refused, so that a misspelt one is not silently without effect.

use crate::command::speech::complain;
use crate::language::{Words, words};
use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use store::{BlobRoot, Bucket};

const LEASE_SECONDS_MIN: u64 = 5;

/// Every key of the file but the port; each has an environment variable `STAFFETTA_<KEY>`.
const KEYS: [&str; 25] = [
    "organisation",
    "listen",
    "data",
    "database_url",
    "blobs_folder",
    "blobs_url",
    "blobs_endpoint",
    "blobs_region",
    "blobs_allow_http",
    "key_file",
    "bootstrap_token",
    "tls_certificate",
    "tls_key",
    "behind_proxy",
    "zone",
    "mail_size_cap_bytes",
    "workers",
    "lease_seconds",
    "reply_seconds",
    "unclaimed_hours",
    "undo_seconds",
    "http_allow",
    "http_allow_only",
    "http_ca",
    "sdi_domains",
];
/// What else the environment says to us that is no setting.
const NO_SETTINGS: [&str; 3] = ["log", "token", "crash_at"];

/// The settings, as read.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Shown on the pages.
    pub organisation: String,
    pub port: u16,
    /// Address to listen on. None: every one with TLS or behind a proxy, else loopback.
    pub listen: Option<IpAddr>,
    /// Folder of the database file, blobs, key and spool.
    pub data: PathBuf,
    /// `sqlite://path` or `postgres://…`. None: a SQLite file in the data folder.
    pub database_url: Option<String>,
    /// Folder of the blobs and of the anchors of the record. None: in the data folder. Nodes on one database share it,
    /// unless the blobs are in a bucket.
    pub blobs_folder: Option<PathBuf>,
    /// An S3 bucket for the blobs: `s3://bucket` or `s3://bucket/prefix`. The credentials come from the environment alone:
    /// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
    pub blobs_url: Option<String>,
    /// Of an S3 server that is not Amazon's: `https://s3.example`.
    pub blobs_endpoint: Option<String>,
    /// None: `AWS_REGION`, else us-east-1.
    pub blobs_region: Option<String>,
    /// `blobs_endpoint` may be `http:` although it is not on this machine.
    pub blobs_allow_http: bool,
    /// File of the key that seals mailbox passwords. None: in the data folder. Nodes share its content.
    pub key_file: Option<PathBuf>,
    /// Acts as administrator until the first administrator logs in.
    pub bootstrap_token: Option<String>,
    /// PEM files. Both or none.
    pub tls_certificate: Option<PathBuf>,
    pub tls_key: Option<PathBuf>,
    /// A proxy in front speaks TLS and sets `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// Zone of terms and timers.
    pub zone: chrono_tz::Tz,
    /// Larger mails are kept raw and quarantined.
    pub mail_size_cap_bytes: u64,
    /// Threads that step instances; 0: one per core.
    pub workers: usize,
    /// How long a node that vanished keeps its jobs and mailboxes from the others; at least 5.
    pub lease_seconds: u64,
    /// How long an answer stays with whoever writes it after their last sign of life; at least 5.
    pub reply_seconds: u64,
    /// Working hours, by the calendar of its office, a task may wait for somebody to take it before who answers for the
    /// office is told.
    pub unclaimed_hours: u32,
    /// How long an e-mail waits before it leaves, so that whoever sent it can take it back; 0: not at all. Under a clock that
    /// tests move it never waits.
    pub undo_seconds: u32,
    /// Hosts, addresses or networks of the internal network that processes and webhooks may call, each with an
    /// optional port: `intranet.example`, `10.0.0.5:8080`, `10.1.0.0/16`.
    pub http_allow: Vec<String>,
    /// Nobody but those in `http_allow` may be called, not even in the open network.
    pub http_allow_only: bool,
    /// A further root certificate (PEM) for calls over HTTPS.
    pub http_ca: Option<PathBuf>,
    /// Domains the exchange system of electronic invoices writes from. What others send in its form is a certified mail
    /// like any other.
    pub sdi_domains: Vec<String>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            organisation: "Staffetta".into(),
            port: 8080,
            listen: None,
            data: PathBuf::from("staffetta-data"),
            database_url: None,
            blobs_folder: None,
            blobs_url: None,
            blobs_endpoint: None,
            blobs_region: None,
            blobs_allow_http: false,
            key_file: None,
            bootstrap_token: None,
            tls_certificate: None,
            tls_key: None,
            behind_proxy: false,
            zone: chrono_tz::Europe::Rome,
            mail_size_cap_bytes: 60 << 20,
            workers: 0,
            lease_seconds: 180,
            reply_seconds: 900,
            unclaimed_hours: 4,
            undo_seconds: 20,
            http_allow: Vec::new(),
            http_allow_only: false,
            http_ca: None,
            sdi_domains: vec!["pec.fatturapa.it".into()],
        }
    }
}

/// Secrets stay out of logs.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let listen = (
            &self.organisation,
            self.port,
            self.listen,
            self.behind_proxy,
        );
        f.debug_struct("Config")
            .field("listen", &listen)
            .field("data", &self.data)
            .finish_non_exhaustive()
    }
}

/// Settings that cannot be used together, or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{0}")]
    Unreadable(Box<figment::Error>),
    #[error("tls_certificate and tls_key go together")]
    HalfTls,
    #[error("to listen on {0} give tls_certificate and tls_key, or say behind_proxy = true")]
    Exposed(IpAddr),
    #[error(
        "lease_seconds is {0}: at least {LEASE_SECONDS_MIN}, or a slow moment looks like a node that vanished"
    )]
    ShortLease(u64),
    #[error("reply_seconds is {0}: at least {LEASE_SECONDS_MIN}, or nobody has the time to write")]
    ShortReply(u64),
    #[error("blobs_url is {0}: s3://bucket or s3://bucket/prefix is needed")]
    BlobsUrl(String),
    #[error("blobs_endpoint is {0}: an address as https://s3.example is needed, without a path")]
    BlobsEndpoint(String),
    #[error("blobs_endpoint is {0}: without TLS anyone on the way reads the mails")]
    PlainBlobs(String),
    #[error("for blobs_url the environment must hold {0}")]
    NoCredentials(&'static str),
    #[error("a test clock listens on loopback only, not on {0}")]
    TestClockExposed(IpAddr),
}

impl ConfigError {
    /// What is wrong and what to do, in both languages.
    pub fn words(&self) -> Words {
        match self {
            ConfigError::Unreadable(error) => of_settings(error),
            ConfigError::HalfTls => words!(
                "tls_certificate e tls_key vanno insieme: indicarli tutti e due",
                "tls_certificate and tls_key go together: give both"
            ),
            ConfigError::Exposed(ip) => words!(
                "per ascoltare su {} indicare tls_certificate e tls_key, o dire behind_proxy = true",
                "to listen on {} give tls_certificate and tls_key, or say behind_proxy = true",
                ip
            ),
            ConfigError::ShortLease(seconds) => words!(
                "lease_seconds è {}: almeno {}, o un momento di lentezza sembra un nodo sparito",
                "lease_seconds is {}: at least {}, or a slow moment looks like a node that vanished",
                seconds,
                LEASE_SECONDS_MIN
            ),
            ConfigError::ShortReply(seconds) => words!(
                "reply_seconds è {}: almeno {}, o nessuno ha il tempo di scrivere",
                "reply_seconds is {}: at least {}, or nobody has the time to write",
                seconds,
                LEASE_SECONDS_MIN
            ),
            ConfigError::BlobsUrl(url) => words!(
                "blobs_url è {}: serve s3://bucket o s3://bucket/prefisso",
                "blobs_url is {}: s3://bucket or s3://bucket/prefix is needed",
                url
            ),
            ConfigError::BlobsEndpoint(url) => words!(
                "blobs_endpoint è {}: serve un indirizzo come https://s3.example, senza percorso",
                "blobs_endpoint is {}: an address as https://s3.example is needed, without a path",
                url
            ),
            ConfigError::PlainBlobs(url) => words!(
                "blobs_endpoint è {}: senza TLS chi sta in mezzo legge i messaggi; usare https, o dire blobs_allow_http = true",
                "blobs_endpoint is {}: without TLS anyone on the way reads the mails; use https, or say blobs_allow_http = true",
                url
            ),
            ConfigError::NoCredentials(name) => words!(
                "per blobs_url l'ambiente deve contenere {}",
                "for blobs_url the environment must hold {}",
                name
            ),
            ConfigError::TestClockExposed(ip) => words!(
                "un orologio di prova ascolta solo su questa macchina, non su {}",
                "a test clock listens on loopback only, not on {}",
                ip
            ),
        }
    }
}

/// Where the setting stands, which one it is, and what it may be.
fn of_settings(error: &figment::Error) -> Words {
    let from = error.metadata.as_ref();
    let file = from.and_then(|m| m.source.as_ref()?.file_path());
    let in_environment = from.is_some_and(|m| m.name.contains("environment"));
    let key = error.path.join(".");
    let key = match in_environment {
        true if key.eq_ignore_ascii_case("port") => "PORT".into(),
        true => format!("STAFFETTA_{}", key.to_uppercase()),
        false => key,
    };
    let place = match file {
        Some(file) => words!("{}", "{}", file.display()),
        None if in_environment => words!("ambiente", "environment"),
        None => words!("impostazioni", "settings"),
    };
    let said = match &error.kind {
        Kind::UnknownField(name, known) => words!(
            "«{}» non è un'impostazione; ci sono: {}",
            "«{}» is no setting; there are: {}",
            name,
            known.join(", ")
        ),
        Kind::InvalidType(found, wanted) => words!(
            "{}: serve {}, non {}",
            "{}: {} is needed, not {}",
            key,
            wanted,
            found
        ),
        Kind::InvalidValue(found, wanted) => words!(
            "{}: {} non va bene, serve {}",
            "{}: {} will not do, {} is needed",
            key,
            found,
            wanted
        ),
        Kind::Message(text) if key.is_empty() => words!("{}", "{}", text.trim_end()),
        Kind::Message(text) => words!("{}: {}", "{}: {}", key, text),
        other => words!("{}", "{}", other),
    };
    Words::new(
        format!("{}: {}", place.it, said.it),
        format!("{}: {}", place.en, said.en),
    )
}

/// Variables that look like settings and are none.
fn misspelt(names: impl Iterator<Item = String>) -> Vec<String> {
    let known = |key: &str| {
        let key = key.to_ascii_lowercase();
        KEYS.contains(&key.as_str()) || NO_SETTINGS.contains(&key.as_str())
    };
    names
        .filter(|name| {
            name.strip_prefix("STAFFETTA_")
                .is_some_and(|key| !known(key))
        })
        .collect()
}

impl Config {
    /// Reads the file if it is there (it must be when `named`), then the environment.
    pub fn read(file: &Path, named: bool) -> Result<Config, ConfigError> {
        for name in misspelt(std::env::vars_os().filter_map(|(name, _)| name.into_string().ok())) {
            complain(words!(
                "staffetta: {} non è un'impostazione: è scritta male?",
                "staffetta: {} is no setting: is it misspelt?",
                name
            ));
        }
        let toml = if named {
            Toml::file_exact(file)
        } else {
            Toml::file(file)
        };
        Config::from(Figment::from(Serialized::defaults(Config::default())).merge(toml))
    }

    fn from(figment: Figment) -> Result<Config, ConfigError> {
        let figment = figment
            .merge(Env::raw().only(&["PORT"]))
            .merge(Env::prefixed("STAFFETTA_").only(&KEYS));
        let config: Config = figment
            .extract()
            .map_err(|e| ConfigError::Unreadable(Box::new(e)))?;
        if config.lease_seconds < LEASE_SECONDS_MIN {
            return Err(ConfigError::ShortLease(config.lease_seconds));
        }
        if config.reply_seconds < LEASE_SECONDS_MIN {
            return Err(ConfigError::ShortReply(config.reply_seconds));
        }
        Ok(config)
    }

    /// Whether this process speaks TLS itself.
    pub fn has_tls(&self) -> bool {
        self.tls_certificate.is_some()
    }

    /// Whether browsers see HTTPS: cookies are `Secure` and HSTS is sent.
    pub fn is_secure(&self) -> bool {
        self.has_tls() || self.behind_proxy
    }

    /// Where to listen. Refuses to show an unencrypted server, or one with a test clock, to a network.
    pub fn address(&self, clock_test: bool) -> Result<SocketAddr, ConfigError> {
        if self.tls_certificate.is_some() != self.tls_key.is_some() {
            return Err(ConfigError::HalfTls);
        }
        let open = self.is_secure() && !clock_test;
        let default = if open {
            Ipv4Addr::UNSPECIFIED
        } else {
            Ipv4Addr::LOCALHOST
        };
        let ip = self.listen.unwrap_or(IpAddr::V4(default));
        match ip.is_loopback() {
            false if clock_test => Err(ConfigError::TestClockExposed(ip)),
            false if !open => Err(ConfigError::Exposed(ip)),
            _ => Ok(SocketAddr::new(ip, self.port)),
        }
    }

    /// The database: the one given, or a file in the data folder.
    pub fn database(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data.join("staffetta.db").display()))
    }

    /// Where the blobs are; the credentials of a bucket are read here.
    pub fn blobs(&self) -> Result<BlobRoot, ConfigError> {
        self.blobs_with(|name| std::env::var(name).ok().filter(|set| !set.is_empty()))
    }

    fn blobs_with(
        &self,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<BlobRoot, ConfigError> {
        let folder = self.blobs_folder.clone();
        let folder = folder.unwrap_or_else(|| self.data.join("blobs"));
        let bucket = self
            .blobs_url
            .as_deref()
            .map(|url| self.bucket(url, environment));
        Ok(BlobRoot {
            folder,
            bucket: bucket.transpose()?,
        })
    }

    fn bucket(
        &self,
        url: &str,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Bucket, ConfigError> {
        let place = url.strip_prefix("s3://").unwrap_or_default();
        let (name, prefix) = place.split_once('/').unwrap_or((place, ""));
        if name.is_empty() || place.contains(['?', '#', '@', ':']) {
            return Err(ConfigError::BlobsUrl(url.into()));
        }
        if let Some(endpoint) = &self.blobs_endpoint {
            self.judge_endpoint(endpoint)?;
        }
        let needed = |name| environment(name).ok_or(ConfigError::NoCredentials(name));
        let region = self.blobs_region.clone();
        Ok(Bucket {
            name: name.into(),
            prefix: prefix.trim_matches('/').into(),
            endpoint: self.blobs_endpoint.clone(),
            region: region
                .or_else(|| environment("AWS_REGION"))
                .unwrap_or_else(|| "us-east-1".into()),
            access_key: needed("AWS_ACCESS_KEY_ID")?,
            secret_key: needed("AWS_SECRET_ACCESS_KEY")?,
            session_token: environment("AWS_SESSION_TOKEN"),
        })
    }

    fn judge_endpoint(&self, endpoint: &str) -> Result<(), ConfigError> {
        let wrong = || ConfigError::BlobsEndpoint(endpoint.into());
        let url = reqwest::Url::parse(endpoint).map_err(|_| wrong())?;
        let host = url.host_str().ok_or_else(wrong)?;
        let host = host.trim_matches(['[', ']']);
        if url.path() != "/" || url.query().is_some() || !url.username().is_empty() {
            return Err(wrong());
        }
        let near = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
        match url.scheme() {
            "https" => Ok(()),
            "http" if near || self.blobs_allow_http => Ok(()),
            "http" => Err(ConfigError::PlainBlobs(endpoint.into())),
            _ => Err(wrong()),
        }
    }

    /// Key that seals mailbox passwords: outside the database.
    pub fn key_file(&self) -> PathBuf {
        self.key_file
            .clone()
            .unwrap_or_else(|| self.data.join("secret.key"))
    }

    /// Where oversize mails are written while they come in.
    pub fn spool(&self) -> PathBuf {
        self.data.join("spool")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str) -> Result<Config, ConfigError> {
        let figment =
            Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(toml));
        figment
            .extract()
            .map_err(|e| ConfigError::Unreadable(Box::new(e)))
    }

    #[test]
    fn only_an_encrypted_server_is_shown_to_a_network() {
        let tls = "tls_certificate = 'a.pem'\ntls_key = 'a.key'\n";
        let rows = [
            ("", false, Ok("127.0.0.1:8080")),
            ("listen = '0.0.0.0'", false, Err("to listen on")),
            ("listen = '::1'", false, Ok("[::1]:8080")),
            ("behind_proxy = true", false, Ok("0.0.0.0:8080")),
            ("behind_proxy = true", true, Ok("127.0.0.1:8080")),
            (
                "behind_proxy = true\nlisten = '0.0.0.0'",
                true,
                Err("a test clock"),
            ),
            (tls, false, Ok("0.0.0.0:8080")),
            ("tls_key = 'a.key'", false, Err("go together")),
        ];
        for (toml, clock_test, expected) in rows {
            let got = read(toml)
                .unwrap()
                .address(clock_test)
                .map(|a| a.to_string())
                .map_err(|e| e.to_string());
            match expected {
                Ok(address) => assert_eq!(got.as_deref(), Ok(address), "{toml}"),
                Err(part) => assert!(
                    got.clone().is_err_and(|e| e.contains(part)),
                    "{toml}: {got:?}"
                ),
            }
        }
    }

    #[test]
    fn a_bucket_is_named_whole_and_reached_by_tls() {
        let rows = [
            ("blobs_url = 'https://s3.example/b'", "s3://bucket"),
            ("blobs_url = 's3://'", "s3://bucket"),
            ("blobs_url = 's3:///p'", "s3://bucket"),
            ("blobs_url = 's3://key:secret@b'", "s3://bucket"),
            ("blobs_endpoint = 's3.example'", "https://s3.example"),
            ("blobs_endpoint = 'ftp://s3.example'", "https://s3.example"),
            (
                "blobs_endpoint = 'https://s3.example/b'",
                "https://s3.example",
            ),
            ("blobs_endpoint = 'http://s3.example'", "without TLS"),
            ("blobs_endpoint = 'http://10.0.0.5:9000'", "without TLS"),
            (
                "blobs_endpoint = 'http://[::1]:9000'",
                "s3://b in us-east-1",
            ),
            (
                "blobs_endpoint = 'http://localhost:9000'",
                "s3://b in us-east-1",
            ),
            (
                "blobs_endpoint = 'https://s3.example:9000'",
                "s3://b in us-east-1",
            ),
            (
                "blobs_endpoint = 'http://s3.example'\nblobs_allow_http = true",
                "s3://b in us-east-1",
            ),
            (
                "blobs_url = 's3://b/p/q/'\nblobs_region = 'eu-south-1'",
                "s3://b/p/q in eu-south-1",
            ),
        ];
        for (toml, expected) in rows {
            let mut config = read(toml).unwrap();
            config.blobs_url.get_or_insert("s3://b".into());
            let keys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
            let keys = |name: &str| keys.contains(&name).then(|| "x".to_string());
            let said = match config.blobs_with(keys) {
                Ok(blobs) => {
                    let bucket = blobs.bucket.unwrap();
                    format!("{bucket} in {}", bucket.region)
                }
                Err(error) => error.to_string(),
            };
            assert!(said.contains(expected), "{toml}: {said}");
            let without = config.blobs_with(|_| None).map(drop).unwrap_err();
            assert!(said != expected || without.to_string().contains("AWS_ACCESS_KEY_ID"));
        }
        assert_eq!(read("").unwrap().blobs_with(|_| None).unwrap().bucket, None);
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        assert!(
            read("behind_proksy = true").is_err_and(|e| e.to_string().contains("behind_proksy"))
        );
        assert!(read("zone = 'Europe/Atlantis'").is_err());
    }

    #[test]
    fn a_misspelt_variable_is_found_and_every_setting_has_one() {
        let names = [
            "PATH",
            "STAFFETTA_LOG",
            "STAFFETTA_DATABASE",
            "STAFFETTA_DATABASE_URL",
        ];
        assert_eq!(
            misspelt(names.map(String::from).into_iter()),
            ["STAFFETTA_DATABASE"]
        );
        let all = serde_json::to_value(Config::default()).unwrap();
        for key in all.as_object().unwrap().keys().filter(|k| *k != "port") {
            assert!(KEYS.contains(&key.as_str()), "{key}");
        }
    }

    #[test]
    fn secrets_are_not_printed() {
        let config = Config {
            bootstrap_token: Some("hush-hush-hush-hush".into()),
            ..Config::default()
        };
        assert!(!format!("{config:?}").contains("hush"));
    }
}
