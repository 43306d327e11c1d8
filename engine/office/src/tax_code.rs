//! The codice fiscale of a person (D.M. 23/12/1976, D.P.R. 605/1973): its shape and its check character.

/// Values of the characters at odd places, digits first; those at even places count as they stand.
const ODD: [u32; 36] = [
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6,
    8, 12, 14, 16, 10, 22, 25, 24, 23,
];

/// Whether it is a codice fiscale of sixteen upper-case characters whose last one fits. Where a digit stood a letter may
/// stand (*omocodia*). Whether it was ever given to anybody is not known here.
pub fn is_tax_code(code: &str) -> bool {
    let bytes = code.as_bytes();
    if bytes.len() != 16
        || !bytes
            .iter()
            .all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    {
        return false;
    }
    let letter = |b: u8| b.is_ascii_uppercase();
    let digit = |b: u8| b.is_ascii_digit() || b"LMNPQRSTUV".contains(&b);
    let shape = b"aaaaaa00a00a000a"
        .iter()
        .zip(bytes)
        .all(|(place, b)| match place {
            b'a' => letter(*b),
            _ => digit(*b),
        });
    let value = |b: u8| match b.is_ascii_digit() {
        true => u32::from(b - b'0'),
        false => u32::from(b - b'A'),
    };
    let odd = |b: u8| match b.is_ascii_digit() {
        true => ODD[usize::from(b - b'0')],
        false => ODD[10 + usize::from(b - b'A')],
    };
    let sum: u32 = bytes[..15]
        .iter()
        .enumerate()
        .map(|(n, b)| if n % 2 == 0 { odd(*b) } else { value(*b) })
        .sum();
    shape && value(bytes[15]) == sum % 26
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_character_tells_a_slip() {
        let rows = [
            ("RSSMRA80A01H501U", true),
            ("BNCNNA75D52F205S", false),
            ("RSSMRA80A01H501A", false),
            ("rssmra80a01h501u", false),
            ("RSSMRA80A01H50", false),
            ("RSSMRA8OA01H501U", false),
            ("12345678901", false),
            ("", false),
        ];
        for (code, fits) in rows {
            assert_eq!(is_tax_code(code), fits, "{code}");
        }
        // Omocodia: the last digit of the place became a letter, and the check character with it.
        let with = |last: char| format!("RSSMRA80A01H50M{last}");
        assert_eq!(('A'..='Z').filter(|c| is_tax_code(&with(*c))).count(), 1);
    }
}
