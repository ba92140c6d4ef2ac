//! Readings built from the drafts that a case writes down, over a layout simple enough to check by eye.

use regex::Regex;
use reportedly::facts::{Records, Vocabulary, assemble, json};
use reportedly::matcher::reading::{Datum, Draft, Phrase, Reading};
use reportedly::rules::model::{
    Bearing, Carry, CertaintyRow, Ground, Pack, RecordKind, Reference, SAME_WORDS, Selector,
};
use reportedly::rules::names::{Name, Names, Value};
use reportedly::rules::pattern::AttributeTest;
use reportedly::text::{CodePoints, Enclosure, Layout, Paragraph, Settings, Span, Token, TokenKind};
use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::LazyLock;

type Fields = BTreeMap<String, Json>;

/// One case of `facts_cases.toml`.
#[derive(Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) text: String,
    #[serde(default)]
    figure: Vec<Fields>,
    #[serde(default)]
    attribution: Vec<Fields>,
    #[serde(default)]
    hedge: Vec<Fields>,
    #[serde(default)]
    pair: Vec<Fields>,
    #[serde(default)]
    phrase: Vec<WrittenPhrase>,
    #[serde(default)]
    carries: Vec<(u32, u32)>,
    #[serde(default)]
    pub(crate) expect: Fields,
}

#[derive(Clone, serde::Deserialize)]
struct WrittenPhrase {
    text: String,
    class: String,
    attributes: Fields,
}

/// The records of a case.
pub(crate) struct Joined {
    pub(crate) text: String,
    pub(crate) pack: Pack,
    pub(crate) records: Records,
}

#[derive(serde::Deserialize)]
struct Cases {
    case: Vec<Case>,
}

pub(crate) fn cases() -> Vec<Case> {
    toml::from_str::<Cases>(include_str!("../facts_cases.toml")).unwrap().case
}

pub(crate) fn case(name: &str) -> Case {
    cases().into_iter().find(|case| case.name == name).unwrap_or_else(|| panic!("no case is called {name}"))
}

pub(crate) fn join(mut pack: Pack, text: &str, reading: &Reading) -> Joined {
    let words = Vocabulary::new(&mut pack.names);
    let records = assemble(&pack, &words, text, reading);
    Joined { text: text.to_string(), pack, records }
}

/// A figure, an attribution and a hedge in each sentence; contents and scopes reach from the start of one sentence to the
/// start of another, as `reach` says for the sentence's place among all.
pub(crate) fn drafts_of(names: &mut Names, layout: &Layout, reach: fn(usize, usize) -> (usize, usize)) -> Vec<Draft> {
    let mut drafts = Vec::new();
    let all = layout.sentences.len();
    for (index, sentence) in layout.sentences.iter().enumerate() {
        let word = |nth: u32| layout.tokens[(sentence.start + nth) as usize].span;
        let (from, to) = reach(index, all);
        let start = layout.tokens[layout.sentences[from].start as usize].span.start;
        let end = layout.tokens[layout.sentences[to - 1].end as usize - 1].span.end;
        let reach = Datum::Spans(vec![Span { start, end }]);
        let span = |nth: u32| Datum::Span(word(nth), None);
        let records = [
            (RecordKind::Attribution, vec![("source", span(0)), ("cue", span(1)), ("content", reach.clone())]),
            (
                RecordKind::Figure,
                vec![
                    ("span", span(3)),
                    ("kind", Datum::Text(names.intern("count"))),
                    ("value", Datum::Number(40.0)),
                    ("event", span(8)),
                ],
            ),
            (
                RecordKind::Hedge,
                vec![("cue", span(5)), ("category", Datum::Text(names.intern("negation"))), ("scope", reach)],
            ),
        ];
        for (kind, fields) in records {
            let fields = fields.into_iter().map(|(name, datum)| (names.intern(name), datum)).collect();
            let tokens = sentence.clone();
            let sentence = index as u32;
            let span = word(1);
            drafts.push(Draft {
                kind,
                rule: 0,
                span,
                tokens,
                paragraph: sentence,
                sentence,
                statement: None,
                attributes: Vec::new(),
                fields,
            });
        }
    }
    drafts
}

