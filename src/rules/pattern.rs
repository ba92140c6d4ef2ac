//! The abstract syntax of patterns: bounded regular expressions over the edges of a paragraph.

use super::names::{Name, Value};

/// A pattern, names resolved, short names expanded.
#[derive(Clone, Debug, PartialEq)]
pub enum Pattern {
    /// One after the other. Empty: the empty pattern.
    Sequence(Vec<Pattern>),
    /// Any of them; the earlier is preferred.
    Either(Vec<Pattern>),
    /// From `min` to `max` times.
    Repeat {
        /// What repeats.
        inner: Box<Pattern>,
        /// At least.
        min: u32,
        /// At most.
        max: u32,
    },
    /// A capture.
    Capture {
        /// Its name.
        name: Name,
        /// What it captures.
        inner: Box<Pattern>,
    },
    /// One edge.
    Edge(EdgeTest),
    /// `~`: some of the edges that the stage declares skippable.
    Skip,
}

/// What one edge must be.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum EdgeTest {
    /// One token with all these properties.
    Token(Vec<TokenTest>),
    /// An entry of a lexicon, of one token or several.
    Lexicon(LexiconTest),
    /// A phrase.
    Phrase {
        /// Its class.
        class: Name,
        /// What its attributes must be.
        attributes: Vec<AttributeTest>,
    },
    /// Where a sentence begins.
    SentenceStart,
    /// Where a sentence ends.
    SentenceEnd,
}

/// A property of one token.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TokenTest {
    /// This word or mark. `exact`: in this case or in all capitals; else in any case (`text` is folded).
    Literal {
        /// The word.
        text: String,
        /// Whether case counts.
        exact: bool,
    },
    /// A built-in property.
    Property(Property),
    /// A shape of `[shape]`, by its index in the pack.
    Shape(usize),
    /// An entry of one token of a lexicon.
    Lexicon(LexiconTest),
    /// Not this.
    Not(Box<TokenTest>),
}

/// An entry of a lexicon with certain attributes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LexiconTest {
    /// Index of the lexicon in the pack.
    pub lexicon: usize,
    /// What the entry's attributes must be.
    pub attributes: Vec<AttributeTest>,
}

/// `[a]`, `[!a]`, `[a=x|y]`, `[a!=x|y]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AttributeTest {
    /// The attribute.
    pub name: Name,
    /// The values asked for; empty for `[a]` and `[!a]`: any but null and false.
    pub values: Vec<Value>,
    /// `[!a]`, `[a!=x]`.
    pub negated: bool,
}

/// Built-in properties of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Property {
    /// Any token.
    Any,
    /// A word.
    Word,
    /// A written number.
    Digits,
    /// A punctuation mark.
    Punct,
    /// A symbol.
    Symbol,
    /// A quotation mark.
    Mark,
    /// A web or mail address.
    Link,
    /// First letter upper case, another one lower case.
    Capitalised,
    /// Two letters or more, all upper case.
    Upper,
    /// All letters lower case.
    Lower,
    /// A capital after the first letter, and a lower-case letter; or letters and digits.
    Mixed,
    /// One capital, full stop or not.
    Initial,
    /// One letter.
    SingleLetter,
    /// No white space before it.
    Glued,
}

impl Property {
    /// Every property with the name that patterns use.
    pub const ALL: [(&'static str, Property); 14] = [
        ("any", Property::Any),
        ("word", Property::Word),
        ("digits", Property::Digits),
        ("punct", Property::Punct),
        ("symbol", Property::Symbol),
        ("mark", Property::Mark),
        ("link", Property::Link),
        ("capitalised", Property::Capitalised),
        ("upper", Property::Upper),
        ("lower", Property::Lower),
        ("mixed", Property::Mixed),
        ("initial", Property::Initial),
        ("single_letter", Property::SingleLetter),
        ("glued", Property::Glued),
    ];
}

impl AttributeTest {
    /// Whether an edge or entry whose attribute has this value passes.
    pub fn passes(&self, value: Value) -> bool {
        let held = if self.values.is_empty() { value.holds() } else { self.values.contains(&value) };
        held != self.negated
    }
}
