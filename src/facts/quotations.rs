//! Quotations: how much of a piece stands in quotation marks, and quotations that run on over sentences and paragraphs.

use super::covering::Covering;
use super::pieces::{Cleaner, join};
use super::places::Places;
use super::records::Attribution;
use super::vocabulary::Vocabulary;
use crate::rules::names::Name;
use crate::text::{Span, TokenKind};
use std::ops::Range;

/// A quotation runs on over at most so many further paragraphs.
const PARAGRAPH_LIMIT: u32 = 64;

/// An outermost quotation.
struct Outer {
    /// Index of the opening mark's token.
    open: u32,
    /// Index of the closing mark's token.
    close: u32,
    closed: bool,
    opened: bool,
    /// How many tokens stand in quotations before it.
    before: u32,
}

/// The outermost quotations of a text, in order.
pub(super) struct Quotations<'a> {
    places: Places<'a>,
    outer: Vec<Outer>,
}

impl<'a> Quotations<'a> {
    pub(super) fn new(places: Places<'a>) -> Quotations<'a> {
        let mut outer: Vec<Outer> = Vec::new();
        let mut before = 0;
        for quote in &places.layout.quotes {
            if quote.nested || outer.last().is_some_and(|last| quote.open <= last.close) {
                continue;
            }
            let (open, close) = (quote.open, quote.close);
            outer.push(Outer { open, close, closed: quote.closed, opened: quote.opened, before });
            before += close + 1 - open;
        }
        Quotations { places, outer }
    }

    /// Index of the quotation that a token stands in, marks included.
    fn holding(&self, token: u32) -> Option<usize> {
        let index = self.outer.partition_point(|quote| quote.open <= token).checked_sub(1)?;
        (token <= self.outer[index].close).then_some(index)
    }
    /// How many of the tokens before this one stand in quotations.
    fn quoted_before(&self, token: u32) -> u32 {
        match self.outer.partition_point(|quote| quote.open < token).checked_sub(1) {
            Some(index) => {
                let quote = &self.outer[index];
                quote.before + (quote.close + 1).min(token) - quote.open
            }
            None => 0,
        }
    }
    /// Whether a span stands wholly in quotation marks.
    pub(super) fn wholly(&self, span: Span) -> bool {
        let tokens = self.places.tokens(span);
        tokens.start < tokens.end && self.quoted(&tokens) == tokens.end - tokens.start
    }
    fn quoted(&self, tokens: &Range<u32>) -> u32 {
        self.quoted_before(tokens.end) - self.quoted_before(tokens.start)
    }
    /// Whoever speaks inside a quotation does not speak beyond it: pieces that leave the quotation in which the cue
    /// stands end where it ends ("I think we won," she said).
    pub(super) fn confine(&self, cue: Span, pieces: &mut [Span]) {
        let tokens = self.places.tokens(cue);
        let Some(quote) = (tokens.start < tokens.end).then(|| self.holding(tokens.start)).flatten() else { return };
        let Some(inner) = self.inner(quote).and_then(|tokens| self.places.span(tokens)) else { return };
        for piece in pieces.iter_mut().filter(|piece| inner.overlap(**piece) > 0) {
            *piece = Span { start: piece.start.max(inner.start), end: piece.end.min(inner.end) };
        }
    }
    /// direct, mixed or indirect.
    pub(super) fn manner(&self, content: &[Span], words: &Vocabulary) -> Name {
        let (mut quoted, mut all) = (0, 0);
        for &piece in content {
            let tokens = self.places.tokens(piece);
            quoted += self.quoted(&tokens);
            all += tokens.end - tokens.start;
        }
        match quoted {
            0 => words.indirect,
            _ if quoted == all => words.direct,
            _ => words.mixed,
        }
    }

    /// Lets the content of attributions run on to the ends of the quotations that it stands in, and into the next
    /// paragraphs where a quotation is left open and taken up again. Returns how often a limit cut this short.
    pub(super) fn run_on(&self, attributions: &mut [Attribution], cleaner: &Cleaner) -> u32 {
        if self.outer.is_empty() {
            return 0;
        }
        let contents = attributions.iter().enumerate();
        let contents = Covering::new(
            contents.flat_map(|(index, one)| one.content.iter().map(move |&piece| (piece, index as u32))),
        );
        let anchors: Vec<Option<u32>> = attributions.iter().map(|one| self.anchor(one)).collect();
        let mut cut = 0;
        for (index, attribution) in attributions.iter_mut().enumerate() {
            let Some(anchor) = anchors[index] else { continue };
            for at in 0..attribution.content.len() {
                let piece = attribution.content[at];
                let tokens = self.places.tokens(piece);
                if tokens.is_empty() {
                    continue;
                }
                if let Some(whole) = self.whole(&tokens, anchor).and_then(|whole| cleaner.clean(whole)) {
                    let joined = Span { start: piece.start.min(whole.start), end: piece.end.max(whole.end) };
                    attribution.continued |= joined != piece;
                    attribution.content[at] = joined;
                }
            }
            join(&mut attribution.content);
            let Some(&last) = attribution.content.last() else { continue };
            let tokens = self.places.tokens(last);
            let Some(mut quote) = tokens.end.checked_sub(1).and_then(|token| self.holding(token)) else { continue };
            if self.holding(anchor) == Some(quote) {
                continue;
            }
            let mut paragraphs = 0;
            while let Some(next) = self.taken_up(quote) {
                let inner = self.inner(next);
                let piece = inner.and_then(|tokens| self.places.span(tokens)).and_then(|span| cleaner.clean(span));
                let Some(piece) = piece else { break };
                let first = Span { start: piece.start, end: piece.start + 1 };
                let mut taken = false;
                contents.covering(first, |owner| {
                    let outside = anchors[owner as usize].is_some_and(|anchor| self.holding(anchor) != Some(next));
                    taken |= owner != index as u32 && outside;
                });
                if taken {
                    break;
                }
                if paragraphs == PARAGRAPH_LIMIT {
                    cut += 1;
                    break;
                }
                paragraphs += 1;
                attribution.content.push(piece);
                attribution.continued = true;
                quote = next;
            }
        }
        cut + contents.cut()
    }

    /// The token by which an attribution stands outside a quotation or in it.
    fn anchor(&self, attribution: &Attribution) -> Option<u32> {
        let span = attribution.cue.or(attribution.source)?;
        let tokens = self.places.tokens(span);
        (!tokens.is_empty()).then_some(tokens.start)
    }

    /// The part of a quotation that a piece in it stands for: it runs on where it ends or begins at the bounds of a sentence.
    /// `None`: the piece stands in no quotation, or in the one that holds its own cue.
    fn whole(&self, piece: &Range<u32>, anchor: u32) -> Option<Span> {
        let last = piece.end - 1;
        let quote = self.holding(last)?;
        // Where the closing mark is missing and nothing takes the quotation up, nobody knows how far it goes.
        let ends = self.outer[quote].closed || self.taken_up(quote).is_some();
        if self.holding(anchor) == Some(quote) || !ends {
            return None;
        }
        let inner = self.inner(quote)?;
        let mut whole = piece.clone();
        if let Some(next) = self.word(piece.end..inner.end)
            && self.places.sentence_of(next) != self.places.sentence_of(last)
        {
            whole.end = inner.end;
        }
        if self.holding(piece.start) == Some(quote)
            && self.places.sentence_of(inner.start) != self.places.sentence_of(piece.start)
            && self.begins_sentence(piece.start)
        {
            whole.start = inner.start;
        }
        self.places.span(whole)
    }
    /// The tokens of a quotation without its marks.
    fn inner(&self, quote: usize) -> Option<Range<u32>> {
        let quote = &self.outer[quote];
        let tokens = quote.open + quote.opened as u32..quote.close + 1 - quote.closed as u32;
        (tokens.start < tokens.end).then_some(tokens)
    }
    /// The first token that is no mark.
    fn word(&self, tokens: Range<u32>) -> Option<u32> {
        let is_word = |&token: &u32| {
            !matches!(self.places.layout.tokens[token as usize].kind, TokenKind::Punct | TokenKind::Mark)
        };
        tokens.into_iter().find(is_word)
    }
    fn begins_sentence(&self, token: u32) -> bool {
        let sentence = self.places.sentence_of(token);
        let start = self.places.layout.sentences[sentence as usize].start;
        self.word(start..token).is_none()
    }
    /// The quotation that takes up an unclosed one at the beginning of the next paragraph.
    fn taken_up(&self, quote: usize) -> Option<usize> {
        let unclosed = &self.outer[quote];
        let next = self.outer.get(quote + 1)?;
        let paragraph = self.places.paragraph_of(unclosed.close);
        let start = self.places.layout.paragraphs.get(paragraph as usize + 1)?.tokens.start;
        (!unclosed.closed && next.opened && next.open == start).then_some(quote + 1)
    }
}
