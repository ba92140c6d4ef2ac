//! The alphabet of the matcher: the symbol of an edge is the set of tests it passes.
//!
//! All that rules can ask of an edge is numbered once ([`Tests`]). A word is classified when it is first seen;
//! after that its symbol costs one hash look-up ([`Symbols`] belongs to a thread and grows with what it reads).

use regex::RegexSet;
use rustc_hash::{FxHashMap, FxHashSet};

use super::automaton::Machines;
use super::masks::Masks;
use crate::rules::model::{Entry, Pack};
use crate::rules::names::{Name, Value};
use crate::rules::pattern::{AttributeTest, EdgeTest, LexiconTest, Property, TokenTest};
use crate::text::{TokenKind, fold};

/// Index of a test in [`Tests`].
pub(crate) type TestId = u32;
/// Index of a symbol in [`Symbols`].
pub(crate) type Symbol = u32;

/// Words kept classified between documents; beyond it the table starts anew, so that memory stays flat.
const WORDS_KEPT: usize = 1 << 17;

/// All tests that patterns make, numbered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tests {
    list: Vec<EdgeTest>,
    index: FxHashMap<EdgeTest, TestId>,
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
    by_literal: FxHashMap<Box<str>, Vec<TestId>>,
    /// Tests that ask for an entry of this lexicon.
    by_lexicon: Vec<Vec<TestId>>,
    /// Tests that ask for properties only.
    by_property: Vec<TestId>,
    /// For each test the properties a token must have and must not have.
    bare: Vec<(u32, u32)>,
    /// For each phrase class the attributes asked for and the tests.
    by_phrase: FxHashMap<Name, PhraseTests>,
    /// Entries of one token, by folded word.
    entries: FxHashMap<Box<str>, Vec<EntryRef>>,
    /// Numbers of the words that entries of several tokens hold.
    word_numbers: FxHashMap<Box<str>, u32>,
    /// (node, word) -> node
    trie: FxHashMap<(TrieNode, u32), TrieNode>,
    /// Entries that end at a node.
    terminals: FxHashMap<TrieNode, Vec<EntryRef>>,
    shapes: Option<RegexSet>,
}

/// The tests of one phrase class.
#[derive(Clone, Debug, Default)]
pub(crate) struct PhraseTests {
    /// Attributes that some test asks for, and whether one asks for their value, not only whether they hold.
    asked: Vec<(Name, bool)>,
    tests: Vec<TestId>,
}

/// What is known of a word once it has been seen.
#[derive(Clone, Debug)]
pub(crate) struct WordInfo {
    /// Its symbol after white space, and without.
    symbols: [Symbol; 2],
    /// Its single-token entries.
    pub(crate) entries: Vec<EntryRef>,
    /// Its number in the trie; 0: in no entry of several words.
    pub(crate) number: u32,
    /// Some entry of several words begins with it.
    pub(crate) begins: bool,
}

impl WordInfo {
    pub(crate) fn symbol(&self, glued: bool) -> Symbol {
        self.symbols[glued as usize]
    }
}

/// The symbols, words and phrases that one thread has met.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    sets: FxHashMap<Box<[TestId]>, Symbol>,
    /// The tests each symbol passes, ascending.
    pub(crate) passed: Vec<Box<[TestId]>>,
    /// In which positions an edge with each symbol may stand.
    pub(crate) masks: Masks,
    /// For each symbol the slots in which some machine is anchored at it, as bits.
    pub(crate) slots: Vec<u64>,
    /// Slots and groups in which some machine is anchored at each symbol, and where each symbol's stand.
    anchors: Vec<(u8, u32)>,
    anchored: Vec<(u32, u32)>,
    /// The row of the symbol being made.
    row: Vec<u64>,
    /// Words of up to 15 bytes, text and kind in the key; longer ones.
    short_words: FxHashMap<u128, u32>,
    long_words: [FxHashMap<Box<str>, u32>; TokenKind::COUNT],
    pub(crate) infos: Vec<WordInfo>,
    phrases: FxHashMap<Name, FxHashMap<Box<[Value]>, Symbol>>,
    several: FxHashMap<(TrieNode, bool), Symbol>,
    /// Symbols of the words that no lexicon and no pattern knows: by their properties and shapes.
    strangers: FxHashMap<(u32, Vec<usize>), [Symbol; 2]>,
    folded: String,
    key: Vec<Value>,
}

