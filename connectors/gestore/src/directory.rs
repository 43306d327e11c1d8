//! Who has a mailbox here, who may send from it, and which domains are certified.

use crate::{
    behaviour::Behaviour,
    config::{Account, Config},
    maildir,
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, HashMap},
    fs, io,
    path::{Path, PathBuf},
};

/// The accounts of the `users` file and the domains of the configuration.
pub struct Directory {
    folder: PathBuf,
    /// By login name.
    logins: HashMap<String, Login>,
    pub domains: Vec<String>,
    pub peer_domains: BTreeMap<String, usize>,
    pub dead_domains: Vec<String>,
    pub external_domains: Vec<String>,
}

struct Login {
    address: String,
    salt: String,
    hash: String,
}

/// Where a domain leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Own,
    /// Index of the peer.
    Peer(usize),
    Dead,
    External,
    /// Not certified and not known: it bounces.
    Nowhere,
}

impl Directory {
    /// Reads `users`, adds the configured accounts, writes it back and makes the Maildirs.
    pub fn open(config: &Config) -> io::Result<Directory> {
        let file = config.folder.join("users");
        let mut logins = match fs::read_to_string(&file) {
            Ok(text) => parse(&text).ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidData,
                    "users: a line is not `user address salt hash`",
                )
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => HashMap::new(),
            Err(error) => return Err(error),
        };
        for Account {
            user,
            address,
            password,
        } in &config.accounts
        {
            let address = crate::address::valid(address).ok_or_else(|| {
                io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!("{address}: not an address"),
                )
            })?;
            let salt = uuid::Uuid::new_v4().simple().to_string();
            let hash = hashed(&salt, password);
            logins.insert(
                user.to_ascii_lowercase(),
                Login {
                    address,
                    salt,
                    hash,
                },
            );
        }
        let mut peer_domains = BTreeMap::new();
        for (index, peer) in config.peers.iter().enumerate() {
            for domain in &peer.domains {
                peer_domains.insert(domain.to_ascii_lowercase(), index);
            }
        }
        let directory = Directory {
            folder: config.folder.clone(),
            logins,
            domains: config.domains.clone(),
            peer_domains,
            dead_domains: config.dead_domains.clone(),
            external_domains: config.external_domains.clone(),
        };
        directory.write(&file)?;
        for login in directory.logins.values() {
            maildir::create(&directory.mailbox_folder("mail", &login.address))?;
        }
        Ok(directory)
    }

    fn write(&self, file: &Path) -> io::Result<()> {
        let mut lines: Vec<String> = self
            .logins
            .iter()
            .map(|(user, login)| {
                format!("{user} {} {} {}\n", login.address, login.salt, login.hash)
            })
            .collect();
        lines.sort();
        fs::write(
            file,
            format!(
                "# user address salt sha256(salt + password)\n{}",
                lines.concat()
            ),
        )
    }

    /// The address a login may send from; None when user or password are wrong.
    pub fn login(&self, user: &str, password: &str) -> Option<&str> {
        let login = self.logins.get(&user.to_ascii_lowercase())?;
        (hashed(&login.salt, password) == login.hash).then_some(login.address.as_str())
    }

    /// Where mail of one of our own mailboxes lies; None when there is no such mailbox.
    pub fn maildir(&self, address: &str) -> Option<PathBuf> {
        self.logins
            .values()
            .any(|login| login.address == address)
            .then(|| self.mailbox_folder("mail", address))
    }

    pub fn external(&self, address: &str) -> PathBuf {
        self.mailbox_folder("external", address)
    }

    pub fn service(&self) -> PathBuf {
        self.folder.join("service")
    }

    fn mailbox_folder(&self, kind: &str, address: &str) -> PathBuf {
        let (local, domain) = address.rsplit_once('@').unwrap_or((address, ""));
        // An address may hold a slash or begin with a dot; a folder must not follow it.
        let safe = |text: &str| text.replace('/', "_").trim_start_matches('.').to_owned();
        self.folder.join(kind).join(safe(domain)).join(safe(local))
    }

    pub fn place(&self, address: &str) -> Place {
        let domain = crate::address::domain(address);
        if Behaviour::is_external(address) && self.maildir(address).is_none() {
            return Place::External;
        }
        if self.domains.iter().any(|own| own == domain) {
            Place::Own
        } else if let Some(index) = self.peer_domains.get(domain) {
            Place::Peer(*index)
        } else if self.dead_domains.iter().any(|dead| dead == domain) {
            Place::Dead
        } else if self.external_domains.iter().any(|known| known == domain) {
            Place::External
        } else {
            Place::Nowhere
        }
    }

    /// `destinatari/@tipo` is `certificato`.
    pub fn certified(&self, address: &str) -> bool {
        matches!(
            self.place(address),
            Place::Own | Place::Peer(_) | Place::Dead
        )
    }
}

fn parse(text: &str) -> Option<HashMap<String, Login>> {
    let mut logins = HashMap::new();
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
    {
        let [user, address, salt, hash] = line
            .split_whitespace()
            .collect::<Vec<_>>()
            .try_into()
            .ok()?;
        let login = Login {
            address: crate::address::valid(address)?,
            salt: salt.into(),
            hash: hash.into(),
        };
        logins.insert(user.to_owned(), login);
    }
    Some(logins)
}

fn hashed(salt: &str, password: &str) -> String {
    hex::encode(Sha256::digest(
        [salt.as_bytes(), password.as_bytes()].concat(),
    ))
}
