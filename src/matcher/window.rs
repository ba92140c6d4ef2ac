//! The state of one paragraph while its stages run: the lattice, the phrases and matches so far.

use std::ops::Range;

use super::alphabet::Symbol;
use super::attributes::SetId;
use super::lattice::{Edge, Lattice};
use super::program::{Probe, Program};
use super::run::{Direction, Element, States, run};
use super::symbols::Symbols;
use crate::rules::names::Name;
use crate::text::{Layout, Span, Token};

/// No index.
pub(crate) const NONE: u32 = u32::MAX;

/// A phrase of the paragraph.
#[derive(Clone, Debug)]
pub(crate) struct WindowPhrase {
    pub(crate) class: Name,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Its attributes, in [`Symbols::attributes`].
    pub(crate) attributes: SetId,
    /// Its symbol.
    pub(crate) symbol: Symbol,
    /// The record it stands for (index in the reading's drafts), or [`NONE`].
    pub(crate) draft: u32,
    /// Its index in the reading's phrases once something speaks of it, or [`NONE`].
    pub(crate) told: u32,
}

/// A match that was kept.
#[derive(Clone, Debug)]
pub(crate) struct Match {
    pub(crate) rule: u32,
    pub(crate) machine: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Its elements, in [`Window::elements`].
    pub(crate) elements: Range<u32>,
    /// Captures grown by extents: index of the capture, boundaries; in [`Window::grown`].
    pub(crate) grown: Range<u32>,
    /// Its attributes, and the symbol of its phrase if that is all it makes, where they are known beforehand.
    pub(crate) known: Option<(SetId, Option<Symbol>)>,
}

/// The run whose states still stand, so that a match can be walked back without running again.
#[derive(Clone, Copy, Debug)]
struct Held {
    group: u32,
    /// The machine it was run for, if for one alone.
    machine: Option<u32>,
    width: u32,
    start: u32,
    reach: u32,
}

/// One paragraph at work.
#[derive(Debug, Default)]
pub(crate) struct Window {
    pub(crate) lattice: Lattice,
    states: States,
    held: Option<Held>,
    /// The states of a probe under way, so that those held stay.
    probing: States,
    pub(crate) phrases: Vec<WindowPhrase>,
    pub(crate) elements: Vec<Element>,
    pub(crate) grown: Vec<(u8, u32, u32)>,
    /// Matches that made records: index of the first draft, how many.
    pub(crate) makers: Vec<(Match, Range<u32>)>,
    /// The node of each token of the paragraph, from its first token on.
    pub(crate) node_of: Vec<u32>,
    pub(crate) first_token: u32,
    /// Of each token of the paragraph its word's number in the trie of entries of several words.
    pub(crate) numbers: Vec<u32>,
    /// The tokens (counted from the paragraph's first) with which such an entry may begin.
    pub(crate) beginning: Vec<u32>,
    /// Indices of the document's paragraph and first sentence.
    pub(crate) paragraph: u32,
    pub(crate) sentences: Range<u32>,
}

impl Window {
    /// The furthest boundary to which a probe matches from a boundary.
    pub(crate) fn furthest(&mut self, program: &Program, symbols: &Symbols, probe: Probe, from: u32) -> Option<u32> {
        self.probe(program, symbols, probe, from, true)
    }

    /// Whether a probe matches from a boundary.
    pub(crate) fn matches(&mut self, program: &Program, symbols: &Symbols, probe: Probe, from: u32) -> bool {
        self.probe(program, symbols, probe, from, false).is_some()
    }

    fn probe(&mut self, program: &Program, symbols: &Symbols, probe: Probe, from: u32, furthest: bool) -> Option<u32> {
        let machine = &program.machines.machines[probe.machine as usize];
        let group = &program.machines.groups[machine.group as usize];
        let masks = &symbols.masks;
        let begins = |symbol| masks.meets(symbol, group.column, &machine.first);
        let awake = match probe.direction {
            Direction::Forwards => self.lattice.outgoing(from).any(|(_, edge)| begins(edge.symbol)),
            Direction::Backwards => self.lattice.incoming(from).any(|(_, edge)| begins(edge.symbol)),
        };
        if !awake {
            return None;
        }
        let mut found = None;
        let Window { lattice, probing, .. } = self;
        let reach =
            run(group, masks, lattice, probing, (from, probe.direction), &machine.first, &mut |boundary, ends| {
                if ends.iter().zip(&machine.last).any(|(end, last)| end & last != 0) {
                    found = Some(boundary);
                    return furthest;
                }
                true
            });
        probing.clear(group.width, from, reach);
        found
    }

