//! Packs other than the built-in one: a small Spanish one, and one that knows nothing. The engine is the same.

use reportedly::engine::Engine;
use reportedly::facts::json::{Header, document};
use reportedly::matcher::{MatcherOptions, Scratch};
use reportedly::rule_tests;
use reportedly::rules::folder;
use reportedly::rules::model::SourceFile;
use reportedly::text::CodePoints;
use serde_json::{Value, json};
use std::fmt::Write;

fn spanish() -> Vec<SourceFile> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/packs/es");
    folder::read(path).unwrap_or_else(|mistakes| panic!("{mistakes:?}"))
}

fn engine(files: Vec<SourceFile>) -> Engine {
    Engine::new(vec![files], &MatcherOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn read(engine: &Engine, text: &str) -> Value {
    let records = engine.read(text, &mut Scratch::default()).unwrap();
    let mut line = String::new();
    let header = Header { genre: engine.genre(), ..Header::default() };
    document(&header, engine.pack(), text, &CodePoints::new(text), &records, &mut line);
    serde_json::from_str(&line).unwrap()
}

/// The facts of a document as `es.toml` writes them, and the texts of its other numbers.
fn found(document: &Value) -> (Vec<Value>, Vec<Value>) {
    let fact = |fact: &Value| {
        let figure = fact["figure"].as_u64().map_or(&Value::Null, |index| &document["figures"][index as usize]);
        let links = fact["chain"].as_array().unwrap().iter();
        let sources = links.map(|link| &document["attributions"][link.as_u64().unwrap() as usize]["source"]["text"]);
        json!({
            "figure": figure["text"], "kind": figure["kind"], "low": figure["low"], "high": figure["high"],
            "unit": figure["unit"], "bound": figure["bound"], "counted": figure["counted"]["text"],
            "event": figure["event"]["text"], "chain": sources.collect::<Vec<_>>(), "certainty": fact["certainty"],
            "negated": fact["negated"],
        })
    };
    let others = document["not_figures"].as_array().unwrap().iter().map(|other| other["text"].clone());
    (document["facts"].as_array().unwrap().iter().map(fact).collect(), others.collect())
}

/// What is expected, with what `es.toml` leaves out.
fn expected(written: &Value) -> Value {
    let mut whole = json!({
        "figure": null, "kind": null, "low": null, "high": null, "unit": null, "bound": null, "counted": null,
        "event": null, "chain": [], "certainty": "stated", "negated": false,
    });
    for (name, value) in written.as_object().unwrap() {
        whole[name] = value.clone();
    }
    whole
}

#[test]
fn spanish_facts_are_right() {
    let engine = engine(spanish());
    let cases: toml::Table = include_str!("packs/es.toml").parse().unwrap();
    let cases = serde_json::to_value(cases).unwrap();
    let cases = cases["case"].as_array().unwrap();
    assert!(cases.len() >= 20);
    let mut wrong = String::new();
    for case in cases {
        let text = case["text"].as_str().unwrap();
        let facts: Vec<Value> = case["facts"].as_array().unwrap().iter().map(expected).collect();
        let others = case.get("not_figures").map_or(Vec::new(), |others| others.as_array().unwrap().clone());
        let (found, found_others) = found(&read(&engine, text));
        if found != facts || found_others != others {
            writeln!(wrong, "{text}\n  expected {facts:?} {others:?}\n  found    {found:?} {found_others:?}").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn spanish_examples_hold() {
    let outcome = rule_tests::run(&[spanish()], "").unwrap_or_else(|error| panic!("{error}"));
    let failures: Vec<String> = outcome.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "\n{}", failures.join("\n\n"));
    assert!(outcome.examples >= 25 && outcome.rejects >= 4);
}

#[test]
fn another_language_is_not_read() {
    let document = read(&engine(spanish()), "Ana Roe said that the flood had killed 300 sheep.");
    assert_eq!(document["attributions"], json!([]));
    assert_eq!(document["hedges"], json!([]));
}

#[test]
fn without_rules_nothing_is_found() {
    let text = "[pack]\nname = 'none'\nversion = '0'\nlanguage = 'und'\nstages = []\n";
    let engine = engine(vec![SourceFile { path: "pack.toml".into(), text: text.into() }]);
    for text in ["", "Ana Roe said that more than 300 sheep died.", "«Nos quedamos», dijo Ana Roe.\n\nNo. 7, 5%"] {
        let document = read(&engine, text);
        for list in ["figures", "not_figures", "attributions", "hedges", "facts"] {
            assert_eq!(document[list], json!([]), "{list} of {text:?}");
        }
    }
}

/// A phrase may be all that a rule is looked for at; it stands there only once its own stage has run.
#[test]
fn a_rule_may_need_nothing_but_a_phrase() {
    let text = r#"
[pack]
name = "test"
version = "1"
language = "und"
stages = ["name", "pair", "hedge"]
[text]
sentence_end = ["."]
[[rule]]
id = "name.capitals"
stage = "name"
pattern = '{capitalised}'
[[rule]]
id = "pair.names"
stage = "pair"
phrase = "couple"
pattern = '<name> <name>'
[[rule]]
id = "hedge.couple"
stage = "hedge"
pattern = 'cue:<couple>'
yields.hedge = { cue = "$cue", category = "modal" }
"#;
    let engine = engine(vec![SourceFile { path: "pack.toml".into(), text: text.into() }]);
    let document = read(&engine, "we saw Ana Roe there. it is.");
    assert_eq!(document["hedges"][0]["cue"]["text"], "Ana Roe");
}
