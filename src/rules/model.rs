//! A checked pack: what the rule files say, names resolved. The only thing that the matcher sees of them.

use super::diagnostic::Diagnostic;
use super::expression::{Expression, Side};
use super::names::{Name, Names, Value};
use super::pattern::{AttributeTest, Pattern};
use crate::text::{LanguageSettings, Settings};

/// A language pack, read and checked.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    /// `[pack] name`
    pub name: String,
    /// `[pack] version`
    pub version: String,
    /// `[pack] language`
    pub language: String,
    /// SHA-256 of all its files (path, length, bytes, in the order of paths), in hex.
    pub digest: String,
    /// The files it was made from.
    pub sources: Vec<SourceFile>,
    /// All names.
    pub names: Names,
    /// `[text]`
    pub text: Settings,
    /// `[language]`; without it every text counts as the pack's language.
    pub language_settings: Option<LanguageSettings>,
    /// Genres; the first is the default. At most 32.
    pub genres: Vec<Name>,
    /// Zones, in order; a paragraph that is in none is in "body". At most 31.
    pub zones: Vec<Zone>,
    /// Lexicons.
    pub lexicons: Vec<Lexicon>,
    /// `[shape]`: name and regular expression (checked; matched against a token's whole text).
    pub shapes: Vec<(Name, String)>,
    /// Stages, in the order in which they run.
    pub stages: Vec<Stage>,
    /// Rules, by stage, then in the order of files. Those switched off are not here.
    pub rules: Vec<Rule>,
    /// `[extent]`
    pub extents: Vec<Extent>,
    /// `[[block]]`
    pub blocks: Vec<Block>,
    /// `[defaults.record]`
    pub defaults: Vec<Yield>,
    /// `[[derive]]`
    pub derives: Vec<Derive>,
    /// `[[reference]]`
    pub references: Vec<Reference>,
    /// `[[carry]]`
    pub carries: Vec<Carry>,
    /// `[clause] stop`
    pub clause_stops: Vec<Pattern>,
    /// `[[certainty]]`, in order.
    pub certainty: Vec<CertaintyRow>,
    /// What its author should look at, though it loads.
    pub warnings: Vec<Diagnostic>,
}

/// A rule file as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Path inside the pack, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// Where something stands in the rule files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Location {
    /// Index of the file in [`Pack::sources`].
    pub file: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// `[zone.name]`
#[derive(Clone, Debug)]
pub struct Zone {
    /// Its name.
    pub name: Name,
    /// Which paragraphs.
    pub at: ZonePlace,
    /// At most so many tokens.
    pub max_tokens: Option<u32>,
    /// The paragraph ends in no sentence end mark.
    pub no_final_stop: bool,
    /// Matches somewhere in the paragraph.
    pub pattern: Option<Pattern>,
}

/// Which paragraphs a zone may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum ZonePlace {
    First,
    Last,
    Any,
}

/// `[lexicon.name]`
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// Its name.
    pub name: Name,
    /// Its entries, inflected forms and included lexicons written out.
    pub entries: Vec<Entry>,
}

/// One form of one entry.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// The words as a text is tokenised; folded unless `exact`.
    pub words: Vec<String>,
    /// Case counts (the entry was written with a capital).
    pub exact: bool,
    /// Its attributes, those of its form included.
    pub attributes: Vec<(Name, Value)>,
}

/// `[stage.name]`
#[derive(Clone, Debug)]
pub struct Stage {
    /// Its name.
    pub name: Name,
    /// What `~` steps over: one edge of any of these.
    pub skip: Vec<Pattern>,
    /// How many edges `~` steps over at most.
    pub skip_limit: u32,
    /// Which matches are kept.
    pub keep: Keep,
    /// Two matches may not share a token of this capture.
    pub unique: Option<Name>,
}

/// A stage's policy for overlapping matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Winners do not overlap.
    One,
    /// One winner for each start.
    Each,
    /// Every match of every rule.
    All,
}

/// `[[rule]]`
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its id.
    pub id: String,
    /// Index of its stage.
    pub stage: usize,
    /// Its patterns; an earlier one is preferred.
    pub patterns: Vec<Pattern>,
    /// Guards.
    pub guards: Vec<Guard>,
    /// `where`: all must hold.
    pub conditions: Vec<Expression>,
    /// Class of the phrase it makes.
    pub phrase: Option<Name>,
    /// `inherit`
    pub inherit: Option<Name>,
    /// `set`
    pub set: Vec<(Name, Expression)>,
    /// `yields`
    pub yields: Vec<Yield>,
    /// `link`: capture, field, value.
    pub links: Vec<(Name, Name, Expression)>,
    /// `extend`: capture, index of the extent.
    pub extend: Vec<(Name, usize)>,
    /// `priority`
    pub priority: i32,
    /// Bit set of zones (bit 31: body); all ones where the rule names none.
    pub zones: u32,
    /// Bit set of genres; all ones where the rule names none.
    pub genres: u32,
    /// `rare`
    pub rare: Option<String>,
    /// `examples`
    pub examples: Vec<Example>,
    /// `rejects`
    pub rejects: Vec<(String, Location)>,
    /// Where it stands.
    pub location: Location,
}

/// The bit of [`Rule::zones`] for paragraphs that are in no zone.
pub const BODY: u32 = 31;

