//! Tokens: one pass over the text, byte offsets kept.

use super::characters::{ASCII, Class, class};
use super::fold::fold;
use super::reader::{MAY_MARK, Reader};
use super::{Span, Token, TokenKind};

/// Groups of digits in one written number at most.
const GROUPS: usize = 10;
/// ASCII marks that make one token however often they stand in a row.
const RUNS: &[u8] = b"-._=*#~";
/// Full stops in one abbreviation at most ("Ph.D." has two).
const STOPS: usize = 4;
/// Clitics of one word at most.
const CLITICS: usize = 4;

impl Reader {
    /// Adds the tokens of `text` from a byte on.
    pub(super) fn tokenise(&self, text: &str, from: usize, tokens: &mut Vec<Token>) {
        let first = tokens.len();
        let bytes = text.as_bytes();
        let mut at = from;
        let mut glued = false;
        while let Some(&byte) = bytes.get(at) {
            if byte == b' ' {
                at += 1;
                glued = false;
                continue;
            }
            if byte.is_ascii_alphabetic() {
                // most tokens: a word in ASCII with nothing after it that could belong to it
                let end = ascii_word_end(bytes, at + 1);
                if !bytes.get(end).is_some_and(|byte| GOES_ON[usize::from(*byte)]) {
                    tokens.push(Token { span: span(at, end), kind: TokenKind::Word, glued });
                    at = end;
                    glued = true;
                    continue;
                }
            }
            let (class, width) = class_at(text, at);
            let (kind, end) = match class {
                Class::Space => {
                    at += width;
                    glued = false;
                    continue;
                }
                Class::Ignored => {
                    at += width;
                    continue;
                }
                Class::Letter => {
                    let before = tokens[first..].last().filter(|_| glued).map(|token| token.kind);
                    at = self.word(text, at, before, tokens, glued);
                    glued = true;
                    continue;
                }
                Class::Digit => (TokenKind::Number, self.number(text, at)),
                Class::Fraction => (TokenKind::Number, at + width),
                Class::Combining if tokens[first..].last().is_some_and(|token| token.span.end as usize == at) => {
                    let last = tokens.len() - 1;
                    tokens[last].span.end = (at + width) as u32;
                    at += width;
                    continue;
                }
                // joiners and variation selectors with nothing before them to belong to
                Class::Combining if matches!(&text[at..at + width], "\u{ad}" | "\u{200c}" | "\u{200d}") => {
                    at += width;
                    continue;
                }
                Class::Combining | Class::Script => (TokenKind::Symbol, at + width),
                Class::Symbol if byte == b'@' => match at_sign(text, at, first, tokens, glued) {
                    Some(link) => {
                        tokens.push(link);
                        at = link.span.end as usize;
                        glued = true;
                        continue;
                    }
                    None => (TokenKind::Symbol, at + 1),
                },
                Class::Symbol => (TokenKind::Symbol, run(bytes, at, width)),
                Class::Punct => {
                    let before = tokens[first..].last().filter(|_| glued).map(|token| token.kind);
                    self.punctuation(text, at, width, before, glued)
                }
            };
            tokens.push(Token { span: span(at, end), kind, glued });
            at = end;
            glued = true;
        }
    }

