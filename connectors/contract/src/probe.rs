//! What a mailbox was found to be when it was tried: one named check after the other.

use serde::Serialize;

/// What was looked at, in the order it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The provider gave an access token.
    Token,
    /// The name of the server has an address.
    Dns,
    /// It answers, and the connection is encrypted as asked.
    Tls,
    /// It takes the user.
    Login,
    /// The folder that is read, and that of sent mail, are there.
    Folders,
    /// What lies in the folder was counted.
    Count,
    /// The server mail leaves by has an address, answers and takes the user.
    Smtp,
}

/// One check that was made; what comes after one that failed was not looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probed {
    pub check: Check,
    pub took_milliseconds: u64,
    pub result: Result<(), Checked>,
}

/// Why a check failed, in both languages; what a server said stays in its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    pub it: String,
    pub en: String,
}
