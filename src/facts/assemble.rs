//! From the drafts of one text to its records: the order of the steps.

use super::carrying::Carrying;
use super::certainty::Certainty;
use super::covering::Covering;
use super::drafts::typed;
use super::nesting::{Contents, anchor, hold, introduction, nest, part};
use super::pieces::Cleaner;
use super::places::Places;
use super::quotations::Quotations;
use super::records::{Attribution, Figure, Hedge, Records};
use super::references::References;
use super::statements::Statements;
use super::vocabulary::Vocabulary;
use crate::matcher::reading::Reading;
use crate::rules::model::Pack;
use crate::text::Span;

/// The records of one text, joined, in the order of the text.
///
/// `reading` is what the matcher made of `text` with `pack`; `words` are the pack's names of the record model.
/// Time grows with the number of records (times the logarithm of it), whatever they cover.
pub fn assemble(pack: &Pack, words: &Vocabulary, text: &str, reading: &Reading) -> Records {
    if reading.drafts.is_empty() {
        return Records { cut: reading.cut, ..Records::default() };
    }
    let places = Places { layout: &reading.layout };
    let cleaner = Cleaner::new(text, places, &pack.text.sentence_end);
    let quotations = Quotations::new(places);
    let mut drafted = typed(reading, words);
    let records = &mut drafted.records;
    let mut cut = reading.cut;

    approximators(&records.figures, &mut records.hedges, words);
    let sources = Sources::new(&records.attributions);
    for (index, attribution) in records.attributions.iter_mut().enumerate() {
        if let Some(anchor) = anchor(attribution) {
            quotations.confine(anchor, &mut attribution.content);
            sources.confine(anchor, Some(index as u32), &mut attribution.content);
        }
        clean_content(attribution, &cleaner);
    }
    for hedge in &mut records.hedges {
        quotations.confine(hedge.cue, &mut hedge.scope);
        sources.confine(hedge.cue, None, &mut hedge.scope);
        // A cue may hold its scope: the words in scare quotes.
        let holds = hedge.scope.iter().any(|&piece| hedge.cue.covers(piece));
        cleaner.tidy(&mut hedge.scope, if holds { &[] } else { std::slice::from_ref(&hedge.cue) });
    }

    cut += quotations.run_on(&mut records.attributions, &cleaner);
    // A carry may ask for it, and what is carried as content stands in quotation marks wholly: it changes no quotation.
    for (attribution, quoted) in records.attributions.iter_mut().zip(&drafted.quoted) {
        if !quoted {
            attribution.quote = quotations.manner(&attribution.content, words);
        }
    }
    let carrying = Carrying { pack, words, reading, places, sources: &drafted.sources };
    let carried = carrying.carry(&mut records.attributions, &quotations, &cleaner);

    part(&mut records.attributions, places, &cleaner);
    let contents = Contents::new(&records.attributions);
    nest(&mut records.attributions, &contents);
    hold(&mut records.hedges, &records.attributions, &contents);
    let references = References { pack, words, text, reading, places, sources: &drafted.sources };
    references.resolve(&mut records.attributions);

    let statements = Statements {
        places,
        words,
        figures: &records.figures,
        clauses: &drafted.statements,
        attributions: &records.attributions,
        hedges: &records.hedges,
        contents: &contents,
        carried: &carried,
        certainty: Certainty { pack, words, attributions: &records.attributions, hedges: &records.hedges },
    };
    let (mut facts, anchors, missed) = statements.rows();
    super::identity::number(&mut facts, &anchors, text, pack);
    records.cut = cut + missed + contents.covering.cut();
    records.facts = facts;
    drafted.records
}

/// The sources of all attributions, which hold what stands in them: in "Roe, who denied the leak, said it was closed" the
/// denial ends where the source ends.
struct Sources {
    spans: Vec<Option<Span>>,
    covering: Covering,
}

impl Sources {
    fn new(attributions: &[Attribution]) -> Sources {
        let spans: Vec<Option<Span>> = attributions.iter().map(|one| one.source).collect();
        let all = spans.iter().enumerate().filter_map(|(index, span)| span.map(|span| (span, index as u32)));
        Sources { covering: Covering::new(all), spans }
    }
    /// Cuts the pieces of a cue that stands in a source, other than its own, to that source.
    fn confine(&self, cue: Span, own: Option<u32>, pieces: &mut [Span]) {
        let mut source: Option<Span> = None;
        self.covering.covering(cue, |owner| {
            if Some(owner) != own && source.is_none() {
                source = self.spans[owner as usize];
            }
        });
        let Some(source) = source else { return };
        for piece in pieces.iter_mut().filter(|piece| piece.overlap(source) > 0) {
            *piece = Span { start: piece.start.max(source.start), end: piece.end.min(source.end) };
        }
    }
}

/// Content without the words that introduce it: where source and cue stand in the midst of it, they split it.
fn clean_content(attribution: &mut Attribution, cleaner: &Cleaner) {
    let holes: Vec<Span> = match introduction(attribution) {
        Some(both) if attribution.content.iter().any(|piece| piece.covers(both)) => vec![both],
        _ => attribution.source.into_iter().chain(attribution.cue).collect(),
    };
    cleaner.tidy(&mut attribution.content, &holes);
}

/// An approximator applies to the figure that holds it, whose rest is its scope.
fn approximators(figures: &[Figure], hedges: &mut [Hedge], words: &Vocabulary) {
    let approximate = |hedge: &Hedge| hedge.category == words.approximator;
    if !hedges.iter().any(approximate) {
        return;
    }
    let spans = Covering::new(figures.iter().enumerate().map(|(index, figure)| (figure.span, index as u32)));
    for hedge in hedges.iter_mut().filter(|hedge| approximate(hedge)) {
        if hedge.figure.is_none() {
            let place = hedge.scope.first().copied();
            let mut figure = None;
            spans.covering(hedge.cue, |owner| figure = figure.or(Some(owner)));
            if let (None, Some(place)) = (figure, place) {
                spans.touching(place, |owner| figure = figure.or(Some(owner)));
            }
            hedge.figure = figure;
        }
        if let (Some(figure), true) = (hedge.figure, hedge.scope.is_empty()) {
            hedge.scope = vec![figures[figure as usize].span];
        }
    }
}
