//! Patterns: names looked up, short names expanded, sizes checked.

use super::Loader;
use super::measures::{captures, depth, edges, has_phrase, matches_empty, positions, without_captures};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::Location;
use crate::rules::names::Name;
use crate::rules::pattern::{EdgeTest, Pattern, Property, TokenTest};
use crate::rules::suggestion;
use crate::rules::syntax::patterns::{self, Node, PropertyNode, TokenNode};
use crate::rules::syntax::{Ident, MAX_DEPTH, Text};
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
        if self.mistakes.len() > before && self.mistakes[before..].iter().any(Diagnostic::is_error) {
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
