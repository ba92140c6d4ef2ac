//! TOML tables with the places of their keys and values, and typed access that says what is wrong.

use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::model::Location;
use crate::rules::suggestion;
use crate::rules::syntax::{Ident, Literal, Text, scanner};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Where mistakes are collected.
pub(crate) type Mistakes = Vec<Diagnostic>;

/// A file while it is read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct File<'a> {
    pub(crate) index: u32,
    pub(crate) text: &'a str,
    /// Which layer of packs it belongs to.
    pub(crate) layer: usize,
}

impl File<'_> {
    pub(crate) fn location(&self, span: std::ops::Range<usize>) -> Location {
        Location { file: self.index, start: span.start as u32, end: span.end as u32 }
    }
}

/// A value with its key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Item<'a> {
    pub(crate) file: File<'a>,
    pub(crate) key: &'a str,
    /// Where the key stands; of an item of a list, the item.
    pub(crate) key_at: Location,
    value: &'a DeValue<'a>,
    pub(crate) at: Location,
}

/// A table: what it is called in messages, where it stands, its items.
#[derive(Clone, Debug)]
pub(crate) struct Table<'a> {
    pub(crate) what: &'static str,
    /// Its header, or all of an inline table.
    pub(crate) at: Location,
    pub(crate) file: File<'a>,
    pub(crate) items: Vec<Item<'a>>,
}

impl<'a> Table<'a> {
    pub(crate) fn new(file: File<'a>, what: &'static str, at: Location, table: &'a DeTable<'a>) -> Table<'a> {
        let items = table
            .iter()
            .map(|(key, value)| Item {
                file,
                key: key.get_ref(),
                key_at: file.location(key.span()),
                value: value.get_ref(),
                at: file.location(value.span()),
            })
            .collect();
        Table { what, at, file, items }
    }
    pub(crate) fn get(&self, key: &str) -> Option<Item<'a>> {
        self.items.iter().find(|item| item.key == key).copied()
    }
    /// The value of a key that must be there.
    pub(crate) fn need(&self, key: &str, mistakes: &mut Mistakes) -> Option<Item<'a>> {
        let found = self.get(key);
        if found.is_none() {
            mistakes.push(missing(self.what, key, self.at));
        }
        found
    }
    /// Reports keys that the table does not have.
    pub(crate) fn only(&self, keys: &[&str], mistakes: &mut Mistakes) {
        for item in &self.items {
            if !keys.contains(&item.key) {
                let message = format!("{} has no key `{}`", self.what, item.key);
                let help = suggestion::help(item.key, keys.iter().copied(), &format!("its keys: {}", keys.join(", ")));
                mistakes.push(Diagnostic::error(codes::UNKNOWN_KEY, message).at(item.key_at, "unknown key").help(help));
            }
        }
    }
    /// Reports keys that exclude each other.
    pub(crate) fn not_both(&self, one: &str, other: &str, mistakes: &mut Mistakes) {
        if let (Some(one), Some(other)) = (self.get(one), self.get(other)) {
            mistakes.push(
                Diagnostic::error(
                    codes::CONFLICTING_KEYS,
                    format!("{} has `{}` and `{}`", self.what, one.key, other.key),
                )
                .at(other.key_at, "excludes the other")
                .beside(one.key_at, "given here")
                .help(format!("keep `{}` or `{}`", one.key, other.key)),
            );
        }
    }
}

/// The mistake of a key that is not there.
pub(crate) fn missing(what: &str, key: &str, at: Location) -> Diagnostic {
    let example = match key {
        "id" => "id = \"hedge.may\"",
        "stage" => "stage = \"hedge\"",
        "pattern" => "pattern = '…'",
        "words" => "words = [\"say\", \"tell\"]",
        "regex" => "regex = '\\d0s'",
        "forms" => "forms = [ … ]",
        "of" | "to" => "of = [\"attribution.source[pronoun]\"], to = [\"attribution.source[named]\"]",
        "value" => "value = \"attributed\"",
        "any" => "any = [\"link\"]",
        "stages" => "stages = [\"figure\", \"attribution\"]",
        "blocks" => "blocks = [\"hedge.modal\"]",
        _ => "",
    };
    let help = if example.is_empty() { format!("add `{key} = …`") } else { format!("add `{example}`") };
    Diagnostic::error(codes::MISSING_KEY, format!("{what} has no `{key}`")).at(at, "here").help(help)
}

