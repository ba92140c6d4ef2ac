//! Whom a pronoun, possessive or definite source stands for (`[[reference]]`).

use super::places::Places;
use super::records::Attribution;
use super::selecting::{of_phrase, of_source, passes};
use super::vocabulary::Vocabulary;
use crate::matcher::reading::{Phrase, Reading};
use crate::rules::model::{Pack, RecordKind, Reference, Selector};
use crate::rules::names::{Name, Value};
use crate::text::{Span, TokenKind, fold};
use std::borrow::Cow;

/// At most so many candidates before a source are weighed.
const CANDIDATE_LIMIT: usize = 64;

/// From mention to mention at most so many steps are followed.
const FOLLOW_LIMIT: u32 = 8;

/// An earlier mention that a source may stand for.
struct Candidate {
    span: Span,
    sentence: u32,
    /// Place of the first selector of `to` that it passes: better ones first.
    choice: u32,
    /// It is the source of an attribution.
    subject: bool,
    phrase: Option<u32>,
    attribution: Option<u32>,
}

/// What the references of one text look at.
pub(super) struct References<'a> {
    pub(super) pack: &'a Pack,
    pub(super) words: &'a Vocabulary,
    pub(super) text: &'a str,
    pub(super) reading: &'a Reading,
    pub(super) places: Places<'a>,
    /// Phrase of each attribution's source.
    pub(super) sources: &'a [Option<u32>],
}

