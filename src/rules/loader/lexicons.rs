//! Lexicons: entries written in place or in word lists, inflected, tokenised, and those of included lexicons.

use super::Loader;
use super::attributes::attributes_of;
use super::inflection::Paradigm;
use super::tables::{Item, Table};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::{Entry, Lexicon, Location};
use crate::rules::names::{Name, Value};
use crate::rules::suggestion;
use crate::rules::syntax::Literal;
use rustc_hash::{FxHashMap, FxHashSet};

/// How many entries all lexicons together may have, forms and included ones counted.
const MAX_ENTRIES: usize = 4_000_000;
/// How many bytes an entry may have.
const MAX_ENTRY_BYTES: usize = 200;

/// Attributes of entries: what each lexicon's entries have, to check what patterns ask.
pub(crate) type Attributes = FxHashMap<Name, FxHashSet<Value>>;

/// A lexicon while it is read: the tables of all layers that speak of it.
#[derive(Default)]
struct Draft {
    entries: Vec<Entry>,
    /// Where each of them is written.
    places: Vec<Location>,
    /// Given to all entries, included ones too, that do not set them.
    shared: Vec<(Name, Value)>,
    includes: Vec<(usize, Location)>,
}

impl<'a> Loader<'a> {
    /// Reads all lexicons; afterwards `lexicon_index` and `lexicon_attributes` are known.
    pub(super) fn read_lexicons(&mut self) -> Vec<Lexicon> {
        let declared = std::mem::take(&mut self.declared.lexicons);
        for lexicon in &declared {
            let next = self.lexicon_index.len();
            self.lexicon_index.entry(lexicon.name.to_owned()).or_insert(next);
        }
        let mut paradigms = FxHashMap::default();
        for paradigm in std::mem::take(&mut self.declared.paradigms) {
            let read = self.paradigm(&paradigm.table);
            paradigms.insert(paradigm.name, read);
        }
        let mut drafts: Vec<Draft> = Vec::new();
        drafts.resize_with(self.lexicon_index.len(), Draft::default);
        for lexicon in &declared {
            let index = self.lexicon_index[lexicon.name];
            let replaces = lexicon.table.get("replace").and_then(|flag| flag.flag(&mut self.mistakes));
            if replaces == Some(true) {
                drafts[index] = Draft::default();
            }
            self.lexicon_table(&lexicon.table, &paradigms, &mut drafts[index]);
        }
        self.report_duplicates(&mut drafts);
        let names: Vec<Name> = {
            let mut ordered: Vec<(&String, &usize)> = self.lexicon_index.iter().collect();
            ordered.sort_by_key(|(_, index)| **index);
            let ordered: Vec<String> = ordered.into_iter().map(|(name, _)| name.clone()).collect();
            ordered.iter().map(|name| self.names.intern(name)).collect()
        };
        let mut total = 0;
        let complete: Vec<Option<Vec<Entry>>> =
            (0..drafts.len()).map(|index| self.with_included(index, &drafts, &mut total)).collect();
        let mut lexicons = Vec::with_capacity(drafts.len());
        for ((draft, complete), name) in drafts.into_iter().zip(complete).zip(names) {
            let entries = complete.unwrap_or(draft.entries);
            let mut attributes = Attributes::default();
            let mut seen: FxHashSet<(Name, Value)> = FxHashSet::default();
            for &(name, value) in entries.iter().flat_map(|entry| &entry.attributes) {
                if seen.insert((name, value)) {
                    attributes.entry(name).or_default().insert(value);
                }
            }
            self.lexicon_attributes.push(attributes);
            self.lexicon_is_empty.push(entries.is_empty());
            lexicons.push(Lexicon { name, entries });
        }
        if total > MAX_ENTRIES {
            self.too_many_entries(declared.last().map(|last| last.name_at));
        }
        lexicons
    }

    fn too_many_entries(&mut self, at: Option<Location>) {
        let message = format!("the lexicons have more than {MAX_ENTRIES} entries together");
        let mut mistake = Diagnostic::error(codes::LEXICON_TOO_LARGE, message)
            .help("include less, or declare fewer forms in paradigms");
        if let Some(at) = at {
            mistake = mistake.at(at, "one of them");
        }
        if !self.mistakes.iter().any(|known| known.code == codes::LEXICON_TOO_LARGE) {
            self.mistakes.push(mistake);
        }
    }

