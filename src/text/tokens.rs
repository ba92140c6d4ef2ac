//! Tokens: one pass over the text, byte offsets kept.

use super::characters::{Class, class_at};
use super::links::at_sign;
use super::numerals::digits_end;
use super::reader::{MAY_MARK, Reader};
use super::words::{letters_end, may_go_on};
use super::{Span, Token, TokenKind};

/// ASCII marks that make one token however often they stand in a row.
const RUNS: &[u8] = b"-._=*#~";

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
                let end = letters_end(bytes, at + 1);
                if !bytes.get(end).is_some_and(|byte| may_go_on(*byte)) {
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
        let apostrophe = bytes[at] == b'\'' || text[at..].starts_with('\u{2019}');
        if let Some(end) = apostrophe.then(|| self.clitic_here(text, at, glued)).flatten() {
            return (TokenKind::Word, end);
        }
        let mark = self.first_bytes[usize::from(bytes[at])] & MAY_MARK != 0;
        if mark && let Some(mark) = self.marks.iter().find(|mark| text[at..].starts_with(mark.text.as_str())) {
            return (TokenKind::Mark, at + mark.text.len());
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
}

/// Where the token ends that begins with a mark or symbol: the same one in a row counts as one, for some.
fn run(bytes: &[u8], at: usize, width: usize) -> usize {
    if !RUNS.contains(&bytes[at]) {
        return at + width;
    }
    at + bytes[at..].iter().take_while(|byte| **byte == bytes[at]).count()
}

/// A span of bytes.
pub(super) fn span(start: usize, end: usize) -> Span {
    Span { start: start as u32, end: end as u32 }
}

/// Whether it is an ellipsis of full stops.
pub(super) fn is_ellipsis(mark: &str) -> bool {
    mark.len() > 1 && mark.bytes().all(|byte| byte == b'.')
}
