//! Values of expressions: what a rule's `where`, `set`, `yields` and `link` say of one match.

use super::alphabet::{EntryRef, Symbols, attribute, entry_passes};
use super::lattice::{EdgeId, What};
use super::numbers::{Part, Reckoned, reckon};
use super::program::Program;
use super::reading::{Datum, Phrase, Reading};
use super::run::Element;
use super::window::{Match, NONE, Window};
use crate::rules::expression::{Comparison, Expression, Operator, Side};
use crate::rules::model::Selector;
use crate::rules::names::{Name, Value};
use crate::rules::pattern::{EdgeTest, LexiconTest, TokenTest};
use crate::text::{Span, TokenKind, numerals};

/// Records that `nearest` looks at, the latest first: linear time whatever the paragraph.
const NEAREST_LOOKS_AT: usize = 256;

/// One match, with all that its expressions may ask of.
pub(crate) struct Evaluation<'a> {
    pub(crate) program: &'a Program,
    pub(crate) text: &'a str,
    pub(crate) symbols: &'a Symbols,
    pub(crate) window: &'a mut Window,
    pub(crate) reading: &'a mut Reading,
    /// The match.
    pub(crate) matched: Match,
    /// In a derive: the record it comes from.
    pub(crate) record: Option<u32>,
}

