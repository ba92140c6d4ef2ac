//! What a written number says: digits of any script, grouping and decimal marks as the pack declares them, vulgar fractions.

use super::characters::{Class, class, digit_value, fraction_value};
use super::settings::Settings;

/// Decimal and grouping marks that Arabic numerals have of their own.
const ARABIC_DECIMAL: char = '\u{66b}';
const ARABIC_GROUP: char = '\u{66c}';

impl Settings {
    /// Whether the mark divides whole from part in a written number.
    pub(super) fn is_decimal(&self, mark: char) -> bool {
        mark == ARABIC_DECIMAL || self.decimal.contains(&mark)
    }

    /// Whether the mark groups the digits of a written number; a typed ’ counts as '.
    pub(super) fn is_group(&self, mark: char) -> bool {
        let mark = if mark == '\u{2019}' { '\'' } else { mark };
        mark == ARABIC_GROUP || self.group.contains(&mark)
    }
}

/// The value of a written number, `None` if it is none or too large to be finite.
///
/// ```
/// # use reportedly::text::{Settings, numerals};
/// let settings = Settings { decimal: vec!['.'], group: vec![','], ..Settings::default() };
/// assert_eq!(numerals::parse("16,000", &settings), Some(16000.0));
/// assert_eq!(numerals::parse("2½", &settings), Some(2.5));
/// ```
pub fn parse(text: &str, settings: &Settings) -> Option<f64> {
    if text.len() <= 15 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse::<u64>().ok().map(|value| value as f64);
    }
    let mut digits = String::with_capacity(text.len());
    let mut fraction = None;
    let (mut decimal, mut any) = (false, false);
    for character in text.chars() {
        if fraction.is_some() {
            if class(character) != Class::Combining {
                return None;
            }
        } else if let Some(digit) = digit_value(character) {
            digits.push(char::from(b'0' + digit as u8));
            any = true;
        } else if settings.is_decimal(character) && !decimal {
            decimal = true;
            digits.push('.');
        } else if settings.is_group(character) && any && !decimal {
            // says nothing
        } else if let Some(value) = fraction_value(character) {
            fraction = Some(value);
        } else if class(character) != Class::Combining {
            return None;
        }
    }
    if digits.ends_with('.') {
        return None;
    }
    let whole = if any { digits.parse::<f64>().ok()? } else { fraction.map(|_| 0.0)? };
    let value = whole + fraction.unwrap_or(0.0);
    value.is_finite().then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(decimal: &str, group: &str) -> Settings {
        Settings { decimal: decimal.chars().collect(), group: group.chars().collect(), ..Settings::default() }
    }

    #[test]
    fn values() {
        let english = settings(".", ",\u{a0}\u{2009}\u{202f}'");
        let spanish = settings(",", ".\u{a0}");
        for (text, settings, value) in [
            ("7", &english, Some(7.0)),
            ("16,000", &english, Some(16_000.0)),
            ("3.5", &english, Some(3.5)),
            (".5", &english, Some(0.5)),
            ("1,23,456", &english, Some(123_456.0)),
            ("1\u{202f}234\u{202f}567.25", &english, Some(1_234_567.25)),
            ("1’000", &english, Some(1_000.0)),
            ("3.000", &spanish, Some(3_000.0)),
            ("1,5", &spanish, Some(1.5)),
            ("٣٫٥", &english, Some(3.5)),
            ("１６", &english, Some(16.0)),
            ("½", &english, Some(0.5)),
            ("2½", &english, Some(2.5)),
            ("12345678901234567890", &english, Some(12_345_678_901_234_567_890.0)),
            ("", &english, None),
            (".", &english, None),
            ("3.", &english, None),
            ("x", &english, None),
            ("²", &english, None),
            ("½½", &english, None),
        ] {
            assert_eq!(parse(text, settings), value, "{text:?}");
        }
    }

    #[test]
    fn never_infinite() {
        let english = settings(".", ",");
        assert_eq!(parse(&"9".repeat(400), &english), None);
        assert!(parse(&"9".repeat(300), &english).unwrap().is_finite());
        assert!(parse(&format!("0.{}", "9".repeat(400)), &english).unwrap() <= 1.0);
    }
}
