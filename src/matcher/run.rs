//! Stepping a group of machines over the lattice from one boundary, and walking back what a match captured.

use std::ops::Range;

use super::automaton::{Group, Machine};
use super::lattice::{EdgeId, Lattice};
use super::masks::Masks;

/// A direction of stepping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Forwards,
    Backwards,
}

/// The live positions at each boundary of the run under way, `width` words a boundary.
#[derive(Debug, Default)]
pub(crate) struct States {
    words: Vec<u64>,
    levels: Levels,
}

/// One element of a match: a position of the machine and the edge that stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    /// Index of the position in [`Machine::positions`].
    pub(crate) position: u32,
    pub(crate) edge: EdgeId,
}

/// Steps a group from `start` with the machines whose first positions are in `first`. `accept` is told each boundary
/// where some machine may end, with the positions it ends in, and says whether to go on.
/// Returns the boundary reached that lies furthest.
pub(crate) fn run(
    group: &Group,
    masks: &Masks,
    lattice: &Lattice,
    states: &mut States,
    (start, direction): (u32, Direction),
    first: &[u64],
    accept: &mut dyn FnMut(u32, &[u64]) -> bool,
) -> u32 {
    match group.width {
        1 => run_wide::<1>(group, masks, lattice, states, (start, direction), first, accept),
        2 => run_wide::<2>(group, masks, lattice, states, (start, direction), first, accept),
        4 => run_wide::<4>(group, masks, lattice, states, (start, direction), first, accept),
        8 => run_wide::<8>(group, masks, lattice, states, (start, direction), first, accept),
        16 => run_wide::<16>(group, masks, lattice, states, (start, direction), first, accept),
        32 => run_wide::<32>(group, masks, lattice, states, (start, direction), first, accept),
        _ => run_wide::<64>(group, masks, lattice, states, (start, direction), first, accept),
    }
}

fn run_wide<const W: usize>(
    group: &Group,
    masks: &Masks,
    lattice: &Lattice,
    states: &mut States,
    (start, direction): (u32, Direction),
    first: &[u64],
    accept: &mut dyn FnMut(u32, &[u64]) -> bool,
) -> u32 {
    let needed = (lattice.len() as usize + 1) * W;
    if states.words.len() < needed {
        states.words.resize(needed, 0);
    }
    let words = &mut states.words;
    let mut reach = start;
    let step = |words: &mut Vec<u64>, boundary: u32, next: &[u64; W], reach: &mut u32| {
        let mut visit = |end: u32, symbol: u32| {
            let mask = masks.row::<W>(symbol, group.column);
            let mut live = 0;
            let state = &mut words[end as usize * W..(end as usize + 1) * W];
            for word in 0..W {
                let bits = next[word] & mask[word];
                state[word] |= bits;
                live |= bits;
            }
            if live != 0 {
                *reach = match direction {
                    Direction::Forwards => end.max(*reach),
                    Direction::Backwards => end.min(*reach),
                };
            }
        };
        match direction {
            Direction::Forwards => lattice.outgoing(boundary).for_each(|(_, edge)| visit(edge.end, edge.symbol)),
            Direction::Backwards => lattice.incoming(boundary).for_each(|(_, edge)| visit(edge.start, edge.symbol)),
        }
    };
    let mut opening = [0u64; W];
    opening.copy_from_slice(&first[..W]);
    step(words, start, &opening, &mut reach);
    let mut boundary = start;
    while boundary != reach {
        boundary = match direction {
            Direction::Forwards => boundary + 1,
            Direction::Backwards => boundary - 1,
        };
        let at = boundary as usize * W;
        let live: [u64; W] = std::array::from_fn(|word| words[at + word]);
        if live == [0; W] {
            continue;
        }
        let ends: [u64; W] = std::array::from_fn(|word| live[word] & group.accept[word]);
        if ends != [0; W] && !accept(boundary, &ends) {
            break;
        }
        let next = union(&group.follow, &live);
        if next != [0; W] {
            step(words, boundary, &next, &mut reach);
        }
    }
    reach
}

