//! Drafts to records: references, chains, holders, certainty, facts.

pub mod records;

pub use records::Records;
