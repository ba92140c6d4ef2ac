//! The expression language of `where`, `set`, `yields` and `link`: text to a tree of names as written.
//!
//! Binding, from loose to close: `or`, `and`, `not`, comparisons and `in`, `??`, `+ -`, `* /`, `-x`, `x.attribute`.

use super::scanner::{Parsed, Scanner};
use super::selectors::{SelectorNode, selector};
use super::{Ident, Literal, MAX_DEPTH, Text};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::expression::{Comparison, Operator, Side};
use crate::rules::model::Location;
use crate::rules::suggestion;

/// An expression as written, with its place.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) at: Location,
}

/// What it is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Literal(Literal),
    Capture(String),
    Attribute(Box<Node>, Ident),
    Not(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    In(Box<Node>, Vec<Node>),
    Arithmetic(Operator, Box<Node>, Box<Node>),
    FirstOf(Vec<Node>),
    Call(Ident, Vec<Node>),
    Extent(Ident, Option<Box<Node>>),
    Nearest(SelectorNode, Side),
}

const FUNCTIONS: [&str; 11] =
    ["value", "mantissa", "scale", "same", "either", "join", "inside", "count", "item", "extent", "nearest"];

/// How long an expression may be, so that its tree stays shallow.
const MAX_LENGTH: usize = 2_000;

/// Whether a text of `set`, `yields` or `link` is an expression: it has a `$` or a function call.
pub(crate) fn is_expression(text: &str) -> bool {
    text.contains('$')
        || text.match_indices('(').any(|(at, _)| {
            let before = &text[..at];
            let name = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
            super::scanner::is_name(name)
        })
}

/// Parses an expression.
pub(crate) fn parse(text: Text<'_>) -> Parsed<Node> {
    if text.value.len() > MAX_LENGTH {
        let message = format!("the expression has more than {MAX_LENGTH} bytes");
        return Err(error(codes::EXPRESSION_TOO_LONG, message, text.whole, "too long")
            .help("split it into several conditions or rules")
            .into());
    }
    let mut scanner = Scanner::new(text);
    let node = or(&mut scanner)?;
    match scanner.next_mark() {
        None => Ok(node),
        Some('=') => Err(error(codes::SINGLE_EQUALS, "`=` compares nothing", scanner.here(), "one `=`")
            .help("write `==` to compare")
            .into()),
        Some(_) => Err(unexpected(&scanner)),
    }
}

fn error(code: &'static str, message: impl Into<String>, at: Location, label: &str) -> Diagnostic {
    Diagnostic::error(code, message).at(at, label)
}

fn unexpected(scanner: &Scanner<'_>) -> Box<Diagnostic> {
    let help =
        "an expression is made of $captures, 'texts', numbers, operators and functions; see docs/rules.md, Values";
    let message = match scanner.peek() {
        Some(found) => format!("`{found}` is not expected in this expression"),
        None => "the expression ends too early".into(),
    };
    error(codes::BAD_EXPRESSION, message, scanner.here(), "a value or operator is expected").help(help).into()
}