    fn lexicon_table(&mut self, table: &Table<'a>, paradigms: &FxHashMap<&str, Paradigm>, draft: &mut Draft) {
        table.only(&["inflect", "entries", "file", "attributes", "include", "replace"], &mut self.mistakes);
        let paradigm = table.get("inflect").and_then(|item| self.paradigm_named(item, paradigms));
        if let Some(shared) = table.get("attributes").and_then(|item| item.table("`attributes`", &mut self.mistakes)) {
            let shared = attributes_of(&shared.items, &mut self.names, &mut self.mistakes);
            draft.shared.retain(|(name, _)| !shared.iter().any(|(new, _)| new == name));
            draft.shared.extend(shared);
        }
        if let Some(entries) = table.get("entries") {
            for entry in entries.list(&mut self.mistakes) {
                if self.is_full() {
                    return;
                }
                let Some(entry) = entry.table("the entry", &mut self.mistakes) else { continue };
                let Some(words) = entry.need("words", &mut self.mistakes) else { continue };
                let others: Vec<Item<'_>> = entry.items.iter().copied().filter(|item| item.key != "words").collect();
                let attributes = attributes_of(&others, &mut self.names, &mut self.mistakes);
                let words = words.one_or_more(&mut self.mistakes);
                if words.is_empty() {
                    self.empty_words(entry.at);
                }
                for text in words {
                    if text.value.trim().is_empty() {
                        self.empty_words(text.whole);
                        continue;
                    }
                    self.entry(text.value, &attributes, paradigm, text.whole, draft);
                }
            }
        }
        if let Some(file) = table.get("file") {
            self.word_list(file, paradigm, draft);
        }
        if let Some(include) = table.get("include") {
            for name in include.texts(&mut self.mistakes) {
                if let Some(index) = self.lexicon_named(name.value, name.whole) {
                    draft.includes.push((index, name.whole));
                }
            }
        }
    }

    fn empty_words(&mut self, at: Location) {
        self.mistakes.push(
            Diagnostic::error(codes::EMPTY_VALUE, "the entry has no words")
                .at(at, "nothing in it")
                .help("write words = [\"say\", \"tell\"]"),
        );
    }

    fn paradigm_named<'p>(&mut self, item: Item<'a>, paradigms: &'p FxHashMap<&str, Paradigm>) -> Option<&'p Paradigm> {
        let name = item.text(&mut self.mistakes)?;
        let found = paradigms.get(name.value);
        if found.is_none() {
            let help = format!("declare [paradigm.{}] with its forms", name.value);
            self.mistakes.push(
                Diagnostic::error(codes::UNKNOWN_PARADIGM, format!("there is no paradigm `{}`", name.value))
                    .at(name.whole, "unknown paradigm")
                    .help(
                        suggestion::nearest(name.value, paradigms.keys().copied())
                            .map_or(help, |near| format!("did you mean `{near}`?")),
                    ),
            );
        }
        found
    }

    /// The index of a lexicon, or a mistake.
    pub(super) fn lexicon_named(&mut self, name: &str, at: Location) -> Option<usize> {
        let found = self.lexicon_index.get(name).copied();
        if found.is_none() {
            let near = suggestion::nearest(name, self.lexicon_index.keys().map(String::as_str));
            let help = near.map_or_else(
                || format!("declare [lexicon.{name}] with its entries"),
                |near| format!("did you mean `{near}`?"),
            );
            self.mistakes.push(
                Diagnostic::error(codes::UNKNOWN_LEXICON, format!("there is no lexicon `{name}`"))
                    .at(at, "unknown lexicon")
                    .help(help),
            );
        }
        found
    }

    /// Adds an entry in all its forms.
    fn entry(
        &mut self,
        text: &str,
        attributes: &[(Name, Value)],
        paradigm: Option<&Paradigm>,
        at: Location,
        draft: &mut Draft,
    ) {
        let Some(paradigm) = paradigm else {
            return self.form_of_entry(text, attributes.to_vec(), at, draft);
        };
        let text = text.trim();
        let first = text.find(char::is_whitespace).unwrap_or(text.len());
        for (form, own) in paradigm.forms(&text[..first]) {
            let mut all = Vec::with_capacity(attributes.len() + own.len() + draft.shared.len());
            all.extend(attributes.iter().filter(|(name, _)| !own.iter().any(|(other, _)| other == name)));
            all.extend_from_slice(own);
            if first == text.len() {
                self.form_of_entry(&form, all, at, draft);
            } else {
                self.form_of_entry(&format!("{form}{}", &text[first..]), all, at, draft);
            }
        }
    }

