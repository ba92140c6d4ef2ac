//! Patterns: names looked up, short names expanded, sizes checked.

use super::Loader;
use super::tables::Mistakes;
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::Location;
use crate::rules::model::RecordKind;
use crate::rules::names::{Name, Value};
use crate::rules::pattern::{AttributeTest, EdgeTest, LexiconTest, Pattern, Property, TokenTest};
use crate::rules::schema::{Field, FieldType};
use crate::rules::suggestion;
use crate::rules::syntax::patterns::{self, Node, PropertyNode, TokenNode};
use crate::rules::syntax::selectors::AttributeNode;
use crate::rules::syntax::{Ident, Literal, MAX_DEPTH, Text};
use crate::text::fold;

/// How many positions a pattern may have, repeats written out.
const MAX_POSITIONS: u32 = 1024;
/// How many bytes a pattern may have.
const MAX_LENGTH: usize = 20_000;

/// `[define] NAME = '…'`
pub(super) struct Define<'a> {
    text: Text<'a>,
    state: State,
    used: bool,
}

enum State {
    Unread,
    /// Its own expansion is under way: meeting it now is a circle.
    Open,
    Read(Option<Pattern>),
}

/// Where a pattern stands, which decides what may be in it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A rule's own pattern.
    Rule,
    /// A pattern that captures nothing: guards, extents, stops.
    Aside,
    /// A pattern that is tested before any stage has run.
    Zone,
    /// A short name, that may stand anywhere.
    Define,
}

/// The pattern being read.
struct Reading {
    place: Place,
    /// Edges so far, repeats not written out.
    edges: u32,
    /// The captures that are open here.
    captures: Vec<Name>,
    /// All captures, if they are asked for and can be known.
    captured: Option<Vec<Name>>,
    /// Too large: that has been said.
    overflown: bool,
}

impl<'a> Loader<'a> {
    pub(super) fn read_defines(&mut self) {
        let declared = std::mem::take(&mut self.declared.define);
        for item in &declared {
            if item.check_key_name(&mut self.mistakes)
                && let Some(text) = item.text(&mut self.mistakes)
            {
                self.defines.insert(item.key, Define { text, state: State::Unread, used: false });
            }
        }
        for item in &declared {
            self.define(item.key);
        }
    }

    /// The pattern of a short name, read when first asked for. `None`: it has a mistake.
    fn define(&mut self, name: &str) -> Option<Pattern> {
        let define = self.defines.get_mut(name)?;
        match &define.state {
            State::Read(pattern) => return pattern.clone(),
            State::Open => return None,
            State::Unread => {}
        }
        define.state = State::Open;
        let text = define.text;
        self.open_defines += 1;
        let read = if self.open_defines > MAX_DEPTH {
            self.mistakes.push(too_deep(text.whole));
            None
        } else {
            self.read_pattern(text, Place::Define)
        };
        self.open_defines -= 1;
        if let Some(define) = self.defines.get_mut(name) {
            define.state = State::Read(read.clone());
        }
        read
    }

    /// A rule's pattern. What it captures is added to `captured` even if something else in it is wrong; if its captures
    /// cannot be known, `captured` is none from then on.
    pub(super) fn rule_pattern(&mut self, text: Text<'a>, captured: &mut Option<Vec<Name>>) -> Option<Pattern> {
        let mut reading = Reading {
            place: Place::Rule,
            edges: 0,
            captures: Vec::new(),
            captured: Some(Vec::new()),
            overflown: false,
        };
        let pattern = self.read_into(text, &mut reading);
        match (captured.as_mut(), reading.captured) {
            (Some(all), Some(own)) => all.extend(own),
            _ => *captured = None,
        }
        pattern
    }

    /// A pattern that captures nothing and matches something.
    pub(super) fn aside_pattern(&mut self, text: Text<'a>) -> Option<Pattern> {
        self.read_pattern(text, Place::Aside)
    }

    /// A pattern that captures nothing and may match the empty text.
    pub(super) fn optional_pattern(&mut self, text: Text<'a>) -> Option<Pattern> {
        self.read_pattern(text, Place::Aside)
    }

