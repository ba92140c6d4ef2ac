//! What `[[reference]]`, `[[carry]]` and `[[certainty]]` ask of records: attribute tests over fields, and over the phrase of a source.

use super::records::{Attribution, Hedge};
use super::vocabulary::Vocabulary;
use crate::matcher::reading::Phrase;
use crate::rules::names::{Name, Value};
use crate::rules::pattern::AttributeTest;

/// Whether all tests pass, given the value of each attribute.
pub(super) fn passes(tests: &[AttributeTest], value: impl Fn(Name) -> Value) -> bool {
    tests.iter().all(|test| test.passes(value(test.name)))
}

/// An attribute of a phrase.
pub(super) fn of_phrase(phrase: &Phrase, name: Name) -> Value {
    attribute(&phrase.attributes, name)
}

fn attribute(attributes: &[(Name, Value)], name: Name) -> Value {
    attributes.iter().find(|(known, _)| *known == name).map_or(Value::Null, |(_, value)| *value)
}

/// A field of an attribution.
pub(super) fn of_attribution(attribution: &Attribution, words: &Vocabulary, name: Name) -> Value {
    let there = |is: bool| if is { Value::Flag(true) } else { Value::Null };
    match name {
        _ if name == words.stance => Value::Text(attribution.stance),
        _ if name == words.quote => Value::Text(attribution.quote),
        _ if name == words.source_class || name == words.class => Value::Text(attribution.source_class),
        _ if name == words.named => Value::Flag(attribution.named),
        _ if name == words.source => there(attribution.source.is_some()),
        _ if name == words.cue => there(attribution.cue.is_some()),
        _ if name == words.content => there(!attribution.content.is_empty()),
        _ if name == words.told => there(attribution.told.is_some()),
        _ if name == words.inside => there(attribution.inside.is_some()),
        _ if name == words.refers_to => there(attribution.refers_to.is_some()),
        _ if name == words.continued => Value::Flag(attribution.continued),
        _ => attribute(&attribution.attributes, name),
    }
}

/// A field of a hedge.
pub(super) fn of_hedge(hedge: &Hedge, words: &Vocabulary, name: Name) -> Value {
    let there = |is: bool| if is { Value::Flag(true) } else { Value::Null };
    match name {
        _ if name == words.category => Value::Text(hedge.category),
        _ if name == words.holder => there(hedge.holder.is_some()),
        _ if name == words.figure => there(hedge.figure.is_some()),
        _ if name == words.scope => there(!hedge.scope.is_empty()),
        _ => attribute(&hedge.attributes, name),
    }
}

/// An attribute of an attribution's source: of its phrase, or what the record itself knows.
pub(super) fn of_source(attribution: &Attribution, phrase: Option<&Phrase>, words: &Vocabulary, name: Name) -> Value {
    match phrase.map_or(Value::Null, |phrase| of_phrase(phrase, name)) {
        Value::Null if name == words.named || name == words.class || name == words.source_class => {
            of_attribution(attribution, words, name)
        }
        // A class is an attribute too: `source[pronoun]`.
        Value::Null if name == attribution.source_class => Value::Flag(true),
        value => value,
    }
}
