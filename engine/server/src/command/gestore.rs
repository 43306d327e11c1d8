//! `gestore`: the PEC provider in a box, by itself.

use super::speech::say;
use crate::language::words;
use crate::listen::Stop;
use crate::wire::{Account, Gestore as Provider, GestoreConfig, Ports};
use anyhow::Context;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Args)]
pub struct Gestore {
    /// Where everything lies; made when missing.
    folder: PathBuf,
    /// The provider's own domain; it signs as posta-certificata@<host>.
    #[arg(long, default_value = "gestore-di-prova.example")]
    host: String,
    /// Certified domain whose mailboxes lie here; may be repeated.
    #[arg(long = "domain", default_value = "pec.comune.example")]
    domains: Vec<String>,
    /// `address:password`; may be repeated.
    #[arg(long = "account")]
    accounts: Vec<String>,
    /// Port with STARTTLS; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    submission: u16,
    /// Port with TLS from the first byte.
    #[arg(long, default_value_t = 0)]
    submissions: u16,
    /// Port for ordinary mail from outside.
    #[arg(long, default_value_t = 0)]
    relay: u16,
}

impl Gestore {
    /// Runs until told to stop.
    pub async fn run(self) -> anyhow::Result<ExitCode> {
        let domains: Vec<&str> = self.domains.iter().map(String::as_str).collect();
        let mut config = GestoreConfig::new(&self.folder, &self.host, &domains);
        config.ports = Ports {
            submission: self.submission,
            submissions: self.submissions,
            relay: self.relay,
        };
        for account in &self.accounts {
            let (address, password) = account.split_once(':').with_context(|| {
                words!(
                    "«{}» non è indirizzo:password",
                    "«{}» is not address:password",
                    account
                )
            })?;
            let address = address.to_lowercase();
            config.accounts.push(Account {
                user: address.clone(),
                address,
                password: password.into(),
            });
        }
        let stop = Stop::listen()?;
        let accounts: Vec<String> = config.accounts.iter().map(|a| a.address.clone()).collect();
        let handle = Provider::start(config)
            .await
            .context(words!("avviando il gestore", "starting the gestore"))?;
        say("GESTORE DI PROVA – SENZA VALORE LEGALE")?;
        say(words!(
            "submission  {} (STARTTLS, con accesso)",
            "submission  {} (STARTTLS, login)",
            handle.submission()
        ))?;
        say(words!(
            "submissions {} (TLS, con accesso)",
            "submissions {} (TLS, login)",
            handle.submissions()
        ))?;
        say(words!(
            "relay       {} (posta ordinaria da fuori)",
            "relay       {} (ordinary mail from outside)",
            handle.relay()
        ))?;
        say(words!(
            "autorità    {}",
            "authority   {}",
            self.folder.join("authority/ca.pem").display()
        ))?;
        for address in accounts {
            if let Some(maildir) = handle.maildir(&address) {
                say(format!("maildir     {address} {}", maildir.display()))?;
            }
        }
        stop.told().await;
        handle.stop().await;
        Ok(ExitCode::SUCCESS)
    }
}
