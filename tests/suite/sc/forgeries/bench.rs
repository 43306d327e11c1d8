//! What forgers work with: genuine mails of a gestore, taken apart and put together again.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use signature::{Authority, Signer, Style};

/// Genuine mails, and the gestore that signed them.
pub struct Bench<'a> {
    /// The delivery receipt of the despatch that waits, not yet read by anybody.
    pub genuine: String,
    /// Its acceptance, which was believed.
    pub acceptance: String,
    /// The delivery receipt of another despatch, which was believed.
    pub other: String,
    /// A transport envelope.
    pub envelope: String,
    /// Message-IDs of the despatch that waits and of the other one, without brackets.
    pub about: String,
    pub other_about: String,
    pub gestore: &'a gestore::Handle,
    pub now: DateTime<Utc>,
}

impl Bench<'_> {
    /// Somebody else's authority, for whatever address the genuine receipt is signed with.
    pub fn stranger(&self) -> Authority {
        Authority::create(&from(&self.genuine), self.now).expect("an authority")
    }

    /// A right certificate for another address.
    pub fn colleague(&self, address: &str) -> Signer {
        self.gestore
            .authority()
            .issue_signer(address, self.now)
            .expect("a signer")
    }

    /// The headers of the genuine receipt before what this signer signs.
    pub fn signed_by(&self, signer: &Signer, entity: &str) -> String {
        let body = signer
            .sign_mail(entity.as_bytes(), self.now, Style::Legacy)
            .expect("signed");
        format!("{}{}", head(&self.genuine), String::from_utf8_lossy(&body))
    }

    /// The genuine receipt with its daticert changed, the signature left as it was.
    pub fn altered(&self, from: &str, to: &str) -> String {
        with_daticert(&self.genuine, |xml| {
            assert!(xml.contains(from), "{from} is not in {xml}");
            xml.replacen(from, to, 1)
        })
    }
}

/// The headers but those of MIME, each with its line end.
pub fn head(raw: &str) -> String {
    let end = raw.find("\r\n\r\n").expect("headers");
    let mut out = String::new();
    let mut keep = true;
    for line in raw[..end].split("\r\n") {
        if !line.starts_with([' ', '\t']) {
            let name = line.split(':').next().unwrap_or_default();
            keep = !["content-type", "mime-version", "content-transfer-encoding"]
                .contains(&name.to_ascii_lowercase().as_str());
        }
        if keep {
            out += line;
            out += "\r\n";
        }
    }
    out
}

/// What follows the headers.
pub fn body(raw: &str) -> &str {
    &raw[raw.find("\r\n\r\n").expect("headers") + 4..]
}

/// The value of a header, unfolded.
pub fn header(raw: &str, name: &str) -> String {
    let end = raw.find("\r\n\r\n").expect("headers");
    let unfolded = raw[..end].replace("\r\n ", " ").replace("\r\n\t", " ");
    let wanted = format!("{}:", name.to_ascii_lowercase());
    unfolded
        .split("\r\n")
        .find(|line| line.to_ascii_lowercase().starts_with(&wanted))
        .map(|line| line[wanted.len()..].trim().to_owned())
        .unwrap_or_else(|| panic!("no {name}"))
}

/// The address of From.
pub fn from(raw: &str) -> String {
    let value = header(raw, "From");
    let address = value.rsplit('<').next().unwrap_or_default();
    address.trim_end_matches('>').trim().to_owned()
}

/// The header lines of this name replaced by others (empty: taken away).
pub fn with_header(raw: &str, name: &str, lines: &str) -> String {
    let end = raw.find("\r\n\r\n").expect("headers");
    let (mut out, mut dropped, mut done) = (String::new(), false, false);
    for line in raw[..end].split("\r\n") {
        if !line.starts_with([' ', '\t']) {
            let this = line.split(':').next().unwrap_or_default();
            dropped = this.eq_ignore_ascii_case(name);
            if dropped && !done {
                out += lines;
                done = true;
            }
        }
        if !dropped {
            out += line;
            out += "\r\n";
        }
    }
    if !done {
        out += lines;
    }
    out + &raw[end + 2..]
}

pub fn boundary(raw: &str) -> String {
    let value = header(raw, "Content-Type");
    let after = value.split("boundary=").nth(1).expect("a boundary");
    let after = after.trim_start_matches('"');
    after
        .split(['"', ';'])
        .next()
        .expect("a boundary")
        .to_owned()
}

/// The two parts of a signed mail: what is signed, and the signature.
pub fn parts(raw: &str) -> (String, String) {
    let line = format!("\r\n--{}", boundary(raw));
    let with_break = format!("\r\n{}", body(raw));
    let mut parts = with_break.split(line.as_str()).skip(1);
    let mut part = || {
        let part = parts.next().expect("a part");
        part.strip_prefix("\r\n").unwrap_or(part).to_owned()
    };
    (part(), part())
}

/// The daticert inside, changed and packed again.
pub fn with_daticert(raw: &str, change: impl FnOnce(String) -> String) -> String {
    let (start, end) = daticert_at(raw);
    let packed: String = raw[start..end].split_ascii_whitespace().collect();
    let xml = String::from_utf8(unpack(&packed)).expect("UTF-8");
    let changed = pack(change(xml).as_bytes());
    format!("{}{changed}{}", &raw[..start], &raw[end..])
}

/// The certificate's XML.
pub fn daticert(raw: &str) -> String {
    let (start, end) = daticert_at(raw);
    let packed: String = raw[start..end].split_ascii_whitespace().collect();
    String::from_utf8(unpack(&packed)).expect("UTF-8")
}

fn daticert_at(raw: &str) -> (usize, usize) {
    let name = raw
        .find("filename=\"daticert.xml\"")
        .expect("a daticert.xml");
    let start = name + raw[name..].find("\r\n\r\n").expect("its headers") + 4;
    let end = start + raw[start..].find("\r\n--").expect("its end");
    (start, end)
}

/// Base64 in lines of 76.
pub fn pack(bytes: &[u8]) -> String {
    let packed = STANDARD.encode(bytes);
    let lines: Vec<&str> = (0..packed.len())
        .step_by(76)
        .map(|at| &packed[at..packed.len().min(at + 76)])
        .collect();
    lines.join("\r\n")
}

fn unpack(packed: &str) -> Vec<u8> {
    STANDARD.decode(packed).expect("base64")
}
