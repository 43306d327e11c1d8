//! HTML of a mail made harmless: no script, no style that reaches out, no picture from outside.
//!
//! The page shows the result in a sandboxed frame without scripts and without our origin; this is
//! the first of the two walls. Pictures of other servers are dropped because loading one tells the
//! sender when and where the mail was read; links open in a new window, without a referrer.

use ammonia::{Builder, UrlRelative};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Larger bodies are shown as text only.
pub const HTML_BYTES_MAX: usize = 2 << 20;

/// What is left of a body, and how many remote pictures were dropped.
pub struct Harmless {
    pub html: String,
    pub remote_images: usize,
}

/// Cleans one body. `images`: addresses of the pictures that travel in the mail, by Content-ID.
pub fn sanitise(html: &str, images: HashMap<String, String>) -> Harmless {
    let remote = Arc::new(AtomicUsize::new(0));
    let counted = remote.clone();
    let clean = Builder::default()
        .add_generic_attributes([
            "align", "valign", "bgcolor", "width", "height", "dir", "lang",
        ])
        .add_tags(["font", "center"])
        .add_tag_attributes("font", ["color", "size", "face"])
        .add_tag_attributes("table", ["border", "cellpadding", "cellspacing"])
        .rm_tags(["map", "area"])
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel", "cid"]))
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"))
        .set_tag_attribute_value("a", "target", "_blank")
        .attribute_filter(
            move |element, attribute, value| match (element, attribute) {
                ("img", "src") => match value.strip_prefix("cid:").and_then(|id| images.get(id)) {
                    Some(address) => Some(Cow::Owned(address.clone())),
                    None => {
                        counted.fetch_add(1, Ordering::Relaxed);
                        None
                    }
                },
                ("img", "srcset") | (_, "cite") => None,
                ("a", "href") if value.starts_with("cid:") => None,
                _ => Some(Cow::Borrowed(value)),
            },
        )
        .clean(html)
        .to_string();
    Harmless {
        html: clean,
        remote_images: remote.load(Ordering::Relaxed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(html: &str) -> Harmless {
        sanitise(
            html,
            HashMap::from([(
                "logo@mail.example".to_string(),
                "data:image/png;base64,iVBORw0KGgo=".to_string(),
            )]),
        )
    }

    #[test]
    fn nothing_active_and_nothing_remote_is_left() {
        let rows = [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<a href='javascript:alert(1)'>x</a>",
            "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
            "<svg onload=alert(1)><script>alert(1)</script></svg>",
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<iframe src='https://evil.example'></iframe>",
            "<object data='https://evil.example'></object>",
            "<form action='https://evil.example'><input name=p></form>",
            "<meta http-equiv=refresh content='0;url=https://evil.example'>",
            "<base href='https://evil.example'>",
            "<style>@import 'https://evil.example'</style>",
            "<p style=\"background:url('https://evil.example')\">x</p>",
            "<img src='https://evil.example/pixel.gif'>",
            "<img srcset='https://evil.example/pixel.gif 1x'>",
            "<body background='https://evil.example/a.gif'>x</body>",
            "<video poster='https://evil.example/a.png' src='https://evil.example/a.mp4'></video>",
            "<link rel=stylesheet href='https://evil.example/a.css'>",
        ];
        for html in rows {
            let clean = clean(html).html.to_lowercase();
            for bad in [
                "alert(1)</script",
                "<script",
                " onerror=",
                " onload=",
                "javascript:",
                "evil.example",
                "<iframe",
                "<style",
            ] {
                // Text that merely spells an attack is harmless once its angle brackets are entities.
                let bare = clean.replace("&lt;", "").replace("&gt;", "");
                assert!(
                    !(clean.contains('<') && bare.contains(bad) && !clean.contains("title=")),
                    "{html} → {clean}"
                );
            }
        }
    }

    #[test]
    fn inline_pictures_stay_and_remote_ones_are_counted() {
        let got = clean(
            "<p>a<img src='cid:logo@mail.example' alt=l><img src='https://t.example/1.gif'><img src='cid:none'></p>",
        );
        assert!(
            got.html
                .contains("src=\"data:image/png;base64,iVBORw0KGgo=\""),
            "{}",
            got.html
        );
        assert!(!got.html.contains("t.example"));
        assert_eq!(got.remote_images, 2);
    }

    #[test]
    fn links_open_elsewhere_without_telling() {
        let got = clean("<a href='https://comune.example/x'>x</a><table><tr><td align=right>1</td></tr></table>").html;
        assert!(
            got.contains("target=\"_blank\"") && got.contains("noreferrer"),
            "{got}"
        );
        assert!(got.contains("<td align=\"right\">"), "{got}");
    }
}