impl Evaluation<'_> {
    /// The value of an expression.
    pub(crate) fn value(&mut self, expression: &Expression) -> Datum {
        match expression {
            Expression::Literal(value) => datum(*value),
            Expression::Capture(name) => self.capture(*name),
            Expression::Attribute(of, name) => self.attribute(of, *name),
            Expression::Not(inner) => Datum::Flag(!self.holds(inner)),
            Expression::And(a, b) => Datum::Flag(self.holds(a) && self.holds(b)),
            Expression::Or(a, b) => Datum::Flag(self.holds(a) || self.holds(b)),
            Expression::Compare(comparison, a, b) => {
                let (a, b) = (self.value(a), self.value(b));
                Datum::Flag(compare(*comparison, &a, &b))
            }
            Expression::In(item, list) => {
                let item = self.value(item);
                Datum::Flag(list.iter().any(|other| self.value(other) == item))
            }
            Expression::Arithmetic(operator, a, b) => {
                let (a, b) = (self.value(a), self.value(b));
                combine(*operator, a, b)
            }
            Expression::FirstOf(list) => {
                list.iter().map(|one| self.value(one)).find(|datum| *datum != Datum::Null).unwrap_or_default()
            }
            Expression::NumberValue(inner) => {
                self.reckon(inner).map_or(Datum::Null, |number| Datum::Number(number.value))
            }
            Expression::Mantissa(inner) => self
                .reckon(inner)
                .map_or(Datum::Null, |number| Datum::Number(number.value / number.scale.unwrap_or(1.0))),
            Expression::Scale(inner) => {
                self.reckon(inner).and_then(|number| number.scale).map_or(Datum::Null, Datum::Number)
            }
            Expression::Same(a, b) => Datum::Flag(self.value(a) == self.value(b)),
            Expression::Join(a, b) => match (self.boundaries(a), self.boundaries(b)) {
                (Some(a), Some(b)) => self.span_datum(a.0.min(b.0), a.1.max(b.1)),
                (Some(one), None) | (None, Some(one)) => self.span_datum(one.0, one.1),
                (None, None) => Datum::Null,
            },
            Expression::Inside(inner) => self.inside(inner),
            Expression::Count(inner) => Datum::Number(self.elements(inner).len() as f64),
            Expression::Item(inner, index) => {
                let edge = self.elements(inner).get(*index as usize).map(|element| element.edge);
                edge.map_or(Datum::Null, |edge| self.edge_datum(edge))
            }
            Expression::Extent(extent, from) => {
                let from = match from {
                    Some(from) => self.boundaries(from),
                    None => Some((self.matched.start, self.matched.end)),
                };
                let Some(from) = from else { return Datum::Null };
                let program = self.program;
                let compiled = &program.extents[*extent];
                let grown = self.window.extent(program, self.symbols, compiled, from, &mut self.reading.cut);
                grown.map_or(Datum::Null, |(start, end)| self.span_datum(start, end))
            }
            Expression::Nearest(selector, side) => self.nearest(selector, *side).map_or(Datum::Null, Datum::Record),
        }
    }

    /// Whether an expression is neither null nor false.
    pub(crate) fn holds(&mut self, expression: &Expression) -> bool {
        !matches!(self.value(expression), Datum::Null | Datum::Flag(false))
    }

    /// An expression as a record: index of its draft.
    pub(crate) fn record(&mut self, expression: &Expression) -> Option<u32> {
        if let Expression::Capture(name) = expression
            && let Some(element) = self.captured(*name).next()
            && let What::Phrase(phrase) = self.window.lattice.edge(element.edge).what
        {
            let draft = self.window.phrases[phrase as usize].draft;
            return (draft != NONE).then_some(draft);
        }
        match self.value(expression) {
            Datum::Record(draft) => Some(draft),
            _ => None,
        }
    }

    /// The elements of a capture; all of them for `$0`.
    fn captured(&self, name: Name) -> impl Iterator<Item = Element> {
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
    fn pieces(&self, name: Name) -> Vec<(u32, u32)> {
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

    fn capture(&mut self, name: Name) -> Datum {
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

    fn elements(&self, expression: &Expression) -> Vec<Element> {
        match expression {
            Expression::Capture(name) => self.captured(*name).collect(),
            Expression::FirstOf(list) => {
                list.iter().map(|one| self.elements(one)).find(|elements| !elements.is_empty()).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    fn span(&self, start: u32, end: u32) -> Option<Span> {
        self.window.span(&self.reading.layout.tokens, start, end)
    }

    fn span_datum(&self, start: u32, end: u32) -> Datum {
        self.span(start, end).map_or(Datum::Null, |span| Datum::Span(span, None))
    }

    fn edge_datum(&mut self, edge: EdgeId) -> Datum {
        let Edge { start, end } = self.edge(edge);
        let phrase = self.tell(edge);
        self.span(start, end).map_or(Datum::Null, |span| Datum::Span(span, phrase))
    }

    fn edge(&self, edge: EdgeId) -> Edge {
        let edge = self.window.lattice.edge(edge);
        Edge { start: edge.start, end: edge.end }
    }

    /// Makes a phrase known to the reading.
    fn tell(&mut self, edge: EdgeId) -> Option<u32> {
        let What::Phrase(phrase) = self.window.lattice.edge(edge).what else { return None };
        self.window.tell(self.reading, phrase)
    }

    /// An attribute of the first of some edges that has it.
    fn attribute(&mut self, of: &Expression, name: Name) -> Datum {
        if let Expression::Capture(capture) = of {
            if let Some(draft) = self.record
                && self.program.pack.names.text(*capture) == "record"
            {
                return self.reading.drafts[draft as usize].field(name).clone();
            }
            return self.element_attribute(self.captured(*capture), name);
        }
        if let Expression::Item(inner, index) = of {
            let elements = self.elements(inner);
            let one = elements.get(*index as usize).copied();
            return self.element_attribute(one.into_iter(), name);
        }
        match self.value(of) {
            Datum::Record(draft) => self.reading.drafts[draft as usize].field(name).clone(),
            Datum::Span(_, Some(phrase)) => datum(attribute(&self.reading.phrases[phrase as usize].attributes, name)),
            _ => Datum::Null,
        }
    }

    fn element_attribute(&self, elements: impl Iterator<Item = Element>, name: Name) -> Datum {
        for element in elements {
            let value = match self.window.lattice.edge(element.edge).what {
                What::Phrase(phrase) => {
                    let phrase = &self.window.phrases[phrase as usize];
                    if phrase.draft != NONE {
                        let field = self.reading.drafts[phrase.draft as usize].field(name);
                        if *field != Datum::Null {
                            return field.clone();
                        }
                    }
                    let range = phrase.attributes.start as usize..phrase.attributes.end as usize;
                    attribute(&self.window.attributes[range], name)
                }
                What::Token(_) | What::Words(_) => self
                    .entries(element)
                    .map(|entry| attribute(self.entry_attributes(entry), name))
                    .find(|value| *value != Value::Null)
                    .unwrap_or_default(),
                What::Enclosure | What::SentenceStart | What::SentenceEnd => Value::Null,
            };
            if value != Value::Null {
                return datum(value);
            }
        }
        Datum::Null
    }

    fn entry_attributes(&self, entry: EntryRef) -> &[(Name, Value)] {
        &self.program.pack.lexicons[entry.lexicon as usize].entries[entry.entry as usize].attributes
    }

    /// The lexicon entries by which an element's edge passes the tests of its position (all its entries where the
    /// position asks for none).
    fn entries(&self, element: Element) -> impl Iterator<Item = EntryRef> {
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

    fn edge_entries(&self, edge: EdgeId) -> &[EntryRef] {
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
                    let range = &self.window.phrases[phrase as usize].attributes;
                    add_new(all, &self.window.attributes[range.start as usize..range.end as usize]);
                }
                _ => {
                    if let Some(entry) = self.entries(element).next() {
                        add_new(all, self.entry_attributes(entry));
                    }
                }
            }
        }
    }

    /// The number that some edges state.
    fn reckon(&mut self, expression: &Expression) -> Option<Reckoned> {
        let elements = self.elements(expression);
        let names = &self.program.pack.names;
        if let [element] = elements[..]
            && let What::Phrase(_) = self.window.lattice.edge(element.edge).what
            && let Some(name) = names.find("value")
            && let Datum::Number(value) = self.element_attribute(std::iter::once(element), name)
        {
            let scale = names.find("scale").map(|name| self.element_attribute(std::iter::once(element), name));
            let scale = if let Some(Datum::Number(scale)) = scale { Some(scale) } else { None };
            return Some(Reckoned { value, scale });
        }
        let mut parts = Vec::new();
        for element in elements {
            let edge = self.window.lattice.edge(element.edge);
            match edge.what {
                What::Words(_) => parts.extend(self.part(self.edge_entries(element.edge))),
                _ => {
                    for node in edge.start..edge.end {
                        if let What::Token(word) = self.window.lattice.node(node).what {
                            let token =
                                self.reading.layout.tokens[self.window.lattice.tokens(node, node + 1).start as usize];
                            let digits = (token.kind == TokenKind::Number)
                                .then(|| numerals::parse(token.span.of(self.text), &self.program.pack.text))
                                .flatten();
                            match digits {
                                Some(value) => parts.push(Part::Digits(value)),
                                None => parts.extend(self.part(&self.symbols.infos[word as usize].entries)),
                            }
                        }
                    }
                }
            }
        }
        reckon(&parts)
    }

    /// The part a word plays in a number, by the first of its entries that declares one.
    fn part(&self, entries: &[EntryRef]) -> Option<Part> {
        let names = &self.program.pack.names;
        let (role, value) = (names.find("role")?, names.find("value")?);
        entries.iter().find_map(|&entry| {
            let attributes = self.entry_attributes(entry);
            let Value::Text(role) = attribute(attributes, role) else { return None };
            let Value::Number(value) = attribute(attributes, value) else {
                return match names.text(role) {
                    "joiner" => Some(Part::Joiner),
                    "article" => Some(Part::Article),
                    "point" => Some(Part::Point),
                    _ => None,
                };
            };
            match names.text(role) {
                "unit" => Some(Part::Unit(value)),
                "ten" => Some(Part::Ten(value)),
                "scale" => Some(Part::Scale(value)),
                "fraction" => Some(Part::Fraction(value)),
                "article" => Some(Part::Article),
                _ => None,
            }
        })
    }

    /// A quotation or bracket without its marks.
    fn inside(&mut self, expression: &Expression) -> Datum {
        let mut pieces = Vec::new();
        if let Expression::Capture(name) = expression {
            pieces = self.pieces(*name);
        } else if let Some(bounds) = self.boundaries(expression) {
            pieces.push(bounds);
        }
        let spans: Vec<Span> = pieces
            .iter()
            .filter_map(|&(start, end)| {
                let (start, end) = self.window.lattice.trim(start, end);
                let tokens = self.window.lattice.tokens(start, end);
                let enclosure = |list: &[crate::text::Enclosure]| {
                    let at = list.partition_point(|one| one.open < tokens.start);
                    list.get(at).filter(|one| one.open == tokens.start && one.close + 1 == tokens.end).copied()
                };
                let layout = &self.reading.layout;
                let one = enclosure(&layout.quotes).or_else(|| enclosure(&layout.brackets))?;
                self.span(start + one.opened as u32, end - one.closed as u32)
            })
            .collect();
        match spans[..] {
            [] => Datum::Null,
            [span] => Datum::Span(span, None),
            _ => Datum::Spans(spans),
        }
    }

    /// The nearest record of a kind to the left or right of the match, in its sentence.
    fn nearest(&self, selector: &Selector, side: Side) -> Option<u32> {
        let kind = selector.record?;
        let tokens = self.window.lattice.tokens(self.matched.start, self.matched.end);
        let sentence = self.window.sentence_of(&self.reading.layout, tokens.start);
        let drafts = self.reading.drafts.iter().enumerate().rev();
        let candidates =
            drafts.take_while(|(_, draft)| draft.paragraph == self.window.paragraph).take(NEAREST_LOOKS_AT);
        candidates
            .filter(|(_, draft)| draft.kind == kind && draft.sentence == sentence)
            .filter(|(_, draft)| super::alphabet::all_pass(&selector.attributes, |name| value(draft.field(name))))
            .filter_map(|(index, draft)| {
                let left = tokens.start.checked_sub(draft.tokens.end);
                let right = draft.tokens.start.checked_sub(tokens.end);
                let distance = match side {
                    Side::Left => left,
                    Side::Right => right,
                    Side::Both => left.or(right),
                };
                distance.map(|distance| (distance, index as u32))
            })
            .min()
            .map(|(_, index)| index)
    }
}

/// Where an edge runs.
struct Edge {
    start: u32,
    end: u32,
}

impl Window {
    /// Makes a phrase known to the reading; its index there.
    pub(crate) fn tell(&mut self, reading: &mut Reading, phrase: u32) -> Option<u32> {
        let one = &self.phrases[phrase as usize];
        if one.told != NONE {
            return Some(one.told);
        }
        let tokens = self.lattice.tokens(one.start, one.end);
        let span = self.span(&reading.layout.tokens, one.start, one.end)?;
        let attributes = self.attributes[one.attributes.start as usize..one.attributes.end as usize].to_vec();
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

/// An attribute's value as a datum.
pub(crate) fn datum(value: Value) -> Datum {
    match value {
        Value::Null => Datum::Null,
        Value::Flag(flag) => Datum::Flag(flag),
        Value::Number(number) => Datum::Number(number),
        Value::Text(name) => Datum::Text(name),
    }
}

/// A datum as an attribute's value; spans and records are none.
pub(crate) fn value(datum: &Datum) -> Value {
    match datum {
        Datum::Flag(flag) => Value::Flag(*flag),
        Datum::Number(number) => Value::Number(*number),
        Datum::Text(name) => Value::Text(*name),
        Datum::Span(..) | Datum::Spans(_) | Datum::Record(_) => Value::Flag(true),
        Datum::Null => Value::Null,
    }
}

fn compare(comparison: Comparison, a: &Datum, b: &Datum) -> bool {
    let order = match (a, b) {
        (Datum::Number(a), Datum::Number(b)) => a.partial_cmp(b),
        _ => None,
    };
    match comparison {
        Comparison::Equal => a == b,
        Comparison::NotEqual => a != b,
        Comparison::Less => order.is_some_and(|order| order.is_lt()),
        Comparison::LessOrEqual => order.is_some_and(|order| order.is_le()),
        Comparison::Greater => order.is_some_and(|order| order.is_gt()),
        Comparison::GreaterOrEqual => order.is_some_and(|order| order.is_ge()),
    }
}

/// Numbers by arithmetic; spans added make a list. Null with anything is null for numbers, the other one for spans.
fn combine(operator: Operator, a: Datum, b: Datum) -> Datum {
    if let (Datum::Number(a), Datum::Number(b)) = (&a, &b) {
        let number = match operator {
            Operator::Add => a + b,
            Operator::Subtract => a - b,
            Operator::Multiply => a * b,
            Operator::Divide => a / b,
        };
        return if number.is_finite() { Datum::Number(number) } else { Datum::Null };
    }
    if operator != Operator::Add {
        return Datum::Null;
    }
    let mut spans = Vec::new();
    for part in [a, b] {
        match part {
            Datum::Span(span, _) => spans.push(span),
            Datum::Spans(more) => spans.extend(more),
            _ => {}
        }
    }
    match spans[..] {
        [] => Datum::Null,
        [span] => Datum::Span(span, None),
        _ => Datum::Spans(spans),
    }
}