    /// Runs a group forwards from a boundary and holds its states; returns the furthest boundary reached.
    pub(crate) fn run_group(
        &mut self,
        program: &Program,
        symbols: &Symbols,
        (index, start): (u32, u32),
        first: &[u64],
        mut accept: impl FnMut(&Lattice, u32, &[u64]),
    ) -> u32 {
        self.release();
        let group = &program.machines.groups[index as usize];
        let masks = &symbols.masks;
        let Window { lattice, states, .. } = self;
        let lattice = &*lattice;
        let reach = run(group, masks, lattice, states, (start, Direction::Forwards), first, &mut |end, ends| {
            accept(lattice, end, ends);
            true
        });
        self.held = Some(Held { group: index, machine: None, width: group.width, start, reach });
        reach
    }

    /// The positions of a group that the run held has live at a boundary.
    pub(crate) fn live(&self, width: u32, boundary: u32) -> Vec<u32> {
        self.states.live(width, boundary)
    }

    /// Walks a match of a machine back into `path`.
    pub(crate) fn walk_back(
        &mut self,
        program: &Program,
        symbols: &Symbols,
        machine: u32,
        (start, end): (u32, u32),
        path: &mut Vec<Element>,
    ) {
        let id = machine;
        let machine = &program.machines.machines[id as usize];
        let stands = |held: Held| {
            (held.group, held.start) == (machine.group, start) && held.machine.is_none_or(|alone| alone == id)
        };
        if !self.held.is_some_and(stands) {
            self.run_group(program, symbols, (machine.group, start), &machine.first, |_, _, _| {});
            if let Some(held) = &mut self.held {
                held.machine = Some(id);
            }
        }
        let group = &program.machines.groups[machine.group as usize];
        let masks = &symbols.masks;
        self.states.walk_back(group, machine, masks, &self.lattice, (start, end), path);
    }

    /// Gives up the states held.
    pub(crate) fn release(&mut self) {
        if let Some(held) = self.held.take() {
            self.states.clear(held.width, held.start, held.reach);
        }
    }

    /// Adds an edge beside the nodes; false where too many begin there.
    pub(crate) fn add(&mut self, symbols: &Symbols, edge: Edge) -> bool {
        self.lattice.add(edge, symbols.slots[edge.symbol as usize])
    }

    /// The text between two boundaries, sentence boundaries at its ends left out.
    pub(crate) fn span(&self, tokens: &[Token], start: u32, end: u32) -> Option<Span> {
        let range = self.lattice.tokens(start, end);
        let (first, last) = (tokens.get(range.start as usize)?, tokens.get((range.end as usize).checked_sub(1)?)?);
        (range.start < range.end).then_some(Span { start: first.span.start, end: last.span.end })
    }

    /// The boundaries of a span of this paragraph, at token ends.
    pub(crate) fn boundaries_of(&self, tokens: &[Token], span: Span) -> Option<(u32, u32)> {
        let from = self.first_token as usize;
        let tokens = &tokens[from..from + self.node_of.len()];
        let first = tokens.partition_point(|token| token.span.start < span.start);
        let after = tokens.partition_point(|token| token.span.end <= span.end);
        (first < after).then(|| (self.node_of[first], self.node_of[after - 1] + 1))
    }

    /// Index of the sentence that holds a token.
    pub(crate) fn sentence_of(&self, layout: &Layout, token: u32) -> u32 {
        let sentences = &layout.sentences[self.sentences.start as usize..self.sentences.end as usize];
        let after = sentences.partition_point(|sentence| sentence.start <= token) as u32;
        self.sentences.start + after.saturating_sub(1)
    }
}
