//! What the matcher can tell of its work. Switched at compile time: with [`Silent`] every call vanishes.
//!
//! Explanations are made from these events and nothing else, so that no second interpreter can disagree.

/// Why a match was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The guard with this index in the rule.
    Guard(u32),
    /// The condition (`where`) with this index in the rule.
    Condition(u32),
    /// The block with this index in the pack.
    Block(u32),
    /// It shares a token of the stage's `unique` capture with an earlier winner: index of that winner's rule.
    Taken(u32),
    /// A better match of the same start: index of that rule.
    Beaten(u32),
    /// It overlaps an earlier winner: index of that winner's rule.
    Overlapped(u32),
    /// Nothing it yields had all that it needs.
    Empty,
}

/// Receives what the matcher does. Boundaries are token indices of the document.
pub trait Trace {
    /// Whether the calls below are made at all.
    const ON: bool;
    /// A rule was tried at a start and came as far as this boundary with these positions (indices in the rule) live.
    fn reached(&mut self, rule: u32, start: u32, boundary: u32, positions: &[u32]);
    /// A match was not kept.
    fn refused(&mut self, rule: u32, start: u32, end: u32, why: Refusal);
    /// A match was kept.
    fn kept(&mut self, rule: u32, start: u32, end: u32);
}

/// No trace.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Trace for Silent {
    const ON: bool = false;
    fn reached(&mut self, _: u32, _: u32, _: u32, _: &[u32]) {}
    fn refused(&mut self, _: u32, _: u32, _: u32, _: Refusal) {}
    fn kept(&mut self, _: u32, _: u32, _: u32) {}
}
