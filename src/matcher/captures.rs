//! What a match captured: as elements, as boundaries, as spans, and the lexicon entries behind them.

use super::alphabet::{EntryRef, entry_passes};
use super::evaluate::Evaluation;
use super::lattice::{EdgeId, What};
use super::reading::{Datum, Phrase, Reading};
use super::run::Element;
use super::symbols::Symbols;
use super::window::{NONE, Window};
use crate::rules::expression::Expression;
use crate::rules::names::{Name, Value};
use crate::rules::pattern::{EdgeTest, LexiconTest, TokenTest};
use crate::text::Span;

impl Evaluation<'_> {
    /// The elements of a capture; all of them for `$0`.
    pub(super) fn captured(&self, name: Name) -> impl Iterator<Item = Element> {
        let elements = &self.window.elements[self.matched.elements.start as usize..self.matched.elements.end as usize];
        let machine = &self.program.machines.machines[self.matched.machine as usize];
        let index = machine.captures.iter().position(|known| *known == name);
        let whole = index.is_none() && self.program.pack.names.text(name) == "0";
        let inside = move |element: &Element| {
            let captures = &machine.positions[element.position as usize].captures;
            whole || captures.iter().any(|(capture, _)| Some(*capture as usize) == index)
        };
        elements.iter().copied().filter(inside)
    }

    /// The runs of a capture's elements, an occurrence each, as boundaries.
    pub(super) fn pieces(&self, name: Name) -> Vec<(u32, u32)> {
        let elements = &self.window.elements[self.matched.elements.start as usize..self.matched.elements.end as usize];
        let machine = &self.program.machines.machines[self.matched.machine as usize];
        let Some(index) = machine.captures.iter().position(|known| *known == name) else {
            let whole = self.program.pack.names.text(name) == "0";
            return if whole { vec![(self.matched.start, self.matched.end)] } else { Vec::new() };
        };
        let grown = &self.window.grown[self.matched.grown.start as usize..self.matched.grown.end as usize];
        if let Some((_, start, end)) = grown.iter().find(|(capture, ..)| *capture as usize == index) {
            return vec![(*start, *end)];
        }
        let mut pieces: Vec<(u32, u32)> = Vec::new();
        let mut last = None;
        for element in elements {
            let captures = &machine.positions[element.position as usize].captures;
            let instance =
                captures.iter().find(|(capture, _)| *capture as usize == index).map(|(_, instance)| *instance);
            if let Some(instance) = instance {
                let edge = self.window.lattice.edge(element.edge);
                match pieces.last_mut() {
                    Some(piece) if last == Some(instance) => piece.1 = edge.end,
                    _ => pieces.push((edge.start, edge.end)),
                }
            }
            last = instance;
        }
        pieces
    }

    pub(super) fn capture(&mut self, name: Name) -> Datum {
        if let Some(draft) = self.record {
            let field = self.reading.drafts[draft as usize].field(name);
            if *field != Datum::Null {
                return field.clone();
            }
            if self.program.pack.names.text(name) == "record" {
                return Datum::Record(draft);
            }
        }
        let pieces = self.pieces(name);
        match pieces[..] {
            [] => Datum::Null,
            [(start, end)] => {
                let elements: Vec<Element> = self.captured(name).collect();
                let phrase = match elements[..] {
                    [element] => self.tell(element.edge),
                    // What a captured run is rests on the first phrase in it ("a report … of the army").
                    _ => elements.iter().find_map(|element| self.tell(element.edge)),
                };
                match self.span(start, end) {
                    Some(span) => Datum::Span(span, phrase),
                    None => Datum::Null,
                }
            }
            _ => Datum::Spans(pieces.iter().filter_map(|&(start, end)| self.span(start, end)).collect()),
        }
    }

    /// The boundaries of an expression that is a capture or an extent of one.
    pub(crate) fn boundaries(&mut self, expression: &Expression) -> Option<(u32, u32)> {
        match expression {
            Expression::Capture(name) => {
                let pieces = self.pieces(*name);
                Some((pieces.first()?.0, pieces.last()?.1))
            }
            Expression::FirstOf(list) => list.iter().find_map(|one| self.boundaries(one)),
            Expression::Item(inner, index) => {
                let edge = self.elements(inner).get(*index as usize)?.edge;
                let edge = self.window.lattice.edge(edge);
                Some((edge.start, edge.end))
            }
            _ => {
                let span = match self.value(expression) {
                    Datum::Span(span, _) => span,
                    Datum::Spans(spans) => Span { start: spans.first()?.start, end: spans.last()?.end },
                    _ => return None,
                };
                self.window.boundaries_of(&self.reading.layout.tokens, span)
            }
        }
    }

    pub(super) fn elements(&self, expression: &Expression) -> Vec<Element> {
        match expression {
            Expression::Capture(name) => self.captured(*name).collect(),
            Expression::FirstOf(list) => {
                list.iter().map(|one| self.elements(one)).find(|elements| !elements.is_empty()).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn span(&self, start: u32, end: u32) -> Option<Span> {
        self.window.span(&self.reading.layout.tokens, start, end)
    }

    pub(super) fn span_datum(&self, start: u32, end: u32) -> Datum {
        self.span(start, end).map_or(Datum::Null, |span| Datum::Span(span, None))
    }

    pub(super) fn edge_datum(&mut self, edge: EdgeId) -> Datum {
        let one = self.window.lattice.edge(edge);
        let (start, end) = (one.start, one.end);
        let phrase = self.tell(edge);
        self.span(start, end).map_or(Datum::Null, |span| Datum::Span(span, phrase))
    }

    /// Makes a phrase known to the reading.
    pub(super) fn tell(&mut self, edge: EdgeId) -> Option<u32> {
        let What::Phrase(phrase) = self.window.lattice.edge(edge).what else { return None };
        self.window.tell(self.symbols, self.reading, phrase)
    }

    pub(super) fn entry_attributes(&self, entry: EntryRef) -> &[(Name, Value)] {
        &self.program.pack.lexicons[entry.lexicon as usize].entries[entry.entry as usize].attributes
    }

    /// The lexicon entries by which an element's edge passes the tests of its position (all its entries where the
    /// position asks for none).
    pub(super) fn entries(&self, element: Element) -> impl Iterator<Item = EntryRef> {
        let machine = &self.program.machines.machines[self.matched.machine as usize];
        let position = &machine.positions[element.position as usize];
        let pack = &self.program.pack;
        let tests = &self.program.alphabet.tests;
        let entries = self.edge_entries(element.edge).iter().copied();
        let passes = move |entry: &EntryRef| {
            let asked = position.tests.iter().flat_map(|&test| lexicons_asked(tests.get(test)));
            let mut none = true;
            asked.inspect(|_| none = false).any(|test| entry_passes(pack, *entry, test)) || none
        };
        entries.filter(passes)
    }

    pub(super) fn edge_entries(&self, edge: EdgeId) -> &[EntryRef] {
        match self.window.lattice.edge(edge).what {
            What::Token(word) => &self.symbols.infos[word as usize].entries,
            What::Words(node) => self.program.alphabet.terminal(node).unwrap_or(&[]),
            _ => &[],
        }
    }

    /// Adds the attributes of a capture, for `inherit`; the earlier element's stand.
    pub(crate) fn inherit(&self, name: Name, all: &mut Vec<(Name, Value)>) {
        for element in self.captured(name) {
            match self.window.lattice.edge(element.edge).what {
                What::Phrase(phrase) => {
                    let set = self.window.phrases[phrase as usize].attributes;
                    add_new(all, self.symbols.attributes.get(set));
                }
                _ => {
                    if let Some(entry) = self.entries(element).next() {
                        add_new(all, self.entry_attributes(entry));
                    }
                }
            }
        }
    }
}

impl Window {
    /// Makes a phrase known to the reading; its index there.
    pub(crate) fn tell(&mut self, symbols: &Symbols, reading: &mut Reading, phrase: u32) -> Option<u32> {
        let one = &self.phrases[phrase as usize];
        if one.told != NONE {
            return Some(one.told);
        }
        let tokens = self.lattice.tokens(one.start, one.end);
        let span = self.span(&reading.layout.tokens, one.start, one.end)?;
        let attributes = symbols.attributes.get(one.attributes).clone();
        let index = reading.phrases.len() as u32;
        reading.phrases.push(Phrase { class: one.class, span, tokens, attributes });
        self.phrases[phrase as usize].told = index;
        Some(index)
    }
}

/// The lexicon tests that a test of an edge makes.
fn lexicons_asked(test: &EdgeTest) -> impl Iterator<Item = &LexiconTest> {
    let (own, tests) = match test {
        EdgeTest::Lexicon(test) => (Some(test), &[][..]),
        EdgeTest::Token(tests) => (None, &tests[..]),
        _ => (None, &[][..]),
    };
    let of_token = tests.iter().filter_map(|test| match test {
        TokenTest::Lexicon(test) => Some(test),
        _ => None,
    });
    own.into_iter().chain(of_token)
}

fn add_new(all: &mut Vec<(Name, Value)>, more: &[(Name, Value)]) {
    for &(name, value) in more {
        if !all.iter().any(|(known, _)| *known == name) {
            all.push((name, value));
        }
    }
}
