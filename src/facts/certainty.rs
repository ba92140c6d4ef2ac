//! How sure a statement is: the first row of the pack's `[[certainty]]` table that holds.

use super::records::{Attribution, Hedge, Reason};
use super::selecting::{of_attribution, of_hedge, passes};
use super::vocabulary::Vocabulary;
use crate::rules::model::{Bearing, Ground, Pack};
use crate::rules::names::Name;
use crate::rules::pattern::AttributeTest;

/// How a hedge lies to a statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bears {
    /// Its scope covers the figure, or the first word of a statement without one.
    pub(super) figure: bool,
    /// Its scope covers the event.
    pub(super) event: bool,
    /// Its scope or cue touches the statement.
    pub(super) statement: bool,
    /// It applies to the figure directly.
    pub(super) directly: bool,
}

impl Bears {
    /// Whether it bears on the fact, whatever the table asks.
    pub(super) fn at_all(self) -> bool {
        self.figure || self.event || self.directly
    }
    fn holds(self, bearing: Bearing) -> bool {
        match bearing {
            Bearing::CoversFigure => self.figure || self.directly,
            Bearing::CoversEvent => self.event,
            Bearing::TouchesStatement => self.statement || self.at_all(),
            Bearing::OnFigure => self.directly,
        }
    }
}

/// The table and the records that it is asked about.
pub(super) struct Certainty<'a> {
    pub(super) pack: &'a Pack,
    pub(super) words: &'a Vocabulary,
    pub(super) attributions: &'a [Attribution],
    pub(super) hedges: &'a [Hedge],
}

impl Certainty<'_> {
    /// Whether any row asks what touches a statement.
    pub(super) fn asks_touching(&self) -> bool {
        let grounds = self.pack.certainty.iter().flat_map(|row| &row.any);
        grounds.into_iter().any(|ground| matches!(ground, Ground::Hedge(_, Bearing::TouchesStatement)))
    }

    /// The certainty, and the records that the row names. Without a row that holds: attributed where anybody vouches
    /// for the statement, else stated.
    pub(super) fn of(&self, chain: &[u32], hedges: &[(u32, Bears)]) -> (Name, Vec<Reason>) {
        for row in &self.pack.certainty {
            let mut why = Vec::new();
            let mut holds = false;
            for ground in &row.any {
                match ground {
                    Ground::Always => holds = true,
                    Ground::Link(tests) => {
                        why.extend(
                            chain.iter().filter(|&&link| self.link(link, tests)).map(|&l| Reason::Attribution(l)),
                        );
                    }
                    Ground::Last(tests) => {
                        why.extend(
                            chain.last().filter(|&&link| self.link(link, tests)).map(|&l| Reason::Attribution(l)),
                        );
                    }
                    Ground::Hedge(tests, bearing) => {
                        let bearing = hedges.iter().filter(|(_, bears)| bears.holds(*bearing));
                        why.extend(bearing.filter(|(one, _)| self.hedge(*one, tests)).map(|&(h, _)| Reason::Hedge(h)));
                    }
                }
            }
            if holds || !why.is_empty() {
                why.sort_unstable();
                why.dedup();
                return (row.value, why);
            }
        }
        match chain {
            [] => (self.words.stated, Vec::new()),
            _ => (self.words.attributed, chain.iter().map(|&link| Reason::Attribution(link)).collect()),
        }
    }

    fn link(&self, link: u32, tests: &[AttributeTest]) -> bool {
        passes(tests, |name| of_attribution(&self.attributions[link as usize], self.words, name))
    }
    fn hedge(&self, hedge: u32, tests: &[AttributeTest]) -> bool {
        passes(tests, |name| of_hedge(&self.hedges[hedge as usize], self.words, name))
    }
}
