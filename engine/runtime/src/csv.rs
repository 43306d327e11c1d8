//! Text and records of a CSV file (RFC 4180), as offices have them: UTF-8 with or without a mark, or Windows-1252;
//! separated by `;`, `,` or tabs. Pure.

use std::borrow::Cow;

/// One record with where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Record {
    /// Of its beginning, from 1.
    pub line: usize,
    pub fields: Vec<String>,
    /// A quote was opened and never closed: the record runs to the end of the file.
    pub unclosed: bool,
}

/// The text of a file and the name of its encoding. The error says what it is instead, in both languages.
pub(crate) fn text_of(bytes: &[u8]) -> Result<(Cow<'_, str>, &'static str), (String, String)> {
    let no = |it: &str, en: &str| Err((it.to_string(), en.to_string()));
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return no(
            "È una cartella di lavoro: va salvata come CSV.",
            "It is a workbook: save it as CSV.",
        );
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return no(
            "È in UTF-16: va salvato come CSV UTF-8.",
            "It is UTF-16: save it as CSV UTF-8.",
        );
    }
    if bytes.contains(&0) {
        return no("Non è un file di testo.", "It is no text file.");
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => (Cow::Borrowed(text), "UTF-8"),
        Err(_) => (
            Cow::Owned(bytes.iter().map(|b| windows_1252(*b)).collect()),
            "Windows-1252",
        ),
    })
}

/// A byte of Windows-1252; those without a letter become U+FFFD.
fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{fffd}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{fffd}', 'Ž',
        '\u{fffd}', '\u{fffd}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ',
        '\u{fffd}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9f => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// What separates the fields of the first line: what is there most often outside quotes.
pub(crate) fn separator_of(text: &str) -> char {
    let mut counts = [(';', 0), ('\t', 0), (',', 0)];
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '\n' if !quoted => break,
            c if !quoted => counts
                .iter_mut()
                .filter(|(s, _)| *s == c)
                .for_each(|(_, n)| *n += 1),
            _ => {}
        }
    }
    let mut best = counts[0];
    for one in counts {
        if one.1 > best.1 {
            best = one;
        }
    }
    best.0
}

/// The records of a text from some place on.
pub(crate) struct Records<'t> {
    text: &'t str,
    separator: char,
    /// Where the next record begins, in bytes.
    pub at: usize,
    /// Its line, from 1.
    pub line: usize,
}

impl<'t> Records<'t> {
    pub(crate) fn new(text: &'t str, separator: char) -> Records<'t> {
        Records {
            text,
            separator,
            at: 0,
            line: 1,
        }
    }

    /// From a place where a record begins, as [`Records::at`] and [`Records::line`] told it. None: there is no such place.
    pub(crate) fn from(mut self, at: usize, line: usize) -> Option<Records<'t>> {
        self.text.get(at..)?;
        (self.at, self.line) = (at, line);
        Some(self)
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let rest = self.text.get(self.at..).filter(|r| !r.is_empty())?;
        let (first, mut field) = (self.line, String::new());
        let (mut fields, mut quoted) = (Vec::new(), false);
        let mut end = rest.len();
        let mut chars = rest.char_indices().peekable();
        while let Some((n, c)) = chars.next() {
            match c {
                '"' if quoted && chars.peek().is_some_and(|next| next.1 == '"') => {
                    chars.next();
                    field.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if field.is_empty() => quoted = true,
                '\n' => {
                    self.line += 1;
                    if !quoted {
                        end = n + 1;
                        break;
                    }
                    field.push(c);
                }
                '\r' if !quoted => {}
                c if c == self.separator && !quoted => fields.push(std::mem::take(&mut field)),
                c => field.push(c),
            }
        }
        fields.push(field);
        if end == rest.len() && !rest.ends_with('\n') {
            // The last line has an end of its own, written or not.
            self.line += 1;
        }
        self.at += end;
        Some(Record {
            line: first,
            fields,
            unclosed: quoted,
        })
    }
}

/// A file with its names; records with the number of their first line, from 1 with the line of names.
pub(crate) struct Table {
    names: Vec<String>,
    pub records: Vec<(usize, Vec<String>)>,
}

impl Table {
    /// Of a text as [`text_of`] gives it. None: there is not even a line of names.
    pub fn read(text: &str) -> Option<Table> {
        let mut records = Records::new(text, separator_of(text));
        let names = records.next()?.fields;
        Some(Table {
            names: names.iter().map(|n| n.trim().to_lowercase()).collect(),
            records: records.map(|r| (r.line, r.fields)).collect(),
        })
    }

    /// The position of the first column that has one of these names.
    pub fn column(&self, words: &[&str]) -> Option<usize> {
        self.names.iter().position(|n| words.contains(&n.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_hold_quotes_line_ends_and_separators() {
        let text = "a;b\r\n\"1; \"\"x\"\"\";\"due\nrighe\"\r\n\nultimo";
        let all: Vec<_> = Records::new(text, ';')
            .map(|r| (r.line, r.fields))
            .collect();
        let of = |line, fields: &[&str]| (line, fields.iter().map(|f| f.to_string()).collect());
        let expected: Vec<(usize, Vec<String>)> = vec![
            of(1, &["a", "b"]),
            of(2, &["1; \"x\"", "due\nrighe"]),
            of(4, &[""]),
            of(5, &["ultimo"]),
        ];
        assert_eq!(all, expected);

        // It goes on from any place where a record begins.
        let mut records = Records::new(text, ';');
        records.next();
        records.next();
        let on = Records::new(text, ';')
            .from(records.at, records.line)
            .unwrap();
        assert_eq!(on.map(|r| r.line).collect::<Vec<_>>(), [4, 5]);
        assert!(Records::new("a\n\"b;c", ';').last().unwrap().unclosed);
        for text in ["a\nb", "a\nb\n"] {
            let mut records = Records::new(text, ';');
            records.by_ref().for_each(drop);
            assert_eq!(records.line, 3, "{text:?}");
        }
    }

    #[test]
    fn separators_and_encodings_are_found() {
        for (text, separator) in [
            ("a;b;c\n1,2", ';'),
            ("a,b\n", ','),
            ("a\tb\tc", '\t'),
            ("\"x;y;z\",b,c", ','),
            ("nome", ';'),
        ] {
            assert_eq!(separator_of(text), separator, "{text}");
        }
        for (bytes, text, name) in [
            ("\u{feff}Città".as_bytes(), "Città", "UTF-8"),
            ("Città".as_bytes(), "Città", "UTF-8"),
            (
                b"Citt\xe0 \x80 \x96".as_slice(),
                "Città € –",
                "Windows-1252",
            ),
        ] {
            let (read, encoding) = text_of(bytes).unwrap();
            assert_eq!((read.as_ref(), encoding), (text, name));
        }
        for no in [b"PK\x03\x04".as_slice(), b"\xff\xfea\0", b"a\0b"] {
            assert!(text_of(no).is_err());
        }
    }
}
