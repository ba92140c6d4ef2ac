//! Drafts to typed records, in the order of the text; what two rules say of the same words becomes one record.

use super::records::{Attribution, Figure, Hedge, NotFigure, Pair, Records};
use super::vocabulary::Vocabulary;
use crate::matcher::reading::{Datum, Draft, Reading};
use crate::rules::model::RecordKind;
use crate::rules::names::Name;
use crate::text::Span;

/// A draft that has become no record.
pub(super) const GONE: u32 = u32::MAX;

/// The records as rules gave them, with what later steps need to know of their making.
#[derive(Default)]
pub(super) struct Drafted {
    pub(super) records: Records,
    /// Clause of each figure, where the matcher gave one.
    pub(super) statements: Vec<Option<Span>>,
    /// Phrase of each attribution's source (index in [`Reading::phrases`]).
    pub(super) sources: Vec<Option<u32>>,
    /// Whether a rule gave the attribution's `quote`.
    pub(super) quoted: Vec<bool>,
}

/// Makes the records. References between them are indices of records afterwards.
pub(super) fn typed(reading: &Reading, words: &Vocabulary) -> Drafted {
    let mut drafted = Drafted::default();
    // Which record each draft has become.
    let mut become_of = vec![GONE; reading.drafts.len()];
    figures(reading, words, &mut drafted, &mut become_of);
    not_figures(reading, words, &mut drafted);
    attributions(reading, words, &mut drafted, &mut become_of);
    hedges(reading, words, &mut drafted, &become_of);
    pairs(reading, words, &mut drafted.records, &become_of);
    drafted
}

/// The drafts of a kind, with the span by which they are ordered, in the order of the text.
fn ordered(reading: &Reading, kind: RecordKind, anchor: impl Fn(&Draft) -> Option<Span>) -> Vec<(Span, usize, &Draft)> {
    let mut drafts: Vec<_> = reading
        .drafts
        .iter()
        .enumerate()
        .filter(|(_, draft)| draft.kind == kind)
        .filter_map(|(index, draft)| anchor(draft).map(|span| (span, index, draft)))
        .collect();
    drafts.sort_unstable_by_key(|&(span, index, _)| (span, index));
    drafts
}

fn figures(reading: &Reading, words: &Vocabulary, drafted: &mut Drafted, become_of: &mut [u32]) {
    for (span, index, draft) in ordered(reading, RecordKind::Figure, |draft| Some(own_span(draft, words))) {
        let Some(kind) = text(draft, words.kind) else { continue };
        let Some((low, high, bound)) = bounds(draft, words) else { continue };
        let figure = Figure {
            span,
            kind,
            low,
            high,
            number: self::span(draft, words.number).unwrap_or(span),
            bound,
            approximate: flag(draft, words.approximate),
            unit: text(draft, words.unit),
            per: text(draft, words.per),
            of: number(draft, words.of),
            time: self::span(draft, words.time),
            counted: self::span(draft, words.counted),
            event: self::span(draft, words.event),
            pair: None,
            rule: draft.rule,
        };
        let known = drafted.records.figures.iter_mut().enumerate().rev().take_while(|(_, known)| known.span == span);
        let same = |known: &Figure| known.kind == kind && known.low == low && known.high == high;
        if let Some((at, known)) = known.into_iter().find(|(_, known)| same(known)) {
            known.time = known.time.or(figure.time);
            known.counted = known.counted.or(figure.counted);
            known.event = known.event.or(figure.event);
            drafted.statements[at] = drafted.statements[at].or(draft.statement);
            become_of[index] = at as u32;
            continue;
        }
        become_of[index] = drafted.records.figures.len() as u32;
        drafted.records.figures.push(figure);
        drafted.statements.push(draft.statement);
    }
}

/// Low, high and bound from what the rule gave: both ends, or a value that its bound places. `None`: no number at all.
/// A number beyond what a float can hold is none.
fn bounds(draft: &Draft, words: &Vocabulary) -> Option<(Option<f64>, Option<f64>, Name)> {
    let (mut low, mut high) = (number(draft, words.low), number(draft, words.high));
    let mut bound = text(draft, words.bound);
    if let Some(value) = number(draft, words.value) {
        let given = bound.unwrap_or(words.exact);
        let above = given == words.more_than || given == words.at_least;
        let below = given == words.less_than || given == words.at_most || given == words.nearly;
        if !below {
            low = low.or(Some(value));
        }
        if !above {
            high = high.or(Some(value));
        }
        bound = Some(given);
    }
    let found = match (low, high) {
        (None, None) => return None,
        (Some(low), Some(high)) if low == high => words.exact,
        (Some(_), Some(_)) => words.range,
        (Some(_), None) => words.at_least,
        (None, Some(_)) => words.at_most,
    };
    Some((low, high, bound.unwrap_or(found)))
}

fn not_figures(reading: &Reading, words: &Vocabulary, drafted: &mut Drafted) {
    let known = &mut drafted.records.not_figures;
    for (span, _, draft) in ordered(reading, RecordKind::NotFigure, |draft| Some(own_span(draft, words))) {
        let Some(kind) = text(draft, words.kind) else { continue };
        if known.last().is_none_or(|last: &NotFigure| (last.span, last.kind) != (span, kind)) {
            known.push(NotFigure { span, kind, rule: draft.rule });
        }
    }
}