    /// Adds the word that begins at a byte, its clitics as tokens of their own, and says where it ends.
    fn word(&self, text: &str, start: usize, before: Option<TokenKind>, tokens: &mut Vec<Token>, glued: bool) -> usize {
        let bytes = text.as_bytes();
        let mut end = start;
        // where the letters after the last full stop begin
        let mut segment = start;
        let mut apostrophe = false;
        let mut kind = TokenKind::Word;
        loop {
            end = ascii_word_end(bytes, end);
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
        if stop + 1 - start > self.longest_abbreviation {
            return None;
        }
        let mut ends = [stop + 1; STOPS];
        let mut found = 1;
        let mut at = stop + 1;
        for character in text[at..].chars().take(self.longest_abbreviation - (at - start)) {
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
        ends[..found].iter().rev().copied().find(|&end| {
            let written = &text[start..end];
            self.exact_abbreviations.contains(written) || self.abbreviations.contains(fold(written).as_ref())
        })
    }

    /// Kind and end of the token that begins with a punctuation mark.
    fn punctuation(
        &self,
        text: &str,
        at: usize,
        width: usize,
        before: Option<TokenKind>,
        glued: bool,
    ) -> (TokenKind, usize) {
        let bytes = text.as_bytes();
        if bytes[at] == b'\'' || text[at..].starts_with('\u{2019}') {
            if let Some(end) = self.clitic_here(text, at, glued) {
                return (TokenKind::Word, end);
            }
        }
        if self.first_bytes[usize::from(bytes[at])] & MAY_MARK != 0 {
            if let Some(mark) = self.marks.iter().find(|mark| text[at..].starts_with(mark.text.as_str())) {
                return (TokenKind::Mark, at + mark.text.len());
            }
        }
        let opens_number = !matches!(before, Some(TokenKind::Number | TokenKind::Word | TokenKind::Link))
            && (!glued || !text[..at].ends_with('.'));
        if bytes[at] == b'.' && opens_number && self.settings.is_decimal('.') {
            let end = digits_end(text, at + 1);
            if end > at + 1 {
                return (TokenKind::Number, end);
            }
        }
        (TokenKind::Punct, run(bytes, at, width))
    }

    /// Where the clitic ends that begins with the apostrophe at a byte, cut off from its word by a space or by a mark.
    fn clitic_here(&self, text: &str, at: usize, glued: bool) -> Option<usize> {
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

    /// Where the written number ends that begins with the digit at a byte.
    fn number(&self, text: &str, at: usize) -> usize {
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

/// Bytes of ASCII words.
const IN_WORD: [bool; 256] = table(false);
/// Bytes after which an ASCII word may go on.
const GOES_ON: [bool; 256] = table(true);

const fn table(after: bool) -> [bool; 256] {
    let mut table = [false; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        table[at] = if after { matches!(byte, b'\'' | b'.' | b':' | 128..) } else { byte.is_ascii_alphanumeric() };
        at += 1;
    }
    table
}

#[inline]
fn ascii_word_end(bytes: &[u8], at: usize) -> usize {
    let mut end = at;
    while end < bytes.len() && IN_WORD[usize::from(bytes[end])] {
        end += 1;
    }
    end
}

/// Where the written number or the like at a byte ends: digits of any script.
fn digits_end(text: &str, mut at: usize) -> usize {
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

/// Where a site's name ends ("example.co.uk"): labels of small letters, the last of two or more.
fn domain_end(bytes: &[u8], start: usize, mut stop: usize) -> Option<usize> {
    if !bytes[start..stop].iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    let mut end = None;
    while bytes.get(stop) == Some(&b'.') {
        let label =
            bytes[stop + 1..].iter().take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()).count();
        let after = stop + 1 + label;
        let whole = !bytes.get(after).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte >= 128);
        if label < 2 || !whole {
            break;
        }
        stop = after;
        end = Some(after);
    }
    end
}

/// Where a web address ends: at white space, at a mark that addresses do not have, before closing punctuation.
fn link_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut end = at;
    while end < bytes.len() {
        let (class, width) = class_at(text, end);
        let ends = match bytes[end] {
            b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'|' | b'\\' | b'^' => true,
            0..128 => matches!(class, Class::Space | Class::Ignored),
            _ => !matches!(class, Class::Letter | Class::Combining | Class::Digit),
        };
        if ends {
            break;
        }
        end += width;
    }
    let trimmed = text[at..end].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', ')', ']', '*']);
    at + trimmed.len()
}

/// The handle or mail address with the "@" at a byte; the tokens that turn out to be part of it are taken off.
fn at_sign(text: &str, at: usize, first: usize, tokens: &mut Vec<Token>, glued: bool) -> Option<Token> {
    let bytes = text.as_bytes();
    let mut link = Token { span: span(at, at + 1), kind: TokenKind::Link, glued };
    let before = tokens[first..].last().filter(|_| glued);
    if before.is_none_or(|token| !matches!(token.kind, TokenKind::Word | TokenKind::Number)) {
        let name = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count();
        link.span.end += name as u32;
        return (name > 0).then_some(link);
    }
    let site = bytes[at + 1..].iter().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
    let site = text[at + 1..at + 1 + site.count()].trim_end_matches(['.', '-']);
    if !site.contains('.') {
        return None;
    }
    link.span.end += site.len() as u32;
    while let Some(token) = tokens[first..].last() {
        if token.span.end != link.span.start || !token.span.of(text).bytes().all(is_address) {
            break;
        }
        (link.span.start, link.glued) = (token.span.start, token.glued);
        tokens.pop();
    }
    Some(link)
}

fn is_address(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
}

/// Where the token ends that begins with a mark or symbol: the same one in a row counts as one, for some.
fn run(bytes: &[u8], at: usize, width: usize) -> usize {
    if !RUNS.contains(&bytes[at]) {
        return at + width;
    }
    at + bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count()
}

fn span(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}

/// Class and bytes of the character at a byte.
#[inline]
fn class_at(text: &str, at: usize) -> (Class, usize) {
    let byte = text.as_bytes()[at];
    if byte < 128 { (ASCII[usize::from(byte)], 1) } else { wide_class_at(text, at) }
}

fn wide_class_at(text: &str, at: usize) -> (Class, usize) {
    let character = text[at..].chars().next().unwrap_or('\u{fffd}');
    (class(character), character.len_utf8())
}

fn letter_at(text: &str, at: usize) -> bool {
    at < text.len() && class_at(text, at).0 == Class::Letter
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

/// Whether it is a letter of any script.
pub(super) fn is_letter(character: char) -> bool {
    class(character) == Class::Letter
}

/// Whether it is an ellipsis of full stops.
pub(super) fn is_ellipsis(mark: &str) -> bool {
    mark.len() > 1 && mark.bytes().all(|byte| byte == b'.')
}