/// A word on its way to being classified.
struct WordFacts<'a> {
    text: &'a str,
    folded: &'a str,
    /// Its properties, as bits by their order in [`Property`].
    properties: u32,
    entries: &'a [EntryRef],
    shapes: &'a [usize],
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
            EdgeTest::Phrase { class, attributes } => {
                let tests = self.by_phrase.entry(class).or_default();
                tests.tests.push(id);
                for attribute in attributes {
                    let by_value = !attribute.values.is_empty();
                    match tests.asked.iter_mut().find(|(name, _)| *name == attribute.name) {
                        Some((_, valued)) => *valued |= by_value,
                        None => tests.asked.push((attribute.name, by_value)),
                    }
                }
            }
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
    fn classify(&self, pack: &Pack, word: &WordFacts<'_>) -> Vec<TestId> {
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
fn properties(text: &str, kind: TokenKind) -> u32 {
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

impl Symbols {
    /// The symbol of a set of tests (ascending), made if new.
    fn intern(&mut self, passed: Vec<TestId>, machines: &Machines) -> Symbol {
        if let Some(&symbol) = self.sets.get(passed.as_slice()) {
            return symbol;
        }
        let symbol = self.passed.len() as Symbol;
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        row.resize(machines.columns as usize, 0);
        for &test in &passed {
            for &(column, bits) in &machines.positions_of_test[test as usize] {
                row[column as usize] |= bits;
            }
        }
        self.masks.push(&row);
        let from = self.anchors.len() as u32;
        let mut slots = 0;
        for (slot, groups) in machines.slots.iter().enumerate() {
            for &id in groups {
                let group = &machines.groups[id as usize];
                let masks = &row[group.column as usize..];
                if group.anchors.iter().zip(masks).any(|(anchor, mask)| anchor & mask != 0) {
                    self.anchors.push((slot as u8, id));
                    slots |= 1 << slot;
                }
            }
        }
        self.row = row;
        self.anchored.push((from, self.anchors.len() as u32));
        self.slots.push(slots);
        self.sets.insert(passed.clone().into_boxed_slice(), symbol);
        self.passed.push(passed.into_boxed_slice());
        symbol
    }

    /// The groups of a slot of which some machine is anchored at a symbol.
    #[inline]
    pub(crate) fn anchored(&self, symbol: Symbol, slot: u8) -> impl Iterator<Item = u32> {
        let (from, to) = self.anchored[symbol as usize];
        let all = self.anchors[from as usize..to as usize].iter();
        all.filter(move |(of, _)| *of == slot).map(|&(_, group)| group)
    }

    /// Forgets the words where there are too many; only between documents.
    pub(crate) fn relax(&mut self) {
        if self.infos.len() > WORDS_KEPT {
            self.short_words.clear();
            self.long_words.iter_mut().for_each(FxHashMap::clear);
            self.infos.clear();
        }
    }

    /// Index of what is known of a token's word.
    #[inline]
    pub(crate) fn word(&mut self, context: (&Pack, &Alphabet, &Machines), text: &str, kind: TokenKind) -> u32 {
        let known = match short_key(text, kind) {
            Some(key) => self.short_words.get(&key).copied(),
            None => self.long_words[kind as usize].get(text).copied(),
        };
        known.unwrap_or_else(|| self.new_word(context, text, kind))
    }

    #[cold]
    fn new_word(&mut self, context: (&Pack, &Alphabet, &Machines), text: &str, kind: TokenKind) -> u32 {
        let (pack, alphabet, machines) = context;
        let mut folded = std::mem::take(&mut self.folded);
        folded.clear();
        folded.push_str(&fold(text));
        let entries: Vec<EntryRef> = alphabet.entries.get(folded.as_str()).map_or_else(Vec::new, |entries| {
            let fits = |entry: &&EntryRef| {
                Alphabet::fits(&pack.lexicons[entry.lexicon as usize].entries[entry.entry as usize], &[text])
            };
            entries.iter().filter(fits).copied().collect()
        });
        let shapes: Vec<usize> =
            alphabet.shapes.as_ref().map_or_else(Vec::new, |shapes| shapes.matches(text).into_iter().collect());
        let loose = properties(text, kind);
        let stranger = entries.is_empty() && !alphabet.by_literal.contains_key(folded.as_str());
        let known = if stranger { self.strangers.get(&(loose, shapes.clone())).copied() } else { None };
        let mut symbols = known.unwrap_or_default();
        for glued in [false, true].into_iter().filter(|_| known.is_none()) {
            let properties = loose | u32::from(glued) << Property::Glued as u32;
            let facts = WordFacts { text, folded: &folded, properties, entries: &entries, shapes: &shapes };
            symbols[glued as usize] = self.intern(alphabet.classify(pack, &facts), machines);
        }
        if stranger && known.is_none() {
            self.strangers.insert((loose, shapes), symbols);
        }
        let number = alphabet.word_numbers.get(folded.as_str()).copied().unwrap_or(0);
        let begins = number != 0 && alphabet.step(0, number).is_some();
        self.folded = folded;
        let index = self.infos.len() as u32;
        self.infos.push(WordInfo { symbols, entries, number, begins });
        match short_key(text, kind) {
            Some(key) => self.short_words.insert(key, index),
            None => self.long_words[kind as usize].insert(text.into(), index),
        };
        index
    }

    /// The symbol of an entry of several words; none if no entry fits the words as written.
    pub(crate) fn several(
        &mut self,
        (pack, alphabet, machines): (&Pack, &Alphabet, &Machines),
        node: TrieNode,
        written: &[&str],
    ) -> Option<Symbol> {
        let entries = alphabet.terminal(node)?;
        let entry = |reference: &EntryRef| &pack.lexicons[reference.lexicon as usize].entries[reference.entry as usize];
        let exact = entries.iter().any(|reference| entry(reference).exact && Alphabet::fits(entry(reference), written));
        if !exact && entries.iter().all(|reference| entry(reference).exact) {
            return None;
        }
        if let Some(&symbol) = self.several.get(&(node, exact)) {
            return Some(symbol);
        }
        let mut passed = Vec::new();
        for reference in entries.iter().filter(|reference| exact || !entry(reference).exact) {
            for &id in &alphabet.by_lexicon[reference.lexicon as usize] {
                if let EdgeTest::Lexicon(test) = alphabet.tests.get(id)
                    && entry_passes(pack, *reference, test)
                {
                    passed.push(id);
                }
            }
        }
        passed.sort_unstable();
        passed.dedup();
        let symbol = self.intern(passed, machines);
        self.several.insert((node, exact), symbol);
        Some(symbol)
    }

    /// The symbol of a phrase.
    pub(crate) fn phrase(
        &mut self,
        (alphabet, machines): (&Alphabet, &Machines),
        class: Name,
        value: impl Fn(Name) -> Value,
    ) -> Symbol {
        let Some(tests) = alphabet.by_phrase.get(&class) else {
            return self.intern(Vec::new(), machines);
        };
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        key.extend(tests.asked.iter().map(|&(name, by_value)| {
            let value = value(name);
            if by_value { value } else { Value::Flag(value.holds()) }
        }));
        // Numbers differ from text to text; kept, they would make the table grow.
        let keep = !key.iter().any(|value| matches!(value, Value::Number(_)));
        let found = self.phrases.get(&class).and_then(|known| known.get(key.as_slice())).copied();
        let symbol = found.unwrap_or_else(|| {
            let lookup = |name: Name| {
                tests.asked.iter().position(|(asked, _)| *asked == name).map_or(Value::Null, |index| key[index])
            };
            let passes = |id: &TestId| match alphabet.tests.get(*id) {
                EdgeTest::Phrase { attributes, .. } => all_pass(attributes, lookup),
                _ => false,
            };
            let mut passed: Vec<TestId> = tests.tests.iter().copied().filter(passes).collect();
            passed.sort_unstable();
            let symbol = self.intern(passed, machines);
            if keep {
                self.phrases.entry(class).or_default().insert(key.as_slice().into(), symbol);
            }
            symbol
        });
        self.key = key;
        symbol
    }

    /// The symbol of where a sentence begins or ends.
    pub(crate) fn boundary(&mut self, alphabet: &Alphabet, machines: &Machines, test: &EdgeTest) -> Symbol {
        let passed = alphabet.tests.index.get(test).copied().into_iter().collect();
        self.intern(passed, machines)
    }
}

/// A short word as one number: its bytes, then its length and kind.
#[inline]
fn short_key(text: &str, kind: TokenKind) -> Option<u128> {
    let mut key = [0; 16];
    key.get_mut(..text.len()).filter(|_| text.len() < 16)?.copy_from_slice(text.as_bytes());
    key[15] = text.len() as u8 | (kind as u8) << 4;
    Some(u128::from_le_bytes(key))
}

/// The lexicons whose words say little: where they stand a trigger wakes too often.
pub(crate) fn is_frequent(pack: &Pack, words: &FxHashSet<&str>, test: &LexiconTest) -> bool {
    pack.lexicons[test.lexicon].entries.iter().any(|entry| {
        entry.words.len() == 1
            && words.contains(entry.words[0].as_str())
            && all_pass(&test.attributes, |name| attribute(&entry.attributes, name))
    })
}