/// Steps over a word such as `and`, if it stands here whole.
fn keyword(scanner: &mut Scanner<'_>, word: &str) -> bool {
    scanner.skip_space();
    let rest = scanner.rest();
    let here = rest.starts_with(word) && !rest[word.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_');
    here && scanner.take(word)
}

fn over(left: &Node, right: &Node) -> Location {
    Location { end: right.at.end, ..left.at }
}

fn binary(left: Node, right: Node, make: impl FnOnce(Box<Node>, Box<Node>) -> Kind) -> Node {
    let at = over(&left, &right);
    Node { kind: make(Box::new(left), Box::new(right)), at }
}

fn or(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    scanner.depth += 1;
    if scanner.depth > MAX_DEPTH {
        let message = format!("the expression is nested more than {MAX_DEPTH} deep");
        return Err(error(codes::PATTERN_TOO_DEEP, message, scanner.here(), "one too many")
            .help("split it into several conditions")
            .into());
    }
    let mut left = and(scanner)?;
    while keyword(scanner, "or") {
        let right = and(scanner)?;
        left = binary(left, right, Kind::Or);
    }
    scanner.depth -= 1;
    Ok(left)
}

fn and(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let mut left = not(scanner)?;
    while keyword(scanner, "and") {
        let right = not(scanner)?;
        left = binary(left, right, Kind::And);
    }
    Ok(left)
}

fn not(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    scanner.skip_space();
    let start = scanner.at;
    let mut times = 0;
    while keyword(scanner, "not") {
        times += 1;
    }
    let mut node = comparison(scanner)?;
    // Pairs of `not` only make a flag of a value: one pair says it.
    let times = if times % 2 == 1 { 1 } else { times.min(2) };
    for _ in 0..times {
        let at = Location { start: scanner.since(start).start, ..node.at };
        node = Node { kind: Kind::Not(Box::new(node)), at };
    }
    Ok(node)
}

fn comparison(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let left = first_of(scanner)?;
    scanner.skip_space();
    const SIGNS: [(&str, Comparison); 6] = [
        ("==", Comparison::Equal),
        ("!=", Comparison::NotEqual),
        ("<=", Comparison::LessOrEqual),
        (">=", Comparison::GreaterOrEqual),
        ("<", Comparison::Less),
        (">", Comparison::Greater),
    ];
    for (sign, comparison) in SIGNS {
        if scanner.take(sign) {
            let right = first_of(scanner)?;
            return Ok(binary(left, right, |a, b| Kind::Compare(comparison, a, b)));
        }
    }
    if !keyword(scanner, "in") {
        return Ok(left);
    }
    scanner.skip_space();
    if !scanner.take("[") {
        return Err(error(codes::BAD_EXPRESSION, "`in` needs a list", scanner.here(), "`[` is expected")
            .help("write `$x.kind in ['count', 'money']`")
            .into());
    }
    let list = list(scanner, "]")?;
    let at = Location { end: scanner.since(scanner.at).start, ..left.at };
    Ok(Node { kind: Kind::In(Box::new(left), list), at })
}

fn first_of(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let mut all = vec![sum(scanner)?];
    while scanner.next_mark() == Some('?') && scanner.take("??") {
        all.push(sum(scanner)?);
    }
    if all.len() == 1 {
        return Ok(all.remove(0));
    }
    let at = over(&all[0], &all[all.len() - 1]);
    Ok(Node { kind: Kind::FirstOf(all), at })
}

fn sum(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let mut left = product(scanner)?;
    loop {
        scanner.skip_space();
        let operator = if scanner.take("+") {
            Operator::Add
        } else if scanner.take("-") {
            Operator::Subtract
        } else {
            return Ok(left);
        };
        let right = product(scanner)?;
        left = binary(left, right, |a, b| Kind::Arithmetic(operator, a, b));
    }
}

fn product(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let mut left = postfix(scanner)?;
    loop {
        scanner.skip_space();
        let operator = if scanner.take("*") {
            Operator::Multiply
        } else if scanner.take("/") {
            Operator::Divide
        } else {
            return Ok(left);
        };
        let right = postfix(scanner)?;
        left = binary(left, right, |a, b| Kind::Arithmetic(operator, a, b));
    }
}

fn postfix(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let mut node = atom(scanner)?;
    while scanner.peek() == Some('.') {
        scanner.take(".");
        let Some(name) = scanner.name() else { return Err(unexpected(scanner)) };
        let at = Location { end: name.at.end, ..node.at };
        node = Node { kind: Kind::Attribute(Box::new(node), name), at };
    }
    Ok(node)
}

fn list(scanner: &mut Scanner<'_>, close: &str) -> Parsed<Vec<Node>> {
    let opened = scanner.text.part(scanner.at - 1, scanner.at);
    let mut items = Vec::new();
    scanner.skip_space();
    if scanner.take(close) {
        return Ok(items);
    }
    loop {
        items.push(or(scanner)?);
        scanner.skip_space();
        if scanner.take(close) {
            return Ok(items);
        }
        if !scanner.take(",") {
            return Err(unclosed(scanner, opened, close));
        }
    }
}

fn unclosed(scanner: &Scanner<'_>, opened: Location, close: &str) -> Box<Diagnostic> {
    if scanner.rest().contains(close) {
        return unexpected(scanner);
    }
    error(codes::UNCLOSED_PARENTHESIS, "this is not closed", opened, "opened here")
        .help(format!("close it with `{close}`"))
        .into()
}

fn atom(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let Some(first) = scanner.next_mark() else { return Err(unexpected(scanner)) };
    let start = scanner.at;
    match first {
        '$' => {
            scanner.take("$");
            if scanner.take("0") {
                return Ok(Node { kind: Kind::Capture("0".into()), at: scanner.since(start) });
            }
            let Some(name) = scanner.name() else { return Err(unexpected(scanner)) };
            Ok(Node { kind: Kind::Capture(name.text), at: scanner.since(start) })
        }
        '\'' | '"' => {
            let Some(text) = scanner.quoted() else {
                let at = scanner.text.part(start, start + 1);
                return Err(error(codes::UNCLOSED_TEXT, "the text is not closed", at, "opened here")
                    .help(format!("close it with `{first}`"))
                    .into());
            };
            Ok(Node { kind: Kind::Literal(Literal::Text(text)), at: scanner.since(start) })
        }
        '(' => {
            scanner.take("(");
            let opened = scanner.since(start);
            let mut node = or(scanner)?;
            scanner.skip_space();
            if !scanner.take(")") {
                return Err(unclosed(scanner, opened, ")"));
            }
            node.at = scanner.since(start);
            Ok(node)
        }
        '0'..='9' | '-' => number(scanner),
        _ => match scanner.name() {
            Some(name) => named(scanner, name),
            None => Err(unexpected(scanner)),
        },
    }
}

fn number(scanner: &mut Scanner<'_>) -> Parsed<Node> {
    let start = scanner.at;
    let rest = scanner.rest();
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let sign = rest.len() - digits.len();
    let length = digits.find(|c: char| !c.is_ascii_digit() && c != '.' && c != '_').unwrap_or(digits.len());
    match rest[..sign + length].replace('_', "").parse() {
        Ok(number) => {
            scanner.at += sign + length;
            Ok(Node { kind: Kind::Literal(Literal::Number(number)), at: scanner.since(start) })
        }
        Err(_) => Err(unexpected(scanner)),
    }
}

/// `true`, `null`, or a function call.
fn named(scanner: &mut Scanner<'_>, name: Ident) -> Parsed<Node> {
    let constant = match &*name.text {
        "true" => Some(Literal::Flag(true)),
        "false" => Some(Literal::Flag(false)),
        "null" => Some(Literal::Null),
        _ => None,
    };
    if let Some(literal) = constant {
        return Ok(Node { kind: Kind::Literal(literal), at: name.at });
    }
    if scanner.next_mark() != Some('(') {
        let message = format!("`{}` is neither a capture nor a text", name.text);
        return Err(error(codes::CAPTURE_WITHOUT_DOLLAR, message, name.at, "a bare name")
            .help(format!("write ${0} for the capture, or '{0}' for the text", name.text))
            .into());
    }
    if !FUNCTIONS.contains(&&*name.text) {
        return Err(error(
            codes::UNKNOWN_FUNCTION,
            format!("there is no function `{}`", name.text),
            name.at,
            "unknown",
        )
        .help(suggestion::help(&name.text, FUNCTIONS, ""))
        .into());
    }
    let start_of_call = name.at;
    let open = scanner.at;
    scanner.take("(");
    let kind = match &*name.text {
        "extent" => extent(scanner, open)?,
        "nearest" => nearest(scanner, open)?,
        _ => Kind::Call(name, list(scanner, ")")?),
    };
    let end = scanner.since(open).end;
    Ok(Node { kind, at: Location { end, ..start_of_call } })
}

/// `extent(name)`, `extent(name, $x)`
fn extent(scanner: &mut Scanner<'_>, open: usize) -> Parsed<Kind> {
    scanner.skip_space();
    let Some(name) = scanner.name() else {
        return Err(error(codes::WRONG_ARGUMENTS, "`extent` needs the name of an extent", scanner.here(), "a name")
            .help("write extent(complement) or extent(complement, $cue)")
            .into());
    };
    scanner.skip_space();
    let from = if scanner.take(",") { Some(Box::new(or(scanner)?)) } else { None };
    scanner.skip_space();
    if !scanner.take(")") {
        return Err(unclosed(scanner, scanner.text.part(open, open + 1), ")"));
    }
    Ok(Kind::Extent(name, from))
}

/// `nearest(selector, left)`
fn nearest(scanner: &mut Scanner<'_>, open: usize) -> Parsed<Kind> {
    let selector = selector(scanner)?;
    scanner.skip_space();
    let side = if scanner.take(",") {
        scanner.skip_space();
        let name = scanner.name();
        match name.as_ref().map(|name| &*name.text) {
            Some("left") => Side::Left,
            Some("right") => Side::Right,
            Some("both") => Side::Both,
            _ => {
                let at = name.map_or(scanner.here(), |name| name.at);
                return Err(error(codes::WRONG_ARGUMENTS, "`nearest` looks left, right or both", at, "not a side")
                    .help("write nearest(figure[kind=count], left)")
                    .into());
            }
        }
    } else {
        Side::Both
    };
    scanner.skip_space();
    if !scanner.take(")") {
        return Err(unclosed(scanner, scanner.text.part(open, open + 1), ")"));
    }
    Ok(Kind::Nearest(selector, side))
}