    pub(super) fn pattern_without_phrases(&mut self, text: Text<'a>) -> Option<Pattern> {
        self.read_pattern(text, Place::Zone)
    }

    /// Patterns that capture nothing and match something.
    pub(super) fn patterns(&mut self, texts: Vec<Text<'a>>) -> Vec<Pattern> {
        texts.into_iter().filter_map(|text| self.filled_pattern(text)).collect()
    }

    /// A pattern that captures nothing; matching the empty text it would always hold.
    pub(super) fn filled_pattern(&mut self, text: Text<'a>) -> Option<Pattern> {
        let pattern = self.aside_pattern(text)?;
        if matches_empty(&pattern, false) {
            self.mistakes.push(empty_match(text.whole));
            return None;
        }
        Some(pattern)
    }

    fn read_pattern(&mut self, text: Text<'a>, place: Place) -> Option<Pattern> {
        self.read_into(text, &mut Reading { place, edges: 0, captures: Vec::new(), captured: None, overflown: false })
    }

    fn read_into(&mut self, text: Text<'a>, reading: &mut Reading) -> Option<Pattern> {
        let place = reading.place;
        if self.is_full() {
            return None;
        }
        if text.value.len() > MAX_LENGTH {
            let message = format!("the pattern has more than {MAX_LENGTH} bytes");
            self.mistakes.push(too_large(message, text.whole));
            return None;
        }
        let node = match patterns::parse(text) {
            Ok(node) => node,
            Err(mistake) => {
                self.mistakes.push(*mistake);
                reading.captured = None;
                return None;
            }
        };
        let before = self.mistakes.len();
        let pattern = self.resolve(&node, reading, text)?;
        if self.mistakes.len() > before && self.mistakes[before..].iter().any(is_error) {
            return None;
        }
        if depth(&pattern) > 2 * MAX_DEPTH {
            self.mistakes.push(too_deep(text.whole));
            return None;
        }
        let size = positions(&pattern);
        if size > MAX_POSITIONS {
            let message = format!("the pattern has {size} positions when its repeats are written out");
            self.mistakes.push(too_large(message, text.whole));
            return None;
        }
        if place == Place::Rule && matches_empty(&pattern, true) {
            self.mistakes.push(empty_match(text.whole));
            return None;
        }
        if place == Place::Aside {
            return Some(without_captures(pattern));
        }
        Some(pattern)
    }

    fn resolve(&mut self, node: &Node, reading: &mut Reading, text: Text<'a>) -> Option<Pattern> {
        let edge = |test: EdgeTest, reading: &mut Reading| {
            reading.edges += 1;
            Some(Pattern::Edge(test))
        };
        if reading.edges > MAX_POSITIONS {
            if !std::mem::replace(&mut reading.overflown, true) {
                let message = format!("the pattern has more than {MAX_POSITIONS} positions");
                self.mistakes.push(too_large(message, text.whole));
            }
            return None;
        }
        match node {
            Node::Sequence(parts) => self.resolve_all(parts, reading, text).map(Pattern::Sequence),
            Node::Either(parts) => self.resolve_all(parts, reading, text).map(Pattern::Either),
            Node::Repeat(inner, min, max) => {
                let inner = Box::new(self.resolve(inner, reading, text)?);
                Some(Pattern::Repeat { inner, min: *min, max: *max })
            }
            Node::Capture(name, inner) => self.capture(name, inner, reading, text),
            Node::Words(words, at) => {
                let mut edges: Vec<Pattern> = Vec::new();
                for test in self.literals(words, *at) {
                    reading.edges += 1;
                    edges.push(Pattern::Edge(EdgeTest::Token(vec![test])));
                }
                Some(if edges.len() == 1 { edges.remove(0) } else { Pattern::Sequence(edges) })
            }
            Node::Lexicon(name, tests) => {
                let test = self.lexicon_test(name, tests)?;
                edge(EdgeTest::Lexicon(test), reading)
            }
            Node::Phrase(name, tests) => {
                if reading.place == Place::Zone && !["quote", "bracket"].contains(&&*name.text) {
                    let message = format!("<{}> cannot stand in the pattern of a zone", name.text);
                    self.mistakes.push(
                        Diagnostic::error(codes::PHRASE_OUT_OF_PLACE, message)
                            .at(name.at, "no stage has run yet")
                            .help("use words and lexicons here"),
                    );
                    return None;
                }
                let class = self.phrase_class(name)?;
                let attributes = self.phrase_tests(&name.text, tests);
                edge(EdgeTest::Phrase { class, attributes }, reading)
            }
            Node::SentenceStart => edge(EdgeTest::SentenceStart, reading),
            Node::SentenceEnd => edge(EdgeTest::SentenceEnd, reading),
            Node::Token(tests) => {
                let tests: Vec<TokenTest> = tests.iter().filter_map(|test| self.token_test(test)).collect();
                edge(EdgeTest::Token(tests), reading)
            }
            Node::Define(name) => self.expand(name, reading),
            Node::Skip => {
                reading.edges += 1;
                Some(Pattern::Skip)
            }
        }
    }

