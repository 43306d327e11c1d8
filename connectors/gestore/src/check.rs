//! The formal checks at acceptance (RFC 6109 §3.1.1): what makes a mail not acceptable.

use crate::{address, original::Original};

/// Everything wrong with a submission, as texts for the notice, in Italian; empty when acceptable.
///
/// `sender` and `recipients` are those of the SMTP transaction, `size_max` is the limit of size
/// times recipients in bytes.
pub fn formal(
    mail: &Original<'_>,
    sender: &str,
    recipients: &[String],
    size_max: usize,
) -> Vec<String> {
    let mut wrong = Vec::new();
    match mail.addresses("from").as_deref() {
        Some([from]) if from == sender => {}
        Some([from]) => wrong.push(format!("il mittente indicato nel messaggio ({from}) non coincide con quello della spedizione ({sender})")),
        Some([]) => wrong.push("manca l'indirizzo del mittente (campo From)".into()),
        Some(_) => wrong.push("il messaggio indica più di un mittente (campo From)".into()),
        None => wrong.push("l'indirizzo del mittente (campo From) non è valido".into()),
    }
    let to = mail.addresses("to");
    let cc = mail.addresses("cc");
    match &to {
        Some(list) if list.is_empty() => wrong.push("manca il destinatario (campo To)".into()),
        Some(_) => {}
        None => wrong.push("il campo To contiene un indirizzo non valido".into()),
    }
    if cc.is_none() {
        wrong.push("il campo Cc contiene un indirizzo non valido".into());
    }
    if !mail.all("bcc").is_empty() {
        wrong.push("sono presenti destinatari in copia nascosta (campo Bcc)".into());
    }
    if let Some(reply) = mail.first("reply-to")
        && address::list(reply).is_none()
    {
        wrong.push("il campo Reply-To non è valido".into());
    }
    if let (Some(to), Some(cc)) = (to, cc) {
        let mut named: Vec<&String> = to.iter().chain(&cc).collect();
        let mut sent: Vec<&String> = recipients.iter().collect();
        named.sort();
        named.dedup();
        sent.sort();
        sent.dedup();
        if !to.is_empty() && named != sent {
            wrong.push("i destinatari della spedizione non coincidono con quelli del messaggio (campi To e Cc)".into());
        }
    }
    if mail.raw.len().saturating_mul(recipients.len()) > size_max {
        wrong.push(format!(
            "la dimensione del messaggio per il numero dei destinatari supera {size_max} byte"
        ));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_violation_is_named() {
        let good = "From: Anna <a@x.example>\r\nTo: b@y.example\r\nCc: c@y.example\r\n";
        let rows = [
            (good.to_owned(), ""),
            (good.replace("a@x", "z@x"), "non coincide con quello"),
            (
                good.replace("From: Anna <a@x.example>\r\n", ""),
                "manca l'indirizzo del mittente",
            ),
            (
                good.replace("From: Anna <a@x.example>", "From: a@x.example, z@x.example"),
                "più di un mittente",
            ),
            (good.replace("a@x.example", "a"), "non è valido"),
            (
                good.replace("To: b@y.example\r\n", ""),
                "manca il destinatario",
            ),
            (good.replace("b@y.example", "b"), "campo To contiene"),
            (good.replace("Cc: c@y.example\r\n", ""), "non coincidono"),
            (format!("{good}Bcc: \r\n"), "copia nascosta"),
            (format!("{good}X: {}\r\n", "x".repeat(2000)), "supera"),
        ];
        for (head, expected) in rows {
            let raw = format!("{head}\r\ntesto\r\n");
            let recipients = ["b@y.example".to_owned(), "c@y.example".to_owned()];
            let wrong = formal(
                &Original::read(raw.as_bytes()),
                "a@x.example",
                &recipients,
                2000,
            );
            assert_eq!(wrong.is_empty(), expected.is_empty(), "{head}: {wrong:?}");
            assert!(
                expected.is_empty() || wrong.iter().any(|text| text.contains(expected)),
                "{head}: {wrong:?}"
            );
        }
    }
}
