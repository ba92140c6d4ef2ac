//! Where matches may begin: from the anchors of each machine backwards, so that a rule costs nothing where the rarest
//! edge it needs does not stand.

use super::automaton::{Group, Machines};
use super::lattice::Lattice;
use super::masks::Masks;
use super::run::union;
use super::symbols::Symbols;

/// A boundary at which some machines of a group may begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Start {
    pub(crate) boundary: u32,
    pub(crate) group: u32,
    /// Where its positions stand in [`Starts::bits`].
    at: u32,
}

/// The starts of one slot, and the buffers to find them.
#[derive(Debug, Default)]
pub(crate) struct Starts {
    /// By boundary, then group.
    pub(crate) list: Vec<Start>,
    bits: Vec<u64>,
    /// For each group of the slot the boundary and symbol of each of its anchors, boundary after boundary.
    seeds: Vec<Vec<(u32, u32)>>,
    /// Positions from which an anchor may still be reached, by boundary.
    ahead: Vec<u64>,
}

impl Starts {
    /// The positions with which machines may begin at a start.
    pub(crate) fn first(&self, start: Start, width: u32) -> &[u64] {
        &self.bits[start.at as usize..(start.at + width) as usize]
    }

    /// Finds the starts of a slot.
    pub(crate) fn find(&mut self, machines: &Machines, symbols: &Symbols, lattice: &Lattice, slot: usize) {
        self.list.clear();
        self.bits.clear();
        let groups = &machines.slots[slot];
        if self.seeds.len() < groups.len() {
            self.seeds.resize(groups.len(), Vec::new());
        }
        for (boundary, anchored) in lattice.slots().iter().enumerate() {
            if anchored >> slot & 1 == 0 {
                continue;
            }
            for (_, edge) in lattice.outgoing(boundary as u32) {
                for &group in symbols.anchored(edge.symbol, slot) {
                    self.seeds[group as usize].push((boundary as u32, edge.symbol));
                }
            }
        }
        let mut swept = 0;
        for (index, &id) in groups.iter().enumerate() {
            if self.seeds[index].is_empty() {
                continue;
            }
            let seeds = std::mem::take(&mut self.seeds[index]);
            swept += 1;
            let (group, masks) = (&machines.groups[id as usize], &symbols.masks);
            match group.width {
                1 => self.sweep::<1>(id, group, masks, lattice, &seeds),
                2 => self.sweep::<2>(id, group, masks, lattice, &seeds),
                4 => self.sweep::<4>(id, group, masks, lattice, &seeds),
                8 => self.sweep::<8>(id, group, masks, lattice, &seeds),
                16 => self.sweep::<16>(id, group, masks, lattice, &seeds),
                32 => self.sweep::<32>(id, group, masks, lattice, &seeds),
                _ => self.sweep::<64>(id, group, masks, lattice, &seeds),
            }
            self.seeds[index] = seeds;
            self.seeds[index].clear();
        }
        match swept {
            0 => {}
            1 => self.list.reverse(), // a sweep goes from the last boundary to the first
            _ => self.list.sort_unstable(),
        }
    }

    /// Steps one group backwards from its anchors.
    fn sweep<const W: usize>(
        &mut self,
        id: u32,
        group: &Group,
        masks: &Masks,
        lattice: &Lattice,
        seeds: &[(u32, u32)],
    ) {
        let needed = (lattice.len() as usize + 1) * W;
        if self.ahead.len() < needed {
            self.ahead.resize(needed, 0);
        }
        // From the last anchor to the left; where nothing is live any more, from the anchor before.
        let mut rest = seeds;
        while let Some(&(last, _)) = rest.last() {
            let (mut boundary, mut low) = (last, last);
            loop {
                while let Some((&(_, symbol), before)) = rest.split_last().filter(|(seed, _)| seed.0 == boundary) {
                    let mask = masks.row::<W>(symbol, group.column);
                    let ahead = &mut self.ahead[boundary as usize * W..(boundary as usize + 1) * W];
                    for word in 0..W {
                        ahead[word] |= mask[word] & group.anchors[word];
                    }
                    rest = before;
                }
                low = low.min(self.step_back::<W>(id, group, masks, lattice, boundary));
                if boundary == low {
                    break;
                }
                boundary -= 1;
            }
        }
    }

    /// One boundary of a sweep: the machines that may begin there, and what may stand before. Returns the leftmost
    /// boundary that has become live.
    #[inline]
    fn step_back<const W: usize>(
        &mut self,
        id: u32,
        group: &Group,
        masks: &Masks,
        lattice: &Lattice,
        boundary: u32,
    ) -> u32 {
        let mut low = boundary;
        let here_at = boundary as usize * W;
        let here: [u64; W] = std::array::from_fn(|word| std::mem::take(&mut self.ahead[here_at + word]));
        if here == [0; W] {
            return low;
        }
        let first: [u64; W] = std::array::from_fn(|word| here[word] & group.first[word]);
        if first != [0; W] {
            self.list.push(Start { boundary, group: id, at: self.bits.len() as u32 });
            self.bits.extend(first);
        }
        let sought: [u64; W] = std::array::from_fn(|word| here[word] & group.sought[word]);
        let before = union(&group.precede, &sought);
        if before == [0; W] {
            return low;
        }
        for (_, edge) in lattice.incoming(boundary) {
            let mask = masks.row::<W>(edge.symbol, group.column);
            let mut any = 0;
            let ahead = &mut self.ahead[edge.start as usize * W..(edge.start as usize + 1) * W];
            for word in 0..W {
                let bits = mask[word] & before[word];
                ahead[word] |= bits;
                any |= bits;
            }
            if any != 0 {
                low = low.min(edge.start);
            }
        }
        low
    }
}
