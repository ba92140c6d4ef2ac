//! Where a byte of the text stands: its token, its sentence, its paragraph.

use crate::text::{Layout, Span, Token, TokenKind};
use std::ops::Range;

/// A layout, asked by bytes.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    pub(super) layout: &'a Layout,
}

impl<'a> Places<'a> {
    /// The tokens that a span touches.
    pub(super) fn tokens(self, span: Span) -> Range<u32> {
        let tokens: &[Token] = &self.layout.tokens;
        let start = tokens.partition_point(|token| token.span.end <= span.start);
        let rest = &tokens[start..];
        // Spans are short: gallop from the start instead of halving the whole text again.
        let mut reach = 16.min(rest.len());
        while reach < rest.len() && rest[reach - 1].span.start < span.end {
            reach = (reach * 4).min(rest.len());
        }
        let length = rest[..reach].partition_point(|token| token.span.start < span.end);
        start as u32..(start + length) as u32
    }
    /// From the first token's start to the last one's end; `None` for no token.
    pub(super) fn span(self, tokens: Range<u32>) -> Option<Span> {
        let tokens = self.layout.tokens.get(tokens.start as usize..tokens.end as usize)?;
        Some(Span { start: tokens.first()?.span.start, end: tokens.last()?.span.end })
    }
    /// Index of the sentence that a token belongs to (of the last one before it, between sentences).
    pub(super) fn sentence_of(self, token: u32) -> u32 {
        (self.layout.sentences.partition_point(|sentence| sentence.start <= token) as u32).saturating_sub(1)
    }
    /// Index of the sentence in which a byte stands.
    pub(super) fn sentence(self, byte: u32) -> u32 {
        let after = self.layout.tokens.partition_point(|token| token.span.start <= byte) as u32;
        self.sentence_of(after.saturating_sub(1))
    }
    /// A sentence's text.
    pub(super) fn sentence_span(self, sentence: u32) -> Option<Span> {
        self.span(self.layout.sentences.get(sentence as usize)?.clone())
    }
    /// Index of the paragraph of a sentence.
    pub(super) fn paragraph(self, sentence: u32) -> u32 {
        let after = self.layout.paragraphs.partition_point(|paragraph| paragraph.sentences.start <= sentence);
        (after as u32).saturating_sub(1)
    }
    /// Index of the paragraph of a token.
    pub(super) fn paragraph_of(self, token: u32) -> u32 {
        let after = self.layout.paragraphs.partition_point(|paragraph| paragraph.tokens.start <= token);
        (after as u32).saturating_sub(1)
    }
    /// Whether a mark stands before the word at a byte.
    pub(super) fn follows_mark(self, byte: u32) -> bool {
        let before = self.layout.tokens.partition_point(|token| token.span.start < byte).checked_sub(1);
        before.is_some_and(|token| matches!(self.layout.tokens[token].kind, TokenKind::Punct | TokenKind::Mark))
    }
}
