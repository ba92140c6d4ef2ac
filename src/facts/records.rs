//! The records: what one document yields. All spans are byte offsets; the edges of the crate turn them into code points.

use crate::rules::names::{Name, Value};
use crate::text::Span;

/// A stated quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The number expression with modifier, currency and unit.
    pub span: Span,
    /// count, money, percent … (see [`crate::rules::schema`]).
    pub kind: Name,
    /// Lower bound, scale applied; `None` where open.
    pub low: Option<f64>,
    /// Upper bound, scale applied; `None` where open.
    pub high: Option<f64>,
    /// The digits or number words as written.
    pub number: Span,
    /// exact, about, more_than …
    pub bound: Name,
    /// A range or bound that is itself approximate.
    pub approximate: bool,
    /// ISO 4217 code, "percent", singular unit name.
    pub unit: Option<Name>,
    /// The thing or time it is per.
    pub per: Option<Name>,
    /// The whole of a share.
    pub of: Option<f64>,
    /// Its own time phrase.
    pub time: Option<Span>,
    /// The noun phrase counted.
    pub counted: Option<Span>,
    /// The verb or event noun.
    pub event: Option<Span>,
    /// The other figure of a before-and-after pair.
    pub pair: Option<Pair>,
    /// Index of the rule in the pack.
    pub rule: u32,
}

/// One side of a before-and-after pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// Index of the other figure.
    pub with: u32,
    /// Whether this figure is the earlier value.
    pub before: bool,
}

/// A number that states no quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct NotFigure {
    /// Where.
    pub span: Span,
    /// year, date, ordinal …
    pub kind: Name,
    /// Index of the rule in the pack.
    pub rule: u32,
}

/// Somebody is reported to have said something.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Who.
    pub source: Option<Span>,
    /// The reporting expression.
    pub cue: Option<Span>,
    /// What is said, in pieces.
    pub content: Vec<Span>,
    /// direct, mixed, indirect.
    pub quote: Name,
    /// person, group, government …
    pub source_class: Name,
    /// A proper name identifies the source.
    pub named: bool,
    /// neutral, assertive, doubtful …
    pub stance: Name,
    /// The addressee.
    pub told: Option<Span>,
    /// Index of the attribution whose content holds this one.
    pub inside: Option<u32>,
    /// The earlier mention that names the source.
    pub refers_to: Option<Span>,
    /// Its content runs on over later sentences.
    pub continued: bool,
    /// What its rule sets beside the fields: the certainty table may ask for it.
    pub attributes: Vec<(Name, Value)>,
    /// Index of the rule in the pack.
    pub rule: u32,
}

/// Words that limit how sure or how exact something is.
#[derive(Clone, Debug, PartialEq)]
pub struct Hedge {
    /// The words.
    pub cue: Span,
    /// allegation, hearsay, modal …
    pub category: Name,
    /// What is hedged, cue left out.
    pub scope: Vec<Span>,
    /// Index of the attribution in whose content the cue stands; `None`: the writer.
    pub holder: Option<u32>,
    /// Index of the figure it applies to directly.
    pub figure: Option<u32>,
    /// What its rule sets beside the fields: the certainty table may ask for it.
    pub attributes: Vec<(Name, Value)>,
    /// Index of the rule in the pack.
    pub rule: u32,
}

/// What set a fact's certainty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Index of an attribution, by its stance.
    Attribution(u32),
    /// Index of a hedge, by its category.
    Hedge(u32),
}

/// One statement: a figure, or an attribution or event hedge without one.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// Index of the figure.
    pub figure: Option<u32>,
    /// The smallest clause that holds figure and event.
    pub statement: Span,
    /// The sentence.
    pub sentence: Span,
    /// Indices of the attributions that vouch for it, outermost first.
    pub chain: Vec<u32>,
    /// A link of the chain stands in another sentence.
    pub carried: bool,
    /// How many sentences back.
    pub carried_from: u32,
    /// Indices of the hedges that bear on it.
    pub hedges: Vec<u32>,
    /// Its event lies under a negation.
    pub negated: bool,
    /// stated, attributed, confirmed …
    pub certainty: Name,
    /// What set the certainty.
    pub why: Vec<Reason>,
    /// Stable: from the text's digest, the span and the pack's digest.
    pub id: [u8; 8],
}

/// All records of one document, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// Figures.
    pub figures: Vec<Figure>,
    /// Numbers that state no quantity.
    pub not_figures: Vec<NotFigure>,
    /// Attributions.
    pub attributions: Vec<Attribution>,
    /// Hedges.
    pub hedges: Vec<Hedge>,
    /// Facts.
    pub facts: Vec<Fact>,
    /// How often a stated cap cut something.
    pub cut: u32,
}
