//! One object of a PDF: read strictly, compared, written again.

use std::collections::BTreeMap;

/// Arrays and dictionaries inside each other.
const DEPTH_MAX: usize = 32;

pub(super) type Dict = BTreeMap<Vec<u8>, Object>;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    /// `null`, `true`, `false`.
    Word(Vec<u8>),
    /// As written.
    Number(Vec<u8>),
    Name(Vec<u8>),
    /// Decoded.
    Text(Vec<u8>),
    Array(Vec<Object>),
    Dict(Dict),
    Ref(u32, u16),
}

impl Object {
    pub fn dict(&self) -> Option<&Dict> {
        match self {
            Object::Dict(dict) => Some(dict),
            _ => None,
        }
    }

    pub fn array(&self) -> Option<&[Object]> {
        match self {
            Object::Array(items) => Some(items),
            _ => None,
        }
    }

    pub fn reference(&self) -> Option<(u32, u16)> {
        match self {
            Object::Ref(number, generation) => Some((*number, *generation)),
            _ => None,
        }
    }

    pub fn name(&self) -> Option<&[u8]> {
        match self {
            Object::Name(name) => Some(name),
            _ => None,
        }
    }

    pub fn size(&self) -> Option<usize> {
        match self {
            Object::Number(digits) => std::str::from_utf8(digits).ok()?.parse().ok(),
            _ => None,
        }
    }

    pub fn real(&self) -> Option<f64> {
        match self {
            Object::Number(digits) => std::str::from_utf8(digits).ok()?.parse().ok(),
            _ => None,
        }
    }

    /// Calls `each` with this object and all inside it.
    pub fn walk(&self, each: &mut impl FnMut(&Object)) {
        each(self);
        match self {
            Object::Array(items) => items.iter().for_each(|item| item.walk(each)),
            Object::Dict(dict) => dict.values().for_each(|item| item.walk(each)),
            _ => {}
        }
    }

    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Object::Word(text) | Object::Number(text) => out.extend(text),
            Object::Name(name) => write_name(name, out),
            Object::Text(bytes) => out.extend(format!("<{}>", hex::encode(bytes)).bytes()),
            Object::Array(items) => {
                out.push(b'[');
                for item in items {
                    item.write(out);
                    out.push(b' ');
                }
                out.push(b']');
            }
            Object::Dict(dict) => {
                out.extend(b"<<");
                for (key, value) in dict {
                    write_name(key, out);
                    out.push(b' ');
                    value.write(out);
                    out.push(b' ');
                }
                out.extend(b">>");
            }
            Object::Ref(number, generation) => {
                out.extend(format!("{number} {generation} R").bytes());
            }
        }
    }
}

fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in name {
        match byte {
            b'!'..=b'~' if !is_delimiter(*byte) && *byte != b'#' => out.push(*byte),
            other => out.extend(format!("#{other:02X}").bytes()),
        }
    }
}

/// Reads from a place on; None is anything that is not plain PDF.
pub(super) struct Parser<'a> {
    pub bytes: &'a [u8],
    pub at: usize,
}

impl<'a> Parser<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Parser<'a> {
        Parser { bytes, at }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// White space, no comments: nothing is to hide in one.
    pub fn skip(&mut self) {
        while self.peek().is_some_and(is_white) {
            self.at += 1;
        }
    }

    /// The word comes next and ends there.
    pub fn word(&mut self, word: &[u8]) -> Option<()> {
        self.skip();
        self.bytes.get(self.at..)?.strip_prefix(word)?;
        let after = self.bytes.get(self.at + word.len()).copied();
        if after.is_some_and(|b| !is_white(b) && !is_delimiter(b)) {
            return None;
        }
        self.at += word.len();
        Some(())
    }

    /// A whole number without sign.
    pub fn number(&mut self) -> Option<usize> {
        self.skip();
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        std::str::from_utf8(&self.bytes[start..self.at])
            .ok()?
            .parse()
            .ok()
    }

