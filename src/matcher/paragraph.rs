//! One paragraph from its tokens to its drafts: the lattice is laid, the stages run, derived records and clauses follow.

use std::ops::Range;

use super::evaluate::Evaluation;
use super::lattice::{Edge, What};
use super::reading::{Datum, Draft};
use super::stages::StageRun;
use super::trace::Trace;
use super::window::NONE;
use super::{Matcher, Scratch};
use crate::rules::model::{BODY, RecordKind, ZonePlace};
use crate::rules::names::{Name, Value};
use crate::rules::pattern::EdgeTest;
use crate::text::{Enclosure, Span};

/// Tokens an entry of several words may have.
const WORDS_AN_ENTRY: usize = 24;

impl Matcher {
    pub(super) fn paragraph<T: Trace>(&self, text: &str, paragraph: usize, scratch: &mut Scratch, trace: &mut T) {
        let program = &self.program;
        self.lay(text, paragraph, scratch);
        let zone = self.zone(text, paragraph, scratch);
        scratch.reading.zones.push(zone);
        for stage in 0..program.stages.len() {
            let mut run = StageRun {
                program,
                text,
                symbols: &mut scratch.symbols,
                window: &mut scratch.window,
                reading: &mut scratch.reading,
                buffers: &mut scratch.buffers,
                trace,
                zone_bit: 1 << zone,
            };
            run.run(stage);
        }
        self.derive(text, scratch);
        self.state(scratch);
        self.carry(scratch);
        self.tell_phrases(scratch);
        scratch.reading.cut += std::mem::take(&mut scratch.window.lattice.cut);
    }

    /// Lays the paragraph's lattice.
    fn lay(&self, text: &str, paragraph: usize, scratch: &mut Scratch) {
        let program = &self.program;
        let context = (&*program.pack, &program.alphabet, &program.machines);
        let Scratch { symbols, window, reading, .. } = scratch;
        let layout = &reading.layout;
        let bounds = &layout.paragraphs[paragraph];
        window.paragraph = paragraph as u32;
        window.sentences = bounds.sentences.clone();
        window.first_token = bounds.tokens.start;
        window.lattice.clear();
        window.phrases.clear();
        window.elements.clear();
        window.grown.clear();
        window.makers.clear();
        window.node_of.clear();
        window.beginning.clear();
        window.numbers.clear();
        let start = symbols.boundary(&program.alphabet, &program.machines, &EdgeTest::SentenceStart);
        let end = symbols.boundary(&program.alphabet, &program.machines, &EdgeTest::SentenceEnd);
        for sentence in bounds.sentences.clone() {
            let tokens = layout.sentences[sentence as usize].clone();
            window.lattice.push(start, What::SentenceStart, tokens.start, symbols.slots[start as usize]);
            for index in tokens.clone() {
                let token = &layout.tokens[index as usize];
                let known = symbols.word(context, text, token);
                let symbol = known.symbol(token.glued);
                let node = window.lattice.len();
                window.node_of.push(node);
                window.numbers.push(known.number);
                if known.begins {
                    window.beginning.push(index - bounds.tokens.start);
                }
                window.lattice.push(symbol, What::Token(known.word), index, symbols.slots[symbol as usize]);
            }
            window.lattice.push(end, What::SentenceEnd, tokens.end, symbols.slots[end as usize]);
        }
        window.lattice.seal();
        self.lay_entries(text, scratch);
        let quotes = scratch.reading.layout.paragraphs[paragraph].quotes.clone();
        let brackets = scratch.reading.layout.paragraphs[paragraph].brackets.clone();
        for (class, brackets, range) in [(program.quote, false, quotes), (program.bracket, true, brackets)] {
            let Some(class) = class else { continue };
            for index in range {
                let layout = &scratch.reading.layout;
                let list = if brackets { &layout.brackets } else { &layout.quotes };
                let enclosure = list[index as usize];
                self.lay_enclosure(class, &enclosure, scratch);
            }
        }
    }

