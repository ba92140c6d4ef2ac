//! Pieces of text as records keep them: without outer quotation marks, commas and the final sentence end mark.

use super::places::Places;
use crate::text::{Span, TokenKind};
use std::ops::Range;

/// Marks taken off both ends of a piece: they belong to the sentence around it.
const COMMAS: [&str; 4] = [",", "،", "、", "，"];

/// Cleans the pieces of one text.
pub(super) struct Cleaner<'a> {
    text: &'a str,
    places: Places<'a>,
    sentence_end: &'a [String],
    /// Quotations as (closing token, opening token), by closing token.
    closes: Vec<(u32, u32)>,
    /// Quotations as (opening token, closing token), by opening token.
    opens: Vec<(u32, u32)>,
}

impl<'a> Cleaner<'a> {
    pub(super) fn new(text: &'a str, places: Places<'a>, sentence_end: &'a [String]) -> Cleaner<'a> {
        let quotes = &places.layout.quotes;
        let mut closes: Vec<_> = quotes.iter().filter(|q| q.closed).map(|q| (q.close, q.open)).collect();
        let mut opens: Vec<_> = quotes.iter().filter(|q| q.opened).map(|q| (q.open, q.close)).collect();
        closes.sort_unstable();
        opens.sort_unstable();
        Cleaner { text, places, sentence_end, closes, opens }
    }

    /// The piece without what does not belong to it; `None` if no word is left.
    pub(super) fn clean(&self, piece: Span) -> Option<Span> {
        let all = &self.places.layout.tokens;
        let Range { mut start, mut end } = self.places.tokens(piece);
        while start < end {
            let (first, last) = (all[start as usize], all[end as usize - 1]);
            let comma = |token: Span| COMMAS.contains(&token.of(self.text));
            let ends = last.kind == TokenKind::Punct
                && (comma(last.span) || self.sentence_end.iter().any(|mark| mark == last.span.of(self.text)));
            if ends || last.kind == TokenKind::Mark && self.closes_outside(end - 1, start) {
                end -= 1;
            } else if first.kind == TokenKind::Punct && comma(first.span)
                || first.kind == TokenKind::Mark && self.opens_outside(start, end)
            {
                start += 1;
            } else {
                break;
            }
        }
        let tokens = &all[start as usize..end as usize];
        if !tokens.iter().any(|token| !matches!(token.kind, TokenKind::Punct | TokenKind::Mark)) {
            return None;
        }
        Some(Span {
            start: tokens[0].span.start.max(piece.start),
            end: tokens[tokens.len() - 1].span.end.min(piece.end),
        })
    }

    /// Whether a mark at the end of a piece belongs to a quotation that begins at or before the piece's start, or to none.
    fn closes_outside(&self, mark: u32, start: u32) -> bool {
        partner(&self.closes, mark).is_none_or(|open| open <= start)
    }
    /// Whether a mark at the start of a piece belongs to a quotation that ends at or after the piece's end, or to none.
    fn opens_outside(&self, mark: u32, end: u32) -> bool {
        partner(&self.opens, mark).is_none_or(|close| close + 1 >= end)
    }

    /// Cuts holes into the pieces, cleans them, sorts them and joins those that overlap.
    pub(super) fn tidy(&self, pieces: &mut Vec<Span>, holes: &[Span]) {
        for &hole in holes {
            if pieces.iter().any(|piece| piece.overlap(hole) > 0) {
                let whole = std::mem::take(pieces);
                for piece in whole {
                    if piece.overlap(hole) == 0 {
                        pieces.push(piece);
                        continue;
                    }
                    let left = Span { start: piece.start, end: hole.start };
                    let right = Span { start: hole.end, end: piece.end };
                    pieces.extend([left, right].into_iter().filter(|part| part.start < part.end));
                }
            }
        }
        *pieces = pieces.iter().filter_map(|&piece| self.clean(piece)).collect();
        join(pieces);
    }
}

/// Sorts pieces and joins those that overlap.
pub(super) fn join(pieces: &mut Vec<Span>) {
    pieces.sort_unstable();
    pieces.dedup_by(|next, before| {
        let joined = next.start < before.end;
        if joined {
            before.end = before.end.max(next.end);
        }
        joined
    });
}

fn partner(pairs: &[(u32, u32)], mark: u32) -> Option<u32> {
    pairs.binary_search_by_key(&mark, |pair| pair.0).ok().map(|index| pairs[index].1)
}
