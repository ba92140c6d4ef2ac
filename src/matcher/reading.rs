//! What the matcher hands on: the drafts of records that rules have made of one text, with what is needed to join them.

use std::sync::Arc;

use crate::rules::model::RecordKind;
use crate::rules::names::{Name, Value};
use crate::text::{Layout, Span};

/// The result of one text.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// Tokens, sentences, paragraphs, quotations.
    pub layout: Layout,
    /// Zone of each paragraph: index in the pack, or [`crate::rules::model::BODY`].
    pub zones: Vec<u32>,
    /// Records as rules made them, paragraph by paragraph, in the order of stages.
    pub drafts: Vec<Draft>,
    /// The phrases that drafts and references speak of.
    pub phrases: Vec<Phrase>,
    /// Carry rules whose conditions hold: index of the carry, index of the sentence.
    pub carries: Vec<(u32, u32)>,
    /// How often a stated cap cut something.
    pub cut: u32,
}

/// A phrase that a rule found.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// Its class.
    pub class: Name,
    /// Its text.
    pub span: Span,
    /// Its tokens, as indices into [`Layout::tokens`].
    pub tokens: std::ops::Range<u32>,
    /// Its attributes.
    pub attributes: Arc<[(Name, Value)]>,
}

/// A record as a rule made it.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its kind.
    pub kind: RecordKind,
    /// Index of the rule; for a derived record that of the rule that made the record it comes from.
    pub rule: u32,
    /// What the rule matched.
    pub span: Span,
    /// Its tokens.
    pub tokens: std::ops::Range<u32>,
    /// Index of its paragraph.
    pub paragraph: u32,
    /// Index of the sentence in which the match begins.
    pub sentence: u32,
    /// Of a figure: the smallest clause that holds it and its event.
    pub statement: Option<Span>,
    /// What the rule sets beside the fields.
    pub attributes: Vec<(Name, Value)>,
    /// Its fields (see [`crate::rules::schema`]).
    pub fields: Vec<(Name, Datum)>,
}

impl Draft {
    /// A field's value.
    pub fn field(&self, name: Name) -> &Datum {
        self.fields.iter().find(|(field, _)| *field == name).map_or(&Datum::Null, |(_, datum)| datum)
    }
}

/// The value of a field or expression.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Datum {
    /// Nothing.
    #[default]
    Null,
    /// True or false.
    Flag(bool),
    /// A number.
    Number(f64),
    /// A text of the pack.
    Text(Name),
    /// A span, with the phrase (index in [`Reading::phrases`]) it was captured as, if it was one.
    Span(Span, Option<u32>),
    /// Several spans.
    Spans(Vec<Span>),
    /// Another record, as index in [`Reading::drafts`].
    Record(u32),
}