    /// Edges of the entries of several words.
    fn lay_entries(&self, text: &str, scratch: &mut Scratch) {
        let program = &self.program;
        let context = (&*program.pack, &program.alphabet, &program.machines);
        let Scratch { symbols, window, reading, .. } = scratch;
        let mut written: Vec<&str> = Vec::new();
        for at in 0..window.beginning.len() {
            let first = window.beginning[at] as usize;
            let start = window.node_of[first];
            written.clear();
            let mut at = 0;
            for next in first..window.numbers.len().min(first + WORDS_AN_ENTRY) {
                // Tokens that stand in one sentence are nodes that follow each other.
                let node = window.node_of[next];
                if window.numbers[next] == 0 || node - start != (next - first) as u32 {
                    break;
                }
                let Some(step) = program.alphabet.step(at, window.numbers[next]) else { break };
                at = step;
                let token = window.first_token as usize + next;
                written.push(reading.layout.tokens[token].span.of(text));
                if program.alphabet.terminal(at).is_some()
                    && let Some(symbol) = symbols.several(context, at, &written)
                {
                    window.add(symbols, Edge { start, end: node + 1, symbol, what: What::Words(at) });
                }
            }
        }
    }

    fn lay_enclosure(&self, class: Name, enclosure: &Enclosure, scratch: &mut Scratch) {
        let program = &self.program;
        let names = &program.pack.names;
        let flags = [("single", enclosure.single), ("closed", enclosure.closed), ("nested", enclosure.nested)];
        // A flag that no rule asks for has no name.
        let attributes: Vec<(Name, Value)> =
            flags.iter().filter_map(|&(name, flag)| Some((names.find(name)?, Value::Flag(flag)))).collect();
        let Scratch { symbols, window, .. } = scratch;
        let attributes = symbols.attributes.intern(&attributes);
        let symbol = symbols.phrase((&program.alphabet, &program.machines), class, attributes);
        let node = |token: u32| window.node_of.get((token - window.first_token) as usize).copied();
        let (Some(open), Some(close)) = (node(enclosure.open), node(enclosure.close)) else { return };
        let edge = Edge { start: open, end: close + 1, symbol, what: What::Enclosure };
        if edge.start < edge.end {
            window.add(symbols, edge);
        }
    }

    /// The paragraph's zone: the first whose conditions all hold.
    fn zone(&self, text: &str, paragraph: usize, scratch: &mut Scratch) -> u32 {
        let program = &self.program;
        for (index, zone) in program.pack.zones.iter().enumerate() {
            let layout = &scratch.reading.layout;
            let tokens = &layout.paragraphs[paragraph].tokens;
            let placed = match zone.at {
                ZonePlace::First => paragraph == 0,
                ZonePlace::Last => paragraph + 1 == layout.paragraphs.len(),
                ZonePlace::Any => true,
            };
            let last = tokens.clone().next_back().map(|token| layout.tokens[token as usize].span.of(text));
            let stopped = last.is_some_and(|last| program.pack.text.sentence_end.iter().any(|mark| mark == last));
            if !placed
                || zone.max_tokens.is_some_and(|most| tokens.len() > most as usize)
                || zone.no_final_stop && stopped
            {
                continue;
            }
            let matched = program.zones[index].is_none_or(|probe| {
                let Scratch { symbols, window, .. } = &mut *scratch;
                (0..window.lattice.len()).any(|node| window.matches(program, symbols, probe, node))
            });
            if matched {
                return index as u32;
            }
        }
        BODY
    }

