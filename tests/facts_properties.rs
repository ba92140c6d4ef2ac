//! Whatever rules make of a text, the records hold together: drafts at random, and drafts made to be slow.

#[allow(dead_code)] // Each test file uses its part.
mod facts_readings;

use facts_readings::{drafts_of, join, layout, pack};
use proptest::prelude::*;
use reportedly::facts::Records;
use reportedly::matcher::reading::{Datum, Draft, Reading};
use reportedly::rules::model::RecordKind;
use reportedly::rules::names::Names;
use reportedly::text::Span;
use std::time::{Duration, Instant};

/// Words, marks and sentence ends in any order.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec!["Ana", "said", "forty", "é’s", "“", "”", ",", ".", ".\n\n", "12", "not"]);
    prop::collection::vec(word, 1..60).prop_map(|words| words.join(" "))
}

/// A draft as numbers: kind, then pairs of places from which its spans are taken.
type Seed = (u8, Vec<(u16, u16)>, u16);

fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    prop::collection::vec((0u8..5, prop::collection::vec((any::<u16>(), 0u16..20), 8), any::<u16>()), 0..25)
}

fn draft(seed: &Seed, reading: &Reading, names: &mut Names) -> Draft {
    let (kind, places, other) = seed;
    let tokens = &reading.layout.tokens;
    let spans: Vec<Span> = places
        .iter()
        .map(|&(start, length)| {
            let first = start as usize % tokens.len();
            let last = (first + length as usize).min(tokens.len() - 1);
            Span { start: tokens[first].span.start, end: tokens[last].span.end }
        })
        .collect();
    let span = |at: usize| Datum::Span(spans[at], None);
    let record = Datum::Record(*other as u32 % 30);
    let category = ["negation", "approximator", "denial", "modal"][*other as usize % 4];
    let (kind, fields) = match kind {
        0 => {
            let value = if other % 5 == 0 { Datum::Null } else { Datum::Number(f64::from(*other)) };
            let kind = Datum::Text(names.intern("count"));
            let fields = vec![("span", span(0)), ("kind", kind), ("value", value), ("event", span(1))];
            (RecordKind::Figure, fields)
        }
        1 => (RecordKind::NotFigure, vec![("span", span(0)), ("kind", Datum::Text(names.intern("year")))]),
        2 => {
            let content = Datum::Spans(spans[2..2 + *other as usize % 4].to_vec());
            let mut fields = vec![("cue", span(0)), ("content", content), ("inside", record)];
            if other % 3 != 0 {
                fields.push(("source", span(1)));
            }
            (RecordKind::Attribution, fields)
        }
        3 => {
            let scope = Datum::Spans(spans[2..2 + *other as usize % 4].to_vec());
            let category = Datum::Text(names.intern(category));
            (RecordKind::Hedge, vec![("cue", span(0)), ("category", category), ("scope", scope), ("figure", record)])
        }
        _ => (RecordKind::Pair, vec![("before", record), ("after", Datum::Record(places[0].0 as u32 % 30))]),
    };
    let fields = fields.into_iter().map(|(name, datum)| (names.intern(name), datum)).collect();
    Draft {
        kind,
        rule: 0,
        span: spans[0],
        tokens: 0..0,
        paragraph: 0,
        sentence: 0,
        statement: None,
        attributes: Vec::new(),
        fields,
    }
}

fn holds_together(records: &Records, text: &str) {
    let attributions = &records.attributions;
    for (index, one) in attributions.iter().enumerate() {
        let mut at = one.inside;
        for _ in 0..attributions.len() {
            at = at.and_then(|outer| attributions[outer as usize].inside);
        }
        assert_eq!(at, None, "attribution {index} lies in a circle");
        assert!(one.content.windows(2).all(|pair| pair[0].end <= pair[1].start), "content is in order: {one:?}");
        assert!(one.content.iter().all(|piece| !piece.of(text).trim().is_empty()));
        if !one.continued {
            let own = one.cue.into_iter().chain(one.source);
            own.for_each(|own| assert!(one.content.iter().all(|piece| piece.overlap(own) == 0), "{one:?}"));
        }
    }
    assert!(records.figures.windows(2).all(|pair| pair[0].span <= pair[1].span));
    for (index, figure) in records.figures.iter().enumerate() {
        assert!(figure.low.is_some() || figure.high.is_some());
        let rows = records.facts.iter().filter(|fact| fact.figure == Some(index as u32)).count();
        assert_eq!(rows, 1, "a figure has one row");
    }
    for hedge in &records.hedges {
        assert!(hedge.scope.windows(2).all(|pair| pair[0].end <= pair[1].start), "scope is in order: {hedge:?}");
    }
    let mut ids: Vec<_> = records.facts.iter().map(|fact| fact.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), records.facts.len(), "ids differ");
    for fact in &records.facts {
        assert!(fact.chain.iter().all(|&link| (link as usize) < attributions.len()));
        assert!(fact.hedges.windows(2).all(|pair| pair[0] < pair[1]));
    }
}

proptest! {
    #[test]
    fn records_hold_together(text in text(), seeds in seeds(), carries in prop::collection::vec((0u32..3, 0u32..20), 0..4)) {
        let mut pack = pack("digest");
        let mut reading = Reading { layout: layout(&text), carries, ..Reading::default() };
        reading.drafts = seeds.iter().map(|seed| draft(seed, &reading, &mut pack.names)).collect();
        let joined = join(pack, &text, &reading);
        holds_together(&joined.records, &text);
        joined.json();
    }
}

/// Twice the text must not take much more than twice the time, whatever covers what.
#[test]
fn time_is_linear_where_everything_covers_everything() {
    let time = |sentences: usize, shape: fn(usize, usize) -> (usize, usize)| -> Duration {
        let text = "Ana said that forty men not , “ came . ” \n\n".repeat(sentences);
        let mut pack = pack("digest");
        let mut reading = Reading { layout: layout(&text), ..Reading::default() };
        reading.drafts = drafts_of(&mut pack.names, &reading.layout, shape);
        reading.carries = (0..reading.layout.sentences.len() as u32).map(|sentence| (0, sentence)).collect();
        let start = Instant::now();
        let joined = join(pack, &text, &reading);
        let time = start.elapsed();
        assert_eq!(joined.records.figures.len(), sentences);
        time
    };
    // From which token to which the content and scope of the n-th of all sentences reach, in sentences.
    type Shape = fn(usize, usize) -> (usize, usize);
    let shapes: [Shape; 4] = [
        |at, _| (at, at + 1),
        |_, all| (0, all),
        |at, all| (at / 2, all - at / 2),
        |at, all| (at, (at + all / 2).min(all)),
    ];
    for (index, shape) in shapes.into_iter().enumerate() {
        let small = time(2_000, shape).max(Duration::from_millis(20));
        let large = time(8_000, shape);
        assert!(large < small * 12, "shape {index}: {small:?}, four times the text {large:?}");
    }
}