    pub fn object(&mut self, depth: usize) -> Option<Object> {
        if depth > DEPTH_MAX {
            return None;
        }
        self.skip();
        match self.peek()? {
            b'/' => self.name().map(Object::Name),
            b'(' => self.literal().map(Object::Text),
            b'<' if self.bytes.get(self.at + 1) == Some(&b'<') => {
                self.dict(depth).map(Object::Dict)
            }
            b'<' => self.hex().map(Object::Text),
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                loop {
                    self.skip();
                    if self.peek()? == b']' {
                        self.at += 1;
                        return Some(Object::Array(items));
                    }
                    items.push(self.object(depth + 1)?);
                }
            }
            b'0'..=b'9' | b'+' | b'-' | b'.' => self.numeric(),
            _ => {
                let known: [&[u8]; 3] = [b"null", b"true", b"false"];
                let word = known.into_iter().find(|word| self.word(word).is_some())?;
                Some(Object::Word(word.to_vec()))
            }
        }
    }

    fn numeric(&mut self) -> Option<Object> {
        let start = self.at;
        while self
            .peek()
            .is_some_and(|b| b.is_ascii_digit() || b"+-.".contains(&b))
        {
            self.at += 1;
        }
        let digits = &self.bytes[start..self.at];
        if digits.iter().all(u8::is_ascii_digit) {
            let end = self.at;
            let number = std::str::from_utf8(digits).ok()?.parse().ok();
            let rest = self.number().and_then(|generation| {
                self.word(b"R")?;
                Some(Object::Ref(number?, u16::try_from(generation).ok()?))
            });
            if rest.is_some() {
                return rest;
            }
            self.at = end;
        }
        Some(Object::Number(digits.to_vec()))
    }

    fn name(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let mut name = Vec::new();
        while let Some(byte) = self.peek().filter(|b| !is_white(*b) && !is_delimiter(*b)) {
            self.at += 1;
            if byte == b'#' {
                let digits = self.bytes.get(self.at..self.at + 2)?;
                name.extend(hex::decode(digits).ok()?);
                self.at += 2;
            } else {
                name.push(byte);
            }
        }
        Some(name)
    }

    fn dict(&mut self, depth: usize) -> Option<Dict> {
        self.at += 2;
        let mut dict = Dict::new();
        loop {
            self.skip();
            if self.bytes.get(self.at..)?.starts_with(b">>") {
                self.at += 2;
                return Some(dict);
            }
            if self.peek()? != b'/' {
                return None;
            }
            let key = self.name()?;
            let value = self.object(depth + 1)?;
            // Two values of one key: which one counts, each reader decides otherwise.
            if dict.insert(key, value).is_some() {
                return None;
            }
        }
    }

    fn hex(&mut self) -> Option<Vec<u8>> {
        let from = self.at + 1;
        let end = from + memchr::memchr(b'>', self.bytes.get(from..)?)?;
        self.at = end + 1;
        let mut digits: Vec<u8> = self.bytes[from..end].to_vec();
        digits.retain(|b| !is_white(*b));
        if digits.len() % 2 == 1 {
            digits.push(b'0');
        }
        hex::decode(digits).ok()
    }

    /// Its escapes are kept as they are written, which is enough to compare.
    fn literal(&mut self) -> Option<Vec<u8>> {
        self.at += 1;
        let (start, mut open) = (self.at, 1);
        loop {
            let byte = self.peek()?;
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Some(self.bytes.get(start..self.at - 1)?.to_vec());
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_white(byte: u8) -> bool {
    matches!(byte, 0 | 9 | 10 | 12 | 13 | 32)
}

fn is_delimiter(byte: u8) -> bool {
    b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let text = b"<< /A [1 0 R 2 -3.5 (a\\)b) <00fF>] /B#20C << /D null /E /F >> >>";
        let read = Parser::new(text, 0).object(0).unwrap();
        let dict = read.dict().unwrap();
        let items = dict[b"A".as_slice()].array().unwrap();
        assert_eq!(items[0], Object::Ref(1, 0));
        assert_eq!(items[1].size(), Some(2));
        assert_eq!(items[2].real(), Some(-3.5));
        assert_eq!(items[4], Object::Text(vec![0, 255]));
        assert!(dict.contains_key(b"B C".as_slice()));
        let mut out = Vec::new();
        dict[b"B C".as_slice()].write(&mut out);
        assert_eq!(
            Parser::new(&out, 0).object(0).as_ref(),
            dict.get(b"B C".as_slice())
        );
    }

    #[test]
    fn what_could_be_read_two_ways_is_not_read() {
        let deep = [b"[".repeat(100), b"]".repeat(100)].concat();
        for text in [
            b"<< /A 1 /A 2 >>".as_slice(),
            b"<< /A >>",
            b"[1 2",
            b"(a",
            b"<0g>",
            b"nul",
            b"% c\n1",
            &deep,
        ] {
            assert_eq!(Parser::new(text, 0).object(0), None, "{text:?}");
        }
    }
}
