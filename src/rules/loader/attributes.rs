//! Attributes: those written in tables, and the tests of them in patterns and selectors.

use super::Loader;
use super::tables::{Item, Mistakes};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::{Location, RecordKind};
use crate::rules::names::{Name, Names, Value};
use crate::rules::pattern::{AttributeTest, LexiconTest};
use crate::rules::schema::{Field, FieldType};
use crate::rules::suggestion;
use crate::rules::syntax::selectors::AttributeNode;
use crate::rules::syntax::{Ident, Literal};

impl Loader<'_> {
    pub(super) fn lexicon_test(&mut self, name: &Ident, tests: &[AttributeNode]) -> Option<LexiconTest> {
        let lexicon = self.lexicon_named(&name.text, name.at)?;
        let attributes = tests.iter().filter_map(|test| self.entry_test(lexicon, &name.text, test)).collect();
        Some(LexiconTest { lexicon, attributes })
    }

    /// An attribute test of a lexicon, whose attributes are all known.
    fn entry_test(&mut self, lexicon: usize, lexicon_name: &str, node: &AttributeNode) -> Option<AttributeTest> {
        let test = self.attribute_test(node);
        let known = &self.lexicon_attributes[lexicon];
        if self.lexicon_is_empty[lexicon] {
            return Some(test);
        }
        let Some(values) = known.get(&test.name) else {
            let names: Vec<&str> = known.keys().map(|name| self.names.text(*name)).collect();
            let message = format!("no entry of `{lexicon_name}` has the attribute `{}`", node.name.text);
            let help = suggestion::help(&node.name.text, names, "give it to the entries that have it");
            self.mistakes.push(
                Diagnostic::error(codes::UNKNOWN_ATTRIBUTE, message).at(node.name.at, "unknown attribute").help(help),
            );
            return None;
        };
        for ((written, at), value) in node.values.iter().zip(&test.values) {
            if !values.contains(value) {
                let texts: Vec<&str> = values
                    .iter()
                    .filter_map(|v| if let Value::Text(n) = v { Some(self.names.text(*n)) } else { None })
                    .collect();
                let message = format!("`{}` of `{lexicon_name}` is never {}", node.name.text, shown(written));
                let help = suggestion::help(&bare(written), texts, "use a value that an entry has");
                let mistake = Diagnostic::error(codes::UNKNOWN_ATTRIBUTE_VALUE, message);
                self.mistakes.push(mistake.at(*at, "no entry has this value").help(help));
            }
        }
        Some(test)
    }

    pub(super) fn attribute_test(&mut self, node: &AttributeNode) -> AttributeTest {
        let name = self.names.intern(&node.name.text);
        let values = node.values.iter().map(|(literal, _)| self.value(literal)).collect();
        AttributeTest { name, values, negated: node.negated }
    }

    /// A class of phrases, or a mistake.
    pub(super) fn phrase_class(&mut self, name: &Ident) -> Option<Name> {
        if self.phrases.contains(&name.text) {
            return Some(self.names.intern(&name.text));
        }
        let mut known: Vec<&str> = self.phrases.iter().map(String::as_str).collect();
        known.sort_unstable();
        let mut help = suggestion::help(&name.text, known, "make it by a rule with `phrase = \"…\"`");
        if self.lexicon_index.contains_key(&name.text) {
            help = format!("`{0}` is a lexicon: write @{0}", name.text);
        }
        self.mistakes.push(
            Diagnostic::error(codes::UNKNOWN_PHRASE, format!("no rule makes a phrase <{}>", name.text))
                .at(name.at, "unknown class")
                .help(help),
        );
        None
    }

    /// Attribute tests of a phrase: leniently, any attribute that some entry or `set` has is known.
    pub(super) fn phrase_tests(&mut self, class: &str, nodes: &[AttributeNode]) -> Vec<AttributeTest> {
        let record = RecordKind::ALL.iter().find(|(name, _)| *name == class).map(|(_, kind)| *kind);
        let mut tests = Vec::with_capacity(nodes.len());
        for node in nodes {
            self.known_attribute(&node.name);
            let field = record.and_then(|kind| kind.fields().iter().find(|field| field.name == node.name.text));
            if let Some(Field { holds: FieldType::Word(words), .. }) = field {
                for (literal, at) in &node.values {
                    check_word(&node.name.text, literal, words, *at, &mut self.mistakes);
                }
            }
            tests.push(self.attribute_test(node));
        }
        tests
    }

    /// Reports an attribute that nothing sets.
    pub(super) fn known_attribute(&mut self, name: &Ident) {
        if self.attributes.contains(&name.text) {
            return;
        }
        let mut known: Vec<&str> = self.attributes.iter().map(String::as_str).collect();
        known.sort_unstable();
        let help = suggestion::nearest(&name.text, known).map_or_else(
            || format!("let an entry have it, or a rule set it: set = {{ {} = true }}", name.text),
            |near| format!("did you mean `{near}`?"),
        );
        self.mistakes.push(
            Diagnostic::error(codes::UNKNOWN_PHRASE_ATTRIBUTE, format!("nothing has the attribute `{}`", name.text))
                .at(name.at, "neither an entry nor a rule sets it")
                .help(help),
        );
    }

    /// The value of something written in a rule file.
    pub(super) fn value(&mut self, literal: &Literal) -> Value {
        value_of(literal, &mut self.names)
    }
}

/// A value as it is written.
fn bare(literal: &Literal) -> String {
    match literal {
        Literal::Null => "null".into(),
        Literal::Flag(flag) => flag.to_string(),
        Literal::Number(number) => number.to_string(),
        Literal::Text(text) => text.clone(),
    }
}

fn shown(literal: &Literal) -> String {
    format!("`{}`", bare(literal))
}

/// Reports a value that is none of a field's words.
pub(super) fn check_word(field: &str, literal: &Literal, words: &[&str], at: Location, mistakes: &mut Mistakes) {
    if *literal != Literal::Null && !matches!(literal, Literal::Text(text) if words.contains(&&**text)) {
        mistakes.push(
            Diagnostic::error(codes::WRONG_FIELD_WORD, format!("`{field}` cannot be {}", shown(literal)))
                .at(at, "none of its words")
                .help(suggestion::help(
                    &bare(literal),
                    words.iter().copied(),
                    &format!("use one of: {}", words.join(", ")),
                )),
        );
    }
}

/// The attributes written in a table.
pub(super) fn attributes_of(items: &[Item<'_>], names: &mut Names, mistakes: &mut Mistakes) -> Vec<(Name, Value)> {
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        if !item.check_key_name(mistakes) {
            continue;
        }
        if let Some(literal) = item.literal(mistakes) {
            let value = value_of(&literal, names);
            out.push((names.intern(item.key), value));
        }
    }
    out
}

fn value_of(literal: &Literal, names: &mut Names) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Flag(flag) => Value::Flag(*flag),
        Literal::Number(number) => Value::Number(*number),
        Literal::Text(text) => Value::Text(names.intern(text)),
    }
}
