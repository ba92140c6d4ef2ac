//! Stable ids of facts: the same text under the same pack gives the same facts the same ids again.

use super::records::Fact;
use crate::rules::model::{Pack, RecordKind};
use crate::text::Span;
use sha2::{Digest, Sha256};

/// The record that a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Anchor {
    /// The figure, or the cue.
    pub(super) span: Span,
    pub(super) kind: RecordKind,
}

/// Gives every fact its id: the first eight bytes of SHA-256 over the text's digest, the pack's digest, the kind of
/// record that the row stands for, and its span. Of several such records at one span each counts on.
pub(super) fn number(facts: &mut [Fact], anchors: &[Anchor], text: &str, pack: &Pack) {
    if facts.is_empty() {
        return;
    }
    // Two digests fill one block of SHA-256, which is worked off once for all facts.
    let mut prefix = Sha256::new();
    prefix.update(Sha256::digest(text.as_bytes()));
    prefix.update(Sha256::digest(pack.digest.as_bytes()));
    // Rows of one record kind and span need not stand side by side.
    let mut order: Vec<u32> = (0..anchors.len() as u32).collect();
    order.sort_by_key(|&row| anchors[row as usize]);
    let mut last = None;
    let mut repeated = 0u32;
    for row in order {
        let anchor = anchors[row as usize];
        repeated = if last == Some(anchor) { repeated + 1 } else { 0 };
        last = Some(anchor);
        let mut state = prefix.clone();
        state.update([anchor.kind as u8]);
        for number in [anchor.span.start, anchor.span.end, repeated] {
            state.update(number.to_le_bytes());
        }
        facts[row as usize].id.copy_from_slice(&state.finalize()[..8]);
    }
}
