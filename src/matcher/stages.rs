//! One stage over one paragraph: where its rules match, and which matches are kept.

use std::ops::Range;

use super::evaluate::Evaluation;
use super::lattice::What;
use super::outcomes::Outcome;
use super::program::{Entrant, Program};
use super::reading::Reading;
use super::run::{Direction, Element};
use super::starts::{Start, Starts};
use super::symbols::Symbols;
use super::trace::{Refusal, Trace};
use super::window::{Match, NONE, Window};
use crate::rules::model::{Keep, Rule};
use crate::rules::names::{Name, Value};

/// Matches of one start that are looked at, the longest first. More are left out and counted.
const CANDIDATES_A_START: usize = 256;

/// Tells what a phrase says from what a word says, in the key of an outcome.
const PHRASE: u32 = 1 << 31;

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
    starts: Starts,
    candidates: Vec<Candidate>,
    /// Where blocks matched: index of the block, boundaries.
    blocked: Vec<(u32, u32, u32)>,
    pub(super) kept: Vec<Match>,
    /// For each match kept the drafts it made.
    pub(super) made: Vec<Range<u32>>,
    /// Nodes that `unique` captures of winners hold: the winner's rule.
    taken: Vec<u32>,
    path: Vec<Element>,
    /// What a rule asks of a match, to look it up among the outcomes remembered.
    key: Vec<u32>,
    pub(super) attributes: Vec<(Name, Value)>,
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
        if !compiled.blocks.is_empty() {
            self.block(stage);
        }
        self.settle(stage);
        if !self.buffers.kept.is_empty() {
            self.make();
        }
    }

    /// Calls `settle` with the token of each start of a slot and the range of its starts in the buffers, in order.
    fn each_start(&mut self, slot: usize, mut settle: impl FnMut(&mut Self, u32, Range<usize>)) {
        self.buffers.starts.find(&self.program.machines, self.symbols, &self.window.lattice, slot);
        let mut at = 0;
        while let Some(start) = self.buffers.starts.list.get(at) {
            // Sentence boundaries before a token count for nothing: their starts are the token's.
            let mut token = start.boundary;
            while token < self.window.lattice.len() && !self.window.lattice.is_token(token) {
                token += 1;
            }
            let from = at;
            while self.buffers.starts.list.get(at).is_some_and(|start| start.boundary <= token) {
                at += 1;
            }
            if token < self.window.lattice.len() {
                settle(self, token, from..at);
            }
        }
    }

    /// The candidates of one start of a group.
    fn collect(&mut self, slot: usize, start: Start) {
        let program = self.program;
        let group = &program.machines.groups[start.group as usize];
        let compiled = &program.stages[slot / 2];
        let entrants = if slot.is_multiple_of(2) { &compiled.rules } else { &compiled.blocks };
        let StageBuffers { candidates, starts, .. } = &mut *self.buffers;
        let first = starts.first(start, group.width);
        let (from, zone) = (start.boundary, self.zone_bit);
        let reach = self.window.run_group(program, self.symbols, (start.group, from), first, |lattice, end, ends| {
            let length = lattice.length(from, end);
            for (word, &bits) in ends.iter().enumerate() {
                let mut bits = bits;
                let mut last = None;
                while bits != 0 {
                    let position = word * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let entrant = program.entrant_of[group.machine[position] as usize];
                    // The positions of a machine stand together, so a machine that ends in several is seen once.
                    let new = last.replace(entrant) != Some(entrant);
                    if new && length > 0 && entrants[entrant as usize].zones & zone != 0 {
                        candidates.push(Candidate { entrant, start: from, end, length });
                    }
                }
            }
        });
        if T::ON {
            self.trace_reach(slot, group, from, reach);
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

    /// Runs the blocks of a stage.
    fn block(&mut self, stage: usize) {
        let slot = 2 * stage + 1;
        self.each_start(slot, |run, _, starts| {
            run.buffers.candidates.clear();
            for at in starts {
                run.collect(slot, run.buffers.starts.list[at]);
            }
            let candidates = std::mem::take(&mut run.buffers.candidates);
            for candidate in &candidates {
                let entrant = &run.program.stages[stage].blocks[candidate.entrant as usize];
                if run.refusing_guard(entrant, candidate).is_none() {
                    let (start, end) = run.window.lattice.trim(candidate.start, candidate.end);
                    run.buffers.blocked.push((entrant.index, start, end));
                }
            }
            run.buffers.candidates = candidates;
        });
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
        if self.program.pack.stages[stage].unique.is_some() {
            self.buffers.taken.clear();
            self.buffers.taken.resize(self.window.lattice.len() as usize, NONE);
        }
        let mut free_from = 0;
        self.each_start(slot, |run, token, starts| {
            let covered = token < free_from;
            if covered && !T::ON {
                return;
            }
            run.buffers.candidates.clear();
            for at in starts {
                run.collect(slot, run.buffers.starts.list[at]);
            }
            if covered {
                run.trace_overlapped(stage);
            } else if !run.buffers.candidates.is_empty()
                && let Some(end) = run.settle_start(stage, keep)
                && keep == Keep::One
            {
                free_from = end;
            }
        });
    }

    /// Tells the trace what an earlier winner has covered.
    fn trace_overlapped(&mut self, stage: usize) {
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
                at += 1;
                let entrant = &rules[candidate.entrant as usize];
                // A guard needs no captures: it comes before the way back.
                if let Some(guard) = self.refusing_guard(entrant, candidate) {
                    if T::ON {
                        let tokens = self.window.lattice.tokens(candidate.start, candidate.end);
                        self.trace.refused(entrant.index, tokens.start, tokens.end, Refusal::Guard(guard));
                    }
                    continue;
                }
                let elements = self.walk_back(entrant.machine, candidate);
                let priority = program.pack.rules[entrant.index as usize].priority;
                tied.push((elements.len() as u32, std::cmp::Reverse(priority), *candidate, elements));
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
        let mut matched = Match {
            rule: entrant.index,
            machine: entrant.machine,
            start: candidate.start,
            end: candidate.end,
            elements,
            grown: 0..0,
            known: None,
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
        self.judge(entrant, rule, &mut matched)?;
        for &(from, to) in unique.iter().flatten() {
            self.buffers.taken[from as usize..to as usize].fill(entrant.index);
        }
        self.buffers.kept.push(matched);
        Ok(())
    }

    /// Whether the rule's conditions let a match be; what becomes of one that captured alike is remembered.
    fn judge(&mut self, entrant: &Entrant, rule: &Rule, matched: &mut Match) -> Result<(), Refusal> {
        if !self.asked(entrant, matched) {
            return match self.refusing_condition(rule, matched) {
                Some(condition) => Err(Refusal::Condition(condition)),
                None => Ok(()),
            };
        }
        let outcome = match self.symbols.outcomes.get(&self.buffers.key) {
            Some(outcome) => outcome,
            None => {
                let outcome = match self.refusing_condition(rule, matched) {
                    Some(condition) => Outcome::Refused(condition),
                    None => self.made(rule, matched),
                };
                self.symbols.outcomes.insert(&self.buffers.key, outcome);
                outcome
            }
        };
        match outcome {
            Outcome::Refused(condition) => Err(Refusal::Condition(condition)),
            Outcome::Made(set, symbol) => {
                matched.known = Some((set, symbol));
                Ok(())
            }
        }
    }

    /// Writes down what a rule's conditions and attributes ask of a match; false where they may ask for more.
    fn asked(&mut self, entrant: &Entrant, matched: &Match) -> bool {
        let Some(asked) = entrant.asked else { return false };
        let machine = &self.program.machines.machines[matched.machine as usize];
        let key = &mut self.buffers.key;
        key.clear();
        key.push(entrant.index);
        for element in &self.window.elements[matched.elements.start as usize..matched.elements.end as usize] {
            if machine.captured[element.position as usize] & asked == 0 {
                continue;
            }
            let said = match self.window.lattice.edge(element.edge).what {
                What::Token(word) => self.symbols.infos[word as usize].signature,
                What::Words(node) => {
                    self.symbols.signature_of_several((&self.program.pack, &self.program.alphabet), node)
                }
                What::Phrase(phrase) => {
                    let phrase = &self.window.phrases[phrase as usize];
                    if phrase.draft != NONE {
                        return false; // its attributes are the record's, which may still change
                    }
                    phrase.attributes | PHRASE
                }
                What::Enclosure | What::SentenceStart | What::SentenceEnd => 0,
            };
            key.extend([element.position, said]);
        }
        true
    }

    fn refusing_condition(&mut self, rule: &Rule, matched: &Match) -> Option<u32> {
        let refuses = |condition| !self.evaluation(matched).holds(condition);
        rule.conditions.iter().position(refuses).map(|index| index as u32)
    }

    /// What a match makes that no condition refuses.
    fn made(&mut self, rule: &Rule, matched: &Match) -> Outcome {
        let mut attributes = std::mem::take(&mut self.buffers.attributes);
        self.attributes(rule, matched, &mut attributes);
        let set = self.symbols.attributes.intern(&attributes);
        self.buffers.attributes = attributes;
        let class = rule.phrase.filter(|_| rule.yields.is_empty());
        let context = (&self.program.alphabet, &self.program.machines);
        Outcome::Made(set, class.map(|class| self.symbols.phrase(context, class, set)))
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
    fn grow(&mut self, rule: &Rule, matched: &Match) -> Range<u32> {
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

    pub(super) fn evaluation<'m>(&'m mut self, matched: &'m Match) -> Evaluation<'m> {
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
}
