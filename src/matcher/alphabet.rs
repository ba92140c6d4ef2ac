//! The alphabet of the matcher: the symbol of an edge is the set of tests it passes.
//!
//! All that rules can ask of an edge is numbered once ([`Tests`]); [`super::symbols`] numbers the sets of tests met.

use regex::RegexSet;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::rules::model::{Entry, Pack};
use crate::rules::names::{Name, Value};
use crate::rules::pattern::{AttributeTest, EdgeTest, LexiconTest, Property, TokenTest};
use crate::text::{TokenKind, fold};

/// Index of a test in [`Tests`].
pub(crate) type TestId = u32;
/// Index of a symbol in [`Symbols`].
pub(crate) type Symbol = u32;

/// All tests that patterns make, numbered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tests {
    list: Vec<EdgeTest>,
    pub(super) index: FxHashMap<EdgeTest, TestId>,
}

impl Tests {
    /// The number of a test, made if new.
    pub(crate) fn id(&mut self, test: &EdgeTest) -> TestId {
        if let Some(&id) = self.index.get(test) {
            return id;
        }
        let id = self.list.len() as TestId;
        self.list.push(test.clone());
        self.index.insert(test.clone(), id);
        id
    }
    pub(crate) fn get(&self, id: TestId) -> &EdgeTest {
        &self.list[id as usize]
    }
    pub(crate) fn len(&self) -> usize {
        self.list.len()
    }
}

/// One form of one lexicon entry: index of the lexicon, index of the entry in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct EntryRef {
    pub(crate) lexicon: u32,
    pub(crate) entry: u32,
}

/// Where in the trie of entries of several words a path stands. 0 is the root.
pub(crate) type TrieNode = u32;

/// What is known of words before any text is read. Shared by all threads.
#[derive(Debug)]
pub(crate) struct Alphabet {
    pub(crate) tests: Tests,
    /// Tests of one token that ask for this (folded) word.
    pub(super) by_literal: FxHashMap<Box<str>, Vec<TestId>>,
    /// Tests that ask for an entry of this lexicon.
    pub(super) by_lexicon: Vec<Vec<TestId>>,
    /// Tests that ask for properties only.
    by_property: Vec<TestId>,
    /// For each test the properties a token must have and must not have.
    bare: Vec<(u32, u32)>,
    /// The tests of each phrase class.
    pub(super) by_phrase: FxHashMap<Name, Vec<TestId>>,
    /// Entries of one token, by folded word.
    pub(super) entries: FxHashMap<Box<str>, Vec<EntryRef>>,
    /// Numbers of the words that entries of several tokens hold.
    pub(super) word_numbers: FxHashMap<Box<str>, u32>,
    /// (node, word) -> node
    trie: FxHashMap<(TrieNode, u32), TrieNode>,
    /// Entries that end at a node.
    terminals: FxHashMap<TrieNode, Vec<EntryRef>>,
    pub(super) shapes: Option<RegexSet>,
}

/// A word on its way to being classified.
pub(super) struct WordFacts<'a> {
    pub(super) text: &'a str,
    pub(super) folded: &'a str,
    /// Its properties, as bits by their order in [`Property`].
    pub(super) properties: u32,
    pub(super) entries: &'a [EntryRef],
    pub(super) shapes: &'a [usize],
}

impl Alphabet {
    pub(crate) fn new(pack: &Pack, tests: Tests) -> Result<Alphabet, regex::Error> {
        let mut alphabet = Alphabet {
            by_literal: FxHashMap::default(),
            by_lexicon: vec![Vec::new(); pack.lexicons.len()],
            by_property: Vec::new(),
            bare: (0..tests.len() as TestId).map(|id| bare(tests.get(id))).collect(),
            by_phrase: FxHashMap::default(),
            entries: FxHashMap::default(),
            word_numbers: FxHashMap::default(),
            trie: FxHashMap::default(),
            terminals: FxHashMap::default(),
            shapes: None,
            tests,
        };
        for id in 0..alphabet.tests.len() as TestId {
            alphabet.file(id);
        }
        for (lexicon, entries) in pack.lexicons.iter().enumerate() {
            if alphabet.by_lexicon[lexicon].is_empty() {
                continue; // no pattern asks for it
            }
            for (entry, form) in entries.entries.iter().enumerate() {
                alphabet.add_entry(EntryRef { lexicon: lexicon as u32, entry: entry as u32 }, form);
            }
        }
        if !pack.shapes.is_empty() {
            let anchored = pack.shapes.iter().map(|(_, regex)| format!("^(?:{regex})$"));
            alphabet.shapes = Some(RegexSet::new(anchored)?);
        }
        Ok(alphabet)
    }

