//! Links: web addresses, names of sites, mail addresses, handles.

use super::characters::{Class, class_at};
use super::tokens::span;
use super::{Token, TokenKind};

/// Where a site's name ends ("example.co.uk"): labels of small letters, the last of two or more.
pub(super) fn domain_end(bytes: &[u8], start: usize, mut stop: usize) -> Option<usize> {
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
pub(super) fn link_end(text: &str, at: usize) -> usize {
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
pub(super) fn at_sign(text: &str, at: usize, first: usize, tokens: &mut Vec<Token>, glued: bool) -> Option<Token> {
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
