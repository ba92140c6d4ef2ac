//! Stepping a group of machines over the lattice from one boundary, and walking back what a match captured.

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
    /// Least remaining edges, for walking back.
    costs: Vec<u32>,
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
        let mut next = [0u64; W];
        let mut ends = [0u64; W];
        let mut ended = 0;
        for word in 0..W {
            let mut bits = words[at + word];
            ends[word] = bits & group.accept[word];
            ended |= ends[word];
            while bits != 0 {
                let position = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                for (next, follow) in next.iter_mut().zip(&group.follow[position * W..(position + 1) * W]) {
                    *next |= follow;
                }
            }
        }
        if ended != 0 && !accept(boundary, &ends) {
            break;
        }
        if next.iter().any(|&word| word != 0) {
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
        (start, end): (u32, u32),
        path: &mut Vec<Element>,
    ) {
        const FAR: u32 = u32::MAX;
        let width = group.width as usize;
        let count = machine.positions.len();
        let offset = machine.offset as usize;
        let slot = |boundary: u32, position: usize| (boundary - start) as usize * count + position - offset;
        // costs[boundary][position]: edges still to come when `position` was taken by an edge that ends at `boundary`.
        // Only what the run has reached is written, and only that is read.
        let needed = (end - start + 1) as usize * count;
        if self.costs.len() < needed {
            self.costs.resize(needed, FAR);
        }
        let States { words, costs } = self;
        let words = &words[..];
        // The positions of the machine that an edge may be taken by, of those that may come next.
        let taken = |symbol: u32, to: u32, next: &[u64], word: usize| {
            let mask = masks.column(symbol, group.column + word as u32);
            next[word] & mask & machine.own[word] & words[to as usize * width + word]
        };
        let follow = |position: usize| &group.follow[position * width..(position + 1) * width];
        for boundary in (start + 1..=end).rev() {
            for word in 0..width {
                for bit in ones(words[boundary as usize * width + word] & machine.own[word]) {
                    let position = word * 64 + bit;
                    let mut best = FAR;
                    if boundary == end {
                        if machine.last[word] >> bit & 1 != 0 {
                            best = 0;
                        }
                    } else {
                        let next = follow(position);
                        for (_, edge) in lattice.outgoing(boundary).filter(|(_, edge)| edge.end <= end) {
                            for word in 0..width {
                                for bit in ones(taken(edge.symbol, edge.end, next, word)) {
                                    best = best.min(costs[slot(edge.end, word * 64 + bit)].saturating_add(1));
                                }
                            }
                        }
                    }
                    costs[slot(boundary, position)] = best;
                }
            }
        }
        path.clear();
        let mut boundary = start;
        let mut next = &machine.first[..];
        while boundary < end {
            let mut best: Option<(u32, usize, std::cmp::Reverse<u32>, EdgeId)> = None;
            for (id, edge) in lattice.outgoing(boundary).filter(|(_, edge)| edge.end <= end) {
                for word in 0..width {
                    for bit in ones(taken(edge.symbol, edge.end, next, word)) {
                        let position = word * 64 + bit;
                        let candidate = (costs[slot(edge.end, position)], position, std::cmp::Reverse(edge.end), id);
                        if candidate.0 != FAR && best.is_none_or(|best| candidate < best) {
                            best = Some(candidate);
                        }
                    }
                }
            }
            let Some((_, position, std::cmp::Reverse(to), edge)) = best else {
                path.clear(); // no such match: the caller asked for an end that the run did not accept
                return;
            };
            path.push(Element { position: (position - offset) as u32, edge });
            next = follow(position);
            boundary = to;
        }
    }
}

/// The bits that are set.
fn ones(mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = bits.trailing_zeros() as usize;
        let set = bits != 0;
        bits &= bits.wrapping_sub(1);
        set.then_some(bit)
    })
}
