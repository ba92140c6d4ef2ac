//! Position automata (Glushkov): a pattern becomes a set of positions, each asking one thing of one edge,
//! with the positions that may follow it. Several machines share a group of 64 positions where they fit.
//!
//! Glushkov, "The abstract theory of automata", 1961; bit-parallel as in Navarro and Raffinot, 2001.

use super::alphabet::{TestId, Tests};
use super::masks::Column;
use super::program::CompiledStage;
use crate::rules::names::Name;
use crate::rules::pattern::{EdgeTest, Pattern};

/// Positions a word holds.
const WORD: usize = 64;

/// One position of a machine.
#[derive(Clone, Debug)]
pub(crate) struct Position {
    /// What an edge must be: any of these.
    pub(crate) tests: Vec<TestId>,
    /// The captures it lies in: index of the name in [`Machine::captures`], and which textual (and repeated) occurrence.
    pub(crate) captures: Vec<(u8, u16)>,
}

/// One compiled pattern (or several alternatives of one rule).
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    /// Index of its group.
    pub(crate) group: u32,
    /// Index of its first position in the group.
    pub(crate) offset: u32,
    /// Its positions.
    pub(crate) positions: Vec<Position>,
    /// The names it captures.
    pub(crate) captures: Vec<Name>,
    /// For each position the captures it lies in, as bits (of the first 64).
    pub(crate) captured: Vec<u64>,
    /// Its positions, as bits of the group.
    pub(crate) own: Vec<u64>,
    /// Positions a match may begin with.
    pub(crate) first: Vec<u64>,
    /// Positions a match may end with.
    pub(crate) last: Vec<u64>,
}

/// Machines that step together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    /// Where its positions stand in the mask table.
    pub(crate) column: Column,
    /// Columns it takes (words of 64 positions).
    pub(crate) width: u32,
    /// For each position the positions that may follow, `width` words each.
    pub(crate) follow: Vec<u64>,
    /// For each position the positions that may stand before it.
    pub(crate) precede: Vec<u64>,
    /// Positions some machine may begin with.
    pub(crate) first: Vec<u64>,
    /// Positions some machine may end with.
    pub(crate) accept: Vec<u64>,
    /// Positions of which every match of each machine holds one, the rarest there are: only where an edge may stand in
    /// one of them is a match looked for.
    pub(crate) anchors: Vec<u64>,
    /// Positions of the machines that are looked for from their anchors backwards: not of those that may begin anywhere.
    pub(crate) sought: Vec<u64>,
    /// The machine of each position.
    pub(crate) machine: Vec<u32>,
}

/// All machines of a pack.
#[derive(Clone, Debug, Default)]
pub(crate) struct Machines {
    pub(crate) machines: Vec<Machine>,
    pub(crate) groups: Vec<Group>,
    /// Words of each segment of the mask table.
    pub(crate) segments: Vec<u32>,
    /// For each test the positions it lets pass: the word's place in a row, bits.
    pub(crate) positions_of_test: Vec<Vec<(u32, u64)>>,
    /// The group that still takes small machines.
    open: Option<u32>,
    /// The tests of the phrases that references may point to.
    pub(crate) meant: Vec<TestId>,
    /// For each slot (the rules of a stage, then its blocks) its groups.
    pub(crate) slots: Vec<Vec<u32>>,
}

/// How `~` is read: one edge of any of these patterns, at most so many times.
pub(crate) struct SkipRule<'p> {
    pub(crate) edges: &'p [Pattern],
    pub(crate) limit: u32,
}