impl Joined {
    pub(crate) fn json(&self) -> Json {
        let mut out = String::new();
        let header = json::Header { id: "case", genre: "news", ..Default::default() };
        let points = CodePoints::new(&self.text);
        json::document(&header, &self.pack, &self.text, &points, &self.records, &mut out);
        serde_json::from_str(&out).unwrap()
    }
}

impl Case {
    pub(crate) fn joined(&self) -> Joined {
        self.joined_under("digest")
    }

    pub(crate) fn joined_under(&self, digest: &str) -> Joined {
        let mut pack = pack(digest);
        let reading = self.reading(&mut pack.names);
        join(pack, &self.text, &reading)
    }

    /// The span of a text in the case's text; "x#1" is the second "x" that is a word by itself.
    fn span(&self, written: &str) -> Span {
        let (part, nth) = match written.rsplit_once('#') {
            Some((part, nth)) => (part, nth.parse().unwrap()),
            None => (written, 0),
        };
        let (start, _) =
            self.text.match_indices(part).nth(nth).unwrap_or_else(|| panic!("{}: no {written}", self.name));
        Span { start: start as u32, end: (start + part.len()) as u32 }
    }

    fn reading(&self, names: &mut Names) -> Reading {
        let layout = layout(&self.text);
        let mut reading = Reading { zones: vec![31; layout.paragraphs.len()], ..Reading::default() };
        for phrase in &self.phrase {
            let span = self.span(&phrase.text);
            reading.phrases.push(written_phrase(names, &layout, &phrase.class, span, &phrase.attributes));
        }
        let kinds = [
            (RecordKind::Figure, &self.figure),
            (RecordKind::Attribution, &self.attribution),
            (RecordKind::Hedge, &self.hedge),
            (RecordKind::Pair, &self.pair),
        ];
        for (kind, drafts) in kinds {
            for fields in drafts {
                let draft = self.draft(kind, fields, names, &layout, &mut reading.phrases);
                reading.drafts.push(draft);
            }
        }
        reading.carries = self.carries.clone();
        reading.layout = layout;
        reading
    }

    fn draft(
        &self,
        kind: RecordKind,
        written: &Fields,
        names: &mut Names,
        layout: &Layout,
        phrases: &mut Vec<Phrase>,
    ) -> Draft {
        let mut fields = Vec::new();
        let mut statement = None;
        let mut span = Span::default();
        for (name, value) in written {
            let text = value.as_str().unwrap_or_default();
            let datum = match name.as_str() {
                "phrase" => continue,
                "statement" => {
                    statement = Some(self.span(text));
                    continue;
                }
                "span" | "cue" | "told" | "event" | "counted" | "number" | "time" => {
                    span = if name == "span" || name == "cue" { self.span(text) } else { span };
                    Datum::Span(self.span(text), None)
                }
                "source" => {
                    let class = "noun_group";
                    let phrase = written.get("phrase").map(|attributes| {
                        let attributes = serde_json::from_value(attributes.clone()).unwrap();
                        phrases.push(written_phrase(names, layout, class, self.span(text), &attributes));
                        phrases.len() as u32 - 1
                    });
                    Datum::Span(self.span(text), phrase)
                }
                "content" | "scope" => {
                    let pieces = value.as_array().unwrap().iter();
                    Datum::Spans(pieces.map(|piece| self.span(piece.as_str().unwrap())).collect())
                }
                // Records are written as places in their own list.
                "figure" | "before" | "after" => Datum::Record(value.as_u64().unwrap() as u32),
                "inside" => Datum::Record(self.figure.len() as u32 + value.as_u64().unwrap() as u32),
                _ => match value {
                    Json::Number(number) => Datum::Number(number.as_f64().unwrap()),
                    Json::Bool(flag) => Datum::Flag(*flag),
                    _ => Datum::Text(names.intern(text)),
                },
            };
            fields.push((names.intern(name), datum));
        }
        if kind == RecordKind::Figure && !written.contains_key("kind") {
            fields.push((names.intern("kind"), Datum::Text(names.intern("count"))));
        }
        let tokens = tokens(layout, span);
        let sentence = layout.sentences.partition_point(|sentence| sentence.start <= tokens.start) as u32 - 1;
        Draft { kind, rule: 0, span, tokens, paragraph: 0, sentence, statement, attributes: Vec::new(), fields }
    }
}

