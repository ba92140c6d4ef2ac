//! Text to tokens, sentences, paragraphs, quotations and brackets, with byte offsets into the untouched text.
//!
//! Free of any language: what a sentence end, an abbreviation, a clitic or a quotation mark is comes in [`Settings`].

mod characters;
mod enclosures;
mod fold;
mod language;
mod links;
pub mod numerals;
mod offsets;
mod paragraphs;
mod quotations;
mod reader;
mod sentences;
mod settings;
mod tokens;
mod words;

pub use fold::{fold, fold_into};
pub use language::{LanguageSettings, Recogniser, Verdict, is_script};
pub use offsets::CodePoints;
pub use reader::Reader;
pub use settings::{QuoteMarks, Settings};

/// A half-open range of bytes of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span's text.
    pub fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
    /// Bytes both cover.
    pub fn overlap(&self, other: Span) -> u32 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }
    /// Whether `other` lies wholly inside.
    pub fn covers(&self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// What a token is, by its characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TokenKind {
    /// Letters, with digits after them ("G7") or full stops between them ("U.S.").
    Word,
    /// Digits with the marks inside a written number ("16,000").
    Number,
    /// A quotation mark; a doubled apostrophe is one.
    Mark,
    /// Any other punctuation mark.
    Punct,
    /// A currency or other symbol.
    Symbol,
    /// A web or mail address, a handle.
    Link,
}

impl TokenKind {
    /// How many kinds there are.
    pub const COUNT: usize = 6;
}

/// One token of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// No white space stands between it and the token before.
    pub glued: bool,
}

/// A pair of quotation marks or brackets, as token indices, marks included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Enclosure {
    /// Index of the opening mark (of the first token where the opening mark is missing).
    pub open: u32,
    /// Index of the closing mark (of the paragraph's last token where it is missing).
    pub close: u32,
    /// Whether the closing mark stands in the text.
    pub closed: bool,
    /// Whether the opening mark stands in the text.
    pub opened: bool,
    /// Single quotation marks.
    pub single: bool,
    /// It lies inside another one of its kind.
    pub nested: bool,
}

/// One paragraph: ranges of indices into [`Layout`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// Its tokens.
    pub tokens: std::ops::Range<u32>,
    /// Its sentences.
    pub sentences: std::ops::Range<u32>,
    /// Its quotations, by opening token.
    pub quotes: std::ops::Range<u32>,
    /// Its bracketed asides, by opening token.
    pub brackets: std::ops::Range<u32>,
}

/// All that is known of a text before any rule has run. Reused from text to text.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The tokens, in the order of the text.
    pub tokens: Vec<Token>,
    /// The sentences, as ranges of tokens.
    pub sentences: Vec<std::ops::Range<u32>>,
    /// The paragraphs.
    pub paragraphs: Vec<Paragraph>,
    /// The quotations of all paragraphs.
    pub quotes: Vec<Enclosure>,
    /// The bracketed asides of all paragraphs.
    pub brackets: Vec<Enclosure>,
    /// How often a stated cap cut something: a quotation or bracket nested deeper than 8, a paragraph longer than
    /// 10,000 tokens (each cut), a text of 4 GiB.
    pub cut: u32,
}
