//! `[[rule]]`.

use super::Loader;
use super::attributes::check_word;
use super::header::Header;
use super::measures::{captured_phrases, captures};
use super::tables::{Item, Mistakes, Table};
use super::values::Scope;
use crate::rules::codes;
use crate::rules::diagnostic::Diagnostic;
use crate::rules::expression::{Expression, Side};
use crate::rules::model::{Example, ExampleValue, Guard, Location, RecordKind, Rule, Stage, Yield, Zone};
use crate::rules::names::Name;
use crate::rules::pattern::Pattern;
use crate::rules::schema::FieldType;
use crate::rules::suggestion;
use crate::rules::syntax::{Ident, Literal};

const RULE_KEYS: [&str; 20] = [
    "id",
    "stage",
    "pattern",
    "patterns",
    "left",
    "not_left",
    "right",
    "not_right",
    "where",
    "priority",
    "zones",
    "genres",
    "rare",
    "phrase",
    "inherit",
    "set",
    "yields",
    "link",
    "extend",
    "examples",
];
const MAX_RULES: usize = 20_000;

impl<'a> Loader<'a> {
    /// What rules make, before any of them is read: classes of phrases, attributes, ids.
    pub(super) fn note_rules(&mut self) {
        // What is wrong here is said when the rule itself is read.
        let mut unsaid = Mistakes::new();
        self.phrases.extend(["quote", "bracket"].map(String::from));
        self.phrases.extend(RecordKind::ALL.map(|(name, _)| name.to_owned()));
        self.attributes.extend(["single", "closed", "nested"].map(String::from));
        for (_, kind) in RecordKind::ALL {
            self.attributes.extend(kind.fields().iter().map(|field| field.name.to_owned()));
        }
        for attributes in &self.lexicon_attributes {
            self.attributes.extend(attributes.keys().map(|name| self.names.text(*name).to_owned()));
        }
        for rule in &self.declared.rules {
            self.rule_ids.push(rule.name.to_owned());
            let text =
                |key: &str| rule.table.get(key).and_then(|item| item.as_text()).map(|text| text.value.to_owned());
            let class =
                text("phrase").or_else(|| if rule.table.get("yields").is_none() { text("stage") } else { None });
            self.phrases.extend(class);
            if let Some(set) = rule.table.get("set").and_then(|item| item.table("`set`", &mut unsaid)) {
                self.attributes.extend(set.items.iter().map(|item| item.key.to_owned()));
            }
        }
    }

    pub(super) fn rules(&mut self, stages: &[Stage], zones: &[Zone], genres: &[Name]) -> Vec<Rule> {
        let declared = std::mem::take(&mut self.declared.rules);
        if declared.len() > MAX_RULES {
            let message = format!("the pack has {} rules, more than {MAX_RULES}", declared.len());
            self.mistakes.push(
                Diagnostic::error(codes::TOO_MANY_RULES, message)
                    .at(declared[MAX_RULES].name_at, "one too many")
                    .help("join rules that differ in words only: words belong in lexicons"),
            );
        }
        let mut rules: Vec<Rule> = Vec::with_capacity(declared.len());
        for rule in declared.iter().take(MAX_RULES) {
            if let Some(rule) = self.rule(rule.name, rule.name_at, &rule.table, stages, zones, genres) {
                rules.push(rule);
            }
        }
        rules.sort_by_key(|rule| rule.stage);
        rules
    }

    pub(super) fn stage_of(&mut self, table: &Table<'a>, stages: &[Stage]) -> Option<usize> {
        let text = table.need("stage", &mut self.mistakes)?.text(&mut self.mistakes)?;
        let name = self.names.find(text.value);
        let found = stages.iter().position(|stage| Some(stage.name) == name);
        if found.is_none() {
            let known = stages.iter().map(|stage| self.names.text(stage.name));
            self.mistakes.push(
                Diagnostic::error(codes::UNKNOWN_STAGE, format!("there is no stage `{}`", text.value))
                    .at(text.whole, "unknown stage")
                    .help(suggestion::help(text.value, known, "add it to `stages` of [pack]")),
            );
        }
        found
    }