/// A pattern that must (not) stand beside the match.
#[derive(Clone, Debug, PartialEq)]
pub struct Guard {
    /// On which side.
    pub side: Side,
    /// Whether it must stand there, or must not.
    pub wanted: bool,
    /// The pattern: ends where the match begins, or begins where it ends.
    pub pattern: Pattern,
}

/// A kind of record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum RecordKind {
    Figure,
    NotFigure,
    Attribution,
    Hedge,
    Pair,
}

/// A record that a rule makes.
#[derive(Clone, Debug, PartialEq)]
pub struct Yield {
    /// Its kind.
    pub record: RecordKind,
    /// Its fields (see [`super::schema`] for the names).
    pub fields: Vec<(Name, Expression)>,
}

/// `examples`
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// The text.
    pub text: String,
    /// Fields of the record and their values, as text ("" for null).
    pub fields: Vec<(String, ExampleValue)>,
    /// Where it stands.
    pub location: Location,
}

/// What an example says of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum ExampleValue {
    /// A word of the schema, or a span's text.
    Text(String),
    /// A number.
    Number(f64),
    /// True or false.
    Flag(bool),
    /// The texts of several spans.
    Texts(Vec<String>),
}

/// `[extent.name]`
#[derive(Clone, Debug)]
pub struct Extent {
    /// Its name.
    pub name: Name,
    /// Where it grows.
    pub side: Side,
    /// `pattern`: it is the longest match of this; else it grows until something stops it.
    pub pattern: Option<Pattern>,
    /// Stepped over before it begins.
    pub skip_first: Option<Pattern>,
    /// What stops it.
    pub stop: Vec<Pattern>,
    /// Edges stepped over whole.
    pub over: Vec<Pattern>,
    /// At most so many tokens.
    pub limit: u32,
    /// Taken off its ends.
    pub trim: Vec<Pattern>,
}

/// `[[block]]`
#[derive(Clone, Debug)]
pub struct Block {
    /// Its id.
    pub id: String,
    /// Index of its stage.
    pub stage: usize,
    /// Its patterns.
    pub patterns: Vec<Pattern>,
    /// Guards.
    pub guards: Vec<Guard>,
    /// Indices of the rules that it blocks.
    pub rules: Vec<usize>,
    /// Its examples: the block matches in them.
    pub examples: Vec<(String, Location)>,
    /// Where it stands.
    pub location: Location,
}

/// `[[derive]]`
#[derive(Clone, Debug)]
pub struct Derive {
    /// Its id.
    pub id: String,
    /// From which records.
    pub from: RecordKind,
    /// All must hold.
    pub conditions: Vec<Expression>,
    /// What it makes.
    pub yields: Vec<Yield>,
    /// Bit set of genres.
    pub genres: u32,
}

/// `attribution.source[pronoun]`, `noun_group[agent, named]`
#[derive(Clone, Debug, PartialEq)]
pub struct Selector {
    /// A record, or none for a phrase.
    pub record: Option<RecordKind>,
    /// The phrase's class.
    pub phrase: Option<Name>,
    /// A field of the record.
    pub field: Option<Name>,
    /// What its attributes must be.
    pub attributes: Vec<AttributeTest>,
}

/// In `agree`: all words of the source, function words aside, stand in the candidate ("the observatory").
pub const SAME_WORDS: &str = "words";

/// `[[reference]]`
#[derive(Clone, Debug)]
pub struct Reference {
    /// What refers.
    pub of: Vec<Selector>,
    /// To what, better ones first.
    pub to: Vec<Selector>,
    /// Attributes that must not differ where both are known.
    pub agree: Vec<Name>,
    /// How many sentences back.
    pub sentences: u32,
    /// `prefer` has "subject".
    pub prefer_subject: bool,
    /// `tie = "first"`: the nearest of several good ones; else none.
    pub tie_first: bool,
}

/// `[[carry]]`
#[derive(Clone, Debug)]
pub struct Carry {
    /// Its id.
    pub id: String,
    /// How many sentences back.
    pub sentences: u32,
    /// Only inside a paragraph.
    pub same_paragraph: bool,
    /// Matches in the sentence.
    pub when: Vec<Pattern>,
    /// None matches in the sentence.
    pub unless: Vec<Pattern>,
    /// Which attributions carry.
    pub from: Selector,
}

/// `[[certainty]]`
#[derive(Clone, Debug)]
pub struct CertaintyRow {
    /// The certainty (a word of the schema).
    pub value: Name,
    /// Any must hold.
    pub any: Vec<Ground>,
}

/// What a certainty rests on.
#[derive(Clone, Debug, PartialEq)]
pub enum Ground {
    /// A hedge that bears on the fact.
    Hedge(Vec<AttributeTest>, Bearing),
    /// An attribution of the chain.
    Link(Vec<AttributeTest>),
    /// The innermost attribution of the chain.
    Last(Vec<AttributeTest>),
    /// Whatever else.
    Always,
}

/// How a hedge bears on a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// Its scope covers the figure (of a fact without one: its statement's first word).
    CoversFigure,
    /// Its scope covers the event.
    CoversEvent,
    /// Its scope or cue touches the statement.
    TouchesStatement,
    /// Its `figure` is the fact's.
    OnFigure,
}
