//! Attribute tests (`[kind=count|money, !unit]`), selectors (`attribution.source[pronoun]`) and grounds of certainty
//! (`hedge[category=denial] covers event`).

use super::scanner::{Parsed, Scanner};
use super::{Ident, Literal, Text};
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::{Bearing, Location};
use crate::rules::suggestion;

/// `a`, `!a`, `a=x|y`, `a!=x|y`
#[derive(Clone, Debug)]
pub(crate) struct AttributeNode {
    pub(crate) name: Ident,
    pub(crate) values: Vec<(Literal, Location)>,
    pub(crate) negated: bool,
}

/// `head.field[attributes]`
#[derive(Clone, Debug)]
pub(crate) struct SelectorNode {
    pub(crate) head: Ident,
    pub(crate) field: Option<Ident>,
    pub(crate) attributes: Vec<AttributeNode>,
}

/// `hedge[…] covers figure`
#[derive(Clone, Debug)]
pub(crate) struct GroundNode {
    pub(crate) head: Ident,
    pub(crate) attributes: Vec<AttributeNode>,
    pub(crate) bearing: Bearing,
}

const TEST_HELP: &str = "write [a], [!a], [a=x|y] or [a!=x], with commas between several";

/// A list of attribute tests in brackets, if one begins here.
pub(crate) fn attributes(scanner: &mut Scanner<'_>) -> Parsed<Vec<AttributeNode>> {
    let open = scanner.at;
    if !scanner.take("[") {
        return Ok(Vec::new());
    }
    let opened = scanner.since(open);
    let mut tests = Vec::new();
    loop {
        scanner.skip_space();
        let negated = scanner.take("!");
        scanner.skip_space();
        let Some(name) = scanner.name() else {
            return Err(bad_test(scanner, opened));
        };
        let mut test = AttributeNode { name, values: Vec::new(), negated };
        scanner.skip_space();
        let differs = !negated && scanner.take("!=");
        if differs || (!negated && scanner.take("=")) {
            test.negated = differs;
            if scanner.take("=") {
                scanner.at -= 1;
                return Err(bad_test(scanner, opened));
            }
            loop {
                test.values.push(value(scanner, opened)?);
                scanner.skip_space();
                if !scanner.take("|") {
                    break;
                }
            }
        }
        tests.push(test);
        scanner.skip_space();
        if scanner.take("]") {
            return Ok(tests);
        }
        if !scanner.take(",") {
            return Err(bad_test(scanner, opened));
        }
    }
}

/// One value: bare up to `|`, `,`, `]`, or in quotation marks.
fn value(scanner: &mut Scanner<'_>, opened: Location) -> Parsed<(Literal, Location)> {
    scanner.skip_space();
    let start = scanner.at;
    if scanner.peek() == Some('"') {
        let Some(text) = scanner.quoted() else { return Err(bad_test(scanner, opened)) };
        return Ok((Literal::Text(text), scanner.since(start)));
    }
    let rest = scanner.rest();
    let bare = rest[..rest.find(['|', ',', ']', '"', '[', '<', '>', '=', '(', ')']).unwrap_or(rest.len())].trim_end();
    if bare.is_empty() {
        return Err(bad_test(scanner, opened));
    }
    scanner.at += bare.len();
    Ok((Literal::of_bare(bare), scanner.since(start)))
}

fn bad_test(scanner: &Scanner<'_>, opened: Location) -> Box<Diagnostic> {
    let rest = scanner.rest();
    if !rest.contains(']') {
        return Box::new(
            Diagnostic::error(codes::UNCLOSED_ATTRIBUTES, "the list of attributes is not closed")
                .at(opened, "opened here")
                .help("close it with `]`"),
        );
    }
    Box::new(
        Diagnostic::error(codes::BAD_ATTRIBUTE_TEST, "this is no attribute test")
            .at(scanner.here(), "a name, a value, `,` or `]` is expected here")
            .help(TEST_HELP),
    )
}

/// A selector that begins here.
pub(crate) fn selector(scanner: &mut Scanner<'_>) -> Parsed<SelectorNode> {
    scanner.skip_space();
    let Some(head) = scanner.name() else {
        return Err(bad_selector(scanner.here()));
    };
    let field =
        if scanner.take(".") { Some(scanner.name().ok_or_else(|| bad_selector(scanner.here()))?) } else { None };
    let attributes = attributes(scanner)?;
    Ok(SelectorNode { head, field, attributes })
}

/// A text that is one selector.
pub(crate) fn whole_selector(text: Text<'_>) -> Parsed<SelectorNode> {
    let mut scanner = Scanner::new(text);
    let node = selector(&mut scanner)?;
    if scanner.next_mark().is_some() {
        return Err(bad_selector(scanner.text.part(scanner.at, text.value.len())));
    }
    Ok(node)
}

fn bad_selector(at: Location) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::BAD_SELECTOR, "this is no selector")
            .at(at, "expected a record or a phrase class, then `.field` or `[attributes]`")
            .help("write for instance `attribution.source[pronoun]`, `figure[kind=count]` or `noun_group[agent]`"),
    )
}

const BEARINGS: [(&str, Bearing); 4] = [
    ("covers figure", Bearing::CoversFigure),
    ("covers event", Bearing::CoversEvent),
    ("touches statement", Bearing::TouchesStatement),
    ("on figure", Bearing::OnFigure),
];

/// A text that is one ground of certainty.
pub(crate) fn ground(text: Text<'_>) -> Parsed<GroundNode> {
    let mut scanner = Scanner::new(text);
    scanner.skip_space();
    let head = scanner.name();
    let Some(head) = head.filter(|head| ["hedge", "link", "last", "always"].contains(&&*head.text)) else {
        return Err(Box::new(
            Diagnostic::error(codes::BAD_GROUND, "this is no ground of certainty")
                .at(text.part(0, text.value.len()), "begins with none of hedge, link, last, always")
                .help("write `hedge[category=…] covers figure`, `link[stance=…]`, `last[stance=…]` or `always`"),
        ));
    };
    let attributes = attributes(&mut scanner)?;
    scanner.skip_space();
    let rest = scanner.rest().trim_end();
    if rest.is_empty() {
        return Ok(GroundNode { head, attributes, bearing: Bearing::CoversFigure });
    }
    let at = scanner.text.part(scanner.at, scanner.at + rest.len());
    if head.text != "hedge" {
        return Err(Box::new(
            Diagnostic::error(codes::BAD_GROUND, format!("nothing can stand after `{}`", head.text))
                .at(at, "not expected here")
                .help("only a hedge bears on a fact in several ways: `hedge[…] covers event`"),
        ));
    }
    match BEARINGS.iter().find(|(words, _)| rest.split_whitespace().eq(words.split_whitespace())) {
        Some(&(_, bearing)) => Ok(GroundNode { head, attributes, bearing }),
        None => Err(Box::new(
            Diagnostic::error(codes::UNKNOWN_BEARING, format!("a hedge does not bear on a fact by `{rest}`"))
                .at(at, "not known")
                .help(suggestion::help(rest, BEARINGS.iter().map(|(words, _)| *words), "")),
        )),
    }
}
