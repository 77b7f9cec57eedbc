//! What a character is to the matcher, and its lower case.
//!
//! Everything here is a table or a comparison of numbers, so that Rust and JavaScript agree on every machine and in
//! every locale. Text is UTF-16 code units throughout, as in the browser; a character beyond them is two separators.

/// A code unit, or a byte of a text that is all ASCII.
pub trait Unit: Copy + Into<u16> {}

impl Unit for u16 {}
impl Unit for u8 {}

/// What a code unit is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Class {
    /// Separates tokens: blanks, punctuation, signs.
    Other,
    /// Part of a word.
    Letter,
    /// Part of a number.
    Digit,
    /// A token of its own: scripts that are written without blanks between words.
    Single,
}

#[inline]
pub fn class(unit: u16) -> Class {
    match unit {
        0x30..=0x39 => Class::Digit,
        0x41..=0x5A | 0x61..=0x7A => Class::Letter,
        0..0xC0 => Class::Other,
        0xD7 | 0xF7 => Class::Other,
        0xC0..=0x24F => Class::Letter,
        0xE00..=0xE7F => Class::Single,
        0x370..=0x1FFF => Class::Letter,
        0x3005 | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF => Class::Single,
        0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFF66..=0xFF9F => Class::Single,
        _ => Class::Other,
    }
}

/// Upper case ranges beyond ASCII: first, last, step, and what to add. The scripts in use today; rarer letters are
/// compared as they stand.
const UPPER: [(u16, u16, u16, i32); 35] = [
    (0x00C0, 0x00DE, 1, 32),
    (0x0100, 0x012E, 2, 1),
    (0x0130, 0x0130, 1, -199),
    (0x0132, 0x0136, 2, 1),
    (0x0139, 0x0147, 2, 1),
    (0x014A, 0x0176, 2, 1),
    (0x0178, 0x0178, 1, -121),
    (0x0179, 0x017D, 2, 1),
    (0x01A0, 0x01A4, 2, 1),
    (0x01AF, 0x01AF, 1, 1),
    (0x01CD, 0x01DB, 2, 1),
    (0x01DE, 0x01EE, 2, 1),
    (0x01F8, 0x021E, 2, 1),
    (0x0222, 0x0232, 2, 1),
    (0x0246, 0x024E, 2, 1),
    (0x0386, 0x0386, 1, 38),
    (0x0388, 0x038A, 1, 37),
    (0x038C, 0x038C, 1, 64),
    (0x038E, 0x038F, 1, 63),
    (0x0391, 0x03A1, 1, 32),
    (0x03A3, 0x03AB, 1, 32),
    (0x03D8, 0x03EE, 2, 1),
    (0x0400, 0x040F, 1, 80),
    (0x0410, 0x042F, 1, 32),
    (0x0460, 0x0480, 2, 1),
    (0x048A, 0x04BE, 2, 1),
    (0x04C0, 0x04C0, 1, 15),
    (0x04C1, 0x04CD, 2, 1),
    (0x04D0, 0x052E, 2, 1),
    (0x0531, 0x0556, 1, 48),
    (0x1E00, 0x1E94, 2, 1),
    (0x1E9E, 0x1E9E, 1, -7615),
    (0x1EA0, 0x1EFE, 2, 1),
    (0x1F08, 0x1F0F, 1, -8),
    (0x1F18, 0x1F1D, 1, -8),
];

/// The lower case of a letter; any other unit is itself.
pub fn lower(unit: u16) -> u16 {
    if unit < 0xC0 {
        return if (0x41..=0x5A).contains(&unit) { unit + 32 } else { unit };
    }
    if unit > 0x1FFF || unit == 0xD7 {
        return unit;
    }
    for (first, last, step, add) in UPPER {
        if unit < first {
            return unit;
        }
        if unit <= last {
            let upper = (unit - first).is_multiple_of(step);
            return if upper { (i32::from(unit) + add) as u16 } else { unit };
        }
    }
    unit
}

/// A blank within a line.
pub fn is_blank(unit: u16) -> bool {
    matches!(unit, 0x20 | 0x09 | 0xA0 | 0x3000 | 0x2000..=0x200A | 0x202F)
}

/// How far a blank indents.
pub fn blank_width(unit: u16) -> u32 {
    if unit == 0x09 { 4 } else { 1 }
}

/// Part of a token.
pub fn is_word(unit: u16) -> bool {
    class(unit) != Class::Other
}

/// Text as UTF-16 code units.
pub fn units(text: &str) -> Vec<u16> {
    if text.is_ascii() {
        return text.bytes().map(u16::from).collect(); // Nearly always, and a twentieth of the time.
    }
    text.encode_utf16().collect()
}

/// Code units as text; halves of characters are replaced.
pub fn text(units: &[u16]) -> String {
    if units.iter().all(|unit| *unit < 0x80) {
        return units.iter().map(|unit| *unit as u8 as char).collect(); // Nearly always, and a third of the time.
    }
    String::from_utf16_lossy(units)
}

/// Text in lower case.
pub fn lower_of(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { lower_text(&units(text)) }
}

/// Code units as text in lower case.
pub fn lower_text(units: &[u16]) -> String {
    text(&units.iter().map(|unit| lower(*unit)).collect::<Vec<u16>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_is_unicodes_where_it_has_one() {
        for unit in 0..0x2000u16 {
            let Some(c) = char::from_u32(u32::from(unit)) else { continue };
            let lowered = lower(unit);
            if lowered != unit && unit != 0x130 {
                let unicode: Vec<char> = c.to_lowercase().collect();
                assert_eq!(unicode, [char::from_u32(u32::from(lowered)).unwrap()], "U+{unit:04X}");
            }
        }
        assert_eq!(lower_text(&units("Datei Ünbekannt ФАЙЛ Ἀ")), "datei ünbekannt файл ἀ");
    }

    #[test]
    fn classes() {
        for (c, expected) in [
            ('a', Class::Letter),
            ('ß', Class::Letter),
            ('Ж', Class::Letter),
            ('7', Class::Digit),
            ('_', Class::Other),
            ('×', Class::Other),
            ('中', Class::Single),
            ('エ', Class::Single),
            ('한', Class::Single),
            ('ก', Class::Single),
            ('、', Class::Other),
            ('・', Class::Single),
        ] {
            assert_eq!(class(c as u16), expected, "{c}");
        }
    }
}
