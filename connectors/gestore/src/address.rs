//! Addresses in header values and in SMTP paths.
//!
//! A mailbox list is read as RFC 5322 §3.4 writes it, groups and comments included; routes are not.
//! Only ASCII addresses are valid here (no SMTPUTF8).

/// The bare addresses of a header value in their order, lower case. None when one of them is not valid.
pub fn list(value: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut angle: Option<String> = None;
    let (mut quoted, mut escaped, mut depth, mut inside) = (false, false, 0u32, false);
    for c in value.chars().chain([',']) {
        if escaped {
            escaped = false;
            continue;
        }
        match c {
            '\\' if quoted || depth > 0 => escaped = true,
            '"' if depth == 0 => quoted = !quoted,
            _ if quoted => {}
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            '<' => {
                angle = Some(String::new());
                inside = true;
            }
            '>' => inside = false,
            // A group's name ends with a colon; its members follow.
            ':' if !inside => word.clear(),
            ',' | ';' if !inside => {
                let address = angle.take().unwrap_or_else(|| word.trim().to_owned());
                word.clear();
                if !address.is_empty() {
                    found.push(valid(&address)?);
                }
            }
            _ if inside => angle.get_or_insert_default().push(c),
            _ => word.push(c),
        }
    }
    (!quoted && depth == 0 && !inside).then_some(found)
}

/// The address in lower case when it has the form `local@domain` in plain ASCII.
pub fn valid(address: &str) -> Option<String> {
    let address = address.trim().to_ascii_lowercase();
    let (local, domain) = address.rsplit_once('@')?;
    let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let good = !local.is_empty()
        && local.len() <= 64
        && local.chars().all(atom)
        && domain.len() <= 255
        && domain.split('.').all(label);
    good.then_some(address)
}

/// The domain of a valid address.
pub fn domain(address: &str) -> &str {
    address
        .rsplit_once('@')
        .map(|(_, domain)| domain)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_with_names_groups_and_comments() {
        let rows: [(&str, Option<&[&str]>); 8] = [
            ("a@x.example", Some(&["a@x.example"])),
            (
                "\"Rossi, Anna\" <A@X.example>, b@y.example (casa, ufficio)",
                Some(&["a@x.example", "b@y.example"]),
            ),
            (
                "Uffici: a@x.example, <b@y.example>;",
                Some(&["a@x.example", "b@y.example"]),
            ),
            ("", Some(&[])),
            (
                "a@x.example,, b@y.example",
                Some(&["a@x.example", "b@y.example"]),
            ),
            ("nobody", None),
            ("<a@x.example", None),
            ("a b@x.example", None),
        ];
        for (value, expected) in rows {
            assert_eq!(
                list(value),
                expected.map(|all| all.iter().map(|one| (*one).to_owned()).collect()),
                "{value}"
            );
        }
    }
}
