//! Words: letters with what may stand inside them, apostrophes, full stops of abbreviations, and the clitics at their ends.

use super::characters::{Class, class_at, is_letter, letter_at};
use super::links::{domain_end, link_end};
use super::reader::Reader;
use super::tokens::span;
use super::{Token, TokenKind};

/// Full stops in one abbreviation at most ("Ph.D." has two).
const STOPS: usize = 4;
/// Clitics of one word at most.
const CLITICS: usize = 4;

/// What a full stop after letters is.
enum Inner {
    /// It belongs to the word, which ends there.
    Ends(usize),
    /// It belongs to the word, which goes on.
    GoesOn,
    /// The word is the name of a web site, which ends there.
    Domain(usize),
    /// It is a token of its own.
    No,
}

impl Reader {
    /// Adds the word that begins at a byte, its clitics as tokens of their own, and says where it ends.
    pub(super) fn word(
        &self,
        text: &str,
        start: usize,
        before: Option<TokenKind>,
        tokens: &mut Vec<Token>,
        glued: bool,
    ) -> usize {
        let bytes = text.as_bytes();
        let mut end = start;
        // where the letters after the last full stop begin
        let mut segment = start;
        let mut apostrophe = false;
        let mut kind = TokenKind::Word;
        if let Some(number) = self.glued_number(text, start, before) {
            tokens.push(Token { span: span(start, number), kind, glued });
            return number;
        }
        loop {
            end += bytes[end..].iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let Some(&byte) = bytes.get(end) else { break };
            match byte {
                b'\'' if letter_at(text, end + 1) => {
                    apostrophe = true;
                    end += 1;
                }
                b'.' => match self.inner_stop(text, start, segment, end, before) {
                    Inner::Ends(stop) => {
                        end = stop;
                        break;
                    }
                    Inner::GoesOn => {
                        end += 1;
                        segment = end;
                    }
                    Inner::Domain(stop) => {
                        end = stop;
                        if bytes[end..].starts_with(b"/") && bytes.get(end + 1).is_some_and(u8::is_ascii_graphic) {
                            end = link_end(text, end);
                            kind = TokenKind::Link;
                        } else if bytes[start..].starts_with(b"www.") {
                            kind = TokenKind::Link;
                        }
                        break;
                    }
                    Inner::No => break,
                },
                b':' if bytes[end + 1..].starts_with(b"//")
                    && bytes.get(end + 3).is_some_and(u8::is_ascii_graphic)
                    && bytes[start..end].iter().all(u8::is_ascii_alphabetic) =>
                {
                    end = link_end(text, end + 3);
                    kind = TokenKind::Link;
                    break;
                }
                0..128 => break,
                _ => {
                    let (class, width) = class_at(text, end);
                    match class {
                        Class::Letter | Class::Combining | Class::Digit | Class::Script => end += width,
                        Class::Punct if text[end..].starts_with('\u{2019}') && letter_at(text, end + width) => {
                            apostrophe = true;
                            end += width;
                        }
                        _ => break,
                    }
                }
            }
        }
        if !apostrophe || kind != TokenKind::Word {
            tokens.push(Token { span: span(start, end), kind, glued });
            return end;
        }
        let mut cuts = [end; CLITICS + 1];
        let mut pieces = 0;
        while let Some(cut) = (pieces < CLITICS).then(|| self.clitic_before(text, start, cuts[pieces])).flatten() {
            pieces += 1;
            cuts[pieces] = cut;
        }
        let mut from = start;
        for &to in cuts[..=pieces].iter().rev() {
            tokens.push(Token { span: span(from, to), kind, glued: glued || from > start });
            from = to;
        }
        end
    }

