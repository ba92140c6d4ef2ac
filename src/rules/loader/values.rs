//! Expressions: captures, attributes, functions and extents looked up.

use super::Loader;
use super::tables::Item;
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::expression::Expression;
use crate::rules::model::{Location, RecordKind, Selector};
use crate::rules::names::Name;
use crate::rules::suggestion;
use crate::rules::syntax::expressions::{self, Kind, Node};
use crate::rules::syntax::selectors::{SelectorNode, whole_selector};
use crate::rules::syntax::{Ident, Literal, Text};

/// What an expression may speak of.
pub(super) struct Scope {
    /// The captures that are there.
    pub(super) captures: Vec<Name>,
    /// "the patterns", for messages.
    pub(super) of: &'static str,
}

impl<'a> Loader<'a> {
    /// A condition: always an expression.
    pub(super) fn conditions(&mut self, item: Option<Item<'a>>, scope: &Scope) -> Vec<Expression> {
        let texts = item.map(|item| item.one_or_more(&mut self.mistakes)).unwrap_or_default();
        texts.into_iter().filter_map(|text| self.expression(text, scope)).collect()
    }

    /// A value: an expression if it looks like one, else what stands there.
    pub(super) fn value_expression(&mut self, item: Item<'a>, scope: &Scope) -> Option<Expression> {
        match item.as_text() {
            Some(text) if expressions::is_expression(text.value) => self.expression(text, scope),
            _ => {
                let literal = item.literal(&mut self.mistakes)?;
                Some(Expression::Literal(self.value(&literal)))
            }
        }
    }

    pub(super) fn expression(&mut self, text: Text<'a>, scope: &Scope) -> Option<Expression> {
        if self.is_full() {
            return None;
        }
        match expressions::parse(text) {
            Ok(node) => self.resolve_value(&node, scope),
            Err(mistake) => {
                self.mistakes.push(*mistake);
                None
            }
        }
    }

    fn boxed(&mut self, node: &Node, scope: &Scope) -> Option<Box<Expression>> {
        self.resolve_value(node, scope).map(Box::new)
    }

    fn both(&mut self, a: &Node, b: &Node, scope: &Scope) -> Option<(Box<Expression>, Box<Expression>)> {
        // Both sides are read even if one has a mistake, so that all mistakes are found at once.
        let (a, b) = (self.boxed(a, scope), self.boxed(b, scope));
        Some((a?, b?))
    }

    fn all(&mut self, nodes: &[Node], scope: &Scope) -> Option<Vec<Expression>> {
        let read: Vec<Option<Expression>> = nodes.iter().map(|node| self.resolve_value(node, scope)).collect();
        read.into_iter().collect()
    }

    fn resolve_value(&mut self, node: &Node, scope: &Scope) -> Option<Expression> {
        Some(match &node.kind {
            Kind::Literal(literal) => Expression::Literal(self.value(literal)),
            Kind::Capture(name) => Expression::Capture(self.capture_named(name, node.at, scope)?),
            Kind::Attribute(inner, name) => {
                self.known_attribute(name);
                let inner = self.boxed(inner, scope)?;
                Expression::Attribute(inner, self.names.intern(&name.text))
            }
            Kind::Not(inner) => Expression::Not(self.boxed(inner, scope)?),
            Kind::And(a, b) => {
                let (a, b) = self.both(a, b, scope)?;
                Expression::And(a, b)
            }
            Kind::Or(a, b) => {
                let (a, b) = self.both(a, b, scope)?;
                Expression::Or(a, b)
            }
            Kind::Compare(comparison, a, b) => {
                let (a, b) = self.both(a, b, scope)?;
                Expression::Compare(*comparison, a, b)
            }
            Kind::In(a, list) => {
                let (a, list) = (self.boxed(a, scope), self.all(list, scope));
                Expression::In(a?, list?)
            }
            Kind::Arithmetic(operator, a, b) => {
                let (a, b) = self.both(a, b, scope)?;
                Expression::Arithmetic(*operator, a, b)
            }
            Kind::FirstOf(parts) => Expression::FirstOf(self.all(parts, scope)?),
            Kind::Call(name, arguments) => return self.call(name, arguments, node.at, scope),
            Kind::Extent(name, from) => {
                let index = self.extent_named(&name.text, name.at);
                let from = match from {
                    Some(from) => Some(self.boxed(from, scope)?),
                    None => None,
                };
                Expression::Extent(index?, from)
            }
            Kind::Nearest(selector, side) => Expression::Nearest(self.selector_of(selector)?, *side),
        })
    }

