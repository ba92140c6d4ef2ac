//! Reads news text and answers, for every statement that carries a number or a source:
//! who says it, how many of what, and how surely.
//!
//! All knowledge of language stands in rule files (`rules/`); this crate compiles them and runs them.
//! The modules depend on each other one way: [`text`] <- [`rules`] <- [`matcher`] <- [`facts`] <- `columns` <- `python`.

#[cfg(feature = "arrow")]
pub mod columns;
pub mod engine;
pub mod facts;
pub mod matcher;
#[cfg(feature = "python")]
mod python;
pub mod rule_tests;
pub mod rules;
pub mod text;