impl References<'_> {
    /// Sets `refers_to`; the first reference that finds somebody counts.
    pub(super) fn resolve(&self, attributions: &mut [Attribution]) {
        for reference in &self.pack.references {
            let wanted: Vec<usize> = (0..attributions.len())
                .filter(|&index| attributions[index].refers_to.is_none())
                .filter(|&index| reference.of.iter().any(|of| self.selects(of, attributions, index)))
                .collect();
            if wanted.is_empty() {
                continue;
            }
            let candidates = self.candidates(reference, attributions);
            for index in wanted {
                let holder = self.holder(reference, attributions, index);
                attributions[index].refers_to =
                    holder.or_else(|| self.find(reference, attributions, index, &candidates));
            }
        }
        self.follow(attributions);
    }

    /// A mention that stands for somebody itself is passed over for whom it stands for.
    fn follow(&self, attributions: &mut [Attribution]) {
        let known = attributions.iter().filter_map(|one| Some((one.source?, one.refers_to?)));
        let mut known: Vec<(Span, Span)> = known.collect();
        known.sort_unstable();
        for attribution in attributions {
            for _ in 0..FOLLOW_LIMIT {
                let Some(to) = attribution.refers_to else { break };
                let Ok(further) = known.binary_search_by_key(&to, |pair| pair.0) else { break };
                attribution.refers_to = Some(known[further].1).filter(|&span| Some(span) != attribution.source);
            }
        }
    }

    /// The source of the attribution that holds this one, where the reference points there (`attribution.inside`).
    fn holder(&self, reference: &Reference, attributions: &[Attribution], index: usize) -> Option<Span> {
        let to = reference.to.iter().find(|to| to.field == Some(self.words.inside))?;
        let holder = attributions[index].inside? as usize;
        passes(&to.attributes, |name| self.of_source(attributions, holder, name)).then_some(())?;
        attributions[holder].source
    }
    /// Whether an attribution's source passes a selector.
    fn selects(&self, selector: &Selector, attributions: &[Attribution], index: usize) -> bool {
        let of_source = selector.record == Some(RecordKind::Attribution)
            && selector.field.is_none_or(|field| field == self.words.source);
        of_source
            && attributions[index].source.is_some()
            && passes(&selector.attributes, |name| self.of_source(attributions, index, name))
    }
    fn of_source(&self, attributions: &[Attribution], index: usize, name: Name) -> Value {
        of_source(&attributions[index], self.phrase(self.sources[index]), self.words, name)
    }
    fn phrase(&self, phrase: Option<u32>) -> Option<&Phrase> {
        self.reading.phrases.get(phrase? as usize)
    }

    /// All that a reference may point to, by end.
    fn candidates(&self, reference: &Reference, attributions: &[Attribution]) -> Vec<Candidate> {
        let mut found = Vec::new();
        let mut subjects: Vec<Span> = attributions.iter().filter_map(|one| one.source).collect();
        subjects.sort_unstable();
        for (choice, selector) in reference.to.iter().enumerate() {
            let choice = choice as u32;
            for (index, attribution) in attributions.iter().enumerate() {
                if let Some(span) = attribution.source.filter(|_| self.selects(selector, attributions, index)) {
                    let sentence = self.places.sentence(span.start);
                    let attribution = Some(index as u32);
                    let phrase = self.sources[index];
                    found.push(Candidate { span, sentence, choice, subject: true, phrase, attribution });
                }
            }
            let Some(class) = selector.phrase else { continue };
            for (index, phrase) in self.reading.phrases.iter().enumerate() {
                if phrase.class == class && passes(&selector.attributes, |name| of_phrase(phrase, name)) {
                    let span = phrase.span;
                    let subject = subjects.binary_search(&span).is_ok();
                    let sentence = self.places.sentence_of(phrase.tokens.start);
                    let phrase = Some(index as u32);
                    found.push(Candidate { span, sentence, choice, subject, phrase, attribution: None });
                }
            }
        }
        found.sort_unstable_by_key(|one| (one.span.end, one.span.start, one.choice));
        found.dedup_by_key(|one| one.span);
        found
    }

    fn find(
        &self,
        reference: &Reference,
        attributions: &[Attribution],
        index: usize,
        candidates: &[Candidate],
    ) -> Option<Span> {
        let source = attributions[index].source?;
        let sentence = self.places.sentence(source.start);
        let before = candidates.partition_point(|one| one.span.end <= source.start);
        let near = candidates[..before].iter().rev().take(CANDIDATE_LIMIT);
        let agreeing = near.filter(|one| sentence - one.sentence.min(sentence) <= reference.sentences).filter(|one| {
            reference.agree.iter().all(|&name| {
                if name == self.words.words {
                    return self.has_words_of(one.span, source);
                }
                let (ours, theirs) =
                    (self.of_source(attributions, index, name), self.of_candidate(one, attributions, name));
                ours == Value::Null || theirs == Value::Null || ours == theirs
            })
        });
        let rank = |one: &Candidate| {
            let subject = reference.prefer_subject && !one.subject;
            (one.choice, subject, sentence.saturating_sub(one.sentence))
        };
        let mut best: Option<&Candidate> = None;
        let mut tied = false;
        for one in agreeing {
            match best.map(|best| rank(one).cmp(&rank(best))) {
                // The candidates come nearest first: of equals the first stays.
                Some(std::cmp::Ordering::Equal) => {
                    tied |= best.is_some_and(|best| !self.same_name(one.span, best.span))
                }
                Some(std::cmp::Ordering::Greater) => {}
                _ => (best, tied) = (Some(one), false),
            }
        }
        best.filter(|_| reference.tie_first || !tied).map(|best| best.span)
    }

    fn of_candidate(&self, candidate: &Candidate, attributions: &[Attribution], name: Name) -> Value {
        match candidate.attribution {
            Some(attribution) => self.of_source(attributions, attribution as usize, name),
            None => self.phrase(candidate.phrase).map_or(Value::Null, |phrase| of_phrase(phrase, name)),
        }
    }

    /// Whether a mention has all the words of a source but for function words, and such words there are.
    fn has_words_of(&self, mention: Span, source: Span) -> bool {
        let function_words = &self.pack.text.function_words;
        let theirs: Vec<Cow<str>> = self.words_of(mention).map(fold).collect();
        let mut ours = self.words_of(source).map(fold).filter(|word| !function_words.iter().any(|one| one == word));
        ours.next().is_some_and(|first| theirs.contains(&first) && ours.all(|word| theirs.contains(&word)))
    }
    fn words_of(&self, span: Span) -> impl Iterator<Item = &str> {
        let tokens = self.places.tokens(span);
        let tokens = &self.places.layout.tokens[tokens.start as usize..tokens.end as usize];
        tokens.iter().filter(|token| token.kind == TokenKind::Word).map(|token| token.span.of(self.text))
    }

    /// Whether two mentions may name one: the words of the one are among those of the other.
    fn same_name(&self, one: Span, other: Span) -> bool {
        let one: Vec<&str> = self.words_of(one).collect();
        let other: Vec<&str> = self.words_of(other).collect();
        let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
        short.iter().all(|word| long.contains(word))
    }
}
