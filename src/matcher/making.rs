//! What the matches of a stage make: phrases in the lattice, drafts of records, links between them.

use std::ops::Range;

use super::alphabet::{Symbol, attribute};
use super::attributes::SetId;
use super::evaluate;
use super::lattice::{Edge, What};
use super::reading::{Datum, Draft};
use super::stages::StageRun;
use super::trace::Trace;
use super::window::{Match, NONE, WindowPhrase};
use crate::rules::expression::Expression;
use crate::rules::model::{RecordKind, Rule};
use crate::rules::names::{Name, Value};
use crate::rules::schema::FieldType;

impl<T: Trace> StageRun<'_, T> {
    /// Phrases and records of the matches kept: first what they are, so that all stand in the lattice, then their spans.
    pub(super) fn make(&mut self) {
        let program = self.program;
        let kept = std::mem::take(&mut self.buffers.kept);
        let mut made = std::mem::take(&mut self.buffers.made);
        made.clear();
        for matched in &kept {
            let rule = &program.pack.rules[matched.rule as usize];
            if let (Some((set, Some(symbol))), Some(class)) = (matched.known, rule.phrase) {
                let none = self.reading.drafts.len() as u32;
                made.push(none..none);
                self.phrase(class, matched, (set, symbol), NONE);
                continue;
            }
            let drafts = self.reading.drafts.len() as u32;
            let mut phrase = std::mem::take(&mut self.buffers.attributes);
            self.attributes(rule, matched, &mut phrase);
            let set = phrase.len();
            for own in &program.yields[matched.rule as usize] {
                let mut fields: Vec<(Name, Datum)> = Vec::with_capacity(own.named.len() + own.spans.len());
                for (name, expression) in &own.named {
                    let value = self.evaluation(matched).value(expression);
                    if value != Datum::Null && attribute(&phrase, *name) == Value::Null {
                        phrase.push((*name, evaluate::value(&value)));
                    }
                    if value != Datum::Null {
                        fields.push((*name, value));
                    }
                }
                self.draft(own.kind, matched, phrase[..set].to_vec(), fields);
            }
            let count = self.reading.drafts.len() as u32 - drafts;
            made.push(drafts..drafts + count);
            let record = program.yields[matched.rule as usize].first().map(|own| own.kind);
            let class = match record {
                Some(kind) if count > 0 => rule.phrase.or(program.record_classes[kind as usize]),
                _ => rule.phrase,
            };
            if let Some(class) = class {
                let own = if count > 0 { drafts } else { NONE };
                let set = self.symbols.attributes.intern(&phrase);
                let symbol = self.symbols.phrase((&program.alphabet, &program.machines), class, set);
                self.phrase(class, matched, (set, symbol), own);
            }
            self.buffers.attributes = phrase;
        }
        for (matched, drafts) in kept.iter().zip(&made) {
            self.fill(matched, drafts.clone());
            self.link(matched);
            if !drafts.is_empty() {
                self.window.makers.push((matched.clone(), drafts.clone()));
            }
        }
        self.buffers.kept = kept;
        self.buffers.made = made;
    }

    /// The attributes that a rule gives to a match.
    pub(super) fn attributes(&mut self, rule: &Rule, matched: &Match, all: &mut Vec<(Name, Value)>) {
        all.clear();
        if let Some((set, _)) = matched.known {
            all.extend_from_slice(self.symbols.attributes.get(set));
            return;
        }
        if let Some(name) = rule.inherit {
            self.evaluation(matched).inherit(name, all);
        }
        for (name, expression) in &rule.set {
            let value = match expression {
                Expression::Literal(value) => *value,
                _ => evaluate::value(&self.evaluation(matched).value(expression)),
            };
            if value == Value::Null {
                continue;
            }
            match all.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => *old = value,
                None => all.push((*name, value)),
            }
        }
    }

    fn phrase(&mut self, class: Name, matched: &Match, (attributes, symbol): (SetId, Symbol), draft: u32) {
        let (start, end) = self.window.lattice.trim(matched.start, matched.end);
        let index = self.window.phrases.len() as u32;
        self.window.phrases.push(WindowPhrase { class, start, end, attributes, symbol, draft, told: NONE });
        self.window.add(self.symbols, Edge { start, end, symbol, what: What::Phrase(index) });
    }

    /// Adds a record as far as it is known.
    fn draft(&mut self, kind: RecordKind, matched: &Match, attributes: Vec<(Name, Value)>, fields: Vec<(Name, Datum)>) {
        let tokens = self.window.lattice.tokens(matched.start, matched.end);
        let Some(span) = self.window.span(&self.reading.layout.tokens, matched.start, matched.end) else { return };
        self.reading.drafts.push(Draft {
            kind,
            rule: matched.rule,
            span,
            sentence: self.window.sentence_of(&self.reading.layout, tokens.start),
            tokens,
            paragraph: self.window.paragraph,
            statement: None,
            attributes,
            fields,
        });
    }

    /// The spans and references of the records that a match made.
    fn fill(&mut self, matched: &Match, drafts: Range<u32>) {
        let program = self.program;
        for (own, draft) in program.yields[matched.rule as usize].iter().zip(drafts) {
            for (name, holds, expression) in &own.spans {
                let mut evaluation = self.evaluation(matched);
                let value = match holds {
                    FieldType::Record(_) => evaluation.record(expression).map_or(Datum::Null, Datum::Record),
                    _ => evaluation.value(expression),
                };
                if value != Datum::Null {
                    self.reading.drafts[draft as usize].fields.push((*name, value));
                }
            }
        }
    }

    /// Sets the fields of captured records that are still empty.
    fn link(&mut self, matched: &Match) {
        let program = self.program;
        for (capture, field, expression) in &program.pack.rules[matched.rule as usize].links {
            let mut evaluation = self.evaluation(matched);
            let target = Expression::Capture(*capture);
            let Some(record) = evaluation.record(&target) else { continue };
            if *evaluation.reading.drafts[record as usize].field(*field) != Datum::Null {
                continue;
            }
            let value = evaluation.value(expression);
            if value != Datum::Null {
                self.reading.drafts[record as usize].fields.push((*field, value));
            }
        }
    }
}