    fn form_of_entry(&mut self, text: &str, attributes: Vec<(Name, Value)>, at: Location, draft: &mut Draft) {
        if text.len() > MAX_ENTRY_BYTES {
            let shown: String = text.chars().take(20).collect();
            self.mistakes.push(
                Diagnostic::error(codes::FORM_TOO_LONG, format!("the entry \"{shown}…\" has {} bytes", text.len()))
                    .at(at, format!("more than {MAX_ENTRY_BYTES}"))
                    .help("an entry is a word or a fixed expression; write longer ones as patterns"),
            );
            return;
        }
        self.entries_made += 1;
        if self.entries_made > MAX_ENTRIES {
            return self.too_many_entries(Some(at));
        }
        let (words, exact) = self.words_of(text);
        draft.entries.push(Entry { words, exact, attributes });
        draft.places.push(at);
    }

    /// A file of entries: a header line, then one entry a line.
    fn word_list(&mut self, item: Item<'a>, paradigm: Option<&Paradigm>, draft: &mut Draft) {
        let Some(path) = item.filled_text(&mut self.mistakes) else { return };
        let outside = path.value.starts_with('/')
            || path.value.contains(['\\', ':', '\0'])
            || path.value.split('/').any(|part| part == "..");
        if outside {
            self.mistakes.push(
                Diagnostic::error(codes::OUTSIDE, format!("the path `{}` leaves the pack's folder", path.value))
                    .at(path.whole, "leaves the folder")
                    .help("put the file into the pack and name it from there, with `/`: lexicons/city.tsv"),
            );
            return;
        }
        let Some((file, text)) = self.file_named(item.file.layer, path.value) else {
            let others = self.word_lists(item.file.layer);
            self.mistakes.push(
                Diagnostic::error(codes::MISSING_FILE, format!("the pack has no file `{}`", path.value))
                    .at(path.whole, "no such file")
                    .help(suggestion::nearest(path.value, others.iter().map(String::as_str)).map_or_else(
                        || "name it from the pack's folder, ending in .tsv: lexicons/city.tsv".into(),
                        |near| format!("did you mean `{near}`?"),
                    )),
            );
            return;
        };
        self.word_list_lines(file, text, paradigm, draft);
    }

