//! The web app inside the binary: the files that `npm run build` wrote to `dist`.
//!
//! Knows no route and no fallback: a path of the app that is no file is the server's to answer with
//! `index.html`. In a debug build the files are read from the folder at each call (rust-embed), so a
//! rebuilt page is seen without a new binary.

use std::borrow::Cow;

use rust_embed::Embed;

#[derive(Embed)]
#[folder = "$CARGO_MANIFEST_DIR/dist"]
struct Dist;

/// One file of the web app.
pub struct File {
    pub bytes: Cow<'static, [u8]>,
    /// Media type by the extension of the name, `application/octet-stream` when unknown.
    pub mime: String,
    /// Strong entity tag with its quotes: SHA-256 of the bytes, hex.
    pub etag: String,
    /// The name carries a hash of the content (`assets/…`): it may be cached for ever.
    pub immutable: bool,
}

/// The file at `path`, relative to the root of the site and without a leading slash; `None` when the
/// app has no such file, or was never built.
#[must_use]
pub fn file(path: &str) -> Option<File> {
    let found = Dist::get(path)?;
    let etag = found
        .metadata
        .sha256_hash()
        .iter()
        .fold(String::from("\""), |mut tag, byte| {
            tag.push_str(&format!("{byte:02x}"));
            tag
        });
    Some(File {
        mime: found.metadata.mimetype().to_owned(),
        etag: etag + "\"",
        immutable: path.starts_with("assets/"),
        bytes: found.data,
    })
}
