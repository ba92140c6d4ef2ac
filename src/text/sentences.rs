//! Sentences: where a paragraph's tokens are divided.
//!
//! A sentence ends after an end mark, with the closing quotation marks and brackets that follow it, if what comes next can
//! begin one: anything but a lower-case word or a mark that goes on. A word with a full stop of its own (an abbreviation, an
//! initial) ends one only before a capitalised function word, which no name or title begins with.

use std::ops::Range;

use super::characters::is_letter;
use super::fold::fold;
use super::reader::Reader;
use super::{Enclosure, Layout, Token, TokenKind};

/// Marks after which the sentence goes on.
const GOES_ON: [&str; 6] = [",", ";", ":", ")", "]", "}"];

/// How many opening marks and dashes a sentence begins with at most.
const LEADING_MARKS: usize = 6;

/// A place where a sentence may end, as indices of tokens.
struct Break {
    /// Where the sentence begins.
    start: usize,
    /// The token that stops it.
    at: usize,
    /// The first token after the closing marks.
    next: usize,
    stop: Stop,
    /// Quotation marks or brackets close after the stop.
    closed: bool,
}

/// How a token may end a sentence.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stop {
    /// A full stop or an ellipsis.
    Full,
    /// Another end mark.
    Other,
    /// A word with a full stop of its own.
    Abbreviation,
}

impl Reader {
    /// Divides a paragraph, whose quotations and brackets begin at these indices, and adds its sentences.
    pub(super) fn divide_sentences(
        &self,
        text: &str,
        layout: &mut Layout,
        range: Range<u32>,
        quotes: usize,
        brackets: usize,
    ) {
        let tokens = &layout.tokens[..range.end as usize];
        let mut quotes = Closers::new(&layout.quotes[quotes..]);
        let mut brackets = Closers::new(&layout.brackets[brackets..]);
        let end = tokens.len();
        let mut start = range.start as usize;
        let mut at = start;
        // a paragraph without an end mark is a headline or the like, where function words may have capitals
        let mut ends_in_stop = None;
        while at < end {
            let Some(stop) = self.stop(text, &tokens[at]) else {
                at += 1;
                continue;
            };
            let mut next = at + 1;
            let mut closed = false;
            while next < end {
                if quotes.closes(next) || brackets.closes(next) {
                    closed = true;
                } else if !(tokens[next].glued && self.is_end(text, &tokens[next])) {
                    break;
                }
                next += 1;
            }
            if next < end && self.ends_sentence(text, tokens, &Break { start, at, next, stop, closed }) {
                let ends_in_stop = *ends_in_stop
                    .get_or_insert_with(|| tokens[at..].iter().rev().take(4).any(|token| self.is_end(text, token)));
                if stop != Stop::Abbreviation || ends_in_stop {
                    layout.sentences.push(start as u32..next as u32);
                    start = next;
                }
            }
            at = next;
        }
        if start < end {
            layout.sentences.push(start as u32..end as u32);
        }
    }

    fn stop(&self, text: &str, token: &Token) -> Option<Stop> {
        match token.kind {
            TokenKind::Punct => {
                if !self.is_end(text, token) {
                    return None;
                }
                let full = matches!(token.span.of(text).chars().next(), Some('.' | '…' | '。'));
                Some(if full { Stop::Full } else { Stop::Other })
            }
            TokenKind::Word if text.as_bytes()[token.span.end as usize - 1] == b'.' => Some(Stop::Abbreviation),
            _ => None,
        }
    }

    /// Whether what follows the stop can begin a sentence.
    fn ends_sentence(&self, text: &str, tokens: &[Token], place: &Break) -> bool {
        let &Break { start, at, next, stop, closed } = place;
        let of = |token: &Token| token.span.of(text);
        // the first token that is no opening mark, dash or the like
        let first = tokens[next..].iter().take(LEADING_MARKS).position(|token| {
            !matches!(token.kind, TokenKind::Mark | TokenKind::Punct) || GOES_ON.contains(&of(token))
        });
        let Some(first) = first.map(|skipped| next + skipped) else { return false };
        let token = &tokens[first];
        let mut letters = of(token).chars();
        let (initial, second) = (letters.next().unwrap_or(' '), letters.next());
        let capitalised = initial.is_uppercase() && second.is_none_or(|second| !second.is_uppercase());
        let function_word = || capitalised && self.function_words.contains(fold(of(token)).as_ref());
        if stop == Stop::Abbreviation {
            return token.kind == TokenKind::Word && function_word();
        }
        match token.kind {
            TokenKind::Punct | TokenKind::Mark => return false,
            // "iPhone" begins one, "he" does not
            TokenKind::Word if initial.is_lowercase() && !second.is_some_and(char::is_uppercase) => return false,
            _ => {}
        }
        if first == next && token.glued && !closed {
            // a missing space: "has ended.The council"
            // and scripts whose full stop needs none
            let before = of(&tokens[at.saturating_sub(1)]);
            let wide = !matches!(of(&tokens[at]).chars().next(), Some('\0'..='\x7f' | '…'));
            return wide
                || at > start
                    && token.kind == TokenKind::Word
                    && capitalised
                    && before.chars().next_back().is_some_and(|last| is_letter(last) && !last.is_uppercase());
        }
        // "1. The council", "a. The council"
        if stop == Stop::Full && at == start + 1 {
            let number = &tokens[start];
            if number.kind == TokenKind::Number || of(number).chars().nth(1).is_none() {
                return false;
            }
        }
        // “Will you?” Smith asked
        let asked = stop == Stop::Other && closed && first == next && token.kind == TokenKind::Word;
        !asked || !initial.is_uppercase() || self.function_words.is_empty() || function_word()
    }
}

/// Asked of tokens in rising order: does one close an enclosure?
struct Closers<'l> {
    enclosures: &'l [Enclosure],
    next: usize,
    open: [u32; Closers::DEPTH],
    depth: usize,
}

impl<'l> Closers<'l> {
    /// Enclosures lie in each other no deeper.
    const DEPTH: usize = 16;

    fn new(enclosures: &'l [Enclosure]) -> Self {
        Closers { enclosures, next: 0, open: [0; Self::DEPTH], depth: 0 }
    }

    fn closes(&mut self, token: usize) -> bool {
        let token = token as u32;
        while let Some(enclosure) = self.enclosures.get(self.next).filter(|enclosure| enclosure.open < token) {
            self.leave(enclosure.open);
            if enclosure.closed && self.depth < Self::DEPTH {
                self.open[self.depth] = enclosure.close;
                self.depth += 1;
            }
            self.next += 1;
        }
        self.leave(token);
        self.depth > 0 && self.open[self.depth - 1] == token
    }

    /// Forgets the enclosures that end before a token.
    fn leave(&mut self, token: u32) {
        while self.depth > 0 && self.open[self.depth - 1] < token {
            self.depth -= 1;
        }
    }
}
