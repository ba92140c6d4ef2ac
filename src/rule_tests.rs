//! The examples and rejects that stand beside rules, run: what was expected, and what was found instead.
//!
//! A rule is tested with an engine of a genre in which it is used. The engine is the one that reads news; what it tells
//! of its work by its trace says why a rule made nothing.

use crate::engine::{Engine, EngineError};
use crate::facts::Records;
use crate::facts::json::{Header, document};
use crate::matcher::trace::{Refusal, Trace};
use crate::matcher::{MatcherOptions, Phrase, Reading, Scratch};
use crate::rules::model::{Example, ExampleValue, Location, Pack, Rule, SourceFile};
use crate::rules::names::{Name, Value as Attribute};
use crate::text::{CodePoints, Span};
use serde_json::Value;
use std::fmt;

/// What a run of the tests gave.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// How many examples were run, those of blocks included.
    pub examples: usize,
    /// How many rejects were run.
    pub rejects: usize,
    /// Those that failed, in the order of rules.
    pub failures: Vec<Failure>,
}

/// An example or reject that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Id of the rule or block.
    pub rule: String,
    /// The file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The text that was read.
    pub text: String,
    /// What was expected of it.
    pub wanted: String,
    /// What was found instead, a line each.
    pub found: Vec<String>,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { rule, path, line, text, wanted, found } = self;
        write!(f, "{path}:{line}: {rule}\n  text:   {text}\n  wanted: {wanted}")?;
        found.iter().try_for_each(|found| write!(f, "\n  found:  {found}"))
    }
}

/// The key of an example that speaks of the rule's phrase: its class, or its text.
const PHRASE: &str = "phrase";

/// Runs the examples and rejects of all rules whose ids begin with `prefix`.
///
/// # Errors
/// [`EngineError`] where the rules do not load.
pub fn run(layers: &[Vec<SourceFile>], prefix: &str) -> Result<Outcome, EngineError> {
    // Without the prefilter rules that cannot match come further, so more can be said of them.
    let options = |genre| MatcherOptions { genre, prefilter: false };
    let default = Engine::new(layers.to_vec(), &options(None))?;
    let mut engines: Vec<Option<Engine>> = Vec::new();
    let names: Vec<String> =
        default.pack().genres.iter().map(|&genre| default.pack().names.text(genre).to_owned()).collect();
    engines.resize_with(names.len().max(1), || None);
    engines[0] = Some(default);
    let mut outcome = Outcome::default();
    for genre in 0..engines.len() {
        let pack = engines[0].as_ref().map(Engine::pack).into_iter();
        // A rule is tested in the first genre that has it.
        let here = |rule: &Rule| rule.genres & !(u32::MAX << genre) == 0 && rule.genres & (1 << genre) != 0;
        if !pack.flat_map(|pack| &pack.rules).any(here) {
            continue;
        }
        if engines[genre].is_none() {
            engines[genre] = Some(Engine::new(layers.to_vec(), &options(Some(names[genre].clone())))?);
        }
        let Some(engine) = &engines[genre] else { continue };
        let mut tests = Tests { engine, scratch: Scratch::default(), outcome: &mut outcome };
        tests.scratch.keep_phrases = true;
        for (index, rule) in engine.pack().rules.iter().enumerate() {
            if here(rule) && rule.id.starts_with(prefix) {
                tests.rule(index as u32, rule);
            }
        }
        if genre == 0 {
            tests.blocks(prefix);
        }
    }
    Ok(outcome)
}

struct Tests<'a> {
    engine: &'a Engine,
    scratch: Scratch,
    outcome: &'a mut Outcome,
}