    fn rule(
        &mut self,
        id: &str,
        location: Location,
        table: &Table<'a>,
        stages: &[Stage],
        zones: &[Zone],
        genres: &[Name],
    ) -> Option<Rule> {
        let before = self.mistakes.len();
        let keys: Vec<&str> = RULE_KEYS.iter().copied().chain(["rejects"]).collect();
        table.only(&keys, &mut self.mistakes);
        let stage = self.stage_of(table, stages);
        let mut captured = Some(Vec::new());
        let patterns = self.rule_patterns(table, &mut captured);
        // Captures of a pattern that cannot be read are not known: what speaks of them is left unchecked.
        let captured = captured?;
        self.all_captures.extend(captured.iter().copied());
        let scope = Scope { captures: captured, of: "the patterns" };
        let guards = self.guards(table);
        let conditions = self.conditions(table.get("where"), &scope);
        let priority = table.get("priority").and_then(|item| item.integer(-1_000..=1_000, &mut self.mistakes));
        let zones = self.zone_bits(table.get("zones"), zones);
        let genres = self.genre_bits(table.get("genres"), genres);
        let rare = table.get("rare").and_then(|item| item.filled_text(&mut self.mistakes));
        let yields = self.yields(table.get("yields"), &scope);
        let phrase = table.get("phrase").and_then(|item| item.name(&mut self.mistakes));
        let phrase = phrase.filter(|name| super::tables::check_name(&name.text, name.at, &mut self.mistakes));
        let inherit = table.get("inherit").and_then(|item| item.name(&mut self.mistakes));
        let inherit = inherit.and_then(|name| self.capture_named(name.text.trim_start_matches('$'), name.at, &scope));
        let set = self.set(table.get("set"), &scope);
        let links = self.links(table.get("link"), &scope, patterns.as_deref());
        let extend = self.extend(table.get("extend"), &scope);
        let examples = self.examples(table.get("examples"), &yields, !links.is_empty());
        let rejects = table.get("rejects").map(|item| item.texts(&mut self.mistakes)).unwrap_or_default();
        // A rule with mistakes has other worries.
        if examples.is_empty() && !self.mistakes[before..].iter().any(Diagnostic::is_error) {
            self.mistakes.push(
                Diagnostic::warning(codes::NO_EXAMPLE, format!("the rule `{id}` has no example"))
                    .at(location, "this rule")
                    .help("add examples = [{ text = '…', cue = \"…\" }]"),
            );
        }
        let (stage, patterns) = (stage?, patterns?);
        let phrase = match phrase {
            Some(name) => Some(self.names.intern(&name.text)),
            None if table.get("yields").is_none() => Some(stages[stage].name),
            None => None,
        };
        Some(Rule {
            id: id.to_owned(),
            stage,
            patterns,
            guards,
            conditions,
            phrase,
            inherit,
            set,
            yields,
            links,
            extend,
            priority: priority.unwrap_or(0) as i32,
            zones,
            genres,
            rare: rare.map(|text| text.value.to_owned()),
            examples,
            rejects: rejects.into_iter().map(|text| (text.value.to_owned(), text.whole)).collect(),
            location,
        })
    }

    /// `pattern` or `patterns`, if none has a mistake; what they capture is added to `captured`.
    pub(super) fn rule_patterns(
        &mut self,
        table: &Table<'a>,
        captured: &mut Option<Vec<Name>>,
    ) -> Option<Vec<Pattern>> {
        table.not_both("pattern", "patterns", &mut self.mistakes);
        let Some(item) = table.get("patterns").or_else(|| table.need("pattern", &mut self.mistakes)) else {
            *captured = None;
            return None;
        };
        let texts = item.one_or_more(&mut self.mistakes);
        if texts.is_empty() && item.is_list() {
            self.mistakes.push(
                Diagnostic::error(codes::EMPTY_VALUE, "the list of patterns is empty")
                    .at(item.at, "nothing in it")
                    .help("write patterns = ['…', '…']"),
            );
        }
        if texts.is_empty() {
            *captured = None;
            return None;
        }
        let read: Vec<Option<Pattern>> = texts.into_iter().map(|text| self.rule_pattern(text, captured)).collect();
        read.into_iter().collect()
    }

    pub(super) fn guards(&mut self, table: &Table<'a>) -> Vec<Guard> {
        let sides = [
            ("left", Side::Left, true),
            ("not_left", Side::Left, false),
            ("right", Side::Right, true),
            ("not_right", Side::Right, false),
        ];
        let mut guards = Vec::new();
        for (key, side, wanted) in sides {
            let Some(text) = table.get(key).and_then(|item| item.text(&mut self.mistakes)) else { continue };
            if let Some(pattern) = self.filled_pattern(text) {
                guards.push(Guard { side, wanted, pattern });
            }
        }
        guards
    }

