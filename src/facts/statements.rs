//! One row for each statement: who vouches for it, which hedges bear on it, whether it is turned round.

use super::carrying::Carried;
use super::certainty::{Bears, Certainty};
use super::covering::Covering;
use super::identity::Anchor;
use super::nesting::{CHAIN_LIMIT, Contents, anchor, depth, outer};
use super::places::Places;
use super::records::{Attribution, Fact, Figure, Hedge, Reason};
use super::vocabulary::Vocabulary;
use crate::rules::model::RecordKind;
use crate::text::Span;
use std::cmp::Reverse;

/// What the rows of one text are made from.
pub(super) struct Statements<'a> {
    pub(super) places: Places<'a>,
    pub(super) words: &'a Vocabulary,
    pub(super) figures: &'a [Figure],
    /// Clause of each figure.
    pub(super) clauses: &'a [Option<Span>],
    pub(super) attributions: &'a [Attribution],
    pub(super) hedges: &'a [Hedge],
    pub(super) contents: &'a Contents,
    pub(super) carried: &'a [Carried],
    pub(super) certainty: Certainty<'a>,
}

/// Hedges by what they lie on.
struct Hedging {
    scopes: Covering,
    cues: Covering,
    /// Figure and hedge, where the hedge applies to the figure directly.
    direct: Vec<(u32, u32)>,
}

/// What a row is about.
struct Subject {
    anchor: Anchor,
    statement: Span,
    figure: Option<u32>,
    /// The place that contents and scopes must cover.
    place: Span,
    event: Option<Span>,
    /// Attributions that vouch for it whatever their content covers.
    given: Option<u32>,
}

