//! What can be said of a pattern by looking at it: its size, its depth, what it captures, whether it matches nothing.

use crate::rules::names::Name;
use crate::rules::pattern::{EdgeTest, Pattern};

/// How deep groups nest, those of short names included.
pub(super) fn depth(pattern: &Pattern) -> u32 {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => 1 + parts.iter().map(depth).max().unwrap_or(0),
        Pattern::Repeat { inner, .. } | Pattern::Capture { inner, .. } => 1 + depth(inner),
        Pattern::Edge(_) | Pattern::Skip => 0,
    }
}

/// Positions of the automaton, repeats written out.
pub(super) fn positions(pattern: &Pattern) -> u32 {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => {
            parts.iter().map(positions).fold(0, |sum, size| sum.saturating_add(size))
        }
        Pattern::Repeat { inner, max, .. } => positions(inner).saturating_mul(*max),
        Pattern::Capture { inner, .. } => positions(inner),
        Pattern::Edge(_) | Pattern::Skip => 1,
    }
}

/// Edges as they stand, repeats not written out.
pub(super) fn edges(pattern: &Pattern) -> u32 {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => parts.iter().map(edges).sum(),
        Pattern::Repeat { inner, .. } | Pattern::Capture { inner, .. } => edges(inner),
        Pattern::Edge(_) | Pattern::Skip => 1,
    }
}

/// Whether it matches no token at all; `bounds`: sentence bounds count as nothing.
pub(super) fn matches_empty(pattern: &Pattern, bounds: bool) -> bool {
    match pattern {
        Pattern::Sequence(parts) => parts.iter().all(|part| matches_empty(part, bounds)),
        Pattern::Either(parts) => parts.iter().any(|part| matches_empty(part, bounds)),
        Pattern::Repeat { inner, min, .. } => *min == 0 || matches_empty(inner, bounds),
        Pattern::Capture { inner, .. } => matches_empty(inner, bounds),
        Pattern::Edge(EdgeTest::SentenceStart | EdgeTest::SentenceEnd) => bounds,
        Pattern::Edge(_) => false,
        Pattern::Skip => true,
    }
}

pub(super) fn has_phrase(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => parts.iter().any(has_phrase),
        Pattern::Repeat { inner, .. } | Pattern::Capture { inner, .. } => has_phrase(inner),
        Pattern::Edge(edge) => matches!(edge, EdgeTest::Phrase { .. }),
        Pattern::Skip => false,
    }
}

pub(super) fn without_captures(pattern: Pattern) -> Pattern {
    match pattern {
        Pattern::Sequence(parts) => Pattern::Sequence(parts.into_iter().map(without_captures).collect()),
        Pattern::Either(parts) => Pattern::Either(parts.into_iter().map(without_captures).collect()),
        Pattern::Repeat { inner, min, max } => Pattern::Repeat { inner: Box::new(without_captures(*inner)), min, max },
        Pattern::Capture { inner, .. } => without_captures(*inner),
        other => other,
    }
}

/// All captures of a pattern.
pub(super) fn captures(pattern: &Pattern, out: &mut Vec<Name>) {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => parts.iter().for_each(|part| captures(part, out)),
        Pattern::Repeat { inner, .. } => captures(inner, out),
        Pattern::Capture { name, inner } => {
            if !out.contains(name) {
                out.push(*name);
            }
            captures(inner, out);
        }
        Pattern::Edge(_) | Pattern::Skip => {}
    }
}

/// The classes of phrases that a capture may hold; whether it holds phrases at all.
pub(super) fn captured_phrases(pattern: &Pattern, capture: Name, inside: bool, out: &mut Vec<Name>) {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => {
            parts.iter().for_each(|part| captured_phrases(part, capture, inside, out));
        }
        Pattern::Repeat { inner, .. } => captured_phrases(inner, capture, inside, out),
        Pattern::Capture { name, inner } => captured_phrases(inner, capture, inside || *name == capture, out),
        Pattern::Edge(EdgeTest::Phrase { class, .. }) if inside => out.push(*class),
        Pattern::Edge(_) | Pattern::Skip => {}
    }
}
