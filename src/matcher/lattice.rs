//! The lattice of one paragraph: tokens, sentence ends, entries of several words, enclosures and phrases,
//! all as edges between boundaries. Boundary `b` stands before node `b`; a node is an edge from `b` to `b + 1`.

use std::ops::Range;

use super::alphabet::{Symbol, TrieNode};

/// Edges that may begin at one boundary, beside its node. More are left out and counted.
const EDGES_A_BOUNDARY: u16 = 48;

const NONE: u32 = u32::MAX;

/// What an edge is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Where a sentence begins.
    SentenceStart,
    /// Where a sentence ends.
    SentenceEnd,
    /// A token: index of its word.
    Token(u32),
    /// An entry of several words: where it ends in the trie.
    Words(TrieNode),
    /// A quotation or a bracketed aside.
    Enclosure,
    /// A phrase: its index in the paragraph.
    Phrase(u32),
}

/// One edge.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edge {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) symbol: Symbol,
    pub(crate) what: What,
}

/// Index of an edge: nodes first, then the others in the order in which they were added.
pub(crate) type EdgeId = u32;

/// The edges of one paragraph.
#[derive(Debug, Default)]
pub(crate) struct Lattice {
    nodes: Vec<Edge>,
    /// For each node the index of its token in the document, for a sentence boundary that of the next token.
    token: Vec<u32>,
    /// For each node how many tokens stand up to its end.
    counts: Vec<u32>,
    others: Vec<Edge>,
    /// Chains of the others: by where they begin and by where they end.
    next_out: Vec<u32>,
    next_in: Vec<u32>,
    head_out: Vec<u32>,
    head_in: Vec<u32>,
    count_out: Vec<u16>,
    /// For each boundary the slots in which some machine is anchored at an edge that begins there.
    slots: Vec<u64>,
    /// Edges left out.
    pub(crate) cut: u32,
}

impl Lattice {
    /// Begins a new paragraph.
    pub(crate) fn clear(&mut self) {
        self.nodes.clear();
        self.token.clear();
        self.counts.clear();
        self.others.clear();
        self.next_out.clear();
        self.next_in.clear();
        self.head_out.clear();
        self.head_in.clear();
        self.count_out.clear();
        self.slots.clear();
    }

    /// Adds the next node; `slots`: those in which a machine is anchored at its symbol.
    pub(crate) fn push(&mut self, symbol: Symbol, what: What, token: u32, slots: u64) {
        let start = self.nodes.len() as u32;
        self.nodes.push(Edge { start, end: start + 1, symbol, what });
        self.token.push(token);
        let before = self.counts.last().copied().unwrap_or(0);
        self.counts.push(before + u32::from(matches!(what, What::Token(_))));
        self.slots.push(slots);
    }

    /// All nodes are there: edges may be added.
    pub(crate) fn seal(&mut self) {
        let boundaries = self.nodes.len() + 1;
        self.head_out.resize(boundaries, NONE);
        self.head_in.resize(boundaries, NONE);
        self.count_out.resize(boundaries, 0);
        self.slots.resize(boundaries, 0);
    }

    /// Adds an edge beside the nodes; false (and counted) where too many begin there.
    pub(crate) fn add(&mut self, edge: Edge, slots: u64) -> bool {
        let (start, end) = (edge.start as usize, edge.end as usize);
        if self.count_out[start] >= EDGES_A_BOUNDARY {
            self.cut += 1;
            return false;
        }
        self.count_out[start] += 1;
        self.slots[start] |= slots;
        let index = self.others.len() as u32;
        self.next_out.push(std::mem::replace(&mut self.head_out[start], index));
        self.next_in.push(std::mem::replace(&mut self.head_in[end], index));
        self.others.push(edge);
        true
    }

    /// The slots in which some machine is anchored at an edge that begins at each boundary.
    pub(crate) fn slots(&self) -> &[u64] {
        &self.slots
    }

    /// How many nodes there are; also the last boundary.
    pub(crate) fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    pub(crate) fn node(&self, index: u32) -> &Edge {
        &self.nodes[index as usize]
    }

    pub(crate) fn edge(&self, id: EdgeId) -> &Edge {
        let nodes = self.nodes.len();
        if (id as usize) < nodes { &self.nodes[id as usize] } else { &self.others[id as usize - nodes] }
    }

    /// The edges that begin at a boundary.
    #[inline]
    pub(crate) fn outgoing(&self, boundary: u32) -> Edges<'_> {
        let node = Some(boundary).filter(|&node| (node as usize) < self.nodes.len());
        Edges { lattice: self, node, next: self.head_out[boundary as usize], chain: &self.next_out }
    }

    /// The edges that end at a boundary.
    #[inline]
    pub(crate) fn incoming(&self, boundary: u32) -> Edges<'_> {
        let node = boundary.checked_sub(1);
        Edges { lattice: self, node, next: self.head_in[boundary as usize], chain: &self.next_in }
    }

    /// Whether a node is a token.
    pub(crate) fn is_token(&self, node: u32) -> bool {
        matches!(self.nodes[node as usize].what, What::Token(_))
    }

    /// The boundaries without the sentence boundaries at their ends: from the first token to after the last.
    pub(crate) fn trim(&self, mut start: u32, mut end: u32) -> (u32, u32) {
        while start < end && !self.is_token(start) {
            start += 1;
        }
        while end > start && !self.is_token(end - 1) {
            end -= 1;
        }
        (start, end)
    }

    /// The tokens (indices in the document) between two boundaries.
    pub(crate) fn tokens(&self, start: u32, end: u32) -> Range<u32> {
        let (start, end) = self.trim(start, end);
        if start >= end {
            let at = self.token.get(start as usize).copied().unwrap_or(0);
            return at..at;
        }
        self.token[start as usize]..self.token[end as usize - 1] + 1
    }

    /// How many tokens stand between two boundaries.
    #[inline]
    pub(crate) fn length(&self, start: u32, end: u32) -> u32 {
        let before = |boundary: u32| boundary.checked_sub(1).map_or(0, |node| self.counts[node as usize]);
        before(end) - before(start)
    }
}

/// The edges at one boundary: its node, then the others, the latest first.
pub(crate) struct Edges<'l> {
    lattice: &'l Lattice,
    /// The node, until it has been told.
    node: Option<u32>,
    next: u32,
    chain: &'l [u32],
}

impl<'l> Iterator for Edges<'l> {
    type Item = (EdgeId, &'l Edge);

    #[inline]
    fn next(&mut self) -> Option<(EdgeId, &'l Edge)> {
        if let Some(id) = self.node.take() {
            return Some((id, &self.lattice.nodes[id as usize]));
        }
        let edge = self.lattice.others.get(self.next as usize)?;
        let id = self.lattice.nodes.len() as u32 + self.next;
        self.next = self.chain[self.next as usize];
        Some((id, edge))
    }
}
