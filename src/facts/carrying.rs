//! Sentences whose statements belong to an attribution before them (`[[carry]]`).

use super::nesting::{Contents, anchor, outer};
use super::pieces::Cleaner;
use super::places::Places;
use super::quotations::Quotations;
use super::records::Attribution;
use super::selecting::{of_attribution, of_source, passes};
use super::vocabulary::Vocabulary;
use crate::matcher::reading::{Phrase, Reading};
use crate::rules::model::{Carry, Pack};
use crate::text::Span;

/// At most so many attributions before a sentence are asked.
const BACK_LIMIT: usize = 32;

/// A carried sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Carried {
    /// Index of the sentence.
    pub(super) sentence: u32,
    /// Index of the attribution.
    pub(super) attribution: u32,
}

/// What the carrying of one text looks at.
pub(super) struct Carrying<'a> {
    pub(super) pack: &'a Pack,
    pub(super) words: &'a Vocabulary,
    pub(super) reading: &'a Reading,
    pub(super) places: Places<'a>,
    /// Phrase of each attribution's source.
    pub(super) sources: &'a [Option<u32>],
}

impl Carrying<'_> {
    /// Carried sentences with their attributions, in order. Where a whole sentence stands in quotation marks, it is
    /// content of the attribution; else the attribution only vouches for it.
    pub(super) fn carry(
        &self,
        attributions: &mut [Attribution],
        quotations: &Quotations,
        cleaner: &Cleaner,
    ) -> Vec<Carried> {
        let mut wanted = self.reading.carries.clone();
        wanted.sort_unstable_by_key(|&(carry, sentence)| (sentence, carry));
        let mut carried: Vec<Carried> = Vec::new();
        if wanted.is_empty() || attributions.is_empty() {
            return carried;
        }
        let contents = Contents::new(attributions);
        // The last sentence that each attribution speaks for so far.
        let mut reached: Vec<u32> = attributions.iter().map(|one| self.reach(one)).collect();
        for (carry, sentence) in wanted {
            let Some(carry) = self.pack.carries.get(carry as usize) else { continue };
            let Some(span) = self.places.sentence_span(sentence) else { continue };
            let first = Span { start: span.start, end: span.start + 1 };
            let mut spoken_for = carried.last().is_some_and(|last| last.sentence == sentence);
            contents.covering.covering(first, |owner| {
                spoken_for |= anchor(&attributions[owner as usize]).is_some_and(|anchor| anchor.start < span.start);
            });
            if spoken_for {
                continue;
            }
            let Some(to) = self.last_before(carry, sentence, span.start, attributions, &reached, &contents) else {
                continue;
            };
            let piece = cleaner.clean(span).filter(|&piece| quotations.wholly(piece));
            // Those who share the whole content share what it runs on to ("X reported, citing Y").
            let near = (to + 1..attributions.len() as u32).take(BACK_LIMIT);
            let shared: Vec<u32> = near
                .filter(|&one| {
                    outer(attributions, one).any(|outer| outer == to)
                        && same_ends(&attributions[one as usize].content, &attributions[to as usize].content)
                })
                .collect();
            for one in std::iter::once(to).chain(shared) {
                carried.push(Carried { sentence, attribution: one });
                reached[one as usize] = sentence;
                let attribution = &mut attributions[one as usize];
                attribution.continued = true;
                let known = attribution.content.last().copied();
                attribution.content.extend(piece.filter(|piece| known.is_none_or(|known| !known.covers(*piece))));
            }
        }
        carried
    }

    /// The last attribution before a sentence that the carry allows and that lies within its reach; the outermost
    /// where it stands in the content of others.
    fn last_before(
        &self,
        carry: &Carry,
        sentence: u32,
        start: u32,
        attributions: &[Attribution],
        reached: &[u32],
        contents: &Contents,
    ) -> Option<u32> {
        let allowed = |one: u32| {
            let near = sentence > reached[one as usize] && sentence - reached[one as usize] <= carry.sentences;
            let paragraph = self.places.paragraph(sentence);
            near && self.allows(carry, one, attributions)
                && (!carry.same_paragraph || self.places.paragraph(reached[one as usize]) == paragraph)
        };
        let after = attributions.partition_point(|one| anchor(one).is_some_and(|span| span.start < start));
        let mut near = (0..after as u32).rev().take(BACK_LIMIT);
        let last = near.find(|&one| allowed(one))?;
        let mut outermost = last;
        contents.covering.covering(anchor(&attributions[last as usize])?, |owner| {
            if owner < outermost && allowed(owner) {
                outermost = owner;
            }
        });
        Some(outer(attributions, outermost).filter(|&one| allowed(one)).last().unwrap_or(outermost))
    }

    fn allows(&self, carry: &Carry, one: u32, attributions: &[Attribution]) -> bool {
        let attribution = &attributions[one as usize];
        let phrase = self.phrase(one);
        passes(&carry.from.attributes, |name| match carry.from.field {
            Some(field) if field == self.words.source => of_source(attribution, phrase, self.words, name),
            _ => of_attribution(attribution, self.words, name),
        })
    }
    fn phrase(&self, one: u32) -> Option<&Phrase> {
        self.sources[one as usize].and_then(|phrase| self.reading.phrases.get(phrase as usize))
    }
    fn reach(&self, attribution: &Attribution) -> u32 {
        let cue = anchor(attribution).map_or(0, |span| self.places.sentence(span.start));
        let content = attribution.content.last().map_or(0, |span| self.places.sentence(span.end - 1));
        cue.max(content)
    }
}

/// Whether two contents are the same, without reading all of them again for each sentence carried.
fn same_ends(one: &[Span], other: &[Span]) -> bool {
    (one.len(), one.first(), one.last()) == (other.len(), other.first(), other.last())
}