impl States {
    /// Makes the states empty again after a run that went from `start` to `reach`.
    pub(crate) fn clear(&mut self, width: u32, start: u32, reach: u32) {
        let (low, high) = (start.min(reach) as usize, start.max(reach) as usize + 1);
        let width = width as usize;
        self.words[low * width..high * width].fill(0);
    }

    /// The positions of a group that are live at a boundary.
    pub(crate) fn live(&self, width: u32, boundary: u32) -> Vec<u32> {
        let width = width as usize;
        let words = &self.words[boundary as usize * width..(boundary as usize + 1) * width];
        let bit = |position: u32| words[position as usize / 64] >> (position % 64) & 1 != 0;
        (0..width as u32 * 64).filter(|&position| bit(position)).collect()
    }

    /// The elements of the best match of `machine` from `start` to `end` of the forward run that has left these states:
    /// the fewest edges, then at each step from the left the earliest position, then the longest edge.
    pub(crate) fn walk_back(
        &mut self,
        group: &Group,
        machine: &Machine,
        masks: &Masks,
        lattice: &Lattice,
        bounds: (u32, u32),
        path: &mut Vec<Element>,
    ) {
        match group.width {
            1 => self.walk_back_wide::<1>(group, machine, masks, lattice, bounds, path),
            2 => self.walk_back_wide::<2>(group, machine, masks, lattice, bounds, path),
            4 => self.walk_back_wide::<4>(group, machine, masks, lattice, bounds, path),
            8 => self.walk_back_wide::<8>(group, machine, masks, lattice, bounds, path),
            16 => self.walk_back_wide::<16>(group, machine, masks, lattice, bounds, path),
            32 => self.walk_back_wide::<32>(group, machine, masks, lattice, bounds, path),
            _ => self.walk_back_wide::<64>(group, machine, masks, lattice, bounds, path),
        }
    }

    fn walk_back_wide<const W: usize>(
        &mut self,
        group: &Group,
        machine: &Machine,
        masks: &Masks,
        lattice: &Lattice,
        (start, end): (u32, u32),
        path: &mut Vec<Element>,
    ) {
        path.clear();
        let States { words, levels } = self;
        levels.clear();
        let here = |boundary: u32| std::array::from_fn::<u64, W, _>(|word| words[boundary as usize * W + word]);
        let mut last = here(end);
        last.iter_mut().zip(&machine.last).for_each(|(bits, last)| *bits &= last);
        levels.open();
        levels.add(0, &last);
        for boundary in (start + 1..end).rev() {
            levels.open();
            let mut live = here(boundary);
            live.iter_mut().zip(&machine.own).for_each(|(bits, own)| *bits &= own);
            if live == [0; W] {
                continue;
            }
            for (_, edge) in lattice.outgoing(boundary) {
                if edge.end > end {
                    continue;
                }
                let mask = masks.row::<W>(edge.symbol, group.column);
                for level in levels.of(end - edge.end) {
                    let Some(taken) = meet(&mask, levels.set(level)) else { continue };
                    if let Some(before) = meet(&live, union(&group.precede, &taken)) {
                        levels.add(levels.costs[level] + 1, &before);
                    }
                }
            }
            levels.close(W);
        }
        let mut boundary = start;
        let mut next = std::array::from_fn::<u64, W, _>(|word| machine.first[word]);
        while boundary < end {
            let mut best: Option<(u32, usize, std::cmp::Reverse<u32>, EdgeId)> = None;
            for (id, edge) in lattice.outgoing(boundary) {
                if edge.end > end {
                    continue;
                }
                let Some(mask) = meet(&next, masks.row::<W>(edge.symbol, group.column)) else { continue };
                let first = levels.of(end - edge.end).find_map(|level| {
                    let taken = meet::<W>(&mask, levels.set(level))?;
                    let word = taken.iter().position(|bits| *bits != 0)?;
                    Some((levels.costs[level], word * 64 + taken[word].trailing_zeros() as usize))
                });
                if let Some((cost, position)) = first {
                    let candidate = (cost, position, std::cmp::Reverse(edge.end), id);
                    if best.is_none_or(|best| candidate < best) {
                        best = Some(candidate);
                    }
                }
            }
            let Some((_, position, std::cmp::Reverse(to), edge)) = best else {
                path.clear(); // no such match: the caller asked for an end that the run did not accept
                return;
            };
            path.push(Element { position: position as u32 - machine.offset, edge });
            next.copy_from_slice(&group.follow[position * W..(position + 1) * W]);
            boundary = to;
        }
    }
}