impl Tests<'_> {
    fn rule(&mut self, index: u32, rule: &Rule) {
        let pack = self.engine.pack();
        for example in &rule.examples {
            self.outcome.examples += 1;
            let mut notes = Notes::new(Watched::Rule(index));
            let (records, reading) = self.engine.read_traced(&example.text, &mut self.scratch, &mut notes);
            let seen = Seen { pack, rule, text: &example.text, records: &records, reading, notes: &notes };
            if let Err(found) = seen.check(self.engine, example) {
                let wanted = expected(&example.fields);
                self.outcome.failures.push(failure(pack, &rule.id, example.location, &example.text, wanted, found));
            }
        }
        for (text, location) in &rule.rejects {
            self.outcome.rejects += 1;
            let mut notes = Notes::new(Watched::Rule(index));
            let (_, reading) = self.engine.read_traced(text, &mut self.scratch, &mut notes);
            if !notes.kept.is_empty() {
                let found =
                    notes.kept.iter().map(|&(start, end)| format!("matched {}", words(text, reading, start, end)));
                let wanted = "nothing".to_owned();
                let found = found.collect();
                self.outcome.failures.push(failure(pack, &rule.id, *location, text, wanted, found));
            }
        }
    }

    fn blocks(&mut self, prefix: &str) {
        let pack = self.engine.pack();
        for (index, block) in pack.blocks.iter().enumerate().filter(|(_, block)| block.id.starts_with(prefix)) {
            for (text, location) in &block.examples {
                self.outcome.examples += 1;
                let mut notes = Notes::new(Watched::Block(index as u32));
                self.engine.read_traced(text, &mut self.scratch, &mut notes);
                if notes.blocked == 0 {
                    let wanted = "a match of the rules that it blocks is refused".to_owned();
                    let found = vec!["no match was refused".to_owned()];
                    self.outcome.failures.push(failure(pack, &block.id, *location, text, wanted, found));
                }
            }
        }
    }
}

fn failure(pack: &Pack, rule: &str, location: Location, text: &str, wanted: String, found: Vec<String>) -> Failure {
    let (path, line) = match pack.sources.get(location.file as usize) {
        Some(file) => {
            let before = &file.text.as_bytes()[..(location.start as usize).min(file.text.len())];
            (file.path.clone(), before.iter().filter(|&&byte| byte == b'\n').count() as u32 + 1)
        }
        None => (String::new(), 0),
    };
    Failure { rule: rule.to_owned(), path, line, text: text.to_owned(), wanted, found }
}

/// Words of a text between two tokens, in quotation marks.
fn words(text: &str, reading: &Reading, start: u32, end: u32) -> String {
    let tokens = &reading.layout.tokens;
    let place = tokens.get(start as usize).zip(tokens.get(end.saturating_sub(1) as usize));
    let span = place.map(|(first, last)| Span { start: first.span.start, end: last.span.end.max(first.span.start) });
    format!("{:?}", span.map_or("", |span| span.of(text)))
}

enum Watched {
    Rule(u32),
    Block(u32),
}

/// What the trace told of one rule or block.
struct Notes {
    watched: Watched,
    kept: Vec<(u32, u32)>,
    refused: Vec<(u32, u32, Refusal)>,
    /// The furthest that it came: start, boundary.
    reached: Option<(u32, u32)>,
    blocked: usize,
}

impl Notes {
    fn new(watched: Watched) -> Notes {
        Notes { watched, kept: Vec::new(), refused: Vec::new(), reached: None, blocked: 0 }
    }
    fn is(&self, rule: u32) -> bool {
        matches!(self.watched, Watched::Rule(watched) if watched == rule)
    }
}

impl Trace for Notes {
    const ON: bool = true;
    fn reached(&mut self, rule: u32, start: u32, boundary: u32, _: &[u32]) {
        if self.is(rule) && self.reached.is_none_or(|(from, to)| boundary - start > to - from) {
            self.reached = Some((start, boundary));
        }
    }
    fn refused(&mut self, rule: u32, start: u32, end: u32, why: Refusal) {
        if let (Watched::Block(block), Refusal::Block(by)) = (&self.watched, &why) {
            self.blocked += usize::from(block == by);
        }
        if self.is(rule) {
            self.refused.push((start, end, why));
        }
    }
    fn kept(&mut self, rule: u32, start: u32, end: u32) {
        if self.is(rule) {
            self.kept.push((start, end));
        }
    }
}

/// One example, read.
struct Seen<'a> {
    pack: &'a Pack,
    rule: &'a Rule,
    text: &'a str,
    records: &'a Records,
    reading: &'a Reading,
    notes: &'a Notes,
}

