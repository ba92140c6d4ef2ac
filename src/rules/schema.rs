//! The words of the record model: fields of each kind of record and the values they may take.
//! JSON, Arrow columns, stubs and the checks of rule files follow from these lists.

use super::model::RecordKind;

/// `figure.kind`
pub const FIGURE_KINDS: &[&str] = &[
    "count",
    "money",
    "percent",
    "percentage_point",
    "measure",
    "duration",
    "age",
    "share",
    "multiple",
    "rate",
    "index",
    "score",
];
/// `figure.bound`
pub const BOUNDS: &[&str] = &["exact", "about", "more_than", "at_least", "less_than", "at_most", "nearly", "range"];
/// `not_figure.kind`
pub const NOT_FIGURE_KINDS: &[&str] =
    &["year", "date", "time", "ordinal", "label", "name_number", "phone", "version", "list_number"];
/// `attribution.quote`
pub const QUOTES: &[&str] = &["direct", "mixed", "indirect"];
/// `attribution.source_class`
pub const SOURCE_CLASSES: &[&str] = &[
    "person",
    "group",
    "government",
    "military",
    "organisation",
    "company",
    "media",
    "document",
    "law_enforcement",
    "court",
    "poll",
    "unnamed_official",
    "pronoun",
    "none",
];
/// `attribution.stance`
pub const STANCES: &[&str] =
    &["neutral", "assertive", "doubtful", "tentative", "denial", "refusal", "question", "call"];
/// `hedge.category`
pub const CATEGORIES: &[&str] = &[
    "allegation",
    "hearsay",
    "modal",
    "approximator",
    "conditional",
    "lack_of_evidence",
    "unverified",
    "denial",
    "distancing",
    "expectation",
    "question",
    "booster",
    "negation",
];
/// `fact.certainty`
pub const CERTAINTIES: &[&str] =
    &["stated", "attributed", "confirmed", "doubted", "tentative", "unsupported", "denied", "hypothetical"];
/// `number.role` of number words.
pub const NUMBER_ROLES: &[&str] = &["unit", "ten", "scale", "fraction", "joiner", "article", "point"];

/// What a field of a record holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// One of these words.
    Word(&'static [&'static str]),
    /// Any text of the pack (units).
    Text,
    /// A number.
    Number,
    /// True or false.
    Flag,
    /// A span.
    Span,
    /// Several spans.
    Spans,
    /// Another record.
    Record(RecordKind),
}

/// A field that a rule may give.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: FieldType,
    /// A rule (or the defaults) must give it.
    pub needed: bool,
}

const fn field(name: &'static str, holds: FieldType, needed: bool) -> Field {
    Field { name, holds, needed }
}

impl RecordKind {
    /// Every kind, with the name that rule files use.
    pub const ALL: [(&'static str, RecordKind); 5] = [
        ("figure", RecordKind::Figure),
        ("not_figure", RecordKind::NotFigure),
        ("attribution", RecordKind::Attribution),
        ("hedge", RecordKind::Hedge),
        ("pair", RecordKind::Pair),
    ];
    /// Its name in rule files.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].0
    }
    /// The fields that a rule may give.
    pub fn fields(self) -> &'static [Field] {
        use FieldType::*;
        const FIGURE: &[Field] = &[
            field("span", Span, false),
            field("kind", Word(FIGURE_KINDS), true),
            field("value", Number, false),
            field("low", Number, false),
            field("high", Number, false),
            field("bound", Word(BOUNDS), false),
            field("approximate", Flag, false),
            field("unit", Text, false),
            field("per", Text, false),
            field("of", Number, false),
            field("time", Span, false),
            field("counted", Span, false),
            field("event", Span, false),
            field("number", Span, false),
        ];
        const NOT_FIGURE: &[Field] = &[field("span", Span, false), field("kind", Word(NOT_FIGURE_KINDS), true)];
        const ATTRIBUTION: &[Field] = &[
            field("source", Span, false),
            field("cue", Span, false),
            field("content", Spans, false),
            field("quote", Word(QUOTES), false),
            field("source_class", Word(SOURCE_CLASSES), false),
            field("named", Flag, false),
            field("stance", Word(STANCES), false),
            field("told", Span, false),
            field("inside", Record(RecordKind::Attribution), false),
        ];
        const HEDGE: &[Field] = &[
            field("cue", Span, true),
            field("category", Word(CATEGORIES), true),
            field("scope", Spans, false),
            field("figure", Record(RecordKind::Figure), false),
        ];
        const PAIR: &[Field] = &[
            field("before", Record(RecordKind::Figure), true),
            field("after", Record(RecordKind::Figure), true),
            field("event", Span, false),
        ];
        match self {
            RecordKind::Figure => FIGURE,
            RecordKind::NotFigure => NOT_FIGURE,
            RecordKind::Attribution => ATTRIBUTION,
            RecordKind::Hedge => HEDGE,
            RecordKind::Pair => PAIR,
        }
    }
}
