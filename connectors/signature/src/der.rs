//! The few DER verbs this crate needs: walk definite-length values, and write them.
//!
//! Reading is bounded and never recurses by itself; what is not plain DER is None. Source: X.690.

pub const BOOLEAN: u8 = 0x01;
pub const INTEGER: u8 = 0x02;
pub const BIT_STRING: u8 = 0x03;
pub const OCTET_STRING: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OID: u8 = 0x06;
pub const ENUMERATED: u8 = 0x0a;
pub const UTC_TIME: u8 = 0x17;
pub const GENERALIZED_TIME: u8 = 0x18;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;

/// One value: its tag byte, its content and the whole of it with tag and length.
#[derive(Debug, Clone, Copy)]
pub struct Value<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    pub whole: &'a [u8],
}

/// Reads the values of a content one after the other.
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    pub fn next(&mut self) -> Option<Value<'a>> {
        let input = self.0;
        let tag = *input.first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let first = usize::from(*input.get(1)?);
        let (length, header) = match first {
            0..=0x7f => (first, 2),
            0x81..=0x84 => {
                let count = first & 0x7f;
                let bytes = input.get(2..2 + count)?;
                (
                    bytes
                        .iter()
                        .fold(0usize, |sum, byte| sum << 8 | usize::from(*byte)),
                    2 + count,
                )
            }
            _ => return None,
        };
        let end = header.checked_add(length)?;
        let whole = input.get(..end)?;
        self.0 = &input[end..];
        Some(Value {
            tag,
            content: &whole[header..],
            whole,
        })
    }

    /// The next value when it has this tag; otherwise None, and it stays unread.
    pub fn take(&mut self, tag: u8) -> Option<Value<'a>> {
        if self.0.first() != Some(&tag) {
            return None;
        }
        self.next()
    }
}

/// A value of these contents, concatenated.
pub fn write(tag: u8, contents: &[&[u8]]) -> Vec<u8> {
    let length: usize = contents.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let bytes = length.to_be_bytes();
        let skip = bytes.iter().take_while(|byte| **byte == 0).count();
        out.push(0x80 | (bytes.len() - skip) as u8);
        out.extend_from_slice(&bytes[skip..]);
    }
    for part in contents {
        out.extend_from_slice(part);
    }
    out
}

/// An object identifier from its dotted form, which must be one of ours (first arc 0 to 2).
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted
        .split('.')
        .filter_map(|arc| arc.parse().ok())
        .collect();
    let mut content = Vec::new();
    if let [first, second, rest @ ..] = arcs.as_slice() {
        content.push((first * 40 + second) as u8);
        for arc in rest {
            let groups = (64 - arc.leading_zeros()).div_ceil(7).max(1);
            for group in (0..groups).rev() {
                let byte = (arc >> (group * 7) & 0x7f) as u8;
                content.push(if group == 0 { byte } else { byte | 0x80 });
            }
        }
    }
    write(OID, &[&content])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_are_written_as_the_registry_prints_them() {
        assert_eq!(
            oid("1.2.840.113549.1.7.2"),
            [6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 7, 2]
        );
        assert_eq!(
            oid("2.16.840.1.101.3.4.2.1"),
            [6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]
        );
    }

    #[test]
    fn a_written_value_is_read_back_whole() {
        for length in [0usize, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7u8; length];
            let whole = write(OCTET_STRING, &[&content]);
            let value = Reader(&whole).next().unwrap();
            assert_eq!(
                (value.tag, value.content.len(), value.whole.len()),
                (OCTET_STRING, length, whole.len())
            );
        }
    }

    #[test]
    fn cut_and_indefinite_lengths_are_not_read() {
        for bytes in [
            &[][..],
            &[0x30],
            &[0x30, 0x80, 0, 0],
            &[0x30, 5, 1],
            &[0x3f, 1, 0],
            &[4, 0x84, 255, 255, 255, 255],
        ] {
            assert!(Reader(bytes).next().is_none(), "{bytes:?}");
        }
    }
}
