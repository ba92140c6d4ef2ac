//! The pattern language: text to a tree of names as written.

use super::scanner::{Parsed, Scanner};
use super::selectors::{AttributeNode, attributes};
use super::{Ident, MAX_DEPTH, Text};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::Location;

/// A pattern as written.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Sequence(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, u32, u32),
    Capture(Ident, Box<Node>),
    Words(String, Location),
    Lexicon(Ident, Vec<AttributeNode>),
    Phrase(Ident, Vec<AttributeNode>),
    SentenceStart,
    SentenceEnd,
    Token(Vec<TokenNode>),
    Define(Ident),
    Skip,
}

/// One property inside `{…}`.
#[derive(Clone, Debug)]
pub(crate) struct TokenNode {
    pub(crate) negated: bool,
    pub(crate) property: PropertyNode,
}

/// What a token is to be.
#[derive(Clone, Debug)]
pub(crate) enum PropertyNode {
    Literal(String, Location),
    Named(Ident),
    Lexicon(Ident, Vec<AttributeNode>),
}

/// How often something may repeat at most.
pub(crate) const MAX_REPEAT: u32 = 32;

/// Parses a pattern.
pub(crate) fn parse(text: Text<'_>) -> Parsed<Node> {
    let mut scanner = Scanner::new(text);
    if scanner.next_mark().is_none() {
        return Err(error(codes::EMPTY_PATTERN, "the pattern is empty", text.whole, "nothing in it")
            .with_help("write what is to be matched, for instance '\"more than\" {digits}'"));
    }
    let node = either(&mut scanner)?;
    if scanner.next_mark().is_some() {
        return Err(error(codes::UNOPENED_GROUP, "this `)` closes no group", scanner.here(), "no `(` before it")
            .with_help("take it away, or open the group with `(`"));
    }
    Ok(node)
}

fn error(code: &'static str, message: impl Into<String>, at: Location, label: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, message).at(at, label))
}

trait WithHelp {
    fn with_help(self, help: impl Into<String>) -> Self;
}
impl WithHelp for Box<Diagnostic> {
    fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

fn either(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let mut alternatives = vec![sequence(scanner)?];
    while scanner.next_mark() == Some('|') {
        scanner.take("|");
        alternatives.push(sequence(scanner)?);
    }
    Ok(if alternatives.len() == 1 { alternatives.remove(0) } else { Node::Either(alternatives) })
}

fn sequence(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let mut items = Vec::new();
    loop {
        match scanner.next_mark() {
            None | Some('|' | ')') => break,
            Some(_) => items.push(item(scanner)?),
        }
    }
    match items.len() {
        0 => {
            let label = "something is expected here";
            Err(error(codes::EMPTY_ALTERNATIVE, "an alternative or group is empty", scanner.here(), label)
                .with_help("take the `|` or `()` away; what may be left out is written `( … )?`"))
        }
        1 => Ok(items.remove(0)),
        _ => Ok(Node::Sequence(items)),
    }
}

/// `name:x`, then repeats: these bind closer than the capture, so that `name:x{1,3}` captures all three.
fn item(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let start = scanner.at;
    let Some(name) = scanner.name() else {
        let node = atom(scanner)?;
        return repeated(scanner, node);
    };
    if !scanner.take(":") {
        let at = scanner.since(start);
        let message = format!("`{}` stands here without quotation marks", name.text);
        return Err(error(codes::BARE_WORD, message, at, "a word?").with_help(format!(
            "write \"{0}\" for the word, @{0} for a lexicon, <{0}> for a phrase, {0}:( … ) for a capture",
            name.text
        )));
    }
    match scanner.next_mark() {
        None | Some('|' | ')') => {
            let message = format!("`{}:` captures nothing", name.text);
            Err(error(codes::NOTHING_TO_CAPTURE, message, scanner.since(start), "nothing follows")
                .with_help(format!("write what it captures after the colon: {}:( … )", name.text)))
        }
        Some(_) => {
            nest(scanner)?;
            let inner = item(scanner)?;
            scanner.depth -= 1;
            Ok(Node::Capture(name, Box::new(inner)))
        }
    }
}

fn nest(scanner: &mut Scanner<'_>) -> Parsed<()> {
    scanner.depth += 1;
    if scanner.depth > MAX_DEPTH {
        let message = format!("groups are nested more than {MAX_DEPTH} deep");
        return Err(error(codes::PATTERN_TOO_DEEP, message, scanner.here(), "one too many")
            .with_help("give inner parts a short name in [define]"));
    }
    Ok(())
}

fn repeated(scanner: &mut Scanner<'_>, node: Node) -> Parsed<Node> {
    let start = scanner.at;
    let node = if scanner.take("?") {
        Node::Repeat(Box::new(node), 0, 1)
    } else if begins_repeat(scanner.rest()) {
        scanner.skip_space();
        let start = scanner.at;
        let (min, max) = bounds(scanner)?;
        if max > MAX_REPEAT {
            let message = format!("it may repeat {max} times, more than {MAX_REPEAT}");
            return Err(error(codes::REPEAT_TOO_LARGE, message, scanner.since(start), "too many")
                .with_help(format!("write at most {MAX_REPEAT}, or let an extent grow until something stops it")));
        }
        if max == 0 || min > max {
            return Err(error(codes::REPEAT_EMPTY, "it can never repeat", scanner.since(start), "no number fits")
                .with_help("write the smaller number first and at least 1 as the second, as in {0,3}"));
        }
        Node::Repeat(Box::new(node), min, max)
    } else {
        star(scanner)?;
        return Ok(node);
    };
    star(scanner)?;
    if scanner.peek() == Some('?') || begins_repeat(scanner.rest()) {
        let message = "a repeat of a repeat";
        return Err(error(codes::BAD_REPEAT, message, scanner.here(), "the second one")
            .with_help(format!("write one repeat, or a group: ( x{} )?", &scanner.text.value[start..scanner.at])));
    }
    Ok(node)
}

/// `*` and `+` are what people write who know other regular expressions.
fn star(scanner: &Scanner<'_>) -> Parsed<()> {
    let Some(mark @ ('*' | '+')) = scanner.peek() else { return Ok(()) };
    let bounded = if mark == '*' { "{0,5}" } else { "{1,5}" };
    let message = format!("`{mark}` repeats without bound");
    Err(error(codes::STAR_OR_PLUS, message, scanner.here(), "no bound").with_help(format!("write {bounded} instead")))
}

fn begins_repeat(rest: &str) -> bool {
    let Some(inside) = rest.trim_start().strip_prefix('{') else { return false };
    inside.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == ',')
}