    fn set(&mut self, item: Option<Item<'a>>, scope: &Scope) -> Vec<(Name, Expression)> {
        let Some(table) = item.and_then(|item| item.table("`set`", &mut self.mistakes)) else { return Vec::new() };
        let mut set = Vec::with_capacity(table.items.len());
        for item in table.items {
            if item.check_key_name(&mut self.mistakes)
                && let Some(value) = self.value_expression(item, scope)
            {
                set.push((self.names.intern(item.key), value));
            }
        }
        set
    }

    /// `link = { "to.counted" = … }`; without the quotation marks TOML makes a table of it, which is as good.
    fn links(
        &mut self,
        item: Option<Item<'a>>,
        scope: &Scope,
        patterns: Option<&[Pattern]>,
    ) -> Vec<(Name, Name, Expression)> {
        let Some(table) = item.and_then(|item| item.table("`link`", &mut self.mistakes)) else { return Vec::new() };
        let mut links = Vec::new();
        for item in table.items {
            if item.is_table() {
                for inner in item.table("`link`", &mut self.mistakes).map(|table| table.items).unwrap_or_default() {
                    let field = Ident { text: inner.key.to_owned(), at: inner.key_at };
                    let capture = Ident { text: item.key.to_owned(), at: item.key_at };
                    links.extend(self.link(&capture, &field, inner, scope, patterns));
                }
            } else if let Some((capture, field)) = item.key.split_once('.') {
                let field = Ident { text: field.to_owned(), at: item.key_at };
                let capture = Ident { text: capture.trim_start_matches('$').to_owned(), at: item.key_at };
                links.extend(self.link(&capture, &field, item, scope, patterns));
            } else {
                self.mistakes.push(
                    Diagnostic::error(codes::BAD_LINK, format!("`{}` names no field of a capture", item.key))
                        .at(item.key_at, "a capture, a full stop and a field are expected")
                        .help("write link = { \"to.counted\" = \"$counted\" }"),
                );
            }
        }
        links
    }

    fn link(
        &mut self,
        capture: &Ident,
        field: &Ident,
        item: Item<'a>,
        scope: &Scope,
        patterns: Option<&[Pattern]>,
    ) -> Option<(Name, Name, Expression)> {
        let value = self.value_expression(item, scope);
        let name = self.capture_named(&capture.text, capture.at, scope)?;
        let mut classes = Vec::new();
        patterns.iter().copied().flatten().for_each(|pattern| captured_phrases(pattern, name, false, &mut classes));
        if classes.is_empty() && patterns.is_some() && capture.text != "0" {
            self.mistakes.push(
                Diagnostic::error(codes::LINK_TO_NO_RECORD, format!("`{}` captures no record", capture.text))
                    .at(capture.at, "words have no fields")
                    .help(format!("capture a record in the pattern: {}:<figure>", capture.text)),
            );
            return None;
        }
        // A phrase of another class may hold records of any kind.
        let kinds: Vec<RecordKind> = RecordKind::ALL
            .iter()
            .filter(|(kind, _)| classes.iter().any(|class| self.names.text(*class) == *kind))
            .map(|(_, kind)| *kind)
            .collect();
        let all = RecordKind::ALL.map(|(_, kind)| kind);
        let field = self.field_named(field, if kinds.is_empty() { &all } else { &kinds })?;
        Some((name, field, value?))
    }

    fn extend(&mut self, item: Option<Item<'a>>, scope: &Scope) -> Vec<(Name, usize)> {
        let Some(table) = item.and_then(|item| item.table("`extend`", &mut self.mistakes)) else { return Vec::new() };
        let mut extend = Vec::new();
        for item in table.items {
            let capture = self.capture_named(item.key, item.key_at, scope);
            let Some(text) = item.text(&mut self.mistakes) else { continue };
            if let (Some(capture), Some(extent)) = (capture, self.extent_named(text.value, text.whole)) {
                extend.push((capture, extent));
            }
        }
        extend
    }