impl Seen<'_> {
    fn check(&self, engine: &Engine, example: &Example) -> Result<(), Vec<String>> {
        if self.notes.kept.is_empty() {
            return Err(self.refusals());
        }
        let asked = example.fields.iter().find_map(|(name, value)| match value {
            ExampleValue::Text(text) if name == PHRASE => Some(text.as_str()),
            _ => None,
        });
        // The phrase's class, or its text.
        let class = asked.and_then(|asked| self.class(asked));
        let span = asked.filter(|_| class.is_none());
        let span = span.map(|text| ("span".to_owned(), ExampleValue::Text(text.to_owned())));
        let others = example.fields.iter().filter(|(name, _)| name != PHRASE);
        let wanted: Vec<&(String, ExampleValue)> = others.chain(&span).collect();
        let found = match asked {
            None if !self.makes_only_a_phrase() => self.made(engine),
            _ => self.phrases(class.or(self.rule.phrase)),
        };
        if wanted.is_empty() || found.iter().any(|record| wanted.iter().all(|(name, value)| fits(record, name, value)))
        {
            return Ok(());
        }
        if found.is_empty() {
            let matched = self.notes.kept.iter();
            let matched = matched.map(|&(start, end)| words(self.text, self.reading, start, end));
            return Err(matched.map(|words| format!("it matched {words}, but made nothing of the kind")).collect());
        }
        Err(found.iter().map(|record| shown(record, &wanted)).collect())
    }

    fn makes_only_a_phrase(&self) -> bool {
        self.rule.yields.is_empty() && self.rule.links.is_empty()
    }

    /// Why the rule made nothing.
    fn refusals(&self) -> Vec<String> {
        let rule = |index: u32| self.pack.rules.get(index as usize).map_or("?", |rule| &rule.id);
        let mut found: Vec<String> = Vec::new();
        for (start, end, why) in &self.notes.refused {
            let words = words(self.text, self.reading, *start, *end);
            found.push(match why {
                Refusal::Guard(number) => format!("{words}: guard {} refused", number + 1),
                Refusal::Condition(number) => format!("{words}: condition {} of `where` does not hold", number + 1),
                Refusal::Block(block) => {
                    let id = self.pack.blocks.get(*block as usize).map_or("?", |block| &block.id);
                    format!("{words}: blocked by {id}")
                }
                Refusal::Taken(by) => format!("{words}: its cue is taken by {}", rule(*by)),
                Refusal::Beaten(by) => format!("{words}: beaten by {}", rule(*by)),
                Refusal::Overlapped(by) => format!("{words}: overlapped by {}", rule(*by)),
                Refusal::Empty => format!("{words}: what it yields lacks something that it needs"),
            });
        }
        if found.is_empty() {
            found.push(match self.notes.reached {
                Some((start, end)) => {
                    format!("no match; it came furthest in {}", words(self.text, self.reading, start, end))
                }
                None => "no match, and nowhere a beginning of one".to_owned(),
            });
        }
        found.dedup();
        found
    }

    /// A class of phrases that some rule makes.
    fn class(&self, name: &str) -> Option<Name> {
        let name = self.pack.names.find(name)?;
        self.pack.rules.iter().any(|rule| rule.phrase == Some(name)).then_some(name)
    }

    /// The phrases of a class that the rule made, as fields.
    fn phrases(&self, class: Option<Name>) -> Vec<Vec<(String, Value)>> {
        let matched = |phrase: &Phrase| self.notes.kept.contains(&(phrase.tokens.start, phrase.tokens.end));
        let made = |phrase: &&Phrase| class.is_none_or(|class| phrase.class == class) && matched(phrase);
        let phrases = self.reading.phrases.iter().filter(made);
        phrases
            .map(|phrase| {
                let mut fields = vec![("span".to_owned(), Value::from(phrase.span.of(self.text)))];
                for &(name, value) in phrase.attributes.iter() {
                    let value = match value {
                        Attribute::Null => Value::Null,
                        Attribute::Flag(flag) => flag.into(),
                        Attribute::Number(number) => number.into(),
                        Attribute::Text(text) => self.pack.names.text(text).into(),
                    };
                    fields.push((self.pack.names.text(name).to_owned(), value));
                }
                fields
            })
            .collect()
    }

    /// The records that the rule made or had a part in, as fields; spans and references as texts.
    fn made(&self, engine: &Engine) -> Vec<Vec<(String, Value)>> {
        let mut line = String::new();
        let header = Header { genre: engine.genre(), ..Header::default() };
        document(&header, self.pack, self.text, &CodePoints::new(self.text), self.records, &mut line);
        let Ok(all) = serde_json::from_str::<Value>(&line) else { return Vec::new() };
        let text_of = |list: &str, at: &Value| -> Value {
            let record = &all[list][at.as_u64().unwrap_or(u64::MAX) as usize];
            record.get("text").or_else(|| record["cue"].get("text")).cloned().unwrap_or(Value::Null)
        };
        let mut found = Vec::new();
        for list in ["figures", "not_figures", "attributions", "hedges"] {
            for record in all[list].as_array().into_iter().flatten() {
                let own = record["rule"] == self.rule.id.as_str();
                let mut fields = Vec::new();
                for (name, value) in record.as_object().into_iter().flatten() {
                    match name.as_str() {
                        "start" | "end" | "rule" => {}
                        "text" => fields.push(("span".to_owned(), value.clone())),
                        "number_text" => fields.push(("number".to_owned(), value.clone())),
                        "figure" => fields.push((name.clone(), text_of("figures", value))),
                        "inside" => fields.push((name.clone(), text_of("attributions", value))),
                        "pair" => {
                            let (this, other) = (record["text"].clone(), text_of("figures", &value["with"]));
                            let (before, after) = if value["role"] == "before" { (this, other) } else { (other, this) };
                            if !value.is_null() {
                                fields.push(("before".to_owned(), before));
                                fields.push(("after".to_owned(), after));
                            }
                        }
                        _ => fields.push((name.clone(), plain(value))),
                    }
                }
                let paired = list == "figures" && !record["pair"].is_null();
                let linked = !self.rule.links.is_empty() || !own && paired;
                if own || linked {
                    found.push(fields);
                }
            }
        }
        found
    }
}

