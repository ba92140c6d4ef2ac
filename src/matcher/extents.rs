//! Extents: how far a content, a scope or a source runs from where a pattern ended.

use super::lattice::What;
use super::program::{CompiledExtent, Growth, Program};
use super::run::Direction;
use super::symbols::Symbols;
use super::window::Window;

impl Window {
    /// The boundaries of an extent that starts from the boundaries of a match or capture.
    /// `None` where it is empty. `cut` is counted up where its limit ended it.
    pub(crate) fn extent(
        &mut self,
        program: &Program,
        symbols: &Symbols,
        extent: &CompiledExtent,
        (start, end): (u32, u32),
        cut: &mut u32,
    ) -> Option<(u32, u32)> {
        let mut right = (end, end);
        if let Some(growth) = &extent.right {
            right = self.grow(program, symbols, growth, (end, Direction::Forwards), extent.limit, cut);
        }
        let mut left = (start, start);
        if let Some(growth) = &extent.left {
            let (from, to) = self.grow(program, symbols, growth, (start, Direction::Backwards), extent.limit, cut);
            left = (to, from);
        }
        let (mut low, mut high) = match (extent.left.is_some(), extent.right.is_some()) {
            (true, true) => (left.0, right.1),
            (true, false) => left,
            _ => right,
        };
        if let Some((ahead, behind)) = extent.trim {
            loop {
                (low, high) = self.lattice.trim(low, high);
                if low >= high {
                    break;
                }
                if let Some(next) = self.furthest(program, symbols, ahead, low).filter(|next| *next <= high) {
                    low = next;
                } else if let Some(next) = self.furthest(program, symbols, behind, high).filter(|next| *next >= low) {
                    high = next;
                } else {
                    break;
                }
            }
        }
        let (low, high) = self.lattice.trim(low, high);
        (low < high).then_some((low, high))
    }

    /// Grows one way; returns where it began (after what it skips first) and where it ended.
    fn grow(
        &mut self,
        program: &Program,
        symbols: &Symbols,
        growth: &Growth,
        (from, direction): (u32, Direction),
        limit: u32,
        cut: &mut u32,
    ) -> (u32, u32) {
        let mut begin = from;
        if let Some(skip) = growth.skip_first {
            begin = self.furthest(program, symbols, skip, begin).unwrap_or(begin);
        }
        if let Some(pattern) = growth.pattern {
            return (begin, self.furthest(program, symbols, pattern, begin).unwrap_or(begin));
        }
        let mut at = begin;
        let mut left = limit;
        loop {
            let node = match direction {
                Direction::Forwards if at < self.lattice.len() => at,
                Direction::Backwards if at > 0 => at - 1,
                _ => break,
            };
            // What is stepped over comes first: nothing in it stops the extent, its first edge neither.
            let over = growth.over.and_then(|over| self.furthest(program, symbols, over, at));
            if over.is_none() && growth.stop.is_some_and(|stop| self.matches(program, symbols, stop, at)) {
                break;
            }
            // Only an extent that names sentence boundaries crosses them. One at the very edge is stepped over.
            let boundary = matches!(self.lattice.node(node).what, What::SentenceStart | What::SentenceEnd);
            if boundary && !growth.crosses && at != begin {
                break;
            }
            let next = over.unwrap_or(match direction {
                Direction::Forwards => at + 1,
                Direction::Backwards => at - 1,
            });
            let steps = self.lattice.length(at.min(next), at.max(next));
            if steps > left {
                *cut += 1;
                break;
            }
            left -= steps;
            at = next;
        }
        (begin, at)
    }
}
