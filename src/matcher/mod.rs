//! The compiled matcher: rules to position automata, text to a lattice of edges, matches to drafts of records.
//!
//! A [`Matcher`] is immutable and shared; what a thread needs to read texts is its [`Scratch`]. Time is linear in the
//! text: patterns are bounded, edges a boundary are capped, and each cap that cut something is counted in the reading.

mod alphabet;
mod attributes;
mod automaton;
mod captures;
mod evaluate;
mod extents;
mod lattice;
mod making;
mod masks;
mod numbers;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod oracle_regex;
mod outcomes;
mod paragraph;
mod program;
pub mod reading;
mod run;
mod stages;
mod starts;
mod symbols;
pub mod trace;
mod window;

use std::sync::Arc;

pub use program::{CompileError, MatcherOptions};
pub use reading::{Datum, Draft, Phrase, Reading};

use crate::rules::model::Pack;
use crate::text::Reader;
use program::Program;
use stages::StageBuffers;
use symbols::Symbols;
use trace::{Silent, Trace};
use window::Window;

/// A compiled pack.
#[derive(Debug)]
pub struct Matcher {
    program: Program,
    reader: Reader,
}

/// What one thread needs to read texts; reused from text to text, for one matcher only.
#[derive(Debug, Default)]
pub struct Scratch {
    symbols: Symbols,
    window: Window,
    buffers: StageBuffers,
    reading: Reading,
    /// Keep every phrase in the reading, not only those that records speak of.
    pub keep_phrases: bool,
}

impl Matcher {
    /// Compiles a pack.
    ///
    /// # Errors
    /// [`CompileError::UnknownGenre`] where the pack does not have the genre asked for.
    pub fn new(pack: Arc<Pack>, options: &MatcherOptions) -> Result<Matcher, CompileError> {
        let reader = Reader::new(&pack.text);
        Ok(Matcher { program: Program::new(pack, options)?, reader })
    }

    /// The pack.
    pub fn pack(&self) -> &Arc<Pack> {
        &self.program.pack
    }

    /// The name of the genre it reads.
    pub fn genre(&self) -> &str {
        self.program.pack.names.text(self.program.genre)
    }

    /// Reads a text.
    pub fn read<'s>(&self, text: &str, scratch: &'s mut Scratch) -> &'s Reading {
        self.read_traced(text, scratch, &mut Silent)
    }

    /// Reads a text and tells a trace what the matcher does.
    pub fn read_traced<'s, T: Trace>(&self, text: &str, scratch: &'s mut Scratch, trace: &mut T) -> &'s Reading {
        scratch.symbols.relax();
        let reading = &mut scratch.reading;
        reading.zones.clear();
        reading.drafts.clear();
        reading.phrases.clear();
        reading.carries.clear();
        self.reader.read(text, &mut reading.layout);
        reading.cut = reading.layout.cut;
        for paragraph in 0..scratch.reading.layout.paragraphs.len() {
            self.paragraph(text, paragraph, scratch, trace);
        }
        &scratch.reading
    }
}