/// A span as its text, several spans as a list of texts.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(span) => span.get("text").cloned().unwrap_or(Value::Null),
        Value::Array(spans) => spans.iter().map(plain).collect(),
        other => other.clone(),
    }
}

fn fits(record: &[(String, Value)], name: &str, wanted: &ExampleValue) -> bool {
    let field = |name: &str| record.iter().find(|(known, _)| known == name).map(|(_, value)| value);
    let same = |found: Option<&Value>| match wanted {
        ExampleValue::Text(text) => match found {
            None | Some(Value::Null) => text.is_empty(),
            Some(Value::Array(list)) => match list.as_slice() {
                [] => text.is_empty(),
                [one] => one == text.as_str(),
                _ => false,
            },
            Some(found) => found == text.as_str(),
        },
        ExampleValue::Number(number) => found.and_then(Value::as_f64) == Some(*number),
        ExampleValue::Flag(flag) => match found {
            None | Some(Value::Null) => !flag,
            Some(found) => found.as_bool() == Some(*flag),
        },
        ExampleValue::Texts(texts) => {
            found.and_then(Value::as_array).is_some_and(|found| found.iter().eq(texts.iter().map(String::as_str)))
        }
    };
    // Of a figure `value` is what the rule gave: it became one of its ends.
    if name == "value" && field("value").is_none() {
        same(field("low")) || same(field("high"))
    } else {
        same(field(name))
    }
}

fn expected(fields: &[(String, ExampleValue)]) -> String {
    if fields.is_empty() {
        return "a match".to_owned();
    }
    let parts: Vec<String> = fields
        .iter()
        .map(|(name, value)| match value {
            ExampleValue::Text(text) => format!("{name} {text:?}"),
            ExampleValue::Number(number) => format!("{name} {number}"),
            ExampleValue::Flag(flag) => format!("{name} {flag}"),
            ExampleValue::Texts(texts) => format!("{name} {texts:?}"),
        })
        .collect();
    parts.join(", ")
}

/// The fields of a record that the example speaks of, with a mark at those that differ.
fn shown(record: &[(String, Value)], wanted: &[&(String, ExampleValue)]) -> String {
    let parts: Vec<String> = wanted
        .iter()
        .map(|(name, value)| {
            let found = record.iter().find(|(known, _)| known == name).map_or(&Value::Null, |(_, value)| value);
            format!("{name} {found}{}", if fits(record, name, value) { "" } else { " (!)" })
        })
        .collect();
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACK: &str = r#"
[pack]
name = "test"
version = "1"
language = "und"
stages = ["figure"]
[text]
sentence_end = ["."]
decimal = ["."]
[stage.figure]
keep = "one"
[[rule]]
id = "figure.pebbles"
stage = "figure"
pattern = 'number:{digits} counted:"pebbles"'
yields.figure = { kind = "count", value = "value($number)", counted = "$counted" }
examples = [{ text = "12 pebbles", span = "12 pebbles", counted = "pebbles", low = 12 }, { text = "12 pebbles", low = 13 }, { text = "12 stones" }]
rejects = ["12 stones", "7 pebbles"]
"#;

    #[test]
    fn failures_say_what_was_found() {
        let file = SourceFile { path: "pack.toml".to_owned(), text: PACK.to_owned() };
        let outcome = run(&[vec![file]], "").unwrap();
        assert_eq!((outcome.examples, outcome.rejects), (3, 2));
        let found: Vec<(&str, &str)> =
            outcome.failures.iter().map(|failure| (failure.wanted.as_str(), failure.found[0].as_str())).collect();
        assert_eq!(
            found,
            [
                ("low 13", "low 12 (!)"),
                ("a match", "no match; it came furthest in \"12\""),
                ("nothing", "matched \"7 pebbles\""),
            ]
        );
    }
}
