//! `yields`, `defaults`, `derive`: records and what their fields may hold.

use super::Loader;
use super::attributes::check_word;
use super::tables::{Item, Table};
use super::values::Scope;
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::expression::Expression;
use crate::rules::model::{Derive, Location, RecordKind, Yield};
use crate::rules::names::{Name, Value};
use crate::rules::schema::FieldType;
use crate::rules::suggestion;
use crate::rules::syntax::{Ident, Literal};

/// The fields that a rule gives a record.
pub(super) struct Yielded {
    record: RecordKind,
    fields: Vec<Name>,
    at: Location,
}

impl<'a> Loader<'a> {
    /// `yields = { record = { field = … } }`
    pub(super) fn yields(&mut self, item: Option<Item<'a>>, scope: &Scope) -> Vec<Yield> {
        let Some(table) = item.and_then(|item| item.table("`yields`", &mut self.mistakes)) else { return Vec::new() };
        let mut yields = Vec::new();
        for item in &table.items {
            let Some(record) = self.record_named(item.key, item.key_at) else { continue };
            for fields in item.tables("the record", &mut self.mistakes) {
                let made = self.fields(&fields, record, scope);
                let fields = made.fields.iter().map(|(name, _)| *name).collect();
                self.yielded.push(Yielded { record, fields, at: item.key_at });
                yields.push(made);
            }
        }
        yields
    }

    pub(super) fn record_named(&mut self, name: &str, at: Location) -> Option<RecordKind> {
        let found = RecordKind::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        if found.is_none() {
            let known = RecordKind::ALL.iter().map(|(name, _)| *name);
            self.mistakes.push(
                Diagnostic::error(codes::UNKNOWN_RECORD, format!("there is no record `{name}`"))
                    .at(at, "unknown record")
                    .help(suggestion::help(name, known, "")),
            );
        }
        found
    }

    fn fields(&mut self, table: &Table<'a>, record: RecordKind, scope: &Scope) -> Yield {
        let mut fields = Vec::new();
        for item in &table.items {
            let ident = Ident { text: item.key.to_owned(), at: item.key_at };
            let Some(name) = self.field_named(&ident, &[record]) else { continue };
            let holds = record.fields().iter().find(|field| field.name == item.key).map(|field| field.holds);
            if let (Some(value), Some(holds)) = (self.value_expression(*item, scope), holds) {
                self.check_value(item, &value, holds, scope);
                fields.push((name, value));
            }
        }
        Yield { record, fields }
    }

    /// Checks what is written out against what the field holds.
    fn check_value(&mut self, item: &Item<'a>, value: &Expression, holds: FieldType, scope: &Scope) {
        let value = match value {
            Expression::FirstOf(parts) => {
                return parts.iter().for_each(|part| self.check_value(item, part, holds, scope));
            }
            Expression::Literal(value) => *value,
            _ => return,
        };
        let wanted = match (holds, value) {
            (_, Value::Null) => return,
            (FieldType::Word(words), _) => {
                let literal = match value {
                    Value::Text(name) => Literal::Text(self.names.text(name).to_owned()),
                    Value::Number(number) => Literal::Number(number),
                    Value::Flag(flag) => Literal::Flag(flag),
                    Value::Null => Literal::Null,
                };
                return check_word(item.key, &literal, words, item.at, &mut self.mistakes);
            }
            (FieldType::Text, Value::Text(_)) | (FieldType::Number, Value::Number(_)) => return,
            (FieldType::Flag, Value::Flag(_)) => return,
            (FieldType::Text, _) => "a text",
            (FieldType::Number, _) => "a number",
            (FieldType::Flag, _) => "true or false",
            (FieldType::Span | FieldType::Spans, _) => "a span",
            (FieldType::Record(_), _) => "a record",
        };
        let captured = match value {
            Value::Text(name) if scope.captures.contains(&name) => Some(self.names.text(name).to_owned()),
            _ => None,
        };
        let example = match (captured, holds) {
            (Some(name), _) => format!("\"${name}\""),
            (None, FieldType::Span | FieldType::Spans | FieldType::Record(_)) => match scope.captures.first() {
                Some(name) => format!("a capture, for instance \"${}\"", self.names.text(*name)),
                None => "a capture, for instance \"$0\"".into(),
            },
            (None, FieldType::Number) => "a number without quotation marks, or \"value($0)\"".into(),
            (None, FieldType::Flag) => "true or false without quotation marks".into(),
            (None, _) => "a text in quotation marks".into(),
        };
        self.mistakes.push(
            Diagnostic::error(codes::WRONG_VALUE, format!("`{}` holds {wanted}", item.key))
                .at(item.at, format!("not {wanted}"))
                .help(format!("write {example}")),
        );
    }