impl<'a> Item<'a> {
    fn wrong(&self, wanted: &str, example: &str, mistakes: &mut Mistakes) {
        let found = match self.value {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let message = format!("`{}` is {found}, not {wanted}", self.key);
        mistakes.push(
            Diagnostic::error(codes::WRONG_TYPE, message)
                .at(self.at, format!("{wanted} is expected"))
                .help(format!("write `{} = {example}`", self.key)),
        );
    }
    /// The value if it is a text.
    pub(crate) fn as_text(&self) -> Option<Text<'a>> {
        let DeValue::String(value) = self.value else { return None };
        let source = &self.file.text[self.at.start as usize..self.at.end as usize];
        let marks = if source.starts_with("'''") || source.starts_with("\"\"\"") { 3 } else { 1 };
        // A newline right after the opening marks is not part of the text.
        let newline = match source.get(marks..) {
            Some(rest) if marks == 3 && rest.starts_with("\r\n") => 2,
            Some(rest) if marks == 3 && rest.starts_with('\n') => 1,
            _ => 0,
        };
        let first = marks + newline;
        let plain = source.get(first..first + value.len()) == Some(&**value);
        Some(Text { value, whole: self.at, start: plain.then_some(self.at.start + first as u32) })
    }
    pub(crate) fn text(&self, mistakes: &mut Mistakes) -> Option<Text<'a>> {
        let text = self.as_text();
        if text.is_none() {
            self.wrong("a text", "\"…\"", mistakes);
        }
        text
    }
    /// A text that is not empty.
    pub(crate) fn filled_text(&self, mistakes: &mut Mistakes) -> Option<Text<'a>> {
        let text = self.text(mistakes)?;
        if text.value.trim().is_empty() {
            mistakes.push(
                Diagnostic::error(codes::EMPTY_VALUE, format!("`{}` is empty", self.key))
                    .at(self.at, "nothing in it")
                    .help("write a text, or leave the key out"),
            );
            return None;
        }
        Some(text)
    }
    /// A text that is a name.
    pub(crate) fn name(&self, mistakes: &mut Mistakes) -> Option<Ident> {
        let text = self.text(mistakes)?;
        Some(Ident { text: text.value.into(), at: self.at })
    }
    pub(crate) fn is_list(&self) -> bool {
        matches!(self.value, DeValue::Array(_))
    }
    pub(crate) fn is_table(&self) -> bool {
        matches!(self.value, DeValue::Table(_))
    }
    /// The items of a list.
    pub(crate) fn list(&self, mistakes: &mut Mistakes) -> Vec<Item<'a>> {
        match self.value {
            DeValue::Array(array) => array.iter().map(|value| self.part(value)).collect(),
            _ => {
                self.wrong("a list", "[ … ]", mistakes);
                Vec::new()
            }
        }
    }
    fn part(&self, value: &'a Spanned<DeValue<'a>>) -> Item<'a> {
        let at = self.file.location(value.span());
        Item { file: self.file, key: self.key, key_at: at, value: value.get_ref(), at }
    }
    /// The texts of a list.
    pub(crate) fn texts(&self, mistakes: &mut Mistakes) -> Vec<Text<'a>> {
        match self.value {
            DeValue::Array(array) => array.iter().filter_map(|value| self.part(value).text(mistakes)).collect(),
            _ => {
                self.wrong("a list of texts", "[\"…\"]", mistakes);
                Vec::new()
            }
        }
    }
    /// A text, or the texts of a list.
    pub(crate) fn one_or_more(&self, mistakes: &mut Mistakes) -> Vec<Text<'a>> {
        match self.value {
            DeValue::Array(_) => self.texts(mistakes),
            _ => self.text(mistakes).into_iter().collect(),
        }
    }
    pub(crate) fn flag(&self, mistakes: &mut Mistakes) -> Option<bool> {
        let flag = self.value.as_bool();
        if flag.is_none() {
            self.wrong("true or false", "true", mistakes);
        }
        flag
    }
    /// A whole number in a range.
    pub(crate) fn integer(&self, range: std::ops::RangeInclusive<i64>, mistakes: &mut Mistakes) -> Option<i64> {
        let DeValue::Integer(written) = self.value else {
            self.wrong("a whole number", &range.start().max(&1).to_string(), mistakes);
            return None;
        };
        let number = i64::from_str_radix(written.as_str(), written.radix()).ok();
        let fits = number.filter(|number| range.contains(number));
        if fits.is_none() {
            let message = format!("`{}` is out of range", self.key);
            mistakes.push(Diagnostic::error(codes::OUT_OF_RANGE, message).at(self.at, "does not fit").help(format!(
                "write a number from {} to {}",
                range.start(),
                range.end()
            )));
        }
        fits
    }
    /// A number above 0 and below 1.
    pub(crate) fn fraction(&self, mistakes: &mut Mistakes) -> Option<f64> {
        if !matches!(self.value, DeValue::Integer(_) | DeValue::Float(_)) {
            self.wrong("a number", "0.5", mistakes);
            return None;
        }
        let fits = self.number(mistakes)?;
        if fits > 0.0 && fits < 1.0 {
            return Some(fits);
        }
        mistakes.push(
            Diagnostic::error(codes::OUT_OF_RANGE, format!("`{}` is out of range", self.key))
                .at(self.at, "does not fit")
                .help("write a number above 0 and below 1, such as 0.5"),
        );
        None
    }
    /// A text, number or flag.
    pub(crate) fn literal(&self, mistakes: &mut Mistakes) -> Option<Literal> {
        match self.value {
            DeValue::String(text) => Some(Literal::Text(text.to_string())),
            DeValue::Boolean(flag) => Some(Literal::Flag(*flag)),
            DeValue::Integer(_) | DeValue::Float(_) => self.number(mistakes).map(Literal::Number),
            _ => {
                self.wrong("a text, a number or true", "\"…\"", mistakes);
                None
            }
        }
    }
    fn number(&self, mistakes: &mut Mistakes) -> Option<f64> {
        let number = match self.value {
            DeValue::Integer(written) => {
                i64::from_str_radix(written.as_str(), written.radix()).ok().map(|number| number as f64)
            }
            DeValue::Float(written) => written.as_str().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        };
        if number.is_none() {
            let message = format!("`{}` is out of range", self.key);
            mistakes.push(
                Diagnostic::error(codes::OUT_OF_RANGE, message)
                    .at(self.at, "does not fit")
                    .help("write a number that fits into 64 bits"),
            );
        }
        number
    }
    pub(crate) fn table(&self, what: &'static str, mistakes: &mut Mistakes) -> Option<Table<'a>> {
        match self.value {
            DeValue::Table(table) => Some(Table::new(self.file, what, self.table_at(), table)),
            _ => {
                self.wrong("a table", "{ … }", mistakes);
                None
            }
        }
    }
    /// A table, or the tables of a list.
    pub(crate) fn tables(&self, what: &'static str, mistakes: &mut Mistakes) -> Vec<Table<'a>> {
        match self.value {
            DeValue::Array(array) => array.iter().filter_map(|value| self.part(value).table(what, mistakes)).collect(),
            _ => self.table(what, mistakes).into_iter().collect(),
        }
    }
    /// Where a table is said to stand: its first line.
    fn table_at(&self) -> Location {
        let source = &self.file.text[self.at.start as usize..self.at.end as usize];
        let line = source.lines().next().unwrap_or("").trim_end();
        if line.is_empty() { self.key_at } else { Location { end: self.at.start + line.len() as u32, ..self.at } }
    }
    /// One of some words.
    pub(crate) fn one_of<T: Copy>(&self, words: &[(&str, T)], mistakes: &mut Mistakes) -> Option<T> {
        let text = self.text(mistakes)?;
        let found = words.iter().find(|(word, _)| *word == text.value).map(|&(_, meaning)| meaning);
        if found.is_none() {
            let message = format!("`{}` cannot be \"{}\"", self.key, text.value);
            mistakes.push(
                Diagnostic::error(codes::WRONG_WORD, message)
                    .at(self.at, "none of the words allowed")
                    .help(suggestion::help(text.value, words.iter().map(|(word, _)| *word), "")),
            );
        }
        found
    }
    /// Reports a key that is no name.
    pub(crate) fn check_key_name(&self, mistakes: &mut Mistakes) -> bool {
        check_name(self.key, self.key_at, mistakes)
    }
}

/// Reports a text that is no name.
pub(crate) fn check_name(name: &str, at: Location, mistakes: &mut Mistakes) -> bool {
    let good = scanner::is_name(name);
    if !good {
        let better: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        mistakes.push(
            Diagnostic::error(codes::NOT_A_NAME, format!("`{name}` is no name"))
                .at(at, "names are letters, digits and `_`, no digit first")
                .help(if scanner::is_name(&better) {
                    format!("write `{better}`")
                } else {
                    "write a name such as `report_verb`".into()
                }),
        );
    }
    good
}