    fn call(&mut self, name: &Ident, arguments: &[Node], at: Location, scope: &Scope) -> Option<Expression> {
        let (wanted, example) = match &*name.text {
            "same" => (2, "same($a.unit, $b.unit)"),
            "join" => (2, "join($a, $b)"),
            "item" => (2, "item($word, 0)"),
            "either" => (arguments.len().max(1), "either($a, $b)"),
            "count" => (1, "count($word)"),
            "inside" => (1, "inside($quote)"),
            "mantissa" => (1, "mantissa($number)"),
            "scale" => (1, "scale($number)"),
            _ => (1, "value($number)"),
        };
        if arguments.len() != wanted {
            let message = format!("`{}` takes {wanted}, not {} arguments", name.text, arguments.len());
            self.mistakes.push(
                Diagnostic::error(codes::WRONG_ARGUMENTS, message)
                    .at(at, "wrong number")
                    .help(format!("write for instance {example}")),
            );
            return None;
        }
        if name.text == "item" {
            return self.item_call(arguments, scope);
        }
        if matches!(&*name.text, "same" | "join") {
            let (a, b) = self.both(&arguments[0], &arguments[1], scope)?;
            return Some(if name.text == "same" { Expression::Same(a, b) } else { Expression::Join(a, b) });
        }
        if name.text == "either" {
            return self.all(arguments, scope).map(Expression::FirstOf);
        }
        let inner = self.boxed(&arguments[0], scope)?;
        Some(match &*name.text {
            "count" => Expression::Count(inner),
            "inside" => Expression::Inside(inner),
            "mantissa" => Expression::Mantissa(inner),
            "scale" => Expression::Scale(inner),
            _ => Expression::NumberValue(inner),
        })
    }

    fn item_call(&mut self, arguments: &[Node], scope: &Scope) -> Option<Expression> {
        let inner = self.boxed(&arguments[0], scope);
        match arguments[1].kind {
            Kind::Literal(Literal::Number(number)) if number.fract() == 0.0 && (0.0..256.0).contains(&number) => {
                Some(Expression::Item(inner?, number as u32))
            }
            _ => {
                self.mistakes.push(
                    Diagnostic::error(codes::WRONG_ARGUMENTS, "`item` takes a whole number, from 0")
                        .at(arguments[1].at, "not a whole number")
                        .help("write for instance item($word, 0) for the first"),
                );
                None
            }
        }
    }

    /// A capture of the scope, or a mistake.
    pub(super) fn capture_named(&mut self, name: &str, at: Location, scope: &Scope) -> Option<Name> {
        let interned = self.names.intern(name);
        if name == "0" || scope.captures.contains(&interned) {
            return Some(interned);
        }
        let known = scope.captures.iter().map(|capture| self.names.text(*capture));
        let help = suggestion::help(name, known, "capture it in the pattern: name:( … )");
        self.mistakes.push(
            Diagnostic::error(codes::UNKNOWN_CAPTURE, format!("{} capture no `{name}`", scope.of))
                .at(at, "unknown capture")
                .help(help),
        );
        None
    }

    /// The index of an extent, or a mistake.
    pub(super) fn extent_named(&mut self, name: &str, at: Location) -> Option<usize> {
        let found = self.extent_index.get(name).copied();
        match found {
            Some(index) => {
                self.extents_used.insert(index);
            }
            None => {
                let known = self.extent_index.keys().map(String::as_str);
                let help = suggestion::help(name, known, &format!("declare [extent.{name}]"));
                self.mistakes.push(
                    Diagnostic::error(codes::UNKNOWN_EXTENT, format!("there is no extent `{name}`"))
                        .at(at, "unknown extent")
                        .help(help),
                );
            }
        }
        found
    }

    /// A selector written in a text.
    pub(super) fn selector(&mut self, text: Text<'a>) -> Option<Selector> {
        match whole_selector(text) {
            Ok(node) => self.selector_of(&node),
            Err(mistake) => {
                self.mistakes.push(*mistake);
                None
            }
        }
    }

    fn selector_of(&mut self, node: &SelectorNode) -> Option<Selector> {
        let record = RecordKind::ALL.iter().find(|(name, _)| *name == node.head.text).map(|(_, kind)| *kind);
        let phrase = if record.is_none() { Some(self.phrase_class(&node.head)?) } else { None };
        let field = match (&node.field, record) {
            (Some(field), Some(kind)) => Some(self.field_named(field, &[kind])?),
            (Some(field), None) => {
                self.mistakes.push(
                    Diagnostic::error(
                        codes::BAD_SELECTOR,
                        format!("<{}> is a phrase and has no fields", node.head.text),
                    )
                    .at(field.at, "only records have fields")
                    .help(format!("ask for attributes: {}[{}]", node.head.text, field.text)),
                );
                return None;
            }
            (None, _) => None,
        };
        // Attributes after a field are those of the phrase in it.
        let class = if field.is_none() { &*node.head.text } else { "" };
        let attributes = self.phrase_tests(class, &node.attributes);
        Some(Selector { record, phrase, field, attributes })
    }

    /// A field of one of some kinds of record, or a mistake.
    pub(super) fn field_named(&mut self, field: &Ident, kinds: &[RecordKind]) -> Option<Name> {
        let known = || kinds.iter().flat_map(|kind| kind.fields()).map(|field| field.name);
        if known().any(|name| name == field.text) {
            return Some(self.names.intern(&field.text));
        }
        let of: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        let message = format!("{} has no field `{}`", of.join(" or "), field.text);
        self.mistakes.push(
            Diagnostic::error(codes::UNKNOWN_FIELD, message).at(field.at, "unknown field").help(suggestion::help(
                &field.text,
                known(),
                "see docs/rules.md, Records",
            )),
        );
        None
    }
}