    /// Records made of records.
    fn derive(&self, text: &str, scratch: &mut Scratch) {
        let program = &self.program;
        if program.pack.derives.is_empty() {
            return;
        }
        let makers = std::mem::take(&mut scratch.window.makers);
        for (matched, drafts) in &makers {
            for draft in drafts.clone() {
                let kind = scratch.reading.drafts[draft as usize].kind;
                for (index, derive) in program.pack.derives.iter().enumerate() {
                    if derive.from != kind || derive.genres & program.genre_bit == 0 {
                        continue;
                    }
                    let mut evaluation = Evaluation {
                        program,
                        text,
                        symbols: &scratch.symbols,
                        window: &mut scratch.window,
                        reading: &mut scratch.reading,
                        matched,
                        record: Some(draft),
                    };
                    if !derive.conditions.iter().all(|condition| evaluation.holds(condition)) {
                        continue;
                    }
                    for own in &program.derived[index] {
                        let mut fields = Vec::with_capacity(own.named.len() + own.spans.len());
                        let spans = own.spans.iter().map(|(name, _, expression)| (name, expression));
                        for (name, expression) in own.named.iter().map(|(n, e)| (n, e)).chain(spans) {
                            let value = evaluation.value(expression);
                            if value != Datum::Null {
                                fields.push((*name, value));
                            }
                        }
                        let origin = &evaluation.reading.drafts[draft as usize];
                        let derived = Draft { kind: own.kind, fields, statement: None, ..origin.clone() };
                        evaluation.reading.drafts.push(derived);
                    }
                }
            }
        }
        scratch.window.makers = makers;
    }

    /// The clause of each figure of the paragraph.
    fn state(&self, scratch: &mut Scratch) {
        let program = &self.program;
        let Some(event) = program.pack.names.find("event") else { return };
        let Scratch { symbols, window, reading, .. } = scratch;
        let first = reading.drafts.iter().rposition(|draft| draft.paragraph != window.paragraph).map_or(0, |at| at + 1);
        for index in first..reading.drafts.len() {
            let draft = &reading.drafts[index];
            if draft.kind != RecordKind::Figure {
                continue;
            }
            let mut span = draft.span;
            if let Datum::Span(event, _) = draft.field(event) {
                span = Span { start: span.start.min(event.start), end: span.end.max(event.end) };
            }
            let Some(bounds) = window.boundaries_of(&reading.layout.tokens, span) else { continue };
            let clause = window.extent(program, symbols, &program.clause, bounds, &mut reading.cut);
            let (start, end) = clause.map_or(bounds, |(start, end)| (start.min(bounds.0), end.max(bounds.1)));
            reading.drafts[index].statement = window.span(&reading.layout.tokens, start, end);
        }
    }

    /// The carry rules whose conditions hold in each sentence.
    fn carry(&self, scratch: &mut Scratch) {
        let program = &self.program;
        let Scratch { symbols, window, reading, .. } = scratch;
        for (index, carry) in program.carries.iter().enumerate() {
            for sentence in window.sentences.clone() {
                let tokens = reading.layout.sentences[sentence as usize].clone();
                if tokens.is_empty() {
                    continue;
                }
                let node = |token: u32| window.node_of[(token - window.first_token) as usize];
                let nodes = node(tokens.start) - 1..node(tokens.end - 1) + 1;
                let begin = if carry.begins { nodes.start..nodes.start + 1 } else { nodes.clone() };
                let mut any =
                    |mut nodes: Range<u32>, probe| nodes.any(|at| window.matches(program, symbols, probe, at));
                if carry.when.is_some_and(|when| any(begin, when)) && !carry.unless.is_some_and(|one| any(nodes, one)) {
                    reading.carries.push((index as u32, sentence));
                }
            }
        }
    }

    /// Makes the phrases that references may mean known to the reading.
    fn tell_phrases(&self, scratch: &mut Scratch) {
        let Scratch { symbols, window, reading, keep_phrases, .. } = scratch;
        for index in 0..window.phrases.len() {
            let phrase = &window.phrases[index];
            if phrase.told == NONE && (*keep_phrases || symbols.meant[phrase.symbol as usize]) {
                window.tell(symbols, reading, index as u32);
            }
        }
    }
}