    /// `[defaults.record]`
    pub(super) fn defaults(&mut self) -> Vec<Yield> {
        let mut captures: Vec<Name> = self.all_captures.iter().copied().collect();
        captures.sort_unstable();
        let scope = Scope { captures, of: "the patterns of all rules" };
        let mut defaults = Vec::new();
        for declared in std::mem::take(&mut self.declared.defaults) {
            if let Some(record) = self.record_named(declared.name, declared.name_at) {
                let made = self.fields(&declared.table, record, &scope);
                defaults.push(made);
            }
        }
        defaults
    }

    /// Reports records without a field that they need.
    pub(super) fn check_needed(&mut self, defaults: &[Yield]) {
        for yielded in std::mem::take(&mut self.yielded) {
            let given = |names: &Self, field: &str| {
                let name = names.names.find(field);
                let by_default = defaults.iter().filter(|default| default.record == yielded.record);
                yielded.fields.iter().any(|field| Some(*field) == name)
                    || by_default.flat_map(|default| &default.fields).any(|(field, _)| Some(*field) == name)
            };
            for field in yielded.record.fields().iter().filter(|field| field.needed) {
                if !given(self, field.name) {
                    self.missing_field(&yielded, field.name);
                }
            }
            let valued = ["value", "low", "high"].iter().any(|field| given(self, field));
            if yielded.record == RecordKind::Figure && !valued {
                self.missing_field(&yielded, "value");
            }
        }
    }

    fn missing_field(&mut self, yielded: &Yielded, field: &str) {
        let record = yielded.record.name();
        let help = match field {
            "value" => "add value = \"value($0)\" with a bound, or low and high".into(),
            "kind" | "category" => format!("add {field} = \"…\", or give it in [defaults.{record}]"),
            _ => format!("add {field} = \"${field}\", or give it in [defaults.{record}]"),
        };
        self.mistakes.push(
            Diagnostic::error(codes::MISSING_FIELD, format!("the {record} has no `{field}`"))
                .at(yielded.at, "needs it")
                .help(help),
        );
    }

    /// `[[derive]]`
    pub(super) fn derives(&mut self, genres: &[Name]) -> Vec<Derive> {
        let mut derives = Vec::new();
        for declared in std::mem::take(&mut self.declared.derives) {
            let table = &declared.table;
            table.only(&["id", "from", "where", "yields", "genres"], &mut self.mistakes);
            let Some(from) = table.need("from", &mut self.mistakes).and_then(|item| item.text(&mut self.mistakes))
            else {
                continue;
            };
            let Some(from) = self.record_named(from.value, from.whole) else { continue };
            // The record's fields, the record itself, and what the rule that made it captured.
            let fields = from.fields().iter().map(|field| field.name).chain(["record"]);
            let mut captures: Vec<Name> = fields.map(|field| self.names.intern(field)).collect();
            captures.extend(self.all_captures.iter().copied());
            let scope = Scope { captures, of: "the record and the patterns of rules" };
            let conditions = self.conditions(table.get("where"), &scope);
            let yields = table.need("yields", &mut self.mistakes);
            let yields = self.yields(yields, &scope);
            let genres = self.genre_bits(table.get("genres"), genres);
            derives.push(Derive { id: declared.name.to_owned(), from, conditions, yields, genres });
        }
        derives
    }
}