fn written_phrase(names: &mut Names, layout: &Layout, class: &str, span: Span, written: &Fields) -> Phrase {
    let attributes = written.iter().map(|(name, value)| {
        let value = match value {
            Json::Bool(flag) => Value::Flag(*flag),
            other => Value::Text(names.intern(other.as_str().unwrap())),
        };
        (names.intern(name), value)
    });
    let attributes = attributes.collect();
    Phrase { class: names.intern(class), span, tokens: tokens(layout, span), attributes }
}

fn tokens(layout: &Layout, span: Span) -> std::ops::Range<u32> {
    let start = layout.tokens.partition_point(|token| token.span.end <= span.start) as u32;
    let end = layout.tokens.partition_point(|token| token.span.start < span.end) as u32;
    start..end.max(start)
}

/// Words, numbers, marks; sentences end after a full stop and the marks glued to it; paragraphs at empty lines; curly
/// quotation marks only.
pub(crate) fn layout(text: &str) -> Layout {
    let mut layout = Layout::default();
    let mut start = 0;
    for paragraph in text.split("\n\n") {
        let first = layout.tokens.len() as u32;
        words_of(paragraph, start, &mut layout.tokens);
        start += paragraph.len() as u32 + 2;
        let all = first..layout.tokens.len() as u32;
        let (sentences, quotes) = (layout.sentences.len() as u32, layout.quotes.len() as u32);
        let mark = |token: u32| layout.tokens[token as usize].span.of(text);
        let (mut begun, mut open) = (first, None);
        for token in all.clone() {
            match mark(token) {
                "“" => open = Some(token),
                "”" => {
                    let closed = open.take().map(|open| Enclosure { open, close: token, ..CLOSED });
                    layout.quotes.extend(closed);
                }
                _ => {}
            }
            let ends = mark(token) == "." || mark(token) == "”" && token > first && mark(token - 1) == ".";
            if ends && (token + 1 == all.end || mark(token + 1) != "”") {
                layout.sentences.push(begun..token + 1);
                begun = token + 1;
            }
        }
        if begun < all.end {
            layout.sentences.push(begun..all.end);
        }
        if let Some(open) = open {
            layout.quotes.push(Enclosure { open, close: all.end - 1, closed: false, ..CLOSED });
        }
        layout.paragraphs.push(Paragraph {
            tokens: all,
            sentences: sentences..layout.sentences.len() as u32,
            quotes: quotes..layout.quotes.len() as u32,
            brackets: 0..0,
        });
    }
    layout
}

const CLOSED: Enclosure = Enclosure { open: 0, close: 0, closed: true, opened: true, single: false, nested: false };

fn words_of(text: &str, start: u32, tokens: &mut Vec<Token>) {
    static PATTERN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[0-9][0-9.,]*[0-9]|[0-9]|[\pL’]+|[“”]|[^\s]").unwrap());
    for word in PATTERN.find_iter(text) {
        let kind = match word.as_str().chars().next().unwrap() {
            '0'..='9' => TokenKind::Number,
            '“' | '”' => TokenKind::Mark,
            letter if letter.is_alphabetic() => TokenKind::Word,
            _ => TokenKind::Punct,
        };
        let span = Span { start: start + word.start() as u32, end: start + word.end() as u32 };
        tokens.push(Token { span, kind, glued: false });
    }
}

