//! A running gestore with two mailboxes, a client, and a reader of what arrived.

use chrono::{DateTime, TimeZone, Utc};
use contract::VerdictStatus;
use gestore::{Clock, Config, Gestore, Handle};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    address::Envelope,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, Tls, TlsParameters},
    },
};
use mail_parser::{MessageParser, MimeHeaders};
use signature::{SignedMail, TrustStore, verify_mail};
use std::path::Path;

pub const ANNA: &str = "anna@pec.sanmartino.example";
pub const PROTOCOLLO: &str = "protocollo@pec.sanmartino.example";
pub const PASSWORD: &str = "una-parola-di-prova";

pub fn start_of_day() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 2, 9, 30, 0).unwrap()
}

pub struct Post {
    pub folder: tempfile::TempDir,
    pub handle: Handle,
    pub trust: TrustStore,
}

pub fn config(folder: &Path) -> Config {
    Config::new(folder, "gestore.example", &["pec.sanmartino.example"])
        .account(ANNA, PASSWORD)
        .account(PROTOCOLLO, PASSWORD)
        .clock(Clock::at(start_of_day()))
}

pub async fn post() -> Post {
    let folder = tempfile::tempdir().unwrap();
    post_with(config(folder.path()), folder).await
}

pub async fn post_with(config: Config, folder: tempfile::TempDir) -> Post {
    let handle = Gestore::start(config).await.unwrap();
    let trust = TrustStore::from_anchors(&handle.anchors().unwrap()).unwrap();
    Post {
        folder,
        handle,
        trust,
    }
}

impl Post {
    pub fn client(&self, tls_first: bool) -> AsyncSmtpTransport<Tokio1Executor> {
        self.client_as(ANNA, PASSWORD, tls_first)
    }

    pub fn client_as(
        &self,
        user: &str,
        password: &str,
        tls_first: bool,
    ) -> AsyncSmtpTransport<Tokio1Executor> {
        let root = Certificate::from_pem(self.handle.ca_pem().as_bytes()).unwrap();
        let parameters = TlsParameters::builder("localhost".into())
            .add_root_certificate(root)
            .build()
            .unwrap();
        let (port, tls) = if tls_first {
            (self.handle.submissions().port(), Tls::Wrapper(parameters))
        } else {
            (self.handle.submission().port(), Tls::Required(parameters))
        };
        AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1")
            .port(port)
            .tls(tls)
            .credentials(Credentials::new(user.into(), password.into()))
            .build()
    }

    /// Sends as Anna and lets the gestore do what is due.
    pub async fn send(&self, raw: &str, recipients: &[&str]) {
        self.try_send(raw, recipients).await.unwrap();
        self.handle.tick().await.unwrap();
    }

    pub async fn try_send(
        &self,
        raw: &str,
        recipients: &[&str],
    ) -> Result<(), lettre::transport::smtp::Error> {
        let to = recipients
            .iter()
            .map(|address| address.parse().unwrap())
            .collect();
        let envelope = Envelope::new(Some(ANNA.parse().unwrap()), to).unwrap();
        self.client(true)
            .send_raw(&envelope, raw.as_bytes())
            .await
            .map(|_| ())
    }

    /// What lies in a mailbox, in the order it was written, each verified at the clock's instant.
    pub fn read(&self, address: &str) -> Vec<Mail> {
        self.read_folder(&self.handle.maildir(address).unwrap())
    }

    pub fn read_folder(&self, maildir: &Path) -> Vec<Mail> {
        let mut files: Vec<_> = std::fs::read_dir(maildir.join("new"))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(
            std::fs::read_dir(maildir.join("tmp"))
                .unwrap()
                .next()
                .is_none(),
            "something was left in tmp"
        );
        files
            .into_iter()
            .map(|file| {
                let raw = std::fs::read(file).unwrap();
                let signed = verify_mail(&raw, &self.trust, self.handle.clock().now());
                Mail { raw, signed }
            })
            .collect()
    }
}

pub struct Mail {
    pub raw: Vec<u8>,
    pub signed: Option<SignedMail>,
}

impl Mail {
    pub fn header(&self, name: &str) -> Option<String> {
        let message = MessageParser::default().parse(&self.raw).unwrap();
        let value = message.header_raw(name.to_owned())?;
        Some(value.trim().replace("\r\n", ""))
    }

    #[track_caller]
    pub fn trusted(&self) -> &Mail {
        let verdict = &self.signed.as_ref().expect("a signed mail").verdict;
        assert_eq!(
            (verdict.status, verdict.reasons.as_slice()),
            (VerdictStatus::Trusted, &[][..])
        );
        self
    }

    pub fn subject(&self) -> String {
        MessageParser::default()
            .parse(&self.raw)
            .unwrap()
            .subject()
            .unwrap_or_default()
            .to_owned()
    }

    /// Contents of a named part of the signed entity.
    pub fn part(&self, name: &str) -> Option<Vec<u8>> {
        let entity = self.signed.as_ref()?.entity(&self.raw);
        let message = MessageParser::default().parse(entity)?;
        message
            .parts
            .iter()
            .find(|part| part.attachment_name() == Some(name))
            .map(|part| match &part.body {
                mail_parser::PartType::Message(inner) => inner.raw_message().to_vec(),
                _ => part.contents().to_vec(),
            })
    }

    pub fn daticert(&self) -> String {
        String::from_utf8(self.part("daticert.xml").expect("a daticert")).unwrap()
    }

    /// The text of the first such element of the daticert.
    pub fn fact(&self, element: &str) -> Option<String> {
        let xml = self.daticert();
        let start = xml.find(&format!("<{element}>"))? + element.len() + 2;
        Some(xml[start..].split('<').next().unwrap().to_owned())
    }

    /// `tipo errore consegna host`, the gist of a receipt.
    pub fn gist(&self) -> String {
        let xml = self.daticert();
        let attribute = |name: &str| {
            xml.split(&format!(" {name}=\""))
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .to_owned()
        };
        let tipo = attribute("tipo");
        if let Some(header) = self.header("X-Ricevuta") {
            assert_eq!(header, tipo, "header and daticert agree");
        }
        let from = self.header("From").unwrap();
        let host = from
            .rsplit('@')
            .next()
            .unwrap()
            .trim_end_matches('>')
            .to_owned();
        format!(
            "{tipo} {} {} {host}",
            attribute("errore"),
            self.fact("consegna").unwrap_or("-".into())
        )
    }
}

/// A mail of Anna's with an attachment, its Message-ID `M1@pec.sanmartino.example`.
pub fn letter(to: &str, extra: &str) -> String {
    format!(
        "Date: Mon, 02 Mar 2026 10:29:00 +0100\r\nFrom: Anna Neri <{ANNA}>\r\nTo: {to}\r\nSubject: =?UTF-8?Q?Citt=C3=A0?= & accesso\r\n\
         Message-ID: <M1@pec.sanmartino.example>\r\n{extra}MIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Buongiorno.\r\n.una riga col punto\r\n--b\r\nContent-Type: application/pdf; name=\"atto.pdf\"\r\n\
         Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"atto.pdf\"\r\n\r\n\
         JVBERi0xLjQKYXR0byBkaSBwcm92YQo=\r\n--b--\r\n"
    )
}