/// `{2}`, `{0,3}`
fn bounds(scanner: &mut Scanner<'_>) -> Parsed<(u32, u32)> {
    let start = scanner.at;
    let rest = scanner.rest();
    let end = rest.find('}');
    scanner.at += end.map_or(rest.len(), |end| end + 1);
    let numbers = end.map(|end| &rest[1..end]).and_then(|inside| match inside.split_once(',') {
        None => inside.trim().parse().ok().map(|n| (n, n)),
        Some((min, max)) => Some((min.trim().parse().ok()?, max.trim().parse().ok()?)),
    });
    numbers.ok_or_else(|| {
        error(codes::BAD_REPEAT, "this is no repeat", scanner.since(start), "two numbers and a `}` are expected")
            .with_help("write {2} for exactly two or {0,3} for up to three; there is no repeat without bound")
    })
}

fn atom(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let start = scanner.at;
    let Some(first) = scanner.peek() else { return sequence(scanner) };
    match first {
        '"' => literal(scanner).map(|(words, at)| Node::Words(words, at)),
        '(' => group(scanner),
        '@' => {
            let (name, tests) = lexicon(scanner)?;
            Ok(Node::Lexicon(name, tests))
        }
        '<' => phrase(scanner),
        '{' => token(scanner),
        '~' => {
            scanner.take("~");
            Ok(Node::Skip)
        }
        '$' => {
            scanner.take("$");
            let name = scanner.name().ok_or_else(|| name_expected(scanner, start, "$", "a short name of [define]"))?;
            Ok(Node::Define(name))
        }
        '?' => Err(error(codes::NOTHING_TO_REPEAT, "nothing stands before `?`", scanner.here(), "what is optional?")
            .with_help("write `?` after what may be left out")),
        '*' | '+' => star(scanner).map(|()| Node::Skip),
        _ => {
            let help = match first {
                '.' => "any token is written {any}; a full stop is written \".\"".into(),
                '^' => "the beginning of a sentence is written <s>".into(),
                '\'' | '“' | '”' | '‘' | '’' => {
                    "words stand in straight double quotation marks: \"more than\"".into()
                }
                '[' => {
                    "attributes stand right after a lexicon or phrase: @verb[finite]; alternatives are written (a | b)"
                        .into()
                }
                '}' | ']' | '>' => format!("take the `{first}` away, or open what it closes"),
                ':' => "a capture's name stands right before the colon: name:( … )".into(),
                _ => format!("write the mark in quotation marks: \"{first}\""),
            };
            let message = format!("`{first}` means nothing in a pattern");
            Err(error(codes::UNEXPECTED, message, scanner.here(), "not expected").with_help(help))
        }
    }
}