fn attributions(reading: &Reading, words: &Vocabulary, drafted: &mut Drafted, become_of: &mut [u32]) {
    let anchor = |draft: &Draft| span(draft, words.cue).or(span(draft, words.source));
    // Index of the draft that holds this one, where a rule says so.
    let mut inside: Vec<Option<u32>> = Vec::new();
    for (anchor, index, draft) in ordered(reading, RecordKind::Attribution, anchor) {
        let (source, phrase) = match draft.field(words.source) {
            Datum::Span(span, phrase) => (Some(*span), *phrase),
            Datum::Spans(spans) => (spans.first().copied(), None),
            _ => (None, None),
        };
        let outer = match draft.field(words.inside) {
            Datum::Record(outer) if of_kind(reading, *outer, RecordKind::Attribution) => Some(*outer),
            _ => None,
        };
        let attribution = Attribution {
            source,
            cue: span(draft, words.cue),
            content: spans(draft, words.content),
            quote: text(draft, words.quote).unwrap_or(words.indirect),
            source_class: text(draft, words.source_class).unwrap_or(words.none),
            named: flag(draft, words.named),
            stance: text(draft, words.stance).unwrap_or(words.neutral),
            told: span(draft, words.told),
            inside: None,
            refers_to: None,
            continued: false,
            attributes: draft.attributes.clone(),
            rule: draft.rule,
        };
        let known = drafted.records.attributions.iter_mut().enumerate().rev();
        let mut known = known.take_while(|(_, known)| known.cue.or(known.source) == Some(anchor));
        if let Some((at, known)) = known.find(|(_, known)| (known.cue, known.source) == (attribution.cue, source)) {
            if known.content.is_empty() {
                known.content = attribution.content;
            }
            known.told = known.told.or(attribution.told);
            inside[at] = inside[at].or(outer);
            drafted.sources[at] = drafted.sources[at].or(phrase);
            become_of[index] = at as u32;
            continue;
        }
        become_of[index] = drafted.records.attributions.len() as u32;
        drafted.records.attributions.push(attribution);
        drafted.sources.push(phrase);
        drafted.quoted.push(text(draft, words.quote).is_some());
        inside.push(outer);
    }
    for (index, attribution) in drafted.records.attributions.iter_mut().enumerate() {
        let outer = inside[index].and_then(|draft| record(become_of, draft));
        attribution.inside = outer.filter(|&outer| outer != index as u32);
    }
}

fn hedges(reading: &Reading, words: &Vocabulary, drafted: &mut Drafted, become_of: &[u32]) {
    for (cue, _, draft) in ordered(reading, RecordKind::Hedge, |draft| span(draft, words.cue)) {
        let Some(category) = text(draft, words.category) else { continue };
        let figure = match draft.field(words.figure) {
            Datum::Record(figure) if of_kind(reading, *figure, RecordKind::Figure) => record(become_of, *figure),
            _ => None,
        };
        let hedge = Hedge {
            cue,
            category,
            scope: spans(draft, words.scope),
            holder: None,
            figure,
            attributes: draft.attributes.clone(),
            rule: draft.rule,
        };
        let mut known = drafted.records.hedges.iter_mut().rev().take_while(|known| known.cue == cue);
        if let Some(known) = known.find(|known| known.category == category) {
            if known.scope.is_empty() {
                known.scope = hedge.scope;
            }
            known.figure = known.figure.or(figure);
            continue;
        }
        drafted.records.hedges.push(hedge);
    }
}

fn pairs(reading: &Reading, words: &Vocabulary, records: &mut Records, become_of: &[u32]) {
    for draft in reading.drafts.iter().filter(|draft| draft.kind == RecordKind::Pair) {
        let side = |name| match draft.field(name) {
            Datum::Record(figure) if of_kind(reading, *figure, RecordKind::Figure) => record(become_of, *figure),
            _ => None,
        };
        let (Some(before), Some(after)) = (side(words.before), side(words.after)) else { continue };
        if before == after {
            continue;
        }
        let event = span(draft, words.event);
        for (figure, with, is_before) in [(before, after, true), (after, before, false)] {
            let figure = &mut records.figures[figure as usize];
            figure.pair.get_or_insert(Pair { with, before: is_before });
            figure.event = figure.event.or(event);
        }
    }
}

fn of_kind(reading: &Reading, draft: u32, kind: RecordKind) -> bool {
    reading.drafts.get(draft as usize).is_some_and(|draft| draft.kind == kind)
}

fn record(become_of: &[u32], draft: u32) -> Option<u32> {
    become_of.get(draft as usize).copied().filter(|&record| record != GONE)
}

fn own_span(draft: &Draft, words: &Vocabulary) -> Span {
    span(draft, words.span).unwrap_or(draft.span)
}

fn span(draft: &Draft, field: Name) -> Option<Span> {
    match draft.field(field) {
        Datum::Span(span, _) => Some(*span),
        Datum::Spans(spans) => spans.first().copied(),
        _ => None,
    }
}

fn spans(draft: &Draft, field: Name) -> Vec<Span> {
    match draft.field(field) {
        Datum::Span(span, _) => vec![*span],
        Datum::Spans(spans) => spans.clone(),
        _ => Vec::new(),
    }
}

fn text(draft: &Draft, field: Name) -> Option<Name> {
    match draft.field(field) {
        Datum::Text(name) => Some(*name),
        _ => None,
    }
}

fn number(draft: &Draft, field: Name) -> Option<f64> {
    match draft.field(field) {
        Datum::Number(number) if number.is_finite() => Some(*number),
        _ => None,
    }
}

fn flag(draft: &Draft, field: Name) -> bool {
    !matches!(draft.field(field), Datum::Null | Datum::Flag(false))
}
