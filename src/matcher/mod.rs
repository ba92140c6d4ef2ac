//! The compiled matcher: rules to position automata, text to a lattice of edges, matches to drafts of records.

pub mod reading;

pub use reading::{Datum, Draft, Phrase, Reading};
