//! What becomes of a match, remembered: most rules ask only for the attributes of what they captured, so matches that
//! captured alike meet the same fate and make the same phrase.

use rustc_hash::FxHashMap;

use super::alphabet::Symbol;
use super::attributes::SetId;
use crate::rules::expression::Expression;
use crate::rules::model::Rule;
use crate::rules::names::{Name, Names};

/// What becomes of a match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The condition with this index refuses it.
    Refused(u32),
    /// It has these attributes; and, if its rule makes a phrase and no record, the phrase this symbol.
    Made(SetId, Option<Symbol>),
}

/// The outcomes that one thread has met: by rule, and position and attributes of each element asked for.
#[derive(Debug, Default)]
pub(crate) struct Outcomes {
    known: FxHashMap<Box<[u32]>, Outcome>,
}

impl Outcomes {
    pub(crate) fn get(&self, key: &[u32]) -> Option<Outcome> {
        self.known.get(key).copied()
    }

    pub(crate) fn insert(&mut self, key: &[u32], outcome: Outcome) {
        self.known.insert(key.into(), outcome);
    }

    pub(crate) fn len(&self) -> usize {
        self.known.len()
    }

    pub(crate) fn clear(&mut self) {
        self.known.clear();
    }
}

/// The captures that a rule's conditions and attributes ask for, as bits by their index in its machine; none if they ask
/// for more than attributes: a text, a place, a number written in digits, another record.
pub(crate) fn captures_asked(rule: &Rule, captures: &[Name], names: &Names) -> Option<u64> {
    let mut asked: Vec<Name> = rule.inherit.into_iter().collect();
    let mut only_attributes = rule.conditions.iter().all(|condition| asks_truth(condition, &mut asked));
    only_attributes &= rule.set.iter().all(|(_, value)| asks_value(value, &mut asked));
    // A capture that an extent has grown is no longer what its elements are.
    only_attributes &= !rule.extend.iter().any(|(name, _)| asked.contains(name));
    if !only_attributes || captures.len() > 64 {
        return None;
    }
    let bit = |name: &Name| match captures.iter().position(|known| known == name) {
        Some(index) => 1 << index,
        None if names.text(*name) == "0" => u64::MAX,
        None => 0,
    };
    Some(asked.iter().map(bit).fold(0, |all, bit| all | bit))
}

/// Whether it takes only attributes of captures, added to `asked`, to say if an expression holds.
fn asks_truth(expression: &Expression, asked: &mut Vec<Name>) -> bool {
    match expression {
        Expression::Capture(_) => asks_elements(expression, asked),
        other => asks_value(other, asked),
    }
}

/// Whether it takes only attributes of captures, added to `asked`, to say what an expression is.
fn asks_value(expression: &Expression, asked: &mut Vec<Name>) -> bool {
    match expression {
        Expression::Literal(_) => true,
        Expression::Attribute(of, _) => match &**of {
            Expression::Item(inner, _) => asks_elements(inner, asked),
            of => asks_elements(of, asked),
        },
        Expression::Count(inner) => asks_elements(inner, asked),
        Expression::Not(inner) => asks_truth(inner, asked),
        Expression::And(a, b) | Expression::Or(a, b) => asks_truth(a, asked) && asks_truth(b, asked),
        Expression::Compare(_, a, b) | Expression::Same(a, b) | Expression::Arithmetic(_, a, b) => {
            asks_value(a, asked) && asks_value(b, asked)
        }
        Expression::In(item, list) => asks_value(item, asked) && list.iter().all(|one| asks_value(one, asked)),
        Expression::FirstOf(list) => list.iter().all(|one| asks_value(one, asked)),
        // A span, or what is written there; and whoever asks makes its phrase known.
        Expression::Capture(_)
        | Expression::NumberValue(_)
        | Expression::Mantissa(_)
        | Expression::Scale(_)
        | Expression::Join(..)
        | Expression::Inside(_)
        | Expression::Item(..)
        | Expression::Extent(..)
        | Expression::Nearest(..) => false,
    }
}

/// Whether an expression is a capture, which is added to `asked`.
fn asks_elements(expression: &Expression, asked: &mut Vec<Name>) -> bool {
    match expression {
        Expression::Capture(name) => {
            asked.push(*name);
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::matcher::{Matcher, MatcherOptions, Scratch};
    use crate::rules::{self, model::SourceFile};
    use std::sync::Arc;

    const PACK: &str = r#"
[pack]
name = "x"
version = "1"
language = "en"
stages = ["s"]

[lexicon.animal]
entries = [{ words = ["cat", "dog"] }, { words = ["bear"], wild = true }]

[[rule]]
id = "s.a"
stage = "s"
phrase = "found"
patterns = ['a:@animal "one"', 'b:@animal "two"']
where = ["$a and not $a.wild or $b.wild"]
set = { known = "$a.wild ?? 'tame'" }
examples = [{ text = "The cat one.", phrase = "found", span = "cat one" }]
"#;

    /// What was captured where makes the outcome, not the words alone; and the first text decides nothing for the next.
    #[test]
    fn outcomes_depend_on_captures_and_attributes() {
        let source = SourceFile { path: "x.toml".into(), text: PACK.into() };
        let pack = rules::load(vec![vec![source]]).unwrap_or_else(|report| panic!("{report}"));
        let matcher = Matcher::new(Arc::new(pack), &MatcherOptions::default()).unwrap();
        let mut scratch = Scratch { keep_phrases: true, ..Scratch::default() };
        for (text, found) in [
            ("The cat two.", 0),
            ("The cat one.", 1),
            ("The dog one, the cat two, the dog two.", 1),
            ("The bear one.", 0),
            ("The bear two.", 1),
            ("The dog one, the bear one, the cat one.", 2),
        ] {
            for _ in 0..2 {
                assert_eq!(matcher.read(text, &mut scratch).phrases.len(), found, "{text}");
            }
        }
    }
}