impl Machines {
    /// Compiles a pattern that is the alternatives of `patterns`; `backwards`: to be run from right to left.
    /// `anchors`: parts of them, one edge each, of which every match holds one; none: matches are looked for wherever
    /// they may begin.
    pub(crate) fn add(
        &mut self,
        patterns: &[&Pattern],
        skip: &SkipRule<'_>,
        backwards: bool,
        anchors: Option<&[&Pattern]>,
        tests: &mut Tests,
    ) -> u32 {
        let mut glushkov = Glushkov {
            skip,
            backwards,
            tests,
            positions: Vec::new(),
            follow: Vec::new(),
            names: Vec::new(),
            instances: 0,
            anchors: anchors.unwrap_or(&[]),
            anchored: Vec::new(),
        };
        let mut whole = Fragment::empty();
        whole.nullable = false;
        for pattern in patterns {
            let part = glushkov.build(pattern, &[]);
            whole.either(part);
        }
        let anchored = if anchors.is_some() { glushkov.anchored } else { whole.first.clone() };
        let (positions, follow, captures) = (glushkov.positions, glushkov.follow, glushkov.names);
        let count = positions.len();
        let group = self.place(count);
        let id = self.machines.len() as u32;
        let column = self.groups[group as usize].column;
        let first_word = self.row_place(column);
        let place = &mut self.groups[group as usize];
        let (width, offset) = (place.width as usize, place.machine.len());
        let bits = |list: &[u32]| {
            let mut words = vec![0u64; width];
            for &position in list {
                let at = offset + position as usize;
                words[at / WORD] |= 1 << (at % WORD);
            }
            words
        };
        for (index, next) in follow.iter().enumerate() {
            place.follow.extend(bits(next));
            place.machine.push(id);
            let at = offset + index;
            for &test in &positions[index].tests {
                let test = test as usize;
                if self.positions_of_test.len() <= test {
                    self.positions_of_test.resize(test + 1, Vec::new());
                }
                self.positions_of_test[test].push((first_word + (at / WORD) as u32, 1 << (at % WORD)));
            }
        }
        let all: Vec<u32> = (0..count as u32).collect();
        let (own, first, last) = (bits(&all), bits(&whole.first), bits(&whole.last));
        place.anchors.iter_mut().zip(bits(&anchored)).for_each(|(all, own)| *all |= own);
        if anchors.is_some() {
            place.sought.iter_mut().zip(&own).for_each(|(all, own)| *all |= own);
        }
        place.accept.iter_mut().zip(&last).for_each(|(all, own)| *all |= own);
        place.first.iter_mut().zip(&first).for_each(|(all, own)| *all |= own);
        let lies_in = |position: &Position| {
            position.captures.iter().filter(|(index, _)| *index < 64).fold(0, |all, (index, _)| all | 1u64 << index)
        };
        let captured = positions.iter().map(lies_in).collect();
        self.machines.push(Machine { captured, group, offset: offset as u32, positions, captures, own, first, last });
        id
    }

    /// Later machines stand in a segment and in groups of their own: those of one stage stand together.
    pub(crate) fn open_segment(&mut self) {
        self.open = None;
        self.segments.push(0);
    }

    /// Where a column stands in a row of all segments.
    pub(crate) fn row_place(&self, column: Column) -> u32 {
        self.segments[..column.segment as usize].iter().sum::<u32>() + column.at
    }

    /// Completes what symbols are classified by.
    pub(crate) fn prepare(&mut self, stages: &[CompiledStage], tests: usize) {
        self.positions_of_test.resize(tests, Vec::new());
        for group in &mut self.groups {
            let width = group.width as usize;
            group.precede = vec![0; group.follow.len()];
            for position in 0..group.machine.len() {
                for next in 0..group.machine.len() {
                    if group.follow[position * width + next / WORD] >> (next % WORD) & 1 != 0 {
                        group.precede[next * width + position / WORD] |= 1 << (position % WORD);
                    }
                }
            }
        }
        for entrants in stages.iter().flat_map(|stage| [&stage.rules, &stage.blocks]) {
            let mut slot: Vec<u32> = entrants.iter().map(|one| self.machines[one.machine as usize].group).collect();
            slot.sort_unstable();
            slot.dedup();
            self.slots.push(slot);
        }
    }

    fn place(&mut self, count: usize) -> u32 {
        if let Some(open) = self.open
            && self.groups[open as usize].machine.len() + count <= WORD
        {
            return open;
        }
        let width = count.div_ceil(WORD).max(1).next_power_of_two();
        let group = self.groups.len() as u32;
        if self.segments.is_empty() {
            self.open_segment();
        }
        let segment = self.segments.len() - 1;
        let length = &mut self.segments[segment];
        let column = Column { segment: segment as u32, at: *length };
        *length += width as u32;
        self.groups.push(Group {
            column,
            width: width as u32,
            first: vec![0; width],
            accept: vec![0; width],
            anchors: vec![0; width],
            sought: vec![0; width],
            ..Group::default()
        });
        if width == 1 {
            self.open = Some(group);
        }
        group
    }
}

/// First and last positions of a part of a pattern.
#[derive(Clone)]
struct Fragment {
    nullable: bool,
    first: Vec<u32>,
    last: Vec<u32>,
}

impl Fragment {
    fn empty() -> Fragment {
        Fragment { nullable: true, first: Vec::new(), last: Vec::new() }
    }
    fn either(&mut self, other: Fragment) {
        self.nullable |= other.nullable;
        self.first.extend(other.first);
        self.last.extend(other.last);
    }
}

