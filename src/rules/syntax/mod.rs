//! The little languages inside the texts of rule files, parsed by hand: patterns, expressions, selectors, grounds.
//!
//! What is parsed here are trees of names as written, each with its place; [`super::loader`] looks the names up.

pub(crate) mod expressions;
pub(crate) mod patterns;
pub(crate) mod scanner;
pub(crate) mod selectors;

use super::model::Location;

/// A text of a rule file, with the way back from its bytes to those of the file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Text<'a> {
    /// The text, escapes decoded.
    pub(crate) value: &'a str,
    /// The whole value in the file, quotation marks included.
    pub(crate) whole: Location,
    /// Where the text's first byte stands in the file; `None` where escapes shift it.
    pub(crate) start: Option<u32>,
}

impl Text<'_> {
    /// The place in the file of a part of the text.
    pub(crate) fn part(&self, start: usize, end: usize) -> Location {
        match self.start {
            Some(first) => Location { file: self.whole.file, start: first + start as u32, end: first + end as u32 },
            None => self.whole,
        }
    }
}

/// A name as written.
#[derive(Clone, Debug)]
pub(crate) struct Ident {
    pub(crate) text: String,
    pub(crate) at: Location,
}

/// A value as written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Literal {
    Null,
    Flag(bool),
    Number(f64),
    Text(String),
}

impl Literal {
    /// The value that a bare text stands for: `true`, `false`, a number, nothing, or itself.
    pub(crate) fn of_bare(text: &str) -> Literal {
        match text {
            "" | "null" => Literal::Null,
            "true" => Literal::Flag(true),
            "false" => Literal::Flag(false),
            _ if text.starts_with(|first: char| first.is_ascii_digit() || first == '-' || first == '.') => {
                text.parse().map_or_else(|_| Literal::Text(text.into()), Literal::Number)
            }
            _ => Literal::Text(text.into()),
        }
    }
}

/// How deep groups and parentheses may nest.
pub(crate) const MAX_DEPTH: u32 = 48;
