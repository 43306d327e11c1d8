//! Writes the delivery status notification an ordinary mail server sends back (RFC 3464, RFC 6522).

use crate::{mime, original::Original};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Why an ordinary mailbox did not take the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bounced {
    NoHost,
    NoMailbox,
    Full,
    /// Not yet delivered; the server goes on trying.
    Delayed,
    /// It gave up.
    Expired,
}

impl Bounced {
    fn words(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Bounced::NoHost => ("failed", "5.4.4", "Host or domain name not found"),
            Bounced::NoMailbox => ("failed", "5.1.1", "550 5.1.1 User unknown"),
            Bounced::Full => ("failed", "5.2.2", "552 5.2.2 Mailbox full"),
            Bounced::Delayed => ("delayed", "4.4.1", "Connection timed out"),
            Bounced::Expired => ("failed", "4.4.7", "Delivery time expired"),
        }
    }
}

/// The notification for these recipients (at least one), from `MAILER-DAEMON@mx.<host>`: a group of fields for each
/// (RFC 3464 §2.3). `sent` is the mail that left.
pub fn write(
    host: &str,
    sender: &str,
    bounced: &[(String, Bounced)],
    sent: &[u8],
    at: DateTime<Utc>,
) -> Vec<u8> {
    let id = uuid::Uuid::new_v4().simple().to_string();
    let mut head = String::new();
    mime::header(&mut head, "Return-Path", "<>");
    mime::header(&mut head, "Date", &mime::date(at));
    mime::header(
        &mut head,
        "From",
        &format!("Mail Delivery System <MAILER-DAEMON@mx.{host}>"),
    );
    mime::header(&mut head, "To", sender);
    let subject = match bounced.iter().all(|(_, b)| *b == Bounced::Delayed) {
        true => "Delayed Mail (still being retried)",
        false => "Undelivered Mail Returned to Sender",
    };
    mime::header(&mut head, "Subject", subject);
    mime::header(&mut head, "Message-ID", &format!("<dsn.{id}@mx.{host}>"));
    mime::header(&mut head, "Auto-Submitted", "auto-replied");
    mime::header(&mut head, "MIME-Version", "1.0");
    let mut readable = format!(
        "Content-Type: text/plain; charset=us-ascii\r\n\r\nThis is the mail system at host mx.{host}.\r\n\r\n"
    );
    let mut report = format!(
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.{host}\r\nArrival-Date: {}\r\n",
        mime::date(at)
    );
    for (recipient, bounced) in bounced {
        let (action, status, diagnostic) = bounced.words();
        readable +=
            &format!("Your message could not be delivered to <{recipient}>: {diagnostic}\r\n");
        report += &format!(
            "\r\nFinal-Recipient: rfc822; {recipient}\r\nOriginal-Recipient: rfc822;{recipient}\r\nAction: {action}\r\n\
             Status: {status}\r\n"
        );
        report += &match bounced {
            Bounced::NoHost => format!("Diagnostic-Code: X-Gestore; {diagnostic}\r\n"),
            _ => format!(
                "Remote-MTA: dns; mx.{}\r\nDiagnostic-Code: smtp; {diagnostic}\r\n",
                crate::address::domain(recipient)
            ),
        };
    }
    let returned = [
        b"Content-Type: text/rfc822-headers\r\n\r\n",
        Original::read(sent).head().trim_ascii_end(),
    ]
    .concat();
    let parts = [readable.into_bytes(), report.into_bytes(), returned];
    let body = mime::multipart("report; report-type=delivery-status", &id, &parts);
    [head.into_bytes(), body].concat()
}
