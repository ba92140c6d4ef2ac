//! From files to a checked pack: TOML read, tables sorted by kind, names looked up, every mistake collected.
//!
//! The order: lexicons and shapes first, since patterns name them; then the classes of phrases that rules make; then
//! patterns and expressions.

mod attributes;
mod blocks;
mod collect;
mod header;
mod inflection;
mod language;
mod lexicons;
mod measures;
mod parts;
mod patterns;
mod records;
mod rules;
mod tables;
mod values;

use super::codes;
use super::diagnostic::Diagnostic;
use super::folder::{MAX_FILE_BYTES, MAX_FILES, too_large};
use super::model::{Location, Pack, SourceFile};
use super::names::{Name, Names};
use super::report::Report;
use crate::text::{Reader, Settings, fold};
use collect::{Declarations, Seen};
use rustc_hash::{FxHashMap, FxHashSet};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use tables::{File, Mistakes, Table};
use toml::Spanned;
use toml::de::DeTable;

/// Reads and checks a pack made of layers: the built-in pack first, one's own on top; or one's own alone.
///
/// Later layers add to earlier ones: a rule with an id that exists replaces it, `off` switches off, lexicon entries are
/// added, other tables replace those of the same name. Warnings stand in [`Pack::warnings`].
///
/// # Errors
/// A [`Report`] with every mistake found, if one is an error.
///
/// ```
/// use reportedly::rules::{self, model::SourceFile};
/// let file = SourceFile { path: "pack.toml".into(), text: "[pack]\nname = 'x'\nstages = ['hedge'\n".into() };
/// let report = rules::load(vec![vec![file]]).unwrap_err();
/// assert_eq!(report.diagnostics[0].code, "E001");
/// assert!(report.to_string().contains("pack.toml:"));
/// ```
pub fn load(layers: Vec<Vec<SourceFile>>) -> Result<Pack, Report> {
    let mut sources = Vec::new();
    let mut layer_of = Vec::new();
    for (layer, mut files) in layers.into_iter().enumerate() {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        layer_of.resize(sources.len() + files.len(), layer);
        sources.append(&mut files);
    }
    let mut mistakes = check_sizes(&sources);
    if !mistakes.is_empty() {
        return Err(Report { diagnostics: mistakes, sources: Vec::new() });
    }
    let mut documents = Vec::new();
    for (index, source) in sources.iter().enumerate() {
        if source.path.ends_with(".toml") {
            let file = File { index: index as u32, text: &source.text, layer: layer_of[index] };
            documents.push((file, parse(file, &mut mistakes)));
        }
    }
    let broken = mistakes.clone();
    let mut declared = Declarations::default();
    let mut seen = Seen::default();
    for (file, document) in &documents {
        let table = Table::new(*file, "the file", Location { file: file.index, start: 0, end: 0 }, document.get_ref());
        declared.add(table, &mut seen, &mut mistakes);
    }
    let mut loader = Loader {
        sources: &sources,
        layer_of: &layer_of,
        declared,
        mistakes,
        names: Names::default(),
        settings: Settings::default(),
        reader: Reader::new(&Settings::default()),
        lexicon_index: FxHashMap::default(),
        lexicon_attributes: Vec::new(),
        lexicon_is_empty: Vec::new(),
        open_defines: 0,
        entries_made: 0,
        shape_index: FxHashMap::default(),
        phrases: FxHashSet::default(),
        attributes: FxHashSet::default(),
        defines: FxHashMap::default(),
        extent_index: FxHashMap::default(),
        extents_used: FxHashSet::default(),
        all_captures: FxHashSet::default(),
        uniques: Vec::new(),
        rule_ids: Vec::new(),
        yielded: Vec::new(),
    };
    let pack = loader.pack();
    let mut diagnostics = loader.mistakes;
    if !broken.is_empty() {
        let line =
            |found: &Diagnostic| found.location().map(|at| (at.file, line_of(&sources[at.file as usize].text, at)));
        let broken_lines: Vec<_> = broken.iter().map(line).collect();
        diagnostics
            .retain(|found| broken.contains(found) || is_local(found.code) && !broken_lines.contains(&line(found)));
    }
    diagnostics.sort_by_key(|found| found.location().map_or((u32::MAX, 0), |at| (at.file, at.start)));
    diagnostics.dedup();
    diagnostics.truncate(MAX_MISTAKES);
    if diagnostics.iter().any(Diagnostic::is_error) {
        // What a broken rule would have used is not unused.
        let unused = [codes::UNUSED_DEFINE, codes::STAGE_WITHOUT_RULES, codes::UNUSED_EXTENT];
        diagnostics.retain(|found| !unused.contains(&found.code));
        return Err(Report { diagnostics, sources });
    }
    let digest = digest(&sources);
    Ok(Pack { warnings: diagnostics, digest, sources, ..pack })
}

/// How many mistakes are looked for; who has more of them has made one of them many times.
const MAX_MISTAKES: usize = 200;

/// The number of the line in which a place begins.
fn line_of(text: &str, at: Location) -> usize {
    text.as_bytes()[..at.start as usize].iter().filter(|&&byte| byte == b'\n').count()
}

/// Whether a mistake is one whatever the rest of the pack says: what a broken file lacks would be reported as missing
/// elsewhere.
fn is_local(code: &str) -> bool {
    let other = [codes::MISSING_KEY, codes::MISSING_PACK, codes::MISSING_FIELD, codes::UNKNOWN_CAPTURE];
    !code.starts_with("E4") && !code.starts_with('W') && !other.contains(&code)
}

