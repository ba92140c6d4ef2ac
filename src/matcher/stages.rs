//! One stage over one paragraph: which rules are awake, where they match, and which matches are kept.

use std::ops::Range;

use super::alphabet::Symbols;
use super::evaluate::Evaluation;
use super::lattice::{Edge, What};
use super::program::{Entrant, Program};
use super::reading::{Datum, Draft, Reading};
use super::run::{Direction, Element};
use super::trace::{Refusal, Trace};
use super::window::{Match, NONE, Window, WindowPhrase};
use super::{alphabet::attribute, evaluate};
use crate::rules::model::{Keep, RecordKind};
use crate::rules::names::{Name, Value};
use crate::rules::schema::FieldType;

/// Matches of one start that are looked at, the longest first. More are left out and counted.
const CANDIDATES_A_START: usize = 256;

/// A place where a rule (or block) matches.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// Index of the rule in its stage.
    entrant: u32,
    start: u32,
    end: u32,
    /// In tokens.
    length: u32,
}

/// Buffers of the stage under way.
#[derive(Debug, Default)]
pub(crate) struct StageBuffers {
    /// For each group of the slot the positions with which awake machines begin.
    awake: Vec<Vec<u64>>,
    candidates: Vec<Candidate>,
    groups: Vec<u32>,
    /// Where blocks matched: index of the block, boundaries.
    blocked: Vec<(u32, u32, u32)>,
    kept: Vec<Match>,
    /// Nodes that `unique` captures of winners hold: the winner's rule.
    taken: Vec<u32>,
    path: Vec<Element>,
    /// Candidates of one length: edges, priority, candidate, elements.
    tied: Vec<(u32, std::cmp::Reverse<i32>, Candidate, Range<u32>)>,
}

#[cfg(test)]
impl StageBuffers {
    /// The matches that the last stage kept.
    pub(crate) fn kept(&self) -> &[Match] {
        &self.kept
    }
}

/// What a stage works with.
pub(crate) struct StageRun<'a, T: Trace> {
    pub(crate) program: &'a Program,
    pub(crate) text: &'a str,
    pub(crate) symbols: &'a mut Symbols,
    pub(crate) window: &'a mut Window,
    pub(crate) reading: &'a mut Reading,
    pub(crate) buffers: &'a mut StageBuffers,
    pub(crate) trace: &'a mut T,
    pub(crate) zone_bit: u32,
}