    fn resolve_all(&mut self, parts: &[Node], reading: &mut Reading, text: Text<'a>) -> Option<Vec<Pattern>> {
        // All parts are read even if one has a mistake, so that all mistakes are found at once.
        let read: Vec<Option<Pattern>> = parts.iter().map(|part| self.resolve(part, reading, text)).collect();
        read.into_iter().collect()
    }

    fn capture(&mut self, name: &Ident, inner: &Node, reading: &mut Reading, text: Text<'a>) -> Option<Pattern> {
        if matches!(reading.place, Place::Aside | Place::Zone) {
            self.mistakes.push(
                Diagnostic::error(codes::CAPTURE_OUT_OF_PLACE, format!("`{}:` captures nothing here", name.text))
                    .at(name.at, "only the patterns of rules capture")
                    .help("take the name and the colon away"),
            );
        }
        let interned = self.names.intern(&name.text);
        if reading.captures.contains(&interned) {
            self.mistakes.push(
                Diagnostic::error(codes::CAPTURE_IN_CAPTURE, format!("`{}` captures inside itself", name.text))
                    .at(name.at, "the inner one")
                    .help("give one of the two another name"),
            );
        }
        reading.captures.push(interned);
        if let Some(captured) = &mut reading.captured {
            captured.push(interned);
        }
        let inner = self.resolve(inner, reading, text);
        reading.captures.pop();
        Some(Pattern::Capture { name: interned, inner: Box::new(inner?) })
    }

    fn expand(&mut self, name: &Ident, reading: &mut Reading) -> Option<Pattern> {
        // Until the short name is read, what it captures is not known.
        let captured = reading.captured.take();
        let Some(define) = self.defines.get_mut(&*name.text) else {
            let near = suggestion::nearest(&name.text, self.defines.keys().copied());
            let help = near.map_or_else(
                || format!("declare it: [define] {} = '…'", name.text),
                |near| format!("did you mean `${near}`?"),
            );
            self.mistakes.push(
                Diagnostic::error(codes::UNKNOWN_DEFINE, format!("there is no short name `${}`", name.text))
                    .at(name.at, "not in [define]")
                    .help(help),
            );
            return None;
        };
        define.used = true;
        if matches!(define.state, State::Open) {
            self.mistakes.push(
                Diagnostic::error(codes::RECURSIVE_DEFINE, format!("the short name `${}` contains itself", name.text))
                    .at(name.at, "leads back to itself")
                    .help("patterns have no recursion: write the part out, or use a bounded repeat"),
            );
            return None;
        }
        let pattern = self.define(&name.text)?;
        reading.captured = captured.map(|mut captured| {
            captures(&pattern, &mut captured);
            captured
        });
        reading.edges += edges(&pattern);
        if reading.edges > MAX_POSITIONS {
            reading.overflown = true;
            self.mistakes.push(
                Diagnostic::error(codes::MACRO_GROWTH, format!("the pattern grows beyond {MAX_POSITIONS} positions"))
                    .at(name.at, "by this short name")
                    .help("use lexicons for long lists of words, and phrases for parts that occur in many patterns"),
            );
            return None;
        }
        if reading.place == Place::Zone && has_phrase(&pattern) {
            self.mistakes.push(
                Diagnostic::error(codes::PHRASE_OUT_OF_PLACE, format!("`${}` holds a phrase", name.text))
                    .at(name.at, "no stage has run yet")
                    .help("use words and lexicons here"),
            );
        }
        Some(if reading.place == Place::Define || reading.place == Place::Rule {
            pattern
        } else {
            without_captures(pattern)
        })
    }