    fn examples(&mut self, item: Option<Item<'a>>, yields: &[Yield], links: bool) -> Vec<Example> {
        let Some(item) = item else { return Vec::new() };
        let mut kinds: Vec<RecordKind> = yields.iter().map(|made| made.record).collect();
        if links {
            kinds = RecordKind::ALL.map(|(_, kind)| kind).to_vec();
        }
        let mut examples = Vec::new();
        for item in item.list(&mut self.mistakes) {
            let Some(table) = item.table("the example", &mut self.mistakes) else { continue };
            let text = table.get("text").and_then(|item| item.text(&mut self.mistakes));
            let Some(text) = text.filter(|text| !text.value.trim().is_empty()) else {
                self.mistakes.push(
                    Diagnostic::error(codes::EXAMPLE_WITHOUT_TEXT, "the example has no text")
                        .at(table.at, "this example")
                        .help("add text = '…': a sentence in which the rule makes something"),
                );
                continue;
            };
            let mut fields = Vec::new();
            for item in table.items.iter().filter(|item| item.key != "text") {
                self.example_field(item, &kinds, !yields.is_empty() || links);
                if let Some(value) = self.example_value(item) {
                    fields.push((item.key.to_owned(), value));
                }
            }
            examples.push(Example { text: text.value.to_owned(), fields, location: text.whole });
        }
        examples
    }

    /// Checks the name of a field in an example; of a phrase, its attributes may be asked.
    fn example_field(&mut self, item: &Item<'a>, kinds: &[RecordKind], record: bool) {
        if item.key == "phrase" || (!record && self.attributes.contains(item.key)) {
            return;
        }
        let ident = Ident { text: item.key.to_owned(), at: item.key_at };
        if !record {
            return self.known_attribute(&ident);
        }
        if self.field_named(&ident, kinds).is_none() {
            return;
        }
        let fields = kinds.iter().flat_map(|kind| kind.fields()).filter(|field| field.name == item.key);
        let words: Vec<&str> = fields
            .filter_map(|field| if let FieldType::Word(words) = field.holds { Some(words) } else { None })
            .flatten()
            .copied()
            .collect();
        if let (false, Some(text)) = (words.is_empty(), item.as_text())
            && !text.value.is_empty()
        {
            check_word(item.key, &Literal::Text(text.value.to_owned()), &words, item.at, &mut self.mistakes);
        }
    }

    fn example_value(&mut self, item: &Item<'a>) -> Option<ExampleValue> {
        if item.is_list() {
            let texts = item.texts(&mut self.mistakes);
            return Some(ExampleValue::Texts(texts.into_iter().map(|text| text.value.to_owned()).collect()));
        }
        Some(match item.literal(&mut self.mistakes)? {
            Literal::Null => ExampleValue::Text(String::new()),
            Literal::Text(text) => ExampleValue::Text(text),
            Literal::Number(number) => ExampleValue::Number(number),
            Literal::Flag(flag) => ExampleValue::Flag(flag),
        })
    }

    /// Reports `unique` captures that no rule of their stage has.
    pub(super) fn check_unique(&mut self, stages: &[Stage], rules: &[Rule]) {
        for (stage, at) in std::mem::take(&mut self.uniques) {
            let Some(name) = stages[stage].unique else { continue };
            let mut known = Vec::new();
            let own = rules.iter().filter(|rule| rule.stage == stage);
            own.flat_map(|rule| &rule.patterns).for_each(|pattern| captures(pattern, &mut known));
            if !known.is_empty() {
                let text = self.names.text(name).to_owned();
                let scope = Scope { captures: known, of: "the patterns of the stage" };
                self.capture_named(&text, at, &scope);
            }
        }
    }

    pub(super) fn check_stages(&mut self, header: &Header, rules: &[Rule]) {
        let unused = |index: usize| !rules.iter().any(|rule| rule.stage == index);
        let mut unused = header.stages.iter().enumerate().filter(|(index, _)| unused(*index)).map(|(_, stage)| stage);
        if let Some((name, at)) = unused.next() {
            let message = format!("the stage `{name}` has no rule");
            let mut mistake = Diagnostic::warning(codes::STAGE_WITHOUT_RULES, message).at(*at, "nothing runs here");
            for (_, at) in unused {
                mistake = mistake.at(*at, "nor here");
            }
            self.mistakes.push(mistake.help("take it out of `stages`, or give a rule this stage"));
        }
    }
}