    fn word_list_lines(&mut self, file: u32, text: &'a str, paradigm: Option<&Paradigm>, draft: &mut Draft) {
        let mut header: Option<(Vec<Name>, usize)> = None;
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let at = start;
            start += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            let line = if at == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
            if self.is_full() {
                return;
            }
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let place = Location { file, start: at as u32, end: (at + line.len()) as u32 };
            let mut cells = line.split('\t');
            let first = cells.next().unwrap_or("").trim();
            let Some((columns, _)) = &header else {
                if first != "words" {
                    self.mistakes.push(
                        Diagnostic::error(codes::TSV_HEADER, "the word list has no header")
                            .at(place, "the first line must name the columns")
                            .help("write `words` and then the attributes, with a tab between them"),
                    );
                    return;
                }
                let columns: Vec<Name> = cells.map(|cell| self.names.intern(cell.trim())).collect();
                let count = columns.len() + 1;
                header = Some((columns, count));
                continue;
            };
            let values: Vec<&str> = cells.map(str::trim).collect();
            if values.len() != columns.len() {
                let (found, wanted) = (values.len() + 1, columns.len() + 1);
                self.mistakes.push(
                    Diagnostic::error(codes::TSV_COLUMNS, format!("the line has {found} columns, the header {wanted}"))
                        .at(place, format!("{wanted} columns are expected"))
                        .help("put one tab between two columns; leave a cell empty for an attribute it does not have"),
                );
                continue;
            }
            if first.is_empty() {
                self.mistakes.push(
                    Diagnostic::error(codes::TSV_EMPTY_WORDS, "the line has no words")
                        .at(place, "the first column is empty")
                        .help("write the entry's words in the first column, or take the line away"),
                );
                continue;
            }
            let mut attributes = Vec::new();
            for (&name, value) in columns.clone().iter().zip(&values) {
                match Literal::of_bare(value) {
                    Literal::Null => {}
                    literal => {
                        let value = self.value(&literal);
                        attributes.push((name, value));
                    }
                }
            }
            self.entry(first, &attributes, paradigm, place, draft);
        }
    }

    /// The same words with the same attributes twice in one lexicon: the second is taken away and reported.
    fn report_duplicates(&mut self, drafts: &mut [Draft]) {
        for draft in drafts {
            for entry in &mut draft.entries {
                for &(name, value) in &draft.shared {
                    if !entry.attributes.iter().any(|(own, _)| *own == name) {
                        entry.attributes.push((name, value));
                    }
                }
                entry.attributes.sort_unstable_by_key(|(name, _)| *name);
            }
            let mut first: FxHashMap<&Entry, Location> = FxHashMap::default();
            first.reserve(draft.entries.len());
            let mut reported: FxHashSet<Location> = FxHashSet::default();
            let mut keep = Vec::with_capacity(draft.entries.len());
            for (entry, at) in draft.entries.iter().zip(&draft.places) {
                match first.get(entry) {
                    None => {
                        first.insert(entry, *at);
                        keep.push(true);
                    }
                    Some(earlier) => {
                        keep.push(false);
                        // Forms of different lemmas may coincide; only what was written twice is worth a word.
                        if self.written_twice(*earlier, *at) && reported.insert(*at) {
                            let words = entry.words.join(" ");
                            self.mistakes.push(
                                Diagnostic::warning(codes::DUPLICATE_ENTRY, format!("\"{words}\" stands twice"))
                                    .at(*at, "the second one")
                                    .beside(*earlier, "the first one, with the same attributes")
                                    .help("take one away"),
                            );
                        }
                    }
                }
            }
            drop(first);
            let mut keep = keep.into_iter();
            draft.entries.retain(|_| keep.next().unwrap_or(true));
        }
    }

    /// Whether two entries of one layer are written alike.
    fn written_twice(&self, one: Location, other: Location) -> bool {
        let written = |at: Location| {
            let source = &self.sources[at.file as usize].text[at.start as usize..at.end as usize];
            source.split('\t').next().unwrap_or("").trim()
        };
        one != other && self.layer_of(one.file) == self.layer_of(other.file) && written(one) == written(other)
    }

    /// The entries of a lexicon and of those that it includes, each once.
    /// `None`: it includes none.
    fn with_included(&mut self, index: usize, drafts: &[Draft], total: &mut usize) -> Option<Vec<Entry>> {
        *total += drafts[index].entries.len();
        if drafts[index].includes.is_empty() {
            return None;
        }
        let mut entries = drafts[index].entries.clone();
        let mut known: FxHashSet<Entry> = entries.iter().cloned().collect();
        let mut reached: FxHashSet<usize> = FxHashSet::from_iter([index]);
        let mut open: Vec<(usize, Location)> = drafts[index].includes.iter().rev().copied().collect();
        while let Some((next, at)) = open.pop() {
            if next == index {
                if self.mistakes.iter().any(|known| known.code == codes::LEXICON_INCLUDES_ITSELF) {
                    continue; // the other end of the same circle
                }
                self.mistakes.push(
                    Diagnostic::error(codes::LEXICON_INCLUDES_ITSELF, "the lexicon includes itself")
                        .at(at, "leads back to it")
                        .help("take this one out of `include`"),
                );
                continue;
            }
            if !reached.insert(next) || *total > MAX_ENTRIES {
                continue;
            }
            for entry in &drafts[next].entries {
                let mut entry = entry.clone();
                for &(name, value) in &drafts[index].shared {
                    if !entry.attributes.iter().any(|(own, _)| *own == name) {
                        entry.attributes.push((name, value));
                    }
                }
                entry.attributes.sort_unstable_by_key(|(name, _)| *name);
                if known.insert(entry.clone()) {
                    entries.push(entry);
                }
            }
            *total += drafts[next].entries.len();
            open.extend(drafts[next].includes.iter().rev().copied());
        }
        Some(entries)
    }
}
