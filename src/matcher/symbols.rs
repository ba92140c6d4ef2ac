//! The symbols, words and phrases that one thread has met. A word is classified when it is first seen; after that its
//! symbol costs one hash look-up.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::alphabet::{
    Alphabet, EntryRef, Symbol, TestId, TrieNode, WordFacts, all_pass, attribute, entry_passes, properties,
};
use super::attributes::{AttributeSets, SetId};
use super::automaton::Machines;
use super::masks::Masks;
use super::outcomes::Outcomes;
use crate::rules::model::Pack;
use crate::rules::names::Name;
use crate::rules::pattern::{EdgeTest, Property};
use crate::text::{Token, TokenKind, fold};

/// Words kept classified between documents; beyond it the table starts anew, so that memory stays flat.
const WORDS_KEPT: usize = 1 << 17;

/// Sets of attributes and outcomes of matches kept likewise.
const SETS_KEPT: usize = 1 << 16;
const OUTCOMES_KEPT: usize = 1 << 18;

/// What is known of a word once it has been seen.
#[derive(Clone, Debug)]
pub(crate) struct WordInfo {
    /// Its symbol after white space, and without.
    symbols: [Symbol; 2],
    /// Its single-token entries.
    pub(crate) entries: Vec<EntryRef>,
    /// Number of what these entries say of it.
    pub(crate) signature: u32,
    /// Its number in the trie; 0: in no entry of several words.
    number: u32,
    /// Some entry of several words begins with it.
    begins: bool,
}

/// What the lattice needs to know of a word; of the words met last a copy stands where the processor finds it at once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Recent {
    key: u128,
    /// Index of what is known of it.
    pub(crate) word: u32,
    symbols: [Symbol; 2],
    /// Its number in the trie; 0: in no entry of several words.
    pub(crate) number: u32,
    /// Some entry of several words begins with it.
    pub(crate) begins: bool,
}

impl Recent {
    pub(crate) fn symbol(&self, glued: bool) -> Symbol {
        self.symbols[glued as usize]
    }
}

/// Words of which a copy is kept.
const RECENT: usize = 1 << 12;