impl<T: Trace> StageRun<'_, T> {
    pub(crate) fn run(&mut self, stage: usize) {
        let program = self.program;
        let compiled = &program.stages[stage];
        self.buffers.kept.clear();
        self.buffers.blocked.clear();
        if !self.wake(2 * stage, &compiled.rules) {
            return;
        }
        if !compiled.blocks.is_empty() {
            if self.wake(2 * stage + 1, &compiled.blocks) {
                self.block(stage);
            }
            self.wake(2 * stage, &compiled.rules);
        }
        self.settle(stage);
        self.make();
    }

    /// Fills `awake`; false where no machine of the slot is.
    fn wake(&mut self, slot: usize, entrants: &[Entrant]) -> bool {
        let machines = &self.program.machines;
        let groups = &machines.slots[slot];
        let awake = &mut self.buffers.awake;
        awake.resize_with(groups.len().max(awake.len()), Vec::new);
        for ((_, first), awake) in groups.iter().zip(awake.iter_mut()) {
            awake.clear();
            awake.resize(first.len(), 0);
        }
        let mut any = false;
        let mut at = 0;
        for entrant in entrants {
            let woken = match entrant.trigger {
                Some(trigger) if self.program.prefilter => {
                    self.window.triggers[trigger as usize / 64] >> (trigger % 64) & 1 != 0
                }
                _ => true,
            };
            if !woken || entrant.zones & self.zone_bit == 0 {
                continue;
            }
            any = true;
            let machine = &machines.machines[entrant.machine as usize];
            // Machines are placed in the order of rules, wide ones between: the group is the same or a near one.
            if groups[at].0 != machine.group {
                at = groups.iter().position(|(group, _)| *group == machine.group).unwrap_or(0);
            }
            for (all, own) in awake[at].iter_mut().zip(&machine.first) {
                *all |= own;
            }
        }
        any
    }

    /// Candidates of one start: the boundaries from `from` (where sentence boundaries stand before the token) to `token`.
    fn collect(&mut self, slot: usize, from: u32, token: u32) {
        let program = self.program;
        let slots = program.machines.slots.len();
        self.buffers.candidates.clear();
        for boundary in from..=token {
            let mut groups = std::mem::take(&mut self.buffers.groups);
            groups.clear();
            for (_, edge) in self.window.lattice.outgoing(boundary) {
                if self.symbols.slots[edge.symbol as usize] >> slot & 1 != 0 {
                    for &group in self.symbols.begins(edge.symbol, slot, slots) {
                        if !groups.contains(&group) {
                            groups.push(group);
                        }
                    }
                }
            }
            for &group in &groups {
                self.collect_group(slot, group, boundary);
            }
            self.buffers.groups = groups;
        }
    }

    fn collect_group(&mut self, slot: usize, index: u32, start: u32) {
        let program = self.program;
        let first = &self.buffers.awake[index as usize];
        if first.iter().all(|&word| word == 0) {
            return;
        }
        let index = program.machines.slots[slot][index as usize].0;
        let group = &program.machines.groups[index as usize];
        let candidates = &mut self.buffers.candidates;
        let reach = self.window.run_group(program, self.symbols, (index, start), first, |lattice, end, ends| {
            let length = lattice.length(start, end);
            for (word, &bits) in ends.iter().enumerate() {
                let mut bits = bits;
                let mut last = None;
                while bits != 0 {
                    let position = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let entrant = program.entrant_of[group.machine[position] as usize];
                    // The positions of a machine stand together, so a machine that ends in several is seen once.
                    if last.replace(entrant) != Some(entrant) && length > 0 {
                        candidates.push(Candidate { entrant, start, end, length });
                    }
                }
            }
        });
        if T::ON {
            self.trace_reach(slot, group, start, reach);
        }
    }

    /// Tells the trace the furthest boundary at which each machine of a group still lived.
    fn trace_reach(&mut self, slot: usize, group: &super::automaton::Group, start: u32, reach: u32) {
        let compiled = &self.program.stages[slot / 2];
        let entrants = if slot.is_multiple_of(2) { &compiled.rules } else { return };
        let token = |boundary: u32| self.window.lattice.tokens(boundary, self.window.lattice.len()).start;
        let mut seen: Vec<u32> = Vec::new();
        for boundary in (start..=reach).rev() {
            let mut live: Vec<(u32, Vec<u32>)> = Vec::new();
            for position in self.window.live(group.width, boundary) {
                let machine = group.machine[position as usize];
                let within = position - self.program.machines.machines[machine as usize].offset;
                match live.iter_mut().find(|(known, _)| *known == machine) {
                    Some((_, positions)) => positions.push(within),
                    None => live.push((machine, vec![within])),
                }
            }
            for (machine, positions) in live {
                if !seen.contains(&machine) {
                    seen.push(machine);
                    let rule = entrants[self.program.entrant_of[machine as usize] as usize].index;
                    self.trace.reached(rule, token(start), token(boundary), &positions);
                }
            }
        }
    }

    /// Runs the blocks of a stage; every longest match of each start blocks.
    fn block(&mut self, stage: usize) {
        let slot = 2 * stage + 1;
        let mut from = 0;
        for node in 0..self.window.lattice.len() {
            if !self.window.lattice.is_token(node) {
                continue;
            }
            self.collect(slot, std::mem::replace(&mut from, node + 1), node);
            let candidates = std::mem::take(&mut self.buffers.candidates);
            for candidate in &candidates {
                let entrant = &self.program.stages[stage].blocks[candidate.entrant as usize];
                if self.refusing_guard(entrant, candidate).is_none() {
                    let (start, end) = self.window.lattice.trim(candidate.start, candidate.end);
                    self.buffers.blocked.push((entrant.index, start, end));
                }
            }
            self.buffers.candidates = candidates;
        }
    }

    fn refusing_guard(&mut self, entrant: &Entrant, candidate: &Candidate) -> Option<u32> {
        for (index, guard) in entrant.guards.iter().enumerate() {
            let from = match guard.probe.direction {
                Direction::Backwards => candidate.start,
                Direction::Forwards => candidate.end,
            };
            if self.window.matches(self.program, self.symbols, guard.probe, from) != guard.wanted {
                return Some(index as u32);
            }
        }
        None
    }

    /// Finds the matches of the stage, start by start, and keeps those that its policy keeps.
    fn settle(&mut self, stage: usize) {
        let keep = self.program.pack.stages[stage].keep;
        let slot = 2 * stage;
        self.buffers.taken.clear();
        self.buffers.taken.resize(self.window.lattice.len() as usize, NONE);
        let mut free_from = 0;
        let mut from = 0;
        for node in 0..self.window.lattice.len() {
            if !self.window.lattice.is_token(node) {
                continue;
            }
            let start = std::mem::replace(&mut from, node + 1);
            if node < free_from {
                if T::ON {
                    self.trace_overlapped(stage, start, node);
                }
                continue;
            }
            self.collect(slot, start, node);
            if self.buffers.candidates.is_empty() {
                continue;
            }
            let winner_end = self.settle_start(stage, keep);
            if keep == Keep::One
                && let Some(end) = winner_end
            {
                free_from = end;
            }
        }
    }

    /// Tells the trace what an earlier winner has covered.
    fn trace_overlapped(&mut self, stage: usize, start: u32, node: u32) {
        self.collect(2 * stage, start, node);
        let by = self.buffers.kept.last().map_or(NONE, |winner| winner.rule);
        for candidate in std::mem::take(&mut self.buffers.candidates) {
            let rule = self.program.stages[stage].rules[candidate.entrant as usize].index;
            let tokens = self.window.lattice.tokens(candidate.start, candidate.end);
            self.trace.refused(rule, tokens.start, tokens.end, Refusal::Overlapped(by));
        }
    }

    /// Tries the candidates of one start in the total order; the end of the winner (of the first, where all are kept).
    fn settle_start(&mut self, stage: usize, keep: Keep) -> Option<u32> {
        let program = self.program;
        let rules = &program.stages[stage].rules;
        let mut candidates = std::mem::take(&mut self.buffers.candidates);
        candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.length));
        if candidates.len() > CANDIDATES_A_START {
            self.reading.cut += 1;
            candidates.truncate(CANDIDATES_A_START);
        }
        let mut winner: Option<(u32, u32)> = None;
        let mut tied = std::mem::take(&mut self.buffers.tied);
        let mut at = 0;
        while at < candidates.len() {
            let length = candidates[at].length;
            tied.clear();
            while let Some(candidate) = candidates.get(at).filter(|candidate| candidate.length == length) {
                let entrant = &rules[candidate.entrant as usize];
                let elements = self.walk_back(entrant.machine, candidate);
                let priority = program.pack.rules[entrant.index as usize].priority;
                tied.push((elements.len() as u32, std::cmp::Reverse(priority), *candidate, elements));
                at += 1;
            }
            tied.sort_by_key(|(edges, priority, candidate, _)| (*edges, *priority, candidate.entrant, candidate.end));
            for (_, _, candidate, elements) in tied.drain(..) {
                let entrant = &rules[candidate.entrant as usize];
                let beaten = winner.filter(|_| keep != Keep::All);
                let outcome = match beaten {
                    Some((rule, _)) => Err(Refusal::Beaten(rule)),
                    None => self.attempt(stage, entrant, &candidate, elements),
                };
                if outcome.is_ok() {
                    let (_, end) = self.window.lattice.trim(candidate.start, candidate.end);
                    winner.get_or_insert((entrant.index, end));
                }
                if T::ON {
                    let tokens = self.window.lattice.tokens(candidate.start, candidate.end);
                    match outcome {
                        Ok(()) => self.trace.kept(entrant.index, tokens.start, tokens.end),
                        Err(why) => self.trace.refused(entrant.index, tokens.start, tokens.end, why),
                    }
                }
            }
            if winner.is_some() && keep != Keep::All && !T::ON {
                break;
            }
        }
        self.buffers.tied = tied;
        self.buffers.candidates = candidates;
        winner.map(|(_, end)| end)
    }

    /// The elements of a candidate, kept in the window.
    fn walk_back(&mut self, machine: u32, candidate: &Candidate) -> Range<u32> {
        let path = &mut self.buffers.path;
        self.window.walk_back(self.program, self.symbols, machine, (candidate.start, candidate.end), path);
        let elements = &mut self.window.elements;
        let from = elements.len() as u32;
        elements.extend_from_slice(path);
        from..elements.len() as u32
    }

    /// Keeps a candidate if nothing refuses it.
    fn attempt(
        &mut self,
        stage: usize,
        entrant: &Entrant,
        candidate: &Candidate,
        elements: Range<u32>,
    ) -> Result<(), Refusal> {
        let program = self.program;
        let rule = &program.pack.rules[entrant.index as usize];
        if let Some(guard) = self.refusing_guard(entrant, candidate) {
            return Err(Refusal::Guard(guard));
        }
        let mut matched = Match {
            rule: entrant.index,
            machine: entrant.machine,
            start: candidate.start,
            end: candidate.end,
            elements,
            grown: 0..0,
        };
        let unique = program.pack.stages[stage].unique.map(|name| self.nodes_of(&matched, name));
        let (low, high) = self.window.lattice.trim(candidate.start, candidate.end);
        let whole = [(low, high)];
        let shielded = unique.as_deref().unwrap_or(&whole);
        for &(block, start, end) in &self.buffers.blocked {
            let overlaps = shielded.iter().any(|&(from, to)| from < end && start < to);
            if overlaps && program.pack.blocks[block as usize].rules.contains(&(entrant.index as usize)) {
                return Err(Refusal::Block(block));
            }
        }
        for &(from, to) in unique.iter().flatten() {
            if let Some(&by) = self.buffers.taken[from as usize..to as usize].iter().find(|&&by| by != NONE) {
                return Err(Refusal::Taken(by));
            }
        }
        matched.grown = self.grow(rule, &matched);
        for (index, condition) in rule.conditions.iter().enumerate() {
            if !self.evaluation(matched.clone()).holds(condition) {
                return Err(Refusal::Condition(index as u32));
            }
        }
        for &(from, to) in unique.iter().flatten() {
            self.buffers.taken[from as usize..to as usize].fill(entrant.index);
        }
        self.buffers.kept.push(matched);
        Ok(())
    }

    /// The boundaries of a capture's elements.
    fn nodes_of(&self, matched: &Match, name: Name) -> Vec<(u32, u32)> {
        let machine = &self.program.machines.machines[matched.machine as usize];
        let Some(index) = machine.captures.iter().position(|known| *known == name) else { return Vec::new() };
        self.window.elements[matched.elements.start as usize..matched.elements.end as usize]
            .iter()
            .filter(|element| {
                let captures = &machine.positions[element.position as usize].captures;
                captures.iter().any(|(capture, _)| *capture as usize == index)
            })
            .map(|element| {
                let edge = self.window.lattice.edge(element.edge);
                (edge.start, edge.end)
            })
            .collect()
    }

    /// Grows the captures that the rule extends.
    fn grow(&mut self, rule: &crate::rules::model::Rule, matched: &Match) -> Range<u32> {
        let from = self.window.grown.len() as u32;
        for &(name, extent) in &rule.extend {
            let machine = &self.program.machines.machines[matched.machine as usize];
            let Some(index) = machine.captures.iter().position(|known| *known == name) else { continue };
            let nodes = self.nodes_of(matched, name);
            let (Some(first), Some(last)) = (nodes.first(), nodes.last()) else { continue };
            let (start, end) = (first.0, last.1);
            let compiled = &self.program.extents[extent];
            let grown = self.window.extent(self.program, self.symbols, compiled, (start, end), &mut self.reading.cut);
            if let Some((low, high)) = grown {
                self.window.grown.push((index as u8, start.min(low), end.max(high)));
            }
        }
        from..self.window.grown.len() as u32
    }

    fn evaluation(&mut self, matched: Match) -> Evaluation<'_> {
        Evaluation {
            program: self.program,
            text: self.text,
            symbols: self.symbols,
            window: self.window,
            reading: self.reading,
            matched,
            record: None,
        }
    }

    /// Phrases and records of the matches kept: first what they are, so that all stand in the lattice, then their spans.
    fn make(&mut self) {
        let program = self.program;
        let kept = std::mem::take(&mut self.buffers.kept);
        let mut made: Vec<Range<u32>> = Vec::with_capacity(kept.len());
        for matched in &kept {
            let rule = &program.pack.rules[matched.rule as usize];
            let drafts = self.reading.drafts.len() as u32;
            let mut phrase = self.attributes(rule, matched);
            for own in &program.yields[matched.rule as usize] {
                let mut fields: Vec<(Name, Datum)> = Vec::with_capacity(own.named.len() + own.spans.len());
                for (name, expression) in &own.named {
                    let value = self.evaluation(matched.clone()).value(expression);
                    if value != Datum::Null && attribute(&phrase, *name) == Value::Null {
                        phrase.push((*name, evaluate::value(&value)));
                    }
                    if value != Datum::Null {
                        fields.push((*name, value));
                    }
                }
                self.draft(own.kind, matched, fields);
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
                self.phrase(class, matched, phrase, own);
            }
        }
        for (matched, drafts) in kept.iter().zip(made) {
            self.fill(matched, drafts.clone());
            self.link(matched);
            if !drafts.is_empty() {
                self.window.makers.push((matched.clone(), drafts));
            }
        }
        self.buffers.kept = kept;
    }

    fn attributes(&mut self, rule: &crate::rules::model::Rule, matched: &Match) -> Vec<(Name, Value)> {
        let mut all = match rule.inherit {
            Some(name) => self.evaluation(matched.clone()).inherited(name),
            None => Vec::new(),
        };
        for (name, expression) in &rule.set {
            let value = evaluate::value(&self.evaluation(matched.clone()).value(expression));
            if value == Value::Null {
                continue;
            }
            match all.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => *old = value,
                None => all.push((*name, value)),
            }
        }
        all
    }

    fn phrase(&mut self, class: Name, matched: &Match, attributes: Vec<(Name, Value)>, draft: u32) {
        let (start, end) = self.window.lattice.trim(matched.start, matched.end);
        let symbol = self
            .symbols
            .phrase((&self.program.alphabet, &self.program.machines), class, |name| attribute(&attributes, name));
        let from = self.window.attributes.len() as u32;
        self.window.attributes.extend(attributes);
        let index = self.window.phrases.len() as u32;
        let range = from..self.window.attributes.len() as u32;
        self.window.phrases.push(WindowPhrase { class, start, end, attributes: range, draft, told: NONE });
        if self.window.lattice.add(Edge { start, end, symbol, what: What::Phrase(index) }) {
            self.window.wake(self.symbols, symbol);
        }
    }

    /// Adds a record as far as it is known.
    fn draft(&mut self, kind: RecordKind, matched: &Match, fields: Vec<(Name, Datum)>) {
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
            fields,
        });
    }

    /// The spans and references of the records that a match made.
    fn fill(&mut self, matched: &Match, drafts: Range<u32>) {
        let program = self.program;
        for (own, draft) in program.yields[matched.rule as usize].iter().zip(drafts) {
            for (name, holds, expression) in &own.spans {
                let mut evaluation = self.evaluation(matched.clone());
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
            let mut evaluation = self.evaluation(matched.clone());
            let target = crate::rules::expression::Expression::Capture(*capture);
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
