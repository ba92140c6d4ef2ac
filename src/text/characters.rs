//! What a character is to the tokeniser, from the Unicode general categories.
//!
//! ASCII is a table known at compile time. The rest of the basic plane is a table of one byte a character, filled once
//! from the category ranges of `regex-syntax`; the other planes are found by binary search in the same ranges.

use std::sync::OnceLock;

use regex_syntax::Parser;
use regex_syntax::hir::{Class as HirClass, HirKind};

/// What a character is to the tokeniser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// White space; ends a token.
    Space,
    /// Nothing to see: control and format characters, the byte order mark. Belongs to no token.
    Ignored,
    /// A letter.
    Letter,
    /// A combining mark, a joiner, a soft hyphen: belongs to the character before it.
    Combining,
    /// A decimal digit of any script.
    Digit,
    /// A vulgar fraction ("½").
    Fraction,
    /// A superscript or subscript digit; belongs to the word before it ("km²").
    Script,
    /// Punctuation.
    Punct,
    /// Everything else that can be seen.
    Symbol,
}

/// Classes of the ASCII characters.
pub(super) const ASCII: [Class; 128] = ascii();

const fn ascii() -> [Class; 128] {
    let mut table = [Class::Ignored; 128];
    let mut at = 0;
    while at < 128 {
        let byte = at as u8;
        table[at] = match byte {
            b' ' | b'\t'..=b'\r' => Class::Space,
            b'0'..=b'9' => Class::Digit,
            b'A'..=b'Z' | b'a'..=b'z' => Class::Letter,
            b'$' | b'%' | b'&' | b'#' | b'*' | b'+' | b'<' | b'=' | b'>' | b'@' | b'^' | b'|' | b'~' => Class::Symbol,
            0x21..=0x7e => Class::Punct,
            _ => Class::Ignored,
        };
        at += 1;
    }
    table
}

/// The class of any character.
pub(super) fn class(character: char) -> Class {
    let code = character as usize;
    if code < 128 {
        return ASCII[code];
    }
    let table = basic_plane();
    if code < table.len() { table[code] } else { categorise(character) }
}

/// Class and bytes of the character at a byte.
#[inline]
pub(super) fn class_at(text: &str, at: usize) -> (Class, usize) {
    let byte = text.as_bytes()[at];
    if byte < 128 { (ASCII[usize::from(byte)], 1) } else { wide_class_at(text, at) }
}

fn wide_class_at(text: &str, at: usize) -> (Class, usize) {
    let character = text[at..].chars().next().unwrap_or('\u{fffd}');
    (class(character), character.len_utf8())
}

/// Whether a letter stands at a byte.
pub(super) fn letter_at(text: &str, at: usize) -> bool {
    at < text.len() && class_at(text, at).0 == Class::Letter
}

/// Whether it is a letter of any script.
pub(super) fn is_letter(character: char) -> bool {
    class(character) == Class::Letter
}

/// The value of a decimal digit of any script.
pub(super) fn digit_value(character: char) -> Option<u32> {
    if character.is_ascii() {
        return character.to_digit(10);
    }
    // the digits of a script stand side by side, zero first
    let range = find(&categories().digits, character)?;
    Some((character as u32 - range.0 as u32) % 10)
}

/// The value of a vulgar fraction.
pub(super) fn fraction_value(character: char) -> Option<f64> {
    let (numerator, denominator) = match character {
        '¼' => (1, 4),
        '½' => (1, 2),
        '¾' => (3, 4),
        '⅐' => (1, 7),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '↉' => (0, 3),
        _ => return None,
    };
    Some(f64::from(numerator) / f64::from(denominator))
}

pub(super) type Ranges = Vec<(char, char)>;

struct Categories {
    letters: Ranges,
    marks: Ranges,
    digits: Ranges,
    punctuation: Ranges,
    unseen: Ranges,
}

fn categories() -> &'static Categories {
    static CATEGORIES: OnceLock<Categories> = OnceLock::new();
    CATEGORIES.get_or_init(|| Categories {
        letters: ranges(r"[\p{L}\p{Nl}]"),
        marks: ranges(r"[\p{M}\u{AD}\u{200C}\u{200D}]"),
        digits: ranges(r"\p{Nd}"),
        punctuation: ranges(r"\p{P}"),
        unseen: ranges(r"[\p{Cc}\p{Cf}\p{Co}\p{Cn}]"),
    })
}

/// The ranges of a class written as a regular expression; empty if this build knows no such class.
pub(super) fn ranges(class: &str) -> Ranges {
    let Ok(hir) = Parser::new().parse(class) else { return Vec::new() };
    match hir.into_kind() {
        HirKind::Class(HirClass::Unicode(class)) => class.iter().map(|range| (range.start(), range.end())).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn find(ranges: &Ranges, character: char) -> Option<(char, char)> {
    let after = ranges.partition_point(|range| range.0 <= character);
    let range = *ranges.get(after.checked_sub(1)?)?;
    (character <= range.1).then_some(range)
}

fn categorise(character: char) -> Class {
    let categories = categories();
    let is = |ranges: &Ranges| find(ranges, character).is_some();
    match character {
        _ if character.is_whitespace() => Class::Space,
        '²' | '³' | '¹' | '⁰' | '⁴'..='⁹' | '₀'..='₉' => Class::Script,
        _ if fraction_value(character).is_some() => Class::Fraction,
        _ if is(&categories.letters) => Class::Letter,
        _ if is(&categories.marks) => Class::Combining,
        _ if is(&categories.digits) => Class::Digit,
        _ if is(&categories.punctuation) => Class::Punct,
        _ if is(&categories.unseen) => Class::Ignored,
        _ => Class::Symbol,
    }
}

fn basic_plane() -> &'static [Class] {
    static TABLE: OnceLock<Box<[Class]>> = OnceLock::new();
    TABLE.get_or_init(|| (0..0x1_0000).map(|code| char::from_u32(code).map_or(Class::Ignored, categorise)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes() {
        for (characters, expected) in [
            ("aZéßжΩعעहー", Class::Letter),
            ("09٣۴५７", Class::Digit),
            ("\u{301}\u{94d}\u{fe0f}\u{ad}\u{200d}", Class::Combining),
            (" \t\n\u{a0}\u{2009}\u{202f}\u{3000}\u{2028}", Class::Space),
            ("\0\u{7f}\u{85}\u{feff}\u{200b}\u{200e}", Class::Ignored),
            (".,;:!?-—“”‘’«»„…¿¡。", Class::Punct),
            ("$€£¥₹%+=<>©™°→\u{fffd}😀", Class::Symbol),
            ("½¼⅔", Class::Fraction),
            ("²³₂", Class::Script),
        ] {
            for character in characters.chars() {
                // U+0085 is white space to Unicode and a control character too
                let expected = if character == '\u{85}' { Class::Space } else { expected };
                assert_eq!(class(character), expected, "{character:?}");
            }
        }
    }

    #[test]
    fn digits_of_any_script() {
        for (character, value) in [('7', 7), ('٣', 3), ('۴', 4), ('५', 5), ('９', 9), ('𝟗', 9), ('𝟎', 0)] {
            assert_eq!(digit_value(character), Some(value), "{character:?}");
        }
        assert_eq!(digit_value('x'), None);
        assert_eq!(digit_value('½'), None);
    }
}