    /// The tokens of a literal, each with its own case.
    fn literals(&mut self, words: &str, at: Location) -> Vec<TokenTest> {
        let tokens = self.reader.words(words);
        if tokens.is_empty() {
            self.mistakes.push(
                Diagnostic::error(codes::EMPTY_LITERAL, "there is no token between the quotation marks")
                    .at(at, "empty")
                    .help("write a word or a mark"),
            );
        }
        tokens.into_iter().map(literal).collect()
    }

    fn token_test(&mut self, node: &TokenNode) -> Option<TokenTest> {
        let test = match &node.property {
            PropertyNode::Literal(words, at) => {
                let mut tests = self.literals(words, *at);
                if tests.len() > 1 {
                    self.mistakes.push(
                        Diagnostic::error(codes::SEVERAL_TOKENS, format!("\"{words}\" is {} tokens", tests.len()))
                            .at(*at, "one token is tested here")
                            .help("write one word in `{…}`, or the words as a pattern of their own"),
                    );
                }
                tests.drain(..).next()?
            }
            PropertyNode::Lexicon(name, tests) => TokenTest::Lexicon(self.lexicon_test(name, tests)?),
            PropertyNode::Named(name) => self.property(name)?,
        };
        Some(if node.negated { TokenTest::Not(Box::new(test)) } else { test })
    }

    fn property(&mut self, name: &Ident) -> Option<TokenTest> {
        if let Some(&(_, property)) = Property::ALL.iter().find(|(known, _)| *known == name.text) {
            return Some(TokenTest::Property(property));
        }
        if let Some(&index) = self.shape_index.get(&name.text) {
            return Some(TokenTest::Shape(index));
        }
        let known = Property::ALL.iter().map(|(known, _)| *known).chain(self.shape_index.keys().map(String::as_str));
        self.mistakes.push(
            Diagnostic::error(codes::UNKNOWN_PROPERTY, format!("tokens have no property `{}`", name.text))
                .at(name.at, "neither a property nor a shape")
                .help(suggestion::help(&name.text, known, "use digits, word, capitalised … or a name of [shape]")),
        );
        None
    }

    fn lexicon_test(&mut self, name: &Ident, tests: &[AttributeNode]) -> Option<LexiconTest> {
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

    pub(super) fn report_unused_defines(&mut self) {
        let mut unused: Vec<(&str, Location)> = self
            .defines
            .iter()
            .filter(|(_, define)| !define.used)
            .map(|(name, define)| (*name, define.text.whole))
            .collect();
        unused.sort_by_key(|(_, at)| (at.file, at.start));
        for (name, at) in unused {
            self.mistakes.push(
                Diagnostic::warning(codes::UNUSED_DEFINE, format!("no pattern uses the short name `${name}`"))
                    .at(at, "not used")
                    .help("take it away, or use it"),
            );
        }
    }
}

pub(super) fn is_error(mistake: &Diagnostic) -> bool {
    mistake.severity == crate::rules::Severity::Error
}

/// A value as it is written.
pub(super) fn bare(literal: &Literal) -> String {
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

/// A word of a pattern: a capital in it says that case counts.
fn literal(word: String) -> TokenTest {
    let exact = word.chars().any(char::is_uppercase);
    TokenTest::Literal { text: if exact { word } else { fold(&word).into_owned() }, exact }
}

fn too_large(message: String, at: Location) -> Diagnostic {
    Diagnostic::error(codes::PATTERN_TOO_LARGE, message)
        .at(at, format!("more than {MAX_POSITIONS} positions"))
        .help("use smaller repeats, lexicons for long lists of words, and phrases for repeated parts")
}

fn too_deep(at: Location) -> Diagnostic {
    Diagnostic::error(codes::PATTERN_TOO_DEEP, "short names are nested too deep")
        .at(at, format!("more than {MAX_DEPTH} deep"))
        .help("let a short name stand for a part of a pattern, not for another short name alone")
}

fn empty_match(at: Location) -> Diagnostic {
    Diagnostic::error(codes::MATCHES_NOTHING, "the pattern matches the empty text")
        .at(at, "every part of it may be left out")
        .help("take the `?` or `{0,…}` from a part that must be there")
}

/// How deep groups nest, those of short names included.
fn depth(pattern: &Pattern) -> u32 {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => 1 + parts.iter().map(depth).max().unwrap_or(0),
        Pattern::Repeat { inner, .. } | Pattern::Capture { inner, .. } => 1 + depth(inner),
        Pattern::Edge(_) | Pattern::Skip => 0,
    }
}

/// Positions of the automaton, repeats written out.
fn positions(pattern: &Pattern) -> u32 {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => {
            parts.iter().map(positions).fold(0, |sum, size| sum.saturating_add(size))
        }
        Pattern::Repeat { inner, max, .. } => positions(inner).saturating_mul(*max),
        Pattern::Capture { inner, .. } => positions(inner),
        Pattern::Edge(_) | Pattern::Skip => 1,
    }
}

