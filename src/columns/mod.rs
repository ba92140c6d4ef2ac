//! Records as Arrow columns: tables built straight from the records, no object between.
//!
//! A table is declared once ([`tables`]): its builders, Arrow schema and documentation follow from that declaration. [`Scan`]
//! reads batches of documents and gives batches of rows, lazily, with as many threads as asked for.

mod builders;
mod chunks;
mod documents;
mod rows;
mod scan;
mod tables;
mod workers;

pub use scan::{Scan, ScanError};
pub use tables::{SCHEMA_VERSION, TableKind, describe};