/// Spreads keys over the copies: 2^64 divided by the golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// The symbols, words and phrases that one thread has met.
#[derive(Debug, Default)]
pub(crate) struct Symbols {
    sets: FxHashMap<Box<[TestId]>, Symbol>,
    /// The tests each symbol passes, ascending.
    pub(crate) passed: Vec<Box<[TestId]>>,
    /// In which positions an edge with each symbol may stand.
    pub(crate) masks: Masks,
    /// For each symbol whether a reference may point to a phrase with it.
    pub(crate) meant: Vec<bool>,
    /// For each symbol the slots in which some machine is anchored at it, as bits.
    pub(crate) slots: Vec<u64>,
    /// The groups of which some machine is anchored at a symbol, by their index in the slot; and for each slot and symbol
    /// where they stand.
    anchors: Vec<u32>,
    anchored: Vec<Vec<Range<u32>>>,
    /// The row of the symbol being made.
    row: Vec<u64>,
    /// Words of up to 15 bytes, text and kind in the key; longer ones.
    short_words: FxHashMap<u128, u32>,
    long_words: [FxHashMap<Box<str>, u32>; TokenKind::COUNT],
    pub(crate) infos: Vec<WordInfo>,
    recent: Vec<Recent>,
    phrases: FxHashMap<(Name, SetId), Symbol>,
    /// The attributes that phrases and entries have.
    pub(crate) attributes: AttributeSets,
    /// Lists of entries that are alike to all rules, by lexicon and attributes; 0: none.
    signatures: FxHashMap<Box<[(u32, SetId)]>, u32>,
    signatures_of_several: FxHashMap<TrieNode, u32>,
    pub(crate) outcomes: Outcomes,
    several: FxHashMap<(TrieNode, bool), Symbol>,
    /// Symbols of the words that no lexicon and no pattern knows: by their properties and shapes.
    strangers: FxHashMap<(u32, Vec<usize>), [Symbol; 2]>,
    folded: String,
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
        row.resize(machines.segments.iter().sum::<u32>() as usize, 0);
        for &test in &passed {
            for &(word, bits) in &machines.positions_of_test[test as usize] {
                row[word as usize] |= bits;
            }
        }
        self.masks.push(&row, &machines.segments);
        let mut slots = 0;
        self.anchored.resize(machines.slots.len(), Vec::new());
        for (slot, groups) in machines.slots.iter().enumerate() {
            let from = self.anchors.len() as u32;
            for (index, &id) in groups.iter().enumerate() {
                let group = &machines.groups[id as usize];
                let masks = &row[machines.row_place(group.column) as usize..];
                if group.anchors.iter().zip(masks).any(|(anchor, mask)| anchor & mask != 0) {
                    self.anchors.push(index as u32);
                    slots |= 1 << slot;
                }
            }
            self.anchored[slot].push(from..self.anchors.len() as u32);
        }
        self.row = row;
        self.slots.push(slots);
        self.meant.push(passed.iter().any(|test| machines.meant.contains(test)));
        self.sets.insert(passed.clone().into_boxed_slice(), symbol);
        self.passed.push(passed.into_boxed_slice());
        symbol
    }

    /// The groups of a slot of which some machine is anchored at a symbol, by their index in the slot.
    #[inline]
    pub(crate) fn anchored(&self, symbol: Symbol, slot: usize) -> &[u32] {
        let range = &self.anchored[slot][symbol as usize];
        &self.anchors[range.start as usize..range.end as usize]
    }

    /// Forgets what has become too much; only between documents.
    pub(crate) fn relax(&mut self) {
        if self.infos.len() > WORDS_KEPT || self.attributes.len() > SETS_KEPT || self.outcomes.len() > OUTCOMES_KEPT {
            self.attributes.clear();
            self.phrases.clear();
            self.signatures.clear();
            self.signatures_of_several.clear();
            self.outcomes.clear();
            self.short_words.clear();
            self.long_words.iter_mut().for_each(FxHashMap::clear);
            self.infos.clear();
            self.recent.clear();
        }
    }

    /// What is known of the word of a token.
    #[inline]
    pub(crate) fn word(&mut self, context: (&Pack, &Alphabet, &Machines), text: &str, token: &Token) -> Recent {
        let Some(key) = short_key(text, token) else {
            let known = self.long_words[token.kind as usize].get(token.span.of(text)).copied();
            let word = known.unwrap_or_else(|| self.new_word(context, text, token));
            return self.recent_of(0, word);
        };
        self.recent.resize(RECENT, Recent::default());
        let slot = ((key as u64 ^ (key >> 64) as u64).wrapping_mul(SPREAD) >> (64 - RECENT.ilog2())) as usize;
        if self.recent[slot].key != key {
            let known = self.short_words.get(&key).copied();
            let word = known.unwrap_or_else(|| self.new_word(context, text, token));
            self.recent[slot] = self.recent_of(key, word);
        }
        self.recent[slot]
    }

    fn recent_of(&self, key: u128, word: u32) -> Recent {
        let info = &self.infos[word as usize];
        Recent { key, word, symbols: info.symbols, number: info.number, begins: info.begins }
    }

    #[cold]
    fn new_word(&mut self, context: (&Pack, &Alphabet, &Machines), whole: &str, token: &Token) -> u32 {
        let (pack, alphabet, machines) = context;
        let (text, kind) = (token.span.of(whole), token.kind);
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
        let signature = self.signature(pack, &entries);
        self.infos.push(WordInfo { symbols, entries, signature, number, begins });
        match short_key(whole, token) {
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

    /// The number of what some entries say of their word.
    fn signature(&mut self, pack: &Pack, entries: &[EntryRef]) -> u32 {
        if entries.is_empty() {
            return 0;
        }
        let said: Vec<(u32, SetId)> = entries
            .iter()
            .map(|entry| {
                let attributes = &pack.lexicons[entry.lexicon as usize].entries[entry.entry as usize].attributes;
                (entry.lexicon, self.attributes.intern(attributes))
            })
            .collect();
        let fresh = self.signatures.len() as u32 + 1;
        *self.signatures.entry(said.into_boxed_slice()).or_insert(fresh)
    }

    /// The number of what the entries of several words that end at a node say.
    pub(crate) fn signature_of_several(&mut self, (pack, alphabet): (&Pack, &Alphabet), node: TrieNode) -> u32 {
        if let Some(&known) = self.signatures_of_several.get(&node) {
            return known;
        }
        let signature = self.signature(pack, alphabet.terminal(node).unwrap_or(&[]));
        self.signatures_of_several.insert(node, signature);
        signature
    }

    /// The symbol of a phrase of a class with some attributes.
    pub(crate) fn phrase(
        &mut self,
        (alphabet, machines): (&Alphabet, &Machines),
        class: Name,
        attributes: SetId,
    ) -> Symbol {
        if let Some(&known) = self.phrases.get(&(class, attributes)) {
            return known;
        }
        let set = self.attributes.get(attributes);
        let passes = |id: &TestId| match alphabet.tests.get(*id) {
            EdgeTest::Phrase { attributes, .. } => all_pass(attributes, |name| attribute(set, name)),
            _ => false,
        };
        let tests = alphabet.by_phrase.get(&class).map_or(&[][..], Vec::as_slice);
        let mut passed: Vec<TestId> = tests.iter().copied().filter(passes).collect();
        passed.sort_unstable();
        let symbol = self.intern(passed, machines);
        self.phrases.insert((class, attributes), symbol);
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
fn short_key(text: &str, token: &Token) -> Option<u128> {
    let (start, length) = (token.span.start as usize, (token.span.end - token.span.start) as usize);
    if length > 15 {
        return None;
    }
    let bytes = &text.as_bytes()[start..];
    let word = match bytes.first_chunk::<16>() {
        Some(bytes) => u128::from_le_bytes(*bytes) & ((1 << (8 * length)) - 1),
        None => bytes[..length].iter().rev().fold(0, |all, &byte| all << 8 | byte as u128),
    };
    Some(word | (length as u128 | (token.kind as u128) << 4) << 120)
}