/// Edges as they stand, repeats not written out.
fn edges(pattern: &Pattern) -> u32 {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => parts.iter().map(edges).sum(),
        Pattern::Repeat { inner, .. } | Pattern::Capture { inner, .. } => edges(inner),
        Pattern::Edge(_) | Pattern::Skip => 1,
    }
}

/// Whether it matches no token at all; `bounds`: sentence bounds count as nothing.
fn matches_empty(pattern: &Pattern, bounds: bool) -> bool {
    match pattern {
        Pattern::Sequence(parts) => parts.iter().all(|part| matches_empty(part, bounds)),
        Pattern::Either(parts) => parts.iter().any(|part| matches_empty(part, bounds)),
        Pattern::Repeat { inner, min, .. } => *min == 0 || matches_empty(inner, bounds),
        Pattern::Capture { inner, .. } => matches_empty(inner, bounds),
        Pattern::Edge(EdgeTest::SentenceStart | EdgeTest::SentenceEnd) => bounds,
        Pattern::Edge(_) => false,
        Pattern::Skip => true,
    }
}

fn has_phrase(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => parts.iter().any(has_phrase),
        Pattern::Repeat { inner, .. } | Pattern::Capture { inner, .. } => has_phrase(inner),
        Pattern::Edge(edge) => matches!(edge, EdgeTest::Phrase { .. }),
        Pattern::Skip => false,
    }
}

fn without_captures(pattern: Pattern) -> Pattern {
    match pattern {
        Pattern::Sequence(parts) => Pattern::Sequence(parts.into_iter().map(without_captures).collect()),
        Pattern::Either(parts) => Pattern::Either(parts.into_iter().map(without_captures).collect()),
        Pattern::Repeat { inner, min, max } => Pattern::Repeat { inner: Box::new(without_captures(*inner)), min, max },
        Pattern::Capture { inner, .. } => without_captures(*inner),
        other => other,
    }
}

/// All captures of a pattern.
pub(super) fn captures(pattern: &Pattern, out: &mut Vec<Name>) {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => parts.iter().for_each(|part| captures(part, out)),
        Pattern::Repeat { inner, .. } => captures(inner, out),
        Pattern::Capture { name, inner } => {
            if !out.contains(name) {
                out.push(*name);
            }
            captures(inner, out);
        }
        Pattern::Edge(_) | Pattern::Skip => {}
    }
}

/// The classes of phrases that a capture may hold; whether it holds phrases at all.
pub(super) fn captured_phrases(pattern: &Pattern, capture: Name, inside: bool, out: &mut Vec<Name>) {
    match pattern {
        Pattern::Sequence(parts) | Pattern::Either(parts) => {
            parts.iter().for_each(|part| captured_phrases(part, capture, inside, out));
        }
        Pattern::Repeat { inner, .. } => captured_phrases(inner, capture, inside, out),
        Pattern::Capture { name, inner } => captured_phrases(inner, capture, inside || *name == capture, out),
        Pattern::Edge(EdgeTest::Phrase { class, .. }) if inside => out.push(*class),
        Pattern::Edge(_) | Pattern::Skip => {}
    }
}
