//! Which attribution's content holds another attribution, or a hedge.

use super::covering::Covering;
use super::pieces::Cleaner;
use super::places::Places;
use super::records::{Attribution, Hedge};
use crate::text::Span;
use std::cmp::Reverse;

/// A chain has at most so many links.
pub(super) const CHAIN_LIMIT: usize = 16;

/// An attribution is parted from at most so many others that it holds and that hold it.
const PART_LIMIT: u32 = 4;

/// The contents of all attributions, asked for the smallest that holds something.
pub(super) struct Contents {
    pub(super) covering: Covering,
    /// Bytes of each attribution's content.
    pub(super) sizes: Vec<u32>,
}

impl Contents {
    pub(super) fn new(attributions: &[Attribution]) -> Contents {
        let contents = attributions.iter().enumerate();
        let pieces = contents.flat_map(|(index, one)| one.content.iter().map(move |&piece| (piece, index as u32)));
        let size = |one: &Attribution| one.content.iter().map(|piece| piece.end - piece.start).sum();
        Contents { covering: Covering::new(pieces), sizes: attributions.iter().map(size).collect() }
    }
    /// The attribution with the smallest content that covers the span and passes the test; of equals the innermost.
    fn smallest(&self, span: Span, attributions: &[Attribution], test: impl Fn(u32) -> bool) -> Option<u32> {
        let mut best = None;
        self.covering.covering(span, |owner| {
            if test(owner) {
                let key = (self.sizes[owner as usize], Reverse(depth(attributions, owner)), Reverse(owner));
                if best.is_none_or(|(known, _)| key < known) {
                    best = Some((key, owner));
                }
            }
        });
        best.map(|(_, owner)| owner)
    }
}

/// How many attributions hold this one.
pub(super) fn depth(attributions: &[Attribution], of: u32) -> usize {
    outer(attributions, of).count()
}

/// The attributions that hold this one, the nearest first.
pub(super) fn outer(attributions: &[Attribution], of: u32) -> impl Iterator<Item = u32> {
    std::iter::successors(attributions[of as usize].inside, |&at| attributions[at as usize].inside).take(CHAIN_LIMIT)
}

/// Parts attributions that hold each other, so that the outer one's source and cue are no content of the inner. The one
/// that comes last is the outer where a mark parts it from the sentence that it reports ("He believes in it, officials
/// said"), else the first; nobody ("reportedly") is always the inner.
pub(super) fn part(attributions: &mut [Attribution], places: Places, cleaner: &Cleaner) {
    let contents = Contents::new(attributions);
    let mut holes: Vec<(u32, Span)> = Vec::new();
    for (index, last) in attributions.iter().enumerate() {
        let (Some(place), Some(whole)) = (anchor(last), introduction(last)) else { continue };
        let mut parted = 0;
        contents.covering.covering(place, |owner| {
            let first = &attributions[owner as usize];
            let (Some(first_place), Some(first_whole)) = (anchor(first), introduction(first)) else { return };
            let piece = last.content.partition_point(|piece| piece.end < first_place.end);
            let mutual = last.content.get(piece).is_some_and(|piece| piece.covers(first_place));
            let free = first.inside.is_none() && last.inside.is_none() && parted < PART_LIMIT;
            if owner as usize >= index || !mutual || !free {
                return;
            }
            parted += 1;
            let last_is_outer = match (first.source, last.source) {
                (None, Some(_)) => true,
                (Some(_), None) => false,
                _ => places.follows_mark(whole.start),
            };
            holes.push(if last_is_outer { (owner, whole) } else { (index as u32, first_whole) });
        });
    }
    for (owner, hole) in holes {
        cleaner.tidy(&mut attributions[owner as usize].content, &[hole]);
    }
}

/// Sets `inside` where no rule has: the attribution with the smallest content that holds this one's cue and, at
/// least in part, its source.
pub(super) fn nest(attributions: &mut [Attribution], contents: &Contents) {
    unwind(attributions, contents);
    // From the explicit links only: the order in which the others are found must not count.
    let mut hold_source: Vec<u32> = Vec::new();
    let mut holder = |index: usize| {
        let one = &attributions[index];
        if one.inside.is_some() {
            return one.inside;
        }
        hold_source.clear();
        if let Some(source) = one.source {
            contents.covering.touching(source, |owner| hold_source.push(owner));
        }
        contents.smallest(anchor(one)?, attributions, |owner| {
            owner != index as u32 && (one.source.is_none() || hold_source.contains(&owner))
        })
    };
    let found: Vec<Option<u32>> = (0..attributions.len()).map(&mut holder).collect();
    for (attribution, found) in attributions.iter_mut().zip(found) {
        attribution.inside = found;
    }
    unwind(attributions, contents);
}

/// Cuts circles where the content is greatest, at the first of equals.
fn unwind(attributions: &mut [Attribution], contents: &Contents) {
    const FRESH: u32 = u32::MAX;
    // The walk in which each attribution was first met.
    let mut met = vec![FRESH; attributions.len()];
    for start in 0..attributions.len() as u32 {
        let mut at = start;
        while met[at as usize] == FRESH {
            met[at as usize] = start;
            match attributions[at as usize].inside {
                Some(next) => at = next,
                None => break,
            }
        }
        if met[at as usize] != start || attributions[at as usize].inside.is_none() {
            continue;
        }
        let mut widest = at;
        let mut next = attributions[at as usize].inside;
        while let Some(one) = next.filter(|&one| one != at) {
            let key = |one: u32| (contents.sizes[one as usize], Reverse(one));
            if key(one) > key(widest) {
                widest = one;
            }
            next = attributions[one as usize].inside;
        }
        attributions[widest as usize].inside = None;
    }
}

/// Sets the holders: the attribution with the smallest content that holds the cue. A hedge that is the cue of an
/// attribution belongs to whoever uses that word.
pub(super) fn hold(hedges: &mut [Hedge], attributions: &[Attribution], contents: &Contents) {
    for hedge in hedges {
        // Attributions stand in the order of their cues.
        let after = attributions.partition_point(|one| anchor(one).is_some_and(|span| span.start <= hedge.cue.start));
        let mut near = attributions[..after].iter().rev().take(CHAIN_LIMIT);
        let own = near.find(|one| one.cue.is_some_and(|cue| cue.overlap(hedge.cue) > 0));
        hedge.holder = match own {
            Some(own) => own.inside,
            None => contents.smallest(hedge.cue, attributions, |_| true),
        };
    }
}

/// Source and cue with all between.
pub(super) fn introduction(attribution: &Attribution) -> Option<Span> {
    match (attribution.source, attribution.cue) {
        (Some(source), Some(cue)) => Some(Span { start: source.start.min(cue.start), end: source.end.max(cue.end) }),
        (source, cue) => source.or(cue),
    }
}

/// The span by which attributions are ordered.
pub(super) fn anchor(attribution: &Attribution) -> Option<Span> {
    attribution.cue.or(attribution.source)
}