    /// Files a test under what an edge must at least have to pass it.
    fn file(&mut self, id: TestId) {
        match self.tests.get(id).clone() {
            EdgeTest::Token(tests) => {
                let literal = tests.iter().find_map(|test| match test {
                    TokenTest::Literal { text, .. } => Some(fold(text).into_owned()),
                    _ => None,
                });
                let lexicon = tests.iter().find_map(|test| match test {
                    TokenTest::Lexicon(test) => Some(test.lexicon),
                    _ => None,
                });
                for test in &tests {
                    // A lexicon that is only asked for in a negation is needed all the same.
                    if let TokenTest::Not(inner) = test
                        && let TokenTest::Lexicon(inner) = &**inner
                        && self.by_lexicon[inner.lexicon].is_empty()
                    {
                        self.by_lexicon[inner.lexicon].push(id);
                    }
                }
                match (literal, lexicon) {
                    (Some(word), _) => self.by_literal.entry(word.into()).or_default().push(id),
                    (None, Some(lexicon)) => self.by_lexicon[lexicon].push(id),
                    (None, None) => self.by_property.push(id),
                }
            }
            EdgeTest::Lexicon(test) => self.by_lexicon[test.lexicon].push(id),
            EdgeTest::Phrase { class, .. } => self.by_phrase.entry(class).or_default().push(id),
            EdgeTest::SentenceStart | EdgeTest::SentenceEnd => {}
        }
    }

    fn add_entry(&mut self, reference: EntryRef, form: &Entry) {
        let mut words = form.words.iter().map(|word| fold(word).into_owned());
        if form.words.len() == 1 {
            if let Some(word) = words.next() {
                self.entries.entry(word.into()).or_default().push(reference);
            }
            return;
        }
        let mut node: TrieNode = 0;
        for word in words {
            let fresh = self.word_numbers.len() as u32 + 1;
            let number = *self.word_numbers.entry(word.into()).or_insert(fresh);
            let next = self.trie.len() as TrieNode + 1;
            node = *self.trie.entry((node, number)).or_insert(next);
        }
        if node != 0 {
            self.terminals.entry(node).or_default().push(reference);
        }
    }

    /// One step in the trie of entries of several words.
    pub(crate) fn step(&self, node: TrieNode, number: u32) -> Option<TrieNode> {
        self.trie.get(&(node, number)).copied()
    }

    /// The entries of several words that end at a node.
    pub(crate) fn terminal(&self, node: TrieNode) -> Option<&[EntryRef]> {
        self.terminals.get(&node).map(Vec::as_slice)
    }

    /// Whether an entry stands for a word as it is written.
    pub(crate) fn fits(entry: &Entry, written: &[&str]) -> bool {
        !entry.exact
            || entry.words.iter().zip(written).all(|(word, text)| same_word(word, text))
            || written.iter().all(|text| !text.chars().any(char::is_lowercase))
    }

    fn token_passes(&self, pack: &Pack, tests: &[TokenTest], word: &WordFacts<'_>) -> bool {
        tests.iter().all(|test| self.token_test(pack, test, word))
    }

    fn token_test(&self, pack: &Pack, test: &TokenTest, word: &WordFacts<'_>) -> bool {
        match test {
            TokenTest::Literal { text, exact: false } => word.folded == text,
            TokenTest::Literal { text, exact: true } => {
                same_word(text, word.text) || fold(text) == word.folded && !word.text.chars().any(char::is_lowercase)
            }
            TokenTest::Property(property) => word.properties >> *property as u32 & 1 != 0,
            TokenTest::Shape(shape) => word.shapes.contains(shape),
            TokenTest::Lexicon(test) => word.entries.iter().any(|entry| entry_passes(pack, *entry, test)),
            TokenTest::Not(inner) => !self.token_test(pack, inner, word),
        }
    }