fn name_expected(scanner: &Scanner<'_>, start: usize, mark: &str, what: &str) -> Box<Diagnostic> {
    let message = format!("a name is missing after `{mark}`");
    error(codes::NAME_EXPECTED, message, scanner.since(start), "no name follows")
        .with_help(format!("write {what} right after it, in letters, digits and `_`"))
}

/// `"words"`
fn literal(scanner: &mut Scanner<'_>) -> Parsed<(String, Location)> {
    let start = scanner.at;
    let Some(words) = scanner.quoted() else {
        let at = scanner.text.part(start, start + 1);
        return Err(error(codes::UNCLOSED_QUOTE, "the quotation mark is not closed", at, "opened here")
            .with_help("close it with `\"`; a quotation mark itself is written \"\\\"\""));
    };
    let at = scanner.since(start);
    if words.trim().is_empty() {
        return Err(error(codes::EMPTY_LITERAL, "there is no word between the quotation marks", at, "empty")
            .with_help("write a word or mark; white space is no token"));
    }
    Ok((words, at))
}

fn group(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let opened = scanner.here();
    scanner.take("(");
    nest(scanner)?;
    let inner = either(scanner).map_err(|found| {
        // "( a |" lacks its end rather than its last alternative.
        if found.code == codes::EMPTY_ALTERNATIVE && scanner.rest().is_empty() { unclosed_group(opened) } else { found }
    })?;
    scanner.depth -= 1;
    if scanner.next_mark() != Some(')') {
        return Err(unclosed_group(opened));
    }
    scanner.take(")");
    Ok(inner)
}

fn unclosed_group(opened: Location) -> Box<Diagnostic> {
    error(codes::UNCLOSED_GROUP, "the group is not closed", opened, "opened here").with_help("close it with `)`")
}

/// `@name[…]`
fn lexicon(scanner: &mut Scanner<'_>) -> Parsed<(Ident, Vec<AttributeNode>)> {
    let start = scanner.at;
    scanner.take("@");
    let name = scanner.name().ok_or_else(|| name_expected(scanner, start, "@", "the name of a lexicon"))?;
    Ok((name, attributes(scanner)?))
}

/// `<name[…]>`, `<s>`, `</s>`
fn phrase(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let start = scanner.at;
    if scanner.take("<s>") {
        return Ok(Node::SentenceStart);
    }
    if scanner.take("</s>") {
        return Ok(Node::SentenceEnd);
    }
    scanner.take("<");
    let name = scanner.name().ok_or_else(|| name_expected(scanner, start, "<", "the class of a phrase, or s, /s"))?;
    let tests = attributes(scanner)?;
    scanner.skip_space();
    if !scanner.take(">") {
        return Err(error(codes::UNCLOSED_PHRASE, "the phrase is not closed", scanner.since(start), "`>` is missing")
            .with_help(format!("write <{}> or <{}[attribute=value]>", name.text, name.text)));
    }
    Ok(Node::Phrase(name, tests))
}

/// `{digits, !@month, "per"}`
fn token(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let start = scanner.at;
    if begins_repeat(scanner.rest()) {
        return Err(error(
            codes::NOTHING_TO_REPEAT,
            "nothing stands before the repeat",
            scanner.here(),
            "what repeats?",
        )
        .with_help("write the repeat right after what repeats"));
    }
    scanner.take("{");
    let opened = scanner.since(start);
    let mut tests = Vec::new();
    loop {
        scanner.skip_space();
        let negated = scanner.take("!");
        let property = match scanner.next_mark() {
            Some('"') => {
                let (word, at) = literal(scanner)?;
                PropertyNode::Literal(word, at)
            }
            Some('@') => {
                let (name, tests) = lexicon(scanner)?;
                PropertyNode::Lexicon(name, tests)
            }
            _ => match scanner.name() {
                Some(name) => PropertyNode::Named(name),
                None if scanner.rest().is_empty() => return Err(unclosed_token(opened)),
                None => {
                    let label = "a property is expected here";
                    return Err(error(codes::EMPTY_TOKEN, "a property of a token is missing", scanner.here(), label)
                        .with_help("write {any} for any token, {digits}, {word, capitalised}, {!\"per\"}"));
                }
            },
        };
        tests.push(TokenNode { negated, property });
        scanner.skip_space();
        if scanner.take("}") {
            return Ok(Node::Token(tests));
        }
        if !scanner.take(",") {
            return Err(unclosed_token(opened));
        }
    }
}

fn unclosed_token(opened: Location) -> Box<Diagnostic> {
    error(codes::UNCLOSED_TOKEN, "the properties of a token are not closed", opened, "opened here")
        .with_help("put commas between properties and close them with `}`: {word, capitalised}")
}
