//! Characters of a text one by one, and the small things that all the little languages share.

use super::{Ident, Text};
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::Location;

/// A position in a text.
pub(crate) struct Scanner<'a> {
    pub(crate) text: Text<'a>,
    pub(crate) at: usize,
    pub(crate) depth: u32,
}

/// The result of parsing: the first mistake ends it.
pub(crate) type Parsed<T> = Result<T, Box<Diagnostic>>;

/// Whether a name may begin with this.
pub(crate) fn starts_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether a text is a name: letters, digits and `_`, no digit first.
pub(crate) fn is_name(text: &str) -> bool {
    text.starts_with(starts_name) && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

impl<'a> Scanner<'a> {
    pub(crate) fn new(text: Text<'a>) -> Scanner<'a> {
        Scanner { text, at: 0, depth: 0 }
    }
    pub(crate) fn rest(&self) -> &'a str {
        &self.text.value[self.at..]
    }
    pub(crate) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }
    pub(crate) fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }
    /// The next character that is no white space.
    pub(crate) fn next_mark(&mut self) -> Option<char> {
        self.skip_space();
        self.peek()
    }
    /// Steps over `mark` if it stands here.
    pub(crate) fn take(&mut self, mark: &str) -> bool {
        let here = self.rest().starts_with(mark);
        if here {
            self.at += mark.len();
        }
        here
    }
    /// The place from `start` to here.
    pub(crate) fn since(&self, start: usize) -> Location {
        self.text.part(start, self.at)
    }
    /// The place of the next character; the end of the text has one too.
    pub(crate) fn here(&self) -> Location {
        let length = self.peek().map_or(0, char::len_utf8);
        self.text.part(self.at, self.at + length)
    }
    /// A name, if one begins here.
    pub(crate) fn name(&mut self) -> Option<Ident> {
        let rest = self.rest();
        if !rest.starts_with(starts_name) {
            return None;
        }
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        let start = self.at;
        self.at += length;
        Some(Ident { text: rest[..length].into(), at: self.since(start) })
    }
    /// What stands between quotation marks that begin here; `\` before a mark or another `\` takes its meaning away.
    /// `None` if the closing mark is missing.
    pub(crate) fn quoted(&mut self) -> Option<String> {
        let mark = self.peek()?;
        let mut out = String::new();
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((offset, c)) = characters.next() {
            if c == mark {
                self.at += offset + c.len_utf8();
                return Some(out);
            }
            let escaped = c == '\\' && self.rest()[offset + 1..].starts_with([mark, '\\']);
            out.push(if escaped { characters.next()?.1 } else { c });
        }
        None
    }
}