    /// Where the number begins that is glued to the ASCII letters of a word: after a declared prefix ("Rs500") or a symbol
    /// ("$US5"), or one with marks inside ("A1,500"), which no name has.
    fn glued_number(&self, text: &str, start: usize, before: Option<TokenKind>) -> Option<usize> {
        let bytes = text.as_bytes();
        let number = letters_end(bytes, start);
        let digits = bytes[number..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = number + digits;
        if number == start || digits == 0 {
            return None;
        }
        let split = before == Some(TokenKind::Symbol)
            || self.number_prefixes.has(&text[start..number])
            || self.number(text, number) > end;
        split.then_some(number)
    }

    /// Where the clitic begins that ends a word, if something stands before it.
    fn clitic_before(&self, text: &str, start: usize, end: usize) -> Option<usize> {
        self.clitics.iter().find_map(|clitic| {
            let mut written = text[start..end].char_indices().rev();
            let mut cut = 0;
            for expected in clitic.chars().rev() {
                let (at, character) = written.next()?;
                if plain(character) != expected {
                    return None;
                }
                cut = at;
            }
            (cut > 0).then_some(start + cut)
        })
    }

    /// What a full stop at `stop` is, after the letters of the word that begins at `start`.
    fn inner_stop(&self, text: &str, start: usize, segment: usize, stop: usize, before: Option<TokenKind>) -> Inner {
        let bytes = text.as_bytes();
        let next = bytes.get(stop + 1).copied();
        let single = !text[segment..stop].is_empty() && text[segment..stop].chars().nth(1).is_none();
        if single && segment > start {
            // "U.S" so far; another letter by itself goes on
            let goes_on = letter_at(text, stop + 1) && lone_letter(text, stop + 1);
            return if goes_on { Inner::GoesOn } else { Inner::Ends(stop + 1) };
        }
        if start == segment {
            if let Some(end) = self.abbreviation(text, start, stop) {
                return Inner::Ends(end);
            }
            if single && letter_at(text, stop + 1) && lone_letter(text, stop + 1) {
                return Inner::GoesOn;
            }
            let upper = text[start..stop].chars().next().is_some_and(char::is_uppercase);
            let free = !matches!(before, Some(TokenKind::Number | TokenKind::Word | TokenKind::Symbol));
            if single && upper && free && next != Some(b'.') && !letter_at(text, stop + 1) {
                return Inner::Ends(stop + 1);
            }
            if next.is_some_and(|byte| byte.is_ascii_lowercase()) && stop - start >= 2 {
                return domain_end(bytes, start, stop).map_or(Inner::No, Inner::Domain);
            }
        }
        Inner::No
    }

    /// Where a declared abbreviation ends whose first full stop is at `stop`.
    fn abbreviation(&self, text: &str, start: usize, stop: usize) -> Option<usize> {
        if stop + 1 - start > self.abbreviations.longest {
            return None;
        }
        let mut ends = [stop + 1; STOPS];
        let mut found = 1;
        let mut at = stop + 1;
        for character in text[at..].chars().take(self.abbreviations.longest - (at - start)) {
            at += character.len_utf8();
            if character == '.' {
                if found == STOPS {
                    break;
                }
                ends[found] = at;
                found += 1;
            } else if !is_letter(character) {
                break;
            }
        }
        ends[..found].iter().rev().copied().find(|&end| self.abbreviations.has(&text[start..end]))
    }

    /// Where the clitic ends that begins with the apostrophe at a byte, cut off from its word by a space or by a mark.
    pub(super) fn clitic_here(&self, text: &str, at: usize, glued: bool) -> Option<usize> {
        self.clitics.iter().find_map(|clitic| {
            let mut written = text[at..].char_indices();
            for expected in clitic.chars() {
                let (_, character) = written.next()?;
                if plain(character) != expected {
                    return None;
                }
            }
            let (end, next) = written.next().map_or((text.len(), ' '), |(end, next)| (at + end, next));
            let free = match next {
                '-' | '\'' | '\u{2019}' => clitic.ends_with('\''),
                _ => !next.is_alphanumeric() && (glued || next.is_whitespace() || clitic.ends_with('\'')),
            };
            free.then_some(end)
        })
    }
}

/// Whether the letter at a byte has no letter or digit after it.
fn lone_letter(text: &str, at: usize) -> bool {
    let next = at + class_at(text, at).1;
    next >= text.len() || !matches!(class_at(text, next).0, Class::Letter | Class::Digit | Class::Combining)
}

/// A character as look-ups see it.
fn plain(character: char) -> char {
    match character {
        '\u{2019}' | '\u{2bc}' => '\'',
        _ => character.to_lowercase().next().unwrap_or(character),
    }
}

/// ASCII letters.
const LETTERS: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = (byte as u8).is_ascii_alphabetic();
        byte += 1;
    }
    table
};

/// Where the ASCII letters end that stand at a byte.
#[inline]
pub(super) fn letters_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < bytes.len() && LETTERS[usize::from(bytes[end])] {
        end += 1;
    }
    end
}

/// Whether a word may go on with this byte after its ASCII letters.
#[inline]
pub(super) fn may_go_on(byte: u8) -> bool {
    matches!(byte, b'\'' | b'.' | b':' | b'0'..=b'9' | 128..)
}
