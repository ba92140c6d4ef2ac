//! Which of many spans cover a place: a sorted list with jumps, asked in any order.

use crate::text::Span;
use std::cell::Cell;
use std::cmp::Reverse;

/// One look-up visits at most so many spans; news text needs less than ten.
const STEP_LIMIT: u32 = 128;

/// Spans with their owners, by start; longer ones first.
pub(super) struct Covering {
    pieces: Vec<(Span, u32)>,
    /// For each piece the nearest one before it that ends later: all between end no later than the piece itself,
    /// so that a look-up which the piece fails may pass over them.
    jumps: Vec<u32>,
    cut: Cell<u32>,
}

const NOWHERE: u32 = u32::MAX;

impl Covering {
    /// Sorts the spans and lays the jumps.
    pub(super) fn new(pieces: impl IntoIterator<Item = (Span, u32)>) -> Covering {
        let mut pieces: Vec<(Span, u32)> = pieces.into_iter().collect();
        pieces.sort_unstable_by_key(|&(span, owner)| (span.start, Reverse(span.end), owner));
        let mut jumps = Vec::with_capacity(pieces.len());
        let mut open: Vec<u32> = Vec::new();
        for (index, (span, _)) in pieces.iter().enumerate() {
            while open.last().is_some_and(|&last| pieces[last as usize].0.end <= span.end) {
                open.pop();
            }
            jumps.push(open.last().copied().unwrap_or(NOWHERE));
            open.push(index as u32);
        }
        Covering { pieces, jumps, cut: Cell::new(0) }
    }
    /// Calls with the owner of every piece that covers the span.
    pub(super) fn covering(&self, span: Span, found: impl FnMut(u32)) {
        self.walk(self.pieces.partition_point(|(piece, _)| piece.start <= span.start), span.end, found);
    }
    /// Calls with the owner of every piece that shares a byte with the span.
    pub(super) fn touching(&self, span: Span, found: impl FnMut(u32)) {
        self.walk(self.pieces.partition_point(|(piece, _)| piece.start < span.end), span.start + 1, found);
    }
    /// How many look-ups were ended by the limit.
    pub(super) fn cut(&self) -> u32 {
        self.cut.get()
    }

    fn walk(&self, after: usize, end: u32, mut found: impl FnMut(u32)) {
        let mut steps = 0;
        let mut next = (after as u32).checked_sub(1);
        while let Some(index) = next {
            if steps == STEP_LIMIT {
                self.cut.set(self.cut.get() + 1);
                return;
            }
            steps += 1;
            let (piece, owner) = self.pieces[index as usize];
            next = if piece.end >= end {
                found(owner);
                index.checked_sub(1)
            } else {
                Some(self.jumps[index as usize]).filter(|&jump| jump != NOWHERE)
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// The same as asking every span.
        #[test]
        fn finds_what_a_search_of_all_finds(
            spans in prop::collection::vec((0u32..60, 1u32..30), 0..30), start in 0u32..60, length in 1u32..10
        ) {
            let spans: Vec<Span> = spans.iter().map(|&(start, length)| Span { start, end: start + length }).collect();
            let covering = Covering::new(spans.iter().enumerate().map(|(index, &span)| (span, index as u32)));
            let asked = Span { start, end: start + length };
            let (mut cover, mut touch) = (Vec::new(), Vec::new());
            covering.covering(asked, |owner| cover.push(owner));
            covering.touching(asked, |owner| touch.push(owner));
            cover.sort_unstable();
            touch.sort_unstable();
            let all = |test: &dyn Fn(&Span) -> bool| -> Vec<u32> {
                (0..spans.len() as u32).filter(|&index| test(&spans[index as usize])).collect()
            };
            prop_assert_eq!(cover, all(&|span| span.covers(asked)));
            prop_assert_eq!(touch, all(&|span| span.overlap(asked) > 0));
        }
    }
}
