//! Rule files read and checked: from TOML to the [`model::Pack`] that the matcher compiles.
//!
//! [`builtin`] and [`folder`] give files, [`load`] makes a pack of them or a [`Report`] of what is wrong.

pub mod builtin;
pub mod codes;
pub mod diagnostic;
pub mod expression;
pub mod folder;
mod loader;
pub mod model;
pub mod names;
pub mod pattern;
pub mod report;
pub mod schema;
mod suggestion;
mod syntax;

pub use diagnostic::{Diagnostic, Label, Severity};
pub use loader::load;
pub use model::Pack;
pub use report::Report;
