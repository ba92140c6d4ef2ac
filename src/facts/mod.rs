//! Drafts to records: references, chains, holders, certainty, facts.
//!
//! The steps of [`assemble`], a module each: typed records in the order of the text (`drafts`), spans cleaned (`pieces`),
//! quotations run on (`quotations`), sentences carried (`carrying`), nesting (`nesting`), references (`references`),
//! and last the rows (`statements`) with their certainty (`certainty`) and id (`identity`).
//! No step compares every record with every other: they look up sorted lists (`covering`) and bounded windows.

mod assemble;
mod carrying;
mod certainty;
mod covering;
mod drafts;
mod identity;
pub mod json;
mod nesting;
mod pieces;
mod places;
mod quotations;
pub mod records;
mod references;
mod selecting;
mod statements;
mod vocabulary;

pub use assemble::assemble;
pub use records::Records;
pub use vocabulary::Vocabulary;