impl Statements<'_> {
    /// The rows in the order of the text, with what their ids are made from; and how often a limit cut a look-up.
    pub(super) fn rows(&self) -> (Vec<Fact>, Vec<Anchor>, u32) {
        let hedging = self.hedging();
        let touching = self.certainty.asks_touching();
        // Which attributions have a figure in their content, which hedges bear on a row.
        let mut holds_figure = vec![false; self.attributions.len()];
        let mut borne = vec![false; self.hedges.len()];
        let mut rows = Vec::new();
        let mut row = |subject: Subject, borne: &mut [bool]| {
            let fact = self.fact(&subject, &hedging, touching);
            fact.hedges.iter().for_each(|&hedge| borne[hedge as usize] = true);
            rows.push((subject.place.start, subject.anchor, fact));
        };
        for (index, figure) in self.figures.iter().enumerate() {
            self.contents.covering.covering(figure.number, |owner| holds_figure[owner as usize] = true);
            row(self.of_figure(index), &mut borne);
        }
        for index in (0..self.attributions.len()).filter(|&index| !holds_figure[index]) {
            row(self.of_attribution(index), &mut borne);
        }
        for index in 0..self.hedges.len() {
            if !borne[index] && self.makes_row(&self.hedges[index]) {
                row(self.of_hedge(index), &mut borne);
            }
        }
        rows.sort_by_key(|&(place, anchor, _)| (place, anchor));
        let (anchors, facts) = rows.into_iter().map(|(_, anchor, fact)| (anchor, fact)).unzip();
        (facts, anchors, hedging.scopes.cut() + hedging.cues.cut())
    }

    fn hedging(&self) -> Hedging {
        let hedges = || self.hedges.iter().enumerate().filter(|(_, hedge)| hedge.category != self.words.approximator);
        let scopes = hedges().flat_map(|(index, hedge)| hedge.scope.iter().map(move |&piece| (piece, index as u32)));
        let cues = hedges().map(|(index, hedge)| (hedge.cue, index as u32));
        let direct = self.hedges.iter().enumerate().filter_map(|(index, hedge)| Some((hedge.figure?, index as u32)));
        let mut direct: Vec<_> = direct.collect();
        direct.sort_unstable();
        Hedging { scopes: Covering::new(scopes), cues: Covering::new(cues), direct }
    }

    fn of_figure(&self, index: usize) -> Subject {
        let figure = &self.figures[index];
        let sentence = self.places.sentence_span(self.places.sentence(figure.span.start));
        Subject {
            anchor: Anchor { span: figure.span, kind: RecordKind::Figure },
            statement: self.clauses[index].or(sentence).unwrap_or(figure.span),
            figure: Some(index as u32),
            place: figure.number,
            event: figure.event,
            given: None,
        }
    }

    fn of_attribution(&self, index: usize) -> Subject {
        let attribution = &self.attributions[index];
        let cue = anchor(attribution).unwrap_or_default();
        let statement = attribution.content.first().map_or(cue, |&piece| self.in_one_sentence(piece));
        Subject {
            anchor: Anchor { span: cue, kind: RecordKind::Attribution },
            statement,
            figure: None,
            place: self.first_word(statement),
            event: None,
            given: Some(index as u32),
        }
    }

    /// A hedge by itself makes a row where it says something of an event.
    fn makes_row(&self, hedge: &Hedge) -> bool {
        ![self.words.approximator, self.words.booster, self.words.negation].contains(&hedge.category)
    }
    fn of_hedge(&self, index: usize) -> Subject {
        let hedge = &self.hedges[index];
        let statement = match hedge.scope[..] {
            [] => hedge.cue,
            [first, .., last] if self.places.sentence(first.start) == self.places.sentence(last.start) => {
                Span { start: first.start, end: self.in_one_sentence(last).end }
            }
            [first, ..] => self.in_one_sentence(first),
        };
        Subject {
            anchor: Anchor { span: hedge.cue, kind: RecordKind::Hedge },
            statement,
            figure: None,
            place: self.first_word(hedge.scope.first().copied().unwrap_or(hedge.cue)),
            event: None,
            given: None,
        }
    }

    fn fact(&self, subject: &Subject, hedging: &Hedging, touching: bool) -> Fact {
        let sentence = self.places.sentence(subject.place.start);
        let chain = self.chain(subject, sentence);
        let mut bearing = self.bearing(subject, hedging, touching);
        if subject.anchor.kind == RecordKind::Hedge {
            self.add_own(subject.anchor.span, &mut bearing);
        }
        let (certainty, why) = self.certainty.of(&chain, &bearing);
        let negations = bearing
            .iter()
            .filter(|(hedge, bears)| bears.at_all() && self.hedges[*hedge as usize].category == self.words.negation);
        let negated = negations.count() % 2 == 1;
        let reason = |hedge: u32| why.contains(&Reason::Hedge(hedge));
        let hedges = bearing.iter().filter(|(hedge, bears)| bears.at_all() || reason(*hedge)).map(|&(hedge, _)| hedge);
        let links: Vec<u32> = chain.iter().map(|&link| self.begins(&self.attributions[link as usize])).collect();
        Fact {
            figure: subject.figure,
            statement: subject.statement,
            sentence: self.places.sentence_span(sentence).unwrap_or(subject.statement),
            carried: links.iter().any(|&link| link != sentence),
            carried_from: links.iter().map(|&link| sentence.saturating_sub(link)).max().unwrap_or(0),
            hedges: hedges.collect(),
            chain,
            negated,
            certainty,
            why,
            id: [0; 8],
        }
    }

    /// The attributions that vouch for a place, outermost first: those whose content covers it or to whom its sentence
    /// is carried, and all that hold them.
    fn chain(&self, subject: &Subject, sentence: u32) -> Vec<u32> {
        let mut chain: Vec<u32> = subject.given.into_iter().collect();
        if subject.given.is_none() {
            self.contents.covering.covering(subject.place, |owner| chain.push(owner));
        }
        let first = self.carried.partition_point(|carried| carried.sentence < sentence);
        let carried = self.carried[first..].iter().take_while(|carried| carried.sentence == sentence);
        chain.extend(carried.map(|carried| carried.attribution));
        chain.truncate(CHAIN_LIMIT);
        for at in 0..chain.len() {
            chain.extend(outer(self.attributions, chain[at]));
        }
        chain.sort_unstable();
        chain.dedup();
        // Of links that do not hold each other the one with more to say is the outer; nobody ("reportedly") is inner.
        chain.sort_by_key(|&link| {
            let nobody = self.attributions[link as usize].source.is_none();
            (depth(self.attributions, link), nobody, Reverse(self.contents.sizes[link as usize]))
        });
        chain.truncate(CHAIN_LIMIT);
        chain
    }

    /// The sentence in which an attribution begins: that of its cue, or of the piece of content that runs up to it
    /// ("A. B," she said: the second sentence is the one carried).
    fn begins(&self, attribution: &Attribution) -> u32 {
        let Some(cue) = anchor(attribution) else { return 0 };
        let own = self.places.sentence(cue.start);
        let before = attribution.content.iter().take_while(|piece| piece.start < cue.start).last();
        match before {
            Some(piece) if self.places.sentence(piece.end - 1) == own => self.places.sentence(piece.start),
            _ => own,
        }
    }

    /// The hedges that lie on a subject, in order.
    fn bearing(&self, subject: &Subject, hedging: &Hedging, touching: bool) -> Vec<(u32, Bears)> {
        let mut found: Vec<(u32, Bears)> = Vec::new();
        let none = Bears::default();
        hedging.scopes.covering(subject.place, |hedge| found.push((hedge, Bears { figure: true, ..none })));
        if let Some(event) = subject.event {
            hedging.scopes.covering(event, |hedge| found.push((hedge, Bears { event: true, ..none })));
        }
        if touching {
            let touches = Bears { statement: true, ..none };
            hedging.scopes.touching(subject.statement, |hedge| found.push((hedge, touches)));
            hedging.cues.touching(subject.statement, |hedge| found.push((hedge, touches)));
        }
        if let Some(figure) = subject.figure {
            let first = hedging.direct.partition_point(|&(of, _)| of < figure);
            let direct = hedging.direct[first..].iter().take_while(|&&(of, _)| of == figure);
            found.extend(direct.map(|&(_, hedge)| (hedge, Bears { directly: true, ..none })));
        }
        found.sort_unstable_by_key(|&(hedge, _)| hedge);
        found.dedup_by(|(next, bears), (hedge, sum)| {
            let same = next == hedge;
            if same {
                sum.figure |= bears.figure;
                sum.event |= bears.event;
                sum.statement |= bears.statement;
                sum.directly |= bears.directly;
            }
            same
        });
        found
    }

    /// A hedge without scope bears on its own row all the same.
    fn add_own(&self, cue: Span, bearing: &mut Vec<(u32, Bears)>) {
        let first = self.hedges.partition_point(|hedge| hedge.cue < cue);
        let own = (first..self.hedges.len()).take_while(|&index| self.hedges[index].cue == cue);
        for index in own.map(|index| index as u32) {
            match bearing.binary_search_by_key(&index, |&(hedge, _)| hedge) {
                Ok(at) => bearing[at].1.figure = true,
                Err(at) => bearing.insert(at, (index, Bears { figure: true, ..Bears::default() })),
            }
        }
    }

    fn first_word(&self, span: Span) -> Span {
        let tokens = self.places.tokens(span);
        self.places.span(tokens.start..tokens.end.min(tokens.start + 1)).unwrap_or(span)
    }
    /// The part of a piece that lies in the sentence in which it begins.
    fn in_one_sentence(&self, piece: Span) -> Span {
        match self.places.sentence_span(self.places.sentence(piece.start)) {
            Some(sentence) if sentence.end < piece.end => Span { start: piece.start, end: sentence.end },
            _ => piece,
        }
    }
}
