//! Names of attachments, safe to show and to save under.
//!
//! Promises a base name only: no folder, no control or direction-changing character, no leading
//! dot, never empty, at most 180 bytes.

/// Longest name in bytes.
const NAME_BYTES_MAX: usize = 180;

/// The name to show: the given one, else the subject of an attached mail, else one by type.
pub fn of(given: Option<&str>, subject: Option<&str>, media_type: &str, index: usize) -> String {
    let extension = extension_of(media_type);
    if let Some(name) = given.map(sanitised).filter(|n| !n.is_empty()) {
        return name;
    }
    if let Some(subject) = subject
        .map(|s| sanitised(&s.replace(['/', '\\'], "-")))
        .filter(|n| !n.is_empty())
    {
        return shortened(&format!("{subject}.{extension}"));
    }
    format!("allegato-{index}.{extension}")
}

/// A base name without anything that could mislead; empty when nothing is left.
pub fn sanitised(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = base
        .chars()
        .filter(|c| {
            (c.is_whitespace() || !c.is_control())
                && !turns_text(*c)
                && !matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|')
        })
        .collect();
    let kept = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let kept = kept.trim_matches(|c: char| c == ' ' || c == '.').to_owned();
    let kept = if base.starts_with('.') && !kept.is_empty() && !kept.contains('.') {
        format!("_{kept}")
    } else {
        kept
    };
    shortened(&kept)
}

/// Characters that change the direction of text or have no width: `exe.fdp` must not read `pdf.exe`.
fn turns_text(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}')
}

/// Cut in the middle so that the extension stays.
fn shortened(name: &str) -> String {
    if name.len() <= NAME_BYTES_MAX {
        return name.to_owned();
    }
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, e)) if !e.is_empty() && e.len() <= 16 => (stem, format!(".{e}")),
        _ => (name, String::new()),
    };
    format!(
        "{}{}",
        crate::reading::cut(stem, NAME_BYTES_MAX - extension.len()),
        extension
    )
}

fn extension_of(media_type: &str) -> &str {
    match media_type {
        "message/rfc822" | "message/global" => "eml",
        "text/plain" => "txt",
        "text/html" => "html",
        "text/calendar" => "ics",
        "text/xml" | "application/xml" => "xml",
        "application/pdf" => "pdf",
        "application/zip" => "zip",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => "p7m",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/gif" => "gif",
        "message/delivery-status" | "text/rfc822-headers" => "txt",
        _ => "bin",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_leave_their_folder_or_lie() {
        let rows = [
            ("../../etc/passwd", "passwd"),
            ("C:\\temp\\a.pdf", "a.pdf"),
            ("..", ""),
            ("   ", ""),
            ("a\0b\r\n.pdf", "ab .pdf"),
            ("fattura\u{202e}fdp.exe", "fatturafdp.exe"),
            (".bashrc", "_bashrc"),
            ("città.pdf", "città.pdf"),
            ("a?b*c.pdf", "abc.pdf"),
        ];
        for (given, expected) in rows {
            assert_eq!(sanitised(given), expected, "{given:?}");
        }
    }

    #[test]
    fn a_name_is_never_empty_and_keeps_its_extension() {
        assert_eq!(of(None, None, "application/pdf", 3), "allegato-3.pdf");
        assert_eq!(of(Some("/"), Some("a/b"), "message/rfc822", 1), "a-b.eml");
        let long = of(
            Some(&format!("{}.pdf", "è".repeat(300))),
            None,
            "application/pdf",
            1,
        );
        assert!(long.len() <= 180 && long.ends_with("è.pdf"), "{long}");
    }
}
