//! Values of expressions: what a rule's `where`, `set`, `yields` and `link` say of one match.

use super::alphabet::{EntryRef, attribute};
use super::lattice::What;
use super::numbers::{Part, Reckoned, reckon};
use super::program::Program;
use super::reading::{Datum, Reading};
use super::run::Element;
use super::symbols::Symbols;
use super::window::{Match, NONE, Window};
use crate::rules::expression::{Comparison, Expression, Operator, Side};
use crate::rules::model::Selector;
use crate::rules::names::{Name, Value};
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
    pub(crate) matched: &'a Match,
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
        // That something was captured makes no phrase known to the reading: outcomes may be remembered.
        if let (Expression::Capture(name), None) = (expression, self.record) {
            return self.pieces(*name).iter().any(|&(start, end)| self.span(start, end).is_some());
        }
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
                    attribute(self.symbols.attributes.get(phrase.attributes), name)
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