struct Glushkov<'a> {
    skip: &'a SkipRule<'a>,
    backwards: bool,
    tests: &'a mut Tests,
    positions: Vec<Position>,
    follow: Vec<Vec<u32>>,
    names: Vec<Name>,
    instances: u16,
    /// The parts that are anchors, and the positions they have become.
    anchors: &'a [&'a Pattern],
    anchored: Vec<u32>,
}

impl Glushkov<'_> {
    fn build(&mut self, pattern: &Pattern, captures: &[(u8, u16)]) -> Fragment {
        if let Some(tests) = single_edge(pattern) {
            let fragment = self.position(&tests, captures);
            if self.anchors.iter().any(|anchor| std::ptr::eq(*anchor, pattern)) {
                self.anchored.extend(&fragment.first);
            }
            return fragment;
        }
        match pattern {
            Pattern::Edge(test) => self.position(&[test], captures),
            Pattern::Sequence(parts) => {
                let mut whole = Fragment::empty();
                for index in 0..parts.len() {
                    let part = &parts[if self.backwards { parts.len() - 1 - index } else { index }];
                    let next = self.build(part, captures);
                    self.join(&mut whole, next);
                }
                whole
            }
            Pattern::Either(parts) => {
                let mut whole = Fragment { nullable: false, ..Fragment::empty() };
                for part in parts {
                    let next = self.build(part, captures);
                    whole.either(next);
                }
                whole
            }
            Pattern::Repeat { inner, min, max } => self.repeat(inner, *min, *max, captures),
            Pattern::Capture { name, inner } => {
                let index = match self.names.iter().position(|known| known == name) {
                    Some(index) => index,
                    None => {
                        self.names.push(*name);
                        self.names.len() - 1
                    }
                };
                self.instances = self.instances.saturating_add(1);
                let mut inside = captures.to_vec();
                inside.push((index as u8, self.instances));
                self.build(inner, &inside)
            }
            Pattern::Skip => {
                let edges = Pattern::Either(self.skip.edges.to_vec());
                if self.skip.edges.is_empty() {
                    return Fragment::empty();
                }
                self.repeat(&edges, 0, self.skip.limit, captures)
            }
        }
    }

    /// `x{min,max}` as copies, each optional one nested in the one before: x(x(x)?)?
    fn repeat(&mut self, inner: &Pattern, min: u32, max: u32, captures: &[(u8, u16)]) -> Fragment {
        let mut whole = Fragment::empty();
        let mut ends: Vec<u32> = Vec::new();
        let mut nullable = min == 0;
        for copy in 1..=max {
            let next = self.build(inner, captures);
            nullable |= next.nullable;
            let mut so_far = whole.clone();
            // A later copy follows only the copy before it, so that one way leads to each count.
            so_far.nullable = copy == 1 || next.nullable && so_far.nullable;
            self.join(&mut so_far, next.clone());
            if copy >= min || nullable {
                ends.extend(&next.last);
            }
            whole = Fragment { nullable: next.nullable, first: so_far.first, last: next.last };
            if next.nullable {
                whole.last = so_far.last;
            }
        }
        Fragment { nullable, first: whole.first, last: ends }
    }

    fn join(&mut self, whole: &mut Fragment, next: Fragment) {
        for &from in &whole.last {
            for &to in &next.first {
                if !self.follow[from as usize].contains(&to) {
                    self.follow[from as usize].push(to);
                }
            }
        }
        if whole.nullable {
            whole.first.extend(&next.first);
        }
        if next.nullable {
            whole.last.extend(&next.last);
        } else {
            whole.last = next.last;
        }
        whole.nullable &= next.nullable;
    }

    fn position(&mut self, tests: &[&EdgeTest], captures: &[(u8, u16)]) -> Fragment {
        let index = self.positions.len() as u32;
        let tests = tests.iter().map(|test| self.tests.id(test)).collect();
        self.positions.push(Position { tests, captures: captures.to_vec() });
        self.follow.push(Vec::new());
        Fragment { nullable: false, first: vec![index], last: vec![index] }
    }
}

/// The tests of a pattern that is one edge whatever alternative is taken: they share a position.
pub(crate) fn single_edge(pattern: &Pattern) -> Option<Vec<&EdgeTest>> {
    match pattern {
        Pattern::Edge(test) => Some(vec![test]),
        Pattern::Sequence(parts) if parts.len() == 1 => single_edge(&parts[0]),
        Pattern::Either(parts) if !parts.is_empty() => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(single_edge(part)?);
            }
            Some(all)
        }
        _ => None,
    }
}