/// A pack with the tables that joining reads: references, two carries, a certainty table.
pub(crate) fn pack(digest: &str) -> Pack {
    let mut names = Names::default();
    let test = |names: &mut Names, name: &str, values: &[&str]| AttributeTest {
        name: names.intern(name),
        values: values.iter().map(|value| Value::Text(names.intern(value))).collect(),
        negated: false,
    };
    let source = |names: &mut Names, attribute: &str| Selector {
        record: Some(RecordKind::Attribution),
        phrase: None,
        field: Some(names.intern("source")),
        attributes: vec![test(names, attribute, &[])],
    };
    let attribution = Selector { record: Some(RecordKind::Attribution), phrase: None, field: None, attributes: vec![] };
    let direct = Selector { attributes: vec![test(&mut names, "quote", &["direct"])], ..attribution.clone() };
    let named = test(&mut names, "named", &[]);
    let group =
        Selector { record: None, phrase: Some(names.intern("noun_group")), field: None, attributes: vec![named] };
    let any = Selector { field: Some(names.intern("source")), ..attribution.clone() };
    let holder = Selector { field: Some(names.intern("inside")), ..attribution.clone() };
    let reference = |of: Vec<Selector>, to: Vec<Selector>, agree: Vec<Name>| Reference {
        of,
        to,
        agree,
        sentences: 3,
        prefer_subject: true,
        tie_first: false,
    };
    let references = vec![
        reference(vec![source(&mut names, "speaker")], vec![holder], vec![]),
        reference(vec![source(&mut names, "definite")], vec![any], vec![names.intern(SAME_WORDS)]),
        reference(
            vec![source(&mut names, "pronoun"), source(&mut names, "possessive")],
            vec![source(&mut names, "named"), group],
            vec![names.intern("gender")],
        ),
    ];
    let carry = |id: &str, sentences, from| Carry {
        id: id.to_string(),
        sentences,
        same_paragraph: true,
        when: vec![],
        unless: vec![],
        from,
    };
    let carries = vec![carry("carry.report", 2, attribution), carry("carry.quote", 1, direct)];
    let certainty = certainty(&mut names, &test);
    Pack {
        name: "hand".to_string(),
        digest: digest.to_string(),
        text: Settings {
            sentence_end: vec![".".to_string()],
            function_words: vec!["the".to_string()],
            ..Settings::default()
        },
        references,
        carries,
        certainty,
        names,
        ..Pack::default()
    }
}

fn certainty(names: &mut Names, test: &impl Fn(&mut Names, &str, &[&str]) -> AttributeTest) -> Vec<CertaintyRow> {
    let mut category = |categories: &[&str], bearing| Ground::Hedge(vec![test(names, "category", categories)], bearing);
    let denial = [category(&["denial"], Bearing::CoversFigure), category(&["denial"], Bearing::CoversEvent)];
    let evidence =
        [category(&["lack_of_evidence"], Bearing::CoversFigure), category(&["unverified"], Bearing::TouchesStatement)];
    let doubt = [category(&["allegation", "hearsay"], Bearing::CoversFigure)];
    let modal = [category(&["modal"], Bearing::CoversFigure), category(&["modal"], Bearing::CoversEvent)];
    let mut stance = |stance: &str| Ground::Link(vec![test(names, "stance", &[stance])]);
    let doubt = [doubt[0].clone(), stance("doubtful")];
    let modal = [modal[0].clone(), modal[1].clone(), stance("tentative")];
    let mut row = |value: &str, any: &[Ground]| CertaintyRow { value: names.intern(value), any: any.to_vec() };
    vec![
        row("denied", &denial),
        row("unsupported", &evidence),
        row("doubted", &doubt),
        row("tentative", &modal),
        row("attributed", &[Ground::Link(vec![])]),
        row("stated", &[Ground::Always]),
    ]
}