fn check_sizes(sources: &[SourceFile]) -> Mistakes {
    let mut mistakes = Vec::new();
    if sources.len() > 2 * MAX_FILES {
        let message = format!("the pack has {} files, more than {}", sources.len(), 2 * MAX_FILES);
        mistakes.push(Diagnostic::error(codes::TOO_MANY_FILES, message).help("join small files"));
    }
    let large = sources.iter().filter(|source| source.text.len() as u64 > MAX_FILE_BYTES);
    mistakes.extend(large.map(|source| too_large(&source.path, source.text.len() as u64)));
    mistakes
}

/// Reads TOML as far as it goes.
fn parse<'a>(file: File<'a>, mistakes: &mut Mistakes) -> Spanned<DeTable<'a>> {
    let (document, errors) = DeTable::parse_recoverable(file.text);
    let mut last_line = None;
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // One slip often upsets the parser several times: the first report of a line is the one to read.
        let line =
            file.text.as_bytes()[..span.start.min(file.text.len())].iter().filter(|&&byte| byte == b'\n').count();
        if last_line.replace(line) == Some(line) {
            continue;
        }
        let message = error.message();
        let found = if message == "duplicate key" {
            let key = file.text.get(span.clone()).unwrap_or("");
            Diagnostic::error(codes::DUPLICATE_KEY, format!("`{key}` is given twice")).help("keep one of them")
        } else if message.contains("recursion") {
            Diagnostic::error(codes::TOML_TOO_DEEP, "lists or tables are nested too deep").help("nest at most 80 deep")
        } else {
            let help = if inside_brackets(message) {
                "close every `[`, `{` and quotation mark, and put commas between items"
            } else {
                "see https://toml.io; patterns stand in single quotation marks: pattern = '\"more than\" {digits}'"
            };
            Diagnostic::error(codes::TOML_SYNTAX, format!("this is not TOML: {message}")).help(help)
        };
        mistakes.push(found.at(place(file, span), "here"));
        // What is left open swallows what follows: nothing that is said of it helps.
        if inside_brackets(message) {
            break;
        }
    }
    document
}

/// Whether the parser was inside a list or inline table when it gave up.
fn inside_brackets(message: &str) -> bool {
    ["unclosed", "missing comma", "inline table"].iter().any(|part| message.contains(part))
}

/// A place that begins and ends between characters, inside the file.
fn place(file: File<'_>, span: std::ops::Range<usize>) -> Location {
    let mut start = span.start.min(file.text.len());
    let mut end = span.end.clamp(start, file.text.len());
    while !file.text.is_char_boundary(start) {
        start -= 1;
    }
    while !file.text.is_char_boundary(end) {
        end += 1;
    }
    file.location(start..end)
}

/// SHA-256 of paths, lengths and bytes.
fn digest(sources: &[SourceFile]) -> String {
    let mut hash = Sha256::new();
    for source in sources {
        hash.update((source.path.len() as u64).to_le_bytes());
        hash.update(source.path.as_bytes());
        hash.update((source.text.len() as u64).to_le_bytes());
        hash.update(source.text.as_bytes());
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Everything known while a pack is made.
struct Loader<'a> {
    sources: &'a [SourceFile],
    layer_of: &'a [usize],
    declared: Declarations<'a>,
    mistakes: Mistakes,
    names: Names,
    settings: Settings,
    /// Cuts words into tokens as the texts that are read are cut.
    reader: Reader,
    lexicon_index: FxHashMap<String, usize>,
    /// By index of the lexicon.
    lexicon_attributes: Vec<lexicons::Attributes>,
    lexicon_is_empty: Vec<bool>,
    /// How many short names are being expanded, one inside the other.
    open_defines: u32,
    entries_made: usize,
    shape_index: FxHashMap<String, usize>,
    /// Classes that a phrase can have.
    phrases: FxHashSet<String>,
    /// Attributes that a phrase or capture can have.
    attributes: FxHashSet<String>,
    defines: FxHashMap<&'a str, patterns::Define<'a>>,
    extent_index: FxHashMap<String, usize>,
    extents_used: FxHashSet<usize>,
    /// Captures of all rules, which defaults may use.
    all_captures: FxHashSet<Name>,
    /// Stages whose matches may not share a capture's tokens, and where that is said.
    uniques: Vec<(usize, Location)>,
    /// Ids of all rules, those switched off included.
    rule_ids: Vec<String>,
    /// The fields that each rule gives its records, to be checked when the defaults are known.
    yielded: Vec<records::Yielded>,
}

impl<'a> Loader<'a> {
    /// Whether enough mistakes have been found.
    fn is_full(&self) -> bool {
        self.mistakes.len() > 2 * MAX_MISTAKES
    }

    fn layer_of(&self, file: u32) -> usize {
        self.layer_of[file as usize]
    }

    /// A file that is no rule file, by its path in the layer.
    fn file_named(&self, layer: usize, path: &str) -> Option<(u32, &'a str)> {
        let path = path.strip_prefix("./").unwrap_or(path);
        let index = (0..self.sources.len()).find(|&index| {
            self.layer_of[index] == layer && self.sources[index].path == path && !path.ends_with(".toml")
        })?;
        Some((index as u32, &self.sources[index].text))
    }

    /// The paths of a layer's word lists.
    fn word_lists(&self, layer: usize) -> Vec<String> {
        let all = self.sources.iter().zip(self.layer_of);
        all.filter(|(source, of)| **of == layer && !source.path.ends_with(".toml"))
            .map(|(s, _)| s.path.clone())
            .collect()
    }

    /// A text as tokens, and whether case counts: it does if there is a capital in it.
    fn words_of(&self, text: &str) -> (Vec<String>, bool) {
        let exact = text.chars().any(char::is_uppercase);
        let mut words = self.reader.words(text);
        if !exact {
            for word in &mut words {
                if let Cow::Owned(folded) = fold(word) {
                    *word = folded;
                }
            }
        }
        (words, exact)
    }
}
