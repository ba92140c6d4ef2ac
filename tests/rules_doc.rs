//! The rule language's page: its blocks are one pack that grows; each is loaded with those before it, its examples and
//! rejects are run, and what the page says is found in a text is found.
//!
//! Blocks are fenced as `toml pack` (a pack begins), `toml` (more of it), `toml on-top` (a second layer, for itself) and
//! `found`: a text in the first line, then lines `path = JSON`, a span as its text, read with the block before.

use reportedly::engine::Engine;
use reportedly::facts::json::{Header, document};
use reportedly::matcher::{MatcherOptions, Scratch};
use reportedly::rule_tests;
use reportedly::rules::model::SourceFile;
use reportedly::text::CodePoints;
use serde_json::Value;

const PAGE: &str = include_str!("../docs/rules.md");

struct Block {
    fence: &'static str,
    /// Of its first line in the page, from 1.
    line: usize,
    body: String,
}

fn blocks() -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (index, line) in PAGE.lines().enumerate() {
        match line.strip_prefix("```") {
            Some(_) if open => open = false,
            Some(fence) => {
                open = true;
                blocks.push(Block { fence, line: index + 2, body: String::new() });
            }
            None if open => {
                let body = &mut blocks.last_mut().unwrap().body;
                body.push_str(line);
                body.push('\n');
            }
            None => {}
        }
    }
    blocks
}

/// A file of the pack, called by its line in the page.
fn file(block: &Block) -> SourceFile {
    SourceFile { path: format!("{:04}.toml", block.line), text: block.body.clone() }
}

/// A record's field as the page writes it.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(span) => span.get("text").unwrap_or(value).clone(),
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

fn check_found(engine: &Engine, block: &Block, wrong: &mut Vec<String>) {
    let mut lines = block.body.lines();
    let text = lines.next().unwrap_or_default();
    let records = engine.read(text, &mut Scratch::default()).unwrap();
    let mut line = String::new();
    let header = Header { genre: engine.genre(), ..Header::default() };
    document(&header, engine.pack(), text, &CodePoints::new(text), &records, &mut line);
    let all: Value = serde_json::from_str(&line).unwrap();
    for said in lines {
        let (path, wanted) = said.split_once(" = ").unwrap_or_else(|| panic!("not `path = value`: {said}"));
        let wanted: Value = serde_json::from_str(wanted).unwrap_or_else(|error| panic!("{said}: {error}"));
        let found = all.pointer(&format!("/{}", path.replace('.', "/"))).map_or(Value::Null, plain);
        if found != wanted {
            wrong.push(format!("line {}: {text}\n  wanted: {said}\n  found:  {found}", block.line));
        }
    }
}

#[test]
fn the_page_says_what_happens() {
    let (mut files, mut wrong) = (Vec::new(), Vec::new());
    let (mut engine, mut counted) = (None, (0, 0, 0));
    for block in blocks() {
        let mut layers = vec![files.clone()];
        match block.fence {
            "toml pack" | "toml" => {
                if block.fence == "toml pack" {
                    files.clear();
                }
                files.push(file(&block));
                layers = vec![files.clone()];
            }
            "toml on-top" => layers.push(vec![file(&block)]),
            "found" => {
                let engine = engine.as_ref().unwrap_or_else(|| panic!("line {}: no pack before it", block.line));
                check_found(engine, &block, &mut wrong);
                counted.2 += 1;
                continue;
            }
            _ => continue,
        }
        let made = Engine::new(layers.clone(), &MatcherOptions::default());
        engine = Some(made.unwrap_or_else(|error| panic!("the block in line {}: {error}", block.line)));
        let outcome = rule_tests::run(&layers, "").unwrap_or_else(|error| panic!("line {}: {error}", block.line));
        wrong.extend(outcome.failures.iter().map(ToString::to_string));
        counted = (outcome.examples, outcome.rejects, counted.2);
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
    assert!(counted.0 >= 20 && counted.1 >= 7 && counted.2 >= 4, "{counted:?}");
}
