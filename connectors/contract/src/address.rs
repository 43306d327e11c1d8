//! What an e-mail address looks like, said once for everybody who writes or checks one.
//!
//! Narrower than RFC 5321 on purpose: no quoted local parts, no address literals, ASCII only, because
//! submission without SMTPUTF8 can carry nothing else.

/// Whether the text, as it stands, is an address a mail can be sent to: `local@domain.tld`.
///
/// Never true for spaces, control characters, names or brackets around it.
pub fn is_address(text: &str) -> bool {
    text.len() <= 254
        && text
            .split_once('@')
            .is_some_and(|(local, domain)| is_local_part(local) && is_domain(domain))
}

/// RFC 5321 §4.1.2 `Dot-string`, at most 64 characters.
fn is_local_part(local: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    local.len() <= 64
        && local
            .split('.')
            .all(|atom| !atom.is_empty() && atom.chars().all(fits))
}

/// Two labels at least, of letters, digits and inner hyphens (RFC 1123 §2.1).
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.contains('.') && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_other_text() {
        for good in [
            "a@b.example",
            "nome.cognome+x@pec.comune.example",
            "O'Neil@mail.example",
        ] {
            assert!(is_address(good), "{good}");
        }
        let long = format!("{}@b.example", "a".repeat(65));
        for bad in [
            "",
            "a",
            "a@b",
            "a b@c.example",
            " a@b.example",
            "a@b.example,c@d.example",
            "Nome <a@b.example>",
            "a@@b.example",
            "a@b.example\r\nBcc: x@y.example",
            ".a@b.example",
            "a..b@c.example",
            "a@-b.example",
            "a@b..example",
            "a@[127.0.0.1]",
            "\"a b\"@c.example",
            "è@b.example",
            long.as_str(),
        ] {
            assert!(!is_address(bad), "{bad}");
        }
    }
}
