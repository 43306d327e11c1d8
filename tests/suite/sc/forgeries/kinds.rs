//! The kinds of forgery, each by what it breaks.

use super::bench::{
    Bench, body, boundary, daticert, from, head, header, pack, parts, with_daticert, with_header,
};
use signature::Style;

type Forge = fn(&Bench<'_>) -> String;

/// Name and how it is made. What is signed anew is signed at the bench's instant.
pub const KINDS: &[(&str, Forge)] = &[
    // Nothing signed.
    ("only headers", |b| {
        format!("{}\r\nConsegnato.\r\n", head(&b.genuine))
    }),
    ("only a subject that says so", |b| {
        format!(
            "From: posta-certificata@gestore.example\r\nTo: protocollo@pec.comune.example\r\nSubject: {}\r\n\r\nConsegnato.\r\n",
            header(&b.genuine, "Subject")
        )
    }),
    ("the signature taken away", |b| {
        format!(
            "{}MIME-Version: 1.0\r\n{}",
            head(&b.genuine),
            parts(&b.genuine).0
        )
    }),
    ("headers with a daticert of one's own", |b| {
        format!(
            "{}MIME-Version: 1.0\r\nContent-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: inline; filename=\"daticert.xml\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            head(&b.genuine),
            pack(daticert(&b.genuine).as_bytes())
        )
    }),
    ("a signed mail that lost its Content-Type", |b| {
        with_header(&b.genuine, "Content-Type", "")
    }),
    // A signature that proves nothing.
    ("an empty signature", |b| with_signature(b, "")),
    ("a signature that is no signature", |b| {
        with_signature(b, &pack(b"firmato da me, sul mio onore"))
    }),
    ("half a signature", |b| {
        let (_, part) = parts(&b.genuine);
        let packed = body(&part).trim();
        with_signature(b, packed[..packed.len() / 2].trim())
    }),
    ("the signature of another receipt", |b| {
        let (_, part) = parts(&b.other);
        with_signature(b, body(&part).trim())
    }),
    ("the signature of the acceptance", |b| {
        let (_, part) = parts(&b.acceptance);
        with_signature(b, body(&part).trim())
    }),
    // A signature of somebody else.
    ("another authority for the same address", |b| {
        b.signed_by(b.stranger().signer(), &parts(&b.genuine).0)
    }),
    (
        "another authority, the right one's certificate beside it",
        |b| {
            let signed = b.signed_by(b.stranger().signer(), &parts(&b.genuine).0);
            let line = format!("--{}--", boundary(&signed));
            let certificate = format!(
                "--{}\r\nContent-Type: application/pkix-cert\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n{line}",
                boundary(&signed),
                pack(b.gestore.ca_pem().as_bytes())
            );
            signed.replace(&line, &certificate)
        },
    ),
    ("the right authority, another address", |b| {
        b.signed_by(
            &b.colleague("posta-certificata@falso.example"),
            &parts(&b.genuine).0,
        )
    }),
    ("the right authority, another domain in From too", |b| {
        let signed = b.signed_by(
            &b.colleague("posta-certificata@falso.example"),
            &parts(&b.genuine).0,
        );
        with_header(&signed, "From", "From: posta-certificata@falso.example\r\n")
    }),
    ("the right authority, a domain that ends alike", |b| {
        let address = "posta-certificata@nonaltrogestore.example";
        let signed = b.signed_by(&b.colleague(address), &parts(&b.genuine).0);
        with_header(&signed, "From", &format!("From: {address}\r\n"))
    }),
    ("the right authority, a domain that begins alike", |b| {
        let address = "posta-certificata@gestore.example.falso.example";
        let signed = b.signed_by(&b.colleague(address), &parts(&b.genuine).0);
        with_header(&signed, "From", &format!("From: {address}\r\n"))
    }),
    ("a person's certificate of the right authority", |b| {
        let person = b
            .gestore
            .authority()
            .issue_person("Verdiana", "Esempi", "SMPVRD70A01X000X", b.now)
            .expect("a signer");
        b.signed_by(&person, &parts(&b.genuine).0)
    }),
    ("a certificate that is not valid yet", |b| {
        let later = b.now + chrono::Duration::days(4_000);
        let signer = b.gestore.authority().issue_signer(&from(&b.genuine), later);
        b.signed_by(&signer.expect("a signer"), &parts(&b.genuine).0)
    }),
    ("a certificate that is not valid any more", |b| {
        let before = b.now - chrono::Duration::days(8_000);
        let signer = b
            .gestore
            .authority()
            .issue_signer(&from(&b.genuine), before);
        b.signed_by(&signer.expect("a signer"), &parts(&b.genuine).0)
    }),
    ("opaque, by another authority", |b| {
        let der = b
            .stranger()
            .signer()
            .sign_opaque(parts(&b.genuine).0.as_bytes(), b.now);
        format!(
            "{}MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            head(&b.genuine),
            pack(&der.expect("signed"))
        )
    }),
    ("another sender, the right signature", |b| {
        with_header(
            &b.genuine,
            "From",
            "From: posta-certificata@falso.example\r\n",
        )
    }),
    ("another sender behind the gestore's name", |b| {
        let from = format!(
            "From: \"{}\" <consegne@falso.example>\r\n",
            from(&b.genuine)
        );
        with_header(&b.genuine, "From", &from)
    }),
    ("two senders", |b| {
        let from = format!(
            "From: consegne@falso.example\r\nFrom: {}\r\n",
            from(&b.genuine)
        );
        with_header(&b.genuine, "From", &from)
    }),
    // The daticert changed after it was signed.
    ("the recipient altered", |b| {
        b.altered("<consegna>", "<consegna>x")
    }),
    ("the sender altered", |b| {
        b.altered("<mittente>", "<mittente>x")
    }),
    ("the subject altered", |b| {
        b.altered("<oggetto>", "<oggetto>Altro: ")
    }),
    ("the time altered", |b| b.altered("<ora>", "<ora>0")),
    ("the message altered", |b| {
        b.altered("<msgid>&lt;", "<msgid>&lt;x")
    }),
    ("the gestore altered", |b| {
        b.altered("<gestore-emittente>", "<gestore-emittente>Altro ")
    }),
    ("the daticert emptied", |b| {
        with_daticert(&b.genuine, |_| String::new())
    }),
    ("the acceptance made a delivery by its daticert", |b| {
        let lie = with_daticert(&b.acceptance, |xml| {
            xml.replacen("tipo=\"accettazione\"", "tipo=\"avvenuta-consegna\"", 1)
        });
        with_header(&lie, "X-Ricevuta", "X-Ricevuta: avvenuta-consegna\r\n")
    }),
    ("the other receipt made ours by its daticert", |b| {
        let lie = with_daticert(&b.other, |xml| xml.replace(&b.other_about, &b.about));
        with_header(&lie, "X-Riferimento-Message-ID", &reference(&b.about))
    }),
    // Headers, which no signature covers.
    ("the acceptance labelled as a delivery", |b| {
        with_header(
            &b.acceptance,
            "X-Ricevuta",
            "X-Ricevuta: avvenuta-consegna\r\n",
        )
    }),
    ("the acceptance labelled twice", |b| {
        with_header(
            &b.acceptance,
            "X-Ricevuta",
            "X-Ricevuta: avvenuta-consegna\r\nX-Ricevuta: accettazione\r\n",
        )
    }),
    ("an envelope labelled as a delivery", |b| {
        let lie = with_header(
            &b.envelope,
            "X-Trasporto",
            "X-Ricevuta: avvenuta-consegna\r\n",
        );
        with_header(&lie, "X-Riferimento-Message-ID", &reference(&b.about))
    }),
    ("an envelope that is a delivery too", |b| {
        let lie = with_header(
            &b.envelope,
            "X-Ricevuta",
            "X-Ricevuta: avvenuta-consegna\r\n",
        );
        with_header(&lie, "X-Riferimento-Message-ID", &reference(&b.about))
    }),
    ("the other receipt, replayed under our reference", |b| {
        with_header(&b.other, "X-Riferimento-Message-ID", &reference(&b.about))
    }),
    ("the other receipt, both references", |b| {
        let both = format!("{}{}", reference(&b.about), reference(&b.other_about));
        with_header(&b.other, "X-Riferimento-Message-ID", &both)
    }),
    ("the other receipt, replayed under a new id", |b| {
        with_header(
            &b.other,
            "Message-ID",
            "Message-ID: <nuovo@gestore.example>\r\n",
        )
    }),
    // Parts put where they are not looked for.
    ("a third part, not signed, with the daticert", |b| {
        let close = format!("--{}--", boundary(&b.other));
        let part = format!(
            "--{}\r\nContent-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: inline; filename=\"daticert.xml\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n{close}",
            boundary(&b.other),
            pack(daticert(&b.genuine).as_bytes())
        );
        with_header(
            &b.other.replace(&close, &part),
            "X-Riferimento-Message-ID",
            &reference(&b.about),
        )
    }),
    ("a first part, not signed, before the signed one", |b| {
        let (signed, signature) = parts(&b.other);
        multipart(
            b,
            "signed; protocol=\"application/pkcs7-signature\"",
            &[&ours(b), &signed, &signature],
        )
    }),
    ("the daticert in the place of what was signed", |b| {
        let (_, signature) = parts(&b.other);
        multipart(
            b,
            "signed; protocol=\"application/pkcs7-signature\"",
            &[&ours(b), &signature],
        )
    }),
    ("the genuine parts, only mixed", |b| {
        let (signed, signature) = parts(&b.genuine);
        multipart(b, "mixed", &[&signed, &signature])
    }),
    ("a genuine receipt inside a mail of nobody", |b| {
        let inner = format!("Content-Type: message/rfc822\r\n\r\n{}", b.genuine);
        multipart(b, "mixed", &[&inner])
    }),
    ("a genuine signed mail, one level down", |b| {
        let end = b.other.find("\r\n\r\n").expect("headers");
        let inner = format!(
            "Content-Type: {}\r\n{}",
            header(&b.other, "Content-Type"),
            &b.other[end + 2..]
        );
        multipart(b, "mixed", &[&ours(b), &inner])
    }),
    ("two Content-Type headers", |b| {
        let types = format!(
            "Content-Type: multipart/mixed; boundary=\"{0}\"\r\nContent-Type: {1}\r\n",
            boundary(&b.genuine),
            header(&b.genuine, "Content-Type")
        );
        with_header(&b.genuine, "Content-Type", &types)
    }),
    ("a boundary that is not there", |b| {
        b.genuine.replacen(&boundary(&b.genuine), "----altro", 1)
    }),
    ("an external entity in the daticert", |b| {
        let lie = with_daticert(&parts(&b.genuine).0, |xml| {
            let start = xml.find("<postacert").expect("its root");
            format!(
                "<?xml version=\"1.0\"?><!DOCTYPE postacert [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>{}",
                &xml[start..]
            )
        });
        b.signed_by(b.stranger().signer(), &lie)
    }),
    ("an envelope of a forger with a delivery inside", |b| {
        let letter = gestore::Letter::new(
            "falso@pec.altro.example",
            "protocollo@pec.comune.example",
            "CONSEGNA",
            "",
        );
        let bare = format!("{}\r\nConsegnato.\r\n", head(&b.genuine));
        let raw = gestore::forge::wrap_inner(b.gestore, &letter, bare.as_bytes());
        String::from_utf8(raw.expect("an envelope")).expect("ASCII")
    }),
    ("signed by a stranger for a delivery of our message", |b| {
        let entity = with_daticert(&parts(&b.other).0, |xml| {
            xml.replace(&b.other_about, &b.about)
        });
        let signer = b.stranger();
        let signed = signer
            .signer()
            .sign_mail(entity.as_bytes(), b.now, Style::Registered);
        format!(
            "{}{}",
            head(&b.genuine),
            String::from_utf8_lossy(&signed.expect("signed"))
        )
    }),
];

fn reference(id: &str) -> String {
    format!("X-Riferimento-Message-ID: <{id}>\r\n")
}

/// The genuine receipt with other contents in its signature part.
fn with_signature(b: &Bench<'_>, packed: &str) -> String {
    let (_, part) = parts(&b.genuine);
    let was = body(&part).trim();
    assert!(b.genuine.contains(was), "the signature is there");
    b.genuine.replacen(was, packed, 1)
}

/// The daticert of the genuine receipt as a part nobody signed.
fn ours(b: &Bench<'_>) -> String {
    format!(
        "Content-Type: application/xml; name=\"daticert.xml\"\r\nContent-Disposition: inline; filename=\"daticert.xml\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
        pack(daticert(&b.genuine).as_bytes())
    )
}

/// A mail with the headers of the genuine receipt and these parts.
fn multipart(b: &Bench<'_>, subtype: &str, parts: &[&str]) -> String {
    let mut out = format!(
        "{}MIME-Version: 1.0\r\nContent-Type: multipart/{subtype}; boundary=\"parti\"\r\n\r\n",
        head(&b.genuine)
    );
    for part in parts {
        out += &format!("--parti\r\n{part}\r\n");
    }
    out + "--parti--\r\n"
}