    /// The tests that a token passes, ascending.
    pub(super) fn classify(&self, pack: &Pack, word: &WordFacts<'_>) -> Vec<TestId> {
        let mut asked = vec![0u64; self.tests.len().div_ceil(64)];
        let mut ask = |tests: &[TestId]| tests.iter().for_each(|&id| asked[id as usize / 64] |= 1 << (id % 64));
        ask(&self.by_property);
        self.by_literal.get(word.folded).into_iter().for_each(|tests| ask(tests));
        for (index, entry) in word.entries.iter().enumerate() {
            if !word.entries[..index].iter().any(|before| before.lexicon == entry.lexicon) {
                ask(&self.by_lexicon[entry.lexicon as usize]);
            }
        }
        let mut candidates: Vec<TestId> = Vec::new();
        for (index, bits) in asked.into_iter().enumerate() {
            let mut bits = bits;
            while bits != 0 {
                candidates.push(index as TestId * 64 + bits.trailing_zeros());
                bits &= bits - 1;
            }
        }
        candidates.retain(|&id| {
            let (needed, barred) = self.bare[id as usize];
            word.properties & needed == needed && word.properties & barred == 0
        });
        candidates.retain(|&id| match self.tests.get(id) {
            EdgeTest::Token(tests) => self.token_passes(pack, tests, word),
            EdgeTest::Lexicon(test) => word.entries.iter().any(|entry| entry_passes(pack, *entry, test)),
            _ => false,
        });
        candidates
    }
}

/// Equal but for the kind of apostrophe.
fn same_word(entry: &str, written: &str) -> bool {
    entry == written || written.contains('’') && entry == written.replace('’', "'")
}

/// Whether an entry belongs to the lexicon and has the attributes that a test asks for.
pub(crate) fn entry_passes(pack: &Pack, entry: EntryRef, test: &LexiconTest) -> bool {
    entry.lexicon as usize == test.lexicon && {
        let attributes = &pack.lexicons[entry.lexicon as usize].entries[entry.entry as usize].attributes;
        all_pass(&test.attributes, |name| attribute(attributes, name))
    }
}

/// Whether all attribute tests pass.
pub(crate) fn all_pass(tests: &[AttributeTest], value: impl Fn(Name) -> Value) -> bool {
    tests.iter().all(|test| test.passes(value(test.name)))
}

/// An attribute's value in a list.
pub(crate) fn attribute(attributes: &[(Name, Value)], name: Name) -> Value {
    attributes.iter().find(|(known, _)| *known == name).map_or(Value::Null, |(_, value)| *value)
}

/// The properties that a test needs and bars, as bits.
fn bare(test: &EdgeTest) -> (u32, u32) {
    let EdgeTest::Token(tests) = test else { return (0, 0) };
    tests.iter().fold((0, 0), |(needed, barred), test| match test {
        TokenTest::Property(property) => (needed | 1 << *property as u32, barred),
        TokenTest::Not(inner) => match &**inner {
            TokenTest::Property(property) => (needed, barred | 1 << *property as u32),
            _ => (needed, barred),
        },
        _ => (needed, barred),
    })
}

/// The properties of a token that its text and kind decide, as bits.
pub(super) fn properties(text: &str, kind: TokenKind) -> u32 {
    let (mut letters, mut upper, mut lower, mut digits, mut later_upper) = (0, 0, 0, 0, 0);
    for (index, character) in text.chars().enumerate() {
        letters += u32::from(character.is_alphabetic());
        lower += u32::from(character.is_lowercase());
        digits += u32::from(character.is_numeric());
        if character.is_uppercase() {
            upper += 1;
            later_upper += u32::from(index > 0);
        }
    }
    let first_upper = upper > later_upper;
    let word = kind == TokenKind::Word;
    let held = [
        (Property::Any, true),
        (Property::Word, word),
        (Property::Digits, kind == TokenKind::Number),
        (Property::Punct, kind == TokenKind::Punct),
        (Property::Symbol, kind == TokenKind::Symbol),
        (Property::Mark, kind == TokenKind::Mark),
        (Property::Link, kind == TokenKind::Link),
        (Property::Capitalised, word && first_upper && lower > 0),
        (Property::Upper, word && letters >= 2 && upper == letters),
        (Property::Lower, word && upper == 0),
        (Property::Mixed, word && (lower > 0 && later_upper > 0 || digits > 0)),
        (Property::Initial, word && first_upper && letters == 1),
        (Property::SingleLetter, word && letters == 1 && !text.contains('.')),
    ];
    held.iter().fold(0, |bits, &(property, holds)| bits | u32::from(holds) << property as u32)
}

/// The lexicons whose words say little: where they stand a trigger wakes too often.
pub(crate) fn is_frequent(pack: &Pack, words: &FxHashSet<&str>, test: &LexiconTest) -> bool {
    pack.lexicons[test.lexicon].entries.iter().any(|entry| {
        entry.words.len() == 1
            && words.contains(entry.words[0].as_str())
            && all_pass(&test.attributes, |name| attribute(&entry.attributes, name))
    })
}
