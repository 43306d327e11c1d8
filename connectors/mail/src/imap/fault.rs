//! What went wrong on the line, as a source says it, with the server's own words.

use async_imap::error::Error;
use contract::SourceError;

/// A wait that ended.
pub fn silent(_: tokio::time::error::Elapsed) -> SourceError {
    SourceError::Lost {
        said: "the server does not answer".into(),
    }
}

/// An error of the library.
pub fn lost(error: &Error) -> SourceError {
    match error {
        Error::Parse(_) | Error::Bad(_) | Error::No(_) => {
            SourceError::Protocol { said: words(error) }
        }
        _ => SourceError::Lost { said: words(error) },
    }
}

/// The text of a response, fit to be shown.
pub fn said(information: Option<&str>) -> String {
    crate::header::printable(information.unwrap_or("no reason given"))
}

/// The server's words out of an error of the library, which wraps them in its own.
pub fn words(error: &Error) -> String {
    let text = error.to_string();
    let inner = text
        .split_once("info: Some(\"")
        .and_then(|(_, rest)| rest.rsplit_once("\")"))
        .map(|(inner, _)| inner);
    crate::header::printable(inner.unwrap_or(&text))
}
