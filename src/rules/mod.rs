//! Rule files read and checked: from TOML to the [`model::Pack`] that the matcher compiles.

pub mod expression;
pub mod model;
pub mod names;
pub mod pattern;
pub mod schema;

pub use model::Pack;