/// While a match is walked back: for each boundary, from the end on, the positions from which the end is reached, by the
/// number of edges that it takes.
#[derive(Debug, Default)]
struct Levels {
    /// Where the levels of each boundary begin.
    opened: Vec<u32>,
    costs: Vec<u32>,
    /// The positions of each level, as many words as the group is wide.
    sets: Vec<u64>,
}

impl Levels {
    fn clear(&mut self) {
        self.opened.clear();
        self.costs.clear();
        self.sets.clear();
    }

    /// The next boundary to the left.
    fn open(&mut self) {
        self.opened.push(self.costs.len() as u32);
    }

    /// Adds positions of the boundary opened last.
    fn add(&mut self, cost: u32, positions: &[u64]) {
        let from = self.opened.last().map_or(0, |&from| from as usize);
        match self.costs[from..].iter().position(|&known| known == cost) {
            Some(level) => {
                let at = (from + level) * positions.len();
                self.sets[at..].iter_mut().zip(positions).for_each(|(all, more)| *all |= more);
            }
            None => {
                self.costs.push(cost);
                self.sets.extend_from_slice(positions);
            }
        }
    }

    /// The boundary opened last is complete: its levels are put in order, each position at its least cost only.
    fn close(&mut self, width: usize) {
        let from = self.opened.last().map_or(0, |&from| from as usize);
        for level in from + 1..self.costs.len() {
            let mut at = level;
            while at > from && self.costs[at - 1] > self.costs[at] {
                self.costs.swap(at - 1, at);
                for word in 0..width {
                    self.sets.swap((at - 1) * width + word, at * width + word);
                }
                at -= 1;
            }
        }
        for level in from + 1..self.costs.len() {
            for cheaper in from..level {
                for word in 0..width {
                    self.sets[level * width + word] &= !self.sets[cheaper * width + word];
                }
            }
        }
    }

    /// The levels of the boundary that lies so far left of the end, the cheapest first.
    fn of(&self, distance: u32) -> Range<usize> {
        let opened = |index: usize| self.opened.get(index).map_or(self.costs.len(), |&at| at as usize);
        opened(distance as usize)..opened(distance as usize + 1)
    }

    fn set<const W: usize>(&self, level: usize) -> [u64; W] {
        self.sets[level * W..].first_chunk().copied().unwrap_or([0; W])
    }
}

/// What two sets share, if anything.
#[inline]
fn meet<const W: usize>(a: &[u64; W], b: [u64; W]) -> Option<[u64; W]> {
    let both: [u64; W] = std::array::from_fn(|word| a[word] & b[word]);
    (both != [0; W]).then_some(both)
}

/// All that a table has for any of these positions (`W` words each).
#[inline]
pub(super) fn union<const W: usize>(table: &[u64], positions: &[u64; W]) -> [u64; W] {
    let mut all = [0u64; W];
    for (word, &bits) in positions.iter().enumerate() {
        let mut bits = bits;
        while bits != 0 {
            let position = word * 64 + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            all.iter_mut().zip(&table[position * W..(position + 1) * W]).for_each(|(all, more)| *all |= more);
        }
    }
    all
}
