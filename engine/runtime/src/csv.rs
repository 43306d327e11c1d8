//! CSV as offices write it (RFC 4180): a first line of names, `;` or `,` between fields.

/// A file with its names; records with the number of their first line, from 1 with the line of names.
pub(crate) struct Table {
    names: Vec<String>,
    pub records: Vec<(usize, Vec<String>)>,
}

impl Table {
    /// None: there is not even a line of names.
    pub fn read(text: &str) -> Option<Table> {
        let text = text.trim_start_matches('\u{feff}');
        let header = text.lines().next().unwrap_or_default();
        let separator = if header.contains(';') { ';' } else { ',' };
        let mut records = records(text, separator);
        let (_, names) = records.next()?;
        Some(Table {
            names: names.iter().map(|n| n.trim().to_lowercase()).collect(),
            records: records.collect(),
        })
    }

    /// The position of the first column that has one of these names.
    pub fn column(&self, words: &[&str]) -> Option<usize> {
        self.names.iter().position(|n| words.contains(&n.as_str()))
    }
}

/// Records of a CSV text (RFC 4180) with the number of their first line. Quoted fields may hold
/// separators, line ends and doubled quotes.
fn records(text: &str, separator: char) -> impl Iterator<Item = (usize, Vec<String>)> {
    let mut chars = text.chars().peekable();
    let mut line = 1;
    std::iter::from_fn(move || {
        chars.peek()?;
        let first = line;
        let mut fields = vec![String::new()];
        let mut quoted = false;
        while let Some(c) = chars.next() {
            let field = fields.last_mut().expect("there is always a field");
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => {
                    chars.next();
                    field.push('"');
                }
                '"' if quoted => quoted = false,
                '"' if field.is_empty() => quoted = true,
                '\n' => {
                    line += 1;
                    if !quoted {
                        break;
                    }
                    field.push(c);
                }
                '\r' if !quoted => {}
                c if c == separator && !quoted => fields.push(String::new()),
                c => field.push(c),
            }
        }
        Some((first, fields))
    })
}
