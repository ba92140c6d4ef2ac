//! Enclosures: what quotations and brackets have in common, and the brackets.
//!
//! They are paired paragraph by paragraph, so that a stray mark does no harm beyond its own. They lie in each other or
//! beside each other, never across.

use std::ops::Range;

use super::reader::{MAY_BRACKET, Reader};
use super::{Enclosure, Layout, TokenKind};

/// How deep quotations, and brackets, lie in each other at most.
pub(super) const DEPTH: usize = 8;
/// The close of an enclosure whose end is not known yet.
const NONE: u32 = u32::MAX;

impl Enclosure {
    /// One that a token opens; where it ends is not known yet.
    pub(super) fn opened_at(token: u32, single: bool) -> Self {
        Enclosure { open: token, close: NONE, closed: false, opened: true, single, nested: false }
    }

    /// Closes it with a mark.
    pub(super) fn close_at(&mut self, token: u32) {
        self.close = token;
        self.closed = true;
    }

    /// Ends it before a token, without a mark. With nothing in it it is none.
    pub(super) fn end_before(&mut self, token: u32) {
        if token - 1 > self.open {
            self.close = token - 1;
        }
    }

    /// Whether it is known where it ends.
    pub(super) fn ends(&self) -> bool {
        self.close != NONE
    }
}

impl Reader {
    /// Pairs the brackets of a paragraph; one without its fellow is none.
    pub(super) fn pair_brackets(&self, text: &str, layout: &mut Layout, range: Range<u32>) {
        let first = layout.brackets.len();
        // kind and index of those open
        let mut open: Vec<(usize, usize)> = Vec::new();
        let mut beyond = 0u32;
        for at in range {
            let token = &layout.tokens[at as usize];
            if !matches!(token.kind, TokenKind::Punct | TokenKind::Symbol) {
                continue;
            }
            let byte = text.as_bytes()[token.span.start as usize];
            if self.first_bytes[usize::from(byte)] & MAY_BRACKET == 0 {
                continue;
            }
            let mark = token.span.of(text);
            let brackets = &self.settings.brackets;
            if let Some(kind) = brackets.iter().position(|(opening, _)| opening == mark) {
                if open.len() == DEPTH {
                    beyond += 1;
                    layout.cut = layout.cut.saturating_add(1);
                } else {
                    open.push((kind, layout.brackets.len()));
                    layout.brackets.push(Enclosure::opened_at(at, false));
                }
            } else if let Some(kind) = brackets.iter().position(|(_, closing)| closing == mark) {
                if beyond > 0 {
                    beyond -= 1;
                } else if let Some(known) = open.iter().rposition(|open| open.0 == kind) {
                    layout.brackets[open[known].1].close_at(at);
                    open.truncate(known);
                }
            }
        }
        settle(&mut layout.brackets, first);
    }
}

/// Takes out the enclosures whose end was never found and says which lie in another.
pub(super) fn settle(enclosures: &mut Vec<Enclosure>, first: usize) {
    let mut kept = first;
    let mut outer_end = 0;
    for at in first..enclosures.len() {
        let mut enclosure = enclosures[at];
        if !enclosure.ends() {
            continue;
        }
        enclosure.nested = kept > first && enclosure.open < outer_end;
        outer_end = outer_end.max(enclosure.close);
        enclosures[kept] = enclosure;
        kept += 1;
    }
    enclosures.truncate(kept);
}
