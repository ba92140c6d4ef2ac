//! What a pack declares about its language's text.

use rustc_hash::FxHashSet;

/// One style of quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteMarks {
    /// Marks that may open.
    pub open: Vec<String>,
    /// Marks that may close.
    pub close: Vec<String>,
    /// Single marks: an apostrophe may be one of them, so they need white space or punctuation on the outer side.
    pub single: bool,
}

/// What a pack declares about its language's text (`[text]`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Marks that end a sentence.
    pub sentence_end: Vec<String>,
    /// Words with a full stop that end no sentence, as written: one with a capital matches so or in all capitals.
    pub abbreviations: FxHashSet<String>,
    /// Endings split off the word before them, folded, with a straight apostrophe.
    pub clitics: Vec<String>,
    /// Words split off the number written right after them ("Rs500"), as written: one with a capital matches so or in all
    /// capitals.
    pub number_prefixes: Vec<String>,
    /// Decimal marks.
    pub decimal: Vec<char>,
    /// Grouping marks.
    pub group: Vec<char>,
    /// Quotation marks.
    pub quotes: Vec<QuoteMarks>,
    /// Brackets, opening and closing.
    pub brackets: Vec<(String, String)>,
    /// Words by which the language is known, folded.
    pub function_words: Vec<String>,
}
