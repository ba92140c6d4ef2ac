//! Written numbers: where one ends and what it says. Digits of any script, grouping and decimal marks as the pack declares
//! them, vulgar fractions.

use super::characters::{Class, class, class_at, digit_value, fraction_value};
use super::reader::Reader;
use super::settings::Settings;

/// Groups of digits in one written number at most.
const GROUPS: usize = 10;
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

impl Reader {
    /// Where the written number ends that begins with the digit at a byte.
    pub(super) fn number(&self, text: &str, at: usize) -> usize {
        let mut end = digits_end(text, at);
        // in a row of numbers between decimal marks ("1.2.3", "14.03.2022") each is one by itself
        let mut before = text[..at].chars().rev();
        let in_row = before.next().is_some_and(|mark| self.settings.is_decimal(mark))
            && before.next().is_some_and(|character| class(character) == Class::Digit);
        if in_row {
            return end;
        }
        end = self.groups_end(text, at, end);
        let Some(mark) = text[end..].chars().next() else { return end };
        if self.settings.is_decimal(mark) {
            let part = end + mark.len_utf8();
            let part_end = digits_end(text, part);
            if part_end > part {
                let row = text[part_end..].chars().next().is_some_and(|mark| {
                    self.settings.is_decimal(mark) && {
                        let next = part_end + mark.len_utf8();
                        digits_end(text, next) > next
                    }
                });
                return if row { end } else { part_end };
            }
        } else if class(mark) == Class::Fraction {
            return end + mark.len_utf8();
        }
        end
    }

    /// Where the groups of digits end that follow the first one: each of three digits, or, before the last, of two.
    fn groups_end(&self, text: &str, start: usize, first_end: usize) -> usize {
        if text[start..first_end].chars().take(4).count() > 3 {
            return first_end;
        }
        let mut end = first_end;
        let mut at = first_end;
        let mut mark_used = None;
        for _ in 0..GROUPS {
            let Some(mark) = text[at..].chars().next() else { break };
            if !self.settings.is_group(mark) || mark_used.is_some_and(|used| used != mark) {
                break;
            }
            mark_used = Some(mark);
            let group = at + mark.len_utf8();
            at = digits_end(text, group);
            match text[group..at].chars().take(4).count() {
                3 => end = at,
                2 if !mark.is_whitespace() => {}
                _ => break,
            }
        }
        end
    }
}

/// Where the digits end that stand at a byte.
pub(super) fn digits_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        if at >= bytes.len() || bytes[at] < 128 {
            return at;
        }
        match class_at(text, at) {
            (Class::Digit, width) => at += width,
            _ => return at,
        }
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
